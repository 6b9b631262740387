//! Folder trees as proptest makes and shrinks them: what stands where, and nothing of what comes of it.

use std::fmt::Write as _;

use proptest::collection::vec;
use proptest::prelude::*;

/// The folder that holds all of it; the tree that is judged; and what lies beside that.
pub(super) const HOLDER: usize = 0;
pub(super) const ROOT: usize = 1;
const OUTSIDE: [(&[u8], usize); 3] =
    [(b"outside.yaml", HOLDER), (b"beyond", HOLDER), (b"far.yaml", 3)];

/// Bytes that a file may have here.
pub(super) const FILE_LIMIT: usize = 4096;

/// A tree and how it is judged.
#[derive(Clone, Debug)]
pub(super) struct Case {
    pub(super) nodes: Vec<Node>,
    pub(super) named: Vec<Named>,
    pub(super) strict: bool,
    pub(super) skip_templates: bool,
    pub(super) respect: bool,
    pub(super) four_jobs: bool,
    /// Which of the policies.
    pub(super) policy: usize,
}

/// Something with a name in a folder.
#[derive(Clone, Debug)]
pub(super) struct Node {
    /// The folder that it is in, which comes before it.
    pub(super) parent: usize,
    pub(super) name: Vec<u8>,
    pub(super) what: What,
}

#[derive(Clone, Debug)]
pub(super) enum What {
    Folder(Access),
    File(Content),
    /// A symbolic link to this text.
    Link(Vec<u8>),
    /// Another name of a file.
    Hard(usize),
    Pipe,
    Socket,
}

/// What may be done in a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access {
    Full,
    SearchOnly,
    ListOnly,
    None,
}

impl Access {
    pub(super) fn mode(self) -> u32 {
        match self {
            Self::Full => 0o700,
            Self::SearchOnly => 0o300,
            Self::ListOnly => 0o600,
            Self::None => 0,
        }
    }
}

#[derive(Clone, Debug)]
pub(super) struct Content {
    pub(super) docs: Vec<Doc>,
    /// Followed by more bytes than a file may have.
    pub(super) huge: bool,
    /// One JSON object after the other.
    pub(super) json: bool,
    pub(super) readable: bool,
}

#[derive(Clone, Debug)]
pub(super) enum Doc {
    Good,
    Evil,
    Empty,
    Comments,
    Values,
    TopList,
    Scalar,
    Template,
    NoVersion,
    NoKind,
    Broken,
    Twice,
    Nul,
    Latin,
    /// Whether it says what it is, and what it names.
    Kustomization(bool, Vec<(Part, String)>),
    /// Patterns of `.gitignore`.
    Ignore(&'static str),
}

/// What a kustomization makes of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Resource,
    Patch,
    OldPatch,
    Data,
    Values,
}

