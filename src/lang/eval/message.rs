//! Texts for people.

use super::machine::Machine;
use super::sink::Sink;
use crate::lang::ir::Piece;
use crate::lang::value::{ROOM, show};

/// Steps that building one message may take. They are not the match's: saying what is wrong must
/// not change what is wrong.
const FUEL: u64 = 1_000_000;

/// Bytes of the longest message; what is longer is cut. It is kept with each finding.
const LONGEST: usize = 4_096;

/// Builds a message. What is not known or not there prints as such; it never fails.
pub(super) fn message<'w, S: Sink<'w>>(
    machine: &mut Machine<'w, S>,
    pieces: &'w [Piece],
) -> String {
    aside(machine, |machine| {
        let mut text = String::with_capacity(96);
        for piece in pieces {
            match piece {
                Piece::Text(piece) if piece.len() <= LONGEST => text.push_str(piece),
                Piece::Text(piece) => text.extend(piece.chars().take(LONGEST + 1)),
                Piece::Value(id) => {
                    let value = machine.eval(*id);
                    show(&value.value, &mut text);
                }
            }
            if text.len() > LONGEST {
                let end = text.char_indices().map(|(at, _)| at).find(|at| *at >= LONGEST);
                text.truncate(end.unwrap_or(LONGEST));
                text.push('…');
                break;
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
    let saved = (host.fuel, host.room, host.exhausted);
    (host.fuel, host.room, host.exhausted) = (FUEL, ROOM, false);
    let made = work(machine);
    let host = &mut machine.host;
    (host.fuel, host.room, host.exhausted) = saved;
    made
}
