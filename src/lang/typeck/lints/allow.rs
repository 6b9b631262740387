//! Lints that are allowed in place: `# allow L0301: the tag is checked elsewhere`.
//!
//! The comment stands on the line of what it allows, or alone on the line above. It names one or
//! more codes, and says why. One without a reason, or that allows nothing, is itself a lint, which
//! can't be allowed.

use std::collections::HashSet;

use crate::base::{Place, Source, Span};
use crate::diag::{Code, Diagnostic};
use crate::lang::syntax::ast::Comment;

use crate::lang::typeck::world::{Home, World};

/// A comment that allows something.
struct Allowance {
    place: Place,
    /// The line that it is about, from 1.
    line: u32,
    /// A code, where it is written, and whether it allowed anything.
    codes: Vec<(Code, Place, bool)>,
}

/// Drops what is allowed, and adds what is wrong with the comments that allow. Of files in which
/// something is wrong it is not known what a comment would allow.
pub(super) fn apply(
    world: &World<'_>,
    mut lints: Vec<Diagnostic>,
    unsound: &HashSet<Home>,
) -> Vec<Diagnostic> {
    let mut said = Vec::new();
    for (index, unit) in world.input.units.iter().enumerate() {
        let Some(source) = world.input.sources.get(unit.source) else { continue };
        let comments = unit.comments.iter();
        let mut allowed: Vec<Allowance> =
            comments.filter_map(|comment| read(source, unit.source, comment, &mut said)).collect();
        lints.retain(|lint| {
            let Some(place) = lint.place().filter(|place| place.source == unit.source) else {
                return true;
            };
            let line = source.position(place.span.start).line;
            !allows(&mut allowed, lint.code, line)
        });
        if !unsound.contains(&Home::Unit(index)) {
            said.extend(idle(&allowed, world.input.for_authors));
        }
    }
    lints.extend(said);
    lints
}

fn allows(allowed: &mut [Allowance], code: Code, line: u32) -> bool {
    let mut any = false;
    for allowance in allowed.iter_mut().filter(|allowance| allowance.line == line) {
        for (_, _, used) in allowance.codes.iter_mut().filter(|(found, ..)| *found == code) {
            *used = true;
            any = true;
        }
    }
    any
}

/// Reads a comment; nothing for one that is about something else.
fn read(
    source: &Source,
    id: crate::base::SourceId,
    comment: &Comment,
    said: &mut Vec<Diagnostic>,
) -> Option<Allowance> {
    let text = source.slice(comment.span);
    let rest = text.trim_start_matches('#').trim_start().strip_prefix("allow ")?;
    let (codes, reason) = rest.split_once(':').unwrap_or((rest, ""));
    let first = codes.split([',', ' ']).find(|word| !word.is_empty())?;
    if !looks_like_code(first) {
        return None;
    }
    let place = Place::new(id, comment.span);
    let mut at = comment.span.start as usize + text.len() - rest.len();
    let mut found = Vec::new();
    for word in codes.split([',', ' ']) {
        let word_place = Place::new(id, Span::new(at, at + word.len()));
        at += word.len() + 1;
        if word.is_empty() {
            continue;
        }
        match Code::find(word).filter(|code| code.as_str().starts_with('L')) {
            Some(code) if is_allowable(code) => found.push((code, word_place, false)),
            _ => said.push(no_lint(word, word_place)),
        }
    }
    if reason.trim().is_empty() {
        said.push(no_reason(place, codes.trim()));
    }
    let line = source.position(comment.span.start).line + u32::from(comment.own_line);
    Some(Allowance { place, line, codes: found })
}

fn looks_like_code(word: &str) -> bool {
    let mut chars = word.chars();
    matches!(chars.next(), Some('L' | 'l' | 'E' | 'e')) && chars.all(|c| c.is_ascii_digit())
}

/// What is wrong with an allowance can't be allowed.
fn is_allowable(code: Code) -> bool {
    !matches!(code, Code::L0311 | Code::L0312)
}

/// Allowances that allowed nothing. Of what only authors are told it is not known to others.
fn idle(allowed: &[Allowance], for_authors: bool) -> Vec<Diagnostic> {
    let told = move |code: Code| for_authors || !matches!(code, Code::L0320 | Code::L0321);
    let unused = allowed.iter().flat_map(move |allowance| {
        let codes = allowance.codes.iter().filter(move |(code, _, used)| !used && told(*code));
        codes.map(move |(code, place, _)| (code, *place, allowance))
    });
    unused
        .map(|(code, place, allowance)| {
            let message = format!("nothing on line {} gives `{}`", allowance.line, code.as_str());
            let whole = allowance.codes.len() == 1;
            let help = if whole { "drop the comment" } else { "drop the code from the comment" };
            let place = if whole { allowance.place } else { place };
            Diagnostic::new(Code::L0312, message).at(place, "allows nothing").help(help)
        })
        .collect()
}

fn no_lint(word: &str, place: Place) -> Diagnostic {
    Diagnostic::new(Code::L0312, format!("`{word}` is no lint that can be allowed"))
        .at(place, "allows nothing")
        .help("name the code that the lint prints, as in `L0301`")
}

fn no_reason(place: Place, codes: &str) -> Diagnostic {
    Diagnostic::new(Code::L0311, "a lint is allowed without a reason")
        .at(place, "says no reason")
        .help(format!("say why: `# allow {codes}: …`"))
}
