//! All quoted lines of a notice in one text, which miette takes for the source code.
//!
//! miette labels one source per report; a notice points into several files (the manifest, the
//! policy), and into parts of each. So the lines as they are shown are laid one after another, and
//! labels get offsets into that text which mean nothing outside it. Each unbroken run of lines is a
//! block that knows its file and its first line; [`Sheet::read_span`] answers with the block that a
//! span is in, under the file's name and line numbers, and refuses spans that leave it, which is how
//! miette learns to draw the blocks apart.

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use crate::base::Position;
use crate::diag::{Notice, Quote, QuotedLabel, QuotedLine};

use super::Style;
use super::line::{Mark, Pin, show};

/// What miette draws before a line's text, beside its number: ` 12 │ `.
const GUTTER: usize = 4;
/// Lines are never cut to fewer columns than this.
const NARROWEST: usize = 16;

/// The text and what stands where in it.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    text: String,
    blocks: Vec<Block>,
    labels: Vec<SheetLabel>,
}

/// An unbroken run of lines of one file.
#[derive(Debug)]
struct Block {
    file: String,
    first: u32,
    last: u32,
    start: usize,
    end: usize,
}

/// A label, by bytes of the sheet's text.
#[derive(Debug)]
pub(super) struct SheetLabel {
    /// First byte.
    pub(super) start: usize,
    /// How many bytes.
    pub(super) len: usize,
    /// What is said of it, if anything.
    pub(super) text: Option<String>,
    /// At fault.
    pub(super) primary: bool,
    at: Position,
}

impl Sheet {
    /// Lays out what `notice` quotes, for `style`'s width.
    pub(super) fn of(notice: &Notice, style: &Style) -> Self {
        let room = style.width.saturating_sub(GUTTER + digits(widest(&notice.quotes)));
        let mut sheet = Self::default();
        for quote in &notice.quotes {
            sheet.lay(quote, room.max(NARROWEST), style);
        }
        sheet
    }

    fn lay(&mut self, quote: &Quote, room: usize, style: &Style) {
        let mut above = None;
        for line in &quote.lines {
            if above.is_none_or(|above| above + 1 != line.number) {
                // A byte that is in no block: spans over two blocks leave the first, even to an
                // empty label at the beginning of the second.
                self.text.push('\n');
                let start = self.text.len();
                let file = style.clean(&quote.file);
                let (first, last) = (line.number, line.number);
                self.blocks.push(Block { file, first, last, start, end: start });
            }
            above = Some(line.number);
            let pins: Vec<Pin> =
                quote.labels.iter().filter_map(|label| pin(label, line, style)).collect();
            let shown = show(line, &pins, room, style);
            let start = self.text.len();
            self.labels.extend(shown.marks.into_iter().map(|mark| SheetLabel::of(mark, start)));
            self.text.push_str(&shown.text);
            self.text.push('\n');
            if let Some(block) = self.blocks.last_mut() {
                block.last = line.number;
                block.end = self.text.len();
            }
        }
    }

    /// The labels, in the order of their offsets.
    pub(super) fn labels(&self) -> &[SheetLabel] {
        &self.labels
    }

    /// For each block that has a label, in order: by how many columns its line numbers are
    /// narrower than the widest.
    pub(super) fn shortfalls(&self) -> Vec<usize> {
        let own = |block: &&Block| {
            self.labels.iter().any(|label| block.start <= label.start && label.start < block.end)
        };
        let widths: Vec<usize> =
            self.blocks.iter().filter(own).map(|block| digits(block.last)).collect();
        let widest = widths.iter().copied().max().unwrap_or(0);
        widths.into_iter().map(|width| widest - width).collect()
    }
}

impl SheetLabel {
    fn of(mark: Mark, line: usize) -> Self {
        Self {
            start: line + mark.bytes.start,
            len: mark.bytes.len(),
            text: Some(mark.text).filter(|text| !text.is_empty()),
            primary: mark.primary,
            at: mark.at,
        }
    }
}

/// What `label` pins to `line`: itself, or of a label over several lines its beginning, with what
/// is said of it, or its end.
fn pin(label: &QuotedLabel, line: &QuotedLine, style: &Style) -> Option<Pin> {
    let (first, last) = (label.start.line, label.last_line());
    let end = if last == label.end.line { label.end.column } else { u32::MAX };
    if line.number == first {
        let end = if first == last { end } else { u32::MAX };
        let (at, primary) = (label.start, label.primary);
        return Some(Pin { start: at.column, end, text: style.clean(&label.text), primary, at });
    }
    let margin = line.text.chars().take_while(|c| c.is_whitespace()).count();
    let column = (line.column + u32::try_from(margin).unwrap_or(0)).min(end);
    let at = Position { line: last, column, byte: label.end.byte };
    let text = "to here".to_owned();
    (line.number == last).then_some(Pin { start: column, end, text, primary: false, at })
}

fn widest(quotes: &[Quote]) -> u32 {
    quotes.iter().flat_map(|q| &q.lines).map(|line| line.number).max().unwrap_or(0)
}

fn digits(number: u32) -> usize {
    number.checked_ilog10().map_or(1, |log| log as usize + 1)
}

impl SourceCode for Sheet {
    /// The whole block that `span` is in. Without context, which miette asks for to head a frame,
    /// the place of the label that is there, as the file counts it.
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let (start, end) = (span.offset(), span.offset().saturating_add(span.len()));
        let block = self
            .blocks
            .iter()
            .find(|block| block.start <= start && start < block.end && end <= block.end)
            .ok_or(MietteError::OutOfBounds)?;
        let label = self.labels.iter().find(|label| label.start == start);
        let (line, column, bytes) = match label.filter(|_| before == 0 && after == 0) {
            Some(label) => (label.at.line, label.at.column, start..end),
            None => (block.first, 1, block.start..block.end),
        };
        Ok(Box::new(MietteSpanContents::new_named(
            block.file.clone(),
            self.text.as_bytes().get(bytes.clone()).unwrap_or_default(),
            (bytes.start, bytes.len()).into(),
            line.saturating_sub(1) as usize,
            column.saturating_sub(1) as usize,
            (block.last - block.first + 1) as usize,
        )))
    }
}
