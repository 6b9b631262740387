//! Every rule of the library has a title, a reason, a source, tags and two examples, and the examples
//! do what they are there for.
//!
//! A rule file is `stdlib/rules/NAME.sea` or `stdlib/compat/PEER/NAME.sea` and holds one rule, `NAME`.
//! Its documentation has `### Bad` and `### Good` with a manifest each: the bad one fails the rule, the
//! good one gives no finding. Where they need a param, the manifest opens with the option that sets it:
//!
//! ```yaml
//! # --param std/approved-registries.approved=[registry.acme.io]
//! apiVersion: v1
//! ```
//!
//! Where it takes a cluster, it opens with the profile: `# cluster: { kubernetes: "1.30" }`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::harness::{fenced, folder_of, report, root, seaworthy, seaworthy_in};

/// A bad example of the first fails the second too, by what they mean; the first one's documentation says so.
const IMPLIES: &[(&str, &str)] = &[("tagged-or-pinned", "no-latest")];

/// The packs; a pack is a tag.
const PACKS: &[&str] =
    &["recommended", "production", "strict", "multi-tenant", "openshift", "egress"];

/// A rule of the library, from the lines of its file.
struct Documented {
    /// `no-latest`, `compat/trivy/ksv-0013`.
    name: String,
    doc: String,
    good: String,
    bad: String,
    tags: BTreeSet<String>,
    source: String,
}

impl Documented {
    fn id(&self) -> String {
        format!("std/{}", self.name)
    }

    fn is_compat(&self) -> bool {
        self.name.starts_with("compat/")
    }

    fn is_in(&self, pack: &str) -> bool {
        self.tags.contains(pack)
    }

    /// What `check` makes of an example by the policy named.
    fn judge(&self, policy: &str, example: &str) -> (Value, i32) {
        let mut args = vec!["-p", policy];
        for line in example.lines().map_while(|line| line.strip_prefix("# --param ")) {
            args.extend(["--param", line.trim().trim_matches('\'')]);
        }
        args.push("-");
        report(args, example)
    }

    /// True if the rule fails on its bad example by the cluster that the example opens with; `None` if
    /// it opens with none.
    fn fails_on_its_cluster(&self) -> Option<bool> {
        let profile = self.bad.lines().next()?.strip_prefix("# cluster: ")?;
        let given = self.bad.replace('\n', "\n    ");
        let source = &self.source;
        let policy = format!(
            "{source}\ntest \"the bad example\" {{\n  given \"\"\"\n    {given}\n  \"\"\"\n  \
             cluster \"\"\"\n    {profile}\n  \"\"\"\n}}\n"
        );
        let folder = folder_of(&[("rule.sea", policy)]);
        let ran = seaworthy_in(folder.path(), ["test", "--only", "the bad example"], "");
        Some(ran.code == 1 && ran.stdout.contains(&format!("`{}` fails", self.name)))
    }
}

/// The rules of the library, from their files.
fn rules() -> Vec<Documented> {
    let mut rules = Vec::new();
    collect(&root().join("stdlib/rules"), "", &mut rules);
    collect(&root().join("stdlib/compat"), "compat/", &mut rules);
    assert!(rules.len() >= 6, "only {} rules", rules.len());
    rules
}

fn collect(folder: &Path, prefix: &str, rules: &mut Vec<Documented>) {
    for file in fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_dir() {
            collect(&path, &format!("{prefix}{name}/"), rules);
        } else if let Some(name) = name.strip_suffix(".sea") {
            let source = fs::read_to_string(&path).unwrap();
            rules.push(documented(prefix, name, source));
        }
    }
}

fn documented(prefix: &str, name: &str, source: String) -> Documented {
    let id = format!("std/{prefix}{name}");
    let (mut found, mut doc) = (None, String::new());
    for line in source.lines() {
        if let Some(text) = line.strip_prefix("##") {
            doc.push_str(text.strip_prefix(' ').unwrap_or(text));
            doc.push('\n');
            continue;
        }
        if let Some(rest) = line.strip_prefix("rule ") {
            let rule = rest.split(' ').next().unwrap();
            assert!(rule == name && found.is_none(), "{id} holds the rule {rule}");
            found = Some(doc.clone());
        }
        assert!(!line.starts_with("param ") || doc.trim().len() > 15, "{id} explains not: {line}");
        doc.clear();
    }
    let doc = found.unwrap_or_else(|| panic!("{id} holds no rule"));
    let example = |title: &str| {
        let (_, after) = doc.split_once(title).unwrap_or_else(|| panic!("{id} has no {title}"));
        let first = fenced(after).first().map(|block| block.text.to_owned());
        first.unwrap_or_else(|| panic!("{id} has no {title}"))
    };
    let (bad, good) = (example("### Bad\n"), example("### Good\n"));
    let tags = source.split_once("\n  tags [").map_or("", |(_, tags)| tags);
    let tags = tags.split(']').next().unwrap_or_default();
    let tags = tags.split('"').skip(1).step_by(2).map(str::to_owned).collect();
    Documented { name: format!("{prefix}{name}"), good, bad, tags, doc, source }
}

