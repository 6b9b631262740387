//! `seaworthy test [PATH]…`: runs the tests in policies.

use std::cell::RefCell;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use clap::ValueEnum;
use indicatif::ProgressBar;

use crate::author::testing::Workshop;
use crate::author::testing::coverage::{self, Coverage};
use crate::author::testing::mutation::{Yard, mutate};
use crate::author::testing::report::{
    MutationResult, TestReport, TestResult, json, junit, tap, text,
};
use crate::author::testing::suggest::suggest;
use crate::cli::output::{self, Output, Sink};
use crate::cli::policies::{self, Policies};
use crate::cli::progress;
use crate::cli::project::{Project, ProjectArgs};
use crate::cli::terminal::Terminal;
use crate::cli::watch::{Watched, again_and_again};
use crate::diag::Notice;
use crate::lang::pipeline::Parsed;
use crate::lang::typeck;
use crate::report::Exit;

/// Arguments of `test`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  seaworthy test policies/
  seaworthy test policies/acme_test.sea --only latest
  seaworthy test -o text -o junit=tests.xml policies/
  seaworthy test --coverage --coverage=html=coverage.html --fail-under 90 policies/
  seaworthy test --mutate --min-score 90 policies/
  seaworthy test --suggest --only latest policies/
  seaworthy test --watch policies/
  seaworthy test std/recommended")]
pub(crate) struct Args {
    /// Policy files and folders, rules and packs of the library [default: the current folder]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,

    #[command(flatten)]
    project: ProjectArgs,

    /// Run only tests of which the title, or the id of a rule that they run, contains TEXT; may be
    /// repeated
    #[arg(long, value_name = "TEXT")]
    only: Vec<String>,

    /// Print FORMAT to FILE, or to standard output; may be repeated, each to a FILE of its own, one to
    /// standard output. Formats: text, json, junit, tap
    #[arg(short, long, value_name = "FORMAT[=FILE]", default_value = "text", value_parser = Output::<Format>::read)]
    output: Vec<Output<Format>>,

    /// How many tests run at once [default: one a core]
    #[arg(short, long, value_name = "N")]
    jobs: Option<NonZeroUsize>,

    /// Tell what of the rules the tests have seen happen, as text, or as lcov or html to FILE; may be
    /// repeated
    #[arg(long, value_name = "FORMAT[=FILE]", num_args = 0..=1, require_equals = true, default_missing_value = "text", value_parser = read_shape)]
    coverage: Vec<Output<Shape>>,

    /// Exit with 1 if less than PERCENT is covered
    #[arg(long, value_name = "PERCENT", requires = "coverage", value_parser = read_percent)]
    fail_under: Option<f64>,

    /// Change the rules in one small place at a time, and list the changes that no test notices, each with
    /// a test that would
    #[arg(long)]
    mutate: bool,

    /// Exit with 1 if tests notice less than PERCENT of the changes
    #[arg(long, value_name = "PERCENT", requires = "mutate", value_parser = read_percent)]
    min_score: Option<f64>,

    /// Print tests at the edges of what images can be that the rules do not have yet; they say what the
    /// rules do now
    #[arg(long)]
    suggest: bool,

    /// Run again whenever a policy, a fixture or the project file changes, until Ctrl-C
    #[arg(long)]
    watch: bool,
}

/// A format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
    Junit,
    Tap,
}

/// A format of coverage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Shape {
    Text,
    Lcov,
    Html,
}

fn read_shape(text: &str) -> Result<Output<Shape>, String> {
    let output = Output::<Shape>::read(text)?;
    match (output.format, &output.file) {
        (Shape::Lcov, None) => Err("say to which file, as in lcov=lcov.info".to_owned()),
        (Shape::Html, None) => Err("say to which file, as in html=coverage.html".to_owned()),
        _ => Ok(output),
    }
}

fn read_percent(text: &str) -> Result<f64, String> {
    let percent = text.strip_suffix('%').unwrap_or(text).parse::<f64>();
    let percent = percent.ok().filter(|percent| (0.0..=100.0).contains(percent));
    percent.ok_or_else(|| "write a number from 0 to 100".to_owned())
}

pub(crate) fn run(args: &Args, terminal: &mut Terminal) -> Exit {
    if !args.watch {
        return args.once(&Watched::default(), terminal);
    }
    again_and_again(terminal, |watched, terminal| args.once(watched, terminal))
}

impl Args {
    /// What is wrong with where its reports go. Coverage may be told below a report.
    pub(crate) fn clash(&self) -> Option<String> {
        let reports: Vec<Sink> = self.output.iter().map(|output| output.sink("-o ")).collect();
        let coverage: Vec<Sink> =
            self.coverage.iter().map(|output| output.sink("--coverage=")).collect();
        let all = reports.iter().chain(&coverage);
        let files: Vec<Sink> = all.filter(|sink| sink.is_file()).cloned().collect();
        [reports, coverage, files].iter().find_map(|sinks| output::clash(sinks))
    }

    /// One run; what it reads is noted.
    fn once(&self, watched: &Watched, terminal: &mut Terminal) -> Exit {
        let (report, coverage) = match self.loaded(watched) {
            Ok((project, policies)) => self.run_tests(policies, &project, watched, terminal),
            Err(errors) => (TestReport { errors, unusable: true, ..TestReport::default() }, None),
        };
        for output in &self.output {
            let style = output.style(terminal);
            let page = match output.format {
                Format::Text => text::write(&report, &style, terminal.quiet()),
                Format::Json => json::write(&report),
                Format::Junit => junit::write(&report),
                Format::Tap => tap::write(&report),
            };
            output.write(&|to| to.write_str(&page), terminal);
        }
        if let Some(coverage) = coverage.filter(|_| !report.tests.is_empty()) {
            self.write_coverage(&coverage, terminal);
        }
        report.exit()
    }

