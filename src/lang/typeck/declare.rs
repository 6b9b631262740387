//! The first pass: what every file declares, before any body is read.
//!
//! A broken item declares its name too, so that its uses are not reported on top of it. The first
//! of two declarations of one name keeps it; the second is reported, with both labelled.
#![deny(clippy::wildcard_enum_match_arm)]

use std::collections::HashMap;
use std::sync::Arc;

use crate::base::{Place, Span};
use crate::lang::library::{EntryId, ModuleId};
use crate::lang::syntax::Keyword;
use crate::lang::syntax::ast::{Broken, Func, Import, Item, ItemKind, Name, Param};
use crate::lang::types::Type;

use super::checked::ParamId;
use super::errors::names as errors;
use super::input::{Imported, Role};
use super::resolve::Resolver;
use super::world::{Decl, DeclId, DeclKind, Emitted, Home, Loose, Reads, RuleDecl, Visible, World};

/// Names that are there in every file.
pub(super) const GLOBALS: [&str; 2] = ["manifests", "today"];

/// Imports that wait for the files they lead to.
struct Pending {
    home: Home,
    item: Arc<Item>,
}

/// Declares the user's files, the library's rules that are asked for, and what those import.
pub(super) fn declare(world: &mut World<'_>) {
    let mut pending = Vec::new();
    let input = world.input;
    for (index, unit) in input.units.iter().enumerate() {
        let home = Home::Unit(index);
        world.scopes.entry(home).or_default();
        for item in &unit.items {
            declare_item(world, home, item, &mut pending);
        }
    }
    for (module, entry) in input.library_rules {
        declare_library_rule(world, *module, *entry, true, &mut pending);
    }
    for module in input.library_tests {
        declare_module(world, *module, &mut pending);
        declare_library_tests(world, *module, &mut pending);
    }
    named_by_tests(world, &mut pending);
    clashes(world);
    while let Some(next) = pending.pop() {
        import(world, &next, &mut pending);
    }
}

fn declare_item(world: &mut World<'_>, home: Home, item: &Arc<Item>, pending: &mut Vec<Pending>) {
    let loose = || Loose { home, item: Arc::clone(item) };
    match &item.kind {
        ItemKind::Import(_) => pending.push(Pending { home, item: Arc::clone(item) }),
        ItemKind::Param(param) => declare_param(world, home, item, param),
        ItemKind::Let(constant) => {
            let ty =
                constant.ty.as_ref().map_or(Type::Error, |ty| Resolver::of(world, home).ty(ty));
            add(world, home, item, &constant.name, DeclKind::Let, ty);
        }
        ItemKind::Func(func) => declare_func(world, home, item, func),
        ItemKind::Record(record) => {
            let place = world.place(home, record.name.span);
            world.out.push(errors::extern_outside(place, "record"));
        }
        ItemKind::Enum(declared) => {
            let place = world.place(home, declared.name.span);
            world.out.push(errors::extern_outside(place, "enum"));
        }
        ItemKind::Rule(rule) => {
            let in_force = world.role(home) == Role::Policy;
            let id = Arc::from(&*rule.name.text);
            declare_rule(world, home, item, id, rule.name.span, in_force);
        }
        ItemKind::Broken(broken) => declare_broken(world, home, item, broken),
        ItemKind::Require(_) => world.requires.push(loose()),
        ItemKind::Test(_) => {
            if world.role(home) != Role::Imported {
                world.tests.push(loose());
            }
        }
    }
}

fn declare_broken(world: &mut World<'_>, home: Home, item: &Arc<Item>, broken: &Broken) {
    let Some(name) = &broken.name else { return };
    if &*broken.keyword == "rule" {
        declare_rule(world, home, item, Arc::from(&*name.text), name.span, false);
    } else if matches!(&*broken.keyword, "let" | "param" | "func" | "import") {
        add(world, home, item, name, DeclKind::Broken, Type::Error);
    }
}

fn declare_param(world: &mut World<'_>, home: Home, item: &Arc<Item>, param: &Param) {
    let mut resolver = Resolver::of(world, home);
    let ty = resolver.ty(&param.ty);
    resolver.must_have_literal(&param.ty, &ty);
    let id: Arc<str> = match home {
        Home::Unit(_) => Arc::from(&*param.name.text),
        Home::Module(module) => {
            let module = world.library.module_of(module);
            let rule = module.and_then(|m| m.rules().next()).map(|(_, id)| id.to_owned());
            let owner = rule.or_else(|| module.map(|m| format!("std/{}", m.name())));
            format!("{}.{}", owner.unwrap_or_default(), param.name.text).into()
        }
    };
    if let Some(decl) = add(world, home, item, &param.name, DeclKind::Param(id), ty) {
        let param = ParamId(Span::at(world.params).start);
        world.params += 1;
        if let Some(decl) = world.decls.get_mut(decl.0) {
            decl.emitted = Emitted::Param(param);
        }
    }
}

