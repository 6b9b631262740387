//! Waivers that an object has itself: in the annotation `seaworthy.dev/waivers`, a list in YAML.
//!
//! Only rules that the project file allows are waived so, and only on that object. Whoever writes the
//! manifest is not who writes the policy, so nothing in an annotation stops a run: what is wrong with
//! one is a warning, and it covers nothing.

use std::sync::Arc;

use serde::Deserialize as _;

use super::form::{OwnWaiver, Waiver};
use super::{Entry, SORT, Terms, fault};
use crate::base::{Place, SourceId};
use crate::diag::Diagnostic;
use crate::judge::written::check;
use crate::report::{ObjectName, Waived, WaivedBy};
use crate::world::kube::Object;
use crate::world::manifest::{Limits, NodeId, NodeKind, read};

/// The annotation.
const KEY: &str = "seaworthy.dev/waivers";
/// Bytes that its text may have.
const LONGEST: usize = 1 << 16;

/// An object's own waivers.
#[derive(Debug, Default)]
pub(in crate::judge) struct Own {
    entries: Vec<(Entry, bool)>,
    faults: Vec<Diagnostic>,
}

impl Own {
    /// The waivers of an object, if it has the annotation.
    pub(in crate::judge) fn of(object: &Object, terms: &Terms) -> Option<Self> {
        let tree = &object.tree;
        let annotations = tree.get(object.metadata.present()?, "annotations")?;
        let (key, value) = tree.entry(annotations, KEY)?;
        let place = tree.place(key);
        let mut own = Self::default();
        if terms.annotations.is_empty() {
            own.faults.push(fault::not_allowed(place, None));
            return Some(own);
        }
        match waivers_in(tree.text_value(value).unwrap_or_default()) {
            Ok(waivers) => waivers.into_iter().for_each(|it| own.add(it, place, object, terms)),
            Err(why) => own.faults.push(why.at(place)),
        }
        Some(own)
    }

    fn add(&mut self, waiver: Waiver, place: Place, object: &Object, terms: &Terms) {
        if !terms.lets_manifests_waive(&waiver.rule) {
            self.faults.push(fault::not_allowed(place, Some(&waiver.rule)));
        } else if let Some(latest) = terms.earlier_end(waiver.until.0) {
            self.faults.push(fault::own_too_far(place, waiver.until.0, latest));
        } else {
            let source = object.tree.source();
            let entry = Entry::of(waiver, WaivedBy::Annotation, place, source, terms);
            self.entries.push((entry, false));
        }
    }

    /// True if one is of this rule.
    pub(in crate::judge) fn has(&self, rule: &str) -> bool {
        self.entries.iter().any(|(entry, _)| entry.waiver.rule == rule)
    }

    /// What covers a failure of the object; all that are about it are noted as used.
    pub(in crate::judge) fn cover(
        &mut self,
        rule: &str,
        object: Option<&ObjectName>,
        path: &str,
    ) -> Option<Arc<Waived>> {
        let mut covers = None;
        for (entry, used) in &mut self.entries {
            if entry.is_about(rule, object, path) {
                *used = true;
                if !entry.expired && covers.is_none() {
                    covers = Some(Arc::clone(&entry.told));
                }
            }
        }
        covers
    }

    /// What is to be said of them after the object was judged by the rules that `is_judged` knows.
    pub(in crate::judge) fn remarks(self, is_judged: impl Fn(&str) -> bool) -> Vec<Diagnostic> {
        let mut remarks = self.faults;
        remarks.extend(self.entries.iter().filter_map(|(entry, used)| {
            if entry.expired {
                return Some(fault::expired(entry.place, entry.waiver.until.0, *used));
            }
            let idle = !used && is_judged(&entry.waiver.rule);
            idle.then(|| fault::unused(entry.place, &entry.waiver.rule))
        }));
        remarks
    }

    /// What is wrong with them, and which have expired that are about something that was looked at.
    pub(in crate::judge) fn flaws(mut self) -> Vec<Diagnostic> {
        self.entries.retain(|(_, used)| *used);
        self.remarks(|_| false)
    }
}

/// Why an annotation can't be read, and what to do.
struct Why(String, Option<String>);

impl Why {
    fn of(fault: Option<&Diagnostic>) -> Self {
        match fault {
            Some(fault) => {
                // Its place is in the annotation's text: the words say where.
                let label = fault.labels.first().map_or("", |label| &label.text);
                let place = if label.is_empty() { String::new() } else { format!(", {label}") };
                Self(format!("{}{place}", fault.message), fault.help.first().cloned())
            }
            None => Self("it holds no list of waivers".to_owned(), None),
        }
    }

    fn at(&self, place: Place) -> Diagnostic {
        fault::unreadable(place, &self.0, self.1.as_deref())
    }
}

/// The waivers in an annotation's text.
fn waivers_in(text: &str) -> Result<Vec<Waiver>, Why> {
    let limits = Limits { file: LONGEST, ..Limits::default() };
    let read = read(SourceId::WAIVERS, KEY, text.as_bytes(), &limits);
    if !read.is_whole() {
        return Err(Why::of(read.problems().next()));
    }
    let mut trees = read.documents.iter().filter_map(|document| document.tree());
    let (Some(tree), None) = (trees.next(), trees.next()) else { return Err(Why::of(None)) };
    if tree.kind(NodeId::ROOT) != NodeKind::Sequence {
        return Err(Why::of(None));
    }
    check::<Vec<OwnWaiver>>(&SORT, tree, NodeId::ROOT).map_err(|faults| Why::of(faults.first()))?;
    let own = serde_yaml::Deserializer::from_str(text).next().map(Vec::<OwnWaiver>::deserialize);
    match own {
        Some(Ok(own)) => Ok(own.into_iter().map(Waiver::from).collect()),
        Some(Err(error)) => Err(Why(error.to_string(), None)),
        None => Err(Why::of(None)),
    }
}
