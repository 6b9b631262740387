//! What surrounds an evaluation: the cluster's objects, the run's, the day, and the books about
//! unknowns, input problems and fuel.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::{At, CauseTable, Causes, List, Map, Origin, Shared, Value, Valued, Why};
use crate::world::image;
use crate::world::kube::{Hides, Index, Landing, Lookup, Members, Object, Profile, Scope, Slot};
use crate::world::manifest::NodeId;
use crate::world::measure::Date;

/// The body of an extern function, or of a derived field (whose only argument is its record). The
/// arguments are known through and through, but for a derived field's record.
pub type Body = for<'w> fn(&mut Host<'w>, &[Valued<'w>]) -> Valued<'w>;

/// What is known of the cluster.
#[derive(Clone, Copy, Debug)]
pub struct Cluster<'w> {
    /// The run's objects, by kind and name.
    pub index: &'w Index,
    /// What the project file says.
    pub profile: &'w Profile,
    /// True if the run has inputs that could not be judged: what it does not hold may be there.
    pub unjudged: bool,
}

impl Cluster<'static> {
    /// One of which nothing is known.
    pub fn unknown() -> Self {
        static INDEX: LazyLock<Index> = LazyLock::new(Index::default);
        static PROFILE: LazyLock<Profile> = LazyLock::new(Profile::default);
        Self { index: &INDEX, profile: &PROFILE, unjudged: false }
    }
}

/// The run's own objects and what is in them, as far as somebody reads it.
#[derive(Debug, Default)]
pub struct Run<'w> {
    /// How much it holds: objects, pods, containers and images.
    pub things: usize,
    /// All objects.
    pub resources: Option<RunList<'w>>,
    /// All pods and pod templates.
    pub pods: Option<RunList<'w>>,
    /// All containers.
    pub containers: Option<RunList<'w>>,
    /// All images.
    pub images: Option<RunList<'w>>,
}

/// Which of the run's lists somebody reads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lists {
    /// `manifests.resources`.
    pub resources: bool,
    /// `manifests.pods`.
    pub pods: bool,
    /// `manifests.containers`.
    pub containers: bool,
    /// `manifests.images`.
    pub images: bool,
}

impl Lists {
    /// None of them.
    pub const NONE: Self = Self { resources: false, pods: false, containers: false, images: false };
    /// All of them.
    pub const ALL: Self = Self { resources: true, pods: true, containers: true, images: true };

    /// Those of either.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self {
            resources: self.resources | other.resources,
            pods: self.pods | other.pods,
            containers: self.containers | other.containers,
            images: self.images | other.images,
        }
    }
}

/// One of the run's lists.
#[derive(Debug, Default)]
pub struct RunList<'w> {
    /// What is known to be in it.
    pub items: Vec<Valued<'w>>,
    /// Lists of manifests that may hide more of it.
    pub hidden: Vec<At<'w>>,
    /// True if the run has inputs that could not be judged.
    pub unjudged: bool,
}

impl<'w> Run<'w> {
    /// These lists of the run of these objects; `unjudged` if it has inputs that could not be judged.
    pub fn new(
        objects: impl IntoIterator<Item = &'w Object>,
        unjudged: bool,
        lists: Lists,
    ) -> Self {
        let objects: Vec<&'w Object> = objects.into_iter().collect();
        let list = |read: bool, len: fn(&Object) -> usize, of, hides: &[Hides]| {
            read.then(|| RunList::new(&objects, unjudged, len, of, hides))
        };
        let (pods, containers) = (&[Hides::Pods], &[Hides::Pods, Hides::Containers]);
        let images = &[Hides::Pods, Hides::Containers, Hides::Images];
        let things = |it: &&Object| 1 + it.pods.len() + it.containers.len() + it.images.len();
        Self {
            things: objects.iter().map(things).sum(),
            resources: list(lists.resources, |_| 1, |object, _| Value::Object(object), &[]),
            pods: list(lists.pods, |object| object.pods.len(), Value::Pod, pods),
            containers: list(
                lists.containers,
                |object| object.containers.len(),
                Value::Container,
                containers,
            ),
            images: list(lists.images, |object| object.images.len(), Value::ImageUse, images),
        }
    }
}