/// A path on the command line.
#[derive(Clone, Debug)]
pub(super) enum Named {
    Node(usize, Spelling),
    Missing,
    Empty,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spelling {
    Plain,
    Dot,
    Slash,
    Up,
}

/// What shrinks: numbers stand for other nodes and are brought into range when the tree is known.
#[derive(Clone, Debug)]
struct Raw {
    parent: u8,
    name: Vec<u8>,
    what: RawWhat,
}

#[derive(Clone, Debug)]
enum RawWhat {
    Folder(Access),
    File { docs: Vec<RawDoc>, huge: bool, json: bool, readable: bool },
    LinkTo(u8, bool),
    LinkText(&'static str),
    Hard(u8),
    Pipe,
    Socket,
}

#[derive(Clone, Debug)]
enum RawDoc {
    Plain(Doc),
    Kustomization(bool, Vec<(Part, u8)>),
}

const FILE_NAMES: &[&[u8]] = &[
    b"a.yaml",
    b"b.yml",
    b"c.json",
    b"D.YAML",
    b"e.Json",
    b".hidden.yaml",
    b".yaml",
    b".json",
    b"yaml",
    b"noext",
    b"readme.md",
    b"-rf.yaml",
    b"--help.yml",
    b" sp ace.yaml",
    b"new\nline.yaml",
    b"\x1b[2Kesc.yaml",
    b"caf\xe9.yaml",
    b"caf\xc3\xa9.yaml",
    b"cafe\xcc\x81.yaml",
    b"\\xE9.yaml",
    b"a.yaml.bak",
    b"a.yaml ",
    b"kustomization.yaml",
    b"kustomization.yml",
    b"Kustomization",
    b"Chart.yaml",
    b"chart.yaml",
    b"values.yaml",
    b"values-prod.yaml",
    b"valuesEvil.json",
    b"seaworthy.yaml",
    b".gitignore",
    b".ignore",
    b"*.yaml",
    b"~.yml",
    b"a b\"'`$().yaml",
];
const FOLDER_NAMES: &[&[u8]] = &[
    b"d",
    b"templates",
    b".k8s",
    b"x.yaml",
    b".git",
    b"node_modules",
    b"with\nline",
    b"caf\xe9",
    b"-",
    b".yaml",
    b"kustomization.yaml",
    b"Chart.yaml",
];
const LINK_TEXTS: &[&str] = &[
    "nowhere",
    "nowhere.yaml",
    ".",
    "..",
    "./.",
    "a.yaml",
    "b.yml",
    "d",
    "d/a.yaml",
    "/dev/zero",
    "/dev/null",
    "/dev/full",
    "/proc/self/mem",
    "/proc/kmsg",
    "/proc/self/fd",
    "/nowhere/at/all",
];
const PATTERNS: &[&str] = &["a.yaml", "*.json", "d/", "*.y*ml", "x.yaml"];

fn name(pool: &'static [&'static [u8]]) -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        60 => proptest::sample::select(pool).prop_map(<[u8]>::to_vec),
        1 => Just([&[b'l'; 250][..], b".yaml"].concat()),
    ]
}

fn access() -> impl Strategy<Value = Access> {
    prop_oneof![
        12 => Just(Access::Full),
        1 => Just(Access::SearchOnly),
        1 => Just(Access::ListOnly),
        1 => Just(Access::None),
    ]
}

fn doc() -> impl Strategy<Value = RawDoc> {
    let plain = |doc| Just(RawDoc::Plain(doc));
    prop_oneof![
        8 => plain(Doc::Good),
        6 => plain(Doc::Evil),
        1 => plain(Doc::Empty),
        1 => plain(Doc::Comments),
        2 => plain(Doc::Values),
        1 => plain(Doc::TopList),
        1 => plain(Doc::Scalar),
        1 => plain(Doc::Template),
        1 => plain(Doc::NoVersion),
        1 => plain(Doc::NoKind),
        1 => plain(Doc::Broken),
        1 => plain(Doc::Twice),
        1 => plain(Doc::Nul),
        1 => plain(Doc::Latin),
        2 => kustomization(),
    ]
}

fn kustomization() -> impl Strategy<Value = RawDoc> {
    let parts = [Part::Resource, Part::Patch, Part::OldPatch, Part::Data, Part::Values];
    let part = proptest::sample::select(parts.to_vec());
    (any::<bool>(), vec((part, any::<u8>()), 0..4)).prop_map(|(t, p)| RawDoc::Kustomization(t, p))
}

fn file() -> impl Strategy<Value = RawWhat> {
    let odds = (proptest::bool::weighted(0.03), proptest::bool::weighted(0.08));
    let readable = proptest::bool::weighted(0.95);
    (vec(doc(), 0..4), odds, readable).prop_map(|(docs, (huge, json), readable)| RawWhat::File {
        docs,
        huge,
        json,
        readable,
    })
}

