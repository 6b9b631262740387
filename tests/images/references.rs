//! What is said of image references, line by line, and every fault with its place and its mend.

use seaworthy::world::image::{FaultKind, Reference};

const HEX: &str = "e6693c20186f837fc393390135d8a598a96a833917917789d63766cab6c59582";

fn read(text: &str) -> Reference {
    Reference::parse(text).unwrap_or_else(|fault| panic!("{text}: {fault}"))
}

/// Line 1: what can be a registry.
#[test]
fn only_what_stands_before_the_first_slash_can_be_a_registry() {
    for (text, registry, path, tag, explicit) in [
        ("nginx", "docker.io", "library/nginx", None, false),
        ("acme/app", "docker.io", "acme/app", None, false),
        ("acme/ghcr.io/app", "docker.io", "acme/ghcr.io/app", None, false),
        ("ghcr.io/acme/app", "ghcr.io", "acme/app", None, true),
        ("reg:5000/app", "reg:5000", "app", None, true),
        ("localhost/app", "localhost", "app", None, true),
        ("localhost:5000", "docker.io", "library/localhost", Some("5000"), false),
        ("ghcr.io", "docker.io", "library/ghcr.io", None, false),
        ("[2001:DB8::1]:5000/app:1", "[2001:db8::1]:5000", "app", Some("1"), true),
        // A path component that no domain can be, with a dot: the runtime takes it for a host.
        ("my_host.io/app", "my_host.io", "app", None, true),
        ("my_org/app", "docker.io", "my_org/app", None, false),
    ] {
        let read = read(text);
        assert_eq!((read.registry(), read.path(), read.tag()), (registry, path, tag), "{text}");
        assert_eq!(read.registry_is_explicit(), explicit, "{text}");
    }
}

/// Line 2: Docker Hub's names.
#[test]
fn one_repository_has_one_canonical_name() {
    let all = ["nginx", "library/nginx", "docker.io/nginx", "index.docker.io/library/nginx"];
    for text in all.into_iter().chain(["Docker.IO/nginx", "INDEX.docker.io/nginx"]) {
        assert_eq!(read(text).repository(), "docker.io/library/nginx", "{text}");
        assert_eq!(read(text).canonical(), "docker.io/library/nginx", "{text}");
        assert_eq!(read(text).name(), "nginx", "{text}");
    }
    assert_eq!(read("ghcr.io/nginx").repository(), "ghcr.io/nginx");
}

/// Lines 3 and 4: tags and digests.
#[test]
fn tags_and_digests_are_both_kept() {
    let digest = format!("sha256:{HEX}");
    let both = format!("nginx:latest@{digest}");
    let dashed = format!("nginx:sha256-{HEX}");
    let only = format!("nginx@{digest}");
    let port = format!("reg:5000/app@{digest}");
    for (text, tag, found, effective) in [
        ("reg:5000/app", None, None, Some("latest")),
        ("reg:5000/app:1", Some("1"), None, Some("1")),
        ("nginx", None, None, Some("latest")),
        (&both, Some("latest"), Some(&*digest), Some("latest")),
        (&only, None, Some(&*digest), None),
        (&port, None, Some(&*digest), None),
        (&dashed, dashed.get(6..), None, dashed.get(6..)),
        ("nginx:LATEST", Some("LATEST"), None, Some("LATEST")),
    ] {
        let read = read(text);
        assert_eq!((read.tag(), read.digest()), (tag, found), "{text}");
        assert_eq!(read.effective_tag(), effective, "{text}");
    }
    let read = read(&both);
    assert_eq!(read.canonical(), format!("docker.io/library/{both}"));
    assert_eq!(read.tag_range(), Some(6..12));
    assert_eq!(read.digest_range(), Some(13..both.len()));
}

