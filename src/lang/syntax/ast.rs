//! The syntax tree: what an author wrote, with nothing resolved.
//!
//! Every expression has an [`ExprId`], dense and unique within its *item*, so that later phases can
//! keep tables about an item's expressions without touching the tree, and so that an item of the
//! library can be parsed alone. Slips that the grammar accepts (`&&`, a chain of comparisons) have
//! been reported and put right by the time a tree exists; what could not be put right is an
//! `Error` node, about which later phases say nothing more.

use crate::base::{SourceId, Span};
use crate::diag::Severity;

mod expr;

pub use expr::{
    Asked, CompareOp, Expr, ExprId, ExprKind, Literal, LiteralKind, Part, Quantifier, Template,
};

/// A word and where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Name {
    /// The word.
    pub text: Box<str>,
    /// Where.
    pub span: Span,
}

/// A parsed file.
#[derive(Clone, Debug)]
pub struct File {
    /// Which source it is.
    pub source: SourceId,
    /// `edition 1`; none where it is missing (which has been reported).
    pub edition: Option<Span>,
    /// The items, in the order written.
    pub items: Vec<Item>,
    /// All comments (`#`, not `##`), in the order written.
    pub comments: Vec<Comment>,
}

/// A `#` comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// From the `#` to the end of the line.
    pub span: Span,
    /// True if nothing but blanks stands before it on its line.
    pub own_line: bool,
    /// Empty lines directly before it.
    pub blank_before: u32,
}

/// The `##` lines above an item or field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doc {
    /// Markdown, the `##` and one blank after it taken off each line.
    pub text: Box<str>,
    /// From the first `##` to the end of the last line.
    pub span: Span,
}

/// An item of a file.
#[derive(Clone, Debug)]
pub struct Item {
    /// Its documentation.
    pub doc: Option<Doc>,
    /// From its keyword to its end, without the documentation.
    pub span: Span,
    /// What it is.
    pub kind: ItemKind,
    /// One more than the largest [`ExprId`] in it.
    pub expr_count: u32,
}

/// What an item is.
#[derive(Clone, Debug)]
pub enum ItemKind {
    /// `import std/images { is_mutable }`.
    Import(Import),
    /// `param approved: Set<Repo> = […]`.
    Param(Param),
    /// `require E else MSG` at the top level.
    Require(Require),
    /// `let name: Type = expr`.
    Let(Let),
    /// `func` and `extern func`.
    Func(Func),
    /// `extern record`.
    Record(Record),
    /// `extern enum`.
    Enum(Enum),
    /// `rule`.
    Rule(Rule),
    /// `test`.
    Test(Test),
    /// An item too broken to read. It still declares its name, so that its uses are not reported
    /// as unknown too.
    Broken(Broken),
}

/// What could be told of a broken item.
#[derive(Clone, Debug)]
pub struct Broken {
    /// Its keyword as written (`rule`, `func` …).
    pub keyword: Box<str>,
    /// The name after the keyword, if there is one.
    pub name: Option<Name>,
}

/// An import.
#[derive(Clone, Debug)]
pub struct Import {
    /// `std/images`, `./lib/registries`.
    pub path: Name,
    /// The names.
    pub names: Vec<Name>,
}

/// A parameter of a policy.
#[derive(Clone, Debug)]
pub struct Param {
    /// Its name.
    pub name: Name,
    /// Its type.
    pub ty: TypeExpr,
    /// Its default.
    pub default: Option<Expr>,
}

/// What the params must satisfy.
#[derive(Clone, Debug)]
pub struct Require {
    /// The condition.
    pub condition: Expr,
    /// What to say where it is false; none where it is missing (reported).
    pub message: Option<Template>,
}

/// A constant, at the top level or in a body.
#[derive(Clone, Debug)]
pub struct Let {
    /// Its name.
    pub name: Name,
    /// Its type, where written.
    pub ty: Option<TypeExpr>,
    /// Its value.
    pub value: Expr,
}

