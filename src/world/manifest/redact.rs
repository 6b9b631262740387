//! What of a file must never be shown: the data of Secrets.
//!
//! In a document that was read, every mapping whose `kind` is `Secret`, wherever it stands (in a
//! list, in a template's objects), has its `data` and `stringData` masked, the comments among them
//! too, and the annotation in which `kubectl apply` keeps a copy of it all. A document that was
//! refused has no tree to look into: where it may be a Secret, all from the first such key on is
//! masked, line by line.

use std::collections::HashSet;

use crate::base::{Source, Span};

use super::comment;
use super::document::{Content, Document};
use super::tree::{NodeId, NodeKind, Tree};

/// The kinds, in any case, whose data is masked.
const SECRET: &str = "Secret";
const LIST: &str = "SecretList";
/// Keys below which everything is secret.
const DATA: [&str; 2] = ["data", "stringData"];
/// The annotation that holds the object as it was applied before.
const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// Marks it in `source`.
pub(super) fn mark(source: &Source, documents: &[Document]) {
    let mut spans = Vec::new();
    for document in documents {
        let mentioned = || mentions(source.slice(document.span), "secret");
        match &document.content {
            Content::Tree(tree) => {
                // What gave way to a written value is in no Secret any more, and may be as secret.
                if !tree.overridden.is_empty() && mentioned() {
                    spans.extend_from_slice(&tree.overridden);
                }
                in_tree(tree, document.span, &mut spans);
            }
            Content::Refused | Content::Template if mentioned() => {
                in_text(source, document.span, &mut spans);
            }
            Content::Refused | Content::Template | Content::Empty => {}
        }
    }
    spans.retain(|span: &Span| !span.is_empty());
    spans.sort_unstable();
    spans.dedup_by(|next, last| {
        let joins = next.start <= last.end;
        if joins {
            last.end = last.end.max(next.end);
        }
        joins
    });
    source.redact(spans);
}

/// True if `word`, in lower case, occurs in `text` in any case.
fn mentions(text: &str, word: &str) -> bool {
    find(text, word).is_some()
}

/// Places that are looked at together, without a branch: the word begins at hardly any.
const TOGETHER: usize = 64;

/// Where `word`, three letters or more in lower case, first occurs in `text` in any case.
fn find(text: &str, word: &str) -> Option<usize> {
    let (bytes, word) = (text.as_bytes(), word.as_bytes());
    let here = |from: usize, bytes: &[u8]| {
        let found = bytes.windows(word.len()).position(|w| w.eq_ignore_ascii_case(word));
        found.map(|at| from + at)
    };
    let (&[first, _, third, ..], Some(last)) = (word, word.last()) else { return here(0, bytes) };
    let mut at = 0;
    while let Some(piece) = bytes.get(at..at + TOGETHER + word.len() - 1) {
        let third_on = piece.get(2..).unwrap_or_default();
        let last_on = piece.get(word.len() - 1..).unwrap_or_default();
        let heads = piece.iter().zip(third_on).zip(last_on).take(TOGETHER);
        let lower = |byte: &u8, letter: u8| byte | 0x20 == letter;
        let may = heads.fold(false, |may, ((a, b), c)| {
            may | (lower(a, first) & lower(b, third) & lower(c, *last))
        });
        if may && let Some(found) = here(at, piece) {
            return Some(found);
        }
        at += TOGETHER;
    }
    here(at, bytes.get(at..)?)
}

fn in_tree(tree: &Tree, document: Span, spans: &mut Vec<Span>) {
    let mut listed = HashSet::new();
    let masked = |key: &NodeId| {
        let kind = tree.text(NodeId(key.0 + 1));
        is_secret(kind) || is_list(kind)
    };
    let may_be = match tree.noted(NodeId::ROOT) {
        Some(keys) => keys.iter().any(masked),
        None => tree.reading(NodeId::ROOT, &[SECRET, LIST]).next().is_some(),
    };
    if !may_be {
        return;
    }
    for node in tree.nodes() {
        if tree.kind(node) != NodeKind::Mapping {
            continue;
        }
        let kind = tree.get(node, "kind").map_or("", |kind| tree.text(kind));
        if is_list(kind) {
            listed.extend(tree.get(node, "items").into_iter().flat_map(|items| tree.items(items)));
        }
        if is_secret(kind) || listed.contains(&node) {
            of_secret(tree, node, document, spans);
        }
    }
}

fn is_secret(kind: &str) -> bool {
    kind.eq_ignore_ascii_case(SECRET)
}

