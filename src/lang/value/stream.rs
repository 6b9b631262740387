//! Images that OpenShift takes from an image stream: by a trigger, or because a name is looked up
//! among the streams of its namespace.
//!
//! Such an image is what the stream's tag holds, whatever is written. Where the run holds the
//! stream, that is known but for the digest that the cluster imported; where it does not, nothing
//! is.
//!
//! Any other cluster knows nothing of this and pulls what is written: an annotation and an
//! ImageStream beside a Deployment could otherwise talk any image out of a policy's sight. So what
//! is written counts where the cluster profile says `openshift: false`, the stream where it says
//! `true`, and where it says nothing neither is known. A DeploymentConfig, and an image that is left
//! blank, are taken by OpenShift alone: there the stream always counts.

use super::{At, Causes, Host, Shared, Value, Valued, Why, reference};
use crate::world::image::Reference;
use crate::world::kube::streams::{
    Declared, From, IMAGE_STREAM, MOST_HOPS, declared, imported, internal, is_looked_up,
    name_and_tag,
};
use crate::world::kube::{ImageUse, Landing, Lookup, Object, Slot};
use crate::world::manifest::NodeId;

/// An image stream's tag, as an image refers to it.
#[derive(Clone, Debug)]
pub struct StreamTag<'w> {
    /// The object that has the image.
    pub user: &'w Object,
    /// The namespace that is written beside the name; where none is, the stream is in the user's.
    pub namespace: Option<&'w str>,
    /// The stream's name.
    pub stream: &'w str,
    /// The tag's name.
    pub tag: &'w str,
    /// True if a trigger writes it over another image that the manifest names.
    pub overwrites: bool,
    /// Where the image stands.
    pub at: At<'w>,
}

impl StreamTag<'_> {
    /// As it is printed: `web:latest`, `shop/web:latest`.
    pub fn shown(&self) -> String {
        let namespace = self.namespace.map(|name| format!("{name}/")).unwrap_or_default();
        format!("{namespace}{}:{}", self.stream, self.tag)
    }
}

/// The ImageStreamTag that OpenShift writes where a manifest leaves an image blank.
pub fn filled<'w>(object: &Object, image: &'w ImageUse) -> Option<&'w str> {
    let with = image.overwritten.as_deref()?;
    (image.is_blank(&object.tree) && !with.name.is_empty()).then_some(&*with.name)
}

/// The image stream's tag that an image is on OpenShift: absent where it is none, or the cluster is no
/// OpenShift, unknown where it may be one.
pub fn stream_tag<'w>(host: &mut Host<'w>, object: &'w Object, image: &'w ImageUse) -> Valued<'w> {
    let at = place(object, image);
    // What it is on OpenShift, unless the cluster is none.
    let stand_in = match stand_in(host, object, image) {
        StandIn::Unknown(Why::OnlyOnOpenShift(_)) => on_openshift(host, object, image),
        known => known,
    };
    match stand_in {
        StandIn::None => Value::Absent.at(at),
        StandIn::Tag(tag) => Value::StreamTag(Shared::new(tag)).at(at),
        StandIn::Unknown(why) => host.unknown(why, Some(at)),
    }
}

/// The image that is pulled: the one that is written, or what stands in for it.
pub fn pulled<'w>(host: &mut Host<'w>, object: &'w Object, image: &'w ImageUse) -> Valued<'w> {
    match stand_in(host, object, image) {
        StandIn::None => reference(host, object, image),
        StandIn::Unknown(why) => host.unknown(why, Some(place(object, image))),
        StandIn::Tag(tag) => match content(host, &tag) {
            Ok(image) => Value::Image(Shared::new(image)).at(tag.at),
            Err(causes) => Value::Unknown(causes).at(tag.at),
        },
    }
}

/// What an image is in truth.
enum StandIn<'w> {
    /// What is written.
    None,
    /// What the tag holds.
    Tag(StreamTag<'w>),
    /// Nobody can say which, and why.
    Unknown(Why),
}

