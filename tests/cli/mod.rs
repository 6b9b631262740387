//! The command line.

mod asking;
mod changed;
mod color;
mod determinism;
mod examples;
mod exits;
mod explaining;
mod findings;
mod flags;
mod formatting;
mod init;
mod one_rule;
mod openshift;
mod options;
mod order;
mod params;
mod picture;
mod project;
mod stream;
mod summary;
mod testing;
mod tracing;
mod waivers;
mod watching;

/// A Pod of four lines with one image, on the last of them.
fn pod(image: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: p}}\nspec: {{containers: [{{name: c, image: '{image}'}}]}}\n"
    )
}

/// A policy with one rule, `tagged`, of this severity.
fn tagged(severity: &str) -> String {
    format!(
        "edition 1\nrule tagged ({severity}) on image i {{\n  require i.tag is present else \"`{{i}}` has no tag\"\n}}\n"
    )
}
