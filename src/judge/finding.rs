//! From an outcome of the evaluator to the findings that a report owns.
//!
//! A false obligation is a finding, and so is an unknown one. The culprit's label says which object
//! it is in; other manifest values that the clause read are labels of their own, each once; the
//! policy's clause closes the picture. All places are resolved and all lines quoted here, while the
//! sources are at hand.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::project::Enforcement;
use super::standing::Standing;
use crate::base::{Name, Place, Source, Sources, Span};
use crate::diag::{Label, Quote};
use crate::lang::eval::{Failure, Outcome, PlannedEdit, Read, Remedy, Subject, Undecided};
use crate::lang::ir::{Obligation, ObligationKind, Program, Rule};
use crate::lang::value::{At, Cause as WhyUnknown, filled};
use crate::report::{
    Cause, Finding, Fingerprint, Location, ObjectName, Particulars, ProposedEdit, ProposedFix,
    Related, Verdict, nowhere,
};
use crate::world::image::{Reference, ReferenceFault};
use crate::world::kube::{GroupVersionKind, Landing, Object, Profile, Slot};
use crate::world::manifest::{NodeId, Path, Step, Tree};

/// Makes findings of outcomes.
#[derive(Debug)]
pub(super) struct Finder<'r> {
    program: &'r Program,
    standings: &'r [Standing],
    sources: &'r Sources,
    profile: &'r Profile,
    clauses: &'r Clauses,
    /// How many equal findings there were before, so that each has a fingerprint of its own.
    seen: BTreeMap<Fingerprint, u32>,
    /// The object that was asked about last, since findings come object by object.
    known: Option<Known>,
    /// Some of the versions that objects have: `apps/v1`.
    versions: Vec<Name>,
    /// True if findings quote what they are about.
    quoted: bool,
    /// Room to write a path in, and facts.
    room: String,
    facts: Vec<u8>,
}

/// Where the clauses of a program's rules stand, as findings tell it: by rule, its name, then its
/// obligations.
#[derive(Debug)]
pub(super) struct Clauses(Vec<Vec<Arc<Location>>>);

impl Clauses {
    /// Of these rules, whose texts are among the sources; of the others nothing.
    pub(super) fn of(program: &Program, judged: &[usize], sources: &Sources) -> Self {
        let mut clauses = vec![Vec::new(); program.rules.len()];
        for index in judged {
            let (rule, place) = (program.rules.get(*index), clauses.get_mut(*index));
            let Some((rule, place)) = rule.zip(place) else { continue };
            let known = |place: Place| {
                let source = sources.get(place.source);
                Arc::new(source.map_or_else(nowhere, |source| location(source, place.span)))
            };
            let obligations = rule.obligations.iter().map(|obligation| obligation.place);
            *place = std::iter::once(rule.name).chain(obligations).map(known).collect();
        }
        Self(clauses)
    }

    /// That of an obligation, or the rule's name.
    fn get(&self, rule: usize, obligation: Option<u32>) -> Arc<Location> {
        let of_rule = self.0.get(rule).map_or(&[][..], Vec::as_slice);
        let clause = obligation.and_then(|index| of_rule.get(index as usize + 1));
        clause.or(of_rule.first()).cloned().unwrap_or_else(|| Arc::new(nowhere()))
    }
}

/// What the findings of an object share. An object that was looked up may be in a tree of its own beside
/// the file's, where the same place has another node: so it is known by its tree.
#[derive(Debug)]
struct Known {
    tree: Arc<Tree>,
    root: NodeId,
    name: Arc<ObjectName>,
    /// Where in it references stand that do not parse, or not as it seems: by the reference's node, which
    /// of the object's images it is.
    odd: HashMap<NodeId, usize>,
    /// The culprits in it that were met first, as several rules are about the same.
    spots: Vec<Spot>,
}

/// Culprits of an object that are remembered, and versions of a file's objects.
const REMEMBERED: usize = 8;

/// A culprit, as findings tell of it.
#[derive(Clone, Debug)]
struct Spot {
    node: NodeId,
    place: Place,
    path: Arc<str>,
    location: Option<Location>,
}

