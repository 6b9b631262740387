//! Which registries the credentials of a secret are for, as the kubelet's keyring has it
//! (`pkg/credentialprovider/keyring.go` of Kubernetes).
//!
//! A key of `auths` is a host, perhaps with a port and a path, perhaps with a scheme; `/v1/` and
//! `/v2/` before the path count for nothing. It covers an image if the ports are equal, the hosts
//! have as many labels and each matches (a `*` within one label), and the image's path begins with
//! the key's, as text. Only if nothing matches so, the key `index.docker.io` serves the images of
//! Docker Hub, and, as the kubelet has it, of any host that has neither a dot nor a port.

const DEFAULT_REGISTRY: &str = "index.docker.io";

/// A key of `auths` that is of any use.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Location {
    host: String,
    path: String,
}

/// True if one of `keys` covers the image whose host and path (without tag and digest) are given.
pub(super) fn covers<'k>(keys: impl Iterator<Item = &'k str>, host: &str, path: &str) -> bool {
    let locations: Vec<Location> = keys.filter_map(location).collect();
    let path = format!("/{path}");
    if locations.iter().any(|location| matches(location, host, &path)) {
        return true;
    }
    let default = |l: &Location| l.host == DEFAULT_REGISTRY && matches!(&*l.path, "" | "/");
    is_default_registry(host) && locations.iter().any(default)
}

fn is_default_registry(host: &str) -> bool {
    matches!(host, "docker.io" | DEFAULT_REGISTRY) || !host.contains(['.', ':'])
}

/// Reads a key; one that is no URL is left out, as the kubelet does.
fn location(key: &str) -> Option<Location> {
    let rest = key.strip_prefix("https://").or_else(|| key.strip_prefix("http://")).unwrap_or(key);
    let end = rest.find(['?', '#']).unwrap_or(rest.len());
    let rest = rest.get(..end)?;
    let (authority, path) = match rest.find('/') {
        Some(at) => rest.split_at(at),
        None => (rest, ""),
    };
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let bad = |c: char| c.is_whitespace() || c.is_control() || "<>\"\\^`{|}".contains(c);
    let port = split_port(host).1;
    if key.chars().any(char::is_control) || host.contains(bad) || !port.chars().all(is_digit) {
        return None;
    }
    let versioned = path.starts_with("/v1/") || path.starts_with("/v2/");
    let path = if versioned { path.get(3..)? } else { path };
    let path = if path == "/" { "" } else { path };
    Some(Location { host: host.to_owned(), path: path.to_owned() })
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
}

/// Host and port; no port is the empty one.
fn split_port(host: &str) -> (&str, &str) {
    match host.rsplit_once(':') {
        Some((name, port)) if name.starts_with('[') && name.ends_with(']') => {
            (name.trim_matches(['[', ']']), port)
        }
        Some((name, port)) if !name.contains([':', '[']) => (name, port),
        _ => (host, ""),
    }
}

fn matches(location: &Location, host: &str, path: &str) -> bool {
    let (glob, glob_port) = split_port(&location.host);
    let (name, port) = split_port(host);
    let (globs, labels) = (glob.split('.'), name.split('.'));
    glob_port == port
        && globs.clone().count() == labels.clone().count()
        && path.starts_with(&location.path)
        && globs.zip(labels).all(|(glob, label)| label_matches(glob, label))
}

/// `filepath.Match` of Go on text without slashes; a pattern that is none matches nothing.
fn label_matches(pattern: &str, label: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let label: Vec<char> = label.chars().collect();
    glob(&pattern, &label).unwrap_or(false)
}

