//! `:with PATH=VALUE …`: what would be, if the object in focus said something else.
//!
//! The object's file is edited in memory, as text, and read and judged as any file is; nothing is
//! written, and the session goes on with the file as it is.

use super::answer::{Fault, Outcome, Piece, line};
use super::session::Session;
use super::words::words;
use crate::base::Span;
use crate::judge::{Held, Judge, Seat};
use crate::report::{Finding, Report, RuleCounts};
use crate::world::kube::Object;
use crate::world::manifest::{NodeId, NodeKind, Step};

impl Session<'_> {
    /// `:with PATH=VALUE …`.
    pub(super) fn what_if(&self, rest: &str) -> Outcome {
        let Some((seat, object)) = self.focused() else {
            return Err("nothing is in focus; `:focus OBJECT` chooses what to change".into());
        };
        let edits = words(rest);
        if edits.is_empty() {
            return Err("PATH=VALUE follows: `:with spec.containers[0].image=nginx:1.27`".into());
        }
        if object.tree.source().text().is_empty() {
            return Err("its file is not at hand any more; `:reload` reads it again".into());
        }
        let mut changed: Option<Held> = None;
        for edit in &edits {
            let Some((path, value)) = edit.split_once('=') else {
                return Err(format!("write PATH=VALUE, not `{edit}`").into());
            };
            let held = changed.as_ref().unwrap_or(&self.held);
            changed = Some(self.edited(held, seat, path, value)?);
        }
        let Some(changed) = changed else { return Ok(Vec::new()) };
        let (bound, _) = self.house.bind(&self.prepared, &self.set)?;
        let judge = Judge::new(&bound, &self.prepared.sources, &self.settings);
        Ok(compared(&judge.judge_held(&self.held), judge.judge_held(&changed)))
    }

    /// What is loaded, with one value of an object set.
    fn edited(&self, held: &Held, seat: Seat, path: &str, value: &str) -> Result<Held, Fault> {
        let object = held.object(seat).ok_or("the object in focus is gone")?;
        let (span, text) = edit(object, &steps(path)?, value)?;
        let source = object.tree.source().text();
        let (before, behind) = (source.get(..span.range().start), source.get(span.range().end..));
        let text = format!("{}{text}{}", before.unwrap_or(""), behind.unwrap_or(""));
        held.with_text(seat, &text, &self.settings).map_err(|notices| match notices.is_empty() {
            true => format!("`{path}` can't be set to `{value}` there").into(),
            false => Fault::Notices(notices),
        })
    }
}

/// The bytes to replace, and by what.
fn edit(object: &Object, path: &[Step], value: &str) -> Result<(Span, String), Fault> {
    let tree = &object.tree;
    let shared = "it stands elsewhere too, by an alias: change it in the file";
    let value = if value.is_empty() { "null" } else { value };
    let mut at = object.root;
    for (index, step) in path.iter().enumerate() {
        let next = match (step, tree.kind(at)) {
            (Step::Key(key), NodeKind::Mapping) => tree.get(at, key),
            (Step::Index(wanted), NodeKind::Sequence) => Some(
                tree.items(at)
                    .nth(*wanted)
                    .ok_or_else(|| format!("`{}` has no such item", shown(path, index)))?,
            ),
            (Step::Key(_), _) => {
                return Err(format!("`{}` is no mapping", shown(path, index)).into());
            }
            (Step::Index(_), _) => {
                return Err(format!("`{}` is no list", shown(path, index)).into());
            }
        };
        match (next, step) {
            (Some(next), _) => at = next,
            (None, Step::Key(key)) => {
                let rest = path.get(index + 1..).unwrap_or_default();
                let value = nested(rest, value)?;
                let made = tree.insertion(at).edit(key, &value);
                return made.ok_or_else(|| shared.into());
            }
            (None, Step::Index(_)) => {}
        }
    }
    if at == object.root {
        return Err("name a field: `:with metadata.namespace=shop`".into());
    }
    if tree.alias_site(at).is_some() {
        return Err(shared.into());
    }
    Ok((span_of(object, at), value.to_owned()))
}

/// The bytes of a value.
fn span_of(object: &Object, node: NodeId) -> Span {
    object.tree.span(node)
}

