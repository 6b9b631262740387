//! Many inputs against a program, in parallel, merged in order.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::base::{Place, SourceId, Sources, in_turn, with_own};
use crate::diag::{Diagnostic, Severity, in_source_order};
use crate::lang::eval::{Bound, Context, Judging, judge_run};
use crate::lang::ir::Needs;
use crate::lang::value::{Cause, Cluster, Lists, Problem, Run};
use crate::report::Report;
use crate::world::input::{Fate, Folder};
use crate::world::kube::{CLUSTER_KINDS, Index, Object, Profile, detached, is_indexed_as};
use crate::world::manifest::Tree;

use super::baseline::Settled;
use super::books::{Ledger, Rules, Yield, any_error};
use super::fault;
use super::file::{ReadFile, read_input};
use super::finding::{Clauses, Finder};
use super::project::Enforcement;
use super::shares::{self, Shares};
use super::standing::{Standing, standings};
use super::taking::{Room, Taking};
use super::{Detail, Inputs, Passing, Settings};

/// A program with its params set, the rules to run, and the settings of the run.
#[derive(Debug)]
pub struct Judge<'p> {
    bound: &'p Bound<'p>,
    sources: &'p Sources,
    settings: &'p Settings,
    rules: Vec<usize>,
    /// By rule: how it stands.
    standings: Vec<Standing>,
    needs: Needs,
    clauses: Clauses,
}

/// Told of every input that is done.
pub type Progress<'a> = &'a (dyn Fn() + Sync);

impl<'p> Judge<'p> {
    /// Judges by the rules that are in force and not off. `sources` holds the policies' texts.
    pub fn new(bound: &'p Bound<'p>, sources: &'p Sources, settings: &'p Settings) -> Self {
        let off = |id: &str| {
            settings.rules.get(id).is_some_and(|setting| setting.enforce == Enforcement::Off)
        };
        let all = bound.program().rules.iter().enumerate();
        let judged = all.filter(|(_, rule)| rule.in_force && !off(&rule.id));
        Self::with_rules(bound, sources, settings, judged.map(|(index, _)| index).collect())
    }

    /// Judges by these rules, indices into the program's, whether they are in force or not.
    pub fn with_rules(
        bound: &'p Bound<'p>,
        sources: &'p Sources,
        settings: &'p Settings,
        rules: Vec<usize>,
    ) -> Self {
        let mut needs = Needs::default();
        for rule in rules.iter().filter_map(|index| bound.program().rules.get(*index)) {
            needs.add(&rule.needs);
        }
        let standings = standings(bound.program(), &settings.rules);
        let clauses = Clauses::of(bound.program(), &rules, sources);
        Self { bound, sources, settings, rules, standings, needs, clauses }
    }

    /// Judges the inputs.
    pub fn judge(&self, inputs: &Inputs, progress: Progress<'_>) -> Report {
        self.settle(inputs, progress).0
    }

    /// The same, and what becomes of the baseline.
    pub fn settle(&self, inputs: &Inputs, progress: Progress<'_>) -> (Report, Settled) {
        let ledger = if self.needs.run {
            self.judge_together(inputs, progress)
        } else {
            self.judge_apart(inputs, progress)
        };
        let (mut report, settled) = ledger.report();
        if let Some(judged) = &self.settings.judged {
            report.summary.files_unchanged = inputs.len().saturating_sub(judged.len());
        }
        (report, settled)
    }

