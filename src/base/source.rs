//! Source texts (policies, manifests, project files, command-line values) and where in them
//! a byte is, for people.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use indexmap::IndexMap;

use super::Span;
use super::excerpt::Excerpt;
use super::lines::Lines;

/// Names a source within one run. Policies count from 0 in the order they are loaded; manifest
/// files from [`SourceId::MANIFESTS`] in the order they are judged, so that the ids of one kind
/// never depend on how many there are of the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(pub u32);

impl SourceId {
    /// The id of the project file.
    pub const PROJECT: Self = Self(Self::LIBRARY - 1);
    /// The id of the waivers file.
    pub const WAIVERS: Self = Self(Self::LIBRARY - 2);
    /// The id of the embedded library's first text; its others follow.
    pub const LIBRARY: u32 = 1 << 29;
    /// The id of the first manifest file.
    pub const MANIFESTS: u32 = 1 << 30;

    /// The id of the manifest file that is judged as the `index`-th.
    pub fn manifest(index: usize) -> Self {
        Self(Self::MANIFESTS.saturating_add(u32::try_from(index).unwrap_or(u32::MAX)))
    }

    /// True for a text of the embedded library.
    pub fn is_library(self) -> bool {
        (Self::LIBRARY..Self::MANIFESTS).contains(&self.0)
    }
}

/// A place as people count it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Line, from 1. Lines end at `\n` (a `\r` before it belongs to the line's end).
    pub line: u32,
    /// Column, from 1, in Unicode scalar values.
    pub column: u32,
    /// Byte offset from the start of the source, from 0.
    pub byte: u32,
}

/// One source text with the name it is shown under.
#[derive(Debug)]
pub struct Source {
    name: Arc<str>,
    text: Cow<'static, str>,
    lines: OnceLock<Lines>,
    redacted: OnceLock<Vec<Span>>,
    /// How many characters begin before each [`STRIDE`]-th byte; counted when a column is asked
    /// for far along a line.
    characters: OnceLock<Vec<u32>>,
    /// What is kept of it, where that is not the whole text.
    excerpt: Option<Excerpt>,
}

/// Bytes from one count of characters to the next.
const STRIDE: usize = 256;

impl Source {
    /// A source called `name` (a path as the user gave it, `std/…`, `<stdin>`).
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Arc<Self> {
        Arc::new(Self::plain(name.into().into(), Cow::Owned(text.into())))
    }

    /// A text that is part of the program: it is not copied.
    pub fn embedded(name: &'static str, text: &'static str) -> Arc<Self> {
        Arc::new(Self::plain(name.into(), Cow::Borrowed(text)))
    }

    pub(super) fn plain(name: Arc<str>, text: Cow<'static, str>) -> Self {
        let (lines, redacted, characters) = (OnceLock::new(), OnceLock::new(), OnceLock::new());
        Self { name, text, lines, redacted, characters, excerpt: None }
    }

    /// These spans of it and the lines round them, with the places that they have in it: for what is
    /// to outlive the rest. The source itself, where that is most of it.
    #[must_use]
    pub fn excerpt(self: &Arc<Self>, spans: &[Span]) -> Arc<Self> {
        let Some(excerpt) = Excerpt::of(self, spans) else { return Arc::clone(self) };
        let mut part = Self::plain(self.name.clone(), Cow::Borrowed(""));
        part.excerpt = Some(excerpt);
        part.redact(self.redacted().to_vec());
        Arc::new(part)
    }

    /// How many bytes of text it holds.
    pub fn kept(&self) -> usize {
        self.excerpt.as_ref().map_or(self.text.len(), Excerpt::len)
    }

    /// The name it is shown under.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The same, to be kept.
    pub fn shared_name(&self) -> Arc<str> {
        Arc::clone(&self.name)
    }

    /// The whole text; of an excerpt, which has none, nothing.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text of `span`; empty where the span is outside the text or splits a character.
    #[inline]
    pub fn slice(&self, span: Span) -> &str {
        if let Some(excerpt) = &self.excerpt {
            return excerpt.slice(span);
        }
        self.text.get(span.range()).unwrap_or("")
    }

