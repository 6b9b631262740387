//! Items: constants, functions, params, top-level requires, rules, and what tests set.

use super::traits::{AllTraits, DEEPEST, Noted, Traits};
use super::{Body, errors, slot};
use crate::base::Place;
use crate::diag::Diagnostic;
use crate::lang::ir::{
    Constant, Function, Matcher, Param, Program, Require, Rule, Swap, TestSettings,
};
use crate::lang::typeck::{self, Checked, PartId, Rechecked};

/// Lowers all items.
pub(super) fn lower(checked: &Checked) -> (Program, Vec<Diagnostic>) {
    let mut items = Items { program: Program::default(), errors: Vec::new() };
    let functions: Vec<Noted> =
        checked.functions.iter().map(|function| items.function(function)).collect();
    let constants: Vec<Noted> =
        checked.constants.iter().map(|constant| items.constant(constant)).collect();
    let traits = AllTraits::new(&functions, &constants);
    for (constant, noted) in items.program.constants.iter_mut().zip(&constants) {
        constant.reads_params = traits.of(noted).is_some_and(|traits| traits.needs.params);
    }
    for (constant, noted) in checked.constants.iter().zip(&constants) {
        let place = Place::new(constant.source, constant.value.span);
        items.settle(&traits, noted, place);
    }
    for param in &checked.params {
        items.param(param, &traits);
    }
    for require in &checked.requires {
        items.require(require, &traits);
    }
    for rule in &checked.rules {
        items.rule(rule, &traits);
    }
    for test in &checked.tests {
        items.test(test);
    }
    (items.program, items.errors)
}

struct Items {
    program: Program,
    errors: Vec<Diagnostic>,
}

impl Items {
    /// What a body comes to; that it nests too deep is reported at `place`.
    fn settle(&mut self, all: &AllTraits, noted: &Noted, place: Place) -> Traits {
        let traits = all.of(noted).unwrap_or_default();
        if traits.depth > DEEPEST {
            self.errors.push(errors::too_deep(place, DEEPEST));
        }
        traits
    }

    fn function(&mut self, function: &typeck::Function) -> Noted {
        let (function, noted) = lowered_function(&mut self.program, function);
        self.program.functions.push(function);
        noted
    }

    fn constant(&mut self, constant: &typeck::Constant) -> Noted {
        let (constant, noted) = lowered_constant(&mut self.program, constant);
        self.program.constants.push(constant);
        noted
    }

    fn param(&mut self, param: &typeck::Param, all: &AllTraits) {
        let (lowered, noted) = lowered_param(&mut self.program, param);
        self.settle(all, &noted, param.place);
        self.program.params.push(lowered);
    }

    fn require(&mut self, require: &typeck::Require, all: &AllTraits) {
        let (require, noted) = lowered_require(&mut self.program, require);
        self.settle(all, &noted, require.place);
        self.program.requires.push(require);
    }

    fn rule(&mut self, rule: &typeck::Rule, all: &AllTraits) {
        let (mut rule, noted) = lowered_rule(&mut self.program, rule);
        let traits = self.settle(all, &noted, rule.name);
        if rule.in_force {
            self.program.needs.add(&traits.needs);
        }
        rule.needs = traits.needs;
        self.program.rules.push(rule);
    }

    fn test(&mut self, test: &typeck::Test) {
        let settings = test_settings(&mut self.program, test);
        self.program.tests.push(settings);
    }
}

fn lowered_function(program: &mut Program, function: &typeck::Function) -> (Function, Noted) {
    let mut body = Body::new(program, &function.tables, function.source);
    let value = body.expr(&function.body);
    let params = function.params.iter().map(|local| slot(*local)).collect();
    (Function { params, slots: body.slots(), body: value }, body.noted)
}

fn lowered_constant(program: &mut Program, constant: &typeck::Constant) -> (Constant, Noted) {
    let mut body = Body::new(program, &constant.tables, constant.source);
    let value = body.expr(&constant.value);
    (Constant { value, slots: body.slots(), reads_params: false }, body.noted)
}

