//! The authoring session: expressions, rules and tests tried out on manifests, an entry at a time.
//!
//! A [`Session`] knows no terminal, no colour and no file. It has three things: the manifests that are
//! loaded, the policies that surround it, and a *draft*, the policy that the author is writing. An
//! entry is a command (`:load deploy/`), items of a policy (`rule …`, `let …`, `test …`), or an
//! expression; [`Session::enter`] takes one and returns an [`Answer`], pieces that whoever shows them
//! makes fit for a screen. The command line has two such fronts, an editor on a terminal and a reader
//! of lines from a pipe, which print the same.
//!
//! # There is one language
//!
//! Nothing here evaluates, checks or judges. Every entry goes the way that a policy file goes: the
//! draft is a text called `<session>`, an entry's items go into it (in place of those of the same
//! name, if there are any), and the whole is loaded, checked, lowered and bound anew. If that shows an
//! error the draft stays as it was. So an author may redefine a function that three rules call, and
//! learns at once if one of them no longer fits; and what `:save` writes is what was judged. An
//! expression is asked as `seaworthy eval` asks it, as a rule of its own beside the draft.
//!
//! # What is loaded stays
//!
//! Manifests are read when they are loaded and kept, policies likewise; `:reload` reads both again.
//! What the session says of them never changes between two entries because a file did.
//!
//! # Where things are
//!
//! | module | what it does |
//! | --- | --- |
//! | `session` | the state, and what becomes of an entry |
//! | `house` | what it asks of whoever runs it: policies, settings, files |
//! | `draft` | the items entered so far, by name |
//! | `command` | the table of commands: names, arguments, help |
//! | `loading`, `settling` | the commands that change what is loaded, set and saved |
//! | `listing`, `explaining` | the commands that show something |
//! | `judging` | rules and tests over what is loaded |
//! | `focus` | one object at hand, which expressions call `it` |
//! | `reasons` | how a rule comes to its verdict, part by part |
//! | `whatif` | what would be, if the object in focus said something else |
//! | `capture` | the object in focus and its verdicts, as a test |
//! | `complete`, `typing`, `pool` | what may come next where somebody types |
//! | `answer` | what an entry is answered with |

mod answer;
mod capture;
mod command;
mod complete;
mod draft;
mod explaining;
mod focus;
mod house;
mod judging;
mod listing;
mod loading;
mod pool;
mod reasons;
mod session;
mod settling;
mod typing;
mod whatif;
mod words;

pub use answer::{Answer, Piece};
pub use command::{COMMANDS, Command, Takes};
pub use complete::{Candidate, Completion};
pub use house::{House, Prepared};
pub use session::{SESSION, Session};

use crate::lang::syntax;

/// True if an entry, without the end of its last line, wants to go on in the next.
///
/// ```
/// use seaworthy::author::repl::is_unfinished;
/// assert!(is_unfinished("rule tagged on image i {"));
/// assert!(!is_unfinished(":load deploy/"));
/// ```
pub fn is_unfinished(entry: &str) -> bool {
    !command::is_command(entry) && syntax::is_unfinished(entry)
}

/// The command that an entry begins with, if it is one and has gone on to its arguments, and what these
/// are.
pub fn begun_command(entry: &str) -> Option<&'static Command> {
    let (name, _) = entry.trim_start().split_once(char::is_whitespace)?;
    command::find(name.strip_prefix(':')?).ok()
}