fn declare_func(world: &mut World<'_>, home: Home, item: &Arc<Item>, func: &Func) {
    if func.body.is_none() {
        let place = world.place(home, func.name.span);
        world.out.push(errors::extern_outside(place, "func"));
        add(world, home, item, &func.name, DeclKind::Broken, Type::Error);
        return;
    }
    let mut resolver = Resolver::of(world, home);
    let params = func.params.iter().map(|p| (p.name.clone(), resolver.ty(&p.ty))).collect();
    let result = resolver.ty(&func.result);
    add(world, home, item, &func.name, DeclKind::Func(params), result);
}

/// Adds a declaration and makes it visible in its file.
fn add(
    world: &mut World<'_>,
    home: Home,
    item: &Arc<Item>,
    name: &Name,
    kind: DeclKind,
    ty: Type,
) -> Option<DeclId> {
    let place = world.place(home, name.span);
    let id = DeclId(world.decls.len());
    if !make_visible(world, home, &name.text, Visible { decl: id, place, imported: false }) {
        return None;
    }
    world.decls.push(Decl {
        name: Arc::from(&*name.text),
        place,
        home,
        item: Arc::clone(item),
        kind,
        ty,
        emitted: Emitted::No,
        reads: Reads::default(),
    });
    Some(id)
}

/// Makes a name visible in a file; false where something else has it.
fn make_visible(world: &mut World<'_>, home: Home, name: &str, visible: Visible) -> bool {
    if let Some(function) = world.library.function(name) {
        world.out.push(errors::already_defined(name, visible.place, function.place));
        return false;
    }
    if GLOBALS.contains(&name) {
        world.out.push(errors::reserved(name, visible.place));
        return false;
    }
    if let Some(other) = world.visible(home, name) {
        if other.decl != visible.decl {
            world.out.push(errors::already_defined(name, visible.place, other.place));
        }
        return false;
    }
    world.scopes.entry(home).or_default().insert(name.into(), visible);
    true
}

fn declare_rule(
    world: &mut World<'_>,
    home: Home,
    item: &Arc<Item>,
    id: Arc<str>,
    name: Span,
    in_force: bool,
) {
    let place = world.place(home, name);
    let known = world.rule_ids.get(&id).and_then(|index| world.rules.get_mut(*index));
    if let Some(other) = known {
        if other.place == place {
            other.in_force |= in_force;
            return;
        }
        let clash = errors::rule_already_defined(&id, place, other.place);
        world.out.push(clash);
        // It is checked all the same, under an id that nothing can name.
        let id = format!("{id} ").into();
        world.rules.push(RuleDecl { id, place, home, item: Arc::clone(item), in_force: false });
        return;
    }
    world.rule_ids.insert(Arc::clone(&id), world.rules.len());
    world.rules.push(RuleDecl { id, place, home, item: Arc::clone(item), in_force });
}

/// Declares a rule of the library and its module.
fn declare_library_rule(
    world: &mut World<'_>,
    module: ModuleId,
    entry: EntryId,
    in_force: bool,
    pending: &mut Vec<Pending>,
) {
    declare_module(world, module, pending);
    let library = world.library;
    let Some(text) = library.module_of(module) else { return };
    let Some((_, id)) = text.rules().find(|(found, _)| *found == entry) else { return };
    let Some(item) = text.item(entry) else { return };
    if let ItemKind::Rule(rule) = &item.kind {
        let home = Home::Module(module);
        declare_rule(world, home, item, Arc::from(id), rule.name.span, in_force);
    }
}

/// Declares what a module of the library declares besides rules and tests, once.
fn declare_module(world: &mut World<'_>, module: ModuleId, pending: &mut Vec<Pending>) {
    let home = Home::Module(module);
    if world.scopes.contains_key(&home) {
        return;
    }
    world.scopes.insert(home, indexmap::IndexMap::new());
    let library = world.library;
    let Some(text) = library.module_of(module) else { return };
    for (id, entry) in text.entries() {
        let plain = matches!(
            entry.keyword(),
            Keyword::Import | Keyword::Let | Keyword::Func | Keyword::Param | Keyword::Require
        );
        if plain && let Some(item) = text.item(id) {
            declare_item(world, home, item, pending);
        }
    }
}

