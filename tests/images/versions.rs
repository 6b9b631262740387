//! What tags say as versions, and which ranges hold them.

use std::cmp::Ordering;

use seaworthy::world::image::{Version, VersionRange};

fn version(text: &str) -> Version {
    Version::parse(text).unwrap_or_else(|| panic!("{text} is a version"))
}

#[test]
fn tags_that_are_versions_and_tags_that_are_not() {
    for (tag, numbers, suffix, pre) in [
        ("1", &[1][..], "", false),
        ("v1.27", &[1, 27], "", false),
        ("1.27-alpine", &[1, 27], "-alpine", false),
        ("1.2.3.4", &[1, 2, 3, 4], "", false),
        ("1.2.3.Final", &[1, 2, 3], ".Final", false),
        ("1.27.0-rc.1", &[1, 27, 0], "-rc.1", true),
        ("3.12rc1", &[3, 12], "rc1", true),
        ("16beta1", &[16], "beta1", true),
        ("3.14.0b1-slim", &[3, 14, 0], "b1-slim", true),
        ("3.14.0a2", &[3, 14, 0], "a2", true),
        ("3.14a2", &[3, 14], "a2", true),
        ("3.14c2", &[3, 14], "c2", false),
        ("3.14b", &[3, 14], "b", false),
        ("1.0-SNAPSHOT", &[1, 0], "-SNAPSHOT", true),
        ("1.25-alpine3.18", &[1, 25], "-alpine3.18", false),
        ("1.0.0-alpine-rc2", &[1, 0, 0], "-alpine-rc2", true),
        ("9-dev", &[9], "-dev", true),
        ("1.1.1w", &[1, 1, 1], "w", false),
        ("1.2.3_build5", &[1, 2, 3], "_build5", false),
        ("2024.01.15", &[2024, 1, 15], "", false),
        ("12.4-developer", &[12, 4], "-developer", false),
        ("1.2.3-5", &[1, 2, 3], "-5", false),
    ] {
        let read = version(tag);
        assert_eq!((read.numbers(), read.suffix()), (numbers, suffix), "{tag}");
        assert_eq!((read.is_pre_release(), read.to_string().as_str()), (pre, tag), "{tag}");
    }
    for tag in [
        "",
        "v",
        "latest",
        "alpine",
        "bookworm-1.2",
        "1.",
        "1..2",
        ".1",
        "1.2.3.4.5",
        "1.2.3-",
        "V1",
        "1f3c2d9",
        "8u312-jdk",
        "16b1",
        "16a1-slim",
        "vv1",
        "99999999999999999999",
        "1.2 ",
        "١",
        "1-",
    ] {
        assert!(Version::parse(tag).is_none(), "{tag:?}");
    }
}

#[test]
fn the_order_of_versions() {
    let sorted = [
        "0.9",
        "1.0.0-alpha",
        "1.0.0-alpha.1",
        "1.0.0-alpha.10",
        "1.0.0-beta",
        "1.0.0-beta2",
        "1.0.0-rc.9",
        "1.0.0-rc10",
        "1.0.0",
        "1.0.1",
        "1.9.9-alpine",
        "1.10",
        "2",
    ];
    for (at, low) in sorted.iter().enumerate() {
        for (behind, high) in sorted.iter().enumerate() {
            let found = version(low).compare(&version(high));
            assert_eq!(found, Some(at.cmp(&behind)), "{low} {high}");
        }
    }
    for (a, b, order) in [
        ("1.27", "1.27.3", None),
        ("1", "1.27", None),
        ("1.2.3", "1.2.3.4", None),
        ("1.27", "1.27", Some(Ordering::Equal)),
        ("1.27-alpine", "v1.27", Some(Ordering::Equal)),
        ("3.14.0b1", "3.14.0-alpha9", Some(Ordering::Greater)),
        ("3.14.0a9", "3.14.0b1", Some(Ordering::Less)),
        ("3.14.0a9", "3.14.0-alpha9", Some(Ordering::Equal)),
        ("3.14.0a9", "3.14.0a10", Some(Ordering::Less)),
        ("1", "2.5", Some(Ordering::Less)),
    ] {
        assert_eq!(version(a).compare(&version(b)), order, "{a} {b}");
    }
    assert_eq!(version("v1.2"), version("1.2"));
    assert_ne!(version("1.2-alpine"), version("1.2"));
    assert_eq!(format!("{:?}", version("v1.2")), "Version(\"v1.2\")");
}

