//! What somebody enters at a prompt or in a shell: items of a policy, or an expression.

use super::cut::{Keyword, cut};
use crate::base::{Source, suggest};

/// What a text is, or is meant as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    /// Nothing but blanks and comments.
    Nothing,
    /// Items of a policy; true if a rule is among them.
    Items {
        /// A rule is among them, or what is probably meant as one.
        rule: bool,
    },
    /// An expression.
    Expression,
}

/// Tells what a text is, or is meant as.
///
/// ```
/// use seaworthy::lang::syntax::{Entry, entry_of};
/// assert_eq!(entry_of("images.len()"), Entry::Expression);
/// assert_eq!(entry_of("rul x on image i { }"), Entry::Items { rule: true });
/// assert_eq!(entry_of("let floor = 3"), Entry::Items { rule: false });
/// ```
pub fn entry_of(text: &str) -> Entry {
    let source = Source::new("", text);
    let cuts = cut(source.text());
    let Some(first) = cuts.items.first() else {
        let documented = cuts.stray_doc.is_some();
        return if documented { Entry::Items { rule: false } } else { Entry::Nothing };
    };
    let rule = cuts.items.iter().any(|cut| cut.keyword == Keyword::Rule);
    if first.keyword != Keyword::Unknown {
        return Entry::Items { rule };
    }
    // `rul x on image i {` is meant as an item: no expression begins with two words.
    let mut words = source.slice(first.code).split_whitespace();
    let (first, second) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
    let named = second.starts_with(|c: char| c.is_ascii_alphabetic() || c == '"');
    match suggest(first, KEYWORDS.iter().copied()) {
        Some(meant) if named && !OPERATORS.contains(&second) => {
            Entry::Items { rule: rule || meant == "rule" }
        }
        _ => Entry::Expression,
    }
}

/// What items begin with.
const KEYWORDS: [&str; 8] =
    ["edition", "import", "param", "require", "let", "func", "rule", "test"];

/// Words that may follow an operand.
const OPERATORS: [&str; 8] = ["and", "or", "not", "in", "is", "matches", "as", "else"];
