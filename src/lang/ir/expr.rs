//! Expressions.

use super::{Piece, Program};
use crate::lang::value::{Body, Shape};

/// Names an expression of a [`Program`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExprId(pub u32);

/// A place in a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot(pub u32);

/// A run of [`Program::ids`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ids {
    /// The first.
    pub start: u32,
    /// One past the last.
    pub end: u32,
}

/// An expression.
#[derive(Clone)]
pub enum Expr {
    /// What an erroneous one would be; no program that may run has any.
    Nothing,
    /// A value, by its index.
    Literal(u32),
    /// A text with values in it.
    Text(Box<[Piece]>),
    /// What a slot holds.
    Local(Slot),
    /// A param, by its index.
    Param(u32),
    /// A constant, by its index.
    Constant(u32),
    /// The run.
    Manifests,
    /// The day of the run.
    Today,
    /// The field of a record that stands in the manifest under this key and has this shape;
    /// `true` if it is absent where the record is (`?.`), whatever it would be in an empty one.
    Field(ExprId, Box<str>, Shape, bool),
    /// A field that the host computes.
    Derived(ExprId, Body),
    /// This key of a `Raw`.
    RawField(ExprId, Box<str>),
    /// The key of a map's entry.
    EntryKey(ExprId),
    /// The value of a map's entry.
    EntryValue(ExprId),
    /// `e[i]`.
    Index(ExprId, ExprId),
    /// A call of a function, by its index.
    Call(u32, Ids),
    /// A call of the host; `true` if it is absent where its first argument is.
    Extern(Body, Ids, bool),
    /// `e as T`.
    As(ExprId, Shape),
    /// An image use as its image.
    Serve(ExprId),
    /// A list as a set.
    ToSet(ExprId),
    /// An empty list as a map.
    EmptyMap,
    /// `not e`.
    Not(ExprId),
    /// `a and b …`.
    And(Ids),
    /// `a or b …`.
    Or(Ids),
    /// `a == b`.
    Equal(ExprId, ExprId),
    /// `a in b`.
    In(ExprId, ExprId),
    /// `a < b` and its like.
    Order(Order, ExprId, ExprId),
    /// `a matches b`.
    Matches(ExprId, ExprId),
    /// `e is …`.
    Is(ExprId, Ask),
    /// `a ?? b`.
    Default(ExprId, ExprId),
    /// `a + b`.
    Add(ExprId, ExprId),
    /// `a - b`.
    Subtract(ExprId, ExprId),
    /// `if a then b else c`.
    If(ExprId, ExprId, ExprId),
    /// `all x in xs: E` and its like.
    Choice(Choice, Loop, ExprId),
    /// `[E for x in xs where E]`.
    Select(Loop, ExprId),
    /// `[K: E for x in xs where E]`: the key and the value.
    Group(Loop, ExprId, ExprId),
    /// `[a, b]`.
    List(Ids),
    /// `[k: v]`: keys and values, alternating.
    Map(Ids),
}

/// What is asked after `is`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// `is present`.
    Present,
    /// `is absent`.
    Absent,
    /// Of this group (empty for the core group) and kind.
    Kind(Box<str>, Box<str>),
}

/// An order that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// `<`.
    Less,
    /// `<=`.
    LessOrEqual,
    /// `>`.
    Greater,
    /// `>=`.
    GreaterOrEqual,
}

/// A quantifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// `all`.
    All,
    /// `any`.
    Any,
    /// `none`.
    None,
}

/// `x in xs where E`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Loop {
    /// The slot of `x`.
    pub slot: Slot,
    /// `xs`.
    pub over: ExprId,
    /// The filter.
    pub filter: Option<ExprId>,
}

impl std::fmt::Debug for Expr {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut parts = Vec::new();
        self.each_part(&mut |id| parts.push(id.0));
        f.debug_tuple("Expr").field(&std::mem::discriminant(self)).field(&parts).finish()
    }
}

impl Expr {
    /// Visits the expressions that stand in it directly, lists apart.
    fn each_part(&self, visit: &mut dyn FnMut(ExprId)) {
        let each = |over: &Loop, visit: &mut dyn FnMut(ExprId)| {
            visit(over.over);
            over.filter.into_iter().for_each(visit);
        };
        match self {
            Self::Nothing
            | Self::Literal(_)
            | Self::Local(_)
            | Self::Param(_)
            | Self::Constant(_)
            | Self::Manifests
            | Self::Today
            | Self::EmptyMap
            | Self::Call(..)
            | Self::Extern(..)
            | Self::And(_)
            | Self::Or(_)
            | Self::List(_)
            | Self::Map(_) => {}
            Self::Text(pieces) => {
                for piece in pieces {
                    if let Piece::Value(id) = piece {
                        visit(*id);
                    }
                }
            }
            Self::Field(a, ..)
            | Self::Derived(a, _)
            | Self::RawField(a, _)
            | Self::EntryKey(a)
            | Self::EntryValue(a)
            | Self::As(a, _)
            | Self::Serve(a)
            | Self::ToSet(a)
            | Self::Not(a)
            | Self::Is(a, _) => visit(*a),
            Self::Index(a, b)
            | Self::Equal(a, b)
            | Self::In(a, b)
            | Self::Order(_, a, b)
            | Self::Matches(a, b)
            | Self::Default(a, b)
            | Self::Add(a, b)
            | Self::Subtract(a, b) => {
                visit(*a);
                visit(*b);
            }
            Self::If(a, b, c) => [*a, *b, *c].into_iter().for_each(visit),
            Self::Choice(_, over, body) | Self::Select(over, body) => {
                each(over, visit);
                visit(*body);
            }
            Self::Group(over, key, value) => {
                each(over, visit);
                visit(*key);
                visit(*value);
            }
        }
    }

    /// Visits the expressions that stand in it directly.
    pub fn each(&self, program: &Program, visit: &mut dyn FnMut(ExprId)) {
        self.each_part(visit);
        let lists = match self {
            Self::Call(_, ids)
            | Self::Extern(_, ids, _)
            | Self::And(ids)
            | Self::Or(ids)
            | Self::List(ids)
            | Self::Map(ids) => *ids,
            Self::Nothing
            | Self::Literal(_)
            | Self::Text(_)
            | Self::Local(_)
            | Self::Param(_)
            | Self::Constant(_)
            | Self::Manifests
            | Self::Today
            | Self::Field(..)
            | Self::Derived(..)
            | Self::RawField(..)
            | Self::EntryKey(_)
            | Self::EntryValue(_)
            | Self::Index(..)
            | Self::As(..)
            | Self::Serve(_)
            | Self::ToSet(_)
            | Self::EmptyMap
            | Self::Not(_)
            | Self::Equal(..)
            | Self::In(..)
            | Self::Order(..)
            | Self::Matches(..)
            | Self::Is(..)
            | Self::Default(..)
            | Self::Add(..)
            | Self::Subtract(..)
            | Self::If(..)
            | Self::Choice(..)
            | Self::Select(..)
            | Self::Group(..) => Ids::default(),
        };
        program.list(lists).iter().copied().for_each(visit);
    }
}
