//! Attacks on time and memory, each one process of the real program.
//!
//! ```text
//! scripts/limits.sh                      # all attacks, as the table of docs/limits.md
//! scripts/limits.sh alias policy/        # those whose names hold one of these
//! scripts/limits.sh --once               # each at its full size only
//! scripts/limits.sh --write              # all, and writes docs/limits.md; with names, their rows of it
//! ```
//!
//! An attack is a folder of files and a command on them. It is run at a quarter of its size and at
//! its size. The process is waited for by `wait4`, which tells what it took: CPU seconds of all its
//! threads, and the most memory that it held. A run fails that
//!
//! - holds more than 8 times the bytes of its files and 64 MiB (1,024 times those of policies, which
//!   have at most 1 MiB each),
//! - takes more CPU than 2 seconds and half a second for each MB (4 seconds for each MB of policies),
//! - ends by a signal, by a panic, or otherwise than the attack says,
//! - or takes more than 6 times the CPU for 4 times the bytes, where it takes long enough to tell.
//!
//! Files are written piece by piece: what this process holds is counted to a child until it has
//! replaced itself.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::expect_used,
    missing_docs,
    reason = "a bench prints, and has nobody to recover for"
)]

mod folder;
mod manifests;
mod page;
mod policies;
mod runs;

use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufReader, Read as _};
use std::process::{Command, ExitCode, Stdio};
use std::time::Duration;

use folder::Folder;
use wait4::Wait4 as _;

/// An attack: how to make it, and what must come of it.
pub(crate) struct Attack {
    /// Its area and name.
    pub(crate) name: &'static str,
    /// How large it is: what that counts is the attack's own affair.
    pub(crate) size: usize,
    /// Writes its files.
    pub(crate) make: fn(&mut Folder, usize),
    /// The arguments of the program, which runs in the folder.
    pub(crate) args: &'static [&'static str],
    /// The exit code.
    pub(crate) exit: i32,
    /// The code of the first error, or nothing.
    pub(crate) code: &'static str,
}

/// What a run took.
#[derive(Default)]
struct Taken {
    bytes: u64,
    /// Those of policies among them.
    policies: u64,
    /// Memory that it may hold.
    bound: u64,
    cpu: Duration,
    peak: u64,
    /// None if a signal ended it.
    exit: Option<i32>,
    code: String,
}

const MIB: u64 = 1 << 20;
/// Memory that a run may hold beside its input's share.
const MEMORY: u64 = 64 * MIB;
/// The share, a byte of input.
const A_BYTE: u64 = 8;
/// The share, a byte of a policy: what is said in it is kept in many forms, and a regular expression of
/// one letter is compiled to some kilobytes.
const A_BYTE_OF_POLICY: u64 = 1024;
/// CPU that a run may take beside its input's share.
const CPU: Duration = Duration::from_secs(2);
/// The share, a MB of input.
const A_MEGABYTE: Duration = Duration::from_millis(500);
/// The share, a MB of policies.
const A_MEGABYTE_OF_POLICY: Duration = Duration::from_secs(4);
/// How many times the CPU four times the bytes may take.
const GROWTH: f64 = 6.0;
/// Shorter runs tell nothing about growth.
const TELLING: Duration = Duration::from_millis(400);

/// What hangs, or would take the machine's memory, is ended; it shows as a signal.
const GUARDED: &str = "ulimit -t 30; ulimit -v 4000000; exec \"$0\" \"$@\"";

