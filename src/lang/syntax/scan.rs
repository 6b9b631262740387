//! Text to tokens, without judging them.
//!
//! What must be known before anything is parsed (where an item ends, how deep brackets go, where
//! comments are) hangs on which bytes are text, comments and brackets. The scanner tells just that,
//! never fails, allocates nothing, and looks at each byte once. It agrees with the grammar on where
//! texts end: a `"…"` at its quote or its line's end, a typed literal (`re"…\"`) at the next
//! quote whatever stands before it, a `"""…"""` at the next three quotes.

use memchr::{memchr, memchr2, memchr3, memmem};

use crate::base::Span;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// `rule`, `imagePullPolicy`.
    Word,
    /// Begins with a digit.
    Number,
    /// `"…"`.
    Text,
    /// `"""…"""`.
    Raw,
    /// `repo"…"`.
    Typed,
    /// `'…'`, `“…”`: texts in the wrong quotes.
    Quoted,
    /// `(`, `[` or `{`.
    Open,
    /// `)`, `]` or `}`.
    Close,
    /// Any other ASCII sign, one at a time.
    Sign,
    /// `# …`.
    Comment,
    /// `## …` with nothing but blanks before it.
    Doc,
    /// Bytes that no policy holds outside texts and comments.
    Stray,
}

/// A token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    /// What it is.
    pub(crate) kind: TokenKind,
    /// First byte.
    pub(crate) start: usize,
    /// One past the last byte.
    pub(crate) end: usize,
    /// False for a text that nothing closes.
    pub(super) closed: bool,
    /// True if nothing but blanks stands before it on its line.
    pub(crate) line_first: bool,
    /// True if nothing stands before it on its line.
    pub(super) column_zero: bool,
}

impl Token {
    /// Where it stands.
    pub(crate) fn span(self) -> Span {
        Span::new(self.start, self.end)
    }

    /// What it says.
    pub(crate) fn text(self, source: &str) -> &str {
        source.get(self.start..self.end).unwrap_or("")
    }

    /// True for comments and documentation.
    pub(crate) fn is_comment(self) -> bool {
        matches!(self.kind, TokenKind::Comment | TokenKind::Doc)
    }

    /// True if it is the sign or bracket `byte`.
    pub(crate) fn is(self, source: &str, byte: u8) -> bool {
        matches!(self.kind, TokenKind::Sign | TokenKind::Open | TokenKind::Close)
            && source.as_bytes().get(self.start) == Some(&byte)
    }

    /// True for what can stand at the end of an expression: the next word then begins something
    /// else, unless it is an operator.
    pub(super) fn ends_operand(self, source: &str) -> bool {
        match self.kind {
            TokenKind::Word => {
                let word = self.text(source);
                matches!(word, "true" | "false" | "present" | "absent") || !is_reserved(word)
            }
            TokenKind::Number
            | TokenKind::Text
            | TokenKind::Raw
            | TokenKind::Typed
            | TokenKind::Quoted
            | TokenKind::Close => true,
            TokenKind::Sign => self.is(source, b';') || self.is(source, b'?'),
            TokenKind::Open | TokenKind::Comment | TokenKind::Doc | TokenKind::Stray => false,
        }
    }
}

/// The tokens of a text, comments included.
#[derive(Clone, Debug)]
pub(crate) struct Scanner<'s> {
    bytes: &'s [u8],
    at: usize,
    /// Where the current line begins.
    line: usize,
    /// True until the first token of a line has been given out.
    fresh: bool,
}

