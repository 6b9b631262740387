//! Whole policies.

use seaworthy::lang::typeck::{Conversion, Matcher, Meaning};
use seaworthy::lang::types::Type;

use super::{checked, fine};

const ACME: &str = include_str!("../acme.sea");

#[test]
fn the_policy_of_the_tour_is_fine() {
    fine(ACME);
}

#[test]
fn a_checked_policy_holds_what_is_in_force() {
    let checked = checked(ACME);
    assert!(checked.is_sound());
    let rules: Vec<&str> = checked.rules.iter().map(|rule| &*rule.id).collect();
    assert_eq!(rules.first(), Some(&"no-latest"));
    assert!(checked.rules.iter().all(|rule| rule.in_force && !rule.reads_today));
    assert_eq!(checked.rules[0].matcher, Matcher::Image);
    let params: Vec<&str> = checked.params.iter().map(|param| &*param.id).collect();
    assert_eq!(params, ["approved", "private", "prod"]);
    let functions: Vec<&str> = checked.functions.iter().map(|f| &*f.name).collect();
    assert_eq!(functions, ["is_mutable"]);
    let constants: Vec<&str> = checked.constants.iter().map(|c| &*c.name).collect();
    assert_eq!(constants, ["mutable_tags"]);
    assert_eq!(checked.tests.len(), 1);
    assert!(!checked.tests[0].rules.is_empty());
}

#[test]
fn conversions_are_noted() {
    let checked = checked(ACME);
    let approved = &checked.params[0];
    let default = approved.default.as_ref().expect("a default");
    let conversion = approved.tables.conversions.get(&default.id);
    assert_eq!(conversion, Some(&Conversion::ListToSet(Type::Repo)));
    let fits = &checked.rules[1].tables;
    let serves = |c: &Conversion| matches!(c, Conversion::ServesAs(_));
    assert!(fits.conversions.values().any(serves), "an ImageUse goes where an Image is expected");
    assert!(fits.meanings.iter().any(|m| matches!(m, Meaning::EnumValue(_, 0))));
}

#[test]
fn what_is_unused_is_not_emitted() {
    let text = "edition 1\nlet a = 1\nlet b = 2\nfunc f(x: Int) -> Int = x + b\n\
                rule r on pod p { require f(1) == p.images.len() else \"m\" }";
    let checked = checked(text);
    let constants: Vec<&str> = checked.constants.iter().map(|c| &*c.name).collect();
    assert_eq!(constants, ["b"]);
    let codes: Vec<&str> = checked.diagnostics.iter().map(|d| d.code.as_str()).collect();
    assert_eq!(codes, ["L0304"]);
}

#[test]
fn today_is_seen_through_calls() {
    let text = "edition 1\nfunc old(d: Date) -> Bool = today - d > duration\"90d\"\n\
                rule r on image _i { forbid old(date\"2026-01-01\") else \"old\" }";
    assert!(checked(text).rules[0].reads_today);
}
