//! Which files the named paths mean.
//!
//! * A named file is judged, whatever it is called; a named folder is walked for `.yaml`, `.yml` and
//!   `.json` in any case. Hidden and git-ignored files count, unless a walk is told to respect
//!   `.gitignore`.
//! * Symbolic links to files are followed, links to folders within a walk are not, as with
//!   `kubectl`; a named link to a folder is the folder. So no walk is endless.
//! * Pipes, sockets and devices are never opened: in a folder they are passed over (`kubectl` too
//!   takes regular files only), named they are an error.
//! * A file that is reached several times (named twice, by a link and itself) is judged once, under
//!   the name that is no link and sorts first. Hard links are files of their own.
//! * A named folder without manifests is set aside with a warning, so that no name is passed over.
//! * What a folder holds but cannot be read (no permission, a link to nowhere) is an error.
//! * What a kustomization names as a part of itself, and a Helm chart's own files, are set aside;
//!   a part that is named on the command line is judged.
//!
//! The inputs come sorted by path, so nothing depends on the order of the arguments or of a folder.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;

use super::fate::SetAside;
use super::fault;
use super::kustomize::{Fragments, is_kustomization};
use super::shown::shown;
use crate::diag::Diagnostic;

/// What standard input is called.
const STDIN: &str = "<stdin>";

/// How folders are walked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Walk {
    /// Leaves out what `.gitignore` and git's other ignore files name.
    pub respect_gitignore: bool,
}

/// A file to judge, or what is wrong with it.
#[derive(Clone, Debug)]
pub struct Input {
    /// Where its bytes are.
    pub origin: Origin,
    /// The name it is shown under.
    pub shown: String,
    /// What is to become of it.
    pub lot: Lot,
}

/// Where bytes are.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// A path, as it was named or found.
    File(PathBuf),
    /// Standard input.
    Stdin,
}

/// What is to become of an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lot {
    /// It is to be read and judged.
    Judge,
    /// It is no manifest of its own.
    SetAside(SetAside),
    /// It can't be read.
    Error(Diagnostic),
}

/// The inputs that `named` means, sorted by path. `-` is standard input.
pub fn discover(named: &[PathBuf], walk: Walk) -> Vec<Input> {
    let mut discovery = Discovery { walk, found: Vec::new(), fragments: Fragments::default() };
    let mut stdin = false;
    for path in named {
        if path.as_os_str() == "-" {
            stdin = true;
        } else {
            discovery.named(path);
        }
    }
    let mut inputs = discovery.inputs();
    if stdin {
        let (origin, shown) = (Origin::Stdin, STDIN.to_owned());
        inputs.push(Input { origin, shown, lot: Lot::Judge });
    }
    inputs
}

struct Discovery {
    walk: Walk,
    found: Vec<FoundFile>,
    fragments: Fragments,
}

struct FoundFile {
    path: PathBuf,
    named: bool,
    link: bool,
    state: State,
}

enum State {
    /// A regular file, by its canonical path.
    File(PathBuf),
    /// A named folder with nothing in it.
    NoManifests,
    Broken(Diagnostic),
}

impl Discovery {
    fn named(&mut self, path: &Path) {
        match fs::metadata(path) {
            Ok(about) if about.is_dir() => self.folder(path),
            Ok(about) if about.is_file() => self.file(path, true),
            Ok(_) => self.broken(path, fault::not_a_file(&shown(path))),
            Err(error) => {
                let missing = error.kind() == io::ErrorKind::NotFound && !is_link(path);
                let fault = if missing {
                    fault::missing(&shown(path))
                } else {
                    fault::unreadable(&shown(path), &error)
                };
                self.broken(path, fault);
            }
        }
    }

    fn folder(&mut self, root: &Path) {
        let before = self.found.len();
        let respect = self.walk.respect_gitignore;
        let walk = WalkBuilder::new(root)
            .standard_filters(false)
            .git_ignore(respect)
            .git_exclude(respect)
            .git_global(respect)
            .parents(respect)
            .follow_links(false)
            .build();
        for entry in walk {
            match entry {
                Ok(entry) => self.entry(entry.path(), entry.depth() == 0),
                Err(error) => self.walk_error(root, &error),
            }
        }
        if self.found.len() == before {
            let (path, state) = (root.to_owned(), State::NoManifests);
            self.found.push(FoundFile { path, named: true, link: false, state });
        }
    }

