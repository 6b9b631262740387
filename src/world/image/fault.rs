//! What is wrong with an image reference: the fault, its message, and how to mend it.
//!
//! A mend is offered only where it is certain what was meant and the mended text parses. It is
//! found by mending one flaw after another, as somebody at a keyboard would.

use std::ops::Range;

use super::grammar::{self, Flaw};
use super::shown::{code_point, is_invisible, quoted};

/// What is wrong with a reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FaultKind {
    /// There is nothing.
    Empty,
    /// A blank, tab or line end.
    Blank(char),
    /// A control character other than those.
    Control(char),
    /// A character outside ASCII.
    NonAscii(char),
    /// A printable character that no part, or not this part, may hold.
    Character(char),
    /// A placeholder that nobody filled in.
    Placeholder,
    /// `https://` or its like.
    Scheme,
    /// 64 hexadecimal digits alone: an image's id, not a name.
    BareIdentifier,
    /// A tag or a digest without a name before it.
    NoName,
    /// A `/` at the start.
    LeadingSlash,
    /// A `/` at the end of the name.
    TrailingSlash,
    /// Two `/` in a row.
    DoubleSlash,
    /// A path component `.` or `..`.
    DotComponent,
    /// A capital in the path.
    Capital,
    /// A `.`, `_` or `-` that does not stand between letters or digits, or too many of them.
    Separator,
    /// A `:` in the midst of the path.
    ColonInPath,
    /// The path is longer than 255 characters.
    NameTooLong {
        /// Its length, `library/` included where Docker Hub adds it.
        length: usize,
    },
    /// The registry is not a host name.
    Host,
    /// The registry is not an IPv6 address in brackets.
    Address,
    /// What follows the registry's `:` is not a port number.
    Port,
    /// A `:` without a tag.
    TagEmpty,
    /// A tag that begins with `.` or `-`.
    TagStart,
    /// A character that no tag may hold.
    TagCharacter(char),
    /// A tag longer than 128 characters.
    TagTooLong {
        /// Its length.
        length: usize,
    },
    /// An `@` without a digest.
    DigestEmpty,
    /// What follows the `@` is not `algorithm:digits`.
    DigestShape,
    /// A digest of an algorithm that no container runtime verifies.
    DigestAlgorithm,
    /// A capital among the digits of a digest.
    DigestCapital,
    /// A digest with something else than hexadecimal digits.
    DigestAlphabet(char),
    /// A digest of the wrong length.
    DigestLength {
        /// How many digits there are.
        found: usize,
        /// How many the algorithm has.
        expected: usize,
    },
    /// A tag behind the digest.
    TagAfterDigest,
}

/// Why a text is no image reference.
///
/// ```
/// use seaworthy::world::image::Reference;
/// let fault = Reference::parse("https://good.io/Team/app:1").unwrap_err();
/// assert_eq!(fault.range, 0..8);
/// assert_eq!(fault.message(), "`https://` does not belong in an image reference");
/// assert_eq!(fault.help(), "write `good.io/team/app:1`");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReferenceFault {
    /// What is wrong.
    pub kind: FaultKind,
    /// Where, in bytes of the text that was parsed. Empty only for an empty text.
    pub range: Range<usize>,
    excerpt: Box<str>,
    mended: Option<Box<str>>,
}

impl ReferenceFault {
    pub(super) fn new(text: &str, flaw: Flaw) -> Self {
        let excerpt = quoted(text.get(flaw.range.clone()).unwrap_or(""));
        let mended = mended(text, flaw.clone());
        Self {
            kind: flaw.kind,
            range: flaw.range,
            excerpt: excerpt.into(),
            mended: mended.map(String::into_boxed_str),
        }
    }

    /// The reference that was probably meant; it parses.
    pub fn mended(&self) -> Option<&str> {
        self.mended.as_deref()
    }

