//! Pull credentials: which secrets a pod pulls with, and whether one covers an image.
//!
//! A pod uses its own `imagePullSecrets`, and only if it has none those of its ServiceAccount
//! (admission plugin `ServiceAccount`). A secret counts if it is in the pod's namespace, of type
//! `kubernetes.io/dockerconfigjson` or `kubernetes.io/dockercfg`, and one of its keys covers the
//! image (see `keyring`). What the run does not hold is unknown, unless the profile says that the
//! run is complete. No answer, reason or diagnostic holds anything of a secret's contents.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::index::{Index, Lookup};
use super::keyring;
use super::profile::{Landing, Profile};
use super::view::{Object, Pod, Slot};
use crate::world::image::Reference;
use crate::world::manifest::{NodeId, NodeKind, Scalar, Tree};

/// The secrets that a pod pulls with.
#[derive(Clone, Debug)]
pub struct PullSecrets {
    /// The namespace they are looked up in, where it is known.
    pub namespace: Option<Box<str>>,
    /// Whose list it is.
    pub from: SecretsFrom,
    /// The references to them, as far as they are known.
    pub secrets: Vec<PullSecret>,
    /// Why there may be others.
    pub open: Option<Unsure>,
}

/// Whose list of pull secrets a pod uses.
#[derive(Clone, Debug)]
pub enum SecretsFrom {
    /// Its own.
    Pod,
    /// Its ServiceAccount's; `None` if the run does not hold it.
    ServiceAccount(Option<Arc<Object>>),
}

/// A reference to a pull secret: an item of `imagePullSecrets`.
#[derive(Clone, Debug)]
pub struct PullSecret {
    /// The tree it stands in: the pod's or the ServiceAccount's.
    pub tree: Arc<Tree>,
    /// The item.
    pub node: NodeId,
    /// Its `name`.
    pub name: Slot,
}

impl PullSecret {
    /// The secret's name.
    pub fn name(&self) -> Option<&str> {
        self.name.present().map(|node| self.tree.text(node))
    }
}

/// Whether a secret covers an image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Covers {
    /// It does.
    Yes,
    /// It does not, because.
    No(NotCovered),
    /// Nobody can say, because.
    Unknown(Unsure),
}

/// Why a secret does not cover an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NotCovered {
    /// The cluster has no such secret.
    NoSuchSecret,
    /// The secret is of another type.
    OtherType,
    /// The secret lacks the key that its type demands.
    NoConfig,
    /// None of its registries is the image's.
    OtherRegistries,
}

impl NotCovered {
    /// As it is printed, of a secret.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NoSuchSecret => "there is no such secret",
            Self::OtherType => "its type is not that of a pull secret",
            Self::NoConfig => "it lacks the configuration that its type demands",
            Self::OtherRegistries => "its registries do not cover the image",
        }
    }
}

/// Why an answer about credentials is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unsure {
    /// The manifest has another shape at this node of the pod's tree.
    Shape(NodeId),
    /// The reference to the secret has no name.
    Unnamed,
    /// The run does not hold the secret.
    SecretNotInRun,
    /// The run does not hold the ServiceAccount.
    ServiceAccountNotInRun,
    /// The namespace of the pod or of the object is not known.
    Namespace,
    /// The object stands in the run several times.
    Several,
    /// The profile lists the secret as managed elsewhere.
    External,
    /// The secret's configuration does not decode.
    Undecodable,
}

impl Unsure {
    /// As it is printed.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Shape(_) => "the manifest has another shape there",
            Self::Unnamed => "the reference names no secret",
            Self::SecretNotInRun => "the run does not hold the secret",
            Self::ServiceAccountNotInRun => "the run does not hold the service account",
            Self::Namespace => "its namespace is not known",
            Self::Several => "the run holds it several times",
            Self::External => "the secret is managed outside the manifests",
            Self::Undecodable => "the secret's configuration does not decode",
        }
    }
}

/// The secrets that `pod` of `object` pulls with.
pub fn pull_secrets(object: &Object, pod: &Pod, index: &Index, profile: &Profile) -> PullSecrets {
    let namespace: Option<Box<str>> = Landing::of(object, profile).name().map(Box::from);
    let tree = &object.tree;
    let (secrets, open) = listed(tree, pod.spec);
    if !secrets.is_empty() || open.is_some() {
        return PullSecrets { namespace, from: SecretsFrom::Pod, secrets, open };
    }
    let none = |open| PullSecrets {
        namespace: namespace.clone(),
        from: SecretsFrom::ServiceAccount(None),
        secrets: Vec::new(),
        open,
    };
    let name = match account_name(tree, pod.spec) {
        Ok(name) => name,
        Err(node) => return none(Some(Unsure::Shape(node))),
    };
    match index.find("ServiceAccount", namespace.as_deref(), name) {
        Lookup::Found(account) => {
            let (secrets, open) = listed(&account.tree, account.root);
            // A node of the account's tree would mislead: the reason is about the pod's.
            let open = open.map(|_| Unsure::ServiceAccountNotInRun);
            PullSecrets {
                namespace,
                from: SecretsFrom::ServiceAccount(Some(Arc::clone(account))),
                secrets,
                open,
            }
        }
        Lookup::NotInRun if profile.complete => none(None),
        Lookup::NotInRun => none(Some(Unsure::ServiceAccountNotInRun)),
        Lookup::Several(_) => none(Some(Unsure::Several)),
        Lookup::Perhaps(_) => none(Some(Unsure::Namespace)),
    }
}

