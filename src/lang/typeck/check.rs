//! The second pass: bodies, in an order in which all that a body names is known; then the lints.
#![deny(clippy::wildcard_enum_match_arm)]

use std::collections::HashSet;
use std::sync::Arc;

use crate::diag::{Severity, in_source_order};
use crate::lang::syntax::ast::{Item, ItemKind};
use crate::lang::types::Type;

use super::body::{Body, Done, Office};
use super::checked::{
    Checked, ConstId, Constant, FuncId, Function, LocalId, Param, Require, Rule, RuleId, Test,
};
use super::declare::declare;
use super::input::Input;
use super::lints::Linter;
use super::order::{Order, order, uses};
use super::scope::LocalKind;
use super::world::{DeclId, DeclKind, Emitted, Home, World};
use crate::base::Span;

/// Checks everything that is in force, and everything else that was read.
///
/// Whatever is wrong is among the [`Checked::diagnostics`]; what could be checked is there all the
/// same.
pub fn check(input: &Input<'_>) -> Checked {
    let mut world = World::new(input);
    declare(&mut world);
    let mut order = order(&world);
    world.out.append(&mut order.errors);
    let kept = kept_rules(&world);
    emit(&mut world, &order, &kept);
    let mut run = Run { checked: Checked::default(), linter: Linter::default(), today: Vec::new() };
    for id in &order.decls {
        run.decl(&mut world, *id);
    }
    run.params(&mut world);
    run.requires(&mut world);
    let ids = run.rules(&mut world, &kept);
    let runs = run.tests(&mut world, &ids);
    let Run { mut checked, linter, .. } = run;
    let lints = linter.finish(&world, &runs);
    world.out.extend(lints);
    checked.diagnostics = in_source_order(world.out);
    checked
}

/// The rules that something runs: those in force, and those that a test names.
fn kept_rules(world: &World<'_>) -> Vec<bool> {
    let mut kept: Vec<bool> = world.rules.iter().map(|rule| rule.in_force).collect();
    for test in &world.tests {
        let ItemKind::Test(item) = &test.item.kind else { continue };
        let tested = world.tested_by(test.home);
        for (rule, kept) in world.rules.iter().zip(&mut kept) {
            let named = item.rules.iter().any(|name| {
                *name.text == *rule.id
                    || rule.home == test.home && rule.id.rsplit('/').next() == Some(&*name.text)
            });
            *kept |= named || item.rules.is_empty() && rule.home == tested;
        }
    }
    kept
}

/// Gives ids to the constants and functions that something in force needs.
fn emit(world: &mut World<'_>, order: &Order, kept: &[bool]) {
    let rules = world.rules.iter().zip(kept).filter(|(_, kept)| **kept);
    let roots = rules.map(|(rule, _)| (rule.home, &rule.item));
    let loose = world.requires.iter().chain(&world.tests).map(|loose| (loose.home, &loose.item));
    let params = world.decls.iter().filter(|decl| matches!(decl.kind, DeclKind::Param(_)));
    let params = params.map(|decl| (decl.home, &decl.item));
    let roots: Vec<(Home, Arc<Item>)> =
        roots.chain(loose).chain(params).map(|(home, item)| (home, Arc::clone(item))).collect();
    let mut wanted: Vec<DeclId> = roots
        .iter()
        .flat_map(|(home, item)| uses(world, *home, item))
        .map(|found| found.decl)
        .collect();
    let mut needed: HashSet<DeclId> = HashSet::new();
    while let Some(id) = wanted.pop() {
        if needed.insert(id) {
            wanted.extend(order.uses.get(id.0).into_iter().flatten().map(|found| found.decl));
        }
    }
    let (mut constants, mut functions) = (0, 0);
    for id in &order.decls {
        let Some(decl) = world.decls.get_mut(id.0).filter(|_| needed.contains(id)) else {
            continue;
        };
        if matches!(decl.kind, DeclKind::Let) {
            decl.emitted = Emitted::Const(ConstId(constants));
            constants += 1;
        } else {
            decl.emitted = Emitted::Func(FuncId(functions));
            functions += 1;
        }
    }
}

/// What has been checked so far.
struct Run {
    checked: Checked,
    linter: Linter,
    /// The rules that read `today`, by their index among all rules.
    today: Vec<usize>,
}

impl Run {
    /// Takes in what checking an item came to, and looks at it for lints if nothing is wrong.
    fn take(&mut self, world: &mut World<'_>, home: Home, item: &Item, done: &mut Done) {
        let errors = std::mem::take(&mut done.out);
        let source = world.source(home);
        let within = |d: &crate::diag::Diagnostic| {
            d.place().is_some_and(|at| at.source == source && item.span.contains(at.span))
        };
        let sound = errors.iter().all(|error| error.severity() != Severity::Error)
            && !world.input.broken.iter().any(within);
        if sound {
            self.linter.item(world, home, item, done);
        }
        world.out.extend(errors);
    }

