//! Inputs that a session holds: what is wrong with them is told once, and what is typed in a file's stead
//! may not be worse than it was.

use seaworthy::base::Sources;
use seaworthy::diag::Notice;
use seaworthy::judge::{Held, Inputs, Judge, Seat, Settings, Wanted};
use seaworthy::lang::eval::Bound;
use seaworthy::report::Came;

use crate::lang::eval::program;

const FIRST: Seat = Seat { file: 0, object: 0 };

/// A pod, and what else its container says.
fn pod(name: &str, more: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, labels: {{app: 1}}}}\nspec: {{containers: [{{name: a, image: 'x:1'{more}}}]}}\n"
    )
}

const WRONG: &str = ", imagePullPolicy: always";

fn held(text: &str) -> Held {
    Held::read(&Inputs::Texts(vec![("a.yaml".to_owned(), text.to_owned())]), &Settings::default())
}

fn codes(notices: &[Notice]) -> Vec<&str> {
    notices.iter().map(|notice| notice.id.as_str()).collect()
}

#[test]
fn another_text_may_not_be_worse() {
    let settings = Settings::default();
    let (good, bad) = (pod("a", ""), pod("a", WRONG));
    let two = format!("{good}---\n{}", pod("b", ""));
    for (old, new, refused) in [
        (&good, &good, None),
        (&bad, &bad, None),
        (&bad, &good, None),
        (&good, &bad, Some(vec!["E0533"])),
        // What comes or goes besides would take another's seat.
        (&good, &two, Some(vec![])),
        (&two, &good, Some(vec![])),
        (&bad, &two, Some(vec![])),
        (&two, &bad, Some(vec!["E0533"])),
    ] {
        let changed = held(old).with_text(FIRST, new, &settings);
        let told = changed.as_ref().err().map(|notices| codes(notices));
        assert_eq!(told, refused, "{old}becomes\n{new}");
    }
}

#[test]
fn another_text_is_what_is_held_then() {
    let settings = Settings::default();
    let changed = held(&pod("a", WRONG)).with_text(FIRST, &pod("b", ""), &settings).unwrap();
    let object = changed.object(FIRST).unwrap();
    assert_eq!((object.text(object.name), changed.file(FIRST)), (Some("b"), "a.yaml"));
    assert_eq!(codes(changed.notices()), [""; 0]);
}

/// The session has shown them, with their lines, when it read the file.
#[test]
fn what_is_wrong_with_the_inputs_is_told_by_them_alone() {
    let held = held(&pod("a", WRONG));
    let [notice] = held.notices() else { panic!("{:?}", held.notices()) };
    assert_eq!((notice.id.as_str(), notice.quotes.len()), ("E0533", 1));
    let program = program(
        "rule labelled on resource r { let l = r.metadata.labels[\"app\"]\n require l is present else \"no label\" }",
    );
    let (bound, sources, settings) =
        (Bound::new(&program, &[], None), Sources::default(), Settings::default());
    let judge = Judge::new(&bound, &sources, &settings);
    let report = judge.judge_held(&held);
    assert_eq!(codes(&report.errors), ["E0532"], "what the rule reads, and no more");
    let reply = judge.ask_held("labelled", Some(FIRST), &held);
    assert_eq!(codes(&reply.errors), ["E0532"]);
}

/// Rules that nobody asked are not turned off.
#[test]
fn a_rule_that_is_not_asked_is_not_off() {
    let program = program(
        "rule asked on image i { require true else \"\" }\nrule other on image i { require true else \"\" }",
    );
    let bound = Bound::new(&program, &[], None);
    let (sources, settings) = (Sources::default(), Settings::default());
    let judge = Judge::with_rules(&bound, &sources, &settings, vec![0]);
    let summary = judge.judge_held(&held(&pod("a", ""))).summary;
    assert_eq!((summary.rules, summary.passed), (1, 1));
    assert_eq!(summary.rules_off, [""; 0]);
}

#[test]
fn a_rule_on_the_run_is_explained_by_what_is_held() {
    let program = program(
        "rule both on manifests m { require m.images.len() == 2 and m.pods.len() == 2 else \"one\" }",
    );
    let bound = Bound::new(&program, &[], None);
    let (sources, settings) = (Sources::default(), Settings::default());
    let judge = Judge::new(&bound, &sources, &settings);
    let two = held(&format!("{}---\n{}", pod("a", ""), pod("b", "")));
    for (held, verdict) in [(two, Came::Passed), (held(&pod("a", "")), Came::Failed)] {
        let wanted = Wanted { seat: None, of: &|_, _| true, explained: 0 };
        let told = judge.decide(&[0], &held, &wanted);
        let [(None, decided)] = &told[0].all[..] else { panic!("{told:#?}") };
        assert_eq!(decided.verdict, verdict);
    }
}
