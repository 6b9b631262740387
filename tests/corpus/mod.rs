//! Images are counted twice: by the program, and by a counter that shares nothing with it but the
//! manifests. Both must find the same images in every file; every file must be judged, an error or
//! set aside. This runs over what the repository holds, and over a collection of manifests that real
//! projects ship, where the machine has it.

mod count;
mod kinds;
mod page;
mod program;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::harness::{expect_file, real_corpus, root};

pub(crate) use count::images_of_object;
pub(crate) use program::{EVERY_IMAGE, Fault, Run, run};

use count::{File, Found};

#[test]
fn the_repositorys_own_manifests_are_counted_alike() {
    // Of what is broken on purpose, in `tests/adversarial`, the two need not think alike.
    for folder in ["examples", "tests/kube"] {
        compare(&root().join(folder));
    }
}

#[test]
fn what_real_projects_ship_is_counted_alike() {
    let Some(folder) = real_corpus() else { return };
    let compared = compare(folder.path());
    expect_file("docs/corpus.md", &page::page(&compared));
}

/// A folder counted in both ways, which agree.
struct Compared {
    files: BTreeMap<String, File>,
    run: Run,
    /// Images that both found.
    images: usize,
    /// Files in which the program found an error.
    errored: BTreeSet<String>,
}

fn compare(root: &Path) -> Compared {
    let files = count::count(root);
    let run = program::run(root);
    let errored: BTreeSet<String> =
        run.errors.iter().filter_map(|e| Some(e.place.clone()?.0)).collect();
    let mut differences = books(&files, &run, &errored);
    let mut images = 0;
    for (name, file) in &files {
        match images_of(name, file, &run) {
            Ok(count) => images += count,
            Err(difference) => differences.push(difference),
        }
    }
    differences.extend(uncovered(&files, &run));
    for difference in &differences {
        eprintln!("{difference}");
    }
    assert!(differences.is_empty(), "{} differences", differences.len());
    Compared { files, run, images, errored }
}

/// Every file is in exactly one book, and the books add up.
fn books(files: &BTreeMap<String, File>, run: &Run, errored: &BTreeSet<String>) -> Vec<String> {
    let mut differences = Vec::new();
    let summary = |key: &str| run.summary[key].as_u64().unwrap() as usize;
    let mut same = |what: &str, here: usize, there: usize| {
        if here != there {
            differences.push(format!("{what}: {here} counted, {there} in the report"));
        }
    };
    same("files", files.len(), summary("files"));
    same("files with errors", errored.len(), summary("filesErrored"));
    same("files set aside", run.set_aside.len(), summary("filesSetAside"));
    same("files judged", files.len() - errored.len() - run.set_aside.len(), summary("filesJudged"));
    for name in run.set_aside.keys().chain(errored).filter(|name| !files.contains_key(*name)) {
        differences.push(format!("{name}: in the report, and not in the folder"));
    }
    for name in run.set_aside.keys().filter(|name| errored.contains(*name)) {
        differences.push(format!("{name}: set aside, and an error"));
    }
    for (name, file) in files.iter().filter(|(name, _)| !errored.contains(*name)) {
        let nothing =
            file.material || file.documents.iter().all(|d| matches!(d.found, Found::Nothing));
        if nothing != run.set_aside.contains_key(name) {
            let reason = run.set_aside.get(name).map_or("judged", String::as_str);
            differences.push(format!(
                "{name}: something to judge is {}, the program says: {reason}",
                !nothing
            ));
        }
    }
    differences
}

/// How many images both found in the documents without an error, or how they differ.
fn images_of(name: &str, file: &File, run: &Run) -> Result<usize, String> {
    let faulty: Vec<u64> = run
        .errors
        .iter()
        .filter_map(|error| error.place.as_ref())
        .filter(|(file, _)| file == name)
        .map(|(_, line)| *line)
        .collect();
    let (mut counted, mut reported) = (Vec::new(), Vec::new());
    if file.material {
        return Ok(0);
    }
    let found = run.images.get(name).map_or(&[][..], Vec::as_slice);
    for document in &file.documents {
        let within = |line: u64| (document.first..=document.last).contains(&line);
        if faulty.iter().any(|line| within(*line)) {
            continue;
        }
        match &document.found {
            Found::Unreadable => {
                return Err(format!("{name}:{}: unreadable, and no error", document.first));
            }
            Found::Nothing => {}
            Found::Objects { images, .. } => {
                counted.extend(images.iter().map(|image| plain(image)))
            }
        }
        reported
            .extend(found.iter().filter(|(line, _)| within(*line)).map(|(_, image)| plain(image)));
    }
    counted.sort();
    reported.sort();
    if counted == reported {
        return Ok(counted.len());
    }
    let only = |these: &[String], those: &[String]| {
        let mut rest = those.to_vec();
        let mut only: Vec<String> = Vec::new();
        for one in these {
            match rest.iter().position(|other| other == one) {
                Some(index) => drop(rest.swap_remove(index)),
                None => only.push(one.clone()),
            }
        }
        only.join(", ")
    };
    Err(format!(
        "{name}: only counted: [{}]; only in the report: [{}]",
        only(&counted, &reported),
        only(&reported, &counted)
    ))
}

/// What can be compared of an image: printing cuts long ones and escapes odd characters.
pub(crate) fn plain(image: &str) -> String {
    image.chars().filter(char::is_ascii_graphic).take(150).collect()
}

/// Kinds that may hold images and that nobody judges are named, each as often as it occurs.
fn uncovered(files: &BTreeMap<String, File>, run: &Run) -> Vec<String> {
    let mut here: BTreeMap<String, u64> = BTreeMap::new();
    for file in files.values().filter(|file| !file.material) {
        for document in &file.documents {
            if let Found::Objects { uncovered, .. } = &document.found {
                for kind in uncovered {
                    *here.entry(kind.clone()).or_default() += 1;
                }
            }
        }
    }
    let rows = run.summary["uncovered"].as_array().unwrap().iter();
    let there: BTreeMap<String, u64> = rows
        .map(|row| (row["kind"].as_str().unwrap().to_owned(), row["objects"].as_u64().unwrap()))
        .collect();
    let kinds: BTreeSet<&String> = here.keys().chain(there.keys()).collect();
    kinds
        .into_iter()
        .filter(|kind| here.get(*kind) != there.get(*kind))
        .map(|kind| {
            format!(
                "uncovered {kind}: {:?} counted, {:?} in the report",
                here.get(kind),
                there.get(kind)
            )
        })
        .collect()
}
