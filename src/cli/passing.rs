//! What a run lets pass, from options and the project file: waivers and the baseline.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::fs;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use crate::base::{SourceId, Sources};
use crate::diag::{Code, Diagnostic, Notice};
use crate::judge::baseline::{self, Baseline, Known, Settled, View};
use crate::judge::waivers::{self, Terms, Waivers};
use crate::lang::ir::Program;
use crate::world::input::{Found, Input, Origin, SetAside, Unread, read_file, reason, shown};
use crate::world::measure::Date;

use super::policies;
use super::project::{Project, set_aside};

/// What failures are let pass.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct PassingArgs {
    /// The waivers file: failures that are let pass for a while [default: what the project file names]
    #[arg(long, value_name = "FILE")]
    waivers: Option<PathBuf>,

    /// Let the failures that FILE holds pass: those that were there when it was written
    #[arg(long, value_name = "FILE", conflicts_with = "write_baseline")]
    baseline: Option<PathBuf>,

    /// Write the failures to FILE, and let them pass; a baseline that is there only gets smaller
    #[arg(long, value_name = "FILE")]
    write_baseline: Option<PathBuf>,

    /// Let new failures enter a baseline that is there
    #[arg(long, requires = "write_baseline")]
    force_baseline: bool,
}

impl PassingArgs {
    /// Those that name this waivers file, if any, and nothing else.
    pub(super) fn with_waivers(waivers: Option<PathBuf>) -> Self {
        Self { waivers, ..Self::default() }
    }

    /// Where the waivers file is, if there is to be one.
    pub(super) fn waivers_path(&self, project: &Project) -> Option<PathBuf> {
        self.waivers.clone().or_else(|| project.waivers())
    }

    /// Where the baseline is, if there is to be one.
    pub(super) fn baseline_path(&self) -> Option<&Path> {
        self.baseline.as_deref().or(self.write_baseline.as_deref())
    }

    /// Sets the waivers file and the baseline aside, if they are among what is judged.
    pub(super) fn set_aside(&self, project: &Project, inputs: &mut Found) {
        if let Some(path) = self.waivers_path(project) {
            set_aside(inputs, &path, SetAside::WaiversFile);
        }
        if let Some(path) = self.baseline_path() {
            set_aside(inputs, path, SetAside::Baseline);
        }
    }

