//! What kubectl itself makes of a manifest, where there is one to ask: it must see what we see, or
//! we refuse.

use std::process::Command;

use serde_json::Value;

use super::laws::same;
use super::{json_of, manifest};

/// Values of `data` in a ConfigMap; kubectl accepts some of them.
const DATA: &[&str] = &[
    "[yes, y, On, n, OFF, 0777, 08, 0o17, -0b11, 1__0_, -_1, 0_7, 00, -0, 1_0.5]",
    "[9223372036854775807, 9223372036854775808, 123456789012345678901234567890, 1e999]",
    "[1., .5, +.5, 1e3, 2001-01-01, 1:30, -.nan, 0x1p-2, 0b, '=', ~, null, Null, nUll]",
    "{yes: 1, 0x10: 2, 1.10: 3, 1234567.0: 4, 0.00001: 5, 1e30: 6, .inf: 7, 08: 8}",
    "{a: &a {x: 1, y: 2}, b: {<<: *a, z: 3}, c: {<<: [{x: 0}, *a]}, d: *a}",
    "\n  a: |\n    x\n     y\n\n  b: >-\n    z\n    w\n\n    v\n  c: |+\n    u\n\n  d: \"e\\\n    f\\x41\"",
    "\n  a: !!str 123\n  b: ! 010\n  c: !local x\n  d: !!float 1.5",
    "\n  ? a\n  : b\n  ? c\n  - d\n  -\n  - - e\n    - f",
    "{\"a\":b, c: [d, e: f, {g}], \"h\" :i, j: 'k''l'}",
    "{a:, b: c}",
    "[a :, b]",
    "[a?b]",
    "{a: &x:y b}",
    "\n  a: b\n...\nc: d",
    "\n  a: 1\n  a: 2",
    "\n  a: \"b\n  c\"",
    "a # b\u{2028}kind: x",
    "\n  a: |\n    no newline at the end",
];

#[test]
fn kubectl_sees_what_we_see() {
    if Command::new("kubectl").arg("version").arg("--client").output().is_err() {
        eprintln!("skipped: there is no kubectl to ask");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for (index, data) in DATA.iter().enumerate() {
        let text = config_map(index, data);
        std::fs::write(folder.path().join(format!("{index:02}.yaml")), text).unwrap();
    }
    let output = Command::new("kubectl")
        .args(["patch", "--local", "--type=merge", "-p", "{}", "-o", "json", "-f"])
        .arg(folder.path())
        .env("KUBECONFIG", "/dev/null")
        .output()
        .unwrap();
    let mut compared = 0;
    let text = String::from_utf8(output.stdout).unwrap();
    for object in serde_json::Deserializer::from_str(&text).into_iter::<Value>() {
        let object = object.unwrap();
        let index: usize = object["metadata"]["name"].as_str().unwrap()[1..].parse().unwrap();
        let read = manifest(config_map(index, DATA[index]));
        let Some(tree) = read.documents[0].tree() else { continue };
        if read.is_whole() {
            compared += 1;
            let ours = &json_of(tree)["data"];
            assert!(same(ours, &object["data"]), "{}\n{ours}\n{object}", DATA[index]);
        }
    }
    assert!(compared >= 9, "kubectl read {compared} of what we read");
}

fn config_map(index: usize, data: &str) -> String {
    format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: n{index}}}\ndata: {data}")
}
