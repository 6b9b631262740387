//! The lines that a finding shows, with what it points at marked, and what is said of it beneath.

use std::fmt::Write as _;

use crate::diag::{Quote, QuotedLabel, QuotedLine};

use super::escaped;

/// The lines of every file that is quoted.
pub(super) fn quotes(page: &mut String, quotes: &[Quote]) {
    for quote in quotes.iter().filter(|quote| !quote.labels.is_empty()) {
        let at = quote.labels.iter().find(|label| label.primary).or(quote.labels.first());
        let line = at.map_or(1, |label| label.start.line);
        let file = escaped(&quote.file);
        let _ = writeln!(page, "<figure>\n<figcaption>{file}:{line}</figcaption>\n<pre>");
        let mut last = None;
        for line in &quote.lines {
            if last.is_some_and(|last| last + 1 < line.number) {
                page.push_str("<span class=\"gap\">⋮</span>\n");
            }
            last = Some(line.number);
            write_line(page, line, &quote.labels);
        }
        page.push_str("</pre>\n</figure>\n");
    }
}

fn write_line(page: &mut String, line: &QuotedLine, labels: &[QuotedLabel]) {
    let _ = write!(page, "<span class=\"number\">{:>4}</span> ", line.number);
    if line.column > 1 {
        page.push('…');
    }
    for (text, mark) in pieces(line, labels) {
        let text = escaped(&text.replace('\t', "    "));
        let _ = match mark {
            None => write!(page, "{text}"),
            Some(true) => write!(page, "<mark>{text}</mark>"),
            Some(false) => write!(page, "<mark class=\"near\">{text}</mark>"),
        };
    }
    if line.cut {
        page.push('…');
    }
    page.push('\n');
    let ends = labels.iter().filter(|l| l.last_line() == line.number && !l.text.is_empty());
    for label in ends {
        let class = if label.primary { "said" } else { "said near" };
        let text = escaped(&label.text);
        let below = below(line, label);
        let _ = writeln!(
            page,
            "<span class=\"number\">    </span> {below}<span class=\"{class}\">└ {text}</span>"
        );
    }
}

/// Blanks up to where a label begins; none for one over several lines.
fn below(line: &QuotedLine, label: &QuotedLabel) -> String {
    if label.start.line != line.number {
        return String::new();
    }
    let before = label.start.column.saturating_sub(line.column) as usize;
    let width = |c: char| if c == '\t' { 4 } else { 1 };
    " ".repeat(line.text.chars().take(before).map(width).sum())
}

/// The line cut where a label begins or ends: each piece, and whether it is at fault, involved or
/// neither.
fn pieces(line: &QuotedLine, labels: &[QuotedLabel]) -> Vec<(String, Option<bool>)> {
    let mut pieces: Vec<(String, Option<bool>)> = Vec::new();
    for (column, c) in (line.column..).zip(line.text.chars()) {
        let mark = mark_at(line.number, column, labels);
        match pieces.last_mut() {
            Some((text, last)) if *last == mark => text.push(c),
            _ => pieces.push((c.to_string(), mark)),
        }
    }
    pieces
}

/// Whether what stands there is at fault or involved.
fn mark_at(line: u32, column: u32, labels: &[QuotedLabel]) -> Option<bool> {
    let at = (line, column);
    let covers = |label: &&QuotedLabel| {
        (label.start.line, label.start.column) <= at && at < (label.end.line, label.end.column)
    };
    labels.iter().filter(covers).map(|label| label.primary).max()
}
