//! Lists, sets and maps.

use std::cmp::Ordering;

use super::{Builtin, plain, stray, values};
use crate::lang::value::{
    Causes, Host, LONGEST, List, Map, Ordered, Shared, Value, Valued, Why, contains, equal, order,
    text_within,
};

pub(super) const TABLE: &[Builtin] = &[
    plain("List.len", |_, args| len(args)),
    plain("List.is_empty", |_, args| is_empty(args)),
    plain("List.contains", has),
    plain("List.first", |_, args| pick(args, |items| items.first())),
    plain("List.last", |_, args| pick(args, |items| items.last())),
    plain("List.take", |host, args| at_count(host, args, |items, at| items.get(..at))),
    plain("List.skip", |host, args| at_count(host, args, |items, at| items.get(at..))),
    plain("List.reversed", reversed),
    plain("List.index_of", index_of),
    plain("List.min", |host, args| extreme(host, args, Ordering::Less)),
    plain("List.max", |host, args| extreme(host, args, Ordering::Greater)),
    plain("List.unique", unique),
    plain("List.sorted", sorted),
    plain("List.join", join),
    plain("List.flatten", flatten),
    plain("Set.len", |_, args| len(args)),
    plain("Set.is_empty", |_, args| is_empty(args)),
    plain("Set.contains", has),
    plain("Set.union", |host, args| combine(host, args, true, |_, _| true)),
    plain("Set.intersect", |host, args| combine(host, args, false, contains_equal)),
    plain("Set.minus", |host, args| {
        combine(host, args, false, |other, item| !contains_equal(other, item))
    }),
    plain("Map.len", |_, args| len(args)),
    plain("Map.is_empty", |_, args| is_empty(args)),
    plain("Map.keys", |host, args| side(host, args, |entry| &entry.0)),
    plain("Map.values", |host, args| side(host, args, |entry| &entry.1)),
    plain("Map.merge", merge),
    plain("all_equal", all_equal),
    plain("sum", sum),
];

fn count(value: &Value<'_>) -> Option<usize> {
    match value {
        Value::List(list) | Value::Set(list) => Some(list.items.len()),
        Value::Map(map) => Some(map.entries.len()),
        _ => None,
    }
}

fn len<'w>(args: &[Valued<'w>]) -> Valued<'w> {
    let count = values(args).and_then(|[whole]| count(whole));
    count.map_or_else(stray, |n| Value::Int(i64::try_from(n).unwrap_or(i64::MAX)).made())
}

fn is_empty<'w>(args: &[Valued<'w>]) -> Valued<'w> {
    let count = values(args).and_then(|[whole]| count(whole));
    count.map_or_else(stray, |n| Value::Bool(n == 0).made())
}

fn has<'w>(host: &mut Host<'w>, args: &[Valued<'w>]) -> Valued<'w> {
    let Some([Value::List(list) | Value::Set(list), item]) = values(args) else { return stray() };
    if !host.charge(list.weight()) {
        return host.out_of_fuel();
    }
    Value::from(contains(list, item)).made()
}

fn pick<'w>(
    args: &[Valued<'w>],
    which: for<'a> fn(&'a [Valued<'w>]) -> Option<&'a Valued<'w>>,
) -> Valued<'w> {
    let Some([Value::List(list)]) = values(args) else { return stray() };
    which(&list.items).cloned().unwrap_or_else(|| Value::Absent.made())
}

fn closed<'w>(items: Vec<Valued<'w>>) -> Value<'w> {
    Value::List(Shared::new(List::new(items, Causes::NONE)))
}

