//! A line with the name of a param, and below it what it is set to: read by the declared type, it
//! is a value that rules can be judged with.

use std::sync::OnceLock;

use seaworthy::base::{Source, SourceId};
use seaworthy::lang::eval::Bound;
use seaworthy::lang::lower::param_value;
use seaworthy::lang::typeck::{read_param, unknown_param};

use seaworthy::base::{Place, Span};

use super::ready::{Ready, policy};
use super::{said, two_lines};

/// A param of each sort of type.
const PARAMS: &str = r#"edition 1
param flag: Bool = true
param count: Int = 1
param word: String = "a"
param maybe: String?
param words: List<String> = []
param several: Set<Int> = []
param by_name: Map<String, Int>?
param places: List<Repo> = []
param nested: Map<String, List<Repo>>?
param pattern: Glob?
param range: VersionRange?
param expression: Regex?
param day: Date?
param span: Duration?
param size: Quantity?
param when: PullPolicy = Always
rule uses on image i {
  require not flag or count > 1 or word == "x" or "a" in words or 1 in several else "x"
  require i in places or when == Always else "x"
}
"#;

pub(crate) fn run(data: &[u8]) {
    static FIXED: OnceLock<&Ready> = OnceLock::new();
    let ready = FIXED.get_or_init(|| Ready::fixed(vec![policy(PARAMS)]));
    let text = super::text(data);
    let (name, value) = two_lines(&text);
    let params = &ready.checked.params;
    let source = Source::new(format!("--param {name}"), value);
    let Some(at) = params.iter().position(|param| *param.id == *name) else {
        let place = Place::new(SourceId(0), Span::new(0, value.len()));
        return said::are_placed_in(&[unknown_param(&ready.checked, name, place)], &source);
    };
    let read = read_param(&params[at], SourceId(0), &source);
    assert_eq!(read, read_param(&params[at], SourceId(0), &source), "{text:?}");
    match read {
        Ok(read) => {
            let value = param_value(&read);
            let value = value.unwrap_or_else(|| panic!("no value of {read:?}: {text:?}"));
            let mut given = vec![None; params.len()];
            given[at] = Some(value);
            let bound = Bound::new(&ready.program, &given, None);
            assert!(bound.param(at).is_some() && bound.unset().is_empty(), "{text:?}");
        }
        Err(faults) => {
            assert!(!faults.is_empty(), "refused without a reason: {text:?}");
            said::are_placed_in(&faults, &source);
        }
    }
}
