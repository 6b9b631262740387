//! The reference parser against a second one that is made of the regular expressions that
//! `distribution/reference` publishes, on strings that are nearly references.

use std::sync::LazyLock;

use regex::Regex;
use seaworthy::world::image::Reference;

use super::random::{Random, cases};

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

#[derive(Debug, PartialEq, Eq)]
struct Parts {
    registry: String,
    path: String,
    tag: Option<String>,
    digest: Option<String>,
}

/// `ParseNormalizedNamed`, registries in lower case throughout.
fn by_expressions(text: &str) -> Option<Parts> {
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

fn by_hand(text: &str) -> Option<Parts> {
    let read = Reference::parse(text).ok()?;
    Some(Parts {
        registry: read.registry().to_owned(),
        path: read.path().to_owned(),
        tag: read.tag().map(str::to_owned),
        digest: read.digest().map(str::to_owned),
    })
}

/// A string that is a reference, or nearly.
fn nearly(random: &mut Random) -> String {
    let mut text = String::new();
    if random.once_in(2) {
        text += random.pick(&[
            "docker.io",
            "index.docker.io",
            "Docker.io",
            "localhost",
            "localhost:5000",
            "ghcr.io",
            "reg:5000",
            "MyOrg",
            "LOCALHOST",
            "[::1]",
            "[2001:db8::1]:5000",
            "a_b.io",
            "a.b-c.d",
            "127.0.0.1:8000",
            "x--y.z",
            "a_b",
            "Reg.IO:443",
            "a_b.io:80",
        ]);
        text.push('/');
    }
    for at in 0..1 + random.below(3) {
        if at > 0 {
            text.push('/');
        }
        text += random.pick(&[
            "nginx",
            "library",
            "a",
            "a.b",
            "a_b",
            "a__b",
            "a-b",
            "a---b",
            "0",
            "docker.io",
            "b2c3",
            "x.y_z",
            "sha256",
            "latest",
            "App",
        ]);
    }
    if random.once_in(2) {
        text.push(':');
        text += random.pick(&["latest", "1.27", "v1", "_", "A-b.c", "5000", "-x", ".y", "1.0+b"]);
    }
    if random.once_in(3) {
        text += "@";
        text +=
            random.pick(&["sha256", "sha384", "sha512", "sha256", "md5", "sha256+b64", "SHA256"]);
        text.push(':');
        let length = random.pick(&[&64_usize, &64, &64, &96, &128, &32, &63]);
        text.extend((0..*length).map(|_| char::from(b"0123456789abcdef"[random.below(16)])));
    }
    if random.once_in(200) {
        let part = random.pick(&["ab/", "a.", "/a", "0"]);
        text.insert_str(0, &part.repeat(60 + random.below(80)));
    }
    if random.once_in(2) {
        for _ in 0..1 + random.below(2) {
            spoil(random, &mut text);
        }
    }
    text
}

/// Puts one character in, or takes one out.
fn spoil(random: &mut Random, text: &mut String) {
    let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let at = places[random.below(places.len())];
    if random.once_in(2) && at < text.len() {
        text.remove(at);
    } else {
        let alphabet: Vec<char> =
            "aZ09._-_-/:@/:@.[]+~ \n\t\r\u{0}\u{1b}$\u{e9}\u{43e}\u{200b}\u{202e}"
                .chars()
                .collect();
        text.insert(at, alphabet[random.below(alphabet.len())]);
    }
}

#[test]
fn two_parsers_agree() {
    let mut random = Random(27);
    let (mut valid, cases) = (0_u64, cases());
    for _ in 0..cases {
        let text = nearly(&mut random);
        let (hand, expressions) = (by_hand(&text), by_expressions(&text));
        assert_eq!(hand, expressions, "{text:?}");
        valid += u64::from(hand.is_some());
        match Reference::parse(&text) {
            Ok(read) => is_whole(&read),
            Err(fault) => is_sound(&text, &fault),
        }
    }
    // Neither all valid nor all spoilt, or the comparison would say little.
    assert!(valid > cases / 4 && valid < cases / 4 * 3, "{valid} of {cases}");
}

/// What was read is where it says, and the canonical form reads as the same.
fn is_whole(read: &Reference) {
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
fn is_sound(text: &str, fault: &seaworthy::world::image::ReferenceFault) {
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
