//! What a file of manifests pulls and whether that is bad, worked out from serde_yaml's values in
//! the plainest way that does it.
//!
//! Of the engine nothing is used: not its reader, its kinds table, its references, its pull
//! policies, its truth values.

use std::collections::BTreeSet;

use serde::Deserialize as _;
use serde_yaml::{Mapping, Value};

use super::places::{self, End};
use super::reference::{self, Parts};

/// What a rule says of a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Verdict {
    Passed,
    Failed,
    Undecided,
    Skipped,
}

/// Where a finding is, of which rule, and which it is: the object's name, the way to the place, the
/// rule, failed or undecided.
pub(super) type Found = (Option<String>, String, &'static str, Verdict);

/// All that is said of a file.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Judged {
    pub(super) findings: BTreeSet<Found>,
    /// Something in it could not be read as Kubernetes reads it.
    pub(super) errors: bool,
    pub(super) objects: usize,
    pub(super) images: usize,
    pub(super) uncovered: usize,
    /// What the program exits with.
    pub(super) exit: u8,
}

/// The rules' ids, in the order of [`verdicts`].
pub(super) const RULES: [&str; 7] = [
    "versioned",
    "from-the-team",
    "pulled-anew",
    "valid",
    "std/no-latest",
    "not-always",
    "official",
];

/// A field that may hold something.
enum Field<T> {
    Absent,
    /// Of a type that Kubernetes does not read there.
    Wrong,
    Is(T),
}

enum Image {
    Absent,
    Wrong,
    /// A text, but no reference.
    Invalid,
    Is(Parts),
}

enum Policy {
    /// The place has none.
    None,
    Absent,
    Wrong,
    Is(String),
}

/// Judges a file of YAML.
pub(super) fn judge(text: &str) -> Judged {
    let mut judged = Judged::default();
    for document in serde_yaml::Deserializer::from_str(text) {
        let value = Value::deserialize(document).expect("the generator writes YAML");
        if let Value::Mapping(map) = &value {
            object(map, None, 0, &mut judged);
        }
    }
    let is = |verdict| judged.findings.iter().any(|found| found.3 == verdict);
    judged.exit = if judged.errors || is(Verdict::Undecided) {
        3
    } else if is(Verdict::Failed) {
        1
    } else if judged.objects == 0 {
        4
    } else {
        0
    };
    judged
}

fn text(map: &Mapping, key: &str) -> Field<String> {
    match map.get(key) {
        None | Some(Value::Null) => Field::Absent,
        Some(Value::String(text)) if text.is_empty() => Field::Absent,
        Some(Value::String(text)) => Field::Is(text.clone()),
        Some(_) => Field::Wrong,
    }
}

/// An object, and what is in its list, if it is one.
fn object(map: &Mapping, inherited: Option<(&str, &str)>, depth: usize, judged: &mut Judged) {
    let (api, kind) = match (map.get("apiVersion"), map.get("kind")) {
        (None, None) => match inherited {
            Some((api, kind)) => (api.to_owned(), kind.to_owned()),
            // At the top that is no object at all.
            None => return judged.errors |= depth > 0,
        },
        (Some(Value::String(api)), Some(Value::String(kind))) => (api.clone(), kind.clone()),
        _ => return judged.errors = true,
    };
    let is_list = kind.ends_with("List");
    if !is_list {
        single(map, &api, &kind, judged);
    }
    match map.get("items") {
        Some(Value::Sequence(items)) => {
            // Which of the two would be applied?
            judged.errors |= !is_list && !items.is_empty();
            if depth + 1 > 16 {
                return judged.errors = true;
            }
            let bare = kind.strip_suffix("List").unwrap_or(&kind);
            let inherited = (!bare.is_empty()).then_some((&*api, bare));
            for item in items {
                match item {
                    Value::Mapping(item) => object(item, inherited, depth + 1, judged),
                    _ => judged.errors = true,
                }
            }
        }
        None | Some(Value::Null) => {}
        Some(_) => judged.errors |= is_list,
    }
}

/// What is looked at in one object.
struct Walk<'j> {
    name: Option<String>,
    judged: &'j mut Judged,
    /// The ways to images that were judged.
    seen: BTreeSet<String>,
}

