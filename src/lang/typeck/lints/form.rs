//! The form of an expression: what it computes, whatever it is written like.
//!
//! The language is pure, so two expressions of one form are one value wherever both can be read, and
//! a fact about the one is a fact about the other. Forms drop parentheses, the names of matches and
//! of loops' variables, the order of operands where it says nothing, and the ways to write a
//! negation; a `let` is its value. They are numbered as they are met (a form is its head and the
//! numbers of its parts), so that equal numbers are equal forms, over all items of a run.
#![deny(clippy::wildcard_enum_match_arm)]

use std::collections::HashMap;

use crate::lang::syntax::ast::{
    Asked, CompareOp, Each, Expr, ExprKind, Item, ItemKind, Name, Part, Quantifier, Stmt, StmtKind,
    Template,
};
use crate::lang::syntax::visit;

use crate::lang::typeck::checked::{Meaning, Tables};
use crate::lang::typeck::world::{Home, World};

/// Names a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Form(u32);

impl Form {
    /// Of what was not read.
    pub(super) const NONE: Self = Self(u32::MAX);
}

/// What a form is: its head, a word that goes with it, its parts.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Node {
    head: &'static str,
    word: Box<str>,
    parts: Vec<Form>,
}

/// All forms of a run.
#[derive(Debug, Default)]
pub(super) struct Forms {
    known: HashMap<Node, Form>,
    /// Of a negation: what it negates.
    negated: HashMap<Form, Form>,
}

impl Forms {
    /// The form with a head, a word and parts.
    pub(super) fn node(&mut self, head: &'static str, word: &str, parts: Vec<Form>) -> Form {
        let next = Form(u32::try_from(self.known.len()).unwrap_or(u32::MAX));
        *self.known.entry(Node { head, word: word.into(), parts }).or_insert(next)
    }

    /// The negation of a form; of a negation, what it negates.
    pub(super) fn not(&mut self, form: Form) -> Form {
        if let Some(inner) = self.negated.get(&form) {
            return *inner;
        }
        let not = self.node("not", "", vec![form]);
        self.negated.insert(not, form);
        not
    }

    /// What a form asks without its negation, and whether that is asked (and not its negation).
    pub(super) fn positive(&self, form: Form) -> (Form, bool) {
        self.negated.get(&form).map_or((form, true), |inner| (*inner, false))
    }

    /// The forms of all expressions of an item, by their id.
    pub(super) fn of(
        &mut self,
        world: &World<'_>,
        home: Home,
        item: &Item,
        tables: &Tables,
    ) -> Vec<Form> {
        let unread = self.node("unread", "", Vec::new());
        let mut reader = Reader {
            forms: self,
            world,
            home,
            tables,
            bound: HashMap::new(),
            depth: 0,
            found: vec![unread; item.expr_count as usize],
        };
        reader.item(item);
        reader.found
    }
}

/// The reading of one item.
struct Reader<'f, 'w, 'a> {
    forms: &'f mut Forms,
    world: &'w World<'a>,
    home: Home,
    tables: &'w Tables,
    /// What locals stand for. None shadows another, so that a name is enough.
    bound: HashMap<Box<str>, Form>,
    /// How many loops are open.
    depth: usize,
    found: Vec<Form>,
}

