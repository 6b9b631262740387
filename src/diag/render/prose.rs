//! Lines of several tones, wrapped: for what is neither a notice nor a page.

use super::words::{Word, fill, parts};
use super::{Face, Style};
use crate::diag::Severity;

/// How a piece of a line sounds, and so how it looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// As the rest.
    Plain,
    /// What the line is about.
    Strong,
    /// Where something is, or comes from.
    Aside,
    /// As it should be.
    Good,
    /// Not as it should be.
    Bad,
    /// Nobody knows.
    Doubtful,
}

impl Tone {
    fn face(self) -> Face {
        match self {
            Self::Plain => Face::Plain,
            Self::Strong => Face::Strong,
            Self::Aside => Face::Aside,
            Self::Good => Face::Found,
            Self::Bad => Face::Expected,
            Self::Doubtful => Face::Of(Severity::Warning),
        }
    }
}

/// The pieces, one behind the other, in lines no wider than the style's width where that can be: the first
/// stands in by `first` columns, the others by `rest`. Whatever the pieces hold, it is harmless. For
/// screen readers it is one line.
///
/// ```
/// use seaworthy::diag::render::{Style, Tone, prose};
/// let pieces = [("i.tag:", Tone::Plain), (" latest", Tone::Strong)];
/// assert_eq!(prose(&pieces, 2, 6, &Style::default()), "  i.tag: latest\n");
/// ```
pub fn prose(pieces: &[(&str, Tone)], first: usize, rest: usize, style: &Style) -> String {
    let mut words = Vec::new();
    let mut word = Word::default();
    for (text, tone) in pieces {
        for (index, part) in parts(&style.clean(text)).into_iter().enumerate() {
            if index > 0 {
                words.push(std::mem::take(&mut word));
            }
            if !part.is_empty() {
                word = word.with(part, tone.face());
            }
        }
    }
    words.push(word);
    words.retain(|word| !word.is_empty());
    let (first, rest) = (" ".repeat(first), " ".repeat(rest));
    let voice = Style { color: false, width: usize::MAX, ..style.clone() };
    fill(&words, &first, &rest, if style.narrated { &voice } else { style })
}
