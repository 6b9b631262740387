//! Where images hide, and what is nearly an object: sections A and B of the bypass suite, as far as
//! they are settled before any policy is asked.

use super::{codes, errors, found, images};
use seaworthy::world::image::PullPolicy;
use seaworthy::world::kube::{Aside, Coverage, Hides, Slot, Sort};

/// A manifest, the images of its objects in order, the codes of its errors.
type Row = (&'static str, &'static str, &'static [&'static str], &'static [&'static str]);

const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\n";

fn check(rows: &[Row]) {
    for (id, text, wanted, wrong) in rows {
        let found = found(text);
        let ours: Vec<String> = found.objects.iter().flat_map(|object| images(object)).collect();
        assert_eq!(ours, *wanted, "{id}: {:?}", found.diagnostics);
        assert_eq!(errors(&found), *wrong, "{id}: {:?}", found.diagnostics);
    }
}

#[test]
fn images_are_found_wherever_they_hide() {
    check(&[
        (
            "A1",
            "{apiVersion: v1, kind: Pod, spec: {containers: [{name: a, image: a:1}], initContainers: [{name: b, image: evil}]}}",
            &["a:1", "evil"],
            &[],
        ),
        (
            "A4",
            "{apiVersion: v1, kind: Pod, spec: {initContainers: [{name: b, restartPolicy: Always, image: evil}], containers: [{name: a, image: a:1}]}}",
            &["evil", "a:1"],
            &[],
        ),
        (
            "A5",
            "{apiVersion: v1, kind: Pod, spec: {containers: [{name: a, image: a:1}], volumes: [{name: v, image: {reference: evil, pullPolicy: Never}}]}}",
            &["a:1", "evil"],
            &[],
        ),
        (
            "A7",
            "{apiVersion: v1, kind: PodTemplate, template: {spec: {containers: [{name: a, image: a:1}]}}}\n---\n{apiVersion: v1, kind: ReplicationController, spec: {template: {spec: {containers: [{name: a, image: b:1}]}}}}\n---\n{apiVersion: apps/v1, kind: ReplicaSet, spec: {template: {spec: {containers: [{name: a, image: c:1}]}}}}",
            &["a:1", "b:1", "c:1"],
            &[],
        ),
        (
            "A8",
            "{apiVersion: argoproj.io/v1alpha1, kind: Rollout, spec: {template: {spec: {containers: [{name: a, image: a:1}]}}}}\n---\n{apiVersion: serving.knative.dev/v1, kind: Service, spec: {template: {spec: {containers: [{image: b:1}]}}}}",
            &["a:1", "b:1"],
            &[],
        ),
        (
            "A10",
            "{apiVersion: kubevirt.io/v1, kind: VirtualMachineInstance, spec: {volumes: [{name: d, containerDisk: {image: a:1}}]}}",
            &["a:1"],
            &[],
        ),
        ("A13 empty", "{apiVersion: v1, kind: Pod, spec: {containers: []}}", &[], &["E0538"]),
        ("A13 null", "{apiVersion: v1, kind: Pod, spec: {containers: null}}", &[], &["E0538"]),
        ("A13 absent", "{apiVersion: v1, kind: Pod, spec: {hostNetwork: true}}", &[], &["E0538"]),
        ("A13 no spec", "{apiVersion: v1, kind: Pod}", &[], &["E0538"]),
        (
            "A13 no template",
            "{apiVersion: apps/v1, kind: Deployment, spec: {replicas: 2}}",
            &[],
            &["E0538"],
        ),
        ("A14", "{apiVersion: v1, kind: Pod, spec: {containers: [{name: a}]}}", &["‹absent›"], &[]),
        (
            "empty text",
            "{apiVersion: v1, kind: Pod, spec: {containers: [{name: a, image: ''}]}}",
            &["‹absent›"],
            &[],
        ),
        (
            "A16",
            "{apiVersion: v1, kind: Pod, metadata: {name: p, deletionTimestamp: '2024-01-01T00:00:00Z'}, spec: {containers: [{name: a, image: evil}]}}",
            &["evil"],
            &[],
        ),
    ]);
}

