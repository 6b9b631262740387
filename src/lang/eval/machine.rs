//! The evaluator: expressions to values.
//!
//! `and`, `or`, `not`, quantifiers, `==` on lists and `in` follow strong Kleene logic. Every other
//! operator is unknown where an operand is, or holds, something unknown; field access and indexing
//! look at what they are asked for and no further. Nothing throws, and nothing recurs: the depth of
//! expressions is bounded by the parser, that of calls by lowering.
#![deny(clippy::wildcard_enum_match_arm)]

use super::bind::Bound;
use super::hand::Hand;
use super::shared::Answers;
use super::sink::Sink;
use crate::lang::ir::{Ask, Expr, ExprId, Ids, Order, Piece, Program, Slot};
use crate::lang::value::{
    Body, Causes, Host, LONGEST, List, Map, Ordered, Shape, Shared, Truth, Value, Valued, Why, add,
    effort, entry_of_field, equal, field, filled, is_in, is_of_kind, matches, order, raw_field,
    raw_index, read_as, serve, subtract, text_within,
};
use crate::world::kube::ImageUse;

/// Evaluates expressions of a program, with a frame for locals.
pub(crate) struct Machine<'w, S> {
    pub(super) bound: &'w Bound<'w>,
    pub(super) program: &'w Program,
    pub(super) host: Host<'w>,
    pub(super) sink: S,
    /// True once it has read a constant that is not known.
    pub(super) retried: bool,
    /// What rules before this one found.
    pub(super) answers: Answers<'w>,
    pub(super) frame: Vec<Valued<'w>>,
    pub(super) base: usize,
}

