//! The command line: arguments in, one exit code out.
//!
//! One file a subcommand under `cmd/`, each an `Args` and a function from it to an [`Exit`]. What is
//! printed goes through `Terminal`, which knows colour, width and what a broken pipe means. Only
//! this room reads the environment and the clock.

mod args;
mod asked;
mod changed;
mod cmd;
mod diff;
mod output;
mod page;
mod params;
mod passing;
mod policies;
mod progress;
mod project;
mod render;
mod repl;
mod replace;
mod settings;
mod terminal;
mod watch;

use std::process::ExitCode;
use std::thread;

#[cfg(unix)]
use nix::sys::resource::{Resource, getrlimit};

use args::Cli;
use args::Command;
use terminal::Terminal;

use crate::base::STACK;
use crate::report::Exit;

/// Runs the program on the process's arguments, on a thread whose stack is as large as it must be: the
/// process's own is as large as whoever starts it says. Where that is large enough, a second thread would
/// only cost time and memory.
pub fn main() -> ExitCode {
    if has_stack() {
        return run();
    }
    let thread = thread::Builder::new().name("main".to_owned()).stack_size(STACK);
    match thread.spawn(run) {
        // A panic has been told by the thread.
        Ok(thread) => thread.join().unwrap_or_else(|_| ExitCode::from(101)),
        Err(_) => run(),
    }
}

/// True if the process's own stack may grow as large as it must be.
#[cfg(unix)]
fn has_stack() -> bool {
    let limit = getrlimit(Resource::RLIMIT_STACK);
    limit.is_ok_and(|(soft, _)| usize::try_from(soft).is_ok_and(|bytes| bytes >= STACK))
}

/// The same where there is no such limit to ask for.
#[cfg(not(unix))]
fn has_stack() -> bool {
    false
}

fn run() -> ExitCode {
    let cli = Cli::of_process();
    let mut terminal = Terminal::new(&cli.display);
    let exit = match &cli.command {
        Command::Check(args) => cmd::check::run(args, &mut terminal),
        Command::Merge(args) => cmd::merge::run(args, &mut terminal),
        Command::Eval(args) => cmd::eval::run(args, &mut terminal),
        Command::Repl(args) => cmd::repl::run(args, &mut terminal),
        Command::Test(args) => cmd::test::run(args, &mut terminal),
        Command::Fmt(args) => cmd::fmt::run(args, &mut terminal),
        Command::Explain(args) => cmd::explain::run(args, &mut terminal),
        Command::Init(args) => cmd::init::run(args, &mut terminal),
        Command::Rules(args) => cmd::rules::run(args, &mut terminal),
        Command::Completions(args) => cmd::completions::run(args, &mut terminal),
        Command::Man => cmd::man::run(&mut terminal),
    };
    // A report that nobody received counts as no report, whatever it said.
    let lost = terminal.failed() && exit != Exit::Mistake;
    ExitCode::from(if lost { Exit::Unjudged.code() } else { exit.code() })
}
