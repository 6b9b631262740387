//! Expressions.
//!
//! What does not fit on a line is broken from the outside in: a chain before its operators, what is in
//! brackets behind the opening one and before the closing one, an `if` before its `else`, a
//! quantifier behind its colon. `hang` says that the lines an expression goes on with would else stand
//! no deeper than the one it begins on, and are indented for that.
#![deny(clippy::wildcard_enum_match_arm)]

use crate::lang::syntax::ast::{
    Asked, CompareOp, Each, Expr, ExprKind, Quantifier, TypeExpr, TypeKind,
};

use super::layout::Op;
use super::printer::Printer;

impl Printer<'_> {
    pub(super) fn expr(&mut self, expr: &Expr, hang: bool) {
        match &expr.kind {
            ExprKind::Name(_)
            | ExprKind::Int(_)
            | ExprKind::Decimal(_)
            | ExprKind::Bool(_)
            | ExprKind::Text(_)
            | ExprKind::Literal(_) => self.source(expr.span),
            ExprKind::List(entries) => self.elements(entries),
            ExprKind::Map(entries) => {
                self.list(["[", "]"], entries, |printer, (key, value)| printer.pair(key, value));
            }
            ExprKind::Select(element, each) => {
                self.selection(each, |printer| printer.expr(element, true));
            }
            ExprKind::Group(key, value, each) => {
                self.selection(each, |printer| printer.pair(key, value));
            }
            ExprKind::Call(name, args) => {
                self.name(name);
                self.args(args);
            }
            ExprKind::Field { base, name, optional } => {
                self.dot(base, *optional, hang);
                self.name(name);
            }
            ExprKind::Method { base, name, args, optional } => {
                self.dot(base, *optional, hang);
                self.name(name);
                self.args(args);
            }
            ExprKind::Index(base, index) => self.index(base, index, hang),
            ExprKind::As(base, ty) => self.cast(base, ty, hang),
            ExprKind::Is(base, asked) => self.asked(base, asked, hang),
            ExprKind::Not(of) => {
                self.token("not");
                self.space();
                self.expr(of, hang);
            }
            ExprKind::And(parts) => self.logic("and", parts, hang),
            ExprKind::Or(parts) => self.logic("or", parts, hang),
            ExprKind::Compare { op, left, right, .. } => {
                let joined = is_bracketed(right) || is_atom(left);
                self.chain(left, &[(sign(*op), right)], joined, hang);
            }
            ExprKind::Default(..) | ExprKind::Arith { .. } => {
                let (first, rest) = spine(expr);
                self.chain(first, &rest, false, hang);
            }
            ExprKind::If(condition, then, otherwise) => {
                self.choice(condition, then, otherwise, hang);
            }
            ExprKind::Quantifier(which, each, body) => self.quantifier(*which, each, body, hang),
            ExprKind::Paren(of) => self.paren(of),
            ExprKind::Error => self.lost = true,
        }
    }

    fn elements(&mut self, elements: &[Expr]) {
        let between = if elements.iter().all(is_atom) { Op::Fill } else { Op::Line };
        self.entries(["[", "]"], elements, between, |printer, element| printer.expr(element, true));
    }

    fn paren(&mut self, of: &Expr) {
        self.begin();
        self.token("(");
        self.enclosed(|printer| printer.expr(of, false));
        self.token(")");
        self.close();
    }

    /// What stands between brackets: on the same line, or on lines of its own, a level deeper.
    fn enclosed(&mut self, print: impl FnOnce(&mut Self)) {
        self.indent(1);
        self.wish(Op::Soft);
        print(self);
        self.comments();
        self.dedent(1);
        self.wish(Op::Soft);
    }

    /// A list with an entry a line, if it does not stand on one.
    pub(super) fn list<T>(
        &mut self,
        brackets: [&str; 2],
        entries: &[T],
        print: impl Fn(&mut Self, &T),
    ) {
        self.entries(brackets, entries, Op::Line, print);
    }

    /// A list with as many entries a line as there is room for.
    pub(super) fn filled_list<T>(
        &mut self,
        brackets: [&str; 2],
        entries: &[T],
        print: impl Fn(&mut Self, &T),
    ) {
        self.entries(brackets, entries, Op::Fill, print);
    }

    /// Names in braces.
    pub(super) fn names(&mut self, names: &[crate::lang::syntax::ast::Name]) {
        self.entries(["{", "}"], names, Op::Fill, |printer, name| printer.name(name));
    }

    fn entries<T>(
        &mut self,
        [open, close]: [&str; 2],
        entries: &[T],
        between: Op,
        print: impl Fn(&mut Self, &T),
    ) {
        self.begin();
        self.token(open);
        if entries.is_empty() && !self.comment_is_next() {
            self.token(close);
            return self.close();
        }
        if let ([only], Op::Fill, "[", false) = (entries, between, open, self.comment_is_next()) {
            // A word alone would stand no better on a line of its own.
            print(self, only);
            self.drop_comma();
            self.token(close);
            return self.close();
        }
        let edge = if open == "{" { Op::Line } else { Op::Soft };
        self.indent(1);
        self.wish(edge);
        for (index, entry) in entries.iter().enumerate() {
            if index > 0 {
                self.token(",");
                self.wish(between);
            }
            print(self, entry);
        }
        if !entries.is_empty() {
            self.last_comma();
        }
        self.comments();
        self.dedent(1);
        self.wish(edge);
        self.token(close);
        self.close();
    }

    /// `k: v`.
    fn pair(&mut self, key: &Expr, value: &Expr) {
        self.expr(key, true);
        self.token(":");
        self.space();
        self.expr(value, true);
    }

    /// `[E for x in xs where E]`.
    fn selection(&mut self, each: &Each, element: impl FnOnce(&mut Self)) {
        self.begin();
        self.token("[");
        self.enclosed(|printer| {
            element(printer);
            printer.line();
            printer.token("for");
            printer.space();
            printer.each(each);
            printer.guard(each.filter.as_ref());
        });
        self.token("]");
        self.close();
    }

    /// `x in xs`.
    fn each(&mut self, each: &Each) {
        self.name(&each.var);
        self.space();
        self.token("in");
        self.space();
        self.expr(&each.over, true);
    }

    /// `(a, b)`. A single argument in brackets shares its lines with the parentheses.
    fn args(&mut self, args: &[Expr]) {
        if let [only] = args
            && is_bracketed(only)
        {
            self.token("(");
            self.expr(only, true);
            self.drop_comma();
            return self.token(")");
        }
        self.list(["(", ")"], args, |printer, arg| printer.expr(arg, true));
    }

    /// `xs[i]`.
    fn index(&mut self, base: &Expr, index: &Expr, hang: bool) {
        self.expr(base, hang);
        self.begin();
        self.token("[");
        if is_atom(index) {
            self.expr(index, true);
        } else {
            self.enclosed(|printer| printer.expr(index, false));
        }
        self.token("]");
        self.close();
    }

    /// `x as T`.
    fn cast(&mut self, base: &Expr, ty: &TypeExpr, hang: bool) {
        self.expr(base, hang);
        self.space();
        self.token("as");
        self.space();
        self.type_expr(ty);
    }

    fn dot(&mut self, base: &Expr, optional: bool, hang: bool) {
        self.expr(base, hang);
        // `x as T? .f`: joined, they would be another sign.
        if let ExprKind::As(_, TypeExpr { kind: TypeKind::Optional(_), .. }) = &base.kind {
            self.space();
        }
        self.token(if optional { "?." } else { "." });
    }

    /// `x is present`.
    fn asked(&mut self, base: &Expr, asked: &Asked, hang: bool) {
        self.expr(base, hang);
        self.space();
        self.token("is");
        self.space();
        match asked {
            Asked::Present => self.token("present"),
            Asked::Absent => self.token("absent"),
            Asked::Kind(name) => {
                let group = name.group.as_ref().map_or(name.kind.span, |group| group.span);
                self.source(name.kind.span.to(group));
            }
        }
    }

    fn logic(&mut self, word: &'static str, parts: &[Expr], hang: bool) {
        let Some((first, rest)) = parts.split_first() else {
            self.lost = true;
            return;
        };
        let rest: Vec<(&str, &Expr)> = rest.iter().map(|part| (word, part)).collect();
        self.chain(first, &rest, false, hang);
    }

    /// Operands with operators between them. `joined` keeps them on one line: a word gains nothing by
    /// a line of its own, and brackets break within.
    fn chain(&mut self, first: &Expr, rest: &[(&str, &Expr)], joined: bool, hang: bool) {
        let levels = usize::from(hang && !joined);
        self.begin();
        self.indent(levels);
        self.expr(first, true);
        for (operator, operand) in rest {
            self.wish(if joined { Op::Space } else { Op::Line });
            for word in operator.split(' ') {
                self.token(word);
                self.space();
            }
            self.expr(operand, true);
        }
        self.dedent(levels);
        self.close();
    }

    /// `if a then b else if c then d else e`.
    fn choice(&mut self, condition: &Expr, then: &Expr, otherwise: &Expr, hang: bool) {
        let levels = usize::from(hang);
        self.begin();
        self.indent(levels);
        let (mut condition, mut then, mut otherwise) = (condition, then, otherwise);
        loop {
            self.begin();
            self.token("if");
            self.indent(1);
            self.space();
            self.expr(condition, true);
            self.line();
            self.token("then");
            self.space();
            self.expr(then, true);
            self.dedent(1);
            self.close();
            self.line();
            self.token("else");
            self.space();
            let ExprKind::If(c, t, o) = &otherwise.kind else { break };
            (condition, then, otherwise) = (c, t, o);
        }
        self.expr(otherwise, true);
        self.dedent(levels);
        self.close();
    }

    /// `all x in xs: E`.
    fn quantifier(&mut self, which: Quantifier, each: &Each, body: &Expr, hang: bool) {
        let levels = usize::from(hang);
        self.begin();
        self.indent(levels);
        self.token(match which {
            Quantifier::All => "all",
            Quantifier::Any => "any",
            Quantifier::None => "none",
        });
        self.space();
        self.each(each);
        self.token(":");
        self.indent(1);
        self.line();
        self.expr(body, false);
        self.dedent(1 + levels);
        self.close();
    }
}

