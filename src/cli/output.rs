//! `-o FORMAT[=FILE]`, of all commands that print reports.

use std::path::PathBuf;

use clap::ValueEnum;

use super::terminal::Terminal;
use crate::diag::printable;
use crate::diag::render::Style;

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
            Some((format, file)) => (format, Some(PathBuf::from(file))),
            None => (text, None),
        };
        let format = F::from_str(format, false).map_err(|_| {
            format!("no format `{}`; there are {}", printable(format), formats::<F>())
        })?;
        Ok(Self { format, file })
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

    /// Writes a page there.
    pub(super) fn write(&self, page: &str, terminal: &mut Terminal) {
        match &self.file {
            Some(path) => terminal.write_file(path, page),
            None => terminal.print(page),
        }
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
