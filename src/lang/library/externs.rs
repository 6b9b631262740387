//! Functions and methods that the host provides.

use std::sync::{Arc, OnceLock};

use crate::base::{Place, Span};
use crate::lang::syntax::ast::ItemKind;
use crate::lang::types::Type;

use super::Library;
use super::index::{EntryId, ModuleId};

/// A type variable that takes any type, by the name it has in the library.
pub const ANY: &str = "T";
/// A type variable that takes types with `==`.
pub const EQUATABLE: &str = "Eq";
/// A type variable that takes types with an order, text among them.
pub const ORDERED: &str = "Ord";

/// A function or method that the host provides.
#[derive(Clone, Debug)]
pub struct Extern {
    /// What its body is found by: `all_equal`, `List.len`, `Manifests.find`.
    pub symbol: Arc<str>,
    /// Its type variables. One called [`EQUATABLE`] or [`ORDERED`] asks that of its type.
    pub generics: Vec<Box<str>>,
    /// Its parameters; a method's first is `self`.
    pub params: Vec<(Box<str>, Type)>,
    /// Its result.
    pub result: Type,
    /// Its documentation.
    pub doc: Option<Box<str>>,
    /// Where its name stands.
    pub place: Place,
}

impl Extern {
    /// A method's type of `self`.
    pub fn receiver(&self) -> Option<&Type> {
        self.params.first().filter(|(name, _)| &**name == "self").map(|(_, ty)| ty)
    }

    /// The parameters that are written between the parentheses.
    pub fn written(&self) -> &[(Box<str>, Type)] {
        self.params.get(usize::from(self.receiver().is_some())..).unwrap_or(&[])
    }

    /// Its name, without the type that it belongs to.
    pub fn name(&self) -> &str {
        self.symbol.rsplit_once('.').map_or(&self.symbol, |(_, name)| name)
    }
}

/// A function or method in the index.
#[derive(Debug)]
pub(super) struct ExternEntry {
    module: ModuleId,
    entry: EntryId,
    name: Span,
    receiver: Option<Span>,
    declared: OnceLock<Option<Extern>>,
}

impl ExternEntry {
    pub(super) fn new(
        module: ModuleId,
        entry: EntryId,
        name: Span,
        receiver: Option<Span>,
    ) -> Self {
        Self { module, entry, name, receiver, declared: OnceLock::new() }
    }
}

impl Library {
    /// The function called `name`, which is no method.
    pub fn function(&self, name: &str) -> Option<&Extern> {
        self.named(name, false).next()
    }

    /// The methods called `name`, of all types.
    pub fn methods(&self, name: &str) -> impl Iterator<Item = &Extern> {
        self.named(name, true)
    }

    /// The names of all functions that are no methods.
    pub fn function_names(&self) -> impl Iterator<Item = &str> {
        let plain = self.functions.iter().filter(|entry| entry.receiver.is_none());
        plain.map(|entry| self.slice(entry.module, entry.name))
    }

    /// The names of all methods of the type called `receiver` (`List`, `String`, a record).
    pub fn method_names<'a>(&'a self, receiver: &'a str) -> impl Iterator<Item = &'a str> {
        let of = move |entry: &&ExternEntry| {
            entry.receiver.is_some_and(|span| self.slice(entry.module, span) == receiver)
        };
        self.functions.iter().filter(of).map(|entry| self.slice(entry.module, entry.name))
    }

    /// All functions that are no methods, parsed.
    pub fn all_functions(&self) -> impl Iterator<Item = &Extern> {
        let plain = self.functions.iter().filter(|entry| entry.receiver.is_none());
        plain.filter_map(|entry| self.declared(entry))
    }

    /// All methods, parsed.
    pub fn all_methods(&self) -> impl Iterator<Item = &Extern> {
        let methods = self.functions.iter().filter(|entry| entry.receiver.is_some());
        methods.filter_map(|entry| self.declared(entry))
    }

    fn named<'a>(&'a self, name: &str, method: bool) -> impl Iterator<Item = &'a Extern> {
        let found: Vec<&ExternEntry> = self
            .functions
            .iter()
            .filter(|entry| entry.receiver.is_some() == method)
            .filter(|entry| self.slice(entry.module, entry.name) == name)
            .collect();
        found.into_iter().filter_map(|entry| self.declared(entry))
    }

    fn declared<'a>(&'a self, entry: &'a ExternEntry) -> Option<&'a Extern> {
        entry.declared.get_or_init(|| self.read_function(entry)).as_ref()
    }

    fn read_function(&self, entry: &ExternEntry) -> Option<Extern> {
        let item = self.item(entry.module, entry.entry)?;
        let ItemKind::Func(func) = &item.kind else { return None };
        let generics: Vec<Box<str>> = func.generics.iter().map(|g| g.text.clone()).collect();
        let params = func
            .params
            .iter()
            .map(|param| (param.name.text.clone(), self.declared_type(&param.ty, &generics)));
        let symbol = match entry.receiver {
            Some(span) => format!("{}.{}", self.slice(entry.module, span), func.name.text).into(),
            None => Arc::from(&*func.name.text),
        };
        Some(Extern {
            symbol,
            params: params.collect(),
            result: self.declared_type(&func.result, &generics),
            generics,
            doc: item.doc.as_ref().map(|doc| doc.text.clone()),
            place: self.place(entry.module, func.name.span),
        })
    }
}