/// What is no error anywhere: where much is wrong, little else is seen.
fn calm() -> impl Strategy<Value = Raw> {
    let plain = |doc| Just(RawDoc::Plain(doc));
    let doc = prop_oneof![
        6 => plain(Doc::Good),
        1 => plain(Doc::Evil),
        2 => plain(Doc::Comments),
        1 => plain(Doc::Empty),
        2 => kustomization(),
    ];
    let file = (vec(doc, 0..3), proptest::bool::weighted(0.1))
        .prop_map(|(docs, json)| RawWhat::File { docs, huge: false, json, readable: true });
    let what = prop_oneof![
        8 => file,
        3 => Just(RawWhat::Folder(Access::Full)),
        1 => proptest::sample::select(vec![".", "..", "/dev/zero"]).prop_map(RawWhat::LinkText),
        1 => any::<u8>().prop_map(RawWhat::Hard),
        1 => Just(RawWhat::Pipe),
    ];
    let name = prop_oneof![5 => name(FILE_NAMES), 2 => name(FOLDER_NAMES)];
    (any::<u8>(), name, what).prop_map(|(parent, name, what)| Raw { parent, name, what })
}

fn raw() -> impl Strategy<Value = Raw> {
    let link = prop_oneof![
        3 => (any::<u8>(), any::<bool>()).prop_map(|(to, absolute)| RawWhat::LinkTo(to, absolute)),
        2 => proptest::sample::select(LINK_TEXTS).prop_map(RawWhat::LinkText),
    ];
    let either = || prop_oneof![9 => name(FILE_NAMES), 1 => name(FOLDER_NAMES)];
    let folder = prop_oneof![9 => name(FOLDER_NAMES), 1 => name(FILE_NAMES)];
    let of = |what: BoxedStrategy<RawWhat>, name: BoxedStrategy<Vec<u8>>| {
        (any::<u8>(), name, what).prop_map(|(parent, name, what)| Raw { parent, name, what })
    };
    let ignore = Just(b".gitignore".to_vec()).boxed();
    let patterns = proptest::sample::select(PATTERNS).prop_map(|text| RawWhat::File {
        docs: vec![RawDoc::Plain(Doc::Ignore(text))],
        huge: false,
        json: false,
        readable: true,
    });
    let fragments = kustomization().prop_map(|doc| RawWhat::File {
        docs: vec![doc],
        huge: false,
        json: false,
        readable: true,
    });
    prop_oneof![
        12 => of(file().boxed(), either().boxed()),
        6 => of(access().prop_map(RawWhat::Folder).boxed(), folder.boxed()),
        4 => of(link.boxed(), either().boxed()),
        1 => of(any::<u8>().prop_map(RawWhat::Hard).boxed(), either().boxed()),
        1 => of(Just(RawWhat::Pipe).boxed(), either().boxed()),
        1 => of(Just(RawWhat::Socket).boxed(), either().boxed()),
        1 => of(patterns.boxed(), ignore),
        2 => of(fragments.boxed(), Just(b"kustomization.yaml".to_vec()).boxed()),
    ]
}

/// Trees, with what is named of them and the options.
pub(super) fn case() -> impl Strategy<Value = Case> {
    let spelling = prop_oneof![
        5 => Just(Spelling::Plain),
        1 => Just(Spelling::Dot),
        1 => Just(Spelling::Slash),
        1 => Just(Spelling::Up),
    ];
    let named = prop_oneof![
        8 => spelling.clone().prop_map(|spelling| Named::Node(ROOT, spelling)),
        10 => (any::<u8>(), spelling).prop_map(|(to, spelling)| Named::Node(usize::from(to), spelling)),
        1 => Just(Named::Missing),
        1 => Just(Named::Empty),
    ];
    let named = prop_oneof![
        3 => Just(vec![Named::Node(ROOT, Spelling::Plain)]),
        4 => vec(named, 1..4),
    ];
    let git = prop_oneof![1 => Just(false), 1 => Just(true)];
    let options = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>(), 0..3_usize);
    let raw = prop_oneof![1 => vec(calm(), 0..10), 1 => vec(raw(), 0..14)];
    (raw, git, named, options).prop_map(|(raw, git, named, options)| {
        let (strict, skip_templates, respect, four_jobs, policy) = options;
        let nodes = nodes(&raw, git && respect);
        let count = nodes.len();
        let into_range = |named| match named {
            Named::Node(ROOT, spelling) => Named::Node(ROOT, spelling),
            Named::Node(to, spelling) => Named::Node(ROOT + to % (count - ROOT), spelling),
            other => other,
        };
        let named = named.into_iter().map(into_range).collect();
        Case { nodes, named, strict, skip_templates, respect, four_jobs, policy }
    })
}

