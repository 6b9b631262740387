//! Frames round quoted lines, drawn by miette.
//!
//! miette is asked for a report with an empty message, of which the frames are kept: the headline
//! and the help are ours, since one stands in column 0 and the other may be several.

use std::fmt;

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode, ThemeCharacters,
    ThemeStyles,
};

use crate::diag::Notice;

use super::sheet::Sheet;
use super::words::trim;
use super::{Face, Style};

/// A sheet as miette wants it.
#[derive(Debug)]
struct Report(Sheet);

impl fmt::Display for Report {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Report {}

impl Diagnostic for Report {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.0)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.0.labels().iter().map(|label| {
            let span = (label.start, label.len);
            if label.primary {
                LabeledSpan::new_primary_with_span(label.text.clone(), span)
            } else {
                LabeledSpan::new_with_span(label.text.clone(), span)
            }
        })))
    }
}

/// The quoted lines of `notice` in frames, one per unbroken run of lines; nothing if it quotes none.
pub(super) fn frames(notice: &Notice, style: &Style) -> String {
    let report = Report(Sheet::of(notice, style));
    if report.0.labels().is_empty() {
        return String::new();
    }
    let handler = GraphicalReportHandler::new_themed(theme(notice, &report.0, style))
        .with_links(false)
        .with_width(style.width)
        .with_context_lines(1)
        .without_cause_chain()
        .without_syntax_highlighting();
    let mut drawn = String::new();
    // Writing to a string does not fail, and every label is within the sheet.
    if handler.render_report(&mut drawn, &report).is_err() {
        return String::new();
    }
    // The first line is the message, which is empty.
    let drawn = drawn.split_once('\n').map_or("", |(_, frames)| frames);
    align(drawn, &report.0.shortfalls(), style)
}

/// Indents frames with short line numbers, so that the bars of all stand in one column.
fn align(drawn: &str, shortfalls: &[usize], style: &Style) -> String {
    let corner = characters(style).ltop;
    let mut shortfalls = shortfalls.iter();
    let mut indent = String::new();
    let mut out = String::with_capacity(drawn.len());
    for line in drawn.lines() {
        if line.trim_start_matches(' ').starts_with(corner) {
            indent = " ".repeat(shortfalls.next().copied().unwrap_or(0));
        }
        out.push_str(&indent);
        out.push_str(line);
        trim(&mut out);
        out.push('\n');
    }
    out
}

fn characters(style: &Style) -> ThemeCharacters {
    if style.unicode { ThemeCharacters::unicode() } else { ThemeCharacters::ascii() }
}

/// Labels at fault in the severity's colour, the others in another; miette takes the colours in
/// the order of the labels.
fn theme(notice: &Notice, sheet: &Sheet, style: &Style) -> GraphicalTheme {
    let characters = characters(style);
    if !style.color {
        return GraphicalTheme { characters, styles: ThemeStyles::none() };
    }
    let fault = Face::Of(notice.severity).style();
    let aside = Face::Aside.style();
    let highlights = sheet.labels().iter().map(|l| if l.primary { fault } else { aside }).collect();
    let linum = owo_colors::Style::new().dimmed();
    let styles = ThemeStyles { highlights, link: aside, linum, ..ThemeStyles::none() };
    GraphicalTheme { characters, styles }
}
