//! Typed literals: each text is read here as the run will read it, so that a wrong one is an error
//! of the policy, at its place within the text.

use std::ops::Range;

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
        if let Err(fault) = read(literal.kind, &literal.text) {
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
pub(super) fn read(kind: LiteralKind, text: &str) -> Result<(), Fault> {
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
        LiteralKind::Regex => read_regex(text),
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

fn read_regex(text: &str) -> Result<(), Fault> {
    // Parsing takes memory before compiling is bounded: a class is some thousand bytes.
    if text.len() > LONGEST_REGEX {
        return Err(errors::large_regex(text));
    }
    let mut parser = regex_syntax::ParserBuilder::new().nest_limit(100).build();
    if let Err(error) = parser.parse(text) {
        let (what, span) = match &error {
            regex_syntax::Error::Parse(error) => (error.kind().to_string(), error.span()),
            regex_syntax::Error::Translate(error) => (error.kind().to_string(), error.span()),
            _ => return Err(errors::wrong_regex(&error.to_string(), 0..text.len())),
        };
        return Err(errors::wrong_regex(&what, span.start.offset..span.end.offset));
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
