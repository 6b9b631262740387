//! The interpreter: verdicts, what they hang on, what findings say.

mod builtins;
mod clusters;
mod examples;
mod findings;
mod guards;
mod joins;
mod limits;
mod openshift;
mod reading;
mod unknowns;
mod values;

use std::sync::Arc;

use seaworthy::lang::eval::{Bound, Context, Judging, Outcome, Subject, judge_object, judge_run};
use seaworthy::lang::ir::Program;
use seaworthy::lang::lower::lower;
use seaworthy::lang::pipeline::{NoFiles, Options, Policy, What, load};
use seaworthy::lang::typeck::NoKinds;
use seaworthy::lang::value::{Cluster, Lists, Problem, Run};
use seaworthy::world::kube::{Index, Object, Profile};

use crate::kube;

/// The program of a policy, without its `edition 1`.
pub(crate) fn program(policy: &str) -> Program {
    program_with(policy, &[])
}

/// The program of a policy, without its `edition 1`, and of rules of the library.
pub(super) fn program_with(policy: &str, library: &[&str]) -> Program {
    let text = What::Text("test.sea".into(), format!("edition 1\n{policy}"));
    let library = library.iter().map(|name| What::Library((*name).into()));
    let policies: Vec<Policy> =
        std::iter::once(text).chain(library).map(|what| Policy { what, place: None }).collect();
    let parsed = load(&policies, &Options::default(), &NoFiles);
    let checked = parsed.check(&NoKinds);
    if !checked.is_sound() {
        let wrong: Vec<String> = checked.diagnostics.iter().map(|d| d.message.clone()).collect();
        panic!("{}\n{policy}", wrong.join("\n"));
    }
    lower(&checked).unwrap()
}

/// A run over manifests.
pub(crate) struct World {
    pub(super) objects: Vec<Arc<Object>>,
    pub(super) index: Index,
    pub(super) profile: Profile,
    pub(super) fuel: u64,
}

impl World {
    /// Of the objects in a YAML text, under an empty profile.
    pub(crate) fn of(yaml: &str) -> Self {
        Self::under(yaml, "{}")
    }

    /// Of the objects in a YAML text, under a profile.
    pub(crate) fn under(yaml: &str, profile: &str) -> Self {
        let objects = kube::shared(yaml);
        let profile: Profile = serde_yaml::from_str(profile).unwrap();
        let index = Index::new(objects.iter().cloned(), &profile);
        Self { objects, index, profile, fuel: seaworthy::lang::eval::FUEL }
    }

    /// Judges everything, and gives every outcome to `see`.
    pub(crate) fn judge(
        &self,
        program: &Program,
        see: &mut dyn FnMut(&Bound<'_>, Outcome<'_>),
    ) -> usize {
        let bound = Bound::new(program, &[], None);
        let rules: Vec<usize> = (0..program.rules.len()).collect();
        let run = Run::new(self.objects.iter().map(AsRef::as_ref), false, Lists::ALL);
        let (index, profile) = (&self.index, &self.profile);
        let cluster = Cluster { index, profile, unjudged: false };
        let context = Context { run: Some(&run), fuel: self.fuel, ..Context::new(cluster) };
        let mut problems: Vec<Problem<'_>> = Vec::new();
        let mut judging = Judging::new(&bound, &rules, &context);
        for object in &self.objects {
            let (mut alone, mut sharing) = (Vec::new(), Vec::new());
            problems.extend(judge_object(&bound, &rules, object, &context, &mut |outcome| {
                alone.push(line(&bound, &outcome));
                see(&bound, outcome);
            }));
            judging.object(object, &mut |outcome| sharing.push(line(&bound, &outcome)));
            assert_eq!(alone, sharing, "rules that share what they find come to the same");
        }
        problems.extend(judge_run(&bound, &rules, &context, &mut |outcome| see(&bound, outcome)));
        problems.len()
    }
}

/// The verdicts of a policy on manifests, a line a rule and match: `rule passed`, `rule failed:
/// message | message`, `rule undecided: cause | cause`.
pub(crate) fn verdicts(policy: &str, world: &World) -> Vec<String> {
    let program = program(policy);
    let mut lines = Vec::new();
    world.judge(&program, &mut |bound, outcome| lines.push(line(bound, &outcome)));
    lines
}

pub(super) fn line(bound: &Bound<'_>, outcome: &Outcome<'_>) -> String {
    let rule = &bound.program().rules[outcome.rule].id;
    let mut line = format!("{rule} {}", outcome.verdict.as_str());
    if matches!(outcome.subject, Subject::Hidden(_)) {
        line += " (hidden)";
    }
    let messages = outcome.failures.iter().map(|failure| failure.message.clone());
    let causes = outcome.undecided.iter().flat_map(|one| &one.causes).map(|c| c.why.message());
    let mut all: Vec<String> = messages.chain(causes).collect();
    all.dedup();
    if !all.is_empty() {
        line += &format!(": {}", all.join(" | "));
    }
    line
}

/// The verdict of a condition about the only image of a manifest.
pub(super) fn of_image(condition: &str, yaml: &str) -> String {
    let policy = format!("rule r on image i {{ require {condition} else \"no\" }}");
    let found = verdicts(&policy, &World::of(yaml));
    found.join("\n").trim_start_matches("r ").to_owned()
}

/// A pod in a namespace with one container, of these lines.
pub(super) fn pod(container: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{ name: web, namespace: shop }}\nspec:\n  containers:\n    - {{ {container} }}\n"
    )
}
