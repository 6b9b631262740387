//! Names that profiles and workloads write, refused as they are read where they can't be meant.
//!
//! For serde's `deserialize_with`. What is said of a wrong one has two lines: what is wrong, and
//! what to write.

use serde::de::{Deserialize, Deserializer, Error};

use super::path::KindPath;

/// Bytes that a DNS name may have.
const LONGEST: usize = 253;

/// A text that passed the check of its sort.
struct Named<S>(String, std::marker::PhantomData<S>);

/// A sort of name.
trait Sort {
    /// What is wrong with `text`, and in a second line what to write.
    fn check(text: &str) -> Result<(), String>;
}

impl<'de, S: Sort> Deserialize<'de> for Named<S> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        S::check(&text).map_err(D::Error::custom)?;
        Ok(Self(text, std::marker::PhantomData))
    }
}

fn all<'de, S: Sort, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    let all = Vec::<Named<S>>::deserialize(from)?;
    Ok(all.into_iter().map(|named| named.0).collect())
}

/// A registry, or a prefix of repositories in one, if any.
pub(super) fn prefix<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    Ok(Option::<Named<Source>>::deserialize(from)?.map(|named| named.0))
}

/// A namespace.
pub(super) fn namespace<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    Ok(Option::<Named<Namespace>>::deserialize(from)?.map(|named| named.0))
}

/// A registry, or a repository or image in one.
pub(super) fn source<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    Ok(Named::<Source>::deserialize(from)?.0)
}

/// Registries, or repositories or images in them.
pub(super) fn sources<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    all::<Source, D>(from)
}

/// Objects in namespaces: `name`, or `namespace/name`.
pub(super) fn objects<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    all::<ObjectName, D>(from)
}

/// A kind, with its group unless it is of the core group.
pub(super) fn kind<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    Ok(Named::<Kind>::deserialize(from)?.0)
}

/// Paths in objects.
pub(super) fn paths<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    all::<Path, D>(from)
}

struct Namespace;
struct Source;
struct ObjectName;
struct Kind;
struct Path;

impl Sort for Source {
    fn check(text: &str) -> Result<(), String> {
        if let Some((_, rest)) = text.split_once("://") {
            return Err(format!("a registry has no scheme\nwrite `{rest}`"));
        }
        let stands = |c: char| c.is_ascii_alphanumeric() || "-._:/@*".contains(c);
        match text.chars().find(|c| !stands(*c)) {
            None if !text.is_empty() && !text.starts_with('/') => Ok(()),
            None => Err(format!("`{text}` names no registry\nwrite a host: `registry.acme.io`")),
            Some(c) => Err(format!("a registry holds no `{c}`\nwrite a host: `registry.acme.io`")),
        }
    }
}

impl Sort for Namespace {
    fn check(text: &str) -> Result<(), String> {
        if is_label(text) {
            return Ok(());
        }
        Err(format!(
            "`{text}` is not the name of a namespace\nwrite small letters, digits and `-`, 63 at most"
        ))
    }
}

impl Sort for ObjectName {
    fn check(text: &str) -> Result<(), String> {
        let (namespace, name) = match text.split_once('/') {
            Some((namespace, name)) => (Some(namespace), name),
            None => (None, text),
        };
        if namespace.is_none_or(is_label) && is_name(name) {
            return Ok(());
        }
        Err(format!("`{text}` is not the name of an object\nwrite `name` or `namespace/name`"))
    }
}

impl Sort for Kind {
    fn check(text: &str) -> Result<(), String> {
        let (kind, group) = text.split_once('.').unwrap_or((text, ""));
        let capital = kind.starts_with(|c: char| c.is_ascii_uppercase());
        let plain = kind.chars().all(|c| c.is_ascii_alphanumeric());
        if capital && plain && (!text.contains('.') || is_name(group)) {
            return Ok(());
        }
        let help = match text.rsplit_once('/') {
            Some((api, kind)) => {
                let group = api.split('/').next().unwrap_or(api);
                format!("write the kind, then its group, without a version: `{kind}.{group}`")
            }
            None => "write the kind, then its group: `Machine.example.com`".to_owned(),
        };
        Err(format!("`{text}` is not a kind\n{help}"))
    }
}

impl Sort for Path {
    fn check(text: &str) -> Result<(), String> {
        match KindPath::read(text) {
            Ok(_) => Ok(()),
            Err(fault) => Err(format!("{}\n{}", fault.message, fault.help)),
        }
    }
}

/// A DNS label, as namespaces are named.
fn is_label(text: &str) -> bool {
    text.len() <= 63 && !text.contains('.') && is_name(text)
}

/// A DNS subdomain, as most objects are named.
fn is_name(text: &str) -> bool {
    let stands = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let label = |label: &str| {
        !label.is_empty()
            && label.chars().all(stands)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    text.len() <= LONGEST && text.split('.').all(label)
}
