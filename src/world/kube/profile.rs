//! The cluster that manifests are meant for, as far as a project says.
//!
//! `profiles:` of the project file, `cluster """…"""` of a test, `--namespace`. Everything has a
//! default, and the default of what is not known is *not known*: no default namespace, and a run
//! that is not the whole cluster.

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;

use super::kinds::Scope;
use super::names;
use super::view::{Object, Slot};

/// Where container runtimes take references without a registry from, unless they are told otherwise.
pub const DEFAULT_REGISTRY: &str = "docker.io";

/// What is known of a cluster.
///
/// Everything may be left out; what is not said is not assumed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Profile {
    /// The version of Kubernetes, major and minor, in quotes (YAML reads `1.30` as `1.3`). Left out,
    /// it is the newest that this release of seaworthy knows.
    #[cfg_attr(test, schemars(example = &"1.35"))]
    pub kubernetes: Option<KubernetesVersion>,
    /// Whether it is an OpenShift cluster, where triggers and image streams write over the images of
    /// Kubernetes' own kinds. Left out, an image that only OpenShift would replace is undecided; if it
    /// is `false`, mirror sets and image configurations among the manifests do nothing.
    pub openshift: Option<bool>,
    /// Whether the admission plugin AlwaysPullImages is on: every container of the pods that are made
    /// is then pulled `Always`, whatever it declares.
    pub always_pull_images: bool,
    /// The registry, or a prefix of repositories in one, that the container runtime takes references
    /// from that write no registry; left out, it is `docker.io`.
    #[serde(deserialize_with = "names::prefix")]
    #[cfg_attr(test, schemars(example = &"registry.acme.io"))]
    pub default_registry: Option<String>,
    /// Where pulls are redirected to; of the sources that cover an image, the longest counts.
    pub mirrors: Vec<Mirror>,
    /// The registries, or repositories in them, that the cluster lets images come from
    /// (`allowedRegistries` of OpenShift's image configuration); an empty list lets them come from
    /// all.
    #[serde(deserialize_with = "names::sources")]
    #[cfg_attr(test, schemars(example = ["quay.io", "registry.acme.io/shop"]))]
    pub allowed_registries: Vec<String>,
    /// Secrets that something else than the manifests makes, as `name` (in every namespace) or
    /// `namespace/name`: that a manifest names one is no fault, and what is in it is not known.
    #[serde(deserialize_with = "names::objects")]
    #[cfg_attr(test, schemars(example = ["registry-credentials", "shop/pull"]))]
    pub external_secrets: Vec<String>,
    /// ServiceAccounts that something else than the manifests makes, as `name` (in every namespace) or
    /// `namespace/name`.
    #[serde(deserialize_with = "names::objects")]
    #[cfg_attr(test, schemars(example = ["shop/robot"]))]
    pub external_service_accounts: Vec<String>,
    /// The namespace of objects that write none; `--namespace` overrides it.
    #[serde(deserialize_with = "names::namespace")]
    #[cfg_attr(test, schemars(example = &"shop"))]
    pub default_namespace: Option<String>,
    /// Whether the run holds everything there is in the cluster: what it does not hold is then
    /// absent, where it is otherwise unknown.
    pub complete: bool,
}

impl Profile {
    /// The objects of a kind (its group, empty for the core group, and name) that something outside the
    /// manifests manages, as `name` or `namespace/name`.
    pub fn externals(&self, kind: (&str, &str)) -> &[String] {
        match kind {
            ("", "Secret") => &self.external_secrets,
            ("", "ServiceAccount") => &self.external_service_accounts,
            _ => &[],
        }
    }

    /// True if the object of this kind, namespace and name is managed outside the manifests; where the
    /// namespace is not known, if it is in any.
    pub fn is_external(&self, kind: (&str, &str), namespace: Option<&str>, name: &str) -> bool {
        self.externals(kind).iter().any(|listed| match listed.split_once('/') {
            Some((of, listed)) => listed == name && namespace.is_none_or(|n| n == of),
            None => listed == name,
        })
    }
}

/// A redirection of pulls.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Mirror {
    /// The registry, or repository prefix, that is redirected.
    #[serde(deserialize_with = "names::source")]
    #[cfg_attr(test, schemars(example = &"docker.io"))]
    pub source: String,
    /// Where to, in the order they are tried.
    #[serde(deserialize_with = "names::sources")]
    #[cfg_attr(test, schemars(example = ["mirror.acme.io/hub"]))]
    pub mirrors: Vec<String>,
    /// Which pulls are redirected.
    #[serde(default)]
    pub pulls: MirroredPulls,
    /// Whether the source is tried where no mirror answers.
    #[serde(default)]
    pub mirror_source_policy: MirrorSourcePolicy,
}

