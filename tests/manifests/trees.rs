//! Trees: what scalars are, spans, paths, aliases.

use serde_json::json;

use seaworthy::world::manifest::{Document, NodeFlags, NodeId, Scalar, Style, Tree};

use super::laws::check_laws;
use super::{json_of, manifest, told, tree};

const ROOT: NodeId = NodeId::ROOT;

#[test]
fn scalars_are_what_kubernetes_makes_of_them() {
    let text = |text: &'static str| Scalar::Text(text.into());
    for (written, expected) in [
        ("", Scalar::Null),
        ("~", Scalar::Null),
        ("Null", Scalar::Null),
        ("yes", Scalar::Bool(true)),
        ("n", Scalar::Bool(false)),
        ("Off", Scalar::Bool(false)),
        ("0777", Scalar::Int(511)),
        ("0o17", Scalar::Int(15)),
        ("0b1", Scalar::Int(1)),
        ("1_000", Scalar::Int(1000)),
        ("1.10", Scalar::Float(1.1)),
        ("9223372036854775808", Scalar::Float(9_223_372_036_854_775_808.0)),
        ("123456789012345678901234567890", Scalar::Float(1.234_567_890_123_456_8e29)),
        ("2001-01-01", text("2001-01-01")),
        ("1:30", text("1:30")),
        ("'no'", text("no")),
        ("\"1.10\"", text("1.10")),
        ("!!str 1.10", text("1.10")),
        ("! 010", text("010")),
        ("!!str", text("")),
        ("|\n  no", text("no\n")),
        ("!local x", text("x")),
        ("!!int 0x1f", Scalar::Int(31)),
        ("!!bool yes", Scalar::Bool(true)),
        ("nginx:1.27", text("nginx:1.27")),
    ] {
        let tree = tree(&format!("a: {written}\n"));
        let value = tree.get(ROOT, "a").unwrap();
        assert_eq!(tree.scalar(value).unwrap(), expected, "{written}");
        let as_text = match &expected {
            Scalar::Text(text) => Some(text.as_ref()),
            _ => None,
        };
        assert_eq!(tree.text_value(value), as_text, "{written}");
        assert_eq!(tree.is_null(value), expected == Scalar::Null, "{written}");
    }
    let tree = tree("a: []\n");
    let list = tree.get(ROOT, "a").unwrap();
    assert_eq!((tree.scalar(list), tree.text_value(list)), (None, None));
}

#[test]
fn keys_have_the_text_that_the_api_server_sees() {
    let read = tree("yes: 1\n0x10: 2\n1.10: 3\n'no': 4\nk8s: 5\n");
    assert_eq!(json_of(&read), json!({"true": 1, "16": 2, "1.1": 3, "no": 4, "k8s": 5}));
    assert_eq!(read.path(read.get(ROOT, "true").unwrap()).to_string(), "true");
    let read = tree("a: &x off\nb: {*x : 1}\n");
    assert_eq!(json_of(&read), json!({"a": false, "b": {"false": 1}}));
}

/// The text of a node's span.
fn written(tree: &Tree, path: &[&str]) -> String {
    let node = tree.at(ROOT, path).unwrap();
    tree.source().slice(tree.span(node)).to_owned()
}

