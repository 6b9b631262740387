//! Where in its sources a place in rendered text was written.
//!
//! The file is known: its program tells. The line is not told by anybody. It is looked for by what stands
//! in the rendered line: a key and a value. A line of the source that says the same, and is the only one
//! there, as it is the only one in what came of that source, is taken for it; anything less is a guess, and
//! called so.
//!
//! | what the source holds | where the finding is told | how sure |
//! | --- | --- | --- |
//! | `image: nginx:latest`, once, rendered once | at that value | the line |
//! | the same several times, or rendered several times | at the one that is as manieth | a guess |
//! | of a chart: `image: {{ … }}` | at the template's line, with the value's in a values file beside | a guess |
//! | of a kustomization: nothing, but a patch or the kustomization has it | there | a guess |
//! | nothing of that | at the key if there is one, else where the file begins | a guess |

use std::sync::Arc;

use super::{File, Rendered, Sort};
use crate::base::{Source, Span};
use crate::world::input::content::read_file;
use crate::world::manifest::Limits;

/// How sure it is that a place is the one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Certainty {
    /// The line says just this, and is the only one.
    Line,
    /// The file is known, the line is a guess.
    File,
    /// Both are guesses.
    Guess,
}

/// Where a place in rendered text comes from.
#[derive(Clone, Debug)]
pub struct Traced {
    /// The file.
    pub source: Arc<Source>,
    /// Where in it.
    pub span: Span,
    /// How sure that is.
    pub certainty: Certainty,
    /// Where its value may be written, if that is another place.
    pub value: Option<(Arc<Source>, Span)>,
}

/// What a rendered line says.
#[derive(Debug)]
struct Wanted<'t> {
    key: &'t str,
    value: &'t str,
}

impl Rendered {
    /// Where the place `span` of the text comes from, which is at hand as `text`.
    pub fn trace(&self, text: &str, span: Span) -> Traced {
        let file = self.file_at(span.start);
        let known = file.and_then(source_of);
        let found = known.is_some();
        let Some(source) = known.or_else(|| source_of(&self.own)) else {
            let source = Source::new(self.own.shown.clone(), "");
            return Traced { source, span: Span::at(0), certainty: Certainty::Guess, value: None };
        };
        let wanted = wanted(text, span);
        let places = wanted.as_ref().filter(|_| found);
        let places = places.map_or_else(Vec::new, |wanted| wanted.places(source.text()));
        let rendered =
            wanted.as_ref().map_or_else(Vec::new, |wanted| self.rendered(text, file, wanted));
        let before = rendered.iter().filter(|place| place.start < span.start).count();
        match (places.as_slice(), rendered.len()) {
            ([span], 1) => {
                return Traced { source, span: *span, certainty: Certainty::Line, value: None };
            }
            ([first, ..], count) => {
                let nth = places.get(before).filter(|_| places.len() == count);
                let (span, certainty) = (*nth.unwrap_or(first), Certainty::File);
                return Traced { source, span, certainty, value: None };
            }
            ([], _) => {}
        }
        let elsewhere = wanted.as_ref().and_then(|wanted| self.elsewhere(wanted));
        if let (Sort::Kustomization, Some((source, span))) = (self.sort, &elsewhere) {
            let (source, span) = (Arc::clone(source), *span);
            return Traced { source, span, certainty: Certainty::Guess, value: None };
        }
        let line = wanted.as_ref().filter(|_| found).and_then(|wanted| {
            let nth = self.keys_before(text, file, wanted.key, span);
            likely(source.text(), wanted.key, nth, self.sort)
        });
        let certainty = if found { Certainty::File } else { Certainty::Guess };
        let span = line.unwrap_or_else(|| beginning(source.text()));
        Traced { source, span, certainty, value: elsewhere }
    }

    /// The file that a byte of the text comes from.
    fn file_at(&self, byte: u32) -> Option<&File> {
        let after = self.stretches.partition_point(|stretch| stretch.span.start <= byte);
        let stretch = self.stretches.get(after.checked_sub(1)?)?;
        stretch.file.as_ref()
    }