impl<'w> RunList<'w> {
    /// What every object has so many of; lists of manifests that hide such things may hide more.
    fn new(
        objects: &[&'w Object],
        unjudged: bool,
        len: fn(&Object) -> usize,
        of: fn(&'w Object, u32) -> Value<'w>,
        hides: &[Hides],
    ) -> Self {
        let mut items = Vec::with_capacity(objects.iter().map(|object| len(object)).sum());
        let mut hidden = Vec::new();
        for object in objects {
            items.extend((0..).take(len(object)).map(|index| of(object, index).made()));
            let open = object.open.iter().filter(|open| hides.contains(&open.hides));
            hidden.extend(open.map(|open| At::node(object, open.node)));
        }
        Self { items, hidden, unjudged }
    }
}

/// A manifest value that Kubernetes does not read as it is written: to be reported once.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem<'w> {
    /// Where.
    pub at: At<'w>,
    /// What is wrong with it.
    pub why: Why,
}

/// Bytes that all that one match makes may have together, where the run is small.
pub const ROOM: usize = 24 << 20;

/// Bytes that it may have for each thing of the run: some lists of all of them.
const ROOM_A_THING: usize = 256;

/// Bytes of a map's entry: a key, a value, and how it is found.
const AN_ENTRY: usize = 3 * size_of::<Valued<'_>>();

/// What surrounds an evaluation.
pub struct Host<'w> {
    /// The cluster, as far as the run knows it.
    pub cluster: Cluster<'w>,
    /// The run's own objects, where they are at hand.
    pub run: Option<&'w Run<'w>>,
    /// The day of the run.
    pub today: Option<Date>,
    /// What the unknowns of this match hang on.
    pub causes: CauseTable<'w>,
    /// What was read and is not as Kubernetes reads it, each place once.
    pub problems: Vec<Problem<'w>>,
    /// Where the problems are.
    told: HashSet<(*const Object, NodeId, Option<&'w str>)>,
    /// Images that were asked for.
    pub(super) served: Served<'w>,
    /// Steps that are left to this match.
    pub fuel: u64,
    /// Bytes that this match may still make.
    pub room: usize,
    /// Bytes that each match may make.
    all_room: usize,
    /// True once there were not enough of either.
    pub exhausted: bool,
}

/// References of the last images that were asked for, which nearly every field of an image asks for
/// once more: by object and index.
#[derive(Default)]
pub(super) struct Served<'w> {
    known: [Option<(&'w Object, u32, Reference<'w>)>; 4],
}

/// What a manifest writes, and where.
type Reference<'w> = (&'w image::Reference, At<'w>);

