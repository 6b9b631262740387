//! Bytes as a file of manifests: trees keep their laws and their limits, the books add up, and what
//! libyaml reads too it reads alike.

use std::sync::OnceLock;

use seaworthy::base::SourceId;
use seaworthy::diag::Severity;
use seaworthy::world::manifest::{
    Content, Document, Limits, Manifest, NodeFlags, NodeId, NodeKind, Style, Tree, read,
};
use serde_yaml::Value;

use super::super::laws::trees::check_laws;
use super::said;

/// Limits that a small input can meet.
const TIGHT: Limits =
    Limits { file: 2_000, scalar: 24, documents: 4, nesting: 4, nodes: 24, objects: 4, images: 4 };
/// Nodes up to which every law is tried: some take the square of the nodes.
const FEW: usize = 120;

pub(crate) fn run(data: &[u8]) {
    let limits = Limits::default();
    let whole = read(SourceId::manifest(0), "m.yaml", data, &limits);
    holds(&whole, data.len(), &limits);
    is_same(&whole, &read(SourceId::manifest(0), "m.yaml", data, &limits));
    let tight = read(SourceId::manifest(0), "m.yaml", data, &TIGHT);
    holds(&tight, data.len(), &TIGHT);
    is_part(&tight, &whole);
    agrees_with_libyaml(&whole);
}

/// What holds of whatever is read.
pub(super) fn holds(read: &Manifest, bytes: usize, limits: &Limits) {
    let problems: Vec<_> = read.problems().cloned().collect();
    said::are_placed_in(&problems, &read.source);
    if bytes > limits.file {
        assert!(read.documents.is_empty() && read.problems.len() == 1);
        return;
    }
    assert!(read.documents.len() <= limits.documents);
    let (mut end, mut nodes) = (0, 0);
    for (index, document) in read.documents.iter().enumerate() {
        assert_eq!(document.index, index);
        assert!(read.source.text().get(document.span.range()).is_some());
        assert!(document.span.start >= end, "documents overlap");
        end = document.span.end;
        let errors = document.problems.iter().any(|p| p.severity() == Severity::Error);
        match &document.content {
            Content::Tree(tree) => {
                assert!(!errors, "a tree that was refused");
                nodes += tree.len();
                tree_holds(tree, limits);
            }
            Content::Refused | Content::Template => assert!(errors, "refused without a reason"),
            _ => assert!(!errors, "nothing that was refused"),
        }
        let _ = document.comments(&read.source);
    }
    assert!(nodes <= limits.nodes_for(bytes), "{nodes} nodes of {bytes} bytes");
    let redacted = read.source.redacted();
    assert!(redacted.windows(2).all(|pair| pair[0].end <= pair[1].start), "{redacted:?}");
}

fn tree_holds(tree: &Tree, limits: &Limits) {
    let text = tree.source().text();
    let small = tree.len() <= FEW;
    if small {
        check_laws(tree);
    }
    for node in tree.nodes() {
        let span = tree.span(node);
        assert!(text.get(span.range()).is_some(), "{span:?}");
        assert!(text.get(tree.head(node).range()).is_some());
        assert!(tree.text(node).len() <= limits.scalar.max(24), "a scalar too long");
        if small {
            let collections = tree.ancestors(node).len();
            let own = usize::from(tree.kind(node) != NodeKind::Scalar);
            assert!(collections + own <= limits.nesting, "nested too deep");
            let _ = tree.insertion(node).edit("k", "v");
        }
        if tree.is_verbatim(node) {
            assert_eq!(tree.text(node), &text[span.range()]);
        }
        let is_text = tree.text_value(node).is_some();
        let scalar = tree.scalar(node);
        assert_eq!(scalar.is_some(), tree.kind(node) == NodeKind::Scalar);
        let reads = matches!(scalar, Some(seaworthy::world::manifest::Scalar::Text(_)));
        assert_eq!(is_text, reads);
    }
}

