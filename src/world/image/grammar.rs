//! The grammar of image references, as `distribution/reference` has it:
//!
//! ```text
//! reference  := name [ ":" tag ] [ "@" digest ]
//! name       := [ registry "/" ] component { "/" component }
//! registry   := ( label { "." label } | "[" IPv6 "]" ) [ ":" digits ]
//! component  := alnum { ( "." | "_" | "__" | "-"… ) alnum }          lower case only
//! tag        := [A-Za-z0-9_] [A-Za-z0-9_.-]{0,127}
//! digest     := algorithm ":" hex                                    lower case only
//! ```
//!
//! It is read by hand instead of by regular expression, because whoever wrote a reference that
//! does not parse is owed the place and the reason. Two readings are upstream's and surprise:
//!
//! - A first component with a `.` *and* a `_` (`my_host.io/app`) is no valid domain, but a valid
//!   path component, so upstream accepts the name. The runtime then takes it for the host, and
//!   so do we. With a port it is invalid.
//! - A first component with a capital is a host, since no path may hold one.

use std::ops::Range;

use memchr::{memchr, memchr_iter, memchr2, memrchr};

use super::fault::FaultKind;
use super::placeholder::placeholder;

/// The longest path, `library/` included (`RepositoryNameTotalLengthMax`).
pub(super) const LONGEST_PATH: usize = 255;
/// The longest tag.
pub(super) const LONGEST_TAG: usize = 128;
/// What Docker Hub is called.
pub(super) const DOCKER_HUB: &str = "docker.io";
/// What a one-part path on Docker Hub gains.
pub(super) const OFFICIAL: &str = "library/";

/// The parts of a well-formed reference, as ranges of its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) registry: Option<Range<usize>>,
    pub(super) path: Range<usize>,
    pub(super) tag: Option<Range<usize>>,
    pub(super) digest: Option<Range<usize>>,
}

/// What is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Flaw {
    pub(super) kind: FaultKind,
    pub(super) range: Range<usize>,
}

impl Flaw {
    pub(super) fn new(kind: FaultKind, range: Range<usize>) -> Self {
        Self { kind, range }
    }
}

/// Reads a reference. Of several flaws the first is reported, characters that belong nowhere
/// before anything else.
pub(super) fn read(text: &str) -> Result<Written, Flaw> {
    characters(text)?;
    if is_identifier(text) {
        return Err(Flaw::new(FaultKind::BareIdentifier, 0..text.len()));
    }
    if let Some(at) = scheme(text) {
        return Err(Flaw::new(FaultKind::Scheme, 0..at + 3));
    }
    let at = memchr(b'@', text.as_bytes());
    let head = text.get(..at.unwrap_or(text.len())).unwrap_or("");
    let digest = at.map(|at| at + 1..text.len());
    let slash = memchr(b'/', head.as_bytes());
    let registry = slash.and_then(|slash| head.get(..slash)).filter(|f| names_registry(f));
    let start = registry.map_or(0, |first| first.len() + 1);
    let rest = head.get(start..).unwrap_or("");
    let base = memrchr(b'/', rest.as_bytes()).unwrap_or(0);
    let last = rest.get(base..).unwrap_or("");
    let colon = memrchr(b':', last.as_bytes()).map(|colon| base + colon);
    let path = start..start + colon.unwrap_or(rest.len());
    let tag = colon.map(|colon| start + colon + 1..head.len());
    name(text, registry, path.clone())?;
    if let Some(range) = tag.clone() {
        self::tag(text.get(range.clone()).unwrap_or(""), range)?;
    }
    if let Some(range) = digest.clone() {
        self::digest(text.get(range.clone()).unwrap_or(""), range)?;
    }
    Ok(Written { registry: registry.map(|first| 0..first.len()), path, tag, digest })
}

