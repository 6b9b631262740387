//! Tags read as versions.
//!
//! A version is `v`, or nothing, then one to four numbers parted by dots, then perhaps a suffix.
//! A suffix begins with `-`, `_`, `+`, or with a dot and a letter (`1.2.3.Final`). It may also
//! stand right behind two or more numbers (`3.12rc1`, `1.1.1w`); behind a single number it must
//! then say that it is a pre-release (`16beta1`), or every other commit hash (`1f3c2d9`) would be
//! a version.
//!
//! A suffix is a **pre-release** if one of its words is `alpha`, `beta`, `rc`, `pre`, `preview`,
//! `prerelease`, `dev` or `snapshot`, in any case, or if it is `a` or `b` with a number right
//! behind the version's, as Python has them (`3.14.0b1`). Words are parted by signs and where
//! letters meet digits. Any other suffix is a **variant** (`-alpine`, `-slim-bookworm`).
//!
//! **Order.** Numbers count first, one after the other. With the same numbers a pre-release comes
//! before the release, and two pre-releases compare from their first such word on, as far as its
//! numbers reach: words by the alphabet, numbers as numbers, the longer behind the shorter that it
//! begins with, as in semantic versioning (`alpha` < `alpha.2` < `alpha.10` < `beta` < `rc`).
//! Variants have no part in it: `1.27.0-alpine` and `1.27.0` compare as equal, though they are not
//! the same version.
//!
//! **Missing numbers stand for all**: `1.27` may be any `1.27.…`. So `1.27` is before `1.28.3`, and
//! how it compares with `1.27.3` can't be known. A version compares as equal with one of the very
//! same numbers.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

/// The words that make a suffix a pre-release.
const PRE_RELEASE: [&str; 8] =
    ["alpha", "beta", "rc", "pre", "preview", "prerelease", "dev", "snapshot"];

/// Most numbers that a version has.
pub(super) const NUMBERS: usize = 4;

/// Up to four numbers, the missing ones 0.
pub(super) type Numbers = [u64; NUMBERS];

/// A piece of a pre-release; numbers come before words.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Identifier {
    Number(u64),
    Word(Box<str>),
}

/// A version, whole or in part.
///
/// ```
/// use std::cmp::Ordering;
/// use seaworthy::world::image::Version;
/// let read = |text| Version::parse(text).unwrap();
/// assert_eq!(read("1.9").compare(&read("v1.10.2-alpine")), Some(Ordering::Less));
/// assert_eq!(read("2.0.0-rc.1").compare(&read("2.0.0")), Some(Ordering::Less));
/// assert_eq!(read("1").compare(&read("1.5")), None);
/// assert!(Version::parse("bookworm").is_none());
/// ```
#[derive(Clone)]
pub struct Version {
    text: Box<str>,
    numbers: Numbers,
    count: usize,
    suffix: usize,
    pre_release: Box<[Identifier]>,
}

impl Version {
    /// Reads a tag as a version; `None` if it is none.
    pub fn parse(text: &str) -> Option<Self> {
        let bare = text.strip_prefix('v').unwrap_or(text);
        let mut numbers = Numbers::default();
        let (mut count, mut rest) = (0, bare);
        loop {
            let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
            let (number, behind) = rest.split_at_checked(digits)?;
            *numbers.get_mut(count)? = number.parse().ok()?;
            (count, rest) = (count + 1, behind);
            match rest.strip_prefix('.') {
                Some(next) if next.starts_with(|c: char| c.is_ascii_digit()) => rest = next,
                _ => break,
            }
        }
        let pre_release = suffix(rest, count)?.into();
        Some(Self {
            text: text.into(),
            numbers,
            count,
            suffix: text.len() - rest.len(),
            pre_release,
        })
    }

    /// The numbers that are written, one to four.
    pub fn numbers(&self) -> &[u64] {
        self.numbers.get(..self.count).unwrap_or(&[])
    }

    /// What follows the numbers, with the sign that parts it from them; empty if nothing does.
    pub fn suffix(&self) -> &str {
        self.text.get(self.suffix..).unwrap_or("")
    }

    /// True if the suffix says that this comes before the release.
    pub fn is_pre_release(&self) -> bool {
        !self.pre_release.is_empty()
    }

    /// True if fewer than three numbers are written, so that it names a line of versions.
    pub fn is_partial(&self) -> bool {
        self.count < 3
    }

    /// The part of the suffix that says pre-release, as written: `rc.1` of `2.0.0-rc.1-alpine`.
    pub fn pre_release_text(&self) -> Option<String> {
        self.parts().pre_release
    }

    /// The rest of the suffix, as written: `alpine` of `2.0.0-rc.1-alpine`.
    pub fn variant(&self) -> Option<String> {
        self.parts().variant
    }

    /// The same version without its variant: `2.0.0-rc.1` of `2.0.0-rc.1-alpine`.
    #[must_use]
    pub fn without_variant(&self) -> Self {
        let Parts { pre_release, variant } = self.parts();
        if variant.is_none() {
            return self.clone();
        }
        let head = self.text.get(..self.suffix).unwrap_or("");
        let glued = pre_release.as_ref().is_some_and(|pre| self.suffix().starts_with(&**pre));
        let text = match pre_release {
            None => head.to_owned(),
            Some(pre) if glued => format!("{head}{pre}"),
            Some(pre) => format!("{head}-{pre}"),
        };
        Self::parse(&text).unwrap_or_else(|| self.clone())
    }

    /// The line of versions that the first `count` numbers name; `None` if fewer are written.
    pub fn line(&self, count: usize) -> Option<Self> {
        let numbers = self.numbers().get(..count).filter(|numbers| !numbers.is_empty())?;
        let numbers: Vec<String> = numbers.iter().map(u64::to_string).collect();
        Self::parse(&numbers.join("."))
    }

