//! Finds the pods, containers and images of an object by its row of the kinds table.
//!
//! What should be there and is absent stays absent; what has another shape than Kubernetes reads
//! becomes a diagnostic, once, and either an unknown value or an open list. Everything found is
//! sorted into document order at the end.

use std::collections::HashSet;
use std::sync::{Arc, LazyLock};

use super::fault;
use super::fields;
use super::kinds::Row;
use super::marks::Marks;
use super::path::{KindPath, Met};
use super::problems::Keep;
use super::triggers::overwrite;
use super::view::{Container, Hides, ImageUse, Object, Open, Pod, Slot, Sort, Written};
use crate::base::Place;
use crate::diag::Diagnostic;
use crate::world::image::{PullPolicy, Reference};
use crate::world::manifest::{NodeId, NodeKind, Scalar, Style, Tree};

/// How many images an object may have, and as many pods.
#[derive(Clone, Copy, Debug)]
pub(super) struct Room {
    /// Those that are left to it.
    pub(super) left: usize,
    /// The limit that leaves so many.
    pub(super) most: usize,
}

/// Fills `object` by `row`, with at most as many images as there is `room`.
pub(super) fn extract(
    object: &mut Object,
    row: &Row,
    room: Room,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let (tree, object_root) = (Arc::clone(&object.tree), object.root);
    let mut extraction = Extraction {
        tree: &tree,
        object,
        room,
        full: false,
        diagnostics,
        reported: Marks::new(object_root),
        opened: Marks::new(object_root),
        misspelt: HashSet::new(),
        supplied: false,
    };
    let paths = row.paths();
    for path in &paths.pods {
        extraction.pods_at(path);
    }
    // What there was no room for is not looked for elsewhere.
    if row.is_built_in() && !paths.pods.is_empty() && !extraction.full {
        extraction.expect_pods(&paths.pods);
    }
    extraction.supplied = true;
    for path in &paths.overlays {
        extraction.pods_at(path);
    }
    for path in &paths.containers {
        extraction.containers_at(path);
    }
    for path in &paths.images {
        extraction.images_at(path);
    }
    in_document_order(object);
    overwrite(object, row);
    object.pods.shrink_to_fit();
    object.containers.shrink_to_fit();
    object.images.shrink_to_fit();
}

/// How many nodes that hide something are kept of an object. One is enough to leave a rule
/// undecided; of a million, each would leave every rule undecided once more.
const MOST_OPEN: usize = 100;

struct Extraction<'a> {
    tree: &'a Tree,
    object: &'a mut Object,
    room: Room,
    /// True once it has been told that there are more.
    full: bool,
    diagnostics: &'a mut Vec<Diagnostic>,
    /// Nodes whose shape was reported: several paths may pass one.
    reported: Marks,
    /// Nodes that are in the object's list of such.
    opened: Marks,
    /// Pods with a key that is nearly `containers`.
    misspelt: HashSet<NodeId>,
    /// True where a controller supplies the image of a container that names none.
    supplied: bool,
}

/// The keys that name an image in a pod, shared by all images.
static IMAGE: LazyLock<Arc<str>> = LazyLock::new(|| "image".into());
static REFERENCE: LazyLock<Arc<str>> = LazyLock::new(|| "reference".into());

