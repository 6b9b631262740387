//! Names of the library that are asked to be in force.

use crate::base::suggest;
use crate::lang::library::{EntryId, Library, ModuleId};
use crate::lang::syntax::ast::ItemKind;

/// The rules that `name` stands for: one rule, those with a tag, or those in a folder.
///
/// # Errors
/// Where there are none: the name that was probably meant, if one is near.
pub(super) fn select(
    library: &Library,
    name: &str,
) -> Result<Vec<(ModuleId, EntryId)>, Option<String>> {
    let found = library.select(name);
    if !found.is_empty() {
        return Ok(found);
    }
    Err(near(library, name))
}

fn near(library: &Library, name: &str) -> Option<String> {
    let mut names: Vec<String> = Vec::new();
    for (module, entry, id) in library.rules() {
        names.push(id.to_owned());
        names.extend(id.rsplit_once('/').map(|(folder, _)| folder.to_owned()));
        let Some(item) = library.item(module, entry) else { continue };
        if let ItemKind::Rule(rule) = &item.kind {
            names.extend(rule.tags.iter().map(|tag| format!("std/{}", tag.text)));
        }
    }
    suggest(name, names.iter().map(String::as_str)).map(str::to_owned)
}