fn plain(docs: Vec<Doc>) -> What {
    What::File(Content { docs, huge: false, json: false, readable: true })
}

fn nodes(raw: &[Raw], git: bool) -> Vec<Node> {
    let folder = |parent, name: &[u8]| Node {
        parent,
        name: name.to_vec(),
        what: What::Folder(Access::Full),
    };
    let mut nodes = vec![folder(HOLDER, b""), folder(HOLDER, b"tree")];
    for (name, parent) in OUTSIDE {
        let what = if name == b"beyond" {
            What::Folder(Access::Full)
        } else {
            plain(vec![if parent == HOLDER { Doc::Good } else { Doc::Evil }])
        };
        nodes.push(Node { parent, name: name.to_vec(), what });
    }
    if git {
        nodes.push(folder(ROOT, b".git"));
    }
    // First where everything is, then what says where something else is.
    let mut kept: Vec<&RawWhat> = Vec::new();
    let before = nodes.len();
    for Raw { parent, name, what } in raw {
        let folders = (0..nodes.len()).filter(|at| {
            *at == ROOT || *at >= before && matches!(nodes[*at].what, What::Folder(_))
        });
        let folders: Vec<usize> = folders.collect();
        let parent = folders[usize::from(*parent) % folders.len()];
        if nodes.iter().any(|node| node.parent == parent && node.name == *name) {
            continue;
        }
        let access = if let RawWhat::Folder(access) = what { *access } else { Access::Full };
        nodes.push(Node { parent, name: name.clone(), what: What::Folder(access) });
        if !matches!(what, RawWhat::Folder(_)) {
            // Not a folder, whatever is chosen below; so that nothing lies in it.
            let at = nodes.len() - 1;
            nodes[at].what = What::Pipe;
        }
        kept.push(what);
    }
    for (at, what) in (before..).zip(kept) {
        nodes[at].what = chosen(&nodes, at, what);
    }
    for at in before..nodes.len() {
        if let What::Hard(to) = nodes[at].what
            && !matches!(nodes[to].what, What::File(_))
        {
            nodes[at].what = plain(vec![Doc::Evil]);
        }
    }
    nodes
}

/// What stands at a place, now that it is known where everything is.
fn chosen(nodes: &[Node], at: usize, what: &RawWhat) -> What {
    match what {
        RawWhat::Folder(access) => What::Folder(*access),
        RawWhat::Pipe => What::Pipe,
        RawWhat::Socket => What::Socket,
        RawWhat::LinkText(text) => What::Link(text.as_bytes().to_vec()),
        RawWhat::LinkTo(to, absolute) => {
            let to = usize::from(*to) % nodes.len();
            What::Link(way(nodes, (!absolute).then_some(nodes[at].parent), to.max(ROOT)))
        }
        RawWhat::Hard(to) => What::Hard(usize::from(*to) % nodes.len()),
        RawWhat::File { docs, huge, json, readable } => {
            let docs = docs.iter().map(|doc| named_in(nodes, nodes[at].parent, doc)).collect();
            What::File(Content { docs, huge: *huge, json: *json, readable: *readable })
        }
    }
}

fn named_in(nodes: &[Node], folder: usize, doc: &RawDoc) -> Doc {
    let (typed, parts) = match doc {
        RawDoc::Plain(doc) => return doc.clone(),
        RawDoc::Kustomization(typed, parts) => (*typed, parts),
    };
    let text = |to: u8| {
        let to = usize::from(to) % nodes.len();
        let text = String::from_utf8(way(nodes, Some(folder), to.max(ROOT))).ok()?;
        let plain = |c: char| c.is_ascii_alphanumeric() || "-._/".contains(c);
        text.chars().all(plain).then_some(text)
    };
    let parts = parts.iter().filter_map(|(part, to)| Some((*part, text(*to)?)));
    Doc::Kustomization(typed, parts.collect())
}

