//! Whether a text that somebody is still typing may go on.
//!
//! It may where the grammar, reading what is there, comes to its end and wants more: an operator
//! without its right side, a rule without its block, documentation without an item below. It may also
//! while a bracket or a `"""` is open, even if something within is wrong: a rule that is pasted is
//! one entry to its last brace, and its error is told once. What is wrong outside of brackets is
//! wrong, and more of it would not help. An empty line outside of brackets says that nothing more comes.

use crate::base::{SourceId, Span};

use super::super::cut::{Keyword, cut};
use super::super::scan::{Scanner, TokenKind};
use super::grammar::Rule;
use super::reader::Reader;

/// True if `text`, which is items of a policy or an expression, wants more.
///
/// ```
/// use seaworthy::lang::syntax::is_unfinished;
/// assert!(is_unfinished("rule tagged on image i {"));
/// assert!(is_unfinished("images.len() >"));
/// assert!(!is_unfinished("images.len() > 3"));
/// assert!(!is_unfinished("images.len( 3]"));
/// ```
pub fn is_unfinished(text: &str) -> bool {
    let tokens = Scanner::new(text, 0, text.len());
    let Some(last) = tokens.filter(|token| token.kind != TokenKind::Comment).last() else {
        return false;
    };
    if last.kind == TokenKind::Doc || (last.kind == TokenKind::Raw && !last.closed) {
        return true;
    }
    let cuts = cut(text).items;
    let (goal, start) = match cuts.last() {
        Some(item) if item.keyword == Keyword::Edition => (Rule::one_edition, item.code.start),
        Some(item) if item.keyword != Keyword::Unknown => (Rule::one_item, item.code.start),
        _ => (Rule::one_expr, 0),
    };
    let slice = Span::new(start as usize, last.end);
    match brackets(text, slice) {
        Brackets::Open => true,
        Brackets::Wrong => false,
        Brackets::Closed if !last.closed || ends_in_blank(text) => false,
        Brackets::Closed => {
            let read = Reader::new(SourceId(0), text).read(goal, slice);
            read.is_err_and(|failure| !failure.too_deep && failure.at >= last.end)
        }
    }
}

/// True if the last line, of several, is empty.
fn ends_in_blank(text: &str) -> bool {
    text.rsplit_once('\n').is_some_and(|(_, last)| last.trim().is_empty())
}

/// How the brackets of a text stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Brackets {
    /// Each is closed.
    Closed,
    /// Some are not.
    Open,
    /// One is closed by one of another sort, or closes nothing.
    Wrong,
}

fn brackets(text: &str, span: Span) -> Brackets {
    let mut open = Vec::new();
    for token in Scanner::new(text, span.range().start, span.range().end) {
        match (token.kind, token.text(text)) {
            (TokenKind::Open, bracket) => open.push(bracket),
            (TokenKind::Close, bracket) => {
                let pair = (open.pop(), bracket);
                if !matches!(pair, (Some("("), ")") | (Some("["), "]") | (Some("{"), "}")) {
                    return Brackets::Wrong;
                }
            }
            _ => {}
        }
    }
    if open.is_empty() { Brackets::Closed } else { Brackets::Open }
}

#[cfg(test)]
mod tests {
    use super::is_unfinished;

    #[test]
    fn what_wants_more_is_unfinished() {
        for text in [
            "(1",
            "[1,",
            "1 +",
            "images.",
            "if true then",
            "if true then 1 else",
            "all i in images:",
            "not",
            "let x",
            "let x =",
            "let x: Int =",
            "func f(",
            "func f(a: Int) -> Int =",
            "rule x",
            "rule x on image i",
            "rule x on image i where",
            "rule x on image i {",
            "rule x on image i {\n  require i.tag is present else \"m\"\n",
            "rule x on image i { require f(",
            "test \"a\" {",
            "test \"a\" {\n  given \"\"\"\n    kind: Pod\n",
            "let t = \"\"\"a",
            "## Images name a version.",
            "## Images name a version.\n##\n## Or else.\n",
            "rule x on image i {\n\n",
            "let a = 1 rule b on image i {",
            "import std/images {",
            "edition",
            "(1 # a comment",
            "rule x on image i {\n  require = 1\n",
            "rule x on image i {\n  require a else \"m\n",
            "let a = (1\nrule b on image i {",
        ] {
            assert!(is_unfinished(text), "{text}");
        }
    }

    #[test]
    fn what_is_whole_or_wrong_is_not() {
        for text in [
            "",
            " \n",
            "1 +\n",
            "rule x\n  ",
            "# a comment",
            "1",
            "1 2",
            "1 )",
            "(1]",
            "images.len()",
            "\"abc",
            "repo\"abc",
            "let x = 1",
            "let x = = 1",
            "edition 1",
            "edition 2",
            "param x: Int",
            "rule x on image i { require i.tag is present else \"m\" }",
            "rul x on image i { }",
            "func f() -> Int = 1",
            "let a = (1\nrule b on image i { require true else \"m\" }",
            "let t = \"\"\"a\"\"\"",
            "## a\nlet x = 1",
            "}",
        ] {
            assert!(!is_unfinished(text), "{text}");
        }
    }
}
