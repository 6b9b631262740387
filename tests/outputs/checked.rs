//! What `check`, `eval`, `test`, `rules` and `explain` print of the scene, in every format and look.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::formats;
use super::readers::{Look, SECRET, json, report, text};
use super::{Hostile, hostile, keep, run, scene};

/// The looks of a text off a terminal, by the options that make them.
const LOOKS: &[(&str, &[&str], bool)] = &[
    ("plain", &[], false),
    ("colour", &["--color", "always"], true),
    ("full", &["--full", "-v", "--stats"], false),
    ("full-colour", &["--full", "--color", "always"], true),
    ("narrated", &["--narrate", "--full"], false),
    ("quiet", &["-q"], false),
];

/// The formats that the program says it has.
pub(super) fn names_of_formats(folder: &Path) -> Vec<String> {
    let told = run(folder, ["check", "-o", "?"]);
    let told = String::from_utf8(told.stderr).unwrap();
    let (_, list) = told.split_once("there are ").expect("the formats that there are");
    let list = list.lines().next().unwrap_or_default();
    list.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// Reads `output` of a run of `check` as `format` is read.
fn read(format: &str, output: &[u8], look: Look) -> Result<(), String> {
    match format {
        "text" => text(output, look).map(drop),
        "json" => report(output).map(drop),
        other => formats::harmless(other, output),
    }
}

#[test]
fn every_format_is_harmless_and_read_back() {
    let folder = tempfile::tempdir().unwrap();
    scene::write(folder.path(), &hostile());
    let formats = names_of_formats(folder.path());
    assert!(
        formats.iter().any(|f| f == "text") && formats.iter().any(|f| f == "json"),
        "{formats:?}"
    );
    let mut faults = Vec::new();
    let args = ["check", "-p", "p.sea", "m", "-o", "json"];
    let told = formats::of_json(&report(&run(folder.path(), args).stdout).unwrap());
    for format in &formats {
        // Only texts look otherwise; that other formats do not is seen by two.
        let looks = if format == "text" { LOOKS } else { &LOOKS[..2] };
        for (name, options, colour) in looks {
            let args = ["check", "-p", "p.sea", "m", "-o", format];
            let ran = run(folder.path(), args.iter().chain(*options));
            assert_eq!(ran.status.code(), Some(3), "{}", String::from_utf8_lossy(&ran.stderr));
            keep(&format!("check-{name}"), format, &ran.stdout);
            let look = Look { colour: *colour, ..Look::default() };
            if format != "text" {
                faults.extend(formats::same(format, &ran.stdout, &told));
            }
            faults.extend(
                read(format, &ran.stdout, look).err().map(|f| format!("{format}, {name}: {f}")),
            );
            if !ran.stderr.is_empty() {
                faults
                    .push(format!("{format}, {name}: {:?}", String::from_utf8_lossy(&ran.stderr)));
            }
            let told = String::from_utf8_lossy(&ran.stdout);
            if told.contains(SECRET) || told.len() < 10_000 {
                faults.push(format!("{format}, {name}: a secret, or nothing"));
            }
        }
        let file = format!("{format}=out");
        run(folder.path(), ["check", "-p", "p.sea", "m", "--color", "always", "-o", &file]);
        let written = fs::read(folder.path().join("out")).unwrap();
        let look = Look { colour: true, ..Look::default() };
        faults
            .extend(read(format, &written, look).err().map(|f| format!("{format} in a file: {f}")));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// A name that is longer than Kubernetes takes is cut.
fn name_in_report(text: &str) -> String {
    match text.chars().count() {
        ..=253 => text.to_owned(),
        _ => text.chars().take(253).chain(['…']).collect(),
    }
}

/// What goes in comes out of JSON, character by character.
#[test]
fn texts_are_read_back_as_they_were() {
    let folder = tempfile::tempdir().unwrap();
    let table = hostile();
    scene::write(folder.path(), &table);
    let ran = run(folder.path(), ["check", "-p", "p.sea", "-o", "json", "m"]);
    let report = report(&ran.stdout).unwrap();
    let by_file = objects_by_file(&report);
    let mut told = 0;
    for (n, Hostile { name, text }) in table.iter().enumerate() {
        for file in ["pod.json", "escaped.yaml"] {
            let Some(objects) = by_file.get(&format!("m/{n:02}/{file}")) else { continue };
            told += 1;
            for object in objects.iter().filter(|object| !object.is_null()) {
                // No text is no name.
                let told = object["name"].as_str().unwrap_or_default();
                assert_eq!(told, name_in_report(text), "{name}, {file}");
            }
        }
    }
    assert!(told > table.len(), "only {told} objects of {} texts are told", table.len());
    let kinds: BTreeSet<&str> = report["summary"]["uncovered"]
        .as_array()
        .unwrap()
        .iter()
        .map(|kind| kind["kind"].as_str().unwrap())
        .collect();
    let whole =
        table.iter().filter(|h| kinds.contains(format!("K{0}.{0}", h.text).as_str())).count();
    assert!(whole > table.len() / 3, "only {whole} kinds are told: {kinds:?}");
}

/// The objects that a report names, by the file they stand in.
fn objects_by_file(report: &Value) -> BTreeMap<String, Vec<&Value>> {
    let mut by_file: BTreeMap<String, Vec<&Value>> = BTreeMap::new();
    for finding in report["findings"].as_array().unwrap() {
        if let Some(file) = finding["manifest"]["file"].as_str() {
            by_file.entry(file.to_owned()).or_default().push(&finding["object"]);
        }
    }
    by_file
}

#[test]
fn answers_are_harmless_and_whole() {
    let folder = tempfile::tempdir().unwrap();
    let table = hostile();
    for (n, Hostile { text, .. }) in table.iter().enumerate() {
        let name = format!("{n:02}.json");
        fs::write(folder.path().join(name), scene::in_ascii(&scene::pod(text))).unwrap();
        let name = format!("{n:02}-secret.json");
        fs::write(folder.path().join(name), scene::in_ascii(&scene::sound_secret(text))).unwrap();
    }
    let texts: BTreeSet<&str> = table.iter().map(|hostile| hostile.text.as_str()).collect();
    for (expression, whole) in [
        ("[[c.name ?? \"\" for c in p.all_containers] for p in pods].flatten()", true),
        ("[r.metadata.name ?? \"\" for r in resources where r.kind == \"Pod\"]", true),
        ("[i.written ?? \"\" for i in images]", false),
        ("[r.metadata.labels for r in resources]", false),
        ("[r.metadata.annotations for r in resources]", false),
        ("[r.raw for r in resources]", false),
        ("[[c.env for c in p.all_containers] for p in pods]", false),
        ("resources", false),
        ("images", false),
        ("pods", false),
        ("[i.canonical for i in images]", false),
        ("\"\\u{1b}[2J\\u{d}\\n::stop-commands::t\"", false),
    ] {
        let ran = run(folder.path(), ["eval", expression, "."]);
        assert!(!ran.stdout.is_empty(), "{}", String::from_utf8_lossy(&ran.stderr));
        let free = Look { free: true, ..Look::default() };
        text(&ran.stdout, free).unwrap_or_else(|fault| panic!("{expression}: {fault}"));
        text(&ran.stderr, free).unwrap_or_else(|fault| panic!("{expression}, beside: {fault}"));
        let ran = run(folder.path(), ["eval", expression, "-o", "json", "."]);
        keep(&format!("eval-{}", expression.len()), "answer", &ran.stdout);
        let answer = json(&ran.stdout).unwrap_or_else(|fault| panic!("{expression}: {fault}"));
        if whole {
            let answer: BTreeSet<&str> =
                answer.as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect();
            assert_eq!(answer, texts, "{expression}");
        }
    }
}

#[test]
fn traces_are_harmless_and_whole() {
    let folder = tempfile::tempdir().unwrap();
    let table = hostile();
    scene::write(folder.path(), &table);
    let schema = fs::read_to_string(crate::harness::root().join("docs/trace.schema.json")).unwrap();
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let mut told = 0;
    for (n, Hostile { name, text: hostile }) in table.iter().enumerate() {
        for (file, line) in [("pod.json", 1), ("escaped.yaml", 13)] {
            let at = format!("m/{n:02}/{file}:{line}");
            let args = ["explain", "-p", "p.sea", "--at", &at];
            for (look, options, colour) in &LOOKS[..2] {
                let ran = run(folder.path(), args.iter().chain(*options));
                keep(&format!("trace-{n:02}-{file}-{look}"), "text", &ran.stdout);
                let look = Look { colour: *colour, free: true, ..Look::default() };
                for printed in [&ran.stdout, &ran.stderr] {
                    text(printed, look).unwrap_or_else(|fault| panic!("{name}, {file}: {fault}"));
                    assert!(!String::from_utf8_lossy(printed).contains(SECRET), "{name}, {file}");
                }
            }
            let ran = run(folder.path(), args.iter().chain(&["-o", "json"]));
            if ran.status.code() != Some(0) {
                assert!(ran.stdout.is_empty(), "{name}, {file}");
                continue;
            }
            keep(&format!("trace-{n:02}-{file}"), "trace", &ran.stdout);
            let trace = json(&ran.stdout).unwrap_or_else(|fault| panic!("{name}, {file}: {fault}"));
            let faults = crate::report::schema::faults(&schema, &schema, &trace, "");
            assert!(faults.is_empty(), "{name}, {file}: {faults:#?}");
            let object = trace["object"]["name"].as_str().unwrap_or_default();
            assert_eq!(object, name_in_report(hostile), "{name}, {file}");
            told += 1;
        }
    }
    assert!(told > table.len(), "only {told} objects of {} texts are told", table.len());
}

#[test]
fn names_of_files_are_harmless_and_lead_back_to_them() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let written = scene::write_names(here, &hostile());
    fs::write(here.join("p.sea"), "edition 1\nrule r on image i { require false else \"x\" }\n")
        .unwrap();
    let places = ["files", "folders", "others"];
    let args = ["check", "-p", "p.sea", "-o", "json"];
    let ran = run(here, args.iter().chain(&places));
    assert_eq!(ran.status.code(), Some(1), "{}", String::from_utf8_lossy(&ran.stderr));
    keep("names", "json", &ran.stdout);
    let report = report(&ran.stdout).unwrap();
    let found: BTreeSet<PathBuf> =
        objects_by_file(&report).keys().map(|file| path_of(file)).collect();
    let expected: BTreeSet<PathBuf> = written.into_iter().collect();
    let lost: Vec<_> = expected.symmetric_difference(&found).collect();
    assert!(lost.is_empty(), "{lost:#?}");
    for (name, options, colour) in LOOKS {
        let args = ["check", "-p", "p.sea"].iter().chain(*options).chain(&places);
        let ran = run(here, args);
        keep(&format!("names-{name}"), "text", &ran.stdout);
        let look = Look { colour: *colour, ..Look::default() };
        text(&ran.stdout, look).unwrap_or_else(|fault| panic!("{name}: {fault}"));
    }
    // Each named itself, in an order of its own, is the same report.
    let named = run(
        here,
        args.iter().map(std::ffi::OsString::from).chain(expected.into_iter().rev().map(Into::into)),
    );
    assert_eq!(String::from_utf8_lossy(&named.stdout), String::from_utf8_lossy(&ran.stdout));
}

/// The path that a report's `file` means, as the schema says.
#[cfg(unix)]
fn path_of(file: &str) -> PathBuf {
    use std::os::unix::ffi::OsStringExt as _;
    let escape = regex::bytes::Regex::new(r"\\x([0-9A-F]{2})").unwrap();
    let byte = |found: &regex::bytes::Captures<'_>| {
        vec![u8::from_str_radix(std::str::from_utf8(&found[1]).unwrap(), 16).unwrap()]
    };
    let bytes = escape.replace_all(file.as_bytes(), byte).into_owned();
    std::ffi::OsString::from_vec(bytes).into()
}

#[cfg(not(unix))]
fn path_of(file: &str) -> PathBuf {
    file.into()
}

/// A path that leads out is told as it was named: nothing is made of it.
#[test]
fn a_path_that_leads_out_is_told_as_it_was_named() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("a/b")).unwrap();
    fs::write(folder.path().join("out.yaml"), scene::pod("nginx").to_string()).unwrap();
    let here = folder.path().join("a/b");
    for (named, code) in [("../../out.yaml", 1), ("../../etc/passwd", 3), ("file:///etc/passwd", 3)]
    {
        let ran = run(&here, ["check", "-o", "json", named]);
        assert_eq!(ran.status.code(), Some(code), "{named}");
        let report = report(&ran.stdout).unwrap();
        let told = report.to_string();
        assert!(
            told.contains(&format!("`{named}` does not exist"))
                || told.contains(&format!("\"file\":\"{named}\"")),
            "{told}"
        );
    }
}
