//! `seaworthy check --stream`: a filter, a line in, a record out.
//!
//! Three stand at the belt: a thread that reads lines, workers that judge them, and this one, which prints.
//! Lines that are there are judged together and what comes of them is flushed at once, so nobody
//! waits for a result because the next line has not come. Where standard output is full the belt stands
//! still, and then nobody reads. When nobody takes the output any more, the run ends without a word, as
//! any filter does; the thread that reads may be waiting for input then, and nobody waits for it.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use super::Args;
use crate::base::Sources;
use crate::cli::passing;
use crate::cli::policies::{self, Policies};
use crate::cli::project::Project;
use crate::cli::settings;
use crate::cli::terminal::Terminal;
use crate::diag::{Code, Diagnostic, Notice, Severity};
use crate::judge::stream::{Beside, Came, Counts, Stream};
use crate::judge::{Belt, Judge, Passing, Room, Settings, in_order};
use crate::report::{Exit, Fingerprint, Report, stream};
use crate::world::input::{Found, Input, Line, discover, each_lines};
use crate::world::measure::Date;

/// What may be on its way. A batch is what could be read at once, 64 KiB, or one line that is longer.
const ROOM: Room = Room { things: 64, weight: 16 << 20 };

/// Lines judged: their records, and what they count.
type Judged = (String, Vec<Came>);

impl Args {
    /// Judges lines from standard input.
    pub(super) fn streamed(&self, terminal: &mut Terminal) -> Exit {
        if self.paths.iter().any(|path| path != Path::new("-")) {
            terminal.complain("`--stream` reads standard input: redirect a file into it with `<`");
            return Exit::Usage;
        }
        self.stream_all(terminal).unwrap_or_else(|errors| {
            terminal.remark_all(&errors);
            let report = Report { errors, ..Report::default() };
            terminal.print(&stream::summary(&report, Exit::Usage, ""));
            Exit::Usage
        })
    }

    fn stream_all(&self, terminal: &mut Terminal) -> Result<Exit, Vec<Notice>> {
        let named = &self.policies.policies;
        let project = Project::find(&self.policies.project, named, &[PathBuf::from("-")])?;
        let policies = policies::load(named, &project, false)?;
        let today = settings::today(&self.policies)?;
        let bound = policies.bind(&self.policies, &project, today);
        let terms = passing::terms(&project, today);
        let waivers = self.passing.load(&project, &terms, Some(&policies.program));
        let set = policies::both(self.settings(&project), waivers);
        let (bound, ((mut settings, project_use), waivers)) = policies::both(bound, set)?;
        let odd = waivers.as_ref().map_or_else(Vec::new, passing::warnings);
        let text = waivers.as_ref().map(|waivers| waivers.source().text().to_owned());
        settings.passing = Passing { terms, waivers: waivers.map(Arc::new), ..Passing::default() };
        let judge = Judge::new(&bound, &policies.sources, &settings);
        let beside = Beside::read(&judge, self.index_files(&judge, &project)?);
        let run = beside.run(&judge);
        let stream = Stream::new(&judge, &beside, run.as_ref());
        let mut counts = Counts::default();
        let unread = print_lines(&stream, &settings, &mut counts, terminal);
        if terminal.failed() {
            return Ok(Exit::Unjudged);
        }
        let index = stream.judge_run(&mut counts);
        if !self.index.is_empty() {
            terminal.print(&stream::index(&index, beside.faults()));
        }
        let judged_by = self.judged_by(&judge, &policies, (&beside, text), today);
        let mut report = stream.report(&counts);
        report.summary.project = project_use;
        // What is to be said of waivers hangs on all lines, and a part has some of them.
        report.errors = policies.warnings.into_iter().chain(odd).collect();
        report.errors.extend(unread.map(|fault| fault.notice(&Sources::default())));
        let errors = report.errors.iter().chain(&index.errors);
        let errors = errors.chain(beside.faults().iter().flat_map(|fault| &fault.errors));
        let faults = errors.filter(|error| error.severity == Severity::Error).count();
        let exit = report.summary.exit(faults, self.strictness());
        terminal.print(&stream::summary(&report, exit, &judged_by));
        Ok(exit)
    }