    /// True if `span` reads so.
    #[inline]
    pub fn reads(&self, span: Span, text: &str) -> bool {
        if span.len() != text.len() {
            return false;
        }
        match &self.excerpt {
            Some(excerpt) => excerpt.slice(span) == text,
            None => self.text.as_bytes().get(span.range()) == Some(text.as_bytes()),
        }
    }

    /// The text from byte `byte` on; of an excerpt, as far as it was kept.
    pub fn from(&self, byte: u32) -> &str {
        match &self.excerpt {
            Some(excerpt) => excerpt.from(byte),
            None => self.text.get(byte as usize..).unwrap_or(""),
        }
    }

    /// The text of `span`, with as much indentation taken from its further lines as the first has; with a
    /// final newline.
    pub fn from_margin(&self, span: Span) -> String {
        let indent = " ".repeat(self.position(span.start).column.saturating_sub(1) as usize);
        let lines = self.slice(span).trim_end().lines().enumerate();
        let lines = lines.map(|(index, line)| match index {
            0 => line,
            _ => line.strip_prefix(&*indent).unwrap_or(line),
        });
        lines.collect::<Vec<_>>().join("\n") + "\n"
    }

    /// Marks the spans that must never be shown (a Secret's data). The first call decides.
    pub fn redact(&self, spans: Vec<Span>) {
        // A second caller would say the same of the same text.
        let _ = self.redacted.set(spans);
    }

    /// The spans that must never be shown.
    pub fn redacted(&self) -> &[Span] {
        self.redacted.get().map_or(&[], Vec::as_slice)
    }

    fn lines(&self) -> &Lines {
        self.lines.get_or_init(|| Lines::of(self.text.as_bytes()))
    }

    /// How many lines there are; a final newline does not open another.
    pub fn line_count(&self) -> u32 {
        if let Some(excerpt) = &self.excerpt {
            return excerpt.lines;
        }
        let ends = self.lines().ends();
        let open = !self.text.ends_with('\n') || ends == 0;
        ends + u32::from(open)
    }

    /// Where byte `byte` is. Past the end of the text, the place after its last character. A byte
    /// order mark that opens the text has no column.
    pub fn position(&self, byte: u32) -> Position {
        if let Some(excerpt) = &self.excerpt {
            return excerpt.position(byte);
        }
        let byte = byte.min(Span::at(self.text.len()).start);
        let (lines, bytes) = (self.lines(), self.text.as_bytes());
        let ends = lines.ends_before(bytes, byte as usize);
        let start = lines.start_of(bytes, byte as usize, ends);
        let from = self.past_mark(start).min(byte as usize);
        let before = self.characters_between(from, byte as usize);
        Position { line: ends + 1, column: Span::at(before + 1).start, byte }
    }

    /// Where a span begins, and one past where it ends.
    pub fn positions(&self, span: Span) -> (Position, Position) {
        let start = self.position(span.start);
        let within = self.slice(span);
        let (line, byte) = (start.line, start.byte.saturating_add(Span::at(within.len()).start));
        // A byte order mark has no column.
        let same_line = within.len() == span.len() && !within.contains(['\n', '\u{feff}']);
        let end = match same_line {
            true => {
                let column = start.column.saturating_add(Span::at(within.chars().count()).start);
                Position { line, column, byte }
            }
            false => self.position(span.end),
        };
        (start, end)
    }

    /// How many characters begin from byte `from` on and before byte `to`.
    fn characters_between(&self, from: usize, to: usize) -> usize {
        if to - from < 2 * STRIDE {
            return beginning_in(self.text.as_bytes().get(from..to).unwrap_or_default());
        }
        let counts = self.characters.get_or_init(|| {
            let mut sum = 0;
            let before = |piece: &[u8]| {
                let here = sum;
                sum += beginning_in(piece);
                Span::at(here).start
            };
            self.text.as_bytes().chunks(STRIDE).map(before).collect()
        });
        let upto = |byte: usize| {
            let index = (byte / STRIDE).min(counts.len().saturating_sub(1));
            let rest = self.text.as_bytes().get(index * STRIDE..byte).unwrap_or_default();
            counts.get(index).map_or(0, |count| *count as usize) + beginning_in(rest)
        };
        upto(to) - upto(from)
    }

