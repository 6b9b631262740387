//! What is wrong with rendering a folder: one constructor a fault.

use super::run::Idle;
use super::{Rendering, Root, Sort};
use crate::diag::{Code, Diagnostic, printable};
use crate::world::input::reason;

/// Lines shown of what a program says.
const LINES: usize = 12;

/// A program that is not there.
pub(super) fn absent(root: &Root) -> Diagnostic {
    let folder = root.folder_shown();
    let (programs, help) = match root.sort {
        Sort::Chart => (
            "no `helm` is",
            "install helm, so that `PATH` leads to it, or judge what it renders elsewhere: \
             `helm template CHART | seaworthy check -`",
        ),
        Sort::Kustomization => (
            "neither `kustomize` nor `kubectl` is",
            "install one of them, so that `PATH` leads to it, or judge what it renders elsewhere: \
             `kustomize build DIR | seaworthy check -`",
        ),
    };
    Diagnostic::new(Code::E0553, format!("`{folder}` can't be rendered: {programs} installed"))
        .help(help)
}

/// A program that did nothing.
pub(super) fn idle(root: &Root, by: &str, why: Idle, how: &Rendering) -> Diagnostic {
    let folder = root.folder_shown();
    match why {
        Idle::Absent => absent(root),
        Idle::Unrunnable(error) => {
            let why = reason(&error);
            let message = format!("`{folder}` can't be rendered: `{by}` can't be run: {why}");
            Diagnostic::new(Code::E0553, message).help("mend that, or install another one")
        }
        Idle::Late(said) => {
            let seconds = how.patience.as_secs();
            let message =
                format!("`{by}` has not rendered `{folder}` in {seconds} seconds, and was ended");
            let fault = Diagnostic::new(Code::E0555, message).help(
                "if it needs longer, say how long: `--render-timeout SECONDS`; a base or chart from \
                 elsewhere may not be reachable from here",
            );
            with_words(fault, by, &said)
        }
    }
}

/// A program that failed.
pub(super) fn failed(root: &Root, by: &str, said: &str) -> Diagnostic {
    let folder = root.folder_shown();
    let first = said.lines().rev().find(|line| line.trim_start().starts_with("Error:"));
    let first = first.or(said.lines().find(|line| !line.trim().is_empty())).unwrap_or("");
    let first = first.trim();
    let first = printable(first.strip_prefix("Error:").unwrap_or(first).trim());
    let colon = if first.is_empty() { "" } else { ": " };
    let message = format!("`{by}` can't render `{folder}`{colon}{first}");
    let mut fault = Diagnostic::new(Code::E0554, message);
    if let Some(hint) = hint(&folder, said) {
        fault = fault.help(hint);
    }
    with_words(fault, by, said)
        .help(format!("`{by} {folder}` shows the same; nothing of it was judged"))
}

/// What would mend it, as far as the program's words tell.
fn hint(folder: &str, said: &str) -> Option<String> {
    let has = |words: &[&str]| words.iter().any(|words| said.contains(words));
    if has(&["missing in charts/", "helm dependency"]) {
        Some(format!("fetch the charts that it needs: `helm dependency build {folder}`"))
    } else if has(&["enable-helm", "HelmChartInflationGenerator"]) {
        Some(
            "charts within kustomizations are not inflated here: judge what \
             `kustomize build --enable-helm` prints, through standard input"
                .to_owned(),
        )
    } else if has(&["security; file"]) {
        Some(
            "a kustomization reads no file from outside its folder: make that file a base's, or \
             judge what `--load-restrictor LoadRestrictionsNone` builds, through standard input"
                .to_owned(),
        )
    } else if has(&[
        "git fetch",
        "git init",
        "git command",
        "dial tcp",
        "no such host",
        "HTTP Error",
    ]) {
        Some("what it fetches from elsewhere must be reachable from here".to_owned())
    } else if has(&["values don't meet", ".Values", "nil pointer", "execution error at"]) {
        Some("values that it needs are given by `--helm-values FILE`".to_owned())
    } else {
        None
    }
}

/// The same with what the program says, where that is more than a line.
fn with_words(fault: Diagnostic, by: &str, said: &str) -> Diagnostic {
    let lines: Vec<&str> = said.lines().filter(|line| !line.trim().is_empty()).collect();
    if lines.len() < 2 {
        return fault;
    }
    let last = lines.iter().skip(lines.len().saturating_sub(LINES));
    let last: Vec<String> = last.map(|line| printable(line).into_owned()).collect();
    fault.help(format!("`{by}` says:\n{}", last.join("\n")))
}
