//! Document order: what was found by several paths, and what of it belongs together.

use super::view::{Object, Slot};
use crate::world::manifest::NodeId;

/// Sorts pods, containers and images by where they stand, and mends the indices between them.
pub(super) fn in_document_order(object: &mut Object) {
    let pods = order(&object.pods, |pod| pod.spec);
    let containers = order(&object.containers, |container| container.node);
    let images = order(&object.images, |image| match &image.written {
        Slot::Present(written) => written.node,
        Slot::Absent(node) | Slot::Unknown(node) => *node,
    });
    object.open.sort_by_key(|open| open.node);
    if pods.is_none() && containers.is_none() && images.is_none() {
        return;
    }
    let moved = |to: &Option<Vec<usize>>, at: usize| {
        to.as_ref().and_then(|to| to.get(at)).copied().unwrap_or(at)
    };
    for container in &mut object.containers {
        container.pod = container.pod.map(|at| moved(&pods, at));
        container.image = moved(&images, container.image);
    }
    for image in &mut object.images {
        image.pod = image.pod.map(|at| moved(&pods, at));
        image.container = image.container.map(|at| moved(&containers, at));
    }
    arrange(&mut object.pods, pods);
    arrange(&mut object.containers, containers);
    arrange(&mut object.images, images);
}

/// Where each element goes when sorted by `key`; nothing where all stand so already.
fn order<T>(list: &[T], key: impl Fn(&T) -> NodeId) -> Option<Vec<usize>> {
    if list.is_sorted_by_key(&key) {
        return None;
    }
    let mut by_key: Vec<(NodeId, usize)> =
        list.iter().enumerate().map(|(at, element)| (key(element), at)).collect();
    by_key.sort_unstable();
    let mut goes = vec![0; list.len()];
    for (to, (_, from)) in by_key.into_iter().enumerate() {
        if let Some(slot) = goes.get_mut(from) {
            *slot = to;
        }
    }
    Some(goes)
}

/// Puts each element where it goes, in place: a list of many images is large.
fn arrange<T>(list: &mut [T], goes: Option<Vec<usize>>) {
    let Some(mut goes) = goes else { return };
    for at in 0..list.len() {
        while let Some(to) = goes.get(at).copied().filter(|to| *to != at && *to < list.len()) {
            list.swap(at, to);
            goes.swap(at, to);
        }
    }
}
