//! Everything that is declared in a run, and what each file sees of it.
//!
//! Files of the user are declared first, in order; modules of the library join as something names
//! them. A declaration is known by its [`DeclId`] until all is in order; only then does it get the
//! id that the lowering knows.

use std::cell::{Cell, OnceCell};
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, LazyLock};

use indexmap::IndexMap;

use crate::base::{Place, SourceId, Span, spread};
use crate::diag::Diagnostic;
use crate::lang::library::{Library, ModuleId};
use crate::lang::syntax::ast::{Item, ItemKind, Name};
use crate::lang::types::Type;

use super::checked::{ConstId, FuncId, ParamId};
use super::input::{Input, Role};
use super::literals::Budget;

/// Names a declaration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct DeclId(pub(super) usize);

/// A file: the user's, or a module of the library.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Home {
    /// By its index in [`Input::units`].
    Unit(usize),
    /// A module of the library.
    Module(ModuleId),
}

/// A param, constant or function.
#[derive(Clone, Debug)]
pub(super) struct Decl {
    pub(super) name: Arc<str>,
    pub(super) place: Place,
    pub(super) home: Home,
    pub(super) item: Arc<Item>,
    pub(super) kind: DeclKind,
    /// Of a param or constant: its type; of a function, its result's. `Error` for a constant
    /// without a written type until it has been checked.
    pub(super) ty: Type,
    /// The id that lowering knows it by, once there is one.
    pub(super) emitted: Emitted,
    /// What it reads, itself or through what it calls; known once it has been checked.
    pub(super) reads: Reads,
}

/// What a declaration is.
#[derive(Clone, Debug)]
pub(super) enum DeclKind {
    /// A param, with its id over the run.
    Param(Arc<str>),
    /// A constant.
    Let,
    /// A function, with its parameters.
    Func(Vec<(Name, Type)>),
    /// Something broken; nothing more is said about it.
    Broken,
}

/// What lowering knows a declaration by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Emitted {
    /// Nothing in force needs it.
    No,
    Param(ParamId),
    Const(ConstId),
    Func(FuncId),
}

/// What an item reads that is no constant of its file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Reads {
    /// A param.
    pub(super) params: bool,
    /// The day.
    pub(super) today: bool,
}

impl Reads {
    /// What either reads.
    pub(super) fn and(self, other: Self) -> Self {
        Self { params: self.params || other.params, today: self.today || other.today }
    }
}

/// A name that a file sees.
#[derive(Clone, Debug)]
pub(super) struct Visible {
    pub(super) decl: DeclId,
    /// Where the file says it: the declaration, or the name in an import.
    pub(super) place: Place,
    pub(super) imported: bool,
}

/// A rule.
#[derive(Clone, Debug)]
pub(super) struct RuleDecl {
    pub(super) id: Arc<str>,
    pub(super) place: Place,
    pub(super) home: Home,
    pub(super) item: Arc<Item>,
    pub(super) in_force: bool,
}

/// Something without a name, or with one that nothing refers to: a test, a require.
#[derive(Clone, Debug)]
pub(super) struct Loose {
    pub(super) home: Home,
    pub(super) item: Arc<Item>,
}

/// What the broken items of a file may have been meant to declare.
#[derive(Debug, Default)]
pub(super) struct Broken {
    /// Names of declarations whose rest is broken.
    pub(super) names: Vec<Box<str>>,
    /// All words of items too broken to tell a name.
    pub(super) words: HashSet<Box<str>>,
    /// True if an import is among them.
    pub(super) import: bool,
}

impl Broken {
    /// By file, once all is declared.
    fn all(world: &World<'_>) -> HashMap<Home, Self> {
        let mut all: HashMap<Home, Self> = HashMap::new();
        for (index, unit) in world.input.units.iter().enumerate() {
            let home = Home::Unit(index);
            let mut found = Self::default();
            for (name, visible) in world.scopes.get(&home).into_iter().flatten() {
                let decl = world.decl(visible.decl);
                if decl.is_some_and(|decl| matches!(decl.kind, DeclKind::Broken)) {
                    found.names.push(name.clone());
                }
            }
            let source = world.input.sources.get(unit.source);
            for item in &unit.items {
                let ItemKind::Broken(broken) = &item.kind else { continue };
                let import = &*broken.keyword == "import";
                found.import |= import;
                if import || broken.name.is_none() {
                    let text = source.map_or("", |source| source.slice(item.span));
                    let words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
                    found.words.extend(words.map(Box::from));
                }
            }
            all.insert(home, found);
        }
        all
    }
}

/// How many pairs of letters are compared, in a run, to guess what wrong names were meant to be.
const GUESSING: usize = 100_000_000;

