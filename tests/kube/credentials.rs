//! Pull secrets: whose they are, where they are, what they cover.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::shared;
use seaworthy::world::image::Reference;
use seaworthy::world::kube::credentials::{Covers, NotCovered, secret_covers};
use seaworthy::world::kube::{Index, Landing, Lookup, Object, Profile};

fn secret(name: &str, namespace: &str, registry: &str) -> String {
    let config = format!(r#"{{"auths":{{"{registry}":{{"auth":"c2VjcmV0"}}}}}}"#);
    let encoded = STANDARD.encode(config);
    format!(
        "---\napiVersion: v1\nkind: Secret\nmetadata: {{name: {name}{namespace}}}\n\
         type: kubernetes.io/dockerconfigjson\ndata: {{.dockerconfigjson: {encoded}}}\n"
    )
}

#[test]
fn a_secret_counts_by_its_type_and_its_key() {
    let image = Reference::parse("ghcr.io/acme/app").unwrap();
    let config = r#"{"auths": {"ghcr.io": {}}}"#;
    let encoded = STANDARD.encode(config);
    let older = STANDARD.encode(r#"{"ghcr.io": {}}"#);
    for (body, expected) in [
        (
            format!("type: kubernetes.io/dockerconfigjson\ndata: {{.dockerconfigjson: {encoded}}}"),
            Covers::Yes,
        ),
        (format!("type: kubernetes.io/dockercfg\ndata: {{.dockercfg: {older}}}"), Covers::Yes),
        (
            format!(
                "type: kubernetes.io/dockerconfigjson\nstringData: {{.dockerconfigjson: '{config}'}}"
            ),
            Covers::Yes,
        ),
        (
            format!("type: Opaque\ndata: {{.dockerconfigjson: {encoded}}}"),
            Covers::No(NotCovered::OtherType),
        ),
        (format!("data: {{.dockerconfigjson: {encoded}}}"), Covers::No(NotCovered::OtherType)),
        (
            format!("type: kubernetes.io/dockerconfigjson\ndata: {{config.json: {encoded}}}"),
            Covers::No(NotCovered::NoConfig),
        ),
        (
            "type: kubernetes.io/dockerconfigjson\ndata: {.dockerconfigjson: '${CONFIG}'}".into(),
            Covers::Unknown,
        ),
        (
            "type: kubernetes.io/dockerconfigjson\nstringData: {.dockerconfigjson: '[]'}".into(),
            Covers::Unknown,
        ),
        (
            "type: kubernetes.io/dockerconfigjson\nstringData: {.dockerconfigjson: '{}'}".into(),
            Covers::No(NotCovered::OtherRegistries),
        ),
        // Null is the empty text when it is stored, and it is stored over what `data` has.
        (
            format!(
                "type: kubernetes.io/dockerconfigjson\nstringData: {{.dockerconfigjson: null}}\ndata: {{.dockerconfigjson: {encoded}}}"
            ),
            Covers::No(NotCovered::NoConfig),
        ),
    ] {
        let objects =
            shared(&format!("apiVersion: v1\nkind: Secret\nmetadata: {{name: s}}\n{body}\n"));
        assert_eq!(secret_covers(&objects[0], &image), expected, "{body}");
    }
}

#[test]
fn a_lookup_does_not_depend_on_order_and_says_what_it_cannot_know() {
    let text = secret("s", ", namespace: a", "x.io")
        + &secret("s", ", namespace: a", "y.io")
        + &secret("s", ", namespace: b", "x.io")
        + &secret("t", "", "x.io")
        + "---\napiVersion: v1\nkind: Namespace\nmetadata: {name: a, namespace: odd}\n"
        + "---\napiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: {name: s, namespace: a}\n";
    let objects = shared(&text);
    let profile = Profile::default();
    let backwards = Index::new(objects.iter().rev().cloned(), &profile);
    for index in [Index::new(objects.iter().cloned(), &profile), backwards] {
        let line = |object: &&Arc<Object>| object.place(object.root).span.start;
        match index.find("Secret", Some("a"), "s") {
            Lookup::Several(found) => assert!(found.is_sorted_by_key(line) && found.len() == 2),
            other => panic!("{other:?}"),
        }
        assert!(matches!(index.find("Secret", Some("b"), "s"), Lookup::Found(_)));
        assert!(matches!(index.find("Secret", Some("c"), "s"), Lookup::NotInRun));
        assert!(matches!(index.find("Secret", Some("c"), "t"), Lookup::Perhaps(_)));
        assert!(matches!(index.find("Secret", None, "t"), Lookup::Found(_)));
        assert!(matches!(index.find("Namespace", None, "a"), Lookup::Found(_)));
        assert!(matches!(index.find("Service", Some("a"), "s"), Lookup::NotInRun));
        let knative = index.find("Service.serving.knative.dev", Some("a"), "s");
        assert!(matches!(knative, Lookup::Found(_)));
    }
}

#[test]
fn an_object_lands_where_it_says_else_where_the_profile_says() {
    let default = Profile { default_namespace: Some("shop".into()), ..Profile::default() };
    let none = Profile::default();
    for (text, profile, expected) in [
        (
            "{apiVersion: v1, kind: Service, metadata: {namespace: a}}",
            &default,
            Landing::Written("a"),
        ),
        (
            "{apiVersion: v1, kind: Service, metadata: {name: a}}",
            &default,
            Landing::Default("shop"),
        ),
        ("{apiVersion: v1, kind: Service}", &none, Landing::Unknown),
        ("{apiVersion: v1, kind: Service, metadata: {namespace: 1}}", &default, Landing::Unknown),
        ("{apiVersion: v1, kind: Node, metadata: {name: a}}", &default, Landing::Cluster),
        ("{apiVersion: x.io/v1, kind: Foo, metadata: {name: a}}", &default, Landing::Unknown),
        (
            "{apiVersion: x.io/v1, kind: Foo, metadata: {namespace: a}}",
            &default,
            Landing::Written("a"),
        ),
    ] {
        let objects = shared(text);
        assert_eq!(Landing::of(&objects[0], profile), expected, "{text}");
    }
}
