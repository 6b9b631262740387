//! Marks, written: what lines of a manifest expect, taken away and put there.

use std::collections::BTreeMap;

use crate::base::SourceId;
use crate::world::manifest::{Limits, read};

/// A manifest without comments that expect something.
pub(crate) fn without_marks(manifest: &str) -> String {
    let strip = |line: &str| match line.find("#~") {
        Some(at) => line.get(..at).unwrap_or("").trim_end().to_owned() + "\n",
        None => line.to_owned() + "\n",
    };
    manifest.lines().map(strip).collect()
}

/// A manifest with marks, by the number of the line that they are to stand on.
pub(crate) fn with_marks(manifest: &str, marks: &BTreeMap<u32, Vec<String>>) -> String {
    // A mark is a comment, and a line has one.
    let read = read(SourceId::manifest(0), "given", manifest.as_bytes(), &Limits::default());
    let source = &read.source;
    let comments: BTreeMap<u32, u32> = read
        .documents
        .iter()
        .flat_map(|document| document.comments(source))
        .map(|comment| source.position(comment.span.start))
        .map(|at| (at.line, at.column))
        .collect();
    let mut out = String::new();
    for (number, text) in (1..).zip(manifest.lines()) {
        let Some(marks) = marks.get(&number) else {
            out.push_str(text);
            out.push('\n');
            continue;
        };
        let upto = comments.get(&number).map_or(usize::MAX, |column| *column as usize - 1);
        let kept: String = text.chars().take(upto).collect();
        out.push_str(&format!("{}  #~ {}\n", kept.trim_end(), marks.join(", ")));
    }
    out
}
