//! What a lookup finds, and what it does not know.

use std::sync::Arc;

use super::shared;
use seaworthy::world::kube::{Index, Lookup, Object, Profile, is_indexed_as};

const RUN: &str = "
{apiVersion: v1, kind: ConfigMap, metadata: {name: one, namespace: a}}
---
{apiVersion: v1, kind: ConfigMap, metadata: {name: two, namespace: a}}
---
{apiVersion: v1, kind: ConfigMap, metadata: {name: two, namespace: a}}
---
{apiVersion: v1, kind: ConfigMap, metadata: {name: three, namespace: a}}
---
{apiVersion: v1, kind: ConfigMap, metadata: {name: three}}
---
{apiVersion: v1, kind: ConfigMap, metadata: {name: four}}
---
{apiVersion: v1, kind: ConfigMap, metadata: {generateName: five-, namespace: a}}
---
{apiVersion: v1, kind: ConfigMapList, items: [{metadata: {name: six, namespace: b}}]}
---
{apiVersion: extensions/v1beta1, kind: Deployment, metadata: {name: old, namespace: a}}
---
{apiVersion: apps/v1, kind: Deployment, metadata: {name: new, namespace: a}}
---
{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: admin}}
---
{apiVersion: example.com/v1, kind: Widget, metadata: {name: w, namespace: a}}
---
{apiVersion: example.org/v1, kind: Widget, metadata: {name: w, namespace: a}}
---
{apiVersion: v1, kind: ConfigMap, metadata: {name: other, namespace: c}}
---
{apiVersion: v1, kind: DeploymentConfig, metadata: {name: dc, namespace: a}, spec: {}}
";

fn said(found: &Lookup<'_>) -> String {
    match found {
        Lookup::Found(object) => format!("found {}", object.gvk.group),
        Lookup::NotInRun => "none".into(),
        Lookup::Several(all) => format!("several {}", all.len()),
        Lookup::Perhaps(_) => "perhaps".into(),
    }
}

#[test]
fn lookups_say_what_they_find_and_what_they_do_not_know() {
    let objects = shared(RUN);
    let forwards = Index::new(objects.iter().cloned(), &Profile::default());
    let backwards = Index::new(objects.iter().rev().cloned(), &Profile::default());
    for index in [forwards, backwards] {
        for (kind, namespace, name, expected) in [
            ("ConfigMap", Some("a"), "one", "found "),
            ("ConfigMap", Some("b"), "one", "none"),
            ("ConfigMap", Some("a"), "two", "several 2"),
            // One that writes no namespace may take its place.
            ("ConfigMap", Some("a"), "three", "perhaps"),
            ("ConfigMap", None, "three", "perhaps"),
            ("ConfigMap", Some("a"), "four", "perhaps"),
            ("ConfigMap", None, "four", "found "),
            ("ConfigMap", Some("a"), "five-x2b4d", "perhaps"),
            ("ConfigMap", Some("a"), "five-aeiou", "none"),
            ("ConfigMap", Some("a"), "five-x2b4", "none"),
            ("ConfigMap", Some("b"), "six", "found "),
            ("Deployment", Some("a"), "old", "found extensions"),
            ("Deployment.apps", Some("a"), "old", "found extensions"),
            ("Deployment.extensions", Some("a"), "new", "found apps"),
            ("ClusterRole", None, "admin", "found rbac.authorization.k8s.io"),
            ("ClusterRole", Some("a"), "admin", "found rbac.authorization.k8s.io"),
            ("Widget.example.com", Some("a"), "w", "found example.com"),
            ("Widget.example.org", Some("a"), "w", "found example.org"),
            ("Widget", Some("a"), "w", "none"),
            ("DeploymentConfig.apps.openshift.io", Some("a"), "dc", "found "),
        ] {
            let found = said(&index.find(kind, namespace, name));
            assert_eq!(found, expected, "{kind} {namespace:?} {name}");
        }
    }
}

#[test]
fn all_of_a_kind_in_a_namespace_are_those_that_are_there_for_sure() {
    let objects = shared(RUN);
    let names = |objects: &[Arc<Object>]| {
        let name = |object: &Arc<Object>| object.text(object.name).unwrap_or("-").to_owned();
        objects.iter().map(name).collect::<Vec<_>>().join(" ")
    };
    for profile in ["{}", "{defaultNamespace: a}"] {
        let profile: Profile = serde_yaml::from_str(profile).unwrap();
        let index = Index::new(objects.iter().rev().cloned(), &profile);
        let in_a = index.members("", "ConfigMap", Some("a"));
        let known = profile.default_namespace.is_some();
        assert_eq!(names(in_a.sure), if known { "one four -" } else { "one -" });
        assert_eq!((in_a.doubled, in_a.perhaps), (Some("two"), !known));
        let in_b = index.members("", "ConfigMap", Some("b"));
        assert_eq!((names(in_b.sure).as_str(), in_b.doubled, in_b.perhaps), ("six", None, !known));
        let nowhere = index.members("", "ConfigMap", None);
        assert_eq!(names(nowhere.sure), if known { "" } else { "four" });
        assert!(nowhere.perhaps);
        for namespace in [None, Some("a"), Some("x")] {
            let roles = index.members("rbac.authorization.k8s.io", "ClusterRole", namespace);
            assert_eq!((names(roles.sure).as_str(), roles.perhaps), ("admin", false));
        }
        assert_eq!(names(index.members("apps", "Deployment", Some("a")).sure), "old new");
        let all: usize = index.everywhere("", "ConfigMap").map(|space| space.sure.len()).sum();
        assert_eq!(all, 5);
        assert_eq!(index.all("", "ConfigMap").len(), 9);
    }
}

/// Kubernetes' own groups share their kinds' names, and so does what OpenShift wrote without a group.
#[test]
fn a_kind_is_told_from_those_of_its_name() {
    for (api, kind, group, asked, same) in [
        ("apps/v1", "Deployment", "apps", "Deployment", true),
        ("apps/v1", "Deployment", "extensions", "Deployment", true),
        ("apps/v1", "Deployment", "apps", "StatefulSet", false),
        ("apps/v1", "Deployment", "example.com", "Deployment", false),
        ("example.com/v1", "Widget", "example.com", "Widget", true),
        ("example.com/v1", "Widget", "example.org", "Widget", false),
        ("example.com/v1", "Widget", "", "Widget", false),
        ("v1", "DeploymentConfig", "apps.openshift.io", "DeploymentConfig", true),
    ] {
        let objects =
            shared(&format!("{{apiVersion: {api}, kind: {kind}, metadata: {{name: a}}}}"));
        assert_eq!(is_indexed_as(&objects[0], group, asked), same, "{api} {kind} {group} {asked}");
    }
}