#[test]
fn what_a_place_is_goes_with_its_image() {
    let found = found(
        "{apiVersion: v1, kind: Pod, spec: {initContainers: [{name: b, restartPolicy: Always, image: s}, \
         {name: i, image: i}], containers: [{name: a, image: a:1, imagePullPolicy: Never}], \
         ephemeralContainers: [{name: e, image: e}], volumes: [{name: v, image: {reference: v, pullPolicy: Always}}]}}",
    );
    assert_eq!(codes(&found), ["L0391"]);
    let object = &found.objects[0];
    let sorts: Vec<Sort> = object.images.iter().map(|image| image.sort).collect();
    assert_eq!(sorts, [Sort::Sidecar, Sort::Init, Sort::Main, Sort::Ephemeral, Sort::Volume]);
    for (at, container) in object.containers.iter().enumerate() {
        assert_eq!(object.images[container.image].container, Some(at));
        assert_eq!(object.images[container.image].holder, container.node);
        assert_eq!(container.pod, Some(0));
    }
    let declared = |at: usize| object.images[at].declared.present().map(|(_, policy)| policy);
    assert_eq!(declared(2), Some(PullPolicy::Never));
    assert_eq!(declared(4), Some(PullPolicy::Always));
    assert_eq!(object.images[4].policy_key, Some("pullPolicy"));
    assert_eq!(declared(1), None);
    assert_eq!(object.pods[0].template, Some(object.root));
}

/// Containers that no pod holds are of the sort that their list says.
#[test]
fn containers_without_a_pod_have_a_sort_too() {
    let found = found(
        "{apiVersion: argoproj.io/v1alpha1, kind: Workflow, spec: {templates: [{container: {image: m}, \
         initContainers: [{name: i, image: i}, {name: r, image: r, restartPolicy: Always}], \
         sidecars: [{name: s, image: s}]}], \
         executorPlugins: [{spec: {sidecar: {container: {name: c, image: c}}}}]}}",
    );
    let sorts: Vec<Sort> = found.objects[0].images.iter().map(|image| image.sort).collect();
    assert_eq!(sorts, [Sort::Main, Sort::Init, Sort::Sidecar, Sort::Sidecar, Sort::Main]);
    let job = super::found(
        "{apiVersion: apps.kruise.io/v1alpha1, kind: EphemeralJob, \
         spec: {template: {ephemeralContainers: [{name: e, image: e}]}}}",
    );
    assert_eq!(job.objects[0].images[0].sort, Sort::Ephemeral);
}

#[test]
fn what_no_row_covers_is_named() {
    for (id, text, wanted) in [
        (
            "A11",
            "{apiVersion: x.io/v1, kind: Foo, spec: {deep: {containers: [{name: c, image: nginx}]}}}",
            1,
        ),
        ("tag", "{apiVersion: x.io/v1, kind: Foo, spec: {sideImage: 'acme/x:1', image: nginx}}", 1),
        ("plain", "{apiVersion: x.io/v1, kind: Foo, spec: {image: nginx, logo: a.png}}", 0),
        (
            "schema",
            "{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, spec: {image: 'a/b:1'}}",
            0,
        ),
        ("text", "{apiVersion: v1, kind: ConfigMap, data: {image: 'a/b:1'}}", 0),
        (
            "annotation",
            "{apiVersion: v1, kind: Service, metadata: {annotations: {image: 'a/b:1'}}}",
            0,
        ),
        ("rbd", "{apiVersion: x.io/v1, kind: Foo, spec: {rbd: {image: 'a:1'}}}", 0),
        (
            "a row is no blindfold",
            "{apiVersion: argoproj.io/v1alpha1, kind: Rollout, spec: {template: {spec: {containers: [{name: a, image: a:1}]}}, newImage: 'a/b:1'}}",
            1,
        ),
        (
            "B14 unknown group",
            "{apiVersion: apps.example.com/v1, kind: Deployment, spec: {template: {spec: {containers: [{name: a, image: a}]}}}}",
            1,
        ),
        (
            "B8",
            "{apiVersion: x.io/v1, kind: Foo, Items: [{apiVersion: v1, kind: Pod, spec: {containers: [{name: a, image: a}]}}]}",
            1,
        ),
    ] {
        let found = found(text);
        assert_eq!(errors(&found), [""; 0], "{id}");
        let uncovered = match &found.objects[0].coverage {
            Coverage::Uncovered(nodes) => nodes.len(),
            _ => 0,
        };
        assert_eq!(uncovered, wanted, "{id}");
    }
}

