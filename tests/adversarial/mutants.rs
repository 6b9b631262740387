//! One slip anywhere in a sound policy: a token too few, too many, swapped with the next, or with a
//! letter wrong. Checking never panics, says little, and says it near the slip.
//!
//! `SEAWORTHY_MUTANTS` is how many are tried, `SEAWORTHY_SEED` where the row of them begins.

use std::collections::BTreeMap;
use std::ops::Range;

use seaworthy::diag::{Diagnostic, Severity};

use crate::lang::typeck::parsed;

/// The policy of the language's description.
const ACME: &str = include_str!("../lang/acme.sea");
/// How many diagnostics one slip may cause.
const MOST: usize = 5;
/// How many lines a slip may be away from the first diagnostic.
const NEAR: usize = 2;
/// How many of a hundred slips are to be found so near.
const SHARE: usize = 95;

/// Numbers that look random and are the same each time (SplitMix64).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((z ^ (z >> 31)) % limit as u64).expect("below a limit")
    }
}

/// Where words, numbers, texts and signs of `text` are. Comments are none.
fn tokens(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let word = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let start = at;
        let rest = &text[at..];
        at += match byte {
            b' ' | b'\n' => {
                at += 1;
                continue;
            }
            b'#' => {
                at += rest.find('\n').unwrap_or(rest.len());
                continue;
            }
            _ if rest.starts_with("\"\"\"") => {
                rest[3..].find("\"\"\"").map_or(rest.len(), |e| e + 6)
            }
            b'"' => rest[1..].find('"').map_or(rest.len(), |end| end + 2),
            _ if word(byte) => rest.bytes().position(|b| !word(b)).unwrap_or(rest.len()),
            _ => {
                let double = ["==", "!=", "??", "->", "<=", ">=", "?."];
                if double.iter().any(|sign| rest.starts_with(sign)) { 2 } else { 1 }
            }
        };
        found.push(start..at);
    }
    found
}

/// A policy with one slip.
struct Mutant {
    text: String,
    /// Where the slip is.
    at: usize,
    what: String,
}

fn mutant(random: &mut Random, tokens: &[Range<usize>]) -> Mutant {
    let index = random.below(tokens.len() - 1);
    let (token, next) = (tokens[index].clone(), tokens[index + 1].clone());
    let written = &ACME[token.clone()];
    let splice = |range: Range<usize>, with: &str| {
        format!("{}{with}{}", &ACME[..range.start], &ACME[range.end..])
    };
    let (text, what) = match random.below(4) {
        0 => (splice(token.clone(), ""), format!("without `{written}`")),
        1 => (splice(token.clone(), &format!("{written} {written}")), format!("`{written}` twice")),
        2 => {
            let (between, other) = (&ACME[token.end..next.start], &ACME[next.clone()]);
            let swapped = format!("{other}{between}{written}");
            (splice(token.start..next.end, &swapped), format!("`{written}` and `{other}` swapped"))
        }
        _ => {
            let wrong = typo(random, written);
            (splice(token.clone(), &wrong), format!("`{written}` as `{wrong}`"))
        }
    };
    Mutant { text, at: token.start, what }
}

/// A letter dropped, doubled, swapped with the next, or another.
fn typo(random: &mut Random, written: &str) -> String {
    let mut chars: Vec<char> = written.chars().collect();
    let at = random.below(chars.len());
    match random.below(4) {
        0 => drop(chars.remove(at)),
        1 => chars.insert(at, chars[at]),
        2 if at + 1 < chars.len() => chars.swap(at, at + 1),
        _ => chars[at] = ['a', 'e', 'x', '1', '-', '"', '{', ')'][random.below(8)],
    }
    chars.into_iter().collect()
}

fn line_of(text: &str, at: usize) -> usize {
    text[..at.min(text.len())].matches('\n').count() + 1
}

/// How many to try, and from which seed.
fn wanted(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().map_or(otherwise, |value| value.parse().expect("a number"))
}

/// What was said of a mutant: how often, how far away first, and in which words.
struct Told {
    count: usize,
    distance: usize,
    code: &'static str,
    lines: String,
}

fn told(mutant: &Mutant) -> Option<Told> {
    let parsed = parsed(&mutant.text);
    let checked = parsed.check(&seaworthy::lang::typeck::NoKinds);
    let found = &checked.diagnostics;
    let first = found.iter().find(|d| d.severity() == Severity::Error).or(found.first())?;
    let line = line_of(&mutant.text, first.place().map_or(0, |place| place.span.range().start));
    let lines = crate::lang::typeck::lines(found, parsed.sources()).join("\n    ");
    Some(Told {
        count: found.iter().filter(|d: &&Diagnostic| d.severity() == Severity::Error).count(),
        distance: line.abs_diff(line_of(&mutant.text, mutant.at)),
        code: first.code.as_str(),
        lines,
    })
}

#[test]
fn one_slip_is_told_once_and_near() {
    let tokens = tokens(ACME);
    let tries = wanted("SEAWORTHY_MUTANTS", 300);
    let mut random = Random(wanted("SEAWORTHY_SEED", 1));
    let (mut silent, mut near, mut all, mut once) = (0, 0, 0, 0);
    let mut far: BTreeMap<&str, usize> = BTreeMap::new();
    let mut worst: Vec<(usize, String)> = Vec::new();
    for _ in 0..tries {
        let mutant = mutant(&mut random, &tokens);
        let Some(told) = told(&mutant) else {
            silent += 1;
            continue;
        };
        all += 1;
        once += usize::from(told.count <= 1);
        let line = line_of(ACME, mutant.at);
        let story = format!("line {line}, {}:\n    {}", mutant.what, told.lines);
        if told.distance <= NEAR {
            near += 1;
        } else {
            *far.entry(told.code).or_default() += 1;
            eprintln!("far: {story}");
        }
        worst.push((told.count, story));
    }
    worst.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    for (count, story) in worst.iter().take(3) {
        eprintln!("{count} diagnostics: {story}");
    }
    let share = 100.0 * f64::from(near) / f64::from(all.max(1));
    println!(
        "{tries} slips: {silent} leave a sound policy; of {all} others the first diagnostic of {near} \
         ({share:.1} %) is within {NEAR} lines, and {once} are told once; far: {far:?}"
    );
    let most = worst.first().map_or(0, |(count, _)| *count);
    assert!(most <= MOST, "{most} diagnostics for one slip");
    assert!(near * 100 >= all * i32::try_from(SHARE).expect("small"), "{share:.1} % are near");
}
