//! What helps those who write policies: the runner of the tests in them.

pub mod testing;
