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
    if let Some(rule) = library.rule(name) {
        return Ok(vec![rule]);
    }
    let pack = name.strip_prefix("std/").unwrap_or(name);
    let tagged = library.tagged(pack);
    if !tagged.is_empty() {
        return Ok(tagged);
    }
    let folder = format!("{}/", name.trim_end_matches('/'));
    let inside = library.rules().filter(|(_, _, id)| id.starts_with(&folder));
    let inside: Vec<_> = inside.map(|(module, entry, _)| (module, entry)).collect();
    if !inside.is_empty() && pack != "std" {
        return Ok(inside);
    }
    Err(near(library, name))
}

fn near(library: &Library, name: &str) -> Option<String> {
    let mut names: Vec<String> = Vec::new();
    for (module, entry, id) in library.rules() {
        names.push(id.to_owned());
        let Some(item) = library.item(module, entry) else { continue };
        if let ItemKind::Rule(rule) = &item.kind {
            names.extend(rule.tags.iter().map(|tag| format!("std/{}", tag.text)));
        }
    }
    suggest(name, names.iter().map(String::as_str)).map(str::to_owned)
}