impl Known {
    fn of(object: &Object, profile: &Profile, versions: &mut Vec<Name>) -> Self {
        let images = object.images.iter().enumerate().filter_map(|(index, image)| {
            let Slot::Present(written) = &image.written else { return None };
            if filled(object, image).is_some() {
                return None;
            }
            let odd = written.parsed.as_ref().map_or(true, |parsed| parsed.registry_by_capital());
            odd.then_some((written.node, index))
        });
        // The first image at a node is what it is judged as.
        let odd = images.rev().collect();
        let name = Arc::new(named(object, profile, versions));
        Self { tree: Arc::clone(&object.tree), root: object.root, name, odd, spots: Vec::new() }
    }

    /// What is to be told of a culprit in it; `room` is only room to write in.
    fn spot(&mut self, at: &At<'_>, sources: &Sources, room: &mut String) -> Spot {
        let known = self.spots.iter().find(|spot| spot.node == at.node && at.missing.is_none());
        if let Some(spot) = known {
            return spot.clone();
        }
        let place = at.place();
        let location = sources.get(place.source).map(|source| location(source, place.span));
        room.clear();
        room.reserve(64);
        at.write_path(room);
        let spot = Spot { node: at.node, place, path: room.as_str().into(), location };
        if at.missing.is_none() && self.spots.len() < REMEMBERED {
            self.spots.push(spot.clone());
        }
        spot
    }
}

/// What a finding is known by.
#[derive(Debug)]
pub(super) struct Key {
    pub(super) object: Option<Arc<ObjectName>>,
    pub(super) path: Arc<str>,
    pub(super) fingerprint: Fingerprint,
    place: Option<Place>,
    manifest: Option<Location>,
}

/// What a finding is about, before its places are resolved.
struct Draft<'a, 'w> {
    verdict: Verdict,
    obligation: Option<u32>,
    message: String,
    help: Option<&'a str>,
    /// Places that it is about, and that are not shown.
    unshown: usize,
    at: Option<At<'w>>,
    related: &'a [At<'w>],
    reads: &'a [Read<'w>],
    causes: &'a [WhyUnknown<'w>],
    remedy: Option<&'a Remedy<'w>>,
}

impl<'a, 'w> Draft<'a, 'w> {
    /// What was read and is worth telling of a culprit.
    fn told(&self, at: Option<At<'w>>) -> impl Iterator<Item = &'a Read<'w>> {
        self.reads.iter().filter(move |read| !at.is_some_and(|at| encloses(read, &at)))
    }
}

impl<'r> Finder<'r> {
    pub(super) fn new(
        program: &'r Program,
        standings: &'r [Standing],
        sources: &'r Sources,
        profile: &'r Profile,
        clauses: &'r Clauses,
    ) -> Self {
        Self {
            program,
            standings,
            sources,
            profile,
            clauses,
            seen: BTreeMap::new(),
            known: None,
            versions: Vec::new(),
            quoted: true,
            room: String::new(),
            facts: Vec::new(),
        }
    }

    /// The same, whose findings quote nothing if `quoted` is false.
    pub(super) fn quoted(self, quoted: bool) -> Self {
        Self { quoted, ..self }
    }

    /// What an object is called.
    pub(super) fn name_of(&mut self, object: &Object) -> Arc<ObjectName> {
        Arc::clone(&self.known(object).name)
    }

    fn known(&mut self, object: &Object) -> &mut Known {
        let same =
            |known: &Known| Arc::ptr_eq(&known.tree, &object.tree) && known.root == object.root;
        let known = self.known.take().filter(same);
        let versions = &mut self.versions;
        self.known.insert(known.unwrap_or_else(|| Known::of(object, self.profile, versions)))
    }

    /// What the findings of an outcome are known by, failures first.
    pub(super) fn keys(&mut self, outcome: &Outcome<'_>) -> Vec<Key> {
        let Some(rule) = self.program.rules.get(outcome.rule) else { return Vec::new() };
        let failures = outcome.failures.iter().map(|it| (it.at, Some(it.obligation)));
        let undecided = outcome.undecided.iter().map(|it| (it.at, it.obligation));
        let known = |(at, obligation): (Option<At<'_>>, Option<u32>)| {
            self.key(rule, at.or(outcome.subject.at()), obligation)
        };
        failures.chain(undecided).map(known).collect()
    }

