//! `#~ rule, ?rule`: what a line of a fixture expects.

use std::collections::HashMap;
use std::sync::Arc;

use crate::base::{Place, Source, SourceId};
use crate::report::Verdict;
use crate::world::manifest::{Limits, read};

use super::compare::Called;
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
    /// What findings that it expects are called.
    pub(super) fn expects(&self) -> Called<'_> {
        (self.line, &self.rule, self.verdict)
    }
}

/// A fixture, read for its marks.
#[derive(Debug)]
pub(super) struct Marked {
    /// Its text, with what must not be shown known.
    pub(super) source: Arc<Source>,
    /// Its marks, in order.
    pub(super) marks: Vec<Mark>,
    /// By line: the byte that its marks begin at.
    pub(super) begins: HashMap<u32, u32>,
}

/// What begins a line's marks.
const SIGN: &str = "#~";

/// Reads the `index`-th fixture for its marks. They may stand behind another comment.
pub(super) fn marked(index: usize, fixture: &Fixture) -> Marked {
    let bytes = fixture.text.as_bytes();
    let manifest = read(SourceId::manifest(index), &fixture.name, bytes, &Limits::default());
    let source = Arc::clone(&manifest.source);
    let (mut marks, mut begins) = (Vec::new(), HashMap::new());
    for comment in manifest.documents.iter().flat_map(|document| document.comments(&source)) {
        let text = source.slice(comment.span);
        let Some((before, list)) = text.split_once(SIGN) else { continue };
        let line = source.position(comment.span.start).line;
        let begin = comment.span.start as usize + before.len();
        begins.entry(line).or_insert_with(|| u32::try_from(begin).unwrap_or(u32::MAX));
        marks.extend(listed(list, begin + SIGN.len(), (index, line), fixture));
    }
    Marked { source, marks, begins }
}

/// The marks of a list that begins at this byte of its fixture.
fn listed<'l>(
    list: &'l str,
    start: usize,
    line: (usize, u32),
    fixture: &'l Fixture,
) -> impl Iterator<Item = Mark> + 'l {
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
        Some(Mark { rule: rule.to_owned(), verdict, line, place })
    })
}
