//! Which files the named paths mean.
//!
//! * A named file is judged, whatever it is called; a named folder is walked for `.yaml`, `.yml` and
//!   `.json` in any case. Hidden and git-ignored files count, unless a walk is told to respect
//!   `.gitignore`.
//! * Symbolic links to files are followed, links to folders within a walk are not, as with
//!   `kubectl`; a named link to a folder is the folder. So no walk is endless.
//! * Pipes, sockets and devices are never opened: in a folder they are passed over (`kubectl` too
//!   takes regular files only), named they are an error. So is a link into `/proc` or `/sys`, where what
//!   looks like a file may be memory or a log that waits.
//! * A file that is reached several times (named twice, by a link and itself) is judged once, under
//!   the name that is no link and sorts first. Hard links are files of their own.
//! * A named folder without manifests is set aside with a warning, so that no name is passed over. So
//!   is a pattern that the shell found no file for, if nothing else was named but such; beside files it
//!   is an error, as any name that nothing is called by.
//! * What a folder holds but cannot be read (no permission, a link to nowhere) is an error.
//! * What a kustomization names as a part of itself is set aside; a part that is named on the command
//!   line is judged. A kustomization and a Helm chart's own files are set aside for their names, but
//!   not unread: `kubectl` looks at no names, and an object that is called so is judged.
//!
//! The inputs come sorted by path, so nothing depends on the order of the arguments or of a folder.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use ignore::{DirEntry, WalkBuilder};
use memchr::memrchr;

use super::fate::SetAside;
use super::fault;
use super::found::{Found, Input, Lot, name_of};
use super::kustomize::{Fragments, is_kustomization};
use super::shown::shown;
use crate::diag::Diagnostic;

/// What a chart's metadata are called.
const CHART: &str = "Chart.yaml";

/// How names of files with a chart's values begin.
const VALUES: &[u8] = b"values";

/// How folders are walked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Walk {
    /// Leaves out what `.gitignore` and git's other ignore files name.
    pub respect_gitignore: bool,
    /// Finds a kustomization that is called just so, which is no name of a manifest.
    pub render: bool,
}

/// The inputs that `named` means, sorted by path. `-` is standard input.
pub fn discover(named: &[PathBuf], walk: Walk) -> Found {
    let mut discovery = Discovery { walk, ..Discovery::default() };
    let mut stdin = false;
    for path in named {
        if path.as_os_str() == "-" {
            stdin = true;
        } else {
            discovery.named(path);
        }
    }
    let mut inputs = discovery.inputs(named.len(), stdin);
    if stdin {
        inputs.push(Input::stdin());
    }
    inputs
}

#[derive(Default)]
struct Discovery {
    walk: Walk,
    /// Plain files that walks have found.
    walked: Found,
    /// The canonical paths of their folders.
    reals: Vec<Arc<Path>>,
    /// All else.
    found: Vec<FoundFile>,
    fragments: Fragments,
    /// The folder that is being walked, and its canonical path.
    root: Option<(PathBuf, PathBuf)>,
    /// The folder in it whose files are being found, and its canonical path; nothing for one of the
    /// kernel's.
    folder: Option<(PathBuf, Option<Arc<Path>>)>,
}

struct FoundFile {
    path: PathBuf,
    named: bool,
    link: bool,
    state: State,
}

enum State {
    /// A regular file.
    File(Real),
    /// A named folder with nothing in it.
    NoManifests,
    /// A named path that does not exist.
    Missing,
    Broken(Box<Diagnostic>),
}

/// A canonical path.
enum Real {
    /// It is the file's name in this folder, as are those of all that the folder holds.
    In(Arc<Path>),
    /// It leads elsewhere.
    At(PathBuf),
}

impl Real {
    /// That of the file at `path`.
    fn of(&self, path: &Path) -> Cow<'_, Path> {
        match self {
            Self::In(folder) => Cow::Owned(folder.join(path.file_name().unwrap_or_default())),
            Self::At(path) => Cow::Borrowed(path),
        }
    }
}

impl Discovery {
    fn named(&mut self, path: &Path) {
        match fs::metadata(path) {
            Ok(about) if about.is_dir() => self.folder(path),
            Ok(about) if about.is_file() => self.file(path, true),
            Ok(_) => self.broken(path, fault::not_a_file(&shown(path))),
            Err(error) => {
                let missing = error.kind() == io::ErrorKind::NotFound && !is_link(path);
                if missing {
                    self.nothing(path, State::Missing);
                } else {
                    self.broken(path, fault::unreadable(&shown(path), Some(path), &error));
                }
            }
        }
    }

