//! The bodies of what the library declares `extern`: functions, methods and derived fields.
//!
//! The declarations (`stdlib/*.sea`) say everything about them but what they do: types,
//! documentation, examples. Here stands a body for each, under the name that checking gives it:
//! `all_equal`, `String.starts_with`, `ImageUse.effective_pull_policy`. A test holds the two sides
//! together.
//!
//! The evaluator calls a function's body only with arguments that are known through and through
//! (anything else makes the result unknown), and a derived field's body only with a record that is
//! there. A body that meets what the checker rules out says that it does not know.

mod cluster;
mod images;
mod lists;
mod measures;
mod network;
mod objects;
mod openshift;
mod pods;
mod text;

use crate::lang::value::{Body, Causes, Lists, Value, Valued};

/// What a builtin looks at besides its arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reads {
    /// Nothing.
    Nothing,
    /// Objects of these kinds: group (empty for the core group) and kind.
    Kinds(&'static [(&'static str, &'static str)]),
    /// Objects of the kind that is its argument, by name.
    KindAsked,
    /// All of the run's objects, by these lists.
    Run(Lists),
}

/// A body and what it reads.
#[derive(Clone, Copy)]
pub struct Builtin {
    /// The name that checking gives it.
    pub name: &'static str,
    /// What it does.
    pub body: Body,
    /// What it looks at besides its arguments.
    pub reads: Reads,
}

const fn plain(name: &'static str, body: Body) -> Builtin {
    Builtin { name, body, reads: Reads::Nothing }
}

const fn reading(name: &'static str, body: Body, reads: Reads) -> Builtin {
    Builtin { name, body, reads }
}

/// All builtins.
pub fn all() -> impl Iterator<Item = &'static Builtin> {
    [
        images::TABLE,
        pods::TABLE,
        objects::TABLE,
        network::TABLE,
        openshift::TABLE,
        cluster::TABLE,
        text::TABLE,
        lists::TABLE,
        measures::TABLE,
    ]
    .into_iter()
    .flatten()
}

/// The builtin called `name`.
pub fn find(name: &str) -> Option<&'static Builtin> {
    all().find(|known| known.name == name)
}

/// For what the checker rules out.
fn stray<'w>() -> Valued<'w> {
    Value::Unknown(Causes::UNGUARDED).made()
}

/// The arguments' values.
fn values<'a, 'w, const N: usize>(args: &'a [Valued<'w>]) -> Option<[&'a Value<'w>; N]> {
    let args: &[Valued<'w>; N] = args.try_into().ok()?;
    Some(args.each_ref().map(|arg| &arg.value))
}
