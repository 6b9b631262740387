//! Long texts, and files near the limit.

use crate::Attack;
use crate::folder::POD;

use super::{EVIL, NEARLY, attack};

pub(super) const ALL: &[&Attack] = &[
    &attack(
        "long/64 MiB plain scalar",
        64 << 20,
        |f, n| {
            f.manifest(|t| {
                t.put("a: ");
                t.fill_with(n, "xxxxxxxx");
                t.put("\n")
            })
        },
        3,
        "E0520",
    ),
    &attack(
        "long/100 MiB file",
        100 << 20,
        |f, n| f.manifest(|t| t.fill_with(n, EVIL)),
        3,
        "E0520",
    ),
    &attack("long/4 GiB file of zeros", 4 << 30, |f, n| f.sparse("m.yaml", n), 3, "E0520"),
    &attack("long/31 MiB file of zeros", NEARLY, |f, n| f.sparse("m.yaml", n), 3, "E0502"),
    &attack(
        "long/31 MiB plain",
        NEARLY,
        |f, n| {
            f.manifest(|t| {
                t.put("a: ");
                t.fill_with(n, "xxxxxxxx");
                t.put("\n")
            })
        },
        3,
        "E0522",
    ),
    &attack(
        "long/31 MiB plain of many lines",
        NEARLY,
        |f, n| {
            f.manifest(|t| {
                t.put("a:\n");
                t.fill_with(n, "  xxxxxxxx\n")
            })
        },
        3,
        "E0522",
    ),
    &attack(
        "long/31 MiB single quoted",
        NEARLY,
        |f, n| {
            f.manifest(|t| {
                t.put("a: '");
                t.fill_with(n, "''xx");
                t.put("'\n")
            })
        },
        3,
        "E0522",
    ),
    &attack(
        "long/31 MiB double quoted, escapes",
        NEARLY,
        |f, n| {
            f.manifest(|t| {
                t.put("a: \"");
                t.fill_with(n, "\\x41\\n");
                t.put("\"\n")
            })
        },
        3,
        "E0522",
    ),
    &attack(
        "long/31 MiB double quoted, folded",
        NEARLY,
        |f, n| {
            f.manifest(|t| {
                t.put("a: \"");
                t.fill_with(n, "\n  \\\n");
                t.put("\"\n")
            })
        },
        3,
        "E0522",
    ),
    &attack(
        "long/31 MiB literal block",
        NEARLY,
        |f, n| {
            f.manifest(|t| {
                t.put("a: |\n");
                t.fill_with(n, "  x\n")
            })
        },
        3,
        "E0522",
    ),
    &attack(
        "long/31 MiB literal block of blank lines",
        NEARLY,
        |f, n| {
            f.manifest(|t| {
                t.put("a: |\n");
                t.fill_with(n, "\n");
                t.put("  x\n")
            })
        },
        3,
        "E0522",
    ),
    &attack(
        "long/31 MiB folded block",
        NEARLY,
        |f, n| {
            f.manifest(|t| {
                t.put("a: >\n");
                t.fill_with(n, "  x\n")
            })
        },
        3,
        "E0522",
    ),
    &attack(
        "long/31 MiB JSON string, escapes",
        NEARLY,
        |f, n| {
            f.manifest(|t| {
                t.put("{\"a\":\"");
                t.fill_with(n, "\\u0041\\n");
                t.put("\"}\n")
            })
        },
        3,
        "E0522",
    ),
    &attack(
        "long/31 MiB quote that is never closed",
        NEARLY,
        |f, n| {
            f.manifest(|t| {
                t.put("a: \"");
                t.fill_with(n, "xxx\n")
            })
        },
        3,
        "E0504",
    ),
    &attack(
        "long/31 MiB key",
        NEARLY,
        |f, n| {
            f.manifest(|t| {
                t.fill_with(n, "xxxxxxxx");
                t.put(": 1\n")
            })
        },
        3,
        "E0522",
    ),
    &attack(
        "long/31 MiB anchor",
        NEARLY,
        |f, n| {
            f.manifest(|t| {
                t.put("a: &");
                t.fill_with(n, "xxxxxxxx");
                t.put(" 1\n")
            })
        },
        4,
        "",
    ),
    &attack(
        "long/31 MiB tag",
        NEARLY,
        |f, n| {
            f.manifest(|t| {
                t.put("a: !");
                t.fill_with(n, "xxxxxxxx");
                t.put(" 1\n")
            })
        },
        3,
        "E0514",
    ),
    &attack(
        "long/31 MiB number",
        NEARLY,
        |f, n| {
            f.manifest(|t| {
                t.put("a: [");
                t.fill_with(n, &format!("{}, ", "1".repeat(1 << 20)));
                t.put("1]\n")
            })
        },
        4,
        "",
    ),
    &attack(
        "long/31 MiB comment",
        NEARLY,
        |f, n| {
            f.manifest(|t| {
                t.put(POD);
                t.put("  - {name: c, image: a} # ");
                t.fill_with(n, "xxxxxxxx");
                t.put("\n")
            })
        },
        1,
        "",
    ),
    &attack(
        "long/31 MiB line of containers",
        NEARLY,
        |f, n| {
            f.manifest(|t| {
                t.put("apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [");
                t.fill_with(n, "{name: é, image: a},");
                t.put("]}\n");
            })
        },
        3,
        "E0521",
    ),
    &attack(
        "long/31 MiB of blanks",
        NEARLY,
        |f, n| f.manifest(|t| t.fill_with(n, "        ")),
        4,
        "",
    ),
    &attack(
        "long/31 MiB of blank lines",
        NEARLY,
        |f, n| f.manifest(|t| t.fill_with(n, "\n")),
        4,
        "",
    ),
    &attack(
        "long/31 MiB that is no UTF-8",
        NEARLY,
        |f, n| {
            f.file("m.yaml", |t| {
                t.put("a: ");
                t.fill_bytes(n, b"x\xff\n  ")
            })
        },
        3,
        "E0501",
    ),
    &attack(
        "long/31 MiB of UTF-16",
        NEARLY,
        |f, n| {
            f.file("m.yaml", |t| {
                t.bytes(b"\xff\xfe");
                t.fill_bytes(n, b"-\0 \0a\0\n\0")
            })
        },
        4,
        "",
    ),
    &attack(
        "long/31 MiB of control characters",
        NEARLY,
        |f, n| f.manifest(|t| t.fill_with(n, "a: \u{1}\n")),
        3,
        "E0502",
    ),
    &attack(
        "long/31 MiB of hidden line ends",
        NEARLY,
        |f, n| f.manifest(|t| t.fill_with(n, "a\u{2028}")),
        3,
        "E0503",
    ),
    &attack("long/31 MiB of `{`", NEARLY, |f, n| f.manifest(|t| t.fill_with(n, "{")), 3, "E0506"),
    &attack("long/31 MiB of `{}`", NEARLY, |f, n| f.manifest(|t| t.fill_with(n, "{}")), 3, "E0521"),
    &attack("long/31 MiB of `- `", NEARLY, |f, n| f.manifest(|t| t.fill_with(n, "- ")), 3, "E0523"),
    &attack("long/31 MiB of `? `", NEARLY, |f, n| f.manifest(|t| t.fill_with(n, "? ")), 3, "E0515"),
    &attack("long/31 MiB of `: `", NEARLY, |f, n| f.manifest(|t| t.fill_with(n, ": ")), 3, "E0515"),
    &attack(
        "long/31 MiB of `*x `",
        NEARLY,
        |f, n| {
            f.manifest(|t| {
                t.put("a:\n");
                t.fill_with(n, "- *x\n")
            })
        },
        3,
        "E0512",
    ),
    &attack(
        "long/31 MiB of unknown aliases, and a name before",
        NEARLY,
        |f, n| {
            f.manifest(|t| {
                t.put("a: &y 1\n");
                t.fill(n / 2, |n| format!("b{n}: &xx{n} 1\n"));
                t.put("---\na:\n");
                t.fill(n, |n| format!("- *x{n}\n"));
            })
        },
        3,
        "E0512",
    ),
    &attack(
        "many/100,000 documents with an unknown alias",
        99_000,
        |f, n| f.manifest(|t| t.each(n, |n| format!("---\na: &b{n} 1\nc: *x{n}\n"))),
        3,
        "E0512",
    ),
    &attack(
        "long/4 MB of `{{` in a text",
        3_900_000,
        |f, n| {
            f.manifest(|t| {
                t.put("a: b");
                t.fill_with(n, "{{");
                t.put("}}\n")
            })
        },
        4,
        "",
    ),
    &attack(
        "long/31 MiB of `{{` that is no YAML",
        NEARLY,
        |f, n| {
            f.manifest(|t| {
                t.put("a: [ b");
                t.fill_with(n, "{{ ");
                t.put("\n")
            })
        },
        3,
        "E0506",
    ),
    &attack(
        "long/31 MiB of `<<: x`",
        NEARLY,
        |f, n| {
            f.manifest(|t| {
                t.put("a:\n");
                t.fill_with(n, "- {<<: x}\n")
            })
        },
        3,
        "E0510",
    ),
    &attack(
        "long/31 MiB of `{{`",
        NEARLY,
        |f, n| {
            f.manifest(|t| {
                t.put("a:\n");
                t.fill_with(n, "- {{ b }}\n")
            })
        },
        3,
        "E0506",
    ),
    &attack(
        "long/31 MiB of flow items",
        NEARLY,
        |f, n| {
            f.manifest(|t| {
                t.put("a: [");
                t.fill_with(n, "x,x,x,x,");
                t.put("]\n")
            })
        },
        3,
        "E0524",
    ),
    &attack(
        "long/31 MiB of flow mappings",
        NEARLY,
        |f, n| {
            f.manifest(|t| {
                t.put("a: [");
                t.fill_with(n, "{},[],");
                t.put("]\n")
            })
        },
        3,
        "E0524",
    ),
    &attack(
        "long/31 MiB of items",
        NEARLY,
        |f, n| {
            f.manifest(|t| {
                t.put("a:\n");
                t.fill_with(n, "- x\n")
            })
        },
        4,
        "",
    ),
    &attack(
        "long/31 MiB of keys",
        NEARLY,
        |f, n| {
            f.manifest(|t| {
                t.put("a:\n");
                t.fill(n, |n| format!("  k{n}: v\n"))
            })
        },
        4,
        "",
    ),
    &attack(
        "long/31 MiB of Pods",
        NEARLY,
        |f, n| {
            f.manifest(|t| {
                let each = 31 * (1 << 20) / 90_000;
                let pod = format!("{EVIL}# {}\n", "x".repeat(each - EVIL.len() - 3));
                t.fill_with(n, &pod);
            })
        },
        3,
        "E0521",
    ),
    &attack(
        "long/31 MiB of containers, each wrong",
        NEARLY,
        |f, n| {
            f.manifest(|t| {
                t.put(POD);
                t.fill_with(n, "  - name: 1\n    image: [a]\n    imgae: b\n")
            })
        },
        3,
        "E0532",
    ),
    &attack(
        "long/31 MiB of containers that are no mappings",
        NEARLY,
        |f, n| {
            f.manifest(|t| {
                t.put(POD);
                t.fill_with(n, "  - x\n")
            })
        },
        3,
        "E0531",
    ),
    &attack(
        "long/31 MiB of JSON objects",
        NEARLY,
        |f, n| {
            f.manifest(|t| {
                t.put("{\"a\":[{}");
                t.fill_with(n, ",\n{\"b\":\"c\"}");
                t.put("]}\n")
            })
        },
        4,
        "",
    ),
    &attack(
        "long/31 MiB of JSON that ends badly",
        NEARLY,
        |f, n| {
            f.manifest(|t| {
                t.put("{\"a\":[{}");
                t.fill_with(n, ",\n{\"b\":\"c\"}");
            })
        },
        3,
        "E0519",
    ),
    &attack(
        "long/31 MiB of wrong indentation",
        NEARLY,
        |f, n| f.manifest(|t| t.fill_with(n, "kind: Pod\n  spec: 1\n")),
        3,
        "E0504",
    ),
];
