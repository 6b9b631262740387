//! Repository patterns: what `repo"…"` says, and what it covers.
//!
//! A pattern is a registry, written out, and perhaps a path. It covers every reference whose
//! registry is the pattern's and whose path begins with the pattern's components; a component is
//! never covered in part. A `*` stands for exactly one label of the registry's host name, or for
//! exactly one component of the path. A pattern without a port covers references without one.
//!
//! Docker Hub has two names for its official images, `docker.io/nginx` and
//! `docker.io/library/nginx`, and the first is at the same time where the organisation `nginx`
//! keeps its own (`docker.io/nginx/nginx-ingress`). So a pattern of one component on `docker.io`
//! covers both: an official image is covered by either of its names, for allow and deny alike,
//! and `docker.io/bitnami` is all that is Bitnami's.

use std::fmt;
use std::ops::Range;

use super::fault::{FaultKind, ReferenceFault};
use super::grammar::{self, DOCKER_HUB, Flaw, OFFICIAL};
use super::reference::{Reference, canonical_registry};
use super::repository_fault::{RepoFault, RepoFaultKind};

/// A set of repositories: a registry, or what lies below a path in one.
///
/// Equal patterns are written alike but for the case of the registry and Docker Hub's old name.
///
/// ```
/// use seaworthy::world::image::{Reference, RepoPattern};
/// let acme = RepoPattern::parse("ghcr.io/acme").unwrap();
/// assert!(acme.covers(&Reference::parse("ghcr.io/acme/app:1").unwrap()));
/// assert!(!acme.covers(&Reference::parse("ghcr.io/acme-evil/app:1").unwrap()));
/// let fault = RepoPattern::parse("nginx").unwrap_err();
/// assert_eq!(fault.help(), "write `docker.io/library/nginx`");
/// ```
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RepoPattern {
    text: Box<str>,
    registry_end: usize,
}

impl RepoPattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// What is wrong with it, where, and how to mend it: no registry, a tag or digest, a `*` that
    /// is part of a component, or a form that no reference has.
    pub fn parse(text: &str) -> Result<Self, RepoFault> {
        match shape(text) {
            Ok(slash) => Ok(Self::normalised(text, slash)),
            Err((kind, range)) => {
                let mended = mended(text, &kind, range.clone());
                Err(RepoFault::new(text, kind, range, mended))
            }
        }
    }

    /// The repository of a reference, and what lies below it.
    pub fn of(reference: &Reference) -> Self {
        let text = reference.repository();
        Self { text: text.into(), registry_end: text.find('/').unwrap_or(text.len()) }
    }

    fn normalised(text: &str, slash: usize) -> Self {
        let (registry, path) = text.split_at_checked(slash).unwrap_or((text, ""));
        let mut normal = canonical_registry(registry).into_owned();
        if !grammar::names_registry_in_lower_case(&normal) {
            normal.make_ascii_uppercase();
        }
        let registry_end = normal.len();
        normal.push_str(path);
        Self { text: normal.into(), registry_end }
    }

    /// The registry as the pattern has it, with its port; in capitals if they alone make it one
    /// ([`registry_by_capital`](Self::registry_by_capital)).
    pub fn registry(&self) -> &str {
        self.text.get(..self.registry_end).unwrap_or("")
    }

    /// The path within the registry; empty for the whole registry.
    pub fn path(&self) -> &str {
        self.text.get(self.registry_end + 1..).unwrap_or("")
    }

    /// The normal form as text; what [`Display`](fmt::Display) prints, and it parses again.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// True if the pattern holds no `*`.
    pub fn is_exact(&self) -> bool {
        !self.text.contains('*')
    }

    /// True if the first component is a registry for its capitals only, as in `MyOrg/app`.
    pub fn registry_by_capital(&self) -> bool {
        !grammar::names_registry_in_lower_case(self.registry())
    }

    /// For a pattern of one component on Docker Hub (`docker.io/nginx`), the official repository
    /// that it covers besides the organisation of that name. Equality knows nothing of it: where
    /// repositories are compared with `==`, this is the form to write.
    pub fn official(&self) -> Option<Self> {
        self.is_short().then(|| Self {
            text: format!("{DOCKER_HUB}/{OFFICIAL}{}", self.path()).into(),
            registry_end: self.registry_end,
        })
    }

    /// True if it is one component on Docker Hub.
    fn is_short(&self) -> bool {
        let path = self.path();
        self.registry() == DOCKER_HUB && !path.is_empty() && !path.contains('/')
    }

    /// True if the reference lies in what the pattern covers.
    pub fn covers(&self, reference: &Reference) -> bool {
        if !host_covers(self.registry(), reference.registry()) {
            return false;
        }
        let (path, its) = (self.path(), reference.path());
        let official = || {
            let name = its.strip_prefix(OFFICIAL).filter(|_| self.is_short());
            name.is_some_and(|name| covers_below(path.split('/'), name.split('/')))
        };
        path.is_empty() || covers_below(path.split('/'), its.split('/')) || official()
    }

    /// True if everything that `other` covers lies in what the pattern covers.
    pub fn covers_repository(&self, other: &Self) -> bool {
        let (mine, its) = (self.branches(), other.branches());
        let within = |branch: &Vec<&str>| {
            mine.iter().any(|one| covers_below(one.iter().copied(), branch.iter().copied()))
        };
        host_covers(self.registry(), other.registry()) && its.iter().all(within)
    }

    /// True if nothing lies in both.
    ///
    /// ```
    /// use seaworthy::world::image::RepoPattern;
    /// let of = |text| RepoPattern::parse(text).unwrap();
    /// assert!(of("ghcr.io/acme").is_apart_from(&of("quay.io/acme")));
    /// assert!(!of("ghcr.io/acme").is_apart_from(&of("*.io/*/web")));
    /// ```
    pub fn is_apart_from(&self, other: &Self) -> bool {
        let (mine, its) = (self.branches(), other.branches());
        let one = |a: &str, b: &str| a == "*" || covers_one(b, a);
        let shared = |a: &[&str], b: &[&str]| a.iter().zip(b).all(|(a, b)| one(a, b));
        !hosts_share(self.registry(), other.registry())
            || !mine.iter().any(|a| its.iter().any(|b| shared(a, b)))
    }

    /// The prefixes of paths that the pattern covers; no reference's path is shorter than they.
    fn branches(&self) -> Vec<Vec<&str>> {
        let path: Vec<&str> = self.path().split('/').filter(|part| !part.is_empty()).collect();
        match (self.registry() == DOCKER_HUB, path.as_slice()) {
            (true, []) => vec![vec!["*", "*"]],
            (true, [name]) => vec![vec![name, "*"], vec!["library", name]],
            (false, []) => vec![vec!["*"]],
            _ => vec![path],
        }
    }
}

