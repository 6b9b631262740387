//! A fingerprint for each finding that no other finding of the run has.
//!
//! A finding's own fingerprint says nothing of files, so that it stays the same when a file gets another
//! name. An object that stands in two files, say in a chart and in what was rendered of it, then has the same
//! fingerprints in both. What shows findings by nothing else, as GitLab and GitHub do, would take the second
//! for the first. So the first, by the order of the report, keeps its own, and for each that follows the
//! file is part of it.

use std::collections::HashSet;

use super::path::Root;
use super::{Finding, Fingerprint};

/// The fingerprints of `findings`, in their order. Files are told from `root`, however they were named.
pub(super) fn distinct(findings: &[Finding], root: &Root) -> Vec<Fingerprint> {
    let mut told = HashSet::with_capacity(findings.len());
    findings.iter().map(|finding| one(finding, root, &mut told)).collect()
}

fn one(finding: &Finding, root: &Root, told: &mut HashSet<Fingerprint>) -> Fingerprint {
    let own = finding.fingerprint;
    if told.insert(own) {
        return own;
    }
    let place = finding.manifest.as_ref().unwrap_or(&finding.policy);
    let (own, file) = (own.to_string(), root.relative(&place.file));
    let mut next = Fingerprint::of([&*own, file]);
    let mut count = 2_usize;
    while !told.insert(next) {
        next = Fingerprint::of([&*own, file, &*count.to_string()]);
        count += 1;
    }
    next
}
