//! `:save-test NAME`: the object in focus and its verdicts, as a test that passes.
//!
//! The test gives the object alone, so its verdicts are those of the object alone, for the cluster
//! and with the params that the session has, be they from the project file, the command line or `:set`;
//! the test says which. They are found by judging the very text that the test will hold, and the test is
//! run before it is taken in.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::answer::{Fault, Outcome, Piece, line};
use super::draft::Name;
use super::session::{SESSION, Session};
use crate::author::testing::Workshop;
use crate::author::testing::written::{with_marks, without_marks};
use crate::judge::{Inputs, Judge, Settings};
use crate::lang::eval::Bound;
use crate::lang::value::{Value, json, text_of};
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
        let with = self.with()?;
        let judged = rules.iter().map(|(index, _)| *index).collect();
        let report = self.alone(manifest, judged, &with);
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
        for (_, name, value) in &with {
            let text = written_value(value);
            let text =
                text.ok_or_else(|| format!("what `{name}` is set to can't be written in a test"))?;
            let _ = writeln!(test, "  with {name} = {text}");
        }
        if let Some(cluster) = self.house.profile_text(self.profile.as_deref()) {
            test.push_str("  cluster \"\"\"\n");
            for text in cluster.lines() {
                let _ = writeln!(test, "{}", format!("    {text}").trim_end());
            }
            test.push_str("  \"\"\"\n");
        }
        let passed =
            |id: &&&str| counts(id).is_some_and(|c| c.passed > 0 && c.failed + c.undecided == 0);
        for id in concerned.iter().filter(passed) {
            let _ = writeln!(test, "  expect passed {id}");
        }
        test.push('}');
        Ok(test)
    }

    /// The params that have another value than their default, whoever set them, and that the draft can
    /// name: index, name, value.
    fn with(&self) -> Result<Vec<(usize, String, Value<'static>)>, Fault> {
        let (bound, _) = self.house.bind(&self.prepared, &self.set)?;
        let is_named = |id: &str| {
            self.draft.items().iter().any(|item| match &item.name {
                Name::Value(name) => name == id,
                Name::Import(_, names) => names.iter().any(|name| name == id),
                Name::Rule(_) | Name::Test(_) | Name::Nameless(_) => false,
            })
        };
        let none = vec![None; self.prepared.program.params.len()];
        let unset = Bound::new(&self.prepared.program, &none, None);
        let shown = |bound: &Bound<'_>, index| bound.param(index).map(written_value);
        let is_set = |index| shown(&bound, index) != shown(&unset, index);
        let params = self.prepared.program.params.iter().enumerate();
        let params = params.filter(|(index, param)| is_set(*index) && is_named(&param.id));
        let value = |index| bound.param(index).filter(|value| !matches!(value, Value::Absent));
        Ok(params
            .filter_map(|(index, param)| Some((index, param.id.to_string(), value(index)?.clone())))
            .collect())
    }

    /// What rules say of a manifest alone, as a test would run them.
    fn alone(
        &self,
        manifest: &str,
        rules: Vec<usize>,
        with: &[(usize, String, Value<'static>)],
    ) -> Report {
        let (kinds, profile) = (self.settings.kinds.clone(), self.settings.profile.clone());
        let settings = Settings { kinds, profile, jobs: Some(1), ..Settings::default() };
        let mut given = vec![None; self.prepared.program.params.len()];
        for (index, _, value) in with {
            if let Some(place) = given.get_mut(*index) {
                *place = Some(value.clone());
            }
        }
        let bound = Bound::new(&self.prepared.program, &given, None);
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
    Ok(source.from_margin(span))
}

/// A value as a policy writes it; nothing for one that it can't write.
fn written_value(value: &Value<'_>) -> Option<String> {
    // Literals are raw.
    let literal = |prefix: &str| {
        let text = text_of(value);
        (!text.contains(['"', '\n'])).then(|| format!("{prefix}\"{text}\""))
    };
    let quoted = |text: &str| {
        let mut out = String::from("\"");
        for c in text.chars() {
            match c {
                '"' | '\\' | '{' | '}' => out.extend(['\\', c]),
                c if c.is_control() => {
                    let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
                }
                c => out.push(c),
            }
        }
        out + "\""
    };
    Some(match value {
        Value::Bool(_) | Value::Int(_) | Value::Word(_) => text_of(value),
        Value::Text(text) => quoted(text),
        Value::Repo(_) => literal("repo")?,
        Value::Version(_) => literal("version")?,
        Value::Range(_) => literal("semver")?,
        Value::Glob(_) => literal("glob")?,
        Value::Regex(_) => literal("re")?,
        Value::Quantity(_) => literal("quantity")?,
        Value::Duration(_) => literal("duration")?,
        Value::Date(_) => literal("date")?,
        Value::Image(_) => literal("image")?,
        Value::List(list) | Value::Set(list) => {
            let items: Option<Vec<String>> =
                list.items.iter().map(|item| written_value(&item.value)).collect();
            format!("[{}]", items?.join(", "))
        }
        Value::Map(map) => {
            let pair = |key: &Value<'_>, value: &Value<'_>| {
                Some(format!("{}: {}", written_value(key)?, written_value(value)?))
            };
            let pairs: Option<Vec<String>> =
                map.entries.iter().map(|(key, value)| pair(&key.value, &value.value)).collect();
            format!("[{}]", pairs?.join(", "))
        }
        _ => return None,
    })
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
