//! Where output goes: colour, width, and what happens when nobody reads it.

use std::io::{self, IsTerminal as _, Write as _};
use std::path::Path;

use crate::diag::render::Style;
use crate::diag::{Notice, printable};
use crate::report::text;
use crate::world::input::{reason, shown};

use super::args::{Color, Display};
use super::page::{Compose, pour};
use super::replace::write_whole;

/// Columns where there is no terminal to ask.
const PIPED_WIDTH: usize = 80;
/// No wider than people read.
const WIDEST: usize = 120;

/// Standard output and error, with what is known of them.
#[derive(Debug)]
pub(super) struct Terminal {
    display: Display,
    color: bool,
    /// The same for standard error.
    remark_color: bool,
    unicode: bool,
    width: usize,
    failed: bool,
}

impl Terminal {
    pub(super) fn new(display: &Display) -> Self {
        let tty = io::stdout().is_terminal();
        let colored = |choice: anstream::ColorChoice, tty: bool| match display.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => match choice {
                anstream::ColorChoice::Never => false,
                anstream::ColorChoice::Always | anstream::ColorChoice::AlwaysAnsi => {
                    tty || std::env::var_os("CLICOLOR_FORCE").is_none_or(|value| value != "0")
                }
                anstream::ColorChoice::Auto => tty,
            },
        };
        let color = colored(anstream::AutoStream::choice(&io::stdout()), tty);
        let stderr = io::stderr();
        let remark_color = colored(anstream::AutoStream::choice(&stderr), stderr.is_terminal());
        let columns = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
        let width = if tty { columns().unwrap_or(PIPED_WIDTH) } else { PIPED_WIDTH };
        // What is piped goes to files and programs, and those read UTF-8.
        let unicode = !tty || supports_unicode::on(supports_unicode::Stream::Stdout);
        let width = width.min(WIDEST);
        Self { display: *display, color, remark_color, unicode, width, failed: false }
    }

    /// How reports are drawn here.
    pub(super) fn style(&self) -> Style {
        Style {
            color: self.color,
            width: self.width,
            unicode: self.unicode,
            narrated: self.display.narrate,
        }
    }

    /// How reports are drawn in a file.
    pub(super) fn file_style(&self) -> Style {
        let color = self.display.color == Color::Always;
        Style { color, width: PIPED_WIDTH, unicode: true, narrated: self.display.narrate }
    }

    pub(super) fn verbose(&self) -> bool {
        self.display.verbose
    }

    pub(super) fn quiet(&self) -> bool {
        self.display.quiet
    }

    /// True if standard error is a terminal that progress may be drawn on.
    pub(super) fn shows_progress(&self) -> bool {
        !self.display.quiet && io::stderr().is_terminal()
    }

    /// Clears the screen, if it is one.
    pub(super) fn clear(&mut self) {
        if io::stdout().is_terminal() {
            self.print("\u{1b}[2J\u{1b}[3J\u{1b}[H");
        }
    }

    /// True if something could not be written.
    pub(super) fn failed(&self) -> bool {
        self.failed
    }

    /// Writes to standard output. A reader that went away (`| head -1`) is no reason to complain,
    /// but the report did not arrive.
    pub(super) fn print(&mut self, text: &str) {
        self.print_page(&|page| page.write_str(text));
    }

    /// The same, of a page that is written as it is composed.
    pub(super) fn print_page(&mut self, page: Compose<'_>) {
        if let Err(error) = pour(io::stdout(), page) {
            if error.kind() != io::ErrorKind::BrokenPipe {
                self.complain(&format!("can't write to standard output: {}", reason(&error)));
            }
            self.failed = true;
        }
    }

    /// Writes to standard error: what a program that reads the output should not meet there.
    pub(super) fn remark(&mut self, text: &str) {
        // Nobody is left to be told if this fails.
        let _ = io::stderr().lock().write_all(text.as_bytes());
    }

    /// Draws notices on standard error.
    pub(super) fn remark_all(&mut self, notices: &[Notice]) {
        let style = Style { color: self.remark_color, ..self.style() };
        self.remark(&text::notices(notices, &style));
    }

    /// Writes to standard error, after `error: `.
    pub(super) fn complain(&mut self, message: &str) {
        // Nobody is left to be told if this fails too.
        let _ = writeln!(io::stderr(), "error: {}", printable(message));
    }

    /// Writes a file, whole or not at all as far as the name goes.
    pub(super) fn write_file(&mut self, path: &Path, page: Compose<'_>) {
        if let Err(error) = write_whole(path, page) {
            self.complain(&format!("can't write {}: {}", shown(path), reason(&error)));
            self.failed = true;
        }
    }
}
