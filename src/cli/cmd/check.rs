//! `seaworthy check [PATH]…`: judges manifests.

mod stream;

use std::num::NonZeroUsize;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Instant;

use clap::ValueEnum;

use crate::cli::changed::Changed;
use crate::cli::output::{self, Output, Sink};
use crate::cli::passing::{self, PassingArgs, Write};
use crate::cli::policies::{self, Policies, PolicyArgs};
use crate::cli::progress;
use crate::cli::project::Project;
use crate::cli::render::{Done, RenderArgs};
use crate::cli::settings;
use crate::cli::terminal::Terminal;
use crate::cli::watch::{Watched, again_and_again};
use crate::diag::{Notice, Severity, printable};
use crate::judge::baseline::{Known, Settled};
use crate::judge::{Detail, Inputs, Judge, Kept, Passing, Settings};
use crate::report::{
    BaselineUse, Changes, Exit, FailOn, Page, Phase, ProjectUse, Report, Root, Strictness, csv,
    github, gitlab, html, json, junit, markdown, ndjson, policyreport, sarif, tap, text,
};
use crate::world::input::{Found, Walk, discover, shown};

/// Arguments of `check`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  seaworthy check deploy/
  helm template chart | seaworthy check -
  seaworthy check --render --helm-values prod.yaml charts/ overlays/prod
  kubectl get pods -A -o json | jq -c '.items[]' | seaworthy check --stream
  seaworthy check --write-baseline seaworthy-baseline.json deploy/
  seaworthy check --changed origin/main
  seaworthy check -p policies/ --namespace shop -o json=report.json deploy/ extra.yaml
  seaworthy check -o text -o sarif=seaworthy.sarif -o html=report.html deploy/")]
pub(crate) struct Args {
    /// Files and folders; `-` is standard input [default: the current folder]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,

    #[command(flatten)]
    policies: PolicyArgs,

    #[command(flatten)]
    passing: PassingArgs,

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

    #[command(flatten)]
    render: RenderArgs,

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

    /// How many findings are listed, and of those 1000, or a tenth if that is more, of one rule in one file;
    /// all are counted
    #[arg(long, value_name = "N", default_value_t = Kept::SHOWN.of_run)]
    max_findings: usize,

    /// Print how long each phase took
    #[arg(long)]
    stats: bool,

    /// Judge lines from standard input, and print a record for each: JSON objects, or rows of a table
    #[arg(long, conflicts_with_all = ["output", "full", "max_findings", "stats", "baseline", "write_baseline", "changed", "watch", "render"])]
    stream: bool,

    /// Files and folders that hold the whole run, for rules that look at other objects than the one at
    /// hand; may be repeated
    #[arg(long, value_name = "PATH", requires = "stream")]
    index: Vec<PathBuf>,
    /// Judge only what git says has changed since this branch left BASE; what policies look up is found
    /// in the other files all the same
    #[arg(long, value_name = "BASE")]
    changed: Option<String>,

    /// Judge again whenever a manifest, a policy, the project file or its waivers change, until Ctrl-C
    #[arg(long, conflicts_with = "write_baseline")]
    watch: bool,
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

impl Format {
    /// What it shows of findings.
    fn detail(self) -> Detail {
        match self {
            Self::Text | Self::Html | Self::Junit | Self::Tap => Detail::Lines,
            Self::Json | Self::Ndjson | Self::Sarif => Detail::Reads,
            Self::Github | Self::Gitlab | Self::Markdown | Self::Csv | Self::PolicyReport => {
                Detail::Place
            }
        }
    }
}

fn read_limit(text: &str) -> Result<(String, usize), String> {
    let (name, number) = text.split_once('=').ok_or("write NAME=NUMBER, as in nesting=512")?;
    let number = number.parse().map_err(|_| format!("`{}` is no number", printable(number)))?;
    settings::limit(&mut crate::world::manifest::Limits::default(), name, number)?;
    Ok((name.to_owned(), number))
}

pub(crate) fn run(args: &Args, terminal: &mut Terminal) -> Exit {
    if args.stream {
        return args.streamed(terminal);
    }
    if !args.watch {
        return args.once(&Watched::default(), terminal);
    }
    if args.paths.iter().any(|path| path == Path::new("-")) {
        terminal.complain("standard input can't be watched: write it to a file");
        return Exit::Usage;
    }
    again_and_again(terminal, |watched, terminal| args.once(watched, terminal))
}

/// The walk over what was named. Where more than one thread is asked for and a folder is named, it goes on
/// while policies are read: it hangs on nothing that they say.
struct Discovery(Option<JoinHandle<Found>>);

impl Discovery {
    fn begin(paths: &[PathBuf], walk: Walk, jobs: Option<NonZeroUsize>) -> Self {
        let paths = paths.to_vec();
        let beside = jobs.is_none_or(|jobs| jobs.get() > 1) && paths.iter().any(|it| it.is_dir());
        let thread = || thread::Builder::new().spawn(move || discover(&paths, walk)).ok();
        Self(beside.then(thread).flatten())
    }

