//! `init`: what it writes, that it passes at once, and that nothing is written over.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::harness::{folder_of, root, seaworthy_in};

/// The files in a folder by their names, but for those of Git.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            if path.file_name().unwrap() == ".git" {
                continue;
            }
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/");
                found.insert(name, fs::read_to_string(&path).unwrap());
            }
        }
    }
    found
}

fn names(folder: &Path) -> Vec<String> {
    files(folder).into_keys().collect()
}

const ALL: [&str; 5] = [
    ".github/workflows/seaworthy.yml",
    ".gitlab-ci.yml",
    "manifests/web.yaml",
    "policies/images.sea",
    "seaworthy.yaml",
];

/// Both commands pass in a folder, and say nothing to worry about.
fn passes(folder: &Path) {
    let ran = seaworthy_in(folder, ["test"], "");
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    assert!(ran.stdout.ends_with("2 passed, 0 failed\n"), "{}", ran.stdout);
    assert!(!ran.stdout.contains("warning"), "{}", ran.stdout);
    let ran = seaworthy_in(folder, ["check"], "");
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    for word in ["warning", "undecided", "info["] {
        assert!(!ran.stdout.contains(word), "{}", ran.stdout);
    }
}

#[test]
fn a_new_project_passes_its_own_tests_at_once() {
    let folder = folder_of::<&str>(&[]);
    let ran = seaworthy_in(folder.path(), ["init"], "");
    assert_eq!((ran.code, &*ran.stderr), (0, ""), "{}", ran.stdout);
    assert_eq!(names(folder.path()), ALL);
    let expected = "\
wrote seaworthy.yaml: by what is judged, and how
wrote policies/images.sea: a first rule, with its tests
wrote manifests/web.yaml: a manifest that passes
wrote .github/workflows/seaworthy.yml: both commands in GitHub Actions
wrote .gitlab-ci.yml: both commands in GitLab CI

CI builds Seaworthy from its Git repository: name that in the CI variable SEAWORTHY_GIT

now try
  seaworthy test
  seaworthy check
";
    assert_eq!(ran.stdout, expected);
    passes(folder.path());
    // What it finds, it finds: another registry fails.
    let manifest = folder.path().join("manifests/web.yaml");
    let text = fs::read_to_string(&manifest).unwrap().replace("docker.io", "example.com");
    fs::write(&manifest, text).unwrap();
    let ran = seaworthy_in(folder.path(), ["check"], "");
    assert_eq!(ran.code, 1);
    assert!(ran.stdout.contains("error[known-registry]"), "{}", ran.stdout);
}

#[test]
fn a_folder_that_is_not_there_is_made() {
    let folder = folder_of::<&str>(&[]);
    let ran = seaworthy_in(folder.path(), ["init", "a b/shop", "--ci", "none"], "");
    assert_eq!((ran.code, &*ran.stderr), (0, ""));
    assert!(ran.stdout.contains("\n  cd 'a b/shop'\n"), "{}", ran.stdout);
    let made = folder.path().join("a b/shop");
    assert_eq!(names(&made), ALL[2..]);
    passes(&made);
    let ran = seaworthy_in(folder.path(), ["init", "--quiet", "--ci", "none", "other"], "");
    assert_eq!((ran.code, &*ran.stdout, &*ran.stderr), (0, "", ""));
    passes(&folder.path().join("other"));
}

#[test]
fn nothing_is_written_over() {
    for name in ALL.iter().filter(|name| !["manifests/web.yaml", ".gitlab-ci.yml"].contains(name)) {
        let folder = folder_of(&[(*name, "mine\n"), ("README.md", "mine too\n")]);
        let before = files(folder.path());
        let ran = seaworthy_in(folder.path(), ["init"], "");
        let said = format!("error: {name} is there already\n");
        assert_eq!((ran.code, &*ran.stdout), (2, ""), "{name}");
        assert!(ran.stderr.starts_with(&said), "{name}: {}", ran.stderr);
        assert_eq!(files(folder.path()), before, "{name}");
    }
    // Twice is once.
    let folder = folder_of::<&str>(&[]);
    seaworthy_in(folder.path(), ["init"], "");
    let before = files(folder.path());
    let ran = seaworthy_in(folder.path(), ["init"], "");
    assert_eq!(ran.code, 2);
    assert_eq!(ran.stderr.matches("is there already").count(), 3, "{}", ran.stderr);
    assert_eq!(files(folder.path()), before);
    // A file is no folder.
    let folder = folder_of(&[("shop", "mine\n")]);
    let ran = seaworthy_in(folder.path(), ["init", "shop"], "");
    assert_eq!((ran.code, &*ran.stderr), (2, "error: shop is not a folder\n"));
}

