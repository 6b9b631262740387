//! What surrounds a session: the policies, the project file, the files of this machine.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use camino::{Utf8Path, Utf8PathBuf};

use crate::author::repl::{House, Prepared, SESSION};
use crate::cli::policies::{self, Disk, PolicyArgs};
use crate::cli::project::Project;
use crate::cli::replace::write_whole;
use crate::cli::settings;
use crate::diag::Notice;
use crate::judge::Settings;
use crate::lang::eval::Bound;
use crate::lang::pipeline::{Files, What};
use crate::lang::typeck::Checked;
use crate::world::input::{Found, Walk, discover, reason, shown};
use crate::world::measure::Date;

/// What the command line says of a session.
pub(in crate::cli) struct Home<'a> {
    args: &'a PolicyArgs,
    project: Project,
    today: Option<Date>,
    files: Mutex<Kept>,
    /// The policy root.
    root: Mutex<Utf8PathBuf>,
}

impl<'a> Home<'a> {
    /// Of a session that is started with these arguments.
    ///
    /// # Errors
    /// What is wrong with the project file, or with the day.
    pub(in crate::cli) fn new(
        args: &'a PolicyArgs,
        manifests: &[PathBuf],
    ) -> Result<Self, Vec<Notice>> {
        let project = Project::find(&args.project, &args.policies, manifests)?;
        // Without policies there is nothing that the project file could set.
        let project =
            if project.policies().is_some() { project } else { project.with_own_policies() };
        let today = settings::today(args)?;
        let (files, root) = (Mutex::default(), Mutex::default());
        Ok(Self { args, project, today, files, root })
    }

    fn load(&self, entered: &[What]) -> Result<policies::Policies, Vec<Notice>> {
        let files = held(&self.files);
        policies::load_session(&self.args.policies, &self.project, entered, &*files)
    }
}

impl House for Home<'_> {
    fn prepare(&self, more: &[What]) -> Result<Prepared, Vec<Notice>> {
        let loaded = self.load(more)?;
        *held(&self.root) = loaded.root;
        let (sources, checked) = (loaded.sources, loaded.checked);
        Ok(Prepared { sources, checked, program: loaded.program, warnings: loaded.warnings })
    }

    fn check(&self, more: &[What]) -> Checked {
        let files = held(&self.files);
        policies::check_session(&self.args.policies, &self.project, more, &*files)
    }

    fn bind<'p>(
        &self,
        prepared: &'p Prepared,
        set: &[(String, String)],
    ) -> Result<(Bound<'p>, Vec<Notice>), Vec<Notice>> {
        let params: Vec<(String, String)> = self.args.params.iter().chain(set).cloned().collect();
        let Prepared { sources, checked, program, .. } = prepared;
        policies::bind_some((sources, checked, program), &params, &self.project, self.today)
    }

    fn settings(&self, profile: Option<&str>) -> Result<Settings, Vec<Notice>> {
        let mut args = self.args.clone();
        args.profile = profile.map(str::to_owned).or(args.profile);
        let mut settings = Settings::default();
        settings::apply(&args, &self.project, &mut settings)?;
        Ok(settings)
    }

    fn profiles(&self) -> Vec<String> {
        let file = self.project.file();
        file.into_iter().flat_map(|file| file.project.profiles.keys().cloned()).collect()
    }

    fn profile_text(&self, profile: Option<&str>) -> Option<String> {
        let file = self.project.file()?;
        let all = &file.project.profiles;
        let only = || all.keys().next().filter(|_| all.len() == 1).map(String::as_str);
        file.profile_text(profile.or(self.args.profile.as_deref()).or_else(only)?)
    }

    fn inputs(&self, paths: &[PathBuf]) -> Found {
        let mut inputs = discover(paths, Walk::default());
        self.project.set_aside(&mut inputs);
        inputs
    }

    fn reload(&self) -> Result<(), Vec<Notice>> {
        let before = std::mem::take(&mut *held(&self.files));
        let read = self.load(&[]);
        if read.is_err() {
            *held(&self.files) = before;
        }
        read.map(|_| ())
    }

    fn fixture(&self, policy: &str, path: &str) -> Result<String, String> {
        let root = held(&self.root);
        let own = root.join("session.sea");
        let policy = if policy == SESSION { own.as_str() } else { policy };
        policies::fixture(&root, policy, path)
    }

    fn write(&self, path: &Path, text: &str, over: bool) -> Result<(), String> {
        let name = shown(path);
        if !over && path.symlink_metadata().is_ok() {
            return Err(format!("`{name}` is there already; `:save -f {name}` writes over it"));
        }
        write_whole(path, &|page| page.write_str(text))
            .map_err(|error| format!("can't write `{name}`: {}", reason(&error)))
    }
}

/// Policy files, each read once: what is in force does not change because a file does.
#[derive(Default)]
struct Kept {
    texts: Mutex<HashMap<Utf8PathBuf, Result<String, String>>>,
    folders: Mutex<HashMap<Utf8PathBuf, Option<Vec<Utf8PathBuf>>>>,
    identities: Mutex<HashMap<Utf8PathBuf, Option<Utf8PathBuf>>>,
}

impl Files for Kept {
    fn read(&self, path: &Utf8Path) -> Result<String, String> {
        kept(&self.texts, path, || Disk.read(path))
    }

    fn folder(&self, path: &Utf8Path) -> Option<Vec<Utf8PathBuf>> {
        kept(&self.folders, path, || Disk.folder(path))
    }

    fn identity(&self, path: &Utf8Path) -> Option<Utf8PathBuf> {
        kept(&self.identities, path, || Disk.identity(path))
    }
}

fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

fn kept<T: Clone>(
    known: &Mutex<HashMap<Utf8PathBuf, T>>,
    path: &Utf8Path,
    find: impl FnOnce() -> T,
) -> T {
    if let Some(found) = held(known).get(path) {
        return found.clone();
    }
    let found = find();
    held(known).insert(path.to_owned(), found.clone());
    found
}
