//! The state of a session, and what becomes of an entry.

use std::path::PathBuf;

use super::answer::{Answer, Fault, Outcome, Piece, line};
use super::command::{self, Action};
use super::draft::{Change, Draft, Name};
use super::focus::Focus;
use super::house::{House, Prepared};
use super::pool::Pool;
use super::words::counted;
use crate::diag::{Notice, Severity};
use crate::judge::{Held, Judge, Reply, Settings};
use crate::lang::ir::Matcher;
use crate::lang::library::Library;
use crate::lang::pipeline::{QUESTION, What};
use crate::lang::syntax::ast::StmtKind;
use crate::lang::syntax::{Entry, entry_of};
use crate::lang::types::Type;
use crate::report::Exit;

/// What the draft is called where it is quoted.
pub const SESSION: &str = "<session>";

/// What an expression is called where it is quoted.
const EXPRESSION: &str = "<expression>";

/// Items of a list that are printed.
const ITEMS: usize = 200;
/// A list that is longer is printed an item a line.
const WIDE: usize = 72;

/// An authoring session.
pub struct Session<'h> {
    pub(super) house: &'h dyn House,
    pub(super) settings: Settings,
    /// The cluster profile that was chosen here.
    pub(super) profile: Option<String>,
    pub(super) draft: Draft,
    /// The draft and what surrounds it, ready to run.
    pub(super) prepared: Prepared,
    /// Params that were set here, in YAML.
    pub(super) set: Vec<(String, String)>,
    /// What was loaded, as it was named.
    pub(super) paths: Vec<PathBuf>,
    pub(super) held: Held,
    /// What is held, for completion.
    pub(super) pool: Pool,
    pub(super) focus: Option<Focus>,
    /// True if what was in focus has gone, and that was not told yet.
    pub(super) lost_focus: bool,
    pub(super) entries: Vec<String>,
    /// The draft as it was last saved.
    pub(super) saved: String,
    /// Files that this session wrote.
    pub(super) written: Vec<PathBuf>,
    pub(super) tally: Tally,
}

/// What went wrong so far.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tally {
    /// An entry was not carried out.
    pub(super) wrong: bool,
    /// An input has an error.
    pub(super) unread: bool,
    /// A test failed.
    pub(super) failed: bool,
}

impl<'h> Session<'h> {
    /// A session in which nothing is loaded.
    ///
    /// # Errors
    /// What is wrong with the policies and settings that surround it.
    pub fn new(house: &'h dyn House) -> Result<Self, Vec<Notice>> {
        let settings = house.settings(None)?;
        let draft = Draft::default();
        let prepared = house.prepare(&[What::Text(SESSION.to_owned(), draft.text())])?;
        house.bind(&prepared, &[])?;
        Ok(Self {
            house,
            settings,
            profile: None,
            saved: draft.text(),
            draft,
            prepared,
            set: Vec::new(),
            paths: Vec::new(),
            held: Held::default(),
            pool: Pool::default(),
            focus: None,
            lost_focus: false,
            entries: Vec::new(),
            written: Vec::new(),
            tally: Tally::default(),
        })
    }

    /// What there is to say before the first entry: lints of the policies, params without a value.
    pub fn greeting(&self) -> Answer {
        let mut notices = self.prepared.warnings.clone();
        notices.extend(self.house.bind(&self.prepared, &[]).map_or_else(|all| all, |(_, n)| n));
        Answer::of(if notices.is_empty() { Vec::new() } else { vec![Piece::Notices(notices)] })
    }

    /// Carries an entry out. One in which something is wrong changes nothing.
    pub fn enter(&mut self, entry: &str) -> Answer {
        let entry = entry.trim();
        if entry.is_empty() {
            return Answer::default();
        }
        self.entries.push(entry.to_owned());
        let mut quit = false;
        let outcome = match kind_of(entry) {
            Kind::Nothing => Ok(Vec::new()),
            Kind::Command => match command::read(entry) {
                Ok((command, rest)) => {
                    quit = command.action == Action::Quit;
                    self.command(command.action, rest)
                }
                Err(why) => Err(why.into()),
            },
            Kind::Items => self.items(entry),
            Kind::Expression => self.expression(entry),
        };
        let pieces = outcome.unwrap_or_else(|fault| {
            self.tally.wrong = true;
            vec![fault.into()]
        });
        Answer { pieces, quit }
    }

    /// Loads manifests, as `:load` does.
    pub fn load(&mut self, paths: &[PathBuf]) -> Answer {
        Answer::of(self.load_paths(paths).unwrap_or_else(|fault| {
            self.tally.unread = true;
            vec![fault.into()]
        }))
    }

    /// Answers what is no entry at all.
    pub fn refuse(&mut self, why: &str) -> Answer {
        self.tally.wrong = true;
        Answer::of(vec![Piece::Refusal(why.to_owned())])
    }

