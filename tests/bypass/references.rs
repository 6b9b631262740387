//! C: image references and pull policies.

use super::{Case, POLICY, Want, by, case, hold, pod};
use crate::harness::{report, seaworthy};

#[test]
fn references_are_parsed_and_not_matched() {
    hold(cases());
}

#[test]
fn c17_c23_findings_say_what_is_wrong_with_a_reference() {
    for (text, shown, said) in [
        ("g\u{43e}\u{43e}d.io/team/a:1", "g\\u{43e}\\u{43e}d.io/team/a:1", "U+043E"),
        ("good.io/team/a\u{200b}:1", "good.io/team/a\u{200b}:1", "U+200B"),
        ("good.io/team/a\u{202e}:1", "good.io/team/a\u{202e}:1", "U+202E"),
        ("$(IMAGE)", "$(IMAGE)", "placeholder"),
        ("{{ .Values.image }}", "{{ .Values.image }}", "placeholder"),
    ] {
        let (judged, _) = report(["-p", POLICY, "-"], &image(text));
        let findings = judged["findings"].as_array().unwrap();
        let invalid = findings.iter().find(|finding| finding["rule"] == "valid").unwrap();
        assert_eq!(invalid["message"], format!("`{shown}` is no image reference"), "{text:?}");
        let printed = seaworthy(["check", "-p", POLICY, "-"], &image(text)).stdout;
        let message = printed.lines().next().unwrap();
        assert!(printed.contains(said), "{printed}");
        assert!(message.chars().all(|c| matches!(c, ' '..='~')), "{message}");
    }
}

/// A Pod whose image is this text, whatever is in it.
fn image(text: &str) -> String {
    let quoted = serde_json::to_string(text).unwrap();
    pod(&format!("image: {quoted}\n    imagePullPolicy: Always"))
}

