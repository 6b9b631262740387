//! Holds a tree against a type, by serde, and finds a place for everything that is wrong.
//!
//! The types say what may stand where: their fields are the keys, their variants the values. A
//! deserialiser stops at its first error, so the tree is read again and again, each time without
//! the values that were found wrong, until what is left reads. Unknown keys are noted as they are
//! met. What a type says is missing where something was left out is no fault of its own.

use std::cell::RefCell;
use std::collections::HashSet;
use std::fmt::Display;

use serde::de::{
    self, DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, MapAccess,
    SeqAccess, VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;

use super::{Sort, fault};
use crate::diag::Diagnostic;
use crate::world::manifest::{NodeId, NodeKind, Scalar, Tree};

/// Faults after which a file is not read on, nor more of them noted: it is no such file but something
/// else.
const MOST: usize = 100;

/// Holds the value at a node against a `T`.
///
/// # Errors
/// All that is wrong with it, each at its place, in the order written.
pub(in crate::judge) fn check<T: DeserializeOwned>(
    sort: &Sort,
    tree: &Tree,
    node: NodeId,
) -> Result<(), Vec<Diagnostic>> {
    let reading = Reading { sort, tree, books: RefCell::default() };
    loop {
        let before = reading.books.borrow().skipped.len();
        let read = T::deserialize(At { reading: &reading, node });
        let mut books = reading.books.borrow_mut();
        if let Err(slip) = &read
            && books.skipped.len() == before
        {
            books.note(&reading, node, slip);
            return Err(books.told());
        }
        let over = books.faults.len() >= MOST;
        match read {
            Ok(_) if books.faults.is_empty() => return Ok(()),
            Ok(_) => return Err(books.told()),
            Err(_) if over => return Err(books.told()),
            Err(_) => {}
        }
    }
}

struct Reading<'t> {
    sort: &'t Sort,
    tree: &'t Tree,
    books: RefCell<Books>,
}

#[derive(Default)]
struct Books {
    /// Values that were found wrong, and keys that are unknown.
    skipped: HashSet<NodeId>,
    faults: Vec<(NodeId, Diagnostic)>,
}

impl Books {
    /// Notes what is wrong with the value at `node`, and leaves it out from now on.
    fn note(&mut self, reading: &Reading<'_>, node: NodeId, slip: &Slip) {
        let (sort, tree) = (reading.sort, reading.tree);
        if !self.skipped.insert(node) {
            return;
        }
        let found = match slip {
            Slip::Missing(_) if self.lacks_some(tree, node) => return,
            Slip::Missing(key) => fault::missing_key(sort, tree, node, key),
            Slip::Shape(wanted) => fault::wrong_shape(sort, tree, node, wanted),
            Slip::Choice(choices) => fault::wrong_choice(sort, tree, node, choices),
            Slip::Said(message) => fault::wrong_value(sort, tree, node, message),
            Slip::Within => return,
        };
        self.faults.push((node, found));
    }

    /// True if something of the collection at `node` was left out.
    fn lacks_some(&self, tree: &Tree, node: NodeId) -> bool {
        tree.children(node).any(|child| self.skipped.contains(&child))
    }

    fn told(&self) -> Vec<Diagnostic> {
        let mut faults = self.faults.clone();
        faults.sort_by_key(|(node, _)| *node);
        faults.into_iter().map(|(_, fault)| fault).collect()
    }
}

/// Why a value does not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Slip {
    /// A key is missing.
    Missing(&'static str),
    /// It is not of this shape.
    Shape(&'static str),
    /// It is none of these.
    Choice(&'static [&'static str]),
    /// What a type itself says of it: a message and, in a second line, advice.
    Said(String),
    /// Something in it was noted.
    Within,
}

impl Display for Slip {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Missing(key) => write!(f, "`{key}` is missing"),
            Self::Shape(wanted) => write!(f, "{wanted} belongs here"),
            Self::Choice(choices) => write!(f, "one of {}", choices.join(", ")),
            Self::Said(message) => f.write_str(message),
            Self::Within => f.write_str("something in it is wrong"),
        }
    }
}

impl std::error::Error for Slip {}

impl de::Error for Slip {
    fn custom<T: Display>(message: T) -> Self {
        Self::Said(message.to_string())
    }

    fn missing_field(field: &'static str) -> Self {
        Self::Missing(field)
    }

    fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
        Self::Choice(expected)
    }
}

/// A node to be read.
#[derive(Clone, Copy)]
struct At<'r, 't> {
    reading: &'r Reading<'t>,
    node: NodeId,
}

impl At<'_, '_> {
    fn scalar(&self) -> Option<Scalar<'_>> {
        self.reading.tree.scalar(self.node)
    }

    /// The text, as written, of a scalar that may stand for a text: not of `null`, `true`, `no`.
    fn text(&self) -> Result<&str, Slip> {
        match self.scalar() {
            Some(Scalar::Text(_) | Scalar::Int(_) | Scalar::Float(_)) => {
                Ok(self.reading.tree.text(self.node))
            }
            _ => Err(Slip::Shape("text")),
        }
    }
}

