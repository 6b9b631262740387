//! Filling a tree: the one way in, whoever reads.

use std::sync::{Arc, OnceLock};

use crate::base::{Source, SourceId, Span};

use super::tree::within_quotes;
use super::tree::{Decoded, Node, NodeFlags, NodeId, NodeKind, QUOTED, Style, Tree, VERBATIM};

/// Fills a tree in pre-order. A reader opens and closes collections and adds scalars; the builder
/// keeps the books.
#[derive(Debug)]
pub struct Builder {
    tree: Tree,
    open: Vec<u32>,
}

/// Runs of nodes to take out, in order.
#[derive(Debug)]
pub(super) struct Cuts(Vec<Cut>);

#[derive(Clone, Copy, Debug)]
struct Cut {
    start: u32,
    end: u32,
    /// How many nodes are gone with this cut and those before it.
    gone: u32,
}

impl Cuts {
    /// Takes out the runs from `start` up to `end`, in order.
    pub(super) fn new(runs: impl Iterator<Item = (u32, u32)>) -> Self {
        let total = |gone: &mut u32, (start, end): (u32, u32)| {
            *gone += end - start;
            Some(Cut { start, end, gone: *gone })
        };
        Self(runs.scan(0, total).collect())
    }

    fn first(&self) -> Option<u32> {
        self.0.first().map(|cut| cut.start)
    }

    /// The number that a node has afterwards; none for one that is taken out.
    pub(super) fn moved(&self, node: u32) -> Option<u32> {
        let upto = self.0.partition_point(|cut| cut.start <= node);
        match upto.checked_sub(1).and_then(|at| self.0.get(at)) {
            Some(cut) if node < cut.end => None,
            Some(cut) => Some(node - cut.gone),
            None => Some(node),
        }
    }
}

impl Builder {
    /// An empty tree over `source`.
    pub fn new(source_id: SourceId, source: Arc<Source>) -> Self {
        let (nodes, decoded, ways) = (Vec::new(), Decoded::default(), OnceLock::new());
        let (aliases, overridden) = (Vec::new(), Vec::new());
        let noted = None;
        let tree = Tree { source_id, source, nodes, decoded, aliases, overridden, ways, noted };
        Self { tree, open: Vec::new() }
    }

    fn push(&mut self, node: Node) -> NodeId {
        let id = NodeId(self.here());
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
        let (span, flags) = (Span::at(start), NodeFlags::default());
        self.push(Node { span, link: 0, kind, style, flags })
    }

    /// Closes the innermost open collection at `end` (one past its last byte).
    pub fn close(&mut self, end: usize) {
        let here = self.here();
        if let Some(node) = self.open.pop().and_then(|at| self.tree.nodes.get_mut(at as usize)) {
            node.span = Span::new(node.span.start as usize, end);
            node.link = here;
        }
    }

    /// Adds a scalar. `decoded` is its text where that is not the span's own bytes; what stands
    /// between the quotes of a quoted one is recognised, and not kept twice.
    pub fn scalar(&mut self, style: Style, span: Span, decoded: Option<&str>) -> NodeId {
        let quoted = matches!(style, Style::SingleQuoted | Style::DoubleQuoted);
        let link = match decoded {
            None => VERBATIM,
            Some(text) if quoted && self.tree.source.slice(within_quotes(span)) == text => QUOTED,
            Some(text) => self.tree.decoded.push(text),
        };
        let (kind, flags) = (NodeKind::Scalar, NodeFlags::default());
        self.push(Node { span, link, kind, style, flags })
    }

    /// Marks a node.
    pub fn flag(&mut self, id: NodeId, flags: NodeFlags) {
        if let Some(node) = self.tree.nodes.get_mut(id.0 as usize) {
            node.flags = node.flags.with(flags);
        }
    }

    /// Gives a scalar another text.
    pub(super) fn retext(&mut self, id: NodeId, text: &str) {
        let link = self.tree.decoded.push(text);
        if let Some(node) = self.tree.nodes.get_mut(id.0 as usize) {
            node.link = link;
        }
    }