impl<'w, S: Sink<'w>> Machine<'w, S> {
    /// A machine without a frame.
    pub(super) fn new(bound: &'w Bound<'w>, host: Host<'w>, sink: S) -> Self {
        let (program, frame, answers) = (bound.program, Vec::new(), Answers::default());
        Self { bound, program, host, sink, retried: false, answers, frame, base: 0 }
    }

    /// Clears the frame and makes it this large.
    pub(super) fn reset(&mut self, slots: u32) {
        self.base = 0;
        self.frame.iter_mut().for_each(|place| *place = nothing());
        if self.frame.len() != slots as usize {
            self.frame.resize_with(slots as usize, nothing);
        }
    }

    /// Puts a value into a slot.
    pub(super) fn set(&mut self, slot: Slot, value: Valued<'w>) {
        if let Some(place) = self.frame.get_mut(self.base + slot.0 as usize) {
            *place = value;
        }
    }

    /// The value of an expression.
    pub(crate) fn eval(&mut self, id: ExprId) -> Valued<'w> {
        if S::RECORDS {
            return self.evaluated(id);
        }
        match self.answers.place(id).map(|place| self.answered(place, id)) {
            None => self.evaluated(id),
            Some(Err(value)) => value,
            Some(Ok(place)) => self.answers.at(place).cloned().unwrap_or_else(nothing),
        }
    }

    pub(super) fn evaluated(&mut self, id: ExprId) -> Valued<'w> {
        if !self.host.charge(1) {
            return self.host.out_of_fuel();
        }
        if S::RECORDS {
            self.sink.enter(id);
        }
        let value = self.expr(id);
        if S::RECORDS {
            self.sink.leave(self.program, id, &value);
        }
        value
    }

    /// The truth of an expression.
    pub(super) fn truth(&mut self, id: ExprId) -> Truth {
        if S::RECORDS {
            return self.evaluated(id).value.truth();
        }
        if let Some(place) = self.answers.place(id) {
            return match self.answered(place, id) {
                Ok(place) => self.look(&Hand::Answered(place)).truth(),
                Err(value) => value.value.truth(),
            };
        }
        if !self.host.charge(1) {
            return self.host.out_of_fuel().value.truth();
        }
        match self.condition(self.program.expr(id)) {
            Some(truth) => truth,
            None => self.expr(id).value.truth(),
        }
    }

    fn expr(&mut self, id: ExprId) -> Valued<'w> {
        let program = self.program;
        match program.expr(id) {
            Expr::Nothing => nothing(),
            Expr::Literal(index) => self.literal(*index),
            Expr::Local(slot) => self.local(*slot),
            Expr::Param(index) => self.param(*index),
            Expr::Constant(index) => self.constant(*index),
            Expr::Manifests => Value::Manifests.made(),
            Expr::Today => self.today(),
            Expr::EmptyMap => Value::Map(Shared::new(Map::default())).made(),
            Expr::Field(base, key, shape, safe) => self.field(*base, key, shape, *safe),
            Expr::Derived(base, body) => self.derived(*base, *body),
            Expr::RawField(base, key) => {
                let base = self.eval(*base);
                raw_field(&mut self.host, &base, key)
            }
            Expr::EntryKey(base) => self.entry(*base, true),
            Expr::EntryValue(base) => self.entry(*base, false),
            Expr::Index(base, index) => self.index(*base, *index),
            Expr::Call(function, args) => self.call(*function, *args),
            Expr::Extern(body, args, safe) => self.call_host(*body, *args, *safe),
            Expr::As(base, shape) => {
                let base = self.eval(*base);
                read_as(&mut self.host, &base, shape)
            }
            Expr::Serve(base) => {
                let base = self.eval(*base);
                serve(&mut self.host, &base)
            }
            Expr::ToSet(base) => self.set_of(*base),
            Expr::Text(pieces) => self.text(pieces),
            Expr::List(ids) => self.list(*ids),
            Expr::Map(ids) => self.map(*ids),
            Expr::Default(left, right) => {
                let left = self.eval(*left);
                if matches!(left.value, Value::Absent) { self.eval(*right) } else { left }
            }
            Expr::If(condition, then, otherwise) => match self.truth(*condition) {
                Truth::True => self.eval(*then),
                Truth::False => self.eval(*otherwise),
                Truth::Unknown(causes) => Value::Unknown(causes).made(),
            },
            Expr::Add(left, right) => self.arithmetic(*left, *right, add),
            Expr::Subtract(left, right) => self.arithmetic(*left, *right, subtract),
            Expr::Select(over, item) => self.select(*over, *item),
            Expr::Group(over, key, item) => self.group(*over, *key, *item),
            condition @ (Expr::Not(_)
            | Expr::And(_)
            | Expr::Or(_)
            | Expr::Equal(..)
            | Expr::In(..)
            | Expr::Order(..)
            | Expr::Matches(..)
            | Expr::Is(..)
            | Expr::Choice(..)) => {
                self.condition(condition).map_or_else(nothing, |truth| Value::from(truth).made())
            }
        }
    }

    /// The truth of what comes to true, false or unknown by itself; nothing for anything else.
    fn condition(&mut self, expr: &'w Expr) -> Option<Truth> {
        Some(match expr {
            Expr::Not(inner) => !self.truth(*inner),
            Expr::And(ids) => self.all(*ids, false),
            Expr::Or(ids) => !self.all(*ids, true),
            Expr::Equal(left, right) => self.equal(*left, *right),
            Expr::In(item, whole) => self.is_in(*item, *whole),
            Expr::Order(asked, left, right) => self.order(*asked, *left, *right),
            Expr::Matches(left, right) => self.matches(*left, *right),
            Expr::Is(base, ask) => self.is(*base, ask),
            Expr::Choice(choice, over, body) => self.choice(*choice, *over, *body),
            Expr::Nothing
            | Expr::Literal(_)
            | Expr::Text(_)
            | Expr::Local(_)
            | Expr::Param(_)
            | Expr::Constant(_)
            | Expr::Manifests
            | Expr::Today
            | Expr::Field(..)
            | Expr::Derived(..)
            | Expr::RawField(..)
            | Expr::EntryKey(_)
            | Expr::EntryValue(_)
            | Expr::Index(..)
            | Expr::Call(..)
            | Expr::Extern(..)
            | Expr::As(..)
            | Expr::Serve(_)
            | Expr::ToSet(_)
            | Expr::EmptyMap
            | Expr::Default(..)
            | Expr::Add(..)
            | Expr::Subtract(..)
            | Expr::If(..)
            | Expr::Select(..)
            | Expr::Group(..)
            | Expr::List(_)
            | Expr::Map(_) => return None,
        })
    }

    /// Whether all hold; `negated` asks it of their negations. Stops at the first that does not.
    fn all(&mut self, ids: Ids, negated: bool) -> Truth {
        let mut all = Truth::True;
        for id in self.program.list(ids) {
            let truth = self.truth(*id);
            all = all.and(if negated { !truth } else { truth });
            if all.fails() {
                break;
            }
        }
        all
    }

    fn literal(&self, index: u32) -> Valued<'w> {
        self.program.literals.get(index as usize).map_or(Value::Absent, Value::lend).made()
    }

    fn local(&self, slot: Slot) -> Valued<'w> {
        self.frame.get(self.base + slot.0 as usize).cloned().unwrap_or_else(nothing)
    }

    fn param(&mut self, index: u32) -> Valued<'w> {
        match self.bound.params.get(index as usize) {
            Some(Some(value)) => value.lend().made(),
            _ => self.host.unknown(Why::Unset, None),
        }
    }

    fn constant(&mut self, index: u32) -> Valued<'w> {
        if let Some(Some(value)) = self.bound.constants.get(index as usize) {
            return value.lend().made();
        }
        self.retried = true;
        let Some(constant) = self.program.constants.get(index as usize) else { return nothing() };
        self.framed(constant.slots, constant.value)
    }

    /// Evaluates in a frame of its own, whose first slots are what was pushed already.
    fn framed(&mut self, slots: u32, body: ExprId) -> Valued<'w> {
        let base = std::mem::replace(&mut self.base, self.frame.len());
        self.frame.resize(self.base + slots as usize, nothing());
        let value = self.eval(body);
        self.frame.truncate(self.base);
        self.base = base;
        value
    }

    fn today(&mut self) -> Valued<'w> {
        match self.host.today {
            Some(day) => Value::Date(day).made(),
            None => self.host.unknown(Why::NoToday, None),
        }
    }

    fn field(&mut self, base: ExprId, key: &'w str, shape: &'w Shape, safe: bool) -> Valued<'w> {
        let base = self.eval(base);
        if safe && matches!(base.value, Value::Absent) {
            return base;
        }
        field(&mut self.host, &base, key, shape)
    }

    #[allow(clippy::wildcard_enum_match_arm, reason = "of values, not of the tree")]
    fn derived(&mut self, base: ExprId, body: Body) -> Valued<'w> {
        let base = self.eval(base);
        match base.value {
            Value::Absent | Value::Unknown(_) => base,
            _ => body(&mut self.host, &[base]),
        }
    }

    #[allow(clippy::wildcard_enum_match_arm, reason = "of values, not of the tree")]
    fn entry(&mut self, base: ExprId, key: bool) -> Valued<'w> {
        let base = self.eval(base);
        match &base.value {
            Value::Entry(entry) if key => entry.0.clone(),
            Value::Entry(entry) => entry.1.clone(),
            Value::Unknown(_) => base,
            _ => nothing(),
        }
    }

    fn index(&mut self, base: ExprId, index: ExprId) -> Valued<'w> {
        let program = self.program;
        if let Expr::Field(record, key, Shape::Map(item), _) = program.expr(base) {
            let record = self.eval(*record);
            let at = self.eval(index);
            if let Value::Text(text) = &at.value
                && let Some(found) = entry_of_field(&mut self.host, &record, (key, item), text)
            {
                return found;
            }
        }
        let whole = self.eval(base);
        let at = self.eval(index);
        self.item(&whole, &at)
    }

    fn item(&mut self, whole: &Valued<'w>, at: &Valued<'w>) -> Valued<'w> {
        let causes = match (&whole.value, &at.value) {
            (Value::Absent, _) => return whole.clone(),
            (Value::Raw(..), Value::Int(_) | Value::Text(_)) => {
                return raw_index(&mut self.host, whole, &at.value);
            }
            (Value::Unknown(a), other) => a.with(other.causes()),
            (_, Value::Unknown(causes)) => causes.with(Causes::NONE),
            (Value::List(list), Value::Int(_)) if !list.is_closed() => list.open,
            (Value::List(list), Value::Int(at)) => {
                let item = usize::try_from(*at).ok().and_then(|at| list.items.get(at));
                return item.cloned().unwrap_or_else(|| Value::Absent.with(whole.origin));
            }
            (Value::Map(map), key) if !self.host.charge(map.effort(key)) => {
                return self.host.out_of_fuel();
            }
            (Value::Map(map), key) => match map.get(key) {
                Some(value) => return value.clone(),
                None if map.open.is_none() => return Value::Absent.with(whole.origin),
                None => map.open,
            },
            _ => return nothing(),
        };
        Value::Unknown(causes).with(whole.origin)
    }

    fn call(&mut self, function: u32, args: Ids) -> Valued<'w> {
        let program = self.program;
        let Some(function) = program.functions.get(function as usize) else { return nothing() };
        let args: Vec<Valued<'w>> = program.list(args).iter().map(|id| self.eval(*id)).collect();
        let base = std::mem::replace(&mut self.base, self.frame.len());
        self.frame.resize(self.base + function.slots as usize, nothing());
        for (slot, arg) in function.params.iter().zip(args) {
            self.set(*slot, arg);
        }
        let value = self.eval(function.body);
        self.frame.truncate(self.base);
        self.base = base;
        value
    }

    fn call_host(&mut self, body: Body, args: Ids, safe: bool) -> Valued<'w> {
        let program = self.program;
        let args: Vec<Valued<'w>> = program.list(args).iter().map(|id| self.eval(*id)).collect();
        if let Some(first) = args.first().filter(|_| safe)
            && matches!(first.value, Value::Absent)
        {
            return first.clone();
        }
        let causes = args.iter().fold(Causes::NONE, |all, arg| all.with(arg.value.causes()));
        if !causes.is_none() {
            return Value::Unknown(causes).made();
        }
        body(&mut self.host, &args)
    }

    #[allow(clippy::wildcard_enum_match_arm, reason = "of values, not of the tree")]
    fn set_of(&mut self, base: ExprId) -> Valued<'w> {
        let base = self.eval(base);
        let Value::List(list) = &base.value else { return base };
        match self.host.distinct(list) {
            Some(distinct) => Value::Set(Shared::new(distinct)).with(base.origin),
            None => self.host.out_of_fuel(),
        }
    }

    fn text(&mut self, pieces: &'w [Piece]) -> Valued<'w> {
        if let [Piece::Text(text)] = pieces {
            return Value::borrowed(text).made();
        }
        let (mut text, mut causes) = (String::new(), Causes::NONE);
        for piece in pieces {
            let before = text.len();
            let fits = match piece {
                Piece::Text(piece) => {
                    text.push_str(piece);
                    text.len() <= LONGEST
                }
                Piece::Value(id) => {
                    let value = self.eval(*id);
                    causes = causes.with(self.printable(&value));
                    text_within(&mut text, &value.value, LONGEST)
                }
            };
            if !self.host.write(text.len() - before) {
                return self.host.out_of_fuel();
            }
            if !fits {
                return self.host.unknown(Why::Overflow, None);
            }
        }
        if causes.is_none() { Value::text(text) } else { Value::Unknown(causes) }.made()
    }

    /// What the text of a value hangs on.
    #[allow(clippy::wildcard_enum_match_arm, reason = "of values, not of the tree")]
    fn printable(&mut self, value: &Valued<'w>) -> Causes {
        match &value.value {
            Value::Absent => Causes::UNGUARDED,
            Value::ImageUse(object, index) => {
                let image = object.images.get(*index as usize);
                let written = |image: &ImageUse| image.written.as_ref().present().is_some();
                match image.is_some_and(|it| written(it) || filled(object, it).is_some()) {
                    true => Causes::NONE,
                    false => serve(&mut self.host, value).value.causes(),
                }
            }
            other => other.causes(),
        }
    }

    fn list(&mut self, ids: Ids) -> Valued<'w> {
        let program = self.program;
        let ids = program.list(ids);
        if !self.host.make(ids.len() * size_of::<Valued<'_>>()) {
            return self.host.out_of_fuel();
        }
        let items = ids.iter().map(|id| self.eval(*id)).collect();
        Value::List(Shared::new(List::new(items, Causes::NONE))).made()
    }

    /// A later entry of the same key wins; so with a key that is not known, nothing is.
    fn map(&mut self, ids: Ids) -> Valued<'w> {
        let program = self.program;
        let (mut map, mut causes) = (Map::default(), Causes::NONE);
        for pair in program.list(ids).chunks_exact(2) {
            let [key, value] = pair else { continue };
            let (key, value) = (self.eval(*key), self.eval(*value));
            causes = causes.with(key.value.causes());
            if !self.host.enter(&map, &key.value) {
                return self.host.out_of_fuel();
            }
            map.insert(key, value);
        }
        match causes.is_none() {
            true => Value::Map(Shared::new(map)),
            false => Value::Unknown(causes.with(map.causes())),
        }
        .made()
    }

    #[allow(clippy::wildcard_enum_match_arm, reason = "of values, not of the tree")]
    fn arithmetic(
        &mut self,
        left: ExprId,
        right: ExprId,
        operator: fn(&Value<'w>, &Value<'w>) -> Option<Value<'w>>,
    ) -> Valued<'w> {
        let (left, right) = (self.eval(left), self.eval(right));
        let causes = left.value.causes().with(right.value.causes());
        if !causes.is_none() {
            return Value::Unknown(causes).made();
        }
        let granted = match (&left.value, &right.value) {
            (Value::Text(x), Value::Text(y)) => self.host.write(x.len() + y.len()),
            (Value::List(x), Value::List(y)) => self.host.gather(x.items.len() + y.items.len()),
            _ => true,
        };
        if !granted {
            return self.host.out_of_fuel();
        }
        match operator(&left.value, &right.value) {
            Some(value) => value.made(),
            None => self.host.unknown(Why::Overflow, None),
        }
    }

    fn equal(&mut self, left: ExprId, right: ExprId) -> Truth {
        let (left, right) = (self.hand(left), self.hand(right));
        let steps = effort(self.look(&left), self.look(&right));
        if !self.host.charge(steps) {
            return Truth::Unknown(self.host.out_of_fuel().value.causes());
        }
        equal(self.look(&left), self.look(&right))
    }

    #[allow(clippy::wildcard_enum_match_arm, reason = "of values, not of the tree")]
    fn is_in(&mut self, item: ExprId, whole: ExprId) -> Truth {
        let item = self.hand(item);
        let item = self.served(item);
        let whole = self.hand(whole);
        let steps = match self.look(&whole) {
            Value::List(list) | Value::Set(list) => list.weight(),
            Value::Map(map) => map.effort(self.look(&item)),
            _ => 0,
        };
        if !self.host.charge(steps) {
            return Truth::Unknown(self.host.out_of_fuel().value.causes());
        }
        is_in(self.look(&item), self.look(&whole))
    }

    fn order(&mut self, asked: Order, left: ExprId, right: ExprId) -> Truth {
        let (left, right) = (self.eval(left), self.eval(right));
        let causes = left.value.causes().with(right.value.causes());
        if !causes.is_none() {
            return Truth::Unknown(causes);
        }
        let order = match order(&left.value, &right.value) {
            Ordered::Is(order) => order,
            Ordered::Not => return Truth::Unknown(Causes::UNGUARDED),
            Ordered::Open(version) => {
                let at = left.at().or(right.at());
                return Truth::Unknown(self.host.causes.note(Why::OpenVersion(version), at));
            }
        };
        Truth::from(match asked {
            Order::Less => order.is_lt(),
            Order::LessOrEqual => order.is_le(),
            Order::Greater => order.is_gt(),
            Order::GreaterOrEqual => order.is_ge(),
        })
    }

    fn matches(&mut self, left: ExprId, right: ExprId) -> Truth {
        let (left, right) = (self.eval(left), self.eval(right));
        let left = serve(&mut self.host, &left);
        let causes = left.value.causes().with(right.value.causes());
        if !causes.is_none() {
            return Truth::Unknown(causes);
        }
        let bytes = left.value.as_text().map_or(0, str::len);
        let steps = if let Value::Regex(pattern) = &right.value {
            pattern.steps(bytes)
        } else {
            bytes / 64
        };
        if !self.host.charge(steps) {
            return Truth::Unknown(self.host.out_of_fuel().value.causes());
        }
        matches(&left.value, &right.value).unwrap_or_else(|version| {
            Truth::Unknown(self.host.causes.note(Why::OpenVersion(version), left.at()))
        })
    }

    fn is(&mut self, base: ExprId, ask: &Ask) -> Truth {
        let base = self.hand(base);
        match (self.look(&base), ask) {
            (Value::Unknown(causes), Ask::Present) if causes.is_there() => Truth::True,
            (Value::Unknown(causes), Ask::Absent) if causes.is_there() => Truth::False,
            (Value::Unknown(causes), _) => Truth::Unknown(*causes),
            (Value::Absent, ask) => Truth::from(*ask == Ask::Absent),
            (_, Ask::Present) => Truth::True,
            (_, Ask::Absent) => Truth::False,
            (Value::Object(object), Ask::Kind(group, kind)) => {
                Truth::from(is_of_kind(object, group, kind))
            }
            (_, Ask::Kind(..)) => Truth::Unknown(Causes::UNGUARDED),
        }
    }
}

/// What stands where nothing was put: it is read only where checking was by-passed.
fn nothing<'w>() -> Valued<'w> {
    Value::Unknown(Causes::UNGUARDED).made()
}
