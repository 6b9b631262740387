//! Which policies are in force, with which params: shared by all commands that judge.

use std::path::{Path, PathBuf};
use std::time::Instant;

use camino::{Utf8Path, Utf8PathBuf};

use crate::base::Sources;
use crate::diag::{Code, Diagnostic, Few, Notice, Severity, in_source_order};
use crate::lang::eval::Bound;
use crate::lang::ir::Program;
use crate::lang::lower::lower;
use crate::lang::pipeline::{self, Files, Options, Parsed, Policy, What};
use crate::lang::syntax::MAX_FILE;
use crate::lang::typeck::Checked;
use crate::report::{Phase, Timings};
use crate::world::input::{Unread, path_of, read_file, reason, shown};
use crate::world::manifest::Limits;
use crate::world::measure::Date;

use super::params;
use super::project::{Project, ProjectArgs};

/// What is judged by where nothing else is said.
const DEFAULT: &str = "std/recommended";

/// Which policies, with which params.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct PolicyArgs {
    #[command(flatten)]
    pub(super) project: ProjectArgs,

    /// A policy file, a folder of them, or a rule or pack of the library (`std/no-latest`); may be
    /// repeated [default: what the project file lists, else std/recommended]
    #[arg(short, long = "policy", value_name = "PATH")]
    pub(super) policies: Vec<PathBuf>,

    /// Set a param of the policies, in YAML; may be repeated
    #[arg(long = "param", value_name = "NAME=VALUE", value_parser = read_param)]
    pub(super) params: Vec<(String, String)>,

    /// The cluster profile of the project file that the manifests are meant for
    #[arg(long, value_name = "NAME")]
    pub(super) profile: Option<String>,

    /// The namespace of objects that do not name theirs
    #[arg(long, value_name = "NAMESPACE")]
    pub(super) namespace: Option<String>,

    /// The day that `today` is in policies [default: today's date, in UTC]
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(super) today: Option<String>,
}

/// `NAME=VALUE`.
///
/// # Errors
/// A text without `=`.
pub(super) fn read_param(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("write NAME=VALUE, as in retries=3")?;
    Ok((name.to_owned(), value.to_owned()))
}

/// Policies that are sound, ready to run.
pub(super) struct Policies {
    /// Their texts, the library's too.
    pub(super) sources: Sources,
    /// What parsing made of them.
    pub(super) parsed: Parsed,
    /// What checking made of that.
    pub(super) checked: Checked,
    /// What lowering made of that.
    pub(super) program: Program,
    /// The policy root.
    pub(super) root: Utf8PathBuf,
    /// Lints.
    pub(super) warnings: Vec<Notice>,
    /// How long reading and checking took.
    pub(super) timings: Timings,
}

/// Loads, checks and lowers policies: those named, else the project's, else the default ones. `tests`
/// says whether their tests are wanted too.
///
/// # Errors
/// All that is wrong with them, lints included.
pub(super) fn load(
    named: &[PathBuf],
    project: &Project,
    tests: bool,
) -> Result<Policies, Vec<Notice>> {
    load_from(&Disk, named, project, tests)
}

/// The same, where somebody watches what is read.
///
/// # Errors
/// All that is wrong with them, lints included.
pub(super) fn load_from(
    files: &dyn Files,
    named: &[PathBuf],
    project: &Project,
    tests: bool,
) -> Result<Policies, Vec<Notice>> {
    let policies =
        wanted(named, project).map_err(|fault| vec![fault.notice(&Sources::default())])?;
    prepare(policies, project, &Way { files, tests, empty: false })
}

/// Loads an expression, with policies whose names it may use.
///
/// # Errors
/// All that is wrong with it and with them, without the lints.
pub(super) fn load_expression(
    text: &str,
    named: &[PathBuf],
    project: &Project,
) -> Result<Policies, Vec<Notice>> {
    let fault = |fault: Diagnostic| vec![fault.notice(&Sources::default())];
    let own = named.is_empty() && project.policies().is_none();
    let mut policies = if own { Vec::new() } else { wanted(named, project).map_err(fault)? };
    let what = What::Expression("<expression>".to_owned(), text.to_owned());
    policies.push(Policy { what, place: None });
    prepare(policies, project, &Way::default()).map_err(|mut notices| {
        notices.retain(|notice| notice.severity == Severity::Error);
        notices
    })
}