    fn key(&mut self, rule: &Rule, at: Option<At<'_>>, obligation: Option<u32>) -> Key {
        let Some(at) = at else {
            let fingerprint = self.fingerprint(rule, obligation, None, "");
            let (object, path, place, manifest) = (None, "".into(), None, None);
            return Key { object, path, fingerprint, place, manifest };
        };
        let (sources, mut room) = (self.sources, std::mem::take(&mut self.room));
        let known = self.known(at.object);
        let (object, spot) = (Arc::clone(&known.name), known.spot(&at, sources, &mut room));
        self.room = room;
        let Spot { place, path, location, .. } = spot;
        let fingerprint = self.fingerprint(rule, obligation, Some(&object), &path);
        Key { object: Some(object), path, fingerprint, place: Some(place), manifest: location }
    }

    /// Adds the findings of an outcome and where they stand, failures first. `keys` are what they are
    /// known by, as far as that was asked for.
    pub(super) fn findings(
        &mut self,
        outcome: Outcome<'_>,
        keys: Vec<Key>,
        into: &mut Vec<(Option<Place>, Finding)>,
    ) {
        let Some(rule) = self.program.rules.get(outcome.rule) else { return };
        let Some(standing) = self.standings.get(outcome.rule).copied() else { return };
        let Outcome { subject, mut failures, undecided: open, .. } = outcome;
        let failures = failures.iter_mut().map(failed);
        let undecided = open.iter().map(|it| undecided(it, &subject));
        let mut keys = keys.into_iter();
        for draft in failures.chain(undecided) {
            let key = keys
                .next()
                .unwrap_or_else(|| self.key(rule, draft.at.or(subject.at()), draft.obligation));
            let policy = self.clauses.get(outcome.rule, draft.obligation);
            into.push((key.place, self.finding((rule, standing, policy), &subject, draft, key)));
        }
    }

    fn finding(
        &mut self,
        (rule, standing, policy): (&Rule, Standing, Arc<Location>),
        subject: &Subject<'_>,
        draft: Draft<'_, '_>,
        key: Key,
    ) -> Finding {
        let clause = draft.obligation.and_then(|index| rule.obligations.get(index as usize));
        let at = draft.at.or(subject.at());
        let Key { object, path, fingerprint, manifest, .. } = key;
        let odd = at.as_ref().and_then(|at| self.odd_reference(at));
        let fault = odd.and_then(Result::err);
        let flaw = at.as_ref().zip(fault).map(|(at, fault)| flaw(at, fault));
        let place = clause.map_or(rule.name, |clause| clause.place);
        let labels = || labels(&draft, at, flaw, object.as_deref(), clause, place);
        let quotes = match self.quoted {
            true => Quote::of_labels(&labels(), self.sources),
            false => Vec::new(),
        };
        let particulars = Particulars {
            help: help(&draft, odd),
            related: self.related(&draft, at),
            causes: draft.causes.iter().map(|cause| self.cause(cause)).collect(),
            fix: draft.remedy.map(proposed),
            rendered: None,
            quotes,
        };
        Finding {
            rule: Arc::clone(&rule.id),
            severity: standing.severity,
            audited: standing.enforcement == Enforcement::Audit,
            verdict: draft.verdict,
            fingerprint,
            object,
            path,
            manifest,
            policy,
            waiver: None,
            particulars: particulars.kept(),
            message: draft.message.into(),
        }
    }

