//! Text to syntax tree.
//!
//! A policy file is read in two steps. [`cut()`] tells where its items are, by a scan that knows
//! texts, comments and brackets and nothing else; then each item is parsed alone by the grammar in
//! `grammar/seaworthy.pest`. So a broken item hides no other, and of the embedded library only the
//! items that are named need ever be parsed ([`parse_item`]).
//!
//! Where an item can't be parsed it is taken apart: a rule into its head and its statements, a
//! block into its own, a test into its clauses. Each piece that can't be read yields one
//! diagnostic, which names a known slip where there is one and else says what was expected, and is
//! left in the tree as broken, with the name that it declares.
//!
//! | step | module |
//! | --- | --- |
//! | bytes to tokens | `scan` |
//! | tokens to items, unparsed | `cut` |
//! | whether what is entered is items or an expression | `entry` |
//! | how deep it nests | `nesting` |
//! | items to trees, and what is wrong with them | `parse` |
//! | what to colour how | `shade` |
//! | comments, documentation | `trivia` |
//! | what a raw text says | `raw_text` |
//! | the forms of names | `forms` |
//! | the wording of every fault | `faults` |
//! | the tree, and walking it | [`ast`], [`visit`] |

pub mod ast;
mod cut;
mod entry;
mod faults;
mod forms;
mod nesting;
mod parse;
pub(crate) mod raw_text;
pub(crate) mod scan;
mod shade;
mod trivia;
pub mod visit;

pub use cut::{Cut, Cuts, Keyword, cut};
pub use entry::{Entry, entry_of};
pub use nesting::{MAX_DEPTH, MAX_FILE};
pub use parse::{
    Parsed, ParsedExpr, Ready, is_unfinished, parse, parse_expression, parse_item, parse_items,
    parse_ready,
};
pub use shade::{Shade, shades};
