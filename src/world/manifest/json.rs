//! JSON objects, one after the other, into trees.
//!
//! A file whose first sign is `{` is JSON to kubectl, and may hold several objects. Strict JSON is
//! read here: strings without raw line ends, numbers and words as JSON has them. What is not JSON
//! by that may still be YAML in braces; the caller tries.

use std::borrow::Cow;

use crate::base::Span;

use super::assemble::{Assembler, Tagged};
use super::tree::{NodeKind, Style};

/// Where JSON ended, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// The byte at which something else was expected.
    pub(super) at: usize,
    /// What is wrong.
    pub(super) message: &'static str,
    /// What to do.
    pub(super) help: &'static str,
}

impl Fault {
    /// True if a comment stands where JSON ended.
    pub(super) fn is_comment(self, text: &str) -> bool {
        text.get(self.at..).is_some_and(|rest| rest.starts_with("//") || rest.starts_with("/*"))
    }
}

/// Reads the value that begins at `at`, and returns where it ends.
///
/// # Errors
/// The first place where the text is not JSON.
pub(super) fn load(
    text: &str,
    at: usize,
    end: usize,
    into: &mut Assembler<'_>,
) -> Result<usize, Fault> {
    let text = text.get(..end).unwrap_or(text);
    let mut loader = Loader { text, at, open: Vec::new(), into };
    loader.value()?;
    while let Some(kind) = loader.open.last().copied() {
        loader.member(kind)?;
        if loader.into.stopped() {
            break;
        }
    }
    Ok(loader.at)
}

struct Loader<'a, 'l> {
    text: &'a str,
    at: usize,
    open: Vec<NodeKind>,
    into: &'a mut Assembler<'l>,
}

