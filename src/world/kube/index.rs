//! Objects by kind, namespace and name: what the run holds of a cluster.
//!
//! An object that writes no namespace, where the profile names none, is kept under none. Objects of
//! one run that write none land together, so one finds another there; whether such an object *is*
//! the one that somebody asks for in a named namespace nobody can say ([`Lookup::Perhaps`]), nor
//! whether it takes the place of another one of its name.
//!
//! An object may stand in the run twice. `kubectl` applies both, the later over the earlier, but
//! which is later depends on how it is called: the answer is [`Lookup::Several`]. Nothing depends
//! on the order in which objects were added.
//!
//! Kubernetes' own kinds are known by their names alone: what moved out of the group `extensions` is
//! the same kind there as in the group that it moved to. So are OpenShift's that once had no group.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock};

use super::kinds::{Scope, is_closed};
use super::mirrors::Registries;
use super::profile::{Landing, Profile};
use super::streams::IMAGE_STREAM;
use super::view::Object;

/// Objects by kind, namespace and name. A lookup takes no longer for there being more of them.
#[derive(Clone, Debug, Default)]
pub struct Index {
    kinds: BTreeMap<Box<str>, OfKind>,
    registries: OnceLock<Registries>,
    /// Whether there are image streams: every image that a rule reads would look for its own.
    streams: bool,
}

/// The objects of a kind.
#[derive(Clone, Debug, Default)]
struct OfKind {
    /// All, in source order.
    all: Vec<Arc<Object>>,
    named: HashMap<Box<str>, Named>,
    /// Those whose names the API server completes, by what it puts its letters behind.
    generated: HashMap<Box<str>, Vec<Arc<Object>>>,
    spaces: BTreeMap<Box<str>, Space>,
    /// Those whose namespace is not known, or that are in none.
    nowhere: Space,
    /// True for a kind that lives in no namespace.
    cluster: bool,
}

/// The objects of a kind in a namespace.
#[derive(Clone, Debug, Default)]
struct Space {
    /// Those that are the only ones of their name, in source order.
    sure: Vec<Arc<Object>>,
    /// The first name that several have, or may have.
    doubled: Option<Box<str>>,
}

/// The objects of a kind and name, by namespace, each list in source order.
#[derive(Clone, Debug, Default)]
struct Named {
    spaces: HashMap<Box<str>, Vec<Arc<Object>>>,
    nowhere: Vec<Arc<Object>>,
    /// The first of those in a namespace.
    first: Option<Arc<Object>>,
}

