//! The reference parser against a second one, on strings that are nearly references.

use seaworthy::world::image::Reference;

use super::expressions::{by_expressions, by_hand, is_sound, is_whole};
use super::random::{Random, cases};

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
