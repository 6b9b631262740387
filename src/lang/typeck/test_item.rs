//! Tests in policies: that what they name is there.
#![deny(clippy::wildcard_enum_match_arm)]

use crate::lang::syntax::ast::{Expect, Name, Test};
use crate::lang::types::Type;

use super::body::Body;
use super::checked::ParamId;
use super::errors::rules as errors;
use super::fit;
use super::literals;
use super::world::{Decl, DeclKind, Emitted, Home};
use crate::lang::syntax::ast::Expr;

/// What a test names.
pub(super) struct Named {
    /// By their index among all rules.
    pub(super) rules: Vec<usize>,
    /// Params, and what they are set to.
    pub(super) with: Vec<(ParamId, Expr)>,
}

impl Body<'_, '_> {
    /// A test.
    pub(super) fn test(&mut self, test: &Test) -> Named {
        let rules = self.test_rules(test);
        let with = test.with.iter().filter_map(|(name, value)| self.set(name, value)).collect();
        if let Some(today) = &test.today
            && let Err(fault) = literals::read(today.kind, &today.text, &self.world.regexes)
        {
            let place = self.at(today.text_span);
            self.report(super::errors::literals::wrong_literal(&fault, place));
        }
        self.reads_today(test, &rules);
        for expect in &test.expect {
            if let Expect::Passed(_, name) = expect
                && let Some(index) = self.find_rule(name)
                && !rules.contains(&index)
            {
                let place = self.at(name.span);
                self.report(errors::not_run(&name.text, place));
            }
        }
        Named { rules, with }
    }

    fn test_rules(&mut self, test: &Test) -> Vec<usize> {
        if !test.rules.is_empty() {
            return test.rules.iter().filter_map(|name| self.find_rule(name)).collect();
        }
        let all = self.world.rules.iter().enumerate();
        let own: Vec<usize> =
            all.filter(|(_, rule)| rule.home == self.home).map(|(index, _)| index).collect();
        if own.is_empty() {
            let place = self.at(test.title.span);
            self.report(errors::test_without_rules(place));
        }
        own
    }

    fn find_rule(&mut self, name: &Name) -> Option<usize> {
        let found = self.world.rule_index(&name.text).or_else(|| self.own_rule(&name.text));
        if found.is_none() {
            let place = self.at(name.span);
            let own = self.world.rules.iter().map(|rule| &*rule.id);
            let library = self.library.rules().map(|(_, _, id)| id);
            let all = self.world.guessed(&name.text, own.chain(library));
            self.report(errors::unknown_rule(&name.text, &all, place));
        }
        found
    }

    /// The library's tests name the rules of their file without `std/`.
    fn own_rule(&self, name: &str) -> Option<usize> {
        if matches!(self.home, Home::Unit(_)) {
            return None;
        }
        self.world
            .rules
            .iter()
            .position(|rule| rule.home == self.home && rule.id.rsplit('/').next() == Some(name))
    }

    /// `with name = value`.
    fn set(&mut self, name: &Name, value: &Expr) -> Option<(ParamId, Expr)> {
        let world = self.world;
        let visible = world.visible(self.home, &name.text).and_then(|v| world.decl(v.decl));
        let id_of = |decl: &Decl| match (&decl.kind, decl.emitted) {
            (DeclKind::Param(id), Emitted::Param(param)) => Some((id.clone(), param)),
            _ => None,
        };
        let by_id = |decl: &&Decl| id_of(decl).is_some_and(|(id, _)| *id == *name.text);
        let found = visible.filter(|decl| id_of(decl).is_some());
        let found = found.or_else(|| world.decls.iter().find(by_id));
        let Some((decl, (_, param))) = found.and_then(|decl| Some((decl, id_of(decl)?))) else {
            if !visible.is_some_and(|decl| matches!(decl.kind, DeclKind::Broken)) {
                let ids: Vec<_> = world.decls.iter().filter_map(id_of).map(|(id, _)| id).collect();
                let ids = world.guessed(&name.text, ids.iter().map(|id| &**id));
                let place = self.at(name.span);
                self.report(errors::unknown_param(&name.text, &ids, place));
            }
            self.infer(value, None);
            return None;
        };
        let ty: Type = decl.ty.clone();
        self.expect(value, &ty);
        (!fit::is_broken(&ty)).then(|| (param, value.clone()))
    }

    /// A test of a rule that reads `today` must say which day it is.
    fn reads_today(&mut self, test: &Test, rules: &[usize]) {
        if test.today.is_some() {
            return;
        }
        let reads = |index: &&usize| self.today_rules.contains(*index);
        let Some(rule) = rules.iter().find(reads).and_then(|index| self.world.rules.get(*index))
        else {
            return;
        };
        let place = self.at(test.title.span);
        self.report(errors::test_needs_today(&rule.id, place, rule.place));
    }
}
