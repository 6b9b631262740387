//! Images that come from image streams, and what the cluster makes of a pull.

use super::{World, verdicts};

const STREAMS: &str = "\
---
apiVersion: image.openshift.io/v1
kind: ImageStream
metadata: { name: web, namespace: shop }
spec:
  lookupPolicy: { local: true }
  tags:
    - { name: plain, from: { kind: DockerImage, name: 'quay.io/acme/web:1.4' } }
    - { name: pinned, from: { kind: DockerImage, name: 'quay.io/acme/web:1.4@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef' } }
    - { name: asis, reference: true, from: { kind: DockerImage, name: 'quay.io/acme/web:edge' } }
    - { name: local, referencePolicy: { type: Local }, importPolicy: { scheduled: true, insecure: true, importMode: PreserveOriginal }, from: { kind: DockerImage, name: 'quay.io/acme/web:1.4' } }
    - { name: follows, from: { kind: ImageStreamTag, name: plain } }
    - { name: elsewhere, from: { kind: ImageStreamTag, name: 'base:1', namespace: ci } }
    - { name: circle, from: { kind: ImageStreamTag, name: 'web:circle' } }
    - { name: held, from: { kind: ImageStreamImage, name: 'web@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef' } }
    - { name: pushed }
    - { name: unread, from: docker.io/library/nginx }
---
apiVersion: image.openshift.io/v1
kind: ImageStream
metadata: { name: base, namespace: ci }
spec: { tags: [{ name: '1', from: { kind: DockerImage, name: 'ghcr.io/acme/base:1' } }] }
---
apiVersion: v1
kind: ImageStream
metadata: { name: old, namespace: shop }
spec: { lookupPolicy: { local: true }, dockerImageRepository: quay.io/acme/old }
---
apiVersion: image.openshift.io/v1
kind: ImageStream
metadata: { name: shy, namespace: shop }
spec: { tags: [{ name: '1', from: { kind: DockerImage, name: 'quay.io/acme/shy:1' } }] }
";

fn pod(image: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{ name: a, namespace: shop }}\nspec: {{ containers: [{{ name: a, image: '{image}' }}] }}\n{STREAMS}"
    )
}

/// A DeploymentConfig whose only container has `image` and a trigger on `tag`.
fn triggered(image: &str, tag: &str) -> String {
    format!(
        "apiVersion: apps.openshift.io/v1\nkind: DeploymentConfig\nmetadata: {{ name: a, namespace: shop }}\nspec:\n  \
         template: {{ spec: {{ containers: [{{ name: a{image} }}] }} }}\n  \
         triggers: [{{ type: ImageChange, imageChangeParams: {{ automatic: true, containerNames: [a], from: {{ kind: ImageStreamTag, name: '{tag}' }} }} }}]\n{STREAMS}"
    )
}

/// The verdict of an obligation on the only image outside the image streams, on OpenShift.
fn verdict(yaml: &str, require: &str) -> String {
    verdict_under("openshift: true", yaml, require)
}

/// The same under a profile.
fn verdict_under(profile: &str, yaml: &str, require: &str) -> String {
    let rule =
        format!("rule r on image i where i.sort != Field {{ require {require} else \"no\" }}");
    let lines = verdicts(&rule, &World::under(yaml, profile));
    let seen = lines.iter().filter(|line| !line.contains("(hidden)"));
    let words = seen.filter_map(|line| line.split_whitespace().nth(1));
    let found: Vec<&str> = words.filter(|word| *word != "skipped").collect();
    assert_eq!(found.len(), 1, "{lines:?}");
    found[0].trim_end_matches(':').to_owned()
}

const ACME: &str = "i in repo\"quay.io/acme\"";
const HUB: &str = "i.registry == \"docker.io\"";

