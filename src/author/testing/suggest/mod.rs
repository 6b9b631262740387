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

use std::collections::HashMap;

use super::mutation::{Made, Yard, at_hand};
use crate::base::SourceId;
use crate::lang::ir::Program;
use crate::lang::lower::{lower, lower_test};
use crate::lang::syntax::ast::Item;
use crate::lang::typeck::{Bench, Part, PartId, Test};
use crate::world::kube::Table;

use block::Block;
use boundary::Boundary;
use ground::Ground;
use pool::Pool;
use trial::{Stand, Verdicts};

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
const MOST: usize = 600;

/// A fixture that can be tried.
#[derive(Clone)]
struct Candidate {
    /// The test that it is like, by its index among [`Tries::likes`].
    like: usize,
    text: String,
    what: String,
}

/// A fixture, and what the rule says of it.
struct Known {
    candidate: Candidate,
    verdicts: Verdicts,
}

/// What there is to try for some rules.
struct Tries {
    /// The tests whose params, cluster and day are set; none for the defaults.
    likes: Vec<Option<(usize, Test)>>,
    known: Vec<Known>,
}

/// Finds fixtures that tell rules and mutants apart.
pub struct Telling<'y, 'b, 'a> {
    yard: &'y Yard<'y>,
    bench: &'b Bench<'a>,
    program: Program,
    parts: Vec<Part>,
    /// By rules: what there is to try.
    tries: HashMap<Vec<usize>, Tries>,
}

impl<'y, 'b, 'a> Telling<'y, 'b, 'a> {
    /// In a program that holds the mutants.
    pub(super) fn new(yard: &'y Yard<'y>, bench: &'b Bench<'a>, program: Program) -> Self {
        Self { yard, bench, program, parts: bench.parts(), tries: HashMap::new() }
    }

    /// The program, as it is without a mutant.
    pub(super) fn program(&self) -> &Program {
        &self.program
    }

    /// What would notice a mutant that has a part in these rules.
    pub(super) fn tell(&mut self, made: &Made, rules: &[usize]) -> Option<Proposal> {
        let (first, file) = (*rules.first()?, self.file(*rules.first()?));
        if !self.tries.contains_key(rules) {
            let tries = self.tries(rules);
            self.tries.insert(rules.to_vec(), tries);
        }
        let tries = self.tries.remove(rules)?;
        let stand = Stand { yard: self.yard, rules };
        let mut swap = made.swap.clone();
        self.program.swap(&mut swap);
        let bounds = stand.bounds(&self.program, &tries.likes);
        let mut apart = Vec::new();
        for known in &tries.known {
            let (like, bound) =
                (tries.likes.get(known.candidate.like), bounds.get(known.candidate.like));
            let (Some(like), Some(bound)) = (like, bound) else { continue };
            let changed = stand.verdicts(bound, like.as_ref(), &known.candidate.text);
            if let Some(rule) = known.verdicts.differs(changed.as_ref()) {
                apart.push((known, rule));
            }
            if apart.len() >= CHECKED {
                break;
            }
        }
        drop(bounds);
        self.program.swap(&mut swap);
        let test = apart.iter().find_map(|(known, rule)| {
            let like = tries.likes.get(known.candidate.like)?.as_ref();
            let rule = self.program.rule(rule).map_or(first, |(index, _)| index);
            let (text, test) = self.block(rule, like, known, None)?;
            let index = lower_test(&mut self.program, &test);
            let passes = self.passes(index, &test);
            self.program.swap(&mut swap);
            let fails = !self.passes(index, &test);
            self.program.swap(&mut swap);
            (passes && fails).then_some(text)
        });
        let proposal = Proposal { test, file, tried: tries.known.len() };
        self.tries.insert(rules.to_vec(), tries);
        Some(proposal)
    }

    fn passes(&self, index: usize, test: &Test) -> bool {
        self.yard.workshop(&self.program).run(index, test).faults.is_empty()
    }

