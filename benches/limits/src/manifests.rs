//! Attacks by manifests: what a reader takes in, and what is found in it.

use crate::Attack;
use crate::folder::{Folder, POD};

/// Checks `m.yaml` by the recommended rules; prints both formats.
pub(crate) const CHECK: &[&str] = &["check", "-o", "json=../report.json", "-o", "text", "m.yaml"];

/// Just short of the limit on files.
const NEARLY: usize = 31 << 20;

const fn attack(
    name: &'static str,
    size: usize,
    make: fn(&mut Folder, usize),
    exit: i32,
    code: &'static str,
) -> Attack {
    Attack { name, size, make, args: CHECK, exit, code }
}

pub(crate) const ALL: &[&Attack] = &[
    // Aliases and merges.
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
        4,
        "",
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
    // Keys.
    &attack(
        "keys/a million",
        1_000_000,
        |f, n| {
            f.manifest(|t| {
                t.put("a:\n");
                t.each(n, |n| format!("  {n}k: v\n"));
            })
        },
        4,
        "",
    ),
    &attack(
        "keys/a million of one prefix",
        1_000_000,
        |f, n| {
            f.manifest(|t| {
                t.put("a:\n");
                t.each(n, |n| format!("  aaaaaaaaaaaaaaaa{n:07}: v\n"));
            })
        },
        4,
        "",
    ),
    &attack(
        "keys/a million of one length, flow",
        1_000_000,
        |f, n| {
            f.manifest(|t| {
                t.put("a: {z: 1");
                t.each(n, |n| format!(",\n {:07}k: v", n.reverse_bits() % 10_000_000));
                t.put("}\n");
            })
        },
        3,
        "E0507",
    ),
    &attack(
        "keys/a million of JSON",
        1_000_000,
        |f, n| {
            f.manifest(|t| {
                t.put("{\"z\":1");
                t.each(n, |n| format!(",\"aaaaaaaa{n:07}\":1"));
                t.put("}\n");
            })
        },
        4,
        "",
    ),
    &attack(
        "keys/a million, each twice",
        500_000,
        |f, n| {
            f.manifest(|t| {
                t.put("a:\n");
                t.each(n, |n| format!("  k{n}: v\n  k{n}: v\n"));
            })
        },
        3,
        "E0507",
    ),
    &attack(
        "keys/one, a million times",
        1_000_000,
        |f, n| {
            f.manifest(|t| {
                t.put("a:\n");
                t.times(n, "  k: v\n");
            })
        },
        3,
        "E0507",
    ),
    &attack(
        "keys/200,000 that kubectl reads as numbers",
        200_000,
        |f, n| {
            f.manifest(|t| {
                t.put("a:\n");
                t.each(n, |n| format!("  0x{n:x}: v\n  0b{n:b}: v\n"));
            })
        },
        3,
        "E0507",
    ),
    &attack(
        "keys/a million labels of an object",
        1_000_000,
        |f, n| {
            f.manifest(|t| {
                t.put("apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\n  labels:\n");
                t.each(n, |n| format!("    k{n}: v\n"));
                t.put("spec: {containers: [{name: c, image: a}]}\n");
            })
        },
        1,
        "",
    ),
    // Many of a kind.
    &attack(
        "many/a million documents",
        1_000_000,
        |f, n| f.manifest(|t| t.times(n, "---\na: 1\n")),
        3,
        "E0521",
    ),
    &attack(
        "many/100,000 documents",
        100_000,
        |f, n| f.manifest(|t| t.times(n, "---\na: 1\n")),
        4,
        "",
    ),
    &attack("many/100,000 Pods", 99_000, |f, n| f.manifest(|t| t.times(n, EVIL)), 3, "E0521"),
    &attack(
        "many/100,000 refused documents",
        100_000,
        |f, n| f.manifest(|t| t.times(n, "---\na: 1\na: 2\n")),
        3,
        "E0507",
    ),
    &attack(
        "many/100,000 documents that are no YAML",
        100_000,
        |f, n| f.manifest(|t| t.times(n, "---\na: [\n")),
        3,
        "E0504",
    ),
    &attack(
        "many/100,000 templates",
        100_000,
        |f, n| f.manifest(|t| t.times(n, "---\na: {{ b }}\n")),
        3,
        "E0506",
    ),
    &attack(
        "many/a million JSON objects",
        1_000_000,
        |f, n| f.manifest(|t| t.times(n, "{}\n")),
        3,
        "E0521",
    ),
    &attack(
        "many/a million comments",
        1_000_000,
        |f, n| {
            f.manifest(|t| {
                t.times(n, "# a comment\n");
                t.put(&EVIL[4..]);
            })
        },
        1,
        "",
    ),
    &attack(
        "many/a million comments among values",
        1_000_000,
        |f, n| {
            f.manifest(|t| {
                t.put(POD);
                t.times(n, "  # a comment\n");
                t.put("  - {name: c, image: a}\n");
                t.times(n, "  # a comment\n");
            })
        },
        1,
        "",
    ),
    &attack(
        "many/a million tags",
        1_000_000,
        |f, n| {
            f.manifest(|t| {
                t.put("a:\n");
                t.times(n, "- !!str 1\n");
            })
        },
        4,
        "",
    ),
    &attack(
        "many/a million tags that lie",
        1_000_000,
        |f, n| {
            f.manifest(|t| {
                t.put("a:\n");
                t.times(n, "- !!int x\n");
            })
        },
        3,
        "E0514",
    ),
    &attack(
        "many/a million directives",
        1_000_000,
        |f, n| {
            f.manifest(|t| {
                t.each(n, |n| format!("%TAG !a{n}! tag:x,2002:\n"));
                t.put(EVIL);
            })
        },
        3,
        "E0518",
    ),
    &attack(
        "many/a million `---` with something behind",
        1_000_000,
        |f, n| f.manifest(|t| t.times(n, "--- x\n")),
        3,
        "E0517",
    ),
    &attack(
        "many/100,000 containers",
        100_000,
        |f, n| {
            f.manifest(|t| {
                t.put(POD);
                t.each(n, |n| format!("  - {{name: c{n}, image: 'a.io/b:{n}'}}\n"));
            })
        },
        3,
        "E0521",
    ),
    &attack(
        "many/100,000 containers of one name, each wrong",
        100_000,
        |f, n| {
            f.manifest(|t| {
                t.put(POD);
                t.times(n, "  - {name: c, image: ''}\n");
            })
        },
        1,
        "",
    ),
    &attack(
        "many/100,000 images in one List",
        100_000,
        |f, n| {
            f.manifest(|t| {
        t.put("apiVersion: v1\nkind: List\nitems:\n");
        t.times(n, "- {apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: c, image: a}]}}\n");
    })
        },
        3,
        "E0521",
    ),
    &attack(
        "many/a million items that are no objects",
        1_000_000,
        |f, n| {
            f.manifest(|t| {
                t.put("apiVersion: v1\nkind: List\nitems:\n");
                t.times(n, "- {}\n");
            })
        },
        3,
        "E0534",
    ),
    &attack(
        "many/a million items of a PodList",
        1_000_000,
        |f, n| {
            f.manifest(|t| {
                t.put("apiVersion: v1\nkind: PodList\nitems:\n");
                t.times(n, "- {}\n");
            })
        },
        3,
        "E0538",
    ),
    &attack(
        "many/100,000 Secrets and 100,000 Pods that name them",
        45_000,
        |f, n| {
            f.manifest(|t| {
        t.each(n, |n| format!("---\n{{apiVersion: v1, kind: Secret, metadata: {{name: s{n}}}, type: kubernetes.io/dockerconfigjson, data: {{}}}}\n---\n{{apiVersion: v1, kind: Pod, metadata: {{name: p}}, spec: {{imagePullSecrets: [{{name: s{n}}}], containers: [{{name: c, image: a}}]}}}}\n"));
    })
        },
        1,
        "",
    ),
    &attack(
        "many/pull secrets of one Pod by its containers",
        30_000,
        |f, n| {
            f.manifest(|t| {
                t.put(
                    "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  imagePullSecrets:\n",
                );
                t.each(n, |n| format!("  - {{name: s{n}}}\n"));
                t.put("  containers:\n");
                t.each(n, |n| format!("  - {{name: c{n}, image: 'a.io/b:{n}'}}\n"));
            })
        },
        0,
        "",
    ),
    &attack(
        "many/ImageStreams, and Pods that name them",
        45_000,
        |f, n| {
            f.manifest(|t| {
        t.each(n, |n| format!("---\n{{apiVersion: image.openshift.io/v1, kind: ImageStream, metadata: {{name: s{n}}}, spec: {{lookupPolicy: {{local: true}}, tags: [{{name: a, from: {{kind: DockerImage, name: 'b:1'}}}}]}}}}\n---\n{{apiVersion: v1, kind: Pod, metadata: {{name: p}}, spec: {{containers: [{{name: c, image: 's{n}:a'}}]}}}}\n"));
    })
        },
        3,
        "",
    ),
    &attack(
        "many/mirror sets, and Pods",
        20_000,
        |f, n| {
            f.manifest(|t| {
        t.each(n, |n| format!("---\n{{apiVersion: config.openshift.io/v1, kind: ImageTagMirrorSet, metadata: {{name: s{n}}}, spec: {{imageTagMirrors: [{{source: a.io/b{n}, mirrors: [c.io/d{n}]}}]}}}}\n---\n{{apiVersion: v1, kind: Pod, metadata: {{name: p}}, spec: {{containers: [{{name: c, image: 'a.io/b{n}:a'}}]}}}}\n"));
    })
        },
        0,
        "",
    ),
    // Long texts.
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
    // Long names, told with each finding.
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
    // Nesting.
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

const EVIL: &str = "---\napiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: 'evil:latest'}]}\n";

/// Levels of nine aliases each to the level before.
fn bomb(text: &mut crate::folder::Text, levels: usize) {
    text.put("a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
    text.each(levels - 1, |n| {
        format!("a{}: &a{} [{}]\n", n + 1, n + 1, vec![format!("*a{n}"); 9].join(","))
    });
}

/// Lists in lists, with a Pod in the innermost.
fn lists(text: &mut crate::folder::Text, depth: usize) {
    text.times(depth, "{apiVersion: v1, kind: List, items: [\n");
    text.put("{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: c, image: a}]}}\n");
    text.times(depth, "]}\n");
}
