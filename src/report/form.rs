//! What the formats that are JSON say of a report: `json` in one document, `ndjson` in a record a line.
//!
//! Texts are told as they are; who prints them has them [`printable_json`](crate::diag::printable_json).

use std::fmt;

use serde::{Serialize, Serializer};

use crate::base::Position;
use crate::diag::{JsonSink, Notice};

use super::{
    Cause, Exit, Finding, Location, ObjectName, Particulars, ProjectUse, ProposedFix, Related,
    Rendering, SetAside, Summary, Uncovered, Waived,
};

/// The version of what is told.
pub(super) const VERSION: u32 = 1;

/// The counts of a run.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SummaryForm<'r> {
    files: usize,
    files_judged: usize,
    files_errored: usize,
    files_set_aside: usize,
    files_unchanged: usize,
    documents: usize,
    objects: usize,
    images: usize,
    project_file: Option<&'r str>,
    profile: Option<&'r str>,
    rules: usize,
    rules_off: &'r [String],
    passed: usize,
    failed: usize,
    undecided: usize,
    skipped: usize,
    waived: usize,
    waived_by_baseline: usize,
    baseline: Option<&'r str>,
    changed_since: Option<&'r str>,
    findings_left_out: usize,
    errors_left_out: usize,
    unmatched_rules: Vec<&'r str>,
    uncovered: Vec<UncoveredForm<'r>>,
    exit_code: u8,
}

/// A kind whose images are not judged.
#[derive(Serialize)]
pub(super) struct UncoveredForm<'r> {
    kind: &'r str,
    objects: usize,
    first: LocationForm<'r>,
}

/// A finding.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct FindingForm<'r> {
    rule: &'r str,
    severity: &'static str,
    enforcement: &'static str,
    verdict: &'static str,
    message: &'r str,
    help: Option<String>,
    object: Option<ObjectForm<'r>>,
    path: &'r str,
    manifest: Option<LocationForm<'r>>,
    policy: LocationForm<'r>,
    related: Vec<RelatedForm<'r>>,
    causes: Vec<CauseForm<'r>>,
    fix: Option<FixForm<'r>>,
    waiver: Option<WaiverForm<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rendered: Option<RenderedForm<'r>>,
    fingerprint: String,
}

/// What was judged, where it was rendered from what the finding points at.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(deny_unknown_fields))]
pub(super) struct RenderedForm<'r> {
    by: &'r str,
    place: LocationForm<'r>,
    guess: bool,
}

/// Who lets a finding pass, and why.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(deny_unknown_fields))]
pub(super) struct WaiverForm<'r> {
    by: &'static str,
    reason: Option<&'r str>,
    owner: Option<&'r str>,
    until: Option<&'r str>,
    ticket: Option<&'r str>,
    place: Option<LocationForm<'r>>,
}

/// What an object is called.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub(super) struct ObjectForm<'r> {
    api_version: &'r str,
    kind: &'r str,
    namespace: Option<&'r str>,
    name: Option<&'r str>,
}

/// A stretch of a file.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(deny_unknown_fields))]
pub(super) struct LocationForm<'r> {
    file: &'r str,
    start: PositionForm,
    end: PositionForm,
}

/// A place in a file.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(deny_unknown_fields))]
pub(super) struct PositionForm {
    line: u32,
    column: u32,
    byte: u32,
}

/// A place that belongs to a finding, and what it has to do with it.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct RelatedForm<'r> {
    #[serde(flatten)]
    location: LocationForm<'r>,
    message: &'r str,
}

/// Why something is not known.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(deny_unknown_fields))]
pub(super) struct CauseForm<'r> {
    message: &'r str,
    help: Option<&'r str>,
    manifest: Option<LocationForm<'r>>,
}

/// A remedy that a rule offers.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(deny_unknown_fields))]
pub(super) struct FixForm<'r> {
    safe: bool,
    edits: Vec<EditForm<'r>>,
}

/// A step of a remedy.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "op", rename_all = "camelCase")]
pub(super) enum EditForm<'r> {
    Set { path: &'r str, value: &'r serde_json::Value },
    Remove { path: &'r str },
}

/// What is wrong with an input, or worth a warning.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(deny_unknown_fields))]
pub(super) struct ErrorForm<'r> {
    code: &'r str,
    severity: &'static str,
    message: &'r str,
    help: Option<String>,
    labels: Vec<LabelForm<'r>>,
}

/// A place that an error is about.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct LabelForm<'r> {
    #[serde(flatten)]
    location: LocationForm<'r>,
    message: &'r str,
    primary: bool,
}

/// A file that was set aside.
#[derive(Serialize)]
pub(super) struct SetAsideForm<'r> {
    file: &'r str,
    reason: &'r str,
}

/// Writes a value, indented, with a final newline.
///
/// # Errors
/// Those of `page`: forms hold only texts and numbers, and nothing else in them can fail.
pub(super) fn print(value: &impl Serialize, page: &mut dyn fmt::Write) -> fmt::Result {
    let mut sink = JsonSink::new(page);
    serde_json::to_writer_pretty(&mut sink, value).map_err(|_| fmt::Error)?;
    sink.end_line()
}

/// A list whose members are made one after the other, as they are written: a run may have ten thousand
/// findings.
pub(super) struct Each<I>(pub(super) I);

impl<I: Iterator<Item: Serialize> + Clone> Serialize for Each<I> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.clone())
    }
}

pub(super) fn lines(help: &[String]) -> Option<String> {
    (!help.is_empty()).then(|| help.join("\n"))
}

