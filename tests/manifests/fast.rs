//! The reader of plain block style against the strict one: the same trees, spans, texts and faults, of
//! whatever manifests there are, and of lines put together at random.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use rayon::prelude::*;
use seaworthy::base::SourceId;
use seaworthy::world::manifest::{Limits, Manifest, read_strictly};

use super::laws::alike;
use super::manifest;
use crate::harness::{real_corpus, root};
use crate::images::random::Random;

/// Documents put together at random, if `SEAWORTHY_CASES` does not say otherwise.
const CASES: u64 = 10_000;

fn cases() -> u64 {
    let wanted = std::env::var("SEAWORTHY_CASES").ok();
    wanted.map_or(CASES, |text| text.parse().expect("SEAWORTHY_CASES is a number"))
}

/// What the fast reader makes of `bytes`, which is what the strict one makes of them.
#[track_caller]
fn held(name: &str, bytes: &[u8]) -> Manifest {
    let fast = manifest(bytes);
    let strict = read_strictly(SourceId::manifest(0), "m.yaml", bytes, &Limits::default());
    assert_eq!(strict.plain, 0);
    if let Err(difference) = alike(&fast, &strict) {
        panic!("{name}: {difference}\n{}", String::from_utf8_lossy(bytes));
    }
    fast
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_symlink() {
            continue;
        }
        if path.is_dir() {
            walk(&path, found);
        } else if path.extension().is_some_and(|e| e == "yaml" || e == "yml" || e == "json") {
            found.push(path);
        }
    }
}

/// Holds every manifest below the folders, and returns which share of their bytes was read fast, in
/// hundredths.
fn share(folders: &[PathBuf]) -> usize {
    let mut files = Vec::new();
    folders.iter().for_each(|folder| walk(folder, &mut files));
    assert!(!files.is_empty());
    let one = |file: &PathBuf| {
        let bytes = fs::read(file).unwrap();
        let plain = held(&file.display().to_string(), &bytes).plain;
        (plain, bytes.len())
    };
    let sum = |a: (usize, usize), b: (usize, usize)| (a.0 + b.0, a.1 + b.1);
    let (plain, all) = files.par_iter().map(one).reduce(|| (0, 0), sum);
    plain * 100 / all
}

#[test]
fn the_repositorys_own_files_are_read_alike() {
    share(&["tests", "examples", "stdlib", "docs", "fuzz/seeds"].map(|name| root().join(name)));
}

#[test]
fn what_real_projects_ship_is_read_alike_and_fast() {
    let Some(folder) = real_corpus() else { return };
    let share = share(&[folder.path().to_owned()]);
    assert!(share >= 90, "{share} % of the real corpus is read fast");
}

#[test]
fn what_is_made_for_benches_is_read_alike_and_fast() {
    let script = root().join("benches/speed/gen_corpus.py");
    let folder = tempfile::tempdir().unwrap();
    let made =
        Command::new("python3").arg(&script).arg(folder.path()).args(["1000", "42"]).output();
    if !made.is_ok_and(|made| made.status.success()) {
        eprintln!("skipped: python3 can't run {}", script.display());
        return;
    }
    let share = share(&[folder.path().to_owned()]);
    assert!(share >= 95, "{share} % of the synthetic corpus is read fast");
}

#[test]
fn it_knows_what_it_says_it_knows() {
    for text in [
        "a: b\n",
        "a: b",
        "# c\n\na: b # c\n  # c\n",
        "- a\n- - b\n  - c: d\n    e: f\n",
        "a:\n- b\n-\n- c:\nd:\n  - e\n",
        "a:\nb: ''\nc: \"\"\nd: 'e''f'\n'g': h\n\"i\": j\n",
        "a: \"b\\\"c\\\\d\\n\\te\\/\"\n",
        "a: b\n  c\n\n  d\ne: 'f\n  g'\nh: \"i \\\n  j\"\n",
        "a: |\n  b\n   c\n\n  d\ne: >-\n  f\n  g\n\n    h\ni: |+\n  j\n\n\nk: >+ # c\n\n  l\n",
        "a: []\nb: {}\nc: [d, 'e', \"f\", -1, g h]\ni: {j: k, \"l\": [m, {o: p}] } # q\n",
        "a: yes\nb: 0x10\nc: 1.5\nd: ~\ne: é\nf: http://g:80/h#i\nj: -k\n",
        "  a: b\n  c: d\n",
        "a:\n\n  b\n",
        "- |\n a\n- >\n b\n- [a]\n- {a: b}\n",
    ] {
        assert!(held(text, text.as_bytes()).plain > 0, "{text}");
    }
}

