//! Images of OpenShift: what triggers write over, what templates make, where kinds keep images.

use super::{errors, found, images};
use seaworthy::world::kube::{Coverage, Object, Scope};

/// What is written over the images of an object: the tag's name, `?` where only perhaps, `-` where
/// nothing is.
fn overwritten(object: &Object) -> Vec<String> {
    let one = |with: &seaworthy::world::kube::Overwritten| {
        let space = with.namespace.as_ref().map(|name| format!("{name}/")).unwrap_or_default();
        format!("{space}{}{}", with.name, if with.surely { "" } else { "?" })
    };
    object.images.iter().map(|i| i.overwritten.as_deref().map_or("-".into(), one)).collect()
}

fn deployment_config(triggers: &str) -> String {
    format!(
        "apiVersion: apps.openshift.io/v1\nkind: DeploymentConfig\nmetadata: {{ name: web }}\nspec:\n  \
         template: {{ spec: {{ initContainers: [{{ name: init, image: i:1 }}], containers: [{{ name: a, image: ' ' }}, {{ name: b }}] }} }}\n  \
         triggers: {triggers}\n"
    )
}

#[test]
fn a_deployment_config_s_triggers() {
    let change = |params: &str| {
        format!(
            "[{{ type: ConfigChange }}, {{ type: ImageChange, imageChangeParams: {{ {params} }} }}]"
        )
    };
    let from = "from: { kind: ImageStreamTag, name: 'web:1' }";
    for (triggers, expected) in [
        (
            change(&format!("automatic: true, containerNames: [a, init], {from}")),
            ["web:1", "web:1", "-"],
        ),
        (
            change(&format!("automatic: true, containerNames: [b, none], {from}")),
            ["-", "-", "web:1"],
        ),
        (change(&format!("containerNames: [a], {from}")), ["-", "web:1?", "-"]),
        (change(&format!("automatic: false, containerNames: [a], {from}")), ["-", "web:1?", "-"]),
        (
            change(
                "automatic: true, containerNames: [a], from: { kind: ImageStreamTag, name: 'web:1', namespace: ci }",
            ),
            ["-", "ci/web:1", "-"],
        ),
        (
            change(
                "automatic: true, containerNames: [a], from: { kind: DockerImage, name: 'web:1' }",
            ),
            ["-", "-", "-"],
        ),
        (change("automatic: true, containerNames: [a]"), ["-", "-", "-"]),
        ("[{ type: ConfigChange }]".into(), ["-", "-", "-"]),
        ("[]".into(), ["-", "-", "-"]),
        ("null".into(), ["-", "-", "-"]),
        // What can't be read may say anything.
        ("{ type: ImageChange }".into(), ["?", "?", "?"]),
        (change(&format!("automatic: true, containerNames: a, {from}")), ["?", "?", "?"]),
    ] {
        for text in [
            deployment_config(&triggers),
            deployment_config(&triggers).replace("apps.openshift.io/v1", "v1"),
        ] {
            let all = found(&text);
            assert_eq!(overwritten(&all.objects[0]), expected, "{triggers}");
            assert_eq!(all.objects[0].coverage, Coverage::Known);
        }
    }
}

fn annotated(kind: &str, triggers: &str) -> String {
    let pod = "{ spec: { initContainers: [{ name: init, image: i:1 }], containers: [{ name: a, image: a:1 }, { name: b, image: b:1 }] } }";
    let spec = match kind {
        "CronJob" => {
            format!("{{ schedule: '* * * * *', jobTemplate: {{ spec: {{ template: {pod} }} }} }}")
        }
        _ => format!("{{ template: {pod} }}"),
    };
    let group = if kind == "CronJob" { "batch/v1" } else { "apps/v1" };
    format!(
        "apiVersion: {group}\nkind: {kind}\nmetadata:\n  name: web\n  annotations:\n    image.openshift.io/triggers: {triggers}\nspec: {spec}\n"
    )
}