    /// All fixtures for these rules, the smallest first, with what they say of them.
    fn tries(&self, rules: &[usize]) -> Tries {
        let likes = self.likes(rules);
        let pool = self.pool(rules);
        let mut candidates = Vec::new();
        for (index, like) in likes.iter().enumerate() {
            for ground in self.grounds(like.as_ref(), rules) {
                candidates.extend(around(index, &ground, &pool));
            }
        }
        candidates.sort_by_key(|candidate| candidate.text.len());
        let stand = Stand { yard: self.yard, rules };
        let bounds = stand.bounds(&self.program, &likes);
        let known = candidates.into_iter().take(MOST).filter_map(|candidate| {
            let (like, bound) = (likes.get(candidate.like)?, bounds.get(candidate.like)?);
            let verdicts = stand.verdicts(bound, like.as_ref(), &candidate.text)?;
            Some(Known { candidate, verdicts })
        });
        let known = known.collect();
        drop(bounds);
        Tries { likes, known }
    }

    /// Tests that run one of these rules, those with the smallest fixtures.
    fn likes(&self, rules: &[usize]) -> Vec<Option<(usize, Test)>> {
        let runs =
            |test: &&(usize, &Test)| test.1.rules.iter().any(|id| rules.contains(&(id.0 as usize)));
        let tests = self.bench.checked().tests.iter().enumerate();
        let mut tests: Vec<(usize, &Test)> = tests.filter(|test| runs(&test)).collect();
        tests.sort_by_key(|(_, test)| test.span.len());
        let few = tests.into_iter().take(GROUNDS).map(|(index, test)| Some((index, test.clone())));
        let few: Vec<_> = few.collect();
        if few.is_empty() { vec![None] } else { few }
    }

    /// Manifests to start from: a test's, and a plain one.
    fn grounds(&self, like: Option<&(usize, Test)>, rules: &[usize]) -> Vec<Ground> {
        let table = self.yard.kinds.as_deref().unwrap_or(Table::built_in());
        let mut texts: Vec<String> =
            like.and_then(|(_, test)| trial::given(self.yard, test)).into_iter().collect();
        texts.retain(|text| text.len() <= LARGEST);
        let matchers = rules.iter().filter_map(|at| self.program.rules.get(*at));
        for rule in matchers {
            let plain = block::plain(&rule.matcher);
            for plain in plain {
                if !texts.contains(&plain) {
                    texts.push(plain);
                }
            }
        }
        texts.iter().map(|text| Ground::read(text, table)).collect()
    }

    /// What these rules are about: what they say first, then what their files say.
    fn pool(&self, rules: &[usize]) -> Pool {
        let own =
            |part: &&Part| matches!(part.id, PartId::Rule(id) if rules.contains(&(id.0 as usize)));
        let sources: Vec<SourceId> =
            self.parts.iter().filter(own).map(|part| part.source).collect();
        let beside =
            |part: &&Part| sources.contains(&part.source) && !matches!(part.id, PartId::Rule(_));
        let parts = self.parts.iter().filter(own).chain(self.parts.iter().filter(beside));
        Pool::of(parts.map(|part| &*part.item))
    }

    /// A test of a fixture, as text in the one style and as a tree that was checked.
    fn block(
        &self,
        rule: usize,
        like: Option<&(usize, Test)>,
        known: &Known,
        note: Option<&str>,
    ) -> Option<(String, Test)> {
        let rule = self.program.rules.get(rule)?;
        let file = like.map_or(rule.source, |(_, test)| test.source);
        let Known { candidate, verdicts } = known;
        let (sources, what) = (self.yard.sources, &candidate.what);
        let block =
            Block { rule, like, file, sources, verdicts, text: &candidate.text, what, note };
        let text = block.written()?;
        let item: Item = block::parsed(&text, file)?;
        Some((text, self.bench.test(file, item)?))
    }

    /// The file that a rule's tests are for, as it is shown.
    fn file(&self, rule: usize) -> String {
        let rule = self.program.rules.get(rule);
        let source = rule.and_then(|rule| self.yard.sources.get(rule.source));
        source.map_or_else(String::new, |source| source.name().to_owned())
    }
}

