//! The one integration binary; an area a module.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stderr,
    reason = "a test that can't go on says so by panicking, and says why it skips"
)]

mod adversarial;
mod architecture;
mod bypass;
mod cases;
mod cli;
mod corpus;
mod errors;
mod fmt;
mod fuzz;
mod harness;
mod images;
mod inputs;
mod joins;
mod kube;
mod kubectl;
mod lang;
mod limits;
mod manifests;
mod outputs;
mod predicate;
mod rendering;
mod repl;
mod report;
mod testing;
