//! `text`: what people look at.
//!
//! A finding is a graphical report: the manifest's lines with the culprit underlined, the policy's
//! clause beneath, help. Past a handful of one cause the rest are a line each, so that a policy that
//! fails everywhere does not bury one that fails once. The counts close the page, and the last line
//! says what the run comes to.

use std::collections::{BTreeMap, HashMap};
use std::fmt::{self, Write as _};

use crate::base::Position;
use crate::diag::render::{self, Style};
use crate::diag::{Notice, Quote, Severity};

mod waived;

use super::sentence::{counted, outcome, verdicts};
use super::{Cause, Exit, Finding, Location, ProjectUse, Report, Summary, Timings, Verdict};

/// How many findings of one cause are shown whole.
const HANDFUL: usize = 3;
/// How many more get a line.
const LISTED: usize = 10;

/// How much to say.
#[derive(Clone, Debug)]
pub struct Options {
    /// How reports are drawn.
    pub style: Style,
    /// Every finding whole.
    pub full: bool,
    /// What was set aside, too.
    pub verbose: bool,
    /// Only findings and errors, no closing counts.
    pub quiet: bool,
}

/// The report as text.
///
/// # Errors
/// Those of `page`.
pub fn write(
    report: &Report,
    exit: Exit,
    options: &Options,
    page: &mut dyn fmt::Write,
) -> fmt::Result {
    let mut out = String::new();
    let mut errors: Vec<Entry<'_>> = report.errors.iter().map(Entry::of_error).collect();
    let standing = report.findings.iter().filter(|finding| finding.waiver.is_none());
    let entries = entries(&standing.collect::<Vec<_>>(), &mut errors);
    write_entries(&mut out, entries, options);
    write_entries(&mut out, errors, options);
    if !options.quiet {
        waived::write(&mut out, &report.findings, options);
    }
    if options.verbose {
        write_set_aside(&mut out, report, &options.style);
    }
    if !options.quiet {
        write_summary(&mut out, report, exit, &options.style);
    }
    page.write_str(&out)
}

/// Notices as they are drawn, an empty line behind each; past a handful of one kind, a line each.
pub fn notices(notices: &[Notice], style: &Style) -> String {
    let mut out = String::new();
    let entries = notices.iter().map(Entry::of_error).collect();
    write_grouped(&mut out, entries, style, (HANDFUL, usize::MAX));
    out
}

/// How long each phase took, in a line.
pub fn timings(timings: &Timings, style: &Style) -> String {
    let dot = if style.unicode { '·' } else { '-' };
    let mut line = String::new();
    let mut total = 0.0;
    for (phase, time) in timings.iter() {
        let ms = time.as_secs_f64() * 1000.0;
        total += ms;
        let _ = write!(line, "{} {ms:.2} ms {dot} ", phase.as_str());
    }
    let _ = writeln!(line, "total {total:.2} ms");
    line
}

/// A finding or an error. There may be ten thousand of them, most of which get a line at most: what is
/// printed of one is put together when it is printed.
struct Entry<'r> {
    of: Told<'r>,
    /// The gravest of it and of what is undecided because of it.
    severity: Severity,
    /// Rules that are undecided because of it.
    open: Vec<&'r str>,
}

