//! Comments, found when somebody wants them.
//!
//! Nothing of them is kept while a document is read: a file of nothing but comments would cost more
//! memory than one of values. What is between the scalars of a tree is signs, blanks and comments,
//! so the comments can be told at any time.

use crate::base::{Source, Span};

use super::document::{Content, Document};
use super::tree::{NodeFlags, NodeId, NodeKind, Style, Tree};

/// A comment of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Comment {
    /// From its `#` to the end of the line.
    pub span: Span,
    /// How it stands to what is around it.
    pub placement: Placement,
}

/// Where a comment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placement {
    /// On a line of its own.
    OwnLine,
    /// Behind something on the same line.
    Trailing,
}

impl Document {
    /// The comments of the document, in order; `source` is its file's. None of a document that was
    /// refused, for it is not known what in it is a comment.
    pub fn comments(&self, source: &Source) -> Vec<Comment> {
        match &self.content {
            Content::Tree(tree) => within(tree, NodeId::ROOT, self.span),
            Content::Empty => between(source, self.span, std::iter::empty()),
            Content::Refused | Content::Template => Vec::new(),
        }
    }
}

/// The comments that stand in `span`, where nothing but `top` is written.
pub(super) fn within(tree: &Tree, top: NodeId, span: Span) -> Vec<Comment> {
    let written = tree.subtree(top).filter(|node| {
        tree.kind(*node) == NodeKind::Scalar && !tree.flags(*node).has(NodeFlags::ALIASED)
    });
    // A block scalar may have a comment behind its sign; only the lines below are text.
    let text_of = |node| {
        let span = tree.span(node);
        match tree.style(node) {
            Style::Literal | Style::Folded => {
                let header = tree.source().slice(span).find(['\n', '\r']).unwrap_or(span.len());
                Span::new(span.start as usize + header, span.end as usize)
            }
            _ => span,
        }
    };
    let inside = written.map(text_of).filter(|text| span.contains(*text));
    between(tree.source(), span, inside)
}

/// The comments in `span` that are in none of `texts`, which are in order.
fn between(source: &Source, span: Span, texts: impl Iterator<Item = Span>) -> Vec<Comment> {
    let mut found = Vec::new();
    let mut at = span.start as usize;
    for text in texts.chain([Span::at(span.end as usize)]) {
        gap(source.text(), at, text.start as usize, &mut found);
        at = at.max(text.end as usize);
    }
    found
}

fn gap(text: &str, mut at: usize, end: usize, found: &mut Vec<Comment>) {
    while let Some(start) = text.get(at..end).and_then(|gap| gap.find('#')).map(|n| at + n) {
        let line =
            text.get(..start).map_or(0, |before| before.rfind(['\n', '\r']).map_or(0, |n| n + 1));
        let before = text.get(line..start).unwrap_or("");
        if !before.is_empty() && !before.ends_with([' ', '\t']) {
            at = start + 1;
            continue;
        }
        let rest = text.get(start..).unwrap_or("");
        let rest =
            rest.get(..rest.find(['\n', '\r']).unwrap_or(rest.len())).unwrap_or("").trim_end();
        let own = before.trim_start_matches('\u{feff}').trim().is_empty();
        let placement = if own { Placement::OwnLine } else { Placement::Trailing };
        found.push(Comment { span: Span::new(start, start + rest.len()), placement });
        at = start + rest.len();
    }
}
