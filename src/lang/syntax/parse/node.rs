//! A node of the grammar, and what is within it.

use std::rc::Rc;

use super::grammar::{Found, Rule};

/// What the grammar found in an item when the program was built: for each node its rule's number in one
/// byte (0 for the end of the text, else its place in the grammar and one more), and in two each, the
/// lesser first, where it begins and ends in the item's code, and how many nodes it is.
#[derive(Clone, Copy, Debug)]
pub struct Ready<'b>(pub &'b [u8]);

impl Ready<'_> {
    /// The nodes; none where nothing was found.
    pub(super) fn nodes(self) -> Option<Rc<[Found]>> {
        let number = |low: u8, high: u8| u32::from(u16::from_le_bytes([low, high]));
        let (nodes, _) = self.0.as_chunks();
        let found = |&[rule, a, b, c, d, e, f]: &[u8; 7]| {
            let rule = match usize::from(rule).checked_sub(1) {
                None => Rule::EOI,
                Some(at) => *Rule::all_rules().get(at)?,
            };
            Some(Found { rule, start: number(a, b), end: number(c, d), size: number(e, f) })
        };
        if nodes.is_empty() { None } else { nodes.iter().map(found).collect() }
    }
}

/// A node, in the text that it is a part of.
#[derive(Clone, Debug)]
pub(super) struct Node<'s> {
    text: &'s str,
    all: Rc<[Found]>,
    found: Found,
    /// Which of all it is.
    at: usize,
}

/// The nodes within one, in order; not those within these.
#[derive(Clone, Debug)]
pub(super) struct Nodes<'s> {
    text: &'s str,
    all: Rc<[Found]>,
    at: usize,
    end: usize,
}

impl<'s> Node<'s> {
    /// The node that holds all that was found in `text`.
    pub(super) fn outer(text: &'s str, all: Rc<[Found]>) -> Option<Self> {
        let found = *all.first()?;
        Some(Self { text, all, found, at: 0 })
    }

    /// What it is.
    pub(super) fn as_rule(&self) -> Rule {
        self.found.rule
    }

    /// Its text, with blanks and comments behind it.
    pub(super) fn as_str(&self) -> &'s str {
        slice(self.text, &self.found)
    }

    /// The text of the last node in it that holds no other.
    pub(super) fn last_str(&self) -> &'s str {
        let last = self.at + (self.found.size as usize).saturating_sub(1);
        slice(self.text, self.all.get(last).unwrap_or(&self.found))
    }

    /// What is within it.
    pub(super) fn into_inner(self) -> Nodes<'s> {
        let Self { text, all, found, at } = self;
        Nodes { text, all, at: at + 1, end: at + found.size as usize }
    }
}

impl<'s> Iterator for Nodes<'s> {
    type Item = Node<'s>;

    fn next(&mut self) -> Option<Node<'s>> {
        let at = self.at;
        let found = *self.all.get(at..self.end)?.first()?;
        self.at += found.size.max(1) as usize;
        Some(Node { text: self.text, all: Rc::clone(&self.all), found, at })
    }
}

fn slice<'s>(text: &'s str, found: &Found) -> &'s str {
    text.get(found.start as usize..found.end as usize).unwrap_or("")
}
