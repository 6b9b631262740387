//! Pull credentials: whose account a pod acts as, and whether a secret covers an image.
//!
//! A secret counts if it is of type `kubernetes.io/dockerconfigjson` or `kubernetes.io/dockercfg`,
//! and one of its keys covers the image (see `keyring`). Which secrets a pod pulls with is the
//! language's to say (`Pod.pull_secrets`), for what the run does not hold is unknown there. No answer
//! holds anything of a secret's contents.

use base64::Engine;
use base64::alphabet;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};

use serde_json::Value as Json;

use super::keyring;
use super::view::{Object, Slot};
use crate::world::image::Reference;
use crate::world::manifest::{NodeId, NodeKind, Scalar, Tree};

/// Whether a secret covers an image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Covers {
    /// It does.
    Yes,
    /// It does not, because.
    No(NotCovered),
    /// Nobody can say: its configuration does not decode.
    Unknown,
}

/// Why a secret does not cover an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NotCovered {
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
            Self::OtherType => "its type is not that of a pull secret",
            Self::NoConfig => "it lacks the configuration that its type demands",
            Self::OtherRegistries => "its registries do not cover the image",
        }
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
        Err(()) => return Covers::Unknown,
    };
    let Some(keys) = registries(&config, nested) else {
        return Covers::Unknown;
    };
    let (host, path) = host_and_path(image);
    if keyring::covers(keys.iter().map(String::as_str), &host, path) {
        Covers::Yes
    } else {
        Covers::No(NotCovered::OtherRegistries)
    }
}

/// As Go's `base64.StdEncoding` reads it: bits that are left over do not matter.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true),
);

/// The decoded text under `key`, unless it is empty, which the kubelet passes over; `stringData` overrides `data`, as it does when it is stored.
fn config_text(tree: &Tree, root: NodeId, key: &str) -> Result<Option<Vec<u8>>, ()> {
    if let Some(node) = tree.at(root, &["stringData", key]) {
        return match tree.scalar(node) {
            Some(Scalar::Text(text)) => {
                Ok(Some(text.as_bytes().to_vec()).filter(|t| !t.is_empty()))
            }
            Some(Scalar::Null) => Ok(None),
            _ => Err(()),
        };
    }
    let Some(node) = tree.at(root, &["data", key]).filter(|node| !tree.is_null(*node)) else {
        return Ok(None);
    };
    let encoded: String = tree.text(node).chars().filter(|c| !matches!(c, '\r' | '\n')).collect();
    match (tree.kind(node), BASE64.decode(encoded)) {
        (NodeKind::Scalar, Ok(bytes)) => Ok(Some(bytes).filter(|bytes| !bytes.is_empty())),
        _ => Err(()),
    }
}

/// The keys of the credentials; nothing for what does not decode. As Go reads JSON: a field's name in
/// any case, and `null` for nothing.
fn registries(config: &[u8], nested: bool) -> Option<Vec<String>> {
    let value: Json = serde_json::from_slice(config).ok()?;
    let mut found = Vec::new();
    let auths: Vec<&Json> = match &value {
        Json::Object(fields) if nested => {
            let named = fields.iter().filter(|(name, _)| name.eq_ignore_ascii_case("auths"));
            named.map(|(_, auths)| auths).collect()
        }
        other => vec![other],
    };
    for auths in auths {
        match auths {
            Json::Null => {}
            Json::Object(entries) => {
                let entry = |entry: &Json| entry.is_object() || entry.is_null();
                if !entries.values().all(entry) {
                    return None;
                }
                found.extend(entries.keys().cloned());
            }
            _ => return None,
        }
    }
    Some(found)
}

/// Host and path as the kubelet asks its keyring for them: the host in the case it is written in.
fn host_and_path(image: &Reference) -> (String, &str) {
    let registry = image.registry();
    let written = image.registry_range().and_then(|range| image.written().get(range));
    let as_written = written.filter(|written| written.eq_ignore_ascii_case(registry));
    (as_written.unwrap_or(registry).to_owned(), image.path())
}
