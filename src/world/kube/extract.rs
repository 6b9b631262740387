//! Finds the pods, containers and images of an object by its row of the kinds table.
//!
//! What should be there and is absent stays absent; what has another shape than Kubernetes reads
//! becomes a diagnostic, once, and either an unknown value or an open list. Everything found is
//! sorted into document order at the end.

use std::sync::Arc;

use super::fault;
use super::fields;
use super::kinds::Row;
use super::marks::Marks;
use super::order::in_document_order;
use super::path::{KindPath, Met};
use super::problems::Keep;
use super::triggers::overwrite;
use super::view::{Container, Hides, ImageUse, Object, Open, Pod, Slot, Sort, Written};
use crate::base::{Name, Place};
use crate::diag::Diagnostic;
use crate::world::image::{PullPolicy, Reference};
use crate::world::manifest::{Children, NodeId, NodeKind, Scalar, Style, Tree};

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
        without: Vec::new(),
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
    /// Where pods stand that have no containers, nor a key that is nearly `containers`.
    without: Vec<NodeId>,
    /// True where a controller supplies the image of a container that names none.
    supplied: bool,
}

impl<'a> Extraction<'a> {
    /// Everything that `path` leads to; what is in the way may hide `hides`.
    fn walk(
        &mut self,
        path: &KindPath,
        hides: Hides,
    ) -> impl Iterator<Item = (NodeId, NodeId)> + use<> {
        // Most paths lead to one place.
        let (mut first, mut others, mut blocked) = (None, Vec::new(), Vec::new());
        path.walk(self.tree, self.object.root, &mut |met| match met {
            Met::End { holder, node } if first.is_none() => first = Some((holder, node)),
            Met::End { holder, node } => others.push((holder, node)),
            Met::InTheWay { node, wanted } => blocked.push((node, wanted)),
        });
        for (node, wanted) in blocked {
            self.in_the_way(node, wanted, hides);
        }
        first.into_iter().chain(others)
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
        let keys = PodKeys::of(self.tree, spec);
        let misspelt = !self.supplied
            && keys.others
            && fields::check(self.tree, spec, &fields::POD, "containers", self.diagnostics);
        let told = misspelt && keys.containers.is_none();
        if !self.supplied && !told {
            self.without.extend(without_containers(self.tree, spec, keys.containers));
        }
        let lists = [
            (keys.containers, Sort::Main),
            (keys.init_containers, Sort::Init),
            (keys.ephemeral_containers, Sort::Ephemeral),
        ];
        self.make_room(&lists.map(|(entry, _)| entry));
        for (entry, sort) in lists {
            let items = self.list(entry, Hides::Containers);
            if !self.supplied {
                fields::check_items(self.tree, items.clone(), self.diagnostics);
            }
            for item in items {
                if self.is_full(item, Hides::Containers) {
                    return;
                }
                self.container(item, sort, pod, self.supplied);
            }
        }
        if let Some((key, list)) = keys.ephemeral_containers
            && self.tree.items(list).next().is_some()
        {
            self.diagnostics.keep(fault::ephemeral_in_file(self.tree.place(key)));
        }
        for volume in self.list(keys.volumes, Hides::Images) {
            if self.is_full(volume, Hides::Images) {
                return;
            }
            self.volume(volume, pod);
        }
    }