/// The way to a node: from a folder, or from the holder (`HOLDER/…`, which is made absolute).
pub(super) fn way(nodes: &[Node], from: Option<usize>, to: usize) -> Vec<u8> {
    let mut names: Vec<&[u8]> = Vec::new();
    let mut at = to;
    while at != HOLDER {
        names.insert(0, &nodes[at].name);
        at = nodes[at].parent;
    }
    let Some(mut at) = from else { return [b"HOLDER/", &*names.join(&b'/')].concat() };
    while at != HOLDER {
        names.insert(0, b"..");
        at = nodes[at].parent;
    }
    names.join(&b'/')
}

/// The bytes of a file; `at` is told by its images.
pub(super) fn bytes(at: usize, content: &Content) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (index, doc) in content.docs.iter().enumerate() {
        if content.json {
            let image = image(at, index, matches!(doc, Doc::Evil));
            let name = format!("p{at}-{index}");
            bytes.extend(format!("{{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{{\"name\":\"{name}\"}},\"spec\":{{\"containers\":[{{\"name\":\"c\",\"image\":\"{image}\"}}]}}}}\n").bytes());
        } else {
            if index > 0 {
                bytes.extend(b"---\n");
            }
            bytes.extend(document(at, index, doc));
        }
    }
    if content.huge {
        bytes.extend(b"# ");
        bytes.resize(FILE_LIMIT + 100, b'#');
        bytes.push(b'\n');
    }
    bytes
}

/// The image of a document.
pub(super) fn image(at: usize, index: usize, evil: bool) -> String {
    if evil { format!("evil-{at}-{index}:latest") } else { "good:1".to_owned() }
}

fn document(at: usize, index: usize, doc: &Doc) -> Vec<u8> {
    let pod = |image: &str| {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata:\n  name: p{at}-{index}\nspec:\n  containers:\n  - name: c\n    image: {image}\n"
        )
    };
    let text = match doc {
        Doc::Good => pod(&image(at, index, false)),
        Doc::Evil => pod(&image(at, index, true)),
        Doc::Empty => String::new(),
        Doc::Comments => "# nothing\n\n# here\n".into(),
        Doc::Values => "replicas: 1\n".into(),
        Doc::TopList => "- 1\n- 2\n".into(),
        Doc::Scalar => "words\n".into(),
        Doc::Template => pod("{{ .Values.image }}"),
        Doc::NoVersion => "kind: Pod\nmetadata: {name: p}\n".into(),
        Doc::NoKind => "apiVersion: v2\nname: chart\nversion: 1.0.0\n".into(),
        Doc::Broken => "a: [\n".into(),
        Doc::Twice => "a: 1\na: 2\n".into(),
        Doc::Nul => "a: \"\0\"\n".into(),
        Doc::Latin => return b"a: caf\xe9\n".to_vec(),
        Doc::Ignore(pattern) => format!("{pattern}\n"),
        Doc::Kustomization(typed, parts) => kustomization_text(*typed, parts),
    };
    text.into_bytes()
}

fn kustomization_text(typed: bool, parts: &[(Part, String)]) -> String {
    let mut text = String::new();
    if typed {
        text.push_str("apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n");
    }
    text.push_str("namePrefix: x\n");
    for (part, key) in [
        (Part::Resource, "resources"),
        (Part::Patch, "patches"),
        (Part::OldPatch, "patchesStrategicMerge"),
        (Part::Data, "configurations"),
        (Part::Values, "helmCharts"),
    ] {
        let all: Vec<&String> = parts.iter().filter(|(p, _)| *p == part).map(|(_, t)| t).collect();
        if all.is_empty() {
            continue;
        }
        let _ = writeln!(text, "{key}:");
        for path in all {
            let _ = match part {
                Part::Patch => writeln!(text, "- path: \"{path}\""),
                Part::Values => writeln!(text, "- valuesFile: \"{path}\""),
                _ => writeln!(text, "- \"{path}\""),
            };
        }
    }
    text
}
