//! `seaworthy rules`: the rules and packs, and which are in force.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use crate::base::Sources;
use crate::cli::policies::{self, Policies};
use crate::cli::project::{Project, ProjectArgs};
use crate::cli::terminal::Terminal;
use crate::diag::Notice;
use crate::diag::render::Style;
use crate::judge::{Standing, standings};
use crate::lang::ir::{Program, Rule};
use crate::lang::library::Library;
use crate::report::Exit;

/// Arguments of `rules`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  seaworthy rules
  seaworthy rules -v
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
    match listed(args, terminal.verbose(), &terminal.style()) {
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

/// The page. The rules that peers have are many, and only `all` of them are wanted by few.
fn listed(args: &Args, all: bool, style: &Style) -> Result<String, Vec<Notice>> {
    let project = Project::find(&args.project, &args.policies, &[PathBuf::from(".")])?;
    let named = policies::load(&args.policies, &project, false)?;
    named.check_rules(&project)?;
    let library = whole_library()?;
    let mut page = String::from("in force\n");
    let standing = standings(&named.program, project.rules()).into_iter().map(Some);
    let in_force = named.program.rules.iter().zip(standing).filter(|(rule, _)| rule.in_force);
    write_rules(&mut page, &in_force.collect::<Vec<_>>(), &named.sources, style);
    let others = library.program.rules.iter();
    let others = others.filter(|rule| named.program.rule(&rule.id).is_none());
    let (peers, own): (Vec<&Rule>, Vec<&Rule>) =
        others.partition(|rule| rule.id.starts_with("std/compat/"));
    let shown = own.iter().chain(peers.iter().filter(|_| all));
    let others: Vec<_> = shown.map(|rule| (*rule, None)).collect();
    if !others.is_empty() {
        page.push_str("\nin the library, not in force\n");
    }
    write_rules(&mut page, &others, &library.sources, style);
    if !all && !peers.is_empty() {
        let _ = writeln!(page, "  and {} as peers have them; `-v` lists those too", peers.len());
    }
    page.push_str("\npacks\n");
    write_packs(&mut page, &library.program);
    if let Some(file) = project.file() {
        let _ = writeln!(page, "\nby the project file {}", style.clean(file.name()));
    }
    Ok(page)
}

fn whole_library() -> Result<Policies, Vec<Notice>> {
    let everything: Vec<PathBuf> =
        Library::get().rules().map(|(_, _, id)| PathBuf::from(id)).collect();
    policies::load(&everything, &Project::default().with_own_policies(), false)
}

/// A line a rule: id, severity, what becomes of its verdicts where it is in force, title, file.
fn write_rules(
    page: &mut String,
    rules: &[(&Rule, Option<Standing>)],
    sources: &Sources,
    style: &Style,
) {
    let width = rules.iter().map(|(rule, _)| rule.id.len()).max().unwrap_or_default();
    for (rule, standing) in rules {
        let title = rule.doc.as_deref().and_then(|doc| doc.lines().next()).unwrap_or("");
        let source = sources.get(rule.source).map_or("", |source| source.name());
        let severity = standing.map_or(rule.severity, |standing| standing.severity).as_str();
        let _ = write!(page, "  {:<width$}  {severity:<8}", rule.id);
        if let Some(standing) = standing {
            let _ = write!(page, " {:<8}", standing.enforcement.as_str());
        }
        let _ = writeln!(page, " {}  ({})", style.clean(title), style.clean(source));
    }
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
