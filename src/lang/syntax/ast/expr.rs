//! Expressions, texts and literals.

use crate::base::Span;

use super::{Each, KindName, Name, TypeExpr};

/// Names an expression within its item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExprId(pub u32);

/// An expression.
#[derive(Clone, Debug)]
pub struct Expr {
    /// Unique in its item.
    pub id: ExprId,
    /// All of it.
    pub span: Span,
    /// What it is.
    pub kind: ExprKind,
}

/// What an expression is.
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// `i`, `approved`, `Always`.
    Name(Name),
    /// `3`, `-3`.
    Int(i64),
    /// `1.10`: no value of the language; the checker says what was meant.
    Decimal(Box<str>),
    /// `true`, `false`.
    Bool(bool),
    /// `"…{e}…"` or `"""…"""`.
    Text(Template),
    /// `repo"…"`.
    Literal(Literal),
    /// `[a, b]`.
    List(Vec<Expr>),
    /// `[k: v]`. An empty one is a `List`.
    Map(Vec<(Expr, Expr)>),
    /// `[E for x in xs where E]`.
    Select(Box<Expr>, Box<Each>),
    /// `[K: E for x in xs where E]`.
    Group(Box<Expr>, Box<Expr>, Box<Each>),
    /// `e.field`, `e?.field`.
    Field {
        /// Of what.
        base: Box<Expr>,
        /// Which.
        name: Name,
        /// `?.`: absent where `base` is.
        optional: bool,
    },
    /// `e[i]`.
    Index(Box<Expr>, Box<Expr>),
    /// `f(a, b)`.
    Call(Name, Vec<Expr>),
    /// `e.method(a)`, `e?.method(a)`.
    Method {
        /// Of what.
        base: Box<Expr>,
        /// Which.
        name: Name,
        /// The arguments without the receiver.
        args: Vec<Expr>,
        /// `?.`: absent where `base` is.
        optional: bool,
    },
    /// `e as T`.
    As(Box<Expr>, TypeExpr),
    /// `not e`.
    Not(Box<Expr>),
    /// `a and b and c`: two or more.
    And(Vec<Expr>),
    /// `a or b or c`: two or more.
    Or(Vec<Expr>),
    /// `a == b` and its like.
    Compare {
        /// Which.
        op: CompareOp,
        /// Where the operator stands.
        op_span: Span,
        /// Left.
        left: Box<Expr>,
        /// Right.
        right: Box<Expr>,
    },
    /// `e is present`, `e is Deployment`.
    Is(Box<Expr>, Asked),
    /// `a ?? b`.
    Default(Box<Expr>, Box<Expr>),
    /// `a + b`, `a - b`.
    Arith {
        /// True for `+`.
        plus: bool,
        /// Where the operator stands.
        op_span: Span,
        /// Left.
        left: Box<Expr>,
        /// Right.
        right: Box<Expr>,
    },
    /// `if a then b else c`.
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `all x in xs: E` and its like. The filter of its `each` is always none.
    Quantifier(Quantifier, Box<Each>, Box<Expr>),
    /// `(e)`.
    Paren(Box<Expr>),
    /// Unreadable (reported).
    Error,
}

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CompareOp {
    /// `==`.
    Eq,
    /// `!=`.
    Ne,
    /// `<`.
    Lt,
    /// `<=`.
    Le,
    /// `>`.
    Gt,
    /// `>=`.
    Ge,
    /// `in`.
    In,
    /// `not in`.
    NotIn,
    /// `matches`.
    Matches,
}

/// What stands after `is`.
#[derive(Clone, Debug)]
pub enum Asked {
    /// `is present`.
    Present,
    /// `is absent`.
    Absent,
    /// `is Deployment`, `is Rollout.argoproj.io`.
    Kind(KindName),
}

/// A quantifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Quantifier {
    /// `all`.
    All,
    /// `any`.
    Any,
    /// `none`.
    None,
}

/// A text literal: pieces of text and expressions between them.
#[derive(Clone, Debug)]
pub struct Template {
    /// With its quotes.
    pub span: Span,
    /// True for `"""…"""`, which has no expressions.
    pub raw: bool,
    /// The pieces.
    pub parts: Vec<Part>,
}

/// A piece of a text literal.
#[derive(Clone, Debug)]
pub enum Part {
    /// Text, unescaped.
    Text(Box<str>),
    /// `{e}`.
    Expr(Expr),
}

/// A typed literal.
#[derive(Clone, Debug)]
pub struct Literal {
    /// Which prefix.
    pub kind: LiteralKind,
    /// The raw text between the quotes.
    pub text: Box<str>,
    /// Where that text stands, without the quotes.
    pub text_span: Span,
}

/// The prefixes of typed literals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LiteralKind {
    /// `image"nginx:1.27"`.
    Image,
    /// `repo"ghcr.io/acme"`.
    Repo,
    /// `glob"prod-*"`.
    Glob,
    /// `re"…"`.
    Regex,
    /// `semver">=1.2"`.
    Semver,
    /// `version"1.2.3"`.
    Version,
    /// `date"2026-11-22"`.
    Date,
    /// `quantity"10Gi"`.
    Quantity,
    /// `duration"90d"`.
    Duration,
}

impl LiteralKind {
    /// All of them.
    pub const ALL: &[Self] = &[
        Self::Image,
        Self::Repo,
        Self::Glob,
        Self::Regex,
        Self::Semver,
        Self::Version,
        Self::Date,
        Self::Quantity,
        Self::Duration,
    ];

    /// What stands before the quote.
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Repo => "repo",
            Self::Glob => "glob",
            Self::Regex => "re",
            Self::Semver => "semver",
            Self::Version => "version",
            Self::Date => "date",
            Self::Quantity => "quantity",
            Self::Duration => "duration",
        }
    }
}
