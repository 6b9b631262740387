//! Telling templates from manifests.
//!
//! Helm's templates are not YAML before they are rendered, or are YAML by accident: `{{ x }}` is a
//! mapping with a mapping for a key. But `{{ … }}` within text is also what Argo, Prometheus and
//! others fill in long after kubectl has applied the object, and such an object is judged. So a
//! document is taken for a template where braces stand as a value of their own, where plain text
//! asks for what only Helm has (`.Values`, `.Release`, `include` …), and where the YAML does not
//! parse and braces may be the cause.

use crate::base::Span;

/// How many places are told of one template.
const MOST: usize = 5;

/// What only Helm (or its template functions) can fill in.
const HELM: &[&str] = &[
    ".Values",
    ".Release",
    ".Chart",
    ".Capabilities",
    ".Template",
    ".Files",
    "include ",
    "tpl ",
    "template ",
    "end ",
    "else ",
];

/// Where in `text` braces ask for what only Helm has.
pub(super) fn helm_in(text: &str) -> Option<usize> {
    let (at, inside) = expressions(text).find(|(_, inside)| {
        let words = inside.trim_start_matches('-').trim_start();
        HELM.iter().any(|helm| match helm.strip_suffix(' ') {
            Some(word) => words.split_whitespace().next() == Some(word),
            None => words.contains(helm),
        })
    })?;
    let _ = inside;
    Some(at)
}

/// The `{{ … }}` of `text` that hold no other `{{`: where each begins, and what stands inside. Nothing
/// is looked at twice, however many braces there are.
fn expressions(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut opens = text.match_indices("{{").map(|(at, _)| at).peekable();
    let mut close = 0;
    std::iter::from_fn(move || {
        loop {
            let inside = opens.next()? + 2;
            if close < inside {
                close = inside + text.get(inside..)?.find("}}")?;
            }
            if opens.peek().is_none_or(|next| *next >= close) {
                return Some((inside - 2, text.get(inside..close)?));
            }
        }
    })
}

/// The first few braces of a document that does not parse, which stand where a value, a key or a
/// line begins, or ask for what only Helm has; outside comments.
pub(super) fn unrendered(text: &str, document: Span) -> Vec<Span> {
    let mut found = Vec::new();
    let mut at = document.start as usize;
    for line in text.get(document.range()).unwrap_or("").split_inclusive(['\n', '\r']) {
        found.extend(in_line(line).map(|start| Span::new(at + start, at + start + 2)));
        if found.len() >= MOST {
            break;
        }
        at += line.len();
    }
    found.truncate(MOST);
    found
}

fn in_line(line: &str) -> Option<usize> {
    let comment =
        |at: &usize| line.get(..*at).is_some_and(|b| b.is_empty() || b.ends_with([' ', '\t']));
    let end = line.match_indices('#').map(|(at, _)| at).find(comment).unwrap_or(line.len());
    let code = line.get(..end).unwrap_or(line);
    let begins = |at: usize| {
        let before = code.get(..at).unwrap_or("").trim_end();
        before.is_empty() || before.ends_with([':', '-', '[', '{', ',', '?', '|', '>', '}'])
    };
    // A line of control, such as `{% if … %}`, is no YAML either.
    let control = code.trim_start().starts_with("{%").then(|| code.len() - code.trim_start().len());
    let braces = code.match_indices("{{").map(|(at, _)| at).find(|at| begins(*at));
    [braces, control, helm_in(code)].into_iter().flatten().min()
}
