//! What may come next at a place of an entry: a function of the session and the text alone.
//!
//! Three questions decide. Is the place within a text? Then what the loaded manifests hold is offered.
//! Does it follow a dot? Then the fields and methods of what stands before the dot, by its static type:
//! the entry is made whole as far as it must be (brackets closed, a block added) and checked as it would
//! be if it were entered. Else names: what the entry declares, what the session and the library offer,
//! words of the language.

use super::command::{self, COMMANDS, Takes};
use super::explaining::signature_of;
use super::pool::begun;
use super::session::{Kind, Session, kind_of, type_name};
use super::typing::{chain_start, word_start};
use crate::lang::library::{Extern, Library};
use crate::lang::syntax::{Shade, shades};
use crate::lang::types::Type;

/// Candidates that are offered.
const MOST: usize = 200;

/// What may stand from a place of an entry on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completion {
    /// The first byte that a candidate takes the place of.
    pub start: usize,
    /// The candidates.
    pub candidates: Vec<Candidate>,
}

/// What may stand there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// As it is written.
    pub text: String,
    /// As it is listed: with its type, or how it is called.
    pub shown: String,
}

impl Candidate {
    fn plain(text: &str) -> Self {
        Self { text: text.to_owned(), shown: text.to_owned() }
    }

    fn typed(text: &str, ty: &Type) -> Self {
        Self { text: text.to_owned(), shown: format!("{text}: {}", type_name(ty)) }
    }

    /// A function or method: what is written is its name and the bracket.
    fn call(it: &Extern) -> Self {
        let close = if it.written().is_empty() { "()" } else { "(" };
        let signature = signature_of(it);
        let from = signature.find(&format!("{}(", it.name())).unwrap_or(0);
        let shown = signature.get(from..).unwrap_or_default().to_owned();
        Self { text: format!("{}{close}", it.name()), shown }
    }
}

