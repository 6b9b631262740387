//! Collections in brackets and braces that stay on one line.

use crate::base::Span;

use super::super::scalar::{self, Plain as Reading};
use super::super::tree::{NodeKind, Style, VERBATIM};
use super::{IN_BRACKETS, Reader, lines};

impl Reader<'_> {
    /// The collection that opens at `from`. Returns one past its end.
    pub(super) fn flow(&mut self, from: usize) -> Option<usize> {
        let around = self.arena.frames.len();
        let mut at = self.open_flow(from)?;
        let mut first = true;
        while self.arena.frames.len() > around {
            at = lines::spaces(self.bytes, at);
            let kind = self.arena.frames.last()?.kind;
            let closer = if kind == NodeKind::Mapping { b'}' } else { b']' };
            if self.byte(at) == closer {
                at += 1;
                first = false;
                // It ends with its own sign, and not with the last thing in it.
                self.last = at;
                self.pop()?;
                continue;
            }
            if !first {
                if self.byte(at) != b',' {
                    return None;
                }
                at = lines::spaces(self.bytes, at + 1);
            }
            if kind == NodeKind::Mapping {
                at = self.flow_key(at)?;
            }
            first = matches!(self.byte(at), b'[' | b'{');
            at = if first { self.open_flow(at)? } else { self.flow_text(at)? };
        }
        Some(at)
    }

    fn open_flow(&mut self, at: usize) -> Option<usize> {
        let kind = if self.byte(at) == b'{' { NodeKind::Mapping } else { NodeKind::Sequence };
        self.pending = None;
        self.open(kind, Style::Flow, IN_BRACKETS, at)?;
        Some(at + 1)
    }

    /// Adds the key at `at`. Returns where its value begins.
    fn flow_key(&mut self, at: usize) -> Option<usize> {
        let (style, end) = match self.byte(at) {
            b'"' | b'\'' => {
                let quoted = self.quoted(at).filter(|quoted| quoted.is_verbatim())?;
                (quoted.style, quoted.end)
            }
            _ => (Style::Plain, self.flow_plain(at)?),
        };
        if self.byte(end) != b':' || self.byte(end + 1) != b' ' {
            return None;
        }
        self.add_key(style, Span::new(at, end))?;
        Some(lines::spaces(self.bytes, end + 1))
    }

    /// Adds the text at `at`. Returns one past its end.
    fn flow_text(&mut self, at: usize) -> Option<usize> {
        if matches!(self.byte(at), b'"' | b'\'') {
            let quoted = self.quoted(at)?;
            self.quoted_scalar(&quoted)?;
            return Some(quoted.end);
        }
        let end = self.flow_plain(at)?;
        let text = self.text.get(at..end)?;
        if scalar::resolve(text) == Reading::Unbounded {
            return None;
        }
        self.scalar(Style::Plain, Span::new(at, end), VERBATIM)?;
        Some(end)
    }

    /// One past the end of the plain text at `at`. Signs mean other things in brackets, and not the same to
    /// all readers: only those are known that mean nothing.
    fn flow_plain(&self, at: usize) -> Option<usize> {
        let plain = |byte: u8| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'/' | b'$' | b'=' | b'+')
        };
        let dash =
            self.byte(at) == b'-' && matches!(self.byte(at + 1), b'-' | b'0'..=b'9' | b'a'..=b'z');
        if !plain(self.byte(at)) && !dash {
            return None;
        }
        let mut end = at;
        loop {
            let next = self.byte(end + 1);
            let inner = match self.byte(end) {
                b'-' | b'@' | b'%' | b'(' | b')' => true,
                // What is behind a space goes on with the text, or ends it.
                b':' | b' ' => plain(next),
                byte => plain(byte),
            };
            if !inner {
                break;
            }
            end += 1;
        }
        let behind = self.byte(lines::spaces(self.bytes, end));
        let ends = matches!(behind, b',' | b']' | b'}') || self.byte(end) == b':';
        ends.then_some(end)
    }
}
