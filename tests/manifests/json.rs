//! JSON, one object or several.

use serde_json::json;

use super::{fates, json_of, manifest, outlines, tree};

#[test]
fn objects_follow_one_another() {
    let read = manifest(" {\"a\": 1}\n{\"b\": [true, null, \"x\\u00e9\\ud83d\\ude00\\n\"]}{}");
    assert_eq!(fates(&read), ["tree", "tree", "tree"]);
    let all: Vec<_> = read.documents.iter().map(|d| json_of(d.tree().unwrap())).collect();
    assert_eq!(all, [json!({"a": 1}), json!({"b": [true, null, "xé😀\n"]}), json!({})]);
}

#[test]
fn json_is_read_as_serde_reads_it() {
    for text in [
        "{\"a\":{\"b\":[[],{},[1,-2.5e3,0]],\"\":\"\\\"\\\\\\/\\b\\f\\t\\r\"}}",
        "{ \"a\" : [ 1 , 2 ] , \"b\" : { } }",
        "{\"a\": 12345678901234567890123, \"b\": 0, \"c\": 1E2, \"d\": 0.1}",
    ] {
        let expected: serde_json::Value = serde_json::from_str(text).unwrap();
        assert_eq!(json_of(&tree(text)).to_string(), expected.to_string());
    }
}

#[test]
fn what_is_no_json_is_told_as_json_if_it_was_meant_so() {
    for (text, place) in [
        ("{\"a\": 1,,}", "1:9 \",\""),
        ("{\"a\": [\"b\" 1]}", "1:12 \"1\""),
        ("{\"a\" 1}", "1:6 \"1\""),
        ("{\"a\": \"b}", "1:7 \"\\\"\""),
        ("{\"a\": 1", "1:7 \"1\""),
        ("{\"a\": \"\\ud800\"}", "1:8 \"\\\\\""),
        ("{\"a\": \"\\x\"}", "1:8 \"\\\\\""),
    ] {
        let read = manifest(text);
        assert_eq!(fates(&read), ["refused"], "{text}");
        assert_eq!(outlines(&read), [format!("E0519 ^{place}")], "{text}");
    }
}

#[test]
fn yaml_in_braces_is_read() {
    for text in ["{a: b}", "{\"a\": \"b\",}", "{'a': b} # c\n", "{\n  # c\n  a: b\n}\n"] {
        assert_eq!(json_of(&tree(text)), json!({"a": "b"}), "{text}");
    }
    // The fault is told as YAML's where nothing looks like JSON.
    assert_eq!(outlines(&manifest("{a: b")), ["E0504 ^1:1 \"{a:\""]);
}

#[test]
fn the_objects_before_a_fault_are_read() {
    let read = manifest("{\"a\": 1}\n{\"b\": 2}\n{\"c\": }\n{\"d\": 4}");
    assert_eq!(fates(&read), ["tree", "tree", "refused"]);
    assert_eq!(outlines(&read), ["E0519 ^3:7 \"}\""]);
    let read = manifest("{\"a\": 1, \"a\": 2}{\"b\": 1}");
    assert_eq!(fates(&read), ["refused", "tree"]);
    assert_eq!(outlines(&read), ["E0507 ^1:10 \"\\\"a\\\"\" -1:2 \"\\\"a\\\"\""]);
}

/// Where several objects follow, nothing but JSON reads them.
#[test]
fn escapes_and_numbers_are_those_of_json() {
    let read = manifest("{\"a\": \"\\b\\f\\n\\r\\t\\\"\\\\\\/\\u0041\"}{\"b\": 1}");
    assert_eq!(fates(&read), ["tree", "tree"]);
    let first = read.documents[0].tree().unwrap();
    assert_eq!(json_of(first), json!({"a": "\u{8}\u{c}\n\r\t\"\\/A"}));
    for good in ["0", "-0", "10", "-1.5", "0.10", "1e5", "1E+5", "1.5e-7"] {
        let read = manifest(format!("{{\"a\": {good}}}{{\"b\": 1}}"));
        assert_eq!(fates(&read), ["tree", "tree"], "{good}");
    }
    for bad in ["01", "-", "+1", ".5", "1.", "1.e5", "1e", "1e+", "0x1", "1_0", "--1", "1.5.2"] {
        let read = manifest(format!("{{\"a\": {bad}}}{{\"b\": 1}}"));
        assert_eq!(fates(&read).first(), Some(&"refused"), "{bad}");
    }
}

#[test]
fn a_comment_in_json_is_called_one() {
    let read = manifest("{\"a\": 1} // c\n{\"b\": 2}\n");
    assert_eq!(fates(&read), ["tree", "refused"]);
    assert_eq!(read.problems().next().unwrap().message, "JSON has no comments");
}
