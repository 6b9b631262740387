//! A place for sessions that no command line started: no policies, no project file, files as they are.

use std::path::{Path, PathBuf};

use seaworthy::author::repl::{House, Prepared};
use seaworthy::base::Sources;
use seaworthy::diag::Notice;
use seaworthy::judge::Settings;
use seaworthy::lang::eval::Bound;
use seaworthy::lang::lower::lower;
use seaworthy::lang::pipeline::{NoFiles, Options, Parsed, Policy, What, load};
use seaworthy::lang::typeck::Checked;
use seaworthy::world::input::{Found, Walk, discover};
use seaworthy::world::kube::Table;

/// The place, with policies of the library that are in force.
pub(crate) struct Workbench(pub(crate) &'static [&'static str]);

impl Workbench {
    fn parsed(&self, more: &[What]) -> Parsed {
        let library = self.0.iter().map(|name| What::Library((*name).to_owned()));
        let all = library.chain(more.iter().cloned());
        let policies: Vec<Policy> = all.map(|what| Policy { what, place: None }).collect();
        load(&policies, &Options::default(), &NoFiles)
    }
}

impl House for Workbench {
    fn prepare(&self, more: &[What]) -> Result<Prepared, Vec<Notice>> {
        let parsed = self.parsed(more);
        let checked = parsed.check(Table::built_in());
        let sources: Sources = parsed.sources().clone();
        let told = |checked: &Checked| -> Vec<Notice> {
            checked.diagnostics.iter().map(|fault| fault.notice(&sources)).collect()
        };
        if !checked.is_sound() {
            return Err(told(&checked));
        }
        let warnings = told(&checked);
        let program = lower(&checked).expect("what is sound can be lowered");
        Ok(Prepared { sources, checked, program, warnings })
    }

    fn check(&self, more: &[What]) -> Checked {
        self.parsed(more).check(Table::built_in())
    }

    fn bind<'p>(
        &self,
        prepared: &'p Prepared,
        _: &[(String, String)],
    ) -> Result<(Bound<'p>, Vec<Notice>), Vec<Notice>> {
        Ok((Bound::new(&prepared.program, &[], None), Vec::new()))
    }

    fn settings(&self, _: Option<&str>) -> Result<Settings, Vec<Notice>> {
        Ok(Settings::default())
    }

    fn profiles(&self) -> Vec<String> {
        Vec::new()
    }

    fn profile_text(&self, _: Option<&str>) -> Option<String> {
        None
    }

    fn inputs(&self, paths: &[PathBuf]) -> Found {
        discover(paths, Walk::default())
    }

    fn reload(&self) -> Result<(), Vec<Notice>> {
        Ok(())
    }

    fn fixture(&self, _: &str, _: &str) -> Result<String, String> {
        Err("there are no files here".to_owned())
    }

    fn write(&self, _: &Path, _: &str, _: bool) -> Result<(), String> {
        Err("there are no files here".to_owned())
    }
}
