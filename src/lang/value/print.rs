//! Values as people and programs read them.

use std::fmt::{self, Write};

use serde_json::{Map as JsonMap, Value as Json};

use super::read::is_secret;
use super::stream::filled;
use super::{List, Value};
use crate::world::kube::{Object, Slot};
use crate::world::manifest::{NodeId, NodeKind, Scalar};

/// Characters that are printed of a value.
const SHOWN: usize = 200;
/// What is printed of something unknown.
const UNKNOWN: &str = "‹unknown›";
/// What is printed of something absent.
const ABSENT: &str = "‹absent›";
/// What is printed of a Secret's data.
const SECRET: &str = "‹secret›";

/// A value as it is printed in a message, cut at 200 characters. References are ASCII: a letter of
/// an image that is not is printed by its code point, since many look like those that are.
pub fn shown(value: &Value<'_>) -> String {
    let ascii = matches!(value, Value::ImageUse(..) | Value::Image(_));
    let mut out = Cut { text: String::new(), left: SHOWN, ascii };
    if write(&mut out, value).is_err() {
        out.text.push('…');
    }
    out.text
}

/// A value as text within an expression: all of it, if it is text of its own accord.
pub fn text_of(value: &Value<'_>) -> String {
    let mut out = String::new();
    // Writing to a string never fails.
    let _ = write(&mut out, value);
    out
}

/// Takes so many characters and then no more.
struct Cut {
    text: String,
    left: usize,
    /// Letters outside ASCII are escaped.
    ascii: bool,
}

impl Write for Cut {
    fn write_str(&mut self, piece: &str) -> fmt::Result {
        for c in piece.chars() {
            self.left = self.left.checked_sub(1).ok_or(fmt::Error)?;
            match self.ascii && c.is_alphabetic() && !c.is_ascii() {
                true => self.text.extend(c.escape_unicode()),
                false => self.text.push(c),
            }
        }
        Ok(())
    }
}

fn write(out: &mut dyn Write, value: &Value<'_>) -> fmt::Result {
    match value {
        Value::Absent => out.write_str(ABSENT),
        Value::Unknown(_) => out.write_str(UNKNOWN),
        Value::Bool(value) => write!(out, "{value}"),
        Value::Int(value) => write!(out, "{value}"),
        Value::Text(text) => out.write_str(text),
        Value::Word(word) => out.write_str(word.as_str()),
        Value::Repo(repo) => out.write_str(repo.as_str()),
        Value::Version(version) => write!(out, "{}", **version),
        Value::Range(range) => write!(out, "{}", **range),
        Value::Glob(glob) => out.write_str(glob.as_str()),
        Value::Regex(regex) => out.write_str(regex.anywhere.as_str()),
        Value::Quantity(quantity) => write!(out, "{}", **quantity),
        Value::Duration(duration) => write!(out, "{duration}"),
        Value::Date(date) => write!(out, "{date}"),
        Value::Image(image) => out.write_str(image.written()),
        Value::ImageUse(object, index) => write_image(out, object, *index),
        Value::Container(object, index) => {
            let node = object.containers.get(*index as usize).map(|c| c.node);
            let name = node.and_then(|node| object.tree.get(node, "name"));
            out.write_str(name.map_or(ABSENT, |name| object.tree.text(name)))
        }
        Value::Pod(object, _) | Value::Object(object) => write_object(out, object),
        Value::Record(object, node) | Value::Raw(object, node) => write_node(out, object, *node),
        Value::PullSecret(secret) => out.write_str(secret.name),
        Value::StreamTag(tag) => out.write_str(&tag.shown()),
        Value::Manifests => out.write_str("manifests"),
        Value::Cluster => out.write_str("the cluster"),
        Value::Kind(_, kind) => out.write_str(kind),
        Value::List(list) | Value::Set(list) => write_list(out, list),
        Value::Map(map) => {
            let pairs = map.entries.iter().map(|(key, value)| (&key.value, &value.value));
            write_map(out, pairs, map.open.is_none())
        }
        Value::Entry(entry) => write_map(out, [(&entry.0.value, &entry.1.value)], true),
    }
}

fn write_image(out: &mut dyn Write, object: &Object, index: u32) -> fmt::Result {
    let image = object.images.get(index as usize);
    if let Some(name) = image.and_then(|image| filled(object, image)) {
        return out.write_str(name);
    }
    match image.map(|image| &image.written) {
        Some(Slot::Present(written)) => out.write_str(object.tree.text(written.node)),
        Some(Slot::Absent(_)) => out.write_str(ABSENT),
        _ => out.write_str(UNKNOWN),
    }
}