impl Extraction<'_> {
    /// Everything that `path` leads to; what is in the way may hide `hides`.
    fn walk(&mut self, path: &KindPath, hides: Hides) -> Vec<(NodeId, NodeId)> {
        let (mut ends, mut blocked) = (Vec::new(), Vec::new());
        path.walk(self.tree, self.object.root, &mut |met| match met {
            Met::End { holder, node } => ends.push((holder, node)),
            Met::InTheWay { node, wanted } => blocked.push((node, wanted)),
        });
        for (node, wanted) in blocked {
            self.in_the_way(node, wanted, hides);
        }
        ends
    }

    /// True if there is no room for what `node` holds, which is then told.
    fn is_full(&mut self, node: NodeId, hides: Hides) -> bool {
        let pods = hides == Hides::Pods;
        let has = if pods { self.object.pods.len() } else { self.object.images.len() };
        if has < self.room.left {
            return false;
        }
        if !std::mem::replace(&mut self.full, true) {
            self.object.open.push(Open { node, hides });
            let place = self.tree.place(node);
            let what = if pods { "pods" } else { "images" };
            self.diagnostics.keep(fault::too_many(place, what, self.room.most));
        }
        true
    }

    fn pods_at(&mut self, path: &KindPath) {
        for (holder, spec) in self.walk(path, Hides::Pods) {
            if self.is_full(spec, Hides::Pods) {
                return;
            }
            if self.tree.kind(spec) != NodeKind::Mapping {
                self.in_the_way(spec, NodeKind::Mapping, Hides::Pods);
                continue;
            }
            let template = (path.last_key() == "spec").then_some(holder);
            self.pod(template, spec);
        }
    }

    fn pod(&mut self, template: Option<NodeId>, spec: NodeId) {
        let metadata = match template {
            Some(template) => self.mapping(template, "metadata", "`metadata`"),
            None => Slot::Absent(spec),
        };
        let pod = Some(self.object.pods.len());
        self.object.pods.push(Pod { template, spec, metadata });
        if !self.supplied
            && fields::check(self.tree, spec, &fields::POD, "containers", self.diagnostics)
        {
            self.misspelt.insert(spec);
        }
        for (key, sort) in [
            ("containers", Sort::Main),
            ("initContainers", Sort::Init),
            ("ephemeralContainers", Sort::Ephemeral),
        ] {
            let items = self.list(spec, key, Hides::Containers);
            if !self.supplied {
                fields::check_items(self.tree, &items, self.diagnostics);
            }
            for item in items {
                if self.is_full(item, Hides::Containers) {
                    return;
                }
                self.container(item, sort, pod, self.supplied);
            }
        }
        if let Some((key, list)) = self.tree.entry(spec, "ephemeralContainers")
            && self.tree.items(list).next().is_some()
        {
            self.diagnostics.keep(fault::ephemeral_in_file(self.tree.place(key)));
        }
        for volume in self.list(spec, "volumes", Hides::Images) {
            if self.is_full(volume, Hides::Images) {
                return;
            }
            self.volume(volume, pod);
        }
    }

    fn containers_at(&mut self, path: &KindPath) {
        let sort = match path.last_key() {
            "initContainers" => Sort::Init,
            "sidecars" | "sidecar" => Sort::Sidecar,
            "ephemeralContainers" => Sort::Ephemeral,
            _ => Sort::Main,
        };
        for (_, node) in self.walk(path, Hides::Containers) {
            if self.is_full(node, Hides::Containers) {
                return;
            }
            self.container(node, sort, None, true);
        }
    }

    /// `supplied`: something else supplies the image where none is named, so there is no use.
    fn container(&mut self, node: NodeId, sort: Sort, pod: Option<usize>, supplied: bool) {
        if self.tree.kind(node) != NodeKind::Mapping {
            self.in_the_way(node, NodeKind::Mapping, Hides::Containers);
            return;
        }
        let always = |key| self.tree.get(node, key).is_some_and(|n| self.tree.text(n) == "Always");
        let sidecar = sort == Sort::Init && always("restartPolicy");
        let sort = if sidecar { Sort::Sidecar } else { sort };
        self.text(node, "name", "a container's `name`");
        let written = self.reference(node, "image", "`image`");
        if supplied && matches!(written, Slot::Absent(_)) {
            return;
        }
        if !supplied {
            fields::check(self.tree, node, &fields::CONTAINER, "image", self.diagnostics);
        }
        let container = Some(self.object.containers.len());
        let image = self.object.images.len();
        self.object.containers.push(Container { node, sort, pod, image });
        let policy_key = "imagePullPolicy";
        let declared = self.policy(node, policy_key);
        self.object.images.push(ImageUse {
            written,
            sort,
            pod,
            container,
            holder: node,
            key: Arc::clone(&IMAGE),
            policy_key: Some(policy_key),
            declared,
            overwritten: None,
        });
    }

    fn volume(&mut self, volume: NodeId, pod: Option<usize>) {
        if self.tree.kind(volume) != NodeKind::Mapping {
            self.in_the_way(volume, NodeKind::Mapping, Hides::Images);
            return;
        }
        let Some(source) = self.tree.get(volume, "image") else { return };
        if self.is_null(source) {
            return;
        }
        if self.tree.kind(source) != NodeKind::Mapping {
            self.in_the_way(source, NodeKind::Mapping, Hides::Images);
            return;
        }
        let fields = &fields::IMAGE_VOLUME;
        fields::check(self.tree, source, fields, "reference", self.diagnostics);
        let written = self.reference(source, "reference", "`reference`");
        let declared = self.policy(source, "pullPolicy");
        self.object.images.push(ImageUse {
            written,
            sort: Sort::Volume,
            pod,
            container: None,
            holder: source,
            key: Arc::clone(&REFERENCE),
            policy_key: Some("pullPolicy"),
            declared,
            overwritten: None,
        });
    }

    fn images_at(&mut self, path: &KindPath) {
        for (holder, node) in self.walk(path, Hides::Images) {
            if self.is_full(node, Hides::Images) {
                return;
            }
            let key = path.last_key();
            let written = self.reference_in(holder, node, &format!("`{key}`"));
            if matches!(written, Slot::Absent(_)) {
                continue;
            }
            let policy_key = path.policy_key();
            let declared = match policy_key {
                Some(key) => self.policy(holder, key),
                None => Slot::Absent(holder),
            };
            self.object.images.push(ImageUse {
                written,
                sort: Sort::Field,
                pod: None,
                container: None,
                holder,
                key: path.shared_key(),
                policy_key,
                declared,
                overwritten: None,
            });
        }
    }

    /// The items of the list under `key`.
    fn list(&mut self, holder: NodeId, key: &str, hides: Hides) -> Vec<NodeId> {
        let Some(node) = self.tree.get(holder, key).filter(|node| !self.is_null(*node)) else {
            return Vec::new();
        };
        if self.tree.kind(node) != NodeKind::Sequence {
            self.in_the_way(node, NodeKind::Sequence, hides);
            return Vec::new();
        }
        self.tree.items(node).collect()
    }

    fn mapping(&mut self, holder: NodeId, key: &str, what: &str) -> Slot {
        let slot = mapping_slot(self.tree, holder, key);
        if let Slot::Unknown(node) = slot {
            self.report_shape(node, what, NodeKind::Mapping);
        }
        slot
    }

    fn text(&mut self, holder: NodeId, key: &str, what: &str) -> Slot {
        match self.tree.get(holder, key) {
            Some(node) => self.text_in(holder, node, what),
            None => Slot::Absent(holder),
        }
    }

    fn text_in(&mut self, holder: NodeId, node: NodeId, what: &str) -> Slot {
        let slot = text_slot(self.tree, holder, node);
        if let Slot::Unknown(node) = slot
            && !self.diagnostics.is_full()
            && self.reported.insert(node)
        {
            self.diagnostics.keep(not_text(self.tree, node, what));
        }
        slot
    }

    fn reference(&mut self, holder: NodeId, key: &str, what: &str) -> Slot<Written> {
        match self.tree.get(holder, key) {
            Some(node) => self.reference_in(holder, node, what),
            None => Slot::Absent(holder),
        }
    }

    fn reference_in(&mut self, holder: NodeId, node: NodeId, what: &str) -> Slot<Written> {
        if self.is_null(node) {
            self.diagnostics.keep(fault::explicit_null(self.tree.place(node), what));
        }
        self.text_in(holder, node, what).map(|node| {
            let parsed = Reference::parse(self.tree.text(node));
            let parsed = parsed.map(Arc::new).map_err(Box::new);
            Written { node, parsed }
        })
    }

    fn policy(&mut self, holder: NodeId, key: &str) -> Slot<(NodeId, PullPolicy)> {
        let Some(node) = self.tree.get(holder, key) else { return Slot::Absent(holder) };
        match self.text_in(holder, node, &format!("`{key}`")) {
            Slot::Present(node) => match PullPolicy::read(self.tree.text(node)) {
                Ok(policy) => Slot::Present((node, policy)),
                Err(fault) => {
                    let place = self.tree.place(node);
                    self.diagnostics.keep(fault::bad_pull_policy(place, &fault));
                    Slot::Unknown(node)
                }
            },
            Slot::Absent(node) => Slot::Absent(node),
            Slot::Unknown(node) => Slot::Unknown(node),
        }
    }

    /// Something stands where a list or mapping would hold pods, containers or images.
    fn in_the_way(&mut self, node: NodeId, wanted: NodeKind, hides: Hides) {
        let open = &mut self.object.open;
        let enough = || open.len() >= MOST_OPEN && open.iter().any(|open| open.hides == hides);
        if self.opened.insert(node) && !enough() {
            open.push(Open { node, hides });
        }
        if !self.diagnostics.is_full() {
            let what = self.name_of(node);
            self.report_shape(node, &what, wanted);
        }
    }

    fn report_shape(&mut self, node: NodeId, what: &str, wanted: NodeKind) {
        if !self.diagnostics.is_full() && self.reported.insert(node) {
            self.diagnostics.keep(wrong_shape(self.tree, node, what, wanted));
        }
    }

    fn name_of(&self, node: NodeId) -> String {
        format!("`{}`", self.tree.path_from(self.object.root, node))
    }

    fn is_null(&self, node: NodeId) -> bool {
        self.tree.scalar(node) == Some(Scalar::Null)
    }

    /// Kubernetes' own workloads have a pod, and a pod has containers; they may stand elsewhere.
    fn expect_pods(&mut self, paths: &[KindPath]) {
        let misplaced = fields::check_places(self.object, paths, &self.opened, self.diagnostics);
        if misplaced {
            return;
        }
        for spec in self.object.pods.iter().map(|pod| pod.spec).collect::<Vec<_>>() {
            self.expect_containers(spec);
        }
        if !self.object.pods.is_empty() || !self.object.open.is_empty() {
            return;
        }
        let kind = &self.object.gvk.kind;
        let message = match &**kind {
            "Pod" => "this `Pod` has no `spec`".to_owned(),
            _ => format!("this `{kind}` has no pod template"),
        };
        let place = self.tree.place(kind_node(self.tree, self.object.root));
        self.diagnostics.keep(fault::no_containers(place, message));
    }

    fn expect_containers(&mut self, spec: NodeId) {
        let (node, empty) = match self.tree.entry(spec, "containers") {
            None if self.misspelt.contains(&spec) => return,
            None => (first_key(self.tree, spec), true),
            Some((key, list)) => {
                let none = self.tree.items(list).next().is_none();
                (key, self.is_null(list) || (self.tree.kind(list) == NodeKind::Sequence && none))
            }
        };
        if empty {
            let place = self.tree.place(node);
            let message = "this pod has no containers".to_owned();
            self.diagnostics.keep(fault::no_containers(place, message));
        }
    }
}