impl Session<'_> {
    /// What may come at byte `at` of an entry.
    pub fn complete(&self, entry: &str, at: usize) -> Completion {
        let Some((head, tail)) = entry.split_at_checked(at) else { return Completion::default() };
        let mut found = match command::is_command(head) {
            true => self.in_command(head, tail),
            false => self.in_text(head).unwrap_or_else(|| self.in_code(head, tail)),
        };
        found.candidates.truncate(MOST);
        found
    }

    fn in_command(&self, head: &str, tail: &str) -> Completion {
        let colon = head.find(':').unwrap_or(0);
        let Some((name, rest)) = head.split_once(char::is_whitespace) else {
            let typed = head.get(colon + 1..).unwrap_or("");
            let begun = COMMANDS.iter().filter(|command| command.name.starts_with(typed));
            let candidates = begun.map(|command| Candidate {
                text: format!(":{}", command.name),
                shown: format!("{}  {}", command.usage(), command.title),
            });
            return Completion { start: colon, candidates: candidates.collect() };
        };
        let Ok(command) = command::find(name.trim()) else { return Completion::default() };
        let before = head.len() - rest.len();
        if command.takes == Takes::Expression {
            let inside = self.in_text(rest).unwrap_or_else(|| self.in_code(rest, tail));
            return Completion { start: before + inside.start, ..inside };
        }
        let word = rest.rfind(char::is_whitespace).map_or(0, |at| at + 1);
        let typed = rest.get(word..).unwrap_or("");
        // Only names of objects have blanks.
        let object = match command.takes {
            Takes::Objects => Some(rest.trim_start()),
            Takes::RuleAndObject => {
                rest.trim_start().split_once(char::is_whitespace).map(|(_, name)| name.trim_start())
            }
            _ => None,
        };
        if let Some(typed) = object {
            let candidates = begun(&self.pool.objects, typed).take(MOST).map(Candidate::plain);
            return Completion {
                start: head.len() - typed.len(),
                candidates: candidates.collect(),
            };
        }
        let names = self.arguments(command.takes);
        let candidates = names.iter().filter(|name| name.starts_with(typed));
        let candidates = candidates.map(|name| Candidate::plain(name)).collect();
        Completion { start: before + word, candidates }
    }

    /// What a command takes, but for expressions, objects and paths.
    fn arguments(&self, takes: Takes) -> Vec<String> {
        let rules = || self.prepared.program.rules.iter().map(|rule| rule.id.to_string());
        let items = || self.draft.items().iter().filter_map(|item| item.name.called());
        match takes {
            Takes::Rules | Takes::RuleAndObject => rules().collect(),
            Takes::Loaded => {
                self.paths.iter().map(|path| path.to_string_lossy().into_owned()).collect()
            }
            Takes::Params => {
                let params = self.prepared.checked.params.iter();
                params.map(|param| format!("{}=", param.id)).collect()
            }
            Takes::Profiles => self.house.profiles(),
            Takes::Items => items().map(str::to_owned).collect(),
            Takes::Commands => COMMANDS.iter().map(|it| it.name.to_owned()).collect(),
            Takes::Names => {
                let library = Library::get();
                let of_library = library.function_names().chain(library.type_names());
                let modules = library.modules().filter(|(_, module)| !module.holds_rules());
                let offered = modules.flat_map(|(_, module)| module.importable());
                let offered = offered.map(|(_, name)| name.to_owned());
                let all = of_library.map(str::to_owned).chain(offered).chain(rules());
                all.chain(items().map(str::to_owned)).collect()
            }
            Takes::Nothing | Takes::Paths | Takes::Objects | Takes::Expression => Vec::new(),
        }
    }

    /// Where `head` ends within a text: what the manifests hold of such texts.
    fn in_text(&self, head: &str) -> Option<Completion> {
        let (span, shade) = shades(head).pop()?;
        let literal = head.get(span.range())?;
        let (prefix, inside) = literal.split_once('"')?;
        if shade != Shade::Text || span.range().end != head.len() || inside.contains('"') {
            return None;
        }
        let before = head.get(..span.range().start).unwrap_or("");
        let pool = &self.pool;
        let lists: Vec<&[String]> = match prefix {
            "repo" => vec![&pool.repositories],
            "image" => vec![&pool.images],
            "glob" => vec![&pool.namespaces, &pool.names],
            "" => self.texts_like(before),
            _ => return Some(Completion::default()),
        };
        let first = |all| begun(all, inside).take(MOST);
        let mut texts: Vec<&str> = lists.into_iter().flat_map(first).collect();
        texts.sort_unstable();
        texts.dedup();
        let candidates = texts.into_iter().take(MOST).map(Candidate::plain).collect();
        Some(Completion { start: head.len() - inside.len(), candidates })
    }

    /// The texts that may be meant where a text begins: by the field that it is compared with.
    fn texts_like(&self, before: &str) -> Vec<&[String]> {
        let pool = &self.pool;
        let words = before.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        let mut fields = words.filter(|word| !word.is_empty());
        let last = fields.rfind(|word| !OPERATORS.contains(word));
        match last.unwrap_or_default() {
            "registry" => vec![&pool.registries],
            "tag" | "effective_tag" => vec![&pool.tags],
            "namespace" => vec![&pool.namespaces],
            "name" => vec![&pool.names],
            "kind" => vec![&pool.kinds],
            "labels" | "matchLabels" => vec![&pool.labels],
            "canonical" | "written" => vec![&pool.images],
            _ => vec![
                &pool.registries,
                &pool.tags,
                &pool.namespaces,
                &pool.names,
                &pool.labels,
                &pool.kinds,
            ],
        }
    }

    fn in_code(&self, head: &str, tail: &str) -> Completion {
        let start = word_start(head);
        let (before, typed) = head.split_at(start);
        let mut candidates = match before.strip_suffix("?.").or(before.strip_suffix('.')) {
            Some(base) => self.members(base, tail),
            None => self.names(before, typed, tail),
        };
        candidates.retain(|candidate| candidate.text.starts_with(typed));
        candidates.sort_by(|a, b| a.text.cmp(&b.text));
        candidates.dedup_by(|a, b| a.text == b.text);
        Completion { start, candidates }
    }

    /// The fields and methods of what `head` ends with.
    fn members(&self, head: &str, tail: &str) -> Vec<Candidate> {
        let library = Library::get();
        let base = head.get(chain_start(head)..).unwrap_or("");
        if let Some(id) = library.enumeration(base) {
            let values = &library.enum_of(id).values;
            return values.iter().map(|(value, _)| Candidate::plain(value)).collect();
        }
        let Some(ty) = self.type_at(head, tail) else { return Vec::new() };
        let methods = |name: &str| -> Vec<Candidate> {
            let of = |it: &&Extern| it.symbol.split_once('.').is_some_and(|(of, _)| of == name);
            library.all_methods().filter(of).map(Candidate::call).collect()
        };
        match ty.required() {
            Type::Record(id) => {
                let fields = library.record_of(*id).fields.iter();
                let fields = fields.map(|(name, field)| Candidate::typed(name, &field.ty));
                fields.chain(library.methods_of(*id).map(Candidate::call)).collect()
            }
            Type::Entry(key, value) => {
                vec![Candidate::typed("key", key), Candidate::typed("value", value)]
            }
            other => {
                let name = type_name(other);
                methods(name.split('<').next().unwrap_or(&name))
            }
        }
    }

    /// Names that may stand where `before` ends and `typed` begins.
    fn names(&self, before: &str, typed: &str, tail: &str) -> Vec<Candidate> {
        let library = Library::get();
        let before = before.trim_end();
        if before.ends_with(" on") {
            let kinds = library.record_ids().filter_map(|id| library.kind_of(id));
            let kinds = kinds.map(|(_, kind)| kind.to_owned());
            let words = ["image", "container", "pod", "resource", "manifests"];
            let all = words.into_iter().map(str::to_owned).chain(kinds);
            return all.map(|name| Candidate::plain(&name)).collect();
        }
        let within = before.strip_suffix('[').unwrap_or(before).trim_end();
        let compared = ["==", "!=", " in"].iter().find_map(|sign| within.strip_suffix(sign));
        let compared = compared.map(|left| left.strip_suffix(" not").unwrap_or(left).trim_end());
        if let Some(Type::Enum(id)) =
            compared.and_then(|left| self.type_at(left, tail)).as_ref().map(Type::required)
        {
            let values = library.enum_of(*id).values.iter();
            return values.map(|(value, _)| Candidate::plain(value)).collect();
        }
        let mut names: Vec<Candidate> = Vec::new();
        if typed.starts_with(|c: char| c.is_ascii_uppercase()) {
            names.extend(library.type_names().map(Candidate::plain));
            let enums = library.enum_ids().flat_map(|id| &library.enum_of(id).values);
            names.extend(enums.map(|(value, _)| Candidate::plain(value)));
            return names;
        }
        names.extend(super::typing::declared_in(before).iter().map(|name| Candidate::plain(name)));
        names.extend(self.own_names());
        names.extend(library.all_functions().map(Candidate::call));
        let modules = library.modules().filter(|(_, module)| !module.holds_rules());
        let offered = modules.flat_map(|(_, module)| module.importable());
        names.extend(offered.map(|(_, name)| Candidate::plain(name)));
        names.extend(WORDS.iter().map(|word| Candidate::plain(word)));
        if kind_of(before) != Kind::Items {
            let it = if self.focus.is_some() { Some("it") } else { None };
            let run = ["images", "pods", "resources"].into_iter().chain(it);
            names.extend(run.map(Candidate::plain));
        }
        names
    }

    /// What the draft and the policies beside it declare.
    fn own_names(&self) -> Vec<Candidate> {
        let checked = &self.prepared.checked;
        let params = checked.params.iter().map(|param| Candidate::typed(&param.id, &param.ty));
        let constants = checked.constants.iter().map(|it| Candidate::typed(&it.name, &it.ty));
        let mut names: Vec<Candidate> = params.chain(constants).collect();
        for item in self.draft.items() {
            let super::draft::Name::Value(name) = &item.name else { continue };
            names.push(match self.signature(name) {
                Some(shown) => Candidate {
                    text: format!("{name}("),
                    shown: shown.strip_prefix("func ").unwrap_or(&shown).to_owned(),
                },
                None => Candidate::plain(name),
            });
        }
        names
    }

    /// How the function or method is called whose bracket `head` opens at its end: its arguments and
    /// what it yields.
    pub fn call_hint(&self, head: &str) -> Option<String> {
        let name = head.strip_suffix('(')?;
        let name = name.get(word_start(name)..)?;
        let rest = |signature: &str| {
            let at = signature.find(&format!("{name}("))? + name.len() + 1;
            signature.get(at..).map(str::to_owned)
        };
        if let Some(own) = self.signature(name) {
            return rest(&own);
        }
        let library = Library::get();
        let mut methods = library.methods(name);
        let found = library.function(name).or_else(|| methods.next())?;
        rest(&signature_of(found))
    }
}

/// Words between a field and the text that it is compared with.
const OPERATORS: [&str; 5] = ["in", "not", "matches", "get", "contains"];

/// Words that may stand where a name may.
const WORDS: &[&str] = &[
    "all",
    "and",
    "any",
    "else",
    "false",
    "for",
    "forbid",
    "func",
    "if",
    "import",
    "in",
    "is",
    "let",
    "manifests",
    "matches",
    "none",
    "not",
    "or",
    "param",
    "require",
    "rule",
    "test",
    "then",
    "today",
    "true",
    "where",
];
