//! What every reader of manifests must see to, whatever it reads: keys, merges, aliases, limits.
//!
//! A reader (YAML, JSON, a faster one to come) names what it meets in the order it is written;
//! the assembler fills the [`Builder`] and holds each node against what kubectl would make of it.
//! After a fault it goes on, so that a document's faults are reported together; after a limit is
//! passed it has [`stopped`](Assembler::stopped), and takes nothing more.

use std::borrow::Cow;

use crate::base::{Place, Span};

use super::builder::{Builder, Cuts};
use super::fault::{self, Collision, Faults};
use super::keys;
use super::limits::Limits;
use super::scalar::{self, Plain};
use super::tree::{NodeFlags, NodeId, NodeKind, Style, Tree};

/// An alias names a text again without copying it, but whoever reads the tree reads the text again: so
/// many bytes of it count as a node.
const TEXT_OF_A_NODE: usize = 64;

/// What the reader says of a scalar's tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tagged {
    /// None: the style decides.
    No,
    /// It says that the scalar is text.
    Text,
    /// It says that a plain `<<` merges.
    Merge,
}

/// An open collection.
#[derive(Clone, Copy, Debug)]
struct Frame {
    node: NodeId,
    kind: NodeKind,
    /// One past the last byte of the last thing in it.
    end: usize,
    /// Of a mapping: the next node is a key.
    expects_key: bool,
    /// Of a mapping: the `<<` that it has.
    merge: Option<Span>,
    /// Of a mapping: the next node is the value of this `<<`.
    merging: Option<Span>,
}

/// An anchor. They are kept in the order of their nodes.
#[derive(Clone, Copy, Debug)]
struct Anchor {
    node: NodeId,
    /// The node went when a merge was expanded; `node` is one before it.
    gone: bool,
    span: Span,
}

/// Fills one document's tree.
#[derive(Debug)]
pub(super) struct Assembler<'l> {
    builder: Builder,
    frames: Vec<Frame>,
    anchors: Vec<Anchor>,
    faults: Faults,
    limits: &'l Limits,
    /// Nodes that the document may have, and those that it has taken beside the ones in its tree:
    /// what merges moved or dropped, and the texts that aliases named again.
    budget: usize,
    spent: usize,
    file_budget: usize,
    stopped: bool,
}

impl<'l> Assembler<'l> {
    /// Fills `builder` with at most `budget` nodes, of the `file_budget` that the file may have.
    pub(super) fn new(
        builder: Builder,
        limits: &'l Limits,
        budget: usize,
        file_budget: usize,
    ) -> Self {
        let (frames, anchors, faults) = (Vec::new(), Vec::new(), Faults::default());
        let (spent, stopped) = (0, false);
        Self { builder, frames, anchors, faults, limits, budget, spent, file_budget, stopped }
    }

    /// How much of its budget the document has taken.
    pub(super) fn taken(&self) -> usize {
        self.builder.len().saturating_add(self.spent)
    }

    /// True once a limit was passed: nothing is taken any more.
    pub(super) fn stopped(&self) -> bool {
        self.stopped
    }

    /// The place of `span`.
    pub(super) fn place(&self, span: Span) -> Place {
        Place::new(self.builder.so_far().source_id(), span)
    }

    /// The character at `start`: a sign, or the first of a block mapping's key.
    fn sign_at(&self, start: usize) -> Place {
        let rest = self.builder.so_far().source().from(Span::at(start).start);
        let width = rest.chars().next().map_or(0, char::len_utf8);
        self.place(Span::new(start, start + width))
    }

    /// Keeps what the reader has found itself.
    pub(super) fn fault(&mut self, fault: crate::diag::Diagnostic) {
        self.faults.add(fault);
    }

    /// True if the next node is a key.
    pub(super) fn expects_key(&self) -> bool {
        self.frames.last().is_some_and(|frame| frame.expects_key)
    }

    /// Opens a collection that begins at `start`.
    pub(super) fn open(&mut self, kind: NodeKind, style: Style, start: usize) {
        if !self.room_for(1, Span::at(start)) {
            return;
        }
        if self.frames.len() >= self.limits.nesting {
            return self.stop(fault::too_deep(self.sign_at(start), self.limits.nesting));
        }
        if self.expects_key() {
            let what = if kind == NodeKind::Mapping { "a mapping" } else { "a list" };
            self.fault(fault::odd_key(self.sign_at(start), what));
        }
        let node = self.builder.open(kind, style, start);
        let expects_key = kind == NodeKind::Mapping;
        let (merge, merging) = (None, None);
        self.frames.push(Frame { node, kind, end: start, expects_key, merge, merging });
    }

