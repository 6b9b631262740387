//! What an image says, and what a manifest does with it.

use super::{Builtin, Reads, plain, reading, stray};
use crate::lang::value::{
    At, Host, Origin, Shared, Value, Valued, Why, declared_policy, filled, reference, serve,
    stream_tag,
};
use crate::world::image::{
    Derivation, Effective, PullPolicy, Reference, RepoPattern, TagForm, effective_pull_policy,
    tag_date, tag_version,
};
use crate::world::kube::{ImageUse, Object, Slot, Sort};
use crate::world::manifest::{NodeId, Scalar};

pub(super) const TABLE: &[Builtin] = &[
    plain("Image.registry", |host, args| of(host, args, |r| text(r, Reference::registry))),
    plain("Image.registry_is_explicit", |host, args| {
        of(host, args, |r| Value::Bool(r.registry_is_explicit()))
    }),
    plain("Image.path", |host, args| of(host, args, |r| text(r, Reference::path))),
    plain("Image.repo", |host, args| {
        of(host, args, |r| Value::Repo(Shared::new(RepoPattern::of(r))))
    }),
    plain("Image.name", |host, args| of(host, args, |r| text(r, Reference::name))),
    plain("Image.tag", |host, args| of(host, args, |r| part(r, Reference::tag))),
    plain("Image.digest", |host, args| of_all(host, args, |r| part(r, Reference::digest), true)),
    plain("Image.effective_tag", |host, args| {
        of(host, args, |r| part(r, Reference::effective_tag))
    }),
    plain("Image.canonical", |host, args| {
        of_all(host, args, |r| text(r, Reference::canonical), true)
    }),
    plain("Image.tag_form", |host, args| {
        of(host, args, |r| of_tag(r, |tag| Some(Value::Word(TagForm::of(tag).into()))))
    }),
    plain("Image.tag_version", |host, args| {
        of(host, args, |r| {
            of_tag(r, |tag| tag_version(tag).map(|it| Value::Version(Shared::new(it))))
        })
    }),
    plain("Image.tag_date", |host, args| {
        of(host, args, |r| of_tag(r, |tag| tag_date(tag).map(Value::Date)))
    }),
    plain("ImageUse.written", |host, args| match used(args) {
        Some((object, image, _)) => written(host, object, image),
        None => stray(),
    }),
    plain("ImageUse.text", |host, args| match used(args) {
        Some((object, image, _)) => text_there(host, object, image),
        None => stray(),
    }),
    plain("ImageUse.is_valid", |host, args| match used(args) {
        Some((object, image, _)) => is_valid(host, object, image),
        None => stray(),
    }),
    plain("ImageUse.declared_pull_policy", |host, args| match used(args) {
        Some((object, image, _)) => declared_policy(host, object, image),
        None => stray(),
    }),
    plain("ImageUse.effective_pull_policy", |host, args| match used(args) {
        Some((object, image, _)) => effective(host, object, image),
        None => stray(),
    }),
    plain("ImageUse.namespace", |host, args| match used(args) {
        Some((object, ..)) => host.namespace(object),
        None => stray(),
    }),
    reading("ImageUse.namespace_object", namespace_object, Reads::Kinds(&[("", "Namespace")])),
    plain("ImageUse.object", |_, args| match used(args) {
        Some((object, ..)) => Value::Object(object).made(),
        None => stray(),
    }),
    plain("ImageUse.pod", |_, args| match used(args) {
        Some((object, image, _)) => index(image.pod, |at| Value::Pod(object, at)),
        None => stray(),
    }),
    plain("ImageUse.container", |_, args| match used(args) {
        Some((object, image, _)) => index(image.container, |at| Value::Container(object, at)),
        None => stray(),
    }),
    plain("ImageUse.image_stream_tag", |host, args| match used(args) {
        Some((object, image, _)) => stream_tag(host, object, image),
        None => stray(),
    }),
    plain("ImageUse.sort", |_, args| match used(args) {
        Some((_, image, at)) => Value::Word(image.sort.into()).at(at),
        None => stray(),
    }),
];

/// The image use that the only argument is, and where it stands.
fn used<'w>(args: &[Valued<'w>]) -> Option<(&'w Object, &'w ImageUse, At<'w>)> {
    let [arg] = args else { return None };
    let Value::ImageUse(object, index) = arg.value else { return None };
    Some((object, object.images.get(index as usize)?, arg.at()?))
}

fn index<'w>(at: Option<usize>, of: impl Fn(u32) -> Value<'w>) -> Valued<'w> {
    let at = at.and_then(|at| u32::try_from(at).ok());
    at.map_or(Value::Absent, of).made()
}

fn text<'w>(image: &Shared<'w, Reference>, of: fn(&Reference) -> &str) -> Value<'w> {
    match image {
        Shared::Borrowed(image) => Value::borrowed(of(image)),
        Shared::Counted(image) => Value::text(of(image)),
    }
}

fn part<'w>(image: &Shared<'w, Reference>, of: fn(&Reference) -> Option<&str>) -> Value<'w> {
    let found = match image {
        Shared::Borrowed(image) => of(image).map(Value::borrowed),
        Shared::Counted(image) => of(image).map(Value::text),
    };
    found.unwrap_or(Value::Absent)
}

