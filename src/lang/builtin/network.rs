//! Label selectors, and the policies of the network that select pods by them.
//!
//! A selector's conditions all hold (`LabelSelectorAsSelector` in apimachinery's `meta/v1`): every
//! label of `matchLabels`, every requirement of `matchExpressions`. A selector without conditions
//! selects everything. What Kubernetes would refuse is unknown, and reported.

use std::sync::LazyLock;

use super::{Builtin, plain, stray, values};
use crate::lang::value::{
    At, Causes, Host, List, Shape, Shared, Truth, Value, Valued, Why, field, is_in,
};
use crate::world::kube::Object;

pub(super) const TABLE: &[Builtin] = &[
    plain("LabelSelector.selects", |host, args| match args {
        [selector, labels] => Value::from(selects(host, selector, labels, None)).made(),
        _ => stray(),
    }),
    plain("NetworkPolicy.policy_types", |host, args| match values(args) {
        Some([Value::Object(object)]) => policy_types(host, object),
        _ => stray(),
    }),
    plain("NetworkPolicy.selects", |host, args| match args {
        [
            Valued { value: Value::Object(policy), .. },
            pod @ Valued { value: Value::Pod(of, _), .. },
        ] => Value::from(policy_selects(host, policy, of, pod)).made(),
        _ => stray(),
    }),
];

static LABELS: LazyLock<Shape> = LazyLock::new(|| Shape::Map(Box::new(Shape::Text)));
static RECORDS: LazyLock<Shape> = LazyLock::new(|| Shape::List(Box::new(Shape::Record)));
static TEXTS: LazyLock<Shape> = LazyLock::new(|| Shape::List(Box::new(Shape::Text)));

/// Labels that controllers give the pods they make, with values of their own.
const OF_CONTROLLERS: [&str; 10] = [
    "apps.kubernetes.io/pod-index",
    "batch.kubernetes.io/controller-uid",
    "batch.kubernetes.io/job-completion-index",
    "batch.kubernetes.io/job-name",
    "controller-revision-hash",
    "controller-uid",
    "job-name",
    "pod-template-generation",
    "pod-template-hash",
    "statefulset.kubernetes.io/pod-name",
];

/// Whether a selector selects what has these labels; `of` is the object whose pods have them.
fn selects<'w>(
    host: &mut Host<'w>,
    selector: &Valued<'w>,
    labels: &Valued<'w>,
    of: Option<&'w Object>,
) -> Truth {
    let wanted = field(host, selector, "matchLabels", &LABELS);
    let mut all = match &wanted.value {
        Value::Map(map) => {
            let mut all = Truth::True;
            for (key, value) in &map.entries {
                all = all.and(has(host, labels, key, of, |_, label| {
                    match (label.map(|label| &label.value), &value.value) {
                        (None, _) => Truth::False,
                        (Some(Value::Text(label)), Value::Text(value)) => {
                            (**label == **value).into()
                        }
                        (Some(label), value) => Truth::Unknown(label.causes().with(value.causes())),
                    }
                }));
            }
            all
        }
        other => Truth::Unknown(other.causes()),
    };
    let required = field(host, selector, "matchExpressions", &RECORDS);
    match &required.value {
        Value::List(list) => {
            for requirement in list.items.iter() {
                all = all.and(meets(host, requirement, labels, of));
            }
            all
        }
        other => all.and(Truth::Unknown(other.causes())),
    }
}

/// Whether labels meet one of `matchExpressions`.
fn meets<'w>(
    host: &mut Host<'w>,
    requirement: &Valued<'w>,
    labels: &Valued<'w>,
    of: Option<&'w Object>,
) -> Truth {
    let Value::Record(object, node) = requirement.value else {
        return Truth::Unknown(requirement.value.causes());
    };
    let here = At::node(object, node);
    let key = field(host, requirement, "key", &Shape::Text);
    let operator = field(host, requirement, "operator", &Shape::Text);
    let values = field(host, requirement, "values", &TEXTS);
    let refused = |host: &mut Host<'w>, expected, at: Option<At<'w>>| {
        let unknown = host.misread(Why::WrongType(expected), at.unwrap_or(here));
        Truth::Unknown(unknown.value.causes())
    };
    let (Value::Text(_), Value::Text(named)) = (&key.value, &operator.value) else {
        let causes = key.value.causes().with(operator.value.causes());
        return match causes.is_none() {
            true => refused(host, "a requirement with `key` and `operator`", None),
            false => Truth::Unknown(causes),
        };
    };
    let Value::List(list) = &values.value else { return Truth::Unknown(values.value.causes()) };
    let among = matches!(&**named, "In" | "NotIn");
    if !among && !matches!(&**named, "Exists" | "DoesNotExist") {
        return refused(host, "`In`, `NotIn`, `Exists` or `DoesNotExist`", operator.at());
    }
    if among == list.items.is_empty() {
        let expected =
            if among { "a requirement with `values`" } else { "a requirement without `values`" };
        return refused(host, expected, None);
    }
    let found = has(host, labels, &key, of, |_, label| match label {
        None => Truth::False,
        Some(_) if !among => Truth::True,
        Some(label) => is_in(&label.value, &values.value),
    });
    if matches!(&**named, "In" | "Exists") { found } else { !found }
}

