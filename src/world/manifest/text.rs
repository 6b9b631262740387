//! Bytes to text, strictly.
//!
//! `kubectl` reads UTF-8 and, where a byte order mark says so, UTF-16. Bytes that are neither are
//! replaced in the text that is shown, and the documents that hold them are refused, so that the
//! file's other documents can still be judged. The text of a UTF-8 file is the file's own bytes,
//! byte order mark and all: spans into it are offsets in the file.

use wide::u8x16;

use crate::base::{Span, printable_among};

/// How a file's text is written in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark: the text is the file's bytes.
    Utf8,
    /// UTF-16, low byte first, behind a byte order mark that the text does not hold.
    Utf16Le,
    /// UTF-16, high byte first, behind a byte order mark that the text does not hold.
    Utf16Be,
    /// Some bytes could not be decoded: the text cannot be turned back into the file.
    Damaged,
}

impl Encoding {
    /// The bytes of a file of this encoding that holds `text`; nothing for a damaged one.
    pub fn encode(self, text: &str) -> Option<Vec<u8>> {
        let wide = |bom: [u8; 2], bytes: fn(u16) -> [u8; 2]| {
            bom.into_iter().chain(text.encode_utf16().flat_map(bytes)).collect()
        };
        match self {
            Self::Utf8 => Some(text.as_bytes().to_vec()),
            Self::Utf16Le => Some(wide([0xFF, 0xFE], u16::to_le_bytes)),
            Self::Utf16Be => Some(wide([0xFE, 0xFF], u16::to_be_bytes)),
            Self::Damaged => None,
        }
    }
}

/// A place where the bytes were no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Damage {
    /// Offset of the replacement character in the text.
    pub(super) at: u32,
    /// Offset of the byte in the file.
    pub(super) byte: u32,
}

/// A file's text.
#[derive(Debug)]
pub(super) struct Decoding {
    pub(super) text: String,
    pub(super) encoding: Encoding,
    /// How many bytes of the text are the file's byte order mark. That of UTF-16 is no part of it.
    pub(super) mark: usize,
    pub(super) damage: Vec<Damage>,
}

/// Decodes a file.
pub(super) fn decode(bytes: Vec<u8>) -> Decoding {
    match bytes.as_slice() {
        [0xFF, 0xFE, rest @ ..] => decode_wide(rest, u16::from_le_bytes, Encoding::Utf16Le),
        [0xFE, 0xFF, rest @ ..] => decode_wide(rest, u16::from_be_bytes, Encoding::Utf16Be),
        _ => match String::from_utf8(bytes) {
            Ok(text) => {
                let (mark, damage) = (mark_of(&text), Vec::new());
                Decoding { text, encoding: Encoding::Utf8, mark, damage }
            }
            Err(error) => decode_damaged(error.as_bytes()),
        },
    }
}

/// How many bytes the mark takes that opens a text.
fn mark_of(text: &str) -> usize {
    if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }
}

/// A replacement character for each byte that is no part of a character.
fn decode_damaged(bytes: &[u8]) -> Decoding {
    let mut text = String::with_capacity(bytes.len());
    let mut damage = Vec::new();
    let mut byte = 0;
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        byte += chunk.valid().len();
        for _ in chunk.invalid() {
            damage.push(Damage { at: Span::at(text.len()).start, byte: Span::at(byte).start });
            text.push(char::REPLACEMENT_CHARACTER);
            byte += 1;
        }
    }
    let mark = mark_of(&text);
    Decoding { text, encoding: Encoding::Damaged, mark, damage }
}

fn decode_wide(bytes: &[u8], unit: fn([u8; 2]) -> u16, encoding: Encoding) -> Decoding {
    let mut text = String::with_capacity(bytes.len());
    let mut damage = Vec::new();
    let mut byte = 2;
    let units = bytes.chunks_exact(2);
    let odd = !units.remainder().is_empty();
    let units = units.map(|pair| match pair {
        [a, b] => unit([*a, *b]),
        _ => 0,
    });
    for decoded in char::decode_utf16(units) {
        let broken = decoded.is_err();
        let read = decoded.unwrap_or(char::REPLACEMENT_CHARACTER);
        if broken {
            damage.push(Damage { at: Span::at(text.len()).start, byte: Span::at(byte).start });
        }
        text.push(read);
        byte += read.len_utf16() * 2;
    }
    if odd {
        damage.push(Damage { at: Span::at(text.len()).start, byte: Span::at(byte).start });
        text.push(char::REPLACEMENT_CHARACTER);
    }
    let encoding = if damage.is_empty() { encoding } else { Encoding::Damaged };
    Decoding { text, encoding, mark: 0, damage }
}

/// A character that readers of YAML do not agree about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Oddity {
    /// NUL and the other control characters, DEL, and the two code points that are no characters.
    Control,
    /// U+0085, U+2028, U+2029: an end of line to kubectl's reader, to others text.
    Break,
    /// A byte order mark that opens a line.
    Mark,
}