/// What an entry tells.
#[derive(Clone, Copy)]
enum Told<'r> {
    Finding(&'r Finding),
    Error(&'r Notice),
}

/// The entries of findings. What several rules can't decide at one place for one reason is one
/// entry: the reason is to be mended once. Where it is told anyway, as an input error or by a rule
/// that fails there because of it, it is told with that.
fn entries<'r>(findings: &[&'r Finding], errors: &mut [Entry<'r>]) -> Vec<Entry<'r>> {
    let mut entries: Vec<Option<Entry<'r>>> = findings.iter().map(|_| None).collect();
    let mut failed: HashMap<&Option<Location>, Vec<usize>> = HashMap::new();
    let mut open: HashMap<(&Option<Location>, &str), usize> = HashMap::new();
    let faults = faults(errors);
    type Numbered<'r> = Vec<(usize, &'r Finding)>;
    let (first, second): (Numbered<'r>, Numbered<'r>) =
        findings.iter().copied().enumerate().partition(|(_, f)| f.verdict == Verdict::Failed);
    for (index, finding) in first {
        failed.entry(&finding.manifest).or_default().push(index);
        if let Some(place) = entries.get_mut(index) {
            *place = Some(Entry::of_finding(finding));
        }
    }
    for (index, finding) in second {
        if let Some(error) = behind(finding, &faults).and_then(|at| errors.get_mut(at)) {
            error.also_open(finding);
            continue;
        }
        let tells = |at: &&usize| {
            entries.get(**at).and_then(Option::as_ref).is_some_and(|entry| entry.tells(finding))
        };
        let told = failed.get(&finding.manifest).and_then(|all| all.iter().find(tells).copied());
        let key = (&finding.manifest, &*finding.message);
        let at = told.unwrap_or_else(|| *open.entry(key).or_insert(index));
        match entries.get_mut(at) {
            Some(Some(entry)) => entry.also_open(finding),
            Some(place) => *place = Some(Entry::of_finding(finding)),
            None => {}
        }
    }
    entries.into_iter().flatten().collect()
}

/// Where input errors have their faults: file and first character, and which of the errors.
type Faults<'r> = HashMap<(&'r str, Position), usize>;

fn faults<'r>(errors: &[Entry<'r>]) -> Faults<'r> {
    let mut faults = Faults::new();
    let real = errors.iter().enumerate().filter(|(_, e)| e.severity == Severity::Error);
    for (index, error) in real {
        for quote in error.of.quotes() {
            for label in quote.labels.iter().filter(|label| label.primary) {
                faults.entry((&*quote.file, label.start)).or_insert(index);
            }
        }
    }
    faults
}

/// The first of the input errors that a finding hangs on, if it hangs on nothing else.
fn behind(finding: &Finding, faults: &Faults<'_>) -> Option<usize> {
    let at = |cause: &Cause| {
        let location = cause.location.as_ref()?;
        faults.get(&(&*location.file, location.start)).copied()
    };
    let all: Option<Vec<usize>> = finding.particulars().causes.iter().map(at).collect();
    all?.into_iter().min()
}

impl<'r> Told<'r> {
    fn quotes(self) -> &'r [Quote] {
        match self {
            Self::Finding(finding) => &finding.particulars().quotes,
            Self::Error(notice) => &notice.quotes,
        }
    }

    fn id(self) -> &'r str {
        match self {
            Self::Finding(finding) => &finding.rule,
            Self::Error(notice) => &notice.id,
        }
    }

    /// What it is grouped by: those of one cause stand together.
    fn cause(self) -> (&'r str, String) {
        let clause = match self {
            Self::Finding(finding) => {
                let undecided = if finding.is_undecided() { "undecided: " } else { "" };
                format!("{}{undecided}", finding.policy)
            }
            Self::Error(_) => String::new(),
        };
        (self.id(), clause)
    }

    fn line(self) -> String {
        match self {
            Self::Finding(finding) => {
                let place =
                    finding.manifest.as_ref().map_or_else(String::new, |at| format!("{at}: "));
                format!("{place}{}", finding.headline())
            }
            Self::Error(error) => {
                let at = error.place().map(|(quote, label)| {
                    format!("{}:{}:{}: ", quote.file, label.start.line, label.start.column)
                });
                format!("{}{}", at.unwrap_or_default(), error.message)
            }
        }
    }

    /// True if its help speaks of `rule`.
    fn advises_of(self, rule: &str) -> bool {
        match self {
            Self::Finding(finding) => finding.advice().iter().any(|help| help.contains(rule)),
            Self::Error(notice) => notice.help.iter().any(|help| help.contains(rule)),
        }
    }
}