/// Everything that is declared.
pub(super) struct World<'a> {
    pub(super) input: &'a Input<'a>,
    pub(super) library: &'static Library,
    pub(super) decls: Vec<Decl>,
    pub(super) scopes: HashMap<Home, IndexMap<Box<str>, Visible>>,
    pub(super) rules: Vec<RuleDecl>,
    /// Where the rule with an id stands among them.
    pub(super) rule_ids: HashMap<Arc<str>, usize>,
    /// How many params are declared.
    pub(super) params: usize,
    /// By file: what its broken items may have declared, once somebody asks.
    broken: OnceCell<HashMap<Home, Broken>>,
    /// What is left for regular expressions.
    pub(super) regexes: Budget,
    /// Letters that may still be compared to guess what wrong names were meant to be.
    guessing: Cell<usize>,
    pub(super) requires: Vec<Loose>,
    pub(super) tests: Vec<Loose>,
    pub(super) out: Vec<Diagnostic>,
}

impl<'a> World<'a> {
    /// A world in which nothing is declared.
    pub(super) fn new(input: &'a Input<'a>) -> Self {
        Self {
            input,
            library: Library::get(),
            decls: Vec::new(),
            scopes: HashMap::new(),
            rules: Vec::new(),
            rule_ids: HashMap::new(),
            params: 0,
            broken: OnceCell::new(),
            regexes: Budget::default(),
            guessing: Cell::new(GUESSING),
            requires: Vec::new(),
            tests: Vec::new(),
            out: Vec::new(),
        }
    }

    /// The source of a file.
    pub(super) fn source(&self, home: Home) -> SourceId {
        match home {
            Home::Unit(index) => self.input.units.get(index).map_or(SourceId(0), |u| u.source),
            Home::Module(id) => {
                self.library.module_of(id).map_or(SourceId(SourceId::LIBRARY), |m| m.source_id())
            }
        }
    }

    /// A place in a file.
    pub(super) fn place(&self, home: Home, span: Span) -> Place {
        Place::new(self.source(home), span)
    }

    /// What a file is there for; a module of the library is imported.
    pub(super) fn role(&self, home: Home) -> Role {
        match home {
            Home::Unit(index) => self.input.units.get(index).map_or(Role::Imported, |u| u.role),
            Home::Module(_) => Role::Imported,
        }
    }

    /// What `name` means at the top level of a file.
    pub(super) fn visible(&self, home: Home, name: &str) -> Option<&Visible> {
        self.scopes.get(&home)?.get(name)
    }

    /// A declaration.
    pub(super) fn decl(&self, id: DeclId) -> Option<&Decl> {
        self.decls.get(id.0)
    }

    /// The rule with this id.
    pub(super) fn rule_index(&self, id: &str) -> Option<usize> {
        self.rule_ids.get(id).copied()
    }

    /// True if a file declares a rule of this name.
    pub(super) fn is_rule_of(&self, home: Home, name: &str) -> bool {
        let is_it = |rule: &RuleDecl| rule.home == home;
        match home {
            Home::Unit(_) => {
                self.rule_index(name).and_then(|at| self.rules.get(at)).is_some_and(is_it)
            }
            Home::Module(_) => self
                .rules
                .iter()
                .any(|rule| is_it(rule) && rule.id.rsplit('/').next() == Some(name)),
        }
    }

    /// Takes of what guesses may cost a comparison of `written` with `names`; none of the names once
    /// too much was guessed: thousands of wrong names are not near thousands of others by slips.
    pub(super) fn guessed<'n>(
        &self,
        written: &str,
        names: impl IntoIterator<Item = &'n str>,
    ) -> Vec<&'n str> {
        let (mut left, spread) = (self.guessing.get(), spread(written));
        let mut kept = Vec::new();
        if left > 0 {
            for name in names {
                let near = name.len().abs_diff(written.len()) <= spread;
                let cost =
                    if near { (name.len() + 1).saturating_mul(written.len() + 1) } else { 1 };
                left = left.saturating_sub(cost);
                if left == 0 {
                    kept.clear();
                    break;
                }
                kept.push(name);
            }
        }
        self.guessing.set(left);
        kept
    }

    /// What the broken items of a file may have been meant to declare.
    pub(super) fn broken(&self, home: Home) -> &Broken {
        static NONE: LazyLock<Broken> = LazyLock::new(Broken::default);
        self.broken.get_or_init(|| Broken::all(self)).get(&home).unwrap_or(&NONE)
    }

    /// Every file of the user, then the library's modules that are declared.
    pub(super) fn homes(&self) -> Vec<Home> {
        let mut homes: Vec<Home> = self.scopes.keys().copied().collect();
        homes.sort();
        homes
    }
}
