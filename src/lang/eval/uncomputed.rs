//! What can't be computed before anything is judged, and how that is told.

use crate::base::Place;
use crate::diag::{Code, Diagnostic};
use crate::lang::ir::Program;
use crate::lang::value::Why;

/// A constant, a default or what a test sets, that has no value.
#[derive(Clone, Debug, PartialEq)]
pub struct Uncomputed {
    /// Whose value it is.
    pub of: Of,
    /// Where it is written.
    pub place: Option<Place>,
    /// What it lacks.
    pub lack: Lack,
}

/// What has a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// A constant.
    Constant,
    /// A constant that hangs on what the params are set to.
    ConstantOfParams,
    /// A param: an index into the program's.
    Param(usize),
}

/// Why something can't be computed.
#[derive(Clone, Debug, PartialEq)]
pub enum Lack {
    /// All constants and defaults together make more bytes than this.
    Room(usize),
    /// They take more steps than this.
    Steps(u64),
    /// It is not known.
    Known(Why),
}

impl Uncomputed {
    /// What is said of it; `program` is the one that it is of.
    pub fn fault(&self, program: &Program) -> Diagnostic {
        let param = match self.of {
            Of::Param(index) => program.params.get(index),
            Of::Constant | Of::ConstantOfParams => None,
        };
        let what = match param {
            Some(param) => format!("the value of the param `{}`", param.id),
            None => "the value of this constant".to_owned(),
        };
        let (message, label, help) = match &self.lack {
            Lack::Room(bytes) => (
                format!("{what} takes more room than there is"),
                format!("with this, all constants and defaults take more than {} MiB", bytes >> 20),
                "write less, or let the rules make what they need: each match has room of its own",
            ),
            Lack::Steps(steps) => (
                format!("{what} takes too many steps"),
                format!("with this, all constants and defaults take more than {steps} steps"),
                "compute less of it, or write out what it comes to",
            ),
            Lack::Known(Why::Overflow) => (
                format!("{what} is too large"),
                Why::Overflow.message(),
                "integers end at 9223372036854775807, and texts that are put together at a MiB",
            ),
            Lack::Known(why) => (
                format!("{what} can't be computed"),
                why.message(),
                "write a value that can be known",
            ),
        };
        let fault = Diagnostic::new(Code::E0702, message).help(help);
        match self.place.or(param.map(|param| param.place)) {
            Some(place) => fault.at(place, label),
            None => fault,
        }
    }
}
