//! A file into documents, exactly where kubectl splits it.
//!
//! `kubectl` looks for lines that begin with `---` before it parses anything. A separator may be
//! followed by blanks and a comment (`---#x` is one); a line that begins with `---` and goes on in
//! any other way is an error to it, though YAML would read a document there.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use crate::base::Span;

/// A piece of a file between separators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Segment {
    /// The piece, without the separator.
    pub(super) span: Span,
    /// What stands before it.
    pub(super) opening: Opening,
}

/// How a segment begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Opening {
    /// With the file.
    File,
    /// With a separator.
    Separator,
    /// With a line that begins with `---` but separates nothing to kubectl; it is in the span.
    Faulty,
}

/// The segments of `text` from `start` on, in order; at least one.
pub(super) fn segments(text: &str, start: usize) -> impl Iterator<Item = Segment> + '_ {
    let mut next = Some((start, start, Opening::File));
    std::iter::from_fn(move || {
        let (start, search, opening) = next.take()?;
        let mut at = search;
        while let Some((line, end)) = line_at(text, at) {
            if let Some(rest) = line.strip_prefix("---") {
                let rest = rest.trim();
                // A comment that ends within the line hides what follows it.
                let ends = rest.contains(['\r', '\u{85}', '\u{2028}', '\u{2029}']);
                next = if rest.is_empty() || rest.starts_with('#') && !ends {
                    Some((end, end, Opening::Separator))
                } else {
                    Some((at, end, Opening::Faulty))
                };
                return Some(Segment { span: Span::new(start, at), opening });
            }
            at = next_candidate(text, end)?.unwrap_or(text.len());
        }
        Some(Segment { span: Span::new(start, text.len()), opening })
    })
}

/// The first line of what stands behind a `...` that opens the segment at `span`.
///
/// Of separators that follow one another kubectl leaves every other one to its parser, which then
/// sees an empty document there and reads no further.
pub(super) fn behind_end(text: &str, span: Span) -> Option<Span> {
    let mut at = span.start as usize;
    let mut ended = false;
    for line in text.get(span.range())?.split_inclusive(['\n', '\r']) {
        let content = line.trim_start_matches('\u{feff}').trim_end();
        let rest = content.strip_prefix("...");
        let ends = rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']));
        let blank = content.is_empty() || content.trim_start().starts_with('#');
        if !ends && !blank {
            return ended.then(|| Span::new(at, at + line.trim_end().len()));
        }
        ended |= ends;
        at += line.len();
    }
    None
}

/// The line that begins at `at`, its end included in the offset returned.
fn line_at(text: &str, at: usize) -> Option<(&str, usize)> {
    let rest = text.get(at..).filter(|rest| !rest.is_empty())?;
    let end = memchr::memchr(b'\n', rest.as_bytes()).map_or(rest.len(), |end| end + 1);
    Some((rest.get(..end)?, at + end))
}

/// What a line begins with behind which another document may begin.
static SEPARATOR: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new(b"\n---"));

/// The next line from `from` on that begins with `---`.
#[expect(clippy::option_option, reason = "the outer one ends the iterator on a broken invariant")]
fn next_candidate(text: &str, from: usize) -> Option<Option<usize>> {
    let bytes = text.as_bytes();
    if bytes.get(from..)?.starts_with(b"---") {
        return Some(Some(from));
    }
    let found = SEPARATOR.find(bytes.get(from..)?);
    Some(found.map(|at| from + at + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Vec<(&str, Opening)> {
        let mark = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        segments(text, mark).map(|s| (text.get(s.span.range()).unwrap(), s.opening)).collect()
    }

    #[test]
    fn kubectl_separators_split() {
        use Opening::{Faulty, File, Separator};
        for (text, expected) in [
            ("", &[("", File)][..]),
            ("a\n", &[("a\n", File)]),
            (
                "---\na\n--- # x\nb\n---#c\r\nc",
                &[("", File), ("a\n", Separator), ("b\n", Separator), ("c", Separator)],
            ),
            ("a\n---", &[("a\n", File), ("", Separator)]),
            ("a\n---\n---\n", &[("a\n", File), ("", Separator), ("", Separator)]),
            ("--- {a: b}\nc\n---\nd", &[("", File), ("--- {a: b}\nc\n", Faulty), ("d", Separator)]),
            ("a\n----\nb", &[("a\n", File), ("----\nb", Faulty)]),
            (" ---\n", &[(" ---\n", File)]),
            ("\u{feff}---\na", &[("", File), ("a", Separator)]),
            (
                "--- x\n--- y\n---\n",
                &[("", File), ("--- x\n", Faulty), ("--- y\n", Faulty), ("", Separator)],
            ),
        ] {
            assert_eq!(pieces(text), expected, "{text:?}");
        }
    }
}
