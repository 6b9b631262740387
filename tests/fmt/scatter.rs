//! Lines and blanks thrown about.

use super::tokens::{Kind, Token, tokens};
use crate::lang::soundness::random::Random;

/// What to put between tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum With {
    /// Blanks and single line ends.
    Blanks,
    /// Empty lines too, and comments.
    Comments,
}

/// The policy `text` with other blanks and lines between its tokens, and perhaps comments. Its own
/// comments stay.
pub(super) fn scatter(text: &str, with: With, random: &mut Random) -> String {
    let mut out = String::new();
    let mut before: Option<Token<'_>> = None;
    for token in tokens(text) {
        if let Some(before) = before {
            let gap = &text[before.end()..token.start];
            if before.text == "edition" {
                // Its number stands beside it.
                out.push_str("  ");
            } else if !gap.is_empty() || may_part(&before) || may_part(&token) {
                out += &between(&before, &token, with, random);
            }
        }
        out += token.text;
        before = Some(token);
    }
    out + *random.pick(&["", "\n", "\n\n", "  "])
}

/// At the start of a line these end what is not closed, even where they are names.
const OPENING: [&str; 9] =
    ["edition", "import", "param", "require", "let", "func", "rule", "test", "extern"];

/// True for signs that blanks may stand around though there were none.
fn may_part(token: &Token<'_>) -> bool {
    matches!(token.text, "(" | ")" | "[" | "]" | "{" | "}" | "," | ":")
}

fn between(before: &Token<'_>, token: &Token<'_>, with: With, random: &mut Random) -> String {
    let mut gap = random.pick(&[" ", " ", "\n", "\n   ", "\t", "  "]).to_string();
    if with == With::Comments && random.one_in(8) {
        gap += *random.pick(&["\n\n", "\n\n\n"]);
    }
    if with == With::Comments && random.one_in(8) {
        gap += &format!("{}# {}\n", random.pick(&["", "\n", "\n\n "]), random.below(1000));
    }
    if before.is_comment() && !gap.trim_start_matches([' ', '\t']).starts_with('\n') {
        gap = format!("\n{gap}");
    }
    if OPENING.contains(&token.text) && gap.ends_with('\n') {
        gap.push(' ');
    }
    match token.kind {
        Kind::Comment(true) if !gap.trim_end_matches([' ', '\t']).ends_with('\n') => gap + "\n",
        Kind::Comment(false) => " ".to_owned(),
        _ => gap,
    }
}
