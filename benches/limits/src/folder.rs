//! The files of an attack, written piece by piece.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// The folder that an attack runs in. What it prints lies beside it.
pub(crate) struct Folder {
    folder: tempfile::TempDir,
    bytes: u64,
    /// Those of policies among them.
    policies: u64,
}

/// A file that is being written.
pub(crate) struct Text {
    file: BufWriter<File>,
    bytes: u64,
}

impl Folder {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir(folder.path().join("in")).expect("a folder");
        Self { folder, bytes: 0, policies: 0 }
    }

    /// Where the attack's files are.
    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("in")
    }

    /// A file beside them.
    pub(crate) fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// How many bytes all files have.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// How many of them policies have.
    pub(crate) fn of_policies(&self) -> u64 {
        self.policies
    }

    /// Writes a file.
    pub(crate) fn file(&mut self, name: &str, write: impl FnOnce(&mut Text)) {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap_or(Path::new("."))).expect("a folder");
        let file = BufWriter::new(File::create(path).expect("a file"));
        let mut text = Text { file, bytes: 0 };
        write(&mut text);
        text.file.flush().expect("a file takes all");
        self.bytes += text.bytes;
        if name.ends_with(".sea") {
            self.policies += text.bytes;
        }
    }

    /// Writes `m.yaml`, the manifest of most attacks.
    pub(crate) fn manifest(&mut self, write: impl FnOnce(&mut Text)) {
        self.file("m.yaml", write);
    }

    /// Writes a manifest of one Pod with one image that passes.
    pub(crate) fn pod(&mut self) {
        self.manifest(|text| {
            text.put(POD);
            text.put("  - {name: c, image: 'a.io/b:1'}\n");
        });
    }

    /// A file of `bytes` zeros that takes no room on the disk. No more than the limit on files counts.
    pub(crate) fn sparse(&mut self, name: &str, bytes: usize) {
        let file = File::create(self.path().join(name)).expect("a file");
        file.set_len(bytes as u64).expect("a file takes all");
        self.bytes += (bytes as u64).min(if name.ends_with(".sea") { 1 << 20 } else { 32 << 20 });
    }
}

/// A Pod up to its containers.
pub(crate) const POD: &str =
    "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n";

impl Text {
    pub(crate) fn put(&mut self, text: &str) {
        self.file.write_all(text.as_bytes()).expect("a file takes all");
        self.bytes += text.len() as u64;
    }

    pub(crate) fn times(&mut self, count: usize, piece: &str) {
        (0..count).for_each(|_| self.put(piece));
    }

    /// A piece a number below `count`.
    pub(crate) fn each(&mut self, count: usize, piece: impl Fn(usize) -> String) {
        (0..count).for_each(|n| self.put(&piece(n)));
    }

    /// Pieces until the file has so many bytes.
    pub(crate) fn fill(&mut self, bytes: usize, piece: impl Fn(usize) -> String) {
        let mut n = 0;
        while self.bytes < bytes as u64 {
            self.put(&piece(n));
            n += 1;
        }
    }

    /// One piece until the file has so many bytes.
    pub(crate) fn fill_with(&mut self, bytes: usize, piece: &str) {
        while self.bytes < bytes as u64 {
            self.put(piece);
        }
    }
}

impl Text {
    /// Writes bytes that need not be text.
    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        self.file.write_all(bytes).expect("a file takes all");
        self.bytes += bytes.len() as u64;
    }

    /// The same bytes until the file has so many.
    pub(crate) fn fill_bytes(&mut self, bytes: usize, piece: &[u8]) {
        while self.bytes < bytes as u64 {
            self.bytes(piece);
        }
    }
}
