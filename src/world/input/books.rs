//! The books: every file that was named or found ends as judged, as an error, or set aside.
//!
//! Nothing can be entered twice, and nothing leaves: the totals add up because they are counted
//! from the entries.

use std::collections::BTreeMap;
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
    /// It is a template, and templates are skipped.
    Template,
    /// It is a folder that was named, and holds no file that is looked at.
    NoManifests,
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
            Self::Template => "a template that was not rendered",
            Self::NoManifests => "a folder without manifests",
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

/// The fates of a run's files, by the name they are shown under and their place in the run.
#[derive(Clone, Debug, Default)]
pub struct Books {
    fates: BTreeMap<usize, (String, Fate)>,
}

/// What the books add up to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Files in all: the sum of the others.
    pub files: usize,
    /// Files judged.
    pub judged: usize,
    /// Files with errors.
    pub errored: usize,
    /// Files set aside.
    pub set_aside: usize,
}

impl Books {
    /// Enters the fate of the `index`-th file. The first entry stands, unless a later one is an
    /// error.
    pub fn enter(&mut self, index: usize, shown: &str, fate: Fate) {
        let entry = self.fates.entry(index).or_insert_with(|| (shown.to_owned(), fate));
        if fate == Fate::Errored {
            entry.1 = fate;
        }
    }

    /// Every file with its fate, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Fate)> {
        self.fates.values().map(|(shown, fate)| (shown.as_str(), *fate))
    }

    /// The sums.
    pub fn totals(&self) -> Totals {
        let mut totals = Totals::default();
        for (_, fate) in self.iter() {
            totals.files += 1;
            match fate {
                Fate::Judged => totals.judged += 1,
                Fate::Errored => totals.errored += 1,
                Fate::SetAside(_) => totals.set_aside += 1,
            }
        }
        totals
    }
}