/// What stands in for an image on the cluster that the profile tells of.
fn stand_in<'w>(host: &Host<'w>, object: &'w Object, image: &'w ImageUse) -> StandIn<'w> {
    let surely = is_openshift_alone(object, image);
    match (host.cluster.profile.openshift, on_openshift(host, object, image)) {
        (Some(false), _) if !surely => StandIn::None,
        (None, StandIn::Tag(tag)) if !surely => {
            StandIn::Unknown(Why::OnlyOnOpenShift(tag.shown().into()))
        }
        (_, stand_in) => stand_in,
    }
}

/// True where no other cluster takes the object, or the image as it is written.
fn is_openshift_alone(object: &Object, image: &ImageUse) -> bool {
    &*object.gvk.kind == "DeploymentConfig" || filled(object, image).is_some()
}

fn on_openshift<'w>(host: &Host<'w>, object: &'w Object, image: &'w ImageUse) -> StandIn<'w> {
    let at = place(object, image);
    if let Some(with) = image.overwritten.as_deref() {
        if !with.surely && filled(object, image).is_none() {
            return StandIn::Unknown(Why::PerhapsOverwritten);
        }
        let (stream, tag) = name_and_tag(&with.name);
        let namespace = with.namespace.as_deref();
        let overwrites = with.triggered && filled(object, image).is_none();
        return StandIn::Tag(StreamTag { user: object, namespace, stream, tag, overwrites, at });
    }
    let index = host.cluster.index;
    if image.container.is_none() || image.pod.is_none() || !index.has_streams() {
        return StandIn::None;
    }
    let Slot::Present(written) = &image.written else { return StandIn::None };
    let Ok(reference) = &written.parsed else { return StandIn::None };
    let short = reference.written().get(reference.path_range()).is_some_and(|p| !p.contains('/'));
    if reference.registry_is_explicit() || reference.digest().is_some() || !short {
        return StandIn::None;
    }
    let (stream, tag) = (reference.name(), reference.tag().unwrap_or("latest"));
    let namespace = Landing::of(object, host.cluster.profile).name();
    let mut of_name = IMAGE_STREAM.iter().flat_map(|(of, kind)| index.called(of, kind, stream));
    match find(host, namespace, stream) {
        Lookup::Found(found) if is_looked_up(found) => StandIn::Tag(StreamTag {
            user: object,
            namespace: None,
            stream,
            tag,
            overwrites: false,
            at,
        }),
        Lookup::Found(_) | Lookup::NotInRun => StandIn::None,
        _ if of_name.any(|stream| is_looked_up(stream)) => {
            StandIn::Unknown(Why::PerhapsOverwritten)
        }
        _ => StandIn::None,
    }
}

fn find<'w>(host: &Host<'w>, namespace: Option<&str>, name: &str) -> Lookup<'w> {
    let index = host.cluster.index;
    let [today, once] = IMAGE_STREAM;
    match index.find_of(today, namespace, name) {
        Lookup::NotInRun => index.find_of(once, namespace, name),
        found => found,
    }
}

/// The stream that a tag is of.
pub(crate) fn stream_of<'w>(host: &mut Host<'w>, tag: &StreamTag<'w>) -> Valued<'w> {
    match namespace_of(host, tag) {
        Ok(namespace) => look_up(host, namespace, tag.stream),
        Err(unknown) => unknown,
    }
}

fn look_up<'w>(host: &mut Host<'w>, namespace: Option<&str>, name: &str) -> Valued<'w> {
    let [today, once] = IMAGE_STREAM;
    let index = host.cluster.index;
    let old = matches!(index.find_of(today, namespace, name), Lookup::NotInRun)
        && !matches!(index.find_of(once, namespace, name), Lookup::NotInRun);
    host.find(if old { once } else { today }, namespace, name)
}

fn namespace_of<'w>(
    host: &mut Host<'w>,
    tag: &StreamTag<'w>,
) -> Result<Option<&'w str>, Valued<'w>> {
    match tag.namespace {
        Some(namespace) => Ok(Some(namespace)),
        None => host.lookup_namespace(tag.user),
    }
}

/// One after the other, the tags that a tag points at, and what the last of them is made from.
pub(crate) struct Followed<'w> {
    /// The stream of the first, its namespace, and what it says of it.
    pub(crate) first: (Option<&'w str>, Declared<'w>),
    /// What the last is made from, and the stream that says so.
    pub(crate) source: (&'w Object, Source<'w>),
}