/// A piece of a list before or behind so many items; a negative number is none.
fn at_count<'w>(
    host: &mut Host<'w>,
    args: &[Valued<'w>],
    which: for<'a> fn(&'a [Valued<'w>], usize) -> Option<&'a [Valued<'w>]>,
) -> Valued<'w> {
    let Some([Value::List(list), Value::Int(count)]) = values(args) else { return stray() };
    if !host.gather(list.items.len()) {
        return host.out_of_fuel();
    }
    let at = usize::try_from(*count).unwrap_or(0).min(list.items.len());
    which(&list.items, at).map_or_else(stray, |items| closed(items.to_vec()).made())
}

fn reversed<'w>(host: &mut Host<'w>, args: &[Valued<'w>]) -> Valued<'w> {
    let Some([Value::List(list)]) = values(args) else { return stray() };
    if !host.gather(list.items.len()) {
        return host.out_of_fuel();
    }
    closed(list.items.iter().rev().cloned().collect()).made()
}

fn index_of<'w>(host: &mut Host<'w>, args: &[Valued<'w>]) -> Valued<'w> {
    let Some([Value::List(list), item]) = values(args) else { return stray() };
    if !host.charge(list.weight()) {
        return host.out_of_fuel();
    }
    let at = list.items.iter().position(|known| equal(&known.value, item).holds());
    let at = at.and_then(|at| i64::try_from(at).ok());
    at.map_or(Value::Absent, Value::Int).made()
}

/// The least item (`Less`) or the greatest (`Greater`). Unknown where versions leave open which that
/// is, in whatever order they stand.
fn extreme<'w>(host: &mut Host<'w>, args: &[Valued<'w>], wanted: Ordering) -> Valued<'w> {
    let Some([Value::List(list)]) = values(args) else { return stray() };
    if !host.charge(list.items.len().saturating_mul(2)) {
        return host.out_of_fuel();
    }
    let better = |item: &Valued<'w>, best: &Valued<'w>| {
        order(&item.value, &best.value) == Ordered::Is(wanted)
    };
    // Where one item is known to come before (behind) all others, it is what this finds.
    let best = list.items.iter().reduce(|best, item| if better(item, best) { item } else { best });
    let Some(best) = best else { return Value::Absent.made() };
    for item in list.items.iter() {
        match order(&item.value, &best.value) {
            Ordered::Is(_) => {}
            Ordered::Open(version) => return host.unknown(Why::OpenVersion(version), None),
            Ordered::Not => return stray(),
        }
    }
    best.clone()
}

fn merge<'w>(host: &mut Host<'w>, args: &[Valued<'w>]) -> Valued<'w> {
    let Some([Value::Map(map), Value::Map(other)]) = values(args) else { return stray() };
    if !host.gather(map.entries.len().saturating_mul(3)) {
        return host.out_of_fuel();
    }
    let mut merged = Map::clone(map);
    for (key, value) in &other.entries {
        if !host.charge(1) || !host.enter(&merged, &key.value) {
            return host.out_of_fuel();
        }
        merged.insert(key.clone(), value.clone());
    }
    Value::Map(Shared::new(merged)).made()
}

fn unique<'w>(host: &mut Host<'w>, args: &[Valued<'w>]) -> Valued<'w> {
    let Some([Value::List(list)]) = values(args) else { return stray() };
    match host.distinct(list) {
        Some(distinct) => Value::List(Shared::new(distinct)).made(),
        None => host.out_of_fuel(),
    }
}

fn sorted<'w>(host: &mut Host<'w>, args: &[Valued<'w>]) -> Valued<'w> {
    let Some([Value::List(list)]) = values(args) else { return stray() };
    let depth = list.items.len().checked_ilog2().unwrap_or(0) as usize + 1;
    if !host.charge(list.weight().saturating_mul(depth)) || !host.gather(list.items.len()) {
        return host.out_of_fuel();
    }
    let mut doubt = None;
    let items = merge_sort(list.items.to_vec(), &mut |known, item| match order(
        &known.value,
        &item.value,
    ) {
        Ordered::Is(order) => order.is_le(),
        Ordered::Open(version) => {
            doubt = Some(version);
            true
        }
        Ordered::Not => true,
    });
    match doubt {
        Some(version) => host.unknown(Why::OpenVersion(version), None),
        None => closed(items).made(),
    }
}

/// Sorts, keeping what stands before as long as it may. The sorting of the standard library may panic
/// where an order is not total, and versions that leave numbers open have none.
fn merge_sort<'w>(
    mut items: Vec<Valued<'w>>,
    may_precede: &mut dyn FnMut(&Valued<'w>, &Valued<'w>) -> bool,
) -> Vec<Valued<'w>> {
    if items.len() < 2 {
        return items;
    }
    let right = items.split_off(items.len() / 2);
    let (left, right) = (merge_sort(items, may_precede), merge_sort(right, may_precede));
    let mut merged = Vec::with_capacity(left.len() + right.len());
    let (mut left, mut right) = (left.into_iter().peekable(), right.into_iter().peekable());
    while let (Some(known), Some(item)) = (left.peek(), right.peek()) {
        merged.extend(if may_precede(known, item) { left.next() } else { right.next() });
    }
    merged.extend(left);
    merged.extend(right);
    merged
}

fn join<'w>(host: &mut Host<'w>, args: &[Valued<'w>]) -> Valued<'w> {
    let Some([Value::List(list), Value::Text(separator)]) = values(args) else { return stray() };
    let mut text = String::new();
    for (index, item) in list.items.iter().enumerate() {
        let before = text.len();
        text.push_str(if index == 0 { "" } else { separator });
        let fits = text_within(&mut text, &item.value, LONGEST);
        if !host.charge(1) || !host.write(text.len() - before) {
            return host.out_of_fuel();
        }
        if !fits {
            return host.unknown(Why::Overflow, None);
        }
    }
    Value::text(text).made()
}

fn flatten<'w>(host: &mut Host<'w>, args: &[Valued<'w>]) -> Valued<'w> {
    let Some([Value::List(list)]) = values(args) else { return stray() };
    let mut items = Vec::new();
    for inner in list.items.iter() {
        let Value::List(inner) = &inner.value else { return stray() };
        if !host.charge(1) || !host.gather(inner.items.len()) {
            return host.out_of_fuel();
        }
        items.extend(inner.items.iter().cloned());
    }
    closed(items).made()
}

/// Membership as such, which is not coverage: `minus` of sets of repositories is of sets.
fn contains_equal(list: &List<'_>, item: &Value<'_>) -> bool {
    list.items.iter().any(|known| equal(&known.value, item).holds())
}

fn combine<'w>(
    host: &mut Host<'w>,
    args: &[Valued<'w>],
    both: bool,
    stays: fn(&List<'_>, &Value<'_>) -> bool,
) -> Valued<'w> {
    let Some([Value::Set(set), Value::Set(other)]) = values(args) else { return stray() };
    let steps = set.weight().saturating_mul(other.weight());
    if !host.charge(steps) || !host.gather(set.items.len() + other.items.len()) {
        return host.out_of_fuel();
    }
    let mine = set.items.iter().filter(|item| stays(other, &item.value));
    let theirs = other.items.iter().filter(|_| both);
    let list = List::new(mine.chain(theirs).cloned().collect(), Causes::NONE);
    match host.distinct(&list) {
        Some(distinct) => Value::Set(Shared::new(distinct)).made(),
        None => host.out_of_fuel(),
    }
}

fn side<'w>(
    host: &mut Host<'w>,
    args: &[Valued<'w>],
    which: for<'a> fn(&'a (Valued<'w>, Valued<'w>)) -> &'a Valued<'w>,
) -> Valued<'w> {
    let Some([Value::Map(map)]) = values(args) else { return stray() };
    if !host.gather(map.entries.len()) {
        return host.out_of_fuel();
    }
    closed(map.entries.iter().map(which).cloned().collect()).made()
}

fn all_equal<'w>(host: &mut Host<'w>, args: &[Valued<'w>]) -> Valued<'w> {
    let Some([Value::List(list)]) = values(args) else { return stray() };
    if !host.charge(list.weight().saturating_mul(2)) {
        return host.out_of_fuel();
    }
    let mut items = list.items.iter();
    let Some(first) = items.next() else { return Value::Bool(true).made() };
    Value::Bool(items.all(|item| equal(&first.value, &item.value).holds())).made()
}

fn sum<'w>(host: &mut Host<'w>, args: &[Valued<'w>]) -> Valued<'w> {
    let Some([Value::List(list)]) = values(args) else { return stray() };
    if !host.charge(list.items.len()) {
        return host.out_of_fuel();
    }
    let mut sum = 0_i64;
    for item in list.items.iter() {
        let Value::Int(n) = item.value else { return stray() };
        match sum.checked_add(n) {
            Some(more) => sum = more,
            None => return host.unknown(Why::Overflow, None),
        }
    }
    Value::Int(sum).made()
}
