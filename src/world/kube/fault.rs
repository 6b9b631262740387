//! What is wrong with an object, or worth a note: one constructor a fault.

use crate::base::{Place, Span};
use crate::diag::{Code, Diagnostic};
use crate::world::image::PullPolicyFault;
use crate::world::manifest::{NodeKind, Scalar};

/// `metadata`, `spec` or a container lost the indentation of what belongs under it.
pub(super) fn lost_indentation(
    kind: &str,
    strays: &[(Place, &str, String)],
    mended: Option<String>,
) -> Diagnostic {
    let message = format!("this `{kind}` has lost its indentation");
    let mut diagnostic = Diagnostic::new(Code::E0530, message);
    for (place, key, home) in strays {
        diagnostic = diagnostic.at(*place, format!("`{key}` belongs under {home}"));
    }
    diagnostic.help(match mended {
        Some(text) => format!("it was probably meant so:\n{text}"),
        None => "indent each key below the one it belongs to".into(),
    })
}

/// A list where a mapping belongs, a scalar where a list does, and so on; `flow`: in brackets or
/// braces.
pub(super) fn wrong_shape(
    place: Place,
    what: &str,
    (found, flow): (NodeKind, bool),
    wanted: NodeKind,
) -> Diagnostic {
    let (found_name, wanted_name) = (shape(found), shape(wanted));
    let message = format!("{what} is {found_name}; Kubernetes reads {wanted_name} there");
    let help = match (found, wanted) {
        (NodeKind::Mapping, NodeKind::Sequence) if flow => "put it in brackets, `[{…}]`".into(),
        (NodeKind::Mapping, NodeKind::Sequence) => {
            "put `- ` before the first key and indent the others by two".into()
        }
        (NodeKind::Sequence, NodeKind::Mapping | NodeKind::Scalar) if flow => {
            "take the brackets away".into()
        }
        (NodeKind::Sequence, NodeKind::Mapping | NodeKind::Scalar) => "take the `- ` away".into(),
        (NodeKind::Mapping, NodeKind::Scalar) if what == "`image`" => {
            "write one text: `image: REPOSITORY:TAG`".into()
        }
        (NodeKind::Scalar, NodeKind::Mapping) if what.contains("ontainers[") => {
            "name the container too: `- name: …`, and below it `image: …`".into()
        }
        _ => format!("write {wanted_name}"),
    };
    let label = format!("{wanted_name} belongs here");
    Diagnostic::new(Code::E0531, message).at(place, label).help(help)
}

/// Nothing, where a list or mapping belongs.
pub(super) fn empty(place: Place, what: &str, wanted: NodeKind) -> Diagnostic {
    let wanted = shape(wanted);
    Diagnostic::new(Code::E0531, format!("{what} is empty; Kubernetes reads {wanted} there"))
        .at(place, format!("{wanted} belongs here"))
        .help("write what is missing, or take away what calls for it")
}

/// `-name`, a key to YAML, where `- name` was meant.
pub(super) fn dash_without_blank(place: Place, what: &str) -> Diagnostic {
    Diagnostic::new(Code::E0531, format!("{what} is a mapping; Kubernetes reads a list there"))
        .at(place, "a `-` without a blank behind it begins no item")
        .help("put a space behind the `-`, and align the item's keys")
}

fn shape(kind: NodeKind) -> &'static str {
    match kind {
        NodeKind::Mapping => "a mapping",
        NodeKind::Sequence => "a list",
        NodeKind::Scalar => "a plain value",
    }
}

/// A plain scalar that Kubernetes does not read as text, where text belongs.
pub(super) fn not_text(place: Place, what: &str, written: &str, read: &Scalar) -> Diagnostic {
    let kind = match read {
        Scalar::Null => "null",
        Scalar::Bool(true) => "the boolean `true`",
        Scalar::Bool(false) => "the boolean `false`",
        Scalar::Int(_) | Scalar::Float(_) => "a number",
        Scalar::Text(_) => "text",
    };
    let written: String = written.chars().take(60).collect();
    let help = match what {
        "`imagePullPolicy`" | "`pullPolicy`" => "write `Always`, `IfNotPresent` or `Never`".into(),
        "`apiVersion`" => "write `v1`, or a group and a version such as `apps/v1`".into(),
        "`kind`" => "write the object's kind, such as `Pod`".into(),
        "`image`" | "`reference`" => {
            format!("name the image, as in `nginx:1.27`; `\"{written}\"` if that is its name")
        }
        _ => format!("write `\"{written}\"`"),
    };
    Diagnostic::new(Code::E0532, format!("{what} is text, and `{written}` is {kind} to Kubernetes"))
        .at(place, format!("read as {kind}"))
        .help(help)
}

