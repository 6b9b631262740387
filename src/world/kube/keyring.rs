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

/// Reads a key; one that is no URL is left out, as the kubelet does. Signs that no host may hold need
/// no look: no image's host has them, so they match nothing.
fn location(key: &str) -> Option<Location> {
    let rest = key.strip_prefix("https://").or_else(|| key.strip_prefix("http://")).unwrap_or(key);
    let end = rest.find(['?', '#']).unwrap_or(rest.len());
    let rest = rest.get(..end)?;
    let (authority, path) = match rest.find('/') {
        Some(at) => rest.split_at(at),
        None => (rest, ""),
    };
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let port = split_port(host).1;
    if !port.chars().all(|c| c.is_ascii_digit()) || key.chars().any(char::is_control) {
        return None;
    }
    let versioned = path.starts_with("/v1/") || path.starts_with("/v2/");
    let path = if versioned { path.get(3..)? } else { path };
    let path = if path == "/" { "" } else { path };
    Some(Location { host: host.to_owned(), path: path.to_owned() })
}

/// Host and port; no port is the empty one.
fn split_port(host: &str) -> (&str, &str) {
    // The colons of an IPv6 address stand in brackets.
    let address = host.rfind(']').unwrap_or(0);
    match host.get(address..).and_then(|rest| rest.split_once(':')) {
        Some((name, port)) => (host.get(..address + name.len()).unwrap_or(""), port),
        None => (host, ""),
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

/// `*` stands for any run of characters. Go's `filepath.Match`, which the kubelet asks, knows more
/// signs, but none of them gets into a host: `?` begins a query, and a URL whose host holds `\` or `[`
/// is none.
fn label_matches(pattern: &str, label: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else { return pattern == label };
    let Some(mut left) = label.strip_prefix(first) else { return false };
    let (middle, last) = rest.rsplit_once('*').unwrap_or(("", rest));
    for part in middle.split('*') {
        match left.find(part) {
            Some(at) => left = left.get(at + part.len()..).unwrap_or(""),
            None => return false,
        }
    }
    left.ends_with(last)
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
            ("r*g*y.acme.io", "registry.acme.io", "app", true),
            ("r*g*x.acme.io", "registry.acme.io", "app", false),
            ("a*a.acme.io", "a.acme.io", "app", false),
            ("r?g.acme.io", "reg.acme.io", "app", false),
            ("r[a-f]g.acme.io", "reg.acme.io", "app", false),
            ("acme.io:5000", "acme.io:5000", "app", true),
            ("acme.io", "acme.io:5000", "app", false),
            ("acme.io:5000", "acme.io", "app", false),
            ("acme.io:x", "acme.io:x", "app", false),
            ("[::1]:5000", "[::1]:5000", "app", true),
            ("a.io:5000", "b.io:5000", "app", false),
            ("[::1]:5000", "[::2]:5000", "app", false),
            ("[::1]", "[::1]", "app", true),
            ("[::1]", "[::1]:5000", "app", false),
            ("[::1]:5000", "[::1]", "app", false),
            ("*", "[::1]:5000", "app", false),
            ("*:5000", "[::1]:5000", "app", true),
            ("*", "registry:5000", "app", false),
            ("*:5000", "registry:5000", "app", true),
            ("*eg*is*", "registry", "app", true),
            ("*eg*gi*", "registry", "app", false),
            ("ghcr.io\u{1}", "ghcr.io", "app", false),
            ("ghcr.io/\u{1}", "ghcr.io", "app", false),
            ("a\u{1}b@ghcr.io", "ghcr.io", "app", false),
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
