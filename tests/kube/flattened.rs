//! Pasted manifests that lost their indentation.

use std::path::Path;

use super::{codes, found};

fn seed(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/kube/seed").join(name);
    std::fs::read_to_string(path).unwrap()
}

#[test]
fn the_article_is_explained_and_mended() {
    let found = found(&seed("always.yaml"));
    assert_eq!(codes(&found), ["E0530"]);
    assert!(found.objects.is_empty());
    let diagnostic = &found.diagnostics[0];
    let labels: Vec<&str> = diagnostic.labels.iter().map(|label| label.text.as_str()).collect();
    assert_eq!(
        labels,
        [
            "`name` belongs under `metadata`",
            "`containers` belongs under `spec`",
            "`image` belongs under the container",
            "`imagePullPolicy` belongs under the container",
        ]
    );
    let (_, mended) = diagnostic.help[0].split_once(":\n").unwrap();
    assert_eq!(
        mended,
        "apiVersion: v1\n\
         kind: Pod\n\
         metadata:\n\
         \x20 name: always-pull-policy-example\n\
         spec:\n\
         \x20 containers:\n\
         \x20   - name: latest-image-container\n\
         \x20     image: myregistry.com/myapp:latest\n\
         \x20     imagePullPolicy: Always"
    );
}

/// What is shown as the mend is right: it reads without a fault.
#[test]
fn the_mend_reads() {
    for name in ["always.yaml", "if-not-present.yaml", "never.yaml"] {
        let broken = found(&seed(name));
        assert_eq!(codes(&broken), ["E0530"], "{name}");
        let mended = broken.diagnostics[0].help[0].split_once('\n').unwrap().1;
        let found = found(mended);
        assert_eq!(codes(&found), [""; 0], "{name}");
        assert_eq!(found.objects[0].images.len(), 1, "{name}");
    }
}

/// A key that repeats is the reader's to refuse; why it repeats is said beside.
#[test]
fn a_refused_document_is_explained_too() {
    let found = found(&seed("exact-tag.yaml"));
    assert_eq!(codes(&found), ["E0507", "E0530"]);
    assert_eq!(found.diagnostics[1].labels.len(), 4);
}

#[test]
fn other_objects_are_not_taken_for_flattened() {
    for text in [
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  containers:\n  - name: a\n    image: a\n",
        "apiVersion: kind.x-k8s.io/v1alpha4\nkind: Cluster\nname: kind\nnodes: []\n",
        "apiVersion: v1\nkind: PodTemplate\nmetadata: {name: a}\ntemplate:\n  spec:\n    containers: [{name: a, image: a}]\n",
        "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: a}\nimagePullSecrets: [{name: b}]\n",
    ] {
        assert_eq!(codes(&found(text)), [""; 0], "{text}");
    }
}

#[test]
fn workloads_say_where_the_pod_is() {
    let text = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: a\nspec:\nreplicas: 1\n\
                containers:\n- name: a\n  image: a\n";
    let found = found(text);
    assert_eq!(codes(&found), ["E0530"]);
    let labels: Vec<&str> = found.diagnostics[0].labels.iter().map(|l| l.text.as_str()).collect();
    assert_eq!(
        labels,
        ["`replicas` belongs under `spec`", "`containers` belongs under `spec.template.spec`"]
    );
}

/// The mend of a Pod that lost its indentation, if one is shown.
fn mend(text: &str) -> Option<String> {
    let found = found(text);
    assert_eq!(codes(&found), ["E0530"], "{text}");
    found.diagnostics[0].help[0].split_once(":\n").map(|(_, mended)| mended.to_owned())
}

