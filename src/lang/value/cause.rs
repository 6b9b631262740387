//! Why a value is unknown.
//!
//! Unknowns are passed about and joined far more often than anybody asks why. So a value carries a
//! set of bits, and the [`CauseTable`] of the match says what each bit stands for. A table holds
//! sixty causes; one more is *and others*.

use super::At;
use crate::world::image::{PullPolicyFault, ReferenceFault};

/// A set of causes, as bits that a [`CauseTable`] explains.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Causes(u64);

/// How many causes a table keeps.
const KEPT: usize = 60;

impl Causes {
    /// No cause: of something known.
    pub const NONE: Self = Self(0);
    /// What is read under a condition that is itself undecided, and would not be read if that were
    /// false: the condition has the cause.
    pub const UNGUARDED: Self = Self(1 << 63);
    /// More causes than a table keeps.
    const OTHERS: Self = Self(1 << 62);
    /// Marks a value that is there, whatever it is.
    const THERE: u64 = 1 << 61;

    /// Both. What follows from two is not known to be there.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self((self.0 | other.0) & !Self::THERE)
    }

    /// The same, of a value that is not known but certainly there: it is present. Only the value
    /// itself is: what follows from it may be absent.
    #[must_use]
    pub fn of_something_there(self) -> Self {
        Self(self.0 | Self::THERE)
    }

    /// True if the value that has these causes is certainly there.
    pub fn is_there(self) -> bool {
        self.0 & Self::THERE != 0
    }

    /// True if there is none: what carries it is known.
    pub fn is_none(self) -> bool {
        self.0 == 0
    }
}

/// What an unknown hangs on, and where.
#[derive(Clone, Debug, PartialEq)]
pub struct Cause<'w> {
    /// Why it is unknown.
    pub why: Why,
    /// The place that is in the way, or where what is missing would stand.
    pub at: Option<At<'w>>,
}

