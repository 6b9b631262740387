//! What every format of `check` tells, read back: the findings, and the errors of inputs, are those of
//! `json`, in whatever words the format has for them. A format without a reader here fails.

use std::collections::BTreeSet;
use std::fs;

use regex::Regex;
use roxmltree::{Document, Node, ParsingOptions};
use serde::Deserialize as _;
use serde_json::{Value, json};

use seaworthy::diag::{printable, printable_json};

use super::checked::names_of_formats;
use super::readers::{Look, json as read_json, report, text};
use super::run;
use crate::harness::root;
use crate::report::schema::faults;

/// A finding, or what is wrong with an input: what it is (`failed`, `undecided`, `error`, `warning`), the
/// rule or the code, and what is said, without blanks and signs that a format may write otherwise.
type Told = (String, String, String);

fn told(verdict: &str, rule: &str, said: &str) -> Told {
    let said = said.replace([' ', '`', '\\', '\u{3000}'], "");
    (verdict.to_owned(), printable(rule).into_owned(), said)
}

/// What a report in JSON tells.
pub(super) fn of_json(report: &Value) -> Vec<Told> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let findings = report["findings"].as_array().unwrap().iter().map(|finding| {
        let verdict = text(&finding["verdict"]);
        let audited = if finding["enforcement"] == "audit" { "audit: " } else { "" };
        let undecided = if verdict == "undecided" { "undecided: " } else { "" };
        let said = printable(&text(&finding["message"])).into_owned();
        told(&verdict, &text(&finding["rule"]), &format!("{audited}{undecided}{said}"))
    });
    let errors = report["errors"].as_array().unwrap().iter().map(|error| {
        let said = printable(&text(&error["message"])).into_owned();
        told(&text(&error["severity"]), &text(&error["code"]), &said)
    });
    findings.chain(errors).collect()
}

/// What is wrong with `output`, which must tell what `expected` is.
pub(super) fn same(format: &str, output: &[u8], expected: &[Told]) -> Option<String> {
    let page = std::str::from_utf8(output).unwrap();
    let found = match read(format, page) {
        Ok(found) => found,
        Err(why) => return Some(format!("{format}: {why}")),
    };
    let (mut found, mut expected) = (found, expected.to_vec());
    if format == "markdown" && page.contains(" are shown.** ") {
        // A page that people read is cut, and says so beneath each table.
        return whole_or_cut(page, &found, &expected);
    }
    found.sort();
    expected.sort();
    let lost = expected.iter().zip(&found).find(|(one, other)| one != other);
    (found != expected).then(|| {
        format!("{format}: {} are told, not {}; first {lost:?}", found.len(), expected.len())
    })
}

/// What is wrong with a page of Markdown whose tables are cut at 200 rows: it tells nothing else than
/// `expected`, and how much of that.
fn whole_or_cut(page: &str, found: &[Told], expected: &[Told]) -> Option<String> {
    if let Some(other) = found.iter().find(|told| !expected.contains(told)) {
        return Some(format!("markdown: nothing else tells {other:?}"));
    }
    let findings = |told: &&Told| ["failed", "undecided"].contains(&&*told.0);
    let all = expected.iter().filter(findings).count();
    let cut = page.contains(&format!("\n**200 of {all} findings are shown.** "));
    let rows = found.iter().filter(findings).count();
    let fine = if all > 200 { cut && rows == 200 } else { !cut && rows == all };
    (!fine).then(|| format!("markdown: {rows} of {all} findings, and says cut: {cut}"))
}

/// True for a code of ours: `E0503`.
fn is_code(text: &str) -> bool {
    Regex::new(r"^[ELW]\d{4}$").unwrap().is_match(text)
}