/// Reading the same twice yields the same.
fn is_same(one: &Manifest, two: &Manifest) {
    assert_eq!((one.encoding, &one.problems), (two.encoding, &two.problems));
    assert_eq!(one.documents.len(), two.documents.len());
    for (a, b) in one.documents.iter().zip(&two.documents) {
        assert_eq!((a.span, &a.problems), (b.span, &b.problems));
        match (a.tree(), b.tree()) {
            (Some(a), Some(b)) => is_same_tree(a, b),
            (a, b) => assert!(a.is_none() && b.is_none()),
        }
    }
}

/// Limits refuse; what they let pass is read as it is without them.
fn is_part(tight: &Manifest, whole: &Manifest) {
    for document in &tight.documents {
        let Some(tree) = document.tree() else { continue };
        let same = whole.documents.iter().find(|other| other.span == document.span);
        is_same_tree(tree, same.and_then(|same| same.tree()).expect("a limit makes no tree"));
    }
}

fn is_same_tree(a: &Tree, b: &Tree) {
    assert_eq!(a.len(), b.len());
    for node in a.nodes() {
        let of =
            |tree: &Tree| (tree.kind(node), tree.style(node), tree.span(node), tree.flags(node));
        assert_eq!(of(a), of(b));
        assert_eq!(a.text(node), b.text(node));
    }
}

/// kubectl's reader is a port of libyaml. What it and ours both take whole, they must read alike.
fn agrees_with_libyaml(read: &Manifest) {
    static NONE: OnceLock<Value> = OnceLock::new();
    let text = read.source.text();
    // Of tags and merges the two make different things on purpose; JSON is not their business.
    let apart = text.contains(['!', '%']) || text.contains("<<") || text.starts_with('\u{feff}');
    // kubectl cuts at lines that are texts to a parser: `---#c`.
    let cut = text.starts_with("---") || text.contains("\n---");
    if apart || cut || !read.is_whole() || read.documents.len() > 1 {
        return;
    }
    // kubectl ends the last line before it parses.
    let ended = if text.ends_with('\n') { text.to_owned() } else { format!("{text}\n") };
    let Ok(theirs) = serde_yaml::from_str::<Value>(&ended) else { return };
    // A file without documents holds nothing.
    match read.documents.first().and_then(Document::tree) {
        Some(tree) => {
            assert!(is_read_alike(tree, NodeId::ROOT, &theirs), "{text:?}\n{theirs:?}");
        }
        None => assert_eq!(&theirs, NONE.get_or_init(|| Value::Null), "{text:?}"),
    }
}

/// The same collections and the same texts. Which plain words are no texts (`no`, `0o7`) is another
/// matter: there, serde_yaml goes by YAML 1.2, and kubectl does not.
fn is_read_alike(tree: &Tree, node: NodeId, theirs: &Value) -> bool {
    match theirs {
        Value::Mapping(map) => {
            let entries: Vec<_> = tree.entries(node).collect();
            let alike = |((key, value), (k, v)): (&(NodeId, NodeId), (&Value, &Value))| {
                is_key_alike(tree, *key, k) && is_read_alike(tree, *value, v)
            };
            tree.kind(node) == NodeKind::Mapping
                && entries.len() == map.len()
                && entries.iter().zip(map).all(alike)
        }
        Value::Sequence(items) => {
            let own: Vec<_> = tree.items(node).collect();
            tree.kind(node) == NodeKind::Sequence
                && own.len() == items.len()
                && own.iter().zip(items).all(|(own, item)| is_read_alike(tree, *own, item))
        }
        Value::String(text) => tree.kind(node) == NodeKind::Scalar && tree.text(node) == text,
        Value::Null | Value::Bool(_) | Value::Number(_) => {
            tree.kind(node) == NodeKind::Scalar && tree.style(node) == Style::Plain
        }
        Value::Tagged(_) => true,
    }
}

/// A plain key may be a boolean or number to either, and then has another text.
fn is_key_alike(tree: &Tree, key: NodeId, theirs: &Value) -> bool {
    let copied = tree.flags(key).has(NodeFlags::ALIASED);
    if tree.style(key) == Style::Plain && (copied || !tree.is_verbatim(key)) {
        return true;
    }
    match theirs {
        Value::String(text) => tree.text(key) == text,
        _ => tree.style(key) == Style::Plain,
    }
}
