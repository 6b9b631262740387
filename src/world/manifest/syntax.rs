//! What to say of YAML that does not parse.

use granit_parser::{ErrorKind, ScanError};

use crate::base::{Place, SourceId, Span};
use crate::diag::Diagnostic;

use super::fault;
use super::limits::Limits;
use super::slip;

/// What is blank to YAML, and no more than that.
pub(super) const BLANKS: [char; 4] = [' ', '\t', '\n', '\r'];

/// The first byte from `at` on that is neither blank, nor a comment, nor a sign, anchor or tag
/// that introduces the next node; dashes are not passed.
pub(super) fn skip_to_content(text: &str, mut at: usize) -> usize {
    let bytes = text.as_bytes();
    loop {
        match bytes.get(at) {
            Some(b' ' | b'\t' | b'\n' | b'\r' | b':' | b'?' | b',') => at += 1,
            Some(b'#') => at += run(bytes, at, |b| !matches!(b, b'\n' | b'\r')),
            Some(b'&' | b'!') => at += run(bytes, at, |b| !b.is_ascii_whitespace()),
            _ => return at,
        }
    }
}

fn run(bytes: &[u8], at: usize, within: impl Fn(u8) -> bool) -> usize {
    bytes.get(at..).unwrap_or_default().iter().take_while(|b| within(**b)).count()
}

/// What was seen when the parser gave up.
pub(super) struct Seen<'a> {
    pub(super) text: &'a str,
    pub(super) document: Span,
    /// One past the last byte that was understood.
    pub(super) cursor: usize,
    /// Where the parser gave up.
    pub(super) at: usize,
}

impl Seen<'_> {
    /// The fault that the parser's error is.
    pub(super) fn fault(&self, source: SourceId, error: &ScanError, limits: &Limits) -> Diagnostic {
        let place = |span: Span| Place::new(source, span);
        if *error.kind() == ErrorKind::RecursionLimitExceeded {
            return fault::too_deep(place(self.word()), limits.nesting);
        }
        if let Some(directive) = self.directive() {
            return fault::directive(place(directive));
        }
        if let Some(tab) = self.indenting_tab(error.kind()) {
            return fault::tab(place(tab));
        }
        if let Some((quote, closed)) = self.open_quote(error.kind()) {
            if closed && *error.kind() == ErrorKind::InvalidQuotedScalarIndent {
                return fault::shallow_quote(place(self.word()), place(quote));
            }
            return fault::syntax(place(quote), "a quoted text is never closed", "opens here")
                .help(
                    "close the quote; a quote within is doubled in `'…'` and escaped in `\"…\"`",
                );
        }
        slip::told(self, source, error.kind()).unwrap_or_else(|| self.explained(source, error))
    }

    fn explained(&self, source: SourceId, error: &ScanError) -> Diagnostic {
        let (message, label, help) =
            of_structure(error.kind()).or_else(|| of_signs(error.kind())).unwrap_or_else(|| {
                let message = format!("this is not YAML: {}", decapitalised(&error.info()));
                (message, "not understood", "mend the line, or quote the text")
            });
        fault::syntax(Place::new(source, self.word()), message, label).help(help)
    }

    /// The word at which the parser gave up, or what it understood last, if it gave up at the end.
    pub(super) fn word(&self) -> Span {
        let end = self.document.end as usize;
        let rest = self.text.get(self.at..end).unwrap_or("");
        let blank = rest.len() - rest.trim_start().len();
        let at = if rest.len() == blank { self.cursor.min(end) } else { self.at + blank };
        let rest = self.text.get(at..end).unwrap_or("");
        let length = rest.find(char::is_whitespace).unwrap_or(rest.len());
        if length > 0 {
            return Span::new(at, at + length);
        }
        let line =
            self.text.get(..at).map_or(0, |before| before.rfind(['\n', '\r']).map_or(0, |n| n + 1));
        let start = self.text.get(line..at).map_or(at, |l| line + l.len() - l.trim_start().len());
        Span::new(start, at)
    }

    /// The line that byte `at` stands in, without its end.
    pub(super) fn line_of(&self, at: usize) -> Span {
        let before = self.text.get(..at).unwrap_or("");
        let start = before.rfind('\n').map_or(0, |at| at + 1).max(self.document.start as usize);
        let rest = self.text.get(start..).unwrap_or("");
        Span::new(start, start + rest.find('\n').unwrap_or(rest.len()))
    }

    /// The tabs that indent the line that the parser gave up in, or the next, where it
    /// gave up because of one.
    fn indenting_tab(&self, kind: &ErrorKind) -> Option<Span> {
        let line = self.line_of(self.at);
        let next = (line.end as usize + 1 < self.document.end as usize)
            .then(|| self.line_of(line.end as usize + 1));
        let next = next.filter(|_| *kind == ErrorKind::TabInPlainScalar);
        std::iter::once(line).chain(next).find_map(|line| self.tabs_before(line))
    }

    /// The tabs in the blanks that a line begins with.
    fn tabs_before(&self, line: Span) -> Option<Span> {
        let text = self.text.get(line.range())?;
        let indent = text.len() - text.trim_start_matches([' ', '\t']).len();
        let at = text.get(..indent)?.find('\t')?;
        let tabs = text.get(at..indent)?.bytes().take_while(|b| *b == b'\t').count();
        let start = line.start as usize + at;
        Some(Span::new(start, start + tabs))
    }

    /// A `%` directive that opens the document.
    fn directive(&self) -> Option<Span> {
        let mut at = self.document.start as usize;
        for line in self.text.get(self.document.range())?.split_inclusive(['\n', '\r']) {
            let text = line.trim_end();
            if text.starts_with('%') {
                return Some(Span::new(at, at + text.len()));
            }
            if !text.is_empty() && !text.starts_with('#') {
                return None;
            }
            at += line.len();
        }
        None
    }

    /// The quote that opens a text which the parser could not finish, and whether there is another
    /// like it further on.
    fn open_quote(&self, kind: &ErrorKind) -> Option<(Span, bool)> {
        let in_quotes = matches!(
            kind,
            ErrorKind::UnclosedQuotedScalar
                | ErrorKind::InvalidQuotedScalarIndent
                | ErrorKind::DocumentIndicatorInQuotedScalar
        );
        let mut at = skip_to_content(self.text, self.cursor);
        while matches!(self.text.as_bytes().get(at), Some(b'-' | b'[' | b'{')) {
            at = skip_to_content(self.text, at + 1);
        }
        let quote =
            self.text.get(at..at + 1).filter(|quote| in_quotes && matches!(*quote, "\"" | "'"))?;
        let rest = self.text.get(at + 1..self.document.end as usize)?;
        Some((Span::new(at, at + 1), rest.contains(quote)))
    }
}