    /// What is wrong, in a line: lower case, no full stop, no unprintable character.
    pub fn message(&self) -> String {
        let piece = &self.excerpt;
        match self.kind {
            FaultKind::Empty => "the image reference is empty".into(),
            FaultKind::Blank(c) | FaultKind::Control(c) | FaultKind::NonAscii(c) => stray(c),
            FaultKind::Character(_) => format!("{piece} is not allowed here in an image reference"),
            FaultKind::Placeholder => format!("the placeholder {piece} was not filled in"),
            FaultKind::Scheme => format!("{piece} does not belong in an image reference"),
            FaultKind::BareIdentifier => {
                "64 hexadecimal digits alone are an image's id, not a name".into()
            }
            FaultKind::NoName => "the image reference names no repository".into(),
            FaultKind::LeadingSlash => "an image reference does not begin with `/`".into(),
            FaultKind::TrailingSlash => "the name ends with `/`".into(),
            FaultKind::DoubleSlash => "a path component is empty: two `/` in a row".into(),
            FaultKind::DotComponent => format!("{piece} is not a path component"),
            FaultKind::Capital => {
                format!("capitals are not allowed in a repository path: {piece}")
            }
            FaultKind::Separator => {
                format!("{piece} must stand between letters or digits, and not in a row")
            }
            FaultKind::ColonInPath => "a `:` in the midst of the path".into(),
            FaultKind::NameTooLong { length } => format!(
                "the repository path has {length} characters; {} are allowed",
                grammar::LONGEST_PATH
            ),
            FaultKind::Host => format!("{piece} does not belong in a registry's host name"),
            FaultKind::Address => format!("{piece} is not an IPv6 address in brackets"),
            FaultKind::Port if &**piece == "`:`" => "the port number is missing".into(),
            FaultKind::Port => format!("{piece} is not a port number"),
            FaultKind::TagEmpty => "the tag behind `:` is missing".into(),
            FaultKind::TagStart => format!("a tag does not begin with {piece}"),
            FaultKind::TagCharacter(_) => format!("{piece} is not allowed in a tag"),
            FaultKind::TagTooLong { length } => {
                format!("the tag has {length} characters; {} are allowed", grammar::LONGEST_TAG)
            }
            FaultKind::DigestEmpty
            | FaultKind::DigestShape
            | FaultKind::DigestAlgorithm
            | FaultKind::DigestCapital
            | FaultKind::DigestAlphabet(_)
            | FaultKind::DigestLength { .. } => self.digest_message(),
            FaultKind::TagAfterDigest => "the tag stands before the digest, not behind it".into(),
        }
    }

    /// [`Self::message`], of a fault in the digest.
    fn digest_message(&self) -> String {
        let piece = &self.excerpt;
        match self.kind {
            FaultKind::DigestEmpty => "the digest behind `@` is missing".into(),
            FaultKind::DigestAlgorithm => {
                format!("{piece} is not a digest algorithm that container runtimes verify")
            }
            FaultKind::DigestCapital => "the digits of a digest are lower case".into(),
            FaultKind::DigestAlphabet(_) => {
                format!("{piece} is not a hexadecimal digit of a digest")
            }
            FaultKind::DigestLength { found, expected } => {
                format!("the digest has {found} digits; its algorithm has {expected}")
            }
            _ => format!("{piece} behind `@` is not a digest"),
        }
    }

