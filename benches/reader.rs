//! What reading manifests costs, beside the parser's bare events.
//!
//! ```text
//! cargo bench --bench reader                 # the shapes below, each of `MIB` MiB (8)
//! cargo bench --bench reader -- keys         # one of them
//! cargo bench --bench reader -- deploy/      # files
//! ```
//!
//! A row: MB/s of granit's events alone, MB/s of `read`, how many times slower `read` is, and how it
//! ended. `/usr/bin/time -v` around a row of one shape tells the memory.

#![allow(
    clippy::print_stdout,
    clippy::expect_used,
    missing_docs,
    reason = "a bench prints, and has nobody to recover for"
)]

use std::fmt::Write as _;
use std::path::Path;
use std::time::Instant;

use granit_parser::Parser;
use seaworthy::base::SourceId;
use seaworthy::world::manifest::{Limits, read};

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
    println!("{:<18}{:>9}{:>10}{:>10}{:>8}  ended", "", "MB", "events", "read", "times");
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
    } else {
        texts.push(std::fs::read_to_string(path).expect("text"));
    }
}

fn row(name: &str, texts: &[String]) {
    let megabytes = texts.iter().map(String::len).sum::<usize>() as f64 / 1e6;
    let started = Instant::now();
    if std::env::var_os("READ_ONLY").is_none() {
        texts.iter().for_each(|text| events(text));
    }
    let events = megabytes / started.elapsed().as_secs_f64();
    let bytes: Vec<Vec<u8>> = texts.iter().map(|text| text.clone().into_bytes()).collect();
    let started = Instant::now();
    let mut ended = String::new();
    for bytes in bytes {
        let manifest = read(SourceId::manifest(0), "m.yaml", bytes, &Limits::default());
        if ended.is_empty() {
            let problem = manifest.problems().next().map_or("", |p| p.code.as_str());
            let nodes: usize =
                manifest.documents.iter().filter_map(|d| d.tree()).map(|tree| tree.len()).sum();
            let _ =
                write!(ended, "{} documents, {nodes} nodes {problem}", manifest.documents.len());
        }
    }
    let read = megabytes / started.elapsed().as_secs_f64();
    let times = events / read;
    println!("{name:<18}{megabytes:>9.1}{events:>10.1}{read:>10.1}{times:>8.2}  {ended}");
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
