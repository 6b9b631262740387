//! Equality, membership, order and `matches`, after Kleene where the language says so. They know no
//! places: what makes an answer unknown is already in the operands, or is said by the result.

use std::cmp::Ordering;

use super::{Causes, List, Map, Truth, Value, Valued};
use crate::world::image::{RepoPattern, Version};
use crate::world::manifest::{NodeId, NodeKind, Tree};

/// Whether two values are equal. An absent one equals only an absent one.
pub fn equal(a: &Value<'_>, b: &Value<'_>) -> Truth {
    match (a, b) {
        (Value::Text(x), Value::Text(y)) => (**x == **y).into(),
        (Value::Unknown(x), Value::Unknown(y)) => Truth::Unknown(x.with(*y)),
        (Value::List(list), Value::Unknown(x)) | (Value::Unknown(x), Value::List(list)) => {
            Truth::Unknown(x.with(list.causes()))
        }
        (Value::Unknown(x), _) | (_, Value::Unknown(x)) => Truth::Unknown(*x),
        (Value::Absent, Value::Absent) => Truth::True,
        (Value::Absent, _) | (_, Value::Absent) => Truth::False,
        (Value::List(x), Value::List(y)) => equal_lists(x, y),
        (Value::Set(x), Value::Set(y)) => within(x, y).and(within(y, x)),
        (Value::Set(x), Value::List(y)) | (Value::List(y), Value::Set(x)) => {
            within(x, y).and(within(y, x))
        }
        (Value::Map(x), Value::Map(y)) => map_within(x, y).and(map_within(y, x)),
        (Value::Raw(x, i), Value::Raw(y, j)) => equal_nodes(&x.tree, *i, &y.tree, *j).into(),
        _ => equal_scalars(a, b).map_or(Truth::Unknown(Causes::UNGUARDED), Truth::from),
    }
}

/// Steps for comparing two values, beside the one for asking.
pub fn effort(a: &Value<'_>, b: &Value<'_>) -> usize {
    if let (Value::Text(a), Value::Text(b)) = (a, b) {
        return a.len() / 64 + b.len() / 64;
    }
    let (x, y) = (a.weight() - 1, b.weight() - 1);
    match (a, b) {
        // Of one and the same length, item by item, or not at all.
        (Value::List(a), Value::List(b)) if a.is_closed() && b.is_closed() => {
            x.min(y).saturating_mul(2)
        }
        _ => x.saturating_add(y),
    }
}

fn equal_scalars(a: &Value<'_>, b: &Value<'_>) -> Option<bool> {
    Some(match (a, b) {
        (Value::Bool(x), Value::Bool(y)) => x == y,
        (Value::Int(x), Value::Int(y)) => x == y,
        (Value::Word(x), Value::Word(y)) => x == y,
        (Value::Repo(x), Value::Repo(y)) => **x == **y,
        (Value::Version(x), Value::Version(y)) => **x == **y,
        (Value::Range(x), Value::Range(y)) => **x == **y,
        (Value::Glob(x), Value::Glob(y)) => **x == **y,
        (Value::Regex(x), Value::Regex(y)) => x.as_str() == y.as_str(),
        (Value::Quantity(x), Value::Quantity(y)) => **x == **y,
        (Value::Duration(x), Value::Duration(y)) => x == y,
        (Value::Date(x), Value::Date(y)) => x == y,
        (Value::Kind(x), Value::Kind(y)) => **x == **y,
        _ => return None,
    })
}

/// Closed lists item by item. To an open one items may come, anywhere, but none goes: what it has
/// must stand in the other in its order.
fn equal_lists(a: &List<'_>, b: &List<'_>) -> Truth {
    let open = a.open.with(b.open);
    if open.is_none() {
        if a.items.len() != b.items.len() {
            return Truth::False;
        }
        let pairs = a.items.iter().zip(b.items.iter());
        return Truth::all(pairs.map(|(x, y)| equal(&x.value, &y.value)));
    }
    let fits = match (a.is_closed(), b.is_closed()) {
        (true, false) => may_be_part(&b.items, &a.items),
        (false, true) => may_be_part(&a.items, &b.items),
        _ => true,
    };
    if fits { Truth::Unknown(a.causes().with(b.causes())) } else { Truth::False }
}

/// True if `part` may be what is left of `whole` when some items are taken out.
fn may_be_part(part: &[Valued<'_>], whole: &[Valued<'_>]) -> bool {
    let mut rest = whole.iter();
    part.iter().all(|item| rest.any(|other| !equal(&item.value, &other.value).fails()))
}

/// Whether every item of `a` is in `b`.
fn within(a: &List<'_>, b: &List<'_>) -> Truth {
    let known = Truth::all(a.items.iter().map(|item| contains(b, &item.value)));
    if a.is_closed() { known } else { known.and(Truth::Unknown(a.open)) }
}

