//! What checking is given: the parsed files of a run, and what each import leads to.

use std::collections::HashMap;
use std::sync::Arc;

use crate::base::{SourceId, Sources, Span};
use crate::diag::Diagnostic;
use crate::lang::library::{EntryId, ModuleId};
use crate::lang::syntax::ast::{Comment, Item};

use super::KnownKinds;

/// Everything that is checked together.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    /// The user's files, in the order of their names.
    pub units: &'a [Unit],
    /// The rules of the library that are in force, in the order they were asked for.
    pub library_rules: &'a [(ModuleId, EntryId)],
    /// Modules of the library whose own tests are wanted.
    pub library_tests: &'a [ModuleId],
    /// The sources of the units.
    pub sources: &'a Sources,
    /// What is known to be wrong with the units, so that nothing is said on top of it.
    pub broken: &'a [Diagnostic],
    /// The kinds that the project knows besides those with a record.
    pub kinds: &'a dyn KnownKinds,
    /// True if they are looked at by who writes them: what rules lack besides their obligations is
    /// then said too.
    pub for_authors: bool,
}

/// A parsed file.
#[derive(Clone, Debug)]
pub struct Unit {
    /// Its source.
    pub source: SourceId,
    /// What it is there for.
    pub role: Role,
    /// Its items, in the order written.
    pub items: Vec<Arc<Item>>,
    /// Its comments.
    pub comments: Vec<Comment>,
    /// By the span of an import's path: what it leads to. An import that is not here leads nowhere,
    /// which has been reported.
    pub imports: HashMap<Span, Imported>,
    /// Of a `x_test.sea` without rules: the `x.sea` beside it, by its index in [`Input::units`], whose
    /// rules its tests run.
    pub subject: Option<usize>,
}

/// What a file is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Its rules are in force.
    Policy,
    /// A `*_test.sea`: its rules are in force for its tests alone.
    Test,
    /// Something imports it; its rules are not in force.
    Imported,
}

/// What an import leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Imported {
    /// A file of the run, by its index in [`Input::units`].
    Unit(usize),
    /// A module of the library.
    Library(ModuleId),
}