    /// Closes the innermost collection: at `end`, or where the last thing in it ends.
    pub(super) fn close(&mut self, end: Option<usize>) {
        if self.stopped {
            return;
        }
        let Some(frame) = self.frames.pop() else { return };
        let end = end.unwrap_or(frame.end);
        self.builder.close(end);
        if frame.kind == NodeKind::Mapping {
            self.check_keys(frame);
        }
        self.done(frame.node, end);
    }

    /// Adds a scalar. `decoded` is its text where that is not the bytes of `span`.
    pub(super) fn scalar(
        &mut self,
        style: Style,
        span: Span,
        decoded: Option<&str>,
        tagged: Tagged,
    ) {
        if !self.room_for(1, span) {
            return;
        }
        let length = decoded.map_or(span.len(), str::len);
        if length > self.limits.scalar {
            let place = self.place(Span::at(span.start as usize));
            return self.stop(fault::scalar_too_long(place, length, self.limits.scalar));
        }
        let plain = style == Style::Plain && tagged != Tagged::Text;
        let key = self.expects_key();
        let node = if plain { self.plain(span, decoded, key, tagged) } else { None };
        let Some(node) = node.or_else(|| self.verbatim(style, span, decoded, plain && key)) else {
            return;
        };
        if tagged == Tagged::Text {
            self.builder.flag(node, NodeFlags::TAGGED_TEXT);
        }
        if key {
            self.check_seen(node);
        }
        self.done(node, span.end as usize);
    }

    /// A plain scalar that is not simply the text it is: a merge, a key with another text in
    /// JSON, a number that JSON does not know. Nothing where it is, or where a merge begins.
    fn plain(
        &mut self,
        span: Span,
        decoded: Option<&str>,
        key: bool,
        tagged: Tagged,
    ) -> Option<NodeId> {
        let text = decoded.unwrap_or_else(|| self.builder.so_far().source().slice(span));
        if !key {
            if scalar::resolve(text) == Plain::Unbounded {
                let fault = fault::unbounded(self.place(span), text);
                self.fault(fault);
            }
            return None;
        }
        if text == "<<" || tagged == Tagged::Merge {
            return None;
        }
        match scalar::key(text) {
            Ok(None) => None,
            Ok(Some(text)) => Some(self.builder.scalar(Style::Plain, span, Some(&text))),
            Err(what) => {
                let what = match what {
                    Plain::Null => Cow::Borrowed("null"),
                    _ => Cow::Owned(format!("`{text}`")),
                };
                self.fault(fault::odd_key(self.place(span), &what));
                None
            }
        }
    }

    /// Adds a scalar as it is; a plain key `<<` begins a merge instead.
    fn verbatim(
        &mut self,
        style: Style,
        span: Span,
        decoded: Option<&str>,
        plain_key: bool,
    ) -> Option<NodeId> {
        let text = decoded.unwrap_or_else(|| self.builder.so_far().source().slice(span));
        if plain_key && text == "<<" {
            self.begin_merge(span);
            return None;
        }
        Some(self.builder.scalar(style, span, decoded))
    }

    /// Names the node that was added last, or nothing if `gone`.
    pub(super) fn anchor(&mut self, id: usize, gone: bool, span: Span) {
        let node = NodeId(Span::at(self.builder.len().saturating_sub(1)).start);
        let unnamed = Anchor { node, gone: true, span };
        if self.anchors.len() <= id {
            self.anchors.resize(id + 1, unnamed);
        }
        if let Some(slot) = self.anchors.get_mut(id) {
            *slot = Anchor { node, gone, span };
        }
    }

    /// How many nodes there are.
    pub(super) fn len(&self) -> usize {
        self.builder.len()
    }

    /// Adds a copy of what anchor `id` names, for the alias `*name` at `site`.
    pub(super) fn alias(&mut self, id: usize, name: &str, site: Span) {
        let Some(anchor) = self.anchors.get(id).copied() else { return self.placeholder(site) };
        if anchor.gone {
            self.fault(fault::anchor_in_merge(self.place(site), self.place(anchor.span)));
            return self.placeholder(site);
        }
        let target = anchor.node;
        if self.frames.iter().any(|frame| frame.node == target) {
            let (alias, anchor) = (self.place(site), self.place(anchor.span));
            self.fault(fault::alias_to_itself(name, alias, anchor));
            return self.placeholder(site);
        }
        let nodes = self.builder.size(target);
        if !self.room_for(nodes, site) {
            return;
        }
        let copied = self.builder.so_far().weigh(target);
        self.spent = self.spent.saturating_add(copied.text / TEXT_OF_A_NODE);
        if !self.room_for(nodes, site) {
            return;
        }
        if self.frames.len() + copied.depth > self.limits.nesting {
            return self.stop(fault::too_deep(self.place(site), self.limits.nesting));
        }
        let key = self.expects_key();
        let is_scalar = self.builder.so_far().kind(target) == NodeKind::Scalar;
        let key_text = if key { self.key_text_of(target, site) } else { None };
        let node = match (key && is_scalar, key_text) {
            (true, Some(text)) => {
                let node = self.builder.copy(target, site, NodeFlags::ALIASED);
                self.builder.retext(node, &text);
                node
            }
            _ => self.builder.copy(target, site, NodeFlags::ALIASED),
        };
        if key {
            self.check_seen(node);
        }
        self.done(node, site.end as usize);
    }

