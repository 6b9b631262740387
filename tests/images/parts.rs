//! What a part of a reference may be at all, held against the grammar; and what a glob can match of it.

use seaworthy::world::image::{Glob, LONGEST_TRIED, Part, Reference, RepoPattern};

use super::random::{Random, cases};

const PIECES: &[&str] = &[
    "a", "b1", "library", "x__y", "x--y", "x.y", "A", "_", "-", ".", "..", "z9", "latest", "1.27",
];

/// A text that is often a reference.
fn reference(random: &mut Random) -> String {
    let host = random.pick(&[
        "",
        "ghcr.io/",
        "localhost:5000/",
        "MyOrg/",
        "my_host.io/",
        "[::1]:80/",
        "GHCR.IO/",
        "a:1/",
    ]);
    let mut text = host.to_owned();
    for at in 0..1 + random.below(3) {
        if at > 0 {
            text.push('/');
        }
        text += random.pick(PIECES);
        if random.once_in(3) {
            text += random.pick(PIECES);
        }
    }
    if random.once_in(2) {
        text.push(':');
        text += random.pick(PIECES);
        text += random.pick(PIECES);
    }
    if random.once_in(4) {
        text += "@sha256:";
        text += &"0f4c6e5a".repeat(8);
    }
    text
}

/// The parts of a reference, each with what it is.
fn parts(reference: &Reference) -> Vec<(Part, String)> {
    let mut all = vec![
        (Part::Registry, reference.registry().to_owned()),
        (Part::Path, reference.path().to_owned()),
        (Part::Name, reference.name().to_owned()),
        (Part::Canonical, reference.canonical().to_owned()),
    ];
    all.extend(reference.effective_tag().map(|tag| (Part::Tag, tag.to_owned())));
    all.extend(reference.digest().map(|digest| (Part::Digest, digest.to_owned())));
    all
}

#[test]
fn every_part_that_the_grammar_yields_may_be_one() {
    let mut random = Random(31);
    let mut seen = 0_u64;
    for _ in 0..cases() {
        let text = reference(&mut random);
        let Ok(reference) = Reference::parse(&text) else { continue };
        for (part, value) in parts(&reference) {
            assert!(part.may_be(&value), "{part:?} `{value}` of `{text}`");
            seen += 1;
        }
    }
    assert!(seen > cases(), "only {seen} parts were seen");
}

/// Of tags and digests the automaton is exact, but for the length of a tag.
#[test]
fn tags_and_digests_are_what_the_grammar_says() {
    let mut random = Random(32);
    for _ in 0..cases() {
        let tag = random.text(&['a', 'Z', '0', '_', '.', '-', ':', '/', '@', '+'], 4);
        let read = Reference::parse(&format!("x/y:{tag}"));
        let is_tag = read.is_ok_and(|reference| reference.tag() == Some(&*tag));
        assert_eq!(Part::Tag.may_be(&tag), is_tag, "`{tag}`");
        let algorithm = random.pick(&["sha256", "sha384", "sha512", "sha255", "md5", "sha"]);
        let length = [0, 63, 64, 65, 96, 128, 129][random.below(7)];
        let digit = random.pick(&["0", "f", "F", "g"]);
        let digest = format!("{algorithm}:{}", digit.repeat(length));
        let read = Reference::parse(&format!("x/y@{digest}"));
        assert_eq!(Part::Digest.may_be(&digest), read.is_ok(), "`{digest}`");
    }
}

#[test]
fn what_matches_nothing_matches_nothing() {
    let mut random = Random(33);
    let signs = ['*', '?', 'a', 'b', 'A', '1', '.', '-', '_', '/', ':', '@', '[', ']', '!'];
    let (mut impossible, mut matched) = (0_u64, 0_u64);
    for _ in 0..cases() / 10 {
        let text = match random.below(3) {
            0 => reference(&mut random).replacen('a', "*", 1),
            1 => random.pick(&["*", "**", "?*", "*a*", "**/*", "[a-z]*", "*:*", "v*"]).to_owned(),
            _ => random.text(&signs, 6),
        };
        let Ok(glob) = Glob::parse(&text) else { continue };
        let Ok(reference) = Reference::parse(&reference(&mut random)) else { continue };
        for (part, value) in parts(&reference) {
            let may = glob.may_match(part);
            let matches = glob.matches(&value);
            assert!(may || !matches, "glob `{text}` matches {part:?} `{value}`");
            impossible += u64::from(!may);
            matched += u64::from(matches);
        }
    }
    let least = cases() / 100;
    assert!(impossible > least && matched > least, "{impossible} impossible, {matched} matched");
}

