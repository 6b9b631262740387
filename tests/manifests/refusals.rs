//! Each refusal: its code, its place, its labels.

use seaworthy::diag::Severity;

use super::{fates, json_of, manifest, outlines, told, tree};

/// Reads `text`, whose only document is refused, and holds its problems against `expected`.
#[track_caller]
fn refused(text: &str, expected: &[&str]) {
    let read = manifest(text);
    assert_eq!(outlines(&read), expected, "{text:?}\n{}", told(&read));
    assert!(!read.is_whole(), "{text:?}");
    for problem in read.problems() {
        assert!(!problem.help.is_empty(), "{text:?}: no help");
        let message = &problem.message;
        assert!(!message.ends_with('.') && !message.starts_with(char::is_uppercase), "{message}");
    }
}

#[test]
fn text_that_readers_do_not_agree_about() {
    refused("a: b\0c\n", &["E0502 ^1:5 \"\\0\""]);
    refused("a: b\u{7f}\u{1b}\n", &["E0502 ^1:5 \"\\u{7f}\" ^1:6 \"\\u{1b}\""]);
    refused("a: b # \u{c}\n", &["E0502 ^1:8 \"\\u{c}\""]);
    refused("a: b # \u{85}c: d\n", &["E0503 ^1:8 \"\\u{85}\""]);
    refused("a: \"\u{2028}\" # \u{2029}\n", &["E0503 ^1:5 \"\\u{2028}\" ^1:10 \"\\u{2029}\""]);
    refused("a: b\n\u{feff}c: d\n", &["E0502 ^2:1 \"\\u{feff}\""]);
}

#[test]
fn a_text_at_the_margin() {
    // kubectl's reader takes the one for a comment and the text for empty, the other for no YAML.
    refused(">\n#\u{12f}h\n", &["E0504 ^2:1 \"#\u{12f}h\""]);
    refused("|-\n\na\nb\n", &["E0504 ^3:1 \"a\""]);
    refused("!!str &x | # c\r\na\r\n", &["E0504 ^2:1 \"a\""]);
    refused("|\n\u{a0}\n", &["E0504 ^2:1 \"\\u{a0}\""]);
    for sound in ["|\n a\n", "|\n\n", ">2\n#c\n", "a: |\n b\n#c\n", "- >\n#c\n", "|\n a\n#c\n"] {
        assert_eq!(fates(&manifest(sound)), ["tree"], "{sound:?}");
    }
}

#[test]
fn a_key_twice() {
    refused("a: 1\nb: 2\na: 3\n", &["E0507 ^3:1 \"a\" -1:1 \"a\""]);
    refused("a: 1\n\"\\x61\": 3\n", &["E0507 ^2:1 \"\\\"\\\\x61\\\"\" -1:1 \"a\""]);
    refused("yes: 1\n'true': 3\n", &["E0507 ^2:1 \"'true'\" -1:1 \"yes\""]);
    refused("8: 1\n010: 3\n", &["E0507 ^2:1 \"010\" -1:1 \"8\""]);
    refused("{a: {b: 1, b: 2}}\n", &["E0507 ^1:12 \"b\" -1:6 \"b\""]);
    let three = ["E0507 ^2:1 \"a\" -1:1 \"a\"", "E0507 ^3:1 \"a\" -1:1 \"a\""];
    refused("a: 1\na: 2\na: 3\n", &three);
    // All of a document's are told, in mappings that were not closed too.
    let two = ["E0504 ^4:1 \"x\"", "E0507 ^2:1 \"a\" -1:1 \"a\""];
    let read = manifest("a: 1\na: 2\nb:\nx\n");
    let mut told: Vec<_> = outlines(&read);
    told.sort();
    assert_eq!(told, two);
}

#[test]
fn many_keys_are_compared_as_few_are() {
    let mut text: String = (0..100).map(|n| format!("key{n}: {n}\n")).collect();
    assert_eq!(fates(&manifest(text.as_str())), ["tree"]);
    text += "key7: x\n\"key\\x399\": y\n";
    let expected = [
        "E0507 ^101:1 \"key7\" -8:1 \"key7\"",
        "E0507 ^102:1 \"\\\"key\\\\x399\\\"\" -100:1 \"key99\"",
    ];
    refused(&text, &expected);
}