/// Loads the policies that surround a session, if there are any, and what was entered beside them. A
/// session begins without a rule.
///
/// # Errors
/// All that is wrong with them, lints included.
pub(super) fn load_session(
    named: &[PathBuf],
    project: &Project,
    entered: &[What],
    files: &dyn Files,
) -> Result<Policies, Vec<Notice>> {
    let fault = |fault: Diagnostic| vec![fault.notice(&Sources::default())];
    let policies = of_session(named, project, entered).map_err(fault)?;
    prepare(policies, project, &Way { files, tests: false, empty: true })
}

/// What checking makes of the same, sound or not.
pub(super) fn check_session(
    named: &[PathBuf],
    project: &Project,
    entered: &[What],
    files: &dyn Files,
) -> Checked {
    let policies = of_session(named, project, entered).unwrap_or_default();
    let options = Options { root: root_of(&policies, project), tests: false };
    pipeline::load(&policies, &options, files).check(project.table())
}

fn of_session(
    named: &[PathBuf],
    project: &Project,
    entered: &[What],
) -> Result<Vec<Policy>, Diagnostic> {
    let own = named.is_empty() && project.policies().is_none();
    let mut policies = if own { Vec::new() } else { wanted(named, project)? };
    policies.extend(entered.iter().map(|what| Policy { what: what.clone(), place: None }));
    Ok(policies)
}

/// How policies are loaded.
struct Way<'f> {
    /// Where files are read from.
    files: &'f dyn Files,
    /// Tests are wanted too.
    tests: bool,
    /// It is no error that there is no rule.
    empty: bool,
}

impl Default for Way<'_> {
    fn default() -> Self {
        Self { files: &Disk, tests: false, empty: false }
    }
}

fn prepare(
    policies: Vec<Policy>,
    project: &Project,
    way: &Way<'_>,
) -> Result<Policies, Vec<Notice>> {
    let tests = way.tests;
    let mut timings = Timings::default();
    let started = Instant::now();
    let options = Options { root: root_of(&policies, project), tests };
    let parsed = pipeline::load(&policies, &options, way.files);
    timings.add(Phase::Parse, started.elapsed());
    let started = Instant::now();
    let kinds = project.table();
    let checked = if tests { parsed.check_for_authors(kinds) } else { parsed.check(kinds) };
    let mut sources = parsed.sources().clone();
    project.add_source(&mut sources);
    if !checked.is_sound() {
        return Err(notices(&checked.diagnostics, &sources));
    }
    let program = lower(&checked).map_err(|faults| notices(&faults, &sources))?;
    if !tests && !way.empty && !program.rules.iter().any(|rule| rule.in_force) {
        return Err(vec![no_rules().notice(&sources)]);
    }
    let mut warnings = project.warnings();
    warnings.extend(notices(&checked.diagnostics, &sources));
    timings.add(Phase::Check, started.elapsed());
    Ok(Policies { parsed, checked, program, root: options.root, warnings, timings, sources })
}

/// How many faults are told, and how many lints.
const MOST: usize = 1_000;

/// Errors as they are found, each made as long as it will be told; the rest are counted.
#[derive(Debug, Default)]
pub(super) struct Faults {
    kept: Vec<Diagnostic>,
    more: usize,
}

impl Faults {
    /// Adds one.
    pub(super) fn add(&mut self, make: impl FnOnce() -> Diagnostic) {
        if self.kept.len() < MOST {
            self.kept.push(make());
        } else {
            self.more += 1;
        }
    }

    /// Adds all.
    pub(super) fn extend(&mut self, found: impl IntoIterator<Item = Diagnostic>) {
        found.into_iter().for_each(|fault| self.add(|| fault));
    }