fn single(map: &Mapping, api: &str, kind: &str, judged: &mut Judged) {
    judged.objects += 1;
    let group = api.rsplit_once('/').map_or("", |(group, _)| group);
    let mut name = None;
    match map.get("metadata") {
        None | Some(Value::Null) => {}
        Some(Value::Mapping(metadata)) => {
            match text(metadata, "name") {
                Field::Is(text) => name = Some(text),
                Field::Absent => {}
                Field::Wrong => judged.errors = true,
            }
            judged.errors |= matches!(text(metadata, "namespace"), Field::Wrong);
        }
        Some(_) => judged.errors = true,
    }
    let mut walk = Walk { name, judged, seen: BTreeSet::new() };
    let whole = Value::Mapping(map.clone());
    let row = places::of(group, kind).unwrap_or(&[]);
    let (mut pods, mut hidden) = (0, Vec::new());
    for (end, steps) in row {
        let mut ends = Vec::new();
        let mut reach = |way: &str, node| ends.push((way.to_owned(), node));
        places::follow(&whole, "", steps, &mut reach, &mut |way| hidden.push(way.to_owned()));
        for (way, node) in ends {
            match (end, node) {
                (End::Pod | End::Overlay, Value::Mapping(spec)) => {
                    pods += 1;
                    let own = places::is_own(group);
                    template(&whole, &way, walk.judged);
                    walk.pod(&way, spec, *end == End::Overlay, own);
                }
                (End::Container, Value::Mapping(container)) => {
                    walk.container(&way, container, true)
                }
                (End::Image(policy), _) => walk.field(&whole, &way, *policy),
                _ => hidden.push(way),
            }
        }
    }
    let blocked = !hidden.is_empty();
    hidden.sort();
    hidden.dedup();
    hidden.iter().for_each(|way| walk.hidden(way));
    let has_pods = row.iter().any(|(end, _)| *end == End::Pod);
    walk.judged.errors |= has_pods && places::is_own(group) && pods == 0 && !blocked;
    let is_known = places::is_own(group) && has_pods || kind == "ConfigMap";
    if !is_known {
        let mut shaped = BTreeSet::new();
        for (key, value) in map {
            let key = key.as_str().unwrap_or("");
            if !matches!(key, "metadata" | "status" | "apiVersion" | "kind" | "items") {
                image_shaped(value, key, key, false, &mut shaped);
            }
        }
        walk.judged.uncovered += usize::from(shaped.difference(&walk.seen).next().is_some());
    }
}

/// The metadata beside a template's spec.
fn template(whole: &Value, way: &str, judged: &mut Judged) {
    let parent = way.rsplit_once('.').map_or("", |(parent, _)| parent);
    let metadata = at(whole, parent).and_then(|parent| parent.get("metadata"));
    judged.errors |= !matches!(metadata, None | Some(Value::Null | Value::Mapping(_)));
}

/// What stands at a way.
fn at<'v>(whole: &'v Value, way: &str) -> Option<&'v Value> {
    let mut value = whole;
    for step in way.split('.').filter(|step| !step.is_empty()) {
        let mut parts = step.split('[');
        value = value.get(parts.next()?)?;
        for index in parts {
            value = value.get(index.trim_end_matches(']').parse::<usize>().ok()?)?;
        }
    }
    Some(value)
}

impl Walk<'_> {
    fn pod(&mut self, way: &str, spec: &Mapping, supplied: bool, own: bool) {
        for list in ["containers", "initContainers", "ephemeralContainers"] {
            let way = places::join(way, list);
            for (way, item) in self.list(&way, spec.get(list)) {
                match item {
                    Value::Mapping(container) => self.container(&way, container, supplied),
                    _ => self.hidden(&way),
                }
            }
        }
        for (way, volume) in self.list(&places::join(way, "volumes"), spec.get("volumes")) {
            let Value::Mapping(volume) = volume else {
                self.hidden(&way);
                continue;
            };
            let way = places::join(&way, "image");
            match volume.get("image") {
                None | Some(Value::Null) => {}
                Some(Value::Mapping(source)) => {
                    let policy = self.policy(source, "pullPolicy");
                    self.image(&way, source, "reference", &policy);
                }
                Some(_) => self.hidden(&way),
            }
        }
        let none = match spec.get("containers") {
            None | Some(Value::Null) => true,
            Some(Value::Sequence(items)) => items.is_empty(),
            Some(_) => false,
        };
        self.judged.errors |= own && !supplied && none;
    }

    fn list<'v>(&mut self, way: &str, list: Option<&'v Value>) -> Vec<(String, &'v Value)> {
        match list {
            None | Some(Value::Null) => Vec::new(),
            Some(Value::Sequence(items)) => {
                let numbered = items.iter().enumerate();
                numbered.map(|(index, item)| (format!("{way}[{index}]"), item)).collect()
            }
            Some(_) => {
                self.hidden(way);
                Vec::new()
            }
        }
    }

    fn container(&mut self, way: &str, container: &Mapping, supplied: bool) {
        self.judged.errors |= matches!(text(container, "name"), Field::Wrong);
        if supplied && matches!(text(container, "image"), Field::Absent) {
            return;
        }
        let policy = self.policy(container, "imagePullPolicy");
        self.image(way, container, "image", &policy);
    }

    fn field(&mut self, whole: &Value, way: &str, policy: Option<&str>) {
        let Some((parent, key)) = way.rsplit_once('.') else { return };
        let Some(Value::Mapping(holder)) = at(whole, parent) else { return };
        if matches!(text(holder, key), Field::Absent) {
            return;
        }
        let policy = policy.map_or(Policy::None, |key| self.policy(holder, key));
        self.image(parent, holder, key, &policy);
    }

    fn policy(&mut self, holder: &Mapping, key: &str) -> Policy {
        match text(holder, key) {
            Field::Absent => Policy::Absent,
            Field::Is(text) if ["Always", "IfNotPresent", "Never"].contains(&&*text) => {
                Policy::Is(text)
            }
            Field::Wrong | Field::Is(_) => {
                self.judged.errors = true;
                Policy::Wrong
            }
        }
    }

    fn image(&mut self, way: &str, holder: &Mapping, key: &str, policy: &Policy) {
        let image = match text(holder, key) {
            Field::Absent => Image::Absent,
            Field::Wrong => {
                self.judged.errors = true;
                Image::Wrong
            }
            Field::Is(text) => reference::read(&text).map_or(Image::Invalid, Image::Is),
        };
        let way = places::join(way, key);
        self.judged.images += 1;
        for (rule, verdict) in RULES.into_iter().zip(verdicts(&image, policy)) {
            self.find(&way, rule, verdict);
        }
        self.seen.insert(way);
    }

    /// Something stands where images may be, and nobody can say which.
    fn hidden(&mut self, way: &str) {
        self.judged.errors = true;
        for rule in RULES {
            self.find(way, rule, Verdict::Undecided);
        }
    }

    fn find(&mut self, way: &str, rule: &'static str, verdict: Verdict) {
        if matches!(verdict, Verdict::Failed | Verdict::Undecided) {
            self.judged.findings.insert((self.name.clone(), way.to_owned(), rule, verdict));
        }
    }
}

