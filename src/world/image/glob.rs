//! Globs: `*` for any run within a component, `**` for any run at all, `?` for one character
//! within a component, `[…]` for one of several; everything else for itself, case included. A
//! glob matches the whole of a text.
//!
//! Components are what `/` parts. `**/` at the start of one stands for any number of whole
//! components, none too: `a/**/b` matches `a/b`, and `**/b` matches `b`. A class holds characters
//! and ranges (`[a-z0-9]`), is negated by `!` or `^`, begins with `]` to hold it, and never matches
//! `/`. There is no escape sign: `[*]` is a star.
//!
//! Matching walks the text once and keeps the set of places in the glob that it may have reached,
//! so it takes at most (length of the glob) × (length of the text) steps.

use std::collections::HashSet;
use std::fmt;
use std::ops::{Range, RangeInclusive};

use super::part::Part;
use super::shown::quoted;

/// The longest glob that is held against the form of a part, in signs.
pub const LONGEST_TRIED: usize = 256;

/// A glob.
///
/// ```
/// use seaworthy::world::image::Glob;
/// let glob = Glob::parse("prod-*").unwrap();
/// assert!(glob.matches("prod-eu") && !glob.matches("prod-eu/x") && !glob.matches("preprod-eu"));
/// ```
#[derive(Clone)]
pub struct Glob {
    text: Box<str>,
    tokens: Box<[Token]>,
}

#[derive(Clone, Debug)]
enum Token {
    Char(char),
    /// `?`
    One,
    Class {
        negated: bool,
        ranges: Vec<RangeInclusive<char>>,
    },
    /// `*`
    Run,
    /// `**`
    Anything,
    /// `**/` where a component begins: nothing, or anything that ends with `/`.
    Components,
}

/// What is wrong with a glob.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum GlobFaultKind {
    /// A `[` without its `]`.
    OpenClass,
    /// A range of characters whose end comes before its start.
    BackwardRange,
    /// A class that holds `/`, which it could never match.
    SlashInClass,
    /// A `\`, which escapes nothing.
    Backslash,
    /// A `{`, which opens no alternatives.
    Brace,
}

/// Why a text is no glob.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GlobFault {
    /// What is wrong.
    pub kind: GlobFaultKind,
    /// Where, in bytes of the text that was parsed.
    pub range: Range<usize>,
    excerpt: Box<str>,
}

impl GlobFault {
    fn new(text: &str, kind: GlobFaultKind, range: Range<usize>) -> Self {
        let excerpt = quoted(text.get(range.clone()).unwrap_or("")).into();
        Self { kind, range, excerpt }
    }

    /// What is wrong, in a line.
    pub fn message(&self) -> String {
        match self.kind {
            GlobFaultKind::OpenClass => "this `[` is never closed".into(),
            GlobFaultKind::BackwardRange => format!("the range {} runs backwards", self.excerpt),
            GlobFaultKind::SlashInClass => "a class never matches `/`".into(),
            GlobFaultKind::Backslash => "`\\` escapes nothing in a glob".into(),
            GlobFaultKind::Brace => "a glob knows no alternatives in braces".into(),
        }
    }

    /// What to do about it, in a line.
    pub fn help(&self) -> String {
        match self.kind {
            GlobFaultKind::OpenClass => "close it with `]`, or write `[[]` for the sign itself",
            GlobFaultKind::BackwardRange => "turn the range round",
            GlobFaultKind::SlashInClass => "write the `/` outside the class",
            GlobFaultKind::Backslash => "put a sign in brackets to match it, as in `[*]`",
            GlobFaultKind::Brace => "write a list of globs, or `[{]` for the sign itself",
        }
        .into()
    }
}

impl fmt::Display for GlobFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message())
    }
}

impl std::error::Error for GlobFault {}

