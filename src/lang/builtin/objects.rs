//! Objects, and the run.

use super::{Builtin, Reads, plain, reading, stray};
use crate::lang::value::{At, Causes, Host, List, Shared, Value, Valued, Why};
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
    reading("Manifests.resources", |host, _| host.run_list(|run| &run.resources), Reads::Run),
    reading("Manifests.pods", |host, _| host.run_list(|run| &run.pods), Reads::Run),
    reading("Manifests.containers", |host, _| host.run_list(|run| &run.containers), Reads::Run),
    reading("Manifests.images", |host, _| host.run_list(|run| &run.images), Reads::Run),
    reading("Manifests.find", find, Reads::KindAsked),
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
    if !host.charge(len) {
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
    let (Value::Kind(group, kind), Value::Text(name)) = (&kind.value, &name.value) else {
        return stray();
    };
    match &namespace.value {
        Value::Text(namespace) => host.find((group, kind), Some(namespace), name),
        Value::Absent => host.find((group, kind), None, name),
        _ => stray(),
    }
}
