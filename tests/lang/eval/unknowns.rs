//! What is not known, where it comes from, and what it does not touch.

use super::{World, of_image, pod, verdicts};

/// A deployment whose list of containers is a mapping, and whose init containers are in order.
const OPEN: &str = "apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec:
  template:
    spec:
      containers: { name: a, image: nginx }
      initContainers: [{ name: init, image: 'init:1' }]
";

#[test]
fn an_open_list_leaves_a_hidden_match_of_all_that_it_may_hide() {
    let policy = "rule i on image i { require true else \"\" }
        rule c on container c { require true else \"\" }
        rule p on pod p { require true else \"\" }
        rule r on resource r { require true else \"\" }";
    let found = verdicts(policy, &World::of(OPEN));
    let hidden = "undecided (hidden): part of this list can't be read";
    let expected = [
        "i passed".to_owned(),
        format!("i {hidden}"),
        "c passed".to_owned(),
        format!("c {hidden}"),
        "p passed".to_owned(),
        "r passed".to_owned(),
    ];
    assert_eq!(found, expected);
}

#[test]
fn on_an_open_list_any_needs_a_witness_and_all_a_counterexample() {
    for (condition, expected) in [
        ("any c in p.all_containers: c.name == \"init\"", "passed"),
        ("any c in p.all_containers: c.name == \"x\"", "undecided"),
        ("all c in p.all_containers: c.name == \"x\"", "failed"),
        ("all c in p.all_containers: c.name == \"init\"", "undecided"),
        ("none c in p.all_containers: c.name == \"init\"", "failed"),
        ("none c in p.all_containers: c.name == \"x\"", "undecided"),
        ("all c in p.spec.initContainers: c.name == \"init\"", "passed"),
        ("p.all_containers.len() == 1", "undecided"),
        ("p.spec.containers.is_empty()", "undecided"),
        ("\"init\" in [c.name for c in p.all_containers]", "passed"),
        ("[c.name for c in p.all_containers] == [\"init\"]", "undecided"),
        ("[c.name for c in p.all_containers] == [\"x\"]", "failed"),
        ("p.all_containers[0]?.name == \"init\"", "undecided"),
        ("p.spec.initContainers[0]?.name == \"init\"", "passed"),
        ("p.spec.initContainers[1] is absent", "passed"),
        // What may come to a list may come to any group of it.
        ("[c.name ?? \"\": c for c in p.all_containers][\"init\"] is present", "passed"),
        ("[c.name ?? \"\": c for c in p.all_containers][\"x\"] is present", "undecided"),
        ("all g in [c.name ?? \"\": c for c in p.all_containers]: g.value.len() < 2", "undecided"),
        (
            "all g in [c.name ?? \"\": c for c in p.spec.initContainers]: g.value.len() < 2",
            "passed",
        ),
    ] {
        let policy = format!("rule r on pod p {{ require {condition} else \"\" }}");
        let found = verdicts(&policy, &World::of(OPEN)).join("\n");
        assert_eq!(found.split([' ', ':']).nth(1), Some(expected), "{condition}: {found}");
    }
}

#[test]
fn a_loop_over_an_open_list_adds_one_undecided_obligation() {
    let policy = |condition: &str, guard: &str| {
        format!(
            "rule r on pod p {{ for c in p.all_containers{guard} {{ require {condition} else \"no\" }} }}"
        )
    };
    let world = World::of(OPEN);
    for (condition, guard, expected) in [
        ("true", "", "r undecided: part of this list can't be read"),
        ("c.name == \"x\"", "", "r failed: no | part of this list can't be read"),
        ("true", " where c.name == \"none\"", "r undecided: part of this list can't be read"),
    ] {
        assert_eq!(verdicts(&policy(condition, guard), &world), [expected], "{condition}{guard}");
    }
}

#[test]
fn a_filter_leaves_out_what_it_cannot_decide() {
    // The first container's name is no text.
    let yaml = "apiVersion: v1\nkind: Pod\nmetadata: { name: web, namespace: shop }\nspec:\n  containers:\n    - { name: 1.10, image: nginx }\n    - { name: b, image: nginx }\n";
    for (condition, expected) in [
        (
            "any c in [c for c in p.spec.containers where c.name == \"b\"]: c.name == \"b\"",
            "passed",
        ),
        ("[c.name for c in p.spec.containers where c.name == \"b\"] == [\"b\"]", "undecided"),
        ("[c.name for c in p.spec.containers] == [\"a\", \"b\"]", "undecided"),
        ("[c.name for c in p.spec.containers] == [\"a\", \"x\"]", "failed"),
        ("[c.name for c in p.spec.containers] == [\"a\"]", "failed"),
        ("p.spec.containers.len() == 2", "passed"),
        ("[c.name for c in p.spec.containers].len() == 2", "undecided"),
        ("[c.name for c in p.spec.containers][1] == \"b\"", "passed"),
    ] {
        let policy = format!("rule r on pod p {{ require {condition} else \"\" }}");
        let found = verdicts(&policy, &World::of(yaml)).join("\n");
        assert_eq!(found.split([' ', ':']).nth(1), Some(expected), "{condition}: {found}");
    }
}

#[test]
fn a_reference_that_does_not_parse_is_written_and_invalid_and_else_unknown() {
    let yaml = pod("name: a, image: '${IMAGE}', imagePullPolicy: Always");
    for (condition, expected) in [
        ("i.written == \"$\\{IMAGE\\}\"", "passed"),
        ("not i.is_valid", "passed"),
        ("i.effective_pull_policy == Always", "passed"),
        ("i.tag is present", "undecided"),
        ("i in repo\"ghcr.io\"", "undecided"),
        ("i.registry == \"docker.io\" or not i.is_valid", "passed"),
    ] {
        let found = of_image(condition, &yaml);
        assert_eq!(found.split(':').next(), Some(expected), "{condition}: {found}");
    }
    let missing = pod("name: a");
    for (condition, expected) in [
        ("i.written is absent", "passed"),
        ("i.is_valid", "failed: no"),
        ("i.tag is absent", "undecided: no image is named here"),
        ("i.container?.image is absent", "passed"),
        ("i.effective_pull_policy == Always", "undecided: no image is named here"),
    ] {
        assert_eq!(of_image(condition, &missing), expected, "{condition}");
    }
}

#[test]
fn what_is_absent_is_defaulted_and_what_is_unknown_is_not() {
    let yaml = pod("name: a, image: nginx") + "x: { num: 3, t: text, nil: ~ }\n";
    for (condition, expected) in [
        ("(i.tag ?? \"none\") == \"none\"", "passed"),
        ("(i.object.raw.x.num as Int ?? 1) == 3", "passed"),
        ("(i.object.raw.x.m as Int ?? 1) == 1", "passed"),
        ("(i.object.raw.x.t as Int ?? 1) == 1", "undecided"),
        ("(i.object.raw.x.t as Date ?? date\"2026-01-01\") == date\"2026-01-01\"", "passed"),
        ("(i.object.raw.x.num.deeper as Int ?? 1) == 1", "undecided"),
        ("i.object.raw.x.m.deeper.still is absent", "passed"),
    ] {
        let found = of_image(condition, &yaml);
        assert_eq!(found.split(':').next(), Some(expected), "{condition}: {found}");
    }
}

#[test]
fn conditional_values_of_an_unknown_condition_are_unknown() {
    let yaml = "apiVersion: v1\nkind: Pod\nspec: { containers: [{ name: a, image: web }] }\n";
    let found = of_image("(if i.namespace == \"a\" then 1 else 2) < 3", yaml);
    assert!(found.starts_with("undecided: the manifest does not say"), "{found}");
}
