//! Slips that leave a document no YAML: what was meant by the line.
//!
//! The parser says where it could not go on. What people did is often on that line, or the one
//! above: no blank behind a colon, `=` for `:`, a dash from a word processor, a key too deep, a
//! line of shell, a merge conflict. Each is told by its look, and only where the parser gave up.
//! Values are never quoted: the document may be a Secret.

use granit_parser::ErrorKind;

use crate::base::{Place, SourceId, Span};
use crate::diag::Diagnostic;

use super::fault;
use super::syntax::Seen;

/// A line of the document, without its end.
#[derive(Clone, Copy)]
struct Line<'a> {
    text: &'a str,
    start: usize,
}

impl<'a> Line<'a> {
    fn content(self) -> &'a str {
        self.text.trim()
    }

    /// Where the first byte stands that is no blank.
    fn first(self) -> usize {
        self.start + self.text.len() - self.text.trim_start().len()
    }

    /// Where the key begins, behind the dashes of list items.
    fn key_start(self) -> usize {
        let rest = self.text.trim_start_matches([' ', '-']);
        self.start + self.text.len() - rest.len()
    }

    fn key(self) -> &'a str {
        self.text.get(self.key_start() - self.start..).unwrap_or("")
    }

    fn span(self) -> Span {
        let first = self.first();
        Span::new(first, first + self.content().len())
    }
}

/// What was meant, if the place looks like a known slip.
pub(super) fn told(seen: &Seen<'_>, source: SourceId, kind: &ErrorKind) -> Option<Diagnostic> {
    let line = seen.line_of(seen.word().start as usize);
    let line = Line { text: seen.text.get(line.range())?, start: line.start as usize };
    let place = |span: Span| Place::new(source, span);
    if let Some((start, end)) = conflict(seen) {
        return Some(fault::conflict(place(start), end.map(place)));
    }
    if line.content().starts_with("```") {
        return Some(fault::fence(place(line.span())));
    }
    match kind {
        ErrorKind::MappingValueNotAllowed => second_colon(seen, line, source),
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => no_colon(line, source),
        _ => None,
    }
}

/// The first line of a merge conflict, and its last.
fn conflict(seen: &Seen<'_>) -> Option<(Span, Option<Span>)> {
    let find = |mark: &str| lines(seen).find(|line| line.text.starts_with(mark)).map(Line::span);
    Some((find("<<<<<<< ")?, find(">>>>>>> ")))
}

fn lines<'a>(seen: &Seen<'a>) -> impl Iterator<Item = Line<'a>> {
    let text = seen.text.get(seen.document.range()).unwrap_or("");
    let mut at = seen.document.start as usize;
    text.split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        Line { text: line.trim_end_matches(['\n', '\r']), start }
    })
}

/// A line that should have a key and has none: a colon without a blank, or `=` for it.
fn no_colon(line: Line<'_>, source: SourceId) -> Option<Diagnostic> {
    let key = line.key();
    let length =
        key.bytes().take_while(|b| b.is_ascii_alphanumeric() || b"-_./".contains(b)).count();
    let name =
        key.get(..length).filter(|name| name.starts_with(|c: char| c.is_ascii_alphabetic()))?;
    let rest = key.get(length..)?;
    let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    let sign = rest.get(blanks..)?.chars().next()?;
    let at = line.key_start() + length + blanks;
    let after = rest.get(blanks + sign.len_utf8()..).unwrap_or("");
    let place = |at: usize, c: char| Place::new(source, Span::new(at, at + c.len_utf8()));
    match sign {
        ':' if blanks == 0 && !after.starts_with("//") => {
            let next = after.chars().next()?;
            let odd = next.is_whitespace().then(|| (place(at + 1, next), next));
            Some(fault::colon_without_blank(name, place(at, ':'), odd))
        }
        '\u{ff1a}' | '\u{fe55}' | '\u{2236}' => Some(fault::odd_colon(name, place(at, sign), sign)),
        '=' => Some(fault::equals_sign(name, place(at, sign))),
        _ => None,
    }
}

/// A colon where the text that began before it was not over yet: on its line, or above.
fn second_colon(seen: &Seen<'_>, line: Line<'_>, source: SourceId) -> Option<Diagnostic> {
    let colon = Span::new(seen.at, seen.at + 1);
    let place = |span: Span| Place::new(source, span);
    let before = seen.text.get(line.start..seen.at)?;
    if before.contains(": ") {
        let rest = line.text.get(seen.at + 1 - line.start..).unwrap_or("");
        let ends = rest.trim_start().is_empty() || rest.trim_start().starts_with('#');
        return Some(fault::colon_in_text(place(colon), ends));
    }
    let above = above(seen, line)?;
    let content = above.content();
    let first = content.chars().next()?;
    let dash = Span::new(above.first(), above.first() + first.len_utf8());
    if matches!(
        first,
        '\u{2010}'..='\u{2015}' | '\u{2022}' | '\u{2212}' | '\u{b7}' | '\u{fe63}' | '\u{ff0d}'
    ) {
        return Some(fault::odd_dash(place(dash), first));
    }
    if first == '-' && !content.starts_with("- ") {
        return Some(fault::dash_without_blank(place(dash)));
    }
    let key = above.key();
    let name_end = key.find(": ");
    let own = Place::new(source, Span::new(line.key_start(), seen.at.max(line.key_start())));
    match name_end {
        Some(length) if column(line.key_start(), line) > column(above.key_start(), above) => {
            let start = above.key_start();
            Some(fault::key_too_deep(own, place(Span::new(start, start + length))))
        }
        Some(_) => None,
        None => Some(fault::text_among_keys(place(above.span()), own)),
    }
}

fn column(at: usize, line: Line<'_>) -> usize {
    at - line.start
}

/// The last line above that is neither blank nor a comment.
fn above<'a>(seen: &Seen<'a>, line: Line<'_>) -> Option<Line<'a>> {
    let told = |l: &Line<'_>| !l.content().is_empty() && !l.content().starts_with('#');
    lines(seen).take_while(|l| l.start < line.start).filter(told).last()
}
