//! Every function of the library has an example, every derived field is shown, and all of it is so.
//!
//! An example is an indented line of a function's documentation: a condition that is true, perhaps
//! with `let`s above it. One that names `i`, `c`, `p` or `r` is about the image, the container, the
//! pod and the objects of the run that stands in `scene/shop.yaml`, which docs/library.md shows.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;

use seaworthy::lang::library::Library;

use super::{World, line, program};
use crate::harness::root;

/// What each derived field is in the scene, as a condition. A field whose own documentation has an
/// example needs no row.
const FIELDS: &[(&str, &str)] = &[
    ("Image.registry", "i.registry == \"ghcr.io\""),
    ("Image.registry_is_explicit", "i.registry_is_explicit"),
    ("Image.path", "i.path == \"acme/web\""),
    ("Image.repo", "i.repo == repo\"ghcr.io/acme/web\""),
    ("Image.name", "i.name == \"web\""),
    ("Image.tag", "i.tag == \"1.27.3-alpine\""),
    ("Image.digest", "i.digest is absent"),
    ("Image.effective_tag", "i.effective_tag == \"1.27.3-alpine\""),
    ("Image.canonical", "i.canonical == \"ghcr.io/acme/web:1.27.3-alpine\""),
    ("Image.tag_form", "i.tag_form == Version"),
    ("Image.tag_version", "i.tag_version == version\"1.27.3-alpine\""),
    ("Image.tag_date", "i.tag_date is absent"),
    ("ImageUse.written", "i.written == \"ghcr.io/acme/web:1.27.3-alpine\""),
    ("ImageUse.text", "i.text == \"ghcr.io/acme/web:1.27.3-alpine\""),
    ("ImageUse.is_valid", "i.is_valid"),
    ("ImageUse.declared_pull_policy", "i.declared_pull_policy == Always"),
    ("ImageUse.effective_pull_policy", "i.effective_pull_policy == Always"),
    ("ImageUse.namespace", "i.namespace == \"shop\""),
    ("ImageUse.namespace_object", "i.namespace_object?.metadata?.name == \"shop\""),
    ("ImageUse.object", "i.object.kind == \"Pod\""),
    ("ImageUse.pod", "i.pod?.spec?.serviceAccountName == \"web\""),
    ("ImageUse.container", "i.container?.name == \"web\""),
    ("ImageUse.sort", "i.sort == Main"),
    ("Object.namespace", "p.object.namespace == \"shop\""),
    (
        "Object.namespace_object",
        "p.object.namespace_object?.metadata?.labels?.keys() == [\"team\"]",
    ),
    ("Object.pods", "p.object.pods.len() == 1"),
    ("Object.images", "p.object.images.len() == 1"),
    ("Object.raw", "p.object.raw.spec.serviceAccountName as String == \"web\""),
    ("Manifests.resources", "manifests.resources.len() == 5"),
    ("Manifests.pods", "manifests.pods.len() == 1"),
    ("Manifests.containers", "manifests.containers.len() == 1"),
    ("Manifests.images", "manifests.images.len() == 1"),
    ("Pod.object", "p.object.kind == \"Pod\""),
    ("Pod.namespace", "p.namespace == \"shop\""),
    ("Pod.namespace_object", "p.namespace_object?.metadata?.name == \"shop\""),
    (
        "NetworkPolicy.policy_types",
        "any n in p.object.beside(NetworkPolicy): n.policy_types == [\"Ingress\", \"Egress\"]",
    ),
    ("Pod.all_containers", "p.all_containers.len() == 1"),
    ("Pod.images", "p.images.len() == 1"),
    ("Pod.service_account", "p.service_account?.metadata?.name == \"web\""),
    ("Pod.pull_secrets", "p.pull_secrets.len() == 1"),
    ("ClusterProfile.external_secrets", "manifests.cluster.external_secrets.is_empty()"),
    ("PullSecret.is_external", "all s in p.pull_secrets: not s.is_external"),
    ("PullSecret.name", "all s in p.pull_secrets: s.name == \"registry\""),
    (
        "PullSecret.secret",
        "all s in p.pull_secrets: s.secret?.type == \"kubernetes.io/dockerconfigjson\"",
    ),
    ("Container.image_use", "c.image_use.tag == \"1.27.3-alpine\""),
    ("Container.sort", "c.sort == Main"),
    ("Container.pod", "c.pod?.namespace == \"shop\""),
    ("Container.object", "c.object.kind == \"Pod\""),
    ("ImageUse.pulled_from", "i.pulled_from == [repo\"ghcr.io/acme/web\"]"),
    ("ImageUse.is_allowed_by_cluster", "i.is_allowed_by_cluster"),
    ("Manifests.cluster", "manifests.cluster.kubernetes >= version\"1.30\""),
    ("ClusterProfile.default_namespace", "manifests.cluster.default_namespace is absent"),
    (
        "ClusterProfile.external_service_accounts",
        "manifests.cluster.external_service_accounts.is_empty()",
    ),
    ("ClusterProfile.complete", "not manifests.cluster.complete"),
];

