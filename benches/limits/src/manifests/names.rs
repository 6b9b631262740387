//! Long names, told with each finding.

use crate::Attack;
use crate::folder::POD;

use super::attack;

pub(super) const ALL: &[&Attack] = &[
    &attack(
        "name/4 MB name of a Pod with 1,000 images",
        4_000_000,
        |f, n| {
            f.manifest(|t| {
                t.put("apiVersion: v1\nkind: Pod\nmetadata: {name: ");
                t.times(n, "x");
                t.put("}\nspec:\n  containers:\n");
                t.times(1_000, "  - {name: c, image: a}\n");
            })
        },
        1,
        "",
    ),
    &attack(
        "name/4 MB namespace of a Pod with 1,000 images",
        4_000_000,
        |f, n| {
            f.manifest(|t| {
                t.put("apiVersion: v1\nkind: Pod\nmetadata: {name: x, namespace: ");
                t.times(n, "x");
                t.put("}\nspec:\n  containers:\n");
                t.times(1_000, "  - {name: c, image: a}\n");
            })
        },
        1,
        "",
    ),
    &attack(
        "name/4 MB kind of a List with 1,000 items",
        4_000_000,
        |f, n| {
            f.manifest(|t| {
                t.put("apiVersion: v1\nkind: ");
                t.times(n, "x");
                t.put("List\nitems:\n");
                t.times(1_000, "- {spec: {containers: [{name: c, image: a}]}}\n");
            })
        },
        3,
        "E0537",
    ),
    &attack(
        "name/4 MB apiVersion of a List with 1,000 items",
        4_000_000,
        |f, n| {
            f.manifest(|t| {
                t.put("apiVersion: ");
                t.times(n, "x");
                t.put("/v1\nkind: PodList\nitems:\n");
                t.times(1_000, "- {spec: {containers: [{name: c, image: a}]}}\n");
            })
        },
        3,
        "E0537",
    ),
    &attack(
        "name/3 MB name of 8 containers",
        3_000_000,
        |f, n| {
            f.manifest(|t| {
                t.put(POD);
                (0..8).for_each(|_| {
                    t.put("  - {image: a, name: ");
                    t.times(n, "x");
                    t.put("}\n")
                });
            })
        },
        1,
        "",
    ),
    &attack(
        "name/1 MB image",
        1_000_000,
        |f, n| {
            f.manifest(|t| {
                t.put(POD);
                t.put("  - {name: c, image: evil");
                t.times(n, "x");
                t.put(":latest}\n");
            })
        },
        3,
        "",
    ),
    &attack(
        "name/1 MB images, 31 of them",
        1_000_000,
        |f, n| {
            f.manifest(|t| {
                t.put(POD);
                (0..31).for_each(|_| {
                    t.put("  - {name: c, image: ");
                    t.times(n / 4, "a/:@");
                    t.put(":latest}\n")
                });
            })
        },
        3,
        "",
    ),
];
