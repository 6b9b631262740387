//! `html`: one page that needs nothing else, for people who look at a run in a browser.
//!
//! It follows the reader's scheme, light or dark, and says in words whatever it says in colours. Every
//! finding stands in the page, with the manifest's lines and the clause's: it is read without scripts.
//! With them, findings are filtered by verdict, rule, severity, namespace and words. The page may run that one
//! script, which its policy names by its hash, and fetch nothing.
//!
//! Whatever a manifest says is made [`printable`] and then escaped, wherever it stands.

mod lines;

use std::collections::BTreeSet;
use std::fmt::{self, Write as _};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use crate::diag::{Severity, printable};

use super::distinct::distinct;
use super::path::Root;
use super::remark::remarks;
use super::sentence::{counted, outcome};
use super::{Exit, Finding, Fingerprint, Page, Report, RuleCounts, Verdict, compose};

use lines::quotes;

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("filter.js");

const HEAD: &str = r#"<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta name="color-scheme" content="light dark"/>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{hash}'"/>
<title>Seaworthy: {outcome}</title>
<style>
{style}</style>
</head>
<body>
<main>
<header class="{class}">
<h1>Seaworthy</h1>
<p class="outcome">{outcome}</p>
</header>
"#;

/// The report as a page.
///
/// # Errors
/// Those of `page`.
pub fn write(report: &Report, exit: Exit, page: &mut Page<'_>) -> fmt::Result {
    let class = match exit {
        Exit::Clean => "clean",
        Exit::Failures => "failures",
        _ => "unjudged",
    };
    let hash = STANDARD.encode(Sha256::digest(SCRIPT.as_bytes()));
    let mut head = HEAD
        .replace("{style}", STYLE)
        .replace("{hash}", &hash)
        .replace("{class}", class)
        .replace("{outcome}", &escaped(&outcome(report, exit)));
    if exit != Exit::Usage {
        counts(&mut head, report);
    }
    inputs(&mut head, report, exit);
    page.write_str(&head)?;
    findings(page, report)?;
    let mut foot = String::new();
    rules(&mut foot, report);
    set_aside(&mut foot, report);
    let _ = write!(foot, "</main>\n<script>{SCRIPT}</script>\n</body>\n</html>\n");
    page.write_str(&foot)
}

fn counts(page: &mut String, report: &Report) {
    let summary = &report.summary;
    page.push_str("<dl class=\"counts\">\n");
    for (name, class, count) in [
        ("Failed", "failed", summary.failed),
        ("Undecided", "undecided", summary.undecided),
        ("Waived", "", summary.waived),
        ("Passed", "passed", summary.passed),
        ("Skipped", "", summary.skipped),
        ("Objects", "", summary.objects),
        ("Images", "", summary.images),
        ("Files", "", summary.files),
        ("Rules", "", summary.rules),
    ] {
        let class = if count == 0 { "" } else { class };
        let _ = writeln!(page, "<div class=\"{class}\"><dt>{name}</dt><dd>{count}</dd></div>");
    }
    page.push_str("</dl>\n");
}

fn inputs(page: &mut String, report: &Report, exit: Exit) {
    let remarks = remarks(report, exit);
    if report.errors.is_empty() && remarks.is_empty() {
        return;
    }
    let what = if exit == Exit::Usage { "Policies" } else { "Inputs" };
    let _ = writeln!(page, "<section id=\"inputs\">\n<h2>{what}</h2>");
    for error in &report.errors {
        let at = error.place().map(|(quote, label)| {
            format!("{}:{}:{}", quote.file, label.start.line, label.start.column)
        });
        open(page, error.severity, error.severity.as_str(), &error.id, at.as_deref());
        let _ = writeln!(page, "<p class=\"message\">{}</p>", marked(&error.message));
        quotes(page, &error.quotes);
        close(page, &error.help);
    }
    for remark in &remarks {
        let at = remark.at.as_ref().map(ToString::to_string);
        open(page, remark.severity, remark.severity.as_str(), remark.id, at.as_deref());
        let _ = writeln!(page, "<p class=\"message\">{}</p>", marked(&remark.message));
        close(page, &[]);
    }
    page.push_str("</section>\n");
}