/// Line 5: what is invalid, why, where, and what to write.
#[test]
fn faults_say_what_where_and_what_to_write() {
    let short = format!("nginx@sha256:{}", &HEX[..63]);
    let upper = format!("nginx@sha256:{}", HEX.to_uppercase());
    let behind = format!("nginx@sha256:{HEX}:1.27");
    let unknown = format!("nginx@md5:{}", &HEX[..32]);
    let letter = format!("nginx@sha256:{}g", &HEX[..63]);
    let mended_upper = format!("write `nginx@sha256:{HEX}`");
    let mended_behind = format!("write `nginx:1.27@sha256:{HEX}`");
    let name = "a".repeat(256);
    let tag = format!("nginx:{}", "a".repeat(129));
    let digest_help = "write `@sha256:` and 64 hexadecimal digits, or drop the `@`";
    let again = "copy the digest again, whole";
    for (text, range, message, help) in [
        ("", 0..0, "the image reference is empty", "name an image, as in `nginx:1.27`"),
        (
            "acme/App",
            5..8,
            "capitals are not allowed in a repository path: `App`",
            "write `acme/app`",
        ),
        (
            "Nginx:1.27",
            0..5,
            "capitals are not allowed in a repository path: `Nginx`",
            "write `nginx:1.27`",
        ),
        (
            "My_Org/app",
            0..6,
            "capitals are not allowed in a repository path: `My_Org`",
            "write `my_org/app`",
        ),
        (
            HEX,
            0..64,
            "64 hexadecimal digits alone are an image's id, not a name",
            "write `name@sha256:` before the digits",
        ),
        (
            "https://good.io/team/a:1",
            0..8,
            "`https://` does not belong in an image reference",
            "write `good.io/team/a:1`",
        ),
        (
            "good.io//evil/a:1",
            7..9,
            "a path component is empty: two `/` in a row",
            "write `good.io/evil/a:1`",
        ),
        ("a//b", 1..3, "a path component is empty: two `/` in a row", "write `a/b`"),
        ("/nginx", 0..1, "an image reference does not begin with `/`", "write `nginx`"),
        ("ghcr.io/acme/", 12..13, "the name ends with `/`", "write `ghcr.io/acme`"),
        ("ghcr.io/", 7..8, "the name ends with `/`", "write `ghcr.io`"),
        (
            "good.io/../evil/a:1",
            8..10,
            "`..` is not a path component",
            "write the path out, without `.` and `..`",
        ),
        (
            "../evil",
            0..2,
            "`..` is not a path component",
            "write the path out, without `.` and `..`",
        ),
        (
            "good.io/team/./a",
            13..14,
            "`.` is not a path component",
            "write the path out, without `.` and `..`",
        ),
        (&tag, 6..135, "the tag has 129 characters; 128 are allowed", "shorten it"),
        (&name, 0..256, "the repository path has 264 characters; 255 are allowed", "shorten it"),
        ("nginx@sha256:", 6..13, "the digest has 0 digits; its algorithm has 64", again),
        (&short, 13..76, "the digest has 63 digits; its algorithm has 64", again),
        (&upper, 13..77, "the digits of a digest are lower case", &mended_upper),
        (&letter, 76..77, "`g` is not a hexadecimal digit of a digest", again),
        (
            &unknown,
            6..9,
            "`md5` is not a digest algorithm that container runtimes verify",
            "write a `sha256`, `sha384` or `sha512` digest",
        ),
        ("nginx@", 5..6, "the digest behind `@` is missing", digest_help),
        ("nginx@1md5:ab", 6..13, "`1md5:ab` behind `@` is not a digest", digest_help),
        ("nginx@m/d5:ab", 6..13, "`m/d5:ab` behind `@` is not a digest", digest_help),
        ("nginx@abc", 6..9, "`abc` behind `@` is not a digest", digest_help),
        (
            "good.io@evil.io/team/a:1",
            8..24,
            "`evil.io/team/a:1` behind `@` is not a digest",
            digest_help,
        ),
        (&behind, 77..82, "the tag stands before the digest, not behind it", &mended_behind),
        (
            "nginx:",
            5..6,
            "the tag behind `:` is missing",
            "write a tag, as in `nginx:1.27`, or drop the `:`",
        ),
        (
            "nginx:-1",
            6..7,
            "a tag does not begin with `-`",
            "tags hold letters, digits, `_`, and behind the first of them `.` and `-`",
        ),
        ("nginx:1.2+b5", 9..10, "`+` is not allowed in a tag", "write `nginx:1.2_b5`"),
        (
            ":tag",
            0..1,
            "the image reference names no repository",
            "name the repository, as in `nginx:1.27`",
        ),
        (
            " nginx:1.27\n",
            0..1,
            "a blank is not allowed in an image reference",
            "write `nginx:1.27`",
        ),
        (
            "nginx:1.27\n",
            10..11,
            "a line end is not allowed in an image reference",
            "write `nginx:1.27`",
        ),
        ("nginx\t:1", 5..6, "a tab is not allowed in an image reference", "remove it"),
        (
            "nginx\u{1b}[2K",
            5..6,
            "the control character U+001B is not allowed in an image reference",
            "remove it",
        ),
        (
            "g\u{43e}od.io/a",
            1..3,
            "U+043E is not an ASCII character, and image references hold no other",
            "write the ASCII letter that was meant",
        ),
        (
            "good.io/a\u{200b}:1",
            9..12,
            "the invisible character U+200B is not allowed in an image reference",
            "write `good.io/a:1`",
        ),
        (
            "good.io/\u{202e}a",
            8..11,
            "the invisible character U+202E is not allowed in an image reference",
            "write `good.io/a`",
        ),
        (
            "nginx\u{a0}",
            5..7,
            "the invisible character U+00A0 is not allowed in an image reference",
            "write `nginx`",
        ),
        (
            "good.io/a\u{200b}%",
            9..12,
            "the invisible character U+200B is not allowed in an image reference",
            "remove it",
        ),
        // What a blank parts need not belong together.
        (
            "good.io/a\u{200b}:1 b",
            9..12,
            "the invisible character U+200B is not allowed in an image reference",
            "remove it",
        ),
        (
            "ngi\u{a0}nx",
            3..5,
            "the invisible character U+00A0 is not allowed in an image reference",
            "remove it",
        ),
        (
            "ngi\u{7}nx\u{200b}:1\n",
            3..4,
            "the control character U+0007 is not allowed in an image reference",
            "write `nginx:1`",
        ),
        (
            "MyOrg/App",
            6..9,
            "capitals are not allowed in a repository path: `App`",
            "write `myorg/app`",
        ),
        (
            "GHCR.io/acme/App:V1",
            13..16,
            "capitals are not allowed in a repository path: `App`",
            "write `GHCR.io/acme/app:V1`",
        ),
        (
            "My_host.io/app",
            0..7,
            "`My_host` does not belong in a registry's host name",
            "host names hold letters, digits, `.` and, within, `-`",
        ),
        (
            "-My/app",
            0..3,
            "`-My` does not belong in a registry's host name",
            "host names hold letters, digits, `.` and, within, `-`",
        ),
        (
            "good.-reg.io/app",
            5..9,
            "`-reg` does not belong in a registry's host name",
            "host names hold letters, digits, `.` and, within, `-`",
        ),
        (
            "good..io/app",
            4..6,
            "`..` does not belong in a registry's host name",
            "host names hold letters, digits, `.` and, within, `-`",
        ),
        ("nginx@sha256:abc:1", 16..17, "`:` is not a hexadecimal digit of a digest", again),
        (
            "a%b",
            1..2,
            "`%` is not allowed here in an image reference",
            "paths hold lower-case letters and digits, parted by `.`, `_`, `__` or `-`",
        ),
        (
            "a..b",
            1..3,
            "`..` must stand between letters or digits, and not in a row",
            "paths hold lower-case letters and digits, parted by `.`, `_`, `__` or `-`",
        ),
        (
            "x/abc..d",
            5..7,
            "`..` must stand between letters or digits, and not in a row",
            "paths hold lower-case letters and digits, parted by `.`, `_`, `__` or `-`",
        ),
        (
            "a/bcd+e",
            5..6,
            "`+` is not allowed here in an image reference",
            "paths hold lower-case letters and digits, parted by `.`, `_`, `__` or `-`",
        ),
        ("a/b:c/d", 3..4, "a `:` in the midst of the path", "put the tag behind the last `/`"),
        (
            "reg:http/app",
            4..8,
            "`http` is not a port number",
            "write a number, as in `registry.acme.io:5000/app`",
        ),
        (
            "reg:/app",
            3..4,
            "the port number is missing",
            "write a number, as in `registry.acme.io:5000/app`",
        ),
        (
            "-reg.io/app",
            0..4,
            "`-reg` does not belong in a registry's host name",
            "host names hold letters, digits, `.` and, within, `-`",
        ),
        (
            "[::g]/app",
            0..5,
            "`[::g]` is not an IPv6 address in brackets",
            "write it as in `[2001:db8::1]:5000/app`",
        ),
        (
            "[]:80/app",
            0..2,
            "`[]` is not an IPv6 address in brackets",
            "write it as in `[2001:db8::1]:5000/app`",
        ),
        (
            "[::1/app",
            0..4,
            "`[::1` is not an IPv6 address in brackets",
            "write it as in `[2001:db8::1]:5000/app`",
        ),
    ] {
        let fault = Reference::parse(text).expect_err(text);
        assert_eq!((fault.message().as_str(), fault.help().as_str()), (message, help), "{text:?}");
        assert_eq!((fault.range.clone(), fault.to_string().as_str()), (range, message), "{text:?}");
        let mended = help.strip_prefix("write `").and_then(|rest| rest.strip_suffix('`'));
        assert_eq!(fault.mended(), mended.filter(|m| Reference::parse(m).is_ok()), "{text:?}");
    }
    assert_eq!(read(&format!("ghcr.io/{}", "a".repeat(255))).path().len(), 255);
    // A registry that is no host name counts as a part of the path.
    let odd = |length| format!("my_hub.io/{}", "a".repeat(length));
    assert_eq!(read(&odd(245)).path().len(), 245);
    let fault = Reference::parse(&odd(246)).expect_err("256 characters");
    assert_eq!(fault.message(), "the repository path has 256 characters; 255 are allowed");
    // A digest has as many digits as its algorithm.
    for (algorithm, length) in [("sha256", 64), ("sha384", 96), ("sha512", 128)] {
        let digest = |length| format!("nginx@{algorithm}:{}", "0".repeat(length));
        assert_eq!(read(&digest(length)).digest().map(str::len), Some(7 + length), "{algorithm}");
        let fault = Reference::parse(&digest(length - 1)).expect_err("a digit is missing");
        let said = format!("the digest has {} digits; its algorithm has {length}", length - 1);
        assert_eq!(fault.message(), said);
    }
    assert_eq!(read(&format!("nginx:{}", "a".repeat(128))).tag().map(str::len), Some(128));
}

