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
    /// Paths of pod specs that are laid over another: a container without an image pulls nothing.
    pub(super) overlays: &'static [&'static str],
    /// Paths of containers outside pods, each the container itself; one without an image pulls
    /// nothing.
    pub(super) containers: &'static [&'static str],
    /// Paths of fields that are an image reference.
    pub(super) images: &'static [&'static str],
}

const NONE: Kind =
    Kind { group: "", name: "", pods: &[], overlays: &[], containers: &[], images: &[] };

const fn pods(group: &'static str, name: &'static str, pods: &'static [&'static str]) -> Kind {
    Kind { group, name, pods, ..NONE }
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
    pods("", "DeploymentConfig", TEMPLATE),
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
    pods("kubeflow.org", "Notebook", TEMPLATE),
    pods("kubeflow.org", "Experiment", &["spec.trialTemplate.trialSpec.spec.template.spec"]),
    Kind {
        group: "tekton.dev",
        name: "Task",
        containers: &["spec.steps[]", "spec.sidecars[]"],
        ..NONE
    },
    Kind {
        group: "kubevirt.io",
        name: "VirtualMachine",
        images: &["spec.template.spec.volumes[].containerDisk.image"],
        ..NONE
    },
    prometheus("Prometheus"),
    prometheus("PrometheusAgent"),
    prometheus("Alertmanager"),
    prometheus("ThanosRuler"),
    training_runtime("kubeflow.org"),
    training_runtime("trainer.kubeflow.org"),
    Kind {
        group: "serving.kserve.io",
        name: "ClusterServingRuntime",
        overlays: &["spec", "spec.workerSpec"],
        ..NONE
    },
    Kind {
        group: "serving.kserve.io",
        name: "ClusterStorageContainer",
        containers: &["spec.container"],
        ..NONE
    },
    Kind {
        group: "serving.kserve.io",
        name: "LLMInferenceServiceConfig",
        overlays: &[
            "spec.template",
            "spec.worker",
            "spec.prefill.template",
            "spec.prefill.worker",
            "spec.router.scheduler.template",
        ],
        ..NONE
    },
    Kind { group: "caching.internal.knative.dev", name: "Image", images: &["spec.image"], ..NONE },
    Kind {
        group: "sparkoperator.k8s.io",
        name: "SparkApplication",
        images: &["spec.image", "spec.driver.image", "spec.executor.image"],
        ..NONE
    },
];

const fn prometheus(name: &'static str) -> Kind {
    Kind {
        group: "monitoring.coreos.com",
        name,
        overlays: &["spec"],
        images: &["spec.image", "spec.thanos.image"],
        ..NONE
    }
}

const fn training_runtime(group: &'static str) -> Kind {
    Kind {
        group,
        name: "ClusterTrainingRuntime",
        overlays: &["spec.template.spec.replicatedJobs[].template.spec.template.spec"],
        ..NONE
    }
}

/// The kind of this group and name.
pub(super) fn find(group: &str, name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.group == group && kind.name == name)
}
