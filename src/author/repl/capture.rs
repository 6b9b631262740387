//! `:save-test NAME`: the object in focus and its verdicts, as a test that passes.
//!
//! The test gives the object alone, so its verdicts are those of the object alone, under the params'
//! defaults, as a test runs. They are found by judging the very text that the test will hold, and the
//! test is run before it is taken in.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::answer::{Fault, Outcome, Piece, line};
use super::session::{SESSION, Session};
use crate::author::testing::Workshop;
use crate::author::testing::written::{with_marks, without_marks};
use crate::judge::{Inputs, Judge, Settings};
use crate::lang::eval::Bound;
use crate::lang::value::{Value, json};
use crate::report::{Report, Verdict};
use crate::world::kube::Object;
use crate::world::manifest::Style;

impl Session<'_> {
    /// `:save-test NAME`.
    pub(super) fn save_test(&mut self, rest: &str) -> Outcome {
        let title = rest.trim_matches('"');
        if title.is_empty() || title.contains(['"', '\\', '{', '}', '\n']) {
            return Err(
                "a title follows, without quotes and braces: `:save-test latest is caught`".into(),
            );
        }
        let Some((_, object)) = self.focused() else {
            return Err("nothing is in focus; `:focus OBJECT` chooses what to test on".into());
        };
        let manifest = without_marks(&written(object)?);
        let rules = self.own_rules()?;
        let test = self.test_of(title, &manifest, &rules)?;
        let (draft, _) = self.draft.with(&test);
        let prepared = self.prepare(&draft, None)?;
        let read = |policy: &str, path: &str| self.house.fixture(policy, path);
        let (program, sources) = (&prepared.program, &prepared.sources);
        let kinds = self.settings.kinds.clone();
        let workshop = Workshop { program, sources, kinds, read: &read, hits: None };
        let mut tests = prepared.checked.tests.iter().enumerate();
        let own = tests.find(|(_, test)| {
            let session = sources.get(test.source).is_some_and(|s| s.name() == SESSION);
            session && *test.item.title.text == *title
        });
        let Some((index, own)) = own else { return Err("the test is not to be found".into()) };
        let faults = workshop.run(index, own).faults;
        if !faults.is_empty() {
            let notices = faults.iter().map(|fault| fault.notice(sources)).collect();
            return Err(Fault::Notices(notices));
        }
        let shown: Vec<Piece> = test.lines().map(line).collect();
        Ok(shown.into_iter().chain(self.items(&test)?).collect())
    }

    /// The rules of this session, and their indices. One that reads the day needs a test that says which.
    fn own_rules(&self) -> Result<Vec<(usize, String)>, Fault> {
        let sources = &self.prepared.sources;
        let own = |source| sources.get(source).is_some_and(|source| source.name() == SESSION);
        let rules = self.prepared.program.rules.iter().enumerate();
        let rules = rules.filter(|(_, rule)| own(rule.source) && !rule.reads_today);
        let rules: Vec<_> = rules.map(|(index, rule)| (index, rule.id.to_string())).collect();
        if rules.is_empty() {
            return Err("this session has no rule that a test could run without a day".into());
        }
        Ok(rules)
    }

    fn test_of(
        &self,
        title: &str,
        manifest: &str,
        rules: &[(usize, String)],
    ) -> Result<String, Fault> {
        let report = self.alone(manifest, rules.iter().map(|(index, _)| *index).collect());
        let counts = |id: &str| report.summary.by_rule.iter().find(|counts| counts.rule == id);
        let concerned: Vec<&str> = rules
            .iter()
            .map(|(_, id)| id.as_str())
            .filter(|id| counts(id).is_some_and(|c| c.passed + c.failed + c.undecided > 0))
            .collect();
        if concerned.is_empty() {
            return Err("no rule of this session says anything of it".into());
        }
        let mut test =
            format!("test \"{title}\" for {} {{\n  given \"\"\"\n", concerned.join(", "));
        for text in marked(manifest, &report)?.lines() {
            let _ = writeln!(test, "{}", format!("    {text}").trim_end());
        }
        test.push_str("  \"\"\"\n");
        let passed =
            |id: &&&str| counts(id).is_some_and(|c| c.passed > 0 && c.failed + c.undecided == 0);
        for id in concerned.iter().filter(passed) {
            let _ = writeln!(test, "  expect passed {id}");
        }
        test.push('}');
        Ok(test)
    }

    /// What rules say of a manifest alone, as a test would run them.
    fn alone(&self, manifest: &str, rules: Vec<usize>) -> Report {
        let kinds = self.settings.kinds.clone();
        let settings = Settings { kinds, jobs: Some(1), ..Settings::default() };
        let bound = Bound::new(&self.prepared.program, &[], None);
        let judge = Judge::with_rules(&bound, &self.prepared.sources, &settings, rules);
        judge.judge(&Inputs::Texts(vec![("given".to_owned(), manifest.to_owned())]), &|| ())
    }
}

/// An object as its file has it, from the margin on.
fn written(object: &Object) -> Result<String, Fault> {
    let (tree, source) = (&object.tree, object.tree.source());
    let span = tree.span(object.root);
    let hides = |secret: &&crate::base::Span| secret.start < span.end && span.start < secret.end;
    if source.redacted().iter().any(|secret| hides(&secret)) {
        return Err("it holds a Secret's data, which goes nowhere".into());
    }
    if tree.style(object.root) == Style::Flow {
        // A mark is a comment at the end of a line, for which JSON has no place.
        return serde_yaml::to_string(&json(&Value::Object(object)))
            .map_err(|_| "its text can't stand in a policy".into());
    }
    let text = source.slice(span);
    if text.is_empty() || text.contains("\"\"\"") {
        return Err("its text can't stand in a policy".into());
    }
    let column = source.position(span.start).column as usize - 1;
    let indent = " ".repeat(column);
    let lines = text.trim_end().lines().enumerate();
    let lines = lines.map(|(index, text)| match index {
        0 => text.to_owned(),
        _ => text.strip_prefix(&*indent).unwrap_or(text).to_owned(),
    });
    Ok(lines.collect::<Vec<_>>().join("\n") + "\n")
}

/// A manifest with a mark on each line that a rule has found something on.
fn marked(manifest: &str, report: &Report) -> Result<String, Fault> {
    let mut marks: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    for finding in &report.findings {
        let Some(at) = &finding.manifest else {
            return Err(format!("{} finds something that stands on no line", finding.rule).into());
        };
        let sign = if finding.verdict == Verdict::Undecided { "?" } else { "" };
        let mark = format!("{sign}{}", finding.rule);
        let on_line = marks.entry(at.start.line).or_default();
        if !on_line.contains(&mark) {
            on_line.push(mark);
        }
    }
    Ok(with_marks(manifest, &marks))
}
