//! Bytes as a `kustomization.yaml` beside other files: each is found once and ends once, and what a
//! broken kustomization says sets nothing aside in silence.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::sync::OnceLock;

use seaworthy::base::SourceId;
use seaworthy::judge::{Inputs, Judge, Settings};
use seaworthy::lang::eval::Bound;
use seaworthy::lang::pipeline::What;
use seaworthy::world::input::{Lot, Origin, SetAside, Walk, discover};
use seaworthy::world::manifest::{Limits, read};

use super::ready::Ready;
use super::report;

/// What lies beside the kustomization.
const FILES: &[(&str, &str)] = &[
    (
        "a.yaml",
        "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: c, image: a}]}\n",
    ),
    (
        "patch.yaml",
        "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: c, image: b}]}\n",
    ),
    (
        "sub/b.yml",
        "apiVersion: v1\nkind: Pod\nmetadata: {name: b}\nspec: {containers: [{name: c, image: b}]}\n",
    ),
    ("sub/values.json", "{\"image\": \"x\"}"),
    (".hidden.yaml", "a: b\n"),
    ("note.txt", "apiVersion: v1\n"),
];

/// A folder with [`FILES`] in it: this process's, in memory where there is such a place.
fn folder() -> PathBuf {
    let memory = PathBuf::from("/dev/shm");
    let place = if memory.is_dir() { memory } else { std::env::temp_dir() };
    let folder = place.join(format!("seaworthy-discover-{}", std::process::id()));
    for (name, text) in FILES {
        let file = folder.join(name);
        fs::create_dir_all(file.parent().expect("a folder")).expect("a writable folder");
        fs::write(file, text).expect("a writable folder");
    }
    folder
}

pub(crate) fn run(data: &[u8]) {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    let folder = FOLDER.get_or_init(folder);
    let kustomization = folder.join("kustomization.yaml");
    fs::write(&kustomization, data).expect("a writable folder");
    let found = discover(std::slice::from_ref(folder), Walk::default());
    let names: Vec<PathBuf> = found
        .iter()
        .map(|input| match &input.origin {
            Origin::File(path) => path.clone(),
            Origin::Stdin => panic!("nobody named it"),
        })
        .collect();
    let distinct: BTreeSet<_> = names.iter().collect();
    assert_eq!((distinct.len(), names.len()), (FILES.len(), FILES.len()), "{names:?}");
    assert!(names.is_sorted(), "{names:?}");
    let own = found.iter().find(|input| input.origin == Origin::File(kustomization.clone()));
    let lot = &own.expect("it is found").lot;
    assert_eq!(*lot, Lot::ReadFirst(SetAside::Kustomization));
    let aside = found.iter().filter(|input| matches!(input.lot, Lot::SetAside(_))).count();
    let whole = read(SourceId::manifest(0), "k", data, &Limits::default()).is_whole();
    books(Inputs::Files(found), aside, whole);
}

/// What was set aside unread is in the books, and a kustomization that can't be read is an error.
fn books(inputs: Inputs, aside: usize, whole: bool) {
    static FIXED: OnceLock<(&Ready, Bound<'_>)> = OnceLock::new();
    let (ready, bound) = FIXED.get_or_init(|| {
        let ready = Ready::fixed(vec![What::Library("std/no-latest".into())]);
        (ready, ready.bound())
    });
    let settings = Settings { jobs: Some(1), ..Settings::default() };
    let report = Judge::new(bound, ready.sources(), &settings).judge(&inputs, &|| ());
    report::add_up(&report);
    let summary = &report.summary;
    assert_eq!(summary.files, FILES.len());
    assert!(summary.files_set_aside >= aside, "{summary:?}");
    assert!(whole || summary.files_errored > 0, "{summary:?}");
}
