//! What is told of rendered text, told of the files that it was made from.
//!
//! A folder that is rendered is judged as one input, under the name of its `Chart.yaml` or
//! `kustomization.yaml`. Its places are those of the text that a program printed, which no user has. So
//! when a report is ready, each place in such a text is traced to where it was written: findings stand
//! there in all formats, and say where that is a guess. The line that was printed is quoted below.
//!
//! Fingerprints, baselines and waivers know objects and paths within them, not lines: for them nothing
//! changes.

use std::collections::HashMap;
use std::sync::Arc;

use super::finding::location;
use crate::base::{Place, Source, SourceId, Sources, Span};
use crate::diag::{Label, MASK, Notice, Quote, QuotedLabel};
use crate::report::{Finding, Location, Related, Rendering, Report};
use crate::world::input::{Certainty, Rendered, Traced};

/// What was rendered in a run.
#[derive(Debug, Default)]
pub struct Renderings {
    /// By the input that it stands for, as it is shown.
    texts: HashMap<String, Arc<Rendered>>,
    /// Parts of folders that were rendered, or could not be, as they are shown: why they are set aside.
    parts: HashMap<String, String>,
}

/// What stands beside a line that a value may come from.
const PERHAPS: &str = "the value is written here, perhaps";

impl Renderings {
    /// Adds what the folder of an input was rendered to.
    pub fn add(&mut self, input: &str, rendered: Arc<Rendered>) {
        self.texts.insert(input.to_owned(), rendered);
    }

    /// Says why a part of such a folder is set aside.
    pub fn add_part(&mut self, input: &str, reason: String) {
        self.parts.insert(input.to_owned(), reason);
    }

    /// Tells what a report says of rendered text of the files that this was made from.
    pub fn settle(&self, report: &mut Report) {
        for aside in &mut report.set_aside {
            if let Some(reason) = self.parts.get(&aside.file) {
                aside.reason.clone_from(reason);
            }
        }
        if self.texts.is_empty() {
            return;
        }
        report.findings.iter_mut().for_each(|finding| self.finding(finding));
        report.errors.iter_mut().for_each(|notice| self.notice(notice));
        for uncovered in &mut report.summary.uncovered {
            self.place(&mut uncovered.first);
        }
    }

    fn finding(&self, finding: &mut Finding) {
        if let Some(waived) = &mut finding.waiver
            && let Some(place) = &mut Arc::make_mut(waived).place
        {
            self.place(place);
        }
        if let Some(told) = &mut finding.particulars {
            told.related.iter_mut().for_each(|related| self.place(&mut related.location));
            let causes = told.causes.iter_mut().filter_map(|cause| cause.location.as_mut());
            causes.for_each(|place| self.place(place));
        }
        let Some(at) = &mut finding.manifest else { return };
        let Some((rendered, text)) = self.text_of(&at.file) else { return };
        let printed = Location { file: rendered.name.as_str().into(), ..at.clone() };
        let traced = traced(&rendered, text, at.start.byte, at.end.byte);
        let value = traced.value.as_ref();
        let value = value.map(|(source, span)| location(source, *span));
        let file = std::mem::replace(at, location(&traced.source, traced.span)).file;
        let told = finding.particulars.get_or_insert_default();
        told.related.extend(value.map(|location| Related { location, text: PERHAPS.to_owned() }));
        let guess = traced.certainty != Certainty::Line;
        let line = printed_line(&told.quotes, &file, printed.start.line);
        told.help.extend(said(&rendered, &traced, line));
        told.rendered = Some(Rendering { by: rendered.by.to_owned(), at: printed, guess });
        requote(&mut told.quotes, &file, &rendered, &traced);
    }

    fn notice(&self, notice: &mut Notice) {
        let found = notice.quotes.iter().find_map(|quote| {
            let lead = quote.labels.iter().find(|label| label.primary).or(quote.labels.first())?;
            self.text_of(&quote.file).map(|text| (quote.file.clone(), lead.clone(), text))
        });
        let Some((file, lead, (rendered, text))) = found else { return };
        let traced = traced(&rendered, text, lead.start.byte, lead.end.byte);
        let line = printed_line(&notice.quotes, &file, lead.start.line);
        notice.help.extend(said(&rendered, &traced, line));
        requote(&mut notice.quotes, &file, &rendered, &traced);
    }

