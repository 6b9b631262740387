//! `seaworthy explain --at FILE:LINE`: every rule's verdict on what stands there, step by step.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::explain::{Args, Format};
use crate::cli::asked::{self, Refusal};
use crate::cli::passing::{self, PassingArgs};
use crate::cli::policies::{self, Disk, Policies, load_session};
use crate::cli::project::Project;
use crate::cli::settings;
use crate::cli::terminal::Terminal;
use crate::diag::printable;
use crate::judge::project::Enforcement;
use crate::judge::{Held, Inputs, Judge, Nowhere, Passing, Settings, standings};
use crate::lang::library::Library;
use crate::lang::pipeline::What;
use crate::report::trace::{Trace, json, text};
use crate::report::{Exit, ObjectName};
use crate::world::input::{Found, Origin, Walk, discover, shown};

/// A line of a file, perhaps a column of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    file: PathBuf,
    line: u32,
    column: Option<u32>,
}

impl Line {
    /// Reads `FILE:LINE` or `FILE:LINE:COLUMN`.
    ///
    /// # Errors
    /// A text that is neither.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let number = |text: &str| text.parse::<u32>().ok().filter(|number| *number > 0);
        let last = |text: &str| {
            let (before, last) = text.rsplit_once(':')?;
            Some((before.to_owned(), number(last)?))
        };
        let (file, line, column) = match last(text) {
            Some((before, second)) => match last(&before) {
                Some((file, first)) => (file, first, Some(second)),
                None => (before, second, None),
            },
            None => return Err("write FILE:LINE, as in web.yaml:17, from line 1 on".to_owned()),
        };
        if file.is_empty() {
            return Err("a file is missing before the line".to_owned());
        }
        Ok(Self { file: PathBuf::from(file), line, column })
    }

    fn is_stdin(&self) -> bool {
        self.file.as_os_str() == "-"
    }
}

/// What comes of asking.
enum Answer {
    Traced(Box<Trace>),
    /// Why there is nothing to explain, and what is called the file.
    Nowhere(Nowhere, String),
}

pub(super) fn run(args: &Args, at: &Line, terminal: &mut Terminal) -> Exit {
    match answer(args, at) {
        Ok(Answer::Traced(trace)) => {
            let page = match args.output {
                Format::Text => {
                    terminal.remark_all(&trace.errors);
                    let (style, quiet) = (terminal.style(), terminal.quiet());
                    text::write(&trace, &text::Options { style, quiet })
                }
                Format::Json => json::write(&trace),
            };
            terminal.print(&page);
            Exit::Clean
        }
        Ok(Answer::Nowhere(why, file)) => tell(&why, &file, at, terminal),
        Err(refusal) => refusal.tell(terminal),
    }
}

fn answer(args: &Args, at: &Line) -> Result<Answer, Refusal> {
    if !at.is_stdin() && at.file.is_dir() {
        let folder = shown(&at.file);
        return Err(Refusal::Words(format!("`{folder}` is a folder; name a file in it")));
    }
    let options = args.policies();
    let named = &options.policies;
    let paths: Vec<PathBuf> =
        std::iter::once(at.file.clone()).chain(args.beside.iter().cloned()).collect();
    let project = Project::find(&options.project, named, &paths)?;
    let (policies, project) = loaded(&args.what, named, project)?;
    let mut settings = Settings::default();
    let today = settings::today(&options)?;
    let bound = policies.bind(&options, &project, today);
    let waived = PassingArgs::with_waivers(args.waivers.clone());
    let terms = passing::terms(&project, today);
    // Of rules that are asked for by name, none need be in force.
    let in_force = args.what.is_empty().then_some(&policies.program);
    let waivers = waived.load(&project, &terms, in_force);
    let applied = settings::apply(&options, &project, &mut settings);
    let (bound, (_, waivers)) = policies::both(bound, policies::both(applied, waivers))?;
    settings.passing = Passing { terms, waivers: waivers.map(Arc::new), ..Passing::default() };
    let rules = chosen(&args.what, &policies, &settings)?;
    let mut inputs = discover(&paths, Walk::default());
    project.set_aside(&mut inputs);
    waived.set_aside(&project, &mut inputs);
    let Some(file) = index_of(&inputs, at) else {
        let file = shown(&at.file);
        return Err(Refusal::Words(format!("`{file}` is not to be found")));
    };
    let name = inputs.get(file).map_or_else(String::new, |input| input.shown().to_owned());
    let held = Held::read(&Inputs::Files(inputs), &settings);
    let spot = match held.spot(file, (at.line, at.column), &settings.profile) {
        Ok(spot) => spot,
        Err(why) => return Ok(Answer::Nowhere(why, name)),
    };
    let judge = Judge::with_rules(&bound, &policies.sources, &settings, rules.clone());
    Ok(Answer::Traced(Box::new(judge.explain(&rules, &held, &spot))))
}

