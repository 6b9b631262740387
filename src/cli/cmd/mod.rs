//! One file a subcommand.

pub mod check;
pub mod completions;
pub mod eval;
pub mod explain;
pub mod man;
pub mod rules;
pub mod test;