fn decapitalised(message: &str) -> String {
    let mut letters = message.chars();
    letters.next().map_or(String::new(), |c| c.to_lowercase().chain(letters).collect())
}

/// A message, the label's text, and what to do.
type Explanation = (String, &'static str, &'static str);

/// Lines that do not fit together.
fn of_structure(kind: &ErrorKind) -> Option<Explanation> {
    use ErrorKind as K;
    Some(match kind {
        K::InvalidIndentation | K::ExpectedBlockMappingKey | K::ExpectedBlockSequenceEntry => (
            "this line fits no indentation above it".to_owned(),
            "neither a key nor an item of what is open here",
            "align it with the lines that it belongs to",
        ),
        K::SimpleKeyExpected | K::InvalidSimpleKey => (
            "a key with its `:` was expected here".to_owned(),
            "no key",
            "write `key: value`; quote a text that runs over lines, or use `|`",
        ),
        K::ExpectedDocumentStart | K::InvalidDocumentEnd => (
            "the document was over before this".to_owned(),
            "does not belong to what stands above",
            "indent it, or separate documents with a line `---`",
        ),
        K::BlockSequenceEntryNotAllowed | K::BlockEntryInFlowCollection => (
            "a list item cannot begin here".to_owned(),
            "unexpected `-`",
            "begin the list on a line of its own, or quote the text",
        ),
        K::CommentInterceptedScalar => (
            "a comment ends the text above, which goes on below".to_owned(),
            "goes on here",
            "quote the text, or move the comment",
        ),
        _ => return None,
    })
}

/// Signs that stand where they mean nothing.
fn of_signs(kind: &ErrorKind) -> Option<Explanation> {
    use ErrorKind as K;
    Some(match kind {
        K::UnclosedFlowCollection { open } => (
            format!("`{open}` is never closed"),
            "opens here",
            "close it, or quote the text if no collection is meant",
        ),
        K::MismatchedFlowCollectionEnd { open, close } => (
            format!("`{open}` is closed by `{close}`"),
            "the wrong bracket",
            "brackets and braces close in the order they open",
        ),
        K::MisplacedFlowCollectionEnd => (
            "a bracket closes what was not opened".to_owned(),
            "closes nothing",
            "remove it, or quote the text",
        ),
        K::UnexpectedCharacter { character: '`' } => (
            "a backtick cannot begin a plain text".to_owned(),
            "reserved by YAML",
            "put the text in quotes, `\"…\"` or `'…'`",
        ),
        K::UnexpectedCharacter { character } => (
            format!("`{character}` cannot begin a plain text"),
            "reserved by YAML",
            "put the text in quotes",
        ),
        K::UnknownQuotedScalarEscape | K::InvalidQuotedScalarHexEscape => (
            "no such escape in double quotes".to_owned(),
            "unknown escape",
            "double the backslash, or use single quotes",
        ),
        K::BomInsideDocument => {
            ("a byte order mark stands within the document".to_owned(), "U+FEFF", "remove it")
        }
        _ => return None,
    })
}
