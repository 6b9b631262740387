//! What of a file must never be shown: the data of Secrets.

use crate::base::Source;

use super::document::Document;

/// Marks it in the source.
pub(super) fn mark(source: &Source, documents: &[Document]) {
    let _ = documents;
    source.redact(Vec::new());
}
