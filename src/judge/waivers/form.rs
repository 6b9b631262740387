//! The waivers file, as it is written.
//!
//! The types are the file: their fields are its keys, their documentation is what editors show
//! (`docs/waivers.schema.json` is generated from them by a test).

use std::borrow::Cow;

use serde::de::{Deserialize, Deserializer, Error};

use crate::diag::printable;
use crate::report::ObjectName;
use crate::world::image::Glob;
use crate::world::measure::{Date, Duration};

/// Failures that are let pass for a while, each with a reason and with somebody who answers for it.
///
/// The project file names it under `waivers`, or the command line with `--waivers`.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(title = "waivers.yaml"))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(in crate::judge) struct WaiversFile {
    /// The waivers, in any order. Of several that cover one failure, the first is told.
    pub(super) waivers: Vec<Waiver>,
}

/// Lets the failures of one rule pass, on the objects that it selects.
#[derive(Clone, Debug, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Waiver {
    /// The rule's id: `no-latest` of a policy of yours, `std/no-latest` of the library. It must be in
    /// force.
    pub(super) rule: String,
    /// The objects. What is left out of it selects all; `{}` selects every object, and the run itself.
    pub(super) object: Selector,
    /// The place in the object, as findings show it, and all below it. `[]` stands for any item of a
    /// list. Left out, the whole object.
    #[cfg_attr(
        test,
        schemars(with = "Option<String>", example = &"spec.template.spec.containers[]")
    )]
    #[serde(default)]
    pub(super) path: Option<Place>,
    /// Why it is let pass.
    #[cfg_attr(test, schemars(with = "String"))]
    pub(super) reason: Line,
    /// Who answers for it: a team or a person.
    #[cfg_attr(test, schemars(with = "String"))]
    pub(super) owner: Line,
    /// The last day on which it is let pass. The project file's `maxWaiver` says how far ahead it may
    /// be.
    #[cfg_attr(test, schemars(with = "String", example = &"2027-01-31"))]
    pub(super) until: Day,
    /// Where it is kept track of.
    #[cfg_attr(test, schemars(with = "Option<String>", example = &"SHOP-123"))]
    #[serde(default)]
    pub(super) ticket: Option<Line>,
}

/// The same in an object's own annotation: there the object needs no selecting.
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct OwnWaiver {
    rule: String,
    #[serde(default)]
    path: Option<Place>,
    reason: Line,
    owner: Line,
    until: Day,
    #[serde(default)]
    ticket: Option<Line>,
}

impl From<OwnWaiver> for Waiver {
    fn from(own: OwnWaiver) -> Self {
        let OwnWaiver { rule, path, reason, owner, until, ticket } = own;
        Self { rule, object: Selector::default(), path, reason, owner, until, ticket }
    }
}

/// Which objects. In each, `*` stands for any characters, `?` for one, `[abc]` for one of these.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct Selector {
    /// The kind, `Deployment`; with its group behind it, `Deployment.apps`, of that group alone.
    #[cfg_attr(test, schemars(with = "Option<String>", example = &"Deployment"))]
    kind: Option<Pattern>,
    /// The name. An object without one is selected only where this is left out.
    #[cfg_attr(test, schemars(with = "Option<String>", example = &"web-*"))]
    name: Option<Pattern>,
    /// The namespace that the object lands in. Where that is not known, or the object is in none, it
    /// is selected only where this is left out.
    #[cfg_attr(test, schemars(with = "Option<String>", example = &"shop"))]
    namespace: Option<Pattern>,
}

impl Selector {
    /// True if the object is selected; of nothing, what stands for the run, if all are.
    pub(super) fn selects(&self, object: Option<&ObjectName>) -> bool {
        let Some(object) = object else {
            return self.kind.is_none() && self.name.is_none() && self.namespace.is_none();
        };
        let named = |pattern: &Option<Pattern>, name: Option<&str>| match pattern {
            None => true,
            Some(pattern) => name.is_some_and(|name| pattern.0.matches(name)),
        };
        self.kind.as_ref().is_none_or(|kind| is_of_kind(&kind.0, object))
            && named(&self.name, object.name.as_deref())
            && named(&self.namespace, object.namespace.as_deref())
    }

