//! The tree of one document.
//!
//! An arena of 20-byte nodes in pre-order. A node's subtree is the run of nodes from it up to its
//! `next`; a mapping's children alternate key, value. Scalars keep their span and style; their
//! text is the span's own bytes unless it had to be decoded (escapes, folding, block scalars),
//! in which case it lies in the tree's side buffer. Aliases and merges are expanded by copying the
//! nodes, whose spans keep pointing at what was written; `alias_site` says where the alias stands.
//!
//! What a plain scalar *is* (`no`, `0777`, `1.10`) is decided by [`Tree::scalar`] when somebody
//! asks, by the rules of the YAML reader that kubectl uses.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use crate::base::{Place, Source, SourceId, Span};

/// Names a node of one tree; the root is 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub u32);

impl NodeId {
    /// The document's root.
    pub const ROOT: Self = Self(0);
}

/// Mapping, sequence or scalar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NodeKind {
    /// Keys and values, alternating.
    Mapping,
    /// Items.
    Sequence,
    /// A leaf.
    Scalar,
}

/// How a node is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Style {
    /// A plain scalar; its type is read from its text.
    Plain,
    /// `'…'`.
    SingleQuoted,
    /// `"…"`, YAML or JSON.
    DoubleQuoted,
    /// `|`.
    Literal,
    /// `>`.
    Folded,
    /// A collection by indentation.
    Block,
    /// A collection in brackets or braces, or any in JSON.
    Flow,
}

/// How a node came to stand where it does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NodeFlags(u8);

impl NodeFlags {
    /// Copied from an anchor by an alias.
    pub const ALIASED: Self = Self(1);
    /// Came into its mapping through `<<`.
    pub const MERGED: Self = Self(2);
    /// Tagged `!!str`: text, whatever it looks like.
    pub const TAGGED_TEXT: Self = Self(4);

    /// Both.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// True if all of `other` hold.
    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

/// One node. 20 bytes: thousands of documents are in flight.
#[derive(Clone, Copy, Debug)]
pub struct Node {
    span: Span,
    next: u32,
    /// Scalars: index into `decoded`, or `VERBATIM`. Collections: number of children nodes.
    aux: u32,
    kind: NodeKind,
    style: Style,
    flags: NodeFlags,
}

const VERBATIM: u32 = u32::MAX;

/// What a scalar is to Kubernetes.
#[derive(Clone, Debug, PartialEq)]
pub enum Scalar<'t> {
    /// `null`, `~`, nothing.
    Null,
    /// `true`, `no`, `on` …
    Bool(bool),
    /// An integer that fits.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// Everything else.
    Text(Cow<'t, str>),
}

/// A document's tree. See the module's essay.
#[derive(Clone, Debug)]
pub struct Tree {
    source_id: SourceId,
    source: Arc<Source>,
    nodes: Vec<Node>,
    decoded: Vec<Box<str>>,
    /// `(first node of the copy, span of the alias)`, by node.
    aliases: Vec<(u32, Span)>,
}

impl Tree {
    /// The id of the source it was read from.
    pub fn source_id(&self) -> SourceId {
        self.source_id
    }

    /// The source it was read from.
    pub fn source(&self) -> &Arc<Source> {
        &self.source
    }

    /// How many nodes there are, after alias expansion.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// True for a tree without a root, which no reader makes.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    fn node(&self, id: NodeId) -> Option<&Node> {
        self.nodes.get(id.0 as usize)
    }

    /// Mapping, sequence or scalar.
    pub fn kind(&self, id: NodeId) -> NodeKind {
        self.node(id).map_or(NodeKind::Scalar, |n| n.kind)
    }

    /// How it is written.
    pub fn style(&self, id: NodeId) -> Style {
        self.node(id).map_or(Style::Plain, |n| n.style)
    }

    /// How it came to stand there.
    pub fn flags(&self, id: NodeId) -> NodeFlags {
        self.node(id).map_or(NodeFlags::default(), |n| n.flags)
    }

    /// The bytes it is written in. For an empty value, the empty span where it would stand.
    pub fn span(&self, id: NodeId) -> Span {
        self.node(id).map_or(Span::default(), |n| n.span)
    }

    /// Its span, in its source.
    pub fn place(&self, id: NodeId) -> Place {
        Place::new(self.source_id, self.span(id))
    }

    /// Where the alias stands that `id` was expanded from (the innermost, if several).
    pub fn alias_site(&self, id: NodeId) -> Option<Span> {
        if !self.flags(id).has(NodeFlags::ALIASED) {
            return None;
        }
        let upto = self.aliases.partition_point(|(first, _)| *first <= id.0);
        let earlier = self.aliases.get(..upto).unwrap_or_default();
        let covers = |(first, _): &&(u32, Span)| id.0 < self.end(NodeId(*first));
        earlier.iter().rev().find(covers).map(|(_, span)| *span)
    }

