//! Attacks by runs: many files, project files, kustomizations, and other commands.

use crate::Attack;
use crate::folder::{Folder, POD};

/// Checks the folder; prints both formats.
const FOLDER: &[&str] = &["check", "-o", "json=../report.json", "-o", "text", "."];

/// Checks `m.yaml` by a project file.
const PROJECT: &[&str] =
    &["check", "--project", "seaworthy.yaml", "-o", "json=../report.json", "-o", "text", "m.yaml"];

const fn attack(
    name: &'static str,
    size: usize,
    make: fn(&mut Folder, usize),
    args: &'static [&'static str],
    exit: i32,
    code: &'static str,
) -> Attack {
    Attack { name, size, make, args, exit, code }
}

/// A project file, judging one Pod.
fn project(folder: &mut Folder, write: impl FnOnce(&mut crate::folder::Text)) {
    folder.pod();
    folder.file("seaworthy.yaml", write);
}

/// The most bytes that a project file may have.
const LARGEST: usize = (1 << 20) - 100;

pub(crate) const ALL: &[&Attack] = &[
    &attack(
        "files/1,000 with 1,000 failures each",
        1_000,
        |f, n| {
            (0..n).for_each(|n| {
                f.file(&format!("{n}.yaml"), |t| {
                    t.put(POD);
                    t.times(1_000, "  - {name: c, image: a}\n")
                })
            })
        },
        FOLDER,
        1,
        "",
    ),
    &attack(
        "files/20,000 with a failure each",
        20_000,
        |f, n| {
            (0..n).for_each(|n| {
                f.file(&format!("{n}.yaml"), |t| {
                    t.put(POD);
                    t.put("  - {name: c, image: a}\n")
                })
            })
        },
        FOLDER,
        1,
        "",
    ),
    &attack(
        "files/20,000 that are broken",
        20_000,
        |f, n| (0..n).for_each(|n| f.file(&format!("{n}.yaml"), |t| t.put("a: [\n"))),
        FOLDER,
        3,
        "E0504",
    ),
    &attack(
        "files/1,000 with 200 faults each",
        1_000,
        |f, n| {
            (0..n).for_each(|n| {
                f.file(&format!("{n}.yaml"), |t| {
                    t.put(POD);
                    t.times(200, "  - {name: 1}\n")
                })
            })
        },
        FOLDER,
        3,
        "E0532",
    ),
    &attack(
        "files/20,000 that are empty",
        20_000,
        |f, n| (0..n).for_each(|n| f.file(&format!("{n}.yaml"), |_| ())),
        FOLDER,
        4,
        "",
    ),
    &attack(
        "files/folders in folders, 1,000 deep",
        1_000,
        |f, n| {
            f.file(&format!("{}m.yaml", "a/".repeat(n)), |t| {
                t.put(POD);
                t.put("  - {name: c, image: a}\n")
            })
        },
        FOLDER,
        1,
        "",
    ),
    &attack(
        "files/4 of 31 MiB",
        31 << 20,
        |f, n| {
            (0..4).for_each(|i| {
                f.file(&format!("{i}.yaml"), |t| {
                    t.put("a:\n");
                    t.fill(n, |n| format!("  k{n}: v\n"))
                })
            })
        },
        FOLDER,
        4,
        "",
    ),
    // Project files.
    &attack(
        "project/1 MB of params",
        LARGEST,
        |f, n| {
            project(f, |t| {
                t.put("params:\n");
                t.fill(n, |n| format!("  p{n}: 1\n"))
            })
        },
        PROJECT,
        2,
        "E0410",
    ),
    &attack(
        "project/1 MB of rules",
        LARGEST,
        |f, n| {
            project(f, |t| {
                t.put("rules:\n");
                t.fill(n, |n| format!("  std/p{n}: {{ severity: error }}\n"))
            })
        },
        PROJECT,
        2,
        "E0448",
    ),
    &attack(
        "project/1 MB of policies",
        LARGEST,
        |f, n| {
            project(f, |t| {
                t.put("policies:\n");
                t.fill(n, |n| format!("- std/p{n}\n"))
            })
        },
        PROJECT,
        2,
        "E0407",
    ),
    &attack(
        "project/1 MB of one policy",
        LARGEST,
        |f, n| {
            project(f, |t| {
                t.put("policies:\n");
                t.fill_with(n, "- std/recommended\n")
            })
        },
        PROJECT,
        0,
        "",
    ),
    &attack(
        "project/1 MB of workloads",
        LARGEST,
        |f, n| {
            project(f, |t| {
                t.put("workloads:\n");
                t.fill(n, |n| format!("- {{ kind: K{n}.a.io, pods: [spec.a] }}\n"))
            })
        },
        PROJECT,
        0,
        "",
    ),
    &attack(
        "project/1 MB of paths of one kind",
        LARGEST,
        |f, n| {
            project(f, |t| {
                t.put("workloads:\n- kind: K.a.io\n  pods: [spec.a");
                t.fill(n, |n| format!(", spec.a{n}"));
                t.put("]\n")
            })
        },
        PROJECT,
        0,
        "",
    ),
    &attack(
        "project/1 MB of keys that do not exist",
        LARGEST,
        |f, n| project(f, |t| t.fill(n, |n| format!("k{n}: 1\n"))),
        PROJECT,
        2,
        "E0446",
    ),
    &attack(
        "project/1 MB of mirrors, 10,000 images",
        LARGEST,
        |f, n| {
            f.manifest(|t| {
                t.put(POD);
                t.each(n / 100, |n| {
                    format!(
                        "  - {{name: c{n}, image: 'a{n}.io/b:1', imagePullPolicy: IfNotPresent}}\n"
                    )
                })
            });
            f.file("seaworthy.yaml", |t| {
                t.put("profiles:\n  p:\n    mirrors:\n");
                t.fill(n, |n| format!("    - {{ source: a{n}.io, mirrors: [b.io] }}\n"))
            });
        },
        PROJECT,
        0,
        "",
    ),
    &attack(
        "project/1 MB of allowed registries, 10,000 images",
        LARGEST,
        |f, n| {
            f.manifest(|t| {
                t.put(POD);
                t.each(n / 100, |n| {
                    format!(
                        "  - {{name: c{n}, image: 'z{n}.io/b:1', imagePullPolicy: IfNotPresent}}\n"
                    )
                })
            });
            f.file("seaworthy.yaml", |t| {
                t.put(
                    "policies: [std/allowed-by-cluster]\nprofiles:\n  p:\n    allowedRegistries:\n",
                );
                t.fill(n, |n| format!("    - '*.a{n}.io'\n"))
            });
        },
        PROJECT,
        1,
        "",
    ),
    &attack(
        "project/bomb of aliases",
        1,
        |f, _| {
            project(f, |t| {
                t.put("x0: &x0 [x,x,x,x,x,x,x,x,x]\n");
                t.each(9, |n| {
                    format!("x{}: &x{} [{}]\n", n + 1, n + 1, vec![format!("*x{n}"); 9].join(","))
                })
            })
        },
        PROJECT,
        2,
        "E0524",
    ),
    &attack(
        "project/texts by aliases",
        LARGEST,
        |f, n| {
            project(f, |t| {
                t.put("params:\n  a: &a ");
                t.fill_with(n / 2, "xxxxxxxx");
                t.put("\n  b: [");
                t.fill_with(n, "*a,");
                t.put("*a]\n")
            })
        },
        PROJECT,
        2,
        "E0524",
    ),
    &attack(
        "project/5,000 levels",
        5_000,
        |f, n| {
            project(f, |t| {
                t.put("params: {a: ");
                t.times(n, "[");
                t.times(n, "]");
                t.put("}\n")
            })
        },
        PROJECT,
        2,
        "E0523",
    ),
    &attack(
        "project/250 levels",
        250,
        |f, n| {
            project(f, |t| {
                t.put("params: {a: ");
                t.times(n, "[");
                t.times(n, "]");
                t.put("}\n")
            })
        },
        PROJECT,
        2,
        "E0410",
    ),
    &attack(
        "project/4 GiB of zeros",
        4 << 30,
        |f, n| {
            f.pod();
            f.sparse("seaworthy.yaml", n)
        },
        PROJECT,
        2,
        "E0520",
    ),
    // Kustomizations.
    &attack(
        "kustomize/1,000,000 patches",
        1_000_000,
        |f, n| {
            f.pod();
            f.file("kustomization.yaml", |t| {
                t.put("patches:\n");
                t.each(n, |n| format!("- path: p{n}.yaml\n"))
            })
        },
        FOLDER,
        0,
        "",
    ),
    &attack(
        "kustomize/4 MB name, 100,000 times",
        100_000,
        |f, n| {
            f.pod();
            f.file("kustomization.yaml", |t| {
                t.put("x: &a ");
                t.times(4_000_000, "x");
                t.put("\npatches: [*a");
                t.times(n, ",*a");
                t.put("]\n")
            })
        },
        FOLDER,
        3,
        "E0524",
    ),
    &attack(
        "kustomize/10,000 levels",
        10_000,
        |f, n| {
            f.pod();
            f.file("kustomization.yaml", |t| {
                t.put("patches: ");
                t.times(n, "[")
            })
        },
        FOLDER,
        3,
        "E0523",
    ),
    &attack(
        "kustomize/4 GiB of zeros",
        4 << 30,
        |f, n| {
            f.pod();
            f.sparse("kustomization.yaml", n)
        },
        FOLDER,
        3,
        "E0520",
    ),
    // Other commands.
    &attack(
        "eval/49,000 images",
        49_000,
        |f, n| {
            f.manifest(|t| {
                t.put(POD);
                t.each(n, |n| format!("  - {{name: c{n}, image: a}}\n"))
            })
        },
        &["eval", "images", "m.yaml"],
        0,
        "",
    ),
    &attack(
        "eval/49,000 images as JSON",
        49_000,
        |f, n| {
            f.manifest(|t| {
                t.put(POD);
                t.each(n, |n| format!("  - {{name: c{n}, image: a}}\n"))
            })
        },
        &["eval", "-o", "json", "images", "m.yaml"],
        0,
        "",
    ),
    &attack(
        "eval/1,000,000 nodes as JSON",
        1_000_000,
        |f, n| {
            f.manifest(|t| {
                t.put("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n");
                t.each(n, |n| format!("  k{n}: v\n"))
            })
        },
        &["eval", "-o", "json", "resources", "m.yaml"],
        0,
        "",
    ),
    &attack(
        "test/1 MB of tests",
        LARGEST,
        |f, n| {
            f.file("p.sea", |t| {
        t.put("edition 1\nrule r on image i { require i.tag is present else \"no\" }\n");
        t.fill(n - 300, |n| format!("test \"t{n}\" for r {{\n  given \"\"\"\n    apiVersion: v1\n    kind: Pod\n    metadata: {{ name: p }}\n    spec: {{ containers: [{{ name: c, image: a }}] }}  #~ r\n  \"\"\"\n}}\n"));
    })
        },
        &["test", "p.sea"],
        0,
        "",
    ),
    &attack(
        "test/a fixture of 1 MB",
        LARGEST,
        |f, n| {
            f.file("p.sea", |t| {
        t.put("edition 1\nrule r on image i { require i.tag is present else \"no\" }\ntest \"t\" for r {\n  given \"\"\"\n    apiVersion: v1\n    kind: Pod\n    metadata: { name: p }\n    spec:\n      containers:\n");
        t.fill_with(n - 300, "        - { name: c, image: a }  #~ r\n");
        t.put("  \"\"\"\n}\n");
    })
        },
        &["test", "p.sea"],
        0,
        "",
    ),
    &attack(
        "rules/1 MB of rules",
        LARGEST,
        |f, n| {
            f.file("p.sea", |t| {
                t.put("edition 1\n");
                t.fill(n, |n| {
                    format!("rule r{n} on image i {{ require i.tag is present else \"no\" }}\n")
                })
            })
        },
        &["rules", "-p", "p.sea"],
        0,
        "",
    ),
    &attack(
        "explain/an id among 1 MB of rules",
        LARGEST,
        |f, n| {
            f.file("p.sea", |t| {
                t.put("edition 1\n");
                t.fill(n, |n| {
                    format!("rule r{n} on image i {{ require i.tag is present else \"no\" }}\n")
                })
            })
        },
        &["explain", "-p", "p.sea", "q9"],
        2,
        "",
    ),
];
