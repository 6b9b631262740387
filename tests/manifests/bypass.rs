//! Adversarial inputs, by the rows of the bypass suite: what the cluster would get is what is read,
//! or the file is an error.

use super::{fates, json_of, manifest, outlines, told};

const POD: &str =
    "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n  - name: c\n";

/// A Pod with `line` in its container.
fn pod(line: &str) -> String {
    format!("{POD}    {line}\n")
}

/// The codes of a manifest's problems.
fn codes(bytes: impl Into<Vec<u8>>) -> Vec<String> {
    let read = manifest(bytes);
    outlines(&read).iter().map(|o| o[..5].to_owned()).collect()
}

/// The images of the containers of all documents read; the file must have been read whole.
#[track_caller]
fn images(bytes: impl Into<Vec<u8>>) -> Vec<String> {
    let read = manifest(bytes);
    assert!(read.is_whole(), "{}", told(&read));
    let trees = read.documents.iter().filter_map(|d| d.tree());
    let images = trees.flat_map(|tree| {
        let json = json_of(tree);
        let list = json["spec"]["containers"].as_array().cloned().unwrap_or_default();
        list.into_iter().map(|c| c["image"].as_str().unwrap_or("-").to_owned())
    });
    images.collect()
}

#[test]
fn d1_d2_keys_twice() {
    assert_eq!(codes(pod("image: good.io/team/a:1\n    image: evil:latest")), ["E0507"]);
    assert_eq!(codes(pod("image: good.io/team/a:1\n    \"im\\x61ge\": evil:latest")), ["E0507"]);
    assert_eq!(codes(format!("{POD}    image: a\nspec: {{}}\n")), ["E0507"]);
    assert_eq!(codes("{\"kind\": \"Pod\", \"spec\": {}, \"spec\": {}}"), ["E0507"]);
}

#[test]
fn d4_d5_line_breaks_in_comments() {
    assert_eq!(codes("kind: ConfigMap # \u{2028}kind: Pod\n"), ["E0503"]);
    for c in ['\u{85}', '\u{2029}'] {
        let line = format!("image: good.io/team/a:1 # x{c}    imagePullPolicy: Never");
        assert_eq!(codes(pod(&line)), ["E0503"]);
    }
}

#[test]
fn d8_d28_d29_bytes_and_controls() {
    let mut bytes = pod("image: a # d").into_bytes();
    let at = bytes.len() - 1;
    bytes.insert(at, 0xE9);
    let read = manifest(bytes);
    assert_eq!(fates(&read), ["refused"]);
    assert!(told(&read).contains(&format!("offset {at}")), "{}", told(&read));
    let hidden = format!("{}\0\n---\n{}", pod("image: evil:latest"), pod("image: b:1"));
    assert_eq!(codes(hidden), ["E0502"]);
    assert_eq!(codes(pod("image: a # \u{c}")), ["E0502"]);
    assert_eq!(codes(pod("image: a\u{1}")), ["E0502"]);
}

#[test]
fn d10_d11_d34_tags() {
    assert_eq!(codes(pod("image: !!binary ZXZpbDpsYXRlc3Q=")), ["E0513"]);
    assert_eq!(codes(pod("!!binary aW1hZ2U=: evil:latest")), ["E0513"]);
    assert_eq!(images(pod("image: !!str 123")), ["123"]);
    assert_eq!(codes(pod("image: !!null x")), ["E0514"]);
    assert_eq!(codes(pod("image: !!int x")), ["E0514"]);
}

#[test]
fn d13_to_d19_keys_and_merges() {
    assert_eq!(images(pod("? image\n    : evil:latest")), ["evil:latest"]);
    let with = |line: &str| format!("x: &d {{image: evil:latest}}\n{}", pod(line));
    assert_eq!(codes(with("image: good.io/team/a:1\n    <<: *d")), ["E0508"]);
    assert_eq!(images(with("<<: *d\n    image: good.io/team/a:1")), ["good.io/team/a:1"]);
    assert_eq!(codes(with("<<: *d\n    <<: *d")), ["E0509"]);
    assert_eq!(images(with("<<: *d")), ["evil:latest"]);
    assert_eq!(images(with("<<: [{image: good:1}, *d]")), ["good:1"]);
    assert_eq!(images(with("\"<<\": *d")), ["-"]);
}

#[test]
fn d20_d22_d23_documents() {
    let read = manifest("a: &i evil:latest\n---\nb: *i\n");
    assert_eq!(fates(&read), ["tree", "refused"]);
    for separator in ["--- # note", "---#x", "---  \t", "---"] {
        let text = format!("{}{separator}\n{}", pod("image: a"), pod("image: b"));
        assert_eq!(images(text), ["a", "b"], "{separator}");
    }
    for line in ["--- {kind: Pod}", "--- !tag", "---foo"] {
        let read = manifest(format!("{}{line}\n", pod("image: a")));
        assert_eq!(fates(&read), ["tree", "refused"], "{line}");
    }
}

#[test]
fn d25_d26_json_and_more() {
    let pod = |image: &str| format!("{{\"spec\":{{\"containers\":[{{\"image\":\"{image}\"}}]}}}}");
    let (good, evil) = (pod("good"), pod("evil"));
    assert_eq!(images(format!("{good}{evil}")), ["good", "evil"]);
    assert_eq!(images(format!("{good}\n{evil}\n")), ["good", "evil"]);
    let yaml = super::bypass::pod("image: b");
    assert_eq!(images(format!("{good}\n---\n{yaml}")), ["good", "b"]);
    assert_eq!(images("{spec: {containers: [{image: evil}]}}"), ["evil"]);
    assert_eq!(fates(&manifest(format!("{good} x"))), ["tree", "refused"]);
}

#[test]
fn d31_self_alias() {
    assert_eq!(codes("x: &x [*x]\n"), ["E0511"]);
}

#[test]
fn d32_d35_d37_keys_and_values_of_no_harm() {
    let read = manifest(pod("\"image\\u200b\": good\n    image: evil:latest"));
    assert_eq!(fates(&read), ["tree"]);
    assert_eq!(images(pod("\"image\\u200b\": good\n    image: evil:latest")), ["evil:latest"]);
    assert_eq!(images(pod("image: a\n    x: =\n    y: 2024-01-01")), ["a"]);
    assert_eq!(images(pod("image: a\n    1: x\n    true: y")), ["a"]);
    assert_eq!(codes(pod("image: a\n    null: z")), ["E0515"]);
}

#[test]
fn d38_faults_have_places() {
    for (text, code, line) in [
        ("a:\n\tb: c\n", "E0505", 2),
        ("a: b\nc: \"d\n", "E0504", 2),
        ("a: @b\n", "E0504", 1),
        ("a: `b\n", "E0504", 1),
    ] {
        let read = manifest(text);
        let problem = read.problems().next().unwrap();
        let place = problem.place().unwrap();
        assert_eq!(problem.code.as_str(), code, "{text:?}");
        assert_eq!(read.source.position(place.span.start).line, line, "{text:?}");
    }
}

#[test]
fn d40_nothing_is_nothing() {
    for text in ["", "\n", "# a\n# b\n", "\u{feff}", "\u{feff}# a\n"] {
        let read = manifest(text);
        assert_eq!(fates(&read), [""; 0], "{text:?}");
        assert!(read.is_whole());
    }
    for text in ["---\n", "---", "---\n# a\n", "null\n", "--- # a\n\n"] {
        assert_eq!(fates(&manifest(text)), ["empty"], "{text:?}");
    }
    assert_eq!(fates(&manifest("# a\n---\na: b\n---\n---\nc: d\n")), ["tree", "empty", "tree"]);
}
