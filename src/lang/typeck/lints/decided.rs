//! Conditions that are decided before they are asked.
//!
//! An item is walked as it runs, with what the conditions before have settled (`known`): the operands
//! to the left, the `where`, the `if` around, the negation of those in whose `else` it stands. What
//! then comes out the same in every world is reported by what it makes idle: a rule, a branch, an
//! operand, an obligation. What literals alone decide is the business of `constant`, what types decide
//! that of "never absent".

use std::collections::BTreeSet;

use crate::base::Span;
use crate::diag::{Code, Diagnostic};
use crate::lang::syntax::ast::{
    Asked, CompareOp, Each, Expr, ExprKind, If, ItemKind, Obligation, Polarity, Stmt, StmtKind,
};
use crate::lang::syntax::visit;
use crate::lang::types::Type;
use crate::world::image::RepoPattern;

use super::Subject;
use super::constant;
use super::duties::{Duties, Duty};
use super::form::{Form, Forms};
use super::known::{Fact, Knowledge, Known, Located, Reason, Value, Values, of_any};
use crate::lang::typeck::checked::{Conversion, Meaning};

/// Looks at an item, and takes down what its obligations oblige to.
pub(super) fn lint(
    subject: &Subject<'_, '_>,
    forms: &mut Forms,
    duties: &mut Duties,
    out: &mut Vec<Diagnostic>,
) {
    let known = Knowledge::default();
    let context = Vec::new();
    let mut walk = Walk { subject, forms, known, context, found: Vec::new(), duties, out };
    match &subject.item.kind {
        ItemKind::Rule(rule) => {
            let matcher = subject.text(rule.matcher.span).to_owned();
            let form = walk.forms.node("on", &matcher, Vec::new());
            walk.context.push(form);
            let never = rule.guard.as_ref().and_then(|guard| {
                let truth = walk.condition(guard, Stands::Guard);
                walk.assume(guard, true);
                truth
            });
            if never != Some(false) {
                walk.block(&rule.body);
            }
        }
        ItemKind::Require(require) => {
            walk.condition(&require.condition, Stands::Obligation(Polarity::Require));
        }
        _ => visit::item(subject.item, &mut |expr| walk.value(expr)),
    }
}

/// Where a condition stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stands {
    /// A rule's `where`.
    Guard,
    /// `where` of a loop.
    Filter,
    /// An `if`; `idle` says that its `else`, if it has one, is worth a word.
    Branch { idle: bool },
    /// `require`, `forbid`.
    Obligation(Polarity),
    /// Anywhere else.
    Operand,
}

/// A part of a condition that was decided before.
struct Decided {
    span: Span,
    truth: bool,
    why: Vec<Reason>,
}

struct Walk<'s, 'w, 'a> {
    subject: &'s Subject<'w, 'a>,
    forms: &'s mut Forms,
    known: Knowledge,
    /// The conditions and loops round the point where we are.
    context: Vec<Form>,
    /// What was found decided in the condition that is being read.
    found: Vec<Decided>,
    duties: &'s mut Duties,
    out: &'s mut Vec<Diagnostic>,
}

impl<'w> Walk<'_, 'w, '_> {
    fn block(&mut self, body: &'w [Stmt]) {
        for stmt in body {
            match &stmt.kind {
                StmtKind::Let(binding) => self.value(&binding.value),
                StmtKind::Obligation(obligation) => self.obligation(obligation),
                StmtKind::If(branch) => self.branch(branch, false),
                StmtKind::For(each) => {
                    let (known, context) = (self.known.mark(), self.context.len());
                    let over = self.form(&each.each.over);
                    let form = self.forms.node("for", "", vec![over]);
                    self.context.push(form);
                    if self.each(&each.each) != Some(false) {
                        self.block(&each.body);
                    }
                    self.leave(known, context);
                }
                StmtKind::Broken(_) => {}
            }
        }
    }

    fn leave(&mut self, known: usize, context: usize) {
        self.known.reset(known);
        self.context.truncate(context);
    }

