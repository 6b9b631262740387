//! What is decided before it is asked, and what is asked twice or excludes itself.

use super::{checked, fine, gives};

fn image(guard: &str, body: &str) -> String {
    let guard = if guard.is_empty() { String::new() } else { format!(" where {guard}") };
    format!("edition 1\nrule r on image i{guard} {{ {body} }}")
}

const VALID: &str = "require i.is_valid else \"m\"";

#[test]
fn guards_that_never_hold() {
    for guard in [
        "i.tag == \"a\" and i.tag == \"b\"",
        "i.tag == \"a\" and i.tag != \"a\"",
        "i.tag == \"a\" and i.tag in [\"b\", \"c\"]",
        "i.tag in [\"a\", \"b\"] and i.tag not in [\"b\", \"a\"]",
        "i.tag is absent and i.tag == \"a\"",
        "i.tag is absent and i.digest is present and i.tag matches glob\"v*\" and i.tag == \"a\"",
        "i.tag == \"a\" and i.tag matches glob\"b*\"",
        "i.is_valid and not i.is_valid",
        "(i.tag == \"a\" or i.tag == \"b\") and i.tag == \"c\"",
        "not (i.tag is present or i.digest is absent) and i.tag == \"a\"",
        "i in repo\"ghcr.io\" and i in repo\"quay.io/acme\"",
        "i in repo\"ghcr.io/acme\" and i not in [repo\"ghcr.io\", repo\"quay.io\"]",
        "i.effective_pull_policy == Always and i.effective_pull_policy == Never",
        "i.effective_pull_policy != Always and i.effective_pull_policy != Never and i.effective_pull_policy != IfNotPresent",
        "i.object is Deployment and i.object is CronJob",
        "i.pod is present and i.object.images.len() > 2 and not (i.object.images.len() > 2)",
        "i.object.images.len() > 2 and 2 >= i.object.images.len() and not (2 < i.object.images.len())",
    ] {
        gives(&image(guard, VALID), &["L0313"]);
    }
}

#[test]
fn guards_that_may_hold() {
    for guard in [
        "i.tag == \"a\" or i.tag == \"b\"",
        "i.tag in [\"a\", \"b\"] and i.tag != \"a\"",
        "i.tag != \"a\" and i.tag != \"b\"",
        "i.tag == \"a\" and i.name == \"b\"",
        "i in repo\"ghcr.io\" and i not in repo\"ghcr.io/acme\"",
        "i in repo\"*.io/acme\" and i in repo\"ghcr.io\"",
        "i.tag matches glob\"a*\" and i.tag matches glob\"*b\"",
        "i.declared_pull_policy != Always and i.declared_pull_policy != Never and i.declared_pull_policy != IfNotPresent",
        "i.object is Deployment or i.object is CronJob",
        "i.object.metadata.labels[\"a b\"] == \"x\" and i.object.metadata.labels[\"ab\"] == \"y\"",
        "i.object.metadata.labels[\"a b\"] == \"x\" or i.object.metadata.labels[\"ab\"] == \"x\"",
        "(any x in i.object.images: x.tag == \"a\") and (any x in i.object.images: x.tag == \"b\")",
        "i.object.raw.spec.a == \"1\" and i.object.raw.spec.a == 1",
    ] {
        fine(&image(guard, VALID));
    }
}

#[test]
fn branches_and_operands_that_are_decided() {
    for body in [
        "if i.tag is present { @ } else if i.tag is absent { @ } else { @ }",
        "if i.tag == \"a\" { @ } else if i.tag == \"a\" { @ }",
        "if i.tag == \"a\" { if i.tag == \"b\" { @ } }",
        "if i in repo\"ghcr.io\" { @ } else if i in repo\"ghcr.io/acme\" { @ }",
        "if i.sort == Main { @ } else if i.sort in [Init, Main] { if i.sort == Main { @ } }",
        "if i.effective_pull_policy == Always { @ } else if i.effective_pull_policy == Never { @ } else if i.effective_pull_policy == IfNotPresent { @ } else { @ }",
        "require i.tag == \"a\" or (i.tag == \"b\" and i.tag != \"a\") else \"m\"",
        "require i.is_valid or (i.tag == \"a\" and not i.is_valid) else \"m\"",
        "let x = if i.tag == \"a\" then 1 else if i.tag == \"a\" then 2 else 3 require x == i.object.images.len() else \"m\"",
        "for x in i.object.images where x.tag == \"a\" { if x.tag == \"b\" { @ } }",
    ] {
        // Obligations that say the same in several branches differ in their context.
        gives(&image("", &body.replace('@', VALID)), &["L0314"]);
    }
}

