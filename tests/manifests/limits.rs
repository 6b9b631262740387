//! Limits, and what inputs cost that were made to cost much.

use std::time::{Duration, Instant};

use seaworthy::base::SourceId;
use seaworthy::world::manifest::{Limits, Manifest, NodeId, read};

use super::{fates, manifest, outlines};
use crate::harness::report;

fn limited(text: &str, limits: Limits) -> Manifest {
    read(SourceId::manifest(0), "m.yaml", text, &limits)
}

/// Runs `work`, which must not take longer than a second, even unoptimised. Other work may be in
/// the way, so the best of a few tries counts.
#[track_caller]
fn within_a_second<T>(work: impl Fn() -> T) -> T {
    let mut best = Duration::MAX;
    for _ in 0..5 {
        let start = Instant::now();
        let done = work();
        best = best.min(start.elapsed());
        if best < Duration::from_secs(1) {
            return done;
        }
    }
    panic!("{best:?}");
}

#[test]
fn each_limit_names_itself() {
    let limits = Limits::default();
    let read = limited("a: b\n", Limits { file: 4, ..limits });
    assert_eq!(fates(&read), [""; 0]);
    assert!(!read.is_whole());
    let message = "the file has 5 bytes, more than the limit of 4";
    assert_eq!(read.problems().next().unwrap().message, message);

    let read = limited("a: b\nc: long text\n---\nd: e\n", Limits { scalar: 8, ..limits });
    assert_eq!(fates(&read), ["refused", "tree"]);
    assert_eq!(outlines(&read), ["E0522 ^2:4 \"\""]);

    let read = limited("a: 1\n---\nb: 1\n---\nc: 1\n", Limits { documents: 2, ..limits });
    assert_eq!(fates(&read), ["tree", "tree"]);
    assert_eq!(outlines(&read), ["E0521 ^5:1 \"\""]);
    let read = limited("{}{}{}", Limits { documents: 2, ..limits });
    assert_eq!((fates(&read).len(), outlines(&read).len()), (2, 1));

    let nested = Limits { nesting: 3, ..limits };
    assert_eq!(fates(&limited("a: {b: [c]}\n", nested)), ["tree"]);
    assert_eq!(outlines(&limited("a: {b: [{}]}\n", nested)), ["E0523 ^1:9 \"{\""]);
    assert_eq!(outlines(&limited("a:\n- - - b\n", nested)), ["E0523 ^2:5 \"-\""]);
    assert_eq!(outlines(&limited("{\"a\": [[[1]]]}", nested)), ["E0523 ^1:9 \"[\""]);

    // What an alias brings nests too.
    assert_eq!(fates(&limited("a: &a [[1]]\nb: *a\n", nested)), ["tree"]);
    assert_eq!(outlines(&limited("a: &a [[1]]\nb: [*a]\n", nested)), ["E0523 ^2:5 \"*a\""]);
    assert_eq!(outlines(&limited("a: &a {b: [1]}\nc: {d: {<<: *a}}\n", nested)).len(), 1);

    let read = limited("a: &a [1, 2]\nb: [*a, *a]\n", Limits { nodes: 4, ..limits });
    assert_eq!(outlines(&read), ["E0524 ^2:9 \"*a\""]);
    // What one document takes is not there for the next.
    let read = limited("a: 1\n---\nb: 1\n---\nc: 1\n", Limits { nodes: 2, ..limits });
    assert_eq!(fates(&read), ["tree", "tree", "refused"]);
}

