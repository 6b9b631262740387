//! Whatever parses can be checked: random edits of policies never make the checker panic, and it
//! says the same twice.

use proptest::prelude::*;
use seaworthy::lang::typeck::NoKinds;

use super::parsed;

/// Policies to start from.
const SEEDS: &[&str] = &[
    include_str!("../acme.sea"),
    include_str!("../../../stdlib/images.sea"),
    include_str!("../../../stdlib/k8s.sea"),
];

/// Pieces that change what a policy means.
const PIECES: &[&str] = &[
    "i",
    "i.tag",
    "[]",
    "[i]",
    "m.images",
    "1.10",
    "Always",
    "PullPolicy.Never",
    "not ",
    " and ",
    " or ",
    " == ",
    " in ",
    " matches ",
    " ?? ",
    "?.",
    " is present",
    " is Deployment",
    " as Raw",
    ".raw",
    ".raw.a",
    "[0]",
    "[\"a\"]",
    "today",
    "manifests",
    "(i)",
    "if i.is_valid then ",
    " else ",
    "all x in ",
    "[x for x in ",
    "]",
    ": true",
    "repo\"a\"",
    "semver\">=1\"",
    "let a = ",
    "func f(a: Int) -> Int = f(a)\n",
    "rule r on pod p {}\n",
    "<",
    "-",
    "+",
    ".len()",
    ".find(Secret, \"a\", \"b\")",
    "glob\"*\"",
    "Map<String, Raw>",
];

fn cases() -> u32 {
    std::env::var("SEAWORTHY_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(200)
}

fn nearest(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]

    #[test]
    fn checking_never_panics(
        seed in 0..SEEDS.len(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0..PIECES.len(), 0..12usize), 1..6),
    ) {
        let mut text = SEEDS[seed].to_owned();
        for (place, piece, cut) in edits {
            let at = nearest(&text, place.index(text.len()));
            let end = nearest(&text, at + cut).max(at);
            text.replace_range(at..end, PIECES[piece]);
        }
        let parsed = parsed(&text);
        let once = parsed.check(&NoKinds);
        let twice = parsed.check(&NoKinds);
        prop_assert_eq!(&once.diagnostics, &twice.diagnostics);
        let ours = |code: &str| code.starts_with("E02") || code.starts_with("L03");
        for diagnostic in once.diagnostics.iter().filter(|d| ours(d.code.as_str())) {
            prop_assert!(diagnostic.place().is_some(), "{:?} has no place", diagnostic);
            prop_assert!(!diagnostic.message.ends_with('.'), "{}", diagnostic.message);
            prop_assert!(!diagnostic.help.is_empty(), "{:?} has no help", diagnostic);
        }
    }
}
