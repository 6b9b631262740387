//! Records and enums: what they are called is known from the index, what is in them when it is
//! first asked for.

use std::sync::OnceLock;

use indexmap::IndexMap;

use crate::base::{Place, Span};
use crate::lang::syntax::ast::{self, ItemKind, TypeExpr, TypeKind};
use crate::lang::types::{EnumId, RecordId, Type};

use super::index::{EntryId, Module, ModuleId};
use super::{Extern, Library};

/// A record.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// The record that it serves as.
    pub serves_as: Option<RecordId>,
    /// Its fields, in the order written, then those of what it serves as.
    pub fields: IndexMap<Box<str>, Field>,
    /// Its documentation.
    pub doc: Option<Box<str>>,
}

/// A field of a record.
#[derive(Clone, Debug)]
pub struct Field {
    /// The record that declares it.
    pub owner: RecordId,
    /// Its type.
    pub ty: Type,
    /// True if the host computes it; else it stands in the manifest under its name.
    pub derived: bool,
    /// True for a derived field that a fix may set.
    pub settable: bool,
    /// Its documentation.
    pub doc: Option<Box<str>>,
    /// Where its name stands.
    pub place: Place,
}

/// An enum.
#[derive(Clone, Debug, Default)]
pub struct Enumeration {
    /// Its values, with their documentation.
    pub values: Vec<(Box<str>, Option<Box<str>>)>,
    /// Its documentation.
    pub doc: Option<Box<str>>,
}

/// A record in the index.
#[derive(Debug)]
pub(super) struct RecordEntry {
    module: ModuleId,
    entry: EntryId,
    name: Span,
    /// Group (empty for the core group) and kind, of a record that describes a kind.
    kind: Option<(Box<str>, Box<str>)>,
    record: OnceLock<Record>,
}

/// An enum in the index.
#[derive(Debug)]
pub(super) struct EnumEntry {
    module: ModuleId,
    entry: EntryId,
    name: Span,
    values: OnceLock<Enumeration>,
}

impl RecordEntry {
    pub(super) fn new(
        text: &Module,
        module: ModuleId,
        entry: EntryId,
        name: Span,
        code: Span,
    ) -> Self {
        let head = text.source().slice(code).split('{').next().unwrap_or("");
        let on = head.split_once(" on \"").and_then(|(_, rest)| rest.split('"').next());
        let kind = on
            .and_then(|on| on.split_once('/'))
            .map(|(group, kind)| (if group == "core" { "" } else { group }.into(), kind.into()));
        Self { module, entry, name, kind, record: OnceLock::new() }
    }
}

impl EnumEntry {
    pub(super) fn new(module: ModuleId, entry: EntryId, name: Span) -> Self {
        Self { module, entry, name, values: OnceLock::new() }
    }
}

impl Library {
    /// The record called `name`.
    pub fn record(&self, name: &str) -> Option<RecordId> {
        self.record_ids().find(|id| self.record_name(*id) == name)
    }

    /// All records.
    pub fn record_ids(&self) -> impl Iterator<Item = RecordId> + use<> {
        (0..Span::at(self.records.len()).start).map(RecordId)
    }

    /// What a record is called.
    pub fn record_name(&self, id: RecordId) -> &str {
        self.records.get(id.0 as usize).map_or("", |entry| self.slice(entry.module, entry.name))
    }

    /// Group (empty for the core group) and kind that a record describes.
    pub fn kind_of(&self, id: RecordId) -> Option<(&str, &str)> {
        let (group, kind) = self.records.get(id.0 as usize)?.kind.as_ref()?;
        Some((group, kind))
    }

    /// The records that describe objects of the kind `kind`, of whatever group.
    pub fn records_of_kind(&self, kind: &str) -> impl Iterator<Item = RecordId> {
        self.record_ids().filter(move |id| self.kind_of(*id).is_some_and(|(_, k)| k == kind))
    }

    /// What is in a record.
    pub fn record_of(&self, id: RecordId) -> &Record {
        static NONE: OnceLock<Record> = OnceLock::new();
        match self.records.get(id.0 as usize) {
            Some(entry) => entry.record.get_or_init(|| self.read_record(id, entry)),
            None => NONE.get_or_init(Record::default),
        }
    }

    /// The field `name` of a record, its own or of what it serves as.
    pub fn field(&self, id: RecordId, name: &str) -> Option<&Field> {
        self.record_of(id).fields.get(name)
    }

    /// The record itself and those that it serves as, nearest first.
    pub fn line(&self, id: RecordId) -> Vec<RecordId> {
        let mut line = vec![id];
        let mut at = id;
        while let Some(next) = self.record_of(at).serves_as.filter(|next| !line.contains(next)) {
            line.push(next);
            at = next;
        }
        line
    }

    fn read_record(&self, id: RecordId, entry: &RecordEntry) -> Record {
        let Some(item) = self.item(entry.module, entry.entry) else { return Record::default() };
        let ItemKind::Record(declared) = &item.kind else { return Record::default() };
        let fields = declared.fields.iter().map(|field| {
            let read = Field {
                owner: id,
                ty: self.declared_type(&field.ty, &[]),
                derived: field.derived,
                settable: field.settable,
                doc: field.doc.as_ref().map(|doc| doc.text.clone()),
                place: self.place(entry.module, field.name.span),
            };
            (field.name.text.clone(), read)
        });
        let mut fields: IndexMap<Box<str>, Field> = fields.collect();
        let serves_as = declared.serves_as.as_ref().and_then(|name| self.record(&name.text));
        for (name, field) in
            serves_as.iter().filter(|a| **a != id).flat_map(|a| &self.record_of(*a).fields)
        {
            fields.entry(name.clone()).or_insert_with(|| field.clone());
        }
        Record { serves_as, fields, doc: item.doc.as_ref().map(|doc| doc.text.clone()) }
    }