pub(super) fn cases() -> Vec<Case> {
    use Want::{Error, Pass, Refused, Violation};
    let digest = |letter: &str, count: usize| format!("nginx@sha256:{}", letter.repeat(count));
    let mut cases = vec![
        case("C14", image(&format!("good.io/team/n:sha256-{}", "a".repeat(64))), Pass),
        by(
            "C14",
            "i.digest is present",
            image(&format!("n:sha256-{}", "a".repeat(64))),
            Violation(7),
        ),
        by("C8", "i in repo\"good.io/team\"", image("GOOD.IO/team/a:1"), Pass),
        by("C8", "not (i in repo\"docker.io\")", image("Docker.IO/x:1"), Violation(7)),
        by("C10", "i.canonical matches glob\"*:*\"", image("reg.io:5000/app"), Violation(7)),
        case("C22", image("good.io/team/n:LATEST"), Pass),
        case("C22", image("good.io/team/n:latest-alpine"), Pass),
        case("C16", pod("image: |\n      evil:latest"), Violation(7)),
        by("C16", "(i.written ?? \"\") matches re\"^.*latest$\"", image("latest\n"), Violation(7)),
        // What a regular expression says of itself, as a comment, ends no anchor with it.
        by(
            "C16",
            "(i.tag ?? \"\") matches re\"(?x) v[0-9]+ # versions\"",
            image("good.io/team/n:xv1y"),
            Violation(7),
        ),
        by(
            "C16",
            "(i.tag ?? \"\") matches re\"(?x) v[0-9]+ # versions\"",
            image("good.io/team/n:v1"),
            Pass,
        ),
        case("C23", pod("image: <REPLACE>"), Violation(7)),
        case("C23", pod("image: {{ .Values.image }}"), Error("E0506", 7)),
        case("C25", pod("image: good.io/team/a:1\n    imagePullPolicy: no"), Error("E0532", 8)),
        by(
            "C19",
            "i.canonical matches glob\"*.good.io/*\"",
            image("evil.com/a.good.io/b:1"),
            Violation(7),
        ),
        by("C19", "i in repo\"*.good.io\"", image("evil.com/a.good.io/b:1"), Violation(7)),
        by("C19", "i in repo\"*.good.io\"", image("a.good.io/b:1"), Pass),
        // A star is one label: neither a port, nor several labels, nor a path.
        by("C19", "i in repo\"*.good.io\"", image("evil.com:443/a.good.io/b:1"), Violation(7)),
        by("C19", "i in repo\"*.good.io\"", image("a.b.good.io/b:1"), Violation(7)),
        by("C19", "i in repo\"*.good.io\"", image("a.good.io:8443/b:1"), Violation(7)),
        by("C19", "i in repo\"good.io/*/app\"", image("good.io/x/y/app:1"), Violation(7)),
        by(
            "C19",
            "i.canonical matches glob\"**.good.io/**\"",
            image("evil.com/a.good.io/b:1"),
            Pass,
        ),
        by(
            "C22",
            "(i.tag ?? \"latest\").lower() not in [\"latest\"]",
            image("good.io/team/n:LATEST"),
            Violation(7),
        ),
    ];
    let evil = "434.dkr.ecr.x.evil.io/y.amazonaws.com/z:1";
    let ecr = "i in repo\"434.dkr.ecr.*.amazonaws.com\"";
    cases.push(by("C20", ecr, image(evil), Violation(7)));
    cases.push(by("C20", ecr, image("434.dkr.ecr.eu-west-1.amazonaws.com/z:1"), Pass));
    for other in [
        "434.dkr.ecr.x.y.amazonaws.com/z:1",
        "434.dkr.ecr..amazonaws.com/z:1",
        "434.dkr.ecr.x.amazonaws.com.evil.io/z:1",
        "evil.io/434.dkr.ecr.x.amazonaws.com/z:1",
        "434.dkr.ecr.x.amazonaws.com:443/z:1",
    ] {
        cases.push(by("C20", &format!("i.is_valid and {ecr}"), image(other), Violation(7)));
    }
    let glob = "i.canonical matches glob\"434.dkr.ecr.*.amazonaws.com/**\"";
    cases.push(by("C20", glob, image(evil), Violation(7)));
    for (row, text) in [
        ("C1", "good.io.evil.io/team/a:1"),
        ("C2", "good.io/teamevil/a:1"),
        ("C4", "good.io@evil.io/team/a:1"),
        ("C4", "https://good.io/team/a:1"),
        ("C5", "good.io//evil/a:1"),
        ("C5", "good.io/../evil/a:1"),
        ("C5", "good.io/team/./a"),
        ("C7", "MyOrg/app:1"),
        ("C10", "reg.io:5000/app"),
        ("C11", "reg.io:5000/app:latest"),
        ("C13", "nginx@sha256:abc"),
        ("C13", "nginx@md5:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
        ("C13", "nginx@"),
        ("C16", "good.io/team/a:1\n"),
        ("C16", "good.io/team/a:1 "),
        ("C16", "good.io/team/a:1\t"),
        ("C16", "good.io/team/a:1\u{a0}"),
        ("C17", "g\u{43e}\u{43e}d.io/team/a:1"),
        ("C17", "good.io/team/a\u{200b}:1"),
        ("C17", "good.io/team/a\u{202e}:1"),
        ("C23", "{{ .Values.image }}"),
        ("C23", "$(IMAGE)"),
        ("C23", "${IMAGE}"),
    ] {
        cases.push(case(row, image(text), Violation(7)));
    }
    cases.push(case("C13", image(&digest("a", 63)), Violation(7)));
    cases.push(case("C13", image(&digest("A", 64)), Violation(7)));
    let team = |rest: &str| pod(&format!("image: good.io/team/x{rest}"));
    let hex = "a".repeat(64);
    for (rest, policy) in [
        (":latest".to_owned(), "Always"),
        (":1".to_owned(), "IfNotPresent"),
        (format!("@sha256:{hex}"), "IfNotPresent"),
        (format!(":latest@sha256:{hex}"), "Always"),
    ] {
        let is =
            format!("i.declared_pull_policy is absent and i.effective_pull_policy == {policy}");
        cases.push(by("C26", &is, team(&rest), Pass));
    }
    for entry in ["", "/", "*", "good.io/", "**"] {
        let condition = format!("i in repo\"{entry}\"");
        cases.push(by("C28", &condition, image("good.io/team/a:1"), Refused("E0234")));
    }
    cases
}