#[test]
fn the_annotation_s_triggers() {
    let one = |path: &str, rest: &str| {
        format!(
            "{{\"from\": {{\"kind\": \"ImageStreamTag\", \"name\": \"web:1\"}}, \"fieldPath\": \"{path}\"{rest}}}"
        )
    };
    let at = |path: &str| format!("'[{}]'", one(path, ""));
    let named = r#"spec.template.spec.containers[?(@.name==\"b\")].image"#;
    for (triggers, expected) in [
        (at("spec.template.spec.containers[1].image"), ["-", "-", "web:1"]),
        (at("spec.template.spec.initContainers[0].image"), ["web:1", "-", "-"]),
        (at(named), ["-", "-", "web:1"]),
        // A name is looked for in both lists.
        (at(r#"spec.template.spec.containers[?(@.name==\"init\")].image"#), ["web:1", "-", "-"]),
        (at("spec.template.spec.containers[7].image"), ["-", "-", "-"]),
        (at("spec.template.spec.containers[1].command"), ["-", "-", "-"]),
        (at("spec.containers[1].image"), ["-", "-", "-"]),
        (at("spec.template.spec.containers[name=b].image"), ["-", "-", "-"]),
        (format!("'[{}]'", one(named, ", \"paused\": true")), ["-", "-", "-"]),
        (format!("'[{}]'", one(named, ", \"paused\": \"true\"")), ["-", "-", "-"]),
        (format!("'[{0}, {0}]'", one(named, "")), ["-", "-", "-"]),
        (at(named).replace("ImageStreamTag", "DockerImage"), ["-", "-", "-"]),
        (at(named).replace("web:1", "web"), ["-", "-", "-"]),
        // Go reads keys in any case, and null as nothing.
        (at(named).replace("fieldPath", "FIELDPATH").replace("kind", "Kind"), ["-", "-", "web:1"]),
        (format!("'[{}]'", one(named, ", \"paused\": null")), ["-", "-", "web:1"]),
        (format!("'[{}]'", one(named, ", \"paused\": false")), ["-", "-", "web:1"]),
        (
            format!("'[{{\"from\": null, \"fieldPath\": \"x\"}}, {}]'", one(named, "")),
            ["-", "-", "web:1"],
        ),
        ("'null'".into(), ["-", "-", "-"]),
        ("'[{'".into(), ["-", "-", "-"]),
        ("''".into(), ["-", "-", "-"]),
        ("null".into(), ["-", "-", "-"]),
        // Not text: whatever belongs there may say anything.
        ("[]".into(), ["?", "?", "?"]),
        ("5".into(), ["?", "?", "?"]),
    ] {
        let all = found(&annotated("Deployment", &triggers));
        assert_eq!(overwritten(&all.objects[0]), expected, "{triggers}");
    }
    // The annotations are no mapping, or none at all.
    for (annotations, expected) in [("null", ["-", "-", "-"]), ("[]", ["?", "?", "?"])] {
        let text = annotated("Deployment", "null").replace(
            "annotations:\n    image.openshift.io/triggers: null",
            &format!("annotations: {annotations}"),
        );
        assert_eq!(overwritten(&found(&text).objects[0]), expected, "{annotations}");
    }
    let job = at("spec.jobTemplate.spec.template.spec.containers[0].image");
    assert_eq!(overwritten(&found(&annotated("CronJob", &job)).objects[0]), ["-", "web:1", "-"]);
}

#[test]
fn names_that_an_annotation_has_looked_up() {
    let pod = |annotation: &str| {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{ name: web, annotations: {{ alpha.image.policy.openshift.io/resolve-names: {annotation} }} }}\n\
             spec: {{ containers: [{{ name: a, image: web }}, {{ name: b, image: quay.io/acme/api:2 }}, {{ name: c, image: 'x@sha256:{}' }}] }}\n",
            "0".repeat(64)
        )
    };
    assert_eq!(overwritten(&found(&pod("'*'")).objects[0]), ["web:latest", "api:2", "-"]);
    assert_eq!(overwritten(&found(&pod("'no'")).objects[0]), ["-", "-", "-"]);
}