#[test]
fn ranges_and_what_they_hold() {
    let (yes, no, unknown) = (Some(true), Some(false), None);
    for (range, tag, matched) in [
        (">=2.4.0", "2.4.0", yes),
        (">=2.4.0", "v2.10.0-alpine", yes),
        (">=2.4.0", "2.3.9", no),
        (">=2.4.0", "2.4", yes),
        (">=2.4.1", "2.4", unknown),
        (">=2.4.0", "2.5.0-rc1", no),
        ("<2", "1.27", yes),
        ("<2", "2.0.0-rc.1", no),
        ("<2", "2", no),
        (">=1.5", "1", unknown),
        (">=1.2 <2", "1.2", yes),
        (">=1.2, <2", "2.0", no),
        (">1.2", "1.2.9", no),
        (">1.2", "1.3", yes),
        ("<=1.2", "1.2.9", yes),
        ("<=1.2.3", "1.2.3", yes),
        ("=1.2.3", "1.2.3.4", yes),
        ("1.2", "1.2.7", yes),
        ("1.2.3", "1.2.4", no),
        ("1.2.3.4", "1.2.3", unknown),
        ("^1.2", "1.9", yes),
        ("^1.2.3", "1.2.2", no),
        ("^1.2", "2", no),
        ("^0.2.3", "0.2.9", yes),
        ("^0.2.3", "0.3.0", no),
        ("^0.0.3", "0.0.4", no),
        ("^0", "0.9", yes),
        ("~1.2", "1.2.9", yes),
        ("~1.2.3", "1.3.0", no),
        ("~1", "1.9", yes),
        ("~1", "2", no),
        ("1.x", "1.99", yes),
        ("1.2.*", "1.3", no),
        (">=1.x", "1", yes),
        ("*", "7", yes),
        ("x", "0", yes),
        ("*", "7.0.0-rc1", no),
        ("1.2 - 1.9", "1.9.9", yes),
        ("1.2 - 1.9", "1.10", no),
        ("<1.5 || >=1.5", "1", yes),
        ("<1.5 || >1.5.3", "1", unknown),
        ("1.x || >=3", "2", no),
        ("1.x||3.x", "3.1", yes),
        ("> 1.2", "1.3", yes),
        (">=2.0.0-rc.1", "2.0.0-rc.2", yes),
        (">=2.0.0-rc.1", "2.0.0-beta", no),
        (">=2.0.0-rc.1", "2.0.0", yes),
        (">=2.0.0-rc.1", "2.1.0-rc.1", no),
        (">=2.0.0-alpha <2.0.0", "2.0.0-beta", yes),
        (">=2.0.0-alpha <2.0.0", "2.0.0", no),
        ("^1.2.3-beta.2", "1.2.3-beta.10", yes),
        ("^1.2.3-beta.2", "1.2.4-beta.3", no),
        (">=2.0.0-rc.1", "2.0-rc.2", unknown),
        // Alternatives that touch or overlap end where the longer ends.
        ("1.x || 2.x", "2.5", yes),
        ("1.x || 2.x", "3.1", no),
        ("1.x || 1.2", "1.9", yes),
        ("1.x || 1.2", "2", no),
        // Only pre-releases lie in these.
        ("=1.0.0-rc.1", "1.0.0-rc.1", yes),
        ("=1.0.0-rc.1", "1.0.0-rc.2", no),
        ("=1.0.0-rc.1", "1.0.0", no),
        (">1.0.0-rc.1 <1.0.0-rc.2", "1.0.0-rc.1.5", yes),
        (">1.0.0-rc.1 <1.0.0-rc.2", "1.0.0-rc.1", no),
        (">1.0.0-rc.1 <1.0.0-rc.2", "1.0.0-rc.2", no),
        // What a comparison without a pre-release says of one that another names.
        ("<=1.2 <1.3.0-rc.2", "1.3.0-rc.1", no),
        ("<=1.3 <1.3.0-rc.2", "1.3.0-rc.1", yes),
        (">=1.3.0-rc.1 <1.3", "1.3.0-rc.2", yes),
        (">=1.3.0-rc.1 <1.4", "1.3.0-rc.2", yes),
        (">=1.3.0 >1.3.0-alpha", "1.3.0-beta", no),
        (">=1.2 >1.3.0-alpha", "1.3.0-beta", yes),
        (">1.2 >=1.3.0-rc.1", "1.3.0-rc.2", no),
        (">1.2 >=1.4.0-rc.1", "1.4.0-rc.2", yes),
        (">1.2.3 >=1.2.4-rc.1", "1.2.4-rc.2", yes),
        (">1.2.3 >=1.2.3-rc.1", "1.2.3-rc.2", no),
        (">1.2.3 >=1.3.0-rc.1", "1.3.0-rc.2", yes),
        ("~* >=1.3.0-rc.1", "1.3.0-rc.2", yes),
        ("^x", "7", yes),
        ("<=18446744073709551615", "18446744073709551615", yes),
    ] {
        let read = VersionRange::parse(range).expect(range);
        assert_eq!(read.matches(&version(tag)), matched, "{range} {tag}");
        assert_eq!(read.to_string(), range);
        assert_eq!(format!("{read:?}"), format!("VersionRange({range:?})"));
        assert_eq!(read, VersionRange::parse(range).expect(range));
        assert_ne!(read, VersionRange::parse(">=77").expect("a range"), "{range}");
    }
}

