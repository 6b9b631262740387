//! `seaworthy eval EXPR [MANIFEST]…`: the value of one expression.

use std::path::PathBuf;

use clap::ValueEnum;

use crate::cli::policies::{self, PolicyArgs};
use crate::cli::project::Project;
use crate::cli::settings;
use crate::cli::terminal::Terminal;
use crate::diag::{Notice, printable, printable_json};
use crate::judge::{Form, Inputs, Judge, Reply, Settings};
use crate::lang::pipeline::QUESTION;
use crate::report::Exit;
use crate::world::input::{Walk, discover};

/// Arguments of `eval`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
`images`, `pods` and `resources` are those of all manifests given.

Examples:
  seaworthy eval '[i.canonical for i in images]' deploy/
  seaworthy eval 'images.len()' -o json deploy/
  seaworthy eval 'image\"nginx\".repo in repo\"docker.io/library\"'")]
pub(crate) struct Args {
    /// The expression
    #[arg(value_name = "EXPR")]
    expression: String,

    /// Files and folders; `-` is standard input
    #[arg(value_name = "MANIFEST")]
    manifests: Vec<PathBuf>,

    #[command(flatten)]
    policies: PolicyArgs,

    /// How to print the value
    #[arg(short, long, value_enum, default_value = "text")]
    output: Format,
}

/// How to print a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

pub(crate) fn run(args: &Args, terminal: &mut Terminal) -> Exit {
    match asked(args) {
        Ok(reply) => {
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
        Err(errors) => {
            terminal.remark_all(&errors);
            Exit::Usage
        }
    }
}

fn asked(args: &Args) -> Result<Reply, Vec<Notice>> {
    let named = &args.policies.policies;
    let project = Project::find(&args.policies.project, named, &args.manifests)?;
    // Without policies there is nothing that the project file could set.
    let project = if project.policies().is_some() { project } else { project.with_own_policies() };
    let policies = policies::load_expression(&args.expression, named, &project)?;
    let mut settings = Settings::default();
    let today = settings::today(&args.policies)?;
    let bound = policies.bind(&args.policies, &project, today);
    let applied = settings::apply(&args.policies, &project, &mut settings);
    let (bound, _) = policies::both(bound, applied)?;
    let mut files = discover(&args.manifests, Walk::default());
    project.set_aside(&mut files);
    let judge = Judge::new(&bound, &policies.sources, &settings);
    let form = match args.output {
        Format::Text => Form::Text,
        Format::Json => Form::Json,
    };
    Ok(judge.ask(QUESTION, &Inputs::Files(files), form))
}