#[test]
fn a_template_is_what_it_makes() {
    let template = "apiVersion: template.openshift.io/v1\nkind: Template\nmetadata: { name: t }\nparameters: [{ name: IMAGE }]\nobjects:\n\
        - { apiVersion: v1, kind: Pod, metadata: { name: a }, spec: { containers: [{ name: a, image: '${IMAGE}' }, { name: b, image: b:1 }] } }\n\
        - { apiVersion: image.openshift.io/v1, kind: ImageStream, metadata: { name: s }, spec: { tags: [{ name: x, from: { kind: DockerImage, name: c:1 } }] } }\n";
    for text in [template.to_owned(), template.replace("template.openshift.io/v1", "v1")] {
        let all = found(&text);
        assert_eq!(errors(&all), Vec::<&str>::new());
        let kinds: Vec<&str> = all.objects.iter().map(|o| &*o.gvk.kind).collect();
        assert_eq!(kinds, ["Template", "Pod", "ImageStream"]);
        let written: Vec<String> = all.objects.iter().flat_map(|object| images(object)).collect();
        assert_eq!(written, ["${IMAGE}", "b:1", "c:1"]);
        assert_eq!(all.objects[0].coverage, Coverage::Plain);
    }
    let wrong = "apiVersion: template.openshift.io/v1\nkind: Template\nmetadata: { name: t }\nobjects: { kind: Pod }\n";
    assert_eq!(errors(&found(wrong)).len(), 1);
    let bare = "apiVersion: template.openshift.io/v1\nkind: Template\nmetadata: { name: t }\nobjects: [{ spec: {} }]\n";
    assert_eq!(errors(&found(bare)).len(), 1);
}

#[test]
fn where_kinds_keep_images() {
    for (kind, body, expected) in [
        (
            "image.openshift.io/v1 ImageStream",
            "spec: { tags: [{ name: a, from: { kind: DockerImage, name: x:1 } }, { name: b, from: { kind: ImageStreamTag, name: a } }, { name: c }], dockerImageRepository: quay.io/a/b }",
            vec!["x:1", "quay.io/a/b"],
        ),
        (
            "v1 ImageStream",
            "spec: { tags: [{ name: a, from: { kind: DockerImage, name: x:1 } }] }",
            vec!["x:1"],
        ),
        (
            "image.openshift.io/v1 ImageStreamTag",
            "tag: { from: { kind: DockerImage, name: x:1 } }",
            vec!["x:1"],
        ),
        (
            "image.openshift.io/v1 ImageStreamImport",
            "spec: { import: true, images: [{ from: { kind: DockerImage, name: x:1 } }] }",
            vec!["x:1"],
        ),
        (
            "image.openshift.io/v1 ImageStreamMapping",
            "image: { dockerImageReference: x:1 }",
            vec!["x:1"],
        ),
        ("image.openshift.io/v1 Image", "dockerImageReference: x:1", vec!["x:1"]),
        (
            "build.openshift.io/v1 BuildConfig",
            "spec: { strategy: { sourceStrategy: { from: { kind: DockerImage, name: x:1 } } }, output: { to: { kind: DockerImage, name: out:1 } } }",
            vec!["x:1"],
        ),
        (
            "build.openshift.io/v1 BuildConfig",
            "spec: { strategy: { dockerStrategy: { from: { kind: ImageStreamTag, name: x:1 } } } }",
            vec![],
        ),
        (
            "v1 BuildConfig",
            "spec: { source: { images: [{ from: { kind: DockerImage, name: x:1 } }] } }",
            vec!["x:1"],
        ),
        (
            "hypershift.openshift.io/v1beta1 HostedCluster",
            "spec: { release: { image: x:1 } }",
            vec!["x:1"],
        ),
        ("hive.openshift.io/v1 ClusterImageSet", "spec: { releaseImage: x:1 }", vec!["x:1"]),
        (
            "olm.operatorframework.io/v1 ClusterCatalog",
            "spec: { source: { type: Image, image: { ref: x:1 } } }",
            vec!["x:1"],
        ),
        (
            "config.openshift.io/v1 Image",
            "spec: { registrySources: { allowedRegistries: [x.io] } }",
            vec![],
        ),
    ] {
        let (version, name) = kind.split_once(' ').unwrap();
        let all = found(&format!(
            "apiVersion: {version}\nkind: {name}\nmetadata: {{ name: a }}\n{body}\n"
        ));
        assert_eq!(errors(&all), Vec::<&str>::new(), "{kind}");
        assert_eq!(images(&all.objects[0]), expected, "{kind}");
        let uncovered = matches!(all.objects[0].coverage, Coverage::Uncovered(_));
        assert!(!uncovered && all.objects[0].scope != Scope::Unknown, "{kind}");
    }
}
