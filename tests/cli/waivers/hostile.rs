//! Waivers files that somebody has got wrong, or means ill by.

use std::fs;

use super::{codes, judged, project};
use crate::harness::seaworthy_in;

/// A waiver of `tagged` on everything; in each line the text after `key: ` may be replaced.
const SOUND: &str = "waivers:
- rule: tagged
  object: {}
  reason: why
  owner: us
  until: 2027-01-31
";

/// What stands for no text that anybody could read.
const NOTHING: &[&str] = &[
    "''",
    "' '",
    "\"\\t\\n\"",
    "\"\\u00a0\"",
    "\"\\u200b\"",
    "\"\\u202e\\u2066\"",
    "\"\\0\"",
    "\"\\ufeff\\u3000\"",
    "",
    "null",
    "~",
    "[]",
    "{}",
    "[a]",
    "{a: b}",
];

#[test]
fn what_nobody_can_read_is_no_reason_and_no_owner() {
    let folder = project(SOUND, "");
    assert_eq!(judged(folder.path(), &[]).1, 0);
    for (key, value) in [("reason", "why"), ("owner", "us")] {
        for nothing in NOTHING {
            let text = SOUND.replace(&format!("{key}: {value}"), &format!("{key}: {nothing}"));
            fs::write(folder.path().join("waivers.yaml"), &text).unwrap();
            let (report, code) = judged(folder.path(), &[]);
            assert_eq!((code, codes(&report)), (2, vec!["E0454"]), "{text}{report:#}");
        }
    }
}

#[test]
fn what_is_missing_is_said_by_name() {
    let folder = project(SOUND, "");
    for key in ["rule", "object", "reason", "owner", "until"] {
        let lines = SOUND
            .lines()
            .filter(|line| !line.trim_start_matches("- ").trim_start().starts_with(key));
        let text: String = lines.map(|line| format!("{line}\n")).collect();
        let text = if key == "rule" { text.replacen("  object", "- object", 1) } else { text };
        fs::write(folder.path().join("waivers.yaml"), &text).unwrap();
        let (report, code) = judged(folder.path(), &[]);
        assert_eq!((code, codes(&report)), (2, vec!["E0454"]), "{text}{report:#}");
        let message = report["errors"][0]["message"].as_str().unwrap();
        assert!(message.contains(&format!("`{key}`")), "{message}");
    }
}

#[test]
fn only_days_of_the_calendar_are_days() {
    let folder = project(SOUND, "");
    let judge = |until: &str| {
        let text = SOUND.replace("2027-01-31", until);
        fs::write(folder.path().join("waivers.yaml"), text).unwrap();
        let (report, code) = judged(folder.path(), &[]);
        (code, codes(&report).into_iter().map(str::to_owned).collect::<Vec<_>>())
    };
    for until in [
        "2027-02-30",
        "2027-02-29",
        "2100-02-29",
        "2027-04-31",
        "2027-13-01",
        "2027-00-10",
        "2027-01-00",
        "2027-01-32",
        "2027-1-31",
        "27-01-31",
        "20270131",
        "2027/01/31",
        "31.1.2027",
        "2027-01-31T00:00:00Z",
        "2027-01-31 12:00",
        "\" 2027-01-31\"",
        "\"2027-01-31\\n\"",
        "\"２０２７-01-31\"",
        "-2027-01-31",
        "+2027-01-31",
        "12027-01-31",
        "tomorrow",
        "never",
        "''",
        "",
        "null",
        "1",
        "1.5",
        "true",
        "[]",
        "[2027-01-31]",
        "{}",
        "\"2027-01-31\\u200b\"",
        "\"2027\\u201001-31\"",
    ] {
        assert_eq!(judge(until), (2, vec!["E0454".to_owned()]), "{until}");
    }
    for until in ["2027-01-31", "'2027-01-31'", "2028-02-29", "2000000-01-01 # no", "9999-12-31"] {
        let wrong = until.contains("no");
        assert_eq!(judge(until).0, if wrong { 2 } else { 0 }, "{until}");
    }
    // The first day there is has expired long ago.
    assert_eq!(judge("0001-01-01"), (1, vec!["L0394".to_owned()]));
}