fn covers_one(pattern: &str, part: &str) -> bool {
    pattern == "*" || pattern == part
}

/// True if the path begins with what the pattern's components cover.
fn covers_below<'a>(
    mut pattern: impl Iterator<Item = &'a str>,
    mut path: impl Iterator<Item = &'a str>,
) -> bool {
    pattern.all(|component| path.next().is_some_and(|part| covers_one(component, part)))
}

/// True if every label of the host is covered and the ports are the same. An IPv6 address is
/// covered by itself alone.
fn host_covers(pattern: &str, host: &str) -> bool {
    // Most hosts begin with another letter than the pattern.
    let first = |text: &str| text.bytes().next().map(|byte| byte.to_ascii_lowercase());
    if !matches!(first(pattern), Some(byte) if byte == b'*' || first(host) == Some(byte)) {
        return false;
    }
    if !pattern.contains('*') {
        return pattern.eq_ignore_ascii_case(host);
    }
    let ((pattern, pattern_port), (host, port)) = (split_port(pattern), split_port(host));
    if pattern_port != port {
        return false;
    }
    if host.starts_with('[') {
        return pattern.eq_ignore_ascii_case(host);
    }
    let (mut labels, mut its) = (pattern.split('.'), host.split('.'));
    labels.all(|label| {
        its.next().is_some_and(|other| label == "*" || label.eq_ignore_ascii_case(other))
    }) && its.next().is_none()
}

/// True if some host is covered by both.
fn hosts_share(a: &str, b: &str) -> bool {
    let ((a, its), (b, other)) = (split_port(a), split_port(b));
    if its != other {
        return false;
    }
    if a.starts_with('[') || b.starts_with('[') {
        return a.eq_ignore_ascii_case(b);
    }
    let (mine, others): (Vec<&str>, Vec<&str>) = (a.split('.').collect(), b.split('.').collect());
    let one = |(a, b): (&&str, &&str)| *a == "*" || *b == "*" || a.eq_ignore_ascii_case(b);
    mine.len() == others.len() && mine.iter().zip(&others).all(one)
}

/// A host and, with its `:`, its port.
fn split_port(registry: &str) -> (&str, &str) {
    let address = registry.find(']').unwrap_or(0);
    let colon = registry.get(address..).and_then(|rest| rest.find(':'));
    registry
        .split_at_checked(colon.map_or(registry.len(), |colon| address + colon))
        .unwrap_or((registry, ""))
}

type Flawed = (RepoFaultKind, Range<usize>);

