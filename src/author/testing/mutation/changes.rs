//! The changes that can be made to an item: a walk over its tree.
//!
//! A change is told as a piece of the item's text and what stands there instead, both taken from the
//! tree: no text is searched for what looks like an operator. Texts that only people read are left
//! alone: messages, help, remedies, tags, severities. Changes that would say the same as another one are
//! made once (`not` before a comparison is the comparison's opposite).

use std::collections::BTreeSet;

use crate::base::{Source, Span};
use crate::lang::library::Library;
use crate::lang::syntax::ast::{
    Asked, CompareOp, Each, Expr, ExprKind, Item, ItemKind, MatcherKind, Obligation, Part,
    Polarity, Quantifier, Rule, Stmt, StmtKind,
};
use crate::lang::syntax::visit;
use crate::lang::typeck::{Meaning, Tables};

use super::literals;

/// A change of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What is changed.
    pub span: Span,
    /// What stands there instead.
    pub text: String,
    /// What it is, in a few words: "`==` becomes `!=`".
    pub says: String,
    /// What must be evaluated for the change to be met.
    pub reach: Reach,
    /// Another form of the same change, for where this one means nothing.
    pub or: Vec<String>,
}

/// What must be evaluated for a change to be met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// The item.
    Item,
    /// The expression that is written there.
    Expr(Span),
}

/// All changes of an item, in the order of its text.
pub fn changes(source: &Source, item: &Item, tables: &Tables) -> Vec<Change> {
    let mut walk = Walk { source, tables, within: None, found: Vec::new(), seen: BTreeSet::new() };
    match &item.kind {
        ItemKind::Rule(rule) => walk.rule(rule),
        ItemKind::Param(param) => param.default.iter().for_each(|default| walk.expr(default)),
        ItemKind::Let(constant) => walk.expr(&constant.value),
        ItemKind::Func(func) => func.body.iter().for_each(|body| walk.expr(body)),
        ItemKind::Require(require) => {
            walk.always(&require.condition, "`require` always holds", "true");
            walk.condition(&require.condition);
        }
        ItemKind::Import(_)
        | ItemKind::Record(_)
        | ItemKind::Enum(_)
        | ItemKind::Test(_)
        | ItemKind::Broken(_) => {}
    }
    let mut found = walk.found;
    found.sort_by_key(|change| (change.span.start, change.span.end));
    found
}

/// Kinds that keep a pod template alike: one is taken for another.
const KINDS: &[(&str, &str)] = &[
    ("Deployment", "StatefulSet"),
    ("StatefulSet", "Deployment"),
    ("DaemonSet", "Deployment"),
    ("ReplicaSet", "Deployment"),
    ("Job", "Deployment"),
    ("CronJob", "Job"),
    ("Pod", "Deployment"),
    ("Secret", "ConfigMap"),
    ("ConfigMap", "Secret"),
];

struct Walk<'i> {
    source: &'i Source,
    tables: &'i Tables,
    /// The literal collection that is being walked: it is evaluated as one.
    within: Option<Span>,
    found: Vec<Change>,
    /// Where what was put.
    seen: BTreeSet<(Span, String)>,
}

impl<'i> Walk<'i> {
    fn rule(&mut self, rule: &'i Rule) {
        if let MatcherKind::Kind(kind) = &rule.matcher.kind
            && kind.group.is_none()
            && let Some((from, to)) = KINDS.iter().find(|(from, _)| *from == &*kind.kind.text)
        {
            let says = format!("`on {from}` becomes `on {to}`");
            self.add(kind.kind.span, (*to).to_owned(), says, Reach::Item);
        }
        if let Some(guard) = &rule.guard {
            self.guard(rule.binder.span.end, guard);
        }
        let deciding = deciding(rule);
        visit::walk_body(&rule.body, &mut |stmt| match &stmt.kind {
            // What only a message says is for people.
            StmtKind::Let(binding) if !deciding.contains(&*binding.name.text) => {}
            _ => self.statement(stmt),
        });
    }

    fn statement(&mut self, stmt: &'i Stmt) {
        match &stmt.kind {
            StmtKind::Let(binding) => self.expr(&binding.value),
            StmtKind::Obligation(obligation) => self.obligation(obligation),
            StmtKind::If(branch) => {
                self.branch(&branch.condition);
                self.expr(&branch.condition);
            }
            StmtKind::For(each) => self.each(&each.each),
            StmtKind::Broken(_) => {}
        }
    }

