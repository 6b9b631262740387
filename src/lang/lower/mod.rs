//! Checked policies to the resolved program.
//!
//! Names become slots and indices, types become shapes to read manifests by, literals become
//! values, sugar goes (`!=` is `not ==`, parentheses are nothing). What a rule looks at besides its
//! object is noted on the way, and how deep it can call: there is no recursion, but a chain of
//! functions each of which calls the next could still be deeper than a stack.
#![deny(clippy::wildcard_enum_match_arm)]

mod errors;
mod expr;
mod items;
mod literal;
mod statement;
mod traits;

use crate::base::{Place, SourceId, Span};
use crate::diag::Diagnostic;
use crate::lang::ir::{ExprId, Message, Piece, Program, Slot, Swap};
use crate::lang::library::Library;
use crate::lang::syntax::ast::{Part, Template};
use crate::lang::typeck::{self, Checked, LocalId, PartId, Rechecked, Tables};

pub use literal::param_value;
use traits::Noted;

/// Lowers checked policies, which must hold no error.
///
/// # Errors
/// Calls that nest too deep.
pub fn lower(checked: &Checked) -> Result<Program, Vec<Diagnostic>> {
    let (program, errors) = items::lower(checked);
    if errors.is_empty() { Ok(program) } else { Err(errors) }
}

/// Lowers an item that was checked anew beside a program of the policies that it belongs to; nothing if
/// it is not the item that `id` says. The program runs as before until they are swapped
/// ([`Program::swap`]). How deep calls nest is not counted again: whoever changes an item may make it
/// deeper by a few levels.
pub fn lower_anew(program: &mut Program, id: PartId, item: &Rechecked) -> Option<Swap> {
    items::swap(program, id, item)
}

/// Lowers a test beside a program of the policies that it belongs to: its index among the tests.
pub fn lower_test(program: &mut Program, test: &typeck::Test) -> usize {
    let settings = items::test_settings(program, test);
    program.tests.push(settings);
    program.tests.len() - 1
}

/// One item's body while it is lowered.
struct Body<'a> {
    program: &'a mut Program,
    library: &'static Library,
    tables: &'a Tables,
    source: SourceId,
    noted: Noted,
    depth: usize,
}

impl<'a> Body<'a> {
    fn new(program: &'a mut Program, tables: &'a Tables, source: SourceId) -> Self {
        let (library, noted) = (Library::get(), Noted::default());
        Self { program, library, tables, source, noted, depth: 0 }
    }

    fn place(&self, span: Span) -> Place {
        Place::new(self.source, span)
    }

    fn slots(&self) -> u32 {
        Span::at(self.tables.local_types.len()).start
    }

    /// The slot of the local that is declared by the name at `span`.
    fn declared(&self, span: Span) -> Slot {
        // A name that checking declared has a local; any other would be read by nobody.
        self.tables.locals.get(&span).map_or(Slot(u32::MAX), |local| slot(*local))
    }

    fn pieces(&mut self, template: &Template) -> Message {
        let piece = |part: &Part| match part {
            Part::Text(text) => Piece::Text(text.clone()),
            Part::Expr(expr) => Piece::Value(self.expr(expr)),
        };
        template.parts.iter().map(piece).collect()
    }

    fn message(&mut self, template: Option<&Template>) -> Message {
        template.map_or(Message::default(), |template| self.pieces(template))
    }

    fn exprs(&mut self, exprs: &[crate::lang::syntax::ast::Expr]) -> Vec<ExprId> {
        exprs.iter().map(|expr| self.expr(expr)).collect()
    }
}

fn slot(local: LocalId) -> Slot {
    Slot(local.0)
}
