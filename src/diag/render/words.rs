//! Filling lines with words. A word is never broken: references, digests and paths are there to be
//! copied.

use unicode_width::UnicodeWidthChar;

use super::{Face, Style};

/// Something that is not broken over lines, perhaps in several faces.
#[derive(Clone, Debug, Default)]
pub(super) struct Word {
    pieces: Vec<(String, Face)>,
}

impl Word {
    /// A word in one face.
    pub(super) fn of(text: impl Into<String>, face: Face) -> Self {
        Self::default().with(text, face)
    }

    /// The same with `text` joined to its end.
    #[must_use]
    pub(super) fn with(mut self, text: impl Into<String>, face: Face) -> Self {
        self.pieces.push((text.into(), face));
        self
    }

    /// The words of `text` in one face, parted as [`parts`] says.
    pub(super) fn split(text: &str, face: Face) -> Vec<Self> {
        parts(text).into_iter().map(|word| Self::of(word, face)).collect()
    }

    /// True if there is nothing in it.
    pub(super) fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    fn width(&self) -> usize {
        self.pieces.iter().map(|(text, _)| width(text)).sum()
    }
}

/// Columns of something in backticks that is kept on one line.
const SHORT: usize = 30;

/// `text` parted at every single space (of two neither is lost), but not within something short in
/// backticks: a command or an expression is read better whole.
pub(super) fn parts(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut from, mut ticked) = (0, 0);
    for (at, c) in text.char_indices() {
        let after = text.get(at + 1..).unwrap_or("");
        if c == '`' && at >= ticked {
            let code = after.split_once('`').map(|(code, _)| code);
            let code = code.filter(|code| !code.is_empty() && width(code) <= SHORT);
            ticked = code.map_or(ticked, |code| at + code.len() + 2);
        } else if c == ' ' && at >= ticked {
            parts.extend(text.get(from..at));
            from = at + 1;
        }
    }
    parts.extend(text.get(from..));
    parts
}

/// The columns that `text` takes. Character by character, as miette counts.
pub(super) fn width(text: &str) -> usize {
    text.chars().map(|c| c.width().unwrap_or(0)).sum()
}

/// `words` in lines no wider than the style's width where that can be, the first behind `first`,
/// the others behind `rest`; ends with a newline.
pub(super) fn fill(words: &[Word], first: &str, rest: &str, style: &Style) -> String {
    let mut out = first.to_owned();
    let mut line = Line { used: width(first), ..Line::default() };
    for word in words {
        let full = line.used + 1 + word.width() > style.width;
        if full && word.width() > 0 && !line.pieces.is_empty() {
            line.print(&mut out, style);
            out.push_str(rest);
            line = Line { used: width(rest), ..Line::default() };
        }
        line.push(word);
    }
    line.print(&mut out, style);
    out
}

/// A line being filled; pieces of one face are joined, so that each is painted once.
#[derive(Default)]
struct Line {
    pieces: Vec<(String, Face)>,
    used: usize,
}

impl Line {
    fn push(&mut self, word: &Word) {
        let mut blank = if self.pieces.is_empty() { "" } else { " " };
        for (text, face) in &word.pieces {
            self.used += blank.len() + width(text);
            match self.pieces.last_mut() {
                Some((before, same)) if same == face => before.extend([blank, text]),
                Some((before, Face::Plain)) => {
                    before.push_str(blank);
                    self.pieces.push((text.clone(), *face));
                }
                _ if *face == Face::Plain => self.pieces.push((format!("{blank}{text}"), *face)),
                _ => {
                    self.pieces.push((blank.to_owned(), Face::Plain));
                    self.pieces.push((text.clone(), *face));
                }
            }
            blank = "";
        }
    }

    fn print(&self, out: &mut String, style: &Style) {
        for (text, face) in &self.pieces {
            out.push_str(&style.paint(text, *face));
        }
        trim(out);
        out.push('\n');
    }
}

/// Drops blanks at the end.
pub(super) fn trim(text: &mut String) {
    text.truncate(text.trim_end_matches(' ').len());
}

/// `text` in lines of at most `room` columns where its words allow.
pub(super) fn wrap(text: &str, room: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in parts(text) {
        match lines.last_mut() {
            Some(line) if width(line) + 1 + width(word) <= room => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}
