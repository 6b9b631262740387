//! What rules ask of a match in the same words: it is found once, and remembered while the object is
//! judged.
//!
//! Two hundred rules read the tag of an image. What such an expression comes to hangs on the match
//! alone, so expressions that are written alike and read nothing but their rule's match, literals,
//! params, and constants and names whose values are written alike, are one *question*, and its answer is
//! shared by all rules on matches of that sort. Questions that are asked in one place only are not kept.
//!
//! Nothing shows of this: a remembered answer takes the steps and the room that finding it took, and
//! what is unknown is found anew, for its causes belong to one rule on one match. Nor is anything
//! remembered where somebody watches ([`Sink`](super::sink::Sink)).
#![deny(clippy::wildcard_enum_match_arm)]

use std::collections::HashMap;

use crate::lang::ir::{Ask, Expr, ExprId, Ids, Matcher, Piece, Program, Rule, Slot, Stmt};
use crate::lang::value::{Enumeration, Host, Value, Valued};

/// Matches of an object whose answers are remembered.
const MATCHES: usize = 4;

/// Questions that are remembered.
const QUESTIONS: usize = 1_000;

/// No question.
const NONE: u32 = u32::MAX;

/// Which expressions of a program ask the same.
#[derive(Debug, Default)]
pub(super) struct Questions {
    /// By expression: its question.
    of: Box<[u32]>,
}

impl Questions {
    /// Those that the rules of a program share.
    pub(super) fn of(program: &Program) -> Self {
        let mut found = Alike {
            program,
            known: HashMap::new(),
            of: vec![NONE; program.exprs.len()],
            constants: Vec::new(),
            lets: HashMap::new(),
        };
        found.all_constants();
        for rule in &program.rules {
            found.rule(rule);
        }
        let mut asked = vec![0_u32; found.known.len()];
        for sort in &found.of {
            if let Some(count) = asked.get_mut(*sort as usize) {
                *count += 1;
            }
        }
        let mut next = 0;
        let mut numbers = vec![NONE; asked.len()];
        for (key, sort) in found.in_order() {
            let often = asked.get(sort as usize).is_some_and(|count| *count > 1);
            if let Some(number) = numbers.get_mut(sort as usize).filter(|_| often && key.is_kept())
            {
                *number = next;
                next += 1;
            }
        }
        let number = |sort: &u32| numbers.get(*sort as usize).copied().unwrap_or(NONE);
        let kept = |number: u32| if (number as usize) < QUESTIONS { number } else { NONE };
        Self { of: found.of.iter().map(|sort| kept(number(sort))).collect() }
    }
}