/// The same of fields about image streams, in `scene/openshift.yaml`.
const STREAMS: &[(&str, &str)] = &[
    ("ImageUse.image_stream_tag", "c.image_use.image_stream_tag is present"),
    ("StreamTag.stream", "c.image_use.image_stream_tag?.stream == \"web\""),
    ("StreamTag.tag", "c.image_use.image_stream_tag?.tag == \"stable\""),
    ("StreamTag.namespace", "c.image_use.image_stream_tag?.namespace == \"shop\""),
    (
        "StreamTag.image_stream",
        "c.image_use.image_stream_tag?.image_stream?.metadata?.name == \"web\"",
    ),
    ("StreamTag.overwrites", "c.image_use.image_stream_tag?.overwrites == false"),
    ("StreamTag.is_declared", "c.image_use.image_stream_tag?.is_declared == true"),
    ("StreamTag.source", "c.image_use.image_stream_tag?.source?.tag == \"1.27.3\""),
    ("StreamTag.is_scheduled", "c.image_use.image_stream_tag?.is_scheduled == false"),
    ("StreamTag.is_insecure", "c.image_use.image_stream_tag?.is_insecure == false"),
    ("StreamTag.import_mode", "c.image_use.image_stream_tag?.import_mode == Legacy"),
    ("StreamTag.reference_policy", "c.image_use.image_stream_tag?.reference_policy == Source"),
];

fn scene(name: &str) -> World {
    World::of(&fs::read_to_string(root().join("tests/lang/scene").join(name)).unwrap())
}

/// The indented lines of a documentation, each with the `let`s above it.
fn examples(doc: Option<&str>) -> Vec<String> {
    let (mut found, mut lets) = (Vec::new(), String::new());
    for example in doc.unwrap_or("").lines().filter_map(|line| line.strip_prefix("    ")) {
        match example.starts_with("let ") {
            true => lets = format!("{lets}{example}\n"),
            false => found.push(format!("{lets}require {example} else \"\"")),
        }
    }
    found
}

/// What an example is about, by the name that it uses for it.
fn matcher(example: &str) -> &'static str {
    let names = |name: &str| {
        example
            .match_indices(name)
            .any(|(at, _)| !example[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_'))
    };
    match () {
        () if names("p.") => "pod p",
        () if names("c.") => "container c",
        () if names("i.") => "image i",
        () if names("r.") => "resource r",
        () => "manifests m",
    }
}

/// What is wrong with an example, in the scene.
fn fault(imports: &str, example: &str, scene: &World) -> Option<String> {
    let matcher = matcher(example);
    let program = program(&format!("{imports}\nrule example on {matcher} {{ {example} }}"));
    let mut found = Vec::new();
    scene.judge(&program, &mut |bound, outcome| found.push(line(bound, &outcome)));
    let good = !found.is_empty() && found.iter().all(|verdict| verdict == "example passed");
    (!good).then(|| format!("{example} on {matcher}: {found:?}"))
}

#[test]
fn every_function_has_an_example_and_all_are_true() {
    let (library, scene) = (Library::get(), scene("shop.yaml"));
    let (mut wrong, mut seen) = (String::new(), 0);
    for function in library.all_functions().chain(library.all_methods()) {
        let examples = examples(function.doc.as_deref());
        if examples.is_empty() {
            let _ = writeln!(wrong, "{} has no example", function.symbol);
        }
        for example in examples {
            seen += 1;
            if let Some(fault) = fault("", &example, &scene) {
                let _ = writeln!(wrong, "{}: {fault}", function.symbol);
            }
        }
    }
    for (_, module) in library.modules().filter(|(_, module)| !module.holds_rules()) {
        for (entry, name) in module.importable() {
            let item = module.item(entry).unwrap();
            let import = format!("import std/{} {{ {name} }}", module.name());
            for example in examples(item.doc.as_ref().map(|doc| &*doc.text)) {
                seen += 1;
                if let Some(fault) = fault(&import, &example, &scene) {
                    let _ = writeln!(wrong, "{name}: {fault}");
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(seen >= 100, "only {seen} examples were found");
}

#[test]
fn every_derived_field_is_shown() {
    let (library, shop, openshift) = (Library::get(), scene("shop.yaml"), scene("openshift.yaml"));
    let rows: Vec<(&str, &str, &World)> = FIELDS
        .iter()
        .map(|(field, condition)| (*field, *condition, &shop))
        .chain(STREAMS.iter().map(|(field, condition)| (*field, *condition, &openshift)))
        .collect();
    let (mut wrong, mut declared) = (String::new(), BTreeSet::new());
    for id in library.record_ids() {
        let record = library.record_of(id);
        let of_record = examples(record.doc.as_deref());
        for fault in of_record.iter().filter_map(|example| fault("", example, &shop)) {
            let _ = writeln!(wrong, "{}: {fault}", library.record_name(id));
        }
        for (name, field) in record.fields.iter().filter(|(_, f)| f.derived && f.owner == id) {
            let full = format!("{}.{name}", library.record_name(id));
            let own = examples(field.doc.as_deref());
            for fault in own.iter().filter_map(|example| fault("", example, &shop)) {
                let _ = writeln!(wrong, "{full}: {fault}");
            }
            let named = of_record.iter().any(|example| example.contains(&format!(".{name}")));
            if own.is_empty() && !named && !rows.iter().any(|(field, ..)| *field == full) {
                let _ = writeln!(wrong, "{full} has no example");
            }
            declared.insert(full);
        }
    }
    for (field, condition, scene) in rows {
        if !declared.contains(field) {
            let _ = writeln!(wrong, "{field} is not declared");
        } else if let Some(fault) = fault("", &format!("require {condition} else \"\""), scene) {
            let _ = writeln!(wrong, "{field}: {fault}");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
