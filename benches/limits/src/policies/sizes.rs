//! Policies as large as they may be.

use crate::Attack;
use crate::folder::POD;

use super::{LARGEST, attack, policy, rule};

pub(super) const ALL: &[&Attack] = &[
    &attack(
        "policy/1 MB of rules",
        LARGEST,
        |f, n| {
            policy(f, |t| {
                t.fill(n, |n| {
                    format!("rule r{n} on image i {{ require i.tag is present else \"no\" }}\n")
                })
            })
        },
        0,
        "",
    ),
    &attack(
        "policy/1 MB of rules that fail",
        LARGEST,
        |f, n| {
            policy(f, |t| {
                t.fill(n, |n| {
                    format!("rule r{n} on image i {{ require i.tag is absent else \"no\" }}\n")
                })
            })
        },
        1,
        "",
    ),
    &attack(
        "policy/1 MB of functions that nothing calls",
        LARGEST,
        |f, n| {
            policy(f, |t| {
                t.put("rule r on image i { require i.tag is present else \"no\" }\n");
                t.fill(n, |n| format!("func f{n}(a: Int) -> Int = a + {n}\n"))
            })
        },
        0,
        "",
    ),
    &attack(
        "policy/1 MB of functions, each calls the one before",
        LARGEST,
        |f, n| {
            policy(f, |t| {
                t.put("func f0(a: Int) -> Int = a\n");
                t.fill(n, |n| format!("func f{}(a: Int) -> Int = f{n}(a)\n", n + 1));
                t.put("rule r on image i { require f9(1) == 1 else \"no\" }\n")
            })
        },
        0,
        "",
    ),
    &attack(
        "policy/constants, each of the one before",
        LARGEST,
        |f, n| {
            policy(f, |t| {
                t.put("let a0: Int = 1\n");
                t.fill(n, |n| format!("let a{}: Int = a{n}\n", n + 1));
                t.put("rule r on image i { require a9 == 1 else \"no\" }\n")
            })
        },
        0,
        "",
    ),
    &attack(
        "policy/1 MB of params",
        LARGEST,
        |f, n| {
            policy(f, |t| {
                t.fill(n, |n| format!("param p{n}: Int = {n}\n"));
                t.put("rule r on image i { require p9 == 9 else \"no\" }\n")
            })
        },
        0,
        "",
    ),
    &attack(
        "policy/1 MB of comments",
        LARGEST,
        |f, n| {
            policy(f, |t| {
                t.fill_with(n, "# a comment\n");
                t.put("rule r on image i { require i.tag is present else \"no\" }\n")
            })
        },
        0,
        "",
    ),
    &attack(
        "policy/1 MB of documentation",
        LARGEST,
        |f, n| {
            policy(f, |t| {
                t.fill_with(n, "## a line\n");
                t.put("rule r on image i { require i.tag is present else \"no\" }\n")
            })
        },
        0,
        "",
    ),
    &attack(
        "policy/1 MB of statements in one rule",
        LARGEST,
        |f, n| {
            policy(f, |t| {
                t.put("rule r on image i {\n");
                t.fill_with(n, "  require i.tag is present else \"no\"\n");
                t.put("}\n")
            })
        },
        0,
        "",
    ),
    &attack(
        "policy/1 MB of lets in one rule",
        LARGEST,
        |f, n| {
            policy(f, |t| {
                t.put("rule r on image i {\n");
                t.fill(n, |n| format!("  let a{n} = {n}\n"));
                t.put("  require a1 == 1 else \"no\"\n}\n")
            })
        },
        0,
        "",
    ),
    &attack(
        "policy/1 MB list of numbers",
        LARGEST,
        |f, n| {
            rule(f, |t| {
                t.put("1 in [1");
                t.fill_with(n, ", 1");
                t.put("]")
            })
        },
        0,
        "",
    ),
    &attack(
        "policy/1 MB list of texts",
        LARGEST,
        |f, n| {
            rule(f, |t| {
                t.put("i.tag in [\"1\"");
                t.fill(n, |n| format!(", \"t{n}\""));
                t.put("]")
            })
        },
        0,
        "",
    ),
    &attack(
        "policy/1 MB set of repositories",
        LARGEST,
        |f, n| {
            policy(f, |t| {
                t.put("param p: Set<Repo> = [repo\"a.io\"");
                t.fill(n, |n| format!(",\n  repo\"b{n}.io/a\""));
                t.put("]\nrule r on image i { require i in p else \"no\" }\n")
            })
        },
        0,
        "",
    ),
    &attack(
        "policy/1 MB mapping",
        LARGEST,
        |f, n| {
            policy(f, |t| {
                t.put("param p: Map<String, Int> = [\"a\": 1");
                t.fill(n, |n| format!(", \"k{n}\": 1"));
                t.put("]\nrule r on image i { require p[\"a\"] == 1 else \"no\" }\n")
            })
        },
        0,
        "",
    ),
    &attack(
        "policy/1 MB text",
        LARGEST,
        |f, n| {
            rule(f, |t| {
                t.put("\"");
                t.fill_with(n, "xxxxxxxx");
                t.put("\" != \"\"")
            })
        },
        0,
        "",
    ),
    &attack(
        "policy/1 MB text in three quotes",
        LARGEST,
        |f, n| {
            rule(f, |t| {
                t.put("\"\"\"\n");
                t.fill_with(n, "    xxx\n");
                t.put("    \"\"\" != \"\"")
            })
        },
        0,
        "",
    ),
    &attack(
        "policy/1 MB name",
        LARGEST,
        |f, n| {
            policy(f, |t| {
                t.put("rule r");
                t.fill_with(n, "xxxxxxxx");
                t.put(" on image i { require i.tag is present else \"no\" }\n")
            })
        },
        0,
        "",
    ),
    &attack(
        "policy/1 MB of `{i}` in a message",
        LARGEST,
        |f, n| {
            policy(f, |t| {
                t.put("rule r on image i { require i.tag is absent else \"");
                t.fill_with(n, "{i}");
                t.put("\" }\n")
            })
        },
        1,
        "",
    ),
    &attack(
        "policy/1 MB message, 50,000 findings",
        LARGEST,
        |f, n| {
            f.manifest(|t| {
                t.put(POD);
                t.times(50_000, "  - {name: c, image: a}\n")
            });
            f.file("p.sea", |t| {
                t.put("edition 1\nrule r on image i { require i.tag is present else \"");
                t.fill_with(n, "xxxxxxxx");
                t.put("{i}\" }\n")
            });
        },
        1,
        "",
    ),
];
