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
        "rule r on image i {
           for c in i.pod.containers { let a = c.name
             require a != \"\" else \"\" }
           for d in i.pod.containers { let a = d.name
             require a != \"\" else \"\" }
           require a != \"\" else \"\"
         }",
        &["E0201"],
    );
}

#[test]
fn rules_of_one_name_are_told_once_each() {
    let text = "rule r on image i { require i.name != \"\" else \"\" }\n".repeat(3);
    gives(&text, &["E0205", "E0205"]);
}
