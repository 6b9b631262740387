//! Texts for people.

use super::machine::Machine;
use super::sink::Sink;
use crate::lang::ir::Piece;
use crate::lang::value::shown;

/// Steps that building one message may take. They are not the match's: saying what is wrong must
/// not change what is wrong.
const FUEL: u64 = 1_000_000;

/// Builds a message. What is not known or not there prints as such; it never fails.
pub(super) fn message<'w, S: Sink<'w>>(
    machine: &mut Machine<'w, S>,
    pieces: &'w [Piece],
) -> String {
    aside(machine, |machine| {
        let mut text = String::new();
        for piece in pieces {
            match piece {
                Piece::Text(piece) => text.push_str(piece),
                Piece::Value(id) => {
                    let value = machine.eval(*id);
                    text.push_str(&shown(&value.value));
                }
            }
        }
        text
    })
}

/// Does something for a finding's sake, at the expense of no match.
pub(super) fn aside<'w, S: Sink<'w>, T>(
    machine: &mut Machine<'w, S>,
    work: impl FnOnce(&mut Machine<'w, S>) -> T,
) -> T {
    let host = &mut machine.host;
    let saved = (host.fuel, host.exhausted);
    (host.fuel, host.exhausted) = (FUEL, false);
    let made = work(machine);
    (machine.host.fuel, machine.host.exhausted) = saved;
    made
}
