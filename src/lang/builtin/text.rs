//! Text.

use super::{Builtin, plain, stray, values};
use crate::lang::value::{Causes, Host, LONGEST, List, Shared, Value, Valued, Why};

pub(super) const TABLE: &[Builtin] = &[
    plain("String.starts_with", |host, args| test(host, args, |text, part| text.starts_with(part))),
    plain("String.ends_with", |host, args| test(host, args, |text, part| text.ends_with(part))),
    plain("String.contains", |host, args| test(host, args, |text, part| text.contains(part))),
    plain("String.split", split),
    plain("String.lower", |host, args| change(host, args, str::to_lowercase)),
    plain("String.upper", |host, args| change(host, args, str::to_uppercase)),
    plain("String.trim", |host, args| change(host, args, |text| text.trim().to_owned())),
    plain("String.trim_prefix", |host, args| {
        cut(host, args, |text, part| text.strip_prefix(part).unwrap_or(text))
    }),
    plain("String.trim_suffix", |host, args| {
        cut(host, args, |text, part| text.strip_suffix(part).unwrap_or(text))
    }),
    plain("String.take", |host, args| at_count(host, args, |before, _| before)),
    plain("String.skip", |host, args| at_count(host, args, |_, behind| behind)),
    plain("String.index_of", index_of),
    plain("String.lines", lines),
    plain("String.is_empty", |_, args| match values(args) {
        Some([Value::Text(text)]) => Value::Bool(text.is_empty()).made(),
        _ => stray(),
    }),
    plain("String.len", len),
    plain("String.replace", replace),
    plain("String.find", find),
    plain("String.find_all", find_all),
    plain("String.like", like),
    plain("String.to_int", to_int),
];

/// The steps and the room for a list of so many texts, which have so many bytes together.
fn gather(host: &mut Host<'_>, texts: usize, bytes: usize) -> bool {
    let counts = 2 * size_of::<usize>();
    host.gather(texts) && host.make(texts.saturating_mul(counts).saturating_add(bytes))
}

/// Steps for going through a text once.
fn charge(host: &mut Host<'_>, text: &str) -> bool {
    host.charge(text.len() / 64)
}

fn test<'w>(host: &mut Host<'w>, args: &[Valued<'w>], holds: fn(&str, &str) -> bool) -> Valued<'w> {
    let Some([Value::Text(text), Value::Text(part)]) = values(args) else { return stray() };
    if !charge(host, text) {
        return host.out_of_fuel();
    }
    Value::Bool(holds(text, part)).made()
}

fn change<'w>(host: &mut Host<'w>, args: &[Valued<'w>], to: fn(&str) -> String) -> Valued<'w> {
    let Some([Value::Text(text)]) = values(args) else { return stray() };
    if !host.write(text.len()) {
        return host.out_of_fuel();
    }
    let changed = to(text);
    // Some letters have several in the other case.
    if changed.len() > LONGEST {
        return host.unknown(Why::Overflow, None);
    }
    Value::text(changed).made()
}

fn cut<'w>(
    host: &mut Host<'w>,
    args: &[Valued<'w>],
    to: for<'t> fn(&'t str, &str) -> &'t str,
) -> Valued<'w> {
    let Some([Value::Text(text), Value::Text(part)]) = values(args) else { return stray() };
    if !host.write(text.len()) {
        return host.out_of_fuel();
    }
    Value::text(to(text, part)).made()
}

/// What stands before or behind so many characters; a negative number is none.
fn at_count<'w>(
    host: &mut Host<'w>,
    args: &[Valued<'w>],
    which: for<'t> fn(&'t str, &'t str) -> &'t str,
) -> Valued<'w> {
    let Some([Value::Text(text), Value::Int(count)]) = values(args) else { return stray() };
    if !host.write(text.len()) {
        return host.out_of_fuel();
    }
    let count = usize::try_from(*count).unwrap_or(0);
    let at = text.char_indices().nth(count).map_or(text.len(), |(at, _)| at);
    let (before, behind) = text.split_at_checked(at).unwrap_or((text, ""));
    Value::text(which(before, behind)).made()
}

