//! What reading manifests costs, beside what others take for the same bytes.
//!
//! ```text
//! cargo bench --bench reader                 # the shapes below, each of `MIB` MiB (8)
//! cargo bench --bench reader -- keys         # one of them
//! cargo bench --bench reader -- deploy/      # files: `.yaml`, `.yml` and `.json` in folders
//! READ_ONLY=1 RUNS=1 cargo bench --bench reader -- keys   # nothing but `read`, for a profiler
//! ```
//!
//! A row: MB, the percentage of bytes that the reader of plain block style took, MB/s of `read`, how many
//! times longer others take for the same, and how it ended. The others, one run of each after the other,
//! the median of `RUNS` (5) of each, in processor time of the one thread:
//!
//! | column | |
//! | --- | --- |
//! | `strict` | `read_strictly`: the same trees, without the reader of plain block style |
//! | `events` | the events of granit-parser, which the strict reader stands on, and nothing made of them |
//! | `libyaml` | libyaml's events by way of serde_yaml, which keeps them, and nothing made of them |
//! | `Value` | a `serde_yaml::Value` of each document |
//!
//! Files that are refused are left out; of a shape that is, serde_yaml is not asked. `/usr/bin/time -v`
//! around a row of one shape tells the memory.
//!
//! What all of a check costs, one thread, by the five rules that its speed is compared by:
//!
//! ```text
//! perf stat -e user_time,system_time seaworthy check -j 1 -p benches/speed.sea CORPUS >/dev/null
//! ```

#![allow(
    clippy::print_stdout,
    clippy::expect_used,
    missing_docs,
    reason = "a bench prints, and has nobody to recover for"
)]

use std::fmt::Write as _;
use std::path::Path;
use std::sync::OnceLock;
use std::time::Instant;

use granit_parser::Parser;
use seaworthy::base::SourceId;
use seaworthy::world::manifest::{Limits, Manifest, read, read_strictly};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_yaml::{Deserializer, Value};

/// A shape of file: its name and what a file of it looks like.
type Shape = (&'static str, fn(usize) -> String);

const SHAPES: &[Shape] = &[
    ("pods", pods),
    ("keys", keys),
    ("documents", documents),
    ("items", items),
    ("line", line),
    ("comments", comments),
    ("block", block),
    ("secrets", secrets),
    ("merges", merges),
    ("duplicates", duplicates),
    ("unknown-aliases", unknown_aliases),
    ("open-quote", open_quote),
    ("flow", flow),
    ("json", json),
];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    let mib = std::env::var("MIB").ok().and_then(|n| n.parse().ok()).unwrap_or(8);
    let others: String = OTHERS.iter().map(|(name, _)| format!("{name:>9}")).collect();
    println!("{:<18}{:>8}{:>7}{:>8}{others}  ended", "", "MB", "plain", "MB/s");
    for (name, shape) in SHAPES {
        if arguments.is_empty() || arguments.iter().any(|a| a == name) {
            row(name, &[filled(shape, mib << 20)]);
        }
    }
    for path in arguments.iter().filter(|a| SHAPES.iter().all(|(name, _)| name != a)) {
        let mut texts = Vec::new();
        collect(Path::new(path), &mut texts);
        row(path, &texts);
    }
}

/// A file of the shape of at most so many bytes.
fn filled(shape: &fn(usize) -> String, bytes: usize) -> String {
    let (mut low, mut high) = (1, bytes);
    let sample = shape(1000).len() / 1000;
    high = high.min(bytes / sample.max(1) + 1000);
    // The count whose file is just short of the limit.
    while low + high / 100 < high {
        let middle = low.midpoint(high);
        if shape(middle).len() > bytes { high = middle } else { low = middle }
    }
    shape(low)
}

fn collect(path: &Path, texts: &mut Vec<String>) {
    if path.is_dir() {
        for entry in std::fs::read_dir(path).expect("a folder") {
            collect(&entry.expect("an entry").path(), texts);
        }
        return;
    }
    let manifest = path.extension().is_some_and(|e| e == "yaml" || e == "yml" || e == "json");
    // What is no text has no place here.
    texts.extend(std::fs::read_to_string(path).ok().filter(|_| manifest));
}

/// Another way to read a text.
type Other = fn(&str);

const OTHERS: &[(&str, Other)] =
    &[("strict", strict), ("events", events), ("libyaml", libyaml), ("Value", value)];

/// Of the others, so many read what is refused too.
const LENIENT: usize = 2;

fn row(name: &str, texts: &[String]) {
    let runs = std::env::var("RUNS").ok().and_then(|n| n.parse().ok()).unwrap_or(5);
    let read_only = std::env::var_os("READ_ONLY").is_some();
    let sound: Vec<String> = texts.iter().filter(|text| once(text).is_whole()).cloned().collect();
    let asked = if sound.is_empty() { LENIENT } else { OTHERS.len() };
    let texts = if sound.is_empty() { texts } else { &sound };
    let (mut own, mut others) = (Vec::new(), vec![Vec::new(); OTHERS.len()]);
    for _ in 0..runs {
        own.push(timed(texts, fast));
        if !read_only {
            for ((_, other), times) in OTHERS.iter().zip(&mut others).take(asked) {
                times.push(timed(texts, *other));
            }
        }
    }
    let own = median(own);
    let megabytes = texts.iter().map(String::len).sum::<usize>() as f64 / 1e6;
    let ratio = |times: Vec<f64>| match times.is_empty() {
        true => format!("{:>9}", "–"),
        false => format!("{:>9.2}", median(times) / own),
    };
    let others: String = others.into_iter().map(ratio).collect();
    let (plain, ended) = ended(texts);
    let plain = plain as f64 / 1e4 / megabytes;
    println!("{name:<18}{megabytes:>8.1}{plain:>7.1}{:>8.1}{others}  {ended}", megabytes / own);
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The seconds that it takes to read the texts.
fn timed(texts: &[String], reader: fn(&str)) -> f64 {
    let started = clock();
    texts.iter().for_each(|text| reader(text));
    clock() - started
}

/// Seconds of processor time of this thread, where the system tells them; else of the clock on the wall.
fn clock() -> f64 {
    static STARTED: OnceLock<Instant> = OnceLock::new();
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|told| told.split(' ').next()?.parse::<f64>().ok());
    nanoseconds
        .map_or_else(|| STARTED.get_or_init(Instant::now).elapsed().as_secs_f64(), |n| n / 1e9)
}

