//! What checking yields: every item of a run that is in force, with the tables that lowering reads.
//!
//! The tree itself is kept as it was parsed; what each expression means is in its item's
//! [`Tables`]. A `Checked` without errors can be lowered; one with errors can still be listed,
//! completed and explained.
//!
//! What the tables promise to who lowers them:
//!
//! - A field of a record that another one serves as is read of the value as it is: `i.tag` of an
//!   `ImageUse` means `Image.tag`, without a conversion of `i`.
//! - `Raw?` is a `Raw` that may be missing. Fields and items of either are `Raw?`; a missing one's
//!   are missing.
//! - A conversion of an optional value acts on what is there; an absent one stays absent.
//! - An empty list where a map is expected has the map's type and no conversion.
//! - A param's default reads constants at most, and those read no params: so constants that read
//!   none, then defaults, then the other constants.
//! - An `as` of an optional text is absent where the text is.

use std::sync::Arc;

use indexmap::IndexMap;

use crate::base::{Place, SourceId, Span};
use crate::diag::{Diagnostic, Severity};
pub use crate::lang::ir::Matcher;
use crate::lang::syntax::ast::{self, ExprId};
use crate::lang::types::{EnumId, RecordId, Type};

/// A binder, `let`, parameter or loop variable of one item: dense, in the order declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LocalId(pub u32);

/// A param, of the user's or of the library: index into [`Checked::params`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ParamId(pub u32);

/// A top-level `let`: index into [`Checked::constants`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConstId(pub u32);

/// A `func` with a body: index into [`Checked::functions`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FuncId(pub u32);

/// A rule: index into [`Checked::rules`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleId(pub u32);

/// The checked policies of a run.
#[derive(Clone, Debug, Default)]
pub struct Checked {
    /// Params, in order of declaration (files by name, the library's as they are imported).
    pub params: Vec<Param>,
    /// Constants that something in force reads, each after those that it reads.
    pub constants: Vec<Constant>,
    /// Functions that something in force calls, each after those that it calls.
    pub functions: Vec<Function>,
    /// Top-level requires.
    pub requires: Vec<Require>,
    /// Rules, in source order: those in force, and those that only a test runs.
    pub rules: Vec<Rule>,
    /// Tests, in source order.
    pub tests: Vec<Test>,
    /// All errors and lints of all files, in source order.
    pub diagnostics: Vec<Diagnostic>,
}

impl Checked {
    /// True if there is no error: it can be lowered.
    pub fn is_sound(&self) -> bool {
        self.diagnostics.iter().all(|d| d.severity() != Severity::Error)
    }
}

/// What an item's expressions mean.
#[derive(Clone, Debug, Default)]
pub struct Tables {
    /// By [`ExprId`]: the type that it has after narrowing and before any conversion.
    pub types: Vec<Type>,
    /// By [`ExprId`]: what a name, field, method, call or literal stands for.
    pub meanings: Vec<Meaning>,
    /// Conversions applied to an expression's value, where there are any.
    pub conversions: IndexMap<ExprId, Conversion>,
    /// The local that is declared by the name at this span.
    pub locals: IndexMap<Span, LocalId>,
    /// By [`LocalId`]: its type.
    pub local_types: Vec<Type>,
}

/// What an expression stands for, where its form alone does not say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Meaning {
    /// Its form says it all.
    #[default]
    Plain,
    /// A local.
    Local(LocalId),
    /// A param.
    Param(ParamId),
    /// A constant.
    Const(ConstId),
    /// A call of a function with a body.
    Func(FuncId),
    /// A call of an extern function or method: `all_equal`, `String.starts_with`, `Manifests.find`.
    Extern(Arc<str>),
    /// A value of an enum, by its index.
    EnumValue(EnumId, u32),
    /// A field that stands in the manifest under this key, to be read as the expression's type.
    ManifestField(Box<str>),
    /// A field that the host computes: `Image.tag`, `ImageUse.object`.
    DerivedField(Arc<str>),
    /// A field of `Raw`, or an undeclared field of an object: this key.
    RawField(Box<str>),
    /// `.key` of a map's entry.
    EntryKey,
    /// `.value` of a map's entry.
    EntryValue,
    /// The run: `manifests`.
    Manifests,
    /// The day the run is for: `today`.
    Today,
    /// A kind as an argument: `Secret` in `manifests.find(Secret, …)`. The group (empty for the core
    /// group) and the kind.
    Kind(Box<str>, Box<str>),
    /// `is Kind`: the group (empty for the core group) and the kind asked for.
    IsKind(Box<str>, Box<str>),
}