#[test]
fn a_flood_of_faults_is_counted() {
    let read = manifest("a: b\n".repeat(300));
    assert_eq!(read.problems().count(), 50);
    let last = read.problems().last().unwrap();
    assert!(last.help.iter().any(|help| help.contains("249 more")), "{:?}", last.help);
}

#[test]
fn merges_that_collide() {
    let text = "d: &d {a: 1, b: 2}\nm:\n  a: 0\n  <<: *d\n";
    refused(text, &["E0508 ^3:3 \"a\" -4:3 \"<<\" -1:8 \"a\""]);
    let text = "d: &d {a: 1, b: 2}\nm:\n  b: 0\n  a: 0\n  <<: *d\n";
    refused(text, &["E0508 ^4:3 \"a\" ^3:3 \"b\" -5:3 \"<<\" -1:8 \"a\" -1:14 \"b\""]);
    let text = "d: &d {a: 1, b: 2}\nm:\n  b: 0\n  <<: *d\n  a: 0\n";
    refused(text, &["E0508 ^3:3 \"b\" -4:3 \"<<\" -1:14 \"b\""]);
    // What is written behind a merge counts, but not twice.
    let text = "d: &d {a: 1}\nm:\n  <<: *d\n  a: 0\n  a: 2\n";
    refused(text, &["E0507 ^5:3 \"a\" -4:3 \"a\""]);
    let text = "d: &d {a: 1}\nm:\n  <<: *d\n  <<: *d\n";
    refused(text, &["E0509 ^4:3 \"<<\" -3:3 \"<<\""]);
    let text = "d: &d {a: 1}\ne: &e {b: 1}\nm:\n  <<: *d\n  <<: *e\n";
    refused(text, &["E0509 ^5:3 \"<<\" -4:3 \"<<\""]);
}

#[test]
fn merges_of_what_is_no_mapping() {
    refused("m:\n  <<: x\n", &["E0510 ^2:7 \"x\" -2:3 \"<<\""]);
    refused("m: {<<: [{a: 1}, b]}\n", &["E0510 ^1:9 \"[{a: 1}, b]\" -1:5 \"<<\""]);
    // kubectl takes a list of mappings, but not an alias of one.
    refused("l: &l [{a: 1}]\nm: {<<: *l}\n", &["E0510 ^1:7 \"[{a: 1}]\" -2:5 \"<<\""]);
    let text = "m: {<<: &x {a: 1}}\nn: *x\n";
    refused(text, &["E0510 ^2:4 \"*x\" -1:9 \"&x\""]);
}

#[test]
fn aliases() {
    refused("x: &x [*x]\n", &["E0511 ^1:8 \"*x\" -1:4 \"&x\""]);
    refused("x: &x {a: {b: *x}}\n", &["E0511 ^1:15 \"*x\" -1:4 \"&x\""]);
    refused("a: *x\nb: &x 1\n", &["E0512 ^1:4 \"*x\""]);
    refused("a: &x.y 1\n", &["E0512 ^1:4 \"&x.y\""]);
    let read = manifest("a: &x 1\n---\nb: *x\n---\nc: 1\n");
    assert_eq!(fates(&read), ["tree", "refused", "tree"]);
    assert_eq!(outlines(&read), ["E0512 ^3:4 \"*x\" -1:4 \"&x\""]);
}

#[test]
fn tags() {
    refused("a: !!binary YQ==\n", &["E0513 ^1:4 \"!!binary\""]);
    refused("!!binary YQ==: b\n", &["E0513 ^1:1 \"!!binary\""]);
    refused("a: !!int x\n", &["E0514 ^1:4 \"!!int\" -1:10 \"x\""]);
    refused("a: !!int \"1\"\n", &["E0514 ^1:4 \"!!int\" -1:10 \"\\\"1\\\"\""]);
    refused("a: !!null x\n", &["E0514 ^1:4 \"!!null\" -1:11 \"x\""]);
    refused("a: !!float 1\n", &["E0514 ^1:4 \"!!float\" -1:12 \"1\""]);
    refused("a: !local 1\n", &["E0514 ^1:4 \"!local\" -1:11 \"1\""]);
    refused("a: !!map [b]\n", &["E0514 ^1:4 \"!!map\" -1:10 \"[\""]);
    refused("a: !!str {b: c}\n", &["E0514 ^1:4 \"!!str\" -1:10 \"{\""]);
}

