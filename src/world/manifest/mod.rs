//! Manifests: bytes in, spanned trees out.
//!
//! What is read is what `kubectl` would apply. Where readers of YAML differ, a document is refused
//! and both readings are named, because a policy that is judged on another tree than the cluster's
//! can be got round. A file goes through these steps:
//!
//! | step | file | from | to |
//! | --- | --- | --- | --- |
//! | decode | `text` | bytes | text, and where the bytes were none |
//! | split | `split` | text | segments, at the lines where kubectl splits |
//! | strict scan | `document` with `text` | a segment | faults of the text itself |
//! | read what is plain | `fast` | a segment | a [`Tree`], or nothing |
//! | parse | `yaml`, `json` | a segment | nodes, told in the order written |
//! | assemble | `assemble` with `keys`, `scalar` | nodes | a [`Tree`], or faults (`fault`) |
//! | mark secrets | `redact` | all documents | spans that are never shown |
//!
//! A faulty document does not hide the next one. Everything else is worked out from the tree when
//! somebody asks: types of scalars, paths (`ways`), comments (`comment`), where an absent key would stand
//! (`insertion`).
//!
//! **Two readers.** `yaml` and `json` know nothing of keys, merges, aliases and limits; they name what they
//! meet to the assembler: `open`, `scalar`, `alias`, `anchor`, `close`. `fast` knows only the plain block
//! style that most manifests are written in, and no faults: it fills an arena itself, and leaves the
//! segment to `yaml` at the first thing that it does not know. Nobody behind them can tell who read.
//!
//! **Cost.** Time and memory are linear in the file: 20 bytes a node, of which the limit allows one
//! for every four bytes and a million more; text is never copied unless it had to be decoded; no
//! step recurses.

mod assemble;
mod builder;
mod comment;
mod detach;
mod document;
mod fast;
mod fault;
mod insertion;
mod json;
mod keys;
mod limits;
mod path;
mod redact;
mod scalar;
mod slip;
mod split;
mod syntax;
mod template;
mod text;
mod tree;
mod ways;
mod yaml;

pub use builder::Builder;
pub use comment::{Comment, Placement};
pub use document::{Content, Document, Manifest, read, read_strictly};
pub use insertion::Insertion;
pub use limits::Limits;
pub use path::{Path, Step};
pub use scalar::Scalar;
pub use text::Encoding;
pub use tree::{Children, NodeFlags, NodeId, NodeKind, Style, Tree};
