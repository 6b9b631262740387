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
        suggest(self.0, KNOWN.names.iter().map(String::as_str))
    }
}

/// True if [`select`] finds rules under this name. The first call reads all of the library, the others
/// none of it.
pub(super) fn is_known(name: &str) -> bool {
    let pack = name.strip_prefix("std/").unwrap_or(name);
    let folder = name.strip_suffix("/*").unwrap_or(name).trim_end_matches('/');
    let Known { ids, tags, folders, .. } = &*KNOWN;
    ids.contains(name) || tags.contains(pack) || pack != "std" && folders.contains(folder)
}

/// What stands for rules of the library.
#[derive(Default)]
struct Known {
    /// Their ids.
    ids: IndexSet<&'static str>,
    /// Their tags.
    tags: IndexSet<&'static str>,
    /// The folders that they are in, whatever is between.
    folders: IndexSet<&'static str>,
    /// What somebody may have meant, each once.
    names: IndexSet<String>,
}

static KNOWN: LazyLock<Known> = LazyLock::new(|| {
    let library = Library::get();
    let mut known = Known::default();
    for (module, entry, id) in library.rules() {
        known.ids.insert(id);
        known.names.insert(id.to_owned());
        known.names.extend(id.rsplit_once('/').map(|(folder, _)| folder.to_owned()));
        known.folders.extend(id.match_indices('/').filter_map(|(at, _)| id.get(..at)));
        let Some(item) = library.item(module, entry) else { continue };
        if let ItemKind::Rule(rule) = &item.kind {
            known.tags.extend(rule.tags.iter().map(|tag| &*tag.text));
            known.names.extend(rule.tags.iter().map(|tag| format!("std/{}", tag.text)));
        }
    }
    known
});

#[cfg(test)]
mod tests {
    use super::*;

    /// The list says of a name what looking for it does.
    #[test]
    fn a_name_is_known_if_it_selects_something() {
        let library = Library::get();
        let mut names: Vec<String> = KNOWN.names.iter().cloned().collect();
        names.extend(KNOWN.folders.iter().map(|folder| (*folder).to_owned()));
        let known = names.len();
        assert!(known > 100, "{known}");
        let ends: [fn(&str) -> String; 8] = [
            |name| name.to_owned(),
            |name| format!("{name}/"),
            |name| format!("{name}//"),
            |name| format!("{name}/*"),
            |name| format!("{name}*"),
            |name| format!("{name}x"),
            |name| name.trim_start_matches("std/").to_owned(),
            |name| name.get(1..).unwrap_or("").to_owned(),
        ];
        names.extend(
            ["std", "std/", "std/*", "", "/", "*", "std//", "std/1", "std/x/y"].map(str::to_owned),
        );
        let all: Vec<String> =
            names.iter().flat_map(|name| ends.iter().map(move |end| end(name))).collect();
        for name in all {
            assert_eq!(is_known(&name), select(library, &name).is_ok(), "{name}");
        }
    }
}
