//! The tutorial: its sessions print what it shows, from a pipe and on a terminal, and what it saves is a
//! policy with a test that passes.

use std::fs;
use std::path::Path;

use super::replayed;
use crate::harness::{expect_file, fenced, folder_of, root, seaworthy_in};

/// The tutorial's folder: the manifests that it loads, and nothing else.
pub(super) fn folder() -> tempfile::TempDir {
    let names = ["cart.yaml", "front.yaml", "kustomization.yaml", "reindex.yaml"];
    let files = names.map(|name| {
        let path = format!("examples/web-shop/base/{name}");
        let text = fs::read_to_string(root().join(&path)).unwrap();
        (path, text)
    });
    let files: Vec<(&str, &str)> =
        files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    folder_of(&files)
}

/// The transcripts of sessions in the tutorial.
pub(super) fn sessions(tutorial: &str) -> Vec<&str> {
    let blocks = fenced(tutorial).into_iter().filter(|block| block.info == "console");
    blocks.map(|block| block.text).filter(|text| text.starts_with("$ seaworthy repl")).collect()
}

pub(super) fn tutorial() -> String {
    fs::read_to_string(root().join("docs/tutorial.md")).unwrap()
}

/// What commands outside of a session print.
fn commands(folder: &Path, block: &str) -> String {
    let (mut out, mut code) = (String::new(), 0);
    for command in block.lines().filter_map(|line| line.strip_prefix("$ ")) {
        out += &format!("$ {command}\n");
        if command == "echo $?" {
            out += &format!("{code}\n");
            code = 0;
            continue;
        }
        let args = command.strip_prefix("seaworthy ").expect("a command").split_whitespace();
        let ran = seaworthy_in(folder, args, "");
        out += &(ran.stdout + &ran.stderr);
        code = ran.code;
    }
    assert_eq!(code, 0, "say what the last command exits with: `$ echo $?`");
    out
}

#[test]
fn the_tutorial_shows_what_is_printed() {
    let tutorial = tutorial();
    let (folder, mut printed) = (folder(), tutorial.clone());
    for block in fenced(&tutorial).iter().filter(|block| block.info == "console") {
        let new = match block.text.starts_with("$ seaworthy repl") {
            true => replayed(folder.path(), block.text),
            false => commands(folder.path(), block.text),
        };
        printed = printed.replacen(block.text, &new, 1);
    }
    expect_file("docs/tutorial.md", &printed);
    assert_eq!(sessions(&tutorial).len(), 3);
    let ran = seaworthy_in(folder.path(), ["test", "first.sea"], "");
    assert_eq!((ran.code, ran.stdout.lines().last()), (0, Some("1 passed, 0 failed")));
}