impl Glob {
    /// Reads a glob.
    ///
    /// # Errors
    /// A class that is not closed or makes no sense, and signs that other dialects know.
    pub fn parse(text: &str) -> Result<Self, GlobFault> {
        let mut tokens = Vec::new();
        let mut at = 0;
        while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
            let start = at;
            at += c.len_utf8();
            match c {
                '*' => {
                    let rest = text.get(start..).unwrap_or("");
                    let stars = rest.len() - rest.trim_start_matches('*').len();
                    at = start + stars;
                    let first = text.get(..start).is_some_and(|b| b.is_empty() || b.ends_with('/'));
                    let whole = first && text.get(at..).is_some_and(|b| b.starts_with('/'));
                    match stars {
                        1 => tokens.push(Token::Run),
                        _ if whole => {
                            tokens.push(Token::Components);
                            at += 1;
                        }
                        _ => tokens.push(Token::Anything),
                    }
                }
                '?' => tokens.push(Token::One),
                '[' => {
                    let (token, end) = class(text, start)?;
                    tokens.push(token);
                    at = end;
                }
                '\\' => return Err(GlobFault::new(text, GlobFaultKind::Backslash, start..at)),
                '{' => return Err(GlobFault::new(text, GlobFaultKind::Brace, start..at)),
                _ => tokens.push(Token::Char(c)),
            }
        }
        Ok(Self { text: text.into(), tokens: tokens.into() })
    }

    /// The glob as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// True if the glob has no wildcard, so that it matches one text only.
    pub fn is_literal(&self) -> bool {
        self.tokens.iter().all(|token| matches!(token, Token::Char(_)))
    }

    /// True if the glob matches the whole of `value`.
    pub fn matches(&self, value: &str) -> bool {
        if self.is_literal() {
            return *self.text == *value;
        }
        // Most begin with letters and end with a wildcard, and most texts do not begin so.
        let letters = self.tokens.iter().map_while(|token| match token {
            Token::Char(c) => Some(*c),
            _ => None,
        });
        let (mut rest, mut tried) = (value.chars(), 0);
        for letter in letters {
            if rest.next() != Some(letter) {
                return false;
            }
            tried += 1;
        }
        match self.tokens.get(tried..) {
            Some([Token::Run]) => return !rest.as_str().contains('/'),
            Some([Token::Anything]) => return true,
            _ => {}
        }
        let mut reached = self.nowhere();
        self.reach(0, &mut |at| mark(&mut reached, at));
        let mut next = self.nowhere();
        for c in value.chars() {
            next.fill(false);
            for (at, _) in reached.iter().enumerate().filter(|(_, here)| **here) {
                self.step(at, c, &mut |at| mark(&mut next, at));
            }
            std::mem::swap(&mut reached, &mut next);
            if !reached.contains(&true) {
                return false;
            }
        }
        reached.last().copied().unwrap_or(false)
    }

    /// A glob that matches what holds `text`: at its start if nothing may stand before, at its end if
    /// nothing may stand behind.
    pub fn around(before: bool, text: &str, behind: bool) -> Self {
        let any = |here: bool| here.then_some(Token::Anything);
        let letters = text.chars().map(Token::Char);
        let tokens = any(before).into_iter().chain(letters).chain(any(behind));
        Self { text: text.into(), tokens: tokens.collect() }
    }

    /// False if the glob matches no text that such a part may have. A glob of more than
    /// [`LONGEST_TRIED`] signs is not looked at.
    ///
    /// The parts' forms are automata, and so is the glob: both read the same letters, from every
    /// pair of places that can be reached, until both are at an end.
    pub fn may_match(&self, part: Part) -> bool {
        if self.tokens.len() > LONGEST_TRIED {
            return true;
        }
        let mut seen = HashSet::new();
        let mut open = Vec::new();
        self.reach(0, &mut |at| open.push((part.start(), at)));
        while let Some((state, at)) = open.pop() {
            if at == self.tokens.len() && part.may_end(state) {
                return true;
            }
            if !seen.insert((state, at)) {
                continue;
            }
            for c in ('!'..='~').filter_map(|c| Some((c, part.step(state, c)?))) {
                self.step(at, c.0, &mut |at| open.push((c.1, at)));
            }
        }
        false
    }

    fn nowhere(&self) -> Vec<bool> {
        vec![false; self.tokens.len() + 1]
    }

    /// Tells of a place in the glob, and those behind it that nothing need lie between.
    fn reach(&self, at: usize, tell: &mut dyn FnMut(usize)) {
        let mut at = at;
        while at <= self.tokens.len() {
            tell(at);
            match self.tokens.get(at) {
                Some(Token::Run | Token::Anything | Token::Components) => at += 1,
                _ => return,
            }
        }
    }

    /// Tells where the character leads from the place `at`.
    fn step(&self, at: usize, c: char, tell: &mut dyn FnMut(usize)) {
        match self.tokens.get(at) {
            Some(Token::Char(expected)) if *expected == c => self.reach(at + 1, tell),
            Some(Token::One) if c != '/' => self.reach(at + 1, tell),
            Some(Token::Class { negated, ranges })
                if c != '/' && ranges.iter().any(|range| range.contains(&c)) != *negated =>
            {
                self.reach(at + 1, tell);
            }
            Some(Token::Run) if c != '/' => self.reach(at, tell),
            Some(Token::Anything) => self.reach(at, tell),
            Some(Token::Components) if c == '/' => self.reach(at, tell),
            // In the midst of a component, what is behind the token is not reached.
            Some(Token::Components) => tell(at),
            _ => {}
        }
    }
}

fn mark(places: &mut [bool], at: usize) {
    if let Some(place) = places.get_mut(at) {
        *place = true;
    }
}

/// The class whose `[` is the `start`-th byte, and where it ends.
fn class(text: &str, start: usize) -> Result<(Token, usize), GlobFault> {
    let open = || GlobFault::new(text, GlobFaultKind::OpenClass, start..start + 1);
    let mut rest = text.get(start + 1..).unwrap_or("");
    let negated = rest.starts_with(['!', '^']);
    if negated {
        rest = rest.get(1..).unwrap_or("");
    }
    let mut ranges = Vec::new();
    let mut members = rest.char_indices().peekable();
    while let Some((offset, low)) = members.next() {
        let at = text.len() - rest.len() + offset;
        if low == ']' && offset > 0 {
            return Ok((Token::Class { negated, ranges }, at + 1));
        }
        if low == '/' {
            return Err(GlobFault::new(text, GlobFaultKind::SlashInClass, at..at + 1));
        }
        let mut behind = members.clone();
        let ranged = behind.next_if(|(_, c)| *c == '-').and(behind.next());
        let Some((end, high)) = ranged.filter(|(_, high)| *high != ']') else {
            ranges.push(low..=low);
            continue;
        };
        if high < low {
            let place = at..text.len() - rest.len() + end + high.len_utf8();
            return Err(GlobFault::new(text, GlobFaultKind::BackwardRange, place));
        }
        members = behind;
        ranges.push(low..=high);
    }
    Err(open())
}

/// Globs are equal if they are written alike.
impl PartialEq for Glob {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Glob {}

/// As it was written.
impl fmt::Display for Glob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Glob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Glob({:?})", &*self.text)
    }
}
