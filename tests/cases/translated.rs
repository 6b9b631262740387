//! A peer's policy as ours: rules with their params set, and what they say of one document.

use std::fs;
use std::path::{Path, PathBuf};

use camino::{Utf8Path, Utf8PathBuf};
use seaworthy::base::Source;
use seaworthy::judge::{Inputs, Judge, Settings};
use seaworthy::lang::eval::Bound;
use seaworthy::lang::lower::{lower, param_value};
use seaworthy::lang::pipeline::{Files, Options, Policy, What, load};
use seaworthy::lang::typeck::read_param;
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

/// The rules' verdict on a document.
pub(super) fn judge(
    folder: &Path,
    rules: &[String],
    params: &[(String, String)],
    text: &str,
) -> Ends {
    let policies: Vec<Policy> = rules.iter().map(|rule| policy(folder, rule)).collect();
    let options =
        Options { root: Utf8PathBuf::from_path_buf(folder.to_owned()).unwrap(), tests: false };
    let parsed = load(&policies, &options, &Disk);
    let checked = parsed.check(Table::built_in());
    assert!(checked.is_sound(), "{rules:?}: {:#?}", checked.diagnostics);
    let program = lower(&checked).unwrap();
    let mut given = vec![None; checked.params.len()];
    let mut sources = parsed.sources().clone();
    for (name, value) in params {
        let source = Source::new("param", value.as_str());
        let id = sources.add(source.clone());
        let ends = format!(".{name}");
        let mut known = 0;
        for (param, slot) in checked.params.iter().zip(&mut given) {
            if *param.id == **name || param.id.ends_with(&ends) {
                *slot = param_value(&read_param(param, id, &source).unwrap());
                known += 1;
            }
        }
        assert!(known > 0, "{rules:?} has no param {name}");
    }
    let bound = Bound::new(&program, &given, None);
    assert!(bound.unset().is_empty(), "{rules:?}: a param is not set");
    if !bound.refusals().is_empty() {
        return Ends::Error;
    }
    let settings = Settings { jobs: Some(1), ..Settings::default() };
    let inputs = Inputs::Texts(vec![("case.yaml".to_owned(), text.to_owned())]);
    Ends::of(&Judge::new(&bound, &sources, &settings).judge(&inputs, &|| ()))
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