impl<'w> Served<'w> {
    pub(super) fn get(&self, object: &'w Object, index: u32) -> Option<Reference<'w>> {
        let (of, at, reference) = self.known.get(index as usize % 4).copied().flatten()?;
        (std::ptr::eq(of, object) && at == index).then_some(reference)
    }

    pub(super) fn keep(&mut self, (object, index): (&'w Object, u32), reference: Reference<'w>) {
        if let Some(place) = self.known.get_mut(index as usize % 4) {
            *place = Some((object, index, reference));
        }
    }
}

impl<'w> Host<'w> {
    /// With these surroundings, and nothing in its books.
    pub fn new(cluster: Cluster<'w>, run: Option<&'w Run<'w>>, today: Option<Date>) -> Self {
        let things = run.map_or(0, |run| run.things);
        Self {
            all_room: things.saturating_mul(ROOM_A_THING).max(ROOM),
            cluster,
            run,
            today,
            causes: CauseTable::default(),
            problems: Vec::new(),
            told: HashSet::new(),
            served: Served::default(),
            fuel: 0,
            room: 0,
            exhausted: false,
        }
    }

    /// Begins a match: forgets causes, and has so many steps and all the room.
    pub fn begin(&mut self, fuel: u64) {
        self.causes.clear();
        self.fuel = fuel;
        self.room = self.all_room;
        self.exhausted = false;
    }

    /// Something unknown.
    pub fn unknown(&mut self, why: Why, at: Option<At<'w>>) -> Valued<'w> {
        let value = Value::Unknown(self.causes.note(why, at));
        value.with(at.map_or(Origin::Made, Origin::At))
    }

    /// Something unknown because a manifest value is not as Kubernetes reads it; that is reported.
    pub fn misread(&mut self, why: Why, at: At<'w>) -> Valued<'w> {
        self.report(Problem { at, why: why.clone() });
        self.unknown(why, Some(at))
    }

    /// Keeps a problem, one a place.
    pub fn report(&mut self, problem: Problem<'w>) {
        let At { object, node, missing } = problem.at;
        if self.told.insert((std::ptr::from_ref(object), node, missing)) {
            self.problems.push(problem);
        }
    }

    /// The problems so far, which are forgotten.
    pub fn take_problems(&mut self) -> Vec<Problem<'w>> {
        if !self.told.is_empty() {
            self.told.clear();
        }
        std::mem::take(&mut self.problems)
    }

    /// Takes steps; false if there are not that many left, and then none are.
    pub fn charge(&mut self, steps: usize) -> bool {
        let left = self.fuel.checked_sub(u64::try_from(steps).unwrap_or(u64::MAX));
        self.fuel = left.unwrap_or(0);
        self.exhausted |= left.is_none();
        left.is_some()
    }

    /// Takes room for something that is made; where there is not enough, no steps are left either.
    ///
    /// What was made counts to the end of the match, whether or not it is still there: values share
    /// what they hold, and nobody counts who holds what.
    pub fn make(&mut self, bytes: usize) -> bool {
        let left = self.room.checked_sub(bytes);
        self.room = left.unwrap_or(0);
        if left.is_none() {
            self.fuel = 0;
            self.exhausted = true;
        }
        left.is_some()
    }

    /// Takes the steps and the room for so many items of a list.
    pub fn gather(&mut self, items: usize) -> bool {
        self.charge(items) && self.make(items.saturating_mul(size_of::<Valued<'_>>()))
    }

    /// Takes the steps and the room for a text of so many bytes.
    pub fn write(&mut self, bytes: usize) -> bool {
        self.charge(bytes / 64) && self.make(bytes)
    }

    /// Takes the steps and the room for an entry of a map.
    pub fn enter(&mut self, map: &Map<'w>, key: &Value<'w>) -> bool {
        self.charge(map.effort(key)) && self.make(AN_ENTRY)
    }

    /// A list without repetitions, if there are the steps and the room for it.
    pub fn distinct(&mut self, list: &List<'w>) -> Option<List<'w>> {
        let bytes = list.items.len().saturating_mul(size_of::<Valued<'_>>());
        if !self.make(bytes) {
            return None;
        }
        list.distinct_within(&mut |steps| self.charge(steps))
    }

    /// What is unknown for want of fuel.
    pub fn out_of_fuel(&mut self) -> Valued<'w> {
        self.unknown(Why::Fuel, None)
    }

    /// One of the run's lists.
    pub fn run_list(&mut self, which: fn(&'w Run<'w>) -> Option<&'w RunList<'w>>) -> Valued<'w> {
        let Some(list) = self.run.and_then(which) else { return self.unknown(Why::NoRun, None) };
        let mut open = Causes::NONE;
        if list.unjudged {
            open = open.with(self.causes.note(Why::Unjudged, None));
        }
        for at in &list.hidden {
            open = open.with(self.causes.note(Why::OpenList, Some(*at)));
        }
        Value::List(Shared::new(List::borrowed(&list.items, open))).made()
    }

    /// An object of the cluster, by kind (its group, empty for the core group, and name), namespace
    /// (none for kinds that have none, and for where objects land that write none) and name.
    pub fn find(&mut self, kind: (&str, &str), namespace: Option<&str>, name: &str) -> Valued<'w> {
        let cluster = self.cluster;
        let external = cluster.profile.is_external(kind, namespace, name);
        let shown = || namespace.map_or(name.into(), |space| format!("{space}/{name}").into());
        let why = match cluster.index.find_of(kind, namespace, name) {
            Lookup::Found(object) => return Value::Object(object).made(),
            Lookup::NotInRun if external => Why::External(kind.1.into(), shown()),
            Lookup::NotInRun if !cluster.profile.complete => Why::NotInRun(kind.1.into(), shown()),
            Lookup::NotInRun if cluster.unjudged => Why::Unjudged,
            Lookup::NotInRun => return Value::Absent.made(),
            Lookup::Several(_) => Why::Several(kind.1.into(), shown()),
            Lookup::Perhaps(_) => Why::Elsewhere(kind.1.into(), shown()),
        };
        self.unknown(why, None)
    }

    /// The objects of a kind (its group, empty for the core group, and name) that a namespace of the
    /// cluster holds; with none, those in no namespace, or where objects land that write none.
    pub fn find_all(&mut self, kind: (&str, &str), namespace: Option<&str>) -> Valued<'w> {
        let index = self.cluster.index;
        self.members(kind, Some(namespace), [index.members(kind.0, kind.1, namespace)])
    }

    /// The objects of a kind that the cluster holds, in all namespaces.
    pub fn find_everywhere(&mut self, kind: (&str, &str)) -> Valued<'w> {
        let index = self.cluster.index;
        self.members(kind, None, index.everywhere(kind.0, kind.1))
    }

    fn members(
        &mut self,
        (group, kind): (&str, &str),
        namespace: Option<Option<&str>>,
        spaces: impl IntoIterator<Item = Members<'w>>,
    ) -> Valued<'w> {
        let mut objects: Vec<&'w Object> = Vec::new();
        let mut open = self.more_of((group, kind), namespace);
        for space in spaces {
            if !self.gather(space.sure.len()) {
                return self.out_of_fuel();
            }
            objects.extend(space.sure.iter().map(AsRef::as_ref));
            if let Some(name) = space.doubled {
                open = open.with(self.causes.note(Why::Several(kind.into(), name.into()), None));
            }
            if space.perhaps {
                open = open.with(self.causes.note(Why::Somewhere(kind.into()), None));
            }
        }
        objects.sort_by_key(|object| object.place(object.root));
        let items = objects.into_iter().map(|object| Value::Object(object).made()).collect();
        Value::List(Shared::new(List::new(items, open))).made()
    }

    /// Why the cluster may hold objects of a kind that the run does not.
    fn more_of(&mut self, kind: (&str, &str), namespace: Option<Option<&str>>) -> Causes {
        let Cluster { profile, unjudged, .. } = self.cluster;
        if !profile.complete {
            return self.causes.note(Why::MoreOf(kind.1.into()), None);
        }
        let mut open = Causes::NONE;
        if unjudged {
            open = open.with(self.causes.note(Why::Unjudged, None));
        }
        for listed in profile.externals(kind) {
            let of = listed.split_once('/').map(|(of, _)| of);
            let elsewhere = of.zip(namespace.flatten()).is_some_and(|(of, asked)| of != asked);
            if !elsewhere {
                let why = Why::External(kind.1.into(), listed.as_str().into());
                open = open.with(self.causes.note(why, None));
            }
        }
        open
    }

    /// The namespace that an object lands in.
    pub fn namespace(&mut self, object: &'w Object) -> Valued<'w> {
        let metadata = object.metadata.present();
        let missing = || At::missing(object, metadata.unwrap_or(object.root), "namespace");
        if let Slot::Unknown(node) = object.namespace {
            return self.misread(Why::WrongType("text"), At::node(object, node));
        }
        let at = object.namespace.present().map(|node| At::node(object, node));
        match Landing::of(object, self.cluster.profile) {
            Landing::Written(name) | Landing::Default(name) => {
                Value::borrowed(name).at(at.unwrap_or_else(missing))
            }
            Landing::Cluster => Value::Absent.at(missing()),
            Landing::Unknown => self.unknown(Why::NoNamespace, Some(missing())),
        }
    }

    /// The Namespace that an object lands in.
    pub fn namespace_object(&mut self, object: &'w Object) -> Valued<'w> {
        let namespace = self.namespace(object);
        let Value::Text(name) = &namespace.value else { return namespace };
        let found = self.find(("", "Namespace"), None, name);
        match found.value {
            Value::Absent | Value::Unknown(_) => found.value.with(namespace.origin),
            _ => found,
        }
    }

    /// The namespace in which objects are looked up that a pod of this object names. Objects that
    /// write none land together, wherever that is.
    ///
    /// # Errors
    /// Why nothing can be looked up.
    pub fn lookup_namespace(&mut self, object: &'w Object) -> Result<Option<&'w str>, Valued<'w>> {
        let profile = self.cluster.profile;
        match (Landing::of(object, profile), object.namespace) {
            (Landing::Written(name) | Landing::Default(name), _) => Ok(Some(name)),
            (Landing::Unknown, Slot::Absent(_)) if object.scope == Scope::Namespaced => Ok(None),
            _ => {
                let namespace = self.namespace(object);
                match namespace.value {
                    Value::Unknown(_) => Err(namespace),
                    _ => Err(self.unknown(Why::NoNamespace, namespace.at())),
                }
            }
        }
    }
}

/// True if an object is of a group (empty for the core group) and kind. What moved out of the group
/// `extensions` is the same kind there as in the group that it moved to, and what OpenShift 3 wrote
/// without a group is the same kind as in the group that it has now.
pub fn is_of_kind(object: &Object, group: &str, kind: &str) -> bool {
    let old = &*object.gvk.group == "extensions"
        && matches!(group, "apps" | "networking.k8s.io" | "policy");
    let once = object.gvk.group.is_empty()
        && matches!(group, "apps.openshift.io" | "build.openshift.io" | "image.openshift.io");
    *object.gvk.kind == *kind && (*object.gvk.group == *group || old || once)
}

/// Where a finding about a record stands: an image's scalar, a container's name, a pod's spec, an
/// object's name.
pub(super) fn subject_at<'w>(value: &Value<'w>) -> Option<At<'w>> {
    match *value {
        Value::ImageUse(object, index) => {
            let image = object.images.get(index as usize)?;
            Some(match &image.written {
                Slot::Present(written) => At::node(object, written.node),
                Slot::Unknown(node) => At::node(object, *node),
                Slot::Absent(mapping) => At::missing(object, *mapping, &image.key),
            })
        }
        Value::Container(object, index) => {
            let node = object.containers.get(index as usize)?.node;
            Some(At::node(object, object.tree.get(node, "name").unwrap_or(node)))
        }
        Value::Pod(object, index) => Some(At::node(object, object.pods.get(index as usize)?.spec)),
        Value::Object(object) => {
            let named = object.name.present().or_else(|| object.tree.get(object.root, "kind"));
            Some(At::node(object, named.unwrap_or(object.root)))
        }
        _ => None,
    }
}
