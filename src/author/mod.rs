//! What helps those who write policies: the runner of the tests in them, and the session at the
//! keyboard.

pub mod repl;
pub mod testing;
