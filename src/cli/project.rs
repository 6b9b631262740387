//! The project of a run: finding `seaworthy.yaml`, and what it says of policies, params, clusters.
//!
//! It is found from the working directory upwards. Where `-p` says by what is judged, a file that lies
//! with what is judged (in the same tree, standard input counting as the working directory) is passed
//! over: whoever is judged could otherwise set how. `--project` names one all the same.

use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};
use std::{env, fs};

use camino::{Utf8Path, Utf8PathBuf};
use indexmap::IndexMap;

use crate::base::{Sources, suggest};
use crate::diag::{Code, Diagnostic, Notice};
use crate::judge::Settings;
use crate::judge::project::{Enforcement, LARGEST, ProjectFile, RuleSetting};
use crate::lang::ir::Program;
use crate::lang::pipeline::{Policy, What};
use crate::report::ProjectUse;
use crate::world::input::{Found, Input, Lot, Origin, SetAside, Unread, read_file, reason, shown};
use crate::world::kube::{Profile, Table};

use super::policies;

/// What a project file is called.
const NAME: &str = "seaworthy.yaml";
/// What it is not called.
const MISNOMERS: [&str; 3] = ["seaworthy.yml", ".seaworthy.yaml", ".seaworthy.yml"];

/// Which project.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct ProjectArgs {
    /// The project file [default: seaworthy.yaml, from the current folder upwards]
    #[arg(long, value_name = "FILE", conflicts_with = "no_project")]
    pub(super) project: Option<PathBuf>,

    /// Use no project file
    #[arg(long)]
    pub(super) no_project: bool,
}

impl ProjectArgs {
    /// Where the project file is, or would be: in any of the folders above.
    pub(super) fn candidates(&self) -> Vec<PathBuf> {
        match &self.project {
            _ if self.no_project => Vec::new(),
            Some(path) => vec![path.clone()],
            None => {
                let here = env::current_dir().unwrap_or_default();
                here.ancestors().map(|folder| folder.join(NAME)).collect()
            }
        }
    }
}

/// The project of a run, as far as it has one.
#[derive(Debug, Default)]
pub(super) struct Project {
    file: Option<ProjectFile>,
    /// The folder that the file is in, as it is shown.
    folder: Utf8PathBuf,
    /// A file that was found and is not used.
    passed_over: Option<Utf8PathBuf>,
    /// True if the command line says by what is judged.
    replaced: bool,
}

impl Project {
    /// Finds and reads the project file. `named` are the policies that the command line names, `judged`
    /// what is judged.
    ///
    /// # Errors
    /// All that is wrong with the file.
    pub(super) fn find(
        args: &ProjectArgs,
        named: &[PathBuf],
        judged: &[PathBuf],
    ) -> Result<Self, Vec<Notice>> {
        let fault = |fault: Diagnostic| vec![fault.notice(&Sources::default())];
        let replaced = !named.is_empty();
        let none = Self { replaced, ..Self::default() };
        let path = match &args.project {
            _ if args.no_project => return Ok(none),
            Some(path) => match Utf8Path::from_path(path) {
                Some(path) => path.to_owned(),
                None => return Err(fault(unreadable(&shown(path), NOT_UTF8))),
            },
            None => match above().map_err(fault)? {
                Some(path) if replaced && lies_with(&path, judged) => {
                    return Ok(Self { passed_over: Some(path), ..none });
                }
                Some(path) => path,
                None => return Ok(none),
            },
        };
        let file = open(&path)?;
        let folder = path.parent().filter(|folder| !folder.as_str().is_empty());
        let folder = folder.unwrap_or(Utf8Path::new(".")).to_owned();
        Ok(Self { file: Some(file), folder, passed_over: None, replaced })
    }

    /// Of a run whose policies are named on the command line whatever the project file says.
    pub(super) fn with_own_policies(mut self) -> Self {
        self.replaced = true;
        self
    }

    /// The file, if one is used.
    pub(super) fn file(&self) -> Option<&ProjectFile> {
        self.file.as_ref()
    }

    /// The file, where its settings of rules and params must all be of what is in force.
    pub(super) fn governing(&self) -> Option<&ProjectFile> {
        self.file.as_ref().filter(|_| !self.replaced)
    }

    /// True if the command line says by what is judged.
    pub(super) fn is_replaced(&self) -> bool {
        self.replaced
    }

    /// Where the waivers file is that the file names.
    pub(super) fn waivers(&self) -> Option<PathBuf> {
        let name = self.file.as_ref()?.project.waivers.as_ref()?;
        Some(match self.folder.as_str() {
            "." => PathBuf::from(name),
            _ => self.folder.join(name).into_std_path_buf(),
        })
    }

    /// The folder that the file is in.
    pub(super) fn folder(&self) -> Option<&Utf8Path> {
        self.file.as_ref().map(|_| self.folder.as_path())
    }

