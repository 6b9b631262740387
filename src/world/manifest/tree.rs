//! The tree of one document.
//!
//! An arena of 16-byte nodes in pre-order. A collection's subtree is the run of nodes from it up to its
//! `link`; a mapping's children alternate key, value. Scalars keep their span and style; their
//! text is the span's own bytes (between the quotes, if it has quotes) unless it had to be decoded
//! (escapes, folding, block scalars), in which case it lies in the tree's side buffer. Aliases and
//! merges are expanded by copying the nodes, whose spans keep pointing at what was written;
//! `alias_site` says where the alias stands. Of an entry that was merged and is written as well,
//! only the written one is in the tree.
//!
//! A plain key that YAML reads as a boolean or a number has the text that it has as a key of JSON:
//! `yes: 1` is found under `true`, as the API server finds it.
//!
//! What a plain scalar *is* (`no`, `0777`, `1.10`) is decided by [`Tree::scalar`] when somebody
//! asks, by the rules of the YAML reader that kubectl uses.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use crate::base::{Place, Source, SourceId, Span};

use super::scalar::{Plain, Scalar, resolve};
use super::ways::Ways;

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

/// One node. 16 bytes: thousands of documents are in flight.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    pub(super) span: Span,
    /// Of a scalar its text: index into `decoded`, `VERBATIM` or `QUOTED`. Of a collection its end: one past the
    /// last node of the subtree; 0 while it is open.
    pub(super) link: u32,
    pub(super) kind: NodeKind,
    pub(super) style: Style,
    pub(super) flags: NodeFlags,
}

const _: () = assert!(size_of::<Node>() == 16);

impl Node {
    /// The same, where the `from`-th node is the `to`-th now, and all behind it with it.
    pub(super) fn moved(self, from: u32, to: u32) -> Self {
        let of_collection = || self.link.saturating_sub(from) + to;
        let link = if self.kind == NodeKind::Scalar { self.link } else { of_collection() };
        Self { link, ..self }
    }
}

/// The scalar's text is its span's bytes.
pub(super) const VERBATIM: u32 = u32::MAX;
/// The scalar's text is its span's bytes without the first and the last.
pub(super) const QUOTED: u32 = u32::MAX - 1;

/// Texts that had to be decoded, one after the other.
#[derive(Clone, Debug, Default)]
pub(super) struct Decoded {
    text: String,
    ends: Vec<u32>,
}

impl Decoded {
    /// Keeps `text` and returns its number.
    pub(super) fn push(&mut self, text: &str) -> u32 {
        self.text.push_str(text);
        self.ends.push(Span::at(self.text.len()).start);
        Span::at(self.ends.len() - 1).start
    }

    /// Where a text begins that is added piece by piece.
    pub(super) fn begin(&self) -> usize {
        self.ends.last().map_or(0, |end| *end as usize)
    }

    /// Adds a piece of it.
    pub(super) fn add(&mut self, piece: &str) {
        self.text.push_str(piece);
    }

    /// Adds so many line ends.
    pub(super) fn ends(&mut self, count: usize) {
        (0..count).for_each(|_| self.text.push('\n'));
    }

    /// Adds what so many line ends fold into: one is a space, of more one goes.
    pub(super) fn fold(&mut self, count: usize) {
        match count {
            1 => self.text.push(' '),
            _ => self.ends(count.saturating_sub(1)),
        }
    }

    /// Takes spaces away from its end, down to `kept`. Nothing if a tab stands there.
    pub(super) fn trim(&mut self, kept: usize) -> Option<()> {
        let piece = self.text.get(kept..)?.trim_end_matches(' ');
        if piece.ends_with('\t') {
            return None;
        }
        self.text.truncate(kept + piece.len());
        Some(())
    }

    /// How many bytes there are, the text that is being added included.
    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    /// Ends it, and returns its number.
    pub(super) fn end(&mut self) -> u32 {
        self.push("")
    }

    /// Forgets all texts, and gives room back beyond so many bytes.
    pub(super) fn clear(&mut self, kept: usize) {
        self.text.clear();
        self.text.shrink_to(kept);
        self.ends.clear();
        self.ends.shrink_to(kept / size_of::<u32>());
    }

    fn get(&self, index: u32) -> &str {
        let index = index as usize;
        let start = index.checked_sub(1).and_then(|i| self.ends.get(i)).copied().unwrap_or(0);
        let end = self.ends.get(index).copied().unwrap_or(start);
        self.text.get(start as usize..end as usize).unwrap_or("")
    }
}

/// A document's tree. See the module's essay.
#[derive(Clone, Debug)]
pub struct Tree {
    pub(super) source_id: SourceId,
    pub(super) source: Arc<Source>,
    pub(super) nodes: Vec<Node>,
    pub(super) decoded: Decoded,
    /// Where each run of copied nodes begins, and the byte that its alias begins at; by node.
    pub(super) aliases: Vec<(u32, u32)>,
    /// Where values are written that were merged and gave way to others.
    pub(super) overridden: Vec<Span>,
    /// The way up, by node; made when the first path is asked for.
    pub(super) ways: OnceLock<Ways>,
    /// The keys that may be among [`NOTED`], in order, where the reader has noted them.
    pub(super) noted: Option<Box<[NodeId]>>,
}

