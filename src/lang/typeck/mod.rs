//! Names, types, narrowing, lints.

mod checked;

pub use checked::{
    Checked, ConstId, Constant, Conversion, FuncId, Function, LocalId, Matcher, Meaning, Param,
    ParamId, Require, Rule, RuleId, Tables, Test,
};
