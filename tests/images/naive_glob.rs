//! A second reading of globs without classes: it tries everything.

/// True if the glob matches all of `value`. Takes exponential time: only for short texts. `at_start` is
/// true where a component begins.
pub(crate) fn naive(pattern: &[char], value: &[char], at_start: bool) -> bool {
    let Some(&first) = pattern.first() else { return value.is_empty() };
    let stars = pattern.iter().take_while(|&&c| c == '*').count();
    let behind = &pattern[stars.max(1)..];
    let one = |ok: bool| ok && naive(behind, &value[1..], first == '/');
    match (first, stars) {
        ('*', 1) => (0..=value.len())
            .take_while(|&n| n == 0 || value[n - 1] != '/')
            .any(|n| naive(behind, &value[n..], false)),
        ('*', _) if at_start && behind.first() == Some(&'/') => {
            let ends = (1..=value.len()).filter(|&n| value[n - 1] == '/');
            std::iter::once(0).chain(ends).any(|n| naive(&behind[1..], &value[n..], true))
        }
        ('*', _) => (0..=value.len()).any(|n| naive(behind, &value[n..], false)),
        ('?', _) => one(value.first().is_some_and(|&c| c != '/')),
        _ => one(value.first() == Some(&first)),
    }
}
