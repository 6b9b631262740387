//! Nesting and chains.

use crate::Attack;

use super::{LARGEST, attack, policy, rule};

pub(super) const ALL: &[&Attack] = &[
    &attack("nest/1 MB of `(`", LARGEST, |f, n| rule(f, |t| t.fill_with(n, "(")), 2, "E0134"),
    &attack("nest/1 MB of `f[`", LARGEST, |f, n| rule(f, |t| t.fill_with(n, "f[")), 2, "E0134"),
    &attack(
        "nest/120 of `f[`, 1 MB times",
        LARGEST,
        |f, n| {
            policy(f, |t| {
                t.fill(n, |n| {
                    format!("rule r{n} on image i {{ require {} else \"no\" }}\n", "f[".repeat(120))
                })
            })
        },
        2,
        "E0101",
    ),
    &attack(
        "nest/120 of `(`, 1 MB times",
        LARGEST,
        |f, n| {
            policy(f, |t| {
                t.fill(n, |n| {
                    format!(
                        "rule r{n} on image i {{ require {}i.tag is present{} else \"no\" }}\n",
                        "(".repeat(120),
                        ")".repeat(120)
                    )
                })
            })
        },
        0,
        "",
    ),
    &attack(
        "nest/120 of `if`, not closed, 1 MB times",
        LARGEST,
        |f, n| {
            policy(f, |t| {
                t.fill(n, |n| {
                    format!(
                        "rule r{n} on image i {{ require {} else \"no\" }}\n",
                        "if a then ".repeat(120)
                    )
                })
            })
        },
        2,
        "E0134",
    ),
    &attack(
        "nest/1 MB of `not `",
        LARGEST,
        |f, n| {
            rule(f, |t| {
                t.fill_with(n, "not ");
                t.put("true")
            })
        },
        2,
        "E0134",
    ),
    &attack(
        "nest/1 MB of `- `",
        LARGEST,
        |f, n| {
            rule(f, |t| {
                t.fill_with(n, "- ");
                t.put("1 == 1")
            })
        },
        2,
        "E0112",
    ),
    &attack(
        "nest/1 MB of `{`",
        LARGEST,
        |f, n| {
            policy(f, |t| {
                t.put("rule r on image i ");
                t.fill_with(n, "{")
            })
        },
        2,
        "E0109",
    ),
    &attack(
        "nest/1 MB of `if i.tag is present { `",
        LARGEST,
        |f, n| {
            policy(f, |t| {
                t.put("rule r on image i { ");
                t.fill_with(n, "if i.tag is present { ")
            })
        },
        2,
        "E0109",
    ),
    &attack(
        "nest/1 MB of `else if`",
        LARGEST,
        |f, n| {
            policy(f, |t| {
                t.put("rule r on image i { if i.tag is present { } ");
                t.fill_with(n, "else if i.tag is present { } ");
                t.put("}\n")
            })
        },
        2,
        "E0134",
    ),
    &attack(
        "nest/1 MB of `List<`",
        LARGEST,
        |f, n| {
            policy(f, |t| {
                t.put("param p: ");
                t.fill_with(n, "List<")
            })
        },
        2,
        "E0134",
    ),
    &attack(
        "nest/1 MB of texts in texts",
        LARGEST,
        |f, n| rule(f, |t| t.fill_with(n, "\"{")),
        2,
        "E0134",
    ),
    &attack(
        "chain/1 MB of `and`",
        LARGEST,
        |f, n| {
            rule(f, |t| {
                t.put("true");
                t.fill_with(n, " and true")
            })
        },
        0,
        "",
    ),
    &attack(
        "chain/1 MB of `+`",
        LARGEST,
        |f, n| {
            rule(f, |t| {
                t.put("1");
                t.fill_with(n, " + 1");
                t.put(" == 1")
            })
        },
        2,
        "E0134",
    ),
    &attack(
        "chain/1 MB of `??`",
        LARGEST,
        |f, n| {
            rule(f, |t| {
                t.put("(i.tag");
                t.fill_with(n, " ?? i.tag");
                t.put(") is present")
            })
        },
        2,
        "E0134",
    ),
    &attack(
        "chain/1 MB of `.a`",
        LARGEST,
        |f, n| {
            rule(f, |t| {
                t.put("i");
                t.fill_with(n, ".a");
                t.put(" == 1")
            })
        },
        2,
        "E0134",
    ),
    &attack(
        "chain/1 MB of `[0]`",
        LARGEST,
        |f, n| {
            rule(f, |t| {
                t.put("i");
                t.fill_with(n, "[0]");
                t.put(" == 1")
            })
        },
        2,
        "E0134",
    ),
    &attack(
        "chain/1 MB of `<`",
        LARGEST,
        |f, n| {
            rule(f, |t| {
                t.put("1");
                t.fill_with(n, " < 1")
            })
        },
        2,
        "E0115",
    ),
    &attack(
        "chain/100 of `and`, 1 MB times",
        LARGEST,
        |f, n| {
            policy(f, |t| {
                t.fill(n, |n| {
                    format!(
                        "rule r{n} on image i {{ require i.tag is present{} else \"no\" }}\n",
                        " and i.tag is present".repeat(100)
                    )
                })
            })
        },
        2,
        "E0134",
    ),
];
