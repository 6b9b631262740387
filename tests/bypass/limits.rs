//! G: inputs that would exhaust time or memory. A test runs an unoptimised program on a busy machine:
//! where a row names a time, the best of several runs counts. `scripts/limits.sh` measures the same and
//! more with a release build.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::{Case, EVIL, POLICY, Want, case, hold, list, pod, under};
use crate::harness::{folder_of, report, seaworthy};

pub(super) const ROWS: &[&str] = &["G1", "G2", "G4", "G5", "G7", "G8", "G10", "G11"];

const PATIENCE: Duration = Duration::from_secs(20);

/// Holds cases that must be decided soon.
#[track_caller]
fn soon(cases: Vec<Case>) {
    let started = Instant::now();
    hold(cases);
    assert!(started.elapsed() < PATIENCE, "{:?}", started.elapsed());
}

/// The exit code of `check m.yaml`, and what it prints, with no more than so many KiB of data and four
/// seconds of CPU, for an unoptimised build; none if that is not enough.
fn within(kib: usize, manifest: &str, more: &[&str]) -> Option<(i32, String)> {
    let folder = folder_of(&[("m.yaml", manifest)]);
    let output = Command::new("sh")
        .args(["-c", &format!("ulimit -t 4; ulimit -d {kib}; exec \"$0\" \"$@\"")])
        .args([env!("CARGO_BIN_EXE_seaworthy"), "check", "-o", "json", "m.yaml"])
        .args(more)
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    output.status.code().filter(|code| *code < 5).map(|code| (code, printed))
}

/// KiB of data that a run with one Pod needs, and a tenth more.
fn base() -> usize {
    let enough = |kib: &usize| within(*kib, &pod(EVIL), &[]).is_some();
    let least = (1..64).map(|n| n * 1024).find(enough);
    least.expect("64 MiB are enough for a Pod") * 11 / 10
}

/// Runs `work` until it takes less than a second, five times at most.
#[track_caller]
fn within_a_second(work: impl Fn()) {
    let mut best = Duration::MAX;
    for _ in 0..5 {
        let started = Instant::now();
        work();
        best = best.min(started.elapsed());
        if best < Duration::from_secs(1) {
            return;
        }
    }
    panic!("{best:?}");
}

/// Levels of nine aliases each to the one before.
fn bomb(levels: usize) -> String {
    let mut text = format!("{}a: &a [{}]\n", pod(EVIL), ["lol"; 9].join(", "));
    for (before, name) in ('a'..='y').zip('b'..='z').take(levels - 1) {
        let all = vec![format!("*{before}"); 9].join(", ");
        text.push_str(&format!("{name}: &{name} [{all}]\n"));
    }
    text
}

#[test]
fn g1_g2_aliases_have_a_budget() {
    let bomb = bomb(9);
    let long = format!("x: &x [{}]\nl: [{}]\n", ["1"; 50_000].join(","), ["*x"; 10_000].join(","));
    let text = format!("x: &x \"{}\"\nl: [{}]\n", "y".repeat(100_000), ["*x"; 10_000].join(","));
    let few = format!("x: &x \"{}\"\nl: [{}]\n", "y".repeat(100_000), ["*x"; 100].join(","));
    let at = super::line_of(&bomb, "g: &g");
    soon(vec![
        case("G1", bomb, Want::Error("E0524", at)),
        case("G2", pod(EVIL) + &long, Want::Error("E0524", 9)),
        // A text that is named often is not copied, but everyone who reads it reads it as often.
        case("G2", pod(EVIL) + &text, Want::Error("E0524", 9)),
        case("G2", pod(EVIL) + &few, Want::Violation(7)),
    ]);
}

#[test]
#[cfg(target_os = "linux")]
fn g1_a_bomb_takes_little_cpu_and_64_mib() {
    let (bomb, room) = (bomb(9), base() + (64 << 10));
    let (code, printed) = within(room, &bomb, &[]).expect("64 MiB are enough for a bomb");
    assert!(code == 3 && printed.contains("E0524"), "{printed}");
    // Of many, each in a document of its own, the first takes what the file has.
    let many = vec![bomb; 200].join("---\n");
    let room = room + 8 * many.len() / 1024;
    let (code, printed) = within(room, &many, &[]).expect("64 MiB are enough for many bombs");
    assert!(code == 3 && printed.contains("E0524"), "{printed}");
}