impl Loader<'_, '_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn fault(&self, message: &'static str, help: &'static str) -> Fault {
        Fault { at: self.at, message, help }
    }

    /// What follows in the innermost collection: a separator and a member, or its end.
    fn member(&mut self, kind: NodeKind) -> Result<(), Fault> {
        self.blanks();
        let (opener, closer) = match kind {
            NodeKind::Mapping => (b'{', b'}'),
            _ => (b'[', b']'),
        };
        let first = self.is_first(opener);
        match self.peek() {
            Some(b) if b == closer => {
                self.at += 1;
                self.open.pop();
                self.into.close(Some(self.at));
                return Ok(());
            }
            Some(b',') if !first => {
                self.at += 1;
                self.blanks();
            }
            _ if first => {}
            None => return Err(self.fault("the text ends within a collection", "close it")),
            Some(_) => {
                let help = "put a comma between members, or close the collection";
                return Err(self.fault("a comma was expected", help));
            }
        }
        if kind == NodeKind::Mapping {
            self.key()?;
        }
        self.value()
    }

    /// True if only blanks stand between the opener of the innermost collection and here.
    fn is_first(&self, opener: u8) -> bool {
        let before = self.text.as_bytes().get(..self.at).unwrap_or_default();
        let last = before.iter().rposition(|b| !matches!(b, b' ' | b'\t' | b'\n' | b'\r'));
        last.and_then(|at| before.get(at)) == Some(&opener)
    }

    fn key(&mut self) -> Result<(), Fault> {
        if self.peek() != Some(b'"') {
            let help = "write keys in double quotes, and no comma after the last member";
            return Err(self.fault("a key in double quotes was expected", help));
        }
        self.string()?;
        self.blanks();
        if self.peek() != Some(b':') {
            return Err(self.fault("a `:` was expected", "put it between key and value"));
        }
        self.at += 1;
        Ok(())
    }

    fn value(&mut self) -> Result<(), Fault> {
        self.blanks();
        match self.peek() {
            Some(open @ (b'{' | b'[')) => {
                let kind = if open == b'{' { NodeKind::Mapping } else { NodeKind::Sequence };
                self.into.open(kind, Style::Flow, self.at);
                self.open.push(kind);
                self.at += 1;
                Ok(())
            }
            Some(b'"') => self.string(),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b'a'..=b'z') => self.word(),
            Some(_) => {
                Err(self.fault("a value was expected", "write a value, or remove the comma"))
            }
            None => Err(self.fault("the text ends where a value was expected", "write a value")),
        }
    }

    fn plain(&mut self, length: usize) {
        let span = Span::new(self.at, self.at + length);
        self.at += length;
        self.into.scalar(Style::Plain, span, None, Tagged::No);
    }

    fn word(&mut self) -> Result<(), Fault> {
        let rest = self.text.get(self.at..).unwrap_or("");
        let length = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
        match rest.get(..length) {
            Some("true" | "false" | "null") => {
                self.plain(length);
                Ok(())
            }
            _ => Err(self.fault("a text is not in quotes", "put it in double quotes")),
        }
    }

    fn number(&mut self) -> Result<(), Fault> {
        let rest = self.text.get(self.at..).unwrap_or("");
        let sign = |b: u8| matches!(b, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-');
        let length = rest.bytes().take_while(|b| sign(*b)).count();
        if !is_number(rest.get(..length).unwrap_or("")) {
            return Err(self.fault("no number of JSON", "put the text in double quotes"));
        }
        self.plain(length);
        Ok(())
    }

    /// A string, which the cursor stands at.
    fn string(&mut self) -> Result<(), Fault> {
        let start = self.at;
        self.at += 1;
        let mut decoded: Cow<'_, str> = Cow::Borrowed("");
        let text = self.text;
        loop {
            let rest = text.as_bytes().get(self.at..).unwrap_or_default();
            let run = rest.iter().take_while(|b| !matches!(b, b'"' | b'\\' | 0..=0x1F)).count();
            let piece = text.get(self.at..self.at + run).unwrap_or("");
            decoded = match decoded {
                Cow::Borrowed("") => Cow::Borrowed(piece),
                other => Cow::Owned(other.into_owned() + piece),
            };
            self.at += run;
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => decoded.to_mut().push(self.escape()?),
                Some(_) => {
                    let help = "write `\\n` for a new line, `\\t` for a tab; close the quote";
                    return Err(self.fault("a string may not hold this as it is", help));
                }
                None => {
                    self.at = start;
                    return Err(self.fault("a string is never closed", "close the quote"));
                }
            }
        }
        self.at += 1;
        let span = Span::new(start, self.at);
        self.into.scalar(Style::DoubleQuoted, span, Some(&decoded), Tagged::No);
        Ok(())
    }

    fn escape(&mut self) -> Result<char, Fault> {
        let unknown = self.fault("no escape of JSON", "double the backslash");
        let c = match self.text.as_bytes().get(self.at + 1) {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.code_point(unknown),
            _ => return Err(unknown),
        };
        self.at += 2;
        Ok(c)
    }

    /// `\uXXXX`, or two of them that are one character together.
    fn code_point(&mut self, unknown: Fault) -> Result<char, Fault> {
        let unit = |at: usize| {
            let digits = self.text.get(at..at + 4).filter(|d| !d.starts_with('+'))?;
            u32::from_str_radix(digits, 16).ok()
        };
        let first = unit(self.at + 2).ok_or(unknown)?;
        if let Some(c) = char::from_u32(first) {
            self.at += 6;
            return Ok(c);
        }
        let pair = self.text.get(self.at + 6..self.at + 8) == Some("\\u");
        let second = if pair { unit(self.at + 8) } else { None };
        let second = second.filter(|second| (0xDC00..0xE000).contains(second));
        let halves = Fault { message: "half of a surrogate pair", ..unknown };
        let low = second.filter(|_| first < 0xDC00).ok_or(halves)?;
        self.at += 12;
        char::from_u32(0x1_0000 + ((first - 0xD800) << 10) + (low - 0xDC00)).ok_or(halves)
    }
}

/// `-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?`
fn is_number(text: &str) -> bool {
    let text = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    let unsigned = |t: &str| t.strip_prefix(['+', '-']).map_or(digits(t), digits);
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(unsigned)
}
