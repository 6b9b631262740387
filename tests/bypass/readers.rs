//! D: where YAML readers differ.

use super::{Case, EVIL, GOOD, Want, case, evil, hold, pod};

#[test]
fn what_readers_read_differently_is_no_way_round() {
    hold(cases());
}

/// A Pod whose container ends so, with an anchor `d` on line 4 that names an image.
fn anchored(rest: &str) -> String {
    pod(rest).replace("spec:", "x: &d {image: \"evil:latest\"}\nspec:")
}

fn utf_16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    format!("\u{feff}{text}").encode_utf16().flat_map(bytes).collect()
}

fn json(image: &str) -> String {
    format!(
        r#"{{"apiVersion":"v1","kind":"Pod","metadata":{{"name":"p"}},"spec":{{"containers":[{{"name":"c","image":"{image}","imagePullPolicy":"Always"}}]}}}}"#
    )
}

pub(super) fn cases() -> Vec<Case> {
    [keys(), characters(), merges(), documents(), scalars()].into_iter().flatten().collect()
}

fn keys() -> Vec<Case> {
    use Want::{Error, Pass, Violation};
    let team = "image: good.io/team/a:1";
    vec![
        case("D1", pod(&format!("{team}\n    {EVIL}")), Error("E0507", 8)),
        case("D2", pod(GOOD) + "spec: {}\n", Error("E0507", 9)),
        case("D2", r#"{"apiVersion":"v1","kind":"ConfigMap","kind":"Pod"}"#, Error("E0507", 1)),
        case("D2", pod(&format!("{team}\n    \"im\\x61ge\": evil:latest")), Error("E0507", 8)),
        case("D11", pod("!!binary aW1hZ2U=: evil:latest"), Error("E0513", 7)),
        case("D13", pod("? image\n    : evil:latest"), Violation(8)),
        case("D32", pod(&format!("\"image\\u200b\": good.io/team/a:1\n    {EVIL}")), Violation(8)),
        case("D32", pod(&format!("image\u{200b}: good.io/team/a:1\n    {EVIL}")), Violation(8)),
        case("D37", pod(&format!("{GOOD}\n    1: x")), Pass),
        case("D37", pod(&format!("{GOOD}\n    true: y")), Pass),
        case("D37", pod(&format!("{GOOD}\n    null: z")), Error("E0515", 9)),
    ]
}

fn characters() -> Vec<Case> {
    use Want::{Error, Violation};
    let mut latin = pod(GOOD).into_bytes();
    latin.extend(b"# caf\xe9\n");
    let smuggled = evil().replace("kind: Pod", "kind: ConfigMap # \u{2028}kind: Pod");
    vec![
        case("D4", smuggled, Error("E0503", 2)),
        case(
            "D5",
            pod("image: good.io/team/a:1 # x\u{85}    imagePullPolicy: Never"),
            Error("E0503", 7),
        ),
        case(
            "D5",
            pod("image: good.io/team/a:1 # x\u{2029}    imagePullPolicy: Never"),
            Error("E0503", 7),
        ),
        case("D7", utf_16(&pod(EVIL), u16::to_le_bytes), Violation(7)),
        case("D7", utf_16(&pod(EVIL), u16::to_be_bytes), Violation(7)),
        case("D8", latin, Error("E0501", 9)),
        case("D28", format!("{}\0---\n{}", pod(EVIL), pod(GOOD)), Error("E0502", 8)),
        case("D28", format!("{}\0\n---\n{}", pod(EVIL).trim_end(), pod(GOOD)), Error("E0502", 7)),
        case("D29", pod(GOOD) + "# \u{c}\n", Error("E0502", 9)),
        case("D29", pod("image: \"evil\u{1}:latest\""), Error("E0502", 7)),
    ]
}

fn merges() -> Vec<Case> {
    use Want::{Both, Error, Violation};
    let team = "image: good.io/team/a:1";
    let two = anchored("<<: [*d, *e]").replace("x: &d", "e: &e {image: good.io/team/a:1}\nx: &d");
    vec![
        case("D14", anchored(&format!("{team}\n    <<: *d")), Error("E0508", 8)),
        // Behind a merge, what is written counts, for kubectl and for the others.
        case("D14", anchored("<<: *d\n    image: worse:latest"), Violation(9)),
        case("D16", anchored("<<: *d\n    <<: *d"), Error("E0509", 9)),
        case("D17", anchored("<<: *d"), Violation(4)),
        case("D19", two, Violation(5)),
        case(
            "D20",
            format!("{}---\n{}", anchored("<<: *d"), pod("image: *i")),
            Both(4, "E0512", 16),
        ),
        case("D31", pod(GOOD) + "x: &x [*x]\n", Error("E0511", 9)),
    ]
}

fn documents() -> Vec<Case> {
    use Want::{Error, Nothing, Violation};
    let (good, bad) = (pod(GOOD), pod(EVIL));
    let mut cases = vec![
        case("D23", "--- {apiVersion: v1, kind: Pod}\n", Error("E0517", 1)),
        case("D23", format!("--- !tag\n{bad}"), Error("E0517", 1)),
        case("D23", format!("{good}---foo\n{bad}"), Error("E0517", 9)),
        case("D25", json("good.io/team/a:1") + &json("evil:latest"), Violation(1)),
        case("D25", json("good.io/team/a:1") + "\n" + &json("evil:latest"), Violation(2)),
        case("D26", format!("{}\n---\n{bad}", json("good.io/team/a:1")), Violation(9)),
        case(
            "D26",
            "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: c, image: e}]}}",
            Violation(1),
        ),
        case("D38", pod(GOOD) + "x:\n\ty: 1\n", Error("E0505", 10)),
        case("D38", pod(GOOD) + "x: \"abc\n", Error("E0504", 9)),
        case("D38", pod(GOOD) + "x: @a\n", Error("E0504", 9)),
        case("D38", pod(GOOD) + "x: `a\n", Error("E0504", 9)),
        case("D40", "# c\n", Nothing),
        case("D40", "---\n", Nothing),
        case("D40", "", Nothing),
    ];
    for separator in ["--- # note", "---#x", "---  \t"] {
        cases.push(case("D22", format!("{good}{separator}\n{bad}"), Violation(16)));
    }
    cases
}

fn scalars() -> Vec<Case> {
    use Want::{Error, Pass, Violation};
    let labels = pod(GOOD).replace("{name: p}", "{name: p, labels: {a: =, d: y}}");
    vec![
        case("D10", pod("image: !!binary ZXZpbDpsYXRlc3Q="), Error("E0513", 7)),
        case("D34", pod("image: !!str 123"), Violation(7)),
        case("D34", pod("image: !!null x"), Error("E0514", 7)),
        case("D34", pod("image: !!int x"), Error("E0514", 7)),
        case("D34", pod("image: !!int 12"), Error("E0532", 7)),
        case("D35", labels + "x: 2024-01-01\n", Pass),
    ]
}
