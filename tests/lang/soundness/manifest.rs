//! Random pods with holes, and what may stand in the holes.
//!
//! A manifest is text with numbered places. Each place has what a sound manifest may hold there; a
//! *hole* is a place that holds what Kubernetes does not read there, or nothing where that leaves
//! something unknown.

use super::random::Random;

/// A place of a manifest.
#[derive(Clone, Debug)]
pub(super) struct Place {
    /// What it holds.
    pub(super) text: String,
    /// What else may stand there, if it is a hole.
    pub(super) fillings: Vec<String>,
}

/// A run: pieces of YAML and the places between them.
#[derive(Clone, Debug, Default)]
pub(super) struct Manifest {
    pieces: Vec<String>,
    pub(super) places: Vec<Place>,
}

impl Manifest {
    fn text(&mut self, text: &str) {
        if self.pieces.len() == self.places.len() {
            self.pieces.push(String::new());
        }
        if let Some(last) = self.pieces.last_mut() {
            last.push_str(text);
        }
    }

    /// A place: perhaps a hole, which then holds one of `wrong`; else one of `sound`.
    fn place(&mut self, random: &mut Random, wrong: &[&str], sound: &[&str]) {
        self.text("");
        let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        let hole = random.one_in(6);
        let text = if hole { random.pick(wrong) } else { random.pick(sound) };
        let fillings = if hole { owned(sound) } else { Vec::new() };
        self.places.push(Place { text: (*text).to_owned(), fillings });
    }

    /// The YAML as it is.
    pub(super) fn yaml(&self) -> String {
        self.render(|place| place.text.clone())
    }

    /// The YAML with every hole filled somehow.
    pub(super) fn filled(&self, random: &mut Random) -> String {
        self.render(|place| match place.fillings.is_empty() {
            true => place.text.clone(),
            false => random.pick(&place.fillings).clone(),
        })
    }

    fn render(&self, mut text: impl FnMut(&Place) -> String) -> String {
        let mut yaml = String::new();
        for (index, piece) in self.pieces.iter().enumerate() {
            yaml.push_str(piece);
            if let Some(place) = self.places.get(index) {
                yaml.push_str(&text(place));
            }
        }
        yaml
    }

    /// How many holes it has.
    pub(super) fn holes(&self) -> usize {
        self.places.iter().filter(|place| !place.fillings.is_empty()).count()
    }
}

const IMAGES: &[&str] = &[
    "image: nginx",
    "image: 'nginx:1.27'",
    "image: 'nginx:latest'",
    "image: 'ghcr.io/acme/app:2'",
    "image: 'ghcr.io/acme/app:2.1.0'",
    "image: 'reg.io/x@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef'",
];

/// `Image?`: what names none is well typed too.
const NO_IMAGE: &[&str] = &["image: nginx", "image: 'ghcr.io/acme/app:2'", "x: y"];

fn container(manifest: &mut Manifest, random: &mut Random) {
    if random.one_in(14) {
        // An item of another shape: any container may stand there.
        manifest.text("");
        let any =
            ["{ name: web, image: nginx }", "{ name: db, image: 'ghcr.io/acme/app:2' }", "{}"];
        let fillings = any.map(str::to_owned).to_vec();
        manifest.places.push(Place { text: "text".into(), fillings });
        return;
    }
    manifest.text("{ ");
    manifest.place(
        random,
        &["name: 1.10", "name: [a]"],
        &["name: web", "name: db", "name: ''", "y: x"],
    );
    manifest.text(", ");
    if random.one_in(3) {
        manifest.place(random, &["image: 12", "image: [a]"], NO_IMAGE);
    } else {
        manifest.place(random, &["image: NGINX", "image: '${TAG}'", "image: 'a b'"], IMAGES);
    }
    manifest.text(", ");
    let policies = [
        "imagePullPolicy: Always",
        "imagePullPolicy: IfNotPresent",
        "imagePullPolicy: Never",
        "p: q",
        "imagePullPolicy: null",
    ];
    manifest.place(random, &["imagePullPolicy: always", "imagePullPolicy: 3"], &policies);
    manifest.text(", ");
    let env = [
        "env: []",
        "env: [{ name: A, value: x }]",
        "env: [{ name: A, value: x }, { name: B, value: y }]",
        "e: f",
    ];
    manifest.place(random, &["env: {}", "env: text", "env: 3"], &env);
    manifest.text(", ");
    let limits = ["resources: { limits: { cpu: 1 } }", "resources: {}", "r: s"];
    manifest.place(random, &["resources: { limits: { cpu: lots } }", "resources: 3"], &limits);
    manifest.text(" }");
}

