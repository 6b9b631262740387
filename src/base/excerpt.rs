//! Stretches of a source that outlive the rest of it.
//!
//! What a run looks up may be one object of a file of many megabytes. An excerpt keeps the lines round
//! such objects, and answers for the places in them as the whole source would: same bytes, same lines,
//! same columns.

use super::{Position, Source, Span};

/// Lines that are kept before and after what was asked for, which is enough to quote it.
const LINES: u32 = 2;
/// Of lines without end, no more bytes than this.
const BYTES: u32 = 4_096;

/// What is kept of a source.
#[derive(Debug)]
pub(super) struct Excerpt {
    /// In order, and no two of them in one line.
    pieces: Vec<Piece>,
    /// How many lines the whole has.
    pub(super) lines: u32,
}

/// One stretch.
#[derive(Debug)]
struct Piece {
    start: Position,
    source: Source,
}

impl Excerpt {
    /// Of a source, these spans and what stands round them. Nothing where that is most of it.
    pub(super) fn of(source: &Source, spans: &[Span]) -> Option<Self> {
        let mut wide: Vec<Span> = spans.iter().map(|span| widened(source, *span)).collect();
        wide.sort_unstable();
        wide.dedup_by(|next, last| {
            let line = |byte| source.position(byte).line;
            let joins = next.start <= last.end || line(next.start) == line(last.end);
            if joins {
                last.end = last.end.max(next.end);
            }
            joins
        });
        let kept: usize = wide.iter().map(|span| span.range().len()).sum();
        if kept > source.text().len() / 2 {
            return None;
        }
        let piece = |span: &Span| Piece {
            start: source.position(span.start),
            source: Source::plain("".into(), source.slice(*span).to_owned().into()),
        };
        Some(Self { pieces: wide.iter().map(piece).collect(), lines: source.line_count() })
    }

    /// How many bytes it keeps.
    pub(super) fn len(&self) -> usize {
        self.pieces.iter().map(|piece| piece.source.text().len()).sum()
    }

    /// The text from a byte on, as far as it was kept.
    pub(super) fn from(&self, byte: u32) -> &str {
        let Some(piece) = self.piece(byte) else { return "" };
        piece.source.text().get(piece.inner(byte) as usize..).unwrap_or("")
    }

    pub(super) fn slice(&self, span: Span) -> &str {
        self.from(span.start).get(..span.range().len()).unwrap_or("")
    }

    pub(super) fn position(&self, byte: u32) -> Position {
        let Some(piece) = self.piece(byte).or(self.pieces.first()) else {
            return Position { line: 1, column: 1, byte };
        };
        let within = piece.source.position(piece.inner(byte));
        let same_line = within.line == 1;
        let before = if same_line { piece.start.column - 1 } else { 0 };
        Position {
            line: piece.start.line + within.line - 1,
            column: before + within.column,
            byte: piece.start.byte + within.byte,
        }
    }

    /// What was kept of a line; an empty span where nothing was.
    pub(super) fn line_span(&self, line: u32) -> Span {
        let upto = self.pieces.partition_point(|piece| piece.start.line <= line);
        let Some(piece) = upto.checked_sub(1).and_then(|last| self.pieces.get(last)) else {
            return Span::default();
        };
        piece.source.line_span(line - piece.start.line + 1).shifted(piece.start.byte as usize)
    }

    /// The stretch that a byte is in, or that ends nearest before it.
    fn piece(&self, byte: u32) -> Option<&Piece> {
        let upto = self.pieces.partition_point(|piece| piece.start.byte <= byte);
        self.pieces.get(upto.checked_sub(1)?)
    }
}

impl Piece {
    fn inner(&self, byte: u32) -> u32 {
        byte.saturating_sub(self.start.byte)
    }
}

/// A span with the lines round it.
fn widened(source: &Source, span: Span) -> Span {
    let first = source.position(span.start).line.saturating_sub(LINES).max(1);
    let last = source.position(span.end).line.saturating_add(LINES).min(source.line_count());
    let start = source.line_span(first).start.max(span.start.saturating_sub(BYTES));
    let end = source.line_span(last).end.min(span.end.saturating_add(BYTES)).max(span.end);
    let boundary = |byte: &u32| source.text().is_char_boundary(*byte as usize);
    let start = (0..=start).rev().find(boundary).unwrap_or(0);
    let end = (0..=end).rev().find(boundary).unwrap_or(0);
    Span { start, end }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every place in what was kept is where it was.
    #[test]
    fn places_are_where_they_were() {
        let long: String = (0..9_000).map(|n| if n % 7 == 0 { 'ä' } else { 'x' }).collect();
        let lines: String = (0..400).map(|n| format!("line {n}: ü\n")).collect();
        let text = format!("{lines}{long}\n{lines}");
        let whole = Source::new("f", text.as_str());
        let at = |needle: &str| {
            let start = text.find(needle).unwrap();
            Span::new(start, start + needle.len())
        };
        let middle = lines.len() + 5_000;
        let middle = (middle..).find(|at| text.is_char_boundary(*at)).unwrap();
        let spans = [at("line 7:"), at("line 9:"), at("line 300:"), Span::new(middle, middle + 1)];
        let part = whole.excerpt(&spans);
        assert!(part.kept() < text.len() / 2 && part.text().is_empty());
        assert_eq!(part.line_count(), whole.line_count());
        for span in spans {
            for byte in [span.start, span.end] {
                assert_eq!(part.position(byte), whole.position(byte));
            }
            assert_eq!(part.slice(span), whole.slice(span));
            assert_eq!(part.from(span.start).get(..1), whole.from(span.start).get(..1));
            let line = whole.position(span.start).line;
            for line in [line - 1, line, line + 1] {
                let (of_part, of_whole) = (part.line_span(line), whole.line_span(line));
                if of_whole.range().len() > 4_000 {
                    assert!(of_whole.contains(of_part) && of_part.contains(span));
                    assert!(!part.slice(of_part).is_empty());
                } else if span.start as usize == middle {
                    // Too far from the middle of a line without end.
                    assert_eq!(part.slice(of_part), "");
                } else {
                    assert_eq!(of_part, of_whole, "{line}");
                    assert_eq!(part.slice(of_part), whole.slice(of_whole));
                }
            }
        }
        assert_eq!(part.slice(at("line 100:")), "");
    }

    #[test]
    fn most_of_a_source_is_all_of_it() {
        let whole = Source::new("f", "a\nb\nc\n");
        assert_eq!(whole.excerpt(&[Span::new(0, 1)]).text(), "a\nb\nc\n");
    }
}
