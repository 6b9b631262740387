//! Which rules are meant by a name or a text: what `eval` and `explain --at` judge by.
//!
//! A rule is asked for by its id, the library's (`std/no-latest`) or one of the policies at hand, or
//! by its text as it stands in a policy. The library's are there whatever the policies are.

use std::path::PathBuf;

use super::policies::{Disk, Policies, load_session};
use super::project::Project;
use super::terminal::Terminal;
use crate::base::suggest;
use crate::diag::{Notice, Severity};
use crate::lang::ir::Program;
use crate::lang::library::Library;
use crate::lang::pipeline::What;
use crate::lang::syntax::{Entry, entry_of};
use crate::report::Exit;

/// What a rule's text is called where it is quoted.
pub(super) const WRITTEN: &str = "<rule>";

/// Why nothing is answered.
#[derive(Debug)]
pub(super) enum Refusal {
    /// Something is wrong with a policy, the project file or an option.
    Notices(Vec<Notice>),
    /// A sentence.
    Words(String),
}

impl From<Vec<Notice>> for Refusal {
    fn from(notices: Vec<Notice>) -> Self {
        Self::Notices(notices)
    }
}

impl Refusal {
    /// Says it; what the process then exits with.
    pub(super) fn tell(&self, terminal: &mut Terminal) -> Exit {
        match self {
            Self::Notices(notices) => terminal.remark_all(notices),
            Self::Words(words) => terminal.complain(words),
        }
        Exit::Usage
    }
}

/// A rule, and the policies that it is one of.
pub(super) struct Asked {
    /// The policies, loaded as for a session: none need be in force.
    pub(super) policies: Policies,
    /// Which of the program's rules.
    pub(super) rule: usize,
}

/// The rule that a text is: its name, or all of it. Nothing, where the text is neither.
///
/// # Errors
/// What is wrong with the rule or the policies; a name that only looks like that of a rule.
pub(super) fn rule(
    text: &str,
    named: &[PathBuf],
    project: &Project,
) -> Result<Option<Asked>, Refusal> {
    let text = text.trim();
    if let Entry::Items { rule: true } = entry_of(text) {
        return written(text, named, project).map(Some);
    }
    if is_of_library(text) {
        return of_library(text, named, project).map(Some);
    }
    if !is_name(text) {
        return Ok(None);
    }
    let policies = load_session(named, project, &[], &Disk)?;
    let known = policies.program.rule(text).map(|(index, _)| index);
    match known {
        Some(rule) => Ok(Some(Asked { policies, rule })),
        // `no-lates` would be a subtraction of names that nothing has.
        None if text.contains('-') => match near(text, &policies.program) {
            Some(near) => Err(Refusal::Words(format!("no rule `{text}`; did you mean `{near}`?"))),
            None => Ok(None),
        },
        None => Ok(None),
    }
}

/// A rule of the library.
fn of_library(name: &str, named: &[PathBuf], project: &Project) -> Result<Asked, Refusal> {
    let policies = load_session(named, project, &[What::Library(name.to_owned())], &Disk)?;
    match policies.program.rule(name) {
        Some((rule, _)) => Ok(Asked { policies, rule }),
        None => {
            let rules = Library::get().select(name).len();
            Err(Refusal::Words(format!(
                "`{name}` stands for {rules} rules, and one is asked for; `seaworthy check -p {name}` \
                 judges by all of them"
            )))
        }
    }
}

/// A rule as it is written, perhaps with params, constants and functions beside it.
fn written(text: &str, named: &[PathBuf], project: &Project) -> Result<Asked, Refusal> {
    let what = What::Items(WRITTEN.to_owned(), text.to_owned());
    let policies = load_session(named, project, &[what], &Disk).map_err(|mut notices| {
        // What is odd about other policies is not asked for.
        notices.retain(|notice| notice.severity == Severity::Error || is_about(notice, WRITTEN));
        notices
    })?;
    let own = |source| policies.sources.get(source).is_some_and(|it| it.name() == WRITTEN);
    let rules = policies.program.rules.iter().enumerate();
    let rules: Vec<usize> =
        rules.filter(|(_, rule)| own(rule.source)).map(|(index, _)| index).collect();
    match rules.as_slice() {
        [rule] => Ok(Asked { rule: *rule, policies }),
        several => Err(Refusal::Words(format!(
            "one rule is asked for, and the text has {}; `check -p FILE` judges by several",
            several.len()
        ))),
    }
}

/// True if the first lines that a notice shows are of this source.
pub(super) fn is_about(notice: &Notice, source: &str) -> bool {
    notice.quotes.first().is_some_and(|quote| quote.file == source)
}

/// The rule that a name was probably meant for.
pub(super) fn near(name: &str, program: &Program) -> Option<String> {
    let library = Library::get();
    let of_library = format!("std/{name}");
    if library.rule(&of_library).is_some() {
        return Some(of_library);
    }
    let rules = || program.rules.iter().map(|rule| &*rule.id);
    let known = || library.rules().map(|(_, _, id)| id);
    let bare = known().filter_map(|id| id.strip_prefix("std/"));
    match suggest(name, rules().chain(known()).chain(bare)) {
        Some(near) if rules().chain(known()).any(|id| id == near) => Some(near.to_owned()),
        near => near.map(|near| format!("std/{near}")),
    }
}

/// True for what names something of the library, and is no expression.
pub(super) fn is_of_library(text: &str) -> bool {
    let path = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '_' | '.');
    text.starts_with("std/") && text.chars().all(path)
}

/// True for what may be the name of a rule: `no-latest`.
fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}
