//! How a file ends: judged, as an error, or set aside with a reason. There is no fourth way, so that
//! the three add up to the files seen.

use std::fmt;

/// How a file ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fate {
    /// All of it was judged; documents that are no objects may lie between.
    Judged,
    /// Something in it could not be read or judged. What else it holds was.
    Errored,
    /// It was not judged, for a good reason.
    SetAside(SetAside),
}

/// Why a file was not judged, where that is no fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SetAside {
    /// It holds no document.
    Empty,
    /// Its documents have neither `apiVersion` nor `kind`.
    NotAnObject,
    /// It is a `kustomization.yaml`.
    Kustomization,
    /// A kustomization names it as a patch or a part of one.
    Fragment,
    /// A kustomization puts it into a `ConfigMap` or `Secret`, or reads it as its own.
    KustomizeData,
    /// It is a Helm chart's `Chart.yaml`.
    ChartMetadata,
    /// It holds a Helm chart's values.
    ChartValues,
    /// It is a part of a folder that is rendered.
    Rendered,
    /// It is a library chart's, which renders nothing by itself.
    LibraryChart,
    /// It is a kustomize component that nothing which is rendered uses.
    Component,
    /// It is a template, and templates are skipped.
    Template,
    /// It is the project file.
    ProjectFile,
    /// It is the waivers file.
    WaiversFile,
    /// It is the baseline.
    Baseline,
    /// It is a folder that was named, and holds no file that is looked at.
    NoManifests,
    /// It is a pattern that the shell has left as it is, since no file is called so.
    NoMatch,
}

impl SetAside {
    /// As it is printed.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::NotAnObject => "not a Kubernetes object",
            Self::Kustomization => "a kustomization; what it builds can be judged",
            Self::Fragment => "a fragment of a kustomization; what that builds can be judged",
            Self::KustomizeData => "data of a kustomization",
            Self::ChartMetadata => "a Helm chart's metadata",
            Self::ChartValues => "a Helm chart's values",
            Self::Rendered => "a part of what is rendered, and judged there",
            Self::LibraryChart => "a library chart's; charts that use it can be rendered",
            Self::Component => "a kustomize component; kustomizations that use it can be rendered",
            Self::Template => "a template that was not rendered",
            Self::ProjectFile => "the project file",
            Self::WaiversFile => "the waivers file",
            Self::Baseline => "the baseline",
            Self::NoManifests => "a folder without manifests",
            Self::NoMatch => "a pattern that matches nothing",
        }
    }
}

impl fmt::Display for SetAside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Fate {
    /// The fate of a file that was read: an error anywhere counts most, then an object anywhere;
    /// of several reasons for setting documents aside the first that is not emptiness counts.
    pub fn of_read(
        errors: bool,
        objects: bool,
        asides: impl IntoIterator<Item = SetAside>,
    ) -> Self {
        if errors {
            return Self::Errored;
        }
        if objects {
            return Self::Judged;
        }
        let telling = asides.into_iter().find(|aside| *aside != SetAside::Empty);
        Self::SetAside(telling.unwrap_or(SetAside::Empty))
    }
}
