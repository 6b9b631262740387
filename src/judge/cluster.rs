//! What policies may ask of the cluster, answered from the run and the cluster profile.

use crate::lang::value::{Cluster, Found, Lands};
use crate::world::image::Reference;
use crate::world::kube::credentials::{Covers, secret_covers};
use crate::world::kube::{Index, Landing, Lookup, Object, Profile, Slot};

/// The cluster as far as a run knows it: the objects that the policy looks up, and the profile.
#[derive(Debug)]
pub(super) struct KnownCluster<'r> {
    pub(super) index: Index,
    pub(super) profile: &'r Profile,
}

impl Cluster for KnownCluster<'_> {
    fn find(&self, group: &str, kind: &str, namespace: Option<&str>, name: &str) -> Found<'_> {
        let full = if group.is_empty() { kind.to_owned() } else { format!("{kind}.{group}") };
        match self.index.find(&full, namespace, name) {
            Lookup::Found(object) => Found::Object(object),
            Lookup::NotInRun
                if self.profile.complete && !self.is_external(kind, namespace, name) =>
            {
                Found::Absent
            }
            Lookup::NotInRun | Lookup::Several(_) | Lookup::Perhaps(_) => Found::Unknown,
        }
    }

    fn namespace<'a>(&'a self, object: &'a Object) -> Lands<'a> {
        match (Landing::of(object, self.profile), object.namespace) {
            (Landing::Written(name) | Landing::Default(name), _) => Lands::In(name),
            (Landing::Cluster, _) => Lands::Nowhere,
            (Landing::Unknown, Slot::Unknown(node)) => Lands::Unreadable(node),
            (Landing::Unknown, _) => Lands::Unknown,
        }
    }

    fn always_pulls(&self) -> bool {
        self.profile.always_pull_images
    }

    fn covers(&self, secret: &Object, image: &Reference) -> Option<bool> {
        match secret_covers(secret, image) {
            Covers::Yes => Some(true),
            Covers::No(_) => Some(false),
            Covers::Unknown(_) => None,
        }
    }
}

impl KnownCluster<'_> {
    fn is_external(&self, kind: &str, namespace: Option<&str>, name: &str) -> bool {
        kind == "Secret" && self.profile.is_external_secret(namespace, name)
    }
}
