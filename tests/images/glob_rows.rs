//! Every row of `image-globs.tsv`: four dialects. Go's `path.Match` is ours, but for `**`, which
//! it reads as `*`; in the others `*` crosses `/`, which ours writes `**`.
//!
//! The rows are data of the projects that the column `source` names (Apache-2.0).

use seaworthy::world::image::{Glob, Reference};

use super::table::{Row, read};

const TABLE: &str = include_str!("image-globs.tsv");

/// Rows in which `?` matches a `/`, which ours never does: pattern and text.
const CROSSED_BY_QUESTION_MARK: &[(&str, &str)] =
    &[("my-bucket?abc*", "my-bucket/abc"), ("my-bucket/abc?efg", "my-bucket/abc/efg")];

#[test]
fn every_row_is_matched_as_its_dialect_reads_in_ours() {
    let rows = read(TABLE);
    assert_eq!(rows.len(), 76);
    let mut crossed = 0;
    for row in &rows {
        let source = row.get("source");
        let (pattern, value) = (row.get("pattern"), row.get("text"));
        let expected = row.get("matched") == "true";
        let found = if source.contains("#FamiliarMatch") {
            familiar(&pattern.replace("**", "*"), value)
        } else if source.contains("#ImageMatches") {
            pattern.split(',').any(|one| crossing(one, value))
        } else {
            crossing(pattern, value)
        };
        if CROSSED_BY_QUESTION_MARK.contains(&(pattern, value)) {
            assert!(expected && !found, "line {}", row.line);
            crossed += 1;
        } else {
            assert_eq!(found, expected, "line {}: {pattern} {value}", row.line);
        }
    }
    assert_eq!(crossed, CROSSED_BY_QUESTION_MARK.len());
    assert!(rows.iter().any(|row: &Row| row.get("source").contains("#FamiliarMatch")));
}

fn matches(pattern: &str, value: &str) -> bool {
    Glob::parse(pattern).expect(pattern).matches(value)
}

fn crossing(pattern: &str, value: &str) -> bool {
    matches(&pattern.replace('*', "**"), value)
}

/// `FamiliarMatch` tries the reference and its name.
fn familiar(pattern: &str, value: &str) -> bool {
    let read = Reference::parse(value).expect(value);
    let name = value.get(..read.path_range().end).expect("a range of it");
    matches(pattern, value) || matches(pattern, name)
}