#[test]
fn a_name_that_a_stream_answers_to_is_that_stream_s() {
    for (image, require, expected) in [
        ("web:plain", ACME, "passed"),
        ("web:plain", HUB, "failed"),
        ("web:plain", "i.repo == repo\"quay.io/acme/web\"", "passed"),
        // It is pulled by a digest that nobody here knows, and by no tag.
        ("web:plain", "i.digest is present", "passed"),
        ("web:plain", "i.digest is absent", "failed"),
        ("web:plain", "i.tag is absent", "passed"),
        ("web:plain", "i.effective_tag is absent", "passed"),
        (
            "web:plain",
            "i.digest == \"sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\"",
            "undecided",
        ),
        ("web:plain", "(i.digest ?? \"\").starts_with(\"sha256:\")", "undecided"),
        ("web:plain", "i.canonical == \"quay.io/acme/web\"", "undecided"),
        ("web:plain", "(i.digest as Int) is present", "undecided"),
        ("web:pinned", "(i.digest ?? \"\").starts_with(\"sha256:0123\")", "passed"),
        ("web:pinned", "i.tag is absent", "passed"),
        ("web:asis", "i.tag == \"edge\" and i.digest is absent", "passed"),
        (
            "web:local",
            "i.repo == repo\"image-registry.openshift-image-registry.svc:5000/shop/web\"",
            "passed",
        ),
        (
            "web:pushed",
            "i.repo == repo\"image-registry.openshift-image-registry.svc:5000/shop/web\"",
            "passed",
        ),
        (
            "web:undeclared",
            "i.registry == \"image-registry.openshift-image-registry.svc:5000\"",
            "passed",
        ),
        ("web:follows", "i.repo == repo\"quay.io/acme/web\"", "passed"),
        ("web:elsewhere", "i.repo == repo\"ghcr.io/acme/base\"", "passed"),
        ("web:circle", ACME, "undecided"),
        ("web:held", ACME, "undecided"),
        ("web:unread", ACME, "undecided"),
        ("old:9", "i.repo == repo\"quay.io/acme/old\"", "passed"),
        // What no stream answers to is what it says.
        ("shy:1", HUB, "passed"),
        ("docker.io/library/web:plain", HUB, "passed"),
        ("library/web:plain", HUB, "passed"),
        ("quay.io/x/web:plain", HUB, "failed"),
        ("other:plain", HUB, "passed"),
        // The container's own image is the same.
        (
            "web:plain",
            "i.container is present and i.container.image is present and i.container.image in repo\"quay.io/acme\"",
            "passed",
        ),
    ] {
        assert_eq!(verdict(&pod(image), require), expected, "{image}: {require}");
    }
    let elsewhere = pod("web:plain").replacen("namespace: shop", "namespace: other", 1);
    assert_eq!(verdict(&elsewhere, HUB), "passed");
    let nowhere = pod("web:plain").replacen(", namespace: shop", "", 1);
    assert_eq!(verdict(&nowhere, HUB), "undecided");
}

#[test]
fn what_a_trigger_writes_over_is_not_what_is_written() {
    for (image, tag, require, expected) in [
        (", image: ' '", "web:plain", ACME, "passed"),
        ("", "web:plain", ACME, "passed"),
        (", image: nginx", "web:plain", ACME, "passed"),
        (", image: nginx", "web:plain", HUB, "failed"),
        (", image: ' '", "web:plain", "i.written is present and i.is_valid", "passed"),
        ("", "web:plain", "i.written == \"web:plain\"", "passed"),
        (", image: nginx", "web:plain", "i.written == \"nginx\"", "passed"),
        // Of a stream that the run does not hold, nothing is known.
        (", image: ' '", "missing:1", "i.is_valid", "passed"),
        (", image: nginx", "missing:1", HUB, "undecided"),
        (", image: nginx", "missing:1", "i.tag is absent", "undecided"),
        (", image: nginx", "missing:1", "i.image_stream_tag is present", "passed"),
        (
            ", image: nginx",
            "missing:1",
            "i.image_stream_tag is present and i.image_stream_tag.is_declared",
            "undecided",
        ),
        (
            ", image: nginx",
            "missing:1",
            "i.image_stream_tag is present and i.image_stream_tag.stream == \"missing\" and i.image_stream_tag.tag == \"1\" and i.image_stream_tag.namespace == \"shop\"",
            "passed",
        ),
        // The pull policy was stored before.
        (", image: nginx", "web:plain", "i.effective_pull_policy == Always", "passed"),
        (", image: 'nginx:1'", "missing:1", "i.effective_pull_policy == IfNotPresent", "passed"),
        (", image: ' '", "missing:1", "i.effective_pull_policy == IfNotPresent", "passed"),
        ("", "missing:1", "i.effective_pull_policy == IfNotPresent", "passed"),
        (
            ", image: ' ', imagePullPolicy: Always",
            "web:plain",
            "i.effective_pull_policy == Always",
            "passed",
        ),
    ] {
        assert_eq!(verdict(&triggered(image, tag), require), expected, "{image} {tag}: {require}");
    }
}

