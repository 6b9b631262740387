//! Attacks by policies: what is parsed, checked, compiled and evaluated.

use crate::Attack;
use crate::folder::{Folder, POD, Text};

/// Checks `m.yaml` by `p.sea`; prints both formats.
const CHECK: &[&str] =
    &["check", "-p", "p.sea", "-o", "json=../report.json", "-o", "text", "m.yaml"];

/// The most bytes that a policy file may have.
const LARGEST: usize = (1 << 20) - 200;

const fn attack(
    name: &'static str,
    size: usize,
    make: fn(&mut Folder, usize),
    exit: i32,
    code: &'static str,
) -> Attack {
    Attack { name, size, make, args: CHECK, exit, code }
}

/// A policy, judging one Pod.
fn policy(folder: &mut Folder, write: impl FnOnce(&mut Text)) {
    folder.pod();
    folder.file("p.sea", |text| {
        text.put("edition 1\n");
        write(text);
    });
}

/// A rule with one condition on an image.
fn rule(folder: &mut Folder, write: impl FnOnce(&mut Text)) {
    policy(folder, |text| {
        text.put("rule r on image i {\n  require ");
        write(text);
        text.put("\n    else \"no\"\n}\n");
    });
}

/// A rule on an annotation of `count` letters.
fn on_text(folder: &mut Folder, condition: &str, count: usize) {
    folder.manifest(|text| {
        text.put("apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\n  annotations:\n    a: ");
        text.times(count, "a");
        text.put("\nspec: {containers: [{name: c, image: a}]}\n");
    });
    folder.file("p.sea", |text| {
        text.put("edition 1\nrule r on pod p {\n  let t = p.object.metadata.annotations[\"a\"] ?? \"\"\n  require ");
        text.put(condition);
        text.put(" else \"no\"\n}\n");
    });
}

/// A rule on a run of `count` images.
fn on_run(folder: &mut Folder, body: &str, count: usize) {
    folder.manifest(|text| {
        text.put(POD);
        text.each(count, |n| format!("  - {{name: c{n}, image: 'a.io/b{n}:1'}}\n"));
    });
    folder.file("p.sea", |text| {
        text.put("edition 1\nrule r on manifests m {\n  ");
        text.put(body);
        text.put("\n}\n");
    });
}

