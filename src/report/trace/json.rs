//! As programs read it: one document, stable within a major version; `docs/trace.schema.json`, which is
//! generated from the forms here, describes it.
//!
//! Steps are a flat list with depths, not a tree: readers of JSON limit how deep it nests, and
//! policies nest deeper.

use serde::Serialize;

use super::{Clause, Decided, RuleTrace, Sort, Standing, Step, Subject, Trace};
use crate::diag::{JsonPage, Severity};
use crate::report::form::{
    CauseForm, ErrorForm, FixForm, LocationForm, ObjectForm, RelatedForm, WaiverForm, lines,
};
use crate::report::{Came, Finding, Particulars};

/// The version of the format.
const VERSION: u32 = 1;

/// The trace as JSON, indented, with a final newline.
pub fn write(trace: &Trace) -> String {
    let mut page = JsonPage::default();
    // The forms hold only texts and numbers, and the page takes all: nothing here can fail.
    let _ = serde_json::to_writer_pretty(&mut page, &Document::of(trace));
    let mut text = page.into_text();
    text.push('\n');
    text
}

/// What every rule says of what stands at a line of a manifest, step by step: what
/// `seaworthy explain --at FILE:LINE -o json` prints.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(deny_unknown_fields, title = "Seaworthy trace"))]
#[serde(rename_all = "camelCase")]
struct Document<'t> {
    /// The version of the format.
    #[cfg_attr(test, schemars(extend("const" = 1)))]
    version: u32,
    /// The line that was asked about.
    place: PlaceForm<'t>,
    /// The object that stands there, or that what stands there is a part of.
    object: ObjectForm<'t>,
    /// The innermost things there that rules are on; the object itself, if it is nothing of these.
    subjects: Vec<SubjectForm<'t>>,
    /// The rules: those that failed first, then undecided, waived, passed and skipped, then those on nothing
    /// there.
    rules: Vec<RuleForm<'t>>,
    /// What is wrong with the inputs, or worth a warning.
    errors: Vec<ErrorForm<'t>>,
}

/// A line of a file, perhaps a place in it.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(deny_unknown_fields))]
struct PlaceForm<'t> {
    file: &'t str,
    line: u32,
    column: Option<u32>,
}

/// Something that rules are on.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(deny_unknown_fields))]
struct SubjectForm<'t> {
    sort: SortForm,
    /// The image as it is written, the name of the container or object; null where there is none.
    name: Option<&'t str>,
    /// The way to it in its object; empty for the object.
    path: &'t str,
    manifest: LocationForm<'t>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
enum SortForm {
    Image,
    Container,
    Pod,
    Object,
}

/// What a rule says of the place.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
struct RuleForm<'t> {
    rule: &'t str,
    severity: SeverityForm,
    enforcement: EnforcementForm,
    /// Where it is declared.
    policy: LocationForm<'t>,
    /// The gravest of its verdicts there; null where it is on nothing there.
    verdict: Option<VerdictForm>,
    /// Why it is on nothing there; null where it is on something.
    unmatched: Option<&'t str>,
    /// A verdict for each match: the gravest first.
    matches: Vec<MatchForm<'t>>,
    /// Matches that are not among them: a rule has at most 200, the gravest.
    matches_left_out: usize,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
