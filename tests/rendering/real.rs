//! Real helms, kubectls.

use std::ffi::OsString;
use std::path::PathBuf;

use super::{POLICY, check_books, codes, judged, places, run_in, set_aside};
use crate::harness::folder_of;

/// The folders that each hold a program called so.
fn programs(name: &str) -> Vec<OsString> {
    let named = std::env::var_os("SEAWORTHY_RENDERERS");
    let all = named.clone().or(std::env::var_os("PATH")).unwrap_or_default();
    let mut folders: Vec<PathBuf> =
        std::env::split_paths(&all).filter(|folder| folder.join(name).is_file()).collect();
    if named.is_none() {
        folders.truncate(1);
    }
    if folders.is_empty() {
        eprintln!("skipped: no {name} to render with; scripts/render.sh installs it");
    }
    folders.into_iter().map(PathBuf::into_os_string).collect()
}

/// A chart with a subchart in a folder that is called otherwise, values, helpers, a hook and a CRD.
fn chart() -> tempfile::TempDir {
    let deployment = r#"apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}-web
  namespace: {{ .Release.Namespace }}
spec:
  selector: {matchLabels: {a: b}}
  template:
    metadata: {labels: {a: b}}
    spec:
      containers:
        # image: busybox
        - name: a
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"
        - name: b
          image: busybox
        {{- range .Values.sides }}
        - name: {{ . }}
          image: 'redis:latest'
        {{- end }}
"#;
    let sub = "apiVersion: v1\nkind: Pod\nmetadata: {name: s}\nspec: {containers: [{name: x, image: caddy}]}\n";
    folder_of(&[
        ("p.sea", POLICY),
        ("charts/web/Chart.yaml", "apiVersion: v2\nname: shop\nversion: 0.1.0\n"),
        (
            "charts/web/values.yaml",
            "image:\n  repository: nginx\n  tag: latest\nsides: [left, right]\n",
        ),
        ("charts/web/templates/_helpers.tpl", "{{- define \"x\" }}{{ end }}"),
        ("charts/web/templates/web.yaml", deployment),
        ("charts/web/templates/NOTES.txt", "hello\n"),
        ("charts/web/charts/database/Chart.yaml", "apiVersion: v2\nname: db\nversion: 0.1.0\n"),
        ("charts/web/charts/database/templates/s.yaml", sub),
        ("charts/web/ci/own.yaml", &sub.replace("caddy", "haproxy")),
        ("prod.yaml", "image:\n  tag: 1.27\nsides: []\n"),
    ])
}

#[test]
fn a_chart_is_told_by_its_templates() {
    for helm in programs("helm") {
        let folder = chart();
        let (report, code) = judged(folder.path(), &helm, &["charts"]);
        assert_eq!(code, 1, "{report:#}");
        let template = "charts/web/templates/web.yaml";
        let mut found = places(&report);
        found.sort();
        let mut expected = [
            "charts/web/charts/database/templates/s.yaml:4:38 `caddy` has no tag".to_owned(),
            "charts/web/ci/own.yaml:4:38 `haproxy` has no tag".to_owned(),
            format!("{template}:14:11? `nginx:latest` has no tag"),
            format!("{template}:16:18 `busybox` has no tag"),
            format!("{template}:19:19? `redis:latest` has no tag"),
            format!("{template}:19:19? `redis:latest` has no tag"),
        ];
        expected.sort();
        assert_eq!(found, expected, "{report:#}");
        let findings = report["findings"].as_array().unwrap();
        let filled =
            findings.iter().find(|it| it["message"].as_str().unwrap().contains("nginx:latest"));
        let value = &filled.unwrap()["related"].as_array().unwrap().last().unwrap().clone();
        assert_eq!(
            (value["file"].as_str(), value["start"]["line"].as_u64()),
            (Some("charts/web/values.yaml"), Some(3))
        );
        let by = "rendered with charts/web, and judged there";
        assert_eq!(
            set_aside(&report),
            [
                format!("charts/web/charts/database/Chart.yaml: {by}"),
                format!("charts/web/charts/database/templates/s.yaml: {by}"),
                format!("charts/web/templates/web.yaml: {by}"),
                "charts/web/values.yaml: a Helm chart's values".to_owned(),
            ]
        );
        check_books(&report);
        let args = [
            "--helm-values",
            "prod.yaml",
            "--helm-release",
            "r",
            "--namespace",
            "shop",
            "charts/web/Chart.yaml",
        ];
        let (report, _) = judged(folder.path(), &helm, &args);
        assert_eq!(report["findings"].as_array().unwrap().len(), 2, "{report:#}");
        let objects: Vec<&str> = report["findings"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|it| it["object"]["name"].as_str())
            .collect();
        assert!(objects.contains(&"r-web"), "{objects:?}");
        assert!(report["findings"].to_string().contains("\"namespace\":\"shop\""), "{report:#}");
    }
}

#[test]
fn a_chart_is_rendered_for_the_profiles_cluster() {
    for helm in programs("helm") {
        let template = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: \"v:{{ .Capabilities.KubeVersion.Minor }}\"}]}\n";
        let folder = folder_of(&[
            (
                "p.sea",
                "edition 1\nrule r (error) on image i {\n  require i.tag == \"33\" else \"{i}\"\n}\n",
            ),
            ("seaworthy.yaml", "policies: [p.sea]\nprofiles: {prod: {kubernetes: \"1.33\"}}\n"),
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\n"),
            ("c/templates/p.yaml", template),
        ]);
        let ran = run_in(folder.path(), &helm, &["check", "--render", "--profile", "prod", "c"]);
        assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    }
}

