//! Keys that hide an image: misspelt ones, and right ones in the wrong place.
//!
//! `kubectl` refuses fields that Kubernetes does not know; a client that does not validate drops them
//! in silence, and with `initContainer` goes an image that nobody judges. So keys near to those that
//! name images, or say how they are pulled, are errors. No field of Kubernetes' pods is near to one
//! of these by so little; what else is unknown there is not for a policy on images to say.

use std::borrow::Cow;
use std::collections::HashSet;

use super::fault;
use super::marks::Marks;
use super::path::KindPath;
use super::problems::Keep;
use super::view::Object;
use crate::base::is_within;
use crate::diag::Diagnostic;
use crate::world::manifest::{Children, NodeId, NodeKind, Tree};

/// How many places are labelled.
const LABELLED: usize = 5;

/// Keys of a mapping that matter to images.
pub(super) struct Fields {
    /// What has these keys.
    of: &'static str,
    /// The keys.
    keys: &'static [&'static str],
    /// True for keys that Kubernetes has there besides, the frequent ones.
    besides: fn(&str) -> bool,
    /// Keys of other mappings and tools that are written for them.
    taken_for: &'static [(&'static str, &'static str)],
    /// Keys that belong elsewhere, and where.
    elsewhere: &'static [(&'static str, &'static str)],
}

impl Fields {
    /// True for a key that needs no closer look.
    pub(super) fn knows(&self, key: &str) -> bool {
        (self.besides)(key) || self.keys.contains(&key)
    }
}

/// A pod's `spec`.
pub(super) const POD: Fields = Fields {
    of: "a pod",
    keys: &["containers", "initContainers", "ephemeralContainers", "imagePullSecrets", "volumes"],
    besides: |key| {
        matches!(
            key,
            "affinity"
                | "automountServiceAccountToken"
                | "dnsPolicy"
                | "hostNetwork"
                | "nodeSelector"
                | "priorityClassName"
                | "restartPolicy"
                | "securityContext"
                | "serviceAccountName"
                | "terminationGracePeriodSeconds"
                | "tolerations"
                | "topologySpreadConstraints"
        )
    },
    taken_for: &[("pullSecrets", "imagePullSecrets")],
    elsewhere: &[("image", "a container"), ("imagePullPolicy", "a container")],
};

/// A container.
pub(super) const CONTAINER: Fields = Fields {
    of: "a container",
    keys: &["image", "imagePullPolicy"],
    besides: |key| {
        matches!(
            key,
            "args"
                | "command"
                | "env"
                | "envFrom"
                | "lifecycle"
                | "livenessProbe"
                | "name"
                | "ports"
                | "readinessProbe"
                | "resources"
                | "securityContext"
                | "startupProbe"
                | "volumeMounts"
                | "workingDir"
        )
    },
    taken_for: &[("pullPolicy", "imagePullPolicy")],
    elsewhere: &[("imagePullSecrets", "the pod's `spec`"), ("volumes", "the pod's `spec`")],
};

/// The `image` of a volume.
pub(super) const IMAGE_VOLUME: Fields = Fields {
    of: "an image volume",
    keys: &["reference", "pullPolicy"],
    besides: |_| false,
    taken_for: &[("image", "reference"), ("imagePullPolicy", "pullPolicy")],
    elsewhere: &[],
};