/// How many bytes of the texts the reader of plain block style took, and how reading the first ended.
fn ended(texts: &[String]) -> (usize, String) {
    let plain = texts.iter().map(|text| once(text).plain).sum();
    let told = |manifest: &Manifest| {
        let problem = manifest.problems().next().map_or("", |p| p.code.as_str());
        let trees = manifest.documents.iter().filter_map(|d| d.tree());
        let nodes: usize = trees.map(|tree| tree.len()).sum();
        format!("{} documents, {nodes} nodes {problem}", manifest.documents.len())
    };
    (plain, texts.first().map(|text| once(text)).as_ref().map_or_else(String::new, told))
}

fn once(text: &str) -> Manifest {
    read(SourceId::manifest(0), "m.yaml", text, &Limits::default())
}

fn fast(text: &str) {
    std::hint::black_box(once(text));
}

fn strict(text: &str) {
    std::hint::black_box(read_strictly(SourceId::manifest(0), "m.yaml", text, &Limits::default()));
}

fn libyaml(text: &str) {
    for document in Deserializer::from_str(text) {
        if std::hint::black_box(IgnoredAny::deserialize(document)).is_err() {
            break;
        }
    }
}

fn value(text: &str) {
    for document in Deserializer::from_str(text) {
        if std::hint::black_box(Value::deserialize(document)).is_err() {
            break;
        }
    }
}

/// The parser's events, document by document as kubectl splits them.
fn events(text: &str) {
    for document in text.split("\n---\n") {
        let options = granit_parser::options! {
            emit_anchor_events: true,
            emit_unresolved_aliases: true,
            emit_comments: false,
        };
        for event in Parser::new_from_str_with_options(document, options) {
            if std::hint::black_box(event).is_err() {
                break;
            }
        }
    }
}

fn pods(count: usize) -> String {
    let mut text = String::new();
    for n in 0..count {
        let _ = write!(
            text,
            "apiVersion: v1\nkind: Pod\nmetadata:\n  name: pod-{n}\n  labels:\n    app: web\nspec:\n  \
             containers:\n  # the server\n  - name: web\n    image: \"registry.acme.io/web:1.{n}\"\n    \
             args: [--port, '80']\n---\n"
        );
    }
    text
}

fn keys(count: usize) -> String {
    each("a:\n", count, |text, n| writeln!(text, "  k{n}: v"))
}

fn documents(count: usize) -> String {
    each("", count.min(99_000), |text, n| writeln!(text, "a: {n}\n---"))
}

fn items(count: usize) -> String {
    each("a:\n", count, |text, _| writeln!(text, "- v"))
}

fn line(count: usize) -> String {
    each("a: [", count, |text, n| write!(text, "{{k: v{n}}}, ")) + "]\n"
}

fn comments(count: usize) -> String {
    each("", count, |text, n| writeln!(text, "# {n}")) + "a: b\n"
}

fn block(count: usize) -> String {
    each("", count, |text, n| {
        let header = if n % 50_000 == 0 { format!("k{n}: |\n") } else { String::new() };
        writeln!(text, "{header}  line {n} of a text")
    })
}

fn secrets(count: usize) -> String {
    let head = "apiVersion: v1\nkind: List\nitems:\n";
    each(head, count, |text, n| writeln!(text, "- {{kind: Secret, data: {{a{n}: Zm9v}}}} # {n}"))
}

fn merges(count: usize) -> String {
    let head = "base: &b {name: a, image: b}\nlist:\n";
    each(head, count, |text, n| writeln!(text, "- <<: *b\n  name: n{n}"))
}

fn duplicates(count: usize) -> String {
    each("a:\n", count, |text, n| writeln!(text, "  k{}: v", n / 2))
}

fn unknown_aliases(count: usize) -> String {
    each("a:\n", count, |text, n| writeln!(text, "- *x{n}"))
}

fn open_quote(count: usize) -> String {
    each("a: \"\n", count, |text, n| writeln!(text, "  line {n}"))
}

fn flow(count: usize) -> String {
    each("a: {", count, |text, n| write!(text, "k{n}: v,\n ")) + "}\n"
}

fn json(count: usize) -> String {
    each("{\"a\": [1", count, |text, n| write!(text, ",\n {{\"k{n}\": \"v\"}}")) + "]}\n"
}

fn each(head: &str, count: usize, one: impl Fn(&mut String, usize) -> std::fmt::Result) -> String {
    let mut text = head.to_owned();
    for n in 0..count {
        one(&mut text, n).expect("a text takes all");
    }
    text
}