/// What a page in `format` tells.
fn read(format: &str, page: &str) -> Result<Vec<Told>, String> {
    let value = || serde_json::from_str::<Value>(page).map_err(|error| error.to_string());
    match format {
        "json" => Ok(of_json(&value()?)),
        "ndjson" => Ok(of_json(&of_records(page)?)),
        "sarif" => of_sarif(&value()?),
        "junit" => of_junit(page),
        "tap" => of_tap(page),
        "github" => of_github(page),
        "gitlab" => of_gitlab(&value()?),
        "csv" => of_csv(page),
        "markdown" => of_markdown(page),
        "html" => of_html(page),
        "policyreport" => of_policy_report(page),
        // A format is not done before a reader that is not ours reads back what was hostile.
        other => Err(format!("the format `{other}` has no reader here: add one")),
    }
}

/// What could harm who looks at `output`, or who runs a job that prints it.
pub(super) fn harmless(format: &str, output: &[u8]) -> Result<(), String> {
    let page = std::str::from_utf8(output).map_err(|error| error.to_string())?;
    let free = Look { free: true, ..Look::default() };
    match format {
        "sarif" | "gitlab" => read_json(output).map(drop),
        "ndjson" => {
            let records: Vec<&str> = page.lines().collect();
            read_json(format!("[{}]\n", records.join(",\n")).as_bytes()).map(drop)
        }
        // Every record ends with CR and LF.
        "csv" => text(page.replace("\r\n", "\n").as_bytes(), free).map(drop),
        "github" => {
            let bare = Regex::new("(?m)^::(error|warning|notice) ").unwrap().replace_all(page, "");
            text(bare.as_bytes(), free).map(drop)
        }
        _ => text(output, free).map(drop),
    }
}

/// The report that records are.
fn of_records(page: &str) -> Result<Value, String> {
    let mut report = json!({ "findings": [], "errors": [], "setAside": [] });
    for line in page.lines() {
        let mut record: Value = serde_json::from_str(line).map_err(|error| error.to_string())?;
        let kind = record.as_object_mut().unwrap().shift_remove("type").unwrap();
        match kind.as_str().unwrap() {
            "finding" => report["findings"].as_array_mut().unwrap().push(record),
            "error" => report["errors"].as_array_mut().unwrap().push(record),
            "setAside" => report["setAside"].as_array_mut().unwrap().push(record),
            "summary" => {
                report["version"] =
                    record.as_object_mut().unwrap().shift_remove("version").unwrap();
                report["summary"] = record;
            }
            other => return Err(format!("a record of the type {other}")),
        }
    }
    let whole = printable_json(&serde_json::to_string(&report).unwrap()) + "\n";
    super::readers::report(whole.as_bytes())
}

fn schema(name: &str) -> Value {
    let text = fs::read_to_string(root().join("tests/report/schemas").join(name)).unwrap();
    serde_yaml::from_str(&text).unwrap()
}

fn of_sarif(log: &Value) -> Result<Vec<Told>, String> {
    let schema = schema("sarif-2.1.0.json");
    let wrong = faults(&schema, &schema, log, "");
    if !wrong.is_empty() {
        return Err(format!("not as the schema says: {wrong:?}"));
    }
    let run = &log["runs"][0];
    let invocation = &run["invocations"][0];
    let success = invocation["exitCode"].as_u64().unwrap() <= 1;
    if run["columnKind"] != "unicodeCodePoints" || invocation["executionSuccessful"] != success {
        return Err("columns, or success, are wrong".to_owned());
    }
    let first =
        |said: &Value| said["text"].as_str().unwrap().lines().next().unwrap_or("").to_owned();
    let mut found = Vec::new();
    for result in run["results"].as_array().unwrap() {
        let verdict = if result["kind"] == "open" { "undecided" } else { "failed" };
        let rule = result["ruleId"].as_str().unwrap();
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        let print = result["partialFingerprints"]["seaworthy/v1"].as_str().unwrap();
        if run["tool"]["driver"]["rules"][index]["id"] != rule || print.len() != 32 {
            return Err(format!("the index of {rule} is wrong, or a fingerprint"));
        }
        found.push(told(verdict, rule, &first(&result["message"]).replace("]\\(", "](")));
    }
    for kind in ["toolExecutionNotifications", "toolConfigurationNotifications"] {
        for error in invocation[kind].as_array().into_iter().flatten() {
            let code = error["descriptor"]["id"].as_str().unwrap();
            if is_code(code) {
                let level = error["level"].as_str().unwrap();
                found.push(told(level, code, &first(&error["message"]).replace("]\\(", "](")));
            }
        }
    }
    Ok(found)
}

