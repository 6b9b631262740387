//! Places of absent keys, edits there, and comments.

use seaworthy::world::manifest::{NodeId, Placement};

use super::{json_of, manifest, spot, tree};

const ROOT: NodeId = NodeId::ROOT;

/// `text` with `new: 1` added to the mapping at `path`, and where that would stand.
fn added(text: &str, path: &[&str]) -> (String, Option<String>) {
    let read = manifest(text);
    let tree = read.documents[0].tree().unwrap();
    let mut node = ROOT;
    for step in path {
        node = match step.parse::<usize>() {
            Ok(index) => tree.items(node).nth(index).unwrap(),
            Err(_) => tree.get(node, step).unwrap(),
        };
    }
    let insertion = tree.insertion(node);
    let edited = insertion.edit("new", "1").map(|(span, new)| {
        let mut edited = text.to_owned();
        edited.replace_range(span.range(), &new);
        edited
    });
    (spot(&read, insertion.place), edited)
}

#[test]
fn an_absent_key_stands_with_the_simple_ones() {
    for (text, path, place, edited) in [
        ("a: 1\nb: 2\n", &[][..], "2:5", "a: 1\nb: 2\nnew: 1\n"),
        ("a: 1 # c\nb:\n  c: 2\n", &[], "1:5", "a: 1 # c\nnew: 1\nb:\n  c: 2\n"),
        ("a:\n  b: 1\n", &[], "1:1", "new: 1\na:\n  b: 1\n"),
        ("- name: x\n  ports:\n  - 1\n", &["0"], "1:10", "- name: x\n  new: 1\n  ports:\n  - 1\n"),
        ("- ports:\n  - 1\n", &["0"], "1:3", "- new: 1\n  ports:\n  - 1\n"),
        ("x:\n  - - a: 1", &["x", "0", "0"], "2:11", "x:\n  - - a: 1\n      new: 1"),
        ("a: 1\r\nb: 2\r\n", &[], "2:5", "a: 1\r\nb: 2\r\nnew: 1\r\n"),
        ("a: |\n  b\n", &[], "1:1", "new: 1\na: |\n  b\n"),
        ("a: {b: 1, c: [d]}\n", &["a"], "1:9", "a: {b: 1, new: 1, c: [d]}\n"),
        ("a: {}\n", &["a"], "1:5", "a: {new: 1}\n"),
        ("{\"a\": {}}", &["a"], "1:8", "{\"a\": {\"new\": 1}}"),
        ("{\"a\": [1]}", &[], "1:2", "{\"new\": 1, \"a\": [1]}"),
        (
            "{\n  \"a\": 1,\n  \"b\": []\n}",
            &[],
            "2:9",
            "{\n  \"a\": 1,\n  \"new\": 1,\n  \"b\": []\n}",
        ),
        (
            "x: &d {y: 1}\na:\n  <<: *d\n  b: 2\n",
            &["a"],
            "4:7",
            "x: &d {y: 1}\na:\n  <<: *d\n  b: 2\n  new: 1\n",
        ),
    ] {
        let (found, new) = added(text, path);
        assert_eq!(found, format!("{place} \"\""), "{text:?}");
        assert_eq!(new.as_deref(), Some(edited), "{text:?}");
        let tree = tree(edited);
        assert!(json_of(&tree).to_string().contains("\"new\":1"), "{edited:?}");
    }
}

#[test]
fn nothing_is_written_where_it_would_be_written_twice_or_not_fit() {
    assert_eq!(added("x: &d {y: 1}\na: *d\n", &["a"]).1, None);
    assert_eq!(added("? a\n: 1\n", &[]).1, None);
    assert_eq!(added("x: &d {y: 1}\na:\n  <<: *d\n", &["a"]).1, None);
    assert_eq!(added("a: [b: 1]\n", &["a", "0"]).1, None);
}

#[test]
fn comments_are_found_where_they_are() {
    let text = "# one\na: b # two\nc: \"# no\"\nd: |  # three\n  # no\n\n  x # no\n# four\ne: 'f' #~ five\n\
                g: [h, # six\n  i#no]\nj: &k#no l\n".replace("j: &k#no l\n", "j: http://x#no\n");
    let read = manifest(text.as_str());
    let comments = read.documents[0].comments(&read.source);
    let found: Vec<_> = comments.iter().map(|c| (read.source.slice(c.span), c.placement)).collect();
    use Placement::{OwnLine, Trailing};
    assert_eq!(
        found,
        [
            ("# one", OwnLine),
            ("# two", Trailing),
            ("# three", Trailing),
            ("# four", OwnLine),
            ("#~ five", Trailing),
            ("# six", Trailing),
        ]
    );
}

#[test]
fn comments_of_other_documents_are_theirs() {
    let read = manifest("a: b # one\n--- # sep\n# two\n---\nc: d\n# three\n");
    let texts: Vec<Vec<&str>> = read
        .documents
        .iter()
        .map(|d| d.comments(&read.source).iter().map(|c| read.source.slice(c.span)).collect())
        .collect();
    assert_eq!(texts, [vec!["# one"], vec!["# two"], vec!["# three"]]);
}

#[test]
fn an_entry_is_its_key_and_value() {
    let tree = tree("a: 1\nb: [c]\n");
    let (key, value) = tree.entry(ROOT, "b").unwrap();
    assert_eq!(tree.source().slice(tree.entry_span(key, value)), "b: [c]");
}
