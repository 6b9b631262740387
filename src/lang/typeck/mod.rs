//! Names, types, narrowing, lints.

mod checked;
mod params;

pub use checked::{
    Checked, ConstId, Constant, Conversion, FuncId, Function, LocalId, Matcher, Meaning, Param,
    ParamId, Require, Rule, RuleId, Tables, Test,
};
pub use params::ParamValue;
