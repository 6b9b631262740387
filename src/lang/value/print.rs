//! Values as people and programs read them.

use std::fmt::{self, Write};

use serde::{Serialize, Serializer};

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
    let mut text = String::with_capacity(64);
    show(value, &mut text);
    text
}

/// Adds a value to a text as [`shown`] has it.
pub fn show(value: &Value<'_>, text: &mut String) {
    let ascii = matches!(value, Value::ImageUse(..) | Value::Image(_));
    let mut out = Cut { text, left: SHOWN, ascii };
    if write(&mut out, value).is_err() {
        out.text.push('…');
    }
}

/// A value as text: all of it, if it is text of its own accord.
pub fn text_of(value: &Value<'_>) -> String {
    let mut out = String::new();
    text_within(&mut out, value, usize::MAX);
    out
}

/// Adds a value to a text as far as that has at most so many bytes then; false if it would have more.
pub fn text_within(out: &mut String, value: &Value<'_>, longest: usize) -> bool {
    write(&mut Within { text: out, longest }, value).is_ok()
}

/// Takes pieces as long as there are not too many bytes.
struct Within<'o> {
    text: &'o mut String,
    longest: usize,
}

impl Write for Within<'_> {
    fn write_str(&mut self, piece: &str) -> fmt::Result {
        if piece.len() > self.longest.saturating_sub(self.text.len()) {
            return Err(fmt::Error);
        }
        self.text.push_str(piece);
        Ok(())
    }
}

/// Takes so many characters and then no more.
struct Cut<'o> {
    text: &'o mut String,
    left: usize,
    /// Letters outside ASCII are escaped.
    ascii: bool,
}

impl Write for Cut<'_> {
    fn write_str(&mut self, piece: &str) -> fmt::Result {
        if piece.len() <= self.left && piece.is_ascii() {
            self.left -= piece.len();
            self.text.push_str(piece);
            return Ok(());
        }
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
        Value::Regex(regex) => out.write_str(regex.as_str()),
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
        Value::Kind(kind) => out.write_str(&kind.1),
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
/// manifest its mapping, an image what is written. It is written piece by piece as it is serialised.
#[derive(Clone, Copy, Debug)]
pub struct Json<'v, 'w>(pub &'v Value<'w>);

/// A value as a tree of JSON.
pub fn json(value: &Value<'_>) -> serde_json::Value {
    serde_json::to_value(Json(value)).unwrap_or_default()
}

impl Serialize for Json<'_, '_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Absent => to.serialize_unit(),
            Value::Bool(value) => to.serialize_bool(*value),
            Value::Int(value) => to.serialize_i64(*value),
            Value::Container(object, index) => match object.containers.get(*index as usize) {
                Some(container) => Node(object, container.node).serialize(to),
                None => to.serialize_unit(),
            },
            Value::Pod(object, index) => match object.pods.get(*index as usize) {
                Some(pod) => Node(object, pod.template.unwrap_or(pod.spec)).serialize(to),
                None => to.serialize_unit(),
            },
            Value::Object(object) => Node(object, object.root).serialize(to),
            Value::Record(object, node) | Value::Raw(object, node) => {
                Node(object, *node).serialize(to)
            }
            Value::List(list) | Value::Set(list) => {
                to.collect_seq(list.items.iter().map(|item| Json(&item.value)))
            }
            Value::Map(map) => {
                let entries = map.entries.iter();
                to.collect_map(entries.map(|(key, it)| (text_of(&key.value), Json(&it.value))))
            }
            Value::Entry(entry) => {
                to.collect_map([("key", Json(&entry.0.value)), ("value", Json(&entry.1.value))])
            }
            other => to.serialize_str(&text_of(other)),
        }
    }
}

/// A node of a manifest as JSON.
struct Node<'w>(&'w Object, NodeId);

impl Serialize for Node<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let Self(object, node) = *self;
        let tree = &object.tree;
        if is_secret(object, node) {
            return to.serialize_str(SECRET);
        }
        match tree.kind(node) {
            NodeKind::Sequence => to.collect_seq(tree.items(node).map(|item| Self(object, item))),
            NodeKind::Mapping => {
                let entries = tree.entries(node);
                to.collect_map(entries.map(|(key, value)| (tree.text(key), Self(object, value))))
            }
            NodeKind::Scalar => match tree.scalar(node) {
                None | Some(Scalar::Null) => to.serialize_unit(),
                Some(Scalar::Bool(value)) => to.serialize_bool(value),
                Some(Scalar::Int(value)) => to.serialize_i64(value),
                Some(Scalar::Float(value)) => to.serialize_f64(value),
                Some(Scalar::Text(text)) => to.serialize_str(&text),
            },
        }
    }
}