    /// Where the text says what is wanted, in all that comes of the file.
    fn rendered(&self, text: &str, file: Option<&File>, wanted: &Wanted<'_>) -> Vec<Span> {
        let all = self.stretches.iter().filter(|stretch| stretch.file.as_ref() == file);
        let places = all.flat_map(|stretch| {
            let part = text.get(stretch.span.range()).unwrap_or_default();
            let places = wanted.places(part);
            places.into_iter().map(|place| place.shifted(stretch.span.start as usize))
        });
        places.collect()
    }

    /// How often a key stands before a place in what comes of the file.
    fn keys_before(&self, text: &str, file: Option<&File>, key: &str, span: Span) -> usize {
        let all = self.stretches.iter().filter(|stretch| stretch.file.as_ref() == file);
        let parts = all.map(|stretch| {
            let end = stretch.span.end.min(span.start).max(stretch.span.start);
            text.get(Span { start: stretch.span.start, end }.range()).unwrap_or_default()
        });
        let complete =
            |part: &str| lines(part).filter(|(_, line)| key_at(line, key).is_some()).count();
        // The line that the place is in has its key before it.
        parts.map(complete).sum::<usize>().saturating_sub(1)
    }

    /// Where a value may be written outside of its file: alone in a file, by what is likely first.
    fn elsewhere(&self, wanted: &Wanted<'_>) -> Option<(Arc<Source>, Span)> {
        let (name, tag) = image_parts(wanted.value);
        let mut tries: Vec<(Option<&str>, &str)> = match self.sort {
            Sort::Chart => vec![(None, wanted.value)],
            Sort::Kustomization => vec![(Some(wanted.key), wanted.value)],
        };
        if wanted.key == "image" {
            let keys = ["tag", "newTag", "digest"];
            tries.extend(tag.into_iter().flat_map(|tag| keys.map(|key| (Some(key), tag))));
            tries.extend(["repository", "newName", "name", "image"].map(|key| (Some(key), name)));
        }
        let sources: Vec<Arc<Source>> = self.others.iter().filter_map(source_of).collect();
        tries.iter().filter(|(_, value)| !value.is_empty()).find_map(|(key, value)| {
            sources.iter().find_map(|source| match places(source.text(), *key, value).as_slice() {
                [span] => Some((Arc::clone(source), *span)),
                _ => None,
            })
        })
    }
}

impl Wanted<'_> {
    fn places(&self, text: &str) -> Vec<Span> {
        places(text, Some(self.key), self.value)
    }
}

/// The name of an image and its tag or digest.
fn image_parts(image: &str) -> (&str, Option<&str>) {
    if let Some((name, digest)) = image.split_once('@') {
        return (name, Some(digest));
    }
    match image.rsplit_once(':') {
        Some((name, tag)) if !tag.contains('/') => (name, Some(tag)),
        _ => (image, None),
    }
}

/// A file's text, if it can be had.
fn source_of(file: &File) -> Option<Arc<Source>> {
    let limit = Limits::default().file;
    let bytes = read_file(&file.path, limit).ok().filter(|bytes| bytes.len() <= limit)?;
    Some(Source::new(file.shown.clone(), String::from_utf8(bytes).ok()?))
}

/// What the line that a place is in says there.
fn wanted(text: &str, span: Span) -> Option<Wanted<'_>> {
    let at = (span.start as usize).min(text.len());
    let start = text.get(..at)?.rfind('\n').map_or(0, |before| before + 1);
    let line = text.get(start..)?.lines().next()?;
    let before = text.get(start..at)?.trim_end();
    let here = text.get(span.range()).filter(|here| !here.contains('\n'));
    if let (Some(before), Some(value)) = (before.strip_suffix(':'), here) {
        let key = before.rsplit([' ', '{', ',']).next()?.trim_matches(['"', '\'']);
        return Some(Wanted { key, value: value.trim_matches(['"', '\'']) });
    }
    let bare = bare(line);
    let (key, value) = bare.split_once(": ").or(bare.strip_suffix(':').map(|key| (key, "")))?;
    Some(Wanted {
        key: key.trim_matches(['"', '\'']),
        value: value.trim().trim_matches(['"', '\'']),
    })
}

