//! What would change in a file, for people to look at.

use owo_colors::OwoColorize as _;
use similar::{ChangeTag, TextDiff};

use crate::diag::render::Style;

/// The unified diff from `old` to `new`, the text of the file `name`.
pub(super) fn unified(name: &str, old: &str, new: &str, style: &Style) -> String {
    let painted = |line: String, tag: ChangeTag| match tag {
        ChangeTag::Delete if style.color => format!("{}\n", line.red()),
        ChangeTag::Insert if style.color => format!("{}\n", line.green()),
        _ => line + "\n",
    };
    let name = style.clean(name);
    let mut page = format!("--- {name}\n+++ {name}\n");
    // Line ends as on Windows stay, and are no part of what a line says.
    let windows = new.contains("\r\n");
    let diff = TextDiff::from_lines(old, new);
    for hunk in diff.unified_diff().iter_hunks() {
        let header = hunk.header().to_string();
        page += &if style.color { format!("{}\n", header.cyan()) } else { header + "\n" };
        for change in hunk.iter_changes() {
            let line = change.value();
            let line = line.strip_suffix('\n').unwrap_or(line);
            let line = line.strip_suffix('\r').filter(|_| windows).unwrap_or(line);
            page += &painted(format!("{}{}", change.tag(), style.clean(line)), change.tag());
            if change.missing_newline() {
                page += "\\ No newline at end of file\n";
            }
        }
    }
    page
}