    /// The text that an aliased scalar has as a key, where that is another; faults if it has none.
    fn key_text_of(&mut self, target: NodeId, site: Span) -> Option<String> {
        let tree = self.builder.so_far();
        if tree.kind(target) != NodeKind::Scalar {
            self.fault(fault::odd_key(self.place(site), "a mapping or a list"));
            return None;
        }
        if tree.text_value(target).is_some() {
            return None;
        }
        match scalar::key(tree.text(target)) {
            Ok(text) => text,
            Err(_) => {
                self.fault(fault::odd_key(self.place(site), "null"));
                None
            }
        }
    }

    /// Stands for a node that could not be read, so that keys and values stay apart. Only for
    /// documents that are refused.
    pub(super) fn placeholder(&mut self, span: Span) {
        if self.room_for(1, span) {
            let node = self.builder.scalar(Style::Plain, span, None);
            self.done(node, span.end as usize);
        }
    }

    /// The tree, if there was no fault, and all that was found.
    pub(super) fn finish(mut self) -> (Option<Tree>, Vec<crate::diag::Diagnostic>) {
        while !self.frames.is_empty() && !self.stopped {
            self.close(None);
        }
        let tree = if self.faults.refused() { None } else { Some(self.builder.finish()) };
        (tree, self.faults.finish())
    }

    /// True while the document has no fault.
    pub(super) fn is_sound(&self) -> bool {
        !self.faults.refused()
    }

    fn stop(&mut self, fault: crate::diag::Diagnostic) {
        self.faults.end(fault);
        self.stopped = true;
    }

    fn room_for(&mut self, nodes: usize, at: Span) -> bool {
        if self.stopped {
            return false;
        }
        if self.taken().saturating_add(nodes) <= self.budget {
            return true;
        }
        let place = self.place(at);
        self.stop(fault::too_many_nodes(place, self.file_budget, nodes > 1));
        false
    }

    /// A node is complete: it was a key, a value, an item, or what a merge merges.
    fn done(&mut self, node: NodeId, end: usize) {
        let Some(frame) = self.frames.last_mut() else { return };
        frame.end = frame.end.max(end);
        if frame.kind != NodeKind::Mapping {
            return;
        }
        let merging = frame.merging.take();
        frame.expects_key = !frame.expects_key;
        if let Some(merge) = merging {
            self.expand(node, merge);
        }
    }

    fn check_seen(&mut self, key: NodeId) {
        let tree = self.builder.so_far();
        if let Some(c) = tree.text(key).chars().find(|c| keys::invisible(*c)) {
            let leads = c.is_whitespace() && tree.text(key).starts_with(c);
            let lint = fault::invisible_key(tree.place(key), c, leads);
            self.fault(lint);
        }
    }

    fn check_keys(&mut self, frame: Frame) {
        let clashes = keys::clashes(self.builder.so_far(), frame.node);
        let tree = self.builder.so_far();
        let mut faults = Vec::new();
        let second =
            (frame.node == NodeId::ROOT).then(|| second_document(tree, &clashes)).flatten();
        if let Some((first, again)) = second {
            return self.fault(fault::second_document(tree.place(again), tree.place(first)));
        }
        for (first, again) in clashes.written.iter().take(fault::MOST) {
            let text = tree.text(*again);
            faults.push(fault::duplicate(text, tree.place(*first), tree.place(*again)));
        }
        if !clashes.merged_over.is_empty() {
            let few = clashes.merged_over.iter().take(fault::LABELLED);
            let names: Vec<&str> = few.clone().map(|(key, _)| tree.text(*key)).collect();
            let places: Vec<Collision> = few
                .map(|(written, merged)| Collision {
                    written: tree.place(*written),
                    merged: tree.place(*merged),
                })
                .collect();
            let merge = self.place(frame.merge.unwrap_or_default());
            let count = clashes.merged_over.len();
            faults.push(fault::merge_collision(&names, &places, count, merge));
        }
        for fault in faults {
            self.fault(fault);
        }
        self.faults.count(clashes.written.len().saturating_sub(fault::MOST));
        self.give_way(frame.node, &clashes.overridden);
    }