#[test]
fn it_gives_up_on_the_rest() {
    for text in [
        "a: &b c\nd: *b\n",
        "a: !!str b\n",
        "? a\n: b\n",
        "a: {b: c}\n<<: {d: e}\n",
        "a: b\na: c\n",
        "a: b\n\"a\": c\n",
        "a: {b: c, b: d}\n",
        "on: a\n",
        "80: a\n",
        "a: b\r\n",
        "a:\tb\n",
        "\ta: b\n",
        "a: .inf\n",
        "a: {{ .Values.b }}\n",
        "a: b {{ .Values.c }}\n",
        "a: b: c\n",
        "a: b\n  c: d\n",
        "a: |2\n    b\n",
        "a: [b,\n  c]\n",
        "a: 'b\n",
        "a: \"\\x41\"\n",
        "a\u{200b}: b\n",
        "a: b\n...\n",
        "a\n",
        "[]\n",
        "a: b\n c: d\n",
        "a: b\n- c\n",
    ] {
        assert_eq!(held(text, text.as_bytes()).plain, 0, "{text}");
    }
}

#[test]
fn many_keys_are_held_against_each_other() {
    let mut text = String::new();
    for n in 0..200 {
        text.push_str(&format!("prefix-{n}: a\n"));
    }
    assert!(held("200 keys", text.as_bytes()).plain > 0);
    for twice in ["prefix-0: b\n", "'prefix-7': b\n", "prefix-199: b\n"] {
        let text = format!("{text}{twice}");
        let read = held("a key twice", text.as_bytes());
        assert!(read.plain == 0 && !read.is_whole());
    }
}

#[test]
fn limits_are_the_strict_readers() {
    let text = "a:\n  b:\n    c: [d, eeeeeeeeee]\nf: |\n  ggggggg\n  hhhhhhhh\n";
    for most in 0..40 {
        let none = Limits::default();
        for limits in [
            Limits { nodes: most, ..none },
            Limits { nesting: most, ..none },
            Limits { scalar: most, ..none },
            Limits { documents: most, ..none },
        ] {
            let id = SourceId::manifest(0);
            let fast = seaworthy::world::manifest::read(id, "m.yaml", text, &limits);
            let strict = read_strictly(id, "m.yaml", text, &limits);
            alike(&fast, &strict).unwrap_or_else(|difference| panic!("{limits:?}: {difference}"));
        }
    }
}

#[test]
fn lines_put_together_at_random_are_read_alike() {
    let cases = cases();
    let taken = |case: u64| held("at random", lines(&mut Random(case)).as_bytes()).plain > 0;
    let taken = (0..cases).into_par_iter().filter(|case| taken(*case)).count();
    assert!(taken as u64 > cases / 20, "{taken} of {cases} were read fast");
}

#[test]
fn manifests_with_bytes_changed_are_read_alike() {
    let mut files = Vec::new();
    ["tests", "examples", "fuzz/seeds"]
        .iter()
        .for_each(|name| walk(&root().join(name), &mut files));
    let texts = files.iter().map(|file| fs::read(file).unwrap());
    let small: Vec<Vec<u8>> = texts.filter(|text| text.len() < SMALL).collect();
    let one = |case: u64| {
        let random = &mut Random(!case);
        let mut bytes = small[random.below(small.len())].clone();
        for _ in 0..1 + random.below(4) {
            change(random, &mut bytes);
        }
        held("with bytes changed", &bytes).plain > 0
    };
    let cases = cases();
    let taken = (0..cases).into_par_iter().filter(|case| one(*case)).count();
    assert!(taken as u64 > cases / 20, "{taken} of {cases} were read fast");
}

/// Manifests up to this size, in bytes, are changed.
const SMALL: usize = 1500;

/// What is put into manifests.
const PIECES: &[&str] = &[
    " ",
    "  ",
    "    ",
    "\n",
    "\n\n",
    "\n  \n",
    "\t",
    "\r",
    "\r\n",
    "\r\r\n",
    "\u{feff}",
    "\r\u{feff}",
    "\n\u{feff}",
    ":",
    ": ",
    " :",
    ":\n",
    "-",
    "- ",
    "\n- ",
    "\n-\n",
    "#",
    " #",
    " # c\n",
    "'",
    "''",
    "\"",
    "\\",
    "\\n",
    "\\\n",
    "|",
    "|\n",
    "|-\n",
    "|+\n",
    "|1\n",
    ">\n",
    ">-\n",
    ">+\n",
    "{",
    "}",
    "[",
    "]",
    ",",
    ", ",
    "{}",
    "[]",
    "{a: b}",
    "[a, 'b']",
    "&a ",
    "*a",
    "!!str ",
    "! ",
    "---\n",
    "\n---\n",
    "\n--- # c\n",
    "\n...\n",
    "? ",
    "\n<<: ",
    "%",
    "@",
    "`",
    "~",
    ".inf",
    "null",
    "yes",
    "0x1f",
    "é",
    "\u{85}",
    "\u{2028}",
    "\u{a0}",
    "\u{200b}",
    "\u{0}",
    "\u{7f}",
    "\u{ffff}",
    "{{ .Values.a }}",
    "{{ a }}",
    "{%",
    "secret",
    "\nkind: Secret\ndata:\n  a: b\n",
    "\na: b",
    "\n  a: b",
    "\n    - a: b",
];

