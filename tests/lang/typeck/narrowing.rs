//! Narrowing, case by case: `ok` where the last use is of something known to be there.

use super::{fine, gives};

/// The body of a rule on `image i`, with params that are used or not.
fn rule(head: &str, body: &str) -> String {
    format!("edition 1\nrule r on {head} {{ {body} }}")
}

fn ok(condition: &str) {
    fine(&rule("image i", &format!("require {condition} else \"m\"")));
}

fn absent(condition: &str) {
    gives(&rule("image i", &format!("require {condition} else \"m\"")), &["E0210"]);
}

#[test]
fn rightwards_through_and() {
    ok("i.tag is present and i.tag.len() > 3");
    ok("i.tag is present and (i.tag.len() > 3 and i.tag.len() < 9)");
    ok("(i.tag is present) and i.tag.len() > 3");
    ok("i.digest is present and i.tag is present and i.tag.len() > i.digest.len()");
    absent("i.tag.len() > 3 and i.tag is present");
    absent("i.digest is present and i.tag.len() > 3");
    absent("i.tag is absent and i.tag.len() > 3");
}

#[test]
fn by_the_negation_through_or() {
    ok("i.tag is absent or i.tag.len() > 3");
    ok("not (i.tag is present) or i.tag.len() > 3");
    ok("i.tag is absent or i.digest is absent or i.tag.len() > i.digest.len()");
    ok("(i.tag is absent or i.digest is absent) or i.tag.len() > i.digest.len()");
    absent("i.tag is present or i.tag.len() > 3");
    absent("(i.tag is absent and i.digest is absent) or i.tag.len() > 3");
}

#[test]
fn by_comparison_with_what_is_not_optional() {
    ok("i.tag == \"a\" and i.tag.len() > 3");
    ok("\"a\" == i.tag and i.tag.len() > 3");
    ok("i.tag == i.name and i.tag.len() > 3");
    ok("i.tag in [\"a\", \"b\"] and i.tag.len() > 3");
    ok("i.tag matches glob\"v*\" and i.tag.len() > 3");
    ok("not (i.tag != \"a\") and i.tag.len() > 3");
    ok("not (i.tag not in [\"a\"]) and i.tag.len() > 3");
    absent("i.tag == i.digest and i.tag.len() > 3");
    absent("i.tag != \"a\" and i.tag.len() > 3");
    absent("not (i.tag == \"a\") and i.tag.len() > 3");
    absent("i.tag not in [\"a\"] and i.tag.len() > 3");
    absent("not (i.tag matches glob\"v*\") and i.tag.len() > 3");
}

#[test]
fn what_all_of_a_chain_settle() {
    ok("(i.tag == \"a\" or i.tag == \"b\") and i.tag.len() > 3");
    absent("(i.tag == \"a\" or i.digest is present) and i.tag.len() > 3");
}

#[test]
fn presence_of_a_path_is_presence_of_all_it_goes_through() {
    ok("i.pod?.service_account is present and i.pod.service_account.metadata.labels.len() > 0");
    ok("i.pod?.namespace == \"a\" and i.pod.spec.containers.len() > 0");
    ok("i.pod?.spec?.containers is present and i.pod.spec.containers.len() > 0");
    absent("i.pod is present and i.pod.service_account.metadata.labels.len() > 0");
    absent("i.pod.spec.containers.len() > 0");
}

#[test]
fn items_by_a_constant_or_a_path() {
    ok(
        "i.object.metadata.labels[\"app\"] is present and i.object.metadata.labels[\"app\"].len() > 0",
    );
    ok(
        "i.object.metadata.labels[i.name] is present and i.object.metadata.labels[i.name].len() > 0",
    );
    ok("i.object.images[0] is present and i.object.images[0].name == \"a\"");
    absent(
        "i.object.metadata.labels[\"a\"] is present and i.object.metadata.labels[\"b\"].len() > 0",
    );
    absent("i.object.images[0] is present and i.object.images[1].name == \"a\"");
    absent("i.path.split(\"/\")[0] is present and i.path.split(\"/\")[0].len() > 0");
}

#[test]
fn in_the_branches_of_an_if() {
    ok("if i.tag is present then i.tag.len() > 3 else false");
    ok("if i.tag is absent then true else i.tag.len() > 3");
    absent("if i.tag is present then true else i.tag.len() > 3");
    let body = "if i.tag is present { require i.tag.len() > 3 else \"m\" } \
                else { require i.digest is present else \"m\" }";
    fine(&rule("image i", body));
    let body = "if i.tag is absent { require i.digest is present else \"m\" } \
                else { require i.tag.len() > 3 else \"m\" }";
    fine(&rule("image i", body));
    let body = "if i.tag is present { require i.digest is present else \"m\" } \
                require i.tag.len() > 3 else \"m\"";
    gives(&rule("image i", body), &["E0210"]);
}