    /// Whether the first `count` numbers of both are the same; `None` if that hangs on numbers that
    /// are not written.
    pub fn same_line(&self, other: &Self, count: usize) -> Option<bool> {
        let (mine, its) = (self.numbers(), other.numbers());
        if mine.iter().zip(its).take(count).any(|(a, b)| a != b) {
            return Some(false);
        }
        (mine.len() >= count && its.len() >= count).then_some(true)
    }

    fn parts(&self) -> Parts {
        let suffix = self.suffix();
        let signs = ['-', '_', '+'];
        let glued = !suffix.starts_with(['-', '_', '+', '.']);
        let python = python_pre_release(suffix, self.count);
        let bare = suffix.get(usize::from(!glued && !suffix.is_empty())..).unwrap_or("");
        let mut found: Option<String> = None;
        let (mut variant, mut ended) = (Vec::new(), false);
        for (index, part) in bare.split_inclusive(signs).enumerate() {
            let part = part.trim_end_matches(signs);
            let says = !pre_release(part).is_empty() || index == 0 && python.is_some();
            let goes_on =
                found.is_some() && !ended && part.chars().all(|c| c.is_ascii_digit() || c == '.');
            match &mut found {
                None if says => found = Some(part.to_owned()),
                Some(pre) if goes_on => *pre = format!("{pre}-{part}"),
                _ => {
                    ended |= found.is_some();
                    variant.push(part);
                }
            }
        }
        variant.retain(|part| !part.is_empty());
        Parts { pre_release: found, variant: (!variant.is_empty()).then(|| variant.join("-")) }
    }

    pub(super) fn padded(&self) -> Numbers {
        self.numbers
    }

    pub(super) fn pre_release(&self) -> &[Identifier] {
        &self.pre_release
    }

    /// How two versions compare, by the rules at the head of this module; `None` if that hangs on
    /// numbers that are not written.
    pub fn compare(&self, other: &Self) -> Option<Ordering> {
        let pairs = self.numbers().iter().zip(other.numbers());
        let numbers = pairs.map(|(a, b)| a.cmp(b)).find(|order| order.is_ne());
        if numbers.is_some() || self.count != other.count {
            return numbers;
        }
        Some(compare_pre_releases(&self.pre_release, &other.pre_release))
    }

    fn key(&self) -> (&[u64], &str) {
        (self.numbers(), self.suffix())
    }
}

/// A suffix, taken apart.
struct Parts {
    pre_release: Option<String>,
    variant: Option<String>,
}

/// `a` or `b` and a number right behind two or more numbers, as Python has them.
fn python_pre_release(suffix: &str, count: usize) -> Option<Vec<Identifier>> {
    let (word, rest) = match suffix.strip_prefix('a') {
        Some(rest) => ("alpha", rest),
        None => ("beta", suffix.strip_prefix('b')?),
    };
    let number = rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()?;
    (count > 1).then(|| vec![Identifier::Word(word.into()), Identifier::Number(number)])
}

/// No pre-release at all is the release, and that comes last.
pub(super) fn compare_pre_releases(a: &[Identifier], b: &[Identifier]) -> Ordering {
    a.is_empty().cmp(&b.is_empty()).then_with(|| a.cmp(b))
}

/// What makes a suffix a pre-release, empty for a variant; `None` if it is no suffix.
fn suffix(suffix: &str, count: usize) -> Option<Vec<Identifier>> {
    let Some(first) = suffix.chars().next() else { return Some(Vec::new()) };
    let found = python_pre_release(suffix, count).unwrap_or_else(|| pre_release(suffix));
    let behind = suffix.get(first.len_utf8()..).unwrap_or("");
    let begins = match first {
        '-' | '_' | '+' => !behind.is_empty(),
        '.' => behind.starts_with(|c: char| c.is_ascii_alphabetic()),
        'a'..='z' | 'A'..='Z' => count > 1 || !found.is_empty(),
        _ => false,
    };
    begins.then_some(found)
}

/// The first word that says pre-release, with the numbers and other such words behind it.
fn pre_release(suffix: &str) -> Vec<Identifier> {
    let identifier = |word: &str| match word.parse() {
        Ok(number) => Identifier::Number(number),
        Err(_) => Identifier::Word(word.to_ascii_lowercase().into()),
    };
    let says = |identifier: &Identifier| match identifier {
        Identifier::Word(word) => PRE_RELEASE.contains(&&**word),
        Identifier::Number(_) => false,
    };
    words(suffix)
        .into_iter()
        .map(identifier)
        .skip_while(|identifier| !says(identifier))
        .take_while(|i| says(i) || matches!(i, Identifier::Number(_)))
        .collect()
}

/// The runs of letters and the runs of digits.
fn words(suffix: &str) -> Vec<&str> {
    let mut words = Vec::new();
    for run in suffix.split(|c: char| !c.is_ascii_alphanumeric()) {
        let mut start = 0;
        let bytes = run.as_bytes();
        for (at, pair) in bytes.windows(2).enumerate() {
            if let [a, b] = pair
                && a.is_ascii_digit() != b.is_ascii_digit()
            {
                words.extend(run.get(start..=at));
                start = at + 1;
            }
        }
        words.extend(run.get(start..).filter(|word| !word.is_empty()));
    }
    words
}

/// The same numbers and the same suffix; a `v` makes no difference.
impl PartialEq for Version {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Version {}

impl Hash for Version {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key().hash(state);
    }
}

/// As it was written.
impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Version({:?})", &*self.text)
    }
}
