//! The forms that names have: `kebab-case` for rules, `snake_case` for values, `UpperCamel` for
//! types and their values.

/// How a name is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// `no-latest`.
    Kebab,
    /// `is_mutable`.
    Snake,
    /// `PullPolicy`.
    Camel,
}

impl Form {
    /// As people call it.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Kebab => "kebab-case",
            Self::Snake => "snake_case",
            Self::Camel => "UpperCamel",
        }
    }
}

impl Form {
    /// `name` in this form.
    pub(super) fn of(self, name: &str) -> String {
        let plain: String =
            name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
        corrected(&plain, self).unwrap_or(plain)
    }
}

/// `name` in `form`, if it has another.
pub(super) fn corrected(name: &str, form: Form) -> Option<String> {
    let bytes = name.as_bytes();
    let fits = match form {
        Form::Kebab => {
            name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        }
        Form::Snake => {
            name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
        }
        Form::Camel => {
            bytes.first().is_some_and(u8::is_ascii_uppercase)
                && name.bytes().all(|b| b.is_ascii_alphanumeric())
        }
    };
    if fits {
        return None;
    }
    let words = words(name);
    let lower = |separator: &str| {
        words.iter().map(|word| word.to_ascii_lowercase()).collect::<Vec<_>>().join(separator)
    };
    Some(match form {
        Form::Kebab => lower("-"),
        Form::Snake => lower("_"),
        Form::Camel => words.iter().map(|word| capitalised(word)).collect(),
    })
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(chars).collect()
}

/// The words of a name: parted at hyphens, underscores and where a capital follows a small letter.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut small = false;
    for c in name.chars() {
        let parts = matches!(c, '-' | '_') || small && c.is_ascii_uppercase();
        if parts && words.last().is_some_and(|word| !word.is_empty()) {
            words.push(String::new());
        }
        small = c.is_ascii_lowercase() || c.is_ascii_digit();
        if !matches!(c, '-' | '_')
            && let Some(word) = words.last_mut()
        {
            word.push(c);
        }
    }
    words.retain(|word| !word.is_empty());
    if words.is_empty() {
        words.push("x".to_owned());
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_put_into_form() {
        for (name, form, expected) in [
            ("no-latest", Form::Kebab, None),
            ("noLatest", Form::Kebab, Some("no-latest")),
            ("No_Latest", Form::Kebab, Some("no-latest")),
            ("is_mutable", Form::Snake, None),
            ("is-mutable", Form::Snake, Some("is_mutable")),
            ("isMutable", Form::Snake, Some("is_mutable")),
            ("I", Form::Snake, Some("i")),
            ("PullPolicy", Form::Camel, None),
            ("pull_policy", Form::Camel, Some("PullPolicy")),
            ("_", Form::Kebab, Some("x")),
            ("_", Form::Snake, None),
            ("sha256", Form::Snake, None),
        ] {
            assert_eq!(corrected(name, form).as_deref(), expected, "{name}");
        }
    }
}