/// The policies: those that `check` would judge by, or those that have the rules that are asked for.
fn loaded(
    what: &[String],
    named: &[PathBuf],
    project: Project,
) -> Result<(Policies, Project), Refusal> {
    if what.is_empty() {
        return Ok((policies::load(named, &project, false)?, project));
    }
    let project = if project.policies().is_some() { project } else { project.with_own_policies() };
    let library = what.iter().filter(|name| asked::is_of_library(name));
    let library: Vec<What> = library.map(|name| What::Library(name.clone())).collect();
    Ok((load_session(named, &project, &library, &Disk)?, project))
}

/// The rules to explain: all that `check` would judge by, or those that are asked for.
fn chosen(
    what: &[String],
    policies: &Policies,
    settings: &Settings,
) -> Result<Vec<usize>, Refusal> {
    let program = &policies.program;
    let standings = standings(program, &settings.rules);
    if what.is_empty() {
        let all = program.rules.iter().zip(standings).enumerate();
        let judged =
            all.filter(|(_, (rule, it))| rule.in_force && it.enforcement != Enforcement::Off);
        return Ok(judged.map(|(index, _)| index).collect());
    }
    let mut rules = Vec::new();
    for name in what {
        let before = rules.len();
        rules.extend(program.rule(name).map(|(index, _)| index));
        if rules.len() == before && asked::is_of_library(name) {
            let library = Library::get();
            let pack = library.select(name);
            let pack =
                library.rules().filter(|(module, entry, _)| pack.contains(&(*module, *entry)));
            rules.extend(pack.filter_map(|(_, _, id)| Some(program.rule(id)?.0)));
        }
        if rules.len() == before {
            return Err(Refusal::Words(match asked::near(name, program) {
                Some(near) => format!("no rule `{name}`; did you mean `{near}`?"),
                None => format!("no rule `{name}`; `seaworthy rules` lists them"),
            }));
        }
    }
    let mut seen = std::collections::HashSet::new();
    rules.retain(|rule| seen.insert(*rule));
    Ok(rules)
}

/// Which of the inputs a line is of.
fn index_of(inputs: &Found, at: &Line) -> Option<usize> {
    if at.is_stdin() {
        return inputs.iter().position(|input| input.origin == Origin::Stdin);
    }
    let real = fs::canonicalize(&at.file).ok();
    let same = |path: &Path| {
        path == at.file
            || real.as_ref().is_some_and(|real| fs::canonicalize(path).ok().as_ref() == Some(real))
    };
    inputs.iter().position(|input| matches!(&input.origin, Origin::File(path) if same(path)))
}

/// Says why there is nothing to explain.
fn tell(why: &Nowhere, file: &str, at: &Line, terminal: &mut Terminal) -> Exit {
    let counted = |count: u32, what: &str| match count {
        1 => format!("1 {what}"),
        _ => format!("{count} {what}s"),
    };
    let place = format!("{file}:{}", at.line);
    let (words, exit) = match why {
        Nowhere::Line(lines) => (
            format!("{file} has {}, and no line {}", counted(*lines, "line"), at.line),
            Exit::Usage,
        ),
        Nowhere::Column(columns) => {
            let column = at.column.unwrap_or_default();
            let columns = counted(*columns, "column");
            (format!("{place} has {columns}, and no column {column}"), Exit::Usage)
        }
        Nowhere::Several(count, columns) => {
            let columns: Vec<String> = columns.iter().map(u32::to_string).collect();
            let from = columns.join(", ");
            let more = if *count > columns.len() { " and on" } else { "" };
            let place = printable(&place);
            (
                format!(
                    "{count} objects stand at {place}; say which by its column, as in `--at {place}:{}`: \
                     they begin at {from}{more}",
                    columns.last().map_or("1", String::as_str),
                ),
                Exit::Usage,
            )
        }
        Nowhere::Unread(notices) => {
            terminal.remark_all(notices);
            (
                format!("what stands at {place} can't be judged before that is mended"),
                Exit::Unjudged,
            )
        }
        Nowhere::Aside(reason) => {
            (format!("what stands at {place} is not judged: it is {reason}"), Exit::Nothing)
        }
        Nowhere::Empty(objects, more) => (nothing(&place, objects, *more), Exit::Nothing),
    };
    terminal.complain(&words);
    exit
}

fn nothing(place: &str, objects: &[(ObjectName, u32, u32)], more: usize) -> String {
    let told = objects.iter().map(|(object, first, last)| match first == last {
        true => format!("{object} in line {first}"),
        false => format!("{object} in lines {first} to {last}"),
    });
    let more = (more > 0).then(|| format!("and {more} more"));
    let told: Vec<String> = told.chain(more).collect();
    match told.is_empty() {
        true => format!("nothing stands at {place}"),
        false => format!("nothing stands at {place}; there is {}", told.join(", ")),
    }
}