/// Declares a module's tests, and its rules, which they run.
fn declare_library_tests(world: &mut World<'_>, module: ModuleId, pending: &mut Vec<Pending>) {
    let library = world.library;
    let Some(text) = library.module_of(module) else { return };
    for (id, entry) in text.entries() {
        match entry.keyword() {
            Keyword::Rule => declare_library_rule(world, module, id, false, pending),
            Keyword::Test => {
                let Some(item) = text.item(id) else { continue };
                let home = Home::Module(module);
                world.tests.push(Loose { home, item: Arc::clone(item) });
            }
            Keyword::Edition
            | Keyword::Import
            | Keyword::Param
            | Keyword::Require
            | Keyword::Let
            | Keyword::Func
            | Keyword::ExternFunc
            | Keyword::ExternRecord
            | Keyword::ExternEnum
            | Keyword::Extern
            | Keyword::Unknown => {}
        }
    }
}

/// Declares the library's rules that only a test names.
fn named_by_tests(world: &mut World<'_>, pending: &mut Vec<Pending>) {
    let items: Vec<Arc<Item>> = world.tests.iter().map(|test| Arc::clone(&test.item)).collect();
    for item in items {
        let ItemKind::Test(test) = &item.kind else { continue };
        for name in &test.rules {
            if let Some((module, entry)) = world.library.rule(&name.text) {
                declare_library_rule(world, module, entry, false, pending);
            }
        }
    }
}

/// Params of the user's files have ids over the run; lets and functions belong to their file.
fn clashes(world: &mut World<'_>) {
    let mut seen: HashMap<Arc<str>, Place> = HashMap::new();
    let mut found = Vec::new();
    for decl in &world.decls {
        let DeclKind::Param(id) = &decl.kind else { continue };
        if let Some(first) = seen.get(id) {
            found.push(errors::param_already_defined(id, decl.place, *first));
        } else {
            seen.insert(Arc::clone(id), decl.place);
        }
    }
    world.out.extend(found);
}

/// Makes the names of an import visible.
fn import(world: &mut World<'_>, next: &Pending, pending: &mut Vec<Pending>) {
    let ItemKind::Import(import) = &next.item.kind else { return };
    let Some(target) = target_of(world, next.home, import) else {
        broken_import(world, next, import);
        return;
    };
    if let Home::Module(module) = target {
        declare_module(world, module, pending);
    }
    for name in &import.names {
        import_name(world, next, import, target, name);
    }
}

fn target_of(world: &World<'_>, home: Home, import: &Import) -> Option<Home> {
    let imported = match home {
        Home::Unit(index) => *world.input.units.get(index)?.imports.get(&import.path.span)?,
        Home::Module(_) => {
            let name = import.path.text.strip_prefix("std/")?;
            Imported::Library(world.library.module(name)?.0)
        }
    };
    Some(match imported {
        Imported::Unit(index) => Home::Unit(index),
        Imported::Library(module) => Home::Module(module),
    })
}

/// The names of an import that leads nowhere are declared as broken.
fn broken_import(world: &mut World<'_>, next: &Pending, import: &Import) {
    for name in &import.names {
        add(world, next.home, &next.item, name, DeclKind::Broken, Type::Error);
    }
}

fn import_name(world: &mut World<'_>, next: &Pending, import: &Import, target: Home, name: &Name) {
    let place = world.place(next.home, name.span);
    let found = world.visible(target, &name.text).filter(|v| !v.imported).map(|v| v.decl);
    if let Some(decl) = found {
        make_visible(world, next.home, &name.text, Visible { decl, place, imported: true });
        return;
    }
    let error = not_importable(world, import, target, name, place);
    world.out.push(error);
    add(world, next.home, &next.item, name, DeclKind::Broken, Type::Error);
}

/// Why a name can't be imported from a file.
fn not_importable(
    world: &World<'_>,
    import: &Import,
    target: Home,
    name: &Name,
    place: Place,
) -> crate::diag::Diagnostic {
    if world.is_rule_of(target, &name.text) {
        return errors::rules_are_not_imported(&name.text, place);
    }
    let library = world.library;
    let declared = library.function(&name.text).map(|f| f.place);
    let is_type = library.type_arity(&name.text).is_some();
    if declared.is_some() || is_type {
        return errors::needs_no_import(&name.text, place);
    }
    if let Some(method) = library.methods(&name.text).next() {
        return errors::method_not_imported(&name.text, &method.symbol, place);
    }
    let scope = world.scopes.get(&target).into_iter().flatten();
    let offered = scope.filter(|(_, visible)| !visible.imported).map(|(name, _)| &**name);
    let offered = world.guessed(&name.text, offered);
    errors::not_in_module(&name.text, &import.path.text, &offered, place)
}
