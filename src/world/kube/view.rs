//! What a manifest's object holds, found once: pods, containers, images.
//!
//! A view keeps node ids, never copies: what a value says, where it stands and how it is written is
//! asked of the tree. Where a manifest leaves something out, the view remembers the mapping in which
//! it would stand; where it has another shape than Kubernetes reads, the node that is in the way.

use std::sync::Arc;

use super::kinds::Scope;
use crate::base::{Name, Place};
use crate::world::image::{PullPolicy, Reference, ReferenceFault};
use crate::world::manifest::{NodeId, Tree};

/// A field of a manifest: there, not there, or of a shape that Kubernetes does not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot<T = NodeId> {
    /// There.
    Present(T),
    /// Not there (or an explicit `null`, or an empty text that Kubernetes reads as unset); it
    /// would stand in this mapping.
    Absent(NodeId),
    /// There, but of another shape: this node's.
    Unknown(NodeId),
}

impl<T> Slot<T> {
    /// The value, if it is there.
    pub fn present(self) -> Option<T> {
        match self {
            Self::Present(value) => Some(value),
            Self::Absent(_) | Self::Unknown(_) => None,
        }
    }

    /// The same slot with the value changed.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Slot<U> {
        match self {
            Self::Present(value) => Slot::Present(change(value)),
            Self::Absent(node) => Slot::Absent(node),
            Self::Unknown(node) => Slot::Unknown(node),
        }
    }

    /// As a slot of a reference.
    pub fn as_ref(&self) -> Slot<&T> {
        match self {
            Self::Present(value) => Slot::Present(value),
            Self::Absent(node) => Slot::Absent(*node),
            Self::Unknown(node) => Slot::Unknown(*node),
        }
    }
}

/// Group, version and kind of an object.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GroupVersionKind {
    /// `apps`; empty for the core group.
    pub group: Name,
    /// `v1`.
    pub version: Name,
    /// `Deployment`.
    pub kind: Name,
}

/// In which list of a pod, or elsewhere, something that has an image stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sort {
    /// `containers`.
    Main,
    /// `initContainers`.
    Init,
    /// `initContainers` with `restartPolicy: Always`; the `sidecars` of a kind that has such.
    Sidecar,
    /// `ephemeralContainers`.
    Ephemeral,
    /// `volumes[].image`.
    Volume,
    /// A path of a kind that names an image in a plain field.
    Field,
}

/// An object of the run and what is in it.
#[derive(Debug)]
pub struct Object {
    /// The document's tree; an object may be an item of a list in it.
    pub tree: Arc<Tree>,
    /// The object's mapping.
    pub root: NodeId,
    /// What it is. Items of a `PodList` and kin have the kind that the list gives them.
    pub gvk: GroupVersionKind,
    /// Where objects of its kind live.
    pub scope: Scope,
    /// `metadata`.
    pub metadata: Slot,
    /// `metadata.name`, of type text.
    pub name: Slot,
    /// `metadata.namespace`, of type text.
    pub namespace: Slot,
    /// Pods and pod templates, in document order.
    pub pods: Vec<Pod>,
    /// Containers of any sort, in document order.
    pub containers: Vec<Container>,
    /// Images, in document order.
    pub images: Vec<ImageUse>,
    /// Lists that are there but can't be fully read: pods, containers or images may hide there.
    /// The first hundred of them, and at least one of each that hides anything.
    pub open: Vec<Open>,
    /// Whether its kind is known to the table.
    pub coverage: Coverage,
}

/// A pod or pod template.
#[derive(Clone, Debug)]
pub struct Pod {
    /// The mapping that holds `spec` (and `metadata`), where there is one; a bare pod spec has none.
    pub template: Option<NodeId>,
    /// The pod spec.
    pub spec: NodeId,
    /// The template's `metadata`.
    pub metadata: Slot,
}

/// A container.
#[derive(Clone, Debug)]
pub struct Container {
    /// Its mapping.
    pub node: NodeId,
    /// Which list it stands in.
    pub sort: Sort,
    /// Index into [`Object::pods`]; none for a container outside a pod (a Tekton step).
    pub pod: Option<usize>,
    /// Index into [`Object::images`].
    pub image: usize,
}

/// A place that pulls, or should pull, an image.
#[derive(Clone, Debug)]
pub struct ImageUse {
    /// The reference: its scalar and how it parses.
    pub written: Slot<Written>,
    /// Where it stands.
    pub sort: Sort,
    /// Index into [`Object::pods`].
    pub pod: Option<usize>,
    /// Index into [`Object::containers`].
    pub container: Option<usize>,
    /// The mapping whose key names the image (a container, an image volume, a spec).
    pub holder: NodeId,
    /// The key that names it (`image`, `reference`, a path's last key).
    pub key: Name,
    /// The key of its pull policy in `holder`, where the place has one.
    pub policy_key: Option<&'static str>,
    /// The declared pull policy: its scalar and value. `Absent` where the place has none.
    pub declared: Slot<(NodeId, PullPolicy)>,
    /// What OpenShift writes over it, if anything.
    pub overwritten: Option<Box<Overwritten>>,
}

// A file has fifty thousand of them, each written in twenty bytes.
const _: () = assert!(size_of::<ImageUse>() <= 120);

impl ImageUse {
    /// True if nothing is written, or nothing but blanks: what a trigger is left to fill.
    pub fn is_blank(&self, tree: &Tree) -> bool {
        match &self.written {
            Slot::Absent(_) => true,
            Slot::Present(written) => tree.text(written.node).trim().is_empty(),
            Slot::Unknown(_) => false,
        }
    }
}

/// What OpenShift writes over an image: what an ImageStreamTag holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overwritten {
    /// The scalar that says so: the tag's name, or the annotation that holds it.
    pub at: NodeId,
    /// The ImageStreamTag as it is named: `web:latest`. Empty where what names it can't be read.
    pub name: Box<str>,
    /// The namespace that is written beside it; the object's own where there is none.
    pub namespace: Option<Box<str>>,
    /// False where it may or may not happen.
    pub surely: bool,
    /// True for a trigger, which acts after the object was created; a name is looked up before.
    pub triggered: bool,
}

/// An image reference in a manifest.
#[derive(Clone, Debug)]
pub struct Written {
    /// Its scalar.
    pub node: NodeId,
    /// What it is as a reference.
    pub parsed: Result<Arc<Reference>, Box<ReferenceFault>>,
}

/// A list that can't be fully read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Open {
    /// The node that is in the way.
    pub node: NodeId,
    /// What may hide there.
    pub hides: Hides,
}

/// What an unreadable list may hide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hides {
    /// Pods, and so containers and images too.
    Pods,
    /// Containers, and so images too.
    Containers,
    /// Images only (volumes, a plain field).
    Images,
}

/// What the kinds table says of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Coverage {
    /// A row says where its pods and images are.
    Known,
    /// No row, and nothing in it looks like a container or an image reference.
    Plain,
    /// These nodes look like image references, and no row leads to them: not judged. The kind may
    /// have a row, if it is not one of Kubernetes' own.
    Uncovered(Vec<NodeId>),
}

impl Object {
    /// The place of one of its nodes.
    pub fn place(&self, node: NodeId) -> Place {
        self.tree.place(node)
    }

    /// The text of a slot that holds text.
    pub fn text(&self, slot: Slot) -> Option<&str> {
        slot.present().map(|node| self.tree.text(node))
    }
}
