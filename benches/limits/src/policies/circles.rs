//! Circles of calls, constants and imports.

use crate::Attack;

use super::{attack, policy};

pub(super) const ALL: &[&Attack] = &[
    &attack(
        "circle/of 20,000 functions",
        20_000,
        |f, n| {
            policy(f, |t| {
                t.each(n, |i| format!("func f{i}(a: Int) -> Int = f{}(a)\n", (i + 1) % n));
                t.put("rule r on image i { require f1(1) == 1 else \"no\" }\n")
            })
        },
        2,
        "E0224",
    ),
    &attack(
        "circle/of 20,000 constants",
        20_000,
        |f, n| {
            policy(f, |t| {
                t.each(n, |i| format!("let a{i}: Int = a{}\n", (i + 1) % n));
                t.put("rule r on image i { require a1 == 1 else \"no\" }\n")
            })
        },
        2,
        "E0224",
    ),
    &attack(
        "circle/of 2,000 functions, each calls all",
        700,
        |f, n| {
            policy(f, |t| {
                t.each(n, |i| {
                    format!(
                        "func f{i}(a: Int) -> Int = {}0\n",
                        (0..n)
                            .map(|j| format!("f{j}(a),"))
                            .collect::<String>()
                            .replace(',', if i % 100 == 99 { " +\n" } else { " + " })
                    )
                })
            })
        },
        2,
        "E0134",
    ),
    &attack(
        "circle/of 2,000 imports",
        2_000,
        |f, n| {
            f.pod();
            for i in 0..n {
                f.file(&format!("f{i}.sea"), |t| {
                    t.put(&format!(
                        "edition 1\nimport ./f{} {{ g{} }}\nfunc g{i}(a: Int) -> Int = g{}(a)\n",
                        (i + 1) % n,
                        (i + 1) % n,
                        (i + 1) % n
                    ))
                });
            }
            f.file("p.sea", |t| t.put("edition 1\nimport ./f0 { g0 }\nrule r on image i { require g0(1) == 1 else \"no\" }\n"));
        },
        2,
        "E0403",
    ),
    &attack(
        "circle/none: 2,000 imports in a row",
        2_000,
        |f, n| {
            f.pod();
            for i in 0..n {
                f.file(&format!("f{i}.sea"), |t| {
                    t.put(&format!(
                        "edition 1\nimport ./f{} {{ g{} }}\nfunc g{i}(a: Int) -> Int = a\n",
                        i + 1,
                        i + 1
                    ))
                });
            }
            f.file(&format!("f{n}.sea"), |t| {
                t.put(&format!("edition 1\nfunc g{n}(a: Int) -> Int = a\n"))
            });
            f.file("p.sea", |t| t.put("edition 1\nimport ./f0 { g0 }\nrule r on image i { require g0(1) == 1 else \"no\" }\n"));
        },
        0,
        "",
    ),
];
