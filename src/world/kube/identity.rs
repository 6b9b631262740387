//! What an object is: `apiVersion` and `kind`, and what is wrong with them.
//!
//! A slip must not leave an object unjudged, so whatever is nearly an object is an error. What is
//! *known* is the kinds table: the groups of Kubernetes itself are complete in it, and any kind
//! that is near one of theirs, or is another group's, does not exist. Elsewhere only one slip from
//! a known kind counts as one: nobody knows all the kinds there are.

use super::fault;
use super::kinds::{Row, Table, is_closed};
use super::problems::Keep;
use super::view::GroupVersionKind;
use crate::base::{Name, is_within, suggest};
use crate::diag::Diagnostic;
use crate::world::manifest::{NodeId, Scalar, Tree};

/// What a mapping turns out to be.
pub(super) enum Identity<'t> {
    /// An object, and the row of its kind, if there is one.
    Object(GroupVersionKind, Option<&'t Row>),
    /// Neither `apiVersion` nor `kind`.
    Nothing,
    /// Nearly an object; the diagnostics say what is wrong.
    Faulty,
}

const API_VERSION: &str = "apiVersion";
const KIND: &str = "kind";

/// The most bytes of either. Kubernetes takes 253 for a group, 63 for a version or a kind, and a `/`.
const LONGEST: usize = 317;

/// Says what `root` is. `inherited` is what the list it lies in says of its items.
pub(super) fn identify<'t>(
    tree: &Tree,
    root: NodeId,
    inherited: Option<&GroupVersionKind>,
    table: &'t Table,
    diagnostics: &mut Vec<Diagnostic>,
) -> Identity<'t> {
    if misspelt_keys(tree, root, diagnostics) {
        return Identity::Faulty;
    }
    let (api, kind) = match (tree.entry(root, API_VERSION), tree.entry(root, KIND)) {
        (Some((_, api)), Some((_, kind))) => (api, kind),
        (None, None) => {
            let of_list = |gvk: &GroupVersionKind| {
                Identity::Object(gvk.clone(), table.row(&gvk.group, &gvk.kind))
            };
            return inherited.map_or(Identity::Nothing, of_list);
        }
        (Some((key, _)), None) => return half(tree, root, (key, API_VERSION), KIND, diagnostics),
        (None, Some((key, _))) => return half(tree, root, (key, KIND), API_VERSION, diagnostics),
    };
    let before = diagnostics.len();
    for (node, what) in [(api, API_VERSION), (kind, KIND)] {
        if !matches!(tree.scalar(node), Some(Scalar::Text(text)) if !text.is_empty()) {
            diagnostics.keep(super::extract::not_text(tree, node, &format!("`{what}`")));
        }
    }
    if diagnostics.len() > before {
        return Identity::Faulty;
    }
    // What every item of a list inherits must be short.
    for (node, what) in [(api, API_VERSION), (kind, KIND)] {
        let length = tree.text(node).len();
        if length > LONGEST {
            diagnostics.keep(fault::too_long(tree.place(node), what, length, LONGEST));
            return Identity::Faulty;
        }
    }
    match parse(tree.text(api)) {
        Some(parsed) => judge(tree, (api, kind), parsed, table, diagnostics),
        None => {
            diagnostics.keep(fault::bad_api_version(tree.place(api), tree.text(api)));
            Identity::Faulty
        }
    }
}

/// Reads `group/version` or `version`, as `schema.ParseGroupVersion` of Kubernetes does.
fn parse(api_version: &str) -> Option<(&str, &str)> {
    let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
    let slashes = api_version.matches('/').count();
    let whole = !version.is_empty() && (slashes == 0 || !group.is_empty()) && slashes < 2;
    let blank = api_version.chars().any(char::is_whitespace);
    (whole && !blank).then_some((group, version))
}

/// Reports `Kind`, `apiversion` and the like, in what has both keys in some case; and `+kind`,
/// `2  kind`, which were copied from a diff or a listing.
fn misspelt_keys(tree: &Tree, root: NodeId, diagnostics: &mut Vec<Diagnostic>) -> bool {
    let (mut apis, mut kinds) = (Slips::default(), Slips::default());
    for (key, _) in tree.entries(root) {
        match tree.text(key) {
            API_VERSION => apis.met = true,
            KIND => kinds.met = true,
            other => {
                let slips = match like(other) {
                    Some(API_VERSION) => &mut apis,
                    Some(_) => &mut kinds,
                    None => continue,
                };
                slips.met = true;
                slips.keys.push(key);
            }
        }
    }
    if !apis.met || !kinds.met {
        return false;
    }
    let mut found = false;
    for (slips, meant) in [(apis, API_VERSION), (kinds, KIND)] {
        for key in slips.keys {
            diagnostics.keep(fault::misspelt_key(tree.place(key), tree.text(key), meant));
            found = true;
        }
    }
    found
}

