//! Texts in quotes.

use crate::base::Span;

use super::super::tree::{QUOTED, Style};
use super::Reader;

/// A text in quotes, both of them included.
#[derive(Clone, Copy, Debug)]
pub(super) struct Quoted {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) style: Style,
    /// Where its decoded text begins, if it is not what stands between the quotes.
    decoded: Option<usize>,
}

impl Quoted {
    /// True if its text is what stands between the quotes, on one line.
    pub(super) fn is_verbatim(&self) -> bool {
        self.decoded.is_none()
    }
}

impl Reader<'_> {
    /// The text in quotes that begins at `start`. If it has several lines, the line is then its last.
    pub(super) fn quoted(&mut self, start: usize) -> Option<Quoted> {
        let quote = self.byte(start);
        let style = if quote == b'"' { Style::DoubleQuoted } else { Style::SingleQuoted };
        let at = self.sign(start + 1, quote)?;
        let doubled = quote == b'\'' && self.byte(at + 1) == quote;
        if self.byte(at) == quote && !doubled {
            return Some(Quoted { start, end: at + 1, style, decoded: None });
        }
        let base = self.arena.decoded.begin();
        let end = self.decode(start + 1, at, quote)?;
        Some(Quoted { start, end, style, decoded: Some(base) })
    }

    /// The next byte from `at` on that means something between quotes.
    fn sign(&self, at: usize, quote: u8) -> Option<usize> {
        let rest = self.bytes.get(at..)?;
        let found = if quote == b'"' {
            memchr::memchr3(quote, b'\\', b'\n', rest)
        } else {
            memchr::memchr2(quote, b'\n', rest)
        };
        found.map(|length| at + length)
    }

    /// Decodes the text from `at` on, whose first sign is at `sign`. Returns one past its quote.
    fn decode(&mut self, mut at: usize, mut sign: usize, quote: u8) -> Option<usize> {
        // Spaces up to here were written as such: no line end takes them away.
        let mut kept = self.arena.decoded.begin();
        loop {
            self.arena.decoded.add(self.text.get(at..sign)?);
            at = match self.byte(sign) {
                b'\n' => {
                    self.arena.decoded.trim(kept)?;
                    self.go_to_line(sign + 1);
                    let breaks = self.next_text();
                    self.arena.decoded.fold(breaks);
                    kept = self.arena.decoded.len();
                    self.continued()?
                }
                b'\\' => {
                    let next = self.escape(sign + 1)?;
                    kept = self.arena.decoded.len();
                    next
                }
                _ if quote == b'\'' && self.byte(sign + 1) == quote => {
                    self.arena.decoded.add("'");
                    sign + 2
                }
                _ => return Some(sign + 1),
            };
            sign = self.sign(at, quote)?;
        }
    }

    /// Where a line goes on with the text; it must be deeper than the collection that the text is in.
    fn continued(&self) -> Option<usize> {
        let top = self.arena.frames.last()?;
        let deeper = self.at - self.line > top.column && self.byte(self.at) != b'\t';
        (deeper && self.at < self.bytes.len()).then_some(self.at)
    }

    /// Decodes the escape whose sign is at `at`. Returns where the text goes on.
    fn escape(&mut self, at: usize) -> Option<usize> {
        let text = match self.byte(at) {
            b'"' => "\"",
            b'\\' => "\\",
            b'/' => "/",
            b'n' => "\n",
            b't' => "\t",
            b'\n' => {
                self.go_to_line(at + 1);
                return if self.next_text() == 1 { self.continued() } else { None };
            }
            _ => return None,
        };
        self.arena.decoded.add(text);
        Some(at + 1)
    }

    /// Adds it as the value that was called for, and passes the rest of its line.
    pub(super) fn quoted_value(&mut self, quoted: &Quoted) -> Option<()> {
        self.quoted_scalar(quoted)?;
        self.rest_of_line(quoted.end)
    }

    /// Adds it as a value.
    pub(super) fn quoted_scalar(&mut self, quoted: &Quoted) -> Option<()> {
        let span = Span::new(quoted.start, quoted.end);
        match quoted.decoded {
            Some(base) => self.decoded_scalar(quoted.style, span, base),
            None => {
                self.pending = None;
                self.scalar(quoted.style, span, QUOTED)
            }
        }
    }
}
