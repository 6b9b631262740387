//! Ranges of versions, as npm and Helm write them: `>=2.4.0`, `>=1.2 <2`, `^1.2`, `~1.2`, `1.x`,
//! `1.2 - 1.9`, alternatives parted by `||`.
//!
//! | written | means |
//! | --- | --- |
//! | `1.2` `=1.2` `1.2.x` `1.2.*` | 1.2 and everything below it |
//! | `>=1.2` `<1.2` | from the first 1.2 on; before the first 1.2 |
//! | `>1.2` `<=1.2` | behind the last 1.2; up to the last 1.2 |
//! | `~1.2.3` `~1.2` `~1` | from there to the end of 1.2, of 1.2, of 1 |
//! | `^1.2.3` `^0.2.3` `^0.0.3` | from there, as long as the first number that is not 0 stays |
//! | `1.2 - 1.9` | `>=1.2 <=1.9` |
//! | `*` | every version |
//!
//! Blanks or commas part comparisons that must all hold. Numbers that a bound does not have stand
//! for all, as they do in versions.
//!
//! A release is a point or, where numbers are missing, a stretch on a line of four numbers; a
//! range is a set of stretches. A stretch that lies within is matched, one that lies outside is
//! not, and of one that straddles an edge it is unknown: `1` against `>=1.5`.
//!
//! A **pre-release** is matched only where a comparison of the same alternative names a
//! pre-release of the same numbers, as npm and Cargo have it: `>=2.0.0-rc.1` matches `2.0.0-rc.2`
//! and not `2.1.0-rc.1`, and `>=1` matches neither. Variants make no difference.

use std::fmt;
use std::ops::Range;

use super::range_fault::{RangeFault, RangeFaultKind};
use super::version::{Identifier, NUMBERS, Numbers, Version, compare_pre_releases};

/// A set of versions.
///
/// ```
/// use seaworthy::world::image::{Version, VersionRange};
/// let range = VersionRange::parse(">=1.5 <2 || 3.x").unwrap();
/// let matches = |text| range.matches(&Version::parse(text).unwrap());
/// assert_eq!(matches("v1.27-alpine"), Some(true));
/// assert_eq!(matches("2.0.1"), Some(false));
/// assert_eq!(matches("1"), None);
/// ```
#[derive(Clone)]
pub struct VersionRange {
    text: Box<str>,
    alternatives: Box<[Alternative]>,
    releases: Box<[Stretch]>,
}

/// Releases from `low` on, and before `high` if there is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stretch {
    low: Numbers,
    high: Option<Numbers>,
}

/// Comparisons that must all hold.
#[derive(Clone, Debug)]
struct Alternative {
    bounds: Vec<Bound>,
    place: Range<usize>,
}

/// One comparison with a version whose missing numbers stand for all.
#[derive(Clone, Debug)]
struct Bound {
    sign: Sign,
    version: Line,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sign {
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Equal,
}

/// A version as a range names it: no numbers at all is every version.
#[derive(Clone, Debug, Default)]
struct Line {
    numbers: Numbers,
    count: usize,
    pre_release: Box<[Identifier]>,
}

impl VersionRange {
    /// Reads a range.
    ///
    /// # Errors
    /// What is no version or no sign, and comparisons that no version can satisfy.
    pub fn parse(text: &str) -> Result<Self, RangeFault> {
        let mut alternatives = Vec::new();
        let mut start = 0;
        for part in text.split("||") {
            alternatives.push(Reader { text, at: start, end: start + part.len() }.alternative()?);
            start += part.len() + 2;
        }
        if let Some(empty) = alternatives.iter().find(|alternative| alternative.is_empty()) {
            let place = empty.place.clone();
            return Err(RangeFault::new(text, RangeFaultKind::Unsatisfiable, place));
        }
        let releases = joined(alternatives.iter().filter_map(Alternative::releases).collect());
        Ok(Self { text: text.trim().into(), alternatives: alternatives.into(), releases })
    }

