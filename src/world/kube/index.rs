//! Objects by kind, namespace and name: what the run holds of a cluster.
//!
//! An object that writes no namespace, where the profile names none, is kept under none. Objects of
//! one run that write none land together, so one finds another there; whether such an object *is*
//! the one that somebody asks for in a named namespace nobody can say ([`Lookup::Perhaps`]).
//!
//! An object may stand in the run twice. `kubectl` applies both, the later over the earlier, but
//! which is later depends on how it is called: the answer is [`Lookup::Several`]. Nothing depends
//! on the order in which objects were added.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use super::kinds::is_closed;
use super::mirrors::Registries;
use super::profile::{Landing, Profile};
use super::view::Object;

/// Objects by kind and name, each with the namespace it lands in.
#[derive(Clone, Debug, Default)]
pub struct Index {
    named: HashMap<(Box<str>, Box<str>), Vec<Entry>>,
    of_kind: HashMap<Box<str>, Vec<Arc<Object>>>,
    registries: OnceLock<Registries>,
}

#[derive(Clone, Debug)]
struct Entry {
    namespace: Option<Box<str>>,
    object: Arc<Object>,
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
    /// One or several of this name whose namespace may be the one asked for, or may not.
    Perhaps(Vec<&'i Arc<Object>>),
}

impl Index {
    /// An index of `objects`, which land as `profile` says. Those without a name
    /// are found only among all of their kind.
    pub fn new(objects: impl IntoIterator<Item = Arc<Object>>, profile: &Profile) -> Self {
        let mut index = Self::default();
        for object in objects {
            index.add(object, profile);
        }
        for entries in index.named.values_mut() {
            entries.sort_by_key(|entry| entry.object.place(entry.object.root));
        }
        for objects in index.of_kind.values_mut() {
            objects.sort_by_key(|object| object.place(object.root));
        }
        index
    }

    /// All objects in it, in no particular order.
    pub fn objects(&self) -> impl Iterator<Item = &Arc<Object>> {
        self.of_kind.values().flatten()
    }

    /// The objects of a kind, by group (empty for the core group) and kind, in source order.
    pub fn all(&self, group: &str, kind: &str) -> Vec<&Arc<Object>> {
        self.of_kind.get(&kind_name(group, kind)).into_iter().flatten().collect()
    }

    /// True if nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.of_kind.is_empty()
    }

    /// What nodes know of registries: from the objects in it, and from the profile that the first
    /// call names, which is that of the run.
    pub fn registries(&self, profile: &Profile) -> &Registries {
        self.registries.get_or_init(|| Registries::new(profile, self))
    }

    fn add(&mut self, object: Arc<Object>, profile: &Profile) {
        let kind = kind_name(&object.gvk.group, &object.gvk.kind);
        self.of_kind.entry(kind.clone()).or_default().push(Arc::clone(&object));
        let Some(name) = object.text(object.name).map(Box::from) else { return };
        let namespace = Landing::of(&object, profile).name().map(Box::from);
        self.named.entry((kind, name)).or_default().push(Entry { namespace, object });
    }

    /// The object of `kind` (`Secret`; `Rollout.argoproj.io` for kinds that are not Kubernetes'
    /// own) called `name`, in `namespace`; `None` for kinds that live in no namespace, and for the
    /// namespace of objects that write none.
    pub fn find(&self, kind: &str, namespace: Option<&str>, name: &str) -> Lookup<'_> {
        let (kind, group) = kind.split_once('.').unwrap_or((kind, ""));
        let key = (kind_name(group, kind), name.into());
        let entries = self.named.get(&key).map_or(&[][..], Vec::as_slice);
        let of = |wanted: fn(&Entry, Option<&str>) -> bool| -> Vec<&Arc<Object>> {
            let matching = entries.iter().filter(|entry| wanted(entry, namespace));
            matching.map(|entry| &entry.object).collect()
        };
        let mut exact = of(|entry, namespace| entry.namespace.as_deref() == namespace);
        if exact.len() > 1 {
            return Lookup::Several(exact);
        }
        if let Some(object) = exact.pop() {
            return Lookup::Found(object);
        }
        let unsure = of(|entry, namespace| entry.namespace.is_none() || namespace.is_none());
        if unsure.is_empty() { Lookup::NotInRun } else { Lookup::Perhaps(unsure) }
    }
}

/// `Kind` for Kubernetes' own groups, else `Kind.group`.
fn kind_name(group: &str, kind: &str) -> Box<str> {
    if is_closed(group) { kind.into() } else { format!("{kind}.{group}").into() }
}
