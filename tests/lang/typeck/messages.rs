//! What is said of slips, word for word: the first message of each policy.

use super::parsed;
use seaworthy::lang::typeck::NoKinds;

/// The first message about a rule on `head` with `body`, as `CODE message`.
fn said(head: &str, body: &str) -> String {
    let text = format!("edition 1\nrule r on {head} {{ {body} }}");
    let found = parsed(&text).check(&NoKinds).diagnostics;
    let first = found.first().unwrap_or_else(|| panic!("nothing is said of: {text}"));
    assert!(
        found.len() == 1,
        "{text}: {:#?}",
        found.iter().map(|d| &d.message).collect::<Vec<_>>()
    );
    format!("{} {}", first.code.as_str(), first.message)
}

/// The first message about a condition on `image i`.
fn of(condition: &str) -> String {
    said("image i", &format!("require {condition} else \"m\""))
}

#[test]
fn the_table_of_the_design() {
    let container =
        |condition: &str| said("container c", &format!("require {condition} else \"m\""));
    for (actual, expected) in [
        (
            said("imgae i", "require true == false else \"m\""),
            "E0207 unknown matcher `imgae`; did you mean `image`?",
        ),
        (
            container("c.imagePullPolicy == Alway"),
            "E0206 `PullPolicy` has no `Alway`; did you mean `Always`?",
        ),
        (
            container("c.imagePullPolicy == \"always\""),
            "E0217 a pull policy is not text; write `Always`",
        ),
        (
            container("c.imagePullPolcy == Always"),
            "E0202 `Container` has no field `imagePullPolcy`; did you mean `imagePullPolicy`?",
        ),
        (
            of("i.tag.len() > 3"),
            "E0210 `tag` may be absent; guard it with `is present` or default it with `??`",
        ),
        (of("i.tag == 1.10"), "E0219 a tag is text, and 1.10 would be 1.1; write `\"1.10\"`"),
        (
            of("i.repo == \"nginx\""),
            "E0218 a repository does not compare with text; write `repo\"docker.io/library/nginx\"`",
        ),
        (of("i.registry == \"GHCR.IO\""), "E0220 this never holds: registries are lower case"),
        (of("i in repo\"ghcr.io/acme:1\""), "E0232 a repository has no tag"),
        (of("i.tag matches semver\">=2.4 <1\""), "E0238 no version satisfies this range"),
        (said("pod p", ""), "E0225 this rule checks nothing"),
    ] {
        assert_eq!(actual, expected);
    }
}

#[test]
fn comparisons_that_can_not_hold() {
    for (condition, expected) in [
        ("i == i.pod", "E0215"),
        ("i.object == i.object", "E0215"),
        ("i.namespace == 3", "E0214"),
        ("i.repo == i.registry", "E0218"),
        ("i.tag == version\"1.2\"", "E0214"),
        ("i.tag < \"b\"", "E0216"),
        ("i.is_valid > true", "E0216"),
        ("version\"1\" < 2", "E0214"),
        ("i.path == [\"a\"]", "E0214"),
        ("i.tag == glob\"v*\"", "E0245"),
        ("i.tag in \"latest\"", "E0244"),
        ("i.tag in 3", "E0244"),
        ("i.tag in semver\">=1\"", "E0244"),
        ("i.tag in [1, 2]", "E0214"),
        ("i.registry in repo\"ghcr.io\"", "E0218"),
        ("i in [image\"nginx\"]", "E0215"),
        ("i.path in [glob\"a*\"]", "E0244"),
        ("i matches glob\"a*\"", "E0245"),
        ("i.repo matches glob\"a*\"", "E0245"),
        ("i.path matches [glob\"a*\"]", "E0245"),
        ("i.path matches 3", "E0245"),
        ("i.is_valid matches glob\"a*\"", "E0245"),
        ("i.registry == \"ghcr.io/acme\"", "E0220"),
        ("i.registry == \"index.docker.io\"", "E0220"),
        ("i.registry in [\"ghcr.io\", \"Quay.io\"]", "E0220"),
        ("i.tag == \":latest\"", "E0220"),
        ("i.tag == \"v1.*\"", "E0220"),
        ("i.tag == \"\"", "E0220"),
        ("i.digest == \"sha256:abc\"", "E0220"),
        ("i.name == \"library/nginx\"", "E0220"),
        ("i.effective_pull_policy == ContainerSort.Init", "E0214"),
        ("i.object.raw.a == i.object.raw.b", "E0257"),
    ] {
        assert_eq!(&of(condition)[..5], expected, "{condition}: {}", of(condition));
    }
}

#[test]
fn comparisons_that_can() {
    for condition in [
        "i in repo\"ghcr.io\"",
        "i in [repo\"ghcr.io\"]",
        "i.repo in [repo\"ghcr.io\"]",
        "i.repo == repo\"ghcr.io/a\"",
        "i.tag in [\"a\", \"b\"]",
        "i.tag in [\"a\": 1]",
        "i.tag == i.digest",
        "i.tag matches glob\"v*\" or i.tag matches re\"v.*\" or i.tag matches semver\">=1\"",
        "version\"1.2\" <= version\"1.3\"",
        "i.container?.imagePullPolicy in [Always, Never]",
        "Always == i.effective_pull_policy",
        "[Always] == [i.effective_pull_policy]",
        "i.sort == Init",
        "i.object.raw.spec.x == 3",
        "\"a\" in i.object.raw.spec.x",
        "i.object.raw.spec.x matches glob\"a\"",
        "i.object.raw.spec.image in repo\"ghcr.io\"",
        "i.object.metadata.labels == [\"a\": \"b\"]",
        "[i.name] == []",
        "i.pod is absent or i.container?.resources?.limits == []",
    ] {
        let text = format!("edition 1\nrule r on image i {{ require {condition} else \"m\" }}");
        super::fine(&text);
    }
}