fn verdicts(report: &Value, verdict: &str) -> BTreeSet<String> {
    let findings = report["findings"].as_array().unwrap();
    let of = findings.iter().filter(|finding| finding["verdict"] == verdict);
    of.map(|finding| finding["rule"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn examples_do_what_they_are_there_for() {
    for rule in &rules() {
        let id = rule.id();
        match rule.fails_on_its_cluster() {
            Some(fails) => assert!(fails, "{id}"),
            None => {
                let (bad, code) = rule.judge(&id, &rule.bad);
                let failed = verdicts(&bad, "failed");
                assert_eq!(failed, BTreeSet::from([id.clone()]), "{id}: {bad:#}");
                assert!(code <= 1, "{id}: {code}");
            }
        }
        let (good, code) = rule.judge(&id, &rule.good);
        assert_eq!(good["findings"], serde_json::json!([]), "{id}");
        assert_eq!(good["summary"]["unmatchedRules"], serde_json::json!([]), "{id}");
        assert_eq!(code, 0, "{id}");
    }
}

/// Nobody who looks at the bad example of a recommended rule should be told of five things.
#[test]
fn recommended_rules_do_not_overlap() {
    for rule in rules().iter().filter(|rule| rule.is_in("recommended")) {
        let id = rule.id();
        let (bad, code) = rule.judge("std/recommended", &rule.bad);
        let mut failed = verdicts(&bad, "failed");
        for (_, implied) in IMPLIES.iter().filter(|(name, _)| rule.name == *name) {
            assert!(failed.remove(&format!("std/{implied}")), "{id}: {bad:#}");
            assert!(rule.doc.contains(&format!("`std/{implied}`")), "{id} omits {implied}");
        }
        assert_eq!(failed, BTreeSet::from([id.clone()]), "{bad:#}");
        if rule.name != "valid-reference" {
            assert_eq!(verdicts(&bad, "undecided"), BTreeSet::new(), "{id}: {bad:#}");
            assert!(code <= 1, "{id}: {code}");
        }
        let (good, code) = rule.judge("std/recommended", &rule.good);
        assert_eq!(good["findings"], serde_json::json!([]), "{id}");
        assert_eq!(code, 0, "{id}");
    }
}

#[test]
fn every_rule_has_a_title_a_reason_and_a_source() {
    for rule in rules() {
        let id = rule.id();
        let (title, reason) = rule.doc.split_once("\n\n").unwrap_or_else(|| panic!("{id}: short"));
        let longest = if rule.is_compat() { 100 } else { 80 };
        let is_one_line = !title.contains('\n') && title.chars().count() < longest;
        assert!(title.ends_with('.') && is_one_line, "{id}: {title}");
        let reason = reason.split("###").next().unwrap();
        assert!(reason.split_whitespace().count() > 15, "{id} has no reason");
        assert!(rule.source.contains("\n  see \"https://"), "{id} names no source");
        assert!(rule.source.contains("\ntest \""), "{id} has no test");
    }
}

#[test]
fn packs_are_tags_and_peers_rules_are_in_none() {
    let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
    for rule in rules() {
        let id = rule.id();
        let packs: Vec<&str> = PACKS.iter().copied().filter(|pack| rule.is_in(pack)).collect();
        if rule.is_compat() {
            assert!(packs.is_empty(), "{id} is in {packs:?}");
            assert!(!rule.tags.is_empty(), "{id} names no check of its peer's");
            assert!(rule.doc.contains("### Differs from "), "{id} says not how it differs");
            continue;
        }
        for pack in packs {
            *sizes.entry(pack).or_default() += 1;
        }
        assert!(!rule.is_in("recommended") || rule.is_in("production"), "{id}");
        assert!(!rule.is_in("production") || rule.is_in("strict"), "{id}");
    }
    for pack in ["recommended", "production", "strict", "multi-tenant"] {
        assert!(sizes.get(pack).is_some_and(|size| *size >= 5), "{sizes:?}");
    }
}

/// A rule that is in no pack is found on the page of the packs all the same.
#[test]
fn the_page_of_packs_names_what_is_in_none() {
    let page = fs::read_to_string(root().join("docs/packs.md")).unwrap();
    let own = rules().into_iter().filter(|rule| !rule.is_compat());
    let loose: Vec<String> = own.filter(|rule| rule.tags.is_empty()).map(|r| r.id()).collect();
    assert!(loose.len() >= 6, "{loose:?}");
    for id in loose {
        assert!(page.contains(&format!("`{id}`")), "docs/packs.md omits {id}");
    }
    for pack in PACKS {
        assert!(page.contains(&format!("| `std/{pack}` |")), "docs/packs.md omits {pack}");
    }
}

#[test]
fn their_tests_pass() {
    let ids = rules().into_iter().map(|rule| rule.id());
    let test = ["test".to_owned(), "-q".to_owned()];
    let ran = seaworthy(test.into_iter().chain(ids), "");
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
}
