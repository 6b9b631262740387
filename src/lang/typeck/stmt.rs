//! Statements: the bodies of rules.
#![deny(clippy::wildcard_enum_match_arm)]

use crate::lang::syntax::ast::{For, If, Let, MatcherKind, Obligation, Rule, Stmt, StmtKind};
use crate::lang::types::Type;

use super::body::Body;
use super::checked::Matcher;
use super::errors::rules as errors;
use super::kinds::Lookup;
use super::scope::LocalKind;

/// Words that are matchers.
const MATCHERS: [&str; 5] = ["image", "container", "pod", "resource", "manifests"];

impl Body<'_, '_> {
    /// A rule. What it is on is nothing where that is wrong.
    pub(super) fn rule(&mut self, rule: &Rule) -> Option<Matcher> {
        let matcher = self.matcher(rule);
        let ty = matcher.as_ref().map_or(Type::Error, |(_, ty)| ty.clone());
        self.declare(&rule.binder, ty, LocalKind::Binder);
        if let Some(guard) = &rule.guard {
            self.condition(guard);
            self.assume(guard, true);
        }
        self.block(&rule.body);
        if !obliges(&rule.body) {
            let place = self.at(rule.name.span);
            self.report(errors::checks_nothing(&rule.name.text, place));
        }
        matcher.map(|(matcher, _)| matcher)
    }

    /// What a rule is on, and the type of a match.
    fn matcher(&mut self, rule: &Rule) -> Option<(Matcher, Type)> {
        let place = self.at(rule.matcher.span);
        Some(match &rule.matcher.kind {
            MatcherKind::Image => (Matcher::Image, self.record("ImageUse")),
            MatcherKind::Container => (Matcher::Container, self.record("Container")),
            MatcherKind::Pod => (Matcher::Pod, self.record("Pod")),
            MatcherKind::Resource => (Matcher::Resource, self.record("Object")),
            MatcherKind::Manifests => (Matcher::Manifests, self.record("Manifests")),
            MatcherKind::Kind(kind) => match self.look_up(kind)? {
                Lookup::One(found) => {
                    let ty = found.record.map_or_else(|| self.record("Object"), Type::Record);
                    (Matcher::Kind(found.group, found.kind), ty)
                }
                Lookup::Several(_) | Lookup::Unknown => return None,
            },
            MatcherKind::Unknown(word) => {
                let kinds = super::kinds::kind_names(self.world.input.kinds);
                let error = errors::unknown_matcher(word, &MATCHERS, &kinds, place);
                self.report(error);
                return None;
            }
        })
    }

    /// Statements with a scope of their own.
    fn block(&mut self, body: &[Stmt]) {
        let mark = self.scope.mark();
        for stmt in body {
            self.statement(stmt);
        }
        self.scope.reset(mark);
    }

    fn statement(&mut self, stmt: &Stmt) {
        match &stmt.kind {
            StmtKind::Let(binding) => self.binding(binding),
            StmtKind::Obligation(obligation) => self.obligation(obligation),
            StmtKind::If(If { condition, then, otherwise }) => {
                self.condition(condition);
                for (branch, truth) in [(then, true), (otherwise, false)] {
                    let mark = self.scope.mark();
                    self.assume(condition, truth);
                    self.block(branch);
                    self.scope.reset(mark);
                }
            }
            StmtKind::For(For { each, body }) => {
                let mark = self.scope.mark();
                self.each(each, LocalKind::Loop);
                self.block(body);
                self.scope.reset(mark);
            }
            StmtKind::Broken(name) => {
                if let Some(name) = name
                    && self.visible_place(&name.text).is_none()
                {
                    let id = self.declare(name, Type::Error, LocalKind::Let);
                    self.scope.mark_used(id);
                }
            }
        }
    }

    fn binding(&mut self, binding: &Let) {
        let ty = self.constant(binding);
        self.declare(&binding.name, ty, LocalKind::Let);
    }

    /// The type of a `let`: as written, else as its value has it.
    pub(super) fn constant(&mut self, binding: &Let) -> Type {
        match &binding.ty {
            Some(written) => {
                let ty = self.written_type(written);
                self.expect(&binding.value, &ty);
                ty
            }
            None => self.infer(&binding.value, None),
        }
    }

    fn obligation(&mut self, obligation: &Obligation) {
        self.condition(&obligation.condition);
        if let Some(message) = &obligation.message {
            self.message(message);
        }
        if let Some(at) = &obligation.at {
            self.infer(at, None);
            if !self.has_place(at) {
                let place = self.at(at.span);
                let error = errors::no_place(self.text(at.span), place);
                self.report(error);
            }
        }
        if let Some(help) = &obligation.help {
            self.message(help);
        }
        if let Some(fix) = &obligation.fix {
            self.fix(fix);
        }
    }
}

/// True if there is an obligation in the body, or something broken that may be one.
fn obliges(body: &[Stmt]) -> bool {
    body.iter().any(|stmt| match &stmt.kind {
        StmtKind::Obligation(_) | StmtKind::Broken(_) => true,
        StmtKind::If(If { then, otherwise, .. }) => obliges(then) || obliges(otherwise),
        StmtKind::For(For { body, .. }) => obliges(body),
        StmtKind::Let(_) => false,
    })
}
