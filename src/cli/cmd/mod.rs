//! One file a subcommand.

pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod eval;
pub(crate) mod explain;
mod explain_at;
pub(crate) mod fmt;
pub(crate) mod init;
pub(crate) mod man;
pub(crate) mod repl;
pub(crate) mod rules;
pub(crate) mod test;
