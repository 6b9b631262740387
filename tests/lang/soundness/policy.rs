//! Random typed rules.
//!
//! They read nothing that says *how* something is unknown: a reference that does not parse is known
//! as written, and to be invalid; a namespace that is not written is known to be absent there.
//!
//! A condition is a tree, so that its operands can be written in the other order. What narrows is
//! written in one piece: there the order matters to the checker, not to the verdict.

use super::calls;
use super::random::Random;

/// A condition.
#[derive(Clone, Debug)]
pub(super) enum Condition {
    Text(String),
    Not(Box<Condition>),
    And(Vec<Condition>),
    Or(Vec<Condition>),
    Equal(String, String),
    In(String, Vec<String>),
    Among(&'static str, String, String, Box<Condition>),
    If(Box<Condition>, Box<Condition>, Box<Condition>),
}

impl Condition {
    /// As it is written; `swapped`, operands stand in the other order.
    pub(super) fn write(&self, swapped: bool) -> String {
        let joined = |all: &[Self], word: &str| {
            let mut all: Vec<String> =
                all.iter().map(|one| format!("({})", one.write(swapped))).collect();
            if swapped {
                all.reverse();
            }
            all.join(word)
        };
        match self {
            Self::Text(text) => text.clone(),
            Self::Not(inner) => format!("not ({})", inner.write(swapped)),
            Self::And(all) => joined(all, " and "),
            Self::Or(all) => joined(all, " or "),
            Self::Equal(a, b) if swapped => format!("{b} == {a}"),
            Self::Equal(a, b) => format!("{a} == {b}"),
            Self::In(item, items) => {
                let mut items = items.clone();
                if swapped {
                    items.reverse();
                }
                format!("{item} in [{}]", items.join(", "))
            }
            Self::Among(word, var, list, body) => {
                format!("({word} {var} in {list}: ({}))", body.write(swapped))
            }
            Self::If(a, b, c) => {
                let [a, b, c] = [a, b, c].map(|one| one.write(swapped));
                format!("(if {a} then {b} else {c})")
            }
        }
    }
}

/// What a rule is on, and how it calls it.
#[derive(Clone, Copy, Debug)]
enum On {
    Image,
    Container,
    Pod,
    Resource,
}

/// Names in scope: the match, and containers that are gone through.
struct Scope {
    on: On,
    containers: Vec<String>,
    depth: usize,
}

const PODS_OF: [&str; 4] = ["i.object.pods", "c.object.pods", "p.object.pods", "r.pods"];

impl Scope {
    fn object(&self) -> &'static str {
        match self.on {
            On::Image => "i.object",
            On::Container => "c.object",
            On::Pod => "p.object",
            On::Resource => "r",
        }
    }

    fn spec(&self) -> Option<&'static str> {
        match self.on {
            On::Image => Some("i.pod?.spec"),
            On::Container => Some("c.pod?.spec"),
            On::Pod => Some("p.spec"),
            On::Resource => None,
        }
    }

    /// A list of containers.
    fn list(&self, random: &mut Random) -> String {
        match self.on {
            On::Image => random.pick(&[
                "(i.pod?.spec?.containers ?? [])",
                "(i.pod?.all_containers ?? [])",
                "(i.pod?.spec?.initContainers ?? [])",
            ]),
            On::Container => random.pick(&[
                "(c.pod?.spec?.containers ?? [])",
                "(c.pod?.all_containers ?? [])",
                "(c.object.pods[0]?.all_containers ?? [])",
            ]),
            On::Pod => {
                random.pick(&["p.all_containers", "p.spec.containers", "p.spec.initContainers"])
            }
            On::Resource => random.pick(&[
                "(r.pods[0]?.all_containers ?? [])",
                "(r.pods[0]?.spec?.containers ?? [])",
            ]),
        }
        .to_string()
    }

    /// An optional text.
    fn text(&self, random: &mut Random) -> String {
        let object = self.object();
        let mut all = vec![
            format!("{object}.metadata.name"),
            format!("{object}.namespace"),
            format!("{object}.metadata.labels[\"app\"]"),
            format!("{object}.metadata.labels[\"tier\"]"),
            format!("{object}.pods[0]?.spec?.serviceAccountName"),
        ];
        if matches!(self.on, On::Image) {
            all.extend(["i.tag", "i.effective_tag", "i.container?.name"].map(str::to_owned));
            all.push("(i.namespace_object?.metadata?.labels ?? [])[\"team\"]".into());
        }
        let own = if matches!(self.on, On::Container) { Some("c".to_owned()) } else { None };
        for name in self.containers.iter().chain(&own) {
            all.extend(
                ["name", "image?.tag", "env[0]?.value", "image?.name", "image_use.tag"]
                    .map(|field| format!("{name}.{field}")),
            );
        }
        random.pick(&all).clone()
    }

    /// A path of a list's item can't narrow through an index; these can.
    fn path(&self, random: &mut Random) -> String {
        let object = self.object();
        let mut all = vec![format!("{object}.metadata.name"), format!("{object}.namespace")];
        if matches!(self.on, On::Image) {
            all.extend(["i.tag", "i.effective_tag"].map(str::to_owned));
        }
        all.extend(self.containers.iter().map(|name| format!("{name}.name")));
        random.pick(&all).clone()
    }
}