    /// The one name that it selects, if it is written out.
    pub(super) fn only_name(&self) -> Option<&str> {
        self.name.as_ref().filter(|name| name.0.is_literal()).map(|name| name.0.as_str())
    }
}

fn is_of_kind(pattern: &Glob, object: &ObjectName) -> bool {
    // No kind has a dot, and every group but the core one stands before a `/`.
    if !pattern.as_str().contains('.') {
        return pattern.matches(&object.kind);
    }
    let group = object.api_version.rsplit_once('/').map_or("", |(group, _)| group);
    pattern.matches(&format!("{}.{group}", object.kind))
}

/// A glob.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern(pub(super) Glob);

impl<'de> Deserialize<'de> for Pattern {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        if text.is_empty() {
            return Err(D::Error::custom("nothing is called so\nleave the key out to mean all"));
        }
        let fault = |fault: crate::world::image::GlobFault| {
            D::Error::custom(format!("{}\n{}", fault.message(), fault.help()))
        };
        Glob::parse(&text).map(Self).map_err(fault)
    }
}

/// How long ahead a waiver may be given, in whole days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ahead(pub(super) Duration);

impl<'de> Deserialize<'de> for Ahead {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let day = Duration::from_seconds(86_400);
        match Duration::parse(&text) {
            Ok(ahead) if ahead >= day => Ok(Self(ahead)),
            Ok(_) => Err(D::Error::custom(format!(
                "`{text}` is less than a day\nwrite days or weeks, such as `90d`"
            ))),
            Err(fault) => Err(D::Error::custom(format!(
                "{}\nwrite days or weeks, such as `90d`",
                fault.message()
            ))),
        }
    }
}

/// A day.
#[derive(Clone, Copy, Debug)]
pub(super) struct Day(pub(super) Date);

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let fault = |fault: crate::world::measure::MeasureFault| {
            D::Error::custom(format!("{}\nwrite the last day, as in `2027-01-31`", fault.message()))
        };
        Date::parse(&text).map(Self).map_err(fault)
    }
}

/// Characters of a text for people.
const LONGEST: usize = 1_000;

/// True for a character that somebody sees.
fn is_visible(c: char) -> bool {
    // What is not printed as it is can't be seen where it stands.
    !c.is_whitespace() && matches!(printable(c.encode_utf8(&mut [0; 4])), Cow::Borrowed(_))
}

/// A text for people; blanks and line ends are one blank each.
#[derive(Clone, Debug)]
pub(super) struct Line(pub(super) String);

impl<'de> Deserialize<'de> for Line {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        if !text.chars().any(is_visible) {
            return Err(D::Error::custom("nothing is said here\nsay it in a few words"));
        }
        let words: Vec<&str> = text.split_whitespace().collect();
        let line = words.join(" ");
        let length = line.chars().count();
        if length > LONGEST {
            return Err(D::Error::custom(format!(
                "this has {length} characters, and {LONGEST} are allowed: each finding repeats it\n\
                 say it in a few words, and tell the rest where `ticket` points"
            )));
        }
        Ok(Self(line))
    }
}

/// A place in an object, `spec.containers[].image`, and all below it.
#[derive(Clone, Debug)]
pub(super) struct Place(String);

impl<'de> Deserialize<'de> for Place {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let odd = text.is_empty()
            || text.starts_with(['.', '/', '$'])
            || text.ends_with('.')
            || text.contains(['*', ' ']);
        if odd {
            return Err(D::Error::custom(format!(
                "`{text}` is not a path\nwrite it as findings show it, `spec.containers[0].image`; \
                 `[]` stands for any item"
            )));
        }
        Ok(Self(text))
    }
}

impl Place {
    /// True if the path leads there, or to something below it.
    pub(super) fn covers(&self, path: &str) -> bool {
        let mut rest = path;
        let mut pieces = self.0.split("[]").peekable();
        while let Some(piece) = pieces.next() {
            let Some(behind) = rest.strip_prefix(piece) else { return false };
            rest = behind;
            if pieces.peek().is_some() {
                let Some(behind) = behind_index(rest) else { return false };
                rest = behind;
            }
        }
        rest.is_empty() || rest.starts_with(['.', '['])
    }
}

