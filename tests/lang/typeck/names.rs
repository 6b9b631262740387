//! What names in scope are found by, and what guesses at others may cost.

use super::{checked, gives};

#[test]
fn guesses_end_when_they_have_cost_enough() {
    let others: String =
        (0..400).map(|n| format!("let {}{n}: Int = 1\n", "x".repeat(200))).collect();
    let wrong: String = (0..200)
        .map(|n| format!("rule r{n} on image i {{ require nummber == 1 else \"\" }}\n"))
        .collect();
    let text = format!("let number: Int = 1\n{others}{wrong}");
    let found = checked(&text).diagnostics;
    let told: Vec<bool> = found
        .iter()
        .filter(|it| it.code.as_str() == "E0201")
        .map(|it| it.message.contains("did you mean `number`"))
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
