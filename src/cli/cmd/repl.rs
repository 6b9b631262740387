//! `seaworthy repl [MANIFEST]…`: an authoring session.

use std::io::{self, IsTerminal as _};
use std::path::PathBuf;

use crate::author::repl::Session;
use crate::cli::policies::PolicyArgs;
use crate::cli::repl::{Home, converse, replay, show};
use crate::cli::terminal::Terminal;
use crate::report::Exit;

/// Arguments of `repl`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
An entry is an expression, an item of a policy (`rule`, `let`, `func`, `test` …), or a command;
`:help` lists the commands. From a pipe the entries come from standard input, and the exit code is
2 if one of them was wrong, else 3 if a manifest could not be read, else 1 if a test failed.

Examples:
  seaworthy repl deploy/
  seaworthy repl -p policies/ deploy/
  echo 'images.len()' | seaworthy repl deploy/
  seaworthy repl --echo < session.txt")]
pub(crate) struct Args {
    /// Files and folders to load
    #[arg(value_name = "MANIFEST")]
    manifests: Vec<PathBuf>,

    #[command(flatten)]
    policies: PolicyArgs,

    /// Print each entry before its answer, where entries come from a pipe
    #[arg(long)]
    echo: bool,

    /// Neither read nor write the history of entries, on a terminal
    #[arg(long)]
    no_history: bool,
}

pub(crate) fn run(args: &Args, terminal: &mut Terminal) -> Exit {
    let home = match Home::new(&args.policies, &args.manifests) {
        Ok(home) => home,
        Err(errors) => {
            terminal.remark_all(&errors);
            return Exit::Usage;
        }
    };
    let mut session = match Session::new(&home) {
        Ok(session) => session,
        Err(errors) => {
            terminal.remark_all(&errors);
            return Exit::Usage;
        }
    };
    show(&session.greeting(), terminal);
    if !args.manifests.is_empty() {
        show(&session.load(&args.manifests), terminal);
    }
    if io::stdin().is_terminal() && io::stdout().is_terminal() {
        // Whoever sits there has seen what went wrong.
        return converse(session, !args.no_history, terminal);
    }
    replay(&mut io::stdin().lock(), &mut session, args.echo, terminal);
    session.exit()
}
