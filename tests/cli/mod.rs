//! The command line.

mod examples;
mod picture;
