//! `seaworthy rules`: the rules and packs, and which are in force.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use crate::base::Sources;
use crate::cli::policies::{self, Policies};
use crate::cli::project::{Project, ProjectArgs};
use crate::cli::terminal::Terminal;
use crate::diag::{Notice, printable};
use crate::judge::{Standing, standings};
use crate::lang::ir::{Program, Rule};
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
    /// [default: what the project file lists, else std/recommended]
    #[arg(short, long = "policy", value_name = "PATH")]
    policies: Vec<PathBuf>,

    #[command(flatten)]
    project: ProjectArgs,
}

pub(crate) fn run(args: &Args, terminal: &mut Terminal) -> Exit {
    match listed(args) {
        Ok(page) => {
            terminal.print(&page);
            Exit::Clean
        }
        Err(errors) => {
            terminal.remark_all(&errors);
            Exit::Usage
        }
    }
}

fn listed(args: &Args) -> Result<String, Vec<Notice>> {
    let project = Project::find(&args.project, &args.policies, &[PathBuf::from(".")])?;
    let named = policies::load(&args.policies, &project, false)?;
    let library = whole_library()?;
    let mut page = String::from("in force\n");
    let standing = standings(&named.program, project.rules());
    for (rule, standing) in named.program.rules.iter().zip(standing) {
        if rule.in_force {
            write_rule(&mut page, rule, Some(standing), &named.sources);
        }
    }
    let in_force = |rule: &Rule| named.program.rule(&rule.id).is_some();
    let mut others = library.program.rules.iter().filter(|rule| !in_force(rule)).peekable();
    if others.peek().is_some() {
        page.push_str("\nin the library, not in force\n");
    }
    for rule in others {
        write_rule(&mut page, rule, None, &library.sources);
    }
    page.push_str("\npacks\n");
    write_packs(&mut page, &library.program);
    if let Some(file) = project.file() {
        let _ = writeln!(page, "\nby the project file {}", printable(file.name()));
    }
    Ok(page)
}

fn whole_library() -> Result<Policies, Vec<Notice>> {
    let everything: Vec<PathBuf> =
        Library::get().rules().map(|(_, _, id)| PathBuf::from(id)).collect();
    policies::load(&everything, &Project::default().with_own_policies(), false)
}

/// A line of a rule: id, severity, what becomes of its verdicts, title, file.
fn write_rule(page: &mut String, rule: &Rule, standing: Option<Standing>, sources: &Sources) {
    let title = rule.doc.as_deref().and_then(|doc| doc.lines().next()).unwrap_or("");
    let source = sources.get(rule.source).map_or("", |source| source.name());
    let severity = standing.map_or(rule.severity, |standing| standing.severity);
    let enforcement = standing.map_or("", |standing| standing.enforcement.as_str());
    let _ = writeln!(
        page,
        "  {:<32} {:<8} {enforcement:<8} {}  ({})",
        rule.id,
        severity.as_str(),
        printable(title),
        printable(source)
    );
}

/// The packs: tags of the library's own rules, and folders of rules as peers have them.
fn write_packs(page: &mut String, library: &Program) {
    let mut packs: BTreeMap<String, usize> = BTreeMap::new();
    for rule in &library.rules {
        match rule.id.rsplit_once('/') {
            Some(("std", _)) | None => {
                for tag in &rule.tags {
                    *packs.entry(format!("std/{tag}")).or_default() += 1;
                }
            }
            Some((folder, _)) => *packs.entry(folder.to_owned()).or_default() += 1,
        }
    }
    for (pack, count) in packs {
        let rules = if count == 1 { "rule" } else { "rules" };
        let _ = writeln!(page, "  {pack:<32} {count} {rules}");
    }
}
