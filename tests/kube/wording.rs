//! What is said of each fault: its message, what its labels say, and what to do about it.

use std::fmt::Write;

use super::found;

/// A manifest; the code, the message, the labels and the help of the one thing that is wrong with it.
type Row<'t> = (&'t str, &'t str, &'t str, &'t [&'t str], &'t str);

fn check(rows: &[Row]) {
    let mut wrong = String::new();
    for (text, code, message, labels, help) in rows {
        let found = found(text);
        let told = found.diagnostics.iter().map(|d| {
            let labels: Vec<&str> = d.labels.iter().map(|label| label.text.as_str()).collect();
            (d.code.as_str(), d.message.clone(), labels, d.help.join("\n"))
        });
        let told: Vec<_> = told.collect();
        let wanted = vec![(*code, (*message).to_owned(), labels.to_vec(), (*help).to_owned())];
        if told != wanted {
            writeln!(wrong, "{text}\n  {told:?}\n  {wanted:?}").expect("a text");
        }
    }
    assert!(wrong.is_empty(), "manifest, told, wanted:\n{wrong}");
}

/// A Pod with this `spec`.
fn pod(spec: &str) -> String {
    format!("apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\nspec: {spec}\n")
}

#[test]
fn shapes_that_kubernetes_does_not_read() {
    let (mapping, list, plain) =
        (["a mapping belongs here"], ["a list belongs here"], ["a plain value belongs here"]);
    for (spec, message, labels, help) in [
        (
            "{containers: {name: a, image: a}}",
            "`spec.containers` is a mapping; Kubernetes reads a list there",
            list,
            "put it in brackets, `[{…}]`",
        ),
        (
            "\n  containers:\n    name: a\n    image: a",
            "`spec.containers` is a mapping; Kubernetes reads a list there",
            list,
            "put `- ` before the first key and indent the others by two",
        ),
        (
            "\n  containers:\n    -name: a\n    image: a",
            "`spec.containers` is a mapping; Kubernetes reads a list there",
            ["a `-` without a blank behind it begins no item"],
            "put a space behind the `-`, and align the item's keys",
        ),
        (
            "{containers: nginx}",
            "`spec.containers` is a plain value; Kubernetes reads a list there",
            list,
            "write a list",
        ),
        (
            "{containers: [[a]]}",
            "`spec.containers[0]` is a list; Kubernetes reads a mapping there",
            mapping,
            "take the brackets away",
        ),
        (
            "\n  containers:\n  - - a",
            "`spec.containers[0]` is a list; Kubernetes reads a mapping there",
            mapping,
            "take the `- ` away",
        ),
        (
            "{containers: [nginx]}",
            "`spec.containers[0]` is a plain value; Kubernetes reads a mapping there",
            mapping,
            "name the container too: `- name: …`, and below it `image: …`",
        ),
        (
            "{containers: [null]}",
            "`spec.containers[0]` is empty; Kubernetes reads a mapping there",
            mapping,
            "write what is missing, or take away what calls for it",
        ),
        (
            "nginx",
            "`spec` is a plain value; Kubernetes reads a mapping there",
            mapping,
            "write a mapping",
        ),
        (
            "{containers: [{name: a, image: {repository: a}}]}",
            "`image` is a mapping; Kubernetes reads a plain value there",
            plain,
            "write one text: `image: REPOSITORY:TAG`",
        ),
        (
            "{containers: [{name: a, image: {-repository: a}}]}",
            "`image` is a mapping; Kubernetes reads a plain value there",
            plain,
            "write one text: `image: REPOSITORY:TAG`",
        ),
        (
            "{containers: [{name: a, image: [a]}]}",
            "`image` is a list; Kubernetes reads a plain value there",
            plain,
            "take the brackets away",
        ),
        (
            "\n  containers:\n  - name: a\n    image:\n    - a",
            "`image` is a list; Kubernetes reads a plain value there",
            plain,
            "take the `- ` away",
        ),
        (
            "{containers: [{name: {a: b}, image: a}]}",
            "a container's `name` is a mapping; Kubernetes reads a plain value there",
            plain,
            "write a plain value",
        ),
    ] {
        check(&[(&pod(spec), "E0531", message, &labels, help)]);
    }
}