fn element<'d>(node: Node<'d, 'd>, name: &str) -> Option<Node<'d, 'd>> {
    node.children().find(|child| child.has_tag_name(name))
}

fn of_junit(page: &str) -> Result<Vec<Told>, String> {
    let document = Document::parse(page).map_err(|error| error.to_string())?;
    let all = document.root_element();
    let mut found = Vec::new();
    for suite in all.children().filter(|node| node.has_tag_name("testsuite")) {
        let cases: Vec<_> = suite.children().filter(|node| node.has_tag_name("testcase")).collect();
        for (attribute, name) in
            [("failures", "failure"), ("errors", "error"), ("skipped", "skipped")]
        {
            let count = cases.iter().filter(|case| element(**case, name).is_some()).count();
            if suite.attribute(attribute) != Some(&*count.to_string()) {
                return Err(format!("{attribute} are not {count}"));
            }
        }
        for case in cases {
            let group = case.attribute("classname").unwrap();
            let name = case.attribute("name").unwrap();
            let status = ["failure", "error", "skipped"].iter().find_map(|n| element(case, n));
            let Some(status) = status else {
                // A warning passes; its name begins with its code.
                let code = name.split(": ").next().unwrap_or_default();
                if is_code(code) {
                    found.push(told("warning", code, &name[code.len() + 2..]));
                }
                continue;
            };
            let (kind, said) = (status.attribute("type"), status.attribute("message").unwrap());
            match kind.unwrap() {
                verdict @ ("failed" | "undecided") => found.push(told(verdict, group, said)),
                code if is_code(code) => found.push(told("error", code, said)),
                _ => {}
            }
        }
    }
    Ok(found)
}

fn of_tap(page: &str) -> Result<Vec<Told>, String> {
    let mut lines = page.lines().filter(|line| !line.starts_with('#')).peekable();
    if lines.next() != Some("TAP version 14") {
        return Err("no version".to_owned());
    }
    let plan: usize = lines.next().unwrap().strip_prefix("1..").unwrap().parse().unwrap();
    let (mut found, mut count) = (Vec::new(), 0);
    let point = Regex::new(r"^(not )?ok (\d+) - (.*)$").unwrap();
    while let Some(line) = lines.next() {
        let read = point.captures(line).ok_or_else(|| format!("no point: {line:?}"))?;
        count += 1;
        assert_eq!(read[2], count.to_string(), "{line}");
        if lines.peek() != Some(&"  ---") {
            continue;
        }
        lines.next();
        let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "  ...").collect();
        let block: String =
            block.iter().map(|l| l.strip_prefix("  ").unwrap_or(l).to_owned() + "\n").collect();
        let block: Value = serde_yaml::from_str(&block).map_err(|e| format!("{e}: {block}"))?;
        let (code, said) =
            (block["codes"][0].as_str().unwrap(), block["message"].as_str().unwrap());
        let group = read[3].split(": ").next().unwrap().replace('\\', "");
        match code {
            "failed" | "undecided" => found.push(told(code, &group, said)),
            code if is_code(code) => {
                let level = if read.get(1).is_some() { "error" } else { "warning" };
                found.push(told(level, code, said));
            }
            _ => {}
        }
    }
    if plan == count { Ok(found) } else { Err(format!("{plan} are planned, {count} are told")) }
}

