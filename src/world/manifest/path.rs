//! The way to a node, as people write it.

use std::borrow::Cow;
use std::fmt;

/// A step of a [`Path`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// Into a mapping.
    Key(Box<str>),
    /// Into a sequence, from 0.
    Index(usize),
}

/// The way to a node, printed as `spec.containers[0].image`; keys that are no plain word stand in
/// brackets and quotes: `metadata.labels["app.kubernetes.io/name"]`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Path(pub Vec<Step>);

/// Keys longer than any of Kubernetes are cut, so that a long one with many nodes below it is not
/// repeated for each.
const LONGEST: usize = 320;

/// A step that borrows its key.
#[derive(Clone, Copy, Debug)]
pub(super) enum Borrowed<'p> {
    Key(&'p str),
    Index(usize),
}

/// Writes steps, one behind the other.
pub(super) struct Steps<'o, W> {
    out: &'o mut W,
    first: bool,
}

impl<'o, W: fmt::Write> Steps<'o, W> {
    /// None yet.
    pub(super) fn within(out: &'o mut W) -> Self {
        Self { out, first: true }
    }

    /// Writes the next.
    pub(super) fn add(&mut self, step: Borrowed<'_>) -> fmt::Result {
        let first = std::mem::take(&mut self.first);
        match step {
            Borrowed::Index(at) => {
                self.out.write_str("[")?;
                self.out.write_str(itoa::Buffer::new().format(at))?;
                self.out.write_str("]")
            }
            Borrowed::Key(key) => {
                let key = shown(key);
                let word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
                let plain = !key.is_empty() && key.bytes().all(word);
                if !plain {
                    return write!(self.out, "[{key:?}]");
                }
                self.out.write_str(if first { "" } else { "." })?;
                self.out.write_str(&key)
            }
        }
    }
}

/// A key as it is printed.
fn shown(key: &str) -> Cow<'_, str> {
    if key.len() <= LONGEST {
        return key.into();
    }
    match key.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", key.get(..end).unwrap_or("")).into(),
        None => key.into(),
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut steps = Steps::within(f);
        self.0.iter().try_for_each(|step| match step {
            Step::Key(key) => steps.add(Borrowed::Key(key)),
            Step::Index(at) => steps.add(Borrowed::Index(*at)),
        })
    }
}
