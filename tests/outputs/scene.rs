//! A folder in which every text of the table stands everywhere.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::Hostile;
use super::readers::SECRET;

/// Says everything that a policy can say of a manifest.
const POLICY: &str = r#"edition 1

## Images are told.
rule image-told on image i {
  let container = i.container?.name ?? "none"
  let object = i.object.metadata.name ?? "none"
  require i.tag == "no-such-tag" else "{i} in {container} of {object}" help "mend `{i}`: {container}"
}

## Objects are told, with all that is written on them.
rule object-told (warning) on resource r {
  let name = r.metadata.name ?? "none"
  let space = r.metadata.namespace ?? "none"
  require name == "no-such-name" else "{name}, {space}, {r.kind}, {r.apiVersion}" help "{r.metadata.labels.keys()}, {r.metadata.annotations.keys()}"
}

## Pods are told.
rule pod-told (info) on pod p {
  let names = [c.name ?? "" for c in p.all_containers]
  let values = [[v.value ?? "" for v in c.env] for c in p.all_containers].flatten()
  require names.len() == 0 else "{names}: {values}"
}

## Namespaces are looked up.
rule spaced on image i {
  require i.namespace_object?.metadata?.name == "no-such" else "{i.namespace}"
}

## Groups are told.
rule grouped (info) on manifests m {
  for g in [i.repo: i for i in m.images] {
    require g.value.len() == 0 else "{g.key}: {g.value}"
  }
}
"#;

