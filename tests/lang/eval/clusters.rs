//! What rules ask of the cluster, and of the run.

use super::{World, verdicts};

fn run(pod: &str, rest: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{ name: web, namespace: shop }}\nspec:\n  containers: [{{ name: a, image: ghcr.io/acme/app }}]\n  {pod}\n---\n{rest}"
    )
}

fn secret(name: &str, host: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Secret\nmetadata: {{ name: {name}, namespace: shop }}\ntype: kubernetes.io/dockerconfigjson\nstringData: {{ .dockerconfigjson: '{{\"auths\": {{\"{host}\": {{}}}}}}' }}\n---\n"
    )
}

const COVERED: &str =
    "rule r on image i { require any s in i.pod?.pull_secrets ?? []: s.covers(i) else \"no\" }";

#[test]
fn a_pod_pulls_with_its_own_secrets_or_else_with_its_account_s() {
    let account = "apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: default, namespace: shop }\nimagePullSecrets: [{ name: theirs }]\n---\n";
    let robot = account.replace("default", "robot");
    for (pod, rest, expected) in [
        ("imagePullSecrets: [{ name: own }]", secret("own", "ghcr.io"), "passed"),
        ("imagePullSecrets: [{ name: own }]", secret("own", "quay.io"), "failed"),
        ("imagePullSecrets: [{ name: own }]", String::new(), "undecided"),
        ("x: y", account.to_owned() + &secret("theirs", "ghcr.io"), "passed"),
        ("x: y", account.to_owned() + &secret("theirs", "quay.io"), "failed"),
        ("x: y", secret("theirs", "ghcr.io"), "undecided"),
        // They are not merged.
        (
            "imagePullSecrets: [{ name: own }]",
            account.to_owned() + &secret("theirs", "ghcr.io") + &secret("own", "quay.io"),
            "failed",
        ),
        ("imagePullSecrets: []", account.to_owned() + &secret("theirs", "ghcr.io"), "passed"),
        ("serviceAccountName: robot", robot.clone() + &secret("theirs", "ghcr.io"), "passed"),
        ("serviceAccount: robot", robot + &secret("theirs", "ghcr.io"), "passed"),
        (
            "serviceAccountName: robot",
            account.to_owned() + &secret("theirs", "ghcr.io"),
            "undecided",
        ),
        // Keys cover as the kubelet matches them.
        ("imagePullSecrets: [{ name: own }]", secret("own", "https://ghcr.io/v2/"), "passed"),
        ("imagePullSecrets: [{ name: own }]", secret("own", "ghcr.io/acme"), "passed"),
        ("imagePullSecrets: [{ name: own }]", secret("own", "*.io"), "passed"),
        ("imagePullSecrets: [{ name: own }]", secret("own", "evil.ghcr.io"), "failed"),
        // A secret of another namespace, or of none that is written, is not this pod's for sure.
        (
            "imagePullSecrets: [{ name: own }]",
            secret("own", "ghcr.io").replace(", namespace: shop", ", namespace: dev"),
            "undecided",
        ),
        (
            "imagePullSecrets: [{ name: own }]",
            secret("own", "ghcr.io").replace(", namespace: shop", ""),
            "undecided",
        ),
        ("imagePullSecrets: text", secret("own", "ghcr.io"), "undecided"),
        ("imagePullSecrets: [3, { name: own }]", secret("own", "ghcr.io"), "passed"),
    ] {
        let found = verdicts(COVERED, &World::of(&run(pod, &rest))).join("\n");
        assert_eq!(found.split([' ', ':']).nth(1), Some(expected), "{pod}\n{rest}\n{found}");
    }
}

#[test]
fn what_the_run_does_not_hold_is_absent_only_where_it_is_complete() {
    let yaml = run("imagePullSecrets: [{ name: own }]", "");
    for (profile, expected) in [
        ("{}", "r undecided: the run holds no Secret `shop/own`"),
        ("complete: true", "r failed: no"),
        (
            "{ complete: true, externalSecrets: [own] }",
            "r undecided: Secret `shop/own` is managed outside the manifests",
        ),
    ] {
        assert_eq!(verdicts(COVERED, &World::under(&yaml, profile)), [expected], "{profile}");
    }
}

#[test]
fn lookups_by_name() {
    let yaml = run(
        "x: y",
        "apiVersion: v1\nkind: Namespace\nmetadata: { name: shop, labels: { team: a } }\n",
    );
    for (condition, expected) in [
        ("(i.namespace_object?.metadata?.labels ?? [])[\"team\"] == \"a\"", "passed"),
        ("manifests.find(Namespace, i.object.raw.none as String, \"shop\") is present", "passed"),
        ("manifests.find(Secret, i.namespace, \"x\") is present", "undecided"),
        ("manifests.images.len() == 1 and manifests.resources.len() == 2", "passed"),
        ("any r in manifests.resources: r is Namespace", "passed"),
    ] {
        let policy = format!("rule r on image i {{ require {condition} else \"\" }}");
        let found = verdicts(&policy, &World::of(&yaml)).join("\n");
        assert_eq!(found.split([' ', ':']).nth(1), Some(expected), "{condition}: {found}");
    }
}