    /// Every input on its own, after those kinds that the rules look up were indexed. Where they
    /// look none up, the inputs are read once; only if that meets an object that says how images
    /// of others are meant, they are judged again with it at hand.
    fn judge_apart(&self, inputs: &Inputs, progress: Progress<'_>) -> Ledger<'_> {
        let mut kept = HashMap::new();
        let looks_up = !self.needs.kinds.is_empty();
        if !looks_up {
            let alone = self.judge_alone(inputs, progress);
            if !alone.met {
                return alone.ledger;
            }
            kept = alone.kept;
        }
        let first = self.read_ahead(inputs, kept);
        let sources = self.sources_with(first.index.objects().map(|object| &object.tree));
        let context = self.context(&first.index, first.unjudged);
        let shares = Shares::new(inputs.len(), self.settings.kept);
        let judge = |folder: &mut Folder, at| {
            if !self.is_judged(at) {
                return Yield::default();
            }
            let room = shares.room(at);
            let mut yielded = match first.kept.get(&at) {
                Some(file) => self.judge_file(file, &context, &sources, room),
                None => {
                    let file = self.read(inputs, at, folder);
                    self.judge_file(&file, &context, &sources, room)
                }
            };
            shares.settle(at, &mut yielded);
            if looks_up {
                progress();
            }
            yielded
        };
        let mut ledger = self.ledger();
        self.each_in_turn(inputs.len(), judge, |part| ledger.take(part));
        ledger
    }

    /// What judging these inputs keeps of them for lookups: the objects of the kinds that the rules
    /// ask for, and of their files the lines that show them.
    pub fn looked_up(&self, inputs: &Inputs) -> Index {
        self.read_ahead(inputs, HashMap::new()).index
    }

    /// Every input on its own, with nothing else at hand.
    fn judge_alone(&self, inputs: &Inputs, progress: Progress<'_>) -> Alone<'_> {
        let shares = Shares::new(inputs.len(), self.settings.kept);
        let met = AtomicBool::new(false);
        let index = Index::default();
        let context = self.context(&index, false);
        let judge = |folder: &mut Folder, at| {
            let file = self.read(inputs, at, folder);
            if file.objects.iter().any(|object| is_of_cluster(object)) {
                met.store(true, Ordering::Relaxed);
            }
            let mut yielded = Yield::default();
            if self.is_judged(at) {
                yielded = self.judge_file(&file, &context, self.sources, shares.room(at));
                shares.settle(at, &mut yielded);
            }
            progress();
            (yielded, is_kept(inputs, at).then_some((at, file)))
        };
        let (mut ledger, mut kept) = (self.ledger(), HashMap::new());
        self.each_in_turn(inputs.len(), judge, |(part, file)| {
            ledger.take(part);
            kept.extend(file.take());
        });
        Alone { ledger, kept, met: met.into_inner() }
    }

    /// All inputs at once: the rules read the whole run.
    fn judge_together(&self, inputs: &Inputs, progress: Progress<'_>) -> Ledger<'_> {
        let files = self.read_files(inputs);
        self.judge_files(&files, progress)
    }

    /// The same of files that were read.
    pub(super) fn judge_files(&self, files: &[ReadFile], progress: Progress<'_>) -> Ledger<'_> {
        let all = self.together(files);
        let sources = &all.sources;
        let run = all.run(self.needs.lists);
        let context = Context { run: Some(&run), ..self.context(&all.index, all.unjudged) };
        let shares = Shares::new(files.len(), self.settings.kept);
        let judge = |_: &mut Folder, at| {
            let room = shares.room(at);
            let file = files.get(at).filter(|_| self.is_judged(at));
            let yielded = file.map(|file| self.judge_file(file, &context, sources, room));
            let mut yielded = yielded.unwrap_or_default();
            shares.settle(at, &mut yielded);
            progress();
            yielded
        };
        let mut ledger = self.ledger();
        self.each_in_turn(files.len(), judge, |part| ledger.take(part));
        ledger.take(&mut self.judge_whole(&context, sources));
        ledger
    }

    /// Judges a file, of whose findings there is room for so many. `known` holds the policies' texts, and
    /// those of objects that may be found.
    pub(super) fn judge_file<'w>(
        &'w self,
        file: &'w ReadFile,
        context: &Context<'w>,
        known: &Sources,
        room: usize,
    ) -> Yield {
        let mut sources = Cow::Borrowed(known);
        // Of a file in which something is looked up, `known` may hold an excerpt.
        if known.get(file.id).is_none_or(|source| !Arc::ptr_eq(source, &file.source)) {
            sources.to_mut().insert(file.id, Arc::clone(&file.source));
        }
        let mut taking = self.taking(&sources, room);
        taking.yielded.documents = file.documents.len();
        let mut told = faults_of(&file.problems);
        let mut misread = Vec::new();
        let mut judging = Judging::new(self.bound, &self.rules, context);
        for object in &file.objects {
            taking.begin(object);
            let found = judging.object(object, &mut taking);
            misread.extend(new_of(&mut told, found));
            taking.end(&self.rules);
        }
        let remarks = taking.remarks();
        let mut yielded = taking.yielded;
        yielded.errors_left_out = first_of(&mut misread);
        let misread = misread.iter().map(fault::misread);
        let problems = file.problems.iter().cloned().chain(misread).chain(remarks);
        let problems = in_source_order(problems.collect());
        yielded.errors = problems.into_iter().map(|problem| problem.notice(&sources)).collect();
        let fate = if any_error(&yielded.errors) { Fate::Errored } else { file.fate };
        yielded.file = Some((file.source.name().to_owned(), fate));
        yielded
    }

    /// The rules that are on the run.
    pub(super) fn judge_whole<'w>(&'w self, context: &Context<'w>, sources: &Sources) -> Yield {
        let mut taking = self.taking(sources, self.settings.kept.of_run);
        if let Some(judged) = &self.settings.judged {
            taking.within(judged.iter().map(|at| SourceId::manifest(*at)));
        }
        let misread = judge_run(self.bound, &self.rules, context, &mut taking);
        let mut yielded = taking.yielded;
        let mut misread = new_of(&mut HashSet::new(), misread);
        yielded.errors_left_out = first_of(&mut misread);
        let problems = in_source_order(misread.iter().map(fault::misread).collect());
        yielded.errors = problems.into_iter().map(|problem| problem.notice(sources)).collect();
        yielded
    }

    /// What the rules look at besides the object at hand.
    pub(super) fn needs(&self) -> &Needs {
        &self.needs
    }

    pub(super) fn settings(&self) -> &'p Settings {
        self.settings
    }

    /// True for an input that is judged, and not only read for what is looked up in it.
    fn is_judged(&self, at: usize) -> bool {
        self.settings.judged.as_ref().is_none_or(|judged| judged.contains(&at))
    }

    /// Those of the run's lists that the rules read.
    pub(super) fn lists(&self) -> Lists {
        self.needs.lists
    }

    pub(super) fn bound(&self) -> &'p Bound<'p> {
        self.bound
    }

    pub(super) fn passing(&self) -> &'p Passing {
        &self.settings.passing
    }