/// Says of `node` that it has another shape than Kubernetes reads there.
pub(super) fn wrong_shape(tree: &Tree, node: NodeId, what: &str, wanted: NodeKind) -> Diagnostic {
    let place = Place::new(tree.source_id(), tree.head(node));
    if tree.is_null(node) {
        return fault::empty(place, what, wanted);
    }
    let dashed = tree.entries(node).any(|(key, _)| tree.text(key).starts_with('-'));
    if dashed && wanted == NodeKind::Sequence {
        return fault::dash_without_blank(place, what);
    }
    let flow = tree.style(node) == Style::Flow;
    fault::wrong_shape(place, what, (tree.kind(node), flow), wanted)
}

/// The value of `kind`, else the object itself.
pub(super) fn kind_node(tree: &Tree, root: NodeId) -> NodeId {
    tree.get(root, "kind").unwrap_or_else(|| first_key(tree, root))
}

fn first_key(tree: &Tree, mapping: NodeId) -> NodeId {
    tree.entries(mapping).next().map_or(mapping, |(key, _)| key)
}

/// The mapping under `key`; `null` is absent.
pub(super) fn mapping_slot(tree: &Tree, holder: NodeId, key: &str) -> Slot {
    match tree.get(holder, key) {
        None => Slot::Absent(holder),
        Some(node) if tree.scalar(node) == Some(Scalar::Null) => Slot::Absent(holder),
        Some(node) if tree.kind(node) == NodeKind::Mapping => Slot::Present(node),
        Some(node) => Slot::Unknown(node),
    }
}