/// Whether something has one of the two keys in some case, and which are misspelt.
#[derive(Default)]
struct Slips {
    met: bool,
    keys: Vec<NodeId>,
}

/// Which of the two keys a word is in another case, or with signs beside it.
fn like(key: &str) -> Option<&'static str> {
    // Most keys begin with another letter than either.
    let first = key.bytes().next()?.to_ascii_lowercase();
    if first.is_ascii_lowercase() && !matches!(first, b'a' | b'k') {
        return None;
    }
    let word = key.trim_matches(|c: char| !c.is_ascii_alphabetic());
    [API_VERSION, KIND].into_iter().find(|meant| word.eq_ignore_ascii_case(meant))
}

/// One of the two keys is missing.
fn half(
    tree: &Tree,
    root: NodeId,
    (key, has): (NodeId, &str),
    lacks: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> Identity<'static> {
    let keys = tree.entries(root).map(|(key, _)| (tree.place(key), tree.text(key)));
    let near = keys.into_iter().find(|(_, text)| suggest(text, [lacks]).is_some());
    diagnostics.keep(fault::half_identified(tree.place(key), has, lacks, near));
    Identity::Faulty
}

/// The name of a version: nearly all have one of these.
fn name_of(version: &str) -> Name {
    let known = ["v1", "v2", "v1beta1", "v1alpha1"].into_iter().find(|known| *known == version);
    known.map_or_else(|| version.into(), Name::Known)
}

/// Reports kinds and groups that are a slip away from what there is.
fn judge<'t>(
    tree: &Tree,
    (api, kind): (NodeId, NodeId),
    (group, version): (&str, &str),
    table: &'t Table,
    diagnostics: &mut Vec<Diagnostic>,
) -> Identity<'t> {
    let name = tree.text(kind);
    if let Some(row) = table.row(group, name) {
        let (group, version, kind) = (row.group.clone(), name_of(version), row.kind.clone());
        let gvk = GroupVersionKind { group, version, kind };
        return Identity::Object(gvk, Some(row));
    }
    let gvk = GroupVersionKind { group: group.into(), version: version.into(), kind: name.into() };
    let bare = name.strip_suffix("List").unwrap_or(name);
    if name == "List" || table.row(group, bare).is_some() {
        return Identity::Object(gvk, None);
    }
    if let Some(meant) = near_kind(table, group, name) {
        diagnostics.keep(fault::unknown_kind(tree.place(kind), name, meant));
        return Identity::Faulty;
    }
    if let Some(meant) = near_group(table, group, name) {
        diagnostics.keep(fault::unknown_group(tree.place(api), group, meant));
        return Identity::Faulty;
    }
    let groups = table.built_in_groups_of(name);
    if is_closed(group) && !groups.is_empty() {
        let (kind, place) = (tree.place(kind), tree.place(api));
        diagnostics.keep(fault::wrong_group(kind, place, name, tree.text(api), &groups));
        return Identity::Faulty;
    }
    Identity::Object(gvk, None)
}

fn near_kind<'t>(table: &'t Table, group: &str, kind: &str) -> Option<&'t str> {
    let mut known = table.kinds_of(group);
    if is_closed(group) {
        known.push("List");
        return suggest(kind, known.iter().copied())
            .and_then(|meant| known.iter().copied().find(|k| *k == meant));
    }
    known.into_iter().find(|known| is_within(kind, known, usize::from(kind.len() > 3)))
}

/// Groups of custom resources are domains; one without a dot is Kubernetes' own or a slip.
fn near_group<'t>(table: &'t Table, group: &str, kind: &str) -> Option<&'t str> {
    let plain = !group.contains('.') && !is_closed(group);
    let groups = if plain { table.built_in_groups_of(kind) } else { Vec::new() };
    groups.into_iter().find(|known| is_within(group, known, 2))
}
