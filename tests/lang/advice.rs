//! What is said of slips that people and other languages suggest: the sentence, and what to do.

use seaworthy::base::distance;
use seaworthy::lang::pipeline::{NoFiles, Options, Policy, What, load};
use seaworthy::world::kube::Table;

/// What is said of a policy: of each thing the message, its labels and its help, in a line.
fn said(policy: &str) -> Vec<String> {
    let text = What::Text("test.sea".into(), format!("edition 1\n{policy}\n"));
    let parsed = load(&[Policy { what: text, place: None }], &Options::default(), &NoFiles);
    let all = parsed.check(Table::built_in()).diagnostics;
    let lines = all.iter().map(|fault| {
        let labels = fault.labels.iter().map(|label| label.text.as_str());
        let parts = std::iter::once(fault.message.as_str()).chain(labels);
        parts.chain(fault.help.iter().map(String::as_str)).collect::<Vec<_>>().join(" | ")
    });
    lines.collect()
}

fn holds(policy: &str, expected: &str) {
    let said = said(policy);
    assert!(said.iter().any(|line| line.contains(expected)), "{policy}\n{expected}\n{said:#?}");
}

/// A rule on images with these statements.
fn rule(body: &str) -> String {
    format!("rule r on image i {{ {body} }}")
}

#[test]
fn statements_and_tests_that_other_languages_write() {
    for (policy, expected) in [
        (rule("var x = 1"), "unknown statement `var`; did you mean `let`?"),
        (
            "test \"t\" { var x = 1 }".into(),
            "unknown statement `var` | no statement begins with this | begin it with one of `given`",
        ),
        (
            "test \"t\" given \"\"\"a\"\"\"".into(),
            "the body of a test stands in braces; found `given` | `{` belongs before this",
        ),
        ("test \"t\" { }".into(), "this test is given no manifest | no `given` | add `given"),
        (
            "test \"t\" { expect fails }".into(),
            "what is found is marked in the manifest | not said here | end the manifest's line with `#~ RULE`",
        ),
        (
            "test \"t\" { expect undecided }".into(),
            "what is found is marked in the manifest | not said here | end the manifest's line with `#~ ?RULE`",
        ),
        (
            "func f(a: Int) = 1".into(),
            "a function says which type it yields | write `-> Type` before",
        ),
        (
            "func f(a: Int) { 1 }".into(),
            "a function says which type it yields | write `-> Type` before",
        ),
        (
            "func f(a: Int) -> Int { 1 }".into(),
            "the body of a function is one expression | write `=` | write `func name",
        ),
        (rule("§ x"), "`§` (U+00A7) means nothing here | not a part of the language"),
        ("// a".into(), "`//` begins no comment; write `#`"),
        ("/* a */".into(), "`/*` begins no comment; write `#`"),
    ] {
        holds(&policy, expected);
    }
}

#[test]
fn conditions_that_other_languages_write() {
    for (condition, expected) in [
        ("i.tag si present", "unexpected `si`; did you mean `is`? | write `is`"),
        ("i.tag iss absent", "unexpected `iss`; did you mean `is`? | write `is`"),
        ("i.tag.map(1) == 1", "write `[… for x in (i.tag ?? \"\")]`"),
        ("[1].collect() == 1", "write `[… for x in [1]]`"),
        ("i.registry matches re\"(?=a)\"", "write it without: it must run in linear time"),
        ("i.registry matches re\"(a)\\1\"", "write it without: it must run in linear time"),
        ("i.registry matches re\"*a\"", "put something before the sign"),
        ("i.registry matches re\"(a\"", "unclosed group | here | mend it, or write `\\` before"),
        ("i.registry == 1", "| write `\"1\"`"),
        ("i.registry == i.path.len()", "read the text as a number: `….to_int()`"),
        ("i.registry.own()", "`own` is a function | called as a method | write `own(i.registry)`"),
        ("i.registry.same_minor()", "write `same_minor(i.registry)`"),
        ("i.registry == 1.5", "text belongs here; write `\"1.5\"`"),
        ("1.5 == i.registry", "text belongs here; write `\"1.5\"`"),
        ("[1.5].len() == 1", "there are no decimal numbers, and so no `1.5`"),
        ("i.container?.name == i.tag and i.tag.len() > 0", "`tag` may be absent"),
        ("own(i.path.len())", "make it text: `\"{i.path.len()}\"`"),
        ("own(1)", "a `String` belongs here, and this is an `Int` | `Int` | write `\"1\"`"),
        ("i.object.kin == \"a\"", "as it is written: `i.object.raw.kin`"),
        ("i.object.metadata.nam is present", "has no field `nam`; did you mean `name`?"),
        ("i in i.object.raw.spec", "nothing says as what these are compared"),
        ("i.object.raw.spec in i.object.raw.metadata", "nothing says as what these are compared"),
    ] {
        let own = "func own(a: String) -> Bool = a == \"x\"";
        holds(&format!("{own}\n{}", rule(&format!("require {condition} else \"m\""))), expected);
    }
}

