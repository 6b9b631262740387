//! Limits: steps, stack, sizes. And the same again, the same again.

use std::fmt::Write as _;

use seaworthy::lang::eval::{Bound, Context, Lack, Of, Subject, answer};
use seaworthy::lang::value::{Causes, Cluster, List, Shared, Value, Why};

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
    let weight = |text: &str| seaworthy::lang::value::Pattern::compile(text).unwrap().weight;
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

/// Each line of a policy doubles the one before; all of it is written out as `{last}`.
fn doubling(first: &str, next: &str, times: usize) -> String {
    let mut policy = format!("let a0: {first}\n");
    let ty = first.split_once(" =").map_or("", |(ty, _)| ty);
    for n in 0..times {
        let value = next.replace('@', &format!("a{n}"));
        let _ = writeln!(policy, "let a{}: {ty} = {value}", n + 1);
    }
    policy
}

/// Without charging for what is built, each of these takes hours, or all memory.
#[test]
fn what_doubles_ends_by_its_size() {
    let world = World::of(&pod("name: a, image: web"));
    for (first, next) in [
        ("String = \"aaaaaaaaaaaaaaaa\"", "@ + @"),
        ("String = \"aaaaaaaaaaaaaaaa\"", "\"{@}{@}\""),
        ("String = \"aaaaaaaaaaaaaaaa\"", "[@, @].join(\"-\")"),
        ("List<Int> = [1]", "@ + @"),
        ("List<Int> = [1]", "[@, @].flatten()"),
    ] {
        let policy = doubling(first, next, 60);
        let found = verdicts(
            &format!("{policy}rule r on image i {{ require a60 == a59 else \"\" }}"),
            &world,
        );
        assert!(found[0].starts_with("r undecided: "), "{next}: {found:?}");
    }
}

/// Sixty lists of two, each twice the one before: small as they are, and endless written out.
#[test]
fn what_is_shared_counts_each_time_that_it_is_gone_through() {
    let world = World::of(&pod("name: a, image: web"));
    let mut lets = String::from("let a0 = [1]\nlet b0 = [1]\n");
    for n in 0..60 {
        let _ = writeln!(lets, "let a{0} = [a{n}, a{n}]\nlet b{0} = [b{n}, b{n}]", n + 1);
    }
    for (condition, expected) in [
        ("a60 == b60", "r undecided: deciding this took too many steps"),
        ("[b60].contains(a60)", "r undecided: deciding this took too many steps"),
        ("all_equal([a60, b60])", "r undecided: deciding this took too many steps"),
        ("[a60, b60].unique().len() == 2", "r undecided: deciding this took too many steps"),
        ("\"{a60}\" == \"\"", "r undecided: the result is too large"),
        ("a60 == []", "r failed: no"),
        ("a60.len() == 2", "r passed"),
        ("a20 == b20", "r passed"),
    ] {
        let policy = format!("rule r on image i {{\n{lets}require {condition} else \"no\" }}");
        assert_eq!(verdicts(&policy, &world), [expected], "{condition}");
    }
}

/// A hundred lists of 10,000 fit into the steps of a match, and not into its room.
#[test]
fn lists_that_are_kept_take_room() {
    let yaml = pod("name: a, image: web");
    let mut world = World::of(&yaml);
    world.fuel = 1_000_000_000;
    let policy = |lists: usize| {
        let mut policy = doubling("List<Int> = [1, 2, 3, 4, 5]", "@ + @", 11);
        policy += "rule r on image i {\n";
        for n in 0..lists {
            let _ = writeln!(policy, "let b{n} = [x + {n} for x in a11]");
        }
        policy + "require b0.len() > 0 else \"no\" }"
    };
    assert_eq!(verdicts(&policy(10), &world), ["r passed"]);
    let found = verdicts(&policy(100), &world);
    assert_eq!(found, ["r undecided: deciding this took too many steps"]);
}

/// Each of two thousand images looks at all of them: together they have the steps of some matches.
#[test]
fn matches_of_one_object_share_their_steps() {
    let mut world = World::of(&format!(
        "{}{}",
        pod("name: a, image: web"),
        (0..2_000)
            .fold(String::new(), |all, n| all + &format!("    - {{ name: c{n}, image: a:1 }}\n"))
    ));
    world.fuel = 50_000;
    let rule = "rule r on image i where i.pod is present {
                  require all j in i.pod.images: j.name.len() > 0 else \"no\" }";
    let found = verdicts(rule, &world);
    let passed = found.iter().filter(|line| *line == "r passed").count();
    assert_eq!(found.len(), 2_001);
    assert!((10..500).contains(&passed), "{passed}");
    assert!(found[2_000].contains("too many steps"), "{}", found[2_000]);
}

/// Thousands of versions are found by what they are, not by going through all of them.
#[test]
fn unlike_values_are_told_apart_at_once() {
    let mut world = World::of(&pod("name: a, image: web"));
    world.fuel = 60_000;
    for value in ["version\"1.0.@\"", "duration\"@s\"", "quantity\"@Mi\"", "[@, 1]"] {
        let all: Vec<String> = (1..3_000).map(|n| value.replace('@', &n.to_string())).collect();
        let list = all.join(",\n");
        let policy =
            format!("rule r on image i {{ require [{list}].unique().len() == 2999 else \"no\" }}");
        assert_eq!(verdicts(&policy, &world), ["r passed"], "{value}");
    }
}