#[test]
fn the_profile_says_where_objects_land_and_what_is_pulled() {
    let yaml = "apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec: { containers: [{ name: a, image: 'app:1', imagePullPolicy: Never }], ephemeralContainers: [{ name: e, image: 'app:1' }] }\n";
    let policy = "rule n on pod p { require p.namespace == \"shop\" else \"{p.namespace}\" }
        rule w on pod p { require p.object.metadata.namespace is absent else \"\" }
        rule i on image i { require i.effective_pull_policy == Always else \"{i.sort} {i.effective_pull_policy}\" }";
    let found =
        verdicts(policy, &World::under(yaml, "{ defaultNamespace: shop, alwaysPullImages: true }"));
    assert_eq!(found, ["n passed", "w passed", "i passed", "i failed: Ephemeral IfNotPresent"]);
    let found = verdicts(policy, &World::under(yaml, "{}"));
    assert_eq!(
        found,
        [
            "n undecided: the manifest does not say which namespace it lands in",
            "w passed",
            "i failed: Main Never",
            "i failed: Ephemeral IfNotPresent",
        ]
    );
}

#[test]
fn the_needs_of_rules_are_known_beforehand() {
    let kinds = |policy: &str| {
        let program = super::program(policy);
        let kinds: Vec<String> =
            program.needs.kinds.iter().map(|(group, kind)| format!("{group}/{kind}")).collect();
        (kinds.join(" "), program.needs.run, program.needs.today)
    };
    let rule = |condition: &str| format!("rule r on image i {{ require {condition} else \"\" }}");
    for (policy, expected) in [
        (rule("i.tag is present"), ("", false, false)),
        (rule("i.namespace_object is present"), ("/Namespace", false, false)),
        (COVERED.to_owned(), ("/Secret /ServiceAccount", false, false)),
        (
            rule("manifests.find(Deployment, i.namespace, \"x\") is absent"),
            ("apps/Deployment", false, false),
        ),
        (rule("manifests.images.len() < 9"), ("", true, false)),
        ("rule r on manifests m { require true else \"\" }".to_owned(), ("", true, false)),
        (
            format!(
                "func f(i: ImageUse) -> Bool = g(i)\nfunc g(i: ImageUse) -> Bool = i.namespace_object is present and today > date\"2026-01-01\"\n{}",
                rule("f(i)")
            ),
            ("/Namespace", false, true),
        ),
    ] {
        let (found, run, today) = kinds(&policy);
        assert_eq!((&*found, run, today), expected, "{policy}");
    }
}

#[test]
fn the_profile_reads_as_it_is_written_and_its_defaults_hold() {
    let all = "rule r on manifests m {
        require m.cluster.kubernetes == version\"1.35\" else \"{m.cluster.kubernetes}\"
        require not m.cluster.always_pull_images else \"always\"
        require m.cluster.default_registry == \"docker.io\" else \"{m.cluster.default_registry}\"
        require m.cluster.allowed_registries is absent else \"{m.cluster.allowed_registries}\"
        require m.cluster.default_namespace is absent else \"{m.cluster.default_namespace}\"
        require not m.cluster.complete else \"complete\"
    }";
    let pod = run("x: y", "");
    assert_eq!(verdicts(all, &World::of(&pod)), ["r passed"]);
    let profile = "{ kubernetes: 1.30, alwaysPullImages: true, defaultRegistry: mirror.acme.io, \
                   allowedRegistries: [quay.io, '*.acme.io', quay.io], defaultNamespace: shop, complete: true }";
    assert_eq!(
        verdicts(all, &World::under(&pod, profile)),
        ["r failed: 1.30 | always | mirror.acme.io | [quay.io, *.acme.io] | shop | complete"]
    );
}

#[test]
fn a_rule_on_images_knows_the_cluster_and_its_version_is_ordered() {
    let rule = "rule r on image i where manifests.cluster.kubernetes >= version\"1.35\" {
        require i.digest is present else \"no\"
    }";
    let pod = run("x: y", "");
    for (version, expected) in
        [("1.34", "skipped"), ("1.35", "failed: no"), ("v1.40.2", "failed: no")]
    {
        let world = World::under(&pod, &format!("kubernetes: '{version}'"));
        assert_eq!(verdicts(rule, &world), [format!("r {expected}")], "{version}");
    }
}

#[test]
fn a_set_that_may_be_absent_has_a_list_for_a_default() {
    let rule = "rule r on image i {
        require i.registry in (manifests.cluster.allowed_registries ?? []) else \"none\"
        require i.registry in (manifests.cluster.allowed_registries ?? [\"ghcr.io\"]) else \"other\"
    }";
    let pod = run("x: y", "");
    assert_eq!(verdicts(rule, &World::of(&pod)), ["r failed: none"]);
    let world = World::under(&pod, "allowedRegistries: [ghcr.io]");
    assert_eq!(verdicts(rule, &world), ["r passed"]);
}

#[test]
fn what_something_else_manages_is_never_missing() {
    let pod = run("serviceAccountName: robot", "");
    let rule = "rule r on pod p { require p.service_account is present else \"no account\" }";
    for (profile, verdict) in [
        ("complete: true", "r failed: no account"),
        (
            "{ complete: true, externalServiceAccounts: [robot] }",
            "r undecided: ServiceAccount `shop/robot` is managed outside the manifests",
        ),
        (
            "{ complete: true, externalServiceAccounts: [shop/robot] }",
            "r undecided: ServiceAccount `shop/robot` is managed outside the manifests",
        ),
        ("{ complete: true, externalServiceAccounts: [dev/robot] }", "r failed: no account"),
        ("{ complete: true, externalSecrets: [robot] }", "r failed: no account"),
    ] {
        assert_eq!(verdicts(rule, &World::under(&pod, profile)), [verdict], "{profile}");
    }
}
