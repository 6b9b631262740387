//! A name that many things have.

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::sync::Arc;

/// A name that many things have, in a manifest or of what the program knows. It is compared and shown as its
/// text is. Copies of one that the program knows share nothing: threads that copy counted names wait for
/// each other's counts.
#[derive(Clone)]
pub enum Name {
    /// One that stands in the program.
    Known(&'static str),
    /// Any other.
    Counted(Arc<str>),
}

impl Deref for Name {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Self::Known(text) => text,
            Self::Counted(text) => text,
        }
    }
}

impl Default for Name {
    fn default() -> Self {
        Self::Known("")
    }
}

impl From<&str> for Name {
    fn from(text: &str) -> Self {
        Self::Counted(text.into())
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&**self, f)
    }
}

impl Borrow<str> for Name {
    fn borrow(&self) -> &str {
        self
    }
}

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for Name {}

impl PartialOrd for Name {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Name {
    fn cmp(&self, other: &Self) -> Ordering {
        (**self).cmp(other)
    }
}

impl Hash for Name {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (**self).hash(state);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn a_name_is_its_text() {
        let (known, counted) = (Name::Known("Pod"), Name::from("Pod"));
        assert_eq!(known, counted);
        assert!(Name::Known("Job") < counted);
        assert_eq!(format!("{known} {counted:?}"), "Pod \"Pod\"");
        let names: HashSet<Name> = [known, counted].into_iter().collect();
        assert_eq!(names.len(), 1);
        assert!(names.contains("Pod"));
    }
}
