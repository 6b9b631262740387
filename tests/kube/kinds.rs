//! Every row of the kinds table, with an object made of its paths: each path holds one image, and
//! each is found.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{errors, found, images};
use seaworthy::world::kube::Coverage;

#[derive(Deserialize)]
struct Row {
    kind: String,
    #[serde(default)]
    pods: String,
    #[serde(default)]
    overlays: String,
    #[serde(default)]
    containers: String,
    #[serde(default)]
    images: String,
}

fn rows() -> Vec<Row> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/stdlib/kinds.yaml");
    serde_yaml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// Puts `leaf` where `path` leads in `at`.
fn put(at: &mut Value, path: &str, leaf: Value) {
    let (segment, rest) = match split(path) {
        (segment, Some(rest)) => (segment, Some(rest)),
        (segment, None) => (segment, None),
    };
    let end = segment.find(['[', '{', '(']).unwrap_or(segment.len());
    let (key, mut marks) = segment.split_at(end);
    if !at.is_object() {
        *at = Value::Object(Map::new());
    }
    let mut slot = at.as_object_mut().unwrap().entry(key).or_insert(Value::Null);
    while !marks.is_empty() {
        if let Some(tail) = marks.strip_prefix("[]") {
            if !slot.is_array() {
                *slot = json!([null]);
            }
            slot = &mut slot[0];
            marks = tail;
        } else if let Some(tail) = marks.strip_prefix("{}") {
            if !slot.is_object() {
                *slot = json!({ "one": null });
            }
            slot = &mut slot["one"];
            marks = tail;
        } else {
            let (inner, tail) = marks[1..].split_once(')').unwrap();
            if let Some((key, value)) = inner.split_once('=') {
                *slot = json!({ key: value });
            }
            marks = tail;
        }
    }
    match rest {
        Some(rest) => put(slot, rest, leaf),
        None => merge(slot, leaf),
    }
}

fn split(path: &str) -> (&str, Option<&str>) {
    let mut depth = 0;
    for (at, c) in path.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            '.' if depth == 0 => return (&path[..at], Some(&path[at + 1..])),
            _ => {}
        }
    }
    (path, None)
}

fn merge(slot: &mut Value, leaf: Value) {
    match (slot, leaf) {
        (Value::Object(slot), Value::Object(leaf)) => {
            for (key, value) in leaf {
                merge(slot.entry(key).or_insert(Value::Null), value);
            }
        }
        (Value::Array(slot), Value::Array(leaf)) => slot.extend(leaf),
        (slot, leaf) => *slot = leaf,
    }
}

#[test]
fn every_path_of_every_row_leads_to_its_image() {
    let mut with_paths = 0;
    for row in rows() {
        let (kind, group) = row.kind.split_once('.').unwrap_or((&row.kind, ""));
        let api = if group.is_empty() { "v1".to_owned() } else { format!("{group}/v1") };
        let mut object = json!({ "apiVersion": api, "kind": kind, "metadata": { "name": "x" } });
        let mut wanted = BTreeSet::new();
        let mut image = || {
            let image = format!("r.io/image-{}:1", wanted.len());
            wanted.insert(image.clone());
            image
        };
        for path in row.pods.split_whitespace().chain(row.overlays.split_whitespace()) {
            put(&mut object, path, json!({ "containers": [{ "name": "c", "image": image() }] }));
        }
        for path in row.containers.split_whitespace() {
            put(&mut object, path, json!({ "name": "c", "image": image() }));
        }
        for path in row.images.split_whitespace() {
            put(&mut object, path, json!(image()));
        }
        let found = found(&object.to_string());
        assert_eq!(errors(&found), [""; 0], "{}: {:?}", row.kind, found.diagnostics);
        let object = &found.objects[0];
        let ours = images(object);
        assert_eq!(ours.len(), wanted.len(), "{}: {ours:?}", row.kind);
        assert_eq!(ours.into_iter().collect::<BTreeSet<_>>(), wanted, "{}", row.kind);
        if !wanted.is_empty() {
            assert_eq!(object.coverage, Coverage::Known, "{}", row.kind);
            with_paths += 1;
        }
    }
    assert!(with_paths > 130, "{with_paths}");
}
