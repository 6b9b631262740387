//! Texts that have the form of a typed literal.

use super::{Form, Pattern, Shared, Value};
use crate::world::image::{Glob, RepoPattern, Version, VersionRange};
use crate::world::measure::{Date, Duration};

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
        Form::Regex => Value::Regex(Shared::new(Pattern::compile(text)?)),
        Form::Duration => {
            Value::Duration(Duration::parse(text).map_err(|fault| (fault.message(), fault.help()))?)
        }
        Form::Date => {
            Value::Date(Date::parse(text).map_err(|fault| (fault.message(), fault.help()))?)
        }
    })
}