#[test]
fn what_a_stream_says_of_its_tag() {
    let tag =
        |require: &str| format!("i.image_stream_tag is present and i.image_stream_tag.{require}");
    for (image, require, expected) in [
        ("web:plain", "is_declared", "passed"),
        ("web:none", "is_declared", "failed"),
        ("web:local", "is_scheduled", "passed"),
        ("web:local", "is_insecure", "passed"),
        ("web:plain", "is_scheduled", "failed"),
        ("web:local", "import_mode == PreserveOriginal", "passed"),
        ("web:plain", "import_mode == Legacy", "passed"),
        ("web:local", "reference_policy == Local", "passed"),
        ("web:plain", "reference_policy == Source", "passed"),
        ("web:pushed", "source is absent", "passed"),
        ("web:follows", "source?.tag == \"1.4\"", "passed"),
        ("web:plain", "image_stream is present", "passed"),
    ] {
        assert_eq!(verdict(&pod(image), &tag(require)), expected, "{image}: {require}");
    }
    assert_eq!(verdict(&pod("nginx:1"), "i.image_stream_tag is absent"), "passed");
}

#[test]
fn what_is_pulled_from_where() {
    let mirror = "---\napiVersion: config.openshift.io/v1\nkind: ImageDigestMirrorSet\nmetadata: { name: m }\nspec: { imageDigestMirrors: [{ source: quay.io, mirrors: [m.io/q] }] }\n";
    for (image, require, expected) in [
        ("quay.io/acme/web:1", "i.pulled_from == [repo\"quay.io/acme/web\"]", "passed"),
        (
            "quay.io/acme/web@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
            "i.pulled_from == [repo\"m.io/q/acme/web\", repo\"quay.io/acme/web\"]",
            "passed",
        ),
        // What a stream imported is pulled by digest.
        (
            "web:plain",
            "i.pulled_from == [repo\"m.io/q/acme/web\", repo\"quay.io/acme/web\"]",
            "passed",
        ),
        ("nginx", "i.pulled_from == [repo\"docker.io/library/nginx\"]", "passed"),
        ("nginx", HUB, "passed"),
        ("nginx", "i.is_allowed_by_cluster", "passed"),
        ("${X}", "i.is_allowed_by_cluster", "undecided"),
    ] {
        assert_eq!(verdict(&(pod(image) + mirror), require), expected, "{image}: {require}");
    }
}

/// A cluster that is not OpenShift pulls what is written, and nobody may be talked into passing it.
#[test]
fn what_only_openshift_replaces_is_known_where_the_profile_says_so() {
    let deployment = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: a\n  namespace: shop\n  annotations:\n    image.openshift.io/triggers: '[{\"from\":{\"kind\":\"ImageStreamTag\",\"name\":\"web:plain\"},\"fieldPath\":\"spec.template.spec.containers[0].image\"}]'\nspec: { template: { spec: { containers: [{ name: a, image: IMAGE }] } } }\n";
    let deployment = |image: &str| deployment.replace("IMAGE", image) + STREAMS;
    let replaced = [deployment("'evil:latest'"), pod("web:plain")];
    for yaml in &replaced {
        for (profile, acme, hub, stream) in [
            ("{}", "undecided", "undecided", "passed"),
            ("openshift: true", "passed", "failed", "passed"),
            ("openshift: false", "failed", "passed", "failed"),
        ] {
            assert_eq!(verdict_under(profile, yaml, ACME), acme, "{profile}: {yaml}");
            assert_eq!(verdict_under(profile, yaml, HUB), hub, "{profile}: {yaml}");
            let tag = "i.image_stream_tag is present";
            assert_eq!(verdict_under(profile, yaml, tag), stream, "{profile}: {yaml}");
        }
    }
    // No other cluster takes a blank, or a DeploymentConfig.
    let blank =
        [deployment("' '"), triggered("", "web:plain"), triggered(", image: x", "web:plain")];
    for yaml in &blank {
        for profile in ["{}", "openshift: true", "openshift: false"] {
            assert_eq!(verdict_under(profile, yaml, ACME), "passed", "{profile}: {yaml}");
        }
    }
}

