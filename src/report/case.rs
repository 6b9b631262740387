//! A report as results of tests, for the formats that are made for these: `junit`, `tap` and
//! `policyreport`.
//!
//! | what there is | what it is as a test |
//! | --- | --- |
//! | a failed finding | failed |
//! | an undecided one, an error of an input, no object at all | could not be run |
//! | a finding that is waived | told, and not counted |
//! | a finding of a rule that is only audited | told, and not counted |
//! | a warning of an input, a kind whose images are not known | passed, with a warning |
//! | a rule that holds wherever it matched | passed |
//! | a rule that matched nothing, a file that was set aside | left out |
//!
//! So a build service that only shows what failed shows all that somebody has to look at, and a run
//! that judged nothing is none that passed.

use indexmap::IndexMap;

use crate::diag::render::{Style, render};
use crate::diag::{Notice, Severity};

use super::remark::{Remark, remarks};
use super::sentence::counted;
use super::{Exit, Finding, Report, RuleCounts, SetAside, Verdict};

/// A result.
#[derive(Debug)]
pub(super) struct Case<'r> {
    /// What it belongs to: a rule's id, `inputs` or `policies`.
    pub(super) group: &'r str,
    /// What became of it.
    pub(super) outcome: Outcome,
    /// What it tells.
    pub(super) of: Of<'r>,
}

/// What became of a test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Passed,
    /// Passed, and there is something to say.
    Warned,
    Failed,
    /// Failed, and let pass.
    Waived,
    /// Failed or undecided, and only for information.
    Audited,
    /// It could not be run.
    Errored,
    /// It was not to be run.
    LeftOut,
}

/// What a result tells.
#[derive(Debug)]
pub(super) enum Of<'r> {
    Finding(&'r Finding),
    Error(&'r Notice),
    Remark(Remark),
    Rule(&'r RuleCounts),
    SetAside(&'r SetAside),
}

/// The results of a run: its inputs', then each rule's.
pub(super) fn cases(report: &Report, exit: Exit) -> Vec<Case<'_>> {
    let inputs = if exit == Exit::Usage { "policies" } else { "inputs" };
    let case = |outcome, of| Case { group: inputs, outcome, of };
    let judged = |severity| match severity {
        Severity::Error => Outcome::Errored,
        Severity::Warning | Severity::Info => Outcome::Warned,
    };
    let errors = report.errors.iter();
    let mut cases: Vec<Case<'_>> =
        errors.map(|error| case(judged(error.severity), Of::Error(error))).collect();
    let remarks = remarks(report, exit).into_iter();
    cases.extend(remarks.map(|remark| case(judged(remark.severity), Of::Remark(remark))));
    cases.extend(report.set_aside.iter().map(|a| case(Outcome::LeftOut, Of::SetAside(a))));
    let counts = report.summary.by_rule.iter();
    let mut rules: IndexMap<&str, Vec<Case<'_>>> =
        counts.map(|counts| (&*counts.rule, Vec::new())).collect();
    for finding in &report.findings {
        let of = Case::of_finding(finding);
        rules.entry(of.group).or_default().push(of);
    }
    for counts in &report.summary.by_rule {
        if let Some(own) = rules.get_mut(&*counts.rule).filter(|own| own.is_empty()) {
            own.extend(Case::of_rule(counts));
        }
    }
    cases.extend(rules.into_values().flatten());
    cases
}

impl<'r> Case<'r> {
    fn of_finding(finding: &'r Finding) -> Self {
        let outcome = match finding.verdict {
            _ if finding.waiver.is_some() => Outcome::Waived,
            _ if finding.audited => Outcome::Audited,
            Verdict::Failed => Outcome::Failed,
            Verdict::Undecided => Outcome::Errored,
        };
        Self { group: &finding.rule, outcome, of: Of::Finding(finding) }
    }

    /// A rule of which there is no finding. One whose findings are all left out has none of its own.
    fn of_rule(counts: &'r RuleCounts) -> Option<Self> {
        let outcome = match counts {
            _ if counts.failed + counts.undecided + counts.waived > 0 => return None,
            _ if counts.passed > 0 => Outcome::Passed,
            _ => Outcome::LeftOut,
        };
        Some(Self { group: &counts.rule, outcome, of: Of::Rule(counts) })
    }

    /// What it is called: the object, the place in it, and what is said of it.
    pub(super) fn name(&self) -> String {
        match &self.of {
            Of::Finding(finding) => {
                let object = finding.object.as_ref().map(ToString::to_string);
                let path = Some(&*finding.path).filter(|path| !path.is_empty()).map(str::to_owned);
                let about: Vec<String> = object.into_iter().chain(path).collect();
                let about = if about.is_empty() { "the run".to_owned() } else { about.join(" ") };
                format!("{about}: {}", finding.headline())
            }
            Of::Error(error) => format!("{}: {}", error.id, error.message),
            Of::Remark(remark) => remark.message.clone(),
            Of::Rule(_) => self.message(),
            Of::SetAside(aside) => aside.file.clone(),
        }
    }

    /// The sentence.
    pub(super) fn message(&self) -> String {
        match &self.of {
            Of::Finding(finding) => finding.headline(),
            Of::Error(error) => error.message.clone(),
            Of::Remark(remark) => remark.message.clone(),
            Of::Rule(counts) => match (counts.passed, counts.skipped) {
                (0, 0) => "matched nothing".to_owned(),
                (0, skipped) => format!("had nothing to check on {}", matches(skipped)),
                (passed, _) => format!("holds on {}", matches(passed)),
            },
            Of::SetAside(aside) => format!("set aside: {}", aside.reason),
        }
    }

    /// The file and the line that it is about.
    pub(super) fn place(&self) -> Option<(&str, u32)> {
        match &self.of {
            Of::Finding(Finding { manifest: Some(at), .. })
            | Of::Remark(Remark { at: Some(at), .. }) => Some((&at.file, at.start.line)),
            Of::Error(error) => {
                error.place().map(|(quote, label)| (&*quote.file, label.start.line))
            }
            Of::SetAside(aside) => Some((&aside.file, 1)),
            Of::Finding(_) | Of::Remark(_) | Of::Rule(_) => None,
        }
    }

    /// For programs: `failed` and `undecided`, an error's code, what a remark is.
    pub(super) fn id(&self) -> &str {
        match &self.of {
            Of::Finding(finding) => finding.word(),
            Of::Error(error) => &error.id,
            Of::Remark(remark) => remark.id,
            Of::Rule(_) => "rule",
            Of::SetAside(_) => "set-aside",
        }
    }

    /// How bad it is.
    pub(super) fn severity(&self) -> Severity {
        match &self.of {
            Of::Finding(finding) => finding.severity,
            Of::Error(error) => error.severity,
            Of::Remark(remark) => remark.severity,
            Of::Rule(_) | Of::SetAside(_) => Severity::Info,
        }
    }

    /// It is drawn as `text` draws it; nothing where there is no more to see than the sentence.
    pub(super) fn drawn(&self) -> Option<String> {
        let notice = match &self.of {
            Of::Finding(finding) => finding.notice(),
            Of::Error(error) => (*error).clone(),
            Of::Remark(_) | Of::Rule(_) | Of::SetAside(_) => return None,
        };
        Some(render(&notice, &Style::default()))
    }
}

/// `1 match`, `2 matches`.
fn matches(count: usize) -> String {
    if count == 1 { counted(count, "match") } else { format!("{count} matches") }
}
