//! The books of generated folder trees: every file that is seen ends as judged, as an error or set
//! aside, and each as a naive second reading (`model`) foretells it, which looks at what was
//! generated (`generate`) and never at the disk.
//!
//! Root may read everything. Where the tests run as root they go on as another user, so that what is
//! unreadable is just that; where that can't be, it is said, and the model knows.
//!
//! `cargo test` tries some hundred trees through the library and a few through the program;
//! `SEAWORTHY_CASES` says otherwise, `SEAWORTHY_SEED` begins elsewhere, and `scripts/trees.sh` goes
//! on to a hundred thousand.

mod disk;
mod generate;
mod model;
mod program;

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fmt::Write as _;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};
use seaworthy::base::Sources;
use seaworthy::diag::{Notice, Severity};
use seaworthy::judge::{Inputs, Judge, Settings};
use seaworthy::lang::eval::Bound;
use seaworthy::lang::ir::Program;
use seaworthy::lang::lower::lower;
use seaworthy::lang::pipeline::{NoFiles, Options, Policy, What as Asked, load};
use seaworthy::report::{Report, Strictness};
use seaworthy::world::input::{Walk, discover};
use seaworthy::world::kube::Table;
use seaworthy::world::manifest::Limits;

use disk::{Disk, is_almighty};
use generate::{Case, FILE_LIMIT, Named, What};
use model::{Books, End};

