//! Dates, durations, quantities and versions.

use super::{Builtin, plain, stray, values};
use crate::lang::value::{Host, Shared, Value, Valued, WEEKDAY, Why, Word};
use crate::world::image::Version;
use crate::world::measure::{Duration, Quantity};

const DAY: i64 = 86_400;

pub(super) const TABLE: &[Builtin] = &[
    plain("Date.year", |_, args| date(args, 0)),
    plain("Date.month", |_, args| date(args, 1)),
    plain("Date.day", |_, args| date(args, 2)),
    plain("Date.weekday", |_, args| match values(args) {
        Some([Value::Date(day)]) => Value::Word(Word { of: &WEEKDAY, index: day.weekday() }).made(),
        _ => stray(),
    }),
    plain("Date.add_months", |host, args| match values(args) {
        Some([Value::Date(day), Value::Int(months)]) => {
            perhaps(host, day.add_months(*months).map(Value::Date))
        }
        _ => stray(),
    }),
    plain("Duration.days", |_, args| time(args, DAY)),
    plain("Duration.hours", |_, args| time(args, 3_600)),
    plain("Duration.minutes", |_, args| time(args, 60)),
    plain("Duration.seconds", |_, args| time(args, 1)),
    plain("Quantity.bytes", |_, args| match values(args) {
        Some([Value::Quantity(amount)]) => Value::Int(amount.units()).made(),
        _ => stray(),
    }),
    plain("Quantity.millis", |host, args| match values(args) {
        Some([Value::Quantity(amount)]) => perhaps(host, amount.thousandths().map(Value::Int)),
        _ => stray(),
    }),
    plain("Quantity.times", |host, args| match values(args) {
        Some([Value::Quantity(amount), Value::Int(times)]) => {
            perhaps(host, amount.checked_mul(*times).map(quantity))
        }
        _ => stray(),
    }),
    plain("total", total),
    plain("Version.major", |_, args| number(args, 0)),
    plain("Version.minor", |_, args| number(args, 1)),
    plain("Version.patch", |_, args| number(args, 2)),
    plain("Version.revision", |_, args| number(args, 3)),
    plain("Version.precision", |_, args| of_version(args, |v| count(v.numbers().len()))),
    plain("Version.is_prerelease", |_, args| of_version(args, |v| Value::Bool(v.is_pre_release()))),
    plain("Version.prerelease", |_, args| of_version(args, |v| text(v.pre_release_text()))),
    plain("Version.variant", |_, args| of_version(args, |v| text(v.variant()))),
    plain("Version.without_variant", |_, args| of_version(args, |v| version(v.without_variant()))),
    plain("Version.line", |_, args| match values(args) {
        Some([Value::Version(it), Value::Int(count)]) => {
            let line = usize::try_from(*count).ok().and_then(|count| it.line(count));
            line.map_or(Value::Absent, version).made()
        }
        _ => stray(),
    }),
    plain("same_major", |host, args| same_line(host, args, 1)),
    plain("same_minor", |host, args| same_line(host, args, 2)),
];

/// What was worked out; unknown where it overflowed.
fn perhaps<'w>(host: &mut Host<'w>, found: Option<Value<'w>>) -> Valued<'w> {
    match found {
        Some(value) => value.made(),
        None => host.unknown(Why::Overflow, None),
    }
}

fn quantity<'w>(amount: Quantity) -> Value<'w> {
    Value::Quantity(Shared::new(amount))
}

fn version<'w>(it: Version) -> Value<'w> {
    Value::Version(Shared::new(it))
}

fn text<'w>(text: Option<String>) -> Value<'w> {
    text.map_or(Value::Absent, Value::text)
}

fn count<'w>(count: usize) -> Value<'w> {
    Value::Int(i64::try_from(count).unwrap_or(i64::MAX))
}

/// How often a unit of so many seconds goes into a duration, rounded down.
fn time<'w>(args: &[Valued<'w>], unit: i64) -> Valued<'w> {
    let Some([Value::Duration(time)]) = values(args) else { return stray() };
    let time: &Duration = time;
    Value::Int(time.seconds().div_euclid(unit)).made()
}

fn total<'w>(host: &mut Host<'w>, args: &[Valued<'w>]) -> Valued<'w> {
    let Some([Value::List(list)]) = values(args) else { return stray() };
    if !host.charge(list.items.len()) {
        return host.out_of_fuel();
    }
    let mut sum: Option<Quantity> = None;
    for item in list.items.iter() {
        let Value::Quantity(amount) = &item.value else { return stray() };
        let added = match sum {
            Some(sum) => sum.checked_add(**amount),
            None => Some(**amount),
        };
        let Some(added) = added else { return host.unknown(Why::Overflow, None) };
        sum = Some(added);
    }
    quantity(sum.unwrap_or_default()).made()
}

fn of_version<'w>(args: &[Valued<'w>], read: impl Fn(&Version) -> Value<'w>) -> Valued<'w> {
    let Some([Value::Version(it)]) = values(args) else { return stray() };
    read(it).made()
}

fn same_line<'w>(host: &mut Host<'w>, args: &[Valued<'w>], count: usize) -> Valued<'w> {
    let Some([Value::Version(a), Value::Version(b)]) = values(args) else { return stray() };
    match a.same_line(b, count) {
        Some(same) => Value::Bool(same).made(),
        None => {
            let open = if a.numbers().len() < count { a } else { b };
            host.unknown(Why::OpenVersion(open.to_string().into()), None)
        }
    }
}

/// Year, month or day: a part of `2026-11-22`, which is how every date prints.
fn date<'w>(args: &[Valued<'w>], part: usize) -> Valued<'w> {
    let Some([Value::Date(day)]) = values(args) else { return stray() };
    let number = day.to_string().split('-').nth(part).and_then(|digits| digits.parse().ok());
    number.map_or_else(stray, |number| Value::Int(number).made())
}

/// A number of a version. One that 63 bits do not hold is cut to them: it orders as it should.
fn number<'w>(args: &[Valued<'w>], index: usize) -> Valued<'w> {
    let Some([Value::Version(version)]) = values(args) else { return stray() };
    let version: &Version = version;
    let number = version.numbers().get(index);
    number.map_or(Value::Absent, |n| Value::Int(i64::try_from(*n).unwrap_or(i64::MAX))).made()
}