    /// The reference at a place, if an odd one stands there.
    fn odd_reference<'w>(
        &mut self,
        at: &At<'w>,
    ) -> Option<Result<&'w Reference, &'w ReferenceFault>> {
        let object = at.object;
        let index = *self.known(object).odd.get(&at.node)?;
        match &object.images.get(index)?.written {
            Slot::Present(written) => Some(written.parsed.as_deref().map_err(AsRef::as_ref)),
            _ => None,
        }
    }

    fn fingerprint(
        &mut self,
        rule: &Rule,
        obligation: Option<u32>,
        object: Option<&ObjectName>,
        path: &str,
    ) -> Fingerprint {
        let mut digits = itoa::Buffer::new();
        let clause = obligation.map_or("", |index| digits.format(index));
        let of_object = |fact: fn(&ObjectName) -> &str| object.map_or("", fact);
        let facts = [
            &*rule.id,
            clause,
            of_object(|object| &object.api_version),
            of_object(|object| &object.kind),
            of_object(|object| object.namespace.as_deref().unwrap_or("")),
            of_object(|object| object.name.as_deref().unwrap_or("")),
            path,
        ];
        let first = Fingerprint::within(&mut self.facts, facts);
        let count = self.seen.entry(first).or_default();
        *count += 1;
        if *count == 1 {
            return first;
        }
        let count = count.to_string();
        Fingerprint::of(facts.into_iter().chain([count.as_str()]))
    }

    fn location(&self, place: Place) -> Option<Location> {
        Some(location(self.sources.get(place.source)?, place.span))
    }

    fn related<'w>(&self, draft: &Draft<'_, 'w>, at: Option<At<'w>>) -> Vec<Related> {
        let others = draft.related.iter().map(|at| (*at, at.path_text()));
        let reads = draft.told(at).map(|read| (read.at, read.label()));
        let mut related = Vec::new();
        for (at, text) in others.chain(reads) {
            related.extend(self.location(at.place()).map(|location| Related { location, text }));
        }
        related.shrink_to_fit();
        related
    }

    fn cause(&self, cause: &WhyUnknown<'_>) -> Cause {
        Cause {
            text: cause.why.message(),
            location: cause.at.and_then(|at| self.location(at.place())),
            help: cause.why.help(),
        }
    }
}

fn failed<'a, 'w>(failure: &'a mut Failure<'w>) -> Draft<'a, 'w> {
    Draft {
        verdict: Verdict::Failed,
        obligation: Some(failure.obligation),
        message: std::mem::take(&mut failure.message),
        help: failure.help.as_deref(),
        unshown: failure.unshown,
        at: failure.at,
        related: &failure.related,
        reads: &failure.reads,
        causes: &[],
        remedy: failure.remedy.as_ref(),
    }
}

fn undecided<'a, 'w>(undecided: &'a Undecided<'w>, subject: &Subject<'w>) -> Draft<'a, 'w> {
    let message = match undecided.causes.as_slice() {
        [] => "this can't be decided".to_owned(),
        [cause] => cause.why.message(),
        [cause, rest @ ..] => format!("{}, and {} more", cause.why.message(), rest.len()),
    };
    Draft {
        verdict: Verdict::Undecided,
        obligation: undecided.obligation,
        message,
        help: None,
        unshown: 0,
        at: undecided.at.or(subject.at()),
        related: &[],
        reads: &undecided.reads,
        causes: &undecided.causes,
        remedy: None,
    }
}

/// The labels of a finding: the culprit, what else is involved, and the policy's clause.
fn labels(
    draft: &Draft<'_, '_>,
    at: Option<At<'_>>,
    flaw: Option<(Place, String)>,
    object: Option<&ObjectName>,
    clause: Option<&Obligation>,
    policy: Place,
) -> Vec<Label> {
    let mut labels: Vec<Label> = Vec::new();
    let mut primary = at.map(|at| (at.place(), culprit(&at, object)));
    let mut flaw = flaw.filter(|(_, fault)| *fault != draft.message);
    if let Some((place, text)) = &mut primary
        && let Some((_, fault)) = flaw.take_if(|(exact, _)| exact == place)
    {
        *text = format!("{text}: {fault}");
    }
    let others = draft.related.iter().map(|at| (at.place(), String::new()));
    let causes = draft.causes.iter().filter_map(|c| Some((c.at?.place(), c.why.message())));
    let reads = draft.told(at).map(|read| (read.at.place(), read.label()));
    let first = primary.is_some();
    for (place, text) in primary.into_iter().chain(flaw).chain(others).chain(causes).chain(reads) {
        match labels.iter_mut().find(|known| known.place == place) {
            // What is printed there already needs no repetition; how it came about does.
            Some(known) if text.contains('←') => known.text = format!("{}; {text}", known.text),
            Some(_) => {}
            None => labels.push(Label { place, text, primary: first && labels.is_empty() }),
        }
    }
    let text = match (draft.verdict, clause.map(|c| c.kind)) {
        (Verdict::Undecided, Some(ObligationKind::Loop)) => "this list is not known in full",
        (Verdict::Undecided, Some(_)) => "this can't be decided",
        (Verdict::Undecided, None) => "what this rule is on is not known in full",
        (Verdict::Failed, Some(ObligationKind::Forbid)) => "this holds",
        (Verdict::Failed, _) => "this does not hold",
    };
    labels.push(Label { place: policy, text: text.to_owned(), primary: !first });
    labels
}

