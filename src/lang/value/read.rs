//! Manifest values, read as the type that a policy gives them.
//!
//! A field of a known record is read as Kubernetes reads it: another type is unknown and reported,
//! an explicit `null` is absent, and so is an empty text where it means *unset*. A `Raw` is read
//! by `as`: a text that is not of the form asked for is absent, another shape is unknown, and
//! neither is reported, for nobody knows what belongs there.

use std::borrow::Cow;
use std::sync::Arc;

use super::{
    At, Causes, Enumeration, Host, List, Map, Origin, PULL_POLICY, Shape, Shared, Value, Valued,
    Why, Word, form, pulled,
};
use crate::world::image::{PullPolicy, Reference};
use crate::world::kube::{Container, ImageUse, Object, Slot, Written};
use crate::world::manifest::{NodeId, NodeKind, Scalar};
use crate::world::measure::Quantity;

/// By whose rules a node is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// A field of a known record, by Kubernetes': empty text is unset.
    Field,
    /// An item or entry of such a field.
    Item,
    /// A `Raw`, by `as`.
    Raw,
}

/// The field `key` of a record, read as `shape`.
pub fn field<'w>(
    host: &mut Host<'w>,
    base: &Valued<'w>,
    key: &'w str,
    shape: &'w Shape,
) -> Valued<'w> {
    match base.value {
        Value::Unknown(_) => base.clone(),
        Value::Absent => empty(shape).with(base.origin),
        Value::Object(object) => object_field(host, object, key, shape),
        Value::Pod(object, index) => match object.pods.get(index as usize) {
            Some(pod) if key == "metadata" => from_slot(host, object, pod.metadata, key, shape),
            Some(pod) => read_node(host, object, pod.spec, shape, Reading::Field),
            None => Value::Unknown(Causes::UNGUARDED).made(),
        },
        Value::Container(object, index) => match object.containers.get(index as usize) {
            Some(container) => container_field(host, object, container, key, shape),
            None => Value::Unknown(Causes::UNGUARDED).made(),
        },
        Value::Record(object, node) => under(host, object, node, key, shape),
        _ => Value::Unknown(Causes::UNGUARDED).made(),
    }
}

fn object_field<'w>(
    host: &mut Host<'w>,
    object: &'w Object,
    key: &'w str,
    shape: &'w Shape,
) -> Valued<'w> {
    match key {
        "metadata" => from_slot(host, object, object.metadata, key, shape),
        "kind" => {
            let node = object.tree.get(object.root, key);
            let at = node.map(|node| At::node(object, node));
            let at = at.unwrap_or(At::missing(object, object.root, key));
            Value::borrowed(&object.gvk.kind).at(at)
        }
        _ => under(host, object, object.root, key, shape),
    }
}

fn container_field<'w>(
    host: &mut Host<'w>,
    object: &'w Object,
    container: &'w Container,
    key: &'w str,
    shape: &'w Shape,
) -> Valued<'w> {
    match (key, object.images.get(container.image)) {
        ("image", Some(image)) => pulled(host, object, image),
        ("imagePullPolicy", Some(image)) => declared_policy(host, object, image),
        _ => under(host, object, container.node, key, shape),
    }
}

/// The image that a manifest names in some place; unknown where it does not parse.
pub fn reference<'w>(host: &mut Host<'w>, object: &'w Object, image: &'w ImageUse) -> Valued<'w> {
    match &image.written {
        Slot::Present(written) => parsed(host, object, written),
        Slot::Absent(mapping) => Value::Absent.at(At::missing(object, *mapping, &image.key)),
        Slot::Unknown(node) => host.misread(Why::WrongType("text"), At::node(object, *node)),
    }
}

/// The image that an image use is; an image is itself.
pub fn serve<'w>(host: &mut Host<'w>, arg: &Valued<'w>) -> Valued<'w> {
    let Value::ImageUse(object, index) = arg.value else { return arg.clone() };
    if let Some((reference, at)) = host.served.get(object, index) {
        return Value::Image(Shared::Borrowed(reference)).at(at);
    }
    let Some(image) = object.images.get(index as usize) else {
        return Value::Unknown(Causes::UNGUARDED).made();
    };
    let image = pulled(host, object, image);
    match (&image.value, image.origin) {
        (Value::Absent, _) => host.unknown(Why::NoImage, image.at()),
        (Value::Image(Shared::Borrowed(reference)), Origin::At(at)) => {
            host.served.keep((object, index), (*reference, at));
            image
        }
        _ => image,
    }
}