/// Commands as GitHub documents them: `::name key=value,key=value::message`.
fn of_github(page: &str) -> Result<Vec<Told>, String> {
    let command = Regex::new(
        r"^::(error|warning|notice) (?:file=([^:,%]|%3A|%2C|%25|%0A|%0D)+,line=\d+,endLine=\d+,(?:col=\d+,endColumn=\d+,)?)?title=((?:[^:,%]|%3A|%2C|%25)*)::((?:[^%]|%25|%0A)*)$",
    )
    .unwrap();
    let decoded = |text: &str| {
        text.replace("%3A", ":").replace("%2C", ",").replace("%0A", "\n").replace("%25", "%")
    };
    let lines: Vec<&str> = page.lines().collect();
    let (last, commands) = lines.split_last().unwrap();
    assert!(last.starts_with("seaworthy: "), "{last}");
    let mut found = Vec::new();
    for line in commands {
        let read = command.captures(line).ok_or_else(|| format!("no command: {line:?}"))?;
        let title = decoded(&read[3]);
        // A line of the message ends where `%0A` stands, whatever is decoded from the others.
        let said = decoded(read[4].split("%0A").next().unwrap());
        match title.strip_suffix(" (undecided)") {
            Some(rule) => found.push(told("undecided", rule, &said)),
            None if is_code(&title) => found.push(told(&read[1], &title, &said)),
            None if ["set-aside", "uncovered-kind"].contains(&&*title) => {}
            None if title.ends_with("-left-out") || title == "nothing-judged" => {}
            None => found.push(told("failed", &title, &said)),
        }
    }
    Ok(found)
}

/// A Code Quality report as GitLab documents it.
fn of_gitlab(issues: &Value) -> Result<Vec<Told>, String> {
    let schema: Value =
        serde_json::from_str(include_str!("../report/schemas/gitlab.json")).unwrap();
    let wrong = faults(&schema, &schema, issues, "");
    if !wrong.is_empty() {
        return Err(format!("not as it is documented: {wrong:?}"));
    }
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for issue in issues.as_array().unwrap() {
        let text = |key: &str| issue[key].as_str().unwrap();
        if !seen.insert(text("fingerprint")) {
            return Err(format!("a fingerprint is another's: {issue}"));
        }
        let (check, said) = (text("check_name"), text("description"));
        let path = issue["location"]["path"].as_str().unwrap();
        assert!(!path.starts_with("./") && !path.starts_with('/'), "{path}");
        match check {
            code if is_code(code) => {
                let level = if text("severity") == "blocker" { "error" } else { "warning" };
                found.push(told(level, code, said));
            }
            "uncovered-kind" | "findings-left-out" | "errors-left-out" | "nothing-judged" => {}
            rule => {
                let undecided = said.trim_start_matches("audit: ").starts_with("undecided: ");
                found.push(told(if undecided { "undecided" } else { "failed" }, rule, said));
            }
        }
    }
    Ok(found)
}

/// The records of RFC 4180.
fn records(page: &str) -> Vec<Vec<String>> {
    let (mut records, mut record, mut cell) = (Vec::new(), Vec::new(), String::new());
    let (mut quoted, mut chars) = (false, page.chars().peekable());
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => cell.extend(chars.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => record.push(std::mem::take(&mut cell)),
            '\r' if !quoted => {
                assert_eq!(chars.next(), Some('\n'));
                record.push(std::mem::take(&mut cell));
                records.push(std::mem::take(&mut record));
            }
            c => cell.push(c),
        }
    }
    assert!(!quoted && record.is_empty() && cell.is_empty());
    records
}

fn of_csv(page: &str) -> Result<Vec<Told>, String> {
    let mut records = records(page).into_iter();
    let names = records.next().unwrap();
    let column = |name: &str| names.iter().position(|other| other == name).unwrap();
    let mut found = Vec::new();
    for record in records {
        if record.len() != names.len() {
            return Err(format!("{} cells: {record:?}", record.len()));
        }
        if let Some(cell) = record.iter().find(|c| c.trim().starts_with(['=', '+', '-', '@'])) {
            return Err(format!("a spreadsheet computes {cell:?}"));
        }
        let cell = |name: &str| {
            let cell = &record[column(name)];
            cell.strip_prefix('\'').unwrap_or(cell)
        };
        let (verdict, rule, said) = (cell("verdict"), cell("rule"), cell("message"));
        let audited = if cell("enforcement") == "audit" { "audit: " } else { "" };
        match verdict {
            "failed" => found.push(told(verdict, rule, &format!("{audited}{said}"))),
            "undecided" => found.push(told(verdict, rule, &format!("{audited}undecided: {said}"))),
            "error" | "warning" => found.push(told(verdict, rule, said)),
            "set-aside" | "remark" => {}
            other => return Err(format!("the verdict {other:?}")),
        }
    }
    Ok(found)
}

