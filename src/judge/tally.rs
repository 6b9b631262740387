//! How often rules have come to what.

use crate::report::Came;

/// By rule (an index into the program's) and what it came to on a match: how often. It is counted for
/// every rule and match, so it is a table and no map.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    rules: Vec<[usize; KINDS]>,
}

/// What rules come to, in order: [`Came`].
const KINDS: usize = Came::Failed as usize + 1;

impl Tally {
    /// How often a rule has come to this.
    pub(super) fn of(&self, rule: usize, came: Came) -> usize {
        self.rules.get(rule).and_then(|counts| counts.get(came as usize)).copied().unwrap_or(0)
    }

    /// How often any has.
    pub(super) fn of_all(&self, came: Came) -> usize {
        (0..self.rules.len()).map(|rule| self.of(rule, came)).sum()
    }

    /// Counts a match.
    pub(super) fn add(&mut self, rule: usize, came: Came) {
        if self.rules.len() <= rule {
            self.rules.resize(rule + 1, [0; KINDS]);
        }
        if let Some(count) = self.rules.get_mut(rule).and_then(|it| it.get_mut(came as usize)) {
            *count += 1;
        }
    }

    /// Takes a match back.
    pub(super) fn take_back(&mut self, rule: usize, came: Came) {
        if let Some(count) = self.rules.get_mut(rule).and_then(|it| it.get_mut(came as usize)) {
            *count = count.saturating_sub(1);
        }
    }

    /// Adds another's counts.
    pub(super) fn join(&mut self, other: &Self) {
        if self.rules.len() < other.rules.len() {
            self.rules.resize(other.rules.len(), [0; KINDS]);
        }
        for (mine, its) in self.rules.iter_mut().zip(&other.rules) {
            mine.iter_mut().zip(its).for_each(|(mine, its)| *mine += its);
        }
    }
}