#[test]
fn from_guards_and_filters() {
    fine(&rule("image i where i.tag is present", "require i.tag.len() > 3 else \"m\""));
    fine(&rule(
        "image i where i.tag == \"a\" and i.digest is present",
        "require i.digest.len() > i.tag.len() else \"m\"",
    ));
    let body =
        "for c in i.object.images where c.tag is present { require c.tag.len() > 3 else \"m\" }";
    fine(&rule("image i", body));
    ok("[c.tag for c in i.object.images where c.tag is present].join(\",\") == i.name");
    gives(
        &rule(
            "image i",
            "require [c.tag for c in i.object.images].join(\",\") == i.name else \"m\"",
        ),
        &["E0211"],
    );
    ok("all c in i.object.images: c.tag is present and c.tag.len() > 3");
}

#[test]
fn facts_end_with_what_they_are_about() {
    absent("(i.tag is present and i.tag.len() > 3) or i.tag.len() > 5");
    let body = "require i.tag is present else \"m\" require i.tag.len() > 3 else \"m\"";
    gives(&rule("image i", body), &["E0210"]);
    let body = "for c in i.object.images where c.tag is present { require c.tag.len() > 3 else \"m\" } \
                for c in i.object.images { require c.tag.len() > 3 else \"m\" }";
    gives(&rule("image i", body), &["E0210"]);
}

#[test]
fn by_kind() {
    fine(&rule(
        "resource o where o is Deployment",
        "require o.spec is present and (o.spec.replicas ?? 1) > 1 else \"m\"",
    ));
    fine(&rule("resource o", "require o is Deployment and o.spec?.replicas == 2 else \"m\""));
    fine(&rule("resource o", "require not (o is Secret) or o.type == \"Opaque\" else \"m\""));
    fine(&rule(
        "image i",
        "require i.object is CronJob and i.object.spec?.schedule == \"a\" else \"m\"",
    ));
    fine(&rule(
        "resource o",
        "require o is Rollout.argoproj.io and o.spec.replicas == 1 else \"m\"",
    ));
    gives(
        &rule("resource o", "require o is Deployment and o.status.replicas == 2 else \"m\""),
        &["E0202"],
    );
}

#[test]
fn names_are_paths() {
    let params = "edition 1\nparam least: Version?\n";
    fine(&format!(
        "{params}rule r on image i where least is present {{ \
         let v = i.tag as Version if v is present {{ require v >= least else \"m\" }} }}"
    ));
    gives(
        &format!(
            "{params}rule r on image i {{ \
             let v = i.tag as Version if v is present {{ require v >= least else \"m\" }} }}"
        ),
        &["E0210"],
    );
}

#[test]
fn raw_values_may_be_missing() {
    let on = |body: &str| rule("resource o", body);
    fine(&on("require o.spec.replicas == 3 else \"m\""));
    fine(&on("require o.spec.paused is present and o.spec.paused else \"m\""));
    fine(&on("require o.spec.paused ?? false else \"m\""));
    gives(&on("require o.spec.paused else \"m\""), &["E0210"]);
    fine(&on("require o.spec.replicas is present and o.spec.replicas > 1 else \"m\""));
    gives(&on("require o.spec.replicas > 1 else \"m\""), &["E0210"]);
    fine(&on("require \"a\" in o.spec.hosts else \"m\""));
    fine(&on("require all h in (o.spec.hosts ?? []): h == \"a\" else \"m\""));
    gives(&on("require all h in o.spec.hosts: h == \"a\" else \"m\""), &["E0210"]);
    fine(&on("require o.raw.spec.image as Image is present else \"m\""));
    fine(&on("require (o.spec.name ?? \"\").len() > 3 else \"m\""));
    fine(&on("require o.spec.name is present and o.spec.name.starts_with(\"a\") else \"m\""));
}

#[test]
fn messages_print_what_is_absent() {
    fine(&rule(
        "image i",
        "require i.digest is present else \"{i.tag} {i.pod}\"".replace(" {i.pod}", "").as_str(),
    ));
    gives(&rule("image i", "let t = \"{i.tag}\" require i.name == t else \"m\""), &["E0210"]);
}
