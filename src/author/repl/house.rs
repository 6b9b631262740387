//! What a session asks of whoever runs it: the only way out to policies, settings and files.

use std::path::{Path, PathBuf};

use crate::base::Sources;
use crate::diag::Notice;
use crate::judge::Settings;
use crate::lang::eval::Bound;
use crate::lang::ir::Program;
use crate::lang::pipeline::What;
use crate::lang::typeck::Checked;
use crate::world::input::Found;

/// Policies that are sound.
#[derive(Debug)]
pub struct Prepared {
    /// Their texts, the library's too.
    pub sources: Sources,
    /// What checking made of them.
    pub checked: Checked,
    /// What lowering made of that.
    pub program: Program,
    /// Lints.
    pub warnings: Vec<Notice>,
}

/// Where a session lives.
pub trait House: Sync {
    /// Loads, checks and lowers the policies that surround the session and `more` beside them.
    ///
    /// # Errors
    /// All that is wrong with them.
    fn prepare(&self, more: &[What]) -> Result<Prepared, Vec<Notice>>;

    /// What checking makes of the same, sound or not.
    fn check(&self, more: &[What]) -> Checked;

    /// Sets params: those that were set when the session began, then these. Notices are of params that
    /// have no value.
    ///
    /// # Errors
    /// All that is wrong with them.
    fn bind<'p>(
        &self,
        prepared: &'p Prepared,
        set: &[(String, String)],
    ) -> Result<(Bound<'p>, Vec<Notice>), Vec<Notice>>;

    /// How to judge for a cluster profile; for the one that the session began with where none is named.
    ///
    /// # Errors
    /// A profile that is not there.
    fn settings(&self, profile: Option<&str>) -> Result<Settings, Vec<Notice>>;

    /// The cluster profiles that there are.
    fn profiles(&self) -> Vec<String>;

    /// The cluster profile that [`House::settings`] chooses by this name, in YAML; none where there is none.
    fn profile_text(&self, profile: Option<&str>) -> Option<String>;

    /// The manifests that paths lead to.
    fn inputs(&self, paths: &[PathBuf]) -> Found;

    /// Reads the surrounding policies again; keeps what it had if something is wrong with them.
    ///
    /// # Errors
    /// All that is wrong with them.
    fn reload(&self) -> Result<(), Vec<Notice>>;

    /// Reads the file that a test in the policy called so names.
    ///
    /// # Errors
    /// Why it can't be read.
    fn fixture(&self, policy: &str, path: &str) -> Result<String, String>;

    /// Writes a file. Writes over one that is there only where `over` is true.
    ///
    /// # Errors
    /// Why it was not written.
    fn write(&self, path: &Path, text: &str, over: bool) -> Result<(), String>;
}
