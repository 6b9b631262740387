//! `sarif`: version 2.1.0 of the Static Analysis Results Interchange Format (OASIS), as code scanning
//! services read it.
//!
//! A failed finding is a result of the kind `fail`, whose level is the rule's severity; one that is only
//! audited is a `note`. An undecided one is of the kind `open`, which SARIF has for it, and has no level then.
//! One that is waived has a `suppression`, which says by whom and why.
//! What is wrong with an input is a notification of the invocation, and one with an error did not
//! execute successfully. Columns count characters, and their end is one past the last.
//!
//! Services know a result again by its `partialFingerprints`: `primaryLocationLineHash` is GitHub's name for
//! it, `seaworthy/v1` ours. Both are the same, and no two results have one (`report::distinct`).
//!
//! Texts are for people and made [`printable`]; SARIF knows links in them, so none may begin one. What
//! programs read (`properties`, URIs) is as it is.

use std::fmt;

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::base::Position;
use crate::diag::{Notice, Severity, printable};

use super::distinct::distinct;
use super::form::{Each, ObjectForm, SummaryForm, print};
use super::path::Root;
use super::remark::{Remark, remarks};
use super::sentence::outcome;
use super::{
    Exit, Finding, Fingerprint, JudgedRule, Location, Particulars, Report, SetAside, Verdict,
    WaivedBy,
};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The report as SARIF; files are told from `root`.
///
/// # Errors
/// Those of `page`.
pub fn write(report: &Report, exit: Exit, root: &Root, page: &mut dyn fmt::Write) -> fmt::Result {
    let prints = distinct(&report.findings, root);
    let findings = report.findings.iter().zip(&prints);
    let version = env!("CARGO_PKG_VERSION");
    let run = Run {
        tool: json!({ "driver": {
            "name": "Seaworthy",
            "version": version,
            "semanticVersion": version,
            "rules": report.rules.iter().map(rule).collect::<Vec<_>>(),
        } }),
        column_kind: "unicodeCodePoints",
        original_uri_base_ids: json!({
            "SRCROOT": { "description": { "text": "the folder that seaworthy ran in" } },
        }),
        invocations: [invocation(report, exit, root)],
        results: Each(findings.map(|(finding, print)| result(finding, *print, report, root))),
        properties: json!({ "summary": summary(report, exit) }),
    };
    print(&Log { schema: SCHEMA, version: "2.1.0", runs: [run] }, page)
}

#[derive(Serialize)]
struct Log<R> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<R>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<R> {
    tool: Value,
    column_kind: &'static str,
    original_uri_base_ids: Value,
    invocations: [Value; 1],
    results: R,
    properties: Value,
}

fn summary(report: &Report, exit: Exit) -> Value {
    serde_json::to_value(SummaryForm::of(&report.summary, exit)).unwrap_or_default()
}

fn rule(rule: &JudgedRule) -> Value {
    let doc = if rule.doc.is_empty() { rule.title() } else { &rule.doc };
    json!({
        "id": rule.id,
        "shortDescription": message(rule.title()),
        "fullDescription": lines(doc),
        "help": lines(doc),
        "defaultConfiguration": { "level": level(rule.severity, rule.audited) },
        "properties": { "tags": rule.tags },
    })
}