/// What the written tag says; absent where there is none, or it does not say.
fn of_tag<'w>(image: &Reference, read: impl Fn(&str) -> Option<Value<'w>>) -> Value<'w> {
    image.tag().and_then(read).unwrap_or(Value::Absent)
}

/// Something of the image that the only argument is, or names. Where it names none, or none that
/// parses, nothing is known of it.
fn of<'w>(
    host: &mut Host<'w>,
    args: &[Valued<'w>],
    read: impl Fn(&Shared<'w, Reference>) -> Value<'w>,
) -> Valued<'w> {
    of_all(host, args, read, false)
}

/// The same; `digest` if it takes the digest, which may be the cluster's affair.
fn of_all<'w>(
    host: &mut Host<'w>,
    args: &[Valued<'w>],
    read: impl Fn(&Shared<'w, Reference>) -> Value<'w>,
    digest: bool,
) -> Valued<'w> {
    let [arg] = args else { return stray() };
    let image = serve(host, arg);
    match &image.value {
        Value::Image(reference) if digest && reference.digest_is_open() => {
            let why = Why::ImportedDigest(reference.repository().into());
            let causes = host.causes.note(why, image.at());
            Value::Unknown(causes.of_something_there()).with(image.origin)
        }
        Value::Image(reference) => read(reference).with(image.origin),
        Value::Unknown(_) => image,
        _ => stray(),
    }
}

fn written<'w>(host: &mut Host<'w>, object: &'w Object, image: &'w ImageUse) -> Valued<'w> {
    if let Some(name) = filled(object, image) {
        return Value::borrowed(name).with(reference_at(object, image));
    }
    match &image.written {
        Slot::Present(written) => {
            let at = At::node(object, written.node);
            Value::borrowed(object.tree.text(written.node)).at(at)
        }
        _ => reference(host, object, image),
    }
}

/// Whatever text stands there: an empty one is told from a missing key, both of which are no image to
/// Kubernetes.
fn text_there<'w>(host: &mut Host<'w>, object: &'w Object, image: &'w ImageUse) -> Valued<'w> {
    let node = match &image.written {
        Slot::Present(written) => Some(written.node),
        Slot::Absent(holder) => object.tree.get(*holder, &image.key),
        Slot::Unknown(_) => return reference(host, object, image),
    };
    let is_text = |node: &NodeId| matches!(object.tree.scalar(*node), Some(Scalar::Text(_)));
    match node.filter(is_text) {
        Some(node) => Value::borrowed(object.tree.text(node)).at(At::node(object, node)),
        None => Value::Absent.with(reference_at(object, image)),
    }
}

fn is_valid<'w>(host: &mut Host<'w>, object: &'w Object, image: &'w ImageUse) -> Valued<'w> {
    let written = written(host, object, image);
    if filled(object, image).is_some() {
        return Value::Bool(true).with(written.origin);
    }
    let valid = match &image.written {
        Slot::Present(written) => written.parsed.is_ok(),
        Slot::Absent(_) => false,
        Slot::Unknown(_) => return written,
    };
    Value::Bool(valid).with(written.origin)
}

/// Where an image stands, or would stand.
fn reference_at<'w>(object: &'w Object, image: &'w ImageUse) -> Origin<'w> {
    Origin::At(match &image.written {
        Slot::Present(written) => At::node(object, written.node),
        Slot::Absent(mapping) => At::missing(object, *mapping, &image.key),
        Slot::Unknown(node) => At::node(object, *node),
    })
}

/// What Kubernetes stores on creation, before OpenShift writes over the image. It does not take the plugin AlwaysPullImages to ephemeral
/// containers, which are added through a subresource.
fn effective<'w>(host: &mut Host<'w>, object: &'w Object, image: &'w ImageUse) -> Valued<'w> {
    let Some(key) = image.policy_key else {
        return host.unknown(Why::NoPolicyHere, Some(At::node(object, image.holder)));
    };
    let always = host.cluster.profile.always_pull_images && image.sort != Sort::Ephemeral;
    let declared = match &image.declared {
        Slot::Present((_, policy)) => Some(*policy),
        Slot::Absent(_) => None,
        Slot::Unknown(_) if always => None,
        Slot::Unknown(_) => return declared_policy(host, object, image),
    };
    let parsed = image.written.as_ref().present().and_then(|written| written.parsed.as_ref().ok());
    let blank = Effective { policy: PullPolicy::IfNotPresent, derivation: Derivation::Blank };
    let effective = effective_pull_policy(declared, parsed.map(|p| &**p), always)
        .or_else(|| filled(object, image).map(|_| blank));
    let Some(effective) = effective else {
        let image = reference(host, object, image);
        return match image.value {
            Value::Absent => host.unknown(Why::NoImage, image.at()),
            _ => image,
        };
    };
    let at = match image.declared {
        Slot::Present((node, _)) => At::node(object, node),
        _ => At::missing(object, image.holder, key),
    };
    let origin = match effective.derivation {
        Derivation::Declared(_) => Origin::At(at),
        derivation => Origin::Defaulted(at, derivation),
    };
    Value::Word(effective.policy.into()).with(origin)
}

fn namespace_object<'w>(host: &mut Host<'w>, args: &[Valued<'w>]) -> Valued<'w> {
    match used(args) {
        Some((object, ..)) => host.namespace_object(object),
        None => stray(),
    }
}
