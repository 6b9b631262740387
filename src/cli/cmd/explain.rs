//! `seaworthy explain WHAT`: a code or a rule.

use std::fmt::Write as _;
use std::path::PathBuf;

use crate::base::suggest;
use crate::cli::policies;
use crate::cli::terminal::Terminal;
use crate::diag::{Code, render};
use crate::lang::ir::Rule;
use crate::lang::library::Library;
use crate::report::Exit;

/// Arguments of `explain`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  seaworthy explain E0203
  seaworthy explain std/no-latest
  seaworthy explain approved-registry -p policies/")]
pub(crate) struct Args {
    /// A code (`E0203`) or a rule's id (`std/no-latest`)
    what: String,

    /// Where the rule is to be looked for, if it is not the library's; may be repeated
    #[arg(short, long = "policy", value_name = "PATH")]
    policies: Vec<PathBuf>,
}

pub(crate) fn run(args: &Args, terminal: &mut Terminal) -> Exit {
    if let Some(code) = Code::find(&args.what) {
        let page = render::page(code.page(), &terminal.style());
        terminal.print(&format!("{}\n{page}", code.as_str()));
        return Exit::Clean;
    }
    let from_library = Library::get().rule(&args.what).is_some();
    let places = if from_library { vec![PathBuf::from(&args.what)] } else { args.policies.clone() };
    if places.is_empty() {
        terminal.complain(&unknown(&args.what, std::iter::empty()));
        return Exit::Usage;
    }
    match policies::load(&places, false) {
        Ok(policies) => match policies.program.rule(&args.what) {
            Some((_, rule)) => {
                let page = render::page(&page_of(rule), &terminal.style());
                terminal.print(&page);
                Exit::Clean
            }
            None => {
                let rules = policies.program.rules.iter().map(|rule| &*rule.id);
                terminal.complain(&unknown(&args.what, rules));
                Exit::Usage
            }
        },
        Err(errors) => {
            terminal.remark_all(&errors);
            Exit::Usage
        }
    }
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
