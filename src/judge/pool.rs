//! Work on many things at once, whose results stand in the order of the things.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use super::STACK;

/// Does something for each of `count` things with as many threads as `jobs` says, or one a core; the
/// results are in order, whatever the threads do. Each thread's stack is as large as judging needs.
pub fn in_parallel<T: Send>(
    jobs: Option<usize>,
    count: usize,
    work: impl Fn(usize) -> T + Sync,
) -> Vec<T> {
    let mut results = Vec::with_capacity(count);
    in_turn(jobs, count, work, |result| results.push(result));
    results
}

/// The same; `take` gets the results one after the other, each as soon as all before it are there, so
/// that they need not all be kept.
pub(super) fn in_turn<T: Send>(
    jobs: Option<usize>,
    count: usize,
    work: impl Fn(usize) -> T + Sync,
    mut take: impl FnMut(T) + Send,
) {
    let pool = if count < 2 || jobs == Some(1) {
        None
    } else {
        // Where no thread can be had, this one does it all.
        let threads = jobs.unwrap_or(0);
        rayon::ThreadPoolBuilder::new().num_threads(threads).stack_size(STACK).build().ok()
    };
    let Some(pool) = pool else { return (0..count).map(work).for_each(take) };
    // Begun in order, so that of a run with too many findings the last can go as they come.
    let next = AtomicUsize::new(0);
    let queue = Mutex::new((0, BTreeMap::new(), &mut take));
    pool.broadcast(|_| {
        while let Some(at) = Some(next.fetch_add(1, Ordering::Relaxed)).filter(|at| *at < count) {
            let result = work(at);
            let mut queue = queue.lock().unwrap_or_else(PoisonError::into_inner);
            let (turn, waiting, take) = &mut *queue;
            waiting.insert(at, result);
            while let Some(result) = waiting.remove(turn) {
                take(result);
                *turn += 1;
            }
        }
    });
}
