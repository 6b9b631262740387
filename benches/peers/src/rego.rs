//! regorus, asked for `data.k8s.deny` of each document.

use std::io::Write;
use std::path::Path;

use regorus::languages::rego::compiler::Compiler;
use regorus::rvm::vm::RegoVM;
use regorus::{CompiledPolicy, Engine, Rc, Value};
use serde::Deserialize as _;
use yaml_serde::Deserializer;

const DENY: &str = "data.k8s.deny";

/// A policy, compiled once.
pub(crate) enum Policy {
    Engine(Box<Engine>),
    Compiled(Box<CompiledPolicy>),
    Machine(Box<RegoVM>),
}

impl Policy {
    pub(crate) fn new(mode: &str, rules: &Path) -> Self {
        let mut engine = Engine::new();
        engine.add_policy_from_file(rules).expect("a policy");
        let entry: Rc<str> = DENY.into();
        let compiled = |mut engine: Engine| {
            engine.compile_with_entrypoint(&entry).expect("a policy that compiles")
        };
        match mode {
            "engine" => Self::Engine(Box::new(engine)),
            "compiled" => Self::Compiled(Box::new(compiled(engine))),
            "rvm" => {
                let program = Compiler::compile_from_policy(&compiled(engine), &[DENY]);
                let mut machine = RegoVM::new();
                machine.load_program(program.expect("a program"));
                Self::Machine(Box::new(machine))
            }
            other => panic!("regorus has no mode {other}"),
        }
    }

    /// Judges each document of a file, and writes a line for each denial: the file, the rule, the
    /// container's number and its image. Tells how many documents there were.
    pub(crate) fn judge(&mut self, path: &Path, text: &str, out: &mut impl Write) -> usize {
        let mut documents = 0;
        for document in Deserializer::from_str(text) {
            documents += 1;
            let denials = self.eval(Value::deserialize(document).expect("YAML"));
            let Value::Set(denials) = &denials else { continue };
            for denial in denials.iter() {
                let (rule, at, image) = (&denial["rule"], &denial["i"], &denial["image"]);
                writeln!(out, "{} {rule} {at} {image}", path.display()).expect("standard output");
            }
        }
        documents
    }

    fn eval(&mut self, input: Value) -> Value {
        let denials = match self {
            Self::Engine(engine) => {
                engine.set_input(input);
                engine.eval_rule(DENY.to_owned()).map_err(|error| error.to_string())
            }
            Self::Compiled(policy) => policy.eval_with_input(input).map_err(|e| e.to_string()),
            Self::Machine(machine) => {
                machine.set_input(input);
                machine.execute_entry_point_by_index(0).map_err(|error| error.to_string())
            }
        };
        denials.expect("a verdict")
    }
}
