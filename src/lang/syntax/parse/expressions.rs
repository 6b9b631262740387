//! Expressions: from the grammar's flat rows of operands and operators to trees.
//!
//! Parentheses, lists, `if` and quantifiers come nested from the grammar; operators come as one
//! row, `a or b == c ?? d`, which [`Row`] folds by precedence. Names of what is not allowed
//! (chained comparisons, `and` mixed with `or`, another language's operators) are given here, where
//! both sides are known.

use crate::base::Span;

use super::super::ast::{
    Asked, CompareOp, Each, Expr, ExprKind, KindName, Name, Part, Quantifier, Template,
};
use super::super::faults;
use super::grammar::Rule;
use super::node::Node;
use super::precedence::{Operator, Row, Step};
use super::reader::Reader;

impl<'s> Reader<'s> {
    /// Builds `expr` or `tight`.
    pub(super) fn expression(&mut self, node: Node<'s>) -> Expr {
        let span = self.span(&node);
        let mut row = Row::default();
        let mut parts = node.into_inner().peekable();
        while let Some(part) = parts.next() {
            let at = self.span(&part);
            match part.as_rule() {
                Rule::kw_not => row.push(Step::Not(at)),
                Rule::slip_bang => {
                    self.report(faults::foreign_operator(self.place(at), "!", "not"));
                    row.push(Step::Not(at));
                }
                Rule::is_test => self.is_test(part, &mut row),
                _ if is_operator(part.as_rule()) => {
                    let operator = self.operator(&part, at);
                    row.push(Step::Infix(operator, at));
                }
                _ => {
                    let mut operand = self.primary(part);
                    while let Some(postfix) = parts.next_if(|next| is_postfix(next.as_rule())) {
                        operand = self.postfix(operand, postfix);
                    }
                    row.push(Step::Operand(operand));
                }
            }
        }
        row.fold(self, span)
    }

    /// The operator that `node` stands for; one that is not ours is reported.
    fn operator(&mut self, node: &Node<'s>, at: Span) -> Operator {
        let compare = Operator::Compare;
        match node.as_rule() {
            Rule::kw_or => Operator::Or,
            Rule::kw_and => Operator::And,
            Rule::op_default => Operator::Default,
            Rule::op_plus => Operator::Plus,
            Rule::op_minus => Operator::Minus,
            Rule::op_ne => compare(CompareOp::Ne),
            Rule::op_lt => compare(CompareOp::Lt),
            Rule::op_le => compare(CompareOp::Le),
            Rule::op_gt => compare(CompareOp::Gt),
            Rule::op_ge => compare(CompareOp::Ge),
            Rule::kw_in => compare(CompareOp::In),
            Rule::op_not_in => compare(CompareOp::NotIn),
            Rule::kw_matches => compare(CompareOp::Matches),
            Rule::slip_assign => {
                self.report(faults::assignment(self.place(at)));
                compare(CompareOp::Eq)
            }
            Rule::slip_logic | Rule::slip_comparison => self.foreign(node.as_str(), at),
            _ => compare(CompareOp::Eq),
        }
    }

    fn foreign(&mut self, written: &str, at: Span) -> Operator {
        let (instead, operator) = match written {
            "&&" => ("and", Operator::And),
            "||" => ("or", Operator::Or),
            "===" => ("==", Operator::Compare(CompareOp::Eq)),
            "!==" | "<>" | "=!" => ("!=", Operator::Compare(CompareOp::Ne)),
            "=<" => ("<=", Operator::Compare(CompareOp::Le)),
            "=>" => (">=", Operator::Compare(CompareOp::Ge)),
            "=~" => ("matches", Operator::Compare(CompareOp::Matches)),
            _ => {
                self.report(faults::negated_matches(self.place(at), written));
                return Operator::NotMatches;
            }
        };
        let diagnostic = faults::foreign_operator(self.place(at), written, instead);
        self.report(match written {
            "=>" => diagnostic.help("to ask something of each item write `all x in xs: …`"),
            _ => diagnostic,
        });
        operator
    }