    /// Reads the waivers file, whose waivers must be of rules that are in force in `program`, if one is
    /// given.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub(super) fn load(
        &self,
        project: &Project,
        terms: &Terms,
        program: Option<&Program>,
    ) -> Result<Option<Waivers>, Vec<Notice>> {
        let Some(path) = self.waivers_path(project) else { return Ok(None) };
        let name = shown(&path);
        let bytes = read_file(&path, waivers::LARGEST).map_err(|why| told(&why));
        let bytes = bytes.and_then(|bytes| match bytes.len() > waivers::LARGEST {
            true => Err(format!("it has more than {} bytes", waivers::LARGEST)),
            false => Ok(bytes),
        });
        let bytes = bytes.map_err(|why| {
            let mut fault = unreadable(&name, &why);
            let file = project.file().filter(|_| self.waivers.is_none());
            if let Some(file) = file {
                fault = fault.at(file.place(&["waivers"]), "it is named here");
            }
            vec![project.notice(&fault)]
        })?;
        let notices = |faults: &[Diagnostic], source| {
            let mut sources = Sources::default();
            sources.insert(SourceId::WAIVERS, source);
            policies::notices(faults, &sources)
        };
        let read = Waivers::read(&name, bytes, terms);
        let waivers = read.map_err(|(faults, source)| notices(&faults, source))?;
        if let Some(program) = program.filter(|_| !project.is_replaced()) {
            let strays = waivers.check_rules(program);
            strays.map_err(|faults| notices(&faults, Arc::clone(waivers.source())))?;
        }
        Ok(Some(waivers))
    }

    /// Reads the baseline, for a run that judges `inputs`, which were found by these names.
    ///
    /// # Errors
    /// One that can't be read.
    pub(super) fn known<'i>(
        &self,
        inputs: impl Iterator<Item = Cow<'i, Input>>,
        named: &[PathBuf],
        whole: bool,
    ) -> Result<Option<Known>, Vec<Notice>> {
        let Some(path) = self.baseline_path() else { return Ok(None) };
        let read = read_baseline(path);
        let (baseline, admits) = match read {
            Ok(Some(baseline)) => (baseline, self.force_baseline),
            Ok(None) if self.write_baseline.is_some() => (Baseline::default(), true),
            Err(_) if self.force_baseline => (Baseline::default(), true),
            Ok(None) => return Err(no_baseline(path, "it is not there")),
            Err(why) => return Err(no_baseline(path, &why)),
        };
        let folder = Folder::of(path);
        let mut names = Names::default();
        let files: HashMap<String, String> = inputs
            .map(|input| (input.shown().to_owned(), folder.path_of(&input, &mut names)))
            .collect();
        let judged: HashSet<&String> = files.values().collect();
        let roots: Vec<PathBuf> =
            named.iter().filter_map(|path| fs::canonicalize(path).ok()).collect();
        let view = |file: &Option<String>| match file {
            None => View { within: whole, gone: false },
            Some(file) if judged.contains(file) => View { within: true, gone: false },
            Some(file) => folder.view(file, &roots),
        };
        let views = baseline.records.iter().map(|record| view(&record.file)).collect();
        Ok(Some(Known { baseline, views, files, admits }))
    }

    /// What is to be written of a baseline, and where to; and what is to be said of it.
    pub(super) fn after(
        &self,
        known: &Known,
        settled: &Settled,
    ) -> (Option<Write>, Option<Notice>) {
        if let Some(path) = &self.write_baseline {
            let new = known.admits || settled.baseline != known.baseline;
            let text = new.then(|| settled.baseline.to_text());
            let write = Write { path: path.clone(), text, count: settled.baseline.records.len() };
            return (Some(write), None);
        }
        let stale = self.baseline.as_ref().filter(|_| settled.stale > 0);
        (None, stale.map(|path| stale_notice(path, settled.stale)))
    }
}

/// A baseline that is to be written.
#[derive(Debug)]
pub(super) struct Write {
    /// Where to.
    pub(super) path: PathBuf,
    /// Its text; none where the file is as it should be.
    pub(super) text: Option<String>,
    /// How many entries it has.
    pub(super) count: usize,
}

/// What waivers are held to.
pub(super) fn terms(project: &Project, today: Option<Date>) -> Terms {
    let file = project.file().map(|file| &file.project);
    Terms {
        today,
        most: file.and_then(|file| file.max_waiver),
        annotations: file.map_or_else(Vec::new, |file| file.waiver_annotations.clone()),
    }
}

/// What is odd about a waivers file, and no error.
pub(super) fn warnings(waivers: &Waivers) -> Vec<Notice> {
    let mut sources = Sources::default();
    sources.insert(SourceId::WAIVERS, Arc::clone(waivers.source()));
    policies::notices(waivers.warnings(), &sources)
}

/// True if what was named holds the whole folder of the project; without one, that of the waivers.
pub(super) fn is_whole(named: &[PathBuf], project: &Project, waivers: Option<&Path>) -> bool {
    let of_project = project.folder().map(|folder| folder.as_std_path().to_owned());
    let of_waivers = || waivers.map(folder_of);
    let Some(folder) = of_project.or_else(of_waivers) else { return true };
    let Ok(folder) = fs::canonicalize(folder) else { return false };
    let mut roots = named.iter().filter_map(|path| fs::canonicalize(path).ok());
    roots.any(|root| folder.starts_with(root))
}

/// The folder that a file is in.
fn folder_of(path: &Path) -> PathBuf {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or(Path::new(".")).to_owned()
}

