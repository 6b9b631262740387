//! A peer's policy as ours: rules with their params set, and what they say of one document.

use std::fs;
use std::path::{Path, PathBuf};

use camino::{Utf8Path, Utf8PathBuf};
use seaworthy::base::{Source, Sources};
use seaworthy::judge::{Inputs, Judge, Settings};
use seaworthy::lang::eval::Bound;
use seaworthy::lang::ir::Program;
use seaworthy::lang::lower::{lower, param_value};
use seaworthy::lang::pipeline::{Files, Options, Policy, What, load};
use seaworthy::lang::typeck::{Checked, read_param};
use seaworthy::lang::value::Value;
use seaworthy::report::Report;
use seaworthy::world::kube::Table;

/// How a case ends, in the peers' words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ends {
    Pass,
    Fail,
    Skip,
    Error,
}

impl Ends {
    pub(super) fn read(word: &str) -> Self {
        match word {
            "pass" => Self::Pass,
            "fail" => Self::Fail,
            "skip" => Self::Skip,
            "error" => Self::Error,
            other => panic!("no verdict: {other}"),
        }
    }

    /// What is wrong with the document itself (a pod without containers, say) is not the rule's
    /// verdict, unless nothing could be judged.
    fn of(report: &Report) -> Self {
        let counts = &report.summary;
        if counts.failed > 0 {
            Self::Fail
        } else if counts.undecided > 0 || (counts.files_errored > 0 && counts.objects == 0) {
            Self::Error
        } else if counts.passed > 0 {
            Self::Pass
        } else {
            Self::Skip
        }
    }
}

/// A peer's policy as ours: rules that are sound, ready to have their params set.
pub(super) struct Translated {
    rules: String,
    sources: Sources,
    checked: Checked,
    program: Program,
}

impl Translated {
    pub(super) fn new(folder: &Path, rules: &[String]) -> Self {
        let policies: Vec<Policy> = rules.iter().map(|rule| policy(folder, rule)).collect();
        let root = Utf8PathBuf::from_path_buf(folder.to_owned()).unwrap();
        let parsed = load(&policies, &Options { root, tests: false }, &Disk);
        let checked = parsed.check(Table::built_in());
        assert!(checked.is_sound(), "{rules:?}: {:#?}", checked.diagnostics);
        let program = lower(&checked).unwrap();
        Self { rules: rules.join(", "), sources: parsed.sources().clone(), checked, program }
    }

    /// The verdict on a document, with params set.
    pub(super) fn judge(&self, params: &[(String, String)], text: &str) -> Ends {
        let mut sources = self.sources.clone();
        let given = self.given(params, &mut sources);
        let bound = Bound::new(&self.program, &given, None);
        assert!(bound.unset().is_empty(), "{}: a param is not set", self.rules);
        if !bound.refusals().is_empty() {
            return Ends::Error;
        }
        let settings = Settings { jobs: Some(1), ..Settings::default() };
        let inputs = Inputs::Texts(vec![("case.yaml".to_owned(), text.to_owned())]);
        Ends::of(&Judge::new(&bound, &sources, &settings).judge(&inputs, &|| ()))
    }

    /// The values of the params, by their indices; a name stands for that param of every rule.
    fn given(
        &self,
        params: &[(String, String)],
        sources: &mut Sources,
    ) -> Vec<Option<Value<'static>>> {
        let mut given = vec![None; self.checked.params.len()];
        for (name, value) in params {
            let source = Source::new("param", value.as_str());
            let id = sources.add(source.clone());
            let ends = format!(".{name}");
            let mut known = 0;
            for (param, slot) in self.checked.params.iter().zip(&mut given) {
                if *param.id == **name || param.id.ends_with(&ends) {
                    *slot = param_value(&read_param(param, id, &source).unwrap());
                    known += 1;
                }
            }
            assert!(known > 0, "{} has no param {name}", self.rules);
        }
        given
    }
}

fn policy(folder: &Path, rule: &str) -> Policy {
    let what = if rule.starts_with("std/") {
        What::Library(rule.to_owned())
    } else {
        What::Path(Utf8PathBuf::from_path_buf(folder.join(rule)).unwrap())
    };
    Policy { what, place: None }
}

struct Disk;

impl Files for Disk {
    fn read(&self, path: &Utf8Path) -> Result<String, String> {
        fs::read_to_string(path).map_err(|error| error.to_string())
    }

    fn folder(&self, _: &Utf8Path) -> Option<Vec<Utf8PathBuf>> {
        None
    }

    fn identity(&self, path: &Utf8Path) -> Option<Utf8PathBuf> {
        let real = PathBuf::from(path).canonicalize().ok()?;
        Utf8PathBuf::from_path_buf(real).ok()
    }
}
