//! Which images a pull secret covers, beside a second and plain-minded reading of the kubelet's keyring
//! (`pkg/credentialprovider/keyring.go`: `Add`, `Lookup`, `URLsMatch`, `isDefaultRegistryMatch`).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;

use super::shared;
use seaworthy::world::image::Reference;
use seaworthy::world::kube::credentials::{Covers, secret_covers};

/// What stands for a key in the keyring: scheme, `/v1` and `/v2` are gone.
fn index_key(key: &str) -> Option<String> {
    let rest = ["https://", "http://"].iter().find_map(|scheme| key.strip_prefix(scheme));
    let rest = rest.unwrap_or(key);
    let rest = rest.split(['?', '#']).next()?;
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let (_, host) = host.rsplit_once('@').unwrap_or(("", host));
    let port_is_one = host.rsplit(':').next()?.chars().all(|c| c.is_ascii_digit());
    if host.contains(' ') || host.contains(':') && !port_is_one {
        return None;
    }
    let path = match path.get(..4) {
        Some("/v1/" | "/v2/") => &path[3..],
        _ => path,
    };
    Some(if path == "/" { host.to_owned() } else { format!("{host}{path}") })
}

fn split(host: &str) -> (Vec<&str>, &str) {
    let (name, port) = host.split_once(':').unwrap_or((host, ""));
    (name.split('.').collect(), port)
}

/// A pattern of letters and stars, by trying everything.
fn glob(pattern: &[u8], text: &[u8]) -> bool {
    match (pattern.split_first(), text.split_first()) {
        (None, None) => true,
        (Some((b'*', rest)), _) if glob(rest, text) => true,
        (Some((b'*', _)), Some((_, text))) => glob(pattern, text),
        (Some((p, rest)), Some((t, text))) => p == t && glob(rest, text),
        _ => false,
    }
}

fn keyring_covers(keys: &[String], image: &str) -> bool {
    let image = Reference::parse(image).unwrap();
    let target = format!("{}/{}", image.registry(), image.path());
    let index: Vec<String> = keys.iter().filter_map(|key| index_key(key)).collect();
    let url = |text: &str| {
        let at = text.find('/').unwrap_or(text.len());
        (text[..at].to_owned(), text[at..].to_owned())
    };
    let (host, path) = url(&target);
    let matches = |key: &String| {
        let (key_host, key_path) = url(key);
        let ((globs, glob_port), (labels, port)) = (split(&key_host), split(&host));
        glob_port == port
            && globs.len() == labels.len()
            && path.starts_with(&key_path)
            && globs.iter().zip(labels).all(|(g, l)| glob(g.as_bytes(), l.as_bytes()))
    };
    let hub = host == "docker.io" || !host.contains(['.', ':']);
    index.iter().any(matches) || hub && index.iter().any(|key| key == "index.docker.io")
}

fn covers(keys: &[String], image: &str, form: u8) -> bool {
    let auths: serde_json::Map<String, serde_json::Value> =
        keys.iter().map(|key| (key.clone(), serde_json::json!({"auth": "eDp4"}))).collect();
    let (kind, field, config) = match form {
        0 => ("dockercfg", ".dockercfg", serde_json::json!(auths)),
        _ => ("dockerconfigjson", ".dockerconfigjson", serde_json::json!({ "auths": auths })),
    };
    let config = config.to_string();
    let data = match form {
        0 | 1 => {
            // As `base64` wraps its lines.
            let lines = STANDARD.encode(config);
            let lines = lines.as_bytes().chunks(76).map(|l| std::str::from_utf8(l).unwrap());
            format!("data: {{{field}: \"{}\"}}", lines.collect::<Vec<_>>().join("\\n"))
        }
        _ => format!("stringData: {{{field}: {}}}", serde_json::json!(config)),
    };
    let objects = shared(&format!(
        "{{apiVersion: v1, kind: Secret, metadata: {{name: s}}, type: kubernetes.io/{kind}, {data}}}"
    ));
    let image = Reference::parse(image).unwrap();
    match secret_covers(&objects[0], &image) {
        Covers::Yes => true,
        Covers::No(_) => false,
        Covers::Unknown => panic!("{keys:?}"),
    }
}

fn host() -> impl Strategy<Value = String> {
    let name = prop_oneof![
        Just("docker.io"),
        Just("index.docker.io"),
        Just("ghcr.io"),
        Just("registry.acme.io"),
        Just("acme.io"),
        Just("localhost"),
        Just("a.b.acme.io"),
    ];
    let port = prop_oneof![3 => Just(""), 1 => Just(":443"), 1 => Just(":5000")];
    (name, port).prop_map(|(name, port)| format!("{name}{port}"))
}

