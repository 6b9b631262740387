//! Waiting for a change of files.
//!
//! What a run reads is noted as it is read ([`Watched`]): files, also those that were looked for in vain,
//! and folders with the policies in them. They are looked at again and again, by size, time of writing
//! and real path; no service of the system is asked, so it works on network drives and in containers
//! too, and for what is not there yet. The more there is to look at, the longer are the pauses.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};
use std::{fs, thread};

use camino::{Utf8Path, Utf8PathBuf};

use super::policies::Disk;
use super::terminal::Terminal;
use crate::lang::pipeline::Files;
use crate::report::Exit;
use crate::world::input::{Found, Origin, Walk, discover};

/// The least pause between two looks.
const PAUSE: Duration = Duration::from_millis(200);
/// How long nothing must change after a change: an editor may write in steps.
const QUIET: Duration = Duration::from_millis(100);
/// Looking takes at most one part of the time in so many.
const SHARE: u32 = 20;

/// Runs once, and again whenever something that was read changes, until the process is ended. What is
/// read is noted by the run.
pub(super) fn again_and_again(
    terminal: &mut Terminal,
    mut once: impl FnMut(&Watched, &mut Terminal) -> Exit,
) -> Exit {
    loop {
        let watched = Watched::default();
        terminal.clear();
        let exit = once(&watched, terminal);
        if terminal.failed() {
            // Nobody reads it any more.
            return exit;
        }
        let files = if watched.count() == 1 { "file" } else { "files" };
        terminal.remark(&format!("watching {} {files}; Ctrl-C ends\n", watched.count()));
        watched.wait();
    }
}

/// The file system, and how what was read of it looked then.
#[derive(Debug, Default)]
pub(super) struct Watched {
    seen: Mutex<Seen>,
}

/// How files and folders look.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Seen {
    files: BTreeMap<PathBuf, Look>,
    /// The policies in each.
    folders: BTreeMap<Utf8PathBuf, Option<Vec<Utf8PathBuf>>>,
    walks: Vec<Walked>,
}

/// What was named to be judged, and what was found there.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Walked {
    named: Vec<PathBuf>,
    walk: Walk,
    found: Vec<String>,
}

impl Walked {
    fn of(named: &[PathBuf], walk: Walk, inputs: &Found) -> Self {
        let found = inputs.iter().map(|input| input.shown().to_owned()).collect();
        Self { named: named.to_owned(), walk, found }
    }

    /// What is found there now.
    fn again(&self) -> Self {
        Self::of(&self.named, self.walk, &discover(&self.named, self.walk))
    }
}

/// How a file looks: its size, when it was written, and where it really is; nothing if it is not there.
type Look = Option<(u64, Option<SystemTime>, Option<PathBuf>)>;

impl Watched {
    /// Notes a file that is about to be read.
    pub(super) fn note(&self, path: &Path) {
        self.seen().files.entry(path.to_owned()).or_insert_with(|| look(path));
    }

    /// Notes inputs that are about to be read, and how they were found.
    pub(super) fn note_inputs(&self, named: &[PathBuf], walk: Walk, inputs: &Found) {
        for input in inputs.iter() {
            if let Origin::File(path) = &input.origin {
                self.note(path);
            }
        }
        self.seen().walks.push(Walked::of(named, walk, inputs));
    }

    /// How many files are watched that are there; one that was read by several names is one.
    pub(super) fn count(&self) -> usize {
        let seen = self.seen();
        let real = seen.files.values().filter_map(|look| match look {
            Some((_, Some(_), real)) => real.as_deref(),
            _ => None,
        });
        real.collect::<BTreeSet<&Path>>().len()
    }

    /// Waits until something looks otherwise than when it was read, and then is left alone.
    pub(super) fn wait(&self) {
        let before = self.seen().clone();
        let mut last = loop {
            let started = Instant::now();
            let now = before.again();
            if now != before {
                break now;
            }
            thread::sleep(PAUSE.max(started.elapsed() * SHARE));
        };
        loop {
            thread::sleep(QUIET);
            let now = last.again();
            if now == last {
                return;
            }
            last = now;
        }
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        // A panic of another thread leaves it whole.
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Seen {
    /// How the same look now.
    fn again(&self) -> Self {
        Self {
            files: self.files.keys().map(|path| (path.clone(), look(path))).collect(),
            folders: self.folders.keys().map(|path| (path.clone(), inside(path))).collect(),
            walks: self.walks.iter().map(Walked::again).collect(),
        }
    }
}

impl Files for Watched {
    fn read(&self, path: &Utf8Path) -> Result<String, String> {
        self.note(path.as_std_path());
        Disk.read(path)
    }

    fn folder(&self, path: &Utf8Path) -> Option<Vec<Utf8PathBuf>> {
        self.seen().folders.entry(path.to_owned()).or_insert_with(|| inside(path));
        Disk.folder(path)
    }

    fn identity(&self, path: &Utf8Path) -> Option<Utf8PathBuf> {
        self.note(path.as_std_path());
        Disk.identity(path)
    }
}

/// How a file looks. A folder is there or not: what matters in it is looked at by itself.
fn look(path: &Path) -> Look {
    let there = fs::metadata(path).ok()?;
    let (length, written) = match there.is_dir() {
        true => (0, None),
        false => (there.len(), there.modified().ok()),
    };
    Some((length, written, fs::canonicalize(path).ok()))
}

/// The policies in a folder, in order.
fn inside(path: &Utf8Path) -> Option<Vec<Utf8PathBuf>> {
    let mut inside = Disk.folder(path)?;
    inside.sort();
    Some(inside)
}