/// `node` as a text of `holder`; `null` and the empty text are absent.
pub(super) fn text_slot(tree: &Tree, holder: NodeId, node: NodeId) -> Slot {
    match tree.scalar(node) {
        Some(Scalar::Null) => Slot::Absent(holder),
        Some(Scalar::Text(text)) if text.is_empty() => Slot::Absent(holder),
        Some(Scalar::Text(_)) => Slot::Present(node),
        _ => Slot::Unknown(node),
    }
}

/// Says of `node`, which is not text, what it is instead.
pub(super) fn not_text(tree: &Tree, node: NodeId, what: &str) -> Diagnostic {
    let place = tree.place(node);
    match tree.scalar(node) {
        Some(scalar) => fault::not_text(place, what, tree.text(node), &scalar),
        None => wrong_shape(tree, node, what, NodeKind::Scalar),
    }
}

/// Sorts pods, containers and images by where they stand, and mends the indices between them.
fn in_document_order(object: &mut Object) {
    let pods = order(&object.pods, |pod| pod.spec);
    let containers = order(&object.containers, |container| container.node);
    let images = order(&object.images, |image| match &image.written {
        Slot::Present(written) => written.node,
        Slot::Absent(node) | Slot::Unknown(node) => *node,
    });
    let moved = |to: &[usize], at: usize| to.get(at).copied().unwrap_or(at);
    for container in &mut object.containers {
        container.pod = container.pod.map(|at| moved(&pods, at));
        container.image = moved(&images, container.image);
    }
    for image in &mut object.images {
        image.pod = image.pod.map(|at| moved(&pods, at));
        image.container = image.container.map(|at| moved(&containers, at));
    }
    arrange(&mut object.pods, pods);
    arrange(&mut object.containers, containers);
    arrange(&mut object.images, images);
    object.open.sort_by_key(|open| open.node);
}

/// Where each element goes when sorted by `key`.
fn order<T>(list: &[T], key: impl Fn(&T) -> NodeId) -> Vec<usize> {
    let mut by_key: Vec<(NodeId, usize)> =
        list.iter().enumerate().map(|(at, element)| (key(element), at)).collect();
    by_key.sort_unstable();
    let mut goes = vec![0; list.len()];
    for (to, (_, from)) in by_key.into_iter().enumerate() {
        if let Some(slot) = goes.get_mut(from) {
            *slot = to;
        }
    }
    goes
}

/// Puts each element where it goes, in place: a list of many images is large.
fn arrange<T>(list: &mut [T], mut goes: Vec<usize>) {
    for at in 0..list.len() {
        while let Some(to) = goes.get(at).copied().filter(|to| *to != at && *to < list.len()) {
            list.swap(at, to);
            goes.swap(at, to);
        }
    }
}
