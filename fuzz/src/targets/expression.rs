//! Bytes as an expression that `seaworthy eval` is asked: what is sound has a value, and the same
//! one twice.

use seaworthy::diag::render::Style;
use seaworthy::diag::{Diagnostic, Severity};
use seaworthy::judge::{Judge, Settings};
use seaworthy::lang::pipeline::{QUESTION, What};
use seaworthy::world::kube::Table;

use super::ready::{Ready, manifests, parsed};
use super::said;

/// Steps that the expression may take.
const FUEL: u64 = 20_000;

pub(crate) fn run(data: &[u8]) {
    let text = super::text(data);
    let parsed = parsed(vec![What::Expression("<expression>".into(), text.to_string())]);
    let checked = parsed.check(Table::built_in());
    if !checked.is_sound() {
        // Lints are about what was made up round the expression; nobody is told of them.
        let error = |found: &Diagnostic| found.severity() == Severity::Error;
        let errors: Vec<_> = checked.diagnostics.into_iter().filter(error).collect();
        assert!(!errors.is_empty(), "unsound without a reason: {text:?}");
        said::are_placed(&errors, parsed.sources());
        said::are_printed(&errors, parsed.sources(), &Style::default());
        return;
    }
    let Some(ready) = Ready::new(parsed) else { return };
    let bound = ready.bound();
    let settings = Settings { fuel: FUEL, jobs: Some(1), ..Settings::default() };
    let judge = Judge::new(&bound, ready.sources(), &settings);
    let reply = judge.ask(QUESTION, &manifests());
    let again = judge.ask(QUESTION, &manifests());
    assert_eq!((&reply.text, &reply.json), (&again.text, &again.json), "{text:?}");
    assert_eq!((&reply.causes, &reply.errors), (&again.causes, &again.errors), "{text:?}");
    let json = format!("{:#}", reply.json);
    let read: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(read, reply.json, "{text:?}");
}
