//! Triggers: where OpenShift writes an ImageStreamTag over an image, whatever stands there.
//!
//! * A DeploymentConfig has `spec.triggers` of type `ImageChange`, each for containers of a name
//!   (`UpdateDeploymentConfigImages` of openshift-controller-manager). One that is not `automatic`
//!   acts only when somebody rolls out by hand, and so perhaps.
//! * Kubernetes' own kinds have the annotation `image.openshift.io/triggers`, a JSON list with a
//!   `fieldPath` each (`UpdateObjectFromImages` of library-go). One that is `paused` does nothing,
//!   and an annotation that does not parse, or names a path twice, is ignored as a whole.
//!
//! Only the kind `ImageStreamTag` triggers anything.
//!
//! An object, or a pod template, whose annotation `alpha.image.policy.openshift.io/resolve-names` is
//! `*` has all its names looked up among the image streams of its namespace.

use serde_json::Value as Json;

use super::kinds::Row;
use super::view::{Object, Overwritten, Slot, Sort};
use crate::world::manifest::{NodeId, NodeKind, Scalar, Tree};

/// Marks the images of `object` that triggers write over.
pub(super) fn overwrite(object: &mut Object, row: &Row) {
    if object.images.is_empty() {
        return;
    }
    resolve_names(object);
    if &*object.gvk.kind == "DeploymentConfig" {
        match of_deployment_config(object) {
            Ok(triggers) => triggers.iter().for_each(|trigger| set(object, trigger)),
            Err(node) => set_all(object, node),
        }
    }
    let [path] = row.paths().pods.as_slice() else { return };
    if !row.is_built_in() {
        return;
    }
    match annotation(&object.tree, object.metadata, ANNOTATION) {
        Slot::Present(at) => {
            let base = format!("{path}.");
            for trigger in of_annotation(object, at, &base).unwrap_or_default() {
                set(object, &trigger);
            }
        }
        Slot::Absent(_) => {}
        Slot::Unknown(node) => set_all(object, node),
    }
}

/// An annotation, of type text, among those of `metadata`.
fn annotation(tree: &Tree, metadata: Slot, key: &str) -> Slot {
    let holder = match metadata {
        Slot::Present(holder) => holder,
        Slot::Absent(node) | Slot::Unknown(node) => return Slot::Absent(node),
    };
    let Some(all) = tree.get(holder, "annotations") else { return Slot::Absent(holder) };
    match tree.get(all, key) {
        Some(node) if tree.text_value(node).is_some() => Slot::Present(node),
        Some(node) if !tree.is_null(node) => Slot::Unknown(node),
        None if tree.kind(all) != NodeKind::Mapping && !tree.is_null(all) => Slot::Unknown(all),
        _ => Slot::Absent(all),
    }
}

/// Marks all images of containers: what says whether they are written over can't be read.
fn set_all(object: &mut Object, at: NodeId) {
    for image in object.images.iter_mut().filter(|image| image.container.is_some()) {
        let with =
            Overwritten { at, name: "".into(), namespace: None, surely: false, triggered: true };
        image.overwritten.get_or_insert(Box::new(with));
    }
}

/// A trigger: which containers, and what is written over their images.
struct Trigger {
    containers: Containers,
    with: Overwritten,
}

enum Containers {
    /// All with these names, in the lists of containers and init containers.
    All(Vec<Box<str>>),
    /// The first with this name.
    First(Box<str>),
    /// The one at this place, among the init containers or not.
    At(bool, usize),
}

