//! What a rule lacks besides its obligations: documentation, and a test.
//!
//! Who judges by somebody else's policies can't help it, so `check` says nothing of these: they are for
//! `test`, by which authors look at their own. That no rule has a test where there is none at all is
//! said by `test` itself. What several rules of a file lack is told at once, so that a folder of
//! policies that were never documented does not drown what else is said.

use std::collections::HashSet;

use indexmap::IndexMap;

use crate::base::SourceId;
use crate::diag::{Code, Diagnostic};

use crate::lang::typeck::input::Role;
use crate::lang::typeck::world::{Home, World};

/// How many rules of a file are shown.
const SHOWN: usize = 8;

/// Looks at the rules; `runs` tells by a rule's index whether some test runs it.
pub(super) fn lint(
    world: &World<'_>,
    unsound: &HashSet<Home>,
    runs: &[bool],
    out: &mut Vec<Diagnostic>,
) {
    for (rule, is_run) in world.rules.iter().zip(runs) {
        if world.role(rule.home) != Role::Policy || unsound.contains(&rule.home) {
            continue;
        }
        if rule.item.doc.is_none() {
            let message = format!("the rule `{}` has no documentation", rule.id);
            out.push(
                Diagnostic::new(Code::L0320, message)
                    .at(rule.place, "")
                    .help("say in a line above it that begins with `##` what it is for"),
            );
        }
        if !is_run && !world.tests.is_empty() {
            let message = format!("the rule `{}` is run by no test", rule.id);
            out.push(
                Diagnostic::new(Code::L0321, message)
                    .at(rule.place, "")
                    .help("write a `test` that shows what it finds, and one that it passes"),
            );
        }
    }
}

/// Makes one diagnostic of those of a file.
pub(super) fn gathered(all: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut gathered = Vec::new();
    let mut files: IndexMap<(SourceId, Code), Vec<Diagnostic>> = IndexMap::new();
    for lint in all {
        match (lint.code, lint.place()) {
            (Code::L0320 | Code::L0321, Some(place)) => {
                files.entry((place.source, lint.code)).or_default().push(lint);
            }
            _ => gathered.push(lint),
        }
    }
    for ((_, code), mut lints) in files {
        lints.sort_by_key(Diagnostic::place);
        let count = lints.len();
        let mut lints = lints.into_iter();
        let Some(mut first) = lints.next() else { continue };
        if count > 1 {
            let lacking = match code {
                Code::L0320 => "have no documentation",
                _ => "are run by no test",
            };
            let shown = if count > SHOWN { ", of which the first are shown" } else { "" };
            first.message = format!("{count} rules {lacking}{shown}");
            first.labels.extend(lints.take(SHOWN - 1).flat_map(|lint| lint.labels));
        }
        gathered.push(first);
    }
    gathered
}
