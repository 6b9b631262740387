//! What stands where in the next bytes, a bit for each.
//!
//! Most lines are shorter than 32 bytes, nearly all than 64. So a line's signs are found all at once, and
//! what is asked of it afterwards are questions to numbers: which bit is the first, is this one set. No
//! loop runs over its bytes, whose turns nobody could foresee.
//!
//! Sixteen bytes are compared at once, as processors with SSE2 or NEON can; `wide` knows how, and what to do
//! elsewhere.

use wide::u8x16;

/// The bytes of a window, and of a half.
const WHOLE: usize = 64;
const HALF: u32 = 32;

/// The bytes from some place on: half a window's where a line ends in them, and else a whole one's. The
/// lowest bit is the first byte's; those behind the text's end are line ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Window {
    /// Line ends.
    pub(super) breaks: u64,
    /// Spaces.
    pub(super) spaces: u64,
    /// Colons.
    pub(super) colons: u64,
    /// What wants a closer look: tabs, `#`, `{`, and all that is not ASCII.
    pub(super) odd: u64,
    /// How many bytes were looked at.
    pub(super) width: u32,
}

impl Window {
    /// The window whose first byte is at `at`.
    #[inline(always)]
    pub(super) fn at(bytes: &[u8], at: usize) -> Self {
        let rest = bytes.get(at..).unwrap_or_default();
        match rest.first_chunk::<WHOLE>() {
            Some(block) => Self::of(block),
            None => Self::of(&padded(rest)),
        }
    }

    #[inline(always)]
    fn of(block: &[u8; WHOLE]) -> Self {
        let ([first, second, third, fourth], _) = block.as_chunks::<16>() else {
            return Self::default();
        };
        let half = Self::of_half(first, second);
        if half.breaks != 0 {
            return half;
        }
        let other = Self::of_half(third, fourth);
        Self {
            breaks: other.breaks << HALF,
            spaces: half.spaces | other.spaces << HALF,
            colons: half.colons | other.colons << HALF,
            odd: half.odd | other.odd << HALF,
            width: 2 * HALF,
        }
    }

    #[inline(always)]
    fn of_half(low: &[u8; 16], high: &[u8; 16]) -> Self {
        let (low, high) = (signs(low), signs(high));
        let both = |low: u32, high: u32| u64::from(high << 16 | low);
        Self {
            breaks: both(low.breaks, high.breaks),
            spaces: both(low.spaces, high.spaces),
            colons: both(low.colons, high.colons),
            odd: both(low.odd, high.odd),
            width: HALF,
        }
    }
}

/// The last bytes of a text, and line ends behind them.
#[cold]
fn padded(rest: &[u8]) -> [u8; WHOLE] {
    let mut block = [b'\n'; WHOLE];
    block.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
    block
}

/// Line ends, spaces, colons and odd ones among sixteen bytes.
#[inline(always)]
fn signs(bytes: &[u8; 16]) -> Signs {
    let bytes = u8x16::from(*bytes);
    let equal = |byte: u8| bytes.simd_eq(u8x16::splat(byte));
    // What is not ASCII has its own high bit set, and that is what counts.
    let odd = bytes | equal(b'\t') | equal(b'#') | equal(b'{');
    Signs {
        breaks: equal(b'\n').to_bitmask(),
        spaces: equal(b' ').to_bitmask(),
        colons: equal(b':').to_bitmask(),
        odd: odd.to_bitmask(),
    }
}

/// The same of sixteen bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Signs {
    breaks: u32,
    spaces: u32,
    colons: u32,
    odd: u32,
}

#[cfg(test)]
mod tests {
    use super::{Signs, Window, signs};

    /// Every byte at every place, and what is next to it.
    #[test]
    fn every_byte_is_seen_for_what_it_is() {
        for at in 0..16 {
            for byte in 0..=u8::MAX {
                for others in [b'a', b' ', b'\n', b':', 0x80, byte ^ 1, byte ^ 0x80] {
                    let mut bytes = [others; 16];
                    bytes[at] = byte;
                    let bits = |is: fn(u8) -> bool| {
                        bytes.iter().rev().fold(0, |bits, byte| bits << 1 | u32::from(is(*byte)))
                    };
                    let expected = Signs {
                        breaks: bits(|byte| byte == b'\n'),
                        spaces: bits(|byte| byte == b' '),
                        colons: bits(|byte| byte == b':'),
                        odd: bits(|byte| matches!(byte, b'\t' | b'#' | b'{' | 0x80..)),
                    };
                    assert_eq!(signs(&bytes), expected, "{bytes:?}");
                }
            }
        }
    }

    #[test]
    fn a_line_that_ends_soon_is_half_a_window() {
        let text = [b"a: b\n".as_slice(), &[b' '; 80]].concat();
        let window = Window::at(&text, 0);
        assert_eq!((window.breaks, window.colons, window.width), (1 << 4, 1 << 1, 32));
        assert_eq!(window.spaces, u64::from(u32::MAX) & !0b11011);
        let window = Window::at(&text, 5);
        assert_eq!((window.breaks, window.spaces, window.width), (0, u64::MAX, 64));
        let window = Window::at(&text, 84);
        assert_eq!((window.breaks, window.spaces, window.width), (u64::from(u32::MAX) & !1, 1, 32));
        assert_eq!(Window::at(&text, 900).breaks, u64::from(u32::MAX));
    }
}
