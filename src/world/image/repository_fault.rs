//! What is wrong with a repository pattern.

use std::fmt;
use std::ops::Range;

use super::fault::ReferenceFault;
use super::shown::quoted;

/// What is wrong with a repository pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RepoFaultKind {
    /// There is nothing.
    Empty,
    /// Nothing but `*` and `/`: every registry at once.
    Everything,
    /// It does not begin with a registry.
    NoRegistry,
    /// It has a tag.
    Tag,
    /// It has a digest.
    Digest,
    /// It ends with `/`.
    TrailingSlash,
    /// A `*` that is not a whole label or component.
    PartialWildcard,
    /// `**`.
    DoubleWildcard,
    /// Its registry or path is not of the form that a reference's has.
    Malformed(Box<ReferenceFault>),
}

/// Why a text is no repository pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RepoFault {
    /// What is wrong.
    pub kind: RepoFaultKind,
    /// Where, in bytes of the text that was parsed. Empty only for an empty text.
    pub range: Range<usize>,
    excerpt: Box<str>,
    whole: Box<str>,
    mended: Option<Box<str>>,
}

impl RepoFault {
    pub(super) fn new(
        text: &str,
        kind: RepoFaultKind,
        range: Range<usize>,
        mended: Option<String>,
    ) -> Self {
        let excerpt = quoted(text.get(range.clone()).unwrap_or(""));
        Self {
            kind,
            range,
            excerpt: excerpt.into(),
            whole: quoted(text).into(),
            mended: mended.map(String::into_boxed_str),
        }
    }

    /// The pattern that was probably meant; it parses.
    pub fn mended(&self) -> Option<&str> {
        self.mended.as_deref()
    }

    /// What is wrong, in a line.
    pub fn message(&self) -> String {
        match &self.kind {
            RepoFaultKind::Empty => "the repository is empty".into(),
            RepoFaultKind::Everything => {
                format!("{} would cover every registry", self.whole)
            }
            RepoFaultKind::NoRegistry => {
                format!("{} does not begin with a registry", self.whole)
            }
            RepoFaultKind::Tag => "a repository has no tag".into(),
            RepoFaultKind::Digest => "a repository has no digest".into(),
            RepoFaultKind::TrailingSlash => "a repository does not end with `/`".into(),
            RepoFaultKind::PartialWildcard => {
                format!(
                    "`*` stands for a whole label or path component, not for part of {}",
                    self.excerpt
                )
            }
            RepoFaultKind::DoubleWildcard => "a repository knows no `**`".into(),
            RepoFaultKind::Malformed(fault) => fault.message(),
        }
    }

    /// What to do about it, in a line.
    pub fn help(&self) -> String {
        let dropped = match &self.kind {
            RepoFaultKind::Tag | RepoFaultKind::Digest => {
                Some(format!("drop {}, or use `image\"…\"`", self.excerpt))
            }
            _ => None,
        };
        match (&self.kind, &self.mended) {
            (RepoFaultKind::Tag, Some(mended)) if self.without_registry() => {
                format!("write `{mended}`")
            }
            (RepoFaultKind::Tag | RepoFaultKind::Digest, _) => dropped.unwrap_or_default(),
            (RepoFaultKind::DoubleWildcard, Some(mended)) => {
                format!("a repository covers all below it: write `{mended}`")
            }
            (_, Some(mended)) => format!("write `{mended}`"),
            (RepoFaultKind::Malformed(fault), None) => fault.help(),
            (RepoFaultKind::PartialWildcard, None) => {
                "write the component out, or `*` for any; a glob matches parts of a text".into()
            }
            (RepoFaultKind::DoubleWildcard, None) => {
                "write one `*` for each component; a repository covers all below it".into()
            }
            _ => "begin with a registry, as in `registry.acme.io/team`".into(),
        }
    }

    /// True if the mend had to fill in a registry.
    fn without_registry(&self) -> bool {
        let shown = self.whole.trim_start_matches('`');
        self.mended.as_ref().is_some_and(|mended| !shown.starts_with(&**mended))
    }
}

impl fmt::Display for RepoFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message())
    }
}

impl std::error::Error for RepoFault {}
