//! What a plain scalar is to Kubernetes.
//!
//! `kubectl` reads YAML with `sigs.k8s.io/yaml`, which stands on go-yaml v2: YAML 1.1's booleans
//! (`yes`, `on`, `n`), C's integers (`0777` is 511, `0o17`, `0x1f`, `0b11`, `1_000`), decimal
//! floats. A run of digits that no 64 bits hold is a float, and so is `08`, which is no octal.
//! Timestamps stay text. The rules below are go-yaml's `resolve.go`, and Go's
//! `strconv.ParseInt(s, 0, 64)` behind it. JSON's numbers and words read the same by them.

use std::borrow::Cow;

/// What a scalar is to Kubernetes.
#[derive(Clone, Debug, PartialEq)]
pub enum Scalar<'t> {
    /// `null`, `~`, nothing.
    Null,
    /// `true`, `no`, `on` …
    Bool(bool),
    /// An integer that fits.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// Everything else.
    Text(Cow<'t, str>),
}

/// What a plain scalar resolves to, before anything is lost.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Plain {
    Null,
    Bool(bool),
    Int(i64),
    /// Past `i64::MAX`.
    Big(u64),
    Float(f64),
    /// `.inf`, `.nan`: a number that JSON, and so Kubernetes, cannot hold.
    Unbounded,
    Text,
}

/// Resolves the text of a plain scalar.
pub(super) fn resolve(text: &str) -> Plain {
    let Some(&first) = text.as_bytes().first() else { return Plain::Null };
    match first {
        b'y' | b'Y' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'o' | b'O' | b'~' => word(text),
        b'.' => match text {
            ".nan" | ".NaN" | ".NAN" | ".inf" | ".Inf" | ".INF" => Plain::Unbounded,
            _ => float(text),
        },
        b'+' | b'-' | b'0'..=b'9' => number(text),
        _ => Plain::Text,
    }
}

fn word(text: &str) -> Plain {
    if text.len() > "false".len() {
        return Plain::Text;
    }
    match text {
        "~" | "null" | "Null" | "NULL" => Plain::Null,
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => {
            Plain::Bool(true)
        }
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => {
            Plain::Bool(false)
        }
        _ => Plain::Text,
    }
}

fn number(text: &str) -> Plain {
    if matches!(text.get(1..), Some(".inf" | ".Inf" | ".INF"))
        && !text.starts_with(char::is_numeric)
    {
        return Plain::Unbounded;
    }
    let plain: Cow<'_, str> =
        if text.contains('_') { text.replace('_', "").into() } else { text.into() };
    integer(&plain).unwrap_or_else(|| float(&plain))
}

/// Go's `ParseInt(text, 0, 64)`, else `ParseUint(text, 0, 64)`.
fn integer(text: &str) -> Option<Plain> {
    let (negative, signed, digits) = match text.as_bytes().first()? {
        b'-' => (true, true, text.get(1..)?),
        b'+' => (false, true, text.get(1..)?),
        _ => (false, false, text),
    };
    let (radix, digits) = match digits.as_bytes() {
        [b'0', b'x' | b'X', _, ..] => (16, digits.get(2..)?),
        [b'0', b'o' | b'O', _, ..] => (8, digits.get(2..)?),
        [b'0', b'b' | b'B', _, ..] => (2, digits.get(2..)?),
        _ if digits == "0" => (10, digits),
        _ if digits.starts_with('0') => (8, digits.get(1..)?),
        _ => (10, digits),
    };
    if !digits.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return None;
    }
    let value = u64::from_str_radix(digits, radix).ok()?;
    match (i64::try_from(value), negative) {
        (Ok(value), false) => Some(Plain::Int(value)),
        (Ok(value), true) => Some(Plain::Int(-value)),
        (Err(_), true) if value == i64::MIN.unsigned_abs() => Some(Plain::Int(i64::MIN)),
        (Err(_), false) if !signed => Some(Plain::Big(value)),
        (Err(_), _) => None,
    }
}

/// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`, if it does not overflow.
fn float(text: &str) -> Plain {
    let shaped = text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-'));
    match text.parse::<f64>() {
        Ok(value) if shaped && value.is_finite() => Plain::Float(value),
        _ => Plain::Text,
    }
}

/// The text that a plain key has as a key of JSON, where it is not its own: `yes` is `true`,
/// `0x10` is `16`, `1.10` is `1.1`. `None` for text.
///
/// # Errors
/// What kubectl does not take for a key: null, and integers past `i64::MAX`.
pub(super) fn key(text: &str) -> Result<Option<String>, Plain> {
    match resolve(text) {
        Plain::Text => Ok(None),
        Plain::Bool(value) => Ok(Some(value.to_string())),
        Plain::Int(value) => Ok(Some(value.to_string())),
        Plain::Float(value) => Ok(Some(float_key(value))),
        Plain::Unbounded => Ok(Some(text.trim_start_matches('+').to_ascii_lowercase())),
        other => Err(other),
    }
}

