//! `lcov`: tracefiles as `lcov`, `genhtml` and editors read them.
//!
//! A rule is a function (`FN`, called as often as it matched). Obligations and conditions are branches:
//! `BRDA:line,block,0,…` how often it held or was true, `BRDA:line,block,1,…` how often not, and `-` for
//! both where it was never decided. A line that holds any of these is an executable one (`DA`), executed
//! as often as what is seen most on it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::diag::printable;

use super::{Coverage, FileCoverage, Kind, Point};

/// The coverage as a tracefile.
pub fn write(coverage: &Coverage) -> String {
    let mut page = "TN:\n".to_owned();
    for file in &coverage.files {
        write_file(&mut page, file);
    }
    page
}

fn write_file(page: &mut String, file: &FileCoverage) {
    let _ = writeln!(page, "SF:{}", printable(file.source.name()));
    let rules = file.points.iter().filter_map(|point| match &point.kind {
        Kind::Rule(id) => Some((point, printable(id).replace(',', ";"))),
        _ => None,
    });
    let rules: Vec<(&Point, String)> = rules.collect();
    for (point, id) in &rules {
        let _ = writeln!(page, "FN:{},{id}", point.start.line);
    }
    for (point, id) in &rules {
        let _ = writeln!(page, "FNDA:{},{id}", point.seen.yes);
    }
    let hit = rules.iter().filter(|(point, _)| point.seen.yes > 0).count();
    let _ = writeln!(page, "FNF:{}\nFNH:{hit}", rules.len());
    let branches = file.points.iter().filter(|point| !point.kind.is_rule());
    let (mut found, mut hit) = (0, 0);
    for (block, point) in branches.enumerate() {
        let (yes, no) = (point.seen.yes, point.seen.no);
        for (branch, taken) in [yes, no].into_iter().enumerate() {
            found += 1;
            hit += usize::from(taken > 0);
            let taken = if yes + no == 0 { "-".to_owned() } else { taken.to_string() };
            let _ = writeln!(page, "BRDA:{},{block},{branch},{taken}", point.start.line);
        }
    }
    let _ = writeln!(page, "BRF:{found}\nBRH:{hit}");
    let mut lines: BTreeMap<u32, u64> = BTreeMap::new();
    for point in &file.points {
        let count = lines.entry(point.start.line).or_default();
        *count = (*count).max(point.seen.yes + point.seen.no);
    }
    for (line, count) in &lines {
        let _ = writeln!(page, "DA:{line},{count}");
    }
    let hit = lines.values().filter(|count| **count > 0).count();
    let _ = writeln!(page, "LF:{}\nLH:{hit}\nend_of_record", lines.len());
}