    fn obligation(&mut self, obligation: &'i Obligation) {
        let (from, to, holds) = match obligation.polarity {
            Polarity::Require => ("require", "forbid", "true"),
            Polarity::Forbid => ("forbid", "require", "false"),
        };
        let condition = &obligation.condition;
        self.always(condition, &format!("`{from}` always holds"), holds);
        if !has_opposite(condition) {
            let says = format!("`{from}` becomes `{to}`");
            let reach = self.reach(bare(condition).span);
            self.add(obligation.keyword, to.to_owned(), says, reach);
        }
        self.expr(condition);
        let Some(at) = &obligation.at else { return };
        let before = self.source.slice(Span::new(0, at.span.start as usize));
        let trimmed = before.trim_end();
        if let Some(rest) = trimmed.strip_suffix("at") {
            let span = Span::new(rest.len(), at.span.end as usize);
            let says = format!("`at {}` is gone", self.short(at.span));
            self.add(span, String::new(), says, Reach::Expr(bare(condition).span));
        }
        self.expr(at);
    }

    /// A condition that decides what is done: it always holds, never does, or the other way round.
    fn branch(&mut self, condition: &Expr) {
        for (word, says) in [("true", "the condition always holds"), ("false", "it never holds")] {
            self.always(condition, says, word);
        }
        self.negate(condition, false);
    }

    /// `where E`, which begins behind `after`.
    fn guard(&mut self, after: u32, guard: &'i Expr) {
        let says = format!("`where {}` is gone", self.short(guard.span));
        let span = Span { start: after, end: guard.span.end };
        let reach = self.reach(bare(guard).span);
        self.add(span, String::new(), says, reach);
        self.negate(guard, true);
        self.expr(guard);
    }

    /// A condition, perhaps the other way round.
    fn condition(&mut self, condition: &'i Expr) {
        self.negate(condition, false);
        self.expr(condition);
    }

    fn each(&mut self, each: &'i Each) {
        self.expr(&each.over);
        if let Some(filter) = &each.filter {
            self.guard(each.over.span.end, filter);
        }
    }

    fn always(&mut self, condition: &Expr, says: &str, word: &str) {
        let inner = bare(condition);
        if !matches!(inner.kind, ExprKind::Bool(_)) {
            let reach = self.reach(inner.span);
            self.add(condition.span, word.to_owned(), says.to_owned(), reach);
        }
    }

    /// `not (E)`, unless `E` has an opposite of its own; a guard of several conditions is turned round
    /// as a whole too.
    fn negate(&mut self, condition: &Expr, whole: bool) {
        let inner = bare(condition);
        let several = matches!(inner.kind, ExprKind::And(_) | ExprKind::Or(_));
        if has_opposite(inner) || several && !whole || matches!(inner.kind, ExprKind::Bool(_)) {
            return;
        }
        let text = format!("not ({})", self.source.slice(inner.span));
        let says = format!("`{}` is negated", self.short(inner.span));
        self.add(condition.span, text, says, Reach::Expr(inner.span));
    }

    fn expr(&mut self, expr: &'i Expr) {
        match &expr.kind {
            ExprKind::Int(_) | ExprKind::Bool(_) | ExprKind::Text(_) | ExprKind::Literal(_) => {
                self.literal(expr);
            }
            ExprKind::Name(_) | ExprKind::Field { .. } => self.word(expr),
            ExprKind::And(all) => self.connective(expr, all, ("and", "or")),
            ExprKind::Or(all) => self.connective(expr, all, ("or", "and")),
            ExprKind::Not(inner) => {
                let text = self.source.slice(inner.span).to_owned();
                let says = format!("`not` before `{}` is gone", self.short(inner.span));
                self.add(expr.span, text, says, Reach::Expr(expr.span));
            }
            ExprKind::Compare { op, op_span, .. } => self.comparison(expr, *op, *op_span),
            ExprKind::Is(inner, asked) => self.is(expr, inner, asked),
            ExprKind::Default(left, right) => self.default(expr, left, right),
            ExprKind::Arith { plus, op_span, .. } => {
                let (from, to) = if *plus { ("+", "-") } else { ("-", "+") };
                self.becomes(*op_span, from, to, expr.span);
            }
            ExprKind::If(condition, ..) => self.branch(condition),
            ExprKind::Quantifier(which, each, body) => {
                self.quantifier(expr, *which);
                self.each(each);
                self.condition(body);
                return;
            }
            ExprKind::Select(element, each) => {
                self.expr(element);
                self.each(each);
                return;
            }
            ExprKind::Group(key, element, each) => {
                self.expr(key);
                self.expr(element);
                self.each(each);
                return;
            }
            ExprKind::List(items) => return self.list(expr, items),
            ExprKind::Map(entries) => return self.map(expr, entries),
            ExprKind::Method { name, .. } => {
                if matches!(&*name.text, "starts_with" | "ends_with") {
                    self.becomes(name.span, &name.text, "contains", expr.span);
                }
            }
            ExprKind::Decimal(_)
            | ExprKind::Index(..)
            | ExprKind::Call(..)
            | ExprKind::As(..)
            | ExprKind::Paren(_)
            | ExprKind::Error => {}
        }
        visit::children(expr, &mut |child| self.expr(child));
    }