#[test]
fn values_that_are_no_text() {
    let (number, boolean) = (["read as a number"], ["read as the boolean `true`"]);
    let policy = "write `Always`, `IfNotPresent` or `Never`";
    for (text, message, labels, help) in [
        (
            &*pod("{containers: [{name: a, image: 1}]}"),
            "`image` is text, and `1` is a number to Kubernetes",
            number,
            "name the image, as in `nginx:1.27`; `\"1\"` if that is its name",
        ),
        (
            &pod("{containers: [{name: a, image: a, imagePullPolicy: true}]}"),
            "`imagePullPolicy` is text, and `true` is the boolean `true` to Kubernetes",
            boolean,
            policy,
        ),
        (
            &pod("{containers: [{name: false, image: a}]}"),
            "a container's `name` is text, and `false` is the boolean `false` to Kubernetes",
            ["read as the boolean `false`"],
            "write `\"false\"`",
        ),
        (
            &pod(
                "{containers: [{name: a, image: a}], volumes: [{name: v, image: {reference: 1.5}}]}",
            ),
            "`reference` is text, and `1.5` is a number to Kubernetes",
            number,
            "name the image, as in `nginx:1.27`; `\"1.5\"` if that is its name",
        ),
        (
            &pod(
                "{containers: [{name: a, image: a}], volumes: [{name: v, image: {reference: a, pullPolicy: 1}}]}",
            ),
            "`pullPolicy` is text, and `1` is a number to Kubernetes",
            number,
            policy,
        ),
        (
            "{apiVersion: 1, kind: Pod, spec: {containers: [{name: a, image: a}]}}",
            "`apiVersion` is text, and `1` is a number to Kubernetes",
            number,
            "write `v1`, or a group and a version such as `apps/v1`",
        ),
        (
            "{apiVersion: v1, kind: 1, spec: {containers: [{name: a, image: a}]}}",
            "`kind` is text, and `1` is a number to Kubernetes",
            number,
            "write the object's kind, such as `Pod`",
        ),
    ] {
        check(&[(text, "E0532", message, &labels, help)]);
    }
}

#[test]
fn fields_that_hide_an_image() {
    let field = "Kubernetes refuses or drops this field";
    let whole = "{name: a, image: a}";
    check(&[
        (
            &pod(&format!("{{container: [{whole}]}}")),
            "E0542",
            "a pod has no field `container`; did you mean `containers`?",
            &[field],
            "write `containers`",
        ),
        (
            &pod("{containers: [{name: a, imgae: a}]}"),
            "E0542",
            "a container has no field `imgae`; did you mean `image`?",
            &[field],
            "write `image`",
        ),
        (
            &pod(&format!(
                "{{containers: [{whole}], volumes: [{{name: v, image: {{image: a}}}}]}}"
            )),
            "E0542",
            "an image volume has no field `image`; did you mean `reference`?",
            &[field],
            "write `reference`",
        ),
        (
            &pod(&format!("{{containers: [{whole}], image: a}}")),
            "E0543",
            "a pod has no field `image`; it belongs to a container",
            &[field],
            "move it to a container",
        ),
        (
            &pod("{containers: [{name: a, image: a, volumes: []}]}"),
            "E0543",
            "a container has no field `volumes`; it belongs to the pod's `spec`",
            &[field],
            "move it to the pod's `spec`",
        ),
        (
            &pod("{containers: [{name: a}, {image: a}]}"),
            "E0543",
            "a container is cut in two: this item has only the image",
            &["the `-` before it begins another container", "this one has no image"],
            "put two spaces for the `- ` if both are one container; else add what is missing",
        ),
        (
            "{apiVersion: v1, kind: Pod, metadata: {spec: {containers: [{image: a}]}}}",
            "E0543",
            "this `Pod` has containers where Kubernetes does not look for them",
            &["this is `metadata.spec.containers`"],
            "Kubernetes looks at `spec.containers`: move it there",
        ),
        (
            &pod("{containers: [{name: a, image: a, imagePullPolicy: always}]}"),
            "E0533",
            "`always` is not a pull policy",
            &["did you mean `Always`?"],
            "write `Always`; case counts",
        ),
        (
            &pod("{containers: [{name: a, image: a, imagePullPolicy: Often}]}"),
            "E0533",
            "`Often` is not a pull policy",
            &["Kubernetes refuses it"],
            "write `Always`, `IfNotPresent` or `Never`",
        ),
        (
            &pod("{containers: [{name: a, image: null}]}"),
            "L0392",
            "`image` is null, which reads as absent",
            &["the same as leaving it out"],
            "give it a value, or leave the key out",
        ),
        (
            &pod(&format!("{{containers: [{whole}], ephemeralContainers: [{whole}]}}")),
            "L0391",
            "ephemeral containers stand in a manifest",
            &["the API server refuses them there"],
            "add them to a running pod with `kubectl debug`",
        ),
    ]);
}

