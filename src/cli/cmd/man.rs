//! `seaworthy man`.

use clap::CommandFactory as _;

use crate::cli::args::Cli;
use crate::cli::terminal::Terminal;
use crate::report::Exit;

pub(crate) fn run(terminal: &mut Terminal) -> Exit {
    let mut page = Vec::new();
    match clap_mangen::Man::new(Cli::command()).render(&mut page) {
        Ok(()) => {
            terminal.print(&String::from_utf8_lossy(&page));
            Exit::Clean
        }
        Err(error) => {
            terminal.complain(&format!("can't make the manual page: {error}"));
            Exit::Unjudged
        }
    }
}
