//! The fronts of the authoring session: where entries come from, and how answers are shown.
//!
//! The session itself (`author::repl`) knows no terminal. Here is what it asks for (`home`), how its
//! answers are printed (`print`), the reader of entries from a pipe (`pipe`), and the editor on a terminal
//! (`editor`, with `helper` for what it asks while somebody types, `history` for what was typed before and
//! `calm` for Ctrl-C). What is printed is the same whoever reads it; only colours, prompts and hints are a
//! terminal's own.

mod calm;
mod editor;
mod helper;
mod history;
mod home;
mod pipe;
mod print;

pub(super) use editor::converse;
pub(super) use home::Home;
pub(super) use pipe::replay;
pub(super) use print::show;

/// Before an entry.
const PROMPT: &str = "sea> ";
/// Before the further lines of an entry.
const FURTHER: &str = "   > ";
