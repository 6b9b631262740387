//! What is mutated: the inputs of the bypass suite and of this area, the manifests that the
//! repository holds, and those of other tools' tests where the machine has them.

use std::fs;
use std::path::Path;

use crate::bypass;
use crate::harness::{root, shared};

use super::rows;

/// Documents with much of YAML in them, which all readers take alike.
const RICH: &[&str] = &[
    "apiVersion: v1\nkind: Pod\nmetadata: {name: p, labels: {a: \"1\"}}\nspec:\n  containers:\n  - name: c\n    image: good.io/team/a:1\n    args: [\"-a\", 'b', c]\n  - name: d\n    image: evil:latest\n",
    "apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\n  annotations:\n    a: |\n      line\n       more\n\n      end\n    b: >-\n      folded\n      text\n\n      here\n    c: \"quoted\\n\\x41\\\n      on\"\n    d: 'single ''q'''\nspec:\n  containers:\n  - image: evil:latest\n    name: c\n",
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  a: &a {x: 1, y: 2}\n  b: {<<: *a, z: 3}\n  c:\n    <<: [*a, {w: 4}]\n    v: 5\n  d: *a\n  e: &e text\n  f: *e\n",
    "{\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"metadata\": {\"name\": \"p\"}, \"spec\": {\"containers\": [{\"name\": \"c\", \"image\": \"evil:latest\", \"x\": [1, 2.5, true, null, \"\\u00e9\\/\"]}]}}\n",
    "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Pod\n  metadata: {name: p}\n  spec: {containers: [{name: c, image: 'evil:latest'}]}\n- apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: c}\n",
    "apiVersion: v1\nkind: PodList\nitems:\n- metadata: {name: p}\n  spec:\n    containers:\n    - {name: c, image: evil:latest}\n",
    "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\ndata:\n  ? a\n  : b\n  ? c\n  : - d\n    - - e\n      - f\n  g: [h, {i: j}, \"k\": l]\n  m:\n  n: ~\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: e}]}\n",
    "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: d\nspec:\n  template:\n    spec:\n      initContainers:\n        - name: i\n          image: busybox@sha256:0000000000000000000000000000000000000000000000000000000000000000\n      containers:\n        - name: c\n          image: \"evil:latest\"\n          imagePullPolicy: Always\n          env:\n            - {name: A, value: \"yes\"}\n            - name: B\n              value: '0x10'\n      volumes:\n      - name: v\n        image: {reference: evil:1, pullPolicy: Never}\n",
    "# head\napiVersion: v1 # v\nkind: Pod   # k\n\n# between\nmetadata: # m\n  # in\n  name: p\nspec:\n  containers: # c\n  # before\n  - # dash\n    name: c # n\n    image: evil:latest # i\n# after\n--- # next\n# head\nkind: ConfigMap\napiVersion: v1\nmetadata: {name: x} # end\n",
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cm}\ndata:\n  a: yes\n  b: 0777\n  c: 1_000\n  d: 1e3\n  e: 2001-01-01\n  f: 1:30\n  g: 0x1f\n  h: .5\n  i: ~\n  j: 08\n  k: 12345678901234567890\n",
    "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: j}\nspec:\n  jobTemplate:\n    spec:\n      template:\n        spec:\n          containers:\n          - {name: c,\n             image: \"evil:latest\",\n             args: [a,\n               b]}\n",
];

/// Files longer than this are cut to some of their documents, or passed over.
const LONGEST: usize = 4_000;

/// All seeds, in an order that does not change.
pub(super) fn seeds() -> Vec<Vec<u8>> {
    let rich = RICH.iter().map(|text| text.as_bytes().to_vec());
    let mut seeds: Vec<Vec<u8>> = Vec::new();
    let mut found: Vec<Vec<u8>> = bypass::inputs();
    found.extend(rows::inputs());
    let own = ["tests/kube", "tests/adversarial/manifests", "tests/cases/peers/files", "examples"];
    for folder in own {
        gather(&root().join(folder), &mut found);
    }
    if let Some(folder) = shared("cases/peers/files") {
        gather(&folder, &mut found);
    }
    // Half of all, by being there so often.
    let times = found.len() / RICH.len();
    (0..times).for_each(|_| seeds.extend(rich.clone()));
    seeds.extend(found.into_iter().filter(|seed| seed.len() <= LONGEST));
    seeds
}

/// The files of a folder, as they are.
pub(super) fn files_in(folder: &Path) -> Vec<Vec<u8>> {
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    paths.sort();
    paths.into_iter().map(|path| fs::read(path).unwrap()).collect()
}

fn gather(folder: &Path, found: &mut Vec<Vec<u8>>) {
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        let name = path.to_string_lossy().into_owned();
        if path.is_dir() {
            gather(&path, found);
        } else if [".yaml", ".yml", ".json"].iter().any(|end| name.ends_with(end)) {
            let bytes = fs::read(&path).unwrap();
            match String::from_utf8(bytes) {
                Ok(text) if text.len() > LONGEST => {
                    let pieces = text.split("\n---\n").map(|piece| format!("{piece}\n"));
                    found.extend(pieces.map(String::into_bytes));
                }
                Ok(text) => found.push(text.into_bytes()),
                Err(error) => found.push(error.into_bytes()),
            }
        }
    }
}