fn parsed<'w>(host: &mut Host<'w>, object: &'w Object, written: &'w Written) -> Valued<'w> {
    let at = At::node(object, written.node);
    match &written.parsed {
        Ok(reference) => Value::Image(Shared::Borrowed(reference)).at(at),
        Err(fault) => host.unknown(Why::Unparsed(fault.clone()), Some(at)),
    }
}

/// The pull policy that a manifest declares for some place.
pub fn declared_policy<'w>(
    host: &mut Host<'w>,
    object: &'w Object,
    image: &'w ImageUse,
) -> Valued<'w> {
    match image.declared {
        Slot::Present((node, policy)) => Value::Word(policy.into()).at(At::node(object, node)),
        Slot::Absent(mapping) => match image.policy_key {
            Some(key) => Value::Absent.at(At::missing(object, mapping, key)),
            None => Value::Absent.made(),
        },
        Slot::Unknown(node) => {
            let why = match object.tree.text_value(node).map(PullPolicy::read) {
                Some(Err(fault)) => Why::NotAPolicy(fault),
                _ => Why::WrongType("text"),
            };
            host.misread(why, At::node(object, node))
        }
    }
}

fn from_slot<'w>(
    host: &mut Host<'w>,
    object: &'w Object,
    slot: Slot,
    key: &'w str,
    shape: &'w Shape,
) -> Valued<'w> {
    match slot {
        Slot::Present(node) => read_node(host, object, node, shape, Reading::Field),
        Slot::Absent(mapping) => empty(shape).at(At::missing(object, mapping, key)),
        Slot::Unknown(node) => {
            host.misread(Why::WrongType(shape.expected()), At::node(object, node))
        }
    }
}

fn under<'w>(
    host: &mut Host<'w>,
    object: &'w Object,
    mapping: NodeId,
    key: &'w str,
    shape: &'w Shape,
) -> Valued<'w> {
    match object.tree.get(mapping, key) {
        Some(node) => read_node(host, object, node, shape, Reading::Field),
        None => empty(shape).at(At::missing(object, mapping, key)),
    }
}

/// What a field is that is not there: lists and maps of known records are empty.
fn empty<'w>(shape: &Shape) -> Value<'w> {
    match shape {
        Shape::List(_) => Value::List(Shared::new(List::new(Vec::new(), Causes::NONE))),
        Shape::Set(_) => Value::Set(Shared::new(List::new(Vec::new(), Causes::NONE))),
        Shape::Map(_) => Value::Map(Shared::new(Map::default())),
        _ => Value::Absent,
    }
}

/// The entry `key` of the map that is the field `field` of a record. Reads no other entry.
pub fn entry_of_field<'w>(
    host: &mut Host<'w>,
    base: &Valued<'w>,
    (field, shape): (&'w str, &'w Shape),
    key: &Shared<'w, str>,
) -> Option<Valued<'w>> {
    let (object, mapping) = match base.value {
        Value::Record(object, node) => (object, node),
        _ => return None,
    };
    let map = object.tree.get(mapping, field)?;
    if object.tree.kind(map) != NodeKind::Mapping || is_secret(object, map) {
        return None;
    }
    Some(match (object.tree.get(map, key), key) {
        (Some(node), _) => read_node(host, object, node, shape, Reading::Item),
        (None, Shared::Borrowed(key)) => Value::Absent.at(At::missing(object, map, key)),
        (None, Shared::Counted(_)) => Value::Absent.at(At::node(object, map)),
    })
}

/// The key `key` of a `Raw`.
pub fn raw_field<'w>(host: &mut Host<'w>, base: &Valued<'w>, key: &'w str) -> Valued<'w> {
    let (object, node) = match base.value {
        Value::Raw(object, node) | Value::Record(object, node) => (object, node),
        Value::Object(object) => (object, object.root),
        Value::Absent | Value::Unknown(_) => return base.clone(),
        _ => return Value::Unknown(Causes::UNGUARDED).made(),
    };
    if object.tree.kind(node) != NodeKind::Mapping {
        return host.unknown(Why::RawShape("a mapping"), Some(At::node(object, node)));
    }
    match object.tree.get(node, key) {
        Some(node) => read_node(host, object, node, &Shape::Raw, Reading::Raw),
        None => Value::Absent.at(At::missing(object, node, key)),
    }
}

/// The item of a `Raw` list, or the entry of a `Raw` mapping.
pub fn raw_index<'w>(host: &mut Host<'w>, base: &Valued<'w>, index: &Value<'w>) -> Valued<'w> {
    let Value::Raw(object, node) = base.value else { return base.clone() };
    let (expected, found) = match (index, object.tree.kind(node)) {
        (Value::Int(at), NodeKind::Sequence) => {
            let at = usize::try_from(*at).ok();
            ("", at.and_then(|at| object.tree.items(node).nth(at)))
        }
        (Value::Text(key), NodeKind::Mapping) => ("", object.tree.get(node, key)),
        (Value::Int(_), _) => ("a list", None),
        _ => ("a mapping", None),
    };
    match found {
        Some(found) => read_node(host, object, found, &Shape::Raw, Reading::Raw),
        None if expected.is_empty() => Value::Absent.at(At::node(object, node)),
        None => host.unknown(Why::RawShape(expected), Some(At::node(object, node))),
    }
}

