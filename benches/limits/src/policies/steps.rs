//! What takes many steps.

use crate::Attack;

use super::{attack, on_run};

pub(super) const ALL: &[&Attack] = &[
    &attack(
        "steps/two images of 20,000",
        20_000,
        |f, n| {
            on_run(f, "require all i in m.images: all j in m.images: i.tag == j.tag else \"no\"", n)
        },
        3,
        "",
    ),
    &attack(
        "steps/three images of 1,000",
        1_000,
        |f, n| {
            on_run(
                f,
                "require all i in m.images: all j in m.images: all k in m.images: i.tag == j.tag else \"no\"",
                n,
            )
        },
        3,
        "",
    ),
    &attack(
        "steps/images, each among 20,000",
        20_000,
        |f, n| {
            on_run(
                f,
                "for i in m.images { require i.canonical in [j.canonical for j in m.images] else \"no\" }",
                n,
            )
        },
        3,
        "",
    ),
    &attack(
        "steps/a rule on each of 20,000 that looks at all",
        20_000,
        |f, n| {
            on_run(f, "", n);
            f.file("p.sea", |t| t.put("edition 1\nrule r on image i where i.pod is present { require all j in i.pod.images: j.tag == i.tag else \"no\" }\n"));
        },
        3,
        "",
    ),
    &attack(
        "steps/grouping of 49,000",
        49_000,
        |f, n| {
            on_run(
                f,
                "for g in [i.repo: i for i in m.images] { require g.value.len() == 1 else \"no\" }",
                n,
            )
        },
        0,
        "",
    ),
    &attack(
        "steps/grouping of 49,000 under one key",
        49_000,
        |f, n| {
            on_run(
                f,
                "for g in [i.tag ?? \"\": i for i in m.images] { require g.value.len() == 1 else \"no\" }",
                n,
            )
        },
        1,
        "",
    ),
    &attack(
        "steps/sorting 49,000",
        49_000,
        |f, n| {
            on_run(
                f,
                "require [i.canonical for i in m.images].reversed().sorted().unique().len() == 1 else \"no\"",
                n,
            )
        },
        1,
        "",
    ),
];
