//! Bytes as a project file: what is read has its places, and faults theirs.

use std::sync::OnceLock;

use seaworthy::base::SourceId;
use seaworthy::judge::project::ProjectFile;
use seaworthy::judge::standings;
use seaworthy::lang::pipeline::What;
use seaworthy::world::kube::Table;
use seaworthy::world::manifest::Limits;

use super::ready::Ready;
use super::said;

pub(crate) fn run(data: &[u8]) {
    let file = match ProjectFile::read("seaworthy.yaml", data.to_vec()) {
        Ok(file) => file,
        Err((faults, source)) => {
            assert!(!faults.is_empty(), "refused without a reason");
            said::are_placed_in(&faults, &source);
            let again = ProjectFile::read("seaworthy.yaml", data.to_vec());
            assert_eq!(again.err().map(|(faults, _)| faults), Some(faults));
            return;
        }
    };
    let again = ProjectFile::read("seaworthy.yaml", data.to_vec()).expect("it was read before");
    assert_eq!((&file.project, &file.warnings), (&again.project, &again.warnings));
    holds(&file);
}

fn holds(file: &ProjectFile) {
    static FIXED: OnceLock<&Ready> = OnceLock::new();
    let ready = FIXED.get_or_init(|| Ready::fixed(vec![What::Library("std/recommended".into())]));
    let source = file.source();
    said::are_placed_in(&file.warnings, source);
    let project = &file.project;
    let policies = file.policies();
    assert_eq!(policies.is_some(), project.policies.is_some());
    for (name, place) in policies.into_iter().flatten() {
        assert_eq!(place.source, SourceId::PROJECT);
        assert!(source.text().get(place.span.range()).is_some(), "{name}");
    }
    let params: Vec<_> = file.params().map(|(name, _, _)| name).collect();
    assert_eq!(params.len(), project.params.len(), "{params:?}");
    for (name, place, node) in file.params() {
        assert!(source.text().get(place.span.range()).is_some(), "{name}");
        assert!(source.text().get(file.tree().span(node).range()).is_some(), "{name}");
    }
    let strays: Vec<_> = file.stray_rules(&ready.program).map(|stray| stray.fault()).collect();
    said::are_placed_in(&strays, source);
    let known = |id: &&String| ready.program.rules.iter().any(|r| r.in_force && *r.id == ***id);
    assert_eq!(strays.len() + project.rules.keys().filter(known).count(), project.rules.len());
    assert_eq!(standings(&ready.program, &project.rules).len(), ready.program.rules.len());
    let mut limits = Limits::default();
    project.limits.apply(&mut limits);
    assert!(project.limits.nesting.is_none_or(|n| n == limits.nesting));
    assert_eq!(file.kinds().is_some(), !project.workloads.is_empty());
    let _ = file.kinds().map_or(Table::built_in(), |kinds| kinds);
}
