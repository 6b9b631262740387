//! What a failed test shows: the lines of its fixtures that ought to say something else, as they are
//! and as they would have to be for the test to pass.

use std::collections::BTreeSet;

use crate::base::{Place, SourceId, Sources};
use crate::diag::{DiffLine, Difference, Label, Quote, QuotedLine};
use crate::report::Verdict;

use super::compare::Found;
use super::fixture::Fixture;
use super::marks::{Mark, Marked};

/// What holds a test's expectations against what was found.
pub(super) struct Sides<'t> {
    pub(super) fixtures: &'t [Fixture],
    pub(super) marked: &'t [Marked],
    pub(super) found: &'t [Found],
    /// A rule's id as the test's marks write it.
    pub(super) written: &'t dyn Fn(&str) -> String,
    /// The policies' texts.
    pub(super) sources: &'t Sources,
}

impl Sides<'_> {
    /// The lines that differ, a file each.
    pub(super) fn differences(&self) -> Vec<Difference> {
        let each = self.fixtures.iter().zip(self.marked).enumerate();
        each.filter_map(|(index, (fixture, marked))| self.of(index, fixture, marked)).collect()
    }

    fn of(&self, index: usize, fixture: &Fixture, marked: &Marked) -> Option<Difference> {
        let lines = self.lines(index, marked);
        if lines.is_empty() {
            return None;
        }
        let id = SourceId::manifest(index);
        let label = |line: &u32| {
            let place = Place::new(id, marked.source.line_span(*line));
            Label { place, text: String::new(), primary: true }
        };
        let labels: Vec<Label> = lines.iter().map(label).collect();
        let mut sources = Sources::default();
        sources.insert(id, marked.source.clone());
        let quote = Quote::of_labels(&labels, &sources).into_iter().next()?;
        let quoted = quote.lines.into_iter();
        let lines = quoted.map(|line| self.line((index, line), fixture, marked)).collect();
        Some(Difference { file: self.shown(fixture), lines })
    }

    /// The lines of a fixture whose marks are not what was found there.
    fn lines(&self, index: usize, marked: &Marked) -> BTreeSet<u32> {
        let own = |line: Option<(usize, u32)>| line.filter(|(of, _)| *of == index).map(|l| l.1);
        let expected = marked.marks.iter().map(|mark| mark.line.1);
        let found = self.found.iter().filter_map(|finding| own(finding.line));
        let mut lines: BTreeSet<u32> = expected.chain(found).collect();
        lines.retain(|line| {
            let at = (index, *line);
            let expected: BTreeSet<String> = self.expected(at, marked).into_iter().collect();
            expected != self.found(at).into_iter().collect()
        });
        lines
    }

    fn line(
        &self,
        (index, line): (usize, QuotedLine),
        fixture: &Fixture,
        marked: &Marked,
    ) -> DiffLine {
        let number = fixture.line(line.number, &marked.source, self.sources);
        let at = (index, line.number);
        let (expected, found) = (self.expected(at, marked), self.found(at));
        let same: BTreeSet<&String> = expected.iter().collect();
        if same == found.iter().collect() {
            let (expected, found) = (String::new(), String::new());
            return DiffLine { number, text: line.text, expected, found };
        }
        let begin =
            marked.begins.get(&line.number).map(|byte| marked.source.position(*byte).column);
        let code = begin.map(|column| column.saturating_sub(line.column) as usize);
        let text = match code {
            Some(length) => line.text.chars().take(length).collect(),
            None => line.text,
        };
        DiffLine { number, text, expected: list(&expected), found: list(&found) }
    }

    /// The marks on a line, as they are written.
    fn expected(&self, line: (usize, u32), marked: &Marked) -> Vec<String> {
        let marks = marked.marks.iter().filter(|mark| mark.line == line);
        let named = marks.map(|Mark { rule, verdict, .. }| signed(*verdict, &(self.written)(rule)));
        named.collect()
    }

    /// The marks that would say what was found on a line, each once.
    fn found(&self, line: (usize, u32)) -> Vec<String> {
        let mut named = Vec::new();
        for finding in self.found.iter().filter(|finding| finding.line == Some(line)) {
            let mark = signed(finding.verdict, &(self.written)(&finding.rule));
            if !named.contains(&mark) {
                named.push(mark);
            }
        }
        named
    }

    /// The file that a fixture's lines are told to stand in.
    fn shown(&self, fixture: &Fixture) -> String {
        match fixture.path() {
            Some(path) => path.to_owned(),
            None => {
                let source = self.sources.get(fixture.place(0, 0).source);
                source.map_or_else(String::new, |source| source.name().to_owned())
            }
        }
    }
}

/// A mark, as it is written.
fn signed(verdict: Verdict, rule: &str) -> String {
    let sign = if verdict == Verdict::Undecided { "?" } else { "" };
    format!("{sign}{rule}")
}

/// A line's marks, as they are written; nothing where there are none.
fn list(marks: &[String]) -> String {
    if marks.is_empty() { String::new() } else { format!("#~ {}", marks.join(", ")) }
}
