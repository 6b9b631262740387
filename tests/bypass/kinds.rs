//! B: kinds, lists, versions.

use super::{Case, GOOD, Want, case, evil, hold, object, pod};

#[test]
fn lists_and_kinds_are_read_as_kubectl_reads_them() {
    hold(cases());
}

/// A list whose items are these objects.
fn list(kind: &str, key: &str, items: &[String]) -> String {
    let mut text = format!("apiVersion: v1\nkind: {kind}\n{key}:\n");
    for item in items {
        for (index, line) in item.lines().enumerate() {
            text.push_str(if index == 0 { "- " } else { "  " });
            text.push_str(line);
            text.push('\n');
        }
    }
    text
}

fn in_lists(depth: usize) -> String {
    let open = r#"{"apiVersion":"v1","kind":"List","items":["#.repeat(depth);
    let image = r#"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"#.to_owned()
        + r#""spec":{"containers":[{"name":"c","image":"evil:latest"}]}}"#;
    format!("{open}{image}{}", "]}".repeat(depth))
}

pub(super) fn cases() -> Vec<Case> {
    use Want::{Both, Error, Nothing, Uncovered, Violation};
    let deployment = |version: &str| {
        let rest = "spec: {template: {spec: {containers: [{name: c, image: 'evil:latest'}]}}}";
        object(version, "Deployment", rest)
    };
    let kindless = "metadata: {name: p}\nspec: {containers: [{name: c, image: 'evil:latest'}]}\n";
    vec![
        case("B1", list("List", "items", &[evil()]), Violation(7)),
        case("B2", list("PodList", "items", &[kindless.to_owned()]), Violation(5)),
        case(
            "B4",
            pod(GOOD)
                + &list("List", "items", &[evil()]).replace("apiVersion: v1\nkind: List\n", ""),
            Both(13, "E0539", 9),
        ),
        case("B5", evil() + "items: null\n", Violation(4)),
        case("B5", evil() + "items: []\n", Violation(4)),
        case("B7", in_lists(3), Violation(1)),
        case("B7", in_lists(15), Violation(1)),
        case("B7", in_lists(17), Error("E0540", 1)),
        case("B7", in_lists(1000), Error("E0523", 1)),
        case("B8", list("List", "Items", &[evil()]), Nothing),
        case(
            "B8",
            list("Bag", "Items", &[evil()]).replace("v1", "foo.io/v1"),
            Uncovered("Bag.foo.io"),
        ),
        case("B10", evil().replace("kind:", "Kind:"), Error("E0535", 2)),
        case("B10", evil().replace("apiVersion:", "apiversion:"), Error("E0535", 1)),
        case("B11", evil().replace("kind: Pod", "kind: [Pod]"), Error("E0531", 2)),
        case("B11", evil().replace("kind: Pod", "kind: null"), Error("E0532", 2)),
        case("B11", evil().replace("kind: Pod", "kind: 1"), Error("E0532", 2)),
        case("B13", format!("kind: ConfigMap\n{}", evil()), Error("E0507", 3)),
        case("B14", evil().replace("apiVersion: v1", "apiVersion: v9"), Violation(4)),
        // Without any version, kubectl applies nothing either.
        case("B14", evil().replace("apiVersion: v1\n", ""), Error("E0534", 1)),
        case("B14", deployment("extensions/v1beta1"), Violation(4)),
        case("B14", deployment("apps/v1beta2"), Violation(4)),
        case("B14", deployment("apps.example.com/v1"), Uncovered("Deployment.apps.example.com")),
    ]
}