/// Go's `FormatFloat(value, 'g', -1, 32)`: the fewest digits that tell the 32-bit number apart,
/// with an exponent below -4 and from 6 on. Past 32 bits it is `.inf`.
#[expect(clippy::cast_possible_truncation, reason = "the conversion is Go's, loss and all")]
fn float_key(value: f64) -> String {
    let value = value as f32;
    if value.is_infinite() {
        return if value > 0.0 { ".inf" } else { "-.inf" }.to_owned();
    }
    let shortest = format!("{value:e}");
    let (mantissa, exponent) = shortest.split_once('e').unwrap_or((&shortest, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if (-4..6).contains(&exponent) {
        return value.to_string();
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}e{sign}{:02}", exponent.unsigned_abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn resolved(table: &[(&str, Plain)]) {
        for (text, expected) in table {
            assert_eq!(resolve(text), *expected, "{text}");
        }
    }

    #[test]
    fn words_are_what_kubectl_makes_of_them() {
        resolved(&[
            ("", Plain::Null),
            ("~", Plain::Null),
            ("null", Plain::Null),
            ("nUll", Plain::Text),
            ("yes", Plain::Bool(true)),
            ("y", Plain::Bool(true)),
            ("On", Plain::Bool(true)),
            ("oN", Plain::Text),
            ("N", Plain::Bool(false)),
            ("off", Plain::Bool(false)),
            ("inf", Plain::Text),
            ("nan", Plain::Text),
            ("infinity", Plain::Text),
            ("<<", Plain::Text),
            ("=", Plain::Text),
        ]);
    }

    #[test]
    fn numbers_are_what_kubectl_makes_of_them() {
        resolved(&[
            ("0", Plain::Int(0)),
            ("-0", Plain::Int(0)),
            ("00", Plain::Int(0)),
            ("+1", Plain::Int(1)),
            ("0777", Plain::Int(511)),
            ("-0777", Plain::Int(-511)),
            ("08", Plain::Float(8.0)),
            ("0o17", Plain::Int(15)),
            ("0b11", Plain::Int(3)),
            ("-0b11", Plain::Int(-3)),
            ("0x1F", Plain::Int(31)),
            ("0X1f", Plain::Int(31)),
            ("0x", Plain::Text),
            ("0x-1", Plain::Text),
            ("-", Plain::Text),
            ("--1", Plain::Text),
            ("+-1", Plain::Text),
            ("1_000", Plain::Int(1000)),
            ("1__0_", Plain::Int(10)),
            ("-_1", Plain::Int(-1)),
            ("_1", Plain::Text),
            ("9223372036854775807", Plain::Int(i64::MAX)),
            ("-9223372036854775808", Plain::Int(i64::MIN)),
            ("9223372036854775808", Plain::Big(1 << 63)),
            ("+9223372036854775808", Plain::Float(9_223_372_036_854_775_808.0)),
            (
                "123456789012345678901234567890",
                Plain::Float(123_456_789_012_345_678_901_234_567_890.0),
            ),
            ("1.10", Plain::Float(1.1)),
            ("1.", Plain::Float(1.0)),
            (".5", Plain::Float(0.5)),
            ("+.5", Plain::Float(0.5)),
            ("1e3", Plain::Float(1000.0)),
            ("1e999", Plain::Text),
            ("1e", Plain::Text),
            (".", Plain::Text),
            ("1.2.3", Plain::Text),
            ("1:30", Plain::Text),
            ("2001-01-01", Plain::Text),
            ("2001-12-14t21:59:43.10-05:00", Plain::Text),
            (".inf", Plain::Unbounded),
            ("-.Inf", Plain::Unbounded),
            ("+.INF", Plain::Unbounded),
            ("-.nan", Plain::Text),
            (".nan", Plain::Unbounded),
            ("1.inf", Plain::Text),
            ("0x1p-2", Plain::Text),
        ]);
    }

    #[test]
    fn plain_keys_become_the_text_that_kubectl_makes_of_them() {
        for (text, expected) in [
            ("image", None),
            ("yes", Some("true")),
            ("0x10", Some("16")),
            ("8080", Some("8080")),
            ("1.10", Some("1.1")),
            ("1.0", Some("1")),
            ("0.00001", Some("1e-05")),
            ("1234567.0", Some("1.234567e+06")),
            ("1e30", Some("1e+30")),
            ("1e300", Some(".inf")),
            ("+.INF", Some(".inf")),
            ("-.inf", Some("-.inf")),
            ("-0.0", Some("-0")),
        ] {
            assert_eq!(key(text).unwrap().as_deref(), expected, "{text}");
        }
        for text in ["", "~", "18446744073709551615"] {
            assert!(key(text).is_err(), "{text}");
        }
    }
}
