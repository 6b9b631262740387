//! Mirrors, and what a cluster allows: tables, and a naive second implementation.

use crate::images::random::{Random, cases};

use super::shared;
use seaworthy::world::image::Reference;
use seaworthy::world::kube::{Index, Profile, Registries};

const DIGEST: &str = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

fn registries(profile: &str, manifests: &str) -> Registries {
    let profile: Profile = serde_yaml::from_str(profile).unwrap();
    let index = Index::new(shared(manifests), &profile);
    Registries::new(&profile, &index)
}

fn sources(registries: &Registries, image: &str) -> Vec<String> {
    let image = Reference::parse(image).unwrap();
    registries.sources(&image).iter().map(|found| found.canonical().to_owned()).collect()
}

/// A mirror set in YAML; `kind` is `Digest` or `Tag`.
fn set(kind: &str, name: &str, source: &str, mirrors: &str, policy: &str) -> String {
    let key = kind.to_lowercase();
    format!(
        "---\napiVersion: config.openshift.io/v1\nkind: Image{kind}MirrorSet\nmetadata: {{ name: {name} }}\n\
         spec: {{ image{kind}Mirrors: [{{ source: \"{source}\", mirrors: [{mirrors}]{policy} }}] }} # {key}\n"
    )
}

fn config(sources: &str) -> String {
    format!(
        "---\napiVersion: config.openshift.io/v1\nkind: Image\nmetadata: {{ name: cluster }}\nspec: {{ registrySources: {{ {sources} }} }}\n"
    )
}

#[test]
fn the_longest_source_counts_and_mirrors_come_first() {
    let all = set("Digest", "a", "quay.io", "m1.io/quay, m2.io", "")
        + &set("Digest", "b", "quay.io/acme", "m3.io/acme", "")
        + &set("Tag", "c", "docker.io/library", "m4.io:5000/hub", "")
        + &set("Tag", "d", "*.example.com", "m5.io", "");
    let all = registries("{}", &all);
    for (image, expected) in [
        (format!("quay.io/x/y@{DIGEST}"), vec!["m1.io/quay/x/y@", "m2.io/x/y@", "quay.io/x/y@"]),
        (format!("quay.io/acme/y@{DIGEST}"), vec!["m3.io/acme/y@", "quay.io/acme/y@"]),
        (format!("quay.io/acme@{DIGEST}"), vec!["m3.io/acme@", "quay.io/acme@"]),
        // A tag beside a digest is not asked for.
        (format!("quay.io/acme/y:1@{DIGEST}"), vec!["m3.io/acme/y@", "quay.io/acme/y:1@"]),
        (
            format!("quay.io/acme-evil/y@{DIGEST}"),
            vec!["m1.io/quay/acme-evil/y@", "m2.io/acme-evil/y@", "quay.io/acme-evil/y@"],
        ),
        (format!("quay.io:443/acme/y@{DIGEST}"), vec!["quay.io:443/acme/y@"]),
        ("quay.io/acme/y:1".into(), vec!["quay.io/acme/y:1"]),
        ("nginx:1".into(), vec!["m4.io:5000/hub/nginx:1", "docker.io/library/nginx:1"]),
        ("nginx".into(), vec!["m4.io:5000/hub/nginx", "docker.io/library/nginx"]),
        ("acme/nginx:1".into(), vec!["docker.io/acme/nginx:1"]),
        ("a.b.example.com/x:1".into(), vec!["m5.io/x:1", "a.b.example.com/x:1"]),
        ("example.com/x:1".into(), vec!["example.com/x:1"]),
        ("evilexample.com/x:1".into(), vec!["evilexample.com/x:1"]),
    ] {
        let found = sources(&all, &image);
        let found: Vec<&str> = found.iter().map(|f| f.trim_end_matches(DIGEST)).collect();
        assert_eq!(found, expected, "{image}");
    }
}

