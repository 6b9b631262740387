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
    text.char_indices().find_map(|(start, _)| {
        let rest = text.get(start..)?;
        let (open, close) = [("$(", ")"), ("${", "}"), ("{{", "}}"), ("<", ">")]
            .into_iter()
            .find(|(open, _)| rest.starts_with(open))?;
        let inner = rest.get(open.len()..)?;
        let length = inner.find(close).filter(|&length| length > 0)?;
        Some(start..start + open.len() + length + close.len())
    })
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
            ("", None),
        ] {
            assert_eq!(placeholder(text).and_then(|r| text.get(r)), found, "{text}");
        }
    }
}
