//! A file's bytes into its documents.

use std::cell::Cell;
use std::sync::Arc;

use crate::base::{Place, Source, SourceId, Span};
use crate::diag::{Diagnostic, Few, Severity};

use super::assemble::Assembler;
use super::builder::Builder;
use super::fast::{self, Arena};
use super::fault::{self, Faults, LABELLED};
use super::limits::Limits;
use super::split::{Opening, Segment, behind_end, segments};
use super::text::{self, Damage, Encoding, Oddity};
use super::tree::{NodeId, Tree};
use super::{json, redact, yaml};

/// How many faults of one file are kept, and how many lints.
const MOST: usize = 1_000;

thread_local! {
    /// What the reader of plain block style fills, again from file to file.
    static ARENA: Cell<Arena> = Cell::default();
}

/// A file of manifests, read.
#[derive(Debug)]
pub struct Manifest {
    /// The id that places in it carry.
    pub id: SourceId,
    /// Its text; what must not be shown of it is marked there.
    pub source: Arc<Source>,
    /// How the text is written in the file's bytes.
    pub encoding: Encoding,
    /// Its documents, in order.
    pub documents: Vec<Document>,
    /// What is wrong with the file as a whole; what is wrong with a document is there.
    pub problems: Vec<Diagnostic>,
    /// How many bytes of its documents the reader of plain block style has read.
    pub plain: usize,
}

/// One document of a file.
#[derive(Debug)]
pub struct Document {
    /// Which of the file's documents, from 0, empty ones counted.
    pub index: usize,
    /// The bytes that it is written in, without blanks around it.
    pub span: Span,
    /// What was read.
    pub content: Content,
    /// Its faults, if it was refused, and its lints.
    pub problems: Vec<Diagnostic>,
}

/// What was read of a document.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Content {
    /// Nothing but blanks, comments, or `null`: kubectl passes over it.
    Empty,
    /// A tree to judge.
    Tree(Arc<Tree>),
    /// It was refused; the document's problems say why.
    Refused,
    /// It was refused because it is a template that was not rendered.
    Template,
}

impl Manifest {
    /// Everything wrong with the file and its documents, in no particular order.
    pub fn problems(&self) -> impl Iterator<Item = &Diagnostic> {
        self.problems.iter().chain(self.documents.iter().flat_map(|d| &d.problems))
    }

    /// True if all of the file was read: nothing in it goes unjudged.
    pub fn is_whole(&self) -> bool {
        self.problems().all(|problem| problem.severity() != Severity::Error)
    }
}

impl Document {
    /// The tree, if the document was read and is not empty.
    pub fn tree(&self) -> Option<&Arc<Tree>> {
        match &self.content {
            Content::Tree(tree) => Some(tree),
            _ => None,
        }
    }
}

/// Reads a file of manifests as kubectl would, or says where and why it would be read in another
/// way elsewhere. `name` is what the file is called in diagnostics.
///
/// A document with a fault is refused, with its faults as its problems; the others of the file are
/// read. The text is YAML or JSON (one object or several, one after the other), as it turns out:
/// kubectl does not look at names of files either.
pub fn read(id: SourceId, name: &str, bytes: impl Into<Vec<u8>>, limits: &Limits) -> Manifest {
    let mut arena = ARENA.take();
    let manifest = read_by(Some(&mut arena), id, name, bytes.into(), limits);
    ARENA.set(arena);
    manifest
}

/// The same, without the reader of plain block style: what that is held against.
pub fn read_strictly(
    id: SourceId,
    name: &str,
    bytes: impl Into<Vec<u8>>,
    limits: &Limits,
) -> Manifest {
    read_by(None, id, name, bytes.into(), limits)
}

