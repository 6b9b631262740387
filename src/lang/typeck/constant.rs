//! What an expression's text is worth without running it: constant texts, and texts that a part
//! of an image can never be.

use crate::diag::Diagnostic;
use crate::lang::syntax::ast::{Expr, ExprKind, Part};

use super::body::Body;
use super::checked::Meaning;
use super::errors::compare as errors;

/// The text of a literal without interpolations.
pub(super) fn plain_text(expr: &Expr) -> Option<String> {
    match &expr.kind {
        ExprKind::Paren(inner) => plain_text(inner),
        ExprKind::Text(template) => {
            let text = template.parts.iter().map(|part| match part {
                Part::Text(text) => Some(&**text),
                Part::Expr(_) => None,
            });
            text.collect()
        }
        _ => None,
    }
}

impl Body<'_, '_> {
    /// Says so where a part of an image is compared with a text that it never is.
    pub(super) fn never_equal(&self, part: &Expr, text: &Expr) -> Option<Diagnostic> {
        let texts = match &text.kind {
            ExprKind::List(items) => items.iter().collect(),
            _ => vec![text],
        };
        texts.into_iter().find_map(|text| self.never_equals_one(part, text))
    }

    fn never_equals_one(&self, part: &Expr, text: &Expr) -> Option<Diagnostic> {
        let written = plain_text(text)?;
        let place = self.at(text.span);
        let field = match self.tables.meaning(unwrapped(part).id) {
            Meaning::DerivedField(field) => field,
            Meaning::ManifestField(field) if &**field == "kind" => {
                let (first, rest) = written.split_at_checked(1)?;
                let lower = first.starts_with(|c: char| c.is_ascii_lowercase());
                return lower.then(|| {
                    let kind = format!("write `\"{}{rest}\"`", first.to_ascii_uppercase());
                    errors::never_equal("a kind begins with a capital", &kind, place)
                });
            }
            _ => return None,
        };
        if field.starts_with("Image.") && written.contains('*') {
            let why = "no part of an image holds `*`, and `==` takes the text as it stands";
            return Some(errors::never_equal(
                why,
                &format!("write `matches glob\"{written}\"`"),
                place,
            ));
        }
        match &**field {
            "Image.registry" => never_a_registry(&written)
                .map(|(why, instead)| errors::never_equal(&why, &instead, place)),
            "Image.tag" | "Image.effective_tag" => never_a_tag(&written)
                .map(|(why, instead)| errors::never_equal(&why, &instead, place)),
            "Image.digest" => never_a_digest(&written)
                .map(|(why, instead)| errors::never_equal(&why, &instead, place)),
            "Image.name" => written.rsplit_once('/').map(|(_, name)| {
                let why = "a name is the last part of the path and holds no `/`";
                errors::never_equal(why, &format!("compare `.path`, or write `\"{name}\"`"), place)
            }),
            _ => None,
        }
    }
}

pub(super) fn unwrapped(expr: &Expr) -> &Expr {
    match &expr.kind {
        ExprKind::Paren(inner) => unwrapped(inner),
        _ => expr,
    }
}

/// Why a text is never a registry, and what to do about it.
fn never_a_registry(text: &str) -> Option<(String, String)> {
    let lower = text.to_lowercase();
    if lower == "index.docker.io" {
        let why = "`index.docker.io` reads as `docker.io`";
        return Some((why.into(), "write `\"docker.io\"`".into()));
    }
    if text.is_empty() {
        let why = "a registry is never empty: it is `docker.io` where none is written";
        return Some((why.into(), "ask `.registry_is_explicit`, or write `\"docker.io\"`".into()));
    }
    if let Some((scheme, rest)) = text.split_once("://") {
        let why = format!("a registry has no scheme such as `{scheme}://`");
        let host = rest.split('/').next().unwrap_or(rest).to_lowercase();
        return Some((why, format!("write `\"{host}\"`")));
    }
    if text.contains('/') {
        let why = "a registry has no path";
        return Some((why.into(), format!("write `in repo\"{}\"`", lower.trim_end_matches('/'))));
    }
    if lower != text {
        return Some(("registries are lower case".into(), format!("write `\"{lower}\"`")));
    }
    None
}

/// Why a text is never a tag, and what to do about it.
fn never_a_tag(text: &str) -> Option<(String, String)> {
    if text.is_empty() {
        let why = "a tag is never empty: it is absent where none is written";
        return Some((why.into(), "ask `is absent` or `is present`".into()));
    }
    if let Some(rest) = text.strip_prefix(':') {
        let why = "a tag does not hold the `:` before it";
        return Some((why.into(), format!("write `\"{rest}\"`")));
    }
    let good = |(at, c): (usize, char)| {
        c.is_ascii_alphanumeric() || c == '_' || at > 0 && matches!(c, '.' | '-')
    };
    if let Some((_, c)) = text.char_indices().find(|found| !good(*found)) {
        let why = format!("a tag never holds `{c}` there");
        let help = if matches!(c, '*' | '?' | '[') {
            format!("write `matches glob\"{text}\"`")
        } else {
            "a tag is letters, digits, `_`, `.` and `-`, the last two not at its start; change the text"
                .to_owned()
        };
        return Some((why, help));
    }
    let length = text.len();
    (length > 128).then(|| {
        let why = format!("a tag has at most 128 characters, and this has {length}");
        (why, "shorten it".to_owned())
    })
}

/// Why a text is never a digest, and what to do about it.
fn never_a_digest(text: &str) -> Option<(String, String)> {
    if text.is_empty() {
        let why = "a digest is never empty: it is absent where none is written";
        return Some((why.into(), "ask `is absent` or `is present`".into()));
    }
    let image = format!("a@{}", text.strip_prefix('@').unwrap_or(text));
    match crate::world::image::Reference::parse(&image) {
        Ok(_) if text.starts_with('@') => {
            let why = "a digest does not hold the `@` before it";
            Some((why.into(), format!("write `\"{}\"`", text.trim_start_matches('@'))))
        }
        Ok(_) => None,
        Err(fault) => {
            Some((fault.message(), "write it as `sha256:` and 64 hexadecimal digits".into()))
        }
    }
}
