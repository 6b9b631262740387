//! Bytes as a manifest, by both readers: that of plain block style must make of them what the strict one
//! makes, and nothing where that makes nothing.

use std::cell::Cell;

use seaworthy::base::SourceId;
use seaworthy::world::manifest::{Limits, read, read_strictly};

use super::super::laws::trees::alike;

/// Limits that a small input can meet.
const TIGHT: Limits =
    Limits { file: 2_000, scalar: 24, documents: 4, nesting: 4, nodes: 24, objects: 4, images: 4 };
/// After so many inputs it is told how many the fast reader had a part in.
const TOLD: u64 = 1 << 20;

thread_local! {
    static TAKEN: Cell<(u64, u64)> = const { Cell::new((0, 0)) };
}

pub(crate) fn run(data: &[u8]) {
    let id = SourceId::manifest(0);
    let mut plain = 0;
    for limits in [Limits::default(), TIGHT] {
        let fast = read(id, "m.yaml", data, &limits);
        if fast.plain == 0 {
            // The strict reader had it all.
            continue;
        }
        plain = fast.plain;
        let strict = read_strictly(id, "m.yaml", data, &limits);
        assert_eq!(strict.plain, 0);
        if let Err(difference) = alike(&fast, &strict) {
            panic!("{difference}\n{:?}", String::from_utf8_lossy(data));
        }
    }
    count(plain > 0);
}

/// Where nothing is compared, nothing is shown: so it is told how much was.
fn count(taken: bool) {
    let (all, fast) = TAKEN.get();
    let (all, fast) = (all + 1, fast + u64::from(taken));
    TAKEN.set((all, fast));
    if all.is_multiple_of(TOLD) {
        eprintln!("the fast reader had a part in {fast} of {all} inputs");
    }
}
