//! The examples on the pages of codes about manifests: what is to be avoided yields the code and no
//! other, and what is to be preferred yields nothing.
//!
//! What a page can't show as it is stands there by its name, as `<NUL>` or `<U+2028>`.

use std::fs;

use seaworthy::diag::Code;
use serde_json::Value;

use crate::harness::{fenced, report, seaworthy};

/// Codes that no single text gives rise to, and why; their pages show commands.
const NOT_ONE_TEXT: &[(Code, &str)] = &[
    (Code::E0520, "takes more than 32 MiB"),
    (Code::E0521, "takes more than 100,000 documents"),
    (Code::E0522, "takes more than 4 MiB"),
    (Code::E0550, "is about a path that is not there"),
    (Code::E0551, "is about a file that can't be read"),
    (Code::E0552, "is about a pipe or a device"),
    (Code::E0553, "is about a program that is not there"),
    (Code::E0554, "is about what a program makes of a folder"),
    (Code::E0555, "is about a program that does not end"),
    (Code::E0562, "is about a line and an index"),
    (Code::L0393, "is about a folder"),
];

/// Codes about waivers, which hang on files of their own (`cli::waivers`).
const OF_WAIVERS: &[Code] = &[Code::L0394, Code::L0395, Code::L0396, Code::L0397];

/// Codes about lines of a stream.
const OF_LINES: &[Code] = &[Code::E0561];

/// Codes that arise only under an option.
const UNDER: &[(Code, &str)] = &[(Code::E0560, "--strict")];

/// Signs that can't be seen, as pages name them.
const NAMED: &[(&str, &str)] =
    &[("<NUL>", "\0"), ("<TAB>", "\t"), ("<U+200B>", "\u{200b}"), ("<U+2028>", "\u{2028}")];

fn about_manifests() -> impl Iterator<Item = Code> {
    let codes = Code::ALL.iter().copied().filter(|code| !OF_WAIVERS.contains(code));
    codes.filter(|code| code.as_str().starts_with("E05") || code.as_str().starts_with("L039"))
}

/// The format and the text of a page's only example under a heading.
fn example(code: Code, heading: &str) -> (&'static str, &'static str) {
    let heading = format!("\n## {heading}\n");
    let section = code.page().split_once(&heading).expect("a page after the pattern").1;
    let section = section.split("\n## ").next().unwrap_or(section);
    match fenced(section).as_slice() {
        [block] => (block.info, block.text),
        blocks => panic!("{}: {} examples under {heading}", code.as_str(), blocks.len()),
    }
}

/// The text with the signs that it names; `<E9>` is a byte that is no UTF-8.
fn typed(text: &str) -> Vec<u8> {
    let named = |text: String, (name, sign): &(&str, &str)| text.replace(name, sign);
    let text = NAMED.iter().fold(text.to_owned(), named);
    let parts: Vec<&[u8]> = text.split("<E9>").map(str::as_bytes).collect();
    parts.join(&0xe9)
}

/// The codes that judging an example yields, each once.
fn codes_of(code: Code, (format, text): (&str, &str)) -> Vec<String> {
    if OF_LINES.contains(&code) {
        let ran = seaworthy(["check", "--no-project", "--stream", "-p", "std/no-latest"], text);
        let line = ran.stdout.lines().next().expect("a record");
        return codes_in(&serde_json::from_str(line).expect("JSON"));
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(format!("example.{format}"));
    fs::write(&file, typed(text)).unwrap();
    let option = UNDER.iter().find(|(under, _)| *under == code).map(|(_, option)| *option);
    let path = file.to_str().expect("a path in UTF-8");
    let (report, _) = report(option.into_iter().chain([path]), "");
    codes_in(&report)
}

/// The codes of the errors that a report or a record has.
fn codes_in(report: &Value) -> Vec<String> {
    let errors = report["errors"].as_array().expect("a list");
    let mut codes: Vec<String> =
        errors.iter().map(|error| error["code"].as_str().expect("a code").to_owned()).collect();
    codes.sort();
    codes.dedup();
    codes
}

#[test]
fn the_pages_of_codes_about_manifests_show_what_they_say() {
    let mut wrong = Vec::new();
    for code in about_manifests() {
        let (avoid, prefer) = (example(code, "Avoid"), example(code, "Prefer"));
        if let Some((_, why)) = NOT_ONE_TEXT.iter().find(|(not_shown, _)| *not_shown == code) {
            if (avoid.0, prefer.0) != ("text", "text") {
                wrong.push(format!("{code:?} {why}, and its page shows a manifest"));
            }
            continue;
        }
        let found = codes_of(code, avoid);
        if found != [code.as_str()] {
            wrong.push(format!("{code:?}: what is to be avoided yields {found:?}"));
        }
        let found = codes_of(code, prefer);
        if !found.is_empty() {
            wrong.push(format!("{code:?}: what is to be preferred yields {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