    /// True or false if the version, with whatever its missing numbers stand for, lies in the range
    /// or outside; `None` if that hangs on those numbers.
    pub fn matches(&self, version: &Version) -> Option<bool> {
        if version.is_pre_release() {
            let verdicts: Vec<_> =
                self.alternatives.iter().map(|a| a.matches_pre_release(version)).collect();
            if verdicts.contains(&Some(true)) {
                return Some(true);
            }
            return if verdicts.contains(&None) { None } else { Some(false) };
        }
        let count = version.numbers().len();
        let own = Stretch { low: version.padded(), high: next(version.padded(), count) };
        if self.releases.iter().any(|stretch| stretch.contains(&own)) {
            return Some(true);
        }
        let touched = self.releases.iter().any(|stretch| stretch.meet(&own).is_some());
        if touched { None } else { Some(false) }
    }
}

impl Stretch {
    const ALL: Self = Self { low: [0; NUMBERS], high: None };

    fn meet(&self, other: &Self) -> Option<Self> {
        let high = match (self.high, other.high) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        let low = self.low.max(other.low);
        high.is_none_or(|high| low < high).then_some(Self { low, high })
    }

    fn contains(&self, other: &Self) -> bool {
        self.low <= other.low
            && match (self.high, other.high) {
                (None, _) => true,
                (Some(_), None) => false,
                (Some(mine), Some(its)) => its <= mine,
            }
    }
}

/// The stretches in order, those that touch made one.
fn joined(mut stretches: Vec<Stretch>) -> Box<[Stretch]> {
    stretches.sort_by_key(|stretch| stretch.low);
    let mut out: Vec<Stretch> = Vec::new();
    for stretch in stretches {
        match out.last_mut() {
            Some(last) if last.high.is_none_or(|high| stretch.low <= high) => {
                last.high = match (last.high, stretch.high) {
                    (Some(a), Some(b)) => Some(a.max(b)),
                    _ => None,
                };
            }
            _ => out.push(stretch),
        }
    }
    out.into()
}

/// The first version behind all that `numbers` stands for; `None` if there is none.
fn next(numbers: Numbers, count: usize) -> Option<Numbers> {
    let mut next = numbers;
    let last = next.get_mut(count.checked_sub(1)?)?;
    *last = last.checked_add(1)?;
    for missing in next.iter_mut().skip(count) {
        *missing = 0;
    }
    Some(next)
}

impl Alternative {
    /// The releases that satisfy every bound.
    fn releases(&self) -> Option<Stretch> {
        self.bounds.iter().try_fold(Stretch::ALL, |all, bound| all.meet(&bound.releases()?))
    }

    /// True if neither a release nor a pre-release satisfies it. Pre-releases satisfy it only
    /// where a bound names one of the same numbers, so those, and what comes right behind them,
    /// are all that need to be tried.
    fn is_empty(&self) -> bool {
        let satisfied = |line: &Line, pre: &[Identifier]| {
            self.bounds.iter().all(|bound| bound.holds_for_pre_release(&line.numbers, pre))
        };
        let named = self.bounds.iter().map(|bound| &bound.version);
        self.releases().is_none()
            && !named.filter(|line| !line.pre_release.is_empty()).any(|line| {
                let mut behind = line.pre_release.to_vec();
                behind.push(Identifier::Number(0));
                satisfied(line, &line.pre_release) || satisfied(line, &behind)
            })
    }

    fn matches_pre_release(&self, version: &Version) -> Option<bool> {
        let numbers = version.numbers();
        let lines = || self.bounds.iter().map(|b| &b.version).filter(|l| !l.pre_release.is_empty());
        if !lines().any(|line| line.numbers() == numbers) {
            let open = lines().any(|line| line.numbers().iter().zip(numbers).all(|(a, b)| a == b));
            return if open { None } else { Some(false) };
        }
        let holds =
            |bound: &Bound| bound.holds_for_pre_release(&version.padded(), version.pre_release());
        Some(self.bounds.iter().all(holds))
    }
}

impl Line {
    fn numbers(&self) -> &[u64] {
        self.numbers.get(..self.count).unwrap_or(&[])
    }
}

impl Bound {
    /// The releases that satisfy it, if any does.
    fn releases(&self) -> Option<Stretch> {
        let Line { numbers, count, pre_release } = &self.version;
        // No release lies between a pre-release and its own release.
        let end = if pre_release.is_empty() { next(*numbers, *count) } else { Some(*numbers) };
        let (low, high) = match self.sign {
            Sign::Less => ([0; NUMBERS], Some(*numbers)),
            Sign::LessOrEqual => ([0; NUMBERS], end),
            Sign::Greater => (end?, None),
            Sign::GreaterOrEqual => (*numbers, None),
            Sign::Equal => (*numbers, end),
        };
        Stretch::ALL.meet(&Stretch { low, high })
    }

