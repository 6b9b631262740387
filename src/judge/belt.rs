//! Work on things that come one after the other, perhaps without end, whose results leave in the order
//! in which the things came.
//!
//! A [`Belt`] has one end where things are put on, one where results are taken off, and workers between
//! them. It holds so many things at most, and so much weight, from when they are put on until their
//! results are taken off: where nobody takes results, nobody can put things on. So memory is bounded
//! however fast things come and however slowly results go, and a thing that takes long holds up no
//! more than the belt holds.
//!
//! Whoever puts things on may wait for them for ever (a pipe that says nothing). So he stands on a
//! thread that nobody waits for, and learns from [`Belt::put`] that all is over.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use crate::base::{STACK, threads};

/// Things on the way, and their results.
#[derive(Debug)]
pub struct Belt<T, U> {
    state: Mutex<State<T, U>>,
    changed: Condvar,
    room: Room,
}

/// How much a belt holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// So many things.
    pub things: usize,
    /// Things that weigh so much together; one alone may weigh more.
    pub weight: usize,
}

#[derive(Debug)]
struct State<T, U> {
    /// Things that nobody works on yet, with their numbers.
    waiting: VecDeque<(u64, T)>,
    /// What those weigh whose results are not taken off, in order.
    weights: VecDeque<usize>,
    /// Results, by their things' numbers.
    done: BTreeMap<u64, U>,
    /// The number of the result that is taken off next.
    next: u64,
    /// No more things come.
    ended: bool,
    /// Nobody takes results any more.
    stopped: bool,
}

impl<T, U> Belt<T, U> {
    /// An empty one.
    pub fn new(room: Room) -> Self {
        let (waiting, weights, done) = (VecDeque::new(), VecDeque::new(), BTreeMap::new());
        let state = State { waiting, weights, done, next: 0, ended: false, stopped: false };
        Self { state: Mutex::new(state), changed: Condvar::new(), room }
    }

    /// Puts a thing on, as soon as there is room for it. False if nobody wants it any more.
    pub fn put(&self, thing: T, weight: usize) -> bool {
        let state = self.lock();
        let mut state = self.wait(state, |state| state.is_full(self.room, weight));
        if state.stopped {
            return false;
        }
        let number = state.next + state.weights.len() as u64;
        state.waiting.push_back((number, thing));
        state.weights.push_back(weight);
        self.changed.notify_all();
        true
    }

    /// Says that no more things come.
    pub fn end(&self) {
        self.lock().ended = true;
        self.changed.notify_all();
    }

    /// Says that nobody takes results any more: who waits for anything goes home.
    pub fn stop(&self) {
        self.lock().stopped = true;
        self.changed.notify_all();
    }

    /// Takes a thing to work on; none when there is nothing more to do.
    fn take(&self) -> Option<(u64, T)> {
        let state = self.lock();
        let mut state = self.wait(state, |state| state.waiting.is_empty() && !state.ended);
        if state.stopped { None } else { state.waiting.pop_front() }
    }

    /// Puts a thing's result where it is taken off in its turn.
    fn finish(&self, number: u64, result: U) {
        self.lock().done.insert(number, result);
        self.changed.notify_all();
    }

    /// Takes the next result off; none when there are no more.
    fn next(&self) -> Option<U> {
        let is_open = |state: &State<T, U>| !(state.ended && state.weights.is_empty());
        let state = self.lock();
        let mut state =
            self.wait(state, |state| !state.done.contains_key(&state.next) && is_open(state));
        let number = state.next;
        let result = state.done.remove(&number).filter(|_| !state.stopped)?;
        state.next += 1;
        state.weights.pop_front();
        self.changed.notify_all();
        Some(result)
    }

    fn lock(&self) -> MutexGuard<'_, State<T, U>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits while something is so and nobody has stopped the belt.
    fn wait<'s>(
        &self,
        state: MutexGuard<'s, State<T, U>>,
        is_so: impl Fn(&State<T, U>) -> bool,
    ) -> MutexGuard<'s, State<T, U>> {
        let waited = self.changed.wait_while(state, |state| !state.stopped && is_so(state));
        waited.unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T, U> State<T, U> {
    fn is_full(&self, room: Room, weight: usize) -> bool {
        let weighs = self.weights.iter().sum::<usize>();
        let heavy = weighs.saturating_add(weight) > room.weight && !self.weights.is_empty();
        heavy || self.weights.len() >= room.things
    }
}

