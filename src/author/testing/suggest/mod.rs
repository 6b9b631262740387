//! Tests that could be written: fixtures at the edges of what a rule is about, and fixtures that would
//! notice a change of it.
//!
//! A fixture is made of one that the rule's tests have (`ground`), or of a plain Pod, by changes that
//! authors forget to try (`boundary`): other forms of an image, other places for it, look-alikes of the
//! registries that the rule names (`pool`), a value more or less. What the rule says of it is found by
//! judging it (`trial`), and written down as a test (`block`) in the one style. No test is shown before
//! it was parsed, checked and run: it passes as the rule is, and where it is to notice a change, it fails
//! with that.
//!
//! So a suggested test states what a rule does, not what it should do. Whoever takes it in has to say
//! whether that is right.

mod block;
mod boundary;
mod ground;
mod pool;
mod trial;

use std::collections::{BTreeSet, HashMap, HashSet};

use super::mutation::{Made, Programs, Yard, at_hand, rules_of};
use crate::base::{SourceId, in_parallel};
use crate::lang::ir::{Program, Swap};
use crate::lang::lower::{lower, lower_test};
use crate::lang::typeck::{Bench, Checked, Part, PartId, Test};
use crate::world::kube::Table;

use block::Block;
use boundary::Boundary;
use ground::Ground;
use pool::Pool;
use trial::{Like, Stage, Verdicts, verdicts};

/// What would notice a mutant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proposal {
    /// A test that would, as text; nothing if no fixture that was tried tells them apart.
    pub test: Option<String>,
    /// The file that the test is for, as it is shown.
    pub file: String,
    /// How many fixtures were tried.
    pub tried: usize,
}

/// A test that a rule does not have yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// The rule's id.
    pub rule: String,
    /// The file that the test is for, as it is shown.
    pub file: String,
    /// What it is about: "a digest alone".
    pub about: &'static str,
    /// The test.
    pub test: String,
}

/// How many tests of a rule fixtures are made of.
const GROUNDS: usize = 4;
/// The largest fixture that others are made of, in bytes.
const LARGEST: usize = 6_000;
/// How many fixtures are tried to tell a mutant.
const MOST: usize = 300;

/// A fixture, and what the rule says of it.
struct Known {
    /// The test that it is like, by its index among [`Tries::likes`].
    like: usize,
    text: String,
    what: &'static str,
    verdicts: Verdicts,
}

/// What there is to try for some rules.
struct Tries {
    likes: Vec<Like>,
    known: Vec<Known>,
}

/// Where fixtures are looked for.
struct Search<'s> {
    yard: &'s Yard<'s>,
    checked: &'s Checked,
    parts: &'s [Part],
}