#[test]
fn lists_are_lists_whatever_their_kind() {
    let evil = "{apiVersion: v1, kind: Pod, spec: {containers: [{name: a, image: evil}]}}";
    let bare = "{spec: {containers: [{name: a, image: evil}]}}";
    let good = "spec: {containers: [{name: a, image: good}]}";
    let cases = [
        ("B1", format!("{{apiVersion: v1, kind: List, items: [{evil}]}}"), vec!["evil"], vec![]),
        ("B2", format!("{{apiVersion: v1, kind: PodList, items: [{bare}]}}"), vec!["evil"], vec![]),
        (
            "B4",
            format!("{{apiVersion: v1, kind: Pod, {good}, items: [{evil}]}}"),
            vec!["good", "evil"],
            vec!["E0539"],
        ),
        (
            "B4 bare",
            format!("{{apiVersion: v1, kind: Pod, {good}, items: [{bare}]}}"),
            vec!["good", "evil"],
            vec!["E0539"],
        ),
        (
            "B5 null",
            format!("{{apiVersion: v1, kind: Pod, {good}, items: null}}"),
            vec!["good"],
            vec![],
        ),
        (
            "B5 empty",
            format!("{{apiVersion: v1, kind: Pod, {good}, items: []}}"),
            vec!["good"],
            vec![],
        ),
        (
            "B7",
            format!(
                "{{apiVersion: v1, kind: List, items: [{{apiVersion: v1, kind: List, items: [{evil}]}}]}}"
            ),
            vec!["evil"],
            vec![],
        ),
        (
            "bare item",
            format!("{{apiVersion: v1, kind: List, items: [{bare}]}}"),
            vec![],
            vec!["E0534"],
        ),
        (
            "half item",
            "{apiVersion: v1, kind: PodList, items: [{kind: Pod}]}".into(),
            vec![],
            vec!["E0534"],
        ),
        ("items of text", "{apiVersion: v1, kind: List, items: [x]}".into(), vec![], vec!["E0531"]),
        (
            "items a mapping",
            "{apiVersion: v1, kind: List, items: {a: b}}".into(),
            vec![],
            vec!["E0531"],
        ),
        (
            "custom list",
            format!("{{apiVersion: x.io/v1, kind: FooList, items: [{evil}]}}"),
            vec!["evil"],
            vec![],
        ),
        ("sequence", format!("[{evil}]"), vec![], vec!["E0541"]),
    ];
    for (id, text, wanted, wrong) in cases {
        let found = found(&text);
        let ours: Vec<String> = found.objects.iter().flat_map(|object| images(object)).collect();
        assert_eq!(ours, wanted, "{id}");
        assert_eq!(errors(&found), wrong, "{id}: {:?}", found.diagnostics);
    }
    let nest = |depth: usize| {
        let open = "{apiVersion: v1, kind: List, items: [".repeat(depth);
        found(&format!("{open}{evil}{}", "]}".repeat(depth)))
    };
    assert_eq!((nest(16).objects.len(), errors(&nest(16)).len()), (1, 0));
    assert_eq!((nest(17).objects.len(), errors(&nest(17))), (0, vec!["E0540"]));
}