/// Has as many threads as `jobs` says, or one a core, work on what is on the belt, and gives the results
/// away in order until `give` says that nobody wants more. Each thread's stack is as large as judging
/// needs. Where no thread can be had, this one does it all.
pub fn in_order<T: Send, U: Send>(
    jobs: Option<usize>,
    belt: &Belt<T, U>,
    work: impl Fn(T) -> U + Sync,
    mut give: impl FnMut(U) -> bool,
) {
    let work = &work;
    let one = || belt.take().map(|(number, thing)| belt.finish(number, work(thing)));
    let one = &one;
    thread::scope(|scope| {
        let worker = || {
            let _watch = Watch(belt);
            while one().is_some() {}
        };
        let hired = (0..threads(jobs)).map(|_| {
            let thread = thread::Builder::new().name("judge".to_owned()).stack_size(STACK);
            thread.spawn_scoped(scope, worker)
        });
        let alone = hired.filter(Result::is_ok).count() == 0;
        loop {
            if alone {
                one();
            }
            let Some(result) = belt.next() else { break };
            if !give(result) {
                break;
            }
        }
        belt.stop();
    });
}

/// Stops a belt if its worker breaks down: nobody may wait for a result that will never be.
struct Watch<'b, T, U>(&'b Belt<T, U>);

impl<T, U> Drop for Watch<'_, T, U> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.stop();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    const ROOM: Room = Room { things: 4, weight: 100 };

    #[test]
    fn results_leave_in_order_whoever_is_slow() {
        let belt = Belt::new(ROOM);
        thread::scope(|scope| {
            scope.spawn(|| {
                (0..200_u32).for_each(|thing| assert!(belt.put(thing, 1)));
                belt.end();
            });
            let mut results = Vec::new();
            let work = |thing: u32| {
                // Some take longer than all that stand behind them.
                let steps = if thing.is_multiple_of(7) { 200_000_u32 } else { 1 };
                let slowly: u32 = (0..steps).map(|step| std::hint::black_box(step) % 2).sum();
                assert!(slowly <= steps);
                thing * 2
            };
            in_order(Some(3), &belt, work, |result| {
                results.push(result);
                true
            });
            assert_eq!(results, (0..200).map(|thing| thing * 2).collect::<Vec<_>>());
        });
    }

    #[test]
    fn who_puts_waits_for_who_takes() {
        let belt: Arc<Belt<usize, usize>> = Arc::new(Belt::new(ROOM));
        let put = Arc::new(AtomicUsize::new(0));
        let feeder = {
            let (belt, put) = (Arc::clone(&belt), Arc::clone(&put));
            thread::spawn(move || {
                while belt.put(0, 1) {
                    put.fetch_add(1, Ordering::SeqCst);
                }
            })
        };
        // Nobody takes off: four are on it, and no fifth.
        while put.load(Ordering::SeqCst) < ROOM.things {
            thread::yield_now();
        }
        let (number, thing) = belt.take().unwrap();
        belt.finish(number, thing);
        assert_eq!(put.load(Ordering::SeqCst), ROOM.things);
        assert!(belt.lock().is_full(ROOM, 1), "done is not yet gone");
        assert_eq!(belt.next(), Some(0));
        while put.load(Ordering::SeqCst) < ROOM.things + 1 {
            thread::yield_now();
        }
        belt.stop();
        feeder.join().unwrap();
        assert_eq!((belt.take(), belt.next()), (None, None));
    }

    #[test]
    fn one_that_is_too_heavy_goes_alone() {
        let belt: Belt<(), ()> = Belt::new(ROOM);
        assert!(!belt.lock().is_full(ROOM, 1_000));
        assert!(belt.put((), 60));
        assert!(belt.lock().is_full(ROOM, 41) && !belt.lock().is_full(ROOM, 40));
    }

    #[test]
    fn nobody_waits_for_a_worker_that_broke_down() {
        let belt = Belt::new(ROOM);
        assert!(belt.put(1, 1) && belt.put(0, 1));
        let broken = thread::scope(|scope| {
            let run = || {
                in_order(Some(1), &belt, |thing: u32| 1_u32.checked_div(thing).unwrap(), |_| true)
            };
            scope.spawn(run).join()
        });
        assert!(broken.is_err());
    }
}
