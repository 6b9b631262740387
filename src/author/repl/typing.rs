//! The static type of what stands at a place of an entry that is still being typed.

use super::session::{Kind, SESSION, Session, kind_of};
use crate::base::Span;
use crate::lang::pipeline::{QUESTION, What};
use crate::lang::syntax::ast::{Expr, Stmt};
use crate::lang::syntax::visit;
use crate::lang::typeck::{Checked, Tables};
use crate::lang::types::Type;

/// What may have to follow an expression before the entry makes sense: nothing, a block, the body of a
/// quantifier, the rest of an `if`.
const ENDINGS: [&str; 4] = ["", " {}", ": true", " then 0 else 0"];

impl Session<'_> {
    /// The type of the chain of names, calls and brackets that `head` ends with; `tail` is what stands
    /// behind the place already.
    pub(super) fn type_at(&self, head: &str, tail: &str) -> Option<Type> {
        let chain = Span::new(chain_start(head), head.len());
        if chain.is_empty() {
            return None;
        }
        let items = kind_of(head) == Kind::Items;
        let closed = |ending: &str| format!("{ending}{}", closing(head));
        let rest = tail.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_');
        let given = if rest.trim().is_empty() { None } else { Some(rest.to_owned()) };
        let likely = likely_ending(head.get(..chain.range().start).unwrap_or(""), items);
        let others = ENDINGS.into_iter().filter(|ending| *ending != likely);
        let endings = std::iter::once(likely).chain(others).map(closed);
        let endings = given.into_iter().chain(endings);
        let mut types = endings.filter_map(|ending| match items {
            true => self.type_in_items(head, chain, &ending),
            false => self.type_in_expression(head, chain, &ending),
        });
        types.find(|ty| !matches!(ty, Type::Error | Type::Never))
    }

    fn type_in_expression(&self, head: &str, chain: Span, ending: &str) -> Option<Type> {
        let text = format!("{head}{ending}");
        let own = What::Text(SESSION.to_owned(), self.draft.text());
        let checked = self.house.check(&[own, self.what_is_asked(text)]);
        type_of(&checked, QUESTION, chain)
    }

    fn type_in_items(&self, head: &str, chain: Span, ending: &str) -> Option<Type> {
        let (draft, changes) = self.draft.with(&format!("{head}{ending}"));
        let name = changes.last()?.name.called()?.to_owned();
        let text = draft.text();
        // The item that is typed stands somewhere in the draft: what ends it tells where.
        let typed = draft.items().iter().rev().find(|item| item.name.called() == Some(&name))?;
        let end = text.rfind(&typed.text)? + typed.text.len() - ending.trim_end().len();
        let moved = end.checked_sub(head.len())?;
        let checked = self.house.check(&[What::Text(SESSION.to_owned(), text)]);
        type_of(&checked, &name, chain.shifted(moved))
    }
}

/// What most likely has to follow a chain, by what stands before it: each that is tried is checked.
fn likely_ending(before: &str, items: bool) -> &'static str {
    let words: Vec<&str> = before.split_whitespace().rev().take(3).collect();
    match words.as_slice() {
        ["in", _, "all" | "any" | "none"] => ": true",
        ["in", _, "for"] | ["if", ..] if items => " {}",
        ["if", ..] => " then 0 else 0",
        _ if items && !before.contains('{') && before.contains(" where ") => " {}",
        _ => "",
    }
}

/// The type of the expression at `span` of an item.
fn type_of(checked: &Checked, item: &str, span: Span) -> Option<Type> {
    let mut found = None;
    let mut look = |tables: &Tables, expr: &Expr| {
        visit::walk(expr, &mut |expr| {
            if expr.span == span {
                found = Some(tables.ty(expr.id).clone());
            }
        });
    };
    for rule in checked.rules.iter().filter(|rule| &*rule.id == item) {
        rule.item.guard.iter().for_each(|guard| look(&rule.tables, guard));
        visit::walk_body(&rule.item.body, &mut |stmt: &Stmt| {
            visit::expressions(stmt, &mut |expr| look(&rule.tables, expr));
        });
    }
    for function in checked.functions.iter().filter(|function| &*function.name == item) {
        look(&function.tables, &function.body);
    }
    for constant in checked.constants.iter().filter(|constant| &*constant.name == item) {
        look(&constant.tables, &constant.value);
    }
    found
}

/// Where the word begins that `head` ends with.
pub(super) fn word_start(head: &str) -> usize {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    head.rfind(|c| !word(c)).map_or(0, |at| at + head.get(at..).map_or(1, first_width))
}