/// The answer to a lookup.
#[derive(Clone, Debug)]
pub enum Lookup<'i> {
    /// This one.
    Found(&'i Arc<Object>),
    /// The run does not hold it.
    NotInRun,
    /// The run holds it several times, here in source order.
    Several(Vec<&'i Arc<Object>>),
    /// It holds one, or several, that may be the one asked for, or may not: a namespace is not
    /// known, or the API server completes a name. This is one of them.
    Perhaps(&'i Arc<Object>),
}

/// The objects of a kind in a namespace, as far as the run holds them.
#[derive(Clone, Copy, Debug, Default)]
pub struct Members<'i> {
    /// These, in source order.
    pub sure: &'i [Arc<Object>],
    /// A name under which the run holds several; none of them is among the others.
    pub doubled: Option<&'i str>,
    /// True if objects of which it is not known may be there as well.
    pub perhaps: bool,
}

impl Index {
    /// An index of `objects`, which land as `profile` says. Those without a name
    /// are found only among all of their kind.
    pub fn new(objects: impl IntoIterator<Item = Arc<Object>>, profile: &Profile) -> Self {
        let mut index = Self::default();
        for object in objects {
            let name = kind_name(&object.gvk.group, &object.gvk.kind);
            let kind = index.kinds.entry(name.into());
            kind.or_default().all.push(object);
        }
        index.kinds.values_mut().for_each(|kind| kind.settle(profile));
        index.streams = IMAGE_STREAM.iter().any(|(of, kind)| index.of_kind(of, kind).is_some());
        index
    }

    /// All objects in it, by kind.
    pub fn objects(&self) -> impl Iterator<Item = &Arc<Object>> {
        self.kinds.values().flat_map(|kind| &kind.all)
    }

    /// The objects of a kind, by group (empty for the core group) and kind, in source order.
    pub fn all(&self, group: &str, kind: &str) -> Vec<&Arc<Object>> {
        self.of_kind(group, kind).into_iter().flat_map(|kind| &kind.all).collect()
    }

    /// The objects of a kind that are called so, in all namespaces, in no order.
    pub fn called<'i>(
        &'i self,
        group: &str,
        kind: &str,
        name: &str,
    ) -> impl Iterator<Item = &'i Arc<Object>> + use<'i> {
        let named = self.of_kind(group, kind).and_then(|kind| kind.named.get(name));
        let all = named.into_iter();
        all.flat_map(|named| named.spaces.values().flatten().chain(&named.nowhere))
    }

    /// True if it holds an image stream.
    pub fn has_streams(&self) -> bool {
        self.streams
    }

    fn of_kind(&self, group: &str, kind: &str) -> Option<&OfKind> {
        self.kinds.get(&*kind_name(group, kind))
    }

    /// The objects of a kind that are in a namespace; with `None`, those in no namespace, or where
    /// objects land that write none. Of a kind that lives in no namespace, all.
    pub fn members(&self, group: &str, kind: &str, namespace: Option<&str>) -> Members<'_> {
        let Some(kind) = self.of_kind(group, kind) else { return Members::default() };
        let space = match namespace.filter(|_| !kind.cluster) {
            Some(namespace) => kind.spaces.get(namespace),
            None => Some(&kind.nowhere),
        };
        let (sure, doubled) =
            space.map_or((&[][..], None), |space| (&space.sure, space.doubled.as_deref()));
        let elsewhere = match namespace {
            Some(_) => !kind.nowhere.is_empty(),
            None => !kind.spaces.is_empty(),
        };
        Members { sure, doubled, perhaps: elsewhere && !kind.cluster }
    }

    /// The objects of a kind that the run holds, wherever they are.
    pub fn everywhere(&self, group: &str, kind: &str) -> impl Iterator<Item = Members<'_>> {
        let spaces = self
            .of_kind(group, kind)
            .into_iter()
            .flat_map(|kind| std::iter::once(&kind.nowhere).chain(kind.spaces.values()));
        spaces.map(|space| Members {
            sure: &space.sure,
            doubled: space.doubled.as_deref(),
            perhaps: false,
        })
    }

    /// What nodes know of registries: from the objects in it, and from the profile that the first
    /// call names, which is that of the run.
    pub fn registries(&self, profile: &Profile) -> &Registries {
        self.registries.get_or_init(|| Registries::new(profile, self))
    }

    /// The object of `kind` (`Secret`; `Rollout.argoproj.io` for kinds that are not Kubernetes'
    /// own) called `name`, in `namespace`; `None` for the namespace of objects that write none. Of
    /// kinds that live in no namespace, `namespace` does not matter.
    pub fn find(&self, kind: &str, namespace: Option<&str>, name: &str) -> Lookup<'_> {
        let (kind, group) = kind.split_once('.').unwrap_or((kind, ""));
        self.find_of((group, kind), namespace, name)
    }

    /// The same, by group (empty for the core group) and kind.
    pub fn find_of(
        &self,
        (group, kind): (&str, &str),
        namespace: Option<&str>,
        name: &str,
    ) -> Lookup<'_> {
        let Some(kind) = self.of_kind(group, kind) else { return Lookup::NotInRun };
        let namespace = namespace.filter(|_| !kind.cluster);
        let (exact, other) =
            kind.named.get(name).map_or((&[][..], None), |named| named.at(namespace));
        let generated = || kind.generated_as(name).filter(|_| exact.is_empty());
        let other = other.or_else(generated);
        match (exact, other) {
            ([], None) => Lookup::NotInRun,
            ([one], None) => Lookup::Found(one),
            ([_, _, ..], _) => Lookup::Several(exact.iter().collect()),
            (_, Some(other)) => Lookup::Perhaps(other),
        }
    }
}