/// The cells of a row of a table: a bar that is escaped is none.
fn cells(row: &str) -> Vec<String> {
    let inner = row.strip_prefix("| ").unwrap().strip_suffix(" |").unwrap();
    let (mut cells, mut escaped) = (vec![String::new()], false);
    for c in inner.chars() {
        match c {
            '|' if !escaped => cells.push(String::new()),
            c => cells.last_mut().unwrap().push(c),
        }
        escaped = c == '\\' && !escaped;
    }
    cells.iter().map(|cell| cell.trim().to_owned()).collect()
}

fn of_markdown(page: &str) -> Result<Vec<Told>, String> {
    let mut found = Vec::new();
    let mut part = "";
    for line in page.lines() {
        part = line.strip_prefix("### ").unwrap_or(if line.starts_with("<details>") {
            ""
        } else {
            part
        });
        if !line.starts_with("| ") || line.starts_with("| | ") || line.starts_with("| --") {
            continue;
        }
        let cells = cells(line);
        let said = cells.last().unwrap().split("<br>").next().unwrap();
        match part {
            "Inputs" | "Policies" => {
                let (level, code) = cells[0].split_once(' ').unwrap();
                let code = code.replace('`', "");
                if is_code(&code) {
                    found.push(told(&level.replace('*', ""), &code, said));
                }
            }
            "Findings" => {
                assert_eq!(cells.len(), 5, "{line}");
                let begins = said.replace('\\', "");
                let undecided = begins.trim_start_matches("audit: ").starts_with("undecided: ");
                let verdict = if undecided { "undecided" } else { "failed" };
                found.push(told(verdict, &cells[1].replace('`', ""), said));
            }
            _ => {}
        }
    }
    Ok(found)
}

fn of_html(page: &str) -> Result<Vec<Told>, String> {
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    let document = Document::parse_with_options(page, options).map_err(|e| e.to_string())?;
    let text = |node: Node<'_, '_>| -> String {
        node.descendants().filter(|n| n.is_text()).filter_map(|n| n.text()).collect()
    };
    let scripts = document.descendants().filter(|node| node.has_tag_name("script"));
    if scripts.count() != 1 {
        return Err("there is not one script".to_owned());
    }
    for node in document.descendants() {
        let harmful = node.attributes().find(|a| a.name().starts_with("on") || a.name() == "src");
        if harmful.is_some() || ["img", "a", "iframe", "link"].contains(&node.tag_name().name()) {
            return Err(format!("{node:?}"));
        }
    }
    let mut found = Vec::new();
    for article in document.descendants().filter(|node| node.has_tag_name("article")) {
        let by_class = |class| article.children().find(|c| c.attribute("class") == Some(class));
        let said = text(by_class("message").unwrap());
        let code = text(article.descendants().find(|node| node.has_tag_name("code")).unwrap());
        match article.attribute("data-verdict") {
            Some(verdict) => found.push(told(verdict, &code, &said)),
            None if is_code(&code) => {
                let level = article.attribute("class").unwrap().rsplit(' ').next().unwrap();
                found.push(told(level, &code, &said));
            }
            None => {}
        }
    }
    Ok(found)
}

fn of_policy_report(page: &str) -> Result<Vec<Told>, String> {
    let mut found = Vec::new();
    for document in serde_yaml::Deserializer::from_str(page) {
        let report = Value::deserialize(document).map_err(|error| error.to_string())?;
        let kind = report["kind"].as_str().unwrap().to_lowercase();
        let resource = schema(&format!("{kind}s.wgpolicyk8s.io.yaml"));
        let versions = resource["spec"]["versions"].as_array().unwrap();
        let version = versions.iter().find(|version| version["name"] == "v1alpha2").unwrap();
        let schema = &version["schema"]["openAPIV3Schema"];
        let wrong = faults(schema, schema, &report, "");
        if !wrong.is_empty() {
            return Err(format!("not as the CRD says: {wrong:?}"));
        }
        let results = report["results"].as_array().unwrap();
        for result in ["pass", "fail", "warn", "error", "skip"] {
            let count = results.iter().filter(|one| one["result"] == result).count();
            assert_eq!(report["summary"][result], count, "{result}");
        }
        for result in results {
            let text = |key: &str| result[key].as_str().unwrap();
            match text("rule") {
                verdict @ ("failed" | "undecided") => {
                    found.push(told(verdict, text("policy"), text("message")));
                }
                code if is_code(code) => {
                    let level = if text("result") == "error" { "error" } else { "warning" };
                    found.push(told(level, code, text("message")));
                }
                _ => {}
            }
        }
    }
    Ok(found)
}

