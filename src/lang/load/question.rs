//! An expression that stands alone, as what the rest of the language knows: a rule.
//!
//! The expression becomes the last `let` of a rule on the run, so that it is checked, lowered and
//! evaluated as it would be in a policy. It may use what the policies beside it declare and what the
//! library's modules offer, without an import: what it names is imported. `images`, `pods` and
//! `resources` are the run's. A rule on objects of a kind serves where it is asked of one of them,
//! which it then calls `it`.
//!
//! Items that somebody enters get the same imports: a rule may use what an expression may.
//!
//! Nothing but the expression has a place. The names that are made up stand behind the end of its
//! text, each at a place of its own, because places tell declarations apart.
#![deny(clippy::wildcard_enum_match_arm)]

use std::collections::{HashMap, HashSet};

use crate::base::{Source, Span};
use crate::lang::library::Library;
use crate::lang::syntax::ast::{
    Expr, ExprId, ExprKind, Func, Import, Item, ItemKind, KindName, Let, Matcher, MatcherKind,
    Name, Obligation, Param, Polarity, Rule, Stmt, StmtKind, Template,
};
use crate::lang::syntax::visit;
use crate::lang::typeck::{Imported, Unit};

/// The id of the rule that an expression becomes: no rule that somebody writes has it.
pub const QUESTION: &str = "<expression>";

/// What an expression calls the object that it is asked of.
pub const ASKED_OF: &str = "it";

/// What the run has under a name of its own.
const OF_RUN: [&str; 3] = ["images", "pods", "resources"];

/// Makes things up, each at a place of its own.
struct Maker {
    /// Where nothing is any more.
    end: usize,
    exprs: u32,
}

impl Maker {
    fn span(&mut self) -> Span {
        self.end += 1;
        Span::at(self.end)
    }

    fn name(&mut self, text: &str) -> Name {
        Name { text: text.into(), span: self.span() }
    }

    fn expr(&mut self, kind: ExprKind) -> Expr {
        let id = ExprId(self.exprs);
        self.exprs += 1;
        Expr { id, span: self.span(), kind }
    }

    fn constant(&mut self, name: &str, value: Expr) -> Stmt {
        let constant = Let { name: self.name(name), ty: None, value };
        Stmt { span: self.span(), kind: StmtKind::Let(constant) }
    }

    fn matcher(&mut self, kind: Option<(&str, &str)>) -> Matcher {
        let kind = match kind {
            Some((group, kind)) => MatcherKind::Kind(KindName {
                kind: self.name(kind),
                group: Some(self.name(if group.is_empty() { "core" } else { group })),
            }),
            None => MatcherKind::Manifests,
        };
        Matcher { span: self.span(), kind }
    }

    /// A rule that checks nothing would be an error.
    fn obligation(&mut self) -> Stmt {
        let message = Template { span: self.span(), raw: false, parts: Vec::new() };
        let obligation = Obligation {
            polarity: Polarity::Require,
            keyword: self.span(),
            condition: self.expr(ExprKind::Bool(true)),
            message: Some(message),
            at: None,
            help: None,
            fix: None,
        };
        Stmt { span: self.span(), kind: StmtKind::Obligation(Box::new(obligation)) }
    }

    fn item(&mut self, kind: ItemKind) -> Item {
        Item { doc: None, span: self.span(), kind, expr_count: self.exprs }
    }

    fn import(&mut self, path: &str, names: Vec<&str>) -> (Span, Item) {
        let path = self.name(path);
        let span = path.span;
        let names = names.into_iter().map(|name| self.name(name)).collect();
        (span, self.item(ItemKind::Import(Import { path, names })))
    }
}

/// The items that make a rule of an expression, and what their imports lead to. `expr_count` is how
/// many expressions it holds, `units` are the policies beside it, `kind` (its group, empty for the core
/// group, and name) is that of the object that it is asked of, if it is asked of one.
pub(super) fn items(
    source: &Source,
    (expr, expr_count): (Expr, u32),
    kind: Option<(&str, &str)>,
    units: &[Unit],
) -> (Vec<Item>, HashMap<Span, Imported>) {
    let mut maker = Maker { end: source.text().len(), exprs: expr_count };
    let names = Names::of(&expr);
    let mut open = names.open();
    let kind = kind.filter(|_| !names.bound.contains(ASKED_OF));
    let rule = rule(&mut maker, expr, kind, &names.bound);
    let mut items = vec![maker.item(ItemKind::Rule(rule))];
    open.retain(|name| !OF_RUN.contains(&name.as_str()) && (kind.is_none() || name != ASKED_OF));
    let (more, imports) = imported(&mut maker, open, units);
    items.extend(more);
    (items, imports)
}

/// The imports that items, which are all of a source, leave out, and what they lead to.
pub(super) fn imports_of(
    source: &Source,
    items: &[Item],
    units: &[Unit],
) -> (Vec<Item>, HashMap<Span, Imported>) {
    let mut maker = Maker { end: source.text().len(), exprs: 0 };
    let mut names = Names::default();
    for item in items {
        names.declared_by(item);
        visit::item(item, &mut |expr| names.used_in(expr));
    }
    imported(&mut maker, names.open(), units)
}

/// Imports of these names, as far as anything offers them, and what they lead to.
fn imported(
    maker: &mut Maker,
    mut open: HashSet<String>,
    units: &[Unit],
) -> (Vec<Item>, HashMap<Span, Imported>) {
    let (mut items, mut imports) = (Vec::new(), HashMap::new());
    for (target, path, offered) in offers(units) {
        let used: Vec<&str> = offered.into_iter().filter(|name| open.remove(*name)).collect();
        if !used.is_empty() {
            let (span, item) = maker.import(path, used);
            imports.insert(span, target);
            items.push(item);
        }
    }
    (items, imports)
}

