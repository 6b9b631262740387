//! A glob, a repository pattern and a range of versions, tried on what stands on the lines below.

use std::ops::Range;

use seaworthy::world::image::{Glob, Reference, RepoPattern, Version, VersionRange};

use super::super::laws::naive_glob::naive;
use super::two_lines;

/// What the second reading of globs, which tries everything, can be asked.
const SHORT: usize = 12;

pub(crate) fn run(data: &[u8]) {
    let text = super::text(data);
    let (pattern, subject) = two_lines(&text);
    match Glob::parse(pattern) {
        Ok(glob) => glob_holds(pattern, subject, &glob),
        Err(fault) => fault_is_sound(pattern, &fault.range, [fault.message(), fault.help()]),
    }
    match RepoPattern::parse(pattern) {
        Ok(own) => repository_holds(&own, subject),
        Err(fault) => {
            fault_is_sound(pattern, &fault.range, [fault.message(), fault.help()]);
            if let Some(mended) = fault.mended() {
                assert!(RepoPattern::parse(mended).is_ok(), "{pattern:?} {mended:?}");
            }
        }
    }
    match VersionRange::parse(pattern) {
        Ok(range) => range_holds(&range, subject),
        Err(fault) => fault_is_sound(pattern, &fault.range, [fault.message(), fault.help()]),
    }
}

fn glob_holds(pattern: &str, subject: &str, glob: &Glob) {
    assert_eq!(glob.as_str(), pattern);
    let matched = glob.matches(subject);
    if glob.is_literal() {
        assert!(
            glob.matches(pattern) && matched == (subject == pattern),
            "{pattern:?} {subject:?}"
        );
    }
    let (p, s): (Vec<char>, Vec<char>) = (pattern.chars().collect(), subject.chars().collect());
    if p.len() <= SHORT && s.len() <= SHORT && !p.contains(&'[') {
        assert_eq!(matched, naive(&p, &s, true), "{pattern:?} {subject:?}");
    }
}

fn repository_holds(own: &RepoPattern, subject: &str) {
    assert_eq!(RepoPattern::parse(&own.to_string()).as_ref(), Ok(own));
    assert!(own.covers_repository(own), "{own}");
    if let Some(official) = own.official() {
        assert!(own.covers_repository(&official), "{own} {official}");
    }
    for line in subject.lines().take(4) {
        let reference = Reference::parse(line).ok();
        let Ok(other) = RepoPattern::parse(line) else { continue };
        let (wider, narrower) = (own.covers_repository(&other), other.covers_repository(own));
        if let Some(reference) = reference.filter(|_| wider) {
            assert!(own.covers(&reference) || !other.covers(&reference), "{own} {other}");
        }
        // What both cover the other's whole of, they cover alike.
        if wider && narrower {
            let below = format!("{}/x", own.as_str().replace('*', "a"));
            if let Ok(below) = Reference::parse(&below) {
                assert_eq!(own.covers(&below), other.covers(&below), "{own} {other}");
            }
        }
    }
}

fn range_holds(range: &VersionRange, subject: &str) {
    let again = VersionRange::parse(&range.to_string()).expect("it was read before");
    for version in subject.lines().take(4).filter_map(Version::parse) {
        assert_eq!(again.matches(&version), range.matches(&version), "{range} {version}");
        // Every version that a partial one stands for is in a range that the partial one is in.
        let Some(whole) = range.matches(&version).filter(|_| version.suffix().is_empty()) else {
            continue;
        };
        if let Some(longer) = Version::parse(&format!("{version}.1")) {
            assert_eq!(range.matches(&longer), Some(whole), "{range} {version} {longer}");
        }
    }
}

/// A fault lies within its text, and is said in one harmless line each.
pub(super) fn fault_is_sound(text: &str, range: &Range<usize>, said: [String; 2]) {
    assert!(text.get(range.clone()).is_some(), "{text:?} {range:?}");
    for line in said {
        assert!(!line.is_empty() && !line.contains('\n'), "{text:?} {line:?}");
    }
}