fn read_by(
    arena: Option<&mut Arena>,
    id: SourceId,
    name: &str,
    bytes: Vec<u8>,
    limits: &Limits,
) -> Manifest {
    let size = bytes.len();
    if size > limits.file {
        let problems = vec![fault::file_too_large(Place::new(id, Span::at(0)), size, limits.file)];
        let source = Source::new(name, "");
        return Manifest {
            id,
            source,
            encoding: Encoding::Damaged,
            documents: Vec::new(),
            problems,
            plain: 0,
        };
    }
    let decoded = text::decode(bytes);
    let source = Source::new(name, decoded.text);
    let text = source.clone();
    let mut reader = Reader {
        id,
        source,
        limits,
        damage: decoded.damage,
        arena,
        plain: 0,
        budget: limits.nodes_for(size),
        nodes: 0,
        few: Few::new(MOST),
        documents: Vec::new(),
        problems: Vec::new(),
    };
    for segment in segments(text.text(), decoded.mark) {
        if !reader.admits(segment.span.start as usize) {
            break;
        }
        reader.segment(segment);
    }
    redact::mark(&reader.source, &reader.documents);
    let Reader { id, source, mut documents, problems, few, plain, .. } = reader;
    few.finish(documents.iter_mut().flat_map(|document| &mut document.problems));
    Manifest { id, source, encoding: decoded.encoding, documents, problems, plain }
}

