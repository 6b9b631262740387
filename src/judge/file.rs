//! One input, read: its objects, its faults, and how it ends in the books.

use std::collections::HashSet;
use std::sync::Arc;

use crate::base::{Place, Source, SourceId, Span};
use crate::diag::{Diagnostic, Few, Severity};
use crate::world::input::{
    Fate, Folder, Input, Lot, SetAside, contents, holds_no_object, no_manifests, no_match,
};
use crate::world::kube::{Aside, Object, objects_into};
use crate::world::manifest::{Content, Manifest, read};

use super::{Inputs, Settings};

/// How many faults of one file are kept, and how many lints.
const MOST: usize = 1_000;

/// An input that was read.
#[derive(Clone, Debug)]
pub(super) struct ReadFile {
    /// The id that its places carry.
    pub(super) id: SourceId,
    /// Its text.
    pub(super) source: Arc<Source>,
    /// Its objects, in order.
    pub(super) objects: Vec<Arc<Object>>,
    /// What is wrong with it, or worth a warning.
    pub(super) problems: Vec<Diagnostic>,
    /// How it ends, as far as reading goes.
    pub(super) fate: Fate,
    /// Where its documents are that are not empty.
    pub(super) documents: Vec<Span>,
    /// True if templates in it were set aside.
    templates: bool,
}

impl ReadFile {
    /// True if something in it was not read: it is at fault, or a template that was not rendered.
    pub(super) fn is_partial(&self) -> bool {
        self.fate == Fate::Errored || self.templates
    }

    /// One that holds nothing to judge.
    pub(super) fn ended(id: SourceId, name: &str, problems: Vec<Diagnostic>, fate: Fate) -> Self {
        let (source, objects, documents) = (Source::new(name, ""), Vec::new(), Vec::new());
        Self { id, source, objects, problems, fate, documents, templates: false }
    }
}

/// Reads the `index`-th of the inputs.
pub(super) fn read_input(
    inputs: &Inputs,
    index: usize,
    settings: &Settings,
    folder: &mut Folder,
) -> ReadFile {
    read_as(SourceId::manifest(index), inputs, index, settings, folder)
}

/// The same under another id.
pub(super) fn read_as(
    id: SourceId,
    inputs: &Inputs,
    index: usize,
    settings: &Settings,
    folder: &mut Folder,
) -> ReadFile {
    match inputs {
        Inputs::Files(files) => match files.get(index) {
            Some(input) => read_file(id, &input, settings, folder),
            None => ReadFile::ended(id, "", Vec::new(), Fate::SetAside(SetAside::Empty)),
        },
        Inputs::Texts(texts) => {
            let (name, text) = texts.get(index).map_or(("", ""), |(n, t)| (n.as_str(), t.as_str()));
            objects_in(read(id, name, text.as_bytes(), &settings.limits), settings)
        }
    }
}

fn read_file(id: SourceId, input: &Input, settings: &Settings, folder: &mut Folder) -> ReadFile {
    match &input.lot {
        Lot::SetAside(reason) => {
            let warning = match reason {
                SetAside::NoManifests => vec![no_manifests(input.shown())],
                SetAside::NoMatch => vec![no_match(input.shown())],
                _ => Vec::new(),
            };
            ReadFile::ended(id, input.shown(), warning, Fate::SetAside(*reason))
        }
        Lot::Error(fault) => {
            ReadFile::ended(id, input.shown(), vec![*fault.clone()], Fate::Errored)
        }
        Lot::Rendered(rendered) => {
            let text = Vec::clone(&rendered.text);
            objects_in(read(id, input.shown(), text, &settings.limits), settings)
        }
        Lot::Judge | Lot::ReadFirst(_) => match contents(input, settings.limits.file, folder) {
            Err(fault) => ReadFile::ended(id, input.shown(), vec![fault], Fate::Errored),
            Ok(bytes) => {
                let manifest = read(id, input.shown(), bytes, &settings.limits);
                match input.lot {
                    Lot::ReadFirst(reason) if holds_no_object(&manifest) => {
                        ReadFile::ended(id, input.shown(), Vec::new(), Fate::SetAside(reason))
                    }
                    _ => objects_in(manifest, settings),
                }
            }
        },
    }
}

pub(super) fn objects_in(manifest: Manifest, settings: &Settings) -> ReadFile {
    let table = settings.table();
    let Manifest { id, source, documents: read, problems, .. } = &manifest;
    let (mut objects, mut asides) = (Vec::with_capacity(read.len()), Vec::new());
    let (mut documents, mut room) = (Vec::with_capacity(read.len()), Vec::new());
    let (mut problems, mut few, mut images) = (problems.clone(), Few::new(MOST), 0);
    for document in read {
        let empty = matches!(document.content, Content::Empty);
        documents.extend((!empty).then_some(document.span));
        if settings.skip_templates && matches!(document.content, Content::Template) {
            asides.push(SetAside::Template);
            continue;
        }
        let limits = &settings.limits;
        let full = [(objects.len(), limits.objects, "objects"), (images, limits.images, "images")];
        if let Some((_, most, what)) = full.into_iter().find(|(has, most, _)| !empty && has >= most)
        {
            problems.push(super::fault::too_many(*id, document.span, what, most));
            break;
        }
        let mut found = objects_into(room, &manifest, document, table, limits);
        let told = document.problems.iter().cloned().chain(found.diagnostics);
        problems.extend(told.filter(|problem| few.admits(problem.severity())));
        images += found.objects.iter().map(|object| object.images.len()).sum::<usize>();
        objects.append(&mut found.objects);
        room = found.objects;
        match found.aside.map(SetAside::from) {
            Some(SetAside::NotAnObject) if settings.strict => {
                problems.push(super::fault::not_an_object(manifest.id, document.span));
            }
            aside => asides.extend(aside),
        }
    }
    few.finish(problems.iter_mut());
    drop_told(&mut problems);
    let templates = asides.contains(&SetAside::Template);
    let errors = problems.iter().any(|p| p.severity() == Severity::Error);
    let fate = Fate::of_read(errors, !objects.is_empty(), asides);
    let (id, source) = (*id, Arc::clone(source));
    ReadFile { id, source, objects, problems, fate, documents, templates }
}

impl From<Aside> for SetAside {
    fn from(aside: Aside) -> Self {
        match aside {
            Aside::Empty => Self::Empty,
            Aside::NotAnObject => Self::NotAnObject,
            Aside::Kustomization => Self::Kustomization,
        }
    }
}

/// Drops lints about a place that an error is about.
fn drop_told(problems: &mut Vec<Diagnostic>) {
    let error = |p: &&Diagnostic| p.severity() == Severity::Error;
    let told: HashSet<Place> =
        problems.iter().filter(error).filter_map(Diagnostic::place).collect();
    problems.retain(|p| error(&p) || p.place().is_none_or(|place| !told.contains(&place)));
}
