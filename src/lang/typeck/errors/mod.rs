//! What checking says: named constructors, by what they are about.

pub(super) mod calls;
pub(super) mod compare;
pub(super) mod fields;
pub(super) mod foreign;
pub(super) mod literals;
pub(super) mod names;
pub(super) mod params;
pub(super) mod rules;
pub(super) mod types;

use crate::base::suggest;

/// Names that are listed where none of them is near what was written.
const LISTED: usize = 8;

/// A message about an unknown name, with the name that was probably meant.
fn guess<'n>(message: String, written: &str, names: impl IntoIterator<Item = &'n str>) -> String {
    match suggest(written, names) {
        Some(near) => format!("{message}; did you mean `{near}`?"),
        None => message,
    }
}

/// Advice about an unknown name: the one that was probably meant, else those that there are.
fn choices<'n>(written: &str, names: impl IntoIterator<Item = &'n str>) -> Option<String> {
    let mut names: Vec<&str> = names.into_iter().filter(|name| !name.is_empty()).collect();
    if let Some(near) = suggest(written, names.iter().copied()) {
        return Some(format!("write `{near}`"));
    }
    let mut seen = std::collections::HashSet::new();
    names.retain(|name| seen.insert(*name));
    let shown: Vec<String> = names.iter().take(LISTED).map(|name| format!("`{name}`")).collect();
    let more = if names.len() > LISTED { " and others" } else { "" };
    (!shown.is_empty()).then(|| format!("there are {}{more}", shown.join(", ")))
}

/// `a` or `an`, and the word.
fn with_article(word: &str) -> String {
    let article =
        if word.starts_with(['a', 'e', 'i', 'o', 'A', 'E', 'I', 'O']) { "an" } else { "a" };
    format!("{article} {word}")
}

/// `PullPolicy` as words: `pull policy`.
fn words(name: &str) -> String {
    let mut words = String::new();
    for c in name.chars() {
        if c.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.extend(c.to_lowercase());
    }
    words
}