#[test]
fn what_is_no_range() {
    let version = "write a version, as in `>=2.4.0`, `>=1.2 <2`, `^1.2`, `~1.2` or `1.x`";
    let turn = "turn a comparison round, or write `||` where either will do";
    for (range, place, message, help) in [
        (">=2.4 <1", 0..8, "no version satisfies this range", turn),
        ("1.x || >2 <2", 7..12, "no version satisfies this range", turn),
        ("<0", 0..2, "no version satisfies this range", turn),
        (">18446744073709551615", 0..21, "no version satisfies this range", turn),
        (">*", 0..2, "no version satisfies this range", turn),
        ("1.2 1.3", 0..7, "no version satisfies this range", turn),
        (">=1.0.0-beta <1.0.0-alpha", 0..25, "no version satisfies this range", turn),
        ("", 0..0, "a version is missing", version),
        ("1 ||", 4..4, "a version is missing", version),
        (">=", 1..2, "a version is missing", version),
        ("1,", 1..2, "a version is missing", version),
        ("~\u{2000}", 1..4, "a version is missing", version),
        ("1,\u{2000}", 2..5, "a version is missing", version),
        ("latest", 0..6, "`latest` is not a version", version),
        (">=1.2.3.4.5", 2..11, "`1.2.3.4.5` is not a version", version),
        (
            ">=1.2-alpine",
            2..12,
            "`1.2-alpine` names a variant, and a range of versions covers all variants",
            "drop what follows the numbers",
        ),
        ("==1.2", 0..2, "`==` is not known in version ranges", "write `=`"),
        ("~>1.2", 0..2, "`~>` is not known in version ranges", "write `~`"),
        ("=<1.2", 0..2, "`=<` is not known in version ranges", "write `<=`"),
        ("≤1.2", 0..3, "`\\u{2264}` is not known in version ranges", "write `<=`"),
        ("=>1.2", 0..2, "`=>` is not known in version ranges", "write `>=`"),
        ("~=1.2", 0..2, "`~=` is not known in version ranges", "write `~`"),
        (
            "<<1.2",
            0..2,
            "`<<` is not known in version ranges",
            "write one of `=`, `<`, `<=`, `>`, `>=`, `~` and `^`",
        ),
        ("≥1.2", 0..3, "`\\u{2265}` is not known in version ranges", "write `>=`"),
        (
            "!=1.2",
            0..2,
            "`!=` is not known in version ranges",
            "write the versions before and behind it, with `||` between",
        ),
    ] {
        let fault = VersionRange::parse(range).expect_err(range);
        assert_eq!((fault.message().as_str(), fault.help().as_str()), (message, help), "{range}");
        assert_eq!((fault.range.clone(), fault.to_string().as_str()), (place, message), "{range}");
    }
}

