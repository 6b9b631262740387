//! Pods, containers, and the credentials that pods pull with.
//!
//! A pod uses its own pull secrets; only if it has none, those of its service account (`default`
//! if unnamed). They are never merged.

use super::{Builtin, Reads, plain, reading, stray, values};
use crate::lang::value::{
    At, Causes, Host, List, Origin, PullSecret, Reading, Shape, Shared, Value, Valued, Why,
    read_node, serve,
};
use crate::world::kube::credentials::{Covers, account_name, secret_covers};
use crate::world::kube::{Container, Hides, Object, Pod};
use crate::world::manifest::{NodeId, NodeKind};

pub(super) const TABLE: &[Builtin] = &[
    plain("Pod.object", |_, args| match pod(args) {
        Some((object, ..)) => Value::Object(object).made(),
        None => stray(),
    }),
    plain("Pod.namespace", |host, args| match pod(args) {
        Some((object, ..)) => host.namespace(object),
        None => stray(),
    }),
    reading(
        "Pod.namespace_object",
        |host, args| match pod(args) {
            Some((object, ..)) => host.namespace_object(object),
            None => stray(),
        },
        Reads::Kinds(&[("", "Namespace")]),
    ),
    plain("Pod.all_containers", |host, args| match pod(args) {
        Some((object, pod, index)) => {
            let mine = object.containers.iter().map(|c| c.pod == Some(index));
            inside(host, (object, pod), mine, Value::Container, Hides::Containers)
        }
        None => stray(),
    }),
    plain("Pod.images", |host, args| match pod(args) {
        Some((object, pod, index)) => {
            let mine = object.images.iter().map(|i| i.pod == Some(index));
            inside(host, (object, pod), mine, Value::ImageUse, Hides::Images)
        }
        None => stray(),
    }),
    reading(
        "Pod.service_account",
        |host, args| match pod(args) {
            Some((object, pod, _)) => service_account(host, object, pod),
            None => stray(),
        },
        Reads::Kinds(&[("", "ServiceAccount")]),
    ),
    reading(
        "Pod.pull_secrets",
        |host, args| match pod(args) {
            Some((object, pod, _)) => pull_secrets(host, object, pod),
            None => stray(),
        },
        Reads::Kinds(&[("", "ServiceAccount")]),
    ),
    plain("Container.image_use", |host, args| match container(args) {
        Some((object, it)) => match u32::try_from(it.image) {
            Ok(index) => Value::ImageUse(object, index).made(),
            Err(_) => stray(),
        },
        None => no_pod(host, args),
    }),
    plain("Container.sort", |host, args| match container(args) {
        Some((object, it)) => Value::Word(it.sort.into()).at(At::node(object, it.node)),
        None => no_pod(host, args),
    }),
    plain("Container.pod", |host, args| match container(args) {
        Some((object, it)) => match it.pod.and_then(|index| u32::try_from(index).ok()) {
            Some(index) => Value::Pod(object, index).made(),
            None => Value::Absent.made(),
        },
        None => no_pod(host, args),
    }),
    plain("Container.object", |_, args| match args {
        [Valued { value: Value::Container(object, _) | Value::Record(object, _), .. }] => {
            Value::Object(object).made()
        }
        _ => stray(),
    }),
    plain("PullSecret.name", |_, args| match values(args) {
        Some([Value::PullSecret(secret)]) => Value::borrowed(secret.name).at(secret.at),
        _ => stray(),
    }),
    plain("PullSecret.is_external", |host, args| match values(args) {
        Some([Value::PullSecret(secret)]) => is_external(host, secret),
        _ => stray(),
    }),
    reading(
        "PullSecret.secret",
        |host, args| match values(args) {
            Some([Value::PullSecret(secret)]) => find_secret(host, secret),
            _ => stray(),
        },
        Reads::Kinds(&[("", "Secret")]),
    ),
    reading("PullSecret.covers", covers, Reads::Kinds(&[("", "Secret")])),
];

fn pod<'w>(args: &[Valued<'w>]) -> Option<(&'w Object, &'w Pod, usize)> {
    let [Valued { value: Value::Pod(object, index), .. }] = args else { return None };
    let index = *index as usize;
    Some((object, object.pods.get(index)?, index))
}

fn container<'w>(args: &[Valued<'w>]) -> Option<(&'w Object, &'w Container)> {
    let [Valued { value: Value::Container(object, index), .. }] = args else { return None };
    Some((object, object.containers.get(*index as usize)?))
}

/// A container that was read out of what no row of the kinds table describes.
fn no_pod<'w>(host: &mut Host<'w>, args: &[Valued<'w>]) -> Valued<'w> {
    let at = args.first().and_then(Valued::at);
    host.unknown(Why::NoPod, at)
}

/// What an object has in one pod; open if a list in that pod may hide some.
fn inside<'w>(
    host: &mut Host<'w>,
    (object, pod): (&'w Object, &'w Pod),
    mine: impl ExactSizeIterator<Item = bool>,
    of: fn(&'w Object, u32) -> Value<'w>,
    wanted: Hides,
) -> Valued<'w> {
    if !host.gather(mine.len()) {
        return host.out_of_fuel();
    }
    let mut open = Causes::NONE;
    for list in &object.open {
        let hides = list.hides != Hides::Images || wanted == Hides::Images;
        if hides && object.tree.holds(pod.spec, list.node) {
            let at = At::node(object, list.node);
            open = open.with(host.causes.note(Why::OpenList, Some(at)));
        }
    }
    let found = (0..).zip(mine).filter(|(_, mine)| *mine).map(|(index, _)| of(object, index));
    Value::List(Shared::new(List::new(found.map(Value::made).collect(), open))).made()
}

