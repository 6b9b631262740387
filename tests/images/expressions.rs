//! A second reading of references, made of the regular expressions that `distribution/reference`
//! publishes, and what holds of whatever the parser says.

use std::sync::LazyLock;

use regex::Regex;
use seaworthy::world::image::{Reference, ReferenceFault};

const DOMAIN: &str = concat!(
    r"(?:(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])",
    r"(?:\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*",
    r"|\[(?:[a-fA-F0-9:]+)\])(?::[0-9]+)?"
);
const COMPONENT: &str = r"[a-z0-9]+(?:(?:[._]|__|[-]+)[a-z0-9]+)*";
const TAG: &str = r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}";
const DIGEST: &str = r"[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*[:][0-9a-fA-F]{32,}";

static REFERENCE: LazyLock<Regex> = LazyLock::new(|| {
    let remote = format!("{COMPONENT}(?:/{COMPONENT})*");
    let all = format!("^(?:({DOMAIN})/)?({remote})(?::({TAG}))?(?:@({DIGEST}))?$");
    Regex::new(&all).expect("a regular expression")
});
static IDENTIFIER: LazyLock<Regex> =
    LazyLock::new(|| Regex::new("^[a-f0-9]{64}$").expect("a regular expression"));
static SUPPORTED: LazyLock<Regex> = LazyLock::new(|| {
    let all = "^(?:sha256:[a-f0-9]{64}|sha384:[a-f0-9]{96}|sha512:[a-f0-9]{128})$";
    Regex::new(all).expect("a regular expression")
});

/// What a reference says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Parts {
    registry: String,
    path: String,
    tag: Option<String>,
    digest: Option<String>,
}

/// `ParseNormalizedNamed` by the expressions, registries in lower case throughout.
pub(crate) fn by_expressions(text: &str) -> Option<Parts> {
    if IDENTIFIER.is_match(text) {
        return None;
    }
    let (registry, remainder) = match text.split_once('/') {
        Some((first, rest))
            if ["docker.io", "index.docker.io"].contains(&&*first.to_lowercase()) =>
        {
            ("docker.io", rest)
        }
        Some((first, rest))
            if first == "localhost"
                || first.contains(['.', ':'])
                || first.to_lowercase() != first =>
        {
            (first, rest)
        }
        _ => ("docker.io", text),
    };
    let official = registry == "docker.io" && !remainder.contains('/');
    let whole = format!("{registry}/{}{remainder}", if official { "library/" } else { "" });
    let found = REFERENCE.captures(&whole)?;
    let part = |at: usize| found.get(at).map(|part| part.as_str().to_owned());
    let (path, digest) = (part(2)?, part(4));
    if path.len() > 255 || digest.as_deref().is_some_and(|digest| !SUPPORTED.is_match(digest)) {
        return None;
    }
    // Upstream finds no domain in `a_b.io/app`; the runtime takes the first component for it.
    let (registry, path) = match part(1) {
        Some(domain) => (domain.to_lowercase(), path),
        None => path.split_once('/').map(|(a, b)| (a.to_owned(), b.to_owned()))?,
    };
    Some(Parts { registry, path, tag: part(3), digest })
}

/// What the parser under test makes of it.
pub(crate) fn by_hand(text: &str) -> Option<Parts> {
    let read = Reference::parse(text).ok()?;
    Some(Parts {
        registry: read.registry().to_owned(),
        path: read.path().to_owned(),
        tag: read.tag().map(str::to_owned),
        digest: read.digest().map(str::to_owned),
    })
}

/// What was read is where it says, and the canonical form reads as the same.
pub(crate) fn is_whole(read: &Reference) {
    let written = |range: std::ops::Range<usize>| read.written().get(range);
    assert_eq!(read.tag_range().and_then(written), read.tag());
    assert_eq!(read.digest_range().and_then(written), read.digest());
    assert!(written(read.path_range()).is_some_and(|path| read.path().ends_with(path)));
    assert_eq!(read.registry_range().is_some(), read.registry_is_explicit());
    let again = Reference::parse(read.canonical()).expect("a canonical form parses");
    assert_eq!(again.canonical(), read.canonical());
    assert_eq!(again.repository(), read.repository());
    assert_eq!((again.registry(), again.path()), (read.registry(), read.path()));
    assert_eq!((again.tag(), again.digest()), (read.tag(), read.digest()));
    assert_eq!(again.registry_by_capital(), read.registry_by_capital());
}

/// A fault lies within the text, prints, and mends to what it says.
pub(crate) fn is_sound(text: &str, fault: &ReferenceFault) {
    assert!(text.get(fault.range.clone()).is_some(), "{text:?} {fault:?}");
    assert_eq!(fault.range.is_empty(), text.is_empty(), "{text:?} {fault:?}");
    for said in [fault.message(), fault.help()] {
        let printable = |c: char| matches!(c, ' '..='~' | '…');
        assert!(!said.is_empty() && said.chars().all(printable), "{said:?}");
    }
    if let Some(mended) = fault.mended() {
        assert!(Reference::parse(mended).is_ok(), "{text:?} {mended:?}");
    }
}
