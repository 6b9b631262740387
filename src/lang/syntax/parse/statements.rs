//! Statements and their clauses.

use crate::base::Span;

use super::super::ast::{
    Edit, Expr, ExprKind, Fix, For, If, Let, Obligation, Polarity, Stmt, StmtKind, Template,
    TypeExpr, TypeKind,
};
use super::super::faults;
use super::grammar::Rule;
use super::node::Node;
use super::reader::Reader;

/// What stands at the top of a rule besides statements.
#[derive(Default)]
pub(super) struct Header {
    pub(super) tags: Vec<super::super::ast::Name>,
    pub(super) see: Vec<super::super::ast::Name>,
}

impl<'s> Reader<'s> {
    /// The statements of a nested block.
    fn nested(&mut self, node: Node<'s>) -> Vec<Stmt> {
        self.block(node, None)
    }

    /// The statements of `block`. `tags` and `see` go to `header`, or are reported where a block
    /// has none.
    pub(super) fn block(&mut self, node: Node<'s>, mut header: Option<&mut Header>) -> Vec<Stmt> {
        let mut body = Vec::new();
        let mut separated = false;
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::lbrace | Rule::rbrace => {}
                Rule::slip_separator => self.separator(&part, &mut separated),
                _ => {
                    let first = body.is_empty();
                    body.extend(self.stmt(part, header.as_deref_mut(), first));
                }
            }
        }
        body
    }

    /// Reports a `;` or `,` between statements, the first of a block only.
    pub(super) fn separator(&mut self, node: &Node<'s>, separated: &mut bool) {
        if !std::mem::replace(separated, true) {
            self.report(faults::separator(self.place(self.span(node)), node.as_str()));
        }
    }

    /// A statement; nothing for `tags` and `see`, which must come first in a rule.
    pub(super) fn stmt(
        &mut self,
        node: Node<'s>,
        header: Option<&mut Header>,
        first: bool,
    ) -> Option<Stmt> {
        let span = self.span(&node);
        let kind = match node.as_rule() {
            Rule::tags | Rule::see => {
                self.header(node, span, header, first);
                return None;
            }
            Rule::let_stmt => self.binding(node).map(StmtKind::Let),
            Rule::obligation => self.obligation(node).map(|it| StmtKind::Obligation(Box::new(it))),
            Rule::if_stmt => self.if_stmt(node).map(StmtKind::If),
            Rule::for_stmt => self.for_stmt(node).map(StmtKind::For),
            _ => None,
        };
        Some(Stmt { span, kind: kind.unwrap_or(StmtKind::Broken(None)) })
    }

    fn header(&mut self, node: Node<'s>, span: Span, header: Option<&mut Header>, first: bool) {
        let tags = node.as_rule() == Rule::tags;
        let texts: Vec<_> = node
            .into_inner()
            .filter(|part| part.as_rule() == Rule::text)
            .map(|part| self.plain_text(&part))
            .collect();
        match header {
            Some(header) if first => {
                if tags { &mut header.tags } else { &mut header.see }.extend(texts);
            }
            _ => self
                .report(faults::late_header(self.place(span), if tags { "tags" } else { "see" })),
        }
    }

    /// `let x: T = E`, as an item or a statement.
    pub(super) fn binding(&mut self, node: Node<'s>) -> Option<Let> {
        let (mut name, mut ty, mut value) = (None, None, None);
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::declared => name = Some(self.declared(&part)),
                Rule::r#type => ty = Some(self.type_expr(part)),
                Rule::expr => value = Some(self.expression(part)),
                _ => {}
            }
        }
        Some(Let { name: name?, ty, value: value? })
    }

    /// `require` or `forbid` with its clauses. Only the `else` must come first; each comes once.
    pub(super) fn obligation(&mut self, node: Node<'s>) -> Option<Obligation> {
        let mut polarity = Polarity::Require;
        let mut keyword = self.span(&node);
        let mut condition = None;
        let mut clauses = Clauses::default();
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::kw_require | Rule::kw_forbid => {
                    keyword = self.span(&part);
                    if part.as_rule() == Rule::kw_forbid {
                        polarity = Polarity::Forbid;
                    }
                }
                Rule::expr => condition = Some(self.expression(part)),
                _ => self.clause(part, &mut clauses),
            }
        }
        let mut condition = condition?;
        if clauses.message.is_none()
            && let Some(lone) = lone_if(&condition)
        {
            // `require if a then b else "…"`: the `else` went to the `if`.
            let keyword = Span::new(lone.span.range().start, lone.span.range().start + "if".len());
            let then = self.place(lone.then_span);
            self.report(faults::no_else(self.place(keyword), then));
        } else if clauses.message.is_none()
            && let ExprKind::Or(parts) = &condition.kind
            && let Some(text) = parts.last().filter(|last| matches!(last.kind, ExprKind::Text(_)))
        {
            // `require a or "…"`: what reads as a message is one.
            let at = self.place(text.span);
            self.report(faults::or_for_else(self.place(keyword), at, self.slice(keyword)));
            let span = condition.span;
            condition = self.error(span);
        } else if clauses.message.is_none() {
            let place = self.place(keyword);
            self.report(faults::no_message(place, self.place(condition.span), self.slice(keyword)));
        }
        let Clauses { message, at, help, fix, seen: _ } = clauses;
        Some(Obligation { polarity, keyword, condition, message, at, help, fix })
    }

    fn clause(&mut self, node: Node<'s>, clauses: &mut Clauses) {
        let rule = node.as_rule();
        let span = self.span(&node);
        let Some(keyword) = node.clone().into_inner().next() else { return };
        let at = self.span(&keyword);
        if let Some(&(_, before)) = clauses.seen.iter().find(|(seen, _)| *seen == rule) {
            let (again, before) = (self.place(at), self.place(before));
            self.report(faults::repeated_clause(again, before, keyword.as_str()));
            return;
        }
        if rule == Rule::else_clause && !clauses.seen.is_empty() {
            self.report(faults::late_else(self.place(at)));
        }
        clauses.seen.push((rule, at));
        let value = node.clone().into_inner().nth(1);
        match (rule, value) {
            (Rule::else_clause, Some(value)) => clauses.message = Some(self.message(&value)),
            (Rule::help_clause, Some(value)) => clauses.help = Some(self.message(&value)),
            (Rule::at_clause, Some(value)) => clauses.at = Some(self.expression(value)),
            (Rule::fix_clause, _) => clauses.fix = Some(self.fix(node, span)),
            _ => {}
        }
    }

    fn fix(&mut self, node: Node<'s>, span: Span) -> Fix {
        let mut fix = Fix { span, safe: false, edits: Vec::new() };
        let mut separated = false;
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::safety => {
                    fix.safe = self.first(part, Rule::kw_safe).is_some();
                }
                Rule::edit_set | Rule::edit_remove => fix.edits.extend(self.edit(part)),
                Rule::slip_separator => self.separator(&part, &mut separated),
                _ => {}
            }
        }
        if fix.edits.is_empty() {
            self.report(faults::empty_fix(self.place(span)));
        }
        fix
    }

    fn edit(&mut self, node: Node<'s>) -> Option<Edit> {
        let set = node.as_rule() == Rule::edit_set;
        let (mut path, mut value) = (None, None);
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::path => path = self.path(part),
                Rule::expr => value = Some(self.expression(part)),
                _ => {}
            }
        }
        let path = path?;
        if set { Some(Edit::Set { path, value: value? }) } else { Some(Edit::Remove { path }) }
    }

    fn path(&mut self, node: Node<'s>) -> Option<Expr> {
        let mut parts = node.into_inner();
        let first = parts.next()?;
        let name = self.name(&first);
        let mut path = self.expr(name.span, ExprKind::Name(name));
        for part in parts {
            path = self.postfix(path, part);
        }
        Some(path)
    }

    fn if_stmt(&mut self, node: Node<'s>) -> Option<If> {
        let mut condition = None;
        let mut then = Vec::new();
        let mut otherwise = Vec::new();
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::expr => condition = Some(self.expression(part)),
                Rule::block => then = self.nested(part),
                Rule::otherwise => otherwise = self.otherwise(part),
                Rule::slip_elif => {
                    self.report(faults::elif(self.place(self.span(&part)), part.as_str()));
                }
                _ => {}
            }
        }
        Some(If { condition: condition?, then, otherwise })
    }

    fn otherwise(&mut self, node: Node<'s>) -> Vec<Stmt> {
        let span = self.span(&node);
        let Some(inner) = node.clone().into_inner().find(|part| part.as_rule() != Rule::kw_else)
        else {
            return Vec::new();
        };
        match inner.as_rule() {
            Rule::block => self.nested(inner),
            Rule::if_stmt => self.stmt(inner, None, true).into_iter().collect(),
            // `elif`: what it should be follows as in an `if`.
            _ => {
                let kind = self.if_stmt(node).map_or(StmtKind::Broken(None), StmtKind::If);
                vec![Stmt { span, kind }]
            }
        }
    }

    fn for_stmt(&mut self, node: Node<'s>) -> Option<For> {
        let mut each = None;
        let mut body = Vec::new();
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::each => each = self.each(part),
                Rule::block => body = self.nested(part),
                _ => {}
            }
        }
        Some(For { each: each?, body })
    }

    /// A type as written.
    pub(super) fn type_expr(&mut self, node: Node<'s>) -> TypeExpr {
        let span = self.span(&node);
        let mut name = None;
        let mut args = Vec::new();
        let mut optional = false;
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::name => name = Some(self.name(&part)),
                Rule::type_args => {
                    for arg in part.into_inner().filter(|arg| arg.as_rule() == Rule::r#type) {
                        args.push(self.type_expr(arg));
                    }
                }
                Rule::optional => optional = true,
                _ => {}
            }
        }
        let Some(name) = name else { return TypeExpr { span, kind: TypeKind::Error } };
        let kind = TypeKind::Named(name, args);
        if !optional {
            return TypeExpr { span, kind };
        }
        let bare = Span { start: span.start, end: span.end.saturating_sub(1).max(span.start) };
        TypeExpr {
            span,
            kind: TypeKind::Optional(Box::new(TypeExpr { span: self.trimmed(bare), kind })),
        }
    }
}

/// An `if` at the right end of a condition.
struct LoneIf {
    span: Span,
    then_span: Span,
}

/// The `if` at the right end of `condition` that has a text for its `else`: no condition is a text.
fn lone_if(condition: &Expr) -> Option<LoneIf> {
    match &condition.kind {
        ExprKind::If(_, then, otherwise) => match otherwise.kind {
            ExprKind::Text(_) => Some(LoneIf { span: condition.span, then_span: then.span }),
            _ => lone_if(otherwise),
        },
        ExprKind::And(all) | ExprKind::Or(all) => lone_if(all.last()?),
        ExprKind::Not(of) => lone_if(of),
        ExprKind::Quantifier(_, _, body) => lone_if(body),
        _ => None,
    }
}

/// The clauses of an obligation so far.
#[derive(Default)]
struct Clauses {
    message: Option<Template>,
    at: Option<Expr>,
    help: Option<Template>,
    fix: Option<Fix>,
    seen: Vec<(Rule, Span)>,
}
