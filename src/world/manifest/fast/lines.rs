//! Lines and what ends a plain text on them.
//!
//! All that is asked for here is asked about nearly every byte of a file.

use crate::base::Span;

use super::window::Window;

/// The byte at `at`; behind the last one, the end of its line.
#[inline]
pub(super) fn byte(bytes: &[u8], at: usize) -> u8 {
    bytes.get(at).copied().unwrap_or(b'\n')
}

/// True if a space or the end of the line is at `at`.
#[inline]
pub(super) fn is_blank(bytes: &[u8], at: usize) -> bool {
    matches!(byte(bytes, at), b' ' | b'\n')
}

/// The first byte from `at` on that is no space.
#[inline(always)]
pub(super) fn spaces(bytes: &[u8], mut at: usize) -> usize {
    const EIGHT: u64 = u64::from_le_bytes([b' '; 8]);
    while let Some(word) = word(bytes, at) {
        let others = word ^ EIGHT;
        if others != 0 {
            return at + others.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    while bytes.get(at) == Some(&b' ') {
        at += 1;
    }
    at
}

/// The eight bytes at `at`, the first one lowest.
#[inline]
pub(super) fn word(bytes: &[u8], at: usize) -> Option<u64> {
    let eight = bytes.get(at..at + 8)?;
    Some(u64::from_le_bytes(eight.try_into().ok()?))
}

/// Where the line ends that holds `at`.
pub(super) fn end(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    memchr::memchr(b'\n', rest).map_or(bytes.len(), |length| at + length)
}

/// What ends a plain text on its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// The line.
    Line,
    /// ` #`.
    Comment,
    /// `: `: it was a key.
    Colon,
}

/// A plain text on one line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plain {
    /// One past its last byte.
    pub(super) end: usize,
    /// Where what ends it stands.
    pub(super) at: usize,
    pub(super) stop: Stop,
}

/// True if the byte at `at` begins a plain text wherever it stands. A few that may, are left out.
#[inline]
pub(super) fn begins_plain(bytes: &[u8], at: usize) -> bool {
    let first = byte(bytes, at);
    if first.is_ascii_alphanumeric() {
        return true;
    }
    match first {
        b'-' => !is_blank(bytes, at + 1),
        b'_' | b'.' | b'/' | b'$' | b'+' | b'(' | b')' | b'<' | b'=' | b'~' | b'^' | b';'
        | b'\\' => true,
        first => first >= 0x80,
    }
}

/// The plain text that begins at `from`, up to where it ends on its line. Nothing where a tab stands in
/// it, or braces that may be a template's.
#[inline(always)]
pub(super) fn plain(bytes: &[u8], from: usize) -> Option<Plain> {
    let mut at = from;
    loop {
        at = sign(bytes, at);
        let stop = match byte(bytes, at) {
            b'\n' => Some(Stop::Line),
            b':' if is_blank(bytes, at + 1) => Some(Stop::Colon),
            b'#' if at > from && byte(bytes, at - 1) == b' ' => Some(Stop::Comment),
            b'{' if byte(bytes, at + 1) == b'{' => return None,
            b'\t' => return None,
            _ => None,
        };
        if let Some(stop) = stop {
            let mut end = at;
            while end > from && byte(bytes, end - 1) == b' ' {
                end -= 1;
            }
            return Some(Plain { end, at, stop });
        }
        at += 1;
    }
}

/// A line of a plain key and a plain text, or of a plain key alone, which most lines are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Simple {
    pub(super) key: Span,
    /// None for a key alone.
    pub(super) value: Option<Span>,
    /// Where the next line begins, and where its text does.
    pub(super) next: usize,
    pub(super) text: usize,
}

/// The line at whose first letter `from` is, if it is as simple as that: a key of ASCII, a space, a text that
/// begins with a letter, a digit or `/`, the line's end. Where the next one stands deeper, or may, it is not,
/// nor where it is long.
#[inline(always)]
pub(super) fn simple(bytes: &[u8], line: usize, from: usize) -> Option<Simple> {
    let window = Window::at(bytes, from);
    let length = window.breaks.trailing_zeros();
    let within = 1_u64.checked_shl(length)? - 1;
    let blanks = window.spaces | window.breaks;
    let colons = window.colons & (blanks >> 1) & within;
    // Neither the key nor the value ends with a space.
    let spaced = (window.spaces << 1) & (colons | (within + 1));
    if !colons.is_power_of_two() || spaced | (window.odd & within) != 0 {
        return None;
    }
    let colon = from + colons.trailing_zeros() as usize;
    let (key, end) = (Span::new(from, colon), from + length as usize);
    let next = end + 1;
    let indent = (window.spaces >> length >> 1).trailing_ones();
    let inside = length + 1 + indent < window.width;
    let text = next + indent as usize;
    let text = if inside { text } else { spaces(bytes, text) };
    if end == colon + 1 {
        return Some(Simple { key, value: None, next, text });
    }
    let value = colon + 2;
    let first = byte(bytes, value);
    let deeper = text - next > from - line;
    if !(first.is_ascii_alphanumeric() || first == b'/')
        || text < bytes.len() && (deeper || byte(bytes, text) == b'\n')
    {
        return None;
    }
    Some(Simple { key, value: Some(Span::new(value, end)), next, text })
}

/// The first byte from `at` on that may end a plain text.
#[inline(always)]
fn sign(bytes: &[u8], mut at: usize) -> usize {
    while let Some(word) = word(bytes, at) {
        let signs = signs_in(word);
        if signs != 0 {
            at += signs.trailing_zeros() as usize / 8;
            if is_sign(byte(bytes, at)) {
                return at;
            }
            at += 1;
        } else {
            at += 8;
        }
    }
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().position(|byte| is_sign(*byte)).unwrap_or(rest.len())
}

/// True for what may end a plain text.
#[inline]
fn is_sign(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\t' | b':' | b'#' | b'{')
}

/// The high bit of the first of eight bytes that may be a sign, and of some behind it: nothing where
/// none is. A few others look like signs: `z`, `;` and control characters.
#[inline]
fn signs_in(word: u64) -> u64 {
    const EACH: u64 = u64::from_le_bytes([1; 8]);
    // The high bit of each byte that is zero; of those behind the first, it may be wrong.
    let zeros = |word: u64| word.wrapping_sub(EACH) & !word & (0x80 * EACH);
    let breaks = (word & (0xFC * EACH)) ^ (0x08 * EACH);
    let colons = (word & (0xBE * EACH)) ^ (b':' as u64 * EACH);
    zeros(breaks) | zeros(colons) | zeros(word ^ (b'#' as u64 * EACH))
}