/// What a tag is made from in the end.
#[derive(Clone, Copy)]
pub(crate) enum Source<'w> {
    /// An image of some registry: its reference, its scalar, and whether it is handed out as it is.
    Image(&'w str, NodeId, bool),
    /// A tag of a repository that is imported whole.
    Repository(NodeId),
    /// What is built, or pushed, in the cluster: the stream and its namespace.
    Built(&'w str, Option<&'w str>),
    /// An image that a stream holds.
    Held,
}

/// Follows a tag to what it is made from.
///
/// # Errors
/// What is not known.
pub(crate) fn follow<'w>(host: &mut Host<'w>, tag: &StreamTag<'w>) -> Result<Followed<'w>, Causes> {
    let mut namespace = namespace_of(host, tag).map_err(|unknown| unknown.value.causes())?;
    let (mut name, mut wanted) = (tag.stream, tag.tag);
    let mut first = None;
    let shown = tag.shown();
    let fault = |host: &mut Host<'w>, why| {
        host.causes.note(Why::StreamTag(shown.as_str().into(), why), Some(tag.at))
    };
    for _ in 0..MOST_HOPS {
        let stream = match look_up(host, namespace, name).value {
            Value::Object(stream) => stream,
            Value::Absent => return Err(fault(host, "there is no such image stream")),
            unknown => return Err(unknown.causes()),
        };
        let declared = declared(stream, wanted);
        let first = *first.get_or_insert((namespace, declared));
        let source = match declared {
            Declared::Unread(_) => return Err(fault(host, "the image stream can't be read")),
            Declared::No => Source::Built(name, namespace),
            Declared::Repository(node) => Source::Repository(node),
            Declared::Tag(spec) => match spec.from() {
                From::Unread(_) => return Err(fault(host, "the image stream can't be read")),
                From::Nothing => Source::Built(name, namespace),
                From::Held(_) => Source::Held,
                From::Image(written, node) => Source::Image(written, node, spec.is_reference()),
                From::Tag(next, of) => {
                    namespace = of.or(namespace);
                    (name, wanted) = match next.contains(':') {
                        true => name_and_tag(next),
                        false => (name, next),
                    };
                    continue;
                }
            },
        };
        return Ok(Followed { first, source: (stream, source) });
    }
    Err(fault(host, "its image streams point at each other"))
}

/// What is pulled for a tag.
fn content<'w>(host: &mut Host<'w>, tag: &StreamTag<'w>) -> Result<Reference, Causes> {
    let Followed { first: (namespace, declared), source: (stream, source) } = follow(host, tag)?;
    let local = matches!(declared, Declared::Tag(spec) if spec.is_local());
    let built = |stream, namespace: Option<&str>| {
        namespace.and_then(|namespace| internal(namespace, stream)).map(|r| r.at_some_digest())
    };
    let parse = |written: &str| Reference::parse(written).ok();
    let image = match source {
        Source::Image(written, _, true) => parse(written),
        Source::Image(written, _, false) if local => {
            let digest = parse(written).and_then(|r| Some(format!("@{}", r.digest()?)));
            let at = built(tag.stream, namespace);
            match digest {
                Some(digest) => at.and_then(|r| parse(&format!("{}{digest}", r.repository()))),
                None => at,
            }
        }
        Source::Repository(_) | Source::Held if local => built(tag.stream, namespace),
        Source::Image(written, _, false) => parse(written).map(|r| imported(&r)),
        Source::Repository(node) => parse(stream.tree.text(node)).map(|r| r.at_some_digest()),
        Source::Built(stream, namespace) => built(stream, namespace),
        Source::Held => None,
    };
    let why = "where it is pulled from is not known";
    image.ok_or_else(|| host.causes.note(Why::StreamTag(tag.shown().into(), why), Some(tag.at)))
}

fn place<'w>(object: &'w Object, image: &'w ImageUse) -> At<'w> {
    match &image.written {
        Slot::Present(written) => At::node(object, written.node),
        Slot::Absent(mapping) => At::missing(object, *mapping, &image.key),
        Slot::Unknown(node) => At::node(object, *node),
    }
}
