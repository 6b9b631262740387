//! Expressions.

use super::traits::Named;
use super::{Body, literal, slot};
use crate::lang::builtin::{self, Reads};
use crate::lang::ir::{Ask, Choice, Expr, ExprId, Order, Piece};
use crate::lang::syntax::ast::{self, Asked, CompareOp, ExprKind, Quantifier};
use crate::lang::typeck::{Conversion, Meaning};
use crate::lang::types::Type;
use crate::lang::value::{Body as Native, Causes, List, Shared, Value};

impl Body<'_> {
    /// An expression, converted to what is expected of it.
    pub(super) fn expr(&mut self, expr: &ast::Expr) -> ExprId {
        // Parentheses are nothing when it runs, and so no depth.
        let depth = self.depth;
        self.depth += usize::from(!matches!(expr.kind, ExprKind::Paren(_)));
        self.noted.depth = self.noted.depth.max(self.depth);
        let form = self.form(expr);
        self.depth = depth;
        self.converted(expr, form)
    }

    fn push(&mut self, expr: &ast::Expr, form: Expr) -> ExprId {
        let place = self.place(expr.span);
        self.program.push(form, place)
    }

    fn converted(&mut self, expr: &ast::Expr, id: ExprId) -> ExprId {
        let tables = self.tables;
        match tables.conversions.get(&expr.id) {
            None => id,
            Some(Conversion::ServesAs(record)) => match self.library.record_name(*record) {
                "Image" => self.push(expr, Expr::Serve(id)),
                _ => id,
            },
            Some(Conversion::ReadRaw(ty)) => {
                let shape = self.shape(ty);
                self.push(expr, Expr::As(id, shape))
            }
            Some(Conversion::ListToSet(_)) => {
                let known = if let Expr::Literal(index) = self.program.expr(id) {
                    self.program.literals.get(*index as usize)
                } else {
                    None
                };
                let form = if let Some(Value::List(list)) = known {
                    let set = Value::Set(Shared::new(list.distinct()));
                    self.literal(set)
                } else {
                    Expr::ToSet(id)
                };
                self.push(expr, form)
            }
        }
    }

    fn form(&mut self, expr: &ast::Expr) -> ExprId {
        let form = match &expr.kind {
            ExprKind::Paren(inner) => return self.expr(inner),
            ExprKind::Name(_) => self.name(expr),
            ExprKind::Int(value) => self.literal(Value::Int(*value)),
            ExprKind::Bool(value) => self.literal(Value::Bool(*value)),
            ExprKind::Decimal(_) | ExprKind::Error => Expr::Nothing,
            ExprKind::Text(template) => Expr::Text(self.pieces(template)),
            ExprKind::Literal(it) => match literal::literal(it.kind, &it.text) {
                Some(value) => self.literal(value),
                None => Expr::Nothing,
            },
            ExprKind::List(items) => self.list(expr, items),
            ExprKind::Map(entries) => {
                let parts = entries.iter().flat_map(|(key, value)| [key, value]);
                let ids: Vec<ExprId> = parts.map(|part| self.expr(part)).collect();
                Expr::Map(self.program.push_list(&ids))
            }
            ExprKind::Select(item, each) => {
                let over = self.each(each);
                Expr::Select(over, self.expr(item))
            }
            ExprKind::Group(key, item, each) => {
                let over = self.each(each);
                Expr::Group(over, self.expr(key), self.expr(item))
            }
            ExprKind::Field { base, optional, .. } => self.field(expr, base, *optional),
            ExprKind::Index(base, index) => Expr::Index(self.expr(base), self.expr(index)),
            ExprKind::Call(_, args) => {
                let ids = self.exprs(args);
                self.call(expr, &ids, false)
            }
            ExprKind::Method { base, args, optional, .. } => {
                let mut ids = vec![self.expr(base)];
                ids.extend(self.exprs(args));
                self.call(expr, &ids, *optional)
            }
            ExprKind::As(inner, _) => {
                let shape = self.shape(self.tables.ty(expr.id));
                Expr::As(self.expr(inner), shape)
            }
            ExprKind::Not(inner) => Expr::Not(self.expr(inner)),
            ExprKind::And(all) => {
                let ids = self.exprs(all);
                Expr::And(self.program.push_list(&ids))
            }
            ExprKind::Or(all) => {
                let ids = self.exprs(all);
                Expr::Or(self.program.push_list(&ids))
            }
            ExprKind::Compare { .. }
            | ExprKind::Is(..)
            | ExprKind::Default(..)
            | ExprKind::Arith { .. }
            | ExprKind::If(..)
            | ExprKind::Quantifier(..) => self.operator(expr),
        };
        self.push(expr, form)
    }

    /// Operators that only compare, choose or count.
    fn operator(&mut self, expr: &ast::Expr) -> Expr {
        match &expr.kind {
            ExprKind::Compare { op, left, right, .. } => self.compare(expr, *op, left, right),
            ExprKind::Is(inner, asked) => self.is(expr, inner, asked),
            ExprKind::Default(left, right) => Expr::Default(self.expr(left), self.expr(right)),
            ExprKind::Arith { plus: true, left, right, .. } => {
                Expr::Add(self.expr(left), self.expr(right))
            }
            // `Widget.my-group.io`, which looks like a difference.
            ExprKind::Arith { .. } if matches!(self.tables.meaning(expr.id), Meaning::Kind(..)) => {
                self.name(expr)
            }
            ExprKind::Arith { left, right, .. } => {
                Expr::Subtract(self.expr(left), self.expr(right))
            }
            ExprKind::If(condition, then, otherwise) => {
                Expr::If(self.expr(condition), self.expr(then), self.expr(otherwise))
            }
            ExprKind::Quantifier(which, each, body) => {
                let choice = match which {
                    Quantifier::All => Choice::All,
                    Quantifier::Any => Choice::Any,
                    Quantifier::None => Choice::None,
                };
                let over = self.each(each);
                Expr::Choice(choice, over, self.expr(body))
            }
            ExprKind::Name(_)
            | ExprKind::Int(_)
            | ExprKind::Decimal(_)
            | ExprKind::Bool(_)
            | ExprKind::Text(_)
            | ExprKind::Literal(_)
            | ExprKind::List(_)
            | ExprKind::Map(_)
            | ExprKind::Select(..)
            | ExprKind::Group(..)
            | ExprKind::Field { .. }
            | ExprKind::Index(..)
            | ExprKind::Call(..)
            | ExprKind::Method { .. }
            | ExprKind::As(..)
            | ExprKind::Not(_)
            | ExprKind::And(_)
            | ExprKind::Or(_)
            | ExprKind::Paren(_)
            | ExprKind::Error => Expr::Nothing,
        }
    }

    fn literal(&mut self, value: Value<'static>) -> Expr {
        let index = u32::try_from(self.program.literals.len()).unwrap_or(u32::MAX);
        self.program.literals.push(value);
        Expr::Literal(index)
    }

    fn name(&mut self, expr: &ast::Expr) -> Expr {
        let tables = self.tables;
        match tables.meaning(expr.id) {
            Meaning::Local(local) => Expr::Local(slot(*local)),
            Meaning::Param(param) => {
                self.noted.needs.params = true;
                Expr::Param(param.0)
            }
            Meaning::Const(constant) => {
                self.noted.names.push((Named::Constant(constant.0 as usize), self.depth));
                Expr::Constant(constant.0)
            }
            Meaning::EnumValue(id, index) => match literal::word(*id, *index) {
                Some(value) => self.literal(value),
                None => Expr::Nothing,
            },
            Meaning::Manifests => Expr::Manifests,
            Meaning::Today => {
                self.noted.needs.today = true;
                Expr::Today
            }
            Meaning::Kind(group, kind) => {
                self.noted.needs.kinds.insert((group.clone(), kind.clone()));
                self.literal(Value::Kind(Shared::new((group.clone(), kind.clone()))))
            }
            Meaning::Plain
            | Meaning::Func(_)
            | Meaning::Extern(_)
            | Meaning::ManifestField(_)
            | Meaning::DerivedField(_)
            | Meaning::RawField(_)
            | Meaning::EntryKey
            | Meaning::EntryValue
            | Meaning::IsKind(..) => Expr::Nothing,
        }
    }

    fn list(&mut self, expr: &ast::Expr, items: &[ast::Expr]) -> Expr {
        if items.is_empty() && matches!(self.tables.ty(expr.id).required(), Type::Map(..)) {
            return Expr::EmptyMap;
        }
        let ids = self.exprs(items);
        match self.known_list(&ids) {
            Some(list) => self.literal(list),
            None => Expr::List(self.program.push_list(&ids)),
        }
    }

    /// A list all of whose items are literals is one itself, made once.
    fn known_list(&self, ids: &[ExprId]) -> Option<Value<'static>> {
        let item = |id: &ExprId| {
            let form = self.program.expr(*id);
            if let Expr::Literal(index) = form {
                let literal = self.program.literals.get(*index as usize)?;
                return Some(literal.clone().made());
            }
            let Expr::Text(pieces) = form else { return None };
            let [Piece::Text(text)] = &**pieces else { return None };
            Some(Value::text(&**text).made())
        };
        let items = ids.iter().map(item).collect::<Option<Vec<_>>>()?;
        Some(Value::List(Shared::new(List::new(items, Causes::NONE))))
    }

    fn field(&mut self, expr: &ast::Expr, base: &ast::Expr, optional: bool) -> Expr {
        let tables = self.tables;
        match tables.meaning(expr.id) {
            Meaning::ManifestField(key) => {
                let shape = self.shape(tables.ty(expr.id));
                Expr::Field(self.expr(base), key.clone(), shape, optional)
            }
            Meaning::DerivedField(symbol) => match self.native(symbol) {
                Some(body) => Expr::Derived(self.expr(base), body),
                None => Expr::Nothing,
            },
            Meaning::RawField(key) => Expr::RawField(self.expr(base), key.clone()),
            Meaning::EntryKey => Expr::EntryKey(self.expr(base)),
            Meaning::EntryValue => Expr::EntryValue(self.expr(base)),
            Meaning::Plain
            | Meaning::Local(_)
            | Meaning::Param(_)
            | Meaning::Const(_)
            | Meaning::Func(_)
            | Meaning::Extern(_)
            | Meaning::EnumValue(..)
            | Meaning::Manifests
            | Meaning::Today
            | Meaning::Kind(..)
            | Meaning::IsKind(..) => self.name(expr),
        }
    }

    /// The host's body of a function or derived field, and a note of what it looks at.
    fn native(&mut self, symbol: &str) -> Option<Native> {
        let found = builtin::find(symbol)?;
        match found.reads {
            Reads::Nothing | Reads::KindAsked => {}
            Reads::Kinds(kinds) => {
                let kinds = kinds.iter().map(|(group, kind)| (Box::from(*group), Box::from(*kind)));
                self.noted.needs.kinds.extend(kinds);
            }
            Reads::Run(lists) => {
                self.noted.needs.run = true;
                self.noted.needs.lists = self.noted.needs.lists.with(lists);
            }
        }
        Some(found.body)
    }

    fn call(&mut self, expr: &ast::Expr, args: &[ExprId], optional: bool) -> Expr {
        let tables = self.tables;
        let ids = self.program.push_list(args);
        match tables.meaning(expr.id) {
            Meaning::Func(function) => {
                self.noted.names.push((Named::Function(function.0 as usize), self.depth));
                Expr::Call(function.0, ids)
            }
            Meaning::Extern(symbol) => match self.native(symbol) {
                Some(body) => Expr::Extern(body, ids, optional),
                None => Expr::Nothing,
            },
            Meaning::Plain
            | Meaning::Local(_)
            | Meaning::Param(_)
            | Meaning::Const(_)
            | Meaning::EnumValue(..)
            | Meaning::ManifestField(_)
            | Meaning::DerivedField(_)
            | Meaning::RawField(_)
            | Meaning::EntryKey
            | Meaning::EntryValue
            | Meaning::Manifests
            | Meaning::Today
            | Meaning::Kind(..)
            | Meaning::IsKind(..) => Expr::Nothing,
        }
    }

    fn is(&mut self, expr: &ast::Expr, inner: &ast::Expr, asked: &Asked) -> Expr {
        let tables = self.tables;
        let ask = match (asked, tables.meaning(expr.id)) {
            (Asked::Present, _) => Ask::Present,
            (Asked::Absent, _) => Ask::Absent,
            (Asked::Kind(_), Meaning::IsKind(group, kind)) => {
                Ask::Kind(group.clone(), kind.clone())
            }
            (Asked::Kind(_), _) => return Expr::Nothing,
        };
        Expr::Is(self.expr(inner), ask)
    }

    fn compare(
        &mut self,
        expr: &ast::Expr,
        op: CompareOp,
        left: &ast::Expr,
        right: &ast::Expr,
    ) -> Expr {
        let (left, right) = (self.expr(left), self.expr(right));
        let order = match op {
            CompareOp::Eq => return Expr::Equal(left, right),
            CompareOp::In => return Expr::In(left, right),
            CompareOp::Matches => return Expr::Matches(left, right),
            CompareOp::Ne => {
                let equal = self.push(expr, Expr::Equal(left, right));
                return Expr::Not(equal);
            }
            CompareOp::NotIn => {
                let within = self.push(expr, Expr::In(left, right));
                return Expr::Not(within);
            }
            CompareOp::Lt => Order::Less,
            CompareOp::Le => Order::LessOrEqual,
            CompareOp::Gt => Order::Greater,
            CompareOp::Ge => Order::GreaterOrEqual,
        };
        Expr::Order(order, left, right)
    }
}