    fn entry(&mut self, path: &Path, root: bool) {
        if root {
            return;
        }
        if is_kustomization(path) {
            self.fragments.read(path);
        }
        if !is_manifest_name(path) {
            return;
        }
        match fs::metadata(path) {
            Ok(about) if about.is_file() => self.file(path, false),
            // A folder called `x.yaml` is walked; links to folders, pipes and devices are not.
            Ok(_) => {}
            Err(error) => self.broken(path, fault::unreadable(&shown(path), &error)),
        }
    }

    fn walk_error(&mut self, root: &Path, error: &ignore::Error) {
        let path = path_of(error).unwrap_or(root).to_owned();
        let reason = error.io_error().map(|error| io::Error::from(error.kind()));
        let reason = reason.unwrap_or_else(|| io::Error::other(error.to_string()));
        self.broken(&path, fault::unreadable(&shown(&path), &reason));
    }

    fn file(&mut self, path: &Path, named: bool) {
        if named && is_kustomization(path) {
            self.fragments.read(path);
        }
        let link = is_link(path);
        let state = match path.canonicalize() {
            Ok(canonical) => State::File(canonical),
            Err(error) => State::Broken(fault::unreadable(&shown(path), &error)),
        };
        self.found.push(FoundFile { path: path.to_owned(), named, link, state });
    }

    fn broken(&mut self, path: &Path, fault: Diagnostic) {
        let (path, state) = (path.to_owned(), State::Broken(fault));
        self.found.push(FoundFile { path, named: true, link: false, state });
    }

    /// Sorts, drops what was reached twice, and says what is to become of each.
    fn inputs(mut self) -> Vec<Input> {
        self.found.sort_by(|a, b| (a.link, &a.path, !a.named).cmp(&(b.link, &b.path, !b.named)));
        let named: HashMap<PathBuf, bool> = self.found.iter().fold(HashMap::new(), |mut map, f| {
            *map.entry(key(f)).or_default() |= f.named;
            map
        });
        let mut seen = HashMap::new();
        let mut inputs = Vec::new();
        for found in self.found {
            let key = key(&found);
            if seen.insert(key.clone(), ()).is_some() {
                continue;
            }
            let explicit = named.get(&key).copied().unwrap_or(found.named);
            let shown = name_of(&found.path);
            let lot = match found.state {
                State::Broken(fault) => Lot::Error(fault),
                State::NoManifests => Lot::SetAside(SetAside::NoManifests),
                State::File(_) => match aside(&found.path, &key, explicit, &self.fragments) {
                    Some(reason) => Lot::SetAside(reason),
                    None => Lot::Judge,
                },
            };
            inputs.push(Input { origin: Origin::File(found.path), shown, lot });
        }
        inputs.sort_by(|a, b| a.origin.cmp(&b.origin));
        inputs
    }
}

/// What a file is the same by: its canonical path, else its own.
fn key(found: &FoundFile) -> PathBuf {
    match &found.state {
        State::File(canonical) => canonical.clone(),
        State::NoManifests | State::Broken(_) => found.path.clone(),
    }
}

/// What a file is called, so that none passes for standard input.
fn name_of(path: &Path) -> String {
    match shown(path) {
        name if name == STDIN => format!("./{name}"),
        name => name,
    }
}

fn is_link(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|about| about.is_symlink())
}

/// `.yaml`, `.yml`, `.json`, in any case.
fn is_manifest_name(path: &Path) -> bool {
    let known = |ext: &std::ffi::OsStr| {
        ["yaml", "yml", "json"].iter().any(|known| ext.eq_ignore_ascii_case(known))
    };
    path.extension().is_some_and(known)
}

/// Why a file is no manifest of its own, as far as its name and its neighbours tell.
fn aside(path: &Path, canonical: &Path, explicit: bool, fragments: &Fragments) -> Option<SetAside> {
    let name = path.file_name()?.to_str().unwrap_or_default();
    if is_kustomization(path) {
        return fragments.has_read(path).then_some(SetAside::Kustomization);
    }
    if name == "Chart.yaml" {
        return Some(SetAside::ChartMetadata);
    }
    if explicit {
        return None;
    }
    let in_chart = path.parent().is_some_and(|folder| folder.join("Chart.yaml").is_file());
    if in_chart && name.starts_with("values") {
        return Some(SetAside::ChartValues);
    }
    fragments.of(canonical)
}

/// The path that an error of a walk is about.
fn path_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithLineNumber { err, .. } | ignore::Error::WithDepth { err, .. } => {
            path_of(err)
        }
        ignore::Error::Loop { child, .. } => Some(child),
        _ => None,
    }
}
