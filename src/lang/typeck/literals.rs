//! Typed literals: each text is read here as the run will read it, so that a wrong one is an error
//! of the policy, at its place within the text.

use std::cell::Cell;
use std::ops::Range;

use regex_syntax::hir::{Class, ClassUnicodeRange, Hir, HirKind};
use regex_syntax::utf8::Utf8Sequences;

use crate::base::Span;
use crate::diag::Code;
use crate::lang::syntax::ast::{Expr, Literal, LiteralKind};
use crate::lang::types::Type;
use crate::lang::value::form::LONGEST_REGEX;
use crate::world::image::RangeFaultKind;
use crate::world::image::{Glob, Reference, RepoFaultKind, RepoPattern, Version, VersionRange};
use crate::world::measure::{Date, Duration, Quantity};

use super::body::Body;
use super::errors::literals as errors;

/// Largest compiled size of a regular expression, in bytes.
const REGEX_SIZE: usize = 1 << 20;

/// Bytes that the regular expressions of a run may take together, compiled, and those that a param is set
/// to, beside [`A_LETTER`] for each byte that they are written in.
const ALL_REGEXES: usize = 48 << 20;
/// See [`ALL_REGEXES`].
const A_LETTER: usize = 512;

/// Bytes that one takes, about, measured: beside [`A_RANGE`] for each letter and range of letters in it,
/// [`A_BYTE`] for each byte of UTF-8 that such a range has beyond one, and [`A_GROUP`] for each group.
const A_REGEX: usize = 10 << 10;
/// See [`A_REGEX`].
const A_RANGE: usize = 160;
/// See [`A_REGEX`].
const A_BYTE: usize = 80;
/// See [`A_REGEX`].
const A_GROUP: usize = 320;

/// What is left for regular expressions.
#[derive(Debug)]
pub(super) struct Budget {
    left: Cell<usize>,
    told: Cell<bool>,
}

impl Default for Budget {
    fn default() -> Self {
        Self { left: Cell::new(ALL_REGEXES), told: Cell::new(false) }
    }
}

impl Budget {
    /// Takes what a regular expression costs. Where it is not there, that is a fault, once; one that
    /// costs more than all may is a fault of its own, and takes nothing.
    fn take(&self, hir: &Hir, text: &str) -> Result<bool, Fault> {
        let cost = bulk(hir).saturating_add(A_REGEX);
        if cost > ALL_REGEXES {
            return Err(errors::large_regex(text));
        }
        let cost = cost.saturating_sub(A_LETTER.saturating_mul(text.len()));
        let left = self.left.get().checked_sub(cost);
        self.left.set(left.unwrap_or(0));
        if left.is_none() && !self.told.replace(true) {
            return Err(errors::large_regexes(text));
        }
        Ok(left.is_some())
    }
}

/// Bytes that what is in a regular expression takes, repetitions written out.
fn bulk(hir: &Hir) -> usize {
    match hir.kind() {
        HirKind::Empty => 0,
        HirKind::Look(_) => A_BYTE,
        HirKind::Literal(literal) => A_RANGE.saturating_mul(literal.0.len()),
        HirKind::Class(Class::Unicode(class)) => class.ranges().iter().map(width).sum(),
        HirKind::Class(Class::Bytes(class)) => A_RANGE.saturating_mul(class.ranges().len()),
        HirKind::Capture(capture) => bulk(&capture.sub).saturating_add(A_GROUP),
        HirKind::Concat(all) | HirKind::Alternation(all) => {
            all.iter().map(bulk).fold(0, usize::saturating_add)
        }
        HirKind::Repetition(repeated) => {
            let times = repeated.max.unwrap_or(repeated.min).max(1);
            let sub = bulk(&repeated.sub).saturating_add(A_BYTE);
            sub.saturating_mul(usize::try_from(times).unwrap_or(usize::MAX))
        }
    }
}

/// Bytes that a range of letters takes: `.` is two of them, and nine kinds of UTF-8.
fn width(range: &ClassUnicodeRange) -> usize {
    let bytes: usize = Utf8Sequences::new(range.start(), range.end()).map(|it| it.len()).sum();
    A_RANGE + A_BYTE * bytes.saturating_sub(1)
}

/// What is wrong with the text of a literal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) code: Code,
    pub(super) message: String,
    pub(super) help: String,
    /// In bytes of the text.
    pub(super) range: Range<usize>,
}

impl Body<'_, '_> {
    /// A typed literal.
    pub(super) fn literal(&mut self, literal: &Literal) -> Type {
        if let Err(fault) = read(literal.kind, &literal.text, &self.world.regexes) {
            let whole = literal.text_span;
            let inner = Span::new(fault.range.start, fault.range.end).shifted(whole.start as usize);
            let span = if whole.contains(inner) && !inner.is_empty() { inner } else { whole };
            let place = self.at(span);
            self.report(errors::wrong_literal(&fault, place));
        }
        self.literal_type(literal.kind)
    }

    /// The type of a kind of literal.
    fn literal_type(&self, kind: LiteralKind) -> Type {
        match kind {
            LiteralKind::Image => self.record("Image"),
            LiteralKind::Repo => Type::Repo,
            LiteralKind::Glob => Type::Glob,
            LiteralKind::Regex => Type::Regex,
            LiteralKind::Semver => Type::VersionRange,
            LiteralKind::Version => Type::Version,
            LiteralKind::Date => Type::Date,
            LiteralKind::Quantity => Type::Quantity,
            LiteralKind::Duration => Type::Duration,
        }
    }