impl<'r> SummaryForm<'r> {
    pub(super) fn of(summary: &'r Summary, exit: Exit) -> Self {
        let uncovered = summary.uncovered.iter();
        let (project_file, profile) = match &summary.project {
            ProjectUse::Used { file, profile } => (Some(file.as_str()), profile.as_deref()),
            ProjectUse::None | ProjectUse::PassedOver(_) => (None, None),
        };
        Self {
            files: summary.files,
            files_judged: summary.files_judged,
            files_errored: summary.files_errored,
            files_set_aside: summary.files_set_aside,
            files_unchanged: summary.files_unchanged,
            documents: summary.documents,
            objects: summary.objects,
            images: summary.images,
            project_file,
            profile,
            rules: summary.rules,
            rules_off: &summary.rules_off,
            passed: summary.passed,
            failed: summary.failed,
            undecided: summary.undecided,
            skipped: summary.skipped,
            waived: summary.waived,
            waived_by_baseline: summary.waived_by_baseline,
            baseline: summary.baseline.as_ref().map(|baseline| baseline.file.as_str()),
            changed_since: summary.changes.as_ref().map(|changes| changes.base.as_str()),
            findings_left_out: summary.findings_left_out,
            errors_left_out: summary.errors_left_out,
            unmatched_rules: summary.unmatched_rules().collect(),
            uncovered: uncovered.map(UncoveredForm::of).collect(),
            exit_code: exit.code(),
        }
    }
}

impl<'r> UncoveredForm<'r> {
    pub(super) fn of(uncovered: &'r Uncovered) -> Self {
        Self {
            kind: &uncovered.kind,
            objects: uncovered.objects,
            first: LocationForm::of(&uncovered.first),
        }
    }
}

impl<'r> FindingForm<'r> {
    pub(super) fn of(finding: &'r Finding) -> Self {
        let Particulars { help, related, causes, fix, rendered, .. } = finding.particulars();
        Self {
            rule: &finding.rule,
            severity: finding.severity.as_str(),
            enforcement: if finding.audited { "audit" } else { "enforce" },
            verdict: finding.verdict.as_str(),
            message: &finding.message,
            help: lines(help),
            object: finding.object.as_deref().map(ObjectForm::of),
            path: &finding.path,
            manifest: finding.manifest.as_ref().map(LocationForm::of),
            policy: LocationForm::of(&finding.policy),
            related: related.iter().map(RelatedForm::of).collect(),
            causes: causes.iter().map(CauseForm::of).collect(),
            fix: fix.as_ref().map(FixForm::of),
            waiver: finding.waiver.as_deref().map(WaiverForm::of),
            rendered: rendered.as_ref().map(RenderedForm::of),
            fingerprint: finding.fingerprint.to_string(),
        }
    }
}

impl<'r> RenderedForm<'r> {
    fn of(rendered: &'r Rendering) -> Self {
        let place = LocationForm::of(&rendered.at);
        Self { by: &rendered.by, place, guess: rendered.guess }
    }
}

impl<'r> WaiverForm<'r> {
    pub(super) fn of(waived: &'r Waived) -> Self {
        Self {
            by: waived.by.as_str(),
            reason: waived.reason.as_deref(),
            owner: waived.owner.as_deref(),
            until: waived.until.as_deref(),
            ticket: waived.ticket.as_deref(),
            place: waived.place.as_ref().map(LocationForm::of),
        }
    }
}

impl<'r> ObjectForm<'r> {
    pub(super) fn of(object: &'r ObjectName) -> Self {
        Self {
            api_version: &object.api_version,
            kind: &object.kind,
            namespace: object.namespace.as_deref(),
            name: object.name.as_deref(),
        }
    }
}

impl<'r> LocationForm<'r> {
    pub(super) fn of(location: &'r Location) -> Self {
        Self {
            file: &location.file,
            start: PositionForm::of(location.start),
            end: PositionForm::of(location.end),
        }
    }
}

impl PositionForm {
    pub(super) fn of(position: Position) -> Self {
        Self { line: position.line, column: position.column, byte: position.byte }
    }
}

impl<'r> RelatedForm<'r> {
    pub(super) fn of(related: &'r Related) -> Self {
        Self { location: LocationForm::of(&related.location), message: &related.text }
    }
}

impl<'r> CauseForm<'r> {
    pub(super) fn of(cause: &'r Cause) -> Self {
        Self {
            message: &cause.text,
            help: cause.help.as_deref(),
            manifest: cause.location.as_ref().map(LocationForm::of),
        }
    }
}

impl<'r> FixForm<'r> {
    pub(super) fn of(fix: &'r ProposedFix) -> Self {
        let edits = fix.edits.iter().map(|edit| match &edit.to {
            Some(value) => EditForm::Set { path: &edit.path, value },
            None => EditForm::Remove { path: &edit.path },
        });
        Self { safe: fix.safe, edits: edits.collect() }
    }
}

impl<'r> SetAsideForm<'r> {
    pub(super) fn of(aside: &'r SetAside) -> Self {
        Self { file: &aside.file, reason: &aside.reason }
    }
}

impl<'r> ErrorForm<'r> {
    pub(super) fn of(notice: &'r Notice) -> Self {
        let labels = notice.quotes.iter().flat_map(|quote| {
            quote.labels.iter().map(|label| LabelForm {
                location: LocationForm {
                    file: &quote.file,
                    start: PositionForm::of(label.start),
                    end: PositionForm::of(label.end),
                },
                message: &label.text,
                primary: label.primary,
            })
        });
        Self {
            code: &notice.id,
            severity: notice.severity.as_str(),
            message: &notice.message,
            help: lines(&notice.help),
            labels: labels.collect(),
        }
    }
}
