//! Reads the library, so that no start has to, and has the linker put first what a run enters.
//!
//! Of the library it writes `embedded_modules.rs` and `embedded_rules.rs`: invocations of `texts!` with every `.sea`
//! file of `stdlib/` by its path without the ending, its tags, where in `library.sea` its text stands, and
//! where in `library.bin` that stands which was read of it: where its items begin and end, and what the
//! grammar finds in each. What reads is the program's own; `lang/library/embedded.rs` says in which form
//! it is written. What is recommended, and so judged by where nothing is said, stands first and together.

// What the grammar generates names it.
extern crate alloc;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs, io};

#[path = "src/base"]
#[allow(dead_code, unreachable_pub, reason = "the program has more use for it")]
mod base {
    mod span;
    pub(crate) use span::Span;
}

#[path = "src/lang/syntax"]
#[allow(dead_code, unreachable_pub, reason = "the program has more use for it")]
mod syntax {
    pub(crate) mod cut;
    #[path = "parse/grammar.rs"]
    pub(crate) mod grammar;
    pub(crate) mod scan;
}

use base::Span;
use syntax::cut::{Cut, Keyword, cut};
use syntax::grammar::{Found, Rule, nodes};

/// The texts that declare something, in the order in which they are listed.
const MODULES: &[&str] = &["text", "lists", "measures", "images", "k8s", "network", "openshift"];

/// The tag of what is judged by where nothing is said, as it is written.
const RECOMMENDED: &str = "\"recommended\"";

/// What it is made of beside the library.
const READERS: &[&str] = &["build.rs", "grammar", "src/base/span.rs", "src/lang/syntax"];

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    library(&root.join("stdlib"), &out)?;
    layout(&root.join("layout.ld"), &out);
    Ok(())
}

/// Writes what is read of the library.
fn library(root: &Path, out: &Path) -> io::Result<()> {
    println!("cargo::rerun-if-changed={}", root.display());
    READERS.iter().for_each(|path| println!("cargo::rerun-if-changed={path}"));
    let mut rules = Vec::new();
    for folder in ["rules", "compat"] {
        collect(root, &root.join(folder), &mut rules)?;
    }
    rules.sort();
    let modules: Vec<String> = MODULES.iter().map(ToString::to_string).collect();
    let (mut all, mut read) = (String::new(), Vec::new());
    for (file, names) in [("embedded_modules.rs", modules), ("embedded_rules.rs", rules)] {
        let mut texts = Vec::new();
        for (at, name) in names.iter().enumerate() {
            let text = fs::read_to_string(root.join(name).with_extension("sea"))?;
            let tags = tags(&text);
            texts.push((!tags.contains(RECOMMENDED), at, name, tags, text));
        }
        texts.sort();
        let mut lines = Vec::new();
        for (_, at, name, tags, text) in texts {
            let (start, first) = (all.len(), read.len());
            all.push_str(&text);
            read.append(&mut items(&text)?);
            let (end, last) = (all.len(), read.len());
            lines.push((at, format!("    {name:?} [{tags}] {start}..{end} {first}..{last}\n")));
        }
        lines.sort();
        let lines: String = lines.into_iter().map(|(_, line)| line).collect();
        fs::write(out.join(file), format!("texts! {{\n{lines}}}\n"))?;
    }
    fs::write(out.join("library.sea"), all)?;
    fs::write(out.join("library.bin"), read)
}

/// Gives the program's linker the script, if it is LLD and if the program is to be quick.
fn layout(script: &Path, out: &Path) {
    println!("cargo::rerun-if-changed={}", script.display());
    let told = |name| env::var(name).unwrap_or_default();
    let asked = told("OPT_LEVEL") != "0" && told("CARGO_CFG_TARGET_OS") == "linux";
    let argument = format!("-Wl,-T,{}", script.display());
    if asked && script.exists() && links(&argument, out).unwrap_or(false) {
        println!("cargo::rustc-link-arg-bin=seaworthy={argument}");
    }
}

/// Whether an empty program can be linked with the argument, all else being as it is for the program, and
/// with one that only LLD knows.
fn links(argument: &str, out: &Path) -> io::Result<bool> {
    let told = |name| env::var(name).unwrap_or_default();
    let empty = out.join("empty.rs");
    fs::write(&empty, "fn main() {}\n")?;
    let mut rustc = Command::new(told("RUSTC"));
    rustc.arg(&empty).arg("-o").arg(out.join("empty")).args(["--target", &told("TARGET")]);
    rustc.args(told("CARGO_ENCODED_RUSTFLAGS").split('\u{1f}').filter(|flag| !flag.is_empty()));
    if let Some(linker) = env::var_os("RUSTC_LINKER") {
        rustc.arg("-C").arg(format!("linker={}", linker.display()));
    }
    for argument in [argument, "-Wl,--no-warn-symbol-ordering"] {
        rustc.arg("-C").arg(format!("link-arg={argument}"));
    }
    Ok(rustc.stdout(Stdio::null()).stderr(Stdio::null()).status()?.success())
}

/// What is read of a text.
fn items(text: &str) -> io::Result<Vec<u8>> {
    let large = || io::Error::other("the library has a text that is too large");
    let cuts = cut(text).items;
    let number = |count: usize| u32::try_from(count).map_err(|_| large());
    let head = 4 + cuts.len() * 13 * 4;
    let (mut said, mut found) = (number(cuts.len())?.to_le_bytes().to_vec(), Vec::new());
    for cut in &cuts {
        let nodes = found_in(text, cut).unwrap_or_default();
        let keyword = Keyword::ALL.iter().position(|keyword| *keyword == cut.keyword);
        let mut numbers = vec![number(keyword.ok_or_else(large)?)?];
        for span in [cut.name, cut.receiver, Some(cut.span), cut.doc, Some(cut.code)] {
            let span = span.unwrap_or(Span { start: u32::MAX, end: u32::MAX });
            numbers.extend([span.start, span.end]);
        }
        numbers.extend([number(head + found.len())?, number(nodes.len())?]);
        numbers.iter().for_each(|number| said.extend(number.to_le_bytes()));
        found.extend(nodes);
    }
    said.append(&mut found);
    Ok(said)
}

/// What the grammar finds in an item that a start may need; nothing in what it can't read, or what is too
/// long to be written: the program will read it.
fn found_in(text: &str, cut: &Cut) -> Option<Vec<u8>> {
    if matches!(cut.keyword, Keyword::Edition | Keyword::Test | Keyword::Unknown) {
        return None;
    }
    let all = nodes(Rule::one_item, text.get(cut.code.range())?).ok()?;
    let mut bytes = Vec::new();
    for Found { rule, start, end, size } in all {
        let number = Rule::all_rules().iter().position(|it| *it == rule).map_or(0, |at| at + 1);
        bytes.push(u8::try_from(number).ok()?);
        for number in [start, end, size] {
            bytes.extend(u16::try_from(number).ok()?.to_le_bytes());
        }
    }
    Some(bytes)
}

/// The texts, each with its quotes and a space behind it, in all that looks like `tags ["…", "…"]`: no rule has others.
fn tags(text: &str) -> String {
    let lists = text.split("tags [").skip(1);
    let texts =
        lists.flat_map(|rest| rest.split(']').next().unwrap_or("").split('"').skip(1).step_by(2));
    texts.map(|tag| format!("{tag:?} ")).collect()
}

/// Adds the names of the policies below `folder`.
fn collect(root: &Path, folder: &Path, names: &mut Vec<String>) -> io::Result<()> {
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