/// What makes expressions alike; parts are named by the sort of expressions that they are of.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Key<'p> {
    Match(&'static str, &'p str, &'p str),
    Text(&'p str),
    Glob(&'p str),
    Repo(&'p str),
    Regex(&'p str),
    Word(*const Enumeration, u32),
    Int(i64),
    Bool(bool),
    Param(u32),
    Constant(u32),
    /// A constant whose value is of this sort.
    Same(u32),
    /// A name in a rule whose value is of this sort.
    Let(u32),
    Field(u32, &'p str, bool),
    RawField(u32, &'p str),
    Derived(u32, *const ()),
    Is(u32, bool),
    Equal(u32, u32),
    In(u32, u32),
    Matches(u32, u32),
    Default(u32, u32),
    Not(u32),
    And(Box<[u32]>),
    Or(Box<[u32]>),
    List(Box<[u32]>),
    ToSet(u32),
    Extern(*const (), Box<[u32]>, bool),
}

impl Key<'_> {
    /// True for what is found by going somewhere; the rest is at hand.
    fn is_kept(&self) -> bool {
        !matches!(
            self,
            Self::Match(..)
                | Self::Text(_)
                | Self::Glob(_)
                | Self::Repo(_)
                | Self::Regex(_)
                | Self::Word(..)
                | Self::Int(_)
                | Self::Bool(_)
                | Self::Param(_)
                | Self::Constant(_)
                | Self::Same(_)
                | Self::Let(_)
        )
    }
}

struct Alike<'p> {
    program: &'p Program,
    known: HashMap<Key<'p>, u32>,
    /// By expression: its sort.
    of: Vec<u32>,
    /// By constant: the sort of its value.
    constants: Vec<u32>,
    /// By slot: the sort of what a `let` of the rule that is looked at puts there. No two names of a rule
    /// have one slot.
    lets: HashMap<Slot, u32>,
}

/// Whose match an expression may read, and where that stands.
struct Of<'p> {
    binder: Option<Slot>,
    key: Key<'p>,
}

impl<'p> Alike<'p> {
    /// Looks at the constants, which are computed before anything is judged: nobody asks for their parts.
    fn all_constants(&mut self) {
        let nothing = Of { binder: None, key: Key::Bool(false) };
        for constant in &self.program.constants {
            self.all(&nothing, constant.value);
            self.constants.push(self.sort(constant.value).unwrap_or(NONE));
        }
        self.of.fill(NONE);
    }

    /// The sorts, in the order in which they were met.
    fn in_order(&self) -> Vec<(Key<'p>, u32)> {
        let mut sorts: Vec<_> = self.known.iter().map(|(key, sort)| (key.clone(), *sort)).collect();
        sorts.sort_unstable_by_key(|(_, sort)| *sort);
        sorts
    }

    fn rule(&mut self, rule: &'p Rule) {
        let key = match &rule.matcher {
            Matcher::Image => Key::Match("image", "", ""),
            Matcher::Container => Key::Match("container", "", ""),
            Matcher::Pod => Key::Match("pod", "", ""),
            Matcher::Resource => Key::Match("resource", "", ""),
            Matcher::Kind(group, kind) => Key::Match("kind", group, kind),
            Matcher::Manifests => return,
        };
        self.lets.clear();
        let of = Of { binder: Some(rule.binder), key };
        rule.guard.into_iter().for_each(|guard| self.all(&of, guard));
        self.block(rule, &of, &rule.body);
    }

    fn block(&mut self, rule: &'p Rule, of: &Of<'p>, body: &'p [Stmt]) {
        for statement in body {
            match statement {
                Stmt::Let(slot, value) => {
                    self.all(of, *value);
                    if let Some(sort) = self.sort(*value) {
                        self.lets.insert(*slot, sort);
                    }
                }
                Stmt::Oblige(index) => {
                    let obligation = rule.obligations.get(*index as usize);
                    obligation.into_iter().for_each(|it| self.all(of, it.condition));
                }
                Stmt::If(condition, then, otherwise) => {
                    self.all(of, *condition);
                    self.block(rule, of, then);
                    self.block(rule, of, otherwise);
                }
                Stmt::For(over, body, _) => {
                    self.all(of, over.over);
                    over.filter.into_iter().for_each(|filter| self.all(of, filter));
                    self.block(rule, of, body);
                }
            }
        }
    }

    /// Looks at an expression and all that it is made of, which comes first.
    fn all(&mut self, of: &Of<'p>, id: ExprId) {
        let program = self.program;
        let expr = program.expr(id);
        let mut parts = Vec::new();
        expr.each(program, &mut |part| parts.push(part));
        for part in parts {
            self.all(of, part);
        }
        if let Some(key) = self.key(of, expr) {
            let next = u32::try_from(self.known.len()).unwrap_or(NONE);
            let sort = *self.known.entry(key).or_insert(next);
            if let Some(place) = self.of.get_mut(id.0 as usize) {
                *place = sort;
            }
        }
    }

    fn sort(&self, id: ExprId) -> Option<u32> {
        self.of.get(id.0 as usize).copied().filter(|sort| *sort != NONE)
    }

    #[allow(clippy::wildcard_enum_match_arm, reason = "what is not named here is not shared")]
    fn key(&self, of: &Of<'p>, expr: &'p Expr) -> Option<Key<'p>> {
        let two = |a: ExprId, b: ExprId| Some((self.sort(a)?, self.sort(b)?));
        let many = |ids: Ids| -> Option<Box<[u32]>> {
            self.program.list(ids).iter().map(|id| self.sort(*id)).collect()
        };
        Some(match expr {
            Expr::Local(slot) if Some(*slot) == of.binder => of.key.clone(),
            Expr::Local(slot) => Key::Let(*self.lets.get(slot)?),
            Expr::Literal(index) => literal(self.program.literals.get(*index as usize)?)?,
            Expr::Text(pieces) => match &**pieces {
                [] => Key::Text(""),
                [Piece::Text(text)] => Key::Text(text),
                _ => return None,
            },
            Expr::Param(index) => Key::Param(*index),
            Expr::Constant(index) => match self.constants.get(*index as usize) {
                None | Some(&NONE) => Key::Constant(*index),
                Some(sort) => Key::Same(*sort),
            },
            Expr::Field(base, key, _, safe) => Key::Field(self.sort(*base)?, key, *safe),
            Expr::RawField(base, key) => Key::RawField(self.sort(*base)?, key),
            Expr::Derived(base, body) => Key::Derived(self.sort(*base)?, *body as *const ()),
            Expr::Is(base, Ask::Present) => Key::Is(self.sort(*base)?, true),
            Expr::Is(base, Ask::Absent) => Key::Is(self.sort(*base)?, false),
            Expr::Equal(a, b) => two(*a, *b).map(|(a, b)| Key::Equal(a, b))?,
            Expr::In(a, b) => two(*a, *b).map(|(a, b)| Key::In(a, b))?,
            Expr::Matches(a, b) => two(*a, *b).map(|(a, b)| Key::Matches(a, b))?,
            Expr::Default(a, b) => two(*a, *b).map(|(a, b)| Key::Default(a, b))?,
            Expr::Not(of) => Key::Not(self.sort(*of)?),
            Expr::And(all) => Key::And(many(*all)?),
            Expr::Or(all) => Key::Or(many(*all)?),
            Expr::List(items) => Key::List(many(*items)?),
            Expr::ToSet(list) => Key::ToSet(self.sort(*list)?),
            Expr::Extern(body, args, safe) => Key::Extern(*body as *const (), many(*args)?, *safe),
            _ => return None,
        })
    }
}

/// The key of a literal that is soon compared.
#[allow(clippy::wildcard_enum_match_arm, reason = "what is not named here is not shared")]
fn literal<'p>(value: &'p Value<'static>) -> Option<Key<'p>> {
    Some(match value {
        Value::Text(text) => Key::Text(text),
        Value::Glob(glob) => Key::Glob(glob.as_str()),
        Value::Repo(repo) => Key::Repo(repo.as_str()),
        Value::Regex(regex) => Key::Regex(regex.as_str()),
        Value::Word(word) => Key::Word(word.of, word.index),
        Value::Int(value) => Key::Int(*value),
        Value::Bool(value) => Key::Bool(*value),
        _ => return None,
    })
}

/// What is remembered of the object that is judged.
#[derive(Debug, Default)]
pub(super) struct Answers<'w> {
    questions: &'w [u32],
    /// The same while a match is judged whose answers are remembered, else nothing.
    asked: &'w [u32],
    known: Vec<Answer<'w>>,
    /// Which object it is, and which of its matches.
    object: u64,
    of: usize,
}

/// An answer, and what finding it took.
#[derive(Debug)]
struct Answer<'w> {
    object: u64,
    steps: u64,
    room: usize,
    value: Valued<'w>,
}

