//! A row of operands and operators, folded into a tree.
//!
//! Plain precedence climbing, one function a level, loosest first: `or`, `and`, `not`,
//! comparison, `??`, `+ -`. Chains of one operator are one node; so `a and b and c` nests no
//! deeper than `a and b`.

use std::collections::VecDeque;

use crate::base::Span;

use super::super::ast::{Asked, CompareOp, Expr, ExprKind};
use super::super::faults;
use super::reader::Reader;

/// An infix operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    /// `or`.
    Or,
    /// `and`.
    And,
    /// `==` and its like.
    Compare(CompareOp),
    /// `not matches`, which is a slip.
    NotMatches,
    /// `??`.
    Default,
    /// `+`.
    Plus,
    /// `-`.
    Minus,
}

/// A part of a row.
#[derive(Debug)]
pub(super) enum Step {
    /// `not`, before an operand.
    Not(Span),
    /// An operand.
    Operand(Expr),
    /// An operator between operands.
    Infix(Operator, Span),
    /// `is present` behind an operand; true if what it says is to be negated.
    Is(Asked, bool, Span),
}

/// Operands and operators as they were written.
#[derive(Debug, Default)]
pub(super) struct Row {
    steps: VecDeque<Step>,
}

impl Row {
    pub(super) fn push(&mut self, step: Step) {
        self.steps.push_back(step);
    }

    /// The tree of the row, which stands at `span`.
    pub(super) fn fold(mut self, reader: &mut Reader<'_>, span: Span) -> Expr {
        let folded = self.disjunction(reader, span);
        if self.steps.is_empty() { folded } else { reader.error(span) }
    }

    /// Takes the next step if it is one of these operators.
    fn next_infix(&mut self, wanted: impl Fn(Operator) -> bool) -> Option<(Operator, Span)> {
        match self.steps.front() {
            Some(&Step::Infix(operator, at)) if wanted(operator) => {
                self.steps.pop_front();
                Some((operator, at))
            }
            _ => None,
        }
    }

    /// `a or b or c`, each an `and` chain. The two mixed are reported with both readings.
    fn disjunction(&mut self, reader: &mut Reader<'_>, span: Span) -> Expr {
        let mut groups = vec![vec![self.negation(reader, span)]];
        let mut signs = Vec::new();
        while let Some((operator, at)) =
            self.next_infix(|o| matches!(o, Operator::Or | Operator::And))
        {
            let operand = self.negation(reader, span);
            signs.push((operator, at));
            match groups.last_mut() {
                Some(group) if operator == Operator::And => group.push(operand),
                _ => groups.push(vec![operand]),
            }
        }
        let mixed = groups.len() > 1 && groups.iter().any(|group| group.len() > 1);
        if mixed {
            let diagnostic = mixed_logic(reader, &groups, &signs, span);
            reader.report(diagnostic);
        }
        let parts: Vec<Expr> =
            groups.into_iter().map(|group| chain(reader, group, ExprKind::And)).collect();
        chain(reader, parts, ExprKind::Or)
    }

    /// `not a`, where `a` is a comparison.
    fn negation(&mut self, reader: &mut Reader<'_>, span: Span) -> Expr {
        let mut signs = Vec::new();
        while let Some(&Step::Not(at)) = self.steps.front() {
            self.steps.pop_front();
            signs.push(at);
        }
        let mut expr = self.comparison(reader, span);
        for at in signs.into_iter().rev() {
            let span = at.to(expr.span);
            expr = reader.expr(span, ExprKind::Not(Box::new(expr)));
        }
        expr
    }

    /// `a == b`, `a is present`; a second comparison behind it is reported.
    fn comparison(&mut self, reader: &mut Reader<'_>, span: Span) -> Expr {
        let mut expr = self.default(reader, span);
        let mut compared: Option<(Span, Span, Span)> = None;
        loop {
            let left = expr.span;
            let (at, right, next) = match self.steps.front() {
                Some(Step::Is(..)) => {
                    let Some(Step::Is(asked, negated, at)) = self.steps.pop_front() else { break };
                    let whole = left.to(at);
                    let kind = ExprKind::Is(Box::new(expr), asked);
                    (at, at, negate(reader, whole, kind, negated))
                }
                Some(&Step::Infix(
                    operator @ (Operator::Compare(_) | Operator::NotMatches),
                    at,
                )) => {
                    self.steps.pop_front();
                    let op = match operator {
                        Operator::Compare(op) => op,
                        _ => CompareOp::Matches,
                    };
                    let right = self.default(reader, span);
                    let (whole, right_span) = (left.to(right.span), right.span);
                    let (left, right) = (Box::new(expr), Box::new(right));
                    let kind = ExprKind::Compare { op, op_span: at, left, right };
                    (at, right_span, negate(reader, whole, kind, operator == Operator::NotMatches))
                }
                _ => break,
            };
            expr = next;
            if let Some((first, first_at, middle)) = compared {
                let slice = |span| reader.slice(span).to_owned();
                let diagnostic = faults::chained(
                    (reader.place(first_at), reader.place(at)),
                    [&slice(first), &slice(first_at), &slice(middle), &slice(at), &slice(right)],
                );
                // `x => …` was meant as a function, which has been said.
                if reader.slice(first_at) != "=>" {
                    reader.report(diagnostic);
                }
                return self.drain_comparisons(reader, expr.span, span);
            }
            compared = Some((left, at, right));
        }
        expr
    }

