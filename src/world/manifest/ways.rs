//! The way up from a node.
//!
//! A tree's nodes know where their subtrees end and not whose children they are. Finding a parent from the
//! root down takes as long as the lists on the way have items, so the ways of a tree are noted in one pass
//! when the first is asked for. Only collections are noted: a scalar is one node, so that how many stand
//! between it and the collection before it, or the opener of its own, is a difference of two numbers. A
//! million scalars in one list take no room.

use super::path::{Borrowed, Path, Step, Steps};
use super::tree::{NodeId, NodeKind, Tree};
use crate::base::Span;

/// A node's place in its parent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Way {
    /// The collection that it is in.
    pub(super) parent: NodeId,
    /// In a sequence: which item. In a mapping: the key, which may be the node itself.
    pub(super) at: u32,
}

/// The ways of all nodes of a tree.
#[derive(Clone, Debug)]
pub(super) struct Ways {
    /// How many nodes the tree had.
    nodes: usize,
    /// The collections below the root, in order.
    marks: Box<[Mark]>,
}

#[derive(Clone, Copy, Debug)]
struct Mark {
    node: NodeId,
    way: Way,
}

/// A collection whose children are being passed.
struct Passed {
    node: NodeId,
    end: u32,
    /// How many children were passed.
    count: u32,
    /// Of a mapping: the last key.
    key: u32,
}

impl Passed {
    /// The way of its next child.
    fn way_of(&mut self, tree: &Tree, child: NodeId) -> Way {
        let index = self.count;
        self.count += 1;
        if index.is_multiple_of(2) {
            self.key = child.0;
        }
        let in_sequence = tree.kind(self.node) == NodeKind::Sequence;
        Way { parent: self.node, at: if in_sequence { index } else { self.key } }
    }
}

impl Ways {
    /// Notes the ways of a tree, in one pass.
    pub(super) fn of(tree: &Tree) -> Self {
        let (mut marks, mut open): (Vec<Mark>, Vec<Passed>) = (Vec::new(), Vec::new());
        for node in tree.nodes() {
            while open.last().is_some_and(|passed| passed.end <= node.0) {
                open.pop();
            }
            let way = open.last_mut().map(|passed| passed.way_of(tree, node));
            if tree.kind(node) != NodeKind::Scalar {
                marks.extend(way.map(|way| Mark { node, way }));
                open.push(Passed { node, end: end(tree, node), count: 0, key: 0 });
            }
        }
        Self { nodes: tree.len(), marks: marks.into() }
    }

    /// True if the tree has not grown since.
    pub(super) fn are_of(&self, tree: &Tree) -> bool {
        self.nodes == tree.len()
    }

    /// The way of a node; none for the root.
    pub(super) fn way(&self, tree: &Tree, node: NodeId) -> Option<Way> {
        let before = self.last_upto(node);
        if let Some(mark) = before.filter(|mark| mark.node == node) {
            return Some(mark.way);
        }
        if node == NodeId::ROOT || node.0 as usize >= self.nodes {
            return None;
        }
        let holds = |collection: NodeId| end(tree, collection) > node.0;
        let mut sibling = before;
        while let Some(mark) = sibling {
            if holds(mark.node) {
                return Some(behind_opener(tree, mark.node, node));
            }
            if holds(mark.way.parent) {
                return Some(behind(tree, mark, node));
            }
            sibling = self.last_upto(mark.way.parent);
        }
        Some(behind_opener(tree, NodeId::ROOT, node))
    }

    /// The last mark up to `node`.
    fn last_upto(&self, node: NodeId) -> Option<Mark> {
        let upto = self.marks.partition_point(|mark| mark.node <= node);
        self.marks.get(upto.checked_sub(1)?).copied()
    }
}

impl Tree {
    /// The parents of `id`, from the root down to its direct parent.
    pub fn ancestors(&self, id: NodeId) -> Vec<NodeId> {
        self.down(id).into_iter().map(|(_, way)| way.parent).collect()
    }

    /// The way from the root to `id`.
    pub fn path(&self, id: NodeId) -> Path {
        self.path_from(NodeId::ROOT, id)
    }

    /// The way from `from` (an ancestor of `id`) to `id`. A key has its value's path.
    pub fn path_from(&self, from: NodeId, id: NodeId) -> Path {
        let mut path = Vec::new();
        self.each_step(from, id, |step| {
            path.push(match step {
                Borrowed::Key(key) => Step::Key(key.into()),
                Borrowed::Index(at) => Step::Index(at),
            });
        });
        Path(path)
    }

    /// Adds the same to a text as it is printed, and further into `key`.
    pub fn write_path(&self, from: NodeId, id: NodeId, key: Option<&str>, text: &mut String) {
        let mut steps = Steps::within(text);
        // A text takes all that is written.
        self.each_step(from, id, |step| {
            let _ = steps.add(step);
        });
        let _ = key.map(|key| steps.add(Borrowed::Key(key)));
    }

    /// The steps of a path, the first first.
    fn each_step<'t>(&'t self, from: NodeId, id: NodeId, mut take: impl FnMut(Borrowed<'t>)) {
        let down = self.down(id);
        let above = down.iter().position(|(node, _)| *node == from);
        for (node, way) in down.iter().skip(above.map_or(0, |at| at + 1)) {
            if self.kind(way.parent) == NodeKind::Sequence {
                take(Borrowed::Index(way.at as usize));
                continue;
            }
            take(Borrowed::Key(self.text(NodeId(way.at))));
            if way.at == node.0 {
                // What is within a key has the key's path.
                return;
            }
        }
    }

