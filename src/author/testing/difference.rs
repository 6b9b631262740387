//! What a failed test shows: the lines of its fixtures that ought to say something else, as they are
//! and as they would have to be for the test to pass.

use std::collections::BTreeMap;

use indexmap::IndexSet;

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
        let table = self.table(index, marked);
        if table.is_empty() {
            return None;
        }
        let id = SourceId::manifest(index);
        let label = |line: &u32| {
            let place = Place::new(id, marked.source.line_span(*line));
            Label { place, text: String::new(), primary: true }
        };
        let labels: Vec<Label> = table.keys().map(label).collect();
        let mut sources = Sources::default();
        sources.insert(id, marked.source.clone());
        let quote = Quote::of_labels(&labels, &sources).into_iter().next()?;
        let quoted = quote.lines.into_iter();
        let lines = quoted.map(|line| {
            let marks = table.get(&line.number);
            self.line(line, marks, fixture, marked)
        });
        Some(Difference { file: self.shown(fixture), lines: lines.collect() })
    }

    /// By line of a fixture: its marks and those that would say what was found there, where they are not
    /// the same.
    fn table(&self, index: usize, marked: &Marked) -> BTreeMap<u32, Marks> {
        let mut table: BTreeMap<u32, Marks> = BTreeMap::new();
        for Mark { rule, verdict, line, .. } in &marked.marks {
            let mark = signed(*verdict, &(self.written)(rule));
            table.entry(line.1).or_default().expected.insert(mark);
        }
        for Found { rule, verdict, line, .. } in self.found {
            if let Some((_, line)) = line.filter(|(of, _)| *of == index) {
                let mark = signed(*verdict, &(self.written)(rule));
                table.entry(line).or_default().found.insert(mark);
            }
        }
        table.retain(|_, marks| !marks.agree());
        table
    }

    fn line(
        &self,
        line: QuotedLine,
        marks: Option<&Marks>,
        fixture: &Fixture,
        marked: &Marked,
    ) -> DiffLine {
        let number = fixture.line(line.number, &marked.source, self.sources);
        let Some(marks) = marks else {
            let (expected, found) = (String::new(), String::new());
            return DiffLine { number, text: line.text, expected, found };
        };
        let begin =
            marked.begins.get(&line.number).map(|byte| marked.source.position(*byte).column);
        let code = begin.map(|column| column.saturating_sub(line.column) as usize);
        let text = match code {
            Some(length) => line.text.chars().take(length).collect(),
            None => line.text,
        };
        DiffLine { number, text, expected: list(&marks.expected), found: list(&marks.found) }
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

/// The marks of a line, each once, in the order written.
#[derive(Default)]
struct Marks {
    expected: IndexSet<String>,
    found: IndexSet<String>,
}

impl Marks {
    /// True if they say the same, in whatever order.
    fn agree(&self) -> bool {
        self.expected == self.found
    }
}

/// A mark, as it is written.
fn signed(verdict: Verdict, rule: &str) -> String {
    let sign = if verdict == Verdict::Undecided { "?" } else { "" };
    format!("{sign}{rule}")
}

/// A line's marks, as they are written; nothing where there are none.
fn list(marks: &IndexSet<String>) -> String {
    let marks: Vec<&str> = marks.iter().map(String::as_str).collect();
    if marks.is_empty() { String::new() } else { format!("#~ {}", marks.join(", ")) }
}
