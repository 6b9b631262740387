//! What the kinds table does not reach: things that look like containers or image references.
//!
//! Looked for in kinds without paths, and in kinds that are not Kubernetes' own even if they have
//! some: a row may be older than the kind. Image-shaped is
//!
//! * a text under `image` or a key that ends in `Image`, if it parses as a reference that names a
//!   registry, a tag or a digest (`logo: image.png` is not, nor is `image: {type: string}`);
//! * the text under `image` beside a text under `name` in an item of a list, whatever it is: that
//!   is how containers look.
//!
//! Schemas (`CustomResourceDefinition`), and the texts of `ConfigMap` and `Secret`, name no images
//! that anything pulls, and neither does what stands under `metadata` or `status`.

use std::collections::HashSet;

use super::kinds::Row;
use super::objects::is_template;
use super::view::{Coverage, Object, Slot};
use crate::world::image::Reference;
use crate::world::manifest::{NodeId, NodeKind, Scalar, Tree};

/// Judges how far `row` covers `object`, whose images have been extracted.
pub(super) fn coverage(object: &Object, row: Option<&Row>) -> Coverage {
    let with_paths = row.filter(|row| row.has_paths());
    if with_paths.is_some_and(Row::is_built_in) {
        return Coverage::Known;
    }
    if matches!(&*object.gvk.kind, "CustomResourceDefinition" | "ConfigMap" | "Secret") {
        return Coverage::Plain;
    }
    if is_template(&object.gvk) {
        return Coverage::Plain;
    }
    let mut found = image_shaped(&object.tree, object.root);
    if !found.is_empty() {
        let images = object.images.iter().filter_map(|image| node_of(&image.written));
        let known: HashSet<NodeId> = images.collect();
        found.retain(|node| !known.contains(node));
    }
    match (found.is_empty(), with_paths) {
        (false, _) => Coverage::Uncovered(found),
        (true, Some(_)) => Coverage::Known,
        (true, None) => Coverage::Plain,
    }
}

fn node_of(slot: &Slot<super::view::Written>) -> Option<NodeId> {
    match slot {
        Slot::Present(written) => Some(written.node),
        Slot::Unknown(node) => Some(*node),
        Slot::Absent(_) => None,
    }
}

/// The image-shaped texts of an object, in document order.
fn image_shaped(tree: &Tree, root: NodeId) -> Vec<NodeId> {
    let mut found = Vec::new();
    let top = tree.entries(root).filter(|(key, _)| {
        !matches!(tree.text(*key), "metadata" | "status" | "apiVersion" | "kind" | "items")
    });
    let mut pending: Vec<(NodeId, bool)> = Vec::new();
    for (key, value) in top {
        look_at(tree, key, value, false, &mut found);
        pending.push((value, false));
    }
    while let Some((node, in_list)) = pending.pop() {
        if tree.kind(node) == NodeKind::Scalar {
            continue;
        }
        let container = in_list
            && is_text(tree, tree.get(node, "name"))
            && is_text(tree, tree.get(node, "image"));
        for (key, value) in tree.entries(node) {
            if tree.kind(value) == NodeKind::Scalar {
                look_at(tree, key, value, container, &mut found);
            } else if !tree.reads(key, "rbd") {
                // A block device of Ceph is an "image" too.
                pending.push((value, false));
            }
        }
        let items = tree.items(node).filter(|item| tree.kind(*item) != NodeKind::Scalar);
        pending.extend(items.map(|item| (item, true)));
    }
    found.sort_unstable();
    found
}

fn is_text(tree: &Tree, node: Option<NodeId>) -> bool {
    node.is_some_and(|node| matches!(tree.scalar(node), Some(Scalar::Text(t)) if !t.is_empty()))
}

fn look_at(tree: &Tree, key: NodeId, value: NodeId, container: bool, found: &mut Vec<NodeId>) {
    let name = tree.text(key);
    let (plain, named) = (name == "image", name.ends_with("Image"));
    if !(plain || named) || tree.kind(value) != NodeKind::Scalar {
        return;
    }
    let Some(Scalar::Text(text)) = tree.scalar(value) else { return };
    let telling =
        |r: Reference| r.registry_is_explicit() || r.tag().is_some() || r.digest().is_some();
    if (plain && container) || Reference::parse(&text).is_ok_and(telling) {
        found.push(value);
    }
}
