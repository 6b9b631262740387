//! The library's texts, as they were when the program was built, and what `build.rs` read of them.
//!
//! The texts stand in one piece, so that the short constants beside them, which every start copies, stand
//! together as well: of the texts, those are in memory that a policy asks for.
//!
//! Of each text `build.rs` writes where its items begin and end, and what the grammar finds in each: four
//! bytes that count the items, then for each thirteen numbers, then the nodes. The numbers, of four bytes,
//! the least first, are the keyword's place in [`Keyword::ALL`], the ends of five spans (a [`Cut`]'s, in
//! its order; of one that is not there, twice the largest number), where in this the item's nodes begin,
//! and how many bytes they are. What is not there, tests for one, is read when it is asked for.

use std::ops::Range;

use crate::base::Span;
use crate::lang::syntax::{Cut, Keyword, Ready};

/// A text of the library.
#[derive(Clone, Debug)]
pub(super) struct Text {
    /// What it is imported as, without the `std/`: `images`, `rules/no-latest`.
    pub(super) name: &'static str,
    /// What it is shown as.
    pub(super) shown: &'static str,
    /// What it says.
    pub(super) text: &'static str,
    /// The tags that its rules carry, and perhaps others.
    pub(super) tags: &'static [&'static str],
    /// Where in [`READ`] that stands which was read of it.
    read: Range<usize>,
}

/// All texts, one after the other.
const TEXTS: &str = include_str!(concat!(env!("OUT_DIR"), "/library.sea"));

/// What was read of all texts.
const READ: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/library.bin"));

/// Bytes of what is said of an item.
const ITEM: usize = 13 * 4;

impl Text {
    /// Its items, and what the grammar finds in them.
    pub(super) fn items(&self) -> Vec<(Cut, Ready<'static>)> {
        let read = READ.get(self.read.clone()).unwrap_or_default();
        let Some((count, items)) = read.split_first_chunk() else { return Vec::new() };
        let (items, _) = items.as_chunks::<ITEM>();
        let items = items.iter().take(u32::from_le_bytes(*count) as usize);
        items.filter_map(|item| item_of(item, read)).collect()
    }
}

fn item_of(item: &[u8; ITEM], read: &'static [u8]) -> Option<(Cut, Ready<'static>)> {
    let (numbers, _) = item.as_chunks();
    let mut numbers = numbers.iter().map(|number| u32::from_le_bytes(*number));
    let keyword = *Keyword::ALL.get(numbers.next()? as usize)?;
    let mut span = || {
        let (start, end) = (numbers.next()?, numbers.next()?);
        Some((start < u32::MAX).then_some(Span { start, end }))
    };
    let (name, receiver, span, doc, code) = (span()?, span()?, span()??, span()?, span()??);
    let start = numbers.next()? as usize;
    let nodes = read.get(start..start + numbers.next()? as usize)?;
    Some((Cut { keyword, name, receiver, span, doc, code }, Ready(nodes)))
}

macro_rules! texts {
    ($($name:literal [$($tag:literal)*] $start:literal..$end:literal $read:expr)*) => {
        &[$(Text {
            name: $name,
            shown: concat!("std/", $name, ".sea"),
            text: TEXTS.split_at($end).0.split_at($start).1,
            tags: &[$($tag),*],
            read: $read,
        }),*]
    };
}

/// Declarations, functions and constants.
pub(super) const MODULES: &[Text] = include!(concat!(env!("OUT_DIR"), "/embedded_modules.rs"));

/// Rules, one a file; `build.rs` lists the files.
pub(super) const RULES: &[Text] = include!(concat!(env!("OUT_DIR"), "/embedded_rules.rs"));

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::*;

    #[test]
    fn every_text_is_its_file() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("stdlib");
        for text in MODULES.iter().chain(RULES) {
            let file = folder.join(text.name).with_extension("sea");
            assert_eq!(fs::read_to_string(file).unwrap(), text.text, "{}", text.shown);
        }
    }
}
