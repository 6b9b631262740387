//! Verdicts of other tools' own test suites, against the library's rules of the same name.

mod mapping;
mod parity;
mod translated;