/// Writes the folder: `p.sea`, and below `m` a few files for each text.
pub(super) fn write(folder: &Path, table: &[Hostile]) {
    let put = |name: String, text: &[u8]| {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    put("p.sea".to_owned(), POLICY.as_bytes());
    for (n, Hostile { text, .. }) in table.iter().enumerate() {
        put(format!("m/{n:02}/pod.json"), in_ascii(&pod(text)).as_bytes());
        put(format!("m/{n:02}/pod-raw.json"), pod(text).to_string().as_bytes());
        put(format!("m/{n:02}/kind.json"), in_ascii(&unknown_kind(text)).as_bytes());
        put(format!("m/{n:02}/escaped.yaml"), escaped(text).as_bytes());
        for (style, manifest) in styles(text) {
            put(format!("m/{n:02}/{style}.yaml"), manifest.as_bytes());
        }
        put(format!("m/{n:02}/secret.yaml"), secret(text).as_bytes());
        put(format!("m/{n:02}/broken-secret.yaml"), (secret(text) + "kind: Secret\n").as_bytes());
        put(format!("m/{n:02}/no-object.yaml"), format!("{}: 1\n", quoted(text)).as_bytes());
    }
    let surrogates = r#"{apiVersion: v1, kind: Pod, metadata: {name: "a\ud800b"}, spec: {containers: [{name: c, image: "\udfff"}]}}"#;
    put("m/surrogate.yaml".to_owned(), surrogates.as_bytes());
    put(
        "m/surrogate.json".to_owned(),
        pod("x").to_string().replace("\"x\"", r#""\ud800""#).as_bytes(),
    );
    put("m/latin.yaml".to_owned(), b"kind: Pod # caf\xe9\napiVersion: v1\n");
}

/// Writes files and folders that are called by the texts, as far as a file can be; all that were
/// written, by their paths within `folder`.
pub(super) fn write_names(folder: &Path, table: &[Hostile]) -> Vec<PathBuf> {
    let mut written = Vec::new();
    let mut put = |name: PathBuf| {
        let path = folder.join(&name);
        let made = fs::create_dir_all(path.parent().unwrap());
        if made.and_then(|()| fs::write(path, PLAIN)).is_ok() {
            written.push(name);
        }
    };
    for Hostile { text, .. } in table {
        let name: String = text.replace(['/', '\0'], "").chars().take(60).collect();
        if name.is_empty() || name.len() > 200 {
            continue;
        }
        put(Path::new("files").join(format!("{name}.yaml")));
        put(Path::new("folders").join(&name).join("p.yml"));
    }
    for name in ["<stdin>.yaml", "..yaml", "a\\xE9.yaml", "a\\x5CxE9.yaml"] {
        put(Path::new("others").join(name));
    }
    #[cfg(target_os = "linux")]
    for name in [&b"caf\xe9\x1b[2K\n::stop-commands::t.yaml"[..], b"a\xe9.yaml", b"\xff\xfe.json"] {
        use std::os::unix::ffi::OsStrExt as _;
        put(Path::new("others").join(std::ffi::OsStr::from_bytes(name)));
    }
    assert!(written.len() > table.len(), "few names can be written: {written:?}");
    written
}

/// A Pod that breaks a rule.
const PLAIN: &str = "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: c, image: nginx}]}}\n";

/// A document with every character that is not ASCII, and DEL, as an escape: what YAML refuses as it
/// is gets through like this.
pub(super) fn in_ascii(document: &Value) -> String {
    let mut units = [0; 2];
    document.to_string().chars().fold(String::new(), |mut out, c| {
        if c.is_ascii() && c != '\u{7f}' {
            out.push(c);
            return out;
        }
        for unit in c.encode_utf16(&mut units) {
            out.push_str(&format!("\\u{unit:04x}"));
        }
        out
    })
}

/// A Pod all of whose texts are `text`.
pub(super) fn pod(text: &str) -> Value {
    json!({
        "apiVersion": "v1", "kind": "Pod",
        "metadata": { "name": text, "namespace": text, "labels": { text: text }, "annotations": { text: text } },
        "spec": {
            "imagePullSecrets": [{ "name": text }],
            "initContainers": [{ "name": text, "image": "ghcr.io/acme/a:1" }],
            "containers": [{ "name": text, "image": text, "env": [{ "name": text, "value": text }] }],
            "volumes": [{ "name": text, "image": { "reference": text } }],
        },
    })
}

fn unknown_kind(text: &str) -> Value {
    json!({
        "apiVersion": format!("{text}/v1"), "kind": format!("K{text}"), "metadata": { "name": text },
        "spec": { "containers": [{ "name": "c", "image": "nginx" }] },
    })
}

/// `text` in double quotes, every character of it escaped.
fn quoted(text: &str) -> String {
    let escaped = text.chars().map(|c| format!("\\U{:08x}", u32::from(c)));
    format!("\"{}\"", escaped.collect::<String>())
}

fn escaped(text: &str) -> String {
    let text = quoted(text);
    format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {text}\n  labels:\n    {text}: {text}\nspec:\n  template:\n    spec:\n      \
         containers:\n      - name: {text}\n        image: {text}\n        imagePullPolicy: {text}\n        {text}: {text}\n"
    )
}

/// Pods that hold `text` as it is, in every style of YAML: many are no YAML then.
fn styles(text: &str) -> [(&'static str, String); 8] {
    let pod = |image: &str| {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: p}}\nspec:\n  containers:\n  - name: c\n    image: {image}\n"
        )
    };
    let block: String = text.split('\n').map(|line| format!("\n      {line}")).collect();
    let json = serde_json::to_string(text).unwrap();
    [
        ("plain", pod(text)),
        ("single", pod(&format!("'{}'", text.replace('\'', "''")))),
        ("double", pod(&format!("\"{text}\""))),
        ("literal", pod(&format!("|-{block}"))),
        ("folded", pod(&format!(">-{block}"))),
        (
            "comment",
            pod(&format!("NGINX # {text}\n    # {text}\n    imagePullPolicy: always # {text}")),
        ),
        ("twice", pod(&format!("nginx\n    {json}: 1\n    {}: 2", quoted(text)))),
        ("tagged", pod(&format!("!<{text}> nginx\n    x: *{text}"))),
    ]
}

/// A Secret with something to hide in every place, and something wrong beside it.
fn secret(text: &str) -> String {
    let text = quoted(&format!("{text}{SECRET}"));
    format!(
        "apiVersion: v1\nkind: Secret\nmetadata: {{name: s}}\ntype: kubernetes.io/dockerconfigjson\n\
         data: {{a: {text}, a: {SECRET}}}\nstringData:\n  .dockerconfigjson: '{{\"auths\": {{\"{SECRET}\": 1}}}}'\n  {text}: {text} # {SECRET}\n"
    )
}

/// A Secret that nothing is wrong with.
pub(super) fn sound_secret(text: &str) -> Value {
    json!({
        "apiVersion": "v1", "kind": "Secret", "metadata": { "name": "s", "namespace": "n" },
        "stringData": { "a": SECRET, text: format!("{text}{SECRET}") },
    })
}
