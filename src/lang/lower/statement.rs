//! Statements.

use super::Body;
use crate::lang::ir::{Edit, ExprId, Fix, Loop, Message, Obligation, ObligationKind, Stmt};
use crate::lang::syntax::ast;

impl Body<'_> {
    /// A block; its obligations go to `obligations`, in source order.
    pub(super) fn block(
        &mut self,
        block: &[ast::Stmt],
        obligations: &mut Vec<Obligation>,
    ) -> Box<[Stmt]> {
        block.iter().filter_map(|stmt| self.statement(stmt, obligations)).collect()
    }

    fn statement(&mut self, stmt: &ast::Stmt, obligations: &mut Vec<Obligation>) -> Option<Stmt> {
        Some(match &stmt.kind {
            ast::StmtKind::Let(item) => {
                let value = self.expr(&item.value);
                Stmt::Let(self.declared(item.name.span), value)
            }
            ast::StmtKind::Obligation(obligation) => {
                let obligation = self.obligation(obligation);
                Stmt::Oblige(number(obligations, obligation))
            }
            ast::StmtKind::If(item) => {
                let condition = self.expr(&item.condition);
                let then = self.block(&item.then, obligations);
                let otherwise = self.block(&item.otherwise, obligations);
                Stmt::If(condition, then, otherwise)
            }
            ast::StmtKind::For(item) => {
                let over = self.each(&item.each);
                let index = number(obligations, self.open_list(&item.each, over.over));
                let body = self.block(&item.body, obligations);
                Stmt::For(over, body, index)
            }
            ast::StmtKind::Broken(_) => return None,
        })
    }

    /// `x in xs where E`.
    pub(super) fn each(&mut self, each: &ast::Each) -> Loop {
        let over = self.expr(&each.over);
        let filter = each.filter.as_ref().map(|filter| self.expr(filter));
        Loop { slot: self.declared(each.var.span), over, filter }
    }

    /// What an open list leaves undecided.
    fn open_list(&self, each: &ast::Each, over: ExprId) -> Obligation {
        Obligation {
            kind: ObligationKind::Loop,
            place: self.place(each.var.span.to(each.over.span)),
            condition: over,
            message: Message::default(),
            at: None,
            help: None,
            fix: None,
        }
    }

    fn obligation(&mut self, item: &ast::Obligation) -> Obligation {
        let kind = match item.polarity {
            ast::Polarity::Require => ObligationKind::Require,
            ast::Polarity::Forbid => ObligationKind::Forbid,
        };
        Obligation {
            kind,
            place: self.place(item.keyword.to(item.condition.span)),
            condition: self.expr(&item.condition),
            message: self.message(item.message.as_ref()),
            at: item.at.as_ref().map(|at| self.expr(at)),
            help: item.help.as_ref().map(|help| self.pieces(help)),
            fix: item.fix.as_ref().map(|fix| self.fix(fix)),
        }
    }

    fn fix(&mut self, fix: &ast::Fix) -> Fix {
        let edit = |edit: &ast::Edit| match edit {
            ast::Edit::Set { path, value } => {
                let path = self.expr(path);
                Edit::Set(path, self.expr(value))
            }
            ast::Edit::Remove { path } => Edit::Remove(self.expr(path)),
        };
        let edits = fix.edits.iter().map(edit).collect();
        Fix { place: self.place(fix.span), safe: fix.safe, edits }
    }
}

fn number(obligations: &mut Vec<Obligation>, obligation: Obligation) -> u32 {
    let index = u32::try_from(obligations.len()).unwrap_or(u32::MAX);
    obligations.push(obligation);
    index
}
