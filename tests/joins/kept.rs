//! What is kept of the inputs for lookups: the objects of the kinds asked for, and of their files only
//! what shows them.

use std::sync::Arc;

use seaworthy::base::{Sources, Span};
use seaworthy::judge::{Judge, Settings};
use seaworthy::lang::eval::Bound;
use seaworthy::world::kube::{Index, Object, Table, detached};
use seaworthy::world::manifest::Limits;

use super::{inputs, pods};
use crate::kube::shared;
use crate::lang::eval::program;

const SECRET: &str = "---
apiVersion: v1
kind: Secret
metadata: { name: pull, namespace: ns1 }
type: kubernetes.io/dockerconfigjson
stringData:
  .dockerconfigjson: |
    {\"auths\": {\"ghcr.io\": {}}}
";

fn kept(policy: &str, files: &[String]) -> Index {
    let (program, sources, settings) = (program(policy), Sources::default(), Settings::default());
    let bound = Bound::new(&program, &[], None);
    Judge::new(&bound, &sources, &settings).looked_up(&inputs(files))
}

#[test]
fn only_kinds_that_are_asked_for_are_kept() {
    let files = [
        pods(50) + SECRET,
        "{apiVersion: v1, kind: Namespace, metadata: {name: ns1}}".to_owned(),
        "{apiVersion: extensions/v1beta1, kind: Deployment, metadata: {name: d}, spec: {}}"
            .to_owned(),
    ];
    for (condition, expected) in [
        ("i.tag is present", &[][..]),
        ("i.namespace_object is present", &["Namespace"]),
        ("manifests.find(Secret, i.namespace, \"pull\") is present", &["Secret"]),
        ("manifests.find_all(Deployment, i.namespace).is_empty()", &["Deployment"]),
        ("any s in i.pod?.pull_secrets ?? []: s.covers(i)", &["Secret"]),
    ] {
        let policy = format!("rule r on image i {{ require {condition} else \"\" }}");
        let index = kept(&policy, &files);
        let kinds: Vec<String> = index.objects().map(|o| o.gvk.kind.to_string()).collect();
        assert_eq!(kinds, expected, "{condition}");
    }
}

/// One Secret among many pods keeps itself and a few lines, not the file, nor the document.
#[test]
fn a_secret_in_a_large_file_keeps_itself() {
    let policy = "rule r on image i { require manifests.find(Secret, i.namespace, \"pull\") is present else \"\" }";
    let documents = pods(5_000) + SECRET + &pods(5_000);
    let items = pods(10_000).replace("---\n", "").replace("apiVersion", "- apiVersion");
    let items = items.replace("\nkind", "\n  kind").replace("\nmetadata", "\n  metadata");
    let items = items.replace("\nspec", "\n  spec");
    let secret = "- { apiVersion: v1, kind: Secret, metadata: { name: pull, namespace: ns1 } }\n";
    let list = format!("apiVersion: v1\nkind: List\nitems:\n{items}{secret}{items}");
    for text in [documents, list] {
        let index = kept(policy, &[text.clone(), pods(1)]);
        let objects: Vec<&Arc<Object>> = index.objects().collect();
        let [object] = objects[..] else { panic!("{}", objects.len()) };
        assert!(object.tree.source().kept() < 2_000, "{}", object.tree.source().kept());
        assert!(object.tree.len() < 40, "{}", object.tree.len());
        let at = text.find("kind: Secret").unwrap();
        let kind = object.tree.get(object.root, "kind").unwrap();
        assert_eq!(object.tree.span(kind).start as usize, at + 6);
        let line = text[..at].matches('\n').count() + 1;
        assert_eq!(object.tree.source().position(object.tree.span(kind).start).line as usize, line);
    }
}

/// Where there is no other input, it is read once: what is looked up is not kept beside it.
#[test]
fn the_only_input_is_not_kept_twice() {
    let policy = "rule r on image i { require manifests.find(Secret, i.namespace, \"pull\") is present else \"\" }";
    let text = pods(100) + SECRET;
    for (files, whole) in [(vec![text.clone()], true), (vec![text.clone(), pods(1)], false)] {
        let index = kept(policy, &files);
        let objects: Vec<&Arc<Object>> = index.objects().collect();
        let [object] = objects[..] else { panic!("{}", objects.len()) };
        assert_eq!(object.tree.source().text() == text, whole, "{} files", files.len());
    }
}

/// All that an object says of itself it says where it stands alone.
#[test]
fn an_object_that_stands_alone_says_what_it_said() {
    let filler = pods(300);
    let text = format!(
        "{filler}{SECRET}---
apiVersion: v1
kind: List
x: &shared
  app: \"we\\x62\"
  long: >-
    folded
    text
items:
- apiVersion: v1
  kind: Pod
  metadata: {{ name: one, labels: *shared }}
  spec: &spec
    containers:
    - {{ name: c, image: \"ngin\\x78:1\" }}
    - {{ name: d, image: 'it''s' }}
    volumes: [{{ name: v, image: {{ reference: 'a/b:1', pullPolicy: Never }} }}]
- apiVersion: v1
  kind: Pod
  metadata: {{ name: two, labels: {{ <<: *shared, own: '1' }} }}
  spec: *spec
{filler}"
    );
    let objects = shared(&text);
    let mut seen = 0;
    for object in objects
        .iter()
        .filter(|o| o.text(o.name).is_some_and(|n| !n.starts_with('p') || n == "pull"))
    {
        let spans = object.tree.written_in(object.root);
        let source = object.tree.source().excerpt(&spans);
        assert!(source.kept() < 4_000, "{}", source.kept());
        let alone = detached(object, &source, Table::built_in(), &Limits::default());
        assert_eq!(alone.tree.len(), object.tree.subtree(object.root).count());
        for (one, other) in object.tree.subtree(object.root).zip(alone.tree.nodes()) {
            let (of, at) = (&object.tree, &alone.tree);
            assert_eq!(
                (of.kind(one), of.style(one), of.flags(one)),
                (at.kind(other), at.style(other), at.flags(other))
            );
            assert_eq!((of.text(one), of.scalar(one)), (at.text(other), at.scalar(other)));
            assert_eq!(of.place(one), at.place(other));
            assert_eq!(of.alias_site(one), at.alias_site(other));
            assert_eq!(of.head(one), at.head(other));
            assert_eq!(of.path_from(object.root, one), at.path(other));
            let span: Span = of.span(one);
            assert_eq!(of.source().slice(span), at.source().slice(span));
            assert_eq!(of.source().position(span.start), at.source().position(span.start));
            assert_eq!(of.source().position(span.end), at.source().position(span.end));
        }
        assert_eq!(crate::kube::images(object), crate::kube::images(&alone));
        assert_eq!(
            (object.pods.len(), object.containers.len()),
            (alone.pods.len(), alone.containers.len())
        );
        assert_eq!(object.text(object.namespace), alone.text(alone.namespace));
        assert_eq!(object.tree.source().redacted(), alone.tree.source().redacted());
        seen += 1;
    }
    assert_eq!(seen, 3);
}

/// A finding that points into a file of which only an excerpt was kept quotes it, and no secret.
#[test]
fn a_finding_quotes_what_was_kept_and_no_secret() {
    let policy = "rule r on image i where i.name == \"web\" {
        let s = manifests.find(Secret, i.namespace, \"pull\")
        require s is present and s.type != \"kubernetes.io/dockerconfigjson\" else \"no\" at s?.type
    }";
    let web = "apiVersion: v1\nkind: Pod\nmetadata: { name: w, namespace: ns1 }\nspec: { containers: [{ name: c, image: web }] }\n";
    let files = [web.to_owned(), pods(200) + SECRET + &pods(200)];
    let report = super::judged(policy, &files, &Settings::default());
    let [finding] = &report.findings[..] else { panic!("{:#?}", report.findings) };
    let place = finding.manifest.as_ref().unwrap();
    let line = files[1][..files[1].find("type: kubernetes.io").unwrap()].matches('\n').count() + 1;
    assert_eq!((&*place.file, place.start.line as usize), ("0001.yaml", line));
    let quoted: String = finding
        .particulars()
        .quotes
        .iter()
        .flat_map(|q| &q.lines)
        .map(|l| l.text.clone() + "\n")
        .collect();
    assert!(quoted.contains("type: kubernetes.io/dockerconfigjson"), "{quoted}");
    assert!(quoted.contains("stringData") && !quoted.contains("auths"), "{quoted}");
}

/// The file that is judged is quoted itself, where only an excerpt of it is kept for lookups.
#[test]
fn a_finding_quotes_lines_that_were_not_kept() {
    let policy = "rule r on image i { require i.namespace_object is absent else \"no\" }";
    let namespace = "---\n{apiVersion: v1, kind: Namespace, metadata: {name: ns0}}\n";
    let report =
        super::judged(policy, &[namespace.to_owned() + &pods(1), pods(1)], &Settings::default());
    assert_eq!(report.findings.len(), 2);
    for finding in &report.findings {
        let lines = finding.particulars().quotes.iter().flat_map(|quote| &quote.lines);
        let shown = lines.filter(|line| line.text.contains("registry.acme.io")).count();
        assert_eq!(shown, 1, "{finding:#?}");
    }
}
