//! Resource quantities, as `k8s.io/apimachinery/pkg/api/resource` has them: `500m`, `1.5Gi`,
//! `12e6`.
//!
//! ```text
//! quantity := [ "+" | "-" ] ( digits [ "." [ digits ] ] | "." digits ) suffix
//! suffix   := n u m k M G T P E, Ki Mi Gi Ti Pi Ei, nothing, or ( "e" | "E" ) [ sign ] digits
//! ```
//!
//! A value is kept as a whole number of billionths, exactly. As in Kubernetes, what is finer is
//! rounded away from zero, and what exceeds 2⁶³ − 1 is cut to it.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use super::fault::MeasureFault;

const BILLION: i128 = 1_000_000_000;
const LARGEST: i128 = 9_223_372_036_854_775_807 * BILLION;

const DECIMAL: [(&str, i64); 10] = [
    ("n", -9),
    ("u", -6),
    ("m", -3),
    ("", 0),
    ("k", 3),
    ("M", 6),
    ("G", 9),
    ("T", 12),
    ("P", 15),
    ("E", 18),
];
const BINARY: [(&str, u32); 6] =
    [("Ki", 10), ("Mi", 20), ("Gi", 30), ("Ti", 40), ("Pi", 50), ("Ei", 60)];

/// How a quantity was written, and is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Notation {
    Decimal,
    Binary,
    Exponent,
}

/// An amount of a resource. Quantities compare by value: `1Gi` equals `1024Mi`.
///
/// ```
/// use seaworthy::world::measure::Quantity;
/// let read = |text| Quantity::parse(text).unwrap();
/// assert!(read("1Gi") > read("1G"));
/// assert_eq!(read("1.5"), read("1500m"));
/// assert_eq!(read("2048Mi").to_string(), "2Gi");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Quantity {
    billionths: i128,
    notation: Notation,
}

impl Quantity {
    /// Reads a quantity.
    ///
    /// # Errors
    /// No number, or a suffix that Kubernetes does not know.
    pub fn parse(text: &str) -> Result<Self, MeasureFault> {
        let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
        let start = text.len() - unsigned.len();
        let numeric = |c: char| c.is_ascii_digit() || c == '.';
        let end = unsigned.find(|c| !numeric(c)).unwrap_or(unsigned.len());
        let (number, suffix) = unsigned.split_at_checked(end).unwrap_or((unsigned, ""));
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        if (whole.is_empty() && fraction.is_empty()) || fraction.contains('.') {
            let wrong = "is not a quantity";
            let help = "write a number and perhaps a suffix, as in `500m` or `1.5Gi`";
            return Err(MeasureFault::new(text, 0..text.len(), wrong, help));
        }
        let Some((notation, tens, twos)) = scale(suffix) else {
            let place = start + end..text.len();
            return Err(MeasureFault::new(
                text,
                place,
                "is not a suffix of quantities",
                near(suffix),
            ));
        };
        let mut digits: Vec<u8> = whole.bytes().chain(fraction.bytes()).map(|b| b - b'0').collect();
        for _ in 0..twos {
            double(&mut digits);
        }
        // Digits before the point, if the unit were a billionth.
        let point = i64::try_from(digits.len())
            .unwrap_or(i64::MAX)
            .saturating_sub(i64::try_from(fraction.len()).unwrap_or(i64::MAX))
            .saturating_add(tens)
            .saturating_add(9);
        let size = billionths(&digits, point);
        let billionths = if text.starts_with('-') { -size } else { size };
        Ok(Self { billionths, notation })
    }

    /// The sum; `None` beyond what a quantity holds.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        let billionths = self.billionths.checked_add(other.billionths)?;
        (billionths.abs() <= LARGEST).then_some(Self { billionths, ..self })
    }

    /// So many times as much; `None` beyond what a quantity holds.
    pub fn checked_mul(self, times: i64) -> Option<Self> {
        let billionths = self.billionths.checked_mul(i128::from(times))?;
        (billionths.abs() <= LARGEST).then_some(Self { billionths, ..self })
    }

    /// In whole units (of memory: bytes), rounded away from zero, as Kubernetes rounds.
    pub fn units(self) -> i64 {
        self.whole(BILLION).unwrap_or(i64::MAX)
    }

    /// In whole thousandths (of processors: millicores), rounded away from zero; `None` where 64
    /// bits do not hold them.
    pub fn thousandths(self) -> Option<i64> {
        self.whole(BILLION / 1_000)
    }

    fn whole(self, unit: i128) -> Option<i64> {
        let (whole, rest) = (self.billionths / unit, self.billionths % unit);
        i64::try_from(whole + rest.signum()).ok()
    }

    /// The difference; `None` beyond what a quantity holds.
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.checked_add(Self { billionths: -other.billionths, ..other })
    }
}

/// Powers of ten and of two that a suffix stands for.
fn scale(suffix: &str) -> Option<(Notation, i64, u32)> {
    if let Some((_, tens)) = DECIMAL.iter().find(|(name, _)| *name == suffix) {
        return Some((Notation::Decimal, *tens, 0));
    }
    if let Some((_, twos)) = BINARY.iter().find(|(name, _)| *name == suffix) {
        return Some((Notation::Binary, 0, *twos));
    }
    let exponent = suffix.strip_prefix(['e', 'E'])?;
    let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let size = digits.parse().unwrap_or(i64::from(i32::MAX)).min(i64::from(i32::MAX));
    Some((Notation::Exponent, if exponent.starts_with('-') { -size } else { size }, 0))
}