    pub(super) fn profile(&self) -> &'p Profile {
        &self.settings.profile
    }

    /// How the rule of this index stands.
    pub(super) fn standing(&self, rule: usize) -> Option<Standing> {
        self.standings.get(rule).copied()
    }

    pub(super) fn texts(&self) -> &'p Sources {
        self.sources
    }

    fn ledger(&self) -> Ledger<'_> {
        Ledger::new(self.rules())
    }

    pub(super) fn rules(&self) -> Rules<'_> {
        Rules {
            program: self.bound.program(),
            judged: &self.rules,
            standings: &self.standings,
            fail_on: self.settings.fail_on,
            kept: self.settings.kept,
            passing: &self.settings.passing,
        }
    }

    /// Reads the `at`-th input.
    fn read(&self, inputs: &Inputs, at: usize, folder: &mut Folder) -> ReadFile {
        read_input(inputs, at, self.settings, folder)
    }

    /// Reads all inputs.
    pub(super) fn read_files(&self, inputs: &Inputs) -> Vec<ReadFile> {
        self.each(inputs.len(), |folder, at| self.read(inputs, at, folder))
    }

    /// What looking at these files together takes.
    pub(super) fn together<'f>(&self, files: &'f [ReadFile]) -> Together<'f> {
        let index = self.index_of(files.iter().flat_map(|file| &file.objects));
        let unjudged = files.iter().any(ReadFile::is_partial);
        let mut sources = self.sources.clone();
        for file in files {
            sources.insert(file.id, Arc::clone(&file.source));
        }
        Together { files, index, unjudged, sources }
    }

    /// The policies' texts and those of these trees.
    fn sources_with<'t>(&self, trees: impl Iterator<Item = &'t Arc<Tree>>) -> Sources {
        let mut sources = self.sources.clone();
        for tree in trees {
            sources.insert(tree.source_id(), Arc::clone(tree.source()));
        }
        sources
    }

    fn taking<'s>(&'s self, sources: &'s Sources, room: usize) -> Taking<'s, 's> {
        let passing = &self.settings.passing;
        let room = Room { of_rule: self.settings.kept.of_rule, of_file: room };
        Taking::new(self.finder(sources), self.bound.program(), passing, room)
    }

    pub(super) fn finder<'s>(&'s self, sources: &'s Sources) -> Finder<'s> {
        let (program, profile) = (self.bound.program(), &self.settings.profile);
        Finder::new(program, &self.standings, sources, profile, &self.clauses)
            .quoted(self.settings.detail >= Detail::Lines)
    }

    pub(super) fn context<'w>(&'w self, index: &'w Index, unjudged: bool) -> Context<'w> {
        let cluster = Cluster { index, profile: &self.settings.profile, unjudged };
        let reads = self.settings.detail >= Detail::Reads;
        Context { fuel: self.settings.fuel, reads, ..Context::new(cluster) }
    }

    /// Reads all inputs for the objects that the rules look up, but for those that are `kept`.
    fn read_ahead(&self, inputs: &Inputs, kept: HashMap<usize, ReadFile>) -> ReadAhead {
        let mut ahead = ReadAhead { kept, ..ReadAhead::default() };
        let read = self.each(inputs.len(), |folder, at| {
            let known = ahead.kept.get(&at);
            let fresh = known.is_none().then(|| self.read(inputs, at, folder));
            let file = known.or(fresh.as_ref());
            let stays = known.is_some() || is_kept(inputs, at);
            let of_file = |file| if stays { self.wanted_of(file) } else { self.detached_of(file) };
            let wanted = file.map_or_else(Vec::new, of_file);
            let partial = file.is_some_and(ReadFile::is_partial);
            (wanted, partial, fresh.filter(|_| stays))
        });
        let mut objects = Vec::new();
        for (at, (wanted, faulty, kept)) in read.into_iter().enumerate() {
            objects.extend(wanted);
            ahead.unjudged |= faulty;
            ahead.kept.extend(kept.map(|file| (at, file)));
        }
        ahead.index = self.index_of(objects.iter());
        ahead
    }

    /// The objects of a file that the rules look up.
    fn wanted_of(&self, file: &ReadFile) -> Vec<Arc<Object>> {
        file.objects.iter().filter(|object| self.looks_up(object)).cloned().collect()
    }

    /// The same, and of the file only what shows them.
    pub(super) fn detached_of(&self, file: &ReadFile) -> Vec<Arc<Object>> {
        let wanted = self.wanted_of(file);
        let spans = wanted.iter().flat_map(|object| object.tree.written_in(object.root));
        let source = file.source.excerpt(&spans.collect::<Vec<_>>());
        let (table, limits) = (self.settings.table(), &self.settings.limits);
        wanted.iter().map(|object| detached(object, &source, table, limits)).collect()
    }

    pub(super) fn index_of<'o>(&self, objects: impl Iterator<Item = &'o Arc<Object>>) -> Index {
        let wanted = objects.filter(|object| self.looks_up(object)).cloned();
        Index::new(wanted, &self.settings.profile)
    }

    fn looks_up(&self, object: &Object) -> bool {
        let asked = |(group, kind): &(Box<str>, Box<str>)| is_indexed_as(object, group, kind);
        self.needs.kinds.iter().any(asked) || is_of_cluster(object)
    }

    /// Does something for each of `count` inputs, in parallel; the results are in order.
    pub(super) fn each<T: Send>(
        &self,
        count: usize,
        work: impl Fn(&mut Folder, usize) -> T + Sync,
    ) -> Vec<T> {
        with_own(self.settings.jobs, count, work)
    }

    /// The same; `take` gets each result as soon as all before it are there, and leaves of it what it will.
    fn each_in_turn<T: Send>(
        &self,
        count: usize,
        work: impl Fn(&mut Folder, usize) -> T + Sync,
        take: impl FnMut(&mut T) + Send,
    ) {
        in_turn(self.settings.jobs, count, work, take);
    }
}