const WORDS: [&str; 8] = ["web", "db", "1.27", "latest", "2", "shop", "prod-eu", "x"];

pub(super) fn word(random: &mut Random) -> String {
    format!("\"{}\"", random.pick(&WORDS))
}

fn condition(scope: &mut Scope, random: &mut Random) -> Condition {
    if scope.depth >= 4 {
        return atom(scope, random);
    }
    scope.depth += 1;
    let made = match random.below(12) {
        0 | 1 => {
            Condition::And((0..2 + random.below(2)).map(|_| condition(scope, random)).collect())
        }
        2 | 3 => {
            Condition::Or((0..2 + random.below(2)).map(|_| condition(scope, random)).collect())
        }
        4 => Condition::Not(Box::new(condition(scope, random))),
        5 => Condition::If(
            Box::new(condition(scope, random)),
            Box::new(condition(scope, random)),
            Box::new(condition(scope, random)),
        ),
        6 | 7 => {
            let (word, list) = (random.pick(&["all", "any", "none"]), scope.list(random));
            let var = format!("x{}", scope.containers.len());
            scope.containers.push(var.clone());
            let body = Box::new(condition(scope, random));
            scope.containers.pop();
            Condition::Among(word, var, list, body)
        }
        _ => atom(scope, random),
    };
    scope.depth -= 1;
    made
}

fn atom(scope: &mut Scope, random: &mut Random) -> Condition {
    if random.one_in(3) {
        return on_lists(scope, random);
    }
    let text = match random.below(17) {
        14..=16 => calls::on_text(&scope.text(random), random),
        0 => return Condition::Equal(scope.text(random), word(random)),
        1 => return Condition::Equal(scope.text(random), scope.text(random)),
        2 => return Condition::In(scope.text(random), (0..3).map(|_| word(random)).collect()),
        3 => format!("{} is {}", scope.text(random), random.pick(&["present", "absent"])),
        4 => format!("{} {} {}", scope.text(random), random.pick(&["!=", "=="]), word(random)),
        5 => format!("{} not in [{}, {}]", scope.text(random), word(random), word(random)),
        6 => format!("({} ?? {}).starts_with({})", scope.text(random), word(random), word(random)),
        7 => format!(
            "{} matches glob\"{}*\"",
            scope.text(random),
            random.pick(&["w", "p", "1", "s"])
        ),
        8 => format!(
            "{} matches semver\"{}\"",
            scope.text(random),
            random.pick(&["<2", ">=1.5", ">=2.0.1"])
        ),
        9 => {
            let path = scope.path(random);
            format!("({path} is present and {path}.len() {} 3)", random.pick(&["<", ">", ">="]))
        }
        10 => {
            let path = scope.path(random);
            format!("({path} is absent or {path}.ends_with({}))", word(random))
        }
        11 => {
            let (path, other) = (scope.path(random), scope.text(random));
            format!("({path} == ({other} ?? {}) and {path}.len() > 2)", word(random))
        }
        12 => match scope.spec() {
            Some(spec) => {
                format!("({spec}{}hostNetwork ?? false)", if spec == "p.spec" { "." } else { "?." })
            }
            None => "(r.raw.spec.priority as Int ?? 0) > 3".to_owned(),
        },
        _ => format!(
            "({}.raw.spec.priority as Int ?? 5) {} 4",
            scope.object(),
            random.pick(&["<", ">", "=="])
        ),
    };
    Condition::Text(text)
}

