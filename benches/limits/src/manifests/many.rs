//! Many of a kind.

use crate::Attack;
use crate::folder::POD;

use super::{EVIL, attack};

pub(super) const ALL: &[&Attack] = &[
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
        "many/50,000 containers of one name, each wrong",
        50_000,
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
        "E0521",
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
];