    /// The project, and the policies with their tests.
    fn loaded(&self, watched: &Watched) -> Result<(Project, Policies), Vec<Notice>> {
        let here = [PathBuf::from(".")];
        let paths = if self.paths.is_empty() { &here[..] } else { &self.paths };
        for name in self.project.candidates() {
            watched.note(&name);
        }
        let project = Project::find(&self.project, &[], &[])?.with_own_policies();
        let policies = policies::load_from(watched, paths, &project, true)?;
        Ok((project, policies))
    }

    /// Runs the tests; what they cover too, if that is to be told.
    fn run_tests(
        &self,
        policies: Policies,
        project: &Project,
        watched: &Watched,
        terminal: &Terminal,
    ) -> (TestReport, Option<Coverage>) {
        let read = |policy: &str, path: &str| {
            watched.note(policies::fixture_path(&policies.root, policy, path).as_std_path());
            policies::fixture(&policies.root, policy, path)
        };
        let kinds = project.kinds().cloned();
        let (program, sources) = (&policies.program, &policies.sources);
        let hits = (!self.coverage.is_empty()).then(Mutex::default);
        let workshop = Workshop { program, sources, kinds, read: &read, hits };
        let tests = policies.checked.tests.iter().enumerate();
        let chosen: Vec<_> = tests.filter(|(_, test)| self.wants(test, &workshop)).collect();
        let bar = progress::bar("testing", chosen.len(), "tests", terminal);
        let tested = workshop.run_all(&chosen, self.jobs.map(NonZeroUsize::get), &|| bar.inc(1));
        bar.finish_and_clear();
        let coverage = workshop.hits.map(|hits| {
            let hits = hits.into_inner().unwrap_or_else(PoisonError::into_inner);
            Coverage::of(program, sources, &hits)
        });
        let tests: Vec<TestResult> =
            tested.into_iter().map(|test| TestResult::of(test, sources)).collect();
        let shortfall = coverage.as_ref().and_then(|coverage| self.shortfall(coverage));
        let mut report = TestReport { tests, shortfall, ..TestReport::default() };
        let chosen: Vec<usize> = chosen.iter().map(|(index, _)| *index).collect();
        let (kinds, read) = (project.kinds().cloned(), &read);
        let jobs = self.jobs.map(NonZeroUsize::get);
        let yard = Yard { sources, kinds, read, tests: chosen, only_theirs: self.narrowed(), jobs };
        self.author(&policies.parsed, project, &yard, &mut report, terminal);
        report.errors = policies.warnings;
        (report, coverage)
    }

    /// Mutates the rules and suggests tests for them, where that is wanted.
    fn author(
        &self,
        parsed: &Parsed,
        project: &Project,
        yard: &Yard<'_>,
        report: &mut TestReport,
        terminal: &Terminal,
    ) {
        if report.tests.is_empty() || !(self.mutate || self.suggest) {
            return;
        }
        report.not_mutated = self.mutate && report.failed() > 0;
        parsed.on_bench(project.table(), |bench| {
            if self.suggest {
                report.suggestions = Some(suggest(yard, bench));
            }
            if self.mutate && !report.not_mutated {
                let shown = RefCell::new(None);
                let mutated = mutate(yard, bench, |count| {
                    let bar = progress::bar("mutating", count, "mutants", terminal);
                    shown.replace(Some(bar.clone()));
                    move || bar.inc(1)
                });
                shown.into_inner().iter().for_each(ProgressBar::finish_and_clear);
                let least = self.min_score;
                let of = |mutation| MutationResult::of(mutation, yard.sources, least);
                report.mutation = mutated.ok().map(of);
            }
        });
    }

    /// True if not all tests are run.
    fn narrowed(&self) -> bool {
        !self.only.is_empty()
    }

    /// That too little is covered.
    fn shortfall(&self, coverage: &Coverage) -> Option<String> {
        let (total, least) = (coverage.total(), self.fail_under?);
        let short = total.is_below(least);
        short.then(|| format!("{} is covered, less than the {least} % asked for", total.percent()))
    }

    fn write_coverage(&self, coverage: &Coverage, terminal: &mut Terminal) {
        // A program that reads a report on standard output should not meet a table there.
        let to_people = |output: &&Output<Format>| output.file.is_none();
        let mixed = self.output.iter().filter(to_people).any(|o| o.format != Format::Text);
        for output in &self.coverage {
            let style = output.style(terminal);
            let page = match output.format {
                Shape::Text => coverage::text::write(coverage, &style),
                Shape::Lcov => coverage::lcov::write(coverage),
                Shape::Html => coverage::html::write(coverage),
            };
            match output.file {
                None if mixed => terminal.remark(&page),
                _ => output.write(&|to| to.write_str(&page), terminal),
            }
        }
    }

    /// True for a test that is to be run.
    fn wants(&self, test: &typeck::Test, workshop: &Workshop<'_>) -> bool {
        let named = |text: &String| {
            test.item.title.text.contains(text.as_str())
                || workshop.rules(test).any(|rule| rule.id.contains(text.as_str()))
        };
        self.only.is_empty() || self.only.iter().any(named)
    }
}
