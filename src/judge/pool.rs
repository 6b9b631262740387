//! Work on many things at once, whose results stand in the order of the things.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::STACK;

/// Does something for each of `count` things with as many threads as `jobs` says, or one a core; the
/// results are in order, whatever the threads do. Each thread's stack is as large as judging needs.
pub fn in_parallel<T: Send>(
    jobs: Option<usize>,
    count: usize,
    work: impl Fn(usize) -> T + Sync,
) -> Vec<T> {
    if count < 2 || jobs == Some(1) {
        return (0..count).map(work).collect();
    }
    // Begun in order, so that of a run with too many findings the last can go as they come.
    let next = AtomicUsize::new(0);
    let one = || {
        let at = next.fetch_add(1, Ordering::Relaxed);
        (at < count).then(|| (at, work(at)))
    };
    let threads = jobs.unwrap_or(0);
    match rayon::ThreadPoolBuilder::new().num_threads(threads).stack_size(STACK).build() {
        Ok(pool) => {
            let parts = pool.broadcast(|_| std::iter::from_fn(one).collect::<Vec<_>>());
            let mut done: Vec<(usize, T)> = parts.into_iter().flatten().collect();
            done.sort_by_key(|(at, _)| *at);
            done.into_iter().map(|(_, result)| result).collect()
        }
        // Where no thread can be had, one does it all.
        Err(_) => (0..count).map(work).collect(),
    }
}
