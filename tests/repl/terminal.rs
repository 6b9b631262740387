//! Sessions at a keyboard: `script` gives the program a terminal, and keys are typed one after the other.

use std::fs;
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use regex::Regex;

use super::tutorial::{folder, sessions, tutorial};
use super::{PROMPTS, entries};
use crate::harness::folder_of;

/// How long a session may take to answer on a machine that has much else to do.
const PATIENCE: Duration = Duration::from_secs(120);

/// A session at a keyboard.
struct Keyboard {
    child: Child,
    keys: ChildStdin,
    shown: Arc<Mutex<Vec<u8>>>,
    /// How many lines were begun.
    begun: usize,
}

/// What the editor sends where it begins to read a line, and where it has read one.
const BEGUN: &[u8] = b"\x1b[?2004h";
const READ: &[u8] = b"\x1b[?2004l";

impl Keyboard {
    /// Starts one; nothing where `script` is not on this machine, which is told.
    fn start(folder: &Path, state: &Path, args: &str) -> Option<Self> {
        let program = env!("CARGO_BIN_EXE_seaworthy");
        let command = format!("stty cols 80 rows 50; exec {program} repl {args}");
        let child = Command::new("script")
            .args(["-qec", &command, "/dev/null"])
            .current_dir(folder)
            .env("LC_ALL", "C.UTF-8")
            .env("TERM", "xterm")
            .env("NO_COLOR", "1")
            .env("XDG_STATE_HOME", state)
            .env_remove("CLICOLOR_FORCE")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let mut child = match child {
            Ok(child) => child,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                eprintln!("skipped: `script` is not there to give the program a terminal");
                return None;
            }
            Err(error) => panic!("script: {error}"),
        };
        let shown = Arc::new(Mutex::new(Vec::new()));
        let (mut out, kept) = (child.stdout.take().unwrap(), Arc::clone(&shown));
        thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = out.read(&mut bytes) {
                kept.lock().unwrap().extend_from_slice(&bytes[..count]);
            }
        });
        let keys = child.stdin.take().unwrap();
        let mut keyboard = Self { child, keys, shown, begun: 0 };
        keyboard.settle(1);
        Some(keyboard)
    }

    /// What was shown so far, as text: without what moves the cursor.
    fn screen(&self) -> String {
        let bytes = self.shown.lock().unwrap().clone();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let moves = Regex::new(r"\x1b\[[0-9;?]*[A-Za-z]|\r").unwrap();
        moves.replace_all(&text, "").into_owned()
    }

    fn count(&self, sign: &[u8]) -> usize {
        let shown = self.shown.lock().unwrap();
        shown.windows(sign.len()).filter(|bytes| *bytes == sign).count()
    }

    fn wait(&mut self, sign: &[u8], times: usize) {
        let begun = Instant::now();
        while self.count(sign) < times {
            let ended = self.child.try_wait().unwrap();
            assert!(
                begun.elapsed() < PATIENCE && ended.is_none(),
                "after {:?}, {ended:?}: {}",
                begun.elapsed(),
                self.screen()
            );
            thread::sleep(Duration::from_millis(20));
        }
    }

    fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    /// Waits until so many more lines were begun: what was typed before is carried out then. What is
    /// typed while the editor still reads a line would be a part of that.
    fn settle(&mut self, lines: usize) {
        self.begun += lines;
        self.wait(BEGUN, self.begun);
    }

    /// Types an entry and waits for its answer.
    fn enter(&mut self, entry: &str) {
        self.press(&(entry.trim_end().replace('\n', "\r") + "\r"));
        self.settle(1);
    }

    /// Ends the session with `keys`; what it exits with.
    fn end(mut self, keys: &str) -> (String, Option<i32>) {
        self.press(keys);
        let begun = Instant::now();
        while self.child.try_wait().unwrap().is_none() {
            assert!(begun.elapsed() < PATIENCE, "it does not end: {}", self.screen());
            thread::sleep(Duration::from_millis(20));
        }
        let code = self.child.wait().unwrap().code();
        (self.screen(), code)
    }
}

/// The entries of a transcript one by one, and what each is answered with.
fn answered(transcript: &str) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = Vec::new();
    let session = transcript.split("$ echo $?").next().unwrap();
    for line in session.lines().skip(1) {
        let typed = PROMPTS.iter().position(|prompt| line.starts_with(prompt));
        match (typed, all.last_mut()) {
            (Some(0), _) => all.push((entries(line), String::new())),
            (Some(_), Some((entry, _))) => *entry += &entries(line),
            (None, Some((_, answer))) => *answer += &format!("{line}\n"),
            _ => {}
        }
    }
    all
}

