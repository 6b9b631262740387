//! One expression over manifests: what `seaworthy eval` asks.
//!
//! The expression is the last `let` of a rule on the run, so that it sees what a rule sees.

use super::file::ReadFile;
use super::run::{Judge, faults_of, new_of};
use super::{Inputs, fault, run};
use crate::diag::{Notice, in_source_order};
use crate::lang::eval::{Context, Subject, answer};
use crate::lang::value::{Json, Value, text_of};
use crate::world::kube::Object;

/// How a value is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// As people read it.
    Text,
    /// As people read it, and what is known to be in a list one by one too.
    Pieces,
    /// As programs read it, with a line for each piece; `null` where it is absent, the text `‹unknown›`
    /// where it is unknown.
    Json,
}

impl Form {
    fn tell(self, value: &Value<'_>) -> String {
        match self {
            Self::Text | Self::Pieces => text_of(value),
            // Writing to a text never fails, and all keys are texts.
            Self::Json => serde_json::to_string_pretty(&Json(value)).unwrap_or_default(),
        }
    }

    fn items(self, value: &Value<'_>) -> Vec<String> {
        match (self, value) {
            (Self::Pieces, Value::List(list) | Value::Set(list)) => {
                list.items.iter().map(|item| text_of(&item.value)).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// What an expression comes to.
#[derive(Clone, Debug, Default)]
pub struct Reply {
    /// Its value, in the form asked for.
    pub value: String,
    /// Of a list that is told in pieces, what is known to be in it.
    pub items: Vec<String>,
    /// What it hangs on, a line each; nothing where all of it is known.
    pub causes: Vec<String>,
    /// What is wrong with the inputs.
    pub errors: Vec<Notice>,
}

impl Judge<'_> {
    /// The value of the last `let` of the rule called `rule`, over all inputs together.
    pub fn ask(&self, rule: &str, inputs: &Inputs, form: Form) -> Reply {
        let files = self.read_files(inputs);
        self.ask_files(rule, None, &files, form)
    }

    /// The same over files that were read; the rule is on `object`, if one is given, else on the run.
    pub(super) fn ask_files(
        &self,
        rule: &str,
        object: Option<&Object>,
        files: &[ReadFile],
        form: Form,
    ) -> Reply {
        let all = self.together(files);
        let run = all.run(self.lists());
        let context = Context { run: Some(&run), ..self.context(&all.index, all.unjudged) };
        let Some((at, _)) = self.bound().program().rule(rule) else { return Reply::default() };
        let subject = object.map_or(Subject::Run, Subject::Resource);
        let answer = answer(self.bound(), at, subject, &context);
        let mut problems: Vec<_> = all.files.iter().flat_map(|f| f.problems.clone()).collect();
        let mut told = faults_of(&problems);
        problems
            .extend(new_of(&mut told, answer.problems).into_iter().map(|it| fault::misread(&it)));
        let problems = in_source_order(problems);
        Reply {
            value: form.tell(&answer.value),
            items: form.items(&answer.value),
            causes: answer.causes.iter().map(run::told).collect(),
            errors: problems.iter().map(|problem| problem.notice(&all.sources)).collect(),
        }
    }
}
