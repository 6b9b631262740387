//! The tokens of a file, given out one by one to whoever walks its tree.
//!
//! The tree says what belongs together, the tokens what is written. A walk asks for each token by its
//! text or its place, in order, so that none can be dropped, invented or moved: where the next token
//! is another, the printer is lost, and the file stays as it is. A comment is handed over with the
//! token it stands before, or, at the end of a line, behind the one it follows.

use crate::base::Span;
use crate::lang::syntax::scan::{Scanner, Token, TokenKind};

use super::layout::Op;

/// Which empty lines stand between two parts of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Blanks {
    /// None.
    None,
    /// One where the author left any.
    Kept,
    /// One.
    One,
}

/// Tokens on one side, a layout's words and wishes on the other.
pub(super) struct Printer<'s> {
    pub(super) text: &'s str,
    tokens: Vec<Token>,
    /// The next token.
    at: usize,
    pub(super) ops: Vec<Op>,
    /// True once the next token was not the one that the tree promised.
    pub(super) lost: bool,
}

impl<'s> Printer<'s> {
    pub(super) fn new(text: &'s str) -> Self {
        let tokens = Scanner::new(text, 0, text.len()).collect();
        Self { text, tokens, at: 0, ops: Vec::new(), lost: false }
    }

    /// True if every token was given out.
    pub(super) fn is_done(&self) -> bool {
        !self.lost && self.at == self.tokens.len()
    }

    /// The byte that the tokens were given out up to.
    pub(super) fn reached(&self) -> usize {
        self.next().map_or(self.text.len(), |token| token.start)
    }

    fn next(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    /// The next token that is no comment.
    fn ahead(&self) -> Option<&Token> {
        self.tokens.get(self.at..)?.iter().find(|token| !token.is_comment())
    }

    /// What the next token says, comments left aside.
    pub(super) fn word(&self) -> &'s str {
        self.ahead().map_or("", |token| token.text(self.text))
    }

    /// The texts from here up to the next `]`.
    pub(super) fn texts_of_list(&self) -> Vec<Span> {
        let tokens = self.tokens.get(self.at..).unwrap_or(&[]).iter();
        let list = tokens.take_while(|token| !token.is(self.text, b']'));
        list.filter(|token| token.kind == TokenKind::Text).map(|token| token.span()).collect()
    }

    /// True if a comment comes before the next token.
    pub(super) fn comment_is_next(&self) -> bool {
        self.next().is_some_and(|token| token.is_comment())
    }

    /// Writes the sign or word `expected`.
    pub(super) fn token(&mut self, expected: &str) {
        self.comments();
        let Some(start) = self.next().map(|token| token.start) else {
            self.lost = true;
            return;
        };
        let span = Span::new(start, start + expected.len());
        self.lost |= self.text.get(span.range()) != Some(expected);
        self.source(span);
    }

    /// Writes the next token, whatever it is.
    pub(super) fn any(&mut self) {
        match self.ahead().map(|token| token.span()) {
            Some(span) => self.source(span),
            None => self.lost = true,
        }
    }

    /// Writes what stands at `span`: the next token, or several that make one word (`no-latest`).
    pub(super) fn source(&mut self, span: Span) {
        self.comments();
        let range = span.range();
        self.lost |= self.next().is_none_or(|token| token.start != range.start);
        if self.lost {
            return;
        }
        let mut end = range.start;
        let mut kind = TokenKind::Stray;
        while let Some(token) = self.next().filter(|token| token.end <= range.end).copied() {
            self.lost |= token.is_comment();
            (end, kind) = (token.end, token.kind);
            self.at += 1;
        }
        self.lost |= end != range.end;
        let written = self.text.get(range).unwrap_or("");
        let lines = kind == TokenKind::Raw && written.contains('\n');
        self.ops.push(if lines { Op::Raw(span) } else { Op::Text(span) });
    }

    /// Writes the comment that stands behind the last token on its line.
    fn trailing(&mut self) {
        let comment = self.next().filter(|token| token.is_comment() && !token.line_first);
        if let Some(span) = comment.map(|token| token.span()) {
            self.ops.push(Op::Trailing(span));
            self.at += 1;
        }
    }

    /// Writes the comments before the next token.
    pub(super) fn comments(&mut self) {
        self.trailing();
        while let Some(token) = self.next().filter(|token| token.is_comment()) {
            self.ops.push(Op::Own(token.span()));
            self.at += 1;
        }
    }