/// `imagePullpolicy`, `initContainer`.
pub(super) fn misspelt_field(place: Place, written: &str, of: &str, meant: &str) -> Diagnostic {
    let message = format!("{of} has no field `{written}`; did you mean `{meant}`?");
    Diagnostic::new(Code::E0542, message)
        .at(place, "Kubernetes refuses or drops this field")
        .help(format!("write `{meant}`"))
}

/// `image` beside `containers`.
pub(super) fn misplaced_key(place: Place, written: &str, of: &str, home: &str) -> Diagnostic {
    Diagnostic::new(Code::E0543, format!("{of} has no field `{written}`; it belongs to {home}"))
        .at(place, "Kubernetes refuses or drops this field")
        .help(format!("move it to {home}"))
}

/// `- name: web` and then `- image: nginx`.
pub(super) fn cut_item(tail: Place, head: Place) -> Diagnostic {
    Diagnostic::new(Code::E0543, "a container is cut in two: this item has only the image")
        .at(tail, "the `-` before it begins another container")
        .near(head, "this one has no image")
        .help("put two spaces for the `- ` if both are one container; else add what is missing")
}

/// Lists of containers outside the pod: each with where it stands and where it belongs.
pub(super) fn misplaced_containers(kind: &str, strays: &[(Place, String, String)]) -> Diagnostic {
    let message = format!("this `{kind}` has containers where Kubernetes does not look for them");
    let mut fault = Diagnostic::new(Code::E0543, message);
    for (place, here, _) in strays {
        fault = fault.at(*place, format!("this is `{here}`"));
    }
    let homes: Vec<String> = strays.iter().map(|(_, _, home)| format!("`{home}`")).collect();
    fault.help(format!("Kubernetes looks at {}: move it there", homes.join(", ")))
}

/// A pull policy that is none.
pub(super) fn bad_pull_policy(place: Place, fault: &PullPolicyFault) -> Diagnostic {
    let label = match fault.meant() {
        Some(policy) => format!("did you mean `{policy}`?"),
        None => "Kubernetes refuses it".into(),
    };
    Diagnostic::new(Code::E0533, fault.message()).at(place, label).help(fault.help())
}

/// `apiVersion` without `kind`, or the other way round.
pub(super) fn half_identified(
    place: Place,
    has: &str,
    lacks: &str,
    near: Option<(Place, &str)>,
) -> Diagnostic {
    let diagnostic = Diagnostic::new(Code::E0534, format!("this has `{has}` and no `{lacks}`"))
        .at(place, "an object needs both");
    match near {
        Some((place, key)) => diagnostic
            .near(place, format!("is this `{lacks}`?"))
            .help(format!("write `{lacks}` for `{key}`")),
        None => diagnostic.help(format!("add `{lacks}`, or leave `{has}` away")),
    }
}

/// An item of a list that says neither what it is nor lies in a list that says it.
pub(super) fn unidentified_item(place: Place) -> Diagnostic {
    Diagnostic::new(Code::E0534, "this item has neither `apiVersion` nor `kind`")
        .at(place, "an object needs both")
        .help("add `apiVersion` and `kind`")
}

/// `Kind`, `apiversion`.
pub(super) fn misspelt_key(place: Place, written: &str, meant: &str) -> Diagnostic {
    let case = if written.eq_ignore_ascii_case(meant) { ": case counts" } else { "" };
    Diagnostic::new(Code::E0535, format!("`{written}` is not `{meant}`{case}"))
        .at(place, "Kubernetes does not read this key")
        .help(format!("write `{meant}`"))
}

/// `pod`, `Deploymnet`.
pub(super) fn unknown_kind(place: Place, written: &str, meant: &str) -> Diagnostic {
    Diagnostic::new(Code::E0536, format!("unknown kind `{written}`; did you mean `{meant}`?"))
        .at(place, "no such kind in this group")
        .help(format!("write `{meant}`"))
}