impl Named {
    fn add(&mut self, namespace: Option<&str>, object: &Arc<Object>) {
        match namespace {
            None => self.nowhere.push(Arc::clone(object)),
            Some(namespace) => {
                self.first.get_or_insert_with(|| Arc::clone(object));
                self.spaces.entry(namespace.into()).or_default().push(Arc::clone(object));
            }
        }
    }

    /// Those in a namespace, and one that may be there too.
    fn at(&self, namespace: Option<&str>) -> (&[Arc<Object>], Option<&Arc<Object>>) {
        match namespace {
            None => (&self.nowhere, self.first.as_ref()),
            Some(namespace) => {
                let there = self.spaces.get(namespace).map_or(&[][..], Vec::as_slice);
                (there, self.nowhere.first())
            }
        }
    }
}

impl OfKind {
    /// Puts all of its objects where they are looked for.
    fn settle(&mut self, profile: &Profile) {
        self.all.sort_by_key(|object| object.place(object.root));
        self.cluster = self.all.iter().any(|object| object.scope == Scope::Cluster);
        for object in &self.all {
            let namespace = Landing::of(object, profile).name();
            if let Some(name) = object.text(object.name) {
                self.named.entry(name.into()).or_default().add(namespace, object);
            } else if let Some(prefix) = prefix_of(object) {
                self.generated.entry(prefix.into()).or_default().push(Arc::clone(object));
            }
        }
        for object in &self.all {
            let namespace = Landing::of(object, profile).name();
            let space = match namespace {
                Some(namespace) => self.spaces.entry(namespace.into()).or_default(),
                None => &mut self.nowhere,
            };
            let name = object.text(object.name);
            let alone = |named: &Named| matches!(named.at(namespace), ([_], None));
            match name.filter(|name| !self.named.get(*name).is_some_and(alone)) {
                None => space.sure.push(Arc::clone(object)),
                Some(name) => _ = space.doubled.get_or_insert_with(|| name.into()),
            }
        }
    }

    /// An object that the API server may have given this name.
    fn generated_as(&self, name: &str) -> Option<&Arc<Object>> {
        let (prefix, random) = name.split_at_checked(name.len().checked_sub(RANDOM.1)?)?;
        let made = random.chars().all(|c| RANDOM.0.contains(c));
        self.generated.get(prefix).filter(|_| made)?.first()
    }
}

impl Space {
    fn is_empty(&self) -> bool {
        self.sure.is_empty() && self.doubled.is_none()
    }
}

/// What names are completed with, and how much of it (`SimpleNameGenerator` in apiserver's
/// `names/generate.go`, `SafeEncodeString` in apimachinery's `rand`).
const RANDOM: (&str, usize) = ("bcdfghjklmnpqrstvwxz2456789", 5);
/// So much is kept of what stands before.
const LONGEST_PREFIX: usize = 58;

/// What the name of an object begins with that writes none.
fn prefix_of(object: &Object) -> Option<&str> {
    let tree = &object.tree;
    let written = tree.get(object.metadata.present()?, "generateName")?;
    let prefix = tree.text_value(written).filter(|prefix| !prefix.is_empty())?;
    Some(prefix.get(..LONGEST_PREFIX).unwrap_or(prefix))
}

/// True if an object is of a kind, by its group (empty for the core group) and name, as the index
/// has it.
pub fn is_indexed_as(object: &Object, group: &str, kind: &str) -> bool {
    let own = &*object.gvk.group;
    *object.gvk.kind == *kind && (own == group || is_bare(own) && is_bare(group))
}

/// Groups of OpenShift whose kinds it wrote without a group before.
const ONCE_BARE: [&str; 5] = [
    "apps.openshift.io",
    "build.openshift.io",
    "image.openshift.io",
    "network.openshift.io",
    "template.openshift.io",
];

/// True for a group whose kinds are known by their names alone.
fn is_bare(group: &str) -> bool {
    is_closed(group) || ONCE_BARE.contains(&group)
}

/// `Kind`, or `Kind.group` where the name alone says too little.
fn kind_name<'k>(group: &str, kind: &'k str) -> Cow<'k, str> {
    if is_bare(group) { kind.into() } else { format!("{kind}.{group}").into() }
}
