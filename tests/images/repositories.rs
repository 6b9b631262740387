//! What repository patterns say and cover.

use seaworthy::world::image::{Reference, RepoPattern};

fn repo(text: &str) -> RepoPattern {
    RepoPattern::parse(text).unwrap_or_else(|fault| panic!("{text}: {fault}"))
}

fn image(text: &str) -> Reference {
    Reference::parse(text).unwrap_or_else(|fault| panic!("{text}: {fault}"))
}

#[test]
fn covering_ends_at_component_boundaries() {
    for (pattern, text, covered) in [
        ("ghcr.io/acme", "ghcr.io/acme/app:1", true),
        ("ghcr.io/acme", "ghcr.io/acme:1", true),
        ("ghcr.io/acme", "GHCR.IO/acme/deep/app", true),
        ("GHCR.io/acme", "ghcr.io/acme/app", true),
        ("ghcr.io/acme", "ghcr.io/acme-evil/x", false),
        ("ghcr.io/acme", "ghcr.io.evil.io/acme/x", false),
        ("ghcr.io/acme", "evil.ghcr.io/acme/x", false),
        ("ghcr.io/acme", "evil.io/ghcr.io/acme/x", false),
        ("good.io", "good.io.evil.io/team/a:1", false),
        ("good.io/team", "good.io/teamevil/a:1", false),
        ("good.io", "good.io:5000/a", false),
        ("good.io:5000", "good.io/a", false),
        ("localhost:5000", "localhost:5000/app", true),
        ("localhost", "localhost/app", true),
        ("registry:5000", "registry:5000/app", true),
        ("[::1]:5000", "[::1]:5000/app", true),
        ("[::1]", "[::1]:5000/app", false),
        ("*.good.io/*", "a.good.io/b:1", true),
        ("*.good.io/*", "evil.com/a.good.io/b:1", false),
        ("*.good.io", "good.io/a", false),
        ("*.good.io", "a.b.good.io/a", false),
        ("434.dkr.ecr.*.amazonaws.com", "434.dkr.ecr.eu-1.amazonaws.com/a", true),
        ("434.dkr.ecr.*.amazonaws.com", "434.dkr.ecr.x.evil.io/y.amazonaws.com/z", false),
        ("good.io/*/app", "good.io/a/app/b", true),
        ("good.io/*/app", "good.io/a/b/app", false),
        ("*.good.io:5000", "a.good.io:5000/x", true),
        ("*.good.io:5000", "a.good.io:5001/x", false),
        ("*.good.io:5000", "a.good.io/x", false),
        ("*:5000", "registry:5000/x", true),
        ("*:5000", "[::1]:5000/x", false),
        ("[::1]:5000", "registry:5000/x", false),
        ("localhost:79", "localhost:79/app", true),
        ("good.io:79", "good.io:79/app", true),
        ("postgres:80", "postgres:80/app", true),
        ("docker.io/a/b", "docker.io/library/a/b", false),
        ("docker.io", "nginx", true),
        ("docker.io", "Docker.IO/x", true),
        ("docker.io/library", "nginx:1", true),
        ("docker.io/library", "acme/app", false),
        ("docker.io/*/*", "nginx", true),
        ("MyOrg/app", "MYORG/app:1", true),
        ("MyOrg/app", "myorg/app:1", false),
        ("docker.io/myorg", "MyOrg/app", false),
    ] {
        assert_eq!(repo(pattern).covers(&image(text)), covered, "{pattern} {text}");
    }
}

/// An official image is covered by either of its names, for allow and deny alike.
#[test]
fn official_images_have_two_names() {
    for pattern in ["docker.io/nginx", "docker.io/library/nginx", "index.docker.io/nginx"] {
        for text in ["nginx", "library/nginx:1", "docker.io/nginx", "index.docker.io/library/nginx"]
        {
            assert!(repo(pattern).covers(&image(text)), "{pattern} {text}");
        }
        assert!(!repo(pattern).covers(&image("redis")), "{pattern}");
        assert!(!repo(pattern).covers(&image("ghcr.io/library/nginx")), "{pattern}");
    }
    assert!(repo("docker.io/nginx").covers(&image("nginx/nginx-ingress")));
    assert!(!repo("docker.io/library/nginx").covers(&image("nginx/nginx-ingress")));
    let official = repo("docker.io/nginx").official();
    assert_eq!(official, Some(repo("docker.io/library/nginx")));
    assert_eq!(official, Some(RepoPattern::of(&image("nginx:1"))));
    assert_eq!(repo("docker.io/library/nginx").official(), None);
    assert_eq!(repo("ghcr.io/nginx").official(), None);
    assert_eq!(repo("docker.io").official(), None);
    assert_eq!(repo("docker.io/bitnami/nginx").official(), None);
    assert!(!repo("ghcr.io/nginx").covers(&image("ghcr.io/library/nginx")));
}

#[test]
fn patterns_have_a_normal_form() {
    for (written, normal, exact) in [
        ("GHCR.IO/acme", "ghcr.io/acme", true),
        ("index.docker.io/acme/app", "docker.io/acme/app", true),
        ("*.Good.io", "*.good.io", false),
        ("MyOrg/app", "MYORG/app", true),
        ("my_host.io/app", "my_host.io/app", true),
    ] {
        let pattern = repo(written);
        assert_eq!((pattern.to_string().as_str(), pattern.is_exact()), (normal, exact));
        assert_eq!(repo(normal), pattern, "{written}");
        assert_eq!(format!("{pattern:?}"), format!("RepoPattern({normal:?})"));
    }
    assert!(repo("MyOrg/app").registry_by_capital());
    assert!(!repo("Good.io/app").registry_by_capital());
    assert_eq!((repo("good.io").registry(), repo("good.io").path()), ("good.io", ""));
    assert_eq!((repo("good.io/a/b").registry(), repo("good.io/a/b").path()), ("good.io", "a/b"));
}

