//! References once more, in plain string code, from the rules of `distribution/reference` as its
//! documentation words them.

/// A reference that parses.
#[derive(Clone, Debug)]
pub(super) struct Parts {
    /// True if a registry is written.
    pub(super) has_registry: bool,
    pub(super) registry: String,
    pub(super) path: String,
    pub(super) tag: Option<String>,
    pub(super) digest: Option<String>,
}

/// Reads a reference.
pub(super) fn read(text: &str) -> Option<Parts> {
    // A bare image id is none.
    if text.len() == 64 && text.chars().all(is_hex) {
        return None;
    }
    let (named, digest) = match text.split_once('@') {
        Some((named, digest)) => (named, Some(digest)),
        None => (text, None),
    };
    let last = named.rfind('/').map_or(0, |slash| slash + 1);
    let (name, tag) = match named[last..].rfind(':') {
        Some(colon) => (&named[..last + colon], Some(&named[last + colon + 1..])),
        None => (named, None),
    };
    let (host, rest) = match name.split_once('/') {
        Some((host, rest)) if is_host(host) => (Some(host), rest),
        _ => (None, name),
    };
    let registry = host.map_or("docker.io".to_owned(), str::to_lowercase);
    let registry = if registry == "index.docker.io" { "docker.io".to_owned() } else { registry };
    let short = registry == "docker.io" && !rest.contains('/');
    let path = if short { format!("library/{rest}") } else { rest.to_owned() };
    // A host that is none by the grammar (`a_b.io`) is a part of the path to it, and as long.
    let within = host.filter(|host| !is_domain(host));
    let good = within.is_none_or(is_component)
        && path.split('/').all(is_component)
        && path.len() + within.map_or(0, |host| host.len() + 1) <= 255
        && tag.is_none_or(is_tag)
        && digest.is_none_or(is_digest);
    good.then(|| Parts {
        has_registry: host.is_some(),
        registry,
        path,
        tag: tag.map(str::to_owned),
        digest: digest.map(str::to_owned),
    })
}

/// What stands before the first slash is a host if it looks like one.
fn is_host(first: &str) -> bool {
    first == "localhost"
        || first.contains('.')
        || first.contains(':')
        || first.chars().any(char::is_uppercase)
}

fn is_domain(host: &str) -> bool {
    let bare = if let Some(rest) = host.strip_prefix('[') {
        let Some((address, port)) = rest.split_once(']') else { return false };
        let address =
            !address.is_empty() && address.chars().all(|c| c.is_ascii_hexdigit() || c == ':');
        return address && (port.is_empty() || port.strip_prefix(':').is_some_and(is_port));
    } else if let Some((bare, port)) = host.split_once(':') {
        if !is_port(port) {
            return false;
        }
        bare
    } else {
        host
    };
    bare.split('.').all(|label| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    })
}

fn is_port(port: &str) -> bool {
    !port.is_empty() && port.chars().all(|c| c.is_ascii_digit())
}

/// Small letters and digits, with one dot, one or two underscores, or any dashes between.
fn is_component(text: &str) -> bool {
    let word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    if !text.starts_with(word) || !text.ends_with(word) {
        return false;
    }
    let separators = text.split(word).filter(|between| !between.is_empty());
    separators
        .into_iter()
        .all(|between| matches!(between, "." | "_" | "__") || between.chars().all(|c| c == '-'))
}

fn is_tag(tag: &str) -> bool {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    tag.len() <= 128
        && tag.starts_with(word)
        && tag.chars().all(|c| word(c) || c == '.' || c == '-')
}

fn is_digest(digest: &str) -> bool {
    let length = |algorithm: &str| match algorithm {
        "sha256" => Some(64),
        "sha384" => Some(96),
        "sha512" => Some(128),
        _ => None,
    };
    digest.split_once(':').is_some_and(|(algorithm, hex)| {
        length(algorithm) == Some(hex.len()) && hex.chars().all(is_hex)
    })
}

fn is_hex(c: char) -> bool {
    matches!(c, '0'..='9' | 'a'..='f')
}
