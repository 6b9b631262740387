//! Text in bytes that are not always UTF-8.

use crate::lang::soundness::random::Random;

/// The bytes of a file, now and then in another encoding, or damaged.
pub(super) fn encoded(bytes: Vec<u8>, random: &mut Random) -> Vec<u8> {
    if !random.one_in(12) {
        return bytes;
    }
    match String::from_utf8(bytes) {
        Ok(text) => of_text(&text, random),
        Err(error) => error.into_bytes(),
    }
}

fn wide(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

fn of_text(text: &str, random: &mut Random) -> Vec<u8> {
    let marked = format!("\u{feff}{text}");
    match random.below(12) {
        0 | 1 => wide(&marked, u16::to_le_bytes),
        2 | 3 => wide(&marked, u16::to_be_bytes),
        4 => wide(text, u16::to_le_bytes),
        5 => marked.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect(),
        6 => marked.chars().flat_map(|c| u32::from(c).to_be_bytes()).collect(),
        7 => text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect(),
        8 => {
            let mut bytes = wide(&marked, u16::to_le_bytes);
            bytes.truncate(random.below(bytes.len()));
            bytes
        }
        9 => {
            // Units that hold the bytes of ends of lines, and halves of pairs.
            let odd =
                [0x0a0d, 0x0d0a, 0x2d2d, 0xd83d, 0xde00, 0x0a00, 0x2028, 0x0085, 0xfeff, 0xfffe];
            let mut units: Vec<u16> = marked.encode_utf16().collect();
            let at = random.below(units.len());
            units.insert(at, *random.pick(&odd));
            let order: fn(u16) -> [u8; 2] =
                if random.one_in(2) { u16::to_le_bytes } else { u16::to_be_bytes };
            units.into_iter().flat_map(order).collect()
        }
        _ => {
            let mut bytes = text.as_bytes().to_vec();
            let odd: [&[u8]; 10] = [
                b"\xe9",
                b"\xff",
                b"\xc0\x80",
                b"\xed\xa0\x80",
                b"\xf4\x90\x80\x80",
                b"\xef\xbb\xbf",
                b"\x80",
                b"\xc2",
                b"\xe2\x80",
                b"\xff\xfe",
            ];
            let at = random.below(bytes.len() + 1);
            let piece = *random.pick(&odd);
            bytes.splice(at..at, piece.iter().copied());
            bytes
        }
    }
}
