//! Lookups of every kind, all of a kind, and what selects what.

use super::{World, verdicts};

const POD: &str = "apiVersion: v1
kind: Pod
metadata: { name: web, namespace: shop, labels: { app: web, tier: front } }
spec:
  containers: [{ name: a, image: ghcr.io/acme/app }]
---
";

/// The verdict of a condition about the pod `p` of a run, and what it hangs on.
fn of_pod(condition: &str, rest: &str, profile: &str) -> String {
    let policy = format!(
        "rule r on pod p where p.object.metadata.name == \"web\" {{ require {condition} else \"no\" }}"
    );
    let found = verdicts(&policy, &World::under(&format!("{POD}{rest}"), profile));
    let lines: Vec<_> = found.iter().filter(|line| *line != "r skipped").cloned().collect();
    lines.join("\n").trim_start_matches("r ").to_owned()
}

fn check(rows: &[(&str, &str, &str, &str)]) {
    for (condition, rest, profile, expected) in rows {
        assert_eq!(of_pod(condition, rest, profile), *expected, "{condition}\n{rest}\n{profile}");
    }
}

#[test]
fn kinds_of_the_table_and_kinds_of_no_row_are_found() {
    let widget = "{apiVersion: example.com/v1, kind: Widget, metadata: {name: w, namespace: shop, labels: {a: b}}, spec: {size: 3, parts: [x]}}";
    let rollout =
        "{apiVersion: argoproj.io/v1alpha1, kind: Rollout, metadata: {name: w, namespace: shop}}";
    let role = "{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: w}, rules: []}";
    let ingress =
        "{apiVersion: extensions/v1beta1, kind: Ingress, metadata: {name: w, namespace: shop}}";
    let old = "{apiVersion: extensions/v1beta1, kind: Deployment, metadata: {name: w, namespace: shop}, spec: {replicas: 2, template: {spec: {containers: []}}}}";
    let hyphen = "{apiVersion: my-org.io/v1, kind: Widget, metadata: {name: w, namespace: shop}}";
    let nothing = "run holds no Widget `shop/w`";
    check(&[
        (
            "manifests.find(Widget.example.com, p.namespace, \"w\") is present",
            widget,
            "{}",
            "passed",
        ),
        (
            "manifests.find(Widget.example.com, p.namespace, \"w\")?.metadata?.labels?.keys() == [\"a\"]",
            widget,
            "{}",
            "passed",
        ),
        (
            "manifests.find(Widget.example.com, p.namespace, \"w\")?.spec.size as Int == 3",
            widget,
            "{}",
            "passed",
        ),
        (
            "manifests.find(Widget.example.org, p.namespace, \"w\") is present",
            widget,
            "{}",
            &format!("undecided: the {nothing}"),
        ),
        (
            "manifests.find(Widget.example.org, p.namespace, \"w\") is absent",
            widget,
            "{complete: true}",
            "passed",
        ),
        ("manifests.find(Widget.my-org.io, p.namespace, \"w\") is present", hyphen, "{}", "passed"),
        (
            "manifests.find(Rollout.argoproj.io, p.namespace, \"w\") is present",
            rollout,
            "{}",
            "passed",
        ),
        (
            "manifests.find(ClusterRole.rbac.authorization.k8s.io, \"\", \"w\") is present",
            role,
            "{}",
            "passed",
        ),
        (
            "manifests.find(ClusterRole.rbac.authorization.k8s.io, p.namespace, \"w\") is present",
            role,
            "{}",
            "passed",
        ),
        (
            "manifests.find(Ingress.networking.k8s.io, p.namespace, \"w\") is present",
            ingress,
            "{}",
            "passed",
        ),
        (
            "manifests.find(Deployment, p.namespace, \"w\")?.spec?.replicas == 2",
            old,
            "{}",
            "passed",
        ),
        (
            "manifests.find(Deployment.extensions, p.namespace, \"w\") is present",
            old,
            "{}",
            "passed",
        ),
    ]);
}

