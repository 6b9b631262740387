//! One style for every policy.
//!
//! There are no options, so that nobody has to choose, and a change shows what was changed. The style
//! is the plainest that keeps a rule readable as a sentence:
//!
//! - Two blanks a level, lines of at most 100 columns. Texts, literals, comments and what has no place
//!   to break may be longer.
//! - Nothing is aligned: a longer name moves no other line.
//! - One empty line between items. Imports may follow each other without, and so may `param`s and
//!   `let`s; where the author left a line empty between two of them, it stays. Within a block an
//!   empty line stays, several become one.
//! - A block has a statement a line. A `require` has its clauses on lines of their own, but for an
//!   `else` that is its only one and fits.
//! - What fits on a line stands on one. What does not is broken from the outside in: before `and`,
//!   `or` and other operators, before `where`, `for` and `else`, behind the colon of a quantifier, and
//!   within brackets, which then have the contents on lines of their own and a comma behind the last
//!   entry. A list of single words is filled, any other has an entry a line.
//! - A raw text keeps what it says, and stands a level deeper than the line it begins on.
//!
//! What the author decides stays: the order of everything, parentheses, escapes, what is in a text, an
//! interpolation included, whether a comment has its line to itself. What the style decides: blanks and
//! lines; the comma behind the last entry of a list, there if and only if the list has several lines;
//! commas between the fields of an `extern record` (none) and the values of an `extern enum` (all); the
//! indentation of raw texts, and blanks in their empty lines; blanks at the end of a comment; a byte
//! order mark (none); line ends, which are all as the first one is.
//!
//! Comments travel with the tokens. A walk over the tree (`items`, `statements`, `expressions`) asks for
//! each token in turn and says where a line may end between them (`printer`); a comment stands between
//! the same two tokens afterwards as before, behind the first where it did, else on its own line.
//! The line it stands on ends there, wherever that is, so that a group with a comment in it is broken
//! (`layout`).
//!
//! Before a formatted text is given out it is parsed, and its tokens are compared with those of the
//! original (`same`). If they differ, somebody's policy would have changed: that is a mistake in here, and
//! the text is withheld.

mod expressions;
mod items;
mod layout;
mod printer;
mod same;
mod statements;

use crate::base::{Source, SourceId};
use crate::diag::{Diagnostic, Severity};

use super::syntax::ast::File;
use super::syntax::{MAX_FILE, parse};

use printer::Printer;

/// Why a policy was not formatted.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Refused {
    /// It does not parse: what is wrong with it.
    Broken(Vec<Diagnostic>),
    /// In the one style it would be larger than a policy may be.
    TooLarge,
    /// A mistake of ours: formatted, it would be another policy, from this line on.
    Unfaithful {
        /// The line of the original, from 1.
        line: u32,
    },
}

/// `source`, which is called `id` in diagnostics, in the one style.
///
/// ```
/// use seaworthy::base::{Source, SourceId};
/// use seaworthy::lang::fmt::format;
///
/// let source = Source::new("a.sea", "edition 1 let hub:Repo=repo\"docker.io\" # ours");
/// let formatted = format(SourceId(0), &source).unwrap();
/// assert_eq!(formatted, "edition 1\n\nlet hub: Repo = repo\"docker.io\" # ours\n");
/// ```
///
/// # Errors
/// Of a policy that does not parse, all that is wrong with it.
pub fn format(id: SourceId, source: &Source) -> Result<String, Refused> {
    let parsed = parse(id, source);
    if is_broken(&parsed.diagnostics) {
        return Err(Refused::Broken(parsed.diagnostics));
    }
    let text = source.text();
    let unfaithful = |at: usize| Refused::Unfaithful {
        line: source.position(u32::try_from(at).unwrap_or(u32::MAX)).line,
    };
    let formatted = print(text, &parsed.file).map_err(unfaithful)?;
    if formatted.len() > MAX_FILE {
        return Err(Refused::TooLarge);
    }
    let again = parse(id, &Source::new(source.name(), formatted.as_str()));
    if is_broken(&again.diagnostics) {
        return Err(unfaithful(0));
    }
    match same::first_difference(text, &formatted) {
        Some(at) => Err(unfaithful(at)),
        None => Ok(formatted),
    }
}

fn is_broken(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|diagnostic| diagnostic.severity() == Severity::Error)
}

/// Prints the tree `file` of `text`.
///
/// # Errors
/// The byte at which tree and text do not say the same.
fn print(text: &str, file: &File) -> Result<String, usize> {
    let mut printer = Printer::new(text);
    printer.file(file);
    if printer.is_done() { Ok(layout::lay_out(text, &printer.ops)) } else { Err(printer.reached()) }
}