    /// The kinds that policies may name.
    pub(super) fn table(&self) -> &Table {
        self.kinds().map_or(Table::built_in(), AsRef::as_ref)
    }

    /// The kinds table, where it is not the built-in one.
    pub(super) fn kinds(&self) -> Option<&Arc<Table>> {
        self.file.as_ref().and_then(ProjectFile::kinds)
    }

    /// The policies that the file lists; none where it lists none.
    pub(super) fn policies(&self) -> Option<Vec<Policy>> {
        let listed = self.file.as_ref()?.policies()?;
        let policy = |(name, place): (&str, _)| {
            let path = match self.folder.as_str() {
                "." => Utf8PathBuf::from(name),
                _ => self.folder.join(name),
            };
            let what = if name.starts_with("std/") && !path.exists() {
                What::Library(name.to_owned())
            } else {
                What::Path(path)
            };
            Policy { what, place: Some(place) }
        };
        Some(listed.into_iter().map(policy).collect())
    }

    /// Sets the project file aside, if it is among what is judged.
    pub(super) fn set_aside(&self, inputs: &mut Found) {
        let path = self
            .file
            .as_ref()
            .map(ProjectFile::name)
            .or(self.passed_over.as_deref().map(Utf8Path::as_str));
        // Whoever passes it over has not read it.
        if let Some(path) = path {
            set_aside(inputs, Path::new(path), SetAside::ProjectFile);
        }
    }

    /// How single rules are judged, by their id; the others as they say themselves.
    pub(super) fn rules(&self) -> &IndexMap<String, RuleSetting> {
        static NONE: LazyLock<IndexMap<String, RuleSetting>> = LazyLock::new(IndexMap::new);
        self.file.as_ref().map_or(&NONE, |file| &file.project.rules)
    }

    /// True if the file has every rule in force off.
    pub(super) fn has_off(&self, program: &Program) -> bool {
        let off = |id: &str| self.rules().get(id).is_some_and(|s| s.enforce == Enforcement::Off);
        let mut in_force = program.rules.iter().filter(|rule| rule.in_force).peekable();
        in_force.peek().is_some() && in_force.all(|rule| off(&rule.id))
    }

    /// Adds the file's text to those that places are shown in.
    pub(super) fn add_source(&self, sources: &mut Sources) {
        if let Some(file) = &self.file {
            sources.insert(crate::base::SourceId::PROJECT, Arc::clone(file.source()));
        }
    }

    /// What is odd about the file, and no error.
    pub(super) fn warnings(&self) -> Vec<Notice> {
        let file = self.file.as_ref();
        let warnings = file.into_iter().flat_map(|file| &file.warnings);
        warnings.map(|warning| self.notice(warning)).collect()
    }

    /// Sets what the file says of a run, and tells what was used of it. `profile` is that which the
    /// command line names.
    ///
    /// # Errors
    /// A profile that is not there, or must be chosen.
    pub(super) fn apply(
        &self,
        profile: Option<&str>,
        settings: &mut Settings,
    ) -> Result<ProjectUse, Vec<Notice>> {
        let chosen = self.profile(profile).map_err(|fault| vec![self.notice(&fault)])?;
        if let Some((_, profile)) = chosen {
            settings.profile = profile.clone();
        }
        let Some(file) = &self.file else {
            let passed_over = self.passed_over.as_ref();
            return Ok(passed_over
                .map_or(ProjectUse::None, |path| ProjectUse::PassedOver(path.to_string())));
        };
        file.project.limits.apply(&mut settings.limits);
        settings.kinds = file.kinds().cloned();
        settings.rules.clone_from(&file.project.rules);
        let profile = chosen.map(|(name, _)| name.to_owned());
        Ok(ProjectUse::Used { file: file.name().to_owned(), profile })
    }

    /// The profile that is named; else the only one.
    fn profile(&self, named: Option<&str>) -> Result<Option<(&str, &Profile)>, Diagnostic> {
        let all = self.file.as_ref().map(|file| &file.project.profiles);
        let names: Vec<&str> =
            all.into_iter().flat_map(|all| all.keys()).map(String::as_str).collect();
        match (named, self.file.as_ref(), all) {
            (None, _, None) => Ok(None),
            (Some(name), Some(_), Some(all)) if all.contains_key(name) => {
                Ok(all.get_key_value(name).map(|(name, profile)| (name.as_str(), profile)))
            }
            (Some(name), file, _) => {
                Err(no_profile(name, &names, file, self.passed_over.as_deref()))
            }
            (None, Some(file), Some(all)) if all.len() > 1 => Err(several_profiles(&names, file)),
            (None, _, Some(all)) => Ok(all.first().map(|(name, profile)| (name.as_str(), profile))),
        }
    }

    pub(super) fn notice(&self, fault: &Diagnostic) -> Notice {
        let mut sources = Sources::default();
        self.add_source(&mut sources);
        fault.notice(&sources)
    }
}