#[test]
fn all_of_a_kind_is_open_unless_the_set_is_complete() {
    let policy = |name: &str, space: &str| {
        format!(
            "{{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {{name: {name}{space}}}, spec: {{}}}}\n---\n"
        )
    };
    let run = policy("a", ", namespace: shop")
        + &policy("b", ", namespace: shop")
        + &policy("c", ", namespace: dev");
    let loose = run.clone() + &policy("d", "");
    let twice = run.clone() + &policy("b", ", namespace: shop");
    let more = "undecided: the cluster may hold a NetworkPolicy that the run does not";
    let all = |rest: &str| format!("all n in {rest}: n.metadata.name in [\"a\", \"b\"]");
    let (here, everywhere, beside) = (
        "manifests.find_all(NetworkPolicy, p.namespace)",
        "manifests.find_everywhere(NetworkPolicy)",
        "p.object.beside(NetworkPolicy)",
    );
    for list in [here, beside] {
        check(&[
            (&all(list), &run, "{}", more),
            (&all(list), &run, "{complete: true}", "passed"),
            (&format!("{list}.len() == 2"), &run, "{complete: true}", "passed"),
            (&format!("any n in {list}: n.metadata.name == \"a\""), &run, "{}", "passed"),
            (&format!("none n in {list}: n.metadata.name == \"a\""), &run, "{}", "failed: no"),
            (
                &all(list),
                &loose,
                "{complete: true}",
                "undecided: a NetworkPolicy of the run may be in this namespace, or may not",
            ),
            (&all(list), &loose, "{complete: true, defaultNamespace: dev}", "passed"),
            (&all(list), &loose, "{complete: true, defaultNamespace: shop}", "failed: no"),
            (
                &format!("any n in {list}: n.metadata.name == \"b\""),
                &twice,
                "{complete: true}",
                "undecided: the run holds several of NetworkPolicy `b`",
            ),
        ]);
    }
    check(&[
        (&format!("{everywhere}.len() == 3"), &run, "{complete: true}", "passed"),
        (&format!("any n in {everywhere}: n.metadata.name == \"c\""), &run, "{}", "passed"),
        ("manifests.find_everywhere(Secret).is_empty()", "", "{complete: true}", "passed"),
        (
            "manifests.find_everywhere(Secret).is_empty()",
            "",
            "{complete: true, externalSecrets: [x]}",
            "undecided: Secret `x` is managed outside the manifests",
        ),
        (
            "manifests.find_all(Secret, p.namespace).is_empty()",
            "",
            "{complete: true, externalSecrets: [dev/x]}",
            "passed",
        ),
    ]);
}

#[test]
fn objects_that_write_no_namespace_stand_beside_one_another() {
    let run = "{apiVersion: v1, kind: Pod, metadata: {name: bare}, spec: {containers: [{name: a, image: b}]}}
---
{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: a}, spec: {podSelector: {}}}";
    let policy = |condition: &str| format!("rule r on pod p {{ require {condition} else \"no\" }}");
    for (condition, profile, expected) in [
        ("any n in p.object.beside(NetworkPolicy): n.selects(p)", "{}", "r passed"),
        ("p.object.beside(NetworkPolicy).len() == 1", "{complete: true}", "r passed"),
        (
            "manifests.find_all(NetworkPolicy, p.namespace).len() == 1",
            "{complete: true}",
            "r undecided: the manifest does not say which namespace it lands in",
        ),
    ] {
        assert_eq!(
            verdicts(&policy(condition), &World::under(run, profile)),
            [expected],
            "{condition}"
        );
    }
}

#[test]
fn namespaces_are_there_with_their_labels() {
    let space = "{apiVersion: v1, kind: Namespace, metadata: {name: shop, labels: {tier: gold}}}";
    let missing = "undecided: the run holds no Namespace `shop`";
    for owner in ["p", "p.object", "p.images[0]"] {
        let tier = |owner: &str| {
            let dot = if owner.ends_with(']') { "?." } else { "." };
            format!("({owner}{dot}namespace_object?.metadata?.labels ?? [])[\"tier\"] == \"gold\"")
        };
        check(&[
            (&tier(owner), space, "{}", "passed"),
            (&tier(owner), &space.replace("gold", "tin"), "{}", "failed: no"),
            (&tier(owner), "", "{}", missing),
            (&tier(owner), "", "{complete: true}", "failed: no"),
        ]);
    }
    check(&[(
        "p.namespace_object is present and p.namespace_object.metadata.labels[\"tier\"] == \"gold\"",
        space,
        "{}",
        "passed",
    )]);
}

