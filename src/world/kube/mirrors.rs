//! Where a node pulls an image from, and whether it may.
//!
//! OpenShift's machine config operator writes two files on every node, and the container runtime
//! reads them (`containers/image`). We do what the two do together:
//!
//! * `registries.conf` has an entry for every source of a mirror set and every blocked registry
//!   (`EditRegistriesConfig` of `openshift/runtime-utils`). The entry with the longest scope that
//!   matches a repository counts, and no other (`FindRegistry`). Its mirrors are tried in order,
//!   those for pulls by digest only for digests, those for pulls by tag only for tags; then the
//!   source itself. What lies in a blocked entry is not contacted; `NeverContactSource` blocks the
//!   source.
//! * `policy.json` says which repositories may be used at all: those of `allowedRegistries` and no
//!   others, or all but `blockedRegistries`. It looks at the reference that is asked for, not at
//!   the mirror that serves it. A manifest can't widen what the profile allows: where both have a
//!   list, an image must be in both.
//!
//! Several sets for one source are merged so that the order within each is kept, whatever order
//! the sets come in. A scope ends at a whole component; `*.example.com` covers every host below the
//! domain, at any depth and port. In one respect we are stricter than `FindRegistry` of today,
//! which lets `example.com` cover `example.com:5000` and says that nobody should rely on it.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::index::Index;
use super::profile::{Mirror, MirrorSourcePolicy, MirroredPulls, Profile};
use super::view::Object;
use crate::world::image::Reference;
use crate::world::manifest::{NodeId, NodeKind, Scalar};

/// Kinds of mirror sets: group, kind, the list in their `spec`, and the pulls that they serve.
const MIRROR_SETS: [(&str, &str, &str, MirroredPulls); 4] = [
    ("config.openshift.io", "ImageDigestMirrorSet", "imageDigestMirrors", MirroredPulls::Digest),
    ("config.openshift.io", "ImageTagMirrorSet", "imageTagMirrors", MirroredPulls::Tag),
    (
        "operator.openshift.io",
        "ImageContentSourcePolicy",
        "repositoryDigestMirrors",
        MirroredPulls::Digest,
    ),
    ("config.openshift.io", "ImageContentPolicy", "repositoryDigestMirrors", MirroredPulls::Digest),
];

/// The kind of the cluster's image configuration, and the one name that counts.
const IMAGE_CONFIG: (&str, &str, &str) = ("config.openshift.io", "Image", "cluster");

/// Kinds that say how images of other objects are meant, whether anybody asks for them or not: group
/// (empty for the core group) and kind.
pub const CLUSTER_KINDS: [(&str, &str); 7] = [
    ("image.openshift.io", "ImageStream"),
    ("", "ImageStream"),
    ("config.openshift.io", "ImageDigestMirrorSet"),
    ("config.openshift.io", "ImageTagMirrorSet"),
    ("config.openshift.io", "ImageContentPolicy"),
    ("operator.openshift.io", "ImageContentSourcePolicy"),
    ("config.openshift.io", "Image"),
];

/// What nodes know of registries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Registries {
    entries: Vec<Entry>,
    /// Where references without a registry are looked for.
    search: Vec<Box<str>>,
    /// Lists of what is allowed, the profile's and the cluster's own: an image must be in each.
    allowed: Vec<Scopes>,
    blocked: Scopes,
    unread: Option<Box<str>>,
}

/// An entry of `registries.conf`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Entry {
    scope: Box<str>,
    mirrors: Vec<(Box<str>, MirroredPulls)>,
    blocked: bool,
}

/// Mirrors of a source, from one place.
struct MirrorSet {
    source: Box<str>,
    mirrors: Vec<Box<str>>,
    pulls: MirroredPulls,
    never_contact_source: bool,
}

impl Registries {
    /// What `profile` says, and the objects of `index` that say more.
    pub fn new(profile: &Profile, index: &Index) -> Self {
        let mut all = Self {
            search: profile.default_registry.iter().map(|name| scope(name)).collect(),
            ..Self::default()
        };
        all.allow(profile.allowed_registries.iter().map(|name| scope(name)).collect());
        let mut sets: Vec<MirrorSet> = profile.mirrors.iter().map(MirrorSet::of_profile).collect();
        // No other cluster heeds OpenShift's objects.
        if profile.openshift != Some(false) {
            all.take_in(index, &mut sets);
        }
        all.enter(&sets);
        all
    }

