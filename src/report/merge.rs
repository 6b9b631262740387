//! What several streams yielded, put together: the report that one run over all their inputs would print
//! as `json`, to the byte.
//!
//! A part is what one stream printed, down to its summary; a file may hold several, one behind the other.
//! Inputs are put in the order of their names, whichever part they are in, and the sums are made anew.
//! What must be said once (the policies' warnings, what was found in the index) is the same in all parts,
//! or they are not parts of one run: other policies, another index, another day.
//!
//! Records stay as they are: whatever a finding has, it has in the report. In memory is of every input
//! the hash of its name, of those that have something to tell the rest, and no more findings than some
//! times those that a report keeps.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::PathBuf;

use serde_json::{Map, Value};

use crate::diag::{Code, Diagnostic, JsonPage, printable};

use super::Exit;
use super::finding::Fingerprint;
use super::form::VERSION;

/// Findings, errors and other notices of which there are so many more than a report keeps are sifted.
const SIFTED: usize = 4;

/// Parts, as they are put together.
#[derive(Debug)]
pub struct Merge {
    /// How many findings a report keeps, errors, and other notices.
    room: [usize; 3],
    /// What must be the same in all parts.
    common: Option<Common>,
    entries: Vec<Entry>,
    /// Findings and notices in the entries.
    kept: usize,
    names: HashSet<Fingerprint>,
    /// Sums of the lines' counts, by their names.
    sums: BTreeMap<String, u64>,
    /// How many inputs ended as each of these.
    fates: BTreeMap<String, u64>,
    /// Rules that no part has a match of.
    unmatched: Vec<Value>,
    exits: BTreeSet<u64>,
    /// Inputs since the last summary, and the index's record.
    open: u64,
    index: Option<Record>,
    begun: bool,
}

/// An object in JSON.
type Record = Map<String, Value>;

#[derive(Debug, PartialEq)]
struct Common {
    summary: Record,
    index: Option<Record>,
}

/// An input that has something to tell.
#[derive(Debug)]
struct Entry {
    name: PathBuf,
    reason: Option<Value>,
    findings: Vec<Value>,
    errors: Vec<Value>,
    uncovered: Vec<Value>,
}

/// Members of a line's record that are summed up.
const SUMS: [&str; 10] = [
    "documents",
    "objects",
    "images",
    "passed",
    "failed",
    "undecided",
    "skipped",
    "waived",
    FINDINGS_LEFT_OUT,
    ERRORS_LEFT_OUT,
];
const FINDINGS_LEFT_OUT: &str = "findingsLeftOut";
const ERRORS_LEFT_OUT: &str = "errorsLeftOut";

/// Inputs by how they ended, and what a summary calls their number.
const FATES: [(&str, &str); 3] =
    [("judged", "filesJudged"), ("errored", "filesErrored"), ("setAside", "filesSetAside")];

/// Members of a summary that differ from part to part.
const OWN: [&str; 4] = ["files", "unmatchedRules", "uncovered", "exitCode"];

impl Merge {
    /// Nothing yet. A report keeps so many findings, errors and other notices.
    pub fn new(room: [usize; 3]) -> Self {
        Self {
            room,
            common: None,
            entries: Vec::new(),
            kept: 0,
            names: HashSet::new(),
            sums: BTreeMap::new(),
            fates: BTreeMap::new(),
            unmatched: Vec::new(),
            exits: BTreeSet::new(),
            open: 0,
            index: None,
            begun: false,
        }
    }

    /// Takes a record, a line of what a stream printed.
    ///
    /// # Errors
    /// What is no record, an input that was there before, and a part of another run.
    pub fn record(&mut self, line: &str) -> Result<(), Diagnostic> {
        let record = serde_json::from_str::<Record>(line).map_err(|_| no_record())?;
        self.begun = true;
        match record.get("type").and_then(Value::as_str) {
            Some("input") => self.input(record),
            Some("index") if self.index.is_none() => {
                self.index = Some(record);
                Ok(())
            }
            Some("summary") => self.summary(record),
            _ => Err(no_record()),
        }
    }