fn index_of<'w>(host: &mut Host<'w>, args: &[Valued<'w>]) -> Valued<'w> {
    let Some([Value::Text(text), Value::Text(part)]) = values(args) else { return stray() };
    if !charge(host, text) {
        return host.out_of_fuel();
    }
    let Some((before, _)) = text.split_once(&**part) else { return Value::Absent.made() };
    Value::Int(i64::try_from(before.chars().count()).unwrap_or(i64::MAX)).made()
}

fn lines<'w>(host: &mut Host<'w>, args: &[Valued<'w>]) -> Valued<'w> {
    let Some([Value::Text(text)]) = values(args) else { return stray() };
    if !charge(host, text) || !gather(host, text.lines().count(), text.len()) {
        return host.out_of_fuel();
    }
    let items = text.lines().map(|line| Value::text(line).made()).collect();
    Value::List(Shared::new(List::new(items, Causes::NONE))).made()
}

fn split<'w>(host: &mut Host<'w>, args: &[Valued<'w>]) -> Valued<'w> {
    let Some([Value::Text(text), Value::Text(separator)]) = values(args) else { return stray() };
    if !charge(host, text) {
        return host.out_of_fuel();
    }
    let pieces = match &**separator {
        "" => 1,
        separator => text.matches(separator).count() + 1,
    };
    if !gather(host, pieces, text.len()) {
        return host.out_of_fuel();
    }
    let piece = |piece: &str| Value::text(piece).made();
    let items = match &**separator {
        "" => vec![piece(text)],
        separator => text.split(separator).map(piece).collect(),
    };
    Value::List(Shared::new(List::new(items, Causes::NONE))).made()
}

fn like<'w>(host: &mut Host<'w>, args: &[Valued<'w>]) -> Valued<'w> {
    let Some([Value::Text(text), Value::Text(pattern)]) = values(args) else { return stray() };
    // Behind a star, the rest of the pattern may be tried at every character.
    let tries = if pattern.contains('*') { pattern.len() } else { 1 };
    if !host.charge(text.len().saturating_mul(tries) / 64) {
        return host.out_of_fuel();
    }
    Value::Bool(is_like(text, pattern)).made()
}

/// True if a pattern of `*` (any run of characters) and `?` (one) describes the whole text.
fn is_like(text: &str, pattern: &str) -> bool {
    let (mut text, mut pattern) = (text.chars(), pattern.chars());
    // Where to go on from when the pattern behind the last star does not fit where it was tried.
    let mut retry = None;
    loop {
        let mut rest = pattern.clone();
        match (rest.next(), text.clone().next()) {
            (Some('*'), _) => {
                retry = Some((rest.clone(), text.clone()));
                pattern = rest;
            }
            (None, None) => return true,
            (Some(wanted), Some(found)) if wanted == '?' || wanted == found => {
                pattern = rest;
                text.next();
            }
            _ => {
                let Some((behind_star, from)) = &mut retry else { return false };
                if from.next().is_none() {
                    return false;
                }
                pattern = behind_star.clone();
                text = from.clone();
            }
        }
    }
}

fn len<'w>(host: &mut Host<'w>, args: &[Valued<'w>]) -> Valued<'w> {
    let Some([Value::Text(text)]) = values(args) else { return stray() };
    if !charge(host, text) {
        return host.out_of_fuel();
    }
    Value::Int(i64::try_from(text.chars().count()).unwrap_or(i64::MAX)).made()
}

fn replace<'w>(host: &mut Host<'w>, args: &[Valued<'w>]) -> Valued<'w> {
    let Some([Value::Text(text), Value::Text(from), Value::Text(to)]) = values(args) else {
        return stray();
    };
    if !charge(host, text) {
        return host.out_of_fuel();
    }
    let found = text.matches(&**from).count();
    let longest = found.saturating_mul(to.len()).saturating_add(text.len());
    if longest > LONGEST {
        return host.unknown(Why::Overflow, None);
    }
    if !host.write(longest) {
        return host.out_of_fuel();
    }
    Value::text(text.replace(&**from, to)).made()
}

fn find<'w>(host: &mut Host<'w>, args: &[Valued<'w>]) -> Valued<'w> {
    let Some([Value::Text(text), Value::Regex(pattern)]) = values(args) else { return stray() };
    if !host.charge(pattern.steps(text.len())) {
        return host.out_of_fuel();
    }
    let Some(found) = pattern.find(text) else { return Value::Absent.made() };
    if !host.write(found.len()) {
        return host.out_of_fuel();
    }
    Value::text(found).made()
}

fn find_all<'w>(host: &mut Host<'w>, args: &[Valued<'w>]) -> Valued<'w> {
    let Some([Value::Text(text), Value::Regex(pattern)]) = values(args) else { return stray() };
    let mut items = Vec::new();
    if !host.charge(pattern.steps(text.len())) {
        return host.out_of_fuel();
    }
    for (from, found) in pattern.find_all(text) {
        // Each match may have been looked for up to the end.
        let rest = text.len().saturating_sub(from) / 64;
        if !host.charge(rest.saturating_mul((pattern.weight / 4).max(1)).saturating_add(1)) {
            return host.out_of_fuel();
        }
        if !gather(host, 1, found.len()) {
            return host.out_of_fuel();
        }
        items.push(Value::text(found).made());
    }
    Value::List(Shared::new(List::new(items, Causes::NONE))).made()
}

fn to_int<'w>(_: &mut Host<'w>, args: &[Valued<'w>]) -> Valued<'w> {
    let Some([Value::Text(text)]) = values(args) else { return stray() };
    text.parse().map_or(Value::Absent, Value::Int).made()
}
