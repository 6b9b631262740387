//! What is read of waivers files, what they cover, and what is said of them.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::*;
use crate::world::measure::Duration;

fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

fn terms(today: &str, most: Option<&str>) -> Terms {
    let most = most.map(|most| Ahead(Duration::parse(most).unwrap()));
    Terms { today: Some(day(today)), most, annotations: Vec::new() }
}

fn read_at(today: &str, most: Option<&str>, text: &str) -> Result<Waivers, String> {
    Waivers::read("w.yaml", text.as_bytes().to_vec(), &terms(today, most)).map_err(
        |(faults, source)| {
            faults.iter().fold(String::new(), |mut told, fault| {
                let at = source.position(fault.place().unwrap().span.start);
                let (code, message) = (fault.code.as_str(), &fault.message);
                let _ = writeln!(told, "{code} {}:{} {message}", at.line, at.column);
                assert!(!fault.help.is_empty(), "{message}");
                told
            })
        },
    )
}

/// A waiver of `r` on the object called `name`.
fn waiver(name: &str, until: &str) -> String {
    format!("- {{ rule: r, object: {{ name: {name} }}, reason: why, owner: us, until: {until} }}\n")
}

fn object(name: &str) -> ObjectName {
    ObjectName {
        api_version: "v1".into(),
        kind: "Pod".into(),
        namespace: None,
        name: Some(name.into()),
    }
}

/// True if a failure of `r` on the object called `web` is covered.
fn covers(waivers: &Waivers, rule: &str, path: &str) -> bool {
    waivers.cover(rule, Some(&object("web")), path, &mut BTreeSet::new()).is_some()
}

#[test]
fn a_waiver_holds_through_its_last_day() {
    let text = format!("waivers:\n{}", waiver("web", "2026-11-22"));
    for (today, held) in [("2026-11-21", true), ("2026-11-22", true), ("2026-11-23", false)] {
        let waivers = read_at(today, None, &text).unwrap();
        assert_eq!(covers(&waivers, "r", "spec"), held, "{today}");
        assert!(!covers(&waivers, "s", "spec"));
    }
    let terms = Terms { today: None, ..terms("2026-11-22", None) };
    let timeless = Waivers::read("w.yaml", text.into_bytes(), &terms).unwrap();
    assert!(!covers(&timeless, "r", "spec"), "on no known day");
}

#[test]
fn it_may_be_given_as_long_ahead_as_the_project_says_and_no_day_longer() {
    for (most, until, told) in [
        (Some("7d"), "2026-11-29", ""),
        (
            Some("7d"),
            "2026-11-30",
            "E0454 2:68 `2026-11-30` is further ahead than the project's `maxWaiver` allows\n",
        ),
        (Some("1w"), "2026-11-29", ""),
        (Some("1d"), "2026-11-22", ""),
        (None, "9999-12-31", ""),
    ] {
        let text = format!("waivers:\n{}", waiver("web", until));
        let found = read_at("2026-11-22", most, &text).err().unwrap_or_default();
        assert_eq!(found, told, "{most:?} {until}");
    }
}

