//! What became of the policies' mutants, and how it is told: survivors like other faults of a policy,
//! each with the test that would notice it; then the score.

use std::fmt::Write as _;

use crate::base::{Position, Sources};
use crate::diag::render::{Style, render};
use crate::diag::{Code, Diagnostic, Notice};

use crate::author::testing::coverage::Share;
use crate::author::testing::mutation::{Fate, Mutant, Mutation};
use crate::author::testing::suggest::{Proposal, Suggestion};

/// What became of the policies' mutants.
#[derive(Clone, Debug, Default)]
pub struct MutationResult {
    /// They, in the order of their places.
    pub mutants: Vec<MutantResult>,
    /// Those that a test noticed, of all.
    pub score: Share,
    /// That too few were noticed, in a sentence.
    pub shortfall: Option<String>,
}

/// A mutant.
#[derive(Clone, Debug)]
pub struct MutantResult {
    /// What it is, and what became of it.
    pub mutant: Mutant,
    /// The file that it is a mutant of, as it is shown.
    pub file: String,
    /// Where what was changed begins.
    pub start: Position,
    /// Where it ends.
    pub end: Position,
    /// Of one that no test noticed: what is to be told.
    notice: Option<Notice>,
}

impl MutationResult {
    /// What became of all; `sources` are the policies' texts. `least` is the score that is asked for, in
    /// hundredths.
    pub fn of(mutation: Mutation, sources: &Sources, least: Option<f64>) -> Self {
        let score = mutation.score();
        let short = least.filter(|least| score.is_below(*least));
        let shortfall = short.map(|least| {
            let percent = score.percent();
            format!("tests notice {percent} of the mutants, less than the {least} % asked for")
        });
        let mutants = mutation.mutants.into_iter().map(|mutant| MutantResult::of(mutant, sources));
        Self { mutants: mutants.collect(), score, shortfall }
    }

    /// How many have this fate.
    pub fn count(&self, is: impl Fn(&Fate) -> bool) -> usize {
        self.mutants.iter().filter(|mutant| is(&mutant.mutant.fate)).count()
    }

    /// The score in a line.
    pub fn told(&self) -> String {
        let Share { seen, of } = self.score;
        if of == 0 {
            return "mutants: there is nothing to change".to_owned();
        }
        let survived = self.count(|fate| matches!(fate, Fate::Survived(_)));
        let unreached = self.count(|fate| matches!(fate, Fate::Unreached));
        let percent = self.score.percent();
        format!(
            "mutants: {seen} of {of} noticed ({percent}), {survived} survived, {unreached} not reached"
        )
    }

    /// The survivors, each with what would notice it.
    pub(super) fn survivors(&self, style: &Style) -> String {
        let mut page = String::new();
        for mutant in &self.mutants {
            let Some(notice) = &mutant.notice else { continue };
            page.push_str(&render(notice, style));
            page.push('\n');
            let test = mutant.mutant.proposal.as_ref().and_then(|proposal| proposal.test.as_ref());
            for line in test.into_iter().flat_map(|test| test.lines()) {
                let _ = writeln!(page, "{}", style.clean(line));
            }
            if test.is_some() {
                page.push('\n');
            }
        }
        page
    }
}

impl MutantResult {
    fn of(mutant: Mutant, sources: &Sources) -> Self {
        let source = sources.get(mutant.place.source);
        let start = Position { line: 1, column: 1, byte: 0 };
        let at = |byte| source.map_or(start, |source| source.position(byte));
        let span = mutant.place.span;
        let notice = told(&mutant).map(|diagnostic| diagnostic.notice(sources));
        let file = source.map_or_else(String::new, |source| source.name().to_owned());
        Self { file, start: at(span.start), end: at(span.end), notice, mutant }
    }
}

/// What is to be told of a mutant that no test noticed.
fn told(mutant: &Mutant) -> Option<Diagnostic> {
    let says = &mutant.says;
    let (message, label) = match mutant.fate {
        Fate::Killed(_) => return None,
        Fate::Survived(1) => {
            (format!("no test notices that {says}"), "one test meets it, and passes".to_owned())
        }
        Fate::Survived(count) => {
            (format!("no test notices that {says}"), format!("{count} tests meet it, and pass"))
        }
        Fate::Unreached => {
            (format!("no test would notice that {says}"), "no test evaluates this".to_owned())
        }
    };
    let mut told = Diagnostic::new(Code::E0612, message).at(mutant.place, label);
    if !mutant.after.is_empty() && !mutant.after.contains('\n') {
        told = told.help(format!("changed, the line is `{}`", mutant.after));
    }
    Some(match &mutant.proposal {
        Some(Proposal { test: Some(_), file, .. }) => told.help(format!(
            "this test would notice; see whether it is right, and put it into `{file}`:"
        )),
        Some(Proposal { tried: 0, .. }) | None => {
            told.help("no fixture could be tried; write a test of what is changed first")
        }
        Some(Proposal { tried, .. }) => told.help(format!(
            "no fixture of the {tried} tried tells them apart; it may change nothing"
        )),
    })
}

/// Tests that rules do not have yet.
pub(super) fn suggestions(all: &[Suggestion], style: &Style) -> String {
    let mut page = String::new();
    if all.is_empty() {
        page.push_str("no test is to be suggested: the rules have them, or hold no images\n");
    }
    for of_rule in all.chunk_by(|one, next| one.rule == next.rule) {
        let Some(Suggestion { rule, file, .. }) = of_rule.first() else { continue };
        let (rule, file) = (style.clean(rule), style.clean(file));
        let about: Vec<&str> = of_rule.iter().map(|suggestion| suggestion.about).collect();
        let _ = writeln!(page, "# {file}: tests of `{rule}` do not have: {}\n", about.join(", "));
        for suggestion in of_rule {
            for line in suggestion.test.lines() {
                let _ = writeln!(page, "{}", style.clean(line));
            }
            page.push('\n');
        }
    }
    page
}
