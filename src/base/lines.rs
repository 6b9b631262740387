//! Where the lines of a text are.
//!
//! Most texts are asked about a few places, and many about none: so line ends are counted a block of
//! bytes at a time, and only the block that a place is in is looked at closely.

use wide::u8x16;

/// Bytes of a block.
const BLOCK: usize = 1024;

/// How many lines end before each block of a text.
#[derive(Debug)]
pub(super) struct Lines {
    before: Box<[u32]>,
    ends: u32,
}

impl Lines {
    /// Of a text of less than 4 GiB.
    pub(super) fn of(text: &[u8]) -> Self {
        let mut ends = 0;
        let before = text.chunks(BLOCK).map(|block| {
            let here = ends;
            ends += ends_in(block);
            here
        });
        Self { before: before.collect(), ends }
    }

    /// How many lines end in the text.
    pub(super) fn ends(&self) -> u32 {
        self.ends
    }

    /// How many lines end before byte `byte` of the text.
    pub(super) fn ends_before(&self, text: &[u8], byte: usize) -> u32 {
        let block = byte / BLOCK;
        let Some(before) = self.before.get(block) else { return self.ends };
        before + ends_in(text.get(block * BLOCK..byte).unwrap_or_default())
    }

    /// Where the line begins that byte `byte` of the text is in, before which so many lines end.
    pub(super) fn start_of(&self, text: &[u8], byte: usize, ends: u32) -> usize {
        let block = byte / BLOCK * BLOCK;
        let near = memchr::memrchr(b'\n', text.get(block..byte).unwrap_or_default());
        near.map_or_else(|| self.start_behind(text, ends).unwrap_or(0), |at| block + at + 1)
    }

    /// The byte behind the `end`-th line end, from 1; the first byte for 0; none where there are not so
    /// many.
    pub(super) fn start_behind(&self, text: &[u8], end: u32) -> Option<usize> {
        if end == 0 {
            return Some(0);
        }
        if end > self.ends {
            return None;
        }
        let block = self.before.partition_point(|before| *before < end).checked_sub(1)?;
        let skipped = end - self.before.get(block)? - 1;
        let bytes = text.get(block * BLOCK..)?;
        let at = memchr::memchr_iter(b'\n', bytes).nth(skipped as usize)?;
        Some(block * BLOCK + at + 1)
    }
}

/// How many line ends are among these bytes: sixteen are looked at together, and add each to a sum of its
/// own, which holds no more than 255.
fn ends_in(bytes: &[u8]) -> u32 {
    let (pieces, rest) = bytes.as_chunks();
    let of_many = |pieces: &[[u8; 16]]| {
        let sums = pieces.iter().fold(u8x16::splat(0), |sums, piece| {
            // What is equal is 255, or minus one.
            sums - u8x16::from(*piece).simd_eq(u8x16::splat(b'\n'))
        });
        sums.to_array().into_iter().map(u32::from).sum::<u32>()
    };
    let ends = rest.iter().map(|byte| u32::from(*byte == b'\n'));
    pieces.chunks(usize::from(u8::MAX)).map(of_many).chain(ends).sum()
}

#[cfg(test)]
mod tests {
    use super::Lines;

    #[test]
    fn blocks_hide_no_line_end() {
        let long = "x".repeat(1023);
        for text in [
            String::new(),
            "\n".to_owned(),
            "a\n\nb".to_owned(),
            format!("{long}\n{long}\n"),
            format!("{long}{long}{long}\nb\n{long}{long}\n\n"),
            "ab\n".repeat(2_000),
            "\n".repeat(3_000),
        ] {
            let bytes = text.as_bytes();
            let lines = Lines::of(bytes);
            let mut starts = vec![0];
            for at in 0..=bytes.len() {
                let ends = lines.ends_before(bytes, at);
                assert_eq!(ends as usize, starts.len() - 1, "{at}");
                assert_eq!(lines.start_of(bytes, at, ends), starts[ends as usize], "{at}");
                starts.extend((bytes.get(at) == Some(&b'\n')).then_some(at + 1));
            }
            assert_eq!(lines.ends() as usize, starts.len() - 1);
            for (end, start) in (0..).zip(&starts) {
                assert_eq!(lines.start_behind(bytes, end), Some(*start), "{end}");
            }
            assert_eq!(lines.start_behind(bytes, lines.ends() + 1), None);
        }
    }
}
