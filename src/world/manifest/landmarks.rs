//! Finding one's way in large collections.
//!
//! A node does not know its parent, and the children of a collection are found one after the other.
//! Whoever asks for the paths of all items of a list of a million would walk it a million times. So
//! the first question sets landmarks in the large collections, a few bytes for each
//! [`APART`] children.

use std::collections::HashMap;

use super::tree::{NodeId, NodeKind, Tree};

/// How many children lie from one landmark to the next. Smaller collections have none.
const APART: usize = 64;

/// Every so many-th child of each large collection.
#[derive(Clone, Debug, Default)]
pub(super) struct Landmarks(HashMap<NodeId, Vec<NodeId>>);

impl Landmarks {
    /// Sets them in `tree`.
    pub(super) fn of(tree: &Tree) -> Self {
        let mut found = HashMap::new();
        let large = |node: &NodeId| {
            tree.kind(*node) != NodeKind::Scalar
                && (tree.end(*node) - node.0) as usize > APART
                && tree.children(*node).nth(APART).is_some()
        };
        for node in tree.nodes().filter(large) {
            found.insert(node, tree.children(node).step_by(APART).collect());
        }
        Self(found)
    }

    /// The last landmark among the children of `at` that does not lie behind `id`, and how many
    /// children come before it.
    pub(super) fn before(&self, at: NodeId, id: NodeId) -> Option<(usize, NodeId)> {
        let marks = self.0.get(&at)?;
        let index = marks.partition_point(|mark| *mark <= id).checked_sub(1)?;
        Some((index * APART, *marks.get(index)?))
    }
}
