//! Image references, parsed and normalised as container runtimes do it
//! (`ParseNormalizedNamed` of `distribution/reference`), but that a tag beside a digest is kept
//! (`ParseDockerRef` drops it).
//!
//! In one respect we go further than upstream: registries compare without regard to case, so
//! they are normalised to lower case, and `Docker.IO/nginx` is `docker.io/library/nginx`. The one
//! registry that has to keep capitals is a host that is known for one only by them: `MyOrg/app`
//! is host `MyOrg`, and `myorg/app` would be Docker Hub's. [`Reference::registry`] is lower case
//! even then; where such a host is part of a longer text, in [`Reference::repository`] and
//! [`Reference::canonical`], it is written in capitals throughout (`MYORG/app`), so that equal
//! references have equal texts and the text parses to the same reference again.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use super::fault::ReferenceFault;
use super::grammar::{self, DOCKER_HUB, OFFICIAL, Written};
use crate::base::Span;

/// An image reference that parsed.
///
/// One text holds what was written and, where it differs, the canonical form; everything else is
/// a range of it.
///
/// ```
/// use seaworthy::world::image::Reference;
/// let image = Reference::parse("nginx:1.27")?;
/// assert_eq!(image.canonical(), "docker.io/library/nginx:1.27");
/// assert_eq!((image.registry(), image.path()), ("docker.io", "library/nginx"));
/// assert_eq!((image.tag(), image.digest()), (Some("1.27"), None));
/// assert!(!image.registry_is_explicit());
/// # Ok::<(), seaworthy::world::image::ReferenceFault>(())
/// ```
#[derive(Clone)]
pub struct Reference {
    /// What was written, then the canonical form if another, then the registry in lower case if
    /// that is part of neither.
    text: Box<str>,
    written: Span,
    // Parts of what was written; an empty span stands for a part that was not.
    written_registry: Span,
    written_path: Span,
    tag: Span,
    digest: Span,
    // Parts of the normalised.
    canonical: Span,
    repository: Span,
    path: Span,
    registry: Span,
    /// True if it is pulled by a digest that is not known.
    open_digest: bool,
}

impl Reference {
    /// Reads a reference.
    ///
    /// # Errors
    /// What is wrong with it, where, and how to mend it.
    pub fn parse(text: &str) -> Result<Self, ReferenceFault> {
        match grammar::read(text) {
            Ok(parts) => Ok(Self::normalised(text, &parts)),
            Err(flaw) => Err(ReferenceFault::new(text, flaw)),
        }
    }

    fn normalised(written: &str, parts: &Written) -> Self {
        let part = |range: &Range<usize>| written.get(range.clone()).unwrap_or("");
        let host = parts.registry.as_ref().map(part);
        let registry = host.map_or(Cow::Borrowed(DOCKER_HUB), canonical_registry);
        let by_capital = !grammar::names_registry_in_lower_case(&registry);
        let shown = match by_capital {
            true => Cow::Owned(registry.to_ascii_uppercase()),
            false => Cow::Borrowed(&*registry),
        };
        let path = part(&parts.path);
        let official = registry == DOCKER_HUB && !path.contains('/');
        let library = if official { OFFICIAL } else { "" };
        let behind = written.get(parts.path.end..).unwrap_or("");
        let same = !official && host == Some(&*shown);

        let path_start = shown.len() + 1;
        let repository_end = path_start + library.len() + path.len();
        let canonical = if same { written.len() } else { repository_end + behind.len() };
        let start = if same { 0 } else { written.len() };
        let lower = if by_capital { &*registry } else { "" };
        let mut text = String::with_capacity(start + canonical + lower.len());
        text.push_str(written);
        if !same {
            for piece in [&*shown, "/", library, path, behind] {
                text.push_str(piece);
            }
        }
        let registry_start = if by_capital { text.len() } else { start };
        text.push_str(lower);
        let span = |range: &Option<Range<usize>>| {
            range.as_ref().map_or(Span::default(), |r| Span::new(r.start, r.end))
        };
        Self {
            text: text.into(),
            written: Span::new(0, written.len()),
            written_registry: span(&parts.registry),
            written_path: Span::new(parts.path.start, parts.path.end),
            tag: span(&parts.tag),
            digest: span(&parts.digest),
            canonical: Span::new(start, start + canonical),
            repository: Span::new(start, start + repository_end),
            path: Span::new(start + path_start, start + repository_end),
            registry: Span::new(registry_start, registry_start + registry.len()),
            open_digest: false,
        }
    }

