//! The commands: one table of names, arguments and help, and the way from a line to one of them.

use crate::base::suggest;

/// A command.
#[derive(Clone, Copy, Debug)]
pub struct Command {
    /// What it is called, without the colon.
    pub name: &'static str,
    /// Its arguments, as the help shows them.
    pub args: &'static str,
    /// What it does, in a line.
    pub title: &'static str,
    /// The rest of its help.
    pub help: &'static str,
    /// What its arguments are, for completion.
    pub takes: Takes,
    pub(super) action: Action,
}

/// What the arguments of a command are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// Nothing that could be offered.
    Nothing,
    /// Files and folders.
    Paths,
    /// Paths that are loaded.
    Loaded,
    /// Rules.
    Rules,
    /// A rule, then an object.
    RuleAndObject,
    /// Objects.
    Objects,
    /// An expression.
    Expression,
    /// Names of anything.
    Names,
    /// Params.
    Params,
    /// Cluster profiles.
    Profiles,
    /// Items of the draft.
    Items,
    /// Commands.
    Commands,
}

/// What to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Action {
    Load,
    Unload,
    Reload,
    Objects,
    Images,
    Rules,
    Judge,
    Test,
    Focus,
    Why,
    WhyNot,
    With,
    SaveTest,
    Type,
    Doc,
    Set,
    Profile,
    Forget,
    Show,
    Save,
    History,
    Help,
    Quit,
}

/// All commands, in the order in which the help lists them.
pub const COMMANDS: &[Command] = &[
    Command {
        name: "load",
        args: "PATH…",
        title: "load manifests: files and folders",
        help: "What is loaded is read once and kept. `'…'` holds blanks in a path together.",
        takes: Takes::Paths,
        action: Action::Load,
    },
    Command {
        name: "unload",
        args: "[PATH…]",
        title: "forget manifests: those loaded by these paths, or all",
        help: "A path is written as it was for `:load`.",
        takes: Takes::Loaded,
        action: Action::Unload,
    },
    Command {
        name: "reload",
        args: "",
        title: "read manifests and policies again",
        help: "Until then the session does not notice that a file was changed.",
        takes: Takes::Nothing,
        action: Action::Reload,
    },
    Command {
        name: "objects",
        args: "",
        title: "list the objects that are loaded",
        help: "Each with the namespace where it would land, its file and line, and how many images it has.",
        takes: Takes::Nothing,
        action: Action::Objects,
    },
    Command {
        name: "images",
        args: "",
        title: "list the images that are loaded",
        help: "Each with the pull policy that takes effect, its object, file and line.",
        takes: Takes::Nothing,
        action: Action::Images,
    },
    Command {
        name: "rules",
        args: "",
        title: "list the rules in force",
        help: "Those of this session, and those of the policies that it was started with.",
        takes: Takes::Nothing,
        action: Action::Rules,
    },
    Command {
        name: "judge",
        args: "[RULE]",
        title: "judge what is loaded by a rule, or by all in force",
        help: "Shows the findings, then how often each rule failed, passed and so on.",
        takes: Takes::Rules,
        action: Action::Judge,
    },
    Command {
        name: "test",
        args: "",
        title: "run the tests of this session",
        help: "A test is run when it is entered, and again whenever an entry changes what it may test.",
        takes: Takes::Nothing,
        action: Action::Test,
    },
    Command {
        name: "focus",
        args: "[OBJECT]",
        title: "have one object at hand, which expressions call `it`",
        help: "An object is named as `:objects` shows it (`Pod shop/web`), shorter where that is clear (`web`), \
               or by its place (`deploy.yaml:12`). `-` looks at nothing again.",
        takes: Takes::Objects,
        action: Action::Focus,
    },
    Command {
        name: "why",
        args: "RULE [AT]",
        title: "how a rule comes to its verdict, part by part",
        help: "Of an object, or the match at a place (`deploy.yaml:17`); else of the object in focus, or of the \
               first match that fails. `←` says where a value came from.",
        takes: Takes::RuleAndObject,
        action: Action::Why,
    },
    Command {
        name: "whynot",
        args: "RULE [OBJECT]",
        title: "why a rule has nothing to say against an object",
        help: "It may not be on such objects, its `where` may be false, or all that it requires may hold.",
        takes: Takes::RuleAndObject,
        action: Action::WhyNot,
    },
    Command {
        name: "with",
        args: "PATH=VALUE…",
        title: "what would be, if the object in focus said something else",
        help: "A path is written as findings print it, from the object on, a value as in YAML: \
               `:with spec.containers[0].image=nginx:1.27`. No value is `null`, which is as if nothing stood there. \
               No file is changed.",
        takes: Takes::Nothing,
        action: Action::With,
    },
    Command {
        name: "save-test",
        args: "TITLE",
        title: "make a test of the object in focus and of what this session's rules say of it",
        help: "The test gives the object alone, with the params' defaults, and is taken in only if it passes.",
        takes: Takes::Nothing,
        action: Action::SaveTest,
    },
    Command {
        name: "type",
        args: "EXPRESSION",
        title: "the static type of an expression",
        help: "Nothing is evaluated. `T?` is a `T` that may be absent.",
        takes: Takes::Expression,
        action: Action::Type,
    },
    Command {
        name: "doc",
        args: "NAME",
        title: "what a name stands for, with its documentation",
        help: "A rule, function, method (`List.len`), type, field (`Image.tag`), enum value, code (`E0203`), \
               or something of this session.",
        takes: Takes::Names,
        action: Action::Doc,
    },
    Command {
        name: "set",
        args: "[PARAM=VALUE…]",
        title: "set params, in YAML; without any, list them",
        help: "A value with blanks is put in quotes: `:set 'approved=[ghcr.io/acme, quay.io/acme]'`. \
               Quotes of the value itself go within those.",
        takes: Takes::Params,
        action: Action::Set,
    },
    Command {
        name: "profile",
        args: "[NAME]",
        title: "judge for a cluster profile of the project file; without a name, list them",
        help: "",
        takes: Takes::Profiles,
        action: Action::Profile,
    },
    Command {
        name: "forget",
        args: "NAME",
        title: "take an item of this session out again",
        help: "A rule, `let`, `func`, `param`, an import by its path or a test by its title.",
        takes: Takes::Items,
        action: Action::Forget,
    },
    Command {
        name: "show",
        args: "",
        title: "show the policy of this session, as `:save` would write it",
        help: "",
        takes: Takes::Nothing,
        action: Action::Show,
    },
    Command {
        name: "save",
        args: "[-f] FILE",
        title: "write the policy of this session to a file",
        help: "A file that this session did not write is written over only with `-f`.",
        takes: Takes::Paths,
        action: Action::Save,
    },
    Command {
        name: "history",
        args: "",
        title: "list the entries of this session",
        help: "",
        takes: Takes::Nothing,
        action: Action::History,
    },
    Command {
        name: "help",
        args: "[COMMAND]",
        title: "this list, or more of one command",
        help: "",
        takes: Takes::Commands,
        action: Action::Help,
    },
    Command {
        name: "quit",
        args: "",
        title: "end the session",
        help: "So does the end of the input, Ctrl-D on a terminal.",
        takes: Takes::Nothing,
        action: Action::Quit,
    },
];

