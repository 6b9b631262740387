//! From what is asked for to parsed files: policies, what they import, and rules of the library.
//!
//! What is asked for are files, folders of files, texts, and names of the library (`std/…`). Imports
//! lead on from there: `./lib/registries` is a file beside the importing one, `std/images` a module of
//! the library. A file loads once, however it is named; nothing outside the policy root is read.
//! Files are taken in the order of their names and imports in the order met, so that nothing
//! depends on the order in which policies are asked for.
//!
//! This room opens no file itself: [`Files`] does, for whoever calls.

mod errors;
mod graph;
mod paths;
mod question;
mod select;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};

use crate::base::{Name, Place, Source, SourceId, Sources, Span};
use crate::diag::Diagnostic;
use crate::lang::library::{EntryId, Library, ModuleId};
use crate::lang::syntax::ast::{File, Import, ItemKind};
use crate::lang::syntax::{Parsed, parse, parse_expression, parse_items};
use crate::lang::typeck::{Imported, Role, Unit};

pub use question::{ASKED_OF, QUESTION};

/// Access to files, for rooms that have none.
pub trait Files {
    /// The text of a file.
    ///
    /// # Errors
    /// Why it can't be read, in words that follow "because".
    fn read(&self, path: &Utf8Path) -> Result<String, String>;

    /// The `.sea` files in a folder and the folders in it, in any order; nothing if `path` is no
    /// folder.
    fn folder(&self, path: &Utf8Path) -> Option<Vec<Utf8PathBuf>>;

    /// What a file is known by, however it is named: absolute, without links. Nothing if there is
    /// no such file.
    fn identity(&self, path: &Utf8Path) -> Option<Utf8PathBuf>;
}

/// No files at all: for policies that are texts, or the library's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NoFiles;

impl Files for NoFiles {
    fn read(&self, _: &Utf8Path) -> Result<String, String> {
        Err("there are no files here".to_owned())
    }

    fn folder(&self, _: &Utf8Path) -> Option<Vec<Utf8PathBuf>> {
        None
    }

    fn identity(&self, _: &Utf8Path) -> Option<Utf8PathBuf> {
        None
    }
}

/// Something that is asked to be in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// What it is.
    pub what: What,
    /// Where it is asked for, if that is written somewhere.
    pub place: Option<Place>,
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A file, or a folder of files.
    Path(Utf8PathBuf),
    /// A rule, pack or folder of the library: `std/no-latest`, `std/strict`.
    Library(String),
    /// A text, with the name to show it under. It imports as if it stood in the policy root.
    Text(String, String),
    /// Items as somebody enters them, with the name to show them under. They need no edition, and may
    /// use what all policies beside them declare, and what the library offers, without an import.
    Items(String, String),
    /// An expression to evaluate, with the name to show it under: a rule called [`QUESTION`]. It may
    /// use what all policies beside it declare.
    Expression(String, String),
    /// The same of an object of this kind (its group, empty for the core group, and name), which the
    /// expression calls `it`.
    ExpressionOf(String, String, (Name, Name)),
}

/// How to load.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The policy root, outside of which nothing is imported.
    pub root: Utf8PathBuf,
    /// True if tests are wanted: `*_test.sea` files in folders, and the library's own tests of the
    /// rules that are asked for.
    pub tests: bool,
}

/// What loading yields.
#[derive(Debug, Default)]
pub struct Loaded {
    /// All sources that a diagnostic may point into, the library's too.
    pub sources: Sources,
    /// The files.
    pub units: Vec<Unit>,
    /// The library's rules that are asked for.
    pub library_rules: Vec<(ModuleId, EntryId)>,
    /// The library's modules whose tests are wanted.
    pub library_tests: Vec<ModuleId>,
    /// What is wrong so far.
    pub diagnostics: Vec<Diagnostic>,
}

