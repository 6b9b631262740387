//! Keys that a mapping has twice.
//!
//! Compared decoded: `image` and `"im\x61ge"` are one key, and so are `yes` and `true`. A few keys
//! are compared with each other; many are sorted by a keyed hash, so that neither a million keys
//! nor keys chosen to collide take more than their share of time.
//!
//! A key that is merged by `<<` and written behind it is the one case in which all readers agree:
//! what is written counts. What was merged then gives way.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

use super::tree::{NodeFlags, NodeId, Tree};

/// The keys that a mapping has twice, by what that means.
#[derive(Debug, Default)]
pub(super) struct Clashes {
    /// Written twice: the first, and another.
    pub(super) written: Vec<(NodeId, NodeId)>,
    /// Written, and merged by a `<<` behind it, which kubectl follows and others do not.
    pub(super) merged_over: Vec<(NodeId, NodeId)>,
    /// Merged, and written behind the `<<`: the merged keys, in order.
    pub(super) overridden: Vec<NodeId>,
}

/// What the keys that `mapping` has twice mean. Those of a second `<<` are not among them: it is a
/// fault of its own.
pub(super) fn clashes(tree: &Tree, mapping: NodeId) -> Clashes {
    let merged = |key: NodeId| tree.flags(key).has(NodeFlags::MERGED);
    let mut clashes = Clashes::default();
    let mut winners: HashMap<NodeId, NodeId> = HashMap::new();
    for (first, again) in repeated(tree, mapping) {
        match (merged(first), merged(again)) {
            (false, false) => clashes.written.push((first, again)),
            (false, true) => clashes.merged_over.push((first, again)),
            (true, true) => {}
            (true, false) => match winners.insert(first, again) {
                None => clashes.overridden.push(first),
                Some(winner) => clashes.written.push((winner, again)),
            },
        }
    }
    clashes.overridden.sort_unstable();
    clashes
}

/// Mappings up to this size are searched pair by pair.
const FEW: usize = 12;

/// The keys of `mapping` that an earlier key of it equals, each with the first such, in order.
fn repeated(tree: &Tree, mapping: NodeId) -> Vec<(NodeId, NodeId)> {
    let few = tree.entries(mapping).take(FEW + 1).count() <= FEW;
    if few { among_few(tree, mapping) } else { among_many(tree, mapping) }
}

fn among_few(tree: &Tree, mapping: NodeId) -> Vec<(NodeId, NodeId)> {
    let mut seen: Vec<(NodeId, &str)> = Vec::with_capacity(FEW);
    let mut found = Vec::new();
    for (key, _) in tree.entries(mapping) {
        let text = tree.text(key);
        match seen.iter().find(|(_, earlier)| *earlier == text) {
            Some((first, _)) => found.push((*first, key)),
            None => seen.push((key, text)),
        }
    }
    found
}

fn among_many(tree: &Tree, mapping: NodeId) -> Vec<(NodeId, NodeId)> {
    let hasher = RandomState::new();
    let hash = |key: NodeId| hasher.hash_one(tree.text(key)) & 0xFFFF_FFFF;
    // The hash above, the key's number below: 8 bytes a key, in place.
    let pack = |(key, _): (NodeId, NodeId)| (hash(key) << 32) | u64::from(key.0);
    let mut packed: Vec<u64> = tree.entries(mapping).map(pack).collect();
    packed.sort_unstable();
    let mut found = Vec::new();
    for run in packed.chunk_by(|a, b| a >> 32 == b >> 32).filter(|run| run.len() > 1) {
        #[expect(clippy::cast_possible_truncation, reason = "the lower half is the key's number")]
        let mut keys: Vec<NodeId> = run.iter().map(|packed| NodeId(*packed as u32)).collect();
        keys.sort_unstable_by_key(|key| (tree.text(*key), key.0));
        for same in keys.chunk_by(|a, b| tree.text(*a) == tree.text(*b)) {
            let mut same = same.iter();
            if let Some(first) = same.next() {
                found.extend(same.map(|again| (*first, *again)));
            }
        }
    }
    found.sort_unstable_by_key(|(_, again)| again.0);
    found
}

/// True for a character that is not seen, in a key that is therefore not what it seems to be.
pub(super) fn invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{ffa0}' | '\u{e0000}'..='\u{e0fff}'
    ) || (c.is_whitespace() && c != ' ')
        || c.is_control()
}
