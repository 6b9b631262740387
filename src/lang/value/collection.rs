//! Lists and maps, open or closed.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::{Causes, Shared, Truth, Value, Valued, equal};

/// A list; of a set, the members without repetitions.
#[derive(Clone, Debug)]
pub struct List<'w> {
    /// The items that are known to be in it.
    pub items: Shared<'w, [Valued<'w>]>,
    /// Why there may be others; nothing for a closed list.
    pub open: Causes,
    held: Causes,
}

impl<'w> List<'w> {
    /// A list of these, perhaps open.
    pub fn new(items: Vec<Valued<'w>>, open: Causes) -> Self {
        let held = items.iter().fold(Causes::NONE, |all, item| all.with(item.value.causes()));
        Self { items: Shared::Counted(items.into()), open, held }
    }

    /// A list of items that are known, borrowed; perhaps open.
    pub fn borrowed(items: &'w [Valued<'w>], open: Causes) -> Self {
        Self { items: Shared::Borrowed(items), open, held: Causes::NONE }
    }

    /// What it hangs on: what its items do, and why it is open.
    pub fn causes(&self) -> Causes {
        self.open.with(self.held)
    }

    /// True if its membership is fully known.
    pub fn is_closed(&self) -> bool {
        self.open.is_none()
    }

    /// A closed list, with all that its items borrow copied. None for what is of a manifest.
    pub fn detached(&self) -> Option<List<'static>> {
        let items = self.items.iter().map(|item| Some(item.value.detached()?.made()));
        Some(List::new(items.collect::<Option<_>>()?, Causes::NONE))
    }

    /// The same without repetitions. An item that may or may not repeat an earlier one stays.
    #[must_use]
    pub fn distinct(&self) -> Self {
        let mut kept: Vec<Valued<'w>> = Vec::new();
        let mut seen = Index::default();
        for item in self.items.iter() {
            let repeats = |at: usize| {
                kept.get(at).is_some_and(|known| equal(&known.value, &item.value).holds())
            };
            if seen.find(&item.value, repeats).is_none() {
                seen.add(&item.value, kept.len());
                kept.push(item.clone());
            }
        }
        Self::new(kept, self.open)
    }
}

/// A map, in the order in which its keys were first met.
#[derive(Clone, Debug, Default)]
pub struct Map<'w> {
    /// Keys, each once, and values.
    pub entries: Vec<(Valued<'w>, Valued<'w>)>,
    /// Why there may be other keys; nothing for a closed map.
    pub open: Causes,
    index: Index,
    held: Causes,
}

impl<'w> Map<'w> {
    /// A map without keys, perhaps open.
    pub fn new(open: Causes) -> Self {
        Self { open, ..Self::default() }
    }

    /// Sets a key, which must be known, over the value that it has.
    pub fn insert(&mut self, key: Valued<'w>, value: Valued<'w>) {
        self.held = self.held.with(value.value.causes());
        match self.position(&key.value) {
            Some(at) => {
                if let Some(entry) = self.entries.get_mut(at) {
                    entry.1 = value;
                }
            }
            None => {
                self.index.add(&key.value, self.entries.len());
                self.entries.push((key, value));
            }
        }
    }

    /// Where a key's entry stands.
    pub fn position(&self, key: &Value<'_>) -> Option<usize> {
        let is_it = |at: usize| {
            self.entries.get(at).is_some_and(|(known, _)| equal(&known.value, key).holds())
        };
        self.index.find(key, is_it)
    }

    /// The value of a key.
    pub fn get(&self, key: &Value<'_>) -> Option<&Valued<'w>> {
        self.position(key).and_then(|at| self.entries.get(at)).map(|(_, value)| value)
    }

    /// Whether it has a key.
    pub fn has(&self, key: &Value<'_>) -> Truth {
        match key {
            Value::Unknown(_) if self.entries.is_empty() && self.open.is_none() => Truth::False,
            Value::Unknown(causes) => Truth::Unknown(causes.with(self.open)),
            _ if self.position(key).is_some() => Truth::True,
            _ if self.open.is_none() => Truth::False,
            _ => Truth::Unknown(self.open),
        }
    }

    /// A closed map, with all that its entries borrow copied. None for what is of a manifest.
    pub fn detached(&self) -> Option<Map<'static>> {
        let mut map = Map::default();
        for (key, value) in &self.entries {
            map.insert(key.value.detached()?.made(), value.value.detached()?.made());
        }
        Some(map)
    }

    /// What it hangs on: what its values do, and why it is open.
    pub fn causes(&self) -> Causes {
        self.open.with(self.held)
    }
}

/// Where values stand, by a hash that equal values share.
#[derive(Clone, Debug, Default)]
struct Index {
    slots: HashMap<u64, Vec<usize>>,
}

impl Index {
    fn add(&mut self, value: &Value<'_>, at: usize) {
        self.slots.entry(hash(value)).or_default().push(at);
    }

    fn find(&self, value: &Value<'_>, is_it: impl Fn(usize) -> bool) -> Option<usize> {
        self.slots.get(&hash(value))?.iter().copied().find(|at| is_it(*at))
    }
}

/// Equal values have the same; the rest is luck.
fn hash(value: &Value<'_>) -> u64 {
    let mut hasher = DefaultHasher::new();
    match value {
        Value::Text(text) => text.hash(&mut hasher),
        Value::Int(value) => value.hash(&mut hasher),
        Value::Bool(value) => value.hash(&mut hasher),
        Value::Word(word) => word.index.hash(&mut hasher),
        Value::Repo(repo) => repo.as_str().hash(&mut hasher),
        _ => {}
    }
    hasher.finish()
}
