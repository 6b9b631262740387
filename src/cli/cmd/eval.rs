//! `seaworthy eval WHAT [MANIFEST]…`: the value of one expression, or the verdicts of one rule.

use std::path::PathBuf;

use clap::ValueEnum;

use crate::cli::asked::{self, Asked, Refusal, WRITTEN};
use crate::cli::policies::{self, PolicyArgs};
use crate::cli::project::Project;
use crate::cli::settings;
use crate::cli::terminal::Terminal;
use crate::diag::{Severity, printable, printable_json};
use crate::judge::project::Enforcement;
use crate::judge::{Form, Inputs, Judge, Reply, Settings};
use crate::lang::pipeline::QUESTION;
use crate::report::{Exit, FailOn, Report, Strictness, json, text};
use crate::world::input::{Found, Walk, discover};

/// Arguments of `eval`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
In an expression `images`, `pods` and `resources` are those of all manifests given. What is exactly
the name of a rule, of the library or of the policies, is that rule; in parentheses it is an
expression: `(images)`. A rule may also be written out. Names of the policies and of the library
need no import.

The value of an expression exits with 0, or with 3 if some of it is unknown. A rule prints the
report that `check` prints, in JSON too, and exits as `check` does: 1 where it fails, 3 where it is
undecided or an input could not be read, 4 if there is no object. It is asked for by itself, so every
failure counts, whatever its severity is and whatever the project file makes of it.

Examples:
  seaworthy eval '[i.canonical for i in images]' deploy/
  seaworthy eval 'images.len()' -o json deploy/
  seaworthy eval 'image\"nginx\".repo in repo\"docker.io/library\"'
  seaworthy eval std/no-latest deploy/
  seaworthy eval tagged -p policies/ -o json deploy/
  seaworthy eval 'rule tagged on image i { require i.tag is present else \"no tag\" }' deploy/")]
pub(crate) struct Args {
    /// An expression, the name of a rule (`std/no-latest`), or a rule as it is written
    what: String,

    /// Files and folders; `-` is standard input
    #[arg(value_name = "MANIFEST")]
    manifests: Vec<PathBuf>,

    #[command(flatten)]
    policies: PolicyArgs,

    /// A rule that matches nothing exits with 4
    #[arg(long)]
    require_match: bool,

    /// A rule with nothing to judge exits with 0
    #[arg(long)]
    allow_empty: bool,

    /// How to print the value, or the rule's report
    #[arg(short, long, value_enum, default_value = "text")]
    output: Format,
}

/// How to print what is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

pub(crate) fn run(args: &Args, terminal: &mut Terminal) -> Exit {
    answer(args, terminal).unwrap_or_else(|refusal| refusal.tell(terminal))
}

fn answer(args: &Args, terminal: &mut Terminal) -> Result<Exit, Refusal> {
    let named = &args.policies.policies;
    let project = Project::find(&args.policies.project, named, &args.manifests)?;
    // Without policies there is nothing that the project file could set.
    let project = if project.policies().is_some() { project } else { project.with_own_policies() };
    match asked::rule(&args.what, named, &project)? {
        Some(rule) => {
            let report = judged(args, &rule, &project)?;
            let faults = report.errors.iter().filter(|e| e.severity == Severity::Error).count();
            let strictness = Strictness {
                require_match: args.require_match,
                allow_empty: args.allow_empty,
                ..Strictness::default()
            };
            let exit = report.summary.exit(faults, strictness);
            show_report(args, &report, exit, terminal);
            Ok(exit)
        }
        None if args.require_match || args.allow_empty => Err(Refusal::Words(
            "`--require-match` and `--allow-empty` are about a rule, and this is an expression"
                .to_owned(),
        )),
        None => Ok(show_value(args, &valued(args, &project)?, terminal)),
    }
}

/// The value of an expression.
fn valued(args: &Args, project: &Project) -> Result<Reply, Refusal> {
    let policies = policies::load_expression(&args.what, &args.policies.policies, project)?;
    let mut settings = Settings::default();
    let today = settings::today(&args.policies)?;
    let bound = policies.bind(&args.policies, project, today);
    let applied = settings::apply(&args.policies, project, &mut settings);
    let (bound, _) = policies::both(bound, applied)?;
    let judge = Judge::new(&bound, &policies.sources, &settings);
    let form = match args.output {
        Format::Text => Form::Text,
        Format::Json => Form::Json,
    };
    Ok(judge.ask(QUESTION, &Inputs::Files(args.inputs(project)), form))
}

fn show_value(args: &Args, reply: &Reply, terminal: &mut Terminal) -> Exit {
    terminal.remark_all(&reply.errors);
    let mut shown = match args.output {
        Format::Text => terminal.style().clean(&reply.value),
        Format::Json => printable_json(&reply.value),
    };
    shown.push('\n');
    terminal.print(&shown);
    for cause in &reply.causes {
        terminal.remark(&format!("unknown: {}\n", printable(cause)));
    }
    let known = reply.causes.is_empty() && !policies::any_error(&reply.errors);
    if known { Exit::Clean } else { Exit::Unjudged }
}

/// What a rule says of the manifests.
fn judged(args: &Args, asked: &Asked, project: &Project) -> Result<Report, Refusal> {
    let Asked { policies, rule } = asked;
    let mut settings = Settings { fail_on: FailOn(Severity::Info), ..Settings::default() };
    let today = settings::today(&args.policies)?;
    let bound = policies.bind(&args.policies, project, today);
    let applied = settings::apply(&args.policies, project, &mut settings);
    let (bound, used) = policies::both(bound, applied)?;
    for setting in settings.rules.values_mut() {
        setting.enforce = Enforcement::Enforce;
    }
    let judge = Judge::with_rules(&bound, &policies.sources, &settings, vec![*rule]);
    let mut report = judge.judge(&Inputs::Files(args.inputs(project)), &|| ());
    let own = policies.warnings.iter().filter(|lint| asked::is_about(lint, WRITTEN)).cloned();
    report.errors.splice(0..0, own);
    report.summary.project = used;
    Ok(report)
}

fn show_report(args: &Args, report: &Report, exit: Exit, terminal: &mut Terminal) {
    let (verbose, quiet) = (terminal.verbose(), terminal.quiet());
    let options = text::Options { style: terminal.style(), full: true, verbose, quiet };
    terminal.print_page(&|page| match args.output {
        Format::Text => text::write(report, exit, &options, page),
        Format::Json => json::write(report, exit, page),
    });
}

impl Args {
    fn inputs(&self, project: &Project) -> Found {
        let mut files = discover(&self.manifests, Walk::default());
        project.set_aside(&mut files);
        files
    }
}
