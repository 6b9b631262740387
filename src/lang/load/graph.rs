//! Imports that lead round in a circle.

use crate::diag::Diagnostic;
use crate::lang::typeck::Unit;

use super::{Way, errors, source_of};

/// One diagnostic a circle, every import on the way round labelled.
pub(super) fn circles(units: &[Unit], ways: &[Way]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut onward: Vec<Vec<Way>> = vec![Vec::new(); units.len()];
    for way in ways {
        if let Some(from) = onward.get_mut(way.from) {
            from.push(*way);
        }
    }
    // A stack of our own: a chain of imports may be longer than a thread's stack is deep.
    let mut state = vec![State::New; units.len()];
    for start in 0..units.len() {
        let mut stack: Vec<Step> = Vec::new();
        enter(start, None, &mut state, &mut stack);
        while let Some(step) = stack.last_mut() {
            let from = step.unit;
            let next = onward.get(from).and_then(|ways| ways.get(step.at)).copied();
            step.at += 1;
            let Some(way) = next else {
                stack.pop();
                if let Some(state) = state.get_mut(from) {
                    *state = State::Done;
                }
                continue;
            };
            match state.get(way.to) {
                Some(State::New) => enter(way.to, Some(way), &mut state, &mut stack),
                Some(State::Open) => found.push(circle(units, &stack, way)),
                _ => {}
            }
        }
    }
    found
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Open,
    Done,
}

/// A file on the way, and how we came to it.
struct Step {
    unit: usize,
    at: usize,
    by: Option<Way>,
}

fn enter(unit: usize, by: Option<Way>, state: &mut [State], stack: &mut Vec<Step>) {
    if let Some(state) = state.get_mut(unit).filter(|state| **state == State::New) {
        *state = State::Open;
        stack.push(Step { unit, at: 0, by });
    }
}

/// The circle that `last` closes.
fn circle(units: &[Unit], stack: &[Step], last: Way) -> Diagnostic {
    let start = stack.iter().position(|step| step.unit == last.to).unwrap_or(0);
    let on_the_way = stack.iter().skip(start + 1).filter_map(|step| step.by);
    let mut round: Vec<Way> = on_the_way.chain([last]).collect();
    // The same circle is told the same, wherever it was entered.
    let first = round
        .iter()
        .enumerate()
        .min_by_key(|(_, way)| source_of(units, way.from))
        .map_or(0, |(index, _)| index);
    round.rotate_left(first);
    // Nobody follows a long one; where it begins and where it closes is told.
    let shown = if round.len() > SHOWN { SHOWN - 1 } else { round.len() };
    let left_out = round.len().saturating_sub(shown + 1);
    let places = round.iter().take(shown).chain(round.iter().skip(shown + left_out));
    errors::circle(&places.map(|way| way.place).collect::<Vec<_>>(), left_out)
}

/// Imports of a circle that are told.
const SHOWN: usize = 8;
