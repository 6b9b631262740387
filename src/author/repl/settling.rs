//! `:set`, `:profile`, `:forget`, `:save`: what the session is set to, and what becomes of the draft.

use std::path::{Path, PathBuf};

use super::answer::{Outcome, Piece, line};
use super::draft::Name;
use super::session::{Session, lints_of, type_name};
use super::words::{counted, words};
use crate::base::suggest;

impl Session<'_> {
    /// `:set [PARAM=VALUE…]`.
    pub(super) fn set_params(&mut self, rest: &str) -> Outcome {
        let mut set = self.set.clone();
        let mut names = Vec::new();
        for word in words(rest) {
            let Some((name, value)) = word.split_once('=') else {
                return Err(format!("write PARAM=VALUE, as in `:set {word}=3`").into());
            };
            set.retain(|(known, _)| known != name);
            set.push((name.to_owned(), value.to_owned()));
            names.push(name.to_owned());
        }
        let (bound, _) = self.house.bind(&self.prepared, &set)?;
        let mut pieces = Vec::new();
        for (index, param) in self.prepared.checked.params.iter().enumerate() {
            if names.is_empty() || names.iter().any(|name| **name == *param.id) {
                let ty = type_name(&param.ty);
                let value = match bound.param(index) {
                    Some(value) => format!("= {}", crate::lang::value::shown(value)),
                    None => "is not set".to_owned(),
                };
                pieces.push(line(format!("{}: {ty} {value}", param.id)));
            }
        }
        drop(bound);
        self.set = set;
        if pieces.is_empty() {
            pieces.push(line("there is no param"));
        }
        Ok(pieces)
    }

    /// `:profile [NAME]`.
    pub(super) fn choose_profile(&mut self, rest: &str) -> Outcome {
        if !rest.is_empty() {
            self.settings = self.house.settings(Some(rest))?;
            self.profile = Some(rest.to_owned());
        }
        let names = self.house.profiles();
        if names.is_empty() {
            return Ok(vec![line("the project file has no cluster profile")]);
        }
        let mark = |name: &String| if self.profile.as_ref() == Some(name) { '*' } else { ' ' };
        Ok(names.iter().map(|name| line(format!("{} {name}", mark(name)))).collect())
    }

    /// `:forget NAME`.
    pub(super) fn forget(&mut self, rest: &str) -> Outcome {
        let name = rest.trim_matches('"');
        if name.is_empty() {
            return Err("name what is to go: `:forget no-latest`".into());
        }
        let Some(draft) = self.draft.without(name) else {
            let names = self.draft.items().iter().filter_map(|item| item.name.called());
            return Err(match suggest(name, names) {
                Some(near) => {
                    format!("this session has no `{name}`; did you mean `{near}`?").into()
                }
                None => format!("this session has no `{name}`; `:show` shows what it has").into(),
            });
        };
        let prepared = self.prepare(&draft, None)?;
        let mut set = self.set.clone();
        let there = |name: &str| prepared.checked.params.iter().any(|param| *param.id == *name);
        set.retain(|(name, _)| there(name));
        self.house.bind(&prepared, &set)?;
        (self.draft, self.prepared, self.set) = (draft, prepared, set);
        Ok(vec![line(format!("forgot {name}"))])
    }

    /// `:save [-f] FILE`.
    pub(super) fn save(&mut self, rest: &str) -> Outcome {
        let mut named = words(rest);
        let over = named.iter().position(|word| word == "-f").map(|at| named.remove(at));
        let [file] = named.as_slice() else {
            return Err("name one file: `:save policy.sea`".into());
        };
        if self.draft.items().is_empty() {
            return Err("there is nothing to save yet: no item was entered".into());
        }
        let path = PathBuf::from(file);
        let over = over.is_some() || self.written.contains(&path);
        let text = self.draft.text();
        self.house.write(Path::new(file), &text, over)?;
        self.saved = text;
        self.written.push(path);
        let lints = lints_of(&self.prepared);
        let lints = if lints.is_empty() { None } else { Some(Piece::Notices(lints)) };
        Ok(lints.into_iter().chain([self.told_of_saved(file)]).collect())
    }

    fn told_of_saved(&self, file: &str) -> Piece {
        let of = |wanted: fn(&Name) -> bool| {
            self.draft.items().iter().filter(|item| wanted(&item.name)).count()
        };
        let rules = counted(of(|name| matches!(name, Name::Rule(_))), "rule");
        let tests = counted(of(|name| matches!(name, Name::Test(_))), "test");
        line(format!("wrote {file}: {rules}, {tests}"))
    }
}
