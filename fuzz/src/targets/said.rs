//! What is said of an input: places lie within it, and nothing printed can harm.

use seaworthy::base::{Source, Sources};
use seaworthy::diag::render::{Style, render};
use seaworthy::diag::{Diagnostic, Notice};

/// Asserts that the places of `found` lie in `source`, whatever their id.
pub(crate) fn are_placed_in(found: &[Diagnostic], source: &Source) {
    for diagnostic in found {
        for label in &diagnostic.labels {
            let span = label.place.span;
            assert!(source.text().get(span.range()).is_some(), "{span:?} of {diagnostic:?}");
        }
        is_worded(diagnostic);
    }
}

/// Asserts that the places of `found` lie in the sources that they name.
pub(crate) fn are_placed(found: &[Diagnostic], sources: &Sources) {
    for diagnostic in found {
        for label in &diagnostic.labels {
            let source = sources.get(label.place.source);
            let source = source.unwrap_or_else(|| panic!("no source of {diagnostic:?}"));
            let span = label.place.span;
            assert!(source.text().get(span.range()).is_some(), "{span:?} of {diagnostic:?}");
        }
        is_worded(diagnostic);
    }
}

fn is_worded(diagnostic: &Diagnostic) {
    assert!(!diagnostic.message.is_empty(), "{diagnostic:?}");
    assert!(diagnostic.help.iter().all(|help| !help.trim().is_empty()), "{diagnostic:?}");
}

/// Draws all of `found` as text, and asserts that it is harmless.
pub(crate) fn are_printed(found: &[Diagnostic], sources: &Sources, style: &Style) {
    for diagnostic in found {
        let notice: Notice = diagnostic.notice(sources);
        is_harmless(&render(&notice, style), style);
    }
}

/// Asserts that a text can do nothing to a terminal, and looks like what it is.
pub(crate) fn is_harmless(text: &str, style: &Style) {
    let plain = if style.color { without_colour(text) } else { text.to_owned() };
    let harmful = plain.chars().find(|c| *c != '\n' && is_harmful(*c));
    assert_eq!(harmful, None, "{text:?}");
    assert!(style.unicode || plain.is_ascii(), "{text:?}");
    assert!(text.is_empty() || text.ends_with('\n'), "{text:?}");
}

/// Controls (C1 too), bidirectional and zero-width characters, line and paragraph separators.
fn is_harmful(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

/// `text` without the sequences that set colours.
pub(crate) fn without_colour(text: &str) -> String {
    let mut pieces = text.split("\u{1b}[");
    let mut plain = pieces.next().unwrap_or("").to_owned();
    for piece in pieces {
        let (codes, rest) = piece.split_once('m').expect("a sequence that sets colours");
        assert!(codes.chars().all(|c| c.is_ascii_digit() || c == ';'), "{codes:?}");
        plain.push_str(rest);
    }
    plain
}