    /// What was found; where no thread was to be had, it is found now.
    fn finish(self, paths: &[PathBuf], walk: Walk) -> Found {
        let found = self.0.map(JoinHandle::join);
        found
            .unwrap_or_else(|| Ok(discover(paths, walk)))
            .unwrap_or_else(|panic| resume_unwind(panic))
    }
}

/// A report, and the baseline that is to be written.
type Judged = (Report, Option<Write>);

impl Args {
    /// One run; what it reads is noted.
    fn once(&self, watched: &Watched, terminal: &mut Terminal) -> Exit {
        let (report, exit) = match self.judged(watched, terminal) {
            Ok((report, write)) => {
                // What comes of it is printed all the same, and the run did not do what it was for.
                if let Some((path, text)) = write.and_then(|write| Some((write.path, write.text?)))
                {
                    terminal.write_file(&path, &|page| page.write_str(&text));
                }
                let faults = report.errors.iter().filter(|e| e.severity == Severity::Error).count();
                let exit = report.summary.exit(faults, self.strictness());
                (report, exit)
            }
            Err(errors) => (Report { errors, ..Report::default() }, Exit::Usage),
        };
        for output in &self.output {
            write(output, self, &report, exit, terminal);
        }
        if !self.watch {
            // The process ends here: to give thousands of findings back one by one takes milliseconds.
            std::mem::forget(report);
        }
        exit
    }

    /// Loads the policies and judges by them.
    fn judged(&self, watched: &Watched, terminal: &Terminal) -> Result<Judged, Vec<Notice>> {
        let here = [PathBuf::from(".")];
        let paths = if self.paths.is_empty() { &here[..] } else { &self.paths };
        let walked = Discovery::begin(paths, self.walk(), self.jobs);
        let named = &self.policies.policies;
        self.policies.project.candidates().iter().for_each(|path| watched.note(path));
        let project = Project::find(&self.policies.project, named, paths)?;
        let waivers = self.passing.waivers_path(&project);
        let own = waivers.iter().map(PathBuf::as_path).chain(self.passing.baseline_path());
        own.for_each(|path| watched.note(path));
        let policies = policies::load_from(watched, named, &project, false)?;
        let today = settings::today(&self.policies)?;
        let bound = policies.bind(&self.policies, &project, today);
        let terms = passing::terms(&project, today);
        let waivers = self.passing.load(&project, &terms, Some(&policies.program));
        let set = policies::both(self.settings(&project), waivers);
        let (bound, ((mut settings, project_use), waivers)) = policies::both(bound, set)?;
        let started = Instant::now();
        let odd = waivers.as_ref().map_or_else(Vec::new, passing::warnings);
        settings.passing = Passing { terms, waivers: waivers.map(Arc::new), ..Passing::default() };
        let mut files = self.inputs(walked, watched, paths, &project);
        let rendered = self.render.apply(&mut files, &settings, watched)?;
        let found = (&files, &rendered);
        let changes = self.set_changes(found, &project, &policies, &mut settings)?;
        let known = self.set_baseline(&files, paths, &project, &mut settings)?;
        let bar = progress::bar("judging", files.len(), "files", terminal);
        let judge = Judge::new(&bound, &policies.sources, &settings);
        let (mut report, settled) = judge.settle(&Inputs::Files(files), &|| bar.inc(1));
        bar.finish_and_clear();
        rendered.renderings.settle(&mut report);
        let Policies { warnings, timings, .. } = policies;
        report.errors.splice(0..0, warnings.into_iter().chain(odd));
        let write = known.and_then(|known| self.tell_baseline(&mut report, &known, &settled));
        report.summary.changes = changes;
        report.summary.project = project_use;
        report.summary.coverage_counts = self.strict_coverage;
        report.timings = timings;
        report.jobs = settings.jobs;
        report.timings.add(Phase::Judge, started.elapsed());
        Ok((report, write))
    }

    fn walk(&self) -> Walk {
        Walk { respect_gitignore: self.respect_gitignore, render: self.render.is_asked() }
    }

    /// What is to be judged; sets aside what says how.
    fn inputs(
        &self,
        walked: Discovery,
        watched: &Watched,
        paths: &[PathBuf],
        project: &Project,
    ) -> Found {
        let mut files = walked.finish(paths, self.walk());
        if self.watch {
            watched.note_inputs(paths, self.walk(), &files);
        }
        project.set_aside(&mut files);
        self.passing.set_aside(project, &mut files);
        files
    }

