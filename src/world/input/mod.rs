//! Finding the files to judge, and saying how each ends.
//!
//! | module | what it settles |
//! | --- | --- |
//! | `discover` | which files the named paths mean, in which order; what is wrong with them |
//! | `found` | how they are kept until a run ends |
//! | `render` | what charts and kustomizations come to, and where that comes from |
//! | `kustomize` | the files that a `kustomization.yaml` makes fragments of |
//! | `content` | a file's bytes |
//! | `lines` | a stream's lines, as they come |
//! | `shown` | how a path is shown, whatever bytes it has |
//! | `fate` | that every file ends as judged, as an error, or set aside |
//!
//! Files are read here and nowhere else; nothing is written, but for a temporary file of `render`'s.

mod content;
mod discover;
mod fate;
mod fault;
mod found;
mod kustomize;
mod lines;
mod render;
mod shown;

pub use content::{Folder, Unread, contents, read_file};
pub use discover::{Walk, discover, path_of};
pub use fate::{Fate, SetAside};
pub use fault::{no_manifests, no_match, reason};
pub use found::{Found, Input, Lot, Origin};
pub use kustomize::holds_no_object;
pub use lines::{Line, Lines, each_lines};
pub use render::{Certainty, Plan, Rendered, Rendering, Root, Traced, plan, render};
pub use shown::shown;
