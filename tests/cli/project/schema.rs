//! What editors say of project files is what the program says.

use std::fs;

use serde_json::Value;

use crate::harness::{fenced, folder, root};
use crate::report::schema::faults;

fn schema() -> Value {
    let schema = fs::read_to_string(root().join("docs/project.schema.json")).unwrap();
    serde_json::from_str(&schema).unwrap()
}

/// A project file as editors read it.
fn read(text: &str) -> Value {
    serde_yaml::from_str(text).unwrap()
}

#[test]
fn project_files_that_work_are_as_the_schema_says() {
    let schema = schema();
    let page = fs::read_to_string(root().join("docs/project-file.md")).unwrap();
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let example = fs::read_to_string(root().join("examples/shop-project/seaworthy.yaml")).unwrap();
    let shown = fenced(&page).into_iter().chain(fenced(&readme));
    let shown = shown.filter(|block| block.info == "yaml" && !block.text.starts_with("apiVersion"));
    let texts: Vec<&str> = shown.map(|block| block.text).chain([&*example]).collect();
    assert!(texts.len() >= 10, "only {}", texts.len());
    for text in texts {
        let faults = faults(&schema, &schema, &read(text), "");
        assert!(faults.is_empty(), "{faults:#?}\n{text}");
    }
}

#[test]
fn wrong_ones_are_not() {
    let schema = schema();
    let mut seen = 0;
    for entry in fs::read_dir(folder("errors/project")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let by_schema = ["E0445_list", "E0445_text", "E0446", "E0447"];
        // That a workload must say something, whatever it is, is beyond the schema.
        let beyond = name == "E0447_idle_workload.yaml";
        if !name.ends_with(".yaml") || beyond || !by_schema.iter().any(|b| name.starts_with(b)) {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        assert!(!faults(&schema, &schema, &read(&text), "").is_empty(), "{name} would pass");
        seen += 1;
    }
    assert!(seen >= 12, "only {seen}");
}
