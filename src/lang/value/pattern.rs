//! Regular expressions, which are looked for in texts, and match whole ones.
//!
//! To match a whole text, anchors are set around what an expression *means*, never around its text: a
//! bracket that is written behind `(?x) v[0-9]+ # versions` belongs to the comment.

use std::sync::OnceLock;

use regex::{Captures, Error, Regex, RegexBuilder};
use regex_automata::meta;
use regex_syntax::hir::{Hir, HirKind, Look};

use super::form::{FormFault, LONGEST_REGEX};

/// Largest compiled size of a regular expression, in bytes.
const REGEX_SIZE: usize = 1 << 20;

/// A regular expression.
#[derive(Clone, Debug)]
pub struct Pattern {
    anywhere: Regex,
    /// The same, anchored: compiled when a whole text is to match; nothing where that can't be done.
    whole: OnceLock<Option<meta::Regex>>,
    /// How many letters, classes and places it has, repetitions written out.
    pub weight: usize,
}

impl Pattern {
    /// Compiles a regular expression; no larger than a bound.
    ///
    /// # Errors
    /// What is wrong with it, and what to do about it.
    pub fn compile(text: &str) -> Result<Self, FormFault> {
        if text.len() > LONGEST_REGEX {
            let message = format!("this regular expression has more bytes than {LONGEST_REGEX}");
            return Err((message, "split it into several".to_owned()));
        }
        let bounded =
            RegexBuilder::new(text).size_limit(REGEX_SIZE).dfa_size_limit(REGEX_SIZE).build();
        let anywhere = bounded.map_err(|error| match error {
            Error::CompiledTooBig(_) => (
                "this regular expression is too large".to_owned(),
                "repeat less: `{1000}` within `{1000}` is a million".to_owned(),
            ),
            other => (
                format!("`{text}` is not a regular expression"),
                other.to_string().lines().last().unwrap_or("").trim_start_matches("error: ").into(),
            ),
        })?;
        let weight = regex_syntax::parse(text).map_or(text.len(), |hir| weight(&hir));
        Ok(Self { anywhere, whole: OnceLock::new(), weight })
    }

    /// As it is written.
    pub fn as_str(&self) -> &str {
        self.anywhere.as_str()
    }

    /// Whether it matches all of a text; nothing where it can't be anchored, which no expression that
    /// compiles was seen to be, and which must not be taken for an answer.
    pub fn matches(&self, text: &str) -> Option<bool> {
        let whole = self.whole.get_or_init(|| anchored(self.as_str()));
        whole.as_ref().map(|whole| whole.is_match(text))
    }

    /// What is found first in a text: the first group, nothing where that took no part, all that matches
    /// where there is no group.
    pub fn find<'t>(&self, text: &'t str) -> Option<&'t str> {
        match self.group() {
            0 => self.anywhere.find(text).map(|found| found.as_str()),
            _ => self.anywhere.captures(text).map(|captures| self.found(&captures)),
        }
    }

    /// All that is found in a text, as by [`Self::find`], each with where the match begins.
    pub fn find_all<'t>(&self, text: &'t str) -> impl Iterator<Item = (usize, &'t str)> {
        self.anywhere.captures_iter(text).map(|captures| {
            (captures.get(0).map_or(0, |whole| whole.start()), self.found(&captures))
        })
    }

    fn group(&self) -> usize {
        usize::from(self.anywhere.captures_len() > 1)
    }

    fn found<'t>(&self, captures: &Captures<'t>) -> &'t str {
        captures.get(self.group()).map_or("", |it| it.as_str())
    }

    /// Steps for going once through a text of so many bytes: at the worst each letter of the pattern is
    /// looked at for each letter of the text, as the number of sets of letters that can be looked at
    /// together is exponential.
    pub fn steps(&self, bytes: usize) -> usize {
        bytes.saturating_mul(self.weight.saturating_add(1)) / 32
    }
}

/// An expression that compiles, between the beginning of a text and its end.
fn anchored(text: &str) -> Option<meta::Regex> {
    let meant = regex_syntax::parse(text).ok()?;
    let whole = Hir::concat(vec![Hir::look(Look::Start), meant, Hir::look(Look::End)]);
    // It is little larger than the one without anchors, which was found small enough.
    let config = meta::Config::new().nfa_size_limit(None).hybrid_cache_capacity(REGEX_SIZE);
    meta::Builder::new().configure(config).build_from_hir(&whole).ok()
}

