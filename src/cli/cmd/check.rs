//! `seaworthy check [PATH]…`: judges manifests.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Instant;

use clap::ValueEnum;

use crate::cli::output::{self, Output, Sink};
use crate::cli::policies::{self, Policies, PolicyArgs};
use crate::cli::progress;
use crate::cli::project::Project;
use crate::cli::settings;
use crate::cli::terminal::Terminal;
use crate::diag::{Notice, Severity, printable};
use crate::judge::{Inputs, Judge, Settings};
use crate::report::{
    Exit, FailOn, Phase, ProjectUse, Report, Root, Strictness, csv, github, gitlab, html, json,
    junit, markdown, ndjson, policyreport, sarif, tap, text,
};
use crate::world::input::{Walk, discover, shown};

/// Arguments of `check`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  seaworthy check deploy/
  helm template chart | seaworthy check -
  seaworthy check -p policies/ --namespace shop -o json=report.json deploy/ extra.yaml
  seaworthy check -o text -o sarif=seaworthy.sarif -o html=report.html deploy/")]
pub(crate) struct Args {
    /// Files and folders; `-` is standard input [default: the current folder]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,

    #[command(flatten)]
    policies: PolicyArgs,

    /// Print FORMAT to FILE, or to standard output; may be repeated, each to a FILE of its own, one to
    /// standard output. Formats: text, json, ndjson, sarif, junit, tap, github, gitlab, markdown, html,
    /// csv, policyreport
    #[arg(short, long, value_name = "FORMAT[=FILE]", default_value = "text", value_parser = Output::<Format>::read)]
    output: Vec<Output<Format>>,

    /// The least severity whose failures count for exit code 1
    #[arg(long, value_enum, default_value = "error", value_name = "SEVERITY")]
    fail_on: Least,

    /// YAML that is no Kubernetes object is an error, not set aside
    #[arg(long)]
    strict: bool,

    /// Objects of a kind that is not known, but holds something like an image, could not be judged
    #[arg(long)]
    strict_coverage: bool,

    /// A run in which no rule matched anything exits with 4
    #[arg(long)]
    require_match: bool,

    /// A run with nothing to judge exits with 0
    #[arg(long)]
    allow_empty: bool,

    /// Set templates that were not rendered aside instead of refusing them
    #[arg(long)]
    skip_templates: bool,

    /// Leave out what git ignores
    #[arg(long)]
    respect_gitignore: bool,

    /// Raise or lower a limit on inputs: file-bytes, scalar-bytes, documents, nesting, nodes,
    /// objects, images; may be repeated
    #[arg(long, value_name = "NAME=NUMBER", value_parser = read_limit)]
    limit: Vec<(String, usize)>,

    /// How many files are judged at once [default: one a core]
    #[arg(short, long, value_name = "N")]
    jobs: Option<NonZeroUsize>,

    /// Show every finding whole
    #[arg(long)]
    full: bool,

    /// Print how long each phase took
    #[arg(long)]
    stats: bool,
}

/// A severity, as the command line spells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Least {
    Error,
    Warning,
    Info,
}

/// A format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
    Ndjson,
    Sarif,
    Junit,
    Tap,
    Github,
    Gitlab,
    Markdown,
    Html,
    Csv,
    #[value(name = "policyreport")]
    PolicyReport,
}

fn read_limit(text: &str) -> Result<(String, usize), String> {
    let (name, number) = text.split_once('=').ok_or("write NAME=NUMBER, as in nesting=512")?;
    let number = number.parse().map_err(|_| format!("`{}` is no number", printable(number)))?;
    settings::limit(&mut crate::world::manifest::Limits::default(), name, number)?;
    Ok((name.to_owned(), number))
}

pub(crate) fn run(args: &Args, terminal: &mut Terminal) -> Exit {
    let (report, exit) = match judged(args, terminal) {
        Ok(report) => {
            let faults = report.errors.iter().filter(|e| e.severity == Severity::Error).count();
            let exit = report.summary.exit(faults, args.strictness());
            (report, exit)
        }
        Err(errors) => (Report { errors, ..Report::default() }, Exit::Usage),
    };
    for output in &args.output {
        write(output, args, &report, exit, terminal);
    }
    exit
}

