//! Bytes as a cluster profile; one that is read judges the fixed manifests.

use std::sync::OnceLock;

use seaworthy::base::{Source, SourceId};
use seaworthy::judge::project::read_profile;
use seaworthy::judge::{Judge, Settings};
use seaworthy::lang::eval::Bound;
use seaworthy::lang::pipeline::What;

use super::ready::{Ready, manifests};
use super::{report, said};

/// Steps a match: enough for the rules that are tried.
const FUEL: u64 = 100_000;

pub(crate) fn run(data: &[u8]) {
    static FIXED: OnceLock<(&Ready, Bound<'_>)> = OnceLock::new();
    let text = super::text(data);
    let read = read_profile(SourceId(0), "profile", &text);
    assert_eq!(read, read_profile(SourceId(0), "profile", &text), "{text:?}");
    let profile = match read {
        Ok(profile) => profile,
        Err(faults) => {
            assert!(!faults.is_empty(), "refused without a reason: {text:?}");
            let source = Source::new("profile", &*text);
            return said::are_placed_in(&faults, &source);
        }
    };
    let (ready, bound) = FIXED.get_or_init(|| {
        let ready = Ready::fixed(vec![What::Library("std/recommended".into())]);
        (ready, ready.bound())
    });
    let settings = Settings { profile, fuel: FUEL, jobs: Some(1), ..Settings::default() };
    let judged = Judge::new(bound, ready.sources(), &settings).judge(&manifests(), &|| ());
    report::add_up(&judged);
}
