//! Work on many things at once, whose results stand in the order of the things.

use std::collections::VecDeque;
use std::num::NonZero;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
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
    let work = |own: &mut Own, at| Some(work(own, at));
    in_turn(jobs, count, work, |result| results.extend(result.take()));
    results
}

/// The same; `take` gets the results one after the other, each as soon as all before it are there, so
/// that they need not all be kept. What it leaves of one goes back to the thread that has made it: who gives
/// room back that another thread has taken waits for that one's allocator, and makes it wait.
pub fn in_turn<T: Send, Own: Default>(
    jobs: Option<usize>,
    count: usize,
    work: impl Fn(&mut Own, usize) -> T + Sync,
    mut take: impl FnMut(&mut T) + Send,
) {
    let threads = if count < 2 { 1 } else { threads(jobs).min(count) };
    if threads < 2 {
        let mut own = Own::default();
        return (0..count).for_each(|at| take(&mut work(&mut own, at)));
    }
    // Begun in order, so that of a run with too many findings the last can go as they come.
    let next = AtomicUsize::new(0);
    let queue = Queue::new(threads, take);
    let all = |thread: usize| {
        let (mut own, mut left) = (Own::default(), Vec::new());
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            if at >= count {
                return;
            }
            queue.put(at, thread, work(&mut own, at));
            queue.hand_back(thread, &mut left);
            left.clear();
        }
    };
    let all = &all;
    thread::scope(|scope| {
        // Where no thread can be had, this one does it all.
        let hired: Vec<_> = (1..threads)
            .map_while(|it| {
                Builder::new().stack_size(STACK).spawn_scoped(scope, move || all(it)).ok()
            })
            .collect();
        all(0);
        for thread in hired {
            thread.join().unwrap_or_else(|panic| resume_unwind(panic));
        }
    });
    queue.give();
}

/// Results that wait for those before them.
struct Queue<T, F> {
    waiting: Mutex<Waiting<T>>,
    /// Who takes results.
    taker: Mutex<F>,
    /// By thread: what is left of the results that it has made.
    left: Box<[Mutex<Vec<T>>]>,
}

/// Results from the one whose turn it is on, each with the thread that has made it.
struct Waiting<T> {
    turn: usize,
    results: VecDeque<Option<(usize, T)>>,
}

impl<T, F: FnMut(&mut T)> Queue<T, F> {
    fn new(threads: usize, take: F) -> Self {
        let waiting = Mutex::new(Waiting { turn: 0, results: VecDeque::new() });
        let left = (0..threads).map(|_| Mutex::default()).collect();
        Self { waiting, taker: Mutex::new(take), left }
    }

    /// Puts a thread's result in, and gives away what is due, unless another thread is about it: nobody
    /// waits.
    fn put(&self, at: usize, thread: usize, result: T) {
        {
            let mut waiting = locked(&self.waiting);
            let place = at - waiting.turn;
            while waiting.results.len() <= place {
                waiting.results.push_back(None);
            }
            if let Some(free) = waiting.results.get_mut(place) {
                *free = Some((thread, result));
            }
        }
        self.give();
    }

    /// Gives away what is due. What comes in behind its back is due to whoever comes next.
    fn give(&self) {
        let Ok(mut take) = self.taker.try_lock() else { return };
        while let Some((thread, mut result)) = self.due() {
            take(&mut result);
            if let Some(left) = self.left.get(thread) {
                locked(left).push(result);
            }
        }
    }

    fn due(&self) -> Option<(usize, T)> {
        let mut waiting = locked(&self.waiting);
        let due = waiting.results.front_mut()?.take()?;
        waiting.results.pop_front();
        waiting.turn += 1;
        Some(due)
    }

    /// Exchanges what is left of a thread's results for an empty list.
    fn hand_back(&self, thread: usize, empty: &mut Vec<T>) {
        if let Some(left) = self.left.get(thread) {
            std::mem::swap(&mut *locked(left), empty);
        }
    }
}

fn locked<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}
