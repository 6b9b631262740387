//! `seaworthy test`: which tests are found, what is said of those that fail, the formats, coverage, and
//! running again when something changes.

mod coverage;
mod failing;
mod finding;
pub(crate) mod formats;
mod library;
mod mutation;
mod suggesting;
mod watching;

use std::path::Path;

use crate::harness::{Ran, seaworthy_in};

/// Runs `seaworthy test` in a folder.
fn test(folder: &Path, args: &[&str]) -> Ran {
    seaworthy_in(folder, ["test"].iter().chain(args), "")
}

/// A Pod with one image.
fn pod(image: &str) -> String {
    format!(
        "    apiVersion: v1\n    kind: Pod\n    metadata: {{ name: p }}\n    spec:\n      containers:\n        - name: c\n          image: {image}\n"
    )
}

/// A test of a Pod with this image, and what stands behind it on its line.
fn of_pod(title: &str, rules: &str, image: &str) -> String {
    format!("test \"{title}\"{rules} {{\n  given \"\"\"\n{}  \"\"\"\n}}\n", pod(image))
}

/// A rule that an image has a tag.
const TAGGED: &str =
    "rule tagged on image i { require i.tag is present else \"no tag\" } # allow L0320: a toy\n";