#[test]
fn near_objects_are_errors_with_a_suggestion() {
    for (id, head, code, said) in [
        ("B10 Kind", "{apiVersion: v1, Kind: Pod}", "E0535", "write `kind`"),
        ("B10 apiversion", "{apiversion: v1, kind: Pod}", "E0535", "write `apiVersion`"),
        ("both", "{apiVersion: v1, kind: Pod, Kind: Pod}", "E0535", "write `kind`"),
        ("B11 list", "{apiVersion: v1, kind: [Pod]}", "E0531", "take the brackets away"),
        ("B11 null", "{apiVersion: v1, kind: null}", "E0532", ""),
        ("B11 number", "{apiVersion: v1, kind: 1}", "E0532", "such as `Pod`"),
        ("no apiVersion", "{kind: Pod}", "E0534", "add `apiVersion`"),
        ("no kind", "{apiVersion: v1}", "E0534", "add `kind`"),
        ("slip", "{apiVerison: v1, kind: Pod}", "E0534", "write `apiVersion` for `apiVerison`"),
        ("pod", "{apiVersion: v1, kind: pod}", "E0536", "write `Pod`"),
        ("Deploymnet", "{apiVersion: apps/v1, kind: Deploymnet}", "E0536", "write `Deployment`"),
        ("Secert", "{apiVersion: v1, kind: Secert}", "E0536", "write `Secret`"),
        ("rollout", "{apiVersion: argoproj.io/v1alpha1, kind: Rolout}", "E0536", "write `Rollout`"),
        ("group", "{apiVersion: app/v1, kind: Deployment}", "E0536", "write `apps`"),
        ("v1 Deployment", "{apiVersion: v1, kind: Deployment}", "E0537", "write `apps/v1`"),
        ("apps Pod", "{apiVersion: apps/v1, kind: Pod}", "E0537", "write `v1`"),
        ("slashes", "{apiVersion: a/b/c, kind: Pod}", "E0537", "write `v1`"),
        ("slash", "{apiVersion: apps/, kind: Deployment}", "E0537", "write `v1`"),
    ] {
        let found = found(head);
        assert!(found.objects.is_empty(), "{id}");
        assert_eq!(codes(&found), [code], "{id}");
        let help = found.diagnostics[0].help.join(" ");
        assert!(help.contains(said), "{id}: {help}");
    }
}

#[test]
fn any_version_counts_and_strangers_are_taken_as_they_are() {
    for (api, kind, covered) in [
        ("v9", "Pod", true),
        ("extensions/v1beta1", "Deployment", true),
        ("apps/v1beta2", "Deployment", true),
        ("apps.kruise.io/v1beta1", "StatefulSet", true),
        ("argoproj.io/v1alpha1", "Application", false),
        ("v1", "Config", false),
        ("tekton.dev/v1", "CustomRun", false),
        ("example.com/v1", "pod", false),
        // Near `batch`, and a domain: whose kind it is nobody knows.
        ("batch.x/v1", "Job", false),
    ] {
        let pod = "containers: [{name: a, image: a}]";
        let spec =
            if kind == "Pod" { pod.into() } else { format!("template: {{spec: {{{pod}}}}}") };
        let found = found(&format!("{{apiVersion: {api}, kind: {kind}, spec: {{{spec}}}}}"));
        assert_eq!(errors(&found), [""; 0], "{api} {kind}");
        let known = found.objects[0].coverage == Coverage::Known;
        assert_eq!(known, covered, "{api} {kind}");
    }
}

#[test]
fn what_is_no_object_is_set_aside() {
    for (text, aside) in [
        ("replicas: 1\nimage: nginx", Aside::NotAnObject),
        ("Kind: x", Aside::NotAnObject),
        ("- op: add\n  path: /a", Aside::NotAnObject),
        ("just text", Aside::NotAnObject),
        ("null", Aside::Empty),
        ("~", Aside::Empty),
        ("---\n---\n", Aside::Empty),
        (
            "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [a.yaml]",
            Aside::Kustomization,
        ),
    ] {
        let found = found(text);
        assert_eq!(found.aside, Some(aside), "{text}");
        assert!(found.objects.is_empty() && found.diagnostics.is_empty(), "{text}");
    }
}

/// Several paths lead through the same node.
#[test]
fn what_hides_several_lists_is_told_once() {
    let head = "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {name: a}\n";
    for spec in ["{templates: x}", "{templates: [x]}", "x"] {
        assert_eq!(errors(&found(&format!("{head}spec: {spec}\n"))), ["E0531"], "{spec}");
    }
}

