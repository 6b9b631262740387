//! A generated tree on the disk.

use std::ffi::OsStr;
use std::fs::{self, Permissions};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use super::generate::{Access, HOLDER, Node, What, bytes};

/// Where trees are made: in memory, where there is such a place.
pub(super) fn place() -> PathBuf {
    let memory = Path::new("/dev/shm");
    if tempfile::tempdir_in(memory).is_ok() { memory.to_owned() } else { std::env::temp_dir() }
}

/// A folder for one tree after the other, with what is linked into them.
pub(super) struct Disk {
    folder: TempDir,
    made: usize,
}

impl Disk {
    pub(super) fn new() -> Self {
        let folder = tempfile::tempdir_in(place()).unwrap();
        let pipe = Command::new("mkfifo").arg(folder.path().join("pipe")).status().unwrap();
        assert!(pipe.success());
        UnixListener::bind(folder.path().join("socket")).unwrap();
        Self { folder, made: 0 }
    }

    /// Makes a tree.
    pub(super) fn grow(&mut self, nodes: &[Node]) -> Grown {
        self.made += 1;
        let holder = self.folder.path().join(self.made.to_string());
        fs::create_dir(&holder).unwrap();
        let mut paths = vec![holder];
        for node in &nodes[1..] {
            paths.push(paths[node.parent].join(OsStr::from_bytes(&node.name)));
        }
        let all = || (1..nodes.len()).map(|at| (at, &nodes[at].what, &paths[at]));
        for (at, what, path) in all() {
            match what {
                What::Folder(_) => fs::create_dir(path).unwrap(),
                What::File(content) => fs::write(path, bytes(at, content)).unwrap(),
                What::Link(text) => link(text, &paths[HOLDER], path),
                What::Pipe => fs::hard_link(self.folder.path().join("pipe"), path).unwrap(),
                What::Socket => fs::hard_link(self.folder.path().join("socket"), path).unwrap(),
                What::Hard(_) => {}
            }
        }
        for (_, what, path) in all() {
            if let What::Hard(to) = what {
                fs::hard_link(&paths[*to], path).unwrap();
            }
        }
        let mut closed = Vec::new();
        for (_, what, path) in all().collect::<Vec<_>>().into_iter().rev() {
            match what {
                What::File(content) if !content.readable => set_mode(path, 0),
                What::Folder(access) if *access != Access::Full => {
                    set_mode(path, access.mode());
                    closed.push(path.clone());
                }
                _ => {}
            }
        }
        Grown { holder: paths.swap_remove(HOLDER), closed }
    }
}

fn link(text: &[u8], holder: &Path, path: &Path) {
    match text.strip_prefix(b"HOLDER/") {
        Some(inside) => symlink(holder.join(OsStr::from_bytes(inside)), path).unwrap(),
        None => symlink(OsStr::from_bytes(text), path).unwrap(),
    }
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

/// A tree on the disk, until it is dropped.
pub(super) struct Grown {
    pub(super) holder: PathBuf,
    /// Folders that must be opened to be removed, the innermost first.
    closed: Vec<PathBuf>,
}

impl Drop for Grown {
    fn drop(&mut self) {
        for path in self.closed.iter().rev() {
            set_mode(path, 0o700);
        }
        fs::remove_dir_all(&self.holder).unwrap();
    }
}

/// True for a user who may read what nobody may.
pub(super) fn is_almighty() -> bool {
    let folder = tempfile::tempdir_in(place()).unwrap();
    let file = folder.path().join("closed");
    fs::write(&file, "").unwrap();
    set_mode(&file, 0);
    fs::read(&file).is_ok()
}
