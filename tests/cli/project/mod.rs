//! The project file: where it is found, what it sets, and what is said of a wrong one.

mod broken;
mod finding;
mod schema;
mod setting;

use serde_json::Value;

use crate::harness::{Ran, seaworthy_in};

/// A policy with a param that must be set, and one rule.
const POLICY: &str = "edition 1
## Where images come from.
param approved: Set<Repo>
rule approved-registry on image i { require i in approved else \"`{i.repo}` is not approved\" }
";

/// A Pod without a namespace and with one image.
fn pod(image: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{ name: web }}\nspec: {{ containers: [{{ name: a, image: '{image}' }}] }}\n"
    )
}

/// Runs `check -o json` in a folder: the report and the exit code.
fn judged(folder: &std::path::Path, args: &[&str]) -> (Value, i32) {
    judged_with(folder, args, "")
}

fn judged_with(folder: &std::path::Path, args: &[&str], input: &str) -> (Value, i32) {
    let all = ["check", "-o", "json"].iter().chain(args);
    let ran: Ran = seaworthy_in(folder, all, input);
    let report = serde_json::from_str(&ran.stdout)
        .unwrap_or_else(|e| panic!("no report: {e}\n{}{}", ran.stdout, ran.stderr));
    (report, ran.code)
}

/// The codes and messages of a report's errors.
fn errors(report: &Value) -> Vec<String> {
    let errors = report["errors"].as_array().unwrap().iter();
    errors
        .map(|e| format!("{} {}", e["code"].as_str().unwrap(), e["message"].as_str().unwrap()))
        .collect()
}