/// One that reads objects alone, one that looks others up, one that reads all at once.
pub(super) const POLICIES: [&str; 3] = ["", LOOKS_UP, READS_ALL];
const FIRST: &str = "edition 1
rule versioned on image i {
  require i.digest is present or (i.tag is present and i.tag != \"latest\") else \"`{i}` names no version\"
}
";
const LOOKS_UP: &str = "rule looks (info) on resource r {
  require manifests.find(ConfigMap.core, r.namespace, \"config\") is present else \"{r.kind}\"
}
";
const READS_ALL: &str =
    "rule counts (info) on manifests m { require m.images.len() > 1000 else \"few\" }
";

/// A policy's text.
fn policy(index: usize) -> String {
    format!("{FIRST}{}", POLICIES[index])
}

fn number(variable: &str, otherwise: u64) -> u64 {
    let wanted = std::env::var(variable).ok();
    wanted.map_or(otherwise, |text| text.parse().unwrap_or_else(|_| panic!("{variable}: {text}")))
}

/// What was tried, added up.
#[derive(Clone, Debug, Default)]
struct Tally {
    trees: usize,
    nodes: usize,
    judged: usize,
    errored: usize,
    set_aside: usize,
    /// By code, or the reason.
    by_end: BTreeMap<String, usize>,
    /// By exit code.
    exits: [usize; 5],
}

impl Tally {
    fn count(&mut self, case: &Case, books: &Books) {
        self.trees += 1;
        self.nodes += case.nodes.len() - 1;
        self.exits[usize::from(books.exit)] += 1;
        for (_, end) in &books.files {
            let (slot, name) = match end {
                End::Judged => (&mut self.judged, "judged"),
                End::Errored(code) => (&mut self.errored, code.unwrap_or("an error in the file")),
                End::SetAside(reason) => (&mut self.set_aside, *reason),
            };
            *slot += 1;
            *self.by_end.entry(name.to_owned()).or_default() += 1;
        }
    }

    fn add(&mut self, other: Self) {
        self.trees += other.trees;
        self.nodes += other.nodes;
        self.judged += other.judged;
        self.errored += other.errored;
        self.set_aside += other.set_aside;
        for (end, count) in other.by_end {
            *self.by_end.entry(end).or_default() += count;
        }
        for (mine, its) in self.exits.iter_mut().zip(other.exits) {
            *mine += its;
        }
    }
}

/// A name as it is shown, and as the model has it: from the holder on, without `.`.
fn plain(holder: &Path, shown: &str) -> String {
    let inside = shown.strip_prefix(&format!("{}/", holder.display())).unwrap_or(shown);
    let parts = inside.split('/').filter(|part| !part.is_empty() && *part != ".");
    parts.collect::<Vec<_>>().join("/")
}

/// Bytes as they are shown.
fn shown(bytes: &[u8]) -> String {
    let mut text = String::new();
    for chunk in bytes.utf8_chunks() {
        // The names that pass for an escape of a byte have a backslash that is one themselves.
        text.push_str(&chunk.valid().replace("\\xE9", "\\x5CxE9"));
        for byte in chunk.invalid() {
            let _ = write!(text, "\\x{byte:02X}");
        }
    }
    text
}

/// The file that an error is about.
fn file_of(id: &str, message: &str, first: Option<&str>) -> String {
    if let Some(first) = first {
        return first.to_owned();
    }
    let end = match id {
        "E0550" => "` does not exist",
        "E0551" => "` cannot be read: ",
        "E0552" => "` is not a regular file",
        _ => panic!("{id} names no file: {message}"),
    };
    let (name, _) = message.rsplit_once(end).unwrap_or_else(|| panic!("{id}: {message}"));
    name.strip_prefix('`').expect("a quoted name").to_owned()
}

/// What a report says, in the words of the model.
#[derive(Debug, PartialEq, Eq)]
struct Said {
    files: usize,
    judged: usize,
    errored: usize,
    set_aside: BTreeSet<(String, String)>,
    /// The files with errors; and the code, where no line is to blame.
    errors: BTreeSet<(String, Option<String>)>,
    warnings: usize,
    evil: BTreeSet<(String, String)>,
    objects: usize,
    exit: u8,
}

fn foretold(books: &Books) -> Said {
    let name = |bytes: &Vec<u8>| shown(bytes);
    let all = || books.files.iter();
    Said {
        files: books.files.len(),
        judged: all().filter(|(_, end)| *end == End::Judged).count(),
        errored: all().filter(|(_, end)| matches!(end, End::Errored(_))).count(),
        set_aside: all()
            .filter_map(|(file, end)| match end {
                End::SetAside(reason) => Some((name(file), (*reason).to_owned())),
                _ => None,
            })
            .collect(),
        errors: all()
            .filter_map(|(file, end)| match end {
                End::Errored(code) => Some((name(file), code.map(str::to_owned))),
                _ => None,
            })
            .collect(),
        warnings: books.warnings,
        evil: books.evil.iter().map(|(file, image)| (name(file), image.clone())).collect(),
        objects: books.objects,
        exit: books.exit,
    }
}

fn said(holder: &Path, report: &Report) -> Said {
    let is_error = |notice: &&Notice| notice.severity == Severity::Error;
    let faults = report.errors.iter().filter(is_error);
    let summary = &report.summary;
    assert_eq!(
        summary.files,
        summary.files_judged + summary.files_errored + summary.files_set_aside
    );
    let error = |notice: &Notice| {
        let first = notice.quotes.first().map(|quote| quote.file.as_str());
        let file = file_of(&notice.id, &notice.message, first);
        (plain(holder, &file), first.is_none().then(|| notice.id.clone()))
    };
    let evil = report.findings.iter().filter(|finding| &*finding.rule == "versioned");
    Said {
        files: summary.files,
        judged: summary.files_judged,
        errored: summary.files_errored,
        set_aside: report
            .set_aside
            .iter()
            .map(|aside| (plain(holder, &aside.file), aside.reason.clone()))
            .collect(),
        errors: faults.clone().map(error).collect(),
        warnings: report.errors.iter().filter(|notice| notice.id == "L0393").count(),
        evil: evil
            .map(|finding| {
                let file = &finding.manifest.as_ref().expect("a place").file;
                let image = finding.message.split('`').nth(1).expect("an image").to_owned();
                (plain(holder, file), image)
            })
            .collect(),
        objects: summary.objects,
        exit: summary.exit(faults.count(), Strictness::default()).code(),
    }
}

/// The paths that a case names.
fn paths(case: &Case, holder: &Path) -> Vec<PathBuf> {
    let path = |named: &Named| match model::spelled(&case.nodes, named) {
        None => PathBuf::new(),
        Some(text) => holder.join(OsStr::from_bytes(&text)),
    };
    case.named.iter().map(path).collect()
}

/// A tree as a failure shows it.
fn drawn(case: &Case) -> String {
    let mut text = String::new();
    for (at, node) in case.nodes.iter().enumerate().skip(1) {
        let way = generate::way(&case.nodes, None, at);
        let way =
            String::from_utf8_lossy(way.strip_prefix(b"HOLDER/").unwrap_or(&way)).into_owned();
        let _ = match &node.what {
            What::Link(to) => writeln!(text, "  {way:?} -> {:?}", String::from_utf8_lossy(to)),
            what => writeln!(text, "  {way:?} {what:?}"),
        };
    }
    let named: Vec<_> = case.named.iter().map(|n| model::spelled(&case.nodes, n)).collect();
    let named: Vec<_> = named
        .iter()
        .map(|n| n.as_deref().map(String::from_utf8_lossy).unwrap_or_default())
        .collect();
    let Case { strict, skip_templates, respect, four_jobs, policy, .. } = case;
    let _ = writeln!(
        text,
        "named {named:?}, strict {strict}, skip templates {skip_templates}, respect gitignore \
         {respect}, four jobs {four_jobs}, policy {policy}"
    );
    text
}

/// Judges as the case says.
fn judge(case: &Case, holder: &Path, bound: &Bound<'_>, sources: &Sources, jobs: usize) -> Report {
    let settings = Settings {
        strict: case.strict,
        skip_templates: case.skip_templates,
        jobs: Some(jobs),
        limits: Limits { file: FILE_LIMIT, ..Limits::default() },
        ..Settings::default()
    };
    let inputs =
        discover(&paths(case, holder), Walk { respect_gitignore: case.respect, ..Walk::default() });
    Judge::new(bound, sources, &settings).judge(&Inputs::Files(inputs), &|| ())
}

/// Compares one tree, and counts it.
fn compare(
    case: &Case,
    disk: &mut Disk,
    programs: &[(Program, Sources)],
    almighty: bool,
    tally: &mut Tally,
) -> Result<(), TestCaseError> {
    let books = model::books(case, almighty, false);
    let grown = disk.grow(&case.nodes);
    let (program, sources) = &programs[case.policy];
    let bound = Bound::new(program, &[], None);
    let report = judge(case, &grown.holder, &bound, sources, 1);
    let (said, foretold) = (said(&grown.holder, &report), foretold(&books));
    if said != foretold {
        return Err(TestCaseError::fail(format!(
            "\n{}said:     {said:#?}\nforetold: {foretold:#?}",
            drawn(case)
        )));
    }
    if case.four_jobs {
        let other = judge(case, &grown.holder, &bound, sources, 4);
        let whole = |report: &Report| {
            format!(
                "{:?}{:?}{:?}{:?}",
                report.findings, report.errors, report.set_aside, report.summary
            )
        };
        if whole(&report) != whole(&other) {
            return Err(TestCaseError::fail(format!("with four jobs otherwise:\n{}", drawn(case))));
        }
    }
    tally.count(case, &books);
    Ok(())
}

fn programs() -> Vec<(Program, Sources)> {
    let program = |index| {
        let what = Asked::Text("policy.sea".into(), policy(index));
        let parsed = load(&[Policy { what, place: None }], &Options::default(), &NoFiles);
        let checked = parsed.check(Table::built_in());
        assert!(checked.is_sound(), "{:#?}", checked.diagnostics);
        (lower(&checked).expect("what checks can be lowered"), parsed.sources().clone())
    };
    (0..POLICIES.len()).map(program).collect()
}

/// A runner of its own for a thread, so that a seed repeats what it did.
fn runner(seed: u64, thread: u64, cases: u64) -> TestRunner {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    bytes[8..16].copy_from_slice(&thread.to_le_bytes());
    let config = Config {
        cases: u32::try_from(cases).expect("so many"),
        failure_persistence: None,
        max_shrink_iters: 20_000,
        ..Config::default()
    };
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes))
}