/// Refuses an empty text and every character that no part of a reference may hold.
pub(super) fn characters(text: &str) -> Result<(), Flaw> {
    if text.is_empty() {
        return Err(Flaw::new(FaultKind::Empty, 0..0));
    }
    // All bytes of a text are looked at at once; only of one that has a flaw it is asked where.
    if text.bytes().fold(true, |all, byte| all & belongs(byte)) {
        return Ok(());
    }
    let Some(at) = text.bytes().position(|byte| !belongs(byte)) else { return Ok(()) };
    let c = text.get(at..).and_then(|rest| rest.chars().next()).unwrap_or_default();
    if let Some(range) = placeholder(text) {
        return Err(Flaw::new(FaultKind::Placeholder, range));
    }
    let kind = match c {
        ' ' | '\t' | '\n' | '\r' => FaultKind::Blank(c),
        _ if !c.is_ascii() => FaultKind::NonAscii(c),
        _ if c.is_control() => FaultKind::Control(c),
        _ => FaultKind::Character(c),
    };
    Err(Flaw::new(kind, at..at + c.len_utf8()))
}

/// True for a byte that some part of a reference may hold.
fn belongs(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        | (b'-'..=b':').contains(&byte)
        | (byte == b'@')
        | (byte == b'_')
        | (byte == b'[')
        | (byte == b']')
        | (byte == b'+')
}

/// Where a `://` begins, if there is one.
fn scheme(text: &str) -> Option<usize> {
    let behind = |at: usize| text.get(at + 1..).is_some_and(|rest| rest.starts_with("//"));
    memchr_iter(b':', text.as_bytes()).find(|colon| behind(*colon))
}

/// True for 64 hexadecimal digits in lower case, which Docker takes for an image's id.
fn is_identifier(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// True if `first`, which stands before the first `/`, is taken for a registry.
pub(super) fn names_registry(first: &str) -> bool {
    names_registry_in_lower_case(first) || first.bytes().any(|b| b.is_ascii_uppercase())
}

/// True if `first` is taken for a registry even without its capitals.
pub(super) fn names_registry_in_lower_case(first: &str) -> bool {
    memchr2(b'.', b':', first.as_bytes()).is_some() || first.eq_ignore_ascii_case("localhost")
}

/// True if `registry` is Docker Hub, by either of its names.
pub(super) fn is_docker_hub(registry: &str) -> bool {
    registry.eq_ignore_ascii_case(DOCKER_HUB) || registry.eq_ignore_ascii_case("index.docker.io")
}

fn name(text: &str, registry: Option<&str>, range: Range<usize>) -> Result<(), Flaw> {
    let path = text.get(range.clone()).unwrap_or("");
    let mut is_domain = false;
    if let Some(first) = registry {
        is_domain = self::registry(first)?;
        if path.is_empty() {
            return Err(Flaw::new(FaultKind::TrailingSlash, first.len()..first.len() + 1));
        }
    } else if path.is_empty() {
        return Err(Flaw::new(FaultKind::NoName, 0..text.len().min(1)));
    }
    self::path(path, range.start)?;
    let hub = registry.is_none_or(is_docker_hub);
    let length = match registry {
        _ if hub && !path.contains('/') => OFFICIAL.len() + path.len(),
        Some(_) if !is_domain => range.end,
        _ => path.len(),
    };
    if length > LONGEST_PATH {
        return Err(Flaw::new(FaultKind::NameTooLong { length }, range));
    }
    Ok(())
}

/// A registry at the start of a text: a domain, which is told, or what the first of these notes says.
pub(super) fn registry(text: &str) -> Result<bool, Flaw> {
    if matches!(text, "." | "..") {
        return Err(Flaw::new(FaultKind::DotComponent, 0..text.len()));
    }
    if is_plain_domain(text.as_bytes()) {
        return Ok(true);
    }
    match domain(text) {
        Err(_) if component(text, 0).is_ok() => Ok(false),
        Err(_) if !text.contains(['.', ':']) && component(&text.to_lowercase(), 0).is_ok() => {
            Err(Flaw::new(FaultKind::Capital, 0..text.len()))
        }
        Ok(()) => Ok(true),
        Err(flaw) => Err(flaw),
    }
}

/// True for labels, perhaps with a port, in which nothing is wrong, as is soon seen of nearly all.
fn is_plain_domain(text: &[u8]) -> bool {
    let mut before = b'.';
    let mut bytes = text.iter();
    for byte in bytes.by_ref() {
        match byte {
            b'.' if matches!(before, b'.' | b'-') => return false,
            b'-' if before == b'.' => return false,
            b'.' | b'-' => {}
            b':' => break,
            _ if !byte.is_ascii_alphanumeric() => return false,
            _ => {}
        }
        before = *byte;
    }
    let port = bytes.as_slice();
    let named = !matches!(before, b'.' | b'-') && text.last() != Some(&b':');
    named && port.iter().all(u8::is_ascii_digit)
}

/// What is wrong with a registry, and where.
fn domain(text: &str) -> Result<(), Flaw> {
    let host = if text.starts_with('[') {
        let close = text.find(']').map_or(text.len(), |close| close + 1);
        let address = text.get(1..close.saturating_sub(1)).unwrap_or("");
        let closed = text.get(..close).is_some_and(|host| host.ends_with(']'));
        let spelled = address.bytes().all(|b| b.is_ascii_hexdigit() || b == b':');
        if !closed || address.is_empty() || !spelled {
            return Err(Flaw::new(FaultKind::Address, 0..close));
        }
        close
    } else {
        text.find(':').unwrap_or(text.len())
    };
    if !text.starts_with('[') {
        labels(text.get(..host).unwrap_or(""))?;
    }
    let behind = text.get(host..).unwrap_or("");
    if behind.is_empty() {
        return Ok(());
    }
    match behind.strip_prefix(':') {
        Some(port) if !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()) => Ok(()),
        Some(port) => {
            let start = if port.is_empty() { host } else { host + 1 };
            Err(Flaw::new(FaultKind::Port, start..text.len()))
        }
        None => Err(Flaw::new(FaultKind::Port, host..text.len())),
    }
}