    /// Takes in what the objects of `index` say; mirror sets are left in `sets`.
    fn take_in(&mut self, index: &Index, sets: &mut Vec<MirrorSet>) {
        for (group, kind, list, pulls) in MIRROR_SETS {
            for object in index.all(group, kind) {
                match sets_of(object, list, pulls) {
                    Some(more) => sets.extend(more),
                    None => self.unread = Some(shown(object)),
                }
            }
        }
        let (group, kind, name) = IMAGE_CONFIG;
        for object in index.all(group, kind) {
            if object.text(object.name) == Some(name) && self.configure(object).is_none() {
                self.unread = Some(shown(object));
            }
        }
    }

    /// An object that says where images are pulled from and can't be read: what nodes do is then
    /// not known.
    pub fn unread(&self) -> Option<&str> {
        self.unread.as_deref()
    }

    /// The references that a node tries for `image`, in this order; none where all of them are
    /// blocked.
    pub fn sources(&self, image: &Reference) -> Vec<Reference> {
        let mut tried: Vec<Reference> = Vec::new();
        for candidate in self.candidates(image) {
            for source in self.sources_of(&candidate) {
                if !tried.iter().any(|known| known.canonical() == source.canonical()) {
                    tried.push(source);
                }
            }
        }
        tried
    }

    /// True if a node may pull `image`: it is of an allowed registry, of no blocked one, and there
    /// is somewhere to pull it from.
    pub fn allows(&self, image: &Reference) -> bool {
        self.candidates(image)
            .iter()
            .any(|image| self.may_use(image) && !self.sources_of(image).is_empty())
    }

    /// What `image` may stand for: itself, or, where it writes no registry, itself in every
    /// registry that is searched.
    fn candidates(&self, image: &Reference) -> Vec<Reference> {
        if image.registry_is_explicit() || self.search.is_empty() {
            return vec![image.clone()];
        }
        let written = image.written();
        let searched =
            self.search.iter().map(|registry| Reference::parse(&format!("{registry}/{written}")));
        let searched = searched.filter_map(Result::ok).filter(Reference::registry_is_explicit);
        searched.map(|found| like(image, found)).collect()
    }

    fn may_use(&self, image: &Reference) -> bool {
        self.allowed.iter().all(|list| list.name(image)) && !self.blocked.name(image)
    }

    /// Takes in a list of what is allowed; an empty one allows all.
    fn allow(&mut self, list: Vec<Box<str>>) {
        if !list.is_empty() {
            self.allowed.push(list.into_iter().collect());
        }
    }

    fn sources_of(&self, image: &Reference) -> Vec<Reference> {
        let name = image.repository();
        let mut sources = Vec::new();
        if let Some(entry) = self.entry_for(name) {
            let by_digest = image.digest().is_some() || image.digest_is_open();
            let skipped = if by_digest { MirroredPulls::Tag } else { MirroredPulls::Digest };
            let rest = name.get(covered(&entry.scope, name).unwrap_or(0)..).unwrap_or("");
            for (mirror, _) in entry.mirrors.iter().filter(|(_, pulls)| *pulls != skipped) {
                let found = Reference::parse(&format!("{mirror}{rest}{}", behind(image))).ok();
                // A host alone is no repository, and would read as one of Docker Hub's.
                let found = found.filter(|found| found.registry_is_explicit());
                sources.extend(found.map(|found| like(image, found)));
            }
        }
        sources.push(image.clone());
        let blocked = |r: &Reference| self.entry_for(r.repository()).is_some_and(|e| e.blocked);
        sources.retain(|source| !blocked(source));
        sources
    }

    /// The entry with the longest scope that covers a repository; of several, the first.
    fn entry_for(&self, name: &str) -> Option<&Entry> {
        let covering = self.entries.iter().filter(|entry| covered(&entry.scope, name).is_some());
        covering.rev().max_by_key(|entry| entry.scope.len())
    }

    fn entry(&mut self, scope: &str) -> Option<&mut Entry> {
        let known = self.entries.iter().position(|entry| &*entry.scope == scope);
        let at = known.unwrap_or(self.entries.len());
        if known.is_none() {
            self.entries.push(Entry { scope: scope.into(), ..Entry::default() });
        }
        self.entries.get_mut(at)
    }

