//! What a tag looks like: a version, a date, a commit, or none of them.
//!
//! Registries let any tag move; these three are the sorts that people do not move, so a policy may
//! ask for them. A tag is read by its look alone, and some looks are shared. What is decided:
//!
//! | tag | reads as | because |
//! | --- | --- | --- |
//! | `20240131`, `2024-01-31`, `2024.01.31`, `v20240131` | date | eight digits that are a day of this century, or year, month and day with two digits each and one sign between |
//! | `20240131-1`, `20240131a`, `20240131T120000Z`, `20240131120000` | date | a counter, a letter, a time or anything that a sign parts from it may follow |
//! | `bookworm-20240130-slim`, `RELEASE.2024-01-31T20-20-33Z`, `8-jre-20240131` | date | words and a line of versions may stand before it |
//! | `5000`, `202401`, `20241301`, `1706702400` | version | any other number is one, of one number |
//! | `2024.1.31`, `2024.01` | version | months and days of a date have two digits, and there is a day |
//! | `1.27.3-20240131`, `1.27.3-1a2b3c4` | version | three numbers say it; what follows is a suffix |
//! | `1a2b3c4`, `main-1a2b3c4-1706702400` | commit | a piece of 7 to 40 (or 64) digits and letters from `a` to `f`, some of both |
//! | `sha-1234567`, `git-deadbee`, `commit-…`, `rev-…` | commit | the word says it: the letters, or the digits, may lack |
//! | `v1.2.3-14-gdeadbee`, `1.27-1a2b3c4` | commit | `git describe`; a line of versions with a commit |
//! | `deadbee`, `1234567` | other, version | nothing says commit |
//! | `feb2024`, `2024dec` | other | a month |
//! | `1a2b3c4-dirty` | other | `git` says so of a tree that is not the commit's |
//! | `sha256-…` | other | it names another image's digest, as signatures do |
//! | `latest`, `bookworm`, `1.2.3.4.5` | other | |
//!
//! What begins with a date is no version to [`tag_version`], though `20240131` is a number: it
//! would be later than every release.

use super::Version;
use crate::world::measure::Date;

/// Words that say that a commit follows.
const COMMIT_WORDS: [&str; 4] = ["sha", "git", "commit", "rev"];

/// Months whose short names are digits of hexadecimal numbers.
const HEX_MONTHS: [&str; 2] = ["feb", "dec"];

/// What a tag looks like.
///
/// ```
/// use seaworthy::world::image::TagForm;
/// assert_eq!(TagForm::of("v1.27.3-alpine"), TagForm::Version);
/// assert_eq!(TagForm::of("20240131-1"), TagForm::Date);
/// assert_eq!(TagForm::of("main-1a2b3c4"), TagForm::Commit);
/// assert_eq!(TagForm::of("bookworm"), TagForm::Other);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TagForm {
    /// It reads as a version, whole or in part.
    Version,
    /// It names a day.
    Date,
    /// It names a commit.
    Commit,
    /// None of them.
    Other,
}

impl TagForm {
    /// What `tag` looks like, by the table at the head of this module.
    pub fn of(tag: &str) -> Self {
        let version = Version::parse(tag);
        let whole = version.as_ref().is_some_and(|version| !version.is_partial());
        if is_described(tag) {
            Self::Commit
        } else if begins_with_date(tag) {
            Self::Date
        } else if whole {
            Self::Version
        } else if names_commit(tag) {
            Self::Commit
        } else if tag_date(tag).is_some() {
            Self::Date
        } else if version.is_some() {
            Self::Version
        } else {
            Self::Other
        }
    }
}

/// The first day that a tag names.
pub fn tag_date(tag: &str) -> Option<Date> {
    let starts = tag.char_indices().map(|(at, _)| at);
    starts.filter(|at| may_begin(tag, *at)).find_map(|at| date_at(tag, at))
}

/// The tag as a version, unless it begins with a date.
pub fn tag_version(tag: &str) -> Option<Version> {
    if begins_with_date(tag) { None } else { Version::parse(tag) }
}

