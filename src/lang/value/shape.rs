//! What is expected of a place in a manifest: a type with its names resolved.

use crate::world::image::{PullPolicy, TagForm};
use crate::world::kube::Sort;

/// An enum of the language whose values the host knows.
#[derive(Debug)]
pub struct Enumeration {
    /// Its name.
    pub name: &'static str,
    /// Its values, in the order declared.
    pub values: &'static [&'static str],
}

/// `PullPolicy`.
pub static PULL_POLICY: Enumeration =
    Enumeration { name: "PullPolicy", values: &["Always", "IfNotPresent", "Never"] };

/// `ContainerSort`.
pub static CONTAINER_SORT: Enumeration = Enumeration {
    name: "ContainerSort",
    values: &["Main", "Init", "Sidecar", "Ephemeral", "Volume", "Field"],
};

/// `TagForm`.
pub static TAG_FORM: Enumeration =
    Enumeration { name: "TagForm", values: &["Version", "Date", "Commit", "Other"] };

/// `Weekday`, in the order of ISO 8601.
pub static WEEKDAY: Enumeration = Enumeration {
    name: "Weekday",
    values: &["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
};

/// `ImportMode`.
pub static IMPORT_MODE: Enumeration =
    Enumeration { name: "ImportMode", values: &["Legacy", "PreserveOriginal"] };

/// `ReferencePolicy`.
pub static REFERENCE_POLICY: Enumeration =
    Enumeration { name: "ReferencePolicy", values: &["Source", "Local"] };

/// `MirrorSourcePolicy`.
pub static MIRROR_SOURCE_POLICY: Enumeration = Enumeration {
    name: "MirrorSourcePolicy",
    values: &["AllowContactingSource", "NeverContactSource"],
};

impl Enumeration {
    /// All enums.
    pub const ALL: [&'static Self; 7] = [
        &PULL_POLICY,
        &CONTAINER_SORT,
        &TAG_FORM,
        &WEEKDAY,
        &IMPORT_MODE,
        &REFERENCE_POLICY,
        &MIRROR_SOURCE_POLICY,
    ];

    /// The enum called `name`.
    pub fn find(name: &str) -> Option<&'static Self> {
        Self::ALL.into_iter().find(|known| known.name == name)
    }
}

/// A value of an enum.
#[derive(Clone, Copy, Debug)]
pub struct Word {
    /// The enum.
    pub of: &'static Enumeration,
    /// Which of its values.
    pub index: u32,
}

impl Word {
    /// As it is written.
    pub fn as_str(self) -> &'static str {
        self.of.values.get(self.index as usize).copied().unwrap_or("")
    }

    /// The value that is written so; case counts.
    pub fn read(of: &'static Enumeration, text: &str) -> Option<Self> {
        let index = (0..).zip(of.values).find(|(_, value)| **value == text)?.0;
        Some(Self { of, index })
    }
}

impl PartialEq for Word {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.of, other.of) && self.index == other.index
    }
}

impl Eq for Word {}

impl From<PullPolicy> for Word {
    fn from(policy: PullPolicy) -> Self {
        let index = match policy {
            PullPolicy::Always => 0,
            PullPolicy::IfNotPresent => 1,
            PullPolicy::Never => 2,
        };
        Self { of: &PULL_POLICY, index }
    }
}

impl From<Sort> for Word {
    fn from(sort: Sort) -> Self {
        let index = match sort {
            Sort::Main => 0,
            Sort::Init => 1,
            Sort::Sidecar => 2,
            Sort::Ephemeral => 3,
            Sort::Volume => 4,
            Sort::Field => 5,
        };
        Self { of: &CONTAINER_SORT, index }
    }
}

impl From<TagForm> for Word {
    fn from(form: TagForm) -> Self {
        let index = match form {
            TagForm::Version => 0,
            TagForm::Date => 1,
            TagForm::Commit => 2,
            TagForm::Other => 3,
        };
        Self { of: &TAG_FORM, index }
    }
}

/// What is expected of a place in a manifest.
#[derive(Clone, Debug)]
pub enum Shape {
    /// Text.
    Text,
    /// `true` or `false`.
    Bool,
    /// An integer.
    Int,
    /// A quantity: text or a number.
    Quantity,
    /// A text of one of these forms.
    Form(Form),
    /// One of an enum's values.
    Enum(&'static Enumeration),
    /// An image reference.
    Image,
    /// A container: of the object's view, where it knows the place.
    Container,
    /// A mapping that a record describes.
    Record,
    /// Anything.
    Raw,
    /// A list.
    List(Box<Self>),
    /// A list, taken as a set.
    Set(Box<Self>),
    /// A mapping, by keys.
    Map(Box<Self>),
    /// Nothing that a manifest holds (a record that the host makes): never read.
    Nothing,
}

/// A form of text that a typed literal has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `Repo`.
    Repo,
    /// `Version`.
    Version,
    /// `VersionRange`.
    VersionRange,
    /// `Glob`.
    Glob,
    /// `Regex`.
    Regex,
    /// `Duration`.
    Duration,
    /// `Date`.
    Date,
}

impl Shape {
    /// For messages: `this is not …`.
    pub fn expected(&self) -> &'static str {
        match self {
            Self::Text | Self::Form(_) | Self::Image | Self::Enum(_) => "text",
            Self::Bool => "`true` or `false`",
            Self::Int => "an integer",
            Self::Quantity => "a quantity",
            Self::Container | Self::Record | Self::Map(_) => "a mapping",
            Self::List(_) | Self::Set(_) => "a list",
            Self::Raw | Self::Nothing => "a value",
        }
    }
}