struct Reader<'l> {
    id: SourceId,
    source: Arc<Source>,
    limits: &'l Limits,
    damage: Vec<Damage>,
    /// Of the reader of plain block style, unless it is left out, and the bytes that it has read.
    arena: Option<&'l mut Arena>,
    plain: usize,
    /// Nodes that the file may have, and has taken so far, in documents that were refused too.
    budget: usize,
    nodes: usize,
    few: Few,
    documents: Vec<Document>,
    problems: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn segment(&mut self, segment: Segment) {
        let source = self.source.clone();
        let span = trimmed(source.text(), segment.span);
        if segment.opening == Opening::File && only_comments(source.slice(span)) {
            return;
        }
        if span.is_empty() {
            return self.push(span, Content::Empty, Vec::new());
        }
        let mut faults = Faults::default();
        let usual = text::is_usual(source.slice(segment.span));
        if !usual {
            self.check_text(segment.span, &mut faults);
        }
        if segment.opening == Opening::Faulty {
            let length = source.slice(span).lines().next().map_or(0, str::len);
            let start = span.start as usize;
            let place = Place::new(self.id, Span::new(start, start + length));
            faults.add(fault::faulty_separator(place, source.slice(place.span)));
        }
        if segment.opening == Opening::Separator
            && let Some(behind) = behind_end(source.text(), segment.span)
        {
            faults.add(fault::hidden_document(Place::new(self.id, behind)));
        }
        if let Some(blank) = blank_before_json(source.slice(span)) {
            let start = span.start as usize;
            let place = Place::new(self.id, Span::new(start, start + blank.len_utf8()));
            faults.add(fault::blank_before_json(place, blank));
        }
        if faults.refused() {
            return self.push(span, Content::Refused, faults.finish());
        }
        if source.slice(span).starts_with('{') && self.json(span, segment) {
            return;
        }
        self.yaml(segment.span, span, usual);
    }

    /// True if the file may have another document, which would begin at `at`.
    fn admits(&mut self, at: usize) -> bool {
        let most = self.limits.documents;
        let admits = self.documents.len() < most;
        if !admits && self.problems.is_empty() {
            let place = Place::new(self.id, Span::at(at));
            self.problems.push(fault::too_many_documents(place, most));
        }
        admits
    }

    fn push(&mut self, span: Span, content: Content, mut problems: Vec<Diagnostic>) {
        problems.retain(|problem| self.few.admits(problem.severity()));
        let index = self.documents.len();
        self.documents.push(Document { index, span, content, problems });
    }

    fn assembler(&self) -> Assembler<'_> {
        let builder = Builder::new(self.id, self.source.clone());
        let budget = self.budget.saturating_sub(self.nodes);
        Assembler::new(builder, self.limits, budget, self.budget)
    }

    /// Reads the YAML in `all`, at whose ends blanks stand besides `span`.
    fn yaml(&mut self, all: Span, span: Span, usual: bool) {
        let source = self.source.clone();
        // CR, and the first byte of a byte order mark.
        let bytes = source.slice(all).as_bytes();
        let plain = usual || memchr::memchr2(b'\r', 0xEF, bytes).is_none();
        if let Some(arena) = self.arena.as_mut().filter(|_| plain) {
            let budget = self.budget.saturating_sub(self.nodes);
            if let Some(read) = fast::load(source.text(), all, self.limits, budget, arena) {
                self.nodes = self.nodes.saturating_add(read.nodes.len());
                self.plain += span.len();
                let tree = Tree::of_nodes(self.id, source, read.nodes, read.decoded, read.noted);
                return self.push(span, Content::Tree(Arc::new(tree)), Vec::new());
            }
        }
        let mut into = self.assembler();
        let templates = yaml::load(source.text(), all, self.limits, &mut into);
        let taken = into.taken();
        let (tree, problems) = into.finish();
        self.nodes = self.nodes.saturating_add(taken);
        if !templates.is_empty() {
            let places: Vec<_> =
                templates.iter().take(LABELLED).map(|at| Place::new(self.id, *at)).collect();
            return self.push(span, Content::Template, vec![fault::template(&places)]);
        }
        self.keep(span, tree, problems);
    }

    fn keep(&mut self, span: Span, tree: Option<Tree>, problems: Vec<Diagnostic>) {
        let content = match tree {
            None => Content::Refused,
            Some(tree) if tree.is_empty() || tree.is_null(NodeId::ROOT) => Content::Empty,
            Some(tree) => Content::Tree(Arc::new(tree)),
        };
        self.push(span, content, problems);
    }

    /// Reads JSON objects, one after the other. False, and nothing kept, if the first is none: it
    /// may be YAML in braces.
    fn json(&mut self, span: Span, segment: Segment) -> bool {
        let source = self.source.clone();
        let (mut at, end) = (span.start as usize, span.end as usize);
        let first = self.documents.len();
        while at < end && self.admits(at) {
            let mut into = self.assembler();
            let read = json::load(source.text(), at, end, &mut into);
            let (stopped, taken) = (into.stopped(), into.taken());
            // What was read of something broken goes before it is read in another way.
            let (tree, problems) = match read {
                Ok(_) => into.finish(),
                Err(_) => {
                    drop(into);
                    (None, Vec::new())
                }
            };
            match read {
                Ok(next) => {
                    self.nodes = self.nodes.saturating_add(taken);
                    self.keep(Span::new(at, next), tree, problems);
                    if stopped {
                        break;
                    }
                    at = trimmed(source.text(), Span::new(next, end)).start as usize;
                    if at < end && !is_stream(span, segment) {
                        let rest = Place::new(self.id, one_character(source.text(), at, end));
                        let fault = vec![fault::hidden_object(rest)];
                        self.push(Span::new(at, end), Content::Refused, fault);
                        break;
                    }
                }
                Err(fault) if fault.is_comment(source.text()) => {
                    let place = Place::new(self.id, Span::new(fault.at, fault.at + 2));
                    self.push(
                        Span::new(at, end),
                        Content::Refused,
                        vec![fault::json_comment(place)],
                    );
                    break;
                }
                Err(_) if self.documents.len() == first && self.yaml_in_braces(span) => {
                    return true;
                }
                Err(fault) => {
                    let place = Place::new(self.id, one_character(source.text(), fault.at, end));
                    let fault = fault::json_syntax(place, fault.message).help(fault.help);
                    self.push(Span::new(at, end), Content::Refused, vec![fault]);
                    break;
                }
            }
        }
        true
    }

    /// Reads what begins with a brace and is no JSON as YAML, if it is that, or was meant to be.
    fn yaml_in_braces(&mut self, span: Span) -> bool {
        let inside = self.source.slice(span).trim_start_matches('{').trim_start();
        let meant_as_json = inside.starts_with(['"', '}']);
        let nodes = self.nodes;
        self.yaml(span, span, false);
        let refused = matches!(self.documents.last().map(|d| &d.content), Some(Content::Refused));
        if meant_as_json && refused {
            self.documents.pop();
            self.nodes = nodes;
            return false;
        }
        true
    }

    /// What is wrong with the text itself, before anybody parses it.
    fn check_text(&self, span: Span, faults: &mut Faults) {
        let within = |damage: &Damage, end: u32| damage.at < end;
        let first = self.damage.partition_point(|damage| within(damage, span.start));
        let end = self.damage.partition_point(|damage| within(damage, span.end));
        let damage = self.damage.get(first..end).unwrap_or_default();
        let mut found: [(Vec<(Place, char)>, usize); 3] = Default::default();
        let base = span.start as usize;
        for (at, c, oddity) in text::oddities(self.source.slice(span)) {
            let [controls, breaks, marks] = &mut found;
            let (places, count) = match oddity {
                Oddity::Control => controls,
                Oddity::Break => breaks,
                Oddity::Mark => marks,
            };
            *count += 1;
            if places.len() < LABELLED {
                let span = Span::new(base + at, base + at + c.len_utf8());
                places.push((Place::new(self.id, span), c));
            }
        }
        let [controls, breaks, marks] = found;
        if !damage.is_empty() {
            let few = damage.iter().take(LABELLED);
            let replaced = |at: u32| Span::new(at as usize, at as usize + 3);
            let places: Vec<_> = few.clone().map(|d| Place::new(self.id, replaced(d.at))).collect();
            let bytes: Vec<_> = few.map(|d| d.byte).collect();
            faults.add(fault::not_utf8(&places, &bytes, damage.len(), controls.1 > 0));
        }
        if controls.1 > 0 && damage.is_empty() {
            faults.add(fault::control_characters(&controls.0, controls.1));
        }
        if breaks.1 > 0 {
            faults.add(fault::hidden_breaks(&breaks.0, breaks.1));
        }
        if marks.1 > 0 {
            faults.add(fault::marks_within(&marks.0));
        }
        let text = self.source.slice(span).as_bytes();
        if memchr::memchr(b'\r', text).is_none() {
            return;
        }
        let mut doubled = memchr::memmem::find_iter(text, b"\r\r\n");
        if let Some(first) = doubled.next() {
            let place = Place::new(self.id, Span::new(base + first, base + first + 1));
            faults.add(fault::doubled_break(place, 1 + doubled.count()));
        }
    }
}

