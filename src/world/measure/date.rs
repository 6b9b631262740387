//! Dates of the Gregorian calendar, `2026-11-30`: days without a time of day or a time zone.

use std::fmt;

use super::duration::Duration;
use super::fault::MeasureFault;

const DAY: i64 = 86_400;

/// A day, from 0000-01-01 to 9999-12-31.
///
/// ```
/// use seaworthy::world::measure::{Date, Duration};
/// let release = Date::parse("2024-02-28").unwrap();
/// let later = release.checked_add(Duration::parse("2d").unwrap()).unwrap();
/// assert_eq!(later.to_string(), "2024-03-01");
/// assert_eq!(later.since(release).to_string(), "2d");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    day: jiff::civil::Date,
}

impl Date {
    /// Reads `YYYY-MM-DD`, and no other form.
    ///
    /// # Errors
    /// Another form, or a day that the calendar does not have.
    pub fn parse(text: &str) -> Result<Self, MeasureFault> {
        let fault = |wrong, help| MeasureFault::new(text, 0..text.len(), wrong, help);
        let form = text.len() == 10
            && text.bytes().enumerate().all(|(at, byte)| match at {
                4 | 7 => byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        let number = |range: std::ops::Range<usize>| {
            text.get(range).and_then(|digits| digits.parse::<i16>().ok())
        };
        let small = |range: std::ops::Range<usize>| {
            number(range).and_then(|number| i8::try_from(number).ok())
        };
        let (true, Some(year), Some(month), Some(day)) =
            (form, number(0..4), small(5..7), small(8..10))
        else {
            return Err(fault("is not a date", "write year, month and day, as in `2026-11-30`"));
        };
        match jiff::civil::Date::new(year, month, day) {
            Ok(day) => Ok(Self { day }),
            Err(_) => Err(fault("is not a day of the calendar", "check the month and the day")),
        }
    }

    /// The day on which the duration ends that begins with this day; of the duration only whole
    /// days count, rounded down. `None` outside the years 0000 to 9999.
    pub fn checked_add(self, duration: Duration) -> Option<Self> {
        let days = jiff::Span::new().try_days(duration.seconds().div_euclid(DAY)).ok()?;
        let day = self.day.checked_add(days).ok()?;
        (day.year() >= 0).then_some(Self { day })
    }

    /// The day so long before, as [`checked_add`](Self::checked_add) has it.
    pub fn checked_sub(self, duration: Duration) -> Option<Self> {
        self.checked_add(Duration::from_seconds(duration.seconds().checked_neg()?))
    }

    /// The same day of the month so many months later (earlier, if negative), or the last day of a
    /// month that is too short. `None` outside the years 0000 to 9999.
    pub fn add_months(self, months: i64) -> Option<Self> {
        let months = jiff::Span::new().try_months(months).ok()?;
        let day = self.day.checked_add(months).ok()?;
        (day.year() >= 0).then_some(Self { day })
    }

    /// The time from `earlier` to this day, in whole days; negative if it is later.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_seconds(i64::from(self.number() - earlier.number()) * DAY)
    }

    /// The day of the week, from 0 for Monday to 6 for Sunday.
    pub fn weekday(self) -> u32 {
        u32::try_from(self.day.weekday().to_monday_zero_offset()).unwrap_or(0)
    }

    /// Days since some fixed day.
    fn number(self) -> i32 {
        let years = i32::from(self.day.year()) - 1;
        let leaps = years.div_euclid(4) - years.div_euclid(100) + years.div_euclid(400);
        years * 365 + leaps + i32::from(self.day.day_of_year())
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.day.year(), self.day.month(), self.day.day())
    }
}

#[cfg(test)]
mod tests {
    use super::{Date, Duration};

    #[test]
    fn one_form_and_real_days() {
        for text in ["2026-11-30", "2024-02-29", "0000-01-01", "9999-12-31"] {
            assert_eq!(Date::parse(text).expect(text).to_string(), text);
        }
        for text in [
            "",
            "2026-11-3",
            "2026-13-01",
            "2023-02-29",
            "1900-02-29",
            "2026/11/30",
            "20261130",
            "2026-11-30T00:00",
            "+026-11-30",
            "2026-11-3é",
            "2026-00-10",
            " 2026-11-30",
        ] {
            assert!(Date::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn months_end_where_they_end() {
        for (from, months, to) in [
            ("2026-11-22", 3, Some("2027-02-22")),
            ("2024-01-31", 1, Some("2024-02-29")),
            ("2024-03-31", -1, Some("2024-02-29")),
            ("2024-02-29", 12, Some("2025-02-28")),
            ("2026-11-22", 0, Some("2026-11-22")),
            ("9999-12-01", 1, None),
            ("0000-01-01", -1, None),
            ("2026-11-22", i64::MAX, None),
            ("2026-11-22", i64::MIN, None),
        ] {
            let found = Date::parse(from).expect(from).add_months(months);
            assert_eq!(found.map(|day| day.to_string()).as_deref(), to, "{from} {months}");
        }
    }

    #[test]
    fn weeks_begin_on_monday() {
        for (day, weekday) in
            [("2026-11-16", 0), ("2026-11-22", 6), ("2000-02-29", 1), ("0000-01-01", 5)]
        {
            assert_eq!(Date::parse(day).expect(day).weekday(), weekday, "{day}");
        }
    }

    #[test]
    fn arithmetic_goes_round_and_stops_at_the_ends() {
        let read = |text| Date::parse(text).expect(text);
        let days = |days: i64| Duration::from_seconds(days * 86_400);
        let start = read("0000-01-01");
        for at in (0..3_652_059).step_by(997) {
            let date = start.checked_add(days(at)).expect("in range");
            assert_eq!(date.since(start), days(at));
            assert_eq!(date.checked_sub(days(at)), Some(start));
        }
        assert_eq!(
            start.checked_add(days(3_652_424)).map(|d| d.to_string()),
            Some("9999-12-31".into())
        );
        assert_eq!(start.checked_add(days(3_652_425)), None);
        assert_eq!(start.checked_sub(days(1)), None);
        assert_eq!(start.checked_add(Duration::from_seconds(i64::MAX)), None);
        assert_eq!(start.checked_sub(Duration::from_seconds(i64::MIN)), None);
        let noon = read("2026-11-30");
        assert_eq!(noon.checked_add(Duration::from_seconds(36 * 3600)), Some(read("2026-12-01")));
        assert_eq!(noon.checked_sub(Duration::from_seconds(36 * 3600)), Some(read("2026-11-28")));
    }
}
