//! How rules stand in a run: what they say of themselves, and what the project file makes of it.

use indexmap::IndexMap;

use super::project::{Enforcement, RuleSetting};
use crate::diag::Severity;
use crate::lang::ir::Program;

/// How a rule stands in a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// How bad a failure is.
    pub severity: Severity,
    /// What becomes of its verdicts.
    pub enforcement: Enforcement,
}

/// How the rules of a program stand, by their index.
pub fn standings(program: &Program, settings: &IndexMap<String, RuleSetting>) -> Vec<Standing> {
    let standing = |id: &str, own: Severity| {
        let setting = settings.get(id).copied().unwrap_or_default();
        Standing { severity: setting.severity.unwrap_or(own), enforcement: setting.enforce }
    };
    program.rules.iter().map(|rule| standing(&rule.id, rule.severity)).collect()
}
