//! The interpreter: a program and an object in, verdicts out.
//!
//! | module | what it does |
//! | --- | --- |
//! | `machine`, `hand`, `quantify` | expressions to values, three-valued, within a limit of steps |
//! | `bind`, `uncomputed` | params and constants, once a run; what of them has no value |
//! | `shared` | what rules ask of a match in the same words |
//! | `trial` | one rule on one match: guards, obligations |
//! | `matching` | which matches an object has |
//! | `message`, `remedy` | what a finding says, and what its fix would do |
//! | `sink` | who watches: nobody, the labels of a finding, a trace |
//! | `cover` | who watches for coverage |
//! | `answer` | one expression, for `eval` and the REPL |
//!
//! Values carry the lifetime of the world that is judged; an [`Outcome`] borrows from it, and must
//! be made into something that owns its lines before the manifests go.

mod answer;
mod bind;
mod cover;
mod hand;
mod machine;
mod matching;
mod message;
mod outcome;
mod quantify;
mod remedy;
mod shared;
mod sink;
mod trial;
mod uncomputed;

pub use answer::{Answer, answer};
pub use bind::{Bound, Refusal};
pub use cover::{Hits, Seen, cover_object, cover_run};
pub use matching::{Audience, Context, FUEL, Judging, judge_object, judge_run, steps, trace};
pub use outcome::{Failure, Outcome, Subject, Undecided, Verdict};
pub use remedy::{PlannedEdit, Remedy, Target};
pub use sink::{Read, Silent, Sink, Step, Trace};
pub use uncomputed::{Lack, Of, Uncomputed};