fn main() -> ExitCode {
    let asked: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    let (write, once) = (asked.iter().any(|a| a == "--write"), asked.iter().any(|a| a == "--once"));
    let asked: Vec<&String> = asked.iter().filter(|a| !a.starts_with("--")).collect();
    let wanted = |name: &str| asked.is_empty() || asked.iter().any(|a| name.contains(a.as_str()));
    print!("{}", page::HEAD);
    let (mut count, mut bad) = (0, 0);
    let all = [manifests::ALL.concat(), policies::ALL.concat(), runs::ALL.to_vec()].concat();
    for attack in &all {
        if wanted(attack.name) {
            let (row, holds) = row(attack, once);
            print!("{row}");
            if write {
                page::write(&all, attack.name, &row);
            }
            count += 1;
            bad += usize::from(!holds);
        }
    }
    println!("\n{count} attacks, {bad} out of bounds");
    if bad == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Runs an attack at both sizes; its row, and whether it holds all bounds.
fn row(attack: &Attack, once: bool) -> (String, bool) {
    let mut large = run(attack, attack.size);
    let mut small = if once { Taken::default() } else { run(attack, attack.size / 4) };
    // Other work may be in the way: the better of two runs counts.
    let odd = growth(&small, &large).is_some_and(|growth| growth > GROWTH);
    if !once && (odd || large.cpu > allowed(&large)) {
        let (again, more) = (run(attack, attack.size / 4), run(attack, attack.size));
        small.cpu = small.cpu.max(again.cpu);
        large.cpu = large.cpu.min(more.cpu);
    }
    let mut faults = Vec::new();
    if large.peak > large.bound || small.peak > small.bound {
        faults.push("memory");
    }
    if large.cpu > allowed(&large) {
        faults.push("time");
    }
    let growth = growth(&small, &large);
    if growth.is_some_and(|growth| growth > GROWTH) {
        faults.push("growth");
    }
    match large.exit {
        None | Some(101) => faults.push("dies"),
        Some(exit) if exit != attack.exit || large.code != attack.code => faults.push("outcome"),
        Some(_) => {}
    }
    let megabytes = large.bytes as f64 / 1e6;
    let seconds = large.cpu.as_secs_f64();
    let mut row = format!("| {} | {megabytes:.2} | {seconds:.2} | ", attack.name);
    let each = if megabytes >= 0.05 { format!("{:.2}", seconds / megabytes) } else { "–".into() };
    let growth = growth.map_or("–".into(), |growth| format!("{growth:.1}"));
    let exit = large.exit.map_or("signal".into(), |exit| exit.to_string());
    let _ = writeln!(
        row,
        "{each} | {growth} | {} | {} | {exit} | {} | {} |",
        large.peak / MIB,
        large.bound / MIB,
        large.code,
        if faults.is_empty() { "ok".into() } else { format!("**{}**", faults.join(", ")) },
    );
    (row, faults.is_empty())
}

fn allowed(taken: &Taken) -> Duration {
    let policies = A_MEGABYTE_OF_POLICY.mul_f64(taken.policies as f64 / 1e6);
    CPU + policies + A_MEGABYTE.mul_f64((taken.bytes - taken.policies) as f64 / 1e6)
}

/// How many times the CPU of the small run the large one took, for four times the bytes. Nothing where they
/// end differently: what is past a limit goes another way than what is not.
fn growth(small: &Taken, large: &Taken) -> Option<f64> {
    let times = large.bytes as f64 / small.bytes.max(1) as f64;
    let alike = small.exit == large.exit && small.code == large.code;
    let telling = alike && small.bytes > 0 && large.cpu > TELLING && times > 2.0;
    telling.then(|| large.cpu.as_secs_f64() / small.cpu.as_secs_f64().max(0.01) * 4.0 / times)
}

/// Makes an attack and runs it.
fn run(attack: &Attack, size: usize) -> Taken {
    let mut folder = Folder::new();
    (attack.make)(&mut folder, size);
    let (out, err) = (folder.beside("out"), folder.beside("err"));
    let open = |path| Stdio::from(File::create(path).expect("a file"));
    let mut child = Command::new("sh")
        .args(["-c", GUARDED, &program()])
        .args(attack.args)
        .current_dir(folder.path())
        .env("NO_COLOR", "1")
        .stdin(Stdio::null())
        .stdout(open(&out))
        .stderr(open(&err))
        .spawn()
        .expect("the program starts");
    let ended = child.wait4().expect("it ends");
    let others = folder.bytes() - folder.of_policies();
    Taken {
        bytes: folder.bytes(),
        policies: folder.of_policies(),
        bound: MEMORY + A_BYTE * others + A_BYTE_OF_POLICY * folder.of_policies(),
        cpu: ended.rusage.utime + ended.rusage.stime,
        peak: ended.rusage.maxrss,
        exit: ended.status.code(),
        code: first_code(&[folder.beside("report.json"), out, err]),
    }
}

/// The program, as `SEAWORTHY` names it.
fn program() -> String {
    std::env::var("SEAWORTHY").expect("SEAWORTHY names the program: run scripts/limits.sh")
}

/// The first code of an error in what was printed: in the report, else on standard output, else beside
/// it.
fn first_code(files: &[std::path::PathBuf]) -> String {
    let code = |file: &std::path::PathBuf| {
        let mut window = [b' '; 6];
        for byte in BufReader::new(File::open(file).ok()?).bytes() {
            window.rotate_left(1);
            window[5] = byte.ok()?;
            let [before, sign, digits @ ..] = &window;
            let is_code = *sign == b'E' && digits.iter().all(u8::is_ascii_digit);
            if is_code && !before.is_ascii_alphanumeric() {
                return Some(String::from_utf8_lossy(&window[1..]).into_owned());
            }
        }
        None
    };
    files.iter().find_map(code).unwrap_or_default()
}
