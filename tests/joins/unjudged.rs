//! A run with inputs that could not be judged may hold anything: its lists are open, what it does not
//! hold is unknown, and the finding says why.

use seaworthy::judge::Settings;
use seaworthy::world::kube::Profile;

use super::judged;

const GOOD: &str = "apiVersion: v1\nkind: Pod\nmetadata: { name: web, namespace: shop }\nspec: { containers: [{ name: c, image: 'nginx:1' }] }\n";
const UNJUDGED: &str = "some inputs of the run could not be judged";

/// Rule, verdict and causes of what is shown.
fn shown(policy: &str, files: &[&str], settings: &Settings) -> Vec<String> {
    let files: Vec<String> = files.iter().map(|text| (*text).to_owned()).collect();
    let report = judged(policy, &files, settings);
    let line = |finding: &seaworthy::report::Finding| {
        let causes: Vec<&str> =
            finding.particulars().causes.iter().map(|cause| &*cause.text).collect();
        format!(
            "{:?} {}{}",
            finding.verdict,
            finding.message,
            if causes.is_empty() { String::new() } else { format!(" ← {}", causes.join(", ")) }
        )
    };
    report.findings.iter().map(line).collect()
}

fn complete() -> Settings {
    Settings { profile: Profile { complete: true, ..Profile::default() }, ..Settings::default() }
}

#[test]
fn lists_of_the_run_are_open_where_inputs_could_not_be_judged() {
    let few = "rule few on manifests m { require m.images.len() < 9 else \"many\" }";
    let all =
        "rule every on manifests m { require all i in m.images: i.tag == \"1\" else \"other\" }";
    let one =
        "rule one on manifests m { require all i in m.images: i.tag == \"2\" else \"other\" }";
    let each =
        "rule each on manifests m { for i in m.images { require i.tag == \"1\" else \"no\" } }";
    let any =
        "rule some on image i { require any j in manifests.images: j.tag == \"2\" else \"no\" }";
    let broken = "a: [\n";
    for (policy, expected) in [(few, true), (all, true), (each, true), (any, true)] {
        let found = shown(policy, &[GOOD, broken], &Settings::default());
        assert_eq!(found, [format!("Undecided {UNJUDGED} ← {UNJUDGED}")], "{policy} {expected}");
    }
    assert_eq!(shown(one, &[GOOD, broken], &Settings::default()), ["Failed other"]);
    for policy in [few, all, each] {
        assert_eq!(shown(policy, &[GOOD], &Settings::default()), [""; 0], "{policy}");
    }
}

#[test]
fn a_set_with_inputs_that_could_not_be_judged_is_not_complete() {
    let find = "rule r on image i { require manifests.find(Secret, i.namespace, \"x\") is present else \"no\" }";
    let all = "rule r on image i { require not manifests.find_all(Secret, i.namespace).is_empty() else \"no\" }";
    for policy in [find, all] {
        assert_eq!(shown(policy, &[GOOD], &complete()), ["Failed no"], "{policy}");
        let found = shown(policy, &[GOOD, "a: [\n"], &complete());
        assert_eq!(found, [format!("Undecided {UNJUDGED} ← {UNJUDGED}")], "{policy}");
        // A template that was set aside may hold anything as well.
        let template = "apiVersion: v1\nkind: Secret\nmetadata: { name: {{ .Values.name }} }\n";
        let settings = Settings { skip_templates: true, ..complete() };
        let found = shown(policy, &[GOOD, template], &settings);
        assert_eq!(found, [format!("Undecided {UNJUDGED} ← {UNJUDGED}")], "{policy}");
    }
}

#[test]
fn a_list_that_hides_images_is_named() {
    let policy = "rule few on manifests m { require m.images.len() < 9 else \"many\" }";
    let wrong = "apiVersion: v1\nkind: Pod\nmetadata: { name: web, namespace: shop }\nspec: { containers: text }\n";
    let found = shown(policy, &[GOOD, wrong], &Settings::default());
    assert_eq!(found.len(), 1);
    assert!(found[0].contains("part of this list can't be read"), "{found:?}");
}