    /// Takes merged entries that are written out of their mapping, the last collection closed.
    fn give_way(&mut self, mapping: NodeId, overridden: &[NodeId]) {
        let Some(first) = overridden.first() else { return };
        let tree = self.builder.so_far();
        let end_of = |key: &NodeId| (key.0, tree.end(NodeId(key.0 + 1)));
        let cuts = Cuts::new(overridden.iter().map(end_of));
        self.spent += self.builder.len().saturating_sub(first.0 as usize);
        self.builder.prune(mapping, &cuts);
        self.room_for(0, self.builder.so_far().span(mapping));
        let touched = |anchor: &&mut Anchor| anchor.node >= *first;
        for anchor in self.anchors.iter_mut().rev().take_while(touched) {
            let moved = cuts.moved(anchor.node.0);
            anchor.gone |= moved.is_none();
            anchor.node = NodeId(moved.unwrap_or(mapping.0));
        }
    }

    fn begin_merge(&mut self, span: Span) {
        let Some(frame) = self.frames.last_mut() else { return };
        frame.expects_key = false;
        frame.merging = Some(span);
        frame.end = frame.end.max(span.end as usize);
        if let Some(first) = frame.merge.replace(span) {
            let (first, second) = (self.place(first), self.place(span));
            self.fault(fault::second_merge(first, second));
        }
    }

    /// Puts the entries of a merge's value where the value stands. Of several mappings the first
    /// that has a key wins, as it does for kubectl.
    fn expand(&mut self, value: NodeId, merge: Span) {
        let tree = self.builder.so_far();
        let Some(sources) = merge_sources(tree, value) else {
            let fault = fault::merge_of_other(self.place(merge), tree.place(value));
            self.fault(fault);
            return self.replant(value, &[]);
        };
        let several = sources.len() > 1;
        let mut seen = std::collections::HashSet::new();
        let mut kept = Vec::new();
        for (key, value) in sources.iter().flat_map(|source| tree.entries(*source)) {
            if !several || seen.insert(tree.text(key)) {
                kept.push((key.0, tree.end(value)));
            }
        }
        self.replant(value, &kept);
        self.room_for(0, merge);
    }

    fn replant(&mut self, value: NodeId, kept: &[(u32, u32)]) {
        let before = self.builder.len();
        let moved = self.builder.replant(value, kept, NodeFlags::MERGED);
        // What is dropped was copied; what stays was moved, which is less, but merges nest.
        let stays = self.builder.len().saturating_sub(value.0 as usize);
        self.spent += before.saturating_sub(self.builder.len()) + stays / 8;
        let touched = |anchor: &&mut Anchor| anchor.node.0 >= value.0;
        for anchor in self.anchors.iter_mut().rev().take_while(touched) {
            let old = anchor.node.0;
            let at = kept.partition_point(|(first, _)| *first <= old);
            let entry = at.checked_sub(1).and_then(|at| kept.get(at).zip(moved.get(at)));
            match entry.filter(|((_, end), _)| old < *end) {
                Some(((first, _), to)) => anchor.node = NodeId(old - first + to),
                None => {
                    anchor.node = NodeId(value.0.saturating_sub(1));
                    anchor.gone = true;
                }
            }
        }
    }
}

/// Where another object begins in the same mapping: its `apiVersion` or `kind`, and those before.
fn second_document(tree: &Tree, clashes: &keys::Clashes) -> Option<(NodeId, NodeId)> {
    let again = |name| clashes.written.iter().find(|(_, again)| tree.text(*again) == name);
    let (api, kind) = (again("apiVersion")?, again("kind")?);
    Some(if api.1 < kind.1 { *api } else { *kind })
}

/// The mappings that a merge's value stands for: itself, or its items. kubectl takes no list that
/// is named by an alias.
fn merge_sources(tree: &Tree, value: NodeId) -> Option<Vec<NodeId>> {
    let sources: Vec<NodeId> = match tree.kind(value) {
        NodeKind::Mapping => vec![value],
        NodeKind::Sequence if !tree.flags(value).has(NodeFlags::ALIASED) => {
            tree.items(value).collect()
        }
        _ => return None,
    };
    sources.iter().all(|source| tree.kind(*source) == NodeKind::Mapping).then_some(sources)
}
