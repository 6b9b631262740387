//! Whatever is written, an answer comes, soon, and on a small stack.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use seaworthy::base::{Source, SourceId};
use seaworthy::lang::syntax::{Keyword, cut, parse_item};

use super::{acme, parse, places, said};

/// What policies are made of, so that junk made of it gets far.
const TOKENS: &[&str] = &[
    "edition 1",
    "import",
    "param",
    "rule",
    "func",
    "test",
    "extern",
    "let",
    "require",
    "forbid",
    "if",
    "else",
    "then",
    "for",
    "in",
    "where",
    "all",
    "any",
    "none",
    "not",
    "and",
    "or",
    "is",
    "present",
    "absent",
    "matches",
    "as",
    "on",
    "image",
    "i",
    "x",
    "Foo",
    "no-latest",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    "=",
    "==",
    "<",
    "??",
    "?.",
    ".",
    "+",
    "-",
    "->",
    "?",
    "!",
    "&&",
    ";",
    "\"",
    "\"a\"",
    "\"{i}\"",
    "\"{",
    "}\"",
    "\"\"\"",
    "re\"",
    "repo\"x\"",
    "'",
    "“",
    "”",
    "#",
    "##",
    "\n",
    "\n\n",
    "\nrule a on image i {\n",
    "\n}\n",
    " ",
    "1",
    "1.10",
    "90d",
    "\\",
    "fix",
    "(safe)",
    "set",
    "remove",
    "help",
    "at",
    "tags",
    "see",
    "given",
    "with",
    "expect",
    "today",
    "é",
    "\u{a0}",
    "\r\n",
    "\t",
    "elif",
    "record",
    "enum",
    "as",
    "self",
    "<T>",
];

fn config() -> ProptestConfig {
    let cases = std::env::var("SEAWORTHY_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(200);
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

fn sound(text: &str) {
    let parsed = parse(text);
    places::check(&parsed.file, text);
    for diagnostic in &parsed.diagnostics {
        assert!(!diagnostic.labels.is_empty(), "{}", diagnostic.message);
        assert!(!diagnostic.message.contains("something else"), "{}\n{text}", diagnostic.message);
        for label in &diagnostic.labels {
            let span = label.place.span;
            assert!(text.get(span.range()).is_some(), "{}: {span:?}", diagnostic.message);
        }
    }
    let source = Source::new("a.sea", text);
    for cut in cut(source.text()).items.iter().filter(|cut| cut.keyword != Keyword::Edition) {
        let _ = parse_item(SourceId(0), &source, cut);
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_text_is_read(text in "\\PC*") {
        sound(&text);
    }

    #[test]
    fn any_tokens_are_read(tokens in prop::collection::vec(prop::sample::select(TOKENS), 0..60), space: bool) {
        sound(&tokens.join(if space { " " } else { "" }));
    }

    #[test]
    fn a_policy_with_a_hole_is_read(from in 0usize..2000, length in 0usize..40, token in prop::sample::select(TOKENS)) {
        let text = acme();
        let from = text.char_indices().map(|(at, _)| at).take_while(|&at| at <= from).last().unwrap_or(0);
        let to = text[from..].char_indices().nth(length).map_or(text.len(), |(at, _)| from + at);
        sound(&format!("{}{token}{}", &text[..from], &text[to..]));
    }
}

/// How long it takes to read `text`: the best of a few tries, as other work may be in the way.
fn time(text: &str) -> Duration {
    let limit = Duration::from_secs(1);
    let try_once = |_| {
        let start = Instant::now();
        let parsed = parse(text);
        let took = start.elapsed();
        drop(parsed);
        took
    };
    (0..5).map(try_once).find(|took| *took < limit).unwrap_or(limit)
}

const NESTS: &[&str] = &[
    "f[",
    "f(",
    "(",
    "[",
    "{",
    "[a for x in ",
    "[a: ",
    "not ",
    "!",
    "if ",
    "if a then b else ",
    "all x in ",
    "any x in y: ",
    "if a { ",
    "if a { } else ",
    "for x in y { ",
    "x: List<",
    "as T<",
    "a.b",
    ".b",
    "+ a ",
    "?? a ",
    "a and ",
    "a or ",
    "\"{",
    "a == ",
    "-",
    "require ",
    "let a = ",
    "rule a on image i {\n",
    "\nrule a on image i {",
    "\nlet a = {",
    "\"\"\"",
    "#",
    "\n##",
    ";",
    ",",
    "}",
    ")",
    "]",
    "fix (safe) { ",
    "test \"a\" { ",
    "given \"\"\"a\"\"\" ",
    "rul a\n",
    "elif a { ",
    "if a then b elif ",
    "else ",
    "'",
    "“",
    "? ",
    "x is ",
    "in ",
];

#[test]
fn nested_junk_takes_linear_time() {
    for piece in NESTS {
        for frame in
            ["edition 1\nlet a = ", "edition 1\nrule a on image i {\n  require a ", "edition 1\n"]
        {
            sound(&format!("{frame}{}", piece.repeat(150)));
            let took = time(&format!("{frame}{}", piece.repeat(1000)));
            assert!(took < Duration::from_secs(1), "{frame:?} {piece:?}: {took:?}");
        }
    }
}

#[test]
fn a_small_stack_is_enough() {
    let reads = || {
        for (open, close) in [
            ("f[", "]"),
            ("(", ")"),
            ("[", "]"),
            ("if a then b else ", ""),
            ("not ", ""),
            ("all x in y: ", ""),
            ("f(", ")"),
            ("[a for x in ", "]"),
            ("[a: ", "]"),
            ("a + ", ""),
            ("a ?? ", ""),
        ] {
            for depth in [100, 127, 128, 129, 130, 5000] {
                let text =
                    format!("edition 1\nlet a = {}z{}", open.repeat(depth), close.repeat(depth));
                sound(&text);
                assert_eq!(said(&text).len(), usize::from(depth > 128), "{open} {depth}");
            }
        }
        for depth in [100, 126, 127, 128, 1000] {
            let text = format!(
                "edition 1\nrule a on image i {{ {} {} }}",
                "if a { ".repeat(depth),
                "}".repeat(depth)
            );
            sound(&text);
            let text = format!(
                "edition 1\nrule a on image i {{ {} {{ }} }}",
                "if a { } else ".repeat(depth)
            );
            sound(&text);
            let fault = format!(
                "edition 1\nrule a on image i {{ {} let {} }}",
                "if a { ".repeat(depth),
                "}".repeat(depth)
            );
            sound(&fault);
            assert_eq!(said(&fault).len(), 1, "{depth}");
            let fault = format!(
                "edition 1\nrule a on image i {{ {} {{ let }} }}",
                "if a { } else ".repeat(depth)
            );
            sound(&fault);
            assert_eq!(said(&fault).len(), 1, "{depth}");
            let text = format!("edition 1\nlet a = x{}", ".b".repeat(depth));
            sound(&text);
            assert_eq!(said(&text).len(), usize::from(depth > 128), "{depth}");
        }
    };
    let thread = std::thread::Builder::new().stack_size(1 << 20).spawn(reads).expect("a thread");
    thread.join().expect("no overflow");
}

#[test]
fn a_file_that_is_too_large_is_not_read() {
    let text = format!("edition 1\n{}", "# x\n".repeat(1 << 20));
    assert_eq!(said(&text).len(), 1);
}
