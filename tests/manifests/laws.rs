//! What holds of every tree, whatever it was read from; and a tree as JSON, to compare readers by.

use seaworthy::world::manifest::{Manifest, NodeFlags, NodeId, NodeKind, Scalar, Step, Tree};
use serde_json::Value;

const ROOT: NodeId = NodeId::ROOT;

/// What holds of every node of every tree.
pub(crate) fn check_laws(tree: &Tree) {
    let mut seen = 0;
    for node in tree.nodes() {
        seen += 1;
        let ancestors = tree.ancestors(node);
        assert_eq!(ancestors.first(), (node != ROOT).then_some(&ROOT));
        for pair in ancestors.windows(2) {
            assert!(tree.children(pair[0]).any(|child| child == pair[1]));
        }
        if let Some(parent) = ancestors.last() {
            assert!(tree.children(*parent).any(|child| child == node));
            assert_eq!(tree.path_from(*parent, node).0.len(), 1);
        }
        let is_key = ancestors
            .last()
            .is_some_and(|parent| tree.entries(*parent).any(|(key, _)| key == node));
        assert_eq!(tree.path(node).0.len(), ancestors.len());
        if !is_key {
            assert_eq!(follow(tree, node), Some(node), "{}", tree.path(node));
        }
        let children: Vec<NodeId> = tree.children(node).collect();
        let below: usize = children.iter().map(|child| tree.subtree(*child).count()).sum();
        assert_eq!(tree.subtree(node).count(), below + 1);
        if tree.kind(node) == NodeKind::Mapping {
            assert_eq!(children.len(), tree.entries(node).count() * 2);
        }
        let aliased = tree.flags(node).has(NodeFlags::ALIASED);
        assert_eq!(tree.alias_site(node).is_some(), aliased);
        for child in children.into_iter().filter(|_| !aliased) {
            let inside = tree.span(node).contains(tree.span(child));
            let copied = tree.flags(child).has(NodeFlags::ALIASED);
            assert!(inside || copied, "{:?} in {:?}", tree.span(child), tree.span(node));
        }
        if let Some(site) = tree.alias_site(node) {
            assert!(tree.source().slice(site).starts_with('*'));
        }
    }
    assert_eq!(seen, tree.len());
}

/// The node at a node's path.
fn follow(tree: &Tree, node: NodeId) -> Option<NodeId> {
    tree.path(node).0.iter().try_fold(ROOT, |at, step| match step {
        Step::Key(key) => tree.get(at, key),
        Step::Index(index) => tree.items(at).nth(*index),
    })
}

/// A tree as JSON.
pub(crate) fn json_of(tree: &Tree) -> Value {
    json_at(tree, NodeId::ROOT)
}

fn json_at(tree: &Tree, node: NodeId) -> Value {
    match tree.kind(node) {
        NodeKind::Mapping => {
            let entry = |(k, v)| (tree.text(k).to_owned(), json_at(tree, v));
            Value::Object(tree.entries(node).map(entry).collect())
        }
        NodeKind::Sequence => tree.items(node).map(|item| json_at(tree, item)).collect(),
        NodeKind::Scalar => match tree.scalar(node).expect("a scalar") {
            Scalar::Null => Value::Null,
            Scalar::Bool(value) => value.into(),
            Scalar::Int(value) => value.into(),
            Scalar::Float(value) => value.into(),
            Scalar::Text(text) => text.as_ref().into(),
        },
    }
}

/// True if the two are the same but for what floats lose in print.
pub(crate) fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            let pair = |(k, v)| b.get(k).is_some_and(|w| same(v, w));
            a.len() == b.len() && a.iter().all(pair)
        }
        (Value::Number(a), Value::Number(b)) => a.as_f64() == b.as_f64(),
        _ => a == b,
    }
}

/// The first difference between what two readers made of the same bytes: documents, faults, what must not
/// be shown, and of each tree every node with its place and text.
pub(crate) fn alike(one: &Manifest, two: &Manifest) -> Result<(), String> {
    if one.problems != two.problems || one.documents.len() != two.documents.len() {
        return Err(format!("{:?}\n{:?}", one.problems, two.problems));
    }
    for (a, b) in one.documents.iter().zip(&two.documents) {
        if (a.span, &a.problems) != (b.span, &b.problems) {
            return Err(format!("{:?} {:?}\n{:?} {:?}", a.span, a.problems, b.span, b.problems));
        }
        match (a.tree(), b.tree()) {
            (Some(a), Some(b)) => alike_trees(a, b)?,
            (None, None) => {}
            (a, _) => return Err(format!("only one made a tree, the first: {}", a.is_some())),
        }
    }
    let (a, b) = (one.source.redacted(), two.source.redacted());
    if a == b { Ok(()) } else { Err(format!("to be hidden: {a:?}\n{b:?}")) }
}

fn alike_trees(one: &Tree, two: &Tree) -> Result<(), String> {
    let told = |tree: &Tree, node| {
        let (kind, style, flags) = (tree.kind(node), tree.style(node), tree.flags(node));
        let (text, below) = (tree.text(node).to_owned(), tree.subtree(node).count());
        (kind, style, tree.span(node), flags, text, tree.is_verbatim(node), below)
    };
    for node in one.nodes() {
        let (a, b) = (told(one, node), told(two, node));
        if a != b {
            return Err(format!("{node:?}: {a:?}\n{b:?}"));
        }
    }
    for top in one.nodes() {
        let Some(noted) = one.noted(top) else { break };
        let below = two.subtree(top).filter(|node| *node != top);
        let keys = below.flat_map(|node| two.entries(node)).chain(two.entries(top));
        let missing = |key: &NodeId| NOTED.contains(&two.text(*key)) && !noted.contains(key);
        if let Some(key) = keys.map(|(key, _)| key).find(missing) {
            return Err(format!("{key:?} is not noted below {top:?}: {noted:?}"));
        }
        if one.len() > SMALL {
            break;
        }
    }
    let (a, b) = (one.len(), two.len());
    if a == b { Ok(()) } else { Err(format!("{a} nodes, {b} nodes")) }
}

/// Keys that are noted where they are read.
const NOTED: [&str; 4] = ["kind", "containers", "initContainers", "ephemeralContainers"];
/// Of trees with up to so many nodes, every subtree is looked at.
const SMALL: usize = 50;