    /// Says that a file of parts is over.
    ///
    /// # Errors
    /// Of a part without a summary, and of a file without a part.
    pub fn end(&mut self) -> Result<(), Diagnostic> {
        let whole = self.begun && self.open == 0 && self.index.is_none();
        self.begun = false;
        if whole { Ok(()) } else { Err(cut()) }
    }

    fn input(&mut self, mut record: Record) -> Result<(), Diagnostic> {
        let name = record.get("file").and_then(Value::as_str).ok_or_else(no_record)?.to_owned();
        if !self.names.insert(Fingerprint::of([&*name])) {
            return Err(twice(&name));
        }
        self.open += 1;
        let fate = record.get("fate").and_then(Value::as_str).ok_or_else(no_record)?;
        *self.fates.entry(fate.to_owned()).or_default() += 1;
        self.count(&record)?;
        let reason = record.remove("reason").filter(|_| fate_is(&record, "setAside"));
        let [findings, errors, uncovered] =
            lists(&mut record, ["findings", "errors", "uncovered"])?;
        if reason.is_none() && findings.is_empty() && errors.is_empty() && uncovered.is_empty() {
            return Ok(());
        }
        self.kept += findings.len() + errors.len();
        self.entries.push(Entry { name: name.into(), reason, findings, errors, uncovered });
        let most: usize = self.room.iter().sum();
        if self.kept > most.saturating_mul(SIFTED) {
            self.sift();
        }
        Ok(())
    }

    fn count(&mut self, record: &Record) -> Result<(), Diagnostic> {
        for name in SUMS {
            let count = record.get(name).and_then(Value::as_u64).ok_or_else(no_record)?;
            *self.sums.entry(name.to_owned()).or_default() += count;
        }
        Ok(())
    }

    fn summary(&mut self, mut summary: Record) -> Result<(), Diagnostic> {
        if summary.get("version").and_then(Value::as_u64) != Some(u64::from(VERSION)) {
            return Err(no_record());
        }
        let exit = summary.get("exitCode").and_then(Value::as_u64).ok_or_else(no_record)?;
        if exit == u64::from(Exit::Usage.code()) {
            return Err(unjudged());
        }
        if summary.get("files").and_then(Value::as_u64) != Some(self.open) {
            return Err(cut());
        }
        let [unmatched] = lists(&mut summary, ["unmatchedRules"])?;
        if self.exits.is_empty() {
            self.unmatched = unmatched;
        } else {
            self.unmatched.retain(|rule| unmatched.contains(rule));
        }
        self.exits.insert(exit);
        let own = SUMS.iter().chain(FATES.iter().map(|(_, name)| name)).chain(&OWN);
        // Their places stay, so that they are told where one run tells them.
        own.for_each(|name| _ = summary.insert((*name).to_owned(), Value::Null));
        let common = Common { summary, index: self.index.take() };
        self.open = 0;
        match &self.common {
            Some(first) if *first != common => Err(another_run()),
            Some(_) => Ok(()),
            None => {
                self.common = Some(common);
                Ok(())
            }
        }
    }

    /// Drops findings and notices that no report has room for, whatever else comes.
    fn sift(&mut self) {
        self.entries.sort_by(|a, b| a.name.cmp(&b.name));
        let mut room = self.room;
        let mut dropped = [0, 0];
        for entry in &mut self.entries {
            keep(&mut entry.findings, &mut entry.errors, &mut room, &mut dropped);
        }
        self.kept = self.entries.iter().map(|it| it.findings.len() + it.errors.len()).sum();
        self.drop_counted(dropped);
    }

