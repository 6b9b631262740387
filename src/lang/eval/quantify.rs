//! Going through lists: quantifiers, comprehensions, grouping.
//!
//! On an open list `any` needs a witness and `all` a counterexample. A filter leaves out what it
//! can't decide, and what it makes is open.

use super::machine::Machine;
use super::sink::Sink;
use crate::lang::ir::{Choice, ExprId, Loop};
use crate::lang::value::{
    At, Causes, List, Map, Origin, Reading, Shape, Shared, Truth, Value, Valued, Why, read_node,
};
use crate::world::manifest::NodeKind;

/// What is known of a list, and why there may be more.
pub(super) struct Items<'w> {
    pub(super) known: Known<'w>,
    pub(super) open: Causes,
}

/// The items that are known of a list, and the entries that are of a map.
pub(super) enum Known<'w> {
    Items(Shared<'w, [Valued<'w>]>),
    Entries(Shared<'w, Map<'w>>),
}

impl<'w> Known<'w> {
    /// One after the other; an entry is made when it is asked for.
    pub(super) fn iter(&self) -> impl Iterator<Item = Valued<'w>> {
        let count = match self {
            Self::Items(items) => items.len(),
            Self::Entries(map) => map.entries.len(),
        };
        (0..count).filter_map(|at| match self {
            Self::Items(items) => items.get(at).cloned(),
            Self::Entries(map) => map.entries.get(at).map(|entry| {
                let origin = entry.1.origin;
                Value::Entry(Shared::new(entry.clone())).with(origin)
            }),
        })
    }
}

impl<'w, S: Sink<'w>> Machine<'w, S> {
    /// The items of a list, a set, a map or a `Raw` list.
    pub(super) fn items(&mut self, whole: &Valued<'w>) -> Items<'w> {
        let none = |open| Items { known: Known::Items(Shared::Borrowed(&[])), open };
        match &whole.value {
            Value::List(list) | Value::Set(list) => {
                Items { known: Known::Items(list.items.clone()), open: list.open }
            }
            Value::Map(map) => {
                if !self.host.charge(map.entries.len()) {
                    return none(self.host.out_of_fuel().value.causes());
                }
                Items { known: Known::Entries(map.clone()), open: map.open }
            }
            Value::Raw(object, node) => {
                let at = At::node(object, *node);
                if object.tree.kind(*node) != NodeKind::Sequence {
                    let unknown = self.host.unknown(Why::RawShape("a list"), Some(at));
                    return none(unknown.value.causes());
                }
                let mut known = Vec::new();
                for item in object.tree.items(*node) {
                    if !self.host.gather(1) {
                        return none(self.host.out_of_fuel().value.causes());
                    }
                    known.push(read_node(&mut self.host, object, item, &Shape::Raw, Reading::Raw));
                }
                let known = Known::Items(Shared::Counted(known.into()));
                Items { known, open: Causes::NONE }
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
            self.set(over.slot, item);
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
            self.set(over.slot, item);
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
        let open = self.each(over, |machine| {
            let item = machine.eval(item);
            if machine.host.make(size_of::<Valued<'_>>()) {
                made.push(item);
            }
        });
        if self.host.exhausted {
            return self.host.out_of_fuel();
        }
        Value::List(Shared::new(List::new(made, open))).made()
    }

    /// `[K: E for x in xs where E]`. What may come to the list may come to any group of it.
    pub(super) fn group(&mut self, over: Loop, key: ExprId, item: ExprId) -> Valued<'w> {
        let mut map = Map::default();
        let mut groups: Vec<Vec<Valued<'w>>> = Vec::new();
        let mut lost = Causes::NONE;
        let open = self.each(over, |machine| {
            let key = machine.eval(key);
            let item = machine.eval(item);
            let causes = key.value.causes();
            if !causes.is_none() {
                lost = lost.with(causes);
                return;
            }
            let effort = map.effort(&key.value);
            if !machine.host.charge(effort) || !machine.host.make(size_of::<Valued<'_>>()) {
                return;
            }
            if let Some(at) = map.position(&key.value) {
                groups.get_mut(at).into_iter().for_each(|group| group.push(item.clone()));
            } else if machine.host.enter(&map, &key.value) {
                map.insert(key, Value::Absent.made());
                groups.push(vec![item]);
            }
        });
        if self.host.exhausted {
            return self.host.out_of_fuel();
        }
        map.open = open.with(lost);
        let lists = groups.into_iter().map(|group| {
            let origin = group.first().map_or(Origin::Made, |first| first.origin);
            Value::List(Shared::new(List::new(group, map.open))).with(origin)
        });
        let lists: Vec<Valued<'w>> = lists.collect();
        map.fill(lists);
        Value::Map(Shared::new(map)).made()
    }
}
