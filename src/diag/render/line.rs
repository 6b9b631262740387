//! One quoted line made fit for a screen, and where the labels are in the result.
//!
//! A line is a row of units, one per character of the file: the character itself, the spaces that
//! a tab stands for, or an escape. Labels are found by column, so they stay right whatever a unit
//! looks like. If the row is wider than the screen, a window round its labels is shown between
//! ellipses. miette can't draw labels that overlap: they are parted, so that each still has a spot
//! of its own, or share one.

use std::ops::Range;

use crate::base::Position;
use crate::diag::QuotedLine;
use crate::diag::printable::Escaper;

use super::words::{width, wrap};
use super::{Style, ascii};

/// Tab stops, in columns.
const TAB: usize = 4;
/// Columns of the file shown to the right of a label, if there are, when a line must be cut.
const AFTER: usize = 8;
/// Columns that a label's text should have, if it is that long; a line is cut to make them.
const ROOM: usize = 16;
/// What miette draws between a label's anchor and its text: `╰── `.
const HOOK: usize = 4;

/// A label on one line, by columns of the file.
#[derive(Clone, Debug)]
pub(super) struct Pin {
    /// First column; `start == end` is a place between characters.
    pub(super) start: u32,
    /// One past the last column; `u32::MAX` for the line's end.
    pub(super) end: u32,
    /// What is said of it; clean, may be empty.
    pub(super) text: String,
    /// At fault.
    pub(super) primary: bool,
    /// Where the whole label begins, as it is told to people.
    pub(super) at: Position,
}

/// A label on one line, by bytes of what is shown.
#[derive(Clone, Debug)]
pub(super) struct Mark {
    /// The bytes of the shown text; past its end for a label at the line's end.
    pub(super) bytes: Range<usize>,
    /// What is said of it, in lines that fit.
    pub(super) text: String,
    /// At fault.
    pub(super) primary: bool,
    /// Where the whole label begins.
    pub(super) at: Position,
}

/// A line as it is shown.
#[derive(Clone, Debug)]
pub(super) struct Shown {
    /// Its text, without tabs, controls and line end.
    pub(super) text: String,
    /// The labels on it, from left to right; no two overlap.
    pub(super) marks: Vec<Mark>,
}

/// `line` in at most `room` columns, with `pins` found in it.
pub(super) fn show(line: &QuotedLine, pins: &[Pin], room: usize, style: &Style) -> Shown {
    let row = Row::of(line, style);
    let mut spans: Vec<Spot> = pins.iter().map(|pin| row.spot(pin)).collect();
    let window = row.window(&spans, room);
    let shown = row.cut(&window);
    for spot in &mut spans {
        spot.move_into(&window, shown.lead, row.cells.len());
    }
    let marks = part(spans).into_iter().map(|spot| shown.mark(spot, room)).collect();
    Shown { text: shown.units.concat(), marks }
}

/// A label, by indices of units.
#[derive(Clone, Debug)]
struct Spot {
    start: usize,
    end: usize,
    pin: Pin,
}

impl Spot {
    /// From indices of the whole row to those of what is shown of it, `lead` units (an ellipsis or
    /// nothing) before the window. What is outside is at the ellipsis, and its column is told.
    fn move_into(&mut self, window: &Range<usize>, lead: usize, len: usize) {
        let outside = self.start > window.end
            || (self.end <= window.start && window.start > 0 && self.start < window.start)
            || (self.start == window.end && window.end < len);
        let last = window.end - window.start + lead;
        let tail = usize::from(window.end < len);
        let place = |i: usize, after: usize| match i {
            i if i < window.start => 0,
            i if i > window.end => last + after,
            i => i - window.start + lead,
        };
        (self.start, self.end) = (place(self.start, 0), place(self.end, tail));
        if outside && !self.pin.text.is_empty() {
            self.pin.text.push_str(&format!(" (column {})", self.pin.at.column));
        }
    }
}

/// All units of a line with their widths summed up.
struct Row {
    cells: Vec<String>,
    /// `edges[i]` is the width of the first `i` units.
    edges: Vec<usize>,
    column: u32,
    cut_before: bool,
    cut_after: bool,
    dots: &'static str,
}

/// What is shown of a row.
struct Cut {
    units: Vec<String>,
    lead: usize,
}

impl Row {
    fn of(line: &QuotedLine, style: &Style) -> Self {
        let mut escaper = Escaper::default();
        let mut cells = Vec::new();
        let mut edges = vec![0];
        let mut used = 0;
        for c in line.text.chars() {
            let cell = match c {
                '\t' => " ".repeat(TAB - used % TAB),
                c => match escaper.escape(c) {
                    Some(escaped) => escaped,
                    None if style.unicode => c.to_string(),
                    None => ascii(c),
                },
            };
            used += width(&cell);
            cells.push(cell);
            edges.push(used);
        }
        let dots = if style.unicode { "…" } else { "..." };
        let cut_before = line.column > 1;
        Self { cells, edges, column: line.column, cut_before, cut_after: line.cut, dots }
    }

    fn spot(&self, pin: &Pin) -> Spot {
        let index =
            |column: u32| (column.saturating_sub(self.column) as usize).min(self.cells.len());
        let (start, end) = (index(pin.start), index(pin.end));
        Spot { start, end: end.max(start), pin: pin.clone() }
    }

