//! Lines that differ, drawn as a diff: what stands there behind `-`, what ought to behind `+`.
//!
//! What differs is the end of a line, so of one that is too wide the middle goes.

use unicode_width::UnicodeWidthChar;

use crate::diag::{DiffLine, Difference};

use super::words::{trim, width};
use super::{Face, Style};

/// Columns of a line's text that are shown, however long its end is.
const LEAST: usize = 12;

/// `difference` as text that ends with a newline.
pub fn difference(difference: &Difference, style: &Style) -> String {
    if style.narrated {
        return narrated(difference, style);
    }
    let file = style.paint(&style.clean(&difference.file), Face::Aside);
    let mut out = format!("  {file}: - expected, + found\n");
    let last = difference.lines.last().map_or(0, |line| line.number);
    let digits = last.to_string().len();
    let mut before = None;
    for line in &difference.lines {
        if before.is_some_and(|before| before + 1 != line.number) {
            let dots = if style.unicode { "…" } else { "..." };
            out.push_str(&format!("    {dots}\n"));
        }
        before = Some(line.number);
        if line.differs() {
            out.push_str(&row('-', line, &line.expected, digits, style));
            out.push_str(&row('+', line, &line.found, digits, style));
        } else {
            out.push_str(&row(' ', line, "", digits, style));
        }
    }
    out
}

/// `  - 27 │ image: nginx  #~ no-latest`.
fn row(sign: char, line: &DiffLine, end: &str, digits: usize, style: &Style) -> String {
    let bar = if style.unicode { '│' } else { '|' };
    let gutter = format!("  {sign} {:>digits$} {bar} ", line.number);
    let end = style.clean(end);
    let text = style.clean(&line.text.replace('\t', "    "));
    let room = style.width.saturating_sub(width(&gutter) + width(&end) + 1);
    let mut text = cut(&text, room.max(LEAST), style);
    if !end.is_empty() {
        text.push_str(if text.ends_with(' ') { "" } else { " " });
        text.push_str(&end);
    }
    trim(&mut text);
    let face = match sign {
        '-' => Face::Expected,
        '+' => Face::Found,
        _ => Face::Plain,
    };
    let mut out = format!("{gutter}{}", style.paint(&text, face));
    trim(&mut out);
    out.push('\n');
    out
}

/// `text` in so many columns. Blanks at its end are there to align what follows, and go first.
fn cut(text: &str, room: usize, style: &Style) -> String {
    let (dots, whole) = (if style.unicode { "…" } else { "..." }, text.trim_end());
    if width(whole) <= room {
        return first(text, room);
    }
    first(whole, room.saturating_sub(width(dots))) + dots
}

/// So much of `text` as has room.
fn first(text: &str, room: usize) -> String {
    let mut used = 0;
    let fits = |c: &char| {
        used += c.width().unwrap_or(0);
        used <= room
    };
    text.chars().take_while(fits).collect()
}

/// `In web.sea, line 27: expected #~ no-latest, found nothing. The line reads: image: nginx`.
fn narrated(difference: &Difference, style: &Style) -> String {
    let file = style.clean(&difference.file);
    let said = |end: &str| match end {
        "" => "nothing".to_owned(),
        end => style.clean(end),
    };
    let lines = difference.lines.iter().filter(|line| line.differs());
    lines
        .map(|line| {
            let (expected, found) = (said(&line.expected), said(&line.found));
            let text = style.clean(line.text.trim());
            let number = line.number;
            format!("  in {file}, line {number}: expected {expected}, found {found}\n  line {number} reads: {text}\n")
        })
        .collect()
}
