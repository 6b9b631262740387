//! What surrounds an evaluation: the cluster's objects, the run's, the day, and the books about
//! unknowns, input problems and fuel.

use super::{At, CauseTable, Causes, List, Origin, Shared, Value, Valued, Why};
use crate::world::image::Reference;
use crate::world::kube::{Hides, Object, Slot};
use crate::world::manifest::NodeId;
use crate::world::measure::Date;

/// The body of an extern function, or of a derived field (whose only argument is its record). The
/// arguments are known through and through, but for a derived field's record.
pub type Body = for<'w> fn(&mut Host<'w>, &[Valued<'w>]) -> Valued<'w>;

/// What the cluster is asked for.
pub trait Cluster: Sync {
    /// The object of a group (empty for the core group), kind, namespace (none for a kind that
    /// has none) and name.
    fn find(&self, group: &str, kind: &str, namespace: Option<&str>, name: &str) -> Found<'_>;

    /// The namespace that an object lands in.
    fn namespace<'a>(&'a self, object: &'a Object) -> Lands<'a>;

    /// True if the admission plugin AlwaysPullImages is on.
    fn always_pulls(&self) -> bool;

    /// Whether a Secret holds credentials for an image, as the kubelet looks them up; `None` where
    /// what it holds can't be read.
    fn covers(&self, secret: &Object, image: &Reference) -> Option<bool>;
}

/// What a lookup finds.
#[derive(Clone, Copy, Debug)]
pub enum Found<'w> {
    /// This object.
    Object(&'w Object),
    /// That there is none.
    Absent,
    /// Nothing: the run does not hold it, and the cluster may.
    Unknown,
}

/// The namespace that an object lands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lands<'w> {
    /// This one.
    In(&'w str),
    /// Its kind has none.
    Nowhere,
    /// The manifest leaves it to `kubectl`.
    Unknown,
    /// What is written there is no text.
    Unreadable(NodeId),
}

/// The run's own objects and what is in them.
#[derive(Debug, Default)]
pub struct Run<'w> {
    /// All objects.
    pub resources: RunList<'w>,
    /// All pods and pod templates.
    pub pods: RunList<'w>,
    /// All containers.
    pub containers: RunList<'w>,
    /// All images.
    pub images: RunList<'w>,
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
    /// The run of these objects; `unjudged` if it has inputs that could not be judged.
    pub fn new(objects: impl IntoIterator<Item = &'w Object>, unjudged: bool) -> Self {
        let mut run = Self::default();
        for object in objects {
            run.add(object);
        }
        for list in [&mut run.resources, &mut run.pods, &mut run.containers, &mut run.images] {
            list.unjudged = unjudged;
        }
        run
    }

    fn add(&mut self, object: &'w Object) {
        self.resources.items.push(Value::Object(object).made());
        let all = |len: usize, of: fn(&'w Object, u32) -> Value<'w>| {
            (0..).take(len).map(move |index| of(object, index).made())
        };
        self.pods.items.extend(all(object.pods.len(), Value::Pod));
        self.containers.items.extend(all(object.containers.len(), Value::Container));
        self.images.items.extend(all(object.images.len(), Value::ImageUse));
        for open in &object.open {
            let at = At::node(object, open.node);
            if open.hides == Hides::Pods {
                self.pods.hidden.push(at);
            }
            if open.hides != Hides::Images {
                self.containers.hidden.push(at);
            }
            self.images.hidden.push(at);
        }
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

/// What surrounds an evaluation.
pub struct Host<'w> {
    /// The cluster, as far as the run knows it.
    pub cluster: &'w dyn Cluster,
    /// The run's own objects, where they are at hand.
    pub run: Option<&'w Run<'w>>,
    /// The day of the run.
    pub today: Option<Date>,
    /// What the unknowns of this match hang on.
    pub causes: CauseTable<'w>,
    /// What was read and is not as Kubernetes reads it, each place once.
    pub problems: Vec<Problem<'w>>,
    /// Steps that are left to this match.
    pub fuel: u64,
    /// True once there were not enough.
    pub exhausted: bool,
}

impl<'w> Host<'w> {
    /// With these surroundings, and nothing in its books.
    pub fn new(cluster: &'w dyn Cluster, run: Option<&'w Run<'w>>, today: Option<Date>) -> Self {
        let (causes, problems) = (CauseTable::default(), Vec::new());
        Self { cluster, run, today, causes, problems, fuel: 0, exhausted: false }
    }

    /// Begins a match: forgets causes, and has so many steps.
    pub fn begin(&mut self, fuel: u64) {
        self.causes.clear();
        self.fuel = fuel;
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
        if !self.problems.iter().any(|known| known.at.same(&problem.at)) {
            self.problems.push(problem);
        }
    }

    /// Takes steps; false if there are not that many left, and then none are.
    pub fn charge(&mut self, steps: usize) -> bool {
        let left = self.fuel.checked_sub(u64::try_from(steps).unwrap_or(u64::MAX));
        self.fuel = left.unwrap_or(0);
        self.exhausted |= left.is_none();
        left.is_some()
    }

    /// What is unknown for want of fuel.
    pub fn out_of_fuel(&mut self) -> Valued<'w> {
        self.unknown(Why::Fuel, None)
    }

    /// One of the run's lists.
    pub fn run_list(&mut self, which: fn(&'w Run<'w>) -> &'w RunList<'w>) -> Valued<'w> {
        let Some(list) = self.run.map(which) else { return self.unknown(Why::NoRun, None) };
        let mut open = Causes::NONE;
        if list.unjudged {
            open = open.with(self.causes.note(Why::Unjudged, None));
        }
        for at in &list.hidden {
            open = open.with(self.causes.note(Why::OpenList, Some(*at)));
        }
        Value::List(Shared::new(List::borrowed(&list.items, open))).made()
    }

    /// An object of the cluster, by kind and name.
    pub fn find(&mut self, kind: (&str, &str), namespace: Option<&str>, name: &str) -> Valued<'w> {
        match self.cluster.find(kind.0, kind.1, namespace, name) {
            Found::Object(object) => Value::Object(object).made(),
            Found::Absent => Value::Absent.made(),
            Found::Unknown => {
                let full = namespace.map_or(name.into(), |space| format!("{space}/{name}"));
                self.unknown(Why::NotInRun(kind.1.into(), full.into()), None)
            }
        }
    }

    /// The namespace that an object lands in.
    pub fn namespace(&mut self, object: &'w Object) -> Valued<'w> {
        let metadata = object.metadata.present();
        let missing = || At::missing(object, metadata.unwrap_or(object.root), "namespace");
        match self.cluster.namespace(object) {
            Lands::In(namespace) => {
                let at = object.namespace.present().map(|node| At::node(object, node));
                Value::borrowed(namespace).at(at.unwrap_or_else(missing))
            }
            Lands::Nowhere => Value::Absent.at(missing()),
            Lands::Unknown => self.unknown(Why::NoNamespace, Some(missing())),
            Lands::Unreadable(node) => self.misread(Why::WrongType("text"), At::node(object, node)),
        }
    }
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
