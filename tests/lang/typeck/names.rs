//! What names in scope are found by, and what guesses at others may cost.

use super::{checked, gives};

#[test]
fn guesses_end_when_they_have_cost_enough() {
    let long = "x".repeat(200);
    let others: String = (0..400).map(|n| format!("let {long}{n}: Int = 1\n")).collect();
    let wrong: String = (0..200)
        .map(|n| format!("rule r{n} on image i {{ require nummber{long} == 1 else \"\" }}\n"))
        .collect();
    let text = format!("let number{long}: Int = 1\n{others}{wrong}");
    let found = checked(&text).diagnostics;
    let told: Vec<bool> = found
        .iter()
        .filter(|it| it.code.as_str() == "E0201")
        .map(|it| it.message.contains("did you mean `number"))
        .collect();
    assert_eq!(told.len(), 200);
    assert!(told[0] && !told[199], "{told:?}");
    assert!(told.is_sorted_by(|a, b| a >= b), "{told:?}");
}

#[test]
fn names_and_facts_end_with_their_block() {
    gives(
        "edition 1
         rule r on image i {
           if i.tag is present { let a = i.tag
             require a != \"x\" else \"\" }
           if i.tag is absent { let a = 1
             require a != 2 else \"\" }
           require a != 3 else \"\"
         }",
        &["E0201"],
    );
}

#[test]
fn rules_of_one_name_are_told_once_each() {
    let rules = "rule r on image i { require i.name != \"\" else \"\" }\n".repeat(3);
    gives(&format!("edition 1\n{rules}"), &["E0209", "E0209"]);
}

/// What wrong names may have meant is guessed as long as that is cheap: thousands of them beside
/// thousands of names are not slips.
#[test]
fn thousands_of_unknown_names_are_not_all_compared_with_thousands() {
    let mut text = String::from("edition 1\n");
    for n in 0..1_500 {
        text += &format!("func function_of_number_{n}(a: Int) -> Int = a\n");
        text += &format!(
            "rule r{n} on image i {{ require fumction_of_number_{n}(unknown_name_{n}) == 1 else \"no\" }}\n"
        );
    }
    let found = checked(&text).diagnostics;
    let of = |code: &str| found.iter().filter(|d| d.code.as_str() == code).collect::<Vec<_>>();
    let (functions, names) = (of("E0204"), of("E0201"));
    assert_eq!((functions.len(), names.len()), (1_500, 1_500));
    let guessed = functions.iter().filter(|d| d.message.contains("did you mean")).count();
    assert!((1..200).contains(&guessed), "{guessed}");
}

/// Each of a thousand functions calls all others: a thousand circles and more, each told by its ends.
#[test]
fn circles_of_circles_are_told_by_their_ends() {
    let mut text = String::from("edition 1\n");
    for n in 0..1_000 {
        text += &format!(
            "func f{n}(a: Int) -> Int = f{}(a) + f0(a) + f{}(a)\n",
            (n + 1) % 1_000,
            n / 2
        );
    }
    let found = checked(&text).diagnostics;
    assert!(found.len() > 1_000, "{}", found.len());
    assert!(found.iter().all(|d| d.code.as_str() == "E0224"), "{:#?}", found[0]);
    let longest = found.iter().map(|d| d.message.len() + 100 * d.labels.len()).max();
    assert!(longest < Some(1_200), "{longest:?}");
    assert!(found.iter().any(|d| d.message.ends_with("refers to itself")));
}

#[test]
fn an_unknown_name_is_told_once_with_some_of_its_places() {
    let text = "edition 1\nrule r on image i {\n".to_owned()
        + &"require unknwon == 1 else \"no\"\n".repeat(500)
        + "}\n";
    let found = checked(&text).diagnostics;
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].labels.len(), 4);
}

/// Behind a thousand faults nothing is read. That a name is mentioned there does not mean that it is
/// declared there; what is, is known.
#[test]
fn behind_a_thousand_faults_only_declarations_excuse_a_name() {
    let mut text = String::from("edition 1\n");
    for n in 0..600 {
        text += &format!("rule r{n} on image i {{ require i.tag != null && !true else \"no\" }}\n");
    }
    text += "let late: Int = 1\nrule last on image i { require null == late else \"no\" }\n";
    text = text.replacen("i.tag != null", "late == null", 1);
    let found = checked(&text).diagnostics;
    let count = |what: &str| found.iter().filter(|it| it.message.contains(what)).count();
    assert_eq!(count("unknown name `null`"), 500, "{:#?}", &found[..3]);
    assert_eq!(count("`late`"), 0);
}

/// Regular expressions and globs are compiled, which nobody counts the steps of: no text of a manifest
/// becomes one.
#[test]
fn what_is_compiled_is_of_policies_alone() {
    for (value, ty) in [
        ("i.name", "Regex"),
        ("i.name", "Glob"),
        ("i.object.raw", "Regex"),
        ("i.object.raw", "Glob"),
        ("i.object.raw", "List<Regex>"),
        ("i.object.raw", "Map<String, Regex>"),
    ] {
        gives(
            &format!(
                "edition 1\nrule r on image i {{ require ({value} as {ty}) is present else \"\" }}\n"
            ),
            &["E0246"],
        );
    }
}