    fn is_test(&mut self, node: Node<'s>, row: &mut Row) {
        let span = self.span(&node);
        let mut negated = None;
        let mut asked = Asked::Present;
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::kw_not => negated = Some(self.span(&part)),
                Rule::kw_absent => asked = Asked::Absent,
                Rule::kind => asked = Asked::Kind(self.kind_name(&part)),
                _ => {}
            }
        }
        let mut turned = false;
        if negated.is_some() {
            self.report(faults::is_not(self.place(span), &asked));
            match asked {
                Asked::Present => asked = Asked::Absent,
                Asked::Absent => asked = Asked::Present,
                Asked::Kind(_) => turned = true,
            }
        }
        row.push(Step::Is(asked, turned, span));
    }

    /// `Deployment`, `Rollout.argoproj.io`.
    pub(super) fn kind_name(&self, node: &Node<'s>) -> KindName {
        let span = self.span(node);
        let (kind, group) = match node.as_str().split_once('.') {
            Some((kind, group)) => (kind, Some(group)),
            None => (node.as_str(), None),
        };
        let name = |text: &'s str| {
            let start = self.offset(text);
            Name { text: text.into(), span: Span::new(start, start + text.len()) }
        };
        KindName {
            kind: Name {
                text: kind.into(),
                span: Span::new(span.range().start, span.range().start + kind.len()),
            },
            group: group.map(name),
        }
    }

    fn primary(&mut self, node: Node<'s>) -> Expr {
        let span = self.span(&node);
        match node.as_rule() {
            Rule::kw_true => self.expr(span, ExprKind::Bool(true)),
            Rule::kw_false => self.expr(span, ExprKind::Bool(false)),
            Rule::int => self.int(&node, span),
            Rule::decimal => self.expr(span, ExprKind::Decimal(node.as_str().into())),
            Rule::text | Rule::raw | Rule::slip_quoted => {
                let text = self.message(&node);
                self.expr(span, ExprKind::Text(text))
            }
            Rule::literal => match self.literal(&node) {
                Some(literal) => self.expr(span, ExprKind::Literal(literal)),
                None => self.error(span),
            },
            Rule::name_or_call => self.name_or_call(node, span),
            Rule::if_expr | Rule::elif_expr => self.if_expr(node, span),
            Rule::quantifier => self.quantifier(node, span),
            Rule::bracketed => self.bracketed(node, span),
            Rule::paren => match self.first(node, Rule::expr) {
                Some(inner) => {
                    let inner = self.expression(inner);
                    self.expr(span, ExprKind::Paren(Box::new(inner)))
                }
                None => self.error(span),
            },
            _ => self.error(span),
        }
    }

    /// The first child of `node` that is a `rule`.
    pub(super) fn first(&self, node: Node<'s>, rule: Rule) -> Option<Node<'s>> {
        node.into_inner().find(|part| part.as_rule() == rule)
    }

    /// The expressions among the children of `node`.
    fn expressions(&mut self, node: Node<'s>) -> Vec<Expr> {
        node.into_inner()
            .filter(|part| part.as_rule() == Rule::expr)
            .map(|part| self.expression(part))
            .collect()
    }

    fn name_or_call(&mut self, node: Node<'s>, span: Span) -> Expr {
        let mut name = None;
        for part in node.into_inner() {
            match (part.as_rule(), &name) {
                (Rule::name, _) => name = Some(self.name(&part)),
                (Rule::args, Some(name)) => {
                    let name = name.clone();
                    let args = self.expressions(part);
                    return self.expr(span, ExprKind::Call(name, args));
                }
                _ => {}
            }
        }
        match name {
            Some(name) => self.expr(span, ExprKind::Name(name)),
            None => self.error(span),
        }
    }

    fn if_expr(&mut self, node: Node<'s>, span: Span) -> Expr {
        let mut parts = Vec::with_capacity(3);
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::expr => parts.push(self.expression(part)),
                Rule::slip_elif => {
                    self.report(faults::elif(self.place(self.span(&part)), part.as_str()))
                }
                Rule::elif_expr => {
                    let span = self.span(&part);
                    parts.push(self.if_expr(part, span));
                }
                _ => {}
            }
        }
        let mut parts = parts.into_iter().map(Box::new);
        match (parts.next(), parts.next(), parts.next()) {
            (Some(condition), Some(then), Some(otherwise)) => {
                self.expr(span, ExprKind::If(condition, then, otherwise))
            }
            _ => self.error(span),
        }
    }

    fn quantifier(&mut self, node: Node<'s>, span: Span) -> Expr {
        let mut which = Quantifier::All;
        let (mut var, mut over, mut body) = (None, None, None);
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::kw_any => which = Quantifier::Any,
                Rule::kw_none => which = Quantifier::None,
                Rule::declared => var = Some(self.declared(&part)),
                Rule::tight => over = Some(self.expression(part)),
                Rule::expr => body = Some(self.expression(part)),
                _ => {}
            }
        }
        match (var, over, body) {
            (Some(var), Some(over), Some(body)) => {
                let each = Box::new(Each { var, over, filter: None });
                self.expr(span, ExprKind::Quantifier(which, each, Box::new(body)))
            }
            _ => self.error(span),
        }
    }

    /// `x in xs where E`.
    pub(super) fn each(&mut self, node: Node<'s>) -> Option<Each> {
        let (mut var, mut over, mut filter) = (None, None, None);
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::declared => var = Some(self.declared(&part)),
                Rule::tight => over = Some(self.expression(part)),
                Rule::guard => filter = self.guard(part),
                _ => {}
            }
        }
        Some(Each { var: var?, over: over?, filter })
    }

    /// `where E`.
    pub(super) fn guard(&mut self, node: Node<'s>) -> Option<Expr> {
        let inner = self.first(node, Rule::expr)?;
        Some(self.expression(inner))
    }

    fn bracketed(&mut self, node: Node<'s>, span: Span) -> Expr {
        let mut entries = Vec::new();
        let mut each = None;
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::entry => {
                    let mut sides = self.expressions(part).into_iter();
                    if let Some(key) = sides.next() {
                        entries.push((key, sides.next()));
                    }
                }
                Rule::selection => {
                    each = self.first(part, Rule::each).and_then(|each| self.each(each));
                }
                _ => {}
            }
        }
        let kind = match each.map(Box::new) {
            Some(each) => match entries.pop() {
                Some((key, Some(value))) => ExprKind::Group(Box::new(key), Box::new(value), each),
                Some((element, None)) => ExprKind::Select(Box::new(element), each),
                None => ExprKind::Error,
            },
            None => self.list_or_map(entries),
        };
        self.expr(span, kind)
    }

    /// Entries are all alone or all pairs; the first decides, the others are reported.
    fn list_or_map(&mut self, entries: Vec<(Expr, Option<Expr>)>) -> ExprKind {
        let map = entries.first().is_some_and(|(_, value)| value.is_some());
        let odd = entries.iter().find(|(_, value)| value.is_some() != map);
        if let Some((key, value)) = odd {
            let span = value.as_ref().map_or(key.span, |value| key.span.to(value.span));
            self.report(faults::list_and_map(self.place(span), map));
        }
        if map {
            let pairs = entries.into_iter().filter_map(|(key, value)| Some((key, value?)));
            ExprKind::Map(pairs.collect())
        } else {
            ExprKind::List(entries.into_iter().map(|(element, _)| element).collect())
        }
    }

    /// `.field`, `?.method(a)`, `[i]`, `as T` behind `base`.
    pub(super) fn postfix(&mut self, base: Expr, node: Node<'s>) -> Expr {
        let span = base.span.to(self.span(&node));
        let base = Box::new(base);
        let kind = match node.as_rule() {
            Rule::cast => match self.first(node, Rule::r#type) {
                Some(ty) => ExprKind::As(base, self.type_expr(ty)),
                None => ExprKind::Error,
            },
            Rule::index => match self.first(node, Rule::expr) {
                Some(index) => ExprKind::Index(base, Box::new(self.expression(index))),
                None => ExprKind::Error,
            },
            _ => self.member(base, node),
        };
        self.expr(span, kind)
    }

    fn member(&mut self, base: Box<Expr>, node: Node<'s>) -> ExprKind {
        let (mut optional, mut name, mut args) = (false, None, None);
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::opt_dot => optional = true,
                Rule::field => name = Some(self.name(&part)),
                Rule::args => args = Some(self.expressions(part)),
                _ => {}
            }
        }
        match (name, args) {
            (Some(name), Some(args)) => ExprKind::Method { base, name, args, optional },
            (Some(name), None) => ExprKind::Field { base, name, optional },
            (None, _) => ExprKind::Error,
        }
    }

    /// The expressions between the braces of a text, or nothing where they can't be read.
    pub(super) fn interpolated(&mut self, slice: Span) -> Part {
        let inner = match self.read(Rule::interpolation, slice) {
            Ok(node) => self.first(node, Rule::expr),
            Err(failure) => {
                let diagnostic = self.explain(&failure);
                self.report(diagnostic);
                None
            }
        };
        Part::Expr(match inner {
            Some(inner) => self.expression(inner),
            None => self.error(slice),
        })
    }

    /// A text in any quotes.
    pub(super) fn message(&mut self, node: &Node<'s>) -> Template {
        let span = self.span(node);
        match node.as_rule() {
            Rule::raw => self.raw_text(span),
            Rule::slip_quoted => {
                self.report(faults::wrong_quotes(self.place(span), node.as_str()));
                self.quoted_text(span)
            }
            _ => self.quoted_text(span),
        }
    }
}

fn is_postfix(rule: Rule) -> bool {
    matches!(rule, Rule::member | Rule::index | Rule::cast)
}

fn is_operator(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::kw_or
            | Rule::kw_and
            | Rule::op_default
            | Rule::op_plus
            | Rule::op_minus
            | Rule::op_eq
            | Rule::op_ne
            | Rule::op_lt
            | Rule::op_le
            | Rule::op_gt
            | Rule::op_ge
            | Rule::kw_in
            | Rule::op_not_in
            | Rule::kw_matches
            | Rule::slip_assign
            | Rule::slip_logic
            | Rule::slip_comparison
    )
}