/// How many letters, classes and places an expression has, repetitions written out.
fn weight(hir: &Hir) -> usize {
    match hir.kind() {
        HirKind::Empty => 0,
        HirKind::Literal(literal) => literal.0.len(),
        HirKind::Class(_) | HirKind::Look(_) => 1,
        HirKind::Capture(capture) => weight(&capture.sub),
        HirKind::Concat(all) | HirKind::Alternation(all) => {
            all.iter().map(weight).fold(0, usize::saturating_add)
        }
        HirKind::Repetition(repeated) => {
            let times = repeated.max.unwrap_or(repeated.min.saturating_add(1)).max(1);
            weight(&repeated.sub).saturating_mul(usize::try_from(times).unwrap_or(usize::MAX))
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use regex_automata::nfa::thompson::pikevm;
    use regex_automata::{Anchored, Input, MatchKind};

    use super::*;

    fn matches(pattern: &str, text: &str) -> bool {
        let pattern = Pattern::compile(pattern).expect("a regular expression");
        pattern.matches(text).expect("an expression that can be anchored")
    }

    #[test]
    fn no_way_of_writing_an_expression_lets_it_match_a_part() {
        let nested = format!("{}v{}", "(".repeat(249), ")".repeat(249));
        for (pattern, whole, parts) in [
            ("v[0-9]+", "v1", ["xv1", "v1x", "v1\n"]),
            ("(?x) v[0-9]+ # versions", "v1", ["xv1", "v1y", "xv1y"]),
            ("(?x) v[0-9]+ #", "v1", ["xv1", "v1y", "v1#"]),
            ("(?x) v # (\n [0-9]+ # )", "v1", ["xv1", "v1y", "xv1y"]),
            ("(?x)(?-x) v1 # it", " v1 # it", ["v1", "v1 # it", " v1 # it "]),
            ("(?x: v1 # it\n)2", "v12", ["v1", "xv12", "v12\n"]),
            ("(?i)v1", "V1", ["xV1", "V1x", "V1\n"]),
            ("(?m)^v1$", "v1", ["x\nv1", "v1\nx", "v1\n"]),
            ("(?m)v1", "v1", ["x\nv1", "v1\nx", "x\nv1\nx"]),
            ("(?s).1", "\n1", ["v1x", "\n\n1", "v1\n"]),
            ("(?R)(?m)v1$", "v1", ["v1\r\n", "x\nv1", "v1\n"]),
            ("(?U)v+", "vv", ["vvx", "xvv", "vv\n"]),
            ("a|ab", "ab", ["abc", "xa", "aba"]),
            ("^v1|v2$", "v2", ["v1x", "xv2", "v1v2"]),
            ("", "", ["x", "\n", " "]),
            ("v1\\#", "v1#", ["v1", "v1##", "xv1#"]),
            ("\\bv1\\b", "v1", ["v1 ", " v1", "-v1-"]),
            (&nested, "v", ["xv", "vx", "v\n"]),
        ] {
            assert!(matches(pattern, whole), "{pattern} on {whole:?}");
            for part in parts {
                assert!(!matches(pattern, part), "{pattern} on {part:?}");
            }
        }
        assert!(Pattern::compile("a)|(b").is_err(), "it would be one between brackets");
    }

    /// Expressions of a few letters, with groups, repetitions, flags and comments.
    fn pattern() -> impl Strategy<Value = String> {
        let leaf = prop::sample::select(vec![
            "a", "b", "ab", ".", "[ab]", "[^a]", "^", "$", "\\b", "\\A", "\\z", "", " ", "# a",
            "\n", "\\#", "(?x)", "(?-x)", "(?i)", "(?m)", "(?s)", "(?U)", "(?R)",
        ]);
        leaf.prop_map(str::to_owned).prop_recursive(4, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 1..4).prop_map(|all| all.concat()),
                prop::collection::vec(inner.clone(), 2..4).prop_map(|all| all.join("|")),
                (inner.clone(), prop::sample::select(vec!["*", "+", "?", "{2}", "{0,2}"]))
                    .prop_map(|(sub, times)| format!("(?:{sub}\n){times}")),
                inner.clone().prop_map(|sub| format!("({sub})")),
                inner.prop_map(|sub| format!("(?x:{sub}\n)")),
            ]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

        /// What an expression matches is what some path through it covers from end to end: told from
        /// the automaton of all its matches, which knows nothing of anchors.
        #[test]
        fn whole_texts_are_those_that_a_match_covers(
            pattern in pattern(),
            text in "[abAB# \n\r]{0,4}",
        ) {
            let Ok(compiled) = Pattern::compile(&pattern) else { return Ok(()) };
            let all = pikevm::Config::new().match_kind(MatchKind::All);
            let vm = pikevm::Builder::new().configure(all).build(&pattern).expect("it compiles");
            // Where all matches are kept, the longest is the one that is told.
            let mut slots = [None, None];
            let input = Input::new(&text).anchored(Anchored::Yes);
            vm.search_slots(&mut vm.create_cache(), &input, &mut slots);
            let covered = slots[1].is_some_and(|end| end.get() == text.len());
            prop_assert_eq!(compiled.matches(&text), Some(covered), "{:?} on {:?}", pattern, text);
        }
    }
}
