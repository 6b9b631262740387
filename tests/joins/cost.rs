//! What rules on the run cost: steps, counted and never timed.

use std::sync::Arc;

use seaworthy::lang::eval::{Bound, Context, steps};
use seaworthy::lang::value::{Cluster, Lists, Run};
use seaworthy::world::kube::{Index, Object, Profile};

use super::{judged, pods};
use crate::kube::shared;
use crate::lang::eval::program;

/// Rules that go through the whole run.
const RULES: &[&str] = &[
    "rule versions on manifests m {
       for g in [i.object.metadata.labels[\"app\"]: i for i in m.images
                 where i.object.metadata.labels[\"app\"] is present] {
         require all_equal([i.effective_tag for i in g.value]) else \"{g.key}\" at g.value
       }
     }",
    "rule one-group on manifests m {
       for g in [i.registry: i for i in m.images] {
         require g.value.len() > 0 else \"{g.key}\"
       }
     }",
    "rule each-alone on manifests m {
       for g in [p.object.metadata.name ?? \"\": p for p in m.pods] {
         require g.value.len() == 1 else \"{g.key}\"
       }
     }",
    "rule distinct on manifests m {
       require [i.canonical for i in m.images].unique().len() > 0 else \"\"
       require all c in m.containers: c.name is present else \"\"
       require [r.kind: r for r in m.resources].len() > 0 else \"\"
     }",
    "rule joined on manifests m {
       for i in m.images {
         require i.namespace_object is present or i.namespace is present else \"\"
       }
     }",
];

fn steps_over(policy: &str, objects: &[Arc<Object>]) -> u64 {
    let (program, profile) = (program(policy), Profile::default());
    let bound = Bound::new(&program, &[], None);
    let run = Run::new(objects.iter().map(AsRef::as_ref), false, Lists::ALL);
    let index = Index::new(objects.iter().cloned(), &profile);
    let cluster = Cluster { index: &index, profile: &profile, unjudged: false };
    let context = Context { run: Some(&run), ..Context::new(cluster) };
    steps(&bound, 0, &context)
}

/// Ten times as much takes ten times the steps.
#[test]
fn rules_on_the_run_are_linear() {
    let (few, many) = (shared(&pods(1_000)), shared(&pods(10_000)));
    for policy in RULES {
        let (of_few, of_many) = (steps_over(policy, &few), steps_over(policy, &many));
        assert!(of_few >= 1_000, "{of_few}: {policy}");
        assert!(of_many <= 11 * of_few, "{of_few} {of_many}: {policy}");
    }
}

/// As many steps as a rule is said to take are enough for it, and one less is not.
#[test]
fn steps_are_those_that_a_rule_needs() {
    let policy = "rule sum on manifests m { require all n in [1, 2, 3]: n > 0 else \"\" }";
    let taken = steps_over(policy, &[]);
    for (fuel, passed) in [(taken, 1), (taken - 1, 0)] {
        let settings = seaworthy::judge::Settings { fuel, ..Default::default() };
        let summary = judged(policy, &[], &settings).summary;
        assert_eq!((summary.passed, summary.undecided), (passed, 1 - passed), "{fuel}");
    }
}

/// Steps grow with the run: a rule that may take a thousand for everything in it is far from its end.
#[test]
fn rules_on_the_run_have_steps_to_spare() {
    let count = std::env::var("SEAWORTHY_CASES").ok().and_then(|n| n.parse().ok());
    let count: usize = count.unwrap_or(1_500).min(100_000);
    let settings = seaworthy::judge::Settings { fuel: 0, ..Default::default() };
    for policy in RULES {
        let report = judged(policy, &[pods(count)], &settings);
        assert_eq!(report.summary.undecided, 0, "{policy}");
        assert_eq!(report.summary.passed, 1, "{policy}");
    }
}

/// A finding about a whole group shows some of it and counts the rest.
#[test]
fn a_finding_about_thousands_shows_some() {
    let policy = "rule few on manifests m {
        for g in [i.registry: i for i in m.images] { require g.value.len() < 5 else \"many\" at g.value }
    }";
    let report = judged(policy, &[pods(5_000)], &seaworthy::judge::Settings::default());
    let [finding] = &report.findings[..] else { panic!("{:#?}", report.findings.len()) };
    let told = finding.particulars();
    assert!(told.related.len() <= 110, "{}", told.related.len());
    assert_eq!(told.help, ["look for it in 4900 more places, which are not shown"]);
}

#[test]
fn a_run_has_the_steps_that_its_settings_allow() {
    let policy = "rule few on image i {
        require all n in [1, 2, 3, 4, 5, 6, 7, 8, 9]: n > 0 else \"\"
    }";
    for (fuel, undecided) in [(10, 1), (10_000, 0)] {
        let settings = seaworthy::judge::Settings { fuel, ..Default::default() };
        let summary = judged(policy, &[pods(1)], &settings).summary;
        assert_eq!((summary.undecided, summary.passed), (undecided, 1 - undecided), "{fuel}");
    }
}