    /// Makes room for the containers of a pod, and their images, of which most objects have no others.
    fn make_room(&mut self, lists: &[Option<(NodeId, NodeId)>]) {
        if !self.object.images.is_empty() {
            return;
        }
        let items = lists.iter().flatten().map(|(_, list)| self.tree.items(*list).count());
        let many = items.sum::<usize>().min(self.room.left);
        self.object.containers.reserve_exact(many);
        self.object.images.reserve_exact(many);
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
        let keys = ContainerKeys::of(self.tree, node);
        let always = || keys.restart_policy.is_some_and(|node| self.tree.reads(node, "Always"));
        let sidecar = sort == Sort::Init && always();
        let sort = if sidecar { Sort::Sidecar } else { sort };
        if let Some(name) = keys.name {
            self.text_in(node, name, "a container's `name`");
        }
        let written = self.reference(node, keys.image, "image");
        if supplied && matches!(written, Slot::Absent(_)) {
            return;
        }
        if !supplied && keys.others {
            fields::check(self.tree, node, &fields::CONTAINER, "image", self.diagnostics);
        }
        let container = Some(self.object.containers.len());
        let image = self.object.images.len();
        self.object.containers.push(Container { node, sort, pod, image });
        let policy_key = "imagePullPolicy";
        let declared = self.policy(node, keys.pull_policy, policy_key);
        self.object.images.push(ImageUse {
            written,
            sort,
            pod,
            container,
            holder: node,
            key: Name::Known("image"),
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
        let under = |key: &str| self.tree.get(source, key);
        let (reference, policy) = (under("reference"), under("pullPolicy"));
        let written = self.reference(source, reference, "reference");
        let declared = self.policy(source, policy, "pullPolicy");
        self.object.images.push(ImageUse {
            written,
            sort: Sort::Volume,
            pod,
            container: None,
            holder: source,
            key: Name::Known("reference"),
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
            let written = self.reference(holder, Some(node), key);
            if matches!(written, Slot::Absent(_)) {
                continue;
            }
            let policy_key = path.policy_key();
            let declared = match policy_key {
                Some(key) => self.policy(holder, self.tree.get(holder, key), key),
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

    /// The items of the list that is the value of an entry.
    fn list(&mut self, entry: Option<(NodeId, NodeId)>, hides: Hides) -> Children<'a> {
        let tree = self.tree;
        // A node that is no list has no items.
        let Some((_, node)) = entry else { return tree.items(self.object.root) };
        if tree.kind(node) != NodeKind::Sequence && !self.is_null(node) {
            self.in_the_way(node, NodeKind::Sequence, hides);
        }
        tree.items(node)
    }

    fn mapping(&mut self, holder: NodeId, key: &str, what: &str) -> Slot {
        let slot = mapping_slot(self.tree, holder, key);
        if let Slot::Unknown(node) = slot {
            self.report_shape(node, what, NodeKind::Mapping);
        }
        slot
    }

    /// Reports a node of `holder` that would be text and is not.
    fn text_in(&mut self, holder: NodeId, node: NodeId, what: &str) {
        if let Slot::Unknown(node) = text_slot(self.tree, holder, node) {
            self.report_not_text(node, what);
        }
    }

    fn report_not_text(&mut self, node: NodeId, what: &str) {
        if !self.diagnostics.is_full() && self.reported.insert(node) {
            self.diagnostics.keep(not_text(self.tree, node, what));
        }
    }

    /// The reference under `key`, which is this node.
    fn reference(&mut self, holder: NodeId, node: Option<NodeId>, key: &str) -> Slot<Written> {
        let Some(node) = node else { return Slot::Absent(holder) };
        let tree = self.tree;
        let slot = text_slot(tree, holder, node);
        match slot {
            Slot::Present(_) => {}
            Slot::Absent(_) if self.is_null(node) => {
                let place = tree.place(node);
                self.diagnostics.keep(fault::explicit_null(place, &format!("`{key}`")));
            }
            Slot::Absent(_) => {}
            Slot::Unknown(node) => self.report_not_text(node, &format!("`{key}`")),
        }
        slot.map(|node| {
            let parsed = Reference::parse(tree.text(node));
            Written { node, parsed: parsed.map(Arc::new).map_err(Box::new) }
        })
    }

    /// The pull policy under `key`, which is this node.
    fn policy(
        &mut self,
        holder: NodeId,
        node: Option<NodeId>,
        key: &str,
    ) -> Slot<(NodeId, PullPolicy)> {
        let Some(node) = node else { return Slot::Absent(holder) };
        match text_slot(self.tree, holder, node) {
            Slot::Present(node) => match PullPolicy::read(self.tree.text(node)) {
                Ok(policy) => Slot::Present((node, policy)),
                Err(fault) => {
                    let place = self.tree.place(node);
                    self.diagnostics.keep(fault::bad_pull_policy(place, &fault));
                    Slot::Unknown(node)
                }
            },
            Slot::Absent(node) => Slot::Absent(node),
            Slot::Unknown(node) => {
                self.report_not_text(node, &format!("`{key}`"));
                Slot::Unknown(node)
            }
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
        for node in std::mem::take(&mut self.without) {
            let message = "this pod has no containers".to_owned();
            self.diagnostics.keep(fault::no_containers(self.tree.place(node), message));
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
}

/// What of a pod's keys matters to images.
#[derive(Default)]
struct PodKeys {
    containers: Option<(NodeId, NodeId)>,
    init_containers: Option<(NodeId, NodeId)>,
    ephemeral_containers: Option<(NodeId, NodeId)>,
    volumes: Option<(NodeId, NodeId)>,
    /// True if there are keys that need a closer look.
    others: bool,
}

impl PodKeys {
    fn of(tree: &Tree, spec: NodeId) -> Self {
        let mut keys = Self::default();
        for (key, value) in tree.entries(spec) {
            let place = match tree.text(key) {
                "containers" => &mut keys.containers,
                "initContainers" => &mut keys.init_containers,
                "ephemeralContainers" => &mut keys.ephemeral_containers,
                "volumes" => &mut keys.volumes,
                other => {
                    keys.others |= !fields::POD.knows(other);
                    continue;
                }
            };
            *place = Some((key, value));
        }
        keys
    }
}

/// What of a container's keys matters to its image.
#[derive(Default)]
struct ContainerKeys {
    name: Option<NodeId>,
    image: Option<NodeId>,
    pull_policy: Option<NodeId>,
    restart_policy: Option<NodeId>,
    /// True if there are keys that need a closer look.
    others: bool,
}

impl ContainerKeys {
    fn of(tree: &Tree, container: NodeId) -> Self {
        let mut keys = Self::default();
        for (key, value) in tree.entries(container) {
            let place = match tree.text(key) {
                "name" => &mut keys.name,
                "image" => &mut keys.image,
                "imagePullPolicy" => &mut keys.pull_policy,
                other => {
                    if other == "restartPolicy" {
                        keys.restart_policy = Some(value);
                    }
                    keys.others |= !fields::CONTAINER.knows(other);
                    continue;
                }
            };
            *place = Some(value);
        }
        keys
    }
}

/// Where a pod stands whose entry `containers` is absent or empty.
fn without_containers(
    tree: &Tree,
    spec: NodeId,
    containers: Option<(NodeId, NodeId)>,
) -> Option<NodeId> {
    let Some((key, list)) = containers else { return Some(first_key(tree, spec)) };
    let none = match tree.kind(list) {
        NodeKind::Sequence => tree.items(list).next().is_none(),
        NodeKind::Scalar => tree.is_null(list),
        NodeKind::Mapping => false,
    };
    none.then_some(key)
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
