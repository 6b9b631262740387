//! As people read it: a rule, what it says, and beneath it every part of its conditions with its value
//! and where that came from.
//!
//! ```text
//! std/no-latest (error) failed
//!   says: `nginx` names no version
//!   require i.digest is present or tag != "latest": false
//!     i.digest is present: false
//!       i.digest: ‹absent› ← line 17
//! ```

use std::fmt::Write as _;

use super::{Decided, RuleTrace, Sort, Step, Subject, Trace, line_of};
use crate::diag::render::{self, Style, Tone, prose};
use crate::report::{Came, Finding, Location};

/// Steps of a match that are told.
const STEPS: usize = 200;
/// Matches of a rule that are told with their steps; of others the verdict is.
const WHOLE: usize = 3;

/// Things at a line that are told one by one.
const SUBJECTS: usize = 10;
/// How often a step that comes again and again, in a loop, is told with what came to the same.
const ALIKE: usize = 2;

/// How much to say.
#[derive(Clone, Debug)]
pub struct Options {
    /// How it is drawn.
    pub style: Style,
    /// Only rules that failed or are undecided.
    pub quiet: bool,
}

/// The trace as text.
pub fn write(trace: &Trace, options: &Options) -> String {
    let style = &options.style;
    let mut out = heading(trace, style);
    for rule in trace.rules.iter().filter(|rule| is_told(rule, options.quiet)) {
        out.push('\n');
        write_rule(&mut out, trace, rule, style);
    }
    if options.quiet {
        return out;
    }
    let unmatched: Vec<&RuleTrace> =
        trace.rules.iter().filter(|rule| rule.matches.is_empty()).collect();
    if !unmatched.is_empty() {
        out.push('\n');
        for rule in &unmatched {
            let why = rule.unmatched.as_deref().unwrap_or("has nothing there");
            let why = format!(" {why}");
            out.push_str(&prose(&[(&rule.rule, Tone::Strong), (&why, Tone::Plain)], 0, 2, style));
        }
    }
    let _ = write!(out, "\n{}", closing(trace, style));
    out
}

/// A rule's verdict on one match, which `on` names.
pub fn decided(rule: &str, on: &str, decided: &Decided, style: &Style) -> String {
    let mut out = headline(rule, on, decided, style);
    write_reasons(&mut out, decided, None, style);
    write_steps(&mut out, decided, None, style);
    out
}

fn is_told(rule: &RuleTrace, quiet: bool) -> bool {
    match rule.verdict() {
        None => false,
        Some(Came::Failed | Came::Undecided) => true,
        Some(Came::Waived | Came::Passed | Came::Skipped) => !quiet,
    }
}

/// What stands there, and the lines that show it.
fn heading(trace: &Trace, style: &Style) -> String {
    let place = &trace.place;
    let column = place.column.map_or_else(String::new, |column| format!(":{column}"));
    let line = format!("{}:{}{column}:", place.file, place.line);
    let object = trace.object.to_string();
    let what = match trace.subjects.as_slice() {
        [Subject { sort: Sort::Object, .. }] | [] => object,
        [one] => format!("the {} in {object}", called(one)),
        several => {
            let sort = several.first().map_or(Sort::Object, |first| first.sort).as_str();
            format!("{} {sort}s in {object}", several.len())
        }
    };
    let what = format!(" {what}");
    let mut out = prose(&[(&line, Tone::Aside), (&what, Tone::Strong)], 0, 2, style);
    let parts = trace.subjects.iter().filter(|subject| !subject.path.is_empty());
    for subject in parts.take(SUBJECTS) {
        let several = trace.subjects.len() > 1;
        let name = if several { format!(", {}", called(subject)) } else { String::new() };
        let path = format!("at {}", subject.path);
        let pieces = [(&*path, Tone::Plain), (&*name, Tone::Plain)];
        out.push_str(&prose(&pieces, 2, 5, style));
    }
    let more = trace.subjects.len().saturating_sub(SUBJECTS);
    if more > 0 {
        out.push_str(&prose(&[(&format!("and {more} more"), Tone::Plain)], 2, 5, style));
    }
    out.push_str(&render::frames(&trace.quotes, style));
    out
}

/// ``image `nginx` ``.
fn called(subject: &Subject) -> String {
    let sort = subject.sort.as_str();
    subject.name.as_ref().map_or_else(|| sort.to_owned(), |name| format!("{sort} `{name}`"))
}

