//! Manifests: bytes in, spanned trees out.

mod assemble;
mod builder;
mod comment;
mod document;
mod fault;
mod insertion;
mod json;
mod keys;
mod limits;
mod path;
mod redact;
mod scalar;
mod split;
mod syntax;
mod template;
mod text;
mod tree;
mod yaml;

pub use builder::Builder;
pub use comment::{Comment, Placement};
pub use document::{Content, Document, Manifest, read};
pub use insertion::Insertion;
pub use limits::Limits;
pub use path::{Path, Step};
pub use scalar::Scalar;
pub use text::Encoding;
pub use tree::{Children, NodeFlags, NodeId, NodeKind, Style, Tree};