/// Whether every entry of `a` is in `b`.
fn map_within(a: &Map<'_>, b: &Map<'_>) -> Truth {
    let known = Truth::all(a.entries.iter().map(|(key, value)| match b.get(&key.value) {
        Some(other) => equal(&value.value, &other.value),
        None => b.has(&key.value),
    }));
    if a.open.is_none() { known } else { known.and(Truth::Unknown(a.open)) }
}

/// True if two pieces of manifests say the same, keys in any order.
fn equal_nodes(a: &Tree, i: NodeId, b: &Tree, j: NodeId) -> bool {
    match (a.kind(i), b.kind(j)) {
        (NodeKind::Scalar, NodeKind::Scalar) => a.scalar(i) == b.scalar(j),
        (NodeKind::Sequence, NodeKind::Sequence) => {
            a.items(i).count() == b.items(j).count()
                && a.items(i).zip(b.items(j)).all(|(x, y)| equal_nodes(a, x, b, y))
        }
        (NodeKind::Mapping, NodeKind::Mapping) => {
            a.entries(i).count() == b.entries(j).count()
                && a.entries(i)
                    .all(|(key, x)| b.get(j, a.text(key)).is_some_and(|y| equal_nodes(a, x, b, y)))
        }
        _ => false,
    }
}

/// Whether `item` is in a list or set: some item equals it; of repositories, some covers it. An
/// open list without a witness leaves it unknown.
pub fn contains(list: &List<'_>, item: &Value<'_>) -> Truth {
    let found = Truth::any(list.items.iter().map(|known| covers(&known.value, item)));
    if list.is_closed() { found } else { found.or(Truth::Unknown(list.open)) }
}

/// Whether a member stands for `item`.
fn covers(member: &Value<'_>, item: &Value<'_>) -> Truth {
    match member {
        Value::Repo(repo) => in_repo(repo, item),
        _ => equal(member, item),
    }
}

/// Whether an image or a repository is in a repository.
fn in_repo(repo: &RepoPattern, item: &Value<'_>) -> Truth {
    match item {
        Value::Image(image) => repo.covers(image).into(),
        Value::Repo(other) => repo.covers_repository(other).into(),
        Value::Unknown(causes) => Truth::Unknown(*causes),
        Value::Absent => Truth::False,
        _ => Truth::Unknown(Causes::UNGUARDED),
    }
}

/// Whether `item` is in a list, a set, a repository, or among a map's keys.
pub fn is_in(item: &Value<'_>, whole: &Value<'_>) -> Truth {
    match whole {
        Value::List(list) | Value::Set(list) => contains(list, item),
        Value::Map(map) => map.has(item),
        Value::Repo(repo) => in_repo(repo, item),
        Value::Unknown(causes) => Truth::Unknown(causes.with(item.causes())),
        _ => Truth::Unknown(Causes::UNGUARDED),
    }
}

/// How two ordered values compare.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ordered {
    /// So.
    Is(Ordering),
    /// That hangs on numbers that this version leaves open.
    Open(Box<str>),
    /// They have no order.
    Not,
}

/// How two known values compare. Only `Int`, `Quantity`, `Duration`, `Date` and `Version` do, and
/// text where lists are sorted.
pub fn order(a: &Value<'_>, b: &Value<'_>) -> Ordered {
    Ordered::Is(match (a, b) {
        (Value::Int(x), Value::Int(y)) => x.cmp(y),
        (Value::Text(x), Value::Text(y)) => (**x).cmp(&**y),
        (Value::Quantity(x), Value::Quantity(y)) => (**x).cmp(&**y),
        (Value::Duration(x), Value::Duration(y)) => x.cmp(y),
        (Value::Date(x), Value::Date(y)) => x.cmp(y),
        (Value::Version(x), Value::Version(y)) => match x.compare(y) {
            Some(order) => order,
            None if x.is_partial() => return Ordered::Open(x.to_string().into()),
            None => return Ordered::Open(y.to_string().into()),
        },
        _ => return Ordered::Not,
    })
}

/// Whether a known value matches a glob, a regular expression or a range of versions.
///
/// # Errors
/// The version, if the answer hangs on numbers that it leaves open.
pub fn matches(value: &Value<'_>, pattern: &Value<'_>) -> Result<Truth, Box<str>> {
    let text = match value {
        Value::Absent => return Ok(Truth::False),
        Value::Text(text) => &**text,
        Value::Repo(repo) => repo.as_str(),
        Value::Image(image) => image.canonical(),
        Value::Version(version) => return in_range(version, pattern),
        _ => return Ok(Truth::Unknown(Causes::UNGUARDED)),
    };
    match pattern {
        Value::Glob(glob) => Ok(glob.matches(text).into()),
        Value::Regex(regex) => {
            Ok(regex.matches(text).map_or(Truth::Unknown(Causes::UNGUARDED), Truth::from))
        }
        Value::Range(_) => match Version::parse(text) {
            Some(version) => in_range(&version, pattern),
            None => Ok(Truth::False),
        },
        _ => Ok(Truth::Unknown(Causes::UNGUARDED)),
    }
}

