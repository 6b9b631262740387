//! Reads what a param is set to: YAML, by the param's declared type.
//!
//! The manifests' own reader reads it, so that what is wrong has a place in the text, and so that
//! `1.10` is still `1.10` where a text belongs.

use std::sync::Arc;

use crate::base::{Place, Source, SourceId, Span};
use crate::diag::Diagnostic;
use crate::lang::library::Library;
use crate::lang::syntax::ast::LiteralKind;
use crate::lang::types::{EnumId, Type};
use crate::world::manifest::{Content, Limits, NodeId, NodeKind, Scalar, Tree, read};

use super::errors::{params as errors, rules};
use super::literals::{self, Budget};
use super::{Checked, Param, ParamValue};

/// Reads the value of a param from YAML. Where the param's type is written as a text, the text may
/// stand bare although it is no plain YAML: `>=2 <3`, `*-prod`, `[a-z]+`.
///
/// # Errors
/// What is not YAML, or not of the param's type, each at its place in `source`.
pub fn read_param(
    param: &Param,
    id: SourceId,
    source: &Source,
) -> Result<ParamValue, Vec<Diagnostic>> {
    let text = read(id, source.name(), source.text().as_bytes(), &Limits::default());
    match bare(param.ty.required(), id, source) {
        Some(read) if !text.is_whole() => read,
        _ => read_yaml(param, id, source),
    }
}

/// All of `source` as one text, where the type is written as a text.
fn bare(ty: &Type, id: SourceId, source: &Source) -> Option<Result<ParamValue, Vec<Diagnostic>>> {
    let text = source.text();
    if *ty == Type::String {
        return Some(Ok(ParamValue::Text(text.into())));
    }
    let kind = literal_kind(ty)?;
    Some(
        literals::read(kind, text, &Budget::default())
            .map(|()| ParamValue::Literal(kind, text.into()))
            .map_err(|fault| {
                let place = Place::new(id, Span::new(fault.range.start, fault.range.end));
                vec![errors::literal(&fault, place)]
            }),
    )
}

fn read_yaml(param: &Param, id: SourceId, source: &Source) -> Result<ParamValue, Vec<Diagnostic>> {
    let text = read(id, source.name(), source.text().as_bytes(), &Limits::default());
    let problems: Vec<Diagnostic> = text.problems().cloned().collect();
    if !problems.is_empty() {
        return Err(problems);
    }
    let whole = Place::new(id, Span::new(0, source.text().len()));
    let content = match text.documents.as_slice() {
        [] => &Content::Empty,
        [document] => &document.content,
        _ => return Err(vec![errors::not_one_value(&param.id, whole)]),
    };
    let tree: &Arc<Tree> = match content {
        Content::Tree(tree) => tree,
        Content::Empty if param.ty.is_optional() => return Ok(ParamValue::Absent),
        Content::Empty | Content::Refused | Content::Template => {
            return Err(vec![errors::no_value(&param.id, &param.ty, whole)]);
        }
    };
    read_param_at(param, tree, NodeId::ROOT)
}

/// Reads the value of a param from a place in a YAML tree.
///
/// # Errors
/// What is not of the param's type, each at its place.
pub fn read_param_at(
    param: &Param,
    tree: &Arc<Tree>,
    node: NodeId,
) -> Result<ParamValue, Vec<Diagnostic>> {
    let mut reader = Reader { tree, faults: Vec::new(), regexes: Budget::default() };
    match reader.value(&param.ty, node) {
        Some(value) if reader.faults.is_empty() => Ok(value),
        _ => Err(reader.faults),
    }
}

/// A param that no policy declares.
pub fn unknown_param(checked: &Checked, name: &str, place: Place) -> Diagnostic {
    let ids: Vec<&str> = checked.params.iter().map(|param| &*param.id).collect();
    rules::unknown_param(name, &ids, place)
}

struct Reader<'t> {
    tree: &'t Tree,
    faults: Vec<Diagnostic>,
    /// What is left for regular expressions.
    regexes: Budget,
}

