//! Bytes as JSON: what serde_json reads is read as the same, by the reader of JSON and by that of
//! YAML, or refused for a reason.

use std::fmt;

use seaworthy::base::SourceId;
use seaworthy::world::manifest::{Limits, Manifest, read};
use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::super::laws::trees::{json_of, same};

pub(crate) fn run(data: &[u8]) {
    let limits = Limits::default();
    let whole = read(SourceId::manifest(0), "m.json", data, &limits);
    super::manifest::holds(&whole, data.len(), &limits);
    let Ok(text) = std::str::from_utf8(data) else { return };
    let value = match serde_json::from_str::<Strict>(text) {
        Ok(Strict(value @ Value::Object(_))) => value,
        Ok(_) => return,
        Err(error) => {
            let twice = error.to_string().starts_with(TWICE);
            assert!(!twice || !whole.is_whole(), "a key twice: {text:?}");
            return;
        }
    };
    let tree = tree_of(&whole);
    match &tree {
        Some(read) => assert!(same(read, &value), "{text:?}\n{read}\n{value}"),
        None => assert!(is_told(text), "refused: {text:?}\n{:#?}", whole.problems().next()),
    }
    // The comment makes YAML of it.
    let yaml = format!("# c\n{text}");
    let yaml = read_yaml(&yaml);
    if let Some(read) = tree_of(&yaml) {
        assert!(same(&read, &value), "{text:?}\n{read}\n{value}");
    }
}

fn read_yaml(text: &str) -> Manifest {
    read(SourceId::manifest(0), "m.yaml", text, &Limits::default())
}

/// The one document, if nothing is wrong with it.
fn tree_of(read: &Manifest) -> Option<Value> {
    let [document] = read.documents.as_slice() else { return None };
    document.tree().filter(|_| read.is_whole()).map(|tree| json_of(tree))
}

/// True for what is refused though it is JSON: odd characters, and a line end that was converted twice.
fn is_told(text: &str) -> bool {
    text.contains(is_odd) || text.contains("\r\r\n")
}

/// Characters that JSON takes in texts and readers of YAML do not, or not alike.
fn is_odd(c: char) -> bool {
    matches!(
        c,
        '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}'
    )
}

const TWICE: &str = "a key twice";

/// A value of JSON whose objects have no key twice.
struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Reader).map(Self)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(Strict(item)) = from.next_element()? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some((key, Strict(value))) = from.next_entry::<String, Strict>()? {
            if map.insert(key, value).is_some() {
                return Err(A::Error::custom(TWICE));
            }
        }
        Ok(Value::Object(map))
    }
}