fn containers(manifest: &mut Manifest, random: &mut Random, key: &str) {
    manifest.text(&format!("  {key}: "));
    if random.one_in(10) {
        manifest.text("");
        let any = ["[]", "[{ name: web, image: nginx }]", "[{ name: a, image: 'nginx:1.27' }, {}]"];
        let fillings = any.map(str::to_owned).to_vec();
        let text = random.pick(&["{ name: web }", "text", "3"]);
        manifest.places.push(Place { text: (*text).to_owned(), fillings });
        manifest.text("\n");
        return;
    }
    manifest.text("[");
    for index in 0..random.below(3) {
        manifest.text(if index == 0 { "" } else { ", " });
        container(manifest, random);
    }
    manifest.text("]\n");
}

/// A run of a pod and, perhaps, of what it names.
pub(super) fn manifest(random: &mut Random) -> Manifest {
    let mut out = Manifest::default();
    out.text("apiVersion: v1\nkind: Pod\nmetadata:\n  ");
    out.place(random, &["name: 7", "name: {}"], &["name: web", "name: db", "a: b"]);
    out.text("\n  ");
    // Without a namespace it is unknown where the pod lands.
    let namespaces = ["namespace: shop", "namespace: prod-eu", "namespace: dev"];
    out.place(random, &["n: o", "namespace: 8", "namespace: null"], &namespaces);
    out.text("\n  labels: ");
    if random.one_in(8) {
        out.text("");
        let any = ["{}", "{ app: web }", "{ app: db, tier: front }"].map(str::to_owned).to_vec();
        out.places.push(Place { text: "[a]".into(), fillings: any });
    } else {
        out.text("{ ");
        out.place(random, &["app: 1.10", "app: [a]"], &["app: web", "app: db", "x: z"]);
        out.text(", ");
        out.place(random, &["tier: no"], &["tier: front", "tier: back", "y: z"]);
        out.text(" }");
    }
    out.text("\nspec:\n  ");
    let yes = ["hostNetwork: true", "hostNetwork: false", "h: i"];
    out.place(random, &["hostNetwork: maybe", "hostNetwork: 1"], &yes);
    out.text("\n  ");
    out.place(
        random,
        &["priority: high", "priority: [1]"],
        &["priority: 1", "priority: 9", "q: r"],
    );
    out.text("\n  ");
    let accounts = ["serviceAccountName: robot", "s: t"];
    out.place(random, &["serviceAccountName: 5"], &accounts);
    out.text("\n  ");
    let secrets = ["imagePullSecrets: [{ name: regcred }]", "imagePullSecrets: []", "u: v"];
    out.place(random, &["imagePullSecrets: text", "imagePullSecrets: {}"], &secrets);
    out.text("\n");
    containers(&mut out, random, "containers");
    containers(&mut out, random, "initContainers");
    out.text("---\n");
    companions(&mut out, random);
    out
}

/// Objects that the pod may name. One that the run does not hold may be in the cluster, or not:
/// the runs with filled holes are complete.
fn companions(out: &mut Manifest, random: &mut Random) {
    let space = |kind: &str, rest: &str| {
        format!("apiVersion: v1\nkind: {kind}\nmetadata: {{ name: {rest}\n---\n")
    };
    let secret = |host: &str| {
        let auths = format!("{{\\\"auths\\\": {{\\\"{host}\\\": {{}}}}}}");
        space(
            "Secret",
            &format!(
                "regcred, namespace: shop }}\ntype: kubernetes.io/dockerconfigjson\nstringData: {{ .dockerconfigjson: \"{auths}\" }}"
            ),
        )
    };
    let secrets = [secret("ghcr.io"), secret("reg.io"), String::new()];
    let accounts = [
        space(
            "ServiceAccount",
            "default, namespace: shop }\nimagePullSecrets: [{ name: regcred }]",
        ),
        space("ServiceAccount", "default, namespace: shop }"),
        space("ServiceAccount", "robot, namespace: prod-eu }\nimagePullSecrets: [{ name: x }]"),
        String::new(),
    ];
    let namespaces = [
        space("Namespace", "shop, labels: { team: a } }"),
        space("Namespace", "dev }"),
        String::new(),
    ];
    for any in [&secrets[..], &accounts[..], &namespaces[..]] {
        out.text("");
        let hole = random.one_in(2);
        let fillings = if hole { any.to_vec() } else { Vec::new() };
        let text = if hole { String::new() } else { random.pick(any).clone() };
        out.places.push(Place { text, fillings });
    }
}