/// Lines 6 and 7: case, and hosts that are known by their capitals.
#[test]
fn registries_compare_without_regard_to_case() {
    assert_eq!(read("GOOD.IO/team/a:1").canonical(), "good.io/team/a:1");
    assert_ne!(read("good.io/a:V1").canonical(), read("good.io/a:v1").canonical());
    let host = read("MyOrg/app:1");
    assert_eq!((host.registry(), host.path()), ("myorg", "app"));
    assert!(host.registry_by_capital() && host.registry_is_explicit());
    assert_eq!(host.canonical(), "MYORG/app:1");
    assert_eq!(host.canonical(), read("myORG/app:1").canonical());
    assert_ne!(host.repository(), read("myorg/app").repository());
    assert!(!read("GOOD.IO/a").registry_by_capital());
    assert!(!read("LOCALHOST/a").registry_by_capital());
    assert!(!read("nginx").registry_by_capital());
}

#[test]
fn references_print_as_they_were_written() {
    for text in ["nginx", "docker.io/library/nginx:1", "GHCR.io/acme/x:V1", "MyOrg/app:V1"] {
        let read = read(text);
        assert_eq!((read.written(), read.to_string().as_str()), (text, text));
        let shown = format!("Reference({text:?} = {:?})", read.canonical());
        assert_eq!(format!("{read:?}"), shown);
    }
}

/// Line 9: placeholders.
#[test]
fn placeholders_are_told_from_slips() {
    for (text, range) in [
        ("$(IMAGE)", 0..8),
        ("acme/app:${TAG}", 9..15),
        ("{{ .Values.image }}", 0..19),
        ("<REPLACE>", 0..9),
        ("g\u{43e}od.io/<X>", 9..12),
    ] {
        let fault = Reference::parse(text).expect_err(text);
        assert_eq!((fault.kind, fault.range), (FaultKind::Placeholder, range), "{text}");
    }
}