    /// What the session comes to for a script: that an entry was wrong, that an input could not be
    /// read, that a test failed, or that all was well.
    pub fn exit(&self) -> Exit {
        match self.tally {
            Tally { wrong: true, .. } => Exit::Usage,
            Tally { unread: true, .. } => Exit::Unjudged,
            Tally { failed: true, .. } => Exit::Failures,
            _ => Exit::Clean,
        }
    }

    /// How many items are not saved as they are now.
    pub fn unsaved(&self) -> usize {
        if self.draft.text() == self.saved { 0 } else { self.draft.items().len() }
    }

    fn command(&mut self, action: Action, rest: &str) -> Outcome {
        match action {
            Action::Load => self.load_named(rest),
            Action::Unload => self.unload(rest),
            Action::Reload => self.reload(),
            Action::Objects => self.objects(),
            Action::Images => self.images(),
            Action::Rules => self.rules(),
            Action::Judge => self.judge(rest),
            Action::Test => self.test(),
            Action::Focus => self.focus_on(rest),
            Action::Why => self.why(rest),
            Action::WhyNot => self.why_not(rest),
            Action::With => self.what_if(rest),
            Action::SaveTest => self.save_test(rest),
            Action::Type => self.type_of(rest),
            Action::Doc => self.doc(rest),
            Action::Set => self.set_params(rest),
            Action::Profile => self.choose_profile(rest),
            Action::Forget => self.forget(rest),
            Action::Show => Ok(self.draft.text().lines().map(line).collect()),
            Action::Save => self.save(rest),
            Action::History => Ok(self.history()),
            Action::Help => self.help(rest),
            Action::Quit => Ok(Vec::new()),
        }
    }

    /// The policies and a draft, ready to run; `more` is asked beside them.
    pub(super) fn prepare(&self, draft: &Draft, more: Option<What>) -> Result<Prepared, Fault> {
        let own = What::Text(SESSION.to_owned(), draft.text());
        let all: Vec<What> = std::iter::once(own).chain(more).collect();
        self.house.prepare(&all).map_err(|mut notices| {
            notices.retain(|notice| notice.severity == Severity::Error);
            Fault::Notices(notices)
        })
    }

    /// An expression beside the draft, ready to run. With an object in focus it is asked of that.
    pub(super) fn question(&self, draft: &Draft, text: &str) -> Result<Prepared, Fault> {
        self.prepare(draft, Some(self.what_is_asked(text.to_owned())))
    }

    /// An expression, of the object in focus or of the run.
    pub(super) fn what_is_asked(&self, text: String) -> What {
        let name = EXPRESSION.to_owned();
        match self.focused() {
            Some((_, object)) => {
                let kind = (object.gvk.group.clone(), object.gvk.kind.clone());
                What::ExpressionOf(name, text, kind)
            }
            None => What::Expression(name, text),
        }
    }

    /// What an expression comes to over what is loaded.
    pub(super) fn ask(&self, draft: &Draft, text: &str) -> Result<(Reply, Type), Fault> {
        let prepared = self.question(draft, text)?;
        let (bound, _) = self.house.bind(&prepared, &self.set)?;
        let rule = prepared.program.rule(QUESTION);
        let on_run = rule.is_none_or(|(_, rule)| rule.matcher == Matcher::Manifests);
        let seat = self.focused().map(|(seat, _)| seat).filter(|_| !on_run);
        let rules = rule.map(|(index, _)| index).into_iter().collect();
        let judge = Judge::with_rules(&bound, &prepared.sources, &self.settings, rules);
        let reply = judge.ask_held(QUESTION, seat, &self.held);
        Ok((reply, type_in(&prepared)))
    }

    fn expression(&mut self, text: &str) -> Outcome {
        let (reply, _) = self.ask(&self.draft, text)?;
        Ok(shown(reply))
    }

    /// Items of a policy: taken into the draft, if all of it is sound then. Rules are judged at once,
    /// tests are run.
    pub(super) fn items(&mut self, text: &str) -> Outcome {
        let (draft, changes) = self.draft.with(text);
        let prepared = self.prepare(&draft, None)?;
        self.house.bind(&prepared, &self.set)?;
        let mut pieces = Vec::new();
        let known = lints_of(&self.prepared);
        let mut new = lints_of(&prepared);
        // What nothing uses yet may be used by the next entry; `:save` tells.
        new.retain(|lint| !known.contains(lint) && !UNUSED.contains(&lint.id.as_str()));
        if !new.is_empty() {
            pieces.push(Piece::Notices(new));
        }
        self.draft = draft;
        self.prepared = prepared;
        for change in &changes {
            pieces.push(line(self.told_of(change)));
        }
        let rules = changes.iter().filter_map(|change| match &change.name {
            Name::Rule(name) => Some(name.as_str()),
            _ => None,
        });
        pieces.extend(self.judge_by(&rules.collect::<Vec<_>>())?);
        pieces.extend(self.test_after(&changes));
        Ok(pieces)
    }