    /// Passes over the rest of a chain that has been reported.
    fn drain_comparisons(&mut self, reader: &mut Reader<'_>, so_far: Span, span: Span) -> Expr {
        let mut whole = so_far;
        loop {
            match self.steps.front() {
                Some(&Step::Is(_, _, at)) => {
                    self.steps.pop_front();
                    whole = whole.to(at);
                }
                Some(Step::Infix(Operator::Compare(_) | Operator::NotMatches, _)) => {
                    self.steps.pop_front();
                    whole = whole.to(self.default(reader, span).span);
                }
                _ => return reader.error(whole),
            }
        }
    }

    /// `a ?? b`.
    fn default(&mut self, reader: &mut Reader<'_>, span: Span) -> Expr {
        let mut expr = self.sum(reader, span);
        while self.next_infix(|o| o == Operator::Default).is_some() {
            let right = self.sum(reader, span);
            let whole = expr.span.to(right.span);
            expr = reader.expr(whole, ExprKind::Default(Box::new(expr), Box::new(right)));
        }
        expr
    }

    /// `a + b`, `a - b`.
    fn sum(&mut self, reader: &mut Reader<'_>, span: Span) -> Expr {
        let mut expr = self.operand(reader, span);
        while let Some((operator, op_span)) =
            self.next_infix(|o| matches!(o, Operator::Plus | Operator::Minus))
        {
            let right = self.operand(reader, span);
            let whole = expr.span.to(right.span);
            let (left, right) = (Box::new(expr), Box::new(right));
            let plus = operator == Operator::Plus;
            expr = reader.expr(whole, ExprKind::Arith { plus, op_span, left, right });
        }
        expr
    }

    /// An operand; a `not` that stands where only an operand can is reported.
    fn operand(&mut self, reader: &mut Reader<'_>, span: Span) -> Expr {
        let mut signs = Vec::new();
        loop {
            match self.steps.pop_front() {
                Some(Step::Not(at)) => signs.push(at),
                Some(Step::Operand(mut expr)) => {
                    if let Some(&at) = signs.first() {
                        let whole = at.to(expr.span);
                        let diagnostic =
                            faults::not_in_operand(reader.place(at), reader.slice(whole));
                        reader.report(diagnostic);
                    }
                    for at in signs.into_iter().rev() {
                        let whole = at.to(expr.span);
                        expr = reader.expr(whole, ExprKind::Not(Box::new(expr)));
                    }
                    return expr;
                }
                _ => return reader.error(span),
            }
        }
    }
}

fn negate(reader: &mut Reader<'_>, span: Span, kind: ExprKind, negated: bool) -> Expr {
    let expr = reader.expr(span, kind);
    if negated { reader.expr(span, ExprKind::Not(Box::new(expr))) } else { expr }
}

/// One operand as it is, several as one node.
fn chain(reader: &mut Reader<'_>, mut parts: Vec<Expr>, kind: fn(Vec<Expr>) -> ExprKind) -> Expr {
    let span = parts.iter().map(|part| part.span).reduce(Span::to).unwrap_or_default();
    match (parts.len(), parts.pop()) {
        (1, Some(only)) => only,
        (_, Some(last)) => {
            parts.push(last);
            reader.expr(span, kind(parts))
        }
        (_, None) => reader.error(span),
    }
}

/// `or` and `and` mixed, with both readings.
fn mixed_logic(
    reader: &Reader<'_>,
    groups: &[Vec<Expr>],
    signs: &[(Operator, Span)],
    span: Span,
) -> crate::diag::Diagnostic {
    let operands: Vec<&str> =
        groups.iter().flatten().map(|operand| reader.slice(operand.span)).collect();
    let ands: Vec<bool> = signs.iter().map(|(operator, _)| *operator == Operator::And).collect();
    let place = |and: bool| {
        let sign = signs.iter().find(|(operator, _)| (*operator == Operator::And) == and);
        reader.place(sign.map_or(span, |(_, at)| *at))
    };
    faults::mixed_logic(place(false), place(true), &operands, &ands)
}
