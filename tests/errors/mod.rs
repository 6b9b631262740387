//! What is said of policies that are wrong: a folder a phase.

use seaworthy::diag::Code;
use seaworthy::lang::syntax;

use crate::harness;

#[test]
fn syntax() {
    harness::expect_errors("syntax", |id, source| syntax::parse(id, source).diagnostics);
}

#[test]
fn every_syntax_code_has_a_fixture() {
    let folder = harness::folder("errors/syntax");
    let names: Vec<String> = std::fs::read_dir(folder)
        .expect("the folder of fixtures")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    for code in Code::ALL.iter().filter(|code| code.as_str().starts_with("E01")) {
        assert!(names.iter().any(|name| name.starts_with(code.as_str())), "{}", code.as_str());
    }
}
