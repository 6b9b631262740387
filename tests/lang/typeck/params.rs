//! What params are set to, read by their types.

use seaworthy::base::{Place, Source, SourceId, Span};
use seaworthy::lang::library::Library;
use seaworthy::lang::syntax::ast::LiteralKind;
use seaworthy::lang::typeck::{ParamValue, read_param, unknown_param};

use super::checked;

/// A policy with a param `p` of a type.
fn policy(ty: &str) -> String {
    format!(
        "edition 1\nparam p: {ty}\nrule r on image i {{ require i.digest is present else \"m\" }}"
    )
}

fn read(ty: &str, yaml: &str) -> Result<ParamValue, Vec<String>> {
    let checked = checked(&policy(ty));
    assert!(checked.is_sound(), "{:#?}", checked.diagnostics);
    let source = Source::new("--param p", yaml);
    let read = read_param(&checked.params[0], SourceId::manifest(0), &source);
    let shown = |d: &seaworthy::diag::Diagnostic| {
        let place = d.place().expect("a place");
        format!("{} {} at `{}`", d.code.as_str(), d.message, source.slice(place.span))
    };
    read.map_err(|faults| faults.iter().map(shown).collect())
}

#[test]
fn a_value_is_read_by_the_type() {
    let text = |text: &str| ParamValue::Text(text.into());
    let repo = |text: &str| ParamValue::Literal(LiteralKind::Repo, text.into());
    let policy = Library::get().enumeration("PullPolicy").expect("declared");
    for (ty, yaml, expected) in [
        ("String", "1.10", text("1.10")),
        ("String", "no", text("no")),
        ("String", "'a'", text("a")),
        ("String?", "null", ParamValue::Absent),
        ("String?", "", ParamValue::Absent),
        ("Int", "42", ParamValue::Int(42)),
        ("Int", "-3", ParamValue::Int(-3)),
        ("Bool", "true", ParamValue::Bool(true)),
        ("PullPolicy", "Never", ParamValue::Enum(policy, 2)),
        ("Repo", "ghcr.io/acme", repo("ghcr.io/acme")),
        ("Version", "1.10", ParamValue::Literal(LiteralKind::Version, "1.10".into())),
        ("Date", "2026-11-22", ParamValue::Literal(LiteralKind::Date, "2026-11-22".into())),
        ("Image", "nginx:1", ParamValue::Literal(LiteralKind::Image, "nginx:1".into())),
        ("List<String>", "[a, 1]", ParamValue::List(vec![text("a"), text("1")])),
        ("Set<Repo>", "[ghcr.io/a]", ParamValue::Set(vec![repo("ghcr.io/a")])),
        ("Set<Repo>", "[]", ParamValue::Set(Vec::new())),
        ("Map<String, Int>", "a: 1", ParamValue::Map(vec![(text("a"), ParamValue::Int(1))])),
    ] {
        assert_eq!(read(ty, yaml), Ok(expected), "{ty}: {yaml}");
    }
}

#[test]
fn what_is_not_of_the_type_is_an_error_at_its_place() {
    for (ty, yaml, expected) in [
        ("Int", "'42'", "E0411 this is not a `Int` at `'42'`"),
        ("Bool", "maybe", "E0411 this is not a `Bool` at `maybe`"),
        ("String", "[a]", "E0411 this is not a `String` at `[a]`"),
        ("List<String>", "a", "E0411 this is not a `List<String>` at `a`"),
        ("Map<String, Int>", "[a]", "E0411 this is not a `Map<String, Int>` at `[a]`"),
        ("PullPolicy", "always", "E0411 no value `always`; did you mean `Always`? at `always`"),
        ("Repo", "ghcr.io/acme:1", "E0411 a repository has no tag at `:1`"),
    ] {
        assert_eq!(read(ty, yaml), Err(vec![expected.to_owned()]), "{ty}: {yaml}");
    }
    let all = read("Set<Repo>", "[nginx, ghcr.io/a, 'quay.io/b:1']").unwrap_err();
    assert_eq!(all.len(), 2, "every wrong item is said: {all:#?}");
}

#[test]
fn a_param_that_is_not_there_is_guessed() {
    let checked = checked(&policy("String").replace("param p", "param approved"));
    let place = Place::new(SourceId::manifest(0), Span::default());
    let error = unknown_param(&checked, "aproved", place);
    assert_eq!(error.message, "no param `aproved`; did you mean `approved`?");
}