/// Where the registry of a pattern ends, if the pattern is one.
fn shape(text: &str) -> Result<usize, Flawed> {
    if text.is_empty() {
        return Err((RepoFaultKind::Empty, 0..0));
    }
    if text.bytes().all(|b| matches!(b, b'*' | b'/')) {
        return Err((RepoFaultKind::Everything, 0..text.len()));
    }
    // To the grammar, a `*` is a letter like another; it is looked at below.
    let plain = text.replace('*', "x");
    let malformed = |flaw: Flaw| {
        let range = flaw.range.clone();
        (RepoFaultKind::Malformed(Box::new(ReferenceFault::new(text, flaw))), range)
    };
    grammar::characters(&plain).map_err(malformed)?;
    if let Some(at) = text.find("://") {
        return Err(malformed(Flaw::new(FaultKind::Scheme, 0..at + 3)));
    }
    if let Some(at) = text.find('@') {
        return Err((RepoFaultKind::Digest, at..text.len()));
    }
    let slash = text.find('/').unwrap_or(text.len());
    if let Some(tag) = tag(text, slash) {
        return Err((RepoFaultKind::Tag, tag));
    }
    let first = plain.get(..slash).unwrap_or("");
    let alone = slash == text.len();
    let named = match alone {
        true => grammar::names_registry_in_lower_case(first),
        false => grammar::names_registry(first),
    };
    if !named {
        return Err((RepoFaultKind::NoRegistry, 0..slash.max(1)));
    }
    grammar::registry(first).map_err(malformed)?;
    if !alone {
        if text.ends_with('/') && !text.ends_with("//") {
            return Err((RepoFaultKind::TrailingSlash, text.len() - 1..text.len()));
        }
        grammar::path(plain.get(slash + 1..).unwrap_or(""), slash + 1).map_err(malformed)?;
    }
    wildcards(text, slash)?;
    Ok(slash)
}

/// Where a tag stands, with its `:`. Without a `/`, `localhost:5000` and `registry:5000` are
/// registries, and `nginx:1.27` and `postgres:16` are not: nobody serves one below port 80.
fn tag(text: &str, slash: usize) -> Option<Range<usize>> {
    let start = if slash < text.len() { text.rfind('/')? } else { 0 };
    let bracket = text.get(start..)?.rfind(']').map_or(start, |at| start + at);
    let colon = bracket + text.get(bracket..)?.find(':')?;
    if start == 0 {
        let (host, port) = (text.get(..colon)?, text.get(colon + 1..)?);
        let number = port.parse::<u32>().ok();
        let bare = !host.contains(['.', '*', '[']) && !host.eq_ignore_ascii_case("localhost");
        if number.is_some_and(|port| port >= 80 || !bare) {
            return None;
        }
    }
    Some(colon..text.len())
}

/// Refuses a `*` that is not alone: a label of the host, its port, or a component of the path.
fn wildcards(text: &str, slash: usize) -> Result<(), Flawed> {
    let (registry, path) = text.split_at_checked(slash).unwrap_or((text, ""));
    let mut start = 0;
    for part in registry.split_inclusive(['.', ':']).chain(path.split_inclusive('/')) {
        let whole = part.trim_end_matches(['.', ':', '/']);
        let range = start..start + whole.len();
        start += part.len();
        if whole.contains('*') && whole != "*" {
            let several = whole.bytes().all(|b| b == b'*');
            return Err(if several {
                (RepoFaultKind::DoubleWildcard, range)
            } else {
                (RepoFaultKind::PartialWildcard, range)
            });
        }
    }
    Ok(())
}

/// The pattern that was probably meant.
fn mended(text: &str, kind: &RepoFaultKind, range: Range<usize>) -> Option<String> {
    let before = text.get(..range.start)?;
    let candidate = match kind {
        RepoFaultKind::Tag | RepoFaultKind::Digest => before.to_owned(),
        RepoFaultKind::TrailingSlash => before.to_owned(),
        RepoFaultKind::NoRegistry => with_registry(text)?,
        RepoFaultKind::DoubleWildcard if range.end == text.len() => {
            before.trim_end_matches('/').to_owned()
        }
        RepoFaultKind::Malformed(fault) => fault.mended()?.to_owned(),
        _ => return None,
    };
    if shape(&candidate).is_ok() {
        return Some(candidate);
    }
    with_registry(&candidate)
}

fn with_registry(text: &str) -> Option<String> {
    let candidate = match Reference::parse(text) {
        Ok(reference) => reference.repository().to_owned(),
        Err(_) => format!("{DOCKER_HUB}/{text}"),
    };
    shape(&candidate).is_ok().then_some(candidate)
}

impl fmt::Display for RepoPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for RepoPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RepoPattern({:?})", &*self.text)
    }
}

impl std::str::FromStr for RepoPattern {
    type Err = RepoFault;

    fn from_str(text: &str) -> Result<Self, RepoFault> {
        Self::parse(text)
    }
}
