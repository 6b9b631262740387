//! Memory is bounded, whatever comes and whoever does not read.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use super::{pod, records};
use crate::harness::root;

fn start() -> Child {
    Command::new(env!("CARGO_BIN_EXE_seaworthy"))
        .args(["check", "--no-project", "-p", "std/no-latest", "--stream", "-j", "2"])
        .current_dir(root())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// The most memory that a process has had, in KiB.
fn peak(child: &Child) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches(" kB").trim().parse().ok()
}

/// Waits until nothing more is written; how much was.
fn settled(written: &AtomicU64) -> u64 {
    let mut last = (u64::MAX, 0);
    loop {
        thread::sleep(Duration::from_millis(100));
        let now = written.load(Ordering::SeqCst);
        last = if now == last.0 { (now, last.1 + 1) } else { (now, 0) };
        // Nothing in two seconds: whoever writes is kept waiting.
        if last.1 >= 20 && now > 0 {
            return now;
        }
    }
}

#[test]
fn who_writes_waits_while_nobody_reads() {
    let mut child = start();
    let mut input = child.stdin.take().unwrap();
    let written = Arc::new(AtomicU64::new(0));
    let count = Arc::clone(&written);
    let writer = thread::spawn(move || {
        let line = pod("web", "nginx") + "\n";
        // Without end: only a reader that went away stops it.
        while input.write_all(line.as_bytes()).is_ok() {
            count.fetch_add(line.len() as u64, Ordering::SeqCst);
        }
    });
    let first = settled(&written);
    assert!(first < 64 << 20, "{first} bytes were taken with nobody reading");
    if let Some(peak) = peak(&child) {
        assert!(peak < 256 << 10, "{peak} KiB");
    }
    // As soon as somebody reads, it goes on.
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    while written.load(Ordering::SeqCst) < first + (4 << 20) {
        line.clear();
        assert!(output.read_line(&mut line).unwrap() > 0);
    }
    // Nobody takes the output any more: it ends without a word, though its input has not.
    drop(output);
    let status = child.wait().unwrap();
    writer.join().unwrap();
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!((status.code(), &*said), (Some(3), ""));
}

#[test]
fn a_reader_that_goes_away_ends_it_though_no_line_comes() {
    let mut child = start();
    let mut input = child.stdin.take().unwrap();
    input.write_all((pod("web", "nginx") + "\n").as_bytes()).unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    // The result of a line comes before the next line does.
    output.read_line(&mut line).unwrap();
    assert_eq!(records(&line)[0]["line"], 1);
    drop(output);
    input.write_all((pod("web", "nginx") + "\n").as_bytes()).unwrap();
    // Standard input stays open.
    assert_eq!(child.wait().unwrap().code(), Some(3));
    drop(input);
}

#[test]
fn a_line_of_a_hundred_megabytes_is_not_in_memory() {
    let mut child = start();
    let mut input = child.stdin.take().unwrap();
    let reader = {
        let mut output = child.stdout.take().unwrap();
        thread::spawn(move || {
            let mut text = String::new();
            output.read_to_string(&mut text).unwrap();
            text
        })
    };
    let piece = vec![b'x'; 1 << 20];
    (0..100).for_each(|_| input.write_all(&piece).unwrap());
    let peak = peak(&child);
    input.write_all(b"\n").unwrap();
    input.write_all(pod("web", "nginx").as_bytes()).unwrap();
    drop(input);
    assert_eq!(child.wait().unwrap().code(), Some(3));
    let records = records(&reader.join().unwrap());
    assert_eq!(records[0]["errors"][0]["code"], "E0520");
    assert_eq!((&records[1]["fate"], &records[1]["failed"]), (&"judged".into(), &1.into()));
    if let Some(peak) = peak {
        assert!(peak < 160 << 10, "{peak} KiB");
    }
}
