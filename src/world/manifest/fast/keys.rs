//! The keys of open mappings, held against each other.
//!
//! They lie one behind the other, those of the innermost mapping last. Eight bytes and the length tell
//! nearly all keys apart. In a mapping of a few, each new one is held against all before it; the keys
//! of a larger one are sorted when it ends.

use crate::base::Span;

use super::super::tree::NOTED;
use super::lines;

/// Mappings up to this size are searched key by key.
const FEW: usize = 16;

#[derive(Clone, Copy, Debug)]
struct Key {
    /// The first eight bytes, mixed with the length: keys that differ in it differ.
    tag: u64,
    text: Span,
}

#[derive(Debug, Default)]
pub(super) struct Keys(Vec<Key>);

impl Keys {
    /// Forgets them, and gives much room back.
    pub(super) fn clear(&mut self) {
        self.0.clear();
        self.0.shrink_to(super::KEPT);
    }

    #[inline]
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Adds a key to the mapping whose keys begin with the `first`-th. Nothing if it is there already;
    /// of a larger mapping, [`Keys::leave`] will tell. True if it may be among [`NOTED`].
    #[inline(always)]
    pub(super) fn add(&mut self, first: usize, bytes: &[u8], text: Span) -> Option<bool> {
        let key = Key { tag: tag(bytes, text), text };
        let same = |other: &Key| other.tag == key.tag && other.text(bytes) == key.text(bytes);
        let known = self.0.get(first..)?;
        if known.len() < FEW && known.iter().any(same) {
            return None;
        }
        let noted = TAGS.contains(&key.tag);
        self.0.push(key);
        Some(noted)
    }

    /// Leaves the mapping whose keys begin with the `first`-th. Nothing if it has one of them twice.
    #[inline]
    pub(super) fn leave(&mut self, first: usize, bytes: &[u8]) -> Option<()> {
        let keys = self.0.get_mut(first..)?;
        if keys.len() > FEW && has_twins(keys, bytes) {
            return None;
        }
        self.0.truncate(first);
        Some(())
    }
}

/// True if two of the keys are one, which are many.
#[cold]
fn has_twins(keys: &mut [Key], bytes: &[u8]) -> bool {
    let order = |a: &Key, b: &Key| (a.tag, a.text(bytes)).cmp(&(b.tag, b.text(bytes)));
    keys.sort_unstable_by(order);
    keys.windows(2).any(|pair| matches!(pair, [a, b] if order(a, b).is_eq()))
}

impl Key {
    #[inline]
    fn text(self, bytes: &[u8]) -> &[u8] {
        bytes.get(self.text.range()).unwrap_or_default()
    }
}

/// The tags of the keys that are noted; a few others may have them.
const TAGS: [u64; NOTED.len()] = [
    mixed(u64::from_le_bytes(*b"kind\0\0\0\0"), 4),
    mixed(u64::from_le_bytes(*b"containe"), 10),
    mixed(u64::from_le_bytes(*b"initCont"), 14),
    mixed(u64::from_le_bytes(*b"ephemera"), 19),
];

const fn mixed(head: u64, length: usize) -> u64 {
    head ^ (length as u64).rotate_right(8)
}

/// Eight bytes of a key, mixed with its length.
#[inline]
fn tag(bytes: &[u8], text: Span) -> u64 {
    let (start, length) = (text.start as usize, text.len());
    let head = match lines::word(bytes, start) {
        Some(word) if length >= 8 => word,
        Some(word) => word & ((1 << (8 * length)) - 1),
        None => {
            let add = |sum: u64, byte: &u8| (sum << 8) | u64::from(*byte);
            let head = bytes.get(start..start + length.min(8)).unwrap_or_default();
            head.iter().rev().fold(0, add)
        }
    };
    mixed(head, length)
}

#[cfg(test)]
mod tests {
    use super::{NOTED, TAGS, tag};
    use crate::base::Span;

    #[test]
    fn tags_are_the_same_when_built_and_when_read() {
        for (key, built) in NOTED.iter().zip(TAGS) {
            for text in [key.to_string(), format!("{key}: and more")] {
                assert_eq!(tag(text.as_bytes(), Span::new(0, key.len())), built, "{text}");
            }
        }
    }
}
