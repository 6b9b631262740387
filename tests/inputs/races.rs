//! What was found may be something else by the time it is read. Another thread swaps and removes what is
//! read here all the while: nothing may wait for it, and nothing may be taken for what it is not.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use seaworthy::world::input::{Folder, Input, Lot, Walk, contents, discover};

use super::POD;
use crate::harness::folder_of;

/// Bytes that are read of a file.
const LIMIT: usize = 1 << 16;

/// Does `swap` over and over while `read` is done again and again for a while.
fn while_swapped(swap: impl Fn(usize) + Sync, mut read: impl FnMut()) {
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            for turn in 0.. {
                if done.load(Ordering::Relaxed) {
                    break;
                }
                swap(turn);
            }
        });
        let _end = End(&done);
        let started = Instant::now();
        while started.elapsed() < Duration::from_millis(400) {
            read();
        }
    });
}

/// Ends the swapping, whether the reading went well or not.
struct End<'d>(&'d AtomicBool);

impl Drop for End<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

fn input(path: &Path) -> Input {
    Input::file(path.to_owned(), Lot::Judge)
}

/// Puts `from` in the place of `to`, at once.
fn replace(from: &Path, to: &Path) {
    let beside = to.with_extension("new");
    // Of two names of one file, none is renamed.
    let _ = fs::remove_file(&beside);
    fs::hard_link(from, &beside).unwrap();
    fs::rename(&beside, to).unwrap();
}

#[test]
fn a_pipe_or_device_that_is_swapped_in_is_not_waited_for() {
    let folder = folder_of(&[("file", POD)]);
    let at = |name: &str| folder.path().join(name);
    assert!(Command::new("mkfifo").arg(at("pipe")).status().unwrap().success());
    symlink("/dev/zero", at("zero")).unwrap();
    fs::write(at("a.yaml"), POD).unwrap();
    // From a file to either.
    let others: [PathBuf; 4] = ["pipe", "file", "zero", "file"].map(at);
    let path = at("a.yaml");
    let (mut files, mut refused, mut through) = (0, 0, Folder::default());
    while_swapped(
        |turn| replace(&others[turn % 4], &path),
        || match contents(&input(&path), LIMIT, &mut through) {
            Ok(bytes) => {
                assert_eq!(bytes, POD.as_bytes());
                files += 1;
            }
            Err(fault) => {
                assert_eq!(fault.code.as_str(), "E0552", "{fault:?}");
                refused += 1;
            }
        },
    );
    assert!(files > 10 && refused > 10, "{files} files, {refused} refused");
}

#[test]
fn a_file_that_grows_or_goes_is_read_to_the_limit_or_told() {
    let folder = folder_of(&[("a.yaml", POD)]);
    let path = folder.path().join("a.yaml");
    let (mut gone, mut through) = (0, Folder::default());
    while_swapped(
        |turn| match turn % 3 {
            0 => fs::write(&path, vec![b'#'; 4 * LIMIT]).unwrap(),
            1 => fs::write(&path, POD).unwrap(),
            _ => fs::remove_file(&path).unwrap(),
        },
        || match contents(&input(&path), LIMIT, &mut through) {
            Ok(bytes) => assert!(bytes.len() <= LIMIT + 1, "{}", bytes.len()),
            Err(fault) => {
                assert_eq!(fault.code.as_str(), "E0551", "{fault:?}");
                assert!(fault.message.ends_with("it is gone since it was found"), "{fault:?}");
                gone += 1;
            }
        },
    );
    assert!(gone > 10, "{gone}");
}

#[test]
fn a_folder_that_comes_and_goes_is_walked_or_told() {
    let folder = folder_of(&[("good.yaml", POD), ("d/e/a.yaml", POD)]);
    let (here, away) = (folder.path().join("d"), folder.path().join("away"));
    let mut counts = [0; 3];
    while_swapped(
        |turn| match turn % 2 {
            0 => fs::rename(&here, &away).unwrap(),
            _ => fs::rename(&away, &here).unwrap(),
        },
        || {
            let found = discover(&[folder.path().to_owned()], Walk::default());
            let is_good = |input: &Input| input.shown().ends_with("good.yaml");
            assert_eq!(found.iter().filter(|input| is_good(input)).count(), 1, "{found:?}");
            // By either of its names or both, or told. What moves while the folder above is listed
            // may not be listed at all, to nobody.
            let others: Vec<_> = found.iter().filter(|input| !is_good(input)).collect();
            for other in &others {
                let told =
                    matches!(&other.lot, Lot::Error(fault) if fault.code.as_str() == "E0551");
                assert!(other.lot == Lot::Judge || told, "{other:?}");
            }
            counts[others.len().min(2)] += 1;
        },
    );
    assert!(counts[1] > 10, "{counts:?}");
}
