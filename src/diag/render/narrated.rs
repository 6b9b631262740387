//! Notices for people who listen: sentences, no drawings, nothing that depends on alignment.
//!
//! miette's own narration announces a "snippet" and every line of it with words of its own, labels
//! last; here the place comes first, then what is said of it, then the line.

use crate::diag::{Notice, Quote, QuotedLabel, QuotedLine};

use super::Style;
use super::line::{Pin, show};

/// Columns of a line that are read out; more is cut round the label.
const READ: usize = 120;

/// `notice` in sentences.
pub(super) fn narrate(notice: &Notice, style: &Style) -> String {
    let severity = notice.severity.as_str();
    let (id, message) = (style.clean(&notice.id), style.clean(&notice.message));
    let mut out = format!("{severity} {id}: {message}\n");
    for quote in &notice.quotes {
        for (i, label) in quote.labels.iter().enumerate() {
            out.push_str(&place(quote, label, style));
            let next = quote.labels.get(i + 1).map(|next| next.start.line);
            if next != Some(label.start.line) {
                out.push_str(&reading(quote, label, style));
            }
        }
    }
    for help in &notice.help {
        let (text, snippet) = help.split_once('\n').unwrap_or((help, ""));
        out.push_str(&format!("  help: {}\n", style.clean(text)));
        for line in snippet.lines() {
            out.push_str(&format!("  line of the help: {}\n", style.clean(line)));
        }
    }
    out
}

/// `  at web.yaml, line 6, columns 14 to 18: this image`.
fn place(quote: &Quote, label: &QuotedLabel, style: &Style) -> String {
    let lead = if label.primary { "at" } else { "see" };
    let (start, end) = (label.start, label.end);
    let extent = if end.line > start.line {
        format!("column {}, to line {}", start.column, label.last_line())
    } else if end.column > start.column + 1 {
        format!("columns {} to {}", start.column, end.column - 1)
    } else {
        format!("column {}", start.column)
    };
    let said = match style.clean(&label.text) {
        text if text.is_empty() => String::new(),
        text => format!(": {text}"),
    };
    format!("  {lead} {}, line {}, {extent}{said}\n", style.clean(&quote.file), start.line)
}

/// `  line 6 reads: image: nginx`.
fn reading(quote: &Quote, label: &QuotedLabel, style: &Style) -> String {
    let number = label.start.line;
    let Some(line) = quote.lines.iter().find(|line| line.number == number) else {
        return String::new();
    };
    let text = cut(line, label, style);
    match text.trim_matches(' ') {
        "" => format!("  line {number} is empty\n"),
        text => format!("  line {number} reads: {text}\n"),
    }
}

fn cut(line: &QuotedLine, label: &QuotedLabel, style: &Style) -> String {
    let end = if label.end.line == label.start.line { label.end.column } else { u32::MAX };
    let pin =
        Pin { start: label.start.column, end, text: String::new(), primary: true, at: label.start };
    show(line, &[pin], READ, style).text
}