    fn folder(&mut self, root: &Path) {
        let before = self.found.len() + self.walked.len();
        self.root = root.canonicalize().ok().map(|real| (root.to_owned(), real));
        self.folder = None;
        let respect = self.walk.respect_gitignore && self.can_respect(root);
        let mut walk = WalkBuilder::new(root);
        walk.standard_filters(false)
            .git_ignore(respect)
            .git_exclude(respect)
            .git_global(respect)
            .parents(respect)
            .follow_links(false)
            .sort_by_file_path(in_order);
        let endless = Arc::new(Mutex::new(Vec::new()));
        if respect {
            let endless = Arc::clone(&endless);
            walk.filter_entry(move |entry| {
                let of = entry.file_type().is_some_and(|kind| kind.is_dir());
                let found = of.then(|| endless_gitignore(entry.path())).flatten();
                let none = found.is_none();
                endless.lock().unwrap_or_else(PoisonError::into_inner).extend(found);
                none
            });
        }
        for entry in walk.build() {
            match entry {
                Ok(entry) => self.entry(&entry),
                Err(error) => self.walk_error(root, &error),
            }
        }
        for path in endless.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
            self.broken(&path, fault::not_a_file(&shown(&path)));
        }
        if self.found.len() + self.walked.len() == before {
            self.nothing(root, State::NoManifests);
        }
    }

    /// True if what git ignores in the folder can be found out: what says so there and above are
    /// files that end. Otherwise everything is judged, and the fault told.
    fn can_respect(&mut self, root: &Path) -> bool {
        let real = root.canonicalize();
        let above = real.iter().flat_map(|real| real.ancestors().skip(1));
        let Some(path) = std::iter::once(root).chain(above).find_map(endless_gitignore) else {
            return true;
        };
        self.broken(&path, fault::not_a_file(&shown(&path)));
        false
    }

    fn entry(&mut self, entry: &DirEntry) {
        let (path, name) = (entry.path(), entry.file_name());
        if entry.depth() == 0 {
            return;
        }
        let is_kustomization = is_kustomization(name);
        if is_kustomization {
            self.fragments.read(path);
        }
        let renders = self.walk.render && is_kustomization;
        if !renders && !is_manifest_name(name) {
            return;
        }
        let plain = entry.file_type().is_some_and(|kind| kind.is_file());
        if let Some(folder) = plain.then(|| self.canonical_folder(path, name)).flatten() {
            return self.walked(path, folder);
        }
        match fs::metadata(path) {
            Ok(about) if about.is_file() => self.file(path, false),
            // A folder called `x.yaml` is walked; links to folders, pipes and devices are not.
            Ok(_) => {}
            Err(error) => self.broken(path, fault::unreadable(&shown(path), Some(path), &error)),
        }
    }

    /// A walk has found a file that is no link in the folder with this canonical path.
    fn walked(&mut self, path: &Path, folder: Arc<Path>) {
        if self.walked.push_plain(path) {
            let number = self.walked.plain(self.walked.len() - 1).map(|(folder, _)| folder);
            if number.is_some_and(|number| number >= self.reals.len()) {
                self.reals.push(folder);
            }
        } else {
            let (path, state) = (path.to_owned(), State::File(Real::In(folder)));
            self.found.push(FoundFile { path, named: false, link: false, state });
        }
    }

    /// The canonical path of the folder of a file of this name that is no link: below the root of a walk,
    /// which follows none, it goes on as it is found. Nothing for what needs a closer look.
    fn canonical_folder(&mut self, path: &Path, name: &OsStr) -> Option<Arc<Path>> {
        match &self.folder {
            Some((known, folder)) if is_in(path, known, name) => folder.clone(),
            _ => {
                let parent = path.parent()?;
                let (root, real) = self.root.as_ref()?;
                let real = real.join(parent.strip_prefix(root).ok()?);
                let folder: Option<Arc<Path>> = (!is_of_kernel(&real)).then(|| real.into());
                self.folder = Some((parent.to_owned(), folder.clone()));
                folder
            }
        }
    }

    fn walk_error(&mut self, root: &Path, error: &ignore::Error) {
        let path = path_of(error).unwrap_or(root).to_owned();
        // A `.git` that is a file leads to a repository; unread, it too ignores nothing.
        if is_of_pattern(error) || path.ends_with(".git") && path.is_file() {
            return;
        }
        let reason = error.io_error().map(|error| io::Error::from(error.kind()));
        let reason = reason.unwrap_or_else(|| io::Error::other(error.to_string()));
        self.broken(&path, fault::unreadable(&shown(&path), Some(&path), &reason));
    }

    fn file(&mut self, path: &Path, named: bool) {
        if named && path.file_name().is_some_and(is_kustomization) {
            self.fragments.read(path);
        }
        let state = match path.canonicalize() {
            Ok(canonical) if is_of_kernel(&canonical) => {
                State::Broken(Box::new(fault::not_a_file(&shown(path))))
            }
            Ok(canonical) => State::File(Real::At(canonical)),
            Err(error) => {
                State::Broken(Box::new(fault::unreadable(&shown(path), Some(path), &error)))
            }
        };
        let link = matches!(state, State::File(_)) && is_link(path);
        self.found.push(FoundFile { path: path.to_owned(), named, link, state });
    }

    fn broken(&mut self, path: &Path, fault: Diagnostic) {
        self.nothing(path, State::Broken(Box::new(fault)));
    }

    /// A path at which nothing can be read.
    fn nothing(&mut self, path: &Path, state: State) {
        self.found.push(FoundFile { path: path.to_owned(), named: true, link: false, state });
    }

    /// True if all that was named are folders without manifests and patterns that match nothing.
    fn is_nothing(&self) -> bool {
        self.found.iter().all(|found| match found.state {
            State::NoManifests => true,
            State::Missing => fault::is_pattern(&shown(&found.path)),
            State::File(_) | State::Broken(_) => false,
        })
    }

    /// Sorts, drops what was reached twice, and says what is to become of each.
    fn inputs(mut self, paths: usize, stdin: bool) -> Found {
        // One walk that meets nothing but plain files meets each once, and in order.
        if paths == 1 && self.found.is_empty() {
            return self.walked_once();
        }
        self.spread();
        // `a` and `a/` are equal as paths: the texts decide, so that no order of arguments does.
        self.found.sort_by(|a, b| {
            let texts = || a.path.as_os_str().cmp(b.path.as_os_str());
            let paths = || in_order(&a.path, &b.path);
            let named = b.named.cmp(&a.named);
            a.link.cmp(&b.link).then_with(paths).then_with(texts).then(named)
        });
        // One walk that meets no link meets nothing twice.
        let may_repeat = paths > 1 || self.found.iter().any(|found| found.link);
        let named: HashMap<Key, bool> =
            self.found.iter().filter(|_| may_repeat).fold(HashMap::new(), |mut map, f| {
                *map.entry(key(f)).or_default() |= f.named;
                map
            });
        let mut seen = HashSet::new();
        let mut inputs = Vec::with_capacity(self.found.len());
        let nothing = self.is_nothing() && !stdin;
        for found in self.found {
            let key = may_repeat.then(|| key(&found));
            let explicit = key.as_ref().and_then(|key| named.get(key)).copied();
            let explicit = explicit.unwrap_or(found.named);
            if key.is_some_and(|key| !seen.insert(key)) {
                continue;
            }
            let lot = match found.state {
                State::Broken(fault) => Lot::Error(fault),
                State::NoManifests => Lot::SetAside(SetAside::NoManifests),
                State::Missing if nothing => Lot::SetAside(SetAside::NoMatch),
                State::Missing => Lot::Error(Box::new(fault::missing(&name_of(&found.path)))),
                State::File(real) => {
                    lot(&found.path, || real.of(&found.path), explicit, &self.fragments)
                }
            };
            inputs.push(Input::file(found.path, lot));
        }
        // Links came last.
        if may_repeat {
            inputs.sort_by(|a: &Input, b| a.origin.cmp(&b.origin));
        }
        inputs.into_iter().collect()
    }

    /// What a walk has found, and what is to become of it.
    fn walked_once(self) -> Found {
        let Self { mut walked, reals, fragments, .. } = self;
        for at in 0..walked.len() {
            let Some((folder, name)) = walked.plain(at) else { continue };
            if fragments.is_empty() && !may_be_set_aside(name.as_ref()) {
                continue;
            }
            let (Some(path), Some(folder)) = (walked.path(at), reals.get(folder)) else { continue };
            let real = Real::In(Arc::clone(folder));
            walked.set_lot(at, lot(&path, || real.of(&path), false, &fragments));
        }
        walked
    }

    /// Puts what walks have found among all else.
    fn spread(&mut self) {
        let walked = std::mem::take(&mut self.walked);
        for at in 0..walked.len() {
            let folder = walked.plain(at).and_then(|(folder, _)| self.reals.get(folder));
            let (Some(path), Some(folder)) = (walked.path(at), folder) else { continue };
            let state = State::File(Real::In(Arc::clone(folder)));
            self.found.push(FoundFile { path, named: false, link: false, state });
        }
    }
}

