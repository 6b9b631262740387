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

/// A key as it is printed.
fn shown(key: &str) -> Cow<'_, str> {
    match key.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", key.get(..end).unwrap_or("")).into(),
        None => key.into(),
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, step) in self.0.iter().enumerate() {
            match step {
                Step::Index(at) => write!(f, "[{at}]")?,
                Step::Key(key) => {
                    let key = shown(key);
                    let word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
                    let plain = !key.is_empty() && key.chars().all(word);
                    match (plain, index) {
                        (true, 0) => f.write_str(&key)?,
                        (true, _) => write!(f, ".{key}")?,
                        (false, _) => write!(f, "[{key:?}]")?,
                    }
                }
            }
        }
        Ok(())
    }
}
