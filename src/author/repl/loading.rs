//! `:load`, `:unload`, `:reload`: which manifests are at hand.

use std::path::PathBuf;

use super::answer::{Outcome, Piece, line};
use super::judging::loaded;
use super::pool::Pool;
use super::session::Session;
use super::words::words;
use crate::base::suggest;
use crate::diag::Severity;
use crate::judge::{Held, Inputs};
use crate::world::input::{Found, Lot};
use crate::world::kube::Object;

impl Session<'_> {
    /// `:load PATH…`.
    pub(super) fn load_named(&mut self, rest: &str) -> Outcome {
        let paths: Vec<PathBuf> = words(rest).into_iter().map(PathBuf::from).collect();
        if paths.is_empty() {
            return Err("name a file or folder: `:load deploy/`".into());
        }
        self.load_paths(&paths)
    }

    /// Loads paths besides those that are loaded. All is read anew, so that it is of one moment.
    pub(super) fn load_paths(&mut self, paths: &[PathBuf]) -> Outcome {
        if paths.iter().any(|path| path.as_os_str() == "-") {
            return Err("standard input is where entries come from; name a file or folder".into());
        }
        let inputs = self.house.inputs(paths);
        if !inputs.is_empty() && inputs.iter().all(|input| matches!(input.lot, Lot::Error(_))) {
            let nothing = Held::read(&Inputs::Files(inputs), &self.settings);
            return Err(nothing.notices().to_vec().into());
        }
        let mut all = self.paths.clone();
        all.extend(paths.iter().filter(|path| !self.paths.contains(path)).cloned());
        self.paths = all;
        let known = self.held.notices().to_vec();
        self.read_all();
        let new = self.held.notices().iter().filter(|notice| !known.contains(notice));
        let new = new.cloned().collect();
        Ok(self.told_of_loaded(new))
    }

    /// `:unload [PATH…]`.
    pub(super) fn unload(&mut self, rest: &str) -> Outcome {
        let named = words(rest);
        for name in &named {
            if !self.paths.iter().any(|path| path.as_os_str() == name.as_str()) {
                let paths: Vec<String> =
                    self.paths.iter().map(|path| path.to_string_lossy().into_owned()).collect();
                return Err(match suggest(name, paths.iter().map(String::as_str)) {
                    Some(near) => format!("`{name}` was not loaded; did you mean `{near}`?").into(),
                    None if paths.is_empty() => "nothing is loaded".into(),
                    None => format!("`{name}` was not loaded; {} was", paths.join(", ")).into(),
                });
            }
        }
        let kept = |path: &PathBuf| {
            !named.is_empty() && !named.iter().any(|name| path.as_os_str() == name.as_str())
        };
        self.paths.retain(kept);
        self.read_all();
        Ok(self.told_of_all())
    }

    /// `:reload`.
    pub(super) fn reload(&mut self) -> Outcome {
        self.house.reload()?;
        let prepared = self.prepare(&self.draft, None)?;
        self.house.bind(&prepared, &self.set)?;
        self.prepared = prepared;
        self.read_all();
        let notices = self.held.notices().to_vec();
        Ok(self.told_of_loaded(notices))
    }

    /// Reads what is loaded.
    fn read_all(&mut self) {
        // No path at all would mean the current folder.
        let inputs = match self.paths.as_slice() {
            [] => Found::default(),
            paths => self.house.inputs(paths),
        };
        self.held = Held::read(&Inputs::Files(inputs), &self.settings);
        let called = |object: &Object| self.names_of(object);
        self.pool = Pool::of(&self.held, &self.settings.profile, &called);
        if !self.refocus() {
            self.lost_focus = true;
        }
    }

    /// What is loaded, in a line, and that what was in focus has gone, if it has.
    fn told_of_all(&mut self) -> Vec<Piece> {
        let lost = std::mem::take(&mut self.lost_focus);
        let lost = lost.then(|| line("what was in focus is not loaded any more"));
        lost.into_iter().chain([line(loaded(self))]).collect()
    }

    fn told_of_loaded(&mut self, notices: Vec<crate::diag::Notice>) -> Vec<Piece> {
        self.tally.unread |= notices.iter().any(|notice| notice.severity == Severity::Error);
        let mut pieces = Vec::new();
        if !notices.is_empty() {
            pieces.push(Piece::Notices(notices));
        }
        let aside = self.held.set_aside();
        pieces.extend(
            aside
                .iter()
                .take(ASIDE)
                .map(|aside| line(format!("set aside: {}: {}", aside.file, aside.reason))),
        );
        if aside.len() > ASIDE {
            pieces.push(line(format!("set aside: {} more", aside.len() - ASIDE)));
        }
        pieces.extend(self.told_of_all());
        pieces
    }
}

/// Files that are told to have been set aside.
const ASIDE: usize = 5;
