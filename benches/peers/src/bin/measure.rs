//! Runs one command, and tells what it took.
//!
//! ```text
//! measure OUT PROGRAM ARGUMENT…
//! ```
//!
//! Standard output of the command goes to the file OUT. What is printed is a line of JSON: seconds of `user`,
//! `system` and `wall`, the `peak` of resident memory in bytes, and the exit `code`. This program holds next
//! to no memory of its own: what a parent holds is counted to a child until it has replaced itself.

#![allow(
    clippy::print_stdout,
    clippy::expect_used,
    reason = "a bench prints, and has nobody to recover for"
)]

use std::fs::File;
use std::process::Command;
use std::time::Instant;

use wait4::Wait4 as _;

fn main() {
    let mut arguments = std::env::args_os().skip(1);
    let out = arguments.next().expect("a file for the output");
    let program = arguments.next().expect("a program");
    let out = File::create(out).expect("a file for the output");
    let mut command = Command::new(program);
    command.args(arguments).stdout(out);
    let started = Instant::now();
    let mut child = command.spawn().expect("a program that starts");
    let ended = child.wait4().expect("a child to wait for");
    let wall = started.elapsed().as_secs_f64();
    let used = ended.rusage;
    println!(
        "{{\"user\": {}, \"system\": {}, \"wall\": {wall}, \"peak\": {}, \"code\": {}}}",
        used.utime.as_secs_f64(),
        used.stime.as_secs_f64(),
        used.maxrss,
        ended.status.code().unwrap_or(-1)
    );
}
