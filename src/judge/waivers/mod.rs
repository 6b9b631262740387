//! Waivers: failures that are let pass for a while, with a reason and somebody who answers for it.
//!
//! They stand in a file that the project file or the command line names ([`Waivers`]); where the project
//! file allows it, in an annotation of the object itself (`annotation`). A waiver covers failures, and
//! never what is undecided: nobody knows yet what would be let pass. On its last day it still holds.
//!
//! Which waivers were of use is noted while files are judged, and the rest told at the end: those that
//! have expired, and those that cover nothing. Of a run over a part of the project only those are called
//! unused whose object it has seen: a waiver may be of use elsewhere.
//!
//! This room opens no file: who calls has found it.

mod annotation;
mod fault;
mod form;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use indexmap::IndexSet;

use super::finding::location;
use super::written::{Sort, tree_of, value_of};
use crate::base::{Place, Source, SourceId};
use crate::diag::{Code, Diagnostic};
use crate::lang::ir::Program;
use crate::report::{ObjectName, Waived, WaivedBy};
use crate::world::manifest::{Limits, NodeId, Tree, read};
use crate::world::measure::Date;

use form::Waiver;

pub(super) use annotation::Own;
#[cfg(test)]
pub(super) use form::WaiversFile as Form;
pub use form::{Ahead, Pattern};

/// What is said of a wrong one.
const SORT: Sort = Sort {
    name: "waivers file",
    form: Code::E0452,
    key: Code::E0453,
    value: Code::E0454,
    page: "docs/waivers.md",
    example: "waivers: []",
};

/// Bytes that a waivers file may have.
pub const LARGEST: usize = 1 << 22;

/// What waivers are held to.
#[derive(Clone, Debug, Default)]
pub struct Terms {
    /// The day of the run; without one, every waiver has expired.
    pub today: Option<Date>,
    /// How long ahead waivers may be given.
    pub most: Option<Ahead>,
    /// Rules that manifests may waive themselves.
    pub annotations: Vec<Pattern>,
}

impl Terms {
    fn has_expired(&self, until: Date) -> bool {
        self.today.is_none_or(|today| until < today)
    }

    /// The last day that a waiver may have, if it is earlier than `until`.
    fn earlier_end(&self, until: Date) -> Option<Date> {
        let latest = self.today?.checked_add(self.most?.0)?;
        (until > latest).then_some(latest)
    }

    /// True if manifests may waive this rule themselves.
    pub(super) fn lets_manifests_waive(&self, rule: &str) -> bool {
        self.annotations.iter().any(|pattern| pattern.0.matches(rule))
    }
}

/// A waiver, and what a run says of what it covers.
#[derive(Clone, Debug)]
struct Entry {
    waiver: Waiver,
    place: Place,
    told: Arc<Waived>,
    expired: bool,
}

impl Entry {
    fn of(waiver: Waiver, by: WaivedBy, place: Place, source: &Source, terms: &Terms) -> Self {
        let told = Waived {
            by,
            reason: Some(waiver.reason.0.clone()),
            owner: Some(waiver.owner.0.clone()),
            until: Some(waiver.until.0.to_string()),
            ticket: waiver.ticket.as_ref().map(|ticket| ticket.0.clone()),
            place: Some(location(source, place.span)),
        };
        let expired = terms.has_expired(waiver.until.0);
        Self { waiver, place, told: Arc::new(told), expired }
    }

    /// True if it is about this failure, whether it has expired or not.
    fn is_about(&self, rule: &str, object: Option<&ObjectName>, path: &str) -> bool {
        self.waiver.rule == rule
            && self.waiver.object.selects(object)
            && self.waiver.path.as_ref().is_none_or(|place| place.covers(path))
    }
}

/// A waivers file that was read.
#[derive(Clone, Debug)]
pub struct Waivers {
    entries: Vec<Entry>,
    by_rule: HashMap<String, Vec<usize>>,
    /// By name, those that select it alone.
    by_name: HashMap<String, Vec<usize>>,
    /// What is odd about the file, and no error.
    warnings: Vec<Diagnostic>,
    source: Arc<Source>,
    tree: Arc<Tree>,
}

impl Waivers {
    /// Reads a waivers file that is shown as `name`. Places in it are in [`SourceId::WAIVERS`].
    ///
    /// # Errors
    /// All that is wrong with it, and its text for showing where.
    pub fn read(
        name: &str,
        bytes: Vec<u8>,
        terms: &Terms,
    ) -> Result<Self, (Vec<Diagnostic>, Arc<Source>)> {
        let limits = Limits { file: LARGEST, ..Limits::default() };
        let text = read(SourceId::WAIVERS, name, bytes, &limits);
        let source = Arc::clone(&text.source);
        let read = tree_of(&SORT, &text).and_then(|tree| {
            let file: form::WaiversFile = value_of(&SORT, &text, &tree)?;
            Ok((file, tree))
        });
        let (file, tree) = read.map_err(|faults| (faults, Arc::clone(&source)))?;
        let nodes: Vec<NodeId> = tree
            .get(NodeId::ROOT, "waivers")
            .into_iter()
            .flat_map(|list| tree.items(list))
            .collect();
        let mut waivers = Self {
            entries: Vec::new(),
            by_rule: HashMap::new(),
            by_name: HashMap::new(),
            warnings: text.problems().cloned().collect(),
            source: Arc::clone(&source),
            tree,
        };
        let mut faults = Vec::new();
        for (waiver, node) in file.waivers.into_iter().zip(nodes) {
            if let Some(latest) = terms.earlier_end(waiver.until.0) {
                faults.push(fault::too_far(
                    waivers.place_of(node, "until"),
                    waiver.until.0,
                    latest,
                ));
            }
            waivers.add(waiver, node, terms);
        }
        if faults.is_empty() { Ok(waivers) } else { Err((faults, source)) }
    }

