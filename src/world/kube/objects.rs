//! From a document to its objects.
//!
//! As `kubectl` does it: an object with a top-level `items` list is a list, whatever its kind, and
//! items that say nothing of themselves are of the list's kind without its `List`
//! (`decodeToList` in apimachinery's `unstructured`). Unlike `kubectl`, an object that is not named
//! a list and has `items` is judged too, and reported as ambiguous; and lists may nest. The `objects`
//! of an OpenShift Template are what it makes, and are judged as they stand.

use super::problems::Keep;
use std::sync::Arc;

use super::coverage::coverage;
use super::extract::{Room, extract, kind_node, mapping_slot, not_text, text_slot, wrong_shape};
use super::fault;
use super::flattened::{lost_indentation, lost_indentation_in_text};
use super::identity::{Identity, identify};
use super::kinds::{Row, Scope, Table};
use super::view::{Coverage, GroupVersionKind, Object, Slot};
use crate::base::{Name, Source};
use crate::diag::Diagnostic;
use crate::world::manifest::{Content, Document, Limits, Manifest, NodeId, NodeKind, Scalar, Tree};

/// Lists nest this deep.
const DEEPEST: usize = 16;

/// What a document holds.
#[derive(Debug, Default)]
pub struct Found {
    /// Its objects, in document order.
    pub objects: Vec<Arc<Object>>,
    /// What is wrong with them, or worth a note. Errors leave something unjudged.
    pub diagnostics: Vec<Diagnostic>,
    /// Why there are no objects, where that is no fault.
    pub aside: Option<Aside>,
    /// How many images its objects have.
    images: usize,
    /// How many objects and images it may have.
    most: Most,
}

/// How many objects and images a document may have.
#[derive(Clone, Copy, Debug, Default)]
struct Most {
    objects: usize,
    images: usize,
}

impl Found {
    /// Nothing yet, and room for what the limits allow.
    fn within(limits: &Limits) -> Self {
        let most = Most { objects: limits.objects, images: limits.images };
        Self { most, ..Self::default() }
    }

    /// What it has as many of as it may, and how many.
    fn is_full(&self) -> Option<(&'static str, usize)> {
        let Most { objects, images } = self.most;
        let full = [(self.objects.len(), objects, "objects"), (self.images, images, "images")];
        full.into_iter().find(|(has, most, _)| has >= most).map(|(_, most, what)| (what, most))
    }
}

/// Why a document is no object to judge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Aside {
    /// It is empty.
    Empty,
    /// It has neither `apiVersion` nor `kind`.
    NotAnObject,
    /// It is a `kustomization.yaml`, which `kustomize` reads and no cluster does.
    Kustomization,
}

/// What a document of a file holds, read or not.
pub fn objects_of(file: &Manifest, document: &Document, table: &Table, limits: &Limits) -> Found {
    objects_into(Vec::new(), file, document, table, limits)
}

/// The same; its objects are put into `room`, which is empty.
pub fn objects_into(
    room: Vec<Arc<Object>>,
    file: &Manifest,
    document: &Document,
    table: &Table,
    limits: &Limits,
) -> Found {
    let mut found = Found { objects: room, ..Found::within(limits) };
    match &document.content {
        Content::Tree(tree) => find(tree, table, &mut found),
        Content::Empty => found.aside = Some(Aside::Empty),
        Content::Refused => {
            let text = (&*file.source, file.id, document.span);
            found.diagnostics.extend(lost_indentation_in_text(text, table));
        }
        Content::Template => {}
    }
    found
}

/// Finds the objects of a document that was read.
pub fn objects(tree: &Arc<Tree>, table: &Table, limits: &Limits) -> Found {
    let mut found = Found::within(limits);
    find(tree, table, &mut found);
    found
}

fn find(tree: &Arc<Tree>, table: &Table, found: &mut Found) {
    match tree.kind(NodeId::ROOT) {
        NodeKind::Mapping => collect(tree, NodeId::ROOT, None, 0, table, found),
        NodeKind::Sequence if holds_objects(tree) => {
            found.diagnostics.keep(fault::bare_list(tree.place(NodeId::ROOT)));
        }
        NodeKind::Sequence | NodeKind::Scalar => found.aside = Some(Aside::NotAnObject),
    }
}

/// True for a sequence in which something looks like an object.
fn holds_objects(tree: &Tree) -> bool {
    let object = |item| tree.get(item, "kind").is_some() && tree.get(item, "apiVersion").is_some();
    tree.items(NodeId::ROOT).any(object)
}

