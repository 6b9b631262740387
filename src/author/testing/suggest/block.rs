//! A test as text.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::super::mutation::quoted;
use super::super::written;
use super::trial::Verdicts;
use crate::base::{Source, SourceId, Sources};
use crate::lang::fmt::format;
use crate::lang::ir::{Matcher, Rule};
use crate::lang::syntax::ast::{Item, ItemKind};
use crate::lang::syntax::parse;
use crate::lang::typeck::Test;

/// What a test says.
pub(super) struct Block<'b> {
    /// The rule that it runs.
    pub(super) rule: &'b Rule,
    /// The test whose params, cluster and day it has.
    pub(super) like: Option<&'b (usize, Test)>,
    /// The file that it is for.
    pub(super) file: SourceId,
    /// The policies' texts.
    pub(super) sources: &'b Sources,
    /// What the rules say of the fixture.
    pub(super) verdicts: &'b Verdicts,
    /// The fixture.
    pub(super) text: &'b str,
    /// What the fixture is about.
    pub(super) what: &'b str,
    /// What is said above it.
    pub(super) note: Option<&'b str>,
}

impl Block<'_> {
    /// The test in the one style; nothing if its fixture can't stand in a policy.
    pub(super) fn written(&self) -> Option<String> {
        if self.text.contains("\"\"\"") {
            return None;
        }
        let (id, name) = (&*self.rule.id, self.name());
        let mut page = "edition 1\n\n".to_owned();
        if let Some(note) = self.note {
            let _ = writeln!(page, "# suggested: this {note}");
        }
        let title = format!("{name}: {} {}", self.what, self.becomes());
        let _ = writeln!(page, "test {} for {name} {{\n  given \"\"\"", quoted(&title));
        let marks = self.verdicts.lines.iter().filter_map(|(line, found)| {
            let own = found.iter().filter(|(rule, _)| rule == id);
            let own: BTreeSet<String> =
                own.map(|(_, open)| format!("{}{name}", if *open { "?" } else { "" })).collect();
            (!own.is_empty()).then(|| (*line, own.into_iter().collect()))
        });
        for line in written::with_marks(self.text, &marks.collect()).lines() {
            let _ = writeln!(page, "{}", format!("    {line}").trim_end());
        }
        page.push_str("  \"\"\"\n");
        self.settings(&mut page);
        if self.verdicts.passed.contains(id) {
            let _ = writeln!(page, "  expect passed {name}");
        }
        page.push_str("}\n");
        let formatted = format(self.file, &Source::new("suggested.sea", page)).ok()?;
        Some(formatted.strip_prefix("edition 1\n\n")?.to_owned())
    }

    /// What the file calls the rule.
    fn name(&self) -> &str {
        let id = &*self.rule.id;
        let own = self.rule.source == self.file && self.file.is_library();
        if own { id.rsplit('/').next().unwrap_or(id) } else { id }
    }

    /// What becomes of the rule on the fixture.
    fn becomes(&self) -> &'static str {
        let id = &*self.rule.id;
        let own = |open: bool| {
            let mut found = self.verdicts.lines.values().flatten();
            found.any(|(rule, undecided)| rule == id && *undecided == open)
        };
        match (own(false), own(true), self.verdicts.passed.contains(id)) {
            (true, ..) => "fails",
            (_, true, _) => "can't be decided",
            (.., true) => "passes",
            _ => "is skipped",
        }
    }

    /// Params, cluster and day, as the other test sets them.
    fn settings(&self, page: &mut String) {
        let Some((_, test)) = self.like else { return };
        let Some(source) = self.sources.get(test.source) else { return };
        for (param, value) in &test.item.with {
            let _ = writeln!(page, "  with {} = {}", param.text, source.slice(value.span));
        }
        if let Some(cluster) = &test.item.cluster {
            page.push_str("  cluster \"\"\"\n");
            for line in cluster.text.lines() {
                let _ = writeln!(page, "{}", format!("    {line}").trim_end());
            }
            page.push_str("  \"\"\"\n");
        }
        if let Some(today) = &test.item.today {
            let _ = writeln!(page, "  today date\"{}\"", today.text);
        }
    }
}

/// A test as a tree, as if it stood in this file.
pub(super) fn parsed(test: &str, file: SourceId) -> Option<Item> {
    let parsed = parse(file, &Source::new("suggested.sea", format!("edition 1\n\n{test}")));
    let sound = parsed.diagnostics.is_empty();
    let mut tests = parsed.file.items.into_iter().filter(|i| matches!(i.kind, ItemKind::Test(_)));
    tests.next().filter(|_| sound)
}

/// The plainest manifest that a rule on this takes; nothing for kinds that hold no pods.
pub(super) fn plain(matcher: &Matcher) -> impl Iterator<Item = String> + use<> {
    let (api, kind) = match matcher {
        Matcher::Kind(group, kind) => match (&**group, &**kind) {
            ("", "Pod") => ("v1", "Pod"),
            ("apps", "Deployment" | "StatefulSet" | "DaemonSet") => ("apps/v1", &**kind),
            ("batch", "Job") => ("batch/v1", "Job"),
            _ => ("", ""),
        },
        Matcher::Image
        | Matcher::Container
        | Matcher::Pod
        | Matcher::Resource
        | Matcher::Manifests => ("v1", "Pod"),
    };
    let containers = "containers:\n  - name: web\n    image: nginx:1.27.3\n";
    let head = format!("apiVersion: {api}\nkind: {kind}\nmetadata: {{ name: web }}\n");
    let spec = |depth: usize| -> String {
        let blanks = "  ".repeat(depth);
        containers.lines().map(|line| format!("{blanks}{line}\n")).collect()
    };
    let text = match kind {
        "" => None,
        "Pod" => Some(format!("{head}spec:\n{}", spec(1))),
        _ => Some(format!("{head}spec:\n  template:\n    spec:\n{}", spec(3))),
    };
    text.into_iter()
}
