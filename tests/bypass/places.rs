//! A: where images hide.

use super::{Case, EVIL, GOOD, Want, case, evil, hold, object, pod, under};

#[test]
fn images_are_found_where_they_hide() {
    hold(cases());
}

/// A case judged by a rule that is scoped by a label of the namespace.
fn by_namespace(input: String, want: Want) -> Case {
    let rule = "rule scoped on image i where i.namespace_object is present and \
                i.namespace_object.metadata.labels[\"env\"] == \"prod\" \
                { require i.digest is present else \"x\" }";
    under("A20", rule, input, want)
}

fn in_prod(container: &str) -> String {
    pod(container).replace("{name: p}", "{name: p, namespace: eu}")
}

/// The namespace `eu` as another document.
fn namespace(metadata: &str) -> String {
    format!("---\napiVersion: v1\nkind: Namespace\nmetadata: {{name: eu, {metadata}}}\n")
}

pub(super) fn cases() -> Vec<Case> {
    use Want::{Both, Error, Pass, Uncovered, Undecided, Violation};
    let beside = |what: &str| format!("{}  {what}\n", pod(GOOD));
    let template = |version: &str, kind: &str| {
        let rest =
            "spec:\n  template:\n    spec:\n      containers: [{name: c, image: 'evil:latest'}]";
        object(version, kind, rest)
    };
    let mut cases = vec![
        case("A1", pod(GOOD), Pass),
        case("A1", beside("initContainers: [{name: i, image: 'evil:latest'}]"), Violation(9)),
        case(
            "A4",
            beside("initContainers: [{name: i, restartPolicy: Always, image: 'evil:latest'}]"),
            Violation(9),
        ),
        case(
            "A5",
            beside("volumes: [{name: v, image: {reference: 'evil:latest', pullPolicy: Never}}]"),
            Violation(9),
        ),
        // Only its pull policy is wrong.
        case(
            "A5",
            beside(
                "volumes: [{name: v, image: {reference: 'good.io/team/a:1', pullPolicy: Never}}]",
            ),
            Violation(9),
        ),
        case(
            "A7",
            object("v1", "PodTemplate", "template: {spec: {containers: [{name: c, image: e}]}}"),
            Violation(4),
        ),
        case("A7", template("v1", "ReplicationController"), Violation(7)),
        case("A7", template("apps/v1", "ReplicaSet"), Violation(7)),
        case("A8", template("argoproj.io/v1alpha1", "Rollout"), Violation(7)),
        case("A8", template("serving.knative.dev/v1", "Service"), Violation(7)),
        case(
            "A10",
            object(
                "kubevirt.io/v1",
                "VirtualMachineInstance",
                "spec: {volumes: [{name: c, containerDisk: {image: 'evil:latest'}}]}",
            ),
            Violation(4),
        ),
        case(
            "A11",
            object(
                "foo.example.com/v1",
                "Widget",
                "spec: {deep: {er: [{containers: [{name: c, image: 'evil:latest'}]}]}}",
            ),
            Uncovered("Widget.foo.example.com"),
        ),
        case("A14", pod("x: 1"), Violation(6)),
        case(
            "A16",
            evil().replace(
                "{name: p}",
                "{name: p, deletionTimestamp: \"2024-01-01T00:00:00Z\", finalizers: [a.io/b]}",
            ),
            Violation(4),
        ),
        case(
            "A19",
            evil().replace(
                "{name: p}",
                "{name: p, annotations: {seaworthy.io/ignore: \"*\", checkov.io/skip1: x}}",
            ) + "# seaworthy: ignore, noqa, nosec\n",
            Violation(4),
        ),
        by_namespace(pod(EVIL).replace("{name: p}", "{generateName: p-}"), Undecided(7)),
        // The namespace is known, and its labels are not.
        by_namespace(in_prod(EVIL), Undecided(7)),
        by_namespace(in_prod(EVIL) + &namespace("labels: {env: 5}"), Undecided(7)),
        by_namespace(in_prod(EVIL) + &namespace("labels: prod"), Undecided(7)),
        by_namespace(in_prod(EVIL) + &namespace("labels: {env: prod}"), Violation(7)),
        by_namespace(in_prod(EVIL) + &namespace("labels: {env: dev}"), Pass),
        // What holds anyway holds whatever the labels are.
        by_namespace(in_prod(&format!("image: a@sha256:{}", "a".repeat(64))), Pass),
    ];
    for containers in ["containers: []", "containers: null", ""] {
        let bare = format!("spec: {{{containers}}}");
        cases.push(case("A13", object("v1", "Pod", &bare), Error("E0538", 4)));
        let nested = format!("spec: {{template: {{{bare}}}}}");
        cases.push(case("A13", object("apps/v1", "Deployment", &nested), Error("E0538", 4)));
    }
    // What is empty hides nothing else.
    let both = format!("{}---\n{}", object("v1", "Pod", "spec: {containers: []}"), evil());
    cases.push(case("A13", both, Both(9, "E0538", 4)));
    cases
}
