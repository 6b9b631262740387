//! Whatever is waived: nothing else changes, the books add up, and what has expired waives nothing.

use std::fmt::Write as _;
use std::fs;

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::Value;

use super::{codes, judged, judged_on};
use crate::harness::folder_of;

const POLICY: &str = "edition 1
rule tagged (error) on image i {
  require i.tag is present else \"`{i}` has no tag\"
}
rule ours (error) on image i {
  require i.registry == \"ghcr.io\" else \"`{i}` is not ours\"
}
rule named (warning) on Pod p {
  forbid p.metadata.name == \"web\" else \"{p.metadata.name} says nothing\"
}
";
const RULES: [&str; 3] = ["tagged", "ours", "named"];
const IMAGES: [&str; 5] = ["nginx", "nginx:1", "ghcr.io/a/b", "ghcr.io/a/b:1", "${IMAGE}"];
const NAMES: [&str; 4] = ["web", "web-2", "db", "cache"];

/// A waiver, and when it ends.
#[derive(Clone, Debug)]
struct Waiver {
    rule: &'static str,
    name: &'static str,
    path: Option<&'static str>,
    expired: bool,
}

impl Waiver {
    fn written(&self) -> String {
        let path = self.path.map_or_else(String::new, |path| format!(", path: '{path}'"));
        let until = if self.expired { "2026-11-21" } else { "2026-11-22" };
        format!(
            "- {{ rule: {}, object: {{ name: '{}' }}{path}, reason: x, owner: us, until: {until} }}\n",
            self.rule, self.name
        )
    }

    /// True if it is about this finding, by what the documentation says and not as the program reads it.
    fn is_about(&self, finding: &Value) -> bool {
        let name = finding["object"]["name"].as_str().unwrap();
        let path = finding["path"].as_str().unwrap();
        let named = match self.name.strip_suffix('*') {
            Some(start) => name.starts_with(start),
            None => name == self.name,
        };
        let placed = match self.path {
            None => true,
            Some("spec.containers[]") => path.starts_with("spec.containers["),
            Some(place) => path == place || path.starts_with(&format!("{place}.")),
        };
        finding["rule"] == self.rule && named && placed
    }
}

fn waiver() -> impl Strategy<Value = Waiver> {
    let name = select(vec!["web", "web*", "*", "db", "gone"]);
    let path = select(vec![
        None,
        None,
        Some("spec.containers[]"),
        Some("spec.containers[0]"),
        Some("spec.containers[1].image"),
        Some("metadata.name"),
    ]);
    let parts = (select(RULES.to_vec()), name, path, any::<bool>());
    parts.prop_map(|(rule, name, path, expired)| Waiver { rule, name, path, expired })
}

/// Pods, a file each, of one or two containers.
fn pods() -> impl Strategy<Value = Vec<String>> {
    let images = proptest::collection::vec(select(IMAGES.to_vec()), 1..3);
    let pod = (select(NAMES.to_vec()), images).prop_map(|(name, images)| {
        let mut text = format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}}}\nspec:\n  containers:\n"
        );
        for (at, image) in images.iter().enumerate() {
            let _ = writeln!(text, "  - {{name: c{at}, image: '{image}'}}");
        }
        text
    });
    proptest::collection::vec(pod, 1..5)
}

fn count(report: &Value, key: &str) -> u64 {
    report["summary"][key].as_u64().unwrap()
}

/// The findings, without what lets them pass.
fn bare(report: &Value) -> Vec<Value> {
    let mut findings = report["findings"].as_array().unwrap().clone();
    findings.iter_mut().for_each(|finding| finding["waiver"] = Value::Null);
    findings
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(24),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_waiver_lets_pass_what_it_is_about_and_changes_nothing_else(
        pods in pods(),
        waivers in proptest::collection::vec(waiver(), 0..6),
    ) {
        let folder = folder_of(&[
            ("seaworthy.yaml", "policies: [acme.sea]\nwaivers: waivers.yaml\n"),
            ("acme.sea", POLICY),
            ("waivers.yaml", "waivers: []\n"),
        ]);
        for (at, pod) in pods.iter().enumerate() {
            fs::write(folder.path().join(format!("{at}.yaml")), pod).unwrap();
        }
        let (before, code_before) = judged(folder.path(), &[]);
        let text: String = waivers.iter().map(Waiver::written).collect();
        let text = if text.is_empty() { " []\n".to_owned() } else { format!("\n{text}") };
        fs::write(folder.path().join("waivers.yaml"), format!("waivers:{text}")).unwrap();
        let (after, code) = judged(folder.path(), &[]);

        // All findings are still there, with the same verdicts.
        prop_assert_eq!(bare(&before), bare(&after));
        let mut counts = false;
        for finding in after["findings"].as_array().unwrap() {
            let failed = finding["verdict"] == "failed";
            let covers = |it: &&Waiver| !it.expired && it.is_about(finding);
            let waived = failed && waivers.iter().any(|it| covers(&it));
            prop_assert_eq!(!finding["waiver"].is_null(), waived, "{:#}", finding);
            counts |= failed && !waived && finding["severity"] == "error";
        }
        // The books add up: what is waived is what no longer fails, and nothing else moves.
        for key in ["passed", "skipped", "undecided", "rules", "objects", "images", "files"] {
            prop_assert_eq!(count(&before, key), count(&after, key), "{}", key);
        }
        prop_assert_eq!(count(&before, "waived"), 0);
        prop_assert_eq!(count(&before, "failed"), count(&after, "failed") + count(&after, "waived"));
        // So does the exit code.
        let expected = if count(&after, "undecided") > 0 { 3 } else { i32::from(counts) };
        prop_assert_eq!(code, expected, "{:#}", after);
        prop_assert!(code <= code_before);
        // What has expired is told, once each.
        let expired = waivers.iter().filter(|it| it.expired).count();
        let told = codes(&after).iter().filter(|code| **code == "L0394").count();
        prop_assert_eq!(told, expired);

        // A day later all have expired, and it is as if there were none.
        let (late, code_late) = judged_on("2026-11-23", folder.path(), &[]);
        prop_assert_eq!(&late["findings"], &before["findings"]);
        prop_assert_eq!(code_late, code_before);
        prop_assert_eq!(count(&late, "waived"), 0);
    }
}