fn write_rule(out: &mut String, trace: &Trace, rule: &RuleTrace, style: &Style) {
    let standing = match rule.enforcement {
        super::Standing::Enforce => String::new(),
        other => format!(", {}", other.as_str()),
    };
    let name = format!("{} ({}{standing})", rule.rule, rule.severity.as_str());
    let file = Some(&*trace.place.file);
    for (index, decided) in rule.matches.iter().take(WHOLE).enumerate() {
        if index > 0 {
            out.push('\n');
        }
        out.push_str(&headline(&name, &on(trace, decided), decided, style));
        write_reasons(out, decided, file, style);
        write_steps(out, decided, file, style);
    }
    let more = rule.matches.len().saturating_sub(WHOLE) + rule.left_out;
    if more > 0 {
        let mut counts = Vec::new();
        for verdict in [Came::Failed, Came::Undecided, Came::Waived, Came::Passed, Came::Skipped] {
            let rest = rule.matches.iter().skip(WHOLE);
            let count = rest.filter(|decided| decided.verdict == verdict).count();
            counts.extend((count > 0).then(|| format!("{count} {}", verdict.as_str())));
        }
        counts.extend((rule.left_out > 0).then(|| format!("{} not told", rule.left_out)));
        let more =
            format!("{more} more there: {}; `--at` their lines tells more", counts.join(", "));
        out.push_str(&prose(
            &[("…", Tone::Aside), (&format!(" {more}"), Tone::Plain)],
            2,
            4,
            style,
        ));
    }
}

/// What a match is called where what stands at the line is known: nothing, if it is that.
fn on(trace: &Trace, decided: &Decided) -> String {
    let Some(location) = &decided.location else { return "the run".to_owned() };
    if let [only] = trace.subjects.as_slice()
        && Some(only.sort) == decided.sort
        && only.location == *location
        && decided.object.as_ref() == Some(&trace.object)
    {
        return String::new();
    }
    let line = at(location, Some(&trace.place.file));
    match (&decided.object, decided.sort) {
        (Some(object), Some(Sort::Object)) => format!("{object}, {line}"),
        _ => format!("{}, {line}", decided.path),
    }
}

fn headline(rule: &str, on: &str, decided: &Decided, style: &Style) -> String {
    let verdict = format!(" {}", decided.verdict.as_str());
    let tone = match decided.verdict {
        Came::Failed => Tone::Bad,
        Came::Undecided | Came::Waived => Tone::Doubtful,
        Came::Passed => Tone::Good,
        Came::Skipped => Tone::Aside,
    };
    let on = if on.is_empty() { String::new() } else { format!(": {on}") };
    prose(&[(rule, Tone::Strong), (&verdict, tone), (&on, Tone::Plain)], 0, 4, style)
}

/// What the rule says of the match, what it hangs on, and what to do.
fn write_reasons(out: &mut String, decided: &Decided, file: Option<&str>, style: &Style) {
    for finding in &decided.findings {
        if finding.is_undecided() {
            for cause in &finding.particulars().causes {
                let from = cause.location.as_ref().map(|at_| from(&at(at_, file), style));
                let from = from.unwrap_or_default();
                let pieces = [
                    ("because:", Tone::Aside),
                    (&*format!(" {}", cause.text), Tone::Plain),
                    (&*from, Tone::Aside),
                ];
                out.push_str(&prose(&pieces, 2, 4, style));
            }
        } else {
            let message = format!(" {}", finding.message);
            let pieces = [("says:", Tone::Aside), (&*message, Tone::Plain)];
            out.push_str(&prose(&pieces, 2, 4, style));
            if let Some(waived) = &finding.waiver {
                out.push_str(&prose(&[(&waived.headline(), Tone::Plain)], 2, 4, style));
            }
        }
    }
    let mut help: Vec<String> = decided.findings.iter().flat_map(Finding::remedies).collect();
    let mut told = std::collections::HashSet::new();
    help.retain(|help| told.insert(help.clone()));
    help.iter().for_each(|help| out.push_str(&render::advice(help, style)));
}

fn write_steps(out: &mut String, decided: &Decided, file: Option<&str>, style: &Style) {
    let Some(steps) = &decided.steps else { return };
    let folded = folded(steps);
    for line in folded.iter().take(STEPS) {
        match line {
            Line::Step(step) => out.push_str(&written(step, file, style)),
            Line::More(step, more) => {
                let times = if *more == 1 { "once more" } else { &*format!("{more} times more") };
                let alike = format!("… `{}` {times}: {}", step.code, step.value);
                let indent = 2 * (step.depth + 1);
                out.push_str(&prose(&[(&alike, Tone::Aside)], indent, indent + 4, style));
            }
        }
    }
    if steps.is_empty() && decided.verdict == Came::Undecided {
        out.push_str("  nothing of it was evaluated: what hides there can't be read\n");
    }
    let more = folded.len().saturating_sub(STEPS) + decided.steps_left_out;
    if more > 0 {
        let more = format!("… and {more} more parts");
        out.push_str(&prose(&[(&more, Tone::Plain)], 2, 4, style));
    }
}

