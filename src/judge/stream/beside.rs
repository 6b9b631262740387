//! What is at hand while lines are judged: files of the run, or of lines, of which what the rules look up
//! is kept.
//!
//! A file whose name ends in `.ndjson` or `.jsonl` holds lines as a stream does, and is read line by line,
//! twice: once for the names of its rows. Inputs have ids in the order of their names, whichever file
//! they come from, as they would in a run over files.

use std::collections::HashMap;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash as _, Hasher as _};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;

use super::line::tell;
use crate::base::{Source, SourceId, Sources};
use crate::diag::{Diagnostic, Notice, Severity};
use crate::judge::belt::{Belt, Room, in_order};
use crate::judge::file::{ReadFile, read_as};
use crate::judge::run::{Judge, is_of_cluster};
use crate::judge::{Inputs, Settings};
use crate::lang::value::Run;
use crate::report::IndexFault;
use crate::world::input::{Found, Input, Line, Lot, Origin, each_lines};
use crate::world::kube::{Index, Landing, Object, Profile};

/// What is at hand.
#[derive(Debug, Default)]
pub struct Beside {
    index: Index,
    /// All inputs that hold objects, for rules that read the run; else none. They are judged as they were
    /// read: an object that is judged is then the one that the run's lists hold.
    files: HashMap<SourceId, ReadFile>,
    /// Their objects, in order.
    objects: Vec<Arc<Object>>,
    /// The texts that objects at hand are in, or what is kept of them.
    texts: Vec<(SourceId, Arc<Source>)>,
    /// By name: the ids and hashes of texts that objects at hand are in.
    known: HashMap<String, (SourceId, u64)>,
    /// How many inputs there are.
    inputs: usize,
    partial: bool,
    faults: Vec<IndexFault>,
    hash: u64,
}

/// What is kept of an input.
struct Kept {
    id: SourceId,
    source: Arc<Source>,
    name: String,
    hash: u64,
    objects: Vec<Arc<Object>>,
    /// The whole, if that is kept.
    file: Option<ReadFile>,
    partial: bool,
    errors: Vec<Notice>,
}

/// An input: a file, or a line of one.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Seat {
    file: usize,
    /// None for the file as a whole.
    line: Option<u64>,
}

impl Beside {
    /// Reads what lines are judged beside.
    pub fn read(judge: &Judge<'_>, files: Found) -> Self {
        let settings = judge.settings();
        let (seats, faults) = seats(&files, settings);
        let ids: HashMap<Seat, SourceId> = seats
            .iter()
            .enumerate()
            .map(|(at, (_, seat))| (*seat, SourceId::manifest(at)))
            .collect();
        let inputs = seats.len();
        drop(seats);
        let plain: Vec<usize> =
            (0..files.len()).filter(|at| !has_lines(files.get(*at).as_deref())).collect();
        let of_lines: Vec<usize> =
            (0..files.len()).filter(|at| has_lines(files.get(*at).as_deref())).collect();
        let files = Inputs::Files(files);
        let mut kept = judge.each(plain.len(), |folder, at| {
            let at = plain.get(at).copied().unwrap_or_default();
            let id = ids.get(&Seat { file: at, line: None }).copied();
            let id = id.unwrap_or(SourceId::manifest(inputs));
            judge.kept_of(read_as(id, &files, at, settings, folder))
        });
        let Inputs::Files(files) = &files else { return Self::default() };
        for at in of_lines {
            if let Some(input) = files.get(at) {
                kept.extend(judge.kept_of_lines(&input, at, &ids));
            }
        }
        kept.sort_by_key(|kept| kept.id);
        Self::of(judge, kept, inputs, faults)
    }

    fn of(judge: &Judge<'_>, kept: Vec<Kept>, inputs: usize, faults: Vec<Notice>) -> Self {
        let mut hash = DefaultHasher::new();
        let mut beside = Self { inputs, partial: !faults.is_empty(), ..Self::default() };
        beside.faults.extend(
            (!faults.is_empty()).then(|| IndexFault { file: String::new(), errors: faults }),
        );
        for kept in kept {
            (&kept.name, kept.hash).hash(&mut hash);
            beside.partial |= kept.partial;
            if !kept.errors.is_empty() {
                beside.faults.push(IndexFault { file: kept.name.clone(), errors: kept.errors });
            }
            if !kept.objects.is_empty() {
                beside.texts.push((kept.id, kept.source));
                beside.known.insert(kept.name, (kept.id, kept.hash));
                beside.objects.extend(kept.objects);
                beside.files.extend(kept.file.map(|file| (kept.id, file)));
            }
        }
        beside.hash = hash.finish();
        beside.index = judge.index_of(beside.objects.iter());
        // Whoever looks nothing up has no use for what could not be read.
        beside.partial &=
            !judge.needs().is_local() || beside.objects.iter().any(|it| is_of_cluster(it));
        if !judge.needs().run {
            beside.objects = Vec::new();
        }
        beside
    }

    /// The run that its objects are, for rules that read it.
    pub fn run<'b>(&'b self, judge: &Judge<'_>) -> Option<Run<'b>> {
        let objects = self.objects.iter().map(AsRef::as_ref);
        judge.needs().run.then(|| Run::new(objects, self.partial, judge.lists()))
    }