#[test]
fn objects_and_images_have_limits_that_can_be_set() {
    let pod = |images: usize| {
        let head = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n";
        head.to_owned() + &"  - {name: c, image: 'a.io/b:1'}\n".repeat(images)
    };
    let item = "- {apiVersion: v1, kind: ConfigMap, metadata: {name: a}}\n";
    let list = format!("apiVersion: v1\nkind: List\nitems:\n{item}{item}");
    let two = format!("{}---\n{}", pod(2), pod(2));
    let item = "- {apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [{name: a, image: 'a.io/b:1'}, {name: b, image: 'a.io/b:1'}]}}\n";
    let of_two = format!("apiVersion: v1\nkind: List\nitems:\n{item}{item}");
    for (name, most, text, said) in [
        ("images", 2, &pod(3), "the document has more images than the limit of 2"),
        ("images", 3, &of_two, "the document has more images than the limit of 3"),
        ("images", 2, &two, "the file has more images than the limit of 2"),
        ("objects", 1, &two, "the file has more objects than the limit of 1"),
        ("objects", 1, &list, "the document has more objects than the limit of 1"),
    ] {
        let told = |most: usize| {
            let limit = format!("{name}={most}");
            let (report, code) = report(["--limit", &limit, "-"], text);
            let errors = report["errors"].as_array().unwrap().iter();
            let past = errors.filter(|error| error["code"] == "E0521");
            let messages = past.map(|error| error["message"].as_str().unwrap().to_owned());
            (code == 3, messages.collect::<Vec<_>>())
        };
        assert_eq!(told(most), (true, vec![said.to_owned()]), "{name}={most}");
        assert_eq!(told(9), (false, Vec::new()), "{name}=9");
    }
}

#[test]
fn g1_g2_aliases_of_aliases() {
    let mut bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n".to_owned();
    for level in 1..9 {
        let aliases = vec![format!("*a{}", level - 1); 9].join(",");
        bomb += &format!("a{level}: &a{level} [{aliases}]\n");
    }
    let read = within_a_second(|| manifest(bomb.clone()));
    assert_eq!(fates(&read), ["refused"]);
    assert_eq!(read.problems().next().unwrap().code.as_str(), "E0524");

    // Text is shared by all that name it, and counts as a node for every 64 bytes.
    let many = |times| format!("a: &a {}\nb: [{}*a]\n", "x".repeat(100_000), "*a,".repeat(times));
    let read = within_a_second(|| manifest(many(500)));
    let tree = read.documents[0].tree().unwrap();
    let list = tree.get(NodeId::ROOT, "b").unwrap();
    assert_eq!(tree.items(list).count(), 501);
    assert!(tree.items(list).all(|item| tree.text(item).len() == 100_000));
    let read = within_a_second(|| manifest(many(10_000)));
    assert_eq!(fates(&read), ["refused"]);
    assert_eq!(read.problems().next().unwrap().code.as_str(), "E0524");
}

/// What is taken from the limit on nodes is not given back: by a merge that drops what it copied, by
/// a document that is refused, by merges within merges that move what they hold.
#[test]
fn what_aliases_and_merges_took_stays_taken() {
    let limits = Limits { nodes: 50_000, ..Limits::default() };
    let long = format!("a: &a {{k: [{}1]}}\n", "1,".repeat(1_000));
    let merged =
        format!("{long}b:\n{}", "- {<<: [*a, *a, *a, *a, *a, *a, *a, *a]}\n".repeat(2_000));
    let written = format!("{long}b:\n{}", "- {<<: *a, k: 1}\n".repeat(5_000));
    let document =
        format!("---\nc: &c [{}1]\nd: [{}1]\nd: 1\n", "1,".repeat(100), "*c,".repeat(400));
    let keys: String = (0..5_000).map(|n| format!("k{n}: 1,")).collect();
    let nested = format!("a: {}{{{keys}}}{}\n", "{<<: ".repeat(250), "}".repeat(250));
    for text in [merged, written, document.repeat(200), nested] {
        let read = limited(&text, limits);
        let codes: Vec<&str> = read.problems().map(|problem| problem.code.as_str()).collect();
        assert!(codes.contains(&"E0524"), "{codes:?} {:?}", &text[text.len() - 60..]);
    }
}

#[test]
fn aliases_do_not_nest_deeper_than_what_is_written() {
    let mut text = "a0: &a0 [x]\n".to_owned();
    for n in 0..400 {
        text += &format!("a{}: &a{} [*a{n}]\n", n + 1, n + 1);
    }
    assert_eq!(outlines(&manifest(text)), ["E0523 ^256:14 \"*a254\""]);
}