/// What nobody reads as anything. Every other blank (U+00A0, a form feed) is a text, or no YAML.
const BLANKS: [char; 5] = [' ', '\t', '\n', '\r', '\u{feff}'];

/// `span` without the blanks at both ends.
fn trimmed(text: &str, span: Span) -> Span {
    let all = text.get(span.range()).unwrap_or("");
    let start = span.start as usize + all.len() - all.trim_start_matches(BLANKS).len();
    Span::new(start, start + all.trim_matches(BLANKS).len())
}

/// A space beyond ASCII that `text` begins with before a brace: kubectl may pass over it and read
/// JSON, where the text is one of no structure to YAML.
fn blank_before_json(text: &str) -> Option<char> {
    let first = text.chars().next().filter(|c| c.is_whitespace())?;
    text.trim_start().starts_with('{').then_some(first)
}

/// What kubectl looks at of a file to tell whether it is JSON.
const SNIFFED: u32 = 4096;

/// True if kubectl reads the JSON at `span` as a stream of objects: it opens the file. Elsewhere the
/// text is YAML to it, of which it reads the first value.
fn is_stream(span: Span, segment: Segment) -> bool {
    segment.opening == Opening::File && span.start - segment.span.start < SNIFFED
}

/// The character at `at`, or the last one before `end`.
fn one_character(text: &str, at: usize, end: usize) -> Span {
    let character = |at: usize| text.get(at..end).and_then(|rest| rest.chars().next());
    match character(at) {
        Some(c) => Span::new(at, at + c.len_utf8()),
        None => Span::new(end.saturating_sub(1), end),
    }
}

/// True for text that is blank or holds only lines of comment, wherever a reader ends lines.
fn only_comments(text: &str) -> bool {
    let lines = text.split(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']);
    let mut lines = lines.map(|line| line.trim_start_matches([' ', '\t']));
    lines.all(|line| line.is_empty() || line.starts_with('#'))
}
