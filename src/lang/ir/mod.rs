//! The resolved program: what checked policies become before they run.
//!
//! Expressions lie in one arena and name each other by index; locals are slots of a frame; literals
//! are values (regular expressions compiled, repositories and ranges parsed); a field is a key and
//! a shape, or a function of the host. No name is needed to run it. What remains of the source is
//! the place of every expression and obligation, for reports.
#![deny(clippy::wildcard_enum_match_arm)]

mod expr;
mod needs;

use std::sync::Arc;

use crate::base::{Place, SourceId};
use crate::diag::Severity;
use crate::lang::value::Value;

pub use expr::{Ask, Choice, Expr, ExprId, Ids, Loop, Order, Slot};
pub use needs::Needs;

/// Checked policies, ready to run.
#[derive(Clone, Debug, Default)]
pub struct Program {
    /// All expressions.
    pub exprs: Vec<Expr>,
    /// By [`ExprId`]: where it is written.
    pub places: Vec<Place>,
    /// Lists of expressions, one after the other; [`Ids`] are ranges of it.
    pub ids: Vec<ExprId>,
    /// Values of literals.
    pub literals: Vec<Value<'static>>,
    /// Params, in order of declaration.
    pub params: Vec<Param>,
    /// Constants, each after those that it reads.
    pub constants: Vec<Constant>,
    /// Functions, each after those that it calls.
    pub functions: Vec<Function>,
    /// What the params must satisfy.
    pub requires: Vec<Require>,
    /// Rules, in source order.
    pub rules: Vec<Rule>,
    /// What tests set, in the order of the tests.
    pub tests: Vec<TestSettings>,
    /// What the rules in force look at besides the object that they judge.
    pub needs: Needs,
}

/// A param.
#[derive(Clone, Debug)]
pub struct Param {
    /// Its id: bare, or `std/RULE.name`.
    pub id: Arc<str>,
    /// Where its name stands.
    pub place: Place,
    /// Its default, and slots that computing it takes.
    pub default: Option<(ExprId, u32)>,
    /// True if it need not be set: without a default it is absent.
    pub optional: bool,
}

/// A constant.
#[derive(Clone, Debug)]
pub struct Constant {
    /// Its value.
    pub value: ExprId,
    /// Slots that computing it takes.
    pub slots: u32,
    /// True if it reads params.
    pub reads_params: bool,
}

/// A function.
#[derive(Clone, Debug)]
pub struct Function {
    /// Its parameters' slots, in order.
    pub params: Box<[Slot]>,
    /// Slots that a call takes, parameters included.
    pub slots: u32,
    /// Its body.
    pub body: ExprId,
}

/// What the params must satisfy.
#[derive(Clone, Debug)]
pub struct Require {
    /// Where it is written.
    pub place: Place,
    /// The condition.
    pub condition: ExprId,
    /// What to say where it is false.
    pub message: Message,
    /// Slots that it takes.
    pub slots: u32,
}

/// What a test sets.
#[derive(Clone, Debug)]
pub struct TestSettings {
    /// Params, by their index, and to what.
    pub with: Vec<(usize, ExprId)>,
    /// Slots that computing them takes.
    pub slots: u32,
}

/// A rule.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its id: bare, or `std/NAME`.
    pub id: Arc<str>,
    /// Where it is declared.
    pub source: SourceId,
    /// Where its name stands.
    pub name: Place,
    /// How bad a failure is.
    pub severity: Severity,
    /// What it is on.
    pub matcher: Matcher,
    /// The slot of the match.
    pub binder: Slot,
    /// Slots that it takes.
    pub slots: u32,
    /// Its `where`.
    pub guard: Option<ExprId>,
    /// What it says.
    pub body: Box<[Stmt]>,
    /// Its obligations, in source order; statements name them by index.
    pub obligations: Vec<Obligation>,
    /// Its tags.
    pub tags: Vec<Box<str>>,
    /// What it refers to.
    pub see: Vec<Box<str>>,
    /// Its documentation.
    pub doc: Option<Box<str>>,
    /// False for a rule that only a test runs.
    pub in_force: bool,
    /// True if it, or what it calls, reads `today`.
    pub reads_today: bool,
    /// What it looks at besides the object that it judges.
    pub needs: Needs,
}

/// What a rule is on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Matcher {
    /// Images.
    Image,
    /// Containers.
    Container,
    /// Pods and pod templates.
    Pod,
    /// Objects of any kind.
    Resource,
    /// Objects of this group (empty for the core group) and kind.
    Kind(Box<str>, Box<str>),
    /// The run.
    Manifests,
}