    /// The enum called `name`.
    pub fn enumeration(&self, name: &str) -> Option<EnumId> {
        self.enum_ids().find(|id| self.enum_name(*id) == name)
    }

    /// All enums.
    pub fn enum_ids(&self) -> impl Iterator<Item = EnumId> + use<> {
        (0..Span::at(self.enums.len()).start).map(EnumId)
    }

    /// What an enum is called.
    pub fn enum_name(&self, id: EnumId) -> &str {
        self.enums.get(id.0 as usize).map_or("", |entry| self.slice(entry.module, entry.name))
    }

    /// What is in an enum.
    pub fn enum_of(&self, id: EnumId) -> &Enumeration {
        static NONE: OnceLock<Enumeration> = OnceLock::new();
        match self.enums.get(id.0 as usize) {
            Some(entry) => entry.values.get_or_init(|| self.read_enum(entry)),
            None => NONE.get_or_init(Enumeration::default),
        }
    }

    /// The index of a value of an enum.
    pub fn enum_value(&self, id: EnumId, name: &str) -> Option<u32> {
        let at = self.enum_of(id).values.iter().position(|(value, _)| &**value == name)?;
        u32::try_from(at).ok()
    }

    fn read_enum(&self, entry: &EnumEntry) -> Enumeration {
        let Some(item) = self.item(entry.module, entry.entry) else {
            return Enumeration::default();
        };
        let ItemKind::Enum(declared) = &item.kind else { return Enumeration::default() };
        let text = |doc: &Option<ast::Doc>| doc.as_ref().map(|doc| doc.text.clone());
        let values = declared.values.iter().map(|(doc, name)| (name.text.clone(), text(doc)));
        Enumeration { values: values.collect(), doc: text(&item.doc) }
    }

    /// The type that a declaration of the library writes. `Error` for one that does not exist.
    pub(super) fn declared_type(&self, ty: &TypeExpr, generics: &[Box<str>]) -> Type {
        match &ty.kind {
            TypeKind::Error => Type::Error,
            TypeKind::Optional(inner) => self.declared_type(inner, generics).optional(),
            TypeKind::Named(name, args) => {
                let args: Vec<Type> =
                    args.iter().map(|arg| self.declared_type(arg, generics)).collect();
                if let Some(at) = generics.iter().position(|g| **g == *name.text) {
                    return u8::try_from(at).map_or(Type::Error, Type::Var);
                }
                self.named_type(&name.text, args).unwrap_or(Type::Error)
            }
        }
    }

    /// The type that a name stands for, with its arguments; nothing for a name that is no type,
    /// and for a wrong number of arguments.
    pub fn named_type(&self, name: &str, args: Vec<Type>) -> Option<Type> {
        let mut args = args.into_iter();
        let ty = match name {
            "List" => Type::list(args.next()?),
            "Set" => Type::set(args.next()?),
            "Map" => Type::map(args.next()?, args.next()?),
            "Kind" => Type::Kind(Box::new(args.next()?)),
            plain => Self::plain_type(plain)
                .or_else(|| self.record(plain).map(Type::Record))
                .or_else(|| self.enumeration(plain).map(Type::Enum))?,
        };
        args.next().is_none().then_some(ty)
    }

    /// How many arguments the type called `name` takes; nothing where there is no such type.
    pub fn type_arity(&self, name: &str) -> Option<usize> {
        match name {
            "List" | "Set" => Some(1),
            "Map" => Some(2),
            _ => self.named_type(name, Vec::new()).map(|_| 0),
        }
    }

    /// The names of all types that a policy can write.
    pub fn type_names(&self) -> impl Iterator<Item = &str> {
        let records = self.record_ids().map(|id| self.record_name(id));
        let enums = self.enum_ids().map(|id| self.enum_name(id));
        PLAIN
            .iter()
            .map(|(name, _)| *name)
            .chain(["List", "Set", "Map"])
            .chain(records)
            .chain(enums)
    }

    fn plain_type(name: &str) -> Option<Type> {
        PLAIN.iter().find(|(plain, _)| *plain == name).map(|(_, ty)| ty.clone())
    }

    /// The methods of a record, its own and those of what it serves as.
    pub fn methods_of(&self, id: RecordId) -> impl Iterator<Item = &Extern> {
        let line: Vec<Type> = self.line(id).into_iter().map(Type::Record).collect();
        self.all_methods().filter(move |m| m.receiver().is_some_and(|ty| line.contains(ty)))
    }
}

/// The types that are not declared in the library.
const PLAIN: &[(&str, Type)] = &[
    ("Bool", Type::Bool),
    ("Int", Type::Int),
    ("String", Type::String),
    ("Repo", Type::Repo),
    ("Version", Type::Version),
    ("VersionRange", Type::VersionRange),
    ("Glob", Type::Glob),
    ("Regex", Type::Regex),
    ("Quantity", Type::Quantity),
    ("Duration", Type::Duration),
    ("Date", Type::Date),
    ("Raw", Type::Raw),
];
