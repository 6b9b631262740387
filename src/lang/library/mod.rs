//! The library that is part of the program: `stdlib/*.sea`, embedded.
//!
//! Where its items stand, and what the grammar finds in them, `build.rs` has seen; no item is made a tree
//! before something asks for it: most policies name a dozen of its declarations and a few of its
//! rules. A rule stands in a file of its own name: `std/no-latest` in `rules/no-latest.sea`, the rule
//! `std/compat/trivy/KSV-0013` in `compat/trivy/KSV-0013.sea`. What is parsed stays parsed for as long as the process lives, and has places in sources
//! whose ids ([`SourceId::LIBRARY`] and up) are the same in every run.
//!
//! `extern` declarations are in scope everywhere. A module's plain functions and constants are
//! imported by name (`import std/images { is_mutable }`), and its rules are named by id (`std/NAME`)
//! or by tag.
//!
//! That all of it parses and checks is not decided here but by the tests: in a program that was
//! released, it does.

mod embedded;
mod externs;
mod index;
mod records;

use std::sync::{Arc, OnceLock};

use crate::base::{Place, Source, SourceId, Sources, Span};
use crate::lang::syntax::ast;
use crate::lang::types::{EnumId, Names, RecordId};

pub use externs::{ANY, EQUATABLE, Extern, ORDERED};
pub use index::{Entry, EntryId, Module, ModuleId};
pub use records::{Enumeration, Field, Record};

/// The embedded library. There is one: [`Library::get`].
#[derive(Debug)]
pub struct Library {
    modules: Vec<Module>,
    records: Vec<records::RecordEntry>,
    enums: Vec<records::EnumEntry>,
    functions: Vec<externs::ExternEntry>,
}

impl Library {
    /// The library.
    pub fn get() -> &'static Self {
        static LIBRARY: OnceLock<Library> = OnceLock::new();
        LIBRARY.get_or_init(Self::read)
    }

    /// Its modules: declarations first, then rules, each in the order of their names' list.
    pub fn modules(&self) -> impl Iterator<Item = (ModuleId, &Module)> {
        self.modules.iter().enumerate().map(|(index, module)| (ModuleId::at(index), module))
    }

    /// The module called `name`, without `std/`.
    pub fn module(&self, name: &str) -> Option<(ModuleId, &Module)> {
        self.modules().find(|(_, module)| module.name() == name)
    }

    /// A module.
    pub fn module_of(&self, id: ModuleId) -> Option<&Module> {
        self.modules.get(id.index())
    }

    /// The item that an entry stands for, parsed when it is first asked for.
    pub fn item(&self, module: ModuleId, entry: EntryId) -> Option<&Arc<ast::Item>> {
        self.module_of(module)?.item(entry)
    }

    /// The rule with this id (`std/no-latest`).
    pub fn rule(&self, id: &str) -> Option<(ModuleId, EntryId)> {
        let (module, found) = self.modules().find(|(_, module)| module.is_named_after(id))?;
        let mut rules = found.rules();
        rules.find(|(_, found)| *found == id).map(|(entry, _)| (module, entry))
    }

    /// All rules, with their ids.
    pub fn rules(&self) -> impl Iterator<Item = (ModuleId, EntryId, &str)> {
        self.modules()
            .flat_map(|(id, module)| module.rules().map(move |(entry, rule)| (id, entry, rule)))
    }

    /// The rules that carry `tag` (`strict`, for the pack `std/strict`).
    pub fn tagged(&self, tag: &str) -> Vec<(ModuleId, EntryId)> {
        let carries = |module: ModuleId, entry: EntryId| match self.item(module, entry) {
            Some(item) => match &item.kind {
                ast::ItemKind::Rule(rule) => rule.tags.iter().any(|t| &*t.text == tag),
                _ => false,
            },
            None => false,
        };
        self.modules()
            .filter(|(_, module)| module.may_carry(tag))
            .flat_map(|(id, module)| module.rules().map(move |(entry, _)| (id, entry)))
            .filter(|(module, entry)| carries(*module, *entry))
            .collect()
    }

    /// The rules that `name` stands for: one rule, those of a pack, or those in a folder
    /// (`std/no-latest`, `std/strict`, `std/compat/kyverno`).
    pub fn select(&self, name: &str) -> Vec<(ModuleId, EntryId)> {
        if let Some(rule) = self.rule(name) {
            return vec![rule];
        }
        let pack = name.strip_prefix("std/").unwrap_or(name);
        let tagged = self.tagged(pack);
        if !tagged.is_empty() || pack == "std" {
            return tagged;
        }
        let folder = name.strip_suffix("/*").unwrap_or(name);
        let folder = format!("{}/", folder.trim_end_matches('/'));
        let inside = self.rules().filter(|(_, _, id)| id.starts_with(&folder));
        inside.map(|(module, entry, _)| (module, entry)).collect()
    }

    /// Adds the library's sources to those of a run, so that its places can be shown.
    pub fn add_sources(&self, sources: &mut Sources) {
        for module in &self.modules {
            sources.insert(module.source_id(), Arc::clone(module.source()));
        }
    }

    /// The source of a place in the library.
    pub fn source(&self, id: SourceId) -> Option<&Arc<Source>> {
        let index = id.0.checked_sub(SourceId::LIBRARY)?;
        self.modules.get(index as usize).map(Module::source)
    }

    /// The text of a span of one of the library's sources.
    fn slice(&self, module: ModuleId, span: Span) -> &str {
        self.module_of(module).map_or("", |m| m.source().slice(span))
    }

    /// A place in a module.
    fn place(&self, module: ModuleId, span: Span) -> Place {
        let source = self.module_of(module).map_or(SourceId(SourceId::LIBRARY), Module::source_id);
        Place::new(source, span)
    }
}

impl Names for Library {
    fn record(&self, id: RecordId) -> &str {
        self.record_name(id)
    }

    fn enumeration(&self, id: EnumId) -> &str {
        self.enum_name(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Packs are found by the tags that `build.rs` saw.
    #[test]
    fn every_rule_is_in_its_packs() {
        let library = Library::get();
        let mut tags = 0;
        for (module, entry, id) in library.rules() {
            let item = library.item(module, entry).expect("the rule is read");
            let ast::ItemKind::Rule(rule) = &item.kind else { panic!("{id} is no rule") };
            for tag in &rule.tags {
                assert!(library.tagged(&tag.text).contains(&(module, entry)), "{id}: {}", tag.text);
                tags += 1;
            }
        }
        assert!(tags > 100, "{tags}");
    }
}