/// True if what was read is something that the culprit is a part of: it says nothing more.
fn encloses(read: &Read<'_>, at: &At<'_>) -> bool {
    let same_object = std::ptr::eq(read.at.object, at.object);
    let inside = || at.object.tree.holds(read.at.node, at.node);
    read.at.missing.is_none() && same_object && inside()
}

/// What the rule advises; first, of an odd reference, how to mend it or how it is read.
fn help(draft: &Draft<'_, '_>, odd: Option<Result<&Reference, &ReferenceFault>>) -> Vec<String> {
    let odd = odd.filter(|_| draft.verdict == Verdict::Failed).map(|odd| match odd {
        Ok(reference) => {
            let name = reference.written().split('/').next().unwrap_or_default();
            format!("`{name}` is read as a registry, for its capitals; on Docker Hub, write it in lower case")
        }
        Err(fault) => fault.help(),
    });
    let mut help = Vec::new();
    help.extend(odd);
    help.extend(draft.help.map(str::to_owned));
    if draft.unshown > 0 {
        let more = format!("look for it in {} more places, which are not shown", draft.unshown);
        help.push(more);
    }
    help
}

/// What is wrong with the reference at a place, and where in it.
fn flaw(at: &At<'_>, fault: &ReferenceFault) -> (Place, String) {
    let tree = &at.object.tree;
    let span = tree.span(at.node);
    let exact = Span::new(fault.range.start, fault.range.end).shifted(span.start as usize);
    let exact = if tree.is_verbatim(at.node) && span.contains(exact) { exact } else { span };
    (Place::new(tree.source_id(), exact), fault.message())
}

/// What the culprit's label says: the object, and what is missing there.
fn culprit(at: &At<'_>, object: Option<&ObjectName>) -> String {
    let object = object.map_or_else(String::new, ToString::to_string);
    match at.missing {
        Some(key) => format!("no `{key}` here, in {object}"),
        None => format!("in {object}"),
    }
}

/// A name that Kubernetes takes has at most so many characters; what is longer is cut, so that it is not
/// repeated whole with each finding.
const LONGEST_NAME: usize = 253;

fn name_of(text: &str) -> Box<str> {
    if text.len() <= LONGEST_NAME {
        return text.into();
    }
    match text.char_indices().nth(LONGEST_NAME) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or("")).into(),
        None => text.into(),
    }
}

pub(super) fn object_name(object: &Object, profile: &Profile) -> ObjectName {
    named(object, profile, &mut Vec::new())
}

/// The same; `versions` are some that there were before, which are not written out again.
fn named(object: &Object, profile: &Profile, versions: &mut Vec<Name>) -> ObjectName {
    let GroupVersionKind { group, version, kind } = &object.gvk;
    let same = |known: &&Name| {
        known.strip_prefix(&**group).and_then(|rest| rest.strip_prefix('/')) == Some(version)
    };
    let api_version = match (group.is_empty(), versions.iter().find(same)) {
        (true, _) => version.clone(),
        (false, Some(known)) => known.clone(),
        (false, None) => {
            let new = Name::from(&*[group, "/", version].concat());
            if versions.len() < REMEMBERED {
                versions.push(new.clone());
            }
            new
        }
    };
    ObjectName {
        api_version,
        kind: kind.clone(),
        namespace: Landing::of(object, profile).name().map(name_of),
        name: object.text(object.name).map(name_of),
    }
}

fn proposed(remedy: &Remedy<'_>) -> ProposedFix {
    ProposedFix { safe: remedy.safe, edits: remedy.edits.iter().map(edit).collect() }
}

fn edit(edit: &PlannedEdit<'_>) -> ProposedEdit {
    let mut path = edit.target.at.path();
    path.0.extend(edit.target.make.iter().map(|key| Step::Key(key.clone())));
    let key = Path(path.0.last().cloned().into_iter().collect());
    ProposedEdit { path: path.to_string(), key: key.to_string(), to: edit.to.clone() }
}

/// A stretch of a source, as it is reported.
pub(super) fn location(source: &Source, span: Span) -> Location {
    let (start, end) = source.positions(span);
    Location { file: source.shared_name(), start, end }
}
