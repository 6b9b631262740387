//! Inputs that were read once and are judged and asked about again and again: what a session at the
//! keyboard works on.
//!
//! A run of `check` forgets each file when it is judged. A session keeps them, so that what it says of
//! them does not change between two questions because somebody saved a file.

use std::sync::Arc;

use super::file::{ReadFile, objects_in, read_input};
use super::run::Judge;
use super::{Form, Inputs, Reply, Settings};
use crate::base::{Sources, with_own};
use crate::diag::{Diagnostic, Notice, Severity};
use crate::report::{Report, SetAside};
use crate::world::input::{Fate, Folder};
use crate::world::kube::Object;
use crate::world::manifest::read;

/// Inputs that were read.
#[derive(Debug, Default)]
pub struct Held {
    files: Vec<ReadFile>,
    /// What is wrong with them.
    notices: Vec<Notice>,
}

/// An object among inputs that are held: which file, and which of its objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Seat {
    /// The file.
    pub file: usize,
    /// The object in it.
    pub object: usize,
}

impl Held {
    /// Reads inputs, in parallel. A path is read as often as it is among them.
    pub fn read(inputs: &Inputs, settings: &Settings) -> Self {
        let read = |folder: &mut Folder, at| read_input(inputs, at, settings, folder);
        Self::of(with_own(settings.jobs, inputs.len(), read))
    }

    fn of(files: Vec<ReadFile>) -> Self {
        let mut held = Self { files, notices: Vec::new() };
        let mut sources = Sources::default();
        held.add_sources(&mut sources);
        let problems = held.files.iter().flat_map(|file| &file.problems);
        held.notices = problems.map(|problem: &Diagnostic| problem.notice(&sources)).collect();
        held
    }

    /// The objects, in order.
    pub fn objects(&self) -> impl Iterator<Item = (Seat, &Arc<Object>)> {
        self.files.iter().enumerate().flat_map(|(file, read)| {
            let objects = read.objects.iter().enumerate();
            objects.map(move |(object, it)| (Seat { file, object }, it))
        })
    }

    /// An object.
    pub fn object(&self, seat: Seat) -> Option<&Arc<Object>> {
        self.files.get(seat.file)?.objects.get(seat.object)
    }

    /// What the file of an object is called.
    pub fn file(&self, seat: Seat) -> &str {
        self.files.get(seat.file).map_or("", |file| file.source.name())
    }

    /// How many files there are, those that were set aside among them.
    pub fn files(&self) -> usize {
        self.files.len()
    }

    /// Files that were set aside, with the reason.
    pub fn set_aside(&self) -> Vec<SetAside> {
        let aside = self.files.iter().filter_map(|file| match file.fate {
            Fate::SetAside(reason) => {
                let file = file.source.name().to_owned();
                Some(SetAside { file, reason: reason.to_string() })
            }
            Fate::Judged | Fate::Errored => None,
        });
        aside.collect()
    }

    /// What is wrong with the inputs, or worth a warning, by file and place.
    pub fn notices(&self) -> &[Notice] {
        &self.notices
    }

    /// The same, where the file that an object is in has another text. The object's seat stays its own.
    ///
    /// # Errors
    /// What is wrong with the text, if it holds no object in that seat then, or holds new errors.
    pub fn with_text(
        &self,
        seat: Seat,
        text: &str,
        settings: &Settings,
    ) -> Result<Self, Vec<Notice>> {
        let mut files = self.files.clone();
        let Some(file) = files.get_mut(seat.file) else { return Err(Vec::new()) };
        let manifest = read(file.id, file.source.name(), text.as_bytes(), &settings.limits);
        let new = objects_in(manifest, settings);
        let errors = |problems: &[Diagnostic]| {
            problems.iter().filter(|problem| problem.severity() == Severity::Error).count()
        };
        let worse = errors(&new.problems) > errors(&file.problems);
        if worse || new.objects.len() != file.objects.len() {
            let mut sources = Sources::default();
            sources.insert(new.id, Arc::clone(&new.source));
            return Err(new.problems.iter().map(|problem| problem.notice(&sources)).collect());
        }
        *file = new;
        Ok(Self::of(files))
    }

    pub(super) fn all(&self) -> &[ReadFile] {
        &self.files
    }

    /// Adds the files' texts to those that places are shown in.
    fn add_sources(&self, sources: &mut Sources) {
        for file in &self.files {
            sources.insert(file.id, Arc::clone(&file.source));
        }
    }
}

impl Judge<'_> {
    /// Judges inputs that are held. What is wrong with them as they are is not told again.
    pub fn judge_held(&self, held: &Held) -> Report {
        let (mut report, _) = self.judge_files(&held.files, &|| ()).report();
        report.errors.retain(|error| !held.notices.contains(error));
        report
    }

    /// The value of the last `let` of the rule called `rule`, which is on the object that is seated
    /// there, if one is given, else on the run.
    pub fn ask_held(&self, rule: &str, seat: Option<Seat>, held: &Held) -> Reply {
        let object = seat.and_then(|seat| held.object(seat));
        let mut reply = self.ask_files(rule, object.map(AsRef::as_ref), &held.files, Form::Pieces);
        reply.errors.retain(|error| !held.notices.contains(error));
        reply
    }
}
