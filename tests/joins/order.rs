//! Who stands in which file, and in which order, changes no verdict.

use proptest::prelude::*;
use seaworthy::judge::Settings;
use seaworthy::world::kube::Profile;

use super::judged;
use crate::harness::{folder_of, seaworthy_in};

const POLICY: &str = "
rule covered on image i {
  require any s in i.pod?.pull_secrets ?? []: s.covers(i) else \"{i}\"
}
rule tier on image i {
  require i.namespace_object?.metadata?.name == \"shop\" else \"{i}\"
}
rule held on pod p {
  require any n in p.object.beside(NetworkPolicy): n.selects(p) else \"{p.namespace}\"
}
rule configured on resource r where r.kind == \"Pod\" {
  require manifests.find(ConfigMap.core, r.namespace, \"config\") is present else \"{r.kind}\"
}
rule one-version on manifests m {
  for g in [i.repo: i for i in m.images] {
    require all_equal([i.effective_tag for i in g.value]) else \"{g.key}\"
  }
}
rule counted (info) on manifests m {
  require m.images.len() < 3 else \"{m.images.len()} images, {m.resources.len()} objects\"
}
";

/// The objects of a small cluster: some twice, some without a namespace, some that look one another up.
const OBJECTS: &[&str] = &[
    "{apiVersion: v1, kind: Namespace, metadata: {name: shop, labels: {tier: gold}}}",
    "{apiVersion: v1, kind: Namespace, metadata: {name: dev}}",
    "{apiVersion: v1, kind: Secret, metadata: {name: pull, namespace: shop}, type: kubernetes.io/dockerconfigjson, stringData: {.dockerconfigjson: '{\"auths\": {\"ghcr.io\": {}}}'}}",
    "{apiVersion: v1, kind: Secret, metadata: {name: pull, namespace: dev}, type: Opaque}",
    "{apiVersion: v1, kind: Secret, metadata: {name: loose}, type: kubernetes.io/dockercfg, stringData: {.dockercfg: '{\"quay.io\": {}}'}}",
    "{apiVersion: v1, kind: ServiceAccount, metadata: {name: default, namespace: shop}, imagePullSecrets: [{name: pull}]}",
    "{apiVersion: v1, kind: ServiceAccount, metadata: {name: default, namespace: dev}, imagePullSecrets: [{name: pull}, {name: loose}]}",
    "{apiVersion: v1, kind: ServiceAccount, metadata: {name: robot}, imagePullSecrets: [{name: loose}]}",
    "{apiVersion: v1, kind: ConfigMap, metadata: {name: config, namespace: shop}, data: {a: b}}",
    "{apiVersion: v1, kind: ConfigMap, metadata: {name: config, namespace: shop}, data: {a: c}}",
    "{apiVersion: v1, kind: ConfigMap, metadata: {generateName: config-, namespace: dev}}",
    "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: out, namespace: shop}, spec: {podSelector: {matchLabels: {app: web}}}}",
    "{apiVersion: extensions/v1beta1, kind: NetworkPolicy, metadata: {name: loose}, spec: {podSelector: {}}}",
    "{apiVersion: v1, kind: Pod, metadata: {name: web, namespace: shop, labels: {app: web}}, spec: {containers: [{name: c, image: 'ghcr.io/acme/web:1'}]}}",
    "{apiVersion: v1, kind: Pod, metadata: {name: db, namespace: shop, labels: {app: db}}, spec: {imagePullSecrets: [{name: none}], containers: [{name: c, image: 'ghcr.io/acme/web:2'}]}}",
    "{apiVersion: v1, kind: Pod, metadata: {name: other, namespace: shop}, spec: {containers: [{name: c, image: 'quay.io/acme/x'}]}}",
    "{apiVersion: v1, kind: Pod, metadata: {name: web, namespace: dev}, spec: {containers: [{name: c, image: 'quay.io/acme/x'}]}}",
    "{apiVersion: v1, kind: Pod, metadata: {name: loose}, spec: {serviceAccountName: robot, containers: [{name: c, image: 'quay.io/acme/x:1'}, {name: d, image: NGINX}]}}",
    "{apiVersion: v1, kind: List, items: [{apiVersion: v1, kind: Pod, metadata: {name: listed, namespace: shop}, spec: {containers: [{name: c, image: 'docker.io/library/nginx'}]}}]}",
];