    fn edge(&self, index: usize) -> usize {
        self.edges.get(index).or(self.edges.last()).copied().unwrap_or(0)
    }

    /// The width of the ellipsis before a window that begins at `start`.
    fn lead(&self, start: usize) -> usize {
        if start > 0 || self.cut_before { width(self.dots) } else { 0 }
    }

    /// The width of what `window` shows, ellipses included.
    fn wide(&self, window: &Range<usize>) -> usize {
        let after = window.end < self.cells.len() || self.cut_after;
        let after = if after { width(self.dots) } else { 0 };
        self.lead(window.start)
            + self.edge(window.end).saturating_sub(self.edge(window.start))
            + after
    }

    /// The units to show: all, if they fit and leave room for what is said of them; else from as
    /// far left as the labels allow to as far right as there is room.
    fn window(&self, spots: &[Spot], room: usize) -> Range<usize> {
        let len = self.cells.len();
        let need = self.need(spots, room);
        let anchor = |spot: &Spot| (self.edge(spot.start) + self.edge(spot.end)) / 2;
        let texts = spots.iter().filter(|spot| !spot.pin.text.is_empty());
        let farthest = texts.clone().map(anchor).max().unwrap_or(0);
        let wanted = texts.map(|spot| width(&spot.pin.text)).max().unwrap_or(0).min(ROOM);
        let reach = room.saturating_sub(HOOK + wanted);
        let right = (need.end..len).take_while(|&i| self.edge(i) < self.edge(need.end) + AFTER);
        let right = right.last().map_or(need.end, |i| i + 1);
        let mut start = 0;
        while start < need.start
            && !(self.wide(&(start..right)) <= room || self.wide(&(start..len)) <= room)
        {
            start += 1;
        }
        while start < need.start
            && (farthest + self.lead(start)).saturating_sub(self.edge(start)) > reach
        {
            start += 1;
        }
        let mut end = len;
        while end > start && self.wide(&(start..end)) > room {
            end -= 1;
        }
        start..end
    }

    /// The units that should be shown: all labels', or if they are too far apart the foremost's.
    fn need(&self, spots: &[Spot], room: usize) -> Range<usize> {
        let start = spots.iter().map(|spot| spot.start).min().unwrap_or(0);
        let end = spots.iter().map(|spot| spot.end).max().unwrap_or(0);
        let all = start..end.max(start);
        if self.wide(&all) <= room {
            return all;
        }
        let lead = spots.iter().find(|spot| spot.pin.primary).or(spots.first());
        lead.map_or(0..0, |spot| spot.start..spot.end)
    }

    fn cut(&self, window: &Range<usize>) -> Cut {
        let before = window.start > 0 || self.cut_before;
        let after = window.end < self.cells.len() || self.cut_after;
        let mut units = Vec::new();
        units.extend(before.then(|| self.dots.to_owned()));
        units.extend(self.cells.get(window.clone()).unwrap_or_default().iter().cloned());
        units.extend(after.then(|| self.dots.to_owned()));
        Cut { units, lead: usize::from(before) }
    }
}

impl Cut {
    fn measure(&self, upto: usize, of: impl Fn(&str) -> usize) -> usize {
        self.units.iter().take(upto).map(|unit| of(unit)).sum()
    }

    /// By bytes, with its text broken to fit behind the anchor that miette will draw.
    fn mark(&self, spot: Spot, room: usize) -> Mark {
        let (from, to) = (self.measure(spot.start, width), self.measure(spot.end, width));
        let anchor = (from + to.max(from + 1)) / 2;
        let space = room.saturating_sub(anchor + HOOK).max(ROOM / 2);
        let text = spot.pin.text.split('\n').flat_map(|line| wrap(line, space));
        Mark {
            bytes: self.measure(spot.start, str::len)..self.measure(spot.end, str::len),
            text: text.collect::<Vec<_>>().join("\n"),
            primary: spot.pin.primary,
            at: spot.pin.at,
        }
    }
}

/// Parts labels that overlap. Of two that begin together the longer keeps what is behind the
/// shorter; one that holds another keeps what is before it; one with nothing left says its text
/// where it is covered.
fn part(mut spots: Vec<Spot>) -> Vec<Spot> {
    spots.sort_by_key(|spot| (spot.start, spot.end, !spot.pin.primary));
    let mut parted: Vec<Spot> = Vec::new();
    let mut next = spots.iter().map(|spot| spot.start).skip(1).collect::<Vec<_>>().into_iter();
    let mut free = 0;
    for mut spot in spots {
        let after = next.next();
        if spot.end.max(spot.start + 1) <= free
            && let Some(cover) = parted.last_mut()
        {
            join(&mut cover.pin, &spot.pin);
            continue;
        }
        spot.start = spot.start.max(free);
        spot.end = spot.end.max(spot.start);
        if let Some(after) = after.filter(|&after| spot.start < after && after < spot.end) {
            spot.end = after;
        }
        free = spot.end.max(spot.start + 1);
        parted.push(spot);
    }
    parted
}

/// Two labels on one spot: both texts, a line each, and the place of the one at fault.
fn join(cover: &mut Pin, other: &Pin) {
    if !other.text.is_empty() && other.text != cover.text {
        if !cover.text.is_empty() {
            cover.text.push('\n');
        }
        cover.text.push_str(&other.text);
    }
    if other.primary && !cover.primary {
        cover.primary = true;
        cover.at = other.at;
    }
}
