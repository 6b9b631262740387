//! Manifests that lost their indentation, as many a pasted how-to has.
//!
//! `metadata:` and `spec:` stand there with nothing below them, and what belongs there stands at
//! the top. Which key belongs where is known by name: no object of Kubernetes has a top-level
//! `name`, and none of its workloads top-level `containers` or `image`.

use super::fault;
use super::kinds::{Row, Table};
use crate::base::{Place, Source, SourceId, Span};
use crate::diag::Diagnostic;
use crate::world::manifest::{NodeId, NodeKind, Scalar, Style, Tree};

/// A mended manifest longer than this is not shown.
const MOST_LINES: usize = 40;

/// Where a stray key belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Home {
    Metadata,
    /// The spec of a workload, not of its pod.
    Workload,
    Pod,
    Container,
}

const METADATA: &[&str] = &[
    "name",
    "generateName",
    "namespace",
    "labels",
    "annotations",
    "finalizers",
    "ownerReferences",
];

const WORKLOAD: &[&str] = &[
    "replicas",
    "selector",
    "template",
    "strategy",
    "updateStrategy",
    "serviceName",
    "schedule",
    "jobTemplate",
    "backoffLimit",
    "completions",
    "parallelism",
];

const POD: &[&str] = &[
    "containers",
    "initContainers",
    "ephemeralContainers",
    "volumes",
    "restartPolicy",
    "serviceAccountName",
    "imagePullSecrets",
    "nodeSelector",
    "nodeName",
    "tolerations",
    "affinity",
    "securityContext",
    "hostNetwork",
    "dnsPolicy",
    "terminationGracePeriodSeconds",
    "activeDeadlineSeconds",
    "priorityClassName",
];

const CONTAINER: &[&str] = &[
    "image",
    "imagePullPolicy",
    "command",
    "args",
    "ports",
    "env",
    "envFrom",
    "resources",
    "volumeMounts",
    "livenessProbe",
    "readinessProbe",
    "startupProbe",
    "workingDir",
];

/// The diagnostic for an object that lost its indentation, if it did.
pub(super) fn lost_indentation(
    tree: &Tree,
    root: NodeId,
    kind: &str,
    row: Option<&Row>,
) -> Option<Diagnostic> {
    let workload = row.filter(|row| row.is_built_in() && !row.paths().pods.is_empty());
    let spec =
        workload.and_then(|row| row.paths().pods.first()).map_or("spec", |path| path.first_key());
    let hollow = |key| tree.get(root, key).is_none_or(|n| tree.scalar(n) == Some(Scalar::Null));
    // A configuration of some tool has `apiVersion`, `kind` and `name`, and no `metadata`.
    let built_in = row.is_some_and(Row::is_built_in) || tree.get(root, "metadata").is_some();
    let no_metadata = hollow("metadata") && built_in;
    let no_spec = hollow(spec) && workload.is_some();
    if !no_metadata && !no_spec {
        return None;
    }
    let strays: Vec<Stray> = tree
        .entries(root)
        .filter_map(|(key, value)| Some(Stray { home: home(tree.text(key), spec)?, key, value }))
        .filter(|stray| if stray.home == Home::Metadata { no_metadata } else { no_spec })
        .collect();
    if strays.is_empty() {
        return None;
    }
    let homes = homes(kind, spec);
    let labels: Vec<_> = strays
        .iter()
        .map(|stray| (tree.place(stray.key), tree.text(stray.key), homes(stray.home)))
        .collect();
    let mended = (kind == "Pod").then(|| mend(tree, root, &strays)).flatten();
    Some(fault::lost_indentation(kind, &labels, mended))
}

struct Stray {
    home: Home,
    key: NodeId,
    value: NodeId,
}

fn home(key: &str, spec: &str) -> Option<Home> {
    if key == spec {
        return None;
    }
    [
        (METADATA, Home::Metadata),
        (POD, Home::Pod),
        (CONTAINER, Home::Container),
        (WORKLOAD, Home::Workload),
    ]
    .into_iter()
    .find_map(|(keys, home)| keys.contains(&key).then_some(home))
}

/// How each home is called in an object of `kind`.
fn homes(kind: &str, spec: &str) -> impl Fn(Home) -> String {
    let pod = match (kind, spec) {
        ("Pod", _) => "`spec`".to_owned(),
        ("CronJob", _) => "`spec.jobTemplate.spec.template.spec`".to_owned(),
        ("PodTemplate", _) => "`template.spec`".to_owned(),
        _ => "`spec.template.spec`".to_owned(),
    };
    move |home| match home {
        Home::Metadata => "`metadata`".to_owned(),
        Home::Workload => "`spec`".to_owned(),
        Home::Pod => pod.clone(),
        Home::Container => "the container".to_owned(),
    }
}

/// The `Pod` with its keys where they belong; nothing if that is not plain to see.
fn mend(tree: &Tree, root: NodeId, strays: &[Stray]) -> Option<String> {
    if tree.style(root) != Style::Block {
        return None;
    }
    let of = |home| strays.iter().filter(move |stray| stray.home == home);
    let mut lines = Vec::new();
    for (key, value) in tree.entries(root) {
        let name = tree.text(key);
        if strays.iter().any(|stray| stray.key == key) {
            continue;
        }
        let hollow = tree.scalar(value) == Some(Scalar::Null);
        match name {
            "metadata" if hollow => push_home(tree, &mut lines, "metadata", of(Home::Metadata)),
            "spec" if hollow => push_spec(tree, &mut lines, strays)?,
            _ => push_entry(tree, &mut lines, 0, (key, value)),
        }
    }
    if tree.get(root, "metadata").is_none() && of(Home::Metadata).next().is_some() {
        push_home(tree, &mut lines, "metadata", of(Home::Metadata));
    }
    if tree.get(root, "spec").is_none() && strays.iter().any(|s| s.home != Home::Metadata) {
        push_spec(tree, &mut lines, strays)?;
    }
    (lines.len() <= MOST_LINES).then(|| lines.join("\n"))
}