impl<'r> Entry<'r> {
    /// True if a label of its within the place where a finding is undecided gives the reason.
    fn tells(&self, finding: &Finding) -> bool {
        let Some(location) = &finding.manifest else { return false };
        let quotes = self.of.quotes().iter().filter(|quote| *quote.file == *location.file);
        let mut labels = quotes.flat_map(|quote| &quote.labels);
        labels.any(|label| {
            let within = location.start <= label.start && label.start <= location.end;
            within && label.text.ends_with(&*finding.message)
        })
    }

    fn of_finding(finding: &'r Finding) -> Self {
        Self { of: Told::Finding(finding), severity: finding.severity, open: Vec::new() }
    }

    fn of_error(error: &'r Notice) -> Self {
        Self { of: Told::Error(error), severity: error.severity, open: Vec::new() }
    }

    /// Another rule can't be decided either, for this reason.
    fn also_open(&mut self, finding: &'r Finding) {
        self.severity = self.severity.max(finding.severity);
        let rule = &*finding.rule;
        let known = self.of.id() == rule || self.open.contains(&rule);
        if !known && !self.of.advises_of(&format!("`{rule}`")) {
            self.open.push(rule);
        }
    }

    /// The printable form.
    fn notice(&self) -> Notice {
        let mut notice = match self.of {
            Told::Finding(finding) => finding.notice(),
            Told::Error(notice) => notice.clone(),
        };
        notice.severity = self.severity;
        if !self.open.is_empty() {
            let rules: Vec<String> = self.open.iter().map(|rule| format!("`{rule}`")).collect();
            notice.help.push(format!("undecided because of it: {}", rules.join(", ")));
        }
        notice
    }
}

/// Of one cause, how many there are beside those that are shown whole, and the first lines of them.
#[derive(Default)]
struct More {
    count: usize,
    lines: Vec<String>,
}

/// Writes of each cause `whole` entries whole, then `listed` lines of the rest.
fn write_grouped(
    out: &mut String,
    entries: Vec<Entry<'_>>,
    style: &Style,
    (whole, listed): (usize, usize),
) {
    let mut seen: HashMap<(&str, String), usize> = HashMap::new();
    let mut more: BTreeMap<(&str, String), More> = BTreeMap::new();
    for entry in entries {
        let cause = entry.of.cause();
        let count = seen.entry(cause.clone()).or_default();
        *count += 1;
        if *count <= whole {
            out.push_str(&render::render(&entry.notice(), style));
            out.push('\n');
            continue;
        }
        let more = more.entry(cause).or_default();
        more.count += 1;
        if more.lines.len() < listed {
            more.lines.push(entry.of.line());
        }
    }
    for ((id, _), More { count, lines }) in more {
        let _ = writeln!(out, "{count} more of {id}:");
        for line in &lines {
            let _ = writeln!(out, "  {}", style.clean(line));
        }
        if count > lines.len() {
            let more =
                format!("… and {} more; `--full` shows every one whole", count - lines.len());
            let _ = writeln!(out, "  {}", style.clean(&more));
        }
        out.push('\n');
    }
}

fn write_entries(out: &mut String, entries: Vec<Entry<'_>>, options: &Options) {
    let whole = if options.full { usize::MAX } else { HANDFUL };
    write_grouped(out, entries, &options.style, (whole, LISTED));
}

fn write_set_aside(out: &mut String, report: &Report, style: &Style) {
    if report.set_aside.is_empty() {
        return;
    }
    out.push_str("set aside:\n");
    for aside in &report.set_aside {
        let _ = writeln!(out, "  {}: {}", style.clean(&aside.file), style.clean(&aside.reason));
    }
    out.push('\n');
}