    /// `1.10`, which is no value of the language.
    pub(super) fn decimal(&mut self, expr: &Expr, text: &str, hint: Option<&Type>) -> Type {
        let place = self.at(expr.span);
        let noun = match self.noun.as_deref() {
            Some("tag" | "effective_tag") => Some("tag"),
            _ => None,
        };
        let prefix = match hint.map(Type::required) {
            Some(Type::String) => "",
            Some(Type::Version) => "version",
            Some(Type::Quantity) => "quantity",
            Some(Type::VersionRange) => "semver",
            _ => return self.wrong(errors::decimal(text, place)),
        };
        self.wrong(errors::decimal_for(text, noun, prefix, place))
    }
}

/// Reads the text of a literal, and tells what is wrong with it.
pub(super) fn read(kind: LiteralKind, text: &str, budget: &Budget) -> Result<(), Fault> {
    match kind {
        LiteralKind::Image => Reference::parse(text).map(drop).map_err(|fault| {
            Fault::new(Code::E0231, fault.message(), fault.help(), fault.range.clone())
        }),
        LiteralKind::Repo => RepoPattern::parse(text).map(drop).map_err(|fault| {
            let code = match fault.kind {
                RepoFaultKind::Tag | RepoFaultKind::Digest => Code::E0232,
                RepoFaultKind::NoRegistry => Code::E0233,
                _ => Code::E0234,
            };
            Fault::new(code, fault.message(), fault.help(), fault.range.clone())
        }),
        LiteralKind::Glob => Glob::parse(text).map(drop).map_err(|fault| {
            Fault::new(Code::E0235, fault.message(), fault.help(), fault.range.clone())
        }),
        LiteralKind::Regex => read_regex(text, budget),
        LiteralKind::Semver => VersionRange::parse(text).map(drop).map_err(|fault| {
            let code = match fault.kind {
                RangeFaultKind::Unsatisfiable => Code::E0238,
                _ => Code::E0239,
            };
            Fault::new(code, fault.message(), fault.help(), fault.range.clone())
        }),
        LiteralKind::Version => match Version::parse(text) {
            Some(_) => Ok(()),
            None => Err(errors::not_a_version(text)),
        },
        LiteralKind::Date => measured(Code::E0241, Date::parse(text)),
        LiteralKind::Quantity => measured(Code::E0242, Quantity::parse(text)),
        LiteralKind::Duration => measured(Code::E0243, Duration::parse(text)),
    }
}

fn measured<T>(
    code: Code,
    read: Result<T, crate::world::measure::MeasureFault>,
) -> Result<(), Fault> {
    read.map(drop).map_err(|f| Fault::new(code, f.message(), f.help(), f.range.clone()))
}

fn read_regex(text: &str, budget: &Budget) -> Result<(), Fault> {
    // Parsing takes memory before compiling is bounded: a class is some thousand bytes.
    if text.len() > LONGEST_REGEX {
        return Err(errors::large_regex(text));
    }
    let mut parser = regex_syntax::ParserBuilder::new().nest_limit(100).build();
    let hir = parser.parse(text).map_err(|error| {
        let (what, span) = match &error {
            regex_syntax::Error::Parse(error) => (error.kind().to_string(), error.span()),
            regex_syntax::Error::Translate(error) => (error.kind().to_string(), error.span()),
            _ => return errors::wrong_regex(&error.to_string(), 0..text.len()),
        };
        errors::wrong_regex(&what, span.start.offset..span.end.offset)
    })?;
    // Most are far from being too large, which is then told without compiling them.
    if !budget.take(&hir, text)? || bulk(&hir) < REGEX_SIZE / 4 {
        return Ok(());
    }
    let built =
        regex::RegexBuilder::new(text).size_limit(REGEX_SIZE).dfa_size_limit(REGEX_SIZE).build();
    match built {
        Ok(_) => Ok(()),
        Err(regex::Error::CompiledTooBig(_)) => Err(errors::large_regex(text)),
        Err(error) => Err(errors::wrong_regex(&error.to_string(), 0..text.len())),
    }
}

impl Fault {
    /// A fault.
    pub(super) fn new(code: Code, message: String, help: String, range: Range<usize>) -> Self {
        Self { code, message, help, range }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many regular expressions of this form a run may have.
    fn many(form: &str) -> usize {
        let budget = Budget::default();
        let hir = regex_syntax::parse(form).expect("a regular expression");
        (0..1_000_000).take_while(|_| budget.take(&hir, form) == Ok(true)).count()
    }

    #[test]
    fn regular_expressions_have_a_common_bound_that_is_told_once() {
        for (form, fits) in [
            ("v[0-9]+", 4_000..10_000),
            ("\\w+", 100..200),
            ("(a){50}", 1_000..4_000),
            (".{30}", 500..1_000),
            ("[^a]{30}", 500..1_000),
            ("[x\\pL]{30}", 5..20),
        ] {
            assert!(fits.contains(&many(form)), "{form}: {}", many(form));
        }
        // What is written out has room for itself.
        assert_eq!(many(&"abc".repeat(5_000)), 1_000_000);
        let budget = Budget::default();
        let hir = regex_syntax::parse("a").expect("a regular expression");
        let told = (0..50_000).filter(|_| budget.take(&hir, "a").is_err()).count();
        assert_eq!(told, 1);
    }
}
