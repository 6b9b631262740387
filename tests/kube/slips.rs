//! Fields that hide an image: misspelt, or in the wrong place.

use super::{codes, found};

fn pod(spec: &str) -> String {
    format!("apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\nspec: {spec}\n")
}

#[test]
fn near_misses_are_told() {
    for (spec, meant) in [
        ("{container: [{name: a, image: a}]}", "containers"),
        ("{Containers: [{name: a, image: a}]}", "containers"),
        ("{containers: [{name: a, image: a}], initContainer: []}", "initContainers"),
        ("{containers: [{name: a, image: a}], init_containers: []}", "initContainers"),
        ("{containers: [{name: a, image: a}], ephemeralcontainers: []}", "ephemeralContainers"),
        ("{containers: [{name: a, image: a}], imagePullSecret: []}", "imagePullSecrets"),
        ("{containers: [{name: a, image: a}], pullSecrets: []}", "imagePullSecrets"),
        ("{containers: [{name: a, image: a}], volume: []}", "volumes"),
        ("{containers: [{name: a, image: a, imagePullpolicy: Always}]}", "imagePullPolicy"),
        ("{containers: [{name: a, image: a, image_pull_policy: Always}]}", "imagePullPolicy"),
        ("{containers: [{name: a, image: a, pullPolicy: Always}]}", "imagePullPolicy"),
        ("{containers: [{name: a, image: a, Image: b}]}", "image"),
        ("{containers: [{name: a, imgae: b}]}", "image"),
        ("{containers: [{name: a, \"image\\u00a0\": b}]}", "image"),
        (
            "{containers: [{name: a, image: a}], volumes: [{name: v, image: {image: a}}]}",
            "reference",
        ),
    ] {
        let found = found(&pod(spec));
        let told = found.diagnostics.iter().find(|d| d.code.as_str() == "E0542");
        let told = told.unwrap_or_else(|| panic!("{spec}: {:?}", codes(&found)));
        assert_eq!(told.help, [format!("write `{meant}`")], "{spec}");
        assert!(!codes(&found).contains(&"E0538"), "{spec}");
    }
}

#[test]
fn other_fields_are_not() {
    // All that a pod and a container may have, and some that other tools add.
    let pod_fields = "activeDeadlineSeconds affinity automountServiceAccountToken dnsConfig \
         dnsPolicy enableServiceLinks ephemeralContainers hostAliases hostIPC hostNetwork hostPID \
         hostUsers hostname hostnameOverride imagePullSecrets initContainers nodeName nodeSelector os \
         overhead preemptionPolicy priority priorityClassName readinessGates resourceClaims \
         resources restartPolicy runtimeClassName schedulerName schedulingGates securityContext \
         serviceAccount serviceAccountName setHostnameAsFQDN shareProcessNamespace subdomain \
         terminationGracePeriodSeconds tolerations topologySpreadConstraints volumes workloadRef \
         containerConcurrency timeoutSeconds";
    let container_fields = "args command env envFrom imagePullPolicy lifecycle livenessProbe name \
         ports readinessProbe resizePolicy resources restartPolicy restartPolicyRules \
         securityContext startupProbe stdin stdinOnce targetContainerName terminationMessagePath \
         terminationMessagePolicy tty volumeDevices volumeMounts workingDir imageID stage";
    let listed = |fields: &str| -> String {
        fields.split_whitespace().map(|field| format!("{field}: null, ")).collect()
    };
    let (of_pod, of_container) = (listed(pod_fields), listed(container_fields));
    let found = found(&pod(&format!("{{{of_pod} containers: [{{{of_container} image: a}}]}}")));
    assert_eq!(codes(&found), [""; 0]);
}

/// Of a short key one letter may be wrong, of one with more than nine letters two.
#[test]
fn how_near_a_near_miss_is() {
    for (field, told) in [
        ("referenc", true),
        ("referen", false),
        ("pullPolic", true),
        ("pullPoli", true),
        ("pullPol", false),
    ] {
        let volume = format!("{{name: v, image: {{reference: a, {field}: a}}}}");
        let found =
            found(&pod(&format!("{{containers: [{{name: a, image: a}}], volumes: [{volume}]}}")));
        assert_eq!(codes(&found).contains(&"E0542"), told, "{field}");
    }
}

#[test]
fn containers_in_the_wrong_place_are_told_once() {
    for (kind, text, here, home) in [
        ("v1, kind: Pod", "metadata: {spec: {containers: [{image: a}]}}", "metadata.spec", "spec"),
        ("v1, kind: Pod", "spec: {spec: {containers: [{image: a}]}}", "spec.spec", "spec"),
        (
            "v1, kind: Pod",
            "spec: {containers: [{name: a, image: a, initContainers: [{image: b}]}]}",
            "spec.containers[0]",
            "spec",
        ),
        (
            "apps/v1, kind: Deployment",
            "spec: {template: {containers: [{image: a}]}}",
            "spec.template",
            "spec.template.spec",
        ),
        (
            "apps/v1, kind: Deployment",
            "spec: {initContainers: [{image: b}], template: {spec: {containers: [{image: a}]}}}",
            "spec",
            "spec.template.spec",
        ),
        (
            "batch/v1, kind: CronJob",
            "spec: {template: {spec: {containers: [{image: a}]}}}",
            "spec.template.spec",
            "spec.jobTemplate.spec.template.spec",
        ),
    ] {
        let found = found(&format!("{{apiVersion: {kind}, {text}}}"));
        assert_eq!(codes(&found), ["E0543"], "{text}");
        let told = &found.diagnostics[0];
        let label = &told.labels[0].text;
        assert!(label.starts_with(&format!("this is `{here}.")), "{text}: {label}");
        let help = format!("Kubernetes looks at `{home}.");
        assert!(told.help[0].starts_with(&help), "{text}: {:?}", told.help);
    }
}

#[test]
fn other_places_are_left_alone() {
    for text in [
        // A policy of Kyverno looks like this, and a custom resource may.
        "{apiVersion: kyverno.io/v1, kind: Policy, spec: {pattern: {spec: {containers: [{image: a}]}}}}",
        "{apiVersion: v1, kind: Pod, metadata: {annotations: {containers: a}}, spec: {containers: [{image: a}]}}",
        "{apiVersion: v1, kind: Pod, spec: {containers: [{image: a}], nodeSelector: {containers: a}}}",
        "{apiVersion: v1, kind: List, items: [{apiVersion: v1, kind: Pod, spec: {containers: [{image: a}]}}]}",
    ] {
        assert_eq!(codes(&found(text)), [""; 0], "{text}");
    }
}

#[test]
fn an_item_that_was_cut_in_two() {
    let cut = found(&pod("{containers: [{name: a}, {image: b}]}"));
    assert_eq!(codes(&cut), ["E0543"]);
    let whole = found(&pod("{containers: [{name: a, image: b}, {image: c}, {name: d}]}"));
    assert_eq!(codes(&whole), [""; 0]);
}