/// All inputs of a run, read, and what surrounds them.
pub(super) struct Together<'f> {
    pub(super) files: &'f [ReadFile],
    /// The objects that the rules look up.
    pub(super) index: Index,
    /// True if some input could not be read whole.
    pub(super) unjudged: bool,
    /// The policies' texts and the inputs'.
    pub(super) sources: Sources,
}

impl<'f> Together<'f> {
    /// The objects, and what is in them, by these lists.
    pub(super) fn run(&self, lists: Lists) -> Run<'f> {
        let objects = self.files.iter().flat_map(|file| &file.objects);
        Run::new(objects.map(AsRef::as_ref), self.unjudged, lists)
    }
}

/// What judging every input on its own yields.
struct Alone<'j> {
    ledger: Ledger<'j>,
    /// Inputs that are read only once, by their place in the run.
    kept: HashMap<usize, ReadFile>,
    /// True if an object was met that says how images of others are meant.
    met: bool,
}

/// True for an object that says how images of others are meant.
pub(super) fn is_of_cluster(object: &Object) -> bool {
    let (group, kind) = (&*object.gvk.group, &*object.gvk.kind);
    CLUSTER_KINDS.contains(&(group, kind))
}

/// True for an input that is read only once: it can't be read again, or there is no other, so that what
/// is looked up would have to be kept beside it.
fn is_kept(inputs: &Inputs, at: usize) -> bool {
    let from_stdin = match inputs {
        Inputs::Files(files) => files.is_stdin(at),
        Inputs::Texts(_) => false,
    };
    from_stdin || inputs.len() == 1
}

