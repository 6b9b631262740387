//! What globs match, against a naive matcher too.

use seaworthy::world::image::Glob;

use super::naive_glob::naive;
use super::random::{Random, cases};

fn glob(text: &str) -> Glob {
    Glob::parse(text).unwrap_or_else(|fault| panic!("{text}: {fault}"))
}

#[test]
fn what_globs_match() {
    for (pattern, value, matched) in [
        ("prod-*", "prod-eu", true),
        ("prod-*", "prod-", true),
        ("prod-*", "preprod-eu", false),
        ("prod-*", "prod-eu\n", true),
        ("prod", "prod\n", false),
        ("*", "", true),
        ("*", "a/b", false),
        ("**", "a/b", true),
        ("?", "/", false),
        ("?", "é", true),
        ("a/*/c", "a/b/c", true),
        ("a/*/c", "a/c", false),
        ("a/**/c", "a/c", true),
        ("a/**/c", "a/b/b/c", true),
        ("a/**/c", "a/bc", false),
        ("**/c", "c", true),
        ("**/c", "a/b/c", true),
        ("**/c", "bc", false),
        ("a/**", "a", false),
        ("a/**", "a/b/c", true),
        ("a**c", "a/b/c", true),
        ("***", "a/b", true),
        ("[a-c]x", "bx", true),
        ("[!a-c]x", "bx", false),
        ("[^a-c]x", "dx", true),
        ("[!a]", "/", false),
        ("[]]", "]", true),
        ("[a-]", "-", true),
        ("[*]", "*", true),
        ("[*]", "a", false),
        ("[[]", "[", true),
        ("PROD", "prod", false),
        ("", "", true),
        ("", "a", false),
        ("]", "]", true),
        ("[a-a]", "a", true),
        ("[a-a]", "b", false),
        ("**/b", "ab/b", true),
        ("**/b", "a/ab", false),
        ("a/**/**/b", "a/b", true),
        ("**/*", "a/b", true),
    ] {
        assert_eq!(glob(pattern).matches(value), matched, "{pattern:?} {value:?}");
    }
}

#[test]
fn globs_are_what_was_written() {
    for (pattern, literal) in
        [("prod", true), ("", true), ("a/b", true), ("p?", false), ("*", false)]
            .into_iter()
            .chain([("[a]", false), ("**/a", false)])
    {
        let read = glob(pattern);
        assert_eq!((read.as_str(), read.is_literal()), (pattern, literal));
        assert_eq!(read.to_string(), pattern);
        assert_eq!(format!("{read:?}"), format!("Glob({pattern:?})"));
        assert_eq!(read, glob(pattern));
        assert_ne!(read, glob("another"), "{pattern}");
    }
    // Written otherwise, though it matches the same.
    assert_ne!(glob("[a]"), glob("a"));
}

#[test]
fn what_is_no_glob() {
    let close = "close it with `]`, or write `[[]` for the sign itself";
    for (pattern, range, message, help) in [
        ("a[b", 1..2, "this `[` is never closed", close),
        ("a[]", 1..2, "this `[` is never closed", close),
        ("[z-a]", 1..4, "the range `z-a` runs backwards", "turn the range round"),
        ("ab[!xz-a]", 5..8, "the range `z-a` runs backwards", "turn the range round"),
        ("[é-a]", 1..5, "the range `\\u{e9}-a` runs backwards", "turn the range round"),
        ("[a/b]", 2..3, "a class never matches `/`", "write the `/` outside the class"),
        (
            "a\\*",
            1..2,
            "`\\` escapes nothing in a glob",
            "put a sign in brackets to match it, as in `[*]`",
        ),
        (
            "{a,b}",
            0..1,
            "a glob knows no alternatives in braces",
            "write a list of globs, or `[{]` for the sign itself",
        ),
    ] {
        let fault = Glob::parse(pattern).expect_err(pattern);
        assert_eq!((fault.message().as_str(), fault.help().as_str()), (message, help), "{pattern}");
        assert_eq!(
            (fault.range.clone(), fault.to_string().as_str()),
            (range, message),
            "{pattern}"
        );
    }
}

/// A hundred stars against a long text take no time.
#[test]
fn matching_never_explodes() {
    let value = "a".repeat(20_000);
    assert!(!glob(&format!("{}b", "*a".repeat(50))).matches(&value));
    assert!(!glob(&format!("{}b", "**/".repeat(50))).matches(&"a/".repeat(5_000)));
}

#[test]
fn globs_agree_with_a_naive_matcher() {
    let mut random = Random(3);
    let mut matched = 0_u64;
    for _ in 0..cases() {
        let pattern = random.text(&['a', 'b', '/', '*', '*', '?'], 7);
        let value = random.text(&['a', 'b', '/'], 6);
        let (p, v): (Vec<char>, Vec<char>) = (pattern.chars().collect(), value.chars().collect());
        let found = glob(&pattern).matches(&value);
        assert_eq!(found, naive(&p, &v, true), "{pattern:?} {value:?}");
        matched += u64::from(found);
    }
    assert!(matched > cases() / 50, "{matched}");
}
