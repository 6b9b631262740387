//! Real manifests, if there are any at hand: `SEAWORTHY_CORPUS` names a folder of them.

use std::collections::BTreeMap;
use std::path::PathBuf;

use seaworthy::base::SourceId;
use seaworthy::diag::Severity;
use seaworthy::world::input::{Books, Fate, Lot, SetAside, Walk, contents, discover};
use seaworthy::world::kube::{Coverage, Table, objects_of};
use seaworthy::world::manifest::{Content, Limits, read};

#[derive(Default)]
struct Counts {
    documents: usize,
    objects: usize,
    images: usize,
    codes: BTreeMap<&'static str, usize>,
    asides: BTreeMap<&'static str, usize>,
    uncovered: BTreeMap<String, usize>,
    shown: Vec<String>,
}

#[test]
fn every_file_of_a_corpus_has_a_fate() {
    let Some(folder) = std::env::var_os("SEAWORTHY_CORPUS") else {
        eprintln!("skipped: SEAWORTHY_CORPUS names no folder of manifests");
        return;
    };
    let inputs = discover(&[PathBuf::from(folder)], Walk::default());
    let (mut books, mut counts) = (Books::default(), Counts::default());
    for (index, input) in inputs.iter().enumerate() {
        let fate = match &input.lot {
            Lot::SetAside(reason) => Fate::SetAside(*reason),
            Lot::Error(_) => Fate::Errored,
            Lot::Judge => judge(index, input, &mut counts),
        };
        if let Fate::SetAside(reason) = fate {
            *counts.asides.entry(reason.as_str()).or_default() += 1;
        }
        books.enter(index, &input.shown, fate);
    }
    let totals = books.totals();
    assert_eq!(totals.files, inputs.len());
    assert_eq!(totals.files, totals.judged + totals.errored + totals.set_aside);
    eprintln!(
        "{totals:?}\n{} documents, {} objects, {} images",
        counts.documents, counts.objects, counts.images
    );
    eprintln!("{:#?}\n{:#?}\n{:#?}", counts.codes, counts.asides, counts.uncovered);
    if std::env::var_os("SEAWORTHY_CORPUS_VERBOSE").is_some() {
        counts.shown.iter().for_each(|line| eprintln!("{line}"));
    }
}

fn judge(index: usize, input: &seaworthy::world::input::Input, counts: &mut Counts) -> Fate {
    let limits = Limits::default();
    let Ok(bytes) = contents(input, limits.file) else { return Fate::Errored };
    let manifest = read(SourceId::manifest(index), &input.shown, bytes, &limits);
    let mut diagnostics: Vec<_> = manifest.problems().cloned().collect();
    let (mut objects, mut asides) = (0, Vec::new());
    for document in &manifest.documents {
        counts.documents += usize::from(!matches!(document.content, Content::Empty));
        let found = objects_of(&manifest, document, Table::built_in());
        asides.extend(found.aside.map(SetAside::from));
        diagnostics.extend(found.diagnostics);
        objects += found.objects.len();
        for object in &found.objects {
            counts.images += object.images.len();
            let (kind, images) = (&object.gvk.kind, object.images.len());
            counts.shown.push(format!("{}: {kind}: {images} images", input.shown));
            if let Coverage::Uncovered(nodes) = &object.coverage {
                let kind = format!("{}.{}", object.gvk.kind, object.gvk.group);
                *counts.uncovered.entry(kind.clone()).or_default() += 1;
                for node in nodes {
                    let path = object.tree.path_from(object.root, *node);
                    let text = object.tree.text(*node);
                    counts.shown.push(format!("{}: {kind}: {path}: {text}", input.shown));
                }
            }
        }
    }
    counts.objects += objects;
    for diagnostic in &diagnostics {
        *counts.codes.entry(diagnostic.code.as_str()).or_default() += 1;
        let position = diagnostic.place().map(|p| manifest.source.position(p.span.start).line);
        let code = diagnostic.code.as_str();
        counts.shown.push(format!("{}:{position:?}: {code}: {}", input.shown, diagnostic.message));
    }
    let errors = diagnostics.iter().any(|d| d.severity() == Severity::Error);
    Fate::of_read(errors, objects > 0, asides)
}