/// A line beneath a verdict.
enum Line<'t> {
    Step(&'t Step),
    /// A step like this one, so many times more.
    More(&'t Step, usize),
}

/// Steps of one parent that are the same part of the rule and came to the same: the first, how many of
/// them were told, and how many not.
type Alike<'t> = Vec<(&'t Step, usize, usize)>;

/// The steps, where loops repeat themselves with a count of those that came to nothing else.
fn folded(steps: &[Step]) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    // For each depth, what was told there since its parent began.
    let mut open: Vec<Alike<'_>> = Vec::new();
    let mut hidden: Option<usize> = None;
    for step in steps {
        if hidden.is_some_and(|depth| step.depth > depth) {
            continue;
        }
        hidden = None;
        close(&mut open, step.depth + 1, &mut lines);
        open.resize_with(step.depth + 1, Vec::new);
        let Some(told) = open.last_mut() else { continue };
        let same =
            |it: &Step| it.value == step.value && it.policy == step.policy && it.code == step.code;
        match told.iter_mut().find(|(first, ..)| same(first)) {
            Some((_, count, more)) if *count >= ALIKE => {
                *more += 1;
                hidden = Some(step.depth);
                continue;
            }
            Some((_, count, _)) => *count += 1,
            None => told.push((step, 1, 0)),
        }
        lines.push(Line::Step(step));
    }
    close(&mut open, 0, &mut lines);
    lines
}

/// Ends what is open deeper than `depth`.
fn close<'t>(open: &mut Vec<Alike<'t>>, depth: usize, lines: &mut Vec<Line<'t>>) {
    while open.len() > depth {
        let alike = open.pop().unwrap_or_default();
        let more = alike.into_iter().filter(|(.., more)| *more > 0);
        lines.extend(more.map(|(step, _, more)| Line::More(step, more)));
    }
}

/// A step on a line: `require i.tag is present: false ← line 17`.
fn written(step: &Step, file: Option<&str>, style: &Style) -> String {
    let clause = step.clause.as_ref().map_or_else(String::new, |clause| clause.written() + " ");
    let tone = match &*step.value {
        "true" => Tone::Good,
        "false" => Tone::Bad,
        value if value.starts_with("‹unknown›") => Tone::Doubtful,
        _ => Tone::Strong,
    };
    let mut origin: String = step.reasons.iter().map(|reason| from(reason, style)).collect();
    if let Some(place) = &step.manifest {
        let place = at(place, file);
        let place = match &step.missing {
            Some(key) => format!("no `{key}` at {place}"),
            None => place,
        };
        origin.push_str(&from(&place, style));
    }
    let value = format!(" {}", step.value);
    let pieces = [
        (&*clause, Tone::Strong),
        (&*format!("{}:", step.code), Tone::Plain),
        (&*value, tone),
        (&*origin, Tone::Aside),
    ];
    let indent = 2 * (step.depth + 1);
    prose(&pieces, indent, indent + 4, style)
}

fn from(what: &str, style: &Style) -> String {
    if style.narrated { format!(", from {what}") } else { format!(" ← {what}") }
}

/// `line 17` of the file that is spoken of, `deploy.yaml:17` of another.
fn at(location: &Location, file: Option<&str>) -> String {
    match file {
        Some(file) if *file == *location.file => format!("line {}", location.start.line),
        _ => line_of(location),
    }
}

/// `3 rules: 1 failed, 2 passed`.
fn closing(trace: &Trace, style: &Style) -> String {
    let count = |of: Option<Came>| trace.rules.iter().filter(|r| r.verdict() == of).count();
    let counts = [
        (count(Some(Came::Failed)), "failed"),
        (count(Some(Came::Undecided)), "undecided"),
        (count(Some(Came::Waived)), "waived"),
        (count(Some(Came::Passed)), "passed"),
        (count(Some(Came::Skipped)), "skipped"),
        (count(None), "on nothing there"),
    ];
    let told = counts.iter().filter(|(count, _)| *count > 0);
    let told: Vec<String> = told.map(|(count, what)| format!("{count} {what}")).collect();
    let rules = trace.rules.len();
    let rules = if rules == 1 { "1 rule".to_owned() } else { format!("{rules} rules") };
    prose(&[(&format!("{rules}: {}", told.join(", ")), Tone::Plain)], 0, 2, style)
}
