//! From a flat list of words and wishes to lines.
//!
//! The printer says what is written, and where a line may end; the layout decides where it does, as
//! Wadler's "A prettier printer" has it: a group stands on one line if it fits there, else all of its
//! own breaks are taken, and the groups in it are tried one by one. What a comment, a raw text of
//! several lines or a break that must be stands in does not stand on one line.
//!
//! Blanks are never written at once but remembered, and the strongest that was asked for between two
//! words wins: so a comment ends its line wherever it stands, and no line ends in blanks.

use unicode_width::UnicodeWidthStr as _;

use crate::base::Span;
use crate::lang::syntax::raw_text::RawText;

/// How wide lines may be, in columns.
pub(super) const WIDTH: usize = 100;
/// How far a level is indented.
const STEP: usize = 2;

/// A word, or a wish.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Op {
    /// A part of the source, on one line.
    Text(Span),
    /// A sign that the source lacks.
    Insert(&'static str),
    /// A raw text of several lines.
    Raw(Span),
    /// A blank.
    Space,
    /// A blank, or a line's end in a group that is broken.
    Line,
    /// Nothing, or a line's end in a group that is broken.
    Soft,
    /// A blank, or a line's end where what follows does not fit, in a group that is broken.
    Fill,
    /// A line's end.
    Hard,
    /// A line's end and an empty line.
    Blank,
    /// A comma in a group that is broken, else nothing.
    Comma,
    /// A comment behind what stands on the line.
    Trailing(Span),
    /// A comment that has a line to itself.
    Own(Span),
    /// A group begins.
    Open,
    /// A group ends.
    Close,
    /// Lines that begin from here on are indented one level more.
    Indent,
    /// One level less.
    Dedent,
}

/// What stands between the last word and the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    Nothing,
    Space,
    Newline,
    Blank,
}

/// The text that `ops` make of the source `text`.
pub(super) fn lay_out(text: &str, ops: &[Op]) -> String {
    let mut layout = Layout {
        text,
        ops,
        broken: must_break(ops),
        newline: if crlf(text) { "\r\n" } else { "\n" },
        out: String::with_capacity(text.len() + text.len() / 8),
        column: 0,
        level: 0,
        gap: Gap::Nothing,
        gap_level: 0,
        line_level: 0,
        flat: Vec::new(),
    };
    for at in 0..ops.len() {
        layout.step(at);
    }
    if !layout.out.is_empty() {
        layout.out.push_str(layout.newline);
    }
    layout.out
}

/// True if the first line ends as on Windows: then all do.
fn crlf(text: &str) -> bool {
    text.split_once('\n').is_some_and(|(line, _)| line.ends_with('\r'))
}

/// For each [`Op::Open`], whether its group can't stand on one line.
fn must_break(ops: &[Op]) -> Vec<bool> {
    let mut broken = vec![false; ops.len()];
    let mut open: Vec<(usize, bool)> = Vec::new();
    for (at, op) in ops.iter().enumerate() {
        match op {
            Op::Open => open.push((at, false)),
            Op::Close => {
                let Some((start, forced)) = open.pop() else { continue };
                if let Some(slot) = broken.get_mut(start) {
                    *slot = forced;
                }
                if let Some((_, outer)) = open.last_mut() {
                    *outer |= forced;
                }
            }
            Op::Hard | Op::Blank | Op::Raw(_) | Op::Trailing(_) | Op::Own(_) => {
                if let Some((_, forced)) = open.last_mut() {
                    *forced = true;
                }
            }
            _ => {}
        }
    }
    broken
}

struct Layout<'s> {
    text: &'s str,
    ops: &'s [Op],
    broken: Vec<bool>,
    newline: &'static str,
    out: String,
    /// Columns written of the current line.
    column: usize,
    level: usize,
    gap: Gap,
    /// The level of the line that the gap begins.
    gap_level: usize,
    /// The level of the current line.
    line_level: usize,
    /// Of each open group, whether it stands on one line.
    flat: Vec<bool>,
}

