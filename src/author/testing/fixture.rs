//! The manifests of a test, and where their bytes stand in the policy.

use std::sync::Arc;

use crate::base::{Place, Source, SourceId, Sources, Span};
use crate::diag::Diagnostic;
use crate::lang::syntax::ast;
use crate::lang::typeck;

use super::fault;

/// A manifest of a test.
#[derive(Debug)]
pub(super) struct Fixture {
    /// The name that it is judged under; unique in its test.
    pub(super) name: String,
    /// Its text.
    pub(super) text: String,
    /// Where its lines stand in the policy; a file's stand at the clause that names it.
    origin: Origin,
}

#[derive(Debug)]
enum Origin {
    Inline(Inline),
    File(Place, String),
}

/// A text that stands in a policy.
#[derive(Debug)]
pub(super) struct Inline {
    /// The policy.
    policy: SourceId,
    /// Where its lines begin there.
    lines: ast::Fixture,
    /// The text by itself. Its lines are counted once, for places in it are asked for by the thousand.
    text: Arc<Source>,
}

impl Inline {
    /// A text of this policy.
    pub(super) fn new(policy: SourceId, lines: &ast::Fixture) -> Self {
        Self { policy, lines: lines.clone(), text: Source::new("", &*lines.text) }
    }

    /// The place in the policy of these bytes of it.
    pub(super) fn place(&self, from: u32, to: u32) -> Place {
        let start = self.offset(from);
        Place::new(self.policy, Span::new(start, self.offset(to).max(start)))
    }

    fn offset(&self, byte: u32) -> usize {
        let position = self.text.position(byte);
        let line = self.text.line_span(position.line);
        let index = (position.line as usize).saturating_sub(1);
        let start = self.lines.line_starts.get(index).copied().unwrap_or(self.lines.span.start);
        start as usize + (position.byte.saturating_sub(line.start)) as usize
    }
}

impl Fixture {
    /// The place in the policy of these bytes of the fixture.
    pub(super) fn place(&self, start: u32, end: u32) -> Place {
        match &self.origin {
            Origin::Inline(text) => text.place(start, end),
            Origin::File(place, _) => *place,
        }
    }

    /// The path that the policy gives it, if it is a file of its own.
    pub(super) fn path(&self) -> Option<&str> {
        match &self.origin {
            Origin::Inline(_) => None,
            Origin::File(_, path) => Some(path),
        }
    }

    /// The number of one of its lines in the file where it stands; `source` is its text.
    pub(super) fn line(&self, line: u32, source: &Source, policies: &Sources) -> u32 {
        if self.path().is_some() {
            return line;
        }
        let start = source.line_span(line).start;
        let place = self.place(start, start);
        policies.get(place.source).map_or(line, |policy| policy.position(place.span.start).line)
    }
}

/// The fixtures of a test.
///
/// # Errors
/// A file that can't be read.
pub(super) fn fixtures(
    test: &typeck::Test,
    sources: &Sources,
    read: &dyn Fn(&str, &str) -> Result<String, String>,
) -> Result<Vec<Fixture>, Box<Diagnostic>> {
    let policy = sources.get(test.source).map_or("", |source| source.name());
    let given = test.item.given.iter().enumerate();
    let fixtures = given.map(|(index, given)| match given {
        ast::Given::Inline(fixture) => Ok(Fixture {
            name: format!("given {}", index + 1),
            text: fixture.text.to_string(),
            origin: Origin::Inline(Inline::new(test.source, fixture)),
        }),
        ast::Given::File(path) => {
            let place = Place::new(test.source, path.span);
            let text = read(policy, &path.text)
                .map_err(|why| Box::new(fault::unreadable(place, &path.text, &why)))?;
            let name = format!("given {}: {}", index + 1, path.text);
            Ok(Fixture { name, text, origin: Origin::File(place, path.text.to_string()) })
        }
    });
    fixtures.collect()
}