#[test]
fn all_that_is_wrong_is_said_each_at_its_place() {
    let text = "\
waivers:
- { rule: r, object: {}, reason: x, owner: us, until: 2026-13-01 }
- { rule: r, object: { nam: web }, reason: ' ', owner: us, until: 2026-12-01, tiket: A }
- { rule: r, reason: x, until: 2026-12-01 }
- { rule: r, object: { name: '[a' }, path: 'spec.*', reason: x, owner: us, until: 2026-12-01 }
- r
waiver: []
";
    let told = read_at("2026-11-22", None, text).err().unwrap();
    let codes: Vec<&str> = told.lines().map(|line| line.split(' ').next().unwrap()).collect();
    assert_eq!(
        codes,
        ["E0454", "E0453", "E0454", "E0453", "E0454", "E0454", "E0454", "E0454", "E0453"],
        "{told}"
    );
    for part in [
        "did you mean `name`?",
        "did you mean `ticket`?",
        "has no `object`",
        "`spec.*` is not a path",
        "this `[` is never closed",
        "did you mean `waivers`?",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
}

#[test]
fn what_is_no_waivers_file_is_said() {
    for (text, said) in [
        ("", "E0452 1:1 this waivers file is empty\n"),
        ("- a\n", "E0452 1:1 a waivers file is a mapping, and this is none\n"),
        (
            "waivers: []\n---\na: 1\n",
            "E0452 3:1 a waivers file is one document, and this has several\n",
        ),
    ] {
        assert_eq!(read_at("2026-11-22", None, text).err().unwrap(), said, "{text}");
    }
    assert!(read_at("2026-11-22", None, "waivers: []\n").is_ok());
    assert!(read_at("2026-11-22", None, "{}\n").is_ok());
}

#[test]
fn the_first_that_covers_is_told_and_all_that_do_are_used() {
    let text = format!(
        "waivers:\n{}{}{}",
        waiver("web", "2026-11-01"),
        waiver("'w*'", "2026-12-01"),
        waiver("'*'", "2026-12-02")
    );
    let waivers = read_at("2026-11-22", None, &text).unwrap();
    let mut used = BTreeSet::new();
    let told = waivers.cover("r", Some(&object("web")), "spec", &mut used).unwrap();
    assert_eq!(told.until.as_deref(), Some("2026-12-01"));
    assert_eq!(used, BTreeSet::from([0, 1, 2]));
}

/// The codes of what is said after a run: the waivers are of `web`, `db*` and the expired `old`.
fn remarks(rules: &[&str], whole: bool, used: &[usize], seen: &[usize]) -> Vec<String> {
    let text = format!(
        "waivers:\n{}{}{}",
        waiver("web", "2026-12-01"),
        waiver("'db*'", "2026-12-01"),
        waiver("old", "2026-11-01")
    );
    let waivers = read_at("2026-11-22", None, &text).unwrap();
    let (used, seen) = (used.iter().copied().collect(), seen.iter().copied().collect());
    let after = After { rules: rules.iter().copied().collect(), whole, used: &used, seen: &seen };
    let remarks = waivers.remarks(&after);
    let line =
        |remark: &Diagnostic| waivers.source.position(remark.place().unwrap().span.start).line;
    remarks.iter().map(|remark| format!("{}:{}", remark.code.as_str(), line(remark))).collect()
}

#[test]
fn what_is_not_used_is_said_only_where_that_is_known() {
    assert_eq!(remarks(&["r"], true, &[], &[]), ["L0395:2", "L0395:3", "L0394:4"]);
    assert_eq!(remarks(&["r"], true, &[0, 1], &[]), ["L0394:4"]);
    // Of a part of the project, only what was seen and does not fail.
    assert_eq!(remarks(&["r"], false, &[], &[]), ["L0394:4"]);
    assert_eq!(remarks(&["r"], false, &[], &[0]), ["L0395:2", "L0394:4"]);
    assert_eq!(remarks(&["r"], false, &[0], &[0]), ["L0394:4"]);
    // By other rules, nothing is known.
    assert_eq!(remarks(&["s"], true, &[], &[0]), ["L0394:4"]);
}

#[test]
fn what_selects_one_name_sees_the_objects_that_it_selects() {
    let text = format!(
        "waivers:\n{}- {{ rule: r, object: {{ kind: Service, name: web }}, reason: x, owner: us, until: 2026-12-01 }}\n",
        waiver("web", "2026-12-01")
    );
    let waivers = read_at("2026-11-22", None, &text).unwrap();
    let mut seen = BTreeSet::new();
    waivers.see(&object("web"), &mut seen);
    waivers.see(&object("db"), &mut seen);
    assert_eq!(seen, BTreeSet::from([0]));
    assert!(waivers.names("web") && !waivers.names("db"));
}

#[test]
fn reasons_are_one_line_whatever_they_were() {
    let text = "waivers:\n- rule: r\n  object: {}\n  reason: |\n    one\n      two\n  owner: us\n  until: 2026-12-01\n";
    let waivers = read_at("2026-11-22", None, text).unwrap();
    let told = waivers.cover("r", None, "", &mut BTreeSet::new()).unwrap();
    assert_eq!(told.reason.as_deref(), Some("one two"));
    let place = told.place.as_ref().unwrap();
    assert_eq!((place.start.line, place.start.column), (2, 9));
}
