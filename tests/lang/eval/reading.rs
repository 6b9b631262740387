//! Manifest values, read as Kubernetes reads them.

use super::{World, of_image, pod, program, verdicts};

#[test]
fn a_plain_scalar_that_is_no_text_is_unknown_where_text_belongs() {
    for (label, expected) in [
        ("'1.10'", "passed"),
        ("1.10", "undecided: this is not text"),
        ("no", "undecided: this is not text"),
        ("010", "undecided: this is not text"),
        ("[a]", "undecided: this is not text"),
        ("null", "failed: no"),
        ("x", "failed: no"),
        ("''", "failed: no"),
    ] {
        let yaml = format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{ name: w, namespace: s, labels: {{ app: {label} }} }}\nspec: {{ containers: [{{ name: a, image: b }}] }}\n"
        );
        let found = of_image("i.object.metadata.labels[\"app\"] == \"1.10\"", &yaml);
        assert_eq!(found, expected, "{label}");
    }
}

#[test]
fn empty_text_is_unset_where_kubernetes_takes_it_so() {
    let yaml = pod("name: a, image: b, workingDir: '', command: ['']")
        .replace("name: web", "name: web, labels: { app: '' }");
    for (condition, expected) in [
        ("i.container?.workingDir is absent", "passed"),
        ("i.object.metadata.labels[\"app\"] == \"\"", "passed"),
        ("i.container?.command == [\"\"]", "passed"),
    ] {
        assert_eq!(of_image(condition, &yaml), expected, "{condition}");
    }
}

#[test]
fn lists_and_maps_that_are_not_there_are_empty() {
    for (condition, expected) in [
        ("i.object.metadata.annotations.is_empty()", "passed"),
        ("(i.pod?.spec?.volumes ?? []).len() == 0", "passed"),
        ("i.container?.resources?.limits is absent", "passed"),
        ("i.container?.env?.is_empty()", "passed"),
    ] {
        let condition = if condition.contains("?.is_empty") {
            format!("({condition} ?? false)")
        } else {
            condition.to_owned()
        };
        assert_eq!(of_image(&condition, &pod("name: a, image: b")), expected, "{condition}");
    }
}

#[test]
fn quantities_are_text_or_numbers() {
    let yaml = pod("name: a, image: b, resources: { limits: { cpu: 0.5, memory: 1Gi, x: much } }");
    let limit = |name: &str| format!("(i.container?.resources?.limits ?? [])[\"{name}\"]");
    for (condition, expected) in [
        (format!("{} == quantity\"500m\"", limit("cpu")), "passed"),
        (format!("({} ?? quantity\"0\") > quantity\"1G\"", limit("memory")), "passed"),
        (format!("{} is present", limit("x")), "undecided"),
        (format!("{} is absent", limit("y")), "passed"),
    ] {
        let found = of_image(&condition, &yaml);
        assert_eq!(found.split(':').next(), Some(expected), "{condition}: {found}");
    }
}

#[test]
fn raw_is_read_by_as_and_gone_through() {
    let yaml = pod("name: a, image: b")
        + "x:\n  numbers: [1, 2]\n  mixed: [1, a]\n  map: { a: 1 }\n  image: 'nginx:1'\n  bad: 'NGINX'\n  policy: Always\n";
    for (condition, expected) in [
        ("(i.object.raw.x.numbers as List<Int> ?? []) == [1, 2]", "passed"),
        ("sum(i.object.raw.x.numbers as List<Int> ?? []) == 3", "passed"),
        ("(i.object.raw.x.mixed as List<Int> ?? []) == [1, 2]", "undecided"),
        ("(i.object.raw.x.mixed as List<Int> ?? []) == [2, 2]", "failed"),
        ("(i.object.raw.x.map as Map<String, Int> ?? [])[\"a\"] == 1", "passed"),
        ("(i.object.raw.x.image as Image)?.tag == \"1\"", "passed"),
        ("(i.object.raw.x.bad as Image) is absent", "passed"),
        ("i.object.raw.x.policy as PullPolicy == Always", "passed"),
        ("i.object.raw.x.numbers[1] as Int == 2", "passed"),
        ("i.object.raw.x.map[\"a\"] as Int == 1", "passed"),
        ("i.object.raw.x[\"none\"] is absent", "passed"),
        (
            "i.object.raw.x.numbers is present and (all n in i.object.raw.x.numbers: (n as Int ?? 0) > 0)",
            "passed",
        ),
        (
            "i.object.raw.x.numbers is present and (all n in i.object.raw.x.numbers: (n as Int ?? 0) > 1)",
            "failed",
        ),
        (
            "i.object.raw.x.numbers is present and (any n in i.object.raw.x.numbers: (n as Int ?? 0) > 2)",
            "failed",
        ),
        (
            "i.object.raw.x.map is present and (all n in i.object.raw.x.map: (n as Int ?? 0) > 0)",
            "undecided",
        ),
        ("all n in i.object.raw.x?.none ?? []: (n as Int ?? 0) > 0", "passed"),
    ] {
        let found = of_image(condition, &yaml);
        assert_eq!(found.split(':').next(), Some(expected), "{condition}: {found}");
    }
}

