//! What may come next: by the static type, by what the manifests hold, by what is declared.

use seaworthy::author::repl::Session;

use super::workbench::Workbench;
use crate::harness::folder_of;

const POD: &str = "apiVersion: v1
kind: Pod
metadata: { name: web, namespace: shop, labels: { app: front } }
spec:
  containers:
    - { name: web, image: 'ghcr.io/acme/web:1.27' }
    - { name: odd, image: \"a\\u001bb\" }
---
apiVersion: v1
kind: Secret
metadata: { name: keys, namespace: shop }
stringData: { key: S3cr3t }
";

/// The candidates at the `|` of an entry, after these entries; as they are written.
fn offered(before: &[&str], entry: &str) -> (String, Vec<String>) {
    let folder = folder_of(&[("pod.yaml", POD)]);
    let house = Workbench(&[]);
    let mut session = Session::new(&house).unwrap_or_else(|faults| panic!("{faults:?}"));
    session.load(&[folder.path().join("pod.yaml")]);
    for entry in before {
        let answer = session.enter(entry);
        assert_eq!(session.exit().code(), 0, "{entry}: {answer:?}");
    }
    let at = entry.find('|').expect("a cursor");
    let found = session.complete(&entry.replacen('|', "", 1), at);
    let typed = entry[found.start..at].to_owned();
    for candidate in &found.candidates {
        assert!(candidate.text.starts_with(&typed), "{entry}: {candidate:?}");
    }
    (typed, found.candidates.into_iter().map(|candidate| candidate.text).collect())
}

#[test]
fn what_fits_is_offered_and_nothing_else() {
    let mut faults: Vec<String> = Vec::new();
    for (entry, wanted, unwanted) in [
        // By the static type of what stands before the dot.
        ("images.|", &["len()", "first()", "contains("][..], &["tag", "images"][..]),
        ("images.first()?.ta|", &["tag", "tag_form"], &["len()", "digest"]),
        ("[i.| for i in images]", &["tag", "repo", "object"], &["len()"]),
        ("[i.tag for i in images where i.re|", &["repo", "registry"], &["tag"]),
        ("all i in images: i.ob|", &["object"], &[]),
        ("1 + images.le|", &["len()"], &[]),
        ("if images.| then 1 else 2", &["len()"], &[]),
        ("(images).|", &["len()"], &[]),
        ("resources.first()?.metadata?.n|", &["name", "namespace"], &["kind"]),
        ("[g.| for g in [i.repo: i for i in images]]", &["key", "value"], &["len()"]),
        ("PullPolicy.A|", &["Always"], &["Never"]),
        ("nosuch.|", &[], &["len()"]),
        // In items, with whatever is missing behind.
        ("rule x on image i { require i.t|", &["tag"], &["repo"]),
        ("rule x on image i where i.na|", &["namespace", "name"], &["tag"]),
        ("rule x on image i { let a = i.pod if a.|", &["spec", "images"], &["len()"]),
        ("rule x on pod p { require all c in p.all_con|", &["all_containers"], &[]),
        ("rule x on pod p { require all c in p.all_containers: c.im|", &["image"], &["name"]),
        ("rule x on Deployment d { require d.spec?.rep|", &["replicas"], &[]),
        ("rule x on image i { for c in i.pod.all_containers { require c.|", &[], &["len()"]),
        // Enums' values where one is compared.
        (
            "[i for i in images where i.effective_pull_policy == |",
            &["Always", "IfNotPresent", "Never"],
            &["images"],
        ),
        ("rule x on image i { require i.effective_pull_policy != A|", &["Always"], &["Never"]),
        // What the manifests hold.
        ("repo\"ghcr|", &["ghcr.io", "ghcr.io/acme", "ghcr.io/acme/web"], &[]),
        ("image\"gh|", &["ghcr.io/acme/web:1.27"], &[]),
        ("[i for i in images where i.registry == \"|", &["ghcr.io"], &["1.27", "shop"]),
        ("[i for i in images where i.tag == \"1|", &["1.27"], &["ghcr.io"]),
        ("[i for i in images where i.tag in [\"|", &["1.27"], &["ghcr.io"]),
        ("[i for i in images where i.namespace == \"|", &["shop"], &["ghcr.io"]),
        ("rule x on resource r { require r.metadata.labels[\"|", &["app"], &["ghcr.io"]),
        ("\"fr|", &["front"], &[]),
        ("\"|", &["front", "shop", "1.27"], &["a\u{1b}b", "S3cr3t"]),
        ("semver\"|", &[], &["1.27"]),
        // Names.
        ("ima|", &["images"], &["pods"]),
        ("all_|", &["all_equal("], &["all_equal"]),
        ("is_mut|", &["is_mutable"], &[]),
        ("rule x on Dep|", &["Deployment", "DeploymentConfig"], &["image"]),
        ("rule x on i|", &["image"], &["container"]),
        ("let a: Pull|", &["PullPolicy"], &["images"]),
        ("rule x on image i { let wanted = 1 require wa|", &["wanted"], &[]),
        ("[image_use for image_use in images where ima|", &["image_use", "images"], &[]),
        // Commands and what they take.
        (":lo|", &[":load"], &[":unload"]),
        (":focus w|", &["web"], &["keys"]),
        (":focus Pod sh|", &["Pod shop/web"], &[]),
        (":type images.f|", &["first()"], &["len()"]),
        (":doc is_mut|", &["is_mutable"], &[]),
        (":help lo|", &["load"], &[]),
    ] {
        let (_, found) = offered(&[], entry);
        let has = |text: &str| found.iter().any(|it| it == text);
        let missing = wanted.iter().filter(|text| !has(text));
        faults.extend(missing.map(|text| format!("{entry}: no {text} among {found:?}")));
        let odd = unwanted.iter().filter(|text| has(text));
        faults.extend(odd.map(|text| format!("{entry}: {text} among {found:?}")));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn what_the_session_has_is_offered() {
    let before = [
        "param floor: Int = 3",
        "func twice(n: Int) -> Int = n + n",
        "let hub: Repo = repo\"docker.io\"",
        "rule tagged on image i { require i.tag is present else \"m\" }",
        ":focus web",
    ];
    for (entry, wanted) in [
        ("flo|", "floor"),
        ("twi|", "twice("),
        ("hu|", "hub"),
        (":judge t|", "tagged"),
        (":why tagged w|", "web"),
        (":forget h|", "hub"),
        (":set f|", "floor="),
        ("it.im|", "images"),
        ("it.spec?.con|", "containers"),
        ("rule y on image i where i in hu|", "hub"),
    ] {
        let (_, found) = offered(&before, entry);
        assert!(found.iter().any(|it| it == wanted), "{entry}: {found:?}");
    }
}

#[test]
fn no_entry_and_no_place_in_it_is_too_odd() {
    let house = Workbench(&[]);
    let session = Session::new(&house).unwrap_or_else(|faults| panic!("{faults:?}"));
    for entry in ["", "é.a", "\"", "(((", "rule", ":", ": x", ":why ", "a.b.c.(", "repo\"é", "))."]
    {
        for at in 0..=entry.len() + 1 {
            let found = session.complete(entry, at);
            assert!(found.start <= at && entry.is_char_boundary(found.start), "{entry} {at}");
        }
    }
}

#[test]
fn functions_say_how_they_are_called() {
    let house = Workbench(&[]);
    let mut session = Session::new(&house).unwrap_or_else(|faults| panic!("{faults:?}"));
    session.enter("func twice(n: Int) -> Int = n + n");
    assert_eq!(session.call_hint("1 + twice(").as_deref(), Some("n: Int) -> Int"));
    assert!(session.call_hint("images.contains(").is_some_and(|hint| hint.ends_with("-> Bool")));
    assert_eq!(session.call_hint("nosuch("), None);
    assert_eq!(session.call_hint("twice"), None);
}
