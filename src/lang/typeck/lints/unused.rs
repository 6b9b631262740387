//! Names that nothing uses.

use std::collections::{HashMap, HashSet};

use crate::diag::{Code, Diagnostic};

use super::Subject;
use crate::lang::typeck::input::Role;
use crate::lang::typeck::order::uses;
use crate::lang::typeck::scope::LocalKind;
use crate::lang::typeck::world::{DeclId, DeclKind, Home, World};

/// Locals of an item. The name of a match may stay unused: a rule on manifests can read
/// `manifests`.
pub(super) fn locals(subject: &Subject<'_, '_>, out: &mut Vec<Diagnostic>) {
    for local in &subject.done.locals {
        if local.used || local.kind == LocalKind::Binder || local.name.starts_with('_') {
            continue;
        }
        let help = match local.kind {
            LocalKind::Let => "drop the `let`",
            LocalKind::Param => "drop the parameter, here and in the calls",
            _ => "use it in what is said of each item, or call it `_` and more",
        };
        out.push(
            Diagnostic::new(Code::L0305, format!("`{}` is never used", local.name))
                .at(subject.at(local.span), "named here")
                .help(help.replace("`_` and more", &format!("`_{}`", local.name))),
        );
    }
}

/// Who uses what.
pub(super) struct Usage {
    /// By file: what its items name.
    named: HashMap<Home, HashSet<DeclId>>,
    /// What some file imports.
    exported: HashSet<DeclId>,
}

impl Usage {
    /// Of all files.
    pub(super) fn of(world: &World<'_>) -> Self {
        let decls = world.decls.iter().map(|decl| (decl.home, &decl.item));
        let rules = world.rules.iter().map(|rule| (rule.home, &rule.item));
        let loose = world.requires.iter().chain(&world.tests).map(|l| (l.home, &l.item));
        let mut named: HashMap<Home, HashSet<DeclId>> = HashMap::new();
        for (home, item) in decls.chain(rules).chain(loose) {
            let found = uses(world, home, item).into_iter().map(|found| found.decl);
            named.entry(home).or_default().extend(found);
        }
        let all = world.scopes.values().flat_map(|scope| scope.values());
        let exported = all.filter(|visible| visible.imported).map(|visible| visible.decl);
        Self { named, exported: exported.collect() }
    }
}

/// Imports, params, constants and functions of a file.
pub(super) fn names(world: &World<'_>, home: Home, usage: &Usage, out: &mut Vec<Diagnostic>) {
    let imported_file = world.role(home) == Role::Imported && matches!(home, Home::Unit(_));
    for (name, visible) in world.scopes.get(&home).into_iter().flatten() {
        if usage.named.get(&home).is_some_and(|named| named.contains(&visible.decl)) {
            continue;
        }
        if visible.imported {
            out.push(
                Diagnostic::new(Code::L0302, format!("the import `{name}` is never used"))
                    .at(visible.place, "imported here")
                    .help("drop it from the import"),
            );
            continue;
        }
        if imported_file || usage.exported.contains(&visible.decl) {
            continue;
        }
        let Some(decl) = world.decl(visible.decl) else { continue };
        let (code, what) = match decl.kind {
            DeclKind::Param(_) => (Code::L0303, "the param"),
            DeclKind::Let => (Code::L0304, "the constant"),
            DeclKind::Func(_) => (Code::L0304, "the function"),
            DeclKind::Broken => continue,
        };
        out.push(
            Diagnostic::new(code, format!("{what} `{name}` is never used"))
                .at(visible.place, "declared here")
                .help("use it, or drop it"),
        );
    }
}
