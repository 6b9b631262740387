//! Rules and tests over what is loaded.

use super::answer::{Fault, Outcome, Piece, line};
use super::draft::{Change, Name};
use super::session::{SESSION, Session};
use super::words::counted;
use crate::author::testing::{Tested, Workshop};
use crate::base::suggest;
use crate::judge::Judge;
use crate::report::{Report, RuleCounts};

impl Session<'_> {
    /// `:judge [RULE]`.
    pub(super) fn judge(&mut self, rest: &str) -> Outcome {
        if self.held.objects().next().is_none() {
            return Err("nothing is loaded; `:load PATH` loads manifests".into());
        }
        if rest.is_empty() {
            if !self.prepared.program.rules.iter().any(|rule| rule.in_force) {
                return Err("no rule is in force; enter one, or start with `-p PATH`".into());
            }
            let report = self.report(None)?;
            return Ok(told(report));
        }
        let rule = self.rule_called(rest)?;
        let report = self.report(Some(vec![rule]))?;
        Ok(told(report))
    }

    /// The index of the rule called `name`.
    pub(super) fn rule_called(&self, name: &str) -> Result<usize, Fault> {
        let program = &self.prepared.program;
        if let Some((index, _)) = program.rule(name) {
            return Ok(index);
        }
        let names = program.rules.iter().map(|rule| &*rule.id);
        Err(match suggest(name, names) {
            Some(near) => format!("no rule `{name}`; did you mean `{near}`?").into(),
            None => format!("no rule `{name}`; `:rules` lists them").into(),
        })
    }

    /// What rules say of what is loaded: these, or all that are in force and not off.
    pub(super) fn report(&self, rules: Option<Vec<usize>>) -> Result<Report, Fault> {
        let (bound, _) = self.house.bind(&self.prepared, &self.set)?;
        let (sources, settings) = (&self.prepared.sources, &self.settings);
        let judge = match rules {
            Some(rules) => Judge::with_rules(&bound, sources, settings, rules),
            None => Judge::new(&bound, sources, settings),
        };
        Ok(judge.judge_held(&self.held))
    }

    /// What rules of these names, just entered, say of what is loaded.
    pub(super) fn judge_by(&self, names: &[&str]) -> Outcome {
        let found = names.iter().filter_map(|name| self.prepared.program.rule(name));
        let rules: Vec<usize> = found.map(|(index, _)| index).collect();
        if rules.is_empty() || self.held.objects().next().is_none() {
            return Ok(Vec::new());
        }
        Ok(told(self.report(Some(rules))?))
    }

    /// `:test`.
    pub(super) fn test(&mut self) -> Outcome {
        let tested = self.run_tests(|_| true);
        if tested.is_empty() {
            return Err("this session has no test; `test \"…\" { … }` enters one".into());
        }
        let mut pieces = Vec::new();
        for test in &tested {
            self.tell_test(test, true, &mut pieces);
        }
        let failed = tested.iter().filter(|test| !test.faults.is_empty()).count();
        pieces.push(line(format!("{} passed, {failed} failed", tested.len() - failed)));
        Ok(pieces)
    }

    /// Runs the tests that an entry brought, and those that it may have changed; of these only
    /// failures are told.
    pub(super) fn test_after(&mut self, changes: &[Change]) -> Vec<Piece> {
        let entered = |title: &str| {
            changes.iter().any(|change| matches!(&change.name, Name::Test(t) if t == title))
        };
        let others = changes.iter().any(|change| !matches!(change.name, Name::Test(_)));
        let tested = self.run_tests(|title| others || entered(title));
        let mut pieces = Vec::new();
        for test in &tested {
            self.tell_test(test, entered(&test.title), &mut pieces);
        }
        pieces
    }

    fn run_tests(&self, wanted: impl Fn(&str) -> bool) -> Vec<Tested> {
        let read = |policy: &str, path: &str| self.house.fixture(policy, path);
        let (program, sources) = (&self.prepared.program, &self.prepared.sources);
        let kinds = self.settings.kinds.clone();
        let workshop = Workshop { program, sources, kinds, read: &read, hits: None };
        let own = |source| sources.get(source).is_some_and(|source| source.name() == SESSION);
        let tests = self.prepared.checked.tests.iter().enumerate();
        tests
            .filter(|(_, test)| own(test.source) && wanted(&test.item.title.text))
            .map(|(index, test)| workshop.run(index, test))
            .collect()
    }

    fn tell_test(&mut self, test: &Tested, whole: bool, pieces: &mut Vec<Piece>) {
        if test.faults.is_empty() {
            if whole {
                pieces.push(line(format!("ok      {}", test.title)));
            }
            return;
        }
        self.tally.failed = true;
        pieces.push(line(format!("FAILED  {}", test.title)));
        let faults = test.faults.iter().map(|fault| fault.notice(&self.prepared.sources));
        pieces.push(Piece::Notices(faults.collect()));
    }
}

/// A report: its findings, then a line a rule.
pub(super) fn told(report: Report) -> Vec<Piece> {
    let counts: Vec<Piece> =
        report.summary.by_rule.iter().map(|counts| line(counted_of(counts))).collect();
    let mut pieces = Vec::new();
    if !report.findings.is_empty() || !report.errors.is_empty() {
        pieces.push(Piece::Findings(Box::new(report)));
    }
    pieces.extend(counts);
    pieces
}

/// `no-latest: 2 failed, 1 passed`.
pub(super) fn counted_of(counts: &RuleCounts) -> String {
    let RuleCounts { rule, passed, failed, undecided, skipped, .. } = counts;
    if counts.matches() == 0 {
        return format!("{rule}: matched nothing");
    }
    let counts = [
        (*failed, "failed"),
        (*undecided, "undecided"),
        (*passed, "passed"),
        (*skipped, "skipped"),
    ];
    let told = counts.iter().filter(|(count, _)| *count > 0);
    let told: Vec<String> = told.map(|(count, what)| format!("{count} {what}")).collect();
    format!("{rule}: {}", told.join(", "))
}

/// What is loaded, in words.
pub(super) fn loaded(session: &Session<'_>) -> String {
    let held = &session.held;
    let objects = held.objects().count();
    let images: usize = held.objects().map(|(_, object)| object.images.len()).sum();
    let (objects, images) = (counted(objects, "object"), counted(images, "image"));
    format!("{objects} with {images} in {}", counted(held.files(), "file"))
}
