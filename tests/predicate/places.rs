//! Where each kind keeps its pods, containers and images, written down once more from the kinds'
//! own definitions.

use serde_yaml::Value;

/// A step into an object.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step {
    /// By a key.
    Key(&'static str),
    /// Into every item of a list.
    Items,
    /// Into every value of a mapping.
    Values,
}

use Step::{Items, Key, Values};

/// What stands at the end of the steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// A pod's spec.
    Pod,
    /// A pod's spec that is laid over a controller's own.
    Overlay,
    /// A container of a controller's pod.
    Container,
    /// An image in a plain field, with the key of the pull policy beside it.
    Image(Option<&'static str>),
}

/// A way from an object to what stands at its end.
pub(super) type Way = (End, &'static [Step]);
/// A kind: its group, its name, and the ways to what it pulls.
pub(super) type Row = (&'static str, &'static str, &'static [Way]);

const TEMPLATE: &[Step] = &[Key("spec"), Key("template"), Key("spec")];

/// Kinds, by group and name, with the ways to what pulls images.
pub(super) const KINDS: &[Row] = &[
    ("", "Pod", &[(End::Pod, &[Key("spec")])]),
    ("", "PodTemplate", &[(End::Pod, &[Key("template"), Key("spec")])]),
    ("", "ReplicationController", &[(End::Pod, TEMPLATE)]),
    ("apps", "Deployment", &[(End::Pod, TEMPLATE)]),
    ("apps", "ReplicaSet", &[(End::Pod, TEMPLATE)]),
    ("apps", "StatefulSet", &[(End::Pod, TEMPLATE)]),
    ("apps", "DaemonSet", &[(End::Pod, TEMPLATE)]),
    ("extensions", "Deployment", &[(End::Pod, TEMPLATE)]),
    ("batch", "Job", &[(End::Pod, TEMPLATE)]),
    (
        "batch",
        "CronJob",
        &[(
            End::Pod,
            &[Key("spec"), Key("jobTemplate"), Key("spec"), Key("template"), Key("spec")],
        )],
    ),
    ("apps.openshift.io", "DeploymentConfig", &[(End::Pod, TEMPLATE)]),
    ("argoproj.io", "Rollout", &[(End::Pod, TEMPLATE)]),
    ("serving.knative.dev", "Service", &[(End::Pod, TEMPLATE)]),
    ("serving.knative.dev", "Configuration", &[(End::Pod, TEMPLATE)]),
    ("serving.knative.dev", "Revision", &[(End::Pod, &[Key("spec")])]),
    ("apps.kruise.io", "CloneSet", &[(End::Pod, TEMPLATE)]),
    ("apps.kruise.io", "BroadcastJob", &[(End::Pod, TEMPLATE)]),
    (
        "keda.sh",
        "ScaledJob",
        &[(End::Pod, &[Key("spec"), Key("jobTargetRef"), Key("template"), Key("spec")])],
    ),
    (
        "jobset.x-k8s.io",
        "JobSet",
        &[(
            End::Pod,
            &[
                Key("spec"),
                Key("replicatedJobs"),
                Items,
                Key("template"),
                Key("spec"),
                Key("template"),
                Key("spec"),
            ],
        )],
    ),
    (
        "ray.io",
        "RayCluster",
        &[
            (End::Pod, &[Key("spec"), Key("headGroupSpec"), Key("template"), Key("spec")]),
            (
                End::Pod,
                &[Key("spec"), Key("workerGroupSpecs"), Items, Key("template"), Key("spec")],
            ),
            (
                End::Image(Some("imagePullPolicy")),
                &[Key("spec"), Key("autoscalerOptions"), Key("image")],
            ),
        ],
    ),
    (
        "kubeflow.org",
        "PyTorchJob",
        &[(
            End::Pod,
            &[Key("spec"), Key("pytorchReplicaSpecs"), Values, Key("template"), Key("spec")],
        )],
    ),
    (
        "kubeflow.org",
        "TFJob",
        &[(End::Pod, &[Key("spec"), Key("tfReplicaSpecs"), Values, Key("template"), Key("spec")])],
    ),
    (
        "tekton.dev",
        "Task",
        &[
            (End::Container, &[Key("spec"), Key("steps"), Items]),
            (End::Container, &[Key("spec"), Key("sidecars"), Items]),
        ],
    ),
    (
        "tekton.dev",
        "TaskRun",
        &[
            (End::Container, &[Key("spec"), Key("taskSpec"), Key("steps"), Items]),
            (End::Container, &[Key("spec"), Key("taskSpec"), Key("sidecars"), Items]),
        ],
    ),
    (
        "tekton.dev",
        "Pipeline",
        &[(
            End::Container,
            &[Key("spec"), Key("tasks"), Items, Key("taskSpec"), Key("steps"), Items],
        )],
    ),
    (
        "argoproj.io",
        "Workflow",
        &[
            (End::Container, &[Key("spec"), Key("templates"), Items, Key("container")]),
            (End::Container, &[Key("spec"), Key("templates"), Items, Key("script")]),
            (End::Container, &[Key("spec"), Key("templates"), Items, Key("sidecars"), Items]),
        ],
    ),
    (
        "argoproj.io",
        "CronWorkflow",
        &[(
            End::Container,
            &[Key("spec"), Key("workflowSpec"), Key("templates"), Items, Key("container")],
        )],
    ),
    (
        "kubevirt.io",
        "VirtualMachineInstance",
        &[(
            End::Image(Some("imagePullPolicy")),
            &[Key("spec"), Key("volumes"), Items, Key("containerDisk"), Key("image")],
        )],
    ),
    (
        "kubevirt.io",
        "VirtualMachine",
        &[(
            End::Image(Some("imagePullPolicy")),
            &[
                Key("spec"),
                Key("template"),
                Key("spec"),
                Key("volumes"),
                Items,
                Key("containerDisk"),
                Key("image"),
            ],
        )],
    ),
    (
        "monitoring.coreos.com",
        "Prometheus",
        &[
            (End::Overlay, &[Key("spec")]),
            (End::Image(Some("imagePullPolicy")), &[Key("spec"), Key("image")]),
            (End::Image(None), &[Key("spec"), Key("thanos"), Key("image")]),
        ],
    ),
    ("operators.coreos.com", "CatalogSource", &[(End::Image(None), &[Key("spec"), Key("image")])]),
    ("", "ConfigMap", &[]),
    ("", "Service", &[]),
    ("example.com", "Widget", &[]),
];

/// The kind's row; nothing for a kind that is not known.
pub(super) fn of(group: &str, kind: &str) -> Option<&'static [Way]> {
    let row = KINDS.iter().find(|(g, k, _)| *g == group && *k == kind)?;
    Some(row.2)
}

/// True for groups of Kubernetes itself.
pub(super) fn is_own(group: &str) -> bool {
    matches!(group, "" | "apps" | "batch" | "extensions")
}

/// Follows the steps. Tells of each end with its way, and of each node in the way.
pub(super) fn follow<'v>(
    value: &'v Value,
    way: &str,
    steps: &[Step],
    end: &mut dyn FnMut(&str, &'v Value),
    in_the_way: &mut dyn FnMut(&str),
) {
    let Some((step, rest)) = steps.split_first() else { return end(way, value) };
    match (step, value) {
        (Key(key), Value::Mapping(map)) => match map.get(*key) {
            None | Some(Value::Null) => {}
            Some(next) => follow(next, &join(way, key), rest, end, in_the_way),
        },
        (Items, Value::Sequence(items)) => {
            for (index, item) in items.iter().enumerate() {
                follow(item, &format!("{way}[{index}]"), rest, end, in_the_way);
            }
        }
        (Values, Value::Mapping(map)) => {
            for (key, next) in map {
                let key = key.as_str().unwrap_or("?");
                follow(next, &join(way, key), rest, end, in_the_way);
            }
        }
        _ => in_the_way(way),
    }
}

/// `way.key`.
pub(super) fn join(way: &str, key: &str) -> String {
    if way.is_empty() { key.to_owned() } else { format!("{way}.{key}") }
}