#[test]
fn what_globs_can_match() {
    for (part, glob, may) in [
        (Part::Tag, "v*", true),
        (Part::Tag, "*/*", false),
        (Part::Tag, ":v*", false),
        (Part::Tag, ".*", false),
        (Part::Tag, "[.-]*", false),
        (Part::Registry, "*.acme.io", true),
        (Part::Registry, "*.Acme.io", false),
        (Part::Registry, "docker.io/*", false),
        (Part::Registry, "https://**", false),
        (Part::Registry, "*:[0-9]*", true),
        (Part::Path, "library/*", true),
        (Part::Path, "Library/**", false),
        (Part::Path, "/**", false),
        (Part::Name, "*/nginx", false),
        (Part::Name, "nginx*", true),
        (Part::Digest, "sha256:*", true),
        (Part::Digest, "sha256:abc", false),
        (Part::Digest, "md5:*", false),
        (Part::Digest, "*:????????????????????????????????????????????????????????????????", true),
        (Part::Canonical, "nginx*", false),
        (Part::Canonical, "nginx**", true),
        (Part::Canonical, "docker.io/library/nginx:*", true),
        (Part::Canonical, "MYORG/*", true),
        (Part::Canonical, "docker.io/Library/*", false),
        (Part::Namespace, "prod-*", true),
        (Part::Namespace, "prod_*", false),
        (Part::Namespace, "[A-Z]*", false),
        (Part::Namespace, "*/*", false),
    ] {
        assert_eq!(Glob::parse(glob).unwrap().may_match(part), may, "{part:?} {glob}");
    }
}

#[test]
fn a_long_glob_is_not_looked_at() {
    for (length, may) in [(LONGEST_TRIED, false), (LONGEST_TRIED + 1, true)] {
        let long = Glob::parse(&"/".repeat(length)).unwrap();
        assert_eq!(long.may_match(Part::Tag), may, "{length}");
    }
}

/// One digest does not go on as another.
#[test]
fn a_digest_ends_with_its_last_digit() {
    for more in ["", "0", "084:", "03"] {
        let digest = format!("sha256:{}{more}", "0".repeat(64));
        assert_eq!(Part::Digest.may_be(&digest), more.is_empty(), "{digest}");
        let other = format!("{digest}{}", "0".repeat(96));
        assert!(!Part::Digest.may_be(&other), "{other}");
    }
}

/// A `*` stands for labels of a name, and for no address.
#[test]
fn an_address_lies_in_its_own_pattern_alone() {
    let of = |text| RepoPattern::parse(text).unwrap();
    for (a, b, apart) in [
        ("[::1]:80/acme", "[::1]:80/acme", false),
        ("[::1]:80/acme", "[::A]:80/acme", true),
        ("[::a]:80/acme", "[::A]:80/acme", false),
        ("[::1]:80/acme", "*:80/acme", true),
        ("localhost:80/acme", "*:80/acme", false),
    ] {
        for (one, other) in [(a, b), (b, a)] {
            assert_eq!(of(one).is_apart_from(&of(other)), apart, "{one} {other}");
        }
    }
}

#[test]
fn what_stands_around_a_text_is_free() {
    for (before, behind, yes, no) in
        [(false, true, "ab", "xa"), (true, false, "ba", "ax"), (true, true, "xa/y", "b")]
    {
        let glob = Glob::around(before, "a", behind);
        assert!(glob.matches("a") && glob.matches(yes) && !glob.matches(no), "{before} {behind}");
    }
}

fn pattern(random: &mut Random) -> String {
    let mut text = random
        .pick(&["docker.io", "ghcr.io", "*.io", "a.b:1", "*.b:1", "[::1]:80", "index.docker.io"])
        .to_owned();
    for _ in 0..random.below(4) {
        text.push('/');
        text += random.pick(&["*", "library", "acme", "web", "nginx"]);
    }
    text
}

#[test]
fn nothing_lies_in_repositories_that_are_apart() {
    let mut random = Random(34);
    let (mut apart, mut shared) = (0_u64, 0_u64);
    for _ in 0..cases() {
        let (a, b) = (pattern(&mut random), pattern(&mut random));
        let (one, other) = (RepoPattern::parse(&a).unwrap(), RepoPattern::parse(&b).unwrap());
        assert_eq!(one.is_apart_from(&other), other.is_apart_from(&one), "{a} {b}");
        let text = pattern(&mut random).replace('*', random.pick(&["ghcr", "acme", "web"]));
        let Ok(reference) = Reference::parse(&text) else { continue };
        let both = one.covers(&reference) && other.covers(&reference);
        assert!(!(both && one.is_apart_from(&other)), "{a} and {b} both cover {text}");
        apart += u64::from(one.is_apart_from(&other));
        shared += u64::from(both);
        // What lies within another is not apart from it.
        assert!(!(one.covers_repository(&other) && one.is_apart_from(&other)), "{a} {b}");
    }
    assert!(apart > cases() / 10 && shared > cases() / 100, "{apart} apart, {shared} shared");
}