/// A name acts on no terminal.
#[cfg(unix)]
#[test]
fn names_are_shown_harmlessly() {
    let folder = folder_of::<&str>(&[]);
    let ran =
        seaworthy_in(folder.path(), ["init", "a\u{1b}[31m\n::error::b", "--ci", "gitlab"], "");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(!ran.stdout.contains('\u{1b}'), "{}", ran.stdout);
    assert!(!ran.stdout.lines().any(|line| line.trim_start().starts_with("::")), "{}", ran.stdout);
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_nowhere_is_in_the_way() {
    let folder = folder_of::<&str>(&[]);
    let target = folder.path().join("elsewhere");
    std::os::unix::fs::symlink(&target, folder.path().join("seaworthy.yaml")).unwrap();
    let ran = seaworthy_in(folder.path(), ["init"], "");
    assert_eq!((ran.code, target.exists()), (2, false), "{}", ran.stderr);
}

#[test]
fn what_is_there_stays_and_an_example_is_not_added_to_manifests() {
    let web = fs::read_to_string(root().join("src/cli/init/web.yaml")).unwrap();
    let folder = folder_of(&[
        ("deploy/api.yaml", web.replace("name: web", "name: api")),
        (".gitlab-ci.yml", "build: { script: [make] }\n".to_owned()),
    ]);
    let before = files(folder.path());
    let ran = seaworthy_in(folder.path(), ["init"], "");
    assert_eq!((ran.code, &*ran.stderr), (0, ""));
    let after = files(folder.path());
    assert!(before.iter().all(|(name, text)| after.get(name) == Some(text)));
    let new: Vec<&String> = after.keys().filter(|name| !before.contains_key(*name)).collect();
    assert_eq!(new, ["policies/images.sea", "seaworthy.yaml"]);
    let (_, job) =
        ran.stdout.split_once(".gitlab-ci.yml is there already; add this job to it:\n\n").unwrap();
    assert!(job.contains("seaworthy:\n  image: rust:1\n"), "{job}");
    passes(folder.path());
    // What is no manifest is no reason to leave the example out.
    let folder = folder_of(&[("compose.yaml", "services: {}\n")]);
    seaworthy_in(folder.path(), ["init", "--ci", "none"], "");
    assert!(folder.path().join("manifests/web.yaml").exists());
    passes(folder.path());
}

#[test]
fn ci_runs_from_the_root_of_the_repository() {
    for (config, expected) in [
        ("", &[".github/workflows/seaworthy.yml", ".gitlab-ci.yml"][..]),
        ("url = git@github.com:acme/shop.git", &[".github/workflows/seaworthy.yml"]),
        ("url = https://gitlab.acme.io/shop.git", &[".gitlab-ci.yml"]),
    ] {
        let folder = folder_of(&[(".git/config", config), ("apps/shop/README.md", "")]);
        let inner = folder.path().join("apps/shop");
        let ran = seaworthy_in(&inner, ["init"], "");
        assert_eq!((ran.code, &*ran.stderr), (0, ""));
        passes(&inner);
        let all = files(folder.path());
        let ci: Vec<&String> = all.keys().filter(|name| !name.starts_with("apps/")).collect();
        assert_eq!(ci, expected, "{config}");
        for name in ci {
            assert!(all[name].contains("\"apps/shop\""), "{name}: {}", all[name]);
        }
        let ran = seaworthy_in(folder.path(), ["init", "two", "--ci", "gitlab"], "");
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        passes(&folder.path().join("two"));
    }
    // What CI would read otherwise is not put there.
    let folder = folder_of(&[(".git/config", "")]);
    let ran = seaworthy_in(folder.path(), ["init", "a$(x)"], "");
    assert_eq!(ran.code, 0);
    assert!(ran.stdout.contains("no files for CI were written"), "{}", ran.stdout);
    assert!(!folder.path().join(".github").exists());
}

/// What CI is told is YAML, and runs just the two commands, after it has built the program from where
/// the variable says.
#[test]
fn files_for_ci_are_what_the_services_read() {
    let folder = folder_of::<&str>(&[]);
    seaworthy_in(folder.path(), ["init"], "");
    let read = |name: &str| -> Value {
        let text = fs::read_to_string(folder.path().join(name)).unwrap();
        assert!(!text.contains('@') || !text.contains("@FOLDER@"), "{text}");
        serde_yaml::from_str(&text).unwrap()
    };
    let github = read(".github/workflows/seaworthy.yml");
    assert!(github["on"].as_object().unwrap().contains_key("pull_request"));
    let job = &github["jobs"]["seaworthy"];
    assert_eq!(job["defaults"]["run"]["working-directory"], ".");
    assert_eq!(job["env"]["SEAWORTHY_GIT"], "${{ vars.SEAWORTHY_GIT }}");
    let steps = job["steps"].as_array().unwrap();
    let runs: Vec<&str> = steps.iter().filter_map(|step| step["run"].as_str()).collect();
    assert_eq!(runs[1..], ["seaworthy test", "seaworthy check"]);
    let gitlab = read(".gitlab-ci.yml");
    let script = gitlab["seaworthy"]["script"].as_array().unwrap();
    let script: Vec<&str> = script.iter().map(|line| line.as_str().unwrap()).collect();
    assert_eq!(script[1..], ["cd \".\"", "seaworthy test", "seaworthy check"]);
    // Both install alike, and without the variable a shell stops and says what is missing.
    assert_eq!(runs[0], script[0]);
    #[cfg(unix)]
    {
        let shell = std::process::Command::new("sh")
            .args(["-c", runs[0]])
            .env_remove("SEAWORTHY_GIT")
            .output()
            .unwrap();
        assert!(!shell.status.success());
        let said = String::from_utf8_lossy(&shell.stderr).into_owned();
        assert!(said.contains("name the Git repository of Seaworthy"), "{said}");
    }
}
