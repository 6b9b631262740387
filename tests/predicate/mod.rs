//! The independent predicate: *does this object pull a bad image?* decided twice, by the engine and
//! by a second, naive reading (`naive`), on objects that are generated (`generate`).
//!
//! Bad is what the rules of the bypass suite say (P1 to P3 and validity, `tests/bypass/policy.sea`),
//! `std/no-latest`, and two that ask outright for the effective pull policy and for Docker Hub's
//! official images. For every file both must name the same findings (object, way to the place,
//! rule, failed or undecided), the same number of objects, images and uncovered objects, whether
//! there are input errors, and the same exit code.
//!
//! `cargo test` tries 20,000 files; `SEAWORTHY_CASES` says otherwise, `SEAWORTHY_FROM` begins at
//! another file than the first, and `scripts/predicate.sh` goes on to a million objects.

mod emit;
mod generate;
mod naive;
mod places;
mod reference;
mod texts;

use std::collections::BTreeSet;

use rayon::prelude::*;
use seaworthy::base::Sources;
use seaworthy::diag::Severity;
use seaworthy::judge::{Inputs, Judge, Settings};
use seaworthy::lang::eval::Bound;
use seaworthy::lang::lower::lower;
use seaworthy::lang::pipeline::{NoFiles, Options, Policy, What, load};
use seaworthy::report::{Report, Strictness, Verdict};
use seaworthy::world::kube::Table;

use naive::{Judged, RULES};

const POLICY: &str = concat!(
    include_str!("../bypass/policy.sea"),
    "\nrule not-always on image i { require i.effective_pull_policy != Always else \"x\" }",
    "\nrule official on image i { require i in repo\"docker.io/library\" else \"x\" }\n",
);

/// Files judged at a time.
const BATCH: u64 = 2_000;

fn number(variable: &str, otherwise: u64) -> u64 {
    let wanted = std::env::var(variable).ok();
    wanted.map_or(otherwise, |text| text.parse().unwrap_or_else(|_| panic!("{variable}: {text}")))
}

/// What the engine says, in the words of the second reading.
fn by_engine(report: &Report) -> Judged {
    let verdict = |verdict| match verdict {
        Verdict::Failed => naive::Verdict::Failed,
        Verdict::Undecided => naive::Verdict::Undecided,
    };
    let findings = report.findings.iter().map(|finding| {
        let name = finding.object.as_ref().and_then(|object| object.name.clone().map(Into::into));
        let rule = RULES.into_iter().find(|rule| **rule == *finding.rule).expect("a rule");
        (name, finding.path.to_string(), rule, verdict(finding.verdict))
    });
    let faults = report.errors.iter().filter(|error| error.severity == Severity::Error).count();
    Judged {
        findings: findings.collect(),
        errors: faults > 0,
        objects: report.summary.objects,
        images: report.summary.images,
        uncovered: report.summary.uncovered.iter().map(|kind| kind.objects).sum(),
        exit: report.summary.exit(faults, Strictness::default()).code(),
    }
}

/// How often something came up.
#[derive(Clone, Debug, Default)]
struct Tally {
    files: u64,
    objects: usize,
    images: usize,
    uncovered: usize,
    errors: u64,
    failed: usize,
    undecided: usize,
    /// By exit code.
    exits: [u64; 5],
}

impl Tally {
    fn count(mut self, judged: &Judged) -> Self {
        let of = |verdict| judged.findings.iter().filter(|found| found.3 == verdict).count();
        self.files += 1;
        self.objects += judged.objects;
        self.images += judged.images;
        self.uncovered += judged.uncovered;
        self.errors += u64::from(judged.errors);
        self.failed += of(naive::Verdict::Failed);
        self.undecided += of(naive::Verdict::Undecided);
        self.exits[usize::from(judged.exit)] += 1;
        self
    }

    fn with(mut self, other: &Self) -> Self {
        self.files += other.files;
        self.objects += other.objects;
        self.images += other.images;
        self.uncovered += other.uncovered;
        self.errors += other.errors;
        self.failed += other.failed;
        self.undecided += other.undecided;
        for (mine, its) in self.exits.iter_mut().zip(other.exits) {
            *mine += its;
        }
        self
    }
}

fn disagreement(seed: u64, text: &str, engine: &Judged, naive: &Judged) -> String {
    let only = |a: &BTreeSet<naive::Found>, b: &BTreeSet<naive::Found>| {
        let only: Vec<String> = a.difference(b).map(|found| format!("  {found:?}")).collect();
        only.join("\n")
    };
    let counts = |j: &Judged| {
        let Judged { errors, objects, images, uncovered, exit, .. } = j;
        format!(
            "errors {errors}, {objects} objects, {images} images, {uncovered} uncovered, exit {exit}"
        )
    };
    format!(
        "file {seed}:\n{text}\nengine: {}\n{}\nnaive: {}\n{}",
        counts(engine),
        only(&engine.findings, &naive.findings),
        counts(naive),
        only(&naive.findings, &engine.findings)
    )
}

/// Judges file after file in both ways.
fn compare(bound: &Bound<'_>, sources: &Sources, settings: &Settings) -> Tally {
    let (from, cases) = (number("SEAWORTHY_FROM", 0), number("SEAWORTHY_CASES", 20_000));
    let judge = Judge::new(bound, sources, settings);
    let one = |seed: u64| -> Result<Tally, String> {
        let text = generate::file(seed);
        let inputs = Inputs::Texts(vec![("file.yaml".into(), text.clone())]);
        let engine = by_engine(&judge.judge(&inputs, &|| ()));
        let naive = naive::judge(&text);
        if engine != naive {
            return Err(disagreement(seed, &text, &engine, &naive));
        }
        Ok(Tally::default().count(&naive))
    };
    let mut all = Tally::default();
    while all.files < cases {
        let seeds = from + all.files..from + (all.files + BATCH).min(cases);
        let batch: Vec<_> = seeds.into_par_iter().map(one).collect();
        let faults: Vec<&String> = batch.iter().filter_map(|one| one.as_ref().err()).collect();
        assert!(
            faults.is_empty(),
            "{} of {} files are judged otherwise, the first:\n{}",
            faults.len(),
            batch.len(),
            faults[0]
        );
        all = batch.iter().flatten().fold(all, Tally::with);
    }
    all
}

#[test]
fn the_engine_agrees_with_a_second_reading() {
    let texts =
        [What::Text("policy.sea".into(), POLICY.into()), What::Library("std/no-latest".into())];
    let policies = texts.map(|what| Policy { what, place: None });
    let parsed = load(&policies, &Options::default(), &NoFiles);
    let checked = parsed.check(Table::built_in());
    assert!(checked.is_sound(), "{:#?}", checked.diagnostics);
    let program = lower(&checked).expect("what checks can be lowered");
    let bound = Bound::new(&program, &[], None);
    let tally = compare(&bound, parsed.sources(), &Settings::default());
    eprintln!("{tally:#?}");
    // Nothing is said by a comparison of files that all come out alike.
    let share = |count: u64, least: u64| count * 100 >= tally.files * least;
    assert!(tally.objects as u64 >= tally.files && tally.images as u64 >= tally.files, "{tally:?}");
    assert!(
        share(tally.exits[0], 5) && share(tally.exits[1], 15) && share(tally.exits[3], 20),
        "{tally:?}"
    );
    assert!(share(tally.uncovered as u64, 1) && share(tally.errors, 5), "{tally:?}");
}
