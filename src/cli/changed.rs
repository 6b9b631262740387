//! What git says has changed since a branch left another: `--changed BASE`.
//!
//! Asked is the `git` that is installed, for what differs between the working directory and the merge
//! base with BASE, committed or not, and for files that it does not track yet. Files that it ignores it
//! does not speak of. Of changed inputs the findings are told; the others are read, for what policies
//! look up there. Where something has changed that says how is judged, everything is.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::base::Sources;
use crate::diag::{Code, Diagnostic, Notice, printable};
use crate::world::input::{Found, Input, Origin, reason};

use super::passing::{Names, real};

/// What has changed since a branch left its base.
#[derive(Debug)]
pub(super) struct Changed {
    /// Files that differ, those that are gone among them, by where they really are.
    files: BTreeSet<PathBuf>,
}

impl Changed {
    /// Asks git.
    ///
    /// # Errors
    /// That git is not there, knows no BASE, or has no common history with it.
    pub(super) fn since(base: &str) -> Result<Self, Vec<Notice>> {
        asked(base).map_err(|fault| vec![fault.notice(&Sources::default())])
    }

    /// Which of the inputs are to be judged: those that changed, and what is no file of the
    /// repository's.
    pub(super) fn judged(&self, inputs: &Found) -> BTreeSet<usize> {
        let mut names = Names::default();
        let mut is_judged = |input: &Input| match &input.origin {
            Origin::Stdin => true,
            Origin::File(path) => {
                let real = real(path, &mut names);
                // What can't be told is judged.
                real.is_none_or(|real| self.files.contains(&real)) || !path.is_file()
            }
        };
        let inputs = inputs.iter().enumerate();
        inputs.filter(|(_, input)| is_judged(input)).map(|(at, _)| at).collect()
    }

    /// True if a file that has changed, or is gone, is such.
    pub(super) fn any(&self, is_such: impl Fn(&Path) -> bool) -> bool {
        self.files.iter().any(|path| is_such(path))
    }

    /// True if one of these files has changed.
    pub(super) fn touches_one(&self, paths: &[PathBuf]) -> bool {
        let mut names = Names::default();
        paths
            .iter()
            .any(|path| real(path, &mut names).is_some_and(|real| self.files.contains(&real)))
    }

    /// The first of these files that has changed; or a policy that is gone.
    pub(super) fn touches<'p>(&self, paths: impl IntoIterator<Item = &'p Path>) -> Option<PathBuf> {
        let mut names = Names::default();
        let mut paths = paths.into_iter();
        let touched = paths
            .find(|path| real(path, &mut names).is_some_and(|real| self.files.contains(&real)));
        let gone = || {
            let policy = |path: &&PathBuf| path.extension().is_some_and(|end| end == "sea");
            self.files.iter().find(|path| policy(path) && !path.exists()).cloned()
        };
        touched.map(Path::to_owned).or_else(gone)
    }
}

fn asked(base: &str) -> Result<Changed, Diagnostic> {
    let root = git(None, &["rev-parse", "--show-toplevel"])?;
    let root = if root.status.success() {
        PathBuf::from(first_line(&root.stdout))
    } else {
        return Err(fault("the working directory is in no git repository", &root)
            .help("run it inside the repository, or judge everything: leave out `--changed`"));
    };
    let root = root.canonicalize().unwrap_or(root);
    let commit = format!("{base}^{{commit}}");
    let known = git(Some(&root), &["rev-parse", "--verify", "--end-of-options", &commit])?;
    if !known.status.success() {
        let what = format!("git knows no commit `{}`", printable(base));
        return Err(fault(&what, &known).help(
            "name a branch, tag or commit that is here; a shallow clone has only one: fetch it",
        ));
    }
    let commit = first_line(&known.stdout);
    let commit = commit.to_string_lossy();
    let left = git(Some(&root), &["merge-base", &commit, "HEAD"])?;
    if !left.status.success() {
        let what = format!("`{}` and what is checked out share no history here", printable(base));
        return Err(fault(&what, &left)
            .help("a shallow clone lacks it: fetch the whole history, as `fetch-depth: 0` does"));
    }
    let left = first_line(&left.stdout);
    let left = left.to_string_lossy();
    let differ = [
        "diff",
        "--name-only",
        "--no-renames",
        "--no-ext-diff",
        "--no-relative",
        "-z",
        &left,
        "--",
    ];
    let new = ["ls-files", "--others", "--exclude-standard", "-z"];
    let mut files = BTreeSet::new();
    for args in [&differ[..], &new] {
        let listed = git(Some(&root), args)?;
        if !listed.status.success() {
            return Err(fault("git can't list what has changed", &listed)
                .help("mend that, or judge everything: leave out `--changed`"));
        }
        let names = listed.stdout.split(|byte| *byte == 0).filter(|name| !name.is_empty());
        files.extend(names.map(|name| root.join(os(name))));
    }
    Ok(Changed { files })
}

/// Runs git, in the folder if one is given.
fn git(folder: Option<&Path>, args: &[&str]) -> Result<Output, Diagnostic> {
    let mut command = Command::new("git");
    if let Some(folder) = folder {
        command.arg("-C").arg(folder);
    }
    command.args(args).output().map_err(|error| {
        let why = reason(&error);
        Diagnostic::new(Code::E0457, format!("`--changed` asks git, which can't be run: {why}"))
            .help("install git, or judge everything: leave out `--changed`")
    })
}

/// What git did not tell, with what it said instead.
fn fault(what: &str, output: &Output) -> Diagnostic {
    let said = String::from_utf8_lossy(&output.stderr);
    let said = said.lines().next().unwrap_or_default().trim();
    let message = match said {
        "" => what.to_owned(),
        said => format!("{what}: {}", printable(said)),
    };
    Diagnostic::new(Code::E0457, message)
}

fn first_line(output: &[u8]) -> OsString {
    os(output.split(|byte| *byte == b'\n').next().unwrap_or_default())
}

/// A name as git writes it.
#[cfg(unix)]
fn os(name: &[u8]) -> OsString {
    use std::os::unix::ffi::OsStrExt as _;
    std::ffi::OsStr::from_bytes(name).to_owned()
}

/// A name as git writes it.
#[cfg(not(unix))]
fn os(name: &[u8]) -> OsString {
    String::from_utf8_lossy(name).into_owned().into()
}