/// What a first reading of the inputs yields.
#[derive(Default)]
struct ReadAhead {
    /// The objects that the rules look up.
    index: Index,
    /// Inputs that are read only once, by their place in the run.
    kept: HashMap<usize, ReadFile>,
    /// True if some input could not be read whole: what the index lacks may be there.
    unjudged: bool,
}

/// Where errors have their faults.
pub(super) fn faults_of(problems: &[Diagnostic]) -> HashSet<Place> {
    let errors = problems.iter().filter(|problem| problem.severity() == Severity::Error);
    errors.filter_map(Diagnostic::place).collect()
}

/// What was misread and is not `told` yet: the reader and the view report some of it whether a rule
/// reads it or not.
pub(super) fn new_of<'w>(told: &mut HashSet<Place>, misread: Vec<Problem<'w>>) -> Vec<Problem<'w>> {
    misread.into_iter().filter(|problem| told.insert(problem.at.place())).collect()
}

/// Leaves of what was misread the first that there may be room for, in source order; how many are
/// dropped. What is said of one takes ten times the memory that it takes itself.
fn first_of(misread: &mut Vec<Problem<'_>>) -> usize {
    let more = misread.len().saturating_sub(shares::MOST);
    misread.sort_by_cached_key(|problem| problem.at.place());
    misread.truncate(shares::MOST);
    more
}

/// A cause in a line, with the path it is about.
pub(super) fn told(cause: &Cause<'_>) -> String {
    match cause.at {
        Some(at) => format!("`{}`: {}", at.path(), cause.why.message()),
        None => cause.why.message(),
    }
}
