//! A part of a tree as a tree of its own, so that the rest can go.
//!
//! Nodes keep their spans: a place in the part is the place that it was in the file. The part's source
//! is an excerpt of the file's, which holds every byte that a node of it points at.

use std::sync::{Arc, OnceLock};

use crate::base::{Source, Span};

use super::tree::{Decoded, NodeId, NodeKind, QUOTED, Tree, VERBATIM};

impl Tree {
    /// The spans of what `top` and the nodes below it are written in: its own, and those of what
    /// aliases and merges brought from elsewhere.
    pub fn written_in(&self, top: NodeId) -> Vec<Span> {
        let own = self.span(top);
        let mut spans = vec![own];
        let elsewhere = self.subtree(top).map(|node| self.span(node));
        spans.extend(elsewhere.filter(|span| !own.contains(*span)));
        spans.extend(self.subtree(top).filter_map(|node| self.alias_site(node)));
        spans.sort_unstable();
        spans.dedup();
        spans
    }

    /// `top` and the nodes below it as a tree of their own, over an excerpt of the source that holds
    /// what [`Tree::written_in`] says.
    #[must_use]
    pub fn detached(&self, top: NodeId, source: Arc<Source>) -> Self {
        let range = top.0 as usize..self.end(top) as usize;
        let mut decoded = Decoded::default();
        let nodes = self.nodes.get(range).unwrap_or_default().iter().zip(self.subtree(top));
        let nodes = nodes.map(|(node, id)| {
            let mut node = node.moved(top.0, 0);
            if node.kind == NodeKind::Scalar && !matches!(node.link, VERBATIM | QUOTED) {
                node.link = decoded.push(self.text(id));
            }
            node
        });
        let nodes = nodes.collect();
        // The run of copied nodes that `top` is in the midst of begins with it.
        let upto = self.aliases.partition_point(|(first, _)| *first <= top.0);
        let runs = self.aliases.get(upto.saturating_sub(1)..).unwrap_or_default().iter();
        let runs = runs.map(|(first, site)| (first.saturating_sub(top.0), *site));
        let aliases = runs.filter(|(first, _)| *first < self.end(top) - top.0).collect();
        let (overridden, ways, noted) = (Vec::new(), OnceLock::new(), None);
        Self { source_id: self.source_id, source, nodes, decoded, aliases, overridden, ways, noted }
    }
}
