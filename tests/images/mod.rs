//! References, repositories, versions, globs, pull policies: tables, laws, and a comparison with a
//! second implementation of the reference grammar.
//!
//! Random tests are seeded, so that a failure repeats. They try 100,000 cases; the environment
//! variable `SEAWORTHY_CASES` raises that.

mod differential;
pub(crate) mod expressions;
mod glob_rows;
mod globs;
mod laws;
pub(crate) mod naive_glob;
mod parts;
mod pull_policies;
pub(crate) mod random;
mod reference_rows;
mod references;
mod repositories;
mod table;
mod tag_forms;
mod versions;
