//! Lines that say one thing and ought to say another.

/// Lines of one file as they are and as they would have to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The file's name as it is shown.
    pub file: String,
    /// Its lines that differ and those around them, in order, possibly with gaps.
    pub lines: Vec<DiffLine>,
}

/// A line; one that differs does so in what stands at its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiffLine {
    /// Its number, from 1.
    pub number: u32,
    /// The line, without its end where that differs. What must not be shown is masked; otherwise as
    /// the file has it: who prints it makes it [`printable`](super::printable).
    pub text: String,
    /// What stands at its end; nothing where that is nothing.
    pub expected: String,
    /// What would have to stand there.
    pub found: String,
}

impl DiffLine {
    /// True unless it merely shows where the others stand.
    pub fn differs(&self) -> bool {
        self.expected != self.found
    }
}