fn level(severity: Severity, audited: bool) -> &'static str {
    match severity {
        _ if audited => "note",
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn result(finding: &Finding, fingerprint: Fingerprint, report: &Report, root: &Root) -> Value {
    let (kind, level) = match finding.verdict {
        Verdict::Failed => ("fail", level(finding.severity, finding.audited)),
        Verdict::Undecided => ("open", "none"),
    };
    // A rule on the whole run has no place in a manifest: the clause is what there is to look at.
    let at = finding.manifest.as_ref().unwrap_or(&finding.policy);
    let mut place = location(at, root);
    if let Some(logical) = logical(finding) {
        insert(&mut place, "logicalLocations", json!([logical]));
    }
    let mut result = json!({
        "ruleId": &*finding.rule,
        "kind": kind,
        "level": level,
        "message": sentence(&finding.headline(), &finding.advice()),
        "locations": [place],
        "relatedLocations": related(finding, root),
        "partialFingerprints": {
            "primaryLocationLineHash": fingerprint.to_string(),
            "seaworthy/v1": fingerprint.to_string(),
        },
        "properties": {
            "severity": finding.severity.as_str(),
            "enforcement": if finding.audited { "audit" } else { "enforce" },
            "verdict": finding.verdict.as_str(),
            "object": finding.object.as_deref().map(ObjectForm::of),
            "path": &*finding.path,
        },
    });
    if let Some(waived) = &finding.waiver {
        // Whoever wrote the manifest, or somebody else.
        let kind = if waived.by == WaivedBy::Annotation { "inSource" } else { "external" };
        let mut suppression = json!({
            "kind": kind,
            "status": "accepted",
            "justification": printable(&waived.headline()),
        });
        if let Some(at) = &waived.place {
            insert(&mut suppression, "location", location(at, root));
        }
        insert(&mut result, "suppressions", json!([suppression]));
    }
    if let Some(index) = report.rules.iter().position(|rule| *rule.id == *finding.rule) {
        insert(&mut result, "ruleIndex", json!(index));
    }
    result
}

/// The clause, what was read, and why it is not known.
fn related(finding: &Finding, root: &Root) -> Vec<Value> {
    let clause = finding.manifest.as_ref().map(|_| (&*finding.policy, "the policy's clause"));
    let Particulars { related, causes, .. } = finding.particulars();
    let read = related.iter().map(|related| (&related.location, &*related.text));
    let causes = causes.iter().filter_map(|cause| Some((cause.location.as_ref()?, &*cause.text)));
    let all = clause.into_iter().chain(read).chain(causes).enumerate();
    let told = all.map(|(id, (at, text))| {
        let mut place = location(at, root);
        insert(&mut place, "id", json!(id));
        insert(&mut place, "message", message(text));
        place
    });
    told.collect()
}

/// The object and the place in it.
fn logical(finding: &Finding) -> Option<Value> {
    let object = finding.object.as_ref()?;
    let mut logical = json!({ "kind": "object" });
    if let Some(name) = object.name.as_ref().filter(|name| !name.is_empty()) {
        insert(&mut logical, "name", json!(printable(name)));
    }
    let whole = format!("{object} {}", finding.path);
    insert(&mut logical, "fullyQualifiedName", json!(printable(whole.trim_end())));
    Some(logical)
}

fn location(at: &Location, root: &Root) -> Value {
    place(&at.file, Some((at.start, at.end)), root)
}

/// A file, or a stretch of it.
fn place(file: &str, region: Option<(Position, Position)>, root: &Root) -> Value {
    let (uri, from_here) = root.uri(file);
    let mut artifact = json!({ "uri": uri });
    if from_here {
        insert(&mut artifact, "uriBaseId", json!("SRCROOT"));
    }
    let mut physical = json!({ "artifactLocation": artifact });
    if let Some((start, end)) = region {
        let region = json!({
            "startLine": start.line, "startColumn": start.column,
            "endLine": end.line, "endColumn": end.column,
            "byteOffset": start.byte, "byteLength": end.byte.saturating_sub(start.byte),
        });
        insert(&mut physical, "region", region);
    }
    json!({ "physicalLocation": physical })
}

fn invocation(report: &Report, exit: Exit, root: &Root) -> Value {
    let told = report.errors.iter().map(|error| notification(error, root));
    let mut invocation = json!({
        "executionSuccessful": matches!(exit, Exit::Clean | Exit::Failures),
        "exitCode": exit.code(),
        "exitCodeDescription": printable(&outcome(report, exit)),
    });
    if exit == Exit::Usage {
        let told: Vec<Value> = told.collect();
        insert(&mut invocation, "toolConfigurationNotifications", json!(told));
        return invocation;
    }
    let remarks = remarks(report, exit).into_iter().map(|r| remark(&r, root));
    let aside = report.set_aside.iter().map(|aside| set_aside(aside, root));
    let told: Vec<Value> = told.chain(remarks).chain(aside).collect();
    insert(&mut invocation, "toolExecutionNotifications", json!(told));
    invocation
}

fn notification(error: &Notice, root: &Root) -> Value {
    let mut told = json!({
        "descriptor": { "id": error.id },
        "level": level(error.severity, false),
        "message": sentence(&error.message, &error.help),
    });
    if let Some((quote, label)) = error.place() {
        let at = place(&quote.file, Some((label.start, label.end)), root);
        insert(&mut told, "locations", json!([at]));
    }
    told
}

fn remark(remark: &Remark, root: &Root) -> Value {
    let mut told = json!({
        "descriptor": { "id": remark.id },
        "level": level(remark.severity, false),
        "message": message(&remark.message),
    });
    if let Some(at) = &remark.at {
        insert(&mut told, "locations", json!([location(at, root)]));
    }
    told
}

fn set_aside(aside: &SetAside, root: &Root) -> Value {
    json!({
        "descriptor": { "id": "set-aside" },
        "level": "note",
        "message": message(&format!("set aside: {}", aside.reason)),
        "locations": [place(&aside.file, None, root)],
    })
}

/// A text that is one line, as people read it.
fn message(text: &str) -> Value {
    json!({ "text": unlinked(text) })
}

/// A text of several lines.
fn lines(text: &str) -> Value {
    let lines: Vec<String> = text.lines().map(unlinked).collect();
    json!({ "text": lines.join("\n") })
}

/// A sentence, which is one line whatever it quotes, and below it what to do.
fn sentence(said: &str, help: &[String]) -> Value {
    let help = help.iter().flat_map(|help| help.lines());
    let lines: Vec<String> = std::iter::once(said).chain(help).map(unlinked).collect();
    json!({ "text": lines.join("\n") })
}

/// A line in which nothing is a link: SARIF has `[text](target)` in plain texts too.
fn unlinked(text: &str) -> String {
    printable(text).replace("](", "]\\(")
}

fn insert(value: &mut Value, key: &str, member: Value) {
    if let Some(object) = value.as_object_mut() {
        let object: &mut Map<String, Value> = object;
        object.insert(key.to_owned(), member);
    }
}