enum SeverityForm {
    Error,
    Warning,
    Info,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
enum EnforcementForm {
    Enforce,
    Audit,
    Off,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
enum VerdictForm {
    Failed,
    Undecided,
    Waived,
    Passed,
    Skipped,
}

/// A rule's verdict on a match.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
struct MatchForm<'t> {
    verdict: VerdictForm,
    /// What the match is; null for the whole run, and for a list that can't be read, in which matches
    /// may hide.
    sort: Option<SortForm>,
    /// The object that the match is in; null for the whole run.
    object: Option<ObjectForm<'t>>,
    /// The way to the match in its object.
    path: &'t str,
    /// Where it stands; null for the whole run.
    manifest: Option<LocationForm<'t>>,
    /// What the rule found: nothing where it passed or was skipped.
    findings: Vec<FindingForm<'t>>,
    /// What was decided on the way, in order; null where only the verdict is told.
    steps: Option<Vec<StepForm<'t>>>,
    /// Steps that are not among them: a match has at most 1000.
    steps_left_out: usize,
}

/// An obligation that is false or can't be decided.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
struct FindingForm<'t> {
    verdict: VerdictForm,
    message: &'t str,
    help: Option<String>,
    manifest: Option<LocationForm<'t>>,
    /// The obligation.
    policy: LocationForm<'t>,
    related: Vec<RelatedForm<'t>>,
    /// Why it is undecided.
    causes: Vec<CauseForm<'t>>,
    /// The rule's remedy.
    fix: Option<FixForm<'t>>,
    /// Who lets the failure pass, and why; null where it counts.
    waiver: Option<WaiverForm<'t>>,
}

/// A part of a rule that was evaluated.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
struct StepForm<'t> {
    /// How deep it stands in others: its parts follow it, one deeper.
    depth: usize,
    /// The clause that it is the whole condition, list or value of, if it is.
    clause: Option<ClauseForm>,
    /// What that clause names: a `let`, the items of a `for`.
    name: Option<&'t str>,
    /// Its text, on one line.
    code: &'t str,
    /// Where that stands.
    policy: Option<LocationForm<'t>>,
    /// What it came to, as it is printed; cut where it is long.
    value: &'t str,
    /// Why, step by step, where the manifest does not say it.
    reasons: &'t [String],
    /// Where the manifest says it, or would.
    manifest: Option<LocationForm<'t>>,
    /// The key that is missing there.
    missing: Option<&'t str>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
enum ClauseForm {
    Where,
    Require,
    Forbid,
    If,
    Let,
    For,
}

impl<'t> Document<'t> {
    fn of(trace: &'t Trace) -> Self {
        let place = &trace.place;
        Self {
            version: VERSION,
            place: PlaceForm { file: &place.file, line: place.line, column: place.column },
            object: ObjectForm::of(&trace.object),
            subjects: trace.subjects.iter().map(SubjectForm::of).collect(),
            rules: trace.rules.iter().map(RuleForm::of).collect(),
            errors: trace.errors.iter().map(ErrorForm::of).collect(),
        }
    }
}

impl SortForm {
    fn of(sort: Sort) -> Self {
        match sort {
            Sort::Image => Self::Image,
            Sort::Container => Self::Container,
            Sort::Pod => Self::Pod,
            Sort::Object => Self::Object,
        }
    }
}

impl<'t> SubjectForm<'t> {
    fn of(subject: &'t Subject) -> Self {
        Self {
            sort: SortForm::of(subject.sort),
            name: subject.name.as_deref(),
            path: &subject.path,
            manifest: LocationForm::of(&subject.location),
        }
    }
}

impl<'t> RuleForm<'t> {
    fn of(rule: &'t RuleTrace) -> Self {
        Self {
            rule: &rule.rule,
            severity: match rule.severity {
                Severity::Error => SeverityForm::Error,
                Severity::Warning => SeverityForm::Warning,
                Severity::Info => SeverityForm::Info,
            },
            enforcement: match rule.enforcement {
                Standing::Enforce => EnforcementForm::Enforce,
                Standing::Audit => EnforcementForm::Audit,
                Standing::Off => EnforcementForm::Off,
            },
            policy: LocationForm::of(&rule.policy),
            verdict: rule.verdict().map(VerdictForm::of),
            unmatched: rule.unmatched.as_deref(),
            matches: rule.matches.iter().map(MatchForm::of).collect(),
            matches_left_out: rule.left_out,
        }
    }
}

impl VerdictForm {
    fn of(verdict: Came) -> Self {
        match verdict {
            Came::Failed => Self::Failed,
            Came::Undecided => Self::Undecided,
            Came::Waived => Self::Waived,
            Came::Passed => Self::Passed,
            Came::Skipped => Self::Skipped,
        }
    }
}