fn write_object(out: &mut dyn Write, object: &Object) -> fmt::Result {
    write!(out, "{}/{}", object.gvk.kind, object.text(object.name).unwrap_or(ABSENT))
}

fn write_list(out: &mut dyn Write, list: &List<'_>) -> fmt::Result {
    out.write_char('[')?;
    for (index, item) in list.items.iter().enumerate() {
        out.write_str(if index == 0 { "" } else { ", " })?;
        write(out, &item.value)?;
    }
    out.write_str(match (list.is_closed(), list.items.is_empty()) {
        (true, _) => "]",
        (false, true) => "…]",
        (false, false) => ", …]",
    })
}

fn write_map<'v, 'w: 'v>(
    out: &mut dyn Write,
    pairs: impl IntoIterator<Item = (&'v Value<'w>, &'v Value<'w>)>,
    closed: bool,
) -> fmt::Result {
    out.write_char('[')?;
    for (index, (key, value)) in pairs.into_iter().enumerate() {
        out.write_str(if index == 0 { "" } else { ", " })?;
        write(out, key)?;
        out.write_str(": ")?;
        write(out, value)?;
    }
    out.write_str(if closed { "]" } else { " …]" })
}

fn write_node(out: &mut dyn Write, object: &Object, node: NodeId) -> fmt::Result {
    let tree = &object.tree;
    if is_secret(object, node) {
        return out.write_str(SECRET);
    }
    match tree.kind(node) {
        NodeKind::Scalar => out.write_str(tree.text(node)),
        NodeKind::Sequence => {
            out.write_char('[')?;
            for (index, item) in tree.items(node).enumerate() {
                out.write_str(if index == 0 { "" } else { ", " })?;
                write_node(out, object, item)?;
            }
            out.write_char(']')
        }
        NodeKind::Mapping => {
            out.write_char('{')?;
            for (index, (key, value)) in tree.entries(node).enumerate() {
                out.write_str(if index == 0 { "" } else { ", " })?;
                out.write_str(tree.text(key))?;
                out.write_str(": ")?;
                write_node(out, object, value)?;
            }
            out.write_char('}')
        }
    }
}

/// A value as JSON: an absent one is `null`, an unknown one the text `‹unknown›`, a record of a
/// manifest its mapping, an image what is written.
pub fn json(value: &Value<'_>) -> Json {
    match value {
        Value::Absent => Json::Null,
        Value::Bool(value) => (*value).into(),
        Value::Int(value) => (*value).into(),
        Value::Container(object, index) => match object.containers.get(*index as usize) {
            Some(container) => node_json(object, container.node),
            None => Json::Null,
        },
        Value::Pod(object, index) => match object.pods.get(*index as usize) {
            Some(pod) => node_json(object, pod.template.unwrap_or(pod.spec)),
            None => Json::Null,
        },
        Value::Object(object) => node_json(object, object.root),
        Value::Record(object, node) | Value::Raw(object, node) => node_json(object, *node),
        Value::List(list) | Value::Set(list) => {
            list.items.iter().map(|item| json(&item.value)).collect()
        }
        Value::Map(map) => map_json(map.entries.iter().map(|(k, v)| (&k.value, &v.value))),
        Value::Entry(entry) => {
            let mut object = JsonMap::new();
            object.insert("key".into(), json(&entry.0.value));
            object.insert("value".into(), json(&entry.1.value));
            object.into()
        }
        other => text_of(other).into(),
    }
}

fn map_json<'v, 'w: 'v>(pairs: impl Iterator<Item = (&'v Value<'w>, &'v Value<'w>)>) -> Json {
    pairs.map(|(key, value)| (text_of(key), json(value))).collect::<JsonMap<_, _>>().into()
}

fn node_json(object: &Object, node: NodeId) -> Json {
    let tree = &object.tree;
    if is_secret(object, node) {
        return SECRET.into();
    }
    match tree.kind(node) {
        NodeKind::Sequence => tree.items(node).map(|item| node_json(object, item)).collect(),
        NodeKind::Mapping => {
            let pair = |(key, value)| (tree.text(key).to_owned(), node_json(object, value));
            tree.entries(node).map(pair).collect::<JsonMap<_, _>>().into()
        }
        NodeKind::Scalar => match tree.scalar(node) {
            None | Some(Scalar::Null) => Json::Null,
            Some(Scalar::Bool(value)) => value.into(),
            Some(Scalar::Int(value)) => value.into(),
            Some(Scalar::Float(value)) => value.into(),
            Some(Scalar::Text(text)) => text.into_owned().into(),
        },
    }
}
