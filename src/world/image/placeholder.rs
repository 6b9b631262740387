//! Placeholders: what a template engine, a shell or a person was to fill in and did not.

use std::ops::Range;

/// Where the first placeholder of `text` stands: `$(X)`, `${X}`, `{{ … }}` or `<…>`, each of
/// them closed and not empty.
///
/// ```
/// use seaworthy::world::image::placeholder;
/// assert_eq!(placeholder("acme/app:${TAG}"), Some(9..15));
/// assert_eq!(placeholder("acme/app:1"), None);
/// ```
pub fn placeholder(text: &str) -> Option<Range<usize>> {
    // A sign that is not closed behind one place is not closed behind a later one either; to
    // forget it keeps the search linear.
    let mut forms = vec![("$(", ")"), ("${", "}"), ("{{", "}}"), ("<", ">")];
    for (start, _) in text.match_indices(['$', '{', '<']) {
        let rest = text.get(start..)?;
        let Some(at) = forms.iter().position(|(open, _)| rest.starts_with(open)) else { continue };
        let (open, close) = forms.get(at).copied()?;
        match rest.get(open.len()..)?.find(close) {
            Some(0) => {}
            Some(length) => return Some(start..start + open.len() + length + close.len()),
            None => _ = forms.remove(at),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::placeholder;

    #[test]
    fn the_four_forms_and_nothing_else() {
        for (text, found) in [
            ("$(IMAGE)", Some("$(IMAGE)")),
            ("acme/app:${TAG}", Some("${TAG}")),
            ("{{ .Values.image }}:{{ .Values.tag }}", Some("{{ .Values.image }}")),
            ("image:<REPLACE>", Some("<REPLACE>")),
            ("a<b", None),
            ("${", None),
            ("${}", None),
            ("<>", None),
            ("$TAG", None),
            ("{one}", None),
            ("é${X}", Some("${X}")),
            ("$(<$(<A>", Some("<$(<A>")),
            ("<>{{}}${}$()${A}", Some("${A}")),
            ("", None),
        ] {
            assert_eq!(placeholder(text).and_then(|r| text.get(r)), found, "{text}");
        }
    }

    /// Opened a million times and never closed: this ends at once, or not today.
    #[test]
    fn what_is_never_closed_takes_no_time() {
        assert_eq!(placeholder(&"$(${{{<".repeat(200_000)), None);
    }
}
