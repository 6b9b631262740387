//! Judging a stream: lines come one after the other, perhaps without end, and each is judged on its own.
//!
//! **A line** is an input of its own, as a file is for a run over files (`line`). It is an object in JSON,
//! or a row of a table of manifests: `{"file": "deploy/web.yaml", "text": "…"}`, whose text is judged as
//! the file would be. A line that is neither is told of as an input's error, as is one that is too long;
//! the stream goes on. Nothing of a line stays when it is judged, but what is counted.
//!
//! **What stands beside it.** Rules that look other objects up, or read the whole run, can't find them in
//! a stream, whose other lines are gone or have not come. They are judged with an index (`beside`): files
//! of manifests or of lines that hold the whole run. They are read first, and what the rules look up is
//! kept of them; for rules that read the whole run everything is. Rules that are *on* the run are judged
//! once, over the index. So is memory bounded by the index, and otherwise by the lines in flight.
//!
//! Without an index, objects that say how images of others are meant (image streams, mirror sets) would
//! change verdicts that were given already: a line that holds one which is not in the index is an error.
//!
//! **The same as one run.** What a line of a table yields is what its file yields in a run over all files
//! of the index, to the byte: where the index holds the same text under the same name, places in both
//! carry one id, and ids follow names as in a run. `report::merge` puts parts together by that.

mod beside;
mod fault;
mod line;

use super::books::{Books, Yield};
use super::run::{Judge, is_of_cluster};
use crate::base::Sources;
use crate::diag::Diagnostic;
use crate::lang::eval::Context;
use crate::lang::value::Run;
use crate::report::{Report, StreamedInput};
use crate::world::input::{Fate, Line};

pub use beside::Beside;

/// What standard input is called; lines are called after it and their number.
const STDIN: &str = "<stdin>";

/// A judge with all at hand that lines are judged beside.
#[derive(Debug)]
pub struct Stream<'j> {
    judge: &'j Judge<'j>,
    beside: &'j Beside,
    run: Option<&'j Run<'j>>,
    sources: Sources,
}

/// What a line came to, to be counted when its turn has come.
#[derive(Debug)]
pub struct Came(Yield);

/// The counts of a stream.
#[derive(Debug, Default)]
pub struct Counts(Books);

impl Judge<'_> {
    /// The rules that can't be judged over a stream alone: they look up other objects, or read the run.
    pub fn looking_around(&self) -> Vec<&str> {
        let rules =
            self.rules().judged.iter().filter_map(|at| self.bound().program().rules.get(*at));
        rules.filter(|rule| !rule.needs.is_local()).map(|rule| &*rule.id).collect()
    }

    /// The rules that are judged by, and how each stands.
    pub fn in_force(&self) -> Vec<String> {
        let rules = self.rules().judged.iter();
        let all = rules
            .filter_map(|at| Some((self.bound().program().rules.get(*at)?, self.standing(*at)?)));
        all.map(|(rule, standing)| format!("{} {standing:?}", rule.id)).collect()
    }

    /// True if a rule reads the day.
    pub fn reads_today(&self) -> bool {
        self.needs().today
    }
}

impl<'j> Stream<'j> {
    /// Judges lines beside an index. `run` is the index's ([`Beside::run`]).
    pub fn new(judge: &'j Judge<'j>, beside: &'j Beside, run: Option<&'j Run<'j>>) -> Self {
        let mut sources = judge.texts().clone();
        beside.add_sources(&mut sources);
        Self { judge, beside, run, sources }
    }

    fn context(&self) -> Context<'j> {
        let context = self.judge.context(self.beside.index(), self.beside.is_partial());
        Context { run: self.run, ..context }
    }

    /// Judges a line.
    pub fn judge(&self, line: Line) -> (StreamedInput, Came) {
        let settings = self.judge.settings();
        let number = line.number;
        let told = line::tell(line, STDIN);
        let id = self.beside.id_of(&told.name, &told.text);
        let mut yielded = match self.beside.file(id) {
            Some(file) => self.yielded(file),
            None => {
                let mut file = told.read(id, settings);
                let strays: Vec<Diagnostic> = file
                    .objects
                    .iter()
                    .filter(|it| is_of_cluster(it) && !self.beside.holds(it, &settings.profile))
                    .map(|it| fault::not_in_index(it))
                    .collect();
                file.problems.extend(strays);
                self.yielded(&file)
            }
        };
        let findings = std::mem::take(&mut yielded.findings);
        let errors = std::mem::take(&mut yielded.errors);
        let (file, fate) = match &yielded.file {
            Some((name, fate)) => (name.clone(), *fate),
            None => (String::new(), Fate::Errored),
        };
        let reason = match fate {
            Fate::SetAside(reason) => Some(reason.to_string()),
            Fate::Judged | Fate::Errored => None,
        };
        let errored = fate == Fate::Errored;
        let findings = findings.into_iter().map(|(_, finding)| finding).collect();
        let counts = yielded.counts();
        let input = StreamedInput { line: number, file, errored, reason, findings, errors, counts };
        (input, Came(yielded))
    }

    fn yielded(&self, file: &super::file::ReadFile) -> Yield {
        let room = self.judge.settings().kept.of_run;
        self.judge.judge_file(file, &self.context(), &self.sources, room)
    }

    /// Judges the rules that are on the run, over the index. The report has what they found and came to.
    pub fn judge_run(&self, counts: &mut Counts) -> Report {
        let mut yielded = Yield::default();
        if self.run.is_some() {
            yielded = self.judge.judge_whole(&self.context(), &self.sources);
        }
        let findings = std::mem::take(&mut yielded.findings);
        let errors = std::mem::take(&mut yielded.errors);
        let summary = yielded.counts();
        counts.0.enter(&mut yielded);
        let findings = findings.into_iter().map(|(_, finding)| finding).collect();
        Report { findings, errors, summary, ..Report::default() }
    }

    /// The counts as a report, which has no findings.
    pub fn report(&self, counts: &Counts) -> Report {
        counts.0.report(&self.judge.rules())
    }
}

impl Counts {
    /// Counts what a line came to.
    pub fn add(&mut self, mut came: Came) {
        self.0.enter(&mut came.0);
    }
}