#[test]
fn label_selectors_select_as_kubernetes_has_it() {
    for (selector, expected) in [
        ("{}", "passed"),
        ("{matchLabels: {app: web}}", "passed"),
        ("{matchLabels: {app: web, tier: front}}", "passed"),
        ("{matchLabels: {app: db}}", "failed: no"),
        ("{matchLabels: {none: web}}", "failed: no"),
        ("{matchExpressions: [{key: app, operator: In, values: [db, web]}]}", "passed"),
        ("{matchExpressions: [{key: app, operator: In, values: [db]}]}", "failed: no"),
        ("{matchExpressions: [{key: none, operator: In, values: [db]}]}", "failed: no"),
        ("{matchExpressions: [{key: app, operator: NotIn, values: [db]}]}", "passed"),
        ("{matchExpressions: [{key: app, operator: NotIn, values: [web]}]}", "failed: no"),
        ("{matchExpressions: [{key: none, operator: NotIn, values: [web]}]}", "passed"),
        ("{matchExpressions: [{key: app, operator: Exists}]}", "passed"),
        ("{matchExpressions: [{key: none, operator: Exists}]}", "failed: no"),
        ("{matchExpressions: [{key: app, operator: DoesNotExist}]}", "failed: no"),
        ("{matchExpressions: [{key: none, operator: DoesNotExist}]}", "passed"),
        ("{matchLabels: {app: web}, matchExpressions: [{key: tier, operator: Exists}]}", "passed"),
        ("{matchLabels: {app: db}, matchExpressions: [{key: tier, operator: Bad}]}", "failed: no"),
        (
            "{matchExpressions: [{key: tier, operator: Bad}]}",
            "undecided: this is not `In`, `NotIn`, `Exists` or `DoesNotExist`",
        ),
        (
            "{matchExpressions: [{key: tier, operator: In}]}",
            "undecided: this is not a requirement with `values`",
        ),
        (
            "{matchExpressions: [{key: tier, operator: Exists, values: [a]}]}",
            "undecided: this is not a requirement without `values`",
        ),
        (
            "{matchExpressions: [{operator: Exists}]}",
            "undecided: this is not a requirement with `key` and `operator`",
        ),
        ("{matchLabels: {app: 3}}", "undecided: this is not text"),
        ("{matchLabels: {app: 3, tier: back}}", "failed: no"),
        ("text", "undecided: this is not a mapping"),
    ] {
        let deployment = format!(
            "{{apiVersion: apps/v1, kind: Deployment, metadata: {{name: d, namespace: shop}}, spec: {{selector: {selector}, template: {{spec: {{containers: []}}}}}}}}"
        );
        let condition = "all d in manifests.find_all(Deployment, p.namespace): d.spec is present and d.spec.selector is present and d.spec.selector.selects(p.metadata.labels)";
        assert_eq!(of_pod(condition, &deployment, "{complete: true}"), expected, "{selector}");
        let policy = format!(
            "{{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {{name: n, namespace: shop}}, spec: {{podSelector: {selector}}}}}"
        );
        let condition = "any n in p.object.beside(NetworkPolicy): n.selects(p)";
        assert_eq!(of_pod(condition, &policy, "{complete: true}"), expected, "{selector}");
    }
}

