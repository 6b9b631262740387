//! Which types go where: conversions, common types, and what a type is capable of.
//!
//! All of it is pure: it reads types and the library's declarations, and reports nothing.

use crate::lang::library::Library;
use crate::lang::types::{RecordId, Type};

use super::checked::Conversion;

/// How a value of one type goes where another is expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fit {
    /// As it is.
    As,
    /// By a conversion.
    By(Conversion),
    /// It would if it could not be absent.
    MayBeAbsent,
    /// Not at all.
    No,
}

/// True if the type is wrong in some part, which has been reported.
pub(super) fn is_broken(ty: &Type) -> bool {
    match ty {
        Type::Error => true,
        Type::List(a) | Type::Set(a) | Type::Optional(a) | Type::Kind(a) => is_broken(a),
        Type::Map(a, b) | Type::Entry(a, b) => is_broken(a) || is_broken(b),
        _ => false,
    }
}

/// How a value of type `got` goes where `want` is expected.
pub(super) fn fit(got: &Type, want: &Type, library: &Library) -> Fit {
    if got == want || is_broken(got) || is_broken(want) || *got == Type::Never {
        return Fit::As;
    }
    match (got, want) {
        (Type::Optional(got), Type::Optional(want)) => fit(got, want, library),
        (got, Type::Optional(want)) => fit(got, want, library),
        (Type::Optional(got), want) => match fit(got, want, library) {
            Fit::No => Fit::No,
            _ => Fit::MayBeAbsent,
        },
        (Type::Raw, want) if is_readable(want, library) => {
            Fit::By(Conversion::ReadRaw(want.clone()))
        }
        (Type::Record(got), Type::Record(want)) if library.line(*got).contains(want) => {
            Fit::By(Conversion::ServesAs(*want))
        }
        (Type::List(got), Type::List(want)) if inside(got, want) => Fit::As,
        (Type::Set(got), Type::Set(want)) if inside(got, want) => Fit::As,
        (Type::Map(k, v), Type::Map(wk, wv)) if inside(k, wk) && inside(v, wv) => Fit::As,
        (Type::List(got), Type::Set(want)) if inside(got, want) && has_equality(want) => {
            Fit::By(Conversion::ListToSet((**want).clone()))
        }
        _ => Fit::No,
    }
}

/// True if what is in a collection goes, as it is, where `want` belongs: nothing within a
/// collection is converted.
fn inside(got: &Type, want: &Type) -> bool {
    if got == want || *got == Type::Never {
        return true;
    }
    match (got, want) {
        (got, Type::Optional(want)) => inside(got.required(), want),
        (Type::List(got), Type::List(want)) | (Type::Set(got), Type::Set(want)) => {
            inside(got, want)
        }
        (Type::Map(k, v), Type::Map(wk, wv)) => inside(k, wk) && inside(v, wv),
        _ => false,
    }
}

/// The type that values of both types have, perhaps after a conversion.
pub(super) fn join(a: &Type, b: &Type, library: &Library) -> Option<Type> {
    if is_broken(a) || is_broken(b) {
        return Some(Type::Error);
    }
    match (a, b) {
        (a, b) if a == b => Some(a.clone()),
        (Type::Never, other) | (other, Type::Never) => Some(other.clone()),
        (Type::Optional(a), b) | (b, Type::Optional(a)) => {
            Some(join(a, b.required(), library)?.optional())
        }
        (Type::Record(a), Type::Record(b)) => common(*a, *b, library).map(Type::Record),
        (Type::Raw, other) | (other, Type::Raw) if is_readable(other, library) => {
            Some(other.clone())
        }
        (Type::List(a), Type::List(b)) => element(a, b).map(Type::list),
        (Type::Set(a), Type::Set(b)) => element(a, b).map(Type::set),
        (Type::Map(k, v), Type::Map(l, w)) => Some(Type::map(element(k, l)?, element(v, w)?)),
        _ => None,
    }
}

fn element(a: &Type, b: &Type) -> Option<Type> {
    if inside(a, b) {
        Some(b.clone())
    } else if inside(b, a) {
        Some(a.clone())
    } else {
        None
    }
}

/// The nearest record that both serve as.
fn common(a: RecordId, b: RecordId, library: &Library) -> Option<RecordId> {
    let others = library.line(b);
    library.line(a).into_iter().find(|record| others.contains(record))
}

/// True for types with `==`. `Image` and other records have none.
pub(super) fn has_equality(ty: &Type) -> bool {
    match ty {
        Type::Bool
        | Type::Int
        | Type::String
        | Type::Repo
        | Type::Version
        | Type::Quantity
        | Type::Duration
        | Type::Date
        | Type::Enum(_)
        | Type::Never
        | Type::Error => true,
        Type::List(a) | Type::Set(a) | Type::Optional(a) => has_equality(a),
        Type::Map(k, v) => has_equality(k) && has_equality(v),
        _ => false,
    }
}

/// True for types with `<`.
pub(super) fn has_order(ty: &Type) -> bool {
    matches!(
        ty,
        Type::Int | Type::Quantity | Type::Duration | Type::Date | Type::Version | Type::Error
    )
}

/// True for types that have a literal, and so for those of params.
pub(super) fn has_literal(ty: &Type, library: &Library) -> bool {
    match ty {
        Type::Bool
        | Type::Int
        | Type::String
        | Type::Repo
        | Type::Version
        | Type::VersionRange
        | Type::Glob
        | Type::Regex
        | Type::Quantity
        | Type::Duration
        | Type::Date
        | Type::Enum(_)
        | Type::Error => true,
        Type::Record(id) => library.record_name(*id) == "Image",
        Type::List(a) | Type::Set(a) => has_literal(a, library),
        Type::Map(k, v) => has_literal(k, library) && has_literal(v, library),
        _ => false,
    }
}

/// True for types that a piece of a manifest can be read as.
pub(super) fn is_readable(ty: &Type, library: &Library) -> bool {
    match ty {
        Type::Raw => true,
        Type::List(a) | Type::Set(a) => is_readable(a, library),
        Type::Map(k, v) => **k == Type::String && is_readable(v, library),
        Type::Record(id) => {
            library.record_name(*id) == "Image"
                || library.kind_of(*id).is_none()
                    && library.record_of(*id).fields.values().all(|field| !field.derived)
        }
        other => is_text_form(other),
    }
}

/// True for types that a text can be of the form of.
pub(super) fn is_text_form(ty: &Type) -> bool {
    matches!(
        ty,
        Type::Bool
            | Type::Int
            | Type::String
            | Type::Repo
            | Type::Version
            | Type::Quantity
            | Type::Duration
            | Type::Date
            | Type::Enum(_)
    )
}

/// True for types whose values print in a text.
pub(super) fn prints(ty: &Type, library: &Library) -> bool {
    match ty {
        Type::Record(id) => {
            library.line(*id).iter().any(|record| library.record_name(*record) == "Image")
        }
        Type::List(a) | Type::Set(a) => prints(a, library),
        Type::Map(..) | Type::Entry(..) | Type::Kind(_) | Type::Var(_) | Type::Never => false,
        Type::Optional(inner) => prints(inner, library),
        _ => true,
    }
}

/// What iterating a value of this type yields.
pub(super) fn item_of(ty: &Type) -> Option<Type> {
    match ty {
        Type::List(item) | Type::Set(item) => Some((**item).clone()),
        Type::Map(key, value) => Some(Type::Entry(key.clone(), value.clone())),
        Type::Raw => Some(Type::Raw),
        Type::Error => Some(Type::Error),
        _ => None,
    }
}
