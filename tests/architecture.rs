//! The floors of the house, checked by reading the sources: who may import whom, who may print or
//! open files, which crates are known to one room only, how long files and functions may be.
//!
//! The sources are read as text whose comments and literals are blanked out (`rust::blanked`), with
//! test modules left out where a rule is about what is shipped. Every offence is listed as
//! `file:line: what`, all of a rule at once.

mod rust;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use seaworthy::diag::Code;

use rust::Import;

/// The rooms, lowest floor first; those of one floor do not know each other.
const FLOORS: &[&[&str]] = &[
    &["base"],
    &["diag"],
    &["world::measure"],
    &["world::image", "world::manifest"],
    &["world::kube", "world::input"],
    &["lang::syntax", "lang::types"],
    &["lang::library"],
    &["lang::value"],
    &["lang::builtin", "lang::ir"],
    &["lang::typeck", "lang::eval"],
    &["lang::lower", "lang::fmt", "lang::load"],
    &["lang::pipeline"],
    &["report"],
    &["judge"],
    &["author", "fix", "cost"],
    &["cli"],
];

/// What a lower floor does not excuse.
const NEVER: &[(&str, &str)] = &[("lang::eval", "lang::syntax")];

/// Formats of reports: a file or folder each, which know the report but not each other.
const FORMATS: &[&str] = &[
    "text",
    "json",
    "ndjson",
    "sarif",
    "junit",
    "tap",
    "github",
    "gitlab",
    "markdown",
    "html",
    "csv",
    "policyreport",
];

/// Where printing, files and the environment belong.
const OUTSIDE: &[&str] = &[
    "src/main.rs",
    "src/cli/",
    "src/cli.rs",
    "src/world/input/",
    "src/world/input.rs",
    "src/fix/write",
    "src/author/repl",
];

/// What counts as printing, files, environment and clock: macros and calls.
const EFFECTS: &[&str] = &[
    "println!",
    "print!",
    "eprintln!",
    "eprint!",
    "io::stdout",
    "io::stderr",
    "io::stdin",
    "SystemTime::now",
];

/// The same: parts of the standard library, however they are imported.
const EFFECT_PATHS: &[&[&str]] =
    &[&["fs"], &["env"], &["io", "stdout"], &["io", "stderr"], &["io", "stdin"]];

/// Crates that one room only may name.
const CRATES: &[(&str, &str)] = &[
    ("miette", "src/diag/render"),
    ("pest", "src/lang/syntax/parse"),
    ("pest_derive", "src/lang/syntax/parse"),
];

const LONGEST_FILE: usize = 600;
const LONGEST_FUNCTION: usize = 60;

