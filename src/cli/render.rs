//! `check --render`: what charts and kustomizations come to, in the place of their files.
//!
//! Programs are run only where this is asked for. Folders are rendered in parallel, before anything is
//! judged, and what is printed is kept for the run, since rules may want it twice.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::changed::Changed;
use super::watch::Watched;
use crate::base::{Sources, in_parallel};
use crate::diag::{Code, Diagnostic, Notice, printable};
use crate::judge::{Renderings, Settings};
use crate::world::input::{Found, Lot, Rendering, Root, plan, render, shown};

/// Seconds that a program may take for a folder, where nobody says.
const PATIENCE: u64 = 60;

/// How what is no manifest yet is made one.
#[derive(Debug, clap::Args)]
pub(super) struct RenderArgs {
    /// Run helm on folders with a Chart.yaml and kustomize, or kubectl, on those with a
    /// kustomization.yaml, and judge what they print
    #[arg(long)]
    render: bool,

    /// Values for the charts that are rendered; may be repeated, the later ones win
    #[arg(long, value_name = "FILE", requires = "render")]
    helm_values: Vec<PathBuf>,

    /// What the charts' releases are called [default: release-name]
    #[arg(long, value_name = "NAME", requires = "render")]
    helm_release: Option<String>,

    /// How long rendering a folder may take [default: 60]
    #[arg(long, value_name = "SECONDS", requires = "render", value_parser = clap::value_parser!(u64).range(1..=86_400))]
    render_timeout: Option<u64>,
}

/// What was rendered for a run.
#[derive(Debug, Default)]
pub(super) struct Done {
    roots: Vec<Root>,
    /// Inputs whose folders could not be rendered.
    failed: BTreeSet<usize>,
    /// Files with values.
    values: Vec<PathBuf>,
    /// What the texts come from.
    pub(super) renderings: Renderings,
}

impl RenderArgs {
    /// True if programs are run.
    pub(super) fn is_asked(&self) -> bool {
        self.render
    }

    /// Renders what can be, and puts it in the place of its files.
    ///
    /// # Errors
    /// A file with values that is not there.
    pub(super) fn apply(
        &self,
        inputs: &mut Found,
        settings: &Settings,
        watched: &Watched,
    ) -> Result<Done, Vec<Notice>> {
        if !self.render {
            return Ok(Done::default());
        }
        let how = self.how(settings)?;
        how.values.iter().for_each(|path| watched.note(path));
        let plan = plan(inputs);
        plan.roots.iter().for_each(|root| watch(root, watched));
        let texts = in_parallel(settings.jobs, plan.roots.len(), |at| {
            plan.roots.get(at).map(|root| render(root, &how))
        });
        let mut done = Done { values: how.values, ..Done::default() };
        for (root, text) in plan.roots.iter().zip(texts) {
            match text {
                Some(Ok(rendered)) => {
                    let rendered = Arc::new(rendered);
                    done.renderings.add(&root.shown, Arc::clone(&rendered));
                    inputs.set_lot(root.input, Lot::Rendered(rendered));
                }
                Some(Err(fault)) => {
                    done.failed.insert(root.input);
                    inputs.set_lot(root.input, Lot::Error(Box::new(fault)));
                }
                None => {}
            }
        }
        for part in &plan.parts {
            inputs.set_lot(part.input, Lot::SetAside(part.reason));
            if let Some(root) = part.root.and_then(|root| plan.roots.get(root)) {
                let folder = root.folder_shown();
                let reason = match done.failed.contains(&root.input) {
                    true => format!("a part of {folder}, which can't be rendered"),
                    false => format!("rendered with {folder}, and judged there"),
                };
                let shown = inputs.get(part.input).map(|input| input.shown().to_owned());
                done.renderings.add_part(&shown.unwrap_or_default(), reason);
            }
        }
        done.roots = plan.roots;
        Ok(done)
    }

    fn how(&self, settings: &Settings) -> Result<Rendering, Vec<Notice>> {
        let mut values = Vec::new();
        for path in &self.helm_values {
            let there = std::path::absolute(path).ok().filter(|path| path.is_file());
            let Some(path) = there else {
                let name = printable(&shown(path)).into_owned();
                let fault =
                    Diagnostic::new(Code::E0550, format!("`--helm-values {name}`: no such file"))
                        .help("check the spelling and the working directory");
                return Err(vec![fault.notice(&Sources::default())]);
            };
            values.push(path);
        }
        Ok(Rendering {
            values,
            release: self.helm_release.clone(),
            namespace: settings.profile.default_namespace.clone(),
            kubernetes: settings.profile.kubernetes.map(|version| version.to_string()),
            patience: Duration::from_secs(self.render_timeout.unwrap_or(PATIENCE)),
            limits: settings.limits,
        })
    }
}

impl Done {
    /// The inputs that are judged since something that they are rendered from has changed, or since that
    /// can't be told.
    pub(super) fn judged<'d>(&'d self, changed: &'d Changed) -> impl Iterator<Item = usize> + 'd {
        let values = changed.touches_one(&self.values);
        let all = self.roots.iter().filter(move |root| {
            values || self.failed.contains(&root.input) || changed.any(|path| root.reads(path))
        });
        all.map(|root| root.input)
    }
}

/// Notes what a folder is rendered from.
fn watch(root: &Root, watched: &Watched) {
    root.files().for_each(|path| watched.note(path));
    let mut open: Vec<PathBuf> = root.walked().map(Path::to_owned).collect();
    while let Some(folder) = open.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries.filter_map(Result::ok) {
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => open.push(entry.path()),
                _ => watched.note(&entry.path()),
            }
        }
    }
}
