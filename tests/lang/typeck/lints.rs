//! Lints: what absence satisfies, and what is allowed in place.

use super::{fine, gives};

fn rule(body: &str) -> String {
    format!("edition 1\nrule r on image i {{ {body} }}")
}

#[test]
fn obligations_that_absence_alone_would_satisfy() {
    for condition in [
        "i.tag != \"latest\"",
        "\"latest\" != i.tag",
        "i.tag not in [\"latest\"]",
        "not (i.tag == \"latest\")",
        "not (i.tag matches glob\"v*\")",
        "i.digest is present or i.tag != \"latest\"",
        "i.is_valid and i.tag != \"latest\"",
        "not (i.tag == \"a\" or i.is_valid)",
        "all x in i.object.images: x.tag != \"latest\"",
        "none x in i.object.images: x.tag == \"latest\"",
    ] {
        let text = rule(&format!("require {condition} else \"m\""));
        gives(&text, &["L0301"]);
    }
    gives(&rule("forbid i.tag == \"latest\" else \"m\""), &["L0301"]);
    gives(&rule("forbid i.tag in [\"latest\"] else \"m\""), &["L0301"]);
    gives(&rule("forbid i.is_valid or i.tag == \"latest\" else \"m\""), &["L0301"]);
}

#[test]
fn obligations_that_say_what_they_mean() {
    for condition in [
        "i.tag == \"latest\"",
        "i.tag is absent or i.tag != \"latest\"",
        "i.tag is present and i.tag != \"latest\"",
        "(i.tag ?? \"latest\") != \"latest\"",
        "i.name != \"nginx\"",
        "i.tag != i.digest",
        "any x in i.object.images: x.tag == \"latest\"",
        "i.digest is present or (i.tag ?? \"latest\") != \"latest\"",
    ] {
        fine(&rule(&format!("require {condition} else \"m\"")));
    }
    fine(&rule("forbid i.tag != \"1\" else \"m\""));
    fine("edition 1\nrule r on image i where i.tag != \"a\" { require i.is_valid else \"m\" }");
}

#[test]
fn a_lint_is_allowed_with_a_reason() {
    let require = "require i.tag != \"latest\" else \"m\"";
    let text = |before: &str, behind: &str| {
        format!("edition 1\nrule r on image i {{\n  {before}\n  {require} {behind}\n}}")
    };
    fine(&text("# allow L0301: another rule looks at it", ""));
    fine(&text("", "# allow L0301: another rule looks at it"));
    fine(&text("# allow l0301, L0306: both", "").replace("\"latest\"", "\"latest\" and 1 == 1"));
    gives(&text("# allow L0301", ""), &["L0311"]);
    gives(&text("# allow L0301:  ", ""), &["L0311"]);
    gives(&text("# allow L0305: the wrong one", ""), &["L0312", "L0301"]);
    gives(&text("# allow L0301, L0305: one too many", ""), &["L0312"]);
    gives(&text("# allow L0999: no such lint", ""), &["L0312", "L0301"]);
    gives(&text("# allow E0201: errors are not allowed", ""), &["L0312", "L0301"]);
    gives(&text("# allow me to say that this is fine", ""), &["L0301"]);
    gives(&text("# allow L0301: too far away\n", ""), &["L0312", "L0301"]);
}

#[test]
fn what_cannot_be_read_is_not_called_unused() {
    let text = "edition 1\nparam p: Int = 1\nlet c = 1\nrule r on image i { require i.tga == p else \"m\" }";
    gives(text, &["E0202"]);
}
