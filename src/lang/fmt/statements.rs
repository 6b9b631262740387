//! Statements, and the blocks they stand in.

use crate::lang::syntax::ast::{
    Each, Edit, Expr, ExprKind, Fix, For, If, Let, Obligation, Polarity, Stmt, StmtKind, Template,
};

use super::expressions::{is_bracketed, may_follow_equals};
use super::layout::Op;
use super::printer::{Blanks, Printer};

/// What stands behind the condition of a `require` or `forbid`.
pub(super) struct Clauses<'t> {
    pub(super) message: Option<&'t Template>,
    pub(super) at: Option<&'t Expr>,
    pub(super) help: Option<&'t Template>,
    pub(super) fix: Option<&'t Fix>,
}

impl Printer<'_> {
    /// `{ … }` with a statement a line.
    pub(super) fn block(&mut self, body: &[Stmt]) {
        let mut statements = body.iter();
        self.clauses(|printer, word| match word {
            "tags" => printer.tags(),
            "see" => {
                printer.token("see");
                printer.indent(1);
                printer.space();
                printer.any();
                printer.dedent(1);
            }
            _ => match statements.next() {
                Some(statement) => printer.statement(statement),
                None => printer.lost = true,
            },
        });
        self.lost |= statements.next().is_some();
    }

    /// `{ … }` with an entry a line.
    pub(super) fn braces<T>(&mut self, entries: &[T], print: impl Fn(&mut Self, &T)) {
        let mut entries = entries.iter();
        self.clauses(|printer, _| match entries.next() {
            Some(entry) => print(printer, entry),
            None => printer.lost = true,
        });
        self.lost |= entries.next().is_some();
    }

    /// `{ … }` with a line for each call of `print`, which is told the first word of what it is to
    /// print; `{}` with nothing in it.
    pub(super) fn clauses(&mut self, mut print: impl FnMut(&mut Self, &str)) {
        self.token("{");
        if self.word() == "}" && !self.comment_is_next() {
            return self.token("}");
        }
        self.indent(1);
        let mut blanks = Blanks::None;
        while self.word() != "}" && !self.lost {
            self.separate(blanks);
            print(self, self.word());
            blanks = Blanks::Kept;
        }
        self.separated_comments(blanks);
        self.dedent(1);
        self.hard();
        self.token("}");
    }

    fn statement(&mut self, statement: &Stmt) {
        match &statement.kind {
            StmtKind::Let(binding) => self.binding(binding),
            StmtKind::Obligation(obligation) => {
                let Obligation { polarity, condition, message, at, help, fix, .. } = &**obligation;
                let keyword = match polarity {
                    Polarity::Require => "require",
                    Polarity::Forbid => "forbid",
                };
                let (message, at) = (message.as_ref(), at.as_ref());
                let (help, fix) = (help.as_ref(), fix.as_ref());
                self.obligation(keyword, condition, &Clauses { message, at, help, fix });
            }
            StmtKind::If(conditional) => self.conditional(conditional),
            StmtKind::For(repeated) => self.repeated(repeated),
            StmtKind::Broken(_) => self.lost = true,
        }
    }

    fn tags(&mut self) {
        self.token("tags");
        self.space();
        let texts = self.texts_of_list();
        self.filled_list(["[", "]"], &texts, |printer, text| printer.source(*text));
    }

    /// `let x: T = E`.
    pub(super) fn binding(&mut self, binding: &Let) {
        self.token("let");
        self.indent(1);
        self.space();
        self.name(&binding.name);
        if let Some(ty) = &binding.ty {
            self.token(":");
            self.space();
            self.type_expr(ty);
        }
        self.assign(&binding.value);
        self.dedent(1);
    }

    /// `= E`, within one level of indentation. What has brackets of its own begins on the same line and
    /// ends on the level before; all else goes to the next line if it does not fit.
    pub(super) fn assign(&mut self, value: &Expr) {
        self.space();
        self.token("=");
        if may_follow_equals(value) {
            self.space();
            self.comments();
            self.dedent(1);
            self.expr(value, true);
            self.indent(1);
        } else {
            self.open();
            self.line();
            self.expr(value, false);
            self.close();
        }
    }

    /// `require E` with its clauses: one that is alone stays on the line if there is room, several
    /// stand a line each.
    pub(super) fn obligation(&mut self, keyword: &str, condition: &Expr, clauses: &Clauses<'_>) {
        self.begin();
        self.token(keyword);
        self.indent(1);
        self.space();
        // Deeper than the clauses; what is behind the colon of a quantifier is so anyhow.
        self.expr(condition, !matches!(condition.kind, ExprKind::Quantifier(..)));
        let Clauses { message, at, help, fix } = clauses;
        let count = usize::from(message.is_some())
            + usize::from(at.is_some())
            + usize::from(help.is_some())
            + usize::from(fix.is_some());
        for _ in 0..count {
            self.wish(if count > 1 { Op::Hard } else { Op::Line });
            match (self.word(), message, at, help, fix) {
                ("else", Some(message), ..) => self.message("else", message),
                ("help", _, _, Some(message), _) => self.message("help", message),
                ("at", _, Some(at), ..) => {
                    self.token("at");
                    self.indent(1);
                    self.space();
                    self.expr(at, false);
                    self.dedent(1);
                }
                ("fix", .., Some(fix)) => self.fix(fix),
                _ => self.lost = true,
            }
        }
        self.dedent(1);
        self.close();
    }

    fn message(&mut self, keyword: &str, message: &Template) {
        self.token(keyword);
        self.indent(1);
        self.space();
        self.source(message.span);
        self.dedent(1);
    }

    /// `fix (safe) { … }`: a single edit stays on the line if there is room.
    fn fix(&mut self, fix: &Fix) {
        self.token("fix");
        self.space();
        self.token("(");
        self.token(if fix.safe { "safe" } else { "unsafe" });
        self.token(")");
        self.space();
        self.begin();
        self.token("{");
        self.indent(1);
        for (index, edit) in fix.edits.iter().enumerate() {
            self.wish(if index == 0 { Op::Line } else { Op::Hard });
            self.edit(edit);
        }
        self.comments();
        self.dedent(1);
        self.line();
        self.token("}");
        self.close();
    }

    fn edit(&mut self, edit: &Edit) {
        self.token(if matches!(edit, Edit::Set { .. }) { "set" } else { "remove" });
        self.indent(1);
        self.space();
        match edit {
            Edit::Set { path, value } => {
                self.expr(path, true);
                self.assign(value);
            }
            Edit::Remove { path } => self.expr(path, true),
        }
        self.dedent(1);
    }

    /// `if E { … } else if E { … } else { … }`.
    fn conditional(&mut self, mut conditional: &If) {
        loop {
            self.token("if");
            self.indent(2);
            self.space();
            self.expr(&conditional.condition, false);
            self.dedent(2);
            self.space();
            self.block(&conditional.then);
            if self.word() != "else" {
                return;
            }
            self.space();
            self.token("else");
            self.space();
            match conditional.otherwise.as_slice() {
                [Stmt { kind: StmtKind::If(next), .. }] if self.word() == "if" => {
                    conditional = next;
                }
                otherwise => return self.block(otherwise),
            }
        }
    }

    fn repeated(&mut self, repeated: &For) {
        let Each { var, over, filter } = &repeated.each;
        self.begin();
        self.token("for");
        self.indent(2);
        self.space();
        self.name(var);
        self.space();
        self.token("in");
        self.space();
        if filter.is_none() && is_bracketed(over) {
            self.comments();
            self.dedent(2);
            self.expr(over, true);
        } else {
            self.expr(over, true);
            self.guard(filter.as_ref());
            self.dedent(2);
        }
        self.close();
        self.space();
        self.block(&repeated.body);
    }

    /// `where E`.
    pub(super) fn guard(&mut self, guard: Option<&Expr>) {
        if let Some(guard) = guard {
            self.line();
            self.token("where");
            self.space();
            self.expr(guard, true);
        }
    }
}