/// A source file of the crate.
struct File {
    /// From the crate's root, with `/`.
    name: String,
    text: String,
    /// Without comments and literals.
    code: String,
    /// The same without tests.
    shipped: String,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn named(path: &Path) -> String {
    let path = path.strip_prefix(root()).unwrap_or(path);
    path.components().map(|c| c.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// All Rust files below `folder`, sorted by name.
fn rust_files(folder: &str) -> Vec<File> {
    let mut paths: Vec<PathBuf> = ignore::WalkBuilder::new(root().join(folder))
        .build()
        .map(|entry| entry.expect("a readable folder").into_path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect();
    paths.sort();
    let read = |path: &PathBuf| {
        let text = fs::read_to_string(path).expect("a readable source");
        let code = rust::blanked(&text);
        let shipped = rust::without_tests(&code);
        File { name: named(path), text, code, shipped }
    };
    paths.iter().map(read).collect()
}

fn assert_none(rule: &str, offences: &[String]) {
    assert!(offences.is_empty(), "{rule}:\n{}", offences.join("\n"));
}

/// The room a module path is in and its floor: `["lang", "eval", "slots"]` → `lang::eval`. What
/// stands in the root of `world` or `lang` is of its highest floor.
fn room(path: &[String]) -> Option<(String, usize)> {
    let first = path.first()?;
    let two = path.iter().take(2).cloned().collect::<Vec<_>>().join("::");
    let floor_of = |name: &str| FLOORS.iter().position(|floor| floor.contains(&name));
    if let Some(floor) = floor_of(&two) {
        return Some((two, floor));
    }
    if let Some(floor) = floor_of(first) {
        return Some((first.clone(), floor));
    }
    let within = format!("{first}::");
    let top = FLOORS.iter().rposition(|floor| floor.iter().any(|r| r.starts_with(&within)))?;
    Some((first.clone(), top))
}

/// Why the room of `from` may not import `to`, if it may not.
fn forbidden(from: &[String], to: &[String]) -> Option<String> {
    let (room_from, floor_from) = room(from)?;
    let Some((room_to, floor_to)) = room(to) else {
        // A name in the crate's root, such as a macro: no room.
        return None;
    };
    let format = |path: &[String]| {
        let name = path.get(1).filter(|_| path.first().is_some_and(|p| p == "report"))?;
        FORMATS.contains(&name.as_str()).then(|| name.clone())
    };
    if let (Some(one), Some(other)) = (format(from), format(to))
        && one != other
    {
        return Some(format!("report format `{one}` imports format `{other}`"));
    }
    let is_root = |path: &[String], room: &str| path.len() == 1 && room.find("::").is_none();
    if room_from == room_to || (is_root(from, &room_from) && to.first() == from.first()) {
        return None;
    }
    let never = NEVER.iter().any(|(a, b)| *a == room_from && *b == room_to);
    (never || floor_to >= floor_from).then(|| format!("`{room_from}` imports `{room_to}`"))
}

/// The module path of a file: `src/lang/eval/mod.rs` → `lang::eval`.
fn module(name: &str) -> Vec<String> {
    let path = name.trim_start_matches("src/").trim_end_matches(".rs").trim_end_matches("/mod");
    path.split('/').map(str::to_owned).collect()
}

#[test]
fn rooms_import_from_lower_floors_only() {
    let mut offences = Vec::new();
    for file in rust_files("src") {
        if ["src/lib.rs", "src/main.rs"].contains(&file.name.as_str()) {
            continue;
        }
        let from = module(&file.name);
        if room(&from).is_none() {
            offences.push(format!("{}:1: this room has no floor; give it one", file.name));
        }
        for Import { line, path } in rust::imports(&file.shipped, &from) {
            if let Some(why) = forbidden(&from, &path) {
                offences.push(format!("{}:{line}: {why} (`{}`)", file.name, path.join("::")));
            }
        }
    }
    assert_none("a room imports from lower floors only", &offences);
}

#[test]
fn the_floors_forbid_what_they_should() {
    let path = |text: &str| text.split("::").map(str::to_owned).collect::<Vec<_>>();
    for (from, to, ok) in [
        ("diag::render", "base", true),
        ("base::span", "diag", false),
        ("world::kube::pods", "world::manifest::Tree", true),
        ("world::image", "world::manifest::Tree", false),
        ("world::manifest", "lang::syntax", false),
        ("world", "world::kube", true),
        ("lang::eval::slots", "lang::eval", true),
        ("lang::eval", "lang::ir::Rule", true),
        ("lang::eval", "lang::syntax::ast", false),
        ("lang::eval", "lang::typeck", false),
        ("lang::typeck", "lang::eval", false),
        ("lang::typeck", "lang::syntax", true),
        ("lang::lower", "lang::typeck", true),
        ("lang::pipeline", "lang::lower", true),
        ("lang::eval", "lang::Program", false),
        ("judge", "lang::Program", true),
        ("report::json", "report::Finding", true),
        ("report::json", "report::sarif", false),
        ("report", "judge", false),
        ("fix", "author", false),
        ("cli::cmd::check", "judge", true),
    ] {
        let found = forbidden(&path(from), &path(to));
        assert_eq!(found.is_none(), ok, "{from} -> {to}: {found:?}");
    }
}

/// Lines of `code` where `word` stands by itself.
fn lines_with(code: &str, word: &str) -> Vec<usize> {
    let joins = |c: char| c.is_alphanumeric() || c == '_';
    let stands = |line: &str| {
        line.match_indices(word).any(|(at, _)| {
            let (before, after) = (&line[..at], &line[at + word.len()..]);
            let closed = !word.ends_with(joins) || !after.starts_with(joins);
            !before.ends_with(joins) && closed
        })
    };
    code.lines().enumerate().filter(|(_, line)| stands(line)).map(|(i, _)| i + 1).collect()
}

#[test]
fn only_the_edges_print_and_open_files() {
    let mut offences = Vec::new();
    for file in rust_files("src") {
        if OUTSIDE.iter().any(|place| file.name.starts_with(place)) {
            continue;
        }
        for effect in EFFECTS {
            for line in lines_with(&file.shipped, effect) {
                offences.push(format!("{}:{line}: `{effect}`", file.name));
            }
        }
        for Import { line, path } in rust::paths(&file.shipped, "std::") {
            if EFFECT_PATHS.iter().any(|effect| {
                path.iter().zip(*effect).filter(|(a, b)| a == b).count() == effect.len()
            }) {
                offences.push(format!("{}:{line}: `std::{}`", file.name, path.join("::")));
            }
        }
    }
    assert_none("printing, files and environment belong to the edges", &offences);
}

#[test]
fn some_crates_are_known_to_one_room() {
    let mut offences = Vec::new();
    for file in rust_files("src") {
        for (name, place) in CRATES.iter().filter(|(_, place)| !file.name.starts_with(place)) {
            for line in lines_with(&file.code, name) {
                offences.push(format!("{}:{line}: `{name}` belongs to {place}", file.name));
            }
        }
    }
    assert_none("a crate is known to one room only", &offences);
}

#[test]
fn files_and_functions_are_short() {
    let mut offences = Vec::new();
    for file in rust_files("src").into_iter().chain(rust_files("tests")) {
        let lines = file.text.lines().count();
        if lines > LONGEST_FILE {
            offences.push(format!("{}:{lines}: a file of {lines} lines", file.name));
        }
        if file.name.starts_with("tests/") {
            continue;
        }
        for function in rust::functions(&file.code) {
            if function.lines > LONGEST_FUNCTION {
                let (line, name, lines) = (function.line, function.name, function.lines);
                offences.push(format!("{}:{line}: `{name}` has {lines} lines", file.name));
            }
        }
    }
    assert_none("files and functions are short", &offences);
}

#[test]
fn nothing_tells_where_it_was_made() {
    let stray = [
        concat!("/wo", "rk/"),
        concat!("../.lib", "rary"),
        concat!(".lib", "rary/"),
        concat!(".mir", "ror/"),
    ];
    let mut offences = Vec::new();
    let files = ignore::WalkBuilder::new(root())
        .hidden(false)
        .require_git(false)
        .filter_entry(|entry| !matches!(entry.file_name().to_str(), Some(".git" | "target")))
        .build()
        .map(|entry| entry.expect("a readable folder"))
        .filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file()));
    for entry in files {
        let bytes = fs::read(entry.path()).expect("a readable file");
        for (i, line) in String::from_utf8_lossy(&bytes).lines().enumerate() {
            for text in stray.iter().filter(|text| mentions(line, text)) {
                offences.push(format!("{}:{}: `{text}`", named(entry.path()), i + 1));
            }
        }
    }
    assert_none("the project does not tell where it was made", &offences);
}

/// True if `text` begins a path in `line`, not somewhere in a longer one (`home/…`).
fn mentions(line: &str, text: &str) -> bool {
    let inside = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '}');
    line.match_indices(text).any(|(at, _)| !line[..at].ends_with(inside))
}

/// The trees of a policy, and how many forms each has.
const TREES: &[(&str, usize)] = &[("ExprKind::", 26), ("ItemKind::", 10), ("Expr::", 37)];

/// A form that is added must be dealt with by whatever goes over a tree: what names most forms of one
/// names all. Clippy refuses a wildcard arm where this lint is denied; a function that asks about
/// something else may allow it, with the reason.
#[test]
fn passes_over_the_tree_name_every_form() {
    const DENIED: &str = "#![deny(clippy::wildcard_enum_match_arm)]";
    let files = rust_files("src/lang");
    let denies = |name: &str| files.iter().any(|f| f.name == name && f.text.contains(DENIED));
    let (mut offences, mut passes) = (Vec::new(), 0);
    for file in files.iter().filter(|f| !f.name.starts_with("src/lang/syntax/parse/")) {
        let most = TREES.iter().any(|(tree, forms)| {
            let named = words_after(&file.shipped, tree).len();
            assert!(named <= *forms, "`{tree}` has more than {forms} forms");
            named * 2 > *forms
        });
        if !most {
            continue;
        }
        passes += 1;
        let folder = file.name.rsplit_once('/').map_or("", |(folder, _)| folder);
        if !denies(&file.name) && !denies(&format!("{folder}/mod.rs")) {
            offences.push(format!("{}:1: this passes over a tree; write `{DENIED}`", file.name));
        }
    }
    for name in PASSES.iter().filter(|name| !denies(name)) {
        offences.push(format!("{name}:1: write `{DENIED}`"));
    }
    assert!(passes > 6, "only {passes} passes were recognised");
    assert_none("passes over the tree name every form", &offences);
}

/// Passes that name few forms, since they go over parts of a tree, or call themselves `Self`.
const PASSES: &[&str] =
    &["src/lang/ir/mod.rs", "src/lang/typeck/stmt.rs", "src/lang/typeck/test_item.rs"];

/// The different words that follow `prefix` in `code`, where it is no part of a longer name.
fn words_after<'c>(code: &'c str, prefix: &str) -> BTreeSet<&'c str> {
    let stands = |at: &usize| !code[..*at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
    let places = code.match_indices(prefix).map(|(at, _)| at).filter(stands);
    let word = |at: usize| code[at + prefix.len()..].split(|c: char| !c.is_alphanumeric()).next();
    let upper = |word: &&str| word.starts_with(|c: char| c.is_uppercase());
    places.filter_map(word).filter(upper).collect()
}

#[test]
fn every_code_is_used() {
    let files = rust_files("src");
    let used: BTreeSet<&str> = files
        .iter()
        .filter(|file| file.name != "src/diag/code.rs")
        .flat_map(|file| file.shipped.split("Code::").skip(1))
        .map(|after| after.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default())
        .collect();
    let unused: Vec<String> = Code::ALL
        .iter()
        .filter(|code| !used.contains(code.as_str()))
        .map(|code| format!("src/diag/code.rs: `{}` ({})", code.as_str(), code.title()))
        .collect();
    assert_none("a code that nothing reports is dead", &unused);
}

#[test]
fn every_page_belongs_to_a_code() {
    let pages = fs::read_dir(root().join("src/diag/pages")).expect("the pages");
    let strays: Vec<String> = pages
        .map(|page| page.expect("a page").file_name().to_string_lossy().into_owned())
        .filter(|name| !Code::ALL.iter().any(|code| format!("{}.md", code.as_str()) == *name))
        .map(|name| format!("src/diag/pages/{name}"))
        .collect();
    assert_none("a page belongs to a code", &strays);
}
