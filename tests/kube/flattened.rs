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