#[test]
fn sets_for_one_source_keep_their_order_whatever_the_order_of_the_sets() {
    let (a, b) = (
        set("Tag", "a", "quay.io", "z.io, m.io", ""),
        set("Tag", "b", "quay.io", "m.io, a.io", ""),
    );
    for manifests in [a.clone() + &b, b + &a] {
        let found = sources(&registries("{}", &manifests), "quay.io/x:1");
        assert_eq!(found, ["z.io/x:1", "m.io/x:1", "a.io/x:1", "quay.io/x:1"]);
    }
    // A circle is broken, and a set that names nothing but its source is none.
    let circle = set("Tag", "a", "quay.io", "a.io, b.io", "")
        + &set("Tag", "b", "quay.io", "b.io, a.io", "");
    assert_eq!(sources(&registries("{}", &circle), "quay.io/x:1").len(), 3);
    let itself = set("Tag", "a", "quay.io", "quay.io", ", mirrorSourcePolicy: NeverContactSource");
    assert_eq!(sources(&registries("{}", &itself), "quay.io/x:1"), ["quay.io/x:1"]);
}

/// What older releases had: mirrors by digest that serve tags too, if they say so.
#[test]
fn mirrors_by_digest_serve_tags_where_that_is_allowed() {
    for (rest, by_tag) in [
        ("", 1),
        (", allowMirrorByTags: true", 2),
        (", allowMirrorByTags: false", 1),
        (", allowMirrorByTags: yes-please", 1),
        (", mirrorSourcePolicy: null", 1),
    ] {
        let all = registries("{}", &set("Digest", "a", "quay.io", "m.io", rest));
        assert_eq!(all.unread(), None, "{rest}");
        assert_eq!(sources(&all, &format!("quay.io/x@{DIGEST}")).len(), 2, "{rest}");
        assert_eq!(sources(&all, "quay.io/x:1").len(), by_tag, "{rest}");
    }
}

#[test]
fn a_source_that_is_never_contacted_is_left_out() {
    let never = ", mirrorSourcePolicy: NeverContactSource";
    let all = registries("{}", &set("Tag", "a", "quay.io", "m.io", never));
    assert_eq!(sources(&all, "quay.io/x:1"), ["m.io/x:1"]);
    assert_eq!(sources(&all, &format!("quay.io/x@{DIGEST}")), Vec::<String>::new());
    assert!(!all.allows(&Reference::parse(&format!("quay.io/x@{DIGEST}")).unwrap()));
}

#[test]
fn older_kinds_and_the_profile_say_the_same() {
    let older = "apiVersion: operator.openshift.io/v1alpha1\nkind: ImageContentSourcePolicy\nmetadata: { name: a }\nspec: { repositoryDigestMirrors: [{ source: quay.io, mirrors: [m.io] }] }\n";
    let (by_digest, by_tag) = (format!("quay.io/x@{DIGEST}"), "quay.io/x:1");
    for (profile, manifests, digest, tag) in [
        ("{}", older, 2, 1),
        ("mirrors: [{ source: quay.io, mirrors: [m.io], pulls: digest }]", "", 2, 1),
        ("mirrors: [{ source: quay.io, mirrors: [m.io], pulls: tag }]", "", 1, 2),
        ("mirrors: [{ source: QUAY.io/, mirrors: [m.io] }]", "", 2, 2),
    ] {
        let all = registries(profile, manifests);
        assert_eq!(sources(&all, &by_digest).len(), digest, "{profile}{manifests}");
        assert_eq!(sources(&all, by_tag).len(), tag, "{profile}{manifests}");
    }
}

#[test]
fn names_without_a_registry_are_looked_for_where_the_cluster_looks() {
    let all = registries(
        "defaultRegistry: registry.acme.io\nmirrors: [{ source: registry.acme.io, mirrors: [m.io] }]",
        "",
    );
    assert_eq!(sources(&all, "nginx:1"), ["m.io/nginx:1", "registry.acme.io/nginx:1"]);
    assert_eq!(sources(&all, "docker.io/nginx:1"), ["docker.io/library/nginx:1"]);
    let search = config(
        "containerRuntimeSearchRegistries: [a.io, docker.io], allowedRegistries: [docker.io]",
    );
    let all = registries("{}", &search);
    assert_eq!(sources(&all, "nginx:1"), ["a.io/nginx:1", "docker.io/library/nginx:1"]);
    assert!(all.allows(&Reference::parse("nginx:1").unwrap()));
    assert!(!all.allows(&Reference::parse("a.io/nginx:1").unwrap()));
}