fn on_lists(scope: &mut Scope, random: &mut Random) -> Condition {
    let list = scope.list(random);
    let one = scope.text(random);
    let image = match (scope.on, scope.containers.last()) {
        (On::Image, _) => Some("i".to_owned()),
        (On::Container, _) => Some("c.image_use".to_owned()),
        (_, Some(name)) => Some(format!("{name}.image_use")),
        _ => None,
    };
    let text = match (random.below(20), image) {
        (16 | 17, _) => calls::on_list(&list, random),
        (18 | 19, Some(image)) => calls::on_image(&image, random),
        (0, _) => format!("{list}.len() {} {}", random.pick(&["==", "<", ">"]), random.below(3)),
        (1, _) => format!("[z.name for z in {list}] == [\"web\"]"),
        (2, _) => {
            format!("[z.name for z in {list} where z.image?.tag == {}].is_empty()", word(random))
        }
        (3, _) => format!("{one} in [z.name for z in {list}]"),
        (4, _) => format!("all_equal([z.image?.tag for z in {list}])"),
        (5, _) => format!("(all g in [z.name ?? \"\": z for z in {list}]: g.value.len() < 2)"),
        (6, _) => {
            format!("\"web\" in [z.name ?? \"\": z for z in {list} where z.image is present]")
        }
        (7, _) => format!("{list}[{}]?.name == {}", random.below(2), word(random)),
        (12, _) => format!(
            "[z for z in {list} where z.name == {}][0]?.image?.tag == {}",
            word(random),
            word(random)
        ),
        (13, _) => format!("tags({list}) == tags({})", scope.list(random)),
        (14, _) => format!("{} in tags({list})", word(random)),
        (15, _) => format!("tags({list}) == [{}]", word(random)),
        (8, Some(image)) => format!(
            "{image} in repo\"{}\"",
            random.pick(&["docker.io/library", "ghcr.io", "reg.io/x"])
        ),
        (9, Some(image)) => {
            format!("{image}.effective_pull_policy {} Always", random.pick(&["==", "!="]))
        }
        (10, Some(image)) => match scope.spec().map(|spec| spec.trim_end_matches(".spec")) {
            Some(pod) if random.one_in(2) => {
                let pod = pod.trim_end_matches('?');
                let secrets = if pod == "p" {
                    "p.pull_secrets".to_owned()
                } else {
                    format!("({pod}?.pull_secrets ?? [])")
                };
                format!("(any s in {secrets}: s.covers({image}))")
            }
            _ => format!("{image}.declared_pull_policy in [Always, Never]"),
        },
        (11, Some(image)) if random.one_in(2) => format!("{image}.digest is present"),
        (11, Some(image)) => {
            format!("{image}.registry == \"{}\"", random.pick(&["docker.io", "ghcr.io"]))
        }
        (_, None) => format!("{}.len() == 1", PODS_OF[scope.on as usize]),
        _ => format!("{list}.is_empty()"),
    };
    Condition::Text(text)
}

/// What the rules call.
pub(super) const FUNCTIONS: &str = "func tags(cs: List<Container>) -> Set<String> =
  [c.image?.tag ?? \"none\" for c in cs where c.image is present]
";

/// A rule, as it is written; `swapped`, its operands stand in the other order.
pub(super) fn rule(name: &str, seed: u64, swapped: bool) -> String {
    let random = &mut Random::new(seed);
    let on = *random.pick(&[On::Image, On::Image, On::Image, On::Container, On::Pod, On::Resource]);
    let head = match on {
        On::Image => "image i",
        On::Container => "container c",
        On::Pod => "pod p",
        On::Resource => "resource r",
    };
    let scope = &mut Scope { on, containers: Vec::new(), depth: random.below(4) };
    let mut text = format!("rule {name} on {head}");
    if random.one_in(3) {
        text += &format!(" where {}", condition(scope, random).write(swapped));
    }
    text += " {\n";
    for index in 0..=random.below(2) {
        statement(&mut text, index, scope, random, swapped);
    }
    text + "}\n"
}

fn statement(
    text: &mut String,
    index: usize,
    scope: &mut Scope,
    random: &mut Random,
    swapped: bool,
) {
    let write = |scope: &mut Scope, random: &mut Random| condition(scope, random).write(swapped);
    let word = *random.pick(&["require", "require", "forbid"]);
    match random.below(5) {
        0 => {
            let (guard, then, other) =
                (write(scope, random), write(scope, random), write(scope, random));
            *text += &format!(
                "  if {guard} {{ {word} {then} else \"a\" }} else {{ require {other} else \"b\" }}\n"
            );
        }
        1 => {
            let (list, filter) = (scope.list(random), random.one_in(2));
            let var = format!("y{index}");
            scope.containers.push(var.clone());
            let filter =
                if filter { format!(" where {}", write(scope, random)) } else { String::new() };
            let body = write(scope, random);
            scope.containers.pop();
            *text += &format!("  for {var} in {list}{filter} {{ {word} {body} else \"c\" }}\n");
        }
        2 => {
            let value = write(scope, random);
            *text += &format!("  let l{index}: Bool = {value}\n  {word} l{index} else \"d\"\n");
        }
        _ => *text += &format!("  {word} {} else \"e\"\n", write(scope, random)),
    }
}
