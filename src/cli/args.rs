//! The arguments that all commands share, and the list of commands.

use std::ops::Deref;

use clap::builder::Resettable;
use clap::error::{ContextKind, ContextValue, Error, ErrorKind};
use clap::{
    ArgAction, ArgMatches, Args, CommandFactory as _, FromArgMatches, Parser, Subcommand, ValueEnum,
};

use super::cmd;
use crate::diag::printable;

/// A policy language for what Kubernetes clusters pull.
#[derive(Debug, Parser)]
#[command(
    name = "seaworthy",
    version,
    about,
    max_term_width = 100,
    after_help = "\
Exit codes:
  0  everything was judged, and nothing that counts failed
  1  failures; everything was judged
  2  usage, project file or policy wrong; nothing was judged
  3  something could not be judged (an unreadable input, an undecided rule)
  4  nothing to judge

Examples:
  seaworthy check deploy/                      judge a folder by std/recommended
  helm template chart | seaworthy check -      judge what a chart renders
  seaworthy check -p policies/ deploy/         judge it by your own policies
  seaworthy init                               begin a project of your own
  seaworthy test policies/                     run the tests in policies
  seaworthy fmt policies/                      put them into the one style
  seaworthy explain E0203                      what a code means"
)]
pub(crate) struct Cli {
    /// How to show things.
    #[command(flatten)]
    pub(super) display: Display,
    /// What to do.
    #[command(subcommand)]
    pub(super) command: Command,
}

/// How to show things.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct Display {
    /// Colour the output
    #[arg(long, global = true, value_enum, default_value = "auto", value_name = "WHEN")]
    pub(super) color: Color,

    /// Write reports as plain sentences, for screen readers
    #[arg(long, global = true)]
    pub(super) narrate: bool,

    /// Say more: what was set aside, and why
    #[arg(short, long, global = true, conflicts_with = "quiet")]
    pub(super) verbose: bool,

    /// Say less: findings and errors only
    #[arg(short, long, global = true, action = ArgAction::SetTrue)]
    pub(super) quiet: bool,
}

/// When to colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless NO_COLOR is set; CLICOLOR_FORCE forces it.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Judge manifests
    Check(Later<cmd::check::Args>),
    /// Put the results of streams together into the report of one run
    Merge(Later<cmd::merge::Args>),
    /// Print the value of one expression over manifests, or judge them by one rule
    Eval(Later<cmd::eval::Args>),
    /// Try expressions, rules and tests out on manifests
    Repl(Later<cmd::repl::Args>),
    /// Run the tests in policies
    Test(Later<cmd::test::Args>),
    /// Put policies into the one style
    Fmt(Later<cmd::fmt::Args>),
    /// Explain a diagnostic's code, a rule, or every verdict on a line of a manifest
    Explain(Later<cmd::explain::Args>),
    /// Begin a project: a project file, a first rule with tests, files for CI
    Init(Later<cmd::init::Args>),
    /// List the rules and packs, and which are in force
    Rules(Later<cmd::rules::Args>),
    /// Print a completion script for a shell
    Completions(Later<cmd::completions::Args>),
    /// Print the manual page
    Man,
}

/// A command's arguments, which are described to clap when the command is met: no run needs those of all
/// the others.
#[derive(Debug)]
pub(crate) struct Later<A>(A);

impl<A> Deref for Later<A> {
    type Target = A;

    fn deref(&self) -> &A {
        &self.0
    }
}

impl<A: Args> Args for Later<A> {
    fn augment_args(command: clap::Command) -> clap::Command {
        command.defer(described::<A>)
    }

    fn augment_args_for_update(command: clap::Command) -> clap::Command {
        Self::augment_args(command)
    }
}

/// `command` with its arguments; what it is about, the list of commands says.
fn described<A: Args>(command: clap::Command) -> clap::Command {
    let about = command.get_about().cloned();
    A::augment_args(command).about(Resettable::from(about)).long_about(Resettable::Reset)
}

impl<A: FromArgMatches> FromArgMatches for Later<A> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        A::from_arg_matches(matches).map(Self)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        self.0.update_from_arg_matches(matches)
    }
}

impl Cli {
    /// The process's arguments; where they are wrong, or ask for help, the process ends here.
    pub(super) fn of_process() -> Self {
        Self::try_parse().and_then(Self::sound).unwrap_or_else(|error| harmless(error).exit())
    }

    /// Itself, if no two reports go to one place.
    fn sound(self) -> Result<Self, Error> {
        let (name, clash) = match &self.command {
            Command::Check(args) => ("check", args.clash()),
            Command::Test(args) => ("test", args.clash()),
            _ => return Ok(self),
        };
        let Some(clash) = clash else { return Ok(self) };
        let mut whole = Self::command();
        whole.build();
        Err(match whole.find_subcommand_mut(name) {
            Some(command) => command.error(ErrorKind::ArgumentConflict, clash),
            None => whole.error(ErrorKind::ArgumentConflict, clash),
        })
    }
}

/// `error` with the arguments it quotes made [`printable`]: they may come from names of files.
fn harmless(mut error: Error) -> Error {
    let quoted: Vec<(ContextKind, ContextValue)> =
        error.context().map(|(kind, value)| (kind, value.clone())).collect();
    let mut hostile = false;
    for (kind, value) in quoted {
        let shown = match &value {
            ContextValue::String(text) => ContextValue::String(printable(text).into_owned()),
            ContextValue::Strings(texts) => ContextValue::Strings(
                texts.iter().map(|text| printable(text).into_owned()).collect(),
            ),
            _ => continue,
        };
        hostile |= shown != value;
        error.insert(kind, shown);
    }
    if hostile {
        // A tip quotes the argument once more, as it is.
        error.remove(ContextKind::Suggested);
    }
    error
}