#[test]
fn spans_cover_what_people_see() {
    let text = "# c\na: &x b   # c1\nempty:\nlist:\n- 1\n-\n- k: v\n\n  k2:\n\n# c\nlit: |  # hc\n  one\n\n  two\n\n\
                # c\nfold: >-\n    abc\nquoted: \"x\\ny\"\nflow: {a: [b, c ], d}\nnest:\n  - - x\n    - y\n  -\n    - z\n\
                last: 'l'\n";
    let tree = tree(text);
    assert!(written(&tree, &[]).starts_with("a: &x") && written(&tree, &[]).ends_with("'l'"));
    assert_eq!(written(&tree, &["a"]), "b");
    assert_eq!(written(&tree, &["list"]), "- 1\n-\n- k: v\n\n  k2:");
    assert_eq!(written(&tree, &["lit"]), "|  # hc\n  one\n\n  two");
    assert_eq!(written(&tree, &["fold"]), ">-\n    abc");
    assert_eq!(written(&tree, &["quoted"]), "\"x\\ny\"");
    assert_eq!(written(&tree, &["flow"]), "{a: [b, c ], d}");
    assert_eq!(written(&tree, &["flow", "a"]), "[b, c ]");
    assert_eq!(written(&tree, &["nest"]), "- - x\n    - y\n  -\n    - z");
    let nest = tree.get(ROOT, "nest").unwrap();
    let inner: Vec<_> =
        tree.items(nest).map(|n| tree.source().slice(tree.span(n)).to_owned()).collect();
    assert_eq!(inner, ["- x\n    - y", "- z"]);
    // Empty values stand where a value would.
    let at = |path: &[&str]| tree.span(tree.at(ROOT, path).unwrap());
    assert_eq!(at(&["empty"]).start as usize, text.find("empty:").unwrap() + 6);
    assert!(at(&["empty"]).is_empty());
    let list = tree.get(ROOT, "list").unwrap();
    let second = tree.items(list).nth(1).unwrap();
    assert_eq!(tree.span(second).start as usize, text.find("-\n- k").unwrap() + 1);
    let third = tree.items(list).nth(2).unwrap();
    let k2 = tree.get(third, "k2").unwrap();
    assert_eq!(tree.span(k2).start as usize, text.find("k2:").unwrap() + 3);
}

#[test]
fn a_blank_that_is_none_to_yaml_is_a_text() {
    for text in
        ["\u{a0}", "\u{3000}\n", "\u{a0}# c", "# c\n\u{2003}\n", "---\n\u{a0}\n", "\u{a0}\n---\n"]
    {
        let read = manifest(text);
        let texts: Vec<_> = read.documents.iter().filter_map(Document::tree).collect();
        assert!(read.is_whole() && texts.len() == 1, "{text:?}: {}", told(&read));
        assert!(texts[0].text_value(ROOT).is_some_and(|text| !text.is_empty()), "{text:?}");
    }
    for text in ["", " \t\r\n", "\u{feff}\n", " # c\r\n\t# d\n", "---\n"] {
        let read = manifest(text);
        assert!(read.is_whole() && read.documents.iter().all(|d| d.tree().is_none()), "{text:?}");
    }
    for text in ["\u{c}", "\u{b}# c\n", "---\n\u{c}\n", "{}\u{c}"] {
        assert!(!manifest(text).is_whole(), "{text:?}");
    }
}

#[test]
fn what_is_verbatim_is_its_bytes() {
    let tree = tree("a: b\nc: 'd'\ne: \"f\\n\"\ng: h\n  i\n");
    let value = |key| tree.get(ROOT, key).unwrap();
    assert!(tree.is_verbatim(value("a")));
    assert_eq!((tree.text(value("c")), tree.style(value("c"))), ("d", Style::SingleQuoted));
    assert!(!tree.is_verbatim(value("c")) && !tree.is_verbatim(value("g")));
    assert_eq!((tree.text(value("e")), tree.text(value("g"))), ("f\n", "h i"));
}

#[test]
fn paths_read_as_people_write_them() {
    let tree = tree(
        "spec:\n  containers:\n  - image: a\nmetadata:\n  labels: {app.kubernetes.io/name: x}\n",
    );
    let image = tree.at(ROOT, &["spec", "containers"]).unwrap();
    let image = tree.get(tree.items(image).next().unwrap(), "image").unwrap();
    assert_eq!(tree.path(image).to_string(), "spec.containers[0].image");
    let label = tree.at(ROOT, &["metadata", "labels", "app.kubernetes.io/name"]).unwrap();
    assert_eq!(tree.path(label).to_string(), "metadata.labels[\"app.kubernetes.io/name\"]");
    assert_eq!(tree.path(ROOT).to_string(), "");
}

#[test]
fn the_laws_hold() {
    for text in [
        "a: 1\n",
        "- a\n- [b, {c: d}]\n- e: {f: [g]}\n",
        "a: &a {x: &x [1, 2], y: *x}\nb: *a\nc: [*a, *x]\n",
        "a: &a {x: &x [1], y: *x}\nb:\n  <<: *a\n  z: *x\nc: *a\n",
        "a: &a {x: 1}\nb: &b {y: 2, x: 3}\nc: {<<: [*b, {z: 4, y: 5}, *a], w: &w 6}\nd: [*w, *a]\n",
        "? a\n: b\n? c\n",
        "{\"a\": [], \"b\": {}}",
        "a: |\n  x\nb: >\n  y\nc:\n",
    ] {
        check_laws(&tree(text));
    }
}