/// What is the same file, or the same fault: `a.yaml/` is at fault and `a.yaml` is not, though the
/// two are equal as paths.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Key {
    /// A canonical path.
    File(PathBuf),
    /// A path as it was named or found.
    Other(PathBuf),
}

fn key(found: &FoundFile) -> Key {
    match &found.state {
        State::File(real) => Key::File(real.of(&found.path).into_owned()),
        State::NoManifests | State::Missing | State::Broken(_) => Key::Other(found.path.clone()),
    }
}

/// How two paths compare. Most that are compared are of one folder, where their names decide.
fn in_order(a: &Path, b: &Path) -> Ordering {
    match (folder_and_name(a), folder_and_name(b)) {
        (Some((folder, one)), Some((same, other)))
            if folder == same && is_plain_name(one) && is_plain_name(other) =>
        {
            one.cmp(other)
        }
        _ => a.cmp(b),
    }
}

/// True if `path` is the one of this name in `folder`, as is soon seen of most.
fn is_in(path: &Path, folder: &Path, name: &OsStr) -> bool {
    let rest =
        path.as_os_str().as_encoded_bytes().strip_prefix(folder.as_os_str().as_encoded_bytes());
    rest.and_then(|rest| rest.strip_prefix(b"/")) == Some(name.as_encoded_bytes())
}