/// What equals something that is there is there.
#[test]
fn a_value_that_equals_one_that_is_present_is_present() {
    let told = said(&rule("require i.registry == i.tag and i.tag.len() > 0 else \"m\""));
    assert!(!told.iter().any(|line| line.contains("may be absent")), "{told:#?}");
}

#[test]
fn tags_have_128_characters_at_most() {
    for (length, refused) in [(128, false), (129, true), (300, true)] {
        let policy = rule(&format!("require i.tag != \"{}\" else \"m\"", "a".repeat(length)));
        let long = format!("a tag has at most 128 characters, and this has {length}");
        assert_eq!(said(&policy).iter().any(|line| line.contains(&long)), refused, "{length}");
    }
}

#[test]
fn what_stands_behind_a_condition_says_what_is_missing() {
    for (behind, expected) in [
        ("else: \"m\"", "`else` is followed by a text in double quotes | drop the `:`"),
        ("else = \"m\"", "`else` is followed by a text in double quotes | drop the `=`"),
        ("else (\"m\")", "drop the parentheses"),
        ("else \"{i.object}\"", "print a part of it, such as `{i.object.metadata.name}`"),
        (
            "else \"m\" fix (safe) { i.x = 1 }",
            "what a fix changes follows `set` | write `set` before",
        ),
        (
            "else \"m\" fix (safe) { set l.x = 1 }",
            "a remedy's path starts at a match or the variable of a `for`, and `l` is neither",
        ),
    ] {
        let body = format!("let l = i.object\nrequire l.kind == \"x\" {behind}");
        holds(&rule(&body), expected);
    }
    let entries = "for e in [x.registry: x for x in [i]] { require e.key == \"\" else \"{e}\" }";
    holds(&rule(entries), "print a part of it, such as `{e.key}`");
}

#[test]
fn a_branch_that_is_decided_before_says_which_to_keep() {
    for (inner, expected) in [
        ("a", "is always true here | always true | this holds here | keep the branch that runs"),
        (
            "b",
            "is never true here | never true | this holds here | drop the branch that never runs",
        ),
    ] {
        let branches =
            "{ require i.tag is present else \"m\" } else { require i.tag is absent else \"n\" }";
        let body = format!("if i.registry == \"a\" {{ if i.registry == \"{inner}\" {branches} }}");
        holds(&rule(&body), expected);
    }
}

/// What the first label of each thing that is said of a policy points at.
#[test]
fn what_is_meant_is_pointed_at() {
    for (policy, expected) in [
        ("test \"t\" for r { }".to_owned() + &rule("require true else \"m\""), "test \"t\""),
        (rule("require if i.tag is present then true else \"m\""), "if"),
        (rule("require i.tag is present"), "require"),
    ] {
        let text = What::Text("test.sea".into(), format!("edition 1\n{policy}\n"));
        let parsed = load(&[Policy { what: text, place: None }], &Options::default(), &NoFiles);
        let all = parsed.check(Table::built_in()).diagnostics;
        let places: Vec<&str> = all
            .iter()
            .filter_map(|fault| fault.labels.first())
            .filter_map(|label| {
                parsed.sources().get(label.place.source).map(|it| it.slice(label.place.span))
            })
            .collect();
        assert!(places.contains(&expected), "{policy}\n{places:?}");
    }
}

/// Texts of which one has half more letters than the other, and one besides, are compared.
#[test]
fn texts_of_very_different_lengths_are_not_compared() {
    for (a, b, expected) in [
        ("abcd", "abcd", 0),
        ("abcd", "ab", 2),
        ("abcd", "a", 3),
        ("abcd", "", usize::MAX),
        ("abc", "a", 2),
        ("abc", "", usize::MAX),
        ("a", "", 1),
        ("ABC_d", "abc-D", 0),
    ] {
        assert_eq!((distance(a, b), distance(b, a)), (expected, expected), "{a} {b}");
    }
}

#[test]
fn names_of_other_languages_lead_to_ours() {
    for (policy, expected) in [
        (rule("require trim_left(\"a\") == \"a\" else \"m\""), "write `\"a\".trim()`"),
        (rule("require trim_right(\"a\") == \"a\" else \"m\""), "write `\"a\".trim()`"),
        ("rule r on manifest m { require true else \"m\" }".into(), "did you mean `manifests`"),
        (
            rule("require i.tag matches range\"1\" else \"m\""),
            "unknown literal `range\"…\"`; did you mean `semver`?",
        ),
        (rule("let few: List<Int> = [1] require few[0] == 1 + few[0] else \"m\""), "?? 0"),
    ] {
        holds(&policy, expected);
    }
}
