//! What the editor asks while somebody types: whether an entry is whole, how it is coloured, what may
//! come next.

use std::borrow::Cow;
use std::cell::RefCell;

use owo_colors::{OwoColorize as _, Style as Paint};
use rustyline::completion::{Completer, FilenameCompleter, Pair};
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::hint::{Hint, Hinter};
use rustyline::history::SearchDirection;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{Context, Helper, Result};

use crate::author::repl::{Candidate, Session, Takes, begun_command, is_unfinished};
use crate::diag::printable;
use crate::lang::syntax::{Shade, shades};

/// Helps the editor of a session.
pub(super) struct Aide<'s, 'h> {
    pub(super) session: &'s RefCell<Session<'h>>,
    pub(super) files: FilenameCompleter,
    pub(super) color: bool,
}

impl Helper for Aide<'_, '_> {}

impl Completer for Aide<'_, '_> {
    type Candidate = Pair;

    fn complete(&self, line: &str, at: usize, context: &Context<'_>) -> Result<(usize, Vec<Pair>)> {
        let head = line.get(..at).unwrap_or(line);
        if begun_command(head).is_some_and(|command| command.takes == Takes::Paths) {
            let (start, mut files) = self.files.complete(line, at, context)?;
            files.retain(|file| printable(&file.display) == file.display);
            return Ok((start, files));
        }
        let found = self.session.borrow().complete(line, at);
        let pair = |it: Candidate| Pair { display: it.shown, replacement: it.text };
        Ok((found.start, found.candidates.into_iter().map(pair).collect()))
    }
}

impl Validator for Aide<'_, '_> {
    fn validate(&self, context: &mut ValidationContext<'_>) -> Result<ValidationResult> {
        Ok(match is_unfinished(context.input()) {
            true => ValidationResult::Incomplete,
            false => ValidationResult::Valid(None),
        })
    }
}

/// What is shown behind the cursor.
pub(super) struct Prompting {
    shown: String,
    /// True if it may be taken over.
    typed: bool,
}

impl Hint for Prompting {
    fn display(&self) -> &str {
        &self.shown
    }

    fn completion(&self) -> Option<&str> {
        self.typed.then_some(self.shown.as_str())
    }
}

impl Hinter for Aide<'_, '_> {
    type Hint = Prompting;

    /// Behind a bracket, how the function is called; behind a command's name, what it takes; else the
    /// rest of the last entry that begins like this one.
    fn hint(&self, line: &str, at: usize, context: &Context<'_>) -> Option<Prompting> {
        if line.trim().is_empty() || at < line.len() {
            return None;
        }
        if let Some(call) = self.session.borrow().call_hint(line) {
            return Some(Prompting { shown: call, typed: false });
        }
        if line.ends_with(' ')
            && let Some(command) = begun_command(line).filter(|it| !it.args.is_empty())
            && line.split_whitespace().count() == 1
        {
            return Some(Prompting { shown: command.args.to_owned(), typed: false });
        }
        let last = context.history_index().checked_sub(1)?;
        let found = context.history().starts_with(line, last, SearchDirection::Reverse);
        let found = found.ok().flatten()?;
        let rest = found.entry.get(line.len()..).filter(|rest| !rest.is_empty())?;
        Some(Prompting { shown: rest.to_owned(), typed: true })
    }
}

impl Highlighter for Aide<'_, '_> {
    fn highlight<'l>(&self, line: &'l str, _: usize) -> Cow<'l, str> {
        if !self.color {
            return Cow::Borrowed(line);
        }
        let (mut out, mut end) = (String::with_capacity(line.len() * 2), 0);
        let command = line.trim_start().starts_with(':');
        let word = line.find(|c: char| c.is_whitespace()).unwrap_or(line.len());
        let spans = match command {
            true => vec![(0..word, Paint::new().bold())],
            false => shades(line).into_iter().map(|(span, of)| (span.range(), paint(of))).collect(),
        };
        for (range, paint) in spans {
            out.push_str(line.get(end..range.start).unwrap_or(""));
            out.push_str(&line.get(range.clone()).unwrap_or("").style(paint).to_string());
            end = range.end;
        }
        out.push_str(line.get(end..).unwrap_or(""));
        Cow::Owned(out)
    }

    fn highlight_prompt<'b, 's: 'b, 'p: 'b>(&'s self, prompt: &'p str, _: bool) -> Cow<'b, str> {
        match self.color {
            true => Cow::Owned(prompt.cyan().to_string()),
            false => Cow::Borrowed(prompt),
        }
    }

    fn highlight_hint<'t>(&self, hint: &'t str) -> Cow<'t, str> {
        match self.color {
            true => Cow::Owned(hint.dimmed().to_string()),
            false => Cow::Borrowed(hint),
        }
    }

    fn highlight_char(&self, _: &str, _: usize, kind: CmdKind) -> bool {
        self.color && kind != CmdKind::MoveCursor
    }
}

fn paint(shade: Shade) -> Paint {
    let paint = Paint::new();
    match shade {
        Shade::Keyword => paint.magenta(),
        Shade::Type => paint.yellow(),
        Shade::Text => paint.green(),
        Shade::Number => paint.cyan(),
        Shade::Comment => paint.dimmed(),
    }
}