    /// True if the pre-release `pre` of `numbers` satisfies it.
    fn holds_for_pre_release(&self, numbers: &Numbers, pre: &[Identifier]) -> bool {
        let line = &self.version;
        if !line.pre_release.is_empty() {
            let order = numbers
                .cmp(&line.numbers)
                .then_with(|| compare_pre_releases(pre, &line.pre_release));
            return match self.sign {
                Sign::Less => order.is_lt(),
                Sign::LessOrEqual => order.is_le(),
                Sign::Greater => order.is_gt(),
                Sign::GreaterOrEqual => order.is_ge(),
                Sign::Equal => order.is_eq(),
            };
        }
        let end = next(line.numbers, line.count);
        match self.sign {
            Sign::Less => *numbers <= line.numbers,
            Sign::LessOrEqual => end.is_none_or(|end| *numbers < end),
            Sign::Greater if line.count < 3 => end.is_some_and(|end| *numbers > end),
            Sign::Greater => end.is_some_and(|end| *numbers >= end),
            Sign::GreaterOrEqual => *numbers > line.numbers,
            Sign::Equal => false,
        }
    }
}

/// Reads one alternative, `text[at..end]`.
struct Reader<'a> {
    text: &'a str,
    at: usize,
    end: usize,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..self.end).unwrap_or("")
    }

    fn skip(&mut self, is: impl Fn(char) -> bool) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches(is).len();
    }

    /// The character behind which something is missing; where none was read, the first.
    fn last(&self) -> Range<usize> {
        let read = self.text.get(..self.at).unwrap_or("");
        match read.chars().next_back() {
            Some(c) => self.at - c.len_utf8()..self.at,
            None => 0..self.text.chars().next().map_or(0, char::len_utf8),
        }
    }

    fn fault(&self, kind: RangeFaultKind, range: Range<usize>) -> RangeFault {
        RangeFault::new(self.text, kind, range)
    }

    fn alternative(mut self) -> Result<Alternative, RangeFault> {
        let whole = self.rest();
        let start = self.at + (whole.len() - whole.trim_start().len());
        let place = start..start.max(self.at + whole.trim_end().len());
        if place.is_empty() {
            return Err(self.fault(RangeFaultKind::Empty, self.at..self.end));
        }
        let mut bounds = Vec::new();
        self.skip(char::is_whitespace);
        while !self.rest().is_empty() {
            self.comparison(&mut bounds)?;
            self.skip(char::is_whitespace);
            if let Some(behind) = self.rest().strip_prefix(',') {
                self.at = self.end - behind.len();
                self.skip(char::is_whitespace);
                if self.rest().is_empty() {
                    return Err(self.fault(RangeFaultKind::Empty, self.last()));
                }
            }
        }
        Ok(Alternative { bounds, place })
    }

    /// A sign and a version, or two versions with a hyphen between.
    fn comparison(&mut self, bounds: &mut Vec<Bound>) -> Result<(), RangeFault> {
        let sign = self.sign()?;
        self.skip(char::is_whitespace);
        let version = self.version()?;
        let bound = |sign, version| Bound { sign, version };
        match sign {
            "" => {
                let behind = self.rest();
                let last =
                    behind.trim_start().strip_prefix("- ").filter(|_| behind.starts_with(' '));
                if let Some(last) = last {
                    self.at = self.end - last.len();
                    self.skip(char::is_whitespace);
                    bounds.push(bound(Sign::GreaterOrEqual, version));
                    bounds.push(bound(Sign::LessOrEqual, self.version()?));
                } else {
                    bounds.push(bound(Sign::Equal, version));
                }
            }
            "=" => bounds.push(bound(Sign::Equal, version)),
            "<" => bounds.push(bound(Sign::Less, version)),
            "<=" => bounds.push(bound(Sign::LessOrEqual, version)),
            ">" => bounds.push(bound(Sign::Greater, version)),
            ">=" => bounds.push(bound(Sign::GreaterOrEqual, version)),
            _ => {
                let kept = if sign == "~" { version.count.min(2) } else { kept_by_caret(&version) };
                let Line { numbers, .. } = version;
                bounds.push(bound(Sign::GreaterOrEqual, version));
                let numbers = kept_numbers(&numbers, kept);
                let line = Line { numbers, count: kept, ..Line::default() };
                bounds.push(bound(Sign::LessOrEqual, line));
            }
        }
        Ok(())
    }

    fn sign(&mut self) -> Result<&'a str, RangeFault> {
        let rest = self.rest();
        let length = rest.find(|c: char| !"<>=~^!≤≥".contains(c)).unwrap_or(rest.len());
        let sign = rest.get(..length).unwrap_or("");
        let place = self.at..self.at + length;
        let instead = match sign {
            "" | "=" | "<" | "<=" | ">" | ">=" | "~" | "^" => {
                self.at = place.end;
                return Ok(sign);
            }
            "==" => "`=`",
            "=<" | "≤" => "`<=`",
            "=>" | "≥" => "`>=`",
            "~>" | "~=" => "`~`",
            "!=" | "<>" | "!" => "the versions before and behind it, with `||` between",
            _ => "one of `=`, `<`, `<=`, `>`, `>=`, `~` and `^`",
        };
        Err(self.fault(RangeFaultKind::Operator { instead }, place))
    }

    fn version(&mut self) -> Result<Line, RangeFault> {
        let rest = self.rest();
        let length =
            rest.find(|c: char| c.is_whitespace() || ",<>=~^!|".contains(c)).unwrap_or(rest.len());
        let word = rest.get(..length).unwrap_or("");
        let place = self.at..self.at + length;
        if word.is_empty() {
            return Err(self.fault(RangeFaultKind::Empty, self.last()));
        }
        self.at = place.end;
        let numbered = without_wildcards(word);
        if numbered.is_empty() {
            return Ok(Line::default());
        }
        let Some(version) = Version::parse(numbered) else {
            return Err(self.fault(RangeFaultKind::NotAVersion, place));
        };
        if !version.suffix().is_empty() && !version.is_pre_release() {
            return Err(self.fault(RangeFaultKind::Variant, place));
        }
        Ok(Line {
            numbers: version.padded(),
            count: version.numbers().len(),
            pre_release: version.pre_release().into(),
        })
    }
}

/// `1.2.x` without its `.x`; empty for `x`, `*` and `x.x`.
fn without_wildcards(word: &str) -> &str {
    let is_wild = |part: &str| matches!(part, "x" | "X" | "*");
    let mut left = word;
    while let Some((before, _)) = left.rsplit_once('.').filter(|(_, last)| is_wild(last)) {
        left = before;
    }
    if is_wild(left.strip_prefix('v').unwrap_or(left)) { "" } else { left }
}

/// How many numbers a caret keeps: up to the first that is not 0, else all that there are.
fn kept_by_caret(version: &Line) -> usize {
    let zeros = version.numbers().iter().take_while(|&&number| number == 0).count();
    (zeros + 1).min(version.count)
}

fn kept_numbers(numbers: &Numbers, kept: usize) -> Numbers {
    let mut out = Numbers::default();
    for (to, from) in out.iter_mut().zip(numbers).take(kept) {
        *to = *from;
    }
    out
}

/// Ranges are equal if they are written alike.
impl PartialEq for VersionRange {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for VersionRange {}

/// As it was written.
impl fmt::Display for VersionRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for VersionRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VersionRange({:?})", &*self.text)
    }
}
