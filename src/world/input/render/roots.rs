//! Which folders are rendered, and which files are parts of them.
//!
//! * A chart in another's `charts/` is rendered with that one; a library chart renders nothing by itself.
//! * A kustomization that another one names is rendered with that one, and so are components. Where some
//!   name each other in a ring, the first is rendered, so that kustomize says so.
//! * Parts are set aside, since they are judged in what is rendered: a chart's templates, CRDs and charts;
//!   the files that a kustomization or those under it name. What else lies in such a folder is judged as
//!   everywhere.
//! * A `Chart.yaml` or `kustomization.yaml` that a cluster would take for an object is judged as one.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::Sort;
use crate::base::SourceId;
use crate::world::input::content::read_file;
use crate::world::input::fate::SetAside;
use crate::world::input::found::{Found, Input, Lot, Origin};
use crate::world::input::kustomize::{NAMES, holds_no_object, referred};
use crate::world::input::shown::shown;
use crate::world::manifest::{Limits, Manifest, NodeId, read};

/// The folders of a chart that are rendered with it.
const OF_CHART: [&str; 3] = ["templates", "crds", "charts"];

/// What is to be rendered, and what with it.
#[derive(Debug, Default)]
pub struct Plan {
    /// The folders, in the order of their inputs.
    pub roots: Vec<Root>,
    /// Inputs that are no longer judged by themselves.
    pub parts: Vec<Part>,
}

/// An input that is a part of something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Which input.
    pub input: usize,
    /// Why it is not judged by itself.
    pub reason: SetAside,
    /// Which root it is rendered with, if it is.
    pub root: Option<usize>,
}

/// A folder that is rendered.
#[derive(Clone, Debug)]
pub struct Root {
    /// The input that what is printed stands for: its `Chart.yaml` or `kustomization.yaml`.
    pub input: usize,
    /// How that file is shown.
    pub shown: String,
    /// By what it is rendered.
    pub sort: Sort,
    /// That file, as it was found.
    pub(super) file: PathBuf,
    /// The folder, as it was found.
    pub(super) folder: PathBuf,
    /// Where the folder really is.
    pub(super) real: PathBuf,
    /// Files that are read for it, by where they really are; of a chart none.
    pub(super) files: BTreeSet<PathBuf>,
    /// Folders that are read for it, by where they really are.
    folders: BTreeSet<PathBuf>,
}

impl Root {
    /// True if what stands at a path, which is no link, is read for it.
    pub fn reads(&self, path: &Path) -> bool {
        self.files.contains(path) || self.folders.iter().any(|folder| path.starts_with(folder))
    }

    /// The files that are read for it, by where they really are; of a chart, whatever is in its folder.
    pub fn files(&self) -> impl Iterator<Item = &Path> {
        self.files.iter().map(PathBuf::as_path)
    }

    /// The folders of which everything is read.
    pub fn walked(&self) -> impl Iterator<Item = &Path> {
        let all = self.folders.iter().filter(|_| self.sort == Sort::Chart);
        all.map(PathBuf::as_path)
    }

    /// Its folder as it is shown.
    pub fn folder_shown(&self) -> String {
        match shown(&self.folder) {
            name if name.is_empty() => ".".to_owned(),
            name => name,
        }
    }
}

/// What is to be rendered of these inputs.
pub fn plan(inputs: &Found) -> Plan {
    let mut plan = Plan::default();
    let real: Vec<Option<PathBuf>> = inputs.iter().map(|input| real_path(&input)).collect();
    charts(inputs, &real, &mut plan);
    kustomizations(inputs, &mut plan);
    plan.roots.sort_by_key(|root| root.input);
    let own: BTreeSet<usize> = plan.roots.iter().map(|root| root.input).collect();
    plan.parts.retain(|part| !own.contains(&part.input));
    for (input, path) in real.iter().enumerate() {
        let Some(path) = path.as_ref().filter(|_| !own.contains(&input)) else { continue };
        if plan.parts.iter().any(|part| part.input == input) || !may_be_part(inputs, input) {
            continue;
        }
        let root = plan.roots.iter().position(|root| root.has_part(path));
        if root.is_some() {
            plan.parts.push(Part { input, reason: SetAside::Rendered, root });
        }
    }
    plan
}

impl Root {
    /// True for a file that is judged in what is rendered.
    fn has_part(&self, path: &Path) -> bool {
        match self.sort {
            Sort::Chart => OF_CHART.iter().any(|folder| path.starts_with(self.real.join(folder))),
            Sort::Kustomization => self.files.contains(path),
        }
    }
}

fn may_be_part(inputs: &Found, input: usize) -> bool {
    inputs.get(input).is_some_and(|input| match input.lot {
        Lot::Judge | Lot::ReadFirst(_) => true,
        Lot::SetAside(reason) => reason == SetAside::Fragment,
        Lot::Rendered(_) | Lot::Error(_) => false,
    })
}

/// Where an input really is, itself not followed where it is a link.
fn real_path(input: &Input) -> Option<PathBuf> {
    let Origin::File(path) = &input.origin else { return None };
    Some(folder_of(path).canonicalize().ok()?.join(path.file_name()?))
}

/// The folder that a file is in.
fn folder_of(path: &Path) -> &Path {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or(Path::new("."))
}

/// The inputs that are set aside for this reason if they hold no object, and hold none; with what
/// they hold.
fn candidates(inputs: &Found, reason: SetAside) -> Vec<(usize, PathBuf, Manifest)> {
    let all = inputs.iter().enumerate();
    let named = all.filter(|(_, input)| input.lot == Lot::ReadFirst(reason));
    let read = named.filter_map(|(index, input)| {
        let Origin::File(path) = &input.origin else { return None };
        let manifest = manifest_at(path)?;
        holds_no_object(&manifest).then_some((index, path.clone(), manifest))
    });
    read.collect()
}

