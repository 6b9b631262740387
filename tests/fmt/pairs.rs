//! What the style looks like: `NAME.sea`, and beside it, in `NAME.out`, what becomes of it.

use std::fs;

use super::laws::hold;
use crate::harness::{expect_file, root};

#[test]
fn policies_come_out_as_they_should() {
    let folder = root().join("tests/fmt/pairs");
    let mut names: Vec<String> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter_map(|name| name.strip_suffix(".sea").map(str::to_owned))
        .collect();
    names.sort();
    assert!(names.len() >= 8, "{names:?}");
    for name in names {
        let text = fs::read_to_string(folder.join(format!("{name}.sea"))).unwrap();
        expect_file(&format!("tests/fmt/pairs/{name}.out"), &hold(&text));
    }
}