fn labels(host: &str) -> Result<(), Flaw> {
    if host.is_empty() {
        return Err(Flaw::new(FaultKind::Host, 0..1));
    }
    let mut at = 0;
    for label in host.split('.') {
        let range = at..at + label.len();
        at = range.end + 1;
        if label.is_empty() {
            let dots = range.start.saturating_sub(1)..(range.end + 1).min(host.len());
            return Err(Flaw::new(FaultKind::Host, dots));
        }
        let ends = !label.starts_with('-') && !label.ends_with('-');
        if !ends || !label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
            return Err(Flaw::new(FaultKind::Host, range));
        }
    }
    Ok(())
}

/// The path of a reference, whose first byte is the `at`-th of the text.
pub(super) fn path(path: &str, at: usize) -> Result<(), Flaw> {
    let end = at + path.len();
    if path.starts_with('/') {
        let kind = if at == 0 { FaultKind::LeadingSlash } else { FaultKind::DoubleSlash };
        return Err(Flaw::new(kind, at.saturating_sub(1)..at + 1));
    }
    let mut start = at;
    for part in path.split('/') {
        if part.is_empty() {
            let last = start >= end;
            let kind = if last { FaultKind::TrailingSlash } else { FaultKind::DoubleSlash };
            return Err(Flaw::new(kind, start - 1..if last { start } else { start + 1 }));
        }
        component(part, start)?;
        start += part.len() + 1;
    }
    Ok(())
}

/// One component of a path, not empty, whose first byte is the `at`-th of the text.
pub(super) fn component(part: &str, at: usize) -> Result<(), Flaw> {
    if matches!(part, "." | "..") {
        return Err(Flaw::new(FaultKind::DotComponent, at..at + part.len()));
    }
    let whole = at..at + part.len();
    let mut separator = 0;
    let separators =
        |end: usize, length: usize| Flaw::new(FaultKind::Separator, at + end - length..at + end);
    for (offset, byte) in part.bytes().enumerate() {
        match byte {
            b'a'..=b'z' | b'0'..=b'9' if separator == 0 => {}
            b'a'..=b'z' | b'0'..=b'9' => {
                let run = part.get(offset - separator..offset).unwrap_or("");
                let inside = separator < offset;
                let known = matches!(run, "." | "_" | "__") || run.bytes().all(|b| b == b'-');
                if !inside || !known {
                    return Err(separators(offset, separator));
                }
                separator = 0;
            }
            b'.' | b'_' | b'-' => separator += 1,
            b'A'..=b'Z' => return Err(Flaw::new(FaultKind::Capital, whole)),
            b':' => return Err(Flaw::new(FaultKind::ColonInPath, at + offset..at + offset + 1)),
            _ => {
                let kind = FaultKind::Character(char::from(byte));
                return Err(Flaw::new(kind, at + offset..at + offset + 1));
            }
        }
    }
    if separator > 0 {
        return Err(separators(part.len(), separator));
    }
    Ok(())
}

