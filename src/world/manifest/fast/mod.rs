//! The plain block style, which nearly all manifests are written in, in one pass over the bytes.
//!
//! `yaml` reads all of YAML, event by event, and its parser looks at every character several times.
//! What people and their tools write needs little of that: keys and dashes at the head of a line,
//! texts of one line behind them. This reader knows that much and no more, and fills the same arena
//! with the same nodes. It never reports anything. Where it meets the first thing that it does not
//! know, or that is a fault, it gives the document up, and `yaml` reads it anew from its first byte: all
//! that can be refused is refused there, with the same words as ever.
//!
//! **What it knows.**
//!
//! | | |
//! | --- | --- |
//! | collections | mappings and sequences by indentation with spaces; sequences at their key's column; `- - a`, `- a: b`; collections in brackets that stay on one line |
//! | texts | plain and quoted ones, of one line or several; `''`, and of escapes `\"`, `\\`, `\/`, `\n`, `\t`, and the one that joins lines |
//! | block texts | `\|` and `>`, with `-`, `+` or neither; not with a digit |
//! | besides | empty values; comments; blank lines; a last line without an end |
//!
//! **What it gives up on** may be valid or not: anchors, aliases, tags, merges, `?`, directives, `...`, tabs and CR
//! outside of comments and of texts of one line, a root that is no block collection, plain keys that are no texts to kubectl
//! (`on:`, `80:`), keys that hold anything but printable ASCII or need decoding, long keys, a key twice, plain
//! texts with braces of a template, numbers that JSON does not know, and whatever passes a limit.
//!
//! **How it goes.** Every line begins with a column. The frames on the stack are the open collections
//! with theirs; those that are deeper than the line are closed. What stands there then is the next
//! item of a sequence, the next key of a mapping, or the value that a key or dash before has called
//! for (`pending`). A collection ends where the last thing in it ends, so that one number (`last`)
//! closes them all. Most lines are so short and simple that they are read at one go (`lines::simple`, over a
//! `window`); the others piece by piece.
//!
//! `tests/manifests/fast.rs` and the fuzz target `fast` hold the two readers against each other: tree,
//! spans, texts and faults.

mod block;
mod flow;
mod keys;
mod lines;
mod quoted;
mod window;

use crate::base::Span;

use super::limits::Limits;
use super::scalar::{self, Plain as Reading};
use super::tree::{Decoded, Node, NodeFlags, NodeId, NodeKind, QUOTED, Style, VERBATIM};
use keys::Keys;
use lines::{Plain, Simple, Stop};

/// Keys up to this length: YAML takes none that is longer than 1024 characters.
const LONGEST_KEY: usize = 1000;

/// What is used again from document to document.
#[derive(Debug, Default)]
pub(super) struct Arena {
    nodes: Vec<Node>,
    frames: Vec<Frame>,
    keys: Keys,
    noted: Vec<NodeId>,
    decoded: Decoded,
}

/// What was read of a document: its nodes, the texts that had to be decoded, and the keys that are noted.
#[derive(Debug)]
pub(super) struct Read {
    pub(super) nodes: Vec<Node>,
    pub(super) decoded: Decoded,
    pub(super) noted: Box<[NodeId]>,
}

/// Nodes, keys, and bytes of decoded texts, up to which the room for them is kept.
const KEPT: usize = 1 << 16;

/// Most manifests have a node for so many bytes, or for more.
const SPARSE: usize = 12;

/// Reads the document that stands in `text` at `span`, if it is as plain as that, has no fault and at
/// most `budget` nodes. No CR and no byte order mark may be in it.
pub(super) fn load(
    text: &str,
    span: Span,
    limits: &Limits,
    budget: usize,
    arena: &mut Arena,
) -> Option<Read> {
    let text = text.get(..span.end as usize)?;
    let bytes = text.as_bytes();
    let start = span.start as usize;
    let pending = None;
    let (line, at, last) = (start, start, start);
    let (nesting, longest) = (limits.nesting, limits.scalar);
    arena.nodes.reserve((span.len() / SPARSE).min(KEPT));
    let mut reader =
        Reader { text, bytes, line, at, pending, last, nesting, longest, budget, arena };
    let read = reader.document();
    let read = arena.take(read.is_some());
    (!read.nodes.is_empty()).then_some(read)
}

