//! Whether two texts are the same policy, written differently.
//!
//! The tree is a function of the tokens, so that this compares tokens: all of them, comments and
//! documentation among them, but for what the style itself decides (see [`super`]). It knows nothing of
//! how the second text came about.

use std::borrow::Cow;

use crate::lang::syntax::raw_text::RawText;
use crate::lang::syntax::scan::{Scanner, Token, TokenKind};

/// A token, as far as the style must leave it alone.
#[derive(Debug, PartialEq, Eq)]
struct Piece<'s> {
    kind: TokenKind,
    text: Cow<'s, str>,
    /// Of a comment: whether it has a line to itself. Of a `.`: whether it makes one sign with the `?`
    /// before it. (`x as T? .f` is not `x as T?.f`; of no other two signs do both readings parse.)
    joined: bool,
}

/// The byte of `before` at which the first token stands that `after` does not repeat; none if both are
/// the same.
pub(super) fn first_difference(before: &str, after: &str) -> Option<usize> {
    let (old, new) = (pieces(before), pieces(after));
    let parted = old.iter().zip(&new).position(|((_, old), (_, new))| old != new);
    let length = (old.len() != new.len()).then(|| old.len().min(new.len()));
    let index = parted.or(length)?;
    Some(old.get(index).map_or(before.len(), |(at, _)| *at))
}

fn pieces(text: &str) -> Vec<(usize, Piece<'_>)> {
    let tokens: Vec<Token> = Scanner::new(text, 0, text.len()).collect();
    let free = free_commas(text, &tokens);
    let mut pieces = Vec::with_capacity(tokens.len());
    let mut before: Option<&Token> = None;
    for (token, free) in tokens.iter().zip(free) {
        let asked = before.is_some_and(|t| t.end == token.start && t.is(text, b'?'));
        before = Some(token);
        if free {
            continue;
        }
        let written = token.text(text);
        let joined = if token.is_comment() { token.line_first } else { asked && written == "." };
        let said = match token.kind {
            TokenKind::Raw => Cow::Owned(RawText::of(written).text()),
            TokenKind::Comment | TokenKind::Doc => Cow::Borrowed(written.trim_end()),
            _ => Cow::Borrowed(written),
        };
        pieces.push((token.start, Piece { kind: token.kind, text: said, joined }));
    }
    pieces
}

/// For each token, whether it is a comma that says nothing: behind the last entry of a list, or
/// between the fields of an `extern record` and the values of an `extern enum`.
fn free_commas(text: &str, tokens: &[Token]) -> Vec<bool> {
    let mut free = vec![false; tokens.len()];
    let mut words = tokens.iter().enumerate().filter(|(_, t)| !t.is_comment()).peekable();
    let mut last = "";
    let mut host = Host::Elsewhere;
    while let Some((index, token)) = words.next() {
        let said = token.text(text);
        host = host.step(last, said);
        last = said;
        if said != "," {
            continue;
        }
        let closed = words
            .peek()
            .is_some_and(|(_, next)| matches!(next.text(text), ")" | "]" | "}" | ">" | "{"));
        if let Some(slot) = free.get_mut(index) {
            *slot = closed || host == Host::Body(0);
        }
    }
    free
}

/// Where in an `extern record` or `extern enum` a token stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Host {
    Elsewhere,
    /// Between the keyword and the `{`.
    Head,
    /// Between the braces, within so many `<`.
    Body(usize),
}

impl Host {
    fn step(self, last: &str, said: &str) -> Self {
        match (self, said) {
            (Self::Elsewhere, "record" | "enum") if last == "extern" => Self::Head,
            (Self::Head, "{") => Self::Body(0),
            (Self::Body(_), "}") => Self::Elsewhere,
            (Self::Body(depth), "<") => Self::Body(depth + 1),
            (Self::Body(depth), ">") => Self::Body(depth.saturating_sub(1)),
            (same, _) => same,
        }
    }
}