    fn place(&self, place: &mut Location) {
        let Some((rendered, text)) = self.text_of(&place.file) else { return };
        let traced = traced(&rendered, text, place.start.byte, place.end.byte);
        *place = location(&traced.source, traced.span);
    }

    /// The rendered text that stands for an input.
    fn text_of(&self, input: &str) -> Option<(Arc<Rendered>, &str)> {
        let rendered = self.texts.get(input)?;
        Some((Arc::clone(rendered), std::str::from_utf8(&rendered.text).ok()?))
    }
}

fn traced(rendered: &Rendered, text: &str, start: u32, end: u32) -> Traced {
    rendered.trace(text, Span { start, end })
}

/// A line of rendered text as it is quoted: what must never be shown is masked.
fn printed_line<'q>(quotes: &'q [Quote], file: &str, number: u32) -> &'q str {
    let mut lines = quotes.iter().filter(|quote| quote.file == file).flat_map(|quote| &quote.lines);
    let line = lines.find(|line| line.number == number);
    line.map_or("", |line| line.text.trim().trim_start_matches("- "))
}

/// What is said of a place that is a guess.
fn said(rendered: &Rendered, traced: &Traced, line: &str) -> Option<String> {
    let by = rendered.by;
    match traced.certainty {
        Certainty::Line => None,
        Certainty::File => Some(format!("the line is a guess: `{by}` made `{line}` of this file")),
        Certainty::Guess => Some(format!(
            "the place is a guess: `{by}` printed `{line}`, and does not tell from where"
        )),
    }
}

/// Quotes where something was written before what was printed of it.
fn requote(quotes: &mut Vec<Quote>, file: &str, rendered: &Rendered, traced: &Traced) {
    let mut text = String::new();
    for quote in quotes.iter_mut().filter(|quote| quote.file == file) {
        quote.file.clone_from(&rendered.name);
        for label in quote.labels.iter_mut().filter(|label| label.primary) {
            label.primary = false;
            let printed = format!("what `{}` printed", rendered.by);
            text = std::mem::replace(&mut label.text, printed);
        }
    }
    let own = quotes.iter().filter(|quote| quote.file == rendered.name);
    if own.flat_map(|quote| &quote.lines).any(|line| line.text.contains(MASK)) {
        // Nobody has looked for secrets in what this was written in.
        for source in std::iter::once(&traced.source).chain(traced.value.iter().map(|(it, _)| it)) {
            source.redact(vec![Span::new(0, source.text().len())]);
        }
    }
    if traced.certainty != Certainty::Line {
        text = if text.is_empty() { "a guess".to_owned() } else { format!("a guess: {text}") };
    }
    let mut new = vec![quote(&traced.source, traced.span, text, true)];
    let value = traced.value.as_ref();
    new.extend(value.map(|(source, span)| quote(source, *span, PERHAPS.to_owned(), false)));
    // A file is quoted once.
    if let [first, second] = new.as_mut_slice()
        && first.file == second.file
    {
        first.labels.append(&mut second.labels);
        first.lines.append(&mut second.lines);
        first.lines.sort_by_key(|line| line.number);
        first.lines.dedup();
        new.truncate(1);
    }
    quotes.splice(0..0, new);
}

/// A line of a source and nothing around it: what stands there was not read for secrets.
fn quote(source: &Arc<Source>, span: Span, text: String, primary: bool) -> Quote {
    let id = SourceId::manifest(0);
    let mut sources = Sources::default();
    sources.insert(id, Arc::clone(source));
    let label = Label { place: Place::new(id, span), text, primary: false };
    let mut quotes = Quote::of_labels(&[label], &sources);
    let mut quote = quotes.pop().unwrap_or_else(|| Quote {
        file: source.name().to_owned(),
        lines: Vec::new(),
        labels: Vec::new(),
    });
    quote.labels.iter_mut().for_each(|label: &mut QuotedLabel| label.primary = primary);
    quote
}