#[test]
fn branches_that_are_not_decided() {
    for body in [
        "if i.tag is present { @ } else if i.digest is present { @ }",
        "if i in repo\"ghcr.io/acme\" { @ } else if i in repo\"ghcr.io\" { @ }",
        // The last of a chain may be written out.
        "if i.effective_pull_policy == Always { @ } else if i.effective_pull_policy == Never { @ } else if i.effective_pull_policy == IfNotPresent { @ }",
        "if i.tag is present { @ } else if i.tag is absent { @ }",
        // A policy that is not written is none of the three.
        "if i.declared_pull_policy == Always { @ } else if i.declared_pull_policy == Never { @ } else if i.declared_pull_policy == IfNotPresent { @ } else { @ }",
        "require i.digest is present or (i.tag ?? \"latest\") != \"latest\" else \"m\"",
        "for x in i.object.images where x.tag == \"a\" { @ } for x in i.object.images where x.tag == \"b\" { @ }",
    ] {
        fine(&image("", &body.replace('@', VALID)));
    }
}

#[test]
fn obligations_that_are_decided() {
    for (guard, condition) in [
        ("i.tag == \"a\"", "require i.tag != \"b\""),
        ("i.tag == \"a\"", "require i.tag == \"b\""),
        ("i.tag == \"a\"", "require i.is_valid and i.tag == \"b\""),
        ("i.tag == \"a\"", "require i.is_valid or i.tag in [\"a\", \"b\"]"),
        ("i in repo\"ghcr.io/acme\"", "require i in repo\"ghcr.io\""),
        ("i in repo\"ghcr.io/acme\"", "forbid i in [repo\"quay.io\"]"),
        ("i.tag is absent", "require i.tag is present"),
    ] {
        gives(&image(guard, &format!("{condition} else \"m\"")), &["L0315"]);
    }
    fine(&image("i.tag == \"a\"", "require i.name == \"b\" else \"m\""));
    fine(&image("i in repo\"ghcr.io\"", "require i in repo\"ghcr.io/acme\" else \"m\""));
}

#[test]
fn matchers_and_names_are_seen_through() {
    gives(
        &image(
            "",
            "let t = i.tag if t == \"a\" { if i.tag == \"b\" { require i.is_valid else \"m\" } }",
        ),
        &["L0314"],
    );
    gives(
        "edition 1\nlet old = [\"1\", \"2\"]\nrule r on image i where i.tag in old and i.tag == \"3\" { require i.is_valid else \"m\" }",
        &["L0313"],
    );
    fine(
        "edition 1\nparam old: List<String> = [\"1\"]\nrule r on image i where i.tag in old and i.tag == \"3\" { require i.is_valid else \"m\" }",
    );
}

#[test]
fn patterns_that_match_nothing() {
    for condition in [
        "require i.tag matches glob\"v1/*\"",
        "require i.registry matches glob\"docker.io/*\"",
        "require i.registry matches glob\"*.Acme.io\"",
        "require i.canonical matches glob\"nginx:*\"",
        "require i.canonical == \"nginx:1.27\"",
        "forbid i.canonical in [\"nginx:1.27\", \"docker.io/library/nginx:1.27\"]",
        "require i.path == \"/library/nginx\"",
        "require i.name == \"Nginx\"",
        "require i.digest matches glob\"latest*\"",
        "require i.namespace matches glob\"prod_*\"",
        "require i.namespace == \"Prod\"",
        "require i.object.metadata.namespace == \"Prod\"",
        "require i.registry.starts_with(\"https://\")",
        "require i.registry.contains(\"/\")",
        "require i.canonical.ends_with(\":\")",
    ] {
        gives(&image("", &format!("{condition} else \"m\"")), &["L0316"]);
    }
    for condition in [
        "require i.tag matches glob\"v1*\"",
        "require i.tag matches re\"v1/.*\"",
        "require i.registry matches glob\"*.acme.io:*\"",
        "require i.canonical matches glob\"**/nginx:*\"",
        "require i.canonical.starts_with(\"docker.io/\")",
        "require i.path.starts_with(\"library/\")",
        "require i.namespace == \"prod-1\"",
        "require i.object.metadata.name == \"Prod\"",
    ] {
        fine(&image("", &format!("{condition} else \"m\"")));
    }
}

/// What types decide is told once.
#[test]
fn what_types_decide_is_told_as_such() {
    gives(&image("i.tag is present and i.tag is absent", VALID), &["L0309"]);
    gives(&image("i.tag is present", "require i.tag is present else \"m\""), &["L0309"]);
}

/// What can't match and is an error has its own code.
#[test]
fn registries_that_no_image_has_are_errors() {
    for condition in [
        "i.registry == \"docker.io/library\"",
        "i.registry == \"index.docker.io\"",
        "i.registry == \"https://docker.io\"",
        "i.registry == \"GHCR.io\"",
        "i.registry in [\"docker.io/library\", \"ghcr.io\"]",
        "i.registry == \"*.acme.io\"",
        "i.tag == \"a:b\"",
        "i.digest == \"latest\"",
    ] {
        gives(&image("", &format!("require {condition} else \"m\"")), &["E0220"]);
    }
}

