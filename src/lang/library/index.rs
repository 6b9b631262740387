//! Where each item of the library stands, as `build.rs` has seen.

use std::sync::{Arc, OnceLock};

use crate::base::{Source, SourceId, Span};
use crate::lang::syntax::ast::Item;
use crate::lang::syntax::{Cut, Keyword, Ready, parse_ready};

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
    ready: Ready<'static>,
    item: OnceLock<Arc<Item>>,
}

/// A text of the library, cut into items.
#[derive(Debug)]
pub struct Module {
    text: &'static Text,
    source_id: SourceId,
    source: Arc<Source>,
    /// Listed when something asks for them.
    entries: OnceLock<Vec<Entry>>,
    rules: OnceLock<Vec<(EntryId, String)>>,
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
    fn new(index: usize, text: &'static Text) -> Self {
        let source = Source::embedded(text.shown, text.text);
        let source_id = SourceId(SourceId::LIBRARY + Span::at(index).start);
        let (entries, rules) = (OnceLock::new(), OnceLock::new());
        Self { text, source_id, source, entries, rules }
    }

    fn cut_entries(&self) -> &[Entry] {
        self.entries.get_or_init(|| {
            let items = self.text.items().into_iter();
            items.map(|(cut, ready)| Entry { cut, ready, item: OnceLock::new() }).collect()
        })
    }

    /// The id that a rule called `name` has in it: `std/no-latest` in `rules/no-latest`,
    /// `std/compat/trivy/KSV-0013` in `compat/trivy/KSV-0013`.
    fn rule_id(&self, name: &str) -> String {
        let within = self.text.name.strip_prefix("rules/").unwrap_or(self.text.name);
        match within.rsplit_once('/') {
            None => format!("std/{name}"),
            Some((folder, _)) => format!("std/{folder}/{name}"),
        }
    }

    /// True for a file of rules that is named after the rule with this id.
    pub(super) fn is_named_after(&self, id: &str) -> bool {
        let within = self.text.name.strip_prefix("rules/").unwrap_or(self.text.name);
        id.strip_prefix("std/") == Some(within) && self.holds_rules()
    }

    /// False if none of its rules carries `tag`, which is told without reading it.
    pub(super) fn may_carry(&self, tag: &str) -> bool {
        self.text.tags.contains(&tag)
    }

    /// True for a file of rules: it offers nothing to import.
    pub fn holds_rules(&self) -> bool {
        self.text.name.contains('/')
    }

    /// What it is imported as, without the `std/`.
    pub fn name(&self) -> &str {
        self.text.name
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
        self.cut_entries().iter().enumerate().map(|(index, entry)| (EntryId::at(index), entry))
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
        let rules = self.rules.get_or_init(|| {
            let rules = self.entries().filter(|(_, entry)| entry.keyword() == Keyword::Rule);
            let named = rules.filter_map(|(at, entry)| Some((at, entry.name()?)));
            named.map(|(at, name)| (at, self.rule_id(self.source.slice(name)))).collect()
        });
        rules.iter().map(|(entry, id)| (*entry, id.as_str()))
    }

    /// An item, parsed when it is first asked for.
    pub fn item(&self, id: EntryId) -> Option<&Arc<Item>> {
        let entry = self.cut_entries().get(id.0 as usize)?;
        let read = || parse_ready(self.source_id, &self.source, &entry.cut, entry.ready);
        let parsed = || Arc::new(read().0);
        Some(entry.item.get_or_init(parsed))
    }
}

impl Library {
    /// Lists what the texts declare that declare something; the items of those of rules are listed when
    /// one of their rules is asked for.
    pub(super) fn read() -> Self {
        let texts = MODULES.iter().chain(RULES).enumerate();
        let modules: Vec<Module> = texts.map(|(index, text)| Module::new(index, text)).collect();
        let mut library = Self {
            modules: Vec::new(),
            records: Vec::new(),
            enums: Vec::new(),
            functions: Vec::new(),
        };
        for (index, module) in modules.iter().take(MODULES.len()).enumerate() {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::syntax::{cut, parse_item};

    /// What was read when the program was built is what is read now.
    #[test]
    fn items_are_what_their_texts_say() {
        let mut ready = 0;
        for (_, module) in Library::get().modules() {
            let cuts: Vec<Cut> = module.cut_entries().iter().map(|entry| entry.cut).collect();
            assert_eq!(cuts, cut(module.source().text()).items, "{}", module.name());
            for (at, entry) in module.entries().filter(|(_, it)| it.keyword() != Keyword::Edition) {
                let now = parse_item(module.source_id, &module.source, &entry.cut);
                let item = module.item(at).map(|item| format!("{item:?}"));
                assert_eq!(item, Some(format!("{:?}", now.0)), "{}", module.name());
                assert!(now.1.is_empty(), "{}: {:?}", module.name(), now.1);
                ready += usize::from(!entry.ready.0.is_empty());
            }
        }
        assert!(ready > 500, "{ready}");
    }
}
