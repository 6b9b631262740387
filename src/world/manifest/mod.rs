//! Manifests: bytes in, spanned trees out.

mod tree;

pub use tree::{Builder, Children, Node, NodeId, NodeKind, Path, Scalar, Step, Style, Tree};
