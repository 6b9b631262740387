//! Where a value came from.

use crate::base::{Place, Span};
use crate::world::image::Derivation;
use crate::world::kube::Object;
use crate::world::manifest::{NodeId, Path, Step};

/// A node of an object, or a key that a mapping of it does not have.
#[derive(Clone, Copy, Debug)]
pub struct At<'w> {
    /// The object.
    pub object: &'w Object,
    /// The node; where a key is missing, the mapping that it would stand in.
    pub node: NodeId,
    /// The missing key.
    pub missing: Option<&'w str>,
}

impl<'w> At<'w> {
    /// A node.
    pub fn node(object: &'w Object, node: NodeId) -> Self {
        Self { object, node, missing: None }
    }

    /// A key that `mapping` does not have.
    pub fn missing(object: &'w Object, mapping: NodeId, key: &'w str) -> Self {
        Self { object, node: mapping, missing: Some(key) }
    }

    /// What a label underlines: a scalar; of a collection that a key names, the key; of an item or
    /// where something is missing, the first key. A whole mapping is too much to show.
    pub fn place(&self) -> Place {
        Place::new(self.object.tree.source_id(), self.span())
    }

    fn span(&self) -> Span {
        let tree = &self.object.tree;
        let first_key = tree.entries(self.node).next().map(|(key, _)| tree.span(key));
        match self.missing {
            Some(_) => first_key.unwrap_or_else(|| tree.span(self.node)),
            None => tree.head(self.node),
        }
    }

    /// The way to it from its object.
    pub fn path(&self) -> Path {
        let mut path = self.object.tree.path_from(self.object.root, self.node);
        path.0.extend(self.missing.map(|key| Step::Key(key.into())));
        path
    }

    /// The same as it is printed.
    pub fn path_text(&self) -> String {
        let mut text = String::with_capacity(48);
        self.write_path(&mut text);
        text
    }

    /// Adds the same to a text.
    pub fn write_path(&self, text: &mut String) {
        self.object.tree.write_path(self.object.root, self.node, self.missing, text);
    }

    /// True if the two stand at the same place of the same object.
    pub fn same(&self, other: &Self) -> bool {
        std::ptr::eq(self.object, other.object)
            && self.node == other.node
            && self.missing == other.missing
    }
}

impl PartialEq for At<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.same(other)
    }
}

impl Eq for At<'_> {}

/// Where a value came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin<'w> {
    /// The policy made it.
    Made,
    /// It is what is written there, or follows from that alone; of an absent value, where it would
    /// stand.
    At(At<'w>),
    /// Kubernetes makes it of what is written, or not written, there.
    Defaulted(At<'w>, Derivation),
    /// It follows from what is written there and from something else, which this says.
    Because(At<'w>, &'static str),
}

impl<'w> Origin<'w> {
    /// The place in a manifest, if it has one.
    pub fn at(&self) -> Option<At<'w>> {
        match self {
            Self::Made => None,
            Self::At(at) | Self::Defaulted(at, _) | Self::Because(at, _) => Some(*at),
        }
    }
}
