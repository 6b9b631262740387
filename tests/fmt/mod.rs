//! The one style: what it looks like, and that it changes nothing else.
//!
//! `pairs` shows the style, a policy a file and beside it what becomes of it. Everywhere else laws are
//! tried (`laws`): on every policy that there is (`everywhere`), on one with a comment in every place
//! (`comments`), on generated ones (`generated`, from `grammar`), and on policies whose lines and blanks
//! were thrown about (`scatter`). The laws have their own idea of what a token is (`tokens`), and
//! compare trees, which the formatter does not.

mod comments;
mod edges;
mod everywhere;
mod generated;
mod grammar;
mod laws;
mod pairs;
mod scatter;
mod tokens;

/// How many cases to try: `SEAWORTHY_CASES`, or `usually`.
fn cases(usually: usize) -> usize {
    let wanted = std::env::var("SEAWORTHY_CASES").ok();
    wanted.map_or(usually, |text| text.parse().expect("SEAWORTHY_CASES is a number"))
}
