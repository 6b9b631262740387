//! The documentation speaks of no option that does not exist.
//!
//! Options of other programs stand in `foreign-flags.tsv`, each with the file that may name it, the
//! program and the reason.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use regex::Regex;

use crate::harness::{root, seaworthy};

const COMMANDS: [&str; 11] = [
    "check",
    "merge",
    "eval",
    "repl",
    "test",
    "fmt",
    "explain",
    "init",
    "rules",
    "completions",
    "man",
];

/// What the program's own help lists, as clap prints it.
fn options() -> BTreeSet<String> {
    let listed = Regex::new(r"(?m)^ +(?:-\w, )?(--[a-z][a-z-]*)").unwrap();
    let pages = COMMANDS.iter().map(|command| seaworthy([*command, "--help"], "").stdout);
    let pages: Vec<String> = pages.chain([seaworthy(["--help"], "").stdout]).collect();
    let found = pages.iter().flat_map(|page| listed.captures_iter(page));
    found.map(|found| found[1].to_owned()).collect()
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

#[test]
fn the_list_of_commands_is_whole() {
    let help = seaworthy(["--help"], "").stdout;
    let commands = help.split("Commands:").nth(1).unwrap().split("Options:").next().unwrap();
    let named: BTreeSet<&str> =
        commands.lines().filter_map(|line| line.strip_prefix("  ")?.split(' ').next()).collect();
    let named: BTreeSet<&str> =
        named.into_iter().filter(|n| !n.is_empty() && *n != "help").collect();
    assert_eq!(named, COMMANDS.into_iter().collect());
}

#[test]
fn no_option_is_named_that_does_not_exist() {
    let options = options();
    assert!(options.contains("--strict-coverage") && options.contains("--only"), "{options:?}");
    let list = fs::read_to_string(root().join("tests/cli/foreign-flags.tsv")).unwrap();
    let mut foreign: BTreeMap<(String, String), bool> = BTreeMap::new();
    for row in list.lines().skip(1) {
        let [file, flag, program, reason] = row.split('\t').collect::<Vec<_>>()[..] else {
            panic!("four columns: {row}");
        };
        assert!(!program.is_empty() && reason.len() > 5, "{row}");
        foreign.insert((file.to_owned(), flag.to_owned()), false);
    }
    let mut all = vec!["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"]
        .into_iter()
        .map(|name| root().join(name))
        .collect();
    for folder in ["docs", "src", "stdlib", "examples"] {
        files(&root().join(folder), &mut all);
    }
    let flag = Regex::new(r"(?:^|[^\w-])(--[a-z][a-z-]*[a-z])").unwrap();
    let mut unknown = Vec::new();
    for path in all {
        let name = path.strip_prefix(root()).unwrap().to_str().unwrap().replace('\\', "/");
        // The names that a page's style gives its colours are no options.
        if name.ends_with(".css") {
            continue;
        }
        let Ok(text) = fs::read_to_string(&path) else { continue };
        for (number, line) in (1..).zip(text.lines()) {
            // What developers tell one another is no promise to users.
            if name.ends_with(".rs") && line.trim_start().starts_with("//") {
                continue;
            }
            for found in flag.captures_iter(line) {
                if let Some(seen) = foreign.get_mut(&(name.clone(), found[1].to_owned())) {
                    *seen = true;
                } else if !options.contains(&found[1]) {
                    unknown.push(format!("{name}:{number}: {}", &found[1]));
                }
            }
        }
    }
    assert!(unknown.is_empty(), "no such options:\n{}", unknown.join("\n"));
    let unused: Vec<_> = foreign.iter().filter(|(_, seen)| !**seen).collect();
    assert!(unused.is_empty(), "these stand in the list and nowhere else: {unused:?}");
}
