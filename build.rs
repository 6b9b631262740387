//! Lists the library's rule files, so that a new file in `stdlib/` needs no second place to name it, and
//! the tags in each, so that no file is read at every start to look whether it has one.
//!
//! Writes `embedded_rules.rs`: an invocation of `texts!` with every `.sea` file below
//! `stdlib/rules/` and `stdlib/compat/`, by its path without the ending, in order, and its tags.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("stdlib");
    let mut names = Vec::new();
    for folder in ["rules", "compat"] {
        collect(&root, &root.join(folder), &mut names)?;
    }
    names.sort();
    let mut list = String::from("texts! {\n");
    for name in &names {
        let text = fs::read_to_string(root.join(name).with_extension("sea"))?;
        let _ = writeln!(list, "    {name:?} [{}]", tags(&text).join(" "));
    }
    list.push_str("}\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(out.join("embedded_rules.rs"), list)
}

/// The texts, with their quotes, in all that looks like `tags ["…", "…"]`: no rule has others.
fn tags(text: &str) -> Vec<String> {
    let lists = text.split("tags [").skip(1);
    let texts =
        lists.flat_map(|rest| rest.split(']').next().unwrap_or("").split('"').skip(1).step_by(2));
    texts.map(|tag| format!("{tag:?}")).collect()
}

/// Adds the names of the policies below `folder`.
fn collect(root: &Path, folder: &Path, names: &mut Vec<String>) -> io::Result<()> {
    println!("cargo::rerun-if-changed={}", folder.display());
    if !folder.exists() {
        return Ok(());
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(root, &path, names)?;
        } else if path.extension().is_some_and(|ending| ending == "sea") {
            let name = path.strip_prefix(root).unwrap_or(&path).with_extension("");
            names.push(name.to_string_lossy().replace('\\', "/"));
        }
    }
    Ok(())
}
