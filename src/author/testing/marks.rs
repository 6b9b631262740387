//! `#~ rule, ?rule`: what a line of a fixture expects.

use crate::base::{Place, SourceId};
use crate::report::Verdict;
use crate::world::manifest::{Limits, read};

use super::Found;
use super::fixture::Fixture;

/// An expectation that stands on a line.
#[derive(Debug)]
pub(super) struct Mark {
    /// The rule's id.
    pub(super) rule: String,
    /// Failed, or undecided.
    pub(super) verdict: Verdict,
    /// The fixture and the line in it.
    pub(super) line: (usize, u32),
    /// Where it stands in the policy.
    pub(super) place: Place,
}

impl Mark {
    /// True if this is the finding that it expects.
    pub(super) fn expects(&self, found: &Found) -> bool {
        found.line == Some(self.line) && found.rule == self.rule && found.verdict == self.verdict
    }
}

/// The marks of the `index`-th fixture.
pub(super) fn marks((index, fixture): (usize, &Fixture)) -> Vec<Mark> {
    let bytes = fixture.text.as_bytes();
    let manifest = read(SourceId::manifest(index), &fixture.name, bytes, &Limits::default());
    let source = &manifest.source;
    let documents = manifest.documents.iter();
    let comments = documents.flat_map(|document| document.comments(source));
    let marks = comments.filter_map(|comment| {
        let text = source.slice(comment.span);
        let list = text.strip_prefix("#~")?;
        let line = source.position(comment.span.start).line;
        Some((list, comment.span.start as usize + (text.len() - list.len()), line))
    });
    marks
        .flat_map(|(list, start, line)| {
            let mut at = start;
            list.split(',').filter_map(move |piece| {
                let from = at + (piece.len() - piece.trim_start().len());
                at += piece.len() + 1;
                let piece = piece.trim();
                let (rule, verdict) = match piece.strip_prefix('?') {
                    Some(rule) => (rule.trim(), Verdict::Undecided),
                    None => (piece, Verdict::Failed),
                };
                let to = from + piece.len();
                let (from, to) = (u32::try_from(from).ok()?, u32::try_from(to).ok()?);
                let place = fixture.place(from, to);
                Some(Mark { rule: rule.to_owned(), verdict, line: (index, line), place })
            })
        })
        .collect()
}
