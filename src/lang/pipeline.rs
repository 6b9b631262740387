//! The phases in their order: the only code that strings them together.
//!
//! | phase | from | to |
//! | --- | --- | --- |
//! | [`load()`] | names of policies | [`Parsed`]: trees, imports followed |
//! | [`Parsed::check`] | `Parsed` | [`Checked`]: names, types, lints |
//!
//! A later one can't be reached without the earlier. Each goes on in spite of errors, so that all of
//! a run's are reported at once; only what is sound goes on to be lowered.

use crate::base::Sources;
use crate::diag::{Diagnostic, in_source_order};
use crate::lang::load::{self, Loaded};
use crate::lang::typeck::{self, Checked, Input, KnownKinds};

pub use crate::lang::load::{ASKED_OF, Files, NoFiles, Options, Policy, QUESTION, What};

/// Policies that are loaded and parsed, with all that they import.
#[derive(Debug)]
pub struct Parsed {
    loaded: Loaded,
}

/// Loads policies.
///
/// ```
/// use seaworthy::lang::pipeline::{NoFiles, Options, Policy, What, load};
/// use seaworthy::lang::typeck::NoKinds;
/// let text = "edition 1\nrule tagged on image i { require i.tagg is present else \"no tag\" }";
/// let policy = Policy { what: What::Text("a.sea".into(), text.into()), place: None };
/// let parsed = load(&[policy], &Options::default(), &NoFiles);
/// let checked = parsed.check(&NoKinds);
/// assert!(!checked.is_sound());
/// assert_eq!(
///     checked.diagnostics[0].message,
///     "`ImageUse` has no field `tagg`; did you mean `tag`?"
/// );
/// ```
pub fn load(policies: &[Policy], options: &Options, files: &dyn Files) -> Parsed {
    Parsed { loaded: load::load(policies, options, files) }
}

impl Parsed {
    /// The sources that diagnostics point into, the library's too.
    pub fn sources(&self) -> &Sources {
        &self.loaded.sources
    }

    /// What is wrong so far. [`Checked::diagnostics`] has these too.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.loaded.diagnostics
    }

    /// Checks names and types, and looks for lints. `kinds` are those that the project knows besides
    /// those with a record.
    pub fn check(&self, kinds: &dyn KnownKinds) -> Checked {
        self.checked(kinds, false)
    }

    /// The same, and looks for what only authors want to be told: rules without documentation or
    /// tests.
    pub fn check_for_authors(&self, kinds: &dyn KnownKinds) -> Checked {
        self.checked(kinds, true)
    }

    /// Checks everything, and keeps what it was checked in for as long as `work` is at it: single items can
    /// be checked anew there.
    pub fn on_bench<T>(
        &self,
        kinds: &dyn KnownKinds,
        work: impl FnOnce(&mut typeck::Bench<'_>) -> T,
    ) -> T {
        let input = self.input(kinds, false);
        work(&mut typeck::Bench::new(&input))
    }

    fn input<'a>(&'a self, kinds: &'a dyn KnownKinds, for_authors: bool) -> Input<'a> {
        let Loaded { sources, units, library_rules, library_tests, diagnostics } = &self.loaded;
        let broken = diagnostics;
        Input { units, library_rules, library_tests, sources, broken, kinds, for_authors }
    }

    fn checked(&self, kinds: &dyn KnownKinds, for_authors: bool) -> Checked {
        let mut checked = typeck::check(&self.input(kinds, for_authors));
        checked.diagnostics.extend(self.loaded.diagnostics.iter().cloned());
        checked.diagnostics = in_source_order(checked.diagnostics);
        checked
    }
}
