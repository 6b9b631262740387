//! Entries from a keyboard.

use std::cell::RefCell;
use std::fs;

use rustyline::completion::FilenameCompleter;
use rustyline::config::{BellStyle, ColorMode, CompletionType};
use rustyline::error::ReadlineError;
use rustyline::history::DefaultHistory;
use rustyline::{Config, Editor};

use super::calm::Calm;
use super::helper::Aide;
use super::{PROMPT, history, show};
use crate::author::repl::Session;
use crate::cli::terminal::Terminal;
use crate::report::Exit;

/// Entries that are remembered from one session to the next.
const REMEMBERED: usize = 10_000;

/// Enters what is typed, until it ends or an entry ends the session.
pub(in crate::cli) fn converse(
    session: Session<'_>,
    remember: bool,
    terminal: &mut Terminal,
) -> Exit {
    let session = RefCell::new(session);
    let color = terminal.style().color;
    let mut editor = match editor(&session, color) {
        Ok(editor) => editor,
        Err(error) => {
            terminal.complain(&format!("this terminal can't be used: {error}"));
            return Exit::Unjudged;
        }
    };
    let file = if remember { history::file() } else { None };
    if let Some(file) = &file {
        // The first session has no history yet.
        let _ = editor.load_history(file);
        if let Some(folder) = file.parent() {
            // Without the folder the next lines remember nothing.
            let _ = fs::create_dir_all(folder);
        }
    }
    terminal.print("`:help` lists the commands, Ctrl-D ends the session\n");
    let calm = Calm::new();
    loop {
        match editor.readline(PROMPT) {
            Ok(line) => {
                let new = editor.add_history_entry(line.trim_end()).unwrap_or(false);
                if let Some(file) = file.as_ref().filter(|_| new) {
                    // A history that can't be written is no reason to stop.
                    let _ = editor.append_history(file);
                }
                let quit = calm.at_work(|| {
                    let answer = session.borrow_mut().enter(&line);
                    show(&answer, terminal);
                    answer.quit
                });
                if quit || terminal.failed() {
                    break;
                }
            }
            // The line is dropped, the session goes on.
            Err(ReadlineError::Interrupted | ReadlineError::Signal(_)) => {}
            Err(ReadlineError::Eof) => break,
            Err(error) => {
                terminal.complain(&format!("the terminal can't be read: {error}"));
                break;
            }
        }
    }
    let unsaved = session.borrow().unsaved();
    if unsaved > 0 {
        let items = if unsaved == 1 { "1 item" } else { &*format!("{unsaved} items") };
        terminal.remark(&format!(
            "{items} of this session not saved; the history has what was typed\n"
        ));
    }
    Exit::Clean
}

fn editor<'s, 'h>(
    session: &'s RefCell<Session<'h>>,
    color: bool,
) -> rustyline::Result<Editor<Aide<'s, 'h>, DefaultHistory>> {
    let config = Config::builder()
        .max_history_size(REMEMBERED)?
        .completion_type(CompletionType::List)
        .bell_style(BellStyle::None)
        .color_mode(if color { ColorMode::Enabled } else { ColorMode::Disabled })
        .build();
    let mut editor = Editor::with_config(config)?;
    editor.set_helper(Some(Aide { session, files: FilenameCompleter::new(), color }));
    Ok(editor)
}