#[test]
fn keys_that_are_no_text() {
    refused("null: a\n", &["E0515 ^1:1 \"null\""]);
    refused("? \n: a\n", &["E0515 ^1:1 \"\""]);
    refused("[a]: b\n", &["E0515 ^1:1 \"[\""]);
    refused("{a: b}: c\n", &["E0515 ^1:1 \"{\""]);
    refused("a: &n ~\n*n : b\n", &["E0515 ^2:1 \"*n\""]);
    refused("18446744073709551615: b\n", &["E0515 ^1:1 \"18446744073709551615\""]);
}

#[test]
fn numbers_without_bounds() {
    refused(
        "a: .inf\nb: [-.INF, .nan]\n",
        &["E0516 ^1:4 \".inf\"", "E0516 ^2:5 \"-.INF\"", "E0516 ^2:12 \".nan\""],
    );
}

#[test]
fn documents_that_kubectl_does_not_see() {
    let read = manifest("a: 1\n--- {b: 2}\n---\nc: 3\n");
    assert_eq!(fates(&read), ["tree", "refused", "tree"]);
    assert_eq!(outlines(&read), ["E0517 ^2:1 \"--- {b: 2}\""]);
    refused("---foo\n", &["E0517 ^1:1 \"---foo\""]);
    refused("a: 1\n...\nb: 2\n", &["E0517 ^3:1 \"b: 2\""]);
    refused("a: 1\r---\rb: 2\n", &["E0517 ^1:6 \"---\\rb: 2\""]);
    assert_eq!(fates(&manifest("a: 1\n...\n---\nb: 2\n...\n")), ["tree", "tree"]);
    let read = manifest("%YAML 1.2\n---\na: 1\n");
    assert_eq!(fates(&read), ["refused", "tree"]);
    assert_eq!(outlines(&read), ["E0518 ^1:1 \"%YAML 1.2\""]);
}

#[test]
fn what_is_no_yaml() {
    refused("a: \"b\n", &["E0504 ^1:4 \"\\\"\""]);
    refused("a:\n - 'b\nc: d\n", &["E0504 ^2:4 \"'\""]);
    refused("a: [b\n", &["E0504 ^1:4 \"[b\""]);
    refused("a: @b\n", &["E0504 ^1:4 \"@b\""]);
    refused("a: `b`\n", &["E0504 ^1:4 \"`b`\""]);
    refused("a: b: c\n", &["E0504 ^1:5 \":\""]);
    refused("a:\n  b: c\n d: e\n", &["E0504 ^3:2 \"d:\""]);
    refused("a: \"\\q\"\n", &["E0504 ^1:4 \"\\\"\\\\q\\\"\""]);
    refused("a:\n\tb: c\n", &["E0505 ^2:1 \"\\t\""]);
    refused("a:\n  b:\n  \t- c\n", &["E0505 ^3:3 \"\\t\""]);
    refused("k:\n  a: \"b\n  c\"\n", &["E0504 ^3:3 \"c\\\"\" -2:6 \"\\\"\""]);
}

#[test]
fn signs_that_flow_collections_are_read_apart_by() {
    refused("{image:, b: c}\n", &["E0525 ^1:7 \":\""]);
    refused("[a :, b]\n", &["E0525 ^1:4 \":\""]);
    refused("[a, :b]\n", &["E0525 ^1:5 \":\""]);
    refused("[http://h/?q=1]\n", &["E0525 ^1:11 \"?\""]);
    refused("[a \n\n  b?c]\n", &["E0525 ^3:4 \"?\""]);
    assert_eq!(fates(&manifest("[http://h/p:80, a:b, \"q\":c]\n")), ["tree"]);
}

#[test]
fn templates() {
    for (text, place) in [
        ("image: {{ .Values.image }}\n", "1:8"),
        ("image: x\n\n    {{ .Values.image }}\n", "3:5"),
        ("image: {{.Values.image}}\n", "1:8"),
        ("name: app-{{ .Release.Name }}\n", "1:11"),
        ("{{- if .Values.x }}\na: b\n{{- end }}\n", "1:1"),
        ("a:\n  {{- include \"x\" . | nindent 2 }}\n", "2:3"),
        ("a: {{ b }}:{{ c }}\n", "1:4"),
        ("{% if x %}\na: b\n{% endif %}\n", "1:1"),
    ] {
        let read = manifest(text);
        assert_eq!(fates(&read), ["template"], "{text:?}\n{}", told(&read));
        let told = outlines(&read);
        assert!(told[0].starts_with(&format!("E0506 ^{place} ")), "{text:?}: {told:?}");
        assert_eq!(told.len(), 1);
        let help = read.problems().next().unwrap().help.join("\n");
        assert!(help.contains("helm template") && help.contains("kustomize build"), "{help}");
    }
}