/// The beginning of an entry: its badge, its id and its place.
fn open(page: &mut String, severity: Severity, badge: &str, id: &str, at: Option<&str>) {
    let _ = writeln!(page, "<article class=\"entry {}\">", severity.as_str());
    heading(page, badge, id, at);
}

fn heading(page: &mut String, badge: &str, id: &str, at: Option<&str>) {
    let at =
        at.map_or_else(String::new, |at| format!(" <span class=\"at\">{}</span>", escaped(at)));
    let id = escaped(id);
    let _ = writeln!(page, "<h3><span class=\"badge\">{badge}</span> <code>{id}</code>{at}</h3>");
}

fn close(page: &mut String, help: &[String]) {
    if !help.is_empty() {
        page.push_str("<ul class=\"help\">\n");
        for help in help {
            let lines: Vec<String> = help.lines().map(marked).collect();
            let _ = writeln!(page, "<li>{}</li>", lines.join("\n"));
        }
        page.push_str("</ul>\n");
    }
    page.push_str("</article>\n");
}

fn findings(page: &mut Page<'_>, report: &Report) -> fmt::Result {
    let findings = &report.findings;
    if findings.is_empty() {
        return Ok(());
    }
    let mut head = format!(
        "<section id=\"findings\">\n<h2>Findings <span id=\"shown\" class=\"faint\">{}</span></h2>\n",
        findings.len(),
    );
    filters(&mut head, findings);
    page.write_str(&head)?;
    let ids = distinct(findings, &Root::default());
    let named: Vec<(&Finding, Fingerprint)> = findings.iter().zip(ids).collect();
    compose::each(&named, report.jobs, page, |(finding, id), articles| {
        article(articles, finding, *id);
        Ok(())
    })?;
    page.write_str(
        "<p id=\"none\" class=\"faint\" hidden=\"\">No finding is like this.</p>\n</section>\n",
    )
}

/// What a finding is filtered by.
fn badge(finding: &Finding) -> &'static str {
    match finding.verdict {
        _ if finding.waiver.is_some() => "waived",
        _ if finding.audited => "audit",
        Verdict::Failed => finding.severity.as_str(),
        Verdict::Undecided => "undecided",
    }
}

fn namespace(finding: &Finding) -> &str {
    finding.object.as_ref().and_then(|object| object.namespace.as_deref()).unwrap_or_default()
}

/// The filters, which a script shows: without one they would do nothing.
fn filters(page: &mut String, findings: &[Finding]) {
    let choices = |of: fn(&Finding) -> &str| -> BTreeSet<String> {
        findings.iter().map(of).map(|text| printable(text).into_owned()).collect()
    };
    page.push_str(
        "<div id=\"filters\" role=\"search\" aria-label=\"Filter findings\" hidden=\"\">\n",
    );
    for (name, label, values) in [
        ("verdict", "Verdict", choices(Finding::word)),
        ("severity", "Severity", choices(|finding| finding.severity.as_str())),
        ("rule", "Rule", choices(|finding| &finding.rule)),
        ("namespace", "Namespace", choices(namespace)),
    ] {
        let _ = write!(
            page,
            "<label>{label} <select data-of=\"{name}\"><option value=\"*\">all</option>"
        );
        for value in values {
            let shown = if value.is_empty() { "none known" } else { &value };
            let _ =
                write!(page, "<option value=\"={}\">{}</option>", escape(&value), escape(shown));
        }
        page.push_str("</select></label>\n");
    }
    page.push_str("<label>Words <input type=\"search\" id=\"words\"/></label>\n</div>\n");
}

