//! Where one thing ends and the next begins: the last that is taken and the first that is not.

use super::{codes, errors, found, images};
use seaworthy::world::kube::{Aside, Coverage, Found, Hides, Profile, Table, Workload, objects_of};
use seaworthy::world::manifest::Limits;

/// What `text` holds where these kinds are known too.
fn found_with(workloads: &[Workload], text: &str) -> Found {
    let manifest = super::file("test.yaml", text);
    let rows = workloads.iter().map(|workload| workload.row().unwrap());
    let table = Table::built_in().extended(rows);
    let mut all = Found::default();
    for document in &manifest.documents {
        let found = objects_of(&manifest, document, &table, &Limits::default());
        all.objects.extend(found.objects);
        all.diagnostics.extend(found.diagnostics);
    }
    all
}

/// A kind whose objects name an image at this path.
fn workload(kind: &str, images: &str) -> Workload {
    serde_yaml::from_str(&format!("{{kind: {kind}, images: ['{images}']}}")).unwrap()
}

#[test]
fn an_api_version_and_a_kind_have_as_many_bytes_as_kubernetes_takes() {
    let long = |length: usize| "K".repeat(length);
    let kind = |length| format!("apiVersion: x.io/v1\nkind: {}\n", long(length));
    assert_eq!(codes(&found(&kind(317))), [""; 0]);
    assert_eq!(codes(&found(&kind(318))), ["E0537"]);
    let api = |length: usize| format!("apiVersion: x.io/{}\nkind: Foo\n", "v".repeat(length - 5));
    assert_eq!(codes(&found(&api(317))), [""; 0]);
    let refused = found(&api(318));
    assert_eq!(codes(&refused), ["E0537"]);
    assert_eq!(refused.diagnostics[0].message, "this `apiVersion` has 318 bytes; the limit is 317");
}

/// A letter more or less makes another word of a short kind, and a slip of a long one.
#[test]
fn short_kinds_that_differ_by_a_letter_are_other_kinds() {
    let known = ["App.example.com", "Task.example.com"].map(|kind| workload(kind, "spec.image"));
    let of = |kind: &str| {
        let text = format!("apiVersion: example.com/v1\nkind: {kind}\nmetadata: {{name: a}}\n");
        codes(&found_with(&known, &text))
    };
    for (kind, expected) in [
        ("App", None),
        ("Apq", None),
        ("Map", None),
        ("Apps", Some("E0536")),
        ("Tasc", Some("E0536")),
        ("Tac", None),
    ] {
        assert_eq!(of(kind).first().copied(), expected, "{kind}");
    }
}

#[test]
fn null_metadata_is_none() {
    let null = "apiVersion: v1\nkind: Pod\nmetadata:\nspec: {containers: [{name: a, image: a}]}\n";
    assert_eq!(codes(&found(null)), [""; 0]);
}

/// Of what hides something a hundred are kept, and at least one of each that it may hide.
#[test]
fn a_hundred_open_lists_are_kept_and_one_of_each_sort() {
    let text = format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\nspec:\n  containers:\n{}  volumes:\n{}",
        "  - x\n".repeat(150),
        "  - y\n".repeat(3),
    );
    let found = found(&text);
    let open = &found.objects[0].open;
    let of = |hides: Hides| open.iter().filter(|open| open.hides == hides).count();
    assert_eq!((of(Hides::Containers), of(Hides::Images)), (100, 1));
}

/// A name and an image, both texts, in an item of a list: so containers look.
#[test]
fn only_what_looks_like_a_container_has_an_image_that_names_no_more() {
    for (spec, uncovered) in [
        ("{list: [{name: a, image: nginx}]}", 1),
        ("{list: [{image: nginx}]}", 0),
        ("{list: [{name: '', image: nginx}]}", 0),
        ("{list: [{name: 1, image: nginx}]}", 0),
        ("{one: {name: a, image: nginx}}", 0),
        ("{list: [{name: a, image: ''}]}", 0),
        ("{list: [{image: 'nginx:1'}]}", 1),
        ("{one: {nginxImage: 'nginx:1'}}", 1),
        ("{list: [{name: a, nginxImage: nginx}]}", 0),
    ] {
        let text = format!("apiVersion: x.io/v1\nkind: Foo\nmetadata: {{name: a}}\nspec: {spec}\n");
        let nodes = match &found(&text).objects[0].coverage {
            Coverage::Uncovered(nodes) => nodes.len(),
            _ => 0,
        };
        assert_eq!(nodes, uncovered, "{spec}");
    }
}