impl Arena {
    /// What was read, if that is all of a document, and the arena cleared for the next one.
    fn take(&mut self, whole: bool) -> Read {
        self.frames.clear();
        self.keys.clear();
        let (noted, decoded) = (self.noted.as_slice().into(), self.decoded.clone());
        self.noted.clear();
        self.decoded.clear(KEPT);
        self.nodes.truncate(if whole { self.nodes.len() } else { 0 });
        // Where there are many, they are given away with their room; else it is kept for the next ones.
        let mut nodes = match self.nodes.len() > KEPT {
            true => std::mem::take(&mut self.nodes),
            false => self.nodes.clone(),
        };
        nodes.shrink_to_fit();
        self.nodes.clear();
        self.nodes.shrink_to(KEPT);
        Read { nodes, decoded, noted }
    }
}

/// True for what is soon seen to be a text, whatever Kubernetes makes of plain ones: words for something
/// else are short, and begin as few others do.
#[inline]
fn is_soon_text(plain: &[u8]) -> bool {
    let (first, second) = match plain {
        [first, second, ..] => (*first, *second | 0x20),
        _ => return false,
    };
    first.is_ascii_alphabetic()
        && (plain.len() > "false".len()
            || !matches!(
                (first | 0x20, second),
                (b'n', b'u' | b'o')
                    | (b't', b'r')
                    | (b'f', b'a')
                    | (b'y', b'e')
                    | (b'o', b'n' | b'f')
            ))
}

/// An open collection.
#[derive(Clone, Copy, Debug)]
struct Frame {
    node: usize,
    kind: NodeKind,
    /// The column of its keys or dashes; of one in brackets, none that a line could have.
    column: usize,
    /// How many keys are open in the mappings around it.
    keys: usize,
}

/// The column of collections in brackets.
const IN_BRACKETS: usize = usize::MAX;

struct Reader<'a> {
    /// The text up to the document's end.
    text: &'a str,
    bytes: &'a [u8],
    /// Where the line begins.
    line: usize,
    at: usize,
    /// A key or a dash called for a value that is yet to come; if none comes, it is empty and stands
    /// here.
    pending: Option<usize>,
    /// One past the last byte of the last node.
    last: usize,
    /// Collections within collections, and bytes of a scalar.
    nesting: usize,
    longest: usize,
    /// Nodes that the document may have.
    budget: usize,
    arena: &'a mut Arena,
}

