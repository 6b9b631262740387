//! Literals to values, types to shapes.

use super::Body;
use crate::lang::library::Library;
use crate::lang::syntax::ast::LiteralKind;
use crate::lang::typeck::ParamValue;
use crate::lang::types::{EnumId, Type};
use crate::lang::value::{Causes, Enumeration, Form, List, Map, Shape, Shared, Value, Word, form};
use crate::world::image::Reference;
use crate::world::measure::Quantity;

/// The value of a typed literal, whose text checking has read; none if that was by-passed.
pub(super) fn literal(kind: LiteralKind, text: &str) -> Option<Value<'static>> {
    let form = match kind {
        LiteralKind::Image => {
            return Reference::parse(text).ok().map(|image| Value::Image(Shared::new(image)));
        }
        LiteralKind::Quantity => {
            return Quantity::parse(text).ok().map(|it| Value::Quantity(Shared::new(it)));
        }
        LiteralKind::Repo => Form::Repo,
        LiteralKind::Glob => Form::Glob,
        LiteralKind::Regex => Form::Regex,
        LiteralKind::Semver => Form::VersionRange,
        LiteralKind::Version => Form::Version,
        LiteralKind::Date => Form::Date,
        LiteralKind::Duration => Form::Duration,
    };
    form::read(form, text).ok()
}

/// A value of an enum; none if the host does not know it.
pub(super) fn word(id: EnumId, index: u32) -> Option<Value<'static>> {
    let of = Enumeration::find(Library::get().enum_name(id))?;
    Some(Value::Word(Word { of, index }))
}

/// What a param is set to, as a value. None for what is no value at all, which reading it by its
/// type rules out.
pub fn param_value(value: &ParamValue) -> Option<Value<'static>> {
    let all = |items: &[ParamValue]| {
        let items: Option<Vec<_>> =
            items.iter().map(|item| Some(param_value(item)?.made())).collect();
        items.map(|items| List::new(items, Causes::NONE))
    };
    Some(match value {
        ParamValue::Absent => Value::Absent,
        ParamValue::Bool(value) => Value::Bool(*value),
        ParamValue::Int(value) => Value::Int(*value),
        ParamValue::Text(text) => Value::text(&**text),
        ParamValue::Literal(kind, text) => literal(*kind, text)?,
        ParamValue::Enum(id, index) => word(*id, *index)?,
        ParamValue::List(items) => Value::List(Shared::new(all(items)?)),
        ParamValue::Set(items) => Value::Set(Shared::new(all(items)?.distinct())),
        ParamValue::Map(entries) => {
            let mut map = Map::default();
            for (key, value) in entries {
                map.insert(param_value(key)?.made(), param_value(value)?.made());
            }
            Value::Map(Shared::new(map))
        }
    })
}

impl Body<'_> {
    /// What a manifest is read by where a type is expected.
    pub(super) fn shape(&self, ty: &Type) -> Shape {
        let inner = |ty: &Type| Box::new(self.shape(ty));
        match ty {
            Type::Optional(ty) => self.shape(ty),
            Type::Bool => Shape::Bool,
            Type::Int => Shape::Int,
            Type::String => Shape::Text,
            Type::Quantity => Shape::Quantity,
            Type::Repo => Shape::Form(Form::Repo),
            Type::Version => Shape::Form(Form::Version),
            Type::VersionRange => Shape::Form(Form::VersionRange),
            Type::Glob => Shape::Form(Form::Glob),
            Type::Regex => Shape::Form(Form::Regex),
            Type::Duration => Shape::Form(Form::Duration),
            Type::Date => Shape::Form(Form::Date),
            Type::Raw => Shape::Raw,
            Type::Enum(id) => {
                Enumeration::find(self.library.enum_name(*id)).map_or(Shape::Nothing, Shape::Enum)
            }
            Type::Record(id) => match self.library.record_name(*id) {
                "Image" => Shape::Image,
                "Container" => Shape::Container,
                _ => Shape::Record,
            },
            Type::List(item) => Shape::List(inner(item)),
            Type::Set(item) => Shape::Set(inner(item)),
            Type::Map(_, value) => Shape::Map(inner(value)),
            Type::Entry(..) | Type::Kind(_) | Type::Var(_) | Type::Never | Type::Error => {
                Shape::Nothing
            }
        }
    }
}
