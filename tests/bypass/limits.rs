//! G: inputs that would exhaust time or memory. The times are ten times what a debug build takes on
//! a busy machine; what they must not be is out of proportion.

use std::time::{Duration, Instant};

use super::{Case, EVIL, Want, case, hold, list, pod, under};
use crate::harness::report;

pub(super) const ROWS: &[&str] = &["G1", "G2", "G4", "G5", "G7", "G8", "G10", "G11"];

const PATIENCE: Duration = Duration::from_secs(20);

/// Holds cases that must be decided soon.
#[track_caller]
fn soon(cases: Vec<Case>) {
    let started = Instant::now();
    hold(cases);
    assert!(started.elapsed() < PATIENCE, "{:?}", started.elapsed());
}

#[test]
fn g1_g2_aliases_have_a_budget() {
    let mut bomb = format!("{}a: &a [{}]\n", pod(EVIL), ["lol"; 9].join(", "));
    for (before, name) in ('a'..'i').zip('b'..'j') {
        let all = vec![format!("*{before}"); 9].join(", ");
        bomb.push_str(&format!("{name}: &{name} [{all}]\n"));
    }
    let long = format!("x: &x [{}]\nl: [{}]\n", ["1"; 50_000].join(","), ["*x"; 10_000].join(","));
    let text = format!("x: &x \"{}\"\nl: [{}]\n", "y".repeat(100_000), ["*x"; 10_000].join(","));
    let at = super::line_of(&bomb, "g: &g");
    soon(vec![
        case("G1", bomb, Want::Error("E0524", at)),
        case("G2", pod(EVIL) + &long, Want::Error("E0524", 9)),
        // A text that is named often is not copied.
        case("G2", pod(EVIL) + &text, Want::Violation(7)),
    ]);
}

#[test]
fn g4_a_mapping_of_many_keys_takes_linear_time() {
    let keys = |count: usize| {
        let keys: String = (0..count).map(|n| format!("  k{n:07}: 1\n")).collect();
        format!("{}m:\n{keys}", pod(EVIL))
    };
    soon(vec![case("G4", keys(30_000), Want::Violation(7))]);
    soon(vec![case("G4", keys(30_000) + "  k0000007: 2\n", Want::Error("E0507", 30_009))]);
}

#[test]
fn g5_sizes_are_limited_and_named() {
    let scalar = format!("{}s: \"{}\"\n", pod(EVIL), "a".repeat((4 << 20) + 1));
    soon(vec![case("G5", scalar, Want::Error("E0522", 8))]);
    let documents = "a: 1\n---\n".repeat(300);
    let (report, code) = report(["--limit", "documents=100", "-"], &documents);
    assert_eq!((code, &list(&report, "errors")[0]["code"]), (3, &"E0521".into()), "{report:#}");
}

#[test]
fn g7_g8_g10_policies_end() {
    let rule = |condition: &str| format!("rule r on image i {{ require {condition} else \"x\" }}");
    let matches = |re: &str| rule(&format!("(i.tag ?? \"\") matches re\"{re}\""));
    let mut cases: Vec<Case> = Vec::new();
    for deep in ["f[", "(", "true and not (", "[", "(if ", "any x in ["] {
        let rule = rule(&deep.repeat(3000));
        cases.push(under("G7", &rule, pod(EVIL), Want::Refused("E0134")));
    }
    for functions in [
        "func f(a: Int) -> Int = f(a)",
        "func f(a: Int) -> Int = g(a)\nfunc g(a: Int) -> Int = f(a)",
        "let f: Int = g\nlet g: Int = f",
    ] {
        let text = format!("{functions}\n{}", rule("true"));
        cases.push(under("G8", &text, pod(EVIL), Want::Refused("E0224")));
    }
    for re in ["(a{1000}){1000}", "\\pL{500}", &"a".repeat(1_000_000)] {
        cases.push(under("G10", &matches(re), pod(EVIL), Want::Refused("E0237")));
    }
    soon(cases);
}

#[test]
fn g11_many_findings_are_counted_and_listed_in_short() {
    let containers = "  - {name: c, image: 'evil:latest'}\n".repeat(5_000);
    let many = pod("image: good.io/team/a:1\n    imagePullPolicy: Always") + &containers;
    let started = Instant::now();
    let (report, code) = report(["-p", super::POLICY, "-"], &many);
    assert_eq!((code, list(&report, "findings").len()), (1, 2_000));
    assert_eq!(report["summary"]["failed"], 10_000);
    assert_eq!(report["summary"]["findingsLeftOut"], 8_000);
    let shown = crate::harness::seaworthy(["check", "-p", super::POLICY, "-"], &many);
    assert_eq!(shown.code, 1);
    assert!(shown.stdout.len() < 20_000, "{} bytes", shown.stdout.len());
    assert!(shown.stdout.contains("997 more of "), "{}", shown.stdout);
    assert!(shown.stdout.contains("8000 findings more are counted"), "{}", shown.stdout);
    assert!(started.elapsed() < PATIENCE, "{:?}", started.elapsed());
    // What is printed of a value is cut.
    let long = pod(&format!("image: \"evil{}:latest\"", "x".repeat(1_000_000)));
    for format in ["text", "json"] {
        let shown =
            crate::harness::seaworthy(["check", "-p", super::POLICY, "-o", format, "-"], &long);
        assert_eq!(shown.code, 3);
        assert!(shown.stdout.len() < 20_000, "{format}: {} bytes", shown.stdout.len());
    }
}