#[test]
fn faults_show_what_to_write() {
    let wildcard = "write the component out, or `*` for any; a glob matches parts of a text";
    let begin = "begin with a registry, as in `registry.acme.io/team`";
    for (text, message, help) in [
        ("", "the repository is empty", begin),
        ("/", "`/` would cover every registry", begin),
        ("*", "`*` would cover every registry", begin),
        ("*/*", "`*/*` would cover every registry", begin),
        ("nginx", "`nginx` does not begin with a registry", "write `docker.io/library/nginx`"),
        ("acme/app", "`acme/app` does not begin with a registry", "write `docker.io/acme/app`"),
        ("acme/*", "`acme/*` does not begin with a registry", "write `docker.io/acme/*`"),
        ("*/app", "`*/app` does not begin with a registry", "write `docker.io/*/app`"),
        ("ghcr.io/acme:1", "a repository has no tag", "drop `:1`, or use `image\"…\"`"),
        ("nginx:1.27", "a repository has no tag", "write `docker.io/library/nginx`"),
        ("postgres:79", "a repository has no tag", "write `docker.io/library/postgres`"),
        ("postgres:16", "a repository has no tag", "write `docker.io/library/postgres`"),
        (
            "ghcr.io/a@sha256:00",
            "a repository has no digest",
            "drop `@sha256:00`, or use `image\"…\"`",
        ),
        ("ghcr.io/", "a repository does not end with `/`", "write `ghcr.io`"),
        ("ghcr.io/acme/", "a repository does not end with `/`", "write `ghcr.io/acme`"),
        (
            "ghcr.io/acme/**",
            "a repository knows no `**`",
            "a repository covers all below it: write `ghcr.io/acme`",
        ),
        (
            "ghcr.io/**/app",
            "a repository knows no `**`",
            "write one `*` for each component; a repository covers all below it",
        ),
        (
            "ghcr.io/acme-*",
            "`*` stands for a whole label or path component, not for part of `acme-*`",
            wildcard,
        ),
        (
            "ghcr.io/*.x/a",
            "`*` stands for a whole label or path component, not for part of `*.x`",
            wildcard,
        ),
        (
            "ghcr.io/x.*",
            "`*` stands for a whole label or path component, not for part of `x.*`",
            wildcard,
        ),
        // What is below it is not all that is below `ghcr.io`.
        (
            "ghcr.io/acme-**",
            "`*` stands for a whole label or path component, not for part of `acme-**`",
            wildcard,
        ),
        (
            "**.good.io",
            "a repository knows no `**`",
            "write one `*` for each component; a repository covers all below it",
        ),
        (
            "reg*.acme.io",
            "`*` stands for a whole label or path component, not for part of `reg*`",
            wildcard,
        ),
        (
            "https://ghcr.io/acme",
            "`https://` does not belong in an image reference",
            "write `ghcr.io/acme`",
        ),
        (
            "ghcr.io/Acme",
            "capitals are not allowed in a repository path: `Acme`",
            "write `ghcr.io/acme`",
        ),
        ("ghcr.io//acme", "a path component is empty: two `/` in a row", "write `ghcr.io/acme`"),
        ("ghcr.io/acme ", "a blank is not allowed in an image reference", "write `ghcr.io/acme`"),
        (
            "g\u{43e}od.io",
            "U+043E is not an ASCII character, and image references hold no other",
            "write the ASCII letter that was meant",
        ),
        (
            "ghcr.io/$(TEAM)",
            "the placeholder `$(TEAM)` was not filled in",
            "fill it in, or check what the template renders",
        ),
        (
            "-x.io",
            "`-x` does not belong in a registry's host name",
            "host names hold letters, digits, `.` and, within, `-`",
        ),
    ] {
        let fault = RepoPattern::parse(text).expect_err(text);
        assert_eq!((fault.message().as_str(), fault.help().as_str()), (message, help), "{text:?}");
        assert!(text.get(fault.range.clone()).is_some(), "{text:?}");
        assert_eq!(fault.to_string(), message, "{text:?}");
        if let Some(mended) = fault.mended() {
            assert!(RepoPattern::parse(mended).is_ok(), "{text:?} {mended:?}");
        }
        let shown = help.split_once("write `").and_then(|(_, rest)| rest.strip_suffix('`'));
        let parses = shown.filter(|shown| RepoPattern::parse(shown).is_ok());
        if parses.is_some() {
            assert_eq!(fault.mended(), parses, "{text:?}");
        }
    }
}

#[test]
fn patterns_cover_patterns() {
    for (wide, narrow, covered) in [
        ("ghcr.io", "ghcr.io/acme", true),
        ("ghcr.io/acme", "ghcr.io", false),
        ("ghcr.io/*", "ghcr.io", true),
        ("ghcr.io/*", "ghcr.io/acme", true),
        ("ghcr.io/acme", "ghcr.io/*", false),
        ("*.io", "ghcr.io/acme", true),
        ("ghcr.io/a", "ghcr.io/ab", false),
        ("docker.io/nginx", "docker.io/library/nginx", true),
        ("docker.io/library/nginx", "docker.io/nginx", false),
        ("docker.io/library", "docker.io/nginx", false),
        ("docker.io/*/*", "docker.io", true),
        ("ghcr.io/*/*", "ghcr.io", false),
        ("docker.io/nginx", "docker.io/nginx", true),
    ] {
        assert_eq!(repo(wide).covers_repository(&repo(narrow)), covered, "{wide} {narrow}");
    }
}