#[test]
fn helms_words_are_told() {
    for helm in programs("helm") {
        let needs = "apiVersion: v2\nname: c\nversion: 0.1.0\ndependencies: [{name: d, version: 1.0.0, repository: \"file://../d\"}]\n";
        let folder = folder_of(&[
            ("p.sea", POLICY),
            ("a/Chart.yaml", needs),
            ("b/Chart.yaml", "apiVersion: v2\nname: b\nversion: 0.1.0\n"),
            ("b/templates/x.yaml", "a: {{ required \"a name is needed\" .Values.name }}\n"),
        ]);
        let (report, code) = judged(folder.path(), &helm, &["a", "b"]);
        assert_eq!((code, codes(&report)), (3, vec!["E0554", "E0554"]), "{report:#}");
        let help = |at: usize| report["errors"][at]["help"].as_str().unwrap();
        assert!(help(0).contains("`helm dependency build a`"), "{}", help(0));
        assert!(
            report["errors"][1]["message"].as_str().unwrap().contains("a name is needed"),
            "{report:#}"
        );
        assert!(help(1).contains("--helm-values"), "{}", help(1));
        check_books(&report);
    }
}

/// An overlay over a base, a component, a patch, an image that is changed, and a generator.
fn overlay() -> tempfile::TempDir {
    let base = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  selector: {matchLabels: {a: b}}\n  template:\n    metadata: {labels: {a: b}}\n    spec:\n      containers:\n        - name: a\n          image: nginx\n        - name: b\n          image: busybox:1\n";
    let patch = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  template:\n    spec:\n      containers:\n        - name: side\n          image: side:latest\n";
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: extra}\nspec: {containers: [{name: x, image: \"caddy\"}]}\n";
    let component =
        "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: [extra.yaml]\n";
    let kustomization = "resources: [../../base]\ncomponents: [../../parts]\npatches: [{path: side.yaml}]\nnamePrefix: prod-\nimages:\n  - name: busybox\n    newTag: latest\nconfigMapGenerator: [{name: settings, literals: [a=b]}]\n";
    folder_of(&[
        ("p.sea", POLICY),
        ("k/base/kustomization.yaml", "resources: [web.yaml]\n"),
        ("k/base/web.yaml", base),
        ("k/parts/kustomization.yaml", component),
        ("k/parts/extra.yaml", pod),
        ("k/overlays/prod/kustomization.yaml", kustomization),
        ("k/overlays/prod/side.yaml", patch),
    ])
}

#[test]
fn an_overlay_is_told_by_what_it_is_made_of() {
    for kubectl in programs("kubectl") {
        let folder = overlay();
        let (report, code) = judged(folder.path(), &kubectl, &["k"]);
        assert_eq!(code, 1, "{report:#}");
        let mut found = places(&report);
        found.sort();
        let expected = [
            "k/base/web.yaml:11:18 `nginx` has no tag",
            "k/overlays/prod/kustomization.yaml:7:13? `busybox:latest` has no tag",
            "k/overlays/prod/side.yaml:9:18? `side:latest` has no tag",
            "k/parts/extra.yaml:4:39 `caddy` has no tag",
        ];
        assert_eq!(found, expected, "{report:#}");
        assert_eq!(report["findings"][0]["rendered"]["by"], "kubectl kustomize");
        assert_eq!(report["summary"]["filesJudged"], 1);
        let by = "rendered with k/overlays/prod, and judged there";
        assert!(set_aside(&report).iter().all(|it| it.ends_with(by)), "{report:#}");
        assert_eq!(set_aside(&report).len(), 5, "{report:#}");
        check_books(&report);
        // Origins are looked at, and never judged.
        assert!(!report.to_string().contains("config.kubernetes.io/origin"), "{report:#}");
    }
}

#[test]
fn no_policy_sees_an_origin() {
    for kubectl in programs("kubectl") {
        let folder = overlay();
        let policy = "edition 1\nrule bare (error) on pod p {\n  require \
                      p.object.metadata.annotations[\"config.kubernetes.io/origin\"] is absent else \"told\"\n}\n";
        std::fs::write(folder.path().join("p.sea"), policy).unwrap();
        let (report, code) = judged(folder.path(), &kubectl, &["k"]);
        assert_eq!(code, 0, "{report:#}");
    }
}

#[test]
fn a_base_is_rendered_by_itself_where_no_overlay_is_named() {
    for kubectl in programs("kubectl") {
        let folder = overlay();
        let (report, _) = judged(folder.path(), &kubectl, &["k/base", "k/parts"]);
        let base: Vec<String> = places(&report);
        assert_eq!(
            base,
            [
                "k/base/web.yaml:11:18 `nginx` has no tag",
                "k/parts/extra.yaml:4:38 `caddy` has no tag"
            ]
        );
        let aside = set_aside(&report);
        assert!(
            aside
                .iter()
                .any(|it| it.starts_with("k/parts/kustomization.yaml: a kustomize component")),
            "{aside:?}"
        );
        check_books(&report);
    }
}

#[test]
fn a_ring_of_kustomizations_is_an_error() {
    for kubectl in programs("kubectl") {
        let folder = folder_of(&[
            ("p.sea", POLICY),
            ("k/a/kustomization.yaml", "resources: [../b]\n"),
            ("k/b/kustomization.yaml", "resources: [../a]\n"),
        ]);
        let (report, code) = judged(folder.path(), &kubectl, &["k"]);
        assert_eq!((code, codes(&report)), (3, vec!["E0554"]), "{report:#}");
        check_books(&report);
    }
}