/// What an author has to do with a suggested test.
const NOTE: &str = "is what it says now; confirm that it should";
/// How many fixtures that seem to tell a mutant are made into tests, until one does.
const CHECKED: usize = 5;

/// Fixtures around one.
fn around(like: usize, ground: &Ground, pool: &Pool) -> Vec<Candidate> {
    let candidate = |text: String, what: &str| Candidate { like, text, what: what.to_owned() };
    let mut all = vec![candidate(ground.text.clone(), "another case")];
    for boundary in Boundary::ALL {
        let made = boundary.made(ground, pool).into_iter();
        all.extend(made.map(|text| candidate(text, boundary.title())));
    }
    for image in boundary::images(ground.first_image(), pool) {
        let text = ground.with_image(&image);
        all.extend(text.map(|text| candidate(text, "another image")));
    }
    let values: Vec<String> = pool.texts.iter().chain(&pool.tags).cloned().collect();
    let changed = ground.small_changes(&values).into_iter();
    all.extend(changed.map(|text| candidate(text, "another case")));
    all
}

/// Tests at the edges that rules' tests do not have yet, in the order of the rules.
pub fn suggest(yard: &Yard<'_>, bench: &Bench<'_>) -> Vec<Suggestion> {
    let Ok(program) = lower(bench.checked()) else { return Vec::new() };
    let rules = at_hand(yard, bench);
    let mut telling = Telling::new(yard, bench, program);
    rules.iter().flat_map(|rule| telling.suggestions(*rule)).collect()
}

impl Telling<'_, '_, '_> {
    fn suggestions(&mut self, rule: usize) -> Vec<Suggestion> {
        let own = [rule];
        let (likes, pool, file) = (self.likes(&own), self.pool(&own), self.file(rule));
        let Some(id) = self.program.rules.get(rule).map(|rule| rule.id.to_string()) else {
            return Vec::new();
        };
        let table = self.yard.kinds.as_deref().unwrap_or(Table::built_in());
        let all = self.bench.checked().tests.iter();
        let theirs = all.filter(|test| test.rules.iter().any(|id| id.0 as usize == rule));
        let theirs: Vec<Ground> = theirs
            .filter_map(|test| Some(Ground::read(&trial::given(self.yard, test)?, table)))
            .collect();
        let missing = Boundary::ALL
            .iter()
            .filter(|boundary| !theirs.iter().any(|ground| boundary.is_in(ground, &pool)));
        let mut found = Vec::new();
        for boundary in missing {
            let test = self.suggestion(rule, *boundary, &likes, &pool);
            let about = boundary.title();
            let (rule, file) = (id.clone(), file.clone());
            found.extend(test.map(|test| Suggestion { rule, file, about, test }));
        }
        found
    }

    /// The first test at an edge on which the rule decides; one on which it fails, if there is one.
    fn suggestion(
        &mut self,
        rule: usize,
        boundary: Boundary,
        likes: &[Option<(usize, Test)>],
        pool: &Pool,
    ) -> Option<String> {
        let own = [rule];
        let mut decided = Vec::new();
        for (index, like) in likes.iter().enumerate() {
            let stand = Stand { yard: self.yard, rules: &own };
            let bound = stand.bound(&self.program, like.as_ref());
            for ground in self.grounds(like.as_ref(), &own) {
                for text in boundary.made(&ground, pool) {
                    let verdicts = stand.verdicts(&bound, like.as_ref(), &text);
                    let Some(verdicts) = verdicts.filter(Verdicts::decide) else { continue };
                    let what = boundary.title().to_owned();
                    let candidate = Candidate { like: index, text, what };
                    decided.push(Known { candidate, verdicts });
                }
            }
        }
        decided.sort_by_key(|known| (!known.verdicts.fails(), known.candidate.like));
        decided.iter().take(CHECKED).find_map(|known| {
            let like = likes.get(known.candidate.like)?.as_ref();
            let (text, test) = self.block(rule, like, known, Some(NOTE))?;
            let index = lower_test(&mut self.program, &test);
            self.passes(index, &test).then_some(text)
        })
    }
}
