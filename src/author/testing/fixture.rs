//! The manifests of a test, and where their bytes stand in the policy.

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
    Inline(SourceId, ast::Fixture),
    File(Place, String),
}

impl Fixture {
    /// The place in the policy of these bytes of the fixture.
    pub(super) fn place(&self, start: u32, end: u32) -> Place {
        match &self.origin {
            Origin::Inline(source, fixture) => {
                place_in(*source, fixture, start as usize, end as usize)
            }
            Origin::File(place, _) => *place,
        }
    }

    /// The path that the policy gives it, if it is a file of its own.
    pub(super) fn path(&self) -> Option<&str> {
        match &self.origin {
            Origin::Inline(..) => None,
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

/// The place in a policy of these bytes of a text that stands in it.
pub(super) fn place_in(source: SourceId, fixture: &ast::Fixture, from: usize, to: usize) -> Place {
    let start = offset_in(fixture, from);
    Place::new(source, Span::new(start, offset_in(fixture, to).max(start)))
}

fn offset_in(fixture: &ast::Fixture, byte: usize) -> usize {
    let text = Source::new("", &*fixture.text);
    let position = text.position(Span::at(byte).start);
    let line = text.line_span(position.line);
    let index = (position.line as usize).saturating_sub(1);
    let start = fixture.line_starts.get(index).copied().unwrap_or(fixture.span.start);
    start as usize + (position.byte.saturating_sub(line.start)) as usize
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
            origin: Origin::Inline(test.source, fixture.clone()),
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
