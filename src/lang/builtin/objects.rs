//! Objects, and the run.

use super::{Builtin, Reads, plain, reading, stray};
use crate::lang::value::{At, Causes, Host, List, Lists, Shared, Value, Valued, Why};
use crate::world::kube::{Hides, Object};

pub(super) const TABLE: &[Builtin] = &[
    plain("Object.namespace", |host, args| match object(args) {
        Some(object) => host.namespace(object),
        None => stray(),
    }),
    plain("Object.pods", |host, args| match object(args) {
        Some(object) => inside(host, object, object.pods.len(), Value::Pod, &[Hides::Pods]),
        None => stray(),
    }),
    plain("Object.images", |host, args| match object(args) {
        Some(object) => {
            let hides = &[Hides::Pods, Hides::Containers, Hides::Images];
            inside(host, object, object.images.len(), Value::ImageUse, hides)
        }
        None => stray(),
    }),
    plain("Object.raw", |_, args| match object(args) {
        Some(object) => Value::Raw(object, object.root).at(At::node(object, object.root)),
        None => stray(),
    }),
    reading(
        "Manifests.resources",
        |host, _| host.run_list(|run| run.resources.as_ref()),
        Reads::Run(Lists { resources: true, ..Lists::NONE }),
    ),
    reading(
        "Manifests.pods",
        |host, _| host.run_list(|run| run.pods.as_ref()),
        Reads::Run(Lists { pods: true, ..Lists::NONE }),
    ),
    reading(
        "Manifests.containers",
        |host, _| host.run_list(|run| run.containers.as_ref()),
        Reads::Run(Lists { containers: true, ..Lists::NONE }),
    ),
    reading(
        "Manifests.images",
        |host, _| host.run_list(|run| run.images.as_ref()),
        Reads::Run(Lists { images: true, ..Lists::NONE }),
    ),
    reading("Manifests.find", find, Reads::KindAsked),
    reading("Manifests.find_all", find_all, Reads::KindAsked),
    reading("Manifests.find_everywhere", find_everywhere, Reads::KindAsked),
    reading("Object.beside", beside, Reads::KindAsked),
    reading(
        "Object.namespace_object",
        |host, args| match object(args) {
            Some(object) => host.namespace_object(object),
            None => stray(),
        },
        Reads::Kinds(&[("", "Namespace")]),
    ),
];

fn object<'w>(args: &[Valued<'w>]) -> Option<&'w Object> {
    match args {
        [Valued { value: Value::Object(object), .. }] => Some(object),
        _ => None,
    }
}

/// All of something in an object; open if a list of it may hide some.
fn inside<'w>(
    host: &mut Host<'w>,
    object: &'w Object,
    len: usize,
    of: fn(&'w Object, u32) -> Value<'w>,
    hides: &[Hides],
) -> Valued<'w> {
    if !host.gather(len) {
        return host.out_of_fuel();
    }
    let mut open = Causes::NONE;
    for list in object.open.iter().filter(|list| hides.contains(&list.hides)) {
        let at = At::node(object, list.node);
        open = open.with(host.causes.note(Why::OpenList, Some(at)));
    }
    let items = (0..).take(len).map(|index| of(object, index).made()).collect();
    Value::List(Shared::new(List::new(items, open))).made()
}

fn find<'w>(host: &mut Host<'w>, args: &[Valued<'w>]) -> Valued<'w> {
    let [_, kind, namespace, name] = args else { return stray() };
    let (Value::Kind(kind), Value::Text(name)) = (&kind.value, &name.value) else {
        return stray();
    };
    match space(namespace) {
        Some(namespace) => host.find((&kind.0, &kind.1), namespace, name),
        None => stray(),
    }
}

/// A namespace as an argument; empty text is none, as it is to Kubernetes.
fn space<'a>(namespace: &'a Valued<'_>) -> Option<Option<&'a str>> {
    match &namespace.value {
        Value::Text(space) => Some(Some(&**space).filter(|space| !space.is_empty())),
        Value::Absent => Some(None),
        _ => None,
    }
}

fn find_all<'w>(host: &mut Host<'w>, args: &[Valued<'w>]) -> Valued<'w> {
    let [_, kind, namespace] = args else { return stray() };
    match (&kind.value, space(namespace)) {
        (Value::Kind(kind), Some(namespace)) => host.find_all((&kind.0, &kind.1), namespace),
        _ => stray(),
    }
}

fn find_everywhere<'w>(host: &mut Host<'w>, args: &[Valued<'w>]) -> Valued<'w> {
    match args {
        [_, Valued { value: Value::Kind(kind), .. }] => host.find_everywhere((&kind.0, &kind.1)),
        _ => stray(),
    }
}

fn beside<'w>(host: &mut Host<'w>, args: &[Valued<'w>]) -> Valued<'w> {
    let [Valued { value: Value::Object(object), .. }, kind] = args else { return stray() };
    let Value::Kind(kind) = &kind.value else { return stray() };
    match host.lookup_namespace(object) {
        Ok(namespace) => host.find_all((&kind.0, &kind.1), namespace),
        Err(unknown) => unknown,
    }
}
