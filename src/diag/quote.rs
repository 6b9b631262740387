//! Quoting: which lines of which files a set of labels needs, and what of them may be shown.
//!
//! Lines are copied, since manifest files do not outlive their judgement. What a [`Source`] calls
//! redacted is masked here, before anything else sees it, so no format can leak it. A line of a
//! megabyte (JSON on one line) is cut to a window round its labels.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use crate::base::{Position, Source, SourceId, Sources, Span};

use super::{Label, Quote, QuotedLabel, QuotedLine};

/// Lines kept on either side of a label, in a file that is at fault. A file that only helps to
/// understand, such as the policy of a finding, shows what is labelled.
const CONTEXT: u32 = 1;
/// A label over more lines than this is quoted by its beginning and its end.
const WHOLE: u32 = 6;
/// Bytes kept of a line; a longer one is cut round its labels.
const WIDEST: usize = 2_000;
/// Stands for one character that must not be shown.
pub const MASK: char = '•';

impl Quote {
    /// Quotes the lines round `labels`, a quote a file: the first primary label's file first, the
    /// others as they come. A label whose source is not among `sources` is left out.
    pub fn of_labels(labels: &[Label], sources: &Sources) -> Vec<Self> {
        let lead = labels.iter().find(|label| label.primary);
        let mut ids: Vec<SourceId> = Vec::new();
        for label in lead.into_iter().chain(labels) {
            if !ids.contains(&label.place.source) {
                ids.push(label.place.source);
            }
        }
        ids.into_iter()
            .filter_map(|id| {
                let source = sources.get(id)?;
                let own = labels.iter().filter(|label| label.place.source == id);
                Some(Self::of_source(source, own))
            })
            .collect()
    }

    fn of_source<'a>(source: &Source, labels: impl Iterator<Item = &'a Label>) -> Self {
        let labels: Vec<QuotedLabel> = labels
            .map(|label| QuotedLabel {
                start: source.position(label.place.span.start),
                end: source.position(label.place.span.end),
                text: label.text.clone(),
                primary: label.primary,
            })
            .collect();
        let numbers = line_numbers(&labels, source);
        let leads = leads(&numbers, &labels);
        let lines = numbers
            .into_iter()
            .map(|number| quoted_line(source, number, leads.get(&number).copied()))
            .collect();
        Self { file: source.name().to_owned(), lines, labels }
    }
}

/// The lines to show, in order: the labels' and those around them, unless they are blank. A gap of a
/// single line is filled: an ellipsis is no shorter.
fn line_numbers(labels: &[QuotedLabel], source: &Source) -> BTreeSet<u32> {
    let is_blank = |line: u32| source.slice(source.line_span(line)).trim().is_empty();
    let mut numbers = BTreeSet::new();
    let context = if labels.iter().any(|label| label.primary) { CONTEXT } else { 0 };
    for label in labels {
        let (first, end) = (label.start.line, label.last_line());
        for line in [first, end] {
            let below = line.saturating_add(context).min(source.line_count());
            let around = line.saturating_sub(context).max(1)..=below;
            numbers.extend(around.filter(|line| !is_blank(*line)));
            numbers.insert(line);
        }
        if end - first < WHOLE {
            numbers.extend(first..=end);
        }
    }
    let gaps: Vec<u32> = numbers
        .iter()
        .zip(numbers.iter().skip(1))
        .filter(|(line, next)| **line + 2 == **next)
        .map(|(line, _)| line + 1)
        .collect();
    numbers.extend(gaps);
    numbers
}

/// By line that is shown: its foremost label, the first primary one, else the first.
fn leads<'l>(numbers: &BTreeSet<u32>, labels: &'l [QuotedLabel]) -> HashMap<u32, &'l QuotedLabel> {
    let mut leads: HashMap<u32, &QuotedLabel> = HashMap::new();
    for label in labels {
        for number in numbers.range(label.start.line..=label.last_line().max(label.start.line)) {
            let lead = leads.entry(*number).or_insert(label);
            if label.primary && !lead.primary {
                *lead = label;
            }
        }
    }
    leads
}

/// Line `number` of `source`, cut round its foremost label, and masked.
fn quoted_line(source: &Source, number: u32, lead: Option<&QuotedLabel>) -> QuotedLine {
    let span = source.line_span(number);
    let line = source.slice(span);
    let within = |at: Position| (at.byte.clamp(span.start, span.end) - span.start) as usize;
    let kept = window(line, lead.map(|lead| within(lead.start)..within(lead.end)));
    let text = line.get(kept.clone()).unwrap_or("");
    let byte = span.shifted(kept.start).start;
    QuotedLine {
        number,
        byte,
        column: source.position(byte).column,
        text: masked(text, byte as usize, source.redacted()),
        cut: kept.end < line.len(),
    }
}

/// The part of `line` to keep: all of it, or [`WIDEST`] bytes of it with the beginning of `lead`
/// in their middle.
fn window(line: &str, lead: Option<Range<usize>>) -> Range<usize> {
    if line.len() <= WIDEST {
        return 0..line.len();
    }
    let lead = lead.unwrap_or(0..0);
    let shown = lead.len().min(WIDEST / 2);
    let start = lead.start.saturating_sub((WIDEST - shown) / 2).min(line.len() - WIDEST);
    boundary(line, start)..boundary(line, start + WIDEST)
}

/// The last place at or before byte `at` that splits no character.
fn boundary(line: &str, at: usize) -> usize {
    (0..=at).rev().find(|&at| line.is_char_boundary(at)).unwrap_or(0)
}

/// `text`, which begins at byte `at` of its source, with a [`MASK`] for every character that a
/// span of `redacted` touches.
fn masked(text: &str, at: usize, redacted: &[Span]) -> String {
    let end = at + text.len();
    // They are in order, and apart.
    let first = redacted.partition_point(|span| span.end as usize <= at);
    let rest = redacted.get(first..).unwrap_or_default().iter().map(|span| span.range());
    let hidden: Vec<Range<usize>> = rest.take_while(|r| r.start < end).collect();
    if hidden.is_empty() {
        return text.to_owned();
    }
    let is_hidden = |from: usize, to: usize| hidden.iter().any(|r| r.start < to && from < r.end);
    text.char_indices()
        .map(|(i, c)| if is_hidden(at + i, at + i + c.len_utf8()) { MASK } else { c })
        .collect()
}
