//! Fixes: what a rule's remedy would do to a manifest. Nothing is edited here.
//!
//! A PATH starts at a match or a loop's item and ends in a field of the manifest. It leads to a
//! node, or to keys that would have to be made in a mapping.

use serde_json::Value as Json;

use super::machine::Machine;
use super::message::aside;
use super::sink::Sink;
use crate::lang::ir::{Edit, Expr, ExprId, Fix};
use crate::lang::value::{At, Value, Valued, json};
use crate::world::kube::Object;
use crate::world::manifest::{NodeId, NodeKind};

/// A remedy for one failure.
#[derive(Clone, Debug)]
pub struct Remedy<'w> {
    /// True if the rule calls it safe.
    pub safe: bool,
    /// Its steps, in the order written.
    pub edits: Vec<PlannedEdit<'w>>,
}

/// A step of a remedy.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedEdit<'w> {
    /// What to change.
    pub target: Target<'w>,
    /// What to put there; none removes it.
    pub to: Option<Json>,
}

/// What an edit changes.
#[derive(Clone, Debug, PartialEq)]
pub struct Target<'w> {
    /// The place that is there: the node to replace or remove, or the mapping to add keys to.
    pub at: At<'w>,
    /// Keys to make in it, each within the one before; none where `at` is the thing itself.
    pub make: Vec<Box<str>>,
}

impl<'w> Target<'w> {
    fn node(object: &'w Object, node: NodeId) -> Self {
        Self { at: At::node(object, node), make: Vec::new() }
    }

    /// What stands under `key`.
    fn key(mut self, key: &str) -> Option<Self> {
        if !self.make.is_empty() {
            self.make.push(key.into());
            return Some(self);
        }
        let (object, node) = (self.at.object, self.at.node);
        match (object.tree.kind(node), object.tree.get(node, key)) {
            (NodeKind::Mapping, Some(found)) => Some(Self::node(object, found)),
            (NodeKind::Mapping, None) => {
                self.make.push(key.into());
                Some(self)
            }
            // An explicit null stands for nothing and can be replaced by a mapping.
            _ if object.tree.is_null(node) => {
                self.make.push(key.into());
                Some(self)
            }
            _ => None,
        }
    }

    fn index(self, index: i64) -> Option<Self> {
        let (object, node) = (self.at.object, self.at.node);
        let index = usize::try_from(index).ok().filter(|_| self.make.is_empty())?;
        Some(Self::node(object, object.tree.items(node).nth(index)?))
    }
}

/// What a fix would do; none if part of it is not known, or has nowhere to go.
pub(super) fn remedy<'w, S: Sink<'w>>(
    machine: &mut Machine<'w, S>,
    fix: &'w Fix,
) -> Option<Remedy<'w>> {
    aside(machine, |machine| {
        let mut edits = Vec::new();
        for edit in &fix.edits {
            edits.extend(plan(machine, edit)?);
        }
        (!edits.is_empty()).then_some(Remedy { safe: fix.safe, edits })
    })
}

/// Values in the largest that a fix writes.
const LARGEST: usize = 10_000;

/// The step, if there is anything to do: removing what is not there is done already.
fn plan<'w, S: Sink<'w>>(
    machine: &mut Machine<'w, S>,
    edit: &'w Edit,
) -> Option<Option<PlannedEdit<'w>>> {
    match edit {
        Edit::Set(path, value) => {
            let target = target(machine, *path)?;
            let value = machine.eval(*value).value;
            if !value.causes().is_none() || matches!(value, Value::Absent) {
                return None;
            }
            if value.size() > LARGEST {
                return None;
            }
            Some(Some(PlannedEdit { target, to: Some(json(&value)) }))
        }
        Edit::Remove(path) => {
            let target = target(machine, *path)?;
            Some(target.make.is_empty().then_some(PlannedEdit { target, to: None }))
        }
    }
}

fn target<'w, S: Sink<'w>>(machine: &mut Machine<'w, S>, path: ExprId) -> Option<Target<'w>> {
    let program = machine.program;
    match program.expr(path) {
        Expr::Field(base, key, ..) | Expr::RawField(base, key) => match program.expr(*base) {
            // Where a path begins.
            Expr::Local(_) | Expr::Derived(..) | Expr::EntryValue(_) => {
                of_field(machine, *base, key)
            }
            _ => target(machine, *base)?.key(key),
        },
        Expr::Index(base, index) => {
            let base = target(machine, *base)?;
            match machine.eval(*index).value {
                Value::Text(key) => base.key(&key),
                Value::Int(index) => base.index(index),
                _ => None,
            }
        }
        _ => {
            let value = machine.eval(path);
            of_value(&value)
        }
    }
}

fn of_field<'w, S: Sink<'w>>(
    machine: &mut Machine<'w, S>,
    base: ExprId,
    key: &'w str,
) -> Option<Target<'w>> {
    let base = machine.eval(base);
    match base.value {
        Value::Pod(object, index) => {
            let pod = object.pods.get(index as usize)?;
            match (key, pod.template) {
                ("spec", _) => Some(Target::node(object, pod.spec)),
                (key, Some(template)) => Target::node(object, template).key(key),
                _ => None,
            }
        }
        _ => of_value(&base)?.key(key),
    }
}

/// Where a value stands: a record's mapping, a scalar's node, the key that is missing.
fn of_value<'w>(value: &Valued<'w>) -> Option<Target<'w>> {
    match value.value {
        Value::Container(object, index) => {
            Some(Target::node(object, object.containers.get(index as usize)?.node))
        }
        Value::Object(object) => Some(Target::node(object, object.root)),
        Value::Record(object, node) | Value::Raw(object, node) => Some(Target::node(object, node)),
        Value::Pod(object, index) => {
            let pod = object.pods.get(index as usize)?;
            Some(Target::node(object, pod.template.unwrap_or(pod.spec)))
        }
        _ => {
            let at = value.at()?;
            let target = Target::node(at.object, at.node);
            match at.missing {
                Some(key) => target.key(key),
                None => Some(target),
            }
        }
    }
}