#[test]
fn a_secret_is_read_by_nobody() {
    let yaml = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: s\n  namespace: shop\n  annotations: { kubectl.kubernetes.io/last-applied-configuration: '{\"data\":\"hunter2\"}', a: b }\nstringData: { password: hunter2 }\ndata: { p: aHVudGVyMg== }\n";
    let policy = "rule a on resource r { require false else \"{r.raw} {r.raw.data} {r.raw.stringData.password} {r.raw.metadata.annotations}\" }
        rule b on Secret s { require s.raw.stringData.password as String == \"hunter2\" else \"\" }
        rule c on Secret s { require s.metadata.annotations[\"a\"] == \"b\" else \"\" }
        rule d on Secret s { require (all x in [s.raw.data.p as String]: x == \"x\") else \"\" }
        rule e on Secret s { require s.metadata.annotations[\"kubectl.kubernetes.io/last-applied-configuration\"] == \"x\" else \"\" }";
    let found = verdicts(policy, &World::of(yaml));
    for line in &found {
        assert!(!line.contains("hunter2") && !line.contains("aHVud"), "{line}");
    }
    let word = |at: usize| found[at].split([' ', ':']).nth(1).unwrap().to_owned();
    assert_eq!(
        [word(0), word(1), word(2), word(3), word(4)],
        ["failed", "undecided", "passed", "undecided", "undecided"],
        "{found:#?}"
    );
}

#[test]
fn what_is_misread_is_reported_once_and_only_where_it_is_read() {
    let yaml = pod("name: a, image: b, workingDir: 3")
        .replace("name: web", "name: web, labels: { app: 1, tier: 2 }");
    let world = World::of(&yaml);
    for (condition, problems) in [
        ("i.tag is absent", 0),
        ("i.object.metadata.labels[\"app\"] == \"x\"", 1),
        ("i.object.metadata.labels[\"app\"] == i.object.metadata.labels[\"app\"]", 1),
        ("i.object.metadata.labels.len() == 1", 2),
        ("i.container?.workingDir == i.object.metadata.labels[\"app\"]", 2),
    ] {
        let program = program(&format!("rule r on image i {{ require {condition} else \"\" }}"));
        assert_eq!(world.judge(&program, &mut |_, _| ()), problems, "{condition}");
    }
}

/// A Secret's data stays unread through an object that holds the Secret.
#[test]
fn a_secret_within_another_object_is_not_read() {
    let yaml = "apiVersion: template.openshift.io/v1\nkind: Template\nmetadata: {name: t}\nobjects:\n- apiVersion: v1\n  kind: Secret\n  metadata: {name: s}\n  data: {a: U0VDUkVU, b: [x]}\n";
    for (read, expected) in [
        ("data.a as String", "undecided: a Secret's data is read by nobody, policies included"),
        ("data.b[0] as String", "undecided: a Secret's data is read by nobody, policies included"),
        ("metadata.name as String", "failed: s"),
    ] {
        let policy = format!(
            "rule r on Template.template.openshift.io t {{ require (t.raw.objects[0].{read}) == \"U0VDUkVU\" else \"{{t.raw.objects[0].{read}}}\" }}"
        );
        assert_eq!(verdicts(&policy, &World::of(yaml)), [format!("r {expected}")], "{read}");
    }
}

#[test]
fn a_raw_value_is_indexed_as_what_it_is() {
    let yaml = pod("name: a, image: b");
    for (read, expected) in [
        ("metadata[0]", "undecided: this is not a list"),
        ("spec.containers[\"a\"]", "undecided: this is not a mapping"),
        ("spec.containers[0].name", "passed"),
        ("spec.containers[1].name", "failed: no"),
    ] {
        let condition = format!("(i.object.raw.{read} as String) == \"a\"");
        assert_eq!(of_image(&condition, &yaml), expected, "{read}");
    }
}
