//! Same inputs, same bytes, on whatever machine: `order` turns the arguments about, this the rest.
//!
//! Each command runs again and again over copies of one folder, with its files made in another order
//! and at other times, in another environment, by another number of threads. A process seeds its hash
//! maps anew, so each run is a try of those too. `SEAWORTHY_CASES` says how many runs a command gets
//! and how many files there are: see `scripts/determinism.sh`.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, SystemTime};

use super::order::files_of_every_fate;

/// How many runs each command gets.
fn rounds() -> usize {
    std::env::var("SEAWORTHY_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(10)
}

/// Commands, and what they exit with. `JOBS` becomes a number of threads.
const COMMANDS: &[(&[&str], i32)] = &[
    (
        &[
            "check",
            "-p",
            "p.sea",
            "-j",
            "JOBS",
            "--full",
            "-v",
            "--namespace",
            "ns7",
            "a",
            "b",
            "c",
        ],
        3,
    ),
    (&["check", "-p", "p.sea", "-j", "JOBS", "a", "b", "c"], 3),
    (&["check", "-p", "p.sea", "-j", "JOBS", "-o", "json", "."], 3),
    (
        &[
            "check",
            "-p",
            "p.sea",
            "-j",
            "JOBS",
            "--narrate",
            "--full",
            "--color",
            "always",
            "c",
            "a",
        ],
        3,
    ),
    (
        &[
            "check",
            "-p",
            "std/strict",
            "-p",
            "std/compat/kyverno",
            "-j",
            "JOBS",
            "-o",
            "json",
            "a",
            "b",
        ],
        3,
    ),
    (
        &[
            "check",
            "-j",
            "JOBS",
            "-o",
            "json",
            "--namespace",
            "ns7",
            "--strict-coverage",
            "a",
            "b",
            "c",
        ],
        3,
    ),
    (&["check", "-p", "groups.sea", "-j", "JOBS", "-o", "json", "a", "b", "c"], 3),
    (&["check", "-p", "wrong", "a"], 2),
    (&["check", "-p", "wrong", "-o", "json", "a"], 2),
    (&["check", "--project", "wrong.yaml", "a"], 2),
    (&["check", "-p", "p.sea", "--param", "b=1", "--param", "a=2", "a"], 2),
    (&["test", "tests"], 1),
    (&["test", "std/recommended"], 0),
    (&["fmt", "--diff", "tests", "p.sea", "groups.sea"], 1),
    (&["rules", "-v", "-p", "p.sea", "-p", "groups.sea"], 0),
    (&["explain", "std/no-latest"], 0),
    (&["explain", "std/compat/kyverno"], 0),
    (&["explain", "E0203"], 0),
    (&["explain", "no-such-rule"], 2),
    (&["eval", "[i.canonical for i in images]", "a", "b", "c"], 3),
    (&["eval", "-o", "json", "[i.repo: i for i in images]", "a", "b", "c"], 3),
    (&["eval", "resources", "a", "b", "c"], 3),
    (&["eval", "imags", "a"], 2),
    (&["eval", "std/no-latest", "-o", "json", "a", "b", "c"], 3),
];

/// Groups of what the run holds, and lookups over it.
const GROUPS: &str = "edition 1
rule one-version on manifests m {
  for g in [i.repo: i for i in m.images] {
    require all_equal([i.effective_tag for i in g.value]) else \"{g.key}\"
  }
}
rule by-namespace on manifests m {
  for g in [n.metadata.name ?? \"\": n for n in m.find_everywhere(Namespace)] {
    require g.value.len() > 1 else \"{g.key}\"
  }
}
rule tier on image i {
  require i.namespace_object?.metadata?.name == \"shop\" else \"{i}\"
}
rule configured on resource r where r.kind == \"Pod\" {
  require manifests.find(ConfigMap.core, r.namespace, \"config\") is present else \"{r.kind}\"
}
";

/// Slips whose help names what is near: of several as near always the same.
const WRONG: &str = "edition 1
import std/text { lenn, splt, startz }
rule kinds on resource r where r.kind == \"Pod\" {
  let a = manifests.find(Avent, \"n\", \"x\")
  let b = manifests.find(ClusterTale, \"n\", \"x\")
  let c = manifests.find(DevrageClass, \"n\", \"x\")
  let d = manifests.find_everywhere(APIServe)
  let e = manifests.find_everywhere(ClusterCate)
  let f = manifests.find_everywhere(DeviceClIDR)
  let g = manifests.find_everywhere(Bindoints)
  let h = manifests.find_everywhere(Buiction)
  let i = manifests.find_everywhere(BeaSet)
  let j = manifests.find_everywhere(Event)
  require r.nam == \"x\" else \"{r.metadat}\"
}
rule wrong on Egent s { require s.kin == \"x\" else \"y\" }
rule again on image i { require i.tga == unknwn else \"{i.repoo}\" }
rule again on image i { require i.tag == nowhere else \"{ii}\" }
";

fn write(folder: &Path, count: usize, round: usize) {
    let tests = fs::read_to_string(crate::harness::root().join("tests/cli/policies/failing.sea"));
    let pod = fs::read_to_string(crate::harness::root().join("tests/cli/policies/pod.yaml"));
    let mut files = files_of_every_fate(count);
    files.extend([
        ("groups.sea".to_owned(), GROUPS.to_owned()),
        ("tests/failing.sea".to_owned(), tests.unwrap()),
        ("tests/pod.yaml".to_owned(), pod.unwrap()),
        ("wrong.yaml".to_owned(), "polices: [a]\nparam: {}\nprofiles: {a: {kubernets: '1'}, b: {}}\nrules: {std/no-latst: off}\n".to_owned()),
    ]);
    for n in 0..6 {
        files.push((format!("wrong/{n}.sea"), WRONG.to_owned()));
    }
    // Another order is another one of `readdir`, on most file systems.
    let len = files.len();
    files.rotate_left(round * 37 % len);
    if round % 2 == 1 {
        files.reverse();
    }
    for (n, (name, text)) in files.iter().enumerate() {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        let age = Duration::from_secs((n * 7919 + round * 104_729) as u64 % 100_000_000);
        let file = fs::File::options().write(true).open(&path).unwrap();
        file.set_modified(SystemTime::now() - age).unwrap();
    }
}

/// Runs a command in the environment of a round.
fn run(folder: &Path, args: &[&str], round: usize) -> Output {
    let jobs = ["1", "2", "3", "8", "64"][round % 5];
    let mut command = Command::new(env!("CARGO_BIN_EXE_seaworthy"));
    command.env_clear().current_dir(folder).stdin(Stdio::null());
    let pick = |of: &[&'static str]| of[round % of.len()];
    command
        .env("LC_ALL", pick(&["C", "C.UTF-8", "de_DE.UTF-8", "tr_TR.UTF-8", "ja_JP.eucJP"]))
        .env("LANG", pick(&["C", "tr_TR.UTF-8", ""]))
        .env("TZ", pick(&["UTC", "Pacific/Kiritimati", "America/Los_Angeles", "nonsense"]))
        .env("HOME", pick(&["/", "/nonexistent", "/tmp"]))
        .env("HOSTNAME", pick(&["a", "b", "c"]))
        .env("USER", pick(&["root", "nobody"]))
        .env("TERM", pick(&["dumb", "xterm-256color", ""]))
        .env("COLUMNS", pick(&["20", "80", "300"]))
        .env("RAYON_NUM_THREADS", pick(&["1", "4", "0", "2"]));
    if round.is_multiple_of(2) {
        command.env("NO_COLOR", "1");
    }
    command.args(args.iter().map(|arg| if *arg == "JOBS" { jobs } else { arg })).output().unwrap()
}

#[test]
fn nothing_but_the_inputs_changes_what_is_printed() {
    let rounds = rounds();
    let files = (rounds * 20).clamp(200, 3000);
    let folders: Vec<tempfile::TempDir> = (0..3)
        .map(|round| {
            let folder = tempfile::tempdir().unwrap();
            write(folder.path(), files, round);
            folder
        })
        .collect();
    let mut faults = Vec::new();
    for (args, code) in COMMANDS {
        let mut first: Option<Output> = None;
        for round in 0..rounds {
            let ran = run(folders[round % folders.len()].path(), args, round);
            let (out, beside) =
                (String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
            assert_eq!(ran.status.code(), Some(*code), "{args:?}: {out:.3000}{beside:.3000}");
            let before = first.get_or_insert_with(|| ran.clone());
            if *before != ran {
                let told = |ran: &Output| [&*ran.stdout, &*ran.stderr].concat();
                let (old, new) = (told(before), told(&ran));
                let (old, new) = (String::from_utf8_lossy(&old), String::from_utf8_lossy(&new));
                let line = old.lines().zip(new.lines()).find(|(old, new)| old != new);
                faults.push(format!("{args:?}, round {round}: {line:?}"));
                break;
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
