//! Files in YAML that people write for us: read by types, with a place for everything that is wrong.
//!
//! serde_yaml reads the types. The manifests' own reader reads the text before, so that what is wrong
//! has a line and a column; `typed` holds its tree against the types and says all that is wrong at
//! once. What such a file is called, and by which codes it is spoken of, is its [`Sort`].

mod fault;
mod schema;
mod typed;

use std::sync::Arc;

use serde::Deserialize as _;
use serde::de::DeserializeOwned;

use crate::base::{Place, Span};
use crate::diag::{Code, Diagnostic};
use crate::world::manifest::{Content, Manifest, NodeId, NodeKind, Tree};

pub(super) use fault::{head, wrong_shape};
pub(super) use typed::check;

/// A sort of file, for what is said of a wrong one.
#[derive(Debug)]
pub(super) struct Sort {
    /// What it is: `project file`.
    pub(super) name: &'static str,
    /// The code of what is none at all.
    pub(super) form: Code,
    /// The code of an unknown key.
    pub(super) key: Code,
    /// The code of a wrong value.
    pub(super) value: Code,
    /// The page that documents it.
    pub(super) page: &'static str,
    /// What may stand in it.
    pub(super) example: &'static str,
}

/// The one document of a file, a mapping.
///
/// # Errors
/// What hinders reading it, and another shape.
pub(super) fn tree_of(sort: &Sort, text: &Manifest) -> Result<Arc<Tree>, Vec<Diagnostic>> {
    if !text.is_whole() {
        return Err(text.problems().cloned().collect());
    }
    let whole = Place::new(text.id, Span::at(0));
    let mut documents = text.documents.iter().filter(|d| !matches!(d.content, Content::Empty));
    let first = documents.next();
    if let Some(second) = documents.next() {
        return Err(vec![fault::several_documents(sort, first_line(text, second.span))]);
    }
    match first.and_then(|document| document.tree()) {
        None => Err(vec![fault::empty(sort, whole)]),
        Some(tree) if tree.kind(NodeId::ROOT) != NodeKind::Mapping => {
            Err(vec![fault::no_mapping(sort, first_line(text, tree.span(NodeId::ROOT)))])
        }
        Some(tree) => Ok(Arc::clone(tree)),
    }
}

/// The first line of what is written at `span`.
fn first_line(text: &Manifest, span: Span) -> Place {
    let start = span.start as usize;
    let line = text.source.slice(span).lines().next().map_or(0, str::len);
    Place::new(text.id, Span::new(start, start + line))
}

/// Reads the one document as a type. serde_yaml reads the value; it stops at the first error and
/// knows no spans, so `typed` looks first for all that is wrong. What one of the two takes and the
/// other does not, no reader of the file could be sure of either.
///
/// # Errors
/// All that is wrong with it, each at its place.
pub(super) fn value_of<T: DeserializeOwned>(
    sort: &Sort,
    text: &Manifest,
    tree: &Tree,
) -> Result<T, Vec<Diagnostic>> {
    typed::check::<T>(sort, tree, NodeId::ROOT)?;
    let documents = serde_yaml::Deserializer::from_str(text.source.text());
    let values = documents.map(Option::<T>::deserialize);
    let error = match values.filter_map(Result::transpose).next() {
        Some(Ok(value)) => return Ok(value),
        Some(Err(error)) => Some(error),
        None => None,
    };
    let line = error.as_ref().and_then(serde_yaml::Error::location).map_or(1, |at| at.line());
    let span = text.source.line_span(u32::try_from(line).unwrap_or(u32::MAX));
    let said = error.map_or_else(String::new, |error| error.to_string());
    Err(vec![fault::read_otherwise(sort, Place::new(text.id, span), &said)])
}