    /// Adds all of another's.
    fn join(&mut self, other: Self) {
        self.more += other.more;
        self.extend(other.kept);
    }

    /// True if there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// The printable forms, in the order of the sources.
    pub(super) fn notices(self, sources: &Sources) -> Vec<Notice> {
        few_notices(&in_source_order(self.kept), self.more, sources)
    }
}

/// The printable forms.
pub(super) fn notices(found: &[Diagnostic], sources: &Sources) -> Vec<Notice> {
    few_notices(found, 0, sources)
}

/// The printable forms, of errors of which so many more were found.
fn few_notices(found: &[Diagnostic], more: usize, sources: &Sources) -> Vec<Notice> {
    let mut few = Few::new(MOST);
    let kept = found.iter().filter(|diagnostic| few.admits(diagnostic.severity()));
    let mut kept: Vec<Diagnostic> = kept.cloned().collect();
    few.miss(more);
    few.finish(kept.iter_mut());
    kept.iter().map(|diagnostic| diagnostic.notice(sources)).collect()
}

/// Both, or all that is wrong with either.
pub(super) fn both<A, B>(
    first: Result<A, Vec<Notice>>,
    second: Result<B, Vec<Notice>>,
) -> Result<(A, B), Vec<Notice>> {
    match (first, second) {
        (Ok(first), Ok(second)) => Ok((first, second)),
        (Err(faults), Ok(_)) | (Ok(_), Err(faults)) => Err(faults),
        (Err(mut faults), Err(more)) => {
            faults.extend(more);
            Err(faults)
        }
    }
}

impl Policies {
    /// That all rules are in force that the project file configures.
    ///
    /// # Errors
    /// Each that is not.
    pub(super) fn check_rules(&self, project: &Project) -> Result<(), Vec<Notice>> {
        let mut faults = Faults::default();
        strays(&self.program, project, &mut faults);
        if faults.is_empty() { Ok(()) } else { Err(faults.notices(&self.sources)) }
    }

    /// The program with its params set.
    ///
    /// # Errors
    /// Params that do not exist, have a wrong value or are missing, and requirements on them that
    /// do not hold.
    pub(super) fn bind(
        &self,
        args: &PolicyArgs,
        project: &Project,
        today: Option<Date>,
    ) -> Result<Bound<'_>, Vec<Notice>> {
        let ready = (&self.sources, &self.checked, &self.program);
        let (bound, unset) = bind_some(ready, &args.params, project, today)?;
        if unset.is_empty() { Ok(bound) } else { Err(unset) }
    }
}

/// Policies' texts, what checking made of them, and what lowering made of that.
type Ready<'p> = (&'p Sources, &'p Checked, &'p Program);

/// A program with these params set, and those that must be set and are not.
///
/// # Errors
/// Params that do not exist or have a wrong value, and requirements on them that do not hold.
pub(super) fn bind_some<'p>(
    (texts, checked, program): Ready<'p>,
    params: &[(String, String)],
    project: &Project,
    today: Option<Date>,
) -> Result<(Bound<'p>, Vec<Notice>), Vec<Notice>> {
    let mut sources = texts.clone();
    let (mut faults, mut unset) = (Faults::default(), Faults::default());
    strays(program, project, &mut faults);
    let given = params::given(checked, project, params, &mut sources, &mut faults);
    let bound = Bound::new(program, &given, today);
    faults.extend(
        bound.uncomputed().iter().map(|it| params::uncomputed(it, program, project.file())),
    );
    if faults.is_empty() {
        let missing = bound.unset().into_iter();
        unset.extend(missing.filter_map(|at| program.params.get(at).map(params::unset)));
    }
    if faults.is_empty() && unset.is_empty() {
        faults.extend(bound.refusals().iter().map(|refusal| {
            let require = program.requires.get(refusal.require);
            params::refused(refusal, require, project.file())
        }));
    }
    if project.has_off(program) {
        faults.add(all_off);
    }
    if faults.is_empty() {
        return Ok((bound, unset.notices(&sources)));
    }
    faults.join(unset);
    Err(faults.notices(&sources))
}