/// A function. An `extern` one has no body.
#[derive(Clone, Debug)]
pub struct Func {
    /// Its name.
    pub name: Name,
    /// Type variables (`extern` only): `len<T>`.
    pub generics: Vec<Name>,
    /// Parameters. An `extern` function whose first one is called `self` is a method.
    pub params: Vec<FuncParam>,
    /// Its result.
    pub result: TypeExpr,
    /// Its body; none for `extern`.
    pub body: Option<Expr>,
}

/// A function's parameter.
#[derive(Clone, Debug)]
pub struct FuncParam {
    /// Its name.
    pub name: Name,
    /// Its type.
    pub ty: TypeExpr,
}

/// `extern record Container { … }`.
#[derive(Clone, Debug)]
pub struct Record {
    /// Its name.
    pub name: Name,
    /// `as Image`: the record that a value of this one serves as; its fields are this one's too.
    pub serves_as: Option<Name>,
    /// `on "apps"`: it describes objects of the kind of its name in this group (`core` for the
    /// core group), and is a matcher.
    pub group: Option<Name>,
    /// Its fields, in the order written.
    pub fields: Vec<RecordField>,
}

/// A field of a record.
#[derive(Clone, Debug)]
pub struct RecordField {
    /// Its documentation.
    pub doc: Option<Doc>,
    /// Its name.
    pub name: Name,
    /// Its type.
    pub ty: TypeExpr,
    /// `derived`: the host computes it; otherwise it stands in the manifest under its name.
    pub derived: bool,
    /// `settable`: a derived field that a fix may set.
    pub settable: bool,
}

/// `extern enum PullPolicy { Always IfNotPresent Never }`.
#[derive(Clone, Debug)]
pub struct Enum {
    /// Its name.
    pub name: Name,
    /// Its values, each with its documentation.
    pub values: Vec<(Option<Doc>, Name)>,
}

/// A rule.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its name.
    pub name: Name,
    /// Its severity, where written.
    pub severity: Option<(Severity, Span)>,
    /// What it is on.
    pub matcher: Matcher,
    /// The name of the match.
    pub binder: Name,
    /// `where E`.
    pub guard: Option<Expr>,
    /// `tags […]`.
    pub tags: Vec<Name>,
    /// `see "…"`.
    pub see: Vec<Name>,
    /// Its statements.
    pub body: Vec<Stmt>,
}

/// What a rule is on.
#[derive(Clone, Debug)]
pub struct Matcher {
    /// As written.
    pub span: Span,
    /// What it is.
    pub kind: MatcherKind,
}

/// What a rule is on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MatcherKind {
    /// `image`.
    Image,
    /// `container`.
    Container,
    /// `pod`.
    Pod,
    /// `resource`.
    Resource,
    /// `manifests`.
    Manifests,
    /// `Deployment`, `Rollout.argoproj.io`.
    Kind(KindName),
    /// A word that is no matcher (typeck names it).
    Unknown(Box<str>),
}

/// A kind, perhaps with its group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KindName {
    /// `Rollout`.
    pub kind: Name,
    /// `argoproj.io`.
    pub group: Option<Name>,
}

/// A statement.
#[derive(Clone, Debug)]
pub struct Stmt {
    /// All of it.
    pub span: Span,
    /// What it is.
    pub kind: StmtKind,
}

/// What a statement is.
#[derive(Clone, Debug)]
pub enum StmtKind {
    /// `let`.
    Let(Let),
    /// `require`, `forbid`.
    Obligation(Box<Obligation>),
    /// `if E { … } else { … }`.
    If(If),
    /// `for x in xs where E { … }`.
    For(For),
    /// Too broken to read (reported). A `let` still declares its name.
    Broken(Option<Name>),
}