/// Loads the policies and judges by them.
fn judged(args: &Args, terminal: &Terminal) -> Result<Report, Vec<Notice>> {
    let here = [PathBuf::from(".")];
    let paths = if args.paths.is_empty() { &here[..] } else { &args.paths };
    let named = &args.policies.policies;
    let project = Project::find(&args.policies.project, named, paths)?;
    let policies = policies::load(named, &project, false)?;
    let today = settings::today(&args.policies)?;
    let bound = policies.bind(&args.policies, &project, today);
    let (bound, (settings, project_use)) = policies::both(bound, args.settings(&project))?;
    let started = Instant::now();
    let mut files = discover(paths, Walk { respect_gitignore: args.respect_gitignore });
    project.set_aside(&mut files);
    let bar = progress::bar("judging", files.len(), "files", terminal);
    let judge = Judge::new(&bound, &policies.sources, &settings);
    let mut report = judge.judge(&Inputs::Files(files), &|| bar.inc(1));
    bar.finish_and_clear();
    let Policies { warnings, timings, .. } = policies;
    report.errors.splice(0..0, warnings);
    report.summary.project = project_use;
    report.summary.coverage_counts = args.strict_coverage;
    report.timings = timings;
    report.timings.add(Phase::Judge, started.elapsed());
    Ok(report)
}

fn write(
    output: &Output<Format>,
    args: &Args,
    report: &Report,
    exit: Exit,
    terminal: &mut Terminal,
) {
    let started = Instant::now();
    let style = output.style(terminal);
    let (verbose, quiet) = (terminal.verbose(), terminal.quiet());
    let options = text::Options { style, full: args.full, verbose, quiet };
    let mut page = match output.format {
        Format::Text => text::write(report, exit, &options),
        Format::Json => json::write(report, exit),
        Format::Ndjson => ndjson::write(report, exit),
        Format::Sarif => sarif::write(report, exit, &here()),
        Format::Junit => junit::write(report, exit),
        Format::Tap => tap::write(report, exit),
        Format::Github => github::write(report, exit, &here()),
        Format::Gitlab => gitlab::write(report, exit, &here()),
        Format::Markdown => markdown::write(report, exit),
        Format::Html => html::write(report, exit),
        Format::Csv => csv::write(report, exit),
        Format::PolicyReport => policyreport::write(report, exit),
    };
    if args.stats && output.format == Format::Text {
        let mut timings = report.timings.clone();
        timings.add(Phase::Report, started.elapsed());
        page.push_str(&text::timings(&timings, &options.style));
    }
    output.write(&page, terminal);
}

/// The folder that the process stands in: what reads a report looks for files from there.
fn here() -> Root {
    Root::new(std::env::current_dir().ok().map(|folder| shown(&folder)))
}

impl Args {
    /// What is wrong with where its reports go.
    pub(crate) fn clash(&self) -> Option<String> {
        let sinks: Vec<Sink> = self.output.iter().map(|output| output.sink("-o ")).collect();
        output::clash(&sinks)
    }

    fn settings(&self, project: &Project) -> Result<(Settings, ProjectUse), Vec<Notice>> {
        let mut settings = Settings {
            strict: self.strict,
            skip_templates: self.skip_templates,
            fail_on: FailOn(match self.fail_on {
                Least::Error => Severity::Error,
                Least::Warning => Severity::Warning,
                Least::Info => Severity::Info,
            }),
            jobs: self.jobs.map(NonZeroUsize::get),
            ..Settings::default()
        };
        let project_use = settings::apply(&self.policies, project, &mut settings)?;
        for (name, number) in &self.limit {
            // The names were checked when the arguments were read.
            let _ = settings::limit(&mut settings.limits, name, *number);
        }
        Ok((settings, project_use))
    }

    fn strictness(&self) -> Strictness {
        Strictness {
            coverage: self.strict_coverage,
            require_match: self.require_match,
            allow_empty: self.allow_empty,
        }
    }
}
