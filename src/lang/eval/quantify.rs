//! Going through lists: quantifiers, comprehensions, grouping.
//!
//! On an open list `any` needs a witness and `all` a counterexample. A filter leaves out what it
//! can't decide, and what it makes is open.

use super::machine::Machine;
use super::sink::Sink;
use crate::lang::ir::{Choice, ExprId, Loop};
use crate::lang::value::{
    At, Causes, List, Map, Reading, Shape, Shared, Truth, Value, Valued, Why, read_node,
};
use crate::world::manifest::NodeKind;

/// What is known of a list, and why there may be more.
pub(super) struct Items<'w> {
    pub(super) known: Shared<'w, [Valued<'w>]>,
    pub(super) open: Causes,
}

impl<'w, S: Sink<'w>> Machine<'w, S> {
    /// The items of a list, a set, a map or a `Raw` list.
    pub(super) fn items(&mut self, whole: &Valued<'w>) -> Items<'w> {
        let none = |open| Items { known: Shared::Borrowed(&[]), open };
        match &whole.value {
            Value::List(list) | Value::Set(list) => {
                Items { known: list.items.clone(), open: list.open }
            }
            Value::Map(map) => {
                if !self.host.charge(map.entries.len()) {
                    return none(self.host.out_of_fuel().value.causes());
                }
                let entry = |entry: &(Valued<'w>, Valued<'w>)| {
                    let origin = entry.1.origin;
                    Value::Entry(Shared::new(entry.clone())).with(origin)
                };
                let known: Vec<_> = map.entries.iter().map(entry).collect();
                Items { known: Shared::Counted(known.into()), open: map.open }
            }
            Value::Raw(object, node) => {
                let at = At::node(object, *node);
                if object.tree.kind(*node) != NodeKind::Sequence {
                    let unknown = self.host.unknown(Why::RawShape("a list"), Some(at));
                    return none(unknown.value.causes());
                }
                let mut known = Vec::new();
                for item in object.tree.items(*node) {
                    if !self.host.charge(1) {
                        return none(self.host.out_of_fuel().value.causes());
                    }
                    known.push(read_node(&mut self.host, object, item, &Shape::Raw, Reading::Raw));
                }
                Items { known: Shared::Counted(known.into()), open: Causes::NONE }
            }
            Value::Unknown(causes) => none(*causes),
            _ => none(Causes::NONE),
        }
    }

    /// `all x in xs: E` and its like.
    pub(super) fn choice(&mut self, choice: Choice, over: Loop, body: ExprId) -> Truth {
        let whole = self.eval(over.over);
        let items = self.items(&whole);
        // `any` is not all not, `none` is all not.
        let negated = choice != Choice::All;
        let mut all = Truth::True;
        for item in items.known.iter() {
            self.set(over.slot, item.clone());
            let truth = self.truth(body);
            all = all.and(if negated { !truth } else { truth });
            if all.fails() || self.host.exhausted {
                break;
            }
        }
        if !items.open.is_none() {
            all = all.and(Truth::Unknown(items.open));
        }
        if choice == Choice::Any { !all } else { all }
    }

    /// Goes through what a loop's filter lets pass; returns why there may be more.
    fn each(&mut self, over: Loop, mut visit: impl FnMut(&mut Self)) -> Causes {
        let whole = self.eval(over.over);
        let items = self.items(&whole);
        let mut open = items.open;
        for item in items.known.iter() {
            if self.host.exhausted {
                return open.with(self.host.out_of_fuel().value.causes());
            }
            self.set(over.slot, item.clone());
            match over.filter.map_or(Truth::True, |filter| self.truth(filter)) {
                Truth::True => visit(self),
                Truth::False => {}
                Truth::Unknown(causes) => open = open.with(causes),
            }
        }
        open
    }

    /// `[E for x in xs where E]`.
    pub(super) fn select(&mut self, over: Loop, item: ExprId) -> Valued<'w> {
        let mut made = Vec::new();
        let open = self.each(over, |machine| made.push(machine.eval(item)));
        Value::List(Shared::new(List::new(made, open))).made()
    }

    /// `[K: E for x in xs where E]`. What may come to the list may come to any group of it.
    pub(super) fn group(&mut self, over: Loop, key: ExprId, item: ExprId) -> Valued<'w> {
        let mut keys = Map::default();
        let mut groups: Vec<(Valued<'w>, Vec<Valued<'w>>)> = Vec::new();
        let mut lost = Causes::NONE;
        let open = self.each(over, |machine| {
            let key = machine.eval(key);
            let item = machine.eval(item);
            let causes = key.value.causes();
            if !causes.is_none() {
                lost = lost.with(causes);
            } else if let Some(at) = keys.position(&key.value) {
                if let Some((_, group)) = groups.get_mut(at) {
                    group.push(item);
                }
            } else {
                keys.insert(key.clone(), Value::Absent.made());
                groups.push((key, vec![item]));
            }
        });
        let open = open.with(lost);
        let mut map = Map::new(open);
        for (key, group) in groups {
            let origin = group.first().map_or(key.origin, |first| first.origin);
            let list = Value::List(Shared::new(List::new(group, open)));
            map.insert(key, list.with(origin));
        }
        Value::Map(Shared::new(map)).made()
    }
}