#[test]
fn whatever_a_waiver_says_is_harmless_where_it_is_printed() {
    let folder = project(SOUND, "");
    for hostile in [
        "\\e[2J\\e[31mred",
        "a\\rb",
        "a\\nerror[E0101]: fake",
        "a\\x85b",
        "a\\u2028b",
        "\\u202egnp.exe",
        "\\u2066a\\u2069",
        "a\\0b",
        "\\x9b31m",
        "\\ufeffa",
        "a\\u200bb",
        "::error::a",
        "##vso[task]a",
        "‹unknown›",
        "`a`",
        "</script><b>",
        "=1+1",
        "a\\\\u{1b}b",
        "\\\"a\\\"",
        "%0aa",
    ] {
        let mut text = SOUND.replace("reason: why", &format!("reason: \"{hostile} b\""));
        text = text.replace("owner: us", &format!("owner: \"{hostile} c\""));
        text.push_str(&format!("  ticket: \"{hostile} d\"\n"));
        fs::write(folder.path().join("waivers.yaml"), &text).unwrap();
        for format in ["text", "json"] {
            let args = ["check", "--today", "2026-11-22", "-v", "-o", format];
            let ran = seaworthy_in(folder.path(), args, "");
            assert_eq!((ran.code, &*ran.stderr), (0, ""), "{hostile}: {}", ran.stdout);
            let bad = |c: &char| {
                (c.is_control() && *c != '\n')
                    || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
            };
            assert_eq!(ran.stdout.chars().find(bad), None, "{format}: {:?}", ran.stdout);
            let begins = |line: &str| {
                ["error", "::", "##"].iter().any(|start| line.trim_start().starts_with(start))
            };
            assert_eq!(ran.stdout.lines().find(|line| begins(line)), None, "{}", ran.stdout);
        }
        // What it says arrives whole.
        let (report, _) = judged(folder.path(), &[]);
        let said = &report["findings"][0]["waiver"];
        assert!(said["reason"].as_str().unwrap().ends_with(" b"), "{report:#}");
        assert!(said["owner"].as_str().unwrap().ends_with(" c"), "{report:#}");
        assert!(said["ticket"].as_str().unwrap().ends_with(" d"), "{report:#}");
    }
}

#[test]
fn what_is_too_large_is_refused() {
    let folder = project(SOUND, "");
    let judge = |text: &[u8]| {
        fs::write(folder.path().join("waivers.yaml"), text).unwrap();
        let (report, code) = judged(folder.path(), &[]);
        (code, codes(&report).into_iter().map(str::to_owned).collect::<Vec<_>>())
    };
    let long = |length: usize| SOUND.replace("why", &"ä".repeat(length)).into_bytes();
    assert_eq!(judge(&long(1_000)).0, 0);
    assert_eq!(judge(&long(1_001)), (2, vec!["E0454".to_owned()]));
    assert_eq!(judge(&long(1_000_000)).0, 2);
    // Ten thousand are no matter; a file of many megabytes is none.
    let one = SOUND.trim_start_matches("waivers:\n");
    let many = format!("waivers:\n{}", one.replace("{}", "{ name: gone }").repeat(9_999) + one);
    assert_eq!(judge(many.as_bytes()).0, 0);
    assert_eq!(judge(&vec![b'#'; (1 << 22) + 1]), (2, vec!["E0451".to_owned()]));
    let deep = format!("waivers: {}", "[".repeat(100_000));
    assert_eq!(judge(deep.as_bytes()).0, 2);
}

#[test]
fn what_is_no_waivers_file_never_judges() {
    let folder = project(SOUND, "");
    let waivers = folder.path().join("waivers.yaml");
    let aliases = "a: &a [x, x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]\n";
    for text in [
        &b"\xff\xfe\x00"[..],
        b"\x00",
        b"waivers:\n\t- rule: tagged\n",
        b"waivers: {}\n",
        b"waivers: tagged\n",
        b"waivers: null\nwaivers: []\n",
        b"waivers:\n- rule: tagged\n  rule: tagged\n  object: {}\n  reason: x\n  owner: y\n  until: 2027-01-31\n",
        b"waivers:\n- !!python/object:os.system x\n",
        b"waivers: [\n",
        b"<<<<<<< HEAD\nwaivers: []\n=======\n>>>>>>> main\n",
        aliases.as_bytes(),
    ] {
        fs::write(&waivers, text).unwrap();
        let (report, code) = judged(folder.path(), &[]);
        let text = String::from_utf8_lossy(text);
        assert_eq!(code, 2, "{text}: {report:#}");
        assert_eq!(report["summary"]["objects"], 0, "{text}");
    }
    fs::remove_file(&waivers).unwrap();
    fs::create_dir(&waivers).unwrap();
    let (report, code) = judged(folder.path(), &[]);
    assert_eq!((code, codes(&report)), (2, vec!["E0451"]), "{report:#}");
}

#[test]
fn nothing_in_a_manifest_s_own_waivers_stops_a_run() {
    let folder = project("waivers: []\n", "waiverAnnotations: ['**']\n");
    let path = folder.path().join("deploy/web.yaml");
    let pod = fs::read_to_string(&path).unwrap();
    for own in [
        "''",
        "'tagged'",
        "'- tagged'",
        "'{'",
        "'[['",
        "\"\\e[2J\"",
        "'- {rule: tagged}'",
        "'- {rule: tagged, reason: a, owner: b, until: 2027-02-30}'",
        "'- {rule: tagged, object: {}, reason: a, owner: b, until: 2027-01-31}'",
        "'- {rule: tagged, reason: \"\\u200b\", owner: b, until: 2027-01-31}'",
        "\"- {rule: tagged, reason: a, owner: b, until: 2027-01-31}\\n---\\n- a\"",
        "7",
    ] {
        let with = format!("  annotations:\n    seaworthy.dev/waivers: {own}\n  namespace: shop\n");
        fs::write(&path, pod.replace("  namespace: shop\n", &with)).unwrap();
        let (report, code) = judged(folder.path(), &["deploy/web.yaml"]);
        assert_eq!(report["summary"]["failed"], 1, "{own}: {report:#}");
        assert!(codes(&report).contains(&"L0396") || own == "7", "{own}: {report:#}");
        assert_eq!(code, if own == "7" { code } else { 1 }, "{own}: {report:#}");
    }
}
