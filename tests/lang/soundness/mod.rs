//! The sentence of the language about truth, as a property:
//!
//! > If a rule passes on an object, it fails for no well-typed value of the unknowns in the manifest
//! > (absence included where the type allows it, any list for a list). If it fails, it passes for
//! > none.
//!
//! Random rules judge random pods with holes; then every hole is filled, again and again, and they
//! judge what came of it. `SEAWORTHY_CASES` is how many pairs of a rule and a manifest to try.

mod calls;
mod manifest;
mod policy;
pub(crate) mod random;

use seaworthy::lang::eval::Verdict;
use seaworthy::lang::ir::Program;

use super::eval::{World, program};
use manifest::manifest;
use random::Random;

/// Rules that are checked together.
const RULES: usize = 6;
/// Manifests that they judge.
const MANIFESTS: usize = 6;
/// Ways in which the holes of one are filled.
const FILLINGS: usize = 8;

fn cases() -> usize {
    let wanted = std::env::var("SEAWORTHY_CASES").ok();
    wanted.map_or(2_000, |text| text.parse().expect("SEAWORTHY_CASES is a number"))
}

/// What became of each rule on the pod of a run. Other objects may be what fills a hole.
fn judge(program: &Program, world: &World) -> Vec<Verdict> {
    let mut all = vec![Verdict::Skipped; program.rules.len()];
    world.judge(program, &mut |_, outcome| {
        if outcome.subject.at().is_some_and(|at| &*at.object.gvk.kind == "Pod") {
            let verdict = &mut all[outcome.rule];
            *verdict = (*verdict).max(outcome.verdict);
        }
    });
    all
}

/// Rules, and what they call.
pub(crate) fn rules(seed: usize, swapped: bool) -> String {
    let rule =
        |index: usize| policy::rule(&format!("r{index}"), (seed * RULES + index) as u64, swapped);
    std::iter::once(policy::FUNCTIONS.to_owned()).chain((0..RULES).map(rule)).collect()
}

/// A random pod, as YAML.
pub(crate) fn manifest_of(random: &mut Random) -> String {
    manifest(random).yaml()
}

/// How often something came up.
#[derive(Debug, Default)]
struct Tally {
    cases: usize,
    passed: usize,
    failed: usize,
    undecided: usize,
    /// Undecided ones that some filling passed, and some other failed.
    in_doubt: usize,
    holes: usize,
}

#[test]
fn a_verdict_holds_whatever_the_unknowns_are() {
    let mut tally = Tally::default();
    let mut seed = 0;
    while tally.cases < cases() {
        let text = rules(seed, false);
        let program = program(&text);
        for index in 0..MANIFESTS {
            let random = &mut Random::new((seed * MANIFESTS + index) as u64);
            try_manifest(&text, &program, random, &mut tally);
        }
        seed += 1;
    }
    eprintln!("{tally:?}");
    let share = |count: usize, least: usize| count * 100 >= tally.cases * least;
    assert!(share(tally.passed, 10), "too few pass: {tally:?}");
    assert!(share(tally.failed, 15), "too few fail: {tally:?}");
    assert!(share(tally.undecided, 15), "too few are undecided: {tally:?}");
    assert!(share(tally.in_doubt, 4), "too few are rightly undecided: {tally:?}");
    assert!(tally.holes >= tally.cases, "too few holes: {tally:?}");
}

fn try_manifest(text: &str, program: &Program, random: &mut Random, tally: &mut Tally) {
    let manifest = manifest(random);
    let yaml = manifest.yaml();
    let verdicts = judge(program, &World::of(&yaml));
    let mut seen = vec![(false, false); verdicts.len()];
    for _ in 0..FILLINGS {
        let filled = manifest.filled(random);
        let then = judge(program, &World::under(&filled, "complete: true"));
        for (index, (before, after)) in verdicts.iter().zip(&then).enumerate() {
            let passes = matches!(after, Verdict::Passed | Verdict::Skipped);
            let sound = match before {
                Verdict::Passed | Verdict::Skipped => *after != Verdict::Failed,
                Verdict::Failed => !passes,
                Verdict::Undecided => true,
            };
            seen[index].0 |= passes;
            seen[index].1 |= *after == Verdict::Failed;
            assert!(
                sound,
                "{before:?}, and {after:?} when filled\nrule {}\n{yaml}\n======\n{filled}",
                text.split("rule ").nth(index + 1).unwrap_or_default()
            );
        }
    }
    for (verdict, seen) in verdicts.iter().zip(seen) {
        tally.cases += 1;
        tally.holes += manifest.holes();
        match verdict {
            Verdict::Passed => tally.passed += 1,
            Verdict::Failed => tally.failed += 1,
            Verdict::Undecided => tally.undecided += 1,
            Verdict::Skipped => {}
        }
        tally.in_doubt += usize::from(*verdict == Verdict::Undecided && seen == (true, true));
    }
}

#[test]
fn the_order_of_operands_changes_no_verdict() {
    let seeds = (cases() / (RULES * MANIFESTS)).max(1);
    for seed in 0..seeds {
        let (text, other) = (rules(seed, false), rules(seed, true));
        let (first, second) = (program(&text), program(&other));
        for index in 0..MANIFESTS {
            let random = &mut Random::new((seed * MANIFESTS + index) as u64);
            let yaml = manifest(random).yaml();
            let world = World::of(&yaml);
            let (one, two) = (judge(&first, &world), judge(&second, &world));
            assert_eq!(one, two, "{text}\n{other}\n{yaml}");
        }
    }
}