/// True for an entry that is a command, or is meant as one.
pub(super) fn is_command(entry: &str) -> bool {
    entry.trim_start().starts_with(':')
}

/// The command that an entry is, and the rest of its line.
///
/// # Errors
/// A name that is none, with the one that was probably meant.
pub(super) fn read(entry: &str) -> Result<(&'static Command, &str), String> {
    let entry = entry.trim().trim_start_matches(':');
    let (name, rest) = entry.split_once(char::is_whitespace).unwrap_or((entry, ""));
    let command = find(name)?;
    Ok((command, rest.trim()))
}

/// The command called so, with or without the colon.
pub(super) fn find(name: &str) -> Result<&'static Command, String> {
    let name = name.trim_start_matches(':');
    if let Some(command) = COMMANDS.iter().find(|command| command.name == name) {
        return Ok(command);
    }
    let mut begun = COMMANDS.iter().filter(|command| command.name.starts_with(name));
    match (begun.next(), begun.next(), name) {
        (_, _, "") => Err("a command follows the colon; `:help` lists them".to_owned()),
        (Some(command), None, _) => Ok(command),
        _ => match suggest(name, COMMANDS.iter().map(|command| command.name)) {
            Some(near) => Err(format!("no command `:{name}`; did you mean `:{near}`?")),
            None => Err(format!("no command `:{name}`; `:help` lists them")),
        },
    }
}

impl Command {
    /// `:load PATH…`.
    pub fn usage(&self) -> String {
        format!(":{} {}", self.name, self.args).trim_end().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_found_by_what_they_begin_with() {
        assert_eq!(read(":lo  a b ").map(|(c, rest)| (c.name, rest)), Ok(("load", "a b")));
        assert_eq!(read(" :q").map(|(c, _)| c.name), Ok("quit"));
        assert!(read(":re").is_ok());
        assert_eq!(
            read(":jugde x").map(|_| ()),
            Err("no command `:jugde`; did you mean `:judge`?".to_owned())
        );
        assert!(read(":").is_err_and(|why| why.contains(":help")));
        assert!(read(":h").is_err(), "`:help` and `:history`");
    }

    #[test]
    fn no_command_is_listed_twice() {
        for (index, command) in COMMANDS.iter().enumerate() {
            assert!(!COMMANDS[index + 1..].iter().any(|other| other.name == command.name));
            assert!(!command.title.ends_with('.'), "{}", command.name);
        }
    }
}
