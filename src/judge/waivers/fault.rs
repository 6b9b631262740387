//! What is wrong with waivers, or odd about them.

use indexmap::IndexSet;

use crate::base::{Place, suggest};
use crate::diag::{Code, Diagnostic};
use crate::world::measure::Date;

/// A waiver that is given for longer than may be.
pub(super) fn too_far(place: Place, until: Date, latest: Date) -> Diagnostic {
    let message = format!("`{until}` is further ahead than the project's `maxWaiver` allows");
    Diagnostic::new(Code::E0454, message)
        .at(place, format!("{latest} is the last day that may stand here today"))
        .help(format!("write `{latest}` or an earlier day, and look again then"))
}

/// A waiver of a rule that is not in force.
pub(super) fn not_in_force(rule: &str, place: Place, in_force: &IndexSet<&str>) -> Diagnostic {
    let near = suggest(rule, in_force.iter().copied());
    let message = match near {
        Some(near) => {
            format!("the rule `{rule}` is not in force, and can't fail; did you mean `{near}`?")
        }
        None => format!("the rule `{rule}` is not in force, and can't fail"),
    };
    let fault = Diagnostic::new(Code::E0455, message).at(place, "no such rule is judged by");
    match near {
        Some(near) => fault.help(format!("write `{near}`")),
        None => {
            fault.help("`seaworthy rules` lists what is in force; mend the id, or drop the waiver")
        }
    }
}

/// A waiver whose last day is over.
pub(super) fn expired(place: Place, until: Date, still_fails: bool) -> Diagnostic {
    let message = format!("this waiver has expired: its last day was {until}");
    let fault = Diagnostic::new(Code::L0394, message);
    if still_fails {
        fault.at(place, "what it covered counts again").help(
            "mend what fails; or, if it is still to be let pass, give a later `until` and say why",
        )
    } else {
        fault.at(place, "nothing that it covered fails in this run").help("drop it")
    }
}

/// A waiver that covers nothing.
pub(super) fn unused(place: Place, rule: &str) -> Diagnostic {
    Diagnostic::new(Code::L0395, "this waiver is not used")
        .at(place, format!("`{rule}` does not fail on what it selects"))
        .help("drop it; if something is meant to be covered, compare it with the finding's rule, object and path")
}

/// A waiver in a manifest, where manifests may waive nothing.
pub(super) fn not_allowed(place: Place, rule: Option<&str>) -> Diagnostic {
    let (message, help) = match rule {
        None => (
            "this annotation waives nothing: no project file lets manifests waive rules".to_owned(),
            "write a waiver in the waivers file, or allow it: `waiverAnnotations` in `seaworthy.yaml`"
                .to_owned(),
        ),
        Some(rule) => (
            format!("manifests may not waive `{rule}` themselves"),
            format!(
                "write a waiver in the waivers file, or add `{rule}` to `waiverAnnotations` in \
                 `seaworthy.yaml`"
            ),
        ),
    };
    Diagnostic::new(Code::L0396, message).at(place, "passed over").help(help)
}

/// A waiver in a manifest that can't be read.
pub(super) fn unreadable(place: Place, why: &str, help: Option<&str>) -> Diagnostic {
    let fault = Diagnostic::new(Code::L0396, format!("this annotation waives nothing: {why}"))
        .at(place, "passed over");
    let form = "write a list of waivers, each with `rule`, `reason`, `owner` and `until`";
    fault.help(help.unwrap_or(form))
}

/// A waiver in a manifest that reaches too far.
pub(super) fn own_too_far(place: Place, until: Date, latest: Date) -> Diagnostic {
    let why =
        format!("`{until}` is further ahead than the project's `maxWaiver` allows, {latest} today");
    unreadable(place, &why, Some(&format!("write `{latest}` or an earlier day")))
}