/// Where names can be imported from, and which: the policies first.
fn offers(units: &[Unit]) -> impl Iterator<Item = (Imported, &str, Vec<&str>)> {
    let declared = units.iter().enumerate().map(|(index, unit)| {
        let names = unit.items.iter().filter_map(|item| declares(&item.kind));
        (Imported::Unit(index), "", names.collect())
    });
    let modules = Library::get().modules().filter(|(_, module)| !module.name().contains('/'));
    let offered = modules.map(|(id, module)| {
        let names = module.importable().map(|(_, name)| name);
        (Imported::Library(id), module.name(), names.collect())
    });
    declared.chain(offered)
}

/// The name that an item declares for expressions.
fn declares(item: &ItemKind) -> Option<&str> {
    match item {
        ItemKind::Param(Param { name, .. })
        | ItemKind::Let(Let { name, .. })
        | ItemKind::Func(Func { name, .. }) => Some(&name.text),
        ItemKind::Import(_)
        | ItemKind::Require(_)
        | ItemKind::Record(_)
        | ItemKind::Enum(_)
        | ItemKind::Rule(_)
        | ItemKind::Test(_)
        | ItemKind::Broken(_) => None,
    }
}

/// A rule on the run, or on objects of a kind, whose last `let` is `expr`. What `expr` binds itself is
/// not made up too.
fn rule(
    maker: &mut Maker,
    expr: Expr,
    kind: Option<(&str, &str)>,
    bound: &HashSet<String>,
) -> Rule {
    let mut body = Vec::new();
    for name in OF_RUN.into_iter().filter(|name| !bound.contains(*name)) {
        let run = maker.name("manifests");
        let run = maker.expr(ExprKind::Name(run));
        let field = maker.name(name);
        let value = ExprKind::Field { base: Box::new(run), name: field, optional: false };
        let value = maker.expr(value);
        body.push(maker.constant(name, value));
    }
    body.push(maker.constant("the value", expr));
    body.push(maker.obligation());
    Rule {
        name: maker.name(QUESTION),
        severity: None,
        matcher: maker.matcher(kind),
        binder: maker.name(if kind.is_some() { ASKED_OF } else { "" }),
        guard: None,
        tags: Vec::new(),
        see: Vec::new(),
        body,
    }
}

/// The names in an expression.
#[derive(Default)]
struct Names {
    used: HashSet<String>,
    /// Those that an item, a statement, a filter, grouping or quantifier declares.
    bound: HashSet<String>,
}

impl Names {
    fn of(expr: &Expr) -> Self {
        let mut names = Self::default();
        names.used_in(expr);
        names
    }

    /// Those that are used, and that nothing here declares.
    fn open(&self) -> HashSet<String> {
        self.used.difference(&self.bound).cloned().collect()
    }

    /// Adds what an item declares, outside and inside.
    fn declared_by(&mut self, item: &Item) {
        self.bound.extend(declares(&item.kind).map(str::to_owned));
        match &item.kind {
            ItemKind::Import(import) => {
                self.bound.extend(import.names.iter().map(|name| name.text.to_string()));
            }
            ItemKind::Func(func) => {
                self.bound.extend(func.params.iter().map(|param| param.name.text.to_string()));
            }
            ItemKind::Rule(rule) => {
                self.bound.insert(rule.binder.text.to_string());
                visit::walk_body(&rule.body, &mut |stmt| match &stmt.kind {
                    StmtKind::Let(binding) => {
                        self.bound.insert(binding.name.text.to_string());
                    }
                    StmtKind::For(over) => {
                        self.bound.insert(over.each.var.text.to_string());
                    }
                    StmtKind::Obligation(_) | StmtKind::If(_) | StmtKind::Broken(_) => {}
                });
            }
            ItemKind::Param(_)
            | ItemKind::Require(_)
            | ItemKind::Let(_)
            | ItemKind::Record(_)
            | ItemKind::Enum(_)
            | ItemKind::Test(_)
            | ItemKind::Broken(_) => {}
        }
    }

    /// Adds what an expression uses and declares.
    fn used_in(&mut self, expr: &Expr) {
        visit::walk(expr, &mut |expr| match &expr.kind {
            ExprKind::Name(name) | ExprKind::Call(name, _) => {
                self.used.insert(name.text.to_string());
            }
            ExprKind::Select(_, each)
            | ExprKind::Group(_, _, each)
            | ExprKind::Quantifier(_, each, _) => {
                self.bound.insert(each.var.text.to_string());
            }
            ExprKind::Int(_)
            | ExprKind::Decimal(_)
            | ExprKind::Bool(_)
            | ExprKind::Text(_)
            | ExprKind::Literal(_)
            | ExprKind::List(_)
            | ExprKind::Map(_)
            | ExprKind::Field { .. }
            | ExprKind::Index(..)
            | ExprKind::Method { .. }
            | ExprKind::As(..)
            | ExprKind::Not(_)
            | ExprKind::And(_)
            | ExprKind::Or(_)
            | ExprKind::Compare { .. }
            | ExprKind::Is(..)
            | ExprKind::Default(..)
            | ExprKind::Arith { .. }
            | ExprKind::If(..)
            | ExprKind::Paren(_)
            | ExprKind::Error => {}
        });
    }
}
