//! `params` of the project file and `--param name=value`: from YAML to values.

use std::collections::HashMap;

use crate::base::{Place, Source, Sources, Span};
use crate::diag::{Code, Diagnostic};
use crate::judge::project::ProjectFile;
use crate::lang::eval::{Of, Refusal, Uncomputed};
use crate::lang::ir::{self, Require};
use crate::lang::library::Library;
use crate::lang::lower::param_value;
use crate::lang::typeck::{Checked, Param, ParamValue, read_param, read_param_at, unknown_param};
use crate::lang::value::{Value, Why};

use super::policies::Faults;
use super::project::Project;

/// The values of params that are set, by the params' indices. What is wrong with them is added to
/// `faults`.
pub(super) fn given(
    checked: &Checked,
    project: &Project,
    args: &[(String, String)],
    sources: &mut Sources,
    faults: &mut Faults,
) -> Vec<Option<Value<'static>>> {
    let params = checked.params.iter().enumerate();
    let by_id = params.map(|(index, param)| (&*param.id, (index, param))).rev().collect();
    let mut given = Given { checked, by_id, values: vec![None; checked.params.len()], faults };
    if let Some(file) = project.file() {
        given.set_by(file, project.governing().is_none());
    }
    for (name, text) in args {
        let source = Source::new(format!("--param {name}"), text.as_str());
        let id = sources.add(source.clone());
        match given.find(name) {
            Some((index, param)) => given.set(index, read_param(param, id, &source)),
            None => {
                let place = Place::new(id, Span::new(0, text.len()));
                given.faults.add(|| unknown_param(checked, name, place));
            }
        }
    }
    given.values
}

struct Given<'c> {
    checked: &'c Checked,
    by_id: HashMap<&'c str, (usize, &'c Param)>,
    values: Vec<Option<Value<'static>>>,
    faults: &'c mut Faults,
}

impl<'c> Given<'c> {
    /// Sets what a project file sets; `lenient` passes over what is not in force.
    fn set_by(&mut self, file: &ProjectFile, lenient: bool) {
        for (name, place, node) in file.params() {
            match self.find(name) {
                Some((index, param)) => self.set(index, read_param_at(param, file.tree(), node)),
                None if lenient => {}
                None => {
                    let checked = self.checked;
                    self.faults.add(|| stray(checked, name, place));
                }
            }
        }
    }

    fn find(&self, name: &str) -> Option<(usize, &'c Param)> {
        self.by_id.get(name).copied()
    }

    fn set(&mut self, index: usize, read: Result<ParamValue, Vec<Diagnostic>>) {
        match (read, self.values.get_mut(index)) {
            (Ok(value), Some(slot)) => *slot = param_value(&value),
            (Ok(_), None) => {}
            (Err(found), _) => self.faults.extend(found),
        }
    }
}

/// A param that the project file sets and that nothing in force has.
fn stray(checked: &Checked, name: &str, place: Place) -> Diagnostic {
    let mut fault = unknown_param(checked, name, place);
    let rule = name.rsplit_once('.').map(|(rule, _)| rule);
    if let Some(rule) = rule.filter(|rule| Library::get().rule(rule).is_some())
        && !checked.params.iter().any(|param| param.id.starts_with(&format!("{rule}.")))
    {
        fault.help = vec![format!("add `{rule}` to `policies`, or drop this param")];
    }
    fault
}

/// A param that must be set and is not.
pub(super) fn unset(param: &ir::Param) -> Diagnostic {
    Diagnostic::new(Code::E0412, format!("the param `{}` is not set", param.id))
        .at(param.place, "it has no default")
        .help(format!(
            "set it under `params` in `seaworthy.yaml`, pass `--param {}=…`, or give it a default",
            param.id
        ))
}

/// A constant or default without a value; what the params are set to may be at fault.
pub(super) fn uncomputed(
    it: &Uncomputed,
    program: &ir::Program,
    project: Option<&ProjectFile>,
) -> Diagnostic {
    let fault = it.fault(program);
    match project.filter(|file| it.of == Of::ConstantOfParams && file.params().next().is_some()) {
        Some(file) => fault.near(file.place(&["params"]), "params are set here"),
        None => fault,
    }
}

/// A top-level `require` that does not hold.
pub(super) fn refused(
    refusal: &Refusal,
    require: Option<&Require>,
    project: Option<&ProjectFile>,
) -> Diagnostic {
    let spent = refusal.causes.iter().any(|cause| cause.why == Why::Fuel);
    let fault = match spent {
        true => {
            let message =
                "deciding whether the params are fine takes too many steps, or too much room";
            Diagnostic::new(Code::E0702, message)
        }
        false => Diagnostic::new(Code::E0443, refusal.message.clone()),
    };
    let label = match refusal.causes.first() {
        Some(cause) => cause.why.message(),
        None => "this does not hold".to_owned(),
    };
    let fault = match require {
        Some(require) => fault.at(require.place, label),
        None => fault,
    };
    let set_by = project.filter(|file| file.params().next().is_some());
    let fault = match set_by {
        Some(file) => fault.near(file.place(&["params"]), "params are set here"),
        None => fault,
    };
    fault.help(match spent {
        true => "set the params to less, or ask less of them",
        false => "set the params so that it holds",
    })
}
