//! How much of an input is read before it is refused.

/// The limits of the reader. Each is an error of its own that names the limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes in one file.
    pub file: usize,
    /// Bytes in one scalar, decoded.
    pub scalar: usize,
    /// Documents in one file, empty ones included.
    pub documents: usize,
    /// Collections within collections.
    pub nesting: usize,
    /// Nodes in one file after aliases and merges are expanded, beside one for every four bytes.
    pub nodes: usize,
    /// Objects in one file, those of lists included.
    pub objects: usize,
    /// Images in one file, or pods without any.
    pub images: usize,
}

impl Default for Limits {
    /// 32 MiB, 4 MiB, 100,000, 256, 1,000,000, 100,000, 50,000. An image takes some hundreds of bytes of
    /// memory for twenty that are written, and an object twice those of a document.
    fn default() -> Self {
        Self {
            file: 32 << 20,
            scalar: 4 << 20,
            documents: 100_000,
            nesting: 256,
            nodes: 1_000_000,
            objects: 100_000,
            images: 50_000,
        }
    }
}

impl Limits {
    /// The nodes that a file of `bytes` bytes may have.
    pub fn nodes_for(&self, bytes: usize) -> usize {
        self.nodes.saturating_add(bytes / 4)
    }
}
