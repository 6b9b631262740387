//! Items: constants, functions, params, top-level requires, rules, and what tests set.

use super::traits::{AllTraits, DEEPEST, Noted, Traits};
use super::{Body, errors, slot};
use crate::base::Place;
use crate::diag::Diagnostic;
use crate::lang::ir::{Constant, Function, Matcher, Param, Program, Require, Rule, TestSettings};
use crate::lang::typeck::{self, Checked};

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
        let mut body = Body::new(&mut self.program, &function.tables, function.source);
        let value = body.expr(&function.body);
        let (slots, noted) = (body.slots(), body.noted);
        let params = function.params.iter().map(|local| slot(*local)).collect();
        self.program.functions.push(Function { params, slots, body: value });
        noted
    }

    fn constant(&mut self, constant: &typeck::Constant) -> Noted {
        let mut body = Body::new(&mut self.program, &constant.tables, constant.source);
        let value = body.expr(&constant.value);
        let (slots, noted) = (body.slots(), body.noted);
        self.program.constants.push(Constant { value, slots, reads_params: false });
        noted
    }

    fn param(&mut self, param: &typeck::Param, all: &AllTraits) {
        let mut body = Body::new(&mut self.program, &param.tables, param.place.source);
        let default = param.default.as_ref().map(|default| (body.expr(default), body.slots()));
        let noted = body.noted;
        self.settle(all, &noted, param.place);
        self.program.params.push(Param {
            id: param.id.clone(),
            place: param.place,
            default,
            optional: param.ty.is_optional(),
        });
    }

    fn require(&mut self, require: &typeck::Require, all: &AllTraits) {
        let mut body = Body::new(&mut self.program, &require.tables, require.source);
        let condition = body.expr(&require.item.condition);
        let message = body.message(require.item.message.as_ref());
        let (slots, noted) = (body.slots(), body.noted);
        let place = Place::new(require.source, require.span);
        self.settle(all, &noted, place);
        self.program.requires.push(Require { place, condition, message, slots });
    }

    fn rule(&mut self, rule: &typeck::Rule, all: &AllTraits) {
        let mut body = Body::new(&mut self.program, &rule.tables, rule.source);
        let mut obligations = Vec::new();
        let guard = rule.item.guard.as_ref().map(|guard| body.expr(guard));
        let statements = body.block(&rule.item.body, &mut obligations);
        let (binder, slots) = (body.declared(rule.item.binder.span), body.slots());
        let mut noted = body.noted;
        noted.needs.run |= rule.matcher == Matcher::Manifests;
        let name = Place::new(rule.source, rule.item.name.span);
        let traits = self.settle(all, &noted, name);
        if rule.in_force {
            self.program.needs.add(&traits.needs);
        }
        let texts = |names: &[crate::lang::syntax::ast::Name]| {
            names.iter().map(|name| name.text.clone()).collect()
        };
        self.program.rules.push(Rule {
            id: rule.id.clone(),
            source: rule.source,
            name,
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
            needs: traits.needs,
        });
    }

    fn test(&mut self, test: &typeck::Test) {
        let mut body = Body::new(&mut self.program, &test.tables, test.source);
        let set = |(param, value): &(typeck::ParamId, crate::lang::syntax::ast::Expr)| {
            (param.0 as usize, body.expr(value))
        };
        let with = test.with.iter().map(set).collect();
        let slots = body.slots();
        self.program.tests.push(TestSettings { with, slots });
    }
}