    fn default(&mut self, expr: &Expr, left: &Expr, right: &Expr) {
        let text = self.source.slice(right.span).to_owned();
        let says = format!("`{} ??` is gone", self.short(left.span));
        let reach = self.reach(expr.span);
        self.add(expr.span, text, says, reach);
    }

    fn connective(&mut self, expr: &'i Expr, all: &'i [Expr], (from, to): (&str, &str)) {
        for (left, right) in all.iter().zip(all.iter().skip(1)) {
            let gap = Span { start: left.span.end, end: right.span.start };
            if all.len() == 2 && self.source.slice(gap).trim() == from {
                self.becomes(self.word_in(gap, from), from, to, expr.span);
            }
        }
        if all.len() > 2 {
            let operands: Vec<&str> = all.iter().map(|e| self.source.slice(e.span)).collect();
            let says = format!("each `{from}` becomes `{to}`");
            let text = operands.join(&format!(" {to} "));
            self.add(expr.span, text, says, Reach::Expr(expr.span));
        }
        for (index, operand) in all.iter().enumerate() {
            let left = all.iter().enumerate().filter(|(at, _)| *at != index);
            let left: Vec<&str> = left.map(|(_, e)| self.source.slice(e.span)).collect();
            let says = format!("`{}` is gone", self.short(operand.span));
            let text = left.join(&format!(" {from} "));
            self.add(expr.span, text, says, Reach::Expr(expr.span));
            self.negate(operand, false);
        }
    }

    fn comparison(&mut self, expr: &Expr, op: CompareOp, at: Span) {
        let (from, to): (&str, &[&str]) = match op {
            CompareOp::Eq => ("==", &["!="]),
            CompareOp::Ne => ("!=", &["=="]),
            CompareOp::Lt => ("<", &["<=", ">="]),
            CompareOp::Le => ("<=", &["<", ">"]),
            CompareOp::Gt => (">", &[">=", "<="]),
            CompareOp::Ge => (">=", &[">", "<"]),
            CompareOp::In => ("in", &["not in"]),
            CompareOp::NotIn => ("not in", &["in"]),
            CompareOp::Matches => {
                let text = format!("not ({})", self.source.slice(expr.span));
                let says = format!("`{}` is negated", self.short(expr.span));
                return self.add(expr.span, text, says, Reach::Expr(expr.span));
            }
        };
        to.iter().for_each(|to| self.becomes(at, from, to, expr.span));
    }

    fn is(&mut self, expr: &Expr, inner: &Expr, asked: &Asked) {
        let behind = Span { start: inner.span.end, end: expr.span.end };
        match asked {
            Asked::Present => self.becomes(behind, "is present", " is absent", expr.span),
            Asked::Absent => self.becomes(behind, "is absent", " is present", expr.span),
            Asked::Kind(_) => {
                let text = format!("not ({})", self.source.slice(expr.span));
                let says = format!("`{}` is negated", self.short(expr.span));
                self.add(expr.span, text, says, Reach::Expr(expr.span));
            }
        }
    }

    fn quantifier(&mut self, expr: &Expr, which: Quantifier) {
        let (from, to): (&str, &[&str]) = match which {
            Quantifier::All => ("all", &["any", "none"]),
            Quantifier::Any => ("any", &["all", "none"]),
            Quantifier::None => ("none", &["all", "any"]),
        };
        let start = expr.span.start as usize;
        let at = Span::new(start, start + from.len());
        to.iter().for_each(|to| self.becomes(at, from, to, expr.span));
    }

    fn list(&mut self, expr: &'i Expr, items: &'i [Expr]) {
        let texts: Vec<&str> = items.iter().map(|e| self.source.slice(e.span)).collect();
        let outer = self.within;
        self.within = outer.or(Some(expr.span));
        for (index, item) in items.iter().enumerate() {
            // One of two that are the same is not missed.
            let here = self.source.slice(item.span);
            if texts.iter().filter(|text| **text == here).count() == 1 {
                self.without(expr, index, item.span, &texts);
            }
            self.expr(item);
        }
        self.within = outer;
    }

    fn map(&mut self, expr: &'i Expr, entries: &'i [(Expr, Expr)]) {
        let spans: Vec<Span> = entries.iter().map(|(key, value)| key.span.to(value.span)).collect();
        let texts: Vec<&str> = spans.iter().map(|span| self.source.slice(*span)).collect();
        let outer = self.within;
        self.within = outer.or(Some(expr.span));
        for (index, (key, value)) in entries.iter().enumerate() {
            if let Some(span) = spans.get(index) {
                self.without(expr, index, *span, &texts);
            }
            self.expr(key);
            self.expr(value);
        }
        self.within = outer;
    }