/// `app/v1`.
pub(super) fn unknown_group(place: Place, written: &str, meant: &str) -> Diagnostic {
    Diagnostic::new(Code::E0536, format!("unknown API group `{written}`; did you mean `{meant}`?"))
        .at(place, "no such group")
        .help(format!("write `{meant}`"))
}

/// A kind of Kubernetes under another of its groups.
pub(super) fn wrong_group(
    kind_place: Place,
    api_place: Place,
    kind: &str,
    api_version: &str,
    groups: &[&str],
) -> Diagnostic {
    // All of Kubernetes' own groups have a `v1`, but for `extensions`, which it has given up: each
    // kind of it is in another too.
    let shown = |group: &&str| match *group {
        "" => "`v1`".to_owned(),
        group => format!("`{group}/v1`"),
    };
    let of = groups.iter().filter(|group| **group != "extensions");
    let of: Vec<String> = of.map(shown).collect();
    Diagnostic::new(Code::E0537, format!("`{api_version}` has no kind `{kind}`"))
        .at(api_place, "this group does not have it")
        .near(kind_place, "")
        .help(format!("write {}", of.join(" or ")))
}

/// An `apiVersion` that is none.
pub(super) fn bad_api_version(place: Place, written: &str) -> Diagnostic {
    let written: String = written.chars().take(60).collect();
    Diagnostic::new(Code::E0537, format!("`{written}` is not an `apiVersion`"))
        .at(place, "neither `version` nor `group/version`")
        .help("write `v1`, or a group and a version such as `apps/v1`")
}

/// An `apiVersion` or `kind` that is longer than Kubernetes takes any.
pub(super) fn too_long(place: Place, what: &str, length: usize, limit: usize) -> Diagnostic {
    Diagnostic::new(Code::E0537, format!("this `{what}` has {length} bytes; the limit is {limit}"))
        .at(Place::new(place.source, Span::at(place.span.start as usize)), "no cluster takes it")
        .help("write the one that the object is meant to have")
}

/// More objects or images than are judged of one document.
pub(super) fn too_many(place: Place, what: &str, limit: usize) -> Diagnostic {
    Diagnostic::new(Code::E0521, format!("the document has more {what} than the limit of {limit}"))
        .at(place, "not judged from here on")
        .help("split it into several files")
}

/// A pod without containers, or a workload without a pod.
pub(super) fn no_containers(place: Place, message: String) -> Diagnostic {
    Diagnostic::new(Code::E0538, message)
        .at(place, "no image is named here, so none was judged")
        .help("Kubernetes refuses it; of a patch, judge what `kustomize build` makes of it")
}

/// A Pod with `items`: `kubectl` drops the Pod and applies the items.
pub(super) fn ambiguous(kind: &str, kind_place: Place, items: Place) -> Diagnostic {
    Diagnostic::new(Code::E0539, format!("this is a `{kind}` and a list at once"))
        .at(items, "`kubectl` applies these items and drops the rest")
        .near(kind_place, "says what it is")
        .help("take `items` away, or write `kind: List`")
}

/// Lists in lists in lists.
pub(super) fn too_deep(place: Place, limit: usize) -> Diagnostic {
    Diagnostic::new(Code::E0540, format!("lists nested deeper than {limit}"))
        .at(place, "not judged")
        .help("put the innermost items into one list")
}

/// Objects in a bare sequence.
pub(super) fn bare_list(place: Place) -> Diagnostic {
    Diagnostic::new(Code::E0541, "this document is a list of objects, and no object itself")
        .at(place, "`kubectl` refuses it")
        .help("separate the objects by `---`, or put them under `items` of a `kind: List`")
}

/// Ephemeral containers in a file.
pub(super) fn ephemeral_in_file(place: Place) -> Diagnostic {
    Diagnostic::new(Code::L0391, "ephemeral containers stand in a manifest")
        .at(place, "the API server refuses them there")
        .help("add them to a running pod with `kubectl debug`")
}

/// An explicit `null` where a value matters.
pub(super) fn explicit_null(place: Place, what: &str) -> Diagnostic {
    Diagnostic::new(Code::L0392, format!("{what} is null, which reads as absent"))
        .at(place, "the same as leaving it out")
        .help("give it a value, or leave the key out")
}