    /// The nodes from the root, which is left out, down to `id`, each with its way.
    pub(super) fn down(&self, id: NodeId) -> Vec<(NodeId, Way)> {
        if self.ways.get().is_none()
            && let Some(down) = down_to(self, id)
        {
            return down;
        }
        let made = self.ways.get_or_init(|| Ways::of(self));
        // A tree that is still being filled has grown since.
        let grown = (!made.are_of(self)).then(|| Ways::of(self));
        let ways = grown.as_ref().unwrap_or(made);
        let (mut up, mut node) = (Vec::new(), id);
        while let Some(way) = ways.way(self, node) {
            up.push((node, way));
            node = way.parent;
        }
        up.reverse();
        up
    }
}

/// Steps after which finding a node from the root down is given up.
const SOON: usize = 200;

/// The nodes from the root, which is left out, down to one, each with its way; nothing if that is not
/// found soon.
pub(super) fn down_to(tree: &Tree, node: NodeId) -> Option<Vec<(NodeId, Way)>> {
    let (mut down, mut parent, mut steps) = (Vec::with_capacity(12), NodeId::ROOT, 0);
    while parent != node {
        let in_sequence = tree.kind(parent) == NodeKind::Sequence;
        let (mut index, mut key, mut child) = (0, 0, NodeId(parent.0 + 1));
        if child.0 >= end(tree, parent).min(Span::at(tree.len()).start) {
            return None;
        }
        loop {
            if u32::is_multiple_of(index, 2) {
                key = child.0;
            }
            steps += 1;
            let behind = end(tree, child);
            if node.0 < behind {
                break;
            }
            if steps > SOON {
                return None;
            }
            child = NodeId(behind);
            index += 1;
        }
        down.push((child, Way { parent, at: if in_sequence { index } else { key } }));
        parent = child;
    }
    Some(down)
}

/// One past the last node of a collection; of one that is still open, no end.
fn end(tree: &Tree, collection: NodeId) -> u32 {
    match tree.end(collection) {
        0 => u32::MAX,
        end => end,
    }
}

/// The way of a scalar before which its parent has nothing but scalars.
fn behind_opener(tree: &Tree, parent: NodeId, node: NodeId) -> Way {
    let index = node.0.saturating_sub(parent.0 + 1);
    let at = match tree.kind(parent) {
        NodeKind::Sequence => index,
        _ if index.is_multiple_of(2) => node.0,
        _ => node.0 - 1,
    };
    Way { parent, at }
}

/// The way of a scalar that stands behind a collection of the same parent, with nothing but scalars
/// between.
fn behind(tree: &Tree, before: Mark, node: NodeId) -> Way {
    let Mark { node: collection, way: Way { parent, at } } = before;
    let between = node.0.saturating_sub(end(tree, collection));
    let is_key = |collection_is_key: bool| between.is_multiple_of(2) != collection_is_key;
    let at = match tree.kind(parent) {
        NodeKind::Sequence => at + 1 + between,
        _ if is_key(at == collection.0) => node.0,
        _ if between == 0 => collection.0,
        _ => node.0 - 1,
    };
    Way { parent, at }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::SourceId;
    use crate::world::manifest::{Limits, read};

    /// The ways of all nodes but the root, found from the root down.
    fn found_by_walking(tree: &Tree) -> Vec<Option<Way>> {
        let mut ways = vec![None; tree.len()];
        for parent in tree.nodes() {
            let mut key = 0;
            for (index, child) in (0_u32..).zip(tree.children(parent)) {
                if index.is_multiple_of(2) {
                    key = child.0;
                }
                let in_sequence = tree.kind(parent) == NodeKind::Sequence;
                let at = if in_sequence { index } else { key };
                ways[child.0 as usize] = Some(Way { parent, at });
            }
        }
        ways
    }

    #[test]
    fn every_node_has_the_way_that_leads_to_it() {
        for text in [
            "a",
            "[]",
            "[1, 2, [3, [4], 5, {}, 6], 7, 8]",
            "{a: 1, b: [1, 2], c: 3, d: 4, e: {f: {g: h}, i: j}, k: {}, l: m}",
            "- a: {b: c}\n  d: e\n- - f\n  - g: [h]\n  - i\n- j\n- k: l\n",
            "a: &a {b: [c, d], e: f}\ng: {<<: *a, h: i, j: [k]}\nl: *a\nm: n\n",
            "[[], [], {}, {a: {}}, x, {}, y, [[[[z]]]], 1]",
        ] {
            let file = read(SourceId(0), "a.yaml", text, &Limits::default());
            let tree = file.documents[0].tree().expect(text);
            let ways = Ways::of(tree);
            let found: Vec<_> = tree.nodes().map(|node| ways.way(tree, node)).collect();
            assert_eq!(found, found_by_walking(tree), "{text}");
            for (node, way) in tree.nodes().zip(&found) {
                let down = down_to(tree, node).expect(text);
                assert_eq!(down.last().map(|(_, way)| *way), *way, "{text}");
                let parents: Vec<_> = down.iter().map(|(_, way)| way.parent).collect();
                assert_eq!(parents, tree.ancestors(node), "{text}");
                for other in tree.nodes() {
                    assert_eq!(tree.holds(other, node), parents.contains(&other), "{text}");
                }
            }
        }
    }

    #[test]
    fn scalars_take_no_room() {
        let text = format!("a:\n{}b: {{c: [d]}}\n", "- x\n".repeat(100_000));
        let file = read(SourceId(0), "a.yaml", text, &Limits::default());
        let tree = file.documents[0].tree().unwrap();
        assert_eq!(Ways::of(tree).marks.len(), 3);
        assert_eq!(tree.path(NodeId(99_999)).to_string(), "a[99996]");
        assert!(tree.len() > 100_000);
    }
}