fn set(object: &mut Object, trigger: &Trigger) {
    let tree = &object.tree;
    let name = |at: usize| {
        let node = object.containers.get(at).and_then(|it| tree.get(it.node, "name"));
        node.map_or("", |node| tree.text(node))
    };
    let is_init = |sort: Sort| matches!(sort, Sort::Init | Sort::Sidecar);
    let listed = |at: &usize| {
        let it = object.containers.get(*at);
        it.is_some_and(|it| is_init(it.sort) || it.sort == Sort::Main)
    };
    let all = (0..object.containers.len()).filter(listed);
    let chosen: Vec<usize> = match &trigger.containers {
        Containers::All(names) => {
            all.filter(|at| names.iter().any(|n| **n == *name(*at))).collect()
        }
        Containers::First(wanted) => all.filter(|at| name(*at) == &**wanted).take(1).collect(),
        Containers::At(init, place) => {
            let sort = |at: &usize| object.containers.get(*at).map(|it| it.sort);
            all.filter(|at| sort(at).is_some_and(is_init) == *init).skip(*place).take(1).collect()
        }
    };
    let images: Vec<usize> =
        chosen.iter().filter_map(|at| object.containers.get(*at)).map(|it| it.image).collect();
    for at in images {
        if let Some(image) = object.images.get_mut(at) {
            image.overwritten = Some(Box::new(trigger.with.clone()));
        }
    }
}

/// The image triggers of a DeploymentConfig.
///
/// # Errors
/// A node that is not as OpenShift reads it.
fn of_deployment_config(object: &Object) -> Result<Vec<Trigger>, NodeId> {
    let tree = &object.tree;
    let spec = tree.get(object.root, "spec").unwrap_or(object.root);
    let Some(list) = part(tree, spec, "triggers", NodeKind::Sequence)? else {
        return Ok(Vec::new());
    };
    let mut triggers = Vec::new();
    for trigger in tree.items(list) {
        let kind = text(tree, trigger, "type")?;
        let Some(params) = part(tree, trigger, "imageChangeParams", NodeKind::Mapping)? else {
            continue;
        };
        let Some(from) = part(tree, params, "from", NodeKind::Mapping)? else { continue };
        let names = part(tree, params, "containerNames", NodeKind::Sequence)?;
        let (of, name) = (text(tree, from, "kind")?, text(tree, from, "name")?);
        let namespace = text(tree, from, "namespace")?;
        let (Some("ImageChange"), Some("ImageStreamTag"), Some(name), Some(names)) =
            (kind, of, name, names)
        else {
            continue;
        };
        let automatic = tree.get(params, "automatic");
        triggers.push(Trigger {
            containers: Containers::All(tree.items(names).map(|n| tree.text(n).into()).collect()),
            with: Overwritten {
                at: tree.get(from, "name").unwrap_or(from),
                name: name.into(),
                namespace: namespace.map(Box::from),
                surely: automatic.is_some_and(|it| tree.scalar(it) == Some(Scalar::Bool(true))),
                triggered: true,
            },
        });
    }
    Ok(triggers)
}

/// What stands under a key, where something does.
fn part(tree: &Tree, holder: NodeId, key: &str, kind: NodeKind) -> Result<Option<NodeId>, NodeId> {
    match tree.get(holder, key) {
        Some(node) if tree.is_null(node) => Ok(None),
        Some(node) if tree.kind(node) != kind => Err(node),
        found => Ok(found),
    }
}

/// The text under a key, where there is one.
fn text<'t>(tree: &'t Tree, holder: NodeId, key: &str) -> Result<Option<&'t str>, NodeId> {
    let Some(node) = part(tree, holder, key, NodeKind::Scalar)? else { return Ok(None) };
    tree.text_value(node).map(|text| Some(text).filter(|text| !text.is_empty())).ok_or(node)
}

/// The annotation that asks for names to be looked up.
const RESOLVE: &str = "alpha.image.policy.openshift.io/resolve-names";