fn service_account<'w>(host: &mut Host<'w>, object: &'w Object, pod: &'w Pod) -> Valued<'w> {
    let name = match account_name(&object.tree, pod.spec) {
        Ok(name) => name,
        Err(node) => return host.misread(Why::WrongType("text"), At::node(object, node)),
    };
    let key = "serviceAccountName";
    let written = object.tree.get(pod.spec, key).map(|node| At::node(object, node));
    let at = written.unwrap_or(At::missing(object, pod.spec, key));
    let namespace = match host.lookup_namespace(object) {
        Ok(namespace) => namespace,
        Err(unknown) => return unknown,
    };
    let found = host.find(("", "ServiceAccount"), namespace, name);
    match found.value {
        Value::Absent | Value::Unknown(_) => found.value.at(at),
        _ => found,
    }
}

/// The pull secrets that a pod uses.
fn pull_secrets<'w>(host: &mut Host<'w>, object: &'w Object, pod: &'w Pod) -> Valued<'w> {
    let own = object.tree.get(pod.spec, "imagePullSecrets");
    let wrong = |list: NodeId| object.tree.kind(list) == NodeKind::Mapping;
    if let Some(list) = own.filter(|list| wrong(*list) || !is_empty(object, *list)) {
        return named(host, object, list, object);
    }
    let account = service_account(host, object, pod);
    let open = match account.value {
        Value::Object(account) => {
            return match account.tree.get(account.root, "imagePullSecrets") {
                Some(list) => named(host, account, list, object),
                None => Value::List(Shared::new(List::new(Vec::new(), Causes::NONE))).made(),
            };
        }
        Value::Unknown(causes) => causes,
        _ => Causes::NONE,
    };
    Value::List(Shared::new(List::new(Vec::new(), open))).with(account.origin)
}

/// True for an empty collection, and for what Kubernetes takes for one.
fn is_empty(object: &Object, list: NodeId) -> bool {
    match object.tree.kind(list) {
        NodeKind::Sequence => object.tree.items(list).next().is_none(),
        NodeKind::Scalar => object.tree.is_null(list),
        NodeKind::Mapping => object.tree.entries(list).next().is_none(),
    }
}

/// The secrets that a list of references names; open where one can't be read.
fn named<'w>(host: &mut Host<'w>, object: &'w Object, list: NodeId, pod: &'w Object) -> Valued<'w> {
    let mut open = Causes::NONE;
    if object.tree.kind(list) != NodeKind::Sequence {
        open = host.misread(Why::WrongType("a list"), At::node(object, list)).value.causes();
    }
    let mut items = Vec::new();
    for item in object.tree.items(list) {
        if !host.gather(1) {
            return host.out_of_fuel();
        }
        let name = match object.tree.get(item, "name") {
            // Kubernetes lets it stand, and the kubelet passes it over.
            None if is_empty(object, item) => continue,
            Some(node) => read_node(host, object, node, &Shape::Text, Reading::Field),
            None => host.misread(Why::WrongType("a mapping with `name`"), At::node(object, item)),
        };
        match (&name.value, name.at()) {
            (Value::Text(Shared::Borrowed(text)), Some(at)) => {
                let secret = PullSecret { name: text, pod, at };
                items.push(Value::PullSecret(Shared::new(secret)).at(at));
            }
            (Value::Unknown(causes), _) => open = open.with(*causes),
            // An empty name: no secret has one.
            _ => {}
        }
    }
    Value::List(Shared::new(List::new(items, open))).at(At::node(object, list))
}

fn find_secret<'w>(host: &mut Host<'w>, secret: &PullSecret<'w>) -> Valued<'w> {
    let namespace = match host.lookup_namespace(secret.pod) {
        Ok(namespace) => namespace,
        Err(unknown) => return unknown,
    };
    let found = host.find(("", "Secret"), namespace, secret.name);
    match found.value {
        Value::Absent | Value::Unknown(_) => found.value.at(secret.at),
        _ => found,
    }
}

fn is_external<'w>(host: &mut Host<'w>, secret: &PullSecret<'w>) -> Valued<'w> {
    match host.lookup_namespace(secret.pod) {
        Ok(namespace) => {
            let listed = host.cluster.profile.is_external(("", "Secret"), namespace, secret.name);
            Value::Bool(listed).at(secret.at)
        }
        Err(unknown) => unknown,
    }
}

fn covers<'w>(host: &mut Host<'w>, args: &[Valued<'w>]) -> Valued<'w> {
    let [secret, image] = args else { return stray() };
    let Value::PullSecret(secret) = &secret.value else { return stray() };
    let image = serve(host, image);
    let Value::Image(reference) = &image.value else { return image };
    let found = find_secret(host, secret);
    match found.value {
        Value::Object(object) => match secret_covers(object, reference) {
            Covers::Yes => Value::Bool(true).at(secret.at),
            Covers::No(why) => Value::Bool(false).with(Origin::Because(secret.at, why.as_str())),
            Covers::Unknown => host.unknown(Why::Credentials(secret.name.into()), Some(secret.at)),
        },
        Value::Absent => {
            Value::Bool(false).with(Origin::Because(secret.at, "there is no such Secret"))
        }
        _ => found,
    }
}
