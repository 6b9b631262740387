//! `policyreport`: what dashboards of Kubernetes policies show: objects of the kinds `PolicyReport` and
//! `ClusterPolicyReport`, `wgpolicyk8s.io/v1alpha2`, in YAML.
//!
//! A report a namespace, with the findings on its objects, and one for the cluster with those on others, the
//! inputs, and the rules that hold. `fail` and `pass` are what they say; `error` is what could not be
//! judged: an undecided verdict, an input's error; `warn` what is only audited, a warning; `skip` what is waived or was set
//! aside, and a rule that matched nothing. The severities `error`, `warning` and `info` are `high`, `medium` and
//! `low` there. The `summary` counts the results.
//!
//! Nothing tells the time: the same manifests are the same report.

use std::fmt;

use indexmap::IndexMap;
use serde::Serialize;

use crate::diag::{Severity, printable};

use super::case::{Case, Of, Outcome, cases};
use super::form::Each;
use super::{Exit, ObjectName, Report};

/// The report as documents of YAML.
///
/// # Errors
/// Those of `page`.
pub fn write(report: &Report, exit: Exit, page: &mut dyn fmt::Write) -> fmt::Result {
    let cases = cases(report, exit);
    let mut cluster = Vec::new();
    let mut spaces: IndexMap<&str, Vec<&Case<'_>>> = IndexMap::new();
    for case in &cases {
        match namespace(case) {
            Some(namespace) => spaces.entry(namespace).or_default().push(case),
            None => cluster.push(case),
        }
    }
    spaces.sort_keys();
    let whole = (!cluster.is_empty() || spaces.is_empty()).then_some((None, cluster));
    let spaces = spaces.into_iter().map(|(namespace, cases)| (Some(namespace), cases));
    for (namespace, cases) in whole.into_iter().chain(spaces) {
        page.write_str("---\n")?;
        // It holds only texts and numbers: nothing in it can fail to serialise.
        let document = serde_yaml::to_string(&document(namespace, &cases));
        page.write_str(&document.unwrap_or_default())?;
    }
    Ok(())
}

/// The namespace that a finding belongs to, if its name can be one's.
fn namespace<'r>(case: &Case<'r>) -> Option<&'r str> {
    let Of::Finding(finding) = case.of else { return None };
    let namespace = finding.object.as_ref()?.namespace.as_deref()?;
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    let is_label = (1..=63).contains(&namespace.len())
        && namespace.bytes().all(plain)
        && !namespace.starts_with('-')
        && !namespace.ends_with('-');
    is_label.then_some(namespace)
}

fn document(namespace: Option<&str>, cases: &[&Case<'_>]) -> impl Serialize {
    let count = |result: &str| cases.iter().filter(|case| self::result(case) == result).count();
    let summary = Counts {
        pass: count("pass"),
        fail: count("fail"),
        warn: count("warn"),
        error: count("error"),
        skip: count("skip"),
    };
    Document {
        api_version: "wgpolicyk8s.io/v1alpha2",
        kind: if namespace.is_some() { "PolicyReport" } else { "ClusterPolicyReport" },
        metadata: Metadata { name: "seaworthy", namespace },
        summary,
        results: Each(cases.iter().map(|case| entry(case))),
    }
}

/// What a case is in the words of these reports.
fn result(case: &Case<'_>) -> &'static str {
    match case.outcome {
        Outcome::Passed => "pass",
        Outcome::Failed => "fail",
        Outcome::Errored => "error",
        Outcome::Audited | Outcome::Warned => "warn",
        Outcome::Waived | Outcome::LeftOut => "skip",
    }
}

fn entry(case: &Case<'_>) -> Entry {
    let mut told = Entry {
        policy: shown(case.group),
        rule: shown(case.id()),
        result: result(case),
        scored: !matches!(
            case.outcome,
            Outcome::Waived | Outcome::Audited | Outcome::Warned | Outcome::LeftOut
        ),
        severity: match case.severity() {
            Severity::Error => "high",
            Severity::Warning => "medium",
            Severity::Info => "low",
        },
        message: shown(&case.message()),
        source: "seaworthy",
        ..Entry::default()
    };
    if let Some((file, line)) = case.place() {
        told.properties.insert("file", shown(file));
        told.properties.insert("line", line.to_string());
    }
    if let Of::Rule(counts) = &case.of {
        told.properties.insert("passed", counts.passed.to_string());
        told.properties.insert("skipped", counts.skipped.to_string());
    }
    if let Of::Finding(finding) = &case.of {
        if let Some(at) = &finding.manifest {
            told.properties.insert("column", at.start.column.to_string());
            told.properties.insert("endLine", at.end.line.to_string());
            told.properties.insert("endColumn", at.end.column.to_string());
        }
        told.properties.insert("verdict", finding.word().to_owned());
        told.properties.insert("fingerprint", finding.fingerprint.to_string());
        let advice = finding.advice();
        let lines: Vec<&str> = advice.iter().flat_map(|help| help.lines()).map(str::trim).collect();
        if !lines.is_empty() {
            told.properties.insert("help", shown(&lines.join(" | ")));
        }
        told.resources.extend(finding.object.as_ref().map(|o| resource(o, &finding.path)));
    }
    told
}

fn resource(object: &ObjectName, path: &str) -> Resource {
    Resource {
        api_version: shown(&object.api_version),
        kind: shown(&object.kind),
        namespace: object.namespace.as_deref().map(shown),
        name: object.name.as_deref().map(shown),
        field_path: Some(path).filter(|path| !path.is_empty()).map(shown),
    }
}

fn shown(text: &str) -> String {
    printable(text).into_owned()
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document<'r, R> {
    api_version: &'static str,
    kind: &'static str,
    metadata: Metadata<'r>,
    summary: Counts,
    results: R,
}

#[derive(Serialize)]
struct Metadata<'r> {
    name: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    namespace: Option<&'r str>,
}

#[derive(Serialize)]
struct Counts {
    pass: usize,
    fail: usize,
    warn: usize,
    error: usize,
    skip: usize,
}

#[derive(Default, Serialize)]
struct Entry {
    policy: String,
    rule: String,
    result: &'static str,
    scored: bool,
    severity: &'static str,
    message: String,
    source: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    resources: Vec<Resource>,
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    properties: IndexMap<&'static str, String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Resource {
    api_version: String,
    kind: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    namespace: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    field_path: Option<String>,
}