fn collect(
    tree: &Arc<Tree>,
    root: NodeId,
    inherited: Option<&GroupVersionKind>,
    depth: usize,
    table: &Table,
    found: &mut Found,
) {
    let (gvk, row) = match identify(tree, root, inherited, table, &mut found.diagnostics) {
        Identity::Object(gvk, row) => (gvk, row),
        Identity::Faulty => return,
        Identity::Nothing if depth == 0 => {
            found.aside = Some(Aside::NotAnObject);
            return;
        }
        Identity::Nothing => {
            found.diagnostics.keep(fault::unidentified_item(tree.place(root)));
            return;
        }
    };
    if &*gvk.group == "kustomize.config.k8s.io" && depth == 0 {
        found.aside = Some(Aside::Kustomization);
        return;
    }
    // A kind that the table knows is one, whatever it is called.
    let named_list = gvk.kind.ends_with("List") && row.is_none();
    let items = tree.entry(root, "items");
    let list = items.filter(|(_, value)| tree.kind(*value) == NodeKind::Sequence);
    // Most objects hold no others.
    let holds = named_list || list.is_some() || is_template(&gvk);
    let gvk = match (named_list, holds) {
        (true, _) => gvk,
        (false, false) => return view(tree, root, gvk, row, found),
        (false, true) => {
            view(tree, root, gvk.clone(), row, found);
            gvk
        }
    };
    if let Some((key, items)) = list {
        if !named_list && tree.items(items).next().is_some() {
            let kind = tree.place(kind_node(tree, root));
            found.diagnostics.keep(fault::ambiguous(&gvk.kind, kind, tree.place(key)));
        }
        let bare = Name::from(gvk.kind.strip_suffix("List").unwrap_or(&gvk.kind));
        let inherited = (!bare.is_empty()).then(|| GroupVersionKind { kind: bare, ..gvk.clone() });
        collect_items(tree, items, inherited.as_ref(), depth + 1, table, found);
    } else if let (true, Some((_, made))) = (is_template(&gvk), tree.entry(root, "objects")) {
        match tree.kind(made) {
            NodeKind::Sequence => collect_items(tree, made, None, depth + 1, table, found),
            _ if tree.is_null(made) => {}
            _ => found.diagnostics.keep(wrong_shape(tree, made, "`objects`", NodeKind::Sequence)),
        }
    } else if let (true, Some((_, items))) = (named_list, items)
        && tree.scalar(items) != Some(Scalar::Null)
    {
        found.diagnostics.keep(wrong_shape(tree, items, "`items`", NodeKind::Sequence));
    }
}

/// True for an OpenShift Template.
pub(super) fn is_template(gvk: &GroupVersionKind) -> bool {
    &*gvk.kind == "Template" && matches!(&*gvk.group, "" | "template.openshift.io")
}

fn collect_items(
    tree: &Arc<Tree>,
    items: NodeId,
    inherited: Option<&GroupVersionKind>,
    depth: usize,
    table: &Table,
    found: &mut Found,
) {
    if depth > DEEPEST {
        found.diagnostics.keep(fault::too_deep(tree.place(items), DEEPEST));
        return;
    }
    for item in tree.items(items) {
        if let Some((what, most)) = found.is_full() {
            return found.diagnostics.keep(fault::too_many(tree.place(item), what, most));
        }
        if tree.kind(item) == NodeKind::Mapping {
            collect(tree, item, inherited, depth, table, found);
        } else {
            let what = "an item of this list";
            found.diagnostics.keep(wrong_shape(tree, item, what, NodeKind::Mapping));
        }
    }
}

/// The same object in a tree of its own over `source`, an excerpt of its file's, so that the rest of
/// the file can go.
pub fn detached(
    object: &Arc<Object>,
    source: &Arc<Source>,
    table: &Table,
    limits: &Limits,
) -> Arc<Object> {
    let tree = Arc::new(object.tree.detached(object.root, Arc::clone(source)));
    let mut found = Found::within(limits);
    let (gvk, row) = (object.gvk.clone(), table.row(&object.gvk.group, &object.gvk.kind));
    view(&tree, NodeId::ROOT, gvk, row, &mut found);
    // What was viewed once is viewed again.
    found.objects.pop().unwrap_or_else(|| Arc::clone(object))
}

/// Views one object.
fn view(
    tree: &Arc<Tree>,
    root: NodeId,
    gvk: GroupVersionKind,
    row: Option<&Row>,
    found: &mut Found,
) {
    if let Some(diagnostic) = lost_indentation(tree, root, &gvk.kind, row) {
        found.diagnostics.keep(diagnostic);
        return;
    }
    let metadata = mapping_slot(tree, root, "metadata");
    if let Slot::Unknown(node) = metadata {
        found.diagnostics.keep(wrong_shape(tree, node, "`metadata`", NodeKind::Mapping));
    }
    // Most have one: room for one, where a list that grows by itself has room for four.
    let room = usize::from(row.is_some_and(|row| !row.paths().pods.is_empty()));
    let mut object = Object {
        tree: Arc::clone(tree),
        root,
        scope: row.map_or(Scope::Unknown, |row| row.scope),
        gvk,
        metadata,
        name: metadata_text(tree, root, metadata, "name", &mut found.diagnostics),
        namespace: metadata_text(tree, root, metadata, "namespace", &mut found.diagnostics),
        pods: Vec::with_capacity(room),
        containers: Vec::new(),
        images: Vec::new(),
        open: Vec::new(),
        coverage: Coverage::Known,
    };
    if let Some(row) = row {
        let most = found.most.images;
        let room = Room { left: most.saturating_sub(found.images), most };
        extract(&mut object, row, room, &mut found.diagnostics);
        found.images += object.images.len().max(object.pods.len());
    }
    object.coverage = coverage(&object, row);
    found.objects.push(Arc::new(object));
}

fn metadata_text(
    tree: &Tree,
    root: NodeId,
    metadata: Slot,
    key: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> Slot {
    let holder = match metadata {
        Slot::Present(holder) => holder,
        Slot::Absent(_) => return Slot::Absent(root),
        Slot::Unknown(node) => return Slot::Unknown(node),
    };
    let Some(node) = tree.get(holder, key) else { return Slot::Absent(holder) };
    let slot = text_slot(tree, holder, node);
    if let Slot::Unknown(node) = slot {
        diagnostics.keep(not_text(tree, node, &format!("`metadata.{key}`")));
    }
    slot
}