#[test]
fn no_manifest_widens_what_the_profile_allows() {
    let profile = "allowedRegistries: [registry.acme.io, quay.io]";
    let all = registries(profile, &config("allowedRegistries: [docker.io, quay.io]"));
    let allows = |image: &str| all.allows(&Reference::parse(image).unwrap());
    assert!(allows("quay.io/acme/web:1"));
    assert!(!allows("docker.io/library/nginx:1") && !allows("registry.acme.io/web:1"));
    let none = registries(profile, &config("allowedRegistries: []"));
    assert!(none.allows(&Reference::parse("registry.acme.io/web:1").unwrap()));
}

#[test]
fn only_openshift_heeds_its_objects() {
    let manifests =
        config("allowedRegistries: [quay.io]") + &set("Tag", "a", "quay.io", "m.io", "");
    for (profile, tried, may) in
        [("{}", 2, false), ("openshift: true", 2, false), ("openshift: false", 1, true)]
    {
        let all = registries(profile, &manifests);
        assert_eq!(sources(&all, "quay.io/x:1").len(), tried, "{profile}");
        assert_eq!(all.allows(&Reference::parse("docker.io/nginx:1").unwrap()), may, "{profile}");
    }
}

#[test]
fn what_is_blocked_is_not_contacted_be_it_a_mirror() {
    let all = config("blockedRegistries: [m1.io, \"*.evil.io\"]")
        + &set("Tag", "a", "quay.io", "m1.io, m2.io", "");
    let all = registries("{}", &all);
    assert_eq!(sources(&all, "quay.io/x:1"), ["m2.io/x:1", "quay.io/x:1"]);
    assert_eq!(sources(&all, "a.evil.io:5000/x:1"), Vec::<String>::new());
    assert!(!all.allows(&Reference::parse("m1.io/x").unwrap()));
    // A blocked part of a mirrored source still has its mirrors, but may not be used.
    let part =
        config("blockedRegistries: [quay.io/acme]") + &set("Tag", "a", "quay.io", "m.io/q", "");
    let part = registries("{}", &part);
    assert_eq!(sources(&part, "quay.io/acme/x:1"), ["m.io/q/acme/x:1"]);
    assert!(!part.allows(&Reference::parse("quay.io/acme/x:1").unwrap()));
}

#[test]
fn what_can_t_be_read_leaves_it_open() {
    for wrong in [
        "apiVersion: config.openshift.io/v1\nkind: ImageTagMirrorSet\nmetadata: { name: a }\nspec: { imageTagMirrors: { source: quay.io } }\n",
        "apiVersion: config.openshift.io/v1\nkind: ImageTagMirrorSet\nmetadata: { name: a }\nspec: { imageTagMirrors: [{ source: 5, mirrors: [m.io] }] }\n",
        "apiVersion: config.openshift.io/v1\nkind: Image\nmetadata: { name: cluster }\nspec: { registrySources: { allowedRegistries: quay.io } }\n",
    ] {
        assert!(registries("{}", wrong).unread().is_some(), "{wrong}");
        assert!(
            registries("{}", &wrong.replace("name: cluster", "name: x")).unread().is_some()
                != wrong.contains("cluster")
        );
    }
    assert_eq!(registries("{}", "").unread(), None);
}

/// Mirrors as somebody would write them down who thinks of components only.
struct Naive {
    /// Source, mirrors, by digest or else by tag, never contacted.
    sets: Vec<(String, Vec<String>, bool, bool)>,
    blocked: Vec<String>,
}

impl Naive {
    fn covers(scope: &str, name: &str) -> bool {
        let (scope, name): (Vec<&str>, Vec<&str>) =
            (scope.split('/').collect(), name.split('/').collect());
        if scope[0].starts_with('*') {
            let host: Vec<&str> = name[0].split(':').next().unwrap().split('.').collect();
            let domain: Vec<&str> = scope[0].split('.').skip(1).collect();
            return host.len() > domain.len() && host[host.len() - domain.len()..] == domain[..];
        }
        name.len() >= scope.len() && name[..scope.len()] == scope[..]
    }

    fn is_blocked(&self, name: &str) -> bool {
        let never = self.longest(name).is_some_and(|source| {
            self.sets.iter().any(|(of, _, _, never)| *of == source && *never)
        });
        never || self.blocked.iter().any(|scope| Self::covers(scope, name))
    }

    fn longest(&self, name: &str) -> Option<String> {
        let sources = self.sets.iter().map(|(source, ..)| source);
        sources.filter(|source| Self::covers(source, name)).max_by_key(|s| s.len()).cloned()
    }

