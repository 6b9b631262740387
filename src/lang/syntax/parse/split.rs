//! Where the pieces of a broken item are: told from tokens, since it can't be parsed.

use crate::base::Span;

use super::super::faults::CLAUSES;
use super::super::scan::{Scanner, Token, TokenKind, is_reserved};

/// The braces of a body.
#[derive(Clone, Copy, Debug)]
pub(super) struct Braces {
    /// The `{`.
    pub(super) open: Span,
    /// The `}`, if there is one.
    pub(super) close: Option<Span>,
}

impl Braces {
    /// The part of `piece` before them.
    pub(super) fn before(self, piece: Span) -> Span {
        Span { start: piece.start, end: self.open.start.max(piece.start) }
    }

    /// The part of `piece` between them.
    pub(super) fn inside(self, piece: Span) -> Span {
        let end = self.close.map_or(piece.end, |close| close.start);
        Span { start: self.open.end, end: end.max(self.open.end) }
    }

    /// The part of `piece` behind them.
    pub(super) fn after(self, piece: Span) -> Span {
        let start = self.close.map_or(piece.end, |close| close.end);
        Span { start, end: piece.end.max(start) }
    }
}

fn tokens(text: &str, span: Span) -> impl Iterator<Item = Token> + Clone + use<'_> {
    let range = span.range();
    Scanner::new(text, range.start, range.end).filter(|token| !token.is_comment())
}

/// The brackets that are open. A closing one ends the innermost of its sort and all within.
#[derive(Default)]
pub(super) struct Brackets {
    pub(super) open: Vec<Token>,
    /// How many of each sort are open: `(`, `[`, `{`.
    counts: [usize; 3],
}

impl Brackets {
    fn sort(&mut self, byte: u8) -> &mut usize {
        let [round, square, curly] = &mut self.counts;
        match byte {
            b'(' | b')' => round,
            b'[' | b']' => square,
            _ => curly,
        }
    }

    /// Takes a token in. For a closing bracket: what it closes, and the innermost one that was
    /// open, which differs where that one was never closed.
    pub(super) fn step(&mut self, text: &str, token: Token) -> Option<(Option<Token>, Token)> {
        let byte = text.as_bytes().get(token.start).copied().unwrap_or(0);
        match token.kind {
            TokenKind::Open => {
                self.open.push(token);
                *self.sort(byte) += 1;
                None
            }
            TokenKind::Close => {
                if *self.sort(byte) == 0 {
                    return Some((None, token));
                }
                let innermost = self.open.last().copied().unwrap_or(token);
                let opening = if byte == b')' { b'(' } else { byte.saturating_sub(2) };
                while let Some(open) = self.open.pop() {
                    let sort = text.as_bytes().get(open.start).copied().unwrap_or(0);
                    *self.sort(sort) -= 1;
                    if sort == opening {
                        return Some((Some(open), innermost));
                    }
                }
                Some((None, token))
            }
            _ => None,
        }
    }

    /// Forgets `(` and `[` (and the braces of a fix) that are open at the end: no statement
    /// begins within them.
    fn drop_expressions(&mut self, text: &str, fixes: &[usize]) {
        while let Some(&last) = self.open.last() {
            if last.is(text, b'{') && !fixes.contains(&last.start) {
                break;
            }
            let byte = text.as_bytes().get(last.start).copied().unwrap_or(0);
            *self.sort(byte) -= 1;
            self.open.pop();
        }
    }

    fn is_empty(&self) -> bool {
        self.open.is_empty()
    }
}

/// The first `{` of `span` outside of other brackets, and the `}` that closes it.
pub(super) fn braces(text: &str, span: Span) -> Option<Braces> {
    let mut brackets = Brackets::default();
    let mut found: Option<Token> = None;
    for token in tokens(text, span) {
        // A brace begins no value: even within `(` or `[` that nothing closes it opens a body.
        if found.is_none() && token.is(text, b'{') {
            found = Some(token);
            brackets = Brackets::default();
        }
        if let Some((Some(closed), _)) = brackets.step(text, token)
            && found.is_some_and(|open| open.start == closed.start)
        {
            return Some(Braces { open: closed.span(), close: Some(token.span()) });
        }
    }
    found.map(|open| Braces { open: open.span(), close: None })
}

/// `span` parted at `starts`, which are in order and within it.
fn parted(text: &str, span: Span, starts: &[usize]) -> Vec<Span> {
    let range = span.range();
    let mut starts = starts.to_vec();
    if starts.first().is_none_or(|&first| first > range.start)
        && tokens(text, span).next().is_some_and(|t| starts.first().is_none_or(|&s| t.start < s))
    {
        starts.insert(0, tokens(text, span).next().map_or(range.start, |t| t.start));
    }
    let ends = starts.iter().skip(1).copied().chain([range.end]);
    starts.iter().zip(ends).map(|(&start, end)| Span::new(start, end)).collect()
}

/// The items that a cut seems to hold: it ends at its `}`, and where a word that is no keyword
/// stands in column 0 with a name behind it.
pub(super) fn items(text: &str, span: Span) -> Vec<Span> {
    let mut brackets = Brackets::default();
    let mut starts = Vec::new();
    let mut all = tokens(text, span).peekable();
    let mut ended = false;
    let mut first = true;
    while let Some(token) = all.next() {
        let separator = token.is(text, b';') || token.is(text, b',');
        let clause = matches!(token.text(text), "else" | "elif" | "on" | "at" | "help" | "fix");
        let outside = brackets.is_empty() && !first;
        let named = all.peek().is_some_and(|next| {
            next.kind == TokenKind::Text
                || next.kind == TokenKind::Word && !is_reserved(next.text(text))
        });
        let unknown = token.column_zero
            && token.kind == TokenKind::Word
            && !is_reserved(token.text(text))
            && named;
        let stray = token.kind == TokenKind::Close;
        if outside && !clause && (ended && !separator || unknown || stray) {
            starts.push(token.start);
        }
        let closes = brackets.step(text, token).is_some();
        ended = closes && brackets.is_empty() && token.is(text, b'}') || ended && separator;
        first = false;
    }
    parted(text, span, &starts)
}

