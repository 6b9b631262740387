//! What manifests write where an image belongs: references, near misses, placeholders, nonsense.

use crate::lang::soundness::random::Random;

const HOSTS: &[&str] = &[
    "good.io",
    "good.io",
    "good.io",
    "GOOD.IO",
    "Good.io",
    "good.io:443",
    "good.io.evil.io",
    "evil-good.io",
    "docker.io",
    "index.docker.io",
    "Docker.IO",
    "localhost",
    "LOCALHOST",
    "localhost:5000",
    "127.0.0.1:5000",
    "[::1]:5000",
    "[2001:db8::1]",
    "MyOrg",
    "a_b.io",
    "g\u{43e}\u{43e}d.io",
    "good.io.",
    ".good.io",
    "-good.io",
    "good..io",
    "good.io:",
    "good.io:x",
    "https:/",
];

const SOUND: &[&str] = &["good.io", "good.io", "good.io", "good.io", "GOOD.IO", "ghcr.io"];

const PATHS: &[&str] = &[
    "team/app",
    "team/app",
    "team/app",
    "team",
    "teamevil/app",
    "team-evil/app",
    "team/./app",
    "team/../evil/app",
    "team//app",
    "other/team/app",
    "nginx",
    "library/nginx",
    "a.b/c_d/e__f",
    "a---b/c",
    "a..b",
    "a___b",
    "Team/app",
    "team/App",
    "team/",
    "/team",
    "\u{431}/app",
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
];

const TAGS: &[&str] = &[
    "latest",
    "latest",
    "LATEST",
    "latest-alpine",
    "1",
    "1.27.3",
    "v1",
    "5000",
    "_",
    "",
    "-x",
    ".x",
    "1.0+b",
    "1 ",
    "1\n",
    "sha256-0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    "1:2",
    "\u{43b}",
    "a\u{200b}",
];

const ODD: &[&str] = &[
    "{{ .Values.image }}",
    "$(IMAGE)",
    "${IMAGE}:1",
    "<REPLACE>",
    "%IMAGE%",
    " ",
    "good.io@evil.io/team/a:1",
    "https://good.io/team/a:1",
    "docker://nginx",
    "good.io/team/a:1 # pinned",
    "good.io/team/a:1\t",
    "\u{feff}good.io/team/a:1",
    "good.io/team/a\u{202e}:1",
    "good.io/team/a:1\u{a0}",
    "good.io\\team\\a:1",
    "@",
    ":",
    "/",
    ":latest",
    "@sha256:0",
    "true",
    "1.10",
    "null",
    "nginx",
    "nginx:1",
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    "0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef",
];

/// A text for an image; in a calm file one that parses.
pub(super) fn reference(random: &mut Random, calm: bool) -> String {
    if !calm && random.one_in(12) {
        return (*random.pick(ODD)).to_owned();
    }
    // Half of all are sound, so that verdicts are not all of one sort.
    let sound = calm && !random.one_in(40) || random.one_in(2);
    let mut text = String::new();
    if sound || !random.one_in(4) {
        let host = if sound { random.pick(SOUND) } else { random.pick(HOSTS) };
        text = format!("{host}/");
    }
    let path = if sound { &"team/app" } else { random.pick(PATHS) };
    text += path;
    if random.one_in(300) {
        text += &"/abcdefghi".repeat(20 + random.below(10));
    }
    if !random.one_in(6) {
        let tag = if sound { random.pick(&["1.27.3", "2", "latest"]) } else { random.pick(TAGS) };
        text = format!("{text}:{tag}");
        if random.one_in(200) {
            text += &"9".repeat(110 + random.below(20));
        }
    }
    if random.one_in(4) {
        text = format!("{text}@{}", digest(random, sound));
    }
    if !sound && random.one_in(4) {
        spoil(random, &mut text);
    }
    text
}

fn digest(random: &mut Random, sound: bool) -> String {
    let (algorithm, length) = match (sound, random.below(12)) {
        (true, _) | (false, 0..=3) => ("sha256", 64),
        (false, 4) => ("sha512", 128),
        (false, 5) => ("sha384", 96),
        (false, 6) => ("sha256", 63),
        (false, 7) => ("sha256", 65),
        (false, 8) => ("md5", 32),
        (false, 9) => ("SHA256", 64),
        (false, 10) => ("sha512", 64),
        (false, _) => ("sha256", 0),
    };
    let alphabet: &[u8] =
        if !sound && random.one_in(8) { b"0123456789ABCDEF" } else { b"0123456789abcdef" };
    let hex: String = (0..length).map(|_| char::from(*random.pick(alphabet))).collect();
    format!("{algorithm}:{hex}")
}

/// Puts one character in, or takes one out.
fn spoil(random: &mut Random, text: &mut String) {
    let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    let at = *random.pick(&places);
    if random.one_in(2) {
        text.remove(at);
    } else {
        let odd = [
            'a', 'Z', '0', '.', '_', '-', '/', ':', '@', ' ', '\n', '\t', '\u{e9}', '\u{43e}', '~',
        ];
        text.insert(at, *random.pick(&odd));
    }
}
