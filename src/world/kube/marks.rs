//! Which nodes of an object something was said of.
//!
//! An object may be a list of millions of nodes, each of which is in the way of something; a set that
//! hashes them takes ten times the memory of the nodes and more time than all the rest. A bit a node, as
//! far as the last that is marked, is the same set. An object's nodes stand in a row from its root on,
//! so an item of a list takes no bits for what stands before it.

use crate::world::manifest::NodeId;

/// A set of nodes at or below an object's root.
#[derive(Clone, Debug)]
pub(super) struct Marks {
    root: NodeId,
    bits: Vec<u64>,
}

impl Marks {
    /// None of the nodes of the object at `root`.
    pub(super) fn new(root: NodeId) -> Self {
        Self { root, bits: Vec::new() }
    }

    /// Which word a node's bit is in, and the bit.
    fn place(&self, node: NodeId) -> (usize, u64) {
        let at = node.0.saturating_sub(self.root.0);
        ((at / u64::BITS) as usize, 1 << (at % u64::BITS))
    }

    /// Marks a node; true if it was not marked.
    pub(super) fn insert(&mut self, node: NodeId) -> bool {
        let (word, bit) = self.place(node);
        if self.bits.len() <= word {
            self.bits.resize(word + 1, 0);
        }
        let Some(bits) = self.bits.get_mut(word) else { return false };
        let new = *bits & bit == 0;
        *bits |= bit;
        new
    }

    /// True if a node is marked.
    pub(super) fn contains(&self, node: NodeId) -> bool {
        let (word, bit) = self.place(node);
        self.bits.get(word).is_some_and(|bits| bits & bit != 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_node_is_marked_once() {
        let mut marks = Marks::new(NodeId(1_000_000));
        let nodes = [0, 1, 63, 64, 1_000].map(|at| NodeId(1_000_000 + at));
        for node in nodes {
            assert!(!marks.contains(node) && marks.insert(node), "{node:?}");
            assert!(marks.contains(node) && !marks.insert(node), "{node:?}");
        }
        assert!(!marks.contains(NodeId(1_000_002)) && !marks.contains(NodeId(2_000_000)));
        assert!(marks.bits.len() < 20, "no bits for what stands before the object");
    }
}
