//! Finding the files to judge, and saying how each ends.
//!
//! | module | what it settles |
//! | --- | --- |
//! | `discover` | which files the named paths mean, in which order; what is wrong with them |
//! | `kustomize` | the files that a `kustomization.yaml` makes fragments of |
//! | `content` | a file's bytes |
//! | `lines` | a stream's lines, as they come |
//! | `shown` | how a path is shown, whatever bytes it has |
//! | `fate` | that every file ends as judged, as an error, or set aside |
//!
//! Files are read here and nowhere else; nothing is written.

mod content;
mod discover;
mod fate;
mod fault;
mod kustomize;
mod lines;
mod shown;

pub use content::{Unread, contents, read_file};
pub use discover::{Input, Lot, Origin, Walk, discover, path_of};
pub use fate::{Fate, SetAside};
pub use fault::{no_manifests, no_match, reason};
pub use lines::{Line, Lines, each_lines};
pub use shown::shown;
