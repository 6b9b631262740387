//! Bytes to text: UTF-16, byte order marks, line ends, damage.

use seaworthy::world::manifest::{Encoding, NodeId, Tree};

use super::{fates, json_of, manifest, outlines, spot, tree};

const TEXT: &str = "image: grün # é\nb: [𝒳]\n";

#[test]
fn utf_16_is_decoded_and_can_be_written_again() {
    for encoding in [Encoding::Utf16Le, Encoding::Utf16Be] {
        let bytes = encoding.encode(TEXT).unwrap();
        let read = manifest(bytes.clone());
        assert_eq!(fates(&read), ["tree"]);
        let json = json_of(read.documents[0].tree().unwrap());
        assert_eq!(json, json_of(&tree(TEXT)));
        assert_eq!(read.encoding, encoding);
        assert_eq!(read.encoding.encode(read.source.text()).unwrap(), bytes);
    }
}

#[test]
fn utf_16_that_breaks_off_is_refused() {
    let mut bytes = Encoding::Utf16Le.encode("a: b\n---\nc: d\n").unwrap();
    bytes.pop();
    let read = manifest(bytes);
    assert_eq!(fates(&read), ["tree", "refused"]);
    assert_eq!(read.encoding, Encoding::Damaged);
    assert!(read.problems().next().unwrap().message.contains("offset 28"));
    let mut bytes = Encoding::Utf16Be.encode("a: ").unwrap();
    bytes.extend([0xD8, 0x00, 0x00, b'b']);
    assert_eq!(outlines(&manifest(bytes)), ["E0501 ^1:4 \"\u{fffd}\""]);
}

#[test]
fn utf_16_without_a_mark_is_full_of_control_characters() {
    let bytes = Encoding::Utf16Le.encode("a: b\n").unwrap();
    let read = manifest(&bytes[2..]);
    assert_eq!(fates(&read), ["refused"]);
    assert_eq!(read.problems().next().unwrap().code.as_str(), "E0502");
}

#[test]
fn a_byte_order_mark_before_a_document_is_no_part_of_it() {
    for text in ["\u{feff}a: b\n", "\u{feff}---\na: b\n"] {
        let read = manifest(text);
        assert_eq!(fates(&read), ["tree"], "{text:?} {}", super::told(&read));
        assert_eq!(json_of(read.documents[0].tree().unwrap()), serde_json::json!({"a": "b"}));
    }
    let read = manifest("\u{feff}{\"a\": 1}");
    let tree = read.documents[0].tree().unwrap();
    assert_eq!(
        tree.get(seaworthy::world::manifest::NodeId::ROOT, "a").map(|n| tree.text(n)),
        Some("1")
    );
}

#[test]
fn a_byte_order_mark_anywhere_moves_no_span() {
    let bodies = ["- a: b\n- é\n", "a: [b]\nc: |\n  d\n", "# c\na: 'b'\n", "\n\na:\n- é: b\n"];
    for text in
        bodies.iter().flat_map(|text| ["\n", "\r\n", "\r"].map(|end| text.replace('\n', end)))
    {
        for at in (1..text.len()).filter(|at| text.is_char_boundary(*at)) {
            let (before, behind) = text.split_at(at);
            let marked = format!("{before}\u{feff}{behind}");
            let read = manifest(marked.as_str());
            for document in &read.documents {
                let Some(tree) = document.tree() else { continue };
                assert!(!before.ends_with(['\n', '\r']), "{marked:?} is read");
                for node in tree.nodes() {
                    assert!(marked.get(tree.span(node).range()).is_some(), "{marked:?}");
                }
            }
        }
    }
}

#[test]
fn bytes_that_are_no_text_spoil_one_document_only() {
    let read = manifest(b"a: \xE9\xFF\n---\nb: c\n---\nd: \xC3\n".to_vec());
    assert_eq!(fates(&read), ["refused", "tree", "refused"]);
    let expected = ["E0501 ^1:4 \"\u{fffd}\" ^1:5 \"\u{fffd}\"", "E0501 ^5:4 \"\u{fffd}\""];
    assert_eq!(outlines(&read), expected);
    let messages: Vec<&str> = read.problems().map(|p| p.message.as_str()).collect();
    let first = "2 bytes are not UTF-8, the first at offset 3";
    assert_eq!(messages, [first, "the byte at offset 22 is not UTF-8"]);
    assert_eq!(read.encoding.encode(read.source.text()), None);
}

#[test]
fn lines_may_end_as_they_do_on_windows() {
    let read =
        manifest("a: b\r\n---\r\nc:\r\n  d: |\r\n    e\r\n    f\r\n---\r\ng: \"h\r\n  i\"\r\n");
    assert_eq!(fates(&read), ["tree", "tree", "tree"]);
    let json: Vec<_> = read.documents.iter().map(|d| json_of(d.tree().unwrap())).collect();
    assert_eq!(json[0], serde_json::json!({"a": "b"}));
    assert_eq!(json[1], serde_json::json!({"c": {"d": "e\nf\n"}}));
    assert_eq!(json[2], serde_json::json!({"g": "h i"}));
    let tree = read.documents[1].tree().unwrap();
    let value = tree.at(seaworthy::world::manifest::NodeId::ROOT, &["c", "d"]).unwrap();
    assert_eq!(spot(&read, tree.place(value)), "4:6 \"|\\r\\n    e\\r\\n    f\"");
}

#[test]
fn a_return_alone_ends_a_line_too() {
    for text in [
        "# c\n-",
        "# c\n- a\n-\n# d\n- b\n",
        "a: # c\n  # d\n- b # e\n\nc:\n# f\nd: |  # g\n  h # i\n",
        "# a\nb:\n  - c: d\n    # e\n    f:\n",
    ] {
        let (lines, returns) = (manifest(text), manifest(text.replace('\n', "\r")));
        assert_eq!((fates(&lines), fates(&returns)), (vec!["tree"], vec!["tree"]), "{text:?}");
        let (a, b) = (&lines.documents[0], &returns.documents[0]);
        let (one, other) = (a.tree().unwrap(), b.tree().unwrap());
        let spans = |tree: &Tree| tree.nodes().map(|node| tree.span(node)).collect::<Vec<_>>();
        assert_eq!(spans(one), spans(other), "{text:?}");
        assert_eq!(a.comments(&lines.source), b.comments(&returns.source), "{text:?}");
        let place = |tree: &Tree| tree.insertion(NodeId::ROOT).edit("k", "v").map(|edit| edit.0);
        assert_eq!(place(one), place(other), "{text:?}");
    }
}

#[test]
fn a_block_scalar_ends_its_last_line_as_kubectl_ends_it() {
    assert_eq!(json_of(&tree("a: |\n  b")), serde_json::json!({"a": "b\n"}));
    assert_eq!(json_of(&tree("a: |-\n  b")), serde_json::json!({"a": "b"}));
}