    /// The span of line `line` (from 1) without its line end; empty at the end for a line that
    /// does not exist.
    pub fn line_span(&self, line: u32) -> Span {
        if let Some(excerpt) = &self.excerpt {
            return excerpt.line_span(line);
        }
        let Some(start) = self.lines().start_behind(self.text.as_bytes(), line.saturating_sub(1))
        else {
            return Span::at(self.text.len());
        };
        let start = self.past_mark(start);
        let rest = self.text.get(start..).unwrap_or("");
        let length = memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
        let line = rest.get(..length).unwrap_or("");
        let line = line.strip_suffix('\r').unwrap_or(line);
        Span::new(start, start + line.len())
    }

    /// Where a line that starts at a byte has its first column.
    fn past_mark(&self, start: usize) -> usize {
        let marked = start == 0 && self.text.starts_with('\u{feff}');
        if marked { '\u{feff}'.len_utf8() } else { start }
    }
}

/// How many characters begin in `bytes`.
fn beginning_in(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xC0 != 0x80).count()
}

/// The sources that a run's places point into. Cloning is cheap: texts are shared, and so is the list of
/// them, until a second one comes to a clone.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    map: Arc<IndexMap<SourceId, Arc<Source>>>,
    /// One that came to a clone.
    own: Option<(SourceId, Arc<Source>)>,
}

impl Sources {
    /// Adds a policy-side source under the next id that counts from 0.
    pub fn add(&mut self, source: Arc<Source>) -> SourceId {
        let id = SourceId(Span::at(self.iter().count()).start);
        self.insert(id, source);
        id
    }

    /// Adds a source under an id chosen by the caller (a manifest's).
    pub fn insert(&mut self, id: SourceId, source: Arc<Source>) {
        if let Some(map) = Arc::get_mut(&mut self.map).filter(|_| self.own.is_none()) {
            map.insert(id, source);
        } else if self.own.as_ref().is_none_or(|(own, _)| *own == id) && !self.map.contains_key(&id)
        {
            self.own = Some((id, source));
        } else {
            let own = self.own.take();
            Arc::make_mut(&mut self.map).extend(own.into_iter().chain([(id, source)]));
        }
    }

    /// The source called `id`.
    pub fn get(&self, id: SourceId) -> Option<&Arc<Source>> {
        let own = self.own.as_ref().filter(|(own, _)| *own == id).map(|(_, source)| source);
        own.or_else(|| self.map.get(&id))
    }

    /// All sources, in the order they were added.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &Arc<Source>)> {
        let own = self.own.iter().map(|(id, source)| (*id, source));
        self.map.iter().map(|(id, source)| (*id, source)).chain(own)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_to_a_clone_is_in_that_clone_alone() {
        let (one, mut all) = (Source::new("one", ""), Sources::default());
        assert_eq!([all.add(one), all.add(Source::new("two", ""))], [SourceId(0), SourceId(1)]);
        let mut clone = all.clone();
        let names = |all: &Sources| {
            all.iter().map(|(id, source)| format!("{} {}", id.0, source.name())).collect::<Vec<_>>()
        };
        for (id, name) in [(7, "three"), (7, "four"), (8, "five"), (1, "six"), (9, "seven")] {
            clone.insert(SourceId(id), Source::new(name, ""));
            assert_eq!(clone.get(SourceId(id)).map(|source| source.name()), Some(name));
        }
        assert_eq!(names(&all), ["0 one", "1 two"]);
        assert_eq!(names(&clone), ["0 one", "1 six", "7 four", "8 five", "9 seven"]);
        assert_eq!(clone.add(Source::new("eight", "")), SourceId(5));
        let mut known = all.clone();
        known.insert(SourceId(1), Source::new("nine", ""));
        assert_eq!([names(&known), names(&all)], [["0 one", "1 nine"], ["0 one", "1 two"]]);
    }

    #[test]
    fn the_two_ends_of_a_span_are_where_each_is() {
        let text = "\u{feff}a: ü\nb:\r\n  - cd\n\u{feff}e";
        let source = Source::new("a.yaml", text);
        for start in 0..=text.len() {
            for end in start..=text.len() {
                let span = Span::new(start, end);
                let ends = (source.position(span.start), source.position(span.end));
                assert_eq!(source.positions(span), ends, "{span:?}");
            }
        }
    }
}