    /// One past the last node of `id`'s subtree.
    fn end(&self, id: NodeId) -> u32 {
        self.node(id).map_or(id.0 + 1, |n| n.next)
    }

    /// The children of a collection, in order; a mapping's alternate key, value.
    pub fn children(&self, id: NodeId) -> Children<'_> {
        let leaf = self.kind(id) == NodeKind::Scalar;
        let (at, end) = (id.0 + 1, if leaf { id.0 + 1 } else { self.end(id) });
        Children { tree: self, at, end }
    }

    /// The keys and values of a mapping, in the order written; nothing for anything else.
    pub fn entries(&self, id: NodeId) -> impl Iterator<Item = (NodeId, NodeId)> + '_ {
        let mut children = match self.kind(id) {
            NodeKind::Mapping => self.children(id),
            _ => Children { tree: self, at: 0, end: 0 },
        };
        std::iter::from_fn(move || Some((children.next()?, children.next()?)))
    }

    /// The items of a sequence; nothing for anything else.
    pub fn items(&self, id: NodeId) -> Children<'_> {
        match self.kind(id) {
            NodeKind::Sequence => self.children(id),
            _ => Children { tree: self, at: 0, end: 0 },
        }
    }

    /// The value under `key`, if `id` is a mapping that has it.
    pub fn get(&self, id: NodeId, key: &str) -> Option<NodeId> {
        self.entry(id, key).map(|(_, value)| value)
    }

    /// The key and value under `key`, if `id` is a mapping that has it. The last one written wins,
    /// as it does for kubectl; readers refuse documents in which that matters.
    pub fn entry(&self, id: NodeId, key: &str) -> Option<(NodeId, NodeId)> {
        self.entries(id).filter(|(k, _)| self.text(*k) == key).last()
    }

    /// The value at a dotted run of keys.
    pub fn at(&self, id: NodeId, keys: &[&str]) -> Option<NodeId> {
        keys.iter().try_fold(id, |node, key| self.get(node, key))
    }

    /// The text of a scalar, decoded, whatever type it would have; empty for a collection.
    pub fn text(&self, id: NodeId) -> &str {
        match self.node(id) {
            Some(n) if n.kind == NodeKind::Scalar && n.aux == VERBATIM => self.source.slice(n.span),
            Some(n) if n.kind == NodeKind::Scalar => {
                self.decoded.get(n.aux as usize).map_or("", |text| text)
            }
            _ => "",
        }
    }

    /// True if a scalar's text is its span's own bytes (nothing was escaped, folded or quoted).
    pub fn is_verbatim(&self, id: NodeId) -> bool {
        self.node(id).is_some_and(|n| n.kind == NodeKind::Scalar && n.aux == VERBATIM)
    }

    /// The parents of `id`, from the root down to its direct parent.
    pub fn ancestors(&self, id: NodeId) -> Vec<NodeId> {
        let mut found = Vec::new();
        let mut at = NodeId::ROOT;
        while at != id {
            found.push(at);
            let within = |child: &NodeId| child.0 <= id.0 && id.0 < self.end(*child);
            let Some(child) = self.children(at).find(within) else { break };
            at = child;
        }
        found
    }

    /// The way from the root to `id`.
    pub fn path(&self, id: NodeId) -> Path {
        self.path_from(NodeId::ROOT, id)
    }

    /// The way from `from` (an ancestor of `id`) to `id`. A key has its value's path.
    pub fn path_from(&self, from: NodeId, id: NodeId) -> Path {
        let mut steps = Vec::new();
        let mut at = from;
        while at != id {
            let within = |child: &NodeId| child.0 <= id.0 && id.0 < self.end(*child);
            let Some((index, child)) = self.children(at).enumerate().find(|(_, c)| within(c))
            else {
                break;
            };
            if self.kind(at) == NodeKind::Sequence {
                steps.push(Step::Index(index));
            } else if index % 2 == 0 {
                steps.push(Step::Key(self.text(child).into()));
                break;
            } else {
                let key = self.children(at).nth(index - 1).map_or("", |k| self.text(k));
                steps.push(Step::Key(key.into()));
            }
            at = child;
        }
        Path(steps)
    }
}

/// Iterator over a collection's children.
#[derive(Clone, Debug)]
pub struct Children<'t> {
    tree: &'t Tree,
    at: u32,
    end: u32,
}

