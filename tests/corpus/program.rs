//! What the program says of the same folder: a policy that fails on every image lists them all.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::count::below;

/// A rule that fails on every image, with the image as its message.
pub(crate) const EVERY_IMAGE: &str = r#"edition 1

## Every image is named.
rule named on image i {
  forbid i.written is present or i.written is absent else "{i.written}"
}
"#;

/// A run.
pub(crate) struct Run {
    /// The report's summary.
    pub(crate) summary: Value,
    /// By file: the images that were found, each with its line.
    pub(crate) images: BTreeMap<String, Vec<(u64, String)>>,
    /// Errors, in order.
    pub(crate) errors: Vec<Fault>,
    /// Files set aside, with the reason.
    pub(crate) set_aside: BTreeMap<String, String>,
}

/// An error of an input.
pub(crate) struct Fault {
    /// Its code.
    pub(crate) code: String,
    /// What it says.
    pub(crate) message: String,
    /// Where: file and line of its first label.
    pub(crate) place: Option<(String, u64)>,
}

/// Judges everything below `root`.
pub(crate) fn run(root: &Path) -> Run {
    let folder = tempfile::tempdir().unwrap();
    let policy = folder.path().join("every-image.sea");
    fs::write(&policy, EVERY_IMAGE).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_seaworthy"))
        .args(["check", "--output", "json", "--policy"])
        .args([policy.as_path(), root])
        .output()
        .unwrap();
    let report: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(&output.stderr)));
    let mut images: BTreeMap<String, Vec<(u64, String)>> = BTreeMap::new();
    for finding in list(&report["findings"]) {
        let place = place(&finding["manifest"], root).expect("an image has a place");
        images.entry(place.0).or_default().push((place.1, text(&finding["message"])));
    }
    let errors = list(&report["errors"]).filter(|error| error["severity"] == "error");
    Run {
        summary: report["summary"].clone(),
        images,
        errors: errors
            .map(|error| Fault {
                code: text(&error["code"]),
                message: text(&error["message"]),
                place: list(&error["labels"]).find_map(|label| place(label, root)),
            })
            .collect(),
        set_aside: list(&report["setAside"])
            .map(|file| (below(root, Path::new(&text(&file["file"]))), text(&file["reason"])))
            .collect(),
    }
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn place(location: &Value, root: &Path) -> Option<(String, u64)> {
    let file = location["file"].as_str()?;
    Some((below(root, Path::new(file)), location["start"]["line"].as_u64()?))
}