#[test]
fn aliases_and_merges_are_expanded() {
    let text =
        "a: &a {x: &x [1], v: *x}\nb:\n  <<: *a\n  z: *x\nc: {<<: [{x: 0}, *a], w: &w 6}\nd: *w\n";
    let tree = tree(text);
    let a = json!({"x": [1], "v": [1]});
    let expected = json!({
        "a": a, "b": {"x": [1], "v": [1], "z": [1]}, "c": {"x": 0, "v": [1], "w": 6}, "d": 6,
    });
    assert_eq!(json_of(&tree), expected);
    let node = |path: &[&str]| tree.at(ROOT, path).unwrap();
    let site = |path: &[&str]| {
        let line = |at: u32| tree.source().position(at).line;
        tree.alias_site(node(path)).map(|s| (line(s.start), tree.source().slice(s).to_owned()))
    };
    assert_eq!(site(&["a"]), None);
    assert_eq!(site(&["a", "v"]), Some((1, "*x".to_owned())));
    assert_eq!(site(&["b", "x"]), Some((3, "*a".to_owned())));
    assert_eq!(site(&["b", "z"]), Some((4, "*x".to_owned())));
    assert_eq!(site(&["c", "x"]), None);
    assert_eq!(site(&["c", "v"]), Some((5, "*a".to_owned())));
    assert_eq!(site(&["c", "w"]), None);
    assert_eq!(site(&["d"]), Some((6, "*w".to_owned())));
    for (path, merged) in [(&["b", "x"], true), (&["b", "z"], false), (&["c", "x"], true)] {
        assert_eq!(tree.flags(node(path)).has(NodeFlags::MERGED), merged, "{path:?}");
    }
    // Spans stay where things were written.
    assert_eq!(tree.span(node(&["b", "x"])), tree.span(node(&["a", "x"])));
}

#[test]
fn what_is_written_behind_a_merge_counts() {
    let text = "a: &a {x: 1, k: &k [2, 3], z: 4}\nb: &b\n  <<: *a\n  k: [5]\n  x: {w: 6}\n\
                c: {<<: *b, z: 7}\nd: {<<: {x: 8, v: &v 9}, x: *k}\ne: *v\nf: {<<: [{x: 1}, *a], x: 2, u: *v}\n";
    let tree = tree(text);
    let expected = json!({
        "a": {"x": 1, "k": [2, 3], "z": 4},
        "b": {"x": {"w": 6}, "k": [5], "z": 4},
        "c": {"x": {"w": 6}, "k": [5], "z": 7},
        "d": {"v": 9, "x": [2, 3]},
        "e": 9,
        "f": {"x": 2, "k": [2, 3], "z": 4, "u": 9},
    });
    assert_eq!(json_of(&tree), expected);
    check_laws(&tree);
    let keys = |path: &[&str]| -> Vec<&str> {
        tree.entries(tree.at(ROOT, path).unwrap()).map(|(key, _)| tree.text(key)).collect()
    };
    assert_eq!(keys(&["b"]), ["z", "k", "x"]);
    assert_eq!(keys(&["c"]), ["k", "x", "z"]);
    // Places and paths are the winner's.
    assert_eq!(written(&tree, &["b", "k"]), "[5]");
    assert_eq!(tree.path(tree.at(ROOT, &["b", "x", "w"]).unwrap()).to_string(), "b.x.w");
    let site = |path: &[&str]| {
        tree.alias_site(tree.at(ROOT, path).unwrap()).map(|s| tree.source().slice(s))
    };
    assert_eq!(site(&["b", "z"]), Some("*a"));
    assert_eq!(site(&["b", "k"]), None);
    assert_eq!(site(&["c", "x"]), Some("*b"));
    assert_eq!(site(&["d", "x"]), Some("*k"));
    assert_eq!(site(&["f", "u"]), Some("*v"));
}

#[test]
fn an_anchor_that_gave_way_names_nothing() {
    let read = super::manifest("a: {<<: {x: &x 1}, x: 2}\nb: *x\n");
    assert_eq!(super::outlines(&read), ["E0510 ^2:4 \"*x\" -1:13 \"&x\""]);
}
