//! One expression over manifests: what `seaworthy eval` asks.
//!
//! The expression is the last `let` of a rule on the run, so that it sees what a rule sees.

use serde_json::Value as Json;

use super::run::{Judge, faults_of, new_of};
use super::{Inputs, fault, run};
use crate::diag::{Notice, in_source_order};
use crate::lang::eval::{Context, answer};

/// What an expression comes to.
#[derive(Clone, Debug, Default)]
pub struct Reply {
    /// As people read it.
    pub text: String,
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
        let all = self.read_all(inputs);
        let run = all.run(self.lists());
        let context = Context { run: Some(&run), ..self.context(&all.index, all.unjudged) };
        let Some((at, _)) = self.bound().program().rule(rule) else { return Reply::default() };
        let answer = answer(self.bound(), at, &context);
        let mut problems: Vec<_> = all.files.iter().flat_map(|f| f.problems.clone()).collect();
        let mut told = faults_of(&problems);
        problems.extend(new_of(&mut told, answer.problems).map(|it| fault::misread(&it)));
        let problems = in_source_order(problems);
        Reply {
            text: answer.text,
            json: answer.json,
            causes: answer.causes.iter().map(run::told).collect(),
            errors: problems.iter().map(|problem| problem.notice(&all.sources)).collect(),
        }
    }
}