/// Cuts something out, says something again, or puts a piece in.
fn change(random: &mut Random, bytes: &mut Vec<u8>) {
    let at = random.below(bytes.len() + 1);
    let end = (at + random.below(6)).min(bytes.len());
    match random.below(4) {
        0 => drop(bytes.drain(at..end)),
        1 => {
            let from = random.below(bytes.len() + 1);
            let upto = (from + random.below(40)).min(bytes.len());
            let piece = bytes[from..upto].to_vec();
            bytes.splice(at..at, piece).for_each(drop);
        }
        _ => drop(bytes.splice(at..at, random.pick(PIECES).bytes())),
    }
}

/// How lines begin.
const HEADS: &[&str] = &[
    "",
    "",
    "- ",
    "- - ",
    "-\n",
    "-",
    "- # c\n",
    "? ",
    "a: ",
    "a:\n",
    "a:",
    "b: ",
    "b:\n",
    "'c': ",
    "\"d\": ",
    "'e':",
    "f : ",
    "yes: ",
    "1: ",
    "<<: ",
    "g: # c\n",
    "\"h\\x41\": ",
    "-- ",
    "-a: ",
    "...",
    "%a",
    "a b: ",
    "a:b: ",
    "#x",
    "{}: ",
    "é: ",
    "n: ",
    "b:  ",
    "-   ",
];

/// How they go on.
const TAILS: &[&str] = &[
    "",
    "x",
    "x y",
    "x  ",
    "x # c",
    "x #",
    "x#c",
    "x:y",
    "x: y",
    "x:",
    "'x'",
    "'x' ",
    "'x''y'",
    "'x",
    "y'",
    "\"x\"",
    "\"x",
    "y\"",
    "\"x\\n\\\"y\\\\\"",
    "\"x\\",
    "\"x \\",
    "\\ty\"",
    "\"a\\ \"",
    "\"\\x41\"",
    "|",
    "|-",
    "|+",
    "|2",
    ">",
    ">-",
    ">+",
    "| # c",
    "|#c",
    "> ",
    "[]",
    "{}",
    "[ ]",
    "[a, b]",
    "[a, 'b', \"c\"]",
    "{a: b}",
    "{ a: b, c: [d, {e: f}] }",
    "[a, b",
    "c]",
    "{a: , b}",
    "[a b, c:d, http://x/y, -1, --z]",
    "[a: b]",
    "{\"a\":1}",
    "{a: b, a: c}",
    "[a,b,]",
    "[a] # c",
    "[a]#c",
    "{a: 1} x",
    "{{ .Values.x }}",
    "x {{ y }}",
    "{{x}}: ",
    "&a x",
    "*a",
    "!!str x",
    "! x",
    "@x",
    "`x",
    "%x",
    ",x",
    ":x",
    ":",
    "?x",
    "? x",
    "-x",
    "- x",
    "- a: b",
    "-1",
    "--",
    "---",
    "...",
    "~",
    "null",
    "yes",
    ".inf",
    "-.Inf",
    "+.inf",
    "1.5",
    "0x1f",
    "\t",
    "\tx",
    "x\ty",
    "x\t",
    "x\t# c",
    "é",
    "\u{a0}x",
    "x\u{a0}",
    "\u{2028}",
    "x\r",
    "''",
    "\"\"",
    "'  '",
    "' x ",
    " y '",
    "\"  x",
    "'x' 'y'",
    "'x':y",
    "$(A)",
    "(x)",
    "<x>",
    "<<",
    "=",
    "#",
    "a'b",
    "a\"b",
    "[",
    "]",
    "{",
    "}",
    "|\n\n",
    "x\n\n",
    ">\n\n",
    "[a ]",
    "[a  b]",
    "[ 'a' ]",
    "{a: 'b:c' , d: e}",
    "\u{feff}",
    "\u{200b}: x",
    "a\u{ad}: x",
    "\u{1}",
    "\u{7f}",
    "<",
    "x\\",
    "[-]",
    "[- ]",
    "[--]",
    "[.inf]",
    "[a?]",
    "[a#b]",
    "[a #b]",
    "{? a}",
    "{a}",
    "{a:}",
    "[a:]",
    "{a: b:c}",
    "[x:, y]",
    "[%a]",
    "[a%]",
    "[a@b]",
    "[<<]",
    "{<<: {a: b}}",
    "{<<: b}",
];

/// Of the tails, so many are plain values.
const PLAIN: usize = 12;

/// A few lines, indented as it comes.
fn lines(random: &mut Random) -> String {
    let mut text = String::new();
    let step = 1 + random.below(2);
    for _ in 0..1 + random.below(9) {
        indent(random, step, &mut text);
        let head = HEADS[random.below(HEADS.len())];
        text.push_str(head);
        if head.ends_with('\n') {
            indent(random, step, &mut text);
        }
        if !random.once_in(6) {
            let most = if random.once_in(3) { PLAIN } else { TAILS.len() };
            text.push_str(TAILS[random.below(most)]);
        }
        let end = if random.once_in(40) { "\r\n" } else { "\n" };
        text.push_str(if random.once_in(60) { "\n---\n" } else { end });
        if random.once_in(12) {
            indent(random, step, &mut text);
            text.push('\n');
        }
    }
    if random.once_in(4) {
        text.pop();
    }
    text
}

fn indent(random: &mut Random, step: usize, text: &mut String) {
    text.push_str(&" ".repeat(step * random.below(5)));
}
