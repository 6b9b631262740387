//! Paths of the kinds table: where in an object pods, containers and images are.
//!
//! | written | goes |
//! | --- | --- |
//! | `spec.template` | into the mapping, by key |
//! | `containers[]` | into every item of a list; `[][]` of a list of lists |
//! | `tfReplicaSpecs{}` | into every value of a mapping |
//! | `from(kind=DockerImage)` | on, only where the mapping under `from` has `kind: DockerImage` |
//! | `image(imagePullPolicy)` | last segment of an image's path: its pull policy's key beside it |
//!
//! A walk reports each node that it reaches. What is absent (or `null`) ends a branch in silence;
//! what has another shape than the path needs is reported as in the way.

use std::fmt;

use crate::base::Name;
use crate::world::manifest::{NodeId, NodeKind, Scalar, Tree};

/// A path to pods, containers or images.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KindPath {
    segments: Box<[Segment]>,
    policy_key: Option<&'static str>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Segment {
    key: Name,
    /// `key=text` that the mapping under the key must say.
    only_if: Option<(Box<str>, Box<str>)>,
    each: Box<[Each]>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Each {
    Item,
    Value,
}

/// A text that is no path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathFault {
    /// What is wrong, in a line.
    pub message: String,
    /// What to do about it, in a line.
    pub help: String,
}

/// Keys under which kinds keep the pull policy of an image.
const POLICY_KEYS: [&str; 3] = ["imagePullPolicy", "pullPolicy", "packagePullPolicy"];

/// What a walk meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Met {
    /// The end of the path: the mapping whose key led here, and the node.
    End {
        /// The mapping whose key led here.
        holder: NodeId,
        /// The node.
        node: NodeId,
    },
    /// A node of another shape than the path needs.
    InTheWay {
        /// The node.
        node: NodeId,
        /// What should stand there.
        wanted: NodeKind,
    },
}

impl fmt::Display for KindPath {
    /// The keys, with dots between; what a segment goes on to in a list or mapping is left out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, segment) in self.segments.iter().enumerate() {
            let dot = if index == 0 { "" } else { "." };
            write!(f, "{dot}{}", segment.key)?;
        }
        Ok(())
    }
}

impl KindPath {
    /// Reads a path.
    ///
    /// # Errors
    /// Any text that is not of the form above.
    pub fn read(text: &str) -> Result<Self, PathFault> {
        let mut segments = Vec::new();
        let mut policy_key = None;
        let mut parts = split(text).into_iter().peekable();
        while let Some(part) = parts.next() {
            let (segment, policy) = read_segment(text, part)?;
            if policy.is_some() && parts.peek().is_some() {
                return Err(bad_path(text, "a pull policy's key stands at the end only"));
            }
            policy_key = policy;
            segments.push(segment);
        }
        Ok(Self { segments: segments.into(), policy_key })
    }

    /// The key of the pull policy beside the image, where the path names one.
    pub(super) fn policy_key(&self) -> Option<&'static str> {
        self.policy_key
    }

    /// The last key.
    pub(super) fn last_key(&self) -> &str {
        self.segments.last().map_or("", |segment| &segment.key)
    }

    /// The last key, to be kept.
    pub(super) fn shared_key(&self) -> Name {
        self.segments.last().map(|segment| segment.key.clone()).unwrap_or_default()
    }

    /// The first key.
    pub(super) fn first_key(&self) -> &str {
        self.segments.first().map_or("", |segment| &segment.key)
    }

    /// Walks from the object at `root`.
    pub(super) fn walk(&self, tree: &Tree, root: NodeId, meet: &mut impl FnMut(Met)) {
        walk(tree, root, &self.segments, meet);
    }
}

/// Cuts at dots outside parentheses.
fn split(text: &str) -> Vec<&str> {
    let mut inside = false;
    text.split(move |c| {
        inside = c == '(' || inside && c != ')';
        c == '.' && !inside
    })
    .collect()
}

