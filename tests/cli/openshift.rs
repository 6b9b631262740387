//! Objects that say how images of others are meant: wherever in the run they stand, and whether or
//! not a rule asks for them.

use serde_json::Value;

use crate::harness::{Ran, folder_of, seaworthy_in};

const POLICY: &str = "edition 1
rule acme on image i where i.pod is present {
  require i in repo\"quay.io/acme\" else \"`{i}` is not ours\"
}
";

const POD: &str = "apiVersion: v1
kind: Pod
metadata: { name: web, namespace: shop }
spec: { containers: [{ name: web, image: 'web:1' }] }
";

const STREAM: &str = "apiVersion: image.openshift.io/v1
kind: ImageStream
metadata: { name: web, namespace: shop }
spec:
  lookupPolicy: { local: true }
  tags: [{ name: '1', from: { kind: DockerImage, name: 'quay.io/acme/web:1.4' } }]
";

fn judged(args: &[&str], input: &str) -> (Ran, Value) {
    let folder = folder_of(&[("p.sea", POLICY), ("pod.yaml", POD), ("stream.yaml", STREAM)]);
    let args = [&["check", "-p", "p.sea", "-o", "json"], args].concat();
    let ran = seaworthy_in(folder.path(), args, input);
    let report = serde_json::from_str(&ran.stdout).unwrap();
    (ran, report)
}

#[test]
fn a_stream_is_found_wherever_it_stands() {
    let (alone, _) = judged(&["pod.yaml"], "");
    assert_eq!(alone.code, 1);
    let both = format!("{POD}---\n{STREAM}");
    let turned = format!("{STREAM}---\n{POD}");
    for (args, input) in [
        (&["pod.yaml", "stream.yaml"][..], ""),
        (&["stream.yaml", "pod.yaml"], ""),
        (&["-j", "1", "pod.yaml", "stream.yaml"], ""),
        (&["pod.yaml", "-"], STREAM),
        (&["stream.yaml", "-"], POD),
        (&["-"], &both),
        (&["-"], &turned),
    ] {
        let (ran, report) = judged(args, input);
        assert_eq!(ran.code, 0, "{args:?} {}", ran.stdout);
        // Judging again counts nothing twice.
        let counts = ["objects", "images", "passed"].map(|key| report["summary"][key].as_u64());
        assert_eq!(counts, [Some(2), Some(2), Some(1)], "{args:?}");
    }
}

#[test]
fn a_blank_that_a_trigger_fills_is_no_fault() {
    let config = "apiVersion: apps.openshift.io/v1
kind: DeploymentConfig
metadata: { name: web, namespace: shop }
spec:
  template:
    spec:
      containers: [{ name: web, image: ' ', imagePullPolicy: IfNotPresent }, { name: other }]
  triggers:
    - type: ImageChange
      imageChangeParams:
        automatic: true
        containerNames: [web, other]
        from: { kind: ImageStreamTag, name: 'web:1' }
";
    let folder = folder_of(&[("dc.yaml", config), ("stream.yaml", STREAM)]);
    let ran = seaworthy_in(folder.path(), ["check", "dc.yaml", "stream.yaml"], "");
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    // Without the stream nothing fails, and nothing is taken for Docker Hub's.
    let ran = seaworthy_in(folder.path(), ["check", "-o", "json", "dc.yaml"], "");
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(report["summary"]["failed"], 0, "{}", ran.stdout);
    assert_eq!(ran.code, 3);
}
