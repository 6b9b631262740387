//! `text`: a line a file, and a line for everything that no test has seen.

use std::fmt::Write as _;

use crate::diag::render::Style;

use super::{Coverage, Kind, Share};

/// Columns of a file's name, if no name takes more.
const NAME: usize = 40;

/// A row of the table: the name, then shares of rules, obligations, branches and all.
type Row = (String, [Share; 4]);

/// The coverage as text.
pub fn write(coverage: &Coverage, style: &Style) -> String {
    if coverage.files.is_empty() {
        return "coverage: there is nothing to cover\n".to_owned();
    }
    let rows = coverage.files.iter().map(|file| {
        let shares = shares(|wanted| file.share(wanted));
        (style.clean(file.source.name()), shares)
    });
    let mut rows: Vec<Row> = rows.collect();
    rows.push(("total".to_owned(), shares(|wanted| coverage.share(wanted))));
    let width = rows.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0).max(NAME);
    let head = ["rules", "obligations", "branches", "covered"];
    let mut page = format!("{:width$}", "coverage");
    for (title, room) in head.iter().zip(ROOMS) {
        let _ = write!(page, " {title:>room$}");
    }
    page.push('\n');
    for (name, shares) in &rows {
        let _ = write!(page, "{name:width$}");
        let [parts @ .., all] = shares;
        let cells = parts.iter().map(|share| format!("{}/{}", share.seen, share.of));
        for (cell, room) in cells.chain([all.percent()]).zip(ROOMS) {
            let _ = write!(page, " {cell:>room$}");
        }
        page.push('\n');
    }
    page.push_str(&missing(coverage, style));
    page
}

/// Columns of the numbers.
const ROOMS: [usize; 4] = [7, 11, 9, 8];

/// The shares of rules, obligations, branches and all.
fn shares(share: impl Fn(fn(&Kind) -> bool) -> Share) -> [Share; 4] {
    [share(Kind::is_rule), share(Kind::is_obligation), share(Kind::is_branch), share(|_| true)]
}

/// `acme.sea:12:3: `require` never fails`, a line each, below an empty line if there are any.
fn missing(coverage: &Coverage, style: &Style) -> String {
    let mut page = String::new();
    for file in &coverage.files {
        let name = style.clean(file.source.name());
        for point in &file.points {
            let Some(missing) = point.missing() else { continue };
            if page.is_empty() {
                page.push('\n');
            }
            let start = point.start;
            let missing = style.clean(&missing);
            let _ = writeln!(page, "{name}:{}:{}: {missing}", start.line, start.column);
        }
    }
    page
}