    /// An item that was taken in, in a line.
    fn told_of(&self, change: &Change) -> String {
        let again = if change.replaced { " again" } else { "" };
        match &change.name {
            Name::Rule(name) => format!("rule {name}{again}"),
            Name::Test(title) => format!("test \"{title}\"{again}"),
            Name::Import(path, names) => format!("import {path} {{ {} }}", names.join(", ")),
            Name::Nameless(_) => "require".to_owned(),
            Name::Value(name) => match (self.signature(name), self.is_unset(name)) {
                (Some(signature), _) => signature,
                (None, true) => format!("{name} has no value; `:set {name}=…` gives it one"),
                (None, false) => match self.ask(&self.draft, name) {
                    Ok((reply, ty)) => format!("{name}: {} = {}", type_name(&ty), short(&reply)),
                    Err(_) => name.clone(),
                },
            },
        }
    }

    /// True for a param that must be set and is not.
    fn is_unset(&self, name: &str) -> bool {
        let params = &self.prepared.program.params;
        let Some(at) = params.iter().position(|param| *param.id == *name) else { return false };
        let bound = self.house.bind(&self.prepared, &self.set);
        bound.is_ok_and(|(bound, _)| bound.param(at).is_none())
    }

    fn history(&self) -> Vec<Piece> {
        let mut pieces = Vec::new();
        for (number, entry) in (1..).zip(&self.entries) {
            for (index, text) in entry.lines().enumerate() {
                let number = if index == 0 { format!("{number:>4}") } else { "    ".to_owned() };
                pieces.push(line(format!("{number}  {text}")));
            }
        }
        pieces
    }

    fn help(&self, rest: &str) -> Outcome {
        if !rest.is_empty() {
            let command = command::find(rest)?;
            let mut pieces = vec![line(command.usage()), line(format!("  {}", command.title))];
            if !command.help.is_empty() {
                pieces.push(line(format!("  {}", command.help)));
            }
            return Ok(pieces);
        }
        let rows = command::COMMANDS.iter().map(|c| vec![c.usage(), c.title.to_owned()]);
        let mut pieces = vec![
            line(
                "An expression is evaluated over what is loaded, and items of a policy are taken in:",
            ),
            line(
                "`rule` (judged at once), `let`, `func`, `param`, `import`, `require`, `test` (run at once).",
            ),
            line(""),
        ];
        let rows: Vec<Vec<String>> = rows.collect();
        pieces.extend(super::words::table(&rows).into_iter().map(line));
        Ok(pieces)
    }
}

/// What an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Nothing,
    Command,
    Items,
    Expression,
}

/// Tells what an entry is, or is meant as.
pub(super) fn kind_of(entry: &str) -> Kind {
    if command::is_command(entry) {
        return Kind::Command;
    }
    match entry_of(entry) {
        Entry::Nothing => Kind::Nothing,
        Entry::Items { .. } => Kind::Items,
        Entry::Expression => Kind::Expression,
    }
}

/// The static type of the expression that was asked.
pub(super) fn type_in(prepared: &Prepared) -> Type {
    let mut rules = prepared.checked.rules.iter();
    let Some(rule) = rules.find(|rule| &*rule.id == QUESTION) else { return Type::Error };
    let last = rule.item.body.iter().rev().find_map(|stmt| match &stmt.kind {
        StmtKind::Let(last) => Some(last.value.id),
        _ => None,
    });
    last.map_or(Type::Error, |id| rule.tables.ty(id).clone())
}

/// A type as authors write it.
pub(super) fn type_name(ty: &Type) -> String {
    ty.display(Library::get()).to_string()
}

/// Lints about what nothing uses: params, constants and functions, imports.
const UNUSED: [&str; 3] = ["L0302", "L0303", "L0304"];

/// Lints of the draft.
pub(super) fn lints_of(prepared: &Prepared) -> Vec<Notice> {
    let own = |notice: &&Notice| notice.quotes.first().is_some_and(|q| q.file == SESSION);
    prepared.warnings.iter().filter(own).cloned().collect()
}

/// A value in a line that is not too long.
fn short(reply: &Reply) -> String {
    let mut text: String = reply.value.chars().take(WIDE).collect();
    if text.len() < reply.value.len() {
        text.push('…');
    }
    text
}

/// A value, what it hangs on, and what is wrong with what was read. A long list has an item a line.
pub(super) fn shown(reply: Reply) -> Vec<Piece> {
    let mut pieces = Vec::new();
    if reply.value.chars().count() > WIDE && reply.items.len() > 1 {
        pieces.extend(reply.items.iter().take(ITEMS).map(line));
        let more = reply.items.len().saturating_sub(ITEMS);
        if more > 0 {
            pieces.push(line(format!("… and {}", counted(more, "more item"))));
        }
    } else {
        pieces.push(line(reply.value));
    }
    pieces.extend(reply.causes.iter().map(|cause| line(format!("unknown: {cause}"))));
    if !reply.errors.is_empty() {
        pieces.push(Piece::Notices(reply.errors));
    }
    pieces
}