impl Reader<'_> {
    /// The value at a node; none, and a fault, if it is not of the type.
    fn value(&mut self, ty: &Type, node: NodeId) -> Option<ParamValue> {
        let scalar = self.tree.scalar(node);
        match (ty, scalar) {
            (Type::Optional(_), Some(Scalar::Null)) => Some(ParamValue::Absent),
            (Type::Optional(inner), _) => self.value(inner, node),
            (Type::Bool, Some(Scalar::Bool(value))) => Some(ParamValue::Bool(value)),
            (Type::Int, Some(Scalar::Int(value))) => Some(ParamValue::Int(value)),
            (_, None | Some(Scalar::Null)) if !is_collection(ty) => self.wrong(ty, node),
            (Type::String, Some(_)) => Some(ParamValue::Text(self.tree.text(node).into())),
            (Type::Enum(id), Some(_)) => self.word(*id, node),
            (Type::List(item), None) => self.items(item, ty, node).map(ParamValue::List),
            (Type::Set(item), None) => self.items(item, ty, node).map(ParamValue::Set),
            (Type::Map(key, value), None) => self.entries(key, value, ty, node),
            (_, Some(_)) => match literal_kind(ty) {
                Some(kind) => self.literal(kind, node),
                None => self.wrong(ty, node),
            },
            _ => self.wrong(ty, node),
        }
    }

    fn items(&mut self, item: &Type, whole: &Type, node: NodeId) -> Option<Vec<ParamValue>> {
        if self.tree.kind(node) != NodeKind::Sequence {
            return self.wrong(whole, node);
        }
        let tree = self.tree;
        let values: Vec<_> = tree.items(node).map(|at| self.value(item, at)).collect();
        values.into_iter().collect()
    }

    fn entries(
        &mut self,
        key: &Type,
        value: &Type,
        whole: &Type,
        node: NodeId,
    ) -> Option<ParamValue> {
        if self.tree.kind(node) != NodeKind::Mapping {
            return self.wrong(whole, node);
        }
        let tree = self.tree;
        let read = |(k, v)| Some((self.value(key, k), self.value(value, v)));
        let pairs: Vec<_> = tree.entries(node).filter_map(read).collect();
        let pairs = pairs.into_iter().map(|(key, value)| Some((key?, value?)));
        pairs.collect::<Option<_>>().map(ParamValue::Map)
    }

    fn word(&mut self, id: EnumId, node: NodeId) -> Option<ParamValue> {
        let (library, text) = (Library::get(), self.tree.text(node));
        if let Some(index) = library.enum_value(id, text) {
            return Some(ParamValue::Enum(id, index));
        }
        let names = library.enum_of(id).values.iter().map(|(name, _)| &**name);
        let fault = errors::unknown_word(text, names, self.tree.place(node));
        self.faults.push(fault);
        None
    }

    fn literal(&mut self, kind: LiteralKind, node: NodeId) -> Option<ParamValue> {
        let text = self.tree.text(node);
        match literals::read(kind, text, &self.regexes) {
            Ok(()) => Some(ParamValue::Literal(kind, text.into())),
            Err(fault) => {
                let place = self.inside(node, &fault);
                self.faults.push(errors::literal(&fault, place));
                None
            }
        }
    }

    /// Where in a scalar a fault is; all of it where the text is not as it stands in the source.
    fn inside(&self, node: NodeId, fault: &literals::Fault) -> Place {
        let whole = self.tree.place(node);
        let start = whole.span.start as usize;
        let inner = Span::new(fault.range.start, fault.range.end).shifted(start);
        let as_it_stands =
            self.tree.is_verbatim(node) && self.tree.text(node).len() == whole.span.len();
        if as_it_stands && whole.span.contains(inner) && !inner.is_empty() {
            Place::new(whole.source, inner)
        } else {
            whole
        }
    }

    fn wrong<T>(&mut self, ty: &Type, node: NodeId) -> Option<T> {
        self.faults.push(errors::wrong_value(ty, self.tree.place(node)));
        None
    }
}

fn is_collection(ty: &Type) -> bool {
    matches!(ty, Type::List(_) | Type::Set(_) | Type::Map(..))
}

/// The literal that writes values of a type.
fn literal_kind(ty: &Type) -> Option<LiteralKind> {
    match ty {
        Type::Repo => Some(LiteralKind::Repo),
        Type::Glob => Some(LiteralKind::Glob),
        Type::Regex => Some(LiteralKind::Regex),
        Type::VersionRange => Some(LiteralKind::Semver),
        Type::Version => Some(LiteralKind::Version),
        Type::Date => Some(LiteralKind::Date),
        Type::Quantity => Some(LiteralKind::Quantity),
        Type::Duration => Some(LiteralKind::Duration),
        Type::Record(id) if Library::get().record_name(*id) == "Image" => Some(LiteralKind::Image),
        _ => None,
    }
}
