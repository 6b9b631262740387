//! The page `docs/limits.md`: a row for each attack that was measured, in the order of the attacks.
//!
//! It is written after each attack, so that a run of some attacks mends their rows, one that is ended
//! leaves what it measured, and several may run at once.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{Read as _, Seek as _, Write as _};

use crate::Attack;

pub(crate) const HEAD: &str = "| attack | MB | CPU s | s/MB | ×4 | peak MiB | bound MiB | exit | error | |\n\
     | --- | --: | --: | --: | --: | --: | --: | --: | --- | --- |\n";

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/limits.md");

/// Writes the row of an attack, and keeps those of others.
pub(crate) fn write(all: &[&Attack], name: &str, row: &str) {
    let mut file = File::options()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(PAGE)
        .expect("docs/limits.md can be written");
    file.lock().expect("a lock");
    let mut before = String::new();
    file.read_to_string(&mut before).expect("a text");
    let mut rows: HashMap<&str, &str> = before.lines().filter_map(named).collect();
    rows.insert(name, row.trim_end());
    let text = page(all, &rows);
    file.rewind().expect("a file");
    file.set_len(0).expect("a file");
    file.write_all(text.as_bytes()).expect("docs/limits.md is written");
}

/// The attack that a row of the table is about.
fn named(line: &str) -> Option<(&str, &str)> {
    let name = line.strip_prefix("| ")?.split(" | ").next()?;
    (name.contains('/') && line.matches(" | ").count() >= 8).then_some((name, line))
}

fn page(all: &[&Attack], rows: &HashMap<&str, &str>) -> String {
    let (mut table, mut beyond, mut missing, mut count) = (HEAD.to_owned(), 0, String::new(), 0);
    let mut out_of_bounds = HEAD.to_owned();
    for attack in all {
        match rows.get(attack.name) {
            Some(row) => {
                let _ = writeln!(table, "{row}");
                count += 1;
                if row.ends_with("** |") {
                    let _ = writeln!(out_of_bounds, "{row}");
                    beyond += 1;
                }
            }
            None => {
                let _ = writeln!(missing, "- {}", attack.name);
            }
        }
    }
    if beyond == 0 {
        "None.\n".clone_into(&mut out_of_bounds);
    }
    if missing.is_empty() {
        "None.\n".clone_into(&mut missing);
    }
    include_str!("page.md")
        .replace("{count}", &count.to_string())
        .replace("{beyond}\n", &out_of_bounds)
        .replace("{missing}\n", &missing)
        .replace("{table}\n", &table)
}
