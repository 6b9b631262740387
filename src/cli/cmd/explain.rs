//! `seaworthy explain WHAT`: a code, a rule or a pack.

use std::fmt::Write as _;
use std::path::PathBuf;

use crate::base::suggest;
use crate::cli::policies;
use crate::cli::project::{Project, ProjectArgs};
use crate::cli::terminal::Terminal;
use crate::diag::{Code, Notice, render};
use crate::lang::ir::Rule;
use crate::lang::library::Library;
use crate::report::Exit;

/// Arguments of `explain`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  seaworthy explain E0203
  seaworthy explain std/no-latest
  seaworthy explain std/recommended
  seaworthy explain approved-registry -p policies/")]
pub(crate) struct Args {
    /// A code (`E0203`), a rule (`std/no-latest`), or a pack or folder of the library
    /// (`std/recommended`, `std/compat/kyverno`)
    what: String,

    /// Where the rule is to be looked for, if it is not the library's; may be repeated [default: what
    /// the project file lists]
    #[arg(short, long = "policy", value_name = "PATH")]
    policies: Vec<PathBuf>,

    #[command(flatten)]
    project: ProjectArgs,
}

pub(crate) fn run(args: &Args, terminal: &mut Terminal) -> Exit {
    if let Some(code) = Code::find(&args.what) {
        let page = render::page(code.page(), &terminal.style());
        terminal.print(&format!("{}\n{page}", code.as_str()));
        return Exit::Clean;
    }
    match explained(args) {
        Ok(Ok(page)) => {
            terminal.print(&render::page(&page, &terminal.style()));
            Exit::Clean
        }
        Ok(Err(unknown)) => {
            terminal.complain(&unknown);
            Exit::Usage
        }
        Err(errors) => {
            terminal.remark_all(&errors);
            Exit::Usage
        }
    }
}

/// The page of a rule or pack; else what to say of a name that is neither.
fn explained(args: &Args) -> Result<Result<String, String>, Vec<Notice>> {
    let alone = Project::default().with_own_policies();
    let name = args.what.starts_with("std/");
    if name && !Library::get().select(&args.what).is_empty() {
        let policies = policies::load(&[PathBuf::from(&args.what)], &alone, false)?;
        return Ok(Ok(match policies.program.rule(&args.what) {
            Some((_, rule)) => page_of(rule),
            None => page_of_pack(&args.what, &policies.program.rules),
        }));
    }
    let project = Project::find(&args.project, &args.policies, &[PathBuf::from(".")])?;
    if args.policies.is_empty() && project.policies().is_none() {
        return Ok(Err(unknown(&args.what, std::iter::empty())));
    }
    let policies = policies::load(&args.policies, &project, false)?;
    Ok(match policies.program.rule(&args.what) {
        Some((_, rule)) => Ok(page_of(rule)),
        None => {
            let rules = policies.program.rules.iter().map(|rule| &*rule.id);
            Err(unknown(&args.what, rules))
        }
    })
}

/// A pack as a page: its rules, with their titles.
fn page_of_pack(name: &str, rules: &[Rule]) -> String {
    let count =
        if rules.len() == 1 { "1 rule".to_owned() } else { format!("{} rules", rules.len()) };
    let mut page = format!("# {name}: {count}\n\n");
    for rule in rules {
        let title = rule.doc.as_deref().and_then(|doc| doc.lines().next()).unwrap_or("");
        let _ = writeln!(page, "- `{}` ({}): {title}", rule.id, rule.severity.as_str());
    }
    let _ = writeln!(
        page,
        "\n`-p {name}`, or `{name}` under `policies` in the project file, puts them in force."
    );
    page
}

/// A rule as a page: its title, what it is, its documentation.
fn page_of(rule: &Rule) -> String {
    let doc = rule.doc.as_deref().unwrap_or("This rule has no documentation.");
    let (title, rest) = doc.split_once('\n').unwrap_or((doc, ""));
    let mut page = format!("# {}: {title}\n\n", rule.id);
    let _ = writeln!(page, "Severity: {}", rule.severity.as_str());
    if !rule.tags.is_empty() {
        let _ = writeln!(page, "\nTags: {}", rule.tags.join(", "));
    }
    for see in &rule.see {
        let _ = writeln!(page, "\nSee: {see}");
    }
    page.push_str(rest);
    page.push('\n');
    page
}

fn unknown<'a>(what: &str, rules: impl Iterator<Item = &'a str>) -> String {
    let library = Library::get().rules().map(|(_, _, id)| id);
    let codes = Code::ALL.iter().map(|code| code.as_str());
    let of_library = format!("std/{what}");
    let bare = Library::get().rule(&of_library).map(|_| of_library.as_str());
    match bare.or_else(|| suggest(what, rules.chain(library).chain(codes))) {
        Some(near) => format!("no code or rule `{what}`; did you mean `{near}`?"),
        None => format!(
            "no code or rule `{what}`; `seaworthy rules` lists the rules, and `-p` says where yours are"
        ),
    }
}
