//! How deep a policy nests, told before anything recurses.
//!
//! The parser and every later phase walk the tree by recursion. So that none of them ever runs out
//! of stack, on whatever thread, the depth is bounded by a number of ours: brackets, and the
//! words behind which an expression reaches as far right as it can (`if`, `all`, `any`, `none`),
//! are counted here; chains (`a.b.c`, `a + b + c`) where the tree is built.

use crate::base::Span;

use super::scan::{Scanner, Token, TokenKind};

/// How deep statements and expressions may nest, and how deep the tree of an expression may be.
pub const MAX_DEPTH: usize = 128;

/// The bytes that a policy file may have. Far above what anybody writes.
pub const MAX_FILE: usize = 1 << 20;

/// Where `span` of `text` nests deeper than [`MAX_DEPTH`], if anywhere.
pub(super) fn too_deep(text: &str, span: Span) -> Option<Token> {
    let mut depth =
        Depth { frames: vec![0], pending: 0, angles: 0, after_block: false, dot: false };
    let range = span.range();
    Scanner::new(text, range.start, range.end)
        .filter(|token| !token.is_comment())
        .find(|token| depth.step(*token, text) > MAX_DEPTH)
}

struct Depth {
    /// For each open bracket (and outside of all), how many right-reaching words are pending.
    frames: Vec<usize>,
    /// Their sum.
    pending: usize,
    /// Open `<` of types.
    angles: usize,
    /// True directly behind a `}`.
    after_block: bool,
    /// True directly behind a `.`.
    dot: bool,
}

impl Depth {
    /// Takes a token in; the depth that it stands at.
    fn step(&mut self, token: Token, text: &str) -> usize {
        let word = if token.kind == TokenKind::Word { token.text(text) } else { "" };
        if std::mem::take(&mut self.after_block) {
            match word {
                // A chain of `else if` nests, each in the one before.
                "else" | "elif" | "elsif" | "elseif" => self.reach(),
                _ => self.settle(),
            }
        }
        let behind_dot = std::mem::replace(&mut self.dot, token.is(text, b'.'));
        match token.kind {
            TokenKind::Word if !behind_dot => self.word(word, text, token),
            TokenKind::Open => {
                if token.is(text, b'{') {
                    self.block();
                }
                self.frames.push(0);
                self.angles = 0;
            }
            TokenKind::Close => {
                self.settle();
                if self.frames.len() > 1 {
                    self.frames.pop();
                }
                self.angles = 0;
                self.after_block = token.is(text, b'}');
            }
            TokenKind::Sign if token.is(text, b',') => self.settle(),
            TokenKind::Sign if token.is(text, b'=') => self.angles = 0,
            TokenKind::Sign if token.is(text, b'>') => self.angles = self.angles.saturating_sub(1),
            _ => {}
        }
        self.frames.len() - 1 + self.pending + self.angles
    }

    fn word(&mut self, word: &str, text: &str, token: Token) {
        match word {
            "if" | "elif" | "elsif" | "elseif" | "all" | "any" | "none" => self.reach(),
            "let" | "require" | "forbid" | "for" => {
                self.settle();
                self.angles = 0;
            }
            _ => {
                let upper = word.starts_with(|c: char| c.is_ascii_uppercase());
                let rest = text.get(token.end..).unwrap_or("").trim_start();
                self.angles += usize::from(upper && rest.starts_with('<'));
            }
        }
    }

    fn reach(&mut self) {
        self.pending += 1;
        if let Some(frame) = self.frames.last_mut() {
            *frame += 1;
        }
    }

    /// The block of an `if` takes its place: the brace counts for both.
    fn block(&mut self) {
        if let Some(frame) = self.frames.last_mut().filter(|frame| **frame > 0) {
            *frame -= 1;
            self.pending -= 1;
        }
    }

    /// Whatever reaches right in this bracket has come to its end.
    fn settle(&mut self) {
        if let Some(frame) = self.frames.last_mut() {
            self.pending -= std::mem::take(frame);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn deep(text: &str) -> bool {
        too_deep(text, Span::new(0, text.len())).is_some()
    }

    #[test]
    fn what_nests_is_counted() {
        for (open, close) in [
            ("(", ")"),
            ("[", "]"),
            ("f(", ")"),
            ("if a then b else ", ""),
            ("all x in y: ", ""),
            ("List<", ">"),
            ("if a {", "}"),
            ("if a {} else ", ""),
        ] {
            assert!(!deep(&format!("{}z{}", open.repeat(127), close.repeat(127))), "{open}");
            assert!(deep(&format!("{}z{}", open.repeat(129), close.repeat(129))), "{open}");
        }
    }

    #[test]
    fn what_stands_in_a_row_is_not() {
        for text in [
            "(a) ",
            "if a { } ",
            "let a = if b then c else d\n",
            "[if a then b else c], ",
            "i.all ",
            "require all x in y: z else \"m\" ",
            "x: List<Int> = ",
        ] {
            assert!(!deep(&text.repeat(1000)), "{text}");
        }
    }
}
