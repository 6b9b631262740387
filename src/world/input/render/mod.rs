//! Rendering charts and kustomizations with the programs that cluster users render them with.
//!
//! A chart's templates are no manifests, and a kustomization's bases and patches are not what reaches
//! the cluster. So where a run is told to render, a folder with a `Chart.yaml` is given to
//! `helm template` and one with a `kustomization.yaml` to `kustomize build` or `kubectl kustomize`,
//! and what they print is judged in the place of the file that makes the folder one.
//!
//! | module | what it settles |
//! | --- | --- |
//! | `roots` | which folders are rendered, and which files are parts of them |
//! | `run` | running a program: no shell, a time limit, no more output than is read of a file |
//! | `helm`, `kustomize` | the command lines, and from which file each stretch of the output comes |
//! | `written` | where in such a file the lines stand that a place in the output was made from |
//! | `fault` | what is wrong, in the words of the program |
//!
//! **What is judged is what was printed, byte for byte.** Where it comes from is learnt beside it: helm
//! writes `# Source:` comments; of a kustomization a second rendering is asked for, through a kustomization
//! of ours in a temporary folder, which has it annotated. Those annotations are only looked at, and no
//! policy sees them.
//!
//! **Nothing is a flag but what we write.** Programs get absolute paths behind `--`, one argument each.
//! A comment or annotation names a file only if that is a part of the folder: nothing else is quoted.

mod fault;
mod helm;
mod kustomize;
mod roots;
mod run;
mod written;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crate::base::Span;
use crate::diag::Diagnostic;
use crate::world::manifest::Limits;

pub use roots::{Plan, Root, plan};
pub use written::{Certainty, Traced};

use super::shown::shown;

/// What a run that renders is told.
#[derive(Clone, Debug)]
pub struct Rendering {
    /// Files with values for charts, the later ones winning, as absolute paths.
    pub values: Vec<PathBuf>,
    /// What charts' releases are called.
    pub release: Option<String>,
    /// The namespace that charts are rendered for.
    pub namespace: Option<String>,
    /// The minor version of the cluster that charts are rendered for: `1.35`.
    pub kubernetes: Option<String>,
    /// How long a program may take for one folder.
    pub patience: Duration,
    /// How much of its output is read.
    pub limits: Limits,
}

/// What is rendered by which sort of program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// A chart, by helm.
    Chart,
    /// A kustomization, by kustomize or kubectl.
    Kustomization,
}

/// What a program printed of a folder, and what it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// What its text is called: `charts/web (rendered)`.
    pub name: String,
    /// What was run: `helm template`.
    pub by: &'static str,
    /// The text.
    pub text: Arc<Vec<u8>>,
    /// The file that makes the folder one: `Chart.yaml`.
    own: File,
    /// Its stretches, in order.
    stretches: Vec<Stretch>,
    /// Other files that values in it may come from, the likeliest first.
    others: Vec<File>,
    sort: Sort,
}

/// A stretch of rendered text.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Stretch {
    span: Span,
    /// The file that it comes from, where that is known.
    file: Option<File>,
}

/// A file, and how it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
struct File {
    path: PathBuf,
    shown: String,
}

impl File {
    fn new(path: PathBuf) -> Self {
        let shown = shown(&path);
        Self { path, shown }
    }
}

/// Renders a folder.
///
/// # Errors
/// A program that is not there, fails, or takes too long.
pub fn render(root: &Root, how: &Rendering) -> Result<Rendered, Diagnostic> {
    let (by, text) = match root.sort {
        Sort::Chart => helm::text(root, how)?,
        Sort::Kustomization => kustomize::text(root, how)?,
    };
    let (stretches, others) = match root.sort {
        Sort::Chart => (helm::stretches(root, &text), helm::values(root, how)),
        Sort::Kustomization => {
            (kustomize::stretches(root, by, &text, how), kustomize::others(root))
        }
    };
    let own = File { path: root.file.clone(), shown: root.shown.clone() };
    let (name, sort) = (format!("{} (rendered)", root.folder_shown()), root.sort);
    Ok(Rendered { name, by, text: Arc::new(text), own, stretches, others, sort })
}

/// The way from one folder to a file or folder, both canonical.
fn way(from: &Path, to: &Path) -> PathBuf {
    let (mut from, mut to) = (from.components().peekable(), to.components().peekable());
    while let (Some(here), Some(there)) = (from.peek(), to.peek()) {
        if here != there {
            break;
        }
        from.next();
        to.next();
    }
    let up = from.map(|_| std::path::Component::ParentDir);
    up.chain(to).collect()
}

/// A path in which no name is followed by `..`.
fn plain(path: &Path) -> PathBuf {
    use std::path::Component::{Normal, ParentDir};
    let mut plain = PathBuf::new();
    for part in path.components() {
        match (part, plain.components().next_back()) {
            (ParentDir, Some(Normal(_))) => drop(plain.pop()),
            (part, _) => plain.push(part),
        }
    }
    plain
}
