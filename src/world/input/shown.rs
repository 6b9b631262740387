//! How a path is shown.

use std::path::Path;

use memchr::memchr;

/// `path` as text, if it is soon seen that it is shown as it is.
pub(super) fn as_it_is(path: &Path) -> Option<&str> {
    path.to_str().filter(|text| memchr(b'\\', text.as_bytes()).is_none())
}

/// `path` as text. Bytes that are no UTF-8 are shown as `\xNN`, and a backslash that already stands
/// before such an `xNN` as `\x5C`: no two paths are shown alike, and replacing every `\xNN` by its
/// byte yields the path again.
#[cfg(unix)]
pub fn shown(path: &Path) -> String {
    use std::fmt::Write;
    use std::os::unix::ffi::OsStrExt;

    let mut text = String::new();
    for chunk in path.as_os_str().as_bytes().utf8_chunks() {
        let mut rest = chunk.valid();
        while let Some((before, after)) = rest.split_once('\\') {
            text.push_str(before);
            text.push_str(if begins_escape(after) { "\\x5C" } else { "\\" });
            rest = after;
        }
        text.push_str(rest);
        for byte in chunk.invalid() {
            // Writing to a string does not fail.
            let _ = write!(text, "\\x{byte:02X}");
        }
    }
    text
}

/// True for `xNN…`, with the digits that an escape has.
#[cfg(unix)]
fn begins_escape(text: &str) -> bool {
    let digit = |b: &u8| b.is_ascii_digit() || (b'A'..=b'F').contains(b);
    matches!(text.as_bytes(), [b'x', a, b, ..] if digit(a) && digit(b))
}

/// `path` as text; what is no text of Unicode is replaced.
#[cfg(not(unix))]
pub fn shown(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    use std::path::Path;

    use proptest::prelude::*;
    use regex::bytes::Regex;

    use super::{as_it_is, shown};

    /// What a reader does to find the file.
    fn path_of(shown: &str) -> Vec<u8> {
        let escape = Regex::new(r"\\x([0-9A-F]{2})").unwrap();
        let byte = |found: &regex::bytes::Captures<'_>| {
            vec![u8::from_str_radix(std::str::from_utf8(&found[1]).unwrap(), 16).unwrap()]
        };
        escape.replace_all(shown.as_bytes(), byte).into_owned()
    }

    #[test]
    fn bytes_are_written_as_escapes() {
        for (bytes, expected) in [
            (&b"a/b.yaml"[..], "a/b.yaml"),
            (b"caf\xe9.yaml", r"caf\xE9.yaml"),
            (br"caf\xE9.yaml", r"caf\x5CxE9.yaml"),
            (br"a\b\x5.yaml", r"a\b\x5.yaml"),
            (b"\\\xff", r"\\xFF"),
        ] {
            assert_eq!(shown(Path::new(OsStr::from_bytes(bytes))), expected);
        }
    }

    proptest! {
        #[test]
        fn the_path_is_found_again(bytes in proptest::collection::vec(
            prop_oneof![
                3 => prop_oneof![Just(b'\\'), Just(b'x'), Just(b'4'), Just(b'E'), Just(0xe9)],
                1 => any::<u8>(),
            ],
            0..24,
        )) {
            let path = Path::new(OsStr::from_bytes(&bytes));
            let text = shown(path);
            prop_assert!(as_it_is(path).is_none_or(|as_it_is| as_it_is == text));
            prop_assert_eq!(path_of(&text), bytes);
        }
    }
}