    fn branch(&mut self, branch: &'w If, chained: bool) {
        // The last of a chain may be written out, and its truth be certain for it.
        let idle = !chained || !branch.otherwise.is_empty();
        let truth = self.condition(&branch.condition, Stands::Branch { idle });
        for (body, runs) in [(&branch.then, true), (&branch.otherwise, false)] {
            if truth == Some(!runs) {
                continue;
            }
            let (known, context) = (self.known.mark(), self.context.len());
            self.assume(&branch.condition, runs);
            match body.as_slice() {
                [Stmt { kind: StmtKind::If(next), .. }] if !runs => self.branch(next, true),
                body => self.block(body),
            }
            self.leave(known, context);
        }
    }

    fn obligation(&mut self, obligation: &'w Obligation) {
        let wanted = obligation.polarity == Polarity::Require;
        self.condition(&obligation.condition, Stands::Obligation(obligation.polarity));
        let form = self.form(&obligation.condition);
        let form = if wanted { form } else { self.forms.not(form) };
        let facts = self.facts(&obligation.condition, wanted);
        let opposite = self.forms.not(form);
        let span = obligation.keyword.to(obligation.condition.span);
        let duty = Duty { place: self.subject.at(span), form, opposite, facts };
        self.duties.take(self.subject, &self.context, duty);
    }

    /// Reads what a loop goes through and which of it, and takes that it is so.
    fn each(&mut self, each: &'w Each) -> Option<bool> {
        self.value(&each.over);
        let filter = each.filter.as_ref()?;
        let truth = self.condition(filter, Stands::Filter);
        self.assume(filter, true);
        truth
    }

    /// Takes it that a condition came out so, from here on.
    fn assume(&mut self, condition: &Expr, truth: bool) {
        let form = self.form(condition);
        let form = if truth { form } else { self.forms.not(form) };
        self.context.push(form);
        for fact in self.facts(condition, truth) {
            self.known.learn(fact);
        }
    }

    /// Reads a condition, and reports what in it is decided. Its truth, if that is.
    fn condition(&mut self, condition: &'w Expr, stands: Stands) -> Option<bool> {
        let outer = std::mem::take(&mut self.found);
        let truth = self.walk(condition, true);
        let found = std::mem::replace(&mut self.found, outer);
        let last = found.len().saturating_sub(1);
        for (index, decided) in found.iter().enumerate() {
            // What decides the whole is the last that is read.
            let (truth, stands) =
                if index == last { (truth, stands) } else { (None, Stands::Operand) };
            self.report(truth, decided, stands);
        }
        truth
    }

    /// Reads an expression that is no condition.
    fn value(&mut self, expr: &'w Expr) {
        let outer = std::mem::take(&mut self.found);
        self.walk(expr, false);
        let found = std::mem::replace(&mut self.found, outer);
        for decided in &found {
            self.report(None, decided, Stands::Operand);
        }
    }

    /// Reads an expression; if it is a `condition` whose truth is certain, that.
    fn walk(&mut self, expr: &'w Expr, condition: bool) -> Option<bool> {
        if self.known.is_impossible() {
            return None;
        }
        match &expr.kind {
            ExprKind::Paren(inner) => self.walk(inner, condition),
            ExprKind::Not(inner) => self.walk(inner, true).map(|truth| !truth),
            ExprKind::And(all) => self.chain(all, true),
            ExprKind::Or(all) => self.chain(all, false),
            ExprKind::If(asked, then, otherwise) => {
                let truth = self.condition(asked, Stands::Branch { idle: true });
                for (value, runs) in [(then, true), (otherwise, false)] {
                    if truth != Some(!runs) {
                        let (known, context) = (self.known.mark(), self.context.len());
                        self.assume(asked, runs);
                        self.walk(value, false);
                        self.leave(known, context);
                    }
                }
                None
            }
            ExprKind::Quantifier(_, each, body) => {
                self.looped(each, &[body]);
                None
            }
            ExprKind::Select(element, each) => {
                self.looped(each, &[element]);
                None
            }
            ExprKind::Group(key, element, each) => {
                self.looped(each, &[key, element]);
                None
            }
            _ => self.leaf(expr, condition),
        }
    }

