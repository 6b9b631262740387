//! Texts, typed literals and numbers.

use crate::base::Span;

use super::super::ast::{Expr, ExprKind, Fixture, Literal, LiteralKind, Name, Part, Template};
use super::super::faults;
use super::super::raw_text::RawText;
use super::grammar::Rule;
use super::node::Node;
use super::reader::Reader;

impl<'s> Reader<'s> {
    /// `3`, `-3`.
    pub(super) fn int(&mut self, node: &Node<'s>, span: Span) -> Expr {
        match node.as_str().parse() {
            Ok(value) => self.expr(span, ExprKind::Int(value)),
            Err(_) => {
                self.report(faults::int_too_large(self.place(span), node.as_str()));
                self.error(span)
            }
        }
    }

    /// `repo"…"`; nothing, and a report, where the prefix is none.
    pub(super) fn literal(&mut self, node: &Node<'s>) -> Option<Literal> {
        let span = self.span(node);
        let (prefix, rest) = node.as_str().split_once('"')?;
        let text = rest.strip_suffix('"')?;
        let start = self.offset(text);
        let text_span = Span::new(start, start + text.len());
        match LiteralKind::ALL.iter().find(|kind| kind.prefix() == prefix) {
            Some(&kind) => Some(Literal { kind, text: text.into(), text_span }),
            None => {
                let start = span.range().start;
                let at = Span::new(start, start + prefix.len());
                self.report(faults::unknown_prefix(self.place(at), prefix));
                None
            }
        }
    }

    /// A text that interpolates nothing: a title, a tag, an address.
    pub(super) fn plain_text(&mut self, node: &Node<'s>) -> Name {
        let template = self.message(node);
        let mut text = String::new();
        for part in &template.parts {
            match part {
                Part::Text(piece) => text.push_str(piece),
                Part::Expr(expr) => {
                    self.report(faults::no_interpolation(self.place(expr.span)));
                    text.push_str(self.slice(expr.span));
                }
            }
        }
        Name { text: text.into(), span: template.span }
    }

    /// `"…"`, or a text in other quotes, which stands at `span`.
    pub(super) fn quoted_text(&mut self, span: Span) -> Template {
        let whole = self.slice(span);
        let mut chars = whole.chars();
        let widths =
            (chars.next().map_or(0, char::len_utf8), chars.next_back().map_or(0, char::len_utf8));
        let end = whole.len().saturating_sub(widths.1);
        let inside = whole.get(widths.0..end).unwrap_or("");
        let mut parts = Parts::default();
        let mut rest = inside;
        while let Some(at) = rest.find(['\\', '{', '}']) {
            let (before, behind) = rest.split_at(at);
            parts.text.push_str(before);
            rest = self.special(behind, &mut parts);
        }
        parts.text.push_str(rest);
        parts.flush();
        Template { span, raw: false, parts: parts.all }
    }

    /// Reads what a text's `\`, `{` or `}` begins; what is left behind it.
    fn special(&mut self, text: &'s str, parts: &mut Parts) -> &'s str {
        let at = self.offset(text);
        if let Some(rest) = text.strip_prefix("{{")
            && let Some((inside, behind)) = rest.split_once("}}")
        {
            let span = Span::new(at, at + inside.len() + "{{}}".len());
            self.report(faults::doubled_braces(self.place(span), inside.trim()));
            parts.flush();
            parts.all.push(Part::Expr(self.error(span)));
            return behind;
        }
        if let Some(rest) = text.strip_prefix('{') {
            let Some(end) = rest
                .find(['}', '{'])
                .filter(|&end| rest.get(end..).is_some_and(|t| t.starts_with('}')))
            else {
                self.report(faults::open_interpolation(self.place(Span::new(at, at + 1))));
                parts.flush();
                parts.all.push(Part::Expr(self.error(Span::new(at, at + 1))));
                return rest;
            };
            parts.flush();
            let part = self.interpolated(Span::new(at + 1, at + 1 + end));
            parts.all.push(part);
            return rest.get(end + 1..).unwrap_or("");
        }
        if let Some(rest) = text.strip_prefix('}') {
            self.report(faults::stray_brace(self.place(Span::new(at, at + 1))));
            parts.text.push('}');
            return rest;
        }
        match escape(text) {
            Some((character, length)) => {
                parts.text.push(character);
                text.get(length..).unwrap_or("")
            }
            None => {
                let length = bad_escape_length(text);
                let written = text.get(..length).unwrap_or(text);
                self.report(faults::bad_escape(self.place(Span::new(at, at + length)), written));
                text.get(length..).unwrap_or("")
            }
        }
    }

    /// `"""…"""` as a text.
    pub(super) fn raw_text(&mut self, span: Span) -> Template {
        let fixture = self.fixture(span);
        Template { span, raw: true, parts: vec![Part::Text(fixture.text)] }
    }

    /// `"""…"""` as a source of its own. A first line and a last one that are blank belong to the
    /// quotes; of the others the indentation that all share is taken off, blank ones aside.
    pub(super) fn fixture(&self, span: Span) -> Fixture {
        let raw = RawText::of(self.slice(span));
        let start = |line: &&'s str| Span::at(self.offset(line)).start;
        Fixture {
            span,
            text: raw.text().into(),
            line_starts: raw.lines.iter().map(start).collect(),
        }
    }
}

/// The parts of a text in the making.
#[derive(Default)]
struct Parts {
    all: Vec<Part>,
    text: String,
}

impl Parts {
    fn flush(&mut self) {
        if !self.text.is_empty() {
            self.all.push(Part::Text(std::mem::take(&mut self.text).into()));
        }
    }
}

/// The character that the escape at the start of `text` stands for, and the escape's length.
fn escape(text: &str) -> Option<(char, usize)> {
    let character = match text.as_bytes().get(1)? {
        b'n' => '\n',
        b't' => '\t',
        b'"' => '"',
        b'\\' => '\\',
        b'{' => '{',
        b'}' => '}',
        b'u' => {
            let digits = text.strip_prefix("\\u{")?;
            let digits = digits.get(..digits.find('}')?)?;
            let plain =
                (1..=6).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_hexdigit());
            let code = u32::from_str_radix(digits, 16).ok().filter(|_| plain)?;
            return Some((char::from_u32(code)?, "\\u{}".len() + digits.len()));
        }
        _ => return None,
    };
    Some((character, 2))
}

/// How much of `text` is the escape that means nothing.
fn bad_escape_length(text: &str) -> usize {
    let braced = text
        .strip_prefix("\\u{")
        .and_then(|rest| rest.find(['}', ' ', '{']).map(|end| (rest, end)));
    match braced {
        Some((rest, end)) if rest.as_bytes().get(end) == Some(&b'}') => "\\u{}".len() + end,
        Some((_, end)) => "\\u{".len() + end,
        None if text.starts_with("\\u{") => text.len(),
        None => text.chars().take(2).map(char::len_utf8).sum(),
    }
}

/// The raw text, whichever rule names it, among the children of `node`.
pub(super) fn raw_of<'s>(node: Node<'s>) -> Option<Node<'s>> {
    node.into_inner().find(|part| part.as_rule() == Rule::raw)
}
