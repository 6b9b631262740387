//! Writes a document down: as YAML in blocks, with pieces in flow style, or as JSON.

use std::fmt::Write as _;

use crate::lang::soundness::random::Random;

/// A piece of a document.
#[derive(Clone, Debug)]
pub(super) enum Node {
    /// A text, quoted if it must be, and often if not.
    Text(String),
    /// As it is: `null`, `5`, `true`.
    Bare(&'static str),
    List(Vec<Node>),
    Map(Vec<(String, Node)>),
}

impl Node {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A mapping of these.
    pub(super) fn map<const N: usize>(entries: [(&str, Self); N]) -> Self {
        Self::Map(entries.map(|(key, value)| (key.to_owned(), value)).into())
    }

    fn is_empty(&self) -> bool {
        match self {
            Self::List(items) => items.is_empty(),
            Self::Map(entries) => entries.is_empty(),
            Self::Text(_) | Self::Bare(_) => true,
        }
    }
}

/// Writes a mapping as a file of its own.
pub(super) fn document(node: &Node, random: &mut Random) -> String {
    if random.one_in(6) {
        let mut out = String::new();
        flow(node, true, random, &mut out);
        return out + "\n";
    }
    let mut out = String::new();
    block(node, 0, random, &mut out);
    out
}

fn block(node: &Node, indent: usize, random: &mut Random, out: &mut String) {
    match node {
        Node::Map(entries) => {
            for (index, (key, value)) in entries.iter().enumerate() {
                if index > 0 {
                    let _ = write!(out, "{:indent$}", "");
                }
                let _ = write!(out, "{key}:");
                below(value, indent + 2, random, out);
            }
        }
        Node::List(items) => {
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    let _ = write!(out, "{:indent$}", "");
                }
                out.push('-');
                match item {
                    Node::Map(_) if !item.is_empty() && !random.one_in(4) => {
                        out.push(' ');
                        block(item, indent + 2, random, out);
                    }
                    _ => below(item, indent + 2, random, out),
                }
            }
        }
        Node::Text(_) | Node::Bare(_) => {
            flow(node, false, random, out);
            out.push('\n');
        }
    }
}

/// The value of a key or an item, on its line or the lines below.
fn below(value: &Node, indent: usize, random: &mut Random, out: &mut String) {
    if value.is_empty() || random.one_in(5) {
        out.push(' ');
        match value {
            Node::Text(text) => out.push_str(&scalar(text, random)),
            _ => flow(value, false, random, out),
        }
        if random.one_in(20) {
            out.push_str(" # image: evil:latest");
        }
        out.push('\n');
    } else {
        let _ = write!(out, "\n{:indent$}", "");
        block(value, indent, random, out);
    }
}

/// In flow style; as JSON, where it must be that.
fn flow(node: &Node, json: bool, random: &mut Random, out: &mut String) {
    match node {
        Node::Text(text) if json => out.push_str(&double(text, true)),
        Node::Text(text) => out.push_str(&double(text, random.one_in(2))),
        Node::Bare(bare) => out.push_str(bare),
        Node::List(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                out.push_str(if index > 0 { ", " } else { "" });
                flow(item, json, random, out);
            }
            out.push(']');
        }
        Node::Map(entries) => {
            out.push('{');
            for (index, (key, value)) in entries.iter().enumerate() {
                out.push_str(if index > 0 { ", " } else { "" });
                let _ = match json {
                    true => write!(out, "\"{key}\": "),
                    false => write!(out, "{key}: "),
                };
                flow(value, json, random, out);
            }
            out.push('}');
        }
    }
}

/// A text behind a key, in one of the styles that say it.
fn scalar(text: &str, random: &mut Random) -> String {
    let printable = text.chars().all(|c| matches!(c, ' '..='~'));
    let word = |c: char| c.is_ascii_alphanumeric() || "._-/@".contains(c);
    let plain = text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.len() > 5
        && text.chars().all(|c| word(c) || c == ':')
        && !text.ends_with(':');
    match random.below(4) {
        0 | 1 if plain => text.to_owned(),
        2 if printable => format!("'{}'", text.replace('\'', "''")),
        _ => double(text, random.one_in(2)),
    }
}

/// In double quotes. What YAML readers take for the end of a line, or for nothing, is escaped.
fn double(text: &str, escaped: bool) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        let odd = !c.is_ascii() && (escaped || !c.is_alphabetic());
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() || odd => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out + "\""
}