/// A value below keys that are not there yet.
fn nested(keys: &[Step], value: &str) -> Result<String, Fault> {
    keys.iter().rev().try_fold(value.to_owned(), |value, step| match step {
        Step::Key(key) => Ok(format!("{{ {}: {value} }}", serde_json::Value::from(&**key))),
        Step::Index(0) => Ok(format!("[ {value} ]")),
        Step::Index(_) => Err("an item can't be put behind those that are not there".into()),
    })
}

fn shown(path: &[Step], upto: usize) -> String {
    let steps = path.get(..upto).unwrap_or_default().to_vec();
    let shown = crate::world::manifest::Path(steps).to_string();
    if shown.is_empty() { "the object".to_owned() } else { shown }
}

/// The steps of a path as findings print it: `spec.containers[0].image`, `labels["a.b"]`.
fn steps(path: &str) -> Result<Vec<Step>, Fault> {
    let wrong = || Fault::from(format!("`{path}` is no path; `spec.containers[0].image` is one"));
    let mut steps = Vec::new();
    let mut rest = path;
    while !rest.is_empty() {
        if let Some(inside) = rest.strip_prefix('[') {
            let quoted = inside.strip_prefix(['"', '\'']);
            let (step, behind) = match quoted {
                Some(key) => {
                    let quote = inside.chars().next().unwrap_or('"');
                    let (key, behind) = key.split_once(quote).ok_or_else(wrong)?;
                    (Step::Key(key.into()), behind.strip_prefix(']').ok_or_else(wrong)?)
                }
                None => {
                    let (inside, behind) = inside.split_once(']').ok_or_else(wrong)?;
                    // The shell of words took the quotes away.
                    let step = match inside.parse() {
                        Ok(index) => Step::Index(index),
                        Err(_) => Step::Key(inside.into()),
                    };
                    (step, behind)
                }
            };
            steps.push(step);
            rest = behind.strip_prefix('.').unwrap_or(behind);
        } else {
            let end = rest.find(['.', '[']).unwrap_or(rest.len());
            let (key, behind) = rest.split_at_checked(end).ok_or_else(wrong)?;
            if key.is_empty() {
                return Err(wrong());
            }
            steps.push(Step::Key(key.into()));
            rest = behind.strip_prefix('.').unwrap_or(behind);
        }
    }
    if steps.is_empty() { Err(wrong()) } else { Ok(steps) }
}

/// What is otherwise: counts of rules, findings that are new, and those that are gone.
fn compared(before: &Report, mut after: Report) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let pairs = before.summary.by_rule.iter().zip(&after.summary.by_rule);
    let changed = pairs.filter(|(before, after)| before != after);
    let counts: Vec<Piece> = changed.map(|(before, after)| line(change(before, after))).collect();
    // Lines may have moved, and where the object lands: what a finding says of what tells it from others.
    let of = |finding: &Finding| {
        let object = finding.object.as_ref();
        object.map(|object| (object.kind.clone(), object.name.clone()))
    };
    let same = |a: &Finding, b: &Finding| {
        a.rule == b.rule && a.path == b.path && a.message == b.message && of(a) == of(b)
    };
    let gone =
        before.findings.iter().filter(|old| !after.findings.iter().any(|new| same(old, new)));
    for finding in gone {
        pieces.push(line(format!("gone: {}: {}", finding.rule, finding.message)));
    }
    after.findings.retain(|new| !before.findings.iter().any(|old| same(old, new)));
    if !after.findings.is_empty() {
        pieces.push(line("new:"));
        pieces.push(Piece::Findings(Box::new(after)));
    }
    pieces.extend(counts);
    if pieces.is_empty() {
        pieces.push(line("no verdict would be another"));
    }
    pieces
}

/// `no-latest: 1 failed, then 1 passed`.
fn change(before: &RuleCounts, after: &RuleCounts) -> String {
    let (before, after) = (super::judging::counted_of(before), super::judging::counted_of(after));
    let then = after.split_once(": ").map_or(&*after, |(_, counts)| counts);
    format!("{before}; then {then}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_read_as_they_are_printed() {
        for path in ["spec.containers[0].image", "metadata.labels[\"a.b/c\"]", "a[0][1].b-c"] {
            let read = steps(path).expect("a path");
            assert_eq!(crate::world::manifest::Path(read).to_string(), path);
        }
        for wrong in ["", ".", "a..b", "a[", "a[\"b]", "a.[0"] {
            assert!(steps(wrong).is_err(), "{wrong}");
        }
    }
}