/// The statements of a body, each from its keyword.
pub(super) fn statements(text: &str, span: Span) -> Vec<Span> {
    let mut brackets = Brackets::default();
    let mut starts = Vec::new();
    let mut fixes = Vec::new();
    let (mut last, mut before_last): (Option<Token>, Option<Token>) = (None, None);
    let mut all = tokens(text, span).peekable();
    while let Some(token) = all.next() {
        if token.kind == TokenKind::Word && !last.is_some_and(|last| last.is(text, b'.')) {
            let word = token.text(text);
            if matches!(word, "let" | "require" | "forbid") {
                brackets.drop_expressions(text, &fixes);
            }
            let next = all.peek().map(|next| next.text(text));
            if brackets.is_empty() && begins(text, token, next, last) {
                starts.push(token.start);
            }
        }
        if token.is(text, b'{') {
            let word = |token: Option<Token>| token.map_or("", |token| token.text(text));
            let marked = word(last) == ")" && matches!(word(before_last), "safe" | "unsafe");
            if marked || word(last) == "fix" {
                fixes.push(token.start);
            }
        }
        brackets.step(text, token);
        (before_last, last) = (last, Some(token));
    }
    parted(text, span, &starts)
}

/// True if a statement begins with `token`, which stands outside of brackets.
fn begins(text: &str, token: Token, next: Option<&str>, last: Option<Token>) -> bool {
    let settled = last.is_none_or(|last| last.ends_operand(text));
    match token.text(text) {
        "let" | "require" | "forbid" => true,
        // `for all x in xs: …` is a quantifier with a word too many.
        "for" => {
            settled || !matches!(next, Some("all" | "any" | "none" | "each" | "every" | "some"))
        }
        // The `if` of an expression stands behind an operator or a keyword.
        "if" => settled,
        "tags" => token.line_first && settled && next.is_some_and(|next| next.starts_with('[')),
        "see" => token.line_first && settled && next.is_some_and(|next| next.starts_with('"')),
        _ => false,
    }
}

/// The lines of a statement with which another, misspelt one may begin.
pub(super) fn lines(text: &str, span: Span) -> Vec<Span> {
    let mut brackets = Brackets::default();
    let mut starts = Vec::new();
    let mut last: Option<Token> = None;
    let mut all = tokens(text, span).peekable();
    while let Some(token) = all.next() {
        let word = token.text(text);
        let plain = token.kind == TokenKind::Word
            && !is_reserved(word)
            && !matches!(word, "at" | "help" | "fix" | "elif" | "elsif" | "elseif");
        let settled = last.is_some_and(|last| last.ends_operand(text));
        let operand = all.peek().is_some_and(|next| match next.kind {
            TokenKind::Word => {
                let word = next.text(text);
                !is_reserved(word) || matches!(word, "not" | "all" | "any" | "none" | "if")
            }
            TokenKind::Text | TokenKind::Typed | TokenKind::Number | TokenKind::Raw => true,
            _ => false,
        });
        if token.line_first && plain && settled && operand && brackets.is_empty() {
            starts.push(token.start);
        }
        brackets.step(text, token);
        last = Some(token);
    }
    parted(text, span, &starts)
}

/// The clauses of a test's body.
pub(super) fn clauses(text: &str, span: Span) -> Vec<Span> {
    let mut brackets = Brackets::default();
    let mut starts = Vec::new();
    let mut last: Option<Token> = None;
    for token in tokens(text, span) {
        let clause = token.kind == TokenKind::Word && CLAUSES.contains(&token.text(text));
        let settled = last.is_none_or(|last| last.ends_operand(text));
        let wrong = token.kind == TokenKind::Word && token.line_first && settled;
        if brackets.is_empty() && (clause && settled || wrong) {
            starts.push(token.start);
        }
        brackets.step(text, token);
        last = Some(token);
    }
    parted(text, span, &starts)
}

/// A `{` of `span` that is closed by a `}` which, by its column, closes one further out.
pub(super) fn ill_indented(text: &str, span: Span) -> Option<Span> {
    let mut brackets = Brackets::default();
    for token in tokens(text, span) {
        if let Some((Some(open), _)) = brackets.step(text, token)
            && token.line_first
            && open.is(text, b'{')
            && indentation(text, open.start) > indentation(text, token.start)
        {
            return Some(open.span());
        }
    }
    None
}

/// How far the line that holds byte `at` is indented.
fn indentation(text: &str, at: usize) -> usize {
    let before = text.as_bytes().get(..at).unwrap_or(&[]);
    let start = memchr::memrchr(b'\n', before).map_or(0, |at| at + 1);
    let line = text.as_bytes().get(start..).unwrap_or(&[]);
    line.iter().take_while(|&&b| matches!(b, b' ' | b'\t')).count()
}

/// The first bracket of `span` that is not closed, or is closed by one of another sort.
pub(super) fn unclosed(text: &str, span: Span) -> Option<(Token, Option<Token>)> {
    let mut brackets = Brackets::default();
    for token in tokens(text, span) {
        if let Some((Some(closed), innermost)) = brackets.step(text, token)
            && closed.start != innermost.start
        {
            return Some((innermost, Some(token)));
        }
    }
    brackets.open.last().map(|open| (*open, None))
}