#[test]
fn wrong_types_are_reported_once_and_are_unknown() {
    for (id, spec, code, images_left) in [
        ("number", "containers: [{name: a, image: 1.10}]", "E0532", vec!["‹unknown›"]),
        ("boolean", "containers: [{name: a, image: no}]", "E0532", vec!["‹unknown›"]),
        ("list", "containers: [{name: a, image: [x]}]", "E0531", vec!["‹unknown›"]),
        ("name", "containers: [{name: 10, image: a}]", "E0532", vec!["a"]),
        ("C25", "containers: [{name: a, image: a, imagePullPolicy: no}]", "E0532", vec!["a"]),
        (
            "always",
            "containers: [{name: a, image: a, imagePullPolicy: always}]",
            "E0533",
            vec!["a"],
        ),
        ("a mapping", "containers: {name: a, image: a}", "E0531", vec![]),
        ("a text", "containers: nginx", "E0531", vec![]),
        ("an item of text", "containers: [nginx]", "E0531", vec![]),
        ("volumes", "containers: [{name: a, image: a}]\n  volumes: {name: v}", "E0531", vec!["a"]),
        (
            "volume image",
            "containers: [{name: a, image: a}]\n  volumes: [{name: v, image: x}]",
            "E0531",
            vec!["a"],
        ),
    ] {
        let text = format!("{POD}spec:\n  {spec}\n");
        let found = found(&text);
        assert_eq!(codes(&found), [code], "{id}: {:?}", found.diagnostics);
        assert_eq!(images(&found.objects[0]), images_left, "{id}");
    }
    let metadata = found("{apiVersion: v1, kind: Service, metadata: [name]}");
    assert_eq!(codes(&metadata), ["E0531"]);
    assert!(matches!(metadata.objects[0].name, Slot::Unknown(_)));
    let name = found("{apiVersion: v1, kind: Service, metadata: {name: 010, namespace: ''}}");
    assert_eq!(codes(&name), ["E0532"]);
    assert!(matches!(name.objects[0].namespace, Slot::Absent(_)));
}

#[test]
fn what_cannot_be_read_stays_open() {
    for (spec, hides) in [
        ("containers: {a: b}", Hides::Containers),
        ("containers: [{name: a, image: a}]\n  volumes: x", Hides::Images),
    ] {
        let found = found(&format!("{POD}spec:\n  {spec}\n"));
        assert_eq!(found.objects[0].open.iter().map(|o| o.hides).collect::<Vec<_>>(), [hides]);
    }
    let found = found("{apiVersion: v1, kind: Pod, spec: [containers]}");
    assert_eq!(found.objects[0].open[0].hides, Hides::Pods);
    assert_eq!(codes(&found), ["E0531"]);
}

#[test]
fn a_container_that_a_controller_completes_is_no_use() {
    let found = found(
        "{apiVersion: elasticsearch.k8s.elastic.co/v1, kind: Elasticsearch, spec: {nodeSets: [{podTemplate: \
         {spec: {containers: [{name: elasticsearch, resources: {}}, {name: extra, image: e:1}]}}}]}}",
    );
    assert_eq!(images(&found.objects[0]), ["e:1"]);
    assert_eq!(found.objects[0].containers.len(), 1);
}

#[test]
fn a_reference_to_a_docker_image_is_one_only_where_it_says_so() {
    let from = |kind| {
        let text = format!(
            "{{apiVersion: build.openshift.io/v1, kind: BuildConfig, spec: {{strategy: \
             {{dockerStrategy: {{from: {{kind: {kind}, name: 'a:1'}}}}}}}}}}"
        );
        images(&found(&text).objects[0])
    };
    assert_eq!(from("DockerImage"), ["a:1"]);
    assert!(from("ImageStreamTag").is_empty());
}

#[test]
fn lists_of_containers_are_strays_however_they_are_written() {
    let deployment = |spec: &str| {
        format!(
            "{{apiVersion: apps/v1, kind: Deployment, metadata: {{name: d}}, spec: {{{spec}}}}}"
        )
    };
    let list = "[{name: a, image: a:1}]";
    for (spec, strays) in [
        (format!("template: {{spec: {{containers: {list}}}}}"), false),
        (format!("x: &s {{containers: {list}}}, template: {{spec: *s}}"), true),
        (
            format!(
                "x: {{\"contai\\u006eers\": {list}}}, template: {{spec: {{containers: {list}}}}}"
            ),
            true,
        ),
        (format!("x: {{containers: {list}}}, template: {{spec: {{containers: {list}}}}}"), true),
        (format!("x: containers, template: {{spec: {{containers: {list}}}}}"), false),
    ] {
        let found = found(&deployment(&spec));
        assert_eq!(errors(&found).contains(&"E0543"), strays, "{spec}: {:?}", found.diagnostics);
    }
}