fn first_width(text: &str) -> usize {
    text.chars().next().map_or(1, char::len_utf8)
}

/// Where the chain of names, calls and brackets begins that `head` ends with: that of
/// `x == images.first()?.tag` is `images.first()?.tag`.
pub(super) fn chain_start(head: &str) -> usize {
    let mut at = head.len();
    loop {
        let rest = head.get(..at).unwrap_or("");
        let mut start = word_start(rest);
        if let Some(close) = rest.chars().next_back().filter(|c| matches!(c, ')' | ']')) {
            let Some(open) = opening(rest, close) else { return at };
            // What is called or indexed stands directly before the bracket.
            let before = rest.get(..open).unwrap_or("");
            start = match before.chars().next_back() {
                Some(c) if c.is_ascii_alphanumeric() || matches!(c, '_' | ')' | ']') => {
                    at = open;
                    continue;
                }
                _ => open,
            };
        } else if start == at {
            return at;
        }
        let before = rest.get(..start).unwrap_or("");
        match before.strip_suffix('.') {
            Some(base) => at = base.strip_suffix('?').unwrap_or(base).len(),
            None => return start,
        }
    }
}

/// Where the bracket opens that `text` closes at its end.
fn opening(text: &str, close: char) -> Option<usize> {
    let open = if close == ')' { '(' } else { '[' };
    let mut depth = 0;
    text.char_indices().rev().find_map(|(at, c)| {
        depth += i32::from(c == close) - i32::from(c == open);
        (depth == 0).then_some(at)
    })
}

/// What closes the brackets that are open at the end of `head`, texts and comments apart.
fn closing(head: &str) -> String {
    let mut open = Vec::new();
    let hidden = crate::lang::syntax::shades(head);
    let mut hidden = hidden.iter().map(|(span, _)| span.range()).peekable();
    for (at, c) in head.char_indices() {
        while hidden.next_if(|range| range.end <= at).is_some() {}
        if hidden.peek().is_some_and(|range| range.contains(&at)) {
            continue;
        }
        match c {
            '(' => open.push(')'),
            '[' => open.push(']'),
            '{' => open.push('}'),
            ')' | ']' | '}' => {
                open.pop();
            }
            _ => {}
        }
    }
    open.into_iter().rev().flat_map(|close| [' ', close]).collect()
}

/// The names that an entry declares before its end: matches, `let`s, loops, parameters.
pub(super) fn declared_in(head: &str) -> Vec<String> {
    let words: Vec<&str> = head
        .split(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '-' | ':'))
        .filter(|word| !word.is_empty())
        .collect();
    let mut names = Vec::new();
    for window in words.windows(3) {
        let [first, second, third] = window else { continue };
        let name = match (*first, *second, *third) {
            ("let" | "for" | "all" | "any" | "none", name, _) => name,
            ("on", _, name) => name,
            // The body of a quantifier stands behind a colon too, and seldom begins with a type.
            (param, ty, _) if param.ends_with(':') && ty.starts_with(char::is_uppercase) => param,
            (_, name, "in") => name,
            _ => continue,
        };
        let name = name.trim_end_matches(':');
        if name.starts_with(|c: char| c.is_ascii_lowercase()) {
            names.push(name.to_owned());
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chains_begin_where_their_first_name_does() {
        for (head, chain) in [
            ("images", "images"),
            ("x == i.tag", "i.tag"),
            ("images.first()?.tag", "images.first()?.tag"),
            ("f(a, g(b)).c", "f(a, g(b)).c"),
            ("1 + (a + b)", "(a + b)"),
            ("[i for i in xs][0]", "[i for i in xs][0]"),
            ("not m[\"a b\"].x", "m[\"a b\"].x"),
            ("a and ", ""),
            ("", ""),
        ] {
            assert_eq!(head.get(chain_start(head)..), Some(chain), "{head}");
        }
    }

    #[test]
    fn what_is_open_is_closed() {
        assert_eq!(closing("rule x on image i { require f([a, \"(\""), " ] ) }");
        assert_eq!(closing("a # ("), "");
    }

    #[test]
    fn declared_names_are_known() {
        let head = "rule r on image i where all s in i.pods: s { let a = 1 for x in";
        assert_eq!(declared_in(head), ["i", "s", "a", "x"]);
        assert_eq!(declared_in("func f(a: Image, b: Int) -> Bool ="), ["a", "b"]);
    }
}