#[test]
fn repositories_within_others() {
    let param = |list: &str| {
        format!(
            "edition 1\nparam ok: Set<Repo> = [{list}]\nrule r on image i {{ require i in ok else \"m\" }}"
        )
    };
    gives(&param("repo\"ghcr.io\", repo\"ghcr.io/acme\""), &["L0317"]);
    gives(&param("repo\"docker.io/library/nginx\", repo\"docker.io/library\""), &["L0317"]);
    gives(&param("repo\"ghcr.io/acme\", repo\"GHCR.io/acme\""), &["L0317"]);
    gives(&param("repo\"ghcr.io\", repo\"ghcr.io\""), &["L0310"]);
    fine(&param("repo\"ghcr.io/acme\", repo\"ghcr.io/acme-2\", repo\"quay.io\""));
    gives(&image("", "require i in [repo\"*.io\", repo\"ghcr.io\"] else \"m\""), &["L0317"]);
}

#[test]
fn what_two_rules_ask() {
    let two =
        |first: &str, second: &str| format!("edition 1\nrule a on {first}\nrule b on {second}");
    let pinned = "image i { require i.digest is present else \"m\" }";
    gives(&two(pinned, "image x { forbid (x.digest is absent) else \"n\" }"), &["L0318"]);
    gives(&two(pinned, "image x { forbid x.digest is present else \"n\" }"), &["L0319"]);
    gives(
        &two(pinned, "image x where x.tag is present { require x.digest is present else \"n\" }"),
        &[],
    );
    gives(
        &two(
            "image i where i.is_valid and i.tag is present { require i.name == \"a\" else \"m\" }",
            "image x where x.tag is present and x.is_valid { require x.name == \"b\" else \"n\" }",
        ),
        &["L0319"],
    );
    gives(
        &two(
            "pod p { for c in p.all_containers { require c.imagePullPolicy == Always else \"m\" } }",
            "pod q { for d in q.all_containers { require Always == d.imagePullPolicy else \"n\" } }",
        ),
        &["L0318"],
    );
    gives(
        &two(
            "image i { require (all x in i.object.images: x.digest is present) else \"m\" }",
            "image i { require (all y in i.object.images: y.digest is present) else \"m\" }",
        ),
        &["L0318"],
    );
    // One is stronger, or they are about other things.
    gives(
        &two(
            "image i { require i.tag in [\"a\", \"b\"] else \"m\" }",
            "image i { require i.tag == \"a\" else \"m\" }",
        ),
        &[],
    );
    gives(&two(pinned, "container c { require c.image is present else \"m\" }"), &[]);
}

#[test]
fn they_are_allowed_in_place() {
    let text = "edition 1\nrule r on image i where i.tag == \"a\" and i.tag == \"b\" { # allow L0313: a trial\n require i.is_valid else \"m\" }";
    fine(text);
}

/// Nothing can be shadowed: whatever a name would hide makes it an error.
#[test]
fn no_name_shadows_another() {
    let rule = "rule r on image i { require i.is_valid else \"m\" }";
    let errors = |text: &str| {
        let all = checked(&format!("edition 1\n{text}")).diagnostics;
        let codes: Vec<&str> = all.iter().map(|d| d.code.as_str()).collect();
        codes.iter().any(|code| ["E0209", "E0223", "E0127", "E0123"].contains(code))
    };
    for text in [
        // A local and a local, a parameter, a param, a constant, a function, an import.
        "rule r on image i { let i = 1 require true else \"m\" }",
        "rule r on image i { for i in [1] { require i == 1 else \"m\" } }",
        "rule r on image i { require any i in [1]: i == 1 else \"m\" }",
        &format!("param p: Int = 1\n{}", rule.replace("require", "let p = 1 require")),
        &format!("let p = 1\n{}", rule.replace("require", "let p = 1 require")),
        &format!("func p() -> Int = 1\n{}", rule.replace("require", "let p = 1 require")),
        &format!(
            "import std/images {{ is_mutable }}\n{}",
            rule.replace("require", "let is_mutable = 1 require")
        ),
        "let a = 1\nfunc f(a: Int) -> Int = a",
        // What the library gives without being asked.
        "let all_equal = 1",
        "func all_equal(x: Int) -> Int = x",
        &rule.replace("require", "let all_equal = 1 require"),
        "let manifests = 1",
        &rule.replace("require", "let today = 1 require"),
        // Values of enums, types and kinds begin with a capital, and no other name may.
        "let Always = 1",
        &rule.replace("require", "let Always = 1 require"),
        "func Image(x: Int) -> Int = x",
        &rule.replace("image i", "image Secret"),
        // Words of the language.
        "let present = 1",
    ] {
        assert!(errors(text), "{text}");
    }
}