/// A statement.
#[derive(Clone, Debug)]
pub enum Stmt {
    /// `let`.
    Let(Slot, ExprId),
    /// An obligation of the rule, by index.
    Oblige(u32),
    /// `if`, what to do, and what else.
    If(ExprId, Box<[Stmt]>, Box<[Stmt]>),
    /// `for`; an open list adds an undecided obligation, this one.
    For(Loop, Box<[Stmt]>, u32),
}

/// An obligation of a rule.
#[derive(Clone, Debug)]
pub struct Obligation {
    /// Which sort.
    pub kind: ObligationKind,
    /// What a report quotes of it: the keyword and the condition.
    pub place: Place,
    /// The condition; of a loop, its list.
    pub condition: ExprId,
    /// What to say where it fails.
    pub message: Message,
    /// Where to say it.
    pub at: Option<ExprId>,
    /// What to do.
    pub help: Option<Message>,
    /// A remedy.
    pub fix: Option<Fix>,
}

/// Sorts of obligations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ObligationKind {
    /// `require`.
    Require,
    /// `forbid`.
    Forbid,
    /// The list of a `for`, which must be known in full.
    Loop,
}

/// A text with values in it.
pub type Message = Box<[Piece]>;

/// A piece of a text.
#[derive(Clone, Debug)]
pub enum Piece {
    /// Text.
    Text(Box<str>),
    /// A value.
    Value(ExprId),
}

/// A remedy.
#[derive(Clone, Debug)]
pub struct Fix {
    /// Where it is written.
    pub place: Place,
    /// True for `fix (safe)`.
    pub safe: bool,
    /// Its steps.
    pub edits: Vec<Edit>,
}

/// A step of a remedy.
#[derive(Clone, Debug)]
pub enum Edit {
    /// `set PATH = E`.
    Set(ExprId, ExprId),
    /// `remove PATH`.
    Remove(ExprId),
}

/// An item to stand in the place of one of its sort, by its index.
#[derive(Clone, Debug)]
pub enum Swap {
    /// A rule.
    Rule(usize, Box<Rule>),
    /// A function.
    Function(usize, Function),
    /// A constant.
    Constant(usize, Constant),
    /// A param.
    Param(usize, Param),
    /// A top-level `require`.
    Require(usize, Require),
}

impl Program {
    /// Puts an item in the place of another one, which it becomes: the same again undoes it. Its
    /// expressions must be among the program's.
    pub fn swap(&mut self, item: &mut Swap) {
        fn with<T>(all: &mut [T], index: usize, item: &mut T) {
            if let Some(place) = all.get_mut(index) {
                std::mem::swap(place, item);
            }
        }
        match item {
            Swap::Rule(at, rule) => with(&mut self.rules, *at, rule),
            Swap::Function(at, function) => with(&mut self.functions, *at, function),
            Swap::Constant(at, constant) => with(&mut self.constants, *at, constant),
            Swap::Param(at, param) => with(&mut self.params, *at, param),
            Swap::Require(at, require) => with(&mut self.requires, *at, require),
        }
    }

    /// An expression.
    pub fn expr(&self, id: ExprId) -> &Expr {
        self.exprs.get(id.0 as usize).unwrap_or(&Expr::Nothing)
    }

    /// Where an expression is written.
    pub fn place(&self, id: ExprId) -> Option<Place> {
        self.places.get(id.0 as usize).copied()
    }

    /// A list of expressions.
    pub fn list(&self, ids: Ids) -> &[ExprId] {
        self.ids.get(ids.start as usize..ids.end as usize).unwrap_or_default()
    }

    /// The rule called `id`.
    pub fn rule(&self, id: &str) -> Option<(usize, &Rule)> {
        self.rules.iter().enumerate().find(|(_, rule)| &*rule.id == id)
    }

    /// Adds an expression.
    pub fn push(&mut self, expr: Expr, place: Place) -> ExprId {
        let id = ExprId(u32::try_from(self.exprs.len()).unwrap_or(u32::MAX));
        self.exprs.push(expr);
        self.places.push(place);
        id
    }

    /// Adds a list of expressions.
    pub fn push_list(&mut self, list: &[ExprId]) -> Ids {
        let start = u32::try_from(self.ids.len()).unwrap_or(u32::MAX);
        self.ids.extend_from_slice(list);
        Ids { start, end: u32::try_from(self.ids.len()).unwrap_or(u32::MAX) }
    }
}
