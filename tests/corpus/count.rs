//! The images of a folder of manifests, counted in the simplest way there is: each file is cut at its
//! `---` lines, each piece is read into plain values, and the table's paths are followed.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_yaml::{Mapping, Value};

use super::kinds;

/// What stands for a place that names no image, or something that is no text.
pub(super) const ABSENT: &str = "‹absent›";
/// What stands for an image that is no text.
pub(super) const UNKNOWN: &str = "‹unknown›";

/// A file, cut into documents.
pub(super) struct File {
    /// The documents, in order.
    pub(super) documents: Vec<Document>,
    /// True if a kustomization names it as a patch or as data, and so it is no object.
    pub(super) material: bool,
}

/// A document, or a piece that should be one.
pub(super) struct Document {
    /// Its first line, from 1.
    pub(super) first: u64,
    /// Its last line.
    pub(super) last: u64,
    /// What was found in it.
    pub(super) found: Found,
}

/// What is in a document.
pub(super) enum Found {
    /// No object.
    Nothing,
    /// It can't be read.
    Unreadable,
    /// Objects: their images, and the kinds that look as if they held some, but are in no table.
    Objects {
        /// Each image as it is written.
        images: Vec<String>,
        /// Each kind, once an object.
        uncovered: Vec<String>,
    },
}

/// Counts everything below `root`; files by their path below it.
pub(super) fn count(root: &Path) -> BTreeMap<String, File> {
    let mut paths = Vec::new();
    walk(root, &mut paths);
    let mut material = Vec::new();
    let mut files = BTreeMap::new();
    for path in paths {
        let documents = match fs::read_to_string(&path) {
            Ok(text) => documents(&text, &path, &mut material),
            Err(_) => vec![Document { first: 1, last: u64::MAX, found: Found::Unreadable }],
        };
        files.insert(below(root, &path), File { documents, material: false });
    }
    for path in material {
        if let Some(file) = files.get_mut(&below(root, &path)) {
            file.material = true;
        }
    }
    files
}

/// The path below `root`, with its `.` and `..` taken away.
pub(super) fn below(root: &Path, path: &Path) -> String {
    let mut steps: Vec<&str> = Vec::new();
    for step in path.strip_prefix(root).unwrap_or(path).components() {
        match step.as_os_str().to_str() {
            Some("..") => drop(steps.pop()),
            Some(".") | None => {}
            Some(name) => steps.push(name),
        }
    }
    steps.join("/")
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(folder).expect("the folder is there");
    let mut entries: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or("").to_lowercase();
        if path.is_dir() && !path.is_symlink() {
            walk(&path, files);
        } else if [".yaml", ".yml", ".json"].iter().any(|end| name.ends_with(end)) {
            files.push(path);
        }
    }
}

fn documents(text: &str, path: &Path, material: &mut Vec<PathBuf>) -> Vec<Document> {
    let mut documents = Vec::new();
    for (first, piece) in pieces(text) {
        let last = first + piece.lines().count().max(1) as u64 - 1;
        let found = match read(&piece) {
            Some(value) => {
                material.extend(material_of(&value, path));
                objects(&value)
            }
            None => Found::Unreadable,
        };
        documents.push(Document { first, last, found });
    }
    documents
}

/// The pieces between `---` lines, each with the number of its first line.
fn pieces(text: &str) -> Vec<(u64, String)> {
    let mut pieces = vec![(1, String::new())];
    for (number, line) in (1..).zip(text.split_inclusive('\n')) {
        let marker = line
            .strip_prefix("---")
            .filter(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace));
        if let Some(rest) = marker {
            // Kept, for what may stand behind the marker; the line stays one line.
            pieces.push((number, rest.to_owned()));
        } else if let Some((_, piece)) = pieces.last_mut() {
            piece.push_str(line);
        }
    }
    pieces
}

fn read(piece: &str) -> Option<Value> {
    let mut value: Value = serde_yaml::from_str(piece).ok()?;
    value.apply_merge().ok()?;
    Some(value)
}

/// The files that a kustomization names as patches, or as data of ConfigMaps and Secrets.
fn material_of(value: &Value, path: &Path) -> Vec<PathBuf> {
    let folder = path.parent().unwrap_or(path);
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    if !name.starts_with("kustomization.") {
        return Vec::new();
    }
    let mut names: Vec<&str> = Vec::new();
    for key in ["patches", "patchesJson6902"] {
        names.extend(items(value.get(key)).filter_map(|patch| patch.get("path")?.as_str()));
    }
    names.extend(items(value.get("patchesStrategicMerge")).filter_map(Value::as_str));
    for key in ["configMapGenerator", "secretGenerator"] {
        let files = items(value.get(key)).flat_map(|data| items(data.get("files")));
        let files = files.filter_map(Value::as_str);
        names.extend(files.map(|file| file.split_once('=').map_or(file, |(_, file)| file)));
    }
    names.iter().filter(|name| !name.contains('\n')).map(|name| folder.join(name)).collect()
}

