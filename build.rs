//! Lists the library's rule files, so that a new file in `stdlib/` needs no second place to name it.
//!
//! Writes `embedded_rules.rs`: an invocation of `texts!` with every `.sea` file below
//! `stdlib/rules/` and `stdlib/compat/`, by its path without the ending, in order.

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
        let _ = writeln!(list, "    {name:?}");
    }
    list.push_str("}\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(out.join("embedded_rules.rs"), list)
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
