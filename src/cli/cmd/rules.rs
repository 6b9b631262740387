//! `seaworthy rules`: the rules and packs, and which are in force.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use crate::cli::policies;
use crate::cli::terminal::Terminal;
use crate::diag::printable;
use crate::lang::ir::Rule;
use crate::lang::library::Library;
use crate::report::Exit;

/// Arguments of `rules`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  seaworthy rules
  seaworthy rules -p policies/ -p std/recommended")]
pub(crate) struct Args {
    /// A policy file, a folder of them, or a rule or pack of the library; may be repeated
    /// [default: std/recommended]
    #[arg(short, long = "policy", value_name = "PATH")]
    policies: Vec<PathBuf>,
}

pub(crate) fn run(args: &Args, terminal: &mut Terminal) -> Exit {
    let everything: Vec<PathBuf> =
        Library::get().rules().map(|(_, _, id)| PathBuf::from(id)).collect();
    match (policies::load(&args.policies, false), policies::load(&everything, false)) {
        (Ok(named), Ok(library)) => {
            let mut page = String::from("in force\n");
            for rule in named.program.rules.iter().filter(|rule| rule.in_force) {
                write_rule(&mut page, rule, &named.sources);
            }
            let in_force = |rule: &Rule| named.program.rule(&rule.id).is_some();
            let others: Vec<&Rule> =
                library.program.rules.iter().filter(|rule| !in_force(rule)).collect();
            if !others.is_empty() {
                page.push_str("\nin the library, not in force\n");
            }
            for rule in others {
                write_rule(&mut page, rule, &library.sources);
            }
            page.push_str("\npacks\n");
            write_packs(&mut page, &library.program.rules);
            terminal.print(&page);
            Exit::Clean
        }
        (Err(errors), _) | (_, Err(errors)) => {
            terminal.remark_all(&errors);
            Exit::Usage
        }
    }
}

fn write_rule(page: &mut String, rule: &Rule, sources: &crate::base::Sources) {
    let title = rule.doc.as_deref().and_then(|doc| doc.lines().next()).unwrap_or("");
    let source = sources.get(rule.source).map_or("", |source| source.name());
    let _ = writeln!(
        page,
        "  {:<32} {:<8} {}  ({})",
        rule.id,
        rule.severity.as_str(),
        printable(title),
        printable(source)
    );
}

/// The packs; peers' rules are in none, their tags name the peer's own check.
fn write_packs(page: &mut String, rules: &[Rule]) {
    let mut packs: BTreeMap<&str, usize> = BTreeMap::new();
    let own = rules.iter().filter(|rule| !rule.id.starts_with("std/compat/"));
    for tag in own.flat_map(|rule| &rule.tags) {
        *packs.entry(tag).or_default() += 1;
    }
    for (tag, count) in packs {
        let rules = if count == 1 { "rule" } else { "rules" };
        let _ = writeln!(page, "  {:<32} {count} {rules}", format!("std/{tag}"));
    }
}
