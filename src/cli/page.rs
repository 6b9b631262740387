//! A page on its way out. It is not held whole: what has been composed of it is written while the rest is.

use std::fmt;
use std::io::{self, BufWriter, Write as _};

use crate::report::Page;

/// Composes a page, piece by piece.
pub(super) type Compose<'c> = &'c dyn Fn(&mut Page<'_>) -> fmt::Result;

/// So many bytes are written at once.
const AT_ONCE: usize = 1 << 15;

/// Writes a page as it is composed.
///
/// # Errors
/// What keeps `out` from taking it; no more is composed then.
pub(super) fn pour(out: impl io::Write + Send, compose: Compose<'_>) -> io::Result<()> {
    let mut sink = Sink { out: BufWriter::with_capacity(AT_ONCE, out), error: None };
    let composed = compose(&mut sink);
    let Sink { mut out, error } = sink;
    let written = match error {
        Some(error) => Err(error),
        None => composed.map_err(io::Error::other).and_then(|()| out.flush()),
    };
    // What was not taken is not offered again.
    let _ = out.into_parts();
    written
}

/// Takes text, and keeps what went wrong.
struct Sink<W: io::Write> {
    out: BufWriter<W>,
    error: Option<io::Error>,
}

impl<W: io::Write> fmt::Write for Sink<W> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.out.write_all(text.as_bytes()).map_err(|error| {
            self.error = Some(error);
            fmt::Error
        })
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::{AT_ONCE, pour};

    /// Takes so many bytes and no more.
    struct Full(usize);

    impl io::Write for Full {
        fn write(&mut self, text: &[u8]) -> io::Result<usize> {
            match self.0.min(text.len()) {
                0 => Err(io::Error::from(io::ErrorKind::StorageFull)),
                taken => {
                    self.0 -= taken;
                    Ok(taken)
                }
            }
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_page_arrives_whole() {
        let mut taken = Vec::new();
        let line = "größer\n";
        pour(&mut taken, &|page| (0..AT_ONCE).try_for_each(|_| page.write_str(line))).unwrap();
        assert_eq!(String::from_utf8(taken).unwrap(), line.repeat(AT_ONCE));
    }

    #[test]
    fn what_hinders_is_told_and_ends_it() {
        for room in [0, 10, AT_ONCE + 10] {
            let calls = std::cell::Cell::new(0);
            let error = pour(Full(room), &|page| {
                (0..1000).try_for_each(|_| {
                    calls.set(calls.get() + 1);
                    page.write_str(&"x".repeat(1000))
                })
            });
            assert_eq!(error.unwrap_err().kind(), io::ErrorKind::StorageFull);
            assert!(calls.get() < 100, "{}", calls.get());
        }
        let error = pour(Full(0), &|page| page.write_str("x"));
        assert_eq!(error.unwrap_err().kind(), io::ErrorKind::StorageFull, "when it is flushed");
    }
}