    /// Makes the entries, of mirror sets and of what is blocked.
    fn enter(&mut self, sets: &[MirrorSet]) {
        for (pulls, others) in [
            (MirroredPulls::Digest, MirroredPulls::Tag),
            (MirroredPulls::Tag, MirroredPulls::Digest),
        ] {
            let serving = sets.iter().filter(|set| set.pulls != others && set.has_mirrors());
            for (source, mirrors, never) in merged(serving) {
                if let Some(entry) = self.entry(&source) {
                    entry.blocked |= never;
                    entry.mirrors.extend(mirrors.into_iter().map(|mirror| (mirror, pulls)));
                }
            }
        }
        for scope in self.blocked.all.clone() {
            let _ = self.entry(&scope);
            let nested = |entry: &&mut Entry| lies_in(&entry.scope, &scope);
            self.entries.iter_mut().filter(nested).for_each(|entry| entry.blocked = true);
        }
        self.inherit();
    }

    /// A blocked entry within mirrored ones has the mirrors of the first of them.
    fn inherit(&mut self) {
        let mirrored: Vec<Entry> =
            self.entries.iter().filter(|entry| !entry.mirrors.is_empty()).cloned().collect();
        for entry in &mut self.entries {
            let outer = mirrored.iter().find(|outer| {
                outer.scope != entry.scope
                    && !outer.scope.starts_with("*.")
                    && lies_in(&entry.scope, &outer.scope)
            });
            let Some(outer) = outer else { continue };
            if entry.mirrors.is_empty() {
                let rest = entry.scope.get(outer.scope.len()..).unwrap_or("");
                let within =
                    |(mirror, pulls): &(Box<str>, _)| (format!("{mirror}{rest}").into(), *pulls);
                entry.mirrors = outer.mirrors.iter().map(within).collect();
            }
        }
    }

    /// Takes in `Image.config.openshift.io`; none where it can't be read.
    fn configure(&mut self, object: &Object) -> Option<()> {
        let Some(spec) = mapping(object, object.root, "spec")? else { return Some(()) };
        let Some(sources) = mapping(object, spec, "registrySources")? else { return Some(()) };
        self.allow(texts(object, sources, "allowedRegistries")?);
        self.blocked.extend(texts(object, sources, "blockedRegistries")?);
        let search = texts(object, sources, "containerRuntimeSearchRegistries")?;
        if self.search.is_empty() {
            self.search = search;
        }
        Some(())
    }
}

impl MirrorSet {
    fn of_profile(mirror: &Mirror) -> Self {
        Self {
            source: scope(&mirror.source),
            mirrors: mirror.mirrors.iter().map(|name| scope(name)).collect(),
            pulls: mirror.pulls,
            never_contact_source: mirror.mirror_source_policy
                == MirrorSourcePolicy::NeverContactSource,
        }
    }

    /// A set that only names the source again is none.
    fn has_mirrors(&self) -> bool {
        self.mirrors.iter().any(|mirror| *mirror != self.source)
    }
}

/// As scopes are compared: the host in lower case, no trailing slash.
fn scope(written: &str) -> Box<str> {
    let written = written.trim_end_matches('/');
    let (host, path) = written
        .split_at_checked(written.find('/').unwrap_or(written.len()))
        .unwrap_or((written, ""));
    format!("{}{path}", host.to_ascii_lowercase()).into()
}

/// How much of a repository's name (or of a scope) a scope covers, in bytes.
fn covered(scope: &str, name: &str) -> Option<usize> {
    if let Some(domain) = scope.strip_prefix('*') {
        let host = name.split(['/', ':']).next().unwrap_or("");
        return host.ends_with(domain).then_some(host.len());
    }
    let rest = name.strip_prefix(scope)?;
    (rest.is_empty() || rest.starts_with('/')).then_some(scope.len())
}

/// True if the scope `inner` lies in the scope `outer`, or is it.
fn lies_in(inner: &str, outer: &str) -> bool {
    let both = outer.starts_with("*.") || !inner.starts_with('*');
    inner == outer || (both && covered(outer, inner).is_some())
}

