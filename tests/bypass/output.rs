//! H: what a manifest says can't break what is printed. These are the rows' own inputs; `outputs` puts a
//! table of hostile texts through every place and every format there is.

use std::fs;

use serde_json::Value;

use super::{POLICY, pod};
use crate::harness::{folder_of, report, seaworthy};

pub(super) const ROWS: &[&str] = &["H1", "H2", "H5", "H7"];

/// A Pod that says `hostile`, as YAML escapes it, in its name, its container's and its image's.
fn manifest(hostile: &str) -> String {
    pod(&format!("image: \"{hostile}\""))
        .replace("name: p", &format!("name: \"{hostile}\""))
        .replace("name: c", &format!("name: \"{hostile}\""))
}

/// What is told of `hostile` in text, whatever the options: all in all.
fn told(hostile: &str) -> String {
    let looks = [&[][..], &["--narrate"], &["--full", "-v"], &["-q"]];
    let shown = looks.map(|more| {
        let args = ["check", "-p", POLICY, "-"].iter().chain(more);
        let shown = seaworthy(args, &manifest(hostile));
        assert_eq!(shown.code, 3, "{hostile}: {}", shown.stderr);
        assert!(!shown.stdout.replace('\n', "").contains(char::is_control), "{:?}", shown.stdout);
        shown.stdout
    });
    shown.concat()
}

/// What the report tells as the object's name.
fn name_in_json(hostile: &str) -> String {
    let (report, code) = report(["-p", POLICY, "-"], &manifest(hostile));
    assert_eq!(code, 3, "{hostile}");
    assert_eq!(report["summary"]["images"], 1, "{hostile}");
    let Value::String(name) = &report["findings"][0]["object"]["name"] else {
        panic!("{report:#}")
    };
    name.clone()
}

#[test]
fn h1_what_acts_on_a_terminal_is_shown_as_an_escape() {
    for (written, text, shown) in [
        (
            "evil\\e[2K\\e[1A:latest",
            "evil\u{1b}[2K\u{1b}[1A:latest",
            "evil\\u{1b}[2K\\u{1b}[1A:latest",
        ),
        ("evil\\r:latest", "evil\r:latest", "evil\\r:latest"),
        ("evil\\x07\\x08:latest", "evil\u{7}\u{8}:latest", "evil\\u{7}\\u{8}:latest"),
        ("evil\\x9b2J:latest", "evil\u{9b}2J:latest", "evil\\u{9b}2J:latest"),
        ("evil\\x7f:latest", "evil\u{7f}:latest", "evil\\u{7f}:latest"),
        ("evil\\u202e:1\\u2066", "evil\u{202e}:1\u{2066}", "evil\\u{202e}:1\\u{2066}"),
    ] {
        let told = told(written);
        // Long messages are wrapped, but not within a word.
        assert!(told.contains(shown), "{written}: {told}");
        assert_eq!(name_in_json(written), text);
        #[cfg(unix)]
        {
            let folder = folder_of(&[
                ("p.yaml", manifest(written)),
                ("p.sea", fs::read_to_string(POLICY).unwrap()),
            ]);
            let args = "check -p p.sea p.yaml --color never";
            let Some(on_tty) = crate::outputs::on_a_terminal(folder.path(), 80, "C.UTF-8", args)
            else {
                continue;
            };
            let on_tty = String::from_utf8(on_tty).unwrap();
            assert!(on_tty.contains(shown), "{written}: {on_tty:?}");
            assert!(!on_tty.replace('\n', "").contains(char::is_control), "{written}: {on_tty:?}");
        }
    }
}

#[test]
fn h2_no_log_obeys_what_a_manifest_says() {
    for (written, text) in [
        ("x\\n::stop-commands::t", "x\n::stop-commands::t"),
        ("x\\r::add-mask::a", "x\r::add-mask::a"),
        ("##[error]x", "##[error]x"),
        ("::stop-commands::t", "::stop-commands::t"),
        (
            "a text that is long enough for the line to be wrapped right before ::add-mask::a",
            "a text that is long enough for the line to be wrapped right before ::add-mask::a",
        ),
        ("\\u3000::add-mask::a", "\u{3000}::add-mask::a"),
    ] {
        let told = told(written);
        for line in told.lines() {
            assert!(
                !line.trim_start().starts_with("::") && !line.contains("##["),
                "{written}: {line}"
            );
            for word in ["stop-commands", "add-mask", "x\\"] {
                assert!(!line.starts_with(word), "{written}: {line}");
            }
        }
        assert_eq!(name_in_json(written), text);
        let json = seaworthy(["check", "-p", POLICY, "-o", "json", "-"], &manifest(written)).stdout;
        assert!(!json.contains("##["), "{written}: {json}");
    }
}

/// Text is no page: markup is shown as it is written, and JSON carries it as it is.
#[test]
fn h5_markup_is_text() {
    for markup in ["<script>alert(1)</script>", "a](javascript:alert(1))"] {
        assert!(told(markup).contains(markup), "{markup}");
        assert_eq!(name_in_json(markup), markup);
    }
}

/// A path is told as it was named, so that it is found again: nothing is resolved, nothing is lost.
#[test]
fn h7_a_path_that_leads_out_is_told_as_it_was_named() {
    let folder = folder_of(&[
        ("a/b/in.yaml", pod("image: evil:latest")),
        ("etc.yaml", pod("image: evil:latest")),
    ]);
    let policy = crate::harness::root().join(POLICY);
    let policy = policy.to_str().unwrap();
    let args = ["check", "-o", "json", "-p", policy, "../../etc.yaml"];
    let ran = crate::harness::seaworthy_in(&folder.path().join("a/b"), args, "");
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(report["findings"][0]["manifest"]["file"], "../../etc.yaml");
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
    assert!(file.ends_with("/caf\\xE9\u{1b}[2K\n.yaml"), "{file:?}");
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