    /// The same repository at a digest that a cluster chose and nobody here knows: how OpenShift
    /// refers to what an image stream imported.
    ///
    /// ```
    /// use seaworthy::world::image::Reference;
    /// let imported = Reference::parse("nginx:1.27")?.at_some_digest();
    /// assert_eq!(imported.repository(), "docker.io/library/nginx");
    /// assert!(imported.digest_is_open() && imported.effective_tag().is_none());
    /// # Ok::<(), seaworthy::world::image::ReferenceFault>(())
    /// ```
    #[must_use]
    pub fn at_some_digest(&self) -> Self {
        let mut bare = Self::parse(self.repository()).unwrap_or_else(|_| self.clone());
        (bare.tag, bare.digest) = (Span::default(), Span::default());
        bare.open_digest = true;
        bare
    }

    /// True if it is pulled by a digest that is not known: [`digest`](Self::digest) gives none, and
    /// [`canonical`](Self::canonical) lacks it.
    pub fn digest_is_open(&self) -> bool {
        self.open_digest
    }

    fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or("")
    }

    fn part(&self, span: Span) -> Option<&str> {
        Some(self.slice(span)).filter(|part| !part.is_empty())
    }

    /// The text that was parsed.
    pub fn written(&self) -> &str {
        self.slice(self.written)
    }

    /// The registry, with its port if it has one: lower case, `docker.io` where none was written
    /// and for `index.docker.io`.
    pub fn registry(&self) -> &str {
        self.slice(self.registry)
    }

    /// True if the registry was written.
    pub fn registry_is_explicit(&self) -> bool {
        !self.written_registry.is_empty()
    }

    /// True if what stands before the first `/` is a registry for its capitals only, as in
    /// `MyOrg/app`; who wrote that may well have meant Docker Hub.
    pub fn registry_by_capital(&self) -> bool {
        self.registry_is_explicit() && !grammar::names_registry_in_lower_case(self.registry())
    }

    /// The path within the registry; `library/` is filled in.
    pub fn path(&self) -> &str {
        self.slice(self.path)
    }

    /// Registry and path, as in `docker.io/library/nginx`. Parses to the same repository.
    pub fn repository(&self) -> &str {
        self.slice(self.repository)
    }

    /// The last component of the path.
    pub fn name(&self) -> &str {
        self.path().rsplit('/').next().unwrap_or("")
    }

    /// The tag, if one is written.
    pub fn tag(&self) -> Option<&str> {
        self.part(self.tag)
    }

    /// The digest with its algorithm, if one is written.
    pub fn digest(&self) -> Option<&str> {
        self.part(self.digest)
    }

    /// The whole reference, normalised. No tag is filled in, and none is dropped. References to
    /// the same have the same, and it parses to the same reference again.
    pub fn canonical(&self) -> &str {
        self.slice(self.canonical)
    }

    /// The tag, or `latest` where neither a tag nor a digest is written.
    pub fn effective_tag(&self) -> Option<&str> {
        match (self.tag(), self.digest()) {
            (None, None) if !self.open_digest => Some("latest"),
            (tag, _) => tag,
        }
    }

    /// Where in [`written`](Self::written) the registry stands, in bytes.
    pub fn registry_range(&self) -> Option<Range<usize>> {
        range(self.written_registry)
    }

    /// Where in [`written`](Self::written) the path stands, in bytes.
    pub fn path_range(&self) -> Range<usize> {
        self.written_path.range()
    }

    /// Where in [`written`](Self::written) the tag stands, without its `:`, in bytes.
    pub fn tag_range(&self) -> Option<Range<usize>> {
        range(self.tag)
    }

    /// Where in [`written`](Self::written) the digest stands, without its `@`, in bytes.
    pub fn digest_range(&self) -> Option<Range<usize>> {
        range(self.digest)
    }
}

fn range(span: Span) -> Option<Range<usize>> {
    Some(span.range()).filter(|range| !range.is_empty())
}

/// The canonical name of a registry: lower case, Docker Hub's old name replaced.
pub(super) fn canonical_registry(written: &str) -> Cow<'_, str> {
    if grammar::is_docker_hub(written) {
        Cow::Borrowed(DOCKER_HUB)
    } else if written.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(written.to_ascii_lowercase())
    } else {
        Cow::Borrowed(written)
    }
}

/// As it was written.
impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.written())
    }
}

impl fmt::Debug for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Reference({:?} = {:?})", self.written(), self.canonical())
    }
}

impl std::str::FromStr for Reference {
    type Err = ReferenceFault;

    fn from_str(text: &str) -> Result<Self, ReferenceFault> {
        Self::parse(text)
    }
}