/// What lacks steps or room, and how much is left of that.
fn uncomputed(policy: &str, given: &[Option<Value<'static>>]) -> Vec<(Of, Lack)> {
    let program = program(policy);
    let bound = Bound::new(&program, given, None);
    bound.uncomputed().iter().map(|it| (it.of, it.lack.clone())).collect()
}

/// A list of 20,000 called `base`, and others made of it.
fn copies(list: &str, count: usize) -> String {
    let (mut policy, mut requires) = (format!("{list}\n"), String::new());
    for n in 0..count {
        let _ = writeln!(policy, "let a{n}: List<Int> = [x + {n} for x in base]");
        let _ = writeln!(requires, "  require a{n}.len() == 20000 else \"no\"");
    }
    format!("{policy}rule r on image i {{\n{requires}}}")
}

/// Room grows with what is written, in the policies or where params are set, and not with what is made.
#[test]
fn constants_have_room_for_what_is_written() {
    let made = "let b: List<Int> = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
                let c: List<Int> = b + b + b + b + b + b + b + b + b + b
                let d: List<Int> = c + c + c + c + c + c + c + c + c + c
                let e: List<Int> = d + d + d + d + d + d + d + d + d + d
                let base: List<Int> = e + e";
    let written = format!("let base: List<Int> = [{}]", vec!["1"; 20_000].join(","));
    let items = (0..20_000).map(|n| Value::Int(n).made()).collect();
    let set = [Some(Value::List(Shared::new(List::new(items, Causes::NONE))))];
    let param = "param base: List<Int> = []";
    for (list, given, fits) in [(made, &[][..], 4), (written.as_str(), &[], 9), (param, &set, 9)] {
        assert_eq!(uncomputed(&copies(list, fits), given), [], "{fits}");
        let found = uncomputed(&copies(list, 2 * fits), given);
        assert!(matches!(found[..], [(_, Lack::Room(_))]), "{fits}: {found:?}");
        assert_eq!(found[0].0 == Of::ConstantOfParams, list == param);
    }
}

/// A map as large as a policy may be has twice as many values as it has room for without regard to that.
#[test]
fn a_map_that_fills_a_policy_is_computed() {
    let mut policy = String::from("param p: Map<String, Int> = [\"a\": 1");
    for n in 0..90_000 {
        let _ = write!(policy, ",\"{n}\":1");
    }
    policy += "]\nrule r on image i { require p[\"89999\"] == 1 else \"no\" }";
    assert!(policy.len() < 1 << 20, "{}", policy.len());
    let program = program(&policy);
    let bound = Bound::new(&program, &[], None);
    assert_eq!((bound.uncomputed(), bound.unset()), (&[][..], Vec::new()));
    assert!(bound.param(0).is_some());
}

/// A rule on all that a policy declares: what nothing reads is not computed.
fn with_rule(policy: &str) -> String {
    let names = policy.lines().filter_map(|line| line.split([' ', ':']).nth(1));
    let requires = names.fold(String::new(), |all, name| {
        all + &format!("  require [{name}].len() == 1 else \"no\"\n")
    });
    format!("{policy}\nrule r on manifests m {{\n{requires}}}")
}

/// What has no value is told once: not what only follows from it, nor what is not set.
#[test]
fn what_can_not_be_computed_is_told_once() {
    let huge = "9223372036854775807";
    let text = doubling("String = \"aaaaaaaaaaaaaaaa\"", "@ + @", 16);
    let overflow = |of| (of, Lack::Known(Why::Overflow));
    for (policy, expected) in [
        (
            format!("let a: Int = {huge} + 1\nlet b: Int = a + 1\nlet c: Int = b + {huge}"),
            vec![overflow(Of::Constant)],
        ),
        (
            format!("let a: Int = {huge} + 1\nlet b: Int = {huge} + 2"),
            vec![overflow(Of::Constant), overflow(Of::Constant)],
        ),
        (format!("param p: Int = {huge} + 1\nlet b: Int = 1"), vec![overflow(Of::Param(0))]),
        ("param p: Int\nlet b: Int = p + 1".to_owned(), vec![]),
        ("let b: Date = today".to_owned(), vec![]),
        (doubling("List<Int> = [1]", "@ + @", 60), vec![(Of::Constant, Lack::Room(0))]),
        (
            format!(
                "{text}let large: Bool = a16 matches re\"a{{1,1000}}b\"\nlet other: Bool = not large"
            ),
            vec![(Of::Constant, Lack::Steps(10_000_000))],
        ),
    ] {
        let found = uncomputed(&with_rule(&policy), &[]).into_iter();
        let found: Vec<(Of, Lack)> = found
            .map(|(of, lack)| match lack {
                Lack::Room(_) => (of, Lack::Room(0)),
                lack => (of, lack),
            })
            .collect();
        assert_eq!(found, expected, "{policy}");
    }
}

/// A list of lists that are the same ones takes little room, and no end to write out: told is one of
/// 2^20 values, itself among them.
#[test]
fn the_largest_answer_is_told_and_no_larger_one() {
    let doubled: String = (1..20).map(|n| format!("let l{n} = [l{0}, l{0}]\n", n - 1)).collect();
    let world = World::of(&pod("name: a, image: b"));
    for (last, told) in [("l19", true), ("[l19]", true), ("[[l19]]", false), ("[l19, l19]", false)]
    {
        let program = program(&format!(
            "rule r on image i {{ let l0 = 1\n{doubled}let told = {last}\nrequire true else \"\" }}"
        ));
        let bound = Bound::new(&program, &[], None);
        let cluster = Cluster { index: &world.index, profile: &world.profile, unjudged: false };
        let context = Context::new(cluster);
        let found = answer(&bound, 0, Subject::Image(&world.objects[0], 0), &context);
        assert_eq!(found.causes.is_empty(), told, "{last}: {}", found.value.size());
    }
}
