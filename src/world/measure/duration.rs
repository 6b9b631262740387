//! Durations: `90d`, `1h30m`, `2w`.
//!
//! Numbers with a unit, the larger unit first, each unit once: `w`, `d`, `h`, `m`, `s`. A day has
//! 24 hours; there are no months and no fractions.

use std::fmt;

use super::fault::MeasureFault;

const UNITS: [(char, i64); 5] =
    [('w', 7 * 86_400), ('d', 86_400), ('h', 3_600), ('m', 60), ('s', 1)];

/// A length of time in whole seconds; negative for one that runs backwards.
///
/// ```
/// use seaworthy::world::measure::Duration;
/// let read = |text| Duration::parse(text).unwrap();
/// assert_eq!(read("2w"), read("14d"));
/// assert!(read("90m") < read("2h"));
/// assert_eq!(read("90m").to_string(), "1h30m");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Duration {
    seconds: i64,
}

impl Duration {
    /// So many seconds.
    pub fn from_seconds(seconds: i64) -> Self {
        Self { seconds }
    }

    /// The whole length in seconds.
    pub fn seconds(self) -> i64 {
        self.seconds
    }

    /// Reads a duration, perhaps with a `-` before it.
    ///
    /// # Errors
    /// No number, no unit, units out of order, or more than 292 milliard years.
    pub fn parse(text: &str) -> Result<Self, MeasureFault> {
        let unsigned = text.strip_prefix('-').unwrap_or(text);
        let sign = if unsigned.len() < text.len() { -1 } else { 1 };
        let help = "write numbers with w, d, h, m or s, the larger unit first, as in `1h30m`";
        let mut at = text.len() - unsigned.len();
        let mut units = UNITS.iter();
        let mut seconds = 0_i64;
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
            let unit = rest.get(digits..).and_then(|behind| behind.chars().next());
            let end = at + digits + unit.map_or(0, char::len_utf8);
            let Some(size) = unit.and_then(|unit| units.by_ref().find(|(u, _)| *u == unit)) else {
                return Err(MeasureFault::new(text, at..end, "is not a duration", help));
            };
            let number = rest.get(..digits).unwrap_or("");
            let part = number.parse::<i64>().ok().and_then(|number| number.checked_mul(size.1));
            let sum = part.and_then(|part| part.checked_mul(sign)?.checked_add(seconds));
            let Some(sum) = sum else {
                let (wrong, help) = match number {
                    "" => ("has no number", help),
                    _ => ("is too long a duration", "write a shorter one"),
                };
                return Err(MeasureFault::new(text, at..end, wrong, help));
            };
            (seconds, at) = (sum, end);
        }
        if unsigned.is_empty() {
            return Err(MeasureFault::new(text, 0..text.len(), "is not a duration", help));
        }
        Ok(Self { seconds })
    }

    /// The sum; `None` where it is too long.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.seconds.checked_add(other.seconds).map(Self::from_seconds)
    }

    /// The difference; `None` where it is too long.
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.seconds.checked_sub(other.seconds).map(Self::from_seconds)
    }
}

/// In days, hours, minutes and seconds, leaving out what is 0.
impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.seconds == 0 {
            return f.write_str("0s");
        }
        if self.seconds < 0 {
            f.write_str("-")?;
        }
        let mut left = self.seconds.unsigned_abs();
        for (unit, size) in UNITS.into_iter().skip(1) {
            let size = size.unsigned_abs();
            if left >= size {
                write!(f, "{}{unit}", left / size)?;
                left %= size;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Duration;

    #[test]
    fn read_and_printed() {
        for (written, seconds, printed) in [
            ("90d", 7_776_000, "90d"),
            ("1h30m", 5_400, "1h30m"),
            ("2w", 1_209_600, "14d"),
            ("1w2d3h4m5s", 788_645, "9d3h4m5s"),
            ("0s", 0, "0s"),
            ("0d", 0, "0s"),
            ("-36h", -129_600, "-1d12h"),
            ("9223372036854775807s", i64::MAX, "106751991167300d15h30m7s"),
            ("-9223372036854775807s", -i64::MAX, "-106751991167300d15h30m7s"),
        ] {
            let read = Duration::parse(written).expect(written);
            assert_eq!((read.seconds(), read.to_string().as_str()), (seconds, printed));
            assert_eq!(Duration::parse(printed), Ok(read));
        }
    }

    #[test]
    fn what_is_no_duration() {
        for (written, range) in [
            ("", 0..0),
            ("-", 0..1),
            ("90", 0..2),
            ("d", 0..1),
            ("1.5h", 0..2),
            ("30m1h", 3..5),
            ("1h1h", 2..4),
            ("1h 30m", 2..3),
            ("300ms", 4..5),
            ("3y", 0..2),
            ("9223372036854775808s", 0..20),
            ("9223372036854775807w", 0..20),
            ("1é", 0..3),
        ] {
            let fault = Duration::parse(written).expect_err(written);
            assert_eq!(fault.range, range, "{written}");
        }
    }
}
