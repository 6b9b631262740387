//! What tags look like, and which day and which version they name.

use seaworthy::world::image::{TagForm, Version, tag_date, tag_version};

use TagForm::{Commit, Date, Other, Version as Release};

const TAGS: &[(&str, TagForm)] = &[
    // Versions, whole and in part.
    ("1", Release),
    ("v1.27", Release),
    ("1.27.3", Release),
    ("v1.27.3-alpine", Release),
    ("1.2.3.4", Release),
    ("1.27.0-rc.1", Release),
    ("3.14.0b1-slim", Release),
    ("5000", Release),
    ("202401", Release),
    ("1706702400", Release),
    ("20241301", Release),
    ("20230229", Release),
    ("19991231", Release),
    ("20240131250000", Release),
    ("2024.01", Release),
    ("2024.1.31", Release),
    ("2024-01", Release),
    ("1.2024.01.31", Release),
    ("1.27.3-20240131", Release),
    ("1.27.3-1a2b3c4", Release),
    ("1.27-4521", Release),
    ("1.2.3-dirty", Release),
    // Days.
    ("20240131", Date),
    ("v20240131", Date),
    ("2024-01-31", Date),
    ("2024.01.31", Date),
    ("2024_01_31", Date),
    ("2024.02.29", Date),
    ("20240131-1", Date),
    ("20240131.2", Date),
    ("2024.01.31.2", Date),
    ("20240131T120000Z", Date),
    ("20240131t1200", Date),
    ("2024-01-31T20-20-33Z", Date),
    ("20240131120000", Date),
    ("202401311200", Date),
    ("v20240131-abcdef0123", Date),
    ("20240131-1a2b3c4", Date),
    ("bookworm-20240130-slim", Date),
    ("RELEASE.2024-01-31T20-20-33Z", Date),
    ("nightly.2024.01.31", Date),
    ("8-jre-20240131", Date),
    ("24.04-20240131", Date),
    ("main-v20240131", Date),
    // Commits.
    ("1a2b3c4", Commit),
    ("deadbeef1", Commit),
    ("1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d", Commit),
    ("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", Commit),
    ("sha-1234567", Commit),
    ("sha-20240131", Commit),
    ("git-deadbee", Commit),
    ("commit-1a2b3c4", Commit),
    ("g1a2b3c4", Commit),
    ("main-1a2b3c4-1706702400", Commit),
    ("main_1a2b3c4", Commit),
    ("1a2b3c4-amd64", Commit),
    ("pr-12-1a2b3c4", Commit),
    ("v1.2-14-gdeadbee", Commit),
    ("v1.2.3-14-gdeadbee", Commit),
    ("release-1-14-g1234567", Commit),
    ("1.27-1a2b3c4", Commit),
    ("main-1a2b3c4-20240131", Commit),
    ("3f2504e0-4f89-41d3-9a0c-0305e82c3301", Commit),
    // Nothing of the kind.
    ("", Other),
    ("latest", Other),
    ("bookworm", Other),
    ("1.2.3.4.5", Other),
    ("deadbee", Other),
    ("1a2b3c", Other),
    ("1A2B3C4", Other),
    ("1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5", Other),
    ("feb2024", Other),
    ("2024dec", Other),
    ("gdeadbee", Other),
    ("g-deadbee", Other),
    ("1a2b3c4-dirty", Other),
    ("20240131ab", Commit),
    ("20240131a", Date),
    ("build20240131", Other),
    ("31-01-2024", Release),
    ("24-01-31", Release),
    ("release-2024-1-31", Other),
    ("release-2024-01-311", Other),
    ("release-2024-01.31", Other),
    ("sha256-0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef.sig", Other),
    ("20240131\u{e9}", Other),
    ("20240131T", Other),
    ("20240131Tx", Other),
    ("20240131tx", Other),
    // The last of the day and of the hour, and behind them.
    ("202401312359", Date),
    ("202401312400", Release),
    ("202401311260", Release),
    ("20240131235959", Date),
    ("20240131235960", Release),
];

#[test]
fn what_tags_look_like() {
    let wrong: Vec<_> = TAGS
        .iter()
        .map(|(tag, form)| (*tag, *form, TagForm::of(tag)))
        .filter(|(_, wanted, found)| wanted != found)
        .collect();
    assert!(wrong.is_empty(), "tag, wanted, found: {wrong:#?}");
}

#[test]
fn the_day_that_a_tag_names() {
    for (tag, day) in [
        ("20240131", Some("2024-01-31")),
        ("v2024.01.31-2", Some("2024-01-31")),
        ("RELEASE.2024-01-31T20-20-33Z", Some("2024-01-31")),
        ("1.27.3-20240131", Some("2024-01-31")),
        ("main-1a2b3c4-20240131120000", Some("2024-01-31")),
        ("20240131-20240229", Some("2024-01-31")),
        ("20241301-20240229", Some("2024-02-29")),
        ("1.2024.01.31", None),
        ("5000", None),
        ("2024-02-30", None),
        ("2024-01", None),
        ("xv20240131", None),
        ("latest", None),
    ] {
        let found = tag_date(tag).map(|day| day.to_string());
        assert_eq!(found.as_deref(), day, "{tag}");
        // A tag that looks like a date names one, and one that names none does not look like it.
        assert!(TagForm::of(tag) != Date || day.is_some(), "{tag}");
    }
}

#[test]
fn the_version_that_a_tag_names() {
    for (tag, version) in [
        ("v1.27.3-alpine", Some("1.27.3-alpine")),
        ("5000", Some("5000")),
        ("8-jre-20240131", Some("8-jre-20240131")),
        ("v1.2.3-14-gdeadbee", Some("1.2.3-14-gdeadbee")),
        ("20240131", None),
        ("v20240131-1", None),
        ("2024.01.31", None),
        ("2024.1.31", Some("2024.1.31")),
        ("1a2b3c4", None),
        ("latest", None),
    ] {
        assert_eq!(tag_version(tag), version.and_then(Version::parse), "{tag}");
    }
}

#[test]
fn a_form_says_what_there_is_to_read() {
    for (tag, form) in TAGS {
        match form {
            Release => assert!(tag_version(tag).is_some(), "{tag}"),
            Date => assert!(tag_date(tag).is_some(), "{tag}"),
            Commit => assert!(tag.len() >= 7, "{tag}"),
            Other => assert!(tag_date(tag).is_none() && tag_version(tag).is_none(), "{tag}"),
        }
    }
}