/// Threads that try trees at once.
const THREADS: u64 = 2;

fn try_trees(cases: u64, seed: u64, almighty: bool) -> Tally {
    let programs = programs();
    let one = |thread: u64| {
        let (mut disk, tally) = (Disk::new(), std::cell::RefCell::new(Tally::default()));
        let disk = std::cell::RefCell::new(&mut disk);
        let share = cases / THREADS + u64::from(thread < cases % THREADS);
        let tried = runner(seed, thread, share).run(&generate::case(), |case| {
            compare(&case, &mut disk.borrow_mut(), &programs, almighty, &mut tally.borrow_mut())
        });
        tried.map(|()| tally.into_inner()).map_err(|error| match error {
            proptest::test_runner::TestError::Fail(why, _) => why.to_string(),
            abort => abort.to_string(),
        })
    };
    let results: Vec<Result<Tally, String>> = std::thread::scope(|scope| {
        let one = &one;
        let threads: Vec<_> = (0..THREADS).map(|thread| scope.spawn(move || one(thread))).collect();
        threads.into_iter().map(|thread| thread.join().expect("a thread that ends")).collect()
    });
    let mut all = Tally::default();
    for result in results {
        match result {
            Ok(tally) => all.add(tally),
            Err(why) => panic!("seed {seed}: {why}"),
        }
    }
    all
}

/// Set where the tests go on as another user.
const AS_ANOTHER: &str = "SEAWORTHY_AS_ANOTHER";

/// Runs `test` again as a user who may not read everything, if this one may: true if that was done.
fn done_as_another(test: &str) -> bool {
    if !is_almighty() || std::env::var_os(AS_ANOTHER).is_some() {
        return false;
    }
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", test, "--nocapture"]).env(AS_ANOTHER, "1").current_dir("/");
    // `nobody`, on the systems that have it under this number.
    let ran = command.uid(65534).gid(65534).status();
    match ran {
        Ok(status) => {
            assert!(status.success(), "as another user: {status}");
            true
        }
        Err(error) => {
            eprintln!(
                "skipped: what is unreadable. This user reads everything, and none else can run: {error}"
            );
            false
        }
    }
}

#[test]
fn every_file_ends_as_foretold() {
    if done_as_another("inputs::trees::every_file_ends_as_foretold") {
        return;
    }
    let almighty = is_almighty();
    let (cases, seed) = (number("SEAWORTHY_CASES", 600), number("SEAWORTHY_SEED", 4));
    let tally = try_trees(cases, seed, almighty);
    eprintln!("seed {seed}, everything readable: {almighty}\n{tally:#?}");
    // Nothing is said by trees that all come out alike.
    let trees = tally.trees;
    assert!(tally.judged * 2 > trees && tally.errored * 2 > trees, "{tally:#?}");
    assert!(tally.set_aside * 3 > trees, "{tally:#?}");
    for exit in [0, 1, 3, 4] {
        assert!(tally.exits[exit] * 50 > trees, "{tally:#?}");
    }
}
