//! Work on many things at once, whose results stand in the order of the things.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread::{self, Builder, available_parallelism};

/// Bytes of the stack of a thread that judges, 8 MiB. Policies and manifests nest no deeper than limits
/// allow; an unoptimised build takes 2 MiB for the deepest of them.
pub const STACK: usize = 8_388_608;

/// How many threads `jobs` asks for; where it says nothing, one a core.
pub fn threads(jobs: Option<usize>) -> usize {
    jobs.unwrap_or_else(|| available_parallelism().map_or(1, NonZero::get))
}

/// Does something for each of `count` things with as many threads as `jobs` says, or one a core; the
/// results are in order, whatever the threads do. Whoever asks is one of them; the stack of each other
/// is as large as judging needs.
pub fn in_parallel<T: Send>(
    jobs: Option<usize>,
    count: usize,
    work: impl Fn(usize) -> T + Sync,
) -> Vec<T> {
    with_own(jobs, count, |(): &mut (), at| work(at))
}

/// The same; each thread has something of its own to work with.
pub fn with_own<T: Send, Own: Default>(
    jobs: Option<usize>,
    count: usize,
    work: impl Fn(&mut Own, usize) -> T + Sync,
) -> Vec<T> {
    let mut results = Vec::with_capacity(count);
    in_turn(jobs, count, work, |result| results.push(result));
    results
}

/// The same; `take` gets the results one after the other, each as soon as all before it are there, so
/// that they need not all be kept.
pub fn in_turn<T: Send, Own: Default>(
    jobs: Option<usize>,
    count: usize,
    work: impl Fn(&mut Own, usize) -> T + Sync,
    take: impl FnMut(T) + Send,
) {
    let threads = if count < 2 { 1 } else { threads(jobs).min(count) };
    if threads < 2 {
        let mut own = Own::default();
        return (0..count).map(|at| work(&mut own, at)).for_each(take);
    }
    // Begun in order, so that of a run with too many findings the last can go as they come.
    let next = AtomicUsize::new(0);
    let queue = Queue { waiting: Mutex::new(BTreeMap::new()), taker: Mutex::new((0, take)) };
    let one = |own: &mut Own| {
        let at = next.fetch_add(1, Ordering::Relaxed);
        (at < count).then(|| queue.put(at, work(own, at)))
    };
    let all = || {
        let mut own = Own::default();
        while one(&mut own).is_some() {}
    };
    thread::scope(|scope| {
        // Where no thread can be had, this one does it all.
        let hired: Vec<_> = (1..threads)
            .map_while(|_| Builder::new().stack_size(STACK).spawn_scoped(scope, all).ok())
            .collect();
        all();
        for thread in hired {
            thread.join().unwrap_or_else(|panic| resume_unwind(panic));
        }
    });
    queue.give();
}

/// Results that wait for those before them.
struct Queue<T, F> {
    waiting: Mutex<BTreeMap<usize, T>>,
    /// Whose turn it is, and who takes results.
    taker: Mutex<(usize, F)>,
}

impl<T, F: FnMut(T)> Queue<T, F> {
    /// Puts a result in, and gives away what is due, unless another thread is about it: nobody waits.
    fn put(&self, at: usize, result: T) {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).insert(at, result);
        self.give();
    }

    /// Gives away what is due. What comes in behind its back is due to whoever comes next.
    fn give(&self) {
        let Ok(mut taker) = self.taker.try_lock() else { return };
        let (turn, take) = &mut *taker;
        let due =
            |turn: usize| self.waiting.lock().unwrap_or_else(PoisonError::into_inner).remove(&turn);
        while let Some(result) = due(*turn) {
            take(result);
            *turn += 1;
        }
    }
}