    fn drop_counted(&mut self, [findings, errors]: [u64; 2]) {
        *self.sums.entry(FINDINGS_LEFT_OUT.to_owned()).or_default() += findings;
        *self.sums.entry(ERRORS_LEFT_OUT.to_owned()).or_default() += errors;
    }

    /// The report, and what the process says to its caller.
    ///
    /// # Errors
    /// That there is no part.
    pub fn report(mut self) -> Result<(String, Exit), Diagnostic> {
        let Some(Common { mut summary, index }) = self.common.take() else { return Err(cut()) };
        self.sift();
        let mut room = self.room;
        for entry in &mut self.entries {
            keep(&mut entry.findings, &mut entry.errors, &mut room, &mut [0, 0]);
        }
        let [mut errors] = lists(&mut summary, ["errors"])?;
        let (mut findings, mut set_aside, mut uncovered) =
            (Vec::new(), Vec::new(), Uncovered::new());
        for entry in &mut self.entries {
            findings.append(&mut entry.findings);
            errors.append(&mut entry.errors);
            let file = entry.name.to_string_lossy();
            set_aside.extend(entry.reason.take().map(|why| aside(&file, why)));
            entry.uncovered.drain(..).for_each(|kind| add_uncovered(&mut uncovered, kind));
        }
        if let Some(mut index) = index {
            self.count(&index)?;
            let [mut found, mut told, unread] =
                lists(&mut index, ["findings", "errors", "unread"])?;
            let mut dropped = [0, 0];
            keep(&mut found, &mut told, &mut room, &mut dropped);
            self.drop_counted(dropped);
            findings.append(&mut found);
            errors.append(&mut told);
            // What is an input too has told its errors itself.
            let unread = unread.into_iter().filter(|of| !self.has(of.get("file")));
            errors.extend(unread.flat_map(|mut of| list(of.get_mut("errors"))));
        }
        findings.sort_by_cached_key(place);
        let exit = self.exit();
        for (name, value) in &mut summary {
            if let Some(new) = self.member(name, &uncovered, exit) {
                *value = new;
            }
        }
        ["type", "version", "judgedBy", "errors"]
            .iter()
            .for_each(|name| _ = summary.shift_remove(*name));
        let report = serde_json::json!({
            "version": VERSION,
            "summary": summary,
            "findings": findings,
            "errors": errors,
            "setAside": set_aside,
        });
        let mut page = JsonPage::default();
        // A value is always JSON, and the page takes all.
        let _ = serde_json::to_writer_pretty(&mut page, &report);
        Ok((page.into_text() + "\n", exit))
    }

    /// A member of the summary that is not the same in all parts.
    fn member(&self, name: &str, uncovered: &Uncovered, exit: Exit) -> Option<Value> {
        if let Some((fate, _)) = FATES.iter().find(|(_, of)| *of == name) {
            return Some(self.fates.get(*fate).copied().unwrap_or(0).into());
        }
        if SUMS.contains(&name) {
            return Some(self.sums.get(name).copied().unwrap_or(0).into());
        }
        match name {
            "files" => Some(self.names.len().into()),
            "unmatchedRules" => Some(self.unmatched.clone().into()),
            "uncovered" => Some(uncovered.values().cloned().collect()),
            "exitCode" => Some(exit.code().into()),
            _ => None,
        }
    }

    fn has(&self, file: Option<&Value>) -> bool {
        let file = file.and_then(Value::as_str);
        file.is_some_and(|file| self.names.contains(&Fingerprint::of([file])))
    }

    /// What the parts come to together: something that could not be judged wins, then failures; there is
    /// nothing to judge only if no part has anything.
    fn exit(&self) -> Exit {
        let order = [Exit::Unjudged, Exit::Failures, Exit::Clean, Exit::Nothing];
        let any = |exit: &Exit| self.exits.contains(&u64::from(exit.code()));
        order.into_iter().find(any).unwrap_or(Exit::Unjudged)
    }
}

fn fate_is(record: &Record, fate: &str) -> bool {
    record.get("fate").and_then(Value::as_str) == Some(fate)
}

