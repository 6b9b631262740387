//! Three-valued truth, after Kleene.

use super::Causes;

/// True, false, or unknown with what it hangs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Truth {
    /// It does not hold, whatever the unknowns are.
    False,
    /// It holds, whatever the unknowns are.
    True,
    /// It hangs on these.
    Unknown(Causes),
}

impl Truth {
    /// False where one is, true where both are.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::False, _) | (_, Self::False) => Self::False,
            (Self::True, rest) | (rest, Self::True) => rest,
            (Self::Unknown(a), Self::Unknown(b)) => Self::Unknown(a.with(b)),
        }
    }

    /// True where one is, false where both are.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        !(!self).and(!other)
    }

    /// True for `True`.
    pub fn holds(self) -> bool {
        self == Self::True
    }

    /// True for `False`.
    pub fn fails(self) -> bool {
        self == Self::False
    }

    /// What it hangs on; nothing where it is known.
    pub fn causes(self) -> Causes {
        match self {
            Self::Unknown(causes) => causes,
            Self::False | Self::True => Causes::NONE,
        }
    }

    /// Whether all of `truths` hold. Stops at the first that does not.
    pub fn all(truths: impl IntoIterator<Item = Self>) -> Self {
        let mut all = Self::True;
        for truth in truths {
            all = all.and(truth);
            if all.fails() {
                break;
            }
        }
        all
    }

    /// Whether any of `truths` holds. Stops at the first that does.
    pub fn any(truths: impl IntoIterator<Item = Self>) -> Self {
        let mut any = Self::False;
        for truth in truths {
            match truth {
                Self::False => {}
                Self::True => return Self::True,
                Self::Unknown(_) => any = any.or(truth),
            }
        }
        any
    }
}

impl std::ops::Not for Truth {
    type Output = Self;

    /// The dual.
    fn not(self) -> Self {
        match self {
            Self::False => Self::True,
            Self::True => Self::False,
            Self::Unknown(_) => self,
        }
    }
}

impl From<bool> for Truth {
    fn from(value: bool) -> Self {
        if value { Self::True } else { Self::False }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn and_or_not_are_strong_kleene() {
        let u = Truth::Unknown(Causes::UNGUARDED);
        let (t, f) = (Truth::True, Truth::False);
        for (a, b, and, or) in [
            (t, t, t, t),
            (t, f, f, t),
            (f, t, f, t),
            (f, f, f, f),
            (t, u, u, t),
            (u, t, u, t),
            (f, u, f, u),
            (u, f, f, u),
            (u, u, u, u),
        ] {
            assert_eq!((a.and(b), a.or(b)), (and, or), "{a:?} {b:?}");
            assert_eq!((Truth::all([a, b]), Truth::any([a, b])), (and, or), "{a:?} {b:?}");
        }
        assert_eq!([!t, !f, !u], [f, t, u]);
        assert_eq!((Truth::all([]), Truth::any([])), (t, f));
    }
}