/// Keys that are looked for in every document, wherever they stand.
pub(super) const NOTED: [&str; 4] = ["kind", "containers", "initContainers", "ephemeralContainers"];

/// What a subtree holds, as it counts for the limits.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Weight {
    /// Bytes of all its scalars.
    pub(super) text: usize,
    /// Collections within collections, itself included.
    pub(super) depth: usize,
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

    /// A tree of nodes that a reader has put in order itself; no aliases, no merges.
    pub(super) fn of_nodes(
        source_id: SourceId,
        source: Arc<Source>,
        nodes: Vec<Node>,
        decoded: Decoded,
        noted: Box<[NodeId]>,
    ) -> Self {
        let (aliases, overridden, ways) = (Vec::new(), Vec::new(), OnceLock::new());
        let noted = Some(noted);
        Self { source_id, source, nodes, decoded, aliases, overridden, ways, noted }
    }

    pub(super) fn node(&self, id: NodeId) -> Option<&Node> {
        self.nodes.get(id.0 as usize)
    }

    /// All nodes, in the order written; what an alias or a merge brought stands where it was
    /// brought to.
    pub fn nodes(&self) -> impl Iterator<Item = NodeId> + use<> {
        (0..Span::at(self.nodes.len()).start).map(NodeId)
    }

    /// `top` and all nodes below it, in the order written.
    pub fn subtree(&self, top: NodeId) -> impl Iterator<Item = NodeId> + use<> {
        (top.0..self.end(top)).map(NodeId)
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

    /// Where the alias stands that brought `id` to its place. Of aliases within what an alias
    /// names, the outermost: the one that is written nearest to where the value is used.
    pub fn alias_site(&self, id: NodeId) -> Option<Span> {
        if !self.flags(id).has(NodeFlags::ALIASED) {
            return None;
        }
        let upto = self.aliases.partition_point(|(first, _)| *first <= id.0);
        let (_, start) = self.aliases.get(upto.checked_sub(1)?)?;
        let rest = self.source.from(*start);
        let ends = |c: char| c.is_whitespace() || matches!(c, ',' | '[' | ']' | '{' | '}');
        let length = rest.find(ends).unwrap_or(rest.len());
        Some(Span::new(*start as usize, *start as usize + length))
    }

    /// What a label underlines: a scalar; of a collection that a key names, the key; of another, its
    /// first key. A whole mapping is too much to show.
    pub fn head(&self, id: NodeId) -> Span {
        if self.kind(id) == NodeKind::Scalar {
            return self.span(id);
        }
        let way = self.down(id).pop().map(|(_, way)| way);
        let key = way.filter(|way| self.kind(way.parent) == NodeKind::Mapping);
        let key = key.map(|way| NodeId(way.at));
        let key = key.or_else(|| self.entries(id).next().map(|(key, _)| key));
        self.span(key.unwrap_or(id))
    }

    /// What a finished subtree holds.
    pub(super) fn weigh(&self, top: NodeId) -> Weight {
        let (mut weight, mut ends) = (Weight::default(), Vec::new());
        for id in self.subtree(top) {
            while ends.last().is_some_and(|end| *end <= id.0) {
                ends.pop();
            }
            match self.kind(id) {
                NodeKind::Scalar => weight.text += self.text(id).len(),
                NodeKind::Mapping | NodeKind::Sequence => ends.push(self.end(id)),
            }
            weight.depth = weight.depth.max(ends.len());
        }
        weight
    }

    /// One past the last node of `id`'s subtree.
    pub(super) fn end(&self, id: NodeId) -> u32 {
        let collection = self.node(id).filter(|n| n.kind != NodeKind::Scalar);
        collection.map_or(id.0 + 1, |n| n.link)
    }

    /// True if a node stands in a collection, however deep. Of a tree that is read.
    pub fn holds(&self, collection: NodeId, node: NodeId) -> bool {
        collection < node && node.0 < self.end(collection)
    }

    /// The children of a collection, in order; a mapping's alternate key, value.
    pub fn children(&self, id: NodeId) -> Children<'_> {
        Children { tree: self, at: id.0 + 1, end: self.end(id) }
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

    /// The key and value under `key`, if `id` is a mapping that has it. No tree has a key twice:
    /// readers refuse such documents.
    pub fn entry(&self, id: NodeId, key: &str) -> Option<(NodeId, NodeId)> {
        self.entries(id).find(|(k, _)| self.reads(*k, key))
    }

    /// The value at a dotted run of keys.
    pub fn at(&self, id: NodeId, keys: &[&str]) -> Option<NodeId> {
        keys.iter().try_fold(id, |node, key| self.get(node, key))
    }

    /// The text of a scalar, decoded, whatever type it would have; empty for a collection.
    pub fn text(&self, id: NodeId) -> &str {
        match self.node(id) {
            Some(n) if n.kind == NodeKind::Scalar => match n.link {
                VERBATIM => self.source.slice(n.span),
                QUOTED => self.source.slice(within_quotes(n.span)),
                index => self.decoded.get(index),
            },
            _ => "",
        }
    }

    /// True if it is a scalar with this text, whatever type that would have.
    pub fn reads(&self, id: NodeId, text: &str) -> bool {
        let Some(n) = self.node(id).filter(|n| n.kind == NodeKind::Scalar) else { return false };
        match n.link {
            VERBATIM => self.source.reads(n.span, text),
            QUOTED => self.source.reads(within_quotes(n.span), text),
            index => self.decoded.get(index) == text,
        }
    }

    /// The keys below `top` that may be `kind`, `containers`, `initContainers` or `ephemeralContainers`, in order;
    /// nothing is said where they were not noted.
    pub fn noted(&self, top: NodeId) -> Option<&[NodeId]> {
        let noted = self.noted.as_ref()?;
        let first = noted.partition_point(|key| *key <= top);
        let behind = noted.partition_point(|key| key.0 < self.end(top));
        noted.get(first..behind)
    }

    /// The scalars at and below `top`, keys among them, that have one of these texts, whatever its case.
    pub fn reading<'t>(
        &'t self,
        top: NodeId,
        texts: &'t [&str],
    ) -> impl Iterator<Item = NodeId> + 't {
        let range = top.0 as usize..self.end(top) as usize;
        let nodes = self.nodes.get(range).unwrap_or_default();
        // A bit for each length, with quotes and without; all texts that are asked for are short.
        let lengths = texts.iter().fold(0_u64, |bits, text| {
            bits | 0b101_u64.rotate_left(Span::at(text.len() & 63).start)
        });
        let may = move |n: &Node| {
            (lengths >> (n.span.len() & 63) & 1 == 1 || n.link < QUOTED)
                && n.kind == NodeKind::Scalar
        };
        // Their first letters, and that of what stands there: most differ there already.
        let bytes = self.source.text().as_bytes();
        let begins = move |n: &Node| {
            let at = n.span.start as usize + usize::from(n.link == QUOTED);
            let first = bytes.get(at).map(u8::to_ascii_lowercase);
            n.link < QUOTED
                || texts
                    .iter()
                    .any(|text| text.as_bytes().first().map(u8::to_ascii_lowercase) == first)
        };
        let reads = |id: &NodeId| texts.iter().any(|t| t.eq_ignore_ascii_case(self.text(*id)));
        (top.0..)
            .zip(nodes)
            .filter(move |(_, n)| may(n) && begins(n))
            .map(|(at, _)| NodeId(at))
            .filter(reads)
    }

    /// What a scalar is to Kubernetes; nothing for a collection.
    pub fn scalar(&self, id: NodeId) -> Option<Scalar<'_>> {
        if self.kind(id) != NodeKind::Scalar {
            return None;
        }
        let text = self.text(id);
        if !self.is_plain(id) {
            return Some(Scalar::Text(Cow::Borrowed(text)));
        }
        Some(match resolve(text) {
            Plain::Null => Scalar::Null,
            Plain::Bool(value) => Scalar::Bool(value),
            Plain::Int(value) => Scalar::Int(value),
            #[expect(clippy::cast_precision_loss, reason = "as JSON's readers do with it")]
            Plain::Big(value) => Scalar::Float(value as f64),
            Plain::Float(value) => Scalar::Float(value),
            Plain::Unbounded | Plain::Text => Scalar::Text(Cow::Borrowed(text)),
        })
    }

    /// A scalar's text, if Kubernetes reads it as text: quoted, a block scalar, tagged `!!str`, or
    /// plain and neither null nor a boolean nor a number. Nothing for `1.10`, `no`, `010`.
    pub fn text_value(&self, id: NodeId) -> Option<&str> {
        let scalar = self.kind(id) == NodeKind::Scalar;
        let text = self.text(id);
        let reads =
            || !self.is_plain(id) || matches!(resolve(text), Plain::Text | Plain::Unbounded);
        (scalar && reads()).then_some(text)
    }

    /// True for an explicit or empty null.
    pub fn is_null(&self, id: NodeId) -> bool {
        matches!(self.scalar(id), Some(Scalar::Null))
    }

    /// True for a scalar whose type is read from its text.
    fn is_plain(&self, id: NodeId) -> bool {
        self.style(id) == Style::Plain && !self.flags(id).has(NodeFlags::TAGGED_TEXT)
    }

    /// True if a scalar's text is its span's own bytes (nothing was escaped, folded or quoted).
    pub fn is_verbatim(&self, id: NodeId) -> bool {
        self.node(id).is_some_and(|n| n.kind == NodeKind::Scalar && n.link == VERBATIM)
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

/// The span between the quotes.
pub(super) fn within_quotes(span: Span) -> Span {
    Span::new(span.start as usize + 1, (span.end as usize).saturating_sub(1))
}