/// A path's text up to its last slash, and what follows.
fn folder_and_name(path: &Path) -> Option<(&[u8], &[u8])> {
    let path = path.as_os_str().as_encoded_bytes();
    path.split_at_checked(memrchr(b'/', path)? + 1)
}

/// True for what is surely a name: not nothing, which a slash may end with, and neither `.` nor `..`.
fn is_plain_name(name: &[u8]) -> bool {
    name.first().is_some_and(|first| *first != b'.') && (cfg!(unix) || !name.contains(&b'\\'))
}

/// True for a symbolic link, wherever it leads; a slash behind its name changes nothing.
pub(super) fn is_link(path: &Path) -> bool {
    fs::symlink_metadata(path.components().as_path()).is_ok_and(|about| about.is_symlink())
}

/// The `.gitignore` of a folder, if reading it may never end.
fn endless_gitignore(folder: &Path) -> Option<PathBuf> {
    let path = folder.join(".gitignore");
    let about = fs::metadata(&path).ok()?;
    let ends = about.is_dir() || about.is_file() && !is_of_kernel(&path.canonicalize().ok()?);
    (!ends).then_some(path)
}

/// True for what the kernel makes up as it is read.
fn is_of_kernel(canonical: &Path) -> bool {
    cfg!(target_os = "linux") && (canonical.starts_with("/proc") || canonical.starts_with("/sys"))
}

/// `.yaml`, `.yml`, `.json`, in any case; a name that is nothing else counts too, as with `kubectl`.
fn is_manifest_name(name: &OsStr) -> bool {
    let name = name.as_encoded_bytes();
    [&b".yaml"[..], b".yml", b".json"].iter().any(|known| {
        let start = name.len().checked_sub(known.len());
        start.and_then(|at| name.get(at..)).is_some_and(|end| end.eq_ignore_ascii_case(known))
    })
}

/// True for names of files that may be no manifests.
fn may_be_set_aside(name: &OsStr) -> bool {
    is_kustomization(name) || name == CHART || name.as_encoded_bytes().starts_with(VALUES)
}

/// What is to become of a file, as far as its name and its neighbours tell.
fn lot<'p>(
    path: &Path,
    canonical: impl FnOnce() -> Cow<'p, Path>,
    explicit: bool,
    fragments: &Fragments,
) -> Lot {
    let name = path.file_name().unwrap_or_default();
    if is_kustomization(name) {
        return Lot::ReadFirst(SetAside::Kustomization);
    }
    if name == CHART {
        return Lot::ReadFirst(SetAside::ChartMetadata);
    }
    if explicit {
        return Lot::Judge;
    }
    let in_chart = || path.parent().is_some_and(|folder| folder.join(CHART).is_file());
    let is_values = name.as_encoded_bytes().starts_with(VALUES);
    if is_values && name.to_str().is_some() && in_chart() {
        return Lot::ReadFirst(SetAside::ChartValues);
    }
    if fragments.is_empty() {
        return Lot::Judge;
    }
    fragments.of(&canonical()).map_or(Lot::Judge, Lot::SetAside)
}

/// True for patterns of a `.gitignore` that can't be read: they ignore nothing, so nothing is missed.
fn is_of_pattern(error: &ignore::Error) -> bool {
    match error {
        ignore::Error::WithPath { err, .. }
        | ignore::Error::WithLineNumber { err, .. }
        | ignore::Error::WithDepth { err, .. } => is_of_pattern(err),
        ignore::Error::Partial(_) | ignore::Error::Glob { .. } => true,
        _ => false,
    }
}

/// The path that an error of a walk is about.
pub fn path_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithLineNumber { err, .. } | ignore::Error::WithDepth { err, .. } => {
            path_of(err)
        }
        ignore::Error::Loop { child, .. } => Some(child),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::texts_of;

    #[test]
    fn paths_stand_as_paths_compare() {
        let texts = texts_of("a/.b", 4);
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        for one in &texts {
            for other in &texts {
                let (a, b) = (Path::new(one), Path::new(other));
                assert_eq!(in_order(a, b), a.cmp(b), "{one} {other}");
            }
        }
    }
}