impl<'s> Scanner<'s> {
    /// The tokens of `text` from byte `start` up to byte `end`.
    pub(crate) fn new(text: &'s str, start: usize, end: usize) -> Self {
        let bytes = text.as_bytes().get(..end.min(text.len())).unwrap_or(&[]);
        let marked = start < BYTE_ORDER_MARK.len() && bytes.starts_with(BYTE_ORDER_MARK);
        let at = if marked { BYTE_ORDER_MARK.len() } else { start };
        // Only blanks are looked back over: a line may be long, and begun at many places.
        let blank = |byte: &&u8| matches!(**byte, b' ' | b'\t' | b'\r');
        let before = bytes.get(..at).unwrap_or(&[]);
        let blanks = before.iter().rev().take_while(blank).count();
        let line = at - blanks;
        let fresh = marked || line == 0 || bytes.get(line - 1) == Some(&b'\n');
        Self { bytes, at, line: if fresh { line } else { usize::MAX }, fresh }
    }

    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    fn rest(&self) -> &'s [u8] {
        self.bytes.get(self.at..).unwrap_or(&[])
    }

    fn skip_blanks(&mut self) {
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b'\n' => {
                    self.at += 1;
                    self.line = self.at;
                    self.fresh = true;
                }
                b' ' | b'\t' | b'\r' => self.at += 1,
                _ => break,
            }
        }
    }

    fn line_end(&self, from: usize) -> usize {
        let rest = self.bytes.get(from..).unwrap_or(&[]);
        let end = memchr(b'\n', rest).map_or(self.bytes.len(), |at| from + at);
        if end > from && self.bytes.get(end - 1) == Some(&b'\r') { end - 1 } else { end }
    }

    fn word_end(&self, from: usize) -> usize {
        let rest = self.bytes.get(from..).unwrap_or(&[]);
        from + rest.iter().position(|&b| !is_word_byte(b)).unwrap_or(rest.len())
    }

    /// Reads a word, or a typed literal that begins with it.
    fn word(&mut self, token: &mut Token) {
        self.at = self.word_end(token.start);
        if self.peek(0) != b'"' || self.rest().starts_with(b"\"\"\"") {
            return;
        }
        let word = self.bytes.get(token.start..self.at).unwrap_or(&[]);
        if std::str::from_utf8(word).is_ok_and(takes_plain_text) {
            return;
        }
        let inside = self.bytes.get(self.at + 1..).unwrap_or(&[]);
        token.kind = TokenKind::Typed;
        match memchr2(b'"', b'\n', inside) {
            Some(at) if inside.get(at) == Some(&b'"') => self.at += at + 2,
            _ => {
                token.closed = false;
                self.at = self.line_end(self.at + 1);
            }
        }
    }

    fn text(&mut self, token: &mut Token) {
        if self.rest().starts_with(b"\"\"\"") {
            token.kind = TokenKind::Raw;
            let inside = self.bytes.get(self.at + 3..).unwrap_or(&[]);
            let end = memmem::find(inside, b"\"\"\"");
            token.closed = end.is_some();
            self.at = end.map_or(self.bytes.len(), |at| self.at + at + 6);
            let inside = self.bytes.get(token.start..self.at).unwrap_or(&[]);
            if let Some(at) = memchr::memrchr(b'\n', inside) {
                self.line = token.start + at + 1;
            }
            return;
        }
        token.kind = TokenKind::Text;
        self.at += 1;
        loop {
            let rest = self.rest();
            let found = memchr3(b'"', b'\\', b'\n', rest).map(|at| (at, rest.get(at)));
            match found {
                Some((at, Some(b'"'))) => {
                    self.at += at + 1;
                    return;
                }
                Some((at, Some(b'\\'))) if rest.get(at + 1).is_some_and(|&b| b != b'\n') => {
                    self.at += at + 2;
                }
                _ => {
                    token.closed = false;
                    self.at = self.line_end(token.start + 1);
                    return;
                }
            }
        }
    }

    /// Reads a comment of other languages, `// …` or `/* … */`. What nothing closes is a sign.
    fn foreign_comment(&mut self, token: &mut Token) {
        if self.peek(1) == b'/' {
            token.kind = TokenKind::Comment;
            self.at = self.line_end(self.at);
            return;
        }
        let inside = self.bytes.get(self.at + 2..).unwrap_or(&[]);
        let Some(end) = memmem::find(inside, b"*/") else {
            self.at += 1;
            return;
        };
        token.kind = TokenKind::Comment;
        let inside = inside.get(..end).unwrap_or(&[]);
        if let Some(at) = memchr::memrchr(b'\n', inside) {
            self.line = self.at + 2 + at + 1;
        }
        self.at += end + "/**/".len();
    }

    /// Reads a text in quotes that are not ours, if it is closed on its line.
    fn foreign_text(&mut self, token: &mut Token) {
        let line_end = self.line_end(self.at);
        let inside = self.bytes.get(self.at + 1..line_end).unwrap_or(&[]);
        let close = match self.peek(0) {
            quote @ (b'\'' | b'`') => memchr(quote, inside).map(|at| at + 2),
            _ => smart_quote(self.rest()).and_then(|width| {
                let inside = inside.get(width - 1..).unwrap_or(&[]);
                let end = |at: usize| {
                    let rest = inside.get(at..).unwrap_or(&[]);
                    if rest.first() == Some(&b'"') { Some(1) } else { smart_quote(rest) }
                };
                (0..inside.len()).find_map(|at| end(at).map(|closing| width + at + closing))
            }),
        };
        match close {
            Some(length) => {
                token.kind = TokenKind::Quoted;
                self.at += length;
            }
            None => {
                token.kind = TokenKind::Stray;
                self.stray();
            }
        }
    }

    fn stray(&mut self) {
        self.at += 1;
        while self.bytes.get(self.at).is_some_and(|&b| (0x80..0xC0).contains(&b)) {
            self.at += 1;
        }
    }
}

