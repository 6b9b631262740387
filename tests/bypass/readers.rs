//! D: where YAML readers differ.

use super::{Case, EVIL, GOOD, POLICY, Want, case, evil, hold, list, pod};
use crate::harness::report;

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
    let tables = [
        twice(),
        keys(),
        breaks(),
        encodings(),
        controls(),
        merges(),
        aliases(),
        separators(),
        json_streams(),
        beginnings(),
        tags(),
        scalars(),
        nothing(),
    ];
    tables.into_iter().flatten().collect()
}

const TEAM: &str = "image: good.io/team/a:1";

/// A Pod whose two containers are so; the first lines of theirs are the 7th and the one given.
fn twice() -> Vec<Case> {
    use Want::Error;
    let twice = |first: &str, second: &str| pod(&format!("{first}\n    {second}"));
    let mut cases = vec![
        case("D1", twice(TEAM, EVIL), Error("E0507", 8)),
        case("D1", twice(EVIL, TEAM), Error("E0507", 8)),
        case("D1", pod(&format!("{GOOD}\n    {EVIL}")), Error("E0507", 9)),
        case("D2", pod(GOOD) + "spec: {}\n", Error("E0507", 9)),
        case("D2", pod(GOOD) + "spec: {containers: [{image: e}]}\n", Error("E0507", 9)),
        case("D2", pod(GOOD) + "kind: ConfigMap\n", Error("E0507", 9)),
        case("D2", r#"{"apiVersion":"v1","kind":"ConfigMap","kind":"Pod"}"#, Error("E0507", 1)),
        case("D2", json("a:1\",\"image\":\"evil:latest"), Error("E0507", 1)),
        case("D2", json("a:1\",\"im\\u0061ge\":\"evil:latest"), Error("E0507", 1)),
        case("D2", pod("x: {image: a, image: b}"), Error("E0507", 7)),
    ];
    // The same key, spelt in every way there is.
    for key in [
        "\"im\\x61ge\"",
        "\"im\\u0061ge\"",
        "\"im\\U00000061ge\"",
        "'image'",
        "\"image\"",
        "!!str image",
        "! image",
        "&k image",
        "!<tag:yaml.org,2002:str> image",
        "? image\n   ",
        "? \"image\"\n   ",
        "image ",
        "image\t",
    ] {
        cases.push(case("D2", twice(TEAM, &format!("{key}: evil:latest")), Error("E0507", 8)));
    }
    cases
}

fn keys() -> Vec<Case> {
    use Want::{Error, Pass, Violation};
    let invisible = |key: &str| pod(&format!("{key}: good.io/team/a:1\n    {EVIL}"));
    let mut cases = vec![
        case("D11", pod("!!binary aW1hZ2U=: evil:latest"), Error("E0513", 7)),
        case("D11", pod("? !!binary aW1hZ2U=\n    : evil:latest"), Error("E0513", 7)),
        case("D32", invisible("\"image\\u200b\""), Violation(8)),
        case("D32", invisible("image\u{200b}"), Violation(8)),
        case("D32", invisible("\u{200b}image"), Violation(8)),
        case("D32", invisible("image\u{a0}"), Violation(8)),
        case("D32", invisible("im\u{ad}age"), Violation(8)),
        case("D32", invisible("im\u{430}ge"), Violation(8)),
    ];
    for key in ["? image", "? \"image\"", "? 'image'", "? !!str image", "? &k image", "? image # c"]
    {
        cases.push(case("D13", pod(&format!("{key}\n    : evil:latest")), Violation(8)));
    }
    cases.push(case("D13", pod("? |-\n      image\n    : evil:latest"), Violation(9)));
    cases.push(case("D13", pod("{? image : evil:latest}"), Error("E0504", 7)));
    for key in ["1", "true", "1.5", "yes", "2024-01-01", "=", "0x10", "''"] {
        cases.push(case("D37", pod(&format!("{GOOD}\n    {key}: x")), Pass));
    }
    for key in ["null", "~", "? ", "[a]", "{a: b}", "? [a]\n    "] {
        cases.push(case("D37", pod(&format!("{GOOD}\n    {key}: z")), Error("E0515", 9)));
    }
    cases
}

/// Ends of lines that not every reader knows.
fn breaks() -> Vec<Case> {
    use Want::{Error, Violation};
    let smuggled =
        |c: char| evil().replace("kind: Pod", &format!("kind: ConfigMap # {c}kind: Pod"));
    let mut cases = vec![
        // Every reader ends a line at CR.
        case("D4", smuggled('\r'), Error("E0507", 2)),
        case("D5", pod(&format!("{TEAM} # x\r    imagePullPolicy: Never")), Violation(7)),
        // To kubectl the two CR are one, and the kind is `Pod`.
        case("D48", evil().replace("kind: Pod", "kind: |-\r\r\n  Pod"), Error("E0503", 2)),
        case("D48", pod("image: \"good.io/team/a:1\r\r\n      \""), Error("E0503", 7)),
        case("D48", pod(EVIL).replace('\n', "\r\r\n"), Error("E0503", 1)),
        case("D48", pod(EVIL).replace('\n', "\r\n"), Violation(7)),
        case("D48", format!("{}---\r\r\n{}", pod(GOOD), pod(EVIL)), Violation(16)),
        // A file that is one line of comment to who splits at LF.
        case("D42", format!("# c\r{}", evil().replace('\n', "\r")), Violation(1)),
        case("D42", format!("# c\r{}", evil()), Violation(4)),
    ];
    for c in ['\u{85}', '\u{2028}', '\u{2029}'] {
        let all = evil().replace('\n', &c.to_string());
        cases.extend([
            case("D4", smuggled(c), Error("E0503", 2)),
            case("D5", pod(&format!("{TEAM} # x{c}    imagePullPolicy: Never")), Error("E0503", 7)),
            case("D5", pod(&format!("image: \"good.io/team/a:1{c}\"")), Error("E0503", 7)),
            case("D5", pod(&format!("{GOOD}\n    a{c}b: x")), Error("E0503", 9)),
            case("D42", format!("# c{c}{all}"), Error("E0503", 1)),
            case("D42", format!("# c\n  # d{c}{all}"), Error("E0503", 2)),
            case("D42", format!("---\n# c{c}{all}"), Error("E0503", 2)),
            case("D42", format!("{}---\n# c{c}{all}", pod(GOOD)), Error("E0503", 10)),
            case("D42", format!("# c{c}{}", json("evil:latest")), Error("E0503", 1)),
            case("D42", format!("#{c}---{c}{all}"), Error("E0503", 1)),
            case("D42", format!("{c}{all}"), Error("E0503", 1)),
        ]);
    }
    cases
}

fn encodings() -> Vec<Case> {
    use Want::{Both, Error, Violation};
    let bad = |bytes: &[u8]| {
        let mut all = pod(GOOD).into_bytes();
        all.extend(bytes);
        all
    };
    let mut cases = vec![
        case("D7", format!("\u{feff}{}", pod(EVIL)), Violation(7)),
        case("D7", format!("\u{feff}{}", json("evil:latest")), Violation(1)),
        case("D7", format!("{}---\n\u{feff}{}", pod(GOOD), pod(EVIL)), Error("E0502", 10)),
        case("D8", bad(b"# caf\xe9\n"), Error("E0501", 9)),
        case("D8", bad(b"x: caf\xe9\n"), Error("E0501", 9)),
        case("D8", bad(b"# \xc0\xaf\n"), Error("E0501", 9)),
        case("D8", bad(b"# \xed\xa0\x80\n"), Error("E0501", 9)),
        case("D8", bad(b"# \xf4\x90\x80\x80\n"), Error("E0501", 9)),
        case("D8", bad(b"# \x85kind: ConfigMap\n"), Error("E0501", 9)),
        case("D8", bad(b"# \xe2\x80"), Error("E0501", 9)),
        case("D8", [pod(EVIL).as_bytes(), b"---\n# \xe9\na: b\n"].concat(), Both(7, "E0501", 9)),
    ];
    for order in [u16::to_le_bytes, u16::to_be_bytes] {
        let wide = |text: &str| utf_16(text, order);
        let mut odd = wide(&pod(GOOD));
        odd.push(b'x');
        // Half of a pair, and units whose bytes are ends of lines.
        let mut half = wide(&pod(GOOD));
        half.extend(order(0xd800));
        cases.extend([
            case("D7", wide(&pod(EVIL)), Violation(7)),
            case("D7", wide(&json("evil:latest")), Violation(1)),
            case("D7", wide(&format!("{}---\n{}", pod(GOOD), pod(EVIL))), Violation(16)),
            case("D7", wide(&format!("# \u{a0d}\u{d0a}\u{2d2d}\n{}", pod(EVIL))), Violation(8)),
            case("D7", wide(&pod(EVIL))[2..].to_vec(), Error("E0502", 1)),
            case("D7", odd, Error("E0501", 9)),
            case("D7", half, Error("E0501", 9)),
        ]);
    }
    let marked = format!("\u{feff}{}", pod(EVIL));
    for order in [u32::to_le_bytes, u32::to_be_bytes] {
        let code = if order(1)[0] == 1 { "E0502" } else { "E0501" };
        let bytes: Vec<u8> = marked.chars().flat_map(|c| order(c.into())).collect();
        cases.push(case("D7", bytes, Error(code, 1)));
    }
    cases
}

fn controls() -> Vec<Case> {
    use Want::Error;
    let mut cases = vec![
        case("D28", format!("{}\0---\n{}", pod(EVIL), pod(GOOD)), Error("E0502", 8)),
        case("D28", format!("{}\0\n---\n{}", pod(EVIL).trim_end(), pod(GOOD)), Error("E0502", 7)),
        case("D28", format!("\0{}", pod(EVIL)), Error("E0502", 1)),
        case("D28", format!("{}\0", json("evil:latest")), Error("E0502", 1)),
        case("D28", format!("# c\0\n{}", pod(EVIL)), Error("E0502", 1)),
    ];
    let kept = |c: &char| !matches!(c, '\t' | '\n' | '\r' | '\u{85}');
    for c in ('\0'..' ').chain('\u{7f}'..'\u{a0}').chain(['\u{fffe}', '\u{ffff}']).filter(kept) {
        cases.extend([
            case("D29", format!("{}# {c}\n", pod(GOOD)), Error("E0502", 9)),
            case("D29", pod(&format!("image: \"evil{c}:latest\"")), Error("E0502", 7)),
            case("D29", pod(&format!("image{c}: evil:latest")), Error("E0502", 7)),
            case("D29", pod(&format!("image: evil:latest{c}")), Error("E0502", 7)),
        ]);
    }
    cases
}

fn merges() -> Vec<Case> {
    use Want::{Error, Violation};
    let both =
        |order: &str| anchored(order).replace("x: &d", "e: &e {image: good.io/team/a:1}\nx: &d");
    let mut cases = vec![
        case("D14", anchored(&format!("{TEAM}\n    <<: *d")), Error("E0508", 8)),
        case("D14", anchored(&format!("{TEAM}\n    <<: [*d]")), Error("E0508", 8)),
        case("D14", anchored(&format!("{TEAM}\n    ? <<\n    : *d")), Error("E0508", 8)),
        case("D14", anchored(&format!("{TEAM}\n    !!merge <<: *d")), Error("E0508", 8)),
        case("D14", anchored("\"im\\x61ge\": good.io/team/a:1\n    <<: *d"), Error("E0508", 8)),
        case("D14", pod(&format!("{TEAM}\n    <<: {{image: evil:latest}}")), Error("E0508", 7)),
        // Behind a merge, what is written counts, for kubectl and for the others.
        case("D14", anchored("<<: *d\n    image: worse:latest"), Violation(9)),
        case("D16", anchored("<<: *d\n    <<: *d"), Error("E0509", 9)),
        case("D16", anchored("<<: *d\n    ? <<\n    : {x: y}"), Error("E0509", 9)),
        case("D16", anchored("<<: {x: y}\n    !!merge <<: *d"), Error("E0509", 9)),
        case("D17", anchored("<<: *d"), Violation(4)),
        case("D17", anchored("? <<\n    : *d"), Violation(4)),
        case("D17", anchored("!!merge <<: *d"), Violation(4)),
        case("D17", anchored("&m <<: *d"), Violation(4)),
        case("D17", anchored("<<: {<<: *d}"), Violation(4)),
        case("D17", anchored("<<: [{x: y}, *d]"), Violation(4)),
        case("D17", pod("<<: {image: evil:latest}"), Violation(7)),
        case("D17", pod("<<:\n      image: evil:latest"), Violation(8)),
        // The whole object comes by merges.
        case(
            "D17",
            "<<: {apiVersion: v1, kind: Pod}\nmetadata: {name: p}\n<<x: y\nspec: {<<: {containers: [{name: c, image: evil:latest}]}}\n",
            Violation(4),
        ),
        case("D19", both("<<: [*d, *e]"), Violation(5)),
        case("D19", both("<<: [*e, *d]"), Violation(4)),
        // A list by an alias is none that kubectl merges.
        case("D19", pod("<<: *l").replace("spec:", "x: &l [{image: e}]\nspec:"), Error("E0510", 4)),
    ];
    // `!` on a key makes a merge to kubectl, in quotes too; a tag that says something makes none.
    for key in
        ["! \"<<\"", "! '<<'", "! <<", "!<!> \"<<\"", "!local <<", "!local \"<<\"", "!<x> <<"]
    {
        cases.push(case("D43", anchored(&format!("{key}: *d")), Error("E0514", 8)));
        cases.push(case("D43", anchored(&format!("{GOOD}\n    {key}: *d")), Error("E0514", 10)));
    }
    for key in ["!!binary PDw=", "!!binary \"PDw=\""] {
        cases.push(case("D43", anchored(&format!("{key}: *d")), Error("E0513", 8)));
    }
    // A text is no merge: the container has no image.
    for key in ["\"<<\"", "'<<'", "!!str <<", "\"\\x3c<\""] {
        cases.push(case("D43", anchored(&format!("{key}: *d")), Violation(7)));
    }
    cases
}

fn aliases() -> Vec<Case> {
    use Want::{Both, Error, Violation};
    let named = pod("image: &i evil:latest");
    vec![
        case("D20", format!("{named}---\n{}", pod("image: *i")), Both(7, "E0512", 15)),
        case("D20", format!("{named}---\n{}", pod("<<: *i")), Both(7, "E0512", 15)),
        case("D20", format!("{named}--- # c\n{}", pod("*i : x")), Both(7, "E0512", 15)),
        case("D20", named.replace("name: c", "name: c\n    args: [*i]"), Error("E0512", 7)),
        // A name that is given twice means the last.
        case(
            "D20",
            pod("x: &i good.io/team/a:1\n    y: &i evil:latest\n    image: *i"),
            Violation(8),
        ),
        case("D31", pod(GOOD) + "x: &x [*x]\n", Error("E0511", 9)),
        case("D31", pod(GOOD) + "x: &x {a: *x}\n", Error("E0511", 9)),
        case("D31", pod(GOOD) + "x: &x {<<: *x}\n", Error("E0511", 9)),
        case("D31", pod(GOOD) + "x: &x {a: [{b: *x}]}\n", Error("E0511", 9)),
        case(
            "D31",
            pod(GOOD).replace("spec:", "spec: &s").replace("name: c", "name: c\n    x: *s"),
            Error("E0511", 7),
        ),
        case(
            "D31",
            pod(GOOD)
                .replace("containers:", "containers: &s")
                .replace("- name: c", "- *s\n  - name: c"),
            Error("E0511", 6),
        ),
    ]
}

fn separators() -> Vec<Case> {
    use Want::{Both, Error, Violation};
    let (good, bad) = (pod(GOOD), pod(EVIL));
    let inline = "{apiVersion: v1, kind: Pod, spec: {containers: [{name: c, image: evil:latest}]}}";
    let mut cases = vec![
        case("D23", format!("--- {inline}\n"), Error("E0517", 1)),
        case("D23", format!("{good}--- {inline}\n"), Error("E0517", 9)),
        case("D23", format!("{bad}--- {inline}\n---\n{good}"), Both(7, "E0517", 8)),
        case("D23", format!("--- !tag\n{bad}"), Error("E0517", 1)),
        case("D23", format!("{good}---foo\n{bad}"), Error("E0517", 9)),
        // What stands behind `...` is nothing to kubectl, or all that there is.
        case("D44", format!("{good}...\n{bad}"), Error("E0517", 10)),
        case("D44", format!("{good}... # c\n# d\n{bad}"), Error("E0517", 11)),
        case("D44", format!("---\n...\n{bad}"), Error("E0517", 3)),
        case("D44", format!("--- # c\n# d\n...\n\n{bad}"), Error("E0517", 5)),
        case("D44", format!("{good}---\n---\n...\n{bad}"), Error("E0517", 12)),
        case("D44", format!("{good}---\n...\n{bad}"), Error("E0517", 11)),
        case("D44", format!("{good}...\n---\n{bad}"), Violation(17)),
        case("D44", format!("{good}\r---\r{bad}"), Error("E0517", 9)),
    ];
    for rest in [" |", " >", " &a", " \"x\"", " !!map", " x", "-", "-\n", " - a", "\u{85}x"] {
        let code = if rest.contains('\u{85}') { "E0503" } else { "E0517" };
        cases.push(case("D23", format!("{good}---{rest}\n{bad}"), Error(code, 9)));
    }
    for separator in ["--- # note", "---#x", "---  \t", "---", "---\r", "---\u{a0}", "---\t#"] {
        // Both documents are judged.
        cases.push(case("D22", format!("{good}{separator}\n{bad}"), Violation(16)));
        cases.push(case("D22", format!("{bad}{separator}\n{good}"), Violation(7)));
        cases.push(case("D22", format!("{separator}\n{bad}"), Violation(8)));
        cases.push(case("D22", format!("{good}{separator}\n{separator}\n{bad}"), Violation(17)));
    }
    cases
}

fn json_streams() -> Vec<Case> {
    use Want::{Both, Error, Pass, Violation};
    let (good, bad) = (json("good.io/team/a:1"), json("evil:latest"));
    let flow = |image: &str| {
        format!(
            "{{apiVersion: v1, kind: Pod, metadata: {{name: p}}, spec: {{containers: [{{name: c, image: '{image}', imagePullPolicy: Always}}]}}}}"
        )
    };
    let mut cases = vec![
        case("D25", good.clone() + &good, Pass),
        case("D25", format!("{good}\n{good}\n{bad}"), Violation(3)),
        case("D25", format!("{good} x"), Error("E0519", 1)),
        case("D25", format!("{good}}}"), Error("E0519", 1)),
        case("D25", format!("{good},{bad}"), Error("E0519", 1)),
        case("D25", format!("{good}\n{}", pod(EVIL)), Error("E0519", 2)),
        case("D26", format!("{good}\n---\n{}", pod(EVIL)), Violation(9)),
        case("D26", format!("{bad}\n---\n{}", pod(GOOD)), Violation(1)),
        case("D26", format!("{good}\n---\n{bad}"), Violation(3)),
        case("D26", format!("{}\n---\n{bad}", pod(GOOD)), Violation(11)),
        case("D26", flow("evil:latest"), Violation(1)),
        case("D26", flow("good.io/team/a:1"), Pass),
        case("D26", flow("good.io/team/a:1") + &flow("evil:latest"), Error("E0504", 1)),
        case(
            "D26",
            format!("{}\n---\n{}", flow("good.io/team/a:1"), flow("evil:latest")),
            Violation(3),
        ),
        // Where JSON does not open the file, kubectl reads one object and nothing behind it.
        case("D45", format!("---\n{good}\n{bad}"), Error("E0517", 3)),
        case("D45", format!("{good}\n---\n{good}{bad}"), Error("E0517", 3)),
        case("D45", format!("{}---\n{bad}{good}", pod(GOOD)), Both(10, "E0517", 10)),
        case("D45", " ".repeat(4096) + &good + &bad, Error("E0517", 1)),
        case("D45", " ".repeat(4095) + &good + &bad, Violation(1)),
        case("D45", format!("# c\n{good}{bad}"), Error("E0504", 2)),
    ];
    for between in ["", "\n", " ", "\t", "\r\n", "\n\n \n"] {
        let lines = between.matches('\n').count() as u64;
        cases.push(case("D25", format!("{good}{between}{bad}"), Violation(1 + lines)));
        cases.push(case("D25", format!("{bad}{between}{good}"), Violation(1)));
    }
    cases
}

/// What some readers pass over before a document.
fn beginnings() -> Vec<Case> {
    use Want::{Error, Violation};
    let (bad, yaml) = (json("evil:latest"), pod(EVIL));
    let mut cases = vec![
        case("D46", format!("\u{feff}\u{feff}{bad}"), Error("E0502", 1)),
        case("D46", format!("\u{feff}\u{feff}{yaml}"), Error("E0502", 1)),
        case("D46", format!(" \n\t\r\n {bad}"), Violation(3)),
        case("D46", format!("%YAML 1.1\n---\n{yaml}"), Error("E0518", 1)),
        case("D46", format!("#!/bin/sh\n{yaml}"), Violation(8)),
        // To kubectl this is one text, and an error.
        case("D46", format!("// c\n{bad}"), Want::Nothing),
        case("D46", format!("/* c */ {bad}"), Want::Nothing),
        case("D46", format!("/* c */\n{yaml}"), Error("E0504", 1)),
        case("D46", format!("\u{b}{bad}"), Error("E0502", 1)),
        case("D46", format!("[{bad}]"), Error("E0541", 1)),
    ];
    // kubectl calls these blanks, and some versions read JSON behind them; to YAML they are text.
    for c in ['\u{a0}', '\u{1680}', '\u{2000}', '\u{2003}', '\u{202f}', '\u{205f}', '\u{3000}'] {
        cases.push(case("D46", format!("{c}{bad}"), Error("E0519", 1)));
        cases.push(case("D46", format!(" \n {c}\t{bad}"), Error("E0519", 2)));
    }
    cases
}

fn tags() -> Vec<Case> {
    use Want::{Error, Violation};
    let mut cases = vec![
        case("D10", pod("image: !!binary ZXZpbDpsYXRlc3Q="), Error("E0513", 7)),
        case("D10", pod("image: !!binary \"ZXZpbDpsYXRlc3Q=\""), Error("E0513", 7)),
        case("D10", pod("image: !!binary |\n      ZXZpbDpsYXRlc3Q="), Error("E0513", 7)),
        case("D10", pod("image: !<tag:yaml.org,2002:binary> ZXZpbDpsYXRlc3Q="), Error("E0513", 7)),
        case("D10", pod("image: !!b%69nary ZXZpbDpsYXRlc3Q="), Error("E0513", 7)),
        case("D34", pod("image: !!str 123"), Violation(7)),
        case("D34", pod("image: ! 123"), Violation(7)),
        case("D34", pod("image: !!str evil:latest"), Violation(7)),
        case("D34", pod("image: !<tag:yaml.org,2002:str> evil:latest"), Violation(7)),
        case("D34", pod("image: !!int 12"), Error("E0532", 7)),
        case("D34", pod("image: !!float 1.5"), Error("E0532", 7)),
        case("D34", pod("image: !!bool yes"), Error("E0532", 7)),
        case("D34", pod("image: !!null ~"), Violation(6)),
    ];
    for flow in [
        "{name: c, image: !x,good.io/team/a:1 evil:latest}",
        "{name: c, image: !!str,good.io/team/a:1 evil:latest}",
        "{name: c, args: [!!str,a], image: evil:latest}",
        "{name: c, image: evil:latest, args: [!!str]}",
    ] {
        let text = pod("x: y").replace("name: c\n    x: y", flow);
        cases.push(case("D47", text, Error("E0525", 6)));
    }
    for tagged in [
        "!!null x",
        "!!int x",
        "!!float x",
        "!!bool x",
        "!!float 1",
        "!!int 1.5",
        "!!bool 1",
        "!!int \"3\"",
        "!!timestamp x",
        "!!map x",
        "!!seq x",
        "!!str [x]",
        "!!str {x: y}",
        "!!unknown x",
        "!local 1",
    ] {
        cases.push(case("D34", pod(&format!("image: {tagged}")), Error("E0514", 7)));
    }
    cases
}

fn scalars() -> Vec<Case> {
    use Want::{Error, Pass, Violation};
    let labelled = |label: &str| {
        pod(GOOD).replace("{name: p}", &format!("{{name: p, labels: {{a: {label}}}}}"))
    };
    let mut cases = vec![
        case("D35", labelled("="), Pass),
        case("D35", labelled("'='"), Pass),
        case("D35", pod(GOOD) + "x: 2024-01-01\n", Pass),
        case("D35", labelled("=") + "x: 2024-01-01\n", Pass),
        case("D35", labelled("=").replace(TEAM, "image: evil:latest"), Violation(7)),
        case(
            "D35",
            (pod(GOOD) + "x: 2024-01-01\n").replace(TEAM, "image: evil:latest"),
            Violation(7),
        ),
    ];
    for value in
        ["2024-01-01", "2024-1-1T0:0:0Z", "1:30", "<<", "0o17", "1_000", "'2024-01-01'", "y"]
    {
        cases.push(case("D35", format!("{}x: {value}\n", pod(GOOD)), Pass));
    }
    // It says where, to the column.
    for (line, code) in [
        ("x:\n\ty: 1", "E0505"),
        ("x:\n  \ty: 1", "E0505"),
        ("x: \"abc", "E0504"),
        ("x: 'abc", "E0504"),
        ("x: @a", "E0504"),
        ("x: `a", "E0504"),
        ("x: [a", "E0504"),
        ("x: {a: b", "E0504"),
        ("x: %a", "E0504"),
        ("x: a: b", "E0504"),
        ("x: \"\\q\"", "E0504"),
    ] {
        let at = if line.contains('\n') { 10 } else { 9 };
        cases.push(case("D38", format!("{}{line}\n", pod(GOOD)), Error(code, at)));
        cases.push(case(
            "D38",
            format!("{}---\n{}{line}\n", pod(GOOD), pod(EVIL)),
            Error(code, at + 8),
        ));
    }
    cases
}

fn nothing() -> Vec<Case> {
    let texts = [
        "# c\n",
        "---\n",
        "",
        "---",
        "\n",
        " \n\t\n",
        "\u{feff}",
        "\u{feff}# c\n",
        "# c",
        "# c\r# d\r",
        "null\n",
        "~\n",
        "---\n---\n",
        "--- # c\n# d\n",
        "---\n...\n",
        "---\nnull\n---\n~\n",
        "# c\n---\n# d\n",
    ];
    texts.into_iter().map(|text| case("D40", text, Want::Nothing)).collect()
}

#[test]
fn a_key_twice_names_both_lines() {
    let file = crate::harness::folder_of(&[("p.yaml", pod(&format!("{TEAM}\n    {EVIL}")))]);
    let path = file.path().join("p.yaml");
    let (judged, code) = report(["-p", POLICY, path.to_str().unwrap()], "");
    let labels = list(&judged["errors"][0], "labels");
    let lines: Vec<_> = labels.iter().map(|label| label["start"]["line"].as_u64()).collect();
    assert_eq!((code, lines), (3, vec![Some(8), Some(7)]), "{judged:#}");
}

#[test]
fn a_key_with_what_is_not_seen_is_told_of() {
    let text = pod(&format!("\"image\\u200b\": good.io/team/a:1\n    {EVIL}"));
    let file = crate::harness::folder_of(&[("p.yaml", text)]);
    let path = file.path().join("p.yaml");
    let (judged, _) = report(["-p", POLICY, path.to_str().unwrap()], "");
    let told = |error: &serde_json::Value| error["labels"][0]["start"]["line"] == 7;
    assert!(list(&judged, "errors").iter().any(told), "{judged:#}");
}