/// `E as T`.
pub fn read_as<'w>(host: &mut Host<'w>, value: &Valued<'w>, shape: &'w Shape) -> Valued<'w> {
    match &value.value {
        Value::Raw(object, node) => read_node(host, object, *node, shape, Reading::Raw),
        Value::Text(text) => text_as(text, shape).with(value.origin),
        Value::Unknown(causes) => Value::Unknown(causes.with(Causes::NONE)).with(value.origin),
        _ => value.clone(),
    }
}

/// A text, read as a type; absent where it is not of its form.
fn text_as<'w>(text: &Shared<'w, str>, shape: &Shape) -> Value<'w> {
    let read = match shape {
        Shape::Text => Some(Value::Text(text.clone())),
        Shape::Bool => text.parse().ok().map(Value::Bool),
        Shape::Int => text.parse().ok().map(Value::Int),
        Shape::Quantity => Quantity::parse(text).ok().map(|q| Value::Quantity(Shared::new(q))),
        Shape::Form(kind) => form::read(*kind, text).ok(),
        Shape::Enum(of) => Word::read(of, text).map(Value::Word),
        Shape::Image => Reference::parse(text).ok().map(|image| Value::Image(Shared::new(image))),
        _ => None,
    };
    read.unwrap_or(Value::Absent)
}

/// A node, read as a type.
pub fn read_node<'w>(
    host: &mut Host<'w>,
    object: &'w Object,
    node: NodeId,
    shape: &'w Shape,
    by: Reading,
) -> Valued<'w> {
    let at = At::node(object, node);
    if is_secret(object, node) {
        return host.unknown(Why::Secret, Some(at));
    }
    match object.tree.kind(node) {
        NodeKind::Scalar => read_scalar(host, at, shape, by),
        NodeKind::Mapping => read_mapping(host, at, shape, by),
        NodeKind::Sequence => read_sequence(host, at, shape, by),
    }
}

fn read_scalar<'w>(host: &mut Host<'w>, at: At<'w>, shape: &'w Shape, by: Reading) -> Valued<'w> {
    let scalar = at.object.tree.scalar(at.node).unwrap_or(Scalar::Null);
    let value = match (shape, scalar) {
        (_, Scalar::Null) if by == Reading::Field => empty(shape),
        (_, Scalar::Null) => Value::Absent,
        (Shape::Raw, _) => Value::Raw(at.object, at.node),
        (Shape::Bool, Scalar::Bool(value)) => Value::Bool(value),
        (Shape::Int, Scalar::Int(value)) => Value::Int(value),
        (Shape::Quantity, Scalar::Int(_) | Scalar::Float(_)) => {
            match Quantity::parse(at.object.tree.text(at.node)) {
                Ok(quantity) => Value::Quantity(Shared::new(quantity)),
                Err(_) => return wrong(host, at, shape, by),
            }
        }
        (_, Scalar::Text(text)) => return read_text(host, at, text, shape, by),
        _ => return wrong(host, at, shape, by),
    };
    value.at(at)
}

fn read_text<'w>(
    host: &mut Host<'w>,
    at: At<'w>,
    text: Cow<'w, str>,
    shape: &'w Shape,
    by: Reading,
) -> Valued<'w> {
    let text = match text {
        Cow::Borrowed(text) => Shared::Borrowed(text),
        Cow::Owned(text) => Shared::Counted(Arc::from(text)),
    };
    let of_text = matches!(
        shape,
        Shape::Text | Shape::Quantity | Shape::Form(_) | Shape::Enum(_) | Shape::Image
    );
    if !of_text {
        return wrong(host, at, shape, by);
    }
    if by == Reading::Field && text.is_empty() {
        return Value::Absent.at(at);
    }
    if matches!(shape, Shape::Image) && by != Reading::Raw {
        return image_at(host, at, &text);
    }
    match (text_as(&text, shape), shape) {
        (Value::Absent, Shape::Enum(of)) if by != Reading::Raw => not_a_word(host, at, of, &text),
        (Value::Absent, _) if by != Reading::Raw => wrong(host, at, shape, by),
        (value, _) => value.at(at),
    }
}