    /// How many nodes the finished subtree `of` has.
    pub fn size(&self, of: NodeId) -> usize {
        (self.tree.end(of) as usize).saturating_sub(of.0 as usize)
    }

    /// Copies the finished subtree `of` to the end, for the alias that stands at `site`. Returns
    /// the copy's first node.
    pub fn copy(&mut self, of: NodeId, site: Span, flags: NodeFlags) -> NodeId {
        let (first, end) = (self.here(), self.tree.end(of));
        for at in of.0..end {
            if let Some(&node) = self.tree.nodes.get(at as usize) {
                self.push(Node { flags: node.flags.with(flags), ..node.moved(of.0, first) });
            }
        }
        self.tree.aliases.push((first, site.start));
        NodeId(first)
    }

    /// Takes away the subtree `of`, the last one added, and adds some of its nodes again:
    /// `kept` lists the `(key, end of value)` of each entry, in order. Keys and values are marked
    /// `flags`. Returns the new number of each key.
    pub(super) fn replant(
        &mut self,
        of: NodeId,
        kept: &[(u32, u32)],
        flags: NodeFlags,
    ) -> Vec<u32> {
        let taken = self.tree.nodes.split_off((of.0 as usize).min(self.tree.nodes.len()));
        let cut = self.tree.aliases.partition_point(|(first, _)| *first < of.0);
        let sites = self.tree.aliases.split_off(cut);
        let mut firsts = Vec::with_capacity(kept.len());
        for &(first, end) in kept {
            let to = self.here();
            firsts.push(to);
            let before = sites.partition_point(|(node, _)| *node <= first);
            if let Some((_, site)) = before.checked_sub(1).and_then(|at| sites.get(at)) {
                self.tree.aliases.push((to, *site));
            }
            let within = sites.iter().skip(before).take_while(|(node, _)| *node < end);
            self.tree.aliases.extend(within.map(|(node, site)| (node - first + to, *site)));
            for old in first..end {
                if let Some(&node) = taken.get((old - of.0) as usize) {
                    self.push(node.moved(first, to));
                }
            }
            self.flag(NodeId(to), flags);
            self.flag(NodeId(to + 1), flags);
        }
        firsts
    }

    /// Takes entries out of `mapping`, the last collection closed. What they held is remembered as
    /// written, for secrets that it may hold.
    pub(super) fn prune(&mut self, mapping: NodeId, cuts: &Cuts) {
        let Some(first) = cuts.first() else { return };
        // Through a chain of merges one is cut again and again: looking for it among all that were cut
        // would take the square of the chain's length.
        for cut in &cuts.0 {
            let span = self.tree.span(NodeId(cut.start + 1));
            if self.tree.overridden.last() != Some(&span) {
                self.tree.overridden.push(span);
            }
        }
        let tail = self.tree.nodes.split_off((first as usize).min(self.tree.nodes.len()));
        for (old, node) in (first..).zip(tail) {
            if let Some(new) = cuts.moved(old) {
                // No cut lies within a node that stays: they are entries of the mapping itself.
                self.push(node.moved(old, new));
            }
        }
        let here = self.here();
        if let Some(node) = self.tree.nodes.get_mut(mapping.0 as usize) {
            node.link = here;
        }
        let from = self.tree.aliases.partition_point(|(node, _)| *node < first);
        let sites = self.tree.aliases.split_off(from);
        let moved = sites.into_iter().filter_map(|(node, site)| Some((cuts.moved(node)?, site)));
        self.tree.aliases.extend(moved);
    }

    /// The nodes so far, for a reader that looks back (anchors, duplicate keys). Collections that
    /// are still open have no end yet.
    pub fn so_far(&self) -> &Tree {
        &self.tree
    }

    /// The finished tree.
    pub fn finish(mut self) -> Tree {
        self.tree.ways.take();
        self.tree.nodes.shrink_to_fit();
        self.tree.aliases.shrink_to_fit();
        self.tree.overridden.shrink_to_fit();
        self.tree
    }
}