/// What is decided without the image stream is decided alike with any.
#[test]
fn no_stream_contradicts_what_was_decided_without_it() {
    let none = ""; // The run holds no image stream at all.
    let streams = [
        "spec: {}",
        "spec: { tags: [{ name: '1' }] }",
        "spec: { tags: [{ name: '1', from: { kind: DockerImage, name: 'quay.io/acme/web:1' } }] }",
        "spec: { tags: [{ name: '1', from: { kind: DockerImage, name: nginx } }] }",
        "spec: { tags: [{ name: '1', reference: true, from: { kind: DockerImage, name: 'nginx:latest' } }] }",
        "spec: { tags: [{ name: '1', referencePolicy: { type: Local }, from: { kind: DockerImage, name: nginx } }] }",
        "spec: { dockerImageRepository: ghcr.io/acme/web, lookupPolicy: { local: true } }",
        "spec: { tags: 5 }",
    ];
    let rules = [
        ACME,
        HUB,
        "i.tag is present",
        "i.digest is present",
        "i.digest is absent",
        "i.written is present",
        "i.is_valid",
        "i.effective_pull_policy == Always",
        "i.effective_tag == \"latest\"",
        "(i.tag ?? \"latest\") != \"latest\"",
        "i.digest is present or (i.tag ?? \"latest\") != \"latest\"",
        "i.name == \"web\"",
        "i.image_stream_tag is present",
        "i.is_allowed_by_cluster",
        "i.pulled_from.len() == 1",
        "all r in i.pulled_from: r in repo\"quay.io\"",
    ];
    let alone = |yaml: &str| yaml.split("\n---\n").next().unwrap().to_owned() + "\n";
    for image in ["", ", image: ' '", ", image: nginx", ", image: 'quay.io/acme/web:2'"] {
        let object = alone(&triggered(image, "web:1"));
        for rule in rules {
            let before = verdict(&(object.clone() + none), rule);
            for stream in streams {
                let head = "---\napiVersion: image.openshift.io/v1\nkind: ImageStream\nmetadata: { name: web, namespace: shop }\n";
                let after = verdict(&format!("{object}{head}{stream}\n"), rule);
                let agrees = before == "undecided" || before == after;
                assert!(agrees, "{image}: {rule} {before}, and with {stream} {after}");
            }
        }
    }
}

/// A stream that can't be read says nothing, which is not to say that it declares nothing.
#[test]
fn what_a_stream_says_in_no_way_that_is_read() {
    let head = "---\napiVersion: image.openshift.io/v1\nkind: ImageStream\nmetadata: { name: web, namespace: shop }\n";
    let unread = "the image stream can't be read";
    let object = triggered(", image: x", "web:1").split("\n---\n").next().unwrap().to_owned();
    let says = |stream: &str, tag: &str| {
        let object = object.replace("web:1", tag);
        let rule =
            format!("rule r on image i where i.sort != Field {{ require {ACME} else \"no\" }}");
        verdicts(&rule, &World::under(&format!("{object}\n{head}{stream}\n"), "openshift: true"))
            .join("\n")
    };
    for (stream, cause) in [
        ("spec: 5", Some(unread)),
        ("spec: [a]", Some(unread)),
        ("spec: { tags: 5 }", Some(unread)),
        ("spec: { tags: [{ name: 5 }] }", Some(unread)),
        ("spec: { dockerImageRepository: 5 }", Some(unread)),
        (
            "spec: { tags: [{ name: '1', from: { kind: ImageStreamImage, name: 'web@x' } }] }",
            Some("where it is pulled from is not known"),
        ),
        ("spec: { tags: [{ name: '1', from: { kind: Other, name: 'web@x' } }] }", Some(unread)),
        ("spec: { tags: [{ name: '1', from: null }] }", None),
        ("spec: { tags: [{ name: '1', from: null }], dockerImageRepository: '' }", None),
        ("spec: null", None),
        ("spec: { tags: null, dockerImageRepository: null }", None),
        ("spec: { dockerImageRepository: '' }", None),
    ] {
        let line = says(stream, "web:1");
        match cause {
            Some(cause) => assert!(line.contains(cause), "{stream}: {line}"),
            // Builds and pushes fill it, in the internal registry.
            None => assert_eq!(line, "r failed: no", "{stream}"),
        }
    }
    // A name that ends in a colon means the latest.
    let latest = "spec: { tags: [{ name: latest, from: { kind: DockerImage, name: 'quay.io/acme/web:1' } }] }";
    assert_eq!(says(latest, "web:").lines().next(), Some("r passed"));
}
