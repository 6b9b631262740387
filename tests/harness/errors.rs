//! Sources that are wrong, and what is said of them.
//!
//! A folder `tests/errors/PHASE/` holds policies, each named for the code that it is about
//! (`E0109_open_list.sea`), and beside each the rendered diagnostics (`.stderr`, no colour, 80
//! columns). `SEAWORTHY_BLESS=1` writes those anew; look at the difference before you commit it.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use seaworthy::base::{Source, SourceId, Sources};
use seaworthy::diag::render::{Style, render};
use seaworthy::diag::{Diagnostic, in_source_order};

use super::{bless, root};

/// Where the tests' data is.
pub(crate) fn folder(name: &str) -> PathBuf {
    root().join("tests").join(name)
}

/// Runs `phase` over every `.sea` of `tests/errors/NAME` and compares what it reports.
pub(crate) fn expect_errors(name: &str, phase: impl Fn(SourceId, &Arc<Source>) -> Vec<Diagnostic>) {
    let folder = folder("errors").join(name);
    let mut files: Vec<PathBuf> = fs::read_dir(&folder)
        .expect("the folder of fixtures")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "sea"))
        .collect();
    files.sort();
    assert!(!files.is_empty(), "no fixtures in {}", folder.display());
    let faults: Vec<String> = files.iter().filter_map(|file| differs(file, &phase)).collect();
    assert!(faults.is_empty(), "{} differ:\n\n{}", faults.len(), faults.join("\n"));
}

fn differs(
    file: &Path,
    phase: impl Fn(SourceId, &Arc<Source>) -> Vec<Diagnostic>,
) -> Option<String> {
    let name = file.file_name().and_then(|name| name.to_str()).expect("a name in UTF-8");
    let text = fs::read_to_string(file).expect("a fixture in UTF-8");
    let mut sources = Sources::default();
    let source = Source::new(name, text);
    let id = sources.add(source.clone());
    let diagnostics = in_source_order(phase(id, &source));
    let code = name.split('_').next().unwrap_or(name);
    assert!(
        diagnostics.iter().any(|diagnostic| diagnostic.code.as_str() == code),
        "{name} yields no {code}, but {:?}",
        diagnostics.iter().map(|d| (d.code, &d.message)).collect::<Vec<_>>()
    );
    let style = Style::default();
    let actual: Vec<String> =
        diagnostics.iter().map(|d| render(&d.notice(&sources), &style)).collect();
    let actual = actual.join("\n");
    let beside = file.with_extension("stderr");
    if bless() {
        fs::write(&beside, &actual).expect("a writable fixture");
    }
    let expected = fs::read_to_string(&beside).unwrap_or_default();
    (expected != actual)
        .then(|| format!("--- {name}, expected\n{expected}\n--- {name}, actual\n{actual}"))
}