#[test]
fn network_policies_are_for_pods_of_their_namespace_and_are_completed() {
    let policy = |spec: &str, space: &str| {
        format!(
            "{{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {{name: n{space}}}, spec: {spec}}}"
        )
    };
    let shop = ", namespace: shop";
    let selects = "all n in manifests.find_everywhere(NetworkPolicy): n.selects(p)";
    let types = |types: &str| {
        format!("all n in manifests.find_everywhere(NetworkPolicy): n.policy_types == [{types}]")
    };
    check(&[
        (selects, &policy("{}", shop), "{complete: true}", "passed"),
        (
            selects,
            &policy("{podSelector: {}}", ", namespace: dev"),
            "{complete: true}",
            "failed: no",
        ),
        (
            selects,
            &policy("{podSelector: {}}", ""),
            "{complete: true}",
            "undecided: the manifest does not say which namespace it lands in",
        ),
        (
            selects,
            &policy("{podSelector: {matchLabels: {app: db}}}", ""),
            "{complete: true}",
            "failed: no",
        ),
        (&types("\"Ingress\""), &policy("{}", shop), "{complete: true}", "passed"),
        (&types("\"Ingress\""), &policy("{egress: []}", shop), "{complete: true}", "passed"),
        (
            &types("\"Ingress\", \"Egress\""),
            &policy("{egress: [{}]}", shop),
            "{complete: true}",
            "passed",
        ),
        (
            &types("\"Egress\""),
            &policy("{policyTypes: [Egress]}", shop),
            "{complete: true}",
            "passed",
        ),
        (
            &types("\"Egress\""),
            &policy("{policyTypes: 3}", shop),
            "{complete: true}",
            "undecided: this is not a list",
        ),
    ]);
    // What a controller sets, nobody reads in its template.
    let run = "{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: s, namespace: shop}, spec: {template: {metadata: {labels: {app: s}}, spec: {containers: []}}}}\n---\n"
        .to_owned()
        + &policy("{podSelector: {matchLabels: {statefulset.kubernetes.io/pod-name: s-0}}}", shop);
    let rule =
        format!("rule r on StatefulSet s {{ require all p in s.pods: {selects} else \"no\" }}");
    assert_eq!(
        verdicts(&rule, &World::under(&run, "{complete: true}")),
        [
            "r undecided: the label `statefulset.kubernetes.io/pod-name` is set by the controller of these pods"
        ]
    );
    let host = "{apiVersion: v1, kind: Pod, metadata: {name: h, namespace: shop}, spec: {hostNetwork: true, containers: []}}\n---\n".to_owned()
        + &policy("{}", shop);
    let rule = format!("rule r on pod p {{ require {selects} else \"no\" }}");
    assert_eq!(verdicts(&rule, &World::under(&host, "{complete: true}")), ["r failed: no"]);
}

#[test]
fn what_a_policy_looks_up_is_known_beforehand() {
    let kinds = |condition: &str| {
        let program =
            super::program(&format!("rule r on image i {{ require {condition} else \"\" }}"));
        let kinds = program.needs.kinds.iter().map(|(group, kind)| format!("{group}/{kind}"));
        (kinds.collect::<Vec<_>>().join(" "), program.needs.run)
    };
    for (condition, expected) in [
        ("manifests.find(Widget.example.com, i.namespace, \"w\") is present", "example.com/Widget"),
        (
            "manifests.find_all(NetworkPolicy, i.namespace).is_empty()",
            "networking.k8s.io/NetworkPolicy",
        ),
        ("manifests.find_everywhere(Secret).is_empty()", "/Secret"),
        ("i.object.beside(ServiceAccount).is_empty()", "/ServiceAccount"),
        ("i.object.namespace_object is present", "/Namespace"),
    ] {
        assert_eq!(kinds(condition), (expected.to_owned(), false), "{condition}");
    }
}

#[test]
fn a_secret_that_does_not_cover_says_why() {
    let pod = |secret: &str| {
        format!(
            "{{apiVersion: v1, kind: Pod, metadata: {{name: w, namespace: shop}}, spec: {{imagePullSecrets: [{{name: s}}], containers: [{{name: c, image: ghcr.io/a/b}}]}}}}\n---\n{secret}"
        )
    };
    let secret = |rest: &str| {
        format!("{{apiVersion: v1, kind: Secret, metadata: {{name: s, namespace: shop}}, {rest}}}")
    };
    let program = super::program(
        "rule r on image i { require any s in i.pod?.pull_secrets ?? []: s.covers(i) else \"no\" }",
    );
    for (secret, expected) in [
        (secret("type: Opaque"), "its type is not that of a pull secret"),
        (
            secret("type: kubernetes.io/dockerconfigjson"),
            "it lacks the configuration that its type demands",
        ),
        (
            secret("type: kubernetes.io/dockercfg, stringData: {.dockercfg: '{\"quay.io\": {}}'}"),
            "its registries do not cover the image",
        ),
        (String::new(), "there is no such Secret"),
    ] {
        let mut labels = Vec::new();
        World::under(&pod(&secret), "{complete: true}").judge(&program, &mut |_, outcome| {
            for read in outcome.failures.iter().flat_map(|failure| &failure.reads) {
                labels.push(format!("{} {}", read.at.path(), read.label()));
            }
        });
        let label = format!("spec.imagePullSecrets[0].name {expected}");
        assert!(labels.contains(&label), "{labels:?}");
    }
}
