//! `html`: one page that needs nothing else: the policies' lines, marked by what was missed.
//!
//! It follows the reader's scheme, light or dark, has no script, and says in words and signs whatever
//! it says in colours. It reads as XML too.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::report::html::escaped;

use super::{Coverage, FileCoverage, Kind, Point, Share};

/// The coverage as a page.
pub fn write(coverage: &Coverage) -> String {
    let mut page = HEAD.replace("{style}", include_str!("style.css"));
    summary(&mut page, coverage);
    for (index, file) in coverage.files.iter().enumerate() {
        section(&mut page, index, file);
    }
    page.push_str("</main>\n</body>\n</html>\n");
    page
}

const HEAD: &str = r#"<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta name="color-scheme" content="light dark"/>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/>
<title>Coverage of policies</title>
<style>
{style}</style>
</head>
<body>
<main>
<h1>Coverage of policies</h1>
"#;

fn summary(page: &mut String, coverage: &Coverage) {
    page.push_str(
        "<table class=\"files\">\n<thead><tr><th scope=\"col\">File</th><th scope=\"col\">Rules matched</th>\
         <th scope=\"col\">Outcomes of obligations</th><th scope=\"col\">Outcomes of conditions</th>\
         <th scope=\"col\">Covered</th></tr></thead>\n<tbody>\n",
    );
    for (index, file) in coverage.files.iter().enumerate() {
        let name = escaped(file.source.name());
        let name = format!("<a href=\"#file-{index}\">{name}</a>");
        row(page, &name, "td", |wanted| file.share(wanted));
    }
    page.push_str("</tbody>\n<tfoot>\n");
    row(page, "Total", "th", |wanted| coverage.share(wanted));
    page.push_str("</tfoot>\n</table>\n");
}

fn row(page: &mut String, name: &str, cell: &str, share: impl Fn(fn(&Kind) -> bool) -> Share) {
    let _ = write!(page, "<tr><th scope=\"row\">{name}</th>");
    for part in [share(Kind::is_rule), share(Kind::is_obligation), share(Kind::is_branch)] {
        let _ = write!(page, "<{cell}>{} of {}</{cell}>", part.seen, part.of);
    }
    let all = share(|_| true);
    let class = if all.seen == all.of { "hit" } else { "miss" };
    let _ = writeln!(page, "<{cell} class=\"{class}\">{}</{cell}></tr>", all.percent());
}

fn section(page: &mut String, index: usize, file: &FileCoverage) {
    let all = file.share(|_| true);
    let open = if all.seen == all.of { "" } else { " open=\"\"" };
    let name = escaped(file.source.name());
    let _ = writeln!(
        page,
        "<details id=\"file-{index}\"{open}>\n<summary><h2>{name}</h2> <span>{}</span></summary>\n<table class=\"lines\">",
        all.percent()
    );
    let mut points: BTreeMap<u32, Vec<&Point>> = BTreeMap::new();
    for point in &file.points {
        points.entry(point.start.line).or_default().push(point);
    }
    for (number, text) in (1..).zip(file.source.text().lines()) {
        line(page, number, text, points.get(&number).map_or(&[], Vec::as_slice));
    }
    page.push_str("</table>\n</details>\n");
}

/// A line: its number, a sign, the text and what was missed on it.
fn line(page: &mut String, number: u32, text: &str, points: &[&Point]) {
    let share = points.iter().map(|point| point.share()).fold(Share::default(), Share::and);
    let (class, sign, said) = match share {
        Share { of: 0, .. } => ("", "", ""),
        Share { seen: 0, .. } => ("miss", "✗", "not covered"),
        Share { seen, of } if seen < of => ("part", "◐", "covered in part"),
        _ => ("hit", "✓", "covered"),
    };
    let _ = write!(page, "<tr class=\"{class}\"><td class=\"number\">{number}</td>");
    let _ = match sign {
        "" => write!(page, "<td></td>"),
        _ => write!(page, "<td class=\"sign\" title=\"{said}\">{sign}</td>"),
    };
    let _ = write!(page, "<td><code>{}</code>", escaped(&text.replace('\t', "    ")));
    for missing in points.iter().filter_map(|point| point.missing()) {
        let _ = write!(page, "<span class=\"note\">{}</span>", escaped(&missing));
    }
    page.push_str("</td></tr>\n");
}
