//! The cluster profile: what the project file, or a test, says of the cluster.

use super::{Builtin, plain, stray};
use crate::lang::value::{Causes, List, Shared, Value, Valued};
use crate::world::image::Version;
use crate::world::kube::{DEFAULT_REGISTRY, KubernetesVersion};

pub(super) const TABLE: &[Builtin] = &[
    plain("Manifests.cluster", |_, _| Value::Cluster.made()),
    plain("ClusterProfile.kubernetes", |host, _| {
        let version = host.cluster.profile.kubernetes.unwrap_or(KubernetesVersion::NEWEST);
        match Version::parse(&version.to_string()) {
            Some(version) => Value::Version(Shared::new(version)).made(),
            None => stray(),
        }
    }),
    plain("ClusterProfile.always_pull_images", |host, _| {
        Value::Bool(host.cluster.profile.always_pull_images).made()
    }),
    plain("ClusterProfile.default_registry", |host, _| {
        let named = host.cluster.profile.default_registry.as_deref();
        Value::borrowed(named.unwrap_or(DEFAULT_REGISTRY)).made()
    }),
    plain("ClusterProfile.allowed_registries", |host, _| {
        let allowed = &host.cluster.profile.allowed_registries;
        if allowed.is_empty() {
            return Value::Absent.made();
        }
        texts(allowed)
    }),
    plain("ClusterProfile.external_secrets", |host, _| {
        texts(&host.cluster.profile.external_secrets)
    }),
    plain("ClusterProfile.external_service_accounts", |host, _| {
        texts(&host.cluster.profile.external_service_accounts)
    }),
    plain("ClusterProfile.default_namespace", |host, _| {
        let named = host.cluster.profile.default_namespace.as_deref();
        named.map_or(Value::Absent, Value::borrowed).made()
    }),
    plain("ClusterProfile.complete", |host, _| Value::Bool(host.cluster.profile.complete).made()),
];

/// A set of texts of the profile.
fn texts(written: &[String]) -> Valued<'_> {
    let items = written.iter().map(|text| Value::borrowed(text).made());
    Value::Set(Shared::new(List::new(items.collect(), Causes::NONE).distinct())).made()
}