/// Scopes of the policy. They are looked up, and never gone through for an image: there may be tens of
/// thousands of each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Scopes {
    /// As they are written, in order.
    all: Vec<Box<str>>,
    /// Those that are no wildcards.
    plain: HashSet<Box<str>>,
    /// What stands behind the `*` of those that are.
    domains: HashSet<Box<str>>,
}

impl Extend<Box<str>> for Scopes {
    fn extend<I: IntoIterator<Item = Box<str>>>(&mut self, scopes: I) {
        for scope in scopes {
            match scope.strip_prefix('*') {
                Some(domain) => self.domains.insert(domain.into()),
                None => self.plain.insert(scope.clone()),
            };
            self.all.push(scope);
        }
    }
}

impl FromIterator<Box<str>> for Scopes {
    fn from_iter<I: IntoIterator<Item = Box<str>>>(scopes: I) -> Self {
        let mut all = Self::default();
        all.extend(scopes);
        all
    }
}

impl Scopes {
    /// True if one of them covers an image: its repository, or the very reference. See [`covered`].
    fn name(&self, image: &Reference) -> bool {
        let repository = image.repository();
        let folders = repository.match_indices('/').filter_map(|(at, _)| repository.get(..at));
        if folders.chain([repository]).any(|scope| self.plain.contains(scope)) {
            return true;
        }
        let host = repository.split(['/', ':']).next().unwrap_or("");
        let mut domains = (1..=host.len()).filter_map(|at| host.get(at..));
        if !self.domains.is_empty() && domains.any(|domain| self.domains.contains(domain)) {
            return true;
        }
        let exactly = match (image.digest(), image.effective_tag()) {
            (Some(digest), _) => format!("{repository}@{digest}"),
            (None, Some(tag)) => format!("{repository}:{tag}"),
            (None, None) => return false,
        };
        self.plain.contains(exactly.as_str())
    }
}

/// Tag or digest of an image as it is pulled, with the sign before it: a digest leaves no tag.
fn behind(image: &Reference) -> String {
    match (image.digest(), image.tag()) {
        (Some(digest), _) => format!("@{digest}"),
        (None, Some(tag)) => format!(":{tag}"),
        (None, None) => String::new(),
    }
}

/// `found`, which stands for `image` elsewhere, at a digest that is not known if that is.
fn like(image: &Reference, found: Reference) -> Reference {
    if image.digest_is_open() { found.at_some_digest() } else { found }
}

/// Sets by their source, the mirrors of each in one order, and whether one of them rules the source
/// out. A mirror that is the source stays where it is, unless that is the end.
fn merged<'s>(sets: impl Iterator<Item = &'s MirrorSet>) -> Vec<(Box<str>, Vec<Box<str>>, bool)> {
    let mut by_source: BTreeMap<&str, Vec<&MirrorSet>> = BTreeMap::new();
    for set in sets {
        by_source.entry(&set.source).or_default().push(set);
    }
    let one = |(source, sets): (&str, Vec<&MirrorSet>)| {
        let mut edges: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for set in &sets {
            let end = (!set.mirrors.iter().any(|mirror| **mirror == *source)).then_some(source);
            let steps: Vec<&str> = set.mirrors.iter().map(|m| &**m).chain(end).collect();
            for (from, to) in steps.iter().zip(steps.iter().skip(1)) {
                edges.entry(from).or_default().insert(to);
                edges.entry(to).or_default();
            }
        }
        let mut order = in_order(&edges);
        if order.last() == Some(&source) {
            order.pop();
        }
        let never = sets.iter().any(|set| set.never_contact_source);
        (source.into(), order.into_iter().map(Box::from).collect(), never)
    };
    by_source.into_iter().map(one).collect()
}

