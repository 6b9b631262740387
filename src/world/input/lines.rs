//! Lines as they come: those that are there are taken together, and nobody waits for more while there is
//! one. A line that is too long is passed over without being in memory, and told of.

use std::io::{self, Read};

use super::content::{Unread, regular};
use super::fault;
use super::found::{Input, Origin};
use crate::diag::Diagnostic;

/// Bytes that are asked for at once.
const CHUNK: usize = 64 << 10;

/// A line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its number, from 1.
    pub number: u64,
    /// Its bytes, without the line's end; none if there are more than were allowed.
    pub bytes: Option<Vec<u8>>,
}

/// The lines of what is read.
#[derive(Debug)]
pub struct Lines<R> {
    from: R,
    limit: usize,
    chunk: Vec<u8>,
    /// What has come of the line that has not ended.
    begun: Vec<u8>,
    too_long: bool,
    number: u64,
    ended: bool,
}

impl<R: Read> Lines<R> {
    /// Lines of `limit` bytes at most.
    pub fn new(from: R, limit: usize) -> Self {
        let (chunk, begun) = (vec![0; CHUNK], Vec::new());
        Self { from, limit, chunk, begun, too_long: false, number: 0, ended: false }
    }

    /// The next lines, at least one; none when there are no more. What stands behind the last line's end
    /// is a line too, if it is not empty.
    ///
    /// # Errors
    /// That nothing more can be read. What had come of a line is lost.
    pub fn some(&mut self) -> io::Result<Vec<Line>> {
        let mut lines = Vec::new();
        while lines.is_empty() && !self.ended {
            let mut chunk = std::mem::take(&mut self.chunk);
            let read = self.read_into(&mut chunk);
            let come = chunk.get(..*read.as_ref().unwrap_or(&0)).unwrap_or_default();
            self.take(come, &mut lines);
            self.chunk = chunk;
            if read? == 0 {
                self.ended = true;
                let open = self.too_long || !self.begun.is_empty();
                lines.extend(open.then(|| self.line()));
            }
        }
        Ok(lines)
    }

    fn read_into(&mut self, chunk: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.from.read(chunk) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => return read,
            }
        }
    }

    fn take(&mut self, mut come: &[u8], lines: &mut Vec<Line>) {
        while let Some(end) = memchr::memchr(b'\n', come) {
            let (line, rest) = come.split_at(end);
            self.add(line);
            lines.push(self.line());
            come = rest.get(1..).unwrap_or_default();
        }
        self.add(come);
    }

    fn add(&mut self, part: &[u8]) {
        self.too_long |= self.begun.len().saturating_add(part.len()) > self.limit;
        if self.too_long {
            self.begun = Vec::new();
        } else {
            self.begun.extend_from_slice(part);
        }
    }

    /// The line that has come, as it ends.
    fn line(&mut self) -> Line {
        self.number += 1;
        let bytes = std::mem::take(&mut self.begun);
        let too_long = std::mem::take(&mut self.too_long);
        Line { number: self.number, bytes: (!too_long).then_some(bytes) }
    }
}

/// Does something with the lines of an input as they are read, until it says no. Lines have `limit` bytes
/// at most.
///
/// # Errors
/// That the input can't be opened, or read to its end.
pub fn each_lines(
    input: &Input,
    limit: usize,
    mut each: impl FnMut(Vec<Line>) -> bool,
) -> Result<(), Diagnostic> {
    let path = match &input.origin {
        Origin::File(path) => Some(path.as_path()),
        Origin::Stdin => None,
    };
    let unread = |why| match why {
        Unread::NotAFile => fault::not_a_file(input.shown()),
        Unread::Failed(error) => fault::unreadable(input.shown(), path, &error),
    };
    let from: Box<dyn Read> = match path {
        Some(path) => Box::new(regular(path).map_err(unread)?.0),
        None => Box::new(io::stdin()),
    };
    let mut lines = Lines::new(from, limit);
    loop {
        let some = lines.some().map_err(|error| unread(Unread::Failed(error)))?;
        if some.is_empty() || !each(some) {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives so many bytes at a time, and then the end.
    struct Drip<'t>(&'t [u8], usize);

    impl Read for Drip<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let most = self.1.min(into.len());
            self.0.read(&mut into[..most])
        }
    }

    fn all(text: &[u8], at_once: usize, limit: usize) -> Vec<Option<Vec<u8>>> {
        let mut lines = Lines::new(Drip(text, at_once), limit);
        let mut all = Vec::new();
        loop {
            let some = lines.some().unwrap();
            if some.is_empty() {
                break;
            }
            all.extend(some);
        }
        assert!(all.iter().zip(1..).all(|(line, number)| line.number == number), "{all:?}");
        all.into_iter().map(|line| line.bytes).collect()
    }

    #[test]
    fn however_they_come_lines_are_the_same() {
        let some = |text: &str| Some(text.as_bytes().to_vec());
        for at_once in [1, 2, 3, 5, 100] {
            let of = |text: &str| all(text.as_bytes(), at_once, 4);
            assert_eq!(of(""), [None; 0]);
            assert_eq!(of("\n"), [some("")]);
            assert_eq!(of("a\n\nb"), [some("a"), some(""), some("b")]);
            assert_eq!(of("abcd\nabcde\nf\n"), [some("abcd"), None, some("f")]);
            assert_eq!(of("abcdefghi"), [None]);
            assert_eq!(of("a\r\n"), [some("a\r")]);
        }
    }

    #[test]
    fn nobody_waits_while_there_is_a_line() {
        let mut lines = Lines::new(Drip(b"a\nb\nc", 4), 9);
        assert_eq!(lines.some().unwrap().len(), 2);
        assert_eq!(lines.some().unwrap().len(), 1);
    }

    #[test]
    fn what_is_too_long_is_not_in_memory() {
        let mut lines = Lines::new(io::repeat(b'x').take(50 << 20), 1 << 10);
        assert_eq!(lines.some().unwrap(), [Line { number: 1, bytes: None }]);
        assert!(lines.begun.capacity() == 0);
    }
}
