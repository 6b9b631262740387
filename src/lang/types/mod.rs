//! The types.
//!
//! Records and enums are declared in the library (`stdlib/*.sea`) and named here by id alone; who
//! needs a record's fields asks the library, which parses a declaration when it is first asked for.

use std::fmt;

/// Names a record that the library declares: its index in the library's table of declarations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordId(pub u32);

/// Names an enum that the library declares: its index in the library's table of declarations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EnumId(pub u32);

/// A type.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    /// `Bool`.
    Bool,
    /// `Int`: 64 bits, signed.
    Int,
    /// `String`.
    String,
    /// `Repo`: a pattern of repositories.
    Repo,
    /// `Version`.
    Version,
    /// `VersionRange`.
    VersionRange,
    /// `Glob`.
    Glob,
    /// `Regex`.
    Regex,
    /// `Quantity`.
    Quantity,
    /// `Duration`.
    Duration,
    /// `Date`.
    Date,
    /// `Raw`: a piece of a manifest that no record describes.
    Raw,
    /// An enum.
    Enum(EnumId),
    /// A record.
    Record(RecordId),
    /// A kind as an argument: `Kind<Secret>`; of a record, or of a type variable.
    Kind(Box<Type>),
    /// `List<T>`.
    List(Box<Type>),
    /// `Set<T>`.
    Set(Box<Type>),
    /// `Map<K, V>`.
    Map(Box<Type>, Box<Type>),
    /// What iterating a `Map<K, V>` yields: `.key` and `.value`.
    Entry(Box<Type>, Box<Type>),
    /// `T?`; never of an optional.
    Optional(Box<Type>),
    /// A type variable of an `extern` function, by its index.
    Var(u8),
    /// What belongs to every type: the item of a bare `[]`, until something fixes it.
    Never,
    /// Wrong, and reported: nothing more is said about it.
    Error,
}

impl Type {
    /// `T?` of this type; of an optional, itself.
    #[must_use]
    pub fn optional(self) -> Self {
        match self {
            Self::Optional(_) | Self::Error => self,
            other => Self::Optional(Box::new(other)),
        }
    }

    /// The type without its `?`.
    #[must_use]
    pub fn required(&self) -> &Self {
        match self {
            Self::Optional(inner) => inner,
            other => other,
        }
    }

    /// True for `T?`.
    pub fn is_optional(&self) -> bool {
        matches!(self, Self::Optional(_))
    }

    /// `List<T>`.
    pub fn list(item: Self) -> Self {
        Self::List(Box::new(item))
    }

    /// `Set<T>`.
    pub fn set(item: Self) -> Self {
        Self::Set(Box::new(item))
    }

    /// `Map<K, V>`.
    pub fn map(key: Self, value: Self) -> Self {
        Self::Map(Box::new(key), Box::new(value))
    }

    /// As an author writes it; `names` knows how records and enums are called.
    pub fn display<'a>(&'a self, names: &'a dyn Names) -> impl fmt::Display + 'a {
        Displayed { ty: self, names }
    }
}

/// What records and enums are called.
pub trait Names {
    /// The record's name.
    fn record(&self, id: RecordId) -> &str;
    /// The enum's name.
    fn enumeration(&self, id: EnumId) -> &str;
}

struct Displayed<'a> {
    ty: &'a Type,
    names: &'a dyn Names,
}

impl fmt::Display for Displayed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let show = |ty| Displayed { ty, names: self.names };
        match self.ty {
            Type::Bool => f.write_str("Bool"),
            Type::Int => f.write_str("Int"),
            Type::String => f.write_str("String"),
            Type::Repo => f.write_str("Repo"),
            Type::Version => f.write_str("Version"),
            Type::VersionRange => f.write_str("VersionRange"),
            Type::Glob => f.write_str("Glob"),
            Type::Regex => f.write_str("Regex"),
            Type::Quantity => f.write_str("Quantity"),
            Type::Duration => f.write_str("Duration"),
            Type::Date => f.write_str("Date"),
            Type::Raw => f.write_str("Raw"),
            Type::Enum(id) => f.write_str(self.names.enumeration(*id)),
            Type::Record(id) => f.write_str(self.names.record(*id)),
            Type::Kind(record) => write!(f, "Kind<{}>", show(record)),
            Type::List(item) => write!(f, "List<{}>", show(item)),
            Type::Set(item) => write!(f, "Set<{}>", show(item)),
            Type::Map(key, value) => write!(f, "Map<{}, {}>", show(key), show(value)),
            Type::Entry(key, value) => write!(f, "Entry<{}, {}>", show(key), show(value)),
            Type::Optional(inner) => write!(f, "{}?", show(inner)),
            Type::Var(index) => write!(f, "{}", (b'T' + index % 7) as char),
            Type::Never | Type::Error => f.write_str("‹unknown type›"),
        }
    }
}