/// Marks the images whose names are looked up because an annotation says so.
fn resolve_names(object: &mut Object) {
    let tree = &object.tree;
    let asks = |metadata: Slot| {
        let at = annotation(tree, metadata, RESOLVE).present()?;
        (tree.text_value(at) == Some("*")).then_some(at)
    };
    let all = asks(object.metadata);
    let of_pod: Vec<Option<NodeId>> =
        object.pods.iter().map(|pod| all.or_else(|| asks(pod.metadata))).collect();
    if of_pod.iter().all(Option::is_none) {
        return;
    }
    for image in &mut object.images {
        let at = image.pod.and_then(|pod| of_pod.get(pod).copied().flatten());
        let (Some(at), Slot::Present(written), Some(_)) = (at, &image.written, image.container)
        else {
            continue;
        };
        let Ok(reference) = &written.parsed else { continue };
        if let (None, Some(tag)) = (reference.digest(), reference.effective_tag()) {
            let name = format!("{}:{tag}", reference.name()).into();
            let with = Overwritten { at, name, namespace: None, surely: true, triggered: false };
            image.overwritten = Some(Box::new(with));
        }
    }
}

/// The annotation that lists triggers.
const ANNOTATION: &str = "image.openshift.io/triggers";

/// A trigger of the annotation.
#[derive(PartialEq)]
struct Listed<'j> {
    kind: &'j str,
    name: &'j str,
    namespace: &'j str,
    path: &'j str,
    paused: bool,
}

impl<'j> Listed<'j> {
    /// Reads one as Go does: the case of keys does not count, and `null` is as good as nothing.
    /// None for what Go refuses.
    fn read(trigger: &'j Json) -> Option<Self> {
        let nothing = &Json::Null;
        let field = |of: &'j Json, key: &str| -> Option<&'j Json> {
            match of {
                Json::Null => Some(nothing),
                Json::Object(all) => {
                    let mut last_first = all.iter().rev();
                    let found = last_first.find(|(name, _)| name.eq_ignore_ascii_case(key));
                    Some(found.map_or(nothing, |(_, value)| value))
                }
                _ => None,
            }
        };
        let text = |of: &'j Json, key: &str| match field(of, key)? {
            Json::Null => Some(""),
            Json::String(text) => Some(&**text),
            _ => None,
        };
        let from = field(trigger, "from")?;
        Some(Self {
            kind: text(from, "kind")?,
            name: text(from, "name")?,
            namespace: text(from, "namespace")?,
            path: text(trigger, "fieldPath")?,
            paused: match field(trigger, "paused")? {
                Json::Null => false,
                Json::Bool(paused) => *paused,
                _ => return None,
            },
        })
    }
}

/// The triggers of the annotation whose paths begin with `base`; none where it does not parse.
fn of_annotation(object: &Object, at: NodeId, base: &str) -> Option<Vec<Trigger>> {
    let listed: Vec<Json> = serde_json::from_str(object.tree.text(at)).ok()?;
    let listed: Vec<Listed<'_>> = listed.iter().map(Listed::read).collect::<Option<_>>()?;
    let twice = |(i, one): (usize, &Listed<'_>)| {
        listed.iter().skip(i + 1).any(|other| other.path == one.path)
    };
    if listed.iter().enumerate().any(twice) {
        return None;
    }
    // A name without a tag is no ImageStreamTag's.
    let acts =
        |one: &&Listed<'_>| !one.paused && one.kind == "ImageStreamTag" && one.name.contains(':');
    let read = |one: &Listed<'_>| {
        let containers = container(one.path.strip_prefix(base)?)?;
        let with = Overwritten {
            at,
            name: one.name.into(),
            namespace: Some(one.namespace).filter(|name| !name.is_empty()).map(Box::from),
            surely: true,
            triggered: true,
        };
        Some(Trigger { containers, with })
    };
    Some(listed.iter().filter(acts).filter_map(read).collect())
}

/// `containers[0].image`, `initContainers[?(@.name=="web")].image`: the name is looked for in both
/// lists, as OpenShift does.
fn container(path: &str) -> Option<Containers> {
    let (list, rest) = path.split_once('[')?;
    let (selector, rest) = rest.split_once(']')?;
    let init = match list {
        "containers" => false,
        "initContainers" => true,
        _ => return None,
    };
    if rest != ".image" {
        return None;
    }
    if let Ok(place) = selector.parse() {
        return Some(Containers::At(init, place));
    }
    let name = selector.strip_prefix("?(@.name==\"")?.strip_suffix("\")")?;
    Some(Containers::First(name.into()))
}
