//! Lists and maps, open or closed.
//!
//! What they hold is shared: a list of itself twice, sixty times, is small, and going through it never
//! ends. So a list and a map know their [size](Value::size) and their [weight](Value::weight), and who
//! goes through one takes as many steps first.

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
    size: usize,
    weight: usize,
}

impl<'w> List<'w> {
    /// A list of these, perhaps open.
    pub fn new(items: Vec<Valued<'w>>, open: Causes) -> Self {
        let held = items.iter().fold(Causes::NONE, |all, item| all.with(item.value.causes()));
        let sum = |of: fn(&Value<'w>) -> usize| {
            items.iter().fold(1, |all: usize, item| all.saturating_add(of(&item.value)))
        };
        let (size, weight) = (sum(Value::size), sum(Value::weight));
        Self { items: Shared::Counted(items.into()), open, held, size, weight }
    }

    /// A list of items that are known, borrowed; perhaps open.
    pub fn borrowed(items: &'w [Valued<'w>], open: Causes) -> Self {
        let (size, weight) = (items.len() + 1, items.len() + 1);
        Self { items: Shared::Borrowed(items), open, held: Causes::NONE, size, weight }
    }

    /// Values in it, itself one of them.
    pub fn size(&self) -> usize {
        self.size
    }

    /// Steps for comparing it with a list like it.
    pub fn weight(&self) -> usize {
        self.weight
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
        self.distinct_within(&mut |_| true).unwrap_or_else(|| self.clone())
    }

    /// The same, as long as `charge` grants the steps that it takes.
    pub fn distinct_within(&self, charge: &mut dyn FnMut(usize) -> bool) -> Option<Self> {
        let mut kept: Vec<Valued<'w>> = Vec::new();
        let mut seen = Index::default();
        for item in self.items.iter() {
            if !charge(1 + seen.effort(&item.value)) {
                return None;
            }
            let repeats = |at: usize| {
                kept.get(at).is_some_and(|known| equal(&known.value, &item.value).holds())
            };
            if seen.find(&item.value, repeats).is_none() {
                seen.add(&item.value);
                kept.push(item.clone());
            }
        }
        Some(Self::new(kept, self.open))
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
    size: usize,
    weight: usize,
}

impl<'w> Map<'w> {
    /// A map without keys, perhaps open.
    pub fn new(open: Causes) -> Self {
        Self { open, ..Self::default() }
    }

    /// Sets a key, which must be known, over the value that it has.
    pub fn insert(&mut self, key: Valued<'w>, value: Valued<'w>) {
        self.held = self.held.with(value.value.causes());
        self.count(&key.value);
        self.count(&value.value);
        match self.position(&key.value) {
            Some(at) => {
                if let Some(entry) = self.entries.get_mut(at) {
                    entry.1 = value;
                }
            }
            None => {
                self.index.add(&key.value);
                self.entries.push((key, value));
            }
        }
    }

    fn count(&mut self, value: &Value<'w>) {
        self.size = self.size.saturating_add(value.size());
        self.weight = self.weight.saturating_add(value.weight());
    }

    /// Values in it, itself one of them, and those whose place others took.
    pub fn size(&self) -> usize {
        self.size.saturating_add(1)
    }

    /// Steps for comparing it with a map like it.
    pub fn weight(&self) -> usize {
        self.weight.saturating_add(1)
    }

    /// Steps for finding a key, beside the one for asking.
    pub fn effort(&self, key: &Value<'_>) -> usize {
        self.index.effort(key)
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

    /// Takes the values as those of its keys, in order.
    pub(crate) fn fill(&mut self, values: impl IntoIterator<Item = Valued<'w>>) {
        for (at, value) in values.into_iter().enumerate() {
            self.held = self.held.with(value.value.causes());
            self.count(&value.value);
            if let Some(entry) = self.entries.get_mut(at) {
                entry.1 = value;
            }
        }
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

/// Comparisons of values that have one hash, for a step.
const A_STEP: usize = 4;

/// Where values stand, by a hash that equal values share.
#[derive(Clone, Debug, Default)]
struct Index {
    /// By hash: where the last stands that has it.
    last: HashMap<u64, usize>,
    /// By place: where the one before stands that has the same hash, and how many there are up to here.
    before: Vec<(Option<usize>, usize)>,
}

impl Index {
    /// Adds the next value: places are counted from 0.
    fn add(&mut self, value: &Value<'_>) {
        let at = self.before.len();
        let before = self.last.insert(hash(value), at);
        let many = before.and_then(|before| self.before.get(before)).map_or(0, |(_, many)| *many);
        self.before.push((before, many + 1));
    }

    /// Steps for finding a value: few, unless many have its hash.
    fn effort(&self, value: &Value<'_>) -> usize {
        let last = self.last.get(&hash(value)).and_then(|at| self.before.get(*at));
        let compared = last.map_or(0, |(_, many)| many / A_STEP);
        value.weight().saturating_mul(compared + 1).saturating_sub(1)
    }

    /// The place of the first that is it.
    fn find(&self, value: &Value<'_>, is_it: impl Fn(usize) -> bool) -> Option<usize> {
        let mut next = self.last.get(&hash(value)).copied();
        let mut found = None;
        while let Some(at) = next {
            if is_it(at) {
                found = Some(at);
            }
            next = self.before.get(at).and_then(|(before, _)| *before);
        }
        found
    }
}

/// Equal values have the same; the rest is luck.
fn hash(value: &Value<'_>) -> u64 {
    let mut hasher = DefaultHasher::new();
    hash_into(value, LEVELS, &mut hasher);
    hasher.finish()
}

/// Lists within lists that a hash looks at, and items of each.
const LEVELS: usize = 3;
/// See [`LEVELS`].
const ITEMS: usize = 4;

fn hash_into(value: &Value<'_>, levels: usize, to: &mut DefaultHasher) {
    match value {
        Value::Text(text) => text.hash(to),
        Value::Int(value) => value.hash(to),
        Value::Bool(value) => value.hash(to),
        Value::Word(word) => word.index.hash(to),
        Value::Repo(repo) => repo.as_str().hash(to),
        Value::Version(version) => version.hash(to),
        Value::Glob(glob) => glob.as_str().hash(to),
        Value::Quantity(quantity) => quantity.hash(to),
        Value::Duration(duration) => duration.hash(to),
        Value::Date(date) => date.hash(to),
        Value::List(list) if levels > 0 => {
            let items = list.items.iter().take(ITEMS);
            items.for_each(|item| hash_into(&item.value, levels - 1, to));
        }
        _ => {}
    }
}