/// The nodes of a graph, each after those that lead to it as far as there are no circles; what
/// becomes free together, and where a circle is broken, in alphabetical order.
fn in_order<'s>(edges: &BTreeMap<&'s str, BTreeSet<&'s str>>) -> Vec<&'s str> {
    let mut ways: BTreeMap<&str, usize> = edges.keys().map(|node| (*node, 0)).collect();
    for to in edges.values().flatten() {
        *ways.entry(to).or_default() += 1;
    }
    let mut left: BTreeSet<&str> = edges.keys().copied().collect();
    let free = |ways: &BTreeMap<&'s str, usize>, node: &&'s str| ways.get(node) == Some(&0);
    let mut queue: Vec<&str> = left.iter().copied().filter(|node| free(&ways, node)).collect();
    queue.reverse();
    let mut order = Vec::new();
    loop {
        let next = queue.pop().or_else(|| left.first().copied());
        let Some(node) = next else { return order };
        if !left.remove(node) {
            continue;
        }
        order.push(node);
        let mut freed = Vec::new();
        for to in edges.get(node).into_iter().flatten() {
            if let Some(count) = ways.get_mut(to) {
                *count = count.saturating_sub(1);
            }
            if free(&ways, to) {
                freed.push(*to);
            }
        }
        // What was free earlier comes first.
        freed.reverse();
        queue.splice(0..0, freed);
    }
}

/// The mirror sets of an object; none where it can't be read.
fn sets_of(object: &Object, list: &str, pulls: MirroredPulls) -> Option<Vec<MirrorSet>> {
    let Some(spec) = mapping(object, object.root, "spec")? else { return Some(Vec::new()) };
    let tree = &object.tree;
    let mut sets = Vec::new();
    for item in items(object, spec, list)? {
        let source = tree.text_value(tree.get(item, "source")?)?;
        let policy = match tree.get(item, "mirrorSourcePolicy") {
            Some(node) if !tree.is_null(node) => object.tree.text_value(node)?,
            _ => "",
        };
        let by_tag_too = tree
            .get(item, "allowMirrorByTags")
            .is_some_and(|node| tree.scalar(node) == Some(Scalar::Bool(true)));
        sets.push(MirrorSet {
            source: scope(source),
            mirrors: texts(object, item, "mirrors")?,
            pulls: if by_tag_too { MirroredPulls::All } else { pulls },
            never_contact_source: policy == "NeverContactSource",
        });
    }
    Some(sets)
}

fn shown(object: &Object) -> Box<str> {
    format!("{}/{}", object.gvk.kind, object.text(object.name).unwrap_or("")).into()
}

/// The mapping under a key, where there is one; none where something else stands there.
fn mapping(object: &Object, holder: NodeId, key: &str) -> Option<Option<NodeId>> {
    match object.tree.get(holder, key).filter(|node| !object.tree.is_null(*node)) {
        None => Some(None),
        Some(node) => (object.tree.kind(node) == NodeKind::Mapping).then_some(Some(node)),
    }
}

/// The items of the list under a key; none where something else stands there.
fn items(object: &Object, holder: NodeId, key: &str) -> Option<Vec<NodeId>> {
    match object.tree.get(holder, key).filter(|node| !object.tree.is_null(*node)) {
        None => Some(Vec::new()),
        Some(node) if object.tree.kind(node) == NodeKind::Sequence => {
            Some(object.tree.items(node).collect())
        }
        Some(_) => None,
    }
}

/// The texts of a list, as scopes.
fn texts(object: &Object, holder: NodeId, key: &str) -> Option<Vec<Box<str>>> {
    items(object, holder, key)?
        .into_iter()
        .map(|node| object.tree.text_value(node).map(scope))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Looking scopes up finds what going through them finds.
    #[test]
    fn scopes_are_found_as_they_cover() {
        let scopes = [
            "a.io",
            "*.a.io",
            "*.b.a.io",
            "a.io/b",
            "a.io/b/c",
            "a.io:5000",
            "a.io:5000/b",
            "a.io/b:1",
            "docker.io/library/b",
            "*.io",
            "*",
            "",
        ];
        for written in [
            "a.io/b:1",
            "a.io/b:2",
            "a.io/bc",
            "b.a.io/b",
            "x.b.a.io:5000/b/c",
            "a.io:5000/b",
            "b",
            "ba.io/b",
            "a.io/b/c/d:1",
        ] {
            let image = Reference::parse(written).expect("a reference");
            for scope in scopes {
                let found: Scopes = [Box::from(scope)].into_iter().collect();
                let exactly = scope == "a.io/b:1" && written == scope;
                let expected = covered(scope, image.repository()).is_some() || exactly;
                assert_eq!(found.name(&image), expected, "`{scope}`, {written}");
            }
        }
    }
}