#[test]
fn objects_that_are_none() {
    let both = "an object needs both";
    let none = "no image is named here, so none was judged";
    let refused = "Kubernetes refuses it; of a patch, judge what `kustomize build` makes of it";
    check(&[
        (
            "{kind: Pod, spec: {containers: [{name: a, image: a}]}}",
            "E0534",
            "this has `kind` and no `apiVersion`",
            &[both],
            "add `apiVersion`, or leave `kind` away",
        ),
        (
            "{apiVersion: v1, spec: {containers: [{name: a, image: a}]}}",
            "E0534",
            "this has `apiVersion` and no `kind`",
            &[both],
            "add `kind`, or leave `apiVersion` away",
        ),
        (
            "{apiVersion: v1, kind: List, items: [{spec: {}}]}",
            "E0534",
            "this item has neither `apiVersion` nor `kind`",
            &[both],
            "add `apiVersion` and `kind`",
        ),
        (
            "{apiVersion: v1, kind: Pdo}",
            "E0536",
            "unknown kind `Pdo`; did you mean `Pod`?",
            &["no such kind in this group"],
            "write `Pod`",
        ),
        (
            "{apiVersion: app/v1, kind: Deployment}",
            "E0536",
            "unknown API group `app`; did you mean `apps`?",
            &["no such group"],
            "write `apps`",
        ),
        (
            "{apiVersion: v1, kind: Deployment}",
            "E0537",
            "`v1` has no kind `Deployment`",
            &["this group does not have it", ""],
            "write `apps/v1`",
        ),
        (
            "{apiVersion: apps/v1, kind: Pod}",
            "E0537",
            "`apps/v1` has no kind `Pod`",
            &["this group does not have it", ""],
            "write `v1`",
        ),
        (
            "{apiVersion: a/b/c, kind: Pod}",
            "E0537",
            "`a/b/c` is not an `apiVersion`",
            &["neither `version` nor `group/version`"],
            "write `v1`, or a group and a version such as `apps/v1`",
        ),
        ("{apiVersion: v1, kind: Pod}", "E0538", "this `Pod` has no `spec`", &[none], refused),
        (
            "{apiVersion: apps/v1, kind: Deployment, spec: {replicas: 2}}",
            "E0538",
            "this `Deployment` has no pod template",
            &[none],
            refused,
        ),
        (
            "{apiVersion: v1, kind: Pod, spec: {containers: []}}",
            "E0538",
            "this pod has no containers",
            &[none],
            refused,
        ),
        (
            "- {apiVersion: v1, kind: Pod, spec: {containers: [{name: a, image: a}]}}",
            "E0541",
            "this document is a list of objects, and no object itself",
            &["`kubectl` refuses it"],
            "separate the objects by `---`, or put them under `items` of a `kind: List`",
        ),
    ]);
}
