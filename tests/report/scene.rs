//! Notices in the making: sources, and places marked in them by their text.

use seaworthy::base::{Place, Source, Sources, Span};
use seaworthy::diag::render::Style;
use seaworthy::diag::{Label, Notice, Quote, Severity};

/// A notice in the making: sources with marked places.
#[derive(Default)]
pub(super) struct Scene {
    pub(super) sources: Sources,
    pub(super) labels: Vec<Label>,
}

impl Scene {
    /// With a source called `name`.
    pub(super) fn file(mut self, name: &str, text: &str) -> Self {
        self.sources.add(Source::new(name, text));
        self
    }

    /// The `nth` occurrence of `text` in `file`.
    pub(super) fn place(&self, file: &str, text: &str, nth: usize) -> Place {
        let (id, source) = self.sources.iter().find(|(_, s)| s.name() == file).expect("a file");
        let at = source.text().match_indices(text).nth(nth).expect("the text").0;
        Place::new(id, Span::new(at, at + text.len()))
    }

    /// With the first `text` in `file` at fault.
    pub(super) fn at(self, file: &str, text: &str, said: &str) -> Self {
        let place = self.place(file, text, 0);
        self.label(place, said, true)
    }

    /// With the first `text` in `file` involved.
    pub(super) fn near(self, file: &str, text: &str, said: &str) -> Self {
        let place = self.place(file, text, 0);
        self.label(place, said, false)
    }

    /// With any place.
    pub(super) fn label(mut self, place: Place, said: &str, primary: bool) -> Self {
        self.labels.push(Label { place, text: said.to_owned(), primary });
        self
    }

    /// What is printed of it.
    pub(super) fn notice(&self, message: &str, help: &[&str]) -> Notice {
        Notice {
            id: "no-latest".to_owned(),
            severity: Severity::Error,
            message: message.to_owned(),
            quotes: Quote::of_labels(&self.labels, &self.sources),
            help: help.iter().map(|help| (*help).to_owned()).collect(),
        }
    }
}

/// As for a pipe.
pub(super) fn wide() -> Style {
    Style::default()
}

/// A narrow terminal.
pub(super) fn narrow() -> Style {
    Style { width: 40, ..Style::default() }
}

/// For a screen reader.
pub(super) fn narrated() -> Style {
    Style { narrated: true, ..Style::default() }
}

/// A terminal that knows no UTF-8.
pub(super) fn ascii() -> Style {
    Style { unicode: false, ..Style::default() }
}
