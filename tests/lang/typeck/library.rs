//! The embedded library, whole: what a policy names of it is parsed without a look at errors, so
//! these tests look.

use std::fs;

use seaworthy::diag::Diagnostic;
use seaworthy::lang::library::Library;
use seaworthy::lang::pipeline::{Options, Policy, What, load};
use seaworthy::lang::syntax::{Keyword, parse};
use seaworthy::lang::typeck::NoKinds;
use seaworthy::lang::types::Type;

use super::{Memory, lines};
use crate::harness;

#[test]
fn every_module_parses() {
    let library = Library::get();
    let mut sources = seaworthy::base::Sources::default();
    library.add_sources(&mut sources);
    for (_, module) in library.modules() {
        let found = parse(module.source_id(), module.source()).diagnostics;
        assert!(found.is_empty(), "{:#?}", lines(&found, &sources));
    }
}

#[test]
fn every_file_of_the_library_is_embedded() {
    let root = harness::folder("../stdlib");
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("the library's folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "sea") {
                let name = path.strip_prefix(&root).expect("within").with_extension("");
                let name = name.to_str().expect("a name in UTF-8");
                let module = Library::get().module(name);
                let (_, module) = module.unwrap_or_else(|| panic!("{name} is not embedded"));
                assert_eq!(module.source().text(), fs::read_to_string(&path).expect("text"));
            }
        }
    }
}

#[test]
fn declarations_name_types_that_exist() {
    let library = Library::get();
    for id in library.record_ids() {
        let record = library.record_of(id);
        let name = library.record_name(id);
        assert!(!record.fields.is_empty(), "{name} has no fields");
        assert!(record.doc.is_some(), "{name} has no documentation");
        for (field, declared) in &record.fields {
            assert!(!is_broken(&declared.ty), "{name}.{field}");
            assert!(declared.doc.is_some(), "{name}.{field} has no documentation");
        }
    }
    for id in library.enum_ids() {
        assert!(!library.enum_of(id).values.is_empty(), "{}", library.enum_name(id));
    }
    for function in library.all_functions().chain(library.all_methods()) {
        assert!(!is_broken(&function.result), "{}", function.symbol);
        assert!(function.params.iter().all(|(_, ty)| !is_broken(ty)), "{}", function.symbol);
        assert!(function.doc.is_some(), "{} has no documentation", function.symbol);
    }
}

fn is_broken(ty: &Type) -> bool {
    match ty {
        Type::Error => true,
        Type::List(a) | Type::Set(a) | Type::Optional(a) | Type::Kind(a) => is_broken(a),
        Type::Map(a, b) => is_broken(a) || is_broken(b),
        _ => false,
    }
}

#[test]
fn symbols_are_unique() {
    let library = Library::get();
    let mut symbols: Vec<&str> =
        library.all_functions().chain(library.all_methods()).map(|f| &*f.symbol).collect();
    let count = symbols.len();
    symbols.sort_unstable();
    symbols.dedup();
    assert_eq!(symbols.len(), count);
}

#[test]
fn functions_and_constants_check() {
    let mut wrong: Vec<Diagnostic> = Vec::new();
    for (_, module) in Library::get().modules().filter(|(_, m)| m.rules().next().is_none()) {
        let names: Vec<&str> = module.importable().map(|(_, name)| name).collect();
        if names.is_empty() {
            continue;
        }
        let name = module.name();
        let text = format!("edition 1 import std/{name} {{ {} }}", names.join(", "));
        let policy = Policy { what: What::Text("all.sea".into(), text), place: None };
        let parsed = load(&[policy], &Options::default(), &Memory::default());
        let found = parsed.check(&NoKinds).diagnostics;
        wrong.extend(found.into_iter().filter(|d| !d.code.as_str().starts_with('L')));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn rules_and_their_tests_check() {
    for (_, module) in Library::get().modules() {
        for (_, id) in module.rules() {
            let policy = Policy { what: What::Library(id.into()), place: None };
            let options = Options { tests: true, ..Options::default() };
            let parsed = load(&[policy], &options, &Memory::default());
            let checked = parsed.check(&NoKinds);
            let found = lines(&checked.diagnostics, parsed.sources());
            assert!(found.is_empty(), "{found:#?}");
            assert!(checked.rules.iter().any(|rule| *rule.id == *id && rule.in_force), "{id}");
        }
        let has_params = module.entries().any(|(_, entry)| entry.keyword() == Keyword::Param);
        assert!(!has_params || module.rules().count() == 1, "{}: whose params?", module.name());
    }
}
