//! Aliases and merges.

use crate::Attack;
use crate::folder::POD;

use super::{attack, bomb};

pub(super) const ALL: &[&Attack] = &[
    &attack("alias/bomb of 9 levels by 9", 1, |f, _| f.manifest(|t| bomb(t, 9)), 3, "E0524"),
    &attack(
        "alias/bombs in 100,000 documents",
        100_000,
        |f, n| {
            f.manifest(|t| {
                (0..n).for_each(|_| {
                    t.put("---\n");
                    bomb(t, 7)
                })
            })
        },
        3,
        "E0524",
    ),
    &attack(
        "alias/chain, each within the next",
        4_000,
        |f, n| {
            f.manifest(|t| {
                t.put("a0: &a0 [x]\n");
                t.each(n, |n| format!("a{}: &a{} [*a{n}]\n", n + 1, n + 1));
            })
        },
        3,
        "E0523",
    ),
    &attack(
        "alias/100 kB list, 10,000 times",
        10_000,
        |f, n| {
            f.manifest(|t| {
                t.put("a: &a [1");
                t.times(50_000, ",1");
                t.put("]\nb: [*a");
                t.times(n, ",*a");
                t.put("]\n");
            })
        },
        3,
        "E0524",
    ),
    &attack(
        "alias/100 kB text, 10,000 times",
        10_000,
        |f, n| {
            f.manifest(|t| {
                t.put("a: &a ");
                t.times(100_000, "x");
                t.put("\nb: [*a");
                t.times(n, ",*a");
                t.put("]\n");
            })
        },
        3,
        "E0524",
    ),
    &attack(
        "alias/4 MB text, a million times",
        1_000_000,
        |f, n| {
            f.manifest(|t| {
                t.put("a: &a ");
                t.times(4_000_000, "x");
                t.put("\nb: [*a");
                t.times(n, ",*a");
                t.put("]\n");
            })
        },
        3,
        "E0524",
    ),
    &attack(
        "alias/4 MB text as a key, a million times",
        1_000_000,
        |f, n| {
            f.manifest(|t| {
                t.put("a: &a ");
                t.times(4_000_000, "x");
                t.put("\nb: [x");
                t.times(n, ",{*a : 1}");
                t.put("]\n");
            })
        },
        3,
        "E0524",
    ),
    &attack(
        "alias/4 MB image of 100,000 containers",
        100_000,
        |f, n| {
            f.manifest(|t| {
                t.put("x: &a ");
                t.times(4_000_000, "x");
                t.put("\n");
                t.put(POD);
                t.times(n, "  - {name: c, image: *a}\n");
            })
        },
        3,
        "E0524",
    ),
    &attack(
        "alias/30 kB image of 100,000 containers",
        100_000,
        |f, n| {
            f.manifest(|t| {
                t.put("x: &a ");
                t.times(10_000, "x/x");
                t.put("\n");
                t.put(POD);
                t.times(n, "  - {name: c, image: *a}\n");
            })
        },
        3,
        "E0524",
    ),
    &attack(
        "alias/a container, 300,000 times",
        300_000,
        |f, n| {
            f.manifest(|t| {
                t.put(POD);
                t.put("  - &c {name: c, image: a}\n");
                t.times(n, "  - *c\n");
            })
        },
        3,
        "E0521",
    ),
    &attack(
        "alias/a million anchors",
        1_000_000,
        |f, n| {
            f.manifest(|t| {
                t.put("a:\n");
                t.each(n, |n| format!("- &a{n} x\n"));
            })
        },
        4,
        "",
    ),
    &attack(
        "alias/a million, each to the one before",
        1_000_000,
        |f, n| {
            f.manifest(|t| {
                t.put("a:\n- &a0 x\n");
                t.each(n, |n| format!("- *a{n}\n- &a{} x\n", n + 1));
            })
        },
        4,
        "",
    ),
    &attack(
        "alias/of a list with 1,000,000 items, in refused documents",
        20_000,
        |f, n| {
            f.manifest(|t| {
                t.each(n, |_| {
                    format!(
                        "---\na: &a [{}1]\nb: [{}]\nb: 1\n",
                        "1,".repeat(100),
                        "*a,".repeat(400)
                    )
                });
            })
        },
        3,
        "E0507",
    ),
    &attack(
        "merge/of an alias, 300,000 times",
        300_000,
        |f, n| {
            f.manifest(|t| {
                t.put("a: &a {name: x, image: y}\nb:\n");
                t.times(n, "- <<: *a\n  z: 1\n");
            })
        },
        3,
        "E0524",
    ),
    &attack(
        "merge/chain of 100,000",
        100_000,
        |f, n| {
            f.manifest(|t| {
                t.put("a0: &a0 {x: 1}\n");
                t.each(n, |n| format!("a{}: &a{} {{<<: *a{n}, y: 1}}\n", n + 1, n + 1));
            })
        },
        4,
        "",
    ),
    &attack(
        "merge/chain that grows",
        4_000,
        |f, n| {
            f.manifest(|t| {
                t.put("a0: &a0 {x: 1}\n");
                t.each(n, |n| format!("a{}: &a{} {{<<: *a{n}, y{n}: 1}}\n", n + 1, n + 1));
            })
        },
        3,
        "E0524",
    ),
    &attack(
        "merge/100 kB mapping whose keys are all written",
        100_000,
        |f, n| {
            f.manifest(|t| {
                t.put("a: &a {k: [1");
                t.times(50_000, ",1");
                t.put("]}\nb:\n");
                t.times(n, "- {<<: *a, k: 1}\n");
            })
        },
        3,
        "E0524",
    ),
    &attack(
        "merge/list of one mapping, a million times",
        1_000_000,
        |f, n| {
            f.manifest(|t| {
                t.put("a: &a {k: [1");
                t.times(10_000, ",1");
                t.put("]}\nb:\n  <<: [*a");
                t.times(n, ",*a");
                t.put("]\n");
            })
        },
        3,
        "E0524",
    ),
    &attack(
        "merge/lists of one mapping",
        300_000,
        |f, n| {
            f.manifest(|t| {
                t.put("a: &a {k: [1");
                t.times(1_000, ",1");
                t.put("]}\nb:\n");
                t.times(n, "- {<<: [*a,*a,*a,*a,*a,*a,*a,*a]}\n");
            })
        },
        3,
        "E0524",
    ),
    &attack(
        "merge/250 deep, 500,000 keys",
        500_000,
        |f, n| {
            f.manifest(|t| {
                t.put("a: ");
                t.times(250, "{<<: ");
                t.put("{");
                t.each(n, |n| format!("k{n}: 1,"));
                t.times(251, "}");
                t.put("\n");
            })
        },
        3,
        "E0524",
    ),
    &attack(
        "merge/250 deep, 500,000 anchors",
        500_000,
        |f, n| {
            f.manifest(|t| {
                t.put("a: ");
                t.times(250, "{<<: ");
                t.put("{k: [1");
                t.each(n, |n| format!(",&a{n} x"));
                t.put("]");
                t.times(251, "}");
                t.put("\n");
            })
        },
        3,
        "E0524",
    ),
];