/// Loads what is asked for, and what that imports.
pub fn load(policies: &[Policy], options: &Options, files: &dyn Files) -> Loaded {
    let root = files.identity(&options.root).unwrap_or_else(|| paths::normal(&options.root));
    let mut loader = Loader {
        files,
        root,
        options,
        loaded: Loaded::default(),
        ways: Vec::new(),
        known: HashMap::new(),
        waiting: Vec::new(),
        named: HashSet::new(),
        unknown: Vec::new(),
        more_unknown: None,
    };
    loader.asked(policies);
    loader.imports();
    let Loader { mut loaded, ways, .. } = loader;
    loaded.diagnostics.extend(graph::circles(&loaded.units, &ways));
    Library::get().add_sources(&mut loaded.sources);
    loaded
}

/// An import between two files, for finding circles.
#[derive(Clone, Copy, Debug)]
struct Way {
    from: usize,
    to: usize,
    place: Place,
}

/// A file whose imports have not been followed.
struct Waiting {
    unit: usize,
    /// The folder that its imports start from.
    folder: Utf8PathBuf,
}

struct Loader<'l> {
    files: &'l dyn Files,
    root: Utf8PathBuf,
    options: &'l Options,
    loaded: Loaded,
    ways: Vec<Way>,
    known: HashMap<Utf8PathBuf, usize>,
    waiting: Vec<Waiting>,
    /// Names of the library that were asked for.
    named: HashSet<String>,
    /// Those that are unknown.
    unknown: Vec<Diagnostic>,
    /// Where the first is that is one too many, and how many are.
    more_unknown: Option<(Option<Place>, usize)>,
}

/// Unknown names of the library that are told one by one.
const UNKNOWN: usize = 100;