fn write_summary(out: &mut String, report: &Report, exit: Exit, style: &Style) {
    let summary = &report.summary;
    if exit == Exit::Usage {
        out.push_str("nothing was judged\n");
        return;
    }
    if summary.objects > 0 {
        let _ = writeln!(
            out,
            "judged {} with {} in {} by {}",
            counted(summary.objects, "object"),
            counted(summary.images, "image"),
            counted(summary.files_judged + summary.files_errored, "file"),
            counted(summary.rules, "rule"),
        );
        let _ = writeln!(out, "{}", verdicts(summary));
    }
    write_remarks(out, summary, report, style);
    let _ = writeln!(out, "{}", outcome(report, exit));
}

fn write_remarks(out: &mut String, summary: &Summary, report: &Report, style: &Style) {
    write_project(out, summary, style);
    if let Some(changes) = &summary.changes {
        let base = style.clean(&changes.base);
        let _ = match &changes.everything {
            Some(file) => {
                let file = style.clean(file);
                writeln!(out, "everything is judged: {file} has changed since {base}")
            }
            None => {
                let files = counted(summary.files_unchanged, "file");
                writeln!(out, "{files} not judged: unchanged since {base}")
            }
        };
    }
    if let Some(baseline) = &summary.baseline {
        let file = style.clean(&baseline.file);
        let _ = match baseline.written {
            Some(1) => writeln!(out, "the baseline {file} holds 1 finding now"),
            Some(count) => writeln!(out, "the baseline {file} holds {count} findings now"),
            None => writeln!(out, "{} waived by the baseline {file}", summary.waived_by_baseline),
        };
    }
    if summary.findings_left_out > 0 {
        let left_out = counted(summary.findings_left_out, "finding");
        let _ = writeln!(
            out,
            "{left_out} more are counted and not listed: a file has too many of one rule, or the run (`--max-findings`)"
        );
    }
    if summary.errors_left_out > 0 {
        let left_out = counted(summary.errors_left_out, "fault");
        let _ = writeln!(out, "{left_out} more of the inputs are not told: mend these first");
    }
    if summary.files_errored > 0 {
        let files = counted(summary.files_errored, "file");
        let _ = writeln!(out, "{files} could not be judged, or not whole");
    }
    if summary.files_set_aside > 0 {
        let files = counted(summary.files_set_aside, "file");
        let _ = writeln!(out, "{files} set aside; `-v` lists them with the reasons");
    }
    let unmatched: Vec<&str> = summary.unmatched_rules().collect();
    if !unmatched.is_empty() && summary.objects > 0 {
        let _ = writeln!(out, "matched nothing: {}", unmatched.join(", "));
    }
    for kind in &summary.uncovered {
        let objects = counted(kind.objects, "object");
        let (name, first) = (style.clean(&kind.kind), style.clean(&kind.first.to_string()));
        let _ = writeln!(
            out,
            "not judged: the images of {objects} of the kind {name}, which is not known (see {first})"
        );
    }
    let warnings = report.errors.iter().filter(|e| e.severity != Severity::Error).count();
    if warnings > 0 {
        let _ = writeln!(out, "{} about the inputs", counted(warnings, "warning"));
    }
}

/// The project file, and what it has off.
fn write_project(out: &mut String, summary: &Summary, style: &Style) {
    match &summary.project {
        ProjectUse::None => {}
        ProjectUse::Used { file, profile: None } => {
            let _ = writeln!(out, "by the project file {}", style.clean(file));
        }
        ProjectUse::Used { file, profile: Some(profile) } => {
            let (file, profile) = (style.clean(file), style.clean(profile));
            let _ = writeln!(out, "by the project file {file}, for the cluster `{profile}`");
        }
        ProjectUse::PassedOver(file) => {
            let file = style.clean(file);
            let _ = writeln!(
                out,
                "not used: {file} lies with what is judged, and `-p` is given; `--project {file}` uses it"
            );
        }
    }
    if !summary.rules_off.is_empty() {
        let _ = writeln!(out, "off: {}", summary.rules_off.join(", "));
    }
}
