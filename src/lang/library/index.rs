//! Where each item of the library stands, told without parsing it.

use std::sync::{Arc, OnceLock};

use crate::base::{Source, SourceId, Span};
use crate::lang::syntax::ast::Item;
use crate::lang::syntax::{Cut, Keyword, cut, parse_item};

use super::Library;
use super::embedded::{MODULES, RULES, Text};
use super::externs::ExternEntry;
use super::records::{EnumEntry, RecordEntry};

/// Names a module of the library.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ModuleId(u32);

/// Names an item of a module.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryId(u32);

/// An item of a module, perhaps not parsed yet.
#[derive(Debug)]
pub struct Entry {
    cut: Cut,
    item: OnceLock<Arc<Item>>,
}

/// A text of the library, cut into items.
#[derive(Debug)]
pub struct Module {
    name: &'static str,
    source_id: SourceId,
    source: Arc<Source>,
    entries: Vec<Entry>,
    rules: Vec<(EntryId, String)>,
}

impl ModuleId {
    pub(super) fn at(index: usize) -> Self {
        Self(Span::at(index).start)
    }

    pub(super) fn index(self) -> usize {
        self.0 as usize
    }
}

impl EntryId {
    fn at(index: usize) -> Self {
        Self(Span::at(index).start)
    }
}

impl Entry {
    /// What it begins with.
    pub fn keyword(&self) -> Keyword {
        self.cut.keyword
    }

    /// Where its name stands, if it has one.
    pub fn name(&self) -> Option<Span> {
        self.cut.name
    }

    /// All of it, its documentation too.
    pub fn span(&self) -> Span {
        self.cut.span
    }
}

impl Module {
    fn new(index: usize, text: Text) -> Self {
        let source = Source::new(text.shown, text.text);
        let entries: Vec<Entry> = cut(&source)
            .items
            .into_iter()
            .map(|cut| Entry { cut, item: OnceLock::new() })
            .collect();
        let prefix = text.name.strip_prefix("rules/").map_or_else(
            || text.name.rsplit_once('/').map_or("", |(folder, _)| folder),
            |rest| rest.rsplit_once('/').map_or("", |(folder, _)| folder),
        );
        let id = |name: &str| match prefix {
            "" => format!("std/{name}"),
            folder => format!("std/{folder}/{name}"),
        };
        let rules =
            entries.iter().enumerate().filter(|(_, entry)| entry.keyword() == Keyword::Rule);
        let rules = rules
            .filter_map(|(at, entry)| Some((EntryId::at(at), id(source.slice(entry.name()?)))))
            .collect();
        let source_id = SourceId(SourceId::LIBRARY + Span::at(index).start);
        Self { name: text.name, source_id, source, entries, rules }
    }

    /// What it is imported as, without the `std/`.
    pub fn name(&self) -> &str {
        self.name
    }

    /// Its text.
    pub fn source(&self) -> &Arc<Source> {
        &self.source
    }

    /// The id of its text, the same in every run.
    pub fn source_id(&self) -> SourceId {
        self.source_id
    }

    /// Its items, in the order written.
    pub fn entries(&self) -> impl Iterator<Item = (EntryId, &Entry)> {
        self.entries.iter().enumerate().map(|(index, entry)| (EntryId::at(index), entry))
    }

    /// What a policy can import from it: its plain functions, constants and params.
    pub fn importable(&self) -> impl Iterator<Item = (EntryId, &str)> {
        let plain = |entry: &Entry| {
            matches!(entry.keyword(), Keyword::Let | Keyword::Func | Keyword::Param)
        };
        self.entries()
            .filter(move |(_, entry)| plain(entry))
            .filter_map(|(id, entry)| Some((id, self.source.slice(entry.name()?))))
    }

    /// Its rules, with their ids.
    pub fn rules(&self) -> impl Iterator<Item = (EntryId, &str)> {
        self.rules.iter().map(|(entry, id)| (*entry, id.as_str()))
    }

    /// An item, parsed when it is first asked for.
    pub fn item(&self, id: EntryId) -> Option<&Arc<Item>> {
        let entry = self.entries.get(id.0 as usize)?;
        let parsed = || Arc::new(parse_item(self.source_id, &self.source, &entry.cut).0);
        Some(entry.item.get_or_init(parsed))
    }
}

impl Library {
    /// Cuts all texts, and lists what they declare.
    pub(super) fn read() -> Self {
        let texts = MODULES.iter().chain(RULES).enumerate();
        let modules: Vec<Module> = texts.map(|(index, text)| Module::new(index, *text)).collect();
        let mut library = Self {
            modules: Vec::new(),
            records: Vec::new(),
            enums: Vec::new(),
            functions: Vec::new(),
        };
        for (index, module) in modules.iter().enumerate() {
            let id = ModuleId::at(index);
            for (at, entry) in module.entries() {
                let Some(name) = entry.name() else { continue };
                match entry.keyword() {
                    Keyword::ExternRecord => {
                        library.records.push(RecordEntry::new(
                            module,
                            id,
                            at,
                            name,
                            entry.cut.code,
                        ));
                    }
                    Keyword::ExternEnum => library.enums.push(EnumEntry::new(id, at, name)),
                    Keyword::ExternFunc => {
                        library.functions.push(ExternEntry::new(id, at, name, entry.cut.receiver));
                    }
                    _ => {}
                }
            }
        }
        library.modules = modules;
        library
    }
}
