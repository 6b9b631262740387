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
    ] {
        assert_eq!(glob(pattern).matches(value), matched, "{pattern:?} {value:?}");
    }
}

#[test]
fn what_is_no_glob() {
    for (pattern, range, help) in [
        ("a[b", 1..2, "close it with `]`, or write `[[]` for the sign itself"),
        ("a[]", 1..2, "close it with `]`, or write `[[]` for the sign itself"),
        ("[z-a]", 1..4, "turn the range round"),
        ("[a/b]", 2..3, "write the `/` outside the class"),
        ("a\\*", 1..2, "put a sign in brackets to match it, as in `[*]`"),
        ("{a,b}", 0..1, "write a list of globs, or `[{]` for the sign itself"),
    ] {
        let fault = Glob::parse(pattern).expect_err(pattern);
        assert_eq!((fault.range.clone(), fault.help().as_str()), (range, help), "{pattern}");
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