/// Why a value is unknown.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Why {
    /// A manifest value is not what Kubernetes reads there: this (`text`, `a list`).
    WrongType(&'static str),
    /// A text that Kubernetes reads as a pull policy is none.
    NotAPolicy(PullPolicyFault),
    /// Part of a list can't be read.
    OpenList,
    /// A reference does not parse.
    Unparsed(Box<ReferenceFault>),
    /// No image is named.
    NoImage,
    /// The manifest leaves its namespace to `kubectl`.
    NoNamespace,
    /// The run does not hold an object of this kind and name (`default/regcred`).
    NotInRun(Box<str>, Box<str>),
    /// The run holds several objects of this kind and name.
    Several(Box<str>, Box<str>),
    /// The run holds an object of this kind and name whose namespace may be another.
    Elsewhere(Box<str>, Box<str>),
    /// The cluster may hold more objects of this kind than the run.
    MoreOf(Box<str>),
    /// Objects of this kind, whose namespace is not known, may be in the one asked for.
    Somewhere(Box<str>),
    /// A controller gives its pods this label, with a value of its own.
    SetByController(Box<str>),
    /// The cluster profile says that the object of this kind and name is managed elsewhere.
    External(Box<str>, Box<str>),
    /// OpenShift may write an ImageStreamTag over the image, or may not.
    PerhapsOverwritten,
    /// OpenShift pulls this ImageStreamTag here, and any other cluster what is written.
    OnlyOnOpenShift(Box<str>),
    /// What this ImageStreamTag (`shop/web:latest`) holds is not known; why.
    StreamTag(Box<str>, &'static str),
    /// OpenShift pulls this ImageStreamTag by a digest that only the cluster knows.
    ImportedDigest(Box<str>),
    /// An object (`ImageDigestMirrorSet/hub`) that says where images are pulled from can't be read.
    Unread(Box<str>),
    /// Whether this Secret covers an image is not known: its configuration does not decode.
    Credentials(Box<str>),
    /// The run has inputs that could not be judged.
    Unjudged,
    /// The run's objects are not at hand.
    NoRun,
    /// A piece of a manifest that no record describes is not of the type asked for: this.
    RawShape(&'static str),
    /// The place has no pull policy.
    NoPolicyHere,
    /// A version leaves open the numbers that decide.
    OpenVersion(Box<str>),
    /// A result is too large.
    Overflow,
    /// The match took too many steps.
    Fuel,
    /// A Secret's data is read by nobody.
    Secret,
    /// A container stands where no pod is known to be.
    NoPod,
    /// `today` is not set.
    NoToday,
    /// A param without a default is not set.
    Unset,
    /// More than are kept.
    Others,
    /// See [`Causes::UNGUARDED`].
    Unguarded,
}

impl Why {
    /// What is the matter, in a line.
    pub fn message(&self) -> String {
        match self {
            Self::WrongType(expected) | Self::RawShape(expected) => {
                format!("this is not {expected}")
            }
            Self::NotAPolicy(fault) => fault.message(),
            Self::OpenList => "part of this list can't be read".into(),
            Self::Unparsed(fault) => fault.message(),
            Self::NoImage => "no image is named here".into(),
            Self::NoNamespace => "the manifest does not say which namespace it lands in".into(),
            Self::NotInRun(kind, name) => format!("the run holds no {kind} `{name}`"),
            Self::Several(kind, name) => format!("the run holds several of {kind} `{name}`"),
            Self::Elsewhere(kind, name) => {
                format!("whether {kind} `{name}` is in this namespace is not known")
            }
            Self::MoreOf(kind) => format!("the cluster may hold a {kind} that the run does not"),
            Self::Somewhere(kind) => {
                format!("a {kind} of the run may be in this namespace, or may not")
            }
            Self::SetByController(label) => {
                format!("the label `{label}` is set by the controller of these pods")
            }
            Self::External(kind, name) => {
                format!("{kind} `{name}` is managed outside the manifests")
            }
            Self::PerhapsOverwritten => "OpenShift may put an image stream's tag here".into(),
            Self::OnlyOnOpenShift(name) => {
                format!(
                    "OpenShift pulls the image stream's tag `{name}` here, and any other cluster what is written"
                )
            }
            Self::StreamTag(name, why) => {
                format!("what the image stream's tag `{name}` holds is not known: {why}")
            }
            Self::ImportedDigest(name) => {
                format!("the digest of the image stream's tag `{name}` is the cluster's affair")
            }
            Self::Unread(name) => {
                format!("`{name}` says where images are pulled from, and can't be read")
            }
            Self::Credentials(name) => {
                format!("the configuration of the Secret `{name}` does not decode")
            }
            Self::Unjudged => "some inputs of the run could not be judged".into(),
            Self::NoRun => "the objects of the run are not at hand".into(),
            Self::NoPolicyHere => "an image in this place has no pull policy".into(),
            Self::OpenVersion(version) => {
                format!("`{version}` leaves open the numbers that decide")
            }
            Self::Overflow => "the result is too large".into(),
            Self::Fuel => "deciding this took too many steps".into(),
            Self::Secret => "a Secret's data is read by nobody, policies included".into(),
            Self::NoPod => "no pod is known to stand here".into(),
            Self::NoToday => "the day of the run is not set".into(),
            Self::Unset => "a param is not set".into(),
            Self::Others => "and others".into(),
            Self::Unguarded => "it is read under a condition that is undecided".into(),
        }
    }

    /// What to do about it, if there is something.
    pub fn help(&self) -> Option<String> {
        let help = match self {
            Self::WrongType("text") => "put it in quotes, or write what Kubernetes reads here",
            Self::WrongType(_) | Self::OpenList => "write what Kubernetes reads here",
            Self::NotAPolicy(fault) => return Some(fault.help()),
            Self::Unparsed(fault) => return Some(fault.help()),
            Self::NoNamespace | Self::Elsewhere(..) | Self::Somewhere(_) => {
                "write `metadata.namespace`, or pass `--namespace`"
            }
            Self::NotInRun(kind, _) if &**kind == "Secret" => {
                "judge it together with the rest, or list it in the profile: `externalSecrets`"
            }
            Self::NotInRun(..) => "judge it together with the rest",
            Self::MoreOf(_) => {
                "judge all of them together, and say so: `complete: true` in the profile"
            }
            Self::PerhapsOverwritten => "write `automatic: true`, or remove the trigger",
            Self::OnlyOnOpenShift(_) => {
                "say in the cluster profile which it is: `openshift: true`, or `false`"
            }
            Self::StreamTag(..) => "judge the image stream together with the rest",
            Self::Unread(_) => "write what OpenShift reads there",
            Self::Several(..) => "judge only what is applied together",
            Self::Unjudged => "mend the inputs that are reported as errors",
            Self::Fuel => "make the rule simpler, or judge fewer objects at a time",
            Self::NoToday => "pass `--today`",
            Self::OpenVersion(_) => "write all numbers of the version",
            _ => return None,
        };
        Some(help.into())
    }
}

/// What the bits of [`Causes`] stand for, within one match.
#[derive(Clone, Debug, Default)]
pub struct CauseTable<'w> {
    causes: Vec<Cause<'w>>,
}

impl<'w> CauseTable<'w> {
    /// The bit of a cause; the same for the same cause.
    pub fn note(&mut self, why: Why, at: Option<At<'w>>) -> Causes {
        let cause = Cause { why, at };
        let known = self.causes.iter().position(|known| *known == cause);
        let index = known.unwrap_or(self.causes.len());
        if index >= KEPT {
            return Causes::OTHERS;
        }
        if known.is_none() {
            self.causes.push(cause);
        }
        Causes(1 << index)
    }

    /// The causes in a set, in the order that they were first met.
    pub fn of(&self, causes: Causes) -> Vec<Cause<'w>> {
        let kept = self.causes.iter().enumerate().filter(|(i, _)| causes.0 >> i & 1 == 1);
        let mut found: Vec<_> = kept.map(|(_, cause)| cause.clone()).collect();
        if causes.0 & Causes::OTHERS.0 != 0 {
            found.push(Cause { why: Why::Others, at: None });
        }
        if found.is_empty() && !causes.is_none() {
            found.push(Cause { why: Why::Unguarded, at: None });
        }
        found
    }

    /// Forgets all causes.
    pub fn clear(&mut self) {
        if !self.causes.is_empty() {
            self.causes.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn causes_join_without_repetition_and_stop_at_a_bound() {
        let mut table = CauseTable::default();
        let (fuel, run) = (table.note(Why::Fuel, None), table.note(Why::NoRun, None));
        assert_eq!(table.note(Why::Fuel, None), fuel);
        let whys = |t: &CauseTable<'_>, c| t.of(c).into_iter().map(|c| c.why).collect::<Vec<_>>();
        assert_eq!(whys(&table, run.with(fuel).with(run)), [Why::Fuel, Why::NoRun]);
        assert_eq!(whys(&table, Causes::UNGUARDED), [Why::Unguarded]);
        assert_eq!(whys(&table, Causes::UNGUARDED.with(run)), [Why::NoRun]);
        let all = (0..100).fold(Causes::NONE, |all, i| {
            all.with(table.note(Why::OpenVersion(i.to_string().into()), None))
        });
        assert_eq!(whys(&table, all).len(), 59);
        assert_eq!(whys(&table, all).last(), Some(&Why::Others));
    }
}
