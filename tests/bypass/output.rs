//! H: what a manifest says can't break what is printed.

use std::fs;

use serde_json::Value;

use super::{POLICY, pod};
use crate::harness::{report, seaworthy};

pub(super) const ROWS: &[&str] = &["H1", "H2", "H5", "H7"];

/// Texts that would do something to a terminal, a log or a page.
const HOSTILE: [&str; 8] = [
    "evil\\e[2K\\e[1A:latest",
    "evil\\r::add-mask::a",
    "x\\n::stop-commands::t",
    "\\n##[error]x",
    "evil\\u202e:1\\u2066",
    "evil\\x7f\\x9b1m:1",
    "<script>alert(1)</script>",
    "a](javascript:alert(1))",
];

fn manifest(hostile: &str) -> String {
    pod(&format!("image: \"{hostile}\"")).replace("name: p", &format!("name: \"{hostile}\""))
}

#[test]
fn h1_h2_h5_what_is_printed_is_harmless() {
    for hostile in HOSTILE {
        for more in [&[][..], &["--narrate"], &["--full", "-v"], &["--color", "always"]] {
            let args = ["check", "-p", POLICY, "-"].iter().chain(more);
            let shown = seaworthy(args, &manifest(hostile));
            assert_eq!(shown.code, 3, "{hostile}");
            let coloured = more.contains(&"always");
            for line in shown.stdout.lines() {
                let plain = if coloured { without_colour(line) } else { line.to_owned() };
                assert!(!plain.contains(is_harmful), "{hostile}: {plain:?}");
                assert!(!line.starts_with("::") && !line.starts_with("##["), "{hostile}: {line}");
            }
        }
        let (report, code) = report(["-p", POLICY, "-"], &manifest(hostile));
        assert_eq!(code, 3);
        assert_eq!(report["summary"]["images"], 1, "{hostile}");
    }
}

fn is_harmful(c: char) -> bool {
    c.is_control()
        || ('\u{202a}'..='\u{202e}').contains(&c)
        || ('\u{2066}'..='\u{2069}').contains(&c)
}

/// `line` without the sequences that set colours.
fn without_colour(line: &str) -> String {
    let mut pieces = line.split("\u{1b}[");
    let mut plain = pieces.next().unwrap_or("").to_owned();
    for piece in pieces {
        let (codes, rest) = piece.split_once('m').expect("a sequence that sets colours");
        assert!(codes.chars().all(|c| c.is_ascii_digit() || c == ';'), "{codes:?}");
        plain.push_str(rest);
    }
    plain
}

#[cfg(target_os = "linux")]
#[test]
fn h7_names_of_files_are_any_bytes() {
    use std::os::unix::ffi::OsStrExt as _;
    let folder = tempfile::tempdir().unwrap();
    let name = std::ffi::OsStr::from_bytes(b"caf\xe9\x1b[2K\n.yaml");
    fs::write(folder.path().join(name), pod("image: evil:latest")).unwrap();
    let folder = folder.path().to_str().unwrap();
    let (report, code) = report(["-p", POLICY, folder], "");
    assert_eq!(code, 1);
    let file = &report["findings"][0]["manifest"]["file"];
    let Value::String(file) = file else { panic!("{report:#}") };
    assert!(file.contains("\\xE9"), "{file:?}");
    let shown = seaworthy(["check", "-p", POLICY, folder], "").stdout;
    assert!(shown.lines().all(|line| !line.contains(char::is_control)), "{shown:?}");
}

/// C7: capitals make a registry of what looks like a name on Docker Hub, and the finding says so.
#[test]
fn c7_a_registry_by_its_capitals_is_named() {
    let shown = seaworthy(["check", "-p", POLICY, "-"], &pod("image: MyOrg/app:1")).stdout;
    let words = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("`MyOrg` is read as a registry, for its capitals"), "{shown}");
}
