//! Charts: `helm template`, and its `# Source:` comments.

use std::ffi::OsString;
use std::path::{Component, Path, PathBuf};

use super::run::run;
use super::{File, Rendering, Root, Stretch, fault};
use crate::base::{SourceId, Span};
use crate::diag::Diagnostic;
use crate::world::input::content::read_file;
use crate::world::manifest::{NodeId, read};

/// What is run.
const BY: &str = "helm template";
/// What a release is called where nobody says; helm's own word.
const RELEASE: &str = "release-name";

/// What `helm template` prints of a chart.
pub(super) fn text(root: &Root, how: &Rendering) -> Result<(&'static str, Vec<u8>), Diagnostic> {
    let mut args: Vec<OsString> = vec!["template".into(), "--include-crds".into()];
    for file in &how.values {
        args.push("--values".into());
        args.push(in_list(file));
    }
    for (option, value) in [("--namespace", &how.namespace), ("--kube-version", &how.kubernetes)] {
        if let Some(value) = value {
            args.push(format!("{option}={value}").into());
        }
    }
    args.push("--".into());
    args.push(how.release.as_deref().unwrap_or(RELEASE).into());
    args.push(root.real.clone().into());
    match run("helm", &args, how.limits.file, how.patience) {
        Ok(ran) if ran.well => Ok((BY, ran.printed)),
        Ok(ran) => Err(fault::failed(root, BY, &ran.said)),
        Err(why) => Err(fault::idle(root, BY, why, how)),
    }
}

/// A path as an element of a list: helm reads the option as comma-separated values.
fn in_list(path: &Path) -> OsString {
    match path.to_str() {
        Some(text) if text.contains([',', '"']) => {
            format!("\"{}\"", text.replace('"', "\"\"")).into()
        }
        _ => path.into(),
    }
}

/// The documents, by the templates that their comments name.
pub(super) fn stretches(root: &Root, text: &[u8]) -> Vec<Stretch> {
    let text = String::from_utf8_lossy(text);
    let mut starts: Vec<(usize, Option<File>)> = Vec::new();
    let (mut at, mut opened) = (0, None);
    for line in text.split_inclusive('\n') {
        let bare = line.trim_end();
        if bare == "---" {
            opened = Some(at);
        } else if let Some(named) = bare.strip_prefix("# Source: ") {
            if let Some(start) = opened.take() {
                starts.push((start, template(root, named)));
            }
        } else {
            opened = None;
        }
        at += line.len();
    }
    let ends = starts.iter().skip(1).map(|(start, _)| *start).chain([at]).collect::<Vec<_>>();
    let both = starts.into_iter().zip(ends);
    both.map(|((start, file), end)| Stretch { span: Span::new(start, end), file }).collect()
}

/// The template that a comment names: a file of the chart, or of a chart unpacked within it.
fn template(root: &Root, named: &str) -> Option<File> {
    let (_, within) = named.split_once('/')?;
    let mut parts = within.split('/').peekable();
    let mut path = root.folder.clone();
    while let Some(part) = parts.next() {
        let next = path.join(part);
        if part != "charts" || next.join(parts.peek()?).exists() {
            path = next;
            continue;
        }
        // A chart's folder may have another name than the chart.
        path = next.join(folder_of(&next, parts.next()?)?);
    }
    let normal = |part: Component<'_>| matches!(part, Component::Normal(_));
    let inside = Path::new(within).components().all(normal)
        && path.canonicalize().is_ok_and(|real| real.starts_with(&root.real) && real.is_file());
    inside.then(|| File::new(path))
}

/// The folder among those of `charts` in which a chart of this name lies.
fn folder_of(charts: &Path, name: &str) -> Option<PathBuf> {
    let all = charts.read_dir().ok()?.filter_map(Result::ok);
    let mut folders = all.filter(|entry| chart_name(&entry.path()).as_deref() == Some(name));
    folders.next().map(|entry| entry.file_name().into())
}

/// What the chart in a folder is called.
fn chart_name(folder: &Path) -> Option<String> {
    let limits = crate::world::manifest::Limits::default();
    let bytes = read_file(&folder.join("Chart.yaml"), limits.file).ok()?;
    let file = read(SourceId::manifest(0), "chart", bytes, &limits);
    let tree = file.documents.iter().find_map(|document| document.tree())?;
    Some(tree.text(tree.get(NodeId::ROOT, "name")?).to_owned())
}

/// The files that values come from, those that win first.
pub(super) fn values(root: &Root, how: &Rendering) -> Vec<File> {
    let here = std::path::absolute(".").ok();
    let given = how.values.iter().rev().map(|path| {
        let near = here.as_ref().and_then(|here| path.strip_prefix(here).ok());
        File::new(near.unwrap_or(path).to_owned())
    });
    let own = root.folder.join("values.yaml");
    given.chain(own.is_file().then(|| File::new(own))).collect()
}