    fn looped(&mut self, each: &'w Each, bodies: &[&'w Expr]) {
        let (known, context) = (self.known.mark(), self.context.len());
        self.each(each);
        for body in bodies {
            let condition = *self.subject.ty(body) == Type::Bool;
            self.walk(body, condition);
        }
        self.leave(known, context);
    }

    fn chain(&mut self, all: &'w [Expr], and: bool) -> Option<bool> {
        let (known, context) = (self.known.mark(), self.context.len());
        let mut seen = BTreeSet::new();
        let mut certain = true;
        let mut decisive = false;
        for operand in all {
            // The same twice is reported as such.
            if !seen.insert(self.form(operand)) {
                continue;
            }
            match self.walk(operand, true) {
                Some(truth) if truth != and => {
                    decisive = true;
                    break;
                }
                Some(_) => {}
                None => {
                    certain = false;
                    self.assume(operand, and);
                }
            }
        }
        self.leave(known, context);
        if decisive { Some(!and) } else { certain.then_some(and) }
    }

    /// An expression that is no connective.
    fn leaf(&mut self, expr: &'w Expr, condition: bool) -> Option<bool> {
        if let Some(truth) = constant::truth(expr) {
            return Some(truth);
        }
        if let ExprKind::Is(inner, asked @ (Asked::Present | Asked::Absent)) = &expr.kind
            && !self.subject.ty(inner).is_optional()
        {
            // By its type it is there, which is told as such.
            return Some(matches!(asked, Asked::Present));
        }
        let asks = matches!(expr.kind, ExprKind::Compare { .. } | ExprKind::Is(..));
        let asked = asks || condition && *self.subject.ty(expr) == Type::Bool;
        if asked && let Some((truth, why)) = self.decide(expr) {
            self.found.push(Decided { span: expr.span, truth, why });
            return Some(truth);
        }
        visit::children(expr, &mut |child| {
            self.walk(child, false);
        });
        None
    }

    fn form(&self, expr: &Expr) -> Form {
        self.subject.form(expr)
    }

    /// The form that facts about an expression are kept under. A raw value is kept by what it is read
    /// as: of another shape it is another value.
    fn key(&mut self, expr: &Expr) -> Form {
        let form = self.form(expr);
        match self.subject.tables().conversions.get(&expr.id) {
            Some(Conversion::ReadRaw(ty)) => {
                let word = format!("{ty:?}");
                self.forms.node("read", &word, vec![form])
            }
            _ => form,
        }
    }

    /// Whether a condition is certain.
    fn decide(&mut self, expr: &Expr) -> Option<(bool, Vec<Reason>)> {
        let found = match &expr.kind {
            ExprKind::Is(inner, asked) => self.decide_asked(expr, inner, asked),
            ExprKind::Compare { op, left, right, .. } => self.decide_compared(*op, left, right),
            _ => None,
        };
        found.or_else(|| self.decide_whole(expr))
    }

    /// By what is known of the condition itself.
    fn decide_whole(&mut self, expr: &Expr) -> Option<(bool, Vec<Reason>)> {
        let (form, asked) = self.forms.positive(self.form(expr));
        let known = self.known.of(form)?;
        let truth = known.is_among(&[Value::Bool(true)].into())?;
        Some((truth == asked, known.why.clone()))
    }

    fn decide_asked(
        &mut self,
        expr: &Expr,
        inner: &Expr,
        asked: &Asked,
    ) -> Option<(bool, Vec<Reason>)> {
        let known = self.known.of(self.form(inner))?;
        let truth = match asked {
            Asked::Kind(_) => known.is_among(&[self.kind_asked(expr)?].into())?,
            Asked::Present | Asked::Absent => {
                let absent = match known {
                    known if known.is_absent() => true,
                    known if !known.absent => false,
                    _ => return None,
                };
                absent == matches!(asked, Asked::Absent)
            }
        };
        Some((truth, known.why.clone()))
    }

    fn kind_asked(&self, expr: &Expr) -> Option<Value> {
        match self.subject.tables().meaning(expr.id) {
            Meaning::IsKind(group, kind) => Some(Value::Kind(kind.clone(), group.clone())),
            _ => None,
        }
    }

    fn decide_compared(
        &mut self,
        op: CompareOp,
        left: &Expr,
        right: &Expr,
    ) -> Option<(bool, Vec<Reason>)> {
        let negative = matches!(op, CompareOp::Ne | CompareOp::NotIn);
        if op == CompareOp::Matches {
            return self.decide_matched(left, right);
        }
        let (truth, why) = if let Some(repositories) = self.repositories(op, left, right) {
            let form = self.key(left);
            self.known.located(form, &repositories)?
        } else {
            let (key, values) = self.among(op, left, right)?;
            let form = self.key(key);
            let known = self.known.of(form)?;
            (known.is_among(&values)?, known.why.clone())
        };
        Some((truth != negative, why))
    }

    /// A glob, of a text of which all possible values are known.
    fn decide_matched(&mut self, left: &Expr, right: &Expr) -> Option<(bool, Vec<Reason>)> {
        let glob = self.subject.glob(right)?;
        let form = self.key(left);
        let known = self.known.of(form)?;
        let Values::Only(values) = &known.values else { return None };
        let matched = |value: &Value| matches!(value, Value::Text(text) if glob.matches(text));
        if !known.absent && values.iter().all(matched) {
            return Some((true, known.why.clone()));
        }
        values.iter().all(|value| !matched(value)).then(|| (false, known.why.clone()))
    }

    /// What a condition that comes out so settles.
    fn facts(&mut self, condition: &Expr, truth: bool) -> Vec<Fact> {
        match &condition.kind {
            ExprKind::Paren(inner) => self.facts(inner, truth),
            ExprKind::Not(inner) => self.facts(inner, !truth),
            ExprKind::And(all) | ExprKind::Or(all)
                if truth == matches!(condition.kind, ExprKind::And(_)) =>
            {
                all.iter().flat_map(|operand| self.facts(operand, truth)).collect()
            }
            ExprKind::And(all) | ExprKind::Or(all) => {
                let each = all.iter().map(|operand| self.facts(operand, truth)).collect();
                let reason = Reason { span: condition.span, truth };
                let mut facts = of_any(each, reason);
                facts.push(self.whole(condition, truth));
                facts
            }
            _ => self.facts_of_leaf(condition, truth),
        }
    }

    /// That the condition itself came out so.
    fn whole(&self, condition: &Expr, truth: bool) -> Fact {
        let reason = Reason { span: condition.span, truth };
        let (form, asked) = self.forms.positive(self.form(condition));
        let values = Values::Only([Value::Bool(truth == asked)].into());
        Fact::Of(form, Known::new(false, values, reason))
    }

    fn facts_of_leaf(&mut self, condition: &Expr, truth: bool) -> Vec<Fact> {
        let reason = Reason { span: condition.span, truth };
        let mut facts = vec![self.whole(condition, truth)];
        match &condition.kind {
            ExprKind::Is(inner, asked) => {
                let form = self.form(inner);
                let (holds, values) = match asked {
                    Asked::Present => (truth, BTreeSet::new()),
                    Asked::Absent => (!truth, BTreeSet::new()),
                    Asked::Kind(_) => match self.kind_asked(condition) {
                        Some(kind) => {
                            let values = settled(truth, [kind].into());
                            let absent = !truth && self.subject.ty(inner).is_optional();
                            facts.push(Fact::Of(form, Known::new(absent, values, reason)));
                            return facts;
                        }
                        None => return facts,
                    },
                };
                let values = if holds { Values::Not(values) } else { Values::Only(values) };
                facts.push(Fact::Of(form, Known::new(!holds, values, reason)));
            }
            ExprKind::Compare { op, left, right, .. } => {
                let negative = matches!(op, CompareOp::Ne | CompareOp::NotIn);
                let holds = truth != negative;
                let form = self.key(left);
                if let Some(repositories) = self.repositories(*op, left, right) {
                    facts.push(Fact::In(form, Located { repositories, within: holds, reason }));
                } else if let Some((key, values)) = self.among(*op, left, right) {
                    let universe = self.universe(key);
                    let values = match settled(holds, values) {
                        Values::Not(values) if !universe.is_empty() => {
                            Values::Only(universe.difference(&values).cloned().collect())
                        }
                        values => values,
                    };
                    let absent = !holds && self.subject.ty(key).is_optional();
                    let form = self.key(key);
                    facts.push(Fact::Of(form, Known::new(absent, values, reason)));
                }
            }
            _ => {}
        }
        facts
    }

    /// All values of a type that has few.
    fn universe(&self, expr: &Expr) -> BTreeSet<Value> {
        let ty = match self.subject.tables().conversions.get(&expr.id) {
            Some(Conversion::ReadRaw(ty)) => ty,
            _ => self.subject.ty(expr).required(),
        };
        match ty {
            Type::Bool => [Value::Bool(false), Value::Bool(true)].into(),
            Type::Enum(id) => {
                let count = self.subject.world.library.enum_of(*id).values.len();
                (0..count)
                    .filter_map(|at| Some(Value::Enum(id.0, u32::try_from(at).ok()?)))
                    .collect()
            }
            _ => BTreeSet::new(),
        }
    }

    /// The side of a comparison that manifests decide, and the values that it is compared with, if
    /// they are written out.
    fn among<'e>(
        &self,
        op: CompareOp,
        left: &'e Expr,
        right: &'e Expr,
    ) -> Option<(&'e Expr, BTreeSet<Value>)> {
        let pair = match op {
            CompareOp::Eq | CompareOp::Ne => {
                let value = |key, other| Some((key, BTreeSet::from([self.subject.value(other)?])));
                value(left, right).or_else(|| value(right, left))?
            }
            CompareOp::In | CompareOp::NotIn => (left, self.subject.values(right)?),
            _ => return None,
        };
        (self.subject.value(pair.0).is_none() && pair.1.len() <= 1_000).then_some(pair)
    }

    /// The repositories that an image or repository is asked to be in, if they are written out.
    fn repositories(&self, op: CompareOp, left: &Expr, right: &Expr) -> Option<Vec<RepoPattern>> {
        if !matches!(op, CompareOp::In | CompareOp::NotIn) {
            return None;
        }
        let ty = self.subject.ty(left).required();
        if !matches!(ty, Type::Record(_) | Type::Repo) {
            return None;
        }
        self.subject.repositories(right)
    }

    fn report(&mut self, whole: Option<bool>, decided: &Decided, stands: Stands) {
        let text = short(self.subject.text(decided.span));
        let how = if decided.truth { "always" } else { "never" };
        let Some((code, message, help)) = words(&text, how, whole, stands) else { return };
        let mut said = Diagnostic::new(code, message)
            .at(self.subject.at(decided.span), format!("{how} true"))
            .help(help);
        let mut told: Vec<Span> = Vec::new();
        for reason in decided.why.iter().filter(|reason| reason.span != decided.span) {
            if told.contains(&reason.span) || told.len() == 4 {
                continue;
            }
            told.push(reason.span);
            let text = if reason.truth { "this holds here" } else { "this does not hold here" };
            said = said.near(self.subject.at(reason.span), text);
        }
        self.out.push(said);
    }
}

