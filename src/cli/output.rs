//! `-o FORMAT[=FILE]`, of all commands that print reports. `-` is standard output, as where nothing is said.
//!
//! Each report has a place of its own: of two that go to one file the second would replace the first, and
//! two on standard output are neither's format any more. That is wrong usage, told before anything is
//! judged.

use std::fs;
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::page::Compose;
use super::terminal::Terminal;
use crate::diag::printable;
use crate::diag::render::Style;
use crate::world::input::shown;

/// `FORMAT[=FILE]`, where `F` are the formats there are.
#[derive(Clone, Debug)]
pub(super) struct Output<F> {
    /// The format.
    pub(super) format: F,
    /// Where to; none for standard output.
    pub(super) file: Option<PathBuf>,
}

impl<F: ValueEnum> Output<F> {
    /// Reads an argument.
    ///
    /// # Errors
    /// A format that there is not, or no file behind a `=`.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let (format, file) = match text.split_once('=') {
            Some((_, "")) => return Err("a file name is missing after `=`".to_owned()),
            Some((format, "-")) => (format, None),
            Some((format, file)) => (format, Some(PathBuf::from(file))),
            None => (text, None),
        };
        let format = F::from_str(format, false).map_err(|_| {
            format!("no format `{}`; there are {}", printable(format), formats::<F>())
        })?;
        Ok(Self { format, file })
    }
}

impl<F: ValueEnum> Output<F> {
    /// The argument as it is written: `-o json=report.json`.
    pub(super) fn sink(&self, option: &str) -> Sink {
        let format = self.format.to_possible_value();
        let mut written = option.to_owned() + format.as_ref().map_or("", |value| value.get_name());
        if let Some(file) = &self.file {
            written = format!("{written}={}", shown(file));
        }
        Sink { written, place: self.file.as_deref().and_then(place) }
    }
}

impl<F> Output<F> {
    /// How a report is drawn there.
    pub(super) fn style(&self, terminal: &Terminal) -> Style {
        match self.file {
            Some(_) => terminal.file_style(),
            None => terminal.style(),
        }
    }

    /// Writes a page there, as it is composed.
    pub(super) fn write(&self, page: Compose<'_>, terminal: &mut Terminal) {
        match &self.file {
            Some(path) => terminal.write_file(path, page),
            None => terminal.print_page(page),
        }
    }
}

/// Where a report goes.
#[derive(Clone, Debug)]
pub(super) struct Sink {
    /// The argument that says so.
    written: String,
    /// The file, by one of its names; none for standard output.
    place: Option<PathBuf>,
}

impl Sink {
    /// True if it is a file.
    pub(super) fn is_file(&self) -> bool {
        self.place.is_some()
    }
}

/// What is wrong with reports of which two go to one place.
pub(super) fn clash(sinks: &[Sink]) -> Option<String> {
    let mut pairs = (1..).zip(sinks).filter_map(|(behind, one)| {
        let other = sinks.get(behind..)?.iter().find(|other| other.place == one.place)?;
        Some((one, other))
    });
    let (one, other) = pairs.next()?;
    let (first, second) = (printable(&one.written), printable(&other.written));
    Some(match one.place {
        Some(_) => format!(
            "`{first}` and `{second}` write one file, and the second would replace the first; \
             give each a file of its own"
        ),
        None => format!(
            "`{first}` and `{second}` both print to standard output, where they would run together; \
             give all but one a file, as FORMAT=FILE"
        ),
    })
}

/// One name for a file, however it was named; none for standard output. A link is replaced, not
/// followed, when a report is written.
fn place(file: &Path) -> Option<PathBuf> {
    if file == Path::new("/dev/stdout") {
        return None;
    }
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = fs::canonicalize(folder.unwrap_or(Path::new(".")));
    match (folder, file.file_name()) {
        (Ok(folder), Some(name)) => Some(folder.join(name)),
        _ => Some(file.to_owned()),
    }
}

/// The formats there are: `text` and `json`.
fn formats<F: ValueEnum>() -> String {
    let names = F::value_variants().iter().filter_map(ValueEnum::to_possible_value);
    let names: Vec<String> = names.map(|value| format!("`{}`", value.get_name())).collect();
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => names.concat(),
    }
}
