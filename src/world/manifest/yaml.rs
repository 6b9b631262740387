//! One YAML document into a tree.
//!
//! The grammar is granit-parser's (YAML 1.2, lenient in indentation where kubectl is); this file
//! turns its events into the assembler's calls, gives collections, block scalars and empty values
//! the spans that people see, and refuses what kubectl's reader, one of YAML 1.1, would cut
//! differently.

use std::borrow::Cow;

use granit_parser::{Event, Options, Parser, ScalarStyle, ScanError, StructureStyle, Tag};

use crate::base::{Place, Span};

use super::assemble::{Assembler, Tagged};
use super::fault;
use super::limits::Limits;
use super::scalar::{Plain, resolve};
use super::syntax;
use super::template;
use super::tree::{NodeKind, Style};

/// How far back an anchor of another document is looked for, in bytes.
const NEAR: usize = 1 << 14;

/// Reads the document that stands in `text` at `span`, and stops at the first place where it is no
/// YAML. Returns the places where it is a template, if it is one.
pub(super) fn load(text: &str, span: Span, limits: &Limits, into: &mut Assembler<'_>) -> Vec<Span> {
    let body = text.get(span.range()).unwrap_or("");
    // kubectl ends every line before it parses, and a block scalar can tell.
    let body: Cow<'_, str> = match body.is_empty() || body.ends_with('\n') {
        true => body.into(),
        false => format!("{body}\n").into(),
    };
    let base = span.start as usize;
    let (open, templates) = (Vec::new(), Vec::new());
    let (documents, unplaced) = (0, false);
    let mut loader =
        Loader { text, base, cursor: base, documents, open, templates, unplaced, into };
    for event in Parser::new_from_str_with_options(&body, options(limits)) {
        match event {
            Ok((event, at)) => loader.event(event, at),
            Err(error) => {
                loader.failed(&error, span, limits);
                break;
            }
        }
        if loader.into.stopped() || loader.documents > 1 {
            break;
        }
    }
    loader.templates
}

fn options(limits: &Limits) -> Options {
    granit_parser::options! {
        emit_anchor_events: true,
        emit_unresolved_aliases: true,
        emit_comments: false,
        flow_nesting_limit: limits.nesting.saturating_add(1),
        block_nesting_limit: limits.nesting.saturating_add(1),
    }
}

struct Loader<'a, 'l> {
    text: &'a str,
    /// Where the document begins in the text; the parser counts from there.
    base: usize,
    /// One past the last byte that was understood.
    cursor: usize,
    documents: usize,
    open: Vec<Open>,
    templates: Vec<Span>,
    /// The scalar just read was no node: an anchor on it names nothing.
    unplaced: bool,
    into: &'a mut Assembler<'l>,
}

/// An open collection.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    Flow,
    BlockMapping,
    /// Its dash was passed already: the first, found when the sequence was opened.
    BlockSequenceAtFirst,
    BlockSequence,
}

/// A scalar as the parser gives it.
#[derive(Clone, Copy)]
struct Value<'a> {
    text: &'a str,
    style: Style,
    span: Span,
}

impl Loader<'_, '_> {
    fn span(&self, at: granit_parser::Span) -> Span {
        let range = at.byte_range().unwrap_or_default();
        let end = (self.base + range.end).min(self.text.len());
        Span::new((self.base + range.start).min(end), end)
    }

    fn place(&self, span: Span) -> Place {
        self.into.place(span)
    }

