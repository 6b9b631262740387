//! Answers as they are printed: what was asked for on standard output, what is wrong beside it.

use crate::author::repl::{Answer, Piece};
use crate::cli::terminal::Terminal;
use crate::diag::render;
use crate::report::{Exit, text, trace};

/// Prints an answer.
pub(in crate::cli) fn show(answer: &Answer, terminal: &mut Terminal) {
    for piece in &answer.pieces {
        let style = terminal.style();
        match piece {
            Piece::Line(line) => terminal.print(&(style.clean(line) + "\n")),
            Piece::Page(page) => terminal.print(&render::page(page, &style)),
            Piece::Findings(report) => {
                let options = text::Options { style, full: false, verbose: false, quiet: true };
                terminal.print_page(&|page| text::write(report, Exit::Clean, &options, page));
            }
            Piece::Match(rule, on, decided) => {
                terminal.print(&trace::text::decided(rule, on, decided, &style));
            }
            Piece::Notices(notices) => terminal.remark_all(notices),
            Piece::Refusal(why) => terminal.complain(why),
        }
    }
}
