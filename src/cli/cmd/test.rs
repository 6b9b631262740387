//! `seaworthy test [PATH]…`: runs the tests in policies.

use std::fmt::Write as _;
use std::path::PathBuf;

use crate::author::testing::{Tested, Workshop};
use crate::cli::policies::{self, Policies};
use crate::cli::project::{Project, ProjectArgs};
use crate::cli::terminal::Terminal;
use crate::diag::Notice;
use crate::report::{Exit, text};

/// Arguments of `test`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  seaworthy test policies/
  seaworthy test policies/acme.sea --only latest
  seaworthy test std/recommended")]
pub(crate) struct Args {
    /// Policy files and folders, rules and packs of the library [default: the current folder]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,

    #[command(flatten)]
    project: ProjectArgs,

    /// Run the tests whose title contains TEXT
    #[arg(long, value_name = "TEXT")]
    only: Option<String>,
}

pub(crate) fn run(args: &Args, terminal: &mut Terminal) -> Exit {
    let here = [PathBuf::from(".")];
    let paths = if args.paths.is_empty() { &here[..] } else { &args.paths };
    let project = Project::find(&args.project, &[], &[]).map(Project::with_own_policies);
    let loaded = project.and_then(|project| {
        let policies = policies::load(paths, &project, true)?;
        Ok((project, policies))
    });
    let (project, policies) = match loaded {
        Ok(loaded) => loaded,
        Err(errors) => {
            let page = text::notices(&errors, &terminal.style());
            terminal.print(&page);
            return Exit::Usage;
        }
    };
    let tested = run_tests(&policies, &project, args.only.as_deref());
    let mut page = text::notices(&policies.warnings, &terminal.style());
    for test in &tested {
        write_test(&mut page, test, &policies, terminal);
    }
    let failed = tested.iter().filter(|test| !test.faults.is_empty()).count();
    let passed = tested.len() - failed;
    let exit = match (tested.len(), failed) {
        (0, _) => Exit::Nothing,
        (_, 0) => Exit::Clean,
        _ => Exit::Failures,
    };
    if exit == Exit::Nothing {
        page.push_str("no test was found\n");
    } else {
        let _ = writeln!(page, "{passed} passed, {failed} failed");
    }
    terminal.print(&page);
    exit
}

fn run_tests(policies: &Policies, project: &Project, only: Option<&str>) -> Vec<Tested> {
    let read = |policy: &str, path: &str| policies::fixture(&policies.root, policy, path);
    let kinds = project.kinds().cloned();
    let (program, sources) = (&policies.program, &policies.sources);
    let workshop = Workshop { program, sources, kinds, read: &read };
    let tests = policies.checked.tests.iter().enumerate();
    let wanted = tests.filter(|(_, test)| only.is_none_or(|t| test.item.title.text.contains(t)));
    wanted.map(|(index, test)| workshop.run(index, test)).collect()
}

fn write_test(page: &mut String, test: &Tested, policies: &Policies, terminal: &Terminal) {
    let file = policies.sources.get(test.place.source).map_or("", |source| source.name());
    let style = terminal.style();
    let (file, title) = (style.clean(file), style.clean(&test.title));
    if test.faults.is_empty() {
        if !terminal.quiet() {
            let _ = writeln!(page, "ok      {file}: {title}");
        }
        return;
    }
    let _ = writeln!(page, "FAILED  {file}: {title}\n");
    let faults: Vec<Notice> = test.faults.iter().map(|f| f.notice(&policies.sources)).collect();
    page.push_str(&text::notices(&faults, &style));
}
