//! What the loaded manifests hold and authors write: registries, repositories, tags, names. Gathered when
//! manifests are loaded, so that completion need not look at them.

use std::collections::BTreeSet;

use crate::diag::printable;
use crate::judge::Held;
use crate::world::kube::{Landing, Object, Profile, Slot};

/// Sorted texts, each once.
#[derive(Clone, Debug, Default)]
pub(super) struct Pool {
    pub(super) registries: Vec<String>,
    /// With the folders that they are in.
    pub(super) repositories: Vec<String>,
    pub(super) images: Vec<String>,
    pub(super) tags: Vec<String>,
    pub(super) namespaces: Vec<String>,
    pub(super) names: Vec<String>,
    /// Keys and values of labels.
    pub(super) labels: Vec<String>,
    /// What objects may be called.
    pub(super) objects: Vec<String>,
    /// Kinds.
    pub(super) kinds: Vec<String>,
}

impl Pool {
    /// Of what is loaded; `called` says what an object may be called.
    pub(super) fn of(
        held: &Held,
        profile: &Profile,
        called: &dyn Fn(&Object) -> Vec<String>,
    ) -> Self {
        let mut found: [BTreeSet<String>; 9] = Default::default();
        let [registries, repositories, images, tags, namespaces, names, labels, objects, kinds] =
            &mut found;
        for (_, object) in held.objects() {
            kinds.insert(object.gvk.kind.to_string());
            objects.extend(called(object));
            names.extend(object.text(object.name).map(str::to_owned));
            namespaces.extend(Landing::of(object, profile).name().map(str::to_owned));
            labels.extend(labels_of(object));
            for image in &object.images {
                let Slot::Present(written) = &image.written else { continue };
                images.insert(object.tree.text(written.node).to_owned());
                let Ok(reference) = &written.parsed else { continue };
                tags.extend(reference.tag().map(str::to_owned));
                registries.insert(reference.registry().to_owned());
                let mut path = reference.repository();
                repositories.insert(path.to_owned());
                while let Some((folder, _)) = path.rsplit_once('/') {
                    repositories.insert(folder.to_owned());
                    path = folder;
                }
            }
        }
        // What can't be shown as it is is nothing to offer.
        let sorted = |set: BTreeSet<String>| -> Vec<String> {
            set.into_iter().filter(|text| printable(text) == *text && !text.contains('"')).collect()
        };
        let [registries, repositories, images, tags, namespaces, names, labels, objects, kinds] =
            found.map(sorted);
        Self { registries, repositories, images, tags, namespaces, names, labels, objects, kinds }
    }
}

/// Those that begin so, of a sorted list.
pub(super) fn begun<'t>(sorted: &'t [String], by: &str) -> impl Iterator<Item = &'t str> {
    let first = sorted.partition_point(|text| text.as_str() < by);
    let rest = sorted.get(first..).unwrap_or_default().iter().map(String::as_str);
    let by = by.to_owned();
    rest.take_while(move |text| text.starts_with(&by))
}

fn labels_of(object: &Object) -> Vec<String> {
    let tree = &object.tree;
    let labels = object.metadata.present().and_then(|metadata| tree.get(metadata, "labels"));
    let entries = labels.into_iter().flat_map(|labels| tree.entries(labels));
    entries.flat_map(|(key, value)| [key, value]).map(|node| tree.text(node).to_owned()).collect()
}
