//! What findings say: messages, places, labels, remedies, traces.

use std::collections::BTreeSet;

use seaworthy::lang::eval::{
    Audience, Bound, Context, Failure, Outcome, Subject, Verdict, judge_object, trace,
};
use seaworthy::lang::value::{At, Cluster};

use super::{World, pod, program};

/// What became of a policy's only failure.
fn failure<T>(policy: &str, yaml: &str, look: impl Fn(&Failure<'_>) -> T) -> T {
    let (world, program) = (World::of(yaml), program(policy));
    let mut found = None;
    world.judge(&program, &mut |_, outcome: Outcome<'_>| {
        found = found.take().or(outcome.failures.first().map(&look));
    });
    found.unwrap()
}

fn where_is(at: &At<'_>) -> String {
    let place = at.place();
    format!("{} `{}`", at.path(), at.object.tree.source().slice(place.span))
}

#[test]
fn messages_print_what_is_not_known_or_not_there() {
    let long = "x".repeat(300);
    let yaml = pod(&format!("name: a, image: '${{X}}', workingDir: {long}"));
    let policy = "rule r on image i { require false else \"{i} {i.tag} {i.digest ?? \\\"\\\"} {i.object.metadata.labels[\\\"x\\\"]} {i.container?.workingDir} {i.container?.command} \\{\\} {i.object.namespace}\" }";
    let policy = policy
        .replace(" {i.digest ?? \\\"\\\"}", "")
        .replace("{i.object.metadata.labels[\\\"x\\\"]}", "{i.container?.nope}")
        .replace("{i.container?.nope}", "{i.container?.restartPolicy}");
    let message = failure(&policy, &yaml, |failure| failure.message.clone());
    let cut = format!("{}…", "x".repeat(200));
    assert_eq!(message, format!("${{X}} ‹unknown› ‹absent› {cut} [] {{}} shop"));
}

#[test]
fn a_finding_stands_at_its_match_or_where_it_says() {
    let yaml = pod("name: a, image: 'web:1'");
    for (rule, expected) in [
        ("on image i { require false else \"\" }", "spec.containers[0].image `'web:1'`"),
        ("on container c { require false else \"\" }", "spec.containers[0].name `a`"),
        ("on pod p { require false else \"\" }", "spec `spec`"),
        ("on resource r { require false else \"\" }", "metadata.name `web`"),
        (
            "on image i { require false else \"\" at i.object.metadata.namespace }",
            "metadata.namespace `shop`",
        ),
        (
            "on image i { require false else \"\" at i.declared_pull_policy }",
            "spec.containers[0].imagePullPolicy `name`",
        ),
        ("on image i { require false else \"\" at i.object }", "metadata.name `web`"),
        ("on pod p { require false else \"\" at p.all_containers }", "spec.containers[0].name `a`"),
        (
            "on manifests m { require false else \"\" at m.images }",
            "spec.containers[0].image `'web:1'`",
        ),
    ] {
        let policy = format!("rule r {rule}");
        let at = failure(&policy, &yaml, |failure| where_is(&failure.at.unwrap()));
        assert_eq!(at, expected, "{rule}");
    }
    // An image that is not there stands where it would.
    let policy = "rule r on image i { require i.is_valid else \"\" }";
    let at = failure(policy, &pod("name: a"), |failure| where_is(&failure.at.unwrap()));
    assert_eq!(at, "spec.containers[0].image `name`");
}

#[test]
fn of_a_list_the_others_are_related() {
    let yaml = pod("name: a, image: 'web:1'")
        .replace("    - {", "    - { name: z, image: 'db:2' }\n    - {");
    let policy = "rule r on manifests m { require false else \"\" at m.images }";
    let (at, related) = failure(policy, &yaml, |failure| {
        (where_is(&failure.at.unwrap()), failure.related.iter().map(where_is).collect::<Vec<_>>())
    });
    assert_eq!(at, "spec.containers[0].image `'db:2'`");
    assert_eq!(related, ["spec.containers[1].image `'web:1'`"]);
}

#[test]
fn what_the_clause_read_is_labelled() {
    let policy = "rule r on image i {
        require i.effective_pull_policy == Never and i.object.metadata.name == \"x\" else \"\" at i.object.metadata.namespace
    }";
    let labels = |condition: &str| {
        let policy = policy.replace(
            "i.effective_pull_policy == Never and i.object.metadata.name == \"x\"",
            condition,
        );
        failure(&policy, &pod("name: a, image: web"), |failure| {
            let label = |read: &seaworthy::lang::eval::Read<'_>| {
                format!("{}: {}", where_is(&read.at), read.label())
            };
            failure.reads.iter().map(label).collect::<Vec<_>>()
        })
    };
    assert_eq!(
        labels("i.effective_pull_policy == Never"),
        [
            "spec.containers[0].imagePullPolicy `name`: Always ← implied tag latest ← no tag, no digest"
        ]
    );
    assert_eq!(
        labels("i.object.metadata.labels[\"x\"] == \"y\" or i.object.metadata.name == \"x\""),
        ["metadata.labels `metadata`: no `labels` here", "metadata.name `web`: `web`"]
            .map(|text| text.replace("metadata.labels `metadata`", "metadata.labels `name`"))
    );
}

