//! A bar for long work.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::terminal::Terminal;

/// A bar that shows itself only on a terminal, and only if the run takes longer than a blink. `doing`
/// says what is done to so many `things`.
pub(super) fn bar(doing: &str, count: usize, things: &str, terminal: &Terminal) -> ProgressBar {
    if count < 2 || !terminal.shows_progress() {
        return ProgressBar::hidden();
    }
    let length = u64::try_from(count).unwrap_or(u64::MAX);
    let bar = ProgressBar::with_draw_target(Some(length), ProgressDrawTarget::stderr_with_hz(5));
    match ProgressStyle::with_template(&format!("{doing} {{bar:40}} {{pos}}/{{len}} {things}")) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