/// The code, the message and the help for a part that is decided; none where it may stand so.
fn words(
    text: &str,
    how: &str,
    whole: Option<bool>,
    stands: Stands,
) -> Option<(Code, String, &'static str)> {
    let plain = format!("`{text}` is {how} true here");
    Some(match (stands, whole) {
        (Stands::Guard, Some(false)) => {
            let help = "ask something else, or write `or` if either will do";
            (Code::L0313, format!("this rule never applies: {plain}"), help)
        }
        (Stands::Obligation(polarity), Some(truth)) => {
            let holds = truth == (polarity == Polarity::Require);
            let (does, help) = if holds {
                ("always", "drop it, or ask something that the conditions round it leave open")
            } else {
                ("never", "ask something else, or drop the condition that decides it")
            };
            (Code::L0315, format!("this obligation {does} holds: {plain}"), help)
        }
        (Stands::Branch { idle: false }, Some(true)) => return None,
        (Stands::Branch { .. }, Some(true)) => {
            (Code::L0314, plain, "keep the branch that runs, and drop the `if` and its `else`")
        }
        (Stands::Branch { .. }, Some(false)) => {
            (Code::L0314, plain, "drop the branch that never runs, or ask something else")
        }
        _ => (Code::L0314, plain, "drop it, or ask something else"),
    })
}

/// What is written, on one line that is not too long for a message.
fn short(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = words.join(" ");
    match line.char_indices().nth(60) {
        Some((at, _)) => format!("{}…", line.get(..at).unwrap_or("")),
        None => line,
    }
}

/// The values that are left where something is among these, or is not.
fn settled(holds: bool, values: BTreeSet<Value>) -> Values {
    if holds { Values::Only(values) } else { Values::Not(values) }
}