#[test]
fn remedies_are_planned_and_not_applied() {
    let yaml = pod("name: a, image: web, workingDir: /x");
    let plan = |fix: &str| {
        let policy =
            format!("rule r on image i {{ require false else \"\" fix (safe) {{ {fix} }} }}");
        failure(&policy, &yaml, |failure| {
            let Some(remedy) = &failure.remedy else { return "none".to_owned() };
            assert!(remedy.safe);
            let edit = |edit: &seaworthy::lang::eval::PlannedEdit<'_>| {
                let to = edit.to.as_ref().map_or("removed".into(), |to| format!("= {to}"));
                format!("{} {:?} {to}", edit.target.at.path(), edit.target.make)
            };
            remedy.edits.iter().map(edit).collect::<Vec<_>>().join(", ")
        })
    };
    for (fix, expected) in [
        (
            "set i.declared_pull_policy = Always",
            "spec.containers[0] [\"imagePullPolicy\"] = \"Always\"",
        ),
        (
            "set i.object.metadata.name = \"{i.repo}\"",
            "metadata.name [] = \"docker.io/library/web\"",
        ),
        ("set i.object.metadata.labels[\"a\"] = \"b\"", "metadata [\"labels\", \"a\"] = \"b\""),
        ("remove i.object.metadata.namespace", "metadata.namespace [] removed"),
        ("remove i.object.metadata.generateName", "none"),
        (
            "set i.object.metadata.name = \"a\" remove i.object.metadata.namespace",
            "metadata.name [] = \"a\", metadata.namespace [] removed",
        ),
    ] {
        assert_eq!(plan(fix), expected, "{fix}");
    }
    // A value that is not known is no remedy.
    let policy = "rule r on image i { require false else \"\" fix (safe) { set i.object.metadata.name = \"{i.repo}\" } }";
    assert!(failure(policy, &pod("name: a, image: '${X}'"), |failure| failure.remedy.is_none()));
}

#[test]
fn a_trace_tells_every_step() {
    let program =
        program("rule r on image i { require i.tag == \"1\" or i.name == \"x\" else \"\" }");
    let world = World::of(&pod("name: a, image: 'web:2'"));
    let bound = Bound::new(&program, &[], None);
    let context = Context::new(Cluster::unknown());
    let trace = trace(&bound, 0, Subject::Image(&world.objects[0], 0), &context);
    let steps: Vec<String> = trace
        .steps
        .iter()
        .map(|step| {
            let place = program.place(step.expr).unwrap();
            format!("{}{} {}", "  ".repeat(step.depth), place.span.len(), step.shown)
        })
        .collect();
    assert_eq!(
        steps,
        [
            "29 false",
            "  12 false",
            "    5 2",
            "      1 web:2",
            "    3 1",
            "  13 false",
            "    6 web",
            "      1 web:2",
            "    3 x"
        ]
        .map(str::to_owned)
    );
    assert!(trace.steps.iter().all(|step| step.obligation == Some(0)));
}

/// Hears verdicts, and of findings only those of the rules that it wants.
struct Half<'w> {
    wanted: usize,
    heard: Vec<Outcome<'w>>,
}

impl<'w> Audience<'w> for Half<'w> {
    fn wants(&self, rule: usize, _: Verdict) -> bool {
        rule < self.wanted
    }

    fn tell(&mut self, outcome: Outcome<'w>) {
        self.heard.push(outcome);
    }
}

/// Whether or not somebody will see what a rule finds, its verdicts are the same, as much is found, and
/// what it misreads is told, though only a message reads it.
#[test]
fn findings_that_nobody_sees_count_and_misread_the_same() {
    let yaml = format!(
        "{}    - {{ name: b, image: 'web:1', workingDir: [1] }}\n",
        pod("name: a, image: '${X}', command: 7")
    );
    let program = program(
        "rule a on image i { require false else \"{i.container?.command}\"\n require i.tag == \"x\" else \"no\" }
         rule b on image i { require false else \"no\" help \"{i.container?.workingDir}\" }
         rule c on container c { require c.image?.tag == \"1\" else \"{c.workingDir}\" at c.command }
         rule d on image i { require all a in [1, 2, 3, 4]: all b in [1, 2, 3, 4]: all c in [1, 2, 3, 4]: a + b + c > 0 else \"no\" }
         rule e on image i { require i.name == \"x\" else \"no\"
           require all a in [1, 2, 3, 4]: all b in [1, 2, 3, 4]: all c in [1, 2, 3, 4]: a + b + c > 0 else \"no\" }
         rule f on image i { require i.tag is present else \"no\" }",
    );
    let world = World::of(&yaml);
    let bound = Bound::new(&program, &[], None);
    let cluster = Cluster { index: &world.index, profile: &world.profile, unjudged: false };
    let context = Context { fuel: 200, ..Context::new(cluster) };
    let rules: Vec<usize> = (0..program.rules.len()).collect();
    let hear = |wanted| {
        let mut half = Half { wanted, heard: Vec::new() };
        let problems: Vec<_> = world
            .objects
            .iter()
            .flat_map(|object| judge_object(&bound, &rules, object, &context, &mut half))
            .map(|problem| format!("{} {}", where_is(&problem.at), problem.why.message()))
            .collect();
        let told = half.heard.iter().map(|it| {
            let found = it.failures.len() + it.undecided.len();
            assert!(it.untold == 0 || found == 0, "{it:?}");
            assert_eq!(it.untold > 0, it.rule >= wanted && it.verdict > Verdict::Passed, "{it:?}");
            (it.rule, it.verdict, found + it.untold)
        });
        (told.collect::<Vec<_>>(), problems.into_iter().collect::<BTreeSet<_>>())
    };
    let all = hear(rules.len());
    assert!(all.0.iter().any(|(_, verdict, found)| *verdict == Verdict::Failed && *found > 1));
    assert!(all.0.iter().any(|(_, verdict, _)| *verdict == Verdict::Undecided));
    assert_eq!(all.1.len(), 2, "{:?}", all.1);
    for wanted in 0..rules.len() {
        assert_eq!(hear(wanted), all, "{wanted}");
    }
}
