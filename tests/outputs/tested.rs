//! What `test` prints of policies, fixtures and names of files that are hostile, in every format, and what
//! `--coverage` does.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use seaworthy::diag::printable;

use super::readers::{Look, SECRET, json, text};
use super::{Hostile, hostile, keep, run, scene};
use crate::testing::formats::{Told, of_json, of_junit, of_tap, schema_faults};

/// The formats that the program says an option has.
fn formats(folder: &Path, option: &str) -> Vec<String> {
    let told = run(folder, ["test", option]);
    let told = String::from_utf8(told.stderr).unwrap();
    let (_, list) = told.split_once("there are ").expect("the formats that there are");
    let list = list.lines().next().unwrap_or_default();
    list.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// Writes policies whose tests fail and say each text of the table: `p` by their titles, messages and
/// fixtures, `n` by the names of their files. The titles, in order of the files' names.
fn write(folder: &Path, table: &[Hostile]) -> BTreeSet<String> {
    let mut titles = BTreeSet::new();
    for place in ["p", "n"] {
        fs::create_dir(folder.join(place)).unwrap();
    }
    for (n, Hostile { text, .. }) in table.iter().enumerate() {
        let said: String = text.chars().take(900).collect();
        let literal: String = said.chars().map(|c| format!("\\u{{{:x}}}", u32::from(c))).collect();
        let inline = scene::in_ascii(&scene::pod(text));
        let file = scene::in_ascii(&scene::sound_secret(text));
        fs::write(folder.join(format!("p/{n:02}.json")), format!("{file}\n---\n{inline}\n"))
            .unwrap();
        let comment = printable(text).replace('"', "'");
        let policy = |n: &str, title: &str| {
            format!(
                "edition 1\nrule r{n} on image i {{\n  require i.tag == \"no-such\" else \"{literal}\" help \"{literal}\"\n}}\n\
                 test \"{title}\" {{\n  given \"\"\"\n    {inline} # {comment}\n  \"\"\"\n  given file\"../p/{n:0>2}.json\"\n}}\n"
            )
        };
        fs::write(
            folder.join(format!("p/t{n:02}.sea")),
            policy(&n.to_string(), &format!("{literal} {n}")),
        )
        .unwrap();
        titles.insert(format!("{said} {n}"));
        let name: String = text.replace(['/', '\0'], "").chars().take(60).collect();
        let named = policy(&format!("{n}"), &format!("named {n}"))
            .replace(&format!("rule r{n} "), &format!("rule n{n} "));
        if !name.is_empty() && fs::write(folder.join(format!("n/{name}{n}.sea")), named).is_ok() {
            titles.insert(format!("named {n}"));
        }
    }
    titles
}

#[test]
fn reports_of_tests_are_harmless_and_read_back() {
    let folder = tempfile::tempdir().unwrap();
    let titles = write(folder.path(), &hostile());
    let formats = formats(folder.path(), "--output=?");
    assert!(
        ["text", "json", "junit", "tap"].iter().all(|f| formats.iter().any(|g| g == f)),
        "{formats:?}"
    );
    let reports: Vec<(String, Vec<u8>)> = formats
        .into_iter()
        .map(|format| {
            let ran = run(folder.path(), ["test", "p", "n", "-o", &format]);
            let code = ran.status.code();
            assert_eq!(
                (code, &*ran.stderr),
                (Some(1), &b""[..]),
                "{format}: {}",
                String::from_utf8_lossy(&ran.stdout)
            );
            keep("test", if format == "json" { "tests" } else { &format }, &ran.stdout);
            (format, ran.stdout)
        })
        .collect();
    let report = reports.iter().find(|(format, _)| format == "json").unwrap();
    let tests = of_json(std::str::from_utf8(&report.1).unwrap());
    let told: BTreeSet<String> = tests.iter().map(|told| told.title.clone()).collect();
    assert_eq!(told, titles);
    let shown: Vec<Told> = tests.into_iter().map(shown).collect();
    for (format, report) in &reports {
        let page = std::str::from_utf8(report).unwrap();
        assert!(!page.contains(SECRET) && page.len() > 10_000, "{format}");
        text(report, Look { free: true, ..Look::default() })
            .unwrap_or_else(|fault| panic!("{format}: {fault}"));
        match &**format {
            "text" => {
                for Told { file, title, .. } in &shown {
                    assert!(
                        page.contains(&format!("\nFAILED  {file}: {title}\n"))
                            || page.starts_with("FAILED"),
                        "{title}"
                    );
                }
            }
            "json" => assert_eq!(schema_faults(&json(report).unwrap()), Vec::<String>::new()),
            "junit" => {
                assert_eq!(of_junit(page), shown);
                read_as_xml(page);
            }
            "tap" => assert_eq!(of_tap(page), shown),
            // A format is not done before a reader that is not ours reads back what was hostile.
            other => panic!("the format `{other}` has no reader here: add one"),
        }
    }
    for (name, look) in [("always", true), ("never", false)] {
        for options in [&["-q"][..], &["--narrate"], &[]] {
            let args = [&["test", "p", "n", "--color", name], options].concat();
            let ran = run(folder.path(), args);
            keep(&format!("test-{name}{}", options.concat()), "text", &ran.stdout);
            let colour = look && options != ["--narrate"];
            let look = Look { free: true, colour, ..Look::default() };
            text(&ran.stdout, look).unwrap_or_else(|fault| panic!("{name} {options:?}: {fault}"));
        }
    }
}

/// What people are shown of it.
fn shown(told: Told) -> Told {
    let shown = |text: &str| printable(text).into_owned();
    Told { file: shown(&told.file), title: shown(&told.title), ..told }
}

/// Python reads the XML too, if it is there.
fn read_as_xml(page: &str) {
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), page).unwrap();
    let program = "import sys,xml.etree.ElementTree as t; print(len(t.parse(sys.argv[1]).findall('.//testcase')))";
    match Command::new("python3").args(["-c", program]).arg(file.path()).output() {
        Ok(ran) => {
            let count = page.matches("<testcase ").count().to_string();
            assert_eq!(
                String::from_utf8_lossy(&ran.stdout).trim(),
                count,
                "{}",
                String::from_utf8_lossy(&ran.stderr)
            );
        }
        Err(_) => eprintln!("skipped: python3 is not there to read XML"),
    }
}

