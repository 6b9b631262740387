//! The second pass: bodies, in an order in which all that a body names is known; then the lints.
#![deny(clippy::wildcard_enum_match_arm)]

use std::collections::HashSet;
use std::sync::Arc;

use crate::diag::{Severity, in_source_order};
use crate::lang::syntax::ast::{self, Item, ItemKind};
use crate::lang::types::Type;

use super::body::{Body, Done, Office};
use super::checked::{
    Checked, ConstId, Constant, FuncId, Function, LocalId, Matcher, Param, Require, Rule, RuleId,
    Tables, Test,
};
use super::declare::declare;
use super::input::Input;
use super::lints::Linter;
use super::order::{Order, order, uses};
use super::scope::LocalKind;
use super::world::{Decl, DeclId, DeclKind, Emitted, Home, Loose, RuleDecl, World};
use crate::base::{SourceId, Span};

/// Checks everything that is in force, and everything else that was read.
///
/// Whatever is wrong is among the [`Checked::diagnostics`]; what could be checked is there all the
/// same.
pub fn check(input: &Input<'_>) -> Checked {
    let Known { mut world, run: Run { mut checked, linter, .. }, runs } = known(input);
    let lints = linter.finish(&world, &runs);
    world.out.extend(lints);
    checked.diagnostics = in_source_order(world.out);
    checked
}

/// A world in which everything has been checked.
pub(super) struct Known<'a> {
    pub(super) world: World<'a>,
    pub(super) run: Run,
    /// By the index among all rules: whether a test runs it.
    runs: Vec<bool>,
}