impl Search<'_> {
    /// All fixtures for these rules, the smallest first, with what they say of them.
    fn tries(&self, program: &Program, rules: &[usize]) -> Tries {
        let (likes, pool) = (self.likes(rules), self.pool(program, rules));
        let mut candidates: Vec<(usize, String, &'static str)> = Vec::new();
        for (index, like) in likes.iter().enumerate() {
            for ground in self.grounds(program, like, rules) {
                let around = around(&ground, &pool).into_iter();
                candidates.extend(around.map(|(text, what)| (index, text, what)));
            }
        }
        let mut seen = HashSet::new();
        candidates.retain(|(like, text, _)| seen.insert((*like, text.clone())));
        candidates.sort_by_key(|(_, text, _)| text.len());
        candidates.truncate(MOST);
        let stages: Vec<Option<Stage<'_>>> =
            likes.iter().map(|like| Stage::new(self.yard, program, like, rules)).collect();
        let judges: Vec<_> = stages
            .iter()
            .map(|stage| stage.as_ref().map(|stage| stage.judge(self.yard, rules)))
            .collect();
        let known = candidates.into_iter().filter_map(|(like, text, what)| {
            let verdicts = verdicts(judges.get(like)?.as_ref()?, &text)?;
            Some(Known { like, text, what, verdicts })
        });
        let known = known.collect();
        drop(judges);
        drop(stages);
        Tries { likes, known }
    }

    /// The first few fixtures of which a changed program says something else, by their index, and the
    /// rule that does.
    fn apart(&self, changed: &Program, tries: &Tries, rules: &[usize]) -> Vec<(usize, String)> {
        let stage = |like: &Like| Stage::new(self.yard, changed, like, rules);
        let stages: Vec<Option<Stage<'_>>> = tries.likes.iter().map(stage).collect();
        let judges: Vec<_> = stages
            .iter()
            .map(|stage| stage.as_ref().map(|stage| stage.judge(self.yard, rules)))
            .collect();
        let apart = tries.known.iter().enumerate().filter_map(|(index, known)| {
            let judge = judges.get(known.like)?.as_ref();
            let changed = judge.and_then(|judge| verdicts(judge, &known.text));
            Some((index, known.verdicts.differs(changed.as_ref())?))
        });
        apart.take(CHECKED).collect()
    }

    /// Tests that run one of these rules, those with the smallest fixtures.
    fn likes(&self, rules: &[usize]) -> Vec<Like> {
        let runs =
            |test: &(usize, &Test)| test.1.rules.iter().any(|id| rules.contains(&(id.0 as usize)));
        let tests = self.checked.tests.iter().enumerate();
        let mut tests: Vec<(usize, &Test)> = tests.filter(runs).collect();
        tests.sort_by_key(|(_, test)| test.span.len());
        let few = tests.into_iter().take(GROUNDS).map(|(index, test)| Some((index, test.clone())));
        let few: Vec<Like> = few.collect();
        if few.is_empty() { vec![None] } else { few }
    }

    /// Manifests to start from: a test's, and a plain one.
    fn grounds(&self, program: &Program, like: &Like, rules: &[usize]) -> Vec<Ground> {
        let table = self.yard.kinds.as_deref().unwrap_or(Table::built_in());
        let given = like.as_ref().and_then(|(_, test)| trial::given(self.yard, test));
        let mut texts: Vec<String> = given.into_iter().collect();
        texts.retain(|text| text.len() <= LARGEST);
        for rule in rules.iter().filter_map(|at| program.rules.get(*at)) {
            for plain in block::plain(&rule.matcher) {
                if !texts.contains(&plain) {
                    texts.push(plain);
                }
            }
        }
        texts.iter().map(|text| Ground::read(text, table)).collect()
    }

    /// What these rules are about: what they say first, then what they read.
    fn pool(&self, program: &Program, rules: &[usize]) -> Pool {
        let own =
            |part: &&Part| matches!(part.id, PartId::Rule(id) if rules.contains(&(id.0 as usize)));
        let sources: Vec<SourceId> =
            self.parts.iter().filter(own).map(|part| part.source).collect();
        let read = |part: &&Part| {
            let near = sources.contains(&part.source) || !part.source.is_library();
            let rule = matches!(part.id, PartId::Rule(_));
            near && !rule && !rules_of(program, part.id, rules).is_empty()
        };
        let parts = self.parts.iter().filter(own).chain(self.parts.iter().filter(read));
        Pool::of(parts.map(|part| &*part.item))
    }

    /// The file that a rule's tests are for, as it is shown.
    fn file(&self, rule: usize) -> String {
        let rule = self.checked.rules.get(rule);
        let source = rule.and_then(|rule| self.yard.sources.get(rule.source));
        source.map_or_else(String::new, |source| source.name().to_owned())
    }
}

/// Writes tests, and runs each before it is given out.
struct Writer<'w, 'a> {
    yard: &'w Yard<'w>,
    bench: &'w Bench<'a>,
    program: Program,
}

impl Writer<'_, '_> {
    /// A test of a fixture that passes as the rule is and fails with the change, if there is one.
    fn test(
        &mut self,
        rule: usize,
        (known, like): (&Known, &Like),
        change: Option<&Swap>,
    ) -> Option<String> {
        let rule = self.program.rules.get(rule)?;
        let like = like.as_ref();
        let file = like.map_or(rule.source, |(_, test)| test.source);
        let Known { text, what, verdicts, .. } = known;
        let note = change.is_none().then_some(NOTE);
        let sources = self.yard.sources;
        let block = Block { rule, like, file, sources, verdicts, text, what, note };
        let text = block.written()?;
        let test = self.bench.test(file, block::parsed(&text, file)?)?;
        let index = lower_test(&mut self.program, &test);
        if !self.passes(index, &test) {
            return None;
        }
        if let Some(change) = change {
            let mut swap = change.clone();
            self.program.swap(&mut swap);
            let passes = self.passes(index, &test);
            self.program.swap(&mut swap);
            if passes {
                return None;
            }
        }
        Some(text)
    }

    fn passes(&self, index: usize, test: &Test) -> bool {
        self.yard.workshop(&self.program).run(index, test).faults.is_empty()
    }
}

/// What would notice mutants, each with the rules that it has a part in.
pub(super) fn proposals(
    yard: &Yard<'_>,
    bench: &Bench<'_>,
    programs: &Programs<'_>,
    mutants: &[(&Made, Vec<usize>)],
) -> Vec<Option<Proposal>> {
    let parts = bench.parts();
    let search = Search { yard, checked: bench.checked(), parts: &parts };
    let program = programs.unchanged();
    let sets: BTreeSet<&[usize]> = mutants.iter().map(|(_, rules)| rules.as_slice()).collect();
    let sets: Vec<&[usize]> = sets.into_iter().filter(|rules| !rules.is_empty()).collect();
    let tries = in_parallel(yard.jobs, sets.len(), |at| {
        sets.get(at).map(|rules| search.tries(program, rules))
    });
    let tries: HashMap<&[usize], Tries> =
        sets.iter().zip(tries).filter_map(|(rules, tries)| Some((*rules, tries?))).collect();
    let apart = in_parallel(yard.jobs, mutants.len(), |at| {
        let (made, rules) = mutants.get(at)?;
        let tries = tries.get(rules.as_slice())?;
        Some(programs.with(&made.swap, |changed| search.apart(changed, tries, rules)))
    });
    let mut writer = Writer { yard, bench, program: program.clone() };
    let told = mutants.iter().zip(apart).map(|((made, rules), apart)| {
        let (tries, first) = (tries.get(rules.as_slice())?, *rules.first()?);
        let test = apart?.iter().find_map(|(index, rule)| {
            let known = tries.known.get(*index)?;
            let rule = writer.program.rule(rule).map_or(first, |(index, _)| index);
            writer.test(rule, (known, tries.likes.get(known.like)?), Some(&made.swap))
        });
        Some(Proposal { test, file: search.file(first), tried: tries.known.len() })
    });
    told.collect()
}