impl<'s> Layout<'s> {
    fn step(&mut self, at: usize) {
        let Some(&op) = self.ops.get(at) else { return };
        let flat = self.flat.last().copied().unwrap_or(false);
        match op {
            Op::Text(span) => self.write(self.slice(span)),
            Op::Insert(sign) => self.write(sign),
            Op::Raw(span) => self.raw(span),
            Op::Space => self.ask(Gap::Space),
            Op::Line => self.ask(if flat { Gap::Space } else { Gap::Newline }),
            Op::Soft if flat => {}
            Op::Soft | Op::Hard => self.ask(Gap::Newline),
            Op::Fill => {
                self.ask(Gap::Space);
                if !flat && !self.fits(at + 1) {
                    self.ask(Gap::Newline);
                }
            }
            Op::Blank => self.ask(Gap::Blank),
            Op::Comma if flat => {}
            Op::Comma => self.write(","),
            Op::Trailing(span) => {
                self.gap = Gap::Space;
                self.write(self.slice(span).trim_end());
                self.ask(Gap::Newline);
            }
            Op::Own(span) => {
                self.ask(Gap::Newline);
                self.write(self.slice(span).trim_end());
                self.ask(Gap::Newline);
            }
            Op::Open => {
                let broken = self.broken.get(at).copied().unwrap_or(false);
                let fits = flat || !broken && self.fits(at);
                self.flat.push(fits);
            }
            Op::Close => {
                self.flat.pop();
            }
            Op::Indent => self.level += 1,
            Op::Dedent => self.level = self.level.saturating_sub(1),
        }
    }

    fn slice(&self, span: Span) -> &'s str {
        self.text.get(span.range()).unwrap_or("")
    }

    fn ask(&mut self, gap: Gap) {
        self.gap = self.gap.max(gap);
        if gap >= Gap::Newline {
            self.gap_level = self.level;
        }
    }

    fn write(&mut self, word: &str) {
        let gap = std::mem::replace(&mut self.gap, Gap::Nothing);
        if gap >= Gap::Newline {
            self.line_level = self.gap_level;
            if !self.out.is_empty() {
                self.out.push_str(self.newline);
                if gap == Gap::Blank {
                    self.out.push_str(self.newline);
                }
            }
            self.indent(self.gap_level);
        } else if gap == Gap::Space {
            self.out.push(' ');
            self.column += 1;
        }
        self.out.push_str(word);
        self.column += word.width();
    }

    /// Begins a line that `newline` has ended.
    fn indent(&mut self, level: usize) {
        self.column = level * STEP;
        self.out.extend(std::iter::repeat_n(' ', self.column));
    }

    /// Writes a raw text: its lines a level deeper than the line it begins on, its closing quotes, if
    /// they have a line to themselves, as deep as that.
    fn raw(&mut self, span: Span) {
        let raw = RawText::of(self.slice(span));
        self.write("\"\"\"");
        let last = raw.lines.len().saturating_sub(1);
        for (index, line) in raw.lines.iter().enumerate() {
            if index > 0 || raw.opens_blank {
                self.out.push_str(self.newline);
                if index == last && line.is_empty() {
                    self.indent(self.line_level);
                } else if !line.is_empty() {
                    self.indent(self.line_level + 1);
                }
            }
            self.out.push_str(line);
            self.column += line.width();
            // A return at the line's end is no part of the text: one that is needs another behind it, and
            // where a quote meets the closing ones, there was one between.
            let last = index == last;
            let returns = line.ends_with('\r') && (self.newline == "\n" || last);
            if returns || last && line.ends_with('"') {
                self.out.push('\r');
            }
        }
        self.write("\"\"\"");
    }

    /// True if what begins at the op `from` (a group, or what follows a [`Op::Fill`]) stays within the
    /// width, up to the first place behind it where a line may end.
    fn fits(&self, from: usize) -> bool {
        let begun = match self.gap {
            Gap::Nothing => self.column,
            Gap::Space => self.column + 1,
            Gap::Newline | Gap::Blank => self.gap_level * STEP,
        };
        let Some(mut room) = WIDTH.checked_sub(begun) else { return false };
        let mut depth = 0_usize;
        // Within the group, breaks are not taken; behind it they may be.
        let mut within = self.ops.get(from) == Some(&Op::Open);
        for op in self.ops.get(from..).unwrap_or(&[]) {
            let width = match *op {
                Op::Open => {
                    depth += 1;
                    0
                }
                Op::Close => {
                    depth = depth.saturating_sub(1);
                    within &= depth > 0;
                    0
                }
                Op::Text(span) => self.slice(span).width(),
                Op::Insert(sign) => sign.len(),
                Op::Space => 1,
                Op::Line | Op::Fill if within => 1,
                Op::Soft | Op::Comma if within => 0,
                Op::Comma => 1,
                Op::Indent | Op::Dedent => 0,
                Op::Line | Op::Fill | Op::Soft | Op::Hard | Op::Blank => return true,
                Op::Trailing(_) | Op::Own(_) => return true,
                Op::Raw(_) => return room >= "\"\"\"".len(),
            };
            match room.checked_sub(width) {
                Some(left) => room = left,
                None => return false,
            }
        }
        true
    }
}