/// What holds of the label `key`, which may not be there.
fn has<'w>(
    host: &mut Host<'w>,
    labels: &Valued<'w>,
    key: &Valued<'w>,
    of: Option<&'w Object>,
    holds: impl Fn(&mut Host<'w>, Option<&Valued<'w>>) -> Truth,
) -> Truth {
    if !host.charge(1) {
        return Truth::Unknown(host.out_of_fuel().value.causes());
    }
    let Value::Map(map) = &labels.value else { return Truth::Unknown(labels.value.causes()) };
    let Value::Text(name) = &key.value else { return Truth::Unknown(key.value.causes()) };
    let made = of.is_some_and(|object| &*object.gvk.kind != "Pod");
    match map.get(&key.value) {
        None if !map.open.is_none() => Truth::Unknown(map.open),
        None if made && OF_CONTROLLERS.contains(&&**name) => {
            let why = Why::SetByController((**name).into());
            Truth::Unknown(host.causes.note(why, labels.at()))
        }
        found => holds(host, found),
    }
}

/// As the API server completes them (`SetDefaults_NetworkPolicy` in pkg/apis/networking/v1).
fn policy_types<'w>(host: &mut Host<'w>, policy: &'w Object) -> Valued<'w> {
    let spec = field(host, &Value::Object(policy).made(), "spec", &Shape::Record);
    let written = field(host, &spec, "policyTypes", &TEXTS);
    let egress = field(host, &spec, "egress", &RECORDS);
    let types = match (&written.value, &egress.value) {
        (Value::List(list), Value::List(egress)) if list.items.is_empty() => {
            match egress.items.len() {
                0 => &["Ingress"][..],
                _ => &["Ingress", "Egress"],
            }
        }
        (Value::List(list), other) if list.items.is_empty() => {
            let sure = vec![Value::borrowed("Ingress").made()];
            return Value::List(Shared::new(List::new(sure, other.causes()))).made();
        }
        _ => return written,
    };
    let types = types.iter().map(|name| Value::borrowed(name).with(egress.origin)).collect();
    Value::List(Shared::new(List::new(types, Causes::NONE))).with(written.origin)
}

/// Whether a NetworkPolicy is for a pod: both are in one namespace, the pod has a network of its
/// own, and the selector selects it. One that is not written selects every pod.
fn policy_selects<'w>(
    host: &mut Host<'w>,
    policy: &'w Object,
    object: &'w Object,
    pod: &Valued<'w>,
) -> Truth {
    let together = match (host.lookup_namespace(policy), host.lookup_namespace(object)) {
        (Ok(a), Ok(b)) if a == b => Truth::True,
        (Ok(Some(_)), Ok(Some(_))) => Truth::False,
        (Ok(_), Ok(_)) => Truth::Unknown(host.causes.note(Why::NoNamespace, pod.at())),
        (a, b) => {
            let unknown = [a, b].into_iter().filter_map(Result::err);
            Truth::Unknown(unknown.fold(Causes::NONE, |all, one| all.with(one.value.causes())))
        }
    };
    if together.fails() {
        return together;
    }
    let spec = field(host, pod, "spec", &Shape::Record);
    let host_network = match field(host, &spec, "hostNetwork", &Shape::Bool).value {
        Value::Absent => Truth::False,
        other => other.truth(),
    };
    let spec = field(host, &Value::Object(policy).made(), "spec", &Shape::Record);
    let selector = field(host, &spec, "podSelector", &Shape::Record);
    let metadata = field(host, pod, "metadata", &Shape::Record);
    let labels = field(host, &metadata, "labels", &LABELS);
    let selected = match &selector.value {
        Value::Absent => Truth::True,
        Value::Unknown(causes) => Truth::Unknown(*causes),
        _ => selects(host, &selector, &labels, Some(object)),
    };
    together.and(!host_network).and(selected)
}
