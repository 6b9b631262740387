//! Policies made ready to judge, and the manifests that policies are tried on.

use seaworthy::base::Sources;
use seaworthy::judge::Inputs;
use seaworthy::lang::eval::Bound;
use seaworthy::lang::ir::Program;
use seaworthy::lang::lower::lower;
use seaworthy::lang::pipeline::{NoFiles, Options, Parsed, Policy, What, load};
use seaworthy::lang::typeck::Checked;
use seaworthy::world::kube::Table;

/// Sound policies, ready to run.
pub(crate) struct Ready {
    pub(crate) parsed: Parsed,
    pub(crate) checked: Checked,
    pub(crate) program: Program,
}

impl Ready {
    /// Loads, checks and lowers; nothing if the policies are not sound.
    pub(crate) fn new(parsed: Parsed) -> Option<Self> {
        let checked = parsed.check(Table::built_in());
        if !checked.is_sound() {
            return None;
        }
        let program = lower(&checked).ok()?;
        Some(Self { parsed, checked, program })
    }

    /// Policies that stay for the whole run; they must be sound.
    pub(crate) fn fixed(policies: Vec<What>) -> &'static Self {
        let parsed = parsed(policies);
        let found = parsed.check(Table::built_in()).diagnostics;
        let ready = Self::new(parsed).unwrap_or_else(|| panic!("no sound policies: {found:#?}"));
        Box::leak(Box::new(ready))
    }

    /// With the params' defaults.
    pub(crate) fn bound(&self) -> Bound<'_> {
        Bound::new(&self.program, &[], None)
    }

    pub(crate) fn sources(&self) -> &Sources {
        self.parsed.sources()
    }
}

/// Policies, loaded without files.
pub(crate) fn parsed(policies: Vec<What>) -> Parsed {
    let policies: Vec<Policy> =
        policies.into_iter().map(|what| Policy { what, place: None }).collect();
    load(&policies, &Options { tests: true, ..Options::default() }, &NoFiles)
}

/// A policy's text.
pub(crate) fn policy(text: &str) -> What {
    What::Text("policy.sea".into(), text.into())
}

/// What stands for all manifests: every sort of thing that a rule can ask for, known and unknown.
pub(crate) const MANIFESTS: &str = include_str!("manifests.yaml");

/// [`MANIFESTS`] as a run.
pub(crate) fn manifests() -> Inputs {
    Inputs::Texts(vec![("manifests.yaml".into(), MANIFESTS.into())])
}
