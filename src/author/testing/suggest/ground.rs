//! A manifest to start from, and what can be changed in it.
//!
//! Changes are made in the text, at the places that the manifests' own reader tells, so that the rest
//! stays as its author wrote it.

use std::sync::Arc;

use crate::base::{SourceId, Span};
use crate::world::kube::{ImageUse, Object, Slot, Sort, Table, objects_of};
use crate::world::manifest::{Limits, NodeFlags, NodeId, NodeKind, Style, Tree, read};

/// A manifest, read.
pub(super) struct Ground {
    /// Its text, without marks.
    pub(super) text: String,
    /// What it holds.
    pub(super) objects: Vec<Arc<Object>>,
}

impl Ground {
    /// Reads a text.
    pub(super) fn read(text: &str, table: &Table) -> Self {
        let limits = Limits::default();
        let file = read(SourceId::manifest(0), "given", text.as_bytes(), &limits);
        let found =
            file.documents.iter().map(|document| objects_of(&file, document, table, &limits));
        Self { text: text.to_owned(), objects: found.flat_map(|found| found.objects).collect() }
    }

    /// Its images, with the objects that they stand in.
    pub(super) fn images(&self) -> impl Iterator<Item = (&Object, &ImageUse)> {
        self.objects
            .iter()
            .flat_map(|object| object.images.iter().map(move |image| (&**object, image)))
    }

    /// What its first image says.
    pub(super) fn first_image(&self) -> Option<&str> {
        self.images().find_map(|(object, image)| match &image.written {
            Slot::Present(written) => Some(object.tree.text(written.node)),
            Slot::Absent(_) | Slot::Unknown(_) => None,
        })
    }

    /// The text with this image in the place of its first one.
    pub(super) fn with_image(&self, image: &str) -> Option<String> {
        let place = self.images().find_map(|(object, image)| match &image.written {
            Slot::Present(written) => scalar_span(&object.tree, written.node),
            Slot::Absent(_) | Slot::Unknown(_) => None,
        })?;
        Some(self.spliced(place, &scalar(image)))
    }

    /// The text with one more container of this sort, or an image volume, in its first pod.
    pub(super) fn with_more(&self, sort: Sort, image: &str) -> Option<String> {
        let image = scalar(image);
        let (key, flow, block) = match sort {
            Sort::Init => {
                ("initContainers", container("first", &image), container_lines("first", &image))
            }
            Sort::Ephemeral => (
                "ephemeralContainers",
                container("debug", &image),
                container_lines("debug", &image),
            ),
            Sort::Volume => (
                "volumes",
                format!("[{{ name: artifact, image: {{ reference: {image} }} }}]"),
                vec![
                    "- name: artifact".to_owned(),
                    "  image:".to_owned(),
                    format!("    reference: {image}"),
                ],
            ),
            Sort::Main | Sort::Sidecar | Sort::Field => return None,
        };
        let object = self.objects.iter().find(|object| !object.pods.is_empty())?;
        let (tree, spec) = (&object.tree, object.pods.first()?.spec);
        if tree.get(spec, key).is_some() {
            return None;
        }
        let (before, _) = tree.entry(spec, "containers")?;
        self.with_entry(tree, before, (key, &flow, &block))
    }

    /// The text with one more entry before this key of a mapping.
    fn with_entry(
        &self,
        tree: &Tree,
        before: NodeId,
        (key, flow, block): (&str, &str, &[String]),
    ) -> Option<String> {
        let at = tree.span(before).start as usize;
        let mapping = *tree.ancestors(before).first()?;
        let new = if tree.style(mapping) == Style::Flow {
            format!("{key}: {flow}, ")
        } else {
            let indent = self.indent(at)?;
            let lines: Vec<String> =
                block.iter().map(|line| format!("{indent}  {line}\n")).collect();
            format!("{key}:\n{}{indent}", lines.concat())
        };
        Some(self.spliced(Span::at(at), &new))
    }

    /// What stands before a byte on its line, if that is blanks.
    fn indent(&self, at: usize) -> Option<&str> {
        let before = self.text.get(..at)?;
        let line = before.rfind('\n').map_or(0, |end| end + 1);
        before.get(line..).filter(|blanks| blanks.trim().is_empty())
    }

    /// The text, in each way in which one of its values is gone or another one.
    pub(super) fn small_changes(&self, values: &[String]) -> Vec<String> {
        let mut all = Vec::new();
        for object in &self.objects {
            let tree = &object.tree;
            let subtree: Vec<NodeId> = tree.subtree(object.root).collect();
            for mapping in subtree.iter().filter(|id| tree.kind(**id) == NodeKind::Mapping) {
                for (key, value) in tree.entries(*mapping) {
                    if mapping == &object.root && matches!(tree.text(key), "apiVersion" | "kind") {
                        continue;
                    }
                    all.extend(self.without(tree, *mapping, tree.span(key).to(tree.span(value))));
                    self.others(tree, (key, value), values, &mut all);
                }
            }
            for list in subtree.iter().filter(|id| tree.kind(**id) == NodeKind::Sequence) {
                for item in tree.items(*list) {
                    all.extend(self.without(tree, *list, tree.span(item)));
                }
            }
            self.pull_policies(object, &mut all);
        }
        all
    }