fn is_list(kind: &str) -> bool {
    kind.eq_ignore_ascii_case(LIST)
}

fn of_secret(tree: &Tree, secret: NodeId, document: Span, spans: &mut Vec<Span>) {
    let mut entries = tree.entries(secret).peekable();
    let last = end_of_last(tree, secret, document);
    while let Some((key, value)) = entries.next() {
        if DATA.iter().any(|data| tree.text(key).eq_ignore_ascii_case(data)) {
            spans.extend(scalars(tree, value).map(|scalar| tree.span(scalar)));
            let start = tree.span(key).end;
            let next = entries.peek().map(|(next, _)| tree.span(*next).start);
            let end = next.filter(|next| *next >= start).unwrap_or(last);
            let comments = comment::within(tree, value, Span { start, end });
            spans.extend(comments.iter().map(|comment| comment.span));
        }
    }
    if let Some(applied) = tree.at(secret, &["metadata", "annotations", LAST_APPLIED]) {
        spans.extend(scalars(tree, applied).map(|scalar| tree.span(scalar)));
    }
}

/// Where the comments behind the last entry of a mapping end: at the next node that is written, or
/// with the document.
fn end_of_last(tree: &Tree, mapping: NodeId, document: Span) -> u32 {
    let end = tree.span(mapping).end;
    let next = NodeId(tree.end(mapping));
    let starts = tree.node(next).map(|node| node.span.start);
    starts.filter(|start| *start >= end).unwrap_or(document.end)
}

/// The scalars in a subtree that are values; of a mapping below `data`, its keys may be shown.
fn scalars(tree: &Tree, top: NodeId) -> impl Iterator<Item = NodeId> + '_ {
    let mut left = vec![top];
    std::iter::from_fn(move || {
        loop {
            let node = left.pop()?;
            match tree.kind(node) {
                NodeKind::Scalar => return Some(node),
                NodeKind::Sequence => left.extend(tree.items(node)),
                NodeKind::Mapping => left.extend(tree.entries(node).map(|(_, value)| value)),
            }
        }
    })
}

fn in_text(source: &Source, document: Span, spans: &mut Vec<Span>) {
    let text = source.slice(document);
    if !may_be_secret(text) {
        return;
    }
    let Some((start, indent)) = first_key(text) else { return };
    let mut at = start;
    for (index, line) in text.get(start..).unwrap_or("").split_inclusive('\n').enumerate() {
        let begins = line.len() - line.trim_start().len();
        // A line that is not below the key may have a key of its own, which may be shown.
        let sibling = index > 0 && begins <= indent;
        let key = if sibling { line.find(':').map_or(begins, |colon| colon + 1) } else { begins };
        let base = document.start as usize + at;
        spans.push(Span::new(base + key, base + line.trim_end().len().max(key)));
        at += line.len();
    }
}

/// True where `kind` is followed by `Secret`, or `stringData` occurs.
fn may_be_secret(text: &str) -> bool {
    let mut rest = text;
    while let Some(at) = find(rest, "kind") {
        rest = rest.get(at + 4..).unwrap_or("");
        let between = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ':' | '?');
        let mut value = rest.trim_start_matches(between);
        if value.starts_with(['!', '&']) {
            let length = value.bytes().take(200).take_while(|b| !b.is_ascii_whitespace()).count();
            value = value.get(length..).unwrap_or("").trim_start_matches(between);
        }
        if value.get(..6).is_some_and(|word| word.eq_ignore_ascii_case("secret")) {
            return true;
        }
    }
    mentions(text, "stringdata")
}

/// Behind the first key below which everything is secret, and the indentation of its line.
fn first_key(text: &str) -> Option<(usize, usize)> {
    let keys = DATA.iter().chain([&LAST_APPLIED]);
    let starts = keys.flat_map(|key| text.match_indices(key).map(|(at, _)| (at, at + key.len())));
    let is_key = |(start, end): &(usize, usize)| {
        let joined = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/');
        let opens = text.get(..*start).is_some_and(|before| !before.ends_with(joined));
        let after = text.get(*end..).unwrap_or("");
        let after = after.strip_prefix(['"', '\'']).unwrap_or(after);
        opens && after.trim_start_matches([' ', '\t', '\n', '\r']).starts_with(':')
    };
    let (start, end) = starts.filter(is_key).min()?;
    let behind = text.get(end..)?.find(':')? + end + 1;
    let line = text.get(..start)?.rfind('\n').map_or(0, |at| at + 1);
    let indent = text.get(line..start).map_or(0, |before| before.len() - before.trim_start().len());
    Some((behind, indent))
}
