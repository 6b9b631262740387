//! What every room of the house stands on: byte spans, the sources they point into, threads, and
//! "did you mean". Knows nothing of policies, manifests or terminals.

mod ascii;
mod excerpt;
mod lines;
mod name;
mod place;
mod pool;
mod source;
mod span;
mod suggest;

pub use ascii::printable_among;
#[cfg(test)]
pub(crate) use ascii::texts_of;
pub use name::Name;
pub use place::Place;
pub use pool::{STACK, in_parallel, in_turn, threads, with_own};
pub use source::{Position, Source, SourceId, Sources};
pub use span::Span;
pub use suggest::{distance, is_within, spread, suggest};
