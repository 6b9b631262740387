//! Nesting.

use crate::Attack;

use super::{attack, lists};

pub(super) const ALL: &[&Attack] = &[
    &attack(
        "deep/10,000 flow sequences",
        10_000,
        |f, n| {
            f.manifest(|t| {
                t.put("a: ");
                t.times(n, "[");
                t.times(n, "]")
            })
        },
        3,
        "E0523",
    ),
    &attack(
        "deep/10,000 flow mappings",
        10_000,
        |f, n| {
            f.manifest(|t| {
                t.put("a: ");
                t.times(n, "{a: ");
                t.times(n, "}")
            })
        },
        3,
        "E0523",
    ),
    &attack(
        "deep/10,000 JSON",
        10_000,
        |f, n| {
            f.manifest(|t| {
                t.times(n, "{\"a\":[");
                t.times(n, "]}")
            })
        },
        3,
        "E0523",
    ),
    &attack(
        "deep/7,500 block mappings",
        7_500,
        |f, n| f.manifest(|t| t.each(n, |n| format!("{}a:\n", " ".repeat(n)))),
        3,
        "E0523",
    ),
    &attack(
        "deep/7,500 block sequences",
        7_500,
        |f, n| f.manifest(|t| t.each(n, |n| format!("{}-\n", " ".repeat(n)))),
        3,
        "E0523",
    ),
    &attack(
        "deep/10,000 compact sequences",
        10_000,
        |f, n| f.manifest(|t| t.times(n, "- ")),
        3,
        "E0523",
    ),
    &attack(
        "deep/10,000 explicit keys",
        10_000,
        |f, n| f.manifest(|t| t.times(n, "? ")),
        3,
        "E0515",
    ),
    &attack(
        "deep/5,000 sequences in mappings",
        5_000,
        |f, n| f.manifest(|t| t.each(n, |n| format!("{}- a:\n", "  ".repeat(n)))),
        3,
        "E0523",
    ),
    &attack("deep/lists in lists, 16", 16, |f, n| f.manifest(|t| lists(t, n)), 1, ""),
    &attack("deep/lists in lists, 1,000", 1_000, |f, n| f.manifest(|t| lists(t, n)), 3, "E0523"),
    &attack(
        "deep/250 levels, 100,000 times",
        20_000,
        |f, n| {
            f.manifest(|t| {
                t.put("a:\n");
                t.times(n, &format!("- {}{}\n", "[".repeat(250), "]".repeat(250)));
            })
        },
        3,
        "E0524",
    ),
];
