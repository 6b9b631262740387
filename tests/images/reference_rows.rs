//! Every row of `image-refs.tsv`, references with what upstream's functions and peers make of
//! them. A row is ours, and then asserted, or another dialect's, and then named below with the
//! reason. No row is left out.
//!
//! The rows are data of the projects that the column `source` names (Apache-2.0).

use seaworthy::world::image::{FaultKind, Reference, RepoPattern};

use super::table::{Row, read};

const TABLE: &str = include_str!("image-refs.tsv");

/// Whole functions that are another dialect, with the number of their rows and the reason.
const OTHER_FUNCTIONS: &[(&str, usize, &str)] = &[
    ("image_normalize", 8, "Kyverno's: adds no `library/`, and `latest` beside nothing"),
    ("GetImageInfo", 9, "Kyverno's: adds no `library/`; the default registry is a setting"),
    ("GetImageInfo.Reference", 6, "Kyverno's: adds no `library/`"),
    ("addDefaultRegistry", 7, "Kyverno's: the default registry is a setting"),
    ("newImage(split)", 16, "Gatekeeper's splitter: never fails, keeps `:` and `@`"),
    ("validateImageParts", 49, "Gatekeeper's: parts judged apart, `|` between them"),
];

/// Single rows of our functions that are another dialect: function, the input's start, its length,
/// the reason.
const OTHER_ROWS: &[(&str, &str, usize, &str)] = &[
    (
        "Parse",
        "validname@sha512:ffffffff",
        145,
        "upstream's test does not link sha512; container runtimes do, and accept it",
    ),
    (
        "Parse",
        "a/a/a/a/a",
        278,
        "without defaults, the first `a` is a domain; normalised, the path has 257 characters",
    ),
    (
        "regex:name",
        "a/a/a/a/a",
        257,
        "the expression knows no length; the parser refuses a path over 255",
    ),
    (
        "ParseAnyReference",
        "dbcc1c35ac38df41fd2f5e4130b32ffdb93ebae8b3dbe638c23575912276fc9c",
        64,
        "an image's id is no reference in a manifest",
    ),
    (
        "ParseAnyReference",
        "sha256:dbcc1c35ac38df41fd2f5e4130b32ffdb93ebae8b3dbe638c23575912276fc9c",
        71,
        "a digest alone is read as repository `sha256` with a tag, as `ParseNormalizedNamed` does",
    ),
];

#[test]
fn every_row_is_ours_or_named_as_anothers() {
    let rows = read(TABLE);
    let (mut ours, mut others) = (0, 0);
    for (function, count, _) in OTHER_FUNCTIONS {
        let found = rows.iter().filter(|row| row.get("test") == *function).count();
        assert_eq!(found, *count, "{function}");
    }
    for row in &rows {
        let function = row.get("test");
        if OTHER_FUNCTIONS.iter().any(|(name, ..)| *name == function) || is_other(row) {
            others += 1;
        } else {
            agrees(row);
            ours += 1;
        }
    }
    let single = OTHER_ROWS.len();
    let whole: usize = OTHER_FUNCTIONS.iter().map(|(_, count, _)| count).sum();
    assert_eq!((ours, others), (rows.len() - whole - single, whole + single));
    assert_eq!(rows.len(), 411);
}

fn is_other(row: &Row) -> bool {
    OTHER_ROWS.iter().any(|(function, start, length, _)| {
        let input = row.get("input");
        row.get("test") == *function && input.starts_with(start) && input.len() == *length
    })
}

fn agrees(row: &Row) {
    let valid = row.get("valid") == "yes";
    match row.get("test") {
        "Parse" => parse(row, valid),
        "ParseNormalizedNamed" => normalized(row, valid),
        "ParseDockerRef" => docker_ref(row),
        "ParseAnyReference" => assert_eq!(parsed(row).canonical(), row.get("normalized")),
        "WithName" | "regex:name" => name(row, valid),
        "regex:domain" => domain(row, valid),
        "regex:reference" => reference(row, valid),
        "regex:identifier" => {
            let fault = Reference::parse(row.get("input")).err().map(|fault| fault.kind);
            assert_eq!(fault == Some(FaultKind::BareIdentifier), valid, "line {}", row.line);
        }
        function => panic!("line {}: nobody answers for {function}", row.line),
    }
}