/// What an author has to do with a suggested test.
const NOTE: &str = "is what it says now; confirm that it should";
/// How many fixtures that seem to tell a mutant are made into tests, until one does.
const CHECKED: usize = 5;

/// Fixtures around one.
fn around(ground: &Ground, pool: &Pool) -> Vec<(String, &'static str)> {
    let mut all = vec![(ground.text.clone(), "another case")];
    for boundary in Boundary::ALL {
        all.extend(boundary.made(ground, pool).into_iter().map(|text| (text, boundary.title())));
    }
    for image in boundary::images(ground.first_image(), pool) {
        all.extend(ground.with_image(&image).map(|text| (text, "another image")));
    }
    let values: Vec<String> = pool.texts.iter().chain(&pool.tags).cloned().collect();
    let changed = ground.small_changes(&values).into_iter();
    all.extend(changed.map(|text| (text, "another case")));
    all
}

/// Tests at the edges that rules' tests do not have yet, in the order of the rules.
pub fn suggest(yard: &Yard<'_>, bench: &Bench<'_>) -> Vec<Suggestion> {
    let Ok(program) = lower(bench.checked()) else { return Vec::new() };
    let parts = bench.parts();
    let search = Search { yard, checked: bench.checked(), parts: &parts };
    let rules = at_hand(yard, bench);
    let found = in_parallel(yard.jobs, rules.len(), |at| {
        rules.get(at).map(|rule| search.missing(&program, *rule)).unwrap_or_default()
    });
    let mut writer = Writer { yard, bench, program: program.clone() };
    let mut all = Vec::new();
    for (rule, edges) in rules.iter().zip(found) {
        let Some(id) = program.rules.get(*rule).map(|rule| &rule.id) else { continue };
        for (boundary, Tries { likes, known }) in edges {
            let test = known
                .iter()
                .take(CHECKED)
                .find_map(|known| writer.test(*rule, (known, likes.get(known.like)?), None));
            let (rule, file) = (id.to_string(), search.file(*rule));
            let about = boundary.title();
            all.extend(test.map(|test| Suggestion { rule, file, about, test }));
        }
    }
    all
}

impl Search<'_> {
    /// The edges that a rule's tests do not have yet, with fixtures that have them and on which it decides:
    /// first those on which it fails.
    fn missing(&self, program: &Program, rule: usize) -> Vec<(Boundary, Tries)> {
        let own = [rule];
        let pool = self.pool(program, &own);
        let table = self.yard.kinds.as_deref().unwrap_or(Table::built_in());
        let tests = self.checked.tests.iter();
        let theirs = tests.filter(|test| test.rules.iter().any(|id| id.0 as usize == rule));
        let theirs: Vec<Ground> = theirs
            .filter_map(|test| Some(Ground::read(&trial::given(self.yard, test)?, table)))
            .collect();
        let edges = Boundary::ALL.iter().copied();
        let missing =
            edges.filter(|boundary| !theirs.iter().any(|ground| boundary.is_in(ground, &pool)));
        missing.map(|boundary| (boundary, self.at_edge(program, rule, boundary, &pool))).collect()
    }

    fn at_edge(&self, program: &Program, rule: usize, boundary: Boundary, pool: &Pool) -> Tries {
        let own = [rule];
        let likes = self.likes(&own);
        let mut decided = Vec::new();
        for (index, like) in likes.iter().enumerate() {
            let Some(stage) = Stage::new(self.yard, program, like, &own) else { continue };
            let judge = stage.judge(self.yard, &own);
            for ground in self.grounds(program, like, &own) {
                for text in boundary.made(&ground, pool) {
                    let verdicts = verdicts(&judge, &text).filter(Verdicts::decide);
                    let what = boundary.title();
                    let known =
                        verdicts.map(|verdicts| Known { like: index, text, what, verdicts });
                    decided.extend(known);
                }
            }
        }
        decided.sort_by_key(|known| (!known.verdicts.fails(), known.like));
        Tries { likes, known: decided }
    }
}
