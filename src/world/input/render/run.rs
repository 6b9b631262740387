//! Running a program: its arguments one by one, no shell between, nothing on its standard input.
//!
//! It is waited for until a limit of time, and then ended. Of its output so much is read and no more; a
//! program that prints more is ended too. What it says on standard error is kept as far as anybody would read it.

use std::ffi::OsString;
use std::io::{self, Read};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

/// Bytes kept of what a program says is wrong.
const SAID: u64 = 16 << 10;
/// The pause between two looks whether a program has ended.
const PAUSE: Duration = Duration::from_millis(5);
/// How long is waited for what an ended program said.
const AFTERWARDS: Duration = Duration::from_secs(1);

/// What a program did.
#[derive(Debug)]
pub(super) struct Ran {
    /// True if it says that all went well, or was ended because it printed too much.
    pub(super) well: bool,
    /// What it printed, at most one byte more than was asked for.
    pub(super) printed: Vec<u8>,
    /// What it said on standard error.
    pub(super) said: String,
}

/// Why a program did nothing.
#[derive(Debug)]
pub(super) enum Idle {
    /// No program is called so.
    Absent,
    /// It can't be run.
    Unrunnable(io::Error),
    /// It took too long, and was ended; with what it had said.
    Late(String),
}

/// Runs `program`, as it is found by `PATH`.
///
/// # Errors
/// Where it can't be run, or does not end in time.
pub(super) fn run(
    program: &str,
    args: &[OsString],
    most: usize,
    patience: Duration,
) -> Result<Ran, Idle> {
    let (ends, started) = (Instant::now().checked_add(patience), Instant::now());
    let mut child = start(program, args).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Idle::Absent,
        _ => Idle::Unrunnable(error),
    })?;
    let most_read = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
    let printed = child.stdout.take().map(|pipe| reading(pipe, most_read, false));
    let said = child.stderr.take().map(|pipe| reading(pipe, SAID, true));
    let left = || ends.map_or(patience, |ends| ends.saturating_duration_since(Instant::now()));
    let printed = printed.and_then(|printed| printed.recv_timeout(left()).ok());
    let too_much = printed.as_ref().is_some_and(|printed| printed.len() > most);
    let mut well = too_much.then_some(true);
    while well.is_none() && printed.is_some() && started.elapsed() < patience {
        match child.try_wait() {
            Ok(Some(status)) => well = Some(status.success()),
            Ok(None) => thread::sleep(PAUSE),
            Err(error) => {
                end(&mut child);
                return Err(Idle::Unrunnable(error));
            }
        }
    }
    end(&mut child);
    let said = said.and_then(|said| said.recv_timeout(AFTERWARDS).ok()).unwrap_or_default();
    let said = String::from_utf8_lossy(&said).into_owned();
    match (well, printed) {
        (Some(well), Some(printed)) => Ok(Ran { well, printed, said }),
        _ => Err(Idle::Late(said)),
    }
}

fn start(program: &str, args: &[OsString]) -> io::Result<Child> {
    let mut command = Command::new(program);
    command.args(args).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn()
}

/// Ends a program, if it has not ended.
fn end(child: &mut Child) {
    // It may just have ended by itself.
    let _ = child.kill();
    let _ = child.wait();
}

/// Reads the first `most` bytes of a pipe beside the program; the rest is passed over, where it is
/// `drained`. A program's own children may hold the pipe open: nobody waits for them.
fn reading(mut pipe: impl Read + Send + 'static, most: u64, drained: bool) -> Receiver<Vec<u8>> {
    let (tell, told) = channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        // What can't be read any more was not printed.
        let _ = pipe.by_ref().take(most).read_to_end(&mut bytes);
        let _ = tell.send(bytes);
        if drained {
            let _ = io::copy(&mut pipe, &mut io::sink());
        }
    });
    told
}