impl<'de> Deserializer<'de> for At<'_, '_> {
    type Error = Slip;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Slip> {
        match (self.reading.tree.kind(self.node), self.scalar()) {
            (NodeKind::Mapping, _) => self.deserialize_map(visitor),
            (NodeKind::Sequence, _) => self.deserialize_seq(visitor),
            (_, Some(Scalar::Bool(value))) => visitor.visit_bool(value),
            (_, Some(Scalar::Int(value))) => visitor.visit_i64(value),
            (_, Some(Scalar::Float(value))) => visitor.visit_f64(value),
            (_, Some(Scalar::Text(text))) => visitor.visit_str(&text),
            (_, None | Some(Scalar::Null)) => visitor.visit_unit(),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Slip> {
        match self.scalar() {
            Some(Scalar::Bool(value)) => visitor.visit_bool(value),
            _ => Err(Slip::Shape("`true` or `false`")),
        }
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Slip> {
        let number = match self.scalar() {
            Some(Scalar::Int(number)) => u64::try_from(number).ok(),
            _ => None,
        };
        number.map_or(Err(Slip::Shape("a number")), |number| visitor.visit_u64(number))
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Slip> {
        visitor.visit_str(self.text()?)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Slip> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Slip> {
        match self.scalar() {
            Some(Scalar::Null) => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Slip> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Slip> {
        let tree = self.reading.tree;
        if tree.kind(self.node) != NodeKind::Sequence {
            return Err(Slip::Shape("a list"));
        }
        let left = tree.items(self.node).collect();
        visitor.visit_seq(Items { reading: self.reading, left, at: 0 })
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Slip> {
        self.entries(None, visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Slip> {
        self.entries(Some(fields), visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        choices: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Slip> {
        match self.scalar() {
            // `off` is a boolean to YAML, and a word here.
            Some(Scalar::Null) | None => Err(Slip::Choice(choices)),
            Some(_) => visitor.visit_enum(Word(self.reading.tree.text(self.node))),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Slip> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u8 u16 u32 u128 f32 f64 char bytes byte_buf unit unit_struct tuple
        tuple_struct identifier
    }
}

impl At<'_, '_> {
    /// Reads a mapping; where `fields` says which keys there are, notes the others.
    fn entries<'de, V: Visitor<'de>>(
        self,
        fields: Option<&'static [&'static str]>,
        visitor: V,
    ) -> Result<V::Value, Slip> {
        let tree = self.reading.tree;
        if tree.kind(self.node) != NodeKind::Mapping {
            return Err(Slip::Shape("a mapping"));
        }
        let mut left = Vec::new();
        for (key, value) in tree.entries(self.node) {
            let known = fields.is_none_or(|fields| fields.contains(&tree.text(key)));
            let mut books = self.reading.books.borrow_mut();
            if !known && books.faults.len() < MOST && books.skipped.insert(key) {
                let fault =
                    fault::unknown_key(self.reading.sort, tree, key, fields.unwrap_or_default());
                books.faults.push((key, fault));
            }
            if known && !books.skipped.contains(&value) {
                left.push((key, value));
            }
        }
        visitor.visit_map(Entries { reading: self.reading, left, at: 0 })
    }
}

/// Reads a child; one that does not read is noted, unless something in it was.
fn child<'de, S: DeserializeSeed<'de>>(
    reading: &Reading<'_>,
    node: NodeId,
    seed: S,
) -> Result<S::Value, Slip> {
    seed.deserialize(At { reading, node }).map_err(|slip| {
        if slip != Slip::Within {
            reading.books.borrow_mut().note(reading, node, &slip);
        }
        Slip::Within
    })
}

struct Items<'r, 't> {
    reading: &'r Reading<'t>,
    left: Vec<NodeId>,
    at: usize,
}

impl<'de> SeqAccess<'de> for Items<'_, '_> {
    type Error = Slip;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Slip> {
        loop {
            let Some(node) = self.left.get(self.at).copied() else { return Ok(None) };
            self.at += 1;
            if !self.reading.books.borrow().skipped.contains(&node) {
                return child(self.reading, node, seed).map(Some);
            }
        }
    }
}

struct Entries<'r, 't> {
    reading: &'r Reading<'t>,
    left: Vec<(NodeId, NodeId)>,
    at: usize,
}

impl<'de> MapAccess<'de> for Entries<'_, '_> {
    type Error = Slip;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Slip> {
        match self.left.get(self.at) {
            Some((key, _)) => {
                let text = self.reading.tree.text(*key);
                let key: de::value::StrDeserializer<'_, Slip> = text.into_deserializer();
                seed.deserialize(key).map(Some)
            }
            None => Ok(None),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Slip> {
        // A value is asked for after its key only.
        let Some((_, value)) = self.left.get(self.at).copied() else { return Err(Slip::Within) };
        self.at += 1;
        child(self.reading, value, seed)
    }
}

/// A word that names a variant.
struct Word<'t>(&'t str);

impl<'de> EnumAccess<'de> for Word<'_> {
    type Error = Slip;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Slip> {
        let name: de::value::StrDeserializer<'_, Slip> = self.0.into_deserializer();
        Ok((seed.deserialize(name)?, self))
    }
}

impl<'de> VariantAccess<'de> for Word<'_> {
    type Error = Slip;

    fn unit_variant(self) -> Result<(), Slip> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, _: T) -> Result<T::Value, Slip> {
        Err(Slip::Shape("a word"))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Slip> {
        Err(Slip::Shape("a word"))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Slip> {
        Err(Slip::Shape("a word"))
    }
}