#[test]
fn one_slip_is_said_once() {
    for condition in [
        "i.tga.len() > 3 and i.tga.starts_with(\"a\")",
        "unknown.a.b == Always",
        "i.nothing in [Always, Never]",
        "(if i.is_valid then unknown else Always) == i.effective_pull_policy",
        "[x.tga for x in i.object.images] == []",
    ] {
        let text = format!("edition 1\nrule r on image i {{ require {condition} else \"m\" }}");
        let found = parsed(&text).check(&NoKinds).diagnostics;
        let slips = condition.matches("tga").count().max(1);
        assert_eq!(found.len(), slips, "{condition}: {found:#?}");
    }
}

#[test]
fn calls_and_fields_for_what_they_are_not() {
    for (condition, expected) in [
        ("i.tag() == \"a\"", "E0256 `tag` is a field"),
        ("i.name.len > 3", "E0256 `len` is a method"),
        ("len(i.name) > 3", "E0256 `len` is a method"),
        ("all_equal == i.name", "E0256 `all_equal` is a function"),
        ("i.name.lenn() > 3", "E0203 a `String` has no method `lenn`; did you mean `len`?"),
        ("i.name.replace(\"a\") == \"\"", "E0213 `replace` takes 2 arguments, and one is given"),
        ("i.name.starts_with(3)", "E0211 a `String` belongs here, and this is an `Int`"),
        ("alequal([1])", "E0204 unknown function `alequal`; did you mean `all_equal`?"),
        ("is_mutable(i)", "E0204 unknown function `is_mutable`"),
        ("i.path[0] == \"a\"", "E0229 a `String` has no items by index"),
        ("any x in i.path: x == \"a\"", "E0228 a `String` has no items to go through"),
        (
            "i.namespace + 1 == 2",
            "E0210 `namespace` may be absent; guard it with `is present` or default it with `??`",
        ),
        (
            "[i.object].unique().len() > 1",
            "E0259 `unique` compares with `==`, and an `Object` has none",
        ),
        ("[i.is_valid].sorted().len() > 1", "E0216 `sorted` needs an order, and a `Bool` has none"),
        (
            "manifests.find(Secret, i.namespace) is present",
            "E0213 `find` takes 3 arguments, and 2 are given",
        ),
        (
            "manifests.find(Secrt, i.namespace, \"a\") is present",
            "E0208 `Secrt` is no kind that can be looked up; did you mean `Secret`?",
        ),
    ] {
        assert_eq!(of(condition), expected, "{condition}");
    }
}

#[test]
fn items_of_a_list_are_said_each_at_its_place() {
    let text = "edition 1\nlet xs: List<Int> = [1, \"a\", 2, \"b\"]\n\
                rule r on image i { require i.name.len() in xs else \"m\" }";
    super::gives(text, &["E0211"]);
    let text = "edition 1\nlet xs: Set<Repo> = [\"ghcr.io/a\", \"nginx\"]\n\
                rule r on image i { require i in xs else \"m\" }";
    super::gives(text, &["E0218", "E0218"]);
    let text = "edition 1\nparam xs: List<PullPolicy> = [\"Always\"]\n\
                rule r on image i { require i.effective_pull_policy in xs else \"m\" }";
    super::gives(text, &["E0217"]);
}

#[test]
fn remedies_and_places() {
    let fix = |edit: &str| {
        said("image i", &format!("require i.is_valid else \"m\" fix (safe) {{ {edit} }}"))
    };
    assert!(fix("set i.tag = \"a\"").starts_with("E0248"));
    assert!(fix("set i.declared_pull_policy = \"Always\"").starts_with("E0217"));
    assert!(fix("set manifests.images = []").starts_with("E0248"));
    assert!(fix("set i.container.imagePullPolicy = Always").starts_with("E0210"));
    assert!(fix("remove i.object").starts_with("E0248"));
    for edit in [
        "set i.declared_pull_policy = Never",
        "remove i.declared_pull_policy",
        "set i.object.metadata.labels[\"a\"] = \"b\"",
        "remove i.object.metadata.annotations[\"a\"]",
        "set i.object.raw.spec.a = 3",
    ] {
        super::fine(&format!(
            "edition 1\nrule r on image i {{ require i.is_valid else \"m\" fix (unsafe) {{ {edit} }} }}"
        ));
    }
    super::fine(
        "edition 1\nrule r on container c where c.image is present { require c.image.tag is present \
         else \"m\" fix (safe) { set c.image = \"{c.image.repo}:1\" } }",
    );
    let at = |place: &str| {
        format!("edition 1\nrule r on image i {{ require i.is_valid else \"m\" at {place} }}")
    };
    super::fine(&at("i.object.metadata.labels[\"a\"]"));
    super::fine(&at("[x for x in manifests.images where x.is_valid]"));
    super::gives(&at("\"text\""), &["E0251"]);
    super::gives(&at("today"), &["E0251"]);
}