impl Iterator for Children<'_> {
    type Item = NodeId;

    fn next(&mut self) -> Option<NodeId> {
        if self.at >= self.end {
            return None;
        }
        let id = NodeId(self.at);
        self.at = self.tree.end(id);
        Some(id)
    }
}

/// A step of a [`Path`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// Into a mapping.
    Key(Box<str>),
    /// Into a sequence, from 0.
    Index(usize),
}

/// The way to a node, printed as `spec.containers[0].image`; keys that are no plain word stand in
/// brackets and quotes: `metadata.labels["app.kubernetes.io/name"]`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Path(pub Vec<Step>);

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, step) in self.0.iter().enumerate() {
            match step {
                Step::Index(at) => write!(f, "[{at}]")?,
                Step::Key(key) => {
                    let word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
                    let plain = !key.is_empty() && key.chars().all(word);
                    match (plain, index) {
                        (true, 0) => f.write_str(key)?,
                        (true, _) => write!(f, ".{key}")?,
                        (false, _) => write!(f, "[{key:?}]")?,
                    }
                }
            }
        }
        Ok(())
    }
}

/// Fills a tree in pre-order. A reader opens and closes collections and adds scalars; the builder
/// keeps the books.
#[derive(Debug)]
pub struct Builder {
    tree: Tree,
    open: Vec<u32>,
}

impl Builder {
    /// An empty tree over `source`.
    pub fn new(source_id: SourceId, source: Arc<Source>) -> Self {
        let (nodes, decoded, aliases) = (Vec::new(), Vec::new(), Vec::new());
        Self { tree: Tree { source_id, source, nodes, decoded, aliases }, open: Vec::new() }
    }

    fn push(&mut self, node: Node) -> NodeId {
        let id = NodeId(Span::at(self.tree.nodes.len()).start);
        self.tree.nodes.push(node);
        id
    }

    fn here(&self) -> u32 {
        Span::at(self.tree.nodes.len()).start
    }

    /// How many nodes there are so far.
    pub fn len(&self) -> usize {
        self.tree.nodes.len()
    }

    /// True while there is no root.
    pub fn is_empty(&self) -> bool {
        self.tree.nodes.is_empty()
    }

    /// Opens a collection that starts at `start`.
    pub fn open(&mut self, kind: NodeKind, style: Style, start: usize) -> NodeId {
        self.open.push(self.here());
        let (span, next, flags) = (Span::at(start), 0, NodeFlags::default());
        self.push(Node { span, next, aux: 0, kind, style, flags })
    }

    /// Closes the innermost open collection at `end` (one past its last byte).
    pub fn close(&mut self, end: usize) {
        let here = self.here();
        if let Some(node) = self.open.pop().and_then(|at| self.tree.nodes.get_mut(at as usize)) {
            node.span = Span::new(node.span.start as usize, end);
            node.next = here;
        }
    }

    /// Adds a scalar. `decoded` is its text where that is not the span's own bytes.
    pub fn scalar(&mut self, style: Style, span: Span, decoded: Option<&str>) -> NodeId {
        let aux = match decoded {
            None => VERBATIM,
            Some(text) => {
                self.tree.decoded.push(text.into());
                Span::at(self.tree.decoded.len() - 1).start
            }
        };
        let (kind, flags) = (NodeKind::Scalar, NodeFlags::default());
        let next = self.here() + 1;
        self.push(Node { span, next, aux, kind, style, flags })
    }

    /// Marks a node.
    pub fn flag(&mut self, id: NodeId, flags: NodeFlags) {
        if let Some(node) = self.tree.nodes.get_mut(id.0 as usize) {
            node.flags = node.flags.with(flags);
        }
    }

    /// Copies the finished subtree `of` to the end, for the alias that stands at `site`. Returns
    /// the copy's first node.
    pub fn copy(&mut self, of: NodeId, site: Span, flags: NodeFlags) -> NodeId {
        let (first, end) = (self.here(), self.tree.end(of));
        for at in of.0..end {
            if let Some(&node) = self.tree.nodes.get(at as usize) {
                let next = node.next - of.0 + first;
                self.push(Node { next, flags: node.flags.with(flags), ..node });
            }
        }
        let slot = self.tree.aliases.partition_point(|(node, _)| *node <= first);
        self.tree.aliases.insert(slot, (first, site));
        NodeId(first)
    }

    /// The nodes so far, for a reader that looks back (anchors, duplicate keys). Collections that
    /// are still open have no end yet.
    pub fn so_far(&self) -> &Tree {
        &self.tree
    }

    /// The finished tree.
    pub fn finish(self) -> Tree {
        self.tree
    }
}
