//! The grammar's parser, and what every part of building a tree needs.
//!
//! A [`Reader`] reads one item. It hands slices of the source to the grammar, allots the ids of
//! expressions and collects diagnostics. Places are those of the whole source whatever slice was
//! read: a node's text *is* a part of the source, so its place is where that part begins.

use pest::error::{ErrorVariant, InputLocation};

use crate::base::{Place, SourceId, Span};
use crate::diag::Diagnostic;

use super::super::ast::{Expr, ExprId, ExprKind, Name};
use super::super::nesting::{self, MAX_DEPTH};
use super::super::scan::{Scanner, Token};
use super::super::{faults, visit};
use super::grammar::{self, Rule};
use super::node::Node;

/// Why a slice could not be read.
#[derive(Clone, Debug)]
pub(super) struct Failure {
    /// What was read.
    pub(super) slice: Span,
    /// How far the text made sense.
    pub(super) at: usize,
    /// What could have stood there.
    pub(super) expected: Vec<Rule>,
    /// What it was read as.
    pub(super) goal: Rule,
    /// True if it nests too deep to be read at all.
    pub(super) too_deep: bool,
}

/// What stands behind an operand, one by one: the grammar looks ahead for all of it at once.
fn told_apart(mut expected: Vec<Rule>) -> Vec<Rule> {
    if expected.contains(&Rule::operator_ahead) {
        expected.retain(|rule| *rule != Rule::operator_ahead);
        expected.extend_from_slice(BEHIND_OPERAND);
    }
    expected
}

/// What [`Rule::operator_ahead`] looks for, as the grammar would tell of it.
const BEHIND_OPERAND: &[Rule] = &[
    Rule::kw_is,
    Rule::slip_comparison,
    Rule::op_eq,
    Rule::op_ne,
    Rule::op_le,
    Rule::op_ge,
    Rule::op_lt,
    Rule::op_gt,
    Rule::kw_in,
    Rule::kw_not,
    Rule::kw_matches,
    Rule::kw_and,
    Rule::kw_or,
    Rule::slip_logic,
    Rule::op_default,
    Rule::op_plus,
    Rule::op_minus,
    Rule::slip_assign,
];

/// Reads one item.
pub(super) struct Reader<'s> {
    pub(super) source: SourceId,
    pub(super) text: &'s str,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// The documentation that belongs to something.
    pub(super) docs: Vec<Span>,
    /// How many blocks of a broken rule are being taken apart.
    pub(super) blocks: usize,
    /// For each expression so far, how many levels it holds.
    depths: Vec<usize>,
    /// True once a tree was too deep: said once an item.
    too_deep: bool,
}

impl<'s> Reader<'s> {
    pub(super) fn new(source: SourceId, text: &'s str) -> Self {
        Self {
            source,
            text,
            diagnostics: Vec::new(),
            docs: Vec::new(),
            blocks: 0,
            depths: Vec::new(),
            too_deep: false,
        }
    }

    /// Reads `slice` as `goal`.
    pub(super) fn read(&self, goal: Rule, slice: Span) -> Result<Node<'s>, Failure> {
        if let Some(token) = nesting::too_deep(self.text, slice) {
            let at = token.start;
            return Err(Failure { slice, at, expected: Vec::new(), goal, too_deep: true });
        }
        let start = slice.range().start;
        let failure = |at, expected| Failure { slice, at, expected, goal, too_deep: false };
        let text = self.text.get(slice.range()).unwrap_or("");
        match grammar::nodes(goal, text) {
            Ok(all) => Node::outer(text, all.into()).ok_or_else(|| failure(start, Vec::new())),
            Err(error) => {
                let at = match error.location {
                    InputLocation::Pos(at) | InputLocation::Span((at, _)) => start + at,
                };
                let expected = match error.variant {
                    // A reserved word where only a name can stand is told as what must not be.
                    ErrorVariant::ParsingError { positives, .. } if positives.is_empty() => {
                        vec![Rule::name]
                    }
                    ErrorVariant::ParsingError { positives, .. } => told_apart(positives),
                    ErrorVariant::CustomError { .. } => Vec::new(),
                };
                Err(failure(at, expected))
            }
        }
    }

    /// Where a part of the source begins.
    pub(super) fn offset(&self, part: &str) -> usize {
        part.as_ptr().addr().saturating_sub(self.text.as_ptr().addr()).min(self.text.len())
    }

    /// Where `node` stands, without the blanks and comments behind it.
    pub(super) fn span(&self, node: &Node<'s>) -> Span {
        let last = node.last_str().trim_ascii_end();
        Span::new(self.offset(node.as_str()), self.offset(last) + last.len())
    }

    /// `span` in this source.
    pub(super) fn place(&self, span: Span) -> Place {
        Place::new(self.source, span)
    }

    /// What stands at `span`.
    pub(super) fn slice(&self, span: Span) -> &'s str {
        self.text.get(span.range()).unwrap_or("")
    }

    /// The tokens of `span`, comments left out.
    pub(super) fn tokens(&self, span: Span) -> impl Iterator<Item = Token> + use<'s> {
        let range = span.range();
        Scanner::new(self.text, range.start, range.end).filter(|token| !token.is_comment())
    }

    /// `span` without the blanks and comments at its ends.
    pub(super) fn trimmed(&self, span: Span) -> Span {
        let mut tokens = self.tokens(span);
        let Some(first) = tokens.next() else { return Span::at(span.range().start) };
        first.span().to(tokens.last().unwrap_or(first).span())
    }

    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// The word `node`.
    pub(super) fn name(&self, node: &Node<'s>) -> Name {
        Name { text: node.as_str().into(), span: self.span(node) }
    }

    /// A new expression. One that would make the tree too deep is reported and replaced.
    pub(super) fn expr(&mut self, span: Span, kind: ExprKind) -> Expr {
        let id = ExprId(u32::try_from(self.depths.len()).unwrap_or(u32::MAX));
        let mut expr = Expr { id, span, kind };
        let mut depth = 0;
        visit::children(&expr, &mut |child| {
            let inner = self.depths.get(child.id.0 as usize).copied().unwrap_or(0);
            depth = depth.max(inner + 1);
        });
        if depth > MAX_DEPTH {
            if !std::mem::replace(&mut self.too_deep, true) {
                self.diagnostics.push(faults::too_deep(Place::new(self.source, span)));
            }
            expr.kind = ExprKind::Error;
            depth = 0;
        }
        self.depths.push(depth);
        expr
    }

    /// An expression that could not be read; the reason has been reported.
    pub(super) fn error(&mut self, span: Span) -> Expr {
        self.expr(span, ExprKind::Error)
    }

    /// How many expressions there are.
    pub(super) fn expr_count(&self) -> u32 {
        u32::try_from(self.depths.len()).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Files are read item by item; the rule for whole files must say the same.
    #[test]
    fn the_grammar_reads_whole_files_too() {
        let text = include_str!("../../../../tests/lang/acme.sea");
        let file = grammar::nodes(Rule::file, text).expect("the example is read");
        let items = file.iter().filter(|node| {
            matches!(node.rule, Rule::import | Rule::param | Rule::rule_item | Rule::test)
        });
        assert_eq!(items.count(), 12);
        assert!(grammar::nodes(Rule::file, "let a = 1").is_err());
    }
}
