//! The policy that is being written: items by name, as they were entered.
//!
//! An item that is entered again takes the place of the one of its name, so that the draft is at any
//! time a policy file that could stand alone. Values share their names among each other, as in the
//! language: a `func` takes the place of a `let`.

use crate::base::{Source, SourceId};
use crate::lang::syntax::ast::ItemKind;
use crate::lang::syntax::{Cut, Keyword, cut, parse_item};

/// What opens every policy.
const EDITION: &str = "edition 1";

/// What an item is known by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Name {
    /// A `let`, `func` or `param`.
    Value(String),
    /// A rule.
    Rule(String),
    /// A test, by its title.
    Test(String),
    /// An import, by its path; with the names.
    Import(String, Vec<String>),
    /// A `require`, and what is too broken to have a name: by its text.
    Nameless(String),
}

/// An item.
#[derive(Clone, Debug)]
pub(super) struct Entered {
    pub(super) name: Name,
    /// All of it, its documentation and the comments above it too.
    pub(super) text: String,
}

/// The items, in the order in which their names were first entered.
#[derive(Clone, Debug, Default)]
pub(super) struct Draft {
    items: Vec<Entered>,
}

/// An item that was entered.
#[derive(Clone, Debug)]
pub(super) struct Change {
    pub(super) name: Name,
    /// True if it took another's place.
    pub(super) replaced: bool,
}

impl Draft {
    /// With the items of an entry.
    pub(super) fn with(&self, entry: &str) -> (Self, Vec<Change>) {
        let mut draft = self.clone();
        let changes = items_of(entry).into_iter().map(|item| draft.put(item)).collect();
        (draft, changes)
    }

    /// Without the items called so; nothing if there is none.
    pub(super) fn without(&self, called: &str) -> Option<Self> {
        let mut draft = self.clone();
        draft.items.retain(|item| item.name.called() != Some(called));
        (draft.items.len() < self.items.len()).then_some(draft)
    }

    /// The items.
    pub(super) fn items(&self) -> &[Entered] {
        &self.items
    }

    /// As a policy file.
    pub(super) fn text(&self) -> String {
        let items = self.items.iter().map(|item| &*item.text);
        let all: Vec<&str> = std::iter::once(EDITION).chain(items).collect();
        all.join("\n\n") + "\n"
    }

    fn put(&mut self, mut item: Entered) -> Change {
        let place = self.items.iter_mut().find(|known| known.name.same(&item.name));
        let replaced = place.is_some();
        let name = match place {
            Some(known) => {
                if let (Name::Import(path, names), Name::Import(_, more)) =
                    (&known.name, &item.name)
                {
                    item = imported(path, names, more);
                }
                *known = item;
                known.name.clone()
            }
            None => {
                let name = item.name.clone();
                self.items.push(item);
                name
            }
        };
        Change { name, replaced }
    }
}

impl Name {
    /// What the author calls it, where it is called anything.
    pub(super) fn called(&self) -> Option<&str> {
        match self {
            Self::Value(name) | Self::Rule(name) | Self::Test(name) | Self::Import(name, _) => {
                Some(name)
            }
            Self::Nameless(_) => None,
        }
    }

    fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Import(a, _), Self::Import(b, _)) => a == b,
            _ => self == other,
        }
    }
}

/// One import of the names of two.
fn imported(path: &str, names: &[String], more: &[String]) -> Entered {
    let mut all = names.to_vec();
    all.extend(more.iter().filter(|name| !names.contains(name)).cloned());
    let text = format!("import {path} {{ {} }}", all.join(", "));
    Entered { name: Name::Import(path.to_owned(), all), text }
}

/// The items of an entry. An edition that is the draft's own is none.
fn items_of(entry: &str) -> Vec<Entered> {
    let source = Source::new("", entry);
    let (mut items, mut end) = (Vec::new(), 0);
    for cut in cut(entry).items {
        let code = source.slice(cut.code);
        let span = cut.span.range();
        if cut.keyword == Keyword::Edition && code.split_whitespace().eq(["edition", "1"]) {
            end = span.end;
            continue;
        }
        let above = entry.get(end..span.start).unwrap_or("").trim();
        let own = source.slice(cut.span);
        let text = if above.is_empty() { own.to_owned() } else { format!("{above}\n{own}") };
        items.push(Entered { name: name_of(&source, &cut), text });
        end = span.end;
    }
    let rest = entry.get(end..).unwrap_or("").trim();
    if let Some(last) = items.last_mut().filter(|_| !rest.is_empty()) {
        last.text = format!("{}\n{rest}", last.text);
    }
    items
}

fn name_of(source: &Source, cut: &Cut) -> Name {
    let nameless = || Name::Nameless(source.slice(cut.code).to_owned());
    let Some(name) = cut.name.map(|span| source.slice(span).to_owned()) else {
        if cut.keyword != Keyword::Import {
            return nameless();
        }
        return match parse_item(SourceId(0), source, cut).0.kind {
            ItemKind::Import(import) => {
                let names = import.names.iter().map(|name| name.text.to_string());
                Name::Import(import.path.text.to_string(), names.collect())
            }
            _ => nameless(),
        };
    };
    match cut.keyword {
        Keyword::Let | Keyword::Func | Keyword::Param => Name::Value(name),
        Keyword::Rule => Name::Rule(name),
        Keyword::Test => Name::Test(name.trim_matches('"').to_owned()),
        _ => nameless(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_entered_again_takes_its_place() {
        let (draft, _) = Draft::default().with("let a = 1\n## R.\nrule r on image i {}");
        let (draft, changes) = draft.with("func a() -> Int = 2");
        assert!(changes.iter().all(|change| change.replaced));
        assert_eq!(
            draft.text(),
            "edition 1\n\nfunc a() -> Int = 2\n\n## R.\nrule r on image i {}\n"
        );
        let (draft, changes) = draft.with("let r = 1");
        assert!(!changes[0].replaced, "a rule and a value are not the same");
        assert_eq!(draft.without("r").expect("it is there").text().matches(" r ").count(), 0);
        assert!(draft.without("nobody").is_none());
    }

    #[test]
    fn a_pasted_file_keeps_its_comments_and_has_one_edition() {
        let file = "# ours\nedition 1\n\n# about a\nlet a = 1 # one\n# about b\nlet b = 2\n# end\n";
        let (draft, _) = Draft::default().with(file);
        assert_eq!(
            draft.text(),
            "edition 1\n\n# about a\nlet a = 1\n\n# one\n# about b\nlet b = 2\n# end\n"
        );
    }

    #[test]
    fn imports_of_one_module_are_one() {
        let (draft, _) = Draft::default().with("import std/images { a }");
        let (draft, _) = draft.with("import std/images { b, a }\nimport ./x { c }");
        assert_eq!(draft.text(), "edition 1\n\nimport std/images { a, b }\n\nimport ./x { c }\n");
    }
}