fn parsed(row: &Row) -> Reference {
    Reference::parse(row.get("input")).unwrap_or_else(|fault| panic!("{}: {fault}", row.line))
}

fn refused(row: &Row) {
    assert!(Reference::parse(row.get("input")).is_err(), "line {}", row.line);
}

fn text(value: Option<&str>) -> &str {
    value.unwrap_or("")
}

/// `Parse` fills nothing in and takes every possible domain for one. So the domain and path that
/// it finds, read together, are what we take for registry and path as written; and where we see a
/// registry, it is that domain.
fn parse(row: &Row, valid: bool) {
    if !valid {
        return refused(row);
    }
    let read = parsed(row);
    let written = |range: std::ops::Range<usize>| read.written().get(range).unwrap_or("");
    let registry = read.registry_range().map(written);
    let path = written(read.path_range());
    match registry {
        Some(registry) => {
            assert_eq!((registry, path), (row.get("domain"), row.get("path")), "{}", row.line);
        }
        None => assert_eq!(path, row.get("name"), "line {}", row.line),
    }
    assert_eq!(text(read.tag()), row.get("tag"), "line {}", row.line);
    assert_eq!(text(read.digest()), row.get("digest"), "line {}", row.line);
}

/// The same, but that our registries are lower case, and that a host which is one for its
/// capitals only is in capitals in longer texts.
fn normalized(row: &Row, valid: bool) {
    if !valid {
        return refused(row);
    }
    let read = parsed(row);
    if row.get("domain").is_empty() {
        // Upstream's test says no more of this one than that it parses.
        return;
    }
    assert_eq!(read.registry(), row.get("domain").to_lowercase(), "line {}", row.line);
    assert_eq!(read.path(), row.get("path"), "line {}", row.line);
    assert_eq!(text(read.tag()), row.get("tag"), "line {}", row.line);
    assert_eq!(text(read.digest()), row.get("digest"), "line {}", row.line);
    let normalized = row.get("normalized");
    if read.registry_by_capital() {
        assert_eq!(read.canonical().to_lowercase(), normalized.to_lowercase());
    } else if !normalized.is_empty() {
        assert_eq!(read.canonical(), normalized, "line {}", row.line);
    }
}

/// `ParseDockerRef` drops the tag beside a digest and fills `latest` in; we do neither, but say
/// what it says by `repository`, `effective_tag` and `digest`.
fn docker_ref(row: &Row) {
    let read = parsed(row);
    let said = match (read.digest(), read.effective_tag()) {
        (Some(digest), _) => format!("{}@{digest}", read.repository()),
        (None, Some(tag)) => format!("{}:{tag}", read.repository()),
        (None, None) => panic!("line {}: neither tag nor digest", row.line),
    };
    assert_eq!(said, row.get("normalized"), "line {}", row.line);
}

/// A name is a reference with neither tag nor digest.
fn name(row: &Row, valid: bool) {
    let input = row.get("input");
    let read = Reference::parse(input).ok();
    let is_name = read.as_ref().is_some_and(|r| r.tag().is_none() && r.digest().is_none());
    assert_eq!(is_name, valid, "line {}", row.line);
    let Some(read) = read.filter(|_| valid && !row.get("path").is_empty()) else { return };
    if read.registry_is_explicit() {
        assert_eq!(read.written(), format!("{}/{}", row.get("domain"), row.get("path")));
        assert_eq!(read.registry_range().map(|range| range.end), Some(row.get("domain").len()));
    }
}

/// A domain is what may stand before a path; where it can be told from a path alone, it is a
/// repository pattern as well.
fn domain(row: &Row, valid: bool) {
    let input = row.get("input");
    let read = Reference::parse(&format!("{input}/x"));
    assert_eq!(read.is_ok(), valid, "line {}", row.line);
    if input.contains(['.', ':']) {
        assert_eq!(RepoPattern::parse(input).is_ok(), valid, "line {}", row.line);
    }
}

fn reference(row: &Row, valid: bool) {
    if !valid {
        return refused(row);
    }
    let read = parsed(row);
    let name = read.written().get(..read.path_range().end);
    assert_eq!(name, Some(row.get("name")), "line {}", row.line);
    assert_eq!(text(read.tag()), row.get("tag"), "line {}", row.line);
    assert_eq!(text(read.digest()), row.get("digest"), "line {}", row.line);
}