#[test]
fn suffixes_taken_apart() {
    for (tag, pre_release, variant, without) in [
        ("1.27.3", None, None, "1.27.3"),
        ("v1.27.3-alpine", None, Some("alpine"), "v1.27.3"),
        ("1.27-alpine3.20", None, Some("alpine3.20"), "1.27"),
        ("1.27.3-slim-bookworm", None, Some("slim-bookworm"), "1.27.3"),
        ("1.2.3.Final", None, Some("Final"), "1.2.3"),
        ("1.1.1w", None, Some("w"), "1.1.1"),
        ("1.2.3_build5", None, Some("build5"), "1.2.3"),
        ("1.2.3+build.5", None, Some("build.5"), "1.2.3"),
        ("2.0.0-rc.1", Some("rc.1"), None, "2.0.0-rc.1"),
        ("2.0.0-rc.1-alpine", Some("rc.1"), Some("alpine"), "2.0.0-rc.1"),
        ("2.0.0-rc-1-alpine", Some("rc-1"), Some("alpine"), "2.0.0-rc-1"),
        ("1.0.0-alpine-rc2", Some("rc2"), Some("alpine"), "1.0.0-rc2"),
        ("1.0.0-alpine-rc2-5", Some("rc2-5"), Some("alpine"), "1.0.0-rc2-5"),
        ("3.14.0b1-slim", Some("b1"), Some("slim"), "3.14.0b1"),
        ("3.12rc1", Some("rc1"), None, "3.12rc1"),
        ("16beta1-alpine", Some("beta1"), Some("alpine"), "16beta1"),
        ("1.0-SNAPSHOT", Some("SNAPSHOT"), None, "1.0-SNAPSHOT"),
        ("2.0.0-rc-1-alpine-5", Some("rc-1"), Some("alpine-5"), "2.0.0-rc-1"),
        ("3.14.0a1", Some("a1"), None, "3.14.0a1"),
        ("3.14.0-b1", None, Some("b1"), "3.14.0"),
        ("3.14.0c1-b1", None, Some("c1-b1"), "3.14.0"),
        ("3.14.0-slim-a1-rc1", Some("rc1"), Some("slim-a1"), "3.14.0-rc1"),
        ("16a1-rc1", Some("rc1"), Some("a1"), "16-rc1"),
        ("1.2-14-gdeadbee", None, Some("14-gdeadbee"), "1.2"),
        ("1.2.3--", None, None, "1.2.3--"),
        ("1.2.3-a-b-", None, Some("a-b"), "1.2.3"),
    ] {
        let version = version(tag);
        assert_eq!(version.pre_release_text().as_deref(), pre_release, "{tag}");
        assert_eq!(version.is_pre_release(), pre_release.is_some(), "{tag}");
        assert_eq!(version.variant().as_deref(), variant, "{tag}");
        let bare = version.without_variant();
        assert_eq!(bare.to_string(), without, "{tag}");
        assert_eq!(bare.compare(&version), Some(Ordering::Equal), "{tag}");
        assert_eq!(bare.without_variant(), bare, "{tag}");
    }
}

#[test]
fn lines_of_versions() {
    for (tag, count, line) in [
        ("v1.27.3-alpine", 2, Some("1.27")),
        ("1.27.3", 3, Some("1.27.3")),
        ("1.27.3-rc1", 3, Some("1.27.3")),
        ("1", 1, Some("1")),
        ("1", 2, None),
        ("1.27.3", 0, None),
        ("1.2.3.4", 4, Some("1.2.3.4")),
        ("1.2.3.4", 5, None),
    ] {
        let found = version(tag).line(count).map(|line| line.to_string());
        assert_eq!(found.as_deref(), line, "{tag} {count}");
    }
    for (a, b, count, same) in [
        ("1.27.3", "1.27.5", 2, Some(true)),
        ("1.27.3", "1.28", 2, Some(false)),
        ("1.27", "2", 2, Some(false)),
        ("1", "1.27", 2, None),
        ("1", "1", 2, None),
        ("1", "1.27", 1, Some(true)),
        ("1", "2", 1, Some(false)),
    ] {
        assert_eq!(version(a).same_line(&version(b), count), same, "{a} {b} {count}");
        assert_eq!(version(b).same_line(&version(a), count), same, "{b} {a} {count}");
    }
}