    fn sources(&self, name: &str, by_digest: bool) -> Vec<String> {
        let mut found = Vec::new();
        if let Some(source) = self.longest(name) {
            let rest = if source.starts_with('*') {
                name.split_once([':', '/'])
                    .map_or(String::new(), |(host, _)| name[host.len()..].to_owned())
            } else {
                name[source.len()..].to_owned()
            };
            for (of, mirrors, digest, _) in &self.sets {
                if *of == source && *digest == by_digest {
                    found.extend(mirrors.iter().map(|mirror| format!("{mirror}{rest}")));
                }
            }
        }
        found.push(name.to_owned());
        let mut kept: Vec<String> = Vec::new();
        for name in found {
            let readable = Reference::parse(&name).is_ok_and(|read| read.repository() == name);
            if readable && !self.is_blocked(&name) && !kept.contains(&name) {
                kept.push(name);
            }
        }
        kept
    }
}

const SCOPES: [&str; 12] = [
    "a.io",
    "a.io/x",
    "a.io/x/y",
    "a.io:5000",
    "a.io:5000/x",
    "bb.a.io",
    "*.a.io",
    "*.d.io",
    "b.io",
    "b.io/x",
    "c.io",
    "*.b.io",
];
const MIRRORS: [&str; 6] = ["m.io", "m.io/x", "a.io/m", "b.io", "m.io:5000/z", "n.io"];
const NAMES: [&str; 14] = [
    "a.io/x",
    "a.io/x/y",
    "a.io/x/y/z",
    "a.io/xx/y",
    "a.io/q",
    "a.io:5000/x",
    "a.io:5000/q",
    "bb.a.io/x",
    "c.bb.a.io/x",
    "bb.a.io:5000/x",
    "b.io/x/q",
    "b.io/xy",
    "c.io/q",
    "x.d.io/q",
];

#[test]
fn the_naive_implementation_agrees() {
    let mut random = Random(0x5eed_0317);
    for case in 0..cases() / 100 {
        let naive = draw(&mut random);
        let mut yaml = String::new();
        for (at, (source, mirrors, digest, never)) in naive.sets.iter().enumerate() {
            let kind = if *digest { "Digest" } else { "Tag" };
            let policy = if *never { ", mirrorSourcePolicy: NeverContactSource" } else { "" };
            yaml += &set(kind, &format!("s{at}"), source, &mirrors.join(", "), policy);
        }
        let blocked: Vec<String> =
            naive.blocked.iter().map(|scope| format!("\"{scope}\"")).collect();
        yaml += &config(&format!("blockedRegistries: [{}]", blocked.join(", ")));
        let all = registries("{}", &yaml);
        for name in NAMES {
            for (by_digest, end) in [(true, format!("@{DIGEST}")), (false, ":1".into())] {
                let found = sources(&all, &format!("{name}{end}"));
                let expected: Vec<String> = naive
                    .sources(name, by_digest)
                    .iter()
                    .map(|name| format!("{name}{end}"))
                    .collect();
                assert_eq!(found, expected, "case {case}: {name}{end}\n{yaml}");
            }
        }
    }
}

/// Mirror sets of different sources, each with one list a way of pulling, and blocked scopes that
/// are no part of a source: there the operator has a way of its own.
fn draw(random: &mut Random) -> Naive {
    let mut naive = Naive { sets: Vec::new(), blocked: Vec::new() };
    for _ in 0..random.below(5) {
        let (source, digest) = (random.pick(&SCOPES).to_owned(), random.once_in(2));
        if naive.sets.iter().any(|(of, _, by, _)| *of == source && *by == digest) {
            continue;
        }
        let mut mirrors: Vec<String> = Vec::new();
        for _ in 0..=random.below(2) {
            let mirror = random.pick(&MIRRORS).to_owned();
            if mirror != source && !mirrors.contains(&mirror) {
                mirrors.push(mirror);
            }
        }
        if !mirrors.is_empty() {
            naive.sets.push((source, mirrors, digest, random.once_in(4)));
        }
    }
    for _ in 0..random.below(3) {
        let scope = random.pick(&SCOPES).to_owned();
        let bare = scope.trim_start_matches("*.");
        if !naive.sets.iter().any(|(source, ..)| *source == scope || Naive::covers(source, bare)) {
            naive.blocked.push(scope);
        }
    }
    naive
}