#[test]
fn only_templates_of_openshift_make_objects() {
    let object = |api: &str, kind: &str| {
        format!(
            "apiVersion: {api}\nkind: {kind}\nmetadata: {{name: a}}\nobjects: [{{apiVersion: v1, kind: Pod, spec: {{containers: [{{name: a, image: b}}]}}}}]\n"
        )
    };
    for (api, kind, objects) in [
        ("template.openshift.io/v1", "Template", 2),
        ("v1", "Template", 2),
        ("x.io/v1", "Template", 1),
        ("v1", "Secret", 1),
    ] {
        assert_eq!(found(&object(api, kind)).objects.len(), objects, "{api} {kind}");
    }
}

/// What makes objects is a list or, as good as absent, null; anything else may hide some.
#[test]
fn null_is_no_list_and_hides_nothing() {
    for (head, key) in [
        ("apiVersion: v1\nkind: List\n", "items"),
        ("apiVersion: v1\nkind: PodList\n", "items"),
        ("apiVersion: template.openshift.io/v1\nkind: Template\n", "objects"),
    ] {
        for (value, expected) in [
            ("null", None),
            ("[]", None),
            ("nothing", Some("E0531")),
            ("3", Some("E0531")),
            ("{a: {apiVersion: v1, kind: Pod}}", Some("E0531")),
        ] {
            let found = found(&format!("{head}{key}: {value}\n"));
            assert_eq!(errors(&found).first().copied(), expected, "{head}{key}: {value}");
        }
    }
}

#[test]
fn a_list_of_halves_is_no_list_of_objects() {
    for (text, code) in [
        ("- {kind: Pod}\n", None),
        ("- {apiVersion: v1}\n", None),
        ("- {apiVersion: v1, kind: Pod}\n", Some("E0541")),
    ] {
        let found = found(text);
        assert_eq!(codes(&found).first().copied(), code, "{text}");
        let aside = code.is_none().then_some(Aside::NotAnObject);
        assert_eq!(found.aside, aside, "{text}");
    }
}

/// A path may say what another key holds, dots and all, and where the pull policy stands.
#[test]
fn paths_of_a_project_s_kinds_are_read_whole() {
    let known = [workload("App.example.com", "spec.parts[].from(kind=a.b).image(imagePullPolicy)")];
    let text = "apiVersion: example.com/v1\nkind: App\nmetadata: {name: a}\n\
                spec: {parts: [{from: {kind: a.b, image: x, imagePullPolicy: Never}}, {from: {kind: a, image: v}}, {from: {kind: a.b, image: z}}]}\n";
    let found = found_with(&known, text);
    assert_eq!(errors(&found), [""; 0]);
    assert_eq!(images(&found.objects[0]), ["x", "z"]);
    let declared: Vec<bool> =
        found.objects[0].images.iter().map(|image| image.declared.present().is_some()).collect();
    assert_eq!(declared, [true, false]);
}

/// Names in a profile that no cluster knows are refused.
#[test]
fn a_profile_names_registries_and_objects_as_a_cluster_would() {
    for (profile, refused) in [
        ("allowedRegistries: [ghcr.io, '*.acme.io', 'a.io:5000/x', 'a.io/x@sha256']", None),
        ("allowedRegistries: ['']", Some("`` names no registry")),
        ("allowedRegistries: [/acme]", Some("`/acme` names no registry")),
        ("allowedRegistries: ['a b']", Some("a registry holds no ` `")),
        ("allowedRegistries: ['https://a.io']", Some("a registry has no scheme")),
        ("externalSecrets: [pull, shop/pull, shop/pull.v1]", None),
        ("externalSecrets: [Shop/pull]", Some("`Shop/pull` is not the name of an object")),
        ("externalSecrets: [shop/Pull]", Some("`shop/Pull` is not the name of an object")),
        ("externalSecrets: [Pull]", Some("`Pull` is not the name of an object")),
        ("externalSecrets: [a/b/c]", Some("`a/b/c` is not the name of an object")),
    ] {
        let read = serde_yaml::from_str::<Profile>(profile);
        match refused {
            None => assert!(read.is_ok(), "{profile}: {read:?}"),
            Some(why) => {
                let said = read.expect_err(profile).to_string();
                assert!(said.contains(why), "{profile}: {said}");
            }
        }
    }
}
