//! Dates, durations and versions.

use super::{Builtin, plain, stray, values};
use crate::lang::value::{Value, Valued, WEEKDAY, Word};
use crate::world::image::Version;
use crate::world::measure::Date;

const DAY: i64 = 86_400;

pub(super) const TABLE: &[Builtin] = &[
    plain("Date.year", |_, args| date(args, 0)),
    plain("Date.month", |_, args| date(args, 1)),
    plain("Date.day", |_, args| date(args, 2)),
    plain("Date.weekday", |_, args| match values(args) {
        Some([Value::Date(day)]) => weekday(*day).made(),
        _ => stray(),
    }),
    plain("Duration.days", |_, args| match values(args) {
        Some([Value::Duration(time)]) => Value::Int(time.seconds().div_euclid(DAY)).made(),
        _ => stray(),
    }),
    plain("Version.major", |_, args| number(args, 0)),
    plain("Version.minor", |_, args| number(args, 1)),
    plain("Version.patch", |_, args| number(args, 2)),
    plain("Version.precision", |_, args| match values(args) {
        Some([Value::Version(version)]) => count(version.numbers().len()),
        _ => stray(),
    }),
    plain("Version.is_prerelease", |_, args| match values(args) {
        Some([Value::Version(version)]) => Value::Bool(version.is_pre_release()).made(),
        _ => stray(),
    }),
];

/// Year, month or day: a part of `2026-11-22`, which is how every date prints.
fn date<'w>(args: &[Valued<'w>], part: usize) -> Valued<'w> {
    let Some([Value::Date(day)]) = values(args) else { return stray() };
    let number = day.to_string().split('-').nth(part).and_then(|digits| digits.parse().ok());
    number.map_or_else(stray, |number| Value::Int(number).made())
}

fn weekday<'w>(day: Date) -> Value<'w> {
    Value::Word(Word { of: &WEEKDAY, index: day.weekday() })
}

fn count<'w>(count: usize) -> Valued<'w> {
    Value::Int(i64::try_from(count).unwrap_or(i64::MAX)).made()
}

/// A number of a version. One that 63 bits do not hold is cut to them: it orders as it should.
fn number<'w>(args: &[Valued<'w>], index: usize) -> Valued<'w> {
    let Some([Value::Version(version)]) = values(args) else { return stray() };
    let version: &Version = version;
    let number = version.numbers().get(index);
    number.map_or(Value::Absent, |n| Value::Int(i64::try_from(*n).unwrap_or(i64::MAX))).made()
}
