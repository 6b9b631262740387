//! Names, types, narrowing, lints: whether a policy means anything, decided before any manifest is
//! read.
//!
//! # How a policy is checked
//!
//! Checking has two passes over all files of a run. The first (`declare`) takes down every name that
//! every file declares, with the types that are written there; an item too broken to parse declares
//! its name too. Nothing is said of an order: a file may use what a later one declares, and imports
//! are resolved when all is known. The second (`check`) goes through the bodies. Constants and
//! functions come first, each after those that it names (`order`), so that the type of a constant
//! without a written one is known where it is used; then defaults of params, top-level requires,
//! rules and tests. At last the lints look at what is sound.
//!
//! # Types flow both ways
//!
//! An expression is asked for its type (`Body::infer`) with a *hint*, the type that its surroundings
//! would like. A hint is how `Always` becomes a `PullPolicy` in `p == Always`, and how `[]` comes to
//! hold something. It demands nothing; what demands is `Body::expect`, which converts where the
//! language converts. There are three conversions: a record serves as the one that it is declared
//! `as` (an `ImageUse` as an `Image`), a `Raw` is read as what is expected, a list stands where a set is.
//! Each is noted in the item's [`Tables`] under the expression that it acts on; nothing is inserted
//! into the tree. Type variables, which only `extern` functions have, are bound by the arguments from
//! left to right.
//!
//! # What may be absent
//!
//! A `T?` goes into `==`, `!=`, `in`, `matches` and `is` as it is; everything else wants a `T`. What
//! turns the one into the other is a condition: where `i.tag is present` is known to hold, the
//! *path* `i.tag` has type `String`. The facts that a condition settles (`narrow`) are put on a stack
//! for as long as it holds: for the operands to its right, for a guarded body, for the `else` of its
//! negation. As nothing ever changes while a rule runs, a fact holds wherever its scope reaches.
//!
//! # What is said
//!
//! Every error of every file is reported in one run, in the order of the sources. What has been
//! reported has the type `Error`, which fits everywhere and of which nothing more is said: one slip
//! is one diagnostic. Diagnostics are made by named functions (`errors`), each with help that can be
//! acted on.

mod bench;
mod body;
mod calls;
mod check;
mod checked;
mod collections;
mod compare;
mod constant;
mod declare;
mod errors;
mod expr;
mod fields;
mod fit;
mod fix;
mod input;
mod kinds;
mod lints;
mod literals;
mod names;
mod narrow;
mod operators;
mod order;
mod params;
mod path;
mod read_param;
mod resolve;
mod scope;
mod stmt;
mod test_item;
mod world;

pub use bench::{Bench, Part, PartId, Rechecked};
pub use check::check;
pub use checked::{
    Checked, ConstId, Constant, Conversion, FuncId, Function, LocalId, Matcher, Meaning, Param,
    ParamId, Require, Rule, RuleId, Tables, Test,
};
pub use input::{Imported, Input, Role, Unit};
pub use kinds::{KnownKinds, NoKinds};
pub use params::ParamValue;
pub use read_param::{read_param, read_param_at, unknown_param};
