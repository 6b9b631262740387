//! Comments and documentation: what the grammar skips.

use crate::base::Span;

use super::ast::{Comment, Doc};
use super::scan::{Scanner, TokenKind};

/// All `#` comments of `text`, and of the documentation in it what `attached` does not cover: it
/// documents nothing, but must not get lost.
pub(super) fn comments(text: &str, attached: &[Span]) -> Vec<Comment> {
    let mut comments = Vec::new();
    let mut before = 0;
    for token in Scanner::new(text, 0, text.len()) {
        let line_first = token.line_first;
        let kept = match token.kind {
            TokenKind::Comment => true,
            TokenKind::Doc => !covered(attached, token.span()),
            _ => false,
        };
        if kept {
            let gap = text.as_bytes().get(before..token.start).unwrap_or(&[]);
            let newlines = gap.iter().filter(|&&b| b == b'\n').count();
            // At the start of the file no line end belongs to what stands before.
            let own = usize::from(before > 0);
            let blank = if line_first { newlines.saturating_sub(own) } else { 0 };
            comments.push(Comment {
                span: token.span(),
                own_line: line_first,
                blank_before: u32::try_from(blank).unwrap_or(u32::MAX),
            });
        }
        before = token.end;
    }
    comments
}

/// True if one of `spans`, which are in order, contains `span`.
pub(super) fn covered(spans: &[Span], span: Span) -> bool {
    let behind = spans.partition_point(|s| s.start <= span.start);
    behind.checked_sub(1).and_then(|index| spans.get(index)).is_some_and(|s| s.contains(span))
}

/// The documentation at `span`: its `##` lines, without the `##` and one blank.
pub(super) fn doc(text: &str, span: Span) -> Doc {
    let range = span.range();
    let lines: Vec<&str> = Scanner::new(text, range.start, range.end)
        .filter(|token| token.kind == TokenKind::Doc)
        .map(|token| token.text(text).trim_start_matches('#'))
        .map(|line| line.strip_prefix(' ').unwrap_or(line).trim_end())
        .collect();
    Doc { text: lines.join("\n").into(), span }
}

/// The documentation of the fields that begin at `starts` (in order), within `span`: for each the
/// place of the `##` lines directly above it. The others are strays.
pub(super) fn field_docs(
    text: &str,
    span: Span,
    starts: &[usize],
) -> (Vec<Option<Span>>, Vec<Span>) {
    let mut docs = vec![None; starts.len()];
    let mut strays = Vec::new();
    let mut pending: Option<Span> = None;
    let range = span.range();
    for token in Scanner::new(text, range.start, range.end) {
        match token.kind {
            TokenKind::Doc => {
                pending = Some(pending.map_or(token.span(), |doc| doc.to(token.span())));
            }
            TokenKind::Comment => {}
            _ => {
                let Some(doc) = pending.take() else { continue };
                match starts.binary_search(&token.start).ok().and_then(|i| docs.get_mut(i)) {
                    Some(slot) => *slot = Some(doc),
                    None => strays.push(doc),
                }
            }
        }
    }
    strays.extend(pending);
    (docs, strays)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_keep_their_place() {
        let text = "# a\n\n\n# b\nlet x = 1 # c \"\n## d\nlet y = \"# no\"\n";
        let doc = text.find("## d").expect("there");
        let found: Vec<(bool, u32)> = comments(text, &[Span::new(doc, doc + 4)])
            .iter()
            .map(|c| (c.own_line, c.blank_before))
            .collect();
        assert_eq!(found, [(true, 0), (true, 2), (false, 0)]);
    }

    #[test]
    fn documentation_loses_its_marks() {
        let text = "## Title.\n##\n##   code\n# no\n##last";
        assert_eq!(&*doc(text, Span::new(0, text.len())).text, "Title.\n\n  code\nlast");
    }
}
