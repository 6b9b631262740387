//! Bytes as an expression that `seaworthy eval` is asked: what is sound has a value, and the same
//! one twice.

use seaworthy::diag::render::Style;
use seaworthy::diag::{Diagnostic, Severity};
use seaworthy::judge::{Form, Judge, Settings};
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
    let ask = |form| judge.ask(QUESTION, &manifests(), form);
    let reply = ask(Form::Json);
    for (form, reply) in [(Form::Json, &reply), (Form::Text, &ask(Form::Text))] {
        let again = ask(form);
        assert_eq!(reply.value, again.value, "{text:?}");
        assert_eq!((&reply.causes, &reply.errors), (&again.causes, &again.errors), "{text:?}");
    }
    let read: serde_json::Value = serde_json::from_str(&reply.value).expect("JSON");
    assert_eq!(format!("{read:#}"), reply.value, "{text:?}");
}