#[test]
fn the_tutorial_is_the_same_at_a_keyboard() {
    let text = tutorial();
    let (place, state) = (folder(), tempfile::tempdir().unwrap());
    for transcript in sessions(&text) {
        let args = transcript.lines().next().unwrap().replace("$ seaworthy repl ", "");
        let Some(mut keyboard) = Keyboard::start(place.path(), state.path(), &args) else { return };
        let mut quit = false;
        for (entry, answer) in answered(transcript) {
            if entry.trim() == ":quit" {
                quit = true;
                continue;
            }
            let from = keyboard.screen().len();
            keyboard.enter(&entry);
            let shown = keyboard.screen()[from..].to_owned();
            let mut rest = shown.as_str();
            for line in answer.lines() {
                let at =
                    rest.find(line).unwrap_or_else(|| panic!("{entry}: no {line:?} in {shown}"));
                rest = &rest[at + line.len()..];
            }
        }
        let (_, code) = keyboard.end(if quit { ":quit\r" } else { "\u{4}" });
        assert_eq!(code, Some(0));
    }
    let saved = fs::read_to_string(place.path().join("first.sea")).unwrap();
    assert!(saved.contains("rule fixed-tag") && saved.contains("test \"the front page"), "{saved}");
}

const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - { name: web, image: nginx }\n";

#[test]
fn ctrl_c_drops_a_line_and_never_the_session() {
    let pods: String = (0..300)
        .map(|n| {
            format!(
                "---\n{}",
                POD.replace("web }", &format!("web-{n} }}")).replace("nginx", &format!("a/b:{n}"))
            )
        })
        .collect();
    let (place, state) = (folder_of(&[("pods.yaml", pods)]), tempfile::tempdir().unwrap());
    let Some(mut keyboard) = Keyboard::start(place.path(), state.path(), "pods.yaml") else {
        return;
    };
    keyboard.enter("let kept: Int = 41");
    // While a line is typed, and while an entry has several.
    keyboard.press("images.len() + nosuch\u{3}");
    keyboard.settle(1);
    keyboard.press("rule x on image i {\r  require\u{3}");
    keyboard.settle(1);
    // While an entry is carried out: it has been read, and the next line has not been begun.
    keyboard.press("[[a.tag == b.tag for a in images].len() for b in images].len()\r");
    keyboard.wait(READ, keyboard.begun);
    keyboard.press("\u{3}");
    keyboard.settle(2);
    // The terminal itself may show that the key was pressed.
    let screen = keyboard.screen().replace("^C", "");
    assert!(screen.contains("\n300\n"), "{screen}");
    let from = keyboard.screen().len();
    keyboard.enter("kept + 1");
    let (screen, code) = keyboard.end("\u{4}");
    assert_eq!(code, Some(0));
    assert!(screen[from..].contains("\n42\n"), "{screen}");
    assert!(!screen.contains("error["), "{screen}");
    assert!(screen.contains("1 item of this session not saved"), "{screen}");
}

#[test]
fn keys_complete_and_recall() {
    let (place, state) = (folder_of(&[("pod.yaml", POD)]), tempfile::tempdir().unwrap());
    let Some(mut keyboard) = Keyboard::start(place.path(), state.path(), "pod.yaml") else {
        return;
    };
    keyboard.press("images.fir\t?.writ\t\r");
    keyboard.settle(1);
    assert!(keyboard.screen().contains("\nnginx\n"), "{}", keyboard.screen());
    keyboard.enter(":load pod.yaml");
    // What is typed ahead is not lost.
    keyboard.press("20 + 1\r20 + 2\r");
    keyboard.settle(2);
    for answer in ["\n21\n", "\n22\n"] {
        assert!(keyboard.screen().contains(answer), "{}", keyboard.screen());
    }
    // What is not whole goes on in the next line.
    keyboard.enter("1 +\n41");
    assert!(keyboard.screen().contains("\n42\n"), "{}", keyboard.screen());
    keyboard.end("\u{4}");
    let file = state.path().join("seaworthy/history");
    let history = fs::read_to_string(&file).unwrap();
    assert!(history.contains("images.first()?.written"), "{history}");
    // The next session begins with it; one without a history neither reads nor writes it.
    let Some(mut keyboard) = Keyboard::start(place.path(), state.path(), "pod.yaml") else {
        return;
    };
    keyboard.press("\u{1b}[A\r");
    keyboard.settle(1);
    let (screen, _) = keyboard.end("\u{4}");
    assert!(screen.contains("\n42\n"), "{screen}");
    let before = fs::read_to_string(&file).unwrap();
    let Some(mut keyboard) = Keyboard::start(place.path(), state.path(), "--no-history pod.yaml")
    else {
        return;
    };
    keyboard.enter("7 + 7");
    keyboard.end("\u{4}");
    assert_eq!(fs::read_to_string(&file).unwrap(), before);
}
