//! Single items, checked anew.
//!
//! Whoever changes an item of sound policies, or adds a test, need not check the world again: a [`Bench`]
//! keeps what everything was checked in, and checks one item in it. Nothing that is found so becomes
//! part of the world; all else goes on meaning what it did.
#![deny(clippy::wildcard_enum_match_arm)]

use std::sync::Arc;

use crate::base::SourceId;
use crate::diag::Severity;
use crate::lang::syntax::ast::{Item, ItemKind};

use super::body::Done;
use super::check::{self, Known, known};
use super::checked::{
    Checked, ConstId, Constant, FuncId, Function, Param, ParamId, Require, Rule, RuleId, Test,
};
use super::input::Input;
use super::literals::Budget;
use super::world::{Decl, DeclId, DeclKind, Emitted, Loose};

/// Checked policies, of which single items can be checked anew.
pub struct Bench<'a> {
    known: Known<'a>,
}

/// An item that something in force needs.
#[derive(Clone, Debug)]
pub struct Part {
    /// Its file.
    pub source: SourceId,
    /// As it was written.
    pub item: Arc<Item>,
    /// Which it is.
    pub id: PartId,
    at: At,
}

/// An item, by its place among those of its sort.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PartId {
    /// A rule.
    Rule(RuleId),
    /// A function with a body.
    Function(FuncId),
    /// A constant.
    Constant(ConstId),
    /// A param.
    Param(ParamId),
    /// A top-level `require`, by its index.
    Require(usize),
}

/// Where the world has it.
#[derive(Clone, Copy, Debug)]
enum At {
    Rule(usize),
    Decl(DeclId),
    Require(usize),
}

/// An item that was checked anew.
#[derive(Clone, Debug)]
pub enum Rechecked {
    /// A rule.
    Rule(Box<Rule>),
    /// A function.
    Function(Box<Function>),
    /// A constant.
    Constant(Box<Constant>),
    /// A param.
    Param(Box<Param>),
    /// A top-level `require`.
    Require(Box<Require>),
}

impl<'a> Bench<'a> {
    /// Checks everything once.
    pub(crate) fn new(input: &'a Input<'a>) -> Self {
        Self { known: known(input) }
    }

    /// What checking everything came to, without lints.
    pub fn checked(&self) -> &Checked {
        &self.known.run.checked
    }

    /// The items that something in force needs, in the order of their files.
    pub fn parts(&self) -> Vec<Part> {
        let (world, run) = (&self.known.world, &self.known.run);
        let rules = world.rules.iter().enumerate().filter_map(|(index, rule)| {
            let id = PartId::Rule(run.rules.get(index).copied().flatten()?);
            let (source, item) = (world.source(rule.home), Arc::clone(&rule.item));
            Some(Part { source, item, id, at: At::Rule(index) })
        });
        let decls = world.decls.iter().enumerate().filter_map(|(index, decl)| {
            let id = match decl.emitted {
                Emitted::No => return None,
                Emitted::Param(id) => PartId::Param(id),
                Emitted::Const(id) => PartId::Constant(id),
                Emitted::Func(id) => PartId::Function(id),
            };
            let (source, item) = (world.source(decl.home), Arc::clone(&decl.item));
            Some(Part { source, item, id, at: At::Decl(DeclId(index)) })
        });
        let requires = world.requires.iter().enumerate().map(|(index, loose)| {
            let (source, item) = (world.source(loose.home), Arc::clone(&loose.item));
            Part { source, item, id: PartId::Require(index), at: At::Require(index) }
        });
        let mut parts: Vec<Part> = rules.chain(decls).chain(requires).collect();
        parts.sort_by_key(|part| (part.source, part.item.span, part.id));
        parts
    }

    /// Checks `item` where `part` stands; nothing if that is wrong.
    pub fn recheck(&mut self, part: &Part, item: &Item) -> Option<Rechecked> {
        self.known.world.regexes = Budget::default();
        let world = &self.known.world;
        let source = part.source;
        match (part.at, &item.kind) {
            (At::Rule(index), ItemKind::Rule(rule)) => {
                let decl = world.rules.get(index)?;
                let (matcher, done) = check::ruled(world, decl.home, item, rule);
                let of = (rule, matcher?, sound(done)?);
                Some(Rechecked::Rule(Box::new(check::rule_of(decl, source, item, of))))
            }
            (At::Decl(id), _) => self.redeclare(world.decl(id)?, source, item),
            (At::Require(index), ItemKind::Require(require)) => {
                let home = world.requires.get(index)?.home;
                let done = sound(check::required(world, home, item, require))?;
                let require = check::require_of(source, item, (require, done));
                Some(Rechecked::Require(Box::new(require)))
            }
            (At::Rule(_) | At::Require(_), _) => None,
        }
    }

    fn redeclare(&self, decl: &Decl, source: SourceId, item: &Item) -> Option<Rechecked> {
        let world = &self.known.world;
        if let (DeclKind::Param(id), ItemKind::Param(param)) = (&decl.kind, &item.kind) {
            let done = sound(check::default(world, decl, item, param))?;
            let param = check::param_of(decl, id, item, (param, done));
            return Some(Rechecked::Param(Box::new(param)));
        }
        let (ty, params, done) = check::declared(world, decl, item)?;
        let done = sound(done).filter(|_| ty == decl.ty)?;
        match (&decl.kind, &item.kind) {
            (DeclKind::Let, ItemKind::Let(constant)) => {
                let constant = check::constant_of(decl, constant, source, (ty, done));
                Some(Rechecked::Constant(Box::new(constant)))
            }
            (DeclKind::Func(_), ItemKind::Func(func)) => {
                let function = check::function_of(decl, func, source, (ty, params, done))?;
                Some(Rechecked::Function(Box::new(function)))
            }
            (DeclKind::Param(_) | DeclKind::Let | DeclKind::Func(_) | DeclKind::Broken, _) => None,
        }
    }

    /// Checks a test as if it stood in this file; nothing if that is wrong.
    pub fn test(&self, source: SourceId, item: Item) -> Option<Test> {
        let world = &self.known.world;
        let rules = world.rules.iter().map(|rule| rule.home);
        let mut homes = rules.chain(world.tests.iter().map(|test| test.home));
        let home = homes.find(|home| world.source(*home) == source)?;
        let (test, _, done) = self.known.run.test(world, &Loose { home, item: Arc::new(item) })?;
        let done = sound(done)?;
        Some(Test { tables: done.tables, ..test })
    }
}

/// The same, if nothing is wrong.
fn sound(done: Done) -> Option<Done> {
    done.out.iter().all(|fault| fault.severity() != Severity::Error).then_some(done)
}
