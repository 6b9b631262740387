//! Versions, quantities, durations and dates: what is printed is read again, and orders are orders.

use std::cmp::Ordering;

use seaworthy::world::image::{TagForm, Version, tag_date, tag_version};
use seaworthy::world::measure::{Date, Duration, Quantity};

use super::pattern::fault_is_sound;
use super::two_lines;

pub(crate) fn run(data: &[u8]) {
    let text = super::text(data);
    let (first, rest) = two_lines(&text);
    let (second, third) = two_lines(rest);
    versions(first, second, third);
    quantities(first, second);
    durations(first, second);
    dates(first, second);
    let _ = (TagForm::of(first), tag_date(first), tag_version(first));
}

fn versions(first: &str, second: &str, third: &str) {
    let Some(a) = Version::parse(first) else { return };
    assert_eq!(a.compare(&a), Some(Ordering::Equal), "{a}");
    assert_eq!(Version::parse(&a.to_string()).as_ref(), Some(&a));
    let plain = a.without_variant();
    assert_eq!(plain.numbers(), a.numbers(), "{a}");
    for count in 0..5 {
        assert!(a.line(count).is_none_or(|line| line.numbers().len() <= count.max(1)), "{a}");
        assert_ne!(a.same_line(&a, count), Some(false), "{a}");
    }
    let Some(b) = Version::parse(second) else { return };
    assert_eq!(a.compare(&b), b.compare(&a).map(Ordering::reverse), "{a} {b}");
    assert!(a != b || a.compare(&b) == Some(Ordering::Equal), "{a} {b}");
    let Some(c) = Version::parse(third) else { return };
    if a.compare(&b) == Some(Ordering::Less) && b.compare(&c) == Some(Ordering::Less) {
        assert_eq!(a.compare(&c), Some(Ordering::Less), "{a} {b} {c}");
    }
}

fn quantities(first: &str, second: &str) {
    let a = match Quantity::parse(first) {
        Ok(a) => a,
        Err(fault) => return fault_is_sound(first, &fault.range, [fault.message(), fault.help()]),
    };
    assert_eq!(Quantity::parse(&a.to_string()), Ok(a), "{first:?}");
    let _ = (a.units(), a.thousandths());
    let Ok(b) = Quantity::parse(second) else { return };
    assert_eq!(a.cmp(&b), b.cmp(&a).reverse(), "{a} {b}");
    if let Some(sum) = a.checked_add(b) {
        assert_eq!(sum.checked_sub(b), Some(a), "{a} {b}");
        assert_eq!(Some(sum), b.checked_add(a), "{a} {b}");
    }
    if let Some(twice) = a.checked_mul(2) {
        assert_eq!(a.checked_add(a), Some(twice), "{a}");
    }
}

fn durations(first: &str, second: &str) {
    let a = match Duration::parse(first) {
        Ok(a) => a,
        Err(fault) => return fault_is_sound(first, &fault.range, [fault.message(), fault.help()]),
    };
    assert_eq!(Duration::parse(&a.to_string()), Ok(a), "{first:?}");
    assert_eq!(Duration::from_seconds(a.seconds()), a, "{first:?}");
    let Ok(b) = Duration::parse(second) else { return };
    if let Some(sum) = a.checked_add(b) {
        assert_eq!(sum.checked_sub(b), Some(a), "{a} {b}");
    }
}

fn dates(first: &str, second: &str) {
    let a = match Date::parse(first) {
        Ok(a) => a,
        Err(fault) => return fault_is_sound(first, &fault.range, [fault.message(), fault.help()]),
    };
    assert_eq!(Date::parse(&a.to_string()), Ok(a), "{first:?}");
    assert!(a.weekday() < 7, "{a}");
    if let Ok(by) = Duration::parse(second) {
        let (_, _) = (a.checked_sub(by), a.add_months(by.seconds()));
        if let Some(later) = a.checked_add(by) {
            assert!(later.since(a).seconds().abs_diff(by.seconds()) < 86_400, "{a} {by}");
        }
    }
    let Ok(b) = Date::parse(second) else { return };
    assert_eq!(a.since(b).seconds(), -b.since(a).seconds(), "{a} {b}");
    assert_eq!(a.cmp(&b), a.since(b).cmp(&b.since(b)), "{a} {b}");
}
