//! Faults, many of a sort.

use crate::Attack;

use super::{LARGEST, attack, policy, rule};

pub(super) const ALL: &[&Attack] = &[
    &attack("broken/1 MB of `\"`", LARGEST, |f, n| policy(f, |t| t.fill_with(n, "\"")), 2, "E0101"),
    &attack("broken/1 MB of `}`", LARGEST, |f, n| policy(f, |t| t.fill_with(n, "}")), 2, "E0110"),
    &attack(
        "broken/1 MB of `rule `",
        LARGEST,
        |f, n| policy(f, |t| t.fill_with(n, "rule ")),
        2,
        "E0123",
    ),
    &attack(
        "broken/1 MB of `rule`, a line each",
        LARGEST,
        |f, n| policy(f, |t| t.fill_with(n, "rule\n")),
        2,
        "E0101",
    ),
    &attack(
        "broken/1 MB of one character that is no sign",
        LARGEST,
        |f, n| policy(f, |t| t.fill_with(n, "é")),
        2,
        "E0139",
    ),
    &attack("broken/1 MB of `/*`", LARGEST, |f, n| policy(f, |t| t.fill_with(n, "/*")), 2, "E0139"),
    &attack(
        "broken/1 MB of `&& `",
        LARGEST,
        |f, n| {
            rule(f, |t| {
                t.put("true");
                t.fill_with(n, " && true")
            })
        },
        2,
        "E0112",
    ),
    &attack(
        "broken/1 MB of slips",
        LARGEST,
        |f, n| {
            policy(f, |t| {
                t.fill(n, |n| {
                    format!(
                        "rule r{n} on image i {{ require i.tag != null && !true else \"no\" }}\n"
                    )
                })
            })
        },
        2,
        "E0201",
    ),
    &attack(
        "broken/unknown names, 1 MB",
        LARGEST,
        |f, n| {
            policy(f, |t| {
                t.fill(n, |n| {
                    format!("rule r{n} on image i {{ require unknwon{n} else \"no\" }}\n")
                })
            })
        },
        2,
        "E0201",
    ),
    &attack(
        "broken/unknown names among 10,000 names",
        LARGEST,
        |f, n| {
            policy(f, |t| {
                t.fill(n / 2, |n| format!("func function_of_number_{n}(a: Int) -> Int = a\n"));
                t.fill(n, |n| format!("rule r{n} on image i {{ require fumction_of_number_{n}(1) == 1 else \"no\" }}\n"))
            })
        },
        2,
        "E0204",
    ),
    &attack(
        "broken/unknown fields, 1 MB",
        LARGEST,
        |f, n| {
            policy(f, |t| {
                t.fill(n, |n| {
                    format!("rule r{n} on image i {{ require i.tga{n} == 1 else \"no\" }}\n")
                })
            })
        },
        2,
        "E0202",
    ),
    &attack(
        "broken/long unknown name",
        LARGEST,
        |f, n| rule(f, |t| t.fill_with(n, "unknownn")),
        2,
        "E0201",
    ),
    &attack(
        "broken/one name, 1 MB times",
        LARGEST,
        |f, n| policy(f, |t| t.fill_with(n, "rule r on image i { require true else \"no\" }\n")),
        2,
        "E0209",
    ),
    &attack(
        "broken/wrong types, 1 MB",
        LARGEST,
        |f, n| {
            policy(f, |t| {
                t.fill(n, |n| {
                    format!("rule r{n} on image i {{ require 1 + \"a\" == 2 else \"no\" }}\n")
                })
            })
        },
        2,
        "E0230",
    ),
    &attack(
        "broken/1 MB of unused lets",
        LARGEST,
        |f, n| {
            policy(f, |t| {
                t.put("rule r on image i {\n");
                t.fill(n, |n| format!("  let a{n} = {n}\n"));
                t.put("  require i.tag is present else \"no\"\n}\n")
            })
        },
        0,
        "",
    ),
    &attack(
        "broken/4 GiB of zeros",
        4 << 30,
        |f, n| {
            f.pod();
            f.sparse("p.sea", n)
        },
        2,
        "E0134",
    ),
    &attack("broken/2 MB", 2 << 20, |f, n| policy(f, |t| t.fill_with(n, "# x\n")), 2, "E0134"),
];
