//! What the grammar says of a text: its nodes, one behind the other.
//!
//! All that knows pest. `build.rs` has this file too, and asks it once for every item of the library, so
//! that no start does: there is one grammar, and what it says is the same whoever asks.

use pest::Parser as _;
use pest::Token;
use pest::error::Error;

/// The parser of `grammar/seaworthy.pest`.
#[derive(pest_derive::Parser)]
#[grammar = "grammar/seaworthy.pest"]
struct Grammar;

/// What the grammar found somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// What it is.
    pub(crate) rule: Rule,
    /// Where it begins in what was read.
    pub(crate) start: u32,
    /// Where it ends, with blanks and comments behind it.
    pub(crate) end: u32,
    /// How many nodes it is: itself and all within, which stand behind it.
    pub(crate) size: u32,
}

/// Reads `text` as `goal`: its nodes, each before those within it.
///
/// # Errors
/// How far the text made sense, and what could have stood there.
pub(crate) fn nodes(goal: Rule, text: &str) -> Result<Vec<Found>, Box<Error<Rule>>> {
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let tokens = Grammar::parse(goal, text)?.tokens();
    let mut nodes: Vec<Found> = Vec::with_capacity(tokens.len() / 2);
    let mut open = Vec::new();
    for token in tokens {
        match token {
            Token::Start { rule, pos } => {
                open.push(nodes.len());
                let start = number(pos.pos());
                nodes.push(Found { rule, start, end: start, size: 1 });
            }
            Token::End { pos, .. } => {
                let size = nodes.len() - open.last().copied().unwrap_or_default();
                if let Some(node) = open.pop().and_then(|at| nodes.get_mut(at)) {
                    (node.end, node.size) = (number(pos.pos()), number(size));
                }
            }
        }
    }
    Ok(nodes)
}