    fn decl(&mut self, world: &mut World<'_>, id: DeclId) {
        let Some(decl) = world.decl(id).cloned() else { return };
        let (home, item) = (decl.home, Arc::clone(&decl.item));
        let mut body = Body::new(world, home, Office::Pure, item.expr_count);
        let mut ty = decl.ty.clone();
        let mut params = Vec::new();
        match &item.kind {
            // The type as written was read, and what is wrong with it reported, when it was
            // declared.
            ItemKind::Let(constant) if constant.ty.is_some() => {
                body.expect(&constant.value, &ty);
            }
            ItemKind::Let(constant) => ty = body.infer(&constant.value, None),
            ItemKind::Func(func) => {
                if let DeclKind::Func(declared) = &decl.kind {
                    for (name, ty) in declared {
                        params.push(body.declare(name, ty.clone(), LocalKind::Param));
                    }
                }
                if let Some(value) = &func.body {
                    body.expect(value, &ty);
                }
            }
            ItemKind::Import(_)
            | ItemKind::Param(_)
            | ItemKind::Require(_)
            | ItemKind::Record(_)
            | ItemKind::Enum(_)
            | ItemKind::Rule(_)
            | ItemKind::Test(_)
            | ItemKind::Broken(_) => return,
        }
        let mut done = body.finish();
        if let Some(decl) = world.decls.get_mut(id.0) {
            decl.ty = ty.clone();
            decl.reads = done.reads;
        }
        self.take(world, home, &item, &mut done);
        let source = world.source(home);
        self.push_decl(&decl, &item, (ty, params), source, done);
    }

    fn push_decl(
        &mut self,
        decl: &super::world::Decl,
        item: &Item,
        (ty, params): (Type, Vec<LocalId>),
        source: crate::base::SourceId,
        done: Done,
    ) {
        let name = Arc::clone(&decl.name);
        let tables = done.tables;
        match (decl.emitted, &item.kind) {
            (Emitted::Const(_), ItemKind::Let(constant)) => {
                let value = constant.value.clone();
                self.checked.constants.push(Constant { name, source, value, ty, tables });
            }
            (Emitted::Func(_), ItemKind::Func(func)) => {
                if let Some(body) = func.body.clone() {
                    let function = Function { name, source, params, body, result: ty, tables };
                    self.checked.functions.push(function);
                }
            }
            _ => {}
        }
    }

    fn params(&mut self, world: &mut World<'_>) {
        for index in 0..world.decls.len() {
            let Some(decl) = world.decl(DeclId(index)).cloned() else { continue };
            let (DeclKind::Param(id), ItemKind::Param(param)) = (&decl.kind, &decl.item.kind)
            else {
                continue;
            };
            let mut body = Body::new(world, decl.home, Office::Default, decl.item.expr_count);
            if let Some(default) = &param.default {
                body.expect(default, &decl.ty);
            }
            let mut done = body.finish();
            self.take(world, decl.home, &decl.item, &mut done);
            self.checked.params.push(Param {
                id: Arc::clone(id),
                place: decl.place,
                ty: decl.ty.clone(),
                default: param.default.clone(),
                doc: doc_of(&decl.item),
                tables: done.tables,
            });
        }
    }

    fn requires(&mut self, world: &mut World<'_>) {
        for loose in world.requires.clone() {
            let ItemKind::Require(require) = &loose.item.kind else { continue };
            let mut body = Body::new(world, loose.home, Office::Require, loose.item.expr_count);
            body.condition(&require.condition);
            if let Some(message) = &require.message {
                body.message(message);
            }
            let mut done = body.finish();
            self.take(world, loose.home, &loose.item, &mut done);
            self.checked.requires.push(Require {
                source: world.source(loose.home),
                span: loose.item.span,
                item: require.clone(),
                tables: done.tables,
            });
        }
    }

    /// Checks all rules, and keeps those that something runs. By the index among all rules: the id
    /// of each that is kept.
    fn rules(&mut self, world: &mut World<'_>, kept: &[bool]) -> Vec<Option<RuleId>> {
        let mut ids = vec![None; world.rules.len()];
        for (index, rule) in world.rules.clone().into_iter().enumerate() {
            let ItemKind::Rule(item) = &rule.item.kind else { continue };
            let mut body = Body::new(world, rule.home, Office::Rule, rule.item.expr_count);
            let matcher = body.rule(item);
            let mut done = body.finish();
            self.take(world, rule.home, &rule.item, &mut done);
            if done.reads.today {
                self.today.push(index);
            }
            let Some(matcher) = matcher.filter(|_| kept.get(index) == Some(&true)) else {
                continue;
            };
            if let Some(slot) = ids.get_mut(index) {
                *slot = Some(RuleId(Span::at(self.checked.rules.len()).start));
            }
            self.checked.rules.push(Rule {
                id: Arc::clone(&rule.id),
                source: world.source(rule.home),
                doc: doc_of(&rule.item),
                severity: item.severity.map_or(Severity::Error, |(severity, _)| severity),
                matcher,
                item: item.clone(),
                in_force: rule.in_force,
                reads_today: done.reads.today,
                tables: done.tables,
            });
        }
        ids
    }

    /// Checks all tests. By the index among all rules: whether one of them runs it.
    fn tests(&mut self, world: &mut World<'_>, ids: &[Option<RuleId>]) -> Vec<bool> {
        let mut runs = vec![false; world.rules.len()];
        for loose in world.tests.clone() {
            let ItemKind::Test(test) = &loose.item.kind else { continue };
            let mut body = Body::new(world, loose.home, Office::Test, loose.item.expr_count);
            body.today_rules.clone_from(&self.today);
            let named = body.test(test);
            let mut done = body.finish();
            self.take(world, loose.home, &loose.item, &mut done);
            for index in &named.rules {
                if let Some(run) = runs.get_mut(*index) {
                    *run = true;
                }
            }
            let rules = named.rules.iter().filter_map(|index| ids.get(*index).copied().flatten());
            self.checked.tests.push(Test {
                source: world.source(loose.home),
                span: loose.item.span,
                item: test.clone(),
                rules: rules.collect(),
                with: named.with,
                tables: done.tables,
            });
        }
        runs
    }
}

fn doc_of(item: &Item) -> Option<Box<str>> {
    item.doc.as_ref().map(|doc| doc.text.clone())
}