fn manifest_at(path: &Path) -> Option<Manifest> {
    let limits = Limits::default();
    let bytes = read_file(path, limits.file).ok()?;
    Some(read(SourceId::manifest(0), "rendering", bytes, &limits))
}

/// The text under a key of the first document.
fn text_of(manifest: &Manifest, key: &str) -> Option<String> {
    let tree = manifest.documents.iter().find_map(|document| document.tree())?;
    Some(tree.text(tree.get(NodeId::ROOT, key)?).to_owned())
}

fn charts(inputs: &Found, real: &[Option<PathBuf>], plan: &mut Plan) {
    let mut found = candidates(inputs, SetAside::ChartMetadata);
    // A chart comes before those in it.
    found.sort_by_key(|(_, path, _)| path.components().count());
    for (input, path, manifest) in found {
        let Ok(folder) = folder_of(&path).canonicalize() else { continue };
        if plan.roots.iter().any(|root| root.has_part(&folder)) {
            continue;
        }
        if text_of(&manifest, "type").as_deref() == Some("library") {
            let reason = SetAside::LibraryChart;
            let templates = folder.join("templates");
            let within =
                |at: &Option<PathBuf>| at.as_ref().is_some_and(|at| at.starts_with(&templates));
            let own = real.iter().enumerate().filter(|(_, at)| within(at)).map(|(at, _)| at);
            let all = own.chain([input]).map(|input| Part { input, reason, root: None });
            plan.parts.extend(all);
            continue;
        }
        let folders = BTreeSet::from([folder.clone()]);
        plan.roots.push(root(
            inputs,
            input,
            Sort::Chart,
            (&path, folder),
            BTreeSet::new(),
            folders,
        ));
    }
}

fn root(
    inputs: &Found,
    input: usize,
    sort: Sort,
    (path, real): (&Path, PathBuf),
    files: BTreeSet<PathBuf>,
    folders: BTreeSet<PathBuf>,
) -> Root {
    let shown = inputs.get(input).map_or_else(String::new, |input| input.shown().to_owned());
    let (file, folder) = (path.to_owned(), folder_of(path).to_owned());
    Root { input, shown, sort, file, folder, real, files, folders }
}

fn kustomizations(inputs: &Found, plan: &mut Plan) {
    let found = candidates(inputs, SetAside::Kustomization);
    let found: Vec<_> = found
        .into_iter()
        .filter_map(|(input, path, manifest)| {
            let folder = folder_of(&path).canonicalize().ok()?;
            let component = text_of(&manifest, "kind").as_deref() == Some("Component");
            Some((input, path, folder, component))
        })
        .collect();
    let reaches: Vec<Reach> = found.iter().map(|(_, _, folder, _)| Reach::of(folder)).collect();
    let within = |at: usize, from: &dyn Fn(usize) -> bool| {
        let folder = found.get(at).map(|(_, _, folder, _)| folder);
        let others = reaches.iter().enumerate().filter(|(other, _)| *other != at && from(*other));
        folder.is_some_and(|folder| {
            others.into_iter().any(|(_, reach)| reach.folders.contains(folder))
        })
    };
    let is_component = |at: usize| found.get(at).is_some_and(|(.., component)| *component);
    let free = |at: &usize| !is_component(*at) && !within(*at, &|_| true);
    let mut roots: Vec<usize> = (0..found.len()).filter(free).collect();
    for at in (0..found.len()).filter(|at| !is_component(*at)) {
        if !roots.contains(&at) && !within(at, &|other| roots.contains(&other)) {
            roots.push(at);
        }
    }
    for (at, (input, path, folder, component)) in found.iter().enumerate() {
        let reached = within(at, &|other| roots.contains(&other));
        if let Some(reach) = reaches.get(at).filter(|_| roots.contains(&at)) {
            let (files, folders) = (reach.files.clone(), reach.folders.clone());
            let place = (path.as_path(), folder.clone());
            plan.roots.push(root(inputs, *input, Sort::Kustomization, place, files, folders));
        } else if *component && !reached {
            plan.parts.push(Part { input: *input, reason: SetAside::Component, root: None });
        }
    }
}

/// What a kustomization reads, by where it really is.
#[derive(Debug, Default)]
struct Reach {
    /// Its file, those that it names, and those of the kustomizations that it names.
    files: BTreeSet<PathBuf>,
    /// The folders of these kustomizations.
    folders: BTreeSet<PathBuf>,
}

impl Reach {
    fn of(folder: &Path) -> Self {
        let mut reach = Self::default();
        let mut open = vec![folder.to_owned()];
        while let Some(folder) = open.pop() {
            let file = NAMES.iter().map(|name| folder.join(name)).find(|file| file.is_file());
            let Some(file) = file.filter(|_| reach.folders.insert(folder.clone())) else {
                continue;
            };
            let Some(manifest) = manifest_at(&file) else { continue };
            reach.files.insert(file);
            let trees = manifest.documents.iter().filter_map(|document| document.tree());
            for named in trees.flat_map(|tree| referred(tree)) {
                match folder.join(named).canonicalize() {
                    Ok(real) if real.is_dir() => open.push(real),
                    Ok(real) => drop(reach.files.insert(real)),
                    // It is somewhere else, or a patch written in place.
                    Err(_) => {}
                }
            }
        }
        reach
    }
}
