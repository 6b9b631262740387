//! The laws, on every policy that there is; and that ours are in the style.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use seaworthy::lang::fmt::Refused;

use super::cases;
use super::laws::{formatted, hold, tree};
use super::scatter::{With, scatter};
use super::tokens::tokens;
use crate::harness::{fenced, root, shared};
use crate::lang::soundness::random::Random;

fn policies(folder: &Path) -> Vec<PathBuf> {
    let walk = ignore::WalkBuilder::new(folder).standard_filters(false).build();
    let wanted = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "sea");
    let mut found: Vec<PathBuf> =
        walk.map(|entry| entry.unwrap().into_path()).filter(wanted).collect();
    found.sort();
    found
}

/// All policies of the repository: path and text.
fn ours() -> Vec<(String, String)> {
    let mut all = Vec::new();
    for folder in ["stdlib", "examples", "tests"] {
        for path in policies(&root().join(folder)) {
            let name = path.strip_prefix(root()).unwrap().to_str().unwrap().replace('\\', "/");
            all.push((name, fs::read_to_string(&path).unwrap()));
        }
    }
    assert!(all.len() > 500, "{}", all.len());
    all
}

#[test]
fn the_laws_hold_of_every_policy() {
    let mut sound = 0;
    for (name, text) in ours() {
        match formatted(&text) {
            Ok(_) => {
                hold(&text);
                sound += 1;
            }
            Err(Refused::Broken(faults)) => {
                assert!(tree(&text).is_none(), "{name} is refused: {faults:?}");
            }
            Err(other) => panic!("{name}: {other:?}"),
        }
    }
    assert!(sound > 350, "{sound}");
}

#[test]
fn the_laws_hold_of_policies_that_are_shared() {
    let Some(folder) = shared("") else { return };
    let found = policies(&folder);
    if found.is_empty() {
        eprintln!("skipped: there are no policies in {}", folder.display());
    }
    for path in found {
        let text = fs::read_to_string(&path).unwrap();
        if tree(&text).is_some() {
            hold(&text);
        }
    }
}

/// However its lines and blanks were thrown about, a policy without comments comes out the same.
#[test]
fn the_style_does_not_depend_on_the_lines_it_is_given() {
    let sound: Vec<String> =
        ours().into_iter().map(|(_, text)| text).filter(|text| tree(text).is_some()).collect();
    let plain: Vec<&String> =
        sound.iter().filter(|text| !tokens(text).iter().any(|token| token.is_comment())).collect();
    assert!(plain.len() > 100, "{}", plain.len());
    let random = &mut Random::new(7);
    for _ in 0..cases(40) {
        let text = random.pick(&plain[..]).as_str();
        let (one, other) =
            (scatter(text, With::Blanks, random), scatter(text, With::Blanks, random));
        let (one, other) = (hold(&one), hold(&other));
        assert!(one == other, "{one}\n======\n{other}");
    }
    for _ in 0..cases(40) {
        let text = random.pick(&sound[..]).as_str();
        hold(&scatter(text, With::Comments, random));
    }
}

/// Policies whose very lines are what is tested, with what for.
const AS_THEY_ARE: &str = include_str!("as-they-are.tsv");

#[test]
fn our_policies_are_in_the_style() {
    let mut odd: BTreeSet<&str> = BTreeSet::new();
    for row in AS_THEY_ARE.lines().skip(1) {
        let (path, reason) = row.split_once('\t').expect("two columns");
        assert!(reason.len() > 10 && odd.insert(path), "{row}");
    }
    let excused = |name: &str| odd.iter().find(|path| name.starts_with(**path)).copied();
    let mut used: BTreeSet<&str> = BTreeSet::new();
    let mut unlike = Vec::new();
    for (name, text) in ours() {
        let Ok(style) = formatted(&text) else { continue };
        match (style == text, excused(&name)) {
            (false, Some(path)) => _ = used.insert(path),
            (false, None) => unlike.push(name),
            (true, _) => {}
        }
    }
    assert!(unlike.is_empty(), "`seaworthy fmt` would change\n{}", unlike.join("\n"));
    let unused: Vec<_> = odd.difference(&used).collect();
    assert!(unused.is_empty(), "these are in the style, and need no excuse: {unused:?}");
}

#[test]
fn policies_in_the_documentation_are_in_the_style() {
    let docs = fs::read_dir(root().join("docs")).unwrap().map(|entry| entry.unwrap().path());
    let pages = docs.chain([root().join("README.md")]);
    let pages = pages.filter(|path| path.extension().is_some_and(|extension| extension == "md"));
    let mut sound = 0;
    for page in pages {
        let text = fs::read_to_string(&page).unwrap();
        for block in fenced(&text).iter().filter(|block| block.info == "sea") {
            if let Ok(style) = formatted(block.text) {
                assert!(style == block.text, "{}:\n{}", page.display(), block.text);
                sound += 1;
            }
        }
    }
    assert!(sound >= 3, "{sound}");
}
