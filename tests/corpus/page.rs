//! Writes the page about the collection: what came of each file, and the errors by class.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::Compared;

/// The page.
pub(super) fn page(compared: &Compared) -> String {
    let run = &compared.run;
    let number = |key: &str| run.summary[key].as_u64().unwrap();
    let projects: BTreeSet<&str> =
        compared.files.keys().filter_map(|name| name.split('/').next()).collect();
    let projects: Vec<String> =
        projects.iter().map(|project| format!("`{}`", project.replace('+', "/"))).collect();
    let mut out = String::from("# Manifests that real projects ship\n\n");
    let _ = writeln!(
        out,
        "{} files of {},\nas they stand in their repositories. Made, and compared at each run, by\n\n    \
         cargo test --test main corpus::\n\nwhere `SEAWORTHY_SHARED` names a folder with \
         `corpus/real.tar.xz`; `SEAWORTHY_BLESS=1` writes this page anew.\n",
        number("files"),
        projects.join(", ")
    );
    let _ = writeln!(
        out,
        "| files | |\n| --- | --- |\n| judged | {} |\n| with an error | {} |\n| set aside | {} |\n| all | {} |\n",
        number("filesJudged"),
        number("filesErrored"),
        number("filesSetAside"),
        number("files")
    );
    let _ = writeln!(
        out,
        "In them are {} documents with {} objects, which pull {} images. In the documents without an error a \
         second\ncounter, which shares no code and no table with the program, finds the same {} images, file by \
         file.\n",
        number("documents"),
        number("objects"),
        number("images"),
        compared.images
    );
    errors(&mut out, compared);
    set_aside(&mut out, compared);
    uncovered(&mut out, compared);
    out
}

fn errors(out: &mut String, compared: &Compared) {
    let mut classes: BTreeMap<&str, Vec<&super::program::Fault>> = BTreeMap::new();
    for fault in &compared.run.errors {
        classes.entry(&fault.code).or_default().push(fault);
    }
    let _ = writeln!(
        out,
        "## Errors\n\nErrors: {}, in so many files: {}. `seaworthy explain CODE` says what each is about.\n\n\
         | code | errors | files | for example |\n| --- | --- | --- | --- |",
        compared.run.errors.len(),
        compared.errored.len()
    );
    for (code, faults) in classes {
        let files: BTreeSet<_> = faults.iter().filter_map(|f| Some(&f.place.as_ref()?.0)).collect();
        let place = faults[0]
            .place
            .as_ref()
            .map_or(String::new(), |(file, line)| format!(" ({file}:{line})"));
        let message = faults[0].message.replace('|', "\\|");
        let _ = writeln!(out, "| {code} | {} | {} | {message}{place} |", faults.len(), files.len());
    }
}

fn set_aside(out: &mut String, compared: &Compared) {
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for reason in compared.run.set_aside.values() {
        *reasons.entry(reason).or_default() += 1;
    }
    out.push_str("\n## Set aside\n\n| reason | files |\n| --- | --- |\n");
    for (reason, files) in reasons {
        let _ = writeln!(out, "| {} | {files} |", reason.replace('|', "\\|"));
    }
}

fn uncovered(out: &mut String, compared: &Compared) {
    let kinds = compared.run.summary["uncovered"].as_array().unwrap();
    out.push_str(
        "\n## Not known\n\nKinds that hold something like an image and are in no table are named in every summary, and \
         fail under\n`--strict-coverage`. ",
    );
    if kinds.is_empty() {
        out.push_str("Both counters know every such kind here.\n");
        return;
    }
    out.push_str("Here they are:\n\n| kind | objects |\n| --- | --- |\n");
    for row in kinds {
        let _ = writeln!(out, "| `{}` | {} |", row["kind"].as_str().unwrap(), row["objects"]);
    }
}
