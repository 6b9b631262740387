//! Documents made at random: another reader sees the same tree, or we refuse.
//!
//! `SEAWORTHY_CASES` raises the number of documents (64 of each sort if nothing else is said).

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::Value;

use seaworthy::world::manifest::Tree;

use super::laws::{check_laws, json_of, same};
use super::{manifest, told};

fn runner() -> TestRunner {
    let cases = std::env::var("SEAWORTHY_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(64);
    TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() })
}

/// JSON values with the texts that are hard to write.
fn values() -> impl Strategy<Value = Value> {
    let texts = prop_oneof![
        "[a-z]{0,6}",
        "[ -~]{0,12}",
        "[ \\t\\n#:'\"\\\\{}\\[\\]&*!|>%@`,?-]{1,8}",
        "[a-z \\n]{0,20}",
        "(yes|no|on|off|y|n|null|~|true|0777|1_000|1\\.10|\\.inf|0x1f|1e3|08|=|<<|---|\\.\\.\\.)",
        "[é😀ß\u{a0}]{1,4}",
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-1e9..1e9_f64).prop_map(Value::from),
        texts.prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 60, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map("[a-zA-Z0-9_. :#-]{0,8}", inner, 0..6)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

/// The tree of `text`, of which all is read.
fn whole(text: &str) -> Option<std::sync::Arc<Tree>> {
    let read = manifest(text);
    assert!(read.is_whole(), "{text}\n{}", told(&read));
    assert!(read.documents.len() <= 1);
    read.documents.first().and_then(|document| document.tree().cloned())
}

#[test]
fn what_serde_yaml_writes_is_read_back() {
    let written = values().prop_map(|value| (serde_yaml::to_string(&value).unwrap(), value));
    let result = runner().run(&written, |(text, value)| {
        // Two keys may be one to kubectl: `'2'` and `2_`.
        let ambiguous = any_text(&value, &is_ambiguous);
        if ambiguous && !manifest(text.as_str()).is_whole() {
            return Ok(());
        }
        let tree = whole(&text);
        let read = tree.as_deref().map_or(Value::Null, json_of);
        if let Some(tree) = &tree {
            check_laws(tree);
        }
        prop_assert!(ambiguous || same(&read, &value), "{text}\n{read}\n{value}");
        Ok(())
    });
    result.unwrap();
}

/// True for a text that serde_yaml leaves bare and kubectl may take for a boolean or a number.
fn is_ambiguous(text: &str) -> bool {
    let words = ["yes", "no", "on", "off", "y", "n"];
    let numeric = text.starts_with(|c: char| c.is_ascii_digit() || ".+-".contains(c));
    let word = words.iter().any(|word| text.eq_ignore_ascii_case(word));
    let quoted = |written: String| written.starts_with(['\'', '"', '|']);
    (numeric || word) && !serde_yaml::to_string(text).is_ok_and(quoted)
}

/// True if `is` holds of a text or key in `value`.
fn any_text(value: &Value, is: &dyn Fn(&str) -> bool) -> bool {
    match value {
        Value::String(text) => is(text),
        Value::Array(items) => items.iter().any(|item| any_text(item, is)),
        Value::Object(map) => map.iter().any(|(key, value)| is(key) || any_text(value, is)),
        _ => false,
    }
}

#[test]
fn json_is_read_as_it_is() {
    let result = runner().run(&(values(), any::<bool>()), |(value, pretty)| {
        let value = serde_json::json!({"top": value});
        let text =
            if pretty { serde_json::to_string_pretty(&value).unwrap() } else { value.to_string() };
        if text.contains(['\u{7f}', '\u{85}', '\u{2028}']) {
            return Ok(());
        }
        let tree = whole(&text).expect("a tree");
        check_laws(&tree);
        prop_assert!(same(&json_of(&tree), &value), "{text}");
        Ok(())
    });
    result.unwrap();
}

#[test]
fn what_both_accept_both_read_alike() {
    // Pieces of YAML in any order: mostly nonsense, sometimes not.
    let piece = prop_oneof![
        Just("a: "),
        Just("b: "),
        Just("- "),
        Just("\n"),
        Just("\n  "),
        Just("\n    "),
        Just("x"),
        Just("'y'"),
        Just("\"z\""),
        Just("[x, w]"),
        Just("{c: d}"),
        Just("{"),
        Just("}"),
        Just("["),
        Just("]"),
        Just(", "),
        Just(": "),
        Just("# c"),
        Just(" # c\n"),
        Just("|\n      t\n"),
        Just(">-\n      u\n      v\n"),
        Just("&n "),
        Just("*n"),
        Just("? "),
        Just("\t"),
        Just("k: v\n"),
        Just("1"),
        Just("\"\\u0041\""),
    ];
    let text = prop::collection::vec(piece, 1..12).prop_map(|pieces| pieces.concat());
    let result = runner().run(&text, |text| {
        let read = manifest(text.as_str());
        let whole = read.documents.first().filter(|_| read.is_whole());
        prop_assert!(whole.is_none() || read.documents.len() == 1, "{text:?}");
        let tree = whole.and_then(|document| document.tree());
        if let Some(tree) = tree {
            check_laws(tree);
            // Their reader takes no aliases of aliases lightly, and no tabs at all.
            if let Ok(theirs) = serde_yaml::from_str::<Value>(&text) {
                prop_assert!(
                    same(&json_of(tree), &theirs),
                    "{text:?}\n{theirs}\n{}",
                    json_of(tree)
                );
            }
        }
        Ok(())
    });
    result.unwrap();
}

#[test]
fn no_bytes_make_it_panic() {
    let bytes = prop::collection::vec(
        prop_oneof![any::<u8>(), prop::sample::select(b"a:- \n\"'[]{}#&*!|>%?,\t\\<".to_vec())],
        0..200,
    );
    let result = runner().run(&bytes, |bytes| {
        let read = manifest(bytes);
        for document in &read.documents {
            if let Some(tree) = document.tree() {
                check_laws(tree);
                for node in tree.nodes() {
                    let _ = (tree.scalar(node), tree.insertion(node).edit("k", "v"));
                }
            }
            let _ = document.comments(&read.source);
        }
        Ok(())
    });
    result.unwrap();
}
