//! What can be wrong with policies that check.

use crate::base::Place;
use crate::diag::{Code, Diagnostic};

/// Expressions and calls nest deeper than a stack may.
pub(super) fn too_deep(place: Place, limit: usize) -> Diagnostic {
    let message = format!("calls and expressions nest more than {limit} deep from here");
    Diagnostic::new(Code::E0701, message)
        .at(place, "too deep")
        .help("call fewer functions within functions, or keep what they come to in a `let`")
}
