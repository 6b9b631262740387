//! Pull policies, and which one takes effect: what `SetDefaults_Container` of Kubernetes
//! (`pkg/apis/core/v1/defaults.go`) stores when an object is created, and what the admission
//! plugin `AlwaysPullImages` makes of it.
//!
//! 1. `AlwaysPullImages` makes every policy `Always`, whatever is declared.
//! 2. Else what is declared counts.
//! 3. Else `Always` if the tag is `latest`, written, or implied by neither tag nor digest.
//! 4. Else `IfNotPresent`. Only the tag is looked at: a digest alone gives `IfNotPresent`, and
//!    `nginx:latest@sha256:…` gives `Always`.

use std::fmt;
use std::str::FromStr;

use super::reference::Reference;
use super::shown::quoted;
use crate::base::suggest;

/// When the kubelet pulls an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PullPolicy {
    /// At every start of a container, at least to resolve the tag.
    Always,
    /// When the node does not hold it.
    IfNotPresent,
    /// Never: the node must hold it.
    Never,
}

impl PullPolicy {
    /// All of them, in the order that messages list them.
    pub const ALL: [Self; 3] = [Self::Always, Self::IfNotPresent, Self::Never];

    /// As it is written in a manifest.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Always => "Always",
            Self::IfNotPresent => "IfNotPresent",
            Self::Never => "Never",
        }
    }

    /// Reads a pull policy; case counts, as it does to Kubernetes.
    ///
    /// # Errors
    /// Any other text, with the policy that was probably meant.
    pub fn read(text: &str) -> Result<Self, PullPolicyFault> {
        Self::ALL.into_iter().find(|policy| policy.as_str() == text).ok_or_else(|| {
            let bare = text.trim();
            let near = suggest(bare, Self::ALL.map(Self::as_str)).unwrap_or(bare);
            let meant = Self::ALL.into_iter().find(|policy| policy.as_str() == near);
            PullPolicyFault { written: quoted(text).into(), meant }
        })
    }
}

impl fmt::Display for PullPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for PullPolicy {
    type Err = PullPolicyFault;

    fn from_str(text: &str) -> Result<Self, PullPolicyFault> {
        Self::read(text)
    }
}

/// A text that is no pull policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PullPolicyFault {
    written: Box<str>,
    meant: Option<PullPolicy>,
}

impl PullPolicyFault {
    /// The policy that was probably meant: the same in another case, or a slip away from it.
    pub fn meant(&self) -> Option<PullPolicy> {
        self.meant
    }

    /// What is wrong, in a line.
    pub fn message(&self) -> String {
        format!("{} is not a pull policy", self.written)
    }

    /// What to do about it, in a line.
    pub fn help(&self) -> String {
        match self.meant {
            Some(policy) => format!("write `{policy}`; case counts"),
            None => "write `Always`, `IfNotPresent` or `Never`".into(),
        }
    }
}

impl fmt::Display for PullPolicyFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message())
    }
}

impl std::error::Error for PullPolicyFault {}

/// The rule that made a pull policy what it is. Prints as a chain, the policy first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Derivation {
    /// The manifest declares it.
    Declared(PullPolicy),
    /// The admission plugin made it `Always`, over what the manifest declares, if anything.
    AlwaysPullImages {
        /// What the manifest declares.
        declared: Option<PullPolicy>,
    },
    /// The tag `latest` is written, with or without a digest.
    TagLatest,
    /// Neither a tag nor a digest is written.
    ImpliedLatest,
    /// A tag other than `latest` is written.
    OtherTag,
    /// A digest is written, and no tag.
    DigestAlone,
    /// Nothing is written: OpenShift fills the image in after the policy was stored.
    Blank,
}

impl Derivation {
    /// The policy that follows.
    pub fn policy(self) -> PullPolicy {
        match self {
            Self::Declared(policy) => policy,
            Self::AlwaysPullImages { .. } | Self::TagLatest | Self::ImpliedLatest => {
                PullPolicy::Always
            }
            Self::OtherTag | Self::DigestAlone | Self::Blank => PullPolicy::IfNotPresent,
        }
    }

    /// What Kubernetes makes of a reference where nothing is declared.
    fn defaulted(reference: &Reference) -> Self {
        match (reference.tag(), reference.digest()) {
            (Some("latest"), _) => Self::TagLatest,
            (Some(_), _) => Self::OtherTag,
            (None, Some(_)) => Self::DigestAlone,
            (None, None) => Self::ImpliedLatest,
        }
    }
}

impl fmt::Display for Derivation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ← ", self.policy())?;
        match self {
            Self::Declared(_) => f.write_str("declared"),
            Self::AlwaysPullImages { declared: None } => f.write_str("AlwaysPullImages"),
            Self::AlwaysPullImages { declared: Some(declared) } => {
                write!(f, "AlwaysPullImages, over declared {declared}")
            }
            Self::TagLatest => f.write_str("tag latest"),
            Self::ImpliedLatest => f.write_str("implied tag latest ← no tag, no digest"),
            Self::OtherTag => f.write_str("tag other than latest"),
            Self::DigestAlone => f.write_str("digest, no tag"),
            Self::Blank => f.write_str("no image written"),
        }
    }
}

/// A pull policy that takes effect, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Effective {
    /// The policy.
    pub policy: PullPolicy,
    /// The rule that made it.
    pub derivation: Derivation,
}

/// The policy that a newly created object stores for an image: `declared` as the manifest has it,
/// `reference` where it parses, `always_pull_images` if the cluster runs that plugin on the place
/// where the image stands. `None` is *unknown*: nothing is declared, and the reference does not
/// parse.
///
/// ```
/// use seaworthy::world::image::{Reference, effective_pull_policy};
/// let nginx = Reference::parse("nginx")?;
/// let effective = effective_pull_policy(None, Some(&nginx), false).unwrap();
/// assert_eq!(effective.derivation.to_string(), "Always ← implied tag latest ← no tag, no digest");
/// # Ok::<(), seaworthy::world::image::ReferenceFault>(())
/// ```
pub fn effective_pull_policy(
    declared: Option<PullPolicy>,
    reference: Option<&Reference>,
    always_pull_images: bool,
) -> Option<Effective> {
    let derivation = if always_pull_images {
        Derivation::AlwaysPullImages { declared }
    } else {
        match declared {
            Some(policy) => Derivation::Declared(policy),
            None => Derivation::defaulted(reference?),
        }
    };
    Some(Effective { policy: derivation.policy(), derivation })
}