/// Examples, inputs that can't be judged, none at all, and policies that are wrong: every format tells
/// the same, and exits the same.
#[test]
fn every_format_tells_the_same() {
    let here = root();
    for args in [
        &["examples"][..],
        &["./examples/how-to-pods/as-meant"],
        &["-p", "examples/platform-team", "examples/platform-team/teams"],
        &["--strict-coverage", "examples/crd-cluster"],
        &["examples/shop-project", "--project", "examples/shop-project/seaworthy.yaml"],
        &["no-such-file.yaml"],
        &["docs"],
        &["-p", "no-such-policy.sea", "examples"],
    ] {
        let run = |format: &str| run(here, [&["check", "-o", format], args].concat());
        let whole = run("json");
        let expected = report(&whole.stdout).unwrap();
        let summary = &expected["summary"];
        let expected = of_json(&expected);
        for format in names_of_formats(here).iter().filter(|format| *format != "text") {
            let ran = run(format);
            assert_eq!(ran.status.code(), whole.status.code(), "{args:?} {format}");
            let page = String::from_utf8_lossy(&ran.stdout);
            harmless(format, &ran.stdout).unwrap_or_else(|why| panic!("{args:?} {format}: {why}"));
            if format == "tap" && ran.status.code() == Some(2) {
                assert!(page.contains("\nBail out! "), "{page}");
                continue;
            }
            let wrong = same(format, &ran.stdout, &expected);
            assert_eq!(wrong, None, "{args:?} {format}: {page}");
            if ran.status.code() == Some(4) {
                let empty = ["csv", "json", "ndjson"].contains(&&**format);
                assert!(empty || page.contains("nothing to judge"), "{format}: {page}");
            }
        }
        assert_eq!(summary["exitCode"], whole.status.code().unwrap());
    }
}

/// Places are column-exact, and from here whatever the file was named by.
#[test]
fn places_are_exact() {
    let folder = crate::harness::folder_of(&[(
        "a/größe.yaml",
        "apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: shop}\nspec: {containers: [{name: \"größe\", image: nginx}]}\n",
    )]);
    let whole = folder.path().canonicalize().unwrap().join("a");
    for named in ["a", "./a", whole.to_str().unwrap()] {
        let run = |format: &str| {
            let args = ["check", "-p", "std/no-latest", "-o", format, named];
            String::from_utf8(run(folder.path(), args).stdout).unwrap()
        };
        let log: Value = serde_json::from_str(&run("sarif")).unwrap();
        let place = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "a/gr%C3%B6%C3%9Fe.yaml", "{named}");
        let region = json!({ "startLine": 4, "startColumn": 44, "endLine": 4, "endColumn": 49, "byteOffset": 107, "byteLength": 5 });
        assert_eq!(place["region"], region, "{named}");
        let github = run("github");
        let start =
            "::error file=a/größe.yaml,line=4,endLine=4,col=44,endColumn=49,title=std/no-latest::";
        assert!(github.starts_with(start), "{named}: {github}");
        let issues: Value = serde_json::from_str(&run("gitlab")).unwrap();
        assert_eq!(issues[0]["location"]["path"], "a/größe.yaml", "{named}");
        let positions =
            json!({ "begin": { "line": 4, "column": 44 }, "end": { "line": 4, "column": 49 } });
        assert_eq!(issues[0]["location"]["positions"], positions, "{named}");
    }
}