fn begins_with_date(tag: &str) -> bool {
    date_at(tag, 0).or_else(|| date_at(tag, usize::from(tag.starts_with('v')))).is_some()
}

/// True if a word may begin at `at`: the tag does, or a sign stands before, or a `v` that begins a
/// word. The number behind a dot goes on with what stands before the dot.
fn may_begin(tag: &str, at: usize) -> bool {
    let before = tag.get(..at).unwrap_or("");
    let sign = |text: &str| text.is_empty() || text.ends_with(['-', '_', '.']);
    let numbered = before
        .strip_suffix('.')
        .is_some_and(|before| before.ends_with(|c: char| c.is_ascii_digit()));
    !numbered && (sign(before) || before.strip_suffix('v').is_some_and(sign))
}

/// The day that `tag` names from `at` on.
fn date_at(tag: &str, at: usize) -> Option<Date> {
    let rest = tag.get(at..)?;
    let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let (number, behind) = rest.split_at_checked(digits)?;
    let (year, month, day, behind) = match digits {
        8 | 12 | 14 => {
            let time = number.get(8..)?;
            if !is_time(time) {
                return None;
            }
            (number.get(..4)?, number.get(4..6)?, number.get(6..8)?, behind)
        }
        4 => {
            let sign = behind.get(..1).filter(|sign| ["-", ".", "_"].contains(sign))?;
            let (month, rest) = behind.get(1..)?.split_once(sign)?;
            let day = rest.get(..2)?;
            (number, month, day, rest.get(2..)?)
        }
        _ => return None,
    };
    let ends = match behind.chars().next() {
        None => true,
        Some('T' | 't') if behind.get(1..).is_some_and(|time| time.starts_with(is_digit)) => true,
        Some('a'..='z') => !behind.get(1..).is_some_and(|more| more.starts_with(is_word)),
        Some(next) => !is_word(next),
    };
    if !ends || !year.starts_with("20") {
        return None;
    }
    Date::parse(&format!("{year}-{month}-{day}")).ok()
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric()
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
}

/// True for `hhmm`, `hhmmss`, and nothing at all.
fn is_time(digits: &str) -> bool {
    let below = |at: usize, limit: u8| {
        let part = digits.get(at..at + 2);
        part.is_none_or(|two| two.parse::<u8>().is_ok_and(|number| number < limit))
    };
    below(0, 24) && below(2, 60) && below(4, 60)
}

fn pieces(tag: &str) -> Vec<&str> {
    tag.split(['-', '_', '.']).collect()
}

/// True for what `git describe` prints: a tag, a number of commits, `g` and a commit.
fn is_described(tag: &str) -> bool {
    let pieces = pieces(tag);
    let described = pieces.windows(3).any(|three| match three {
        [tag, count, commit] => {
            !tag.is_empty()
                && !count.is_empty()
                && count.chars().all(is_digit)
                && commit.strip_prefix('g').is_some_and(is_hex)
        }
        _ => false,
    });
    described && !is_dirty(&pieces)
}

fn names_commit(tag: &str) -> bool {
    let pieces = pieces(tag);
    if is_dirty(&pieces) {
        return false;
    }
    let before = std::iter::once("").chain(pieces.iter().copied());
    before.zip(&pieces).any(|(before, piece)| match before {
        "sha256" | "sha512" => false,
        word if COMMIT_WORDS.contains(&word) => is_hex(piece),
        _ => is_commit(piece) || piece.strip_prefix('g').is_some_and(is_commit),
    })
}

fn is_dirty(pieces: &[&str]) -> bool {
    pieces.last() == Some(&"dirty")
}

/// True for hexadecimal digits, as many as a short or a whole commit id has.
fn is_hex(text: &str) -> bool {
    (matches!(text.len(), 7..=40) || text.len() == 64)
        && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// True for what can hardly be anything but a commit id: digits and letters both.
fn is_commit(text: &str) -> bool {
    let letters = text.trim_matches(is_digit);
    let is_month = text.len() == 7 && HEX_MONTHS.contains(&letters);
    is_hex(text) && !letters.is_empty() && text.contains(is_digit) && !is_month
}
