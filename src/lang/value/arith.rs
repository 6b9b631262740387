//! `+` and `-`.

use super::{Causes, List, Shared, Value};

/// Longest text that the language makes, in bytes; a longer one is an overflow.
pub const LONGEST: usize = 1 << 20;

/// The sum of two known values; of lists and texts, one after the other. None where it overflows.
pub fn add<'w>(a: &Value<'w>, b: &Value<'w>) -> Option<Value<'w>> {
    Some(match (a, b) {
        (Value::Int(x), Value::Int(y)) => Value::Int(x.checked_add(*y)?),
        (Value::Quantity(x), Value::Quantity(y)) => {
            Value::Quantity(Shared::new(x.checked_add(**y)?))
        }
        (Value::Duration(x), Value::Duration(y)) => Value::Duration(x.checked_add(*y)?),
        (Value::Date(day), Value::Duration(time)) | (Value::Duration(time), Value::Date(day)) => {
            Value::Date(day.checked_add(*time)?)
        }
        (Value::Text(x), Value::Text(y)) if x.len() + y.len() <= LONGEST => {
            Value::text([&**x, &**y].concat())
        }
        (Value::Text(_), Value::Text(_)) => return None,
        (Value::List(x), Value::List(y)) => {
            let mut items = Vec::with_capacity(x.items.len() + y.items.len());
            items.extend(x.items.iter().chain(y.items.iter()).cloned());
            Value::List(Shared::new(List::new(items, x.open.with(y.open))))
        }
        _ => Value::Unknown(Causes::UNGUARDED),
    })
}

/// The difference of two known values. None where it overflows.
pub fn subtract<'w>(a: &Value<'w>, b: &Value<'w>) -> Option<Value<'w>> {
    Some(match (a, b) {
        (Value::Int(x), Value::Int(y)) => Value::Int(x.checked_sub(*y)?),
        (Value::Quantity(x), Value::Quantity(y)) => {
            Value::Quantity(Shared::new(x.checked_sub(**y)?))
        }
        (Value::Duration(x), Value::Duration(y)) => Value::Duration(x.checked_sub(*y)?),
        (Value::Date(day), Value::Duration(time)) => Value::Date(day.checked_sub(*time)?),
        (Value::Date(later), Value::Date(day)) => Value::Duration(later.since(*day)),
        _ => Value::Unknown(Causes::UNGUARDED),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overflow_is_no_value() {
        let (most, one) = (Value::Int(i64::MAX), Value::Int(1));
        assert!(add(&most, &one).is_none());
        assert!(subtract(&Value::Int(i64::MIN), &one).is_none());
        assert!(matches!(subtract(&most, &one), Some(Value::Int(n)) if n == i64::MAX - 1));
        let half = Value::text("x".repeat(LONGEST / 2 + 1));
        assert!(add(&half, &half).is_none());
    }
}