/// Adds the rules that the project file configures and that are not in force, each an error.
fn strays(program: &Program, project: &Project, faults: &mut Faults) {
    let file = project.governing();
    let strays = file.into_iter().flat_map(|file| file.stray_rules(program));
    strays.for_each(|stray| faults.add(|| stray.fault()));
}

fn no_rules() -> Diagnostic {
    Diagnostic::new(Code::E0440, "no rule is in force")
        .help("write a rule, or name a file or folder that has one with `-p`")
}

/// Every rule in force is `off`.
fn all_off() -> Diagnostic {
    Diagnostic::new(Code::E0440, "no rule is in force: all are `off` in the project file")
        .help("write `enforce: audit` for one that is to be reported, and not to count")
}

/// Policies as they are named: paths, or names of the library. Where none is, the project's.
fn wanted(named: &[PathBuf], project: &Project) -> Result<Vec<Policy>, Diagnostic> {
    if named.is_empty() {
        let default = || vec![Policy { what: What::Library(DEFAULT.to_owned()), place: None }];
        return Ok(project.policies().unwrap_or_else(default));
    }
    let unusable = |why: String, help: &str| Diagnostic::new(Code::E0441, why).help(help);
    let what = |path: &PathBuf| match Utf8Path::from_path(path) {
        None => {
            let why = format!("the name of the policy `{}` is not UTF-8", shown(path));
            Err(unusable(why, "rename the file or folder"))
        }
        Some(path) if path.as_str() == "-" => {
            let why = "a policy is not read from standard input".to_owned();
            Err(unusable(why, "standard input is for manifests; write the policy to a file"))
        }
        Some(path) if path.as_str().starts_with("std/") && !path.exists() => {
            Ok(What::Library(path.to_string()))
        }
        Some(path) => Ok(What::Path(path.to_owned())),
    };
    named.iter().map(|path| Ok(Policy { what: what(path)?, place: None })).collect()
}

/// The policy root: the project's folder, if all policies lie in it; else the folder named, or that of
/// the file named; of several, what they share. It is relative where they are, so that what lies in
/// it is shown as it was named.
fn root_of(policies: &[Policy], project: &Project) -> Utf8PathBuf {
    let paths = || {
        policies.iter().filter_map(|policy| match &policy.what {
            What::Path(path) => Some(path),
            What::Library(_)
            | What::Text(..)
            | What::Items(..)
            | What::Expression(..)
            | What::ExpressionOf(..) => None,
        })
    };
    if let Some(folder) = project.folder()
        && let Ok(identity) = folder.canonicalize_utf8()
        && paths()
            .all(|path| path.canonicalize_utf8().is_ok_and(|path| path.starts_with(&identity)))
    {
        return folder.to_owned();
    }
    let folders =
        paths().filter_map(|path| if path.is_dir() { Some(path.as_path()) } else { path.parent() });
    let here = Utf8Path::new(".");
    let folders = folders.map(|folder| if folder.as_str().is_empty() { here } else { folder });
    let roots = folders.filter_map(|folder| {
        let identity = folder.canonicalize_utf8().ok()?;
        Some(Root { named: folder.to_owned(), identity })
    });
    roots.reduce(Root::shared).map_or_else(|| here.to_owned(), |root| root.named)
}

/// A folder, by the name it is shown under and by its canonical path.
struct Root {
    named: Utf8PathBuf,
    identity: Utf8PathBuf,
}

impl Root {
    /// The folder that both lie in.
    fn shared(self, other: Self) -> Self {
        let pairs = self.identity.components().zip(other.identity.components());
        let identity: Utf8PathBuf =
            pairs.take_while(|(a, b)| a == b).map(|(component, _)| component).collect();
        let up = |from: Self| {
            let steps = from.identity.strip_prefix(&identity).map_or(0, |p| p.components().count());
            let named = (0..steps).fold(from.named, |folder, _| above(&folder));
            // A link leads elsewhere than its name says.
            (named.canonicalize_utf8().ok()? == identity).then_some(named)
        };
        let named = up(self).or_else(|| up(other)).unwrap_or_else(|| identity.clone());
        Self { named, identity }
    }
}