    fn add(&mut self, waiver: Waiver, node: NodeId, terms: &Terms) {
        let at = self.entries.len();
        self.by_rule.entry(waiver.rule.clone()).or_default().push(at);
        if let Some(name) = waiver.object.only_name() {
            self.by_name.entry(name.to_owned()).or_default().push(at);
        }
        let place = self.place_of(node, "rule");
        self.entries.push(Entry::of(waiver, WaivedBy::Waivers, place, &self.source, terms));
    }

    /// The place of a value in the waiver at `node`.
    fn place_of(&self, node: NodeId, key: &str) -> Place {
        self.tree.place(self.tree.get(node, key).unwrap_or(node))
    }

    /// Its text.
    pub fn source(&self) -> &Arc<Source> {
        &self.source
    }

    /// What is odd about the file, and no error.
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.warnings
    }

    /// That every waiver is of a rule that is in force.
    ///
    /// # Errors
    /// Each that is not.
    pub fn check_rules(&self, program: &Program) -> Result<(), Vec<Diagnostic>> {
        let in_force = program.rules.iter().filter(|rule| rule.in_force);
        let in_force: IndexSet<&str> = in_force.map(|rule| &*rule.id).collect();
        let strays = self.entries.iter().filter(|it| !in_force.contains(&*it.waiver.rule));
        let faults: Vec<Diagnostic> = strays
            .map(|entry| fault::not_in_force(&entry.waiver.rule, entry.place, &in_force))
            .collect();
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }

    /// What covers a failure; all that are about it are noted in `used`, the expired ones too.
    pub(super) fn cover(
        &self,
        rule: &str,
        object: Option<&ObjectName>,
        path: &str,
        used: &mut BTreeSet<usize>,
    ) -> Option<&Arc<Waived>> {
        let mut covers = None;
        for at in self.by_rule.get(rule)? {
            let Some(entry) = self.entries.get(*at) else { continue };
            if entry.is_about(rule, object, path) {
                used.insert(*at);
                if !entry.expired && covers.is_none() {
                    covers = Some(&entry.told);
                }
            }
        }
        covers
    }

    /// True if a waiver is of this rule.
    pub(super) fn has(&self, rule: &str) -> bool {
        self.by_rule.contains_key(rule)
    }

    /// True if a waiver selects an object of this name alone.
    pub(super) fn names(&self, name: &str) -> bool {
        self.by_name.contains_key(name)
    }

    /// Notes which waivers select this object by its name.
    pub(super) fn see(&self, object: &ObjectName, seen: &mut BTreeSet<usize>) {
        let name = object.name.as_deref().unwrap_or_default();
        for at in self.by_name.get(name).into_iter().flatten() {
            if self.entries.get(*at).is_some_and(|it| it.waiver.object.selects(Some(object))) {
                seen.insert(*at);
            }
        }
    }

    /// That those among these that have expired have done so: something that they were for still fails.
    pub(super) fn expired(&self, used: &BTreeSet<usize>) -> Vec<Diagnostic> {
        let used = used.iter().filter_map(|at| self.entries.get(*at));
        let expired = used.filter(|entry| entry.expired);
        expired.map(|entry| fault::expired(entry.place, entry.waiver.until.0, true)).collect()
    }

    /// What is to be said of waivers after a run that judged by these rules: that they have expired,
    /// or are not used. `whole` says that the run has seen everything that they may be meant for.
    pub(super) fn remarks(&self, after: &After<'_>) -> Vec<Diagnostic> {
        let remark = |(at, entry): (usize, &Entry)| {
            let (used, rule) = (after.used.contains(&at), &entry.waiver.rule);
            if entry.expired {
                return Some(fault::expired(entry.place, entry.waiver.until.0, used));
            }
            let looked = after.rules.contains(&**rule) && (after.whole || after.seen.contains(&at));
            (looked && !used).then(|| fault::unused(entry.place, rule))
        };
        self.entries.iter().enumerate().filter_map(remark).collect()
    }
}

/// What a run has seen of waivers.
#[derive(Debug)]
pub(super) struct After<'r> {
    /// The rules that it judged by.
    pub(super) rules: BTreeSet<&'r str>,
    /// True if it has seen everything that waivers may be meant for.
    pub(super) whole: bool,
    /// Waivers that are about something that fails, or may.
    pub(super) used: &'r BTreeSet<usize>,
    /// Waivers whose one object it has seen.
    pub(super) seen: &'r BTreeSet<usize>,
}

#[cfg(test)]
mod tests;