/// The baseline at `path`, if there is one.
fn read_baseline(path: &Path) -> Result<Option<Baseline>, String> {
    let bytes = match read_file(path, baseline::LARGEST) {
        Ok(bytes) => bytes,
        Err(Unread::Failed(error)) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(why) => return Err(told(&why)),
    };
    let text = String::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())?;
    Baseline::read(&text).map(Some)
}

/// The folder that a baseline is in: what its files' paths begin at.
struct Folder(PathBuf);

/// Folders by their name, and where they really are.
pub(super) type Names = HashMap<PathBuf, Option<PathBuf>>;

impl Folder {
    fn of(baseline: &Path) -> Self {
        let folder = folder_of(baseline);
        Self(fs::canonicalize(&folder).unwrap_or(folder))
    }

    /// The path of an input from here; standard input keeps its name.
    fn path_of(&self, input: &Input, names: &mut Names) -> String {
        let Origin::File(path) = &input.origin else { return input.shown().to_owned() };
        let Some(real) = real(path, names) else { return input.shown().to_owned() };
        let mut ours = self.0.components().peekable();
        let mut its = real.components().peekable();
        while let (Some(here), Some(there)) = (ours.peek(), its.peek()) {
            if here != there {
                break;
            }
            ours.next();
            its.next();
        }
        let up = ours.map(|_| "..".to_owned());
        let down = its.map(|part| shown(Path::new(part.as_os_str())));
        up.chain(down).collect::<Vec<_>>().join("/")
    }

    /// What a run that begins at `roots` sees of a file that it does not judge.
    fn view(&self, file: &str, roots: &[PathBuf]) -> View {
        let path = plain(&self.0.join(file));
        let gone = matches!(fs::symlink_metadata(&path), Err(error) if error.kind() == ErrorKind::NotFound);
        let within = gone && roots.iter().any(|root| path.starts_with(root));
        View { within, gone: gone && !file.starts_with('<') }
    }
}

/// Where a file really is, itself not followed where it is a link.
pub(super) fn real(path: &Path, names: &mut Names) -> Option<PathBuf> {
    let folder = folder_of(path);
    let real = names.entry(folder).or_insert_with_key(|folder| fs::canonicalize(folder).ok());
    Some(real.as_ref()?.join(path.file_name()?))
}

/// A path without `..` in it.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => drop(plain.pop()),
            Component::CurDir => {}
            part => plain.push(part),
        }
    }
    plain
}

fn told(why: &Unread) -> String {
    match why {
        Unread::NotAFile => "it is not a regular file".to_owned(),
        Unread::Failed(error) => reason(error),
    }
}

/// A waivers file that can't be read.
fn unreadable(name: &str, why: &str) -> Diagnostic {
    Diagnostic::new(Code::E0451, format!("the waivers file `{name}` can't be read: {why}"))
        .help("mend that or the name; a file without waivers is `waivers: []`")
}

/// A baseline that can't be read.
fn no_baseline(path: &Path, why: &str) -> Vec<Notice> {
    let name = shown(path);
    let fault = Diagnostic::new(Code::E0456, format!("the baseline `{name}` can't be read: {why}"))
        .help(format!(
            "mend that, or begin again with all that fails now: `--write-baseline {name} --force-baseline`"
        ));
    vec![fault.notice(&Sources::default())]
}

/// Records that no longer fail.
fn stale_notice(path: &Path, count: usize) -> Notice {
    let name = shown(path);
    let what = if count == 1 { "one finding" } else { "findings" };
    let number = if count == 1 { String::new() } else { format!("{count} ") };
    let come = if count == 1 { "no longer comes" } else { "no longer come" };
    let message = format!("the baseline `{name}` holds {number}{what} that {come}");
    let fault = Diagnostic::new(Code::L0397, message)
        .help(format!("make it smaller, so that they can't come back: `--write-baseline {name}`"));
    fault.notice(&Sources::default())
}