/// A sum, or a row of defaults, from its first operand on.
fn spine(expr: &Expr) -> (&Expr, Vec<(&'static str, &Expr)>) {
    let mut first = expr;
    let mut rest = Vec::new();
    loop {
        match (&first.kind, &expr.kind) {
            (ExprKind::Default(left, right), ExprKind::Default(..)) => {
                rest.push(("??", &**right));
                first = left;
            }
            (ExprKind::Arith { plus, left, right, .. }, ExprKind::Arith { .. }) => {
                rest.push((if *plus { "+" } else { "-" }, &**right));
                first = left;
            }
            _ => break,
        }
    }
    rest.reverse();
    (first, rest)
}

fn sign(op: CompareOp) -> &'static str {
    match op {
        CompareOp::Eq => "==",
        CompareOp::Ne => "!=",
        CompareOp::Lt => "<",
        CompareOp::Le => "<=",
        CompareOp::Gt => ">",
        CompareOp::Ge => ">=",
        CompareOp::In => "in",
        CompareOp::NotIn => "not in",
        CompareOp::Matches => "matches",
    }
}

/// One word, which no line's end can stand in.
fn is_atom(expr: &Expr) -> bool {
    matches!(
        expr.kind,
        ExprKind::Name(_)
            | ExprKind::Int(_)
            | ExprKind::Decimal(_)
            | ExprKind::Bool(_)
            | ExprKind::Literal(_)
    ) || matches!(&expr.kind, ExprKind::Text(text) if !text.raw)
}

/// A list, in whichever form.
pub(super) fn is_bracketed(expr: &Expr) -> bool {
    matches!(
        expr.kind,
        ExprKind::List(_) | ExprKind::Map(_) | ExprKind::Select(..) | ExprKind::Group(..)
    )
}

/// What breaks between its own brackets or quotes, so that it may begin behind a `=`.
pub(super) fn may_follow_equals(expr: &Expr) -> bool {
    let hugs = |args: &[Expr]| matches!(args, [only] if is_bracketed(only));
    is_bracketed(expr)
        || matches!(expr.kind, ExprKind::Paren(_))
        || matches!(&expr.kind, ExprKind::Text(text) if text.raw)
        || matches!(&expr.kind, ExprKind::Call(_, args) | ExprKind::Method { args, .. } if hugs(args))
}
