//! Pieces of a page that are composed by several threads, and written in their order.
//!
//! A run may have ten thousand findings, and a piece that is drawn takes as long as judging two documents:
//! what one thread composes alone, all the others wait for. Whoever has the next pieces writes them while the
//! others compose. They do so by rounds, so that little of a page is in memory if it goes out slowly.

use std::fmt;

use crate::base::{in_parallel, in_turn, threads};

use super::Page;

/// Things whose pieces one thread composes together.
const SHARE: usize = 128;

/// Things whose pieces are composed before all of them are written.
const ROUND: usize = 32 * SHARE;

/// Bytes that there is room for at first.
const AT_ONCE: usize = 1 << 15;

/// Writes of each thing the piece that `compose` adds to a text, with as many threads as `jobs` says, or one
/// a core.
///
/// # Errors
/// Those of `compose` and of `page`; no further round is composed then.
pub(super) fn each<T: Sync>(
    things: &[T],
    jobs: Option<usize>,
    page: &mut Page<'_>,
    compose: impl Fn(&T, &mut String) -> fmt::Result + Sync,
) -> fmt::Result {
    if is_for_one(things, jobs) {
        let mut piece = String::new();
        return things.iter().try_for_each(|thing| {
            piece.clear();
            compose(thing, &mut piece)?;
            page.write_str(&piece)
        });
    }
    things.chunks(ROUND).try_for_each(|round| {
        let shares: Vec<&[T]> = round.chunks(SHARE).collect();
        let compose = |(): &mut (), at: usize| {
            let mut pieces = String::with_capacity(AT_ONCE);
            let mut share = shares.get(at).into_iter().copied().flatten();
            share.try_for_each(|thing| compose(thing, &mut pieces)).map(|()| pieces)
        };
        let mut written = Ok(());
        let write = |pieces: &mut Result<String, fmt::Error>| {
            let pieces = pieces.as_deref().map_err(|error| *error);
            written = written.and_then(|()| page.write_str(pieces?));
        };
        in_turn(jobs, shares.len(), compose, write);
        written
    })
}

/// What is made of each thing, with as many threads.
pub(super) fn made<T: Sync, U: Send>(
    things: &[T],
    jobs: Option<usize>,
    make: impl Fn(&T) -> U + Sync,
) -> Vec<U> {
    if is_for_one(things, jobs) {
        return things.iter().map(make).collect();
    }
    let shares: Vec<&[T]> = things.chunks(SHARE).collect();
    let made = in_parallel(jobs, shares.len(), |at| {
        shares.get(at).into_iter().copied().flatten().map(&make).collect::<Vec<_>>()
    });
    made.into_iter().flatten().collect()
}

/// True for things that are too few to be shared out, or if there is nobody to share them with.
fn is_for_one<T>(things: &[T], jobs: Option<usize>) -> bool {
    things.len() <= SHARE || threads(jobs) < 2
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    fn written(count: usize, jobs: Option<usize>) -> String {
        let (things, mut page): (Vec<usize>, _) = ((0..count).collect(), String::new());
        each(&things, jobs, &mut page, |thing, piece| write!(piece, "{thing} ")).unwrap();
        page
    }

    #[test]
    fn pieces_stand_in_order_whoever_composes_them() {
        for count in [0, 1, SHARE, SHARE + 1, ROUND - 1, ROUND, ROUND + 1, 3 * ROUND + 7] {
            let told: String = (0..count).map(|thing| format!("{thing} ")).collect();
            let things: Vec<usize> = (0..count).collect();
            for jobs in [Some(1), Some(2), Some(7), None] {
                assert_eq!(written(count, jobs), told, "{count} by {jobs:?}");
                assert_eq!(made(&things, jobs, |thing| *thing), things, "{count} by {jobs:?}");
            }
        }
    }

    #[test]
    fn a_piece_that_fails_ends_it() {
        let things: Vec<usize> = (0..3 * ROUND).collect();
        for jobs in [Some(1), Some(3)] {
            let mut page = String::new();
            let fails = |thing: &usize, piece: &mut String| match thing {
                3_000 => Err(fmt::Error),
                thing => write!(piece, "{thing} "),
            };
            assert!(each(&things, jobs, &mut page, fails).is_err());
            assert!(!page.contains(" 3000 ") && page.len() < 3_000 * 5, "{}", page.len());
        }
    }

    /// Takes nothing.
    struct Full;

    impl fmt::Write for Full {
        fn write_str(&mut self, _: &str) -> fmt::Result {
            Err(fmt::Error)
        }
    }

    #[test]
    fn a_page_that_takes_nothing_ends_it() {
        for (jobs, most) in [(Some(1), 1), (Some(2), ROUND)] {
            let composed = AtomicUsize::new(0);
            let things = [(); 3 * ROUND];
            let end = each(&things, jobs, &mut Full, |(), piece| {
                composed.fetch_add(1, Ordering::Relaxed);
                piece.write_char('x')
            });
            assert!(end.is_err());
            assert_eq!(composed.into_inner(), most);
        }
    }
}
