//! What the words of a text are, for whoever colours it. Nothing is parsed: what is typed is shaded
//! while it is wrong.

use crate::base::Span;

use super::scan::{Scanner, TokenKind, is_reserved};

/// What a piece of a policy is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shade {
    /// A reserved word.
    Keyword,
    /// A name of a type, a kind or an enum's value: `UpperCamel`.
    Type,
    /// A text or a typed literal.
    Text,
    /// A number.
    Number,
    /// A comment, or documentation.
    Comment,
}

/// The pieces of `text` that have a shade, in order.
pub fn shades(text: &str) -> Vec<(Span, Shade)> {
    let mut dot = false;
    let shaded = Scanner::new(text, 0, text.len()).filter_map(|token| {
        let behind_dot = std::mem::replace(&mut dot, token.is(text, b'.'));
        let word = token.text(text);
        let shade = match token.kind {
            TokenKind::Word if behind_dot => return None,
            TokenKind::Word if is_reserved(word) => Shade::Keyword,
            TokenKind::Word if word.starts_with(|c: char| c.is_ascii_uppercase()) => Shade::Type,
            TokenKind::Text | TokenKind::Raw | TokenKind::Typed | TokenKind::Quoted => Shade::Text,
            TokenKind::Number => Shade::Number,
            TokenKind::Comment | TokenKind::Doc => Shade::Comment,
            TokenKind::Word
            | TokenKind::Open
            | TokenKind::Close
            | TokenKind::Sign
            | TokenKind::Stray => return None,
        };
        Some((token.span(), shade))
    });
    shaded.collect()
}

#[cfg(test)]
mod tests {
    use super::{Shade, shades};

    #[test]
    fn words_have_shades() {
        let text = "require i.all == PullPolicy.Always and x in repo\"a\" # c";
        let found: Vec<(&str, Shade)> = shades(text)
            .into_iter()
            .map(|(span, shade)| (text.get(span.range()).unwrap_or(""), shade))
            .collect();
        let expected = [
            ("require", Shade::Keyword),
            ("PullPolicy", Shade::Type),
            ("and", Shade::Keyword),
            ("in", Shade::Keyword),
            ("repo\"a\"", Shade::Text),
            ("# c", Shade::Comment),
        ];
        assert_eq!(found, expected);
    }
}