impl<'t> MatchForm<'t> {
    fn of(decided: &'t Decided) -> Self {
        let steps = decided.steps.as_ref();
        Self {
            verdict: VerdictForm::of(decided.verdict),
            sort: decided.sort.map(SortForm::of),
            object: decided.object.as_ref().map(ObjectForm::of),
            path: &decided.path,
            manifest: decided.location.as_ref().map(LocationForm::of),
            findings: decided.findings.iter().map(FindingForm::of).collect(),
            steps: steps.map(|steps| steps.iter().map(StepForm::of).collect()),
            steps_left_out: decided.steps_left_out,
        }
    }
}

impl<'t> FindingForm<'t> {
    fn of(finding: &'t Finding) -> Self {
        let undecided = finding.is_undecided();
        let Particulars { help, related, causes, fix, .. } = finding.particulars();
        Self {
            verdict: match (undecided, &finding.waiver) {
                (true, _) => VerdictForm::Undecided,
                (false, Some(_)) => VerdictForm::Waived,
                (false, None) => VerdictForm::Failed,
            },
            message: &finding.message,
            help: lines(help),
            manifest: finding.manifest.as_ref().map(LocationForm::of),
            policy: LocationForm::of(&finding.policy),
            related: related.iter().map(RelatedForm::of).collect(),
            causes: causes.iter().map(CauseForm::of).collect(),
            fix: fix.as_ref().map(FixForm::of),
            waiver: finding.waiver.as_deref().map(WaiverForm::of),
        }
    }
}

impl<'t> StepForm<'t> {
    fn of(step: &'t Step) -> Self {
        let (clause, name) = match &step.clause {
            None => (None, None),
            Some(Clause::Where) => (Some(ClauseForm::Where), None),
            Some(Clause::Require) => (Some(ClauseForm::Require), None),
            Some(Clause::Forbid) => (Some(ClauseForm::Forbid), None),
            Some(Clause::If) => (Some(ClauseForm::If), None),
            Some(Clause::Let(name)) => (Some(ClauseForm::Let), Some(&**name)),
            Some(Clause::For(name)) => (Some(ClauseForm::For), Some(&**name)),
        };
        Self {
            depth: step.depth,
            clause,
            name,
            code: &step.code,
            policy: step.policy.as_ref().map(LocationForm::of),
            value: &step.value,
            reasons: &step.reasons,
            manifest: step.manifest.as_ref().map(LocationForm::of),
            missing: step.missing.as_deref(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::{env, fs};

    use schemars::generate::SchemaSettings;
    use serde_json::Value;

    use super::Document;

    #[test]
    fn the_schema_says_what_the_forms_say() {
        let generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
        let mut schema = generator.into_root_schema_for::<Document<'static>>().to_value();
        trim(&mut schema);
        schema["$id"] = "https://seaworthy.dev/trace.schema.json".into();
        let actual = serde_json::to_string_pretty(&schema).unwrap() + "\n";
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/trace.schema.json");
        if env::var_os("SEAWORTHY_BLESS").is_some_and(|value| value == "1") {
            fs::write(&file, &actual).unwrap();
        }
        let expected = fs::read_to_string(&file).unwrap_or_default();
        assert!(
            expected == actual,
            "docs/trace.schema.json is old; SEAWORTHY_BLESS=1 writes it anew"
        );
    }

    /// Takes out how wide an integer is here.
    fn trim(schema: &mut Value) {
        match schema {
            Value::Object(object) => {
                if object.get("format").is_some_and(|it| it.as_str().is_some_and(is_width)) {
                    object.remove("format");
                }
                object.values_mut().for_each(trim);
            }
            Value::Array(items) => items.iter_mut().for_each(trim),
            _ => {}
        }
    }

    fn is_width(format: &str) -> bool {
        format.starts_with("uint")
    }
}
