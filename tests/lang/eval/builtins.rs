//! The library's declarations and the bodies behind them.

use std::collections::BTreeSet;

use seaworthy::lang::builtin;
use seaworthy::lang::library::Library;
use seaworthy::lang::value::Enumeration;

#[test]
fn every_declaration_has_a_body_and_every_body_a_declaration() {
    let library = Library::get();
    let mut declared = BTreeSet::new();
    declared.extend(library.all_functions().map(|function| function.symbol.to_string()));
    declared.extend(library.all_methods().map(|method| method.symbol.to_string()));
    for id in library.record_ids() {
        let (name, record) = (library.record_name(id), library.record_of(id));
        // Fields of what a record serves as are read under the name of that.
        let inherited = library.line(id).into_iter().skip(1);
        let inherited: BTreeSet<_> =
            inherited.flat_map(|id| library.record_of(id).fields.keys().cloned()).collect();
        for (field, _) in record.fields.iter().filter(|(_, field)| field.derived) {
            if !inherited.contains(field) {
                declared.insert(format!("{name}.{field}"));
            }
        }
    }
    let bodies: BTreeSet<String> = builtin::all().map(|body| body.name.to_owned()).collect();
    assert_eq!(bodies.len(), builtin::all().count(), "a name stands twice in the tables");
    let only = |a: &BTreeSet<String>, b: &BTreeSet<String>| -> Vec<String> {
        a.difference(b).cloned().collect()
    };
    assert_eq!(only(&declared, &bodies), Vec::<String>::new(), "declared, and no body");
    assert_eq!(only(&bodies, &declared), Vec::<String>::new(), "bodies, and no declaration");
}

#[test]
fn the_enums_are_those_that_are_declared() {
    let library = Library::get();
    assert_eq!(library.enum_ids().count(), Enumeration::ALL.len());
    for known in Enumeration::ALL {
        let id = library.enumeration(known.name).unwrap();
        let declared: Vec<_> = library.enum_of(id).values.iter().map(|value| &*value.0).collect();
        assert_eq!(declared, known.values, "{}", known.name);
    }
}