    fn event(&mut self, event: Event<'_>, at: granit_parser::Span) {
        let tag_at = at.tag_span().map(|at| self.span(at));
        let span = self.span(at);
        if event.is_node() {
            self.pass_dash();
        }
        if let Some(tag) = tag_at {
            self.check_end_of_tag(tag);
        }
        match event {
            Event::DocumentStart(..) => self.document(span),
            Event::MappingStart(style, _, tag) => {
                self.check_collection(NodeKind::Mapping, tag.as_deref(), tag_at, span);
                self.start(NodeKind::Mapping, style, span);
            }
            Event::SequenceStart(style, _, tag) => {
                self.check_collection(NodeKind::Sequence, tag.as_deref(), tag_at, span);
                self.start(NodeKind::Sequence, style, span);
            }
            Event::MappingEnd | Event::SequenceEnd => self.end(span),
            Event::Scalar(text, style, anchor, tag) => {
                let value = self.locate(&text, style, span, tag_at);
                let before = self.into.len();
                self.scalar(value, tag.as_deref(), tag_at);
                self.unplaced = anchor > 0 && self.into.len() == before;
            }
            Event::Anchor(id, name) => {
                self.check_name(&name, span);
                self.into.anchor(id, std::mem::take(&mut self.unplaced), span);
            }
            Event::Alias(id) => {
                let name = self.text.get(span.range()).unwrap_or("").trim_start_matches('*');
                self.check_name(name, span);
                self.into.alias(id, name, span);
                self.cursor = span.end as usize;
            }
            Event::UnresolvedAlias(name) => self.unknown(&name, span),
            _ => {}
        }
    }

    fn document(&mut self, span: Span) {
        self.documents += 1;
        if self.documents > 1 {
            let rest = self.text.get(span.start as usize..).unwrap_or("");
            let line = rest.lines().next().map_or(0, str::len);
            let place = self.place(Span::new(span.start as usize, span.start as usize + line));
            self.into.fault(fault::hidden_document(place));
        }
    }

    /// Moves the cursor past the dash of the next item of a block sequence.
    fn pass_dash(&mut self) {
        match self.open.last_mut() {
            Some(open @ Open::BlockSequenceAtFirst) => *open = Open::BlockSequence,
            Some(Open::BlockSequence) => {
                let at = syntax::skip_to_content(self.text, self.cursor);
                if self.text.as_bytes().get(at) == Some(&b'-') {
                    self.cursor = at + 1;
                }
            }
            _ => {}
        }
    }

    fn start(&mut self, kind: NodeKind, style: StructureStyle, span: Span) {
        let start = span.start as usize;
        let (open, style, start) = match (kind, style) {
            (_, StructureStyle::Flow) => {
                let braces = start.checked_sub(1).and_then(|at| self.text.get(at..start + 1));
                if self.into.expects_key() && braces == Some("{{") {
                    self.templates.push(Span::new(start - 1, start + 1));
                }
                self.check_indentation(start);
                self.cursor = self.cursor.max(start + 1);
                (Open::Flow, Style::Flow, start)
            }
            (NodeKind::Sequence, StructureStyle::Block) => {
                let dash = syntax::skip_to_content(self.text, self.cursor);
                self.cursor = (dash + 1).min(self.text.len());
                (Open::BlockSequenceAtFirst, Style::Block, dash)
            }
            _ => (Open::BlockMapping, Style::Block, start),
        };
        self.open.push(open);
        self.into.open(kind, style, start);
    }

    fn end(&mut self, span: Span) {
        let flow = self.open.pop() == Some(Open::Flow);
        // A single pair in a flow sequence, `[a: b]`, has no bracket of its own.
        let bracket = flow && !span.is_empty();
        if bracket {
            self.cursor = span.end as usize;
        }
        self.into.close(bracket.then_some(span.end as usize));
    }