    /// What could not be read of it.
    pub fn faults(&self) -> &[IndexFault] {
        &self.faults
    }

    /// Names what it was read from: another text, another number.
    pub fn hash(&self) -> u64 {
        self.hash
    }

    pub(super) fn index(&self) -> &Index {
        &self.index
    }

    /// What was read under an id, if it was kept whole.
    pub(super) fn file(&self, id: SourceId) -> Option<&ReadFile> {
        self.files.get(&id)
    }

    pub(super) fn is_partial(&self) -> bool {
        self.partial
    }

    /// The id of a text: its own, where objects of it are at hand, else one that no other has.
    pub(super) fn id_of(&self, name: &str, text: &[u8]) -> SourceId {
        match self.known.get(name) {
            Some((id, hash)) if *hash == hash_of(text) => *id,
            _ => SourceId::manifest(self.inputs),
        }
    }

    pub(super) fn add_sources(&self, sources: &mut Sources) {
        for (id, source) in &self.texts {
            sources.insert(*id, Arc::clone(source));
        }
    }

    /// True if an object of its kind, name and namespace is at hand.
    pub(super) fn holds(&self, object: &Object, profile: &Profile) -> bool {
        let Some(name) = object.text(object.name) else { return false };
        let place = |it: &Object| Landing::of(it, profile).name().map(str::to_owned);
        let mut called = self.index.called(&object.gvk.group, &object.gvk.kind, name);
        called.any(|other| place(other) == place(object))
    }
}

impl Judge<'_> {
    fn kept_of(&self, file: ReadFile) -> Kept {
        let mut sources = self.texts().clone();
        sources.insert(file.id, Arc::clone(&file.source));
        let errors = file.problems.iter().filter(|it| it.severity() == Severity::Error);
        let errors = errors.map(|problem: &Diagnostic| problem.notice(&sources)).collect();
        let whole = self.needs().run;
        let objects = if whole { file.objects.clone() } else { self.detached_of(&file) };
        // Of what is detached, the source is an excerpt.
        let first = objects.first().map(|object| Arc::clone(object.tree.source()));
        let hash = hash_of(file.source.text().as_bytes());
        let (name, partial) = (file.source.name().to_owned(), file.is_partial());
        let source = first.unwrap_or_else(|| Source::new(&*name, ""));
        let (id, file) = (file.id, whole.then_some(file));
        Kept { id, source, name, hash, objects, file, partial, errors }
    }

    fn kept_of_lines(
        &self,
        input: &Input,
        file: usize,
        ids: &HashMap<Seat, SourceId>,
    ) -> Vec<Kept> {
        let settings = self.settings();
        let mut all = Vec::new();
        let belt = Belt::new(Room { things: 64, weight: 16 << 20 });
        thread::scope(|scope| {
            scope.spawn(|| {
                // What can't be read was told when names were read.
                let _ = each_lines(input, settings.limits.file, |lines| {
                    let weight = lines.iter().filter_map(|line| line.bytes.as_ref()).map(Vec::len);
                    let weight = weight.sum();
                    belt.put(lines, weight)
                });
                belt.end();
            });
            let work = |lines: Vec<Line>| {
                let kept = lines.into_iter().filter_map(|line| {
                    let id = *ids.get(&Seat { file, line: Some(line.number) })?;
                    Some(self.kept_of(tell(line, input.shown()).read(id, settings)))
                });
                // Most lines leave nothing but their names' and texts' hashes.
                kept.collect::<Vec<_>>()
            };
            in_order(settings.jobs, &belt, work, |kept| {
                all.extend(kept);
                true
            });
        });
        all
    }
}

/// Inputs in the order of their names, and what can't be read.
fn seats(files: &Found, settings: &Settings) -> (Vec<(PathBuf, Seat)>, Vec<Notice>) {
    let (mut seats, mut faults) = (Vec::new(), Vec::new());
    for (file, input) in files.iter().enumerate() {
        if !has_lines(Some(&input)) {
            seats.push((PathBuf::from(input.shown()), Seat { file, line: None }));
            continue;
        }
        let read = each_lines(&input, settings.limits.file, |lines| {
            for line in lines {
                let number = line.number;
                let name = tell(line, input.shown()).name;
                seats.push((PathBuf::from(name), Seat { file, line: Some(number) }));
            }
            true
        });
        faults.extend(read.err().map(|fault| fault.notice(&Sources::default())));
    }
    seats.sort_by(|(a, _), (b, _)| a.cmp(b));
    (seats, faults)
}

/// True for a file that holds lines as a stream does.
fn has_lines(input: Option<&Input>) -> bool {
    let Some(Input { origin: Origin::File(path), lot: Lot::Judge, .. }) = input else {
        return false;
    };
    let end = path.extension().unwrap_or_default();
    end.eq_ignore_ascii_case("ndjson") || end.eq_ignore_ascii_case("jsonl")
}

fn hash_of(text: &[u8]) -> u64 {
    let mut hash = DefaultHasher::new();
    text.hash(&mut hash);
    hash.finish()
}