/// Sets the file at `path` aside for this reason, if it is among what is judged and holds no object.
pub(super) fn set_aside(inputs: &mut Found, path: &Path, reason: SetAside) {
    let Ok(own) = fs::canonicalize(path) else { return };
    let is_own = |input: &Input| match &input.origin {
        Origin::File(path) => fs::canonicalize(path).is_ok_and(|path| path == own),
        Origin::Stdin => false,
    };
    for at in inputs.called(own.file_name().unwrap_or_default()) {
        if inputs.get(at).is_some_and(|input| input.lot == Lot::Judge && is_own(&input)) {
            inputs.set_lot(at, Lot::ReadFirst(reason));
        }
    }
}

const NOT_UTF8: &str = "its name is not UTF-8";

/// The project file in the working directory, or in the nearest folder above that has one.
fn above() -> Result<Option<Utf8PathBuf>, Diagnostic> {
    let Ok(here) = env::current_dir() else { return Ok(None) };
    let mut shown = Utf8PathBuf::new();
    for folder in here.ancestors() {
        if exists(&folder.join(NAME)) {
            return Ok(Some(shown.join(NAME)));
        }
        if let Some(misnomer) = MISNOMERS.iter().find(|name| exists(&folder.join(name))) {
            return Err(misnamed(&shown.join(misnomer)));
        }
        shown.push("..");
    }
    Ok(None)
}

/// True if there is something of this name, even a link that leads nowhere.
fn exists(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

/// True if a project file is in the same tree as anything that is judged.
fn lies_with(file: &Utf8Path, judged: &[PathBuf]) -> bool {
    let folder = file.parent().filter(|folder| !folder.as_str().is_empty());
    let Ok(folder) = fs::canonicalize(folder.unwrap_or(Utf8Path::new("."))) else { return true };
    judged.iter().any(|path| {
        let path = if path == Path::new("-") { Path::new(".") } else { path };
        // What is not there is nobody's tree.
        fs::canonicalize(path)
            .is_ok_and(|path| path.starts_with(&folder) || folder.starts_with(&path))
    })
}

fn open(path: &Utf8Path) -> Result<ProjectFile, Vec<Notice>> {
    let fault = |why: &str| vec![unreadable(path.as_str(), why).notice(&Sources::default())];
    if path.is_dir() {
        return Err(fault("it is a folder"));
    }
    let bytes = read_file(path.as_std_path(), LARGEST).map_err(|why| match why {
        Unread::NotAFile => fault("it is not a regular file"),
        Unread::Failed(error) => fault(&reason(&error)),
    })?;
    ProjectFile::read(path.as_str(), bytes).map_err(|(faults, source)| {
        let mut sources = Sources::default();
        sources.insert(crate::base::SourceId::PROJECT, source);
        policies::notices(&faults, &sources)
    })
}

/// A project file that can't be read.
fn unreadable(path: &str, why: &str) -> Diagnostic {
    Diagnostic::new(Code::E0444, format!("the project file `{path}` can't be read: {why}"))
        .help("mend that, name another with `--project`, or judge without one: `--no-project`")
}

/// A file that was probably meant as a project file.
fn misnamed(path: &Utf8Path) -> Diagnostic {
    Diagnostic::new(Code::E0444, format!("`{path}` is not read: a project file is called `{NAME}`"))
        .help(format!("rename it to `{}`", path.with_file_name(NAME)))
}

/// `--profile` of one that is not there.
fn no_profile(
    name: &str,
    names: &[&str],
    file: Option<&ProjectFile>,
    passed_over: Option<&Utf8Path>,
) -> Diagnostic {
    let near = suggest(name, names.iter().copied());
    let message = match (file, near) {
        (None, _) => format!("no project file is used that could have the profile `{name}`"),
        (Some(_), Some(near)) => format!("no profile `{name}`; did you mean `{near}`?"),
        (Some(_), None) => format!("no profile `{name}`"),
    };
    let fault = Diagnostic::new(Code::E0449, message);
    let Some(file) = file else {
        return match passed_over {
            Some(path) => fault.help(format!(
                "`{path}` lies with what is judged, and `-p` is given; `--project {path}` uses it"
            )),
            None => {
                fault.help(format!("write it under `profiles` in `{NAME}`, or drop `--profile`"))
            }
        };
    };
    match names {
        [] => fault.help(format!("`{}` has no `profiles`; add it there", file.name())),
        _ => fault
            .at(file.place(&["profiles"]), "the profiles")
            .help(format!("there are {}", quoted(names))),
    }
}

/// Several profiles, and none named.
fn several_profiles(names: &[&str], file: &ProjectFile) -> Diagnostic {
    let first = names.first().copied().unwrap_or_default();
    Diagnostic::new(Code::E0450, "there are several cluster profiles, and none is chosen")
        .at(file.place(&["profiles"]), "these")
        .help(format!("say for which cluster: `--profile {first}`; there are {}", quoted(names)))
}

/// `a`, `b`.
fn quoted(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}