/// Kinds that are not covered, by their names.
type Uncovered = BTreeMap<String, Value>;

fn add_uncovered(all: &mut Uncovered, kind: Value) {
    let name = kind.get("kind").and_then(Value::as_str).unwrap_or_default().to_owned();
    let more = kind.get("objects").and_then(Value::as_u64).unwrap_or(0);
    let Some(known) = all.get_mut(&name).and_then(|known| known.get_mut("objects")) else {
        all.insert(name, kind);
        return;
    };
    *known = (known.as_u64().unwrap_or(0) + more).into();
}

fn aside(file: &str, reason: Value) -> Value {
    serde_json::json!({ "file": file, "reason": reason })
}

/// Keeps what there is room for, and counts the rest.
fn keep(
    findings: &mut Vec<Value>,
    errors: &mut Vec<Value>,
    room: &mut [usize; 3],
    dropped: &mut [u64; 2],
) {
    let [of_findings, of_errors, of_others] = room;
    let [lost_findings, lost_errors] = dropped;
    *lost_findings += findings.len().saturating_sub(*of_findings) as u64;
    findings.truncate(*of_findings);
    *of_findings -= findings.len();
    errors.retain(|notice| {
        let is_error = notice.get("severity").and_then(Value::as_str) == Some("error");
        let room = if is_error { &mut *of_errors } else { &mut *of_others };
        let kept = *room > 0;
        *room = room.saturating_sub(1);
        *lost_errors += u64::from(!kept);
        kept
    });
}

/// Where a finding stands, as findings are ordered: what stands nowhere comes first.
fn place(finding: &Value) -> Option<(PathBuf, u64, u64)> {
    let at = finding.get("manifest").filter(|at| !at.is_null())?;
    let byte = |end| at.get(end).and_then(|at| at.get("byte")).and_then(Value::as_u64).unwrap_or(0);
    let file = at.get("file").and_then(Value::as_str).unwrap_or_default();
    Some((PathBuf::from(file), byte("start"), byte("end")))
}

fn list(value: Option<&mut Value>) -> Vec<Value> {
    value.and_then(Value::as_array_mut).map(std::mem::take).unwrap_or_default()
}

/// Takes lists out of a record.
fn lists<const N: usize>(
    record: &mut Record,
    names: [&str; N],
) -> Result<[Vec<Value>; N], Diagnostic> {
    let mut all = [const { Vec::new() }; N];
    for (name, to) in names.iter().zip(&mut all) {
        let value = record.get_mut(*name).and_then(Value::as_array_mut).ok_or_else(no_record)?;
        *to = std::mem::take(value);
    }
    Ok(all)
}

fn wrong(message: impl Into<String>, help: &str) -> Diagnostic {
    Diagnostic::new(Code::E0461, message).help(help)
}

fn no_record() -> Diagnostic {
    let help = "merge what `seaworthy check --stream` of this version printed, as it is";
    wrong("this is no record of a stream", help)
}

fn cut() -> Diagnostic {
    let help = "look why that stream did not end, and run it again: nothing is known of the rest";
    wrong("these results are not whole: a summary is missing, or lines before it", help)
}

fn unjudged() -> Diagnostic {
    let help = "its summary has the errors: mend them, and run that part again";
    wrong("this part judged nothing: its policies or options are wrong (exit code 2)", help)
}

fn twice(name: &str) -> Diagnostic {
    let message = format!("`{}` is there twice", printable(name));
    let help = "leave one of both results out; lines that are no rows have no other name than their \
                number: give them one, as in `{\"file\": \"web.yaml\", \"text\": \"…\"}`";
    wrong(message, help)
}

fn another_run() -> Diagnostic {
    let help = "run all parts with the same policies, options, index and version, and with `--today` \
                where policies ask for the day";
    wrong("this part was not judged as the parts before it", help)
}
