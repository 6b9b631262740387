//! Kustomizations: `kustomize build` or `kubectl kustomize`, and where each object comes from.
//!
//! Origins are annotations that a kustomization asks for itself (`buildMetadata`). Ours is a kustomization
//! in a temporary folder with the one that is rendered as its only resource: no file of the user's is
//! touched, and what was judged does not have them. Objects are found again by kind, namespace and name.

use std::collections::HashMap;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use super::run::{Idle, Ran, run};
use super::{File, Rendering, Root, Stretch, fault, plain, way};
use crate::base::SourceId;
use crate::diag::Diagnostic;
use crate::world::manifest::{Limits, NodeId, Tree, read};

/// What is run, and what it is called.
const WAYS: [(&str, &str, &str); 2] =
    [("kustomize", "build", "kustomize build"), ("kubectl", "kustomize", "kubectl kustomize")];

/// What the program prints of a kustomization.
pub(super) fn text(root: &Root, how: &Rendering) -> Result<(&'static str, Vec<u8>), Diagnostic> {
    for (program, command, by) in WAYS {
        match build(program, command, &root.real, how) {
            Ok(ran) if ran.well => return Ok((by, ran.printed)),
            Ok(ran) => return Err(fault::failed(root, by, &ran.said)),
            Err(Idle::Absent) => {}
            Err(why) => return Err(fault::idle(root, by, why, how)),
        }
    }
    Err(fault::absent(root))
}

fn build(program: &str, command: &str, folder: &Path, how: &Rendering) -> Result<Ran, Idle> {
    let args: [OsString; 3] = [command.into(), "--".into(), folder.into()];
    run(program, &args, how.limits.file, how.patience)
}

/// The documents, by the files that their origins name.
pub(super) fn stretches(root: &Root, by: &str, text: &[u8], how: &Rendering) -> Vec<Stretch> {
    let origins = WAYS.iter().find(|(_, _, of)| *of == by).and_then(|(program, command, _)| {
        let overlay = Overlay::over(root)?;
        let ran = build(program, command, &overlay.0, how).ok().filter(|ran| ran.well)?;
        Some(origins(root, &overlay.0, ran.printed, &how.limits))
    });
    // Where nothing is told, what is judged is the same, and its places are guesses.
    let origins = origins.unwrap_or_default();
    let printed = read(SourceId::manifest(0), "rendered", text, &how.limits);
    let documents = printed.documents.iter();
    let stretch = documents.filter_map(|document| {
        let file = origins.get(&Identity::of(document.tree()?)).cloned();
        Some(Stretch { span: document.span, file })
    });
    stretch.collect()
}

/// What an object is known by.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Identity([String; 4]);

impl Identity {
    fn of(tree: &Tree) -> Self {
        let ways: [&[&str]; 4] =
            [&["apiVersion"], &["kind"], &["metadata", "namespace"], &["metadata", "name"]];
        let text = |way: &[&str]| tree.at(NodeId::ROOT, way).map(|node| tree.text(node));
        Self(ways.map(|way| text(way).unwrap_or_default().to_owned()))
    }
}

/// By object: the file that it comes from, among those that the kustomization reads.
fn origins(root: &Root, from: &Path, text: Vec<u8>, limits: &Limits) -> HashMap<Identity, File> {
    let printed = read(SourceId::manifest(0), "origins", text, limits);
    let origin = |tree: &Tree| {
        let annotation = ["metadata", "annotations", "config.kubernetes.io/origin"];
        let told = tree.text(tree.at(NodeId::ROOT, &annotation)?).to_owned();
        if told.lines().any(|line| line.starts_with("repo:")) {
            return None;
        }
        let named = |key: &str| told.lines().find_map(|line| line.strip_prefix(key));
        let path = named("path: ").or(named("configuredIn: "))?;
        let real = plain(&from.join(path.trim_matches('\'')));
        root.files.contains(&real).then(|| file(root, &real))
    };
    let trees = printed.documents.iter().filter_map(|document| document.tree());
    trees.filter_map(|tree| Some((Identity::of(tree), origin(tree)?))).collect()
}

/// A file that the kustomization reads, shown as it is reached from the folder as that was named.
fn file(root: &Root, real: &Path) -> File {
    File::new(plain(&root.folder.join(way(&root.real, real))))
}

/// The files that patches, transformers and generators are written in; the kustomization's own first.
pub(super) fn others(root: &Root) -> Vec<File> {
    let mut files: Vec<&PathBuf> = root.files.iter().collect();
    files.sort_by_key(|path| !path.starts_with(&root.real));
    files.into_iter().map(|real| file(root, real)).collect()
}

/// A kustomization in a folder of its own, which is removed in the end.
struct Overlay(PathBuf);

/// Tells the folders of one process apart.
static COUNT: AtomicU32 = AtomicU32::new(0);

impl Overlay {
    fn over(root: &Root) -> Option<Self> {
        let all = std::env::temp_dir().canonicalize().ok()?;
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = all.join(format!("seaworthy-render-{}-{number}", std::process::id()));
        private(&folder).ok()?;
        let overlay = Self(folder);
        let way = way(&overlay.0, &root.real);
        let way = serde_json::to_string(way.to_str()?).ok()?;
        let text = format!(
            "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n\
             buildMetadata: [originAnnotations]\nresources: [{way}]\n"
        );
        fs::write(overlay.0.join("kustomization.yaml"), text).ok()?;
        Some(overlay)
    }
}

impl Drop for Overlay {
    fn drop(&mut self) {
        // What is left in the folder for temporary files is the system's to clear.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Makes a folder that nobody else may write into, and that was not there.
fn private(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}
