//! The kinds that a policy may name without their group.
//!
//! Those with a record in the library are known to it. The project's table of kinds, which says
//! where each keeps its pods and images, knows more; this is all that checking asks of it.

use crate::lang::library::Library;
use crate::lang::types::RecordId;
use crate::world::kube::Table;

/// A table of kinds.
pub trait KnownKinds {
    /// The groups (empty for the core group) in which there is a kind of this name.
    fn groups(&self, kind: &str) -> Vec<&str>;

    /// All kinds, for "did you mean".
    fn kinds(&self) -> Vec<&str>;
}

/// No kinds besides those with a record in the library.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoKinds;

impl KnownKinds for NoKinds {
    fn groups(&self, _: &str) -> Vec<&str> {
        Vec::new()
    }

    fn kinds(&self) -> Vec<&str> {
        Vec::new()
    }
}

impl KnownKinds for Table {
    fn groups(&self, kind: &str) -> Vec<&str> {
        self.rows().filter(|row| &*row.kind == kind).map(|row| &*row.group).collect()
    }

    fn kinds(&self) -> Vec<&str> {
        self.rows().map(|row| &*row.kind).collect()
    }
}

/// A kind that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FoundKind {
    /// Its group, empty for the core group.
    pub(super) group: Box<str>,
    /// Its name.
    pub(super) kind: Box<str>,
    /// The record that describes it.
    pub(super) record: Option<RecordId>,
}

/// What looking a kind up came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Lookup {
    /// One kind.
    One(FoundKind),
    /// Known in several groups.
    Several(Vec<Box<str>>),
    /// Not known.
    Unknown,
}

/// The group `core` and the empty one are the same.
fn group_of(written: &str) -> &str {
    if written == "core" { "" } else { written }
}

/// Looks up a kind, perhaps with its group.
pub(super) fn find_kind(table: &dyn KnownKinds, kind: &str, group: Option<&str>) -> Lookup {
    let library = Library::get();
    let record = |wanted: &str| {
        let found = library.records_of_kind(kind);
        let mut found = found.filter(|id| library.kind_of(*id).is_some_and(|(g, _)| g == wanted));
        found.next()
    };
    let one = |group: &str| {
        Lookup::One(FoundKind { group: group.into(), kind: kind.into(), record: record(group) })
    };
    if let Some(group) = group {
        return one(group_of(group));
    }
    let mut groups: Vec<&str> = library
        .records_of_kind(kind)
        .filter_map(|id| library.kind_of(id))
        .map(|(g, _)| g)
        .collect();
    if groups.is_empty() {
        groups = table.groups(kind);
    }
    groups.sort_unstable();
    groups.dedup();
    if groups.len() > 1 {
        // What moved out of this group is the same kind there.
        groups.retain(|group| *group != "extensions");
    }
    match groups.as_slice() {
        [] => Lookup::Unknown,
        [group] => one(group),
        several => Lookup::Several(several.iter().map(|g| (*g).into()).collect()),
    }
}

/// All kinds that may be written without a group.
pub(super) fn kind_names(table: &dyn KnownKinds) -> Vec<&str> {
    let library = Library::get();
    let described = library.record_ids().filter_map(|id| library.kind_of(id)).map(|(_, kind)| kind);
    described.chain(table.kinds()).collect()
}
