//! Guards, and which verdict follows.

use super::{World, of_image, pod, verdicts};

/// An obligation under guards is decided as `not guards or E`.
#[test]
fn obligations_under_guards() {
    for (guard, condition, expected) in [
        ("true", "true", "passed"),
        ("true", "false", "failed"),
        ("true", "unknown", "undecided"),
        ("false", "true", "skipped"),
        ("false", "false", "skipped"),
        ("false", "unknown", "skipped"),
        ("unknown", "true", "passed"),
        ("unknown", "false", "undecided"),
        ("unknown", "unknown", "undecided"),
    ] {
        // The manifest leaves its namespace to kubectl.
        let write = |truth: &str| match truth {
            "true" => "i.name == \"web\"",
            "false" => "i.name == \"other\"",
            _ => "i.namespace == \"shop\"",
        };
        let (guard_text, condition_text) = (write(guard), write(condition));
        let yaml = "apiVersion: v1\nkind: Pod\nspec: { containers: [{ name: a, image: web }] }\n";
        for policy in [
            format!(
                "rule r on image i where {guard_text} {{ require {condition_text} else \"\" }}"
            ),
            format!(
                "rule r on image i {{ if {guard_text} {{ require {condition_text} else \"\" }} }}"
            ),
            format!(
                "rule r on image i {{ if not ({guard_text}) {{ }} else {{ forbid not ({condition_text}) else \"\" }} }}"
            ),
            format!(
                "rule r on image i {{ for n in [1] where {guard_text} {{ require {condition_text} else \"\" }} }}"
            ),
        ] {
            let found = verdicts(&policy, &World::of(yaml)).join("\n");
            let found = found.split([' ', ':']).nth(1).unwrap();
            assert_eq!(found, expected, "{guard} {condition}\n{policy}");
        }
    }
}

#[test]
fn all_obligations_run_and_failure_wins() {
    let policy = "rule r on image i {
        require i.tag == \"2\" else \"first\"
        require i.object.raw.x as Int == 1 else \"second\"
        forbid i.tag == \"1\" else \"third\"
        require i.tag == \"1\" else \"fourth\"
    }";
    let yaml = pod("name: a, image: 'web:1'") + "x: text\n";
    let found = verdicts(policy, &World::of(&yaml));
    assert_eq!(found, ["r failed: first | third | this is not an integer"]);
}

#[test]
fn what_matches_nothing_has_no_outcome_and_what_reaches_nothing_is_skipped() {
    let policy = "rule a on Deployment d { require d.kind == \"X\" else \"\" }
        rule b on image i { for x in i.object.pods where x.metadata.name == \"no\" { require false else \"\" } }";
    assert_eq!(verdicts(policy, &World::of(&pod("name: a, image: web"))), ["b skipped"]);
}

#[test]
fn lets_and_branches() {
    let policy = "import std/images { is_mutable }
    rule r on image i {
      let want: PullPolicy = if is_mutable(i) then Always else IfNotPresent
      require i.effective_pull_policy == want else \"`{i}` is pulled `{i.effective_pull_policy}`; `{want}` fits it\"
    }";
    for (image, expected) in [
        ("nginx", "r passed"),
        ("nginx:1.27", "r passed"),
        ("'nginx:stable'", "r failed: `nginx:stable` is pulled `IfNotPresent`; `Always` fits it"),
    ] {
        let world = World::of(&pod(&format!("name: a, image: {image}")));
        assert_eq!(verdicts(policy, &world), [expected], "{image}");
    }
}

#[test]
fn matchers_reach_what_they_are_on() {
    let yaml = "apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web, namespace: shop }\nspec:\n  template:\n    spec:\n      initContainers: [{ name: i, image: 'init:1' }]\n      containers: [{ name: a, image: 'web:1' }, { name: b, image: 'web:2' }]\n---\napiVersion: v1\nkind: Secret\nmetadata: { name: s, namespace: shop }\n";
    let policy = "rule i on image i { require false else \"{i} {i.sort}\" }
        rule c on container c { require false else \"{c.name}\" }
        rule p on pod p { require false else \"{p.all_containers.len()} {p.images}\" }
        rule r on resource r { require false else \"{r.kind} {r.metadata.name}\" }
        rule d on Deployment d { require false else \"{d.spec?.template?.spec?.containers}\" at d }
        rule m on manifests m { require false else \"{m.images.len()} {m.resources.len()}\" }";
    let found = verdicts(
        &policy.replace("{d.spec?.template?.spec?.containers}", "{d.metadata.name}"),
        &World::of(yaml),
    );
    assert_eq!(
        found,
        [
            "i failed: init:1 Init",
            "i failed: web:1 Main",
            "i failed: web:2 Main",
            "c failed: i",
            "c failed: a",
            "c failed: b",
            "p failed: 3 [init:1, web:1, web:2]",
            "r failed: Deployment web",
            "d failed: web",
            "r failed: Secret s",
            "m failed: 3 2",
        ]
    );
}

#[test]
fn conditions_read_as_they_are_written() {
    let nginx = pod(
        "name: a, image: 'nginx:1.27@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef'",
    );
    for (condition, expected) in [
        ("i.digest is present and i.tag == \"1.27\"", "passed"),
        ("i in repo\"docker.io/library/nginx\"", "passed"),
        ("i in repo\"docker.io/library/ngin\"", "failed: no"),
        ("i.repo == repo\"docker.io/library/nginx\"", "passed"),
        ("i in [repo\"ghcr.io\", repo\"docker.io\"]", "passed"),
        ("i not in [repo\"ghcr.io\", repo\"quay.io\"]", "passed"),
        ("i.tag matches semver\">=1.5\"", "passed"),
        ("i.tag matches semver\"<2\"", "passed"),
        (
            "i.tag matches semver\">=1.27.3\"",
            "undecided: `1.27` leaves open the numbers that decide",
        ),
        ("(i.tag as Version ?? version\"1\") > version\"1.26\"", "passed"),
        ("i.tag in [\"1.26\", \"1.27\"]", "passed"),
        ("i.effective_pull_policy == IfNotPresent", "passed"),
        ("i.declared_pull_policy is absent", "passed"),
        ("i.namespace matches glob\"sh*\"", "passed"),
        ("i.pod?.spec?.containers?.len() == 1", "passed"),
        ("all c in i.object.pods[0]?.spec?.containers ?? []: c.name == \"a\"", "passed"),
        ("none t in [\"a\", \"b\"]: t == i.tag", "passed"),
        (
            "[c.name ?? \"\": c.image?.tag for c in i.pod?.spec?.containers ?? []][\"a\"] == [\"1.27\"]",
            "passed",
        ),
        ("i.object is Pod", "passed"),
        ("i.object is Deployment", "failed: no"),
        ("i.object.metadata.labels[\"x\"] ?? \"none\" == \"none\"", "passed"),
        ("9223372036854775807 + 1 > 0", "undecided: the result is too large"),
        ("[1, 2] == [1, 2] and [1] != [2]", "passed"),
    ] {
        assert_eq!(of_image(condition, &nginx), expected, "{condition}");
    }
}