fn not_a_word<'w>(
    host: &mut Host<'w>,
    at: At<'w>,
    of: &'static Enumeration,
    text: &str,
) -> Valued<'w> {
    let policy = std::ptr::eq(of, &raw const PULL_POLICY).then(|| PullPolicy::read(text).err());
    let why =
        policy.flatten().map_or(Why::WrongType("one of the words read here"), Why::NotAPolicy);
    host.misread(why, at)
}

/// A reference in a known record: as the view parsed it, where it knows the place.
fn image_at<'w>(host: &mut Host<'w>, at: At<'w>, text: &str) -> Valued<'w> {
    let here = |image: &&'w ImageUse| matches!(&image.written, Slot::Present(written) if written.node == at.node);
    if let Some(image) = at.object.images.iter().find(here) {
        return reference(host, at.object, image);
    }
    match Reference::parse(text) {
        Ok(image) => Value::Image(Shared::new(image)).at(at),
        Err(fault) => host.unknown(Why::Unparsed(Box::new(fault)), Some(at)),
    }
}

fn read_mapping<'w>(host: &mut Host<'w>, at: At<'w>, shape: &'w Shape, by: Reading) -> Valued<'w> {
    let value = match shape {
        Shape::Raw => Value::Raw(at.object, at.node),
        Shape::Record => Value::Record(at.object, at.node),
        Shape::Container => {
            let found = at.object.containers.iter().position(|c| c.node == at.node);
            match found.and_then(|index| u32::try_from(index).ok()) {
                Some(index) => Value::Container(at.object, index),
                None => Value::Record(at.object, at.node),
            }
        }
        Shape::Map(item) => {
            let inner = if by == Reading::Raw { by } else { Reading::Item };
            let mut map = Map::new(Causes::NONE);
            for (key, node) in at.object.tree.entries(at.node) {
                if !host.gather(1) {
                    return host.out_of_fuel();
                }
                let value = read_node(host, at.object, node, item, inner);
                if !matches!(value.value, Value::Absent) {
                    let key =
                        Value::borrowed(at.object.tree.text(key)).at(At::node(at.object, key));
                    map.insert(key, value);
                }
            }
            Value::Map(Shared::new(map))
        }
        _ => return wrong(host, at, shape, by),
    };
    value.at(at)
}

fn read_sequence<'w>(host: &mut Host<'w>, at: At<'w>, shape: &'w Shape, by: Reading) -> Valued<'w> {
    let item = match shape {
        Shape::Raw => return Value::Raw(at.object, at.node).at(at),
        Shape::List(item) | Shape::Set(item) => item,
        _ => return wrong(host, at, shape, by),
    };
    let inner = if by == Reading::Raw { by } else { Reading::Item };
    let mut items = Vec::new();
    for node in at.object.tree.items(at.node) {
        if !host.gather(1) {
            return host.out_of_fuel();
        }
        let read = read_node(host, at.object, node, item, inner);
        // What is no value of the type may be any: an item is there, and which is not known.
        items.push(match read.value {
            Value::Absent => wrong(host, At::node(at.object, node), item, by),
            _ => read,
        });
    }
    let list = List::new(items, Causes::NONE);
    let value = match shape {
        Shape::Set(_) => Value::Set(Shared::new(list.distinct())),
        _ => Value::List(Shared::new(list)),
    };
    value.at(at)
}

fn wrong<'w>(host: &mut Host<'w>, at: At<'w>, shape: &Shape, by: Reading) -> Valued<'w> {
    match by {
        Reading::Raw => host.unknown(Why::RawShape(shape.expected()), Some(at)),
        Reading::Field | Reading::Item => host.misread(Why::WrongType(shape.expected()), at),
    }
}

/// True for what a Secret keeps secret: nobody reads it, policies included. The file's reader has
/// marked it, in order and without overlaps; a Secret's own keys are looked at besides.
pub(super) fn is_secret(object: &Object, node: NodeId) -> bool {
    let tree = &object.tree;
    let marked = tree.source().redacted();
    if !marked.is_empty() {
        let span = tree.span(node);
        let upto = marked.partition_point(|mark| mark.start <= span.start);
        let before = upto.checked_sub(1).and_then(|last| marked.get(last));
        if before.is_some_and(|mark| mark.contains(span)) {
            return true;
        }
    }
    if &*object.gvk.kind != "Secret" || !object.gvk.group.is_empty() {
        return false;
    }
    let applied = "kubectl.kubernetes.io/last-applied-configuration";
    let kept = [
        tree.get(object.root, "data"),
        tree.get(object.root, "stringData"),
        tree.at(object.root, &["metadata", "annotations", applied]),
    ];
    kept.into_iter().flatten().any(|kept| kept == node || tree.holds(kept, node))
}
