//! How a piece of somebody's text is quoted in a message: printable ASCII as it is, anything
//! else as its code point, and never too long.

/// At most this many characters of a text are quoted.
const QUOTED: usize = 64;

/// `text` in backticks, what is not printable ASCII as `\u{…}`, cut behind 64 characters.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::from("`");
    for (count, c) in text.chars().enumerate() {
        if count == QUOTED {
            out.push('…');
            break;
        }
        match c {
            ' '..='~' => out.push(c),
            _ => out.extend(c.escape_unicode()),
        }
    }
    out.push('`');
    out
}

/// A character by its code point, as `U+043E`.
pub(super) fn code_point(c: char) -> String {
    format!("U+{:04X}", u32::from(c))
}

/// True for characters that leave no mark on a screen, or turn the direction of what does:
/// spaces, zero-width and joining signs, bidirectional controls, the byte order mark, variation
/// selectors, tags.
pub(super) fn is_invisible(c: char) -> bool {
    c.is_control()
        || c.is_whitespace()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{ffa0}' | '\u{e0000}'..='\u{e0fff}')
}
