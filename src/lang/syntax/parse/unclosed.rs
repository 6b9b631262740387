//! Texts of several lines that are not closed.
//!
//! Where the quotes that close a `"""…"""` are forgotten, the next such text closes it, and from
//! there on manifests are taken for policy and policy for text, to the end of the file. An odd number
//! of quotes tells that this happened; the text that looks like policy, a `}` in column 0 with an
//! item behind it, tells where. What follows is read as if the text had ended there.

use crate::base::Span;

use super::super::cut::item_keyword;
use super::super::scan::{Scanner, Token, TokenKind};

/// Where the opening quotes are, and where reading can go on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unclosed {
    /// The `"""`.
    pub(super) quotes: Span,
    /// Behind the item that they are in.
    pub(super) resume: usize,
}

/// The text of `text` that is not closed, if one is and it can be told which.
pub(super) fn unclosed(text: &str) -> Option<Unclosed> {
    let raws = || Scanner::new(text, 0, text.len()).filter(|token| token.kind == TokenKind::Raw);
    if raws().last()?.closed {
        return None;
    }
    raws().find_map(|token| {
        let resume = policy_within(text, token)?;
        Some(Unclosed { quotes: Span::new(token.start, token.start + 3), resume })
    })
}

/// The end of a line that is just `}` and has an item, or nothing more, behind it.
fn policy_within(text: &str, token: Token) -> Option<usize> {
    let inside = token.text(text);
    memchr::memmem::find_iter(inside.as_bytes(), b"\n}").find_map(|at| {
        let behind = inside.get(at + 2..)?;
        let (line, rest) = behind.split_once('\n').unwrap_or((behind, ""));
        let next = rest.lines().find(|line| !line.trim().is_empty()).unwrap_or("");
        let word = next.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or("");
        let item = next.is_empty() && !token.closed
            || next.starts_with("##")
            || item_keyword(word).is_some();
        (line.trim().is_empty() && item).then_some(token.start + at + 2)
    })
}
