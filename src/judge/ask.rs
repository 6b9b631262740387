//! One expression over manifests: what `seaworthy eval` asks.
//!
//! The expression is the last `let` of a rule on the run, so that it sees what a rule sees.

use serde_json::Value as Json;

use super::file::ReadFile;
use super::run::{Judge, faults_of, new_problems};
use super::{Inputs, run};
use crate::diag::{Notice, in_source_order};
use crate::lang::eval::{Context, Subject, answer};
use crate::world::kube::Object;

/// What an expression comes to.
#[derive(Clone, Debug, Default)]
pub struct Reply {
    /// As people read it.
    pub text: String,
    /// Of a list, what is known to be in it, as people read it.
    pub items: Vec<String>,
    /// As programs read it; `null` where it is absent, the text `‹unknown›` where it is unknown.
    pub json: Json,
    /// What it hangs on, a line each; nothing where all of it is known.
    pub causes: Vec<String>,
    /// What is wrong with the inputs.
    pub errors: Vec<Notice>,
}

impl Judge<'_> {
    /// The value of the last `let` of the rule called `rule`, over all inputs together.
    pub fn ask(&self, rule: &str, inputs: &Inputs) -> Reply {
        let files = self.read_files(inputs);
        self.ask_files(rule, None, &files)
    }

    /// The same over files that were read; the rule is on `object`, if one is given, else on the run.
    pub(super) fn ask_files(
        &self,
        rule: &str,
        object: Option<&Object>,
        files: &[ReadFile],
    ) -> Reply {
        let all = self.together(files);
        let run = all.run(self.lists());
        let context = Context { run: Some(&run), ..self.context(&all.index, all.unjudged) };
        let Some((at, _)) = self.bound().program().rule(rule) else { return Reply::default() };
        let subject = object.map_or(Subject::Run, Subject::Resource);
        let answer = answer(self.bound(), at, subject, &context);
        let mut problems: Vec<_> = all.files.iter().flat_map(|f| f.problems.clone()).collect();
        let mut told = faults_of(&problems);
        problems.extend(new_problems(&mut told, &answer.problems));
        let problems = in_source_order(problems);
        Reply {
            text: answer.text,
            items: answer.items,
            json: answer.json,
            causes: answer.causes.iter().map(run::told).collect(),
            errors: problems.iter().map(|problem| problem.notice(&all.sources)).collect(),
        }
    }
}
