//! What is wrong with a project file.

use indexmap::IndexSet;

use crate::base::{Place, suggest};
use crate::diag::{Code, Diagnostic};
use crate::judge::written::head;
use crate::world::manifest::{NodeId, Tree};

/// A rule that is configured and not in force.
pub(super) fn rule_not_in_force(
    id: &str,
    place: Place,
    in_force: &IndexSet<&str>,
    in_library: bool,
) -> Diagnostic {
    let message = format!("the rule `{id}` is not in force");
    let near = suggest(id, in_force.iter().copied());
    let fault = match near {
        Some(near) => Diagnostic::new(Code::E0448, format!("{message}; did you mean `{near}`?")),
        None => Diagnostic::new(Code::E0448, message),
    };
    let fault = fault.at(place, "no such rule is judged by");
    match near {
        Some(near) => fault.help(format!("write `{near}`")),
        None if in_library => fault.help(format!("add `{id}` to `policies`, or drop this entry")),
        None => fault.help("`seaworthy rules` lists what is in force; mend the id, or drop it"),
    }
}

/// A workload that says where nothing is.
pub(super) fn idle_workload(tree: &Tree, node: NodeId, kind: &str) -> Diagnostic {
    Diagnostic::new(Code::E0447, format!("nothing is said of where `{kind}` keeps its images"))
        .at(head(tree, node), "no `pods`, `overlays`, `containers` or `images`")
        .help("add paths, such as `pods: [spec.template.spec]` or `images: [spec.image]`")
}

/// `policies: []`: nothing would be in force.
pub(super) fn no_policies(place: Place) -> Diagnostic {
    Diagnostic::new(Code::E0447, "`policies` names nothing")
        .at(place, "no policy is in force")
        .help("name a file, a folder or a pack; left out, it is `[std/recommended]`")
}
