//! What must never be shown: the data of Secrets.
//!
//! Looked for in the whole tree, not in its objects: a Secret that is misspelt, malformed or deep in
//! something else is a Secret all the same.

use crate::base::Span;
use crate::world::manifest::{NodeId, NodeKind, Tree};

/// An annotation in which `kubectl apply` keeps the whole object.
const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// The spans of `tree` that hold the data of Secrets, in source order.
pub fn secret_spans(tree: &Tree) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut pending = vec![NodeId::ROOT];
    while let Some(node) = pending.pop() {
        if is_secret(tree, node) {
            redact(tree, node, &mut spans);
        }
        pending.extend(tree.entries(node).map(|(_, value)| value));
        pending.extend(tree.items(node));
    }
    spans.sort_unstable();
    spans.dedup();
    spans
}

/// A mapping whose kind is `Secret`, or nearly: `secret`, `Secrets`; items of a `SecretList`.
fn is_secret(tree: &Tree, node: NodeId) -> bool {
    let kind = tree.entries(node).find(|(key, _)| tree.text(*key).eq_ignore_ascii_case("kind"));
    kind.is_some_and(|(_, value)| {
        let kind = tree.text(value).to_ascii_lowercase();
        kind.contains("secret") || crate::base::distance(&kind, "secret") <= 2
    })
}

fn redact(tree: &Tree, secret: NodeId, spans: &mut Vec<Span>) {
    let mut pending: Vec<NodeId> = Vec::new();
    for (key, value) in tree.entries(secret) {
        match tree.text(key) {
            key if key.eq_ignore_ascii_case("data") || key.eq_ignore_ascii_case("stringData") => {
                pending.push(value);
            }
            "metadata" => pending.extend(tree.at(value, &["annotations", LAST_APPLIED])),
            "items" => {
                let of = |item| ["data", "stringData"].map(|key| tree.get(item, key));
                pending.extend(tree.items(value).flat_map(of).flatten());
            }
            _ => {}
        }
    }
    while let Some(node) = pending.pop() {
        if tree.kind(node) == NodeKind::Scalar {
            spans.push(tree.span(node));
        }
        pending.extend(tree.entries(node).map(|(_, value)| value));
        pending.extend(tree.items(node));
    }
}
