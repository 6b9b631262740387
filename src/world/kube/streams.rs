//! Image streams: what a tag of one holds.
//!
//! OpenShift imports what a tag's `from` names and keeps its digest; whoever refers to the tag gets
//! `repository@digest`, from where it was imported, or, with `referencePolicy: Local`, from the
//! internal registry. A tag with `reference: true` is handed out as it is written, and never
//! imported (`ResolveLatestTaggedImage` of library-go, and the import controller). A tag that the
//! stream does not declare holds what builds and pushes put into the internal registry.

use super::view::{Object, Slot};
use crate::world::image::Reference;
use crate::world::manifest::{NodeId, NodeKind, Scalar, Tree};

/// The group and kind of image streams, today's and that of OpenShift 3.
pub const IMAGE_STREAM: [(&str, &str); 2] =
    [("image.openshift.io", "ImageStream"), ("", "ImageStream")];

/// The registry that OpenShift runs in the cluster, as pods reach it.
pub const INTERNAL_REGISTRY: &str = "image-registry.openshift-image-registry.svc:5000";

/// How many tags that only point at others are followed.
pub const MOST_HOPS: usize = 8;

/// Name and tag of an ImageStreamTag; a name alone means `latest`.
pub fn name_and_tag(written: &str) -> (&str, &str) {
    match written.split_once(':') {
        Some((name, tag)) if !tag.is_empty() => (name, tag),
        Some((name, _)) => (name, "latest"),
        None => (written, "latest"),
    }
}

/// True if names of one component in the stream's namespace stand for its tags
/// (`spec.lookupPolicy.local`).
pub fn is_looked_up(stream: &Object) -> bool {
    let local = stream.tree.at(stream.root, &["spec", "lookupPolicy", "local"]);
    local.is_some_and(|node| stream.tree.scalar(node) == Some(Scalar::Bool(true)))
}

/// What a stream says of one of its tags.
#[derive(Clone, Copy, Debug)]
pub enum Declared<'o> {
    /// This entry of `spec.tags`.
    Tag(TagSpec<'o>),
    /// All tags of this repository are imported (`spec.dockerImageRepository`).
    Repository(NodeId),
    /// Nothing.
    No,
    /// What stands here is not as OpenShift reads it.
    Unread(NodeId),
}

/// An entry of a stream's `spec.tags`.
#[derive(Clone, Copy, Debug)]
pub struct TagSpec<'o> {
    stream: &'o Object,
    /// Its mapping.
    pub node: NodeId,
}

/// What a tag is made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From<'o> {
    /// An image of some registry: the reference as written, and its scalar.
    Image(&'o str, NodeId),
    /// A tag of a stream: its name as written, and its namespace where one is written.
    Tag(&'o str, Option<&'o str>),
    /// An image that a stream holds, by digest.
    Held(&'o str),
    /// Nothing: builds and pushes fill it.
    Nothing,
    /// What stands here is not as OpenShift reads it.
    Unread(NodeId),
}

/// What `stream` says of its tag `tag`. Where it says it twice, the last counts, as it does to
/// those who apply it.
pub fn declared<'o>(stream: &'o Object, tag: &str) -> Declared<'o> {
    let tree = &stream.tree;
    let spec = match child(tree, stream.root, "spec") {
        Slot::Present(spec) if tree.kind(spec) == NodeKind::Mapping => spec,
        Slot::Present(spec) => return Declared::Unread(spec),
        _ => return Declared::No,
    };
    if let Slot::Present(tags) = child(tree, spec, "tags") {
        if tree.kind(tags) != NodeKind::Sequence {
            return Declared::Unread(tags);
        }
        let mut found = None;
        for item in tree.items(tags) {
            match tree.get(item, "name").map(|name| (name, tree.text_value(name))) {
                Some((_, Some(name))) if name == tag => found = Some(item),
                Some((_, Some(_))) => {}
                Some((node, None)) => return Declared::Unread(node),
                None => return Declared::Unread(item),
            }
        }
        if let Some(node) = found {
            return Declared::Tag(TagSpec { stream, node });
        }
    }
    match child(tree, spec, "dockerImageRepository") {
        Slot::Present(node) if tree.text_value(node).is_none() => Declared::Unread(node),
        Slot::Present(node) if !tree.text(node).is_empty() => Declared::Repository(node),
        _ => Declared::No,
    }
}

impl<'o> TagSpec<'o> {
    /// What the tag is made from.
    pub fn from(&self) -> From<'o> {
        let tree = &self.stream.tree;
        let Slot::Present(from) = child(tree, self.node, "from") else { return From::Nothing };
        let text = |key| tree.get(from, key).and_then(|node| tree.text_value(node));
        let (Some(kind), Some(name)) = (text("kind"), text("name")) else {
            return From::Unread(from);
        };
        let node = tree.get(from, "name").unwrap_or(from);
        match kind {
            "DockerImage" => From::Image(name, node),
            "ImageStreamTag" => From::Tag(name, text("namespace").filter(|n| !n.is_empty())),
            "ImageStreamImage" => From::Held(name),
            _ => From::Unread(from),
        }
    }

    /// True if the reference is handed out as written, and never imported.
    pub fn is_reference(&self) -> bool {
        self.says(&["reference"]) == Some(true)
    }

    /// True if it is imported again and again (`importPolicy.scheduled`).
    pub fn is_scheduled(&self) -> bool {
        self.says(&["importPolicy", "scheduled"]) == Some(true)
    }

    /// True if it is imported without verifying the registry (`importPolicy.insecure`).
    pub fn is_insecure(&self) -> bool {
        self.says(&["importPolicy", "insecure"]) == Some(true)
    }

    /// The text at a path, where there is one.
    pub fn word(&self, path: &[&str]) -> Option<&'o str> {
        let tree = &self.stream.tree;
        tree.at(self.node, path).and_then(|node| tree.text_value(node)).filter(|t| !t.is_empty())
    }

    /// True if pods get it from the internal registry (`referencePolicy.type`).
    pub fn is_local(&self) -> bool {
        self.word(&["referencePolicy", "type"]) == Some("Local")
    }

    fn says(&self, path: &[&str]) -> Option<bool> {
        let tree = &self.stream.tree;
        match tree.at(self.node, path).and_then(|node| tree.scalar(node)) {
            Some(Scalar::Bool(value)) => Some(value),
            _ => None,
        }
    }
}

/// The repository of a stream in the internal registry.
pub fn internal(namespace: &str, stream: &str) -> Option<Reference> {
    Reference::parse(&format!("{INTERNAL_REGISTRY}/{namespace}/{stream}")).ok()
}

/// What a pod gets of an imported reference: its repository, by digest.
pub fn imported(source: &Reference) -> Reference {
    let by_digest = source.digest().map(|digest| format!("{}@{digest}", source.repository()));
    let by_digest = by_digest.and_then(|written| Reference::parse(&written).ok());
    by_digest.unwrap_or_else(|| source.at_some_digest())
}

fn child(tree: &Tree, holder: NodeId, key: &str) -> Slot {
    match tree.get(holder, key) {
        Some(node) if !tree.is_null(node) => Slot::Present(node),
        _ => Slot::Absent(holder),
    }
}
