//! What holds of every policy that is formatted.

use std::sync::LazyLock;

use regex::Regex;
use seaworthy::base::{Source, SourceId};
use seaworthy::lang::fmt::{Refused, format};
use seaworthy::lang::syntax::parse;

use super::tokens::{Kind, tokens};

/// `text` in the one style.
pub(super) fn formatted(text: &str) -> Result<String, Refused> {
    format(SourceId(0), &Source::new("test.sea", text))
}

/// The tree of `text`, without places. What is broken has none.
pub(super) fn tree(text: &str) -> Option<String> {
    static PLACES: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"Span \{ start: \d+, end: \d+ \}|line_starts: \[[^\]]*\]|blank_before: \d+")
            .unwrap()
    });
    let parsed = parse(SourceId(0), &Source::new("test.sea", text));
    let tree = || PLACES.replace_all(&format!("{:?}", parsed.file), "_").into_owned();
    parsed.diagnostics.is_empty().then(tree)
}

/// The tokens without commas, which the tree knows of; raw texts without what they say, which it knows
/// too.
pub(super) fn skeleton(text: &str) -> Vec<(Kind, &str)> {
    let tokens = tokens(text).into_iter().filter(|token| token.text != ",");
    tokens
        .map(|token| (token.kind, if token.kind == Kind::Raw { "" } else { token.text }))
        .collect()
}

/// Formats `text`, and sees to it that nothing but the style changes, that the style is kept, and that
/// formatting again changes nothing.
pub(super) fn hold(text: &str) -> String {
    let once = formatted(text).unwrap_or_else(|refused| panic!("{refused:?}\n{text}"));
    assert!(skeleton(text) == skeleton(&once), "other tokens:\n{text}\n======\n{once}");
    let before = tree(text).expect("what is broken is refused");
    let after = tree(&once);
    assert!(after.as_ref() == Some(&before), "another tree:\n{text}\n======\n{once}");
    let twice = formatted(&once).unwrap_or_else(|refused| panic!("{refused:?}\n{once}"));
    assert!(once == twice, "not settled:\n{text}\n======\n{once}\n======\n{twice}");
    tidy(&once);
    once
}

/// No blanks at the end of a line, no tabs before one, no two empty lines, one line's end at the end:
/// outside of texts.
fn tidy(text: &str) {
    let mut blanked = text.replace("\r\n", "\n");
    let raw: Vec<_> = tokens(text).into_iter().filter(|token| token.kind == Kind::Raw).collect();
    for token in raw {
        blanked = blanked.replacen(&token.text.replace("\r\n", "\n"), "\"\"\"\"\"\"", 1);
    }
    assert!(blanked.ends_with('\n') && !blanked.ends_with("\n\n"), "{text}");
    assert!(!blanked.starts_with('\n') && !blanked.contains("\n\n\n"), "{text}");
    for line in blanked.lines() {
        let indentation = line.len() - line.trim_start().len();
        assert!(line == line.trim_end() && indentation % 2 == 0, "`{line}` in\n{text}");
        assert!(!line[..indentation].contains('\t'), "`{line}` in\n{text}");
    }
}
