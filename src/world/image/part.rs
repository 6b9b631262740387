//! Which texts a part of a reference may be at all: what a tag, a registry or a path looks like, as
//! small automata that a pattern can be held against letter by letter.
//!
//! An automaton takes every text that the grammar takes as that part, and perhaps some that it does
//! not (one of too many letters, `a..b`): whoever finds that a pattern has no text in common with it
//! may be sure. `tests/images/` holds them against the grammar.

/// A part of a reference, or a name of Kubernetes that stands beside one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// `registry`: in lower case, perhaps with a port.
    Registry,
    /// `path`: components of lower case, parted by `/`.
    Path,
    /// `name`: the last component.
    Name,
    /// `tag`.
    Tag,
    /// `digest`, with its algorithm.
    Digest,
    /// `canonical`: registry, path, tag, digest.
    Canonical,
    /// The name of a namespace.
    Namespace,
}

/// A place in the automaton of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct State {
    /// Of the whole reference: the part that is being read.
    within: Part,
    at: u16,
}

/// Where every automaton begins.
const START: u16 = 0;
/// Behind a letter or digit.
const WORD: u16 = 1;
/// Behind a sign that parts words.
const SIGN: u16 = 2;
/// Behind the `:` of a port.
const COLON: u16 = 3;
/// Behind a digit of a port.
const PORT: u16 = 4;
/// Within the brackets of an address.
const ADDRESS: u16 = 5;
/// Behind the brackets.
const CLOSED: u16 = 6;

/// Digests: what stands before the digits, how many of them there are, where their states begin.
const DIGESTS: [(&[u8], u16, u16); 3] =
    [(b"sha256:", 64, 1_000), (b"sha384:", 96, 2_000), (b"sha512:", 128, 3_000)];

impl Part {
    /// Where reading begins.
    pub fn start(self) -> State {
        let within = if self == Self::Canonical { Self::Registry } else { self };
        State { within, at: START }
    }

    /// What it is called.
    pub fn noun(self) -> &'static str {
        match self {
            Self::Registry => "registry",
            Self::Path => "path",
            Self::Name => "name of an image",
            Self::Tag => "tag",
            Self::Digest => "digest",
            Self::Canonical => "reference, written in full,",
            Self::Namespace => "namespace",
        }
    }

    /// What it looks like, in a sentence.
    pub fn looks(self) -> &'static str {
        match self {
            Self::Registry => {
                "a registry is a host in lower case, perhaps with a port, without a path"
            }
            Self::Path => {
                "a path is letters in lower case, digits, `.`, `_` and `-`, parted by `/`"
            }
            Self::Name => "a name is letters in lower case, digits, `.`, `_` and `-`, without `/`",
            Self::Tag => {
                "a tag is letters, digits, `_`, `.` and `-`, the last two not at its start"
            }
            Self::Digest => "a digest is `sha256:` and 64 hexadecimal digits in lower case",
            Self::Canonical => {
                "it begins with a registry and a path, as in `docker.io/library/nginx:1.27`"
            }
            Self::Namespace => "Kubernetes takes letters in lower case, digits and `-` alone",
        }
    }

    /// Where a letter leads; nothing if it can't stand there.
    pub fn step(self, state: State, c: char) -> Option<State> {
        let State { within, at } = state;
        if self == Self::Canonical
            && let Some(next) = between(within, at, c)
        {
            return Some(State { within: next, at: START });
        }
        let at = match within {
            // A host that is one by its capitals alone keeps them in the whole.
            Self::Registry if self == Self::Canonical => registry(at, c.to_ascii_lowercase()),
            Self::Registry => registry(at, c),
            Self::Path if at == WORD && c == '/' => Some(START),
            Self::Path | Self::Name => word(at, c, "._-"),
            Self::Namespace => word(at, c, "-"),
            Self::Tag => tag(at, c),
            Self::Digest => digest(at, c),
            Self::Canonical => None,
        }?;
        Some(State { within, at })
    }

    /// True if a text may end here.
    pub fn may_end(self, state: State) -> bool {
        let State { within, at } = state;
        ends(within, at) && (self != Self::Canonical || within != Self::Registry)
    }

    /// True if a text may be such a part.
    ///
    /// ```
    /// use seaworthy::world::image::Part;
    /// assert!(Part::Canonical.may_be("docker.io/library/nginx:1.27"));
    /// assert!(!Part::Canonical.may_be("nginx:1.27"));
    /// ```
    pub fn may_be(self, text: &str) -> bool {
        let read = text.chars().try_fold(self.start(), |state, c| self.step(state, c));
        read.is_some_and(|state| self.may_end(state))
    }
}

/// Of a whole reference: the part that a sign begins.
fn between(within: Part, at: u16, c: char) -> Option<Part> {
    match (within, c) {
        (Part::Registry, '/') => Some(Part::Path),
        (Part::Path, ':') => Some(Part::Tag),
        (Part::Path | Part::Tag, '@') => Some(Part::Digest),
        _ => None,
    }
    .filter(|_| ends(within, at))
}

fn ends(within: Part, at: u16) -> bool {
    match within {
        Part::Registry => matches!(at, WORD | PORT | CLOSED),
        Part::Digest => DIGESTS.iter().any(|(_, digits, base)| at == base + digits),
        _ => at == WORD,
    }
}

fn low(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit()
}

/// Words of lower case with signs between them.
fn word(at: u16, c: char, signs: &str) -> Option<u16> {
    match at {
        START | WORD | SIGN if low(c) => Some(WORD),
        WORD | SIGN if signs.contains(c) => Some(SIGN),
        _ => None,
    }
}

fn registry(at: u16, c: char) -> Option<u16> {
    match (at, c) {
        (START, '[') => Some(ADDRESS),
        (ADDRESS, ']') => Some(CLOSED),
        (ADDRESS, c) => (c.is_ascii_hexdigit() || c == ':').then_some(ADDRESS),
        (WORD | CLOSED, ':') => Some(COLON),
        (COLON | PORT, c) => c.is_ascii_digit().then_some(PORT),
        (CLOSED, _) => None,
        (at, c) => word(at, c, "._-"),
    }
}

fn tag(at: u16, c: char) -> Option<u16> {
    let letter = c.is_ascii_alphanumeric() || c == '_';
    (letter || at == WORD && matches!(c, '.' | '-')).then_some(WORD)
}

/// Digests begin alike: up to their fourth letter the place alone is the state.
fn digest(at: u16, c: char) -> Option<u16> {
    if at < 3 {
        let expected = b"sha".get(usize::from(at)).copied().map(char::from);
        return (expected == Some(c)).then_some(at + 1);
    }
    let named = |(name, _, _): &&(&[u8], u16, u16)| name.get(3).copied().map(char::from) == Some(c);
    if at == 3 {
        // Of the name, three letters more are to come; then the digits count from the base on.
        return DIGESTS.iter().find(named).map(|(_, _, base)| base - 3);
    }
    let (name, digits, base) = DIGESTS.iter().find(|(_, digits, base)| at <= base + digits)?;
    if at < *base {
        let expected = name.get(usize::from(7 + at - *base)).copied().map(char::from);
        return (expected == Some(c)).then_some(at + 1);
    }
    let hex = c.is_ascii_digit() || ('a'..='f').contains(&c);
    (hex && at < base + digits).then_some(at + 1)
}