/// A line without what makes it an item.
fn bare(line: &str) -> &str {
    let mut bare = line.trim();
    while let Some(rest) = bare.strip_prefix("- ") {
        bare = rest.trim_start();
    }
    bare
}

/// The lines of a text that are no comments, with where each begins.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    let lines = text.split_inclusive('\n').map(move |line| {
        at += line.len();
        (at - line.len(), line.trim_end_matches(['\n', '\r']))
    });
    lines.filter(|(_, line)| !line.trim_start().starts_with('#'))
}

/// Where lines say this value, under this key if one is given, quoted or not.
fn places(text: &str, key: Option<&str>, value: &str) -> Vec<Span> {
    let in_line = |(start, line): (usize, &str)| {
        let spans: Vec<Span> = match (value, key) {
            ("", None) => Vec::new(),
            ("", Some(key)) => {
                let is = bare(line).strip_suffix(':').is_some_and(|bare| bare == key);
                let end = line.trim_end().len();
                is.then(|| Span::new(line.len() - line.trim_start().len(), end))
                    .into_iter()
                    .collect()
            }
            (value, key) => {
                let all = line.match_indices(value).map(|(at, _)| at);
                let fits = all.filter(|at| is_value(line, key, *at, value.len()));
                fits.map(|at| Span::new(at, at + value.len())).collect()
            }
        };
        spans.into_iter().map(move |span| span.shifted(start))
    };
    lines(text).flat_map(in_line).collect()
}

/// True if so many bytes of a line are a whole value, under this key if one is given.
fn is_value(line: &str, key: Option<&str>, at: usize, length: usize) -> bool {
    let (Some(before), Some(after)) = (line.get(..at), line.get(at + length..)) else {
        return false;
    };
    let (before, after) = match before.chars().next_back() {
        Some(quote @ ('"' | '\'')) => match after.strip_prefix(quote) {
            Some(after) => (before.strip_suffix(quote).unwrap_or(before), after),
            None => return false,
        },
        _ => (before, after),
    };
    let ends = after.is_empty() || after.starts_with([' ', '\t', ',', '}', ']']);
    let Some(before) = before.trim_end().strip_suffix(':').filter(|_| ends) else { return false };
    let Some(key) = key else { return true };
    let before = before.trim_end_matches(['"', '\'']);
    before.strip_suffix(key).is_some_and(|rest| {
        rest.chars().next_back().is_none_or(|c| matches!(c, ' ' | '\t' | '{' | ',' | '"' | '\''))
    })
}

/// Where a key stands in a line, with all that is under it there.
fn key_at(line: &str, key: &str) -> Option<Span> {
    let mut all = line.match_indices(key).map(|(at, _)| at);
    let at = all.find(|at| {
        let before = line.get(..*at).unwrap_or_default();
        let after = line.get(at + key.len()..).unwrap_or_default();
        after.starts_with(':')
            && before.chars().next_back().is_none_or(|c| matches!(c, ' ' | '\t' | '{' | ','))
    })?;
    Some(Span::new(at, line.trim_end().len()))
}

/// Where in a source the key stands whose value was made: of a template, with a `{{ … }}`.
fn likely(text: &str, key: &str, nth: usize, sort: Sort) -> Option<Span> {
    let all: Vec<(Span, bool)> = lines(text)
        .filter_map(|(start, line)| {
            let span = key_at(line, key)?;
            let filled = line.get(span.range())?.contains("{{");
            Some((span.shifted(start), filled))
        })
        .collect();
    let filled: Vec<Span> =
        all.iter().filter(|(_, filled)| *filled).map(|(span, _)| *span).collect();
    match (sort, filled.as_slice()) {
        (Sort::Chart, [span]) => Some(*span),
        _ => all
            .get(nth)
            .map(|(span, _)| *span)
            .or(filled.last().copied())
            .or(all.first().map(|(span, _)| *span)),
    }
}

/// The first line of a text that is no comment.
fn beginning(text: &str) -> Span {
    let first = lines(text).find(|(_, line)| !line.trim().is_empty());
    first.map_or(Span::at(0), |(start, line)| Span::new(start, start + line.len()))
}