#[test]
fn g4_a_mapping_of_many_keys_takes_linear_time() {
    let keys = |prefix: &str, count: usize| {
        let keys: String = (0..count).map(|n| format!("  {prefix}{n:07}: 1\n")).collect();
        format!("{}m:\n{keys}", pod(EVIL))
    };
    for prefix in ["k", "the-same-beginning-"] {
        let judge = |count| {
            let manifest = keys(prefix, count);
            let started = Instant::now();
            let (report, code) = report(["-p", POLICY, "-"], &manifest);
            assert_eq!((code, &report["summary"]["failed"]), (1, &2.into()));
            started.elapsed()
        };
        judge(1_000_000);
        // Four times the keys, and no more than twice four times the time.
        let gentle = |_: usize| judge(120_000) < judge(30_000) * 8;
        assert!((0..5).any(gentle), "{prefix}");
    }
    soon(vec![case("G4", keys("k", 30_000) + "  k0000007: 2\n", Want::Error("E0507", 30_009))]);
}

#[test]
fn g5_sizes_are_limited_and_named() {
    let code = |args: &[&str], text: &str| {
        let (report, code) = report(args.iter().copied().chain(["-"]), text);
        assert_eq!(code, 3, "{report:#}");
        let error = &list(&report, "errors")[0];
        (error["code"].as_str().unwrap().to_owned(), error["message"].as_str().unwrap().to_owned())
    };
    let scalar = |bytes: usize| format!("{}s: \"{}\"\n", pod(EVIL), "a".repeat(bytes));
    soon(vec![case("G5", scalar((4 << 20) + 1), Want::Error("E0522", 8))]);
    let large = code(&["--limit", "file-bytes=100000000"], &scalar(64 << 20));
    assert_eq!((large.0.as_str(), large.1.contains("the limit of 4194304")), ("E0522", true));
    assert_eq!(code(&[], &scalar(64 << 20)).0, "E0520");
    let file = code(&[], &"a: b\n".repeat(20 << 20));
    assert_eq!((file.0.as_str(), file.1.contains("the limit of 33554432")), ("E0520", true));
    let documents = code(&[], &"---\na: 1\n".repeat(1_000_000));
    assert_eq!(
        (documents.0.as_str(), documents.1.contains("the limit of 100000")),
        ("E0521", true)
    );
}

#[test]
#[cfg(target_os = "linux")]
fn g5_what_is_too_large_is_not_held() {
    let file = "a: b\n".repeat(20 << 20);
    let room = base() + (64 << 10);
    let (code, printed) = within(room, &file, &[]).expect("100 MiB are not read into 64");
    assert!(code == 3 && printed.contains("E0520"), "{printed}");
    let documents = "---\na: 1\n".repeat(1_000_000);
    let (code, printed) = within(room + 8 * documents.len() / 1024, &documents, &[]).unwrap();
    assert!(code == 3 && printed.contains("E0521"), "{printed}");
}

/// A rule with one condition.
fn rule(condition: &str) -> String {
    format!("rule r on image i {{ require {condition} else \"x\" }}")
}

#[test]
fn g7_policies_are_parsed_in_linear_time() {
    let mut cases: Vec<Case> = Vec::new();
    for deep in ["f[", "(", "true and not (", "[", "(if ", "any x in ["] {
        cases.push(under("G7", &rule(&deep.repeat(3000)), pod(EVIL), Want::Refused("E0134")));
    }
    soon(cases);
    // As deep as is allowed, which would be the worst if anything were tried again.
    for (open, times) in [("f[", 12), ("f[", 120), ("f(", 120), ("[[", 60), ("if a then ", 120)] {
        let policy = format!("edition 1\n{}\n", rule(&open.repeat(times)));
        let folder = folder_of(&[("p.sea", policy), ("m.yaml", pod(EVIL))]);
        let policy = folder.path().join("p.sea");
        within_a_second(|| {
            let ran = seaworthy(["check", "-p", policy.to_str().unwrap(), "-"], &pod(EVIL));
            assert_eq!(ran.code, 2, "{open} {times}");
        });
    }
}

#[test]
fn g8_policies_end() {
    let mut cases: Vec<Case> = Vec::new();
    for (functions, used, code) in [
        ("func f(a: Int) -> Int = f(a)", "f(1) == 1", "E0224"),
        ("func f(a: Int) -> Int = g(a)\nfunc g(a: Int) -> Int = f(a)", "f(1) == 1", "E0224"),
        (
            "func f(a: Int) -> Int = g(a)\nfunc g(a: Int) -> Int = h(a)\nfunc h(a: Int) -> Int = f(a)",
            "true",
            "E0224",
        ),
        ("let f: Int = g\nlet g: Int = f", "true", "E0224"),
        ("let f: Int = f", "true", "E0224"),
        ("let f: Int = g(1)\nfunc g(a: Int) -> Int = f", "true", "E0224"),
        ("param f: Int = g\nlet g: Int = f", "true", "E0255"),
        // A rule is no function: neither itself nor another can be asked for.
        ("", "r", "E0201"),
        ("rule s on image i { require r else \"x\" }", "s", "E0201"),
    ] {
        let text = format!("{functions}\n{}", rule(used));
        cases.push(under("G8", &text, pod(EVIL), Want::Refused(code)));
    }
    soon(cases);
    // Imports in circles, of one file and of several, with functions that call each other.
    for count in [2, 3, 50] {
        let mut files = Vec::new();
        for n in 0..count {
            let next = (n + 1) % count;
            let import = format!("import ./f{next} {{ g{next} }}");
            let text = format!(
                "edition 1\n{import}\nfunc g{n}(a: Int) -> Int = g{next}(a)\n{}\n",
                rule("true")
            );
            files.push((format!("f{n}.sea"), text.replace("rule r", &format!("rule r{n}"))));
        }
        let files: Vec<(&str, &str)> =
            files.iter().map(|(n, t)| (n.as_str(), t.as_str())).collect();
        let folder = folder_of(&files);
        let first = folder.path().join("f0.sea");
        let (report, code) = report(["-p", first.to_str().unwrap(), "-"], &pod(EVIL));
        let codes: Vec<&str> =
            list(&report, "errors").iter().filter_map(|error| error["code"].as_str()).collect();
        assert!(code == 2 && codes.contains(&"E0403"), "{count}: {code} {codes:?}");
    }
}