/// What stood in its place stays there, and what belongs to a key that stays moves with it.
#[test]
fn only_what_lost_its_place_moves() {
    let head = "apiVersion: v1\nkind: Pod\n";
    for (lost, mended) in [
        (
            "metadata:\n  name: a\nspec:\ncontainers:\n- name: a\n  image: a\n",
            "metadata:\n  name: a\nspec:\n  containers:\n  - name: a\n    image: a",
        ),
        (
            "metadata:\n  name: a\ncontainers:\n- name: a\n  image: a\n",
            "metadata:\n  name: a\nspec:\n  containers:\n  - name: a\n    image: a",
        ),
        (
            "metadata:\nname: a\nspec:\n  containers:\n  - image: a\n",
            "metadata:\n  name: a\nspec:\n  containers:\n  - image: a",
        ),
        (
            "name: a\nspec:\n  containers:\n  - image: a\n",
            "spec:\n  containers:\n  - image: a\nmetadata:\n  name: a",
        ),
        ("metadata:\nname: a\n", "metadata:\n  name: a"),
        (
            "metadata:\n  name: a\nspec:\ncontainers:\n  - name: a\n    env:\n    - name: X\n# why\n      value: y\nimage: a\n",
            "metadata:\n  name: a\nspec:\n  containers:\n    - name: a\n      env:\n      - name: X\n      # why\n        value: y\n      image: a",
        ),
    ] {
        assert_eq!(mend(&format!("{head}{lost}")), Some(format!("{head}{mended}")), "{lost}");
    }
    // Of several containers, or of none that is one, nobody can say whose the image was.
    for containers in ["- name: a\n- name: b\n", "- a\n"] {
        let text =
            format!("{head}metadata:\n  name: a\nspec:\ncontainers:\n{containers}image: a\n");
        assert_eq!(mend(&text), None, "{text}");
    }
}

#[test]
fn an_unknown_kind_with_an_empty_metadata_lost_its_indentation_too() {
    let lost = found("apiVersion: x.io/v1\nkind: Foo\nmetadata:\nname: a\n");
    assert_eq!(codes(&lost), ["E0530"]);
    assert_eq!(lost.diagnostics[0].labels[0].text, "`name` belongs under `metadata`");
}

/// The keys that are said to have moved, of a document that the reader refused.
#[test]
fn a_refused_document_says_which_keys_moved() {
    for (text, moved) in [
        ("apiVersion: v1\nkind: ConfigMap\nmetadata:\nname: a\nname: b\n", &["name", "name"][..]),
        (
            "# first\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n# none\n\n  # none\nname: a\nname: b\n",
            &["name", "name"],
        ),
        (
            "apiVersion: v1\nkind: ServiceAccount\nmetadata:\nname: a\nimagePullSecrets: []\nname: b\n",
            &["name", "name"],
        ),
        (
            "apiVersion: v1\nkind: Pod\nmetadata:\nname: a\nspec:\n  nodeName: x\ncontainers: []\nname: b\n",
            &["name", "name"],
        ),
        (
            "apiVersion: v1\nkind: Pod\nmetadata:\nname: a\nspec:\ncontainers: []\nname: b\n",
            &["name", "containers", "name"],
        ),
        // One key alone says nothing, nor do keys that repeat for another reason.
        ("apiVersion: v1\nkind: ConfigMap\nmetadata:\nname: a\ndata: {}\ndata: {}\n", &[]),
        (
            "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\ncontainers: []\nimage: a\nimage: b\n",
            &[],
        ),
    ] {
        let found = found(text);
        assert_eq!(codes(&found)[0], "E0507", "{text}");
        let labels = found.diagnostics.get(1).map_or(&[][..], |diagnostic| &diagnostic.labels);
        let keys: Vec<&str> = labels.iter().map(|label| &text[label.place.span.range()]).collect();
        assert_eq!(keys, moved, "{text}");
    }
}

#[test]
fn each_workload_keeps_its_pod_in_its_own_place() {
    for (api, kind, gone, place) in [
        ("batch/v1", "CronJob", "spec", "spec.jobTemplate.spec.template.spec"),
        ("v1", "PodTemplate", "template", "template.spec"),
        ("batch/v1", "Job", "spec", "spec.template.spec"),
        ("v1", "Pod", "spec", "spec"),
    ] {
        let text = format!(
            "apiVersion: {api}\nkind: {kind}\nmetadata:\n  name: a\n{gone}:\ncontainers:\n- name: a\n  image: a\n"
        );
        let found = found(&text);
        assert_eq!(codes(&found), ["E0530"], "{kind}");
        let label = &found.diagnostics[0].labels[0].text;
        assert_eq!(*label, format!("`containers` belongs under `{place}`"), "{kind}");
    }
}