    /// A list or map without one of its entries.
    fn without(&mut self, expr: &Expr, index: usize, entry: Span, texts: &[&str]) {
        let left = texts.iter().enumerate().filter(|(at, _)| *at != index);
        let left: Vec<&str> = left.map(|(_, text)| *text).collect();
        let says = format!("`{}` is gone from the list", self.short(entry));
        let reach = self.reach(expr.span);
        self.add(expr.span, format!("[{}]", left.join(", ")), says, reach);
    }

    fn literal(&mut self, expr: &Expr) {
        // Only the pieces of a text with values in it are walked.
        if let ExprKind::Text(text) = &expr.kind
            && (text.raw || text.parts.iter().any(|part| matches!(part, Part::Expr(_))))
        {
            return;
        }
        let reach = self.reach(expr.span);
        let from = self.short(expr.span);
        for forms in literals::others(&expr.kind) {
            let mut forms = forms.into_iter();
            let Some(text) = forms.next() else { continue };
            let says = format!("`{from}` becomes `{}`", shortened(&text));
            self.add(expr.span, text, says, reach);
            if let Some(last) = self.found.last_mut() {
                last.or = forms.collect();
            }
        }
    }

    /// A value of an enum.
    fn word(&mut self, expr: &Expr) {
        let Meaning::EnumValue(id, index) = self.tables.meaning(expr.id) else { return };
        let values = &Library::get().enum_of(*id).values;
        let next = (*index as usize + 1) % values.len().max(1);
        if let Some((next, _)) = values.get(next).filter(|_| values.len() > 1) {
            let from = self.source.slice(expr.span);
            self.becomes(expr.span, from, next, expr.span);
        }
    }

    fn becomes(&mut self, at: Span, from: &str, to: &str, expr: Span) {
        let reach = self.reach(expr);
        self.add(at, to.to_owned(), format!("`{from}` becomes `{}`", to.trim()), reach);
    }

    fn add(&mut self, span: Span, text: String, says: String, reach: Reach) {
        if self.source.slice(span) != text && self.seen.insert((span, text.clone())) {
            self.found.push(Change { span, text, says, reach, or: Vec::new() });
        }
    }

    fn reach(&self, expr: Span) -> Reach {
        Reach::Expr(self.within.unwrap_or(expr))
    }

    /// Where a word stands between two expressions.
    fn word_in(&self, gap: Span, word: &str) -> Span {
        let start = gap.start as usize + self.source.slice(gap).find(word).unwrap_or(0);
        Span::new(start, start + word.len())
    }

    /// A piece of the text, on a line and not too long.
    fn short(&self, span: Span) -> String {
        shortened(self.source.slice(span))
    }
}

/// The names that a rule's verdicts hang on: those that its conditions say, and what they stand for.
fn deciding(rule: &Rule) -> BTreeSet<&str> {
    fn take<'t>(expr: &'t Expr, names: &mut BTreeSet<&'t str>) {
        visit::walk(expr, &mut |expr| {
            if let ExprKind::Name(name) = &expr.kind {
                names.insert(&name.text);
            }
        });
    }
    let mut names = BTreeSet::new();
    let mut lets = Vec::new();
    visit::walk_body(&rule.body, &mut |stmt| match &stmt.kind {
        StmtKind::Let(binding) => lets.push(binding),
        StmtKind::Obligation(obligation) => {
            take(&obligation.condition, &mut names);
            obligation.at.iter().for_each(|at| take(at, &mut names));
        }
        StmtKind::If(_) | StmtKind::For(_) | StmtKind::Broken(_) => {
            visit::expressions(stmt, &mut |expr| take(expr, &mut names));
        }
    });
    // A name stands below what it is said by.
    for binding in lets.iter().rev() {
        if names.contains(&*binding.name.text) {
            take(&binding.value, &mut names);
        }
    }
    names
}

/// How much of a policy's text a change quotes.
const QUOTED: usize = 60;

fn shortened(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = words.join(" ");
    match line.char_indices().nth(QUOTED) {
        Some((at, _)) => format!("{}…", line.get(..at).unwrap_or_default()),
        None => line,
    }
}

/// An expression without parentheses around it.
fn bare(expr: &Expr) -> &Expr {
    let mut expr = expr;
    while let ExprKind::Paren(inner) = &expr.kind {
        expr = inner;
    }
    expr
}

/// True if a change of the expression itself turns it round.
fn has_opposite(expr: &Expr) -> bool {
    matches!(
        bare(expr).kind,
        ExprKind::Compare { .. } | ExprKind::Not(_) | ExprKind::Is(..) | ExprKind::Quantifier(..)
    )
}