fn lowered_param(program: &mut Program, param: &typeck::Param) -> (Param, Noted) {
    let mut body = Body::new(program, &param.tables, param.place.source);
    let default = param.default.as_ref().map(|default| (body.expr(default), body.slots()));
    let (id, place, optional) = (param.id.clone(), param.place, param.ty.is_optional());
    (Param { id, place, default, optional }, body.noted)
}

fn lowered_require(program: &mut Program, require: &typeck::Require) -> (Require, Noted) {
    let mut body = Body::new(program, &require.tables, require.source);
    let condition = body.expr(&require.item.condition);
    let message = body.message(require.item.message.as_ref());
    let place = Place::new(require.source, require.span);
    (Require { place, condition, message, slots: body.slots() }, body.noted)
}

/// A rule; it needs only what it says itself, until that of all that it names is added.
fn lowered_rule(program: &mut Program, rule: &typeck::Rule) -> (Rule, Noted) {
    let mut body = Body::new(program, &rule.tables, rule.source);
    let mut obligations = Vec::new();
    let guard = rule.item.guard.as_ref().map(|guard| body.expr(guard));
    let statements = body.block(&rule.item.body, &mut obligations);
    let (binder, slots) = (body.declared(rule.item.binder.span), body.slots());
    let mut noted = body.noted;
    noted.needs.run |= rule.matcher == Matcher::Manifests;
    let texts = |names: &[crate::lang::syntax::ast::Name]| {
        names.iter().map(|name| name.text.clone()).collect()
    };
    let lowered = Rule {
        id: rule.id.clone(),
        source: rule.source,
        name: Place::new(rule.source, rule.item.name.span),
        severity: rule.severity,
        matcher: rule.matcher.clone(),
        binder,
        slots,
        guard,
        body: statements,
        obligations,
        tags: texts(&rule.item.tags),
        see: texts(&rule.item.see),
        doc: rule.doc.clone(),
        in_force: rule.in_force,
        reads_today: rule.reads_today,
        needs: noted.needs.clone(),
    };
    (lowered, noted)
}

/// What tests set.
pub(super) fn test_settings(program: &mut Program, test: &typeck::Test) -> TestSettings {
    let mut body = Body::new(program, &test.tables, test.source);
    let set = |(param, value): &(typeck::ParamId, crate::lang::syntax::ast::Expr)| {
        (param.0 as usize, body.expr(value))
    };
    let with = test.with.iter().map(set).collect();
    TestSettings { with, slots: body.slots() }
}

/// An item that was changed, to be swapped with the one that it was made of. What that looks at it may
/// look at still: a change takes away, and adds nothing that is looked at.
pub(super) fn swap(program: &mut Program, id: PartId, rechecked: &Rechecked) -> Option<Swap> {
    Some(match (id, rechecked) {
        (PartId::Rule(id), Rechecked::Rule(rule)) => {
            let index = id.0 as usize;
            let (mut rule, _) = lowered_rule(program, rule);
            rule.needs = program.rules.get(index)?.needs.clone();
            rule.reads_today = program.rules.get(index)?.reads_today;
            Swap::Rule(index, Box::new(rule))
        }
        (PartId::Function(id), Rechecked::Function(function)) => {
            Swap::Function(id.0 as usize, lowered_function(program, function).0)
        }
        (PartId::Constant(id), Rechecked::Constant(constant)) => {
            let index = id.0 as usize;
            let (mut constant, _) = lowered_constant(program, constant);
            constant.reads_params = program.constants.get(index)?.reads_params;
            Swap::Constant(index, constant)
        }
        (PartId::Param(id), Rechecked::Param(param)) => {
            Swap::Param(id.0 as usize, lowered_param(program, param).0)
        }
        (PartId::Require(index), Rechecked::Require(require)) => {
            Swap::Require(index, lowered_require(program, require).0)
        }
        (
            PartId::Rule(_)
            | PartId::Function(_)
            | PartId::Constant(_)
            | PartId::Param(_)
            | PartId::Require(_),
            _,
        ) => return None,
    })
}