/// Every verdict that is shown and how many there are of each, without places.
fn verdicts(objects: &[(usize, &str)], files: usize, settings: &Settings) -> String {
    let mut texts = vec![String::new(); files];
    for (file, object) in objects {
        texts[*file] += &format!("---\n{object}\n");
    }
    let report = judged(POLICY, &texts, settings);
    let shown = report.findings.iter().map(|finding| {
        let mut causes: Vec<&str> =
            finding.particulars().causes.iter().map(|cause| &*cause.text).collect();
        causes.sort_unstable();
        // Of several causes the message names one.
        let message = if causes.is_empty() { &*finding.message } else { "" };
        let object = finding.object.as_ref().map(ToString::to_string).unwrap_or_default();
        format!(
            "{} {:?} {object} {} {message} {causes:?}",
            finding.rule, finding.verdict, finding.path
        )
    });
    let mut shown: Vec<String> = shown.collect();
    shown.sort();
    let summary = &report.summary;
    let counts =
        (summary.passed, summary.failed, summary.undecided, summary.skipped, summary.images);
    format!("{counts:?}\n{}", shown.join("\n"))
}

fn settings(jobs: usize, complete: bool) -> Settings {
    let profile = Profile { complete, ..Profile::default() };
    Settings { jobs: Some(jobs), profile, ..Settings::default() }
}

/// An order of the objects, and a file for each.
fn shuffled() -> impl Strategy<Value = Vec<(usize, &'static str)>> {
    let files = proptest::collection::vec(0_usize..6, OBJECTS.len());
    (Just(OBJECTS.to_vec()).prop_shuffle(), files)
        .prop_map(|(objects, files)| files.into_iter().zip(objects).collect())
}

fn cases() -> u32 {
    std::env::var("SEAWORTHY_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(60)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]

    #[test]
    fn files_and_documents_may_come_in_any_order(objects in shuffled(), complete in any::<bool>()) {
        let plain: Vec<(usize, &str)> = OBJECTS.iter().map(|object| (0, *object)).collect();
        let first = verdicts(&plain, 1, &settings(1, complete));
        prop_assert!(first.contains("covered Failed") && first.contains("Undecided"), "{}", first);
        for jobs in [1, 4] {
            let found = verdicts(&objects, 6, &settings(jobs, complete));
            prop_assert_eq!(&found, &first, "{} threads: {:#?}", jobs, objects);
        }
    }
}

/// The program's own output, whichever way the files are named and however many threads there are.
#[test]
fn output_is_the_same_bytes() {
    let mut files: Vec<(String, String)> = OBJECTS
        .iter()
        .enumerate()
        .map(|(n, object)| (format!("{}/{n}.yaml", ["b", "a", "c"][n % 3]), format!("{object}\n")))
        .collect();
    files.push(("p.sea".into(), format!("edition 1\n{POLICY}")));
    let files: Vec<(&str, &String)> = files.iter().map(|(name, text)| (&**name, text)).collect();
    let folder = folder_of(&files);
    let mut paths: Vec<&str> =
        files.iter().map(|(name, _)| *name).filter(|name| name.ends_with("yaml")).collect();
    for format in ["json", "text"] {
        let mut first = None;
        for (round, jobs) in ["1", "4", "1", "4", "4"].iter().enumerate() {
            let args = ["check", "-p", "p.sea", "-o", format, "-j", jobs, "--full"];
            let ran = seaworthy_in(folder.path(), args.iter().chain(&paths), "");
            let ran = (ran.code, ran.stdout, ran.stderr);
            assert_eq!(ran.0, 3, "{}{}", ran.1, ran.2);
            assert!(
                *first.get_or_insert(ran.clone()) == ran,
                "{format}, {jobs} threads: {paths:?}"
            );
            paths.rotate_left(round * 5 % 7 + 1);
            paths.swap(0, 9);
        }
    }
}