impl<'w> Answers<'w> {
    /// None yet.
    pub(super) fn new(questions: &'w Questions) -> Self {
        Self { questions: &questions.of, ..Self::default() }
    }

    /// Another object is judged.
    pub(super) fn next_object(&mut self) {
        self.object += 1;
    }

    /// This match of it is judged.
    pub(super) fn of_match(&mut self, at: usize) {
        self.of = at;
        self.asked = if at < MATCHES { self.questions } else { &[] };
    }

    /// Where the answer to an expression is kept, if it is one that is shared.
    pub(super) fn place(&self, id: ExprId) -> Option<usize> {
        match self.asked.get(id.0 as usize) {
            None | Some(&NONE) => None,
            Some(number) => Some(*number as usize * MATCHES + self.of),
        }
    }

    /// The answer in a place.
    pub(super) fn at(&self, place: usize) -> Option<&Valued<'w>> {
        let found = self.known.get(place).filter(|answer| answer.object == self.object);
        found.map(|answer| &answer.value)
    }

    /// Takes what finding the answer in a place took; false if it is not known, or there is not enough.
    pub(super) fn pay(&self, place: usize, host: &mut Host<'w>) -> bool {
        let Some(answer) = self.known.get(place).filter(|it| it.object == self.object) else {
            return false;
        };
        let enough = answer.steps <= host.fuel && answer.room <= host.room;
        if enough {
            host.fuel -= answer.steps;
            host.room -= answer.room;
        }
        enough
    }

    /// Keeps an answer, and what finding it took.
    pub(super) fn keep(&mut self, place: usize, value: Valued<'w>, (steps, room): (u64, usize)) {
        if self.known.len() <= place {
            let nothing = || Answer { object: 0, steps: 0, room: 0, value: Value::Absent.made() };
            self.known.resize_with(place + 1, nothing);
        }
        if let Some(answer) = self.known.get_mut(place) {
            *answer = Answer { object: self.object, steps, room, value };
        }
    }
}
