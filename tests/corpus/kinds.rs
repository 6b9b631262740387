//! Where kinds keep images, written down a second time, from the kinds' own documentation.
//!
//! A path's steps are joined by dots. `[]` goes into every item of a list, `*` into every value of a
//! mapping.

/// What is known of a kind.
pub(super) struct Kind {
    /// Its group; empty for the core group.
    pub(super) group: &'static str,
    /// Its name.
    pub(super) name: &'static str,
    /// Paths of pod specs.
    pub(super) pods: &'static [&'static str],
    /// Paths of containers outside pods, each the container itself.
    pub(super) containers: &'static [&'static str],
    /// Paths of fields that are an image reference.
    pub(super) images: &'static [&'static str],
}

const fn pods(group: &'static str, name: &'static str, pods: &'static [&'static str]) -> Kind {
    Kind { group, name, pods, containers: &[], images: &[] }
}

const TEMPLATE: &[&str] = &["spec.template.spec"];

const KINDS: &[Kind] = &[
    pods("", "Pod", &["spec"]),
    pods("", "PodTemplate", &["template.spec"]),
    pods("", "ReplicationController", TEMPLATE),
    pods("apps", "Deployment", TEMPLATE),
    pods("extensions", "Deployment", TEMPLATE),
    pods("apps", "ReplicaSet", TEMPLATE),
    pods("extensions", "ReplicaSet", TEMPLATE),
    pods("apps", "StatefulSet", TEMPLATE),
    pods("apps", "DaemonSet", TEMPLATE),
    pods("extensions", "DaemonSet", TEMPLATE),
    pods("batch", "Job", TEMPLATE),
    pods("batch", "CronJob", &["spec.jobTemplate.spec.template.spec"]),
    pods("apps.openshift.io", "DeploymentConfig", TEMPLATE),
    pods("argoproj.io", "Rollout", TEMPLATE),
    pods("serving.knative.dev", "Service", TEMPLATE),
    pods("serving.knative.dev", "Configuration", TEMPLATE),
    pods("serving.knative.dev", "Revision", &["spec"]),
    pods("jobset.x-k8s.io", "JobSet", &["spec.replicatedJobs[].template.spec.template.spec"]),
    pods("keda.sh", "ScaledJob", &["spec.jobTargetRef.template.spec"]),
    pods(
        "ray.io",
        "RayCluster",
        &["spec.headGroupSpec.template.spec", "spec.workerGroupSpecs[].template.spec"],
    ),
    pods("kubeflow.org", "PyTorchJob", &["spec.pytorchReplicaSpecs.*.template.spec"]),
    pods("kubeflow.org", "TFJob", &["spec.tfReplicaSpecs.*.template.spec"]),
    Kind {
        group: "tekton.dev",
        name: "Task",
        pods: &[],
        containers: &["spec.steps[]", "spec.sidecars[]"],
        images: &[],
    },
    Kind {
        group: "kubevirt.io",
        name: "VirtualMachine",
        pods: &[],
        containers: &[],
        images: &["spec.template.spec.volumes[].containerDisk.image"],
    },
    prometheus("Prometheus"),
    prometheus("PrometheusAgent"),
    prometheus("Alertmanager"),
    prometheus("ThanosRuler"),
];

const fn prometheus(name: &'static str) -> Kind {
    Kind {
        group: "monitoring.coreos.com",
        name,
        pods: &[],
        containers: &["spec.containers[]", "spec.initContainers[]"],
        images: &["spec.image", "spec.thanos.image"],
    }
}

/// The kind of this group and name.
pub(super) fn find(group: &str, name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.group == group && kind.name == name)
}