fn in_range(version: &Version, pattern: &Value<'_>) -> Result<Truth, Box<str>> {
    match pattern {
        Value::Range(range) => {
            range.matches(version).map(Truth::from).ok_or_else(|| version.to_string().into())
        }
        _ => Ok(Truth::Unknown(Causes::UNGUARDED)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::value::Shared;

    const U: Causes = Causes::UNGUARDED;

    fn list(texts: &[&'static str], open: bool) -> Value<'static> {
        let item = |text: &&'static str| match *text {
            "?" => Value::Unknown(U).made(),
            text => Value::borrowed(text).made(),
        };
        let open = if open { U } else { Causes::NONE };
        Value::List(Shared::new(List::new(texts.iter().map(item).collect(), open)))
    }

    fn set(texts: &[&'static str], open: bool) -> Value<'static> {
        match list(texts, open) {
            Value::List(list) => Value::Set(Shared::new(list.distinct())),
            other => other,
        }
    }

    fn word(truth: Truth) -> &'static str {
        match truth {
            Truth::True => "true",
            Truth::False => "false",
            Truth::Unknown(_) => "unknown",
        }
    }

    #[test]
    fn lists_are_equal_as_far_as_is_known() {
        for (a, a_open, b, b_open, expected) in [
            (&["a", "b"][..], false, &["a", "b"][..], false, "true"),
            (&["a", "b"], false, &["b", "a"], false, "false"),
            (&["a"], false, &["a", "b"], false, "false"),
            (&[], false, &[], false, "true"),
            (&["a", "?"], false, &["a", "b"], false, "unknown"),
            (&["a", "?"], false, &["b", "b"], false, "false"),
            (&["?"], false, &["a", "b"], false, "false"),
            (&[], true, &["a"], false, "unknown"),
            (&[], true, &[], false, "unknown"),
            (&["a"], true, &["a", "b"], false, "unknown"),
            (&["a"], true, &["b", "a"], false, "unknown"),
            (&["b", "a"], true, &["a", "b"], false, "false"),
            (&["c"], true, &["a", "b"], false, "false"),
            (&["a", "b", "c"], true, &["a", "b"], false, "false"),
            (&["?"], true, &["a"], false, "unknown"),
            (&["a"], true, &["b"], true, "unknown"),
        ] {
            let (x, y) = (list(a, a_open), list(b, b_open));
            assert_eq!(word(equal(&x, &y)), expected, "{a:?} {a_open} == {b:?} {b_open}");
            assert_eq!(word(equal(&y, &x)), expected, "{b:?} {b_open} == {a:?} {a_open}");
        }
    }

    #[test]
    fn sets_are_equal_as_far_as_is_known() {
        for (a, a_open, b, b_open, expected) in [
            (&["a", "b"][..], false, &["b", "a", "b"][..], false, "true"),
            (&["a"], false, &["a", "b"], false, "false"),
            (&["a"], true, &["a", "b"], false, "unknown"),
            (&["c"], true, &["a", "b"], false, "false"),
            (&["a", "?"], false, &["a"], false, "unknown"),
            (&["a", "?"], false, &["b"], false, "false"),
        ] {
            let (x, y) = (set(a, a_open), set(b, b_open));
            assert_eq!(word(equal(&x, &y)), expected, "{a:?} {a_open} == {b:?} {b_open}");
            assert_eq!(word(equal(&y, &x)), expected, "{b:?} {b_open} == {a:?} {a_open}");
        }
    }

    #[test]
    fn membership_needs_a_witness_or_a_closed_list() {
        for (item, items, open, expected) in [
            ("a", &["a", "b"][..], false, "true"),
            ("c", &["a", "b"], false, "false"),
            ("a", &["a"], true, "true"),
            ("c", &["a"], true, "unknown"),
            ("c", &["a", "?"], false, "unknown"),
            ("a", &["a", "?"], false, "true"),
            ("?", &["a"], false, "unknown"),
            ("?", &[], false, "false"),
            ("?", &[], true, "unknown"),
        ] {
            let value = match item {
                "?" => Value::Unknown(U),
                text => Value::borrowed(text),
            };
            let found = is_in(&value, &list(items, open));
            assert_eq!(word(found), expected, "{item} in {items:?} {open}");
        }
    }

    #[test]
    fn absent_equals_only_absent() {
        let (absent, text) = (Value::Absent, Value::borrowed("a"));
        assert!(equal(&absent, &absent).holds());
        assert!(equal(&absent, &text).fails());
        assert_eq!(equal(&absent, &Value::Unknown(U)), Truth::Unknown(U));
        assert_eq!(matches(&absent, &text), Ok(Truth::False));
    }
}