fn push_home<'s>(
    tree: &Tree,
    lines: &mut Vec<String>,
    name: &str,
    strays: impl Iterator<Item = &'s Stray>,
) {
    lines.push(format!("{name}:"));
    for stray in strays {
        push_entry(tree, lines, 2, (stray.key, stray.value));
    }
}

/// `spec` with its one container; nothing if there are several, which might own the strays.
fn push_spec(tree: &Tree, lines: &mut Vec<String>, strays: &[Stray]) -> Option<()> {
    let of = |home| strays.iter().filter(move |stray| stray.home == home);
    lines.push("spec:".into());
    let containers = of(Home::Pod).find(|stray| tree.text(stray.key) == "containers");
    for stray in of(Home::Pod).filter(|s| containers.is_none_or(|c| c.key != s.key)) {
        push_entry(tree, lines, 2, (stray.key, stray.value));
    }
    if of(Home::Container).next().is_none() {
        if let Some(stray) = containers {
            push_entry(tree, lines, 2, (stray.key, stray.value));
        }
        return Some(());
    }
    let mut items = containers.map(|stray| tree.items(stray.value)).into_iter().flatten();
    let item = items.next()?;
    if items.next().is_some() || tree.kind(item) != NodeKind::Mapping {
        return None;
    }
    lines.push("  containers:".into());
    let of_item = tree.entries(item);
    let entries = of_item.chain(of(Home::Container).map(|stray| (stray.key, stray.value)));
    for (index, entry) in entries.enumerate() {
        let at = lines.len();
        push_entry(tree, lines, 6, entry);
        if let (0, Some(first)) = (index, lines.get_mut(at)) {
            *first = format!("    - {}", first.trim_start());
        }
    }
    Some(())
}

/// The lines of an entry as they are written, moved to column `to`.
fn push_entry(tree: &Tree, lines: &mut Vec<String>, to: usize, (key, value): (NodeId, NodeId)) {
    let span = tree.span(key).to(tree.span(value));
    let from = tree.source().position(span.start).column.saturating_sub(1) as usize;
    let text = tree.source().slice(span).trim_end();
    for (index, line) in text.lines().enumerate() {
        let blanks = line.len() - line.trim_start_matches(' ').len();
        let cut = if index == 0 { 0 } else { blanks.min(from) };
        lines.push(format!("{:to$}{}", "", line.get(cut..).unwrap_or(line).trim_end()));
    }
}

/// The same for a document that the reader refused, of which there is only the text: keys repeat
/// once they have all moved to the top.
pub(super) fn lost_indentation_in_text(
    (source, id, span): (&Source, SourceId, Span),
    table: &Table,
) -> Option<Diagnostic> {
    let keys = top_keys(source.slice(span), span.start as usize);
    let kind = value_of(&keys, "kind")?;
    let (group, _) = value_of(&keys, "apiVersion")?.split_once('/').unwrap_or_default();
    let row = table.row(group, kind).filter(|row| row.is_built_in())?;
    let workload = !row.paths().pods.is_empty();
    let spec = row.paths().pods.first().map_or("spec", |path| path.first_key());
    let hollow = |name: &str| value_of(&keys, name).is_none_or(str::is_empty);
    let (no_metadata, no_spec) = (hollow("metadata"), hollow(spec) && workload);
    let homes = homes(kind, spec);
    let strays: Vec<_> = keys
        .iter()
        .filter_map(|key| Some((key, home(key.name, spec)?)))
        .filter(|(_, home)| if *home == Home::Metadata { no_metadata } else { no_spec })
        .map(|(key, home)| (Place::new(id, key.span), key.name, homes(home)))
        .collect();
    let nested = |key: &str| home(key, spec) == Some(Home::Metadata);
    (strays.len() > 1 && strays.iter().any(|(_, key, _)| nested(key)))
        .then(|| fault::lost_indentation(kind, &strays, None))
}

/// A key at the start of a line, and what stands behind it there.
struct TopKey<'t> {
    name: &'t str,
    value: &'t str,
    span: Span,
}

fn value_of<'t>(keys: &[TopKey<'t>], name: &str) -> Option<&'t str> {
    keys.iter().find(|key| key.name == name).map(|key| key.value)
}

fn top_keys(text: &str, base: usize) -> Vec<TopKey<'_>> {
    let mut keys: Vec<TopKey<'_>> = Vec::new();
    let mut at = base;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let word = |c: char| c.is_ascii_alphanumeric();
        match line.split_once(':') {
            Some((name, value)) if !name.is_empty() && name.chars().all(word) => {
                let span = Span::new(start, start + name.len());
                keys.push(TopKey { name, value: value.trim(), span });
            }
            // Something is indented below the key, so it is not hollow.
            _ if line.starts_with(' ') && !line.trim_start().starts_with('#') => {
                if let Some(last) = keys.last_mut().filter(|last| last.value.is_empty()) {
                    last.value = line.trim();
                }
            }
            _ => {}
        }
    }
    keys
}
