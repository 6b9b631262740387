//! Block texts: `|` and `>`.

use crate::base::Span;

use super::super::tree::Style;
use super::{Reader, lines};

/// What becomes of the line ends behind the last line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ends {
    /// One stays.
    Clipped,
    /// `-`: none stays.
    Stripped,
    /// `+`: all stay.
    Kept,
}

impl Reader<'_> {
    /// The block text whose sign is at `from`.
    pub(super) fn block(&mut self, from: usize) -> Option<()> {
        let style = if self.byte(from) == b'|' { Style::Literal } else { Style::Folded };
        let (ends, behind) = match self.byte(from + 1) {
            b'-' => (Ends::Stripped, from + 2),
            b'+' => (Ends::Kept, from + 2),
            _ => (Ends::Clipped, from + 1),
        };
        self.rest_of_line(behind)?;
        let (column, blank) = self.first_line()?;
        let base = self.arena.decoded.begin();
        self.arena.decoded.ends(blank);
        let (end, breaks) = self.lines(column, style)?;
        match ends {
            Ends::Stripped => {}
            Ends::Clipped => self.arena.decoded.ends(1),
            Ends::Kept => self.arena.decoded.ends(breaks),
        }
        self.decoded_scalar(style, Span::new(from, end), base)
    }

    /// The column of the first line that is not blank, and how many stand before it.
    fn first_line(&mut self) -> Option<(usize, usize)> {
        let (mut blank, mut widest) = (0, 0);
        loop {
            let first = lines::spaces(self.bytes, self.line);
            let column = first - self.line;
            if first >= self.bytes.len() {
                return None;
            }
            match self.byte(first) {
                b'\n' => {
                    blank += 1;
                    widest = widest.max(column);
                    self.go_to_line(first + 1);
                }
                b'\t' => return None,
                _ => {
                    let top = self.arena.frames.last()?;
                    return (column > top.column && column >= widest).then_some((column, blank));
                }
            }
        }
    }

    /// Adds the lines from this one on that are as deep as `column`. Returns one past the last byte
    /// that is not blank, and how many line ends stand behind the last line.
    fn lines(&mut self, column: usize, style: Style) -> Option<(usize, usize)> {
        let (mut end, mut breaks, mut spaced) = (self.line, 0, true);
        loop {
            let start = self.line + column;
            let stop = lines::end(self.bytes, start);
            let line = self.text.get(start..stop)?;
            let indented = line.starts_with([' ', '\t']);
            if style == Style::Literal || spaced || indented {
                self.arena.decoded.ends(breaks);
            } else {
                self.arena.decoded.fold(breaks);
            }
            spaced = indented;
            self.arena.decoded.add(line);
            let text = line.trim_end_matches([' ', '\t']);
            if !text.is_empty() {
                end = start + text.len();
            }
            self.go_to_line(stop + 1);
            breaks = self.blank_lines(column);
            let first = lines::spaces(self.bytes, self.line);
            if self.line >= self.bytes.len() || first - self.line < column {
                return (self.byte(first) != b'\t').then_some((end, breaks));
            }
        }
    }

    /// Passes lines that hold nothing but spaces, and no more than are not the text's. Returns how many
    /// line ends were passed, the one before included.
    fn blank_lines(&mut self, column: usize) -> usize {
        let mut breaks = 1;
        while self.line < self.bytes.len() {
            let first = lines::spaces(self.bytes, self.line);
            if self.byte(first) != b'\n' || first - self.line > column {
                break;
            }
            breaks += 1;
            self.go_to_line(first + 1);
        }
        breaks
    }
}