impl Reader<'_, '_, '_> {
    fn item(&mut self, item: &Item) {
        match &item.kind {
            ItemKind::Rule(rule) => {
                let binder = self.forms.node("match", "", Vec::new());
                self.bound.insert(rule.binder.text.clone(), binder);
                rule.guard.iter().for_each(|guard| {
                    self.read(guard);
                });
                self.block(&rule.body);
            }
            ItemKind::Func(func) => {
                for (index, param) in func.params.iter().enumerate() {
                    let form = self.forms.node("param", &index.to_string(), Vec::new());
                    self.bound.insert(param.name.text.clone(), form);
                }
                visit::item(item, &mut |expr| {
                    self.read(expr);
                });
            }
            ItemKind::Import(_)
            | ItemKind::Param(_)
            | ItemKind::Require(_)
            | ItemKind::Let(_)
            | ItemKind::Record(_)
            | ItemKind::Enum(_)
            | ItemKind::Test(_)
            | ItemKind::Broken(_) => visit::item(item, &mut |expr| {
                self.read(expr);
            }),
        }
    }

    fn block(&mut self, body: &[Stmt]) {
        for stmt in body {
            match &stmt.kind {
                StmtKind::Let(binding) => {
                    let form = self.read(&binding.value);
                    self.bound.insert(binding.name.text.clone(), form);
                }
                StmtKind::Obligation(_) => visit::expressions(stmt, &mut |expr| {
                    self.read(expr);
                }),
                StmtKind::If(branch) => {
                    self.read(&branch.condition);
                    self.block(&branch.then);
                    self.block(&branch.otherwise);
                }
                StmtKind::For(each) => {
                    self.each(&each.each);
                    self.block(&each.body);
                    self.depth = self.depth.saturating_sub(1);
                }
                StmtKind::Broken(_) => {}
            }
        }
    }

    /// What a loop goes through, and which of it; leaves the loop open.
    fn each(&mut self, each: &Each) -> Vec<Form> {
        let over = self.read(&each.over);
        let var = self.forms.node("each", &self.depth.to_string(), Vec::new());
        self.depth += 1;
        self.bound.insert(each.var.text.clone(), var);
        let filter = each.filter.as_ref().map(|filter| self.read(filter));
        [over].into_iter().chain(filter).collect()
    }

    fn read(&mut self, expr: &Expr) -> Form {
        let form = self.form(expr);
        if let Some(slot) = self.found.get_mut(expr.id.0 as usize) {
            *slot = form;
        }
        form
    }

    fn all(&mut self, exprs: &[Expr]) -> Vec<Form> {
        exprs.iter().map(|expr| self.read(expr)).collect()
    }

    fn form(&mut self, expr: &Expr) -> Form {
        match &expr.kind {
            ExprKind::Paren(inner) => self.read(inner),
            ExprKind::Name(name) => self.name(expr, name),
            ExprKind::Int(value) => self.forms.node("int", &value.to_string(), Vec::new()),
            ExprKind::Bool(value) => self.forms.node("bool", &value.to_string(), Vec::new()),
            ExprKind::Decimal(text) => self.forms.node("decimal", text, Vec::new()),
            ExprKind::Text(template) => self.template(template),
            ExprKind::Literal(literal) => {
                self.forms.node(literal.kind.prefix(), &literal.text, Vec::new())
            }
            ExprKind::List(items) => {
                let items = self.all(items);
                self.forms.node("list", "", items)
            }
            ExprKind::Map(entries) => {
                let mut parts = Vec::new();
                for (key, value) in entries {
                    parts.extend([self.read(key), self.read(value)]);
                }
                self.forms.node("map", "", parts)
            }
            ExprKind::Select(element, each) => self.loops("select", each, &[element]),
            ExprKind::Group(key, element, each) => self.loops("group", each, &[key, element]),
            ExprKind::Quantifier(which, each, body) => {
                let word = match which {
                    Quantifier::All => "all",
                    Quantifier::Any => "any",
                    Quantifier::None => "none",
                };
                self.loops(word, each, &[body])
            }
            ExprKind::Field { base, name, .. } => self.field(expr, base, name),
            ExprKind::Index(base, index) => {
                let parts = vec![self.read(base), self.read(index)];
                self.forms.node("index", "", parts)
            }
            ExprKind::Call(name, args) => {
                let parts = self.all(args);
                let called = self.declared(&name.text);
                self.forms.node("call", &called, parts)
            }
            ExprKind::Method { base, name, args, .. } => {
                let mut parts = vec![self.read(base)];
                parts.extend(self.all(args));
                self.forms.node("method", &name.text, parts)
            }
            ExprKind::As(..)
            | ExprKind::Not(_)
            | ExprKind::And(_)
            | ExprKind::Or(_)
            | ExprKind::Compare { .. }
            | ExprKind::Is(..)
            | ExprKind::Default(..)
            | ExprKind::Arith { .. }
            | ExprKind::If(..)
            | ExprKind::Error => self.operator(expr),
        }
    }

    fn operator(&mut self, expr: &Expr) -> Form {
        match &expr.kind {
            ExprKind::As(inner, _) => {
                let parts = vec![self.read(inner)];
                let ty = format!("{:?}", self.tables.ty(expr.id).required());
                self.forms.node("as", &ty, parts)
            }
            ExprKind::Not(inner) => {
                let inner = self.read(inner);
                self.forms.not(inner)
            }
            ExprKind::And(all) => self.chain("and", all),
            ExprKind::Or(all) => self.chain("or", all),
            ExprKind::Compare { op, left, right, .. } => self.compare(*op, left, right),
            ExprKind::Is(inner, asked) => self.asked(expr, inner, asked),
            ExprKind::Default(left, right) => {
                let parts = vec![self.read(left), self.read(right)];
                self.forms.node("??", "", parts)
            }
            ExprKind::Arith { plus, left, right, .. } => {
                let parts = vec![self.read(left), self.read(right)];
                self.forms.node(if *plus { "+" } else { "-" }, "", parts)
            }
            ExprKind::If(condition, then, otherwise) => {
                let parts = vec![self.read(condition), self.read(then), self.read(otherwise)];
                self.forms.node("if", "", parts)
            }
            // These were looked at before, but for what can't be read.
            ExprKind::Name(_)
            | ExprKind::Int(_)
            | ExprKind::Decimal(_)
            | ExprKind::Bool(_)
            | ExprKind::Text(_)
            | ExprKind::Literal(_)
            | ExprKind::List(_)
            | ExprKind::Map(_)
            | ExprKind::Select(..)
            | ExprKind::Group(..)
            | ExprKind::Field { .. }
            | ExprKind::Index(..)
            | ExprKind::Call(..)
            | ExprKind::Method { .. }
            | ExprKind::Quantifier(..)
            | ExprKind::Paren(_)
            | ExprKind::Error => self.forms.node("unread", &expr.id.0.to_string(), Vec::new()),
        }
    }

    fn chain(&mut self, word: &'static str, all: &[Expr]) -> Form {
        let mut parts = self.all(all);
        parts.sort_unstable();
        self.forms.node(word, "", parts)
    }

    fn compare(&mut self, op: CompareOp, left: &Expr, right: &Expr) -> Form {
        let (l, r) = (self.read(left), self.read(right));
        match op {
            CompareOp::Eq | CompareOp::Ne => {
                let equal = self.forms.node("==", "", vec![l.min(r), l.max(r)]);
                if op == CompareOp::Eq { equal } else { self.forms.not(equal) }
            }
            CompareOp::In => self.forms.node("in", "", vec![l, r]),
            CompareOp::NotIn => {
                let within = self.forms.node("in", "", vec![l, r]);
                self.forms.not(within)
            }
            CompareOp::Matches => self.forms.node("matches", "", vec![l, r]),
            CompareOp::Lt => self.forms.node("<", "", vec![l, r]),
            CompareOp::Gt => self.forms.node("<", "", vec![r, l]),
            CompareOp::Le => self.forms.node("<=", "", vec![l, r]),
            CompareOp::Ge => self.forms.node("<=", "", vec![r, l]),
        }
    }

    fn asked(&mut self, expr: &Expr, inner: &Expr, asked: &Asked) -> Form {
        let parts = vec![self.read(inner)];
        match asked {
            Asked::Present => self.forms.node("present", "", parts),
            Asked::Absent => {
                let present = self.forms.node("present", "", parts);
                self.forms.not(present)
            }
            Asked::Kind(kind) => {
                let word = if let Meaning::IsKind(group, kind) = self.tables.meaning(expr.id) {
                    format!("{group}/{kind}")
                } else {
                    kind.kind.text.to_string()
                };
                self.forms.node("is", &word, parts)
            }
        }
    }

    fn loops(&mut self, head: &'static str, each: &Each, bodies: &[&Expr]) -> Form {
        let filtered = if each.filter.is_some() { "where" } else { "" };
        let mut parts = self.each(each);
        parts.extend(bodies.iter().map(|body| self.read(body)).collect::<Vec<_>>());
        self.depth = self.depth.saturating_sub(1);
        self.forms.node(head, filtered, parts)
    }

    fn field(&mut self, expr: &Expr, base: &Expr, name: &Name) -> Form {
        if let Meaning::EnumValue(id, value) = self.tables.meaning(expr.id) {
            let word = format!("{}/{value}", id.0);
            return self.forms.node("value", &word, Vec::new());
        }
        let parts = vec![self.read(base)];
        self.forms.node("field", &name.text, parts)
    }

    fn name(&mut self, expr: &Expr, name: &Name) -> Form {
        if let Some(form) = self.bound.get(&name.text) {
            return *form;
        }
        if let Meaning::EnumValue(id, value) = self.tables.meaning(expr.id) {
            let word = format!("{}/{value}", id.0);
            return self.forms.node("value", &word, Vec::new());
        }
        let declared = self.declared(&name.text);
        self.forms.node("name", &declared, Vec::new())
    }

    /// What a name of the top level stands for: a declaration, which two files may see under one
    /// name or two files may have each its own of; else what the language gives it.
    fn declared(&self, name: &str) -> String {
        match self.world.visible(self.home, name) {
            Some(visible) => visible.decl.0.to_string(),
            None => format!("{name}!"),
        }
    }

    fn template(&mut self, template: &Template) -> Form {
        if let [Part::Text(text)] = template.parts.as_slice() {
            return self.forms.node("text", text, Vec::new());
        }
        let mut parts = Vec::new();
        for part in &template.parts {
            parts.push(match part {
                Part::Text(text) => self.forms.node("text", text, Vec::new()),
                Part::Expr(expr) => self.read(expr),
            });
        }
        self.forms.node("texts", "", parts)
    }
}