/// The pulls that a mirror serves: OpenShift has `ImageDigestMirrorSet` and `ImageTagMirrorSet`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum MirroredPulls {
    /// All pulls.
    #[default]
    All,
    /// Pulls by digest.
    Digest,
    /// Pulls by tag.
    Tag,
}

/// What happens where no mirror answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum MirrorSourcePolicy {
    /// The source is tried.
    #[default]
    AllowContactingSource,
    /// The pull fails.
    NeverContactSource,
}

/// A version of Kubernetes, major and minor: `1.35`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(extend("pattern" = r"^v?[0-9]+\.[0-9]+(\.[0-9]+)?$")))]
#[serde(try_from = "String")]
pub struct KubernetesVersion {
    /// `1`.
    pub major: u32,
    /// `35`.
    pub minor: u32,
}

impl KubernetesVersion {
    /// The newest that this program knows: what a cluster runs whose version nobody names.
    pub const NEWEST: Self = Self { major: 1, minor: 35 };
}

impl fmt::Display for KubernetesVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

impl FromStr for KubernetesVersion {
    type Err = String;

    /// Reads `1.35`, `v1.35` or `1.35.2`, whose patch counts for nothing.
    fn from_str(text: &str) -> Result<Self, String> {
        let mut parts = text.strip_prefix('v').unwrap_or(text).split('.').map(str::parse::<u32>);
        match (parts.next(), parts.next(), parts.next(), parts.next()) {
            (Some(Ok(major)), Some(Ok(minor)), None | Some(Ok(_)), None) => {
                Ok(Self { major, minor })
            }
            _ => Err(format!("`{text}` is not a version of Kubernetes\nwrite `\"1.35\"`")),
        }
    }
}

impl TryFrom<String> for KubernetesVersion {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

/// The namespace where an object lands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Landing<'o> {
    /// The one that it writes.
    Written(&'o str),
    /// The profile's, as it writes none.
    Default(&'o str),
    /// It writes none and the profile has none; what it writes is not text; or its kind is not
    /// known to live in a namespace.
    Unknown,
    /// None: its kind is not namespaced.
    Cluster,
}

impl<'o> Landing<'o> {
    /// Where `object` lands under `profile`.
    pub fn of(object: &'o Object, profile: &'o Profile) -> Self {
        match (object.scope, object.namespace, &profile.default_namespace) {
            (Scope::Cluster, _, _) => Self::Cluster,
            (_, Slot::Present(node), _) => Self::Written(object.tree.text(node)),
            (Scope::Namespaced, Slot::Absent(_), Some(default)) => Self::Default(default),
            _ => Self::Unknown,
        }
    }

    /// The namespace, where it is known and there is one.
    pub fn name(self) -> Option<&'o str> {
        match self {
            Self::Written(name) | Self::Default(name) => Some(name),
            Self::Unknown | Self::Cluster => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_reads_and_its_defaults_know_nothing() {
        let profile: Profile = serde_yaml::from_str("{}").unwrap();
        assert_eq!(profile, Profile::default());
        assert!(!profile.complete && !profile.always_pull_images);
        let profile: Profile = serde_yaml::from_str(
            "kubernetes: '1.35'\nalwaysPullImages: true\ndefaultNamespace: shop\n\
             externalSecrets: [regcred, prod/pull]\n\
             mirrors: [{ source: docker.io, mirrors: [m.acme.io], pulls: digest }]\n",
        )
        .unwrap();
        assert_eq!(profile.kubernetes, Some(KubernetesVersion { major: 1, minor: 35 }));
        let secret = ("", "Secret");
        assert!(profile.is_external(secret, Some("prod"), "regcred"));
        assert!(profile.is_external(secret, Some("prod"), "pull"));
        assert!(profile.is_external(secret, None, "pull"));
        assert!(!profile.is_external(secret, Some("dev"), "pull"));
        assert!(!profile.is_external(("", "ServiceAccount"), Some("prod"), "pull"));
        let plain: Profile = serde_yaml::from_str("kubernetes: 1.30").unwrap();
        assert_eq!(plain.kubernetes, Some(KubernetesVersion { major: 1, minor: 30 }));
        for wrong in
            ["kubernetes: [1, 35]", "kubernetes: '1'", "kubernets: '1.35'", "complete: maybe"]
        {
            assert!(serde_yaml::from_str::<Profile>(wrong).is_err(), "{wrong}");
        }
    }
}
