//! ASCII, sixteen bytes at a time.

use wide::u8x16;

/// All bits of each byte that is printable ASCII, a space among it; none of the others.
#[inline(always)]
pub fn printable_among(bytes: u8x16) -> u8x16 {
    let past = bytes - u8x16::splat(b' ');
    past.simd_eq(past.min(u8x16::splat(b'~' - b' ')))
}

/// All texts of up to so many of these characters.
#[cfg(test)]
pub(crate) fn texts_of(characters: &str, most: usize) -> Vec<String> {
    let (mut all, mut from) = (vec![String::new()], 0);
    for _ in 0..most {
        let shorter = all[from..].to_vec();
        from = all.len();
        for text in shorter {
            all.extend(characters.chars().map(|c| format!("{text}{c}")));
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_seen_at_every_place() {
        for byte in 0..=u8::MAX {
            for at in 0..16 {
                let mut bytes = [b'\n'; 16];
                bytes[at] = byte;
                let printable = (b' '..=b'~').contains(&byte);
                let mask = printable_among(u8x16::from(bytes)).to_bitmask();
                assert_eq!(mask, u32::from(printable) << at, "{byte:#x} at {at}");
            }
        }
    }
}