impl Loader<'_> {
    /// Loads what is asked for, in the order of its names.
    fn asked(&mut self, policies: &[Policy]) {
        let mut paths: Vec<(Utf8PathBuf, Option<Place>)> = Vec::new();
        let (mut questions, mut entered) = (Vec::new(), Vec::new());
        for policy in policies {
            match &policy.what {
                What::Path(path) => match self.files.folder(path) {
                    Some(all) => {
                        let wanted = |path: &Utf8PathBuf| self.options.tests || !is_test(path);
                        paths.extend(
                            all.into_iter().filter(wanted).map(|path| (path, policy.place)),
                        );
                    }
                    None => paths.push((path.clone(), policy.place)),
                },
                What::Library(name) => self.library(name, policy.place),
                What::Text(name, text) => self.text(name, text),
                What::Items(name, text) => entered.push((name, text)),
                What::Expression(name, text) => questions.push((name, text, None)),
                What::ExpressionOf(name, text, (group, kind)) => {
                    questions.push((name, text, Some((&**group, &**kind))));
                }
            }
        }
        let more = self.more_unknown.map(|(place, count)| errors::more_unknown(count, place));
        self.loaded.diagnostics.extend(self.unknown.drain(..).chain(more));
        paths.sort();
        for (path, place) in paths {
            let role = if is_test(&path) { Role::Test } else { Role::Policy };
            match self.file(&path, role) {
                Ok(index) if role == Role::Test && self.options.tests => self.subject(index, &path),
                Ok(_) => {}
                Err(why) => {
                    self.loaded.diagnostics.push(errors::unreadable(&path, &why, place));
                }
            }
        }
        for (name, text) in entered {
            self.items(name, text);
        }
        for (name, text, kind) in questions {
            self.question(name, text, kind);
        }
    }

    /// Loads the file whose rules a file of tests is about: `x.sea` beside `x_test.sea`, if there is
    /// one. That puts none of its rules in force.
    fn subject(&mut self, tests: usize, path: &Utf8Path) {
        let Some(beside) = subject_of(path) else { return };
        if self.files.identity(&beside).is_none() {
            return;
        }
        match self.file(&beside, Role::Imported) {
            Ok(index) => {
                if let Some(unit) = self.loaded.units.get_mut(tests) {
                    unit.subject = Some(index);
                }
            }
            Err(why) => self.loaded.diagnostics.push(errors::unreadable(&beside, &why, None)),
        }
    }

    /// Loads items that somebody entered, after all that they may use.
    fn items(&mut self, name: &str, text: &str) {
        let source = Source::new(name, text);
        let id = self.loaded.sources.add(Arc::clone(&source));
        let mut parsed = parse_items(id, &source);
        let (more, imports) = question::imports_of(&source, &parsed.file.items, &self.loaded.units);
        parsed.file.items.extend(more);
        let unit = self.add(id, parsed, Role::Policy, imports);
        self.waiting.push(Waiting { unit, folder: self.root.clone() });
    }

    /// Loads an expression, after all that it may use.
    fn question(&mut self, name: &str, text: &str, kind: Option<(&str, &str)>) {
        let source = Source::new(name, text);
        let id = self.loaded.sources.add(Arc::clone(&source));
        let parsed = parse_expression(id, &source);
        self.loaded.diagnostics.extend(parsed.diagnostics);
        let (items, imports) =
            question::items(&source, (parsed.expr, parsed.expr_count), kind, &self.loaded.units);
        self.loaded.units.push(Unit {
            source: id,
            role: Role::Policy,
            items: items.into_iter().map(Arc::new).collect(),
            comments: Vec::new(),
            imports,
            subject: None,
        });
    }

    fn library(&mut self, name: &str, place: Option<Place>) {
        if !self.named.insert(name.to_owned()) {
            return;
        }
        // Looking for a name reads all of the library; for thousands of them there is a list.
        if self.unknown.len() >= UNKNOWN && !select::is_known(name) {
            self.more_unknown.get_or_insert((place, 0)).1 += 1;
            return;
        }
        match select::select(Library::get(), name) {
            Ok(found) => {
                for rule in found {
                    if !self.loaded.library_rules.contains(&rule) {
                        self.loaded.library_rules.push(rule);
                    }
                    if self.options.tests && !self.loaded.library_tests.contains(&rule.0) {
                        self.loaded.library_tests.push(rule.0);
                    }
                }
            }
            Err(guess) if self.unknown.len() < UNKNOWN => {
                self.unknown.push(errors::unknown_policy(name, guess.near(), place));
            }
            Err(_) => {
                self.more_unknown.get_or_insert((place, 0)).1 += 1;
            }
        }
    }

    fn text(&mut self, name: &str, text: &str) {
        let source = Source::new(name, text);
        let folder = self.root.clone();
        self.unit(&source, Role::Policy, folder);
    }

    /// Loads a file, unless it is loaded: its index.
    fn file(&mut self, path: &Utf8Path, role: Role) -> Result<usize, String> {
        let identity = self.files.identity(path);
        let identity = identity.ok_or_else(|| "there is no such file".to_owned())?;
        if let Some(&index) = self.known.get(&identity) {
            if let Some(unit) =
                self.loaded.units.get_mut(index).filter(|u| u.role == Role::Imported)
            {
                unit.role = role;
            }
            return Ok(index);
        }
        let text = self.files.read(path)?;
        let source = Source::new(path.as_str(), text);
        let folder = identity.parent().map_or_else(|| self.root.clone(), Utf8Path::to_path_buf);
        let index = self.unit(&source, role, folder);
        self.known.insert(identity, index);
        Ok(index)
    }

    fn unit(&mut self, source: &Arc<Source>, role: Role, folder: Utf8PathBuf) -> usize {
        let id = self.loaded.sources.add(Arc::clone(source));
        let unit = self.add(id, parse(id, source), role, HashMap::new());
        self.waiting.push(Waiting { unit, folder });
        unit
    }

    /// Adds what was parsed, some of whose imports are followed already: its index.
    fn add(
        &mut self,
        source: SourceId,
        parsed: Parsed,
        role: Role,
        imports: HashMap<Span, Imported>,
    ) -> usize {
        self.loaded.diagnostics.extend(parsed.diagnostics);
        let File { items, comments, .. } = parsed.file;
        let items = items.into_iter().map(Arc::new).collect();
        self.loaded.units.push(Unit { source, role, items, comments, imports, subject: None });
        self.loaded.units.len() - 1
    }

    /// Follows all imports, those of files that are imported too.
    fn imports(&mut self) {
        let mut at = 0;
        while let Some(Waiting { unit, folder }) = self.waiting.get(at) {
            let (unit, folder) = (*unit, folder.clone());
            at += 1;
            let Some(here) = self.loaded.units.get(unit) else { continue };
            let (source, items, known) = (here.source, here.items.clone(), here.imports.clone());
            for item in &items {
                let ItemKind::Import(import) = &item.kind else { continue };
                if known.contains_key(&import.path.span) {
                    continue;
                }
                let place = Place::new(source, import.path.span);
                match self.import(unit, &folder, import, place) {
                    Ok(imported) => {
                        if let Some(here) = self.loaded.units.get_mut(unit) {
                            here.imports.insert(import.path.span, imported);
                        }
                    }
                    Err(error) => self.loaded.diagnostics.push(error),
                }
            }
        }
    }

    fn import(
        &mut self,
        unit: usize,
        folder: &Utf8Path,
        import: &Import,
        place: Place,
    ) -> Result<Imported, Diagnostic> {
        let written = &*import.path.text;
        if let Some(name) = written.strip_prefix("std/") {
            return library_module(name, place);
        }
        if !written.starts_with("./") && !written.starts_with("../") {
            return Err(errors::no_path(written, place));
        }
        let path = paths::normal(&folder.join(format!("{written}.sea")));
        let identity = self.files.identity(&path);
        if !identity.as_ref().unwrap_or(&path).starts_with(&self.root) {
            return Err(errors::outside(written, &self.options.root, place));
        }
        if identity.is_none() {
            let inside = self.files.folder(&paths::normal(&folder.join(written)));
            if let Some(inside) = inside {
                let names: Vec<&str> = inside.iter().filter_map(|file| file.file_stem()).collect();
                return Err(errors::folder_imported(written, &names, place));
            }
            let near = self.near(&path, folder);
            return Err(errors::no_file(&self.shown(&path), near.as_deref(), place));
        }
        let shown = self.shown(&path);
        let loaded = self.file(&shown, Role::Imported);
        let to = loaded.map_err(|why| errors::unreadable(&shown, &why, Some(place)))?;
        self.ways.push(Way { from: unit, to, place });
        Ok(Imported::Unit(to))
    }

    /// A path as it is shown: from the policy root as it was given.
    fn shown(&self, path: &Utf8Path) -> Utf8PathBuf {
        match path.strip_prefix(&self.root) {
            Ok(inside) => paths::normal(&self.options.root.join(inside)),
            Err(_) => path.to_path_buf(),
        }
    }

    /// A file in the folder of one that is not there, that was probably meant: as it is imported.
    fn near(&self, path: &Utf8Path, folder: &Utf8Path) -> Option<String> {
        let beside = self.files.folder(path.parent()?)?;
        let names: Vec<&str> = beside.iter().filter_map(|path| path.file_stem()).collect();
        let near = crate::base::suggest(path.file_stem()?, names)?;
        let inside = path.parent()?.strip_prefix(folder).ok()?;
        Some(format!("./{}", inside.join(near)))
    }
}

fn library_module(name: &str, place: Place) -> Result<Imported, Diagnostic> {
    let library = Library::get();
    let module = library.module(name);
    if library.rule(&format!("std/{name}")).is_some() {
        return Err(errors::rules_are_not_imported(name, place));
    }
    module.map(|(id, _)| Imported::Library(id)).ok_or_else(|| {
        let names = library.modules().map(|(_, module)| module.name());
        let names: Vec<&str> = names.filter(|name| !name.contains('/')).collect();
        errors::no_module(name, &names, place)
    })
}

/// A file of tests.
fn is_test(path: &Utf8Path) -> bool {
    path.file_name().is_some_and(|name| name.ends_with("_test.sea"))
}

/// The file that a file of tests is about, by its name: `x.sea` of `x_test.sea`.
fn subject_of(tests: &Utf8Path) -> Option<Utf8PathBuf> {
    let name = tests.file_name()?.strip_suffix("_test.sea").filter(|name| !name.is_empty())?;
    Some(tests.with_file_name(format!("{name}.sea")))
}

/// The id of a unit's source, for labels.
fn source_of(units: &[Unit], index: usize) -> SourceId {
    units.get(index).map_or(SourceId(0), |unit| unit.source)
}