#[test]
fn braces_in_text_make_no_template() {
    for text in [
        "a: \"{{ .Values.image }}\"\n",
        "# {{ .Values.image }}\na: b\n",
        "summary: instance {{ $labels.instance }} is down\n",
        "arg: say-{{inputs.parameters.message}}\n",
        "a: |\n  {{ define \"x\" }}\n",
    ] {
        assert_eq!(fates(&manifest(text)), ["tree"], "{text:?}");
    }
    // What is broken for another reason stays that.
    assert_eq!(fates(&manifest("# {{ .Values.image }}\na: [\n")), ["refused"]);
}

#[test]
fn the_other_documents_are_read() {
    let read = manifest("a: 1\na: 2\n---\nb: 1\n---\nc: [\n---\n\n---\nd: 1\n");
    assert_eq!(fates(&read), ["refused", "tree", "refused", "empty", "tree"]);
    let indexes: Vec<usize> = read.documents.iter().map(|d| d.index).collect();
    assert_eq!(indexes, [0, 1, 2, 3, 4]);
}

#[test]
fn keys_that_are_not_what_they_seem_are_pointed_out() {
    let read = manifest("\"image\\u200b\": a\nimage: b\nte\u{ad}st: c\n");
    assert_eq!(fates(&read), ["tree"]);
    assert!(read.is_whole());
    let expected = ["L0390 ^1:1 \"\\\"image\\\\u200b\\\"\"", "L0390 ^3:1 \"te\\u{ad}st\""];
    assert_eq!(outlines(&read), expected);
    assert!(read.problems().all(|p| p.severity() == Severity::Warning));
}

#[test]
fn a_message_counts_what_it_is_about() {
    let one = manifest("d: &d {a: 1, b: 2}\nm:\n  a: 0\n  <<: *d\n");
    let two = manifest("d: &d {a: 1, b: 2}\nm:\n  b: 0\n  a: 0\n  <<: *d\n");
    let message = |read: &seaworthy::world::manifest::Manifest| {
        read.problems().next().unwrap().message.clone()
    };
    let merged = "written, and merged by a later `<<` as well";
    assert_eq!(message(&one), format!("the key `a` is {merged}"));
    assert_eq!(message(&two), format!("the keys `a`, `b` are {merged}"));
    for (count, said, labels) in [
        (1, "the byte at offset 3 is not UTF-8".to_owned(), 1),
        (2, "2 bytes are not UTF-8, the first at offset 3".to_owned(), 2),
        (100, "100 bytes are not UTF-8, the first at offset 3".to_owned(), 1),
    ] {
        let read = manifest([&b"a: "[..], &vec![0xff; count]].concat());
        let fault = read.problems().next().unwrap();
        assert_eq!((&fault.message, fault.labels.len()), (&said, labels));
    }
}

#[test]
fn a_merge_is_written_with_its_sign_whatever_its_tag() {
    let read = tree("d: &d {a: 1}\nm: {!!merge <<: *d}\n");
    assert_eq!(json_of(&read), serde_json::json!({"d": {"a": 1}, "m": {"a": 1}}));
    for text in ["d: &d {a: 1}\nm: {!!merge x: *d}\n", "d: &d {a: 1}\nm: {!!merge '<<': *d}\n"] {
        assert_eq!(fates(&manifest(text)), ["refused"], "{text}");
    }
}

#[test]
fn the_key_that_another_is_too_deep_below_is_pointed_at() {
    refused("name: 1\n  b: 2\n", &["E0504 ^2:3 \"b\" -1:1 \"name\""]);
    refused("a:\n  name: 1\n    b: 2\n", &["E0504 ^3:5 \"b\" -2:3 \"name\""]);
    refused("a: b\n\tc: d\n", &["E0505 ^2:1 \"\\t\""]);
}