/// The name of a pod's ServiceAccount: `serviceAccountName`, else the older `serviceAccount`, else
/// `default`.
///
/// # Errors
/// A node that is not text.
pub fn account_name(tree: &Tree, spec: NodeId) -> Result<&str, NodeId> {
    for key in ["serviceAccountName", "serviceAccount"] {
        let Some(node) = tree.get(spec, key) else { continue };
        match super::extract::text_slot(tree, spec, node) {
            Slot::Present(node) => return Ok(tree.text(node)),
            Slot::Absent(_) => {}
            Slot::Unknown(node) => return Err(node),
        }
    }
    Ok("default")
}

/// The `imagePullSecrets` of `holder`.
fn listed(tree: &Arc<Tree>, holder: NodeId) -> (Vec<PullSecret>, Option<Unsure>) {
    let Some(list) = tree.get(holder, "imagePullSecrets") else { return (Vec::new(), None) };
    if tree.scalar(list) == Some(Scalar::Null) {
        return (Vec::new(), None);
    }
    if tree.kind(list) != NodeKind::Sequence {
        return (Vec::new(), Some(Unsure::Shape(list)));
    }
    let secret = |node: NodeId| {
        let name = match (tree.kind(node), tree.get(node, "name")) {
            (NodeKind::Mapping, None) => Slot::Absent(node),
            (NodeKind::Mapping, Some(name)) => super::extract::text_slot(tree, node, name),
            _ => Slot::Unknown(node),
        };
        PullSecret { tree: Arc::clone(tree), node, name }
    };
    (tree.items(list).map(secret).collect(), None)
}

/// Whether `secret`, looked up in `namespace`, covers `image`.
pub fn covers(
    secret: &PullSecret,
    namespace: Option<&str>,
    image: &Reference,
    index: &Index,
    profile: &Profile,
) -> Covers {
    let name = match secret.name {
        Slot::Present(node) => secret.tree.text(node),
        Slot::Absent(_) => return Covers::Unknown(Unsure::Unnamed),
        Slot::Unknown(node) => return Covers::Unknown(Unsure::Shape(node)),
    };
    if profile.is_external_secret(namespace, name) {
        return Covers::Unknown(Unsure::External);
    }
    match index.find("Secret", namespace, name) {
        Lookup::Found(object) => secret_covers(object, image),
        Lookup::NotInRun if profile.complete => Covers::No(NotCovered::NoSuchSecret),
        Lookup::NotInRun => Covers::Unknown(Unsure::SecretNotInRun),
        Lookup::Perhaps(_) => Covers::Unknown(Unsure::Namespace),
        Lookup::Several(objects) => {
            let mut answers = objects.iter().map(|object| secret_covers(object, image));
            match answers.next() {
                Some(first) if answers.all(|answer| answer == first) => first,
                _ => Covers::Unknown(Unsure::Several),
            }
        }
    }
}

/// Whether the Secret `object` covers `image`.
pub fn secret_covers(object: &Object, image: &Reference) -> Covers {
    let tree = &object.tree;
    let kind = tree.get(object.root, "type").map_or("Opaque", |node| tree.text(node));
    let (key, nested) = match kind {
        "kubernetes.io/dockerconfigjson" => (".dockerconfigjson", true),
        "kubernetes.io/dockercfg" => (".dockercfg", false),
        _ => return Covers::No(NotCovered::OtherType),
    };
    let config = match config_text(tree, object.root, key) {
        Ok(Some(config)) => config,
        Ok(None) => return Covers::No(NotCovered::NoConfig),
        Err(unsure) => return Covers::Unknown(unsure),
    };
    let Some(keys) = registries(&config, nested) else {
        return Covers::Unknown(Unsure::Undecodable);
    };
    let (host, path) = host_and_path(image);
    if keyring::covers(keys.iter().map(String::as_str), &host, path) {
        Covers::Yes
    } else {
        Covers::No(NotCovered::OtherRegistries)
    }
}

/// The decoded text under `key`; `stringData` overrides `data`, as it does when it is stored.
fn config_text(tree: &Tree, root: NodeId, key: &str) -> Result<Option<Vec<u8>>, Unsure> {
    if let Some(node) = tree.at(root, &["stringData", key]) {
        return match tree.scalar(node) {
            Some(Scalar::Text(text)) => Ok(Some(text.as_bytes().to_vec())),
            _ => Err(Unsure::Undecodable),
        };
    }
    let Some(node) = tree.at(root, &["data", key]) else { return Ok(None) };
    let encoded: String = tree.text(node).chars().filter(|c| !matches!(c, '\r' | '\n')).collect();
    match (tree.kind(node), STANDARD.decode(encoded)) {
        (NodeKind::Scalar, Ok(bytes)) => Ok(Some(bytes)),
        _ => Err(Unsure::Undecodable),
    }
}

/// The keys of the credentials; nothing for what does not decode.
fn registries(config: &[u8], nested: bool) -> Option<Vec<String>> {
    let value: serde_json::Value = serde_json::from_slice(config).ok()?;
    let auths = if nested {
        match value.as_object()?.get("auths") {
            Some(auths) => auths.clone(),
            None => return Some(Vec::new()),
        }
    } else {
        value
    };
    Some(auths.as_object()?.keys().cloned().collect())
}

/// Host and path as the kubelet asks its keyring for them: the host in the case it is written in.
fn host_and_path(image: &Reference) -> (String, &str) {
    let registry = image.registry();
    let written = image.registry_range().and_then(|range| image.written().get(range));
    let as_written = written.filter(|written| written.eq_ignore_ascii_case(registry));
    (as_written.unwrap_or(registry).to_owned(), image.path())
}