/// The folder that holds `folder`, by name.
fn above(folder: &Utf8Path) -> Utf8PathBuf {
    match folder.file_name() {
        Some(name) if name != "." => match folder.parent() {
            Some(parent) if parent.as_str().is_empty() => Utf8PathBuf::from("."),
            Some(parent) => parent.to_owned(),
            None => folder.join(".."),
        },
        _ if folder == "." => Utf8PathBuf::from(".."),
        _ => folder.join(".."),
    }
}

/// The file system.
#[derive(Clone, Copy, Debug)]
pub(super) struct Disk;

impl Files for Disk {
    fn read(&self, path: &Utf8Path) -> Result<String, String> {
        policy_text(path.as_std_path())
    }

    fn folder(&self, path: &Utf8Path) -> Option<Vec<Utf8PathBuf>> {
        if !path.is_dir() {
            return None;
        }
        let files = policy_files(path.as_std_path()).into_iter();
        Some(files.map(|path| Utf8PathBuf::from(path.to_string_lossy().into_owned())).collect())
    }

    fn identity(&self, path: &Utf8Path) -> Option<Utf8PathBuf> {
        path.canonicalize_utf8().ok()
    }
}

/// The files of policies in a folder and the folders in it, in no order.
pub(super) fn policy_files(folder: &Path) -> Vec<PathBuf> {
    let walk = ignore::WalkBuilder::new(folder).standard_filters(false).build();
    let files = walk.filter_map(|entry| match entry {
        Ok(entry) => Some(entry.into_path()).filter(|path| is_policy_name(path)),
        // What can't be looked into may hold a policy: reading it says why it can't.
        Err(error) => Some(path_of(&error).unwrap_or(folder).to_owned()),
    });
    files.collect()
}

/// The text of a policy.
pub(super) fn policy_text(path: &Path) -> Result<String, String> {
    text_of(path, MAX_FILE)
}

/// The text of a file; of one that has more bytes than `limit`, so much that it can be told.
fn text_of(path: &Path, limit: usize) -> Result<String, String> {
    // A character has four bytes at most, and may be cut through.
    let mut bytes = read_file(path, limit + 3).map_err(|why| match why {
        Unread::NotAFile => "it is not a regular file".to_owned(),
        Unread::Failed(error) => reason(&error),
    })?;
    if bytes.len() > limit
        && let Err(error) = str::from_utf8(&bytes)
        && error.error_len().is_none()
    {
        bytes.truncate(error.valid_up_to());
    }
    String::from_utf8(bytes).map_err(|error| {
        format!("it is not UTF-8, from byte {} on", error.utf8_error().valid_up_to())
    })
}

/// True for what a folder of policies has to offer: whatever is called `.sea`, but for folders. What
/// turns out to be no file that can be read is an error, not one policy less.
fn is_policy_name(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().as_encoded_bytes();
    name.ends_with(b".sea") && !path.is_dir()
}

/// True if any of the notices is an error.
pub(super) fn any_error(notices: &[Notice]) -> bool {
    notices.iter().any(|notice| notice.severity == Severity::Error)
}

/// Where the file is that a test of the policy called so names.
pub(super) fn fixture_path(root: &Utf8Path, policy: &str, path: &str) -> Utf8PathBuf {
    Utf8Path::new(policy).parent().unwrap_or(root).join(path)
}

/// Reads the file that a test names, which must lie inside the policy root.
pub(super) fn fixture(root: &Utf8Path, policy: &str, path: &str) -> Result<String, String> {
    let file =
        fixture_path(root, policy, path).canonicalize_utf8().map_err(|error| reason(&error))?;
    let root = root.canonicalize_utf8().map_err(|error| reason(&error))?;
    if !file.starts_with(&root) {
        return Err("it lies outside the policy root".to_owned());
    }
    text_of(file.as_std_path(), Limits::default().file)
}