    /// What to do about it, in a line.
    pub fn help(&self) -> String {
        if let Some(mended) = &self.mended {
            return format!("write `{mended}`");
        }
        match self.kind {
            FaultKind::Empty => "name an image, as in `nginx:1.27`",
            FaultKind::Placeholder => "fill it in, or check what the template renders",
            FaultKind::BareIdentifier => "write `name@sha256:` before the digits",
            FaultKind::NoName => "name the repository, as in `nginx:1.27`",
            FaultKind::Blank(_) | FaultKind::Control(_) => "remove it",
            FaultKind::NonAscii(c) if is_invisible(c) => "remove it",
            FaultKind::NonAscii('“' | '”' | '„' | '‘' | '’' | '‚' | '«' | '»') => {
                "YAML quotes with `\"` or `'`: type them anew"
            }
            FaultKind::NonAscii(_) => "write the ASCII letter that was meant",
            FaultKind::NameTooLong { .. } | FaultKind::TagTooLong { .. } => "shorten it",
            FaultKind::TrailingSlash => "name the repository behind the `/`",
            FaultKind::LeadingSlash | FaultKind::DoubleSlash => "remove the `/`",
            FaultKind::DotComponent => "write the path out, without `.` and `..`",
            FaultKind::Capital => "write the path in lower case",
            FaultKind::ColonInPath => "put the tag behind the last `/`",
            FaultKind::Host => "host names hold letters, digits, `.` and, within, `-`",
            FaultKind::Address => "write it as in `[2001:db8::1]:5000/app`",
            FaultKind::Port => "write a number, as in `registry.acme.io:5000/app`",
            FaultKind::TagEmpty => "write a tag, as in `nginx:1.27`, or drop the `:`",
            FaultKind::TagStart | FaultKind::TagCharacter(_) => {
                "tags hold letters, digits, `_`, and behind the first of them `.` and `-`"
            }
            FaultKind::DigestEmpty | FaultKind::DigestShape => {
                "write `@sha256:` and 64 hexadecimal digits, or drop the `@`"
            }
            FaultKind::DigestAlgorithm => "write a `sha256`, `sha384` or `sha512` digest",
            FaultKind::DigestCapital
            | FaultKind::DigestAlphabet(_)
            | FaultKind::DigestLength { .. } => "copy the digest again, whole",
            FaultKind::TagAfterDigest => "write it as in `nginx:1.27@sha256:…`",
            FaultKind::Scheme => "drop it",
            FaultKind::Character('$') => "fill the variable in, as `envsubst` does",
            FaultKind::Character('"' | '\'') => "one pair of quotes is enough",
            FaultKind::Separator | FaultKind::Character(_) => {
                "paths hold lower-case letters and digits, parted by `.`, `_`, `__` or `-`"
            }
        }
        .into()
    }
}

impl std::fmt::Display for ReferenceFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message())
    }
}

impl std::error::Error for ReferenceFault {}

/// What is said of a character that no image reference holds.
fn stray(c: char) -> String {
    let point = code_point(c);
    let named = match c {
        ' ' => "a blank".into(),
        '\t' => "a tab".into(),
        '\n' | '\r' => "a line end".into(),
        _ if c.is_ascii() => format!("the control character {point}"),
        _ if is_invisible(c) => format!("the invisible character {point}"),
        _ => {
            return format!(
                "{point} is not an ASCII character, and image references hold no other"
            );
        }
    };
    format!("{named} is not allowed in an image reference")
}

/// Mends flaw after flaw; a handful at most, for each must be one that has one remedy.
fn mended(text: &str, mut flaw: Flaw) -> Option<String> {
    let mut candidate = text.to_owned();
    for _ in 0..8 {
        candidate = mend(&candidate, &flaw)?;
        match grammar::read(&candidate) {
            Ok(_) => return Some(candidate),
            Err(next) => flaw = next,
        }
    }
    None
}

fn mend(text: &str, flaw: &Flaw) -> Option<String> {
    let Range { start, end } = flaw.range;
    let (before, piece, behind) = (text.get(..start)?, text.get(start..end)?, text.get(end..)?);
    let with = |middle: &str| Some(format!("{before}{middle}{behind}"));
    match flaw.kind {
        // A blank within may part two references; what is left as it was is the same flaw again.
        FaultKind::Blank(c) | FaultKind::Control(c) | FaultKind::NonAscii(c) => {
            let seen = |c: &char| c.is_whitespace() || !is_invisible(*c);
            Some(if c.is_whitespace() {
                text.trim().into()
            } else {
                text.chars().filter(seen).collect()
            })
        }
        FaultKind::Scheme => Some(behind.to_owned()),
        FaultKind::LeadingSlash | FaultKind::TrailingSlash => with(""),
        FaultKind::DoubleSlash => with("/"),
        FaultKind::Capital => {
            let by_capital = !before.contains(['.', ':']);
            let before = if by_capital { before.to_lowercase() } else { before.to_owned() };
            Some(format!("{before}{}{behind}", piece.to_lowercase()))
        }
        FaultKind::TagCharacter('+') => with("_"),
        FaultKind::DigestCapital => with(&piece.to_lowercase()),
        FaultKind::TagAfterDigest => {
            let (name, digest) = before.split_once('@')?;
            Some(format!("{name}{piece}@{digest}{behind}"))
        }
        _ => None,
    }
}