    /// Other values of an entry.
    fn others(
        &self,
        tree: &Tree,
        (key, value): (NodeId, NodeId),
        values: &[String],
        all: &mut Vec<String>,
    ) {
        let Some(span) = scalar_span(tree, value) else { return };
        let text = tree.text(value);
        let mut others: Vec<String> = match text {
            "true" => vec!["false".to_owned()],
            "false" => vec!["true".to_owned()],
            _ => match text.parse::<i64>() {
                Ok(number) => vec![(number + 1).to_string(), (number - 1).to_string()],
                Err(_) => Vec::new(),
            },
        };
        if tree.text(key) == "imagePullPolicy" {
            others.extend(POLICIES.iter().map(|policy| (*policy).to_owned()));
        } else if others.is_empty() {
            others.extend(values.iter().map(|value| scalar(value)));
            others.push(scalar(&format!("{text}-x")));
        }
        all.extend(others.iter().filter(|other| *other != text).map(|o| self.spliced(span, o)));
    }

    /// Pull policies where none is declared.
    fn pull_policies(&self, object: &Object, all: &mut Vec<String>) {
        for image in object.images.iter().filter(|image| image.policy_key.is_some()) {
            let tree = &object.tree;
            if image.policy_key.is_some_and(|key| tree.get(image.holder, key).is_some()) {
                continue;
            }
            let (Some(policy), Some((key, _))) =
                (image.policy_key, tree.entry(image.holder, &image.key))
            else {
                continue;
            };
            let at = tree.span(key).start as usize;
            for value in POLICIES {
                let new = match tree.style(image.holder) {
                    Style::Flow => format!("{policy}: {value}, "),
                    _ => match self.indent(at) {
                        Some(indent) => format!("{policy}: {value}\n{indent}"),
                        None => continue,
                    },
                };
                all.push(self.spliced(Span::at(at), &new));
            }
        }
    }

    /// The text without an entry or item of a collection.
    fn without(&self, tree: &Tree, of: NodeId, entry: Span) -> Option<String> {
        let (start, end) = (entry.start as usize, entry.end as usize);
        let behind = self.text.get(end..)?;
        if tree.style(of) == Style::Flow {
            let blanks = behind.len() - behind.trim_start().len();
            if behind.trim_start().starts_with(',') {
                let after = behind.get(blanks + 1..)?;
                let end = end + blanks + 1 + (after.len() - after.trim_start_matches(' ').len());
                return Some(self.spliced(Span::new(start, end), ""));
            }
            let before = self.text.get(..start)?.trim_end();
            let start = before.strip_suffix(',').map_or(start, str::len);
            return Some(self.spliced(Span::new(start, end), ""));
        }
        let line = self.text.get(..start)?.rfind('\n').map_or(0, |end| end + 1);
        let before = self.text.get(line..start)?.trim();
        let rest = behind.split('\n').next().unwrap_or_default();
        let whole = (before.is_empty() || before == "-" && tree.kind(of) == NodeKind::Sequence)
            && (rest.trim().is_empty() || rest.trim().starts_with('#'));
        let end = (end + rest.len() + 1).min(self.text.len());
        whole.then(|| self.spliced(Span::new(line, end), ""))
    }

    fn spliced(&self, at: Span, new: &str) -> String {
        let (start, end) = (at.start as usize, at.end as usize);
        let before = self.text.get(..start).unwrap_or_default();
        format!("{before}{new}{}", self.text.get(end..).unwrap_or_default())
    }
}

/// The pull policies there are.
const POLICIES: &[&str] = &["Always", "IfNotPresent", "Never"];

fn container(name: &str, image: &str) -> String {
    format!("[{{ name: {name}, image: {image} }}]")
}

fn container_lines(name: &str, image: &str) -> Vec<String> {
    vec![format!("- name: {name}"), format!("  image: {image}")]
}

/// Where a scalar stands that can be replaced there.
fn scalar_span(tree: &Tree, id: NodeId) -> Option<Span> {
    let plain = matches!(tree.style(id), Style::Plain | Style::SingleQuoted | Style::DoubleQuoted);
    let own = !tree.flags(id).has(NodeFlags::ALIASED) && tree.kind(id) == NodeKind::Scalar;
    (plain && own && !tree.span(id).is_empty()).then(|| tree.span(id))
}

/// A text as YAML writes it.
pub(super) fn scalar(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '/' | ':' | '_' | '-');
    let word = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && !text.ends_with(':')
        && text.chars().all(plain);
    let other = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    if word && !other.contains(&&*text.to_ascii_lowercase()) {
        return text.to_owned();
    }
    serde_json::to_string(text).unwrap_or_default()
}