/// Checks everything, and keeps what it was checked in.
pub(super) fn known<'a>(input: &'a Input<'a>) -> Known<'a> {
    let mut world = World::new(input);
    declare(&mut world);
    let mut order = order(&world);
    world.out.append(&mut order.errors);
    let kept = kept_rules(&world);
    emit(&mut world, &order, &kept);
    let mut run = Run {
        checked: Checked::default(),
        linter: Linter::default(),
        today: Vec::new(),
        rules: Vec::new(),
    };
    for id in &order.decls {
        run.decl(&mut world, *id);
    }
    run.params(&mut world);
    run.requires(&mut world);
    run.rules = run.rules(&mut world, &kept);
    let runs = run.tests(&mut world);
    Known { world, run, runs }
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
pub(super) struct Run {
    pub(super) checked: Checked,
    linter: Linter,
    /// The rules that read `today`, by their index among all rules.
    today: Vec<usize>,
    /// By the index among all rules: the id of each that is kept.
    pub(super) rules: Vec<Option<RuleId>>,
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
        let Some((ty, params, mut done)) = declared(world, &decl, &item) else { return };
        if let Some(decl) = world.decls.get_mut(id.0) {
            decl.ty = ty.clone();
            decl.reads = done.reads;
        }
        self.take(world, home, &item, &mut done);
        let source = world.source(home);
        match (decl.emitted, &item.kind) {
            (Emitted::Const(_), ItemKind::Let(constant)) => {
                self.checked.constants.push(constant_of(&decl, constant, source, (ty, done)));
            }
            (Emitted::Func(_), ItemKind::Func(func)) => {
                let of = function_of(&decl, func, source, (ty, params, done));
                self.checked.functions.extend(of);
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
            let mut done = default(world, &decl, &decl.item, param);
            self.take(world, decl.home, &decl.item, &mut done);
            self.checked.params.push(param_of(&decl, id, &decl.item, (param, done)));
        }
    }

    fn requires(&mut self, world: &mut World<'_>) {
        for loose in world.requires.clone() {
            let ItemKind::Require(require) = &loose.item.kind else { continue };
            let mut done = required(world, loose.home, &loose.item, require);
            self.take(world, loose.home, &loose.item, &mut done);
            let source = world.source(loose.home);
            self.checked.requires.push(require_of(source, &loose.item, (require, done)));
        }
    }

    /// Checks all rules, and keeps those that something runs. By the index among all rules: the id
    /// of each that is kept.
    fn rules(&mut self, world: &mut World<'_>, kept: &[bool]) -> Vec<Option<RuleId>> {
        let mut ids = vec![None; world.rules.len()];
        for (index, rule) in world.rules.clone().into_iter().enumerate() {
            let ItemKind::Rule(item) = &rule.item.kind else { continue };
            let (matcher, mut done) = ruled(world, rule.home, &rule.item, item);
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
            let source = world.source(rule.home);
            self.checked.rules.push(rule_of(&rule, source, &rule.item, (item, matcher, done)));
        }
        ids
    }

    /// Checks all tests. By the index among all rules: whether one of them runs it.
    fn tests(&mut self, world: &mut World<'_>) -> Vec<bool> {
        let mut runs = vec![false; world.rules.len()];
        for loose in world.tests.clone() {
            let Some((test, named, mut done)) = self.test(world, &loose) else { continue };
            self.take(world, loose.home, &loose.item, &mut done);
            for index in &named {
                if let Some(run) = runs.get_mut(*index) {
                    *run = true;
                }
            }
            self.checked.tests.push(Test { tables: done.tables, ..test });
        }
        runs
    }

    /// A test, without its tables; the rules that it runs, by their index among all.
    pub(super) fn test(
        &self,
        world: &World<'_>,
        loose: &Loose,
    ) -> Option<(Test, Vec<usize>, Done)> {
        let ItemKind::Test(item) = &loose.item.kind else { return None };
        let mut body = Body::new(world, loose.home, Office::Test, loose.item.expr_count);
        body.today_rules.clone_from(&self.today);
        let named = body.test(item);
        let rules = named.rules.iter().filter_map(|index| self.rules.get(*index).copied()?);
        let test = Test {
            source: world.source(loose.home),
            span: loose.item.span,
            item: item.clone(),
            rules: rules.collect(),
            with: named.with,
            tables: Tables::default(),
        };
        Some((test, named.rules, body.finish()))
    }
}

/// What checking a constant or function comes to: its type, and its parameters.
pub(super) fn declared(
    world: &World<'_>,
    decl: &Decl,
    item: &Item,
) -> Option<(Type, Vec<LocalId>, Done)> {
    let mut body = Body::new(world, decl.home, Office::Pure, item.expr_count);
    let (mut ty, mut params) = (decl.ty.clone(), Vec::new());
    match &item.kind {
        // The type as written was read, and what is wrong with it reported, when it was
        // declared.
        ItemKind::Let(constant) if constant.ty.is_some() => {
            body.expect(&constant.value, &ty);
        }
        ItemKind::Let(constant) => ty = body.infer(&constant.value, None),
        ItemKind::Func(func) => {
            if let DeclKind::Func(declared) = &decl.kind {
                for ((_, ty), written) in declared.iter().zip(&func.params) {
                    params.push(body.declare(&written.name, ty.clone(), LocalKind::Param));
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
        | ItemKind::Broken(_) => return None,
    }
    Some((ty, params, body.finish()))
}

/// What checking a param's default comes to.
pub(super) fn default(world: &World<'_>, decl: &Decl, item: &Item, param: &ast::Param) -> Done {
    let mut body = Body::new(world, decl.home, Office::Default, item.expr_count);
    if let Some(default) = &param.default {
        body.expect(default, &decl.ty);
    }
    body.finish()
}

/// What checking a top-level `require` comes to.
pub(super) fn required(world: &World<'_>, home: Home, item: &Item, require: &ast::Require) -> Done {
    let mut body = Body::new(world, home, Office::Require, item.expr_count);
    body.condition(&require.condition);
    if let Some(message) = &require.message {
        body.message(message);
    }
    body.finish()
}

/// What checking a rule comes to, and what it is on.
pub(super) fn ruled(
    world: &World<'_>,
    home: Home,
    item: &Item,
    rule: &ast::Rule,
) -> (Option<Matcher>, Done) {
    let mut body = Body::new(world, home, Office::Rule, item.expr_count);
    let matcher = body.rule(rule);
    (matcher, body.finish())
}

pub(super) fn constant_of(
    decl: &Decl,
    constant: &ast::Let,
    source: SourceId,
    (ty, done): (Type, Done),
) -> Constant {
    let (name, value) = (Arc::clone(&decl.name), constant.value.clone());
    Constant { name, source, value, ty, tables: done.tables }
}

pub(super) fn function_of(
    decl: &Decl,
    func: &ast::Func,
    source: SourceId,
    (result, params, done): (Type, Vec<LocalId>, Done),
) -> Option<Function> {
    let (name, body) = (Arc::clone(&decl.name), func.body.clone()?);
    Some(Function { name, source, params, body, result, tables: done.tables })
}

pub(super) fn param_of(
    decl: &Decl,
    id: &Arc<str>,
    item: &Item,
    (param, done): (&ast::Param, Done),
) -> Param {
    Param {
        id: Arc::clone(id),
        place: decl.place,
        ty: decl.ty.clone(),
        default: param.default.clone(),
        doc: doc_of(item),
        tables: done.tables,
    }
}

pub(super) fn require_of(
    source: SourceId,
    item: &Item,
    (require, done): (&ast::Require, Done),
) -> Require {
    Require { source, span: item.span, item: require.clone(), tables: done.tables }
}

pub(super) fn rule_of(
    decl: &RuleDecl,
    source: SourceId,
    item: &Item,
    (rule, matcher, done): (&ast::Rule, Matcher, Done),
) -> Rule {
    Rule {
        id: Arc::clone(&decl.id),
        source,
        doc: doc_of(item),
        severity: rule.severity.map_or(Severity::Error, |(severity, _)| severity),
        matcher,
        item: rule.clone(),
        in_force: decl.in_force,
        reads_today: done.reads.today,
        tables: done.tables,
    }
}

fn doc_of(item: &Item) -> Option<Box<str>> {
    item.doc.as_ref().map(|doc| doc.text.clone())
}
