//! Values, and where they came from.
//!
//! A value of a manifest *is* its object and node: texts are borrowed from the tree, records are
//! indices into the object's view, and nothing is copied. Beside a value stands its [`Origin`]: a
//! written node, the place where an absent one would stand, what Kubernetes' defaults made of it,
//! or nothing, where the policy made it. Operators look at values alone and know no places.
//!
//! An unknown value says with [`Causes`] what it hangs on. A list may be *open*: it then has the
//! items it has and perhaps others, and says why.

mod arith;
mod cause;
mod collection;
mod compare;
pub mod form;
mod host;
mod origin;
mod pattern;
mod print;
mod read;
mod shape;
mod stream;
mod truth;

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

pub use arith::{LONGEST, add, subtract};
pub use cause::{Cause, CauseTable, Causes, Why};
pub use collection::{List, Map};
pub use compare::{Ordered, contains, effort, equal, is_in, matches, order};
pub use host::{Body, Cluster, Host, Lists, Problem, ROOM, Run, RunList, is_of_kind};
pub use origin::{At, Origin};
pub use pattern::Pattern;
pub use print::{Json, json, show, shown, text_of, text_within};
pub use read::{
    Reading, declared_policy, entry_of_field, field, raw_field, raw_index, read_as, read_node,
    reference, serve,
};
pub use shape::{
    CONTAINER_SORT, Enumeration, Form, IMPORT_MODE, MIRROR_SOURCE_POLICY, PULL_POLICY,
    REFERENCE_POLICY, Shape, TAG_FORM, WEEKDAY, Word,
};
pub(crate) use stream::{Followed, Source, follow, stream_of};
pub use stream::{StreamTag, filled, pulled, stream_tag};
pub use truth::Truth;

use crate::world::image::{Glob, Reference, RepoPattern, Version, VersionRange};
use crate::world::kube::Object;
use crate::world::manifest::NodeId;
use crate::world::measure::{Date, Duration, Quantity};

/// Something borrowed from the world or the program, or else shared.
pub enum Shared<'w, T: ?Sized> {
    /// Borrowed.
    Borrowed(&'w T),
    /// Counted.
    Counted(Arc<T>),
}

impl<T: ?Sized> Clone for Shared<'_, T> {
    fn clone(&self) -> Self {
        match self {
            Self::Borrowed(it) => Self::Borrowed(it),
            Self::Counted(it) => Self::Counted(Arc::clone(it)),
        }
    }
}

impl<T: ?Sized> Deref for Shared<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        match self {
            Self::Borrowed(it) => it,
            Self::Counted(it) => it,
        }
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for Shared<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<'w, T> Shared<'w, T> {
    /// Counted.
    pub fn new(it: T) -> Self {
        Self::Counted(Arc::new(it))
    }

    /// Borrowed from here.
    pub fn lend(&'w self) -> Self {
        Self::Borrowed(self)
    }
}

impl<T: Clone> Shared<'_, T> {
    /// The same, borrowed from nowhere.
    pub fn unborrowed(&self) -> Shared<'static, T> {
        match self {
            Self::Borrowed(it) => Shared::new((*it).clone()),
            Self::Counted(it) => Shared::Counted(Arc::clone(it)),
        }
    }
}

/// A pull secret that a pod uses.
#[derive(Clone, Debug)]
pub struct PullSecret<'w> {
    /// Its name.
    pub name: &'w str,
    /// The object that has the pod.
    pub pod: &'w Object,
    /// Where a manifest names it.
    pub at: At<'w>,
}

