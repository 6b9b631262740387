//! What lookups keep of a run, and what rules on the whole run cost.
//!
//! ```text
//! cargo bench --bench joins                            # all rows
//! /usr/bin/time -v cargo bench --bench joins -- find   # one of them, and its memory
//! ```
//!
//! The run is of `FILES` files (60) of 3,000 pods each, 0.8 MB, with one Secret in each. A row: the MB
//! of manifests, the objects that were kept for lookups, the KiB of text that was kept to show them,
//! and for a rule on the run the steps that it took an image.
//!
//! Measured with a debug build and two threads on `check -p find.sea FOLDER -j 2`, 60 files and 46 MB in
//! all, maximum resident set:
//!
//! | kept of each file in which something is looked up | KiB |
//! | --- | --- |
//! | its text and the trees of the documents (before excerpts) | 108,796 |
//! | the objects' own nodes and the lines round them | 57,568 |
//!
//! A grouping over all images of a run keeps all of it. 100,000 pods of one container, 18 MB of
//! manifests, release build, `check -p group.sea FOLDER`: 195,064 KiB and 1.3 s.

#![allow(
    clippy::print_stdout,
    clippy::expect_used,
    missing_docs,
    reason = "a bench prints, and has nobody to recover for"
)]

use std::fmt::Write as _;
use std::sync::Arc;

use seaworthy::base::Sources;
use seaworthy::judge::{Inputs, Judge, Settings};
use seaworthy::lang::eval::{Bound, Context, steps};
use seaworthy::lang::ir::Program;
use seaworthy::lang::lower::lower;
use seaworthy::lang::pipeline::{NoFiles, Options, Policy, What, load};
use seaworthy::lang::typeck::NoKinds;
use seaworthy::lang::value::{Cluster, Lists, Run};
use seaworthy::world::kube::{Index, Object, Profile, Table, objects_of};
use seaworthy::world::manifest::{Limits, read};

/// A row: its name, and a policy of one rule.
const ROWS: &[(&str, &str)] = &[
    (
        "find",
        "rule r on image i where i.name == \"a7\" {
           require manifests.find(Secret, i.namespace, \"pull1\") is present else \"no\"
         }",
    ),
    ("beside", "rule r on image i { require not i.object.beside(Secret).is_empty() else \"no\" }"),
    (
        "group",
        "rule r on manifests m {
           for g in [i.repo: i for i in m.images] {
             require all_equal([i.effective_tag for i in g.value]) else \"no\"
           }
         }",
    ),
];

fn main() {
    let asked: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    let count = std::env::var("FILES").ok().and_then(|n| n.parse().ok()).unwrap_or(60);
    let files: Vec<String> = (0..count).map(file).collect();
    let megabytes = files.iter().map(String::len).sum::<usize>() >> 20;
    println!("{:<8}{:>6}{:>10}{:>10}{:>14}", "", "MB", "objects", "KiB kept", "steps/image");
    for (name, policy) in ROWS {
        if asked.is_empty() || asked.iter().any(|a| a == name) {
            let program = program(policy);
            let bound = Bound::new(&program, &[], None);
            let (objects, kept) = kept(&bound, &files);
            let each = steps_an_image(&bound, &files);
            println!("{name:<8}{megabytes:>6}{objects:>10}{kept:>10}{each:>14}");
        }
    }
}

/// How many objects are kept for lookups, and KiB of text for them.
fn kept(bound: &Bound<'_>, files: &[String]) -> (usize, usize) {
    let (sources, settings) = (Sources::default(), Settings::default());
    let named = files.iter().enumerate().map(|(n, text)| (format!("{n}.yaml"), text.clone()));
    let index = Judge::new(bound, &sources, &settings).looked_up(&Inputs::Texts(named.collect()));
    let bytes = |object: &Arc<Object>| object.tree.source().kept();
    (index.objects().count(), index.objects().map(bytes).sum::<usize>() >> 10)
}

/// The steps of a rule on the run, an image of the first file; none for another rule.
fn steps_an_image(bound: &Bound<'_>, files: &[String]) -> u64 {
    let id = seaworthy::base::SourceId::manifest(0);
    let text = files.first().map_or("", String::as_str);
    let file = read(id, "0.yaml", text, &Limits::default());
    let found = file
        .documents
        .iter()
        .map(|it| objects_of(&file, it, Table::built_in(), &Limits::default()));
    let objects: Vec<Arc<Object>> = found.flat_map(|found| found.objects).collect();
    let images = objects.iter().map(|object| object.images.len()).sum::<usize>();
    let run = Run::new(objects.iter().map(AsRef::as_ref), false, Lists::ALL);
    let (index, profile) = (Index::default(), Profile::default());
    let cluster = Cluster { index: &index, profile: &profile, unjudged: false };
    let context = Context { run: Some(&run), ..Context::new(cluster) };
    let on_run = bound.program().rules.iter().all(|rule| rule.needs.run);
    if on_run { steps(bound, 0, &context) / images.max(1) as u64 } else { 0 }
}

fn program(policy: &str) -> Program {
    let what = What::Text("bench.sea".into(), format!("edition 1\n{policy}"));
    let parsed = load(&[Policy { what, place: None }], &Options::default(), &NoFiles);
    lower(&parsed.check(&NoKinds)).expect("a policy that checks")
}

fn file(number: usize) -> String {
    let mut text = String::new();
    for pod in 0..3_000 {
        let n = number * 3_000 + pod;
        if pod == 1_500 {
            let _ = write!(
                text,
                "---\napiVersion: v1\nkind: Secret\nmetadata: {{ name: pull{number}, namespace: ns{number} }}\n"
            );
        }
        let (space, app) = (n % 50, n % 97);
        let _ = write!(
            text,
            "---\napiVersion: v1\nkind: Pod\nmetadata: {{ name: p{n}, namespace: ns{space}, labels: {{ app: a{app} }} }}\n\
             spec:\n  containers:\n    - name: c\n      image: registry.acme.io/a{app}:1.0\n      \
             env: [{{ name: A, value: some-text-that-takes-room }}, {{ name: B, value: some-more-of-it }}]\n"
        );
    }
    text
}
