//! Names of the library that are asked to be in force.

use std::sync::LazyLock;

use indexmap::IndexSet;

use crate::base::suggest;
use crate::lang::library::{EntryId, Library, ModuleId};
use crate::lang::syntax::ast::ItemKind;

/// The rules that `name` stands for: one rule, those with a tag, or those in a folder.
///
/// # Errors
/// Where there are none: a guess at the name that was meant.
pub(super) fn select<'n>(
    library: &Library,
    name: &'n str,
) -> Result<Vec<(ModuleId, EntryId)>, Guess<'n>> {
    let found = library.select(name);
    if !found.is_empty() {
        return Ok(found);
    }
    Err(Guess(name))
}

/// A name that stands for nothing.
pub(super) struct Guess<'n>(&'n str);

impl Guess<'_> {
    /// The name that was probably meant, if one is near.
    pub(super) fn near(&self) -> Option<&'static str> {
        suggest(self.0, NAMES.iter().map(String::as_str))
    }
}

/// All names that stand for rules of the library, each once.
static NAMES: LazyLock<IndexSet<String>> = LazyLock::new(|| {
    let library = Library::get();
    let mut names = IndexSet::new();
    for (module, entry, id) in library.rules() {
        names.insert(id.to_owned());
        names.extend(id.rsplit_once('/').map(|(folder, _)| folder.to_owned()));
        let Some(item) = library.item(module, entry) else { continue };
        if let ItemKind::Rule(rule) = &item.kind {
            names.extend(rule.tags.iter().map(|tag| format!("std/{}", tag.text)));
        }
    }
    names
});