/// A value.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Value<'w> {
    /// Not there.
    Absent,
    /// Not known.
    Unknown(Causes),
    /// `Bool`.
    Bool(bool),
    /// `Int`.
    Int(i64),
    /// `String`.
    Text(Shared<'w, str>),
    /// A value of an enum.
    Word(Word),
    /// `Repo`.
    Repo(Shared<'w, RepoPattern>),
    /// `Version`.
    Version(Shared<'w, Version>),
    /// `VersionRange`.
    Range(Shared<'w, VersionRange>),
    /// `Glob`.
    Glob(Shared<'w, Glob>),
    /// `Regex`, made to match whole texts and to search in texts.
    Regex(Shared<'w, Pattern>),
    /// `Quantity`.
    Quantity(Shared<'w, Quantity>),
    /// `Duration`.
    Duration(Duration),
    /// `Date`.
    Date(Date),
    /// `Image`.
    Image(Shared<'w, Reference>),
    /// `ImageUse`: an index into its object's images.
    ImageUse(&'w Object, u32),
    /// `Container`: an index into its object's containers.
    Container(&'w Object, u32),
    /// `Pod`: an index into its object's pods.
    Pod(&'w Object, u32),
    /// `Object`, and the record of any kind.
    Object(&'w Object),
    /// Any other record of a manifest: its mapping.
    Record(&'w Object, NodeId),
    /// `Raw`.
    Raw(&'w Object, NodeId),
    /// `PullSecret`.
    PullSecret(Shared<'w, PullSecret<'w>>),
    /// An image stream's tag, as an image refers to it.
    StreamTag(Shared<'w, StreamTag<'w>>),
    /// `manifests`.
    Manifests,
    /// `ClusterProfile`: that of the run.
    Cluster,
    /// A kind as an argument: its group (empty for the core group) and name.
    Kind(Shared<'w, (Box<str>, Box<str>)>),
    /// `List`.
    List(Shared<'w, List<'w>>),
    /// `Set`: a list without repetitions.
    Set(Shared<'w, List<'w>>),
    /// `Map`.
    Map(Shared<'w, Map<'w>>),
    /// What iterating a map yields.
    Entry(Shared<'w, (Valued<'w>, Valued<'w>)>),
}

/// A value and where it came from.
#[derive(Clone, Debug)]
pub struct Valued<'w> {
    /// The value.
    pub value: Value<'w>,
    /// Where it came from.
    pub origin: Origin<'w>,
}

impl<'w> Value<'w> {
    /// A text of the policy's making.
    pub fn text(text: impl Into<Arc<str>>) -> Self {
        Self::Text(Shared::Counted(text.into()))
    }

    /// A borrowed text.
    pub fn borrowed(text: &'w str) -> Self {
        Self::Text(Shared::Borrowed(text))
    }

    /// What it hangs on, itself or anything in it; nothing where all of it is known.
    pub fn causes(&self) -> Causes {
        match self {
            Self::Unknown(causes) => *causes,
            Self::List(list) | Self::Set(list) => list.causes(),
            Self::Map(map) => map.causes(),
            Self::Entry(entry) => entry.0.value.causes().with(entry.1.value.causes()),
            _ => Causes::NONE,
        }
    }

    /// Values in it, itself one of them, were nothing shared. What a manifest holds counts as one.
    pub fn size(&self) -> usize {
        match self {
            Self::List(list) | Self::Set(list) => list.size(),
            Self::Map(map) => map.size(),
            Self::Entry(entry) => entry.0.value.size().saturating_add(entry.1.value.size()),
            _ => 1,
        }
    }

    /// Steps for comparing it with one like it: in a text, some letters a step; in a set, each member with
    /// each.
    pub fn weight(&self) -> usize {
        match self {
            Self::Text(text) => 1 + text.len() / 64,
            Self::List(list) => list.weight(),
            Self::Set(list) => list.weight().saturating_mul(list.items.len().max(1)),
            Self::Map(map) => map.weight(),
            Self::Entry(entry) => entry.0.value.weight().saturating_add(entry.1.value.weight()),
            _ => 1,
        }
    }

    /// As a truth; what is neither true nor false is unknown.
    pub fn truth(&self) -> Truth {
        match self {
            Self::Bool(value) => (*value).into(),
            Self::Unknown(causes) => Truth::Unknown(*causes),
            _ => Truth::Unknown(Causes::UNGUARDED),
        }
    }

    /// The text, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The same value; what it shares is borrowed from here.
    pub fn lend(&'w self) -> Self {
        match self {
            Self::List(list) => Self::List(list.lend()),
            Self::Set(list) => Self::Set(list.lend()),
            Self::Map(map) => Self::Map(map.lend()),
            Self::Entry(entry) => Self::Entry(entry.lend()),
            Self::Text(text) => Self::borrowed(text),
            Self::Repo(it) => Self::Repo(it.lend()),
            Self::Version(it) => Self::Version(it.lend()),
            Self::Range(it) => Self::Range(it.lend()),
            Self::Glob(it) => Self::Glob(it.lend()),
            Self::Regex(it) => Self::Regex(it.lend()),
            Self::Quantity(it) => Self::Quantity(it.lend()),
            Self::Image(it) => Self::Image(it.lend()),
            other => other.clone(),
        }
    }

    /// The same value, with all that it borrows copied. None for what is of a manifest.
    pub fn detached(&self) -> Option<Value<'static>> {
        Some(match self {
            Self::Absent => Value::Absent,
            Self::Bool(it) => Value::Bool(*it),
            Self::Int(it) => Value::Int(*it),
            Self::Text(it) => Value::text(&**it),
            Self::Word(it) => Value::Word(*it),
            Self::Repo(it) => Value::Repo(it.unborrowed()),
            Self::Version(it) => Value::Version(it.unborrowed()),
            Self::Range(it) => Value::Range(it.unborrowed()),
            Self::Glob(it) => Value::Glob(it.unborrowed()),
            Self::Regex(it) => Value::Regex(it.unborrowed()),
            Self::Quantity(it) => Value::Quantity(it.unborrowed()),
            Self::Duration(it) => Value::Duration(*it),
            Self::Date(it) => Value::Date(*it),
            Self::Image(it) => Value::Image(it.unborrowed()),
            Self::List(list) => Value::List(Shared::new((**list).detached()?)),
            Self::Set(list) => Value::Set(Shared::new((**list).detached()?)),
            Self::Map(map) => Value::Map(Shared::new((**map).detached()?)),
            Self::Entry(it) => {
                let (key, value) = (it.0.value.detached()?, it.1.value.detached()?);
                Value::Entry(Shared::new((key.made(), value.made())))
            }
            _ => return None,
        })
    }

    /// With this origin.
    pub fn with(self, origin: Origin<'w>) -> Valued<'w> {
        Valued { value: self, origin }
    }

    /// As something that the policy made.
    pub fn made(self) -> Valued<'w> {
        self.with(Origin::Made)
    }

    /// As what a place in a manifest says.
    pub fn at(self, at: At<'w>) -> Valued<'w> {
        self.with(Origin::At(at))
    }
}

impl<'w> Valued<'w> {
    /// Where it stands in a manifest, or would stand; none for what the policy made.
    pub fn at(&self) -> Option<At<'w>> {
        if let Some(at) = self.origin.at() {
            return Some(at);
        }
        match &self.value {
            Value::Record(object, node) | Value::Raw(object, node) => Some(At::node(object, *node)),
            Value::PullSecret(secret) => Some(secret.at),
            Value::StreamTag(tag) => Some(tag.at),
            other => host::subject_at(other),
        }
    }
}

impl From<Truth> for Value<'_> {
    fn from(truth: Truth) -> Self {
        match truth {
            Truth::False => Self::Bool(false),
            Truth::True => Self::Bool(true),
            Truth::Unknown(causes) => Self::Unknown(causes),
        }
    }
}

impl From<bool> for Value<'_> {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}