impl Reader<'_> {
    fn document(&mut self) -> Option<()> {
        while self.at < self.bytes.len() {
            match self.byte(self.at) {
                b' ' => self.at = lines::spaces(self.bytes, self.at),
                b'\n' => self.go_to_line(self.at + 1),
                b'#' => self.go_to_line(lines::end(self.bytes, self.at) + 1),
                _ => self.entry()?,
            }
        }
        while !self.arena.frames.is_empty() {
            self.pop()?;
        }
        Some(())
    }

    /// The byte at `at`. Every document ends its last line.
    #[inline]
    fn byte(&self, at: usize) -> u8 {
        lines::byte(self.bytes, at)
    }

    #[inline]
    fn go_to_line(&mut self, start: usize) {
        self.line = start;
        self.at = start;
    }

    /// What stands at the head of a line, behind its indentation: dashes, and a key or a text.
    fn entry(&mut self) -> Option<()> {
        loop {
            let column = self.at - self.line;
            if !(self.byte(self.at) == b'-' && lines::is_blank(self.bytes, self.at + 1)) {
                return self.key_or_text(column);
            }
            self.settle_for_item(column)?;
            self.pending = Some(self.at + 1);
            self.at = lines::spaces(self.bytes, self.at + 1);
            if matches!(self.byte(self.at), b'\n' | b'#') {
                return Some(());
            }
        }
    }

    fn key_or_text(&mut self, column: usize) -> Option<()> {
        let from = self.at;
        let first = self.byte(from);
        if first.is_ascii_alphabetic()
            && let Some(line) = lines::simple(self.bytes, self.line, from)
            && self.admits(line)
        {
            return self.simple(column, line);
        }
        if matches!(first, b'"' | b'\'') {
            let quoted = self.quoted(from)?;
            let colon = lines::spaces(self.bytes, quoted.end);
            let is_key = self.byte(colon) == b':' && lines::is_blank(self.bytes, colon + 1);
            if is_key && quoted.is_verbatim() {
                let style = quoted.style;
                return self.key(column, style, Span::new(from, quoted.end), colon);
            }
            self.is_called_for(column)?;
            return self.quoted_value(&quoted);
        }
        if lines::begins_plain(self.bytes, from) {
            let plain = lines::plain(self.bytes, from)?;
            if plain.stop == Stop::Colon {
                let span = Span::new(from, plain.end);
                return self.key(column, Style::Plain, span, plain.at);
            }
            self.is_called_for(column)?;
            return self.plain_value(from, plain);
        }
        self.is_called_for(column)?;
        self.value(from)
    }

    /// True for a line that needs no closer look: its key is a text, and what stands below does not go on
    /// with its value.
    #[inline]
    fn admits(&self, line: Simple) -> bool {
        let fits = |span: Span| span.len() <= self.longest;
        // The mapping that it may open, itself and its value.
        let room = self.arena.nodes.len() + 3 <= self.budget;
        let is_text = || self.bytes.get(line.key.range()).is_some_and(is_soon_text);
        room && fits(line.key) && line.value.is_none_or(fits) && is_text()
    }

    /// A line that is such a key at `column`, with its value or without.
    #[inline]
    fn simple(&mut self, column: usize, line: Simple) -> Option<()> {
        let going = self.arena.frames.last().filter(|top| {
            top.column == column && top.kind == NodeKind::Mapping && self.pending.is_none()
        });
        let first = match going {
            Some(top) => top.keys,
            None => {
                self.settle_for_key(column)?;
                self.arena.frames.last()?.keys
            }
        };
        self.add_text(first, line.key)?;
        let node = |span: Span| {
            let (kind, style) = (NodeKind::Scalar, Style::Plain);
            Node { span, link: VERBATIM, kind, style, flags: NodeFlags::default() }
        };
        match line.value {
            Some(value) => {
                self.arena.nodes.extend_from_slice(&[node(line.key), node(value)]);
                self.last = value.end as usize;
            }
            None => {
                self.arena.nodes.push(node(line.key));
                self.last = line.key.end as usize;
                self.pending = Some(self.last + 1);
            }
        }
        (self.line, self.at) = (line.next, line.text);
        Some(())
    }

    /// Something that is no entry stands at `column`: it is the value of what stands before it.
    fn is_called_for(&self, column: usize) -> Option<()> {
        let top = self.arena.frames.last()?;
        (self.pending.is_some() && top.column < column).then_some(())
    }

    /// Closes what a dash at `column` ends, and opens the sequence that it is the first of.
    fn settle_for_item(&mut self, column: usize) -> Option<()> {
        loop {
            let Some(top) = self.arena.frames.last() else { return self.root(NodeKind::Sequence) };
            if top.column > column {
                self.pop()?;
                continue;
            }
            if top.column == column && top.kind == NodeKind::Sequence {
                return self.empty_value();
            }
            self.pending.take()?;
            return self.open(NodeKind::Sequence, Style::Block, column, self.at);
        }
    }

    /// Closes what a key at `column` ends, and opens the mapping that it is the first of.
    #[inline(always)]
    fn settle_for_key(&mut self, column: usize) -> Option<()> {
        loop {
            let Some(top) = self.arena.frames.last() else { return self.root(NodeKind::Mapping) };
            if top.column < column {
                self.pending.take()?;
                return self.open(NodeKind::Mapping, Style::Block, column, self.at);
            }
            if top.column == column && top.kind == NodeKind::Mapping {
                return self.empty_value();
            }
            self.pop()?;
        }
    }

    fn root(&mut self, kind: NodeKind) -> Option<()> {
        if !self.arena.nodes.is_empty() {
            return None;
        }
        self.open(kind, Style::Block, self.at - self.line, self.at)
    }

    #[inline]
    fn key(&mut self, column: usize, style: Style, span: Span, colon: usize) -> Option<()> {
        self.settle_for_key(column)?;
        // What a line of dots means, another reader may know.
        if column == 0 && style == Style::Plain && self.text.get(span.range())?.starts_with("...") {
            return None;
        }
        self.add_key(style, span)?;
        self.pending = Some(colon + 1);
        let at = lines::spaces(self.bytes, colon + 1);
        if matches!(self.byte(at), b'\n' | b'#') {
            self.at = at;
            return Some(());
        }
        self.value(at)
    }

    /// Adds a key to the innermost mapping, if it is a text and not there yet.
    #[inline]
    fn add_key(&mut self, style: Style, span: Span) -> Option<()> {
        let plain = style == Style::Plain;
        let inner = if plain { span } else { super::tree::within_quotes(span) };
        let bytes = self.bytes.get(inner.range())?;
        // No plain text has a tab.
        let tabs = || !plain && bytes.contains(&b'\t');
        if bytes.len() > LONGEST_KEY || !bytes.is_ascii() || tabs() {
            return None;
        }
        if plain && !is_soon_text(bytes) {
            let text = self.text.get(inner.range())?;
            if text == "<<" || scalar::resolve(text) != Reading::Text {
                return None;
            }
        }
        let first = self.arena.frames.last()?.keys;
        self.add_text(first, inner)?;
        self.scalar(style, span, if style == Style::Plain { VERBATIM } else { QUOTED })
    }

    /// Adds a key's text to the mapping whose keys begin with the `first`-th, if it is not there yet.
    #[inline(always)]
    fn add_text(&mut self, first: usize, text: Span) -> Option<()> {
        if self.arena.keys.add(first, self.bytes, text)? {
            self.arena.noted.push(NodeId(Span::at(self.arena.nodes.len()).start));
        }
        Some(())
    }

    /// The value that begins at `from`, and the rest of its last line.
    fn value(&mut self, from: usize) -> Option<()> {
        match self.byte(from) {
            b'"' | b'\'' => {
                let quoted = self.quoted(from)?;
                self.quoted_value(&quoted)
            }
            b'|' | b'>' => self.block(from),
            b'[' | b'{' => {
                let end = self.flow(from)?;
                self.pending = None;
                self.rest_of_line(end)
            }
            _ if lines::begins_plain(self.bytes, from) => {
                let plain = lines::plain(self.bytes, from)?;
                self.plain_value(from, plain)
            }
            _ => None,
        }
    }

    /// A plain text, and the lines that go on with it.
    #[inline]
    fn plain_value(&mut self, from: usize, plain: Plain) -> Option<()> {
        let end = match plain.stop {
            Stop::Colon => return None,
            Stop::Comment => {
                self.go_to_line(lines::end(self.bytes, plain.at) + 1);
                plain.end
            }
            Stop::Line => {
                self.go_to_line(plain.at + 1);
                let breaks = self.next_text();
                if self.goes_on() {
                    return self.folded_plain(from, plain, breaks);
                }
                plain.end
            }
        };
        if matches!(self.byte(from), b'.' | b'+' | b'-') {
            let text = self.text.get(from..end)?;
            if scalar::resolve(text) == Reading::Unbounded {
                return None;
            }
        }
        self.pending = None;
        self.scalar(Style::Plain, Span::new(from, end), VERBATIM)
    }

    /// Goes to the next line that is not blank, behind its indentation. Returns how many line ends
    /// were passed, the one before included.
    #[inline]
    fn next_text(&mut self) -> usize {
        let mut breaks = 1;
        loop {
            self.at = lines::spaces(self.bytes, self.at);
            if self.at >= self.bytes.len() || self.byte(self.at) != b'\n' {
                return breaks;
            }
            breaks += 1;
            self.go_to_line(self.at + 1);
        }
    }

    /// True if the line goes on with the text before it: it is deeper than the collection that the text
    /// is in.
    #[inline]
    fn goes_on(&self) -> bool {
        let column = self.at - self.line;
        self.at < self.bytes.len()
            && self.arena.frames.last().is_some_and(|top| top.column < column)
            && self.byte(self.at) != b'#'
    }

    fn folded_plain(&mut self, from: usize, first: Plain, breaks: usize) -> Option<()> {
        let base = self.arena.decoded.begin();
        self.arena.decoded.add(self.text.get(from..first.end)?);
        let mut breaks = breaks;
        let mut end;
        loop {
            self.arena.decoded.fold(breaks);
            let plain = lines::plain(self.bytes, self.at)?;
            self.arena.decoded.add(self.text.get(self.at..plain.end)?);
            end = plain.end;
            match plain.stop {
                Stop::Colon => return None,
                Stop::Comment => {
                    self.go_to_line(lines::end(self.bytes, plain.at) + 1);
                    break;
                }
                Stop::Line => self.go_to_line(plain.at + 1),
            }
            breaks = self.next_text();
            if !self.goes_on() {
                break;
            }
        }
        self.decoded_scalar(Style::Plain, Span::new(from, end), base)
    }

    /// Nothing but a comment may stand behind a value.
    fn rest_of_line(&mut self, end: usize) -> Option<()> {
        let at = lines::spaces(self.bytes, end);
        match self.byte(at) {
            b'\n' => self.go_to_line(at + 1),
            b'#' if at > end => self.go_to_line(lines::end(self.bytes, at) + 1),
            _ => return None,
        }
        Some(())
    }

    /// Adds the value whose text was decoded from `base` on.
    fn decoded_scalar(&mut self, style: Style, span: Span, base: usize) -> Option<()> {
        if self.arena.decoded.len() - base > self.longest {
            return None;
        }
        let link = self.arena.decoded.end();
        self.pending = None;
        self.scalar(style, span, link)
    }

    #[inline]
    fn scalar(&mut self, style: Style, span: Span, link: u32) -> Option<()> {
        if span.len() > self.longest {
            return None;
        }
        self.last = span.end as usize;
        let (kind, flags) = (NodeKind::Scalar, NodeFlags::default());
        self.push(Node { span, link, kind, style, flags })
    }

    #[inline]
    fn push(&mut self, node: Node) -> Option<()> {
        let fits = self.arena.nodes.len() < self.budget;
        fits.then(|| self.arena.nodes.push(node))
    }

    fn open(&mut self, kind: NodeKind, style: Style, column: usize, start: usize) -> Option<()> {
        if self.arena.frames.len() >= self.nesting {
            return None;
        }
        let (node, keys) = (self.arena.nodes.len(), self.arena.keys.len());
        self.arena.frames.push(Frame { node, kind, column, keys });
        let (span, flags) = (Span::at(start), NodeFlags::default());
        self.push(Node { span, link: 0, kind, style, flags })
    }

    /// The value that was called for and did not come.
    #[inline]
    fn empty_value(&mut self) -> Option<()> {
        self.pending.take().map_or(Some(()), |at| self.scalar(Style::Plain, Span::at(at), VERBATIM))
    }

    /// Closes the innermost collection where the last thing in it ends.
    #[inline]
    fn pop(&mut self) -> Option<()> {
        self.empty_value()?;
        let frame = self.arena.frames.pop()?;
        let next = Span::at(self.arena.nodes.len()).start;
        if let Some(node) = self.arena.nodes.get_mut(frame.node) {
            node.span = Span::new(node.span.start as usize, self.last);
            node.link = next;
        }
        self.arena.keys.leave(frame.keys, self.bytes)
    }
}