/// What stands behind `[12]`.
fn behind_index(path: &str) -> Option<&str> {
    let inside = path.strip_prefix('[')?;
    let (index, behind) = inside.split_once(']')?;
    let number = !index.is_empty() && index.bytes().all(|byte| byte.is_ascii_digit());
    number.then_some(behind)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn selector(text: &str) -> Selector {
        serde_yaml::from_str(text).unwrap()
    }

    fn object(api: &str, kind: &str, namespace: Option<&str>, name: Option<&str>) -> ObjectName {
        ObjectName {
            api_version: api.into(),
            kind: kind.into(),
            namespace: namespace.map(Into::into),
            name: name.map(Into::into),
        }
    }

    #[test]
    fn what_is_left_out_selects_all_and_what_is_absent_is_selected_by_nothing() {
        let web = object("apps/v1", "Deployment", Some("shop"), Some("web-1"));
        let loose = object("v1", "Pod", None, None);
        for (text, selects_web, selects_loose, selects_run) in [
            ("{}", true, true, true),
            ("{ kind: Deployment }", true, false, false),
            ("{ kind: Deployment.apps }", true, false, false),
            ("{ kind: Deployment.batch }", false, false, false),
            ("{ kind: '*.apps' }", true, false, false),
            ("{ kind: '*' }", true, true, false),
            ("{ kind: deployment }", false, false, false),
            ("{ kind: Pod. }", false, true, false),
            ("{ name: 'web-*' }", true, false, false),
            ("{ name: 'web-1' }", true, false, false),
            ("{ name: 'web-' }", false, false, false),
            ("{ name: 'web' }", false, false, false),
            ("{ name: '*web-1*' }", true, false, false),
            ("{ name: '*' }", true, false, false),
            ("{ namespace: shop }", true, false, false),
            ("{ namespace: '*' }", true, false, false),
            ("{ namespace: sho }", false, false, false),
            ("{ namespace: shop, name: 'db-*' }", false, false, false),
            ("{ namespace: shop, name: 'web-?', kind: 'Dep*' }", true, false, false),
        ] {
            let selector = selector(text);
            assert_eq!(selector.selects(Some(&web)), selects_web, "{text}");
            assert_eq!(selector.selects(Some(&loose)), selects_loose, "{text}");
            assert_eq!(selector.selects(None), selects_run, "{text}");
        }
        assert_eq!(selector("{ name: web }").only_name(), Some("web"));
        assert_eq!(selector("{ name: 'web*' }").only_name(), None);
        assert_eq!(selector("{ kind: Pod }").only_name(), None);
    }

    #[test]
    fn a_path_covers_what_is_below_it_and_not_what_begins_like_it() {
        let covers = |pattern: &str, path: &str| Place(pattern.to_owned()).covers(path);
        for (pattern, path, expected) in [
            ("spec.containers[0].image", "spec.containers[0].image", true),
            ("spec.containers[0]", "spec.containers[0].image", true),
            ("spec", "spec.containers[0].image", true),
            ("spec.containers", "spec.containers[0]", true),
            ("spec.containers[0].image", "spec.containers[0].imagePullPolicy", false),
            ("spec.containers[0].image", "spec.containers[1].image", false),
            ("spec.containers[1]", "spec.containers[10].image", false),
            ("spec.containers[].image", "spec.containers[10].image", true),
            ("spec.containers[]", "spec.containers[3]", true),
            ("spec.containers[]", "spec.containers", false),
            ("spec.containers[]", "spec.containers[x]", false),
            ("spec.containers[]", "spec.containers[]", false),
            ("spec.a[].b[].c", "spec.a[1].b[22].c", true),
            ("spec.a[].b[].c", "spec.a[1].b.c", false),
            ("spec.containers[0].image", "spec", false),
            ("spec.containers[0].image", "", false),
            ("metadata.labels[\"a.b/c\"]", "metadata.labels[\"a.b/c\"]", true),
        ] {
            assert_eq!(covers(pattern, path), expected, "{pattern} {path}");
        }
    }
}