/// A conversion that an expression's value undergoes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Conversion {
    /// A record serves as the one that it is declared `as` (an `ImageUse` as its `Image`).
    ServesAs(RecordId),
    /// A `Raw` is read as this type, as by `as`.
    ReadRaw(Type),
    /// A list stands where a set of these is expected.
    ListToSet(Type),
}

/// A param.
#[derive(Clone, Debug)]
pub struct Param {
    /// Its id: bare, or `std/RULE.name` for the library's.
    pub id: Arc<str>,
    /// Its name's place.
    pub place: Place,
    /// Its type.
    pub ty: Type,
    /// Its default. Without one it must be set, unless its type is optional.
    pub default: Option<ast::Expr>,
    /// Its documentation.
    pub doc: Option<Box<str>>,
    /// What its default means.
    pub tables: Tables,
}

/// A constant.
#[derive(Clone, Debug)]
pub struct Constant {
    /// Its name.
    pub name: Arc<str>,
    /// Where it is declared.
    pub source: SourceId,
    /// Its value.
    pub value: ast::Expr,
    /// Its type.
    pub ty: Type,
    /// What its value means.
    pub tables: Tables,
}

/// A function with a body.
#[derive(Clone, Debug)]
pub struct Function {
    /// Its name.
    pub name: Arc<str>,
    /// Where it is declared.
    pub source: SourceId,
    /// Its parameters' locals, in order.
    pub params: Vec<LocalId>,
    /// Its body.
    pub body: ast::Expr,
    /// Its result's type.
    pub result: Type,
    /// What its body means.
    pub tables: Tables,
}

/// A requirement on params.
#[derive(Clone, Debug)]
pub struct Require {
    /// Where it is declared.
    pub source: SourceId,
    /// All of it.
    pub span: Span,
    /// What it says.
    pub item: ast::Require,
    /// What its expressions mean.
    pub tables: Tables,
}

/// A rule.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its id: bare, or `std/NAME` for the library's.
    pub id: Arc<str>,
    /// Where it is declared.
    pub source: SourceId,
    /// Its documentation.
    pub doc: Option<Box<str>>,
    /// Its severity.
    pub severity: Severity,
    /// What it is on.
    pub matcher: Matcher,
    /// What it says.
    pub item: ast::Rule,
    /// False for a rule that only a test runs: of a file that nobody put in force.
    pub in_force: bool,
    /// True if it, or what it calls, reads `today`.
    pub reads_today: bool,
    /// What its expressions mean.
    pub tables: Tables,
}

/// A test.
#[derive(Clone, Debug)]
pub struct Test {
    /// Where it is declared.
    pub source: SourceId,
    /// Its item's span.
    pub span: Span,
    /// What it says.
    pub item: ast::Test,
    /// The rules that it runs: those it names, else all of its file.
    pub rules: Vec<RuleId>,
    /// Params that it sets, and to what.
    pub with: Vec<(ParamId, ast::Expr)>,
    /// What its expressions mean.
    pub tables: Tables,
}

impl Tables {
    /// The type of an expression.
    pub fn ty(&self, id: ExprId) -> &Type {
        self.types.get(id.0 as usize).unwrap_or(&Type::Error)
    }

    /// What an expression stands for.
    pub fn meaning(&self, id: ExprId) -> &Meaning {
        self.meanings.get(id.0 as usize).unwrap_or(&Meaning::Plain)
    }
}
