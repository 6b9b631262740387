//! "did you mean": the nearest of the names that could have been meant.

/// The candidate nearest to `written`, if one is near enough to be a slip: a swap, an omission,
/// an insertion, a wrong letter or another case. At most a third of the letters may differ.
/// Of equally near ones the first wins.
pub fn suggest<'a>(
    written: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let (limit, spread) = (limit(written), spread(written));
    candidates
        .into_iter()
        .filter(|candidate| candidate.len().abs_diff(written.len()) <= spread)
        .map(|candidate| (distance(written, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= limit && *candidate != written)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// How many letters of a name may be slips. One letter for another is another name, and no slip.
fn limit(written: &str) -> usize {
    let length = written.chars().count();
    if length < 2 { 0 } else { length.max(3) / 3 }
}

/// By how many bytes a candidate may be longer or shorter: slips don't make more of it, and one that is
/// is not compared.
pub fn spread(written: &str) -> usize {
    4 * limit(written).max(1)
}

/// True if at most `limit` slips lead from `a` to `b`; another case, or `_` for `-`, is none. Most words are
/// too long, too short or made of other letters, which is soon seen.
pub fn is_within(a: &str, b: &str, limit: usize) -> bool {
    if a.is_ascii() && b.is_ascii() {
        // No slip changes more than one letter of either.
        let differ = || {
            let (in_a, in_b) = (letters(a), letters(b));
            (in_a & !in_b).count_ones().max((in_b & !in_a).count_ones()) as usize
        };
        if a.len().abs_diff(b.len()) > limit || differ() > limit {
            return false;
        }
    }
    distance(a, b) <= limit
}

/// A bit for each letter, whatever its case; some signs share one.
fn letters(ascii: &str) -> u64 {
    let bit = |byte: u8| 1 << (if byte == b'_' { b'-' } else { byte.to_ascii_lowercase() } & 63);
    ascii.bytes().fold(0, |bits, byte| bits | bit(byte))
}

/// Optimal string alignment distance in which another case of the same letter, or `_` for `-`,
/// costs nothing.
pub fn distance(a: &str, b: &str) -> usize {
    let fold = |s: &str| -> Vec<char> {
        s.chars().flat_map(char::to_lowercase).map(|c| if c == '_' { '-' } else { c }).collect()
    };
    let (a, b) = (fold(a), fold(b));
    if a.len().abs_diff(b.len()) > a.len().max(b.len()) / 2 + 1 {
        return usize::MAX;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let at = |row: &[usize], k: usize| row.get(k).copied().unwrap_or(usize::MAX - 1);
            let mut best = (at(&above, j) + usize::from(x != y))
                .min(at(&above, j + 1) + 1)
                .min(at(&row, j) + 1);
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(y) && b.get(j - 1) == Some(x);
            if swapped {
                best = best.min(at(&before, j - 1) + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut above, row);
    }
    above.last().copied().unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::{distance, is_within, suggest};

    #[test]
    fn what_is_soon_seen_is_so() {
        let words = [
            "",
            "image",
            "imgae",
            "imge",
            "images",
            "mage",
            "egami",
            "IMAGE",
            "im_age",
            "im-age",
            "imagé",
            "name",
            "command",
            "pullPolicy",
            "imagePullPolicy",
            "imagePullPolcy",
            "0123@`",
        ];
        for a in words {
            for b in words {
                for limit in 0..5 {
                    assert_eq!(is_within(a, b, limit), distance(a, b) <= limit, "{a} {b} {limit}");
                }
            }
        }
    }

    #[test]
    fn slips_are_found_and_strangers_are_not() {
        for (written, names, expected) in [
            ("rul", &["rule", "func"][..], Some("rule")),
            ("imgae", &["image", "container"], Some("image")),
            ("Alway", &["Always", "Never"], Some("Always")),
            ("imagePullPolcy", &["image", "imagePullPolicy"], Some("imagePullPolicy")),
            ("aproved", &["approved"], Some("approved")),
            ("pull_secrets", &["pullSecrets"], Some("pullSecrets")),
            ("zebra", &["image", "tag"], None),
            ("tag", &["tag"], None),
            ("t", &["tag"], None),
        ] {
            assert_eq!(suggest(written, names.iter().copied()), expected, "{written}");
        }
    }
}
