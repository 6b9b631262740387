//! What is in scope at a point of an item: its locals, and what is known of paths there.
//!
//! Both are stacks. A block takes a [`Mark`] and goes back to it; locals that went out of scope keep
//! their id, because lowering gives each a slot of its own.

use std::collections::HashMap;

use crate::base::Span;
use crate::lang::types::Type;

use super::checked::LocalId;
use super::path::Path;

/// How a local came to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LocalKind {
    /// The name of a rule's match.
    Binder,
    /// The variable of a `for`.
    Loop,
    /// The variable of a comprehension, a grouping or a quantifier.
    Item,
    /// A `let`.
    Let,
    /// A function's parameter.
    Param,
}

/// A local.
#[derive(Clone, Debug)]
pub(super) struct Local {
    pub(super) name: Box<str>,
    pub(super) span: Span,
    pub(super) ty: Type,
    pub(super) kind: LocalKind,
    pub(super) used: bool,
}

/// A point to go back to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    visible: usize,
    facts: usize,
}

/// Locals and facts.
#[derive(Clone, Debug, Default)]
pub(super) struct Scope {
    locals: Vec<Local>,
    visible: Vec<LocalId>,
    /// By name: those that are visible, innermost last.
    named: HashMap<Box<str>, Vec<LocalId>>,
    facts: Vec<(Path, Type)>,
    /// By path: where it is among the facts, the latest last.
    about: HashMap<Path, Vec<usize>>,
}

impl Scope {
    /// Declares a local that is visible from here on.
    pub(super) fn declare(&mut self, local: Local) -> LocalId {
        let id = LocalId(Span::at(self.locals.len()).start);
        self.named.entry(local.name.clone()).or_default().push(id);
        self.locals.push(local);
        self.visible.push(id);
        id
    }

    /// The visible local called `name`.
    pub(super) fn find(&self, name: &str) -> Option<LocalId> {
        self.named.get(name)?.last().copied()
    }

    /// A local.
    pub(super) fn get(&self, id: LocalId) -> Option<&Local> {
        self.locals.get(id.0 as usize)
    }

    /// Marks a local as used.
    pub(super) fn mark_used(&mut self, id: LocalId) {
        if let Some(local) = self.locals.get_mut(id.0 as usize) {
            local.used = true;
        }
    }

    /// All locals that were ever declared, in order.
    pub(super) fn locals(&self) -> &[Local] {
        &self.locals
    }

    /// The names that are visible, innermost first.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.visible.iter().rev().filter_map(|id| self.get(*id)).map(|local| &*local.name)
    }

    /// Takes it that `path` has type `ty` from here on.
    pub(super) fn assume(&mut self, path: Path, ty: Type) {
        self.about.entry(path.clone()).or_default().push(self.facts.len());
        self.facts.push((path, ty));
    }

    /// What is known of the type of `path`.
    pub(super) fn known(&self, path: &Path) -> Option<&Type> {
        let latest = self.about.get(path)?.last()?;
        self.facts.get(*latest).map(|(_, ty)| ty)
    }

    /// Where we are.
    pub(super) fn mark(&self) -> Mark {
        Mark { visible: self.visible.len(), facts: self.facts.len() }
    }

    /// Forgets everything since `mark`.
    pub(super) fn reset(&mut self, mark: Mark) {
        for id in self.visible.drain(mark.visible.min(self.visible.len())..).rev() {
            let local = self.locals.get(id.0 as usize);
            if let Some(named) = local.and_then(|local| self.named.get_mut(&local.name)) {
                named.pop();
            }
        }
        self.forget_facts(mark);
    }

    /// Forgets what was learnt of paths since `mark`, and keeps the locals.
    pub(super) fn forget_facts(&mut self, mark: Mark) {
        for (path, _) in self.facts.drain(mark.facts.min(self.facts.len())..) {
            if let Some(about) = self.about.get_mut(&path) {
                about.pop();
            }
        }
    }
}