fn read_segment(path: &str, part: &str) -> Result<(Segment, Option<&'static str>), PathFault> {
    let end = part.find(['[', '{', '(']).unwrap_or(part.len());
    let (key, mut rest) = part.split_at(end);
    if key.is_empty() || key.contains([']', '}', ')']) || key.chars().any(char::is_whitespace) {
        return Err(bad_path(path, "a key is missing"));
    }
    let (mut each, mut only_if, mut policy) = (Vec::new(), None, None);
    while !rest.is_empty() {
        if let Some(tail) = rest.strip_prefix("[]") {
            each.push(Each::Item);
            rest = tail;
        } else if let Some(tail) = rest.strip_prefix("{}") {
            each.push(Each::Value);
            rest = tail;
        } else if let Some((inner, tail)) = rest.strip_prefix('(').and_then(|r| r.split_once(')')) {
            match inner.split_once('=') {
                Some((key, value)) => only_if = Some((key.into(), value.into())),
                None => policy = Some(policy_key(path, inner)?),
            }
            rest = tail;
        } else {
            return Err(bad_path(path, &format!("`{rest}` is not understood")));
        }
    }
    Ok((Segment { key: key.into(), only_if, each: each.into() }, policy))
}

fn policy_key(path: &str, key: &str) -> Result<&'static str, PathFault> {
    POLICY_KEYS.into_iter().find(|known| *known == key).ok_or_else(|| {
        let known = POLICY_KEYS.map(|k| format!("`{k}`")).join(", ");
        bad_path(path, &format!("`{key}` is no key of a pull policy; it is one of {known}"))
    })
}

fn bad_path(path: &str, why: &str) -> PathFault {
    PathFault {
        message: format!("`{path}` is not a path: {why}"),
        help: "write keys with dots between, `[]` for every item of a list, `{}` for every value \
               of a mapping: `spec.template.spec`, `spec.jobs[].image`"
            .into(),
    }
}

fn is_null(tree: &Tree, node: NodeId) -> bool {
    tree.scalar(node) == Some(Scalar::Null)
}

fn walk(tree: &Tree, holder: NodeId, segments: &[Segment], meet: &mut impl FnMut(Met)) {
    let Some((segment, rest)) = segments.split_first() else { return };
    let Some(node) = tree.get(holder, &segment.key).filter(|node| !is_null(tree, *node)) else {
        return;
    };
    if let Some((key, value)) = &segment.only_if
        && tree.get(node, key).is_none_or(|found| tree.text(found) != &**value)
    {
        return;
    }
    fan_out(tree, (holder, node), &segment.each, rest, meet);
}

fn fan_out(
    tree: &Tree,
    (holder, node): (NodeId, NodeId),
    each: &[Each],
    rest: &[Segment],
    meet: &mut impl FnMut(Met),
) {
    let Some((first, deeper)) = each.split_first() else {
        if rest.is_empty() {
            meet(Met::End { holder, node });
        } else if tree.kind(node) == NodeKind::Mapping {
            walk(tree, node, rest, meet);
        } else {
            meet(Met::InTheWay { node, wanted: NodeKind::Mapping });
        }
        return;
    };
    let wanted = match first {
        Each::Item => NodeKind::Sequence,
        Each::Value => NodeKind::Mapping,
    };
    if tree.kind(node) != wanted {
        meet(Met::InTheWay { node, wanted });
        return;
    }
    let children: Vec<NodeId> = match first {
        Each::Item => tree.items(node).collect(),
        Each::Value => tree.entries(node).map(|(_, value)| value).collect(),
    };
    for child in children {
        fan_out(tree, (holder, child), deeper, rest, meet);
    }
}

#[cfg(test)]
mod tests {
    use super::KindPath;

    #[test]
    fn paths_read_or_say_why_not() {
        for good in [
            "spec",
            "spec.jobs[].template.spec",
            "spec.steps[][].inline.container",
            "spec.specs{}.template",
            "spec.image(imagePullPolicy)",
            "spec.tags[].from(kind=DockerImage).name",
            "spec.from(kind=a.b.c).image",
        ] {
            assert!(KindPath::read(good).is_ok(), "{good}");
        }
        for (bad, said) in [
            ("", "a key is missing"),
            ("spec..image", "a key is missing"),
            ("spec.[]", "a key is missing"),
            ("spec image", "a key is missing"),
            ("spec.jobs[0]", "`[0]` is not understood"),
            ("spec.image(policy)", "`policy` is no key of a pull policy"),
            ("spec.image(pullPolicy).x", "stands at the end only"),
        ] {
            let fault = KindPath::read(bad).unwrap_err();
            assert!(fault.message.contains(said), "{bad}: {}", fault.message);
        }
    }
}