#[test]
fn g10_regular_expressions_are_bounded() {
    let matches = |re: &str| rule(&format!("(i.tag ?? \"\") matches re\"{re}\""));
    let mut cases: Vec<Case> = Vec::new();
    for re in ["(a{1000}){1000}", "\\pL{500}", &"a".repeat(1_000_000), &"\\pL".repeat(100_000)] {
        cases.push(under("G10", &matches(re), pod(EVIL), Want::Refused("E0237")));
    }
    // What would go back and forth elsewhere is linear in the text.
    for re in ["(a*)*b", "(a|a)*b", "(a+a+)+b"] {
        let long = format!("image: \"evil:{}\"", "a".repeat(100));
        cases.push(under("G10", &matches(re), pod(&long), Want::Violation(7)));
    }
    soon(cases);
}

#[test]
fn g11_many_findings_are_counted_and_listed_in_short() {
    let containers = "  - {name: c, image: 'evil:latest'}\n".repeat(49_999);
    let many = pod(EVIL) + &containers;
    let (report, code) = report(["-p", POLICY, "-"], &many);
    assert_eq!((code, list(&report, "findings").len()), (1, 2_000));
    assert_eq!(report["summary"]["failed"], 100_000);
    assert_eq!(report["summary"]["findingsLeftOut"], 98_000);
    let shown = seaworthy(["check", "-p", POLICY, "-"], &many);
    assert_eq!(shown.code, 1);
    assert!(shown.stdout.len() < 20_000, "{} bytes", shown.stdout.len());
    assert!(shown.stdout.contains("997 more of "), "{}", shown.stdout);
    assert!(shown.stdout.contains("98000 findings more are counted"), "{}", shown.stdout);
}

#[test]
fn g11_a_run_keeps_so_many_findings_whatever_the_threads() {
    let containers = "  - {name: c, image: 'evil:latest'}\n".repeat(900);
    let pod = pod(EVIL) + &containers;
    let files: Vec<(String, &str)> =
        (0..12).map(|n| (format!("{n:02}.yaml"), pod.as_str())).collect();
    let files: Vec<(&str, &str)> =
        files.iter().map(|(name, text)| (name.as_str(), *text)).collect();
    let folder = folder_of(&files);
    let folder = folder.path().to_str().unwrap();
    let (first, code) = report(["-p", POLICY, "-j", "1", folder], "");
    assert_eq!((code, list(&first, "findings").len()), (1, 10_000));
    assert_eq!(first["summary"]["failed"], 12 * 901 * 2);
    assert_eq!(first["summary"]["findingsLeftOut"], 12 * 901 * 2 - 10_000);
    let (second, code) = report(["-p", POLICY, "-j", "8", folder], "");
    assert!(code == 1 && second == first);
}

#[test]
fn g11_what_is_printed_of_a_long_value_is_cut() {
    let long = format!("image: \"evil{}:latest\"", "x".repeat(1_000_000));
    let several = format!("    {long}\n  - name: c\n").repeat(5);
    let several = pod("image: a") + "  - name: c\n" + several.trim_end_matches("  - name: c\n");
    let name = pod(EVIL).replace("{name: p}", &format!("{{name: {}}}", "x".repeat(1_000_000)));
    for (manifest, codes) in [(pod(&long), [3, 3]), (several, [3, 3]), (name, [1, 1])] {
        for (format, expected) in ["text", "json"].into_iter().zip(codes) {
            let shown = seaworthy(["check", "-p", POLICY, "-o", format, "-"], &manifest);
            assert_eq!(shown.code, expected);
            assert!(shown.stdout.len() < 80_000, "{format}: {} bytes", shown.stdout.len());
        }
    }
}