fn verdicts(image: &Image, policy: &Policy) -> [Verdict; 7] {
    use Verdict::{Failed, Passed, Skipped, Undecided};
    let holds = |holds: bool| if holds { Passed } else { Failed };
    let is_latest = |parts: &Parts| parts.tag.as_deref().unwrap_or("latest") == "latest";
    let always = match (policy, image) {
        (Policy::Is(policy), _) => Some(policy == "Always"),
        (Policy::None | Policy::Wrong, _) => None,
        (Policy::Absent, Image::Is(parts)) => Some(match &parts.tag {
            Some(tag) => tag == "latest",
            None => parts.digest.is_none(),
        }),
        (Policy::Absent, _) => None,
    };
    let not_always = always.map_or(Undecided, |always| holds(!always));
    match image {
        Image::Is(parts) => {
            let pinned = parts.digest.is_some();
            let versioned = holds(pinned || !is_latest(parts));
            let inside = parts.path == "team" || parts.path.starts_with("team/");
            let anew = match always {
                _ if pinned => Skipped,
                Some(always) => holds(always),
                None => Undecided,
            };
            let ours = holds(parts.registry == "good.io" && inside);
            let library = parts.path == "library" || parts.path.starts_with("library/");
            let official = holds(parts.registry == "docker.io" && library);
            [versioned, ours, anew, Passed, versioned, not_always, official]
        }
        _ => {
            // Whether a digest pins it can't be said; if it is pulled always, that is all the same.
            let anew = if always == Some(true) { Passed } else { Undecided };
            let (valid, latest) = match image {
                Image::Absent => (Failed, Skipped),
                Image::Invalid => (Failed, Undecided),
                _ => (Undecided, Undecided),
            };
            [Undecided, Undecided, anew, valid, latest, not_always, Undecided]
        }
    }
}

/// Texts that look like images, wherever they stand.
fn image_shaped(
    value: &Value,
    key: &str,
    way: &str,
    container: bool,
    found: &mut BTreeSet<String>,
) {
    match value {
        Value::String(text) if key == "image" || key.ends_with("Image") => {
            let telling =
                |parts: Parts| parts.has_registry || parts.tag.is_some() || parts.digest.is_some();
            if (key == "image" && container) || reference::read(text).is_some_and(telling) {
                found.insert(way.to_owned());
            }
        }
        Value::Mapping(map) => {
            for (key, value) in map {
                let key = key.as_str().unwrap_or("");
                image_shaped(value, key, &places::join(way, key), container, found);
            }
        }
        Value::Sequence(items) => {
            for (index, item) in items.iter().enumerate() {
                let named = |key: &str| {
                    item.get(key).and_then(Value::as_str).is_some_and(|text| !text.is_empty())
                };
                let container = named("name") && named("image");
                image_shaped_item(item, &format!("{way}[{index}]"), container, found);
            }
        }
        _ => {}
    }
}

/// An item of a list: only its own `image` is a container's.
fn image_shaped_item(item: &Value, way: &str, container: bool, found: &mut BTreeSet<String>) {
    match item {
        Value::Mapping(map) => {
            for (key, value) in map {
                let key = key.as_str().unwrap_or("");
                let is_text = matches!(value, Value::String(_));
                image_shaped(value, key, &places::join(way, key), container && is_text, found);
            }
        }
        _ => image_shaped(item, "", way, false, found),
    }
}
