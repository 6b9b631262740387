//! Objects that look random and are the same in every run: all kinds that the second reading knows,
//! with what hides images, spoils them, or stands in their way.

use super::emit::{Node, document};
use super::places::{End, KINDS, Step};
use crate::lang::soundness::random::Random;

/// A file of one object, or of several.
pub(super) fn file(seed: u64) -> String {
    let random = &mut Random::new(seed);
    let calm = random.one_in(2);
    let mut made = Maker { random, calm, names: 0 };
    let first = made.top();
    let mut text = document(&first, made.random);
    if !text.starts_with('{') && made.random.one_in(8) {
        let second = made.top();
        let mut more = String::new();
        while more.is_empty() || more.starts_with('{') {
            more = document(&second, made.random);
        }
        text = format!("{text}---\n{more}");
    }
    text
}

struct Maker<'r> {
    random: &'r mut Random,
    /// True for a file of what Kubernetes takes, but for a slip now and then: where much is wrong,
    /// little else is seen.
    calm: bool,
    names: usize,
}

/// What stands where Kubernetes does not read it.
const WRONG: [Node; 4] =
    [Node::Bare("5"), Node::Bare("true"), Node::Bare("1.10"), Node::List(Vec::new())];

impl Maker<'_> {
    fn one_in(&mut self, count: usize) -> bool {
        self.random.one_in(count)
    }

    /// A number below `count`; in a calm file nearly always the last, which is the sound one.
    fn below(&mut self, count: usize) -> usize {
        if self.calm && !self.one_in(40) { count - 1 } else { self.random.below(count) }
    }

    fn wrong(&mut self) -> Node {
        self.random.pick(&WRONG).clone()
    }

    fn name(&mut self) -> String {
        self.names += 1;
        format!("n{}", self.names)
    }

    /// An object at the top of a document.
    fn top(&mut self) -> Node {
        if self.one_in(12) {
            let depth =
                if self.one_in(10) { 14 + self.random.below(5) } else { 1 + self.random.below(3) };
            return self.list(depth);
        }
        self.object(true)
    }

    /// Lists in lists.
    fn list(&mut self, depth: usize) -> Node {
        let items = if depth > 1 {
            vec![self.list(depth - 1)]
        } else {
            (0..1 + self.random.below(3)).map(|_| self.item()).collect()
        };
        let mut entries = vec![("apiVersion", Node::text("v1")), ("kind", Node::text("List"))];
        if depth == 1 && self.one_in(4) {
            entries[1].1 = Node::text("PodList");
        }
        entries.push((
            "items",
            match self.below(24) {
                0 => Node::Bare("null"),
                1 => self.wrong(),
                _ => Node::List(items),
            },
        ));
        Node::Map(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
    }

    fn item(&mut self) -> Node {
        match self.below(20) {
            0 => self.wrong(),
            1 => Node::Bare("null"),
            2..=5 => self.object(false),
            _ => self.object(true),
        }
    }

    /// An object of any kind; one that is not `named` leaves its kind to the list that it is in.
    fn object(&mut self, named: bool) -> Node {
        let row = if named { *self.random.pick(KINDS) } else { KINDS[0] };
        let (group, kind, ways) = row;
        let versions = ["v1", "v1beta1", "v9"];
        let version = *self.random.pick(&versions);
        let api = if group.is_empty() { version.to_owned() } else { format!("{group}/{version}") };
        let mut entries = Vec::new();
        if named {
            entries.push(("apiVersion".to_owned(), Node::Text(api)));
            entries.push(("kind".to_owned(), Node::text(kind)));
        }
        let name = self.name();
        entries.push(("metadata".to_owned(), self.metadata(&name)));
        let mut body = Node::Map(entries);
        for (end, steps) in ways {
            if ways.len() == 1 || !self.one_in(4) {
                self.put(&mut body, steps, *end);
            }
        }
        if ways.is_empty() {
            self.odd_field(&mut body);
        }
        self.spoil(&mut body, named);
        body
    }

    fn metadata(&mut self, name: &str) -> Node {
        let name = Node::text(name);
        match self.below(60) {
            0 => Node::Bare("null"),
            1 => self.wrong(),
            2 => Node::map([("name", self.wrong()), ("namespace", Node::text("shop"))]),
            3 => Node::map([("name", name), ("namespace", self.wrong())]),
            4 => Node::map([("name", name), ("namespace", Node::Bare("null"))]),
            _ => Node::map([("name", name), ("namespace", Node::text("shop"))]),
        }
    }

    /// Something in a kind that keeps no images, or that nobody knows.
    fn odd_field(&mut self, body: &mut Node) {
        let image = Node::Text(self.reference());
        let value = match self.random.below(4) {
            0 => Node::map([("image", image)]),
            1 => Node::map([(
                "deep",
                Node::List(vec![Node::map([(
                    "containers",
                    Node::List(vec![Node::map([("name", Node::text("c")), ("image", image)])]),
                )])]),
            )]),
            2 => Node::map([("sideImage", image)]),
            _ => Node::map([("text", image)]),
        };
        set(body, "data", value);
    }

    /// Makes a top-level `items`, or breaks what says what the object is.
    fn spoil(&mut self, body: &mut Node, named: bool) {
        match self.below(80) {
            0 if named => set(body, "kind", self.wrong()),
            1 if named => set(body, "apiVersion", self.wrong()),
            2 if named => remove(body, "apiVersion"),
            3 if named => remove(body, "kind"),
            4 => {
                let items = vec![self.object(true)];
                set(body, "items", Node::List(items));
            }
            5 => set(body, "items", Node::List(Vec::new())),
            6 => set(body, "items", Node::Bare("null")),
            7 => set(body, "spec", self.wrong()),
            8 => set(body, "status", Node::map([("image", Node::text("evil:latest"))])),
            _ => {}
        }
    }

    /// Puts what an `end` holds where the steps lead.
    fn put(&mut self, node: &mut Node, steps: &[Step], end: End) {
        let Some((step, rest)) = steps.split_first() else {
            match end {
                End::Pod => self.pod(node, false),
                End::Overlay => self.pod(node, true),
                End::Container => *node = self.container(),
                End::Image(_) => {}
            }
            return;
        };
        match step {
            Step::Key(key) if rest.is_empty() && matches!(end, End::Image(_)) => {
                let End::Image(policy) = end else { return };
                let value = self.image();
                set_some(node, key, value);
                if let Some(policy) = policy {
                    let value = self.policy();
                    set_some(node, policy, value);
                }
            }
            Step::Key(key) => {
                if self.below(60) == 0 {
                    let value = if self.one_in(3) { Node::Bare("null") } else { self.wrong() };
                    set(node, key, value);
                } else if let Some(child) = child(node, key) {
                    self.put(child, rest, end);
                }
            }
            Step::Items => {
                let items = (0..self.random.below(3)).map(|_| {
                    let mut item = Node::Map(Vec::new());
                    self.put(&mut item, rest, end);
                    if self.below(30) == 0 { self.wrong() } else { item }
                });
                *node = Node::List(items.collect());
            }
            Step::Values => {
                for key in ["Master", "Worker"].into_iter().take(1 + self.random.below(2)) {
                    let mut value = Node::Map(Vec::new());
                    self.put(&mut value, rest, end);
                    let value = if self.below(30) == 0 { Node::Bare("null") } else { value };
                    set(node, key, value);
                }
            }
        }
    }

    fn pod(&mut self, spec: &mut Node, overlay: bool) {
        let Node::Map(_) = spec else { return };
        let lists = [("containers", 1), ("initContainers", 3), ("ephemeralContainers", 8)];
        for (key, rare) in lists {
            if self.one_in(rare) && !(overlay && self.one_in(2)) {
                let containers = self.containers();
                set(spec, key, containers);
            }
        }
        if self.one_in(4) {
            let volumes = self.volumes();
            set(spec, "volumes", volumes);
        }
    }

    fn containers(&mut self) -> Node {
        match self.below(60) {
            0 => return Node::Bare("null"),
            1 => return Node::List(Vec::new()),
            2 => return self.container(),
            3 => return Node::text("nginx"),
            _ => {}
        }
        let count = 1 + self.random.below(3);
        let items = (0..count).map(|_| match self.below(60) {
            0 => Node::Bare("null"),
            1 => Node::text("nginx"),
            2 => Node::List(vec![self.container()]),
            _ => self.container(),
        });
        Node::List(items.collect())
    }

    fn container(&mut self) -> Node {
        let mut container = Node::Map(Vec::new());
        let name = match self.below(50) {
            0 => self.wrong(),
            1 => Node::Bare("null"),
            _ => Node::text("c"),
        };
        set(&mut container, "name", name);
        let image = self.image();
        set_some(&mut container, "image", image);
        let policy = self.policy();
        set_some(&mut container, "imagePullPolicy", policy);
        if self.one_in(8) {
            set(&mut container, "restartPolicy", Node::text("Always"));
        }
        container
    }

    fn volumes(&mut self) -> Node {
        if self.below(20) == 0 {
            return if self.one_in(2) {
                self.wrong()
            } else {
                Node::map([("name", Node::text("v"))])
            };
        }
        let items = (0..1 + self.random.below(2)).map(|_| {
            let mut source = Node::Map(Vec::new());
            let (image, policy) = (self.image(), self.policy());
            set_some(&mut source, "reference", image);
            set_some(&mut source, "pullPolicy", policy);
            let source = match self.below(16) {
                0 => Node::Bare("null"),
                1 => Node::Text(self.reference()),
                2 => self.wrong(),
                _ => source,
            };
            let name = ("name", Node::text("v"));
            match self.below(20) {
                0 => self.wrong(),
                1..=6 => Node::map([name, ("emptyDir", Node::Map(Vec::new()))]),
                _ => Node::map([name, ("image", source)]),
            }
        });
        Node::List(items.collect())
    }

    /// What stands under `image`; nothing at all now and then.
    fn image(&mut self) -> Option<Node> {
        Some(match self.below(40) {
            0 => return None,
            1 => Node::Bare("null"),
            2 => Node::text(""),
            3 => self.wrong(),
            4 => Node::map([("name", Node::text("nginx"))]),
            _ => Node::Text(self.reference()),
        })
    }

    fn policy(&mut self) -> Option<Node> {
        let most = if self.calm && !self.one_in(40) { 19 } else { 24 };
        Some(match self.random.below(most) {
            0..=6 => return None,
            7..=12 => Node::text("Always"),
            13..=16 => Node::text("IfNotPresent"),
            17 | 18 => Node::text("Never"),
            19 => Node::text(*self.random.pick(&[
                "always",
                "ALWAYS",
                "IfNotpresent",
                "Sometimes",
                " ",
            ])),
            20 => Node::text(""),
            21 => Node::Bare("null"),
            22 => self.wrong(),
            _ => Node::text("Always"),
        })
    }

    fn reference(&mut self) -> String {
        super::texts::reference(self.random, self.calm)
    }
}

fn entries(node: &mut Node) -> Option<&mut Vec<(String, Node)>> {
    match node {
        Node::Map(entries) => Some(entries),
        _ => None,
    }
}

/// The mapping under `key`, made if it is not there; nothing where something else stands.
fn child<'n>(node: &'n mut Node, key: &str) -> Option<&'n mut Node> {
    let entries = entries(node)?;
    if !entries.iter().any(|(known, _)| known == key) {
        entries.push((key.to_owned(), Node::Map(Vec::new())));
    }
    entries.iter_mut().find(|(known, _)| known == key).map(|(_, value)| value)
}

fn set(node: &mut Node, key: &str, value: Node) {
    remove(node, key);
    if let Some(entries) = entries(node) {
        entries.push((key.to_owned(), value));
    }
}

fn set_some(node: &mut Node, key: &str, value: Option<Node>) {
    if let Some(value) = value {
        set(node, key, value);
    }
}

fn remove(node: &mut Node, key: &str) {
    if let Some(entries) = entries(node) {
        entries.retain(|(known, _)| known != key);
    }
}