    /// Sets which of the inputs are judged, where only changes are.
    fn set_changes(
        &self,
        (files, rendered): (&Found, &Done),
        project: &Project,
        policies: &Policies,
        settings: &mut Settings,
    ) -> Result<Option<Changes>, Vec<Notice>> {
        let Some(base) = &self.changed else { return Ok(None) };
        let changed = Changed::since(base)?;
        let sources = policies.sources.iter().filter(|(id, _)| !id.is_library());
        let sources: Vec<&str> = sources.map(|(_, source)| source.name()).collect();
        let waivers = self.passing.waivers_path(project);
        let say_how = sources.into_iter().map(Path::new);
        let say_how = say_how.chain(project.file().map(|file| Path::new(file.name())));
        let say_how = say_how.chain(waivers.as_deref()).chain(self.passing.baseline_path());
        let everything = changed.touches(say_how).map(|path| shown(&path));
        if everything.is_none() {
            let mut judged = changed.judged(files);
            judged.extend(rendered.judged(&changed));
            settings.judged = Some(Arc::new(judged));
        }
        Ok(Some(Changes { base: base.clone(), everything }))
    }

    /// Sets the baseline, and whether the run sees all that waivers may be meant for.
    fn set_baseline(
        &self,
        files: &Found,
        paths: &[PathBuf],
        project: &Project,
        settings: &mut Settings,
    ) -> Result<Option<Arc<Known>>, Vec<Notice>> {
        let waivers = self.passing.waivers_path(project);
        let judged = settings.judged.as_deref();
        let whole = judged.is_none() && passing::is_whole(paths, project, waivers.as_deref());
        let inputs = files.iter().enumerate();
        let inputs = inputs.filter(|(at, _)| judged.is_none_or(|judged| judged.contains(at)));
        let inputs = inputs.map(|(_, input)| input);
        let known = self.passing.known(inputs, paths, whole)?.map(Arc::new);
        settings.passing.whole = whole;
        settings.passing.baseline.clone_from(&known);
        Ok(known)
    }
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
    let compose = |page: &mut Page<'_>| match output.format {
        Format::Text => {
            text::write(report, exit, &options, page)?;
            if !args.stats {
                return Ok(());
            }
            let mut timings = report.timings.clone();
            timings.add(Phase::Report, started.elapsed());
            page.write_str(&text::timings(&timings, &options.style))
        }
        Format::Json => json::write(report, exit, page),
        Format::Ndjson => ndjson::write(report, exit, page),
        Format::Sarif => sarif::write(report, exit, &here(), page),
        Format::Junit => junit::write(report, exit, page),
        Format::Tap => tap::write(report, exit, page),
        Format::Github => github::write(report, exit, &here(), page),
        Format::Gitlab => gitlab::write(report, exit, &here(), page),
        Format::Markdown => markdown::write(report, exit, page),
        Format::Html => html::write(report, exit, page),
        Format::Csv => csv::write(report, exit, page),
        Format::PolicyReport => policyreport::write(report, exit, page),
    };
    output.write(&compose, terminal);
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

    /// What the formats show of findings that are asked for.
    fn detail(&self) -> Detail {
        let details = self.output.iter().map(|output| output.format.detail());
        details.max().unwrap_or(Detail::Place)
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
            kept: Kept::of(self.max_findings),
            // Where rendered text was made is told by the line that is quoted.
            detail: match self.render.is_asked() {
                true => Detail::Lines,
                false => self.detail(),
            },
            ..Settings::default()
        };
        let project_use = settings::apply(&self.policies, project, &mut settings)?;
        for (name, number) in &self.limit {
            // The names were checked when the arguments were read.
            let _ = settings::limit(&mut settings.limits, name, *number);
        }
        Ok((settings, project_use))
    }

    /// Tells what became of the baseline, and what is to be written.
    fn tell_baseline(
        &self,
        report: &mut Report,
        known: &Known,
        settled: &Settled,
    ) -> Option<Write> {
        let (write, notice) = self.passing.after(known, settled);
        report.errors.extend(notice);
        let file = self.passing.baseline_path().map(shown).unwrap_or_default();
        let written = write.as_ref().map(|write| write.count);
        report.summary.baseline = Some(BaselineUse { file, written });
        write
    }

    fn strictness(&self) -> Strictness {
        Strictness {
            coverage: self.strict_coverage,
            require_match: self.require_match,
            allow_empty: self.allow_empty,
        }
    }
}
