//! A line into what a file is read into.
//!
//! | the line | is |
//! | --- | --- |
//! | a JSON object with `apiVersion` or `kind` | an object as it is |
//! | one with neither, and `text` or `file` | a row: `text` is judged as the file called `file`; other columns are passed over |
//! | any other JSON object | set aside, as a file would be: no Kubernetes object |
//! | nothing but blanks | set aside: empty |
//! | anything else | an error |
//!
//! JSON is scanned once for its form, so that what only YAML would allow is no line; then the manifests'
//! own reader reads it, with all it says of duplicate keys and the like.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};

use super::fault;
use crate::base::{Source, SourceId};
use crate::judge::Settings;
use crate::judge::file::{ReadFile, objects_in};
use crate::world::input::{Fate, Line};
use crate::world::manifest::read;

/// What a line gives to judge.
#[derive(Debug)]
pub(super) struct Told {
    /// What it is called.
    pub(super) name: String,
    /// The text to judge; of a line that is at fault, the line.
    pub(super) text: Vec<u8>,
    fault: Option<Fault>,
}

/// What is wrong with a line.
#[derive(Debug)]
enum Fault {
    /// It has more bytes than are read.
    TooLong,
    /// It is not one object in JSON.
    NotAnObject(serde_json::Error),
    /// It is a row, and not as rows are.
    NotARow(serde_json::Error),
}

/// Tells a line of what is called `stream` apart.
pub(super) fn tell(line: Line, stream: &str) -> Told {
    let name = format!("{stream}:{}", line.number);
    let Some(bytes) = line.bytes else {
        return Told { name, text: Vec::new(), fault: Some(Fault::TooLong) };
    };
    let first = line.number == 1;
    // A mark that opens the stream says nothing of its first line.
    let bytes = match bytes.strip_prefix(b"\xef\xbb\xbf") {
        Some(rest) if first => rest.to_vec(),
        _ => bytes,
    };
    let plain = |text: Vec<u8>, fault| Told { name: name.clone(), text, fault };
    // What is no UTF-8 is told by the reader, with the place.
    let Ok(text) = std::str::from_utf8(&bytes) else { return plain(bytes, None) };
    if text.trim_matches([' ', '\t', '\r']).is_empty() {
        return plain(Vec::new(), None);
    }
    match serde_json::from_str::<Form>(text) {
        Err(error) => plain(bytes, Some(Fault::NotAnObject(error))),
        Ok(form) if form.object || !form.row => plain(bytes, None),
        Ok(_) => match serde_json::from_str::<Row>(text) {
            Err(error) => plain(bytes, Some(Fault::NotARow(error))),
            Ok(row) => Told { name: row.file, text: row.text.into_bytes(), fault: None },
        },
    }
}

impl Told {
    /// Reads it, under an id.
    pub(super) fn read(self, id: SourceId, settings: &Settings) -> ReadFile {
        let Some(fault) = self.fault else {
            return objects_in(read(id, &self.name, self.text, &settings.limits), settings);
        };
        let text = String::from_utf8_lossy(&self.text).into_owned();
        let problem = match fault {
            Fault::TooLong => fault::too_long(id, settings.limits.file),
            Fault::NotAnObject(error) => fault::not_json(id, &text, &error),
            Fault::NotARow(error) => fault::not_a_row(id, &text, &error),
        };
        let mut file = ReadFile::ended(id, &self.name, vec![problem], Fate::Errored);
        file.source = Source::new(self.name, text);
        file
    }
}

/// A row of a table of manifests.
#[derive(Debug, Deserialize)]
#[serde(expecting = "a row with `file` and `text`")]
struct Row {
    file: String,
    text: String,
}

/// Which keys an object has at its top.
#[derive(Debug, Default)]
struct Form {
    /// One of an object's.
    object: bool,
    /// One of a row's.
    row: bool,
}

impl<'de> Deserialize<'de> for Form {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(FormVisitor)
    }
}

struct FormVisitor;

impl<'de> Visitor<'de> for FormVisitor {
    type Value = Form;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Form, A::Error> {
        let mut form = Form::default();
        while let Some(key) = map.next_key::<Key>()? {
            form.object |= matches!(key, Key::OfObject);
            form.row |= matches!(key, Key::OfRow);
            map.next_value::<IgnoredAny>()?;
        }
        Ok(form)
    }
}

#[derive(Debug)]
enum Key {
    OfObject,
    OfRow,
    Other,
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_str(KeyVisitor)
    }
}

struct KeyVisitor;

impl Visitor<'_> for KeyVisitor {
    type Value = Key;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: serde::de::Error>(self, key: &str) -> Result<Key, E> {
        Ok(match key {
            "apiVersion" | "kind" => Key::OfObject,
            "file" | "text" => Key::OfRow,
            _ => Key::Other,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Told {
        tell(Line { number: 7, bytes: Some(text.as_bytes().to_vec()) }, "<stdin>")
    }

    #[test]
    fn an_object_is_itself_and_a_row_is_its_file() {
        let row = told(r#"{"id": 4, "file": "a/b.yaml", "text": "kind: Pod\n"}"#);
        assert_eq!((&*row.name, &*row.text), ("a/b.yaml", &b"kind: Pod\n"[..]));
        for object in [r#"{"kind":"Pod","text":"x","file":"y"}"#, r#"{"a":1}"#, "{}\r"] {
            let told = told(object);
            assert_eq!((&*told.name, &*told.text), ("<stdin>:7", object.as_bytes()));
            assert!(told.fault.is_none(), "{told:?}");
        }
        // A key is what it says, however it is written.
        assert_eq!(told(r#"{"te\u0078t": "", "file": "x"}"#).name, "x");
    }

    #[test]
    fn blanks_are_nothing() {
        for blank in ["", " \t", "\r"] {
            let told = told(blank);
            assert!(told.text.is_empty() && told.fault.is_none(), "{told:?}");
        }
    }

    #[test]
    fn what_is_no_line_is_a_fault() {
        for text in ["{", "{}{}", "[]", "null", "kind: Pod", "{kind: Pod}", "{} # a", "\u{feff}{}"]
        {
            assert!(matches!(told(text).fault, Some(Fault::NotAnObject(_))), "{text}");
        }
        for text in [r#"{"text":"a"}"#, r#"{"file":"a"}"#, r#"{"file":1,"text":""}"#] {
            assert!(matches!(told(text).fault, Some(Fault::NotARow(_))), "{text}");
        }
        let twice = r#"{"file":"a","text":"a","text":"b"}"#;
        assert!(matches!(told(twice).fault, Some(Fault::NotARow(_))));
        let marked = tell(Line { number: 1, bytes: Some("\u{feff}{}".into()) }, "<stdin>");
        assert!(marked.fault.is_none() && marked.text == b"{}");
        let long = tell(Line { number: 1, bytes: None }, "<stdin>");
        assert!(matches!(long.fault, Some(Fault::TooLong)));
    }
}