    /// Where a scalar really stands: block scalars from their sign on, empty values behind what
    /// calls for them.
    fn locate<'v>(
        &mut self,
        text: &'v str,
        style: ScalarStyle,
        span: Span,
        tag: Option<Span>,
    ) -> Value<'v> {
        let style = match style {
            ScalarStyle::Plain => Style::Plain,
            ScalarStyle::SingleQuoted => Style::SingleQuoted,
            ScalarStyle::DoubleQuoted => Style::DoubleQuoted,
            ScalarStyle::Literal => Style::Literal,
            ScalarStyle::Folded => Style::Folded,
        };
        let value = match style {
            Style::Plain if span.is_empty() => {
                let at = tag.map(|tag| tag.end as usize).unwrap_or_else(|| self.empty_place());
                Value { text: "", style, span: Span::at(at) }
            }
            Style::Literal | Style::Folded => {
                let start = syntax::skip_to_content(self.text, self.cursor);
                let written = self.text.get(start..span.end as usize).unwrap_or("");
                let end = start + written.trim_end_matches(syntax::BLANKS).len();
                Value { text, style, span: Span::new(start, end) }
            }
            _ => Value { text, style, span },
        };
        self.cursor = self.cursor.max(value.span.end as usize);
        value
    }

    /// Where an empty value would stand: behind the `:` or `-` that calls for it.
    fn empty_place(&self) -> usize {
        let rest = self.text.get(self.cursor..).unwrap_or("");
        let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        let called =
            !self.into.expects_key() && rest.get(blanks..).is_some_and(|r| r.starts_with(':'));
        if called { self.cursor + blanks + 1 } else { self.cursor }
    }

    /// Tabs that indent what begins a line: kubectl takes none there.
    fn check_indentation(&mut self, start: usize) {
        if self.open.last() == Some(&Open::Flow) {
            return;
        }
        let before = self.text.get(self.base..start).unwrap_or("");
        let line = before.rfind(['\n', '\r']).map_or(0, |end| end + 1);
        let indent = before.get(line..).unwrap_or("");
        let Some(tab) = indent.find('\t').filter(|_| indent.trim_matches([' ', '\t']).is_empty())
        else {
            return;
        };
        let place = self.place(Span::new(self.base + line + tab, start));
        self.into.fault(fault::tab(place));
    }

    /// The lines of a block scalar that is all of the document: within collections the parser takes
    /// none at the margin.
    fn check_margin(&mut self, block: Span) {
        let written = self.text.get(block.range()).unwrap_or("");
        let lines = written.split_inclusive(['\n', '\r']);
        let mut start = block.start as usize;
        for (index, line) in lines.enumerate() {
            let text = line.trim_end_matches(syntax::BLANKS);
            if index > 0 && !text.is_empty() {
                if !text.starts_with(' ') {
                    let place = self.place(Span::new(start, start + text.len()));
                    self.into.fault(fault::text_at_margin(place));
                }
                return;
            }
            start += line.len();
        }
    }

    fn scalar(&mut self, value: Value<'_>, tag: Option<&Tag>, tag_at: Option<Span>) {
        if matches!(value.style, Style::Literal | Style::Folded) {
            if self.open.is_empty() {
                self.check_margin(value.span);
            }
        } else if !value.span.is_empty() {
            self.check_indentation(value.span.start as usize);
        }
        let tagged = tag.map_or(Tagged::No, |tag| self.check_scalar(value, tag, tag_at));
        if value.style == Style::Plain {
            self.check_plain(value);
        }
        let written = self.text.get(value.span.range()).unwrap_or("");
        let same = value.style == Style::Plain && written == value.text;
        self.into.scalar(value.style, value.span, (!same).then_some(value.text), tagged);
    }

    /// Signs right behind a tag, which are a part of it to kubectl.
    fn check_end_of_tag(&mut self, tag: Span) {
        let end = tag.end as usize;
        let rest = self.text.get(end..).unwrap_or("");
        if rest.starts_with([',', '[', ']', '{', '}']) {
            self.into.fault(fault::sign_behind_tag(self.place(Span::new(end, end + 1))));
        }
    }

    /// Signs that kubectl takes for structure within flow collections, and templates.
    fn check_plain(&mut self, value: Value<'_>) {
        // As it is written: in a text of several lines, what was folded stands elsewhere.
        let written = self.text.get(value.span.range()).unwrap_or("");
        if let Some(at) = template::helm_in(written) {
            let start = value.span.start as usize + at;
            self.templates.push(Span::new(start, start + 2));
        }
        if self.open.last() != Some(&Open::Flow) {
            return;
        }
        let (start, end) = (value.span.start as usize, value.span.end as usize);
        let rest = self.text.get(end..).unwrap_or("");
        let colon = rest.trim_start();
        let at_end = !value.text.is_empty()
            && colon.starts_with(':')
            && colon.get(1..).is_some_and(|next| next.starts_with([',', '[', ']', '{', '}']));
        let odd = match written.find('?') {
            _ if value.text.starts_with(':') => Some(start),
            Some(at) => Some(start + at),
            None => at_end.then_some(end + rest.len() - colon.len()),
        };
        if let Some(at) = odd {
            self.into.fault(fault::flow_sign(self.place(Span::new(at, at + 1))));
        }
    }

    fn check_name(&mut self, name: &str, span: Span) {
        if !name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_')) {
            self.into.fault(fault::odd_anchor(self.place(span)));
        }
    }

    fn unknown(&mut self, name: &str, span: Span) {
        let elsewhere = if self.into.is_sound() { self.anchor_elsewhere(name) } else { None };
        let elsewhere = elsewhere.map(|span| self.place(span));
        self.into.fault(fault::unknown_alias(name, self.place(span), elsewhere));
        self.into.placeholder(span);
        self.cursor = span.end as usize;
    }

    /// The last anchor of that name before the document, not far from it: each of many documents may
    /// look for one.
    fn anchor_elsewhere(&self, name: &str) -> Option<Span> {
        let mut near = self.base.saturating_sub(NEAR);
        while !self.text.is_char_boundary(near) {
            near += 1;
        }
        let before = self.text.get(near..self.base)?;
        let anchor = format!("&{name}");
        let whole = |at: &usize| {
            let next = before.get(at + anchor.len()..).and_then(|rest| rest.chars().next());
            next.is_none_or(char::is_whitespace)
        };
        let mut found = before.rmatch_indices(&anchor).map(|(at, _)| at).filter(whole);
        found.next().map(|at| Span::new(near + at, near + at + anchor.len()))
    }

    /// What a scalar's tag says; faults where it says another thing than the text.
    fn check_scalar(&mut self, value: Value<'_>, tag: &Tag, tag_at: Option<Span>) -> Tagged {
        let plain = value.style == Style::Plain;
        let reading = if plain { resolve(value.text) } else { Plain::Text };
        let name = tag.suffix_in_namespace("tag:yaml.org,2002:");
        // To kubectl `! "<<"` merges and `!local <<` does not.
        let merges = value.text == "<<" && self.into.expects_key();
        let (agrees, tagged) = match (name.as_deref(), reading) {
            (None, _) if merges => (false, Tagged::No),
            (Some("binary"), _) => {
                let place = self.place(tag_at.unwrap_or(value.span));
                self.into.fault(fault::binary(place));
                (true, Tagged::No)
            }
            (Some("str"), _) => (true, Tagged::Text),
            (Some("merge"), _) => (plain && value.text == "<<", Tagged::Merge),
            (Some("null"), reading) => (reading == Plain::Null, Tagged::No),
            (Some("bool"), reading) => (matches!(reading, Plain::Bool(_)), Tagged::No),
            (Some("int"), reading) => {
                (matches!(reading, Plain::Int(_) | Plain::Big(_)), Tagged::No)
            }
            (Some("float"), reading) => (matches!(reading, Plain::Float(_)), Tagged::No),
            (Some(_), _) => (false, Tagged::No),
            (None, _) if tag.original() == "!" => (true, Tagged::Text),
            (None, reading) => (reading == Plain::Text, Tagged::No),
        };
        if !agrees {
            self.disagrees(tag_at, value.span);
        }
        tagged
    }

    fn check_collection(
        &mut self,
        kind: NodeKind,
        tag: Option<&Tag>,
        tag_at: Option<Span>,
        span: Span,
    ) {
        let Some(tag) = tag else { return };
        let name = tag.suffix_in_namespace("tag:yaml.org,2002:");
        let agrees = match name.as_deref() {
            None => true,
            Some("map" | "set" | "omap" | "pairs" | "seq") => {
                let mapping = matches!(name.as_deref(), Some("map" | "set"));
                mapping == (kind == NodeKind::Mapping)
            }
            Some(_) => false,
        };
        if !agrees {
            self.disagrees(tag_at, span);
        }
    }

    fn disagrees(&mut self, tag_at: Option<Span>, value: Span) {
        let at = tag_at.unwrap_or(value);
        let tag = self.text.get(at.range()).unwrap_or("");
        self.into.fault(fault::changing_tag(tag, self.place(at), self.place(value)));
    }

    fn failed(&mut self, error: &ScanError, document: Span, limits: &Limits) {
        let at = self.base + error.marker().byte_offset().unwrap_or(0);
        let at = at.min(document.end as usize);
        let found = template::unrendered(self.text, document);
        if !found.is_empty() {
            self.templates = found;
            return;
        }
        let seen = syntax::Seen { text: self.text, document, cursor: self.cursor, at };
        let source = self.place(document).source;
        self.into.fault(seen.fault(source, error, limits));
    }
}