fn items(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    value.and_then(Value::as_sequence).into_iter().flatten()
}

/// The images of an object that somebody has read, by the same table.
pub(crate) fn images_of_object(object: &serde_json::Value) -> Vec<String> {
    match objects(&serde_yaml::to_value(object).expect("JSON is YAML")) {
        Found::Objects { images, .. } => images,
        Found::Nothing | Found::Unreadable => Vec::new(),
    }
}

/// What is in the object, or in the items of the list.
fn objects(value: &Value) -> Found {
    let (mut images, mut uncovered, mut any) = (Vec::new(), Vec::new(), false);
    object(value, None, &mut |object, kind| {
        if kind.0 == "kustomize.config.k8s.io" {
            return;
        }
        any = true;
        if let Some(known) = kinds::find(kind.0, kind.1) {
            of_known(object, known, &mut images);
        } else if kind.1 != "CustomResourceDefinition" && looks_pulling(object) {
            uncovered.push(if kind.0.is_empty() {
                kind.1.to_owned()
            } else {
                format!("{}.{}", kind.1, kind.0)
            });
        }
    });
    if any { Found::Objects { images, uncovered } } else { Found::Nothing }
}

/// Calls `visit` with the object and its group and kind, or with each item of the list that it is.
fn object(
    value: &Value,
    from_list: Option<(&str, &str)>,
    visit: &mut impl FnMut(&Value, (&str, &str)),
) {
    let text = |key| value.get(key).and_then(Value::as_str);
    let kind = match (text("apiVersion"), text("kind"), from_list) {
        (Some(version), Some(kind), _) => {
            (version.rsplit_once('/').map_or("", |(group, _)| group), kind)
        }
        (_, _, Some(kind)) => kind,
        _ => return,
    };
    if value.get("items").is_some_and(Value::is_sequence) {
        let of_items = kind.1.strip_suffix("List").filter(|name| !name.is_empty());
        for item in items(value.get("items")) {
            object(item, of_items.map(|name| (kind.0, name)), visit);
        }
        if of_items.is_some() || kind.1 == "List" {
            return;
        }
    }
    visit(value, kind);
}

fn of_known(object: &Value, kind: &kinds::Kind, images: &mut Vec<String>) {
    for path in kind.pods {
        at(object, path).for_each(|spec| images.extend(of_pod(spec)));
    }
    let named = |image: &String| image != ABSENT;
    for path in kind.overlays {
        at(object, path).for_each(|spec| images.extend(of_pod(spec).filter(named)));
    }
    for path in kind.containers {
        images.extend(at(object, path).map(|c| written(c.get("image"))).filter(named));
    }
    for path in kind.images {
        images.extend(at(object, path).map(|image| written(Some(image))).filter(named));
    }
}

/// The images of a pod spec.
fn of_pod(spec: &Value) -> impl Iterator<Item = String> + use<'_> {
    let lists = ["initContainers", "containers", "ephemeralContainers"].into_iter();
    let containers = lists.flat_map(|list| items(spec.get(list)).map(|c| (c, "image")));
    let volumes = items(spec.get("volumes")).filter_map(|volume| volume.get("image"));
    let places = containers.chain(volumes.map(|volume| (volume, "reference")));
    places.filter(|(place, _)| place.is_mapping()).map(|(place, key)| written(place.get(key)))
}

/// Everything at the path.
fn at<'v>(value: &'v Value, path: &str) -> impl Iterator<Item = &'v Value> + use<'v> {
    let mut found = vec![value];
    for step in path.split('.') {
        let (name, list) = step.strip_suffix("[]").map_or((step, false), |name| (name, true));
        found = match name {
            "*" => found.iter().filter_map(|v| v.as_mapping()).flat_map(Mapping::values).collect(),
            _ => found.iter().filter_map(|v| v.get(name)).collect(),
        };
        if list {
            found = found.iter().flat_map(|v| items(Some(v))).collect();
        }
    }
    found.into_iter()
}

fn written(image: Option<&Value>) -> String {
    match image {
        None | Some(Value::Null) => ABSENT.to_owned(),
        Some(Value::String(text)) if text.is_empty() => ABSENT.to_owned(),
        Some(Value::String(text)) => text.clone(),
        Some(_) => UNKNOWN.to_owned(),
    }
}

/// True if something in it is called `image` and is text, beside a `name` or in a list of containers.
fn looks_pulling(value: &Value) -> bool {
    match value {
        Value::Mapping(mapping) => mapping.iter().any(|(key, inner)| {
            (key.as_str() == Some("image") && inner.is_string()) || looks_pulling(inner)
        }),
        Value::Sequence(items) => items.iter().any(looks_pulling),
        _ => false,
    }
}