impl Iterator for Scanner<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        self.skip_blanks();
        let &byte = self.bytes.get(self.at)?;
        let mut token = Token {
            kind: TokenKind::Sign,
            start: self.at,
            end: self.at,
            closed: true,
            line_first: std::mem::take(&mut self.fresh),
            column_zero: self.at == self.line,
        };
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => {
                token.kind = TokenKind::Word;
                self.word(&mut token);
            }
            b'0'..=b'9' => {
                token.kind = TokenKind::Number;
                self.at = self.word_end(self.at);
                while self.peek(0) == b'.' && self.peek(1).is_ascii_digit() {
                    self.at = self.word_end(self.at + 1);
                }
            }
            b'"' => self.text(&mut token),
            b'#' => {
                let doc = self.peek(1) == b'#' && self.peek(2) != b'#' && token.line_first;
                token.kind = if doc { TokenKind::Doc } else { TokenKind::Comment };
                self.at = self.line_end(self.at);
            }
            b'(' | b'[' | b'{' => {
                token.kind = TokenKind::Open;
                self.at += 1;
            }
            b')' | b']' | b'}' => {
                token.kind = TokenKind::Close;
                self.at += 1;
            }
            b'/' if matches!(self.peek(1), b'/' | b'*') => self.foreign_comment(&mut token),
            b'\'' | b'`' => self.foreign_text(&mut token),
            0x21..=0x7E => self.at += 1,
            _ if smart_quote(self.rest()).is_some() => self.foreign_text(&mut token),
            _ => {
                token.kind = TokenKind::Stray;
                self.stray();
            }
        }
        token.end = self.at;
        Some(token)
    }
}

/// What an editor may put before the first byte.
pub(super) const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// The width of the typographic quote that `bytes` begins with.
fn smart_quote(bytes: &[u8]) -> Option<usize> {
    match bytes {
        [0xE2, 0x80, 0x98 | 0x99 | 0x9C | 0x9D | 0x9E, ..] => Some(3),
        _ => None,
    }
}

/// True for bytes that names consist of.
pub(super) fn is_word_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// True for a word that a plain text may follow without a blank; any other word before a quote is
/// the prefix of a typed literal.
fn takes_plain_text(word: &str) -> bool {
    matches!(word, "at" | "cluster" | "given" | "help" | "on" | "see") || is_reserved(word)
}

/// True for the words that name nothing, in this edition or later ones.
pub(super) fn is_reserved(word: &str) -> bool {
    RESERVED.binary_search(&word).is_ok()
}

/// True for the reserved words that this edition has no use for.
pub(super) fn is_for_later(word: &str) -> bool {
    matches!(word, "match" | "type" | "use" | "pub" | "group")
}

/// The reserved words, sorted.
pub(super) const RESERVED: &[&str] = &[
    "absent", "all", "and", "any", "as", "edition", "else", "extern", "false", "for", "forbid",
    "func", "group", "if", "import", "in", "is", "let", "match", "matches", "none", "not", "or",
    "param", "present", "pub", "require", "rule", "test", "then", "true", "type", "use", "where",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<(TokenKind, &str)> {
        Scanner::new(text, 0, text.len()).map(|t| (t.kind, t.text(text))).collect()
    }

    #[test]
    fn reserved_words_are_sorted() {
        let mut sorted = RESERVED.to_vec();
        sorted.sort_unstable();
        assert_eq!(sorted, RESERVED);
    }

    #[test]
    fn texts_end_where_the_grammar_ends_them() {
        use TokenKind::{Comment, Open, Quoted, Raw, Sign, Text, Typed, Word};
        for (text, expected) in [
            (r#""a\"b" c"#, vec![(Text, r#""a\"b""#), (Word, "c")]),
            (r#"re"a\" c"#, vec![(Typed, r#"re"a\""#), (Word, "c")]),
            ("else\"x\"", vec![(Word, "else"), (Text, "\"x\"")]),
            ("\"open\nnext", vec![(Text, "\"open"), (Word, "next")]),
            ("\"\"\"a\n\"b\" # {\"\"\"x", vec![(Raw, "\"\"\"a\n\"b\" # {\"\"\""), (Word, "x")]),
            ("\"\" \"\"\"\"\"\"", vec![(Text, "\"\""), (Raw, "\"\"\"\"\"\"")]),
            ("'it{' {", vec![(Quoted, "'it{'"), (Open, "{")]),
            ("“x” = 'y", vec![(Quoted, "“x”"), (Sign, "="), (TokenKind::Stray, "'"), (Word, "y")]),
            ("a # \"b\r\nc", vec![(Word, "a"), (Comment, "# \"b"), (Word, "c")]),
        ] {
            assert_eq!(kinds(text), expected, "{text}");
        }
    }

    #[test]
    fn a_text_that_ends_in_a_backslash_is_open() {
        let tokens: Vec<Token> = Scanner::new("\"a\\\nb", 0, 5).collect();
        assert_eq!(tokens.len(), 2);
        assert!(!tokens[0].closed);
        assert_eq!(tokens[0].end, 3);
    }

    #[test]
    fn documentation_opens_its_line() {
        use TokenKind::{Comment, Doc, Word};
        assert_eq!(
            kinds("## a\nb ## c\n### d\n #e"),
            vec![
                (Doc, "## a"),
                (Word, "b"),
                (Comment, "## c"),
                (Comment, "### d"),
                (Comment, "#e")
            ]
        );
    }
}