fn tag(tag: &str, range: Range<usize>) -> Result<(), Flaw> {
    if tag.is_empty() {
        return Err(Flaw::new(FaultKind::TagEmpty, range.start - 1..range.start));
    }
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let start = range.start;
    let fits = |byte: u8| word(char::from(byte)) | matches!(byte, b'.' | b'-');
    let whole = tag.starts_with(word) && tag.bytes().fold(true, |all, byte| all & fits(byte));
    // Of one that has no flaw nothing is looked at again.
    let flawed = if whole { "" } else { tag };
    for (offset, c) in flawed.char_indices() {
        let place = start + offset..start + offset + c.len_utf8();
        if offset == 0 && matches!(c, '.' | '-') {
            return Err(Flaw::new(FaultKind::TagStart, place));
        }
        if !word(c) && !matches!(c, '.' | '-') {
            return Err(Flaw::new(FaultKind::TagCharacter(c), place));
        }
    }
    if tag.len() > LONGEST_TAG {
        return Err(Flaw::new(FaultKind::TagTooLong { length: tag.len() }, range));
    }
    Ok(())
}

/// How many hexadecimal digits a digest of this algorithm has (those that `go-digest` knows).
fn digits(algorithm: &str) -> Option<usize> {
    match algorithm {
        "sha256" => Some(64),
        "sha384" => Some(96),
        "sha512" => Some(128),
        _ => None,
    }
}

fn digest(digest: &str, range: Range<usize>) -> Result<(), Flaw> {
    if digest.is_empty() {
        return Err(Flaw::new(FaultKind::DigestEmpty, range.start - 1..range.start));
    }
    let Some((algorithm, hex)) = digest.split_once(':') else {
        return Err(Flaw::new(FaultKind::DigestShape, range));
    };
    let named = range.start..range.start + algorithm.len();
    let Some(expected) = digits(algorithm) else {
        let word = algorithm.starts_with(|c: char| c.is_ascii_alphabetic())
            && algorithm.bytes().all(|b| b.is_ascii_alphanumeric() || b"+.-_".contains(&b));
        let dotted = algorithm.contains('.');
        return Err(if word && !dotted {
            Flaw::new(FaultKind::DigestAlgorithm, named)
        } else {
            Flaw::new(FaultKind::DigestShape, range)
        });
    };
    let start = named.end + 1;
    let low = |b: u8| b.is_ascii_digit() | (b'a'..=b'f').contains(&b);
    let whole = hex.bytes().fold(true, |all, byte| all & low(byte));
    if !whole && let Some(offset) = hex.bytes().position(|b| !low(b)) {
        let behind = hex.get(offset..).unwrap_or("");
        let kind = match behind.chars().next() {
            Some(':') if offset == expected => FaultKind::TagAfterDigest,
            Some('A'..='F') => FaultKind::DigestCapital,
            other => FaultKind::DigestAlphabet(other.unwrap_or(':')),
        };
        let place = match kind {
            FaultKind::TagAfterDigest => start + offset..range.end,
            FaultKind::DigestCapital => start..range.end,
            _ => start + offset..start + offset + 1,
        };
        return Err(Flaw::new(kind, place));
    }
    if hex.len() != expected {
        let kind = FaultKind::DigestLength { found: hex.len(), expected };
        // Of no digits at all there is nothing to show but what stands before them.
        let from = if hex.is_empty() { named.start } else { start };
        return Err(Flaw::new(kind, from..range.end));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::texts_of;

    #[test]
    fn a_plain_domain_is_one_in_which_nothing_is_wrong() {
        let mut plain = 0;
        for text in &texts_of("aZ1-.:[_", 6) {
            let is_plain = is_plain_domain(text.as_bytes());
            plain += usize::from(is_plain);
            // An address is in brackets.
            assert_eq!(is_plain, domain(text).is_ok() && !text.starts_with('['), "{text}");
        }
        assert!(plain > 1_000, "{plain}");
    }
}
