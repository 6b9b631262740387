//! `seaworthy explain WHAT`, `seaworthy explain --at FILE:LINE`: a code, a rule or a pack; what every rule
//! says of what stands at a line of a manifest.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::ValueEnum;

use super::explain_at;
use crate::base::suggest;
use crate::cli::asked::Refusal;
use crate::cli::policies::{self, PolicyArgs, read_param};
use crate::cli::project::{Project, ProjectArgs};
use crate::cli::terminal::Terminal;
use crate::diag::{Code, render};
use crate::lang::ir::Rule;
use crate::lang::library::Library;
use crate::report::Exit;

/// Arguments of `explain`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
With `--at` every rule that `check` would judge by is explained: its verdict on what stands at the
line, and step by step how it came to it. An image's line is that image; a line of a container, its
images and itself; a line of a pod, all in the pod; any other line of an object, all in the object.
Rules on what is around it count too. WHAT then chooses rules, in force or not.

Exit codes, with `--at`: 0 explained, whatever the verdicts are; 2 there is no such line, or a
policy or option is wrong; 3 what stands there could not be read; 4 nothing there is judged.

Examples:
  seaworthy explain E0203
  seaworthy explain std/no-latest
  seaworthy explain std/recommended
  seaworthy explain approved-registry -p policies/
  seaworthy explain --at deploy/web.yaml:17
  seaworthy explain std/no-latest --at deploy/web.yaml:17
  seaworthy explain --at deploy/web.yaml:17 --beside deploy/ -p policies/ -o json")]
pub(crate) struct Args {
    /// A code (`E0203`), a rule (`std/no-latest`), or a pack or folder of the library
    /// (`std/recommended`, `std/compat/kyverno`); with `--at`, the rules to look at [default: all
    /// that `check` would judge by]; may be repeated
    #[arg(required_unless_present = "at")]
    pub(super) what: Vec<String>,

    /// Explain every rule's verdict on what stands at a line of a manifest; `-` is standard input
    #[arg(long, value_name = "FILE:LINE[:COLUMN]", value_parser = explain_at::Line::read, allow_hyphen_values = true)]
    pub(super) at: Option<explain_at::Line>,

    /// Files and folders that are judged beside FILE, for rules that look other objects up; may be
    /// repeated
    #[arg(long, value_name = "PATH", requires = "at")]
    pub(super) beside: Vec<PathBuf>,

    /// Where the rules are, if they are not the library's; may be repeated [default: what the project
    /// file lists; with `--at`, else std/recommended]
    #[arg(short, long = "policy", value_name = "PATH")]
    policies: Vec<PathBuf>,

    #[command(flatten)]
    project: ProjectArgs,

    /// Set a param of the policies, in YAML; may be repeated
    #[arg(long = "param", value_name = "NAME=VALUE", value_parser = read_param, requires = "at")]
    params: Vec<(String, String)>,

    /// The cluster profile of the project file that the manifests are meant for
    #[arg(long, value_name = "NAME", requires = "at")]
    profile: Option<String>,

    /// The namespace of objects that do not name theirs
    #[arg(long, value_name = "NAMESPACE", requires = "at")]
    namespace: Option<String>,

    /// The day that `today` is in policies [default: today's date, in UTC]
    #[arg(long, value_name = "YYYY-MM-DD", requires = "at")]
    today: Option<String>,

    /// The waivers file [default: what the project file names]
    #[arg(long, value_name = "FILE", requires = "at")]
    pub(super) waivers: Option<PathBuf>,

    /// How to print the verdicts
    #[arg(short, long, value_enum, default_value = "text", requires = "at")]
    pub(super) output: Format,
}

/// How to print verdicts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    Text,
    Json,
}

impl Args {
    /// Which policies, with which params.
    pub(super) fn policies(&self) -> PolicyArgs {
        PolicyArgs {
            project: self.project.clone(),
            policies: self.policies.clone(),
            params: self.params.clone(),
            profile: self.profile.clone(),
            namespace: self.namespace.clone(),
            today: self.today.clone(),
        }
    }
}

pub(crate) fn run(args: &Args, terminal: &mut Terminal) -> Exit {
    if let Some(at) = &args.at {
        return explain_at::run(args, at, terminal);
    }
    for (index, what) in args.what.iter().enumerate() {
        match page(args, what, terminal) {
            Ok(page) if index == 0 => terminal.print(&page),
            Ok(page) => terminal.print(&format!("\n{page}")),
            Err(refusal) => return refusal.tell(terminal),
        }
    }
    Exit::Clean
}

/// The page of a code, a rule or a pack, as it is printed.
fn page(args: &Args, what: &str, terminal: &Terminal) -> Result<String, Refusal> {
    let style = terminal.style();
    match Code::find(what) {
        Some(code) => Ok(format!("{}\n{}", code.as_str(), render::page(code.page(), &style))),
        None => Ok(render::page(&explained(args, what)?, &style)),
    }
}

/// The page of a rule or pack.
fn explained(args: &Args, what: &str) -> Result<String, Refusal> {
    let alone = Project::default().with_own_policies();
    if what.starts_with("std/") && !Library::get().select(what).is_empty() {
        let policies = policies::load(&[PathBuf::from(what)], &alone, false)?;
        return Ok(match policies.program.rule(what) {
            Some((_, rule)) => page_of(rule),
            None => page_of_pack(what, &policies.program.rules),
        });
    }
    let project = Project::find(&args.project, &args.policies, &[PathBuf::from(".")])?;
    if args.policies.is_empty() && project.policies().is_none() {
        return Err(Refusal::Words(unknown(what, std::iter::empty())));
    }
    let policies = policies::load(&args.policies, &project, false)?;
    match policies.program.rule(what) {
        Some((_, rule)) => Ok(page_of(rule)),
        None => {
            let rules = policies.program.rules.iter().map(|rule| &*rule.id);
            Err(Refusal::Words(unknown(what, rules)))
        }
    }
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
