//! Limits: steps, stack, sizes. And the same again, the same again.

use std::fmt::Write as _;

use super::{World, pod, program, verdicts};
use crate::lang::eval::line;

#[test]
fn a_match_that_takes_too_many_steps_is_undecided() {
    let yaml = pod("name: a, image: web");
    let mut world = World::of(&yaml);
    world.fuel = 1_000;
    let numbers: Vec<String> = (0..40).map(|n| n.to_string()).collect();
    let list = numbers.join(", ");
    let slow = format!("all a in [{list}]: all b in [{list}]: a + b >= 0");
    let policy = format!(
        "rule slow on image i {{ require {slow} else \"\" }}
         rule failed on image i {{ require i.tag == \"x\" else \"no\"\n require {slow} else \"\" }}
         rule quick on image i {{ require i.name == \"web\" else \"\" }}"
    );
    let found = verdicts(&policy, &world);
    assert_eq!(
        found,
        [
            "slow undecided: deciding this took too many steps",
            "failed failed: no | deciding this took too many steps",
            "quick passed",
        ]
    );
    world.fuel = 1_000_000;
    assert_eq!(verdicts(&policy, &world), ["slow passed", "failed failed: no", "quick passed"]);
}

/// The letters of a regular expression count, for each letter of the text.
#[test]
fn a_large_regular_expression_on_a_long_text_takes_many_steps() {
    let mut world = World::of(&pod("name: a, image: web"));
    world.fuel = 5_000;
    let text = "a".repeat(10_000);
    for (pattern, quick) in [("a*b", true), ("(a|aa)*b", true), ("a{1,1000}b", false)] {
        for asked in ["matches", "find", "find_all"] {
            let condition = match asked {
                "matches" => format!("not (t matches re\"{pattern}\")"),
                "find" => format!("t.find(re\"{pattern}\") is absent"),
                _ => format!("t.find_all(re\"{pattern}\").is_empty()"),
            };
            let policy = format!(
                "let t: String = \"{text}\"\nrule r on image i {{ require {condition} else \"\" }}"
            );
            let expected =
                if quick { "r passed" } else { "r undecided: deciding this took too many steps" };
            assert_eq!(verdicts(&policy, &world), [expected], "{condition}");
        }
    }
}

/// Repetitions of repetitions are more than a number holds, and one more is no less.
#[test]
fn the_weight_of_a_regular_expression_has_a_bound() {
    let weight = |text: &str| seaworthy::lang::value::form::pattern(text).unwrap().weight;
    assert_eq!(weight("ab[cd]|(e{3})+$"), 3 + 2 * 3 + 1);
    let endless = format!("a{}", "+".repeat(64));
    for text in [format!("{endless}bc"), format!("bc|{endless}"), format!("({endless}b)+")] {
        assert_eq!(weight(&text), usize::MAX, "{text}");
    }
}

/// The deepest that the parser and lowering let through, on the stack of a thread.
#[test]
fn the_deepest_expressions_and_calls_fit_a_thread_s_stack() {
    for form in [
        "(if n > 0 then {} else false)",
        "(any x@ in [n] : {})",
        "(not ({}))",
        "([g.value for g in [x@: {} for x@ in [n] where x@ > 0]] == [[true]])",
        "([{}][0] ?? false)",
        "all_equal([{}])",
    ] {
        let (levels, times) = match form {
            form if form.starts_with("([") => (14, 12),
            form if form.starts_with("all") => (14, 30),
            form if form.starts_with("(if") => (14, 60),
            _ => (20, 40),
        };
        let mut policy = String::from("func f0(n: Int) -> Bool = n > 0\n");
        for level in 1..=levels {
            let mut body = format!("f{}(n)", level - 1);
            for at in 0..times {
                body = form.replace('@', &at.to_string()).replace("{}", &body);
            }
            let _ = writeln!(policy, "func f{level}(n: Int) -> Bool = {body}");
        }
        let (mut head, mut tail) = (String::new(), String::new());
        for _ in 0..50 {
            head += "if i.name == \"web\" { ";
            tail += " }";
        }
        let _ = write!(
            policy,
            "rule r on image i {{ {head} require f{levels}(1) in [true, false] else \"\" {tail} }}"
        );
        let run = move || {
            let world = World::of(&pod("name: a, image: web"));
            assert_eq!(verdicts(&policy, &world), ["r passed"]);
        };
        let thread = std::thread::Builder::new().stack_size(2 << 20).spawn(run).unwrap();
        thread.join().unwrap();
    }
}

#[test]
fn calls_that_nest_too_deep_are_refused() {
    use seaworthy::lang::lower::lower;
    use seaworthy::lang::pipeline::{Options, Policy, What, load};
    use seaworthy::lang::typeck::NoKinds;

    let mut policy = String::from("edition 1\nfunc f0(n: Int) -> Int = n\n");
    for level in 1..2_000 {
        let _ = writeln!(policy, "func f{level}(n: Int) -> Int = f{}(n)", level - 1);
    }
    policy += "rule r on image i { require f1999(1) == 1 else \"\" }";
    let what = What::Text("deep.sea".into(), policy);
    let checked =
        load(&[Policy { what, place: None }], &Options::default(), &super::NoFiles).check(&NoKinds);
    assert!(checked.is_sound());
    let errors = lower(&checked).unwrap_err();
    assert_eq!(errors.len(), 1);
    assert_eq!(errors[0].code.as_str(), "E0701");
}

#[test]
fn texts_do_not_grow_without_bounds() {
    let mut policy = String::from("let t0: String = \"aaaaaaaaaaaaaaaa\"\n");
    for level in 1..12 {
        let _ = writeln!(
            policy,
            "let t{level}: String = t{}.replace(\"a\", \"aaaaaaaaaaaaaaaa\")",
            level - 1
        );
    }
    policy += "rule r on image i { require t11.len() > 0 else \"\" }";
    let found = verdicts(&policy, &World::of(&pod("name: a, image: web")));
    assert_eq!(found, ["r undecided: the result is too large"]);
}

#[test]
fn the_same_inputs_give_the_same_outcomes() {
    let program = program(
        "rule a on manifests m { for g in [i.name: i for i in m.images] { require g.value.len() == 0 else \"{g.key} {g.value}\" at g.value } }
         rule b on image i { require i.object.metadata.labels.keys() == [\"x\"] else \"{i.object.metadata.labels.keys()}\" }",
    );
    let yaml =
        pod("name: a, image: web").replace("name: web", "name: web, labels: { z: a, v: b, x: c }");
    let run = || {
        let mut lines = Vec::new();
        World::of(&yaml).judge(&program, &mut |bound, outcome| {
            lines.push(format!(
                "{} {:?}",
                line(bound, &outcome),
                outcome.failures.first().map(|f| f.reads.len())
            ));
        });
        lines
    };
    assert_eq!(run(), run());
    assert!(run()[0].contains("[z, v, x]"), "{:?}", run());
}