fn key() -> impl Strategy<Value = String> {
    let scheme = prop_oneof![3 => Just(""), 1 => Just("https://"), 1 => Just("http://")];
    let globbed = prop_oneof![
        Just("*.io".to_owned()),
        Just("*.acme.io".to_owned()),
        Just("r*y.acme.io".to_owned()),
        Just("*.*.acme.io".to_owned()),
        Just("*.*.io:5000".to_owned()),
        Just("*".to_owned()),
        Just("user@ghcr.io".to_owned()),
        Just("bad host".to_owned()),
        Just("ghcr.io:port".to_owned()),
    ];
    let host = prop_oneof![3 => host(), 2 => globbed];
    let path = prop_oneof![
        4 => Just(""),
        1 => Just("/"),
        2 => Just("/v1/"),
        1 => Just("/v2/"),
        1 => Just("/v1"),
        2 => Just("/acme"),
        1 => Just("/acme/"),
        1 => Just("/v1/acme"),
        1 => Just("/library/nginx"),
        1 => Just("?x=/acme"),
        1 => Just("#x"),
    ];
    (scheme, host, path).prop_map(|(scheme, host, path)| format!("{scheme}{host}{path}"))
}

fn image() -> impl Strategy<Value = String> {
    let path = prop_oneof![
        Just("nginx"),
        Just("library/nginx"),
        Just("acme/app"),
        Just("acme-evil/app"),
        Just("v1/acme/app"),
    ];
    let tail = prop_oneof![Just(""), Just(":1.2")];
    let named = (host(), path.clone(), tail.clone()).prop_map(|(h, p, t)| format!("{h}/{p}{t}"));
    prop_oneof![4 => named, 1 => (path, tail).prop_map(|(p, t)| format!("{p}{t}"))]
}

fn cases() -> u32 {
    std::env::var("SEAWORTHY_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(3_000)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]

    #[test]
    fn a_secret_covers_what_the_kubelet_s_keyring_covers(
        keys in proptest::collection::vec(key(), 0..4), image in image(), form in 0_u8..3
    ) {
        prop_assert_eq!(covers(&keys, &image, form), keyring_covers(&keys, &image), "{:?} {}", keys, image);
    }
}

#[test]
fn the_class_is_met_on_both_sides() {
    let keys = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect::<Vec<_>>();
    for (listed, image, expected) in [
        (&["https://index.docker.io/v1/"][..], "nginx", true),
        (&["https://index.docker.io/v1/"], "index.docker.io/acme/app", true),
        (&["https://index.docker.io/v1/"], "docker.io/acme/app:1", true),
        (&["https://index.docker.io/v1/acme"], "docker.io/acme/app:1", false),
        (&["docker.io"], "nginx", true),
        (&["docker.io/library"], "nginx", true),
        (&["docker.io/acme"], "nginx", false),
        (&["registry-1.docker.io"], "nginx", false),
        (&["ghcr.io", "https://index.docker.io/v2/"], "nginx", true),
        (&["acme.io:443"], "acme.io/app", false),
        (&["acme.io:443"], "acme.io:443/app", true),
        (&["*.io"], "ghcr.io/acme/app", true),
    ] {
        for form in 0..3 {
            let listed = keys(listed);
            assert_eq!(covers(&listed, image, form), expected, "{listed:?} {image}");
            assert_eq!(keyring_covers(&listed, image), expected, "{listed:?} {image}");
        }
    }
}

#[test]
fn what_does_not_decode_is_unknown_and_what_is_empty_is_none() {
    let image = Reference::parse("ghcr.io/acme/app").unwrap();
    let of = |config: &str| {
        let encoded = STANDARD.encode(config);
        let objects = shared(&format!(
            "{{apiVersion: v1, kind: Secret, metadata: {{name: s}}, type: kubernetes.io/dockerconfigjson, data: {{.dockerconfigjson: \"{encoded}\"}}}}"
        ));
        format!("{:?}", secret_covers(&objects[0], &image))
    };
    for (config, expected) in [
        (r#"{"auths":{"ghcr.io":{}}}"#, "Yes"),
        (r#"{"Auths":{"ghcr.io":null}}"#, "Yes"),
        (r#"{"auths":null}"#, "No(OtherRegistries)"),
        ("null", "No(OtherRegistries)"),
        ("{}", "No(OtherRegistries)"),
        ("", "No(NoConfig)"),
        (r#"{"auths":{"ghcr.io":"text"}}"#, "Unknown"),
        (r#"{"auths":["ghcr.io"]}"#, "Unknown"),
        ("[]", "Unknown"),
        ("{", "Unknown"),
    ] {
        assert_eq!(of(config), expected, "{config}");
    }
}