#[test]
fn coverage_is_harmless() {
    let folder = tempfile::tempdir().unwrap();
    let table = hostile();
    write(folder.path(), &table);
    for format in formats(folder.path(), "--coverage=?") {
        let output = format!("--coverage={format}=out");
        let ran = run(folder.path(), ["test", "-q", "p", "n", &output]);
        assert_eq!(ran.status.code(), Some(1), "{format}");
        let written = fs::read(folder.path().join("out")).unwrap();
        keep("coverage", if format == "text" { "text" } else { &format }, &written);
        text(&written, Look { free: true, ..Look::default() })
            .unwrap_or_else(|fault| panic!("{format}: {fault}"));
        let page = String::from_utf8(written).unwrap();
        assert!(!page.contains(SECRET), "{format}");
        let files = page.lines().filter(|line| line.starts_with("SF:")).count();
        match &*format {
            "text" => assert!(
                page.lines().filter(|line| line.contains("never holds")).count() > table.len()
            ),
            "lcov" => {
                assert!(files > table.len());
                assert_eq!(files, page.lines().filter(|line| *line == "end_of_record").count());
            }
            "html" => {
                let options = roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
                let document = roxmltree::Document::parse_with_options(&page, options).unwrap();
                let scripts = document
                    .descendants()
                    .filter(|n| n.has_tag_name("script") || n.has_tag_name("img"));
                assert_eq!(scripts.count(), 0);
                let heads: BTreeSet<&str> = document
                    .descendants()
                    .filter(|n| n.has_tag_name("h2"))
                    .filter_map(|n| n.text())
                    .collect();
                for n in 0..table.len() {
                    assert!(heads.contains(&*format!("p/t{n:02}.sea")), "{heads:?}");
                }
            }
            other => panic!("the format `{other}` has no reader here: add one"),
        }
    }
}
