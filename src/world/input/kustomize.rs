//! The files that a kustomization makes fragments of.
//!
//! A patch looks like an object with half its fields: taken for one, it would be a workload without
//! an image. So where a walk meets a `kustomization.yaml`, the files that it names as anything but
//! `resources`, `bases`, `components` or `crds` are no objects of their own. A file that one kustomization
//! names as a resource is an object, whatever another makes of it.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::content::read_file;
use super::fate::SetAside;
use crate::base::SourceId;
use crate::world::manifest::{Limits, Manifest, NodeId, Tree, read};

/// The names under which `kustomize` looks for its file.
pub(super) const NAMES: [&str; 3] = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/// True for the file name of a kustomization.
pub(super) fn is_kustomization(name: &OsStr) -> bool {
    NAMES.iter().any(|known| name == *known)
}

/// What kustomizations make of the files they name, by canonical path.
#[derive(Debug, Default)]
pub(super) struct Fragments {
    named: HashMap<PathBuf, Named>,
}

#[derive(Clone, Copy, Debug)]
enum Named {
    Object,
    Part(SetAside),
}

impl Fragments {
    /// True if no file is named.
    pub(super) fn is_empty(&self) -> bool {
        self.named.is_empty()
    }

    /// Reads the kustomization at `path`. One that cannot be read names nothing here; judging the
    /// file itself reports it.
    pub(super) fn read(&mut self, path: &Path) {
        let Some(folder) = path.parent() else { return };
        let here = folder.as_os_str().is_empty();
        let folder = if here { Path::new(".") } else { folder };
        let limits = Limits::default();
        let Ok(bytes) = read_file(path, limits.file) else { return };
        let file = read(SourceId::manifest(0), "kustomization", bytes, &limits);
        for tree in file.documents.iter().filter_map(|document| document.tree()) {
            self.name_all(folder, tree);
        }
    }

    fn name_all(&mut self, folder: &Path, tree: &Tree) {
        let root = NodeId::ROOT;
        for text in ["resources", "bases", "crds"].iter().flat_map(|key| texts(tree, root, key)) {
            self.name(folder, text, Named::Object);
        }
        for text in fragments(tree) {
            self.name(folder, text, Named::Part(SetAside::Fragment));
        }
        let data = Named::Part(SetAside::KustomizeData);
        for text in texts(tree, root, "configurations") {
            self.name(folder, text, data);
        }
        for generator in ["configMapGenerator", "secretGenerator"] {
            for item in tree.get(root, generator).into_iter().flat_map(|list| tree.items(list)) {
                for file in texts(tree, item, "files") {
                    // `key=path`
                    let path = file.split_once('=').map_or(file, |(_, path)| path);
                    self.name(folder, path, data);
                }
            }
        }
        if let Some(node) = tree.at(root, &["openapi", "path"]) {
            self.name(folder, tree.text(node), data);
        }
        for file in texts_in(tree, root, "helmCharts", "valuesFile") {
            self.name(folder, file, Named::Part(SetAside::ChartValues));
        }
    }

    /// `text` is a path or something else (a URL, a patch written in place): only what exists
    /// counts. `kustomize` reads no file from outside the kustomization's folder, so none is a part of it.
    fn name(&mut self, folder: &Path, text: &str, named: Named) {
        if text.is_empty() || text.contains('\n') {
            return;
        }
        let Ok(path) = folder.join(text).canonicalize() else { return };
        let inside = || folder.canonicalize().is_ok_and(|folder| path.starts_with(folder));
        if matches!(named, Named::Part(_)) && !inside() {
            return;
        }
        match (self.named.get(&path), named) {
            (Some(Named::Object), _) => {}
            (Some(Named::Part(known)), Named::Part(part)) if *known <= part => {}
            _ => {
                self.named.insert(path, named);
            }
        }
    }

    /// Why the file at the canonical `path` is not judged, if it is a fragment.
    pub(super) fn of(&self, path: &Path) -> Option<SetAside> {
        match self.named.get(path)? {
            Named::Object => None,
            Named::Part(part) => Some(*part),
        }
    }
}

/// What a kustomization names as patches and parts of them; patches written in place among them.
fn fragments(tree: &Tree) -> impl Iterator<Item = &str> {
    let root = NodeId::ROOT;
    let whole = ["patchesStrategicMerge", "patches"];
    let within = ["patches", "patchesJson6902", "replacements"];
    let whole = whole.into_iter().flat_map(move |key| texts(tree, root, key));
    whole.chain(within.into_iter().flat_map(move |key| texts_in(tree, root, key, "path")))
}

/// What a kustomization names that shapes the objects it builds: files, folders of others, and what is no
/// path at all.
pub(super) fn referred(tree: &Tree) -> impl Iterator<Item = &str> {
    let keys =
        ["resources", "bases", "components", "crds", "generators", "transformers", "validators"];
    let objects = keys.into_iter().flat_map(move |key| texts(tree, NodeId::ROOT, key));
    let named = objects.chain(fragments(tree));
    named.filter(|text| !text.is_empty() && !text.contains('\n'))
}

/// True if the whole file was read, and no cluster would take any of it for an object, whatever
/// the file is called.
pub fn holds_no_object(manifest: &Manifest) -> bool {
    let says_so = |tree: &Tree| {
        let text = |key| tree.get(NodeId::ROOT, key).map(|node| tree.text(node));
        let version = text("apiVersion").filter(|version| !version.starts_with(KUSTOMIZE));
        version.is_some() && text("kind").is_some()
    };
    let mut trees = manifest.documents.iter().filter_map(|document| document.tree());
    manifest.is_whole() && !trees.any(|tree| says_so(tree))
}

/// The group of what `kustomize` reads and no cluster does.
const KUSTOMIZE: &str = "kustomize.config.k8s.io/";

/// The texts of the list under `key`.
fn texts<'t>(tree: &'t Tree, holder: NodeId, key: &str) -> impl Iterator<Item = &'t str> {
    let list = tree.get(holder, key);
    list.into_iter().flat_map(|list| tree.items(list)).map(|item| tree.text(item))
}

/// The texts under `inner` of the mappings in the list under `key`.
fn texts_in<'t>(
    tree: &'t Tree,
    holder: NodeId,
    key: &str,
    inner: &str,
) -> impl Iterator<Item = &'t str> {
    let list = tree.get(holder, key);
    let items = list.into_iter().flat_map(|list| tree.items(list));
    items.filter_map(move |item| tree.get(item, inner)).map(|node| tree.text(node))
}
