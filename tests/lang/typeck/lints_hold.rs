//! What lints say of conditions is so: rules of random conditions, judged on images of every sort.

use std::fmt::Write as _;

use seaworthy::lang::eval::Verdict;
use seaworthy::lang::lower::lower;

use super::checked;
use crate::images::random::{Random, cases};
use crate::lang::eval::World;

const ATOMS: &[&str] = &[
    "i.tag == \"a\"",
    "i.tag != \"a\"",
    "i.tag == \"b\"",
    "i.tag in [\"a\", \"b\"]",
    "i.tag not in [\"b\"]",
    "i.tag is present",
    "i.tag is absent",
    "i.tag matches glob\"a*\"",
    "(i.tag ?? \"latest\") == \"latest\"",
    "i.digest is present",
    "i.registry == \"ghcr.io\"",
    "i.registry in [\"docker.io\", \"quay.io\"]",
    "i in repo\"ghcr.io\"",
    "i in repo\"ghcr.io/acme\"",
    "i in repo\"docker.io\"",
    "i in repo\"docker.io/nginx\"",
    "i in [repo\"quay.io\", repo\"docker.io/library\"]",
    "i not in [repo\"*.io/acme\"]",
    "i.declared_pull_policy == Always",
    "i.declared_pull_policy != Never",
    "i.declared_pull_policy in [Always, Never]",
    "i.declared_pull_policy is present",
    "i.effective_pull_policy == Always",
    "i.effective_pull_policy != IfNotPresent",
    "i.effective_pull_policy in [Never, IfNotPresent]",
    "i.sort == Main",
    "i.object is Pod",
    "i.object is Deployment",
    "i.is_valid",
    "(any x in i.object.images: x.tag == \"a\")",
];

fn formula(random: &mut Random, depth: usize) -> String {
    if depth == 0 || random.once_in(3) {
        let atom = random.pick(ATOMS);
        return if random.once_in(4) { format!("not ({atom})") } else { atom.to_owned() };
    }
    let word = random.pick(&[" and ", " and ", " or "]);
    let count = 2 + random.below(2);
    let parts: Vec<String> = (0..count).map(|_| formula(random, depth - 1)).collect();
    format!("({})", parts.join(word))
}

/// Images of every sort, each under every pull policy.
fn world() -> World {
    let mut yaml =
        String::from("apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n");
    let digest = format!("@sha256:{}", "0".repeat(64));
    for repository in
        ["nginx", "nginx/x", "ghcr.io/acme/web", "ghcr.io/web", "quay.io/acme/web", "a.io/b"]
    {
        for tag in ["", ":a", ":b", ":latest", ":abc", &digest, &format!(":a{digest}")] {
            for policy in [
                "",
                ", imagePullPolicy: Always",
                ", imagePullPolicy: Never",
                ", imagePullPolicy: IfNotPresent",
            ] {
                let _ = writeln!(yaml, "    - {{ name: c, image: \"{repository}{tag}\"{policy} }}");
            }
        }
    }
    World::of(&yaml)
}

/// What comes of judging: verdicts, and the messages of failures.
fn judged(world: &World, text: &str) -> (Vec<Verdict>, Vec<String>) {
    let program = lower(&checked(text)).unwrap();
    let (mut verdicts, mut messages) = (Vec::new(), Vec::new());
    world.judge(&program, &mut |_, outcome| {
        verdicts.push(outcome.verdict);
        messages.extend(outcome.failures.iter().map(|failure| failure.message.clone()));
    });
    (verdicts, messages)
}

