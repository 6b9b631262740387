//! Texts that have the form of a typed literal.

use regex::RegexBuilder;
use regex_syntax::hir::{Hir, HirKind};

use super::{Form, Pattern, Shared, Value};
use crate::world::image::{Glob, RepoPattern, Version, VersionRange};
use crate::world::measure::{Date, Duration};

/// Largest compiled size of a regular expression, in bytes.
const REGEX_SIZE: usize = 1 << 20;

/// Bytes of the longest regular expression: parsing takes memory before compiling is bounded.
pub const LONGEST_REGEX: usize = 16 << 10;

/// What is wrong with a text that is not of its form: the message, and what to do.
pub type FormFault = (String, String);

/// Reads a text as a typed literal.
///
/// # Errors
/// What is wrong with it, and what to do about it.
pub fn read<'w>(form: Form, text: &str) -> Result<Value<'w>, FormFault> {
    Ok(match form {
        Form::Repo => Value::Repo(Shared::new(
            RepoPattern::parse(text).map_err(|fault| (fault.message(), fault.help()))?,
        )),
        Form::Version => Value::Version(Shared::new(Version::parse(text).ok_or_else(|| {
            let help = "write one to four numbers, as in `1.27.3`, and perhaps a suffix";
            (format!("`{text}` is not a version"), help.into())
        })?)),
        Form::VersionRange => Value::Range(Shared::new(
            VersionRange::parse(text).map_err(|fault| (fault.message(), fault.help()))?,
        )),
        Form::Glob => Value::Glob(Shared::new(
            Glob::parse(text).map_err(|fault| (fault.message(), fault.help()))?,
        )),
        Form::Regex => Value::Regex(Shared::new(pattern(text)?)),
        Form::Duration => {
            Value::Duration(Duration::parse(text).map_err(|fault| (fault.message(), fault.help()))?)
        }
        Form::Date => {
            Value::Date(Date::parse(text).map_err(|fault| (fault.message(), fault.help()))?)
        }
    })
}

/// Compiles a regular expression; no larger than a bound.
///
/// # Errors
/// What is wrong with it, and what to do about it.
pub fn pattern(text: &str) -> Result<Pattern, FormFault> {
    if text.len() > LONGEST_REGEX {
        let message = format!("this regular expression has more bytes than {LONGEST_REGEX}");
        return Err((message, "split it into several".to_owned()));
    }
    let build = |text: &str| {
        RegexBuilder::new(text).size_limit(REGEX_SIZE).dfa_size_limit(REGEX_SIZE).build()
    };
    let fault = |error: regex::Error| match error {
        regex::Error::CompiledTooBig(_) => (
            "this regular expression is too large".to_owned(),
            "repeat less: `{1000}` within `{1000}` is a million".to_owned(),
        ),
        other => (
            format!("`{text}` is not a regular expression"),
            other.to_string().lines().last().unwrap_or("").trim_start_matches("error: ").into(),
        ),
    };
    let anywhere = build(text).map_err(fault)?;
    let whole = build(&format!("^(?:{text})$")).map_err(fault)?;
    let weight = regex_syntax::parse(text).map_or(text.len(), |hir| weight(&hir));
    Ok(Pattern { whole, anywhere, weight })
}

/// How many letters, classes and places an expression has, repetitions written out.
fn weight(hir: &Hir) -> usize {
    match hir.kind() {
        HirKind::Empty => 0,
        HirKind::Literal(literal) => literal.0.len(),
        HirKind::Class(_) | HirKind::Look(_) => 1,
        HirKind::Capture(capture) => weight(&capture.sub),
        HirKind::Concat(all) | HirKind::Alternation(all) => {
            all.iter().map(weight).fold(0, usize::saturating_add)
        }
        HirKind::Repetition(repeated) => {
            let times = repeated.max.unwrap_or(repeated.min.saturating_add(1)).max(1);
            weight(&repeated.sub).saturating_mul(usize::try_from(times).unwrap_or(usize::MAX))
        }
    }
}
