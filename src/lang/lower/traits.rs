//! What bodies look at and how deep they nest, themselves and by what they name.

use crate::lang::ir::Needs;

/// How deep expressions and calls may nest together when they are evaluated.
pub(super) const DEEPEST: usize = 1_000;

/// What a body names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// A function, by its index.
    Function(usize),
    /// A constant, by its index.
    Constant(usize),
}

/// What was noted of a body while it was lowered.
#[derive(Clone, Debug, Default)]
pub(super) struct Noted {
    /// What it looks at itself.
    pub(super) needs: Needs,
    /// How deep its own expressions nest.
    pub(super) depth: usize,
    /// What it names, and how deep it does.
    pub(super) names: Vec<(Named, usize)>,
}

/// What a body comes to with all that it names.
#[derive(Clone, Debug, Default)]
pub(super) struct Traits {
    /// What it looks at.
    pub(super) needs: Needs,
    /// How deep it nests.
    pub(super) depth: usize,
}

/// Of all functions and constants.
#[derive(Debug, Default)]
pub(super) struct AllTraits {
    functions: Vec<Traits>,
    constants: Vec<Traits>,
}

impl AllTraits {
    /// Each list is in an order in which a body names only earlier ones of its own; between them
    /// the lists can be run through so that all that a body names is known.
    pub(super) fn new(functions: &[Noted], constants: &[Noted]) -> Self {
        let mut all = Self::default();
        loop {
            let function = functions.get(all.functions.len());
            let constant = constants.get(all.constants.len());
            if let Some(traits) = function.and_then(|noted| all.of(noted)) {
                all.functions.push(traits);
            } else if let Some(traits) = constant.and_then(|noted| all.of(noted)) {
                all.constants.push(traits);
            } else {
                return all;
            }
        }
    }

    /// What a body comes to; none while something that it names is not known.
    pub(super) fn of(&self, noted: &Noted) -> Option<Traits> {
        let mut traits = Traits { needs: noted.needs.clone(), depth: noted.depth };
        for (named, depth) in &noted.names {
            let named = match named {
                Named::Function(index) => self.functions.get(*index)?,
                Named::Constant(index) => self.constants.get(*index)?,
            };
            traits.needs.add(&named.needs);
            traits.depth = traits.depth.max(depth.saturating_add(named.depth));
        }
        Some(traits)
    }
}