#[test]
fn what_is_said_to_be_decided_is_decided() {
    let world = world();
    let mut random = Random(71);
    let tried = cases().div_ceil(100);
    let (mut skipped, mut held, mut broke) = (0_u64, 0_u64, 0_u64);
    for _ in 0..tried {
        let (guard, condition) = (formula(&mut random, 2), formula(&mut random, 1));
        let text = format!(
            "edition 1\nrule r on image i where {guard} {{ require {condition} else \"m\" }}"
        );
        let lints = checked(&text).diagnostics;
        let says = |code: &str, start: &str| {
            lints.iter().any(|d| d.code.as_str() == code && d.message.starts_with(start))
        };
        let never = says("L0313", "this rule never applies");
        let holds = says("L0315", "this obligation always holds");
        let breaks = says("L0315", "this obligation never holds");
        if !never && !holds && !breaks {
            continue;
        }
        let (verdicts, _) = judged(&world, &text);
        let all = |allowed: &[Verdict]| verdicts.iter().all(|verdict| allowed.contains(verdict));
        assert!(!never || all(&[Verdict::Skipped]), "{text}");
        assert!(!holds || all(&[Verdict::Skipped, Verdict::Passed]), "{text}");
        assert!(!breaks || all(&[Verdict::Skipped, Verdict::Failed]), "{text}");
        skipped += u64::from(never);
        held += u64::from(holds);
        broke += u64::from(breaks);
    }
    assert!(
        skipped > tried / 20 && held > tried / 100 && broke > tried / 100,
        "{skipped} {held} {broke}"
    );
}

#[test]
fn branches_that_are_said_to_be_idle_are_idle() {
    let world = world();
    let mut random = Random(72);
    let tried = cases().div_ceil(100);
    let (mut never, mut always) = (0_u64, 0_u64);
    for _ in 0..tried {
        let (first, second) = (formula(&mut random, 1), formula(&mut random, 1));
        let third = random.pick(ATOMS);
        let text = format!(
            "edition 1\nrule r on image i {{ if {first} {{ forbid i.is_valid else \"1\" }} else if {second} {{ forbid i.is_valid else \"2\" }}\nelse if {third} {{ forbid i.is_valid else \"3\" }} else {{ forbid i.is_valid else \"4\" }} }}"
        );
        let lints = checked(&text).diagnostics;
        let says = |how: &str| {
            let message = format!("`{}` is {how} true here", third.trim_matches(['(', ')']));
            lints.iter().any(|d| {
                let third = d.labels.first().is_some_and(|label| {
                    label.place.span.start as usize > text.find("\nelse if").unwrap()
                });
                d.code.as_str() == "L0314" && d.message == message && third
            })
        };
        let (idle, certain) = (says("never"), says("always"));
        if idle || certain {
            let (_, messages) = judged(&world, &text);
            assert!(!idle || !messages.iter().any(|message| message == "3"), "{text}");
            assert!(!certain || !messages.iter().any(|message| message == "4"), "{text}");
            never += u64::from(idle);
            always += u64::from(certain);
        }
    }
    assert!(never > tried / 50 && always > tried / 100, "{never} {always}");
}

/// Two rules of which the lint says that they ask the same have the same verdicts, and of two that
/// exclude each other no match passes both.
#[test]
fn rules_that_are_said_to_be_alike_or_opposed_are() {
    let world = world();
    let mut random = Random(73);
    let tried = cases().div_ceil(50);
    let (mut twice, mut opposed) = (0_u64, 0_u64);
    for _ in 0..tried {
        let guard = formula(&mut random, 0);
        let (first, second) = (formula(&mut random, 0), formula(&mut random, 0));
        let text = format!(
            "edition 1\nrule a on image i where {guard} {{ require {first} else \"m\" }}\nrule b on image i where {guard} {{ require {second} else \"m\" }}"
        );
        let lints = checked(&text).diagnostics;
        let says = |code: &str| lints.iter().any(|d| d.code.as_str() == code);
        let (same, apart) = (says("L0318"), says("L0319"));
        if !same && !apart {
            continue;
        }
        let program = lower(&checked(&text)).unwrap();
        let mut verdicts = [Vec::new(), Vec::new()];
        world.judge(&program, &mut |_, outcome| verdicts[outcome.rule].push(outcome.verdict));
        assert_eq!(verdicts[0].len(), verdicts[1].len());
        for (a, b) in verdicts[0].iter().zip(&verdicts[1]) {
            assert!(!same || a == b, "{text}");
            let both = *a == Verdict::Passed && *b == Verdict::Passed;
            assert!(!apart || !both, "{text}");
        }
        twice += u64::from(same);
        opposed += u64::from(apart);
    }
    assert!(twice > tried / 100 && opposed > tried / 100, "{twice} {opposed}");
}
