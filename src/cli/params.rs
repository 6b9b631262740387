//! `--param name=value`: from the command line to values.

use crate::base::{Place, Source, Sources, Span};
use crate::diag::{Code, Diagnostic};
use crate::lang::eval::Refusal;
use crate::lang::ir::{Param, Require};
use crate::lang::lower::param_value;
use crate::lang::typeck::{Checked, read_param, unknown_param};
use crate::lang::value::Value;

/// The values of params that are set, by the params' indices, and what is wrong with them.
pub(super) fn given(
    checked: &Checked,
    args: &[(String, String)],
    sources: &mut Sources,
) -> (Vec<Option<Value<'static>>>, Vec<Diagnostic>) {
    let mut given = vec![None; checked.params.len()];
    let mut faults = Vec::new();
    for (name, text) in args {
        let source = Source::new(format!("--param {name}"), text.as_str());
        let id = sources.add(source.clone());
        let Some(index) = checked.params.iter().position(|param| *param.id == **name) else {
            let place = Place::new(id, Span::new(0, text.len()));
            faults.push(unknown_param(checked, name, place));
            continue;
        };
        let Some((param, slot)) = checked.params.get(index).zip(given.get_mut(index)) else {
            continue;
        };
        match read_param(param, id, &source) {
            Ok(value) => *slot = param_value(&value),
            Err(found) => faults.extend(found),
        }
    }
    (given, faults)
}

/// A param that must be set and is not.
pub(super) fn unset(param: &Param) -> Diagnostic {
    Diagnostic::new(Code::E0412, format!("the param `{}` is not set", param.id))
        .at(param.place, "it has no default")
        .help(format!("pass `--param {}=…`, or give it a default", param.id))
}

/// A top-level `require` that does not hold.
pub(super) fn refused(refusal: &Refusal, require: Option<&Require>) -> Diagnostic {
    let fault = Diagnostic::new(Code::E0443, refusal.message.clone());
    let label = match refusal.causes.first() {
        Some(cause) => cause.why.message(),
        None => "this does not hold".to_owned(),
    };
    let fault = match require {
        Some(require) => fault.at(require.place, label),
        None => fault,
    };
    fault.help("set the params so that it holds")
}
