//! Lints: what is allowed and rarely meant.
//!
//! Each looks at one item whose types are known and in which nothing is wrong; those about unused
//! names look at the whole run. A lint is allowed in place, by a comment with a reason on its line
//! or the line above (see `allow`).

mod absence;
mod allow;
mod constant;
mod decided;
mod duties;
mod form;
mod impossible;
mod known;
mod repeated;
mod unused;
mod unwritten;
mod written;

use std::collections::HashSet;

use crate::base::{Place, Span};
use crate::diag::{Diagnostic, Severity};
use crate::lang::syntax::ast::{Expr, Item, ItemKind, Obligation, Rule, Stmt, StmtKind};
use crate::lang::syntax::visit;
use crate::lang::types::Type;

use super::body::Done;
use super::checked::Tables;
use super::world::{Home, World};

/// Collects lints.
#[derive(Debug, Default)]
pub(super) struct Linter {
    out: Vec<Diagnostic>,
    /// Files in which something is wrong: what seems unused there may be used in what could not be
    /// read.
    unsound: HashSet<Home>,
    forms: form::Forms,
    duties: duties::Duties,
}

/// An item as lints see it.
struct Subject<'w, 'a> {
    world: &'w World<'a>,
    home: Home,
    item: &'w Item,
    done: &'w Done,
    /// By expression: its form.
    forms: Vec<form::Form>,
}

impl Linter {
    /// Looks at an item in which nothing is wrong.
    pub(super) fn item(&mut self, world: &World<'_>, home: Home, item: &Item, done: &Done) {
        if !is_linted(world, home) {
            return;
        }
        let forms = self.forms.of(world, home, item, &done.tables);
        let subject = Subject { world, home, item, done, forms };
        absence::lint(&subject, &mut self.out);
        constant::lint(&subject, &mut self.out);
        decided::lint(&subject, &mut self.forms, &mut self.duties, &mut self.out);
        impossible::lint(&subject, &mut self.out);
        repeated::lint(&subject, &mut self.out);
        unused::locals(&subject, &mut self.out);
    }

    /// All lints but those that are allowed, and what is wrong with what allows them.
    /// `runs` tells by a rule's index whether some test runs it.
    pub(super) fn finish(mut self, world: &World<'_>, runs: &[bool]) -> Vec<Diagnostic> {
        let usage = unused::Usage::of(world);
        let error = |d: &Diagnostic| d.severity() == Severity::Error;
        let broken = world.out.iter().chain(world.input.broken).any(error);
        for home in world.homes().into_iter().filter(|home| is_linted(world, *home)) {
            let source = world.source(home);
            let here = |d: &&Diagnostic| d.place().is_some_and(|place| place.source == source);
            let mut wrong = world.out.iter().chain(world.input.broken);
            // What uses the names of a file may be what could not be read, there or elsewhere.
            if broken || wrong.any(|d| here(&d)) {
                self.unsound.insert(home);
            } else {
                unused::names(world, home, &usage, &mut self.out);
            }
        }
        // What could not be read may be what tells two rules apart.
        if !broken {
            self.duties.finish(&mut self.out);
        }
        if world.input.for_authors {
            unwritten::lint(world, &self.unsound, runs, &mut self.out);
        }
        unwritten::gathered(allow::apply(world, self.out, &self.unsound))
    }
}

/// The user's files are, and the modules of the library whose tests are wanted.
fn is_linted(world: &World<'_>, home: Home) -> bool {
    match home {
        Home::Unit(_) => true,
        Home::Module(module) => world.input.library_tests.contains(&module),
    }
}

impl<'w> Subject<'w, '_> {
    fn at(&self, span: Span) -> Place {
        self.world.place(self.home, span)
    }

    fn tables(&self) -> &'w Tables {
        &self.done.tables
    }

    fn ty(&self, expr: &Expr) -> &'w Type {
        self.done.tables.ty(expr.id)
    }

    /// The form of an expression; an item has the forms of all its own.
    fn form(&self, expr: &Expr) -> form::Form {
        self.forms.get(expr.id.0 as usize).copied().unwrap_or(form::Form::NONE)
    }

    fn text(&self, span: Span) -> &str {
        let source = self.world.source(self.home);
        let found = self.world.input.sources.get(source);
        found.or_else(|| self.world.library.source(source)).map_or("", |s| s.slice(span))
    }

    fn rule(&self) -> Option<&'w Rule> {
        match &self.item.kind {
            ItemKind::Rule(rule) => Some(rule),
            _ => None,
        }
    }

    /// Calls `f` with every expression, each before what it holds.
    fn each_expr(&self, f: &mut dyn FnMut(&'w Expr)) {
        visit::item(self.item, &mut |expr| visit::walk(expr, f));
    }

    /// Calls `f` with every obligation of a rule.
    fn each_obligation(&self, f: &mut dyn FnMut(&'w Obligation)) {
        let Some(rule) = self.rule() else { return };
        visit::walk_body(&rule.body, &mut |stmt: &'w Stmt| {
            if let StmtKind::Obligation(obligation) = &stmt.kind {
                f(obligation);
            }
        });
    }

    /// Calls `f` with every condition of a rule: guards, `if`s, filters, obligations.
    fn each_condition(&self, f: &mut dyn FnMut(Where, &'w Expr)) {
        if let ItemKind::Require(require) = &self.item.kind {
            f(Where::Obligation, &require.condition);
        }
        let Some(rule) = self.rule() else { return };
        if let Some(guard) = &rule.guard {
            f(Where::Filter, guard);
        }
        visit::walk_body(&rule.body, &mut |stmt: &'w Stmt| match &stmt.kind {
            StmtKind::Obligation(obligation) => f(Where::Obligation, &obligation.condition),
            StmtKind::If(branch) => f(Where::Branch, &branch.condition),
            StmtKind::For(each) => {
                if let Some(filter) = &each.each.filter {
                    f(Where::Filter, filter);
                }
            }
            _ => {}
        });
    }
}

/// Where a condition stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Where {
    /// `require`, `forbid`.
    Obligation,
    /// `where`.
    Filter,
    /// `if`.
    Branch,
}
