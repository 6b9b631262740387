//! Bytes as a policy, all the way: parsed, checked, lowered, and where it is sound, the fixed
//! manifests judged by it.

use std::sync::Mutex;

use seaworthy::author::testing::Workshop;
use seaworthy::diag::Severity;
use seaworthy::diag::render::Style;
use seaworthy::judge::{Detail, Judge, Settings};
use seaworthy::lang::lower::lower;
use seaworthy::report::Particulars;
use seaworthy::world::kube::Table;

use super::ready::{Ready, manifests, parsed, policy};
use super::{report, said};

/// Steps a match.
const FUEL: u64 = 10_000;
/// Tests of a policy that are run.
const TESTS: usize = 2;

pub(crate) fn run(data: &[u8]) {
    let text = super::text(data);
    let parsed = parsed(vec![policy(&text)]);
    let checked = parsed.check(Table::built_in());
    said::are_placed(&checked.diagnostics, parsed.sources());
    let style = Style { unicode: data.len().is_multiple_of(2), ..Style::default() };
    said::are_printed(&checked.diagnostics, parsed.sources(), &style);
    let errors = checked.diagnostics.iter().any(|d| d.severity() == Severity::Error);
    assert_eq!(errors, !checked.is_sound(), "{text:?}");
    assert!(parsed.diagnostics().len() <= checked.diagnostics.len() || errors, "{text:?}");
    if errors {
        return;
    }
    let program = match lower(&checked) {
        Ok(program) => program,
        Err(faults) => return said::are_placed(&faults, parsed.sources()),
    };
    let ready = Ready { parsed, checked, program };
    judge(&ready);
    test(&ready);
}

/// Judges twice, with the same end, whatever findings tell.
fn judge(ready: &Ready) {
    let bound = ready.bound();
    let (unset, refusals) = (bound.unset(), bound.refusals());
    if !unset.is_empty() || !refusals.is_empty() {
        return;
    }
    let judged = |detail| {
        let settings = Settings { fuel: FUEL, jobs: Some(1), detail, ..Settings::default() };
        Judge::new(&bound, ready.sources(), &settings).judge(&manifests(), &|| ())
    };
    let (mut one, two, mut bare) =
        (judged(Detail::Lines), judged(Detail::Lines), judged(Detail::Place));
    report::add_up(&one);
    assert_eq!((&one.summary, &one.findings), (&two.summary, &two.findings));
    assert_eq!(one.errors, two.errors);
    for finding in one.findings.iter_mut().chain(&mut bare.findings) {
        let told = finding.particulars().clone();
        finding.particulars =
            Particulars { related: Vec::new(), quotes: Vec::new(), ..told }.kept();
    }
    assert_eq!((one.summary, one.findings), (bare.summary, bare.findings));
    assert_eq!(one.errors, bare.errors);
}

fn test(ready: &Ready) {
    let Ready { checked, program, .. } = ready;
    let read = |_: &str, _: &str| Err("there are no files here".to_owned());
    let workshop = Workshop {
        program,
        sources: ready.sources(),
        kinds: None,
        read: &read,
        hits: Some(Mutex::default()),
    };
    for (index, test) in checked.tests.iter().enumerate().take(TESTS) {
        let tested = workshop.run(index, test);
        said::are_placed(&tested.faults, ready.sources());
    }
}