/// `require E else MSG …` or `forbid E else MSG …`.
#[derive(Clone, Debug)]
pub struct Obligation {
    /// `require` or `forbid`.
    pub polarity: Polarity,
    /// The keyword.
    pub keyword: Span,
    /// The condition.
    pub condition: Expr,
    /// What to say; none where it is missing (reported).
    pub message: Option<Template>,
    /// `at E`.
    pub at: Option<Expr>,
    /// `help MSG`.
    pub help: Option<Template>,
    /// `fix (safe) { … }`.
    pub fix: Option<Fix>,
}

/// Which way an obligation goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Polarity {
    /// `require`.
    Require,
    /// `forbid`.
    Forbid,
}

/// A remedy.
#[derive(Clone, Debug)]
pub struct Fix {
    /// All of it.
    pub span: Span,
    /// True for `fix (safe)`.
    pub safe: bool,
    /// What it does.
    pub edits: Vec<Edit>,
}

/// A step of a remedy.
#[derive(Clone, Debug)]
pub enum Edit {
    /// `set PATH = E`.
    Set {
        /// What to set.
        path: Expr,
        /// To what.
        value: Expr,
    },
    /// `remove PATH`.
    Remove {
        /// What to remove.
        path: Expr,
    },
}

/// A conditional statement.
#[derive(Clone, Debug)]
pub struct If {
    /// The condition.
    pub condition: Expr,
    /// Where it holds.
    pub then: Vec<Stmt>,
    /// Where it does not; an `else if` is a list of one `if`.
    pub otherwise: Vec<Stmt>,
}

/// A loop.
#[derive(Clone, Debug)]
pub struct For {
    /// What runs, over what, which of it.
    pub each: Each,
    /// The body.
    pub body: Vec<Stmt>,
}

/// `x in xs where E`: of loops, comprehensions and quantifiers.
#[derive(Clone, Debug)]
pub struct Each {
    /// `x`.
    pub var: Name,
    /// `xs`.
    pub over: Expr,
    /// `where E`.
    pub filter: Option<Expr>,
}

/// A type as written.
#[derive(Clone, Debug)]
pub struct TypeExpr {
    /// All of it.
    pub span: Span,
    /// What it is.
    pub kind: TypeKind,
}

/// What a type is, as written.
#[derive(Clone, Debug)]
pub enum TypeKind {
    /// `Set<Repo>`, `Image`.
    Named(Name, Vec<TypeExpr>),
    /// `T?`.
    Optional(Box<TypeExpr>),
    /// Unreadable (reported).
    Error,
}

/// A test of rules.
#[derive(Clone, Debug)]
pub struct Test {
    /// What it shows.
    pub title: Name,
    /// `for rule, rule`; empty where it runs all of its file.
    pub rules: Vec<Name>,
    /// `given …`, one or more.
    pub given: Vec<Given>,
    /// `with param = E`.
    pub with: Vec<(Name, Expr)>,
    /// `cluster """yaml"""`.
    pub cluster: Option<Fixture>,
    /// `today date"…"`.
    pub today: Option<Literal>,
    /// `expect …`.
    pub expect: Vec<Expect>,
}

/// The manifests of a test.
#[derive(Clone, Debug)]
pub enum Given {
    /// Written in place.
    Inline(Fixture),
    /// `given file"deploy.yaml"`.
    File(Name),
}

/// A raw text that is itself a source: YAML in a policy.
#[derive(Clone, Debug)]
pub struct Fixture {
    /// With its quotes.
    pub span: Span,
    /// The text, its common indentation taken off.
    pub text: Box<str>,
    /// For each line of `text`, the byte offset of its first kept byte in the policy's source, so
    /// that a place in the fixture can be shown in the policy.
    pub line_starts: Vec<u32>,
}

/// What a test expects besides the marks on its lines.
#[derive(Clone, Debug)]
pub enum Expect {
    /// `expect nothing`.
    Nothing(Span),
    /// `expect passed RULE`.
    Passed(Span, Name),
    /// `expect refused`.
    Refused(Span),
}