pub(crate) const ALL: &[&Attack] = &[
    // Size.
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
    // Nesting and chains.
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
    // Faults.
    &attack("broken/1 MB of `\"`", LARGEST, |f, n| policy(f, |t| t.fill_with(n, "\"")), 2, "E0101"),
    &attack("broken/1 MB of `}`", LARGEST, |f, n| policy(f, |t| t.fill_with(n, "}")), 2, "E0101"),
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
        "E0201",
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
        "E0203",
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
        "E0205",
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
        "E0202",
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
    // Circles.
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
        "E0308",
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
    // Growth of values.
    &attack(
        "double/texts by `+`",
        60,
        |f, n| {
            policy(f, |t| {
                t.put("let a0: String = \"aaaaaaaaaaaaaaaa\"\n");
                t.each(n, |n| format!("let a{}: String = a{n} + a{n}\n", n + 1));
                t.put(&format!("rule r on image i {{ require a{n} == \"\" else \"no\" }}\n"))
            })
        },
        3,
        "E0702",
    ),
    &attack(
        "double/texts by `{}`",
        60,
        |f, n| {
            policy(f, |t| {
                t.put("let a0: String = \"aaaaaaaaaaaaaaaa\"\n");
                t.each(n, |n| format!("let a{}: String = \"{{a{n}}}{{a{n}}}\"\n", n + 1));
                t.put(&format!("rule r on image i {{ require a{n} == \"\" else \"no\" }}\n"))
            })
        },
        3,
        "E0702",
    ),
    &attack(
        "double/texts by `replace`",
        60,
        |f, n| {
            policy(f, |t| {
                t.put("let a0: String = \"aaaaaaaaaaaaaaaa\"\n");
                t.each(n, |n| format!("let a{}: String = a{n}.replace(\"a\", \"aa\")\n", n + 1));
                t.put(&format!("rule r on image i {{ require a{n} == \"\" else \"no\" }}\n"))
            })
        },
        3,
        "E0702",
    ),
    &attack(
        "double/lists by `+`",
        60,
        |f, n| {
            policy(f, |t| {
                t.put("let a0: List<Int> = [1]\n");
                t.each(n, |n| format!("let a{}: List<Int> = a{n} + a{n}\n", n + 1));
                t.put(&format!("rule r on image i {{ require a{n} == [] else \"no\" }}\n"))
            })
        },
        3,
        "E0701",
    ),
    &attack(
        "double/lists in lists",
        60,
        |f, n| {
            policy(f, |t| {
                t.put("rule r on image i {\n  let a0 = [1]\n");
                t.each(n, |n| format!("  let a{} = [a{n}, a{n}]\n", n + 1));
                t.put(&format!("  require a{n} == [] else \"{{a{n}}}\"\n}}\n"))
            })
        },
        1,
        "",
    ),
    &attack(
        "double/calls",
        100,
        |f, n| {
            policy(f, |t| {
                t.put("func f0(a: Int) -> Int = a\n");
                t.each(n, |n| format!("func f{}(a: Int) -> Int = f{n}(a) + f{n}(a)\n", n + 1));
                t.put(&format!("rule r on image i {{ require f{n}(1) == 1 else \"no\" }}\n"))
            })
        },
        3,
        "E0701",
    ),
    &attack(
        "double/lets of lets by calls",
        100,
        |f, n| {
            policy(f, |t| {
                t.put("func f0(a: List<Int>) -> List<Int> = a\n");
                t.each(n, |n| {
                    format!("func f{}(a: List<Int>) -> List<Int> = f{n}(a + a)\n", n + 1)
                });
                t.put(&format!("rule r on image i {{ require f{n}([1]) == [] else \"no\" }}\n"))
            })
        },
        3,
        "E0701",
    ),
    // Regular expressions and patterns.
    &attack(
        "regex/(a{1000}){1000}",
        1,
        |f, _| rule(f, |t| t.put("i.tag matches re\"(a{1000}){1000}\"")),
        2,
        "E0237",
    ),
    &attack(
        "regex/\\pL{500}",
        1,
        |f, _| rule(f, |t| t.put("i.tag matches re\"\\pL{500}\"")),
        2,
        "E0237",
    ),
    &attack(
        "regex/1 MB of letters",
        1 << 20,
        |f, n| {
            rule(f, |t| {
                t.put("i.tag matches re\"");
                t.fill_with(n, "a");
                t.put("\"")
            })
        },
        2,
        "E0237",
    ),
    &attack(
        "regex/1 MB of `(`",
        LARGEST,
        |f, n| {
            rule(f, |t| {
                t.put("i.tag matches re\"");
                t.fill_with(n, "(");
                t.put("\"")
            })
        },
        2,
        "E0237",
    ),
    &attack(
        "regex/1 MB of `a|`",
        LARGEST,
        |f, n| {
            rule(f, |t| {
                t.put("i.tag matches re\"");
                t.fill_with(n, "a|");
                t.put("\"")
            })
        },
        2,
        "E0237",
    ),
    &attack(
        "regex/1 MB of `[a&&`",
        LARGEST,
        |f, n| {
            rule(f, |t| {
                t.put("i.tag matches re\"");
                t.fill_with(n, "[a&&");
                t.put("\"")
            })
        },
        2,
        "E0237",
    ),
    &attack(
        "regex/1 MB of `\\pL`",
        LARGEST,
        |f, n| {
            rule(f, |t| {
                t.put("i.tag matches re\"");
                t.fill_with(n, "\\pL");
                t.put("\"")
            })
        },
        2,
        "E0237",
    ),
    &attack(
        "regex/1 MB of `(?i)a`",
        LARGEST,
        |f, n| {
            rule(f, |t| {
                t.put("i.tag matches re\"");
                t.fill_with(n, "(?i)a");
                t.put("\"")
            })
        },
        2,
        "E0237",
    ),
    &attack(
        "regex/1 MB of small ones",
        LARGEST,
        |f, n| {
            rule(f, |t| {
                t.put("any r in [re\"a\"");
                t.fill(n, |n| format!(", re\"{n}\""));
                t.put("]: i.tag matches r")
            })
        },
        2,
        "E0237",
    ),
    &attack(
        "regex/1 MB of large ones",
        LARGEST,
        |f, n| {
            rule(f, |t| {
                t.put("any r in [re\"a\"");
                t.fill(n, |n| format!(", re\"[{n}\\\\pL]{{30}}\""));
                t.put("]: i.tag matches r")
            })
        },
        2,
        "E0237",
    ),
    &attack("regex/(a*)*b on 1 MB", 1 << 20, |f, n| on_text(f, "t matches re\"(a*)*b\"", n), 1, ""),
    &attack(
        "regex/(a|a)*b on 1 MB",
        1 << 20,
        |f, n| on_text(f, "t matches re\"(a|a)*b\"", n),
        1,
        "",
    ),
    &attack(
        "regex/(a+a+)+b on 1 MB",
        1 << 20,
        |f, n| on_text(f, "t matches re\"(a+a+)+b\"", n),
        1,
        "",
    ),
    &attack(
        "regex/a?{100}a{100}b, found in 1 MB",
        1 << 20,
        |f, n| on_text(f, "t.find(re\"(a?){100}a{100}b\") is present", n),
        1,
        "",
    ),
    &attack(
        "regex/.*.*.*b, all found in 1 MB",
        1 << 20,
        |f, n| on_text(f, "t.find_all(re\".*.*.*b|a\").len() == 0", n),
        1,
        "",
    ),
    &attack(
        "regex/.*[^A-Z]|[A-Z], all found in 1 MB",
        1 << 20,
        |f, n| on_text(f, "t.find_all(re\"a{1,1000}b|c*\").len() == 0", n),
        1,
        "",
    ),
    &attack(
        "glob/20 stars on 1 MB",
        1 << 20,
        |f, n| on_text(f, "t matches glob\"*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b\"", n),
        1,
        "",
    ),
    &attack(
        "glob/1 MB of `*a`",
        LARGEST,
        |f, n| {
            rule(f, |t| {
                t.put("i.tag matches glob\"");
                t.fill_with(n, "*a");
                t.put("\"")
            })
        },
        1,
        "",
    ),
    &attack(
        "glob/1 MB of `{a,`",
        LARGEST,
        |f, n| {
            rule(f, |t| {
                t.put("i.tag matches glob\"");
                t.fill_with(n, "{a,");
                t.put("\"")
            })
        },
        2,
        "E0236",
    ),
    &attack(
        "glob/`like` with 1,000 stars on 1 MB",
        1 << 20,
        |f, n| on_text(f, &format!("t.like(\"{}b\")", "*a".repeat(1000)), n),
        3,
        "E0701",
    ),
    &attack(
        "glob/a star and 1,000 letters on 4 MB, `like`",
        4_000_000,
        |f, n| on_text(f, &format!("t.like(\"*{}b\")", "a".repeat(1000)), n),
        3,
        "E0701",
    ),
    // Steps.
    &attack(
        "steps/two images of 20,000",
        20_000,
        |f, n| {
            on_run(f, "require all i in m.images: all j in m.images: i.tag == j.tag else \"no\"", n)
        },
        3,
        "E0701",
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
        "E0701",
    ),
    &attack(
        "steps/images, each among 20,000",
        20_000,
        |f, n| on_run(f, "for i in m.images { require i in m.images else \"no\" }", n),
        3,
        "E0701",
    ),
    &attack(
        "steps/a rule on each of 20,000 that looks at all",
        20_000,
        |f, n| {
            on_run(f, "", n);
            f.file("p.sea", |t| t.put("edition 1\nrule r on image i { require all j in i.pod.images: j.tag == i.tag else \"no\" }\n"));
        },
        3,
        "E0701",
    ),
    &attack(
        "steps/grouping of 100,000",
        100_000,
        |f, n| {
            on_run(
                f,
                "for g in [i.repo: i for i in m.images] { require g.value.len() == 1 else \"no\" }",
                n,
            )
        },
        3,
        "E0701",
    ),
    &attack(
        "steps/grouping of 100,000 under one key",
        100_000,
        |f, n| {
            on_run(
                f,
                "for g in [i.tag: i for i in m.images] { require g.value.len() == 1 else \"no\" }",
                n,
            )
        },
        1,
        "",
    ),
    &attack(
        "steps/sorting 100,000",
        100_000,
        |f, n| {
            on_run(
                f,
                "require [i.text for i in m.images].sorted().unique().len() == 1 else \"no\"",
                n,
            )
        },
        1,
        "",
    ),
];