/// The suffix that was probably meant.
fn near(suffix: &str) -> String {
    let bare = suffix.trim().trim_end_matches(['b', 'B']);
    let names = DECIMAL.iter().map(|(name, _)| *name).chain(BINARY.iter().map(|(name, _)| *name));
    let meant = names.filter(|name| !name.is_empty()).find(|name| name.eq_ignore_ascii_case(bare));
    match meant {
        Some(name) => format!("write `{name}`"),
        None => "write one of n, u, m, k, M, G, T, P, E, Ki, Mi, Gi, Ti, Pi, Ei, or none".into(),
    }
}

/// Doubles a number given by its decimal digits, the most significant first.
fn double(digits: &mut Vec<u8>) {
    let mut carry = 0;
    for digit in digits.iter_mut().rev() {
        let twice = *digit * 2 + carry;
        *digit = twice % 10;
        carry = twice / 10;
    }
    if carry > 0 {
        digits.insert(0, carry);
    }
}

/// The number whose first `point` digits are these, rounded up and cut at the largest.
fn billionths(digits: &[u8], point: i64) -> i128 {
    let zeros = digits.iter().take_while(|&&digit| digit == 0).count();
    let significant = digits.get(zeros..).unwrap_or(&[]);
    let point = point.saturating_sub(i64::try_from(zeros).unwrap_or(i64::MAX));
    if significant.is_empty() {
        return 0;
    }
    let Ok(point) = usize::try_from(point) else { return 1 };
    if point > 28 {
        return LARGEST;
    }
    let padded = significant.iter().copied().chain(std::iter::repeat(0)).take(point);
    let whole = padded.fold(0_i128, |sum, digit| sum * 10 + i128::from(digit));
    let more = significant.iter().skip(point).any(|&digit| digit > 0);
    (whole + i128::from(more)).min(LARGEST)
}

/// Nothing.
impl Default for Quantity {
    fn default() -> Self {
        Self { billionths: 0, notation: Notation::Decimal }
    }
}

impl PartialEq for Quantity {
    fn eq(&self, other: &Self) -> bool {
        self.billionths == other.billionths
    }
}

impl Eq for Quantity {}

impl Hash for Quantity {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.billionths.hash(state);
    }
}

impl PartialOrd for Quantity {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Quantity {
    fn cmp(&self, other: &Self) -> Ordering {
        self.billionths.cmp(&other.billionths)
    }
}

/// The canonical form: the largest suffix that leaves a whole number, of the sort that was
/// written. A binary quantity that is small or no whole number is printed with a decimal suffix.
impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let units = self.billionths / BILLION;
        let whole = self.billionths % BILLION == 0;
        if self.notation == Notation::Binary && whole && units.abs() >= 1024 {
            let fits = |&&(_, twos): &&(&str, u32)| units % (1_i128 << twos) == 0;
            return match BINARY.iter().rev().find(fits) {
                Some((name, twos)) => write!(f, "{}{name}", units >> twos),
                None => write!(f, "{units}"),
            };
        }
        let (mut number, mut steps) = (self.billionths, 0);
        while number != 0 && number % 1000 == 0 && steps + 1 < DECIMAL.len() {
            (number, steps) = (number / 1000, steps + 1);
        }
        let (name, tens) = match DECIMAL.get(steps) {
            Some((name, tens)) if number != 0 => (*name, *tens),
            _ => ("", 0),
        };
        match (self.notation, tens) {
            (_, 0) => write!(f, "{number}"),
            (Notation::Exponent, _) => write!(f, "{number}e{tens}"),
            _ => write!(f, "{number}{name}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Quantity;

    #[test]
    fn values_and_canonical_forms() {
        for (written, canonical) in [
            ("0", "0"),
            ("-0m", "0"),
            ("1", "1"),
            ("500m", "500m"),
            ("1500m", "1500m"),
            ("1000m", "1"),
            ("1.5", "1500m"),
            (".5", "500m"),
            ("5.", "5"),
            ("+5", "5"),
            ("1k", "1k"),
            ("1E", "1E"),
            ("1E3", "1e3"),
            ("12e6", "12e6"),
            ("12e-3", "12e-3"),
            ("1Ki", "1Ki"),
            ("0.5Ki", "512"),
            ("1.5Gi", "1536Mi"),
            ("2048Mi", "2Gi"),
            ("0.1Ki", "102400m"),
            ("-1.5Gi", "-1536Mi"),
            ("0.1n", "1n"),
            ("-0.1n", "-1n"),
            ("0.0000000001", "1n"),
            ("1e-40", "1e-9"),
            ("10E", "9223372036854775807"),
            ("9Ei", "9223372036854775807"),
            ("1e99999999999999999999", "9223372036854775807"),
            ("0e99999999999999999999", "0"),
            ("000000000000000000000000000000000000000001k", "1k"),
        ] {
            let read = Quantity::parse(written).expect(written);
            assert_eq!(read.to_string(), canonical, "{written}");
            assert_eq!(Quantity::parse(canonical), Ok(read), "{written}");
        }
    }

    #[test]
    fn faults_point_at_the_suffix() {
        for (written, range, help) in [
            ("", 0..0, "write a number and perhaps a suffix, as in `500m` or `1.5Gi`"),
            ("Gi", 0..2, "write a number and perhaps a suffix, as in `500m` or `1.5Gi`"),
            ("1.2.3", 0..5, "write a number and perhaps a suffix, as in `500m` or `1.5Gi`"),
            ("1K", 1..2, "write `k`"),
            ("1GB", 1..3, "write `G`"),
            ("-1gib", 2..5, "write `Gi`"),
        ] {
            let fault = Quantity::parse(written).expect_err(written);
            assert_eq!((fault.range.clone(), fault.help().as_str()), (range, help), "{written}");
        }
        for written in ["1e", "1 Gi", "1x", " 1", "1\n", "٣", "--1", "1e+", "1Gi\u{202e}"] {
            assert!(Quantity::parse(written).is_err(), "{written}");
        }
    }
}