/// The oddities of `text`, in order, with their offsets.
pub(super) fn oddities(text: &str) -> impl Iterator<Item = (usize, char, Oddity)> + '_ {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let found = first_suspicious(bytes, at)?;
            let c = text.get(found..)?.chars().next()?;
            at = found + c.len_utf8();
            let opens_line = || found == 0 || matches!(bytes.get(found - 1), Some(b'\n' | b'\r'));
            let oddity = match c {
                '\u{85}' | '\u{2028}' | '\u{2029}' => Oddity::Break,
                '\u{feff}' if opens_line() => Oddity::Mark,
                '\u{fffe}' | '\u{ffff}' => Oddity::Control,
                c if c.is_control() && !matches!(c, '\t' | '\n' | '\r') => Oddity::Control,
                _ => continue,
            };
            return Some((found, c, oddity));
        }
    })
}

/// True for text that holds nothing but printable ASCII and line feeds, as nearly all does: no oddities, no
/// CR, no byte order mark.
pub(super) fn is_usual(text: &str) -> bool {
    let (pieces, rest) = text.as_bytes().as_chunks();
    pieces.iter().all(are_usual) && rest.iter().all(|byte| usual(*byte))
}

/// Bytes that are looked at together, without a branch: nearly all hold nothing suspicious.
const TOGETHER: usize = 64;

/// The first byte from `at` on that might begin an oddity.
fn first_suspicious(bytes: &[u8], mut at: usize) -> Option<usize> {
    while let Some(piece) = bytes.get(at..).and_then(<[u8]>::first_chunk) {
        if !are_usual(piece) && piece.iter().fold(false, |any, byte| any | suspicious(*byte)) {
            break;
        }
        at += TOGETHER;
    }
    Some(at + bytes.get(at..)?.iter().position(|byte| suspicious(*byte))?)
}

/// True if all of these bytes are usual.
fn are_usual(bytes: &[u8; TOGETHER]) -> bool {
    let (parts, _) = bytes.as_chunks();
    let usual = |part: &[u8; 16]| {
        let bytes = u8x16::from(*part);
        printable_among(bytes) | bytes.simd_eq(u8x16::splat(b'\n'))
    };
    parts.iter().map(usual).fold(u8x16::splat(0xFF), |all, part| all & part).to_bitmask() == 0xFFFF
}

/// True for what nearly all bytes are: printable ASCII, or the end of a line.
fn usual(byte: u8) -> bool {
    (byte.wrapping_sub(b' ') < 0x5F) | (byte == b'\n')
}

/// True for the first byte of what might be an oddity.
fn suspicious(byte: u8) -> bool {
    let control = (byte < 0x20) & (byte != b'\t') & (byte != b'\n') & (byte != b'\r');
    control | (byte == 0x7F) | (byte == 0xC2) | (byte == 0xE2) | (byte == 0xEF)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf_16_goes_both_ways() {
        for encoding in [Encoding::Utf16Le, Encoding::Utf16Be] {
            let bytes = encoding.encode("é: 𝒳\n").unwrap();
            let read = decode(bytes);
            assert_eq!((read.text.as_str(), read.encoding), ("é: 𝒳\n", encoding));
            assert!(read.damage.is_empty());
        }
    }

    #[test]
    fn damage_is_located_in_file_and_text() {
        let read = decode(b"a\xE9b\xFF\xFEc".to_vec());
        assert_eq!(read.text, "a\u{fffd}b\u{fffd}\u{fffd}c");
        let places: Vec<_> = read.damage.iter().map(|d| (d.at, d.byte)).collect();
        assert_eq!(places, [(1, 1), (5, 3), (8, 4)]);
        assert_eq!(read.encoding, Encoding::Damaged);

        let read = decode(vec![0xFF, 0xFE, b'a', 0, 0, 0xD8, b'b', 0, b'c']);
        assert_eq!(read.text, "a\u{fffd}b\u{fffd}");
        let places: Vec<_> = read.damage.iter().map(|d| (d.at, d.byte)).collect();
        assert_eq!(places, [(1, 4), (5, 8)]);
    }

    #[test]
    fn bytes_are_looked_at_together_as_one_by_one() {
        for byte in 0..=u8::MAX {
            for at in [0, 15, 16, 63] {
                let mut bytes = [b'a'; TOGETHER];
                bytes[at] = byte;
                assert_eq!(are_usual(&bytes), usual(byte), "{byte:#x} at {at}");
            }
        }
        let text = |odd: char| format!("{}{odd}{}", "a: b\n".repeat(20), "c".repeat(70));
        assert!(is_usual("") && is_usual(&text(' ')) && is_usual(&text('\n')));
        assert!(!is_usual(&text('\t')) && !is_usual(&text('é')) && !is_usual("a\r"));
    }

    #[test]
    fn oddities_are_found_where_they_are() {
        let text = "a\u{0}\u{85}é\u{2028}’\t\r\n\u{feff}x\u{feff}\u{7f}\u{ffff}…\r\u{feff}";
        let found: Vec<_> = oddities(text).map(|(_, c, o)| (c, o)).collect();
        assert_eq!(
            found,
            [
                ('\u{0}', Oddity::Control),
                ('\u{85}', Oddity::Break),
                ('\u{2028}', Oddity::Break),
                ('\u{feff}', Oddity::Mark),
                ('\u{7f}', Oddity::Control),
                ('\u{ffff}', Oddity::Control),
                ('\u{feff}', Oddity::Mark),
            ]
        );
    }
}