fn article(page: &mut String, finding: &Finding, id: Fingerprint) {
    let _ = writeln!(
        page,
        "<article class=\"entry {}{}\" data-rule=\"{}\" data-severity=\"{}\" data-verdict=\"{}\" data-namespace=\"{}\" id=\"f-{id}\">",
        badge(finding),
        if finding.audited || finding.waiver.is_some() { " quiet" } else { "" },
        escaped(&finding.rule),
        finding.severity.as_str(),
        finding.word(),
        escaped(namespace(finding)),
    );
    let at = finding.manifest.as_ref().map(ToString::to_string);
    heading(page, badge(finding), &finding.rule, at.as_deref());
    let _ = writeln!(page, "<p class=\"message\">{}</p>", marked(&finding.headline()));
    if let Some(object) = &finding.object {
        let path = Some(&finding.path).filter(|path| !path.is_empty());
        let path = path.map_or_else(String::new, |path| format!(" <code>{}</code>", escaped(path)));
        let _ = writeln!(page, "<p class=\"object\">{}{path}</p>", escaped(&object.to_string()));
    }
    quotes(page, &finding.particulars().quotes);
    close(page, &finding.advice());
}

fn rules(page: &mut String, report: &Report) {
    if report.rules.is_empty() {
        return;
    }
    let heads = RuleCounts::default().columns().map(|(name, _)| head(name)).concat();
    let _ = writeln!(
        page,
        "<section id=\"rules\">\n<details>\n<summary><h2>{}</h2></summary>\n<div class=\"wide\"><table>\n\
         <thead><tr>{}{}{heads}{}</tr></thead>\n<tbody>",
        counted(report.rules.len(), "rule"),
        head("Rule"),
        head("Severity"),
        head("What it asks for"),
    );
    for (rule, counts) in report.rules.iter().zip(&report.summary.by_rule) {
        let counts = counts.columns().map(|(_, count)| format!("<td>{count}</td>")).concat();
        let (id, weight) = (escaped(&rule.id), rule.weight());
        let _ = writeln!(
            page,
            "<tr><th scope=\"row\"><code>{id}</code></th><td>{weight}</td>{counts}<td>{}</td></tr>",
            marked(rule.title()),
        );
    }
    page.push_str("</tbody>\n</table></div>\n</details>\n</section>\n");
}

fn head(name: &str) -> String {
    format!("<th scope=\"col\">{name}</th>")
}

fn set_aside(page: &mut String, report: &Report) {
    if report.set_aside.is_empty() {
        return;
    }
    let files = counted(report.set_aside.len(), "file");
    let _ = writeln!(
        page,
        "<section id=\"set-aside\">\n<details>\n<summary><h2>{files} set aside</h2></summary>\n<div class=\"wide\"><table>\n\
         <thead><tr><th scope=\"col\">File</th><th scope=\"col\">Why</th></tr></thead>\n<tbody>"
    );
    for aside in &report.set_aside {
        let (file, reason) = (escaped(&aside.file), marked(&aside.reason));
        let _ = writeln!(page, "<tr><th scope=\"row\">{file}</th><td>{reason}</td></tr>");
    }
    page.push_str("</tbody>\n</table></div>\n</details>\n</section>\n");
}

/// `text` with what stands between backticks as code.
fn marked(text: &str) -> String {
    let text = printable(text);
    let pieces: Vec<&str> = text.split('`').collect();
    if pieces.len().is_multiple_of(2) {
        return escape(&text);
    }
    let pieces = pieces.iter().enumerate();
    let marked = pieces.map(|(n, piece)| match n % 2 {
        1 => format!("<code>{}</code>", escape(piece)),
        _ => escape(piece),
    });
    marked.collect()
}

/// `text` as a page shows it.
pub(crate) fn escaped(text: &str) -> String {
    escape(&printable(text))
}

/// `text` in which nothing is markup.
fn escape(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut out, c| {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
        out
    })
}
