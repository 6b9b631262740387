//! What a param is set to, from the project file, the command line or a test.
//!
//! The text is YAML and is *read by the declared type*: `1.10` is the text `1.10` for a `String` and
//! no value at all for an `Int`. What comes out holds no YAML and no spans; literals are kept as
//! their checked text, which lowering turns into values as it does a policy's own.

use crate::lang::syntax::ast::LiteralKind;
use crate::lang::types::EnumId;

/// A value of a param, read by its type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParamValue {
    /// `null`, for a `T?`.
    Absent,
    /// A `Bool`.
    Bool(bool),
    /// An `Int`.
    Int(i64),
    /// A `String`.
    Text(Box<str>),
    /// What a typed literal of this kind and text would be: `Repo`, `Glob`, `Date` …
    Literal(LiteralKind, Box<str>),
    /// A value of an enum, by its index.
    Enum(EnumId, u32),
    /// A `List`.
    List(Vec<Self>),
    /// A `Set`; perhaps with repetitions.
    Set(Vec<Self>),
    /// A `Map`, in the order written.
    Map(Vec<(Self, Self)>),
}
