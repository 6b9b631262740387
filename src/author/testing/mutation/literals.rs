//! What a literal may become: near it, and not the same.

use crate::lang::syntax::ast::{ExprKind, Literal, LiteralKind, Part};

/// What a literal may become. Of each, several forms: the first that means anything is taken.
pub(super) fn others(kind: &ExprKind) -> Vec<Vec<String>> {
    match kind {
        ExprKind::Bool(value) => vec![vec![(!value).to_string()]],
        ExprKind::Int(value) => {
            let near = [value.checked_add(1), value.checked_sub(1)];
            near.into_iter().flatten().map(|value| vec![value.to_string()]).collect()
        }
        ExprKind::Text(text) => {
            let pieces = text.parts.iter().map(|part| match part {
                Part::Text(text) => &**text,
                Part::Expr(_) => "",
            });
            vec![texts(&pieces.collect::<String>())]
        }
        ExprKind::Literal(literal) => typed(literal),
        _ => Vec::new(),
    }
}

/// Other texts, as they are written.
fn texts(text: &str) -> Vec<String> {
    let others = match text {
        "" => vec!["x".to_owned()],
        _ => vec![format!("{text}-x"), format!("x{text}"), format!("{text}x"), format!("{text}/x")],
    };
    others.iter().map(|text| quoted(text)).collect()
}

/// A text as it is written.
pub(in crate::author::testing) fn quoted(text: &str) -> String {
    let mut out = "\"".to_owned();
    for c in text.chars() {
        match c {
            '"' | '\\' | '{' | '}' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => {
                out.push_str(&format!("\\u{{{:x}}}", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

fn typed(literal: &Literal) -> Vec<Vec<String>> {
    let (text, prefix) = (&*literal.text, literal.kind.prefix());
    let others: Vec<Vec<String>> = match literal.kind {
        LiteralKind::Image => vec![vec![format!("{text}-x"), format!("{text}x")]],
        LiteralKind::Repo => vec![widened(text), vec![format!("{text}/x")]],
        LiteralKind::Glob => globs(text),
        LiteralKind::Regex => vec![vec![".*".to_owned()], vec![format!("x(?:{text})")]],
        LiteralKind::Semver => ranges(text),
        LiteralKind::Version | LiteralKind::Quantity | LiteralKind::Duration => {
            vec![counted(text, 1), counted(text, -1)]
        }
        LiteralKind::Date => vec![dates(text, 1), dates(text, -1)],
    };
    let written = |text: &String| *text != *literal.text;
    let others = others.into_iter().map(|forms| {
        forms
            .iter()
            .filter(|text| written(text))
            .map(|text| format!("{prefix}\"{text}\""))
            .collect()
    });
    others.filter(|forms: &Vec<String>| !forms.is_empty()).collect()
}

/// The repositories that one is in.
fn widened(text: &str) -> Vec<String> {
    text.rsplit_once('/').map(|(above, _)| above.to_owned()).into_iter().collect()
}

/// What matches more, and what matches less.
fn globs(text: &str) -> Vec<Vec<String>> {
    let wild = text.char_indices().find(|(_, c)| *c == '*');
    let narrower = match wild {
        Some((at, _)) => {
            let behind = text.get(at..).unwrap_or_default().trim_start_matches('*');
            format!("{}x{behind}", text.get(..at).unwrap_or_default())
        }
        None => format!("{text}x"),
    };
    vec![vec!["**".to_owned()], vec![narrower]]
}

/// The first bound of a range, open for closed and closed for open; its number, moved.
fn ranges(text: &str) -> Vec<Vec<String>> {
    let mut all = Vec::new();
    for (from, to) in [(">=", ">"), ("<=", "<"), (">", ">="), ("<", "<="), ("^", "~"), ("~", "^")] {
        let at = text.find(from).filter(|at| {
            let behind = text.get(at + from.len()..).unwrap_or_default();
            !behind.starts_with('=')
        });
        if let Some(at) = at {
            let (before, behind) = (text.get(..at), text.get(at + from.len()..));
            all.push(vec![format!("{}{to}{}", before.unwrap_or(""), behind.unwrap_or(""))]);
        }
    }
    all.push(counted(text, 1));
    all
}

/// The last number in a text, moved.
fn counted(text: &str, by: i64) -> Vec<String> {
    let is_digit = |c: char| c.is_ascii_digit();
    let Some(end) = text.rfind(is_digit).map(|at| at + 1) else { return Vec::new() };
    let head = text.get(..end).unwrap_or_default();
    let start = head.rfind(|c| !is_digit(c)).map_or(0, |at| {
        at + head.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8)
    });
    let number = text.get(start..end).and_then(|digits| digits.parse::<i64>().ok());
    let moved = number.and_then(|number| number.checked_add(by)).filter(|number| *number >= 0);
    let parts = moved.map(|moved| {
        let (before, behind) = (text.get(..start), text.get(end..));
        format!("{}{moved}{}", before.unwrap_or(""), behind.unwrap_or(""))
    });
    parts.into_iter().collect()
}

/// The day after, or before.
fn dates(text: &str, by: i64) -> Vec<String> {
    let mut parts = text.rsplitn(2, '-');
    let day = parts.next().and_then(|day| day.parse::<i64>().ok());
    let (Some(day), Some(month)) = (day, parts.next()) else { return Vec::new() };
    let near = [day + by, day - by];
    near.iter().map(|day| format!("{month}-{day:02}")).collect()
}
