//! Where an absent key would stand.
//!
//! A key that is not there has no bytes to point at, and yet a diagnostic must point, and a fix
//! must write. Both use one place, near the top of the mapping, where people put such a key: behind
//! the last of the simple entries that open it (`name`, `image` of a container), or, where it opens
//! with a nested one, before that.

use crate::base::{Place, Span};

use super::tree::{NodeFlags, NodeId, NodeKind, Style, Tree};

/// Where an absent key of a mapping would stand, and how it would be written there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Insertion {
    /// An empty span: behind a value, before a key, or behind an opening brace.
    pub place: Place,
    /// Where the text goes, and what stands before and behind the new entry; nothing where the
    /// mapping came by an alias or cannot be written into.
    edit: Option<Edit>,
    /// Keys are in quotes here.
    quoted: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Edit {
    at: usize,
    before: String,
    behind: String,
}

impl Insertion {
    /// The span to replace (an empty one) and the text that adds `key: value` there. `value` is as
    /// it is to be written, on one line. Nothing where no text would do: the mapping stands
    /// elsewhere too, by an alias, or its keys are written as `? key`.
    pub fn edit(&self, key: &str, value: &str) -> Option<(Span, String)> {
        let edit = self.edit.as_ref()?;
        let quote = if self.quoted { "\"" } else { "" };
        let text = format!("{}{quote}{key}{quote}: {value}{}", edit.before, edit.behind);
        Some((Span::at(edit.at), text))
    }
}

impl Tree {
    /// Where an absent key of `mapping` would stand. See [`Insertion`].
    pub fn insertion(&self, mapping: NodeId) -> Insertion {
        let at = match self.neighbour(mapping) {
            Neighbour::After(value) => self.span(value).end as usize,
            Neighbour::Before(key) => self.span(key).start as usize,
            Neighbour::None => self.span(mapping).start as usize + self.opening_brace(mapping),
        };
        let place = Place::new(self.source_id(), Span::at(at));
        let quoted = self.style(mapping) == Style::Flow && self.keys_are_quoted(mapping);
        let edit = match self.flags(mapping).has(NodeFlags::ALIASED) {
            true => None,
            false if self.style(mapping) == Style::Flow => self.flow_edit(mapping, at),
            false => self.block_edit(mapping, at),
        };
        Insertion { place, edit, quoted }
    }

    /// The bytes of a whole entry: from the key to the end of its value.
    pub fn entry_span(&self, key: NodeId, value: NodeId) -> Span {
        let (key, value) = (self.span(key), self.span(value));
        if value.start >= key.start { key.to(value) } else { key }
    }

    fn opening_brace(&self, mapping: NodeId) -> usize {
        usize::from(self.source().slice(self.span(mapping)).starts_with('{'))
    }

    fn neighbour(&self, mapping: NodeId) -> Neighbour {
        let Some((first, _)) = self.written(mapping).next() else { return Neighbour::None };
        let simple = |(key, value): &(NodeId, NodeId)| {
            let one_line =
                !self.source().slice(self.entry_span(*key, *value)).contains(['\n', '\r']);
            let behind = self.span(*value).start >= self.span(*key).end;
            one_line && behind && self.kind(*value) == NodeKind::Scalar
        };
        match self.written(mapping).take_while(simple).last() {
            Some((_, value)) => Neighbour::After(value),
            None => Neighbour::Before(first),
        }
    }

    /// The entries that stand where the mapping stands, and were not merged into it.
    fn written(&self, mapping: NodeId) -> impl Iterator<Item = (NodeId, NodeId)> + '_ {
        let here = self.flags(mapping).has(NodeFlags::ALIASED);
        self.entries(mapping).filter(move |(key, _)| {
            let flags = self.flags(*key);
            !flags.has(NodeFlags::MERGED) && flags.has(NodeFlags::ALIASED) == here
        })
    }

    fn keys_are_quoted(&self, mapping: NodeId) -> bool {
        let own = self.written(mapping).next().map(|(key, _)| key);
        let first = own.or_else(|| self.entries(NodeId::ROOT).next().map(|(key, _)| key));
        first.is_some_and(|key| self.style(key) == Style::DoubleQuoted)
    }

    fn block_edit(&self, mapping: NodeId, at: usize) -> Option<Edit> {
        let text = self.source().text();
        let (first, _) = self.written(mapping).next()?;
        let line = self.line_before(first)?;
        let dashes = |c: char| c == ' ' || c == '-';
        let width = line.chars().take_while(|c| dashes(*c)).count();
        if line.get(width..).is_none_or(|rest| !rest.is_empty()) {
            return None;
        }
        let end_of_line = if text.contains("\r\n") { "\r\n" } else { "\n" };
        let indent = " ".repeat(width);
        Some(match self.neighbour(mapping) {
            Neighbour::After(_) => {
                let rest = text.get(at..)?;
                let line = rest.get(..rest.find(['\n', '\r']).unwrap_or(rest.len()))?;
                let at = at + line.len();
                Edit { at, before: format!("{end_of_line}{indent}"), behind: String::new() }
            }
            Neighbour::Before(_) => {
                Edit { at, before: String::new(), behind: format!("{end_of_line}{indent}") }
            }
            Neighbour::None => return None,
        })
    }

    fn flow_edit(&self, mapping: NodeId, at: usize) -> Option<Edit> {
        // A single pair in a list, `[a: b]`, has no braces to stand in.
        if self.opening_brace(mapping) == 0 {
            return None;
        }
        let Some((first, _)) = self.written(mapping).next() else {
            return Some(Edit { at, before: String::new(), behind: String::new() });
        };
        let line = self.line_before(first)?;
        let gap = if line.trim().is_empty() { format!("\n{line}") } else { " ".to_owned() };
        let gap =
            if self.source().text().contains("\r\n") { gap.replace('\n', "\r\n") } else { gap };
        Some(match self.neighbour(mapping) {
            Neighbour::Before(_) => Edit { at, before: String::new(), behind: format!(",{gap}") },
            _ => Edit { at, before: format!(",{gap}"), behind: String::new() },
        })
    }

    /// What stands before `node` on its line.
    fn line_before(&self, node: NodeId) -> Option<&str> {
        let start = self.span(node).start as usize;
        let before = self.source().text().get(..start)?;
        let line = before.rfind(['\n', '\r']).map_or(0, |at| at + 1);
        before.get(line..)
    }
}

/// What an absent key would stand next to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Neighbour {
    /// Behind this value.
    After(NodeId),
    /// Before this key.
    Before(NodeId),
    /// In an empty mapping, or one that holds only what was merged.
    None,
}
