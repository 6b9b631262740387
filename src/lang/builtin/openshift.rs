//! What OpenShift makes of an image: the image stream that it comes from, the mirrors that serve it,
//! the registries that the cluster allows.

use super::{Builtin, plain, stray, values};
use crate::lang::value::{
    At, Causes, Enumeration, Followed, Host, IMPORT_MODE, List, REFERENCE_POLICY, Shared, Source,
    StreamTag, Value, Valued, Why, Word, follow, pulled, stream_of,
};
use crate::world::image::{Reference, RepoPattern};
use crate::world::kube::Registries;
use crate::world::kube::streams::{Declared, TagSpec};

pub(super) const TABLE: &[Builtin] = &[
    plain("ImageUse.pulled_from", |host, args| {
        by_registries(host, args, |registries, image| {
            let sources = registries.sources(image);
            let repo = |source| Value::Repo(Shared::new(RepoPattern::of(source))).made();
            let mut repos: Vec<Valued<'_>> = Vec::new();
            let mut seen: Vec<&str> = Vec::new();
            for source in &sources {
                if !seen.contains(&source.repository()) {
                    seen.push(source.repository());
                    repos.push(repo(source));
                }
            }
            Value::List(Shared::new(List::new(repos, Causes::NONE)))
        })
    }),
    plain("ImageUse.is_allowed_by_cluster", |host, args| {
        by_registries(host, args, |registries, image| Value::Bool(registries.allows(image)))
    }),
    plain("StreamTag.stream", |_, args| match tag(args) {
        Some(tag) => Value::borrowed(tag.stream).at(tag.at),
        None => stray(),
    }),
    plain("StreamTag.tag", |_, args| match tag(args) {
        Some(tag) => Value::borrowed(tag.tag).at(tag.at),
        None => stray(),
    }),
    plain("StreamTag.namespace", |host, args| match tag(args) {
        Some(StreamTag { namespace: Some(name), at, .. }) => Value::borrowed(name).at(*at),
        Some(tag) => host.namespace(tag.user),
        None => stray(),
    }),
    plain("StreamTag.image_stream", |host, args| match tag(args) {
        Some(tag) => stream_of(host, tag),
        None => stray(),
    }),
    plain("StreamTag.overwrites", |_, args| match tag(args) {
        Some(tag) => Value::Bool(tag.overwrites).at(tag.at),
        None => stray(),
    }),
    plain("StreamTag.is_declared", |host, args| {
        said(host, args, |declared| Value::Bool(!matches!(declared, Declared::No)))
    }),
    plain("StreamTag.is_scheduled", |host, args| {
        said(host, args, |it| Value::Bool(spec(it).is_some_and(|spec| spec.is_scheduled())))
    }),
    plain("StreamTag.is_insecure", |host, args| {
        said(host, args, |it| Value::Bool(spec(it).is_some_and(|spec| spec.is_insecure())))
    }),
    plain("StreamTag.import_mode", |host, args| {
        said(host, args, |it| word(it, &["importPolicy", "importMode"], &IMPORT_MODE, "Legacy"))
    }),
    plain("StreamTag.reference_policy", |host, args| {
        said(host, args, |it| word(it, &["referencePolicy", "type"], &REFERENCE_POLICY, "Source"))
    }),
    plain("StreamTag.source", |host, args| match tag(args) {
        Some(tag) => source(host, tag),
        None => stray(),
    }),
];

fn tag<'a, 'w>(args: &'a [Valued<'w>]) -> Option<&'a StreamTag<'w>> {
    match values(args) {
        Some([Value::StreamTag(tag)]) => Some(tag),
        _ => None,
    }
}

/// Something that the registries' configuration says of the image that is pulled.
fn by_registries<'w>(
    host: &mut Host<'w>,
    args: &[Valued<'w>],
    ask: fn(&Registries, &Reference) -> Value<'static>,
) -> Valued<'w> {
    let [Valued { value: Value::ImageUse(object, index), .. }] = args else { return stray() };
    let Some(image) = object.images.get(*index as usize) else { return stray() };
    let image = pulled(host, object, image);
    match &image.value {
        Value::Image(reference) => {
            let registries = host.cluster.index.registries(host.cluster.profile);
            if let Some(unread) = registries.unread() {
                return host.unknown(Why::Unread(unread.into()), image.at());
            }
            ask(registries, reference).with(image.origin)
        }
        Value::Absent => host.unknown(Why::NoImage, image.at()),
        _ => image,
    }
}

/// Something that a stream says of its tag.
fn said<'w>(
    host: &mut Host<'w>,
    args: &[Valued<'w>],
    ask: fn(Declared<'w>) -> Value<'w>,
) -> Valued<'w> {
    let Some(tag) = tag(args) else { return stray() };
    match follow(host, tag) {
        Ok(Followed { first: (_, declared), .. }) => ask(declared).at(tag.at),
        Err(causes) => Value::Unknown(causes).at(tag.at),
    }
}

fn spec(declared: Declared<'_>) -> Option<TagSpec<'_>> {
    match declared {
        Declared::Tag(spec) => Some(spec),
        _ => None,
    }
}

/// A word of a tag's policy; what none says is `otherwise`, and so is what OpenShift refuses.
fn word<'w>(
    declared: Declared<'w>,
    path: &[&str],
    of: &'static Enumeration,
    otherwise: &str,
) -> Value<'w> {
    let written = spec(declared).and_then(|spec| spec.word(path)).unwrap_or(otherwise);
    Word::read(of, written).map_or(Value::Unknown(Causes::UNGUARDED), Value::Word)
}

/// The image that a tag is imported from; absent for what is built or pushed in the cluster.
fn source<'w>(host: &mut Host<'w>, tag: &StreamTag<'w>) -> Valued<'w> {
    let (stream, node) = match follow(host, tag) {
        Err(causes) => return Value::Unknown(causes).at(tag.at),
        Ok(Followed { source: (_, Source::Built(..) | Source::Held), .. }) => {
            return Value::Absent.at(tag.at);
        }
        Ok(Followed {
            source: (stream, Source::Image(_, node, _) | Source::Repository(node)),
            ..
        }) => (stream, node),
    };
    let at = At::node(stream, node);
    match Reference::parse(stream.tree.text(node)) {
        Ok(image) => Value::Image(Shared::new(image)).at(at),
        Err(fault) => host.unknown(Why::Unparsed(Box::new(fault)), Some(at)),
    }
}