/// Reports the keys of `mapping` that hide an image. True if one is nearly `wanted`.
pub(super) fn check(
    tree: &Tree,
    mapping: NodeId,
    fields: &Fields,
    wanted: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> bool {
    let mut found = false;
    for (key, _) in tree.entries(mapping) {
        let (written, place) = (tree.text(key), tree.place(key));
        if fields.knows(written) {
            continue;
        }
        let look_up = |pairs: &[(&str, &'static str)]| {
            pairs.iter().find(|(known, _)| *known == written).map(|(_, other)| *other)
        };
        if let Some(home) = look_up(fields.elsewhere) {
            diagnostics.keep(fault::misplaced_key(place, written, fields.of, home));
        } else if let Some(meant) = look_up(fields.taken_for).or_else(|| near(written, fields.keys))
        {
            diagnostics.keep(fault::misspelt_field(place, written, fields.of, meant));
            found |= meant == wanted;
        }
    }
    found
}

/// The key that `written` is a slip of: at most one letter of a short one, two of a long one.
/// What is not seen does not count.
fn near(written: &str, keys: &[&'static str]) -> Option<&'static str> {
    let seen: Cow<'_, str> = match written.bytes().all(|byte| byte.is_ascii_graphic()) {
        true => written.into(),
        false => written.chars().filter(char::is_ascii_graphic).collect(),
    };
    let slip = |key: &&'static str| is_within(&seen, key, if key.len() > 9 { 2 } else { 1 });
    keys.iter().copied().find(slip)
}

/// Reports an item that was cut in two: `- name: web` and then `- image: nginx`.
pub(super) fn check_items(tree: &Tree, items: Children<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let has = |item: NodeId, key| tree.get(item, key).is_some();
    let seconds = items.clone().skip(1);
    for (first, second) in items.zip(seconds) {
        let cut = has(first, "name") && !has(first, "image");
        if cut && !has(second, "name") && has(second, "image") {
            let head = |item| tree.entries(item).next().map(|(key, _)| tree.place(key));
            if let (Some(head), Some(tail)) = (head(first), head(second)) {
                diagnostics.keep(fault::cut_item(tail, head));
            }
        }
    }
}

/// Reports lists of containers that stand where Kubernetes does not look for them. True if there
/// are any. What stands in something whose shape was `told` is passed over.
pub(super) fn check_places(
    object: &Object,
    pods: &[KindPath],
    told: &Marks,
    diagnostics: &mut Vec<Diagnostic>,
) -> bool {
    let [path] = pods else { return false };
    let tree = &object.tree;
    if all_are_home(object) {
        return false;
    }
    let specs: HashSet<NodeId> = object.pods.iter().map(|pod| pod.spec).collect();
    let mut strays = Vec::new();
    // Items are objects of their own, or would be.
    let top = tree.entries(object.root).filter(|(key, _)| tree.text(*key) != "items");
    let mut pending: Vec<NodeId> = Vec::new();
    for (key, value) in top {
        if holds_containers(tree.text(key)) && tree.kind(value) != NodeKind::Scalar {
            strays.push(key);
        } else {
            pending.push(value);
        }
    }
    while let Some(node) = pending.pop() {
        if told.contains(node) {
            continue;
        }
        for (key, value) in tree.entries(node) {
            if tree.kind(value) == NodeKind::Scalar {
                continue;
            }
            let name = tree.text(key);
            if holds_containers(name) {
                let at_home = specs.contains(&node);
                strays.extend((!at_home).then_some(key));
                pending.extend(at_home.then_some(value));
            } else if !matches!(name, "annotations" | "labels" | "managedFields" | "status") {
                pending.push(value);
            }
        }
        pending.extend(tree.items(node).filter(|item| tree.kind(*item) != NodeKind::Scalar));
    }
    strays.sort_unstable();
    let homes = strays.iter().take(LABELLED).map(|key| {
        let (name, here) = (tree.text(*key), tree.path_from(object.root, *key));
        (tree.place(*key), here.to_string(), format!("{path}.{name}"))
    });
    let homes: Vec<_> = homes.collect();
    if !homes.is_empty() {
        diagnostics.keep(fault::misplaced_containers(&object.gvk.kind, &homes));
    }
    !homes.is_empty()
}

/// True if it is soon seen that all keys which may be those of lists of containers stand in pods, as
/// nearly always.
fn all_are_home(object: &Object) -> bool {
    let tree = &object.tree;
    let [pod] = object.pods.as_slice() else { return false };
    let keys = tree.entries(pod.spec).map(|(key, _)| key);
    let mut home = keys.filter(|key| holds_containers(tree.text(*key)));
    let mut at_home = |key: NodeId| home.any(|known| known == key);
    match tree.noted(object.root) {
        Some(keys) => {
            keys.iter().filter(|key| holds_containers(tree.text(**key))).all(|key| at_home(*key))
        }
        None => tree.reading(object.root, &LISTS).all(at_home),
    }
}

/// The keys of lists of containers.
const LISTS: [&str; 3] = ["containers", "initContainers", "ephemeralContainers"];

/// True for the keys of lists of containers.
fn holds_containers(key: &str) -> bool {
    LISTS.contains(&key)
}