#[test]
fn what_is_looked_for_is_not_looked_for_again_and_again() {
    let braces = format!("a: b {}}}}}\n", "{{".repeat(50_000));
    assert_eq!(fates(&within_a_second(|| manifest(braces.clone()))), ["tree"]);
    let open = format!("a: [ b{}\n", "{{ ".repeat(50_000));
    assert_eq!(fates(&within_a_second(|| manifest(open.clone()))).len(), 1);
    let unknown: String = (0..1_500).map(|n| format!("---\na: &b{n} 1\nc: *x{n}\n")).collect();
    let read = within_a_second(|| manifest(unknown.clone()));
    // So many are told, and the last of them says how many there are more.
    let told: Vec<_> = read.problems().collect();
    assert_eq!((fates(&read).len(), told.len()), (1_500, 1_000));
    assert!(told[999].help.iter().any(|help| help.contains("500 more")), "{:?}", told[999].help);
}

#[test]
fn g4_keys_without_end() {
    let cost = |count: usize| {
        let text: String = (0..count).map(|n| format!("key{n}: v\n")).collect();
        let start = Instant::now();
        assert_eq!(fates(&manifest(text)), ["tree"]);
        start.elapsed()
    };
    let (few, many) = (cost(10_000), cost(40_000));
    assert!(
        many < few * 12 + Duration::from_millis(200),
        "{few:?} for 10,000, {many:?} for 40,000"
    );
}

#[test]
fn g5_files_and_scalars_and_documents_without_end() {
    let limits = Limits { file: 1 << 20, scalar: 1 << 16, documents: 1_000, ..Limits::default() };
    let read = |text: &str| within_a_second(|| limited(text, limits));
    assert_eq!(outlines(&read(&"a: b\n".repeat(1 << 18))), ["E0520 ^1:1 \"\""]);
    let block = format!("a: |\n{}", "  text\n".repeat(1 << 15));
    assert_eq!(outlines(&read(&block)), ["E0522 ^1:4 \"\""]);
    assert_eq!(outlines(&read(&"---\na: b\n".repeat(2_000))), ["E0521 ^2002:1 \"\""]);
}

#[test]
fn nesting_ten_thousand_deep() {
    let deep = |open: &str| open.repeat(10_000);
    let steps = |piece: &str| (0..2_000).map(|n| format!("{}{piece}\n", " ".repeat(n))).collect();
    let texts: [String; 8] = [
        deep("["),
        deep("{a: "),
        deep("{\"a\":"),
        format!("{{\"a\":{}", deep("[")),
        format!("{}x{}", deep("["), deep("]")),
        deep("- "),
        deep("? "),
        steps("a:"),
    ];
    // Aliases of aliases, each as deep as may be written.
    let alias =
        |n: usize| format!("k{n}: &a{n} {}*a{}{}\n", "[".repeat(250), n - 1, "]".repeat(250));
    let aliases = format!("a: &a0 x\n{}", (1..80).map(alias).collect::<String>());
    for text in texts.into_iter().chain([aliases]) {
        let read = within_a_second(|| manifest(text.as_str()));
        assert_eq!(fates(&read), ["refused"], "{:?}", &text[..20]);
        assert!(read.problems().any(|p| p.code.as_str() == "E0523"), "{:?}", &text[..20]);
    }
}

#[test]
fn faults_without_end_cost_no_more_than_text() {
    for piece in ["*x ", "&a [*a]\n- ", "? ", "!!int x\n- ", "\0", "{{", "<<: x\n"] {
        let text = format!("- {}", piece.repeat(5_000));
        let read = within_a_second(|| manifest(text.clone()));
        assert!(!read.is_whole(), "{piece:?}");
        // Fifty, and the limit that ended the document.
        assert!(read.problems().count() <= 51, "{piece:?}");
    }
    let broken: Vec<u8> = b"a\xff".repeat(50_000);
    assert_eq!(within_a_second(|| manifest(broken.clone())).problems().count(), 1);
}
