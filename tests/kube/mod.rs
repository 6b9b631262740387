//! Objects, their images, and what is said of those that are wrong.

mod credentials;
mod edges;
mod extraction;
mod flattened;
mod hiding;
mod index;
mod keyring;
mod kinds;
mod limits;
mod mirrors;
mod openshift;
mod slips;
mod wording;

use std::sync::Arc;

use seaworthy::base::SourceId;
use seaworthy::diag::{Diagnostic, Severity};
use seaworthy::world::kube::{Found, Object, Table, objects_of};
use seaworthy::world::manifest::{Limits, Manifest, read};

/// Reads `text` as the file `name`.
pub(crate) fn file(name: &str, text: &str) -> Manifest {
    read(SourceId::manifest(0), name, text, &Limits::default())
}

/// What all documents of `text` hold, with the reader's problems among the diagnostics.
pub(crate) fn found(text: &str) -> Found {
    let manifest = file("test.yaml", text);
    let mut all = Found::default();
    all.diagnostics.extend(manifest.problems().cloned());
    for document in &manifest.documents {
        let found = objects_of(&manifest, document, Table::built_in(), &Limits::default());
        all.objects.extend(found.objects);
        all.diagnostics.extend(found.diagnostics);
        all.aside = all.aside.or(found.aside);
    }
    all
}

/// The codes of what is wrong, in order.
pub(crate) fn codes(found: &Found) -> Vec<&'static str> {
    found.diagnostics.iter().map(|diagnostic| diagnostic.code.as_str()).collect()
}

/// The codes of what is wrong, lints left out.
pub(crate) fn errors(found: &Found) -> Vec<&'static str> {
    let error = |d: &&Diagnostic| d.severity() == Severity::Error;
    found.diagnostics.iter().filter(error).map(|d| d.code.as_str()).collect()
}

/// The images of an object as they are written; `‹absent›` and `‹unknown›` for those that are not.
pub(crate) fn images(object: &Object) -> Vec<String> {
    use seaworthy::world::kube::Slot;
    let one = |slot: &Slot<_>| match slot {
        Slot::Present(node) => object.tree.text(*node).to_owned(),
        Slot::Absent(_) => "‹absent›".to_owned(),
        Slot::Unknown(_) => "‹unknown›".to_owned(),
    };
    object.images.iter().map(|image| one(&image.written.as_ref().map(|w| w.node))).collect()
}

/// The objects of `text`, shared.
pub(crate) fn shared(text: &str) -> Vec<Arc<Object>> {
    found(text).objects
}