/// `None` for a pattern that is none. The last `*` alone needs to be tried again.
fn glob(pattern: &[char], label: &[char]) -> Option<bool> {
    let (mut p, mut l) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    while l < label.len() || p < pattern.len() {
        if pattern.get(p) == Some(&'*') {
            retry = Some((p, l));
            p += 1;
            continue;
        }
        if let (Some(_), Some(&c)) = (pattern.get(p), label.get(l))
            && let (true, next) = one(pattern, p, c)?
        {
            (p, l) = (next, l + 1);
            continue;
        }
        match retry {
            Some((star, from)) if from < label.len() => {
                retry = Some((star, from + 1));
                (p, l) = (star + 1, from + 1);
            }
            _ => return Some(false),
        }
    }
    Some(true)
}

/// Whether the pattern's element at `at` matches `c`, and where the next one begins.
fn one(pattern: &[char], at: usize, c: char) -> Option<(bool, usize)> {
    match pattern.get(at)? {
        '?' => Some((true, at + 1)),
        '\\' => pattern.get(at + 1).map(|escaped| (*escaped == c, at + 2)),
        '[' => class(pattern, at + 1, c),
        plain => Some((*plain == c, at + 1)),
    }
}

/// `[a-z]`, `[^x]`.
fn class(pattern: &[char], mut at: usize, c: char) -> Option<(bool, usize)> {
    let negated = pattern.get(at) == Some(&'^');
    at += usize::from(negated);
    let (mut hit, start) = (false, at);
    loop {
        if pattern.get(at)? == &']' && at > start {
            return Some((hit != negated, at + 1));
        }
        let (low, next) = class_char(pattern, at)?;
        let (high, next) = match pattern.get(next) {
            Some('-') => class_char(pattern, next + 1)?,
            _ => (low, next),
        };
        hit |= low <= c && c <= high;
        at = next;
    }
}

fn class_char(pattern: &[char], at: usize) -> Option<(char, usize)> {
    match pattern.get(at)? {
        '-' | ']' => None,
        '\\' => pattern.get(at + 1).map(|c| (*c, at + 2)),
        c => Some((*c, at + 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_cover_what_the_kubelet_says_they_cover() {
        for (key, host, path, expected) in [
            ("ghcr.io", "ghcr.io", "acme/app", true),
            ("https://ghcr.io", "ghcr.io", "acme/app", true),
            ("http://ghcr.io/v2/", "ghcr.io", "acme/app", true),
            ("ghcr.io/acme", "ghcr.io", "acme/app", true),
            ("ghcr.io/acme", "ghcr.io", "acme-evil/app", true),
            ("ghcr.io/acme/", "ghcr.io", "acme-evil/app", false),
            ("ghcr.io/other", "ghcr.io", "acme/app", false),
            ("*.acme.io", "registry.acme.io", "app", true),
            ("*.acme.io", "a.b.acme.io", "app", false),
            ("*.acme.io", "acme.io", "app", false),
            ("reg*.acme.io", "registry.acme.io", "app", true),
            ("r?g.acme.io", "reg.acme.io", "app", true),
            ("r[a-f]g.acme.io", "reg.acme.io", "app", true),
            ("r[^a-f]g.acme.io", "reg.acme.io", "app", false),
            ("r[.acme.io", "reg.acme.io", "app", false),
            ("acme.io:5000", "acme.io:5000", "app", true),
            ("acme.io", "acme.io:5000", "app", false),
            ("acme.io:5000", "acme.io", "app", false),
            ("acme.io:x", "acme.io:x", "app", false),
            ("[::1]:5000", "[::1]:5000", "app", true),
            ("https://index.docker.io/v1/", "docker.io", "library/nginx", true),
            ("index.docker.io/v1", "docker.io", "library/nginx", false),
            ("docker.io", "docker.io", "library/nginx", true),
            ("https://index.docker.io/v1/", "localhost", "app", true),
            ("https://index.docker.io/v1/", "ghcr.io", "app", false),
            ("evil.io/ghcr.io", "ghcr.io", "app", false),
            ("user@ghcr.io", "ghcr.io", "app", true),
        ] {
            let found = covers([key].into_iter(), host, path);
            assert_eq!(found, expected, "{key} {host}/{path}");
        }
    }
}