    /// The files of the index.
    ///
    /// # Errors
    /// That there is none, and rules need it; that it is the stream itself.
    fn index_files(&self, judge: &Judge<'_>, project: &Project) -> Result<Found, Vec<Notice>> {
        let fault = |fault: Diagnostic| vec![fault.notice(&Sources::default())];
        if self.index.iter().any(|path| path == Path::new("-")) {
            return Err(fault(own_index()));
        }
        let around = judge.looking_around();
        if !around.is_empty() && self.index.is_empty() {
            return Err(fault(no_index(&around)));
        }
        let mut files = discover(&self.index, self.walk());
        project.set_aside(&mut files);
        Ok(files)
    }

    /// Names all that verdicts hang on beside the lines, so that results are only put together that belong
    /// together.
    fn judged_by(
        &self,
        judge: &Judge<'_>,
        policies: &Policies,
        (beside, waivers): (&Beside, Option<String>),
        today: Option<Date>,
    ) -> String {
        let mut facts = vec![env!("CARGO_PKG_VERSION").to_owned(), beside.hash().to_string()];
        let texts = policies.sources.iter();
        facts.extend(texts.flat_map(|(_, it)| [it.name().to_owned(), it.text().to_owned()]));
        facts.extend(judge.in_force());
        let params = self.policies.params.iter();
        facts.extend(params.flat_map(|(name, value)| [name.clone(), value.clone()]));
        let options = (&self.policies.profile, &self.policies.namespace, &self.limit);
        let strict = (self.strict, self.strict_coverage, self.require_match, self.allow_empty);
        facts.push(format!("{options:?} {strict:?} {:?} {}", self.fail_on, self.skip_templates));
        // Waivers end on a day.
        let day = today.filter(|_| judge.reads_today() || waivers.is_some());
        facts.extend(waivers);
        facts.extend(day.map(|day| format!("{day:?}")));
        Fingerprint::of(facts.iter().map(String::as_str)).to_string()
    }
}

/// Judges what comes on standard input, and prints it; what is wrong with standard input, if anything is.
fn print_lines(
    stream: &Stream<'_>,
    settings: &Settings,
    counts: &mut Counts,
    terminal: &mut Terminal,
) -> Option<Diagnostic> {
    let belt = Arc::new(Belt::<Vec<Line>, Judged>::new(ROOM));
    let unread = Arc::new(Mutex::new(None));
    let feed = {
        let (belt, unread, limit) = (Arc::clone(&belt), Arc::clone(&unread), settings.limits.file);
        move || {
            let input = Input::stdin();
            let read = each_lines(&input, limit, |lines| {
                let weigh = |line: &Line| line.bytes.as_ref().map_or(0, Vec::len);
                let weight = lines.iter().map(weigh).sum();
                belt.put(lines, weight)
            });
            *unread.lock().unwrap_or_else(PoisonError::into_inner) = read.err();
            belt.end();
        }
    };
    // Nobody waits for it: it may be waiting for a line that never comes.
    if let Err(error) = thread::Builder::new().name("lines".to_owned()).spawn(feed) {
        terminal.complain(&format!("no thread can be had to read standard input: {error}"));
        return Some(no_thread());
    }
    let work = |lines: Vec<Line>| {
        let (mut text, mut all) = (String::new(), Vec::new());
        for line in lines {
            let (input, came) = stream.judge(line);
            text.push_str(&stream::input(&input));
            all.push(came);
        }
        (text, all)
    };
    in_order(settings.jobs, &belt, work, |(text, all)| {
        terminal.print(&text);
        all.into_iter().for_each(|came| counts.add(came));
        !terminal.failed()
    });
    unread.lock().unwrap_or_else(PoisonError::into_inner).take()
}

fn no_thread() -> Diagnostic {
    Diagnostic::new(Code::E0551, "`<stdin>` cannot be read: no thread can be had for it")
        .help("raise the limit on threads of this user or container")
}

/// Rules that look at other objects than the one at hand.
fn no_index(rules: &[&str]) -> Diagnostic {
    let (few, more) = rules.split_at(rules.len().min(3));
    let names: Vec<String> = few.iter().map(|rule| format!("`{rule}`")).collect();
    let more = if more.is_empty() { String::new() } else { format!(" and {} more", more.len()) };
    let message = format!(
        "a stream holds one object at a time, and other objects are read by {}{more}",
        names.join(", ")
    );
    Diagnostic::new(Code::E0460, message)
        .help("name files that hold all objects of the run with `--index`")
        .help("or judge by other rules: `-p` names them, `enforce: off` in the project file leaves one out")
}

/// An index that is to be read from standard input.
fn own_index() -> Diagnostic {
    Diagnostic::new(Code::E0460, "`--index -` would read the stream itself, which is then gone")
        .help("write it to a file first")
}