    pub(super) fn space(&mut self) {
        self.wish(Op::Space);
    }

    pub(super) fn line(&mut self) {
        self.wish(Op::Line);
    }

    pub(super) fn hard(&mut self) {
        self.wish(Op::Hard);
    }

    /// Asks for what stands between two tokens, a comment at the end of the line aside.
    pub(super) fn wish(&mut self, op: Op) {
        self.trailing();
        self.ops.push(op);
    }

    /// Begins a group that begins with a token: what stands before that is no part of it.
    pub(super) fn begin(&mut self) {
        self.comments();
        self.ops.push(Op::Open);
    }

    /// Begins a group that begins with a break.
    pub(super) fn open(&mut self) {
        self.wish(Op::Open);
    }

    pub(super) fn close(&mut self) {
        self.ops.push(Op::Close);
    }

    pub(super) fn indent(&mut self, levels: usize) {
        self.ops.extend(std::iter::repeat_n(Op::Indent, levels));
    }

    pub(super) fn dedent(&mut self, levels: usize) {
        self.ops.extend(std::iter::repeat_n(Op::Dedent, levels));
    }

    /// Passes over the comma behind the last entry. One that a comment parts from it stays.
    pub(super) fn drop_comma(&mut self) {
        let comma = |token: &Token| token.is(self.text, b',');
        if self.next().is_some_and(comma) {
            self.at += 1;
        } else if self.ahead().is_some_and(comma) {
            self.token(",");
        }
    }

    /// The comma behind the last entry, where the list has several lines.
    pub(super) fn last_comma(&mut self) {
        let comma = |token: &Token| token.is(self.text, b',');
        if self.next().is_some_and(comma) {
            self.at += 1;
        } else if self.ahead().is_some_and(comma) {
            return self.token(",");
        }
        self.ops.push(Op::Comma);
    }

    /// A comma that may be left out.
    pub(super) fn free_comma(&mut self) {
        if self.word() == "," {
            self.token(",");
        } else {
            self.ops.push(Op::Insert(","));
        }
    }

    /// Ends a line before the next part of a block, with the comments between.
    pub(super) fn separate(&mut self, blanks: Blanks) {
        let blank = self.separated_comments(blanks);
        self.ops.push(if blank { Op::Blank } else { Op::Hard });
    }

    /// Writes the comments between two parts of a block, each on its line; true if an empty line is
    /// to follow.
    pub(super) fn separated_comments(&mut self, blanks: Blanks) -> bool {
        self.trailing();
        let mut blank = match blanks {
            Blanks::None => false,
            Blanks::Kept => self.is_behind_blank(),
            Blanks::One => self.is_behind_blank() || self.doc_is_next() || !self.blank_later(),
        };
        while let Some(token) = self.next().filter(|token| token.is_comment()).copied() {
            self.ops.push(if blank { Op::Blank } else { Op::Hard });
            self.ops.push(Op::Own(token.span()));
            self.at += 1;
            // Documentation stands at what it is about.
            blank = token.kind != TokenKind::Doc && self.is_behind_blank();
        }
        blank
    }

    fn doc_is_next(&self) -> bool {
        self.next().is_some_and(|token| token.kind == TokenKind::Doc)
    }

    /// True if the next token has an empty line before it.
    fn is_behind_blank(&self) -> bool {
        self.next().is_some_and(|token| {
            let before = self.at.checked_sub(1).and_then(|index| self.tokens.get(index));
            let gap = before.and_then(|before| self.text.get(before.end..token.start));
            gap.unwrap_or("").bytes().filter(|&byte| byte == b'\n').count() > 1
        })
    }

    /// True if the author left a line empty behind one of the comments that come next.
    fn blank_later(&self) -> bool {
        let mut rest = self.tokens.get(self.at..).unwrap_or(&[]).windows(2);
        rest.by_ref()
            .take_while(|pair| pair.first().is_some_and(|token| token.is_comment()))
            .filter_map(|pair| Some((pair.first()?, pair.get(1)?)))
            .filter(|(comment, _)| comment.kind != TokenKind::Doc)
            .any(|(comment, next)| {
                let gap = self.text.get(comment.end..next.start).unwrap_or("");
                gap.bytes().filter(|&byte| byte == b'\n').count() > 1
            })
    }
}
