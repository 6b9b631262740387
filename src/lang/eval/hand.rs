//! Operands, looked at where they are.
//!
//! A condition compares two values and forgets them. What a literal, a constant or a local is, or what a
//! rule before found, is not copied for that.

use super::machine::Machine;
use super::sink::Sink;
use crate::lang::ir::{Expr, ExprId};
use crate::lang::value::{Causes, Value, Valued, serve};

/// A value that is looked at where it is.
pub(super) enum Hand<'w> {
    /// Made for this.
    Made(Valued<'w>),
    /// Of the program.
    Lent(&'w Value<'w>),
    /// In a place of the frame.
    Framed(usize),
    /// In a place of the answers.
    Answered(usize),
}

impl<'w, S: Sink<'w>> Machine<'w, S> {
    /// Finds the answer that belongs in a place; one that can't be kept is an error.
    pub(super) fn answered(&mut self, place: usize, id: ExprId) -> Result<usize, Valued<'w>> {
        if self.answers.pay(place, &mut self.host) {
            return Ok(place);
        }
        let (fuel, room) = (self.host.fuel, self.host.room);
        let value = self.evaluated(id);
        if self.host.exhausted || !value.value.causes().is_none() {
            return Err(value);
        }
        let took = (fuel - self.host.fuel, room - self.host.room);
        self.answers.keep(place, value, took);
        Ok(place)
    }

    /// The value of an expression, not copied where it is at hand.
    #[allow(clippy::wildcard_enum_match_arm, reason = "all else has to be evaluated")]
    pub(super) fn hand(&mut self, id: ExprId) -> Hand<'w> {
        if S::RECORDS {
            return Hand::Made(self.evaluated(id));
        }
        if let Some(place) = self.answers.place(id) {
            return self.answered(place, id).map_or_else(Hand::Made, Hand::Answered);
        }
        let at_hand = match self.program.expr(id) {
            Expr::Literal(index) => self.program.literals.get(*index as usize).map(Hand::Lent),
            Expr::Constant(index) => {
                let value = self.bound.constants.get(*index as usize);
                value.and_then(Option::as_ref).map(Hand::Lent)
            }
            Expr::Local(slot) => Some(Hand::Framed(self.base + slot.0 as usize)),
            _ => None,
        };
        match at_hand {
            None => Hand::Made(self.evaluated(id)),
            Some(_) if !self.host.charge(1) => Hand::Made(self.host.out_of_fuel()),
            Some(hand) => hand,
        }
    }

    pub(super) fn look<'h>(&'h self, hand: &'h Hand<'w>) -> &'h Value<'w> {
        let place = match hand {
            Hand::Made(value) => return &value.value,
            Hand::Lent(value) => return value,
            Hand::Framed(at) => self.frame.get(*at),
            Hand::Answered(place) => self.answers.at(*place),
        };
        place.map_or(&Value::Unknown(Causes::UNGUARDED), |it| &it.value)
    }

    /// An image use as its image.
    #[allow(clippy::wildcard_enum_match_arm, reason = "of values, not of the tree")]
    pub(super) fn served(&mut self, hand: Hand<'w>) -> Hand<'w> {
        match *self.look(&hand) {
            Value::ImageUse(object, index) => {
                Hand::Made(serve(&mut self.host, &Value::ImageUse(object, index).made()))
            }
            _ => hand,
        }
    }
}
